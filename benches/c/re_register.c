/* Registrations through libre's sipreg: one registration a client, all alive to the end.
 *
 * Plain best configuration: one thread, epoll, large hash tables for transactions, no DNS client, no tracing.
 */
#include "bench.h"
#include <re.h>

struct run {
    struct bench_args args;
    struct bench_phase phase;
    struct sip *sip;
    struct sipreg **regs;
    char registrar[64];
    long started, done, failed;
    int ended;
};

static struct run r;

static void start_one(void);

static int on_auth(char **user, char **pass, const char *realm, void *arg)
{
    (void)user; (void)pass; (void)realm; (void)arg;
    return EACCES;
}

static void on_answer(int err, const struct sip_msg *msg, void *arg)
{
    (void)arg;
    if (r.ended || (!err && msg->scode < 200))
        return;
    if (!err && msg->scode == 200)
        r.done++;
    else
        r.failed++;
    if (r.done == r.args.clients || r.failed != 0 || bench_over(&r.phase, &r.args)) {
        r.ended = 1;
        re_cancel();
    } else if (r.started < r.args.clients) {
        start_one();
    }
}

static void start_one(void)
{
    char aor[64], user[32];
    int err;
    snprintf(user, sizeof user, "u%07ld", r.started);
    snprintf(aor, sizeof aor, "sip:%s@127.0.0.1", user);
    err = sipreg_register(&r.regs[r.started], r.sip, r.registrar, aor, NULL, aor, 3600, user, NULL, 0, 0, on_auth, NULL, false,
                          on_answer, NULL, NULL, NULL);
    if (err) {
        fprintf(stderr, "sipreg_register: %s\n", strerror(err));
        r.failed++;
        r.ended = 1;
        re_cancel();
        return;
    }
    r.started++;
}

static void on_settled(void *arg)
{
    (void)arg;
    re_cancel();
}

int main(int argc, char **argv)
{
    struct sa local;
    struct tmr settle;
    long i;
    int err;

    r.args = bench_args(argc, argv);
    snprintf(r.registrar, sizeof r.registrar, "sip:127.0.0.1:%d", r.args.port);
    r.regs = calloc((size_t)r.args.clients, sizeof *r.regs);
    err = libre_init();
    err = err ? err : poll_method_set(METHOD_EPOLL);
    err = err ? err : sip_alloc(&r.sip, NULL, 65536, 64, 64, "bench", NULL, NULL);
    err = err ? err : sa_set_str(&local, "127.0.0.1", 0);
    err = err ? err : sip_transp_add(r.sip, SIP_TRANSP_UDP, &local);
    if (err || r.regs == NULL) {
        fprintf(stderr, "libre: %s\n", strerror(err));
        return 1;
    }
    bench_start(&r.phase);
    for (i = 0; i < r.args.window && r.started < r.args.clients; i++)
        start_one();
    if (!r.ended)
        re_main(NULL);
    bench_stop(&r.phase);
    if (r.args.settle) {
        tmr_init(&settle);
        tmr_start(&settle, r.args.settle * 1000UL, on_settled, NULL);
        re_main(NULL);
        r.phase.mem2 = bench_resident();
    }
    _exit(bench_report(&r.phase, &r.args, r.done, r.failed));
}
