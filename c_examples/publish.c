/*
 * publish.c - tells a presence server whether somebody is there (RFC 3903), for as long as it runs.
 *
 *   publish sip:bob@192.0.2.5 open                        until it is interrupted (Ctrl-C), then takes it back
 *   publish --for 600 --then closed sip:bob@... open      says something else after half of the time
 *   publish --expires 60 --user bob --password secret sip:bob@... open
 *
 * Exit code: 0 it was published to the end, 1 the server refused or ended it, 2 nothing could be sent, 3 wrong arguments.
 *
 * How it works: the first PUBLISH is a transaction like any other. A refresh is attached to it, and does the rest: it answers the
 * challenge, sends the PUBLISH again before the time that was granted is over, names the server's SIP-ETag in it, and publishes anew
 * when the server has forgotten. The program only says what is new (RvSipRefreshUpdate) and when it is over (RvSipRefreshTerminate).
 *
 * There is one thread: callbacks come inside RvSipStackSelectUntil.
 */
#define _POSIX_C_SOURCE 200809L
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <RvSipAuthenticator.h>
#include <RvSipMsg.h>
#include <RvSipRefresh.h>
#include <RvSipStack.h>
#include <RvSipTransaction.h>

enum { PUBLISHED = 0, REFUSED = 1, FAULT = 2, USAGE = 3 };

static volatile sig_atomic_t interrupted;
static struct {
    const char *whom, *status, *then, *user, *password;
    unsigned expires, duration;
    RvSipStackHandle stack;
    RvSipMsgMgrHandle messages;
    HRPOOL pool;
    RvSipRefreshHandle refresh;
    int active, ending, done, result;
} app = {.expires = 600, .result = REFUSED};

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* ------------------------------------------------------------------ what is heard */

static void on_state(RvSipRefreshHandle refresh, RvSipAppRefreshHandle owner, RvSipRefreshState state, RvSipRefreshReason reason)
{
    RvUint32 seconds = 0;
    (void)owner;
    if (state == RVSIP_REFRESH_STATE_ACTIVE) {
        RvSipRefreshGetInterval(refresh, &seconds);
        app.active = 1;
        printf("published for %u s\n", (unsigned)seconds);
    } else if (state == RVSIP_REFRESH_STATE_TERMINATED) {
        app.done = 1;
        if (app.ending) app.result = PUBLISHED;
        puts(app.ending                                      ? "taken back"
             : reason == RVSIP_REFRESH_REASON_TIMEOUT        ? "the server is silent"
             : reason == RVSIP_REFRESH_REASON_NETWORK_ERROR  ? "the server cannot be reached"
                                                             : "the server does not want it");
    }
    fflush(stdout);
}

static void on_response(RvSipRefreshHandle refresh, RvSipAppRefreshHandle owner, RvSipMsgHandle message)
{
    char reason[128] = "";
    RvUint length;
    (void)refresh, (void)owner;
    RvSipMsgGetReasonPhrase(message, reason, sizeof reason, &length);
    printf("PUBLISH %d: %d %s\n", (int)RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(message)), (int)RvSipMsgGetStatusCode(message), reason);
    fflush(stdout);
}

static void on_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle owner, void *object, void *type,
                      RPOOL_Ptr *realm, RPOOL_Ptr *user, RPOOL_Ptr *password)
{
    (void)authenticator, (void)owner, (void)object, (void)type, (void)realm;
    if (app.user == NULL || app.password == NULL) return;
    RPOOL_AppendFromExternalToPage(user->hPool, user->hPage, app.user, (RvInt32)strlen(app.user) + 1, &user->offset);
    RPOOL_AppendFromExternalToPage(password->hPool, password->hPage, app.password, (RvInt32)strlen(app.password) + 1, &password->offset);
}

/* ------------------------------------------------------------------ what is said */

/* The headers and the document of a PUBLISH. */
static RvStatus fill(RvSipMsgHandle message, const char *status)
{
    char document[1024], text[2048];
    int length = snprintf(document, sizeof document,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
                          "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"pres:%s\">\r\n"
                          " <tuple id=\"phone\"><status><basic>%s</basic></status></tuple>\r\n"
                          "</presence>\r\n",
                          app.whom + strlen("sip:"), status);
    int whole = snprintf(text, sizeof text,
                         "PUBLISH %s SIP/2.0\r\nEvent: presence\r\nExpires: %u\r\nContent-Type: application/pidf+xml\r\n"
                         "Content-Length: %d\r\n\r\n%s",
                         app.whom, app.expires, length, document);
    if (length < 0 || length >= (int)sizeof document || whole < 0 || whole >= (int)sizeof text) return RV_ERROR_BADPARAM;
    return RvSipMsgParse(message, text, (RvInt32)whole);
}

static RvStatus publish(void)
{
    char party[512];
    RvSipTranscMgrHandle transactions;
    RvSipTranscHandle transaction;
    RvSipPartyHeaderHandle header;
    RvSipRefreshMgrHandle refreshes;
    RvSipRefreshEvHandlers events = {on_state, on_response, NULL};
    RvSipMsgHandle message;
    RvStatus status;
    snprintf(party, sizeof party, "<%s>", app.whom);
    RvSipStackGetTransactionMgrHandle(app.stack, &transactions);
    RvSipStackGetRefreshMgrHandle(app.stack, &refreshes);
    RvSipRefreshMgrSetEvHandlers(refreshes, &events, sizeof events);
    status = RvSipTranscMgrCreateTransaction(transactions, NULL, &transaction);
    if (status == RV_OK) status = RvSipTransactionGetNewPartyHeaderHandle(transaction, &header);
    if (status == RV_OK) status = RvSipPartyHeaderParse(header, RV_TRUE, party);
    if (status == RV_OK) status = RvSipTransactionSetToHeader(transaction, header);
    if (status == RV_OK) status = RvSipPartyHeaderParse(header, RV_FALSE, party);
    if (status == RV_OK) status = RvSipTransactionSetFromHeader(transaction, header);
    if (status == RV_OK) status = RvSipRefreshMgrCreateRefresh(refreshes, NULL, &app.refresh);
    if (status == RV_OK) status = RvSipRefreshAttachTransaction(app.refresh, transaction);
    if (status == RV_OK) status = RvSipTransactionGetOutboundMsg(transaction, &message);
    if (status == RV_OK) status = fill(message, app.status);
    if (status == RV_OK) status = RvSipRefreshStart(app.refresh);
    return status;
}

/* False while a PUBLISH is out: it is tried again a little later. */
static int publish_something_else(void)
{
    RvSipMsgHandle message;
    RvStatus status = RvSipMsgConstruct(app.messages, app.pool, &message);
    if (status != RV_OK) return 0;
    status = fill(message, app.then);
    if (status == RV_OK) status = RvSipRefreshUpdate(app.refresh, message);
    RvSipMsgDestruct(message);
    return status == RV_OK;
}

/* ------------------------------------------------------------------ the program */

static RvStatus set_up(void)
{
    RvSipStackCfg cfg;
    RvSipAuthenticatorHandle authenticator;
    RvSipAuthenticatorEvHandlers secrets = {.pfnGetSharedSecretAuthenticationHandler = on_secret};
    RvStatus status;
    RvSipStackInitCfg(sizeof cfg, &cfg);
    cfg.numberOfProcessingThreads = 0;
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    status = RvSipStackConstruct(sizeof cfg, &cfg, &app.stack);
    if (status != RV_OK) return status;
    app.pool = RPOOL_Construct(2048, 4, NULL, RV_FALSE, "publish");
    RvSipStackGetMsgMgrHandle(app.stack, &app.messages);
    RvSipStackGetAuthenticatorHandle(app.stack, &authenticator);
    return RvSipAuthenticatorSetEvHandlers(authenticator, &secrets, sizeof secrets);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run(void)
{
    double start = 0;
    while (!app.done) {
        RvSipStackSelectUntil(100);
        if (!app.active || app.done) continue;
        if (start == 0) start = seconds_now();
        double passed = seconds_now() - start;
        if (app.then != NULL && !app.ending && passed >= app.duration / 2.0 && publish_something_else()) app.then = NULL;
        if ((interrupted || (app.duration != 0 && passed >= app.duration)) && !app.ending)
            app.ending = RvSipRefreshTerminate(app.refresh, NULL) == RV_OK;
    }
}

static int usage(FILE *out)
{
    fputs("usage: publish [options] sip:WHOM@SERVER STATUS\n"
          "  --expires N      seconds to ask for (default 600)\n"
          "  --for N          end after so many seconds (default: when interrupted)\n"
          "  --then STATUS    another status after half of them\n"
          "  --user NAME      user name for the server's challenge\n"
          "  --password TEXT  its password\n"
          "  --help           this text\n",
          out);
    return out == stdout ? PUBLISHED : USAGE;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"expires", required_argument, NULL, 'e'},  {"for", required_argument, NULL, 'f'},
                                            {"then", required_argument, NULL, 't'},     {"user", required_argument, NULL, 'u'},
                                            {"password", required_argument, NULL, 'p'}, {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    struct sigaction end = {.sa_handler = on_signal};
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'e': app.expires = (unsigned)strtoul(optarg, NULL, 10); break;
        case 'f': app.duration = (unsigned)strtoul(optarg, NULL, 10); break;
        case 't': app.then = optarg; break;
        case 'u': app.user = optarg; break;
        case 'p': app.password = optarg; break;
        case 'h': return usage(stdout);
        default: return usage(stderr);
        }
    }
    if (argc != optind + 2 || strncmp(argv[optind], "sip:", 4) != 0 || app.expires == 0) return usage(stderr);
    app.whom = argv[optind], app.status = argv[optind + 1];
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    if (set_up() != RV_OK) {
        fputs("publish: no stack could be made\n", stderr);
        return FAULT;
    }
    if (publish() == RV_OK) {
        run();
    } else {
        fputs("publish: nothing was sent; is that a SIP URI?\n", stderr);
        app.result = FAULT;
    }
    RvSipStackDestruct(app.stack);
    RPOOL_Destruct(app.pool);
    return app.result;
}
