/* INVITE through the C interface: refused, cancelled, answered, acknowledged provisionally; both ends in one process. */
#include "check.h"

#define STATE(name) RVSIP_TRANSC_STATE_##name
#define STATES ((int)STATE(CLIENT_MSG_SEND_FAILURE) + 1)

/* One end: what it was told, by state, for its INVITE and for all other transactions. */
struct end {
    struct stack stack;
    struct counter invite[STATES], other[STATES];
    RvSipTransactionStateChangeReason reason;
    RvSipTranscHandle handle, second; /* the INVITE; the transaction made or received last beside it */
    RvSipTranscHandle cancel;         /* as CancelledEv or InternalClientCreatedEv told it */
    struct counter cancelled, acks;
    int reliable;    /* the callee answers 183 reliably */
    int code;        /* the answer to the INVITE, 0: none yet */
    int acknowledge; /* the caller acknowledges a refusal */
};

static struct end caller, callee;
static HRPOOL pool;
static char an_invite;

static struct end *end_of(RvSipTranscHandle handle)
{
    RvBool client;
    OK(RvSipTransactionIsUAC(handle, &client));
    /* The callee has no client transactions, the caller no others. */
    return client ? &caller : &callee;
}

/* The caller's PRACK, in the dialog that the provisional answer began. */
static void send_prack(RvSipMsgHandle answer)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipTranscHandle prack;
    RvSipMsgHandle out;
    RvSipAddressHandle uri;
    RvSipRAckHeaderHandle rack;
    RvUint32 number;
    char text[64];
    RvSipRSeqHeaderHandle rseq =
        (RvSipRSeqHeaderHandle)RvSipMsgGetHeaderByType(answer, RVSIP_HEADERTYPE_RSEQ, RVSIP_FIRST_HEADER, &place);
    CHECK(rseq != NULL);
    OK(RvSipTranscMgrCreateTransaction(caller.stack.transactions, NULL, &prack));
    OK(RvSipTransactionSetKeyFromMsg(prack, answer));
    OK(RvSipTransactionSetCSeqStep(prack, 2));
    OK(RvSipTransactionGetOutboundMsg(prack, &out));
    OK(RvSipRAckHeaderConstructInMsg(out, RV_FALSE, &rack));
    OK(RvSipRSeqHeaderGetResponseNum(rseq, &number));
    snprintf(text, sizeof text, "RAck: %u 1 INVITE", number);
    OK(RvSipRAckHeaderParse(rack, text));
    OK(RvSipAddrConstruct(caller.stack.messages, pool, RVSIP_ADDRTYPE_URL, &uri));
    snprintf(text, sizeof text, "sip:callee@127.0.0.1:%u", callee.stack.port);
    OK(RvSipAddrParse(uri, text));
    OK(RvSipTransactionRequest(prack, "PRACK", uri));
    RvSipAddrDestruct(uri);
}

static void on_state(RvSipTranscHandle handle, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                     RvSipTransactionStateChangeReason reason)
{
    struct end *e = end_of(handle);
    int invite = owner == (RvSipTranscOwnerHandle)&an_invite;
    RvSipTransactionState now;
    RvSipMsgHandle msg;
    OK(RvSipTransactionGetCurrentState(handle, &now)); /* alive, in TERMINATED too; it may be further on already */
    CHECK((int)state >= 0 && (int)state < STATES);
    if (invite) e->reason = reason;
    switch (state) {
    case STATE(CLIENT_INVITE_PROCEEDING):
        OK(RvSipTransactionGetReceivedMsg(handle, &msg));
        if (RvSipMsgGetStatusCode(msg) == 183 && count_of(&e->other[STATE(CLIENT_GEN_REQUEST_SENT)]) == 0) send_prack(msg);
        break;
    case STATE(CLIENT_INVITE_FINAL_RESPONSE_RCVD):
        OK(RvSipTransactionGetReceivedMsg(handle, &msg));
        if (e->acknowledge) OK(RvSipTransactionAck(handle));
        break;
    case STATE(SERVER_INVITE_REQUEST_RCVD):
        OK(RvSipTransactionGetReceivedMsg(handle, &msg));
        CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_INVITE);
        if (e->reliable)
            OK(RvSipTransactionRespondReliable(handle, 183, NULL));
        else
            OK(RvSipTransactionRespond(handle, 180, NULL));
        if (e->code != 0) OK(RvSipTransactionRespond(handle, (RvUint16)e->code, NULL));
        break;
    case STATE(SERVER_INVITE_ACK_RCVD):
        OK(RvSipTransactionGetReceivedMsg(handle, &msg));
        CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_ACK);
        break;
    case STATE(SERVER_GEN_REQUEST_RCVD):
        OK(RvSipTransactionRespond(handle, 200, NULL));
        break;
    default:
        break;
    }
    count_up(invite ? &e->invite[state] : &e->other[state]);
}

static void on_created(RvSipTranscHandle handle, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    char method[32];
    (void)context;
    OK(RvSipTransactionGetMethodStr(handle, sizeof method, method));
    if (strcmp(method, "INVITE") == 0) {
        callee.handle = handle;
        *owner = (RvSipTranscOwnerHandle)&an_invite;
    } else {
        callee.second = handle;
    }
    *take = RV_TRUE;
}

static void on_internal(RvSipTranscHandle handle, RvSipTranscOwnerHandle *owner)
{
    RvSipTransactionState state;
    OK(RvSipTransactionGetCurrentState(handle, &state));
    CHECK(state == STATE(IDLE));
    CHECK(*owner == NULL);
    caller.cancel = handle;
}

static RvStatus on_cancelled(RvSipTranscHandle handle, RvSipTranscOwnerHandle owner, RvSipTranscHandle cancel)
{
    RvSipTranscHandle other;
    CHECK(owner == (RvSipTranscOwnerHandle)&an_invite && cancel != NULL && cancel == callee.second);
    OK(RvSipTransactionGetCancelTransaction(handle, &other));
    CHECK(other == cancel);
    OK(RvSipTransactionGetCancelledTransaction(cancel, &other));
    CHECK(other == handle);
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipTransactionGetCancelledTransaction(handle, &other));
    count_up(&callee.cancelled);
    return RV_OK;
}

static void on_out_of_context(RvSipTranscMgrHandle manager, RvSipMsgHandle msg)
{
    CHECK(manager == callee.stack.transactions);
    if (RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_ACK) count_up(&callee.acks);
}

static void fresh_end(struct end *e)
{
    struct counter fresh = COUNTER;
    memset(e, 0, sizeof *e);
    for (int i = 0; i < STATES; i++) e->invite[i] = e->other[i] = fresh;
    e->cancelled = e->acks = fresh;
    fresh_cfg(&e->stack.cfg);
    e->stack.cfg.supportedExtensionList = "path, 100rel";
    e->stack.cfg.addSupportedListToMsg = RV_TRUE;
    e->stack.cfg.inviteLingerTimer = e->stack.cfg.generalLingerTimer = 100;
    e->stack.cfg.retransmissionT4 = 100;
    construct(&e->stack);
}

static void begin(void)
{
    RvSipTransactionEvHandlers events;
    RvSipTransactionMgrEvHandlers manager;
    fresh_end(&caller);
    fresh_end(&callee);
    memset(&events, 0, sizeof events);
    events.pfnEvStateChanged = on_state;
    events.pfnEvInternalClientCreated = on_internal;
    OK(RvSipTransactionMgrSetEvHandlers(caller.stack.transactions, NULL, &events, sizeof events));
    events.pfnEvTransactionCreated = on_created;
    events.pfnEvTranscCancelled = on_cancelled;
    OK(RvSipTransactionMgrSetEvHandlers(callee.stack.transactions, NULL, &events, sizeof events));
    memset(&manager, 0, sizeof manager);
    manager.pfnOutOfContextMsgRcvdEvHandler = on_out_of_context;
    OK(RvSipTransactionMgrSetMgrEvHandlers(callee.stack.transactions, &manager, sizeof manager));
}

static void end(void)
{
    OK(RvSipStackDestruct(caller.stack.handle));
    OK(RvSipStackDestruct(callee.stack.handle));
}

static void invite(void)
{
    char uri[64];
    snprintf(uri, sizeof uri, "sip:callee@127.0.0.1:%u", callee.stack.port);
    OK(RvSipTranscMgrCreateTransaction(caller.stack.transactions, (RvSipTranscOwnerHandle)&an_invite, &caller.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionCancel(caller.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionAck(caller.handle));
    OK(RvSipTransactionMake(caller.handle, "<sip:a@check.example>", "<sip:b@check.example>", uri, 1, "INVITE"));
}

static void an_invite_is_refused_and_the_refusal_acknowledged(void)
{
    begin();
    callee.code = 486;
    caller.acknowledge = 1;
    invite();
    CHECK(wait_for(&callee.invite[STATE(SERVER_INVITE_ACK_RCVD)], 1));
    CHECK(wait_for(&callee.invite[STATE(TERMINATED)], 1));
    CHECK(wait_for(&caller.invite[STATE(TERMINATED)], 1));
    CHECK(count_of(&caller.invite[STATE(CLIENT_INVITE_CALLING)]) == 1);
    CHECK(count_of(&caller.invite[STATE(CLIENT_INVITE_PROCEEDING)]) >= 1);
    CHECK(count_of(&caller.invite[STATE(CLIENT_INVITE_FINAL_RESPONSE_RCVD)]) == 1);
    CHECK(count_of(&caller.invite[STATE(CLIENT_INVITE_ACK_SENT)]) == 1);
    CHECK(count_of(&callee.invite[STATE(SERVER_INVITE_FINAL_RESPONSE_SENT)]) == 1);
    CHECK(caller.reason == RVSIP_TRANSC_REASON_NORMAL_TERMINATION);
    end();
}

static void an_invite_is_cancelled(void)
{
    RvSipTranscHandle other;
    begin();
    caller.acknowledge = 1;
    invite();
    CHECK(wait_for(&caller.invite[STATE(CLIENT_INVITE_PROCEEDING)], 1));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipTransactionGetCancelTransaction(caller.handle, &other));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipTransactionRespondReliable(callee.handle, 200, NULL));
    OK(RvSipTransactionCancel(caller.handle));
    CHECK(wait_for(&callee.cancelled, 1));
    CHECK(wait_for(&callee.other[STATE(SERVER_CANCEL_FINAL_RESPONSE_SENT)], 1));
    CHECK(wait_for(&callee.invite[STATE(SERVER_INVITE_ACK_RCVD)], 1));
    CHECK(wait_for(&caller.other[STATE(CLIENT_CANCEL_FINAL_RESPONSE_RCVD)], 1));
    CHECK(wait_for(&caller.invite[STATE(TERMINATED)], 1));
    CHECK(wait_for(&caller.other[STATE(TERMINATED)], 1));
    CHECK(caller.cancel != NULL && caller.cancel != caller.handle);
    CHECK(count_of(&caller.invite[STATE(CLIENT_INVITE_CANCELLING)]) == 1);
    end();
}

static void the_ack_on_a_2xx_is_sent_by_a_transmitter_and_told_as_a_message_of_no_transaction(void)
{
    RvSipTransmitterEvHandlers events;
    RvSipTransmitterMgrHandle manager;
    RvSipTransmitterHandle transmitter;
    RvSipMsgHandle ack;
    char text[512];
    begin();
    callee.code = 200;
    invite();
    CHECK(wait_for(&caller.invite[STATE(TERMINATED)], 1));
    CHECK(count_of(&caller.invite[STATE(CLIENT_INVITE_FINAL_RESPONSE_RCVD)]) == 1);
    snprintf(text, sizeof text,
             "ACK sip:callee@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 0.0.0.0\r\nMax-Forwards: 70\r\nTo: <sip:b@check.example>;tag=x\r\n"
             "From: <sip:a@check.example>;tag=y\r\nCall-ID: z\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n",
             callee.stack.port);
    OK(RvSipMsgConstruct(caller.stack.messages, pool, &ack));
    OK(RvSipMsgParse(ack, text, (RvInt32)strlen(text)));
    memset(&events, 0, sizeof events);
    OK(RvSipStackGetTransmitterMgrHandle(caller.stack.handle, &manager));
    OK(RvSipTransmitterMgrCreateTransmitter(manager, NULL, &events, sizeof events, &transmitter));
    OK(RvSipTransmitterSetFixViaFlag(transmitter, RV_TRUE));
    OK(RvSipTransmitterSendMessage(transmitter, ack));
    RvSipMsgDestruct(ack);
    CHECK(wait_for(&callee.acks, 1));
    OK(RvSipTransmitterTerminate(transmitter));
    CHECK(wait_for(&callee.invite[STATE(TERMINATED)], 1)); /* inviteLingerTimer */
    end();
}

static void a_provisional_answer_is_acknowledged_by_prack(void)
{
    begin();
    callee.reliable = caller.acknowledge = 1;
    invite();
    CHECK(wait_for(&callee.invite[STATE(SERVER_INVITE_REL_PROV_RESPONSE_SENT)], 1));
    CHECK(wait_for(&callee.invite[STATE(SERVER_INVITE_PRACK_COMPLETED)], 1));
    CHECK(count_of(&callee.other[STATE(SERVER_GEN_REQUEST_RCVD)]) == 1);
    CHECK(wait_for(&caller.other[STATE(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 1));
    OK(RvSipTransactionRespond(callee.handle, 486, NULL));
    CHECK(wait_for(&callee.invite[STATE(SERVER_INVITE_ACK_RCVD)], 1));
    end();
}

/* Of a structure from an older header only the whole fields that are there count. */
static void timers_may_be_of_any_size(void)
{
    RvSipTimers timers = {100, 4000, 5000, 100, 100, 0, 100, 100, 3000, 2, 1};
    RvSipTranscHandle handle;
    begin();
    OK(RvSipTranscMgrCreateTransaction(caller.stack.transactions, NULL, &handle));
    for (RvInt32 size = 1; size <= (RvInt32)sizeof timers + 8; size++) {
        if (size < (RvInt32)sizeof timers)
            memset((char *)&timers + size, 0xee, sizeof timers - (size_t)size); /* not to be looked at */
        RvStatus status = RvSipTransactionSetTimers(handle, &timers, size);
        CHECK_STATUS(size < (RvInt32)sizeof(RvInt32) ? RV_ERROR_BADPARAM : RV_OK, status);
        timers = (RvSipTimers){100, 4000, 5000, 100, 100, 0, 100, 100, 3000, 2, 1};
    }
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipTransactionSetTimers(handle, &timers, 0));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipTransactionSetTimers(handle, &timers, -1));
    timers.cancelInviteNoResponseTimer = 0;
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipTransactionSetTimers(handle, &timers, sizeof timers));
    timers.cancelInviteNoResponseTimer = timers.provisionalTimer = -1;
    OK(RvSipTransactionSetTimers(handle, &timers, sizeof timers));
    end();
}

int main(void)
{
    pool = RPOOL_Construct(2048, 10, NULL, RV_FALSE, "invite");
    RUN(an_invite_is_refused_and_the_refusal_acknowledged);
    RUN(an_invite_is_cancelled);
    RUN(the_ack_on_a_2xx_is_sent_by_a_transmitter_and_told_as_a_message_of_no_transaction);
    RUN(a_provisional_answer_is_acknowledged_by_prack);
    RUN(timers_may_be_of_any_size);
    RPOOL_Destruct(pool);
    return 0;
}
