/* Writing with rvsip: a message is parsed, one header changed by a setter, and the whole written as text.
 * Arguments: FILE LOOPS WHAT, where WHAT is `parse` (parse alone), `encode` (parse, another CSeq number, encode) or
 * `forward` (parse, another branch in the top Via, encode). */
#include "bench_rvsip.h"

struct input {
    char *text;
    size_t len;
    const char *what;
    struct bench_text want;
    RvSipMsgMgrHandle mgr;
    HRPOOL pool;
};

static int change(RvSipMsgHandle msg, const char *what)
{
    RvSipHeaderListElemHandle place = NULL;
    if (strcmp(what, "encode") == 0)
        return RvSipCSeqHeaderSetStep(RvSipMsgGetCSeqHeader(msg), BENCH_NEW_CSEQ) == RV_OK;
    return RvSipViaHeaderSetBranchParam(
               (RvSipViaHeaderHandle)RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place),
               BENCH_NEW_BRANCH) == RV_OK;
}

static int one(void *arg)
{
    const struct input *in = arg;
    RvSipMsgHandle msg = NULL;
    HPAGE page = NULL;
    RvUint32 len = 0;
    static char text[65536];
    int ok;
    if (RvSipMsgConstruct(in->mgr, in->pool, &msg) != RV_OK)
        return 0;
    ok = RvSipMsgParse(msg, in->text, (RvInt32)in->len) == RV_OK;
    if (ok && strcmp(in->what, "parse") != 0) {
        ok = change(msg, in->what) && RvSipMsgEncode(msg, in->pool, &page, &len) == RV_OK
            && RPOOL_CopyToExternal(in->pool, page, 0, text, len) == RV_OK && bench_is(&in->want, text, len);
        RPOOL_FreePage(in->pool, page);
    }
    RvSipMsgDestruct(msg);
    return ok;
}

int main(int argc, char **argv)
{
    struct input in;
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    in.what = argc > 3 ? argv[3] : "encode";
    in.want = bench_changed(in.text, in.what);
    return bench_messages(one, &in, &in.mgr, &in.pool, argc > 2 ? atol(argv[2]) : 100000);
}
