/*
 * registrar.c - a small registrar (RFC 3261 section 10.3) on the Transaction API.
 *
 *   registrar --port 5060 --realm example.com --user alice:secret --user bob:hidden
 *   registrar --tls-port 5061 --cert chain.pem --key key.pem
 *
 * How a REGISTER goes through it:
 *
 *   on_created()      takes the server transaction and gives it a struct request
 *   on_state()        the request is there: read what we need of it, then start the check of its credentials
 *   on_credentials()  a password is looked up and handed over; the library computes and compares
 *   on_checked()      right: work on the bindings and answer 200; wrong or none: answer 401 with a fresh nonce
 *
 * All callbacks come on the stack's own thread, one after the other. The main thread only takes expired bindings off the list,
 * and so the list has a lock.
 */
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <RvSipAuthenticator.h>
#include <RvSipStack.h>
#include <RvSipTransaction.h>
#include <RvSipTransport.h>
#include <rvsip.h>

enum { MAX_USERS = 64, MAX_CONTACTS = 32, MAX_NONCES = 1024, NONCE_LIFE = 300, TEXT = 512 };

struct user {
    char name[64], password[64];
};

/* One contact, in a request or in the list. The address is kept as a handle so that URIs are compared by RFC 3261 19.1.4. */
struct contact {
    RvSipAddressHandle address;
    char uri[TEXT], q[8];
    long expires; /* seconds asked for, -1: not said */
    int remove;
};

struct binding {
    char aor[TEXT], call_id[TEXT];
    int cseq;
    time_t end;
    struct contact contact;
    struct binding *next;
};

struct nonce {
    char text[40];
    time_t made;
    int count; /* nc of the last right credentials: a lower or equal one is a replay */
};

/* What a REGISTER asks for; lives as long as its transaction. */
struct request {
    char aor[TEXT], user[128], call_id[TEXT];
    int cseq, contacts, star, bad, stale, is_register, unsupported;
    long expires; /* Expires header, -1: none */
    char required[TEXT];
    struct contact contact[MAX_CONTACTS];
    char authenticated[64];
    struct nonce *nonce; /* what the credentials under check were made with */
    int nonce_count;
    struct request *previous, *next; /* all requests: some still live when the program ends */
};

static struct {
    const char *address, *realm, *cert, *key;
    unsigned port;
    RvUint16 tls_port, ws_port; /* 0: none */
    long min_expires, max_expires;
    int quiet, users;
    struct user user[MAX_USERS];
    RvSipStackHandle stack;
    RvSipMsgMgrHandle messages;
    HRPOOL pool;
    struct nonce nonce[MAX_NONCES];
    unsigned nonces;
    FILE *random;
    struct request *requests;
    pthread_mutex_t lock; /* guards bindings */
    struct binding *bindings;
} app = {.address = "127.0.0.1", .realm = "example.com", .port = 5060, .min_expires = 60, .max_expires = 3600,
         .lock = PTHREAD_MUTEX_INITIALIZER};

/* ------------------------------------------------------------------ the list of bindings */

static void drop_contact(struct contact *contact)
{
    if (contact->address != NULL) RvSipAddrDestruct(contact->address);
    contact->address = NULL;
}

static void print_bindings(const char *aor)
{
    time_t now = time(NULL);
    int found = 0;
    if (app.quiet) return;
    printf("%s\n", aor);
    for (struct binding *b = app.bindings; b != NULL; b = b->next) {
        if (strcmp(b->aor, aor) != 0) continue;
        printf("    %s%s%s for %ld s\n", b->contact.uri, b->contact.q[0] ? " q=" : "", b->contact.q, (long)(b->end - now));
        found = 1;
    }
    if (!found) printf("    no binding\n");
    fflush(stdout);
}

/* Takes expired bindings off the list; called with the lock held. */
static void drop_expired(void)
{
    time_t now = time(NULL);
    for (struct binding **at = &app.bindings; *at != NULL;) {
        struct binding *b = *at;
        if (b->end > now) {
            at = &b->next;
            continue;
        }
        char aor[TEXT];
        strcpy(aor, b->aor);
        *at = b->next;
        drop_contact(&b->contact);
        free(b);
        if (!app.quiet) printf("expired: ");
        print_bindings(aor);
    }
}

static struct binding **find_binding(const char *aor, const struct contact *contact)
{
    for (struct binding **at = &app.bindings; *at != NULL; at = &(*at)->next)
        if (strcmp((*at)->aor, aor) == 0 && RvSipAddrIsEqual((*at)->contact.address, contact->address)) return at;
    return NULL;
}

static void remove_binding(struct binding **at)
{
    struct binding *b = *at;
    *at = b->next;
    drop_contact(&b->contact);
    free(b);
}

/* RFC 3261 section 10.3 step 7: a request that is older than the binding it wants to change is refused as a whole. */
static int out_of_order(const struct binding *b, const struct request *r)
{
    return strcmp(b->call_id, r->call_id) == 0 && r->cseq <= b->cseq;
}

/* Seconds a contact gets: its own wish, else the Expires header, else the longest time, and never more than that. */
static long granted(const struct request *r, const struct contact *c)
{
    long wish = c->expires >= 0 ? c->expires : r->expires >= 0 ? r->expires : app.max_expires;
    return wish < app.max_expires ? wish : app.max_expires;
}

/* Changes the list as the request asks. Returns the response code; nothing is changed unless it is 200. */
static int change_bindings(struct request *r)
{
    struct binding **at;
    if (r->star) {
        if (r->contacts != 0 || r->expires != 0) return 400;
        for (at = &app.bindings; *at != NULL; at = &(*at)->next)
            if (strcmp((*at)->aor, r->aor) == 0 && out_of_order(*at, r)) return 500;
        for (at = &app.bindings; *at != NULL;)
            if (strcmp((*at)->aor, r->aor) == 0) remove_binding(at);
            else at = &(*at)->next;
        return 200;
    }
    for (int i = 0; i < r->contacts; i++) {
        long seconds = granted(r, &r->contact[i]);
        if (seconds > 0 && seconds < app.min_expires) return 423;
        at = find_binding(r->aor, &r->contact[i]);
        if (at != NULL && out_of_order(*at, r)) return 500;
    }
    for (int i = 0; i < r->contacts; i++) {
        struct contact *c = &r->contact[i];
        long seconds = granted(r, c);
        at = find_binding(r->aor, c);
        if (seconds == 0) {
            if (at != NULL) remove_binding(at);
            continue;
        }
        struct binding *b = at != NULL ? *at : calloc(1, sizeof *b);
        if (b == NULL) return 500;
        if (at == NULL) {
            struct binding **end = &app.bindings;
            while (*end != NULL) end = &(*end)->next;
            *end = b;
        } else {
            drop_contact(&b->contact);
        }
        snprintf(b->aor, sizeof b->aor, "%s", r->aor);
        snprintf(b->call_id, sizeof b->call_id, "%s", r->call_id);
        b->cseq = r->cseq;
        b->end = time(NULL) + seconds;
        b->contact = *c; /* the address goes over to the list */
        c->address = NULL;
    }
    return 200;
}

/* ------------------------------------------------------------------ reading the request */

static void encode_address(RvSipAddressHandle address, char *text, size_t size)
{
    HPAGE page;
    RvUint32 length;
    text[0] = '\0';
    if (RvSipAddrEncode(address, app.pool, &page, &length) != RV_OK) return;
    if (length < size && RPOOL_CopyToExternal(app.pool, page, 0, text, length) == RV_OK) text[length] = '\0';
    RPOOL_FreePage(app.pool, page);
}

static int header_value(RvSipMsgHandle msg, const char *name, char *value, RvUint size)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipOtherHeaderHandle header = RvSipMsgGetHeaderByName(msg, (RvChar *)name, RVSIP_FIRST_HEADER, &place);
    RvUint length = 0;
    return header != NULL && RvSipOtherHeaderGetValue(header, value, size, &length) == RV_OK;
}

static long seconds_of(RvSipExpiresHeaderHandle expires)
{
    RvUint32 seconds;
    if (expires == NULL || RvSipExpiresHeaderGetDeltaSeconds(expires, &seconds) != RV_OK) return -1;
    return seconds > 0x7fffffff ? 0x7fffffff : (long)seconds;
}

static void read_contact(struct request *r, RvSipContactHeaderHandle header)
{
    struct contact *c = &r->contact[r->contacts];
    RvSipAddressHandle address = RvSipContactHeaderGetAddrSpec(header);
    RvUint length;
    if (RvSipContactHeaderGetStar(header)) {
        r->star = 1;
        return;
    }
    if (address == NULL || r->contacts == MAX_CONTACTS ||
        RvSipAddrConstruct(app.messages, app.pool, RvSipAddrGetAddrType(address), &c->address) != RV_OK) {
        r->bad = 1;
        return;
    }
    r->contacts++;
    encode_address(address, c->uri, sizeof c->uri);
    if (RvSipAddrCopy(c->address, address) != RV_OK || c->uri[0] == '\0') r->bad = 1;
    if (RvSipContactHeaderGetQVal(header, c->q, sizeof c->q, &length) != RV_OK) c->q[0] = '\0';
    c->expires = seconds_of(RvSipContactHeaderGetExpires(header));
}

static void read_request(struct request *r, RvSipMsgHandle msg)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipPartyHeaderHandle to = RvSipMsgGetToHeader(msg);
    RvSipAddressHandle address = to != NULL ? RvSipPartyHeaderGetAddrSpec(to) : NULL;
    RvUint length;
    char host[256];

    r->is_register = RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_REGISTER;
    if (!r->is_register) return;
    r->unsupported = header_value(msg, "Require", r->required, sizeof r->required);
    r->cseq = (int)RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(msg));
    if (RvSipMsgGetCallIdHeader(msg, r->call_id, sizeof r->call_id, &length) != RV_OK) r->bad = 1;

    /* The address-of-record: the URI of To without its parameters (RFC 3261 section 10.3 step 5). */
    if (address == NULL || RvSipAddrGetAddrType(address) != RVSIP_ADDRTYPE_URL ||
        RvSipAddrUrlGetUser(address, r->user, sizeof r->user, &length) != RV_OK ||
        RvSipAddrUrlGetHost(address, host, sizeof host, &length) != RV_OK) {
        r->bad = 1;
        return;
    }
    for (char *c = host; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    snprintf(r->aor, sizeof r->aor, "sip:%s@%s", r->user, host);

    void *header = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_EXPIRES, RVSIP_FIRST_HEADER, &place);
    r->expires = seconds_of((RvSipExpiresHeaderHandle)header);
    place = NULL;
    header = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    while (header != NULL && !r->bad) {
        read_contact(r, (RvSipContactHeaderHandle)header);
        header = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_CONTACT, RVSIP_NEXT_HEADER, &place);
    }
}

/* ------------------------------------------------------------------ answering */

static void respond(RvSipTranscHandle transaction, int code)
{
    RvStatus status = RvSipTransactionRespond(transaction, (RvUint16)code, NULL);
    if (status != RV_OK) fprintf(stderr, "registrar: answering with %d failed: %d\n", code, (int)status);
}

static void add_header(RvSipTranscHandle transaction, const char *name, const char *value)
{
    RvSipMsgHandle msg;
    RvSipOtherHeaderHandle header;
    if (RvSipTransactionGetOutboundMsg(transaction, &msg) == RV_OK &&
        RvSipOtherHeaderConstructInMsg(msg, RV_FALSE, &header) == RV_OK) {
        RvSipOtherHeaderSetName(header, (RvChar *)name);
        RvSipOtherHeaderSetValue(header, (RvChar *)value);
    }
}

/* 200 with every binding of the address-of-record and the time it has left. */
static void add_bindings(RvSipTranscHandle transaction, const char *aor)
{
    RvSipMsgHandle msg;
    time_t now = time(NULL);
    char text[2 * TEXT];
    struct tm utc;
    if (RvSipTransactionGetOutboundMsg(transaction, &msg) != RV_OK) return;
    for (struct binding *b = app.bindings; b != NULL; b = b->next) {
        RvSipContactHeaderHandle contact;
        if (strcmp(b->aor, aor) != 0 || RvSipContactHeaderConstructInMsg(msg, RV_FALSE, &contact) != RV_OK) continue;
        snprintf(text, sizeof text, "Contact: <%s>%s%s;expires=%ld", b->contact.uri, b->contact.q[0] ? ";q=" : "", b->contact.q,
                 (long)(b->end - now));
        RvSipContactHeaderParse(contact, text);
    }
    if (gmtime_r(&now, &utc) != NULL && strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc) > 0)
        add_header(transaction, "Date", text);
}

static void answer(RvSipTranscHandle transaction, struct request *r)
{
    int code;
    char text[32];
    if (app.users > 0 && strcasecmp(r->authenticated, r->user) != 0) {
        respond(transaction, 403); /* one user must not change what belongs to another */
        return;
    }
    pthread_mutex_lock(&app.lock);
    drop_expired();
    code = change_bindings(r);
    if (code == 200) {
        add_bindings(transaction, r->aor);
        if (r->contacts > 0 || r->star) print_bindings(r->aor);
    }
    pthread_mutex_unlock(&app.lock);
    if (code == 423) {
        snprintf(text, sizeof text, "%ld", app.min_expires);
        add_header(transaction, "Min-Expires", text);
    }
    respond(transaction, code);
}

/* ------------------------------------------------------------------ credentials */

static struct nonce *new_nonce(void)
{
    struct nonce *n = &app.nonce[app.nonces++ % MAX_NONCES];
    unsigned char bytes[16];
    if (fread(bytes, sizeof bytes, 1, app.random) != 1) abort();
    for (size_t i = 0; i < sizeof bytes; i++) snprintf(n->text + 2 * i, 3, "%02x", bytes[i]);
    n->made = time(NULL);
    n->count = 0;
    return n;
}

static struct nonce *find_nonce(const char *text)
{
    for (int i = 0; i < MAX_NONCES; i++)
        if (app.nonce[i].text[0] != '\0' && strcmp(app.nonce[i].text, text) == 0) return &app.nonce[i];
    return NULL;
}

/* Quoted values come as they stand in the header, quotes included. */
static void unquote(char *text)
{
    char *to = text;
    if (*text != '"') return;
    for (const char *from = text + 1; *from != '\0' && *from != '"'; from++) {
        if (*from == '\\' && from[1] != '\0') from++;
        *to++ = *from;
    }
    *to = '\0';
}

/* One Authorization header of the request. Not ours: look at the next. Nonce too old: challenge again and say so. */
static void on_credentials(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipAuthorizationHeaderHandle header,
                           RvBool supported)
{
    struct request *r = (struct request *)owner;
    char realm[128], name[64], nonce[64];
    RvUint length;
    const struct user *user = NULL;
    if (supported && RvSipAuthorizationHeaderGetRealm(header, realm, sizeof realm, &length) == RV_OK &&
        RvSipAuthorizationHeaderGetUserName(header, name, sizeof name, &length) == RV_OK &&
        RvSipAuthorizationHeaderGetNonce(header, nonce, sizeof nonce, &length) == RV_OK) {
        unquote(realm);
        unquote(name);
        unquote(nonce);
        for (int i = 0; i < app.users; i++)
            if (strcmp(realm, app.realm) == 0 && strcmp(app.user[i].name, name) == 0) user = &app.user[i];
    }
    if (user != NULL) {
        struct nonce *n = find_nonce(nonce);
        RvInt32 count = RvSipAuthorizationHeaderGetNonceCount(header);
        if (n == NULL || time(NULL) - n->made > NONCE_LIFE || count <= n->count) {
            r->stale = 1;
        } else {
            r->nonce = n;
            r->nonce_count = count;
            snprintf(r->authenticated, sizeof r->authenticated, "%s", name);
            RvSipTransactionAuthProceed(transaction, RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD, header, (RvChar *)user->password);
            return;
        }
    }
    RvSipTransactionAuthProceed(transaction, RVSIP_TRANSC_AUTH_ACTION_SKIP, header, NULL);
}

static void on_checked(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvBool right)
{
    struct request *r = (struct request *)owner;
    if (right) {
        if (r->nonce_count > r->nonce->count) r->nonce->count = r->nonce_count;
        answer(transaction, r);
        return;
    }
    RvStatus status = RvSipTransactionRespondUnauthenticatedDigest(
        transaction, 401, NULL, (RvChar *)app.realm, NULL, new_nonce()->text, NULL, r->stale ? RV_TRUE : RV_FALSE,
        RVSIP_AUTH_ALGORITHM_MD5, NULL, RVSIP_AUTH_QOP_OPTION_AUTH, NULL);
    if (status != RV_OK) fprintf(stderr, "registrar: the challenge failed: %d\n", (int)status);
}

/* ------------------------------------------------------------------ transactions */

static void on_created(RvSipTranscHandle transaction, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    struct request *r = calloc(1, sizeof *r);
    (void)transaction;
    (void)context;
    if (r == NULL) return;
    r->expires = -1;
    r->next = app.requests;
    if (r->next != NULL) r->next->previous = r;
    app.requests = r;
    *owner = (RvSipTranscOwnerHandle)r;
    *take = RV_TRUE;
}

static void drop_request(struct request *r)
{
    for (int i = 0; i < r->contacts; i++) drop_contact(&r->contact[i]);
    if (r->next != NULL) r->next->previous = r->previous;
    if (r->previous != NULL) r->previous->next = r->next;
    else app.requests = r->next;
    free(r);
}

static void on_request(RvSipTranscHandle transaction, struct request *r)
{
    RvSipMsgHandle msg;
    if (RvSipTransactionGetReceivedMsg(transaction, &msg) != RV_OK) {
        respond(transaction, 500);
        return;
    }
    read_request(r, msg);
    if (!r->is_register) {
        add_header(transaction, "Allow", "REGISTER");
        respond(transaction, 405);
    } else if (r->unsupported) { /* we have no extensions */
        add_header(transaction, "Unsupported", r->required);
        respond(transaction, 420);
    } else if (r->bad) {
        respond(transaction, 400);
    } else if (app.users == 0) {
        answer(transaction, r); /* a registrar without users trusts everyone */
    } else if (RvSipTransactionAuthBegin(transaction) != RV_OK) {
        respond(transaction, 500);
    }
}

static void on_state(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                     RvSipTransactionStateChangeReason reason)
{
    struct request *r = (struct request *)owner;
    (void)reason;
    switch (state) {
    case RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD:
    case RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD:
        on_request(transaction, r);
        break;
    case RVSIP_TRANSC_STATE_TERMINATED:
        if (r != NULL) drop_request(r);
        break;
    default:
        break;
    }
}

/* ------------------------------------------------------------------ setting up */

/* Opens UDP and TCP on one port. Port 0: any that is free for both. */
static RvStatus construct(void)
{
    RvStatus status = RV_ERROR_UNKNOWN;
    for (int attempt = 0; attempt < 50; attempt++) {
        RvSipStackCfg cfg;
        RvChar *address = (RvChar *)app.address;
        unsigned char bytes[2];
        unsigned port = app.port;
        if (port == 0 && fread(bytes, sizeof bytes, 1, app.random) == 1) port = 20000 + (bytes[0] << 8 | bytes[1]) % 30000;
        if ((status = RvSipStackInitCfg(sizeof cfg, &cfg)) != RV_OK) return status;
        snprintf(cfg.localUdpAddress, sizeof cfg.localUdpAddress, "%s", app.address);
        snprintf(cfg.localTcpAddress, sizeof cfg.localTcpAddress, "%s", app.address);
        cfg.localUdpPort = cfg.localTcpPort = (RvUint16)port;
        cfg.tcpEnabled = RV_TRUE;
        cfg.enableServerAuth = RV_TRUE;
        cfg.maxTransactions = 100000;
        cfg.maxConnections = 1000;
        cfg.numOfTlsAddresses = app.tls_port != 0;
        cfg.numOfWsAddresses = app.ws_port != 0;
        cfg.localTlsAddresses = cfg.localWsAddresses = &address;
        cfg.localTlsPorts = &app.tls_port; /* the port that it became is written here */
        cfg.localWsPorts = &app.ws_port;
        status = RvSipStackConstruct(sizeof cfg, &cfg, &app.stack);
        if (status == RV_OK) app.port = port;
        if (status != RV_ERROR_NETWORK_PROBLEM || app.port != 0) return status;
    }
    return status;
}

/* What those who connect with TLS are shown. To renew it while the registrar runs, construct a second engine and destruct the first. */
static RvStatus show_certificate(void)
{
    RvSipTransportTlsEngineCfg tls;
    RvSipTransportMgrHandle transport;
    RvSipTransportTlsEngineHandle engine;
    RvStatus status;
    memset(&tls, 0, sizeof tls);
    tls.eTlsMethod = RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED; /* 1.2 and 1.3 */
    tls.strCertificate = (RvChar *)app.cert;
    tls.strPrivateKey = (RvChar *)app.key;
    tls.strTrustedCa = (RvChar *)app.cert; /* nobody else has to be trusted */
    if ((status = RvSipStackGetTransportMgrHandle(app.stack, &transport)) != RV_OK) return status;
    return RvSipTransportTlsEngineConstruct(transport, &tls, sizeof tls, &engine);
}

static RvUint16 port_of(const char *text)
{
    unsigned port = (unsigned)strtoul(text, NULL, 10) & 0xffff;
    return port != 0 ? (RvUint16)port : RVSIP_TRANSPORT_ANY_PORT;
}

static void usage(FILE *out)
{
    fputs("usage: registrar [options]\n"
          "  --port N              port for UDP and TCP; 0: any free one (default 5060)\n"
          "  --tls-port N          port for TLS; 0: any free one (default: no TLS)\n"
          "  --cert FILE           certificate to show there, and those that lead from it to a trusted one\n"
          "  --key FILE            its private key\n"
          "  --ws-port N           port for WebSocket; 0: any free one (default: no WebSocket)\n"
          "  --address A           address to listen on (default 127.0.0.1)\n"
          "  --user NAME:PASSWORD  who may register; repeatable (default: everyone, without a password)\n"
          "  --realm TEXT          realm of the challenge (default example.com)\n"
          "  --min-expires N       shorter registrations are refused with 423 (default 60)\n"
          "  --max-expires N       longer ones are cut (default 3600)\n"
          "  --quiet               do not print the bindings\n"
          "  --help                this text\n"
          "Ends on SIGINT or SIGTERM.\n",
          out);
}

static int read_arguments(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (strcmp(name, "--help") == 0) {
            usage(stdout);
            exit(0);
        } else if (strcmp(name, "--quiet") == 0) app.quiet = 1;
        else if (value == NULL) return 0;
        else if (++i, strcmp(name, "--port") == 0) app.port = (unsigned)strtoul(value, NULL, 10) & 0xffff;
        else if (strcmp(name, "--tls-port") == 0) app.tls_port = port_of(value);
        else if (strcmp(name, "--ws-port") == 0) app.ws_port = port_of(value);
        else if (strcmp(name, "--cert") == 0) app.cert = value;
        else if (strcmp(name, "--key") == 0) app.key = value;
        else if (strcmp(name, "--address") == 0) app.address = value;
        else if (strcmp(name, "--realm") == 0) app.realm = value;
        else if (strcmp(name, "--min-expires") == 0) app.min_expires = strtol(value, NULL, 10);
        else if (strcmp(name, "--max-expires") == 0) app.max_expires = strtol(value, NULL, 10);
        else if (strcmp(name, "--user") == 0 && app.users < MAX_USERS && strchr(value, ':') != NULL) {
            struct user *user = &app.user[app.users++];
            snprintf(user->name, sizeof user->name, "%.*s", (int)strcspn(value, ":"), value);
            snprintf(user->password, sizeof user->password, "%s", strchr(value, ':') + 1);
        } else return 0;
    }
    return app.tls_port == 0 || (app.cert != NULL && app.key != NULL);
}

int main(int argc, char **argv)
{
    RvSipTransactionEvHandlers events;
    RvSipTranscMgrHandle transactions;
    RvStatus status;
    sigset_t ending;
    struct timespec second = {.tv_sec = 1};

    if (!read_arguments(argc, argv)) {
        usage(stderr);
        return 3;
    }
    /* Blocked here, so that the stack's thread has them blocked too and the wait below gets them. */
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);

    app.random = fopen("/dev/urandom", "rb");
    app.pool = RPOOL_Construct(1024, 100000, NULL, RV_FALSE, "registrar");
    if (app.random == NULL || app.pool == NULL) return 1;
    if ((status = construct()) != RV_OK) {
        fprintf(stderr, "registrar: cannot listen on %s, port %u: %s\n", app.address, app.port,
                status == RV_ERROR_NETWORK_PROBLEM ? "address or port in use or not ours" : "construction failed");
        return 1;
    }
    if (app.tls_port != 0 && (status = show_certificate()) != RV_OK) {
        fprintf(stderr, "registrar: %s and %s cannot be used: %d\n", app.cert, app.key, (int)status);
        return 1;
    }
    memset(&events, 0, sizeof events);
    events.pfnEvTransactionCreated = on_created;
    events.pfnEvStateChanged = on_state;
    events.pfnEvAuthCredentialsFound = on_credentials;
    events.pfnEvAuthCompleted = on_checked;
    if ((status = RvSipStackGetMsgMgrHandle(app.stack, &app.messages)) != RV_OK ||
        (status = RvSipStackGetTransactionMgrHandle(app.stack, &transactions)) != RV_OK ||
        (status = RvSipTransactionMgrSetEvHandlers(transactions, NULL, &events, sizeof events)) != RV_OK) {
        fprintf(stderr, "registrar: setting the callbacks failed: %d\n", (int)status);
        return 1;
    }
    printf("registrar ready on %s:%u (UDP and TCP), realm %s\n", app.address, app.port, app.realm);
    if (app.tls_port != 0) printf("TLS on %s:%u\n", app.address, app.tls_port);
    if (app.ws_port != 0) printf("WebSocket on %s:%u\n", app.address, app.ws_port);
    fflush(stdout);

    while (sigtimedwait(&ending, NULL, &second) < 0) {
        pthread_mutex_lock(&app.lock);
        drop_expired();
        pthread_mutex_unlock(&app.lock);
    }
    RvSipStackDestruct(app.stack);
    while (app.requests != NULL) drop_request(app.requests);
    while (app.bindings != NULL) remove_binding(&app.bindings);
    RPOOL_Destruct(app.pool);
    fclose(app.random);
    return 0;
}
