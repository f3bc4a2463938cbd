/* Calls through libre's sipsess: a session each, connected, released at once (which sends the BYE) and gone before the next.
 *
 * Plain best configuration: one thread, epoll, large hash tables, no DNS client, no tracing.
 */
#include "bench.h"
#include <re.h>

struct run {
    struct bench_args args;
    struct bench_phase phase;
    struct sip *sip;
    struct sipsess_sock *sock;
    struct mbuf *session;
    long started, done, failed;
    int ended;
};

/* What a call needs to be told of its end. The session holds it and lets go of it when it goes, which is with the answer to its
 * BYE: sipsess has no event for that. */
struct call {
    struct sipsess *sess;
    int established;
};

static struct run r;

static void start_one(void);

static void end(void)
{
    r.ended = 1;
    re_cancel();
}

static void on_gone(void *arg)
{
    struct call *call = arg;
    if (r.ended)
        return;
    if (call->established)
        r.done++;
    else
        r.failed++;
    if (r.done == r.args.clients || r.failed != 0 || bench_over(&r.phase, &r.args))
        end();
    else if (r.started < r.args.clients)
        start_one();
}

static int on_auth(char **user, char **pass, const char *realm, void *arg)
{
    (void)user; (void)pass; (void)realm; (void)arg;
    return EACCES;
}

static int on_answer(const struct sip_msg *msg, void *arg)
{
    (void)msg; (void)arg;
    return 0;
}

static void on_established(const struct sip_msg *msg, void *arg)
{
    struct call *call = arg;
    (void)msg;
    call->established = 1;
    mem_deref(call->sess);
}

static void on_close(int err, const struct sip_msg *msg, void *arg)
{
    (void)arg;
    fprintf(stderr, "a session ended: error %d status %d\n", err, msg ? msg->scode : 0);
    r.failed++;
    end();
}

static void start_one(void)
{
    char from[64], to[64], user[32];
    struct call *call = mem_zalloc(sizeof *call, on_gone);
    int err = call == NULL ? ENOMEM : 0;
    snprintf(user, sizeof user, "u%07ld", r.started);
    snprintf(from, sizeof from, "sip:%s@127.0.0.1", user);
    snprintf(to, sizeof to, "sip:v%07ld@127.0.0.1:%d", r.started, r.args.port);
    if (!err)
        err = sipsess_connect(&call->sess, r.sock, to, NULL, from, user, NULL, 0, "application/sdp", r.session, on_auth, call, true,
                              NULL, on_answer, NULL, on_established, NULL, NULL, on_close, call, NULL);
    if (err) {
        fprintf(stderr, "sipsess_connect: %s\n", strerror(err));
        r.failed++;
        end();
        return;
    }
    mem_deref(call);
    r.started++;
}

int main(int argc, char **argv)
{
    struct sa local;
    long i;
    int err;

    r.args = bench_args(argc, argv);
    err = libre_init();
    err = err ? err : poll_method_set(METHOD_EPOLL);
    err = err ? err : sip_alloc(&r.sip, NULL, 65536, 64, 64, "bench", NULL, NULL);
    err = err ? err : sa_set_str(&local, "127.0.0.1", 0);
    err = err ? err : sip_transp_add(r.sip, SIP_TRANSP_UDP, &local);
    err = err ? err : sipsess_listen(&r.sock, r.sip, 65536, NULL, NULL);
    r.session = mbuf_alloc(sizeof BENCH_SESSION);
    if (err || r.session == NULL || mbuf_write_str(r.session, BENCH_SESSION) != 0) {
        fprintf(stderr, "libre: %s\n", strerror(err));
        return 1;
    }
    r.session->pos = 0;
    bench_start(&r.phase);
    for (i = 0; i < r.args.window && r.started < r.args.clients; i++)
        start_one();
    if (!r.ended)
        re_main(NULL);
    bench_stop(&r.phase);
    _exit(bench_report(&r.phase, &r.args, r.done, r.failed));
}
