/* Four threads use one stack at the same time. Also run under helgrind. */
#include "check.h"

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name
enum { THREADS = 4 };

static struct stack phone;
static int rounds = 50;

/* Each is used once and made before the stacks start, so that helgrind sees who may touch what. */
static struct client clients[2][THREADS][50];

static void *work(void *mine)
{
    for (int i = 0; i < rounds; i++) {
        struct client *c = (struct client *)mine + i;
        RvSipRegClientState state;
        RvInt32 step, length;
        char call_id[128];
        RvSipRegClientResources use;
        client_register(&phone, c, i % 4 == 3);
        while (count_of(&c->states[STATE(REGISTERED)]) == 0) { /* reads beside the work of the stack's thread */
            OK(RvSipRegClientGetCurrentState(c->handle, &state));
            OK(RvSipRegClientGetCSeqStep(c->handle, &step));
            OK(RvSipRegClientGetCallId(c->handle, sizeof call_id, call_id, &length));
            OK(RvSipStackGetResources(phone.handle, RVSIP_REGCLIENT, &use));
            CHECK(count_of(&c->states[STATE(FAILED)]) == 0);
            pause_ms(1);
        }
        if (i % 2 == 0) {
            OK(RvSipRegClientRegister(c->handle));
            CHECK(wait_for(&c->states[STATE(REGISTERED)], 2));
        }
        client_end(c);
    }
    return NULL;
}

/* Makes and ends clients with requests under way: no outcome is waited for but the end. */
static void *hurry(void *mine)
{
    for (int i = 0; i < rounds; i++) {
        struct client *c = (struct client *)mine + i;
        client_register(&phone, c, 0);
        client_end(c);
    }
    return NULL;
}

static void start_all(void *(*body)(void *), int set)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, body, clients[set][i]) == 0);
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

static void four_threads_register_refresh_and_end_clients(void)
{
    for (int set = 0; set < 2; set++)
        for (int t = 0; t < THREADS; t++)
            for (int i = 0; i < rounds; i++) client_init(&clients[set][t][i]);
    registrar_start_as(1);
    fresh_cfg(&phone.cfg);
    phone.cfg.tcpEnabled = RV_TRUE;
    construct(&phone);
    client_handlers(&phone);
    start_all(work, 0);
    start_all(hurry, 1);
    RvSipRegClientResources use;
    OK(RvSipStackGetResources(phone.handle, RVSIP_REGCLIENT, &use));
    CHECK(use.regClients.currNumOfUsedElements == 0);
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

/* Destruct while other threads call: each call works or says that the stack is gone. */

static void *until_gone(void *unused)
{
    (void)unused;
    for (;;) {
        RvSipRegClientHandle client;
        RvStatus status = RvSipRegClientMgrCreateRegClient(phone.clients, NULL, &client);
        if (status == RV_OK) status = RvSipRegClientTerminate(client);
        if (status == RV_ERROR_INVALID_HANDLE || status == RV_ERROR_DESTRUCTED) return NULL;
        CHECK(status == RV_OK || status == RV_ERROR_OUTOFRESOURCES);
    }
}

static void *destruct_soon(void *unused)
{
    (void)unused;
    pause_ms(100);
    OK(RvSipStackDestruct(phone.handle));
    return NULL;
}

static void a_stack_is_destructed_while_other_threads_use_it(void)
{
    for (int i = 0; i < 5; i++) {
        pthread_t threads[THREADS], end;
        start(&phone);
        for (int t = 0; t < THREADS; t++) CHECK(pthread_create(&threads[t], NULL, until_gone, NULL) == 0);
        CHECK(pthread_create(&end, NULL, destruct_soon, NULL) == 0);
        CHECK(pthread_join(end, NULL) == 0);
        for (int t = 0; t < THREADS; t++) CHECK(pthread_join(threads[t], NULL) == 0);
    }
}

int main(void)
{
    if (slow() > 1) rounds = 8;
    RUN(four_threads_register_refresh_and_end_clients);
    RUN(a_stack_is_destructed_while_other_threads_use_it);
    return 0;
}
