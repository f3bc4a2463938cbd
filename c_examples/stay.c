/*
 * stay.c - stays registered until it is interrupted (Ctrl-C), then takes its registration away.
 *
 *   stay sip:192.0.2.5 sip:alice@example.com sip:alice@192.0.2.10 alice secret [SECONDS]
 *
 * The program makes a register-client as ever and attaches a refresh to it. From the first 2xx on the library sends each REGISTER
 * that is due, with fresh credentials where the registrar wants them; the program only hears of them. The arguments are the registrar,
 * the address-of-record, where it shall lead to, user and password for the registrar's challenge, and how long a registration is
 * asked to last (600).
 *
 * There is one thread: callbacks come inside RvSipStackProcessEvents.
 */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <RvSipAuthenticator.h>
#include <RvSipContactHeader.h>
#include <RvSipExpiresHeader.h>
#include <RvSipRefresh.h>
#include <RvSipRegClient.h>
#include <RvSipStack.h>

enum { REGISTERED_TO_THE_END = 0, REFUSED = 1, FAULT = 2, USAGE = 3 };

static volatile sig_atomic_t interrupted;
static const char *user, *password;
static int challenged, registered, removing, done, result = REFUSED;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* ------------------------------------------------------------------ what is heard */

/* `app` is what was given with the refresh: its client. */
static void on_refresh(RvSipRefreshHandle refresh, RvSipAppRefreshHandle app, RvSipRefreshState state, RvSipRefreshReason reason)
{
    RvUint32 seconds = 0;
    if (state == RVSIP_REFRESH_STATE_ACTIVE) {
        RvSipRefreshGetInterval(refresh, &seconds);
        printf("kept from now on; granted for %u s\n", (unsigned)seconds);
    } else if (state == RVSIP_REFRESH_STATE_TERMINATED && reason != RVSIP_REFRESH_REASON_OWNER_TERMINATED && !removing) {
        printf("no longer kept: %s\n", reason == RVSIP_REFRESH_REASON_REJECTED  ? "the registrar says no"
                                       : reason == RVSIP_REFRESH_REASON_TIMEOUT ? "the registrar is silent"
                                                                                : "the registrar cannot be reached");
        RvSipRegClientTerminate((RvSipRegClientHandle)app);
    }
}

static void on_client(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipRegClientState state,
                      RvSipRegClientStateChangeReason reason)
{
    RvSipRefreshHandle refresh;
    (void)app, (void)reason;
    switch (state) {
    case RVSIP_REG_CLIENT_STATE_REGISTERING:
        break;
    case RVSIP_REG_CLIENT_STATE_REGISTERED:
        challenged = 0;
        if (removing) {
            puts("removed");
            result = REGISTERED_TO_THE_END;
            RvSipRegClientTerminate(client);
        } else {
            puts(registered++ ? "refreshed" : "registered");
        }
        break;
    case RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED:
        /* The answers to challenges of refreshes are the library's; when it cannot give one, the refresh has ended. */
        if (!challenged++ && (removing || RvSipRefreshGetFromRegClient(client, &refresh) == RV_OK)) {
            RvSipRegClientAuthenticate(client);
            break;
        }
        puts("refused: wrong user or password");
        RvSipRegClientTerminate(client);
        break;
    case RVSIP_REG_CLIENT_STATE_TERMINATED:
        done = 1;
        break;
    default:
        puts(registered ? "lost" : "not registered");
        RvSipRegClientTerminate(client);
        break;
    }
    fflush(stdout);
}

static void on_secret(RvSipAuthenticatorHandle authenticator, RvSipAppAuthenticatorHandle app, void *object, void *type,
                      RPOOL_Ptr *realm, RPOOL_Ptr *name, RPOOL_Ptr *secret)
{
    (void)authenticator, (void)app, (void)object, (void)type, (void)realm;
    RPOOL_AppendFromExternalToPage(name->hPool, name->hPage, user, (RvInt32)strlen(user) + 1, &name->offset);
    RPOOL_AppendFromExternalToPage(secret->hPool, secret->hPage, password, (RvInt32)strlen(password) + 1, &secret->offset);
}

/* ------------------------------------------------------------------ what is done */

static RvStatus set_up(RvSipStackHandle *stack)
{
    RvSipStackCfg cfg;
    RvSipAuthenticatorHandle authenticator;
    RvSipAuthenticatorEvHandlers secrets = {.pfnGetSharedSecretAuthenticationHandler = on_secret};
    RvStatus status;
    RvSipStackInitCfg(sizeof cfg, &cfg);
    cfg.numberOfProcessingThreads = 0;
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    status = RvSipStackConstruct(sizeof cfg, &cfg, stack);
    if (status != RV_OK) return status;
    RvSipStackGetAuthenticatorHandle(*stack, &authenticator);
    return RvSipAuthenticatorSetEvHandlers(authenticator, &secrets, sizeof secrets);
}

/* The registration is asked to last so many seconds; 0 removes it. */
static RvStatus ask_for(RvSipRegClientHandle client, unsigned seconds)
{
    RvSipExpiresHeaderHandle expires;
    RvStatus status = RvSipRegClientGetNewExpiresHeaderHandle(client, &expires);
    if (status == RV_OK) status = RvSipExpiresHeaderSetDeltaSeconds(expires, seconds);
    if (status == RV_OK) status = RvSipRegClientSetExpiresHeader(client, expires);
    return status;
}

/* Makes the client and its refresh, and sends the first REGISTER. */
static RvStatus stay_registered(RvSipStackHandle stack, char *registrar, char *aor, char *contact, unsigned seconds,
                                RvSipRegClientHandle *client)
{
    RvSipRegClientEvHandlers client_events = {.pfnStateChangedEvHandler = on_client};
    RvSipRefreshEvHandlers refresh_events = {.pfnStateChangedEvHandler = on_refresh};
    RvSipRegClientMgrHandle clients;
    RvSipRefreshMgrHandle refreshes;
    RvSipRefreshHandle refresh;
    RvStatus status;
    RvSipStackGetRegClientMgrHandle(stack, &clients);
    RvSipRegClientMgrSetEvHandlers(clients, &client_events, sizeof client_events);
    RvSipStackGetRefreshMgrHandle(stack, &refreshes);
    RvSipRefreshMgrSetEvHandlers(refreshes, &refresh_events, sizeof refresh_events);

    status = RvSipRegClientMgrCreateRegClient(clients, NULL, client);
    if (status == RV_OK) status = RvSipRefreshMgrCreateRefresh(refreshes, (RvSipAppRefreshHandle)*client, &refresh);
    if (status == RV_OK) status = RvSipRefreshAttachRegClient(refresh, *client);
    if (status == RV_OK) status = ask_for(*client, seconds);
    if (status == RV_OK) status = RvSipRegClientMake(*client, aor, aor, registrar, contact);
    return status;
}

/* The refresh ends by itself with the registration. A REGISTER that is on its way is waited for. */
static void remove_when_possible(RvSipRegClientHandle client)
{
    RvSipRegClientState state;
    if (RvSipRegClientGetCurrentState(client, &state) != RV_OK || state != RVSIP_REG_CLIENT_STATE_REGISTERED) return;
    removing = 1;
    if (ask_for(client, 0) != RV_OK || RvSipRegClientRegister(client) != RV_OK) RvSipRegClientTerminate(client);
}

int main(int argc, char **argv)
{
    struct sigaction end = {.sa_handler = on_signal};
    RvSipStackHandle stack;
    RvSipRegClientHandle client;
    unsigned long seconds = argc > 6 ? strtoul(argv[6], NULL, 10) : 600;
    if (argc < 6 || argc > 7 || seconds == 0 || seconds > 0xffffffff) {
        fputs("usage: stay REGISTRAR ADDRESS-OF-RECORD CONTACT USER PASSWORD [SECONDS]\n", stderr);
        return USAGE;
    }
    user = argv[4], password = argv[5];
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    if (set_up(&stack) != RV_OK) {
        fputs("no stack: see the log above\n", stderr);
        return FAULT;
    }
    if (stay_registered(stack, argv[1], argv[2], argv[3], (unsigned)seconds, &client) != RV_OK) {
        fputs("nothing was sent: is an address no SIP URI?\n", stderr);
        RvSipStackDestruct(stack);
        return FAULT;
    }
    while (!done) {
        RvSipStackProcessEvents();
        if (interrupted && !removing) remove_when_possible(client);
    }
    RvSipStackDestruct(stack);
    return result;
}
