/* Registrations through sofia-sip's nua: one handle a client, each registered once, all alive to the end.
 *
 * Best plain configuration: stack and application on one thread (no messages between threads), each handle with the
 * application's own Contact (nua then keeps no list of them to search), no media, no outbound keepalives or validation,
 * logging off. `default` as last argument leaves all that as nua_create sets it up.
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
    char aor[64], contact[64], registrar[64];
    nua_handle_t *nh;
    snprintf(aor, sizeof aor, "<sip:u%07ld@127.0.0.1>", r->started);
    snprintf(contact, sizeof contact, "<sip:u%07ld@127.0.0.1:%s>", r->started, r->port);
    snprintf(registrar, sizeof registrar, "sip:127.0.0.1:%d", r->args.port);
    nh = nua_handle(r->nua, r, SIPTAG_TO_STR(aor), SIPTAG_FROM_STR(aor), TAG_END());
    nua_register(nh, NUTAG_REGISTRAR(registrar), TAG_IF(!r->defaults, SIPTAG_CONTACT_STR(contact)), TAG_END());
    r->started++;
}

static void on_event(nua_event_t event, int status, char const *phrase, nua_t *nua, struct run *r, nua_handle_t *nh,
                     struct run *hr, sip_t const *sip, tagi_t tags[])
{
    (void)phrase; (void)nua; (void)nh; (void)hr; (void)sip; (void)tags;
    if (event != nua_r_register || status < 200 || r->ended)
        return;
    if (status == 200)
        r->done++;
    else
        r->failed++;
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
        r.nua = nua_create(r.root, on_event, &r, NUTAG_URL("sip:127.0.0.1:*;transport=udp"), TAG_END());
    } else {
        su_root_threading(r.root, 0);
        r.nua = nua_create(r.root, on_event, &r, NUTAG_URL(url), NUTAG_MEDIA_ENABLE(0),
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
    if (r.args.settle) {
        double until = bench_wall_us() + r.args.settle * 1e6;
        while (bench_wall_us() < until)
            su_root_step(r.root, 100);
        r.phase.mem2 = bench_resident();
    }
    /* Tearing thousands of handles down is not measured; the process ends with them. */
    fflush(stdout);
    _exit(bench_report(&r.phase, &r.args, r.done, r.failed));
}
