/* Parsing and reading with rvsip: RvSipMsgParse and the getters a program would call. */
#include "bench_rvsip.h"

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
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    return bench_messages(one, &in, &in.mgr, &in.pool, argc > 2 ? atol(argv[2]) : 100000);
}
