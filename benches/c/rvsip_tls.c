/* What TLS costs with rvsip. The certificate has the names localhost and 127.0.0.1.
 *
 *   rvsip_tls register tcp|tls N CERT KEY CA   N REGISTERs of 50 clients over one connection; CPU of the client process
 *   rvsip_tls handshakes - N CERT KEY CA       N full handshakes one after the other; CPU of both sides
 *   rvsip_tls idle - N CERT KEY CA             N connections that do nothing; resident memory of each side
 */
#include "bench.h"
#include <pthread.h>
#include <rvsip.h>
#include <signal.h>
#include <sys/wait.h>

enum { WINDOW = 50, OPENING = 32 };

static struct {
    const char *what, *transport, *cert, *key, *ca;
    long count, started, done, failed;
    RvSipStackHandle stack;
    RvSipTransportMgrHandle mgr;
    RvUint16 port;
    int over;
    pthread_mutex_t lock;
    pthread_cond_t change;
} r = {.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER};

static void die(const char *what, RvStatus status)
{
    fprintf(stderr, "%s: status %d\n", what, (int)status);
    exit(1);
}

static void RVCALLCONV on_log(void *context, RvSipLogFilters filter, const RvChar *text)
{
    (void)context, (void)filter;
    fprintf(stderr, "%s\n", text);
}

/* A stack on loopback with an engine; a server shows its certificate and tells its port. */
static RvSipStackHandle stack(int server, RvUint16 *port, RvSipTransportMgrHandle *mgr)
{
    RvSipStackCfg cfg;
    RvSipStackHandle made;
    RvSipTransportTlsEngineCfg tls;
    RvSipTransportTlsEngineHandle engine;
    RvChar *address = "127.0.0.1";
    RvUint16 tls_port = RVSIP_TRANSPORT_ANY_PORT;
    RvStatus status;
    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    cfg.localUdpPort = cfg.localTcpPort = RVSIP_TRANSPORT_ANY_PORT;
    cfg.tcpEnabled = RV_TRUE;
    cfg.maxConnections = cfg.maxHalfOpenConnections = (RvInt32)r.count + 100;
    cfg.halfOpenTimeout = 600000;
    cfg.maxRegClients = WINDOW;
    cfg.maxTransactions = 10000;
    cfg.ePersistencyLevel = RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER;
    cfg.pfnPrintLogEntryEvHandler = on_log;
    if (server) {
        cfg.numOfTlsAddresses = 1;
        cfg.localTlsAddresses = &address;
        cfg.localTlsPorts = &tls_port;
    }
    if ((status = RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &made)) != RV_OK)
        die("stack", status);
    memset(&tls, 0, sizeof tls);
    tls.eTlsMethod = RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED;
    tls.strTrustedCa = (RvChar *)r.ca;
    if (server) {
        tls.strCertificate = (RvChar *)r.cert;
        tls.strPrivateKey = (RvChar *)r.key;
    }
    RvSipStackGetTransportMgrHandle(made, mgr);
    if ((status = RvSipTransportTlsEngineConstruct(*mgr, &tls, (RvInt32)sizeof tls, &engine)) != RV_OK)
        die("engine", status);
    if (port != NULL)
        *port = strcmp(r.transport, "tcp") == 0 ? cfg.localTcpPort : tls_port;
    return made;
}

/* ------------------------------------------------------------------ the server */

static void RVCALLCONV on_created(RvSipTranscHandle transaction, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    (void)transaction, (void)context;
    *owner = NULL;
    *take = RV_TRUE;
}

static void RVCALLCONV on_transaction(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                                      RvSipTransactionStateChangeReason reason)
{
    (void)owner, (void)reason;
    if (state == RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD)
        RvSipTransactionRespond(transaction, 200, NULL);
}

static RvSipStackHandle server(RvUint16 *port)
{
    RvSipTransactionEvHandlers events;
    RvSipTranscMgrHandle transactions;
    RvSipTransportMgrHandle mgr;
    RvSipStackHandle made = stack(1, port, &mgr);
    memset(&events, 0, sizeof events);
    events.pfnEvTransactionCreated = on_created;
    events.pfnEvStateChanged = on_transaction;
    RvSipStackGetTransactionMgrHandle(made, &transactions);
    RvSipTransactionMgrSetEvHandlers(transactions, NULL, &events, (RvInt32)sizeof events);
    return made;
}

/* Runs the server in a process of its own: it tells its port, and when asked what it has grown by. */
static pid_t apart(int *ask, int *tell)
{
    int question[2], answer[2];
    pid_t child;
    if (pipe(question) != 0 || pipe(answer) != 0 || (child = fork()) < 0)
        exit(2);
    if (child == 0) {
        char byte;
        long before, grown;
        close(question[1]);
        close(answer[0]);
        server(&r.port);
        before = bench_resident();
        if (write(answer[1], &r.port, sizeof r.port) != sizeof r.port)
            _exit(1);
        while (read(question[0], &byte, 1) == 1) {
            grown = bench_resident() - before;
            if (write(answer[1], &grown, sizeof grown) != sizeof grown)
                break;
        }
        _exit(0);
    }
    close(question[0]);
    close(answer[1]);
    *ask = question[1];
    *tell = answer[0];
    if (read(*tell, &r.port, sizeof r.port) != sizeof r.port)
        exit(2);
    return child;
}

static void finish(void)
{
    r.over = 1;
    pthread_cond_signal(&r.change);
}

static void wait_over(void)
{
    pthread_mutex_lock(&r.lock);
    while (!r.over)
        pthread_cond_wait(&r.change, &r.lock);
    pthread_mutex_unlock(&r.lock);
}

/* ------------------------------------------------------------------ registrations */

static void RVCALLCONV on_client(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipRegClientState state,
                                 RvSipRegClientStateChangeReason reason)
{
    (void)app, (void)reason;
    if (state == RVSIP_REG_CLIENT_STATE_REGISTERING)
        return;
    pthread_mutex_lock(&r.lock);
    if (state == RVSIP_REG_CLIENT_STATE_REGISTERED)
        r.done++;
    else
        r.failed++;
    if (r.failed != 0 || r.done == r.count)
        finish();
    else if (r.started < r.count && RvSipRegClientRegister(client) == RV_OK)
        r.started++;
    pthread_mutex_unlock(&r.lock);
}

static int report(const struct bench_phase *phase)
{
    printf("ok=%d done=%ld failed=%ld cpu_each_us=%.3f wall_s=%.3f\n", r.failed == 0, r.done, r.failed,
           (phase->cpu1 - phase->cpu0) / (double)(r.done + !r.done), (phase->wall1 - phase->wall0) / 1e6);
    fflush(stdout);
    return r.failed == 0 ? 0 : 1;
}

static int registrations(void)
{
    RvSipRegClientEvHandlers events;
    RvSipRegClientMgrHandle clients;
    RvSipRegClientHandle client;
    struct bench_phase phase;
    char registrar[64], aor[64];
    int ask, tell, i;
    RvStatus status;
    apart(&ask, &tell);
    r.stack = stack(0, NULL, &r.mgr);
    snprintf(registrar, sizeof registrar, "sip:127.0.0.1:%d;transport=%s", r.port, r.transport);
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_client;
    RvSipStackGetRegClientMgrHandle(r.stack, &clients);
    RvSipRegClientMgrSetEvHandlers(clients, &events, (RvInt32)sizeof events);
    bench_start(&phase);
    pthread_mutex_lock(&r.lock);
    for (i = 0; i < WINDOW && r.started < r.count; i++, r.started++) {
        snprintf(aor, sizeof aor, "sip:u%d@127.0.0.1", i);
        if ((status = RvSipRegClientMgrCreateRegClient(clients, NULL, &client)) != RV_OK
            || (status = RvSipRegClientDetachFromMgr(client)) != RV_OK
            || (status = RvSipRegClientMake(client, aor, aor, registrar, aor)) != RV_OK)
            die("client", status);
    }
    pthread_mutex_unlock(&r.lock);
    wait_over();
    bench_stop(&phase);
    close(ask);
    return report(&phase);
}

/* ------------------------------------------------------------------ connections */

static RvInt32 RVCALLCONV take(RvInt32 verdict, RvSipTransportTlsCertHandle cert)
{
    (void)cert;
    return verdict;
}

static RvStatus RVCALLCONV on_connection(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                                         RvSipTransportConnectionState state, RvSipTransportConnectionStateChangeReason reason);

/* Called with the lock held. */
static void open_one(void)
{
    RvSipTransportConnectionEvHandlers events;
    RvSipTransportConnectionCfg cfg;
    RvSipTransportConnectionHandle conn;
    RvStatus status;
    memset(&events, 0, sizeof events);
    memset(&cfg, 0, sizeof cfg);
    events.pfnStateChangedEvHandler = on_connection;
    cfg.eTransportType = RVSIP_TRANSPORT_TLS;
    strcpy(cfg.destAddress.strIP, "127.0.0.1");
    cfg.destAddress.port = r.port;
    cfg.strHostName = "localhost";
    /* with a function that looks at certificates no session is resumed: every handshake is a full one */
    if ((status = RvSipTransportMgrCreateConnection(r.mgr, NULL, &events, (RvInt32)sizeof events, &conn)) != RV_OK
        || (status = RvSipTransportConnectionInit(conn, &cfg, (RvInt32)sizeof cfg)) != RV_OK
        || (status = RvSipTransportConnectionTlsHandshake(conn, NULL, take)) != RV_OK)
        die("connection", status);
    r.started++;
}

static RvStatus RVCALLCONV on_connection(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                                         RvSipTransportConnectionState state, RvSipTransportConnectionStateChangeReason reason)
{
    int closes = strcmp(r.what, "handshakes") == 0;
    (void)owner;
    pthread_mutex_lock(&r.lock);
    if (reason == RVSIP_TRANSPORT_CONN_REASON_ERROR && !r.over) {
        r.failed++;
        finish();
    }
    if (state == RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED) {
        r.done++;
        if (closes)
            RvSipTransportConnectionTerminate(conn);
        if (r.done == r.count)
            finish();
        else if (r.started < r.count && !r.over)
            open_one();
    }
    pthread_mutex_unlock(&r.lock);
    return RV_OK;
}

static int handshakes(void)
{
    struct bench_phase phase;
    server(&r.port);
    r.stack = stack(0, NULL, &r.mgr);
    bench_start(&phase);
    pthread_mutex_lock(&r.lock);
    open_one();
    pthread_mutex_unlock(&r.lock);
    wait_over();
    bench_stop(&phase);
    return report(&phase);
}

static int idle(void)
{
    long before, client, grown = 0;
    int ask, tell, i;
    apart(&ask, &tell);
    r.stack = stack(0, NULL, &r.mgr);
    before = bench_resident();
    pthread_mutex_lock(&r.lock);
    for (i = 0; i < OPENING && r.started < r.count; i++)
        open_one();
    pthread_mutex_unlock(&r.lock);
    wait_over();
    sleep(2);
    client = bench_resident() - before;
    if (write(ask, "?", 1) != 1 || read(tell, &grown, sizeof grown) != sizeof grown)
        return 1;
    printf("ok=%d done=%ld failed=%ld client_each=%.0f server_each=%.0f\n", r.failed == 0, r.done, r.failed,
           (double)client / (double)r.count, (double)grown / (double)r.count);
    fflush(stdout);
    return r.failed == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    int code;
    if (argc != 7) {
        fprintf(stderr, "usage: %s register|handshakes|idle tcp|tls N CERT KEY CA\n", argv[0]);
        return 2;
    }
    r.what = argv[1];
    r.transport = argv[2];
    r.count = atol(argv[3]);
    r.cert = argv[4];
    r.key = argv[5];
    r.ca = argv[6];
    signal(SIGPIPE, SIG_IGN);
    if (strcmp(r.what, "register") == 0)
        code = registrations();
    else if (strcmp(r.what, "handshakes") == 0)
        code = handshakes();
    else
        code = idle();
    _exit(code);
}
