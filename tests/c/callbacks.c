/* What may be done inside a callback: terminate the object, call anything; Destruct is refused. */
#include "check.h"

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name

enum place { NOWHERE, AT_SEND, AT_RECEIVED, AT_DESTINATION, AT_SECRET, AT_MD5, AT_COUNT, AT_READY, AT_REGISTERING, AT_CHALLENGE, AT_REGISTERED, AT_FAILED };

static struct stack phone;
static enum place where;
static RvSipRegClientHandle victim;
static struct counter terminated = COUNTER;
static struct counter reached = COUNTER;
static int calls_after_the_end, over;

static unsigned documents(const struct stack *s)
{
    RvSipMsgResources r;
    OK(RvSipStackGetResources(s->handle, RVSIP_MESSAGE, &r));
    return r.documents.currNumOfUsedElements;
}

/* Ends the client when the test wants it here, and tries what must not hurt. */
static void arrive(enum place here)
{
    RvSipRegClientState state;
    if (over) calls_after_the_end++;
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipStackDestruct(phone.handle));
    if (here != where) return;
    OK(RvSipRegClientGetCurrentState(victim, &state));
    OK(RvSipRegClientTerminate(victim));
    count_up(&reached);
}

static void on_state(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipRegClientState state,
                     RvSipRegClientStateChangeReason reason)
{
    RvSipAppRegClientHandle same;
    (void)reason;
    CHECK(client == victim);
    OK(RvSipRegClientGetAppHandle(client, &same)); /* alive, in TERMINATED too, until this callback returns */
    CHECK(same == app);
    switch (state) {
    case STATE(REGISTERING): arrive(AT_REGISTERING); break;
    case STATE(UNAUTHENTICATED):
        arrive(AT_CHALLENGE);
        if (where != AT_CHALLENGE) OK(RvSipRegClientAuthenticate(client));
        break;
    case STATE(REGISTERED): arrive(AT_REGISTERED); break;
    case STATE(FAILED): arrive(AT_FAILED); break;
    case STATE(TERMINATED):
        over = 1;
        count_up(&terminated);
        break;
    default: break;
    }
}

static RvStatus on_send(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipMsgHandle msg)
{
    (void)client;
    (void)app;
    CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_REGISTER);
    arrive(AT_SEND);
    return RV_OK;
}

static RvSipMsgHandle kept;

static RvStatus on_received(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipMsgHandle msg)
{
    (void)client;
    (void)app;
    CHECK(RvSipMsgGetStatusCode(msg) > 0);
    kept = msg;
    arrive(AT_RECEIVED);
    return RV_OK;
}

static RvStatus on_destination(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipTranscHandle transaction,
                               RvSipMsgHandle msg)
{
    RvSipTransport transport;
    RvSipTransportAddressType type;
    char ip[RVSIP_TRANSPORT_LEN_STRING_IP];
    RvUint16 port;
    RvSipMsgHandle out;
    (void)client;
    (void)app;
    CHECK(msg != NULL);
    OK(RvSipTransactionGetOutboundMsg(transaction, &out)); /* nobody hears of its end: this ends with the client */
    OK(RvSipTransactionGetCurrentDestAddress(transaction, &transport, &type, ip, &port));
    CHECK(transport == RVSIP_TRANSPORT_UDP);
    CHECK(type == RVSIP_TRANSPORT_ADDRESS_TYPE_IP);
    CHECK(strcmp(ip, "127.0.0.1") == 0);
    CHECK(port == registrar.stack.port);
    arrive(AT_DESTINATION);
    return RV_OK;
}

static void on_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                      RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    arrive(AT_SECRET);
    client_secret(authenticator, app, object, type, realm, user, password);
}

static void on_md5(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, RPOOL_Ptr *input, RvUint32 length,
                   RPOOL_Ptr *output)
{
    (void)authenticator;
    (void)app;
    (void)output;
    CHECK(length > 0 && input->hPool != NULL);
    arrive(AT_MD5);
}

static void on_count(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                     RvSipAuthenticationHeaderHandle challenge, RvInt32 *count)
{
    char nonce[64];
    RvUint length;
    (void)authenticator;
    (void)app;
    (void)type;
    CHECK(object == (void *)victim);
    CHECK(*count == 1);
    OK(RvSipAuthenticationHeaderGetNonce(challenge, nonce, sizeof nonce, &length));
    CHECK(strcmp(nonce, "\"" NONCE "\"") == 0);
    arrive(AT_COUNT);
}

static void on_ready(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                     RvSipAuthorizationHeaderHandle authorization)
{
    (void)authenticator;
    (void)app;
    (void)type;
    CHECK(object == (void *)victim);
    CHECK(RvSipAuthorizationHeaderGetNonceCount(authorization) == 1);
    arrive(AT_READY);
}

static void terminate_at(enum place place, int challenge, int code)
{
    RvSipRegClientEvHandlers events;
    RvSipAuthenticatorEvHandlers secrets;
    RvSipRegClientState state;
    char uri[128];
    int ended = count_of(&terminated), met = count_of(&reached);
    unsigned before;

    registrar_start();
    registrar.challenge = challenge;
    registrar.code = code;
    start(&phone);
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_state;
    events.pfnMsgToSendEvHandler = on_send;
    events.pfnMsgReceivedEvHandler = on_received;
    events.pfnFinalDestResolvedEvHandler = on_destination;
    OK(RvSipRegClientMgrSetEvHandlers(phone.clients, &events, sizeof events));
    memset(&secrets, 0, sizeof secrets);
    secrets.pfnGetSharedSecretAuthenticationHandler = on_secret;
    if (place == AT_MD5) secrets.pfnMD5AuthenticationExHandler = on_md5; /* it computes nothing: the client ends there */
    secrets.pfnNonceCountUsageAuthenticationHandler = on_count;
    secrets.pfnAuthorizationReadyAuthenticationHandler = on_ready;
    OK(RvSipAuthenticatorSetEvHandlers(phone.authenticator, &secrets, sizeof secrets));

    before = documents(&phone);
    where = place;
    over = calls_after_the_end = 0;
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&phone, &victim));
    registrar_uri(uri, sizeof uri, 0);
    OK(RvSipRegClientMake(victim, "<sip:alice@check.example>", "<sip:alice@check.example>", uri, "<sip:alice@192.0.2.7>"));
    CHECK(wait_for(&reached, met + 1));
    CHECK(wait_for(&terminated, ended + 1));
    pause_ms(50); /* nothing may follow */
    CHECK(calls_after_the_end == 0);
    CHECK(count_of(&terminated) == ended + 1);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientGetCurrentState(victim, &state));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientRegister(victim));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientAuthenticate(victim));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientTerminate(victim));
    CHECK(kept == NULL || RvSipMsgGetMsgType(kept) == RVSIP_MSG_UNDEFINED); /* the message is gone with its callback */
    kept = NULL;
    CHECK(documents(&phone) == before);
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static void a_client_ends_inside_msg_to_send(void) { terminate_at(AT_SEND, 0, 0); }
static void a_client_ends_inside_msg_received(void) { terminate_at(AT_RECEIVED, 0, 0); }
static void a_client_ends_inside_final_dest_resolved(void) { terminate_at(AT_DESTINATION, 0, 0); }
static void a_client_ends_inside_get_shared_secret(void) { terminate_at(AT_SECRET, 1, 0); }
static void a_client_ends_inside_md5(void) { terminate_at(AT_MD5, 1, 0); }
static void a_client_ends_inside_nonce_count_usage(void) { terminate_at(AT_COUNT, 1, 0); }
static void a_client_ends_inside_authorization_ready(void) { terminate_at(AT_READY, 1, 0); }
static void a_client_ends_when_it_is_told_registering(void) { terminate_at(AT_REGISTERING, 0, 0); }
static void a_client_ends_when_it_is_told_unauthenticated(void) { terminate_at(AT_CHALLENGE, 1, 0); }
static void a_client_ends_when_it_is_told_registered(void) { terminate_at(AT_REGISTERED, 1, 0); }
static void a_client_ends_when_it_is_told_failed(void) { terminate_at(AT_FAILED, 0, 500); }

/* ------------------------------------------------------------------ the same for server transactions */

enum { IN_CREATED, IN_REQUEST, IN_CREDENTIALS, IN_CHECKED, IN_ANSWERED };
static int server_where;
static struct counter server_ended = COUNTER;

static void server_at(int here, RvSipTranscHandle transaction)
{
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipStackDestruct(registrar.stack.handle));
    if (here == server_where) OK(RvSipTransactionTerminate(transaction));
}

static void server_created(RvSipTranscHandle transaction, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    registrar_created(transaction, context, owner, take);
    server_at(IN_CREATED, transaction);
}

static void server_state(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                         RvSipTransactionStateChangeReason reason)
{
    (void)owner;
    (void)reason;
    switch (state) {
    case RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD:
        server_at(IN_REQUEST, transaction);
        if (server_where > IN_REQUEST) OK(RvSipTransactionAuthBegin(transaction));
        break;
    case RVSIP_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT: server_at(IN_ANSWERED, transaction); break;
    case RVSIP_TRANSC_STATE_TERMINATED: count_up(&server_ended); break;
    default: break;
    }
}

static void server_credentials(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipAuthorizationHeaderHandle header,
                               RvBool supported)
{
    server_at(IN_CREDENTIALS, transaction);
    if (server_where != IN_CREDENTIALS) registrar_credentials(transaction, owner, header, supported);
}

static void server_checked(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvBool right)
{
    if (right) server_at(IN_CHECKED, transaction);
    if (!right || server_where > IN_CHECKED) registrar_checked(transaction, owner, right);
}

static void a_server_transaction_ends_inside_each_of_its_callbacks(void)
{
    for (server_where = IN_CREATED; server_where <= IN_ANSWERED; server_where++) {
        RvSipTransactionEvHandlers events;
        struct client c;
        int ended = count_of(&server_ended);
        registrar_start();
        memset(&events, 0, sizeof events);
        events.pfnEvTransactionCreated = server_created;
        events.pfnEvStateChanged = server_state;
        events.pfnEvAuthCredentialsFound = server_credentials;
        events.pfnEvAuthCompleted = server_checked;
        OK(RvSipTransactionMgrSetEvHandlers(registrar.stack.transactions, NULL, &events, sizeof events));
        start(&phone);
        client_handlers(&phone);
        client_init(&c);
        client_register(&phone, &c, 0);
        CHECK(wait_for(&server_ended, ended + 1));
        client_end(&c);
        OK(RvSipStackDestruct(phone.handle));
        registrar_stop();
    }
}

/* ------------------------------------------------------------------ the log */

static struct stack logged;
static struct counter lines = COUNTER;

static void on_line(void *context, RvSipLogFilters filter, const RvChar *line)
{
    RvSipRegClientResources use;
    CHECK(context == &lines);
    CHECK(filter != 0);
    CHECK(line[0] != '\0' && line[strlen(line) - 1] != '\n');
    if (logged.handle != NULL) (void)RvSipStackGetResources(logged.handle, RVSIP_REGCLIENT, &use);
    count_up(&lines);
}

static void the_log_callback_may_call_the_library(void)
{
    struct client c;
    registrar_start();
    registrar.challenge = 1;
    memset(&logged, 0, sizeof logged);
    fresh_cfg(&logged.cfg);
    logged.cfg.defaultLogFilters = RVSIP_LOG_DEBUG_FILTER | RVSIP_LOG_INFO_FILTER | RVSIP_LOG_WARN_FILTER | RVSIP_LOG_ERROR_FILTER;
    logged.cfg.pfnPrintLogEntryEvHandler = on_line;
    logged.cfg.pfnPrintLogEntryContext = &lines;
    construct(&logged);
    client_handlers(&logged);
    client_init(&c);
    client_register(&logged, &c, 0);
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientAuthenticate(c.handle));
    client_end(&c);
    OK(RvSipStackDestruct(logged.handle));
    registrar_stop();
    CHECK(count_of(&lines) > 5);
}

/* ------------------------------------------------------------------ requests that the program declines */

static struct counter declined = COUNTER;

static void on_declined(RvSipTranscHandle transaction, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    RvSipAddressHandle uri;
    RvSipPartyHeaderHandle to;
    RvSipMsgHandle out;
    (void)context, (void)owner;
    OK(RvSipTransactionGetRequestUri(transaction, &uri));
    OK(RvSipTransactionGetToHeader(transaction, &to));
    OK(RvSipTransactionGetOutboundMsg(transaction, &out));
    *take = RV_FALSE;
    count_up(&declined);
}

static void what_was_read_of_a_declined_request_is_not_kept(void)
{
    struct stack server, other;
    struct client c;
    RvSipTransactionEvHandlers events;
    unsigned before;
    start(&server);
    memset(&events, 0, sizeof events);
    events.pfnEvTransactionCreated = on_declined;
    OK(RvSipTransactionMgrSetEvHandlers(server.transactions, NULL, &events, sizeof events));
    registrar.stack.port = server.port; /* client_register goes there */
    start(&other);
    client_handlers(&other);
    before = documents(&server);
    for (int n = 0; n < 20; n++) {
        client_init(&c);
        client_register(&other, &c, 0);
        CHECK(wait_for(&c.states[STATE(FAILED)], 1)); /* 405 */
        client_end(&c);
    }
    CHECK(count_of(&declined) == 20);
    CHECK(documents(&server) <= before + 3);
    OK(RvSipStackDestruct(other.handle));
    OK(RvSipStackDestruct(server.handle));
}

/* ------------------------------------------------------------------ driving from inside a callback */

static double driven_for = -1;

static void on_state_that_drives(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipRegClientState state,
                                 RvSipRegClientStateChangeReason reason)
{
    struct timespec begin, end;
    if (state == STATE(REGISTERING)) {
        clock_gettime(CLOCK_MONOTONIC, &begin);
        OK(RvSipStackProcessEvents());
        clock_gettime(CLOCK_MONOTONIC, &end);
        driven_for = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    }
    client_state(client, app, state, reason);
}

/* Also with a stack that has a thread of its own, and with another one that the program would drive. */
static void process_events_returns_at_once_inside_a_callback(void)
{
    for (int with_another = 0; with_another < 2; with_another++) {
        struct stack own, another;
        struct client c;
        RvSipRegClientEvHandlers events;
        registrar_start_as(0);
        if (with_another) {
            fresh_cfg(&another.cfg);
            another.cfg.numberOfProcessingThreads = 0;
            construct(&another);
        }
        start(&own);
        memset(&events, 0, sizeof events);
        events.pfnStateChangedEvHandler = on_state_that_drives;
        OK(RvSipRegClientMgrSetEvHandlers(own.clients, &events, sizeof events));
        client_init(&c);
        client_register(&own, &c, 0);
        CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
        CHECK(driven_for >= 0 && driven_for < 0.4); /* it waits 0.5 s where it waits */
        driven_for = -1;
        client_end(&c);
        OK(RvSipStackDestruct(own.handle));
        if (with_another) OK(RvSipStackDestruct(another.handle));
        registrar_stop();
    }
}

int main(void)
{
    RUN(a_client_ends_inside_msg_to_send);
    RUN(a_client_ends_inside_msg_received);
    RUN(a_client_ends_inside_final_dest_resolved);
    RUN(a_client_ends_inside_get_shared_secret);
    RUN(a_client_ends_inside_md5);
    RUN(a_client_ends_inside_nonce_count_usage);
    RUN(a_client_ends_inside_authorization_ready);
    RUN(a_client_ends_when_it_is_told_registering);
    RUN(a_client_ends_when_it_is_told_unauthenticated);
    RUN(a_client_ends_when_it_is_told_registered);
    RUN(a_client_ends_when_it_is_told_failed);
    RUN(a_server_transaction_ends_inside_each_of_its_callbacks);
    RUN(the_log_callback_may_call_the_library);
    RUN(what_was_read_of_a_declined_request_is_not_kept);
    RUN(process_events_returns_at_once_inside_a_callback);
    return 0;
}
