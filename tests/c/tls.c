/* A client registers over TLS with a registrar whose certificate a throw-away CA has signed. RVSIP_TEST_CERTS is a directory with the
 * certificates of that CA: ca.pem; good.pem and good.key for localhost; other.pem and other.key for other.example; and stranger.pem, a
 * CA that signed none of them. Who runs this program makes them. */
#include "check.h"

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name

static struct stack phone;
static RvUint16 tls_port;
static RvSipTransportTlsEngineHandle trusting; /* the phone's engine */

static char *file(char *room, const char *name)
{
    const char *dir = getenv("RVSIP_TEST_CERTS");
    CHECK(dir != NULL);
    CHECK(snprintf(room, 512, "%s/%s", dir, name) < 512);
    return room;
}

static RvSipTransportMgrHandle transport_of(struct stack *s)
{
    RvSipTransportMgrHandle manager;
    OK(RvSipStackGetTransportMgrHandle(s->handle, &manager));
    return manager;
}

/* An engine with a certificate and its key, or with a CA that is trusted. */
static RvSipTransportTlsEngineHandle engine(struct stack *s, const char *identity, const char *trusted)
{
    char cert[512], key[512], ca[512], name[64];
    RvSipTransportTlsEngineCfg cfg;
    RvSipTransportTlsEngineHandle made;
    memset(&cfg, 0, sizeof cfg);
    cfg.eTlsMethod = RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED;
    if (identity != NULL) {
        snprintf(name, sizeof name, "%s.pem", identity);
        cfg.strCertificate = file(cert, name);
        snprintf(name, sizeof name, "%s.key", identity);
        cfg.strPrivateKey = file(key, name);
    }
    if (trusted != NULL) cfg.strTrustedCa = file(ca, trusted);
    OK(RvSipTransportTlsEngineConstruct(transport_of(s), &cfg, sizeof cfg, &made));
    return made;
}

/* A registrar that shows this certificate, and a phone that trusts this CA. */
static void set_up(const char *identity, const char *trusted)
{
    RvChar *address = "127.0.0.1";
    tls_port = RVSIP_TRANSPORT_ANY_PORT;
    registrar.challenge = registrar.code = registrar.silent = 0;
    registrar.requests.value = registrar.ended.value = 0;
    fresh_cfg(&registrar.stack.cfg);
    registrar.stack.cfg.tcpEnabled = RV_TRUE;
    registrar.stack.cfg.numOfTlsAddresses = 1;
    registrar.stack.cfg.localTlsAddresses = &address;
    registrar.stack.cfg.localTlsPorts = &tls_port;
    construct(&registrar.stack);
    CHECK(tls_port != 0 && tls_port != RVSIP_TRANSPORT_ANY_PORT);
    registrar_handlers();
    engine(&registrar.stack, identity, NULL);
    fresh_cfg(&phone.cfg);
    phone.cfg.tcpEnabled = RV_TRUE;
    phone.cfg.ePersistencyLevel = RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER;
    construct(&phone);
    client_handlers(&phone);
    trusting = engine(&phone, NULL, trusted);
}

static void tear_down(void)
{
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static void client_begin(struct client *c, int send)
{
    char uri[64];
    snprintf(uri, sizeof uri, "sips:localhost:%u", tls_port);
    client_init(c);
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)c, &c->handle));
    if (send)
        OK(RvSipRegClientMake(c->handle, "<sip:alice@check.example>", "<sip:alice@check.example>", uri, "<sips:alice@192.0.2.7>"));
}

static void registers_over_tls_answers_the_challenge_and_refreshes(void)
{
    struct client c;
    set_up("good", "ca.pem");
    registrar.challenge = 1;
    client_begin(&c, 1);
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    CHECK(count_of(&c.states[STATE(UNAUTHENTICATED)]) == 1);
    OK(RvSipRegClientRegister(c.handle));
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 2));
    client_end(&c);
    tear_down();
}

/* ------------------------------------------------------------------ what the verify function was shown, and what it says */

static struct {
    int refuse;
    struct counter calls;
    RvInt32 previous;
    RvStatus wrong; /* of the call that tells what is wrong with a certificate */
    char why[128];
    unsigned char der[8192];
    RvInt32 length;
    struct counter connected, gone;
    int failed;
} seen;

static void seen_init(int refuse)
{
    struct counter fresh = COUNTER;
    memset(&seen, 0, sizeof seen);
    seen.calls = seen.connected = seen.gone = fresh;
    seen.refuse = refuse;
}

static RvInt32 look(RvInt32 previous, RvSipTransportTlsCertHandle cert)
{
    RvChar *why = NULL;
    seen.previous = previous;
    seen.wrong = RvSipTransportTlsGetCertVerificationError(cert, &why);
    if (seen.wrong == RV_OK) snprintf(seen.why, sizeof seen.why, "%s", why);
    seen.length = sizeof seen.der;
    OK(RvSipTransportTlsEncodeCert(cert, &seen.length, (RvChar *)seen.der));
    count_up(&seen.calls);
    return seen.refuse ? 0 : previous;
}

static RvStatus on_connection(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                              RvSipTransportConnectionState state, RvSipTransportConnectionStateChangeReason reason)
{
    (void)conn;
    CHECK(owner == (RvSipTransportConnectionOwnerHandle)&seen);
    if (reason == RVSIP_TRANSPORT_CONN_REASON_ERROR) seen.failed = 1;
    if (state == RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED) count_up(&seen.connected);
    if (state == RVSIP_TRANSPORT_CONN_STATE_TERMINATED) count_up(&seen.gone);
    return RV_OK;
}

/* A connection of the program's own to the registrar, its certificate shown to look(). */
static RvSipTransportConnectionHandle open_connection(const char *name)
{
    RvSipTransportConnectionEvHandlers events;
    RvSipTransportConnectionCfg cfg;
    RvSipTransportConnectionHandle conn;
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_connection;
    memset(&cfg, 0, sizeof cfg);
    cfg.eTransportType = RVSIP_TRANSPORT_TLS;
    strcpy(cfg.destAddress.strIP, "127.0.0.1");
    cfg.destAddress.port = tls_port;
    cfg.strHostName = (RvChar *)name;
    OK(RvSipTransportMgrCreateConnection(transport_of(&phone), (RvSipTransportConnectionOwnerHandle)&seen, &events, sizeof events,
                                         &conn));
    OK(RvSipTransportConnectionInit(conn, &cfg, sizeof cfg));
    OK(RvSipTransportConnectionTlsHandshake(conn, trusting, look));
    return conn;
}

static int der_has(const char *text)
{
    size_t length = strlen(text);
    for (RvInt32 at = 0; at + (RvInt32)length <= seen.length; at++)
        if (memcmp(seen.der + at, text, length) == 0) return 1;
    return 0;
}

static void a_verify_function_is_shown_the_certificate_and_the_registration_goes_over_that_connection(void)
{
    struct client c;
    RvSipTransportConnectionHandle conn, used = NULL;
    set_up("good", "ca.pem");
    seen_init(0);
    conn = open_connection("localhost");
    CHECK(wait_for(&seen.connected, 1));
    CHECK(count_of(&seen.calls) == 1 && seen.previous == 1 && seen.wrong == RV_ERROR_NOT_FOUND);
    CHECK(seen.length > 100 && seen.der[0] == 0x30 && der_has("localhost"));
    client_begin(&c, 0);
    OK(RvSipRegClientSetConnection(c.handle, conn));
    char uri[64];
    snprintf(uri, sizeof uri, "sips:localhost:%u", tls_port);
    OK(RvSipRegClientMake(c.handle, "<sip:alice@check.example>", "<sip:alice@check.example>", uri, "<sips:alice@192.0.2.7>"));
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    OK(RvSipRegClientGetConnection(c.handle, &used));
    CHECK(used == conn);
    CHECK(count_of(&seen.calls) == 1);
    client_end(&c);
    tear_down();
}

static void a_verify_function_that_says_no_ends_a_good_connection(void)
{
    set_up("good", "ca.pem");
    seen_init(1);
    open_connection("localhost");
    CHECK(wait_for(&seen.gone, 1));
    CHECK(count_of(&seen.calls) == 1 && seen.previous == 1);
    CHECK(seen.failed && count_of(&seen.connected) == 0);
    tear_down();
}

static void a_verify_function_is_told_that_nobody_trusted_has_signed(void)
{
    set_up("good", "stranger.pem");
    seen_init(0);
    open_connection("localhost");
    CHECK(wait_for(&seen.gone, 1));
    CHECK(count_of(&seen.calls) == 1 && seen.previous == 0);
    CHECK(seen.wrong == RV_OK && strstr(seen.why, "nobody we trust") != NULL);
    CHECK(seen.failed && count_of(&seen.connected) == 0);
    tear_down();
}

/* ------------------------------------------------------------------ names */

static struct counter asked = COUNTER;
static int say;

static void assert_name(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner, RvChar *name,
                        RvSipMsgHandle msg, RvBool *asserted)
{
    (void)owner;
    CHECK(conn != NULL && msg == NULL && strcmp(name, "localhost") == 0);
    *asserted = say ? RV_TRUE : RV_FALSE;
    count_up(&asked);
}

static void a_wrong_name_is_refused_unless_the_program_stands_up_for_it(void)
{
    struct client c;
    RvSipTransportMgrEvHandlers events;
    set_up("other", "ca.pem");
    /* the certificate is good, so the verify function has nothing to say; the name is not, so nothing is sent */
    seen_init(0);
    open_connection("localhost");
    CHECK(wait_for(&seen.gone, 1));
    CHECK(count_of(&seen.calls) == 1 && seen.previous == 1 && der_has("other.example"));
    CHECK(seen.failed && count_of(&seen.connected) == 0);
    client_begin(&c, 1);
    CHECK(wait_for(&c.states[STATE(FAILED)], 1));
    CHECK(c.reason == RVSIP_REG_CLIENT_REASON_NETWORK_ERROR);
    CHECK(count_of(&registrar.requests) == 0);

    memset(&events, 0, sizeof events);
    events.pfnConnectionTlsPostConnectionAssertionEvHandler = assert_name;
    OK(RvSipTransportMgrSetEvHandlers(transport_of(&phone), NULL, &events, sizeof events));
    say = 0;
    OK(RvSipRegClientRegister(c.handle));
    CHECK(wait_for(&c.states[STATE(FAILED)], 2));
    CHECK(count_of(&asked) == 1 && count_of(&registrar.requests) == 0);
    say = 1;
    OK(RvSipRegClientRegister(c.handle));
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    CHECK(count_of(&asked) == 2 && count_of(&registrar.requests) == 1);
    client_end(&c);
    tear_down();
}

int main(void)
{
    RUN(registers_over_tls_answers_the_challenge_and_refreshes);
    RUN(a_verify_function_is_shown_the_certificate_and_the_registration_goes_over_that_connection);
    RUN(a_verify_function_that_says_no_ends_a_good_connection);
    RUN(a_verify_function_is_told_that_nobody_trusted_has_signed);
    RUN(a_wrong_name_is_refused_unless_the_program_stands_up_for_it);
    return 0;
}
