/* Calls through sofia-sip's nua: a handle each, INVITE, ACK by nua, BYE, destroyed before the next takes its place.
 *
 * Best plain configuration: stack and application on one thread (no messages between threads), no media, no session timer, no
 * outbound keepalives or validation, logging off. `default` as last argument leaves all that as nua_create sets it up, except
 * for media: the session description is the application's own.
 */
#define NUA_MAGIC_T struct run
#define NUA_HMAGIC_T struct run
struct run;
#include "bench.h"
#include <sofia-sip/nua.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_tag_io.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/tport_tag.h>

struct run {
    struct bench_args args;
    struct bench_phase phase;
    su_root_t *root;
    nua_t *nua;
    long started, done, failed;
    int defaults;
    char port[8];
    int ended;
};

static void start_one(struct run *r)
{
    char from[64], to[64], contact[64];
    nua_handle_t *nh;
    snprintf(from, sizeof from, "<sip:u%07ld@127.0.0.1>", r->started);
    snprintf(to, sizeof to, "<sip:v%07ld@127.0.0.1:%d>", r->started, r->args.port);
    snprintf(contact, sizeof contact, "<sip:u%07ld@127.0.0.1:%s>", r->started, r->port);
    nh = nua_handle(r->nua, r, SIPTAG_TO_STR(to), SIPTAG_FROM_STR(from), TAG_END());
    nua_invite(nh, TAG_IF(!r->defaults, SIPTAG_CONTACT_STR(contact)), SIPTAG_CONTENT_TYPE_STR("application/sdp"),
               SIPTAG_PAYLOAD_STR(BENCH_SESSION), TAG_END());
    r->started++;
}

static void on_event(nua_event_t event, int status, char const *phrase, nua_t *nua, struct run *r, nua_handle_t *nh,
                     struct run *hr, sip_t const *sip, tagi_t tags[])
{
    (void)phrase; (void)nua; (void)hr; (void)sip; (void)tags;
    if ((event != nua_r_invite && event != nua_r_bye) || status < 200 || r->ended)
        return;
    if (status == 200 && event == nua_r_invite) {
        nua_bye(nh, TAG_END());
        return;
    }
    if (status == 200)
        r->done++;
    else
        r->failed++;
    nua_handle_destroy(nh);
    if (r->done == r->args.clients || r->failed != 0 || bench_over(&r->phase, &r->args)) {
        r->ended = 1;
        su_root_break(r->root);
    } else if (r->started < r->args.clients) {
        start_one(r);
    }
}

int main(int argc, char **argv)
{
    static struct run r;
    char url[64];
    long i;

    r.args = bench_args(argc, argv);
    r.defaults = argc > 6 && strcmp(argv[6], "default") == 0;
    snprintf(r.port, sizeof r.port, "%d", bench_free_port());
    snprintf(url, sizeof url, "sip:127.0.0.1:%s;transport=udp", r.port);
    su_init();
    su_log_set_level(NULL, 0);
    r.root = su_root_create(&r);
    if (r.defaults) {
        r.nua = nua_create(r.root, on_event, &r, NUTAG_URL("sip:127.0.0.1:*;transport=udp"), NUTAG_MEDIA_ENABLE(0), TAG_END());
    } else {
        su_root_threading(r.root, 0);
        r.nua = nua_create(r.root, on_event, &r, NUTAG_URL(url), NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOACK(1), NUTAG_SESSION_TIMER(0),
                           NUTAG_OUTBOUND("no-outbound no-options-keepalive no-validate no-natify"), NUTAG_KEEPALIVE(0),
                           NUTAG_DETECT_NETWORK_UPDATES(0), NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(0), TAG_END());
    }
    if (r.nua == NULL) {
        fprintf(stderr, "nua_create failed\n");
        return 1;
    }
    bench_start(&r.phase);
    for (i = 0; i < r.args.window && r.started < r.args.clients; i++)
        start_one(&r);
    su_root_run(r.root);
    bench_stop(&r.phase);
    /* Tearing down what is left is not measured; the process ends with it. */
    fflush(stdout);
    _exit(bench_report(&r.phase, &r.args, r.done, r.failed));
}
