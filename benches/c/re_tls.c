/* N full TLS handshakes one after the other with libre (OpenSSL), both sides in one process; CPU of both.
 *
 *   re_tls N CERT-AND-KEY CA
 */
#include "bench.h"
#include <re.h>

/* what its headers want to be told */
#define DEBUG_MODULE "re_tls"
#define DEBUG_LEVEL 0
#include <re_dbg.h>

static struct {
    struct tls *server, *client;
    struct tcp_sock *listener;
    struct sa address;
    struct tcp_conn *ours, *theirs;
    struct tls_conn *our_tls, *their_tls;
    long count, done, failed;
    int through;
    struct tmr next;
} r;

static void open_one(void *arg);

static void on_close(int err, void *arg)
{
    (void)arg;
    if (err != 0 && r.done < r.count) {
        r.failed++;
        re_cancel();
    }
}

static void on_their_close(int err, void *arg)
{
    (void)err, (void)arg;
}

/* Each side comes here once: the next is opened when both are through. */
static void on_established(void *arg)
{
    (void)arg;
    if (++r.through < 2)
        return;
    r.through = 0;
    r.done++;
    if (r.done == r.count)
        re_cancel();
    else
        tmr_start(&r.next, 0, open_one, NULL);
}

static void on_accept(const struct sa *peer, void *arg)
{
    (void)peer, (void)arg;
    r.their_tls = mem_deref(r.their_tls);
    r.theirs = mem_deref(r.theirs);
    if (tcp_accept(&r.theirs, r.listener, on_established, NULL, on_their_close, NULL) != 0
        || tls_start_tcp(&r.their_tls, r.server, r.theirs, 0) != 0) {
        r.failed++;
        re_cancel();
    }
}

static void open_one(void *arg)
{
    (void)arg;
    r.our_tls = mem_deref(r.our_tls);
    r.ours = mem_deref(r.ours);
    if (tcp_connect(&r.ours, &r.address, on_established, NULL, on_close, NULL) != 0
        || tls_start_tcp(&r.our_tls, r.client, r.ours, 0) != 0 || tls_set_verify_server(r.our_tls, "localhost") != 0) {
        r.failed++;
        re_cancel();
    }
}

int main(int argc, char **argv)
{
    double cpu, wall;
    if (argc != 4) {
        fprintf(stderr, "usage: %s N CERT-AND-KEY CA\n", argv[0]);
        return 2;
    }
    r.count = atol(argv[1]);
    if (libre_init() != 0 || fd_setsize(1024) != 0)
        return 2;
    dbg_init(DBG_EMERG, DBG_NONE);
    sa_set_str(&r.address, "127.0.0.1", 0);
    if (tls_alloc(&r.server, TLS_METHOD_SSLV23, argv[2], NULL) != 0 || tls_alloc(&r.client, TLS_METHOD_SSLV23, NULL, NULL) != 0
        || tls_add_ca(r.client, argv[3]) != 0 || tcp_listen(&r.listener, &r.address, on_accept, NULL) != 0
        || tcp_sock_local_get(r.listener, &r.address) != 0)
        return 2;
    tmr_init(&r.next);
    wall = bench_wall_us();
    cpu = bench_cpu_us();
    open_one(NULL);
    re_main(NULL);
    cpu = bench_cpu_us() - cpu;
    wall = bench_wall_us() - wall;
    printf("ok=%d done=%ld failed=%ld cpu_each_us=%.3f wall_s=%.3f\n", r.failed == 0 && r.done == r.count, r.done, r.failed,
           cpu / (double)(r.done + !r.done), wall / 1e6);
    fflush(stdout);
    _exit(r.failed == 0 && r.done == r.count ? 0 : 1);
}
