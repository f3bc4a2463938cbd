/* Writing with sofia-sip: msg_make, one header changed, msg_prepare, which writes that header anew and takes the others as
 * they came, and the pieces put together. Arguments as of encode_rvsip.c. */
#include "bench.h"
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su.h>

struct input {
    char *text;
    size_t len;
    const char *what;
    struct bench_text want;
};

static int change(sip_t *sip, const char *what)
{
    if (strcmp(what, "encode") == 0) {
        sip->sip_cseq->cs_seq = BENCH_NEW_CSEQ;
        msg_fragment_clear(sip->sip_cseq->cs_common);
        return 1;
    }
    if (msg_header_replace_param(NULL, sip->sip_via->v_common, "branch=" BENCH_NEW_BRANCH) < 0)
        return 0;
    msg_fragment_clear(sip->sip_via->v_common);
    return 1;
}

static int one(void *arg)
{
    const struct input *in = arg;
    msg_t *msg = msg_make(sip_default_mclass(), 0, in->text, (ssize_t)in->len);
    sip_t *sip = msg != NULL ? sip_object(msg) : NULL;
    int ok = sip != NULL && sip->sip_error == NULL && sip->sip_cseq && sip->sip_via;
    if (ok && strcmp(in->what, "parse") != 0) {
        static char text[65536];
        msg_iovec_t pieces[128];
        isize_t i, n = 0;
        size_t len = 0;
        ok = change(sip, in->what) && msg_prepare(msg) > 0 && (n = msg_iovec(msg, pieces, 128)) <= 128;
        for (i = 0; ok && i < n; i++) {
            memcpy(text + len, pieces[i].mv_base, pieces[i].mv_len);
            len += pieces[i].mv_len;
        }
        ok = ok && bench_is(&in->want, text, len);
    }
    msg_destroy(msg);
    return ok;
}

int main(int argc, char **argv)
{
    struct input in;
    su_init();
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    in.what = argc > 3 ? argv[3] : "encode";
    in.want = bench_changed(in.text, in.what);
    /* it writes each value of a list of addresses on a line of its own, which is right too */
    bench_replace(&in.want, ">, <sip:ss1.", ">\r\nRecord-Route: <sip:ss1.");
    return bench_parse(one, &in, argc > 2 ? atol(argv[2]) : 100000);
}
