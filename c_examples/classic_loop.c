/*
 * classic_loop.c - a registration in the manner of classic programs: no thread but main(), one event loop, and every decision
 * taken inside the state callback.
 *
 *   classic_loop sip:alice@example.com sip:192.0.2.5 alice secret
 *
 * With numberOfProcessingThreads = 0 the library does its work, and calls back, inside RvSipStackProcessEvents.
 */
#include <stdio.h>
#include <string.h>

#include "RV_SIP_DEF.h"
#include "rpool_API.h"
#include "RvSipAuthenticator.h"
#include "RvSipContactHeader.h"
#include "RvSipExpiresHeader.h"
#include "RvSipMid.h"
#include "RvSipRegClient.h"
#include "RvSipRegClientTypes.h"
#include "RvSipStack.h"
#include "RvSipStackTypes.h"

static RvSipStackHandle         g_hStack;
static RvSipRegClientMgrHandle  g_hRegClientMgr;
static RvSipAuthenticatorHandle g_hAuthenticator;
static RvSipRegClientHandle     g_hRegClient;

static RvChar *g_strUser;
static RvChar *g_strPassword;
static RvBool  g_bChallenged;
static RvBool  g_bRegistered;
static RvBool  g_bUnregistered;
static RvBool  g_bDone;

static RvStatus AppSetExpires(RvUint32 seconds)
{
    RvSipExpiresHeaderHandle hExpires;
    RvStatus rv = RvSipRegClientGetNewExpiresHeaderHandle(g_hRegClient, &hExpires);
    if (rv == RV_OK)
    {
        rv = RvSipExpiresHeaderSetDeltaSeconds(hExpires, seconds);
    }
    if (rv == RV_OK)
    {
        rv = RvSipRegClientSetExpiresHeader(g_hRegClient, hExpires);
    }
    return rv;
}

static void RVCALLCONV AppRegClientStateChangedEv(IN RvSipRegClientHandle            hRegClient,
                                                  IN RvSipAppRegClientHandle         hAppRegClient,
                                                  IN RvSipRegClientState             eState,
                                                  IN RvSipRegClientStateChangeReason eReason)
{
    RvStatus rv = RV_OK;

    RV_UNUSED_ARG(hAppRegClient);
    switch (eState)
    {
    case RVSIP_REG_CLIENT_STATE_REGISTERING:
        printf("registering\n");
        break;
    case RVSIP_REG_CLIENT_STATE_REDIRECTED:
        printf("redirected\n");
        rv = RvSipRegClientRegister(hRegClient);
        break;
    case RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED:
        printf("challenged\n");
        if (g_bChallenged)
        {
            printf("wrong user or password\n");
            rv = RvSipRegClientTerminate(hRegClient);
            break;
        }
        g_bChallenged = RV_TRUE;
        rv = RvSipRegClientAuthenticate(hRegClient);
        break;
    case RVSIP_REG_CLIENT_STATE_REGISTERED:
        g_bChallenged = RV_FALSE;
        if (g_bRegistered)
        {
            printf("unregistered\n");
            g_bUnregistered = RV_TRUE;
            rv = RvSipRegClientTerminate(hRegClient);
            break;
        }
        printf("registered\n");
        g_bRegistered = RV_TRUE;
        /* A real program would arm its refresh timer here. This one takes the binding away again. */
        rv = AppSetExpires(0);
        if (rv == RV_OK)
        {
            rv = RvSipRegClientRegister(hRegClient);
        }
        break;
    case RVSIP_REG_CLIENT_STATE_FAILED:
        printf(eReason == RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT ? "no answer\n" : "refused\n");
        rv = RvSipRegClientTerminate(hRegClient);
        break;
    case RVSIP_REG_CLIENT_STATE_TERMINATED:
        printf("terminated\n");
        g_bDone = RV_TRUE;
        break;
    default:
        break;
    }
    if (rv != RV_OK)
    {
        printf("a call in state %d failed: %d\n", (int)eState, (int)rv);
        g_bDone = RV_TRUE;
    }
}

static void RVCALLCONV AppGetSharedSecretEv(IN RvSipAuthenticatorHandle    hAuthenticator,
                                            IN RvSipAppAuthenticatorHandle hAppAuthenticator,
                                            IN void                       *hObject,
                                            IN void                       *peObjectType,
                                            IN RPOOL_Ptr                  *pRpoolRealm,
                                            INOUT RPOOL_Ptr               *pRpoolUserName,
                                            OUT RPOOL_Ptr                 *pRpoolPassword)
{
    RV_UNUSED_ARG(hAuthenticator);
    RV_UNUSED_ARG(hAppAuthenticator);
    RV_UNUSED_ARG(hObject);
    RV_UNUSED_ARG(peObjectType);
    RV_UNUSED_ARG(pRpoolRealm);
    RPOOL_AppendFromExternalToPage(pRpoolUserName->hPool, pRpoolUserName->hPage, g_strUser, (RvInt32)strlen(g_strUser) + 1,
                                   &pRpoolUserName->offset);
    RPOOL_AppendFromExternalToPage(pRpoolPassword->hPool, pRpoolPassword->hPage, g_strPassword,
                                   (RvInt32)strlen(g_strPassword) + 1, &pRpoolPassword->offset);
}

static RvStatus AppStackInitialize(void)
{
    RvSipStackCfg                stackCfg;
    RvSipRegClientEvHandlers     regClientEvHandlers;
    RvSipAuthenticatorEvHandlers authEvHandlers;
    RvStatus                     rv;

    RvSipStackInitCfg(sizeof(stackCfg), &stackCfg);
    stackCfg.numberOfProcessingThreads = 0;
    stackCfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    rv = RvSipStackConstruct(sizeof(stackCfg), &stackCfg, &g_hStack);
    if (rv != RV_OK)
    {
        return rv;
    }
    RvSipStackGetRegClientMgrHandle(g_hStack, &g_hRegClientMgr);
    RvSipStackGetAuthenticatorHandle(g_hStack, &g_hAuthenticator);

    memset(&regClientEvHandlers, 0, sizeof(regClientEvHandlers));
    regClientEvHandlers.pfnStateChangedEvHandler = AppRegClientStateChangedEv;
    rv = RvSipRegClientMgrSetEvHandlers(g_hRegClientMgr, &regClientEvHandlers, sizeof(regClientEvHandlers));
    if (rv != RV_OK)
    {
        return rv;
    }
    memset(&authEvHandlers, 0, sizeof(authEvHandlers));
    authEvHandlers.pfnGetSharedSecretAuthenticationHandler = AppGetSharedSecretEv;
    return RvSipAuthenticatorSetEvHandlers(g_hAuthenticator, &authEvHandlers, sizeof(authEvHandlers));
}

static RvStatus AppRegister(RvChar *strAor, RvChar *strRegistrar)
{
    RvChar   strFrom[256];
    RvChar   strTo[256];
    RvChar   strContact[256];
    RvStatus rv = RvSipRegClientMgrCreateRegClient(g_hRegClientMgr, NULL, &g_hRegClient);

    if (rv != RV_OK)
    {
        return rv;
    }
    snprintf(strFrom, sizeof(strFrom), "From: <%s>", strAor);
    snprintf(strTo, sizeof(strTo), "To: <%s>", strAor);
    snprintf(strContact, sizeof(strContact), "Contact: <sip:%s@127.0.0.1:5066>", g_strUser);
    rv = AppSetExpires(3600);
    if (rv != RV_OK)
    {
        return rv;
    }
    return RvSipRegClientMake(g_hRegClient, strFrom, strTo, strRegistrar, strContact);
}

int main(int argc, char **argv)
{
    RvStatus rv;

    if (argc != 5)
    {
        fprintf(stderr, "usage: classic_loop sip:USER@DOMAIN sip:REGISTRAR[:PORT] USER PASSWORD\n");
        return 3;
    }
    g_strUser = argv[3];
    g_strPassword = argv[4];
    rv = AppStackInitialize();
    if (rv == RV_OK)
    {
        rv = AppRegister(argv[1], argv[2]);
    }
    if (rv != RV_OK)
    {
        fprintf(stderr, "classic_loop: could not start: %d\n", (int)rv);
        return 1;
    }
    while (!g_bDone)
    {
        RvSipStackProcessEvents();
    }
    RvSipStackDestruct(g_hStack);
    return g_bUnregistered ? 0 : 1;
}
