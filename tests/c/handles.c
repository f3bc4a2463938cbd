/* Calls every function with handles that name nothing and with NULL for each place it writes to. tests/handles.rs writes
 * handles_table.h from the prototypes of the library's header. Exits with 0 when every call was refused as documented. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <rvsip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 16 /* arguments of one function */

enum role { HANDLE, ANY_HEADER, TEXT, CALLBACK, BYTES, TIMERS, PLACE, NUMBER };
enum returned { STATUS, ZERO, UNSET, VOID };
enum allowed { REQUIRED, NULL_ALLOWED, ANY_ALLOWED };

union value {
    void *pointer;
    long long number;
    void (*callback)(void *);
};

struct argument {
    enum role role;
    long long number; /* the type of a handle, the form of a text, or the number to pass */
    enum allowed allowed;
    const char *name;
};

struct function {
    const char *name;
    long long (*call)(const union value *);
    enum returned returned;
    int count;
    struct argument arguments[MOST];
};

#include "handles_table.h"

#define FUNCTIONS ((int)(sizeof functions / sizeof functions[0]))
#define ROOM 4096
#define PATTERN 0xA5

static int failures;
static long calls;

/* What lives, what lived, and what lived in a stack that is gone. */
static void *living[TYPES], *stale[TYPES], *gone[TYPES];
static unsigned char places[MOST][ROOM], untouched[ROOM], bytes[ROOM];
static RvSipTimers timers;
static char texts[5][32] = {"sip:text@127.0.0.1", "text/plain", "Word", "z9hG4bKbranch", "127.0.0.1"};

static void must(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "the ground is not laid: %s\n", what);
        exit(2);
    }
}

#define MUST(condition) must((condition), #condition)

/* Whether all handles but the one under test name something. */
static int others_living(const struct function *f, int n)
{
    int i;
    for (i = 0; i < f->count; i++)
        if (i != n && f->arguments[i].role == HANDLE && living[f->arguments[i].number] == NULL)
            return 0;
    return 1;
}

static void complain(const struct function *f, int n, const char *given, long long result, const char *what)
{
    static const struct argument *last;
    failures++;
    /* one line an argument */
    if (last != &f->arguments[n])
        fprintf(stderr, "%s(%s: %s) returned %lld: %s\n", f->name, f->arguments[n].name, given, result, what);
    last = &f->arguments[n];
}

static void no_timer(void *context) { (void)context; }

/* All arguments as they should be. */
static void prepare(const struct function *f, union value *a)
{
    int n;
    for (n = 0; n < f->count; n++) {
        const struct argument *arg = &f->arguments[n];
        a[n].number = 0;
        memset(places[n], PATTERN, ROOM);
        switch (arg->role) {
        case HANDLE: a[n].pointer = living[arg->number]; break;
        case ANY_HEADER: a[n].pointer = living[T_RvSipContactHeaderHandle]; break;
        case TEXT: a[n].pointer = texts[arg->number]; break;
        case CALLBACK: a[n].callback = no_timer; break;
        case BYTES: a[n].pointer = bytes; break;
        case TIMERS: a[n].pointer = &timers; break;
        case PLACE: a[n].pointer = places[n]; break;
        case NUMBER: a[n].number = arg->number; break;
        }
        if (arg->role == ANY_HEADER && strstr(f->name, "RespondUnauthenticated") != NULL)
            a[n].pointer = living[T_RvSipAuthenticationHeaderHandle];
    }
}

static int changed(const struct function *f)
{
    int n;
    for (n = 0; n < f->count; n++)
        if (memcmp(places[n], untouched, ROOM) != 0)
            return 1;
    return 0;
}

/* Calls with one argument replaced by a handle that must be refused. */
static void refused(const struct function *f, int n, void *bad, const char *given)
{
    union value a[MOST];
    long long result;
    int expected = bad == NULL ? RV_ERROR_NULLPTR : RV_ERROR_INVALID_HANDLE;
    if (f->arguments[n].allowed == ANY_ALLOWED || (bad == NULL && f->arguments[n].allowed == NULL_ALLOWED))
        return;
    prepare(f, a);
    a[n].pointer = bad;
    result = f->call(a);
    calls++;
    if (f->returned == STATUS && !others_living(f, n) && result != RV_OK)
        expected = (int)result; /* the other one may be told first */
    if (f->returned == STATUS && result != expected)
        complain(f, n, given, result, expected == RV_ERROR_NULLPTR ? "not RV_ERROR_NULLPTR" : "not RV_ERROR_INVALID_HANDLE");
    if (f->returned == ZERO && result != 0)
        complain(f, n, given, result, "not 0");
    if (f->returned == UNSET && result != UNDEFINED)
        complain(f, n, given, result, "not UNDEFINED");
    if (changed(f))
        complain(f, n, given, result, "wrote to a place");
}

static uint64_t random_number(void)
{
    static uint64_t seed = 0x5eed000000000001u;
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * 0x2545f4914f6cdd1du;
}

static void *number(uint64_t n) { return (void *)(uintptr_t)n; }

static int is_header(int type)
{
    return strstr(type_names[type], "HeaderHandle") != NULL;
}

static void bad_handles(const struct function *f, int n)
{
    const struct argument *arg = &f->arguments[n];
    void *good = arg->role == HANDLE ? living[arg->number] : living[T_RvSipContactHeaderHandle];
    uint64_t name = (uint64_t)(uintptr_t)good;
    char given[80];
    int i;

    refused(f, n, NULL, "NULL");
    refused(f, n, number(1), "1");
    refused(f, n, number(UINT64_MAX), "all ones");
    refused(f, n, texts, "an address");
    for (i = 0; i < 24; i++) {
        uint64_t garbage = random_number();
        snprintf(given, sizeof given, "garbage %llx", (unsigned long long)garbage);
        refused(f, n, number(garbage), given);
    }
    if (good != NULL) {
        /* Next to a part of a message is another one, and an Other handle may name any header. */
        int element = arg->number == T_RvSipHeaderListElemHandle || arg->number == T_RvSipOtherHeaderHandle ||
                      arg->number == T_RvSipAddressHandle;
        for (i = element ? 16 : 0; i < 64; i++) {
            snprintf(given, sizeof given, "its own handle with bit %d turned", i);
            refused(f, n, number(name ^ (uint64_t)1 << i), given);
        }
        for (i = 0; i < 24; i++) {
            /* the tag is right, the rest is not */
            uint64_t garbage = (name & (uint64_t)63 << 58) | random_number() >> 6;
            snprintf(given, sizeof given, "the right tag and garbage %llx", (unsigned long long)garbage);
            refused(f, n, number(garbage), given);
        }
    }
    for (i = 0; i < TYPES; i++) {
        int fits = arg->role == HANDLE ? i == arg->number : is_header(i);
        if (living[i] != NULL && !fits) {
            snprintf(given, sizeof given, "a living %s", type_names[i]);
            refused(f, n, living[i], given);
        }
        if (fits || i % 4 == 0) {
            snprintf(given, sizeof given, "a stale %s", type_names[i]);
            if (stale[i] != NULL)
                refused(f, n, stale[i], given);
            if (gone[i] != NULL)
                refused(f, n, gone[i], given);
        }
    }
}

/* NULL for one place and for one text, everything else as it should be. */
static void null_places(const struct function *f)
{
    union value a[MOST];
    long long result;
    int n;
    for (n = 0; n < f->count; n++) {
        const struct argument *arg = &f->arguments[n];
        if (arg->role != PLACE && arg->role != TEXT && arg->role != BYTES && arg->role != TIMERS)
            continue;
        if (strcmp(f->name, "RvSipMidMemFree") == 0)
            continue; /* its argument comes from RvSipMidMemAlloc alone */
        prepare(f, a);
        a[n].pointer = NULL;
        result = f->call(a);
        calls++;
        if (arg->role != PLACE || f->returned != STATUS)
            continue;
        if (result == RV_OK && arg->allowed == REQUIRED)
            complain(f, n, "NULL", result, "taken");
        if (result != RV_OK && result != RV_ERROR_INSUFFICIENT_BUFFER && changed(f))
            complain(f, n, "NULL", result, "wrote to a place");
    }
}

/* ---- the ground: one living and one dead object of each type ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t told = PTHREAD_COND_INITIALIZER;
static int ended, connected;

static void client_changed(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipRegClientState state,
                           RvSipRegClientStateChangeReason reason)
{
    (void)client, (void)app, (void)reason;
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_REG_CLIENT_STATE_TERMINATED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
}

static void transaction_changed(RvSipTranscHandle transc, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                                RvSipTransactionStateChangeReason reason)
{
    (void)transc, (void)owner, (void)reason;
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_TRANSC_STATE_TERMINATED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
}

static void call_changed(RvSipCallLegHandle call, RvSipAppCallLegHandle app, RvSipCallLegState state,
                         RvSipCallLegStateChangeReason reason)
{
    (void)app, (void)reason;
    if (state == RVSIP_CALL_LEG_STATE_OFFERING) RvSipCallLegAccept(call);
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_CALL_LEG_STATE_TERMINATED;
    connected += state == RVSIP_CALL_LEG_STATE_CONNECTED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
}

static void subs_changed(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipSubsState state, RvSipSubsStateChangeReason reason)
{
    (void)subs, (void)app, (void)reason;
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_SUBS_STATE_TERMINATED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
}

static void notify_changed(RvSipSubsHandle subs, RvSipAppSubsHandle app, RvSipNotifyHandle notify, RvSipAppNotifyHandle own,
                           RvSipSubsNotifyStatus state, RvSipSubsNotifyReason reason, RvSipMsgHandle msg)
{
    (void)subs, (void)app, (void)notify, (void)own, (void)reason, (void)msg;
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_SUBS_NOTIFY_STATUS_TERMINATED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
}

static RvStatus connection_changed(RvSipTransportConnectionHandle conn, RvSipTransportConnectionOwnerHandle owner,
                                   RvSipTransportConnectionState state, RvSipTransportConnectionStateChangeReason reason)
{
    (void)conn, (void)owner, (void)reason;
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_TRANSPORT_CONN_STATE_TERMINATED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
    return RV_OK;
}

static void wait_for(const int *number, int count)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&lock);
    while (*number < count)
        MUST(pthread_cond_timedwait(&told, &lock, &until) == 0);
    pthread_mutex_unlock(&lock);
}

static void wait_for_ends(int count) { wait_for(&ended, count); }

static void transmitter_changed(RvSipTransmitterHandle handle, RvSipAppTransmitterHandle app, RvSipTransmitterState state,
                                RvSipTransmitterReason reason, RvSipMsgHandle msg, void *info)
{
    (void)handle, (void)app, (void)reason, (void)msg, (void)info;
    pthread_mutex_lock(&lock);
    ended += state == RVSIP_TRANSMITTER_STATE_TERMINATED;
    pthread_cond_signal(&told);
    pthread_mutex_unlock(&lock);
}

static RvSipTransmitterHandle transmitter(RvSipTransmitterMgrHandle mgr)
{
    RvSipTransmitterEvHandlers events;
    RvSipTransmitterHandle made;
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = transmitter_changed;
    MUST(RvSipTransmitterMgrCreateTransmitter(mgr, NULL, &events, sizeof events, &made) == RV_OK);
    return made;
}

/* One whose neighbours are dead: those of its number that differ in one bit. Transactions have transmitters too. */
static RvSipTransmitterHandle lonely_transmitter(RvSipTransmitterMgrHandle mgr)
{
    RvSipTransmitterHandle first = transmitter(mgr), second = transmitter(mgr), third = transmitter(mgr);
    MUST(RvSipTransmitterTerminate(first) == RV_OK && RvSipTransmitterTerminate(second) == RV_OK);
    wait_for_ends(2);
    ended = 0;
    return third;
}

/* A call that is connected, and no call whose number differs in one bit. The first stack calls itself and stores that call, the other
 * takes it up, without any transaction. */
static RvSipCallLegHandle call(RvSipCallLegMgrHandle mgr, unsigned port)
{
    static char stored[1024];
    static RvInt32 size;
    RvSipCallLegHandle legs[4];
    char to[64];
    int n;
    for (n = 0; n < 4; n++)
        MUST(RvSipCallLegMgrCreateCallLeg(mgr, NULL, &legs[n]) == RV_OK);
    if (size == 0) {
        snprintf(to, sizeof to, "<sip:a@127.0.0.1:%u>", port);
        MUST(RvSipCallLegMake(legs[3], to, to) == RV_OK);
        wait_for(&connected, 2);
        MUST(RvSipCallLegGetConnectedCallStorageSize(legs[3], &size) == RV_OK && size <= (RvInt32)sizeof stored);
        MUST(RvSipCallLegStoreConnectedCall(legs[3], stored, size) == RV_OK);
    } else {
        MUST(RvSipCallLegRestoreConnectedCall(legs[3], stored, size) == RV_OK);
        wait_for(&connected, 3);
    }
    for (n = 0; n < 3; n++)
        MUST(RvSipCallLegTerminate(legs[n]) == RV_OK);
    wait_for_ends(3);
    ended = 0;
    return legs[3];
}

/* A notifier that both ends agreed on. */
static RvSipSubsHandle notifier(RvSipSubsMgrHandle mgr, const char *name)
{
    char event[32] = "presence", from[64] = "<sip:a@127.0.0.1>;tag=1", to[64] = "<sip:b@127.0.0.1:1>;tag=2", id[32];
    RvSipSubsHandle subs;
    RvSipCallLegHandle dialog;
    MUST(RvSipSubsMgrCreateOutOfBandSubscription(mgr, NULL, NULL, RVSIP_SUBS_TYPE_NOTIFIER, &subs) == RV_OK);
    MUST(RvSipSubsGetDialogObj(subs, &dialog) == RV_OK);
    snprintf(id, sizeof id, "%s", name);
    MUST(RvSipCallLegSetCallId(dialog, id) == RV_OK);
    MUST(RvSipSubsInitStr(subs, from, to, UNDEFINED, event) == RV_OK);
    return subs;
}

/* Notifications of it; of those whose number differs in one bit from the last none lives. */
static RvSipNotifyHandle notification(RvSipSubsHandle subs, RvSipNotifyHandle *dead)
{
    RvSipNotifyHandle made[5];
    int n, before = ended;
    for (n = 0; n < 5; n++)
        MUST(RvSipSubsCreateNotify(subs, NULL, &made[n]) == RV_OK);
    for (n = 0; n < 4; n++)
        MUST(RvSipNotifyTerminate(made[n]) == RV_OK);
    wait_for_ends(before + 4);
    ended = before;
    *dead = made[0];
    return made[4];
}

static void start(void *place[TYPES])
{
    RvSipSubsMgrHandle subs_mgr;
    RvSipSubsEvHandlers subs_events;
    RvSipSubsHandle subs[5];
    RvSipNotifyHandle dead;
    int n;
    RvSipCallLegEvHandlers call_events;
    RvSipCallLegMgrHandle calls_mgr;
    RvSipCallLegHandle leg;
    RvSipCallLegInviteHandle reinvite;
    RvSipStackCfg cfg;
    RvSipRegClientEvHandlers client_events;
    RvSipTransactionEvHandlers transaction_events;
    RvSipStackHandle stack;
    RvSipRegClientMgrHandle clients;
    RvSipTranscMgrHandle transactions;
    RvSipMsgMgrHandle messages;
    RvSipAuthenticatorHandle authenticator;
    RvSipTransportMgrHandle transport;
    RvSipTransportLocalAddressHandle address;
    RV_LOG_Handle log;
    RvSipRegClientHandle client;
    RvSipTranscHandle transaction;
    RvSipResolverMgrHandle resolvers;
    RvSipResolverHandle resolver;
    RvSipTransportDNSListHandle list;
    RvSipTransmitterMgrHandle transmitters;

    MUST(RvSipStackInitCfg(sizeof cfg, &cfg) == RV_OK);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    strcpy(cfg.localTcpAddress, "127.0.0.1");
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    cfg.localTcpPort = RVSIP_TRANSPORT_ANY_PORT;
    cfg.tcpEnabled = RV_TRUE;
    cfg.enableServerAuth = RV_TRUE;
    cfg.maxRegClients = 100;
    cfg.maxTransactions = 100;
    cfg.maxCallLegs = 100;
    cfg.maxSubscriptions = 100;
    MUST(RvSipStackConstruct(sizeof cfg, &cfg, &stack) == RV_OK);
    MUST(RvSipStackGetRegClientMgrHandle(stack, &clients) == RV_OK);
    MUST(RvSipStackGetTransactionMgrHandle(stack, &transactions) == RV_OK);
    MUST(RvSipStackGetMsgMgrHandle(stack, &messages) == RV_OK);
    MUST(RvSipStackGetAuthenticatorHandle(stack, &authenticator) == RV_OK);
    MUST(RvSipStackGetLogHandle(stack, &log) == RV_OK);
    MUST(RvSipStackGetTransportMgrHandle(stack, &transport) == RV_OK);
    MUST(RvSipTransportMgrLocalAddressGetFirst(transport, RVSIP_TRANSPORT_UNDEFINED, &address) == RV_OK);
    memset(&client_events, 0, sizeof client_events);
    client_events.pfnStateChangedEvHandler = client_changed;
    MUST(RvSipRegClientMgrSetEvHandlers(clients, &client_events, sizeof client_events) == RV_OK);
    memset(&transaction_events, 0, sizeof transaction_events);
    transaction_events.pfnEvStateChanged = transaction_changed;
    MUST(RvSipTransactionMgrSetEvHandlers(transactions, NULL, &transaction_events, sizeof transaction_events) == RV_OK);
    MUST(RvSipRegClientMgrCreateRegClient(clients, NULL, &client) == RV_OK);
    MUST(RvSipTranscMgrCreateTransaction(transactions, NULL, &transaction) == RV_OK);
    MUST(RvSipStackGetResolverMgrHandle(stack, &resolvers) == RV_OK);
    MUST(RvSipResolverMgrCreateResolver(resolvers, NULL, &resolver) == RV_OK);
    MUST(RvSipResolverGetDNSList(resolver, &list) == RV_OK);
    MUST(RvSipStackGetTransmitterMgrHandle(stack, &transmitters) == RV_OK);
    MUST(RvSipStackGetCallLegMgrHandle(stack, &calls_mgr) == RV_OK);
    memset(&call_events, 0, sizeof call_events);
    call_events.pfnStateChangedEvHandler = call_changed;
    MUST(RvSipCallLegMgrSetEvHandlers(calls_mgr, &call_events, sizeof call_events) == RV_OK);
    leg = call(calls_mgr, cfg.localUdpPort);
    MUST(RvSipCallLegReInviteCreate(leg, NULL, &reinvite) == RV_OK);
    MUST(RvSipStackGetSubsMgrHandle(stack, &subs_mgr) == RV_OK);
    memset(&subs_events, 0, sizeof subs_events);
    subs_events.pfnStateChangedEvHandler = subs_changed;
    subs_events.pfnNotifyEvHandler = notify_changed;
    MUST(RvSipSubsMgrSetEvHandlers(subs_mgr, &subs_events, sizeof subs_events) == RV_OK);
    for (n = 0; n < 5; n++) {
        char name[16];
        snprintf(name, sizeof name, "agreed%d", n);
        subs[n] = notifier(subs_mgr, name);
    }
    for (n = 0; n < 4; n++)
        MUST(RvSipSubsTerminate(subs[n]) == RV_OK);
    wait_for_ends(4);
    ended = 0;
    place[T_RvSipSubsMgrHandle] = subs_mgr;
    place[T_RvSipSubsHandle] = subs[4];
    place[T_RvSipNotifyHandle] = notification(subs[4], &dead);
    if (place == living) {
        stale[T_RvSipNotifyHandle] = dead;
        stale[T_RvSipSubsHandle] = subs[0];
    }
    place[T_RvSipStackHandle] = stack;
    place[T_RvSipCallLegMgrHandle] = calls_mgr;
    place[T_RvSipCallLegHandle] = leg;
    place[T_RvSipCallLegInviteHandle] = reinvite;
    place[T_RvSipTransmitterMgrHandle] = transmitters;
    place[T_RvSipTransmitterHandle] = lonely_transmitter(transmitters);
    place[T_RvSipResolverMgrHandle] = resolvers;
    place[T_RvSipResolverHandle] = resolver;
    place[T_RvSipTransportDNSListHandle] = list;
    place[T_RvSipRegClientMgrHandle] = clients;
    place[T_RvSipTranscMgrHandle] = transactions;
    place[T_RvSipMsgMgrHandle] = messages;
    place[T_RvSipAuthenticatorHandle] = authenticator;
    place[T_RV_LOG_Handle] = log;
    place[T_RvSipTransportMgrHandle] = transport;
    place[T_RvSipTransportLocalAddressHandle] = address;
    place[T_RvSipRegClientHandle] = client;
    place[T_RvSipTranscHandle] = transaction;
}

static void dead_objects(void)
{
    /* Some, so that no later object has a handle like that of the first but for one bit. */
    RvSipRegClientHandle client[8];
    RvSipTranscHandle transaction[8];
    RvSipTransmitterHandle sender[8];
    RvSipCallLegHandle leg[8];
    RvSipResolverHandle resolver[8];
    RvSipTransportConnectionHandle conn[8];
    RvSipTransportLocalAddressHandle address[8];
    RvSipTransportConnectionEvHandlers events;
    RvSipTransportAddr local;
    int n;
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = connection_changed;
    memset(&local, 0, sizeof local);
    strcpy(local.strIP, "127.0.0.1");
    local.eTransportType = RVSIP_TRANSPORT_UDP;
    local.port = RVSIP_TRANSPORT_ANY_PORT;
    for (n = 0; n < 8; n++) {
        MUST(RvSipRegClientMgrCreateRegClient(living[T_RvSipRegClientMgrHandle], NULL, &client[n]) == RV_OK);
        MUST(RvSipTranscMgrCreateTransaction(living[T_RvSipTranscMgrHandle], NULL, &transaction[n]) == RV_OK);
        sender[n] = transmitter(living[T_RvSipTransmitterMgrHandle]);
        MUST(RvSipCallLegMgrCreateCallLeg(living[T_RvSipCallLegMgrHandle], NULL, &leg[n]) == RV_OK);
        MUST(RvSipResolverMgrCreateResolver(living[T_RvSipResolverMgrHandle], NULL, &resolver[n]) == RV_OK);
        MUST(RvSipTransportMgrCreateConnection(living[T_RvSipTransportMgrHandle], NULL, &events, sizeof events, &conn[n]) == RV_OK);
        MUST(RvSipTransportMgrLocalAddressAdd(living[T_RvSipTransportMgrHandle], &local, sizeof local, &address[n]) == RV_OK);
    }
    MUST(RvSipResolverGetDNSList(resolver[0], (RvSipTransportDNSListHandle *)&stale[T_RvSipTransportDNSListHandle]) == RV_OK);
    for (n = 0; n < 8; n++) {
        MUST(RvSipResolverTerminate(resolver[n]) == RV_OK);
        MUST(RvSipRegClientTerminate(client[n]) == RV_OK);
        MUST(RvSipTransactionTerminate(transaction[n]) == RV_OK);
        MUST(RvSipTransmitterTerminate(sender[n]) == RV_OK);
        MUST(RvSipCallLegTerminate(leg[n]) == RV_OK);
        MUST(RvSipTransportConnectionTerminate(conn[n]) == RV_OK);
        MUST(RvSipTransportMgrLocalAddressRemove(living[T_RvSipTransportMgrHandle], address[n]) == RV_OK);
    }
    wait_for_ends(40);
    stale[T_RvSipRegClientHandle] = client[0];
    stale[T_RvSipTranscHandle] = transaction[0];
    stale[T_RvSipTransmitterHandle] = sender[0];
    stale[T_RvSipCallLegHandle] = leg[0];
    stale[T_RvSipResolverHandle] = resolver[0];
    stale[T_RvSipTransportConnectionHandle] = conn[0];
    stale[T_RvSipTransportLocalAddressHandle] = address[0];
    /* Its neighbours are dead. */
    MUST(RvSipTransportMgrLocalAddressAdd(living[T_RvSipTransportMgrHandle], &local, sizeof local, &address[0]) == RV_OK);
    living[T_RvSipTransportLocalAddressHandle] = address[0];
}

/* A connection, held by a client that registers with somebody who never answers. */
static int connection(void)
{
    struct sockaddr_in at;
    socklen_t length = sizeof at;
    RvSipRegClientHandle client;
    RvSipTransportConnectionHandle conn = NULL;
    char registrar[64];
    int listener = socket(AF_INET, SOCK_STREAM, 0), tries;
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    MUST(listener >= 0 && bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 4) == 0);
    MUST(getsockname(listener, (struct sockaddr *)&at, &length) == 0);
    snprintf(registrar, sizeof registrar, "sip:127.0.0.1:%d;transport=tcp", ntohs(at.sin_port));
    MUST(RvSipRegClientMgrCreateRegClient(living[T_RvSipRegClientMgrHandle], NULL, &client) == RV_OK);
    MUST(RvSipRegClientSetPersistency(client, RV_TRUE) == RV_OK);
    MUST(RvSipRegClientMake(client, "<sip:a@example.com>", "<sip:a@example.com>", registrar, "<sip:a@127.0.0.1>") == RV_OK);
    for (tries = 0; tries < 2000 && conn == NULL; tries++) {
        MUST(RvSipRegClientGetConnection(client, &conn) == RV_OK);
        usleep(5000);
    }
    MUST(conn != NULL);
    living[T_RvSipTransportConnectionHandle] = conn;
    return listener;
}

/* One header of each type in a message. */
static void headers(void *place[TYPES])
{
    static const struct {
        int type;
        RvSipHeaderType number;
    } kinds[] = {
        {T_RvSipContactHeaderHandle, RVSIP_HEADERTYPE_CONTACT},
        {T_RvSipViaHeaderHandle, RVSIP_HEADERTYPE_VIA},
        {T_RvSipCSeqHeaderHandle, RVSIP_HEADERTYPE_CSEQ},
        {T_RvSipExpiresHeaderHandle, RVSIP_HEADERTYPE_EXPIRES},
        {T_RvSipDateHeaderHandle, RVSIP_HEADERTYPE_DATE},
        {T_RvSipRouteHopHeaderHandle, RVSIP_HEADERTYPE_ROUTE_HOP},
        {T_RvSipAuthenticationHeaderHandle, RVSIP_HEADERTYPE_AUTHENTICATION},
        {T_RvSipAuthorizationHeaderHandle, RVSIP_HEADERTYPE_AUTHORIZATION},
        {T_RvSipContentTypeHeaderHandle, RVSIP_HEADERTYPE_CONTENT_TYPE},
        {T_RvSipContentDispositionHeaderHandle, RVSIP_HEADERTYPE_CONTENT_DISPOSITION},
        {T_RvSipAllowHeaderHandle, RVSIP_HEADERTYPE_ALLOW},
        {T_RvSipRetryAfterHeaderHandle, RVSIP_HEADERTYPE_RETRY_AFTER},
        {T_RvSipOtherHeaderHandle, RVSIP_HEADERTYPE_OTHER},
    };
    RvSipMsgMgrHandle mgr = living[T_RvSipMsgMgrHandle];
    RvSipMsgHandle msg;
    RvSipHeaderListElemHandle element = NULL;
    RvSipHeaderType type;
    size_t n;
    MUST(RvSipMsgConstruct(mgr, living[T_HRPOOL], &msg) == RV_OK);
    place[T_RvSipMsgHandle] = msg;
    for (n = 0; n < sizeof kinds / sizeof kinds[0]; n++)
        MUST(RvSipMsgConstructHeaderInMsgByType(msg, kinds[n].number, RV_FALSE, &place[kinds[n].type]) == RV_OK);
    MUST(RvSipPartyHeaderConstructInMsg(msg, RV_TRUE, (RvSipPartyHeaderHandle *)&place[T_RvSipPartyHeaderHandle]) == RV_OK);
    MUST(RvSipBodyConstructInMsg(msg, (RvSipBodyHandle *)&place[T_RvSipBodyHandle]) == RV_OK);
    MUST(RvSipBodyPartConstruct(mgr, living[T_HRPOOL], (RvSipBodyPartHandle *)&place[T_RvSipBodyPartHandle]) == RV_OK);
    MUST(RvSipAddrConstructInContactHeader(place[T_RvSipContactHeaderHandle], RVSIP_ADDRTYPE_URL,
                                           (RvSipAddressHandle *)&place[T_RvSipAddressHandle]) == RV_OK);
    MUST(RvSipMsgGetHeader(msg, RVSIP_FIRST_HEADER, &element, &type) != NULL);
    place[T_RvSipHeaderListElemHandle] = element;
}

/* Values that make the functions under test reach the handle. */
static void fill(void)
{
    RvSipAuthenticationHeaderHandle challenge = living[T_RvSipAuthenticationHeaderHandle];
    RvSipMsgHandle msg = living[T_RvSipMsgHandle];
    RvSipAddressHandle address = living[T_RvSipAddressHandle];
    RvSipPartyHeaderHandle from;
    memset(&timers, 0xFF, sizeof timers);
    MUST(RvSipPartyHeaderParse(living[T_RvSipPartyHeaderHandle], RV_TRUE, "To: <sip:a@example.com>") == RV_OK);
    MUST(RvSipPartyHeaderConstructInMsg(msg, RV_FALSE, &from) == RV_OK);
    MUST(RvSipPartyHeaderParse(from, RV_FALSE, "From: <sip:a@example.com>;tag=1") == RV_OK);
    MUST(RvSipMsgSetCallIdHeader(msg, "call") == RV_OK);
    MUST(RvSipCSeqHeaderSetMethodType(living[T_RvSipCSeqHeaderHandle], RVSIP_METHOD_REGISTER, NULL) == RV_OK);
    MUST(RvSipCSeqHeaderSetStep(living[T_RvSipCSeqHeaderHandle], 1) == RV_OK);
    MUST(RvSipAddrParse(address, "sip:a@127.0.0.1") == RV_OK);
    MUST(RvSipRegClientSetPersistency(living[T_RvSipRegClientHandle], RV_TRUE) == RV_OK);
    MUST(RvSipCallLegSetPersistency(living[T_RvSipCallLegHandle], RV_TRUE) == RV_OK);
    MUST(RvSipTransactionSetPersistency(living[T_RvSipTranscHandle], RV_TRUE) == RV_OK);
    MUST(RvSipTransmitterSetPersistency(living[T_RvSipTransmitterHandle], RV_TRUE) == RV_OK);
    MUST(RvSipExpiresHeaderSetDeltaSeconds(living[T_RvSipExpiresHeaderHandle], 60) == RV_OK);
    MUST(RvSipAuthenticationHeaderSetAuthScheme(challenge, RVSIP_AUTH_SCHEME_DIGEST, NULL) == RV_OK);
    MUST(RvSipAuthenticationHeaderSetRealm(challenge, "\"a\"") == RV_OK);
    MUST(RvSipAuthenticationHeaderSetNonce(challenge, "\"b\"") == RV_OK);
    MUST(RvSipAuthenticatorSetProxyAuthInfo(living[T_RvSipAuthenticatorHandle], challenge, "u", "p") == RV_OK);
}

int main(void)
{
    RvSipMidCfg mid_cfg;
    RvSipMidMgrHandle mid;
    RvSipRegClientState state;
    RvSipCallLegState call_state;
    RvUint32 length;
    HPAGE page = NULL;
    HRPOOL pool;
    int listener, f, n, known = 0;

    memset(untouched, PATTERN, ROOM);
    memset(&mid_cfg, 0, sizeof mid_cfg);
    MUST(RvSipMidInit() == RV_OK);
    MUST(RvSipMidConstruct(sizeof mid_cfg, &mid_cfg, &mid) == RV_OK);
    stale[T_RvSipMidMgrHandle] = mid;
    MUST(RvSipMidDestruct(mid) == RV_OK);
    MUST(RvSipMidConstruct(sizeof mid_cfg, &mid_cfg, &mid) == RV_OK);
    living[T_RvSipMidMgrHandle] = mid;

    start(gone);
    start(living);
    MUST(RvSipStackDestruct(gone[T_RvSipStackHandle]) == RV_OK);
    dead_objects();
    listener = connection();

    pool = RPOOL_Construct(256, 100, NULL, RV_FALSE, "gone");
    MUST(pool != NULL && RPOOL_GetPage(pool, 0, &page) == RV_OK);
    stale[T_HRPOOL] = pool;
    gone[T_HPAGE] = page;
    RPOOL_Destruct(pool);
    pool = RPOOL_Construct(256, 100, NULL, RV_FALSE, "lives");
    MUST(pool != NULL && RPOOL_GetPage(pool, 0, &page) == RV_OK);
    stale[T_HPAGE] = page;
    RPOOL_FreePage(pool, page);
    MUST(RPOOL_GetPage(pool, 0, &page) == RV_OK);
    living[T_HRPOOL] = pool;
    living[T_HPAGE] = page;
    headers(stale);
    RvSipMsgDestruct(stale[T_RvSipMsgHandle]);
    RvSipBodyPartDestruct(stale[T_RvSipBodyPartHandle]);
    headers(living);
    fill();
    MUST(RvSipRegClientSetContactHeader(living[T_RvSipRegClientHandle], living[T_RvSipContactHeaderHandle]) == RV_OK);

    for (f = 0; f < FUNCTIONS; f++)
        for (n = 0; n < functions[f].count; n++)
            if (functions[f].arguments[n].role == HANDLE || functions[f].arguments[n].role == ANY_HEADER)
                bad_handles(&functions[f], n);

    /* What lived before lives still. */
    MUST(RvSipRegClientGetCurrentState(living[T_RvSipRegClientHandle], &state) == RV_OK);
    MUST(state == RVSIP_REG_CLIENT_STATE_IDLE);
    MUST(RvSipCallLegGetCurrentState(living[T_RvSipCallLegHandle], &call_state) == RV_OK);
    MUST(call_state == RVSIP_CALL_LEG_STATE_CONNECTED);
    MUST(RvSipTransactionSetCSeqStep(living[T_RvSipTranscHandle], 7) == RV_OK);
    MUST(RPOOL_AppendFromExternalToPage(pool, page, "abc", 3, &(RvInt32){0}) == RV_OK);
    MUST(RvSipMsgEncode(living[T_RvSipMsgHandle], pool, &page, &length) != RV_ERROR_INVALID_HANDLE);
    for (n = 0; n < TYPES; n++)
        known += living[n] != NULL;

    for (f = 0; f < FUNCTIONS; f++)
        null_places(&functions[f]);

    MUST(RvSipStackDestruct(living[T_RvSipStackHandle]) == RV_OK);
    MUST(RvSipMidDestruct(mid) == RV_OK);
    RPOOL_Destruct(pool);
    close(listener);
    printf("%d functions, %d of %d types of handles living, %ld calls, %d not as they should be\n", FUNCTIONS, known, TYPES,
           calls, failures);
    return failures != 0;
}
