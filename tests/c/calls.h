/* Both ends of calls in one process: what they do by themselves, what they were told. */
#ifndef CALLS_H
#define CALLS_H

#include "check.h"

#define STATE(name) RVSIP_CALL_LEG_STATE_##name
#define MODIFY(name) RVSIP_CALL_LEG_MODIFY_STATE_##name
#define TRANSC(name) RVSIP_CALL_LEG_TRANSC_STATE_##name
#define BYE(name) RVSIP_CALL_LEG_BYE_STATE_##name
#define PRACK(name) RVSIP_CALL_LEG_PRACK_STATE_##name
#define SOME 20 /* more than any of these enums has */

/* One end: what it was told, by state, and what it does. */
struct end {
    struct stack stack;
    RvSipCallLegMgrHandle manager;
    struct counter state[SOME], modify[SOME], transc[SOME], bye[SOME], prack[SOME];
    struct counter created, verdicts;
    RvSipCallLegStateChangeReason reason;
    RvSipCallLegHandle leg, matched; /* the call-leg made or received last; the one that its Replaces names */
    RvSipCallLegInviteHandle reinvite;
    RvSipTranscHandle request, by; /* the request received last; the BYE that was taken */
    int refuse_on_creation, code, authenticate, challenge, take_bye;
    int answer; /* the code of what the callee answers requests with, 0: later */
    int right;
    char method[32], header[256], body[64];
};

static struct end caller, callee;
static HRPOOL pool;

static struct end *end_of(RvSipCallLegHandle leg)
{
    RvSipAppCallLegHandle app;
    OK(RvSipCallLegGetAppHandle(leg, &app));
    CHECK(app == (RvSipAppCallLegHandle)&caller || app == (RvSipAppCallLegHandle)&callee);
    return (struct end *)app;
}

static void text_of_body(RvSipMsgHandle msg, char *text, RvUint size)
{
    RvUint length = 0;
    if (RvSipMsgGetBody(msg, text, size - 1, &length) != RV_OK) length = 0;
    text[length] = 0;
}

static void on_created(RvSipCallLegHandle leg, RvSipAppCallLegHandle *app)
{
    RvSipCallLegDirection direction;
    RvSipPartyHeaderHandle from;
    RvSipMsgHandle msg;
    *app = (RvSipAppCallLegHandle)&callee;
    OK(RvSipCallLegGetDirection(leg, &direction));
    CHECK(direction == RVSIP_CALL_LEG_DIRECTION_INCOMING);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSetRejectStatusCodeOnCreation(leg, 200));
    OK(RvSipCallLegGetOutboundMsg(leg, &msg)); /* documents that end with it */
    OK(RvSipCallLegGetFromHeader(leg, &from));
    if (callee.refuse_on_creation != 0) OK(RvSipCallLegSetRejectStatusCodeOnCreation(leg, (RvUint16)callee.refuse_on_creation));
    callee.leg = leg;
    count_up(&callee.created);
}

static void offered(struct end *e, RvSipCallLegHandle leg)
{
    RvSipMsgHandle msg;
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetRejectStatusCodeOnCreation(leg, 486));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegConnect(leg));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegProvisionalResponse(leg, 200));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegReject(leg, 200));
    if (e->authenticate) {
        OK(RvSipCallLegAuthBegin(leg, NULL));
        return;
    }
    OK(RvSipCallLegGetReceivedMsg(leg, &msg));
    CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_INVITE);
    OK(RvSipCallLegProvisionalResponse(leg, 180));
    if (e->code == 0) return;
    if (e->code >= 300) {
        OK(RvSipCallLegReject(leg, (RvUint16)e->code));
        return;
    }
    OK(RvSipCallLegGetOutboundMsg(leg, &msg));
    OK(RvSipMsgSetBody(msg, "answer"));
    OK(RvSipCallLegAccept(leg));
}

static void on_state(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipCallLegState state,
                     RvSipCallLegStateChangeReason reason)
{
    struct end *e = end_of(leg);
    RvSipMsgHandle msg;
    CHECK(app == (RvSipAppCallLegHandle)e && (int)state >= 0 && (int)state < SOME);
    e->reason = reason;
    if (state == STATE(OFFERING)) {
        if (reason == RVSIP_CALL_LEG_REASON_REMOTE_INVITING_REPLACES) OK(RvSipCallLegReplacesGetMatchedCallExt(leg, &e->matched));
        offered(e, leg);
    }
    if (state == STATE(CONNECTED) && RvSipCallLegGetReceivedMsg(leg, &msg) == RV_OK) text_of_body(msg, e->body, sizeof e->body);
    if (state == STATE(TERMINATED) || state == STATE(DISCONNECTED))
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegGetOutboundMsg(leg, &msg));
    count_up(&e->state[state]);
}

static void on_reinvite_created(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipCallLegInviteHandle reinvite,
                                RvSipAppCallLegInviteHandle *own, RvUint16 *code)
{
    (void)app;
    CHECK(leg == callee.leg && *code == 0);
    *own = (RvSipAppCallLegInviteHandle)&callee;
    callee.reinvite = reinvite;
}

static void on_modify(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipCallLegInviteHandle reinvite,
                      RvSipAppCallLegInviteHandle own, RvSipCallLegModifyState state, RvSipCallLegStateChangeReason reason)
{
    struct end *e = (struct end *)app;
    (void)reason;
    CHECK(own == (RvSipAppCallLegInviteHandle)e && reinvite == e->reinvite && (int)state >= 0 && (int)state < SOME);
    if (state == MODIFY(REINVITE_RCVD)) {
        OK(RvSipCallLegProvisionalResponse(leg, 180));
        OK(RvSipCallLegAccept(leg));
    }
    count_up(&e->modify[state]);
}

/* What a transaction of a call-leg is asked to do by functions that are not the call-leg's. */
static void only_the_call_leg_drives(RvSipTranscHandle handle)
{
    RvSipTransactionState state;
    RvSipPartyHeaderHandle party;
    RvSipAddressHandle uri;
    RvSipTransmitterHandle transmitter;
    char text[64];
    RvSipMsgHandle msg;
    HPAGE page;
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionTerminate(handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRespond(handle, 200, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRespondReliable(handle, 183, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionCancel(handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionAck(handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionAuthBegin(handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION,
                 RvSipTransactionAuthProceed(handle, RVSIP_TRANSC_AUTH_ACTION_SUCCESS, NULL, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION,
                 RvSipTransactionRespondUnauthenticatedDigest(handle, 401, NULL, "r", NULL, NULL, NULL, RV_FALSE,
                                                              RVSIP_AUTH_ALGORITHM_MD5, NULL, RVSIP_AUTH_QOP_OPTION_AUTH, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionSetCallId(handle, "other"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionSetCSeqStep(handle, 99));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION,
                 RvSipTransactionMake(handle, "<sip:a@b.example>", "<sip:c@d.example>", "sip:c@d.example", 1, "INFO"));
    OK(RPOOL_GetPage(pool, 0, &page));
    OK(RvSipPartyHeaderConstruct(caller.stack.messages, pool, page, &party));
    OK(RvSipPartyHeaderParse(party, RV_TRUE, "To: <sip:x@y.example>"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionSetToHeader(handle, party));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionSetFromHeader(handle, party));
    RPOOL_FreePage(pool, page);
    OK(RvSipAddrConstruct(caller.stack.messages, pool, RVSIP_ADDRTYPE_URL, &uri));
    OK(RvSipAddrParse(uri, "sip:c@d.example"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRequest(handle, "INFO", uri));
    RvSipAddrDestruct(uri);
    OK(RvSipMsgConstruct(caller.stack.messages, pool, &msg));
    strcpy(text, "INFO sip:c@d.example SIP/2.0\r\nCSeq: 1 INFO\r\n\r\n");
    OK(RvSipMsgParse(msg, text, (RvInt32)strlen(text)));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRequestMsg(handle, msg));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRespondMsg(handle, msg));
    RvSipMsgDestruct(msg);
    /* Reading is free. */
    OK(RvSipTransactionGetCurrentState(handle, &state));
    OK(RvSipTransactionGetTransmitter(handle, &transmitter));
}

static void on_transc_created(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipTranscHandle transaction,
                              RvSipAppTranscHandle *own, RvBool *take)
{
    (void)leg;
    CHECK(app == (RvSipAppCallLegHandle)&callee);
    *own = (RvSipAppTranscHandle)&callee;
    *take = RV_TRUE;
    OK(RvSipTransactionGetMethodStr(transaction, sizeof callee.method, callee.method));
    callee.request = transaction;
}

static void note_header(RvSipMsgHandle msg, RvSipHeaderType type)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipReferToHeaderHandle header = RvSipMsgGetHeaderByType(msg, type, RVSIP_FIRST_HEADER, &place);
    RvUint32 length;
    HPAGE page;
    CHECK(header != NULL);
    OK(RvSipReferToHeaderEncode(header, pool, &page, &length));
    CHECK(length < sizeof callee.header);
    OK(RPOOL_CopyToExternal(pool, page, 0, callee.header, (RvInt32)length));
    callee.header[length] = 0;
    RPOOL_FreePage(pool, page);
}

static void on_transc(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipTranscHandle transaction,
                      RvSipAppTranscHandle own, RvSipCallLegTranscState state, RvSipTransactionStateChangeReason reason)
{
    struct end *e = (struct end *)app;
    RvSipMsgHandle msg, same, out;
    (void)reason;
    CHECK((int)state >= 0 && (int)state < SOME);
    if (state == TRANSC(SERVER_GEN_REQUEST_RCVD)) {
        CHECK(own == (RvSipAppTranscHandle)e);
        OK(RvSipTransactionGetReceivedMsg(transaction, &msg));
        OK(RvSipCallLegGetReceivedMsg(leg, &same));
        CHECK(msg == same);
        text_of_body(msg, e->body, sizeof e->body);
        if (strcmp(e->method, "REFER") == 0) note_header(msg, RVSIP_HEADERTYPE_REFER_TO);
        only_the_call_leg_drives(transaction);
        CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegTranscResponse(leg, transaction, 180));
        CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegByeAccept(leg, transaction));
        if (e->authenticate) {
            OK(RvSipCallLegAuthBegin(leg, transaction));
        } else {
            OK(RvSipTransactionGetOutboundMsg(transaction, &out));
            OK(RvSipMsgSetBody(out, "said"));
            OK(RvSipCallLegTranscResponse(leg, transaction, 200));
        }
    }
    if (state == TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)) {
        OK(RvSipTransactionGetReceivedMsg(transaction, &msg));
        e->answer = RvSipMsgGetStatusCode(msg);
        text_of_body(msg, e->body, sizeof e->body);
    }
    count_up(&e->transc[state]);
}

static void on_bye_created(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipTranscHandle transaction,
                           RvSipAppTranscHandle *own, RvBool *take)
{
    struct end *e = (struct end *)app;
    (void)leg;
    e->by = transaction;
    *own = (RvSipAppTranscHandle)e;
    *take = e->take_bye ? RV_TRUE : RV_FALSE;
}

static void on_bye(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipTranscHandle transaction, RvSipAppTranscHandle own,
                   RvSipCallLegByeState state, RvSipTransactionStateChangeReason reason)
{
    struct end *e = (struct end *)app;
    (void)reason;
    CHECK(own == (RvSipAppTranscHandle)e && transaction == e->by && (int)state >= 0 && (int)state < SOME);
    if (state == BYE(REQUEST_RCVD)) {
        only_the_call_leg_drives(transaction);
        CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegTranscResponse(leg, transaction, 200));
        CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegTranscTerminate(leg, transaction));
        CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegByeReject(leg, transaction, 200));
        OK(RvSipCallLegByeAccept(leg, transaction));
    }
    count_up(&e->bye[state]);
}

static void on_prack(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipCallLegPrackState state,
                     RvSipCallLegStateChangeReason reason, RvInt16 code)
{
    struct end *e = (struct end *)app;
    (void)reason;
    (void)code;
    if (state == PRACK(REL_PROV_RESPONSE_RCVD)) OK(RvSipCallLegSendPrack(leg));
    if (state == PRACK(PRACK_RCVD)) {
        CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSendPrackResponse(leg, 100 + 1));
        OK(RvSipCallLegSendPrackResponse(leg, 200));
    }
    count_up(&e->prack[state]);
}

static void on_credentials(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipTranscHandle transaction,
                           RvSipAuthorizationHeaderHandle header, RvBool supported)
{
    (void)app;
    RvSipPartyHeaderHandle to;
    RvSipAddressHandle uri;
    CHECK(header != NULL && supported);
    OK(RvSipTransactionGetToHeader(transaction, &to));
    OK(RvSipTransactionGetRequestUri(transaction, &uri));
    CHECK_STATUS(RV_ERROR_NULLPTR,
                 RvSipCallLegAuthProceed(leg, transaction, RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD, header, NULL));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegAuthProceed(leg, transaction, (RvSipTransactionAuthAction)77, header, PASSWORD));
    OK(RvSipCallLegAuthProceed(leg, transaction, RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD, header, PASSWORD));
}

static void on_verdict(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipTranscHandle transaction, RvBool right)
{
    struct end *e = (struct end *)app;
    int invite = transaction != e->request;
    e->right = right;
    if (right && e->challenge) {
        RvSipAuthenticationHeaderHandle header;
        HPAGE page;
        e->challenge = 0;
        OK(RPOOL_GetPage(pool, 0, &page));
        OK(RvSipAuthenticationHeaderConstruct(e->stack.messages, pool, page, &header));
        OK(RvSipAuthenticationHeaderParse(header, "WWW-Authenticate: Digest realm=\"" REALM "\",nonce=\"another\""));
        CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegRespondUnauthenticated(leg, transaction, 403, NULL,
                                                                           RVSIP_HEADERTYPE_AUTHENTICATION, header));
        CHECK_STATUS(RV_ERROR_BADPARAM,
                     RvSipCallLegRespondUnauthenticated(leg, transaction, 401, NULL, RVSIP_HEADERTYPE_CONTACT, header));
        OK(RvSipCallLegRespondUnauthenticated(leg, transaction, 401, NULL, RVSIP_HEADERTYPE_AUTHENTICATION, header));
        RPOOL_FreePage(pool, page);
    } else if (!right)
        OK(RvSipCallLegRespondUnauthenticatedDigest(leg, invite ? NULL : transaction, 401, "Who are you", REALM, NULL, NONCE, NULL,
                                                    RV_FALSE, RVSIP_AUTH_ALGORITHM_MD5, NULL, RVSIP_AUTH_QOP_OPTION_AUTH, NULL));
    else if (invite)
        OK(RvSipCallLegAccept(leg));
    else
        OK(RvSipCallLegTranscResponse(leg, transaction, 202));
    count_up(&e->verdicts);
}

static void on_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                      RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    (void)authenticator;
    (void)app;
    (void)realm;
    CHECK(object == (void *)caller.leg);
    CHECK(*(RvSipCommonStackObjectType *)type == RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG);
    OK(RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, USER, sizeof USER, &user->offset));
    OK(RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, PASSWORD, sizeof PASSWORD, &password->offset));
}

/* ------------------------------------------------------------------ both ends */

static void fresh_end(struct end *e)
{
    struct counter fresh = COUNTER;
    memset(e, 0, sizeof *e);
    for (int i = 0; i < SOME; i++) e->state[i] = e->modify[i] = e->transc[i] = e->bye[i] = e->prack[i] = fresh;
    e->created = e->verdicts = fresh;
    fresh_cfg(&e->stack.cfg);
    e->stack.cfg.supportedExtensionList = "100rel,timer,replaces";
    e->stack.cfg.addSupportedListToMsg = RV_TRUE;
    e->stack.cfg.generalLingerTimer = 100;
    e->stack.cfg.retransmissionT4 = 100;
}

static void start_end(struct end *e)
{
    RvSipCallLegEvHandlers events;
    RvSipAuthenticatorEvHandlers secrets;
    construct(&e->stack);
    OK(RvSipStackGetCallLegMgrHandle(e->stack.handle, &e->manager));
    memset(&events, 0, sizeof events);
    events.pfnCallLegCreatedEvHandler = on_created;
    events.pfnStateChangedEvHandler = on_state;
    events.pfnReInviteCreatedEvHandler = on_reinvite_created;
    events.pfnReInviteStateChangedEvHandler = on_modify;
    events.pfnTranscCreatedEvHandler = on_transc_created;
    events.pfnTranscStateChangedEvHandler = on_transc;
    events.pfnByeCreatedEvHandler = on_bye_created;
    events.pfnByeStateChangedEvHandler = on_bye;
    events.pfnPrackStateChangedEvEvHandler = on_prack;
    events.pfnAuthCredentialsFoundEvHandler = on_credentials;
    events.pfnAuthCompletedEvHandler = on_verdict;
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegMgrSetEvHandlers(e->manager, &events, 0));
    OK(RvSipCallLegMgrSetEvHandlers(e->manager, &events, sizeof events));
    memset(&secrets, 0, sizeof secrets);
    secrets.pfnGetSharedSecretAuthenticationHandler = on_secret;
    OK(RvSipAuthenticatorSetEvHandlers(e->stack.authenticator, &secrets, sizeof secrets));
}

static void prepare(void)
{
    fresh_end(&caller);
    fresh_end(&callee);
    callee.code = 200;
}

static void begin(void)
{
    start_end(&caller);
    start_end(&callee);
}

static void end(void)
{
    RvSipCallLegResources used;
    OK(RvSipStackGetResources(caller.stack.handle, RVSIP_CALL, &used));
    CHECK(used.calls.maxUsageOfElements > 0 && used.calls.currNumOfUsedElements <= used.calls.maxUsageOfElements
          && used.calls.maxUsageOfElements <= used.calls.numOfAllocatedElements);
    OK(RvSipStackDestruct(caller.stack.handle));
    OK(RvSipStackDestruct(callee.stack.handle));
}

static void new_call(void)
{
    OK(RvSipCallLegMgrCreateCallLeg(caller.manager, (RvSipAppCallLegHandle)&caller, &caller.leg));
}

static void make(void)
{
    char from[64], to[64];
    snprintf(from, sizeof from, "From: Alice <sip:alice@127.0.0.1:%u>", caller.stack.port);
    snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%u>", callee.stack.port);
    OK(RvSipCallLegMake(caller.leg, from, to));
}

static void until_gone(RvSipCallLegHandle leg)
{
    RvSipCallLegState state;
    RvStatus status = RV_OK;
    for (int i = 0; i < 1000 * (int)slow() && (status = RvSipCallLegGetCurrentState(leg, &state)) == RV_OK; i++) pause_ms(5);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, status);
}

/* What the library keeps for programs. */
static unsigned documents(void)
{
    RvSipMsgResources used;
    OK(RvSipStackGetResources(caller.stack.handle, RVSIP_MESSAGE, &used));
    return used.documents.currNumOfUsedElements;
}

static void connected(int calls)
{
    CHECK(wait_for(&caller.state[STATE(CONNECTED)], calls));
    CHECK(wait_for(&callee.state[STATE(CONNECTED)], calls));
}

#endif
