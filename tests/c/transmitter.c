/* Transmitters: a proxy without state between a client and a registrar, raw octets, a message held and sent elsewhere. */
#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define STATE(name) RVSIP_TRANSMITTER_STATE_##name

static HRPOOL pool;

/* ------------------------------------------------------------------ a transmitter that counts its states */

struct sender {
    struct counter states[STATE(TERMINATED) + 1];
    RvSipTransmitterHandle handle;
    RvSipTransmitterReason reason; /* of the last state */
    int end_when_sent;
    int hold;
    char scheme[8]; /* of the URI that was to be made a SIP URI */
};

static void sender_changed(RvSipTransmitterHandle handle, RvSipAppTransmitterHandle app, RvSipTransmitterState state,
                           RvSipTransmitterReason reason, RvSipMsgHandle msg, void *info)
{
    struct sender *s = (struct sender *)app;
    RvSipTransmitterState now;
    OK(RvSipTransmitterGetCurrentState(handle, &now)); /* alive, in TERMINATED too */
    CHECK(now == state);
    if (state != STATE(NEW_CONN_IN_USE)) /* there it depends on what is sent */
        CHECK((msg != NULL) == (state >= STATE(RESOLVING_ADDR) && state <= STATE(READY_FOR_SENDING)));
    CHECK((info != NULL) == (state == STATE(NEW_CONN_IN_USE)));
    s->reason = reason;
    if (s->hold && state == STATE(FINAL_DEST_RESOLVED)) OK(RvSipTransmitterHoldSending(handle));
    if (s->end_when_sent && (state == STATE(MSG_SENT) || state == STATE(MSG_SEND_FAILURE))) OK(RvSipTransmitterTerminate(handle));
    count_up(&s->states[state]);
}

static RvStatus sender_uri(RvSipTransmitterHandle handle, RvSipAppTransmitterHandle app, RvSipMsgHandle msg,
                           RvSipAddressHandle given, RvSipAddressHandle made, RvBool *resolved)
{
    struct sender *s = (struct sender *)app;
    RvUint length;
    CHECK(handle == s->handle && msg != NULL);
    OK(RvSipAddrAbsGetScheme(given, s->scheme, sizeof s->scheme, &length));
    OK(RvSipAddrUrlSetHost(made, "127.0.0.1"));
    OK(RvSipAddrUrlSetPortNum(made, 9));
    *resolved = RV_TRUE;
    return RV_OK;
}

static void sender_init(struct stack *stack, struct sender *s)
{
    struct counter fresh = COUNTER;
    RvSipTransmitterMgrHandle mgr;
    RvSipTransmitterEvHandlers events;
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < sizeof s->states / sizeof *s->states; i++) s->states[i] = fresh;
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = sender_changed;
    events.pfnOtherURLAddressFoundEvHandler = sender_uri;
    OK(RvSipStackGetTransmitterMgrHandle(stack->handle, &mgr));
    OK(RvSipTransmitterMgrCreateTransmitter(mgr, (RvSipAppTransmitterHandle)s, &events, sizeof events, &s->handle));
}

static void sender_end(struct sender *s)
{
    RvSipTransmitterState state;
    OK(RvSipTransmitterTerminate(s->handle));
    CHECK(wait_for(&s->states[STATE(TERMINATED)], 1));
    for (int i = 0; i < 2000 && RvSipTransmitterGetCurrentState(s->handle, &state) == RV_OK; i++) pause_ms(1);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipTransmitterTerminate(s->handle));
}

static RvSipMsgHandle message(struct stack *stack, const char *text)
{
    RvSipMsgHandle msg;
    OK(RvSipMsgConstruct(stack->messages, pool, &msg));
    OK(RvSipMsgParse(msg, (RvChar *)text, (RvInt32)strlen(text)));
    return msg;
}

/* ------------------------------------------------------------------ a socket that is no SIP stack */

static int plain_socket(int type, unsigned *port)
{
    struct sockaddr_in at;
    socklen_t length = sizeof at;
    struct timeval patience = {10, 0};
    int fd = socket(AF_INET, type, 0);
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&at, &length) == 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    *port = ntohs(at.sin_port);
    return fd;
}

static RvSipTransportAddr address(RvSipTransport transport, unsigned port)
{
    RvSipTransportAddr addr;
    memset(&addr, 0, sizeof addr);
    addr.eTransportType = transport;
    addr.eAddrType = RVSIP_TRANSPORT_ADDRESS_TYPE_IP;
    strcpy(addr.strIP, "127.0.0.1");
    addr.port = (RvUint16)port;
    return addr;
}

static const char ACK[] = "ACK sip:127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 0.0.0.0;branch=z9hG4bKack\r\nMax-Forwards: 70\r\n"
                          "To: <sip:b@example.com>;tag=2\r\nFrom: <sip:a@example.com>;tag=1\r\nCall-ID: c\r\nCSeq: 1 ACK\r\n"
                          "Content-Length: 0\r\n\r\n";

static void a_held_message_goes_where_the_program_says(void)
{
    struct stack stack;
    struct sender s;
    unsigned first, second;
    int other = plain_socket(SOCK_DGRAM, &first), fd = plain_socket(SOCK_DGRAM, &second);
    char text[1024], via[64];
    RvSipTransportAddr to, found;
    RvSipTransportDNSListHandle list;
    RvSipTransmitterState state;
    ssize_t length;
    start(&stack);
    sender_init(&stack, &s);
    s.hold = 1;
    OK(RvSipTransmitterSetFixViaFlag(s.handle, RV_TRUE));
    OK(RvSipTransmitterSetViaBranch(s.handle, "z9hG4bKmine"));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipTransmitterGetDestAddress(s.handle, &found));
    snprintf(text, sizeof text, ACK, first);
    RvSipMsgHandle msg = message(&stack, text);
    OK(RvSipTransmitterSendMessage(s.handle, msg));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransmitterSendMessage(s.handle, msg));
    RvSipMsgDestruct(msg);
    CHECK(wait_for(&s.states[STATE(ON_HOLD)], 1));
    for (int i = 0; i < 2000 && RvSipTransmitterGetDestAddress(s.handle, &found) != RV_OK; i++) pause_ms(1);
    CHECK(found.port == first && found.eTransportType == RVSIP_TRANSPORT_UDP && strcmp(found.strIP, "127.0.0.1") == 0);
    OK(RvSipTransmitterDNSGetList(s.handle, &list));
    to = address(RVSIP_TRANSPORT_UDP, second);
    OK(RvSipTransmitterSetDestAddress(s.handle, &to, sizeof to, NULL, 0));
    OK(RvSipTransmitterResumeSending(s.handle));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransmitterResumeSending(s.handle));
    CHECK(wait_for(&s.states[STATE(MSG_SENT)], 1));
    length = recv(fd, text, sizeof text - 1, 0);
    CHECK(length > 0);
    text[length] = 0;
    snprintf(via, sizeof via, "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKmine;rport\r\n", stack.port);
    CHECK(strstr(text, via) != NULL);
    CHECK(recv(other, text, sizeof text, MSG_DONTWAIT) < 0);
    OK(RvSipTransmitterGetCurrentState(s.handle, &state));
    CHECK(state == STATE(MSG_SENT));
    CHECK(count_of(&s.states[STATE(RESOLVING_ADDR)]) == 1 && count_of(&s.states[STATE(READY_FOR_SENDING)]) == 1);
    sender_end(&s);
    OK(RvSipStackDestruct(stack.handle));
    close(fd), close(other);
}

static void octets_go_out_as_they_are(void)
{
    static const RvSipTransport transports[] = {RVSIP_TRANSPORT_UDP, RVSIP_TRANSPORT_TCP};
    struct stack stack;
    fresh_cfg(&stack.cfg);
    stack.cfg.tcpEnabled = RV_TRUE;
    construct(&stack);
    for (int n = 0; n < 2; n++) {
        struct sender s;
        unsigned port;
        int fd = plain_socket(n == 0 ? SOCK_DGRAM : SOCK_STREAM, &port), conn = fd;
        char got[16];
        RvSipTransportAddr to = address(transports[n], port);
        if (n == 1) CHECK(listen(fd, 4) == 0);
        sender_init(&stack, &s);
        s.end_when_sent = 1;
        CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransmitterSendBuffer(s.handle, "\r\n\r\n", 4));
        OK(RvSipTransmitterSetDestAddress(s.handle, &to, sizeof to, NULL, 0));
        CHECK_STATUS(RV_ERROR_BADPARAM, RvSipTransmitterSendBuffer(s.handle, "\r\n\r\n", 0));
        OK(RvSipTransmitterSendBuffer(s.handle, "\r\n\r\n", 4));
        if (n == 1) {
            conn = accept(fd, NULL, NULL);
            CHECK(conn >= 0);
        }
        CHECK(recv(conn, got, sizeof got, 0) == 4 && memcmp(got, "\r\n\r\n", 4) == 0);
        CHECK(wait_for(&s.states[STATE(TERMINATED)], 1));
        CHECK(count_of(&s.states[STATE(MSG_SENT)]) == 1);
        CHECK(count_of(&s.states[STATE(NEW_CONN_IN_USE)]) == n);
        CHECK(count_of(&s.states[STATE(RESOLVING_ADDR)]) == 0);
        close(fd);
        if (n == 1) close(conn);
    }
    OK(RvSipStackDestruct(stack.handle));
}

static void a_failure_has_its_reason(void)
{
    struct stack stack;
    struct sender s;
    unsigned port;
    RvSipTransmitterResources resources;
    int fd = plain_socket(SOCK_STREAM, &port); /* nobody listens */
    RvSipTransportAddr to = address(RVSIP_TRANSPORT_TCP, port);
    fresh_cfg(&stack.cfg);
    stack.cfg.tcpEnabled = RV_TRUE;
    construct(&stack);
    sender_init(&stack, &s);
    OK(RvSipTransmitterSetDestAddress(s.handle, &to, sizeof to, NULL, 0));
    OK(RvSipTransmitterSetKeepMsgFlag(s.handle, RV_TRUE));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipTransmitterSendMessage(s.handle, NULL));
    RvSipMsgHandle msg = message(&stack, "OPTIONS sip:a@example.com SIP/2.0\r\nTo: <sip:a@example.com>\r\nCSeq: 1 OPTIONS\r\n\r\n");
    OK(RvSipTransmitterSendMessage(s.handle, msg));
    RvSipMsgDestruct(msg);
    CHECK(wait_for(&s.states[STATE(MSG_SEND_FAILURE)], 1));
    CHECK(s.reason == RVSIP_TRANSMITTER_REASON_CONNECTION_ERROR);
    OK(RvSipTransmitterSendMessage(s.handle, NULL)); /* the one that was kept */
    CHECK(wait_for(&s.states[STATE(MSG_SEND_FAILURE)], 2));
    OK(RvSipStackGetResources(stack.handle, RVSIP_TRANSMITTER, &resources));
    CHECK(resources.transmitters.currNumOfUsedElements == 1);
    sender_end(&s);
    OK(RvSipStackDestruct(stack.handle));
    close(fd);
}

static void another_uri_is_made_a_sip_uri(void)
{
    struct stack stack;
    struct sender s;
    RvSipTransportAddr found;
    start(&stack);
    sender_init(&stack, &s);
    s.hold = 1;
    RvSipMsgHandle msg = message(&stack, "OPTIONS mailto:a@example.com SIP/2.0\r\nTo: <sip:a@example.com>\r\nCSeq: 1 OPTIONS\r\n\r\n");
    OK(RvSipTransmitterSendMessage(s.handle, msg));
    RvSipMsgDestruct(msg);
    CHECK(wait_for(&s.states[STATE(ON_HOLD)], 1));
    CHECK(strcmp(s.scheme, "mailto") == 0);
    OK(RvSipTransmitterGetDestAddress(s.handle, &found));
    CHECK(found.port == 9);
    OK(RvSipStackDestruct(stack.handle)); /* with one on hold */
}

/* ------------------------------------------------------------------ a proxy without state */

static struct {
    struct stack stack;
    struct sender senders[64];
    int used;
    struct counter requests, responses;
} proxy = {.requests = COUNTER, .responses = COUNTER};

static struct sender *proxy_sender(void)
{
    struct sender *s = &proxy.senders[proxy.used++];
    CHECK(proxy.used < 64);
    sender_init(&proxy.stack, s);
    s->end_when_sent = 1;
    return s;
}

static RvSipMsgHandle proxy_copy(RvSipMsgHandle msg)
{
    RvSipMsgHandle copy;
    OK(RvSipMsgConstruct(proxy.stack.messages, pool, &copy));
    OK(RvSipMsgCopy(copy, msg));
    return copy;
}

static void proxy_request(RvSipTranscMgrHandle mgr, RvSipMsgHandle msg, RvBool *create)
{
    RvSipHeaderListElemHandle place;
    RvSipViaHeaderHandle top, mine;
    char branch[128], longer[160];
    RvUint length;
    struct sender *s = proxy_sender();
    RvSipMsgHandle copy = proxy_copy(msg);
    RvSipTransportAddr to = address(RVSIP_TRANSPORT_UDP, registrar.stack.port);
    (void)mgr;
    *create = RV_FALSE;
    /* RFC 3261 section 16.11: the branch follows from that of the request, so that a copy of it is the same again. */
    top = RvSipMsgGetHeaderByType(copy, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place);
    OK(RvSipViaHeaderGetBranchParam(top, branch, sizeof branch, &length));
    snprintf(longer, sizeof longer, "%s-proxy", branch);
    OK(RvSipViaHeaderConstructInMsg(copy, RV_TRUE, &mine));
    OK(RvSipViaHeaderSetHost(mine, "0.0.0.0"));
    OK(RvSipTransmitterSetViaBranch(s->handle, longer));
    OK(RvSipTransmitterSetFixViaFlag(s->handle, RV_TRUE));
    OK(RvSipTransmitterSetDestAddress(s->handle, &to, sizeof to, NULL, 0));
    OK(RvSipTransmitterSendMessage(s->handle, copy));
    RvSipMsgDestruct(copy);
    count_up(&proxy.requests);
}

static void proxy_response(RvSipTranscMgrHandle mgr, RvSipMsgHandle msg)
{
    RvSipHeaderListElemHandle place;
    struct sender *s = proxy_sender();
    RvSipMsgHandle copy = proxy_copy(msg);
    (void)mgr;
    CHECK(RvSipMsgGetHeaderByType(copy, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place) != NULL);
    OK(RvSipMsgRemoveHeaderAt(copy, place));
    OK(RvSipTransmitterSendMessage(s->handle, copy));
    RvSipMsgDestruct(copy);
    count_up(&proxy.responses);
}

static void a_client_registers_through_a_proxy_without_state(void)
{
    struct stack phone;
    struct client c;
    RvSipTransactionMgrEvHandlers events;
    registrar_start_as(0);
    fresh_cfg(&proxy.stack.cfg);
    proxy.stack.cfg.isProxy = RV_TRUE;
    construct(&proxy.stack);
    memset(&events, 0, sizeof events);
    events.pfnNewRequestRcvdEvHandler = proxy_request;
    events.pfnOutOfContextMsgRcvdEvHandler = proxy_response;
    OK(RvSipTransactionMgrSetMgrEvHandlers(proxy.stack.transactions, &events, sizeof events));
    fresh_cfg(&phone.cfg);
    strcpy(phone.cfg.outboundProxyIpAddress, "127.0.0.1");
    phone.cfg.outboundProxyPort = (RvInt32)proxy.stack.port;
    construct(&phone);
    client_handlers(&phone);
    client_init(&c);
    client_register(&phone, &c, 0);
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_REGISTERED], 1));
    CHECK(count_of(&proxy.requests) == 1 && count_of(&proxy.responses) == 1);
    CHECK(count_of(&registrar.requests) == 1);
    client_end(&c);
    OK(RvSipStackDestruct(phone.handle));
    OK(RvSipStackDestruct(proxy.stack.handle));
    registrar_stop();
}

static void reject_request(RvSipTranscMgrHandle mgr, RvSipMsgHandle msg, RvBool *create)
{
    RvSipTranscHandle transaction = NULL, second = NULL;
    RvSipTransactionState state = RVSIP_TRANSC_STATE_IDLE;
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipTranscMgrCreateServerTransactionFromMsg(mgr, msg, NULL, NULL));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipTranscMgrCreateServerTransactionFromMsg(mgr, NULL, NULL, &transaction));
    OK(RvSipTranscMgrCreateServerTransactionFromMsg(mgr, msg, NULL, &transaction));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTranscMgrCreateServerTransactionFromMsg(mgr, msg, NULL, &second));
    CHECK(second == NULL);
    OK(RvSipTransactionGetCurrentState(transaction, &state));
    CHECK(state == RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD);
    OK(RvSipTransactionRespond(transaction, 403, "Not from there"));
    *create = RV_FALSE;
    count_up(&proxy.requests);
}

static void a_proxy_without_state_rejects_a_request(void)
{
    struct stack phone;
    struct client c;
    char uri[64];
    RvSipTransactionMgrEvHandlers events;
    memset(&proxy, 0, sizeof proxy);
    proxy.requests = proxy.responses = (struct counter)COUNTER;
    start(&proxy.stack);
    memset(&events, 0, sizeof events);
    events.pfnNewRequestRcvdEvHandler = reject_request;
    OK(RvSipTransactionMgrSetMgrEvHandlers(proxy.stack.transactions, &events, sizeof events));
    start(&phone);
    client_handlers(&phone);
    client_init(&c);
    snprintf(uri, sizeof uri, "sip:127.0.0.1:%u", proxy.stack.port);
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    OK(RvSipRegClientMake(c.handle, "<sip:a@example.com>", "<sip:a@example.com>", uri, "<sip:a@127.0.0.1>"));
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_FAILED], 1));
    CHECK(count_of(&proxy.requests) == 1);
    client_end(&c);
    OK(RvSipStackDestruct(phone.handle));
    OK(RvSipStackDestruct(proxy.stack.handle));
}

/* ------------------------------------------------------------------ the transmitter of a transaction */

static struct {
    struct counter held;
    RvSipTransmitterHandle transmitter;
} of_client = {.held = COUNTER};

static RvStatus hold_it(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipTranscHandle transaction, RvSipMsgHandle msg)
{
    (void)client, (void)app, (void)msg;
    OK(RvSipTransactionGetTransmitter(transaction, &of_client.transmitter));
    OK(RvSipTransmitterHoldSending(of_client.transmitter));
    count_up(&of_client.held);
    return RV_OK;
}

static void a_registration_is_held_and_sent_to_another_server(void)
{
    struct stack phone;
    struct client c;
    RvSipRegClientEvHandlers events;
    RvSipTransportAddr to;
    RvSipTransmitterState state = STATE(IDLE);
    registrar_start_as(0);
    start(&phone);
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = client_state;
    events.pfnFinalDestResolvedEvHandler = hold_it;
    OK(RvSipRegClientMgrSetEvHandlers(phone.clients, &events, sizeof events));
    client_init(&c);
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    OK(RvSipRegClientMake(c.handle, "<sip:a@example.com>", "<sip:a@example.com>", "sip:127.0.0.1:9", "<sip:a@127.0.0.1>"));
    CHECK(wait_for(&of_client.held, 1));
    for (int i = 0; i < 2000 && state != STATE(ON_HOLD); i++) {
        OK(RvSipTransmitterGetCurrentState(of_client.transmitter, &state));
        pause_ms(1);
    }
    CHECK(state == STATE(ON_HOLD));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransmitterTerminate(of_client.transmitter));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipTransmitterSetFixViaFlag(of_client.transmitter, RV_TRUE));
    to = address(RVSIP_TRANSPORT_UDP, registrar.stack.port);
    OK(RvSipTransmitterSetDestAddress(of_client.transmitter, &to, sizeof to, NULL, 0));
    OK(RvSipTransmitterResumeSending(of_client.transmitter));
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_REGISTERED], 1));
    CHECK(count_of(&registrar.requests) == 1);
    client_end(&c);
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

int main(void)
{
    pool = RPOOL_Construct(1024, 4, NULL, RV_TRUE, "transmitter");
    CHECK(pool != NULL);
    RUN(a_held_message_goes_where_the_program_says);
    RUN(octets_go_out_as_they_are);
    RUN(a_failure_has_its_reason);
    RUN(another_uri_is_made_a_sip_uri);
    RUN(a_client_registers_through_a_proxy_without_state);
    RUN(a_proxy_without_state_rejects_a_request);
    RUN(a_registration_is_held_and_sent_to_another_server);
    RPOOL_Destruct(pool);
    return 0;
}
