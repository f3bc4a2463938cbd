/*
 * rvsip.h - SIP registration and signalling, the C interface of librvsip @VERSION@.
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
