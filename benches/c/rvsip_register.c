/* Registrations through rvsip's C API: one register-client a user, each registered once, all alive to the end.
 *
 * The stack runs its own thread (what RvSipStackInitCfg sets). Every client is detached from its manager, as the interface
 * asks of programs that serve several users, so each has a Call-ID of its own, as with the other stacks.
 * `managed` as last argument leaves them with the manager instead.
 */
#include "bench.h"
#include <pthread.h>
#include <rvsip.h>

struct run {
    struct bench_args args;
    struct bench_phase phase;
    RvSipRegClientMgrHandle mgr;
    RvSipRegClientHandle *clients;
    char registrar[64];
    int port, managed;
    long started, done, failed;
    int ended;
    pthread_mutex_t lock;
    pthread_cond_t change;
};

static struct run r;

static void finish(void)
{
    r.ended = 1;
    pthread_cond_signal(&r.change);
}

/* Called with the lock held. */
static void start_one(void)
{
    char aor[64], contact[64];
    RvSipRegClientHandle *h = &r.clients[r.started];
    RvStatus status;
    snprintf(aor, sizeof aor, "<sip:u%07ld@127.0.0.1>", r.started);
    snprintf(contact, sizeof contact, "<sip:u%07ld@127.0.0.1:%d>", r.started, r.port);
    status = RvSipRegClientMgrCreateRegClient(r.mgr, NULL, h);
    if (status == RV_OK && !r.managed)
        status = RvSipRegClientDetachFromMgr(*h);
    if (status == RV_OK)
        status = RvSipRegClientMake(*h, aor, aor, r.registrar, contact);
    if (status != RV_OK) {
        fprintf(stderr, "client %ld: status %d\n", r.started, (int)status);
        r.failed++;
        finish();
        return;
    }
    r.started++;
}

static void RVCALLCONV on_state(RvSipRegClientHandle h, RvSipAppRegClientHandle app, RvSipRegClientState state,
                                RvSipRegClientStateChangeReason reason)
{
    (void)h; (void)app;
    if (state == RVSIP_REG_CLIENT_STATE_REGISTERING)
        return;
    pthread_mutex_lock(&r.lock);
    if (!r.ended) {
        if (state == RVSIP_REG_CLIENT_STATE_REGISTERED) {
            r.done++;
        } else {
            fprintf(stderr, "state %d reason %d\n", (int)state, (int)reason);
            r.failed++;
        }
        if (r.done == r.args.clients || r.failed != 0 || bench_over(&r.phase, &r.args))
            finish();
        else if (r.started < r.args.clients)
            start_one();
    }
    pthread_mutex_unlock(&r.lock);
}

int main(int argc, char **argv)
{
    RvSipStackCfg cfg;
    RvSipStackHandle stack = NULL;
    RvSipRegClientEvHandlers handlers;
    RvStatus status;
    int rc;
    long i;

    r.args = bench_args(argc, argv);
    r.managed = argc > 6 && strcmp(argv[6], "managed") == 0;
    r.port = bench_free_port();
    snprintf(r.registrar, sizeof r.registrar, "sip:127.0.0.1:%d", r.args.port);
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.change, NULL);
    r.clients = calloc((size_t)r.args.clients, sizeof *r.clients);

    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    cfg.localUdpPort = (RvUint16)r.port;
    cfg.maxRegClients = (RvInt32)r.args.clients;
    cfg.maxTransactions = (RvInt32)(r.args.clients + r.args.window);
    status = RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &stack);
    if (status != RV_OK || RvSipStackGetRegClientMgrHandle(stack, &r.mgr) != RV_OK || r.clients == NULL) {
        fprintf(stderr, "stack: status %d\n", (int)status);
        return 1;
    }
    memset(&handlers, 0, sizeof handlers);
    handlers.pfnStateChangedEvHandler = on_state;
    RvSipRegClientMgrSetEvHandlers(r.mgr, &handlers, (RvInt32)sizeof handlers);

    bench_start(&r.phase);
    pthread_mutex_lock(&r.lock);
    for (i = 0; i < r.args.window && r.started < r.args.clients && !r.ended; i++)
        start_one();
    while (!r.ended)
        pthread_cond_wait(&r.change, &r.lock);
    bench_stop(&r.phase);
    pthread_mutex_unlock(&r.lock);
    if (r.args.settle) {
        sleep(r.args.settle);
        r.phase.mem2 = bench_resident();
    }
    rc = bench_report(&r.phase, &r.args, r.done, r.failed);
    /* Tearing the clients down is not measured; the process ends with them, as with the other stacks. */
    _exit(rc);
}
