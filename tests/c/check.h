/* What the C test programs share: checks, a registrar and a client in one process, waiting with an end. */
#ifndef CHECK_H
#define CHECK_H

#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rvsip.h>

static const char *running = "start";

#define CHECK(condition)                                                                                   \
    do {                                                                                                   \
        if (!(condition)) {                                                                                \
            fprintf(stderr, "%s:%d: %s: not true: %s\n", __FILE__, __LINE__, running, #condition);         \
            exit(1);                                                                                       \
        }                                                                                                  \
    } while (0)

#define CHECK_STATUS(wanted, call)                                                                         \
    do {                                                                                                   \
        RvStatus got_ = (call);                                                                            \
        if (got_ != (wanted)) {                                                                            \
            fprintf(stderr, "%s:%d: %s: %s gave %d, not %d\n", __FILE__, __LINE__, running, #call, (int)got_, (int)(wanted)); \
            exit(1);                                                                                       \
        }                                                                                                  \
    } while (0)

#define OK(call) CHECK_STATUS(RV_OK, call)

#define RUN(test)                                                                                          \
    do {                                                                                                   \
        running = #test;                                                                                   \
        alarm(seconds_for_a_test());                                                                       \
        test();                                                                                            \
        printf("ok %s\n", #test);                                                                          \
        fflush(stdout);                                                                                    \
    } while (0)

/* A test that hangs is killed. Under valgrind everything takes longer: RVSIP_TEST_SLOW is a factor. */
static inline unsigned slow(void)
{
    const char *factor = getenv("RVSIP_TEST_SLOW");
    unsigned n = factor != NULL ? (unsigned)atoi(factor) : 1;
    return n > 0 ? n : 1;
}

static inline unsigned seconds_for_a_test(void)
{
    return 60 * slow();
}

static inline int open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;
    if (dir == NULL) return -1;
    while (readdir(dir) != NULL) count++;
    closedir(dir);
    return count;
}

static inline void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

/* ------------------------------------------------------------------ a number that one thread raises and another waits for */

struct counter {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int value;
};

#define COUNTER {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0}

static inline void count_up(struct counter *c)
{
    pthread_mutex_lock(&c->lock);
    c->value++;
    pthread_cond_broadcast(&c->wake);
    pthread_mutex_unlock(&c->lock);
}

static inline int count_of(struct counter *c)
{
    pthread_mutex_lock(&c->lock);
    int value = c->value;
    pthread_mutex_unlock(&c->lock);
    return value;
}

/* Waits until the number is reached; 0 after ten seconds without. */
static inline int wait_for(struct counter *c, int value)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 10 * (time_t)slow();
    pthread_mutex_lock(&c->lock);
    while (c->value < value && pthread_cond_timedwait(&c->wake, &c->lock, &end) == 0)
        ;
    int reached = c->value >= value;
    pthread_mutex_unlock(&c->lock);
    return reached;
}

/* ------------------------------------------------------------------ a stack on a free port of this machine */

struct stack {
    RvSipStackHandle handle;
    RvSipStackCfg cfg;
    RvSipMsgMgrHandle messages;
    RvSipRegClientMgrHandle clients;
    RvSipTranscMgrHandle transactions;
    RvSipAuthenticatorHandle authenticator;
    unsigned port;
};

static inline void fresh_cfg(RvSipStackCfg *cfg)
{
    OK(RvSipStackInitCfg(sizeof *cfg, cfg));
    strcpy(cfg->localUdpAddress, "127.0.0.1");
    cfg->localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    strcpy(cfg->localTcpAddress, "127.0.0.1");
    cfg->localTcpPort = RVSIP_TRANSPORT_ANY_PORT;
    cfg->maxRegClients = 10000;
    cfg->maxTransactions = 10000;
    cfg->maxConnections = 1000;
    cfg->enableServerAuth = RV_TRUE;
}

static inline void construct(struct stack *s)
{
    OK(RvSipStackConstruct(sizeof s->cfg, &s->cfg, &s->handle));
    OK(RvSipStackGetMsgMgrHandle(s->handle, &s->messages));
    OK(RvSipStackGetRegClientMgrHandle(s->handle, &s->clients));
    OK(RvSipStackGetTransactionMgrHandle(s->handle, &s->transactions));
    OK(RvSipStackGetAuthenticatorHandle(s->handle, &s->authenticator));
    s->port = s->cfg.localUdpPort;
    CHECK(s->port != 0 && s->port != RVSIP_TRANSPORT_ANY_PORT);
}

static inline void start(struct stack *s)
{
    fresh_cfg(&s->cfg);
    construct(s);
}

/* ------------------------------------------------------------------ a registrar that accepts everything with the right password */

#define REALM "check.example"
#define NONCE "6e6f6e6365"
#define USER "alice"
#define PASSWORD "wonderland"

static struct {
    struct stack stack;
    int challenge;        /* ask for the password */
    int code;             /* answer that instead of 200 */
    int silent;           /* answer nothing */
    struct counter requests, ended;
} registrar = {.requests = COUNTER, .ended = COUNTER};

static inline void registrar_created(RvSipTranscHandle transaction, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    (void)transaction;
    (void)context;
    *owner = (RvSipTranscOwnerHandle)&registrar;
    *take = RV_TRUE;
}

/* The contacts of the request go into the answer, as if nothing else were bound. */
static inline void registrar_copy_contacts(RvSipTranscHandle transaction)
{
    RvSipMsgHandle in, out;
    RvSipHeaderListElemHandle place = NULL;
    if (RvSipTransactionGetReceivedMsg(transaction, &in) != RV_OK) return;
    OK(RvSipTransactionGetOutboundMsg(transaction, &out));
    void *contact = RvSipMsgGetHeaderByType(in, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    while (contact != NULL) {
        RvSipContactHeaderHandle copy;
        if (!RvSipContactHeaderGetStar((RvSipContactHeaderHandle)contact)) {
            OK(RvSipContactHeaderConstructInMsg(out, RV_FALSE, &copy));
            OK(RvSipContactHeaderCopy(copy, (RvSipContactHeaderHandle)contact));
        }
        contact = RvSipMsgGetHeaderByType(in, RVSIP_HEADERTYPE_CONTACT, RVSIP_NEXT_HEADER, &place);
    }
}

static inline void registrar_state(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                                   RvSipTransactionStateChangeReason reason)
{
    (void)reason;
    CHECK(owner == (RvSipTranscOwnerHandle)&registrar);
    if (state == RVSIP_TRANSC_STATE_TERMINATED) count_up(&registrar.ended);
    if (state != RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD) return;
    count_up(&registrar.requests);
    if (registrar.silent) {
        OK(RvSipTransactionTerminate(transaction));
    } else if (registrar.code != 0) {
        OK(RvSipTransactionRespond(transaction, (RvUint16)registrar.code, NULL));
    } else if (registrar.challenge) {
        OK(RvSipTransactionAuthBegin(transaction));
    } else {
        registrar_copy_contacts(transaction);
        OK(RvSipTransactionRespond(transaction, 200, NULL));
    }
}

static inline void registrar_credentials(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner,
                                         RvSipAuthorizationHeaderHandle header, RvBool supported)
{
    char user[32] = "";
    RvUint length;
    (void)owner;
    CHECK(supported);
    OK(RvSipAuthorizationHeaderGetUserName(header, user, sizeof user, &length));
    if (strcmp(user, "\"" USER "\"") == 0)
        OK(RvSipTransactionAuthProceed(transaction, RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD, header, PASSWORD));
    else
        OK(RvSipTransactionAuthProceed(transaction, RVSIP_TRANSC_AUTH_ACTION_SKIP, header, NULL));
}

static inline void registrar_checked(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvBool right)
{
    (void)owner;
    if (right)
        OK(RvSipTransactionRespond(transaction, 200, NULL));
    else
        OK(RvSipTransactionRespondUnauthenticatedDigest(transaction, 401, NULL, REALM, NULL, NONCE, NULL, RV_FALSE,
                                                        RVSIP_AUTH_ALGORITHM_MD5, NULL, RVSIP_AUTH_QOP_OPTION_AUTH, NULL));
}

static inline void registrar_handlers(void)
{
    RvSipTransactionEvHandlers events;
    memset(&events, 0, sizeof events);
    events.pfnEvTransactionCreated = registrar_created;
    events.pfnEvStateChanged = registrar_state;
    events.pfnEvAuthCredentialsFound = registrar_credentials;
    events.pfnEvAuthCompleted = registrar_checked;
    OK(RvSipTransactionMgrSetEvHandlers(registrar.stack.transactions, NULL, &events, sizeof events));
}

static inline void registrar_start_as(int challenge)
{
    registrar.challenge = challenge;
    registrar.code = registrar.silent = 0;
    registrar.requests.value = registrar.ended.value = 0;
    fresh_cfg(&registrar.stack.cfg);
    registrar.stack.cfg.tcpEnabled = RV_TRUE;
    construct(&registrar.stack);
    registrar_handlers();
}

static inline void registrar_start(void)
{
    registrar_start_as(0);
}

static inline void registrar_stop(void)
{
    OK(RvSipStackDestruct(registrar.stack.handle));
}

/* ------------------------------------------------------------------ register-clients */

struct client {
    RvSipRegClientHandle handle;
    struct counter states[RVSIP_REG_CLIENT_STATE_MSG_SEND_FAILURE + 1];
    RvSipRegClientStateChangeReason reason;
    int challenges;
};

static inline void client_init(struct client *c)
{
    struct counter fresh = COUNTER;
    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < sizeof c->states / sizeof *c->states; i++) c->states[i] = fresh;
}

/* Answers a challenge once; the rest is the test's. */
static inline void client_state(RvSipRegClientHandle handle, RvSipAppRegClientHandle app, RvSipRegClientState state,
                                RvSipRegClientStateChangeReason reason)
{
    struct client *c = (struct client *)app;
    c->reason = reason;
    if (state == RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED && c->challenges++ == 0) {
        RvStatus status = RvSipRegClientAuthenticate(handle);
        CHECK(status == RV_OK || status == RV_ERROR_ILLEGAL_ACTION); /* the latter when another thread has just ended the client */
    }
    count_up(&c->states[state]);
}

static inline void client_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object,
                                 void *type, RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    char text[64];
    (void)authenticator;
    (void)app;
    CHECK(object != NULL);
    CHECK(*(RvSipCommonStackObjectType *)type == RVSIP_COMMON_STACK_OBJECT_TYPE_REG_CLIENT);
    OK(RPOOL_CopyToExternal(realm->hPool, realm->hPage, realm->offset, text, sizeof REALM));
    CHECK(strcmp(text, REALM) == 0);
    OK(RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, USER, sizeof USER, &user->offset));
    OK(RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, PASSWORD, sizeof PASSWORD, &password->offset));
}

static inline void client_handlers(struct stack *s)
{
    RvSipRegClientEvHandlers events;
    RvSipAuthenticatorEvHandlers secrets;
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = client_state;
    OK(RvSipRegClientMgrSetEvHandlers(s->clients, &events, sizeof events));
    memset(&secrets, 0, sizeof secrets);
    secrets.pfnGetSharedSecretAuthenticationHandler = client_secret;
    OK(RvSipAuthenticatorSetEvHandlers(s->authenticator, &secrets, sizeof secrets));
}

static inline void registrar_uri(char *text, size_t size, int tcp)
{
    snprintf(text, size, "sip:127.0.0.1:%u%s", tcp ? registrar.stack.cfg.localTcpPort : registrar.stack.port,
             tcp ? ";transport=tcp" : "");
}

/* Creates a client and sends its first REGISTER. */
static inline void client_register(struct stack *s, struct client *c, int tcp)
{
    char uri[128];
    registrar_uri(uri, sizeof uri, tcp);
    OK(RvSipRegClientMgrCreateRegClient(s->clients, (RvSipAppRegClientHandle)c, &c->handle));
    OK(RvSipRegClientMake(c->handle, "From: <sip:alice@check.example>", "To: <sip:alice@check.example>", uri,
                          "Contact: <sip:alice@192.0.2.7>"));
}

/* A handle dies when its TERMINATED callback has returned, a moment after the callback counted. */
static inline void wait_until_dead(RvSipRegClientHandle handle)
{
    RvSipRegClientState state;
    RvStatus status = RV_OK;
    for (int i = 0; i < 1000 * (int)slow() && (status = RvSipRegClientGetCurrentState(handle, &state)) == RV_OK; i++) pause_ms(5);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, status);
}

static inline void client_end(struct client *c)
{
    OK(RvSipRegClientTerminate(c->handle));
    CHECK(wait_for(&c->states[RVSIP_REG_CLIENT_STATE_TERMINATED], 1));
    wait_until_dead(c->handle);
}

#endif
