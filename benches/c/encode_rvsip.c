/* Writing with rvsip: a message is parsed, one header changed by a setter, and the whole written as text.
 * Arguments: FILE LOOPS WHAT, where WHAT is `parse` (parse alone), `encode` (parse, another CSeq number, encode), `forward`
 * (parse, another branch in the top Via, encode), `arrive` (parse, and To, From, CSeq and the top Via judged as an element
 * that answers for what it passes on has to) or `pass-on` (`arrive`, then as `forward`). */
#include "bench_rvsip.h"

struct input {
    char *text;
    size_t len;
    int judge;        /* judge what has to be right in every message */
    enum { NOTHING, CSEQ, BRANCH } change; /* and then write, unless it is nothing */
    struct bench_text want;
    RvSipMsgMgrHandle mgr;
    HRPOOL pool;
};

static int change(RvSipMsgHandle msg, int what)
{
    RvSipHeaderListElemHandle place = NULL;
    if (what == CSEQ)
        return RvSipCSeqHeaderSetStep(RvSipMsgGetCSeqHeader(msg), BENCH_NEW_CSEQ) == RV_OK;
    return RvSipViaHeaderSetBranchParam(
               (RvSipViaHeaderHandle)RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place),
               BENCH_NEW_BRANCH) == RV_OK;
}

/* A header that is missing or breaks the grammar is not given. */
static int is_right(RvSipMsgHandle msg)
{
    RvSipHeaderListElemHandle place = NULL;
    return RvSipMsgGetToHeader(msg) != NULL && RvSipMsgGetFromHeader(msg) != NULL && RvSipMsgGetCSeqHeader(msg) != NULL
        && RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place) != NULL;
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
    ok = RvSipMsgParse(msg, in->text, (RvInt32)in->len) == RV_OK && (!in->judge || is_right(msg));
    if (ok && in->change != NOTHING) {
        ok = change(msg, in->change) && RvSipMsgEncode(msg, in->pool, &page, &len) == RV_OK
            && RPOOL_CopyToExternal(in->pool, page, 0, text, len) == RV_OK && bench_is(&in->want, text, len);
        RPOOL_FreePage(in->pool, page);
    }
    RvSipMsgDestruct(msg);
    return ok;
}

int main(int argc, char **argv)
{
    const char *what = argc > 3 ? argv[3] : "encode";
    struct input in;
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    in.judge = strcmp(what, "arrive") == 0 || strcmp(what, "pass-on") == 0;
    if (strcmp(what, "encode") == 0)
        in.change = CSEQ;
    else if (strcmp(what, "forward") == 0 || strcmp(what, "pass-on") == 0)
        in.change = BRANCH;
    else
        in.change = NOTHING;
    if (in.change != NOTHING)
        in.want = bench_changed(in.text, in.change == CSEQ ? "encode" : "forward");
    return bench_messages(one, &in, &in.mgr, &in.pool, argc > 2 ? atol(argv[2]) : 100000);
}
