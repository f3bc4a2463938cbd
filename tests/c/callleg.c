/* Calls through the C interface; both ends in one process. */
#include "calls.h"

static void a_call_is_made_talked_in_modified_and_ended(void)
{
    RvSipMsgHandle out;
    RvSipTranscHandle info = NULL, made = NULL;
    RvInt32 cseq, before;
    char id[128], other[128];
    RvUint length;
    prepare();
    begin();
    new_call();
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegConnect(caller.leg)); /* no To, no From */
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegAccept(caller.leg));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegCancel(caller.leg));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegAck(caller.leg));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegAuthenticate(caller.leg));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetCallId(caller.leg, id, sizeof id, &length));
    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipCallLegMake(caller.leg, "<sip:", "<sip:b@c.example>"));
    OK(RvSipCallLegGetOutboundAckMsg(caller.leg, &out));
    OK(RvSipMsgSetBody(out, "ack"));
    OK(RvSipCallLegGetOutboundMsg(caller.leg, &out));
    OK(RvSipMsgSetBody(out, "offer"));
    make();
    connected(1);
    CHECK(count_of(&callee.state[STATE(OFFERING)]) == 1 && count_of(&callee.state[STATE(ACCEPTED)]) == 1);
    CHECK(count_of(&caller.state[STATE(INVITING)]) == 1 && count_of(&caller.state[STATE(PROCEEDING)]) == 1);
    CHECK(strcmp(caller.body, "answer") == 0 && strcmp(callee.body, "ack") == 0);
    OK(RvSipCallLegGetCallId(caller.leg, id, sizeof id, &length));
    OK(RvSipCallLegGetCallId(callee.leg, other, sizeof other, NULL));
    CHECK(strcmp(id, other) == 0 && length == strlen(id) + 1);
    CHECK_STATUS(RV_ERROR_INSUFFICIENT_BUFFER, RvSipCallLegGetCallId(caller.leg, other, 3, &length));
    CHECK(length == strlen(id) + 1);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegGetReceivedMsg(caller.leg, &out)); /* outside of callbacks */

    OK(RvSipCallLegGetCSeq(caller.leg, &before));
    OK(RvSipCallLegTranscCreate(caller.leg, NULL, &info));
    only_the_call_leg_drives(info);
    OK(RvSipTransactionGetOutboundMsg(info, &out));
    OK(RvSipMsgSetBody(out, "tell"));
    CHECK_STATUS(RV_ERROR_NOTSUPPORTED, RvSipCallLegTranscRequest(caller.leg, "BYE", &info));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegTranscRequest(callee.leg, "INFO", &info));
    CHECK_STATUS(RV_ERROR_NOTSUPPORTED, RvSipCallLegTranscRequest(caller.leg, "INVITE", &made));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegTranscRequest(caller.leg, "I N F O", &made));
    CHECK(made == NULL);
    OK(RvSipTransactionGetOutboundMsg(info, &out));
    OK(RvSipMsgSetBody(out, "tell"));
    OK(RvSipCallLegTranscRequest(caller.leg, "INFO", &info));
    CHECK(wait_for(&caller.transc[TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 1));
    CHECK(strcmp(callee.method, "INFO") == 0 && strcmp(callee.body, "tell") == 0);
    CHECK(caller.answer == 200 && strcmp(caller.body, "said") == 0);
    OK(RvSipCallLegTranscRequest(caller.leg, "MESSAGE", &made));
    CHECK(made != NULL && made != info);
    OK(RvSipTransactionGetOutboundMsg(made, &out));
    CHECK(wait_for(&caller.transc[TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 2));
    OK(RvSipCallLegGetCSeq(caller.leg, &cseq));
    CHECK(cseq == before + 2);
    CHECK(wait_for(&caller.transc[TRANSC(TERMINATED)], 2) && wait_for(&callee.transc[TRANSC(TERMINATED)], 2));
    OK(RvSipCallLegTranscCreate(caller.leg, NULL, &info));
    OK(RvSipCallLegTranscTerminate(caller.leg, info));
    CHECK(wait_for(&caller.transc[TRANSC(TERMINATED)], 3));

    OK(RvSipCallLegReInviteCreate(caller.leg, NULL, &caller.reinvite));
    OK(RvSipCallLegReInviteSetAppHandle(caller.leg, caller.reinvite, (RvSipAppCallLegInviteHandle)&caller));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegReInviteRequest(callee.leg, caller.reinvite));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegReInviteAck(caller.leg, caller.reinvite));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegReInviteCreate(caller.leg, NULL, &callee.reinvite));
    OK(RvSipCallLegReInviteRequest(caller.leg, caller.reinvite));
    CHECK(wait_for(&caller.modify[MODIFY(TERMINATED)], 1) && wait_for(&callee.modify[MODIFY(TERMINATED)], 1));
    CHECK(count_of(&caller.modify[MODIFY(REINVITE_SENT)]) == 1 && count_of(&caller.modify[MODIFY(ACK_SENT)]) == 1);
    CHECK(count_of(&callee.modify[MODIFY(REINVITE_RESPONSE_SENT)]) == 1 && count_of(&callee.modify[MODIFY(ACK_RCVD)]) == 1);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegReInviteTerminate(callee.leg, caller.reinvite));
    OK(RvSipCallLegReInviteCreate(callee.leg, (RvSipAppCallLegInviteHandle)&callee, &callee.reinvite));
    OK(RvSipCallLegReInviteTerminate(callee.leg, callee.reinvite));
    CHECK(wait_for(&callee.modify[MODIFY(TERMINATED)], 2));

    callee.take_bye = 1;
    OK(RvSipCallLegDisconnect(caller.leg));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 1) && wait_for(&callee.state[STATE(TERMINATED)], 1));
    CHECK(count_of(&callee.bye[BYE(REQUEST_RCVD)]) == 1);
    until_gone(caller.leg);
    until_gone(callee.leg);
    CHECK(count_of(&caller.state[STATE(DISCONNECTING)]) == 1 && count_of(&caller.state[STATE(DISCONNECTED)]) == 1);
    end();
}

static void calls_are_refused_cancelled_and_dropped(void)
{
    unsigned before;
    prepare();
    begin();
    before = documents();
    callee.code = 486;
    new_call();
    make();
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 1) && wait_for(&callee.state[STATE(TERMINATED)], 1));
    CHECK(caller.reason == RVSIP_CALL_LEG_REASON_REQUEST_FAILURE);
    callee.refuse_on_creation = 603;
    new_call();
    make();
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 2));
    CHECK(caller.reason == RVSIP_CALL_LEG_REASON_GLOBAL_FAILURE);
    callee.refuse_on_creation = callee.code = 0;
    until_gone(callee.leg);
    CHECK(count_of(&callee.state[STATE(TERMINATED)]) == 1);
    new_call();
    make();
    CHECK(wait_for(&caller.state[STATE(PROCEEDING)], 2));
    OK(RvSipCallLegCancel(caller.leg));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 3) && wait_for(&callee.state[STATE(TERMINATED)], 2));
    CHECK(count_of(&callee.state[STATE(CANCELLED)]) == 1 && count_of(&caller.state[STATE(CANCELLING)]) == 1);
    new_call();
    OK(RvSipCallLegTerminate(caller.leg));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 4));
    until_gone(callee.leg);
    until_gone(caller.leg);
    CHECK(documents() == before);
    end();
}

static void callers_and_requests_are_asked_for_credentials(void)
{
    RvSipTranscHandle info = NULL;
    unsigned before;
    prepare();
    begin();
    before = documents();
    callee.authenticate = 1;
    new_call();
    make();
    CHECK(wait_for(&caller.state[STATE(UNAUTHENTICATED)], 1));
    CHECK(!callee.right);
    OK(RvSipCallLegAuthenticate(caller.leg));
    connected(1);
    CHECK(callee.right && count_of(&callee.created) == 2 && count_of(&callee.verdicts) == 2);
    callee.challenge = 1;
    OK(RvSipCallLegTranscRequest(caller.leg, "INFO", &info));
    CHECK(wait_for(&caller.transc[TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 1));
    CHECK(caller.answer == 401);
    info = NULL;
    OK(RvSipCallLegTranscRequest(caller.leg, "INFO", &info));
    CHECK(wait_for(&caller.transc[TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 2));
    CHECK(caller.answer == 202);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegAuthBegin(callee.leg, NULL));
    OK(RvSipCallLegTerminate(caller.leg));
    OK(RvSipCallLegTerminate(callee.leg));
    until_gone(caller.leg);
    until_gone(callee.leg);
    CHECK(documents() == before);
    end();
}

static void acknowledging_may_be_the_programs_work(void)
{
    prepare();
    caller.stack.cfg.manualAckOn2xx = caller.stack.cfg.manualPrack = callee.stack.cfg.manualPrack = RV_TRUE;
    begin();
    callee.code = 0;
    new_call();
    make();
    CHECK(wait_for(&callee.state[STATE(OFFERING)], 1));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegProvisionalResponseReliable(callee.leg, 200));
    OK(RvSipCallLegProvisionalResponseReliable(callee.leg, 183));
    CHECK(wait_for(&caller.prack[PRACK(PRACK_FINAL_RESPONSE_RCVD)], 1));
    CHECK(wait_for(&callee.prack[PRACK(PRACK_FINAL_RESPONSE_SENT)], 1));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSendPrack(caller.leg));
    OK(RvSipCallLegAccept(callee.leg));
    CHECK(wait_for(&caller.state[STATE(REMOTE_ACCEPTED)], 1));
    CHECK(count_of(&callee.state[STATE(CONNECTED)]) == 0);
    OK(RvSipCallLegAck(caller.leg));
    connected(1);
    OK(RvSipCallLegReInviteCreate(caller.leg, (RvSipAppCallLegInviteHandle)&caller, &caller.reinvite));
    OK(RvSipCallLegReInviteRequest(caller.leg, caller.reinvite));
    CHECK(wait_for(&caller.modify[MODIFY(REINVITE_REMOTE_ACCEPTED)], 1));
    OK(RvSipCallLegReInviteAck(caller.leg, caller.reinvite));
    CHECK(wait_for(&callee.modify[MODIFY(ACK_RCVD)], 1));
    OK(RvSipCallLegDisconnect(callee.leg));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 1) && wait_for(&callee.state[STATE(TERMINATED)], 1));
    end();
}

static void sessions_have_a_timer(void)
{
    RvInt32 seconds = -7, least = -7;
    RvSipSessionExpiresRefresherType who = RVSIP_SESSION_EXPIRES_REFRESHER_UAS;
    RvSipTranscHandle update = NULL;
    const RvSipCallLegSessionTimerRefresherPreference local = RVSIP_CALL_LEG_SESSION_TIMER_REFRESHER_LOCAL;
    prepare();
    caller.stack.cfg.sessionExpires = callee.stack.cfg.sessionExpires = 0;
    begin();
    new_call();
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegSessionTimerGetNegotiationParams(caller.leg, &seconds, &least, &who));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegSessionTimerGetSessionExpiresValue(caller.leg, &seconds));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegSessionTimerGetRefresherType(caller.leg, &who));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegSessionTimerGetAlertTime(caller.leg, &seconds));
    CHECK(seconds == -7 && least == -7);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSessionTimerSetPreferenceParams(caller.leg, -1, UNDEFINED, local));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSessionTimerSetPreferenceParams(caller.leg, 1800, -2, local));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSessionTimerSetPreferenceParams(
                                        caller.leg, 1800, UNDEFINED, (RvSipCallLegSessionTimerRefresherPreference)9));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSessionTimerSetAlertTime(caller.leg, 0));
    OK(RvSipCallLegSessionTimerSetPreferenceParams(caller.leg, 1800, UNDEFINED, local));
    make();
    connected(1);
    OK(RvSipCallLegSessionTimerGetSessionExpiresValue(caller.leg, &seconds));
    OK(RvSipCallLegSessionTimerGetMinSEValue(caller.leg, &least));
    OK(RvSipCallLegSessionTimerGetRefresherType(caller.leg, &who));
    CHECK(seconds == 1800 && least == 90 && who == RVSIP_SESSION_EXPIRES_REFRESHER_UAC);
    OK(RvSipCallLegSessionTimerGetAlertTime(caller.leg, &seconds));
    CHECK(seconds == 900);
    OK(RvSipCallLegSessionTimerGetNegotiationParams(callee.leg, &seconds, &least, &who));
    CHECK(seconds == 1800 && least == UNDEFINED && who == RVSIP_SESSION_EXPIRES_REFRESHER_UAC);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegTranscSessionTimerGeneralRefresh(caller.leg, "INFO", &update));
    CHECK(update == NULL);
    OK(RvSipCallLegTranscSessionTimerGeneralRefresh(caller.leg, "UPDATE", &update));
    CHECK(update != NULL && wait_for(&caller.transc[TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 1));
    CHECK(strcmp(callee.method, "UPDATE") == 0);
    OK(RvSipCallLegTranscCreate(caller.leg, NULL, &update));
    OK(RvSipCallLegTranscSessionTimerSetPreferenceParams(caller.leg, update, 600, 120, local));
    OK(RvSipCallLegTranscSessionTimerGetNegotiationParams(caller.leg, update, &seconds, &least, &who));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipCallLegTranscSessionTimerSetPreferenceParams(callee.leg, update, 600, 120, local));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE,
                 RvSipCallLegTranscSessionTimerGetNegotiationParams(callee.leg, update, &seconds, &least, &who));
    OK(RvSipCallLegReInviteCreate(caller.leg, (RvSipAppCallLegInviteHandle)&caller, &caller.reinvite));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSessionTimerRefresh(caller.leg)); /* there is a re-INVITE */
    OK(RvSipCallLegSessionTimerInviteRefresh(caller.leg, caller.reinvite));
    CHECK(wait_for(&callee.modify[MODIFY(TERMINATED)], 1) && wait_for(&caller.modify[MODIFY(TERMINATED)], 1));
    OK(RvSipCallLegSessionTimerRefresh(caller.leg));
    CHECK(wait_for(&callee.modify[MODIFY(TERMINATED)], 2));
    OK(RvSipCallLegTerminate(caller.leg)); /* with a transaction that was never sent */
    CHECK(wait_for(&caller.transc[TRANSC(TERMINATED)], 1));
    end();
}

static void a_call_is_stored_and_taken_up_again(void)
{
    RvInt32 size = 0;
    char *store;
    prepare();
    begin();
    new_call();
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegGetConnectedCallStorageSize(caller.leg, &size));
    make();
    connected(1);
    OK(RvSipCallLegGetConnectedCallStorageSize(caller.leg, &size));
    store = malloc((size_t)size);
    CHECK(store != NULL);
    CHECK_STATUS(RV_ERROR_INSUFFICIENT_BUFFER, RvSipCallLegStoreConnectedCall(caller.leg, store, size - 1));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegStoreConnectedCall(caller.leg, store, -1));
    OK(RvSipCallLegStoreConnectedCall(caller.leg, store, size));
    OK(RvSipCallLegTerminate(caller.leg));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 1));
    new_call();
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegRestoreConnectedCall(caller.leg, store, size - 1));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegRestoreConnectedCall(caller.leg, store, 0));
    CHECK_STATUS(RV_ERROR_NOTSUPPORTED, RvSipCallLegRestoreOldVersionConnectedCall(caller.leg, store, size));
    OK(RvSipCallLegRestoreConnectedCall(caller.leg, store, size));
    CHECK(wait_for(&caller.state[STATE(CONNECTED)], 2));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegRestoreConnectedCall(caller.leg, store, size));
    free(store);
    OK(RvSipCallLegDisconnect(caller.leg));
    CHECK(wait_for(&callee.state[STATE(TERMINATED)], 1) && wait_for(&caller.state[STATE(TERMINATED)], 2));
    end();
}

static void a_call_is_referred_and_replaced(void)
{
    RvSipReplacesHeaderHandle replaces;
    RvSipPartyHeaderHandle from, to;
    RvSipCallLegHandle first;
    char id[128], from_tag[64], to_tag[64], text[320];
    void *element;
    prepare();
    begin();
    new_call();
    make();
    connected(1);
    first = callee.leg;
    OK(RvSipCallLegGetCallId(caller.leg, id, sizeof id, NULL));
    OK(RvSipCallLegGetFromHeader(caller.leg, &from));
    OK(RvSipCallLegGetToHeader(caller.leg, &to));
    OK(RvSipPartyHeaderGetTag(from, from_tag, sizeof from_tag, NULL));
    OK(RvSipPartyHeaderGetTag(to, to_tag, sizeof to_tag, NULL));
    snprintf(text, sizeof text, "Replaces: %s;to-tag=%s;from-tag=%s", id, to_tag, from_tag);

    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipCallLegReferStr(caller.leg, "<sip:", NULL, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_SYNTAX, RvSipCallLegReferStr(caller.leg, "sip:carol@c.example", NULL, ";;"));
    OK(RvSipCallLegReferStr(caller.leg, "Refer-To: sip:carol@c.example", "<sip:alice@a.example>", "77@x;to-tag=1;from-tag=2"));
    CHECK(wait_for(&caller.transc[TRANSC(CLIENT_GEN_FINAL_RESPONSE_RCVD)], 1));
    CHECK(strcmp(callee.method, "REFER") == 0);
    CHECK(strstr(callee.header, "<sip:carol@c.example?Replaces=77%40x%3Bto-tag%3D1%3Bfrom-tag%3D2>") != NULL);

    new_call();
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetReplacesHeader(caller.leg, &replaces));
    OK(RvSipCallLegGetNewMsgElementHandle(caller.leg, RVSIP_HEADERTYPE_REPLACES, RVSIP_ADDRTYPE_UNDEFINED, &element));
    OK(RvSipReplacesHeaderParse((RvSipReplacesHeaderHandle)element, text));
    OK(RvSipCallLegSetReplacesHeader(caller.leg, (RvSipReplacesHeaderHandle)element));
    OK(RvSipCallLegSetReplacesHeader(caller.leg, NULL));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetReplacesHeader(caller.leg, &replaces));
    OK(RvSipCallLegSetReplacesHeader(caller.leg, (RvSipReplacesHeaderHandle)element));
    OK(RvSipCallLegGetReplacesHeader(caller.leg, &replaces));
    make();
    connected(2);
    CHECK(callee.matched == first && callee.leg != first);
    OK(RvSipCallLegDisconnect(first));
    CHECK(wait_for(&callee.state[STATE(TERMINATED)], 1) && wait_for(&caller.state[STATE(TERMINATED)], 1));
    end();
}

static void a_call_that_does_not_get_there_may_be_given_up(void)
{
    RvSipTransportDNSListHandle list;
    RvSipTranscHandle clone = NULL;
    RvSipTransportDNSIPElement address;
    prepare();
    caller.stack.cfg.eDnsFailover = RVSIP_DNS_FAILOVER_MANUAL;
    begin();
    callee.code = 503; /* of which the next address is tried */
    new_call();
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegDNSGetList(caller.leg, NULL, &list));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegDNSContinue(caller.leg, NULL, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegDNSReSendRequest(caller.leg, NULL));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegDNSGiveUp(caller.leg, NULL));
    make();
    CHECK(wait_for(&caller.state[STATE(MSG_SEND_FAILURE)], 1));
    CHECK(caller.reason == RVSIP_CALL_LEG_REASON_503_RECEIVED);
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegDNSContinue(caller.leg, NULL, &clone));
    OK(RvSipCallLegDNSGetList(caller.leg, NULL, &list));
    memset(&address, 0, sizeof address);
    strcpy(address.addr.strIP, "127.0.0.1");
    address.addr.port = (RvUint16)callee.stack.port;
    address.addr.eTransportType = RVSIP_TRANSPORT_UDP;
    OK(RvSipTransportDNSListPushIPElement(list, &address));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegDNSReSendRequest(caller.leg, NULL));
    OK(RvSipCallLegDNSContinue(caller.leg, NULL, &clone));
    CHECK(clone != NULL);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransactionRequest(clone, NULL, NULL));
    until_gone(callee.leg);
    pause_ms(300 * (long)slow()); /* retransmissionT4: until then it would be the same INVITE by two ways */
    OK(RvSipCallLegDNSReSendRequest(caller.leg, NULL));
    CHECK(wait_for(&caller.state[STATE(MSG_SEND_FAILURE)], 2));
    OK(RvSipCallLegDNSGiveUp(caller.leg, NULL));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 1));
    CHECK(count_of(&callee.created) == 2);
    end();
}

static void text_of(RvSipAddressHandle address, char *user, RvUint size)
{
    OK(RvSipAddrUrlGetUser(address, user, size, NULL));
}

static void what_is_set_is_told(void)
{
    RvSipAddressHandle address, other;
    RvSipPartyHeaderHandle party;
    RvSipCallLegHandle original;
    RvSipCallLegState state;
    RvSipCallLegDirection direction;
    RvSipTransportConnectionHandle connection = (RvSipTransportConnectionHandle)&caller;
    RvSipTimers timers = {100, 4000, 5000, 100, 100, 0, 100, 100, 3000, 2, 1};
    RvBool flag = RV_FALSE;
    RvInt32 number = -7;
    RvUint16 port = 0;
    void *element;
    char text[RVSIP_TRANSPORT_LEN_STRING_IP] = "";
    prepare();
    begin();
    new_call();
    OK(RvSipCallLegGetCurrentState(caller.leg, &state));
    OK(RvSipCallLegGetDirection(caller.leg, &direction));
    CHECK(state == STATE(IDLE) && direction == RVSIP_CALL_LEG_DIRECTION_OUTGOING);
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetToHeader(caller.leg, &party));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetLocalContactAddress(caller.leg, &address));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetRemoteContactAddress(caller.leg, &address));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegGetNewMsgElementHandle(caller.leg, (RvSipHeaderType)999,
                                                                       RVSIP_ADDRTYPE_UNDEFINED, &element));
    OK(RvSipCallLegGetNewMsgElementHandle(caller.leg, RVSIP_HEADERTYPE_FROM, RVSIP_ADDRTYPE_UNDEFINED, &element));
    OK(RvSipPartyHeaderParse((RvSipPartyHeaderHandle)element, RV_FALSE, "<sip:alice@127.0.0.1>;tag=mine"));
    OK(RvSipCallLegSetFromHeader(caller.leg, (RvSipPartyHeaderHandle)element));
    OK(RvSipPartyHeaderParse((RvSipPartyHeaderHandle)element, RV_FALSE, "<sip:bob@127.0.0.1>"));
    OK(RvSipCallLegSetToHeader(caller.leg, (RvSipPartyHeaderHandle)element));
    OK(RvSipCallLegGetFromHeader(caller.leg, &party));
    OK(RvSipPartyHeaderGetTag(party, text, sizeof text, NULL));
    CHECK(strcmp(text, "mine") == 0);
    OK(RvSipCallLegGetLocalContactAddress(caller.leg, &address));
    text_of(address, text, sizeof text);
    CHECK(strcmp(text, "alice") == 0);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegGetNewAddressHandle(caller.leg, (RvSipAddressType)99, &address));
    OK(RvSipCallLegGetNewAddressHandle(caller.leg, RVSIP_ADDRTYPE_URL, &address));
    snprintf(text, sizeof text, "sip:carol@127.0.0.1:%u", callee.stack.port);
    OK(RvSipAddrParse(address, text));
    OK(RvSipCallLegSetRemoteContactAddress(caller.leg, address));
    OK(RvSipCallLegGetRemoteContactAddress(caller.leg, &other));
    CHECK(other != address);
    text_of(other, text, sizeof text);
    CHECK(strcmp(text, "carol") == 0);
    snprintf(text, sizeof text, "sip:dave@127.0.0.1:%u", caller.stack.port);
    OK(RvSipAddrParse(address, text));
    OK(RvSipCallLegSetLocalContactAddress(caller.leg, address));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSetCallId(caller.leg, "a b"));
    OK(RvSipCallLegSetCallId(caller.leg, "call@here"));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetCSeq(caller.leg, &number));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSetCSeq(caller.leg, 0));
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSetCSeq(caller.leg, -1));
    OK(RvSipCallLegSetCSeq(caller.leg, 77));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipCallLegGetOutboundAddress(caller.leg, text, &port));
    OK(RvSipCallLegSetOutboundAddress(caller.leg, "127.0.0.1", (RvUint16)callee.stack.port));
    OK(RvSipCallLegSetForceOutboundAddrFlag(caller.leg, RV_TRUE));
    OK(RvSipCallLegGetOutboundAddress(caller.leg, text, &port));
    CHECK(strcmp(text, "127.0.0.1") == 0 && port == callee.stack.port);
    CHECK_STATUS(RV_ERROR_NOT_FOUND,
                 RvSipCallLegSetLocalAddress(caller.leg, RVSIP_TRANSPORT_UDP, RVSIP_TRANSPORT_ADDRESS_TYPE_IP, "127.0.0.9", 0));
    CHECK_STATUS(RV_ERROR_NOT_FOUND,
                 RvSipCallLegGetLocalAddress(caller.leg, RVSIP_TRANSPORT_UDP, RVSIP_TRANSPORT_ADDRESS_TYPE_IP, text, &port));
    OK(RvSipCallLegSetLocalAddress(caller.leg, RVSIP_TRANSPORT_UDP, RVSIP_TRANSPORT_ADDRESS_TYPE_IP, "127.0.0.1", 0));
    OK(RvSipCallLegGetLocalAddress(caller.leg, RVSIP_TRANSPORT_UDP, RVSIP_TRANSPORT_ADDRESS_TYPE_IP, text, &port));
    CHECK(strcmp(text, "127.0.0.1") == 0 && port == caller.stack.port);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSetTranscTimers(caller.leg, &timers, 0));
    OK(RvSipCallLegSetTranscTimers(caller.leg, &timers, sizeof timers));
    OK(RvSipCallLegSetTranscTimers(caller.leg, NULL, 0));
    OK(RvSipCallLegSetPersistency(caller.leg, RV_FALSE));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetConnection(caller.leg, NULL));
    OK(RvSipCallLegSetPersistency(caller.leg, RV_TRUE));
    OK(RvSipCallLegGetPersistency(caller.leg, &flag));
    CHECK(flag == RV_TRUE);
    OK(RvSipCallLegSetConnection(caller.leg, NULL));
    OK(RvSipCallLegGetConnection(caller.leg, &connection));
    CHECK(connection == NULL);
    OK(RvSipCallLegGetForkingEnabledFlag(caller.leg, &flag));
    CHECK(flag == RV_TRUE);
    OK(RvSipCallLegSetForkingEnabledFlag(caller.leg, RV_FALSE));
    OK(RvSipCallLegGetForkingEnabledFlag(caller.leg, &flag));
    CHECK(flag == RV_FALSE);
    CHECK_STATUS(RV_ERROR_BADPARAM, RvSipCallLegSetForked1xxTimerTimeout(caller.leg, -1));
    OK(RvSipCallLegSetForked1xxTimerTimeout(caller.leg, 0));
    OK(RvSipCallLegGetOriginalCallLeg(caller.leg, &original));
    CHECK(original == caller.leg);
    OK(RvSipCallLegUseFirstRouteForInitialRequest(caller.leg));
    OK(RvSipCallLegSetAppHandle(caller.leg, (RvSipAppCallLegHandle)&callee));
    OK(RvSipCallLegSetAppHandle(caller.leg, (RvSipAppCallLegHandle)&caller));
    OK(RvSipCallLegConnect(caller.leg));
    connected(1);
    OK(RvSipCallLegGetCSeq(caller.leg, &number));
    CHECK(number == 77);
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetCSeq(caller.leg, 1));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetCallId(caller.leg, "other"));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegSetRemoteContactAddress(caller.leg, address));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipCallLegUseFirstRouteForInitialRequest(caller.leg));
    OK(RvSipCallLegGetRemoteContactAddress(callee.leg, &address));
    text_of(address, text, sizeof text);
    CHECK(strcmp(text, "dave") == 0);
    OK(RvSipCallLegDisconnect(callee.leg));
    CHECK(wait_for(&caller.state[STATE(TERMINATED)], 1) && wait_for(&callee.state[STATE(TERMINATED)], 1));
    end();
}

int main(void)
{
    pool = RPOOL_Construct(2048, 10, NULL, RV_FALSE, "callleg");
    RUN(a_call_is_made_talked_in_modified_and_ended);
    RUN(calls_are_refused_cancelled_and_dropped);
    RUN(callers_and_requests_are_asked_for_credentials);
    RUN(acknowledging_may_be_the_programs_work);
    RUN(sessions_have_a_timer);
    RUN(a_call_is_stored_and_taken_up_again);
    RUN(a_call_is_referred_and_replaced);
    RUN(a_call_that_does_not_get_there_may_be_given_up);
    RUN(what_is_set_is_told);
    RPOOL_Destruct(pool);
    return 0;
}
