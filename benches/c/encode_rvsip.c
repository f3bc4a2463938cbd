/* Writing with rvsip: a message is parsed, one header changed by a setter, and the whole written as text.
 * Arguments: FILE LOOPS WHAT, where WHAT is `parse` (parse alone), `encode` (parse, another CSeq number, encode), `forward`
 * (parse, another branch in the top Via, encode), `arrive` (parse, and To, From, CSeq and the top Via judged as an element
 * that answers for what it passes on has to) or `pass-on` (`arrive`, then as `forward`). */
#include "bench_rvsip.h"

struct input {
    char *text;
    size_t len;
    int judge;        /* judge what has to be right in every message */
    const char *what; /* NULL: change and write nothing */
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
    if (ok && in->what != NULL) {
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
    in.judge = strcmp(in.what, "arrive") == 0 || strcmp(in.what, "pass-on") == 0;
    if (strcmp(in.what, "parse") == 0 || strcmp(in.what, "arrive") == 0)
        in.what = NULL;
    else if (in.judge)
        in.what = "forward";
    if (in.what != NULL)
        in.want = bench_changed(in.text, in.what);
    return bench_messages(one, &in, &in.mgr, &in.pool, argc > 2 ? atol(argv[2]) : 100000);
}
