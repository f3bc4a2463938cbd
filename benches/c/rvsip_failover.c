/* How long a registration takes when the first server of the domain is dead, and a refresh after it.
 *
 *   rvsip_failover DNS-PORT REGISTRAR TARGET-MS CONNECT-MS [CA]
 *
 * The name server is at 127.0.0.1. A server that failed is forgotten after a tenth of a second, and the refresh comes later: where
 * it goes it goes because that server granted the registration, not because the others are known to be down.
 */
#include "bench.h"
#include <pthread.h>
#include <rvsip.h>

enum { FORGOTTEN_MS = 100, WAIT_US = 300000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int granted, failed;
static double told;

static void RVCALLCONV on_log(void *context, RvSipLogFilters filter, const RvChar *text)
{
    (void)context, (void)filter;
    fprintf(stderr, "%s\n", text);
}

static void RVCALLCONV on_state(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipRegClientState state,
                                RvSipRegClientStateChangeReason reason)
{
    (void)client, (void)app;
    if (state == RVSIP_REG_CLIENT_STATE_REGISTERING)
        return;
    pthread_mutex_lock(&lock);
    told = bench_wall_us();
    if (state == RVSIP_REG_CLIENT_STATE_REGISTERED) {
        granted++;
    } else {
        fprintf(stderr, "state %d reason %d\n", (int)state, (int)reason);
        failed = 1;
    }
    pthread_cond_signal(&change);
    pthread_mutex_unlock(&lock);
}

/* Milliseconds from `begin` to the moment that this many registrations are granted. */
static double until_granted(int count, double begin)
{
    pthread_mutex_lock(&lock);
    while (granted < count && !failed)
        pthread_cond_wait(&change, &lock);
    pthread_mutex_unlock(&lock);
    return (told - begin) / 1e3;
}

static void check(const char *what, RvStatus status)
{
    if (status == RV_OK)
        return;
    fprintf(stderr, "%s: status %d\n", what, (int)status);
    exit(1);
}

int main(int argc, char **argv)
{
    RvSipStackCfg cfg;
    RvSipTransportAddr server;
    RvSipStackHandle stack;
    RvSipRegClientMgrHandle clients;
    RvSipRegClientHandle client;
    RvSipRegClientEvHandlers events;
    RvChar *aor = "<sip:alice@example.test>", *contact = "<sip:alice@127.0.0.1>";
    double begin, first, refresh;

    if (argc < 5) {
        fprintf(stderr, "usage: %s DNS-PORT REGISTRAR TARGET-MS CONNECT-MS [CA]\n", argv[0]);
        return 2;
    }
    memset(&server, 0, sizeof server);
    strcpy(server.strIP, "127.0.0.1");
    server.port = (RvUint16)atoi(argv[1]);
    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    strcpy(cfg.localTcpAddress, "127.0.0.1");
    cfg.localUdpPort = cfg.localTcpPort = RVSIP_TRANSPORT_ANY_PORT;
    cfg.tcpEnabled = RV_TRUE;
    cfg.pDnsServers = &server;
    cfg.numOfDnsServers = 1;
    cfg.numOfDnsDomains = 0;
    cfg.dnsTargetTimeout = atoi(argv[3]);
    cfg.connectTimeout = atoi(argv[4]);
    cfg.dnsDownTimeout = FORGOTTEN_MS;
    cfg.pfnPrintLogEntryEvHandler = on_log;
    check("stack", RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &stack));
    if (argc > 5) {
        RvSipTransportMgrHandle transports;
        RvSipTransportTlsEngineCfg tls;
        RvSipTransportTlsEngineHandle engine;
        memset(&tls, 0, sizeof tls);
        tls.eTlsMethod = RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED;
        tls.strTrustedCa = argv[5];
        RvSipStackGetTransportMgrHandle(stack, &transports);
        check("engine", RvSipTransportTlsEngineConstruct(transports, &tls, (RvInt32)sizeof tls, &engine));
    }
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_state;
    RvSipStackGetRegClientMgrHandle(stack, &clients);
    RvSipRegClientMgrSetEvHandlers(clients, &events, (RvInt32)sizeof events);
    check("client", RvSipRegClientMgrCreateRegClient(clients, NULL, &client));

    begin = bench_wall_us();
    check("REGISTER", RvSipRegClientMake(client, aor, aor, argv[2], contact));
    first = until_granted(1, begin);
    usleep(WAIT_US);
    begin = bench_wall_us();
    if (!failed)
        check("refresh", RvSipRegClientRegister(client));
    refresh = until_granted(2, begin);
    printf("ok=%d first_ms=%.3f refresh_ms=%.3f\n", !failed, first, refresh);
    fflush(stdout);
    RvSipStackDestruct(stack);
    return failed;
}
