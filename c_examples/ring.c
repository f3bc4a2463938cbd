/*
 * ring.c - lets a telephone ring: INVITE, provisional answers, CANCEL, ACK and BYE on the Transaction API.
 *
 *   ring --listen --port 5070 --after 2 --answer 200     a telephone: rings, and answers after two seconds
 *   ring --patience 5 sip:bob@127.0.0.1:5070             calls it; gives up after five seconds
 *
 * How a call goes through it:
 *
 *   the caller     The INVITE goes out with RvSipTransactionRequest; on_state() hears what comes back.
 *                  Refused: RvSipTransactionAck acknowledges it.
 *                  Answered: the ACK on a 2xx is a message of its own, which a transmitter sends, and sends again for every copy of the
 *                  2xx that comes as a message of no transaction (RFC 3261 section 13.2.2.4). When the first is out a BYE ends the call.
 *                  No answer in time: RvSipTransactionCancel; the INVITE then ends with 487.
 *   the telephone  takes the INVITE, says 180, and leaves the rest to the main thread. A CANCEL needs nothing of it: the library
 *                  answers that and the INVITE.
 *
 * It signals and nothing else: there is no sound and so no session description, which a real telephone would want. A program with
 * calls as its business takes the call-leg API, which keeps the dialog too.
 */
#define _POSIX_C_SOURCE 200809L
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <RvSipStack.h>
#include <RvSipTransaction.h>
#include <RvSipTransmitter.h>
#include <rvsip.h>

enum { TEXT = 512 };

static struct {
    int listen, after, answer, patience;
    unsigned port;
    const char *address, *to;
    RvSipStackHandle stack;
    RvSipMsgMgrHandle messages;
    RvSipTranscMgrHandle transactions;
    RvSipTransmitterMgrHandle transmitters;
    HRPOOL pool;
    /* What the callbacks and the main thread share. */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    RvSipTranscHandle invite; /* the one that waits for its answer, or NULL */
    int over, ringing;        /* the caller: it is over; there was a provisional answer */
    /* What callbacks alone use: they come one after the other. */
    RvSipTranscHandle bye;
    RvSipAddressHandle other_end; /* where it goes */
    int code;                     /* the final response to the INVITE */
} app = {.after = 1, .answer = 603, .patience = 30, .address = "127.0.0.1", .lock = PTHREAD_MUTEX_INITIALIZER,
         .wake = PTHREAD_COND_INITIALIZER};

/* The owner a transaction was given tells what it is for. */
static char an_invite, another;

static RvStatus say(const char *what, RvStatus status)
{
    if (status != RV_OK) fprintf(stderr, "ring: %s failed: %d\n", what, (int)status);
    return status;
}

static void note(int *what)
{
    pthread_mutex_lock(&app.lock);
    *what = 1;
    pthread_cond_broadcast(&app.wake);
    pthread_mutex_unlock(&app.lock);
}

/* The telephone has one call at a time. */
static int claim(RvSipTranscHandle invite)
{
    pthread_mutex_lock(&app.lock);
    int free = app.invite == NULL;
    if (free) app.invite = invite;
    pthread_cond_broadcast(&app.wake);
    pthread_mutex_unlock(&app.lock);
    return free;
}

static void release(RvSipTranscHandle invite)
{
    pthread_mutex_lock(&app.lock);
    if (app.invite == invite) app.invite = NULL;
    pthread_cond_broadcast(&app.wake);
    pthread_mutex_unlock(&app.lock);
}

/* A Contact says where the rest of the call goes; it has to be in an INVITE and in the 2xx to it. */
static RvStatus add_contact(RvSipMsgHandle message)
{
    RvSipContactHeaderHandle contact;
    char text[TEXT];
    RvStatus status = RvSipContactHeaderConstructInMsg(message, RV_FALSE, &contact);
    snprintf(text, sizeof text, "Contact: <sip:ring@%s:%u>", app.address, app.port);
    return status == RV_OK ? RvSipContactHeaderParse(contact, text) : status;
}

/* ------------------------------------------------------------------ the caller */

/* What the answer says of the way becomes the Route of what follows, the last first (RFC 3261 section 12.1.2). */
static RvStatus add_route(RvSipMsgHandle message, RvSipMsgHandle answer)
{
    RvSipHeaderListElemHandle place = NULL;
    RvStatus status = RV_OK;
    void *hop = RvSipMsgGetHeaderByType(answer, RVSIP_HEADERTYPE_ROUTE_HOP, RVSIP_LAST_HEADER, &place);
    while (hop != NULL && status == RV_OK) {
        RvSipRouteHopHeaderHandle route;
        if (RvSipRouteHopHeaderGetHeaderType(hop) == RVSIP_ROUTE_HOP_TYPE_RECORD_ROUTE) {
            status = RvSipRouteHopHeaderConstructInMsg(message, RV_FALSE, &route);
            if (status == RV_OK) status = RvSipRouteHopHeaderCopy(route, hop);
            if (status == RV_OK) status = RvSipRouteHopHeaderSetHeaderType(route, RVSIP_ROUTE_HOP_TYPE_ROUTE);
        }
        hop = RvSipMsgGetHeaderByType(answer, RVSIP_HEADERTYPE_ROUTE_HOP, RVSIP_PREV_HEADER, &place);
    }
    return status;
}

/* The ACK is out: the BYE is next. A copy of the ACK has no owner and no BYE. */
static void on_sent(RvSipTransmitterHandle transmitter, RvSipAppTransmitterHandle owner, RvSipTransmitterState state,
                    RvSipTransmitterReason reason, RvSipMsgHandle message, void *info)
{
    (void)reason, (void)message, (void)info;
    if (state != RVSIP_TRANSMITTER_STATE_MSG_SENT && state != RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE) return;
    RvSipTransmitterTerminate(transmitter); /* it lives until then */
    if (state == RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE) fprintf(stderr, "ring: the ACK was not sent\n");
    if (owner == NULL) return;
    if (say("the BYE", RvSipTransactionRequest(app.bye, "BYE", app.other_end)) != RV_OK) note(&app.over);
}

static RvSipContactHeaderHandle contact_of(RvSipMsgHandle message)
{
    RvSipHeaderListElemHandle place = NULL;
    return (RvSipContactHeaderHandle)RvSipMsgGetHeaderByType(message, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
}

/* The ACK on a 2xx goes where the Contact of the answer says, in the dialog that the answer names. */
static RvStatus acknowledge(RvSipMsgHandle answer, void *owner)
{
    static const char skeleton[] = "ACK sip:to.be.set SIP/2.0\r\nVia: SIP/2.0/UDP 0.0.0.0\r\nMax-Forwards: 70\r\nCSeq: 1 ACK\r\n"
                                   "Content-Length: 0\r\n\r\n";
    RvSipTransmitterEvHandlers events = {.pfnStateChangedEvHandler = on_sent};
    RvSipTransmitterHandle transmitter = NULL;
    RvSipMsgHandle ack;
    char call_id[TEXT];
    RvUint length;
    RvStatus status = RvSipMsgConstruct(app.messages, app.pool, &ack);
    if (status != RV_OK) return status;
    if ((status = RvSipMsgParse(ack, (RvChar *)skeleton, sizeof skeleton - 1)) == RV_OK &&
        (status = RvSipMsgSetRequestUri(ack, RvSipContactHeaderGetAddrSpec(contact_of(answer)))) == RV_OK &&
        (status = RvSipMsgSetToHeader(ack, RvSipMsgGetToHeader(answer))) == RV_OK &&
        (status = RvSipMsgSetFromHeader(ack, RvSipMsgGetFromHeader(answer))) == RV_OK &&
        (status = RvSipMsgGetCallIdHeader(answer, call_id, sizeof call_id, &length)) == RV_OK &&
        (status = RvSipMsgSetCallIdHeader(ack, call_id)) == RV_OK && (status = add_route(ack, answer)) == RV_OK &&
        (status = RvSipTransmitterMgrCreateTransmitter(app.transmitters, owner, &events, sizeof events, &transmitter)) == RV_OK &&
        (status = RvSipTransmitterSetFixViaFlag(transmitter, RV_TRUE)) == RV_OK)
        status = RvSipTransmitterSendMessage(transmitter, ack); /* it takes a copy */
    if (status != RV_OK && transmitter != NULL) RvSipTransmitterTerminate(transmitter);
    RvSipMsgDestruct(ack);
    return status;
}

/* Keeps what the BYE needs to know of the answer, which is gone when the callback returns. */
static RvStatus prepare_bye(RvSipMsgHandle answer)
{
    RvSipMsgHandle bye;
    RvStatus status = RvSipTranscMgrCreateTransaction(app.transactions, (RvSipTranscOwnerHandle)&another, &app.bye);
    if (status == RV_OK) status = RvSipTransactionSetKeyFromMsg(app.bye, answer);
    if (status == RV_OK) status = RvSipTransactionSetCSeqStep(app.bye, RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(answer)) + 1);
    if (status == RV_OK) status = RvSipTransactionGetOutboundMsg(app.bye, &bye);
    if (status == RV_OK) status = add_route(bye, answer);
    if (status == RV_OK) status = RvSipAddrConstruct(app.messages, app.pool, RVSIP_ADDRTYPE_URL, &app.other_end);
    if (status == RV_OK) status = RvSipAddrCopy(app.other_end, RvSipContactHeaderGetAddrSpec(contact_of(answer)));
    return status;
}

static void on_answer(RvSipTranscHandle invite)
{
    RvSipMsgHandle answer;
    if (say("reading the answer", RvSipTransactionGetReceivedMsg(invite, &answer)) != RV_OK) return;
    app.code = RvSipMsgGetStatusCode(answer);
    printf("%d to the INVITE\n", app.code);
    if (app.code >= 300) {
        say("the ACK", RvSipTransactionAck(invite));
    } else if (say("preparing the BYE", prepare_bye(answer)) != RV_OK ||
               say("the ACK", acknowledge(answer, &another)) != RV_OK) {
        note(&app.over);
    }
}

/* The other end has not got the ACK and says its 2xx again. */
static void on_out_of_context(RvSipTranscMgrHandle manager, RvSipMsgHandle message)
{
    (void)manager;
    if (RvSipMsgGetStatusCode(message) >= 200) say("the ACK", acknowledge(message, NULL));
}

/* The library makes a CANCEL of its own. */
static void on_internal(RvSipTranscHandle cancel, RvSipTranscOwnerHandle *owner)
{
    (void)cancel;
    *owner = (RvSipTranscOwnerHandle)&another;
}

/* ------------------------------------------------------------------ the telephone */

static void on_created(RvSipTranscHandle transaction, void *context, RvSipTranscOwnerHandle *owner, RvBool *take)
{
    char method[32];
    (void)context;
    if (RvSipTransactionGetMethodStr(transaction, sizeof method, method) != RV_OK) return;
    /* Other requests the library refuses, a CANCEL it answers. */
    int call = strcmp(method, "INVITE") == 0;
    if (!call && strcmp(method, "BYE") != 0) return;
    *owner = (RvSipTranscOwnerHandle)(call && claim(transaction) ? &an_invite : &another);
    *take = RV_TRUE;
}

static RvStatus on_cancel(RvSipTranscHandle invite, RvSipTranscOwnerHandle owner, RvSipTranscHandle cancel)
{
    (void)invite, (void)owner, (void)cancel;
    printf("the caller gave up\n");
    return RV_OK;
}

static RvStatus pick_up(RvSipTranscHandle invite)
{
    RvSipMsgHandle answer;
    RvStatus status = RV_OK;
    if (app.answer < 300) status = RvSipTransactionGetOutboundMsg(invite, &answer);
    if (app.answer < 300 && status == RV_OK) status = add_contact(answer);
    if (status == RV_OK) status = RvSipTransactionRespond(invite, (RvUint16)app.answer, NULL);
    return status;
}

/* ------------------------------------------------------------------ both */

static const char *name_of(RvSipTransactionState state)
{
    switch (state) {
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_CALLING: return "calling";
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING: return "the other end has the call";
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_CANCELLING: return "giving up";
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_ACK_SENT: return "acknowledged";
    case RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD: return "somebody calls";
    case RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT: return "the final answer is out";
    case RVSIP_TRANSC_STATE_SERVER_INVITE_ACK_RCVD: return "the refusal was acknowledged";
    default: return NULL;
    }
}

static void on_other_state(RvSipTranscHandle transaction, RvSipTransactionState state)
{
    switch (state) {
    case RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD:
        printf("the other end hung up\n");
        say("the answer to BYE", RvSipTransactionRespond(transaction, 200, NULL));
        break;
    case RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD:
        say("486", RvSipTransactionRespond(transaction, 486, NULL)); /* one call at a time */
        break;
    case RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD:
        printf("hung up\n");
        note(&app.over);
        break;
    case RVSIP_TRANSC_STATE_TERMINATED:
        if (transaction == app.bye) note(&app.over); /* answered or not */
        break;
    default:
        break;
    }
    fflush(stdout);
}

static void on_state(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                     RvSipTransactionStateChangeReason reason)
{
    if (owner != (RvSipTranscOwnerHandle)&an_invite) {
        on_other_state(transaction, state);
        return;
    }
    if (name_of(state) != NULL) printf("%s\n", name_of(state));
    switch (state) {
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING:
        note(&app.ringing);
        break;
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_FINAL_RESPONSE_RCVD:
        on_answer(transaction);
        break;
    case RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD:
        say("180", RvSipTransactionRespond(transaction, 180, NULL));
        break;
    case RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT:
        release(transaction); /* free for the next call */
        break;
    case RVSIP_TRANSC_STATE_TERMINATED:
        if (reason == RVSIP_TRANSC_REASON_TIME_OUT) printf("no answer\n");
        release(transaction);
        if (!app.listen && (app.code < 200 || app.code >= 300)) note(&app.over);
        break;
    default:
        break;
    }
    fflush(stdout);
}

/* Waits until one of both is set, some seconds at the most; whether the first is. */
static int wait_for(const int *what, const int *or_what, int seconds)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += seconds;
    pthread_mutex_lock(&app.lock);
    while (!*what && !*or_what && pthread_cond_timedwait(&app.wake, &app.lock, &end) == 0)
        ;
    int is = *what;
    pthread_mutex_unlock(&app.lock);
    return is;
}

static int call(void)
{
    char from[TEXT], to[TEXT];
    RvSipTranscHandle invite;
    RvSipMsgHandle message;
    RvStatus status = RvSipTranscMgrCreateTransaction(app.transactions, (RvSipTranscOwnerHandle)&an_invite, &invite);
    snprintf(from, sizeof from, "From: <sip:ring@%s>", app.address);
    snprintf(to, sizeof to, "To: <%s>", app.to);
    if (status == RV_OK) status = RvSipTransactionGetOutboundMsg(invite, &message);
    if (status == RV_OK) status = add_contact(message);
    if (status == RV_OK) status = RvSipTransactionMake(invite, from, to, (RvChar *)app.to, 1, "INVITE");
    if (say("the INVITE", status) != RV_OK) return 2;
    if (!wait_for(&app.over, &app.over, app.patience)) {
        /* Only what has been heard of can be cancelled; an INVITE without any answer ends by itself. */
        if (!wait_for(&app.over, &app.ringing, 40)) {
            status = RvSipTransactionCancel(invite);
            /* The answer may have been quicker. */
            if (status != RV_ERROR_ILLEGAL_ACTION && status != RV_ERROR_INVALID_HANDLE) say("the CANCEL", status);
        }
        wait_for(&app.over, &app.over, 40);
    }
    return 0;
}

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

/* The INVITE that waits, or NULL after a second. Waits for another one than `last`. */
static RvSipTranscHandle next_call(RvSipTranscHandle last)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 1;
    pthread_mutex_lock(&app.lock);
    while ((app.invite == NULL || app.invite == last) && pthread_cond_timedwait(&app.wake, &app.lock, &end) == 0)
        ;
    RvSipTranscHandle invite = app.invite == last ? NULL : app.invite;
    pthread_mutex_unlock(&app.lock);
    return invite;
}

static int listen_for_calls(void)
{
    struct sigaction end = {.sa_handler = on_signal};
    struct timespec tenth = {0, 100000000};
    RvSipTranscHandle last = NULL;
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    printf("telephone on %s:%u\n", app.address, app.port);
    fflush(stdout);
    while (!ended) {
        RvSipTranscHandle invite = next_call(last);
        if (invite == NULL) continue;
        last = invite;
        for (int tenths = 0; tenths < 10 * app.after && !ended; tenths++) nanosleep(&tenth, NULL);
        if (ended) break;
        RvStatus status = pick_up(invite);
        /* The caller may have been quicker. */
        if (status != RV_ERROR_INVALID_HANDLE && status != RV_ERROR_ILLEGAL_ACTION) say("the answer", status);
    }
    return 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: ring [--address IP] [--port PORT] [--patience SECONDS] URI\n"
                    "       ring --listen [--address IP] [--port PORT] [--after SECONDS] [--answer CODE]\n"
                    "without --address it talks within this machine\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"listen", no_argument, NULL, 'l'},         {"port", required_argument, NULL, 'p'},
        {"after", required_argument, NULL, 'a'},    {"answer", required_argument, NULL, 'c'},
        {"patience", required_argument, NULL, 't'}, {"address", required_argument, NULL, 'i'},
        {NULL, 0, NULL, 0}};
    RvSipTransactionMgrEvHandlers manager = {.pfnOutOfContextMsgRcvdEvHandler = on_out_of_context};
    RvSipTransactionEvHandlers events;
    RvSipStackCfg cfg;
    RvStatus status;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'l': app.listen = 1; break;
        case 'p': app.port = (unsigned)atoi(optarg); break;
        case 'a': app.after = atoi(optarg); break;
        case 'c': app.answer = atoi(optarg); break;
        case 't': app.patience = atoi(optarg); break;
        case 'i': app.address = optarg; break;
        default: return usage();
        }
    }
    if (app.listen ? optind != argc : optind + 1 != argc) return usage();
    if (app.answer < 200 || app.answer > 699) return usage();
    app.to = argv[optind];

    RvSipStackInitCfg(sizeof cfg, &cfg);
    snprintf(cfg.localUdpAddress, sizeof cfg.localUdpAddress, "%s", app.address);
    /* A caller that ends soon does not wait long for copies of what it has acknowledged. A telephone needs its time: so long it says
       its 2xx to who does not acknowledge it. */
    if (!app.listen) cfg.inviteLingerTimer = 1000;
    cfg.localUdpPort = (RvUint16)(app.port != 0 ? app.port : RVSIP_TRANSPORT_ANY_PORT);
    if ((status = RvSipStackConstruct(sizeof cfg, &cfg, &app.stack)) != RV_OK) {
        fprintf(stderr, "ring: the stack did not start (%d): is the port free?\n", (int)status);
        return 2;
    }
    app.port = cfg.localUdpPort;
    app.pool = RPOOL_Construct(2048, 16, NULL, RV_FALSE, "ring");
    memset(&events, 0, sizeof events);
    events.pfnEvStateChanged = on_state;
    events.pfnEvInternalClientCreated = on_internal;
    if (app.listen) {
        events.pfnEvTransactionCreated = on_created;
        events.pfnEvTranscCancelled = on_cancel;
    }
    RvSipStackGetMsgMgrHandle(app.stack, &app.messages);
    RvSipStackGetTransactionMgrHandle(app.stack, &app.transactions);
    RvSipStackGetTransmitterMgrHandle(app.stack, &app.transmitters);
    say("setting the callbacks", RvSipTransactionMgrSetEvHandlers(app.transactions, NULL, &events, sizeof events));

    if (!app.listen) say("setting the callbacks", RvSipTransactionMgrSetMgrEvHandlers(app.transactions, &manager, sizeof manager));

    int result = app.listen ? listen_for_calls() : call();
    if (app.other_end != NULL) RvSipAddrDestruct(app.other_end);
    RvSipStackDestruct(app.stack);
    RPOOL_Destruct(app.pool);
    if (!app.listen && result == 0 && (app.code < 200 || app.code >= 300)) result = 1; /* no callback comes any more */
    return result;
}
