/*
 * phone.c - calls somebody, or waits to be called, on the call-leg API.
 *
 *   phone sip:bob@127.0.0.1:5070                    calls, talks for three seconds, hangs up
 *   phone --hold --info "hello" sip:bob@...         sends an INFO in the call, puts the other end on hold and takes it back
 *   phone --patience 5 sip:bob@...                  gives up when nobody answers within five seconds
 *   phone --transfer sip:carol@... sip:bob@...      asks bob to call carol instead (REFER), hangs up when he has her
 *   phone --user alice --password secret sip:...    answers a challenge
 *   phone --proxy 192.0.2.1:5060 sip:bob@...        calls by way of a proxy
 *   phone --listen --port 5070                      is called: rings for a second and answers
 *   phone --listen --reject 486                     is busy
 *
 * How it works: the program drives the stack itself (numberOfProcessingThreads 0), so callbacks come inside RvSipStackSelectUntil and
 * there is one thread and no lock. on_state() hears what becomes of a call and reacts; what is to happen later is noted with its
 * time in app.next, and act() does it. The library keeps the dialog: tags, numbers, routes, the ACK, copies of everything.
 *
 * A REFER makes a subscription: the one who is to call somebody tells by NOTIFYs how that goes (RFC 3515). So a call may lead to a
 * second one; app.referred is that call until the first one is over.
 *
 * There is no sound. The session descriptions say so (port 9 is the discard port), but they are there: a telephone expects one.
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
#include <RvSipStack.h>
#include <RvSipSubscription.h>
#include <RvSipTransaction.h>
#include <rvsip.h>

enum { TEXT = 512, REDIRECTIONS = 5 };

/* What is to be done later. */
typedef enum { NOTHING, ANSWER, GIVE_UP, HOLD, TAKE_BACK, TRANSFER, HANG_UP } Step;

static struct {
    int listen, after, reject, talk, patience, hold;
    unsigned port;
    const char *address, *to, *user, *password, *info, *proxy, *transfer;
    RvSipStackHandle stack;
    RvSipSubsMgrHandle subscriptions;
    RvSipCallLegHandle call;     /* the one there is, or NULL */
    RvSipCallLegHandle referred; /* made because the other end asked for it by REFER, or NULL */
    Step next;
    double due;
    int sessions; /* descriptions sent: each is a new version */
    int tries;    /* credentials and redirections */
    int answered; /* the call came about */
    int transferred;
    int given_up; /* by us, before it was answered */
    int over;
} app = {.after = 1, .talk = 3, .patience = 30, .address = "127.0.0.1"};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void later(Step step, double seconds)
{
    app.next = step;
    app.due = now() + seconds;
}

static RvStatus say(const char *what, RvStatus status)
{
    if (status != RV_OK) fprintf(stderr, "phone: %s failed: %d\n", what, (int)status);
    return status;
}

/* A session without sound goes into the next message of the call. */
static RvStatus add_session(RvSipCallLegHandle call, const char *direction)
{
    char text[TEXT];
    RvSipMsgHandle message;
    RvStatus status = RvSipCallLegGetOutboundMsg(call, &message);
    snprintf(text, sizeof text, "v=0\r\no=phone 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=%s\r\n",
             ++app.sessions, app.address, app.address, direction);
    if (status == RV_OK) status = RvSipMsgSetContentTypeHeader(message, "application/sdp");
    if (status == RV_OK) status = RvSipMsgSetBody(message, text);
    return status;
}

/* Where requests of the other end reach us. */
static RvStatus set_contact(RvSipCallLegHandle call)
{
    char text[TEXT];
    RvSipAddressHandle contact;
    RvStatus status = RvSipCallLegGetNewAddressHandle(call, RVSIP_ADDRTYPE_URL, &contact);
    snprintf(text, sizeof text, "sip:phone@%s:%u", app.address, app.port);
    if (status == RV_OK) status = RvSipAddrParse(contact, text);
    if (status == RV_OK) status = RvSipCallLegSetLocalContactAddress(call, contact);
    return status;
}

/* The response behind the state that is being told, as text. */
static const char *response_of(RvSipCallLegHandle call)
{
    static char text[TEXT];
    char phrase[256] = "";
    RvUint length;
    RvSipMsgHandle message;
    if (RvSipCallLegGetReceivedMsg(call, &message) != RV_OK || RvSipMsgGetStatusCode(message) <= 0) return "";
    RvSipMsgGetReasonPhrase(message, phrase, sizeof phrase, &length);
    snprintf(text, sizeof text, ": %d %s", (int)RvSipMsgGetStatusCode(message), phrase);
    return text;
}

static const char *why(RvSipCallLegStateChangeReason reason)
{
    switch (reason) {
    case RVSIP_CALL_LEG_REASON_REMOTE_DISCONNECTED: return "the other end hung up";
    case RVSIP_CALL_LEG_REASON_DISCONNECTED: return "hung up";
    case RVSIP_CALL_LEG_REASON_LOCAL_DISCONNECTED: return "both hung up";
    case RVSIP_CALL_LEG_REASON_LOCAL_REJECT: return "not answered";
    case RVSIP_CALL_LEG_REASON_LOCAL_TIME_OUT: return "no answer in time";
    case RVSIP_CALL_LEG_REASON_NETWORK_ERROR: return "the other end cannot be reached";
    case RVSIP_CALL_LEG_REASON_AUTH_NEEDED: return "it wants a password";
    default: return "refused";
    }
}

/* ------------------------------------------------------------------ the call */

static void on_created(RvSipCallLegHandle call, RvSipAppCallLegHandle *owner)
{
    (void)owner;
    if (app.call != NULL || !app.listen) {
        /* One call at a time: this one goes without any further event. */
        say("486", RvSipCallLegSetRejectStatusCodeOnCreation(call, 486));
        return;
    }
    app.call = call;
}

static void offered(RvSipCallLegHandle call)
{
    char from[TEXT];
    RvUint length;
    RvSipPartyHeaderHandle party;
    if (RvSipCallLegGetFromHeader(call, &party) == RV_OK &&
        RvSipPartyHeaderGetAddrSpec(party) != NULL &&
        RvSipAddrUrlGetUser(RvSipPartyHeaderGetAddrSpec(party), from, sizeof from, &length) == RV_OK)
        printf("%s calls\n", from);
    else
        printf("somebody calls\n");
    say("180", RvSipCallLegProvisionalResponse(call, 180));
    later(ANSWER, app.after);
}

static void connected(RvSipCallLegHandle call)
{
    printf("connected\n");
    app.answered = 1;
    app.next = NOTHING;
    if (app.info != NULL) {
        RvSipTranscHandle info;
        RvSipMsgHandle message;
        if (say("making the INFO", RvSipCallLegTranscCreate(call, NULL, &info)) == RV_OK &&
            say("its message", RvSipTransactionGetOutboundMsg(info, &message)) == RV_OK) {
            RvSipMsgSetContentTypeHeader(message, "text/plain");
            RvSipMsgSetBody(message, (RvChar *)app.info);
            say("the INFO", RvSipCallLegTranscRequest(call, "INFO", &info));
        }
    }
    if (app.hold)
        later(HOLD, 0.5);
    else if (app.transfer != NULL)
        later(TRANSFER, 0.5);
    else if (!app.listen || call == app.referred)
        later(HANG_UP, app.talk);
}

/* Of two calls one is left, or none. */
static void call_ended(RvSipCallLegHandle call)
{
    if (call == app.call) {
        app.call = app.referred;
        app.referred = NULL;
    } else if (call == app.referred) {
        app.referred = NULL;
        app.next = NOTHING;
        if (!app.listen) later(HANG_UP, app.talk);
    }
    if (app.call != NULL) return;
    app.next = NOTHING;
    app.over = 1;
}

static void on_state(RvSipCallLegHandle call, RvSipAppCallLegHandle owner, RvSipCallLegState state,
                     RvSipCallLegStateChangeReason reason)
{
    (void)owner;
    switch (state) {
    case RVSIP_CALL_LEG_STATE_INVITING: printf("calling\n"); break;
    case RVSIP_CALL_LEG_STATE_PROCEEDING: printf("the other end has the call\n"); break;
    case RVSIP_CALL_LEG_STATE_OFFERING: offered(call); break;
    case RVSIP_CALL_LEG_STATE_CANCELLING:
        printf("giving up\n");
        app.given_up = 1;
        break;
    case RVSIP_CALL_LEG_STATE_CANCELLED: printf("the caller gave up\n"); break;
    case RVSIP_CALL_LEG_STATE_CONNECTED: connected(call); break;
    case RVSIP_CALL_LEG_STATE_UNAUTHENTICATED:
        if (app.user == NULL || app.tries++ > 0) {
            printf("%s%s\n", why(RVSIP_CALL_LEG_REASON_AUTH_NEEDED), response_of(call));
            RvSipCallLegTerminate(call);
        } else {
            /* What goes into an outbound message goes into one message. */
            add_session(call, "sendrecv");
            say("the INVITE with credentials", RvSipCallLegAuthenticate(call));
        }
        break;
    case RVSIP_CALL_LEG_STATE_REDIRECTED:
        printf("redirected%s\n", response_of(call));
        if (app.tries++ == REDIRECTIONS) {
            RvSipCallLegTerminate(call);
        } else {
            add_session(call, "sendrecv");
            say("the INVITE to elsewhere", RvSipCallLegConnect(call));
        }
        break;
    case RVSIP_CALL_LEG_STATE_DISCONNECTED:
        if (app.given_up)
            printf("given up\n");
        else
            printf("%s%s\n", why(reason), response_of(call));
        break;
    case RVSIP_CALL_LEG_STATE_TERMINATED: call_ended(call); break;
    default: break;
    }
    fflush(stdout);
}

/* ------------------------------------------------------------------ inside of the call */

/* An INFO is ours; the library refuses what nobody takes. */
static void on_request(RvSipCallLegHandle call, RvSipAppCallLegHandle owner, RvSipTranscHandle request, RvSipAppTranscHandle *value,
                       RvBool *take)
{
    char method[32];
    (void)call, (void)owner, (void)value;
    if (RvSipTransactionGetMethodStr(request, sizeof method, method) == RV_OK && strcmp(method, "INFO") == 0) *take = RV_TRUE;
}

static void on_request_state(RvSipCallLegHandle call, RvSipAppCallLegHandle owner, RvSipTranscHandle request, RvSipAppTranscHandle value,
                             RvSipCallLegTranscState state, RvSipTransactionStateChangeReason reason)
{
    char text[TEXT];
    RvUint length;
    RvSipMsgHandle message;
    (void)owner, (void)value, (void)reason;
    switch (state) {
    case RVSIP_CALL_LEG_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD:
        if (RvSipCallLegGetReceivedMsg(call, &message) == RV_OK && RvSipMsgGetBody(message, text, sizeof text, &length) == RV_OK)
            printf("it says: %s\n", text);
        say("the answer to INFO", RvSipCallLegTranscResponse(call, request, 200));
        break;
    case RVSIP_CALL_LEG_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD: printf("told it%s\n", response_of(call)); break;
    default: break;
    }
    fflush(stdout);
}

static void modify(const char *direction)
{
    RvSipCallLegInviteHandle again;
    if (say("making the re-INVITE", RvSipCallLegReInviteCreate(app.call, NULL, &again)) != RV_OK) return;
    add_session(app.call, direction);
    say("the re-INVITE", RvSipCallLegReInviteRequest(app.call, again));
}

static void on_reinvite_state(RvSipCallLegHandle call, RvSipAppCallLegHandle owner, RvSipCallLegInviteHandle again,
                              RvSipAppCallLegInviteHandle value, RvSipCallLegModifyState state, RvSipCallLegStateChangeReason reason)
{
    char text[4 * TEXT];
    RvUint length;
    RvSipMsgHandle message;
    (void)owner, (void)again, (void)value;
    switch (state) {
    case RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RCVD: {
        int held = RvSipCallLegGetReceivedMsg(call, &message) == RV_OK &&
                   RvSipMsgGetBody(message, text, sizeof text, &length) == RV_OK && strstr(text, "a=sendonly") != NULL;
        printf("%s\n", held ? "put on hold" : "taken back");
        add_session(call, held ? "recvonly" : "sendrecv");
        say("the answer to the re-INVITE", RvSipCallLegAccept(call));
        break;
    }
    case RVSIP_CALL_LEG_MODIFY_STATE_REINVITE_RESPONSE_RCVD:
        printf("the other end %s\n", reason == RVSIP_CALL_LEG_REASON_REMOTE_ACCEPTED ? "agrees" : "does not agree");
        break;
    default: break;
    }
    fflush(stdout);
}

/* ------------------------------------------------------------------ transfer */

/* Asks the other end to call somebody else. */
static void transfer(void)
{
    char by[TEXT];
    RvSipSubsHandle subs;
    snprintf(by, sizeof by, "<sip:%s@%s>", app.user != NULL ? app.user : "phone", app.address);
    printf("asking it to call %s\n", app.transfer);
    RvStatus status = RvSipSubsMgrCreateSubscription(app.subscriptions, app.call, NULL, &subs);
    if (status == RV_OK) status = RvSipSubsReferInitStr(subs, (RvChar *)app.transfer, by, NULL);
    if (status == RV_OK) status = RvSipSubsRefer(subs);
    say("the REFER", status);
    app.tries = 0;
    later(HANG_UP, app.patience); /* whatever comes of it */
}

/* The other end asks us to. In a call it may, for one call more. */
static void asked_to_call(RvSipSubsHandle subs)
{
    RvSipCallLegHandle dialog;
    RvSipReferToHeaderHandle target;
    RvSipCommonStackObjectType type;
    void *made;
    RvSipMethodType method = RVSIP_METHOD_OTHER;
    if (RvSipSubsGetReferToHeader(subs, &target) == RV_OK) method = RvSipAddrUrlGetMethod(RvSipReferToHeaderGetAddrSpec(target));
    if (RvSipSubsGetDialogObj(subs, &dialog) != RV_OK || dialog != app.call || !app.answered || app.referred != NULL ||
        (method != RVSIP_METHOD_UNDEFINED && method != RVSIP_METHOD_INVITE)) {
        printf("asked to call somebody: no\n");
        say("603", RvSipSubsRespondReject(subs, 603, NULL));
        return;
    }
    printf("asked to call somebody else\n");
    if (say("202", RvSipSubsReferAccept(subs, NULL, RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG, &type, &made)) != RV_OK) {
        RvSipSubsRespondReject(subs, 500, NULL);
        return;
    }
    app.referred = (RvSipCallLegHandle)made;
    set_contact(app.referred);
    add_session(app.referred, "sendrecv");
    if (say("the call", RvSipCallLegConnect(app.referred)) != RV_OK) RvSipCallLegTerminate(app.referred);
    later(GIVE_UP, app.patience);
}

static void on_subs_state(RvSipSubsHandle subs, RvSipAppSubsHandle owner, RvSipSubsState state, RvSipSubsStateChangeReason reason)
{
    (void)owner;
    switch (state) {
    case RVSIP_SUBS_STATE_SUBS_RCVD:
        if (reason == RVSIP_SUBS_REASON_REFER_RCVD)
            asked_to_call(subs);
        else
            say("489", RvSipSubsRespondReject(subs, 489, NULL)); /* a SUBSCRIBE */
        break;
    case RVSIP_SUBS_STATE_2XX_RCVD: printf("it agrees to call\n"); break;
    case RVSIP_SUBS_STATE_UNAUTHENTICATED:
        if (app.user == NULL || app.tries++ > 0 || say("the REFER", RvSipSubsRefer(subs)) != RV_OK) RvSipSubsTerminate(subs);
        break;
    case RVSIP_SUBS_STATE_REDIRECTED: RvSipSubsTerminate(subs); break;
    case RVSIP_SUBS_STATE_TERMINATED:
        if (app.transfer == NULL || app.over) break;
        printf("%s\n", app.transferred ? "transferred" : "not transferred");
        later(HANG_UP, app.transferred ? 0 : app.talk);
        break;
    default: break;
    }
    fflush(stdout);
}

/* How the call goes that we asked for. */
static void on_notify(RvSipSubsHandle subs, RvSipAppSubsHandle owner, RvSipNotifyHandle notify, RvSipAppNotifyHandle value,
                      RvSipSubsNotifyStatus status, RvSipSubsNotifyReason reason, RvSipMsgHandle message)
{
    RvInt32 code = 0;
    (void)owner, (void)value, (void)reason, (void)message;
    if (status != RVSIP_SUBS_NOTIFY_STATUS_REQUEST_RCVD) return;
    if (RvSipSubsGetReferNotifyStatus(subs, notify, &code) == RV_OK) printf("its call: %d\n", (int)code);
    if (code >= 200 && code < 300) app.transferred = 1;
    say("the answer to NOTIFY", RvSipNotifyAccept(notify));
    fflush(stdout);
}

/* And of the call that we were asked for, the other end wants to know. */
static void on_progress(RvSipSubsHandle subs, RvSipAppSubsHandle owner, RvSipSubsReferNotifyReadyReason reason, RvInt16 code)
{
    RvSipNotifyHandle notify;
    int more = reason == RVSIP_SUBS_REFER_NOTIFY_READY_REASON_INITIAL_NOTIFY ||
               reason == RVSIP_SUBS_REFER_NOTIFY_READY_REASON_1XX_RESPONSE_MSG_RCVD;
    RvStatus status = RvSipSubsCreateNotify(subs, NULL, &notify);
    (void)owner;
    if (status == RV_OK)
        status = RvSipNotifySetSubscriptionStateParams(
            notify, more ? RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE : RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED,
            more ? RVSIP_SUBSCRIPTION_REASON_UNDEFINED : RVSIP_SUBSCRIPTION_REASON_NORESOURCE, more ? 60 : UNDEFINED);
    if (status == RV_OK) status = RvSipNotifySetReferNotifyBody(notify, code);
    if (status == RV_OK) status = RvSipNotifySend(notify);
    say("the NOTIFY", status);
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

/* ------------------------------------------------------------------ what is done later */

static void act(void)
{
    Step step = app.next;
    app.next = NOTHING;
    if (app.call == NULL) return;
    switch (step) {
    case ANSWER:
        if (app.reject != 0) {
            say("the refusal", RvSipCallLegReject(app.call, (RvUint16)app.reject));
        } else {
            add_session(app.call, "sendrecv");
            say("the answer", RvSipCallLegAccept(app.call));
        }
        break;
    case HOLD:
        printf("putting it on hold\n");
        modify("sendonly");
        later(TAKE_BACK, 1);
        break;
    case TAKE_BACK:
        printf("taking it back\n");
        modify("sendrecv");
        later(HANG_UP, app.talk);
        break;
    case TRANSFER: transfer(); break;
    case GIVE_UP:
    case HANG_UP: say("hanging up", RvSipCallLegDisconnect(app.referred != NULL ? app.referred : app.call)); break;
    default: break;
    }
    fflush(stdout);
}

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

/* Runs until the call is over; a telephone, until it is told to end. */
static void run(void)
{
    struct sigaction end = {.sa_handler = on_signal};
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    int hung_up = 0;
    while (app.listen ? !ended : !app.over) {
        RvSipStackSelectUntil(50);
        if (app.next != NOTHING && now() >= app.due) act();
        if (ended && !hung_up && app.call != NULL) {
            hung_up = 1;
            if (app.referred != NULL) RvSipCallLegDisconnect(app.referred);
            RvSipCallLegDisconnect(app.call);
        }
    }
    /* What was said last may not have arrived yet. */
    for (int rounds = 0; rounds < 10; rounds++) RvSipStackSelectUntil(50);
}

/* Requests go to the proxy, but for those of a dialog that has a route: they follow it. */
static RvStatus set_proxy(RvSipCallLegHandle call)
{
    char host[TEXT];
    const char *colon = strrchr(app.proxy, ':');
    int length = (int)(colon != NULL ? (size_t)(colon - app.proxy) : strlen(app.proxy));
    snprintf(host, sizeof host, "%.*s", length, app.proxy);
    return RvSipCallLegSetOutboundAddress(call, host, (RvUint16)(colon != NULL ? atoi(colon + 1) : 0));
}

static RvStatus call(RvSipCallLegMgrHandle calls)
{
    char from[TEXT], to[TEXT];
    RvStatus status = RvSipCallLegMgrCreateCallLeg(calls, NULL, &app.call);
    snprintf(from, sizeof from, "From: <sip:%s@%s>", app.user != NULL ? app.user : "phone", app.address);
    snprintf(to, sizeof to, "To: <%s>", app.to);
    if (status == RV_OK) status = set_contact(app.call);
    if (status == RV_OK && app.proxy != NULL) status = set_proxy(app.call);
    if (status == RV_OK) status = add_session(app.call, "sendrecv");
    if (status == RV_OK) status = RvSipCallLegMake(app.call, from, to);
    later(GIVE_UP, app.patience);
    return say("the call", status);
}

static int usage(void)
{
    fprintf(stderr, "usage: phone [--address IP] [--port PORT] [--user NAME --password WORD] [--patience SECONDS] [--talk SECONDS]\n"
                    "             [--proxy HOST[:PORT]] [--hold | --transfer URI] [--info TEXT] URI\n"
                    "       phone --listen [--address IP] [--port PORT] [--after SECONDS] [--reject CODE]\n"
                    "without --address it talks within this machine\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"listen", no_argument, NULL, 'l'},         {"port", required_argument, NULL, 'p'},
        {"after", required_argument, NULL, 'a'},    {"reject", required_argument, NULL, 'r'},
        {"patience", required_argument, NULL, 't'}, {"talk", required_argument, NULL, 'f'},
        {"address", required_argument, NULL, 'i'},  {"user", required_argument, NULL, 'u'},
        {"password", required_argument, NULL, 'w'}, {"info", required_argument, NULL, 'n'},
        {"proxy", required_argument, NULL, 'x'},    {"hold", no_argument, NULL, 'h'},
        {"transfer", required_argument, NULL, 'm'},
        {NULL, 0, NULL, 0}};
    RvSipCallLegEvHandlers events;
    RvSipSubsEvHandlers transfers = {.pfnStateChangedEvHandler = on_subs_state,
                                     .pfnNotifyEvHandler = on_notify,
                                     .pfnReferNotifyReadyEvHandler = on_progress};
    RvSipAuthenticatorEvHandlers secrets;
    RvSipAuthenticatorHandle authenticator;
    RvSipCallLegMgrHandle calls;
    RvSipStackCfg cfg;
    RvStatus status;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'l': app.listen = 1; break;
        case 'h': app.hold = 1; break;
        case 'p': app.port = (unsigned)atoi(optarg); break;
        case 'a': app.after = atoi(optarg); break;
        case 'r': app.reject = atoi(optarg); break;
        case 't': app.patience = atoi(optarg); break;
        case 'f': app.talk = atoi(optarg); break;
        case 'i': app.address = optarg; break;
        case 'u': app.user = optarg; break;
        case 'w': app.password = optarg; break;
        case 'n': app.info = optarg; break;
        case 'x': app.proxy = optarg; break;
        case 'm': app.transfer = optarg; break;
        default: return usage();
        }
    }
    if (app.listen ? optind != argc : optind + 1 != argc) return usage();
    if (app.reject != 0 && (app.reject < 300 || app.reject > 699)) return usage();
    app.to = argv[optind];

    RvSipStackInitCfg(sizeof cfg, &cfg);
    cfg.numberOfProcessingThreads = 0;
    cfg.maxSubscriptions = 2;
    snprintf(cfg.localUdpAddress, sizeof cfg.localUdpAddress, "%s", app.address);
    cfg.localUdpPort = (RvUint16)(app.port != 0 ? app.port : RVSIP_TRANSPORT_ANY_PORT);
    if ((status = RvSipStackConstruct(sizeof cfg, &cfg, &app.stack)) != RV_OK) {
        fprintf(stderr, "phone: the stack did not start (%d): is the port free?\n", (int)status);
        return 2;
    }
    app.port = cfg.localUdpPort;
    memset(&events, 0, sizeof events);
    events.pfnCallLegCreatedEvHandler = on_created;
    events.pfnStateChangedEvHandler = on_state;
    events.pfnTranscCreatedEvHandler = on_request;
    events.pfnTranscStateChangedEvHandler = on_request_state;
    events.pfnReInviteStateChangedEvHandler = on_reinvite_state;
    memset(&secrets, 0, sizeof secrets);
    secrets.pfnGetSharedSecretAuthenticationHandler = on_shared_secret;
    RvSipStackGetCallLegMgrHandle(app.stack, &calls);
    RvSipStackGetSubsMgrHandle(app.stack, &app.subscriptions);
    RvSipStackGetAuthenticatorHandle(app.stack, &authenticator);
    say("setting the callbacks", RvSipCallLegMgrSetEvHandlers(calls, &events, sizeof events));
    say("setting the callbacks", RvSipSubsMgrSetEvHandlers(app.subscriptions, &transfers, sizeof transfers));
    say("setting the callbacks", RvSipAuthenticatorSetEvHandlers(authenticator, &secrets, sizeof secrets));

    int result = 0;
    if (app.listen) {
        printf("telephone on %s:%u\n", app.address, app.port);
        fflush(stdout);
        run();
    } else if (call(calls) == RV_OK) {
        run();
        result = app.answered && (app.transfer == NULL || app.transferred) ? 0 : 1;
    } else {
        result = 2;
    }
    RvSipStackDestruct(app.stack);
    return result;
}
