//! RvSipStackTypes.h - Configuration and figures of a stack.

use crate::capi::abi::*;
use std::ffi::c_void;

/// One line of the log, without a newline at its end. `filter` is the one bit of the line's level.
pub type RvSipStackPrintLogEntryEv =
    Option<unsafe extern "C" fn(context: *mut c_void, filter: RvSipLogFilters, formattedText: *const RvChar)>;

/// Log filters of the sources inside CORE; a mask that is not 0 overrides coreLogFilters.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipStackCoreLogFiltersCfg {
    /// RVSIP_CORE_MEMORY.
    pub memory: RvInt32,
    /// RVSIP_CORE_THREAD.
    pub thread: RvInt32,
    /// RVSIP_CORE_QUEUE.
    pub queue: RvInt32,
    /// RVSIP_CORE_TIMER.
    pub timer: RvInt32,
    /// RVSIP_CORE_SOCKET.
    pub socket: RvInt32,
    /// RVSIP_CORE_SELECT.
    pub select: RvInt32,
    /// RVSIP_CORE_TLS.
    pub tls: RvInt32,
    /// RVSIP_CORE_ARES, name look-up.
    pub ares: RvInt32,
}

/// Log filters of the sources inside ADS; a mask that is not 0 overrides adsLogFilters.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipStackAdsLogFiltersCfg {
    /// RVSIP_ADS_RLIST.
    pub rlist: RvInt32,
    /// RVSIP_ADS_RA.
    pub ra: RvInt32,
    /// RVSIP_ADS_RPOOL.
    pub rpool: RvInt32,
    /// RVSIP_ADS_HASH.
    pub hash: RvInt32,
    /// RVSIP_ADS_PQUEUE.
    pub pqueue: RvInt32,
}

/// Configuration of a stack. RvSipStackInitCfg fills it with defaults; change what you need; RvSipStackConstruct writes back the
/// values it really uses. Group A: -1 or a value that makes no sense becomes the default. Group B: the library computes the value
/// by the formula given when the field is -1 or makes no sense. Times are in milliseconds unless a field says otherwise.
///
/// Limits are limits, not reservations: memory is taken as objects are made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipStackCfg {
    /// Most call-legs at one time. A: 10.
    pub maxCallLegs: RvInt32,
    /// Most transactions at one time. B: maxCallLegs + maxSubscriptions, with 10 for no call-legs. Transactions of
    /// register-clients are not counted.
    pub maxTransactions: RvInt32,
    /// Most register-clients at one time. A: 2.
    pub maxRegClients: RvInt32,
    /// Most transmitters at one time. B: 10 + maxCallLegs + maxTransactions, and maxCallLegs / 2 more with bEnableForking.
    pub maxTransmitters: RvInt32,
    /// Most subscriptions at one time. A: 0, none.
    pub maxSubscriptions: RvInt32,
    /// Pages for messages. B: 2.5 * maxTransactions, at least 4. Kept for existing programs; messages take memory as they need.
    pub messagePoolNumofPages: RvInt32,
    /// Bytes of a page for messages. A: 1536.
    pub messagePoolPageSize: RvInt32,
    /// Pages for fields of objects. B: 1.5 * maxCallLegs + 1.5 * maxTransactions + maxRegClients + 5 + maxTransmitters, at least 3.
    pub generalPoolNumofPages: RvInt32,
    /// Bytes of a page for fields of objects. A: 1024.
    pub generalPoolPageSize: RvInt32,
    /// Pages for single elements. B: as generalPoolNumofPages.
    pub elementPoolNumofPages: RvInt32,
    /// Bytes of a page for single elements. A: 256.
    pub elementPoolPageSize: RvInt32,

    /// Log filters of every source, RVSIP_LOG bits combined with `|`. 0: no log. A: 0.
    pub defaultLogFilters: RvInt32,
    /// Log filters of all CORE sources when not 0.
    pub coreLogFilters: RvInt32,
    /// Log filters of all ADS sources when not 0.
    pub adsLogFilters: RvInt32,
    /// Log filters of RVSIP_CALL when not 0.
    pub callLogFilters: RvInt32,
    /// Log filters of RVSIP_TRANSACTION when not 0.
    pub transactionLogFilters: RvInt32,
    /// Log filters of RVSIP_TRANSMITTER when not 0.
    pub transmitterLogFilters: RvInt32,
    /// Log filters of RVSIP_MESSAGE when not 0.
    pub msgLogFilters: RvInt32,
    /// Log filters of RVSIP_TRANSPORT when not 0.
    pub transportLogFilters: RvInt32,
    /// Log filters of RVSIP_PARSER when not 0.
    pub parserLogFilters: RvInt32,
    /// Log filters of RVSIP_STACK when not 0.
    pub stackLogFilters: RvInt32,
    /// Log filters of RVSIP_MSGBUILDER when not 0.
    pub msgBuilderLogFilters: RvInt32,
    /// Log filters of RVSIP_AUTHENTICATOR when not 0.
    pub authenticatorLogFilters: RvInt32,
    /// Log filters of RVSIP_REGCLIENT when not 0.
    pub regClientLogFilters: RvInt32,
    /// Log filters of RVSIP_SUBSCRIPTION when not 0.
    pub subsLogFilters: RvInt32,
    /// Log filters of single CORE sources.
    pub coreLogFiltersCfg: RvSipStackCoreLogFiltersCfg,
    /// Log filters of single ADS sources.
    pub adsLogFiltersCfg: RvSipStackAdsLogFiltersCfg,
    /// Gets the lines of the log. NULL with filters set: they go to SipLog.txt in the working directory.
    pub pfnPrintLogEntryEvHandler: RvSipStackPrintLogEntryEv,
    /// Passed to pfnPrintLogEntryEvHandler.
    pub pfnPrintLogEntryContext: *mut c_void,

    /// Address to receive UDP on: `192.0.2.1`, `[2001:db8::1]`, `[fe80::1]%2`, or `0.0.0.0` for all. Empty: `0.0.0.0`.
    pub localUdpAddress: [RvChar; RVSIP_TRANSPORT_LEN_STRING_IP],
    /// Port to receive UDP on. 0: 5060. RVSIP_TRANSPORT_ANY_PORT: the system chooses.
    pub localUdpPort: RvUint16,
    /// Entries of localUdpAddresses and localUdpPorts. A: 0.
    pub numOfExtraUdpAddresses: RvInt32,
    /// More addresses to receive UDP on. A: NULL.
    pub localUdpAddresses: *mut *mut RvChar,
    /// Their ports. A: NULL.
    pub localUdpPorts: *mut RvUint16,

    /// RV_TRUE: TCP is used. A: RV_FALSE.
    pub tcpEnabled: RvBool,
    /// Address to receive TCP on, as localUdpAddress. Empty: as localUdpAddress.
    pub localTcpAddress: [RvChar; RVSIP_TRANSPORT_LEN_STRING_IP],
    /// Port to receive TCP on. 0: 5060. RVSIP_TRANSPORT_ANY_PORT: the system chooses.
    pub localTcpPort: RvUint16,
    /// Entries of localTcpAddresses and localTcpPorts. A: 0.
    pub numOfExtraTcpAddresses: RvInt32,
    /// More addresses to receive TCP on. A: NULL.
    pub localTcpAddresses: *mut *mut RvChar,
    /// Their ports. A: NULL.
    pub localTcpPorts: *mut RvUint16,
    /// Entries of localTlsAddresses and localTlsPorts. A: 0. They need tcpEnabled, and a TLS engine with a certificate
    /// (RvSipTransportTlsEngineConstruct).
    pub numOfTlsAddresses: RvInt32,
    /// Addresses to receive TLS on. A: NULL.
    pub localTlsAddresses: *mut *mut RvChar,
    /// Their ports, 0 for 5061. The ports that are really used are written back to them. A: NULL, 5061 for all.
    pub localTlsPorts: *mut RvUint16,
    /// Most TLS connections at one time. B: maxConnections.
    pub maxTlsSessions: RvInt32,
    /// Most TCP connections at one time. B: maxTransactions / 2 + 1, 0 without tcpEnabled.
    pub maxConnections: RvInt32,
    /// How connections are used again. A: RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED.
    pub ePersistencyLevel: RvSipTransportPersistencyLevel,
    /// Time after which an accepted connection without users is closed. 0: at once. A: -1, never.
    pub serverConnectionTimeout: RvInt32,
    /// When more than 0, client connections without users stay open until this share (in percent) of maxConnections is open. A: 0.
    pub connectionCapacityPercent: RvInt32,
    /// Size of socket buffers in bytes. A: -1, as the system has it.
    pub sendReceiveBufferSize: RvInt32,

    /// IP address of a proxy that every request without a Route goes to. Empty: none.
    pub outboundProxyIpAddress: [RvChar; RVSIP_TRANSPORT_LEN_STRING_IP],
    /// Host name of that proxy; used when outboundProxyIpAddress is empty. NULL: none.
    pub outboundProxyHostName: *mut RvChar,
    /// Port of that proxy. A: -1, found by RFC 3263.
    pub outboundProxyPort: RvInt32,
    /// Transport to that proxy. A: RVSIP_TRANSPORT_UNDEFINED, found by RFC 3263.
    pub eOutboundProxyTransport: RvSipTransport,

    /// T1 of RFC 3261. A: 500.
    pub retransmissionT1: RvInt32,
    /// T2 of RFC 3261; less than 4000 is not taken. A: 4000.
    pub retransmissionT2: RvInt32,
    /// T4 of RFC 3261. A: 5000.
    pub retransmissionT4: RvInt32,
    /// How long an answered server transaction answers copies of its request (timer J). B: 64 * T1.
    pub generalLingerTimer: RvInt32,
    /// How long a finished INVITE client transaction acknowledges copies of the final response (timer D), and how long a server sends a
    /// 2xx to an INVITE that is not acknowledged. A: 32000.
    pub inviteLingerTimer: RvInt32,
    /// How long an INVITE waits for the final response after a provisional one; 0 for ever. A: 180000.
    pub provisionalTimer: RvInt32,
    /// How long a cancelled request other than INVITE waits for its final response. B: 64 * T1.
    pub cancelGeneralNoResponseTimer: RvInt32,
    /// How long a cancelled INVITE waits for its final response. B: 64 * T1.
    pub cancelInviteNoResponseTimer: RvInt32,
    /// How long a request other than INVITE waits for its final response (timer F). B: 64 * T1.
    pub generalRequestTimeoutTimer: RvInt32,
    /// RV_TRUE: the program is a proxy. A: RV_FALSE.
    pub isProxy: RvBool,
    /// How long a proxy's INVITE client transaction lives after a 2xx. B: 64 * T1.
    pub proxy2xxRcvdTimer: RvInt32,
    /// How long a proxy's INVITE server transaction lives after a 2xx. A: 0.
    pub proxy2xxSentTimer: RvInt32,
    /// How long before its end a subscription alerts. A: 5000.
    pub subsAlertTimer: RvInt32,
    /// How long a subscription waits for its first NOTIFY; 0 for ever. A: 32000.
    pub subsNoNotifyTimer: RvInt32,
    /// RV_TRUE: subscriptions are refreshed by the library. A: RV_FALSE.
    pub subsAutoRefresh: RvBool,
    /// RV_TRUE: a subscription for each notifier that answers. A: RV_FALSE.
    pub bEnableSubsForking: RvBool,

    /// Threads of the stack. 0: the program drives it with RvSipStackProcessEvents or the select calls. More than 0: it has one
    /// thread of its own, and callbacks come on that thread. RvSipStackInitCfg sets 1.
    pub numberOfProcessingThreads: RvInt32,
    /// Kept for existing programs. A: 10.
    pub numOfReadBuffers: RvInt32,
    /// Kept for existing programs; the queue grows as needed. A: 100.
    pub processingQueueSize: RvInt32,
    /// Kept for existing programs. A: 30000.
    pub processingTaskStackSize: RvInt32,

    /// RV_TRUE: the ACK for a 2xx belongs to the INVITE transaction. A: RV_FALSE.
    pub bOldInviteHandling: RvBool,
    /// RV_TRUE: the program sends the ACK for a 2xx. A: RV_FALSE.
    pub manualAckOn2xx: RvBool,
    /// RV_TRUE: the program answers what the library answers otherwise, a cancelled INVITE for instance. A: RV_FALSE.
    pub manualBehavior: RvBool,
    /// RV_TRUE: the program sends the requests of the session timer. A: RV_FALSE.
    pub manualSessionTimer: RvBool,
    /// RV_TRUE: a request that came on two ways makes two transactions. A: RV_FALSE, the second is answered with 482.
    pub bDisableMerging: RvBool,
    /// RV_TRUE: the program sends PRACK. A: RV_FALSE.
    pub manualPrack: RvBool,
    /// RV_TRUE: a call-leg for each callee that answers. A: RV_FALSE.
    pub bEnableForking: RvBool,
    /// How long a call-leg made by a provisional response of a fork lives; 0 for ever. B: provisionalTimer.
    pub forked1xxTimerTimeout: RvInt32,
    /// RV_TRUE: an INVITE whose provisionalTimer ends goes to PROCEEDING_TIMEOUT instead of ending. A: RV_FALSE.
    pub enableInviteProceedingTimeoutState: RvBool,

    /// Option tags this program supports, separated by commas; NULL for none. A: NULL.
    pub supportedExtensionList: *mut RvChar,
    /// RV_TRUE: Supported with that list goes into every message but ACK. A: RV_FALSE.
    pub addSupportedListToMsg: RvBool,
    /// RV_TRUE: call-legs answer a Require that is not in the list with 420. A: RV_FALSE.
    pub rejectUnsupportedExtensions: RvBool,
    /// RV_TRUE: credentials of incoming requests can be checked (RvSipTransactionAuthBegin). A: RV_FALSE.
    pub enableServerAuth: RvBool,
    /// Session interval in seconds; 0 for no session timer. A: 0.
    pub sessionExpires: RvInt32,
    /// Least session interval in seconds. A: -1, 90 and no Min-SE header.
    pub minSE: RvInt32,

    /// RV_TRUE: tel URIs are looked up by ENUM. A: RV_FALSE.
    pub bResolveTelUrls: RvBool,
    /// Name servers: strIP and port of each, port 0 for 53. A: NULL, as the system has them.
    pub pDnsServers: *mut RvSipTransportAddr,
    /// Entries of pDnsServers. A: -1, as the system has them.
    pub numOfDnsServers: RvInt32,
    /// Domains that are tried behind a short name. A: NULL, as the system has them.
    pub pDnsDomains: *mut *mut RvChar,
    /// Entries of pDnsDomains; 0 for none. A: -1, as the system has them.
    pub numOfDnsDomains: RvInt32,
    /// Most domains that may be set later. B: 10, or numOfDnsDomains where that is more.
    pub maxDnsDomains: RvInt32,
    /// Most name servers that may be set later. B: 10, or numOfDnsServers where that is more.
    pub maxDnsServers: RvInt32,
    /// What happens when one of several addresses of a name does not answer. A: RVSIP_DNS_FAILOVER_AUTOMATIC.
    pub eDnsFailover: RvSipDnsFailover,

    /// Most bytes of a received message. A: 65535.
    pub maxMessageSize: RvInt32,
    /// Most header values of a received message, values in one line counted one by one. A: 512.
    pub maxHeadersPerMessage: RvInt32,
    /// Most Via values of a received message. A: 70.
    pub maxViaHeaders: RvInt32,
    /// Most values of each of Route, Record-Route, Service-Route and Path in a received message. A: 64.
    pub maxRouteHeaders: RvInt32,
    /// Most Contact values of a received message. A: 256.
    pub maxContactHeaders: RvInt32,
    /// Most challenges of one response. A: 16.
    pub maxChallenges: RvInt32,
    /// Most parameters of one header value or URI. A: 64.
    pub maxParams: RvInt32,
    /// Most bytes of a URI. A: 4096.
    pub maxUriLength: RvInt32,
    /// Most parts of a multipart body. A: 64.
    pub maxBodyParts: RvInt32,
    /// Deepest nesting of multipart bodies. A: 8; more than 64 count as 64.
    pub maxBodyDepth: RvInt32,
    /// Most accepted connections on which no complete message has come yet. A: 64.
    pub maxHalfOpenConnections: RvInt32,
    /// Time after which an accepted connection that has sent no complete message is closed. A: 32000.
    pub halfOpenTimeout: RvInt32,
    /// Most bytes of a connection that wait for the rest of a message. B: maxMessageSize.
    pub maxStreamBuffer: RvInt32,
    /// Most redirections that are followed for one request by the library itself. A: 5. For a later release; none is followed yet.
    pub maxRedirects: RvInt32,

    /// How long a connection that the library opens may take to come about. A: 5000.
    pub connectTimeout: RvInt32,
    /// How long a request waits for one of several targets of the DNS before the next is tried; the last has all of
    /// generalRequestTimeoutTimer, and none has more. A: 0, as generalRequestTimeoutTimer.
    pub dnsTargetTimeout: RvInt32,
    /// How long later requests go to other targets after one did not answer. 0: not at all. A: 32000.
    pub dnsDownTimeout: RvInt32,
    /// How long a name server has for one answer. A: 2000.
    pub dnsQueryTimeout: RvInt32,
    /// Domain that telephone numbers are looked up under when bResolveTelUrls is set (RFC 6116). A: NULL, "e164.arpa".
    pub strEnumSuffix: *mut RvChar,
    /// Longest time in SECONDS between two keepalives on a connection that a register-client keeps, where the registrar names none
    /// (Flow-Timer); each comes after four to five fifths of it (RFC 5626 section 4.4.1). 0: none. A: 120. A connection on which
    /// one is not answered within 10 seconds is closed with reason ERROR, if its peer answered one before, or said in its response
    /// to the REGISTER that it answers them (Flow-Timer, or Require: outbound).
    pub keepAliveInterval: RvInt32,
    /// RV_TRUE: every peer is known to answer keepalives; the first that is not answered ends its connection. A: RV_FALSE.
    pub bKeepAliveAnswered: RvBool,

    /// Entries of localWsAddresses and localWsPorts. A: 0. WebSocket addresses need tcpEnabled (RFC 7118).
    pub numOfWsAddresses: RvInt32,
    /// Entries of localWssAddresses and localWssPorts. A: 0. They need a TLS engine with a certificate too.
    pub numOfWssAddresses: RvInt32,
    /// Addresses to receive WebSocket connections on. A: NULL.
    pub localWsAddresses: *mut *mut RvChar,
    /// Their ports, 0 for 80. The ports that are really used are written back to them. A: NULL, 80 for all.
    pub localWsPorts: *mut RvUint16,
    /// Addresses to receive WebSocket connections over TLS on. A: NULL.
    pub localWssAddresses: *mut *mut RvChar,
    /// Their ports, 0 for 443. The ports that are really used are written back to them. A: NULL, 443 for all.
    pub localWssPorts: *mut RvUint16,
    /// Path of WebSockets, beginning with `/`: the one that is asked for, and the only one that is answered; others get 404. A: NULL,
    /// `/` is asked for and any is answered.
    pub strWsPath: *mut RvChar,
    /// Web sites whose pages may open a WebSocket to the stack, between commas: `https://phone.example.com, http://localhost:8080`. A page
    /// of another gets 403 (RFC 6455 section 10.2); who sends no Origin is no browser and is let in. A: NULL, all may.
    pub strWsOrigins: *mut RvChar,
}

/// Use of one kind of element.
#[repr(C)]
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct RvSipResourceCounters {
    /// The limit: how many there may be at one time.
    pub numOfAllocatedElements: RvUint32,
    /// How many there are now.
    pub currNumOfUsedElements: RvUint32,
    /// Most there have been at one time; of messages, timers and the processing queue the present number.
    pub maxUsageOfElements: RvUint32,
}

/// What RvSipStackGetResources fills for RVSIP_STACK.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipStackResources {
    /// Events that wait to be told to the program.
    pub processingQueue: RvSipResourceCounters,
    /// Timers that run.
    pub timers: RvSipResourceCounters,
    /// Name look-ups under way.
    pub lookups: RvSipResourceCounters,
}

/// What RvSipStackGetResources fills for RVSIP_TRANSACTION.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipTransactionResources {
    /// Transactions, those of register-clients included.
    pub transactions: RvSipResourceCounters,
}

/// What RvSipStackGetResources fills for RVSIP_TRANSMITTER.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipTransmitterResources {
    /// Transmitters of the program.
    pub transmitters: RvSipResourceCounters,
}

/// What RvSipStackGetResources fills for RVSIP_TRANSPORT.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipTransportResources {
    /// TCP connections.
    pub connections: RvSipResourceCounters,
    /// Messages sent since the stack was constructed, retransmissions included.
    pub messagesSent: RvUint64,
    /// Messages received.
    pub messagesReceived: RvUint64,
    /// Messages and bytes dropped because they could not be parsed.
    pub badMessages: RvUint64,
    /// Messages and connections refused because a limit was reached.
    pub limitReached: RvUint64,
}

/// What RvSipStackGetResources fills for RVSIP_MESSAGE.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RvSipMsgResources {
    /// Messages and stand-alone headers and addresses of the process.
    pub documents: RvSipResourceCounters,
}
