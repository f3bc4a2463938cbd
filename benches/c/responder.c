/* The registrar every stack registers at, and the one every stack calls: it accepts each REGISTER, INVITE and BYE with 200, takes
 * each ACK, and keeps nothing.
 *
 * One thread, UDP, a batch of datagrams per system call. Via, From, To (with a tag), Call-ID, CSeq and Contact lines go back
 * as they came, in long or compact form; rport and received are filled in (RFC 3581 section 4). An INVITE is answered with a
 * Contact of the responder's own and a session description.
 *
 * usage: responder [PORT [CAPTURE-FILE]]
 * Prints `port=N`, serves until SIGTERM or the end of standard input, prints how many it got and how many of each method.
 * CAPTURE-FILE gets the first REGISTER or INVITE, CAPTURE-FILE.answer what was answered, CAPTURE-FILE.ack and CAPTURE-FILE.bye the
 * first ACK and BYE.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <strings.h>

#define BATCH 64
#define SPACE 8192

static volatile sig_atomic_t ended;

static void on_term(int sig)
{
    (void)sig;
    ended = 1;
}

struct out {
    char *p, *end;
};

static void put(struct out *o, const char *s, size_t n)
{
    if ((size_t)(o->end - o->p) < n)
        return;
    memcpy(o->p, s, n);
    o->p += n;
}

static void put_str(struct out *o, const char *s)
{
    put(o, s, strlen(s));
}

/* The header's kind: v f t i c(seq) m for those that go back, 0 for all others. */
static char kind(const char *name, size_t n)
{
    if (n == 1) {
        char c = (char)(name[0] | 0x20);
        return c == 'v' || c == 'f' || c == 't' || c == 'i' || c == 'm' ? c : 0;
    }
    switch (n) {
    case 2: return strncasecmp(name, "To", 2) == 0 ? 't' : 0;
    case 3: return strncasecmp(name, "Via", 3) == 0 ? 'v' : 0;
    case 4: return strncasecmp(name, "From", 4) == 0 ? 'f' : strncasecmp(name, "CSeq", 4) == 0 ? 'c' : 0;
    case 7: return strncasecmp(name, "Call-ID", 7) == 0 ? 'i' : strncasecmp(name, "Contact", 7) == 0 ? 'm' : 0;
    default: return 0;
    }
}

/* A Via line with the sender's address in it where rport asks for it. */
static void put_via(struct out *o, const char *line, size_t n, const struct sockaddr_in *from)
{
    const char *r = memmem(line, n, ";rport", 6);
    char text[INET_ADDRSTRLEN + 40], host[INET_ADDRSTRLEN];
    size_t head;
    if (r == NULL || (r + 6 < line + n && (r[6] == '=' || r[6] == '-'))) {
        put(o, line, n);
        put(o, "\r\n", 2);
        return;
    }
    head = (size_t)(r + 6 - line);
    put(o, line, head);
    inet_ntop(AF_INET, &from->sin_addr, host, sizeof host);
    snprintf(text, sizeof text, "=%u;received=%s", ntohs(from->sin_port), host);
    put_str(o, text);
    put(o, line + head, n - head);
    put(o, "\r\n", 2);
}

enum method { REGISTER, INVITE, ACK, BYE, METHODS, NONE };

static enum method method_of(const char *in, size_t len)
{
    static const char *const names[METHODS] = {"REGISTER ", "INVITE ", "ACK ", "BYE "};
    int m;
    for (m = 0; m < METHODS; m++)
        if (len > strlen(names[m]) && memcmp(in, names[m], strlen(names[m])) == 0)
            return (enum method)m;
    return NONE;
}

/* The 200 for one request; 0 when it lacks what an answer needs. */
static size_t answer(const char *in, size_t len, enum method method, const struct sockaddr_in *from, unsigned port, char *out,
                     size_t space)
{
    static unsigned tag;
    struct out o = {out, out + space};
    const char *p = in, *end = in + len;
    int seen = 0, first_via = 1, expires = 0;
    char text[128];

    put_str(&o, "SIP/2.0 200 OK\r\n");
    p = memchr(p, '\n', len);
    while (p != NULL && ++p < end && *p != '\r' && *p != '\n') {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        const char *next = eol, *colon, *name_end;
        size_t n;
        char k;
        /* A line that goes on with a blank belongs to this one (RFC 3261 section 7.3.1). */
        while (eol != NULL && eol + 1 < end && (eol[1] == ' ' || eol[1] == '\t'))
            next = eol = memchr(eol + 1, '\n', (size_t)(end - eol - 1));
        if (eol == NULL)
            return 0;
        n = (size_t)(eol - p);
        if (n > 0 && p[n - 1] == '\r')
            n--;
        colon = memchr(p, ':', n);
        if (colon == NULL)
            return 0;
        name_end = colon;
        while (name_end > p && (name_end[-1] == ' ' || name_end[-1] == '\t'))
            name_end--;
        k = kind(p, (size_t)(name_end - p));
        switch (k) {
        case 'v':
            if (first_via)
                put_via(&o, p, n, from);
            else {
                put(&o, p, n);
                put(&o, "\r\n", 2);
            }
            first_via = 0;
            seen |= 1;
            break;
        case 't':
            put(&o, p, n);
            /* a BYE has the tag that the INVITE was answered with */
            if (method != BYE) {
                snprintf(text, sizeof text, ";tag=r%x", ++tag);
                put_str(&o, text);
            }
            put(&o, "\r\n", 2);
            seen |= 2;
            break;
        case 'm':
            if (method != REGISTER)
                break;
            put(&o, p, n);
            /* The granted time of a binding goes with its Contact (RFC 3261 section 10.3 step 8). */
            if (memmem(p, n, ";expires=", 9) == NULL && memchr(p, '>', n) != NULL)
                put_str(&o, ";expires=3600");
            put(&o, "\r\n", 2);
            expires = 1;
            break;
        case 'f': case 'i': case 'c':
            put(&o, p, n);
            put(&o, "\r\n", 2);
            seen |= k == 'f' ? 4 : k == 'i' ? 8 : 16;
            break;
        default:
            break;
        }
        p = next;
    }
    if (seen != 31)
        return 0;
    if (expires)
        put_str(&o, "Expires: 3600\r\n");
    if (method == INVITE) {
        snprintf(text, sizeof text, "Contact: <sip:x@127.0.0.1:%u>\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n",
                 port, strlen(BENCH_SESSION));
        put_str(&o, text);
        put_str(&o, BENCH_SESSION);
    } else {
        put_str(&o, "Content-Length: 0\r\n\r\n");
    }
    return (size_t)(o.p - out);
}

static void save(const char *path, const char *suffix, const char *data, size_t n)
{
    char name[4096];
    FILE *f;
    snprintf(name, sizeof name, "%s%s", path, suffix);
    f = fopen(name, "wb");
    if (f != NULL) {
        fwrite(data, 1, n, f);
        fclose(f);
    }
}

int main(int argc, char **argv)
{
    static char in[BATCH][SPACE], out[BATCH][SPACE];
    static struct sockaddr_in peer[BATCH];
    static struct iovec in_v[BATCH], out_v[BATCH];
    static struct mmsghdr in_m[BATCH], out_m[BATCH];
    struct sockaddr_in me = {0};
    socklen_t me_len = sizeof me;
    struct sigaction act = {0};
    const char *capture = argc > 2 ? argv[2] : NULL;
    long received = 0, got[METHODS] = {0};
    int s, room = 32 << 20, i;

    act.sa_handler = on_term;
    sigaction(SIGTERM, &act, NULL);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    /* A full window of requests has to fit; the privileged call lifts the system's limit where it may. */
    if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
        setsockopt(s, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    me.sin_family = AF_INET;
    me.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    me.sin_port = htons((unsigned short)(argc > 1 ? atoi(argv[1]) : 0));
    if (s < 0 || bind(s, (struct sockaddr *)&me, sizeof me) != 0) {
        perror("responder");
        return 1;
    }
    getsockname(s, (struct sockaddr *)&me, &me_len);
    printf("port=%u\n", ntohs(me.sin_port));
    fflush(stdout);

    for (i = 0; i < BATCH; i++) {
        in_v[i].iov_base = in[i];
        in_v[i].iov_len = SPACE;
        in_m[i].msg_hdr.msg_iov = &in_v[i];
        in_m[i].msg_hdr.msg_iovlen = 1;
        in_m[i].msg_hdr.msg_name = &peer[i];
    }
    while (!ended) {
        int n, used = 0, sent = 0;
        for (i = 0; i < BATCH; i++)
            in_m[i].msg_hdr.msg_namelen = sizeof peer[i];
        n = recvmmsg(s, in_m, BATCH, MSG_DONTWAIT, NULL);
        if (n < 0) {
            struct pollfd wait[2] = {{s, POLLIN, 0}, {0, POLLIN, 0}};
            if (errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED)
                break;
            if (poll(wait, 2, -1) > 0 && wait[1].revents != 0) {
                char c;
                if (read(0, &c, 1) <= 0)
                    ended = 1;
            }
            continue;
        }
        received += n;
        for (i = 0; i < n; i++) {
            enum method method = method_of(in[i], in_m[i].msg_len);
            size_t len = 0;
            if (method == NONE)
                continue;
            if (method != ACK)
                len = answer(in[i], in_m[i].msg_len, method, &peer[i], ntohs(me.sin_port), out[used], SPACE);
            if (len == 0 && method != ACK)
                continue;
            if (got[method]++ == 0 && capture != NULL) {
                save(capture, method == ACK ? ".ack" : method == BYE ? ".bye" : "", in[i], in_m[i].msg_len);
                if (method == REGISTER || method == INVITE)
                    save(capture, ".answer", out[used], len);
            }
            if (len == 0)
                continue;
            out_v[used].iov_base = out[used];
            out_v[used].iov_len = len;
            memset(&out_m[used], 0, sizeof out_m[used]);
            out_m[used].msg_hdr.msg_iov = &out_v[used];
            out_m[used].msg_hdr.msg_iovlen = 1;
            out_m[used].msg_hdr.msg_name = &peer[i];
            out_m[used].msg_hdr.msg_namelen = sizeof peer[i];
            used++;
        }
        while (sent < used) {
            int k = sendmmsg(s, out_m + sent, (unsigned)(used - sent), 0);
            /* A closed client port answers with ECONNREFUSED; that client is gone and nobody waits. */
            if (k < 0 && errno != EINTR && errno != ECONNREFUSED)
                break;
            if (k > 0)
                sent += k;
        }
    }
    printf("received=%ld registered=%ld invited=%ld acknowledged=%ld ended=%ld\n", received, got[REGISTER], got[INVITE], got[ACK],
           got[BYE]);
    return 0;
}
