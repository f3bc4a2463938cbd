/* Parsing and reading with osip2: osip_message_parse and its typed headers. */
#include "bench.h"
#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_message.h>

struct input {
    char *text;
    size_t len;
};

static int one(void *arg)
{
    const struct input *in = arg;
    osip_message_t *msg = NULL;
    osip_generic_param_t *tag = NULL, *branch = NULL;
    osip_contact_t *contact = NULL;
    osip_via_t *via = NULL;
    int ok;
    if (osip_message_init(&msg) != 0)
        return 0;
    ok = osip_message_parse(msg, in->text, in->len) == 0 && osip_message_get_contact(msg, 0, &contact) == 0
        && osip_message_get_via(msg, 0, &via) == 0 && osip_from_get_tag(msg->from, &tag) == 0
        && osip_via_param_get_byname(via, "branch", &branch) == 0
        && strcmp(msg->to->url->username, WANT_TO_USER) == 0 && strcmp(tag->gvalue, WANT_FROM_TAG) == 0
        && atoi(msg->cseq->number) == WANT_CSEQ && strcmp(branch->gvalue, WANT_BRANCH) == 0
        && strcmp(contact->url->host, WANT_CONTACT_HOST) == 0;
    osip_message_free(msg);
    return ok;
}

int main(int argc, char **argv)
{
    struct input in;
    in.text = bench_file(argc > 1 ? argv[1] : "register.sip", &in.len);
    if (parser_init() != 0)
        return 1;
    return bench_parse(one, &in, argc > 2 ? atol(argv[2]) : 100000);
}
