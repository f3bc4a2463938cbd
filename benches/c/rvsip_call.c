/* Calls through rvsip's C API: a call-leg each, connected, disconnected at once and gone before the next takes its place.
 *
 * The stack runs its own thread (what RvSipStackInitCfg sets). The timers are the defaults, so the transactions of all calls of a
 * run are still there at its end; the limits make room for them.
 */
#include "bench.h"
#include <pthread.h>
#include <rvsip.h>

struct run {
    struct bench_args args;
    struct bench_phase phase;
    RvSipCallLegMgrHandle mgr;
    int port;
    long started, done, failed;
    int ended;
    pthread_mutex_t lock;
    pthread_cond_t change;
};

static struct run r;

/* Called with the lock held. */
static void finish(void)
{
    r.ended = 1;
    pthread_cond_signal(&r.change);
}

static void failure(const char *what, int number)
{
    fprintf(stderr, "%s %d\n", what, number);
    r.failed++;
    finish();
}

static void start_one(void)
{
    char from[64], to[64], text[64];
    RvSipCallLegHandle call;
    RvSipMsgHandle message;
    RvSipAddressHandle contact;
    RvStatus status;
    snprintf(from, sizeof from, "From: <sip:u%07ld@127.0.0.1>", r.started);
    snprintf(to, sizeof to, "To: <sip:v%07ld@127.0.0.1:%d>", r.started, r.args.port);
    snprintf(text, sizeof text, "sip:u%07ld@127.0.0.1:%d", r.started, r.port);
    status = RvSipCallLegMgrCreateCallLeg(r.mgr, NULL, &call);
    if (status == RV_OK)
        status = RvSipCallLegGetNewAddressHandle(call, RVSIP_ADDRTYPE_URL, &contact);
    if (status == RV_OK)
        status = RvSipAddrParse(contact, text);
    if (status == RV_OK)
        status = RvSipCallLegSetLocalContactAddress(call, contact);
    if (status == RV_OK)
        status = RvSipCallLegGetOutboundMsg(call, &message);
    if (status == RV_OK)
        status = RvSipMsgSetContentTypeHeader(message, "application/sdp");
    if (status == RV_OK)
        status = RvSipMsgSetBody(message, BENCH_SESSION);
    if (status == RV_OK)
        status = RvSipCallLegMake(call, from, to);
    if (status != RV_OK)
        failure("a call-leg: status", (int)status);
    else
        r.started++;
}

static void RVCALLCONV on_state(RvSipCallLegHandle call, RvSipAppCallLegHandle app, RvSipCallLegState state,
                                RvSipCallLegStateChangeReason reason)
{
    RvStatus status;
    (void)app;
    switch (state) {
    case RVSIP_CALL_LEG_STATE_CONNECTED:
        status = RvSipCallLegDisconnect(call);
        if (status != RV_OK) {
            pthread_mutex_lock(&r.lock);
            failure("a BYE: status", (int)status);
            pthread_mutex_unlock(&r.lock);
        }
        break;
    case RVSIP_CALL_LEG_STATE_DISCONNECTED:
    case RVSIP_CALL_LEG_STATE_MSG_SEND_FAILURE:
        /* with any other reason the call did not end by the answer to its BYE */
        if (state == RVSIP_CALL_LEG_STATE_DISCONNECTED && reason == RVSIP_CALL_LEG_REASON_DISCONNECTED)
            break;
        pthread_mutex_lock(&r.lock);
        failure("a call-leg ended: reason", (int)reason);
        pthread_mutex_unlock(&r.lock);
        break;
    case RVSIP_CALL_LEG_STATE_TERMINATED:
        pthread_mutex_lock(&r.lock);
        if (!r.ended) {
            r.done++;
            if (r.done == r.args.clients || bench_over(&r.phase, &r.args))
                finish();
            else if (r.started < r.args.clients)
                start_one();
        }
        pthread_mutex_unlock(&r.lock);
        break;
    default:
        break;
    }
}

int main(int argc, char **argv)
{
    RvSipStackCfg cfg;
    RvSipStackHandle stack = NULL;
    RvSipCallLegEvHandlers handlers;
    RvStatus status;
    int rc;
    long i;

    r.args = bench_args(argc, argv);
    r.port = bench_free_port();
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.change, NULL);

    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    cfg.localUdpPort = (RvUint16)r.port;
    cfg.maxCallLegs = (RvInt32)(r.args.clients + r.args.window);
    cfg.maxTransactions = (RvInt32)(2 * r.args.clients + r.args.window);
    status = RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &stack);
    if (status != RV_OK || RvSipStackGetCallLegMgrHandle(stack, &r.mgr) != RV_OK) {
        fprintf(stderr, "stack: status %d\n", (int)status);
        return 1;
    }
    memset(&handlers, 0, sizeof handlers);
    handlers.pfnStateChangedEvHandler = on_state;
    RvSipCallLegMgrSetEvHandlers(r.mgr, &handlers, (RvInt32)sizeof handlers);

    bench_start(&r.phase);
    pthread_mutex_lock(&r.lock);
    for (i = 0; i < r.args.window && r.started < r.args.clients && !r.ended; i++)
        start_one();
    while (!r.ended)
        pthread_cond_wait(&r.change, &r.lock);
    bench_stop(&r.phase);
    pthread_mutex_unlock(&r.lock);
    rc = bench_report(&r.phase, &r.args, r.done, r.failed);
    /* Tearing the transactions down is not measured; the process ends with them, as with the other stacks. */
    _exit(rc);
}
