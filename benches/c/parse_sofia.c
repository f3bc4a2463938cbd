/* Parsing and reading with sofia-sip: msg_make and the fields of sip_t. */
#include "bench.h"
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/su.h>

struct input {
    char *text;
    size_t len;
};

static int one(void *arg)
{
    const struct input *in = arg;
    msg_t *msg = msg_make(sip_default_mclass(), 0, in->text, (ssize_t)in->len);
    sip_t *sip = msg != NULL ? sip_object(msg) : NULL;
    int ok = sip != NULL && sip->sip_error == NULL && sip->sip_to && sip->sip_from && sip->sip_cseq && sip->sip_via && sip->sip_contact
        && strcmp(sip->sip_to->a_url->url_user, WANT_TO_USER) == 0 && strcmp(sip->sip_from->a_tag, WANT_FROM_TAG) == 0
        && sip->sip_cseq->cs_seq == WANT_CSEQ && strcmp(sip->sip_via->v_branch, WANT_BRANCH) == 0
        && strcmp(sip->sip_contact->m_url->url_host, WANT_CONTACT_HOST) == 0;
    msg_destroy(msg);
    return ok;
}

int main(int argc, char **argv)
{
    struct input in;
    su_init();
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    return bench_parse(one, &in, argc > 2 ? atol(argv[2]) : 100000);
}
