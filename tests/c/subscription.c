/* Subscriptions and REFER through the C interface; both ends in one process. */
#include "check.h"

#define STATE(name) RVSIP_SUBS_STATE_##name
#define NOTIFY(name) RVSIP_SUBS_NOTIFY_STATUS_##name
#define SOME 20 /* more than any of these enums has */

enum answer { ACCEPT, PEND, REJECT, ASK, HOLD, REFUSE_ON_CREATION };

/* One end: what it was told, by state, and what it does. */
struct end {
    struct stack stack;
    RvSipSubsMgrHandle manager;
    RvSipCallLegMgrHandle calls;
    struct counter state[SOME], notify[SOME], created, alerts, expired, ready, verdicts;
    struct counter leg_connected, leg_ended;
    RvSipSubsHandle subs;
    RvSipCallLegHandle leg, referred;
    RvSipSubsStateChangeReason reason;
    RvSipSubscriptionSubstate told;
    enum answer answer;
    RvSipCommonStackObjectType made; /* for a REFER */
    RvUint16 code;
    int codes[8], known, right, refuse_notify;
    char body[64], subject[32];
};

static struct end watcher, owner;
static HRPOOL pool;

static struct end *end_of(RvSipAppSubsHandle app)
{
    CHECK(app == (RvSipAppSubsHandle)&watcher || app == (RvSipAppSubsHandle)&owner);
    return (struct end *)app;
}

/* ------------------------------------------------------------------ notifying */

static void tell(RvSipSubsHandle subs, RvSipSubscriptionSubstate state, RvSipSubscriptionReason reason, int code, char *body)
{
    RvSipNotifyHandle notify;
    RvSipSubscriptionSubstate set;
    RvSipMsgHandle msg;
    void *stack;
    OK(RvSipSubsCreateNotify(subs, (RvSipAppNotifyHandle)&owner, &notify));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipNotifySend(notify)); /* of which state? */
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipNotifyGetSubsState(notify, &set));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetSubscriptionStateParams(notify, RVSIP_SUBSCRIPTION_SUBSTATE_OTHER,
                                                                          RVSIP_SUBSCRIPTION_REASON_UNDEFINED, UNDEFINED));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetSubscriptionStateParams(notify, RVSIP_SUBSCRIPTION_SUBSTATE_UNDEFINED,
                                                                          RVSIP_SUBSCRIPTION_REASON_UNDEFINED, UNDEFINED));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetSubscriptionStateParams(notify, state, RVSIP_SUBSCRIPTION_REASON_OTHER, 1));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetSubscriptionStateParams(notify, state, reason, RVSIP_SUBS_EXPIRES_VAL_LIMIT));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetSubscriptionStateParams(notify, state, reason, -2));
    OK(RvSipNotifySetSubscriptionStateParams(notify, state, reason, UNDEFINED));
    OK(RvSipNotifyGetSubsState(notify, &set));
    CHECK(set == state);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetReferNotifyBody(notify, 99));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifySetReferNotifyBody(notify, -1));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipNotifyAccept(notify));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipNotifyReject(notify, 400));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifyReject(notify, 200));
    OK(RvSipNotifyGetStackInstance(notify, &stack));
    CHECK(stack == (void *)owner.stack.handle);
    if (code != 0) OK(RvSipNotifySetReferNotifyBody(notify, (RvInt16)code));
    OK(RvSipNotifyGetOutboundMsg(notify, &msg));
    if (body != NULL) OK(RvSipMsgSetBody(msg, body));
    OK(RvSipNotifySend(notify));
    /* Sent, or answered and gone already. */
    CHECK(RvSipNotifySend(notify) != RV_OK && RvSipNotifyGetOutboundMsg(notify, &msg) != RV_OK);
}

static void tell_state(RvSipSubsHandle subs, RvSipSubscriptionSubstate state, char *body)
{
    int ends = state == RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED;
    tell(subs, state, ends ? RVSIP_SUBSCRIPTION_REASON_TIMEOUT : RVSIP_SUBSCRIPTION_REASON_UNDEFINED, 0, body);
}

/* ------------------------------------------------------------------ what is told */

static void on_created(RvSipSubsHandle subs, RvSipAppSubsHandle *app)
{
    RvSipSubscriptionType type;
    RvSipSubsState state;
    RvSipMsgHandle msg;
    RvSipEventHeaderHandle event;
    *app = (RvSipAppSubsHandle)&owner;
    OK(RvSipSubsGetSubsType(subs, &type));
    OK(RvSipSubsGetState(subs, &state));
    CHECK(type == RVSIP_SUBS_TYPE_NOTIFIER && state == STATE(IDLE));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsSetRejectStatusCodeOnCreation(subs, 200));
    OK(RvSipSubsGetOutboundMsg(subs, &msg)); /* documents that end with it */
    OK(RvSipSubsGetEventHeader(subs, &event));
    owner.subs = subs;
    if (owner.answer == REFUSE_ON_CREATION) OK(RvSipSubsSetRejectStatusCodeOnCreation(subs, 503));
    count_up(&owner.created);
}

static void referred(struct end *e, RvSipSubsHandle subs)
{
    RvSipCommonStackObjectType type = RVSIP_COMMON_STACK_OBJECT_TYPE_UNDEFINED;
    RvSipReferToHeaderHandle to;
    RvSipReferredByHeaderHandle by;
    RvSipSubsEventPackageType package;
    void *made = NULL;
    OK(RvSipSubsGetEventPackageType(subs, &package));
    CHECK(package == RVSIP_SUBS_EVENT_PACKAGE_TYPE_REFER);
    OK(RvSipSubsGetReferToHeader(subs, &to));
    OK(RvSipSubsGetReferredByHeader(subs, &by));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRespondPending(subs, UNDEFINED));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsReferAccept(subs, e, (RvSipCommonStackObjectType)77, &type, &made));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipSubsReferAccept(subs, e, RVSIP_COMMON_STACK_OBJECT_TYPE_UNDEFINED, NULL, &made));
    CHECK(made == NULL);
    OK(RvSipSubsReferAccept(subs, e, RVSIP_COMMON_STACK_OBJECT_TYPE_UNDEFINED, &type, &made));
    CHECK(type == e->made);
    if (type == RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION) {
        RvSipEventHeaderHandle event;
        RvInt32 seconds;
        OK(RvSipSubsGetEventHeader((RvSipSubsHandle)made, &event));
        OK(RvSipSubsGetExpiresVal((RvSipSubsHandle)made, &seconds));
        CHECK(seconds == 60);
        OK(RvSipSubsTerminate((RvSipSubsHandle)made));
    }
    if (type == RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION) {
        RvSipMsgHandle msg;
        RvSipHeaderListElemHandle place = NULL;
        OK(RvSipTransactionGetOutboundMsg((RvSipTranscHandle)made, &msg));
        CHECK(RvSipMsgGetHeaderByName(msg, "Subject", RVSIP_FIRST_HEADER, &place) != NULL);
        OK(RvSipTransactionTerminate((RvSipTranscHandle)made));
    }
    if (type != RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG) return;
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsReferAccept(subs, e, RVSIP_COMMON_STACK_OBJECT_TYPE_UNDEFINED, &type, &made));
    e->referred = (RvSipCallLegHandle)made;
    OK(RvSipCallLegConnect(e->referred));
}

static void received(struct end *e, RvSipSubsHandle subs, RvSipSubsStateChangeReason reason)
{
    RvSipMsgHandle msg;
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsSetRejectStatusCodeOnCreation(subs, 486));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsSubscribe(subs));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsRespondReject(subs, 200, NULL));
    OK(RvSipSubsGetReceivedMsg(subs, &msg));
    if (reason == RVSIP_SUBS_REASON_REFER_RCVD) {
        referred(e, subs);
        return;
    }
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsRespondAccept(subs, 100000)); /* more than was asked for */
    switch (e->answer) {
    case ACCEPT:
        OK(RvSipSubsRespondAccept(subs, UNDEFINED));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRespondAccept(subs, UNDEFINED));
        tell_state(subs, RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE, "at home");
        break;
    case PEND:
        OK(RvSipSubsRespondPending(subs, UNDEFINED));
        tell_state(subs, RVSIP_SUBSCRIPTION_SUBSTATE_PENDING, NULL);
        break;
    case REJECT: OK(RvSipSubsRespondReject(subs, e->code, "No")); break;
    case ASK: OK(RvSipSubsAuthBegin(subs, NULL)); break;
    default: break;
    }
}

static void on_state(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipSubsState state, RvSipSubsStateChangeReason reason)
{
    struct end *e = end_of(app);
    RvSipMsgHandle msg;
    CHECK((int)state >= 0 && (int)state < SOME);
    e->reason = reason;
    if (state == STATE(SUBS_RCVD)) received(e, subs, reason);
    if (state == STATE(REFRESH_RCVD)) {
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRespondPending(subs, UNDEFINED));
        OK(RvSipSubsRespondAccept(subs, UNDEFINED));
        tell_state(subs, RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE, "still at home");
    }
    if (state == STATE(UNSUBSCRIBE_RCVD)) {
        OK(RvSipSubsRespondAccept(subs, UNDEFINED));
        tell_state(subs, RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED, NULL);
    }
    if (state == STATE(TERMINATED)) CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsGetOutboundMsg(subs, &msg));
    count_up(&e->state[state]);
}

static void on_alert(RvSipSubsHandle subs, RvSipAppSubsHandle app)
{
    (void)subs;
    count_up(&end_of(app)->alerts);
}

static void on_expired(RvSipSubsHandle subs, RvSipAppSubsHandle app)
{
    (void)subs;
    count_up(&end_of(app)->expired);
}

static void on_notify_created(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipNotifyHandle notify, RvSipAppNotifyHandle *own)
{
    (void)subs;
    (void)notify;
    *own = (RvSipAppNotifyHandle)end_of(app);
}

static void on_notify(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipNotifyHandle notify, RvSipAppNotifyHandle own,
                      RvSipSubsNotifyStatus status, RvSipSubsNotifyReason reason, RvSipMsgHandle msg)
{
    struct end *e = end_of(app);
    RvUint length = 0;
    (void)reason;
    CHECK(own == (RvSipAppNotifyHandle)e && (int)status >= 0 && (int)status < SOME);
    if (status == NOTIFY(REQUEST_RCVD)) {
        RvInt32 code = 0;
        RvUint16 port;
        RvSipTransport transport;
        RvSipTransportAddressType type;
        char address[RVSIP_TRANSPORT_LEN_STRING_IP];
        OK(RvSipNotifyGetSubsState(notify, &e->told));
        OK(RvSipSubsGetCurrentLocalAddress(subs, notify, &transport, &type, address, &port));
        CHECK(strcmp(address, "127.0.0.1") == 0 && port == e->stack.port);
        if (RvSipMsgGetBody(msg, e->body, sizeof e->body - 1, &length) != RV_OK) length = 0;
        e->body[length] = 0;
        if (RvSipSubsGetReferNotifyStatus(subs, notify, &code) == RV_OK) e->codes[e->known++ % 8] = (int)code;
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipNotifySend(notify));
        CHECK_STATUS(RV_ERROR_BADPARAM, RvSipNotifyReject(notify, 200));
        if (e->refuse_notify != 0) {
            OK(RvSipNotifyReject(notify, (RvUint16)e->refuse_notify));
            e->refuse_notify = 0;
        } else {
            OK(RvSipNotifyAccept(notify));
        }
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipNotifyAccept(notify));
    }
    count_up(&e->notify[status]);
}

static void on_ready(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipSubsReferNotifyReadyReason reason, RvInt16 code)
{
    int goes_on = reason == RVSIP_SUBS_REFER_NOTIFY_READY_REASON_INITIAL_NOTIFY ||
                  reason == RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD;
    tell(subs, goes_on ? RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE : RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED,
         goes_on ? RVSIP_SUBSCRIPTION_REASON_UNDEFINED : RVSIP_SUBSCRIPTION_REASON_NORESOURCE, code, NULL);
    count_up(&end_of(app)->ready);
}

static void on_credentials(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipTranscHandle transaction,
                           RvSipAuthorizationHeaderHandle header, RvBool supported)
{
    (void)app;
    CHECK(header != NULL && supported);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION,
                 RvSipTransactionAuthProceed(transaction, RVSIP_TRANSC_AUTH_ACTION_SUCCESS, NULL, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRespond(transaction, 200, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionTerminate(transaction));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipSubsAuthProceed(subs, transaction, RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD, header, NULL));
    OK(RvSipSubsAuthProceed(subs, transaction, RVSIP_TRANSC_AUTH_ACTION_USE_PASSWORD, header, PASSWORD));
}

static void on_verdict(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipTranscHandle transaction, RvBool right)
{
    struct end *e = end_of(app);
    e->right = right;
    if (right) {
        OK(RvSipSubsRespondAccept(subs, UNDEFINED));
        tell_state(subs, RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE, NULL);
    } else {
        CHECK_STATUS(RV_ERROR_BADPARAM,
                     RvSipSubsRespondUnauthenticatedDigest(subs, NULL, 403, NULL, REALM, NULL, NONCE, NULL, RV_FALSE,
                                                           RVSIP_AUTH_ALGORITHM_MD5, RVSIP_AUTH_QOP_OPTION_AUTH));
        OK(RvSipSubsRespondUnauthenticatedDigest(subs, transaction, 401, NULL, REALM, NULL, NONCE, NULL, RV_FALSE,
                                                 RVSIP_AUTH_ALGORITHM_MD5, RVSIP_AUTH_QOP_OPTION_AUTH));
    }
    count_up(&e->verdicts);
}

static void on_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                      RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    (void)authenticator;
    (void)app;
    (void)realm;
    CHECK(object == (void *)watcher.subs);
    CHECK(*(RvSipCommonStackObjectType *)type == RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION);
    OK(RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, USER, sizeof USER, &user->offset));
    OK(RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, PASSWORD, sizeof PASSWORD, &password->offset));
}

/* ------------------------------------------------------------------ calls, for a REFER inside of one */

static void on_call_created(RvSipCallLegHandle leg, RvSipAppCallLegHandle *app)
{
    (void)leg;
    *app = NULL;
}

static void on_call(RvSipCallLegHandle leg, RvSipAppCallLegHandle app, RvSipCallLegState state,
                    RvSipCallLegStateChangeReason reason)
{
    RvSipMsgHandle msg;
    RvSipHeaderListElemHandle place = NULL;
    RvSipOtherHeaderHandle subject;
    RvUint length;
    (void)app;
    (void)reason;
    if (state == RVSIP_CALL_LEG_STATE_OFFERING) {
        OK(RvSipCallLegGetReceivedMsg(leg, &msg));
        subject = RvSipMsgGetHeaderByName(msg, "Subject", RVSIP_FIRST_HEADER, &place);
        if (subject != NULL) OK(RvSipOtherHeaderGetValue(subject, watcher.subject, sizeof watcher.subject, &length));
        OK(RvSipCallLegAccept(leg));
    }
    if (state == RVSIP_CALL_LEG_STATE_CONNECTED) count_up(&watcher.leg_connected);
    if (state == RVSIP_CALL_LEG_STATE_TERMINATED) count_up(&watcher.leg_ended);
}

/* ------------------------------------------------------------------ both ends */

static void fresh_end(struct end *e)
{
    struct counter fresh = COUNTER;
    memset(e, 0, sizeof *e);
    for (int i = 0; i < SOME; i++) e->state[i] = e->notify[i] = fresh;
    e->created = e->alerts = e->expired = e->ready = e->verdicts = e->leg_connected = e->leg_ended = fresh;
    fresh_cfg(&e->stack.cfg);
    e->made = RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG;
    e->stack.cfg.maxSubscriptions = 5;
    e->stack.cfg.supportedExtensionList = "replaces";
    e->stack.cfg.generalLingerTimer = 100 * (RvInt32)slow(); /* a repeated SUBSCRIBE after that would make another one */
    e->stack.cfg.retransmissionT4 = 100 * (RvInt32)slow();
}

static void start_end(struct end *e)
{
    RvSipSubsEvHandlers events;
    RvSipCallLegEvHandlers calls;
    RvSipAuthenticatorEvHandlers secrets;
    void *stack;
    construct(&e->stack);
    OK(RvSipStackGetSubsMgrHandle(e->stack.handle, &e->manager));
    OK(RvSipStackGetCallLegMgrHandle(e->stack.handle, &e->calls));
    OK(RvSipSubsMgrGetStackInstance(e->manager, &stack));
    CHECK(stack == (void *)e->stack.handle);
    memset(&events, 0, sizeof events);
    events.pfnSubsCreatedEvHandler = on_created;
    events.pfnStateChangedEvHandler = on_state;
    events.pfnSubsExpiredEvHandler = on_expired;
    events.pfnExpirationAlertEvHandler = on_alert;
    events.pfnNotifyCreatedEvHandler = on_notify_created;
    events.pfnNotifyEvHandler = on_notify;
    events.pfnReferNotifyReadyEvHandler = on_ready;
    events.pfnAuthCredentialsFoundEvHandler = on_credentials;
    events.pfnAuthCompletedEvHandler = on_verdict;
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsMgrSetEvHandlers(e->manager, &events, 0));
    OK(RvSipSubsMgrSetEvHandlers(e->manager, &events, sizeof events));
    memset(&calls, 0, sizeof calls);
    calls.pfnCallLegCreatedEvHandler = on_call_created;
    calls.pfnStateChangedEvHandler = on_call;
    OK(RvSipCallLegMgrSetEvHandlers(e->calls, &calls, sizeof calls));
    memset(&secrets, 0, sizeof secrets);
    secrets.pfnGetSharedSecretAuthenticationHandler = on_secret;
    OK(RvSipAuthenticatorSetEvHandlers(e->stack.authenticator, &secrets, sizeof secrets));
}

/* What the library keeps for programs. */
static unsigned documents(void)
{
    RvSipMsgResources used;
    OK(RvSipStackGetResources(watcher.stack.handle, RVSIP_MESSAGE, &used));
    return used.documents.currNumOfUsedElements;
}

static unsigned before;

static void begin(void)
{
    start_end(&watcher);
    start_end(&owner);
    before = documents();
}

static void end(void)
{
    unsigned left = 0;
    RvSipSubsResources used;
    for (int i = 0; i < 1000 * (int)slow() && (left = documents()) != before; i++) pause_ms(5);
    CHECK(left == before);
    OK(RvSipStackGetResources(watcher.stack.handle, RVSIP_SUBSCRIPTION, &used));
    CHECK(used.subscriptions.maxUsageOfElements > 0 && used.subscriptions.currNumOfUsedElements <= used.subscriptions.maxUsageOfElements
          && used.subscriptions.maxUsageOfElements <= used.subscriptions.numOfAllocatedElements);
    OK(RvSipStackDestruct(watcher.stack.handle));
    OK(RvSipStackDestruct(owner.stack.handle));
}

static void prepare(void)
{
    fresh_end(&watcher);
    fresh_end(&owner);
}

static char from[80], to[80];

static void ends(void)
{
    snprintf(from, sizeof from, "From: Alice <sip:alice@127.0.0.1:%u>", watcher.stack.port);
    snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%u>", owner.stack.port);
}

static void new_subscription(RvInt32 seconds)
{
    ends();
    OK(RvSipSubsMgrCreateSubscription(watcher.manager, NULL, (RvSipAppSubsHandle)&watcher, &watcher.subs));
    OK(RvSipSubsInitStr(watcher.subs, from, to, seconds, "Event: presence;id=7"));
}

static void active(int times)
{
    CHECK(wait_for(&watcher.state[STATE(ACTIVE)], times) && wait_for(&owner.state[STATE(ACTIVE)], times));
}

static void until_gone(RvSipSubsHandle subs)
{
    RvSipSubsState state;
    RvStatus status = RV_OK;
    for (int i = 0; i < 1000 * (int)slow() && (status = RvSipSubsGetState(subs, &state)) == RV_OK; i++) pause_ms(5);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, status);
}

static void over(int times)
{
    CHECK(wait_for(&watcher.state[STATE(TERMINATED)], times) && wait_for(&owner.state[STATE(TERMINATED)], times));
}

/* ------------------------------------------------------------------ the tests */

static void a_subscription_is_made_refreshed_and_ended(void)
{
    RvInt32 seconds = 0;
    RvSipSubsState state;
    RvSipSubscriptionType type;
    RvSipSubsEventPackageType package;
    RvSipEventHeaderHandle event;
    RvSipReferToHeaderHandle refer_to;
    RvSipMsgHandle msg;
    char text[32];
    prepare();
    begin();
    new_subscription(600);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRefresh(watcher.subs, UNDEFINED));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsUnsubscribe(watcher.subs));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRespondAccept(watcher.subs, UNDEFINED));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRespondReject(watcher.subs, 403, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRefer(watcher.subs));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsUpdateSubscriptionTimer(watcher.subs, 10));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsAuthBegin(watcher.subs, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsGetReceivedMsg(watcher.subs, &msg));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipSubsGetRemainingTime(watcher.subs, &seconds));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipSubsGetReferToHeader(watcher.subs, &refer_to));
    OK(RvSipSubsGetExpiresVal(watcher.subs, &seconds));
    CHECK(seconds == 600);
    OK(RvSipSubsSubscribe(watcher.subs));
    active(1);
    CHECK(strcmp(watcher.body, "at home") == 0 && watcher.told == RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE);
    CHECK(count_of(&watcher.state[STATE(SUBS_SENT)]) == 1);
    CHECK(wait_for(&owner.notify[NOTIFY(2XX_RCVD)], 1) && wait_for(&owner.notify[NOTIFY(TERMINATED)], 1));
    CHECK(wait_for(&watcher.notify[NOTIFY(TERMINATED)], 1) && count_of(&watcher.notify[NOTIFY(FINAL_RESPONSE_SENT)]) == 1);
    OK(RvSipSubsGetRemainingTime(watcher.subs, &seconds));
    CHECK(seconds > 500 && seconds <= 600);
    OK(RvSipSubsGetRequestedExpiresVal(owner.subs, &seconds));
    CHECK(seconds == 600);
    OK(RvSipSubsGetEventHeader(owner.subs, &event));
    OK(RvSipEventHeaderGetEventPackage(event, text, sizeof text, NULL));
    CHECK(strcmp(text, "presence") == 0);
    OK(RvSipSubsGetEventPackageType(owner.subs, &package));
    OK(RvSipSubsGetSubsType(watcher.subs, &type));
    OK(RvSipSubsGetState(watcher.subs, &state));
    CHECK(package == RVSIP_SUBS_EVENT_PACKAGE_TYPE_OTHER && type == RVSIP_SUBS_TYPE_SUBSCRIBER && state == STATE(ACTIVE));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsSubscribe(watcher.subs));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsSetExpiresVal(watcher.subs, 5));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsInitStr(watcher.subs, NULL, NULL, 5, "dialog"));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsRefresh(watcher.subs, 0));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsRefresh(watcher.subs, RVSIP_SUBS_EXPIRES_VAL_LIMIT));

    watcher.refuse_notify = 400; /* which changes nothing */
    OK(RvSipSubsRefresh(watcher.subs, 1200));
    active(2);
    CHECK(wait_for(&owner.notify[NOTIFY(REJECT_RCVD)], 1) && wait_for(&owner.notify[NOTIFY(TERMINATED)], 2));
    OK(RvSipSubsGetExpiresVal(owner.subs, &seconds));
    CHECK(seconds == 1200);
    OK(RvSipSubsUnsubscribe(watcher.subs));
    over(1);
    CHECK(watcher.told == RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED);
    CHECK(watcher.reason == RVSIP_SUBS_REASON_NOTIFY_TERMINATED_RCVD && owner.reason == RVSIP_SUBS_REASON_NOTIFY_TERMINATED_SENT);
    end();
}

static void a_subscription_waits_for_its_permission(void)
{
    prepare();
    begin();
    owner.answer = PEND;
    new_subscription(UNDEFINED);
    OK(RvSipSubsSubscribe(watcher.subs));
    CHECK(wait_for(&owner.notify[NOTIFY(TERMINATED)], 1) && wait_for(&watcher.state[STATE(PENDING)], 1));
    CHECK(watcher.told == RVSIP_SUBSCRIPTION_SUBSTATE_PENDING);
    tell_state(owner.subs, RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE, "now you may");
    active(1);
    CHECK(count_of(&owner.state[STATE(ACTIVATED)]) == 1 && strcmp(watcher.body, "now you may") == 0);
    tell_state(owner.subs, RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED, NULL);
    over(1);
    end();
}

static void subscriptions_are_refused(void)
{
    RvSipSubsHandle more;
    prepare();
    begin();
    owner.answer = REJECT;
    owner.code = 403;
    new_subscription(60);
    OK(RvSipSubsSubscribe(watcher.subs));
    over(1);
    CHECK(watcher.reason == RVSIP_SUBS_REASON_RESPONSE_REJECTED);
    owner.answer = REFUSE_ON_CREATION;
    new_subscription(60);
    OK(RvSipSubsSubscribe(watcher.subs));
    CHECK(wait_for(&watcher.state[STATE(TERMINATED)], 2));
    CHECK(count_of(&owner.created) == 2 && count_of(&owner.state[STATE(TERMINATED)]) == 1);
    owner.answer = HOLD;
    new_subscription(60);
    OK(RvSipSubsSubscribe(watcher.subs));
    CHECK(wait_for(&owner.state[STATE(SUBS_RCVD)], 2));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsCreateNotify(owner.subs, NULL, (RvSipNotifyHandle *)&more));
    OK(RvSipSubsTerminate(watcher.subs));
    OK(RvSipSubsTerminate(owner.subs));
    CHECK(wait_for(&watcher.state[STATE(TERMINATED)], 3) && wait_for(&owner.state[STATE(TERMINATED)], 2));
    until_gone(watcher.subs);
    for (int i = 0; i < 5; i++) OK(RvSipSubsMgrCreateSubscription(watcher.manager, NULL, (RvSipAppSubsHandle)&watcher, &more));
    CHECK_STATUS(RV_ERROR_OUTOFRESOURCES, RvSipSubsMgrCreateSubscription(watcher.manager, NULL, NULL, &watcher.subs));
    end();
}

static void subscribers_are_asked_for_credentials(void)
{
    prepare();
    begin();
    owner.answer = ASK;
    new_subscription(60);
    OK(RvSipSubsSubscribe(watcher.subs));
    CHECK(wait_for(&watcher.state[STATE(UNAUTHENTICATED)], 1) && wait_for(&owner.verdicts, 1) && !owner.right);
    OK(RvSipSubsSubscribe(watcher.subs));
    active(1);
    CHECK(wait_for(&owner.verdicts, 2) && owner.right);
    OK(RvSipSubsUnsubscribe(watcher.subs));
    CHECK(wait_for(&watcher.state[STATE(TERMINATED)], 1) && wait_for(&owner.state[STATE(TERMINATED)], 2));
    end();
}

static void a_subscription_lasts_on_by_itself_or_expires(void)
{
    prepare();
    begin();
    new_subscription(3);
    OK(RvSipSubsAutoRefresh(watcher.subs, RV_TRUE));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsSetAlertTimer(watcher.subs, -1));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsSetNoNotifyTimer(watcher.subs, -1));
    OK(RvSipSubsSetAlertTimer(watcher.subs, 2800));
    OK(RvSipSubsSetNoNotifyTimer(watcher.subs, 20000));
    OK(RvSipSubsSubscribe(watcher.subs));
    active(3); /* twice by itself */
    CHECK(count_of(&watcher.state[STATE(REFRESHING)]) >= 2 && count_of(&watcher.alerts) == 0);
    OK(RvSipSubsAutoRefresh(watcher.subs, RV_FALSE));
    CHECK(wait_for(&watcher.alerts, 1));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsUpdateSubscriptionTimer(owner.subs, RVSIP_SUBS_EXPIRES_VAL_LIMIT));
    OK(RvSipSubsUpdateSubscriptionTimer(owner.subs, 0));
    CHECK(wait_for(&owner.expired, 1));
    tell_state(owner.subs, RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED, NULL);
    over(1);
    end();
}

static void a_refer_in_a_call_leads_to_another_call(void)
{
    RvSipSubsState state;
    RvSipReferToHeaderHandle to_header;
    RvSipCallLegHandle dialog;
    char target[160];
    prepare();
    begin();
    ends();
    OK(RvSipCallLegMgrCreateCallLeg(watcher.calls, NULL, &watcher.leg));
    OK(RvSipCallLegMake(watcher.leg, from, to));
    CHECK(wait_for(&watcher.leg_connected, 2));
    OK(RvSipSubsMgrCreateSubscription(watcher.manager, watcher.leg, (RvSipAppSubsHandle)&watcher, &watcher.subs));
    OK(RvSipSubsGetDialogObj(watcher.subs, &dialog));
    CHECK(dialog == watcher.leg);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsInitStr(watcher.subs, from, to, 5, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsDialogInitStr(watcher.subs, from, to, NULL, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRefer(watcher.subs));
    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipSubsReferInitStr(watcher.subs, "<sip:", NULL, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipSubsReferInitStr(watcher.subs, "<sip:c@d.example>", NULL, ";;"));
    snprintf(target, sizeof target,
             "Refer-To: <sip:carol@127.0.0.1:%u?Subject=see%%20you&Via=SIP/2.0%%2FUDP%%20evil&X%%0D%%0AY=1&Z=a%%0D%%0AEvil:%%201>",
             watcher.stack.port);
    OK(RvSipSubsReferInitStr(watcher.subs, target, "<sip:alice@a.example>", NULL));
    OK(RvSipSubsGetReferToHeader(watcher.subs, &to_header));
    OK(RvSipSubsRefer(watcher.subs));
    over(1);
    CHECK(wait_for(&watcher.leg_connected, 4)); /* both ends of both calls */
    CHECK(strcmp(watcher.subject, "see you") == 0);
    CHECK(watcher.known >= 2 && watcher.codes[0] == 100 && watcher.codes[watcher.known - 1] == 200);
    CHECK(count_of(&owner.ready) == watcher.known);
    CHECK(RvSipSubsGetState(watcher.subs, &state) == RV_ERROR_INVALID_HANDLE || state == STATE(TERMINATED));
    OK(RvSipCallLegDisconnect(watcher.leg));
    OK(RvSipCallLegDisconnect(owner.referred));
    CHECK(wait_for(&watcher.leg_ended, 4));
    end();
}

/* Outside of calls; what is referred to needs another object than a call-leg. */
static void a_refer_may_ask_for_other_requests(void)
{
    static const RvSipCommonStackObjectType made[] = {RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION,
                                                      RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION};
    static char *const target[] = {"<sip:carol@127.0.0.1:9;method=SUBSCRIBE?Event=presence&Expires=60>",
                                   "<sip:carol@127.0.0.1:9;method=MESSAGE?Subject=hello>"};
    prepare();
    begin();
    ends();
    for (int i = 0; i < 2; i++) {
        owner.made = made[i];
        OK(RvSipSubsMgrCreateSubscription(watcher.manager, NULL, (RvSipAppSubsHandle)&watcher, &watcher.subs));
        OK(RvSipSubsDialogInitStr(watcher.subs, from, to, NULL, NULL));
        OK(RvSipSubsReferInitStr(watcher.subs, target[i], "<sip:alice@a.example>", NULL));
        OK(RvSipSubsRefer(watcher.subs));
        CHECK(wait_for(&watcher.state[STATE(2XX_RCVD)], i + 1) && wait_for(&owner.state[STATE(ACTIVE)], i + 1));
        if (i == 0) {
            CHECK(wait_for(&owner.ready, 2)); /* nobody is at that port: the subscription ends, which is told */
        } else {
            tell(owner.subs, RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED, RVSIP_SUBSCRIPTION_REASON_NORESOURCE, 487, NULL);
        }
        CHECK(wait_for(&watcher.state[STATE(TERMINATED)], i + 1));
        CHECK(watcher.codes[watcher.known - 1] == 487);
    }
    CHECK(wait_for(&owner.state[STATE(TERMINATED)], 3)); /* with the one made for the SUBSCRIBE */
    CHECK(count_of(&owner.ready) == 2);
    end();
}

static void a_dialog_of_its_own_is_no_call(void)
{
    RvSipCallLegHandle dialog;
    RvSipCallLegInviteHandle reinvite;
    RvSipTranscHandle transaction = NULL;
    RvSipPartyHeaderHandle party;
    RvSipAddressHandle address;
    RvSipMsgHandle msg;
    RvInt32 size;
    char id[64], contact[80];
    void *element;
    prepare();
    begin();
    OK(RvSipSubsMgrCreateSubscription(watcher.manager, NULL, (RvSipAppSubsHandle)&watcher, &watcher.subs));
    ends();
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsSubscribe(watcher.subs));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipSubsInitStr(watcher.subs, from, NULL, 5, "presence"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipSubsInitStr(watcher.subs, from, to, 5, ";;"));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsInitStr(watcher.subs, from, to, RVSIP_SUBS_EXPIRES_VAL_LIMIT, "presence"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipSubsInitStr(watcher.subs, "<sip:", to, 5, "presence"));
    OK(RvSipSubsGetDialogObj(watcher.subs, &dialog));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetFromHeader(dialog, &party)); /* nothing was set */
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsDialogInitStr(watcher.subs, from, to, NULL, "tel:1"));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetFromHeader(dialog, &party));
    snprintf(contact, sizeof contact, "Contact: <sip:here@127.0.0.1:%u>", watcher.stack.port);
    OK(RvSipSubsDialogInitStr(watcher.subs, from, to, contact, to));
    OK(RvSipSubsInitStr(watcher.subs, NULL, NULL, 60, "presence"));
    OK(RvSipCallLegSetCallId(dialog, "own@dialog"));
    OK(RvSipCallLegSetCSeq(dialog, 40));
    OK(RvSipCallLegGetFromHeader(dialog, &party));
    OK(RvSipCallLegGetLocalContactAddress(dialog, &address));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetFromHeader(dialog, party));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetToHeader(dialog, party));
    for (int sent = 0; sent < 2; sent++) {
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegConnect(dialog));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegMake(dialog, from, to));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegAccept(dialog));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegReject(dialog, 400));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegDisconnect(dialog));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegTerminate(dialog));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegCancel(dialog));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegAck(dialog));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegReInviteCreate(dialog, NULL, &reinvite));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegTranscCreate(dialog, NULL, &transaction));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegTranscRequest(dialog, "INFO", &transaction));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegReferStr(dialog, "sip:c@d.example", NULL, NULL));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegGetConnectedCallStorageSize(dialog, &size));
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegGetOutboundMsg(dialog, &msg));
        OK(RvSipCallLegGetNewMsgElementHandle(dialog, RVSIP_HEADERTYPE_FROM, RVSIP_ADDRTYPE_UNDEFINED, &element));
        if (sent == 0) {
            OK(RvSipSubsSubscribe(watcher.subs));
            active(1);
        }
    }
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetCallId(dialog, "other"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetCSeq(dialog, 3));
    OK(RvSipSubsGetDialogObj(owner.subs, &dialog));
    OK(RvSipCallLegGetCallId(dialog, id, sizeof id, NULL));
    CHECK(strcmp(id, "own@dialog") == 0);
    OK(RvSipCallLegGetRemoteContactAddress(dialog, &address));
    OK(RvSipAddrUrlGetUser(address, id, sizeof id, NULL));
    CHECK(strcmp(id, "here") == 0);
    OK(RvSipSubsUnsubscribe(watcher.subs));
    over(1);
    end();
}

static RvSipSubsHandle agreed(struct end *e, RvSipSubscriptionType type, char *from_text, char *to_text)
{
    RvSipSubsHandle subs;
    RvSipCallLegHandle dialog;
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipSubsMgrCreateOutOfBandSubscription(e->manager, NULL, NULL, RVSIP_SUBS_TYPE_UNDEFINED, &subs));
    OK(RvSipSubsMgrCreateOutOfBandSubscription(e->manager, NULL, (RvSipAppSubsHandle)e, type, &subs));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsInitStr(subs, NULL, NULL, UNDEFINED, "presence"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsInitStr(subs, from_text, to_text, UNDEFINED, "presence")); /* no Call-ID */
    OK(RvSipSubsGetDialogObj(subs, &dialog));
    OK(RvSipCallLegSetCallId(dialog, "agreed@us"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsInitStr(subs, "<sip:a@b.example>", to_text, UNDEFINED, "presence")); /* no tag */
    OK(RvSipSubsInitStr(subs, from_text, to_text, UNDEFINED, "presence"));
    return subs;
}

static void subscriptions_may_be_agreed_on(void)
{
    char ours[80], theirs[80];
    prepare();
    begin();
    snprintf(ours, sizeof ours, "<sip:alice@127.0.0.1:%u>;tag=a", watcher.stack.port);
    snprintf(theirs, sizeof theirs, "<sip:bob@127.0.0.1:%u>;tag=b", owner.stack.port);
    watcher.subs = agreed(&watcher, RVSIP_SUBS_TYPE_SUBSCRIBER, ours, theirs);
    owner.subs = agreed(&owner, RVSIP_SUBS_TYPE_NOTIFIER, theirs, ours);
    active(1);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsRefresh(watcher.subs, 5));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsUnsubscribe(watcher.subs));
    tell_state(owner.subs, RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE, "as agreed");
    CHECK(wait_for(&watcher.notify[NOTIFY(TERMINATED)], 1) && strcmp(watcher.body, "as agreed") == 0);
    tell_state(owner.subs, RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED, NULL);
    over(1);
    end();
}

static void a_subscribe_that_does_not_get_there_may_be_given_up(void)
{
    RvSipTransportDNSListHandle list;
    prepare();
    watcher.stack.cfg.eDnsFailover = RVSIP_DNS_FAILOVER_MANUAL;
    begin();
    owner.answer = REJECT;
    owner.code = 503; /* of which the next address is tried */
    new_subscription(60);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsDNSGetList(watcher.subs, NULL, &list));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsDNSContinue(watcher.subs, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsDNSReSendRequest(watcher.subs, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipSubsDNSGiveUp(watcher.subs, NULL));
    OK(RvSipSubsSubscribe(watcher.subs));
    CHECK(wait_for(&watcher.state[STATE(MSG_SEND_FAILURE)], 1));
    CHECK(watcher.reason == RVSIP_SUBS_REASON_503_RCVD);
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipSubsDNSContinue(watcher.subs, NULL));
    OK(RvSipSubsDNSGetList(watcher.subs, NULL, &list));
    {
        RvSipTransportDNSIPElement address;
        memset(&address, 0, sizeof address);
        strcpy(address.addr.strIP, "127.0.0.1");
        address.addr.port = (RvUint16)owner.stack.port;
        address.addr.eTransportType = RVSIP_TRANSPORT_UDP;
        OK(RvSipTransportDNSListPushIPElement(list, &address));
    }
    OK(RvSipSubsDNSContinue(watcher.subs, NULL));
    CHECK(wait_for(&owner.state[STATE(TERMINATED)], 1));
    pause_ms(300 * (long)slow()); /* until then it would be the same SUBSCRIBE by two ways */
    OK(RvSipSubsDNSReSendRequest(watcher.subs, NULL));
    CHECK(wait_for(&watcher.state[STATE(MSG_SEND_FAILURE)], 2));
    OK(RvSipSubsDNSGiveUp(watcher.subs, NULL));
    over(1);
    CHECK(watcher.reason == RVSIP_SUBS_REASON_GIVE_UP_DNS);
    end();
}

int main(void)
{
    pool = RPOOL_Construct(2048, 10, NULL, RV_FALSE, "subscription");
    RUN(a_subscription_is_made_refreshed_and_ended);
    RUN(a_subscription_waits_for_its_permission);
    RUN(subscriptions_are_refused);
    RUN(subscribers_are_asked_for_credentials);
    RUN(a_subscription_lasts_on_by_itself_or_expires);
    RUN(a_refer_in_a_call_leads_to_another_call);
    RUN(a_refer_may_ask_for_other_requests);
    RUN(a_dialog_of_its_own_is_no_call);
    RUN(subscriptions_may_be_agreed_on);
    RUN(a_subscribe_that_does_not_get_there_may_be_given_up);
    RPOOL_Destruct(pool);
    return 0;
}
