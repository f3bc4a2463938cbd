/* Connections with owners, hooks on the transport, local addresses that come and go. */
#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>

#define CONN(name) RVSIP_TRANSPORT_CONN_STATE_##name

static RvSipTransportMgrHandle transport_of(const struct stack *s)
{
    RvSipTransportMgrHandle mgr;
    OK(RvSipStackGetTransportMgrHandle(s->handle, &mgr));
    return mgr;
}

/* ------------------------------------------------------------------ an owner that counts its states */

struct owner {
    struct counter states[CONN(TERMINATED) + 1];
    struct counter errors;
    RvSipTransportConnectionHandle conn;
    RvSipTransportConnectionState end_at; /* ends the connection inside this state */
};

static void owner_init(struct owner *o)
{
    struct counter fresh = COUNTER;
    memset(o, 0, sizeof *o);
    for (size_t i = 0; i < sizeof o->states / sizeof *o->states; i++) o->states[i] = fresh;
    o->errors = fresh;
    o->end_at = RVSIP_TRANSPORT_CONN_STATE_UNDEFINED;
}

static RvStatus on_state(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                         RvSipTransportConnectionState state, RvSipTransportConnectionStateChangeReason reason)
{
    struct owner *o = (struct owner *)owner;
    RvSipTransportConnectionState now;
    RvSipTransport transport;
    (void)reason;
    OK(RvSipTransportConnectionGetCurrentState(conn, &now)); /* alive, in TERMINATED too */
    OK(RvSipTransportConnectionGetTransportType(conn, &transport));
    CHECK(transport == RVSIP_TRANSPORT_TCP);
    if (o->end_at == state) OK(RvSipTransportConnectionTerminate(conn));
    count_up(&o->states[state]);
    return RV_OK;
}

static void on_status(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                      RvSipTransportConnectionStatus status, void *info)
{
    (void)conn;
    CHECK(status == RVSIP_TRANSPORT_CONN_STATUS_ERROR && info == NULL);
    count_up(&((struct owner *)owner)->errors);
}

static RvSipTransportConnectionEvHandlers owner_events(void)
{
    RvSipTransportConnectionEvHandlers events;
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_state;
    events.pfnStatusEvHandler = on_status;
    return events;
}

static void wait_until_gone(RvSipTransportConnectionHandle conn)
{
    RvSipTransportConnectionState state;
    RvStatus status = RV_OK;
    for (int i = 0; i < 1000 * (int)slow() && (status = RvSipTransportConnectionGetCurrentState(conn, &state)) == RV_OK; i++)
        pause_ms(5);
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, status);
}

static void open_to_registrar(struct stack *phone, struct owner *o)
{
    RvSipTransportConnectionEvHandlers events = owner_events();
    RvSipTransportConnectionCfg cfg;
    OK(RvSipTransportMgrCreateConnection(transport_of(phone), (RvSipTransportConnectionOwnerHandle)o, &events, sizeof events,
                                         &o->conn));
    memset(&cfg, 0, sizeof cfg);
    cfg.eTransportType = RVSIP_TRANSPORT_TCP;
    strcpy(cfg.destAddress.strIP, "127.0.0.1");
    cfg.destAddress.port = registrar.stack.cfg.localTcpPort;
    OK(RvSipTransportConnectionInit(o->conn, &cfg, sizeof cfg));
}

static void phone_start(struct stack *phone)
{
    fresh_cfg(&phone->cfg);
    phone->cfg.tcpEnabled = RV_TRUE;
    phone->cfg.ePersistencyLevel = RVSIP_TRANSPORT_PERSISTENCY_LEVEL_TRANSC_USER;
    construct(phone);
    client_handlers(phone);
}

static void a_client_registers_over_the_connection_of_the_program(void)
{
    struct stack phone;
    struct owner o;
    struct client c;
    RvSipTransportConnectionHandle used;
    RvInt32 owners;
    registrar_start();
    phone_start(&phone);
    owner_init(&o);
    open_to_registrar(&phone, &o);
    client_init(&c);
    client_register(&phone, &c, 1);
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_REGISTERED], 1));
    CHECK(wait_for(&o.states[CONN(TCP_CONNECTED)], 1));
    OK(RvSipRegClientGetConnection(c.handle, &used));
    CHECK(used == o.conn);
    OK(RvSipTransportConnectionGetNumOfOwners(o.conn, &owners));
    CHECK(owners == 2);
    OK(RvSipTransportConnectionDetachOwner(o.conn, (RvSipTransportConnectionOwnerHandle)&o));
    client_end(&c); /* the last owner: the connection goes too */
    wait_until_gone(o.conn);
    CHECK(count_of(&o.states[CONN(TERMINATED)]) == 0);
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static void a_connection_may_end_inside_each_state(void)
{
    struct stack phone;
    registrar_start();
    phone_start(&phone);
    for (int state = CONN(READY); state <= CONN(TERMINATED); state++) {
        struct owner *o = malloc(sizeof *o);
        owner_init(o);
        o->end_at = (RvSipTransportConnectionState)state;
        open_to_registrar(&phone, o);
        RvSipTransportConnectionConnect(o->conn);
        if (state >= CONN(CLOSING)) {
            CHECK(wait_for(&o->states[CONN(TCP_CONNECTED)], 1));
            OK(RvSipTransportConnectionTerminate(o->conn));
        }
        CHECK(wait_for(&o->states[CONN(TERMINATED)], 1));
        wait_until_gone(o->conn);
        free(o);
    }
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static void a_stack_ends_with_connections_in_every_state(void)
{
    struct stack phone;
    struct owner o[4];
    int before;
    registrar_start();
    before = open_descriptors();
    phone_start(&phone);
    for (int i = 0; i < 4; i++) {
        owner_init(&o[i]);
        open_to_registrar(&phone, &o[i]);
        if (i > 0) OK(RvSipTransportConnectionConnect(o[i].conn));
        if (i > 1) CHECK(wait_for(&o[i].states[CONN(TCP_CONNECTED)], 1));
        if (i > 2) OK(RvSipTransportConnectionTerminate(o[i].conn));
    }
    OK(RvSipStackDestruct(phone.handle));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipTransportConnectionTerminate(o[0].conn));
    for (int i = 0; i < 1000 * (int)slow() && open_descriptors() > before; i++) pause_ms(5);
    CHECK(open_descriptors() <= before);
    registrar_stop();
}

/* ------------------------------------------------------------------ the side of the server, with all hooks */

static struct counter created = COUNTER, ends = COUNTER, in = COUNTER, out = COUNTER, parsed = COUNTER, data = COUNTER;

static RvStatus on_created(RvSipTransportMgrHandle mgr, RvSipTransportConnectionHandle conn, RvBool *drop)
{
    char ip[RVSIP_TRANSPORT_LEN_STRING_IP];
    RvUint16 port;
    RvSipTransportAddressType type;
    CHECK(mgr != NULL && *drop == RV_FALSE);
    OK(RvSipTransportConnectionGetRemoteAddress(conn, ip, &port, &type));
    CHECK(strcmp(ip, "127.0.0.1") == 0 && port != 0 && type == RVSIP_TRANSPORT_ADDRESS_TYPE_IP);
    OK(RvSipTransportConnectionGetLocalAddress(conn, ip, &port, &type));
    CHECK(port == registrar.stack.cfg.localTcpPort);
    count_up(&created);
    return RV_OK;
}

static RvStatus on_server_state(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                                RvSipTransportConnectionState state, RvSipTransportConnectionStateChangeReason reason)
{
    RvBool client;
    (void)reason;
    CHECK(owner == NULL);
    OK(RvSipTransportConnectionIsClient(conn, &client));
    CHECK(!client);
    if (state == CONN(TERMINATED)) count_up(&ends);
    return RV_OK;
}

static void on_buffer_in(RvSipTransportMgrHandle mgr, RvSipTransportAddr *local, RvSipTransportAddr *remote,
                         RvSipTransportConnectionHandle conn, RvChar *buffer, RvInt32 size, RvBool *discard)
{
    CHECK(mgr != NULL && conn != NULL && *discard == RV_FALSE);
    CHECK(local->eTransportType == RVSIP_TRANSPORT_TCP && remote->port != 0);
    CHECK(size > 8 && memcmp(buffer, "REGISTER", 8) == 0);
    count_up(&in);
}

static void on_buffer_out(RvSipTransportMgrHandle mgr, RvSipTransportAddr *local, RvSipTransportAddr *remote,
                          RvSipTransportConnectionHandle conn, RvChar *buffer, RvInt32 size, RvBool *discard)
{
    (void)mgr, (void)local, (void)remote;
    CHECK(conn != NULL && *discard == RV_FALSE && size > 8 && memcmp(buffer, "SIP/2.0 ", 8) == 0);
    count_up(&out);
}

static void on_data(RvSipTransportMgrHandle mgr, RvSipTransportConnectionHandle conn, RvChar *buffer, RvInt32 size, RvBool *discard)
{
    CHECK(mgr != NULL && conn != NULL && buffer != NULL && size > 0 && *discard == RV_FALSE);
    count_up(&data);
}

static void on_parsed(RvSipTransportMgrHandle mgr, RvSipMsgHandle msg, RvSipTransportConnectionHandle conn, RvBool legal)
{
    CHECK(mgr != NULL && conn != NULL && legal);
    CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_REGISTER);
    count_up(&parsed);
}

static void on_ext(RvSipTransportMgrHandle mgr, RvSipMsgHandle msg, RvSipTransportConnectionHandle conn, RvBool *process)
{
    CHECK(mgr != NULL && conn != NULL && *process == RV_TRUE);
    CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_REGISTER);
}

static void every_hook_of_a_server_is_called(void)
{
    struct stack phone;
    struct client c;
    RvSipTransportMgrEvHandlers events;
    registrar_start();
    memset(&events, 0, sizeof events);
    events.pfnConnectionCreatedEvHandler = on_created;
    events.pfnConnectionStateChangedEvHandler = on_server_state;
    events.pfnBufferReceivedEvHandler = on_buffer_in;
    events.pfnBufferToSendEvHandler = on_buffer_out;
    events.pfnConnectionDataReceivedEvHandler = on_data;
    events.pfnConnectionParserResultEvHandler = on_parsed;
    events.pfnMsgReceivedExtEvHandler = on_ext;
    OK(RvSipTransportMgrSetEvHandlers(transport_of(&registrar.stack), NULL, &events, sizeof events));
    phone_start(&phone);
    client_init(&c);
    client_register(&phone, &c, 1);
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_REGISTERED], 1));
    CHECK(count_of(&created) == 1 && count_of(&in) == 1 && count_of(&out) == 1 && count_of(&parsed) == 1 && count_of(&data) >= 1);
    client_end(&c);
    CHECK(wait_for(&ends, 1));
    /* An older program has a smaller structure. */
    OK(RvSipTransportMgrSetEvHandlers(transport_of(&registrar.stack), NULL, &events, sizeof events.pfnConnectionStateChangedEvHandler));
    client_register(&phone, &c, 1);
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_REGISTERED], 2));
    CHECK(count_of(&created) == 1);
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

/* ------------------------------------------------------------------ local addresses */

static int tos_of_next_datagram(int socket)
{
    char bytes[4096], control[256];
    struct iovec part = {bytes, sizeof bytes};
    struct msghdr msg;
    memset(&msg, 0, sizeof msg);
    msg.msg_iov = &part;
    msg.msg_iovlen = 1;
    msg.msg_control = control;
    msg.msg_controllen = sizeof control;
    CHECK(recvmsg(socket, &msg, 0) > 0);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c != NULL; c = CMSG_NXTHDR(&msg, c))
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS) return *(unsigned char *)CMSG_DATA(c);
    return -1;
}

static void what_leaves_from_an_address_has_its_type_of_service(void)
{
    struct stack phone;
    struct client c;
    struct sockaddr_in here;
    socklen_t size = sizeof here;
    RvSipTransportLocalAddressHandle local, added;
    RvSipTransportAddr address;
    RvInt32 tos;
    char uri[64];
    int on = 1, peer = socket(AF_INET, SOCK_DGRAM, 0);
    memset(&here, 0, sizeof here);
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(peer, (struct sockaddr *)&here, sizeof here) == 0 && getsockname(peer, (struct sockaddr *)&here, &size) == 0);
    CHECK(setsockopt(peer, IPPROTO_IP, IP_RECVTOS, &on, sizeof on) == 0);
    phone_start(&phone);
    OK(RvSipTransportMgrLocalAddressGetFirst(transport_of(&phone), RVSIP_TRANSPORT_UDP, &local));
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipTransportMgrLocalAddressGetIpTosSockOption(transport_of(&phone), local, &tos));
    OK(RvSipTransportMgrLocalAddressSetIpTosSockOption(transport_of(&phone), local, 0x68));
    client_init(&c);
    snprintf(uri, sizeof uri, "sip:127.0.0.1:%u", ntohs(here.sin_port));
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    OK(RvSipRegClientMake(c.handle, "<sip:a@check.example>", "<sip:a@check.example>", uri, NULL));
    CHECK(tos_of_next_datagram(peer) == 0x68);
    client_end(&c);
    while (recv(peer, uri, sizeof uri, MSG_DONTWAIT | MSG_TRUNC) > 0) { /* sent again while this machine was busy */
    }
    snprintf(uri, sizeof uri, "sip:127.0.0.1:%u", ntohs(here.sin_port));
    /* Another address, with a type of service of its own, chosen by its text. */
    memset(&address, 0, sizeof address);
    strcpy(address.strIP, "127.0.0.2");
    address.eAddrType = RVSIP_TRANSPORT_ADDRESS_TYPE_IP;
    address.eTransportType = RVSIP_TRANSPORT_UDP;
    address.port = RVSIP_TRANSPORT_ANY_PORT;
    OK(RvSipTransportMgrLocalAddressAdd(transport_of(&phone), &address, sizeof address, &added));
    OK(RvSipTransportMgrLocalAddressGetDetails(transport_of(&phone), added, sizeof address, &address));
    CHECK(strcmp(address.strIP, "127.0.0.2") == 0 && address.port != 0 && address.port != RVSIP_TRANSPORT_ANY_PORT);
    OK(RvSipTransportMgrLocalAddressSetIpTosSockOption(transport_of(&phone), added, 0x10));
    client_init(&c);
    OK(RvSipRegClientMgrCreateRegClient(phone.clients, (RvSipAppRegClientHandle)&c, &c.handle));
    OK(RvSipRegClientSetLocalAddress(c.handle, RVSIP_TRANSPORT_UDP, RVSIP_TRANSPORT_ADDRESS_TYPE_IP, "127.0.0.2", 0));
    OK(RvSipRegClientMake(c.handle, "<sip:a@check.example>", "<sip:a@check.example>", uri, NULL));
    CHECK(tos_of_next_datagram(peer) == 0x10);
    OK(RvSipTransportMgrLocalAddressRemove(transport_of(&phone), added));
    CHECK(wait_for(&c.states[RVSIP_REG_CLIENT_STATE_FAILED], 1));
    CHECK(c.reason == RVSIP_REG_CLIENT_REASON_NETWORK_ERROR);
    client_end(&c);
    OK(RvSipStackDestruct(phone.handle));
    close(peer);
}

int main(void)
{
    RUN(a_client_registers_over_the_connection_of_the_program);
    RUN(a_connection_may_end_inside_each_state);
    RUN(a_stack_ends_with_connections_in_every_state);
    RUN(every_hook_of_a_server_is_called);
    RUN(what_leaves_from_an_address_has_its_type_of_service);
    return 0;
}
