/* The floor: the same requests and answers exchanged with sendmmsg and recvmmsg and nothing else.
 *
 * usage: bare PORT COUNT WINDOW LIMIT REQUEST-FILE
 * REQUEST-FILE holds one REGISTER as rvsip sent it, so that the sizes are the same in both directions.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#define BATCH 64
#define SPACE 4096

int main(int argc, char **argv)
{
    static char in[BATCH][SPACE];
    static struct iovec in_v[BATCH], out_v;
    static struct mmsghdr in_m[BATCH], out_m[BATCH];
    struct bench_args a = bench_args(argc, argv);
    struct bench_phase phase;
    struct sockaddr_in to = {0}, me = {0};
    long sent = 0, done = 0, failed = 0;
    size_t len;
    char *request = bench_file(argc > 5 ? argv[5] : "/dev/null", &len);
    int s = socket(AF_INET, SOCK_DGRAM, 0), i;

    a.settle = 0;
    to.sin_family = me.sin_family = AF_INET;
    to.sin_addr.s_addr = me.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((unsigned short)a.port);
    if (s < 0 || len == 0 || bind(s, (struct sockaddr *)&me, sizeof me) != 0) {
        perror("bare");
        return 1;
    }
    out_v.iov_base = request;
    out_v.iov_len = len;
    for (i = 0; i < BATCH; i++) {
        in_v[i].iov_base = in[i];
        in_v[i].iov_len = SPACE;
        in_m[i].msg_hdr.msg_iov = &in_v[i];
        in_m[i].msg_hdr.msg_iovlen = 1;
        out_m[i].msg_hdr.msg_iov = &out_v;
        out_m[i].msg_hdr.msg_iovlen = 1;
        out_m[i].msg_hdr.msg_name = &to;
        out_m[i].msg_hdr.msg_namelen = sizeof to;
    }
    bench_start(&phase);
    while (done < a.clients && failed == 0) {
        int n;
        while (sent < a.clients && sent - done < a.window) {
            long k = a.window - (sent - done);
            if (k > a.clients - sent)
                k = a.clients - sent;
            n = sendmmsg(s, out_m, (unsigned)(k < BATCH ? k : BATCH), 0);
            if (n > 0)
                sent += n;
            else if (errno != EINTR)
                failed++;
        }
        n = recvmmsg(s, in_m, BATCH, MSG_DONTWAIT, NULL);
        if (n < 0) {
            struct pollfd wait = {s, POLLIN, 0};
            if (poll(&wait, 1, 2000) == 0)
                failed++;
            continue;
        }
        for (i = 0; i < n; i++)
            failed += in_m[i].msg_len < 12 || memcmp(in[i], "SIP/2.0 200 ", 12) != 0;
        done += n;
    }
    bench_stop(&phase);
    return bench_report(&phase, &a, done, failed);
}
