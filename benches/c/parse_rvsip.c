/* Parsing and reading with rvsip: RvSipMsgParse and the getters a program would call. */
#include "bench.h"
#include <rvsip.h>

struct input {
    char *text;
    size_t len;
    RvSipMsgMgrHandle mgr;
    HRPOOL pool;
};

static int is(RvStatus status, const char *got, const char *want)
{
    return status == RV_OK && strcmp(got, want) == 0;
}

static int one(void *arg)
{
    const struct input *in = arg;
    RvSipMsgHandle msg = NULL;
    RvSipHeaderListElemHandle place = NULL;
    RvSipViaHeaderHandle via;
    RvSipContactHeaderHandle contact;
    char buf[256];
    RvUint len;
    int ok;
    if (RvSipMsgConstruct(in->mgr, in->pool, &msg) != RV_OK)
        return 0;
    if (RvSipMsgParse(msg, in->text, (RvInt32)in->len) != RV_OK) {
        RvSipMsgDestruct(msg);
        return 0;
    }
    via = (RvSipViaHeaderHandle)RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place);
    place = NULL;
    contact = (RvSipContactHeaderHandle)RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    ok = is(RvSipAddrUrlGetUser(RvSipPartyHeaderGetAddrSpec(RvSipMsgGetToHeader(msg)), buf, sizeof buf, &len), buf, WANT_TO_USER)
        && is(RvSipPartyHeaderGetTag(RvSipMsgGetFromHeader(msg), buf, sizeof buf, &len), buf, WANT_FROM_TAG)
        && RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(msg)) == WANT_CSEQ
        && is(RvSipViaHeaderGetBranchParam(via, buf, sizeof buf, &len), buf, WANT_BRANCH)
        && is(RvSipAddrUrlGetHost(RvSipContactHeaderGetAddrSpec(contact), buf, sizeof buf, &len), buf, WANT_CONTACT_HOST);
    RvSipMsgDestruct(msg);
    return ok;
}

int main(int argc, char **argv)
{
    struct input in;
    RvSipStackCfg cfg;
    RvSipStackHandle stack = NULL;
    RvStatus status;
    int rc;
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    status = RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &stack);
    if (status != RV_OK || RvSipStackGetMsgMgrHandle(stack, &in.mgr) != RV_OK) {
        fprintf(stderr, "stack: status %d\n", (int)status);
        return 1;
    }
    in.pool = RPOOL_Construct(2048, 16, NULL, RV_FALSE, "bench");
    if (in.pool == NULL)
        return 1;
    rc = bench_parse(one, &in, argc > 2 ? atol(argv[2]) : 100000);
    RPOOL_Destruct(in.pool);
    RvSipStackDestruct(stack);
    return rc;
}
