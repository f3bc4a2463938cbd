/* Registrations and other requests that the library refreshes by itself. */
#include "check.h"

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name

static struct stack phone;
static RvSipRefreshMgrHandle manager;

/* A client, its refresh, and what was told of that. */
static struct kept {
    struct client client;
    RvSipRefreshHandle refresh;
    struct counter states[RVSIP_REFRESH_STATE_TERMINATED + 1], responses, sent;
    RvSipRefreshReason reason;
} kept;

static void on_state(RvSipRefreshHandle refresh, RvSipAppRefreshHandle app, RvSipRefreshState state, RvSipRefreshReason reason)
{
    struct kept *k = (struct kept *)app;
    RvSipRefreshState now;
    CHECK(refresh == k->refresh);
    OK(RvSipRefreshGetState(refresh, &now));
    CHECK(now <= RVSIP_REFRESH_STATE_TERMINATED);
    k->reason = reason;
    count_up(&k->states[state]);
}

static void on_response(RvSipRefreshHandle refresh, RvSipAppRefreshHandle app, RvSipMsgHandle msg)
{
    struct kept *k = (struct kept *)app;
    CHECK(refresh == k->refresh && RvSipMsgGetStatusCode(msg) >= 200);
    count_up(&k->responses);
}

static RvStatus on_send(RvSipRefreshHandle refresh, RvSipAppRefreshHandle app, RvSipMsgHandle msg)
{
    struct kept *k = (struct kept *)app;
    CHECK(refresh == k->refresh && RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_REGISTER);
    count_up(&k->sent);
    return RV_OK;
}

static void *new_element(RvSipHeaderType header, RvSipAddressType address)
{
    void *element;
    OK(RvSipRegClientGetNewMsgElementHandle(kept.client.handle, header, address, &element));
    return element;
}

static void set_up(const char *contact)
{
    struct counter fresh = COUNTER;
    RvSipRefreshEvHandlers events = {on_state, on_response, on_send};
    char uri[128], party[] = "<sip:alice@check.example>";
    RvSipPartyHeaderHandle to, from;
    RvSipContactHeaderHandle header;
    RvSipAddressHandle registrar_address;
    registrar_start();
    start(&phone);
    client_handlers(&phone);
    OK(RvSipStackGetRefreshMgrHandle(phone.handle, &manager));
    OK(RvSipRefreshMgrSetEvHandlers(manager, &events, sizeof events));
    client_init(&kept.client);
    for (size_t i = 0; i < sizeof kept.states / sizeof *kept.states; i++) kept.states[i] = fresh;
    kept.responses = kept.sent = fresh;
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&kept.client, &kept.client.handle));
    to = new_element(RVSIP_HEADERTYPE_TO, RVSIP_ADDRTYPE_UNDEFINED);
    OK(RvSipPartyHeaderParse(to, RV_TRUE, party));
    OK(RvSipRegClientSetToHeader(kept.client.handle, to));
    from = new_element(RVSIP_HEADERTYPE_FROM, RVSIP_ADDRTYPE_UNDEFINED);
    OK(RvSipPartyHeaderParse(from, RV_FALSE, party));
    OK(RvSipRegClientSetFromHeader(kept.client.handle, from));
    registrar_uri(uri, sizeof uri, 0);
    registrar_address = new_element(RVSIP_HEADERTYPE_UNDEFINED, RVSIP_ADDRTYPE_URL);
    OK(RvSipAddrParse(registrar_address, uri));
    OK(RvSipRegClientSetRegistrar(kept.client.handle, registrar_address));
    header = new_element(RVSIP_HEADERTYPE_CONTACT, RVSIP_ADDRTYPE_UNDEFINED);
    OK(RvSipContactHeaderParse(header, (RvChar *)contact));
    OK(RvSipRegClientSetContactHeader(kept.client.handle, header));
    OK(RvSipRefreshMgrCreateRefresh(manager, (RvSipAppRefreshHandle)&kept, &kept.refresh));
}

static void tear_down(void)
{
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static void until_dead(void)
{
    RvSipRefreshState state;
    RvStatus status = RV_OK;
    for (int i = 0; i < 1000 * (int)slow() && (status = RvSipRefreshGetState(kept.refresh, &state)) == RV_OK; i++) pause_ms(5);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, status);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRefreshDestroy(kept.refresh));
}

static void a_registration_is_kept_until_the_client_ends(void)
{
    RvSipRefreshState state;
    RvSipRefreshHandle found;
    RvUint32 seconds;
    set_up("<sip:alice@192.0.2.7>;expires=1");
    registrar.challenge = 1;
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRefreshStart(kept.refresh));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipRefreshGetFromRegClient(kept.client.handle, &found));
    OK(RvSipRefreshGetState(kept.refresh, &state));
    CHECK(state == RVSIP_REFRESH_STATE_CONSTRUCTING);
    OK(RvSipRefreshAttachRegClient(kept.refresh, kept.client.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRefreshAttachRegClient(kept.refresh, kept.client.handle));
    OK(RvSipRefreshGetFromRegClient(kept.client.handle, &found));
    CHECK(found == kept.refresh);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRefreshGetInterval(kept.refresh, &seconds));
    OK(RvSipRefreshStart(kept.refresh));
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_ACTIVE], 1) && kept.reason == RVSIP_REFRESH_REASON_2XX_RCVD);
    OK(RvSipRefreshGetInterval(kept.refresh, &seconds));
    CHECK(seconds == 1);
    CHECK(wait_for(&kept.client.states[STATE(REGISTERED)], 3));
    CHECK(count_of(&kept.client.states[STATE(UNAUTHENTICATED)]) == 1);
    CHECK(wait_for(&kept.responses, 4) && wait_for(&kept.sent, 4)); /* the 401 is one of them */
    CHECK(count_of(&kept.states[RVSIP_REFRESH_STATE_ACTIVE]) == 1);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipRefreshSetInterval(kept.refresh, 0));
    client_end(&kept.client);
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_TERMINATED], 1) && kept.reason == RVSIP_REFRESH_REASON_OWNER_TERMINATED);
    until_dead();
    tear_down();
}

static void it_is_refreshed_when_the_program_says_and_not_once_it_is_destroyed(void)
{
    RvSipRefreshCfg cfg = {600, 1200};
    int registered;
    set_up("<sip:alice@192.0.2.7>;expires=3600");
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipRefreshMgrSetCfg(manager, NULL, sizeof cfg));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipRefreshMgrSetCfg(manager, &cfg, 0));
    cfg.leadSeconds = 3599;
    OK(RvSipRefreshMgrSetCfg(manager, &cfg, sizeof cfg)); /* a second after the 2xx */
    OK(RvSipRefreshAttachRegClient(kept.refresh, kept.client.handle));
    OK(RvSipRegClientRegister(kept.client.handle));
    CHECK(wait_for(&kept.client.states[STATE(REGISTERED)], 2));
    OK(RvSipRefreshSetInterval(kept.refresh, 1));
    CHECK(wait_for(&kept.client.states[STATE(REGISTERED)], 3));
    OK(RvSipRefreshDestroy(kept.refresh));
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_TERMINATED], 1) && kept.reason == RVSIP_REFRESH_REASON_LOCAL_TERMINATE);
    until_dead();
    registered = count_of(&kept.client.states[STATE(REGISTERED)]);
    pause_ms(1300);
    CHECK(count_of(&kept.client.states[STATE(REGISTERED)]) <= registered + 1); /* one may have been on its way */
    client_end(&kept.client);
    tear_down();
}

static void a_refused_refresh_ends(void)
{
    set_up("<sip:alice@192.0.2.7>;expires=1");
    OK(RvSipRefreshAttachRegClient(kept.refresh, kept.client.handle));
    OK(RvSipRefreshStart(kept.refresh));
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_ACTIVE], 1));
    registrar.code = 403;
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_TERMINATED], 1) && kept.reason == RVSIP_REFRESH_REASON_REJECTED);
    CHECK(wait_for(&kept.client.states[STATE(FAILED)], 1));
    until_dead();
    client_end(&kept.client);
    tear_down();
}

/* The object is the transaction of the refresh. */
static void on_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                      RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    RvSipTranscHandle out;
    (void)authenticator, (void)app, (void)realm;
    CHECK(*(RvSipCommonStackObjectType *)type == RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION);
    OK(RvSipRefreshGetTransaction(kept.refresh, &out));
    CHECK(out == (RvSipTranscHandle)object);
    OK(RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, USER, sizeof USER, &user->offset));
    OK(RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, PASSWORD, sizeof PASSWORD, &password->offset));
}

static void a_request_that_stands_alone_is_repeated_updated_and_ended(void)
{
    RvSipAuthenticatorEvHandlers secrets = {.pfnGetSharedSecretAuthenticationHandler = on_secret};
    RvSipTranscHandle transaction, out = NULL;
    RvSipPartyHeaderHandle party;
    RvSipMsgHandle msg;
    RvBool alone;
    HRPOOL pool = RPOOL_Construct(1024, 8, NULL, RV_FALSE, "extra");
    char text[512], more[] = "OPTIONS sip:a SIP/2.0\r\nX-New: 1\r\n\r\n", alice[] = "<sip:alice@check.example>";
    set_up("<sip:unused@192.0.2.7>");
    OK(RvSipAuthenticatorSetEvHandlers(phone.authenticator, &secrets, sizeof secrets));
    registrar.challenge = 1; /* the first request too is repeated with credentials */
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipRefreshIsStandAlone(kept.refresh, &alone));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipRefreshUpdate(kept.refresh, NULL));
    OK(RvSipTranscMgrCreateTransaction(phone.transactions, NULL, &transaction));
    OK(RvSipTransactionGetNewPartyHeaderHandle(transaction, &party));
    OK(RvSipPartyHeaderParse(party, RV_TRUE, alice));
    OK(RvSipTransactionSetToHeader(transaction, party));
    OK(RvSipPartyHeaderParse(party, RV_FALSE, alice));
    OK(RvSipTransactionSetFromHeader(transaction, party));
    OK(RvSipRefreshAttachTransaction(kept.refresh, transaction));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRefreshAttachTransaction(kept.refresh, transaction));
    OK(RvSipRefreshIsStandAlone(kept.refresh, &alone));
    CHECK(alone == RV_TRUE);
    OK(RvSipRefreshGetTransaction(kept.refresh, &out));
    CHECK(out == transaction);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRefreshStart(kept.refresh)); /* no request line */
    snprintf(text, sizeof text, "REGISTER sip:127.0.0.1:%u SIP/2.0\r\nContact: <sip:alice@192.0.2.7>;expires=1\r\n\r\n",
             registrar.stack.port);
    OK(RvSipTransactionGetOutboundMsg(transaction, &msg));
    OK(RvSipMsgParse(msg, text, (RvInt32)strlen(text)));
    OK(RvSipRefreshStart(kept.refresh));
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_ACTIVE], 1) && kept.reason == RVSIP_REFRESH_REASON_2XX_RCVD);
    CHECK(wait_for(&kept.responses, 4)); /* 401, and three 2xx */
    CHECK(count_of(&kept.sent) >= 4 && count_of(&kept.states[RVSIP_REFRESH_STATE_ACTIVE]) == 1);
    OK(RvSipMsgConstruct(phone.messages, pool, &msg));
    OK(RvSipMsgParse(msg, more, (RvInt32)strlen(more)));
    for (int i = 0; i < 1000 && RvSipRefreshUpdate(kept.refresh, msg) != RV_OK; i++) pause_ms(1); /* one may be out just now */
    OK(RvSipRefreshTerminate(kept.refresh, msg));
    RvSipMsgDestruct(msg);
    CHECK(wait_for(&kept.states[RVSIP_REFRESH_STATE_TERMINATED], 1) && kept.reason == RVSIP_REFRESH_REASON_LOCAL_TERMINATE);
    until_dead();
    RPOOL_Destruct(pool);
    tear_down();
}

static void handles_of_another_stack_are_refused(void)
{
    RvSipTranscHandle foreign;
    struct stack other;
    struct client stranger;
    set_up("<sip:alice@192.0.2.7>");
    start(&other);
    client_init(&stranger);
    OK(RvSipRegClientMgrCreateRegClient(other.clients, NULL, &stranger.handle));
    OK(RvSipTranscMgrCreateTransaction(other.transactions, NULL, &foreign));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRefreshAttachTransaction(kept.refresh, foreign));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRefreshAttachRegClient(kept.refresh, stranger.handle));
    OK(RvSipStackDestruct(other.handle));
    tear_down();
}

int main(void)
{
    RUN(a_registration_is_kept_until_the_client_ends);
    RUN(it_is_refreshed_when_the_program_says_and_not_once_it_is_destroyed);
    RUN(a_refused_refresh_ends);
    RUN(a_request_that_stands_alone_is_repeated_updated_and_ended);
    RUN(handles_of_another_stack_are_refused);
    return 0;
}
