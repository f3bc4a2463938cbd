/* A client and a registrar, two stacks in one process, over UDP and TCP. */
#include "check.h"

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name

static struct stack phone;

static void set_up(void)
{
    registrar_start();
    fresh_cfg(&phone.cfg);
    phone.cfg.tcpEnabled = RV_TRUE;
    phone.cfg.ePersistencyLevel = RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER;
    construct(&phone);
    client_handlers(&phone);
}

static void tear_down(void)
{
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static void registers_answers_the_challenge_and_refreshes(int tcp)
{
    struct client c;
    RvSipRegClientState state;
    RvInt32 step;
    set_up();
    registrar.challenge = 1;
    client_init(&c);
    client_register(&phone, &c, tcp);
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    CHECK(count_of(&c.states[STATE(REGISTERING)]) == 2);
    CHECK(count_of(&c.states[STATE(UNAUTHENTICATED)]) == 1);
    OK(RvSipRegClientGetCurrentState(c.handle, &state));
    CHECK(state == STATE(REGISTERED));
    OK(RvSipRegClientGetCSeqStep(c.handle, &step));
    CHECK(step == 2);
    for (int refresh = 2; refresh < 6; refresh++) { /* the credentials go with the request: no second challenge */
        OK(RvSipRegClientRegister(c.handle));
        CHECK(wait_for(&c.states[STATE(REGISTERED)], refresh));
    }
    CHECK(count_of(&c.states[STATE(UNAUTHENTICATED)]) == 1);
    OK(RvSipRegClientGetCSeqStep(c.handle, &step));
    CHECK(step == 6);
    client_end(&c);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientGetCurrentState(c.handle, &state));
    tear_down();
}

static void registers_answers_the_challenge_and_refreshes_over_udp(void) { registers_answers_the_challenge_and_refreshes(0); }
static void registers_answers_the_challenge_and_refreshes_over_tcp(void) { registers_answers_the_challenge_and_refreshes(1); }

static void a_refusal_fails_with_its_class_as_the_reason(void)
{
    static const struct {
        int code;
        RvSipRegClientStateChangeReason reason;
    } refusals[] = {{403, RVSIP_REG_CLIENT_REASON_RESPONSE_REQUEST_FAILURE_RCVD},
                    {423, RVSIP_REG_CLIENT_REASON_RESPONSE_REQUEST_FAILURE_RCVD},
                    {500, RVSIP_REG_CLIENT_REASON_RESPONSE_SERVER_FAILURE_RCVD},
                    {603, RVSIP_REG_CLIENT_REASON_RESPONSE_GLOBAL_FAILURE_RCVD}};
    set_up();
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct client c;
        registrar.code = refusals[i].code;
        client_init(&c);
        client_register(&phone, &c, 0);
        CHECK(wait_for(&c.states[STATE(FAILED)], 1));
        CHECK(c.reason == refusals[i].reason);
        registrar.code = 0; /* Register in FAILED is allowed and keeps the Call-ID */
        OK(RvSipRegClientRegister(c.handle));
        CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
        client_end(&c);
    }
    tear_down();
}

static void silence_ends_with_the_timeout_and_no_further_try(void)
{
    struct client c;
    RvSipTimers timers;
    char uri[128];
    set_up();
    registrar.silent = 1;
    client_init(&c);
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    memset(&timers, 0xff, sizeof timers); /* all -1: as configured */
    timers.T1 = 50;
    timers.generalRequestTimeoutTimer = 1000;
    OK(RvSipRegClientSetTranscTimers(c.handle, &timers, sizeof timers));
    registrar_uri(uri, sizeof uri, 0);
    OK(RvSipRegClientMake(c.handle, "<sip:alice@check.example>", "<sip:alice@check.example>", uri, NULL));
    CHECK(wait_for(&c.states[STATE(FAILED)], 1));
    CHECK(c.reason == RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT);
    CHECK(count_of(&c.states[STATE(REGISTERING)]) == 1);
    client_end(&c);
    tear_down();
}

static void a_registrar_that_is_not_there_fails_over_tcp(void)
{
    struct client c;
    set_up();
    client_init(&c);
    registrar_stop();
    client_register(&phone, &c, 1);
    CHECK(wait_for(&c.states[STATE(FAILED)], 1));
    CHECK(c.reason == RVSIP_REG_CLIENT_REASON_NETWORK_ERROR);
    client_end(&c);
    OK(RvSipStackDestruct(phone.handle));
}

static void the_states_decide_which_calls_are_legal(void)
{
    struct client c;
    RvSipMsgHandle msg;
    set_up();
    client_init(&c);
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientRegister(c.handle)); /* no To, From, registrar yet */
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientAuthenticate(c.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientDNSContinue(c.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientDNSGiveUp(c.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientSetCallId(c.handle, "of-my-own"));
    CHECK(RvSipRegClientGetReceivedMsg(c.handle, &msg) != RV_OK);
    OK(RvSipRegClientTerminate(c.handle));
    CHECK(wait_for(&c.states[STATE(TERMINATED)], 1));

    client_init(&c);
    client_register(&phone, &c, 0);
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientDetachFromMgr(c.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientAuthenticate(c.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION,
                 RvSipRegClientMake(c.handle, "sip:a@b.example", "sip:a@b.example", "sip:b.example", NULL));
    client_end(&c);
    tear_down();
}

static void star_goes_out_only_alone_with_expires_0(void)
{
    struct client c;
    void *contact;
    RvSipExpiresHeaderHandle expires;
    set_up();
    client_init(&c);
    client_register(&phone, &c, 0);
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    OK(RvSipRegClientGetNewMsgElementHandle(c.handle, RVSIP_HEADERTYPE_CONTACT, RVSIP_ADDRTYPE_UNDEFINED, &contact));
    OK(RvSipContactHeaderSetStar(contact, RV_TRUE));
    OK(RvSipRegClientSetContactHeader(c.handle, contact));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipRegClientRegister(c.handle));
    RvSipContactHeaderHandle first;
    OK(RvSipRegClientGetFirstContactHeader(c.handle, &first));
    OK(RvSipRegClientRemoveContactHeader(c.handle, first));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipRegClientRegister(c.handle)); /* Expires is still missing */
    OK(RvSipRegClientGetNewExpiresHeaderHandle(c.handle, &expires));
    OK(RvSipExpiresHeaderSetDeltaSeconds(expires, 0));
    OK(RvSipRegClientSetExpiresHeader(c.handle, expires));
    OK(RvSipRegClientRegister(c.handle));
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 2));
    client_end(&c);
    tear_down();
}

static void managed_clients_share_one_call_id_and_detached_ones_have_their_own(void)
{
    struct client a, b, c;
    char ids[3][128];
    RvInt32 length, step;
    set_up();
    client_init(&a);
    client_init(&b);
    client_init(&c);
    client_register(&phone, &a, 0);
    CHECK(wait_for(&a.states[STATE(REGISTERED)], 1));
    client_register(&phone, &b, 0);
    CHECK(wait_for(&b.states[STATE(REGISTERED)], 1));
    OK(RvSipRegClientGetCallId(a.handle, sizeof ids[0], ids[0], &length));
    CHECK(length == (RvInt32)strlen(ids[0]) + 1);
    OK(RvSipRegClientGetCallId(b.handle, sizeof ids[1], ids[1], &length));
    CHECK(strcmp(ids[0], ids[1]) == 0);
    OK(RvSipRegClientGetCSeqStep(b.handle, &step));
    CHECK(step == 2);

    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    OK(RvSipRegClientDetachFromMgr(c.handle));
    OK(RvSipRegClientGetCallId(c.handle, sizeof ids[2], ids[2], &length));
    CHECK(strcmp(ids[0], ids[2]) != 0);
    OK(RvSipRegClientSetCallId(c.handle, "of-my-own"));
    OK(RvSipRegClientGetCallId(c.handle, sizeof ids[2], ids[2], &length));
    CHECK(strcmp(ids[2], "of-my-own") == 0);
    client_end(&a);
    client_end(&b);
    client_end(&c);
    tear_down();
}

/* ------------------------------------------------------------------ a request other than REGISTER, both ends on the Transaction API */

static struct counter finals = COUNTER;
static int final_code;

static void sender_state(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                         RvSipTransactionStateChangeReason reason)
{
    RvUint16 code;
    (void)owner;
    (void)reason;
    if (state == RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD) {
        OK(RvSipTransactionGetResponseCode(transaction, &code));
        final_code = code;
        count_up(&finals);
    }
}

static void options_goes_to_the_other_stack_and_its_answer_comes_back(void)
{
    RvSipTransactionEvHandlers events;
    RvSipTranscHandle transaction;
    char uri[128];
    set_up();
    memset(&events, 0, sizeof events);
    events.pfnEvStateChanged = sender_state;
    OK(RvSipTransactionMgrSetEvHandlers(phone.transactions, NULL, &events, sizeof events));
    for (int tcp = 0; tcp < 2; tcp++) {
        int before = count_of(&finals);
        registrar_uri(uri, sizeof uri, tcp);
        OK(RvSipTranscMgrCreateTransaction(phone.transactions, NULL, &transaction));
        OK(RvSipTransactionMake(transaction, "From: <sip:alice@check.example>", "To: <sip:bob@check.example>", uri, 7, "OPTIONS"));
        CHECK(wait_for(&finals, before + 1));
        CHECK(final_code == 200);
    }
    tear_down();
}

int main(void)
{
    RUN(registers_answers_the_challenge_and_refreshes_over_udp);
    RUN(registers_answers_the_challenge_and_refreshes_over_tcp);
    RUN(a_refusal_fails_with_its_class_as_the_reason);
    RUN(silence_ends_with_the_timeout_and_no_further_try);
    RUN(a_registrar_that_is_not_there_fails_over_tcp);
    RUN(the_states_decide_which_calls_are_legal);
    RUN(star_goes_out_only_alone_with_expires_0);
    RUN(managed_clients_share_one_call_id_and_detached_ones_have_their_own);
    RUN(options_goes_to_the_other_stack_and_its_answer_comes_back);
    return 0;
}
