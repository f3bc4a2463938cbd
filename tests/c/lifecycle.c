/* Stacks come and go: configuration, ports, failures to bind, descriptors. */
#include "check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

static void a_stack_is_constructed_and_destructed_a_hundred_times(void)
{
    struct rlimit limit;
    int before = open_descriptors();
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = (rlim_t)before + 40; /* descriptors left behind would soon be too many */
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int i = 0; i < 100; i++) {
        struct stack s;
        fresh_cfg(&s.cfg);
        s.cfg.tcpEnabled = RV_TRUE;
        construct(&s);
        OK(RvSipStackDestruct(s.handle));
        CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipStackDestruct(s.handle));
    }
    CHECK(open_descriptors() == before);
    limit.rlim_cur = limit.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

static void two_stacks_live_side_by_side(void)
{
    struct stack a, b;
    RvSipRegClientHandle client;
    start(&a);
    start(&b);
    CHECK(a.port != b.port);
    OK(RvSipRegClientMgrCreateRegClient(b.clients, NULL, &client));
    OK(RvSipStackDestruct(a.handle));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientMgrCreateRegClient(a.clients, NULL, &client));
    OK(RvSipRegClientMgrCreateRegClient(b.clients, NULL, &client));
    OK(RvSipStackDestruct(b.handle));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipRegClientRegister(client));
}

struct log_lines {
    int count;
    char text[4096];
};

static void keep_line(void *context, RvSipLogFilters filter, const RvChar *line)
{
    struct log_lines *lines = context;
    CHECK(filter != 0 && (filter & (filter - 1)) == 0);
    if (filter == RVSIP_LOG_ERROR_FILTER) {
        lines->count++;
        snprintf(lines->text + strlen(lines->text), sizeof lines->text - strlen(lines->text), "%s\n", line);
    }
}

static void a_port_in_use_fails_and_the_log_says_why(void)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    struct log_lines lines = {0};
    RvSipStackCfg cfg;
    RvSipStackHandle stack = NULL;
    char port[16];
    int taken = socket(AF_INET, SOCK_DGRAM, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(taken, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(getsockname(taken, (struct sockaddr *)&address, &length) == 0);

    int before = open_descriptors();
    fresh_cfg(&cfg);
    cfg.localUdpPort = ntohs(address.sin_port);
    cfg.tcpEnabled = RV_TRUE;
    cfg.defaultLogFilters = RVSIP_LOG_ERROR_FILTER;
    cfg.pfnPrintLogEntryEvHandler = keep_line;
    cfg.pfnPrintLogEntryContext = &lines;
    CHECK_STATUS(RV_ERROR_NETWORK_PROBLEM, RvSipStackConstruct(sizeof cfg, &cfg, &stack));
    CHECK(stack == NULL);
    CHECK(open_descriptors() == before);
    snprintf(port, sizeof port, "%u", ntohs(address.sin_port));
    CHECK(lines.count >= 1);
    CHECK(strstr(lines.text, "127.0.0.1") != NULL);
    CHECK(strstr(lines.text, port) != NULL);

    /* an address this machine does not have */
    fresh_cfg(&cfg);
    strcpy(cfg.localUdpAddress, "192.0.2.77");
    CHECK_STATUS(RV_ERROR_NETWORK_PROBLEM, RvSipStackConstruct(sizeof cfg, &cfg, &stack));
    CHECK(open_descriptors() == before);
    close(taken);
}

static void a_smaller_configuration_is_taken_and_never_overrun(void)
{
    struct {
        RvSipStackCfg cfg;
        unsigned char guard[64];
    } memory;
    RvInt32 sizes[] = {4, 8, 12, 64, 200};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *bytes = (unsigned char *)&memory;
        RvSipStackHandle stack;
        memset(&memory, 0xa5, sizeof memory);
        OK(RvSipStackInitCfg(sizes[i], &memory.cfg));
        for (size_t at = (size_t)sizes[i]; at < sizeof memory; at++) CHECK(bytes[at] == 0xa5);
        RvStatus status = RvSipStackConstruct(sizes[i], &memory.cfg, &stack);
        CHECK(status == RV_OK || status == RV_ERROR_NETWORK_PROBLEM); /* 5060 may be taken on this machine */
        for (size_t at = (size_t)sizes[i]; at < sizeof memory; at++) CHECK(bytes[at] == 0xa5);
        if (status == RV_OK) OK(RvSipStackDestruct(stack));
    }
    CHECK(RvSipStackInitCfg(0, &memory.cfg) != RV_OK);
    CHECK(RvSipStackInitCfg(-1, &memory.cfg) != RV_OK);
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipStackInitCfg(sizeof memory.cfg, NULL));
}

static void the_values_really_used_are_written_back(void)
{
    struct stack s;
    fresh_cfg(&s.cfg);
    s.cfg.maxCallLegs = 10;
    s.cfg.maxSubscriptions = 5;
    s.cfg.maxTransactions = -1;
    s.cfg.maxTransmitters = -1;
    s.cfg.messagePoolNumofPages = -1;
    s.cfg.tcpEnabled = RV_TRUE;
    s.cfg.maxConnections = -1;
    s.cfg.maxTlsSessions = -1;
    s.cfg.retransmissionT1 = 250;
    s.cfg.retransmissionT2 = 10; /* below 4000: makes no sense */
    s.cfg.generalRequestTimeoutTimer = -1;
    s.cfg.generalLingerTimer = -1;
    construct(&s);
    CHECK(s.cfg.maxTransactions == 15);
    CHECK(s.cfg.maxTransmitters == 35);
    CHECK(s.cfg.messagePoolNumofPages == 37);
    CHECK(s.cfg.maxConnections == 8);
    CHECK(s.cfg.maxTlsSessions == 8);
    CHECK(s.cfg.retransmissionT2 == 4000);
    CHECK(s.cfg.retransmissionT4 == 5000);
    CHECK(s.cfg.generalRequestTimeoutTimer == 64 * 250);
    CHECK(s.cfg.generalLingerTimer == 64 * 250);
    OK(RvSipStackDestruct(s.handle));
}

static void the_port_the_system_chose_is_told(void)
{
    struct stack s;
    fresh_cfg(&s.cfg);
    s.cfg.tcpEnabled = RV_TRUE;
    construct(&s);
    CHECK(s.cfg.localUdpPort != RVSIP_TRANSPORT_ANY_PORT && s.cfg.localUdpPort != 0);
    CHECK(s.cfg.localTcpPort != RVSIP_TRANSPORT_ANY_PORT && s.cfg.localTcpPort != 0);
    OK(RvSipStackDestruct(s.handle));
}

static void the_limit_of_register_clients_holds(void)
{
    struct stack s;
    RvSipRegClientHandle a, b, c;
    RvSipRegClientResources use;
    fresh_cfg(&s.cfg);
    s.cfg.maxRegClients = 2;
    construct(&s);
    OK(RvSipRegClientMgrCreateRegClient(s.clients, NULL, &a));
    OK(RvSipRegClientMgrCreateRegClient(s.clients, NULL, &b));
    CHECK_STATUS(RV_ERROR_OUTOFRESOURCES, RvSipRegClientMgrCreateRegClient(s.clients, NULL, &c));
    OK(RvSipStackGetResources(s.handle, RVSIP_REGCLIENT, &use));
    CHECK(use.regClients.numOfAllocatedElements == 2);
    CHECK(use.regClients.currNumOfUsedElements == 2);
    CHECK(use.regClients.maxUsageOfElements == 2);
    OK(RvSipRegClientTerminate(a));
    for (int i = 0; i < 1000; i++) { /* ends on the stack's thread */
        OK(RvSipStackGetResources(s.handle, RVSIP_REGCLIENT, &use));
        if (use.regClients.currNumOfUsedElements == 1) break;
        pause_ms(5);
    }
    OK(RvSipRegClientMgrCreateRegClient(s.clients, NULL, &c));
    OK(RvSipStackDestruct(s.handle));
}

static void wrong_arguments_are_told(void)
{
    struct stack s;
    RvSipStackHandle nothing = NULL;
    RvSipRegClientHandle client;
    start(&s);
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipStackDestruct(NULL));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipStackDestruct((RvSipStackHandle)(uintptr_t)0x1234));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE, RvSipStackDestruct((RvSipStackHandle)(void *)s.clients));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipStackConstruct(sizeof s.cfg, NULL, &nothing));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipStackConstruct(sizeof s.cfg, &s.cfg, NULL));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipStackGetRegClientMgrHandle(s.handle, NULL));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipRegClientMgrCreateRegClient(NULL, NULL, &client));
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipRegClientMgrCreateRegClient(s.clients, NULL, NULL));
    CHECK_STATUS(RV_ERROR_INVALID_HANDLE,
                 RvSipRegClientMgrCreateRegClient((RvSipRegClientMgrHandle)(void *)s.transactions, NULL, &client));
    OK(RvSipStackDestruct(s.handle));
}

static int log_has(const char *text)
{
    char line[4096];
    int found = 0;
    FILE *file = fopen("SipLog.txt", "r");
    if (file == NULL) return 0;
    while (fgets(line, sizeof line, file) != NULL) found += strstr(line, text) != NULL;
    fclose(file);
    return found;
}

static void a_log_without_a_callback_goes_to_siplog_txt(void)
{
    char directory[] = "/tmp/rvsip-log-XXXXXX", before[4096];
    struct stack s;
    RvSipRegClientHandle client;
    CHECK(getcwd(before, sizeof before) != NULL && mkdtemp(directory) != NULL && chdir(directory) == 0);

    start(&s); /* no filters: no file */
    OK(RvSipRegClientMgrCreateRegClient(s.clients, NULL, &client));
    CHECK(RvSipRegClientRegister(client) != RV_OK);
    OK(RvSipStackDestruct(s.handle));
    CHECK(access("SipLog.txt", F_OK) != 0);

    fresh_cfg(&s.cfg);
    s.cfg.defaultLogFilters = RVSIP_LOG_ERROR_FILTER;
    construct(&s);
    OK(RvSipRegClientMgrCreateRegClient(s.clients, NULL, &client));
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientAuthenticate(client));
    for (int i = 0; i < 1000 && !log_has("Authenticate"); i++) pause_ms(5);
    CHECK(log_has("ERROR - REG_CLIENT - Authenticate") == 1);
    OK(RvSipStackSetNewLogFilters(s.handle, RVSIP_REGCLIENT, 0)); /* from now on not a line */
    CHECK_STATUS(RV_ERROR_ILLEGAL_ACTION, RvSipRegClientAuthenticate(client));
    OK(RvSipStackDestruct(s.handle));
    CHECK(log_has("Authenticate") == 1);
    CHECK(unlink("SipLog.txt") == 0 && chdir(before) == 0 && rmdir(directory) == 0);
}

int main(void)
{
    RUN(a_stack_is_constructed_and_destructed_a_hundred_times);
    RUN(two_stacks_live_side_by_side);
    RUN(a_port_in_use_fails_and_the_log_says_why);
    RUN(a_log_without_a_callback_goes_to_siplog_txt);
    RUN(a_smaller_configuration_is_taken_and_never_overrun);
    RUN(the_values_really_used_are_written_back);
    RUN(the_port_the_system_chose_is_told);
    RUN(the_limit_of_register_clients_holds);
    RUN(wrong_arguments_are_told);
    return 0;
}
