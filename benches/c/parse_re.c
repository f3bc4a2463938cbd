/* Parsing and reading with libre: sip_msg_decode, and sip_addr_decode for the Contact, which it leaves as text. */
#include "bench.h"
#include <re.h>

static int one(void *arg)
{
    struct mbuf *mb = arg;
    struct sip_msg *msg = NULL;
    const struct sip_hdr *hdr;
    struct sip_addr contact;
    int ok;
    mb->pos = 0;
    if (sip_msg_decode(&msg, mb) != 0)
        return 0;
    hdr = sip_msg_hdr(msg, SIP_HDR_CONTACT);
    ok = pl_strcmp(&msg->to.uri.user, WANT_TO_USER) == 0 && pl_strcmp(&msg->from.tag, WANT_FROM_TAG) == 0
        && msg->cseq.num == WANT_CSEQ && pl_strcmp(&msg->via.branch, WANT_BRANCH) == 0
        && hdr != NULL && sip_addr_decode(&contact, &hdr->val) == 0 && pl_strcmp(&contact.uri.host, WANT_CONTACT_HOST) == 0;
    mem_deref(msg);
    return ok;
}

int main(int argc, char **argv)
{
    size_t len;
    char *text = bench_file(argc > 1 ? argv[1] : "register.sip", &len);
    struct mbuf *mb = mbuf_alloc(len);
    mbuf_write_mem(mb, (const uint8_t *)text, len);
    return bench_parse(one, mb, argc > 2 ? atol(argv[2]) : 100000);
}
