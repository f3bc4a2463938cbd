/* What every program of the comparison shares: CPU time, resident memory, the command line and the one result line. */
#ifndef RVSIP_BENCH_H
#define RVSIP_BENCH_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* Microseconds of CPU (user + system, all threads) this process has used. */
static inline double bench_cpu_us(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* Microseconds of the monotonic clock. */
static inline double bench_wall_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Bytes of resident memory, from the second field of /proc/self/statm. */
static inline long bench_resident(void)
{
    long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL)
        return 0;
    if (fscanf(f, "%ld %ld", &size, &resident) != 2)
        resident = 0;
    fclose(f);
    return resident * sysconf(_SC_PAGESIZE);
}

/* Gives every UDP socket of this process room for a whole window of answers, so that no stack is measured while it waits for
 * retransmissions. The privileged call lifts the system's limit where it may. */
static inline void bench_room(void)
{
    int fd, room = 8 << 20;
    for (fd = 3; fd < 64; fd++) {
        int type = 0;
        socklen_t len = sizeof type;
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) != 0 || type != SOCK_DGRAM)
            continue;
#ifdef SO_RCVBUFFORCE
        if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) == 0)
            continue;
#endif
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    }
}

/* A UDP port of 127.0.0.1 that is free now, so that a Contact can name it. */
static inline int bench_free_port(void)
{
    struct sockaddr_in a = {0};
    socklen_t len = sizeof a;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) != 0 || getsockname(s, (struct sockaddr *)&a, &len) != 0)
        exit(2);
    close(s);
    return ntohs(a.sin_port);
}

/* The command line of every program that registers or calls: PORT CLIENTS WINDOW LIMIT [SETTLE], times in seconds. */
struct bench_args {
    int port;       /* of the responder on 127.0.0.1 */
    long clients;   /* registrations to make, one client each, or calls */
    long window;    /* registrations or calls under way at a time */
    double limit;   /* no new ones after this many seconds of CPU */
    unsigned settle; /* idle seconds before memory is read a second time; 0: not read again */
};

static inline struct bench_args bench_args(int argc, char **argv)
{
    struct bench_args a = {0, 0, 0, 60, 0};
    if (argc < 4) {
        fprintf(stderr, "usage: %s PORT CLIENTS WINDOW [LIMIT-SECONDS [SETTLE-SECONDS]]\n", argv[0]);
        exit(2);
    }
    a.port = atoi(argv[1]);
    a.clients = atol(argv[2]);
    a.window = atol(argv[3]);
    if (argc > 4)
        a.limit = atof(argv[4]);
    if (argc > 5)
        a.settle = (unsigned)atoi(argv[5]);
    return a;
}

/* What every call offers, and what the responder answers. */
#define BENCH_SESSION \
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=sendrecv\r\n"

/* One measured phase. Everything between start and stop is charged to the registrations or calls. */
struct bench_phase {
    double cpu0, cpu1, wall0, wall1;
    long mem0, mem1, mem2;
};

static inline void bench_start(struct bench_phase *p)
{
    bench_room();
    memset(p, 0, sizeof *p);
    p->mem0 = bench_resident();
    p->wall0 = bench_wall_us();
    p->cpu0 = bench_cpu_us();
}

static inline void bench_stop(struct bench_phase *p)
{
    p->cpu1 = bench_cpu_us();
    p->wall1 = bench_wall_us();
    p->mem1 = bench_resident();
    p->mem2 = p->mem1;
}

/* Whether the phase has used up its limit, which is CPU time so that a busy machine changes nothing. The wall clock, which is
 * cheaper to read, is asked first. */
static inline int bench_over(const struct bench_phase *p, const struct bench_args *a)
{
    return (bench_wall_us() - p->wall0) / 1e6 >= a->limit && (bench_cpu_us() - p->cpu0) / 1e6 >= a->limit;
}

/* The line the harness reads. `stopped` says that the time limit ended the run before all clients were registered or all calls made. */
static inline int bench_report(const struct bench_phase *p, const struct bench_args *a, long done, long failed)
{
    double n = done > 0 ? (double)done : 1;
    int stopped = done < a->clients && failed == 0 && (p->cpu1 - p->cpu0) / 1e6 >= a->limit;
    int ok = failed == 0 && (done == a->clients || stopped);
    printf("ok=%d done=%ld failed=%ld stopped=%d cpu_each_us=%.3f cpu_s=%.3f wall_s=%.3f mem_each=%.0f idle_each=%.0f\n",
           ok, done, failed, stopped, (p->cpu1 - p->cpu0) / n, (p->cpu1 - p->cpu0) / 1e6, (p->wall1 - p->wall0) / 1e6,
           (double)(p->mem1 - p->mem0) / n, (double)(p->mem2 - p->mem0) / n);
    fflush(stdout);
    return ok ? 0 : 1;
}

/* Reads a whole file; the size goes to *len. Ends the program when it cannot. */
static inline char *bench_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *buf = malloc(65536);
    if (f == NULL || buf == NULL) {
        perror(path);
        exit(2);
    }
    *len = fread(buf, 1, 65535, f);
    buf[*len] = '\0';
    fclose(f);
    return buf;
}

/* The five values every parser has to hand out, as they stand in register.sip and ok.sip, or in invite.sip. Constants, so that
 * comparing them costs next to nothing. */
#ifdef BENCH_INVITE
#define WANT_TO_USER "bob"
#define WANT_FROM_TAG "9fxced76sl"
#define WANT_CSEQ 1
#define WANT_BRANCH "z9hG4bK2d4790.1"
#define WANT_CONTACT_HOST "client.atlanta.example.com"
#else
#define WANT_TO_USER "werner.heisenberg"
#define WANT_FROM_TAG "3431"
#define WANT_CSEQ 1
#define WANT_BRANCH "z9hG4bKus19"
#define WANT_CONTACT_HOST "200.201.202.203"
#endif

/* What the writing programs put into a message. */
#define BENCH_NEW_CSEQ 4711
#define BENCH_NEW_CSEQ_TEXT "4711"
#define BENCH_NEW_BRANCH "z9hG4bKanother1"

/* A text that a program has to come to. */
struct bench_text {
    char *text;
    size_t len;
    size_t line, next; /* where the changed line begins and where it ends */
    const char *change;
};

/* Whether a program came to it. The parameters of the changed line may stand in another order. Comparing is no work of a
 * stack, so all are held against the length and each sixteenth against the text. */
static inline int bench_is(const struct bench_text *want, const char *text, size_t len)
{
    static unsigned turn;
    char line[512];
    size_t n = want->next - want->line;
    if (turn++ % 16 != 0)
        return len == want->len;
    if (len == want->len && memcmp(text, want->text, len) == 0)
        return 1;
    if (len != want->len || memcmp(text, want->text, want->line) != 0
        || memcmp(text + want->next, want->text + want->next, len - want->next) != 0 || n >= sizeof line)
        return 0;
    memcpy(line, text + want->line, n);
    line[n] = '\0';
    return strstr(line, want->change) != NULL;
}

/* The message with what `what` changes: the number of CSeq (`encode`) or the branch of the top Via (`forward`). */
static inline struct bench_text bench_changed(const char *message, const char *what)
{
    int cseq = strcmp(what, "forward") != 0;
    const char *from = strstr(message, cseq ? "\r\nCSeq: " : ";branch=");
    struct bench_text t = {malloc(2 * strlen(message) + 64), 0, 0, 0, NULL};
    t.change = cseq ? "CSeq: " BENCH_NEW_CSEQ_TEXT " " : ";branch=" BENCH_NEW_BRANCH;
    if (from == NULL || t.text == NULL)
        exit(2);
    from += cseq ? strlen("\r\nCSeq: ") : strlen(";branch=");
    t.len = (size_t)sprintf(t.text, "%.*s%s%s", (int)(from - message), message, cseq ? BENCH_NEW_CSEQ_TEXT : BENCH_NEW_BRANCH,
                            from + strcspn(from, cseq ? " " : ";\r"));
    t.line = (size_t)(from - message);
    while (t.line > 0 && t.text[t.line - 1] != '\n')
        t.line--;
    t.next = t.line + strcspn(t.text + t.line, "\n");
    return t;
}

/* Puts `new` in place of `old`, which stands before the changed line or nowhere. */
static inline void bench_replace(struct bench_text *t, const char *old, const char *new_text)
{
    char *at = strstr(t->text, old);
    size_t grown = strlen(new_text) - strlen(old);
    if (at == NULL)
        return;
    memmove(at + strlen(new_text), at + strlen(old), t->len - (size_t)(at - t->text) - strlen(old) + 1);
    memcpy(at, new_text, strlen(new_text));
    t->len += grown;
    if (t->line > (size_t)(at - t->text)) {
        t->line += grown;
        t->next += grown;
    }
}

/* Times `one(arg)`, which parses, reads, and says whether all five values were right; prints nanoseconds of CPU a message. */
static inline int bench_parse(int (*one)(void *arg), void *arg, long loops)
{
    long i, bad = 0;
    double t0, t1;
    for (i = 0; i < loops / 10 + 1; i++)
        bad += !one(arg);
    t0 = bench_cpu_us();
    for (i = 0; i < loops; i++)
        bad += !one(arg);
    t1 = bench_cpu_us();
    printf("ok=%d ns_each=%.1f\n", bad == 0, (t1 - t0) * 1e3 / (double)loops);
    return bad == 0 ? 0 : 1;
}

#endif
