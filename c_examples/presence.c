/*
 * presence.c - tells whether somebody is there (RFC 3856), or asks for it, on the subscription API.
 *
 *   presence --listen 5080                          is asked, on 127.0.0.1; 0 is any port
 *   presence --listen 192.0.2.5:5080 --changes 4    goes and comes four times once somebody watches
 *   presence --listen 5080 --pending 2              lets watchers wait for two seconds
 *   presence sip:bob@127.0.0.1:5080                 watches bob for three seconds, unsubscribes
 *   presence --expires 60 --for 600 sip:bob@...     watches for ten minutes and refreshes
 *   presence --expires 0 sip:bob@...                asks once
 *   presence --user alice --password secret sip:... answers a challenge
 *
 * Exit code of a watcher: 0 it went as asked, 1 the other end refused or ended it, 2 it was not reached or nothing could start.
 *
 * How it works: the program drives the stack itself, as phone.c does. agent_state() and watcher_state() hear what becomes of a
 * subscription, agent_notify() and told() of every NOTIFY. The library keeps the dialogs, the times and copies of everything, but
 * it sends no NOTIFY by itself: after every accepted SUBSCRIBE one is due, and tell() sends it.
 */
#define _POSIX_C_SOURCE 200809L
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <RvSipAuthenticator.h>
#include <RvSipCallLeg.h>
#include <RvSipOtherHeader.h>
#include <RvSipStack.h>
#include <RvSipSubscription.h>
#include <RvSipSubscriptionStateHeader.h>
#include <rvsip.h>

enum { TEXT = 512, BODY = 8192, MOST = 100 };

/* A subscription at the agent. */
typedef struct Watch {
    RvSipSubsHandle subs;
    char who[64], whom[64];
    int pending;     /* nobody has decided yet */
    double due;      /* until then */
    int over;        /* the last NOTIFY is due or out */
    int busy, stale; /* a NOTIFY is out; there is news since */
    RvSipSubscriptionReason reason;
    struct Watch *next;
} Watch;

static struct {
    int listen, pending, changes, expires, time;
    unsigned port;
    char address[64];
    const char *of, *user, *password;
    RvSipStackHandle stack;
    RvSipSubsMgrHandle manager;
    Watch *watches;
    int away;
    double change; /* when the one who is watched goes or comes */
    RvSipSubsHandle subs;
    double leave; /* when the watcher unsubscribes */
    int leaving, over, result, tries, longer;
} app = {.expires = 600, .time = 3, .address = "127.0.0.1", .result = 1};

static volatile sig_atomic_t ended;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static RvStatus say(const char *what, RvStatus status)
{
    if (status != RV_OK) fprintf(stderr, "presence: %s failed: %d\n", what, (int)status);
    return status;
}

/* Into the next message of a subscription. */
static void add_header(RvSipSubsHandle subs, const char *name, const char *value)
{
    RvSipMsgHandle message;
    RvSipOtherHeaderHandle header;
    if (RvSipSubsGetOutboundMsg(subs, &message) != RV_OK || RvSipOtherHeaderConstructInMsg(message, RV_FALSE, &header) != RV_OK) return;
    RvSipOtherHeaderSetName(header, (RvChar *)name);
    RvSipOtherHeaderSetValue(header, (RvChar *)value);
}

/* ------------------------------------------------------------------ the agent */

/* Who asks for whom. */
static void look_at_dialog(Watch *watch)
{
    RvUint length;
    RvSipCallLegHandle dialog;
    RvSipPartyHeaderHandle party;
    strcpy(watch->who, "somebody");
    if (RvSipSubsGetDialogObj(watch->subs, &dialog) != RV_OK) return;
    if (RvSipCallLegGetFromHeader(dialog, &party) == RV_OK)
        RvSipAddrUrlGetUser(RvSipPartyHeaderGetAddrSpec(party), watch->who, sizeof watch->who, &length);
    if (RvSipCallLegGetToHeader(dialog, &party) == RV_OK)
        RvSipAddrUrlGetUser(RvSipPartyHeaderGetAddrSpec(party), watch->whom, sizeof watch->whom, &length);
}

/* The state as a document of RFC 3863. A name may have characters that XML has for itself. */
static RvStatus add_document(RvSipNotifyHandle notify, const char *whom)
{
    char text[2 * TEXT], entity[TEXT] = "";
    int n = 0;
    RvSipMsgHandle message;
    RvStatus status = RvSipNotifyGetOutboundMsg(notify, &message);
    for (; *whom != '\0'; whom++) n += sprintf(entity + n, strchr("&<\"", *whom) != NULL ? "&#%d;" : "%c", *whom);
    snprintf(text, sizeof text,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
             "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"pres:%s@%s\">\r\n"
             " <tuple id=\"phone\"><status><basic>%s</basic></status></tuple>\r\n"
             "</presence>\r\n",
             entity, app.address, app.away ? "closed" : "open");
    if (status == RV_OK) status = RvSipMsgSetContentTypeHeader(message, "application/pidf+xml");
    if (status == RV_OK) status = RvSipMsgSetBody(message, text);
    return status;
}

/* Sends a NOTIFY with what there is to know; one at a time, so that none overtakes another. */
static void tell(Watch *watch)
{
    RvInt32 left = UNDEFINED;
    RvSipNotifyHandle notify;
    RvSipSubsState state;
    RvSipSubscriptionSubstate substate = watch->over      ? RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED
                                         : watch->pending ? RVSIP_SUBSCRIPTION_SUBSTATE_PENDING
                                                          : RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE;
    watch->stale = watch->busy;
    if (watch->busy || RvSipSubsGetState(watch->subs, &state) != RV_OK || state == RVSIP_SUBS_STATE_TERMINATED) return;
    if (watch->over || RvSipSubsGetRemainingTime(watch->subs, &left) != RV_OK) left = UNDEFINED;
    RvStatus status = RvSipSubsCreateNotify(watch->subs, NULL, &notify);
    if (status == RV_OK) status = RvSipNotifySetSubscriptionStateParams(notify, substate, watch->reason, left);
    if (status == RV_OK && !watch->pending) status = add_document(notify, watch->whom);
    if (status == RV_OK) status = RvSipNotifySend(notify);
    if (app.change == 0 && !watch->pending) app.change = now() + 0.5;
    if (say("a NOTIFY", status) == RV_OK)
        watch->busy = 1;
    else
        RvSipSubsTerminate(watch->subs);
}

static void finish(Watch *watch, RvSipSubscriptionReason reason)
{
    if (watch->over) return;
    watch->over = 1;
    watch->reason = reason;
    tell(watch);
}

static void on_created(RvSipSubsHandle subs, RvSipAppSubsHandle *value)
{
    Watch *watch = ended ? NULL : calloc(1, sizeof *watch);
    if (watch == NULL) {
        say("503", RvSipSubsSetRejectStatusCodeOnCreation(subs, 503));
        return;
    }
    watch->subs = subs;
    watch->reason = RVSIP_SUBSCRIPTION_REASON_UNDEFINED;
    watch->next = app.watches;
    app.watches = watch;
    *value = (RvSipAppSubsHandle)watch;
}

static void asked(Watch *watch)
{
    char package[64] = "";
    RvUint length;
    RvInt32 seconds = UNDEFINED;
    RvSipEventHeaderHandle event;
    look_at_dialog(watch);
    if (RvSipSubsGetEventHeader(watch->subs, &event) == RV_OK)
        RvSipEventHeaderGetEventPackage(event, package, sizeof package, &length);
    if (strcmp(package, "presence") != 0) {
        printf("%s asks for %s, which is not told here\n", watch->who, package);
        add_header(watch->subs, "Allow-Events", "presence");
        say("489", RvSipSubsRespondReject(watch->subs, 489, NULL));
        return;
    }
    RvSipSubsGetRequestedExpiresVal(watch->subs, &seconds);
    watch->pending = app.pending > 0;
    watch->due = now() + app.pending;
    printf("%s %s\n", watch->who, seconds == 0 ? "asks once" : watch->pending ? "wants to watch, and waits" : "watches");
    if (watch->pending)
        say("202", RvSipSubsRespondPending(watch->subs, UNDEFINED));
    else
        say("200", RvSipSubsRespondAccept(watch->subs, UNDEFINED));
    if (seconds == 0)
        finish(watch, RVSIP_SUBSCRIPTION_REASON_TIMEOUT);
    else
        tell(watch);
}

static void agent_state(Watch *watch, RvSipSubsState state)
{
    Watch **place = &app.watches;
    switch (state) {
    case RVSIP_SUBS_STATE_SUBS_RCVD: asked(watch); break;
    case RVSIP_SUBS_STATE_REFRESH_RCVD:
        printf("%s goes on watching\n", watch->who);
        say("200", RvSipSubsRespondAccept(watch->subs, UNDEFINED));
        tell(watch);
        break;
    case RVSIP_SUBS_STATE_UNSUBSCRIBE_RCVD:
        printf("%s has seen enough\n", watch->who);
        say("200", RvSipSubsRespondAccept(watch->subs, UNDEFINED));
        finish(watch, RVSIP_SUBSCRIPTION_REASON_TIMEOUT);
        break;
    case RVSIP_SUBS_STATE_TERMINATED:
        printf("%s is gone\n", watch->who);
        while (*place != watch) place = &(*place)->next;
        *place = watch->next;
        free(watch);
        break;
    default: break;
    }
}

static void agent_notify(Watch *watch, RvSipSubsNotifyStatus status)
{
    if (status == RVSIP_SUBS_NOTIFY_STATUS_TERMINATED) {
        watch->busy = 0;
        if (watch->stale) tell(watch);
    } else if (status > RVSIP_SUBS_NOTIFY_STATUS_2XX_RCVD && watch->over) {
        RvSipSubsTerminate(watch->subs); /* the last NOTIFY was refused */
    }
}

static void act_agent(void)
{
    for (Watch *watch = app.watches; watch != NULL; watch = watch->next) {
        if (!watch->pending || watch->over || now() < watch->due) continue;
        printf("%s may watch\n", watch->who);
        watch->pending = 0;
        tell(watch);
    }
    if (app.changes == 0 || app.watches == NULL || app.change == 0 || now() < app.change) return;
    app.changes--;
    app.change = now() + 0.5;
    app.away = !app.away;
    printf("%s\n", app.away ? "going" : "back");
    for (Watch *watch = app.watches; watch != NULL; watch = watch->next)
        if (!watch->pending) tell(watch);
}

/* ------------------------------------------------------------------ the watcher */

/* Sends the SUBSCRIBE, with credentials when there was a challenge. */
static RvStatus ask(void)
{
    add_header(app.subs, "Accept", "application/pidf+xml");
    return say("the SUBSCRIBE", RvSipSubsSubscribe(app.subs));
}

static RvStatus watch(void)
{
    char from[TEXT], to[TEXT], contact[TEXT];
    RvStatus status = RvSipSubsMgrCreateSubscription(app.manager, NULL, NULL, &app.subs);
    snprintf(from, sizeof from, "From: <sip:%s@%s>", app.user != NULL ? app.user : "watcher", app.address);
    snprintf(to, sizeof to, "To: <%s>", app.of);
    snprintf(contact, sizeof contact, "sip:watcher@%s:%u", app.address, app.port);
    if (status == RV_OK) status = RvSipSubsDialogInitStr(app.subs, from, to, contact, NULL);
    if (status == RV_OK) status = RvSipSubsInitStr(app.subs, NULL, NULL, app.expires, "Event: presence");
    /* When to refresh: five seconds before the end, or when half of a short time is over. */
    if (status == RV_OK) status = RvSipSubsSetAlertTimer(app.subs, app.expires < 10 ? 500 * app.expires : 5000);
    return say("the subscription", status) == RV_OK ? ask() : status;
}

/* The response behind the state that is being told, as text. */
static const char *response_of(RvSipSubsHandle subs, int *least)
{
    static char text[TEXT];
    char value[256] = "";
    RvUint length;
    RvSipMsgHandle message;
    RvSipHeaderListElemHandle place = NULL;
    if (RvSipSubsGetReceivedMsg(subs, &message) != RV_OK || RvSipMsgGetStatusCode(message) <= 0) return "";
    RvSipMsgGetReasonPhrase(message, value, sizeof value, &length);
    snprintf(text, sizeof text, ": %d %s", (int)RvSipMsgGetStatusCode(message), value);
    /* 423 says which time would not be too brief. */
    RvSipOtherHeaderHandle header = RvSipMsgGetHeaderByName(message, "Min-Expires", RVSIP_FIRST_HEADER, &place);
    if (header != NULL && RvSipOtherHeaderGetValue(header, value, sizeof value, &length) == RV_OK) *least = atoi(value);
    return text;
}

static const char *why(RvSipSubsStateChangeReason reason)
{
    switch (reason) {
    case RVSIP_SUBS_REASON_NOTIFY_TERMINATED_RCVD: return "the other end has ended it";
    case RVSIP_SUBS_REASON_RESPONSE_REDIRECTED: return "redirected";
    case RVSIP_SUBS_REASON_RESPONSE_UNAUTHENTICATED: return "it wants a password";
    case RVSIP_SUBS_REASON_481_RCVD: return "the other end does not know the subscription";
    case RVSIP_SUBS_REASON_NO_NOTIFY_TIMER_EXPIRED: return "the other end agrees but tells nothing";
    case RVSIP_SUBS_REASON_TRANSC_TIMEOUT: return "no answer in time";
    case RVSIP_SUBS_REASON_NETWORK_ERROR: return "the other end cannot be reached";
    case RVSIP_SUBS_REASON_LOCAL_TERMINATED: return "given up";
    default: return "refused";
    }
}

static void watcher_state(RvSipSubsHandle subs, RvSipSubsState state, RvSipSubsStateChangeReason reason)
{
    static const char *const names[RVSIP_SUBS_STATE_TERMINATED] = {
        [RVSIP_SUBS_STATE_SUBS_SENT] = "subscribing",     [RVSIP_SUBS_STATE_NOTIFY_BEFORE_2XX_RCVD] = "told before the answer",
        [RVSIP_SUBS_STATE_2XX_RCVD] = "accepted",         [RVSIP_SUBS_STATE_PENDING] = "pending",
        [RVSIP_SUBS_STATE_ACTIVE] = "active",             [RVSIP_SUBS_STATE_REFRESHING] = "refreshing",
        [RVSIP_SUBS_STATE_UNSUBSCRIBING] = "unsubscribing"};
    int least = 0;
    const char *response = response_of(subs, &least);
    if (app.leave == 0 && (state == RVSIP_SUBS_STATE_2XX_RCVD || state == RVSIP_SUBS_STATE_PENDING || state == RVSIP_SUBS_STATE_ACTIVE))
        app.leave = now() + app.time;
    switch (state) {
    case RVSIP_SUBS_STATE_UNAUTHENTICATED:
    case RVSIP_SUBS_STATE_REDIRECTED:
        printf("%s%s\n", why(reason), response);
        if (app.tries++ > 0 || (reason == RVSIP_SUBS_REASON_RESPONSE_UNAUTHENTICATED && app.user == NULL) || ask() != RV_OK)
            RvSipSubsTerminate(subs);
        break;
    case RVSIP_SUBS_STATE_TERMINATED:
        if (reason == RVSIP_SUBS_REASON_RESPONSE_REJECTED && least > app.expires && app.longer++ == 0) {
            printf("too brief%s; now for %d s\n", response, least);
            app.expires = least;
            app.tries = 0;
            if (watch() == RV_OK) break;
        }
        app.over = 1;
        if (reason == RVSIP_SUBS_REASON_NOTIFY_TERMINATED_RCVD && (app.leaving || app.expires == 0)) app.result = 0;
        if (reason == RVSIP_SUBS_REASON_TRANSC_TIMEOUT || reason == RVSIP_SUBS_REASON_NETWORK_ERROR) app.result = 2;
        printf("%s%s\n", app.result != 0 ? why(reason) : app.leaving ? "unsubscribed" : "that was all", response);
        break;
    default:
        if (names[state] != NULL) printf("%s\n", names[state]);
    }
    if (reason != RVSIP_SUBS_REASON_UNDEFINED && (state == RVSIP_SUBS_STATE_ACTIVE || state == RVSIP_SUBS_STATE_PENDING)) {
        printf("%s%s\n", why(reason), response); /* a refresh, or the end: the subscription stands as before */
        if (app.leaving) RvSipSubsTerminate(subs);
    }
}

/* The basic status; of several the first that is open. The name of its element may have a prefix. */
static const char *status_in(const char *document)
{
    const char *found = "no status";
    while ((document = strstr(document, "basic>")) != NULL) {
        document += strlen("basic>");
        document += strspn(document, " \t\r\n");
        if (strncmp(document, "open<", 5) == 0) return "open";
        if (strncmp(document, "closed<", 7) == 0) found = "closed";
    }
    return found;
}

static void told(RvSipNotifyHandle notify, RvSipMsgHandle message)
{
    static char document[BODY];
    char name[64] = "?", reason[64] = "";
    RvUint length;
    RvSipHeaderListElemHandle place = NULL;
    RvSipSubscriptionStateHeaderHandle header =
        RvSipMsgGetHeaderByType(message, RVSIP_HEADERTYPE_SUBSCRIPTION_STATE, RVSIP_FIRST_HEADER, &place);
    if (header != NULL) RvSipSubscriptionStateHeaderGetStrSubstate(header, name, sizeof name, &length);
    if (header != NULL) RvSipSubscriptionStateHeaderGetStrReason(header, reason, sizeof reason, &length);
    if (RvSipMsgGetBody(message, document, sizeof document, &length) != RV_OK) document[0] = '\0';
    printf("NOTIFY %s%s%s: %s\n", name, reason[0] != '\0' ? ", " : "", reason, status_in(document));
    say("the answer to NOTIFY", RvSipNotifyAccept(notify));
}

/* The end of the watcher's time, or a signal. */
static void act_watcher(void)
{
    RvSipSubsState state;
    if (app.over || app.leaving || (!ended && (app.leave == 0 || now() < app.leave)) || app.expires == 0) return;
    if (RvSipSubsGetState(app.subs, &state) != RV_OK) return;
    if (state == RVSIP_SUBS_STATE_ACTIVE || state == RVSIP_SUBS_STATE_PENDING || state == RVSIP_SUBS_STATE_2XX_RCVD) {
        app.leaving = 1;
        say("unsubscribing", RvSipSubsUnsubscribe(app.subs));
    } else if (state != RVSIP_SUBS_STATE_REFRESHING && ended) {
        RvSipSubsTerminate(app.subs);
    }
}

/* ------------------------------------------------------------------ both; the program's value of an agent's subscription is its Watch */

static void on_state(RvSipSubsHandle subs, RvSipAppSubsHandle value, RvSipSubsState state, RvSipSubsStateChangeReason reason)
{
    if (app.listen)
        agent_state((Watch *)value, state);
    else
        watcher_state(subs, state, reason);
    fflush(stdout);
}

static void on_notify(RvSipSubsHandle subs, RvSipAppSubsHandle value, RvSipNotifyHandle notify, RvSipAppNotifyHandle own,
                      RvSipSubsNotifyStatus status, RvSipSubsNotifyReason reason, RvSipMsgHandle message)
{
    (void)subs, (void)own, (void)reason;
    if (app.listen)
        agent_notify((Watch *)value, status);
    else if (status == RVSIP_SUBS_NOTIFY_STATUS_REQUEST_RCVD)
        told(notify, message);
    fflush(stdout);
}

/* The time of a subscription is nearly over, at the watcher, or it is. */
static void on_alert(RvSipSubsHandle subs, RvSipAppSubsHandle value)
{
    RvSipSubsState state;
    if (app.listen)
        finish((Watch *)value, RVSIP_SUBSCRIPTION_REASON_TIMEOUT);
    else if (!app.leaving && app.expires > 0 && RvSipSubsGetState(subs, &state) == RV_OK && state == RVSIP_SUBS_STATE_ACTIVE)
        say("the refresh", RvSipSubsRefresh(subs, UNDEFINED));
}

static void on_shared_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle context, void *object,
                             void *object_type, RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    (void)authenticator, (void)context, (void)object, (void)object_type, (void)realm;
    if (app.user == NULL || app.password == NULL) return;
    RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, app.user, (RvInt32)strlen(app.user) + 1, &user->offset);
    RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, app.password, (RvInt32)strlen(app.password) + 1,
                                   &password->offset);
}

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

/* Runs until the watcher is done; an agent, until it is told to end. Then its watchers are told, and have two seconds to say yes. */
static void run(void)
{
    struct sigaction end = {.sa_handler = on_signal};
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    while (app.listen ? !ended : !app.over) {
        RvSipStackSelectUntil(50);
        if (app.listen)
            act_agent();
        else
            act_watcher();
        fflush(stdout);
    }
    for (Watch *watch = app.watches; watch != NULL; watch = watch->next) finish(watch, RVSIP_SUBSCRIPTION_REASON_DEACTIVATED);
    for (int rounds = 0; rounds < 40 && app.watches != NULL; rounds++) RvSipStackSelectUntil(50);
    for (Watch *watch = app.watches; watch != NULL; watch = watch->next) RvSipSubsTerminate(watch->subs);
    /* What was said last may not have arrived yet. */
    for (int rounds = 0; rounds < 10; rounds++) RvSipStackSelectUntil(50);
}

static int usage(void)
{
    fprintf(stderr, "usage: presence --listen PORT|ADDRESS[:PORT] [--pending SECONDS] [--changes NUMBER]\n"
                    "       presence [--address IP] [--port PORT] [--user NAME --password WORD] [--expires SECONDS] [--for SECONDS] URI\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"listen", required_argument, NULL, 'l'},  {"pending", required_argument, NULL, 'g'}, {"changes", required_argument, NULL, 'c'},
        {"address", required_argument, NULL, 'i'}, {"port", required_argument, NULL, 'p'},    {"user", required_argument, NULL, 'u'},
        {"password", required_argument, NULL, 'w'}, {"expires", required_argument, NULL, 'e'}, {"for", required_argument, NULL, 'f'},
        {NULL, 0, NULL, 0}};
    RvSipSubsEvHandlers events = {.pfnStateChangedEvHandler = on_state, .pfnNotifyEvHandler = on_notify,
                                  .pfnExpirationAlertEvHandler = on_alert, .pfnSubsExpiredEvHandler = on_alert};
    RvSipAuthenticatorEvHandlers secrets = {.pfnGetSharedSecretAuthenticationHandler = on_shared_secret};
    RvSipAuthenticatorHandle authenticator;
    RvSipStackCfg cfg;
    RvStatus status;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'l':
            app.listen = 1;
            app.port = 5060;
            if (strchr(optarg, '.') == NULL)
                app.port = (unsigned)atoi(optarg);
            else if (sscanf(optarg, "%63[0-9.]:%u", app.address, &app.port) < 1)
                return usage();
            break;
        case 'g': app.pending = atoi(optarg); break;
        case 'c': app.changes = atoi(optarg); break;
        case 'i': snprintf(app.address, sizeof app.address, "%s", optarg); break;
        case 'p': app.port = (unsigned)atoi(optarg); break;
        case 'u': app.user = optarg; break;
        case 'w': app.password = optarg; break;
        case 'e': app.expires = atoi(optarg); break;
        case 'f': app.time = atoi(optarg); break;
        default: return usage();
        }
    }
    if (app.listen ? optind != argc : optind + 1 != argc) return usage();
    app.of = argv[optind];

    RvSipStackInitCfg(sizeof cfg, &cfg);
    cfg.numberOfProcessingThreads = 0;
    cfg.maxSubscriptions = app.listen ? MOST : 2;
    cfg.maxTransactions = 40 * cfg.maxSubscriptions; /* each is kept for half a minute after its answer, for copies */
    snprintf(cfg.localUdpAddress, sizeof cfg.localUdpAddress, "%s", app.address);
    cfg.localUdpPort = (RvUint16)(app.port != 0 ? app.port : RVSIP_TRANSPORT_ANY_PORT);
    if ((status = RvSipStackConstruct(sizeof cfg, &cfg, &app.stack)) != RV_OK) {
        fprintf(stderr, "presence: the stack did not start (%d): is the port free?\n", (int)status);
        return 2;
    }
    app.port = cfg.localUdpPort;
    if (app.listen) events.pfnSubsCreatedEvHandler = on_created;
    RvSipStackGetSubsMgrHandle(app.stack, &app.manager);
    RvSipStackGetAuthenticatorHandle(app.stack, &authenticator);
    say("setting the callbacks", RvSipSubsMgrSetEvHandlers(app.manager, &events, sizeof events));
    say("setting the callbacks", RvSipAuthenticatorSetEvHandlers(authenticator, &secrets, sizeof secrets));
    if (app.listen) {
        printf("presence agent on %s:%u\n", app.address, app.port);
        fflush(stdout);
        app.result = 0;
        run();
    } else if (watch() == RV_OK) {
        run();
    } else {
        app.result = 2;
    }
    RvSipStackDestruct(app.stack);
    return app.result;
}
