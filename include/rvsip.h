/*
 * rvsip.h - SIP registration and signalling, the C interface of librvsip 0.1.0.
 *
 * Made from the Rust sources by build.rs; change those, not this file. Programs that include RvSipRegClient.h, RvSipStack.h
 * and so on get this file by those names.
 *
 * What holds for all calls:
 *
 * - Any function may be called from any thread and from inside any callback, unless its comment says otherwise.
 * - Callbacks of one stack come one after the other: on the stack's own thread, or inside RvSipStackProcessEvents and the
 *   select calls when RvSipStackCfg.numberOfProcessingThreads is 0. They never come inside another call.
 * - Functions return RV_OK or a negative RV_ERROR number. A NULL pointer is RV_ERROR_NULLPTR, a handle that is stale, foreign
 *   or garbage RV_ERROR_INVALID_HANDLE. Nothing is written to OUT arguments on failure, but the needed size of a buffer.
 *   Functions that return a handle return NULL, those that return a number UNDEFINED or 0.
 * - A handle lives until the callback that tells TERMINATED has returned. Message handles handed to a callback live until it
 *   returns.
 * - Strings are NUL-terminated UTF-8. Set calls copy. Get calls copy into the caller's buffer: a buffer that is too small gives
 *   RV_ERROR_INSUFFICIENT_BUFFER and the needed size, NUL included; a value that is not set gives RV_ERROR_NOT_FOUND.
 * - Structures that a program fills are passed with their size, so that programs built with an older header go on working.
 */
#ifndef RVSIP_H
#define RVSIP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>

/* Direction of an argument; empty. */
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef INOUT
#define INOUT
#endif

/* Calling convention and export mark; empty on this platform. */
#ifndef RVCALLCONV
#define RVCALLCONV
#endif
#ifndef RVAPI
#define RVAPI
#endif

/* TLS is part of the library. */
#ifndef RV_TLS_ON
#define RV_TLS_ON
#endif

/* A number that is not set. */
#ifndef UNDEFINED
#define UNDEFINED (-1)
#endif

/* Declares an opaque handle type. */
#ifndef RV_DECLARE_HANDLE
#define RV_DECLARE_HANDLE(name) typedef struct name##_ *name
#endif

/* Older name of RV_OK. */
#define RV_Success RV_OK

/* Marks an argument that a function does not use. */
#ifndef RV_UNUSED_ARG
#define RV_UNUSED_ARG(x) ((void)(x))
#endif

/* How this library was built; programs test these. */
#define RV_THREADNESS_SINGLE 0
#define RV_THREADNESS_MULTI 1
#ifndef RV_THREADNESS_TYPE
#define RV_THREADNESS_TYPE RV_THREADNESS_MULTI
#endif
#define RV_NET_NONE 0
#define RV_NET_IPV6 1
#ifndef RV_NET_TYPE
#define RV_NET_TYPE RV_NET_IPV6
#endif
#ifndef RV_CFLAG_IPV6
#define RV_CFLAG_IPV6
#endif
#ifndef RV_SIP_OTHER_URI_SUPPORT
#define RV_SIP_OTHER_URI_SUPPORT
#endif
#ifndef RV_SIP_TEL_URI_SUPPORT
#define RV_SIP_TEL_URI_SUPPORT
#endif
#ifndef RV_DNS_ENHANCED_FEATURES_SUPPORT
#define RV_DNS_ENHANCED_FEATURES_SUPPORT
#endif

/* CSeq numbers are signed, and -1 is one that is not set. */
#ifndef RV_SIP_UNSIGNED_CSEQ
#define RV_SIP_UNSIGNED_CSEQ 0
#endif

/* Another name of RVSIP_AUTH_QOP_OPTION_AUTH. */
#define RVSIP_AUTH_QOP_AUTH_ONLY RVSIP_AUTH_QOP_OPTION_AUTH
/* Another name of RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES. */
#define RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_SESSION_EXPIRES RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES
/* Another name of RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD. */
#define RVSIP_SUBS_REFER_NOTIFY_READY_REASON_PROVISIONAL_RESPONSE_RCVD RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD
/* Another name of RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD. */
#define RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_RCVD RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD

#ifdef __cplusplus
extern "C" {
#endif


/* ------------------------------------------------------------------------------------------------------------
 * RvSipCommonTypes.h - Basic types, status codes and log filters
 * ------------------------------------------------------------------------------------------------------------ */

/** Signed 8-bit integer. */
typedef int8_t RvInt8;

/** Unsigned 8-bit integer. */
typedef uint8_t RvUint8;

/** Signed 16-bit integer. */
typedef int16_t RvInt16;

/** Unsigned 16-bit integer; ports and response codes. */
typedef uint16_t RvUint16;

/** Signed 32-bit integer; -1 (UNDEFINED) stands for an unset number. */
typedef int32_t RvInt32;

/** Unsigned 32-bit integer. */
typedef uint32_t RvUint32;

/** Signed 64-bit integer. */
typedef int64_t RvInt64;

/** Unsigned 64-bit integer. */
typedef uint64_t RvUint64;

/** Signed integer of the platform. */
typedef int RvInt;

/** Unsigned integer of the platform; buffer lengths. */
typedef unsigned int RvUint;

/** Size of an object in memory. */
typedef size_t RvSize_t;

/** Character of an interface string; strings end with NUL and hold UTF-8. */
typedef char RvChar;

/** RV_TRUE or RV_FALSE; any value but 0 is taken as true. */
typedef int RvBool;

/** Result of nearly every call: RV_OK, or a negative RV_ERROR number. */
typedef int32_t RvStatus;

/** RVSIP_LOG filter bits, combined with `|`. */
typedef int32_t RvSipLogFilters;

/** Older name of RvStatus. */
typedef RvStatus RV_Status;

/** Older name of RvBool. */
typedef RvBool RV_BOOL;

/** Older name of RvChar. */
typedef RvChar RV_CHAR;

/** Older name of RvUint. */
typedef RvUint RV_UINT;

/** Older name of RvUint32. */
typedef RvUint32 RV_UINT32;

/** Older name of RvInt32. */
typedef RvInt32 RV_INT32;

/** True. */
#define RV_TRUE 1

/** False. */
#define RV_FALSE 0

/** The call did what it says. */
#define RV_OK 0

/** Something failed inside the library; the log tells what. */
#define RV_ERROR_UNKNOWN (-1)

/** A limit of RvSipStackCfg or of a pool is reached, or the system gave no memory or descriptor. */
#define RV_ERROR_OUTOFRESOURCES (-2)

/** An argument has a value that makes no sense here. */
#define RV_ERROR_BADPARAM (-3)

/** A pointer or handle that must be there is NULL. */
#define RV_ERROR_NULLPTR (-4)

/** The handle is not one of ours, is of another type, or its object is gone. */
#define RV_ERROR_INVALID_HANDLE (-5)

/** The call is not legal in the present state of the object. */
#define RV_ERROR_ILLEGAL_ACTION (-6)

/** The network refused: a socket could not be opened, bound or written. */
#define RV_ERROR_NETWORK_PROBLEM (-7)

/** The buffer is too small; the needed size was written to the length argument. */
#define RV_ERROR_INSUFFICIENT_BUFFER (-8)

/** What was asked for is not set or does not exist. */
#define RV_ERROR_NOT_FOUND (-9)

/** Not now; the same call may work later. */
#define RV_ERROR_TRY_AGAIN (-10)

/** This build or this object cannot do it. */
#define RV_ERROR_NOTSUPPORTED (-11)

/** The stack is being destructed. */
#define RV_ERROR_DESTRUCTED (-12)

/** A text does not follow the grammar of SIP. */
#define RV_ERROR_ILLEGAL_SYNTAX (-13)

/** There is one already, and only one is possible. */
#define RV_ERROR_OBJECT_ALREADY_EXISTS (-14)

/** Detail: each timer, each message with its bytes. */
#define RVSIP_LOG_DEBUG_FILTER 1

/** What the stack does: objects made and ended, states changed, messages sent and received. */
#define RVSIP_LOG_INFO_FILTER 2

/** Something odd that does no harm by itself. */
#define RVSIP_LOG_WARN_FILTER 4

/** A call, a message or a resource failed; the stack goes on. */
#define RVSIP_LOG_ERROR_FILTER 8

/** A fault inside the library. */
#define RVSIP_LOG_EXCEP_FILTER 16

/** Taking and leaving locks. */
#define RVSIP_LOG_LOCKDBG_FILTER 32

/** Entry of inner functions. */
#define RVSIP_LOG_ENTER_FILTER 64

/** Exit of inner functions. */
#define RVSIP_LOG_LEAVE_FILTER 128


/* ------------------------------------------------------------------------------------------------------------
 * RvSip*Types.h - Handles
 * ------------------------------------------------------------------------------------------------------------ */

/** One running stack, from RvSipStackConstruct to RvSipStackDestruct. */
RV_DECLARE_HANDLE(RvSipStackHandle);

/** The log of a stack, for RPOOL_Construct; may be NULL there. */
RV_DECLARE_HANDLE(RV_LOG_Handle);

/** The helper layer: memory, timers and select outside any SIP object. */
RV_DECLARE_HANDLE(RvSipMidMgrHandle);

/** A timer set with RvSipMidTimerSet. */
RV_DECLARE_HANDLE(RvSipMidTimerHandle);

/** A pool of memory pages. */
RV_DECLARE_HANDLE(HRPOOL);

/** A page of a pool; it grows as bytes are appended. Meaningful together with its pool. */
RV_DECLARE_HANDLE(HPAGE);

/** The transport manager of a stack. */
RV_DECLARE_HANDLE(RvSipTransportMgrHandle);

/** A TCP or TLS connection. */
RV_DECLARE_HANDLE(RvSipTransportConnectionHandle);

/** What the program keeps with a connection it owns; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipTransportConnectionOwnerHandle);

/** An address the stack listens on. */
RV_DECLARE_HANDLE(RvSipTransportLocalAddressHandle);

/** What the program keeps with the transport manager. */
RV_DECLARE_HANDLE(RvSipAppTransportMgrHandle);

/** What a stack shows to TLS peers and whom it trusts. */
RV_DECLARE_HANDLE(RvSipTransportTlsEngineHandle);

/** A certificate that a TLS peer has shown; alive inside RvSipTransportVerifyCertificateEv. */
RV_DECLARE_HANDLE(RvSipTransportTlsCertHandle);

/** A list of addresses that a name was resolved to. */
RV_DECLARE_HANDLE(RvSipTransportDNSListHandle);

/** The transmitter manager of a stack. */
RV_DECLARE_HANDLE(RvSipTransmitterMgrHandle);

/** A transmitter: sends one message, outside any transaction or for its own. */
RV_DECLARE_HANDLE(RvSipTransmitterHandle);

/** What the program keeps with a transmitter; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipAppTransmitterHandle);

/** The resolver manager of a stack. */
RV_DECLARE_HANDLE(RvSipResolverMgrHandle);

/** A resolver: one look-up at a time. */
RV_DECLARE_HANDLE(RvSipResolverHandle);

/** What the program keeps with a resolver; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipAppResolverHandle);

/** The message manager of a stack; stand-alone messages, headers and addresses come from it. */
RV_DECLARE_HANDLE(RvSipMsgMgrHandle);

/** A SIP message. */
RV_DECLARE_HANDLE(RvSipMsgHandle);

/** A position in the header list of a message. */
RV_DECLARE_HANDLE(RvSipHeaderListElemHandle);

/** An address: a URI of any scheme. */
RV_DECLARE_HANDLE(RvSipAddressHandle);

/** The body of a message or of a body part. */
RV_DECLARE_HANDLE(RvSipBodyHandle);

/** A part of a multipart body. */
RV_DECLARE_HANDLE(RvSipBodyPartHandle);

/** An Allow header: one method. */
RV_DECLARE_HANDLE(RvSipAllowHeaderHandle);

/** An Allow-Events header: one event package. */
RV_DECLARE_HANDLE(RvSipAllowEventsHeaderHandle);

/** A challenge: WWW-Authenticate or Proxy-Authenticate. */
RV_DECLARE_HANDLE(RvSipAuthenticationHeaderHandle);

/** Credentials: Authorization or Proxy-Authorization. */
RV_DECLARE_HANDLE(RvSipAuthorizationHeaderHandle);

/** A Contact header: one contact, or `*`. */
RV_DECLARE_HANDLE(RvSipContactHeaderHandle);

/** A Content-Disposition header. */
RV_DECLARE_HANDLE(RvSipContentDispositionHeaderHandle);

/** A Content-ID header. */
RV_DECLARE_HANDLE(RvSipContentIDHeaderHandle);

/** A Content-Type header. */
RV_DECLARE_HANDLE(RvSipContentTypeHeaderHandle);

/** A CSeq header. */
RV_DECLARE_HANDLE(RvSipCSeqHeaderHandle);

/** A Date header, or the date inside Expires or Retry-After. */
RV_DECLARE_HANDLE(RvSipDateHeaderHandle);

/** An Event header. */
RV_DECLARE_HANDLE(RvSipEventHeaderHandle);

/** An Expires header, or the expires parameter of a Contact. */
RV_DECLARE_HANDLE(RvSipExpiresHeaderHandle);

/** A Min-SE header. */
RV_DECLARE_HANDLE(RvSipMinSEHeaderHandle);

/** Any header without a type of its own: a name and a text. */
RV_DECLARE_HANDLE(RvSipOtherHeaderHandle);

/** A To or From header. */
RV_DECLARE_HANDLE(RvSipPartyHeaderHandle);

/** An RAck header. */
RV_DECLARE_HANDLE(RvSipRAckHeaderHandle);

/** A Refer-To header. */
RV_DECLARE_HANDLE(RvSipReferToHeaderHandle);

/** A Referred-By header. */
RV_DECLARE_HANDLE(RvSipReferredByHeaderHandle);

/** A Replaces header. */
RV_DECLARE_HANDLE(RvSipReplacesHeaderHandle);

/** A Retry-After header. */
RV_DECLARE_HANDLE(RvSipRetryAfterHeaderHandle);

/** One hop of a Route, Record-Route, Service-Route or Path header. */
RV_DECLARE_HANDLE(RvSipRouteHopHeaderHandle);

/** An RSeq header. */
RV_DECLARE_HANDLE(RvSipRSeqHeaderHandle);

/** A Session-Expires header. */
RV_DECLARE_HANDLE(RvSipSessionExpiresHeaderHandle);

/** A Subscription-State header. */
RV_DECLARE_HANDLE(RvSipSubscriptionStateHeaderHandle);

/** A Via header: one hop. */
RV_DECLARE_HANDLE(RvSipViaHeaderHandle);

/** The manager of automatic refreshes of a stack. */
RV_DECLARE_HANDLE(RvSipRefreshMgrHandle);

/** The automatic refresh of a registration. */
RV_DECLARE_HANDLE(RvSipRefreshHandle);

/** What the program keeps with a refresh; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipAppRefreshHandle);

/** The transaction manager of a stack. */
RV_DECLARE_HANDLE(RvSipTranscMgrHandle);

/** A transaction, client or server. */
RV_DECLARE_HANDLE(RvSipTranscHandle);

/** What the program keeps with a transaction; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipTranscOwnerHandle);

/** What the program keeps with a transaction inside a call-leg. */
RV_DECLARE_HANDLE(RvSipAppTranscHandle);

/** The authenticator of a stack. */
RV_DECLARE_HANDLE(RvSipAuthenticatorHandle);

/** What the program keeps with the authenticator. */
RV_DECLARE_HANDLE(RvSipAppAuthenticatorHandle);

/** A challenge that an object has kept. */
RV_DECLARE_HANDLE(RvSipAuthObjHandle);

/** The register-client manager of a stack. */
RV_DECLARE_HANDLE(RvSipRegClientMgrHandle);

/** A register-client: one registration at one registrar. */
RV_DECLARE_HANDLE(RvSipRegClientHandle);

/** What the program keeps with a register-client; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipAppRegClientHandle);

/** The call-leg manager of a stack. */
RV_DECLARE_HANDLE(RvSipCallLegMgrHandle);

/** A call-leg: one dialog that an INVITE made. */
RV_DECLARE_HANDLE(RvSipCallLegHandle);

/** What the program keeps with a call-leg. */
RV_DECLARE_HANDLE(RvSipAppCallLegHandle);

/** A re-INVITE of a call-leg. */
RV_DECLARE_HANDLE(RvSipCallLegInviteHandle);

/** What the program keeps with a re-INVITE; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipAppCallLegInviteHandle);

/** The subscription manager of a stack. */
RV_DECLARE_HANDLE(RvSipSubsMgrHandle);

/** A subscription, subscriber or notifier side. */
RV_DECLARE_HANDLE(RvSipSubsHandle);

/** What the program keeps with a subscription. */
RV_DECLARE_HANDLE(RvSipAppSubsHandle);

/** A notification: one NOTIFY of a subscription and its response. */
RV_DECLARE_HANDLE(RvSipNotifyHandle);

/** What the program keeps with a notification; the library only hands it back. */
RV_DECLARE_HANDLE(RvSipAppNotifyHandle);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipCommonTypes.h - Kinds of stack objects
 * ------------------------------------------------------------------------------------------------------------ */

/** Kind of an object that is handed over as `void *`. */
typedef enum RvSipCommonStackObjectType {
    RVSIP_COMMON_STACK_OBJECT_TYPE_UNDEFINED = -1,
    RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG = 0,
    RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION = 1,
    RVSIP_COMMON_STACK_OBJECT_TYPE_REG_CLIENT = 2,
    RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION = 3,
    RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSMITTER = 4,
    RVSIP_COMMON_STACK_OBJECT_TYPE_NOTIFICATION = 5,
    RVSIP_COMMON_STACK_OBJECT_TYPE_CONNECTION = 6,
} RvSipCommonStackObjectType;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransportTypes.h - Transports, address types and connections
 * ------------------------------------------------------------------------------------------------------------ */

/** Transport protocol. */
typedef enum RvSipTransport {
    /** Not known or not set. */
    RVSIP_TRANSPORT_UNDEFINED = -1,
    RVSIP_TRANSPORT_UDP = 0,
    RVSIP_TRANSPORT_TCP = 1,
    /** TLS over TCP. */
    RVSIP_TRANSPORT_TLS = 2,
    /** Read and written in messages; the library opens no SCTP socket. */
    RVSIP_TRANSPORT_SCTP = 3,
    /** Named by a text. Connections over WebSocket tell this too. */
    RVSIP_TRANSPORT_OTHER = 4,
} RvSipTransport;

/** Version of an IP address. */
typedef enum RvSipTransportAddressType {
    RVSIP_TRANSPORT_ADDRESS_TYPE_UNDEFINED = -1,
    /** IPv6. */
    RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 = 0,
    /** IPv4. */
    RVSIP_TRANSPORT_ADDRESS_TYPE_IP = 1,
} RvSipTransportAddressType;

/** How far connections are kept and used again. */
typedef enum RvSipTransportPersistencyLevel {
    /** Every request opens its own connection. */
    RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED = -1,
    /** A transaction uses an open connection to the same destination when there is one. */
    RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC = 0,
    /** As TRANSC, and a register-client keeps its connection from request to request. */
    RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER = 1,
} RvSipTransportPersistencyLevel;

/** What to do with a received message that has a syntax error. */
typedef enum RvSipTransportBsAction {
    /** Drop it without an answer. */
    RVSIP_TRANSPORT_BS_ACTION_DISCARD_MSG = 0,
    /** Answer a request with 400; drop a response. */
    RVSIP_TRANSPORT_BS_ACTION_REJECT_MSG = 1,
    /** Go on as far as the error allows. */
    RVSIP_TRANSPORT_BS_ACTION_CONTINUE_PROCESS = 2,
} RvSipTransportBsAction;

/** State of a connection. */
typedef enum RvSipTransportConnectionState {
    RVSIP_TRANSPORT_CONN_STATE_UNDEFINED = -1,
    /** Made, leading nowhere yet. */
    RVSIP_TRANSPORT_CONN_STATE_IDLE = 0,
    /** Initialised and found by those who look for a way to its peer; not connected. */
    RVSIP_TRANSPORT_CONN_STATE_READY = 1,
    /** On its way to the peer. */
    RVSIP_TRANSPORT_CONN_STATE_CONNECTING = 2,
    /** Messages travel on it. */
    RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED = 3,
    /** The library closes it; what waits to be sent goes out first. */
    RVSIP_TRANSPORT_CONN_STATE_CLOSING = 4,
    /** It is closed. */
    RVSIP_TRANSPORT_CONN_STATE_CLOSED = 5,
    /** The end: the handle is dead when the callbacks that tell of it have returned. */
    RVSIP_TRANSPORT_CONN_STATE_TERMINATED = 6,
} RvSipTransportConnectionState;

/** Why a connection changed its state. */
typedef enum RvSipTransportConnectionStateChangeReason {
    /** Its ordinary life. */
    RVSIP_TRANSPORT_CONN_REASON_UNDEFINED = -1,
    /** It could not be opened, or it broke. */
    RVSIP_TRANSPORT_CONN_REASON_ERROR = 0,
} RvSipTransportConnectionStateChangeReason;

/** What happened to a connection without changing its state. */
typedef enum RvSipTransportConnectionStatus {
    RVSIP_TRANSPORT_CONN_STATUS_UNDEFINED = -1,
    /** It broke; its end is told next, with reason ERROR. */
    RVSIP_TRANSPORT_CONN_STATUS_ERROR = 0,
} RvSipTransportConnectionStatus;

/** Versions of TLS that an engine speaks. */
typedef enum RvSipTransportTlsMethod {
    /** TLS 1.2 and 1.3. */
    RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED = -1,
    /** What old programs ask for; it means what is safe of it, as UNDEFINED does. */
    RVSIP_TRANSPORT_TLS_METHOD_TLS_V1 = 0,
    /** TLS 1.2 only. */
    RVSIP_TRANSPORT_TLS_METHOD_TLS_V1_2 = 1,
    /** TLS 1.3 only. */
    RVSIP_TRANSPORT_TLS_METHOD_TLS_V1_3 = 2,
} RvSipTransportTlsMethod;

/** Kind of a private key. The key itself tells it; the number is not looked at. */
typedef enum RvSipTransportPrivateKeyType {
    RVSIP_TRANSPORT_PRIVATE_KEY_TYPE_UNDEFINED = -1,
    RVSIP_TRANSPORT_PRIVATE_KEY_TYPE_RSA_KEY = 0,
    RVSIP_TRANSPORT_PRIVATE_KEY_TYPE_EC_KEY = 1,
} RvSipTransportPrivateKeyType;

/** Whether peers that connect have to show a certificate. */
typedef enum RvSipTransportTlsClientAuth {
    /** It is not asked for. */
    RVSIP_TRANSPORT_TLS_CLIENT_AUTH_NONE = 0,
    /** It is asked for, and has to be good when it comes. */
    RVSIP_TRANSPORT_TLS_CLIENT_AUTH_OPTIONAL = 1,
    /** Without a good one there is no connection. */
    RVSIP_TRANSPORT_TLS_CLIENT_AUTH_REQUIRED = 2,
} RvSipTransportTlsClientAuth;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransportTypes.h - TLS engines
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * What a TLS engine is made of. Zero it, set eTlsMethod, fill in what there is. Each text is PEM (several certificates may follow
 * one another) or DER; it comes from a file (`str...`), or from memory (`p...` and its length) where no file is named.
 */
typedef struct RvSipTransportTlsEngineCfg {
    /** Versions of TLS; RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED for 1.2 and 1.3. */
    enum RvSipTransportTlsMethod eTlsMethod;
    /** Kind of the private key; the key itself tells, so it may be left alone. */
    enum RvSipTransportPrivateKeyType ePrivateKeyType;
    /** File with our certificate, then those that lead from it to one that peers trust. Servers need it; clients where the server asks. */
    RvChar *strCertificate;
    RvChar *pCertificate;
    RvInt32 certificateLen;
    /** Octets of pPrivateKey. */
    RvInt32 privateKeyLen;
    /** File with the private key of the certificate, without a pass phrase. */
    RvChar *strPrivateKey;
    RvChar *pPrivateKey;
    /** File with the certificates that are trusted. Without any, those that the system trusts are. */
    RvChar *strTrustedCa;
    RvChar *pTrustedCa;
    RvInt32 trustedCaLen;
    /** Octets of pRevocationList. */
    RvInt32 revocationListLen;
    /** File with revocation lists; a certificate they cover and name is refused. */
    RvChar *strRevocationList;
    RvChar *pRevocationList;
    /** Whether those who connect to the stack have to show a certificate. */
    enum RvSipTransportTlsClientAuth eClientAuth;
    /** Most certificates that a peer may show beside its own. 0: no limit but that of the checks, a chain of six. */
    RvInt32 certificateDepth;
} RvSipTransportTlsEngineCfg;

/**
 * A peer has shown a certificate. Called for each one of its chain, those above its own first, after the TLS handshake and before
 * anything else travels.
 *
 * - `prevError`: 1 when the chain has passed the checks of the library, 0 when it has not; RvSipTransportTlsGetCertVerificationError
 *   tells why.
 * - `hCert`: the certificate, until the callback returns.
 *
 * Return a number above 0 to take the certificate, 0 or less to refuse the connection; returning prevError changes nothing.
 */
typedef RvInt32 (*RvSipTransportVerifyCertificateEv)(RvInt32 prevError, RvSipTransportTlsCertHandle hCert);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransportTypes.h - Addresses and transport events
 * ------------------------------------------------------------------------------------------------------------ */

/** Size of a text buffer for an IP address, NUL included. */
#define RVSIP_TRANSPORT_LEN_STRING_IP 64

/** Port number in a configuration that lets the system choose; the transport manager tells which it became. */
#define RVSIP_TRANSPORT_ANY_PORT 65535

/** A transport address. */
typedef struct RvSipTransportAddr {
    /** The IP address as text: `192.0.2.1`, or `2001:db8::1` without brackets and scope. */
    RvChar strIP[RVSIP_TRANSPORT_LEN_STRING_IP];
    /** Scope of a link-local IPv6 address, otherwise 0. */
    RvInt32 Ipv6Scope;
    /** IPv4 or IPv6. */
    enum RvSipTransportAddressType eAddrType;
    /** Port, host byte order. */
    RvUint16 port;
    /** Transport protocol. */
    enum RvSipTransport eTransportType;
} RvSipTransportAddr;

/**
 * A header of a received message breaks the grammar. The program may walk the faulty headers (RvSipMsgGetBadSyntaxHeader),
 * correct them with their Fix functions or take them out, and says in `*peAction` how to go on; it is
 * RVSIP_TRANSPORT_BS_ACTION_DISCARD_MSG when the callback is called. After CONTINUE_PROCESS a message whose To, From, Call-ID,
 * CSeq or top Via is still bad is refused all the same (a request with 400, a response is dropped); other faulty headers stay
 * as they are and are shown so; RvSipTransactionAuthBegin tells of faulty credentials as such that it cannot check. A return
 * other than RV_OK discards the message.
 *
 * While this slot is empty a request with a syntax error in a header that the library needs is refused with 400, whose reason
 * phrase says what is wrong, and such a response is dropped; errors in other headers do no harm. `hMsg` is valid until the
 * callback returns.
 */
typedef RvStatus (*RvSipTransportBadSyntaxMsgEv)(RvSipTransportMgrHandle hTransportMgr,
                                                 RvSipMsgHandle hMsg,
                                                 enum RvSipTransportBsAction *peAction);

/**
 * The start line of a received message breaks the grammar. The program may correct it (RvSipMsgStartLineFix) and says in
 * `*peAction` how to go on, as in RvSipTransportBadSyntaxMsgEv, which comes after this one if a header is bad too and this one
 * was answered with CONTINUE_PROCESS. A message whose start line is still bad is dropped then. While this slot is empty, what is
 * not meant as a response is refused with 400 if its top Via can be read.
 */
typedef RvStatus (*RvSipTransportBadSyntaxStartLineMsgEv)(RvSipTransportMgrHandle hTransportMgr,
                                                          RvSipMsgHandle hMsg,
                                                          enum RvSipTransportBsAction *peAction);

/** Size of a text buffer for a name of the DNS, NUL included. */
#define RVSIP_TRANSPORT_LEN_DNS_NAME 256

/** An entry of the SRV list of a DNS list: a name to ask SRV records for. */
typedef struct RvSipTransportDNSSRVElement {
    /** `_sip._udp.example.com`. */
    RvChar strName[RVSIP_TRANSPORT_LEN_DNS_NAME];
    /** Transport of the service. */
    enum RvSipTransport eTransport;
    /** Of the NAPTR record; 0 where the name was built from the domain. */
    RvUint16 order;
    /** Of the NAPTR record; 0 where the name was built from the domain. */
    RvUint16 preference;
} RvSipTransportDNSSRVElement;

/** An entry of the host list of a DNS list: a host to ask addresses for. */
typedef struct RvSipTransportDNSHostElement {
    /** `server1.example.com`. */
    RvChar strName[RVSIP_TRANSPORT_LEN_DNS_NAME];
    /** Transport to the host. */
    enum RvSipTransport eTransport;
    /** Port, host byte order. */
    RvUint16 port;
    /** Of the SRV record, lower is tried first; 0 where there was none. */
    RvUint16 priority;
    /** Of the SRV record; 0 where there was none. */
    RvUint16 weight;
} RvSipTransportDNSHostElement;

/** An entry of the IP list of a DNS list: an address to send to. */
typedef struct RvSipTransportDNSIPElement {
    /** Address, port and transport. */
    struct RvSipTransportAddr addr;
} RvSipTransportDNSIPElement;

/** Where a connection leads: what RvSipTransportConnectionInit takes. Zero it, fill it. */
typedef struct RvSipTransportConnectionCfg {
    /** RVSIP_TRANSPORT_TCP or RVSIP_TRANSPORT_TLS. */
    enum RvSipTransport eTransportType;
    /**
     * The local address to connect from: one the stack listens on. An empty strIP leaves the choice to the system. The port is
     * not used, a connection leaves from one of the system's choice.
     */
    struct RvSipTransportAddr localAddress;
    /** The peer; the port must be there. */
    struct RvSipTransportAddr destAddress;
    /** The name the peer has to prove with TLS. NULL: its IP address. */
    RvChar *strHostName;
} RvSipTransportConnectionCfg;

/**
 * A connection changed its state. Told to every owner through the handlers it gave; for connections that peers opened also through
 * the handler of the transport manager, with hOwner NULL. The return value is not used.
 */
typedef RvStatus (*RvSipTransportConnectionStateChangedEv)(RvSipTransportConnectionHandle hConn,
                                                           RvSipTransportConnectionOwnerHandle hOwner,
                                                           enum RvSipTransportConnectionState eState,
                                                           enum RvSipTransportConnectionStateChangeReason eReason);

/**
 * Something happened to a connection without changing its state: RVSIP_TRANSPORT_CONN_STATUS_ERROR, it broke, and its end is told
 * next. `pInfo` is NULL.
 */
typedef void (*RvSipTransportConnectionStatusEv)(RvSipTransportConnectionHandle hConn,
                                                 RvSipTransportConnectionOwnerHandle hOwner,
                                                 enum RvSipTransportConnectionStatus eStatus,
                                                 void *pInfo);

/**
 * A peer connected. Set `*pbDrop` to RV_TRUE to have the connection closed; so does a return other than RV_OK. Nothing that arrives
 * on the connection is processed before this has returned.
 */
typedef RvStatus (*RvSipTransportConnectionCreatedEv)(RvSipTransportMgrHandle hTransportMgr,
                                                      RvSipTransportConnectionHandle hConn,
                                                      RvBool *pbDrop);

/**
 * A request on a connection that a peer opened has `alias` in its top Via: the peer offers the connection for requests to the
 * address in that Via (RFC 5923). A program that has made sure who the peer is calls RvSipTransportConnectionEnableConnByAlias.
 * Told once for each connection and address.
 */
typedef void (*RvSipTransportConnectionServerReuseEv)(RvSipTransportMgrHandle hTransportMgr,
                                                      RvSipTransportConnectionHandle hConn);

/**
 * The TLS handshake of a connection that we opened is done, and the certificate of the peer does not have the name of the destination
 * (RFC 5922 section 7). Set `*pbAsserted` to RV_TRUE to go on all the same; otherwise, and while this slot is empty, the connection is
 * closed. Nothing but the handshake has travelled yet. While the slot is filled TLS sessions are not resumed.
 *
 * - `hOwner`: the first owner of the connection, or NULL.
 * - `strHostName`: what was to be proved; until the callback returns.
 * - `hMsg`: NULL.
 */
typedef void (*RvSipTransportConnectionTlsPostConnectionAssertionEv)(RvSipTransportConnectionHandle hConn,
                                                                     RvSipTransportConnectionOwnerHandle hOwner,
                                                                     RvChar *strHostName,
                                                                     RvSipMsgHandle hMsg,
                                                                     RvBool *pbAsserted);

/**
 * One encoded message is about to be sent. `hConn` is NULL for UDP. Set `*pbDiscardBuffer` to RV_TRUE to keep it from the wire; its
 * transaction goes on as if it had been lost. What the program writes into the buffer is not sent.
 */
typedef void (*RvSipTransportBufferToSendEv)(RvSipTransportMgrHandle hTransportMgr,
                                             struct RvSipTransportAddr *pLocalAddr,
                                             struct RvSipTransportAddr *pRemoteAddr,
                                             RvSipTransportConnectionHandle hConn,
                                             RvChar *pBuffer,
                                             RvInt32 bufferSize,
                                             RvBool *pbDiscardBuffer);

/**
 * One whole message arrived and is not parsed yet. `hConn` is NULL for UDP. Set `*pbDiscardBuffer` to RV_TRUE to drop it. What the
 * program writes into the buffer is not used.
 */
typedef void (*RvSipTransportBufferReceivedEv)(RvSipTransportMgrHandle hTransportMgr,
                                               struct RvSipTransportAddr *pLocalAddr,
                                               struct RvSipTransportAddr *pRemoteAddr,
                                               RvSipTransportConnectionHandle hConn,
                                               RvChar *pBuffer,
                                               RvInt32 bufferSize,
                                               RvBool *pbDiscardBuffer);

/**
 * A message was parsed and is not processed yet; its grammar has passed or was let pass. `*pbProcessMsg` is RV_TRUE; set it to
 * RV_FALSE to drop the message. `hConn` is NULL for UDP; `hMsg` is valid until the callback returns.
 */
typedef void (*RvSipTransportMsgReceivedExtEv)(RvSipTransportMgrHandle hTransportMgr,
                                               RvSipMsgHandle hMsg,
                                               RvSipTransportConnectionHandle hConn,
                                               RvBool *pbProcessMsg);

/**
 * Octets arrived on a connection: a part of a message, several messages, a keepalive. Set `*pbDiscardBuffer` to RV_TRUE to throw
 * them away. With TLS they are what the peer wrote, not what travelled.
 */
typedef void (*RvSipTransportConnectionDataReceivedEv)(RvSipTransportMgrHandle hTransportMgr,
                                                       RvSipTransportConnectionHandle hConn,
                                                       RvChar *pBuffer,
                                                       RvInt32 bufferSize,
                                                       RvBool *pbDiscardBuffer);

/**
 * A message of a connection was parsed. `bLegalSyntax` is RV_FALSE when its start line or a header breaks the grammar or a limit;
 * the program may end the connection of a peer that sends such things, and the message goes with it. `hMsg` is valid until the
 * callback returns.
 */
typedef void (*RvSipTransportConnectionParserResultEv)(RvSipTransportMgrHandle hTransportMgr,
                                                       RvSipMsgHandle hMsg,
                                                       RvSipTransportConnectionHandle hConn,
                                                       RvBool bLegalSyntax);

/** Events of one owner of a connection. Zero it, set what is wanted, pass it with its size. */
typedef struct RvSipTransportConnectionEvHandlers {
    /** State changed. */
    RvSipTransportConnectionStateChangedEv pfnStateChangedEvHandler;
    /** Something happened without a change of state. */
    RvSipTransportConnectionStatusEv pfnStatusEvHandler;
} RvSipTransportConnectionEvHandlers;

/**
 * Events of the transport manager. Zero it, set what is wanted, pass it to RvSipTransportMgrSetEvHandlers with its size. What is not
 * set costs nothing.
 */
typedef struct RvSipTransportMgrEvHandlers {
    /** A connection that a peer opened changed its state. */
    RvSipTransportConnectionStateChangedEv pfnConnectionStateChangedEvHandler;
    /** A peer connected. */
    RvSipTransportConnectionCreatedEv pfnConnectionCreatedEvHandler;
    /** A peer offers its connection for requests to it. */
    RvSipTransportConnectionServerReuseEv pfnConnectionServerReuseEvHandler;
    /** The certificate of a peer does not prove the name of the destination. */
    RvSipTransportConnectionTlsPostConnectionAssertionEv pfnConnectionTlsPostConnectionAssertionEvHandler;
    /** A message is about to be sent. */
    RvSipTransportBufferToSendEv pfnBufferToSendEvHandler;
    /** A message arrived. */
    RvSipTransportBufferReceivedEv pfnBufferReceivedEvHandler;
    /** A message was parsed. */
    RvSipTransportMsgReceivedExtEv pfnMsgReceivedExtEvHandler;
    /** Octets arrived on a connection. */
    RvSipTransportConnectionDataReceivedEv pfnConnectionDataReceivedEvHandler;
    /** A message of a connection was parsed, well or ill. */
    RvSipTransportConnectionParserResultEv pfnConnectionParserResultEvHandler;
    /** A header breaks the grammar. */
    RvSipTransportBadSyntaxMsgEv pfnBadSyntaxMsgEvHandler;
    /** A start line breaks the grammar. */
    RvSipTransportBadSyntaxStartLineMsgEv pfnBadSyntaxStartLineMsgEvHandler;
    /** Other name of pfnBadSyntaxMsgEvHandler; used when that is NULL. */
    RvSipTransportBadSyntaxMsgEv pfnEvBadSyntaxMsg;
} RvSipTransportMgrEvHandlers;


/* ------------------------------------------------------------------------------------------------------------
 * rpool_API.h - Memory pools
 * ------------------------------------------------------------------------------------------------------------ */

/** A place in pool memory: byte `offset` of a page. */
typedef struct RPOOL_Ptr {
    /** The pool. */
    HRPOOL hPool;
    /** A page of that pool. */
    HPAGE hPage;
    /** Distance from the start of the page in bytes. */
    RvInt32 offset;
} RPOOL_Ptr;

/**
 * Makes a pool of memory pages for the program.
 *
 * All pages together hold at most `pageSize * maxNumOfPages` bytes; memory is taken as pages are used.
 * - `pageSize`: bytes of a page, at least 1. A page grows beyond it by taking more of the pool's pages.
 * - `maxNumOfPages`: at least 1, or 0 with `allowEmpty`.
 * - `hLog`: log of a stack, or NULL.
 * - `name`: a name for the log, or NULL.
 *
 * Returns NULL when an argument makes no sense.
 */
HRPOOL RPOOL_Construct(RvInt32 pageSize,
                       RvInt32 maxNumOfPages,
                       RV_LOG_Handle hLog,
                       RvBool allowEmpty,
                       const RvChar *name);

/** Frees a pool and all its pages; what was made on the pages (headers, addresses) is gone too. */
void RPOOL_Destruct(HRPOOL pool);

/**
 * Takes a page of a pool.
 *
 * - `allocSize`: bytes, set to 0, that the page begins with; 0 for an empty page.
 * - `newPage`: the page.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_BADPARAM for a negative size;
 * RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RPOOL_GetPage(HRPOOL pool, RvInt32 allocSize, HPAGE *newPage);

/**
 * Appends bytes to a page.
 *
 * - `src`, `size`: what to append; a text needs its NUL in `size` when readers shall find its end.
 * - `allocationOffset`: where in the page it begins.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_BADPARAM for a negative size;
 * RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RPOOL_AppendFromExternalToPage(HRPOOL pool,
                                        HPAGE page,
                                        const void *src,
                                        RvInt32 size,
                                        RvInt32 *allocationOffset);

/**
 * Copies bytes of a page into a buffer. No NUL is added.
 *
 * - `offset`: where in the page to begin.
 * - `dest`, `size`: the buffer and how many bytes to copy.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM when the page has fewer bytes; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RPOOL_CopyToExternal(HRPOOL pool, HPAGE page, RvInt32 offset, void *dest, RvUint32 size);

/** Gives a page back to its pool; what was made on it is gone too. */
void RPOOL_FreePage(HRPOOL pool, HPAGE page);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipMsgTypes.h - Messages, addresses and header values
 * ------------------------------------------------------------------------------------------------------------ */

/** Whether a message is a request or a response. */
typedef enum RvSipMsgType {
    /** The start line is not set or could not be parsed. */
    RVSIP_MSG_UNDEFINED = -1,
    RVSIP_MSG_REQUEST = 0,
    RVSIP_MSG_RESPONSE = 1,
} RvSipMsgType;

/**
 * Method of a request. A method without a member of its own, OPTIONS or MESSAGE for instance, is RVSIP_METHOD_OTHER with
 * its text beside it.
 */
typedef enum RvSipMethodType {
    RVSIP_METHOD_UNDEFINED = -1,
    RVSIP_METHOD_INVITE = 0,
    RVSIP_METHOD_ACK = 1,
    RVSIP_METHOD_BYE = 2,
    RVSIP_METHOD_REGISTER = 3,
    RVSIP_METHOD_REFER = 4,
    RVSIP_METHOD_NOTIFY = 5,
    RVSIP_METHOD_CANCEL = 6,
    RVSIP_METHOD_SUBSCRIBE = 7,
    RVSIP_METHOD_PRACK = 8,
    /** Named by a text. */
    RVSIP_METHOD_OTHER = 9,
} RvSipMethodType;

/** Kind of a header that is passed as `void *`. */
typedef enum RvSipHeaderType {
    /** No header. */
    RVSIP_HEADERTYPE_UNDEFINED = -1,
    RVSIP_HEADERTYPE_CONTACT = 0,
    /** Authorization and Proxy-Authorization. */
    RVSIP_HEADERTYPE_AUTHORIZATION = 1,
    RVSIP_HEADERTYPE_ALLOW_EVENTS = 2,
    RVSIP_HEADERTYPE_EVENT = 3,
    RVSIP_HEADERTYPE_CSEQ = 4,
    RVSIP_HEADERTYPE_FROM = 5,
    RVSIP_HEADERTYPE_CONTENT_TYPE = 6,
    RVSIP_HEADERTYPE_MINSE = 7,
    RVSIP_HEADERTYPE_RACK = 8,
    RVSIP_HEADERTYPE_REFER_TO = 9,
    RVSIP_HEADERTYPE_REFERRED_BY = 10,
    RVSIP_HEADERTYPE_REPLACES = 11,
    RVSIP_HEADERTYPE_RETRY_AFTER = 12,
    /** Route, Record-Route, Service-Route and Path. */
    RVSIP_HEADERTYPE_ROUTE_HOP = 13,
    RVSIP_HEADERTYPE_RSEQ = 14,
    RVSIP_HEADERTYPE_SESSION_EXPIRES = 15,
    RVSIP_HEADERTYPE_SUBSCRIPTION_STATE = 16,
    RVSIP_HEADERTYPE_CONTENT_DISPOSITION = 17,
    /** Any header without a type of its own. */
    RVSIP_HEADERTYPE_OTHER = 18,
    RVSIP_HEADERTYPE_ALLOW = 19,
    /** WWW-Authenticate and Proxy-Authenticate. */
    RVSIP_HEADERTYPE_AUTHENTICATION = 20,
    RVSIP_HEADERTYPE_DATE = 21,
    RVSIP_HEADERTYPE_EXPIRES = 22,
    RVSIP_HEADERTYPE_VIA = 23,
    RVSIP_HEADERTYPE_TO = 24,
    RVSIP_HEADERTYPE_CONTENT_ID = 25,
} RvSipHeaderType;

/** Where in the header list of a message. */
typedef enum RvSipHeadersLocation {
    RVSIP_FIRST_HEADER = 0,
    /** After the position that is passed along. */
    RVSIP_NEXT_HEADER = 1,
    RVSIP_LAST_HEADER = 2,
    /** Before the position that is passed along. */
    RVSIP_PREV_HEADER = 3,
} RvSipHeadersLocation;

/** Where in a list of elements that are no headers. */
typedef enum RvSipElementsLocation {
    RVSIP_FIRST_ELEMENT = 0,
    /** After the element that is passed along. */
    RVSIP_NEXT_ELEMENT = 1,
    RVSIP_LAST_ELEMENT = 2,
    /** Before the element that is passed along. */
    RVSIP_PREV_ELEMENT = 3,
} RvSipElementsLocation;

/** Which headers a walk shows. */
typedef enum RvSipHeadersOption {
    /** Headers with syntax errors too. */
    RVSIP_MSG_HEADERS_OPTION_ALL = 0,
    /** Only headers without syntax errors. */
    RVSIP_MSG_HEADERS_OPTION_LEGAL = 1,
} RvSipHeadersOption;

/** Kind of an address, by its scheme. */
typedef enum RvSipAddressType {
    RVSIP_ADDRTYPE_UNDEFINED = -1,
    /** sip and sips. */
    RVSIP_ADDRTYPE_URL = 0,
    /** Any scheme without a kind of its own. */
    RVSIP_ADDRTYPE_ABS = 1,
    /** im. */
    RVSIP_ADDRTYPE_IM = 2,
    /** pres. */
    RVSIP_ADDRTYPE_PRES = 3,
    /** tel. */
    RVSIP_ADDRTYPE_TEL = 4,
} RvSipAddressType;

/** The user parameter of a SIP URI. */
typedef enum RvSipUserParam {
    /** Not there. */
    RVSIP_USERPARAM_UNDEFINED = -1,
    RVSIP_USERPARAM_PHONE = 0,
    RVSIP_USERPARAM_IP = 1,
    /** Named by a text. */
    RVSIP_USERPARAM_OTHER = 2,
} RvSipUserParam;

/** Main type of Content-Type. */
typedef enum RvSipMediaType {
    RVSIP_MEDIATYPE_UNDEFINED = -1,
    RVSIP_MEDIATYPE_MULTIPART = 0,
    RVSIP_MEDIATYPE_TEXT = 1,
    RVSIP_MEDIATYPE_IMAGE = 2,
    RVSIP_MEDIATYPE_AUDIO = 3,
    RVSIP_MEDIATYPE_VIDEO = 4,
    RVSIP_MEDIATYPE_APPLICATION = 5,
    RVSIP_MEDIATYPE_MESSAGE = 6,
    /** Named by a text. */
    RVSIP_MEDIATYPE_OTHER = 7,
} RvSipMediaType;

/** Subtype of Content-Type. */
typedef enum RvSipMediaSubType {
    RVSIP_MEDIASUBTYPE_UNDEFINED = -1,
    RVSIP_MEDIASUBTYPE_MIXED = 0,
    RVSIP_MEDIASUBTYPE_SDP = 1,
    RVSIP_MEDIASUBTYPE_ISUP = 2,
    /** Named by a text. */
    RVSIP_MEDIASUBTYPE_OTHER = 3,
    RVSIP_MEDIASUBTYPE_PLAIN = 4,
    RVSIP_MEDIASUBTYPE_QSIG = 5,
    RVSIP_MEDIASUBTYPE_ALTERNATIVE = 6,
} RvSipMediaSubType;

/** Type of Content-Disposition. */
typedef enum RvSipDispositionType {
    RVSIP_DISPOSITIONTYPE_UNDEFINED = -1,
    /** Named by a text. */
    RVSIP_DISPOSITIONTYPE_OTHER = 0,
    RVSIP_DISPOSITIONTYPE_RENDER = 1,
    RVSIP_DISPOSITIONTYPE_SESSION = 2,
    RVSIP_DISPOSITIONTYPE_ICON = 3,
    RVSIP_DISPOSITIONTYPE_ALERT = 4,
    RVSIP_DISPOSITIONTYPE_SIGNAL = 5,
} RvSipDispositionType;

/** The handling parameter of Content-Disposition. */
typedef enum RvSipDispositionHandling {
    RVSIP_DISPOSITIONHANDLING_UNDEFINED = -1,
    /** Named by a text. */
    RVSIP_DISPOSITIONHANDLING_OTHER = 0,
    RVSIP_DISPOSITIONHANDLING_OPTIONAL = 1,
    RVSIP_DISPOSITIONHANDLING_REQUIRED = 2,
} RvSipDispositionHandling;

/** Which of the four headers a route hop is. */
typedef enum RvSipRouteHopHeaderType {
    RVSIP_ROUTE_HOP_TYPE_UNDEFINED = -1,
    RVSIP_ROUTE_HOP_TYPE_ROUTE = 0,
    RVSIP_ROUTE_HOP_TYPE_RECORD_ROUTE = 1,
    RVSIP_ROUTE_HOP_TYPE_SERVICE_ROUTE = 2,
    RVSIP_ROUTE_HOP_TYPE_PATH = 3,
} RvSipRouteHopHeaderType;

/** Which header a challenge or credentials come in. */
typedef enum RvSipAuthHeaderType {
    RVSIP_AUTH_HEADERTYPE_UNDEFINED = -1,
    /** Challenge of a server or registrar. */
    RVSIP_AUTH_HEADERTYPE_WWW_AUTHENTICATE = 0,
    /** Challenge of a proxy. */
    RVSIP_AUTH_HEADERTYPE_PROXY_AUTHENTICATE = 1,
    /** Credentials for a server or registrar. */
    RVSIP_AUTH_HEADERTYPE_AUTHORIZATION = 2,
    /** Credentials for a proxy. */
    RVSIP_AUTH_HEADERTYPE_PROXY_AUTHORIZATION = 3,
    RVSIP_AUTH_HEADERTYPE_AUTHENTICATION_INFO = 4,
} RvSipAuthHeaderType;

/** Authentication scheme. */
typedef enum RvSipAuthScheme {
    RVSIP_AUTH_SCHEME_UNDEFINED = -1,
    RVSIP_AUTH_SCHEME_DIGEST = 0,
    /** Named by a text. */
    RVSIP_AUTH_SCHEME_OTHER = 1,
} RvSipAuthScheme;

/** Digest algorithm (RFC 7616, RFC 8760). */
typedef enum RvSipAuthAlgorithm {
    /** Not there; MD5 is meant. */
    RVSIP_AUTH_ALGORITHM_UNDEFINED = -1,
    RVSIP_AUTH_ALGORITHM_MD5 = 0,
    /** Named by a text. */
    RVSIP_AUTH_ALGORITHM_OTHER = 1,
    RVSIP_AUTH_ALGORITHM_MD5_SESS = 2,
    RVSIP_AUTH_ALGORITHM_SHA_256 = 3,
    RVSIP_AUTH_ALGORITHM_SHA_256_SESS = 4,
    RVSIP_AUTH_ALGORITHM_SHA_512_256 = 5,
    RVSIP_AUTH_ALGORITHM_SHA_512_256_SESS = 6,
} RvSipAuthAlgorithm;

/** Quality of protection. RVSIP_AUTH_QOP_AUTH_ONLY is another name of RVSIP_AUTH_QOP_OPTION_AUTH. */
typedef enum RvSipAuthQopOption {
    /** Not there. */
    RVSIP_AUTH_QOP_OPTION_UNDEFINED = -1,
    /** auth. */
    RVSIP_AUTH_QOP_OPTION_AUTH = 0,
    /** auth-int; the body is protected too. */
    RVSIP_AUTH_QOP_OPTION_AUTH_INT = 1,
    /** Both are offered. */
    RVSIP_AUTH_QOP_OPTION_AUTH_AND_AUTH_INT = 2,
    /** Named by a text. */
    RVSIP_AUTH_QOP_OPTION_OTHER = 3,
} RvSipAuthQopOption;

/** The stale parameter of a challenge. */
typedef enum RvSipAuthStale {
    /** Not there. */
    RVSIP_AUTH_STALE_UNDEFINED = -1,
    /** Only the nonce was too old; user and password were right. */
    RVSIP_AUTH_STALE_TRUE = 0,
    RVSIP_AUTH_STALE_FALSE = 1,
} RvSipAuthStale;

/** State in a Subscription-State header. */
typedef enum RvSipSubscriptionSubstate {
    RVSIP_SUBSCRIPTION_SUBSTATE_UNDEFINED = -1,
    RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE = 0,
    RVSIP_SUBSCRIPTION_SUBSTATE_PENDING = 1,
    RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED = 2,
    /** Named by a text. */
    RVSIP_SUBSCRIPTION_SUBSTATE_OTHER = 3,
} RvSipSubscriptionSubstate;

/** The reason parameter of a Subscription-State header (RFC 6665 section 4.1.3). */
typedef enum RvSipSubscriptionReason {
    RVSIP_SUBSCRIPTION_REASON_UNDEFINED = -1,
    RVSIP_SUBSCRIPTION_REASON_DEACTIVATED = 0,
    RVSIP_SUBSCRIPTION_REASON_PROBATION = 1,
    RVSIP_SUBSCRIPTION_REASON_REJECTED = 2,
    RVSIP_SUBSCRIPTION_REASON_TIMEOUT = 3,
    RVSIP_SUBSCRIPTION_REASON_GIVEUP = 4,
    RVSIP_SUBSCRIPTION_REASON_NORESOURCE = 5,
    /** Named by a text. */
    RVSIP_SUBSCRIPTION_REASON_OTHER = 6,
} RvSipSubscriptionReason;

/** The refresher parameter of Session-Expires (RFC 4028). */
typedef enum RvSipSessionExpiresRefresherType {
    RVSIP_SESSION_EXPIRES_REFRESHER_UNDEFINED = -1,
    RVSIP_SESSION_EXPIRES_REFRESHER_UAC = 0,
    RVSIP_SESSION_EXPIRES_REFRESHER_UAS = 1,
} RvSipSessionExpiresRefresherType;

/** Day of the week in a date. */
typedef enum RvSipDateWeekDay {
    RVSIP_DATE_WEEKDAY_UNDEFINED = -1,
    RVSIP_DATE_WEEKDAY_MON = 0,
    RVSIP_DATE_WEEKDAY_TUE = 1,
    RVSIP_DATE_WEEKDAY_WED = 2,
    RVSIP_DATE_WEEKDAY_THU = 3,
    RVSIP_DATE_WEEKDAY_FRI = 4,
    RVSIP_DATE_WEEKDAY_SAT = 5,
    RVSIP_DATE_WEEKDAY_SUN = 6,
} RvSipDateWeekDay;

/** Month in a date. */
typedef enum RvSipDateMonth {
    RVSIP_DATE_MONTH_UNDEFINED = -1,
    RVSIP_DATE_MONTH_JAN = 0,
    RVSIP_DATE_MONTH_FEB = 1,
    RVSIP_DATE_MONTH_MAR = 2,
    RVSIP_DATE_MONTH_APR = 3,
    RVSIP_DATE_MONTH_MAY = 4,
    RVSIP_DATE_MONTH_JUN = 5,
    RVSIP_DATE_MONTH_JUL = 6,
    RVSIP_DATE_MONTH_AUG = 7,
    RVSIP_DATE_MONTH_SEP = 8,
    RVSIP_DATE_MONTH_OCT = 9,
    RVSIP_DATE_MONTH_NOV = 10,
    RVSIP_DATE_MONTH_DEC = 11,
} RvSipDateMonth;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipMsgTypes.h - Names of strings, for the GetStringLength calls
 * ------------------------------------------------------------------------------------------------------------ */

/** A string of an address. */
typedef enum RvSipAddressStringName {
    RVSIP_ADDRESS_USER = 0,
    RVSIP_ADDRESS_HOST = 1,
    RVSIP_ADDRESS_URL_OTHER_PARAMS = 2,
    RVSIP_ADDRESS_MADDR_PARAM = 3,
    RVSIP_ADDRESS_METHOD = 4,
    RVSIP_ADDRESS_HEADERS = 5,
} RvSipAddressStringName;

/** A string of a message. */
typedef enum RvSipMessageStringName {
    RVSIP_MSG_BODY = 0,
    RVSIP_MSG_REQUEST_METHOD = 1,
    RVSIP_MSG_RESPONSE_PHRASE = 2,
    RVSIP_MSG_CALL_ID = 3,
    RVSIP_MSG_CONTENT_TYPE = 4,
} RvSipMessageStringName;

/** A string of an Allow-Events header. */
typedef enum RvSipAllowEventsHeaderStringName {
    RVSIP_ALLOW_EVENTS_EVENT_PACKAGE = 0,
    RVSIP_ALLOW_EVENTS_EVENT_TEMPLATE = 1,
    RVSIP_ALLOW_EVENTS_BAD_SYNTAX = 2,
} RvSipAllowEventsHeaderStringName;

/** A string of an Allow header. */
typedef enum RvSipAllowHeaderStringName {
    RVSIP_ALLOW_METHOD_TYPE = 0,
    RVSIP_ALLOW_BAD_SYNTAX = 1,
} RvSipAllowHeaderStringName;

/** A string of a WWW-Authenticate or Proxy-Authenticate header. */
typedef enum RvSipAuthenticationHeaderStringName {
    RVSIP_AUTHENTICATION_AUTH_SCHEME = 0,
    RVSIP_AUTHENTICATION_REALM = 1,
    RVSIP_AUTHENTICATION_DOMAIN = 2,
    RVSIP_AUTHENTICATION_NONCE = 3,
    RVSIP_AUTHENTICATION_OPAQUE = 4,
    RVSIP_AUTHENTICATION_AUTH_ALGORITHM = 5,
    RVSIP_AUTHENTICATION_QOP_OPTION = 6,
    RVSIP_AUTHENTICATION_OTHER_PARAMS = 7,
    RVSIP_AUTHENTICATION_BAD_SYNTAX = 8,
} RvSipAuthenticationHeaderStringName;

/** A string of an Authorization or Proxy-Authorization header. */
typedef enum RvSipAuthorizationHeaderStringName {
    RVSIP_AUTHORIZATION_AUTH_SCHEME = 0,
    RVSIP_AUTHORIZATION_USER_NAME = 1,
    RVSIP_AUTHORIZATION_REALM = 2,
    RVSIP_AUTHORIZATION_NONCE = 3,
    RVSIP_AUTHORIZATION_RESPONSE = 4,
    RVSIP_AUTHORIZATION_AUTH_ALGORITHM = 5,
    RVSIP_AUTHORIZATION_C_NONCE = 6,
    RVSIP_AUTHORIZATION_OPAQUE = 7,
    RVSIP_AUTHORIZATION_QOP_OPTION = 8,
    RVSIP_AUTHORIZATION_OTHER_PARAMS = 9,
    RVSIP_AUTHORIZATION_BAD_SYNTAX = 10,
} RvSipAuthorizationHeaderStringName;

/** A string of a CSeq header. */
typedef enum RvSipCSeqHeaderStringName {
    RVSIP_CSEQ_METHOD_TYPE = 0,
    RVSIP_CSEQ_BAD_SYNTAX = 1,
} RvSipCSeqHeaderStringName;

/** A string of a Contact header. */
typedef enum RvSipContactHeaderStringName {
    RVSIP_CONTACT_DISPLAY_NAME = 0,
    RVSIP_CONTACT_Q_VAL = 1,
    RVSIP_CONTACT_OTHER_PARAMS = 2,
    RVSIP_CONTACT_BAD_SYNTAX = 3,
} RvSipContactHeaderStringName;

/** A string of a Content-Disposition header. */
typedef enum RvSipContentDispositionHeaderStringName {
    RVSIP_CONTENT_DISPOSITION_TYPE = 0,
    RVSIP_CONTENT_DISPOSITION_HANDLING = 1,
    RVSIP_CONTENT_DISPOSITION_OTHER_PARAMS = 2,
    RVSIP_CONTENT_DISPOSITION_BAD_SYNTAX = 3,
} RvSipContentDispositionHeaderStringName;

/** A string of a Content-Type header. */
typedef enum RvSipContentTypeHeaderStringName {
    RVSIP_CONTENT_TYPE_MEDIA_TYPE = 0,
    RVSIP_CONTENT_TYPE_MEDIA_SUB_TYPE = 1,
    RVSIP_CONTENT_TYPE_BOUNDARY = 2,
    RVSIP_CONTENT_TYPE_VERSION = 3,
    RVSIP_CONTENT_TYPE_BASE = 4,
    RVSIP_CONTENT_TYPE_OTHER_PARAMS = 5,
    RVSIP_CONTENT_TYPE_BAD_SYNTAX = 6,
} RvSipContentTypeHeaderStringName;

/** A string of a Date header. */
typedef enum RvSipDateHeaderStringName {
    RVSIP_DATE_BAD_SYNTAX = 0,
} RvSipDateHeaderStringName;

/** A string of an Event header. */
typedef enum RvSipEventHeaderStringName {
    RVSIP_EVENT_EVENT_PACKAGE = 0,
    RVSIP_EVENT_EVENT_TEMPLATE = 1,
    RVSIP_EVENT_EVENT_ID = 2,
    RVSIP_EVENT_OTHER_PARAMS = 3,
    RVSIP_EVENT_BAD_SYNTAX = 4,
} RvSipEventHeaderStringName;

/** A string of an Expires header. */
typedef enum RvSipExpiresHeaderStringName {
    RVSIP_EXPIRES_BAD_SYNTAX = 0,
} RvSipExpiresHeaderStringName;

/** A string of a Min-SE header. */
typedef enum RvSipMinSEHeaderStringName {
    RVSIP_MINSE_OTHER_PARAMS = 0,
    RVSIP_MINSE_BAD_SYNTAX = 1,
} RvSipMinSEHeaderStringName;

/** A string of an other header. */
typedef enum RvSipOtherHeaderStringName {
    RVSIP_OTHER_HEADER_NAME = 0,
    RVSIP_OTHER_HEADER_VALUE = 1,
    RVSIP_OTHER_HEADER_BAD_SYNTAX = 2,
    RVSIP_OTHER_BAD_SYNTAX = 3,
} RvSipOtherHeaderStringName;

/** A string of a To or From header. */
typedef enum RvSipPartyHeaderStringName {
    RVSIP_PARTY_DISPLAY_NAME = 0,
    RVSIP_PARTY_TAG = 1,
    RVSIP_PARTY_OTHER_PARAMS = 2,
    RVSIP_PARTY_BAD_SYNTAX = 3,
} RvSipPartyHeaderStringName;

/** A string of an RAck header. */
typedef enum RvSipRAckHeaderStringName {
    RVSIP_RACK_BAD_SYNTAX = 0,
} RvSipRAckHeaderStringName;

/** A string of an RSeq header. */
typedef enum RvSipRSeqHeaderStringName {
    RVSIP_RSEQ_BAD_SYNTAX = 0,
} RvSipRSeqHeaderStringName;

/** A string of a Refer-To header. */
typedef enum RvSipReferToHeaderStringName {
    RVSIP_REFER_TO_DISPLAY_NAME = 0,
    RVSIP_REFER_TO_OTHER_PARAMS = 1,
    RVSIP_REFER_TO_BAD_SYNTAX = 2,
} RvSipReferToHeaderStringName;

/** A string of a Referred-By header. */
typedef enum RvSipReferredByHeaderStringName {
    RVSIP_REFERRED_BY_DISPLAY_NAME = 0,
    RVSIP_REFERRED_BY_CID_PARAM = 1,
    RVSIP_REFERRED_BY_OTHER_PARAMS = 2,
    RVSIP_REFERRED_BY_BAD_SYNTAX = 3,
} RvSipReferredByHeaderStringName;

/** A string of a Replaces header. */
typedef enum RvSipReplacesHeaderStringName {
    RVSIP_REPLACES_CALL_ID = 0,
    RVSIP_REPLACES_TO_TAG = 1,
    RVSIP_REPLACES_FROM_TAG = 2,
    RVSIP_REPLACES_OTHER_PARAMS = 3,
    RVSIP_REPLACES_BAD_SYNTAX = 4,
} RvSipReplacesHeaderStringName;

/** A string of a Retry-After header. */
typedef enum RvSipRetryAfterHeaderStringName {
    RVSIP_RETRY_AFTER_COMMENT = 0,
    RVSIP_RETRY_AFTER_OTHER_PARAMS = 1,
    RVSIP_RETRY_AFTER_BAD_SYNTAX = 2,
} RvSipRetryAfterHeaderStringName;

/** A string of a Route, Record-Route, Service-Route or Path header. */
typedef enum RvSipRouteHopHeaderStringName {
    RVSIP_ROUTE_HOP_DISPLAY_NAME = 0,
    RVSIP_ROUTE_HOP_OTHER_PARAMS = 1,
    RVSIP_ROUTE_HOP_BAD_SYNTAX = 2,
} RvSipRouteHopHeaderStringName;

/** A string of a Session-Expires header. */
typedef enum RvSipSessionExpiresHeaderStringName {
    RVSIP_SESSION_EXPIRES_OTHER_PARAMS = 0,
    RVSIP_SESSION_EXPIRES_BAD_SYNTAX = 1,
} RvSipSessionExpiresHeaderStringName;

/** A string of a Subscription-State header. */
typedef enum RvSipSubscriptionStateHeaderStringName {
    RVSIP_SUBSCRIPTION_STATE_SUBSTATE = 0,
    RVSIP_SUBSCRIPTION_STATE_REASON = 1,
    RVSIP_SUBSCRIPTION_STATE_OTHER_PARAMS = 2,
    RVSIP_SUBSCRIPTION_STATE_BAD_SYNTAX = 3,
} RvSipSubscriptionStateHeaderStringName;

/** A string of a Via header. */
typedef enum RvSipViaHeaderStringName {
    RVSIP_VIA_TRANSPORT = 0,
    RVSIP_VIA_HOST = 1,
    RVSIP_VIA_BRANCH_PARAM = 2,
    RVSIP_VIA_RECEIVED_PARAM = 3,
    RVSIP_VIA_MADDR_PARAM = 4,
    RVSIP_VIA_OTHER_PARAMS = 5,
    RVSIP_VIA_BAD_SYNTAX = 6,
} RvSipViaHeaderStringName;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipResolverTypes.h - What a resolver looks for
 * ------------------------------------------------------------------------------------------------------------ */

/** What a resolver looks for. */
typedef enum RvSipResolverMode {
    RVSIP_RESOLVER_MODE_UNDEFINED = -1,
    /**
     * The URI of a telephone number, by NAPTR (ENUM, RFC 6116): `tel:+44-116-496-0348`, the number alone, or its domain. Fills the ENUM
     * element.
     */
    RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR = 0,
    /** The transports of a domain, by NAPTR (RFC 3263 section 4.1). Fills the SRV list. */
    RVSIP_RESOLVER_MODE_FIND_TRANSPORT_BY_NAPTR = 1,
    /** Hosts and ports of a service, by SRV: `_sip._udp.example.com`. Fills the host list. */
    RVSIP_RESOLVER_MODE_FIND_HOSTPORT_BY_SRV = 2,
    /**
     * The addresses of a host, by A and AAAA and the hosts file. Fills the IP list; port and transport are those of the host in the host
     * list, where it is in there, and otherwise 0 and RVSIP_TRANSPORT_UNDEFINED.
     */
    RVSIP_RESOLVER_MODE_FIND_IP_BY_HOST = 3,
} RvSipResolverMode;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipResolverTypes.h - Look-ups of the program's own, and the regular expressions of ENUM
 * ------------------------------------------------------------------------------------------------------------ */

/** Size of the buffer for a URI that a regular expression makes, NUL included. */
#define RVSIP_RESOLVER_LEN_STRING_URI 1024

/**
 * A look-up has come to its end. `bError` RV_TRUE: nothing was found. Otherwise the DNS list holds the answers: they may be read,
 * and the resolver may be used again or ended, from inside this callback. The returned status is not looked at.
 */
typedef RvStatus (*RvSipResolverDataResolvedEv)(RvSipResolverHandle hResolver,
                                                RvSipAppResolverHandle hAppResolver,
                                                RvBool bError,
                                                enum RvSipResolverMode eMode);

/**
 * Applies a regular expression of ENUM to a telephone number (RFC 6116 section 3.2, RFC 3402 section 3.2); the library does not
 * evaluate them. `strNumber` is `+` and digits, `strRegExp` for instance `!^.*$!sip:info@example.com!`. The program writes the
 * URI into `strUri`, NUL-terminated, at most `uriSize` bytes. A return other than RV_OK, or an empty text, means that the
 * expression makes no URI; the next one is asked for then. `hResolver` is NULL when the library looks up the number of a request.
 */
typedef RvStatus (*RvSipResolverApplyRegExpEv)(RvSipResolverMgrHandle hResolverMgr,
                                               RvSipResolverHandle hResolver,
                                               RvChar *strNumber,
                                               RvChar *strRegExp,
                                               RvChar *strUri,
                                               RvInt32 uriSize);

/** Callbacks of the resolver manager. Zero the structure, set what is wanted, pass it to RvSipResolverMgrSetEvHandlers. */
typedef struct RvSipResolverMgrEvHandlers {
    /** Applies a regular expression of ENUM. Without it tel URIs are not resolved. */
    RvSipResolverApplyRegExpEv pfnApplyRegExpEvHandler;
} RvSipResolverMgrEvHandlers;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransmitterTypes.h - States and reasons of transmitters
 * ------------------------------------------------------------------------------------------------------------ */

/** State of a transmitter. */
typedef enum RvSipTransmitterState {
    RVSIP_TRANSMITTER_STATE_UNDEFINED = -1,
    /** New; nothing was given to be sent yet. */
    RVSIP_TRANSMITTER_STATE_IDLE = 0,
    /** The message was copied; its next hop and the addresses of that are looked for (RFC 3261 section 8.1.2, RFC 3263). */
    RVSIP_TRANSMITTER_STATE_RESOLVING_ADDR = 1,
    /**
     * It is known where the message goes. Inside this callback the Via may be edited, the destination or the DNS list changed, or
     * the message held.
     */
    RVSIP_TRANSMITTER_STATE_FINAL_DEST_RESOLVED = 2,
    /** RvSipTransmitterHoldSending was called; RvSipTransmitterResumeSending goes on. */
    RVSIP_TRANSMITTER_STATE_ON_HOLD = 3,
    /** The message is about to go out; nothing may be changed any more. */
    RVSIP_TRANSMITTER_STATE_READY_FOR_SENDING = 4,
    /** A connection is used that is new to the transmitter; pExtraInfo points to RvSipTransmitterNewConnInUseStateInfo. */
    RVSIP_TRANSMITTER_STATE_NEW_CONN_IN_USE = 5,
    /** The operating system has taken it; the program should terminate the transmitter. */
    RVSIP_TRANSMITTER_STATE_MSG_SENT = 6,
    /** It could not be sent; terminate the transmitter, or send again to the next address of the DNS list. */
    RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE = 7,
    /** The end; the handle dies when the callback returns. */
    RVSIP_TRANSMITTER_STATE_TERMINATED = 8,
} RvSipTransmitterState;

/** Why a transmitter changed its state. */
typedef enum RvSipTransmitterReason {
    /** No reason of its own; with MSG_SEND_FAILURE, the message could not be made ready. */
    RVSIP_TRANSMITTER_REASON_UNDEFINED = -1,
    /** The destination has no address, or its host does not take datagrams. */
    RVSIP_TRANSMITTER_REASON_NETWORK_ERROR = 0,
    /** The connection could not be opened, or broke. */
    RVSIP_TRANSMITTER_REASON_CONNECTION_ERROR = 1,
    /** A limit of the configuration is reached. */
    RVSIP_TRANSMITTER_REASON_OUT_OF_RESOURCES = 2,
    /** NEW_CONN_IN_USE: the connection is opened for this transmitter. */
    RVSIP_TRANSMITTER_REASON_NEW_CONN_CREATED = 3,
    /** NEW_CONN_IN_USE: the connection was there. */
    RVSIP_TRANSMITTER_REASON_CONN_FOUND_IN_HASH = 4,
} RvSipTransmitterReason;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransmitterTypes.h - Events of transmitters
 * ------------------------------------------------------------------------------------------------------------ */

/** What pExtraInfo of RvSipTransmitterStateChangedEv points to in NEW_CONN_IN_USE; gone when the callback returns. */
typedef struct RvSipTransmitterNewConnInUseStateInfo {
    /** The connection. */
    RvSipTransportConnectionHandle hConn;
} RvSipTransmitterNewConnInUseStateInfo;

/**
 * A transmitter has a new state.
 *
 * - `hMsg`: the message, from RESOLVING_ADDR to NEW_CONN_IN_USE; dead when the callback returns. NULL in other states and for
 *   what RvSipTransmitterSendBuffer sent.
 * - `pExtraInfo`: in NEW_CONN_IN_USE a RvSipTransmitterNewConnInUseStateInfo; else NULL.
 */
typedef void (*RvSipTransmitterStateChangedEv)(RvSipTransmitterHandle hTransmitter,
                                               RvSipAppTransmitterHandle hAppTransmitter,
                                               enum RvSipTransmitterState eState,
                                               enum RvSipTransmitterReason eReason,
                                               RvSipMsgHandle hMsg,
                                               void *pExtraInfo);

/**
 * The Request-URI, `hAddress`, is neither sip nor sips, and ENUM made no SIP URI of it: the program may. It fills
 * `hSipURLAddress`, an empty SIP URI, and sets `*pbAddressResolved`; the result says where the request goes and does not change
 * the message. RV_FALSE, or a status that is an error: the request goes nowhere.
 */
typedef RvStatus (*RvSipTransmitterOtherURLAddressFoundEv)(RvSipTransmitterHandle hTransmitter,
                                                           RvSipAppTransmitterHandle hAppTransmitter,
                                                           RvSipMsgHandle hMsg,
                                                           RvSipAddressHandle hAddress,
                                                           RvSipAddressHandle hSipURLAddress,
                                                           RvBool *pbAddressResolved);

/** Events of one transmitter. Zero it, set what is wanted, pass it to RvSipTransmitterMgrCreateTransmitter with its size. */
typedef struct RvSipTransmitterEvHandlers {
    /** The state changed. */
    RvSipTransmitterStateChangedEv pfnStateChangedEvHandler;
    /** The destination is no SIP URI. */
    RvSipTransmitterOtherURLAddressFoundEv pfnOtherURLAddressFoundEvHandler;
} RvSipTransmitterEvHandlers;

/** Further options of RvSipTransmitterSetDestAddress. Zero it before use; fields are added at the end. */
typedef struct RvSipTransmitterExtOptions {
    /**
     * The name that a TLS peer has to prove, and that a WebSocket server is called by. NULL: that of the next hop where one was
     * found, else the IP address.
     */
    RvChar *strHostName;
} RvSipTransmitterExtOptions;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransactionTypes.h - States and reasons of transactions
 * ------------------------------------------------------------------------------------------------------------ */

/** State of a transaction (RFC 3261 section 17). */
typedef enum RvSipTransactionState {
    RVSIP_TRANSC_STATE_UNDEFINED = -1,
    /** New; nothing sent or answered yet. */
    RVSIP_TRANSC_STATE_IDLE = 0,
    /** The end; the handle dies when the callback returns. */
    RVSIP_TRANSC_STATE_TERMINATED = 1,
    /** A request other than INVITE is out; timers E and F run. */
    RVSIP_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT = 2,
    /** A provisional response to it came. */
    RVSIP_TRANSC_STATE_CLIENT_GEN_PROCEEDING = 3,
    /** The final response came; timer K absorbs copies of it. */
    RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD = 4,
    /** Cancelled; waiting for the final response. */
    RVSIP_TRANSC_STATE_CLIENT_GEN_CANCELLING = 5,
    /** A request other than INVITE waits for RvSipTransactionRespond. */
    RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD = 6,
    /** Answered; timer J answers copies of the request. */
    RVSIP_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT = 7,
    /** An INVITE is out; timers A and B run. */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_CALLING = 8,
    /** A provisional response to it came; provisionalTimer runs. */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING = 9,
    /** provisionalTimer has ended, with enableInviteProceedingTimeoutState; RvSipTransactionCancel or Terminate. */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING_TIMEOUT = 10,
    /**
     * The final response came. A 2xx ends the transaction, unless bOldInviteHandling; anything else waits for RvSipTransactionAck. With
     * isProxy a 2xx is told as PROXY_2XX_RESPONSE_RCVD instead.
     */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_FINAL_RESPONSE_RCVD = 11,
    /** Acknowledged; inviteLingerTimer answers copies of the response with the ACK (timer D). */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_ACK_SENT = 12,
    /** Cancelled; waiting for the final response. */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_CANCELLING = 13,
    /** A proxy received a 2xx; told again for each further one while proxy2xxRcvdTimer runs. */
    RVSIP_TRANSC_STATE_CLIENT_INVITE_PROXY_2XX_RESPONSE_RCVD = 14,
    /** An INVITE waits for RvSipTransactionRespond; no timer ends it. */
    RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD = 15,
    /** Answered; the response is sent again until the ACK comes. */
    RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT = 16,
    /** The ACK of a refusal came, with bOldInviteHandling that of a 2xx too; copies of it are absorbed (timer I). */
    RVSIP_TRANSC_STATE_SERVER_INVITE_ACK_RCVD = 17,
    /** A reliable provisional response waits for its PRACK. */
    RVSIP_TRANSC_STATE_SERVER_INVITE_REL_PROV_RESPONSE_SENT = 18,
    /** The PRACK came and was answered; more provisional responses or the final one are next. */
    RVSIP_TRANSC_STATE_SERVER_INVITE_PRACK_COMPLETED = 19,
    /** A proxy passed a 2xx on with RvSipTransactionRespondMsg; it may pass on more while proxy2xxSentTimer runs. */
    RVSIP_TRANSC_STATE_SERVER_INVITE_PROXY_2XX_RESPONSE_SENT = 20,
    /** A CANCEL is out; timers E and F run. */
    RVSIP_TRANSC_STATE_CLIENT_CANCEL_SENT = 21,
    /** A provisional response to it came. */
    RVSIP_TRANSC_STATE_CLIENT_CANCEL_PROCEEDING = 22,
    /** The final response to it came; timer K absorbs copies. */
    RVSIP_TRANSC_STATE_CLIENT_CANCEL_FINAL_RESPONSE_RCVD = 23,
    /** A CANCEL waits for RvSipTransactionRespond; with isProxy only. */
    RVSIP_TRANSC_STATE_SERVER_CANCEL_REQUEST_RCVD = 24,
    /** The CANCEL was answered, by the library unless the program is a proxy; timer J answers copies of it. */
    RVSIP_TRANSC_STATE_SERVER_CANCEL_FINAL_RESPONSE_SENT = 25,
    /** An address did not work; RvSipTransactionDNSContinue or Terminate. */
    RVSIP_TRANSC_STATE_CLIENT_MSG_SEND_FAILURE = 26,
} RvSipTransactionState;

/** Why a transaction changed its state. */
typedef enum RvSipTransactionStateChangeReason {
    RVSIP_TRANSC_REASON_UNDEFINED = -1,
    /** No response in time. */
    RVSIP_TRANSC_REASON_TIME_OUT = 0,
    /** The message could not be sent. */
    RVSIP_TRANSC_REASON_NETWORK_ERROR = 1,
    /** 503 came. */
    RVSIP_TRANSC_REASON_503_RECEIVED = 2,
    /** A call of the program did it. */
    RVSIP_TRANSC_REASON_USER_COMMAND = 3,
    /** The last timer of a finished transaction ended. */
    RVSIP_TRANSC_REASON_NORMAL_TERMINATION = 4,
    RVSIP_TRANSC_REASON_REQUEST_RECEIVED = 5,
    RVSIP_TRANSC_REASON_PROVISIONAL_RESPONSE_RECEIVED = 6,
    /** 2xx. */
    RVSIP_TRANSC_REASON_RESPONSE_SUCCESSFUL_RECEIVED = 7,
    /** 3xx. */
    RVSIP_TRANSC_REASON_RESPONSE_REDIRECTION_RECEIVED = 8,
    /** 401 or 407. */
    RVSIP_TRANSC_REASON_RESPONSE_UNAUTHENTICATED_RECEIVED = 9,
    /** Other 4xx. */
    RVSIP_TRANSC_REASON_RESPONSE_REQUEST_FAILURE_RECEIVED = 10,
    /** 5xx. */
    RVSIP_TRANSC_REASON_RESPONSE_SERVER_FAILURE_RECEIVED = 11,
    /** 6xx. */
    RVSIP_TRANSC_REASON_RESPONSE_GLOBAL_FAILURE_RECEIVED = 12,
    /** The next address is tried. */
    RVSIP_TRANSC_REASON_DNS_CONTINUE = 13,
    RVSIP_TRANSC_REASON_OUT_OF_RESOURCES = 14,
} RvSipTransactionStateChangeReason;

/** What to do with credentials that were found in a request. */
typedef enum RvSipTransactionAuthAction {
    /** End the check: the program is satisfied. */
    RVSIP_TRANSC_AUTH_ACTION_SUCCESS = 0,
    /** End the check: the program refuses. */
    RVSIP_TRANSC_AUTH_ACTION_FAILURE = 1,
    /** Compute the digest with the password passed along and compare. */
    RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD = 2,
    /** Not these; look for the next ones. */
    RVSIP_TRANSC_AUTH_ACTION_SKIP = 3,
} RvSipTransactionAuthAction;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransactionTypes.h - Transaction timers and events
 * ------------------------------------------------------------------------------------------------------------ */

/** Timers of one object, in milliseconds. -1 means the value of RvSipStackCfg; set all fields to -1 before changing some. */
typedef struct RvSipTimers {
    /** T1 of RFC 3261: first retransmission interval. */
    RvInt32 T1;
    /** T2 of RFC 3261: longest retransmission interval. */
    RvInt32 T2;
    /** T4 of RFC 3261: longest life of a message in the network. */
    RvInt32 T4;
    /** How long an answered server transaction answers copies of its request (timer J). */
    RvInt32 generalLingerTimer;
    /**
     * How long a finished INVITE client transaction acknowledges copies of the final response (timer D), and how long a server sends a
     * 2xx to an INVITE that is not acknowledged.
     */
    RvInt32 inviteLingerTimer;
    /** How long an INVITE waits for the final response after a provisional one; 0 for ever. */
    RvInt32 provisionalTimer;
    /** How long a cancelled request other than INVITE waits for its final response. */
    RvInt32 cancelGeneralNoResponseTimer;
    /** How long a cancelled INVITE waits for its final response. */
    RvInt32 cancelInviteNoResponseTimer;
    /** How long a request other than INVITE waits for its final response (timer F). */
    RvInt32 generalRequestTimeoutTimer;
    /** Most retransmissions of a request other than INVITE; -1 for as many as the time allows. */
    RvInt32 maxGeneralRetransmissions;
    /** Most retransmissions of an INVITE; -1 for as many as the time allows. */
    RvInt32 maxInviteRetransmissions;
} RvSipTimers;

/** A transaction changed its state. `hTranscOwner` is what the program gave at creation. */
typedef void (*RvSipTransactionStateChangedEv)(RvSipTranscHandle hTransc,
                                               RvSipTranscOwnerHandle hTranscOwner,
                                               enum RvSipTransactionState eState,
                                               enum RvSipTransactionStateChangeReason eReason);

/**
 * A request, which may be a CANCEL, came and a server transaction in IDLE was made for it. Set `*pbHandleTransc` to RV_TRUE to take it, and
 * `*phTranscOwner` to what shall come back in its events; left at RV_FALSE the library answers by itself.
 */
typedef void (*RvSipTransactionCreatedEv)(RvSipTranscHandle hTransc,
                                          void *context,
                                          RvSipTranscOwnerHandle *phTranscOwner,
                                          RvBool *pbHandleTransc);

/** A message is about to be sent and may be changed. Not called for retransmissions. A return other than RV_OK stops the sending. */
typedef RvStatus (*RvSipTransactionMsgToSendEv)(RvSipTranscHandle hTransc,
                                                RvSipTranscOwnerHandle hTranscOwner,
                                                RvSipMsgHandle hMsg);

/** A message came and is not worked on yet. Not called for retransmissions. A return other than RV_OK drops the message. */
typedef RvStatus (*RvSipTransactionMsgReceivedEv)(RvSipTranscHandle hTransc,
                                                  RvSipTranscOwnerHandle hTranscOwner,
                                                  RvSipMsgHandle hMsg);

/**
 * The library made a client transaction of its own, that of a CANCEL; it is in IDLE and sent when the callback returns.
 * `*phTranscOwner` may be set.
 */
typedef void (*RvSipTransactionInternalClientCreatedEv)(RvSipTranscHandle hTransc,
                                                        RvSipTranscOwnerHandle *phTranscOwner);

/**
 * A CANCEL came for this server transaction; `hCancelTransc` is the transaction of the CANCEL, NULL when the program did not take it or
 * there was no room for one. The library answers the CANCEL, unless isProxy and the program took it, and an INVITE that is cancelled
 * with 487, unless isProxy or manualBehavior.
 */
typedef RvStatus (*RvSipTransactionCancelledEv)(RvSipTranscHandle hTransc,
                                                RvSipTranscOwnerHandle hTranscOwner,
                                                RvSipTranscHandle hCancelTransc);

/** Asks whether a request that can start a dialog shall open a call-leg. */
typedef void (*RvSipTransactionOpenCallLegEv)(RvSipTranscHandle hTransc,
                                              RvSipTranscOwnerHandle hTranscOwner,
                                              RvBool *pbOpenCallLeg);

/** The destination is known and the message complete. Only the sent-by of the top Via may still be changed. */
typedef RvStatus (*RvSipTransactionFinalDestResolvedEv)(RvSipTranscHandle hTransc,
                                                        RvSipTranscOwnerHandle hTranscOwner,
                                                        RvSipMsgHandle hMsg);

/** The destination is no sip or sips URI. The program fills `hSipURLAddress` with one and sets `*pbAddressResolved`. */
typedef RvStatus (*RvSipTransactionOtherURLAddressFoundEv)(RvSipTranscHandle hTransc,
                                                           RvSipTranscOwnerHandle hTranscOwner,
                                                           RvSipMsgHandle hMsg,
                                                           RvSipAddressHandle hAddress,
                                                           RvSipAddressHandle hSipURLAddress,
                                                           RvBool *pbAddressResolved);

/** The transaction uses a connection that is new to it. */
typedef RvStatus (*RvSipTransactionNewConnInUseEv)(RvSipTranscHandle hTransc,
                                                   RvSipTranscOwnerHandle hTranscOwner,
                                                   RvSipTransportConnectionHandle hConn,
                                                   RvBool bNewConnCreated);

/**
 * Credentials were found in the request; answer with RvSipTransactionAuthProceed. `bCredentialsSupported` tells whether the
 * library can check them.
 */
typedef void (*RvSipTransactionAuthCredentialsFoundEv)(RvSipTranscHandle hTransc,
                                                       RvSipTranscOwnerHandle hTranscOwner,
                                                       RvSipAuthorizationHeaderHandle hAuthorization,
                                                       RvBool bCredentialsSupported);

/** The check that RvSipTransactionAuthBegin started has ended. */
typedef void (*RvSipTransactionAuthCompletedEv)(RvSipTranscHandle hTransc,
                                                RvSipTranscOwnerHandle hTranscOwner,
                                                RvBool bAuthSucceed);

/**
 * A message that belongs to no transaction: an ACK, most often that of a 2xx; a provisional or 2xx response to an INVITE whose
 * transaction has ended. With isProxy any other too.
 */
typedef void (*RvSipTranscMgrOutOfContextMsgRcvdEv)(RvSipTranscMgrHandle hTranscMgr, RvSipMsgHandle hMsg);

/** A new request, neither a copy nor an ACK. `*pbCreateTransc` says whether a transaction is made for it. */
typedef void (*RvSipTranscMgrNewRequestRcvdEv)(RvSipTranscMgrHandle hTranscMgr,
                                               RvSipMsgHandle hMsg,
                                               RvBool *pbCreateTransc);

/** As RvSipTransactionOtherURLAddressFoundEv, for requests that a proxy sends through the manager. */
typedef RvStatus (*RvSipTranscMgrOtherURLAddressFoundEv)(RvSipTranscMgrHandle hTranscMgr,
                                                         RvSipMsgHandle hMsg,
                                                         RvSipAddressHandle hAddress,
                                                         RvSipAddressHandle hSipURLAddress,
                                                         RvBool *pbAddressResolved);

/** Events of transactions. Zero it, set what is wanted, pass it to RvSipTransactionMgrSetEvHandlers with its size. */
typedef struct RvSipTransactionEvHandlers {
    /** State changed. */
    RvSipTransactionStateChangedEv pfnEvStateChanged;
    /** A request came. */
    RvSipTransactionCreatedEv pfnEvTransactionCreated;
    /** A message is about to be sent. */
    RvSipTransactionMsgToSendEv pfnEvMsgToSend;
    /** A message came. */
    RvSipTransactionMsgReceivedEv pfnEvMsgReceived;
    /** The library made a transaction. */
    RvSipTransactionInternalClientCreatedEv pfnEvInternalClientCreated;
    /** A CANCEL came. */
    RvSipTransactionCancelledEv pfnEvTranscCancelled;
    /** Shall a call-leg be opened? */
    RvSipTransactionOpenCallLegEv pfnEvOpenCallLeg;
    /** The destination is known. */
    RvSipTransactionFinalDestResolvedEv pfnEvFinalDestResolved;
    /** The destination is no SIP URI. */
    RvSipTransactionOtherURLAddressFoundEv pfnEvOtherURLAddressFound;
    /** A connection is used for the first time. */
    RvSipTransactionNewConnInUseEv pfnEvNewConnInUse;
    /** Credentials were found. */
    RvSipTransactionAuthCredentialsFoundEv pfnEvAuthCredentialsFound;
    /** The check of credentials ended. */
    RvSipTransactionAuthCompletedEv pfnEvAuthCompleted;
} RvSipTransactionEvHandlers;

/** Events of the transaction manager. Zero it, set what is wanted, pass it to RvSipTransactionMgrSetMgrEvHandlers with its size. */
typedef struct RvSipTransactionMgrEvHandlers {
    /** A message without transaction. */
    RvSipTranscMgrOutOfContextMsgRcvdEv pfnOutOfContextMsgRcvdEvHandler;
    /** A new request. */
    RvSipTranscMgrNewRequestRcvdEv pfnNewRequestRcvdEvHandler;
    /** A destination that is no SIP URI. */
    RvSipTranscMgrOtherURLAddressFoundEv pfnOtherURLAddressFoundEvHandler;
} RvSipTransactionMgrEvHandlers;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAuthenticatorTypes.h - Events of the authenticator
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Asks for the MD5 hash of `length` bytes at `pRpoolMD5Input`. Append the 32 hexadecimal digits and a NUL to the page of
 * `pRpoolMD5Output` and set its offset. Without this callback the library computes the hash itself.
 */
typedef void (*RvSipAuthenticatorMD5ExEv)(RvSipAuthenticatorHandle hAuthenticator,
                                          RvSipAppAuthenticatorHandle hAppAuthenticator,
                                          struct RPOOL_Ptr *pRpoolMD5Input,
                                          RvUint32 length,
                                          struct RPOOL_Ptr *pRpoolMD5Output);

/** As RvSipAuthenticatorMD5ExEv without the handles; used when that one is not set. */
typedef void (*RvSipAuthenticatorMD5Ev)(struct RPOOL_Ptr *pRpoolMD5Input,
                                        RvUint32 length,
                                        struct RPOOL_Ptr *pRpoolMD5Output);

/**
 * Asks for user name and password of a realm, once for each realm and challenge. Append each with its NUL to the page that the
 * argument names and set its offset. An empty user name means that there is none.
 *
 * `hObject` is the object that was challenged, `peObjectType` points to its RvSipCommonStackObjectType.
 */
typedef void (*RvSipAuthenticatorGetSharedSecretEv)(RvSipAuthenticatorHandle hAuthenticator,
                                                    RvSipAppAuthenticatorHandle hAppAuthenticator,
                                                    void *hObject,
                                                    void *peObjectType,
                                                    struct RPOOL_Ptr *pRpoolRealm,
                                                    struct RPOOL_Ptr *pRpoolUserName,
                                                    struct RPOOL_Ptr *pRpoolPassword);

/** Asks for the MD5 hash of the body, for qop auth-int. Without this callback the library computes it itself. */
typedef void (*RvSipAuthenticatorMD5EntityBodyEv)(RvSipAuthenticatorHandle hAuthenticator,
                                                  RvSipAppAuthenticatorHandle hAppAuthenticator,
                                                  void *hObject,
                                                  void *peObjectType,
                                                  RvSipMsgHandle hMsg,
                                                  struct RPOOL_Ptr *pRpoolMD5Output,
                                                  RvUint32 *pLength);

/** A challenge that the library cannot answer. The program may put an Authorization header into `hMsg` itself. */
typedef void (*RvSipAuthenticatorUnsupportedChallengeEv)(RvSipAuthenticatorHandle hAuthenticator,
                                                         RvSipAppAuthenticatorHandle hAppAuthenticator,
                                                         void *hObject,
                                                         void *peObjectType,
                                                         RvSipAuthenticationHeaderHandle hChallenge,
                                                         RvSipMsgHandle hMsg);

/** The nonce count that is about to be used; the program may change it. */
typedef void (*RvSipAuthenticatorNonceCountUsageEv)(RvSipAuthenticatorHandle hAuthenticator,
                                                    RvSipAppAuthenticatorHandle hAppAuthenticator,
                                                    void *hObject,
                                                    void *peObjectType,
                                                    RvSipAuthenticationHeaderHandle hChallenge,
                                                    RvInt32 *pNonceCount);

/** Credentials are ready to be sent; the program may add parameters. */
typedef void (*RvSipAuthenticatorAuthorizationReadyEv)(RvSipAuthenticatorHandle hAuthenticator,
                                                       RvSipAppAuthenticatorHandle hAppAuthenticator,
                                                       void *hObject,
                                                       void *peObjectType,
                                                       RvSipAuthorizationHeaderHandle hAuthorization);

/** Events of the authenticator. Zero it, set what is wanted, pass it to RvSipAuthenticatorSetEvHandlers with its size. */
typedef struct RvSipAuthenticatorEvHandlers {
    /** Hash wanted. */
    RvSipAuthenticatorMD5Ev pfnMD5AuthenticationHandler;
    /** Hash wanted; goes before pfnMD5AuthenticationHandler. */
    RvSipAuthenticatorMD5ExEv pfnMD5AuthenticationExHandler;
    /** User and password wanted. */
    RvSipAuthenticatorGetSharedSecretEv pfnGetSharedSecretAuthenticationHandler;
    /** Hash of the body wanted. */
    RvSipAuthenticatorMD5EntityBodyEv pfnMD5EntityBodyAuthenticationHandler;
    /** A challenge the library cannot answer. */
    RvSipAuthenticatorUnsupportedChallengeEv pfnUnsupportedChallengeAuthenticationHandler;
    /** Nonce count about to be used. */
    RvSipAuthenticatorNonceCountUsageEv pfnNonceCountUsageAuthenticationHandler;
    /** Credentials ready. */
    RvSipAuthenticatorAuthorizationReadyEv pfnAuthorizationReadyAuthenticationHandler;
} RvSipAuthenticatorEvHandlers;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipStackTypes.h - Modules and choices of the stack
 * ------------------------------------------------------------------------------------------------------------ */

/** Source of log lines and of resource figures. */
typedef enum RvSipStackModule {
    RVSIP_CALL = 0,
    RVSIP_TRANSACTION = 1,
    RVSIP_MESSAGE = 2,
    RVSIP_TRANSPORT = 3,
    RVSIP_PARSER = 4,
    RVSIP_STACK = 5,
    RVSIP_MSGBUILDER = 6,
    RVSIP_AUTHENTICATOR = 7,
    RVSIP_SUBSCRIPTION = 8,
    RVSIP_COMPARTMENT = 9,
    RVSIP_TRANSMITTER = 10,
    RVSIP_RESOLVER = 11,
    RVSIP_CORE = 12,
    RVSIP_ADS = 13,
    RVSIP_ADS_RLIST = 14,
    RVSIP_ADS_RA = 15,
    RVSIP_ADS_RPOOL = 16,
    RVSIP_ADS_HASH = 17,
    RVSIP_ADS_PQUEUE = 18,
    RVSIP_CORE_SEMAPHORE = 19,
    RVSIP_CORE_MUTEX = 20,
    RVSIP_CORE_LOCK = 21,
    RVSIP_CORE_MEMORY = 22,
    RVSIP_CORE_THREAD = 23,
    RVSIP_CORE_QUEUE = 24,
    RVSIP_CORE_TIMER = 25,
    RVSIP_CORE_TIMESTAMP = 26,
    RVSIP_CORE_CLOCK = 27,
    RVSIP_CORE_TM = 28,
    RVSIP_CORE_SOCKET = 29,
    RVSIP_CORE_PORTRANGE = 30,
    RVSIP_CORE_SELECT = 31,
    RVSIP_CORE_HOST = 32,
    RVSIP_CORE_TLS = 33,
    RVSIP_CORE_ARES = 34,
    RVSIP_CORE_RCACHE = 35,
    RVSIP_CORE_EHD = 36,
    RVSIP_CORE_IMSIPSEC = 37,
    RVSIP_REGCLIENT = 38,
} RvSipStackModule;

/** What happens when one of several addresses of a name does not answer. */
typedef enum RvSipDnsFailover {
    /** The library tries the next address itself and reports a failure only when none is left. */
    RVSIP_DNS_FAILOVER_AUTOMATIC = 0,
    /** The object goes to its MSG_SEND_FAILURE state and the program decides with the DNS calls. */
    RVSIP_DNS_FAILOVER_MANUAL = 1,
} RvSipDnsFailover;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipStackTypes.h - Configuration and figures of a stack
 * ------------------------------------------------------------------------------------------------------------ */

/** One line of the log, without a newline at its end. `filter` is the one bit of the line's level. */
typedef void (*RvSipStackPrintLogEntryEv)(void *context, RvSipLogFilters filter, const RvChar *formattedText);

/** Log filters of the sources inside CORE; a mask that is not 0 overrides coreLogFilters. */
typedef struct RvSipStackCoreLogFiltersCfg {
    /** RVSIP_CORE_MEMORY. */
    RvInt32 memory;
    /** RVSIP_CORE_THREAD. */
    RvInt32 thread;
    /** RVSIP_CORE_QUEUE. */
    RvInt32 queue;
    /** RVSIP_CORE_TIMER. */
    RvInt32 timer;
    /** RVSIP_CORE_SOCKET. */
    RvInt32 socket;
    /** RVSIP_CORE_SELECT. */
    RvInt32 select;
    /** RVSIP_CORE_TLS. */
    RvInt32 tls;
    /** RVSIP_CORE_ARES, name look-up. */
    RvInt32 ares;
} RvSipStackCoreLogFiltersCfg;

/** Log filters of the sources inside ADS; a mask that is not 0 overrides adsLogFilters. */
typedef struct RvSipStackAdsLogFiltersCfg {
    /** RVSIP_ADS_RLIST. */
    RvInt32 rlist;
    /** RVSIP_ADS_RA. */
    RvInt32 ra;
    /** RVSIP_ADS_RPOOL. */
    RvInt32 rpool;
    /** RVSIP_ADS_HASH. */
    RvInt32 hash;
    /** RVSIP_ADS_PQUEUE. */
    RvInt32 pqueue;
} RvSipStackAdsLogFiltersCfg;

/**
 * Configuration of a stack. RvSipStackInitCfg fills it with defaults; change what you need; RvSipStackConstruct writes back the
 * values it really uses. Group A: -1 or a value that makes no sense becomes the default. Group B: the library computes the value
 * by the formula given when the field is -1 or makes no sense. Times are in milliseconds unless a field says otherwise.
 *
 * Limits are limits, not reservations: memory is taken as objects are made.
 */
typedef struct RvSipStackCfg {
    /** Most call-legs at one time. A: 10. */
    RvInt32 maxCallLegs;
    /**
     * Most transactions at one time. B: maxCallLegs + maxSubscriptions, with 10 for no call-legs. Transactions of
     * register-clients are not counted.
     */
    RvInt32 maxTransactions;
    /** Most register-clients at one time. A: 2. */
    RvInt32 maxRegClients;
    /** Most transmitters at one time. B: 10 + maxCallLegs + maxTransactions, and maxCallLegs / 2 more with bEnableForking. */
    RvInt32 maxTransmitters;
    /** Most subscriptions at one time. A: 0, none. */
    RvInt32 maxSubscriptions;
    /** Pages for messages. B: 2.5 * maxTransactions, at least 4. Kept for existing programs; messages take memory as they need. */
    RvInt32 messagePoolNumofPages;
    /** Bytes of a page for messages. A: 1536. */
    RvInt32 messagePoolPageSize;
    /** Pages for fields of objects. B: 1.5 * maxCallLegs + 1.5 * maxTransactions + maxRegClients + 5 + maxTransmitters, at least 3. */
    RvInt32 generalPoolNumofPages;
    /** Bytes of a page for fields of objects. A: 1024. */
    RvInt32 generalPoolPageSize;
    /** Pages for single elements. B: as generalPoolNumofPages. */
    RvInt32 elementPoolNumofPages;
    /** Bytes of a page for single elements. A: 256. */
    RvInt32 elementPoolPageSize;
    /** Log filters of every source, RVSIP_LOG bits combined with `|`. 0: no log. A: 0. */
    RvInt32 defaultLogFilters;
    /** Log filters of all CORE sources when not 0. */
    RvInt32 coreLogFilters;
    /** Log filters of all ADS sources when not 0. */
    RvInt32 adsLogFilters;
    /** Log filters of RVSIP_CALL when not 0. */
    RvInt32 callLogFilters;
    /** Log filters of RVSIP_TRANSACTION when not 0. */
    RvInt32 transactionLogFilters;
    /** Log filters of RVSIP_TRANSMITTER when not 0. */
    RvInt32 transmitterLogFilters;
    /** Log filters of RVSIP_MESSAGE when not 0. */
    RvInt32 msgLogFilters;
    /** Log filters of RVSIP_TRANSPORT when not 0. */
    RvInt32 transportLogFilters;
    /** Log filters of RVSIP_PARSER when not 0. */
    RvInt32 parserLogFilters;
    /** Log filters of RVSIP_STACK when not 0. */
    RvInt32 stackLogFilters;
    /** Log filters of RVSIP_MSGBUILDER when not 0. */
    RvInt32 msgBuilderLogFilters;
    /** Log filters of RVSIP_AUTHENTICATOR when not 0. */
    RvInt32 authenticatorLogFilters;
    /** Log filters of RVSIP_REGCLIENT when not 0. */
    RvInt32 regClientLogFilters;
    /** Log filters of RVSIP_SUBSCRIPTION when not 0. */
    RvInt32 subsLogFilters;
    /** Log filters of single CORE sources. */
    struct RvSipStackCoreLogFiltersCfg coreLogFiltersCfg;
    /** Log filters of single ADS sources. */
    struct RvSipStackAdsLogFiltersCfg adsLogFiltersCfg;
    /** Gets the lines of the log. NULL with filters set: they go to SipLog.txt in the working directory. */
    RvSipStackPrintLogEntryEv pfnPrintLogEntryEvHandler;
    /** Passed to pfnPrintLogEntryEvHandler. */
    void *pfnPrintLogEntryContext;
    /** Address to receive UDP on: `192.0.2.1`, `[2001:db8::1]`, `[fe80::1]%2`, or `0.0.0.0` for all. Empty: `0.0.0.0`. */
    RvChar localUdpAddress[RVSIP_TRANSPORT_LEN_STRING_IP];
    /** Port to receive UDP on. 0: 5060. RVSIP_TRANSPORT_ANY_PORT: the system chooses. */
    RvUint16 localUdpPort;
    /** Entries of localUdpAddresses and localUdpPorts. A: 0. */
    RvInt32 numOfExtraUdpAddresses;
    /** More addresses to receive UDP on. A: NULL. */
    RvChar **localUdpAddresses;
    /** Their ports. A: NULL. */
    RvUint16 *localUdpPorts;
    /** RV_TRUE: TCP is used. A: RV_FALSE. */
    RvBool tcpEnabled;
    /** Address to receive TCP on, as localUdpAddress. Empty: as localUdpAddress. */
    RvChar localTcpAddress[RVSIP_TRANSPORT_LEN_STRING_IP];
    /** Port to receive TCP on. 0: 5060. RVSIP_TRANSPORT_ANY_PORT: the system chooses. */
    RvUint16 localTcpPort;
    /** Entries of localTcpAddresses and localTcpPorts. A: 0. */
    RvInt32 numOfExtraTcpAddresses;
    /** More addresses to receive TCP on. A: NULL. */
    RvChar **localTcpAddresses;
    /** Their ports. A: NULL. */
    RvUint16 *localTcpPorts;
    /**
     * Entries of localTlsAddresses and localTlsPorts. A: 0. They need tcpEnabled, and a TLS engine with a certificate
     * (RvSipTransportTlsEngineConstruct).
     */
    RvInt32 numOfTlsAddresses;
    /** Addresses to receive TLS on. A: NULL. */
    RvChar **localTlsAddresses;
    /** Their ports, 0 for 5061. The ports that are really used are written back to them. A: NULL, 5061 for all. */
    RvUint16 *localTlsPorts;
    /** Most TLS connections at one time. B: maxConnections. */
    RvInt32 maxTlsSessions;
    /** Most TCP connections at one time. B: maxTransactions / 2 + 1, 0 without tcpEnabled. */
    RvInt32 maxConnections;
    /** How connections are used again. A: RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED. */
    enum RvSipTransportPersistencyLevel ePersistencyLevel;
    /** Time after which an accepted connection without users is closed. 0: at once. A: -1, never. */
    RvInt32 serverConnectionTimeout;
    /** When more than 0, client connections without users stay open until this share (in percent) of maxConnections is open. A: 0. */
    RvInt32 connectionCapacityPercent;
    /** Size of socket buffers in bytes. A: -1, as the system has it. */
    RvInt32 sendReceiveBufferSize;
    /** IP address of a proxy that every request without a Route goes to. Empty: none. */
    RvChar outboundProxyIpAddress[RVSIP_TRANSPORT_LEN_STRING_IP];
    /** Host name of that proxy; used when outboundProxyIpAddress is empty. NULL: none. */
    RvChar *outboundProxyHostName;
    /** Port of that proxy. A: -1, found by RFC 3263. */
    RvInt32 outboundProxyPort;
    /** Transport to that proxy. A: RVSIP_TRANSPORT_UNDEFINED, found by RFC 3263. */
    enum RvSipTransport eOutboundProxyTransport;
    /** T1 of RFC 3261. A: 500. */
    RvInt32 retransmissionT1;
    /** T2 of RFC 3261; less than 4000 is not taken. A: 4000. */
    RvInt32 retransmissionT2;
    /** T4 of RFC 3261. A: 5000. */
    RvInt32 retransmissionT4;
    /** How long an answered server transaction answers copies of its request (timer J). B: 64 * T1. */
    RvInt32 generalLingerTimer;
    /**
     * How long a finished INVITE client transaction acknowledges copies of the final response (timer D), and how long a server sends a
     * 2xx to an INVITE that is not acknowledged. A: 32000.
     */
    RvInt32 inviteLingerTimer;
    /** How long an INVITE waits for the final response after a provisional one; 0 for ever. A: 180000. */
    RvInt32 provisionalTimer;
    /** How long a cancelled request other than INVITE waits for its final response. B: 64 * T1. */
    RvInt32 cancelGeneralNoResponseTimer;
    /** How long a cancelled INVITE waits for its final response. B: 64 * T1. */
    RvInt32 cancelInviteNoResponseTimer;
    /** How long a request other than INVITE waits for its final response (timer F). B: 64 * T1. */
    RvInt32 generalRequestTimeoutTimer;
    /** RV_TRUE: the program is a proxy. A: RV_FALSE. */
    RvBool isProxy;
    /** How long a proxy's INVITE client transaction lives after a 2xx. B: 64 * T1. */
    RvInt32 proxy2xxRcvdTimer;
    /** How long a proxy's INVITE server transaction lives after a 2xx. A: 0. */
    RvInt32 proxy2xxSentTimer;
    /** How long before its end a subscription alerts. A: 5000. */
    RvInt32 subsAlertTimer;
    /** How long a subscription waits for its first NOTIFY; 0 for ever. A: 32000. */
    RvInt32 subsNoNotifyTimer;
    /** RV_TRUE: subscriptions are refreshed by the library. A: RV_FALSE. */
    RvBool subsAutoRefresh;
    /** RV_TRUE: a subscription for each notifier that answers. A: RV_FALSE. */
    RvBool bEnableSubsForking;
    /**
     * Threads of the stack. 0: the program drives it with RvSipStackProcessEvents or the select calls. More than 0: it has one
     * thread of its own, and callbacks come on that thread. RvSipStackInitCfg sets 1.
     */
    RvInt32 numberOfProcessingThreads;
    /** Kept for existing programs. A: 10. */
    RvInt32 numOfReadBuffers;
    /** Kept for existing programs; the queue grows as needed. A: 100. */
    RvInt32 processingQueueSize;
    /** Kept for existing programs. A: 30000. */
    RvInt32 processingTaskStackSize;
    /** RV_TRUE: the ACK for a 2xx belongs to the INVITE transaction. A: RV_FALSE. */
    RvBool bOldInviteHandling;
    /** RV_TRUE: the program sends the ACK for a 2xx. A: RV_FALSE. */
    RvBool manualAckOn2xx;
    /** RV_TRUE: the program answers what the library answers otherwise, a cancelled INVITE for instance. A: RV_FALSE. */
    RvBool manualBehavior;
    /** RV_TRUE: the program sends the requests of the session timer. A: RV_FALSE. */
    RvBool manualSessionTimer;
    /** RV_TRUE: a request that came on two ways makes two transactions. A: RV_FALSE, the second is answered with 482. */
    RvBool bDisableMerging;
    /** RV_TRUE: the program sends PRACK. A: RV_FALSE. */
    RvBool manualPrack;
    /** RV_TRUE: a call-leg for each callee that answers. A: RV_FALSE. */
    RvBool bEnableForking;
    /** How long a call-leg made by a provisional response of a fork lives; 0 for ever. B: provisionalTimer. */
    RvInt32 forked1xxTimerTimeout;
    /** RV_TRUE: an INVITE whose provisionalTimer ends goes to PROCEEDING_TIMEOUT instead of ending. A: RV_FALSE. */
    RvBool enableInviteProceedingTimeoutState;
    /** Option tags this program supports, separated by commas; NULL for none. A: NULL. */
    RvChar *supportedExtensionList;
    /** RV_TRUE: Supported with that list goes into every message but ACK. A: RV_FALSE. */
    RvBool addSupportedListToMsg;
    /** RV_TRUE: call-legs answer a Require that is not in the list with 420. A: RV_FALSE. */
    RvBool rejectUnsupportedExtensions;
    /** RV_TRUE: credentials of incoming requests can be checked (RvSipTransactionAuthBegin). A: RV_FALSE. */
    RvBool enableServerAuth;
    /** Session interval in seconds; 0 for no session timer. A: 0. */
    RvInt32 sessionExpires;
    /** Least session interval in seconds. A: -1, 90 and no Min-SE header. */
    RvInt32 minSE;
    /** RV_TRUE: tel URIs are looked up by ENUM. A: RV_FALSE. */
    RvBool bResolveTelUrls;
    /** Name servers: strIP and port of each, port 0 for 53. A: NULL, as the system has them. */
    struct RvSipTransportAddr *pDnsServers;
    /** Entries of pDnsServers. A: -1, as the system has them. */
    RvInt32 numOfDnsServers;
    /** Domains that are tried behind a short name. A: NULL, as the system has them. */
    RvChar **pDnsDomains;
    /** Entries of pDnsDomains; 0 for none. A: -1, as the system has them. */
    RvInt32 numOfDnsDomains;
    /** Most domains that may be set later. B: 10, or numOfDnsDomains where that is more. */
    RvInt32 maxDnsDomains;
    /** Most name servers that may be set later. B: 10, or numOfDnsServers where that is more. */
    RvInt32 maxDnsServers;
    /** What happens when one of several addresses of a name does not answer. A: RVSIP_DNS_FAILOVER_AUTOMATIC. */
    enum RvSipDnsFailover eDnsFailover;
    /** Most bytes of a received message. A: 65535. */
    RvInt32 maxMessageSize;
    /** Most header values of a received message, values in one line counted one by one. A: 512. */
    RvInt32 maxHeadersPerMessage;
    /** Most Via values of a received message. A: 70. */
    RvInt32 maxViaHeaders;
    /** Most values of each of Route, Record-Route, Service-Route and Path in a received message. A: 64. */
    RvInt32 maxRouteHeaders;
    /** Most Contact values of a received message. A: 256. */
    RvInt32 maxContactHeaders;
    /** Most challenges of one response. A: 16. */
    RvInt32 maxChallenges;
    /** Most parameters of one header value or URI. A: 64. */
    RvInt32 maxParams;
    /** Most bytes of a URI. A: 4096. */
    RvInt32 maxUriLength;
    /** Most parts of a multipart body. A: 64. */
    RvInt32 maxBodyParts;
    /** Deepest nesting of multipart bodies. A: 8; more than 64 count as 64. */
    RvInt32 maxBodyDepth;
    /** Most accepted connections on which no complete message has come yet. A: 64. */
    RvInt32 maxHalfOpenConnections;
    /** Time after which an accepted connection that has sent no complete message is closed. A: 32000. */
    RvInt32 halfOpenTimeout;
    /** Most bytes of a connection that wait for the rest of a message. B: maxMessageSize. */
    RvInt32 maxStreamBuffer;
    /** Most redirections that are followed for one request by the library itself. A: 5. For a later release; none is followed yet. */
    RvInt32 maxRedirects;
    /** How long a connection that the library opens may take to come about. A: 5000. */
    RvInt32 connectTimeout;
    /**
     * How long a request waits for one of several targets of the DNS before the next is tried; the last has all of
     * generalRequestTimeoutTimer, and none has more. A: 0, as generalRequestTimeoutTimer.
     */
    RvInt32 dnsTargetTimeout;
    /** How long later requests go to other targets after one did not answer. 0: not at all. A: 32000. */
    RvInt32 dnsDownTimeout;
    /** How long a name server has for one answer. A: 2000. */
    RvInt32 dnsQueryTimeout;
    /** Domain that telephone numbers are looked up under when bResolveTelUrls is set (RFC 6116). A: NULL, "e164.arpa". */
    RvChar *strEnumSuffix;
    /**
     * Longest time in SECONDS between two keepalives on a connection that a register-client keeps, where the registrar names none
     * (Flow-Timer); each comes after four to five fifths of it (RFC 5626 section 4.4.1). 0: none. A: 120. A connection on which
     * one is not answered within 10 seconds is closed with reason ERROR, if its peer answered one before, or said in its response
     * to the REGISTER that it answers them (Flow-Timer, or Require: outbound).
     */
    RvInt32 keepAliveInterval;
    /** RV_TRUE: every peer is known to answer keepalives; the first that is not answered ends its connection. A: RV_FALSE. */
    RvBool bKeepAliveAnswered;
    /** Entries of localWsAddresses and localWsPorts. A: 0. WebSocket addresses need tcpEnabled (RFC 7118). */
    RvInt32 numOfWsAddresses;
    /** Entries of localWssAddresses and localWssPorts. A: 0. They need a TLS engine with a certificate too. */
    RvInt32 numOfWssAddresses;
    /** Addresses to receive WebSocket connections on. A: NULL. */
    RvChar **localWsAddresses;
    /** Their ports, 0 for 80. The ports that are really used are written back to them. A: NULL, 80 for all. */
    RvUint16 *localWsPorts;
    /** Addresses to receive WebSocket connections over TLS on. A: NULL. */
    RvChar **localWssAddresses;
    /** Their ports, 0 for 443. The ports that are really used are written back to them. A: NULL, 443 for all. */
    RvUint16 *localWssPorts;
    /**
     * Path of WebSockets, beginning with `/`: the one that is asked for, and the only one that is answered; others get 404. A: NULL,
     * `/` is asked for and any is answered.
     */
    RvChar *strWsPath;
    /**
     * Web sites whose pages may open a WebSocket to the stack, between commas: `https://phone.example.com, http://localhost:8080`. A page
     * of another gets 403 (RFC 6455 section 10.2); who sends no Origin is no browser and is let in. A: NULL, all may.
     */
    RvChar *strWsOrigins;
} RvSipStackCfg;

/** Use of one kind of element. */
typedef struct RvSipResourceCounters {
    /** The limit: how many there may be at one time. */
    RvUint32 numOfAllocatedElements;
    /** How many there are now. */
    RvUint32 currNumOfUsedElements;
    /** Most there have been at one time; of messages, timers and the processing queue the present number. */
    RvUint32 maxUsageOfElements;
} RvSipResourceCounters;

/** What RvSipStackGetResources fills for RVSIP_STACK. */
typedef struct RvSipStackResources {
    /** Events that wait to be told to the program. */
    struct RvSipResourceCounters processingQueue;
    /** Timers that run. */
    struct RvSipResourceCounters timers;
    /** Name look-ups under way. */
    struct RvSipResourceCounters lookups;
} RvSipStackResources;

/** What RvSipStackGetResources fills for RVSIP_TRANSACTION. */
typedef struct RvSipTransactionResources {
    /** Transactions, those of register-clients included. */
    struct RvSipResourceCounters transactions;
} RvSipTransactionResources;

/** What RvSipStackGetResources fills for RVSIP_TRANSMITTER. */
typedef struct RvSipTransmitterResources {
    /** Transmitters of the program. */
    struct RvSipResourceCounters transmitters;
} RvSipTransmitterResources;

/** What RvSipStackGetResources fills for RVSIP_TRANSPORT. */
typedef struct RvSipTransportResources {
    /** TCP connections. */
    struct RvSipResourceCounters connections;
    /** Messages sent since the stack was constructed, retransmissions included. */
    RvUint64 messagesSent;
    /** Messages received. */
    RvUint64 messagesReceived;
    /** Messages and bytes dropped because they could not be parsed. */
    RvUint64 badMessages;
    /** Messages and connections refused because a limit was reached. */
    RvUint64 limitReached;
} RvSipTransportResources;

/** What RvSipStackGetResources fills for RVSIP_MESSAGE. */
typedef struct RvSipMsgResources {
    /** Messages and stand-alone headers and addresses of the process. */
    struct RvSipResourceCounters documents;
} RvSipMsgResources;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRegClientTypes.h - States and reasons of register-clients
 * ------------------------------------------------------------------------------------------------------------ */

/** State of a register-client. */
typedef enum RvSipRegClientState {
    RVSIP_REG_CLIENT_STATE_UNDEFINED = -1,
    /** New; RvSipRegClientRegister or Make starts it. */
    RVSIP_REG_CLIENT_STATE_IDLE = 0,
    /** A REGISTER is out; the final response is awaited. */
    RVSIP_REG_CLIENT_STATE_REGISTERING = 1,
    /** 3xx; the registrar is now its first Contact. Register again or terminate. */
    RVSIP_REG_CLIENT_STATE_REDIRECTED = 2,
    /** 401 or 407; RvSipRegClientAuthenticate or terminate. */
    RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED = 3,
    /** 2xx; the bindings stand until they expire. Register refreshes them. */
    RVSIP_REG_CLIENT_STATE_REGISTERED = 4,
    /** Refused, or no answer; the reason tells. Register again or terminate. */
    RVSIP_REG_CLIENT_STATE_FAILED = 5,
    /** The end; the handle dies when the callback returns. */
    RVSIP_REG_CLIENT_STATE_TERMINATED = 6,
    /** An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL. */
    RVSIP_REG_CLIENT_STATE_MSG_SEND_FAILURE = 7,
} RvSipRegClientState;

/** Why a register-client changed its state. */
typedef enum RvSipRegClientStateChangeReason {
    RVSIP_REG_CLIENT_REASON_UNDEFINED = -1,
    /** A call of the program did it. */
    RVSIP_REG_CLIENT_REASON_USER_REQUEST = 0,
    /** 2xx. */
    RVSIP_REG_CLIENT_REASON_RESPONSE_SUCCESSFUL_RCVD = 1,
    /** 3xx. */
    RVSIP_REG_CLIENT_REASON_RESPONSE_REDIRECTION_RCVD = 2,
    /** 401 or 407. */
    RVSIP_REG_CLIENT_REASON_RESPONSE_UNAUTHENTICATED_RCVD = 3,
    /** Other 4xx. */
    RVSIP_REG_CLIENT_REASON_RESPONSE_REQUEST_FAILURE_RCVD = 4,
    /** 5xx. */
    RVSIP_REG_CLIENT_REASON_RESPONSE_SERVER_FAILURE_RCVD = 5,
    /** 6xx. */
    RVSIP_REG_CLIENT_REASON_RESPONSE_GLOBAL_FAILURE_RCVD = 6,
    /** No final response in time. */
    RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT = 7,
    /** The request could not be sent. */
    RVSIP_REG_CLIENT_REASON_NETWORK_ERROR = 8,
    /** 503 from one of several addresses. */
    RVSIP_REG_CLIENT_REASON_503_RECEIVED = 9,
    RVSIP_REG_CLIENT_REASON_OUT_OF_RESOURCES = 10,
    /** The request goes to the next address. */
    RVSIP_REG_CLIENT_REASON_DNS_CONTINUE = 11,
    /** The program gave up the remaining addresses. */
    RVSIP_REG_CLIENT_REASON_DNS_GIVE_UP = 12,
} RvSipRegClientStateChangeReason;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRegClientTypes.h - Events and figures of register-clients
 * ------------------------------------------------------------------------------------------------------------ */

/** A register-client changed its state. */
typedef void (*RvSipRegClientStateChangedEv)(RvSipRegClientHandle hRegClient,
                                             RvSipAppRegClientHandle hAppRegClient,
                                             enum RvSipRegClientState eState,
                                             enum RvSipRegClientStateChangeReason eReason);

/**
 * A REGISTER is about to be sent and may be changed; its destination is looked for afterwards. A return other than RV_OK stops
 * the sending.
 */
typedef RvStatus (*RvSipRegClientMsgToSendEv)(RvSipRegClientHandle hRegClient,
                                              RvSipAppRegClientHandle hAppRegClient,
                                              RvSipMsgHandle hMsg);

/**
 * A response came and is not worked on yet. `hMsg` is valid until the callback returns. A return other than RV_OK drops the
 * message.
 */
typedef RvStatus (*RvSipRegClientMsgReceivedEv)(RvSipRegClientHandle hRegClient,
                                                RvSipAppRegClientHandle hAppRegClient,
                                                RvSipMsgHandle hMsg);

/** The destination is known and the message complete. Only the sent-by of the top Via may still be changed. */
typedef RvStatus (*RvSipRegClientFinalDestResolvedEv)(RvSipRegClientHandle hRegClient,
                                                      RvSipAppRegClientHandle hAppRegClient,
                                                      RvSipTranscHandle hTransc,
                                                      RvSipMsgHandle hMsgToSend);

/**
 * The client uses a connection that is new to it: opened for it, or found (`bNewConnCreated` RV_FALSE). A program that wants to
 * hear of the end of the connection, be it that its keepalives are not answered any more, attaches itself as an owner here
 * (RvSipTransportConnectionAttachOwner). The client stays REGISTERED when its connection ends; RvSipRegClientRegister then opens
 * another one (RFC 5626 section 4.4 asks for that). The return value is not used.
 */
typedef RvStatus (*RvSipRegClientNewConnInUseEv)(RvSipRegClientHandle hRegClient,
                                                 RvSipAppRegClientHandle hAppRegClient,
                                                 RvSipTransportConnectionHandle hConn,
                                                 RvBool bNewConnCreated);

/** Events of register-clients. Zero it, set what is wanted, pass it to RvSipRegClientMgrSetEvHandlers with its size. */
typedef struct RvSipRegClientEvHandlers {
    /** State changed. */
    RvSipRegClientStateChangedEv pfnStateChangedEvHandler;
    /** A REGISTER is about to be sent. */
    RvSipRegClientMsgToSendEv pfnMsgToSendEvHandler;
    /** A response came. */
    RvSipRegClientMsgReceivedEv pfnMsgReceivedEvHandler;
    /** The destination is known. */
    RvSipRegClientFinalDestResolvedEv pfnFinalDestResolvedEvHandler;
    /** A connection is used for the first time. */
    RvSipRegClientNewConnInUseEv pfnNewConnInUseEvHandler;
} RvSipRegClientEvHandlers;

/** What RvSipStackGetResources fills for RVSIP_REGCLIENT. */
typedef struct RvSipRegClientResources {
    /** Register-clients. */
    struct RvSipResourceCounters regClients;
} RvSipRegClientResources;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRefreshTypes.h - States and reasons of automatic refreshes
 * ------------------------------------------------------------------------------------------------------------ */

/** State of a refresh. */
typedef enum RvSipRefreshState {
    RVSIP_REFRESH_STATE_UNDEFINED = -1,
    /** New; it belongs to nothing yet. RvSipRefreshAttachRegClient, RvSipRefreshAttachTransaction. */
    RVSIP_REFRESH_STATE_CONSTRUCTING = 0,
    /** The first 2xx has not come yet. */
    RVSIP_REFRESH_STATE_INACTIVE = 1,
    /** The request was granted for a time, and is sent again before that is over. */
    RVSIP_REFRESH_STATE_ACTIVE = 2,
    /** The end; the handle dies when the callback returns. */
    RVSIP_REFRESH_STATE_TERMINATED = 3,
} RvSipRefreshState;

/** Why a refresh changed its state. */
typedef enum RvSipRefreshReason {
    RVSIP_REFRESH_REASON_UNDEFINED = -1,
    /** 2xx. With TERMINATED: it says for no time, so there is nothing to repeat. */
    RVSIP_REFRESH_REASON_2XX_RCVD = 0,
    /** Another final response, no user and password for a challenge, or 0 seconds in a 2xx. */
    RVSIP_REFRESH_REASON_REJECTED = 1,
    /** No final response in time. */
    RVSIP_REFRESH_REASON_TIMEOUT = 2,
    /** The request could not be sent. */
    RVSIP_REFRESH_REASON_NETWORK_ERROR = 3,
    /** Not told by this release. */
    RVSIP_REFRESH_REASON_CONNECTION_SUSPENDED = 4,
    /** Not told by this release. */
    RVSIP_REFRESH_REASON_CONNECTION_LOST = 5,
    /** RvSipRefreshDestroy, RvSipRefreshTerminate, or the program removed the registration. */
    RVSIP_REFRESH_REASON_LOCAL_TERMINATE = 6,
    /** The register-client has ended, or the transaction before its final response. */
    RVSIP_REFRESH_REASON_OWNER_TERMINATED = 7,
} RvSipRefreshReason;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRefreshTypes.h - Events and settings of automatic refreshes
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * A refresh changed its state; `eReason` tells why. What follows from a refreshed registration is told by
 * RvSipRegClientStateChangedEv as ever: REGISTERING and REGISTERED for each REGISTER.
 */
typedef void (*RvSipRefreshStateChangedEv)(RvSipRefreshHandle hRefresh,
                                           RvSipAppRefreshHandle hApp,
                                           enum RvSipRefreshState eState,
                                           enum RvSipRefreshReason eReason);

/** A final response came to a request with a refresh. `hMsg` is valid until the callback returns. */
typedef void (*RvSipRefreshResponseRcvdEv)(RvSipRefreshHandle hRefresh,
                                           RvSipAppRefreshHandle hApp,
                                           RvSipMsgHandle hMsg);

/**
 * A request with a refresh is about to be sent and may be changed; it comes after RvSipRegClientMsgToSendEv or
 * RvSipTransactionMsgToSendEv. A return other than RV_OK stops the sending.
 */
typedef RvStatus (*RvSipRefreshMsgToSendEv)(RvSipRefreshHandle hRefresh,
                                            RvSipAppRefreshHandle hApp,
                                            RvSipMsgHandle hMsg);

/** Events of refreshes. Zero it, set what is wanted, pass it to RvSipRefreshMgrSetEvHandlers with its size. */
typedef struct RvSipRefreshEvHandlers {
    /** State changed. */
    RvSipRefreshStateChangedEv pfnStateChangedEvHandler;
    /** A response came. */
    RvSipRefreshResponseRcvdEv pfnResponseRcvdEvHandler;
    /** A request is about to be sent. */
    RvSipRefreshMsgToSendEv pfnMsgToSendEvHandler;
} RvSipRefreshEvHandlers;

/** When refreshes are due. RvSipRefreshMgrSetCfg takes it. */
typedef struct RvSipRefreshCfg {
    /** Seconds before the end of a registration at which it is refreshed. 600 unless set; 0 for half of the time in any case. */
    RvUint32 leadSeconds;
    /** A registration of so many seconds or less is refreshed when half of them have passed. 1200 unless set. */
    RvUint32 halfBelowSeconds;
} RvSipRefreshCfg;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipCallLegTypes.h - States and reasons of call-legs
 * ------------------------------------------------------------------------------------------------------------ */

/** State of a call-leg. */
typedef enum RvSipCallLegState {
    RVSIP_CALL_LEG_STATE_UNDEFINED = -1,
    /** New; nothing sent or answered yet. */
    RVSIP_CALL_LEG_STATE_IDLE = 0,
    /** The INVITE is out and has no response yet. */
    RVSIP_CALL_LEG_STATE_INVITING = 1,
    /** A provisional response to the INVITE came; RvSipCallLegCancel is allowed from here on. */
    RVSIP_CALL_LEG_STATE_PROCEEDING = 2,
    /**
     * A CANCEL is out; with reason REMOTE_DISCONNECTED it goes out by itself, for the other side sent BYE before it answered. Should
     * the call be answered all the same, the library acknowledges the 2xx and sends BYE.
     */
    RVSIP_CALL_LEG_STATE_CANCELLING = 3,
    /** A CANCEL came for the INVITE that was offered. The library answers both, the INVITE with 487 unless manualBehavior. */
    RVSIP_CALL_LEG_STATE_CANCELLED = 4,
    /** 3xx; the remote contact is now its first Contact. RvSipCallLegConnect again or terminate. */
    RVSIP_CALL_LEG_STATE_REDIRECTED = 5,
    /** 401 or 407; RvSipCallLegAuthenticate or terminate. */
    RVSIP_CALL_LEG_STATE_UNAUTHENTICATED = 6,
    /** An INVITE came; RvSipCallLegAccept or Reject answers it. */
    RVSIP_CALL_LEG_STATE_OFFERING = 7,
    /** A 2xx was sent; its ACK is awaited. */
    RVSIP_CALL_LEG_STATE_ACCEPTED = 8,
    /** The session stands, until either side disconnects. */
    RVSIP_CALL_LEG_STATE_CONNECTED = 9,
    /** A BYE is out; its response is awaited. */
    RVSIP_CALL_LEG_STATE_DISCONNECTING = 10,
    /** The session has ended, or never began; the reason tells. The library ends what is left, TERMINATED follows. */
    RVSIP_CALL_LEG_STATE_DISCONNECTED = 11,
    /** The end; the handle dies when the callback returns. */
    RVSIP_CALL_LEG_STATE_TERMINATED = 12,
    /** provisionalTimer has ended, with enableInviteProceedingTimeoutState; RvSipCallLegCancel or Terminate. */
    RVSIP_CALL_LEG_STATE_PROCEEDING_TIMEOUT = 13,
    /** 2xx, with manualAckOn2xx; RvSipCallLegAck acknowledges it. */
    RVSIP_CALL_LEG_STATE_REMOTE_ACCEPTED = 14,
    /** An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL. */
    RVSIP_CALL_LEG_STATE_MSG_SEND_FAILURE = 15,
} RvSipCallLegState;

/** Which side began a call-leg. */
typedef enum RvSipCallLegDirection {
    RVSIP_CALL_LEG_DIRECTION_UNDEFINED = -1,
    /** An INVITE came. */
    RVSIP_CALL_LEG_DIRECTION_INCOMING = 0,
    /** The program made it. */
    RVSIP_CALL_LEG_DIRECTION_OUTGOING = 1,
} RvSipCallLegDirection;

/** Why a call-leg, a re-INVITE or a PRACK exchange changed its state. */
typedef enum RvSipCallLegStateChangeReason {
    RVSIP_CALL_LEG_REASON_UNDEFINED = -1,
    /** An INVITE was sent. */
    RVSIP_CALL_LEG_REASON_LOCAL_INVITING = 0,
    /** An INVITE came. */
    RVSIP_CALL_LEG_REASON_REMOTE_INVITING = 1,
    /** An INVITE with a Replaces header came. */
    RVSIP_CALL_LEG_REASON_REMOTE_INVITING_REPLACES = 2,
    /** The program accepted: 2xx sent. */
    RVSIP_CALL_LEG_REASON_LOCAL_ACCEPTED = 3,
    /** The other side accepted: 2xx received. */
    RVSIP_CALL_LEG_REASON_REMOTE_ACCEPTED = 4,
    /** The ACK came. */
    RVSIP_CALL_LEG_REASON_REMOTE_ACK = 5,
    /** A provisional response came. */
    RVSIP_CALL_LEG_REASON_REMOTE_PROVISIONAL_RESP = 6,
    /** 3xx. */
    RVSIP_CALL_LEG_REASON_REDIRECTED = 7,
    /** 401 or 407. */
    RVSIP_CALL_LEG_REASON_AUTH_NEEDED = 8,
    /** The INVITE was refused on this side, be it with 487 because it was cancelled. */
    RVSIP_CALL_LEG_REASON_LOCAL_REJECT = 9,
    /** A CANCEL was sent. */
    RVSIP_CALL_LEG_REASON_LOCAL_CANCELLING = 10,
    /** A CANCEL came. */
    RVSIP_CALL_LEG_REASON_REMOTE_CANCELLING = 11,
    /** A BYE was sent. */
    RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTING = 12,
    /** The BYE that was sent is answered. */
    RVSIP_CALL_LEG_REASON_DISCONNECTED = 13,
    /** A BYE came. */
    RVSIP_CALL_LEG_REASON_REMOTE_DISCONNECTED = 14,
    /** A BYE came while one of this side was out. */
    RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTED = 15,
    /** No answer in time. */
    RVSIP_CALL_LEG_REASON_LOCAL_TIME_OUT = 16,
    /** The message could not be sent. */
    RVSIP_CALL_LEG_REASON_NETWORK_ERROR = 17,
    /** 503 from one of several addresses. */
    RVSIP_CALL_LEG_REASON_503_RECEIVED = 18,
    /** 4xx other than 401 and 407. */
    RVSIP_CALL_LEG_REASON_REQUEST_FAILURE = 19,
    /** 5xx. */
    RVSIP_CALL_LEG_REASON_SERVER_FAILURE = 20,
    /** 6xx. */
    RVSIP_CALL_LEG_REASON_GLOBAL_FAILURE = 21,
} RvSipCallLegStateChangeReason;

/** State of a re-INVITE. */
typedef enum RvSipCallLegModifyState {
    RVSIP_CALL_LEG_MODIFY_STATE_UNDEFINED = -1,
    /** New; nothing sent or received yet. */
    RVSIP_CALL_LEG_MODIFY_STATE_IDLE = 0,
    /** A re-INVITE came; RvSipCallLegAccept or Reject answers it. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RCVD = 1,
    /** Answered; its ACK is awaited. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_SENT = 2,
    /** The re-INVITE is out. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_SENT = 3,
    /** Its final response came; the library acknowledges it, ACK_SENT follows. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_RCVD = 4,
    /** 2xx, with manualAckOn2xx; RvSipCallLegReInviteAck acknowledges it. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_REMOTE_ACCEPTED = 5,
    /** A CANCEL is out; the final response is awaited. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_CANCELLING = 6,
    /** The first provisional response came; RvSipCallLegCancel is allowed from here on. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_PROCEEDING = 7,
    /** A CANCEL came. The library answers both, the re-INVITE with 487 unless manualBehavior. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_CANCELLED = 8,
    /** provisionalTimer has ended, with enableInviteProceedingTimeoutState; RvSipCallLegCancel or Terminate. */
    RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_PROCEEDING_TIMEOUT = 9,
    /** An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL. */
    RVSIP_CALL_LEG_MODIFY_STATE_MSG_SEND_FAILURE = 10,
    /** The ACK came. */
    RVSIP_CALL_LEG_MODIFY_STATE_ACK_RCVD = 11,
    /** The ACK is out. With AUTH_NEEDED another re-INVITE is made and sent; the call-leg adds the credentials. */
    RVSIP_CALL_LEG_MODIFY_STATE_ACK_SENT = 12,
    /** The end; the handle of the re-INVITE dies when the callback returns. */
    RVSIP_CALL_LEG_MODIFY_STATE_TERMINATED = 13,
} RvSipCallLegModifyState;

/** State of the exchange that makes a provisional response reliable (RFC 3262). */
typedef enum RvSipCallLegPrackState {
    /** There is none. */
    RVSIP_CALL_LEG_PRACK_STATE_UNDEFINED = -1,
    /** A provisional response that wants a PRACK came; with manualPrack, RvSipCallLegSendPrack. */
    RVSIP_CALL_LEG_PRACK_STATE_REL_PROV_RESPONSE_RCVD = 0,
    /** The PRACK is out. */
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_SENT = 1,
    /** It is answered. */
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_FINAL_RESPONSE_RCVD = 2,
    /** A PRACK came; with manualPrack, RvSipCallLegSendPrackResponse. */
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_RCVD = 3,
    /** It was answered. */
    RVSIP_CALL_LEG_PRACK_STATE_PRACK_FINAL_RESPONSE_SENT = 4,
} RvSipCallLegPrackState;

/** State of a transaction inside a call-leg that is no INVITE, BYE or PRACK. */
typedef enum RvSipCallLegTranscState {
    RVSIP_CALL_LEG_TRANSC_STATE_UNDEFINED = -1,
    /** New; nothing sent or received yet. */
    RVSIP_CALL_LEG_TRANSC_STATE_IDLE = 0,
    /** A request waits for RvSipCallLegTranscResponse. */
    RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD = 1,
    /** Answered; copies of the request are answered until generalLingerTimer ends. */
    RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT = 2,
    /** The request is out. */
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT = 3,
    /** A provisional response to it came. */
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_PROCEEDING = 4,
    /** The final response came; over UDP copies of it are absorbed for T4. */
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD = 5,
    /** An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL. */
    RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_MSG_SEND_FAILURE = 6,
    /** The end; the handle of the transaction dies when the callback returns. */
    RVSIP_CALL_LEG_TRANSC_STATE_TERMINATED = 7,
} RvSipCallLegTranscState;

/** State of a BYE that the program took (RvSipCallLegByeCreatedEv). */
typedef enum RvSipCallLegByeState {
    RVSIP_CALL_LEG_BYE_STATE_UNDEFINED = -1,
    /** New; not told yet. */
    RVSIP_CALL_LEG_BYE_STATE_IDLE = 0,
    /** It waits for RvSipCallLegByeAccept or ByeReject. */
    RVSIP_CALL_LEG_BYE_STATE_REQUEST_RCVD = 1,
    /** Answered. */
    RVSIP_CALL_LEG_BYE_STATE_RESPONSE_SENT = 2,
    /** The end; the handle of the transaction dies when the callback returns. */
    RVSIP_CALL_LEG_BYE_STATE_TERMINATED = 3,
    /** Its call-leg has ended; the transaction goes on by itself. */
    RVSIP_CALL_LEG_BYE_STATE_DETACHED = 4,
} RvSipCallLegByeState;

/** Which side the program wants to refresh the session. */
typedef enum RvSipCallLegSessionTimerRefresherPreference {
    /** Either. */
    RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_NONE = 0,
    /** This side. */
    RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_LOCAL = 1,
    /** The other side. */
    RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_REMOTE = 2,
} RvSipCallLegSessionTimerRefresherPreference;

/**
 * What a program is told of a session timer (RFC 4028).
 * RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_SESSION_EXPIRES is another name of RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES.
 */
typedef enum RvSipCallLegSessionTimerNotificationReason {
    RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_UNDEFINED = -1,
    /** The session is about to expire; the program decides whether to disconnect. */
    RVSIP_CALL_LEG_SESSION_TIMER_SESSION_EXPIRES = 0,
    /**
     * 422: the interval was too small for somebody on the way. This call-leg ends; another one with the same To, From and
     * Call-ID and the next CSeq may follow it.
     */
    RVSIP_CALL_LEG_SESSION_TIMER_NOTIFY_REASON_422_RECEIVED = 1,
} RvSipCallLegSessionTimerNotificationReason;

/** What did not come out as wished for when a session timer was negotiated. */
typedef enum RvSipCallLegSessionTimerNegotiationReason {
    /** 2xx from a side that does not know session timers; this side would refresh. */
    RVSIP_CALLLEG_SESSION_TIMER_DEST_NOT_SUPPORTED = 0,
    /** Another side refreshes than the program preferred. */
    RVSIP_CALLLEG_SESSION_TIMER_APP_REFRESH_REQUEST_REJECT = 1,
} RvSipCallLegSessionTimerNegotiationReason;

/** State of a REFER in older programs; REFER belongs to subscriptions, so no call-leg has one. */
typedef enum RvSipCallLegReferState {
    /** A REFER came. */
    RVSIP_CALL_LEG_REFER_STATE_REFER_RCVD = 0,
} RvSipCallLegReferState;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipCallLegTypes.h - Events of call-legs
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * An INVITE came that belongs to no dialog, and a call-leg in IDLE was made for it; OFFERING follows. Set `*phAppCallLeg` to what
 * shall come back in its events. The call-leg must not be terminated here; RvSipCallLegSetRejectStatusCodeOnCreation refuses it.
 * Unset, the program's value is NULL.
 */
typedef void (*RvSipCallLegCreatedEv)(RvSipCallLegHandle hCallLeg, RvSipAppCallLegHandle *phAppCallLeg);

/** A call-leg changed its state; `eReason` tells how it came to that. Unset, nobody answers the INVITEs that come. */
typedef void (*RvSipCallLegStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                           RvSipAppCallLegHandle hAppCallLeg,
                                           enum RvSipCallLegState eState,
                                           enum RvSipCallLegStateChangeReason eReason);

/**
 * A message of a call-leg is about to be sent and may be changed; its destination is looked for afterwards. The call-leg must not be
 * terminated here. A return other than RV_OK stops the sending. Unset, the message goes out as it is.
 */
typedef RvStatus (*RvSipCallLegMsgToSendEv)(RvSipCallLegHandle hCallLeg,
                                            RvSipAppCallLegHandle hAppCallLeg,
                                            RvSipMsgHandle hMsg);

/**
 * A message for a call-leg came and is not worked on yet. `hMsg` is valid until the callback returns. The call-leg must not be
 * terminated here. A return other than RV_OK drops the message, which is as if it had not come: a copy of it is shown again. Unset, it
 * is worked on.
 */
typedef RvStatus (*RvSipCallLegMsgReceivedEv)(RvSipCallLegHandle hCallLeg,
                                              RvSipAppCallLegHandle hAppCallLeg,
                                              RvSipMsgHandle hMsg);

/**
 * The destination is known and the message complete. Only the sent-by of the top Via may still be changed, never its branch.
 * `hTransc` is the transaction that sends it, `hAppTransc` what the program keeps with that; both may be NULL. Unset, the message
 * goes out as it is.
 */
typedef RvStatus (*RvSipCallLegFinalDestResolvedEv)(RvSipCallLegHandle hCallLeg,
                                                    RvSipAppCallLegHandle hAppCallLeg,
                                                    RvSipTranscHandle hTransc,
                                                    RvSipAppTranscHandle hAppTransc,
                                                    RvSipMsgHandle hMsgToSend);

/**
 * The exchange that makes a provisional response reliable goes on. `prackResponseCode` is the response to the PRACK once there is
 * one, 0 before. Without manualPrack the library sends and answers PRACK by itself, whether this is set or not.
 */
typedef void (*RvSipCallLegPrackStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                                RvSipAppCallLegHandle hAppCallLeg,
                                                enum RvSipCallLegPrackState eState,
                                                enum RvSipCallLegStateChangeReason eReason,
                                                RvInt16 prackResponseCode);

/**
 * A provisional response to an INVITE came; called for each of them, those that change no state included. `hRcvdMsg` is valid until
 * the callback returns. Unset, only the first is told, by its state.
 */
typedef void (*RvSipCallLegProvisionalResponseRcvdEv)(RvSipCallLegHandle hCallLeg,
                                                      RvSipAppCallLegHandle hAppCallLeg,
                                                      RvSipMsgHandle hRcvdMsg);

/**
 * A BYE came. Set `*bAppHandleTransc` to RV_TRUE to take it and answer it with RvSipCallLegByeAccept or ByeReject, and `*hAppTransc`
 * to what shall come back in its events. Left at RV_FALSE, or unset, the library answers with 200 and the call-leg disconnects.
 */
typedef void (*RvSipCallLegByeCreatedEv)(RvSipCallLegHandle hCallLeg,
                                         RvSipAppCallLegHandle hAppCallLeg,
                                         RvSipTranscHandle hTransc,
                                         RvSipAppTranscHandle *hAppTransc,
                                         RvBool *bAppHandleTransc);

/**
 * A BYE that the program took changed its state; it is `hTransc`, and `hAppTransc` what the program keeps with it. Unset, nobody
 * answers the BYEs that were taken.
 */
typedef void (*RvSipCallLegByeStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                              RvSipAppCallLegHandle hAppCallLeg,
                                              RvSipTranscHandle hTransc,
                                              RvSipAppTranscHandle hAppTransc,
                                              enum RvSipCallLegByeState eByeState,
                                              enum RvSipTransactionStateChangeReason eReason);

/**
 * A request other than INVITE, ACK, CANCEL, BYE and PRACK came for a call-leg. Set `*bAppHandleTransc` to RV_TRUE to take it and answer it
 * with RvSipCallLegTranscResponse, and `*hAppTransc` to what shall come back in its events. Left at RV_FALSE, or unset, the library
 * answers: as its method asks for where it knows that, with 501 where it does not.
 */
typedef void (*RvSipCallLegTranscCreatedEv)(RvSipCallLegHandle hCallLeg,
                                            RvSipAppCallLegHandle hAppCallLeg,
                                            RvSipTranscHandle hTransc,
                                            RvSipAppTranscHandle *hAppTransc,
                                            RvBool *bAppHandleTransc);

/**
 * A transaction inside a call-leg, sent by RvSipCallLegTranscRequest or taken in RvSipCallLegTranscCreatedEv, changed its state.
 * `hAppTransc` is what the program keeps with it. Unset, nobody answers the requests that were taken.
 */
typedef void (*RvSipCallLegTranscStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                                 RvSipAppCallLegHandle hAppCallLeg,
                                                 RvSipTranscHandle hTransc,
                                                 RvSipAppTranscHandle hAppTransc,
                                                 enum RvSipCallLegTranscState eTranscState,
                                                 enum RvSipTransactionStateChangeReason eReason);

/**
 * A re-INVITE came and `hReInvite` was made for it; REINVITE_RCVD follows. Set `*phAppReInvite` to what shall come back in its events.
 * `*pResponseCode` is 0: it goes on; set to a final response, the library refuses with that. Unset, the program's value is NULL.
 */
typedef void (*RvSipCallLegReInviteCreatedEv)(RvSipCallLegHandle hCallLeg,
                                              RvSipAppCallLegHandle hAppCallLeg,
                                              RvSipCallLegInviteHandle hReInvite,
                                              RvSipAppCallLegInviteHandle *phAppReInvite,
                                              RvUint16 *pResponseCode);

/** A re-INVITE changed its state; `eReason` tells how it came to that. Unset, nobody answers the re-INVITEs that come. */
typedef void (*RvSipCallLegReInviteStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                                   RvSipAppCallLegHandle hAppCallLeg,
                                                   RvSipCallLegInviteHandle hReInvite,
                                                   RvSipAppCallLegInviteHandle hAppReInvite,
                                                   enum RvSipCallLegModifyState eModifyState,
                                                   enum RvSipCallLegStateChangeReason eReason);

/**
 * Older form of RvSipCallLegReInviteStateChangedEv, which does not say which re-INVITE it is. It tells what becomes of
 * RvSipCallLegSessionTimerRefresh, which has no object. Unset, nothing is told.
 */
typedef void (*RvSipCallLegModifyStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                                 RvSipAppCallLegHandle hAppCallLeg,
                                                 enum RvSipCallLegModifyState eModifyState,
                                                 enum RvSipCallLegStateChangeReason eReason);

/** Older form of RvSipCallLegTranscCreatedEv: a request came as `hTransc`. New programs set that one. Unset, nothing is told. */
typedef void (*RvSipCallLegTranscRequestRcvdEv)(RvSipCallLegHandle hCallLeg,
                                                RvSipAppCallLegHandle hAppCallLeg,
                                                RvSipTranscHandle hTransc);

/** A REFER changed its state, in older programs. Never called: REFER belongs to subscriptions. */
typedef void (*RvSipCallLegReferStateChangedEv)(RvSipCallLegHandle hCallLeg,
                                                RvSipAppCallLegHandle hAppCallLeg,
                                                enum RvSipCallLegReferState eState,
                                                enum RvSipCallLegStateChangeReason eReason);

/**
 * With bEnableForking, another callee answered an INVITE with a 1xx or 2xx, and `hNewCallLeg` was made for it. Set `*phNewAppCallLeg` to
 * what shall come back in its events, or `*pbTerminated` to RV_TRUE to have it end at once. Unset, the call-leg stays and the
 * program's value is NULL.
 */
typedef void (*RvSipCallLegCreatedDueToForkingEv)(RvSipCallLegHandle hNewCallLeg,
                                                  RvSipAppCallLegHandle *phNewAppCallLeg,
                                                  RvBool *pbTerminated);

/**
 * With bDisableMerging, an INVITE came that is like that of `hExistCallLeg` but for its branch. Set `*pbCreateCallLeg` to RV_TRUE for a
 * call-leg of its own. Left at RV_FALSE, or unset, it is answered with 400. `hRcvdMsg` is valid until the callback returns.
 */
typedef void (*RvSipCallLegNestedInitialReqRcvdEv)(RvSipCallLegHandle hExistCallLeg,
                                                   RvSipAppCallLegHandle hExistAppCallLeg,
                                                   RvSipMsgHandle hRcvdMsg,
                                                   RvBool *pbCreateCallLeg);

/**
 * It is time to refresh the session, and this side does it: RvSipCallLegSessionTimerInviteRefresh, RvSipCallLegSessionTimerRefresh
 * or, by UPDATE, RvSipCallLegTranscSessionTimerGeneralRefresh. The return value is not used. Unset, nobody refreshes.
 */
typedef RvStatus (*RvSipCallLegSessionTimerRefreshAlertEv)(RvSipCallLegHandle hCallLeg,
                                                           RvSipAppCallLegHandle hAppCallLeg);

/** The session is about to expire, or a 422 came; `eReason` tells which. The return value is not used. Unset, nothing is told. */
typedef RvStatus (*RvSipCallLegSessionTimerNotificationEv)(RvSipCallLegHandle hCallLeg,
                                                           RvSipAppCallLegHandle hAppCallLeg,
                                                           enum RvSipCallLegSessionTimerNotificationReason eReason);

/**
 * A session timer was not negotiated as wished for; `eReason` tells how. `*pbHandleSessionTimer` is RV_TRUE: the timer runs all the
 * same; RV_FALSE leaves it off. The return value is not used. Unset, the timer runs.
 */
typedef RvStatus (*RvSipCallLegSessionTimerNegotiationFaultEv)(RvSipCallLegHandle hCallLeg,
                                                               RvSipAppCallLegHandle hAppCallLeg,
                                                               enum RvSipCallLegSessionTimerNegotiationReason eReason,
                                                               RvBool *pbHandleSessionTimer);

/** As RvSipTransactionAuthCredentialsFoundEv, for a request inside a call-leg. */
typedef void (*RvSipCallLegAuthCredentialsFoundEv)(RvSipCallLegHandle hCallLeg,
                                                   RvSipAppCallLegHandle hAppCallLeg,
                                                   RvSipTranscHandle hTransc,
                                                   RvSipAuthorizationHeaderHandle hAuthorization,
                                                   RvBool bCredentialsSupported);

/** As RvSipTransactionAuthCompletedEv, for a request inside a call-leg. */
typedef void (*RvSipCallLegAuthCompletedEv)(RvSipCallLegHandle hCallLeg,
                                            RvSipAppCallLegHandle hAppCallLeg,
                                            RvSipTranscHandle hTransc,
                                            RvBool bAuthSucceed);

/**
 * Events of call-legs. Zero it, set what is wanted, pass it to RvSipCallLegMgrSetEvHandlers with its size, best right after
 * RvSipStackConstruct.
 */
typedef struct RvSipCallLegEvHandlers {
    /** An INVITE came. */
    RvSipCallLegCreatedEv pfnCallLegCreatedEvHandler;
    /** State changed. */
    RvSipCallLegStateChangedEv pfnStateChangedEvHandler;
    /** A message is about to be sent. */
    RvSipCallLegMsgToSendEv pfnMsgToSendEvHandler;
    /** A message came. */
    RvSipCallLegMsgReceivedEv pfnMsgReceivedEvHandler;
    /** A PRACK exchange goes on. */
    RvSipCallLegPrackStateChangedEv pfnPrackStateChangedEvEvHandler;
    /** A BYE came: does the program take it? */
    RvSipCallLegByeCreatedEv pfnByeCreatedEvHandler;
    /** State of a BYE that was taken changed. */
    RvSipCallLegByeStateChangedEv pfnByeStateChangedEvHandler;
    /** Another request came: does the program take it? */
    RvSipCallLegTranscCreatedEv pfnTranscCreatedEvHandler;
    /** State of a transaction inside a call-leg changed. */
    RvSipCallLegTranscStateChangedEv pfnTranscStateChangedEvHandler;
    /** A re-INVITE came. */
    RvSipCallLegReInviteCreatedEv pfnReInviteCreatedEvHandler;
    /** State of a re-INVITE changed. */
    RvSipCallLegReInviteStateChangedEv pfnReInviteStateChangedEvHandler;
    /** The session wants to be refreshed. */
    RvSipCallLegSessionTimerRefreshAlertEv pfnSessionTimerRefreshAlertEvHandler;
    /** The session is about to expire, or 422. */
    RvSipCallLegSessionTimerNotificationEv pfnSessionTimerNotificationEvHandler;
    /** State of a re-INVITE changed; older form. */
    RvSipCallLegModifyStateChangedEv pfnModifyStateChangedEvHandler;
    /** Another request came; older form. */
    RvSipCallLegTranscRequestRcvdEv pfnTranscRequestRcvdEvHandler;
    /** Never called. */
    RvSipCallLegReferStateChangedEv pfnReferStateChangedEvHandler;
    /** The destination is known. */
    RvSipCallLegFinalDestResolvedEv pfnFinalDestResolvedEvHandler;
    /** A provisional response came. */
    RvSipCallLegProvisionalResponseRcvdEv pfnProvisionalResponseRcvdEvHandler;
    /** Another callee answered. */
    RvSipCallLegCreatedDueToForkingEv pfnCallLegCreatedDueToForkingEvHandler;
    /** A like INVITE came: does it get a call-leg? */
    RvSipCallLegNestedInitialReqRcvdEv pfnNestedInitialReqRcvdEvHandler;
    /** Credentials were found. */
    RvSipCallLegAuthCredentialsFoundEv pfnAuthCredentialsFoundEvHandler;
    /** The check of credentials ended. */
    RvSipCallLegAuthCompletedEv pfnAuthCompletedEvHandler;
    /** A session timer was not negotiated as wished for. */
    RvSipCallLegSessionTimerNegotiationFaultEv pfnSessionTimerNegotiationFaultEvHandler;
} RvSipCallLegEvHandlers;

/** What RvSipStackGetResources fills for RVSIP_CALL. */
typedef struct RvSipCallLegResources {
    /** Call-legs, forked ones included. */
    struct RvSipResourceCounters calls;
} RvSipCallLegResources;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipSubscriptionTypes.h - States and reasons of subscriptions and notifications
 * ------------------------------------------------------------------------------------------------------------ */

/** State of a subscription. */
typedef enum RvSipSubsState {
    /** New; nothing sent or answered yet. */
    RVSIP_SUBS_STATE_IDLE = 0,
    /** Subscriber: the first SUBSCRIBE or the REFER is out and has no final response yet. */
    RVSIP_SUBS_STATE_SUBS_SENT = 1,
    /** Subscriber: 3xx. Send the request again with RvSipSubsSubscribe or RvSipSubsRefer, or terminate. */
    RVSIP_SUBS_STATE_REDIRECTED = 2,
    /** Subscriber: 401 or 407. Send the request again with RvSipSubsSubscribe or RvSipSubsRefer, or terminate. */
    RVSIP_SUBS_STATE_UNAUTHENTICATED = 3,
    /** Subscriber: a NOTIFY was quicker than the 2xx, which is still awaited. */
    RVSIP_SUBS_STATE_NOTIFY_BEFORE_2XX_RCVD = 4,
    /** Subscriber: 2xx. The first NOTIFY is awaited, for subsNoNotifyTimer at most. */
    RVSIP_SUBS_STATE_2XX_RCVD = 5,
    /** Subscriber: a SUBSCRIBE that refreshes is out. Any response but 481 leads back to ACTIVE. */
    RVSIP_SUBS_STATE_REFRESHING = 6,
    /** Subscriber: a SUBSCRIBE with Expires 0 is out. Refused with anything but 481, the state before it comes back. */
    RVSIP_SUBS_STATE_UNSUBSCRIBING = 7,
    /** Subscriber: 2xx to that. The last NOTIFY is awaited, for subsNoNotifyTimer at most. */
    RVSIP_SUBS_STATE_UNSUBSCRIBE_2XX_RCVD = 8,
    /**
     * Notifier: a first SUBSCRIBE or a REFER came; RvSipSubsRespondAccept, RespondPending or RespondReject, or
     * RvSipSubsReferAccept, answers it. After an accepting one a NOTIFY is due at once.
     */
    RVSIP_SUBS_STATE_SUBS_RCVD = 9,
    /** Notifier: the NOTIFY that turned PENDING to active is out; its 2xx is awaited. */
    RVSIP_SUBS_STATE_ACTIVATED = 10,
    /** Notifier: a SUBSCRIBE that refreshes came; RvSipSubsRespondAccept or RespondReject answers it. */
    RVSIP_SUBS_STATE_REFRESH_RCVD = 11,
    /**
     * Notifier: a SUBSCRIBE with Expires 0 came. RvSipSubsRespondAccept, and at once a NOTIFY with the state terminated; or
     * RvSipSubsRespondReject.
     */
    RVSIP_SUBS_STATE_UNSUBSCRIBE_RCVD = 12,
    /** Notifier: a NOTIFY with the state terminated is out; its 2xx is awaited. Refused, another one may be sent. */
    RVSIP_SUBS_STATE_TERMINATING = 13,
    /** Understood, and not authorised yet. */
    RVSIP_SUBS_STATE_PENDING = 14,
    /** The subscription stands, until either side ends it. */
    RVSIP_SUBS_STATE_ACTIVE = 15,
    /** An address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL. */
    RVSIP_SUBS_STATE_MSG_SEND_FAILURE = 16,
    /** The end; the handle dies when the callback returns. */
    RVSIP_SUBS_STATE_TERMINATED = 17,
} RvSipSubsState;

/** Why a subscription changed its state. */
typedef enum RvSipSubsStateChangeReason {
    /** The state says it all. */
    RVSIP_SUBS_REASON_UNDEFINED = -1,
    /** The program terminated it. */
    RVSIP_SUBS_REASON_LOCAL_TERMINATED = 0,
    /** No response to a SUBSCRIBE, REFER or NOTIFY in time. */
    RVSIP_SUBS_REASON_TRANSC_TIMEOUT = 1,
    /** The message could not be sent. */
    RVSIP_SUBS_REASON_NETWORK_ERROR = 2,
    /** 503 from one of several addresses. */
    RVSIP_SUBS_REASON_503_RCVD = 3,
    /** 3xx. */
    RVSIP_SUBS_REASON_RESPONSE_REDIRECTED = 4,
    /** 401 or 407. */
    RVSIP_SUBS_REASON_RESPONSE_UNAUTHENTICATED = 5,
    /** Any other refusal but 481. */
    RVSIP_SUBS_REASON_RESPONSE_REJECTED = 6,
    /** 481: the other side does not know the subscription. */
    RVSIP_SUBS_REASON_481_RCVD = 7,
    /** The awaited NOTIFY did not come in time, see subsNoNotifyTimer. */
    RVSIP_SUBS_REASON_NO_NOTIFY_TIMER_EXPIRED = 8,
    /** A NOTIFY with the state terminated was accepted. */
    RVSIP_SUBS_REASON_NOTIFY_TERMINATED_RCVD = 9,
    /** The other side accepted a NOTIFY with the state terminated. */
    RVSIP_SUBS_REASON_NOTIFY_TERMINATED_SENT = 10,
    /** A SUBSCRIBE with Expires 0 came. */
    RVSIP_SUBS_REASON_UNSUBSCRIBE_RCVD = 11,
    /** A REFER came and made the subscription. */
    RVSIP_SUBS_REASON_REFER_RCVD = 12,
    /** The program gave up after a failure to send. */
    RVSIP_SUBS_REASON_GIVE_UP_DNS = 13,
    /** A table was full. */
    RVSIP_SUBS_REASON_OUT_OF_RESOURCES = 14,
} RvSipSubsStateChangeReason;

/** Status of a notification: of one NOTIFY and its response. */
typedef enum RvSipSubsNotifyStatus {
    /** New; nothing sent or told yet. */
    RVSIP_SUBS_NOTIFY_STATUS_IDLE = 0,
    /** Subscriber: a NOTIFY came; RvSipNotifyAccept or Reject answers it. */
    RVSIP_SUBS_NOTIFY_STATUS_REQUEST_RCVD = 1,
    /** Subscriber: answered; TERMINATED follows. */
    RVSIP_SUBS_NOTIFY_STATUS_FINAL_RESPONSE_SENT = 2,
    /** Notifier: the NOTIFY is out; its response is awaited. */
    RVSIP_SUBS_NOTIFY_STATUS_REQUEST_SENT = 3,
    /** Notifier: 2xx; TERMINATED follows. */
    RVSIP_SUBS_NOTIFY_STATUS_2XX_RCVD = 4,
    /** Notifier: 3xx; TERMINATED follows. Another try takes another notification. */
    RVSIP_SUBS_NOTIFY_STATUS_REDIRECTED = 5,
    /** Notifier: 401 or 407; TERMINATED follows. Another try takes another notification. */
    RVSIP_SUBS_NOTIFY_STATUS_UNAUTHENTICATED = 6,
    /** Notifier: any other refusal; TERMINATED follows. */
    RVSIP_SUBS_NOTIFY_STATUS_REJECT_RCVD = 7,
    /** Notifier: an address did not work and the program decides, see RVSIP_DNS_FAILOVER_MANUAL. */
    RVSIP_SUBS_NOTIFY_STATUS_MSG_SEND_FAILURE = 8,
    /** The end; the handle of the notification dies when the callback returns. */
    RVSIP_SUBS_NOTIFY_STATUS_TERMINATED = 9,
} RvSipSubsNotifyStatus;

/** Why a notification changed its status. */
typedef enum RvSipSubsNotifyReason {
    /** The status says it all. */
    RVSIP_SUBS_NOTIFY_REASON_UNDEFINED = -1,
    /** No response to the NOTIFY in time. */
    RVSIP_SUBS_NOTIFY_REASON_TRANSC_TIMEOUT = 0,
    /** The message could not be sent. */
    RVSIP_SUBS_NOTIFY_REASON_NETWORK_ERROR = 1,
    /** 503 from one of several addresses. */
    RVSIP_SUBS_NOTIFY_REASON_503_RCVD = 2,
    /** Its subscription has ended. */
    RVSIP_SUBS_NOTIFY_REASON_SUBS_TERMINATED = 3,
    /** The program gave up after a failure to send. */
    RVSIP_SUBS_NOTIFY_REASON_GIVE_UP_DNS = 4,
} RvSipSubsNotifyReason;

/**
 * What a NOTIFY about a REFER is due for (RFC 3515 section 2.4.4).
 * RVSIP_SUBS_REFER_NOTIFY_READY_REASON_PROVISIONAL_RESPONSE_RCVD is another name of
 * RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD, and RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_RCVD of
 * RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD.
 */
typedef enum RvSipSubsReferNotifyReadyReason {
    /** Never told. */
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_UNDEFINED = -1,
    /** The REFER was accepted: NOTIFY with the state active. */
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_INITIAL_NOTIFY = 0,
    /** A provisional response of the one referred to: NOTIFY with the state active. */
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD = 1,
    /** Its final response: NOTIFY with the state terminated. */
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_FINAL_RESPONSE_MSG_RCVD = 2,
    /** What was made for the REFER ended before a final response: NOTIFY with the state terminated. */
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_ERROR_TERMINATION = 3,
    /** The one referred to did not answer in time: NOTIFY with the state terminated. */
    RVSIP_SUBS_REFER_NOTIFY_READY_REASON_TIMEOUT = 4,
} RvSipSubsReferNotifyReadyReason;

/** Which end of a subscription this is. */
typedef enum RvSipSubscriptionType {
    /** No subscription has this one. */
    RVSIP_SUBS_TYPE_UNDEFINED = -1,
    /** It subscribes and gets the NOTIFYs. */
    RVSIP_SUBS_TYPE_SUBSCRIBER = 0,
    /** It is subscribed to and sends the NOTIFYs. */
    RVSIP_SUBS_TYPE_NOTIFIER = 1,
} RvSipSubscriptionType;

/** Event package of a subscription, as far as the library tells them apart. */
typedef enum RvSipSubsEventPackageType {
    /** No Event is set yet. */
    RVSIP_SUBS_EVENT_PACKAGE_TYPE_UNDEFINED = -1,
    /** The package `refer`: a REFER makes the subscription (RFC 3515). */
    RVSIP_SUBS_EVENT_PACKAGE_TYPE_REFER = 0,
    /** Any other package. */
    RVSIP_SUBS_EVENT_PACKAGE_TYPE_OTHER = 1,
} RvSipSubsEventPackageType;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipSubscriptionTypes.h - Events of subscriptions
 * ------------------------------------------------------------------------------------------------------------ */

/** Every expiration, be it of a SUBSCRIBE, a refresh or a NOTIFY, is less than this many seconds. */
#define RVSIP_SUBS_EXPIRES_VAL_LIMIT 4000000

/**
 * A SUBSCRIBE or REFER came that belongs to no subscription, and one in IDLE was made for it; SUBS_RCVD follows. Set `*phAppSubs`
 * to what shall come back in its events. The subscription must not be terminated here; RvSipSubsSetRejectStatusCodeOnCreation
 * refuses it. Unset, the program's value is NULL.
 */
typedef void (*RvSipSubsCreatedEv)(RvSipSubsHandle hSubs, RvSipAppSubsHandle *phAppSubs);

/**
 * A subscription changed its state; `eReason` tells how it came to that. Unset, nobody answers the SUBSCRIBEs and REFERs that
 * come.
 */
typedef void (*RvSipSubsStateChangedEv)(RvSipSubsHandle hSubs,
                                        RvSipAppSubsHandle hAppSubs,
                                        enum RvSipSubsState eState,
                                        enum RvSipSubsStateChangeReason eReason);

/**
 * The time of a subscription is over; its state stays. A notifier sends a NOTIFY with the state terminated; a subscriber tries
 * RvSipSubsRefresh or waits for that NOTIFY. Never called for subscriptions made out of band. Unset, nothing is told.
 */
typedef void (*RvSipSubsSubscriptionExpiredEv)(RvSipSubsHandle hSubs, RvSipAppSubsHandle hAppSubs);

/**
 * The time of a subscription is over soon, see subsAlertTimer; a subscriber calls RvSipSubsRefresh. Not called where the library
 * refreshes by itself, nor for subscriptions made out of band. Unset, nobody refreshes.
 */
typedef void (*RvSipSubsExpirationAlertEv)(RvSipSubsHandle hSubs, RvSipAppSubsHandle hAppSubs);

/**
 * A NOTIFY came and `hNotify` was made for it; RvSipSubsNotifyEv with REQUEST_RCVD follows. Set `*phAppNotify` to what shall come
 * back in its events. Unset, the program's value is NULL.
 */
typedef void (*RvSipSubsNotifyCreatedEv)(RvSipSubsHandle hSubs,
                                         RvSipAppSubsHandle hAppSubs,
                                         RvSipNotifyHandle hNotify,
                                         RvSipAppNotifyHandle *phAppNotify);

/**
 * A notification changed its status; `eNotifyReason` tells how it came to that. `hNotifyMsg` is the NOTIFY that came or the
 * response to one, NULL where no message came, and valid until the callback returns. With REQUEST_RCVD, RvSipNotifyAccept or
 * Reject answers. Unset, the library accepts the NOTIFYs that come.
 */
typedef void (*RvSipSubsNotifyEv)(RvSipSubsHandle hSubs,
                                  RvSipAppSubsHandle hAppSubs,
                                  RvSipNotifyHandle hNotify,
                                  RvSipAppNotifyHandle hAppNotify,
                                  enum RvSipSubsNotifyStatus eNotifyStatus,
                                  enum RvSipSubsNotifyReason eNotifyReason,
                                  RvSipMsgHandle hNotifyMsg);

/**
 * A message for a subscription came and is not worked on yet. `hNotify` is the notification if it is a NOTIFY or the response to
 * one, and `hAppNotify` what the program keeps with that; both are NULL otherwise. `hMsg` is valid until the callback returns. The
 * subscription must not be terminated here. A return other than RV_OK drops the message, which is as if it had not come: a copy of
 * it is shown again. Unset, it is worked on.
 */
typedef RvStatus (*RvSipSubsMsgReceivedEv)(RvSipSubsHandle hSubs,
                                           RvSipAppSubsHandle hAppSubs,
                                           RvSipNotifyHandle hNotify,
                                           RvSipAppNotifyHandle hAppNotify,
                                           RvSipMsgHandle hMsg);

/**
 * A message of a subscription is about to be sent and may be changed; its destination is looked for afterwards. `hNotify` is the
 * notification if it is a NOTIFY or the response to one, and `hAppNotify` what the program keeps with that; both are NULL
 * otherwise. The subscription must not be terminated here. A return other than RV_OK stops the sending. Unset, the message goes
 * out as it is.
 */
typedef RvStatus (*RvSipSubsMsgToSendEv)(RvSipSubsHandle hSubs,
                                         RvSipAppSubsHandle hAppSubs,
                                         RvSipNotifyHandle hNotify,
                                         RvSipAppNotifyHandle hAppNotify,
                                         RvSipMsgHandle hMsg);

/**
 * A NOTIFY about an accepted REFER is due; `eReason` tells what for, `responseCode` which status its body tells: 100 at first,
 * then that of the response of the one referred to. Make one with RvSipSubsCreateNotify, give it its state by
 * RvSipNotifySetSubscriptionStateParams and its body by RvSipNotifySetReferNotifyBody with `responseCode`, and send it. Not called
 * where the REFER led to a transaction: the program knows its responses. Unset, nobody tells the one who sent the REFER.
 */
typedef void (*RvSipSubsReferNotifyReadyEv)(RvSipSubsHandle hSubs,
                                            RvSipAppSubsHandle hAppSubs,
                                            enum RvSipSubsReferNotifyReadyReason eReason,
                                            RvInt16 responseCode);

/**
 * The destination is known and the message complete. Only the sent-by of the top Via may still be changed, never its branch.
 * `hNotify` and `hAppNotify` are as in RvSipSubsMsgToSendEv; `hTransc` is the transaction that sends it. Unset, the message goes
 * out as it is.
 */
typedef RvStatus (*RvSipSubsFinalDestResolvedEv)(RvSipSubsHandle hSubs,
                                                 RvSipAppSubsHandle hAppSubs,
                                                 RvSipNotifyHandle hNotify,
                                                 RvSipAppNotifyHandle hAppNotify,
                                                 RvSipTranscHandle hTransc,
                                                 RvSipMsgHandle hMsgToSend);

/**
 * With bEnableSubsForking, another notifier sent a NOTIFY for a SUBSCRIBE, and `hSubs` in 2XX_RCVD was made for it. Set
 * `*phAppSubs` to what shall come back in its events, or `*pbReject` to RV_TRUE to have it end at once, with no further event.
 * Unset, the subscription stays and the program's value is NULL.
 */
typedef void (*RvSipSubsCreatedDueToForkingEv)(RvSipSubsHandle hSubs,
                                               RvSipAppSubsHandle *phAppSubs,
                                               RvBool *pbReject);

/** As RvSipTransactionAuthCredentialsFoundEv, for a request of a subscription. */
typedef void (*RvSipSubsAuthCredentialsFoundEv)(RvSipSubsHandle hSubs,
                                                RvSipAppSubsHandle hAppSubs,
                                                RvSipTranscHandle hTransc,
                                                RvSipAuthorizationHeaderHandle hAuthorization,
                                                RvBool bCredentialsSupported);

/** As RvSipTransactionAuthCompletedEv, for a request of a subscription. */
typedef void (*RvSipSubsAuthCompletedEv)(RvSipSubsHandle hSubs,
                                         RvSipAppSubsHandle hAppSubs,
                                         RvSipTranscHandle hTransc,
                                         RvBool bAuthSucceed);

/**
 * Events of subscriptions. Zero it, set what is wanted, pass it to RvSipSubsMgrSetEvHandlers with its size, best right after
 * RvSipStackConstruct.
 */
typedef struct RvSipSubsEvHandlers {
    /** A SUBSCRIBE or REFER came. */
    RvSipSubsCreatedEv pfnSubsCreatedEvHandler;
    /** State changed. */
    RvSipSubsStateChangedEv pfnStateChangedEvHandler;
    /** The time is over. */
    RvSipSubsSubscriptionExpiredEv pfnSubsExpiredEvHandler;
    /** The time is over soon. */
    RvSipSubsExpirationAlertEv pfnExpirationAlertEvHandler;
    /** A NOTIFY came. */
    RvSipSubsNotifyCreatedEv pfnNotifyCreatedEvHandler;
    /** Status of a notification changed. */
    RvSipSubsNotifyEv pfnNotifyEvHandler;
    /** A message came. */
    RvSipSubsMsgReceivedEv pfnMsgReceivedEvHandler;
    /** A message is about to be sent. */
    RvSipSubsMsgToSendEv pfnMsgToSendEvHandler;
    /** A NOTIFY about a REFER is due. */
    RvSipSubsReferNotifyReadyEv pfnReferNotifyReadyEvHandler;
    /** The destination is known. */
    RvSipSubsFinalDestResolvedEv pfnFinalDestResolvedEvHandler;
    /** Another notifier sent a NOTIFY. */
    RvSipSubsCreatedDueToForkingEv pfnSubsCreatedDueToForkingEvHandler;
    /** Credentials found. */
    RvSipSubsAuthCredentialsFoundEv pfnAuthCredentialsFoundEvHandler;
    /** Credentials checked. */
    RvSipSubsAuthCompletedEv pfnAuthCompletedEvHandler;
} RvSipSubsEvHandlers;

/** What RvSipStackGetResources fills for RVSIP_SUBSCRIPTION. */
typedef struct RvSipSubsResources {
    /** Subscriptions, forked ones included. */
    struct RvSipResourceCounters subscriptions;
} RvSipSubsResources;


/* ------------------------------------------------------------------------------------------------------------
 * RvSipMidTypes.h - The helper layer
 * ------------------------------------------------------------------------------------------------------------ */

/** Configuration of RvSipMidConstruct. Zero it; no field has to be set. */
typedef struct RvSipMidCfg {
    /** Most timers set at one time; 0 or less for 1000. */
    RvInt32 maxUserTimers;
    /** Kept for later; 0. */
    RvInt32 reserved;
} RvSipMidCfg;

/** A timer set with RvSipMidTimerSet has expired. The timer is gone when this is called. */
typedef void (*RvSipMidTimerExpiredEv)(void *pContext);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipStack.h - Construction, managers, event loop and figures of a stack
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Fills a configuration with defaults: group A its values, group B -1 for "to be computed". Call it before RvSipStackConstruct.
 *
 * - `cfgStructSize`: sizeof(RvSipStackCfg) of the calling program; nothing is written beyond it.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_BADPARAM for a size that is not positive.
 */
RvStatus RvSipStackInitCfg(RvInt32 cfgStructSize,
                           struct RvSipStackCfg *pStackCfg);

/**
 * Starts a stack: opens its sockets and, unless numberOfProcessingThreads is 0, its loop thread. The values really used are
 * written back to `pStackCfg`; with RVSIP_TRANSPORT_ANY_PORT these tell the ports the system chose. Any thread may call it.
 *
 * - `cfgStructSize`: sizeof(RvSipStackCfg) of the calling program; fields beyond it take their defaults.
 * - `hStack`: place for the handle.
 *
 * Returns RV_OK; RV_ERROR_NETWORK_PROBLEM when an address cannot be bound (a log line says which and why, and nothing stays
 * open); RV_ERROR_BADPARAM for an address that is none; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR.
 */
RvStatus RvSipStackConstruct(RvInt32 cfgStructSize,
                             struct RvSipStackCfg *pStackCfg,
                             RvSipStackHandle *hStack);

/**
 * Ends a stack: closes its sockets, ends its loop thread, and all its handles. No callback comes once it has returned. Not from
 * a callback of this stack.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION from inside a callback; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackDestruct(RvSipStackHandle hStack);

/**
 * Drives every stack of the process that has no thread of its own: waits at most 500 ms, serves what is due, calls back. Call
 * it in a loop. Where no stack needs driving it waits and does no harm; from inside a callback it returns at once.
 *
 * Returns RV_OK.
 */
RvStatus RvSipStackProcessEvents(void);

/**
 * One round of RvSipStackProcessEvents.
 *
 * Returns RV_OK.
 */
RvStatus RvSipStackSelect(void);

/**
 * One round of RvSipStackProcessEvents that waits at most `timeout` milliseconds.
 *
 * Returns RV_OK.
 */
RvStatus RvSipStackSelectUntil(RvUint32 timeout);

/**
 * Changes the log filters of one source while the stack runs.
 *
 * - `eModule`: the source; RVSIP_STACK, RVSIP_TRANSACTION, RVSIP_TRANSPORT, RVSIP_PARSER, RVSIP_MESSAGE, RVSIP_AUTHENTICATOR and
 *   RVSIP_REGCLIENT have lines of their own, RVSIP_CORE stands for all of them, the others have none.
 * - `filters`: RVSIP_LOG bits combined with `|`, 0 for none.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number that is no source; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackSetNewLogFilters(RvSipStackHandle hStack,
                                    enum RvSipStackModule eModule,
                                    RvInt32 filters);

/**
 * Gives the message manager, which stand-alone messages, headers and addresses are made with.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetMsgMgrHandle(RvSipStackHandle hStack, RvSipMsgMgrHandle *phMsgMgr);

/**
 * Gives the manager of automatic refreshes. An extension: classic programs know of no such manager.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetRefreshMgrHandle(RvSipStackHandle hStack, RvSipRefreshMgrHandle *phRefreshMgr);

/**
 * Gives the transmitter manager.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetTransmitterMgrHandle(RvSipStackHandle hStack,
                                           RvSipTransmitterMgrHandle *phTransmitterMgr);

/**
 * Gives the transport manager.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetTransportMgrHandle(RvSipStackHandle hStack, RvSipTransportMgrHandle *phTransportMgr);

/**
 * Gives the transaction manager.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetTransactionMgrHandle(RvSipStackHandle hStack, RvSipTranscMgrHandle *phTranscMgr);

/**
 * Gives the manager of call-legs.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetCallLegMgrHandle(RvSipStackHandle hStack, RvSipCallLegMgrHandle *phCallLegMgr);

/**
 * Gives the subscription manager.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetSubsMgrHandle(RvSipStackHandle hStack, RvSipSubsMgrHandle *phSubsMgr);

/**
 * Gives the resolver manager.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetResolverMgrHandle(RvSipStackHandle hStack, RvSipResolverMgrHandle *phResolverMgr);

/**
 * Gives the manager of register-clients.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetRegClientMgrHandle(RvSipStackHandle hStack, RvSipRegClientMgrHandle *phRegClientMgr);

/**
 * Gives the authenticator.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetAuthenticatorHandle(RvSipStackHandle hStack, RvSipAuthenticatorHandle *phAuthenticator);

/**
 * Gives the log handle, for RPOOL_Construct.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetLogHandle(RvSipStackHandle hStack, RV_LOG_Handle *phLog);

/**
 * Tells how much of one kind of resource is in use.
 *
 * - `module`: RVSIP_REGCLIENT with a place for RvSipRegClientResources, RVSIP_CALL with RvSipCallLegResources, RVSIP_SUBSCRIPTION
 *   with RvSipSubsResources, RVSIP_TRANSACTION with RvSipTransactionResources, RVSIP_TRANSMITTER with RvSipTransmitterResources,
 *   RVSIP_TRANSPORT with RvSipTransportResources, RVSIP_MESSAGE with RvSipMsgResources, RVSIP_STACK with RvSipStackResources.
 *
 * Returns RV_OK; RV_ERROR_NOTSUPPORTED for other sources; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipStackGetResources(RvSipStackHandle hStack,
                                enum RvSipStackModule module,
                                void *pResources);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipMid.h - The helper layer: memory, timers, and driving the library from a program's own loop
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Starts the helper layer. Each call needs its RvSipMidEnd.
 *
 * Returns RV_OK.
 */
RvStatus RvSipMidInit(void);

/**
 * Ends the helper layer; the last call.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION without RvSipMidInit or before RvSipMidDestruct.
 */
RvStatus RvSipMidEnd(void);

/**
 * Makes the manager of the helper layer, before or after the stack.
 *
 * - `midCfgSize`, `pMidCfg`: the configuration and its size; the values really used are written back.
 * - `phMidMgr`: the manager.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION without RvSipMidInit; RV_ERROR_OBJECT_ALREADY_EXISTS when there is one;
 * RV_ERROR_BADPARAM for a size of 0 or less; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidConstruct(RvInt32 midCfgSize,
                           struct RvSipMidCfg *pMidCfg,
                           RvSipMidMgrHandle *phMidMgr);

/**
 * Refuses new timers from now on and ends RvSipMidMainLoop, so that a program can let its threads settle. Optional.
 *
 * Returns RV_OK; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidPrepareDestruct(RvSipMidMgrHandle hMidMgr);

/**
 * Ends the manager. Timers that are still set never fire.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION from inside a timer callback; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidDestruct(RvSipMidMgrHandle hMidMgr);

/**
 * Sets a timer that fires once.
 *
 * It fires on the thread of a stack, or inside RvSipStackProcessEvents, RvSipMidMainLoop or RvSipMidSelectEventsHandling; never
 * inside this call.
 * - `timeout`: milliseconds from now.
 * - `cb`: called when the timer fires.
 * - `pContext`: passed to it.
 * - `phTimer`: the timer.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond maxUserTimers; RV_ERROR_ILLEGAL_ACTION after RvSipMidPrepareDestruct;
 * RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidTimerSet(RvSipMidMgrHandle hMidMgr,
                          RvUint32 timeout,
                          void (*cb)(void *pContext),
                          void *pContext,
                          RvSipMidTimerHandle *phTimer);

/**
 * Drives the stacks that have no thread of their own, and the timers, until RvSipMidPrepareDestruct or RvSipMidDestruct is called
 * from a callback or another thread.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION from inside a timer callback; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidMainLoop(RvSipMidMgrHandle hMidMgr);

/**
 * Adds what the stacks without a thread of their own wait for to the sets of a program's select().
 *
 * - `pReadSet`: gets a bit for each descriptor; bits that are set already stay.
 * - `pWriteSet`, `pExceptSet`: not used; may be NULL.
 * - `pNumFds`: highest of these descriptors plus 1, 0 for none.
 * - `pTimeOut`: milliseconds until RvSipMidSelectEventsHandling must be called at the latest; 0xFFFFFFFF for no limit.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when a descriptor does not fit an fd_set; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidSelectGetEventsRegistration(RvSipMidMgrHandle hMidMgr,
                                             fd_set *pReadSet,
                                             fd_set *pWriteSet,
                                             fd_set *pExceptSet,
                                             RvInt32 *pNumFds,
                                             RvUint32 *pTimeOut);

/**
 * Serves the stacks without a thread of their own after a program's select() has returned, and fires due timers. Callbacks come
 * inside this call.
 *
 * - `pReadSet`, `pWriteSet`, `pExceptSet`, `numFds`: as select() left them; each may be NULL.
 * - `numEvents`: what select() returned.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM when `numEvents` is negative; RV_ERROR_ILLEGAL_ACTION from inside a timer callback;
 * RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
 */
RvStatus RvSipMidSelectEventsHandling(RvSipMidMgrHandle hMidMgr,
                                      fd_set *pReadSet,
                                      fd_set *pWriteSet,
                                      fd_set *pExceptSet,
                                      RvInt32 numFds,
                                      RvInt32 numEvents);

/**
 * Raises the number of descriptors this process may have open. Call it before the first stack is constructed.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a stack is there; RV_ERROR_BADPARAM for 0; RV_ERROR_OUTOFRESOURCES beyond what the
 * system allows.
 */
RvStatus RvSipMidSelectSetMaxDescs(RvUint32 maxDescs);

/** Number of descriptors this process may have open: what RvSipMidSelectSetMaxDescs set, otherwise the limit of the system. */
RvUint32 RvSipMidSelectGetMaxDesc(void);

/**
 * Takes `size` bytes from the heap; free them with RvSipMidMemFree.
 *
 * Returns NULL when there is no memory or `size` is 0 or less.
 */
void *RvSipMidMemAlloc(RvInt32 size);

/** Gives back what RvSipMidMemAlloc took; NULL is ignored. */
void RvSipMidMemFree(void *memptr);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRegClient.h - Register-clients
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of all register-clients of this stack; normally right after RvSipStackConstruct.
 *
 * - `structSize`: sizeof(RvSipRegClientEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientMgrSetEvHandlers(RvSipRegClientMgrHandle hRegClientMgr,
                                        struct RvSipRegClientEvHandlers *pEvHandlers,
                                        RvInt32 structSize);

/**
 * Makes a register-client in IDLE.
 *
 * - `hAppRegClient`: the program's own value, handed back in every callback; may be NULL.
 * - `phRegClient`: place for the handle. It lives until the callback of TERMINATED has returned.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxRegClients are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientMgrCreateRegClient(RvSipRegClientMgrHandle hRegClientMgr,
                                          RvSipAppRegClientHandle hAppRegClient,
                                          RvSipRegClientHandle *phRegClient);

/** Gives the stack a manager belongs to, as an RvSipStackHandle. */
RvStatus RvSipRegClientMgrGetStackInstance(RvSipRegClientMgrHandle hRegClientMgr, void **phStackInstance);

/**
 * Sets From, To, registrar and one contact from text and sends the REGISTER. Legal in IDLE; the client moves to REGISTERING.
 *
 * - `strFrom`, `strTo`: with or without the header name, `From: <sip:a@b>` or `<sip:a@b>`.
 * - `strRegistrar`: a SIP URI, `sip:example.com`, with or without angle brackets.
 * - `strContact`: with or without the header name; NULL or empty for none (the bindings are then only fetched).
 *
 * An Expires header is set before, with RvSipRegClientSetExpiresHeader. When an argument cannot be used nothing is sent.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_BADPARAM for a registrar that is no sip URI; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientMake(RvSipRegClientHandle hRegClient,
                            RvChar *strFrom,
                            RvChar *strTo,
                            RvChar *strRegistrar,
                            RvChar *strContact);

/**
 * Sends a REGISTER with the stored To, From, Expires and Contact headers and the outbound message's additions.
 *
 * Legal in IDLE, REDIRECTED, REGISTERED (a refresh) and FAILED; the client moves to REGISTERING. The outcome comes through
 * RvSipRegClientStateChangedEv. Without a contact the bindings are only fetched (RFC 3261 section 10.2.3).
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, or without To, From or registrar; RV_ERROR_BADPARAM for a contact
 * `*` that is not alone with Expires 0, or a registrar that is neither sip nor sips; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientRegister(RvSipRegClientHandle hRegClient);

/**
 * Sends the REGISTER again with credentials for the challenges of the 401 or 407. Legal in UNAUTHENTICATED; the client moves to
 * REGISTERING, and the shared-secret callback is asked for user and password of each realm that is new.
 *
 * When that callback gives no user the client moves to FAILED.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND without a shared-secret callback; RV_ERROR_NOTSUPPORTED when no challenge can be answered;
 * RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientAuthenticate(RvSipRegClientHandle hRegClient);

/**
 * Ends a register-client in any state. It moves to TERMINATED; nothing is sent, and its bindings stay at the registrar.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it was called before; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientTerminate(RvSipRegClientHandle hRegClient);

/**
 * Makes a client stand alone, with a Call-ID and a CSeq of its own. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientDetachFromMgr(RvSipRegClientHandle hRegClient);

/**
 * Gives the DNS list of a client: in MSG_SEND_FAILURE what was not used yet, in REGISTERING that of the request under way. Read and
 * edit it with the RvSipTransportDNSList functions.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientDNSGetList(RvSipRegClientHandle hRegClient,
                                  RvSipTransportDNSListHandle *phDnsList);

/**
 * Prepares the REGISTER for the next address, with a new branch; nothing is sent yet. Legal in MSG_SEND_FAILURE.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientDNSContinue(RvSipRegClientHandle hRegClient);

/**
 * Sends the prepared REGISTER to the next address. Legal after RvSipRegClientDNSContinue; the client moves to REGISTERING.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientDNSReSendRequest(RvSipRegClientHandle hRegClient);

/**
 * Stops trying addresses. A client that was never registered moves to TERMINATED, one that was to REGISTERED. Legal in
 * MSG_SEND_FAILURE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientDNSGiveUp(RvSipRegClientHandle hRegClient);

/**
 * Walks the challenges a client keeps and answers ahead of time.
 *
 * - `eLocation`: first, next, previous or last.
 * - `hRelative`: where next and previous start from.
 * - `phAuthObj`: place for the handle; NULL is written past the end.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another location; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientAuthObjGet(RvSipRegClientHandle hRegClient,
                                  enum RvSipElementsLocation eLocation,
                                  RvSipAuthObjHandle hRelative,
                                  RvSipAuthObjHandle *phAuthObj);

/**
 * Forgets one challenge: later requests carry no credentials for it.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientAuthObjRemove(RvSipRegClientHandle hRegClient, RvSipAuthObjHandle hAuthObj);

/**
 * Sets the To header, the address-of-record. The header is copied; a tag in it is left out. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetToHeader(RvSipRegClientHandle hRegClient,
                                   RvSipPartyHeaderHandle hTo);

/**
 * Gives a copy of the To header. Changing the copy changes nothing; set it back for that.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetToHeader(RvSipRegClientHandle hRegClient, RvSipPartyHeaderHandle *phTo);

/**
 * Sets the From header: who registers; for a third-party registration not the same as To. The header is copied. A tag is made
 * where it has none. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetFromHeader(RvSipRegClientHandle hRegClient,
                                     RvSipPartyHeaderHandle hFrom);

/**
 * Gives a copy of the From header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetFromHeader(RvSipRegClientHandle hRegClient, RvSipPartyHeaderHandle *phFrom);

/**
 * Adds one Contact to the list that goes into every REGISTER. The header is copied; the same URI may be there twice. Not while
 * a REGISTER is out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES
 * beyond maxContactHeaders; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetContactHeader(RvSipRegClientHandle hRegClient,
                                        RvSipContactHeaderHandle hContact);

/**
 * Takes the first Contact out of the list whose URI equals that of `hContact` (RFC 3261 section 19.1.4).
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientRemoveContactHeader(RvSipRegClientHandle hRegClient,
                                           RvSipContactHeaderHandle hContact);

/**
 * Gives a copy of the first Contact of the list.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND for an empty list; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetFirstContactHeader(RvSipRegClientHandle hRegClient,
                                             RvSipContactHeaderHandle *phContact);

/**
 * Gives a copy of the Contact after the one given last.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND at the end; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetNextContactHeader(RvSipRegClientHandle hRegClient,
                                            RvSipContactHeaderHandle *phContact);

/**
 * Sets the Expires header that goes into every REGISTER: the lifetime of all contacts without one of their own. NULL takes it
 * out. Not while a REGISTER is out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a header without a number; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetExpiresHeader(RvSipRegClientHandle hRegClient,
                                        RvSipExpiresHeaderHandle hExpires);

/**
 * Gives a copy of the Expires header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetExpiresHeader(RvSipRegClientHandle hRegClient, RvSipExpiresHeaderHandle *phExpires);

/**
 * Sets the registrar, which is the Request-URI of the REGISTER; the host is the domain of the registration, without a user
 * part (RFC 3261 section 10.2). The address is copied. Not while a REGISTER is out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetRegistrar(RvSipRegClientHandle hRegClient,
                                    RvSipAddressHandle hRegistrar);

/**
 * Gives a copy of the registrar's address; after REDIRECTED it is the first Contact of the response.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetRegistrar(RvSipRegClientHandle hRegClient, RvSipAddressHandle *phRegistrar);

/** Tells the state. */
RvStatus RvSipRegClientGetCurrentState(RvSipRegClientHandle hRegClient, enum RvSipRegClientState *peState);

/** Tells the CSeq number of the last REGISTER, UNDEFINED before the first. */
RvStatus RvSipRegClientGetCSeqStep(RvSipRegClientHandle hRegClient, RvInt32 *pCSeqStep);

/**
 * Sets the Call-ID of a client that was detached from the manager. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a managed client or in another state; RV_ERROR_BADPARAM for a text that is no
 * Call-ID (RFC 3261 section 25.1); RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetCallId(RvSipRegClientHandle hRegClient,
                                 RvChar *strCallId);

/**
 * Copies the Call-ID: the manager's, or the client's own once it is detached.
 *
 * Returns RV_OK; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in `pActualSize`; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetCallId(RvSipRegClientHandle hRegClient,
                                 RvInt32 bufSize,
                                 RvChar *pstrCallId,
                                 RvInt32 *pActualSize);

/**
 * Sends every request of this client to this address, whatever the Request-URI says; a Route header in the outbound message
 * goes before it. Empty or NULL: no such address.
 *
 * - `strOutboundAddr`: IP address or host name.
 * - `outboundPort`: 0 for 5060.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetOutboundAddress(RvSipRegClientHandle hRegClient,
                                          RvChar *strOutboundAddr,
                                          RvUint16 outboundPort);

/**
 * Tells the outbound address.
 *
 * - `strOutboundAddr`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER for a longer host name; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetOutboundAddress(RvSipRegClientHandle hRegClient,
                                          RvChar *strOutboundAddr,
                                          RvUint16 *pOutboundPort);

/**
 * Chooses the local address requests of this client leave from, one for each transport and IP version.
 *
 * - `strLocalAddr`: exactly as it was configured, `0.0.0.0` included.
 * - `localPort`: the configured port, or the one the system chose; 0 for any.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_NOTSUPPORTED for a transport that the
 * library does not speak; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetLocalAddress(RvSipRegClientHandle hRegClient,
                                       enum RvSipTransport eTransport,
                                       enum RvSipTransportAddressType eAddrType,
                                       RvChar *strLocalAddr,
                                       RvUint16 localPort);

/**
 * Tells the local address chosen for a transport and IP version.
 *
 * - `strLocalAddr`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetLocalAddress(RvSipRegClientHandle hRegClient,
                                       enum RvSipTransport eTransport,
                                       enum RvSipTransportAddressType eAddrType,
                                       RvChar *strLocalAddr,
                                       RvUint16 *pLocalPort);

/**
 * Gives the message whose headers and body go into the next REGISTER, and only that one. It is empty when it is given; To, From,
 * Call-ID, CSeq and Via in it are not used. Not while a REGISTER is out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetOutboundMsg(RvSipRegClientHandle hRegClient,
                                      RvSipMsgHandle *phMsg);

/**
 * Drops what was put into the outbound message; its handle and those of its headers are dead.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientResetOutboundMsg(RvSipRegClientHandle hRegClient);

/**
 * Gives an empty Expires header to be filled and set with RvSipRegClientSetExpiresHeader. It lives with the client.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetNewExpiresHeaderHandle(RvSipRegClientHandle hRegClient,
                                                 RvSipExpiresHeaderHandle *phExpires);

/**
 * Sets an Authorization header for the first REGISTER, before any challenge (for AKA, say). The header is copied.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an empty header; RV_ERROR_ILLEGAL_ACTION while a REGISTER is out; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetInitialAuthorization(RvSipRegClientHandle hRegClient,
                                               RvSipAuthorizationHeaderHandle hAuthorization);

/**
 * Gives the response behind the state that is being told. Legal only inside RvSipRegClientStateChangedEv, in the states that a
 * response caused; the handle is dead when the callback has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetReceivedMsg(RvSipRegClientHandle hRegClient,
                                      RvSipMsgHandle *phMsg);

/**
 * Sets timers and retransmissions for this client's requests.
 *
 * - `pTimers`: fields of -1 keep the configured value; NULL restores all configured values.
 * - `sizeOfTimersStruct`: sizeof(RvSipTimers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetTranscTimers(RvSipRegClientHandle hRegClient,
                                       struct RvSipTimers *pTimers,
                                       RvInt32 sizeOfTimersStruct);

/**
 * RV_TRUE: the client keeps its connection between requests, and the connection is kept alive (keepAliveInterval, RFC 5626
 * section 4.4.1). Without this call ePersistencyLevel decides.
 */
RvStatus RvSipRegClientSetPersistency(RvSipRegClientHandle hRegClient,
                                      RvBool bIsPersistent);

/** Tells whether the client keeps its connection. */
RvStatus RvSipRegClientGetPersistency(RvSipRegClientHandle hRegClient, RvBool *pbIsPersistent);

/**
 * Offers a connection to a persistent client: it is used when it leads to the destination, else let go of. NULL: let go of the
 * one in use.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a client that is not persistent; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientSetConnection(RvSipRegClientHandle hRegClient,
                                     RvSipTransportConnectionHandle hConn);

/** Gives the connection in use, NULL when there is none or the client is not persistent. */
RvStatus RvSipRegClientGetConnection(RvSipRegClientHandle hRegClient, RvSipTransportConnectionHandle *phConn);

/**
 * Gives an empty header or address to be filled and set. It lives with the client; of more than 64 the oldest end.
 *
 * - `eHeaderType`: the header's type with `eAddrType` RVSIP_ADDRTYPE_UNDEFINED; RVSIP_HEADERTYPE_UNDEFINED for an address.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for types that do not exist; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRegClientGetNewMsgElementHandle(RvSipRegClientHandle hRegClient,
                                              enum RvSipHeaderType eHeaderType,
                                              enum RvSipAddressType eAddrType,
                                              void **phHeader);

/** Changes the program's own value that comes back in callbacks. */
RvStatus RvSipRegClientSetAppHandle(RvSipRegClientHandle hRegClient, RvSipAppRegClientHandle hAppRegClient);

/** Tells the program's own value. */
RvStatus RvSipRegClientGetAppHandle(RvSipRegClientHandle hRegClient, RvSipAppRegClientHandle *phAppRegClient);

/** Gives the stack a client belongs to, as an RvSipStackHandle. */
RvStatus RvSipRegClientGetStackInstance(RvSipRegClientHandle hRegClient, void **phStackInstance);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRefresh.h - Automatic refresh: what lasts for a time is asked for anew before that is over
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of all refreshes of this stack; normally right after RvSipStackConstruct.
 *
 * - `structSize`: sizeof(RvSipRefreshEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshMgrSetEvHandlers(RvSipRefreshMgrHandle hMgr,
                                      struct RvSipRefreshEvHandlers *pEv,
                                      RvInt32 structSize);

/**
 * Sets when refreshes are due. It counts from the next 2xx on.
 *
 * - `structSize`: sizeof(RvSipRefreshCfg) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshMgrSetCfg(RvSipRefreshMgrHandle hMgr,
                               struct RvSipRefreshCfg *pCfg,
                               RvInt32 structSize);

/**
 * Makes a refresh in CONSTRUCTING. There may be as many as register-clients (maxRegClients).
 *
 * - `hApp`: comes back in its events.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshMgrCreateRefresh(RvSipRefreshMgrHandle hMgr,
                                      RvSipAppRefreshHandle hApp,
                                      RvSipRefreshHandle *phRefresh);

/**
 * Keeps the registration of a register-client from now on; INACTIVE is told. Legal in CONSTRUCTING, with a register-client of the
 * same stack in IDLE, REDIRECTED, UNAUTHENTICATED or FAILED that has no refresh. Each REGISTER is made of the fields of the client; what
 * was put into its outbound message went into one only, and RvSipRefreshMsgToSendEv may add to all.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshAttachRegClient(RvSipRefreshHandle hRefresh,
                                     RvSipRegClientHandle hRegClient);

/**
 * Repeats the request of a transaction from now on; INACTIVE is told. Legal in CONSTRUCTING, with a client transaction of the same
 * stack in IDLE that has no refresh. That one cannot send INVITE, SUBSCRIBE or REFER, which make dialogs.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshAttachTransaction(RvSipRefreshHandle hRefresh,
                                       RvSipTranscHandle hTransc);

/**
 * Sends the first request: that of a register-client as RvSipRegClientRegister does, that of a transaction as RvSipTransactionRequest
 * with the request line of its outbound message (RvSipTransactionGetOutboundMsg). Legal in INACTIVE.
 *
 * Returns RV_OK; what those functions return; RV_ERROR_ILLEGAL_ACTION in another state, or without a request line.
 */
RvStatus RvSipRefreshStart(RvSipRefreshHandle hRefresh);

/**
 * Sends the request now. Headers and body of a message take the place of those of the request, from now on. Legal in ACTIVE, for a
 * refresh that stands alone while none of its requests is out.
 *
 * - `hExtra`: the message; To, From, Call-ID, CSeq and Via in it are not used. It is copied. NULL for no change.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for headers that make no good request; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NOT_FOUND
 * when nothing is attached; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshUpdate(RvSipRefreshHandle hRefresh,
                            RvSipMsgHandle hExtra);

/**
 * Sends the request a last time: with 0 seconds where it names some, and always for REGISTER and PUBLISH. TERMINATED is told with
 * LOCAL_TERMINATE after the final response. While a request is out the last one follows it. Legal in ACTIVE, for a refresh that stands
 * alone.
 *
 * - `hExtra`: as for RvSipRefreshUpdate.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX as RvSipRefreshUpdate; RV_ERROR_ILLEGAL_ACTION elsewhere, and when it was called before;
 * RV_ERROR_NOT_FOUND when nothing is attached; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshTerminate(RvSipRefreshHandle hRefresh,
                               RvSipMsgHandle hExtra);

/**
 * Tells whether a refresh repeats the request of a transaction (RV_TRUE) or keeps the registration of a register-client (RV_FALSE).
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when nothing is attached; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshIsStandAlone(RvSipRefreshHandle hRefresh,
                                  RvBool *pbStandAlone);

/**
 * Gives the transaction of the request that is out. One that the refresh has made is its own: it may be looked at until its final
 * response.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while none is out; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshGetTransaction(RvSipRefreshHandle hRefresh,
                                    RvSipTranscHandle *phTransc);

/**
 * Ends a refresh in any state; TERMINATED is told with LOCAL_TERMINATE. Nothing is sent, the register-client or transaction stays as it
 * is, and what was asked for ends when its time is over. To remove a registration, remove its contacts (RvSipRegClientSetExpiresHeader with
 * 0, then RvSipRegClientRegister): the refresh ends with the 2xx.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshDestroy(RvSipRefreshHandle hRefresh);

/**
 * Gives the state of a refresh.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshGetState(RvSipRefreshHandle hRefresh, enum RvSipRefreshState *peState);

/**
 * Gives the refresh of a register-client.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it has none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshGetFromRegClient(RvSipRegClientHandle hRegClient, RvSipRefreshHandle *phRefresh);

/**
 * Gives the seconds that the last 2xx granted: the shortest of the client's own contacts in it, else its Expires header, else what
 * was asked for, else 3600. Legal in ACTIVE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshGetInterval(RvSipRefreshHandle hRefresh,
                                 RvUint32 *pSeconds);

/**
 * Says that the registration lasts so many seconds from now on, as the program has learnt in another way. It counts until the next
 * 2xx. Legal in ACTIVE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for 0; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRefreshSetInterval(RvSipRefreshHandle hRefresh,
                                 RvUint32 seconds);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAuthenticator.h - Digest authentication
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of the authenticator. All are optional but the shared secret, which RvSipRegClientAuthenticate needs.
 *
 * - `structSize`: sizeof(RvSipAuthenticatorEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticatorSetEvHandlers(RvSipAuthenticatorHandle hAuthenticator,
                                         struct RvSipAuthenticatorEvHandlers *pEvHandlers,
                                         RvInt32 structSize);

/**
 * Stores a proxy's challenge, with user and password for it, for credentials that go out before a 407 asks for them.
 *
 * Returns RV_OK; RV_ERROR_NOTSUPPORTED for a challenge that cannot be answered; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticatorSetProxyAuthInfo(RvSipAuthenticatorHandle hAuthenticator,
                                            RvSipAuthenticationHeaderHandle hProxyAuthenticate,
                                            RvChar *strUserName,
                                            RvChar *strPassword);

/**
 * Sets the nonce count that the next credentials for the stored challenge carry; it grows by one with each.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for less than 1; RV_ERROR_ILLEGAL_ACTION before RvSipAuthenticatorSetProxyAuthInfo;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticatorSetNonceCount(RvSipAuthenticatorHandle hAuthenticator,
                                         RvInt32 nonceCount);

/**
 * Puts a Proxy-Authorization header for the stored challenge into a request, which needs its request line and body before.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION before RvSipAuthenticatorSetProxyAuthInfo, and for a body with parts that RvSipBodyEncode
 * refuses; RV_ERROR_BADPARAM for a message that is no request; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticatorAddProxyAuthorizationToMsg(RvSipAuthenticatorHandle hAuthenticator,
                                                      RvSipMsgHandle hMsg);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransaction.h - Transactions for requests outside of dialogs, client and server
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of all transactions of this stack; normally right after RvSipStackConstruct. Without a
 * pfnEvTransactionCreated, requests are answered with 405 or 501.
 *
 * - `context`: handed to RvSipTransactionCreatedEv.
 * - `structSize`: sizeof(RvSipTransactionEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionMgrSetEvHandlers(RvSipTranscMgrHandle hTranscMgr,
                                          void *context,
                                          struct RvSipTransactionEvHandlers *pEvHandlers,
                                          RvInt32 structSize);

/**
 * Sets the callbacks of the transaction manager.
 *
 * - `structSize`: sizeof(RvSipTransactionMgrEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionMgrSetMgrEvHandlers(RvSipTranscMgrHandle hTranscMgr,
                                             struct RvSipTransactionMgrEvHandlers *pMgrEvHandlers,
                                             RvInt32 structSize);

/**
 * Makes a client transaction in IDLE.
 *
 * - `hTranscOwner`: the program's own value, handed back in every callback; may be NULL.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTranscMgrCreateTransaction(RvSipTranscMgrHandle hTranscMgr,
                                         RvSipTranscOwnerHandle hTranscOwner,
                                         RvSipTranscHandle *phTransc);

/**
 * Makes a server transaction for a request that has none, for a proxy without state that has to reject one: in
 * RvSipTranscMgrNewRequestRcvdEv, before that answers no, or later for a copy of the request. The transaction is in
 * SERVER_GEN_REQUEST_RCVD or SERVER_INVITE_REQUEST_RCVD; no callback tells that state, and RvSipTransactionRespond is next. Where
 * nothing else is known of the request, its answers go where its top Via says.
 *
 * - `hMsg`: the request, of which a copy is taken: any method but ACK and CANCEL.
 * - `hTranscOwner`: the program's own value, handed back in every callback; may be NULL.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a message that is no such request or lacks a header that every request has;
 * RV_ERROR_ILLEGAL_ACTION when the request has a transaction; RV_ERROR_OUTOFRESOURCES when
 * maxTransactions are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTranscMgrCreateServerTransactionFromMsg(RvSipTranscMgrHandle hTranscMgr,
                                                      RvSipMsgHandle hMsg,
                                                      RvSipTranscOwnerHandle hTranscOwner,
                                                      RvSipTranscHandle *phTransc);

/**
 * Sets From, To and CSeq from text and sends the request. Legal in IDLE; the transaction moves to CLIENT_GEN_REQUEST_SENT, with INVITE
 * to CLIENT_INVITE_CALLING.
 *
 * - `strFrom`, `strTo`: with or without the header name; a From tag is made where there is none.
 * - `strRequestURI`: a SIP URI.
 * - `cseqStep`: CSeq number; UNDEFINED for 1.
 * - `strMethod`: any method but ACK and CANCEL.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_BADPARAM; RV_ERROR_NOTSUPPORTED for ACK and CANCEL;
 * RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionMake(RvSipTranscHandle hTransc,
                              RvChar *strFrom,
                              RvChar *strTo,
                              RvChar *strRequestURI,
                              RvInt32 cseqStep,
                              RvChar *strMethod);

/**
 * Sends a request with the To, From, Call-ID and CSeq that were set, and the outbound message's additions. Legal in IDLE, and on
 * the transaction that RvSipTransactionDNSContinue gave, where the arguments are not looked at.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or without To or From; RV_ERROR_BADPARAM; RV_ERROR_NOTSUPPORTED for
 * ACK and CANCEL; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRequest(RvSipTranscHandle hTransc,
                                 RvChar *strRequestMethod,
                                 RvSipAddressHandle hRequestURI);

/**
 * Answers a request. Legal in SERVER_GEN_REQUEST_RCVD, SERVER_INVITE_REQUEST_RCVD, SERVER_INVITE_PRACK_COMPLETED and
 * SERVER_CANCEL_REQUEST_RCVD; in SERVER_INVITE_REL_PROV_RESPONSE_SENT with a final answer, which must not be 2xx if the provisional one
 * had a body. A final answer moves the transaction to the FINAL_RESPONSE_SENT state of its method. To an INVITE it is sent until the ACK
 * comes; that of a 2xx is told as a message of no transaction.
 *
 * - `responseCode`: to INVITE 100 to 699. To other requests 100 or 200 to 699: provisional answers but 100 are not allowed, nor is 408
 *   (RFC 4320), nor 100 over UDP before the library sends it itself.
 * - `strReasonPhrase`: NULL for the standard one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRespond(RvSipTranscHandle hTransc,
                                 RvUint16 responseCode,
                                 RvChar *strReasonPhrase);

/**
 * Ends a transaction at once in any state.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionTerminate(RvSipTranscHandle hTransc);

/**
 * Sends a copy of a request that is complete but for its top Via. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a message that is no such request; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRequestMsg(RvSipTranscHandle hTransc,
                                    RvSipMsgHandle hMsg);

/**
 * Sends a copy of a response that is complete. Legal where RvSipTransactionRespond is; a proxy moves by a 2xx to an INVITE to
 * SERVER_INVITE_PROXY_2XX_RESPONSE_SENT, and may send further ones there.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a message that is no response; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRespondMsg(RvSipTranscHandle hTransc,
                                    RvSipMsgHandle hMsg);

/**
 * Copies To, From with their tags, Call-ID and CSeq number of a message into a fresh client transaction.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when one is missing; RV_ERROR_ILLEGAL_ACTION in another state than IDLE; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetKeyFromMsg(RvSipTranscHandle hTransc,
                                       RvSipMsgHandle hMsg);

/**
 * Gives the DNS list of a client transaction: where the request goes if the present address fails. Read and edit it with the
 * RvSipTransportDNSList functions, in CLIENT_MSG_SEND_FAILURE or inside RvSipTransactionFinalDestResolvedEv.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a server transaction; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionDNSGetList(RvSipTranscHandle hTransc,
                                    RvSipTransportDNSListHandle *phDnsList);

/**
 * Gives the transmitter of a transaction, which dies with it: inside RvSipTransactionFinalDestResolvedEv (for the transaction of a
 * register-client, RvSipRegClientFinalDestResolvedEv) it may hold the message, change its destination or its DNS list.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetTransmitter(RvSipTranscHandle hTransc,
                                        RvSipTransmitterHandle *phTransmitter);

/**
 * Goes on after a failure to send (eDnsFailover is manual): makes a new transaction that holds the request for the next address.
 * RvSipTransactionRequest on it sends; the old one ends. Legal in CLIENT_MSG_SEND_FAILURE.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionDNSContinue(RvSipTranscHandle hTransc,
                                     RvSipTranscOwnerHandle hTranscOwner,
                                     RvSipTranscHandle *phNewTransc);

/**
 * Begins to look through the credentials of a request. Each is told by RvSipTransactionAuthCredentialsFoundEv and answered with
 * RvSipTransactionAuthProceed; the end is told by RvSipTransactionAuthCompletedEv. Legal in SERVER_GEN_REQUEST_RCVD
 * and SERVER_INVITE_REQUEST_RCVD; needs enableServerAuth.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or without enableServerAuth; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionAuthBegin(RvSipTranscHandle hTransc);

/**
 * Says what to do with the credentials that were told last; from inside the callback or later.
 *
 * - `eAction`: USE_PASSWORD checks them against `strPassword`; SKIP looks at the next; SUCCESS and FAILURE end the search with
 *   that verdict.
 * - `hAuthorization`: the header of the callback; the library remembers it, NULL will do.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no credentials wait; RV_ERROR_BADPARAM for another action; RV_ERROR_NULLPTR, also
 * for USE_PASSWORD without a password; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionAuthProceed(RvSipTranscHandle hTransc,
                                     enum RvSipTransactionAuthAction eAction,
                                     RvSipAuthorizationHeaderHandle hAuthorization,
                                     RvChar *strPassword);

/**
 * Answers with 401 or 407 and a ready challenge.
 *
 * - `responseCode`: 401 or 407.
 * - `strReasonPhrase`: NULL for the standard one.
 * - `eHeaderType`: RVSIP_HEADERTYPE_AUTHENTICATION or RVSIP_HEADERTYPE_OTHER.
 * - `hHeader`: a header of that type; it is copied.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code or type; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRespondUnauthenticated(RvSipTranscHandle hTransc,
                                                RvUint16 responseCode,
                                                RvChar *strReasonPhrase,
                                                enum RvSipHeaderType eHeaderType,
                                                void *hHeader);

/**
 * Answers with 401 or 407 and a Digest challenge made of the arguments.
 *
 * - `strRealm`: the realm; texts may come with or without quotes.
 * - `strDomain`, `strOpaque`: NULL to leave out.
 * - `strNonce`: NULL for one the library makes.
 * - `bStale`: RV_TRUE when only the nonce of the refused credentials was too old.
 * - `eAlgorithm`: UNDEFINED leaves the parameter out, which means MD5; `strAlgorithm` counts only with OTHER.
 * - `eQop`: UNDEFINED leaves the parameter out; `strQop` counts only with OTHER.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code, a text with line ends or an algorithm or qop that does not exist;
 * RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR, also for no realm; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRespondUnauthenticatedDigest(RvSipTranscHandle hTransc,
                                                      RvUint16 responseCode,
                                                      RvChar *strReasonPhrase,
                                                      RvChar *strRealm,
                                                      RvChar *strDomain,
                                                      RvChar *strNonce,
                                                      RvChar *strOpaque,
                                                      RvBool bStale,
                                                      enum RvSipAuthAlgorithm eAlgorithm,
                                                      RvChar *strAlgorithm,
                                                      enum RvSipAuthQopOption eQop,
                                                      RvChar *strQop);

/**
 * Gives the message behind the state that is being told. Legal only inside RvSipTransactionStateChangedEv, in the states that a
 * message caused; the handle is dead when the callback has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetReceivedMsg(RvSipTranscHandle hTransc,
                                        RvSipMsgHandle *phMsg);

/**
 * Gives the message whose headers and body go into the next request or response, and only that one. It is empty when it is
 * given; To, From, Call-ID, CSeq and Via in it are not used.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetOutboundMsg(RvSipTranscHandle hTransc,
                                        RvSipMsgHandle *phMsg);

/**
 * Sets the To header of a client transaction. The header is copied. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetToHeader(RvSipTranscHandle hTransc, RvSipPartyHeaderHandle hTo);

/**
 * Gives a copy of the To header; of the request's on the server side.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetToHeader(RvSipTranscHandle hTransc, RvSipPartyHeaderHandle *phTo);

/**
 * Sets the From header of a client transaction. The header is copied; a tag is made where it has none. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetFromHeader(RvSipTranscHandle hTransc,
                                       RvSipPartyHeaderHandle hFrom);

/**
 * Gives a copy of the From header; of the request's on the server side.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetFromHeader(RvSipTranscHandle hTransc, RvSipPartyHeaderHandle *phFrom);

/**
 * Gives an empty To or From header to be filled and set. It lives with the transaction.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetNewPartyHeaderHandle(RvSipTranscHandle hTransc, RvSipPartyHeaderHandle *phParty);

/**
 * Sets the Call-ID of a client transaction; one is made when none was set. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetCallId(RvSipTranscHandle hTransc, RvChar *strCallId);

/**
 * Copies the Call-ID.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in `pActualLen`;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetCallId(RvSipTranscHandle hTransc,
                                   RvChar *strBuffer,
                                   RvUint bufferLen,
                                   RvUint *pActualLen);

/**
 * Sets the CSeq number of a client transaction, 0 to 2147483647; 1 when none was set. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetCSeqStep(RvSipTranscHandle hTransc, RvInt32 cseqStep);

/**
 * Tells the CSeq number.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetCSeqStep(RvSipTranscHandle hTransc, RvInt32 *pCSeqStep);

/**
 * Copies the method.
 *
 * - `bufferLen`: size of the buffer; the NUL counts.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before the request; RV_ERROR_INSUFFICIENT_BUFFER; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetMethodStr(RvSipTranscHandle hTransc,
                                      RvUint32 bufferLen,
                                      RvChar *strBuffer);

/**
 * Tells the code of the last response; 408 after a time-out.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before any; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetResponseCode(RvSipTranscHandle hTransc, RvUint16 *pResponseCode);

/** Tells the state. */
RvStatus RvSipTransactionGetCurrentState(RvSipTranscHandle hTransc, enum RvSipTransactionState *peState);

/**
 * Gives a copy of the Request-URI. It lives with the transaction.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before the request; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetRequestUri(RvSipTranscHandle hTransc, RvSipAddressHandle *phRequestUri);

/**
 * Sets the branch of the top Via of the next request. Legal in IDLE. It must be unique (RFC 3261 section 8.1.1.7).
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text that is no token or is in use; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetViaBranch(RvSipTranscHandle hTransc,
                                      RvChar *strViaBranch);

/**
 * Makes the transaction disregard the configured outbound proxy and its own outbound address. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionIgnoreOutboundProxy(RvSipTranscHandle hTransc);

/**
 * Sends to the first Route of the request whatever that says. Without this call only a Route with lr is the next hop; one without
 * is a strict router, whose place is in the Request-URI (RFC 3261 section 8.1.2). Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSendToFirstRoute(RvSipTranscHandle hTransc);

/**
 * Sends to the outbound address even when the message has a Route header. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetForceOutboundAddrFlag(RvSipTranscHandle hTransc, RvBool bForceOutboundAddr);

/**
 * Sends the request to this address instead of the Request-URI, unless it has a Route header. Empty or NULL: none. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetOutboundAddress(RvSipTranscHandle hTransc,
                                            RvChar *strIP,
                                            RvUint16 port);

/**
 * Sets timers and retransmissions of this transaction, before the request or inside RvSipTransactionCreatedEv.
 *
 * - `pTimers`: fields of -1 keep the configured value; NULL restores all configured values.
 * - `sizeofTimers`: sizeof(RvSipTimers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetTimers(RvSipTranscHandle hTransc,
                                   struct RvSipTimers *pTimers,
                                   RvInt32 sizeofTimers);

/**
 * Chooses the local address the request leaves from, one for each transport and IP version. Legal in IDLE.
 *
 * - `strLocalIPAddress`: exactly as it was configured.
 * - `localPort`: the configured port, or the one the system chose; 0 for any.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_NOTSUPPORTED for a transport that the
 * library does not speak; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetLocalAddress(RvSipTranscHandle hTransc,
                                         enum RvSipTransport eTransportType,
                                         enum RvSipTransportAddressType eAddressType,
                                         RvChar *strLocalIPAddress,
                                         RvUint16 localPort);

/**
 * Tells the local address chosen for a transport and IP version.
 *
 * - `strLocalIPAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetLocalAddress(RvSipTranscHandle hTransc,
                                         enum RvSipTransport eTransportType,
                                         enum RvSipTransportAddressType eAddressType,
                                         RvChar *strLocalIPAddress,
                                         RvUint16 *pLocalPort);

/**
 * Tells the local address in use: where the request arrived, or what it is sent from.
 *
 * - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before it is known; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetCurrentLocalAddress(RvSipTranscHandle hTransc,
                                                enum RvSipTransport *peTransportType,
                                                enum RvSipTransportAddressType *peAddressType,
                                                RvChar *strIP,
                                                RvUint16 *pPort);

/**
 * Tells where the message goes. Legal once the destination is known, as in RvSipTransactionFinalDestResolvedEv.
 *
 * - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetCurrentDestAddress(RvSipTranscHandle hTransc,
                                               enum RvSipTransport *peTransportType,
                                               enum RvSipTransportAddressType *peAddressType,
                                               RvChar *strIP,
                                               RvUint16 *pPort);

/**
 * Tells where the last message came from.
 *
 * - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before any; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetReceivedFromAddress(RvSipTranscHandle hTransc,
                                                enum RvSipTransport *peTransportType,
                                                enum RvSipTransportAddressType *peAddressType,
                                                RvChar *strIP,
                                                RvUint16 *pPort);

/** RV_TRUE: the transaction shares connections. Without this call ePersistencyLevel decides. */
RvStatus RvSipTransactionSetPersistency(RvSipTranscHandle hTransc, RvBool bIsPersistent);

/** Tells whether the transaction shares connections. */
RvStatus RvSipTransactionGetPersistency(RvSipTranscHandle hTransc, RvBool *pbIsPersistent);

/**
 * Offers a connection to a persistent client transaction in IDLE: it is used when it leads to the destination.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for one that is not persistent or not in IDLE; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionSetConnection(RvSipTranscHandle hTransc,
                                       RvSipTransportConnectionHandle hConn);

/** Gives the connection in use, NULL for server transactions and those that are not persistent. */
RvStatus RvSipTransactionGetConnection(RvSipTranscHandle hTransc, RvSipTransportConnectionHandle *phConn);

/** Tells whether it is a client transaction. */
RvStatus RvSipTransactionIsUAC(RvSipTranscHandle hTransc, RvBool *pbIsUac);

/**
 * Acknowledges the final response to an INVITE, unless that was a 2xx. Legal in CLIENT_INVITE_FINAL_RESPONSE_RCVD; the transaction
 * moves to CLIENT_INVITE_ACK_SENT and answers copies of the response by itself.
 *
 * The ACK on a 2xx is a message of its own, which a transmitter sends; with bOldInviteHandling this function sends it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionAck(RvSipTranscHandle hTransc);

/**
 * Cancels a request that has had a provisional response, by a CANCEL transaction of its own which is told by
 * RvSipTransactionInternalClientCreatedEv. Legal in CLIENT_INVITE_PROCEEDING, CLIENT_INVITE_PROCEEDING_TIMEOUT and
 * CLIENT_GEN_PROCEEDING; the transaction moves to CLIENT_INVITE_CANCELLING or CLIENT_GEN_CANCELLING and still ends with a final
 * response, of an INVITE mostly 487.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionCancel(RvSipTranscHandle hTransc);

/**
 * Answers an INVITE provisionally, again and again until the other end says by a PRACK that it has the answer (RFC 3262). Legal in
 * SERVER_INVITE_REQUEST_RCVD and SERVER_INVITE_PRACK_COMPLETED, for an INVITE whose sender knows 100rel. The transaction moves to
 * SERVER_INVITE_REL_PROV_RESPONSE_SENT, and to SERVER_INVITE_PRACK_COMPLETED once the PRACK, a transaction of its own, was answered
 * with 2xx: by the program if it takes it, else by the library. Without a PRACK the library refuses the INVITE with 500.
 *
 * - `responseCode`: 101 to 199.
 * - `strReasonPhrase`: NULL for the standard one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state, and when 100rel is not in
 * supportedExtensionList or the sender does not know it; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionRespondReliable(RvSipTranscHandle hTransc,
                                         RvUint16 responseCode,
                                         RvChar *strReasonPhrase);

/**
 * Gives the transaction of the CANCEL that cancels a request, be it one that was sent or one that came.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not cancelled or its CANCEL has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetCancelTransaction(RvSipTranscHandle hTransc,
                                              RvSipTranscHandle *phCancelTransc);

/**
 * Gives the transaction of the request that a CANCEL cancels.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when this is no CANCEL or the request has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransactionGetCancelledTransaction(RvSipTranscHandle hTransc,
                                                 RvSipTranscHandle *phCancelledTransc);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransport.h - DNS lists
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Tells how many entries each of the three lists has.
 *
 * - `pNumOfSRVElements`, `pNumOfHostElements`, `pNumOfIPElements`: places for the numbers.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetNumberOfEntries(RvSipTransportDNSListHandle hDnsList,
                                                 RvUint32 *pNumOfSRVElements,
                                                 RvUint32 *pNumOfHostElements,
                                                 RvUint32 *pNumOfIPElements);

/**
 * Gives the SRV name that the host list came from.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no SRV record was used; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetUsedSRVElement(RvSipTransportDNSListHandle hDnsList,
                                                struct RvSipTransportDNSSRVElement *pSrvElement);

/**
 * Gives the host that the IP list came from.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no host was looked up; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetUsedHostElement(RvSipTransportDNSListHandle hDnsList,
                                                 struct RvSipTransportDNSHostElement *pHostElement);

/**
 * Gives the URI that ENUM made of a telephone number.
 *
 * - `bufferLen`: bytes of `strBuffer`.
 * - `actualLen`: place for the bytes needed, NUL included; may be NULL.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_INSUFFICIENT_BUFFER; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetENUMElement(RvSipTransportDNSListHandle hDnsList,
                                             RvChar *strBuffer,
                                             RvUint bufferLen,
                                             RvUint *actualLen);

/**
 * Gives an entry of the SRV list and leaves it there.
 *
 * - `index`: place in the list, from 0.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND past the end; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetSRVElement(RvSipTransportDNSListHandle hDnsList,
                                            RvUint32 index,
                                            struct RvSipTransportDNSSRVElement *pSrvElement);

/**
 * Gives an entry of the host list and leaves it there.
 *
 * - `index`: place in the list, from 0.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND past the end; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetHostElement(RvSipTransportDNSListHandle hDnsList,
                                             RvUint32 index,
                                             struct RvSipTransportDNSHostElement *pHostElement);

/**
 * Gives an entry of the IP list and leaves it there.
 *
 * - `index`: place in the list, from 0.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND past the end; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListGetIPElement(RvSipTransportDNSListHandle hDnsList,
                                           RvUint32 index,
                                           struct RvSipTransportDNSIPElement *pIpElement);

/**
 * Takes the first entry out of the SRV list.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListPopSRVElement(RvSipTransportDNSListHandle hDnsList,
                                            struct RvSipTransportDNSSRVElement *pSrvElement);

/**
 * Takes the first entry out of the host list.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListPopHostElement(RvSipTransportDNSListHandle hDnsList,
                                             struct RvSipTransportDNSHostElement *pHostElement);

/**
 * Takes the first entry out of the IP list.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the list is empty; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListPopIPElement(RvSipTransportDNSListHandle hDnsList,
                                           struct RvSipTransportDNSIPElement *pIpElement);

/**
 * Puts an entry in front of the SRV list: it is the next to be used.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a name or transport that is none; RV_ERROR_OUTOFRESOURCES when the list has 64 entries;
 * RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListPushSRVElement(RvSipTransportDNSListHandle hDnsList,
                                             struct RvSipTransportDNSSRVElement *pSrvElement);

/**
 * Puts an entry in front of the host list: it is the next to be used. Port 0 stands for the default port of the transport.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a name or transport that is none; RV_ERROR_OUTOFRESOURCES when the list has 64 entries;
 * RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListPushHostElement(RvSipTransportDNSListHandle hDnsList,
                                              struct RvSipTransportDNSHostElement *pHostElement);

/**
 * Puts an entry in front of the IP list: it is the next to be used, even if it was before. Port 0 stands for the default port of
 * the transport.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an address or transport that is none; RV_ERROR_OUTOFRESOURCES when the list has 64 entries;
 * RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportDNSListPushIPElement(RvSipTransportDNSListHandle hDnsList,
                                            struct RvSipTransportDNSIPElement *pIpElement);

/**
 * Makes a TLS engine. The newest engine of a stack serves its new connections: those it opens, and those that come in if the
 * engine has a certificate. So certificates are renewed by constructing an engine with the new ones and destructing the old one;
 * connections that are open keep what they have. A stack that only opens connections and trusts whom the system trusts needs none.
 *
 * Peers prove the SIP domain that a request is for as RFC 5922 section 7 says: by a sip URI among the subjectAltNames, else by a DNS
 * name there, where there are none of any kind by the common name; compared whole, wildcards do not count.
 * - `pTlsEngineCfg`, `sizeofCfg`: what it is made of; files are read now and not again.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM when something cannot be read or used (a log line says what); RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportTlsEngineConstruct(RvSipTransportMgrHandle hTransportMgr,
                                          struct RvSipTransportTlsEngineCfg *pTlsEngineCfg,
                                          RvInt32 sizeofCfg,
                                          RvSipTransportTlsEngineHandle *phTlsEngine);

/**
 * Ends a TLS engine. Connections that are open go on; new ones take the newest engine that is left.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for an engine of another stack.
 */
RvStatus RvSipTransportTlsEngineDestruct(RvSipTransportMgrHandle hTransportMgr,
                                         RvSipTransportTlsEngineHandle hTlsEngine);

/**
 * Begins the TLS handshake of a connection in a way of the program's own: with an engine, and with a function that has the last word on
 * the certificates of the peer. No program has to call it: without, connections are opened and accepted with the newest engine, and a
 * certificate that does not pass the checks ends the handshake.
 *
 * Legal for a connection of the program in READY, which it opens as RvSipTransportConnectionConnect does, and for one that a peer opened
 * inside RvSipTransportConnectionCreatedEv.
 *
 * - `hTlsEngine`: the engine; NULL for the newest (for accepted connections the newest with a certificate).
 * - `pfnVerifyCertEv`: is shown every certificate of the peer, good or not; NULL leaves it to the library. On a connection that a peer
 *   opened it is called when the engine asks for certificates (eClientAuth) and the peer shows some. The name of a server is judged
 *   apart, see RvSipTransportConnectionTlsPostConnectionAssertionEv. Sessions of such connections are not resumed.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or without TLS; RV_ERROR_INVALID_HANDLE, also for an engine that is gone;
 * RV_ERROR_OUTOFRESOURCES beyond 4096 different functions; RV_ERROR_NULLPTR.
 */
RvStatus RvSipTransportConnectionTlsHandshake(RvSipTransportConnectionHandle hConn,
                                              RvSipTransportTlsEngineHandle hTlsEngine,
                                              RvSipTransportVerifyCertificateEv pfnVerifyCertEv);

/**
 * Tells why the chain of a certificate did not pass the checks. Only inside RvSipTransportVerifyCertificateEv.
 *
 * - `pstrError`: place for a text of the library, valid until the callback returns.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it passed; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportTlsGetCertVerificationError(RvSipTransportTlsCertHandle hCert,
                                                   RvChar **pstrError);

/**
 * Gives a certificate as it was shown, in DER. Only inside RvSipTransportVerifyCertificateEv.
 *
 * - `pCertLen`: octets of `pCert`; becomes the length of the certificate.
 *
 * Returns RV_OK; RV_ERROR_INSUFFICIENT_BUFFER with the length needed; RV_ERROR_BADPARAM for a negative length; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportTlsEncodeCert(RvSipTransportTlsCertHandle hCert,
                                     RvInt32 *pCertLen,
                                     RvChar *pCert);

/**
 * Sets the program's functions for events of the transport manager: connections that peers open, messages before they are parsed
 * or processed, bad syntax, raw octets. Any thread may call it at any time; NULL slots are not called.
 *
 * - `hAppTransportMgr`: kept for existing programs; no event passes it back.
 * - `sizeofEvHandlers`: sizeof(RvSipTransportMgrEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrSetEvHandlers(RvSipTransportMgrHandle hTransportMgr,
                                        RvSipAppTransportMgrHandle hAppTransportMgr,
                                        struct RvSipTransportMgrEvHandlers *pEvHandlers,
                                        RvInt32 sizeofEvHandlers);

/**
 * Makes a connection that leads nowhere yet, in IDLE, with its first owner. RvSipTransportConnectionInit says where it leads. The
 * owner hears of its states through `pEvHandlers`.
 *
 * - `hOwner`: the program's own value; it comes back in the events and names the owner in RvSipTransportConnectionDetachOwner.
 * - `sizeofEvHandlers`: sizeof(RvSipTransportConnectionEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_NOTSUPPORTED without tcpEnabled; RV_ERROR_OUTOFRESOURCES beyond maxConnections; RV_ERROR_BADPARAM for a
 * size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrCreateConnection(RvSipTransportMgrHandle hTransportMgr,
                                           RvSipTransportConnectionOwnerHandle hOwner,
                                           struct RvSipTransportConnectionEvHandlers *pEvHandlers,
                                           RvInt32 sizeofEvHandlers,
                                           RvSipTransportConnectionHandle *phConn);

/**
 * Says where a connection in IDLE leads: it becomes READY, and requests of persistent objects to that destination find it. Nothing
 * is sent yet.
 *
 * - `pCfg`: transport, local and remote address.
 * - `sizeofCfg`: sizeof(RvSipTransportConnectionCfg) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an address that is none or a destination without port; RV_ERROR_NOTSUPPORTED for a transport
 * without connections or one that this stack does not speak; RV_ERROR_NETWORK_PROBLEM when the stack listens on no address that
 * fits; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionInit(RvSipTransportConnectionHandle hConn,
                                      struct RvSipTransportConnectionCfg *pCfg,
                                      RvInt32 sizeofCfg);

/**
 * Opens a connection in READY: CONNECTING, then TCP_CONNECTED or TERMINATED with reason ERROR. A request that is sent on it does
 * the same.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionConnect(RvSipTransportConnectionHandle hConn);

/**
 * Closes a connection, whoever uses it: requests that are out on it fail with a network error. From TCP_CONNECTED it goes through
 * CLOSING and CLOSED, what waits to be sent goes out first; from every other state it is TERMINATED at once. Legal in every state;
 * prefer RvSipTransportConnectionDetachOwner, and leave connections that peers opened to them.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionTerminate(RvSipTransportConnectionHandle hConn);

/**
 * Adds an owner, who hears of the connection's states and keeps it open. One owner may be added several times and is then told
 * several times. Legal in CONNECTING and TCP_CONNECTED.
 *
 * - `sizeofEvHandlers`: sizeof(RvSipTransportConnectionEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionAttachOwner(RvSipTransportConnectionHandle hConn,
                                             RvSipTransportConnectionOwnerHandle hOwner,
                                             struct RvSipTransportConnectionEvHandlers *pEvHandlers,
                                             RvInt32 sizeofEvHandlers);

/**
 * Takes an owner out of the list, the first entry of it that was made. No event reaches that entry any more, and the program lets
 * go of the handle. A connection that we opened closes with its last owner, transactions and register-clients counted, unless
 * connectionCapacityPercent keeps it; one that a peer opened stays for serverConnectionTimeout.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is no owner; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionDetachOwner(RvSipTransportConnectionHandle hConn,
                                             RvSipTransportConnectionOwnerHandle hOwner);

/**
 * Lets requests of persistent objects find a connection that we opened. RvSipTransportConnectionInit did so already.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in IDLE, when it is being closed, and for one that a peer opened (see
 * RvSipTransportConnectionEnableConnByAlias); RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionEnable(RvSipTransportConnectionHandle hConn);

/**
 * Hides a connection from requests that look for a way to its peer; those who use it go on.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionDisable(RvSipTransportConnectionHandle hConn);

/**
 * Lets requests of persistent objects to the address that the peer named in its Via use the connection it opened, without a name
 * look-up (RFC 5923 section 4). Call it when RvSipTransportConnectionServerReuseEv told of the offer and the peer is known to be
 * who it says: over TCP anybody can name any address.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no request on the connection named an alias, or it is not open; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionEnableConnByAlias(RvSipTransportConnectionHandle hConn);

/**
 * Tells the address of the peer.
 *
 * - `strAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND in IDLE of a connection that the program made; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionGetRemoteAddress(RvSipTransportConnectionHandle hConn,
                                                  RvChar *strAddress,
                                                  RvUint16 *pPort,
                                                  enum RvSipTransportAddressType *peAddressType);

/**
 * Tells our address of the connection. Before it is open only the IP that was asked for is known.
 *
 * - `strAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while it is not known; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionGetLocalAddress(RvSipTransportConnectionHandle hConn,
                                                 RvChar *strAddress,
                                                 RvUint16 *pPort,
                                                 enum RvSipTransportAddressType *peAddressType);

/**
 * Tells the transport.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionGetTransportType(RvSipTransportConnectionHandle hConn,
                                                  enum RvSipTransport *peTransportType);

/**
 * Tells how many owners there are: the program's, each as often as it was attached, and transactions and register-clients.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionGetNumOfOwners(RvSipTransportConnectionHandle hConn,
                                                RvInt32 *pNumOfOwners);

/**
 * Tells the state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionGetCurrentState(RvSipTransportConnectionHandle hConn,
                                                 enum RvSipTransportConnectionState *peState);

/**
 * Tells whether we opened it, or are to.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionIsClient(RvSipTransportConnectionHandle hConn, RvBool *pbIsClient);

/**
 * Tells whether requests that look for a way to its peer, or to its alias, find it.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionIsEnabled(RvSipTransportConnectionHandle hConn, RvBool *pbIsEnabled);

/**
 * Sets the type-of-service octet of what is sent on a connection; for one that is not open yet it is set when it is. What the
 * values mean is the system's affair. A system that refuses is told of in the log.
 *
 * - `typeOfService`: 0 to 255.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionSetIpTosSockOption(RvSipTransportConnectionHandle hConn,
                                                    RvInt32 typeOfService);

/**
 * Tells the type-of-service octet that was set for a connection, or that it has from the address it was accepted at.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportConnectionGetIpTosSockOption(RvSipTransportConnectionHandle hConn,
                                                    RvInt32 *pTypeOfService);

/**
 * Listens on a further address while the stack runs. Objects name it in their SetLocalAddress functions by the text of
 * `pAddress->strIP`; an IPv6 address stands in brackets there, its scope behind a percent sign: `[fe80::1]%2`.
 *
 * - `pAddress`: IP, IPv6 scope, transport (UDP; TCP and TLS with tcpEnabled) and port; 0 is 5060 (5061 for TLS), RVSIP_TRANSPORT_ANY_PORT lets the
 *   system choose (RvSipTransportMgrLocalAddressGetDetails tells which it became).
 * - `sizeofAddress`: sizeof(RvSipTransportAddr) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_NETWORK_PROBLEM when it cannot be bound (a log line says why); RV_ERROR_BADPARAM for an address that is
 * none; RV_ERROR_NOTSUPPORTED for a transport that the stack does not listen on; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressAdd(RvSipTransportMgrHandle hTransportMgr,
                                          struct RvSipTransportAddr *pAddress,
                                          RvInt32 sizeofAddress,
                                          RvSipTransportLocalAddressHandle *phLocalAddr);

/**
 * Stops listening on an address, one that was configured or one that was added, and closes its socket. Requests that wait for an
 * answer there fail with a network error; connections that were opened through it stay. The handle is dead at once.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressRemove(RvSipTransportMgrHandle hTransportMgr,
                                             RvSipTransportLocalAddressHandle hLocalAddr);

/**
 * Gives the first address the stack listens on, in the order of the configuration; added ones come behind.
 *
 * - `eTransport`: of this transport; RVSIP_TRANSPORT_UNDEFINED for any.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_NOTSUPPORTED; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressGetFirst(RvSipTransportMgrHandle hTransportMgr,
                                               enum RvSipTransport eTransport,
                                               RvSipTransportLocalAddressHandle *phLocalAddr);

/**
 * Gives the address after `hLocalAddr`, of the same transport or of any.
 *
 * - `eTransport`: of this transport; RVSIP_TRANSPORT_UNDEFINED for any.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND at the end; RV_ERROR_NOTSUPPORTED; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressGetNext(RvSipTransportMgrHandle hTransportMgr,
                                              RvSipTransportLocalAddressHandle hLocalAddr,
                                              enum RvSipTransport eTransport,
                                              RvSipTransportLocalAddressHandle *phLocalAddr);

/**
 * Tells IP, IPv6 scope, port and transport of an address the stack listens on.
 *
 * - `sizeofAddress`: sizeof(RvSipTransportAddr) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressGetDetails(RvSipTransportMgrHandle hTransportMgr,
                                                 RvSipTransportLocalAddressHandle hLocalAddr,
                                                 RvInt32 sizeofAddress,
                                                 struct RvSipTransportAddr *pAddress);

/**
 * Sets the type-of-service octet of what leaves from a UDP address, or of the connections that peers open to a TCP address from now
 * on. What the values mean is the system's affair. A system that refuses is told of in the log.
 *
 * - `typeOfService`: 0 to 255.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressSetIpTosSockOption(RvSipTransportMgrHandle hTransportMgr,
                                                         RvSipTransportLocalAddressHandle hLocalAddr,
                                                         RvInt32 typeOfService);

/**
 * Tells the type-of-service octet that was set for an address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransportMgrLocalAddressGetIpTosSockOption(RvSipTransportMgrHandle hTransportMgr,
                                                         RvSipTransportLocalAddressHandle hLocalAddr,
                                                         RvInt32 *pTypeOfService);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipTransmitter.h - Transmitters: one message outside of transactions, or the way out of a transaction's
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a transmitter in IDLE. It lives until RvSipTransmitterTerminate; the library never ends one that a program made.
 *
 * - `hAppTransmitter`: the program's own value, handed back in every callback; may be NULL.
 * - `pEvHandlers`: its events; other transmitters may have others.
 * - `sizeofEvHandlers`: sizeof(RvSipTransmitterEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxTransmitters are there already; RV_ERROR_BADPARAM for a size that is not positive;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterMgrCreateTransmitter(RvSipTransmitterMgrHandle hTransmitterMgr,
                                              RvSipAppTransmitterHandle hAppTransmitter,
                                              struct RvSipTransmitterEvHandlers *pEvHandlers,
                                              RvInt32 sizeofEvHandlers,
                                              RvSipTransmitterHandle *phTransmitter);

/**
 * Sends a copy of a message: a request to its next hop, a response to where its top Via says (RFC 3261 sections 8.1.2 and 18.2.2).
 * Returning RV_OK does not mean that anything was sent; the states tell. Legal in IDLE, and in MSG_SEND_FAILURE, where the message
 * goes to the next address of the DNS list.
 *
 * The next hop of a request: the destination that was set; else the first Route if it has lr or if
 * RvSipTransmitterSetUseFirstRouteFlag says so; else the outbound address; else the configured outbound proxy; else the
 * Request-URI. The transport of the top Via is put right, rport added for UDP, and a branch made where there is none.
 *
 * - `hMsg`: stays the program's. NULL: the message that was kept, see RvSipTransmitterSetKeepMsgFlag.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a message without start line, or a response without Via; RV_ERROR_ILLEGAL_ACTION in another
 * state; RV_ERROR_NULLPTR, also for NULL when no message was kept; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSendMessage(RvSipTransmitterHandle hTransmitter,
                                     RvSipMsgHandle hMsg);

/**
 * Sends octets as they are, a keepalive for instance. Legal in IDLE with a destination set. There is no resolving: the states are
 * NEW_CONN_IN_USE where a connection is new, then MSG_SENT or MSG_SEND_FAILURE.
 *
 * - `bufferSize`: octets, at most maxMessageSize.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive or too large; RV_ERROR_NETWORK_PROBLEM when no local address fits
 * the destination; RV_ERROR_OUTOFRESOURCES beyond maxConnections; RV_ERROR_ILLEGAL_ACTION in another state or without destination;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSendBuffer(RvSipTransmitterHandle hTransmitter,
                                    RvChar *strBuffer,
                                    RvInt32 bufferSize);

/**
 * Holds a message whose destination is known. Legal inside the callback of FINAL_DEST_RESOLVED, and for the transmitter of a
 * transaction inside its FinalDestResolvedEv; the state is ON_HOLD when the callback has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterHoldSending(RvSipTransmitterHandle hTransmitter);

/**
 * Lets a held message go on: to its destination, or if that was taken away to the next address of the DNS list, which is told as
 * another RESOLVING_ADDR and FINAL_DEST_RESOLVED. Legal in ON_HOLD, from any thread.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterResumeSending(RvSipTransmitterHandle hTransmitter);

/**
 * Ends a transmitter of the program in any state; TERMINATED is told, and the handle is dead after that callback. What waits on an
 * open connection still goes out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended, and for that of a transaction, which ends with it; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterTerminate(RvSipTransmitterHandle hTransmitter);

/**
 * Tells the state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterGetCurrentState(RvSipTransmitterHandle hTransmitter,
                                         enum RvSipTransmitterState *peState);

/**
 * Gives the DNS list: the addresses the message may still go to. Read and edit it with the RvSipTransportDNSList functions, in
 * FINAL_DEST_RESOLVED, ON_HOLD or MSG_SEND_FAILURE. It lives as long as the transmitter.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for the transmitter of a server transaction; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterDNSGetList(RvSipTransmitterHandle hTransmitter,
                                    RvSipTransportDNSListHandle *phDnsList);

/**
 * Fixes the destination: the message goes there without any resolving. Legal in IDLE, in FINAL_DEST_RESOLVED inside the callback,
 * and in ON_HOLD; the latter two for the transmitter of a transaction too.
 *
 * - `pDestAddress`: IP, port (0 for the default one) and transport. NULL takes the destination away; the DNS list is used again.
 * - `sizeofDestAddress`: sizeof(RvSipTransportAddr) of the calling program.
 * - `pOptions`, `sizeofOptions`: further options; NULL for none.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an address that is none; RV_ERROR_NOTSUPPORTED for a transport that this stack does not speak;
 * RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetDestAddress(RvSipTransmitterHandle hTransmitter,
                                        struct RvSipTransportAddr *pDestAddress,
                                        RvInt32 sizeofDestAddress,
                                        struct RvSipTransmitterExtOptions *pOptions,
                                        RvInt32 sizeofOptions);

/**
 * Tells the destination: the one that was set, or from FINAL_DEST_RESOLVED on the one that was found.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while there is none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterGetDestAddress(RvSipTransmitterHandle hTransmitter,
                                        struct RvSipTransportAddr *pDestAddress);

/**
 * Has the library write host and port of the top Via from the local address it chooses. RV_FALSE, as it begins: they stay as the
 * program wrote them; transport, rport and a missing branch are put right in any case. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetFixViaFlag(RvSipTransmitterHandle hTransmitter,
                                       RvBool bFixVia);

/**
 * Makes the transmitter disregard the configured outbound proxy and its own outbound address. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetIgnoreOutboundProxyFlag(RvSipTransmitterHandle hTransmitter,
                                                    RvBool bIgnoreOutboundProxy);

/**
 * Sends a request to its first Route whatever that says. RV_FALSE, as it begins: only if the Route has lr; one without is a strict
 * router, whose place is in the Request-URI (RFC 3261 section 8.1.2). Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetUseFirstRouteFlag(RvSipTransmitterHandle hTransmitter,
                                              RvBool bSendToFirstRoute);

/**
 * Keeps the message until the transmitter ends, so that RvSipTransmitterSendMessage may send it again with NULL. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetKeepMsgFlag(RvSipTransmitterHandle hTransmitter,
                                        RvBool bKeepMsg);

/**
 * Lets the message take a connection that is there, and leaves the one it opens to others. It begins as ePersistencyLevel says.
 * Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetPersistency(RvSipTransmitterHandle hTransmitter,
                                        RvBool bIsPersistent);

/**
 * Tells whether the transmitter uses connections that are there.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterGetPersistency(RvSipTransmitterHandle hTransmitter, RvBool *pbIsPersistent);

/**
 * Offers a connection to a persistent transmitter. It is used if it leads to the destination. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state or for a transmitter that is not persistent; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetConnection(RvSipTransmitterHandle hTransmitter,
                                       RvSipTransportConnectionHandle hConn);

/**
 * Gives the connection in use, NULL when there is none or the transmitter is not persistent.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterGetConnection(RvSipTransmitterHandle hTransmitter,
                                       RvSipTransportConnectionHandle *phConn);

/**
 * Chooses the local address the message leaves from, one for each transport and IP version. Legal in IDLE.
 *
 * - `strLocalIPAddress`: exactly as it was configured.
 * - `localPort`: the configured port, or the one the system chose; 0 for any.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetLocalAddress(RvSipTransmitterHandle hTransmitter,
                                         enum RvSipTransport eTransportType,
                                         enum RvSipTransportAddressType eAddressType,
                                         RvChar *strLocalIPAddress,
                                         RvUint16 localPort);

/**
 * Tells the local address chosen for a transport and IP version.
 *
 * - `strLocalIPAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterGetLocalAddress(RvSipTransmitterHandle hTransmitter,
                                         enum RvSipTransport eTransportType,
                                         enum RvSipTransportAddressType eAddressType,
                                         RvChar *strLocalIPAddress,
                                         RvUint16 *pLocalPort);

/**
 * Tells the local address in use.
 *
 * - `strIP`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before the destination is known; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterGetCurrentLocalAddress(RvSipTransmitterHandle hTransmitter,
                                                enum RvSipTransport *peTransportType,
                                                enum RvSipTransportAddressType *peAddressType,
                                                RvChar *strIP,
                                                RvUint16 *pPort);

/**
 * Sends a request to this address instead of the Request-URI, unless its first Route counts. Empty or NULL: none. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetOutboundAddress(RvSipTransmitterHandle hTransmitter,
                                            RvChar *strIP,
                                            RvUint16 port);

/**
 * Sets the branch of the top Via of a request, which takes the place of one that the message has. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text that is no token; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipTransmitterSetViaBranch(RvSipTransmitterHandle hTransmitter,
                                      RvChar *strBranch);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipResolver.h - Look-ups of the program's own, and whom the DNS is asked of
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of the resolver manager.
 *
 * - `structSize`: sizeof(RvSipResolverMgrEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverMgrSetEvHandlers(RvSipResolverMgrHandle hResolverMgr,
                                       struct RvSipResolverMgrEvHandlers *pEvHandlers,
                                       RvInt32 structSize);

/**
 * Replaces the name servers. Look-ups under way end with the old ones; what was learned from them is forgotten.
 *
 * - `pDnsServers`: strIP and port of each; port 0 stands for 53. NULL with 0 servers: those of the operating system.
 * - `numOfDnsServers`: at most maxDnsServers of the configuration.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an address that is none or too many of them; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverMgrSetDnsServers(RvSipResolverMgrHandle hResolverMgr,
                                       struct RvSipTransportAddr *pDnsServers,
                                       RvInt32 numOfDnsServers);

/**
 * Replaces the domains that are tried behind a short name, in the order of the list.
 *
 * - `pDnsDomains`: the domains. NULL with 0 domains: none; short names are then looked up as they are.
 * - `numOfDnsDomains`: at most maxDnsDomains of the configuration. -1: those of the operating system.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a name that is none or too many of them; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverMgrSetDnsDomains(RvSipResolverMgrHandle hResolverMgr,
                                       RvChar **pDnsDomains,
                                       RvInt32 numOfDnsDomains);

/**
 * Makes a resolver, which looks up one thing at a time.
 *
 * - `hAppResolver`: the program's own value, handed back in the callback; may be NULL.
 * - `phResolver`: place for the handle. It lives until RvSipResolverTerminate.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are 1024 of them; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverMgrCreateResolver(RvSipResolverMgrHandle hResolverMgr,
                                        RvSipAppResolverHandle hAppResolver,
                                        RvSipResolverHandle *phResolver);

/**
 * Starts one look-up and returns at once. `pfnDataResolved` tells its end, from where callbacks come; the answers are in the DNS
 * list then and take the place of what was in that part of it.
 *
 * - `eMode`: what to look for, and which part of the list is filled.
 * - `strQuery`: where to start from; see RvSipResolverMode.
 * - `hDnsList`: where the answers go, a list of the same stack. NULL: the resolver's own, see RvSipResolverGetDNSList.
 * - `pfnDataResolved`: the callback; NULL for none.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another mode or a query that makes no sense; RV_ERROR_ILLEGAL_ACTION while a look-up is under
 * way; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverResolve(RvSipResolverHandle hResolver,
                              enum RvSipResolverMode eMode,
                              RvChar *strQuery,
                              RvSipTransportDNSListHandle hDnsList,
                              RvSipResolverDataResolvedEv pfnDataResolved);

/**
 * Gives the DNS list of a resolver. It lives as long as the resolver.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverGetDNSList(RvSipResolverHandle hResolver, RvSipTransportDNSListHandle *phDnsList);

/**
 * Ends a resolver, and with it its DNS list. A look-up under way is forgotten and its callback does not come any more, unless it
 * is being called just now.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipResolverTerminate(RvSipResolverHandle hResolver);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipCallLeg.h - Call-legs: dialogs that an INVITE makes
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of all call-legs of this stack; normally right after RvSipStackConstruct. Without a
 * pfnCallLegCreatedEvHandler and a pfnStateChangedEvHandler, INVITEs that come make no call-legs.
 *
 * - `evHandlersSize`: sizeof(RvSipCallLegEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegMgrSetEvHandlers(RvSipCallLegMgrHandle hCallLegMgr,
                                      struct RvSipCallLegEvHandlers *evHandlers,
                                      RvInt32 evHandlersSize);

/**
 * Makes a call-leg in IDLE, for an INVITE to be sent or a stored call to be restored.
 *
 * - `hAppCallLeg`: the program's own value, handed back in every callback; may be NULL.
 * - `phCallLeg`: place for the handle. It lives until the callback of TERMINATED has returned.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxCallLegs are there already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegMgrCreateCallLeg(RvSipCallLegMgrHandle hCallLegMgr,
                                      RvSipAppCallLegHandle hAppCallLeg,
                                      RvSipCallLegHandle *phCallLeg);

/**
 * Sets From and To from text and sends the INVITE, with the outbound message's additions. Legal in IDLE; the call-leg moves to
 * INVITING. When an argument cannot be used nothing is sent.
 *
 * - `strFrom`, `strTo`: with or without the header name, `From: <sip:a@b>` or `<sip:a@b>`. A From tag is made where there is none.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_BADPARAM for a To whose URI cannot be called; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegMake(RvSipCallLegHandle hCallLeg,
                          RvChar *strFrom,
                          RvChar *strTo);

/**
 * Sends the INVITE with the To, From and Replaces that were set and the outbound message's additions. It goes to the remote contact,
 * by default the address of To. Legal in IDLE, and in REDIRECTED, where it goes to the first Contact of the response; the call-leg
 * moves to INVITING.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, without To or From, and for a call-leg that came;
 * RV_ERROR_BADPARAM for a To whose URI cannot be called; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegConnect(RvSipCallLegHandle hCallLeg);

/**
 * Answers the INVITE or re-INVITE that waits with 200. Legal in OFFERING and CANCELLED, where the call-leg moves to ACCEPTED, and
 * with a re-INVITE in REINVITE_RCVD or REINVITE_CANCELLED, which moves to REINVITE_RESPONSE_SENT.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere, and while a reliable provisional response with a body waits for its PRACK;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegAccept(RvSipCallLegHandle hCallLeg);

/**
 * Refuses the INVITE or re-INVITE that waits. Legal in OFFERING, with manualBehavior also in CANCELLED, where the call-leg moves to
 * DISCONNECTED, and with a re-INVITE in REINVITE_RCVD, which moves to REINVITE_RESPONSE_SENT.
 *
 * - `status`: 300 to 699.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegReject(RvSipCallLegHandle hCallLeg,
                            RvUint16 status);

/**
 * Answers the INVITE or re-INVITE that waits provisionally, and not reliably. Legal in OFFERING and with a re-INVITE in
 * REINVITE_RCVD; no state changes.
 *
 * - `status`: 100 to 199.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere, and while a reliable provisional response
 * waits for its PRACK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegProvisionalResponse(RvSipCallLegHandle hCallLeg,
                                         RvUint16 status);

/**
 * Answers the INVITE or re-INVITE that waits provisionally, again and again until a PRACK says that the answer is there (RFC 3262).
 * Legal in OFFERING and with a re-INVITE in REINVITE_RCVD, for an INVITE whose sender knows 100rel; needs 100rel in
 * supportedExtensionList. RvSipCallLegPrackStateChangedEv tells of the PRACK.
 *
 * - `status`: 101 to 199.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere, when 100rel is missing on one side, and while
 * the one before waits for its PRACK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegProvisionalResponseReliable(RvSipCallLegHandle hCallLeg,
                                                 RvUint16 status);

/**
 * Cancels the INVITE of a call-leg in PROCEEDING or PROCEEDING_TIMEOUT, which moves to CANCELLING, or its re-INVITE in
 * REINVITE_PROCEEDING or REINVITE_PROCEEDING_TIMEOUT, which moves to REINVITE_CANCELLING.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere, and for a call-leg that forking made, whose INVITE is the original's;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegCancel(RvSipCallLegHandle hCallLeg);

/**
 * Acknowledges the 2xx to the INVITE, where manualAckOn2xx leaves that to the program. Legal in REMOTE_ACCEPTED; the call-leg moves
 * to CONNECTED.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegAck(RvSipCallLegHandle hCallLeg);

/**
 * Ends the call in the way its state asks for. CONNECTED and REMOTE_ACCEPTED: BYE, DISCONNECTING. ACCEPTED: the same, once the ACK
 * has come or is overdue. INVITING, PROCEEDING, PROCEEDING_TIMEOUT: CANCEL, CANCELLING; in INVITING it waits for a provisional
 * response. OFFERING: refused with 480. CANCELLED: with 487. IDLE, REDIRECTED, UNAUTHENTICATED, MSG_SEND_FAILURE, and what forking
 * made before its 2xx: TERMINATED, and nothing is sent.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in CANCELLING, DISCONNECTING, DISCONNECTED and TERMINATED, and in CANCELLED without
 * manualBehavior; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegDisconnect(RvSipCallLegHandle hCallLeg);

/**
 * Ends a call-leg in any state, with its transactions. It moves to TERMINATED; neither BYE nor CANCEL is sent. Not for the callbacks
 * of messages and of creation.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegTerminate(RvSipCallLegHandle hCallLeg);

/**
 * Sends the PRACK for a reliable provisional response, where manualPrack leaves that to the program. Legal when the PRACK state is
 * REL_PROV_RESPONSE_RCVD; it moves to PRACK_SENT.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another PRACK state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSendPrack(RvSipCallLegHandle hCallLeg);

/**
 * Answers a PRACK, where manualPrack leaves that to the program. Legal when the PRACK state is PRACK_RCVD; it moves to
 * PRACK_FINAL_RESPONSE_SENT.
 *
 * - `status`: 200 to 699 without 408.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another PRACK state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSendPrackResponse(RvSipCallLegHandle hCallLeg,
                                       RvUint16 status);

/**
 * Sends the first INVITE to the first Route of the outbound message, whatever that says. Without this call only a Route with lr is
 * the next hop. Legal in IDLE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, and for a call-leg that came; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegUseFirstRouteForInitialRequest(RvSipCallLegHandle hCallLeg);

/**
 * Refuses the INVITE of a call-leg that is being told. Legal inside RvSipCallLegCreatedEv only. The call-leg is gone when that
 * callback has returned; nothing more is told of it, TERMINATED included, and the response has nothing of the outbound message.
 *
 * - `status`: 300 to 699.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetRejectStatusCodeOnCreation(RvSipCallLegHandle hCallLeg,
                                                   RvUint16 status);

/**
 * Gives the call-leg whose INVITE made this one by forking; for any other call-leg itself.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when that has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetOriginalCallLeg(RvSipCallLegHandle hCallLeg, RvSipCallLegHandle *phOriginalCallLeg);

/**
 * RV_FALSE: responses with further To tags make no call-legs; a 2xx among them is acknowledged and ended with BYE by the library.
 * RV_TRUE, as it is without this call, they do if bEnableForking is set. Legal in any state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetForkingEnabledFlag(RvSipCallLegHandle hCallLeg,
                                           RvBool bForkingEnabled);

/**
 * Tells whether responses with further To tags may make call-legs.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetForkingEnabledFlag(RvSipCallLegHandle hCallLeg, RvBool *pbForkingEnabled);

/**
 * Sets how long a call-leg that forking made waits for its 2xx before it is terminated. A time that runs begins anew. Without this
 * call forked1xxTimerTimeout decides.
 *
 * - `timeout`: milliseconds; 0 for no end.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a negative time; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetForked1xxTimerTimeout(RvSipCallLegHandle hCallLeg,
                                              RvInt32 timeout);

/**
 * Gives the DNS list of a request that could not be sent: where it may still go. Read and edit it with the RvSipTransportDNSList
 * functions. Legal in MSG_SEND_FAILURE.
 *
 * - `hTransc`: a transaction of the call-leg in CLIENT_MSG_SEND_FAILURE; NULL for the call-leg's own INVITE, re-INVITE or BYE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegDNSGetList(RvSipCallLegHandle hCallLeg,
                                RvSipTranscHandle hTransc,
                                RvSipTransportDNSListHandle *phDnsList);

/**
 * Prepares a request that could not be sent for the next address: another transaction, with a new branch, carries it on, and the
 * old one ends. Nothing is sent yet but the ACK of a 503. Legal in MSG_SEND_FAILURE.
 *
 * - `hTransc`: as for RvSipCallLegDNSGetList.
 * - `phClonedTransc`: place for the new transaction; may be NULL.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegDNSContinue(RvSipCallLegHandle hCallLeg,
                                 RvSipTranscHandle hTransc,
                                 RvSipTranscHandle *phClonedTransc);

/**
 * Sends the prepared request to the next address. Legal after RvSipCallLegDNSContinue; the call-leg moves to INVITING or
 * DISCONNECTING, a re-INVITE to REINVITE_SENT, a transaction to CLIENT_GEN_REQUEST_SENT.
 *
 * - `hTransc`: what RvSipCallLegDNSContinue gave, its outbound message going along; NULL for the call-leg's own request, with the
 *   outbound message of the call-leg.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegDNSReSendRequest(RvSipCallLegHandle hCallLeg,
                                      RvSipTranscHandle hTransc);

/**
 * Stops trying addresses. A call-leg whose INVITE could not be sent moves to TERMINATED, one whose BYE could not to the state it had
 * before DISCONNECTING; a re-INVITE and a transaction end. Legal in MSG_SEND_FAILURE and after RvSipCallLegDNSContinue.
 *
 * - `hTransc`: as for RvSipCallLegDNSGetList.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegDNSGiveUp(RvSipCallLegHandle hCallLeg,
                               RvSipTranscHandle hTransc);

/**
 * Sends the INVITE again with credentials for the challenges of the 401 or 407. Legal in UNAUTHENTICATED; the call-leg moves to INVITING,
 * and the shared-secret callback is asked for user and password of each realm that is new. When that callback gives no user the
 * call-leg moves to DISCONNECTED. A BYE and a PRACK are repeated with credentials by the library, once; after a challenged re-INVITE or
 * general request send another one.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND without a shared-secret callback; RV_ERROR_NOTSUPPORTED when no challenge can be answered;
 * RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegAuthenticate(RvSipCallLegHandle hCallLeg);

/**
 * Begins to look through the credentials of a request. Each is told by RvSipCallLegAuthCredentialsFoundEv and answered with
 * RvSipCallLegAuthProceed; the end is told by RvSipCallLegAuthCompletedEv. Legal in OFFERING, in REINVITE_RCVD of a re-INVITE, and for a
 * request or BYE that the program took and has not answered; needs enableServerAuth.
 *
 * - `hTransc`: the transaction of the request; NULL for the INVITE or re-INVITE that waits for its answer.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere or without enableServerAuth; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a
 * transaction of another call-leg.
 */
RvStatus RvSipCallLegAuthBegin(RvSipCallLegHandle hCallLeg,
                               RvSipTranscHandle hTransc);

/**
 * Says what to do with the credentials that were told last; from inside the callback or later.
 *
 * - `hTransc`: the transaction of the request, as it was told; NULL for the INVITE or re-INVITE that waits for its answer.
 * - `eAction`: USE_PASSWORD checks them against `strPassword`; SKIP looks at the next; SUCCESS and FAILURE end the search with
 *   that verdict.
 * - `hAuthorization`: the header of the callback; the library remembers it, NULL will do.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no credentials wait; RV_ERROR_BADPARAM for another action; RV_ERROR_NULLPTR, also
 * for USE_PASSWORD without a password; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegAuthProceed(RvSipCallLegHandle hCallLeg,
                                 RvSipTranscHandle hTransc,
                                 enum RvSipTransactionAuthAction eAction,
                                 RvSipAuthorizationHeaderHandle hAuthorization,
                                 RvChar *strPassword);

/**
 * Answers a request with 401 or 407 and a ready challenge. An INVITE ends in DISCONNECTED with it. Legal where RvSipCallLegAuthBegin is.
 *
 * - `hTransc`: as for RvSipCallLegAuthBegin.
 * - `responseCode`: 401 or 407.
 * - `strReasonPhrase`: NULL for the standard one.
 * - `eHeaderType`: RVSIP_HEADERTYPE_AUTHENTICATION or RVSIP_HEADERTYPE_OTHER.
 * - `hHeader`: a header of that type; it is copied.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code or type; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegRespondUnauthenticated(RvSipCallLegHandle hCallLeg,
                                            RvSipTranscHandle hTransc,
                                            RvUint16 responseCode,
                                            RvChar *strReasonPhrase,
                                            enum RvSipHeaderType eHeaderType,
                                            void *hHeader);

/**
 * Answers a request with 401 or 407 and a Digest challenge made of the arguments. An INVITE ends in DISCONNECTED with it. Legal where
 * RvSipCallLegAuthBegin is.
 *
 * - `hTransc`: as for RvSipCallLegAuthBegin.
 * - `responseCode`: 401 or 407.
 * - `strReasonPhrase`: NULL for the standard one.
 * - `strRealm`: the realm; texts may come with or without quotes.
 * - `strDomain`, `strOpaque`: NULL to leave out.
 * - `strNonce`: NULL for one the library makes.
 * - `bStale`: RV_TRUE when only the nonce of the refused credentials was too old.
 * - `eAlgorithm`: UNDEFINED leaves the parameter out, which means MD5; `strAlgorithm` counts only with OTHER.
 * - `eQop`: UNDEFINED leaves the parameter out; `strQop` counts only with OTHER.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code, a text with line ends or an algorithm or qop that does not exist;
 * RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR, also for no realm; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegRespondUnauthenticatedDigest(RvSipCallLegHandle hCallLeg,
                                                  RvSipTranscHandle hTransc,
                                                  RvUint16 responseCode,
                                                  RvChar *strReasonPhrase,
                                                  RvChar *strRealm,
                                                  RvChar *strDomain,
                                                  RvChar *strNonce,
                                                  RvChar *strOpaque,
                                                  RvBool bStale,
                                                  enum RvSipAuthAlgorithm eAlgorithm,
                                                  RvChar *strAlgorithm,
                                                  enum RvSipAuthQopOption eQop,
                                                  RvChar *strQop);

/**
 * Sets From: who calls. The header is copied. A tag in it is kept, without one the library makes it. Legal in IDLE, for a call-leg
 * that the program made.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetFromHeader(RvSipCallLegHandle hCallLeg,
                                   RvSipPartyHeaderHandle hFrom);

/**
 * Gives a copy of From of the first INVITE, with its tag once there is one. Changing the copy changes nothing; set it back for
 * that. It lives with the call-leg.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetFromHeader(RvSipCallLegHandle hCallLeg,
                                   RvSipPartyHeaderHandle *phFrom);

/**
 * Sets To: who is called, and by default where the INVITE goes. The header is copied; a tag in it is left out. Legal in IDLE, for a
 * call-leg that the program made.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetToHeader(RvSipCallLegHandle hCallLeg,
                                 RvSipPartyHeaderHandle hTo);

/**
 * Gives a copy of To of the first INVITE, with its tag once there is one. It lives with the call-leg.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetToHeader(RvSipCallLegHandle hCallLeg, RvSipPartyHeaderHandle *phTo);

/**
 * Sets the Call-ID; one is made when none was set. Legal in IDLE, for a call-leg that the program made. A call that repeats one after
 * a 422 keeps its Call-ID.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text that is no Call-ID (RFC 3261 section 25.1); RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetCallId(RvSipCallLegHandle hCallLeg,
                               RvChar *strCallId);

/**
 * Copies the Call-ID.
 *
 * - `bufferLen`: size of the buffer; the NUL counts.
 * - `actualLen`: place for the size of the text with its NUL; may be NULL.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in `actualLen`;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetCallId(RvSipCallLegHandle hCallLeg,
                               RvChar *strBuffer,
                               RvUint bufferLen,
                               RvUint *actualLen);

/**
 * Sets the CSeq number of the first INVITE; 1 when none was set. Every further request has the next one. Legal in IDLE, for a
 * call-leg that the program made.
 *
 * - `cseq`: 1 to 2147483647.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetCSeq(RvSipCallLegHandle hCallLeg,
                             RvInt32 cseq);

/**
 * Tells the CSeq number of the last request sent.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND before the first; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetCSeq(RvSipCallLegHandle hCallLeg, RvInt32 *pCseq);

/**
 * Sets where the first INVITE goes: its Request-URI, and with a transport parameter its transport. The address is copied. Legal in
 * IDLE, for a call-leg that the program made; without this call it is the address of To.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an address that cannot stand in a request line; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetRemoteContactAddress(RvSipCallLegHandle hCallLeg,
                                             RvSipAddressHandle hContactAddress);

/**
 * Gives a copy of the address that requests go to: what was set, then the Contact of the other end, or of a 3xx. It lives with the
 * call-leg.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetRemoteContactAddress(RvSipCallLegHandle hCallLeg,
                                             RvSipAddressHandle *phContactAddress);

/**
 * Sets the address of the Contact in the messages of this end. It is copied. Legal in any state. Without this call it is the address
 * of From, or for a call-leg that came the Request-URI of its INVITE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX or RV_ERROR_BADPARAM for an address that does not parse; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetLocalContactAddress(RvSipCallLegHandle hCallLeg,
                                            RvSipAddressHandle hContactAddress);

/**
 * Gives a copy of the address of this end's Contact. It lives with the call-leg.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while neither it nor From is set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetLocalContactAddress(RvSipCallLegHandle hCallLeg,
                                            RvSipAddressHandle *phContactAddress);

/**
 * Sends the requests of this call-leg to this address instead of where they say, unless they have a Route. Empty or NULL: no such
 * address.
 *
 * - `strOutboundAddr`: IP address or host name.
 * - `outboundPort`: 0 for 5060.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetOutboundAddress(RvSipCallLegHandle hCallLeg,
                                        RvChar *strOutboundAddr,
                                        RvUint16 outboundPort);

/**
 * Tells the outbound address.
 *
 * - `strOutboundAddr`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_INSUFFICIENT_BUFFER for a longer host name; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetOutboundAddress(RvSipCallLegHandle hCallLeg,
                                        RvChar *strOutboundAddr,
                                        RvUint16 *pOutboundPort);

/**
 * RV_TRUE: every request goes to the outbound address, whatever Route or Request-URI say. Legal in any state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetForceOutboundAddrFlag(RvSipCallLegHandle hCallLeg, RvBool bForceOutboundAddr);

/**
 * Chooses the local address requests of this call-leg leave from, one for each transport and IP version. Responses go back the way
 * the request came.
 *
 * - `strLocalAddress`: exactly as it was configured, `0.0.0.0` included.
 * - `localPort`: the configured port, or the one the system chose; 0 for any.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no such address was configured; RV_ERROR_NOTSUPPORTED for a transport that the
 * library does not speak; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetLocalAddress(RvSipCallLegHandle hCallLeg,
                                     enum RvSipTransport eTransportType,
                                     enum RvSipTransportAddressType eAddressType,
                                     RvChar *strLocalAddress,
                                     RvUint16 localPort);

/**
 * Tells the local address chosen for a transport and IP version.
 *
 * - `strLocalAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was chosen; RV_ERROR_NOTSUPPORTED; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetLocalAddress(RvSipCallLegHandle hCallLeg,
                                     enum RvSipTransport eTransportType,
                                     enum RvSipTransportAddressType eAddressType,
                                     RvChar *strLocalAddress,
                                     RvUint16 *pLocalPort);

/**
 * Tells the state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetCurrentState(RvSipCallLegHandle hCallLeg, enum RvSipCallLegState *peState);

/**
 * Tells which end made the call.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetDirection(RvSipCallLegHandle hCallLeg, enum RvSipCallLegDirection *peDirection);

/**
 * Gives the message whose headers and body go into the next request or response of this call-leg, and only that one. It is empty
 * when it is given; To, From, Call-ID, CSeq and Via in it are not used. Legal in any state but DISCONNECTED and TERMINATED. General
 * transactions and a BYE that the program took have messages of their own, and so has the ACK (RvSipCallLegGetOutboundAckMsg).
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetOutboundMsg(RvSipCallLegHandle hCallLeg,
                                    RvSipMsgHandle *phMsg);

/**
 * Gives the message whose headers and body go into the next ACK of this call-leg, whoever sends that, and only that one. Legal in
 * any state but DISCONNECTED and TERMINATED.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetOutboundAckMsg(RvSipCallLegHandle hCallLeg,
                                       RvSipMsgHandle *phMsg);

/**
 * Gives the message behind the event that is being told. Legal only inside a callback that tells a state of the call-leg, or of
 * something in it, which a message caused; the handle is dead when the callback has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetReceivedMsg(RvSipCallLegHandle hCallLeg,
                                    RvSipMsgHandle *phMsg);

/**
 * Sets timers and retransmissions for the requests this call-leg sends from now on.
 *
 * - `pTimers`: fields of -1 keep the configured value; NULL restores all configured values.
 * - `sizeOfTimersStruct`: sizeof(RvSipTimers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetTranscTimers(RvSipCallLegHandle hCallLeg,
                                     struct RvSipTimers *pTimers,
                                     RvInt32 sizeOfTimersStruct);

/**
 * Gives an empty header or address to be filled and set. It lives with the call-leg; of more than 64 the oldest end.
 *
 * - `eHeaderType`: the header's type with `eAddrType` RVSIP_ADDRTYPE_UNDEFINED; RVSIP_HEADERTYPE_UNDEFINED for an address.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for types that do not exist; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetNewMsgElementHandle(RvSipCallLegHandle hCallLeg,
                                            enum RvSipHeaderType eHeaderType,
                                            enum RvSipAddressType eAddrType,
                                            void **phHeader);

/**
 * Gives an empty address to be filled and set. It lives with the call-leg; of more than 64 elements the oldest end.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a type that does not exist; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetNewAddressHandle(RvSipCallLegHandle hCallLeg,
                                         enum RvSipAddressType eAddrType,
                                         RvSipAddressHandle *phAddr);

/**
 * Changes the program's own value that comes back in callbacks.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetAppHandle(RvSipCallLegHandle hCallLeg, RvSipAppCallLegHandle hAppCallLeg);

/**
 * Tells the program's own value.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetAppHandle(RvSipCallLegHandle hCallLeg, RvSipAppCallLegHandle *phAppCallLeg);

/**
 * RV_TRUE: the call-leg keeps one connection for its requests. Without this call ePersistencyLevel decides.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetPersistency(RvSipCallLegHandle hCallLeg, RvBool bIsPersistent);

/**
 * Tells whether the call-leg keeps its connection.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetPersistency(RvSipCallLegHandle hCallLeg, RvBool *pbIsPersistent);

/**
 * Offers a connection to a persistent call-leg: it is used when it leads to the destination, else let go of. NULL: let go of the one
 * in use.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for a call-leg that is not persistent; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetConnection(RvSipCallLegHandle hCallLeg,
                                   RvSipTransportConnectionHandle hConn);

/**
 * Gives the connection in use, NULL when there is none or the call-leg is not persistent.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetConnection(RvSipCallLegHandle hCallLeg, RvSipTransportConnectionHandle *phConn);

/**
 * Makes a re-INVITE in IDLE. Legal in CONNECTED, REMOTE_ACCEPTED and ACCEPTED, while there is no other one.
 *
 * - `hAppReInvite`: the program's own value, handed back in its callbacks; may be NULL.
 * - `phReInvite`: place for the handle. It lives until the callback of its TERMINATED has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegReInviteCreate(RvSipCallLegHandle hCallLeg,
                                    RvSipAppCallLegInviteHandle hAppReInvite,
                                    RvSipCallLegInviteHandle *phReInvite);

/**
 * Sends a re-INVITE with the outbound message's additions. Legal in IDLE of the re-INVITE, which moves to REINVITE_SENT. A session timer
 * that runs ends with it; RvSipCallLegSessionTimerInviteRefresh keeps it.
 *
 * - `hReInvite`: what RvSipCallLegReInviteCreate gave for this call-leg.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state of either; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another call-leg.
 */
RvStatus RvSipCallLegReInviteRequest(RvSipCallLegHandle hCallLeg,
                                     RvSipCallLegInviteHandle hReInvite);

/**
 * Acknowledges the 2xx to a re-INVITE, where manualAckOn2xx leaves that to the program. Legal in REINVITE_REMOTE_ACCEPTED; the
 * re-INVITE moves to ACK_SENT and TERMINATED.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another
 * call-leg.
 */
RvStatus RvSipCallLegReInviteAck(RvSipCallLegHandle hCallLeg,
                                 RvSipCallLegInviteHandle hReInvite);

/**
 * Ends a re-INVITE in any state; it moves to TERMINATED, and nothing is sent.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another
 * call-leg.
 */
RvStatus RvSipCallLegReInviteTerminate(RvSipCallLegHandle hCallLeg,
                                       RvSipCallLegInviteHandle hReInvite);

/**
 * Changes the program's own value that comes back in the callbacks of a re-INVITE.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a re-INVITE of another call-leg.
 */
RvStatus RvSipCallLegReInviteSetAppHandle(RvSipCallLegHandle hCallLeg,
                                          RvSipCallLegInviteHandle hReInvite,
                                          RvSipAppCallLegInviteHandle hAppReInvite);

/**
 * Makes a transaction in IDLE for a request inside of a call-leg. RvSipTransactionGetOutboundMsg gives the message whose headers and
 * body go into it; of the other functions of transactions those that only read serve it, and those that choose addresses and timers. Legal
 * in any state but TERMINATED.
 *
 * - `hAppTransc`: the program's own value, handed back in its callbacks; may be NULL.
 * - `phTransc`: place for the handle. It lives until the callback of its TERMINATED has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegTranscCreate(RvSipCallLegHandle hCallLeg,
                                  RvSipAppTranscHandle hAppTransc,
                                  RvSipTranscHandle *phTransc);

/**
 * Sends a request inside of a call-leg, with the dialog's To, From, Call-ID, next CSeq and Route, and with credentials for the challenges
 * known. Legal in any state of a call-leg with To and From but TERMINATED, and in IDLE of the transaction, which moves to
 * CLIENT_GEN_REQUEST_SENT; RvSipCallLegTranscStateChangedEv tells of it. The state of the call-leg does not change.
 *
 * - `strMethod`: any method but INVITE, ACK, BYE, CANCEL and PRACK, which have functions of their own.
 * - `hTransc`: in: what RvSipCallLegTranscCreate gave for this call-leg, whose outbound message goes along; NULL for one that the
 *   library makes. Out: the transaction, written before its first callback.
 *
 * Returns RV_OK; RV_ERROR_NOTSUPPORTED for a method with functions of its own; RV_ERROR_BADPARAM for one that is no token, or a To
 * whose URI cannot be called; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of another call-leg. When it fails the program's transaction stays,
 * for another try or RvSipCallLegTranscTerminate.
 */
RvStatus RvSipCallLegTranscRequest(RvSipCallLegHandle hCallLeg,
                                   RvChar *strMethod,
                                   RvSipTranscHandle *hTransc);

/**
 * Answers a request that the program took in RvSipCallLegTranscCreatedEv, with the additions of the transaction's outbound message.
 * Legal in SERVER_GEN_REQUEST_RCVD; with a final answer the transaction moves to SERVER_GEN_FINAL_RESPONSE_SENT.
 *
 * - `hTransc`: the transaction that was told.
 * - `status`: 100 or 200 to 699, without 408 (RFC 4320); 100 over UDP is the library's.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE, also for a transaction of another call-leg, and for one of INVITE, BYE or PRACK.
 */
RvStatus RvSipCallLegTranscResponse(RvSipCallLegHandle hCallLeg,
                                    RvSipTranscHandle hTransc,
                                    RvUint16 status);

/**
 * Ends a transaction inside of a call-leg at once in any state; it moves to TERMINATED.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of another
 * call-leg, and for one of INVITE, BYE or PRACK.
 */
RvStatus RvSipCallLegTranscTerminate(RvSipCallLegHandle hCallLeg,
                                     RvSipTranscHandle hTransc);

/**
 * Answers with 200 a BYE that the program took in RvSipCallLegByeCreatedEv. Legal in REQUEST_RCVD of the BYE, which moves to
 * RESPONSE_SENT; the call-leg moves to DISCONNECTED.
 *
 * - `hTransc`: the transaction that was told; its outbound message goes along.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction that is no
 * such BYE of this call-leg.
 */
RvStatus RvSipCallLegByeAccept(RvSipCallLegHandle hCallLeg,
                               RvSipTranscHandle hTransc);

/**
 * Refuses a BYE that the program took in RvSipCallLegByeCreatedEv; the call goes on. Legal in REQUEST_RCVD of the BYE, which moves to
 * RESPONSE_SENT.
 *
 * - `hTransc`: the transaction that was told; its outbound message goes along.
 * - `status`: 300 to 699 without 408.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE, also for a transaction that is no such BYE of this call-leg.
 */
RvStatus RvSipCallLegByeReject(RvSipCallLegHandle hCallLeg,
                               RvSipTranscHandle hTransc,
                               RvUint16 status);

/**
 * Sends a REFER (RFC 3515), by a transaction that the library makes; RvSipCallLegTranscStateChangedEv tells of it. The additions of the
 * call-leg's outbound message go along. Legal where RvSipCallLegTranscRequest is.
 *
 * - `strReferTo`: value of Refer-To, with or without the header name: whom the other end shall call.
 * - `strReferredBy`: value of Referred-By (RFC 3892), likewise; NULL or empty for none.
 * - `strReplaces`: value of Replaces, likewise: the call that the new one shall replace. It goes into the address of Refer-To. NULL or
 *   empty for none.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegReferStr(RvSipCallLegHandle hCallLeg,
                              RvChar *strReferTo,
                              RvChar *strReferredBy,
                              RvChar *strReplaces);

/**
 * Sets the Replaces header of the first INVITE, which asks the other end to put this call in place of another (RFC 3891). The header
 * is copied; NULL takes it out. Legal in IDLE, for a call-leg that the program made.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for an empty header; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSetReplacesHeader(RvSipCallLegHandle hCallLeg,
                                       RvSipReplacesHeaderHandle hReplacesHeader);

/**
 * Gives a copy of the Replaces header that was set. It lives with the call-leg.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetReplacesHeader(RvSipCallLegHandle hCallLeg,
                                       RvSipReplacesHeaderHandle *phReplacesHeader);

/**
 * Finds the call-leg that the Replaces header of an INVITE names (RFC 3891 section 3). Legal while the INVITE waits for its answer, as
 * in OFFERING with the reason REMOTE_INVITING_REPLACES. If one is found, disconnect it and accept this; else reject this.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND without Replaces, and when it names no call that may be replaced; RV_ERROR_ILLEGAL_SYNTAX for a
 * header that does not parse; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegReplacesGetMatchedCallExt(RvSipCallLegHandle hCallLeg,
                                               RvSipCallLegHandle *phMatchedCallLeg);

/**
 * Sets what to ask for in the next INVITE or re-INVITE that negotiates a session timer, or to answer in the next 2xx. It counts once.
 * Legal in any state.
 *
 * - `sessionExpires`: seconds; 0 for no session timer, which also ends one that runs. Less than Min-SE, or than 90, is raised to that.
 * - `minSE`: seconds; UNDEFINED for 90, and no Min-SE header.
 * - `eRefresher`: who shall refresh: LOCAL, REMOTE or NONE for either.
 *
 * Returns RV_OK; RV_ERROR_NOTSUPPORTED without `timer` in supportedExtensionList; RV_ERROR_BADPARAM for negative seconds or another
 * preference; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerSetPreferenceParams(RvSipCallLegHandle hCallLeg,
                                                     RvInt32 sessionExpires,
                                                     RvInt32 minSE,
                                                     enum RvSipCallLegSessionTimerRefresherPreference eRefresher);

/**
 * Sets what an UPDATE shall ask for of the session timer, before it is sent, or what it shall be answered. It counts once.
 *
 * - `hTransc`: a transaction of this call-leg, made by RvSipCallLegTranscCreate or told by RvSipCallLegTranscCreatedEv.
 * - `sessionExpires`, `minSE`, `eRefresher`: as for RvSipCallLegSessionTimerSetPreferenceParams.
 *
 * Returns RV_OK; RV_ERROR_NOTSUPPORTED without `timer` in supportedExtensionList; RV_ERROR_BADPARAM for negative seconds or another
 * preference; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of another call-leg, and for one of INVITE, BYE or PRACK.
 */
RvStatus RvSipCallLegTranscSessionTimerSetPreferenceParams(RvSipCallLegHandle hCallLeg,
                                                           RvSipTranscHandle hTransc,
                                                           RvInt32 sessionExpires,
                                                           RvInt32 minSE,
                                                           enum RvSipCallLegSessionTimerRefresherPreference eRefresher);

/**
 * Tells what is on the table: what the last request asked for, or what was agreed on. It may differ from what comes out of it.
 *
 * - `sessionExpires`: seconds of the session.
 * - `minSE`: seconds of Min-SE; UNDEFINED when nobody named any.
 * - `eRefresherType`: who is to refresh; RVSIP_SESSION_EXPIRES_REFRESHER_UNDEFINED when nobody was named.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when nothing is negotiated; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerGetNegotiationParams(RvSipCallLegHandle hCallLeg,
                                                      RvInt32 *sessionExpires,
                                                      RvInt32 *minSE,
                                                      enum RvSipSessionExpiresRefresherType *eRefresherType);

/**
 * Tells what is on the table in an UPDATE.
 *
 * - `hTransc`: a transaction of this call-leg.
 * - `sessionExpires`, `minSE`, `eRefresherType`: as for RvSipCallLegSessionTimerGetNegotiationParams.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when nothing is negotiated; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a transaction of
 * another call-leg, and for one of INVITE, BYE or PRACK.
 */
RvStatus RvSipCallLegTranscSessionTimerGetNegotiationParams(RvSipCallLegHandle hCallLeg,
                                                            RvSipTranscHandle hTransc,
                                                            RvInt32 *sessionExpires,
                                                            RvInt32 *minSE,
                                                            enum RvSipSessionExpiresRefresherType *eRefresherType);

/**
 * Tells the seconds of the session that were agreed on.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no session timer runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerGetSessionExpiresValue(RvSipCallLegHandle hCallLeg, RvInt32 *sessionExpires);

/**
 * Tells the smallest session in seconds that somebody on the way takes: of a 422, else of the last request, else as configured, else
 * 90.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerGetMinSEValue(RvSipCallLegHandle hCallLeg,
                                               RvInt32 *minSE);

/**
 * Tells who refreshes, as it was agreed on: the end that sent the last request of the negotiation (UAC), or the one that answered
 * it (UAS).
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no session timer runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerGetRefresherType(RvSipCallLegHandle hCallLeg,
                                                  enum RvSipSessionExpiresRefresherType *eRefresherType);

/**
 * Sets how long after a refresh RvSipCallLegSessionTimerRefreshAlertEv says that the next one is due, where that is this end's
 * part. It counts from the next negotiation on; without this call it is half of the session.
 *
 * - `alertTime`: seconds, 1 or more.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerSetAlertTime(RvSipCallLegHandle hCallLeg,
                                              RvInt32 alertTime);

/**
 * Tells how many seconds after a refresh the alert comes.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when none was set and no session timer runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerGetAlertTime(RvSipCallLegHandle hCallLeg,
                                              RvInt32 *alertTime);

/**
 * Refreshes the session by a re-INVITE of the library's, with the outbound message's additions. Legal in CONNECTED without another
 * re-INVITE. RvSipCallLegModifyStateChangedEv tells of it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegSessionTimerRefresh(RvSipCallLegHandle hCallLeg);

/**
 * Sends a re-INVITE that refreshes the session, with the outbound message's additions. Legal in CONNECTED, and in IDLE of the
 * re-INVITE, which moves to REINVITE_SENT.
 *
 * - `hReInvite`: what RvSipCallLegReInviteCreate gave for this call-leg.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a
 * re-INVITE of another call-leg.
 */
RvStatus RvSipCallLegSessionTimerInviteRefresh(RvSipCallLegHandle hCallLeg,
                                               RvSipCallLegInviteHandle hReInvite);

/**
 * Refreshes the session by an UPDATE (RFC 3311), in a transaction that the library makes. The additions of the call-leg's outbound
 * message go along. Legal where RvSipCallLegTranscRequest is; RvSipCallLegTranscStateChangedEv tells of it.
 *
 * - `strMethod`: `UPDATE`.
 * - `hTransc`: place for the transaction, written before its first callback.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another method; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegTranscSessionTimerGeneralRefresh(RvSipCallLegHandle hCallLeg,
                                                      RvChar *strMethod,
                                                      RvSipTranscHandle *hTransc);

/**
 * Tells how many octets RvSipCallLegStoreConnectedCall needs. Legal in CONNECTED.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegGetConnectedCallStorageSize(RvSipCallLegHandle hCallLeg, RvInt32 *pStorageSize);

/**
 * Writes a call to memory, from where RvSipCallLegRestoreConnectedCall takes it up again, in this program or another. Its
 * transactions, session timer and connection are no part of it. Legal in CONNECTED.
 *
 * - `memBuff`: room for what RvSipCallLegGetConnectedCallStorageSize told.
 * - `buffSize`: its size in octets.
 *
 * Returns RV_OK; RV_ERROR_INSUFFICIENT_BUFFER when it is too small; RV_ERROR_BADPARAM for a negative size; RV_ERROR_ILLEGAL_ACTION
 * in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegStoreConnectedCall(RvSipCallLegHandle hCallLeg,
                                        void *memBuff,
                                        RvInt32 buffSize);

/**
 * Makes a call-leg of RvSipCallLegMgrCreateCallLeg the call that was stored. Legal in IDLE; it moves to CONNECTED.
 *
 * - `memBuff`: what RvSipCallLegStoreConnectedCall wrote.
 * - `buffSize`: its size in octets, or more.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for octets that are no stored call, and for one that this stack has already;
 * RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegRestoreConnectedCall(RvSipCallLegHandle hCallLeg,
                                          void *memBuff,
                                          RvInt32 buffSize);

/**
 * Does nothing: calls that another library stored cannot be taken up.
 *
 * Returns RV_ERROR_NOTSUPPORTED; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCallLegRestoreOldVersionConnectedCall(RvSipCallLegHandle hCallLeg,
                                                    void *memBuff,
                                                    RvInt32 buffSize);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipSubscription.h - Subscriptions (RFC 6665) and REFER, which makes one (RFC 3515)
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Sets the callbacks of all subscriptions of this stack; normally right after RvSipStackConstruct. Without a
 * pfnSubsCreatedEvHandler and a pfnStateChangedEvHandler, and while maxSubscriptions is 0, SUBSCRIBEs and REFERs that come make no
 * subscriptions: they are transactions like others.
 *
 * - `structSize`: sizeof(RvSipSubsEvHandlers) of the calling program.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a size that is not positive; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsMgrSetEvHandlers(RvSipSubsMgrHandle hSubsMgr,
                                   struct RvSipSubsEvHandlers *pEvHandlers,
                                   RvInt32 structSize);

/**
 * Makes a subscription in IDLE, for a SUBSCRIBE or a REFER to be sent.
 *
 * - `hCallLeg`: the call-leg whose dialog it shall live in, not in DISCONNECTED or TERMINATED; NULL for a dialog of its own.
 * - `hAppSubs`: the program's own value, handed back in every callback; may be NULL.
 * - `phSubs`: place for the handle. It lives until the callback of TERMINATED has returned.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when maxSubscriptions are there already; RV_ERROR_ILLEGAL_ACTION for a call-leg that has
 * ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a call-leg of another stack.
 */
RvStatus RvSipSubsMgrCreateSubscription(RvSipSubsMgrHandle hSubsMgr,
                                        RvSipCallLegHandle hCallLeg,
                                        RvSipAppSubsHandle hAppSubs,
                                        RvSipSubsHandle *phSubs);

/**
 * Makes a subscription in IDLE that both ends have agreed on by other means than SUBSCRIBE. It moves to ACTIVE when its Event is set, by
 * RvSipSubsInit, RvSipSubsInitStr or RvSipSubsSetEventHeader, and never expires. In a dialog of its own set the Call-ID first
 * (RvSipSubsGetDialogObj, RvSipCallLegSetCallId), then From and To, both with tags.
 *
 * - `hCallLeg`, `hAppSubs`, `phSubs`: as for RvSipSubsMgrCreateSubscription.
 * - `eType`: which end this is.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a type that does not exist; RV_ERROR_OUTOFRESOURCES when maxSubscriptions are there already;
 * RV_ERROR_ILLEGAL_ACTION for a call-leg that has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsMgrCreateOutOfBandSubscription(RvSipSubsMgrHandle hSubsMgr,
                                                 RvSipCallLegHandle hCallLeg,
                                                 RvSipAppSubsHandle hAppSubs,
                                                 enum RvSipSubscriptionType eType,
                                                 RvSipSubsHandle *phSubs);

/**
 * Sets From, To, Event and the wished time of a subscription; what is NULL or UNDEFINED stays as it is. Headers are copied. Legal in IDLE.
 * When one of them cannot be used nothing is set.
 *
 * - `hFrom`, `hTo`: both or neither; NULL in a dialog that was there before, which has its own. A From tag is made where there is none; a
 *   To tag is left out, but for subscriptions made out of band.
 * - `hEvent`: what is subscribed to; after RvSipSubsReferInit nothing but `refer`.
 * - `expiresVal`: seconds, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for none in the SUBSCRIBE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_BADPARAM for another time;
 * RV_ERROR_ILLEGAL_ACTION in another state, for From or To in a dialog that was there before, and made out of band without Call-ID or
 * tags or in a dialog that is there already; RV_ERROR_NULLPTR, also for one of From and To; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsInit(RvSipSubsHandle hSubs,
                       RvSipPartyHeaderHandle hFrom,
                       RvSipPartyHeaderHandle hTo,
                       RvSipEventHeaderHandle hEvent,
                       RvInt32 expiresVal);

/**
 * As RvSipSubsInit, with texts.
 *
 * - `strFrom`, `strTo`, `strEvent`: with or without the header name, `Event: presence` or `presence`; NULL and empty are the same.
 * - `expiresVal`: as for RvSipSubsInit.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE; all as for RvSipSubsInit.
 */
RvStatus RvSipSubsInitStr(RvSipSubsHandle hSubs,
                          RvChar *strFrom,
                          RvChar *strTo,
                          RvInt32 expiresVal,
                          RvChar *strEvent);

/**
 * Sets the ends of the dialog of a subscription that has one of its own. Headers and addresses are copied. Legal in IDLE. When one
 * of them cannot be used nothing is set.
 *
 * - `hFrom`, `hTo`: as for RvSipSubsInit.
 * - `hLocalContact`: address of the Contact in this end's messages; NULL for that of From.
 * - `hRemoteContact`: where the first request goes; NULL for the address of To.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_BADPARAM for an address that cannot stand where it
 * should; RV_ERROR_ILLEGAL_ACTION in another state, in a dialog that was there before, and made out of band without Call-ID or tags;
 * RV_ERROR_NULLPTR, also for no From or To; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsDialogInit(RvSipSubsHandle hSubs,
                             RvSipPartyHeaderHandle hFrom,
                             RvSipPartyHeaderHandle hTo,
                             RvSipAddressHandle hLocalContact,
                             RvSipAddressHandle hRemoteContact);

/**
 * As RvSipSubsDialogInit, with texts.
 *
 * - `strFrom`, `strTo`: with or without the header name.
 * - `strLocalContact`, `strRemoteContact`: addresses, `sip:a@b`, in angle brackets or without, and with or without `Contact:`; NULL or empty
 *   as NULL for RvSipSubsDialogInit.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_BADPARAM; RV_ERROR_ILLEGAL_ACTION;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE; all as for RvSipSubsDialogInit.
 */
RvStatus RvSipSubsDialogInitStr(RvSipSubsHandle hSubs,
                                RvChar *strFrom,
                                RvChar *strTo,
                                RvChar *strLocalContact,
                                RvChar *strRemoteContact);

/**
 * Sends the SUBSCRIBE, with the outbound message's additions. Legal in IDLE with Event, From and To; in REDIRECTED, where it goes to the
 * first Contact of the response; and in UNAUTHENTICATED, with credentials for its challenges. The subscription moves to SUBS_SENT.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, without Event, From or To, for one that RvSipSubsReferInit was called for, and
 * for a notifier; RV_ERROR_BADPARAM for a To whose URI cannot be asked; RV_ERROR_NOT_FOUND without a shared-secret callback and
 * RV_ERROR_NOTSUPPORTED when no challenge can be answered, both in UNAUTHENTICATED; RV_ERROR_OUTOFRESOURCES when maxTransactions are there
 * already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSubscribe(RvSipSubsHandle hSubs);

/**
 * Sends a SUBSCRIBE that makes the subscription last on, with the outbound message's additions. Legal in ACTIVE; it moves to REFRESHING.
 *
 * - `refreshExpiresVal`: seconds, 1 to less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for what was wished for at first.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state, for a notifier, and for one that was made
 * out of band; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRefresh(RvSipSubsHandle hSubs,
                          RvInt32 refreshExpiresVal);

/**
 * Sends a SUBSCRIBE that ends the subscription, with the outbound message's additions. Legal in ACTIVE, PENDING and 2XX_RCVD; it moves to
 * UNSUBSCRIBING, and to TERMINATED with the NOTIFY that follows.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, for a notifier, and for one made out of band; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsUnsubscribe(RvSipSubsHandle hSubs);

/**
 * Answers with 200 the SUBSCRIBE or REFER that waits, with the outbound message's additions. Legal in SUBS_RCVD, which moves to ACTIVE; in
 * REFRESH_RCVD, which moves to the state before it: ACTIVE, PENDING or ACTIVATED; and in UNSUBSCRIBE_RCVD. A NOTIFY is due at once, with
 * the state terminated in UNSUBSCRIBE_RCVD; the program sends it. RvSipSubsReferAccept makes what a REFER asks for, this function does not.
 *
 * - `expiresVal`: seconds that the subscription lasts, not more than were asked for; UNDEFINED for those. A REFER asks for none and is not
 *   told of them: they go into the first NOTIFY.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRespondAccept(RvSipSubsHandle hSubs,
                                RvInt32 expiresVal);

/**
 * Answers the first SUBSCRIBE with 202: it is not authorised yet. The outbound message's additions go along. Legal in SUBS_RCVD, which
 * moves to PENDING. A NOTIFY with the state pending is due at once; the program sends it.
 *
 * - `expiresVal`: as for RvSipSubsRespondAccept.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state, and for a REFER; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRespondPending(RvSipSubsHandle hSubs,
                                 RvInt32 expiresVal);

/**
 * Refuses the SUBSCRIBE or REFER that waits, with the outbound message's additions. Legal in SUBS_RCVD, which moves to TERMINATED; in
 * REFRESH_RCVD and in UNSUBSCRIBE_RCVD, which move to the state before them.
 *
 * - `statusCode`: 300 to 699 without 408.
 * - `strReasonPhrase`: NULL for the standard one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code or a phrase with line ends; RV_ERROR_ILLEGAL_ACTION in another state;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRespondReject(RvSipSubsHandle hSubs,
                                RvUint16 statusCode,
                                RvChar *strReasonPhrase);

/**
 * Ends a subscription in any state, with its notifications. It moves to TERMINATED; nothing is sent. In SUBS_RCVD the SUBSCRIBE or REFER
 * gets no answer, and copies of it are absorbed without a word until its sender has given up; RvSipSubsRespondReject tells him. Not for
 * the callbacks of messages and of creation.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsTerminate(RvSipSubsHandle hSubs);

/**
 * The program hears no more of a subscription, its notifications included; it goes on, and nobody answers what comes. Legal in any state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsDetachOwner(RvSipSubsHandle hSubs);

/**
 * Refuses the SUBSCRIBE or REFER of a subscription that is being told. Legal inside RvSipSubsCreatedEv only. The subscription is gone when
 * that callback has returned; nothing more is told of it, TERMINATED included, and the response has nothing of the outbound message.
 *
 * - `statusCode`: 300 to 699.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetRejectStatusCodeOnCreation(RvSipSubsHandle hSubs,
                                                RvUint16 statusCode);

/**
 * Gives the DNS list of a request that could not be sent: where it may still go. Read and edit it with the RvSipTransportDNSList
 * functions. Legal in MSG_SEND_FAILURE of the subscription or of the notification.
 *
 * - `hNotify`: a notification of the subscription; NULL for its SUBSCRIBE or REFER.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsDNSGetList(RvSipSubsHandle hSubs,
                             RvSipNotifyHandle hNotify,
                             RvSipTransportDNSListHandle *phDnsList);

/**
 * Prepares a request that could not be sent for the next address: another transaction, with a new branch, carries it on, and the old one
 * ends. Nothing is sent yet. Legal in MSG_SEND_FAILURE.
 *
 * - `hNotify`: as for RvSipSubsDNSGetList.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no address is left; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsDNSContinue(RvSipSubsHandle hSubs,
                              RvSipNotifyHandle hNotify);

/**
 * Sends the prepared request to the next address. Legal after RvSipSubsDNSContinue; the subscription moves to SUBS_SENT, REFRESHING or
 * UNSUBSCRIBING, a notification to REQUEST_SENT.
 *
 * - `hNotify`: as for RvSipSubsDNSGetList; the outbound message of the notification, or of the subscription, goes along.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsDNSReSendRequest(RvSipSubsHandle hSubs,
                                   RvSipNotifyHandle hNotify);

/**
 * Stops trying addresses. A subscription whose first request could not be sent moves to TERMINATED, one that was to be refreshed or ended to
 * the state before; a notification ends. Legal in MSG_SEND_FAILURE and after RvSipSubsDNSContinue.
 *
 * - `hNotify`: as for RvSipSubsDNSGetList.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsDNSGiveUp(RvSipSubsHandle hSubs,
                            RvSipNotifyHandle hNotify);

/**
 * Begins to look through the credentials of a request. Each is told by RvSipSubsAuthCredentialsFoundEv and answered with
 * RvSipSubsAuthProceed; the end is told by RvSipSubsAuthCompletedEv. Legal in SUBS_RCVD, REFRESH_RCVD and UNSUBSCRIBE_RCVD, and for a
 * notification in REQUEST_RCVD; needs enableServerAuth.
 *
 * - `hTransc`: the transaction of the request; NULL for the SUBSCRIBE or REFER that waits for its answer.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere or without enableServerAuth; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a
 * transaction that is not of this subscription.
 */
RvStatus RvSipSubsAuthBegin(RvSipSubsHandle hSubs,
                            RvSipTranscHandle hTransc);

/**
 * Says what to do with the credentials that were told last; from inside the callback or later.
 *
 * - `hTransc`: the transaction of the request, as it was told; NULL for the SUBSCRIBE or REFER that waits for its answer.
 * - `eAction`: USE_PASSWORD checks them against `strPassword`; SKIP looks at the next; SUCCESS and FAILURE end the search with
 *   that verdict.
 * - `hAuthorization`: the header of the callback; the library remembers it, NULL will do.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when no credentials wait; RV_ERROR_BADPARAM for another action; RV_ERROR_NULLPTR, also
 * for USE_PASSWORD without a password; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsAuthProceed(RvSipSubsHandle hSubs,
                              RvSipTranscHandle hTransc,
                              enum RvSipTransactionAuthAction eAction,
                              RvSipAuthorizationHeaderHandle hAuthorization,
                              RvChar *strPassword);

/**
 * Answers a request with 401 or 407 and a ready challenge. The state changes as with RvSipSubsRespondReject, or RvSipNotifyReject for a
 * NOTIFY. Legal where RvSipSubsAuthBegin is.
 *
 * - `hTransc`: as for RvSipSubsAuthBegin.
 * - `responseCode`: 401 or 407.
 * - `strReasonPhrase`: NULL for the standard one.
 * - `eHeaderType`: RVSIP_HEADERTYPE_AUTHENTICATION or RVSIP_HEADERTYPE_OTHER.
 * - `hHeader`: a header of that type; it is copied.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code or type; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRespondUnauthenticated(RvSipSubsHandle hSubs,
                                         RvSipTranscHandle hTransc,
                                         RvUint16 responseCode,
                                         RvChar *strReasonPhrase,
                                         enum RvSipHeaderType eHeaderType,
                                         void *hHeader);

/**
 * Answers a request with 401 or 407 and a Digest challenge made of the arguments. The state changes as with RvSipSubsRespondReject, or
 * RvSipNotifyReject for a NOTIFY. Legal where RvSipSubsAuthBegin is.
 *
 * - `hTransc`: as for RvSipSubsAuthBegin.
 * - `responseCode`: 401 or 407.
 * - `strReasonPhrase`: NULL for the standard one.
 * - `strRealm`: the realm; texts may come with or without quotes.
 * - `strDomain`, `strOpaque`: NULL to leave out.
 * - `strNonce`: NULL for one the library makes.
 * - `bStale`: RV_TRUE when only the nonce of the refused credentials was too old.
 * - `eAlgorithm`: UNDEFINED leaves the parameter out, which means MD5; not OTHER.
 * - `eQop`: UNDEFINED leaves the parameter out; not OTHER.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code, a text with line ends or an algorithm or qop that does not exist;
 * RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR, also for no realm; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRespondUnauthenticatedDigest(RvSipSubsHandle hSubs,
                                               RvSipTranscHandle hTransc,
                                               RvUint16 responseCode,
                                               RvChar *strReasonPhrase,
                                               RvChar *strRealm,
                                               RvChar *strDomain,
                                               RvChar *strNonce,
                                               RvChar *strOpaque,
                                               RvBool bStale,
                                               enum RvSipAuthAlgorithm eAlgorithm,
                                               enum RvSipAuthQopOption eQop);

/**
 * Gives the stack a manager belongs to, as an RvSipStackHandle.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsMgrGetStackInstance(RvSipSubsMgrHandle hSubsMgr, void **phStackInstance);

/**
 * Gives the stack a subscription belongs to, as an RvSipStackHandle.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetStackInstance(RvSipSubsHandle hSubs, void **phStackInstance);

/**
 * RV_TRUE: the library refreshes this subscription by itself, and RvSipSubsExpirationAlertEv is not called. One that a REFER made is not
 * refreshed by itself, nor one that is not ACTIVE when its time comes. Without this call subsAutoRefresh decides. Legal in any state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsAutoRefresh(RvSipSubsHandle hSubs,
                              RvBool bAutoRefresh);

/**
 * Sets how long before its end a subscription is refreshed or RvSipSubsExpirationAlertEv is called; it holds from the next SUBSCRIBE on.
 * Of one that does not last so long half the time is left then. Without this call subsAlertTimer decides. Legal in any state.
 *
 * - `alertTimerVal`: milliseconds.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a negative time; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetAlertTimer(RvSipSubsHandle hSubs,
                                RvInt32 alertTimerVal);

/**
 * Sets how long a NOTIFY is awaited after a 2xx before the subscription is terminated; it holds from the next 2xx on. Without this call
 * subsNoNotifyTimer decides. Legal in any state.
 *
 * - `noNotifyTimerVal`: milliseconds; 0 for no end.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a negative time; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetNoNotifyTimer(RvSipSubsHandle hSubs,
                                   RvInt32 noNotifyTimerVal);

/**
 * Lets a subscription expire so many seconds from now, also when it has expired already. Nothing is sent. Legal in any state but IDLE and
 * TERMINATED.
 *
 * - `expirationVal`: seconds, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION elsewhere, and for one made out of band; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsUpdateSubscriptionTimer(RvSipSubsHandle hSubs,
                                          RvInt32 expirationVal);

/**
 * Sets the seconds that the SUBSCRIBE asks for. Legal in IDLE.
 *
 * - `expiresVal`: seconds, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for none in the SUBSCRIBE.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another time; RV_ERROR_ILLEGAL_ACTION in another state; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetExpiresVal(RvSipSubsHandle hSubs,
                                RvInt32 expiresVal);

/**
 * Tells the seconds that both ends have agreed on last; before that those the SUBSCRIBE is to ask for.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while there are none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetExpiresVal(RvSipSubsHandle hSubs, RvInt32 *pExpires);

/**
 * Tells the seconds that the last SUBSCRIBE asked for.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it asked for none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetRequestedExpiresVal(RvSipSubsHandle hSubs, RvInt32 *pExpires);

/**
 * Tells how many seconds are left until a subscription expires.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when no time runs; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetRemainingTime(RvSipSubsHandle hSubs, RvInt32 *pSeconds);

/**
 * Tells the state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetState(RvSipSubsHandle hSubs, enum RvSipSubsState *peState);

/**
 * Tells which end of the subscription this is.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetSubsType(RvSipSubsHandle hSubs, enum RvSipSubscriptionType *peType);

/**
 * Tells whether the event package is that of REFER or another one; UNDEFINED while no Event is set.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetEventPackageType(RvSipSubsHandle hSubs, enum RvSipSubsEventPackageType *pePackage);

/**
 * Gives a copy of the Event header. It lives with the subscription. That of a REFER is `refer`, with
 * an id where it came and was not the first one in its dialog.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetEventHeader(RvSipSubsHandle hSubs, RvSipEventHeaderHandle *phEvent);

/**
 * Sets the Event header; it is copied. Legal in IDLE; a subscription made out of band moves to ACTIVE with it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state, for another one than
 * `refer` after RvSipSubsReferInit, and made out of band without Call-ID, From and To with tags, or in a dialog that is there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetEventHeader(RvSipSubsHandle hSubs,
                                 RvSipEventHeaderHandle hEvent);

/**
 * Gives the dialog of a subscription as a call-leg: the one it was made in, or one of its own. Of the latter the RvSipCallLeg functions read
 * and set Call-ID, CSeq, contacts and addresses; those that send or end something return RV_ERROR_ILLEGAL_ACTION, and so do those that set
 * From and To. When the call ends before the subscription, the dialog has another handle from then on.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetDialogObj(RvSipSubsHandle hSubs,
                               RvSipCallLegHandle *phDialog);

/**
 * Gives the SUBSCRIBE, REFER or response behind the state that is being told. Legal only inside RvSipSubsStateChangedEv with a state that a
 * message caused; the handle is dead when the callback has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetReceivedMsg(RvSipSubsHandle hSubs,
                                 RvSipMsgHandle *phMsg);

/**
 * Gives the message whose headers and body go into the next SUBSCRIBE, REFER or response of this subscription, and only that one. It is
 * empty when it is given; To, From, Call-ID, CSeq, Via and Event in it are not used. Legal in any state but TERMINATED. Notifications have
 * messages of their own (RvSipNotifyGetOutboundMsg).
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetOutboundMsg(RvSipSubsHandle hSubs,
                                 RvSipMsgHandle *phMsg);

/**
 * Tells the local address in use by a request that is under way: where it arrived, or what it is sent from.
 *
 * - `hNotify`: a notification of the subscription; NULL for its SUBSCRIBE or REFER.
 * - `strAddress`: room for RVSIP_TRANSPORT_LEN_STRING_IP characters.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while there is no such request, and before the address is known; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetCurrentLocalAddress(RvSipSubsHandle hSubs,
                                         RvSipNotifyHandle hNotify,
                                         enum RvSipTransport *eTransport,
                                         enum RvSipTransportAddressType *eAddressType,
                                         RvChar *strAddress,
                                         RvUint16 *pPort);

/**
 * Tells the program's own value.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetAppSubsHandle(RvSipSubsHandle hSubs, RvSipAppSubsHandle *phAppSubs);

/**
 * Changes the program's own value that comes back in callbacks.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetAppSubsHandle(RvSipSubsHandle hSubs, RvSipAppSubsHandle hAppSubs);

/**
 * Gives the subscription whose SUBSCRIBE made this one by forking; NULL for any other subscription, and when that one has ended.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetOriginalSubs(RvSipSubsHandle hSubs,
                                  RvSipSubsHandle *phOriginalSubs);

/**
 * RV_FALSE: NOTIFYs of further notifiers make no subscriptions and get 481. RV_TRUE, as it is without this call, they do if
 * bEnableSubsForking is set. Legal in any state.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsSetForkingEnabledFlag(RvSipSubsHandle hSubs,
                                        RvBool bForkingEnabled);

/**
 * Tells whether NOTIFYs of further notifiers may make subscriptions.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetForkingEnabledFlag(RvSipSubsHandle hSubs, RvBool *pbForkingEnabled);

/**
 * Makes a notification in IDLE, for a NOTIFY to be sent. Legal for a notifier in ACTIVE, PENDING, ACTIVATED, TERMINATING, and in
 * UNSUBSCRIBE_RCVD once the SUBSCRIBE is answered.
 *
 * - `hAppNotify`: the program's own value, handed back in its callbacks; may be NULL.
 * - `phNotify`: place for the handle. It lives until the callback of its TERMINATED has returned.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_OUTOFRESOURCES when maxTransactions of them are there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsCreateNotify(RvSipSubsHandle hSubs,
                               RvSipAppNotifyHandle hAppNotify,
                               RvSipNotifyHandle *phNotify);

/**
 * Sends the NOTIFY with its Subscription-State and the outbound message's additions. Legal in IDLE of a notification of this end, which
 * moves to REQUEST_SENT; the subscription moves to ACTIVATED when the state turns from pending to active, to TERMINATING with terminated.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another status, with Subscription-State neither set nor in the outbound message, and while
 * the subscription is in a state in which RvSipSubsCreateNotify is not legal; RV_ERROR_OUTOFRESOURCES when maxTransactions are there
 * already; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifySend(RvSipNotifyHandle hNotify);

/**
 * Answers a NOTIFY with 200, with the outbound message's additions. Legal in REQUEST_RCVD; the notification moves to
 * FINAL_RESPONSE_SENT and TERMINATED, and the subscription to the state that the NOTIFY told.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyAccept(RvSipNotifyHandle hNotify);

/**
 * Refuses a NOTIFY, with the outbound message's additions. Legal in REQUEST_RCVD; the notification moves to FINAL_RESPONSE_SENT and
 * TERMINATED, the subscription stays as it is.
 *
 * - `statusCode`: 300 to 699 without 408.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyReject(RvSipNotifyHandle hNotify,
                           RvUint16 statusCode);

/**
 * Ends a notification in any status; it moves to TERMINATED. Nothing is sent, so that a NOTIFY that came stays without an answer.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when it has ended; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyTerminate(RvSipNotifyHandle hNotify);

/**
 * The program hears no more of a notification, which goes on. Legal in any status.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyDetachOwner(RvSipNotifyHandle hNotify);

/**
 * Gives the message whose headers and body go into the NOTIFY, or into the response to it. It is empty when it is given; To, From, Call-ID,
 * CSeq, Via and Event in it are not used. Legal in IDLE, REQUEST_RCVD and MSG_SEND_FAILURE.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyGetOutboundMsg(RvSipNotifyHandle hNotify,
                                   RvSipMsgHandle *phMsg);

/**
 * Sets the Subscription-State of a NOTIFY to be sent. Legal in IDLE of a notification of this end. For another state or reason put the header
 * into the outbound message; that wins.
 *
 * - `eSubsState`: ACTIVE, PENDING or TERMINATED.
 * - `eReason`: why it is terminated; UNDEFINED for none.
 * - `expiresParamVal`: seconds that the subscription lasts, less than RVSIP_SUBS_EXPIRES_VAL_LIMIT; UNDEFINED for none.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another state, reason or time; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifySetSubscriptionStateParams(RvSipNotifyHandle hNotify,
                                               enum RvSipSubscriptionSubstate eSubsState,
                                               enum RvSipSubscriptionReason eReason,
                                               RvInt32 expiresParamVal);

/**
 * Tells the state in the Subscription-State of a NOTIFY: of one that came, or as it was set.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND while unset; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyGetSubsState(RvSipNotifyHandle hNotify, enum RvSipSubscriptionSubstate *peSubsState);

/**
 * Gives the stack a notification belongs to, as an RvSipStackHandle.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifyGetStackInstance(RvSipNotifyHandle hNotify, void **phStackInstance);

/**
 * Makes the body of a NOTIFY about a REFER: a status line, such as `SIP/2.0 100 Trying`, as message/sipfrag. Legal in IDLE of a
 * notification of this end. A body in the outbound message wins.
 *
 * - `statusCode`: 100 to 699; what RvSipSubsReferNotifyReadyEv gave.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_ILLEGAL_ACTION in another status; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipNotifySetReferNotifyBody(RvSipNotifyHandle hNotify,
                                       RvInt16 statusCode);

/**
 * Makes a subscription one of a REFER to be sent. Headers are copied. Legal in IDLE; in a dialog of its own RvSipSubsDialogInit or
 * RvSipSubsInit sets From and To.
 *
 * - `hReferTo`: whom the other end shall ask.
 * - `hReferredBy`: who refers it (RFC 3892); NULL for none.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a bad-syntax or empty header; RV_ERROR_ILLEGAL_ACTION in another state, and for one made out
 * of band; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsReferInit(RvSipSubsHandle hSubs,
                            RvSipReferToHeaderHandle hReferTo,
                            RvSipReferredByHeaderHandle hReferredBy);

/**
 * As RvSipSubsReferInit, with texts.
 *
 * - `strReferTo`: value of Refer-To, with or without the header name.
 * - `strReferredBy`: value of Referred-By, likewise; NULL or empty for none.
 * - `strReplaces`: value of Replaces, likewise: the call that the new one shall replace (RFC 3891). It goes into the address of
 *   Refer-To. NULL or empty for none.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for a text that does not parse; RV_ERROR_ILLEGAL_ACTION in another state, and for one made out
 * of band; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsReferInitStr(RvSipSubsHandle hSubs,
                               RvChar *strReferTo,
                               RvChar *strReferredBy,
                               RvChar *strReplaces);

/**
 * Sends the REFER, with the outbound message's additions. Legal after RvSipSubsReferInit in IDLE with From and To; in REDIRECTED, where it
 * goes to the first Contact of the response; and in UNAUTHENTICATED, with credentials for its challenges. The subscription moves to
 * SUBS_SENT.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION in another state, without From or To, without RvSipSubsReferInit, and for a notifier;
 * RV_ERROR_BADPARAM for a To whose URI cannot be asked; RV_ERROR_NOT_FOUND without a shared-secret callback and RV_ERROR_NOTSUPPORTED
 * when no challenge can be answered, both in UNAUTHENTICATED; RV_ERROR_OUTOFRESOURCES when maxTransactions are there already;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsRefer(RvSipSubsHandle hSubs);

/**
 * Answers a REFER with 202, with the outbound message's additions, and makes an object for the request that it asks for, with To, From and
 * Replaces set. Other headers in the address of Refer-To are in the outbound message of that object, but for those that a stranger must
 * not choose. Legal in SUBS_RCVD of a subscription that a REFER made; it moves to ACTIVE. The program sends the request:
 * RvSipCallLegConnect, RvSipSubsSubscribe, RvSipSubsRefer or RvSipTransactionRequest. With a call-leg
 * or a subscription RvSipSubsReferNotifyReadyEv tells when NOTIFYs are due.
 *
 * - `hAppNewObj`: the program's own value for the new object; may be NULL.
 * - `eForceObjType`: CALL_LEG, SUBSCRIPTION or TRANSACTION; UNDEFINED for what the method in the address of Refer-To needs: a call-leg for
 *   none or INVITE, a subscription for SUBSCRIBE or REFER, a transaction for any other.
 * - `peNewObjType`: place for what was made.
 * - `phNewObj`: place for its handle, an RvSipCallLegHandle, RvSipSubsHandle or RvSipTranscHandle.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another type; RV_ERROR_ILLEGAL_ACTION elsewhere; RV_ERROR_ILLEGAL_SYNTAX for headers of the address
 * that do not parse; RV_ERROR_OUTOFRESOURCES when maxCallLegs, maxSubscriptions or maxTransactions are there already; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsReferAccept(RvSipSubsHandle hSubs,
                              void *hAppNewObj,
                              enum RvSipCommonStackObjectType eForceObjType,
                              enum RvSipCommonStackObjectType *peNewObjType,
                              void **phNewObj);

/**
 * Tells the status code in the body of a NOTIFY about a REFER that came.
 *
 * - `hNotify`: a notification of the subscription.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when its body is no status line; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetReferNotifyStatus(RvSipSubsHandle hSubs,
                                       RvSipNotifyHandle hNotify,
                                       RvInt32 *pStatusCode);

/**
 * Gives a copy of the Refer-To of the REFER, sent or received. It lives with the subscription.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND for a subscription of no REFER; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetReferToHeader(RvSipSubsHandle hSubs,
                                   RvSipReferToHeaderHandle *phReferTo);

/**
 * Gives a copy of the Referred-By of the REFER, sent or received. It lives with the subscription.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it has none; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubsGetReferredByHeader(RvSipSubsHandle hSubs, RvSipReferredByHeaderHandle *phReferredBy);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipMsg.h - Messages: making, parsing and writing them, their start line and body text
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an empty message of the program's own. It lives until RvSipMsgDestruct.
 *
 * - `hMsgMgr`: the message manager, from RvSipStackGetMsgMgrHandle.
 * - `hPool`: a pool of the program.
 * - `hSipMsg`: the message.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgConstruct(RvSipMsgMgrHandle hMsgMgr,
                           HRPOOL hPool,
                           RvSipMsgHandle *hSipMsg);

/**
 * Ends a message made with RvSipMsgConstruct and everything in it; handles into it are dead from then on.
 *
 * A message that the stack shows or lends is left alone: the stack ends it.
 */
void RvSipMsgDestruct(RvSipMsgHandle hSipMsg);

/**
 * Copies a whole message. Handles to headers that the destination had before must not be used any more.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgCopy(RvSipMsgHandle hDestination, RvSipMsgHandle hSource);

/**
 * Fills a message from text. Handles to headers that it had before must not be used any more.
 *
 * A start line or header that does not follow the grammar is no failure: it is kept as text and shown as bad syntax.
 * - `buffer`, `bufferLen`: the text; no NUL is needed.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX for what is no message at all or beyond a limit, and then the message is empty;
 * RV_ERROR_BADPARAM for a negative length; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgParse(RvSipMsgHandle hSipMsg,
                       RvChar *buffer,
                       RvInt32 bufferLen);

/**
 * Writes a message as text on a new page of the pool, which the caller frees.
 *
 * Content-Length is written as the length of the body, whatever was set. A body with parts is written from them, and its
 * Content-Type completed first, as RvSipBodyEncode does.
 * - `hPage`, `length`: the page, and the bytes on it; no NUL is added.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a body has parts and a Content-Type that is not multipart;
 * RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgEncode(RvSipMsgHandle hSipMsg,
                        HRPOOL hPool,
                        HPAGE *hPage,
                        RvUint32 *length);

/**
 * Lets the whole message be written with short header names where there are any. Each header keeps its own choice.
 *
 * Other headers, headers inside addresses and headers of body parts are not affected.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgForceCompactForm(RvSipMsgHandle hSipMsg,
                                  RvBool bForceCompactForm);

/**
 * Tells whether a message is a request or a response.
 *
 * Returns RVSIP_MSG_UNDEFINED while the start line is not set or bad, or when the handle does not fit.
 */
enum RvSipMsgType RvSipMsgGetMsgType(RvSipMsgHandle hSipMsg);

/**
 * Tells the method of a request; RVSIP_METHOD_OTHER has its text in RvSipMsgGetStrRequestMethod.
 *
 * Returns RVSIP_METHOD_UNDEFINED when the message is no request or the handle does not fit.
 */
enum RvSipMethodType RvSipMsgGetRequestMethod(RvSipMsgHandle hSipMsg);

/**
 * Copies the method of a request as text.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the message is no request; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in
 * *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetStrRequestMethod(RvSipMsgHandle hSipMsg,
                                     RvChar *strBuffer,
                                     RvUint bufferLen,
                                     RvUint *actualLen);

/**
 * Sets the method and makes the message a request.
 *
 * - `strMethod`: counts with RVSIP_METHOD_OTHER only.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for UNDEFINED, another number, or OTHER without a text that is a method;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetRequestMethod(RvSipMsgHandle hSipMsg, enum RvSipMethodType eMethod, RvChar *strMethod);

/**
 * Gives the address of the request line: the object in the message, no copy.
 *
 * Returns NULL when it is not set, the message is no request or the handle does not fit.
 */
RvSipAddressHandle RvSipMsgGetRequestUri(RvSipMsgHandle hSipMsg);

/**
 * Sets the address of the request line to a copy of an address, and makes the message a request. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetRequestUri(RvSipMsgHandle hSipMsg,
                               RvSipAddressHandle hReqUri);

/**
 * Tells the status code of a response.
 *
 * Returns -1 (UNDEFINED) when the message is no response or the handle does not fit.
 */
RvInt16 RvSipMsgGetStatusCode(RvSipMsgHandle hSipMsg);

/**
 * Sets the status code and makes the message a response.
 *
 * - `code`: 100 to 699.
 * - `bInsertReasonPhrase`: RV_TRUE puts the usual phrase of the code; RV_FALSE leaves the phrase as it is.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another code; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetStatusCode(RvSipMsgHandle hSipMsg, RvInt16 code, RvBool bInsertReasonPhrase);

/**
 * Copies the reason phrase of a response.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the message is no response; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in
 * *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetReasonPhrase(RvSipMsgHandle hSipMsg,
                                 RvChar *strBuffer,
                                 RvUint bufferLen,
                                 RvUint *actualLen);

/**
 * Sets the reason phrase of a response. NULL makes it empty.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when the message is no response (set its status code first); RV_ERROR_BADPARAM for a
 * text with a line end in it; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetReasonPhrase(RvSipMsgHandle hSipMsg,
                                 RvChar *strReasonPhrase);

/**
 * Copies the text of a start line that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the start line is good or not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed size
 * in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetStrBadSyntaxStartLine(RvSipMsgHandle hSipMsg,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Puts a good start line in place of a bad one.
 *
 * - `strFixedStartLine`: the whole line, without its line end.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the line is bad again, and then nothing changed; RV_ERROR_BADPARAM for a text
 * with a line end in it; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgStartLineFix(RvSipMsgHandle hSipMsg,
                              RvChar *strFixedStartLine);

/**
 * Copies the body as text, with a NUL behind it. See RvSipBodyGetBodyStr for bodies that may be binary.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when there is no body, or one that was split into parts; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetBody(RvSipMsgHandle hSipMsg,
                         RvChar *strBuffer,
                         RvUint bufferLen,
                         RvUint *actualLen);

/**
 * Sets the body from a text, in place of text or parts it has. NULL takes it out. Content-Type is set on its own, with RvSipMsgSetContentTypeHeader.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text that is too long; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetBody(RvSipMsgHandle hSipMsg,
                         RvChar *strBody);

/**
 * Tells the bytes needed for a string of the message, its NUL included.
 *
 * Returns 0 when the string is not set or the handle does not fit.
 */
RvUint RvSipMsgGetStringLength(RvSipMsgHandle hSipMsg, enum RvSipMessageStringName eStringName);

/**
 * Gives the To header of a message: the object in it, no copy.
 *
 * Returns NULL when there is none or the handle does not fit.
 */
RvSipPartyHeaderHandle RvSipMsgGetToHeader(RvSipMsgHandle hSipMsg);

/**
 * Sets the To header of a message to a copy of a header. NULL takes it out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetToHeader(RvSipMsgHandle hSipMsg, RvSipPartyHeaderHandle hHeader);

/**
 * Gives the From header of a message: the object in it, no copy.
 *
 * Returns NULL when there is none or the handle does not fit.
 */
RvSipPartyHeaderHandle RvSipMsgGetFromHeader(RvSipMsgHandle hSipMsg);

/**
 * Sets the From header of a message to a copy of a header. NULL takes it out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetFromHeader(RvSipMsgHandle hSipMsg, RvSipPartyHeaderHandle hHeader);

/**
 * Gives the CSeq header of a message: the object in it, no copy.
 *
 * Returns NULL when there is none or the handle does not fit.
 */
RvSipCSeqHeaderHandle RvSipMsgGetCSeqHeader(RvSipMsgHandle hSipMsg);

/**
 * Sets the CSeq header of a message to a copy of a header. NULL takes it out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetCSeqHeader(RvSipMsgHandle hSipMsg, RvSipCSeqHeaderHandle hHeader);

/**
 * Copies the Call-ID.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetCallIdHeader(RvSipMsgHandle hSipMsg,
                                 RvChar *strBuffer,
                                 RvUint bufferLen,
                                 RvUint *actualLen);

/**
 * Sets the Call-ID. NULL or an empty text takes it out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetCallIdHeader(RvSipMsgHandle hSipMsg,
                                 RvChar *strCallId);

/**
 * Copies the value of Content-Type as text.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when there is none; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetContentTypeHeader(RvSipMsgHandle hSipMsg,
                                      RvChar *strBuffer,
                                      RvUint bufferLen,
                                      RvUint *actualLen);

/**
 * Sets Content-Type from text, such as `application/sdp`. NULL or an empty text takes it out.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetContentTypeHeader(RvSipMsgHandle hSipMsg,
                                      RvChar *strContentType);

/**
 * Tells the Content-Length that a message came with or that was set.
 *
 * Returns -1 (UNDEFINED) when there is none or the handle does not fit.
 */
RvInt32 RvSipMsgGetContentLengthHeader(RvSipMsgHandle hSipMsg);

/**
 * Sets Content-Length; -1 takes it out. A message is always sent with the length its body has.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another negative number; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetContentLengthHeader(RvSipMsgHandle hSipMsg,
                                        RvInt32 contentLen);

/**
 * Chooses between the short (RV_TRUE) and the long form of the name of Call-ID.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the message has no Call-ID; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetCallIdCompactForm(RvSipMsgHandle hSipMsg,
                                      RvBool bIsCompact);

/**
 * Tells whether Call-ID came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the message has no Call-ID; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetCallIdCompactForm(RvSipMsgHandle hSipMsg,
                                      RvBool *pbIsCompact);

/**
 * Chooses between the short (RV_TRUE) and the long form of the name of Content-Length.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetContentLengthCompactForm(RvSipMsgHandle hSipMsg, RvBool bIsCompact);

/**
 * Tells whether Content-Length came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the message has no Content-Length; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgGetContentLengthCompactForm(RvSipMsgHandle hSipMsg,
                                             RvBool *pbIsCompact);

/**
 * Walks the header list: gives the header at a place, whatever its type.
 *
 * Headers with bad syntax are passed over, and so are To, From, CSeq, Call-ID, Content-Type and Content-Length, which are not in
 * the list.
 * - `location`: first, last, next or previous.
 * - `hListElem`: the position found; for next and previous also where to go from.
 * - `pHeaderType`: the type of the header, which tells the handle to cast to.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
void *RvSipMsgGetHeader(RvSipMsgHandle hSipMsg,
                        enum RvSipHeadersLocation location,
                        RvSipHeaderListElemHandle *hListElem,
                        enum RvSipHeaderType *pHeaderType);

/**
 * As RvSipMsgGetHeader, with a choice whether headers with bad syntax are shown too.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
void *RvSipMsgGetHeaderExt(RvSipMsgHandle hSipMsg,
                           enum RvSipHeadersLocation location,
                           enum RvSipHeadersOption option,
                           RvSipHeaderListElemHandle *hListElem,
                           enum RvSipHeaderType *pHeaderType);

/**
 * As RvSipMsgGetHeader for headers of one type. The result is a handle of that type.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
void *RvSipMsgGetHeaderByType(RvSipMsgHandle hSipMsg,
                              enum RvSipHeaderType eHeaderType,
                              enum RvSipHeadersLocation location,
                              RvSipHeaderListElemHandle *hListElem);

/**
 * As RvSipMsgGetHeaderByType, with a choice whether headers with bad syntax are shown too.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
void *RvSipMsgGetHeaderByTypeExt(RvSipMsgHandle hSipMsg,
                                 enum RvSipHeaderType eHeaderType,
                                 enum RvSipHeadersLocation location,
                                 enum RvSipHeadersOption option,
                                 RvSipHeaderListElemHandle *hListElem);

/**
 * As RvSipMsgGetHeader for headers of one name, long or short, letters of either case.
 *
 * A header that has a type of its own is shown as an Other header too: its name and the text of its value.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
RvSipOtherHeaderHandle RvSipMsgGetHeaderByName(RvSipMsgHandle hSipMsg,
                                               RvChar *strName,
                                               enum RvSipHeadersLocation location,
                                               RvSipHeaderListElemHandle *hListElem);

/**
 * As RvSipMsgGetHeaderByName, with a choice whether headers with bad syntax are shown too.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
RvSipOtherHeaderHandle RvSipMsgGetHeaderByNameExt(RvSipMsgHandle hSipMsg,
                                                  RvChar *strName,
                                                  enum RvSipHeadersLocation location,
                                                  enum RvSipHeadersOption option,
                                                  RvSipHeaderListElemHandle *hListElem);

/**
 * Walks the headers with bad syntax, those of the list and those kept apart, as one list.
 *
 * Returns the header, or NULL at the end or when an argument does not fit; then nothing is written.
 */
void *RvSipMsgGetBadSyntaxHeader(RvSipMsgHandle hSipMsg,
                                 enum RvSipHeadersLocation location,
                                 RvSipHeaderListElemHandle *hListElem,
                                 enum RvSipHeaderType *pHeaderType);

/**
 * Tells whether a header carries a bad-syntax string.
 *
 * - `hHeader`: a header of any type, and `eHeaderType` its type.
 *
 * Returns RV_FALSE for a legal header and when the arguments do not fit.
 */
RvBool RvSipHeaderIsBadSyntax(void *hHeader, enum RvSipHeaderType eHeaderType);

/**
 * Puts a copy of a header into the list. Go on with `*pNewHeader`; the header passed in stays the caller's.
 *
 * Not for To, From, CSeq and Content-Type, which are not in the list.
 * - `location`: first, last, or before (previous) or after (next) the position in `hListElem`.
 * - `pHeader`, `eHeaderType`: the header and its type.
 * - `hListElem`: in: where to go from, for next and previous; out: the position of the new header.
 * - `pNewHeader`: the new header.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a type that is not in the list or a wrong location; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgPushHeader(RvSipMsgHandle hSipMsg,
                            enum RvSipHeadersLocation location,
                            void *pHeader,
                            enum RvSipHeaderType eHeaderType,
                            RvSipHeaderListElemHandle *hListElem,
                            void **pNewHeader);

/**
 * Makes an empty header of a type chosen at run time in a message.
 *
 * - `pushHeaderAtHead`: RV_TRUE puts it at the head of the list, RV_FALSE at the tail. To, From, CSeq and Content-Type take the
 *   place of the one the message has.
 * - `pHeader`: the header; cast it to the handle of its type.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a type that no header has; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgConstructHeaderInMsgByType(RvSipMsgHandle hSipMsg,
                                            enum RvSipHeaderType eHeaderType,
                                            RvBool pushHeaderAtHead,
                                            void **pHeader);

/**
 * Takes the header at a position out of its message; its handle and the position are dead from then on.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgRemoveHeaderAt(RvSipMsgHandle hSipMsg, RvSipHeaderListElemHandle hListElem);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipBody.h - Bodies: text or a list of parts, with a Content-Type; of a message, of a body part, or stand-alone
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an empty body of the program's own. It lives until RvSipBodyDestruct.
 *
 * - `hMsgMgr`, `hPool`: the message manager, and a pool of the program.
 * - `hBody`: the body.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyConstruct(RvSipMsgMgrHandle hMsgMgr,
                            HRPOOL hPool,
                            RvSipBodyHandle *hBody);

/** Ends a body made with RvSipBodyConstruct, with its parts. The body of a message or of a part is left alone: it ends with that. */
void RvSipBodyDestruct(RvSipBodyHandle hBody);

/**
 * Makes an empty body in a message, in place of text or parts it may have. Its Content-Type stays.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyConstructInMsg(RvSipMsgHandle hSipMsg, RvSipBodyHandle *hBody);

/**
 * Makes an empty body in a body part, in place of text or parts it may have. Its Content-Type stays.
 *
 * - `hBodyPart`: the part.
 * - `hBody`: its body.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyConstructInBodyPart(RvSipBodyPartHandle hBodyPart, RvSipBodyHandle *hBody);

/**
 * Copies a body, text or parts, with its Content-Type to another one. Parts that the destination had are dead.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES, also when the parts would be nested too deep; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyCopy(RvSipBodyHandle hDestination,
                       RvSipBodyHandle hSource);

/**
 * Gives the body object of a message: the object in it, no copy.
 *
 * Returns NULL when the message has no body or the handle does not fit.
 */
RvSipBodyHandle RvSipMsgGetBodyObject(RvSipMsgHandle hSipMsg);

/**
 * Sets body, text or parts, and Content-Type of a message to copies of those of a body object. NULL takes both out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMsgSetBodyObject(RvSipMsgHandle hSipMsg,
                               RvSipBodyHandle hBodyObj);

/**
 * Writes a body on a new page of the pool, which the caller frees. Parts are written between delimiter lines, without a preamble.
 *
 * A body with parts needs a Content-Type that is multipart, with a boundary: without a Content-Type it gets multipart/mixed, without
 * a boundary one that stands in none of the parts. A boundary that begins a line of a part would cut it, and is replaced too.
 * The Content-Type shows what was written; the same holds for bodies inside the parts.
 * - `hPage`, `length`: the page, and the bytes on it; no NUL is added.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a body has parts and a Content-Type that is not multipart;
 * RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyEncode(RvSipBodyHandle hBody,
                         HRPOOL hPool,
                         HPAGE *hPage,
                         RvUint *length);

/**
 * Tells the bytes of a body that is text.
 *
 * Returns 0 for an empty one, for one with parts, and when the handle does not fit.
 */
RvUint RvSipBodyGetBodyStrLength(RvSipBodyHandle hBody);

/**
 * Copies a body, which may be binary: no NUL is added, and a buffer of RvSipBodyGetBodyStrLength bytes suffices.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is empty or has parts; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *length;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyGetBodyStr(RvSipBodyHandle hBody,
                             RvChar *bodyBuffer,
                             RvUint bufferLen,
                             RvUint *length);

/**
 * Sets a body from bytes, text or binary, in place of what it has. Parts it had are dead.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodySetBodyStr(RvSipBodyHandle hBody, RvChar *bodyString, RvUint length);

/**
 * Gives the Content-Type of a body: the object in it, no copy.
 *
 * Returns NULL when there is none or the handle does not fit.
 */
RvSipContentTypeHeaderHandle RvSipBodyGetContentType(RvSipBodyHandle hBody);

/**
 * Sets the Content-Type of a body to a copy of a header. NULL takes it out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodySetContentType(RvSipBodyHandle hBody, RvSipContentTypeHeaderHandle hContentType);

/**
 * Makes an empty Content-Type in a body, in place of the one it may have.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderConstructInBody(RvSipBodyHandle hBody, RvSipContentTypeHeaderHandle *hHeader);

/**
 * Splits text into the parts of a body, by the boundary of the Content-Type that the body has.
 *
 * The parts take the place of the body's text, which is gone for good, and of parts it had, which are dead. Bodies of the parts are
 * text again, and may be split in turn. A delimiter line may have blanks at its end and end with a bare line feed; text before the
 * first and behind the last one is left out; a missing last one is forgiven. A part may have no headers, and no body.
 * - `buffer`, `bufferLength`: the text, as a rule what RvSipBodyGetBodyStr gave; it may be binary.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when the body has no Content-Type or one that is not multipart; RV_ERROR_ILLEGAL_SYNTAX
 * when that has no boundary or no delimiter line is in the text; RV_ERROR_OUTOFRESOURCES beyond maxBodyParts, maxBodyDepth or
 * another limit of the stack, for bodies of the program beyond their defaults; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 * When it fails, nothing has changed.
 */
RvStatus RvSipBodyMultipartParse(RvSipBodyHandle hBody,
                                 RvChar *buffer,
                                 RvUint bufferLength);

/**
 * Walks the parts of a body.
 *
 * - `location`: first, last, or the one after (next) or before (previous) `hRelativeBodyPart`.
 * - `hRelativeBodyPart`: a part of this body; not looked at for first and last.
 * - `hBodyPart`: the part, NULL when there is none at that place.
 *
 * Returns RV_OK, also at the end of the list and for a body without parts; RV_ERROR_BADPARAM for another location;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a part that was taken out.
 */
RvStatus RvSipBodyGetBodyPart(RvSipBodyHandle hBody,
                              enum RvSipElementsLocation location,
                              RvSipBodyPartHandle hRelativeBodyPart,
                              RvSipBodyPartHandle *hBodyPart);

/**
 * Puts a copy of a part into a body, whose text, if it has any, is gone. Go on with `*phNewBodyPart`; the part passed in stays
 * what it was.
 *
 * - `location`: first, last, or after (next) or before (previous) `hRelativeBodyPart`.
 * - `hBodyPart`: the part to copy, of any body or stand-alone.
 * - `hRelativeBodyPart`: a part of this body; not looked at for first and last.
 * - `phNewBodyPart`: the new part.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another location; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse);
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPushBodyPart(RvSipBodyHandle hBody,
                               enum RvSipElementsLocation location,
                               RvSipBodyPartHandle hBodyPart,
                               RvSipBodyPartHandle hRelativeBodyPart,
                               RvSipBodyPartHandle *phNewBodyPart);

/**
 * Takes a part out of a body. The part, its headers and all that is in it are dead from then on.
 *
 * To go on walking, ask for the next part before taking one out. A body whose last part goes is empty.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE, also for a part of another body.
 */
RvStatus RvSipBodyRemoveBodyPart(RvSipBodyHandle hBody, RvSipBodyPartHandle hBodyPart);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipBodyPart.h - Parts of multipart bodies: headers, Content-Disposition and a body each
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an empty part in a body, whose text, if it has any, is gone.
 *
 * - `pushBodyPartAtHead`: RV_TRUE puts it before the parts that are there, RV_FALSE behind them.
 * - `hBodyPart`: the part.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse); RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartConstructInBody(RvSipBodyHandle hBody,
                                      RvBool pushBodyPartAtHead,
                                      RvSipBodyPartHandle *hBodyPart);

/**
 * Makes an empty part of the program's own. It lives until RvSipBodyPartDestruct.
 *
 * - `hMsgMgr`, `hPool`: the message manager, and a pool of the program.
 * - `hBodyPart`: the part.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartConstruct(RvSipMsgMgrHandle hMsgMgr,
                                HRPOOL hPool,
                                RvSipBodyPartHandle *hBodyPart);

/**
 * Ends a part made with RvSipBodyPartConstruct and everything in it. A part of a body is left alone: it ends with the body, or
 * with RvSipBodyRemoveBodyPart.
 */
void RvSipBodyPartDestruct(RvSipBodyPartHandle hBodyPart);

/**
 * Makes a part a copy of another one: headers, Content-Disposition and body with all that is in it. What the destination had is
 * dead.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse); RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartCopy(RvSipBodyPartHandle hDestination,
                           RvSipBodyPartHandle hSource);

/**
 * Fills a part from text: its headers, a blank line and its body, which is text then even if it is multipart. What the part had is
 * dead.
 *
 * A text that begins with the blank line has no headers. A value that does not follow the grammar of its header is kept as bad
 * syntax. A Content-Length is one of the headers and does not count.
 * - `buffer`, `bufferLen`: the text, which may be binary; no NUL is needed.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when a line before the blank one is no header; RV_ERROR_OUTOFRESOURCES for too many
 * headers; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE. When it fails, nothing has changed.
 */
RvStatus RvSipBodyPartParse(RvSipBodyPartHandle hBodyPart,
                            RvChar *buffer,
                            RvUint bufferLen);

/**
 * Writes a part on a new page of the pool, which the caller frees: its headers, a blank line and its body.
 *
 * Header names are written in the form each header has, short forms are never forced. A Content-Length that the text came with is
 * written as it was; once the body has changed it is written right. For a body with parts see RvSipBodyEncode.
 * - `hPage`, `length`: the page, and the bytes on it; no NUL is added.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION when a body has parts and a Content-Type that is not multipart;
 * RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartEncode(RvSipBodyPartHandle hBodyPart,
                             HRPOOL hPool,
                             HPAGE *hPage,
                             RvUint *length);

/**
 * Gives the body object of a part: the object in it, no copy.
 *
 * Returns NULL when the part has no body (it was made and not yet filled) or the handle does not fit.
 */
RvSipBodyHandle RvSipBodyPartGetBodyObject(RvSipBodyPartHandle hBodyPart);

/**
 * Sets body, text or parts, and Content-Type of a part to copies of those of a body object. NULL takes both out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES beyond a limit (see RvSipBodyMultipartParse); RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartSetBodyObject(RvSipBodyPartHandle hBodyPart,
                                    RvSipBodyHandle hBodyObj);

/**
 * Gives the Content-Disposition of a part: the object in it, no copy.
 *
 * Returns NULL when there is none or the handle does not fit.
 */
RvSipContentDispositionHeaderHandle RvSipBodyPartGetContentDisposition(RvSipBodyPartHandle hBodyPart);

/**
 * Sets the Content-Disposition of a part to a copy of a header. NULL takes it out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartSetContentDisposition(RvSipBodyPartHandle hBodyPart,
                                            RvSipContentDispositionHeaderHandle hHeader);

/**
 * Puts a copy of a header into the list of a part. Go on with `*pNewHeader`; the header passed in stays the caller's.
 *
 * Not for Content-Type and Content-Disposition, which are not in the list.
 * - `location`: first, last, or before (previous) or after (next) the position in `hListElem`.
 * - `pHeader`, `eHeaderType`: the header and its type.
 * - `hListElem`: in: where to go from, for next and previous; out: the position of the new header.
 * - `pNewHeader`: the new header.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a type that is not in the list or a wrong location; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartPushHeader(RvSipBodyPartHandle hBodyPart,
                                 enum RvSipHeadersLocation location,
                                 void *pHeader,
                                 enum RvSipHeaderType eHeaderType,
                                 RvSipHeaderListElemHandle *hListElem,
                                 void **pNewHeader);

/**
 * Walks the header list of a part. Headers with bad syntax are passed over, and so are Content-Type and Content-Disposition, which
 * are not in the list.
 *
 * - `location`: first, last, next or previous.
 * - `hListElem`: the position found; for next and previous also where to go from.
 * - `pHeaderType`: the type of the header, which tells the handle to cast to.
 *
 * Returns the header, or NULL at the end of the list or when an argument does not fit; then nothing is written.
 */
void *RvSipBodyPartGetHeader(RvSipBodyPartHandle hBodyPart,
                             enum RvSipHeadersLocation location,
                             RvSipHeaderListElemHandle *hListElem,
                             enum RvSipHeaderType *pHeaderType);

/**
 * Takes the header at a position out of its part; its handle and the position are dead from then on.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipBodyPartRemoveHeader(RvSipBodyPartHandle hBodyPart, RvSipHeaderListElemHandle hListElem);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAddress.h - Addresses: URIs of any scheme. Fields that need no more than a getter and a setter come from the table of
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an empty address of the program's own. It lives until RvSipAddrDestruct.
 *
 * - `hMsgMgr`, `hPool`: the message manager, and a pool of the program.
 * - `eAddrType`: its kind.
 * - `hSipAddr`: the address.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a wrong kind; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrConstruct(RvSipMsgMgrHandle hMsgMgr,
                            HRPOOL hPool,
                            enum RvSipAddressType eAddrType,
                            RvSipAddressHandle *hSipAddr);

/** Ends an address made with RvSipAddrConstruct. One inside a header or message is left alone: it ends with its owner. */
void RvSipAddrDestruct(RvSipAddressHandle hSipAddr);

/**
 * Makes an empty address in a Contact header, in place of the one it may have. It ends with the header.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a wrong kind; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrConstructInContactHeader(RvSipContactHeaderHandle hHeader,
                                           enum RvSipAddressType eAddrType,
                                           RvSipAddressHandle *hSipAddr);

/**
 * Makes an empty address in a Route, Record-Route, Service-Route or Path header, in place of the one it may have. It ends with
 * the header.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a wrong kind; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrConstructInRouteHopHeader(RvSipRouteHopHeaderHandle hHeader,
                                            enum RvSipAddressType eAddrType,
                                            RvSipAddressHandle *hSipAddr);

/**
 * Copies an address to another one, which takes over its kind too.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrCopy(RvSipAddressHandle hDestination, RvSipAddressHandle hSource);

/**
 * Fills an address from the text of a URI, parameters included. Its kind becomes that of the scheme.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is no URI, and then nothing changed; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrParse(RvSipAddressHandle hSipAddr, RvChar *buffer);

/**
 * Writes an address as text on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrEncode(RvSipAddressHandle hSipAddr, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Compares two addresses by the rules of RFC 3261 section 19.1.4.
 *
 * Returns RV_TRUE when they are equal; RV_FALSE otherwise and when a handle does not fit.
 */
RvBool RvSipAddrIsEqual(RvSipAddressHandle hAddress, RvSipAddressHandle hOtherAddress);

/**
 * Tells the kind of an address.
 *
 * Returns RVSIP_ADDRTYPE_UNDEFINED when the handle does not fit.
 */
enum RvSipAddressType RvSipAddrGetAddrType(RvSipAddressHandle hSipAddr);

/**
 * Tells the bytes needed for a string of the address, its NUL included.
 *
 * Returns 0 when the string is not set or the handle does not fit.
 */
RvUint RvSipAddrGetStringLength(RvSipAddressHandle hSipAddr, enum RvSipAddressStringName eStringName);

/**
 * Tells whether an address has the sips scheme.
 *
 * Returns RV_FALSE when it has not or the handle does not fit.
 */
RvBool RvSipAddrUrlGetSecure(RvSipAddressHandle hSipAddr);

/**
 * Chooses between the sips (RV_TRUE) and the sip scheme.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetSecure(RvSipAddressHandle hSipAddr,
                               RvBool value);

/**
 * Tells the transport parameter.
 *
 * Returns RVSIP_TRANSPORT_UNDEFINED when it is not there or the handle does not fit.
 */
enum RvSipTransport RvSipAddrUrlGetTransport(RvSipAddressHandle hSipAddr);

/**
 * Sets the transport parameter; UNDEFINED takes it out.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for OTHER and numbers that are no transport; RV_ERROR_ILLEGAL_ACTION for an address of another
 * kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetTransport(RvSipAddressHandle hSipAddr,
                                  enum RvSipTransport value);

/**
 * Tells the method parameter.
 *
 * Returns RVSIP_METHOD_UNDEFINED when it is not there or the handle does not fit.
 */
enum RvSipMethodType RvSipAddrUrlGetMethod(RvSipAddressHandle hSipAddr);

/**
 * Sets the method parameter; UNDEFINED takes it out.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for OTHER and numbers that are no method; RV_ERROR_ILLEGAL_ACTION for an address of another
 * kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetMethod(RvSipAddressHandle hSipAddr,
                               enum RvSipMethodType value);

/**
 * Tells the user parameter.
 *
 * Returns the UNDEFINED member when it is not there or the handle does not fit.
 */
enum RvSipUserParam RvSipAddrUrlGetUserParam(RvSipAddressHandle hSipAddr);

/**
 * Sets the user parameter; UNDEFINED takes it out.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for OTHER and numbers that are no member; RV_ERROR_ILLEGAL_ACTION for an address of another
 * kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetUserParam(RvSipAddressHandle hSipAddr,
                                  enum RvSipUserParam value);

/**
 * Copies the user of a sip or sips address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlGetUser(RvSipAddressHandle hSipAddr,
                             RvChar *strBuffer,
                             RvUint bufferLen,
                             RvUint *actualLen);

/**
 * Sets the user of a sip or sips address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetUser(RvSipAddressHandle hSipAddr, RvChar *strUser);

/**
 * Copies the host of a sip or sips address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlGetHost(RvSipAddressHandle hSipAddr,
                             RvChar *strBuffer,
                             RvUint bufferLen,
                             RvUint *actualLen);

/**
 * Sets the host of a sip or sips address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetHost(RvSipAddressHandle hSipAddr, RvChar *strHost);

/**
 * Tells the port num of a sip or sips address.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipAddrUrlGetPortNum(RvSipAddressHandle hSipAddr);

/**
 * Sets the port num of a sip or sips address; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetPortNum(RvSipAddressHandle hSipAddr, RvInt32 portNum);

/**
 * Tells the lr param of a sip or sips address.
 *
 * Returns RV_FALSE when it is not set or the handle does not fit.
 */
RvBool RvSipAddrUrlGetLrParam(RvSipAddressHandle hSipAddr);

/**
 * Sets the lr param of a sip or sips address.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetLrParam(RvSipAddressHandle hSipAddr, RvBool lrParam);

/**
 * Copies the maddr param of a sip or sips address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlGetMaddrParam(RvSipAddressHandle hSipAddr,
                                   RvChar *strBuffer,
                                   RvUint bufferLen,
                                   RvUint *actualLen);

/**
 * Sets the maddr param of a sip or sips address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetMaddrParam(RvSipAddressHandle hSipAddr, RvChar *strMaddrParam);

/**
 * Tells the ttl num of a sip or sips address.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt16 RvSipAddrUrlGetTtlNum(RvSipAddressHandle hSipAddr);

/**
 * Sets the ttl num of a sip or sips address; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetTtlNum(RvSipAddressHandle hSipAddr, RvInt16 value);

/**
 * Copies the other params of a sip or sips address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlGetOtherParams(RvSipAddressHandle hSipAddr,
                                    RvChar *strBuffer,
                                    RvUint bufferLen,
                                    RvUint *actualLen);

/**
 * Sets the other params of a sip or sips address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetOtherParams(RvSipAddressHandle hSipAddr, RvChar *strOtherParams);

/**
 * Copies the headers of a sip or sips address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlGetHeaders(RvSipAddressHandle hSipAddr,
                                RvChar *strBuffer,
                                RvUint bufferLen,
                                RvUint *actualLen);

/**
 * Sets the headers of a sip or sips address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrUrlSetHeaders(RvSipAddressHandle hSipAddr, RvChar *strHeaders);

/**
 * Copies the scheme of an absolute address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrAbsGetScheme(RvSipAddressHandle hSipAddr,
                               RvChar *strBuffer,
                               RvUint bufferLen,
                               RvUint *actualLen);

/**
 * Sets the scheme of an absolute address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrAbsSetScheme(RvSipAddressHandle hSipAddr, RvChar *strScheme);

/**
 * Copies the identifier of an absolute address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrAbsGetIdentifier(RvSipAddressHandle hSipAddr,
                                   RvChar *strBuffer,
                                   RvUint bufferLen,
                                   RvUint *actualLen);

/**
 * Sets the identifier of an absolute address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrAbsSetIdentifier(RvSipAddressHandle hSipAddr, RvChar *strIdentifier);

/**
 * Copies the phone number of a tel address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelGetPhoneNumber(RvSipAddressHandle hSipAddr,
                                    RvChar *strBuffer,
                                    RvUint bufferLen,
                                    RvUint *actualLen);

/**
 * Sets the phone number of a tel address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelSetPhoneNumber(RvSipAddressHandle hSipAddr, RvChar *strPhoneNumber);

/**
 * Tells the global of a tel address.
 *
 * Returns RV_FALSE when it is not set or the handle does not fit.
 */
RvBool RvSipAddrTelGetGlobal(RvSipAddressHandle hSipAddr);

/**
 * Sets the global of a tel address.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelSetGlobal(RvSipAddressHandle hSipAddr, RvBool value);

/**
 * Copies the extension of a tel address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelGetExtension(RvSipAddressHandle hSipAddr,
                                  RvChar *strBuffer,
                                  RvUint bufferLen,
                                  RvUint *actualLen);

/**
 * Sets the extension of a tel address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelSetExtension(RvSipAddressHandle hSipAddr, RvChar *strExtension);

/**
 * Copies the isdn sub addr of a tel address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelGetIsdnSubAddr(RvSipAddressHandle hSipAddr,
                                    RvChar *strBuffer,
                                    RvUint bufferLen,
                                    RvUint *actualLen);

/**
 * Sets the isdn sub addr of a tel address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelSetIsdnSubAddr(RvSipAddressHandle hSipAddr, RvChar *strIsdnSubAddr);

/**
 * Copies the context of a tel address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelGetContext(RvSipAddressHandle hSipAddr,
                                RvChar *strBuffer,
                                RvUint bufferLen,
                                RvUint *actualLen);

/**
 * Sets the context of a tel address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelSetContext(RvSipAddressHandle hSipAddr, RvChar *strContext);

/**
 * Copies the other params of a tel address.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelGetOtherParams(RvSipAddressHandle hSipAddr,
                                    RvChar *strBuffer,
                                    RvUint bufferLen,
                                    RvUint *actualLen);

/**
 * Sets the other params of a tel address. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_ILLEGAL_ACTION for an address of another kind; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAddrTelSetOtherParams(RvSipAddressHandle hSipAddr, RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipPartyHeader.h - To and From: the functions that are told which of the two is meant
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an empty To (RV_TRUE) or From header in a message, in place of the one it may have.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                        RvBool bIsTo,
                                        RvSipPartyHeaderHandle *hHeader);

/**
 * Writes the header, name and value, as text on a new page of the pool, which the caller frees.
 *
 * - `bIsTo`: RV_TRUE writes it as To, RV_FALSE as From.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderEncode(RvSipPartyHeaderHandle hHeader,
                                HRPOOL hPool,
                                RvBool bIsTo,
                                HPAGE *hPage,
                                RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * - `bIsTo`: RV_TRUE makes it a To header, RV_FALSE a From header; a name in the text must agree.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed; RV_ERROR_BADPARAM when
 * the header is the other one of a message; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderParse(RvSipPartyHeaderHandle hHeader,
                               RvBool bIsTo,
                               RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * - `bIsTo`: RV_TRUE makes it a To header, RV_FALSE a From header.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed; RV_ERROR_BADPARAM when
 * the header is the other one of a message; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderParseValue(RvSipPartyHeaderHandle hHeader,
                                    RvBool bIsTo,
                                    RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one. A text that is bad again leaves the header as it was.
 *
 * - `bIsTo`: as for RvSipPartyHeaderParse.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed; RV_ERROR_BADPARAM when
 * the header is the other one of a message; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderFix(RvSipPartyHeaderHandle hHeader,
                             RvBool bIsTo,
                             RvChar *strFixedBuffer);

/**
 * Makes a To or From header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                   HRPOOL hPool,
                                   HPAGE hPage,
                                   RvSipPartyHeaderHandle *hHeader);

/**
 * Copies all fields of a To or From header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderCopy(RvSipPartyHeaderHandle hDestination, RvSipPartyHeaderHandle hSource);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderGetStrBadSyntax(RvSipPartyHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderSetStrBadSyntax(RvSipPartyHeaderHandle hHeader,
                                         RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderSetCompactForm(RvSipPartyHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderGetCompactForm(RvSipPartyHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipPartyHeaderGetStringLength(RvSipPartyHeaderHandle hHeader,
                                       enum RvSipPartyHeaderStringName eStringName);

/**
 * Copies the display name of a To or From header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderGetDisplayName(RvSipPartyHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Sets the display name of a To or From header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderSetDisplayName(RvSipPartyHeaderHandle hHeader,
                                        RvChar *strDisplayName);

/**
 * Gives the addr spec of a To or From header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipAddressHandle RvSipPartyHeaderGetAddrSpec(RvSipPartyHeaderHandle hHeader);

/**
 * Sets the addr spec of a To or From header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderSetAddrSpec(RvSipPartyHeaderHandle hHeader, RvSipAddressHandle hAddrSpec);

/**
 * Copies the tag of a To or From header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderGetTag(RvSipPartyHeaderHandle hHeader,
                                RvChar *strBuffer,
                                RvUint bufferLen,
                                RvUint *actualLen);

/**
 * Sets the tag of a To or From header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderSetTag(RvSipPartyHeaderHandle hHeader,
                                RvChar *strTag);

/**
 * Copies the other params of a To or From header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderGetOtherParams(RvSipPartyHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Sets the other params of a To or From header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipPartyHeaderSetOtherParams(RvSipPartyHeaderHandle hHeader,
                                        RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipContactHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Contact header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                     HRPOOL hPool,
                                     HPAGE hPage,
                                     RvSipContactHeaderHandle *hHeader);

/**
 * Makes a Contact header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                          RvBool pushHeaderAtHead,
                                          RvSipContactHeaderHandle *hHeader);

/**
 * Copies all fields of a Contact header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderCopy(RvSipContactHeaderHandle hDestination, RvSipContactHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderEncode(RvSipContactHeaderHandle hHeader,
                                  HRPOOL hPool,
                                  HPAGE *hPage,
                                  RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderParse(RvSipContactHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderParseValue(RvSipContactHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderFix(RvSipContactHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderGetStrBadSyntax(RvSipContactHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetStrBadSyntax(RvSipContactHeaderHandle hHeader,
                                           RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetCompactForm(RvSipContactHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderGetCompactForm(RvSipContactHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipContactHeaderGetStringLength(RvSipContactHeaderHandle hHeader,
                                         enum RvSipContactHeaderStringName eStringName);

/**
 * Copies the display name of a Contact header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderGetDisplayName(RvSipContactHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the display name of a Contact header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetDisplayName(RvSipContactHeaderHandle hHeader,
                                          RvChar *strDisplayName);

/**
 * Gives the addr spec of a Contact header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipAddressHandle RvSipContactHeaderGetAddrSpec(RvSipContactHeaderHandle hHeader);

/**
 * Sets the addr spec of a Contact header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetAddrSpec(RvSipContactHeaderHandle hHeader, RvSipAddressHandle hAddrSpec);

/**
 * Tells the star of a Contact header.
 *
 * Returns RV_FALSE when it is not set or the handle does not fit.
 */
RvBool RvSipContactHeaderGetStar(RvSipContactHeaderHandle hHeader);

/**
 * Sets the star of a Contact header.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetStar(RvSipContactHeaderHandle hHeader, RvBool bStar);

/**
 * Copies the q val of a Contact header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderGetQVal(RvSipContactHeaderHandle hHeader,
                                   RvChar *strBuffer,
                                   RvUint bufferLen,
                                   RvUint *actualLen);

/**
 * Sets the q val of a Contact header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetQVal(RvSipContactHeaderHandle hHeader,
                                   RvChar *strQVal);

/**
 * Gives the expires of a Contact header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipExpiresHeaderHandle RvSipContactHeaderGetExpires(RvSipContactHeaderHandle hHeader);

/**
 * Sets the expires of a Contact header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetExpires(RvSipContactHeaderHandle hHeader, RvSipExpiresHeaderHandle hExpires);

/**
 * Copies the other params of a Contact header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderGetOtherParams(RvSipContactHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the other params of a Contact header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContactHeaderSetOtherParams(RvSipContactHeaderHandle hHeader,
                                          RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipExpiresHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an Expires header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                     HRPOOL hPool,
                                     HPAGE hPage,
                                     RvSipExpiresHeaderHandle *hHeader);

/**
 * Makes an Expires header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                          RvBool pushHeaderAtHead,
                                          RvSipExpiresHeaderHandle *hHeader);

/**
 * Copies all fields of an Expires header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderCopy(RvSipExpiresHeaderHandle hDestination, RvSipExpiresHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderEncode(RvSipExpiresHeaderHandle hHeader,
                                  HRPOOL hPool,
                                  HPAGE *hPage,
                                  RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderParse(RvSipExpiresHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderParseValue(RvSipExpiresHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderFix(RvSipExpiresHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderGetStrBadSyntax(RvSipExpiresHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderSetStrBadSyntax(RvSipExpiresHeaderHandle hHeader,
                                           RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipExpiresHeaderGetStringLength(RvSipExpiresHeaderHandle hHeader,
                                         enum RvSipExpiresHeaderStringName eStringName);

/**
 * Tells the delta seconds of an Expires header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderGetDeltaSeconds(RvSipExpiresHeaderHandle hHeader, RvUint32 *pDeltaSeconds);

/**
 * Sets the delta seconds of an Expires header; 0 is a value like any other.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipExpiresHeaderSetDeltaSeconds(RvSipExpiresHeaderHandle hHeader, RvUint32 deltaSeconds);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipDateHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Date header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                  HRPOOL hPool,
                                  HPAGE hPage,
                                  RvSipDateHeaderHandle *hHeader);

/**
 * Makes a Date header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                       RvBool pushHeaderAtHead,
                                       RvSipDateHeaderHandle *hHeader);

/**
 * Copies all fields of a Date header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderCopy(RvSipDateHeaderHandle hDestination, RvSipDateHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderEncode(RvSipDateHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderParse(RvSipDateHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderParseValue(RvSipDateHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderFix(RvSipDateHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderGetStrBadSyntax(RvSipDateHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetStrBadSyntax(RvSipDateHeaderHandle hHeader,
                                        RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipDateHeaderGetStringLength(RvSipDateHeaderHandle hHeader,
                                      enum RvSipDateHeaderStringName eStringName);

/**
 * Tells the week day of a Date header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipDateWeekDay RvSipDateHeaderGetWeekDay(RvSipDateHeaderHandle hHeader);

/**
 * Sets the week day of a Date header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetWeekDay(RvSipDateHeaderHandle hHeader, enum RvSipDateWeekDay eWeekDay);

/**
 * Tells the day of a Date header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipDateHeaderGetDay(RvSipDateHeaderHandle hHeader);

/**
 * Sets the day of a Date header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetDay(RvSipDateHeaderHandle hHeader, RvInt32 day);

/**
 * Tells the month of a Date header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipDateMonth RvSipDateHeaderGetMonth(RvSipDateHeaderHandle hHeader);

/**
 * Sets the month of a Date header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetMonth(RvSipDateHeaderHandle hHeader, enum RvSipDateMonth eMonth);

/**
 * Tells the year of a Date header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipDateHeaderGetYear(RvSipDateHeaderHandle hHeader);

/**
 * Sets the year of a Date header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetYear(RvSipDateHeaderHandle hHeader, RvInt32 year);

/**
 * Tells the hour of a Date header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipDateHeaderGetHour(RvSipDateHeaderHandle hHeader);

/**
 * Sets the hour of a Date header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetHour(RvSipDateHeaderHandle hHeader, RvInt32 hour);

/**
 * Tells the minute of a Date header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipDateHeaderGetMinute(RvSipDateHeaderHandle hHeader);

/**
 * Sets the minute of a Date header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetMinute(RvSipDateHeaderHandle hHeader, RvInt32 minute);

/**
 * Tells the second of a Date header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipDateHeaderGetSecond(RvSipDateHeaderHandle hHeader);

/**
 * Sets the second of a Date header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipDateHeaderSetSecond(RvSipDateHeaderHandle hHeader, RvInt32 second);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipViaHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Tells the rport parameter of a Via header (RFC 3581).
 *
 * - `rportNum`: its number, -1 (UNDEFINED) while it stands bare or is not there.
 * - `bUseRport`: RV_TRUE when the parameter is there.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetRportParam(RvSipViaHeaderHandle hHeader, RvInt32 *rportNum, RvBool *bUseRport);

/**
 * Sets the rport parameter of a Via header (RFC 3581).
 *
 * - `rportNum`: 0 to 65535, or -1 (UNDEFINED) for the bare parameter of a request.
 * - `bUseRport`: RV_FALSE takes the parameter out.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetRportParam(RvSipViaHeaderHandle hHeader, RvInt32 rportNum, RvBool bUseRport);

/**
 * Makes a Via header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                 HRPOOL hPool,
                                 HPAGE hPage,
                                 RvSipViaHeaderHandle *hHeader);

/**
 * Makes a Via header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                      RvBool pushHeaderAtHead,
                                      RvSipViaHeaderHandle *hHeader);

/**
 * Copies all fields of a Via header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderCopy(RvSipViaHeaderHandle hDestination, RvSipViaHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderEncode(RvSipViaHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderParse(RvSipViaHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderParseValue(RvSipViaHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderFix(RvSipViaHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetStrBadSyntax(RvSipViaHeaderHandle hHeader,
                                       RvChar *strBuffer,
                                       RvUint bufferLen,
                                       RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetStrBadSyntax(RvSipViaHeaderHandle hHeader,
                                       RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetCompactForm(RvSipViaHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetCompactForm(RvSipViaHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipViaHeaderGetStringLength(RvSipViaHeaderHandle hHeader, enum RvSipViaHeaderStringName eStringName);

/**
 * Tells the transport of a Via header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipTransport RvSipViaHeaderGetTransport(RvSipViaHeaderHandle hHeader);

/**
 * Copies the transport of a Via header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetStrTransport(RvSipViaHeaderHandle hHeader,
                                       RvChar *strBuffer,
                                       RvUint bufferLen,
                                       RvUint *actualLen);

/**
 * Sets the transport of a Via header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetTransport(RvSipViaHeaderHandle hHeader,
                                    enum RvSipTransport eTransport,
                                    RvChar *strTransport);

/**
 * Copies the host of a Via header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetHost(RvSipViaHeaderHandle hHeader,
                               RvChar *strBuffer,
                               RvUint bufferLen,
                               RvUint *actualLen);

/**
 * Sets the host of a Via header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetHost(RvSipViaHeaderHandle hHeader,
                               RvChar *strHost);

/**
 * Tells the port num of a Via header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipViaHeaderGetPortNum(RvSipViaHeaderHandle hHeader);

/**
 * Sets the port num of a Via header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetPortNum(RvSipViaHeaderHandle hHeader, RvInt32 portNum);

/**
 * Copies the branch param of a Via header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetBranchParam(RvSipViaHeaderHandle hHeader,
                                      RvChar *strBuffer,
                                      RvUint bufferLen,
                                      RvUint *actualLen);

/**
 * Sets the branch param of a Via header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetBranchParam(RvSipViaHeaderHandle hHeader,
                                      RvChar *strBranchParam);

/**
 * Copies the received param of a Via header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetReceivedParam(RvSipViaHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Sets the received param of a Via header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetReceivedParam(RvSipViaHeaderHandle hHeader,
                                        RvChar *strReceivedParam);

/**
 * Copies the maddr param of a Via header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetMaddrParam(RvSipViaHeaderHandle hHeader,
                                     RvChar *strBuffer,
                                     RvUint bufferLen,
                                     RvUint *actualLen);

/**
 * Sets the maddr param of a Via header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetMaddrParam(RvSipViaHeaderHandle hHeader,
                                     RvChar *strMaddrParam);

/**
 * Tells the ttl num of a Via header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipViaHeaderGetTtlNum(RvSipViaHeaderHandle hHeader);

/**
 * Sets the ttl num of a Via header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetTtlNum(RvSipViaHeaderHandle hHeader, RvInt32 ttlNum);

/**
 * Copies the other params of a Via header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderGetOtherParams(RvSipViaHeaderHandle hHeader,
                                      RvChar *strBuffer,
                                      RvUint bufferLen,
                                      RvUint *actualLen);

/**
 * Sets the other params of a Via header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipViaHeaderSetOtherParams(RvSipViaHeaderHandle hHeader,
                                      RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipCSeqHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a CSeq header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                  HRPOOL hPool,
                                  HPAGE hPage,
                                  RvSipCSeqHeaderHandle *hHeader);

/**
 * Makes a CSeq header in a message, in place of the one it may have.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderConstructInMsg(RvSipMsgHandle hSipMsg, RvSipCSeqHeaderHandle *hHeader);

/**
 * Copies all fields of a CSeq header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderCopy(RvSipCSeqHeaderHandle hDestination, RvSipCSeqHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderEncode(RvSipCSeqHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderParse(RvSipCSeqHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderParseValue(RvSipCSeqHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderFix(RvSipCSeqHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderGetStrBadSyntax(RvSipCSeqHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderSetStrBadSyntax(RvSipCSeqHeaderHandle hHeader,
                                        RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipCSeqHeaderGetStringLength(RvSipCSeqHeaderHandle hHeader,
                                      enum RvSipCSeqHeaderStringName eStringName);

/**
 * Tells the step of a CSeq header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipCSeqHeaderGetStep(RvSipCSeqHeaderHandle hHeader);

/**
 * Sets the step of a CSeq header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderSetStep(RvSipCSeqHeaderHandle hHeader, RvInt32 step);

/**
 * Tells the method type of a CSeq header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipMethodType RvSipCSeqHeaderGetMethodType(RvSipCSeqHeaderHandle hHeader);

/**
 * Copies the method type of a CSeq header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderGetStrMethodType(RvSipCSeqHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Sets the method type of a CSeq header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipCSeqHeaderSetMethodType(RvSipCSeqHeaderHandle hHeader,
                                      enum RvSipMethodType eMethodType,
                                      RvChar *strMethodType);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRouteHopHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Route, Record-Route, Service-Route or Path header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                      HRPOOL hPool,
                                      HPAGE hPage,
                                      RvSipRouteHopHeaderHandle *hHeader);

/**
 * Makes a Route, Record-Route, Service-Route or Path header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                           RvBool pushHeaderAtHead,
                                           RvSipRouteHopHeaderHandle *hHeader);

/**
 * Copies all fields of a Route, Record-Route, Service-Route or Path header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderCopy(RvSipRouteHopHeaderHandle hDestination, RvSipRouteHopHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderEncode(RvSipRouteHopHeaderHandle hHeader,
                                   HRPOOL hPool,
                                   HPAGE *hPage,
                                   RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderParse(RvSipRouteHopHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderParseValue(RvSipRouteHopHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderFix(RvSipRouteHopHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderGetStrBadSyntax(RvSipRouteHopHeaderHandle hHeader,
                                            RvChar *strBuffer,
                                            RvUint bufferLen,
                                            RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderSetStrBadSyntax(RvSipRouteHopHeaderHandle hHeader,
                                            RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipRouteHopHeaderGetStringLength(RvSipRouteHopHeaderHandle hHeader,
                                          enum RvSipRouteHopHeaderStringName eStringName);

/**
 * Tells the header type of a Route, Record-Route, Service-Route or Path header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipRouteHopHeaderType RvSipRouteHopHeaderGetHeaderType(RvSipRouteHopHeaderHandle hHeader);

/**
 * Sets the header type of a Route, Record-Route, Service-Route or Path header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderSetHeaderType(RvSipRouteHopHeaderHandle hHeader,
                                          enum RvSipRouteHopHeaderType eHeaderType);

/**
 * Copies the display name of a Route, Record-Route, Service-Route or Path header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderGetDisplayName(RvSipRouteHopHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the display name of a Route, Record-Route, Service-Route or Path header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderSetDisplayName(RvSipRouteHopHeaderHandle hHeader,
                                           RvChar *strDisplayName);

/**
 * Gives the addr spec of a Route, Record-Route, Service-Route or Path header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipAddressHandle RvSipRouteHopHeaderGetAddrSpec(RvSipRouteHopHeaderHandle hHeader);

/**
 * Sets the addr spec of a Route, Record-Route, Service-Route or Path header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderSetAddrSpec(RvSipRouteHopHeaderHandle hHeader,
                                        RvSipAddressHandle hAddrSpec);

/**
 * Copies the other params of a Route, Record-Route, Service-Route or Path header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderGetOtherParams(RvSipRouteHopHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the other params of a Route, Record-Route, Service-Route or Path header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRouteHopHeaderSetOtherParams(RvSipRouteHopHeaderHandle hHeader,
                                           RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAuthenticationHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a WWW-Authenticate or Proxy-Authenticate header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                            HRPOOL hPool,
                                            HPAGE hPage,
                                            RvSipAuthenticationHeaderHandle *hHeader);

/**
 * Makes a WWW-Authenticate or Proxy-Authenticate header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                                 RvBool pushHeaderAtHead,
                                                 RvSipAuthenticationHeaderHandle *hHeader);

/**
 * Copies all fields of a WWW-Authenticate or Proxy-Authenticate header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderCopy(RvSipAuthenticationHeaderHandle hDestination,
                                       RvSipAuthenticationHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderEncode(RvSipAuthenticationHeaderHandle hHeader,
                                         HRPOOL hPool,
                                         HPAGE *hPage,
                                         RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderParse(RvSipAuthenticationHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderParseValue(RvSipAuthenticationHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderFix(RvSipAuthenticationHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetStrBadSyntax(RvSipAuthenticationHeaderHandle hHeader,
                                                  RvChar *strBuffer,
                                                  RvUint bufferLen,
                                                  RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetStrBadSyntax(RvSipAuthenticationHeaderHandle hHeader,
                                                  RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipAuthenticationHeaderGetStringLength(RvSipAuthenticationHeaderHandle hHeader,
                                                enum RvSipAuthenticationHeaderStringName eStringName);

/**
 * Tells the header type of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthHeaderType RvSipAuthenticationHeaderGetHeaderType(RvSipAuthenticationHeaderHandle hHeader);

/**
 * Sets the header type of a WWW-Authenticate or Proxy-Authenticate header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetHeaderType(RvSipAuthenticationHeaderHandle hHeader,
                                                enum RvSipAuthHeaderType eHeaderType);

/**
 * Tells the auth scheme of a WWW-Authenticate or Proxy-Authenticate header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthScheme RvSipAuthenticationHeaderGetAuthScheme(RvSipAuthenticationHeaderHandle hHeader);

/**
 * Copies the auth scheme of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetStrAuthScheme(RvSipAuthenticationHeaderHandle hHeader,
                                                   RvChar *strBuffer,
                                                   RvUint bufferLen,
                                                   RvUint *actualLen);

/**
 * Sets the auth scheme of a WWW-Authenticate or Proxy-Authenticate header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetAuthScheme(RvSipAuthenticationHeaderHandle hHeader,
                                                enum RvSipAuthScheme eAuthScheme,
                                                RvChar *strAuthScheme);

/**
 * Copies the realm of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetRealm(RvSipAuthenticationHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the realm of a WWW-Authenticate or Proxy-Authenticate header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetRealm(RvSipAuthenticationHeaderHandle hHeader,
                                           RvChar *strRealm);

/**
 * Copies the domain of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetDomain(RvSipAuthenticationHeaderHandle hHeader,
                                            RvChar *strBuffer,
                                            RvUint bufferLen,
                                            RvUint *actualLen);

/**
 * Sets the domain of a WWW-Authenticate or Proxy-Authenticate header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetDomain(RvSipAuthenticationHeaderHandle hHeader,
                                            RvChar *strDomain);

/**
 * Copies the nonce of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetNonce(RvSipAuthenticationHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the nonce of a WWW-Authenticate or Proxy-Authenticate header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetNonce(RvSipAuthenticationHeaderHandle hHeader,
                                           RvChar *strNonce);

/**
 * Copies the opaque of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetOpaque(RvSipAuthenticationHeaderHandle hHeader,
                                            RvChar *strBuffer,
                                            RvUint bufferLen,
                                            RvUint *actualLen);

/**
 * Sets the opaque of a WWW-Authenticate or Proxy-Authenticate header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetOpaque(RvSipAuthenticationHeaderHandle hHeader,
                                            RvChar *strOpaque);

/**
 * Tells the stale of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthStale RvSipAuthenticationHeaderGetStale(RvSipAuthenticationHeaderHandle hHeader);

/**
 * Sets the stale of a WWW-Authenticate or Proxy-Authenticate header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetStale(RvSipAuthenticationHeaderHandle hHeader,
                                           enum RvSipAuthStale eStale);

/**
 * Tells the auth algorithm of a WWW-Authenticate or Proxy-Authenticate header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthAlgorithm RvSipAuthenticationHeaderGetAuthAlgorithm(RvSipAuthenticationHeaderHandle hHeader);

/**
 * Copies the auth algorithm of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetStrAuthAlgorithm(RvSipAuthenticationHeaderHandle hHeader,
                                                      RvChar *strBuffer,
                                                      RvUint bufferLen,
                                                      RvUint *actualLen);

/**
 * Sets the auth algorithm of a WWW-Authenticate or Proxy-Authenticate header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetAuthAlgorithm(RvSipAuthenticationHeaderHandle hHeader,
                                                   enum RvSipAuthAlgorithm eAuthAlgorithm,
                                                   RvChar *strAuthAlgorithm);

/**
 * Tells the qop option of a WWW-Authenticate or Proxy-Authenticate header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthQopOption RvSipAuthenticationHeaderGetQopOption(RvSipAuthenticationHeaderHandle hHeader);

/**
 * Copies the qop option of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetStrQopOption(RvSipAuthenticationHeaderHandle hHeader,
                                                  RvChar *strBuffer,
                                                  RvUint bufferLen,
                                                  RvUint *actualLen);

/**
 * Sets the qop option of a WWW-Authenticate or Proxy-Authenticate header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetQopOption(RvSipAuthenticationHeaderHandle hHeader,
                                               enum RvSipAuthQopOption eQopOption,
                                               RvChar *strQopOption);

/**
 * Copies the other params of a WWW-Authenticate or Proxy-Authenticate header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderGetOtherParams(RvSipAuthenticationHeaderHandle hHeader,
                                                 RvChar *strBuffer,
                                                 RvUint bufferLen,
                                                 RvUint *actualLen);

/**
 * Sets the other params of a WWW-Authenticate or Proxy-Authenticate header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthenticationHeaderSetOtherParams(RvSipAuthenticationHeaderHandle hHeader,
                                                 RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAuthorizationHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Copies realm, user name and nonce of credentials at once.
 *
 * Either all three are copied or none; each length tells the size its buffer needs.
 * - `str...Buffer`, `...BufferLen`: where each goes.
 * - `...ActualLen`: bytes of each, NUL included.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when one of them is not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed sizes in the
 * lengths; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetCredentialIdentifier(RvSipAuthorizationHeaderHandle hHeader,
                                                         RvChar *strRealmBuffer,
                                                         RvUint realmBufferLen,
                                                         RvChar *strUsernameBuffer,
                                                         RvUint usernameBufferLen,
                                                         RvChar *strNonceBuffer,
                                                         RvUint nonceBufferLen,
                                                         RvUint *realmActualLen,
                                                         RvUint *usernameActualLen,
                                                         RvUint *nonceActualLen);

/**
 * Makes an Authorization or Proxy-Authorization header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                           HRPOOL hPool,
                                           HPAGE hPage,
                                           RvSipAuthorizationHeaderHandle *hHeader);

/**
 * Makes an Authorization or Proxy-Authorization header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                                RvBool pushHeaderAtHead,
                                                RvSipAuthorizationHeaderHandle *hHeader);

/**
 * Copies all fields of an Authorization or Proxy-Authorization header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderCopy(RvSipAuthorizationHeaderHandle hDestination,
                                      RvSipAuthorizationHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderEncode(RvSipAuthorizationHeaderHandle hHeader,
                                        HRPOOL hPool,
                                        HPAGE *hPage,
                                        RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderParse(RvSipAuthorizationHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderParseValue(RvSipAuthorizationHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderFix(RvSipAuthorizationHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetStrBadSyntax(RvSipAuthorizationHeaderHandle hHeader,
                                                 RvChar *strBuffer,
                                                 RvUint bufferLen,
                                                 RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetStrBadSyntax(RvSipAuthorizationHeaderHandle hHeader,
                                                 RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipAuthorizationHeaderGetStringLength(RvSipAuthorizationHeaderHandle hHeader,
                                               enum RvSipAuthorizationHeaderStringName eStringName);

/**
 * Tells the header type of an Authorization or Proxy-Authorization header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthHeaderType RvSipAuthorizationHeaderGetHeaderType(RvSipAuthorizationHeaderHandle hHeader);

/**
 * Sets the header type of an Authorization or Proxy-Authorization header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetHeaderType(RvSipAuthorizationHeaderHandle hHeader,
                                               enum RvSipAuthHeaderType eHeaderType);

/**
 * Tells the auth scheme of an Authorization or Proxy-Authorization header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthScheme RvSipAuthorizationHeaderGetAuthScheme(RvSipAuthorizationHeaderHandle hHeader);

/**
 * Copies the auth scheme of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetStrAuthScheme(RvSipAuthorizationHeaderHandle hHeader,
                                                  RvChar *strBuffer,
                                                  RvUint bufferLen,
                                                  RvUint *actualLen);

/**
 * Sets the auth scheme of an Authorization or Proxy-Authorization header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetAuthScheme(RvSipAuthorizationHeaderHandle hHeader,
                                               enum RvSipAuthScheme eAuthScheme,
                                               RvChar *strAuthScheme);

/**
 * Copies the user name of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetUserName(RvSipAuthorizationHeaderHandle hHeader,
                                             RvChar *strBuffer,
                                             RvUint bufferLen,
                                             RvUint *actualLen);

/**
 * Sets the user name of an Authorization or Proxy-Authorization header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetUserName(RvSipAuthorizationHeaderHandle hHeader,
                                             RvChar *strUserName);

/**
 * Copies the realm of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetRealm(RvSipAuthorizationHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the realm of an Authorization or Proxy-Authorization header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetRealm(RvSipAuthorizationHeaderHandle hHeader,
                                          RvChar *strRealm);

/**
 * Copies the nonce of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetNonce(RvSipAuthorizationHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the nonce of an Authorization or Proxy-Authorization header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetNonce(RvSipAuthorizationHeaderHandle hHeader,
                                          RvChar *strNonce);

/**
 * Gives the digest uri of an Authorization or Proxy-Authorization header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipAddressHandle RvSipAuthorizationHeaderGetDigestUri(RvSipAuthorizationHeaderHandle hHeader);

/**
 * Sets the digest uri of an Authorization or Proxy-Authorization header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetDigestUri(RvSipAuthorizationHeaderHandle hHeader,
                                              RvSipAddressHandle hDigestUri);

/**
 * Copies the response of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetResponse(RvSipAuthorizationHeaderHandle hHeader,
                                             RvChar *strBuffer,
                                             RvUint bufferLen,
                                             RvUint *actualLen);

/**
 * Sets the response of an Authorization or Proxy-Authorization header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetResponse(RvSipAuthorizationHeaderHandle hHeader,
                                             RvChar *strResponse);

/**
 * Tells the auth algorithm of an Authorization or Proxy-Authorization header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthAlgorithm RvSipAuthorizationHeaderGetAuthAlgorithm(RvSipAuthorizationHeaderHandle hHeader);

/**
 * Copies the auth algorithm of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetStrAuthAlgorithm(RvSipAuthorizationHeaderHandle hHeader,
                                                     RvChar *strBuffer,
                                                     RvUint bufferLen,
                                                     RvUint *actualLen);

/**
 * Sets the auth algorithm of an Authorization or Proxy-Authorization header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetAuthAlgorithm(RvSipAuthorizationHeaderHandle hHeader,
                                                  enum RvSipAuthAlgorithm eAuthAlgorithm,
                                                  RvChar *strAuthAlgorithm);

/**
 * Copies the c nonce of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetCNonce(RvSipAuthorizationHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the c nonce of an Authorization or Proxy-Authorization header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetCNonce(RvSipAuthorizationHeaderHandle hHeader,
                                           RvChar *strCNonce);

/**
 * Copies the opaque of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetOpaque(RvSipAuthorizationHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the opaque of an Authorization or Proxy-Authorization header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetOpaque(RvSipAuthorizationHeaderHandle hHeader,
                                           RvChar *strOpaque);

/**
 * Tells the qop option of an Authorization or Proxy-Authorization header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipAuthQopOption RvSipAuthorizationHeaderGetQopOption(RvSipAuthorizationHeaderHandle hHeader);

/**
 * Copies the qop option of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetStrQopOption(RvSipAuthorizationHeaderHandle hHeader,
                                                 RvChar *strBuffer,
                                                 RvUint bufferLen,
                                                 RvUint *actualLen);

/**
 * Sets the qop option of an Authorization or Proxy-Authorization header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetQopOption(RvSipAuthorizationHeaderHandle hHeader,
                                              enum RvSipAuthQopOption eQopOption,
                                              RvChar *strQopOption);

/**
 * Tells the nonce count of an Authorization or Proxy-Authorization header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipAuthorizationHeaderGetNonceCount(RvSipAuthorizationHeaderHandle hHeader);

/**
 * Sets the nonce count of an Authorization or Proxy-Authorization header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetNonceCount(RvSipAuthorizationHeaderHandle hHeader, RvInt32 nonceCount);

/**
 * Copies the other params of an Authorization or Proxy-Authorization header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderGetOtherParams(RvSipAuthorizationHeaderHandle hHeader,
                                                RvChar *strBuffer,
                                                RvUint bufferLen,
                                                RvUint *actualLen);

/**
 * Sets the other params of an Authorization or Proxy-Authorization header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAuthorizationHeaderSetOtherParams(RvSipAuthorizationHeaderHandle hHeader,
                                                RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipContentTypeHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Content-Type header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                         HRPOOL hPool,
                                         HPAGE hPage,
                                         RvSipContentTypeHeaderHandle *hHeader);

/**
 * Makes a Content-Type header in a message, in place of the one it may have.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderConstructInMsg(RvSipMsgHandle hSipMsg, RvSipContentTypeHeaderHandle *hHeader);

/**
 * Copies all fields of a Content-Type header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderCopy(RvSipContentTypeHeaderHandle hDestination,
                                    RvSipContentTypeHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderEncode(RvSipContentTypeHeaderHandle hHeader,
                                      HRPOOL hPool,
                                      HPAGE *hPage,
                                      RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderParse(RvSipContentTypeHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderParseValue(RvSipContentTypeHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderFix(RvSipContentTypeHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetStrBadSyntax(RvSipContentTypeHeaderHandle hHeader,
                                               RvChar *strBuffer,
                                               RvUint bufferLen,
                                               RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetStrBadSyntax(RvSipContentTypeHeaderHandle hHeader,
                                               RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetCompactForm(RvSipContentTypeHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetCompactForm(RvSipContentTypeHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipContentTypeHeaderGetStringLength(RvSipContentTypeHeaderHandle hHeader,
                                             enum RvSipContentTypeHeaderStringName eStringName);

/**
 * Tells the media type of a Content-Type header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipMediaType RvSipContentTypeHeaderGetMediaType(RvSipContentTypeHeaderHandle hHeader);

/**
 * Copies the media type of a Content-Type header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetStrMediaType(RvSipContentTypeHeaderHandle hHeader,
                                               RvChar *strBuffer,
                                               RvUint bufferLen,
                                               RvUint *actualLen);

/**
 * Sets the media type of a Content-Type header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetMediaType(RvSipContentTypeHeaderHandle hHeader,
                                            enum RvSipMediaType eMediaType,
                                            RvChar *strMediaType);

/**
 * Tells the media sub type of a Content-Type header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipMediaSubType RvSipContentTypeHeaderGetMediaSubType(RvSipContentTypeHeaderHandle hHeader);

/**
 * Copies the media sub type of a Content-Type header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetStrMediaSubType(RvSipContentTypeHeaderHandle hHeader,
                                                  RvChar *strBuffer,
                                                  RvUint bufferLen,
                                                  RvUint *actualLen);

/**
 * Sets the media sub type of a Content-Type header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetMediaSubType(RvSipContentTypeHeaderHandle hHeader,
                                               enum RvSipMediaSubType eMediaSubType,
                                               RvChar *strMediaSubType);

/**
 * Copies the boundary of a Content-Type header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetBoundary(RvSipContentTypeHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the boundary of a Content-Type header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetBoundary(RvSipContentTypeHeaderHandle hHeader,
                                           RvChar *strBoundary);

/**
 * Copies the version of a Content-Type header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetVersion(RvSipContentTypeHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the version of a Content-Type header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetVersion(RvSipContentTypeHeaderHandle hHeader,
                                          RvChar *strVersion);

/**
 * Copies the base of a Content-Type header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetBase(RvSipContentTypeHeaderHandle hHeader,
                                       RvChar *strBuffer,
                                       RvUint bufferLen,
                                       RvUint *actualLen);

/**
 * Sets the base of a Content-Type header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetBase(RvSipContentTypeHeaderHandle hHeader,
                                       RvChar *strBase);

/**
 * Copies the other params of a Content-Type header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderGetOtherParams(RvSipContentTypeHeaderHandle hHeader,
                                              RvChar *strBuffer,
                                              RvUint bufferLen,
                                              RvUint *actualLen);

/**
 * Sets the other params of a Content-Type header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentTypeHeaderSetOtherParams(RvSipContentTypeHeaderHandle hHeader,
                                              RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipContentDispositionHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Content-Disposition header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                                HRPOOL hPool,
                                                HPAGE hPage,
                                                RvSipContentDispositionHeaderHandle *hHeader);

/**
 * Makes a Content-Disposition header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                                     RvBool pushHeaderAtHead,
                                                     RvSipContentDispositionHeaderHandle *hHeader);

/**
 * Copies all fields of a Content-Disposition header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderCopy(RvSipContentDispositionHeaderHandle hDestination,
                                           RvSipContentDispositionHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderEncode(RvSipContentDispositionHeaderHandle hHeader,
                                             HRPOOL hPool,
                                             HPAGE *hPage,
                                             RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderParse(RvSipContentDispositionHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderParseValue(RvSipContentDispositionHeaderHandle hHeader,
                                                 RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderFix(RvSipContentDispositionHeaderHandle hHeader,
                                          RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderGetStrBadSyntax(RvSipContentDispositionHeaderHandle hHeader,
                                                      RvChar *strBuffer,
                                                      RvUint bufferLen,
                                                      RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderSetStrBadSyntax(RvSipContentDispositionHeaderHandle hHeader,
                                                      RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipContentDispositionHeaderGetStringLength(RvSipContentDispositionHeaderHandle hHeader,
                                                    enum RvSipContentDispositionHeaderStringName eStringName);

/**
 * Tells the type of a Content-Disposition header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipDispositionType RvSipContentDispositionHeaderGetType(RvSipContentDispositionHeaderHandle hHeader);

/**
 * Copies the type of a Content-Disposition header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderGetStrType(RvSipContentDispositionHeaderHandle hHeader,
                                                 RvChar *strBuffer,
                                                 RvUint bufferLen,
                                                 RvUint *actualLen);

/**
 * Sets the type of a Content-Disposition header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderSetType(RvSipContentDispositionHeaderHandle hHeader,
                                              enum RvSipDispositionType eType,
                                              RvChar *strType);

/**
 * Tells the handling of a Content-Disposition header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipDispositionHandling RvSipContentDispositionHeaderGetHandling(RvSipContentDispositionHeaderHandle hHeader);

/**
 * Copies the handling of a Content-Disposition header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderGetStrHandling(RvSipContentDispositionHeaderHandle hHeader,
                                                     RvChar *strBuffer,
                                                     RvUint bufferLen,
                                                     RvUint *actualLen);

/**
 * Sets the handling of a Content-Disposition header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderSetHandling(RvSipContentDispositionHeaderHandle hHeader,
                                                  enum RvSipDispositionHandling eHandling,
                                                  RvChar *strHandling);

/**
 * Copies the other params of a Content-Disposition header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderGetOtherParams(RvSipContentDispositionHeaderHandle hHeader,
                                                     RvChar *strBuffer,
                                                     RvUint bufferLen,
                                                     RvUint *actualLen);

/**
 * Sets the other params of a Content-Disposition header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipContentDispositionHeaderSetOtherParams(RvSipContentDispositionHeaderHandle hHeader,
                                                     RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAllowHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an Allow header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                   HRPOOL hPool,
                                   HPAGE hPage,
                                   RvSipAllowHeaderHandle *hHeader);

/**
 * Makes an Allow header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                        RvBool pushHeaderAtHead,
                                        RvSipAllowHeaderHandle *hHeader);

/**
 * Copies all fields of an Allow header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderCopy(RvSipAllowHeaderHandle hDestination, RvSipAllowHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderEncode(RvSipAllowHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderParse(RvSipAllowHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderParseValue(RvSipAllowHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderFix(RvSipAllowHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderGetStrBadSyntax(RvSipAllowHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderSetStrBadSyntax(RvSipAllowHeaderHandle hHeader,
                                         RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipAllowHeaderGetStringLength(RvSipAllowHeaderHandle hHeader,
                                       enum RvSipAllowHeaderStringName eStringName);

/**
 * Tells the method type of an Allow header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipMethodType RvSipAllowHeaderGetMethodType(RvSipAllowHeaderHandle hHeader);

/**
 * Copies the method type of an Allow header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderGetStrMethodType(RvSipAllowHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the method type of an Allow header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowHeaderSetMethodType(RvSipAllowHeaderHandle hHeader,
                                       enum RvSipMethodType eMethodType,
                                       RvChar *strMethodType);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipAllowEventsHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an Allow-Events header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                         HRPOOL hPool,
                                         HPAGE hPage,
                                         RvSipAllowEventsHeaderHandle *hHeader);

/**
 * Makes an Allow-Events header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                              RvBool pushHeaderAtHead,
                                              RvSipAllowEventsHeaderHandle *hHeader);

/**
 * Copies all fields of an Allow-Events header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderCopy(RvSipAllowEventsHeaderHandle hDestination,
                                    RvSipAllowEventsHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderEncode(RvSipAllowEventsHeaderHandle hHeader,
                                      HRPOOL hPool,
                                      HPAGE *hPage,
                                      RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderParse(RvSipAllowEventsHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderParseValue(RvSipAllowEventsHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderFix(RvSipAllowEventsHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderGetStrBadSyntax(RvSipAllowEventsHeaderHandle hHeader,
                                               RvChar *strBuffer,
                                               RvUint bufferLen,
                                               RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderSetStrBadSyntax(RvSipAllowEventsHeaderHandle hHeader,
                                               RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderSetCompactForm(RvSipAllowEventsHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderGetCompactForm(RvSipAllowEventsHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipAllowEventsHeaderGetStringLength(RvSipAllowEventsHeaderHandle hHeader,
                                             enum RvSipAllowEventsHeaderStringName eStringName);

/**
 * Copies the event package of an Allow-Events header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderGetEventPackage(RvSipAllowEventsHeaderHandle hHeader,
                                               RvChar *strBuffer,
                                               RvUint bufferLen,
                                               RvUint *actualLen);

/**
 * Sets the event package of an Allow-Events header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderSetEventPackage(RvSipAllowEventsHeaderHandle hHeader,
                                               RvChar *strEventPackage);

/**
 * Copies the event template of an Allow-Events header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderGetEventTemplate(RvSipAllowEventsHeaderHandle hHeader,
                                                RvChar *strBuffer,
                                                RvUint bufferLen,
                                                RvUint *actualLen);

/**
 * Sets the event template of an Allow-Events header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipAllowEventsHeaderSetEventTemplate(RvSipAllowEventsHeaderHandle hHeader,
                                                RvChar *strEventTemplate);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipEventHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes an Event header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                   HRPOOL hPool,
                                   HPAGE hPage,
                                   RvSipEventHeaderHandle *hHeader);

/**
 * Makes an Event header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                        RvBool pushHeaderAtHead,
                                        RvSipEventHeaderHandle *hHeader);

/**
 * Copies all fields of an Event header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderCopy(RvSipEventHeaderHandle hDestination, RvSipEventHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderEncode(RvSipEventHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderParse(RvSipEventHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderParseValue(RvSipEventHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderFix(RvSipEventHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderGetStrBadSyntax(RvSipEventHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderSetStrBadSyntax(RvSipEventHeaderHandle hHeader,
                                         RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderSetCompactForm(RvSipEventHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderGetCompactForm(RvSipEventHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipEventHeaderGetStringLength(RvSipEventHeaderHandle hHeader,
                                       enum RvSipEventHeaderStringName eStringName);

/**
 * Copies the event package of an Event header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderGetEventPackage(RvSipEventHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Sets the event package of an Event header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderSetEventPackage(RvSipEventHeaderHandle hHeader,
                                         RvChar *strEventPackage);

/**
 * Copies the event template of an Event header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderGetEventTemplate(RvSipEventHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the event template of an Event header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderSetEventTemplate(RvSipEventHeaderHandle hHeader,
                                          RvChar *strEventTemplate);

/**
 * Copies the event id of an Event header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderGetEventId(RvSipEventHeaderHandle hHeader,
                                    RvChar *strBuffer,
                                    RvUint bufferLen,
                                    RvUint *actualLen);

/**
 * Sets the event id of an Event header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderSetEventId(RvSipEventHeaderHandle hHeader,
                                    RvChar *strEventId);

/**
 * Copies the other params of an Event header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderGetOtherParams(RvSipEventHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Sets the other params of an Event header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipEventHeaderSetOtherParams(RvSipEventHeaderHandle hHeader,
                                        RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipSubscriptionStateHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Subscription-State header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                               HRPOOL hPool,
                                               HPAGE hPage,
                                               RvSipSubscriptionStateHeaderHandle *hHeader);

/**
 * Makes a Subscription-State header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                                    RvBool pushHeaderAtHead,
                                                    RvSipSubscriptionStateHeaderHandle *hHeader);

/**
 * Copies all fields of a Subscription-State header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderCopy(RvSipSubscriptionStateHeaderHandle hDestination,
                                          RvSipSubscriptionStateHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderEncode(RvSipSubscriptionStateHeaderHandle hHeader,
                                            HRPOOL hPool,
                                            HPAGE *hPage,
                                            RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderParse(RvSipSubscriptionStateHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderParseValue(RvSipSubscriptionStateHeaderHandle hHeader,
                                                RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderFix(RvSipSubscriptionStateHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderGetStrBadSyntax(RvSipSubscriptionStateHeaderHandle hHeader,
                                                     RvChar *strBuffer,
                                                     RvUint bufferLen,
                                                     RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderSetStrBadSyntax(RvSipSubscriptionStateHeaderHandle hHeader,
                                                     RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipSubscriptionStateHeaderGetStringLength(RvSipSubscriptionStateHeaderHandle hHeader,
                                                   enum RvSipSubscriptionStateHeaderStringName eStringName);

/**
 * Tells the substate of a Subscription-State header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipSubscriptionSubstate RvSipSubscriptionStateHeaderGetSubstate(RvSipSubscriptionStateHeaderHandle hHeader);

/**
 * Copies the substate of a Subscription-State header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderGetStrSubstate(RvSipSubscriptionStateHeaderHandle hHeader,
                                                    RvChar *strBuffer,
                                                    RvUint bufferLen,
                                                    RvUint *actualLen);

/**
 * Sets the substate of a Subscription-State header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderSetSubstate(RvSipSubscriptionStateHeaderHandle hHeader,
                                                 enum RvSipSubscriptionSubstate eSubstate,
                                                 RvChar *strSubstate);

/**
 * Tells the reason of a Subscription-State header; the OTHER member stands for a text without a member.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipSubscriptionReason RvSipSubscriptionStateHeaderGetReason(RvSipSubscriptionStateHeaderHandle hHeader);

/**
 * Copies the reason of a Subscription-State header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderGetStrReason(RvSipSubscriptionStateHeaderHandle hHeader,
                                                  RvChar *strBuffer,
                                                  RvUint bufferLen,
                                                  RvUint *actualLen);

/**
 * Sets the reason of a Subscription-State header. The text counts with the OTHER member only; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for another number or for OTHER without a text; RV_ERROR_OUTOFRESOURCES;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderSetReason(RvSipSubscriptionStateHeaderHandle hHeader,
                                               enum RvSipSubscriptionReason eReason,
                                               RvChar *strReason);

/**
 * Tells the expires param of a Subscription-State header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipSubscriptionStateHeaderGetExpiresParam(RvSipSubscriptionStateHeaderHandle hHeader);

/**
 * Sets the expires param of a Subscription-State header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderSetExpiresParam(RvSipSubscriptionStateHeaderHandle hHeader,
                                                     RvInt32 expiresParam);

/**
 * Tells the retry after of a Subscription-State header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipSubscriptionStateHeaderGetRetryAfter(RvSipSubscriptionStateHeaderHandle hHeader);

/**
 * Sets the retry after of a Subscription-State header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderSetRetryAfter(RvSipSubscriptionStateHeaderHandle hHeader,
                                                   RvInt32 retryAfter);

/**
 * Copies the other params of a Subscription-State header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderGetOtherParams(RvSipSubscriptionStateHeaderHandle hHeader,
                                                    RvChar *strBuffer,
                                                    RvUint bufferLen,
                                                    RvUint *actualLen);

/**
 * Sets the other params of a Subscription-State header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSubscriptionStateHeaderSetOtherParams(RvSipSubscriptionStateHeaderHandle hHeader,
                                                    RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipReferToHeader.h - Address and Replaces of a Refer-To header, which belong together: the Replaces is one of the headers
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Gives the address of a Refer-To header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipAddressHandle RvSipReferToHeaderGetAddrSpec(RvSipReferToHeaderHandle hHeader);

/**
 * Sets the address of a Refer-To header to a copy of an address. NULL clears it.
 *
 * A Replaces that was set before goes into the new address, unless that has one of its own.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderSetAddrSpec(RvSipReferToHeaderHandle hHeader, RvSipAddressHandle hAddrSpec);

/**
 * Gives the Replaces header among the headers of the address of a Refer-To header. What is changed in it is written with the
 * Refer-To header.
 *
 * Returns NULL when there is none, when it does not follow the grammar, or when the handle does not fit.
 */
RvSipReplacesHeaderHandle RvSipReferToHeaderGetReplaces(RvSipReferToHeaderHandle hHeader);

/**
 * Puts a copy of a Replaces header among the headers of the address of a Refer-To header. NULL takes it out.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderSetReplaces(RvSipReferToHeaderHandle hHeader, RvSipReplacesHeaderHandle hReplaces);

/**
 * Makes a Refer-To header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                     HRPOOL hPool,
                                     HPAGE hPage,
                                     RvSipReferToHeaderHandle *hHeader);

/**
 * Makes a Refer-To header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                          RvBool pushHeaderAtHead,
                                          RvSipReferToHeaderHandle *hHeader);

/**
 * Copies all fields of a Refer-To header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderCopy(RvSipReferToHeaderHandle hDestination, RvSipReferToHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderEncode(RvSipReferToHeaderHandle hHeader,
                                  HRPOOL hPool,
                                  HPAGE *hPage,
                                  RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderParse(RvSipReferToHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderParseValue(RvSipReferToHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderFix(RvSipReferToHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderGetStrBadSyntax(RvSipReferToHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderSetStrBadSyntax(RvSipReferToHeaderHandle hHeader,
                                           RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderSetCompactForm(RvSipReferToHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderGetCompactForm(RvSipReferToHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipReferToHeaderGetStringLength(RvSipReferToHeaderHandle hHeader,
                                         enum RvSipReferToHeaderStringName eStringName);

/**
 * Copies the display name of a Refer-To header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderGetDisplayName(RvSipReferToHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the display name of a Refer-To header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderSetDisplayName(RvSipReferToHeaderHandle hHeader,
                                          RvChar *strDisplayName);

/**
 * Copies the other params of a Refer-To header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderGetOtherParams(RvSipReferToHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the other params of a Refer-To header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferToHeaderSetOtherParams(RvSipReferToHeaderHandle hHeader,
                                          RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipReferredByHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Referred-By header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                        HRPOOL hPool,
                                        HPAGE hPage,
                                        RvSipReferredByHeaderHandle *hHeader);

/**
 * Makes a Referred-By header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                             RvBool pushHeaderAtHead,
                                             RvSipReferredByHeaderHandle *hHeader);

/**
 * Copies all fields of a Referred-By header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderCopy(RvSipReferredByHeaderHandle hDestination,
                                   RvSipReferredByHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderEncode(RvSipReferredByHeaderHandle hHeader,
                                     HRPOOL hPool,
                                     HPAGE *hPage,
                                     RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderParse(RvSipReferredByHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderParseValue(RvSipReferredByHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderFix(RvSipReferredByHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderGetStrBadSyntax(RvSipReferredByHeaderHandle hHeader,
                                              RvChar *strBuffer,
                                              RvUint bufferLen,
                                              RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderSetStrBadSyntax(RvSipReferredByHeaderHandle hHeader,
                                              RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderSetCompactForm(RvSipReferredByHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderGetCompactForm(RvSipReferredByHeaderHandle hHeader, RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipReferredByHeaderGetStringLength(RvSipReferredByHeaderHandle hHeader,
                                            enum RvSipReferredByHeaderStringName eStringName);

/**
 * Copies the display name of a Referred-By header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderGetDisplayName(RvSipReferredByHeaderHandle hHeader,
                                             RvChar *strBuffer,
                                             RvUint bufferLen,
                                             RvUint *actualLen);

/**
 * Sets the display name of a Referred-By header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderSetDisplayName(RvSipReferredByHeaderHandle hHeader,
                                             RvChar *strDisplayName);

/**
 * Gives the addr spec of a Referred-By header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipAddressHandle RvSipReferredByHeaderGetAddrSpec(RvSipReferredByHeaderHandle hHeader);

/**
 * Sets the addr spec of a Referred-By header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderSetAddrSpec(RvSipReferredByHeaderHandle hHeader, RvSipAddressHandle hAddrSpec);

/**
 * Copies the cid param of a Referred-By header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderGetCidParam(RvSipReferredByHeaderHandle hHeader,
                                          RvChar *strBuffer,
                                          RvUint bufferLen,
                                          RvUint *actualLen);

/**
 * Sets the cid param of a Referred-By header; quotes are added where there are none. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderSetCidParam(RvSipReferredByHeaderHandle hHeader,
                                          RvChar *strCidParam);

/**
 * Copies the other params of a Referred-By header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderGetOtherParams(RvSipReferredByHeaderHandle hHeader,
                                             RvChar *strBuffer,
                                             RvUint bufferLen,
                                             RvUint *actualLen);

/**
 * Sets the other params of a Referred-By header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReferredByHeaderSetOtherParams(RvSipReferredByHeaderHandle hHeader,
                                             RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipReplacesHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Replaces header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                      HRPOOL hPool,
                                      HPAGE hPage,
                                      RvSipReplacesHeaderHandle *hHeader);

/**
 * Makes a Replaces header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                           RvBool pushHeaderAtHead,
                                           RvSipReplacesHeaderHandle *hHeader);

/**
 * Copies all fields of a Replaces header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderCopy(RvSipReplacesHeaderHandle hDestination, RvSipReplacesHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderEncode(RvSipReplacesHeaderHandle hHeader,
                                   HRPOOL hPool,
                                   HPAGE *hPage,
                                   RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderParse(RvSipReplacesHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderParseValue(RvSipReplacesHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderFix(RvSipReplacesHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderGetStrBadSyntax(RvSipReplacesHeaderHandle hHeader,
                                            RvChar *strBuffer,
                                            RvUint bufferLen,
                                            RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderSetStrBadSyntax(RvSipReplacesHeaderHandle hHeader,
                                            RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipReplacesHeaderGetStringLength(RvSipReplacesHeaderHandle hHeader,
                                          enum RvSipReplacesHeaderStringName eStringName);

/**
 * Copies the call id of a Replaces header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderGetCallID(RvSipReplacesHeaderHandle hHeader,
                                      RvChar *strBuffer,
                                      RvUint bufferLen,
                                      RvUint *actualLen);

/**
 * Sets the call id of a Replaces header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderSetCallID(RvSipReplacesHeaderHandle hHeader,
                                      RvChar *strCallID);

/**
 * Copies the to tag of a Replaces header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderGetToTag(RvSipReplacesHeaderHandle hHeader,
                                     RvChar *strBuffer,
                                     RvUint bufferLen,
                                     RvUint *actualLen);

/**
 * Sets the to tag of a Replaces header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderSetToTag(RvSipReplacesHeaderHandle hHeader,
                                     RvChar *strToTag);

/**
 * Copies the from tag of a Replaces header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderGetFromTag(RvSipReplacesHeaderHandle hHeader,
                                       RvChar *strBuffer,
                                       RvUint bufferLen,
                                       RvUint *actualLen);

/**
 * Sets the from tag of a Replaces header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderSetFromTag(RvSipReplacesHeaderHandle hHeader,
                                       RvChar *strFromTag);

/**
 * Tells the early only of a Replaces header.
 *
 * Returns RV_FALSE when it is not set or the handle does not fit.
 */
RvBool RvSipReplacesHeaderGetEarlyOnly(RvSipReplacesHeaderHandle hHeader);

/**
 * Sets the early only of a Replaces header.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderSetEarlyOnly(RvSipReplacesHeaderHandle hHeader, RvBool bEarlyOnly);

/**
 * Copies the other params of a Replaces header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderGetOtherParams(RvSipReplacesHeaderHandle hHeader,
                                           RvChar *strBuffer,
                                           RvUint bufferLen,
                                           RvUint *actualLen);

/**
 * Sets the other params of a Replaces header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipReplacesHeaderSetOtherParams(RvSipReplacesHeaderHandle hHeader,
                                           RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRetryAfterHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Retry-After header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                        HRPOOL hPool,
                                        HPAGE hPage,
                                        RvSipRetryAfterHeaderHandle *hHeader);

/**
 * Makes a Retry-After header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                             RvBool pushHeaderAtHead,
                                             RvSipRetryAfterHeaderHandle *hHeader);

/**
 * Copies all fields of a Retry-After header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderCopy(RvSipRetryAfterHeaderHandle hDestination,
                                   RvSipRetryAfterHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderEncode(RvSipRetryAfterHeaderHandle hHeader,
                                     HRPOOL hPool,
                                     HPAGE *hPage,
                                     RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderParse(RvSipRetryAfterHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderParseValue(RvSipRetryAfterHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderFix(RvSipRetryAfterHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderGetStrBadSyntax(RvSipRetryAfterHeaderHandle hHeader,
                                              RvChar *strBuffer,
                                              RvUint bufferLen,
                                              RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderSetStrBadSyntax(RvSipRetryAfterHeaderHandle hHeader,
                                              RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipRetryAfterHeaderGetStringLength(RvSipRetryAfterHeaderHandle hHeader,
                                            enum RvSipRetryAfterHeaderStringName eStringName);

/**
 * Tells the delta seconds of a Retry-After header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderGetDeltaSeconds(RvSipRetryAfterHeaderHandle hHeader, RvUint32 *pDeltaSeconds);

/**
 * Sets the delta seconds of a Retry-After header; 0 is a value like any other.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderSetDeltaSeconds(RvSipRetryAfterHeaderHandle hHeader, RvUint32 deltaSeconds);

/**
 * Copies the comment of a Retry-After header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderGetComment(RvSipRetryAfterHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Sets the comment of a Retry-After header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderSetComment(RvSipRetryAfterHeaderHandle hHeader,
                                         RvChar *strComment);

/**
 * Tells the duration of a Retry-After header.
 *
 * Returns -1 (UNDEFINED) when it is not set or the handle does not fit.
 */
RvInt32 RvSipRetryAfterHeaderGetDuration(RvSipRetryAfterHeaderHandle hHeader);

/**
 * Sets the duration of a Retry-After header; -1 clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a number out of range; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderSetDuration(RvSipRetryAfterHeaderHandle hHeader, RvInt32 duration);

/**
 * Copies the other params of a Retry-After header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderGetOtherParams(RvSipRetryAfterHeaderHandle hHeader,
                                             RvChar *strBuffer,
                                             RvUint bufferLen,
                                             RvUint *actualLen);

/**
 * Sets the other params of a Retry-After header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRetryAfterHeaderSetOtherParams(RvSipRetryAfterHeaderHandle hHeader,
                                             RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipSessionExpiresHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Session-Expires header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                            HRPOOL hPool,
                                            HPAGE hPage,
                                            RvSipSessionExpiresHeaderHandle *hHeader);

/**
 * Makes a Session-Expires header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                                 RvBool pushHeaderAtHead,
                                                 RvSipSessionExpiresHeaderHandle *hHeader);

/**
 * Copies all fields of a Session-Expires header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderCopy(RvSipSessionExpiresHeaderHandle hDestination,
                                       RvSipSessionExpiresHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderEncode(RvSipSessionExpiresHeaderHandle hHeader,
                                         HRPOOL hPool,
                                         HPAGE *hPage,
                                         RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderParse(RvSipSessionExpiresHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderParseValue(RvSipSessionExpiresHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderFix(RvSipSessionExpiresHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderGetStrBadSyntax(RvSipSessionExpiresHeaderHandle hHeader,
                                                  RvChar *strBuffer,
                                                  RvUint bufferLen,
                                                  RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderSetStrBadSyntax(RvSipSessionExpiresHeaderHandle hHeader,
                                                  RvChar *strBadSyntax);

/**
 * Chooses between the short (RV_TRUE) and the long form of the header's name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderSetCompactForm(RvSipSessionExpiresHeaderHandle hHeader, RvBool bIsCompact);

/**
 * Tells whether the header came, or will be written, with the short form of its name.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderGetCompactForm(RvSipSessionExpiresHeaderHandle hHeader,
                                                 RvBool *pbIsCompact);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipSessionExpiresHeaderGetStringLength(RvSipSessionExpiresHeaderHandle hHeader,
                                                enum RvSipSessionExpiresHeaderStringName eStringName);

/**
 * Tells the delta seconds of a Session-Expires header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderGetDeltaSeconds(RvSipSessionExpiresHeaderHandle hHeader,
                                                  RvUint32 *pDeltaSeconds);

/**
 * Sets the delta seconds of a Session-Expires header; 0 is a value like any other.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderSetDeltaSeconds(RvSipSessionExpiresHeaderHandle hHeader,
                                                  RvUint32 deltaSeconds);

/**
 * Tells the refresher type of a Session-Expires header.
 *
 * Returns the UNDEFINED member when it is not set or the handle does not fit.
 */
enum RvSipSessionExpiresRefresherType RvSipSessionExpiresHeaderGetRefresherType(RvSipSessionExpiresHeaderHandle hHeader);

/**
 * Sets the refresher type of a Session-Expires header; UNDEFINED clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a member that does not fit; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderSetRefresherType(RvSipSessionExpiresHeaderHandle hHeader,
                                                   enum RvSipSessionExpiresRefresherType eRefresherType);

/**
 * Copies the other params of a Session-Expires header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderGetOtherParams(RvSipSessionExpiresHeaderHandle hHeader,
                                                 RvChar *strBuffer,
                                                 RvUint bufferLen,
                                                 RvUint *actualLen);

/**
 * Sets the other params of a Session-Expires header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipSessionExpiresHeaderSetOtherParams(RvSipSessionExpiresHeaderHandle hHeader,
                                                 RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipMinSEHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a Min-SE header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                   HRPOOL hPool,
                                   HPAGE hPage,
                                   RvSipMinSEHeaderHandle *hHeader);

/**
 * Makes a Min-SE header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                        RvBool pushHeaderAtHead,
                                        RvSipMinSEHeaderHandle *hHeader);

/**
 * Copies all fields of a Min-SE header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderCopy(RvSipMinSEHeaderHandle hDestination, RvSipMinSEHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderEncode(RvSipMinSEHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderParse(RvSipMinSEHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderParseValue(RvSipMinSEHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderFix(RvSipMinSEHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderGetStrBadSyntax(RvSipMinSEHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderSetStrBadSyntax(RvSipMinSEHeaderHandle hHeader,
                                         RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipMinSEHeaderGetStringLength(RvSipMinSEHeaderHandle hHeader,
                                       enum RvSipMinSEHeaderStringName eStringName);

/**
 * Tells the delta seconds of a Min-SE header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderGetDeltaSeconds(RvSipMinSEHeaderHandle hHeader, RvUint32 *pDeltaSeconds);

/**
 * Sets the delta seconds of a Min-SE header; 0 is a value like any other.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderSetDeltaSeconds(RvSipMinSEHeaderHandle hHeader, RvUint32 deltaSeconds);

/**
 * Copies the other params of a Min-SE header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderGetOtherParams(RvSipMinSEHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Sets the other params of a Min-SE header. NULL or an empty text clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipMinSEHeaderSetOtherParams(RvSipMinSEHeaderHandle hHeader,
                                        RvChar *strOtherParams);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRAckHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a RAck header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                  HRPOOL hPool,
                                  HPAGE hPage,
                                  RvSipRAckHeaderHandle *hHeader);

/**
 * Makes a RAck header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                       RvBool pushHeaderAtHead,
                                       RvSipRAckHeaderHandle *hHeader);

/**
 * Copies all fields of a RAck header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderCopy(RvSipRAckHeaderHandle hDestination, RvSipRAckHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderEncode(RvSipRAckHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderParse(RvSipRAckHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderParseValue(RvSipRAckHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderFix(RvSipRAckHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderGetStrBadSyntax(RvSipRAckHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderSetStrBadSyntax(RvSipRAckHeaderHandle hHeader,
                                        RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipRAckHeaderGetStringLength(RvSipRAckHeaderHandle hHeader,
                                      enum RvSipRAckHeaderStringName eStringName);

/**
 * Tells the response num of a RAck header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderGetResponseNum(RvSipRAckHeaderHandle hHeader, RvUint32 *pResponseNum);

/**
 * Sets the response num of a RAck header; 0 is a value like any other.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderSetResponseNum(RvSipRAckHeaderHandle hHeader, RvUint32 responseNum);

/**
 * Gives the c seq handle of a RAck header: the object in the header, no copy.
 *
 * Returns NULL when it is not set or the handle does not fit.
 */
RvSipCSeqHeaderHandle RvSipRAckHeaderGetCSeqHandle(RvSipRAckHeaderHandle hHeader);

/**
 * Sets the c seq handle of a RAck header to a copy of an object. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRAckHeaderSetCSeqHandle(RvSipRAckHeaderHandle hHeader, RvSipCSeqHeaderHandle hCSeqHandle);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipRSeqHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Makes a RSeq header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                  HRPOOL hPool,
                                  HPAGE hPage,
                                  RvSipRSeqHeaderHandle *hHeader);

/**
 * Makes a RSeq header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                       RvBool pushHeaderAtHead,
                                       RvSipRSeqHeaderHandle *hHeader);

/**
 * Copies all fields of a RSeq header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderCopy(RvSipRSeqHeaderHandle hDestination, RvSipRSeqHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderEncode(RvSipRSeqHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderParse(RvSipRSeqHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderParseValue(RvSipRSeqHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderFix(RvSipRSeqHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderGetStrBadSyntax(RvSipRSeqHeaderHandle hHeader,
                                        RvChar *strBuffer,
                                        RvUint bufferLen,
                                        RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderSetStrBadSyntax(RvSipRSeqHeaderHandle hHeader,
                                        RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipRSeqHeaderGetStringLength(RvSipRSeqHeaderHandle hHeader,
                                      enum RvSipRSeqHeaderStringName eStringName);

/**
 * Tells the response num of a RSeq header.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderGetResponseNum(RvSipRSeqHeaderHandle hHeader, RvUint32 *pResponseNum);

/**
 * Sets the response num of a RSeq header; 0 is a value like any other.
 *
 * Returns RV_OK; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipRSeqHeaderSetResponseNum(RvSipRSeqHeaderHandle hHeader, RvUint32 responseNum);


/* ------------------------------------------------------------------------------------------------------------
 * RvSipOtherHeader.h
 * ------------------------------------------------------------------------------------------------------------ */

/**
 * Copies the name of an Other header, as it was written.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderGetName(RvSipOtherHeaderHandle hHeader,
                                 RvChar *strBuffer,
                                 RvUint bufferLen,
                                 RvUint *actualLen);

/**
 * Copies the value of an Other header: everything after the colon.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when it is not set; RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderGetValue(RvSipOtherHeaderHandle hHeader,
                                  RvChar *strBuffer,
                                  RvUint bufferLen,
                                  RvUint *actualLen);

/**
 * Sets the name of an Other header, without a colon. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text that is no header name; RV_ERROR_ILLEGAL_ACTION for a header that has a type of its
 * own; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderSetName(RvSipOtherHeaderHandle hHeader,
                                 RvChar *strName);

/**
 * Sets the value of an Other header. NULL clears it.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_ILLEGAL_SYNTAX for a header that has a type of its
 * own and a text that does not fit it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderSetValue(RvSipOtherHeaderHandle hHeader,
                                  RvChar *strValue);

/**
 * Makes an Other header of its own on a page of the program; it lives until the page is freed.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when there are too many objects; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderConstruct(RvSipMsgMgrHandle hMsgMgr,
                                   HRPOOL hPool,
                                   HPAGE hPage,
                                   RvSipOtherHeaderHandle *hHeader);

/**
 * Makes an Other header in a message, at the head (RV_TRUE) or the tail of its list.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderConstructInMsg(RvSipMsgHandle hSipMsg,
                                        RvBool pushHeaderAtHead,
                                        RvSipOtherHeaderHandle *hHeader);

/**
 * Copies all fields of an Other header to another one.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderCopy(RvSipOtherHeaderHandle hDestination, RvSipOtherHeaderHandle hSource);

/**
 * Writes the header, name and value, on a new page of the pool, which the caller frees.
 *
 * Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderEncode(RvSipOtherHeaderHandle hHeader, HRPOOL hPool, HPAGE *hPage, RvUint32 *length);

/**
 * Takes over a text, with or without the header's name before it.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderParse(RvSipOtherHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Takes over a text that holds the value without the header's name.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderParseValue(RvSipOtherHeaderHandle hHeader, RvChar *strBuffer);

/**
 * Puts a good text in place of a bad one; a bad one again leaves it as it was.
 *
 * Returns RV_OK; RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed;
 * RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderFix(RvSipOtherHeaderHandle hHeader, RvChar *strFixedBuffer);

/**
 * Copies the value text of a header that does not follow the grammar.
 *
 * Returns RV_OK; RV_ERROR_NOT_FOUND when the header is legal;
 * RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen; RV_ERROR_NULLPTR; RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderGetStrBadSyntax(RvSipOtherHeaderHandle hHeader,
                                         RvChar *strBuffer,
                                         RvUint bufferLen,
                                         RvUint *actualLen);

/**
 * Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one.
 *
 * Returns RV_OK; RV_ERROR_BADPARAM for a text with a line end in it; RV_ERROR_OUTOFRESOURCES; RV_ERROR_NULLPTR;
 * RV_ERROR_INVALID_HANDLE.
 */
RvStatus RvSipOtherHeaderSetStrBadSyntax(RvSipOtherHeaderHandle hHeader,
                                         RvChar *strBadSyntax);

/**
 * Tells the bytes needed for a string of the header, its NUL included.
 *
 * Returns 0 when it is not set or the handle does not fit.
 */
RvUint RvSipOtherHeaderGetStringLength(RvSipOtherHeaderHandle hHeader,
                                       enum RvSipOtherHeaderStringName eStringName);

#ifdef __cplusplus
}
#endif

#endif /* RVSIP_H */
