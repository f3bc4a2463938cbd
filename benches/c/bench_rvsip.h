/* What the programs that read and write messages with rvsip share: a stack for its message manager, and a pool. */
#ifndef RVSIP_BENCH_RVSIP_H
#define RVSIP_BENCH_RVSIP_H

#include "bench.h"
#include <rvsip.h>

/* Times `one(arg)` as bench_parse does, with a manager and a pool put where `arg` has its places for them. */
static inline int bench_messages(int (*one)(void *arg), void *arg, RvSipMsgMgrHandle *mgr, HRPOOL *pool, long loops)
{
    RvSipStackCfg cfg;
    RvSipStackHandle stack = NULL;
    RvStatus status;
    int rc;
    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    status = RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &stack);
    if (status != RV_OK || RvSipStackGetMsgMgrHandle(stack, mgr) != RV_OK) {
        fprintf(stderr, "stack: status %d\n", (int)status);
        return 1;
    }
    *pool = RPOOL_Construct(2048, 16, NULL, RV_FALSE, "bench");
    if (*pool == NULL)
        return 1;
    rc = bench_parse(one, arg, loops);
    RPOOL_Destruct(*pool);
    RvSipStackDestruct(stack);
    return rc;
}

#endif
