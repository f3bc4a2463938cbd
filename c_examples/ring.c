/*
 * ring.c - lets a telephone ring: INVITE, provisional answers, CANCEL, ACK and BYE on the Transaction API.
 *
 *   ring --listen --port 5070 --after 2 --answer 200     a telephone: rings, and answers after two seconds
 *   ring --patience 5 sip:bob@127.0.0.1:5070             calls it; gives up after five seconds
 *
 * How a call goes through it:
 *
 *   the caller     RvSipTransactionMake sends the INVITE; on_state() prints what comes back.
 *                  Refused: RvSipTransactionAck acknowledges it.
 *                  Answered: the ACK on a 2xx is a message of its own, which a transmitter sends (RFC 3261 section 13.2.2.4). When
 *                  that is out a BYE ends the call, for there is nothing to talk with.
 *                  No answer in time: RvSipTransactionCancel; the INVITE then ends with 487.
 *   the telephone  takes the INVITE, says 180, and leaves the rest to the main thread. A CANCEL needs nothing of it: the library
 *                  answers that and the INVITE.
 *
 * A program with calls as its business takes the call-leg API, which does all this and keeps the dialog.
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
    const char *from, *to;
    RvSipStackHandle stack;
    RvSipMsgMgrHandle messages;
    RvSipTranscMgrHandle transactions;
    RvSipTransmitterMgrHandle transmitters;
    HRPOOL pool;
    /* What the callbacks and the main thread share. */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    RvSipTranscHandle invite; /* the one that waits for its answer, or NULL */
    RvSipTranscHandle bye;
    RvSipAddressHandle other_end; /* where it goes */
    int ringing, over, code;  /* code: the final response to the INVITE */
} app = {.after = 1, .answer = 603, .patience = 30, .from = "sip:caller@127.0.0.1", .lock = PTHREAD_MUTEX_INITIALIZER,
         .wake = PTHREAD_COND_INITIALIZER};

/* The owner a transaction was given tells what it is for. */
static char an_invite, another;

static void say(const char *what, RvStatus status)
{
    if (status != RV_OK) fprintf(stderr, "ring: %s failed: %d\n", what, (int)status);
}

static void note(int *what, int value)
{
    pthread_mutex_lock(&app.lock);
    *what = value;
    pthread_cond_broadcast(&app.wake);
    pthread_mutex_unlock(&app.lock);
}

static void set_invite(RvSipTranscHandle invite)
{
    pthread_mutex_lock(&app.lock);
    app.invite = invite;
    pthread_mutex_unlock(&app.lock);
}

static RvSipTranscHandle get_invite(void)
{
    pthread_mutex_lock(&app.lock);
    RvSipTranscHandle invite = app.invite;
    pthread_mutex_unlock(&app.lock);
    return invite;
}

/* ------------------------------------------------------------------ the caller */

/* The ACK is out: the same dialog has its next request. */
static void on_sent(RvSipTransmitterHandle transmitter, RvSipAppTransmitterHandle owner, RvSipTransmitterState state,
                    RvSipTransmitterReason reason, RvSipMsgHandle message, void *info)
{
    (void)owner, (void)reason, (void)message, (void)info;
    if (state != RVSIP_TRANSMITTER_STATE_MSG_SENT && state != RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE) return;
    RvSipTransmitterTerminate(transmitter); /* it lives until then */
    if (state == RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE) fprintf(stderr, "ring: the ACK was not sent\n");
    say("the BYE", RvSipTransactionRequest(app.bye, "BYE", app.other_end));
}

/* The ACK on a 2xx goes where the Contact of the answer says, in the dialog that the answer names. */
static RvStatus acknowledge(RvSipMsgHandle answer)
{
    static const char skeleton[] = "ACK sip:to.be.set SIP/2.0\r\nVia: SIP/2.0/UDP 0.0.0.0\r\nMax-Forwards: 70\r\nCSeq: 1 ACK\r\n"
                                   "Content-Length: 0\r\n\r\n";
    RvSipHeaderListElemHandle place = NULL;
    RvSipTransmitterEvHandlers events = {.pfnStateChangedEvHandler = on_sent};
    RvSipTransmitterHandle transmitter;
    RvSipMsgHandle ack;
    char call_id[TEXT];
    RvUint length;
    RvSipContactHeaderHandle contact =
        (RvSipContactHeaderHandle)RvSipMsgGetHeaderByType(answer, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    RvStatus status = RvSipMsgConstruct(app.messages, app.pool, &ack);
    if (status != RV_OK) return status;
    if ((status = RvSipMsgParse(ack, (RvChar *)skeleton, sizeof skeleton - 1)) == RV_OK &&
        (status = RvSipMsgSetRequestUri(ack, RvSipContactHeaderGetAddrSpec(contact))) == RV_OK &&
        (status = RvSipMsgSetToHeader(ack, RvSipMsgGetToHeader(answer))) == RV_OK &&
        (status = RvSipMsgSetFromHeader(ack, RvSipMsgGetFromHeader(answer))) == RV_OK &&
        (status = RvSipMsgGetCallIdHeader(answer, call_id, sizeof call_id, &length)) == RV_OK &&
        (status = RvSipMsgSetCallIdHeader(ack, call_id)) == RV_OK &&
        (status = RvSipTransmitterMgrCreateTransmitter(app.transmitters, NULL, &events, sizeof events, &transmitter)) == RV_OK &&
        (status = RvSipTransmitterSetFixViaFlag(transmitter, RV_TRUE)) == RV_OK)
        status = RvSipTransmitterSendMessage(transmitter, ack); /* it takes a copy */
    RvSipMsgDestruct(ack);
    return status;
}

/* Keeps what the BYE needs to know of the answer, which is gone when the callback returns. */
static RvStatus prepare_bye(RvSipMsgHandle answer)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipContactHeaderHandle contact =
        (RvSipContactHeaderHandle)RvSipMsgGetHeaderByType(answer, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    RvStatus status = RvSipTranscMgrCreateTransaction(app.transactions, (RvSipTranscOwnerHandle)&another, &app.bye);
    if (status == RV_OK) status = RvSipTransactionSetKeyFromMsg(app.bye, answer);
    if (status == RV_OK) status = RvSipTransactionSetCSeqStep(app.bye, RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(answer)) + 1);
    if (status == RV_OK) status = RvSipAddrConstruct(app.messages, app.pool, RVSIP_ADDRTYPE_URL, &app.other_end);
    if (status == RV_OK) status = RvSipAddrCopy(app.other_end, RvSipContactHeaderGetAddrSpec(contact));
    return status;
}

static void on_answer(RvSipTranscHandle invite)
{
    RvSipMsgHandle answer;
    RvStatus status = RvSipTransactionGetReceivedMsg(invite, &answer);
    if (status != RV_OK) {
        say("reading the answer", status);
        return;
    }
    app.code = RvSipMsgGetStatusCode(answer);
    printf("%d to the INVITE\n", app.code);
    if (app.code >= 300) {
        say("the ACK", RvSipTransactionAck(invite));
        return;
    }
    say("preparing the BYE", prepare_bye(answer));
    say("the ACK", acknowledge(answer));
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
    *owner = (RvSipTranscOwnerHandle)(call && get_invite() == NULL ? &an_invite : &another);
    *take = RV_TRUE;
}

static RvStatus on_cancel(RvSipTranscHandle invite, RvSipTranscOwnerHandle owner, RvSipTranscHandle cancel)
{
    (void)invite, (void)owner, (void)cancel;
    printf("the caller gave up\n");
    return RV_OK;
}

/* A 2xx says where the rest of the call goes. */
static RvStatus pick_up(RvSipTranscHandle invite)
{
    RvSipContactHeaderHandle contact;
    RvSipMsgHandle answer;
    char text[TEXT];
    snprintf(text, sizeof text, "Contact: <sip:telephone@127.0.0.1:%u>", app.port);
    RvStatus status = RvSipTransactionGetOutboundMsg(invite, &answer);
    if (status == RV_OK) status = RvSipContactHeaderConstructInMsg(answer, RV_FALSE, &contact);
    if (status == RV_OK) status = RvSipContactHeaderParse(contact, text);
    if (status == RV_OK) status = RvSipTransactionRespond(invite, (RvUint16)app.answer, NULL);
    return status;
}

/* ------------------------------------------------------------------ both */

static const char *name_of(RvSipTransactionState state)
{
    switch (state) {
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_CALLING: return "calling";
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING: return "it rings";
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_CANCELLING: return "giving up";
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_ACK_SENT: return "acknowledged";
    case RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD: return "somebody calls";
    case RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT: return "answered";
    case RVSIP_TRANSC_STATE_SERVER_INVITE_ACK_RCVD: return "the refusal was acknowledged";
    default: return NULL;
    }
}

static void on_state(RvSipTranscHandle transaction, RvSipTranscOwnerHandle owner, RvSipTransactionState state,
                     RvSipTransactionStateChangeReason reason)
{
    if (owner != (RvSipTranscOwnerHandle)&an_invite) {
        if (state == RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD) {
            printf("the other end hung up\n");
            say("the answer to BYE", RvSipTransactionRespond(transaction, 200, NULL));
        } else if (state == RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD) {
            say("486", RvSipTransactionRespond(transaction, 486, NULL)); /* one call at a time */
        } else if (state == RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD) {
            printf("hung up\n");
            note(&app.over, 1);
        }
        return;
    }
    if (name_of(state) != NULL) printf("%s\n", name_of(state));
    fflush(stdout);
    switch (state) {
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING:
        note(&app.ringing, 1);
        break;
    case RVSIP_TRANSC_STATE_CLIENT_INVITE_FINAL_RESPONSE_RCVD:
        on_answer(transaction);
        break;
    case RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD:
        set_invite(transaction);
        say("180", RvSipTransactionRespond(transaction, 180, NULL));
        note(&app.ringing, 1);
        break;
    case RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT:
        set_invite(NULL); /* free for the next call */
        note(&app.ringing, 0);
        break;
    case RVSIP_TRANSC_STATE_TERMINATED:
        if (app.listen) break;
        if (reason == RVSIP_TRANSC_REASON_TIME_OUT) printf("no answer\n");
        set_invite(NULL);
        if (app.code < 200 || app.code >= 300) note(&app.over, 1);
        break;
    default:
        break;
    }
}

/* Waits until *what is `value`, `seconds` at the most. */
static int wait_until(const int *what, int value, int seconds)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += seconds;
    pthread_mutex_lock(&app.lock);
    while (*what != value && pthread_cond_timedwait(&app.wake, &app.lock, &end) == 0)
        ;
    int reached = *what == value;
    pthread_mutex_unlock(&app.lock);
    return reached;
}

static int call(void)
{
    char from[TEXT], to[TEXT];
    snprintf(from, sizeof from, "From: <%s>", app.from);
    snprintf(to, sizeof to, "To: <%s>", app.to);
    RvSipTranscHandle invite;
    RvStatus status = RvSipTranscMgrCreateTransaction(app.transactions, (RvSipTranscOwnerHandle)&an_invite, &invite);
    if (status == RV_OK) set_invite(invite);
    if (status == RV_OK) status = RvSipTransactionMake(invite, from, to, (RvChar *)app.to, 1, "INVITE");
    if (status != RV_OK) {
        say("the INVITE", status);
        return 2;
    }
    if (!wait_until(&app.over, 1, app.patience)) {
        /* Only what has been heard of can be cancelled; an INVITE without any answer ends by itself. */
        if (wait_until(&app.ringing, 1, 0) && get_invite() != NULL) say("the CANCEL", RvSipTransactionCancel(invite));
        wait_until(&app.over, 1, 40);
    }
    return app.code >= 200 && app.code < 300 ? 0 : 1;
}

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
    (void)number;
    ended = 1;
}

static int listen_for_calls(void)
{
    struct sigaction end = {.sa_handler = on_signal};
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    printf("telephone on 127.0.0.1:%u\n", app.port);
    fflush(stdout);
    while (!ended) {
        if (!wait_until(&app.ringing, 1, 1)) continue;
        wait_until(&app.ringing, 0, app.after); /* left early when the caller gives up */
        RvSipTranscHandle invite = get_invite();
        if (invite != NULL) {
            RvStatus status = pick_up(invite);
            /* The caller may have been quicker. */
            if (status != RV_ERROR_INVALID_HANDLE && status != RV_ERROR_ILLEGAL_ACTION) say("the answer", status);
        }
    }
    return 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: ring [--from URI] [--port PORT] [--patience SECONDS] URI\n"
                    "       ring --listen [--port PORT] [--after SECONDS] [--answer CODE]\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"listen", no_argument, NULL, 'l'},         {"port", required_argument, NULL, 'p'},
        {"after", required_argument, NULL, 'a'},    {"answer", required_argument, NULL, 'c'},
        {"patience", required_argument, NULL, 't'}, {"from", required_argument, NULL, 'f'},
        {NULL, 0, NULL, 0}};
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
        case 'f': app.from = optarg; break;
        default: return usage();
        }
    }
    if (app.listen ? optind != argc : optind + 1 != argc) return usage();
    if (app.answer < 200 || app.answer > 699) return usage();
    app.to = argv[optind];

    RvSipStackInitCfg(sizeof cfg, &cfg);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    cfg.inviteLingerTimer = 1000; /* a program that ends soon does not wait long for copies of what it has acknowledged */
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

    int result = app.listen ? listen_for_calls() : call();
    RvSipStackDestruct(app.stack);
    RPOOL_Destruct(app.pool);
    return result;
}
