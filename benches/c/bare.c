/* The floor: the same requests and answers exchanged with sendmmsg and recvmmsg and nothing else.
 *
 * usage: bare PORT COUNT WINDOW LIMIT REQUEST-FILE [ACK-FILE BYE-FILE]
 * REQUEST-FILE holds one REGISTER as rvsip sent it, so that the sizes are the same in both directions. With the other two it holds
 * an INVITE: its answer is followed by the ACK and the BYE, and the answer to the BYE ends the call.
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

/* Sends `count` messages, `kinds` different ones by turns. 0 when that fails. */
static int put(int s, const struct sockaddr_in *to, struct iovec *messages, int kinds, long count)
{
    static struct mmsghdr m[BATCH];
    long done = 0;
    while (done < count) {
        int n = count - done < BATCH ? (int)(count - done) : BATCH, i;
        for (i = 0; i < n; i++) {
            m[i].msg_hdr.msg_iov = &messages[(done + i) % kinds];
            m[i].msg_hdr.msg_iovlen = 1;
            m[i].msg_hdr.msg_name = (void *)to;
            m[i].msg_hdr.msg_namelen = sizeof *to;
        }
        n = sendmmsg(s, m, (unsigned)n, 0);
        if (n > 0)
            done += n;
        else if (errno != EINTR)
            return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    static char in[BATCH][SPACE];
    static struct iovec in_v[BATCH];
    static struct mmsghdr in_m[BATCH];
    struct bench_args a = bench_args(argc, argv);
    struct bench_phase phase;
    struct sockaddr_in to = {0}, me = {0};
    struct iovec messages[3];
    long sent = 0, done = 0, failed = 0, answered;
    int s = socket(AF_INET, SOCK_DGRAM, 0), calls = argc > 7, i;

    a.settle = 0;
    for (i = 0; i < (calls ? 3 : 1); i++) {
        messages[i].iov_base = bench_file(argc > 5 + i ? argv[5 + i] : "/dev/null", &messages[i].iov_len);
        failed += messages[i].iov_len == 0;
    }
    to.sin_family = me.sin_family = AF_INET;
    to.sin_addr.s_addr = me.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((unsigned short)a.port);
    if (s < 0 || failed != 0 || bind(s, (struct sockaddr *)&me, sizeof me) != 0) {
        perror("bare");
        return 1;
    }
    for (i = 0; i < BATCH; i++) {
        in_v[i].iov_base = in[i];
        in_v[i].iov_len = SPACE;
        in_m[i].msg_hdr.msg_iov = &in_v[i];
        in_m[i].msg_hdr.msg_iovlen = 1;
    }
    bench_start(&phase);
    while (done < a.clients && failed == 0) {
        int n;
        long k = a.window - (sent - done);
        if (k > a.clients - sent)
            k = a.clients - sent;
        failed += !put(s, &to, messages, 1, k);
        sent += k;
        n = recvmmsg(s, in_m, BATCH, MSG_DONTWAIT, NULL);
        if (n < 0) {
            struct pollfd wait = {s, POLLIN, 0};
            if (poll(&wait, 1, 2000) == 0)
                failed++;
            continue;
        }
        answered = 0;
        for (i = 0; i < n; i++) {
            failed += in_m[i].msg_len < 12 || memcmp(in[i], "SIP/2.0 200 ", 12) != 0;
            if (calls && memmem(in[i], in_m[i].msg_len, " INVITE\r\n", 9) != NULL)
                answered++;
            else
                done++;
        }
        failed += !put(s, &to, messages + 1, 2, 2 * answered);
    }
    bench_stop(&phase);
    return bench_report(&phase, &a, done, failed);
}
