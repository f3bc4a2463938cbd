/*
 * register.c - registers an address-of-record, refreshes it, lists its bindings and takes them away again.
 *
 *   register --registrar sip:192.0.2.5 --user alice --password secret sip:alice@example.com
 *
 * Three things carry the program:
 *
 * - The stack runs its own thread and reports there. The callbacks below only note what happened (state, reason, bindings) and
 *   wake the main thread, which decides what comes next. So the flow of a registration can be read in run() from top to bottom.
 * - register_now() sends one REGISTER and sees it through: challenge, redirection, "interval too brief", silence.
 * - The password is given when the library asks for it, in on_shared_secret().
 */
#define _POSIX_C_SOURCE 200809L
#include <netdb.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <RvSipAuthenticator.h>
#include <RvSipRegClient.h>
#include <RvSipStack.h>
#include <RvSipTransport.h>
#include <rvsip.h>

enum outcome { DONE = 0, REFUSED = 1, NO_ANSWER = 2, USAGE = 3 };
enum { MAX_CONTACTS = 16, MAX_EVENTS = 32, TEXT = 512, REDIRECTIONS = 5, LADDER = 92 };

struct event {
    RvSipRegClientState state;
    RvSipRegClientStateChangeReason reason;
};

/* What the last response said; noted in on_received(), because the message is gone when the callback returns. */
struct answer {
    int status;
    unsigned min_expires;
    int bindings;
    char binding[MAX_CONTACTS][TEXT];
};

static struct {
    const char *aor, *registrar, *user, *password, *dns_server, *ca, *cert, *key, *ws_path;
    const char *contact[MAX_CONTACTS], *added[MAX_CONTACTS];
    int contacts, additions, refreshes, pause, fetch, remove_all, trace, ladder, tls;
    unsigned expires, local_port;

    RvSipStackHandle stack;
    RvSipRegClientHandle client;
    HRPOOL pool;

    pthread_mutex_t lock; /* guards what the stack's thread and the main thread share: */
    pthread_cond_t wake;
    struct event events[MAX_EVENTS];
    unsigned written, read;
    struct answer answer;
} app = {.expires = 600, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

static const char *state_name(RvSipRegClientState state)
{
    static const char *names[] = {"IDLE",       "REGISTERING", "REDIRECTED", "UNAUTHENTICATED",
                                  "REGISTERED", "FAILED",      "TERMINATED", "MSG_SEND_FAILURE"};
    return state >= 0 && (size_t)state < sizeof names / sizeof *names ? names[state] : "?";
}

static const char *reason_name(RvSipRegClientStateChangeReason reason)
{
    static const char *names[] = {"asked by this program",     "2xx: accepted",          "3xx: redirected",
                                  "401 or 407: challenged",    "4xx: request refused",   "5xx: server failed",
                                  "6xx: refused everywhere",   "no answer in time",      "network error",
                                  "503: server overloaded",    "out of resources",       "trying the next address",
                                  "gave up the other addresses"};
    return reason >= 0 && (size_t)reason < sizeof names / sizeof *names ? names[reason] : "?";
}

static void fail(const char *what, RvStatus status)
{
    fprintf(stderr, "register: %s failed with status %d\n", what, (int)status);
    exit(REFUSED);
}

/* ------------------------------------------------------------------ reading messages */

/* Copies a page that an Encode call made into a buffer, and gives the page back. */
static void take_page(HPAGE page, RvUint32 length, char *text, size_t size)
{
    if (length >= size) length = (RvUint32)size - 1;
    if (RPOOL_CopyToExternal(app.pool, page, 0, text, length) != RV_OK) length = 0;
    text[length] = '\0';
    RPOOL_FreePage(app.pool, page);
}

static int header_value(RvSipMsgHandle msg, const char *name, char *value, RvUint size)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipOtherHeaderHandle header = RvSipMsgGetHeaderByName(msg, (RvChar *)name, RVSIP_FIRST_HEADER, &place);
    RvUint length = 0;
    return header != NULL && RvSipOtherHeaderGetValue(header, value, size, &length) == RV_OK;
}

/* Walks the Contact headers; each is written as "Contact: <uri>;q=..;expires=.." of which the name is left out. */
static int read_contacts(RvSipMsgHandle msg, char list[][TEXT])
{
    RvSipHeaderListElemHandle place = NULL;
    void *contact = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    int count = 0;
    for (; contact != NULL && count < MAX_CONTACTS; count++) {
        char text[TEXT];
        HPAGE page;
        RvUint32 length;
        text[0] = '\0';
        if (RvSipContactHeaderEncode((RvSipContactHeaderHandle)contact, app.pool, &page, &length) == RV_OK)
            take_page(page, length, text, sizeof text);
        char *value = strchr(text, ':');
        value = value != NULL ? value + 1 + strspn(value + 1, " ") : text;
        snprintf(list[count], TEXT, "%.*s", (int)strcspn(value, "\r\n"), value);
        contact = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_CONTACT, RVSIP_NEXT_HEADER, &place);
    }
    return count;
}

/* ------------------------------------------------------------------ showing messages */

/* A line of text: inside the ladder, phone on the left and registrar on the right, or plain. */
static void line(const char *text)
{
    if (app.ladder) printf("  | %-*.*s |\n", LADDER, LADDER, text);
    else printf("%s\n", text);
    fflush(stdout);
}

/* One message as one arrow: what it is, what matters in it, which request of the series it belongs to, which way it goes. */
static void show_in_ladder(RvSipMsgHandle msg, int to_registrar)
{
    char contacts[MAX_CONTACTS][TEXT], what[64] = "", about[64] = "", extra[32] = "", text[LADDER + 1], dashes[LADDER + 1];
    int n = read_contacts(msg, contacts);
    RvSipHeaderListElemHandle place = NULL;
    RvUint length = 0;
    RvUint32 seconds = 0;
    if (to_registrar) {
        void *credentials = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_AUTHORIZATION, RVSIP_FIRST_HEADER, &place);
        void *expires = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_EXPIRES, RVSIP_FIRST_HEADER, &place);
        snprintf(what, sizeof what, "REGISTER%s", credentials != NULL ? " with credentials" : "");
        if (n > 0 && expires != NULL && RvSipExpiresHeaderGetDeltaSeconds((RvSipExpiresHeaderHandle)expires, &seconds) == RV_OK)
            snprintf(extra, sizeof extra, " for %u s", (unsigned)seconds);
    } else {
        RvSipMsgGetReasonPhrase(msg, about, sizeof about, &length);
        snprintf(what, sizeof what, "%d %.40s", RvSipMsgGetStatusCode(msg), about);
        if (header_value(msg, "Min-Expires", about, sizeof about)) snprintf(extra, sizeof extra, ", at least %.10s s", about);
    }
    about[0] = '\0';
    if (n == 1) snprintf(about, sizeof about, ", %.50s", contacts[0]);
    if (n > 1) snprintf(about, sizeof about, ", %d contacts", n);

    memset(dashes, '-', LADDER);
    dashes[LADDER] = '\0';
    length = (RvUint)snprintf(text, sizeof text, "%s %s%s%s ", to_registrar ? "----" : "<---", what, about, extra);
    if (length < LADDER - 20)
        snprintf(text + length, sizeof text - length, "%.*s CSeq %d %s", (int)(LADDER - 12 - length), dashes,
                 (int)RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(msg)), to_registrar ? "--->" : "----");
    line(text);
}

static void show(RvSipMsgHandle msg, int to_registrar)
{
    if (app.ladder) show_in_ladder(msg, to_registrar);
    if (app.trace) {
        char text[8192];
        HPAGE page;
        RvUint32 length;
        if (RvSipMsgEncode(msg, app.pool, &page, &length) == RV_OK) {
            take_page(page, length, text, sizeof text);
            printf("%s\n%s\n", to_registrar ? ">>> sent" : "<<< received", text);
        }
    }
    fflush(stdout);
}

/* What happens next, in words. */
static void caption(const char *format, ...)
{
    char text[TEXT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    line("");
    line(text);
}

/* ------------------------------------------------------------------ callbacks: they run on the stack's thread */

static void on_state(RvSipRegClientHandle client, RvSipAppRegClientHandle context, RvSipRegClientState state,
                     RvSipRegClientStateChangeReason reason)
{
    (void)client;
    (void)context;
    if (!app.ladder) printf("%s (%s)\n", state_name(state), reason_name(reason));
    fflush(stdout);
    pthread_mutex_lock(&app.lock);
    app.events[app.written++ % MAX_EVENTS] = (struct event){state, reason};
    pthread_cond_signal(&app.wake);
    pthread_mutex_unlock(&app.lock);
}

static RvStatus on_send(RvSipRegClientHandle client, RvSipAppRegClientHandle context, RvSipMsgHandle msg)
{
    (void)client;
    (void)context;
    show(msg, 1);
    return RV_OK;
}

static RvStatus on_received(RvSipRegClientHandle client, RvSipAppRegClientHandle context, RvSipMsgHandle msg)
{
    struct answer answer = {.status = RvSipMsgGetStatusCode(msg)};
    char text[32];
    (void)client;
    (void)context;
    show(msg, 0);
    answer.bindings = read_contacts(msg, answer.binding);
    if (header_value(msg, "Min-Expires", text, sizeof text)) answer.min_expires = (unsigned)strtoul(text, NULL, 10);
    pthread_mutex_lock(&app.lock);
    app.answer = answer;
    pthread_mutex_unlock(&app.lock);
    return RV_OK;
}

/* The registrar wants credentials: user name and password go onto the pages that the library offers. */
static void on_shared_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle context, void *object,
                             void *object_type, RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    (void)authenticator;
    (void)context;
    (void)object;
    (void)object_type;
    (void)realm;
    if (app.user == NULL) return;
    RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, app.user, (RvInt32)strlen(app.user) + 1, &user->offset);
    RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, app.password, (RvInt32)strlen(app.password) + 1,
                                   &password->offset);
}

/* Why a connection does not come about is in the log. */
static void on_log(void *context, RvSipLogFilters filter, const RvChar *text)
{
    (void)context;
    (void)filter;
    fprintf(stderr, "register: %s\n", text);
}

/* ------------------------------------------------------------------ the registration */

static struct event next_event(struct answer *answer)
{
    struct event event;
    pthread_mutex_lock(&app.lock);
    while (app.read == app.written) pthread_cond_wait(&app.wake, &app.lock);
    event = app.events[app.read++ % MAX_EVENTS];
    *answer = app.answer;
    pthread_mutex_unlock(&app.lock);
    return event;
}

static void set_expires(unsigned seconds)
{
    RvSipExpiresHeaderHandle expires;
    RvStatus status = RvSipRegClientGetNewExpiresHeaderHandle(app.client, &expires);
    if (status == RV_OK) status = RvSipExpiresHeaderSetDeltaSeconds(expires, seconds);
    if (status == RV_OK) status = RvSipRegClientSetExpiresHeader(app.client, expires);
    if (status != RV_OK) fail("setting Expires", status);
}

static void add_contact(const char *uri, const char *parameters)
{
    char text[TEXT];
    void *contact;
    RvStatus status =
        RvSipRegClientGetNewMsgElementHandle(app.client, RVSIP_HEADERTYPE_CONTACT, RVSIP_ADDRTYPE_UNDEFINED, &contact);
    snprintf(text, sizeof text, strcmp(uri, "*") == 0 ? "Contact: %s%s" : "Contact: <%s>%s", uri, parameters);
    if (status == RV_OK) status = RvSipContactHeaderParse((RvSipContactHeaderHandle)contact, text);
    if (status == RV_OK) status = RvSipRegClientSetContactHeader(app.client, (RvSipContactHeaderHandle)contact);
    if (status != RV_OK) fail(text, status);
}

static void forget_contacts(void)
{
    RvSipContactHeaderHandle contact;
    while (RvSipRegClientGetFirstContactHeader(app.client, &contact) == RV_OK && contact != NULL)
        if (RvSipRegClientRemoveContactHeader(app.client, contact) != RV_OK) return;
}

static void add_all_contacts(const char *parameters)
{
    for (int i = 0; i < app.contacts; i++) add_contact(app.contact[i], parameters);
    for (int i = 0; i < app.additions; i++) add_contact(app.added[i], parameters);
}

/* Sends a REGISTER and goes on until it is accepted or cannot be. */
static enum outcome register_now(void)
{
    int challenges = 0, redirections = 0;
    struct answer answer;
    RvStatus status = RvSipRegClientRegister(app.client);
    if (status != RV_OK) fail("RvSipRegClientRegister", status);

    for (;;) {
        struct event event = next_event(&answer);
        status = RV_OK;
        switch (event.state) {
        case RVSIP_REG_CLIENT_STATE_REGISTERED:
            for (int i = 0; i < answer.bindings; i++) {
                char text[TEXT + 16];
                snprintf(text, sizeof text, "     bound: %s", answer.binding[i]);
                line(text);
            }
            if (answer.bindings == 0) line("     no binding is left");
            return DONE;
        case RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED:
            /* A second challenge in a row means that user or password are wrong: trying on would only lock the account. */
            if (++challenges > 1 || app.user == NULL) {
                fprintf(stderr, "register: %s\n",
                        app.user == NULL ? "the registrar asks for a user and a password" : "wrong user or password");
                return REFUSED;
            }
            status = RvSipRegClientAuthenticate(app.client);
            break;
        case RVSIP_REG_CLIENT_STATE_REDIRECTED:
            if (++redirections > REDIRECTIONS) return REFUSED;
            status = RvSipRegClientRegister(app.client); /* the library has put the new registrar in place */
            break;
        case RVSIP_REG_CLIENT_STATE_FAILED:
            if (event.reason == RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT ||
                event.reason == RVSIP_REG_CLIENT_REASON_NETWORK_ERROR) {
                fprintf(stderr, "register: %s\n", reason_name(event.reason));
                return NO_ANSWER;
            }
            if (answer.status == 423 && answer.min_expires > app.expires) {
                caption("The registrar wants at least %u seconds: ask for that", answer.min_expires);
                app.expires = answer.min_expires;
                set_expires(app.expires);
                status = RvSipRegClientRegister(app.client);
                break;
            }
            fprintf(stderr, "register: refused with %d\n", answer.status);
            return REFUSED;
        case RVSIP_REG_CLIENT_STATE_TERMINATED:
            return REFUSED;
        default: /* REGISTERING: the answer will come */
            break;
        }
        if (status != RV_OK) fail("going on", status);
    }
}

/* The steps that were asked for on the command line; ends at the first that does not succeed. */
static enum outcome run(void)
{
    enum outcome outcome;
    set_expires(app.expires);
    for (int i = 0; i < app.contacts; i++) add_contact(app.contact[i], "");
    caption("Register %s", app.aor);
    if ((outcome = register_now()) != DONE) return outcome;

    for (int i = 0; i < app.refreshes; i++) {
        if (app.pause > 0) sleep((unsigned)app.pause);
        caption("Refresh: the same REGISTER again, before the time ends");
        if ((outcome = register_now()) != DONE) return outcome;
    }
    for (int i = 0; i < app.additions; i++) {
        caption("Add a contact; the bindings that are there stay");
        add_contact(app.added[i], "");
        if ((outcome = register_now()) != DONE) return outcome;
    }
    if (app.fetch) {
        caption("Fetch: no Contact, so nothing changes and the list comes back");
        forget_contacts();
        if ((outcome = register_now()) != DONE) return outcome;
    }
    forget_contacts();
    if (app.remove_all) {
        caption("Remove every binding: Contact * with Expires 0");
        set_expires(0);
        add_contact("*", "");
    } else {
        caption("Unregister: our contacts with expires 0");
        add_all_contacts(";expires=0");
    }
    return register_now();
}

/* ------------------------------------------------------------------ setting up */

/* The address this machine has towards the registrar: what a contact must name to be reachable. */
static void address_towards(const char *uri, char *address, size_t size)
{
    char host[256] = "", copy[256];
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *found = NULL;
    struct sockaddr_storage local;
    socklen_t length = sizeof local;
    const char *at = strchr(uri, '@'), *start = at != NULL ? at + 1 : strchr(uri, ':') + 1;
    snprintf(copy, sizeof copy, "%s", start + (*start == '['));
    snprintf(host, sizeof host, "%.*s", (int)strcspn(copy, *start == '[' ? "]" : ":;?"), copy);
    snprintf(address, size, "127.0.0.1");
    if (getaddrinfo(host, "5060", &hints, &found) != 0) return;
    int s = socket(found->ai_family, SOCK_DGRAM, 0);
    char text[64];
    if (s >= 0 && connect(s, found->ai_addr, found->ai_addrlen) == 0 &&
        getsockname(s, (struct sockaddr *)&local, &length) == 0 &&
        getnameinfo((struct sockaddr *)&local, length, text, sizeof text, NULL, 0, NI_NUMERICHOST) == 0)
        snprintf(address, size, found->ai_family == AF_INET6 ? "[%s]" : "%s", text);
    if (s >= 0) close(s);
    freeaddrinfo(found);
}

/* A name server from the command line: 192.0.2.53, 192.0.2.53:5353, [2001:db8::53]:5353. */
static void set_dns_server(RvSipStackCfg *cfg)
{
    static RvSipTransportAddr server;
    int brackets = app.dns_server[0] == '[';
    const char *ip = app.dns_server + brackets;
    size_t length = strcspn(ip, brackets ? "]" : ":");
    const char *port = ip + length + (brackets && ip[length] == ']');
    if (!brackets && strchr(ip + length + (ip[length] == ':'), ':') != NULL) { /* IPv6 without brackets and port */
        length = strlen(ip);
        port = "";
    }
    snprintf(server.strIP, sizeof server.strIP, "%.*s", (int)length, ip);
    server.eAddrType = strchr(server.strIP, ':') != NULL ? RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 : RVSIP_TRANSPORT_ADDRESS_TYPE_IP;
    server.port = *port == ':' ? (RvUint16)atoi(port + 1) : 53;
    cfg->pDnsServers = &server;
    cfg->numOfDnsServers = 1;
}

/* To says who is registered, From who registers; here they are the same. */
static void set_party(RvSipHeaderType type)
{
    RvBool is_to = type == RVSIP_HEADERTYPE_TO;
    char text[TEXT];
    void *party;
    RvStatus status = RvSipRegClientGetNewMsgElementHandle(app.client, type, RVSIP_ADDRTYPE_UNDEFINED, &party);
    snprintf(text, sizeof text, "%s: <%s>", is_to ? "To" : "From", app.aor);
    if (status == RV_OK) status = RvSipPartyHeaderParse((RvSipPartyHeaderHandle)party, is_to, text);
    if (status == RV_OK)
        status = is_to ? RvSipRegClientSetToHeader(app.client, (RvSipPartyHeaderHandle)party)
                       : RvSipRegClientSetFromHeader(app.client, (RvSipPartyHeaderHandle)party);
    if (status != RV_OK) fail(text, status);
}

/* Whom TLS trusts, and what it shows. A program that trusts whom the system trusts and shows nothing needs no engine. */
static void set_up_tls(void)
{
    RvSipTransportTlsEngineCfg tls;
    RvSipTransportMgrHandle transport;
    RvSipTransportTlsEngineHandle engine;
    RvStatus status;
    memset(&tls, 0, sizeof tls);
    tls.eTlsMethod = RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED; /* 1.2 and 1.3 */
    tls.strTrustedCa = (RvChar *)app.ca;
    tls.strCertificate = (RvChar *)app.cert;
    tls.strPrivateKey = (RvChar *)app.key;
    if ((status = RvSipStackGetTransportMgrHandle(app.stack, &transport)) != RV_OK ||
        (status = RvSipTransportTlsEngineConstruct(transport, &tls, sizeof tls, &engine)) != RV_OK)
        fail("setting up TLS", status);
}

static int has_transport(const char *name)
{
    const char *parameter = strstr(app.registrar, ";transport=");
    return parameter != NULL && strncmp(parameter + 11, name, strlen(name)) == 0;
}

/* A contact of our own: the user at this machine, on the port the stack listens on. Over TLS without a listening address, and over
 * WebSocket, nobody can connect to us: the registrar has to use the connection that we opened. */
static void own_contact(char *contact, const char *address, unsigned udp, unsigned tcp)
{
    const char *user = strchr(app.aor, ':') + 1;
    int secure = strncmp(app.registrar, "sips:", 5) == 0 || has_transport("tls");
    const char *scheme = strncmp(app.aor, "sips:", 5) == 0 ? "sips" : "sip";
    int length = (int)strcspn(user, "@");
    if (has_transport("ws")) snprintf(contact, TEXT, "%s:%.*s@%s;transport=ws", scheme, length, user, address);
    else if (secure) snprintf(contact, TEXT, "%s:%.*s@%s:5061;transport=tls", scheme, length, user, address);
    else if (has_transport("tcp")) snprintf(contact, TEXT, "sip:%.*s@%s:%u;transport=tcp", length, user, address, tcp);
    else snprintf(contact, TEXT, "sip:%.*s@%s:%u", length, user, address, udp);
}

static void set_up(void)
{
    RvSipStackCfg cfg;
    RvSipRegClientMgrHandle manager;
    RvSipAuthenticatorHandle authenticator;
    RvSipRegClientEvHandlers events;
    RvSipAuthenticatorEvHandlers secrets;
    static char contact[TEXT];
    char address[64];
    void *element;
    RvStatus status;

    if ((status = RvSipStackInitCfg(sizeof cfg, &cfg)) != RV_OK) fail("RvSipStackInitCfg", status);
    if (app.dns_server != NULL) {
        /* Only that server knows the registrar's name: the way to the server shows our address instead. */
        char towards[TEXT];
        snprintf(towards, sizeof towards, "sip:%s", app.dns_server);
        address_towards(towards, address, sizeof address);
        set_dns_server(&cfg);
    } else {
        address_towards(app.registrar, address, sizeof address);
    }
    snprintf(cfg.localUdpAddress, sizeof cfg.localUdpAddress, "%s", address);
    cfg.localUdpPort = app.local_port != 0 ? (RvUint16)app.local_port : RVSIP_TRANSPORT_ANY_PORT;
    snprintf(cfg.localTcpAddress, sizeof cfg.localTcpAddress, "%s", address);
    cfg.localTcpPort = cfg.localUdpPort;
    cfg.tcpEnabled = RV_TRUE;
    cfg.ePersistencyLevel = RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER; /* one connection for all requests */
    cfg.strWsPath = (RvChar *)app.ws_path;
    cfg.transportLogFilters = RVSIP_LOG_WARN_FILTER | RVSIP_LOG_ERROR_FILTER | RVSIP_LOG_EXCEP_FILTER;
    cfg.pfnPrintLogEntryEvHandler = on_log;
    if ((status = RvSipStackConstruct(sizeof cfg, &cfg, &app.stack)) != RV_OK) fail("RvSipStackConstruct", status);
    app.pool = RPOOL_Construct(1024, 64, NULL, RV_FALSE, "register");
    if (app.ca != NULL || app.cert != NULL) set_up_tls();

    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_state;
    events.pfnMsgToSendEvHandler = on_send;
    events.pfnMsgReceivedEvHandler = on_received;
    if ((status = RvSipStackGetRegClientMgrHandle(app.stack, &manager)) != RV_OK ||
        (status = RvSipRegClientMgrSetEvHandlers(manager, &events, sizeof events)) != RV_OK)
        fail("setting the register-client callbacks", status);
    memset(&secrets, 0, sizeof secrets);
    secrets.pfnGetSharedSecretAuthenticationHandler = on_shared_secret;
    if ((status = RvSipStackGetAuthenticatorHandle(app.stack, &authenticator)) != RV_OK ||
        (status = RvSipAuthenticatorSetEvHandlers(authenticator, &secrets, sizeof secrets)) != RV_OK)
        fail("setting the authenticator callbacks", status);

    if ((status = RvSipRegClientMgrCreateRegClient(manager, NULL, &app.client)) != RV_OK)
        fail("creating the register-client", status);
    set_party(RVSIP_HEADERTYPE_TO);
    set_party(RVSIP_HEADERTYPE_FROM);
    status = RvSipRegClientGetNewMsgElementHandle(app.client, RVSIP_HEADERTYPE_UNDEFINED, RVSIP_ADDRTYPE_URL, &element);
    if (status == RV_OK) status = RvSipAddrParse((RvSipAddressHandle)element, (RvChar *)app.registrar);
    if (status == RV_OK) status = RvSipRegClientSetRegistrar(app.client, (RvSipAddressHandle)element);
    if (status != RV_OK) fail(app.registrar, status);

    if (app.contacts == 0) {
        own_contact(contact, address, cfg.localUdpPort, cfg.localTcpPort);
        app.contact[app.contacts++] = contact;
    }
}

static void tear_down(void)
{
    struct answer answer;
    if (RvSipRegClientTerminate(app.client) == RV_OK)
        while (next_event(&answer).state != RVSIP_REG_CLIENT_STATE_TERMINATED)
            ;
    RvSipStackDestruct(app.stack);
    RPOOL_Destruct(app.pool);
}

static void usage(FILE *out)
{
    fputs("usage: register --registrar sip:HOST[:PORT][;transport=tcp|tls|ws] [options] sip:USER@DOMAIN\n"
          "Registers the address, then takes the registration away again.\n"
          "  --user NAME       user name for the registrar's challenge\n"
          "  --password TEXT   its password\n"
          "  --contact URI     where the address shall lead; repeatable (default: this machine)\n"
          "  --add URI         a contact that is added by a later REGISTER; repeatable\n"
          "  --expires N       seconds to ask for (default 600)\n"
          "  --refresh N       refresh so many times\n"
          "  --pause N         wait so many seconds before each refresh\n"
          "  --fetch           ask for the list of bindings\n"
          "  --remove-all      remove every binding of the address, not only ours\n"
          "  --dns-server IP[:PORT]  name server to ask instead of the system's\n"
          "  --local-port N    port to send from (default: any)\n"
          "  --tls             the same as ;transport=tls or a sips registrar\n"
          "  --ca FILE         certificates that are trusted (default: those the system trusts)\n"
          "  --cert FILE       our certificate, for a registrar that asks for one\n"
          "  --key FILE        its private key\n"
          "  --ws-path PATH    where the registrar's WebSocket is (default /)\n"
          "  --trace           print each message\n"
          "  --ladder          print the exchange as arrows\n"
          "  --help            this text\n"
          "Exit code: 0 registered and removed, 1 refused, 2 no answer, 3 wrong usage.\n",
          out);
}

static int is_sip_uri(const char *text)
{
    return (strncmp(text, "sip:", 4) == 0 && text[4] != '\0') || (strncmp(text, "sips:", 5) == 0 && text[5] != '\0');
}

static int read_arguments(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (strcmp(name, "--help") == 0) {
            usage(stdout);
            exit(DONE);
        } else if (strcmp(name, "--fetch") == 0) app.fetch = 1;
        else if (strcmp(name, "--remove-all") == 0) app.remove_all = 1;
        else if (strcmp(name, "--trace") == 0) app.trace = 1;
        else if (strcmp(name, "--tls") == 0) app.tls = 1;
        else if (strcmp(name, "--ladder") == 0) app.ladder = 1;
        else if (strncmp(name, "--", 2) != 0) app.aor = name;
        else if (value == NULL) return 0;
        else if (++i, strcmp(name, "--registrar") == 0) app.registrar = value;
        else if (strcmp(name, "--user") == 0) app.user = value;
        else if (strcmp(name, "--password") == 0) app.password = value;
        else if (strcmp(name, "--ca") == 0) app.ca = value;
        else if (strcmp(name, "--cert") == 0) app.cert = value;
        else if (strcmp(name, "--key") == 0) app.key = value;
        else if (strcmp(name, "--ws-path") == 0) app.ws_path = value;
        else if (strcmp(name, "--expires") == 0) app.expires = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "--refresh") == 0) app.refreshes = atoi(value);
        else if (strcmp(name, "--pause") == 0) app.pause = atoi(value);
        else if (strcmp(name, "--dns-server") == 0) app.dns_server = value;
        else if (strcmp(name, "--local-port") == 0) app.local_port = (unsigned)strtoul(value, NULL, 10) & 0xffff;
        else if (strcmp(name, "--contact") == 0 && app.contacts < MAX_CONTACTS) app.contact[app.contacts++] = value;
        else if (strcmp(name, "--add") == 0 && app.additions < MAX_CONTACTS) app.added[app.additions++] = value;
        else return 0;
    }
    if (app.user != NULL && app.password == NULL) app.password = "";
    if (app.registrar != NULL && app.tls && !has_transport("tls") && strncmp(app.registrar, "sips:", 5) != 0) {
        static char secure[TEXT];
        snprintf(secure, sizeof secure, "%s;transport=tls", app.registrar);
        app.registrar = secure;
    }
    return app.aor != NULL && app.registrar != NULL && is_sip_uri(app.aor) && is_sip_uri(app.registrar);
}

int main(int argc, char **argv)
{
    enum outcome outcome;
    if (!read_arguments(argc, argv)) {
        usage(stderr);
        return USAGE;
    }
    set_up();
    outcome = run();
    tear_down();
    if (outcome == DONE && !app.ladder) printf("registered and removed\n");
    return outcome;
}
