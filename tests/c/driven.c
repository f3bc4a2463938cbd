/* numberOfProcessingThreads = 0: the program drives the library, with ProcessEvents, with select() or with the main loop. */
#include "check.h"
#include <sys/select.h>

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name

static struct stack phone;
static pthread_t caller;
static struct client client;

static void on_state(RvSipRegClientHandle handle, RvSipAppRegClientHandle app, RvSipRegClientState state,
                     RvSipRegClientStateChangeReason reason)
{
    CHECK(pthread_equal(pthread_self(), caller)); /* on the thread that drives, nowhere else */
    client_state(handle, app, state, reason);
}

static void begin(void)
{
    RvSipRegClientEvHandlers events;
    caller = pthread_self();
    registrar_start();
    registrar.challenge = 1;
    fresh_cfg(&phone.cfg);
    phone.cfg.numberOfProcessingThreads = 0;
    phone.cfg.tcpEnabled = RV_TRUE;
    construct(&phone);
    client_handlers(&phone);
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = on_state;
    OK(RvSipRegClientMgrSetEvHandlers(phone.clients, &events, sizeof events));
}

static void end(void)
{
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

static int told(RvSipRegClientState state)
{
    return count_of(&client.states[state]);
}

static void process_events_registers_over(int tcp)
{
    begin();
    client_init(&client);
    client_register(&phone, &client, tcp);
    CHECK(told(STATE(REGISTERING)) == 0); /* never inside an API call */
    while (told(STATE(REGISTERED)) == 0) OK(RvSipStackProcessEvents());
    CHECK(told(STATE(UNAUTHENTICATED)) == 1);
    OK(RvSipRegClientTerminate(client.handle));
    while (told(STATE(TERMINATED)) == 0) OK(RvSipStackProcessEvents());
    end();
}

static void process_events_registers_over_udp(void) { process_events_registers_over(0); }
static void process_events_registers_over_tcp(void) { process_events_registers_over(1); }

static void process_events_returns_when_nothing_happens(void)
{
    struct timespec before, after;
    begin();
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int i = 0; i < 3; i++) OK(RvSipStackProcessEvents());
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK(after.tv_sec - before.tv_sec < (time_t)(10 * slow()));
    end();
}

static void process_events_does_no_harm_to_a_stack_with_a_thread(void)
{
    struct stack s;
    start(&s);
    OK(RvSipStackProcessEvents());
    OK(RvSipStackDestruct(s.handle));
}

static struct counter fired = COUNTER;

static void on_timer(void *context)
{
    CHECK(context == &fired);
    count_up(&fired);
}

static RvSipMidMgrHandle mid_start(void)
{
    RvSipMidCfg cfg;
    RvSipMidMgrHandle mid;
    memset(&cfg, 0, sizeof cfg);
    OK(RvSipMidInit());
    OK(RvSipMidConstruct(sizeof cfg, &cfg, &mid));
    return mid;
}

static void mid_end(RvSipMidMgrHandle mid)
{
    OK(RvSipMidPrepareDestruct(mid));
    OK(RvSipMidDestruct(mid));
    OK(RvSipMidEnd());
}

static void select_once(RvSipMidMgrHandle mid)
{
    fd_set readable, writable;
    RvInt32 highest;
    RvUint32 timeout;
    struct timeval wait;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    OK(RvSipMidSelectGetEventsRegistration(mid, &readable, &writable, NULL, &highest, &timeout));
    CHECK(highest > 0);
    if (timeout > 200) timeout = 200;
    wait.tv_sec = timeout / 1000;
    wait.tv_usec = timeout % 1000 * 1000;
    int events = select(highest, &readable, &writable, NULL, &wait);
    CHECK(events >= 0);
    OK(RvSipMidSelectEventsHandling(mid, &readable, &writable, NULL, highest, events));
}

static void select_registers_and_fires_timers_over(int tcp)
{
    RvSipMidTimerHandle timer;
    int before = count_of(&fired);
    begin();
    RvSipMidMgrHandle mid = mid_start();
    OK(RvSipMidTimerSet(mid, 50, on_timer, &fired, &timer));
    client_init(&client);
    client_register(&phone, &client, tcp);
    while (told(STATE(REGISTERED)) == 0) select_once(mid);
    while (count_of(&fired) == before) select_once(mid);
    OK(RvSipRegClientTerminate(client.handle));
    while (told(STATE(TERMINATED)) == 0) select_once(mid);
    mid_end(mid);
    end();
}

static void select_registers_and_fires_timers_over_udp(void) { select_registers_and_fires_timers_over(0); }
static void select_registers_and_fires_timers_over_tcp(void) { select_registers_and_fires_timers_over(1); }

static RvSipMidMgrHandle looping;

static void stop_loop(void *context)
{
    (void)context;
    OK(RvSipMidPrepareDestruct(looping));
}

static void the_main_loop_registers_until_a_timer_ends_it(void)
{
    RvSipMidTimerHandle timer;
    begin();
    looping = mid_start();
    client_init(&client);
    client_register(&phone, &client, 0);
    OK(RvSipMidTimerSet(looping, 1000 * slow(), stop_loop, NULL, &timer));
    OK(RvSipMidMainLoop(looping));
    CHECK(told(STATE(REGISTERED)) == 1);
    OK(RvSipMidDestruct(looping));
    OK(RvSipMidEnd());
    end();
}

static void timers_fire_on_the_thread_of_a_stack(void)
{
    struct stack s;
    RvSipMidTimerHandle timer;
    int before = count_of(&fired);
    start(&s);
    RvSipMidMgrHandle mid = mid_start();
    for (RvUint32 i = 0; i < 10; i++) OK(RvSipMidTimerSet(mid, 10 * i, on_timer, &fired, &timer));
    CHECK(wait_for(&fired, before + 10));
    mid_end(mid);
    OK(RvSipStackDestruct(s.handle));
}

int main(void)
{
    RUN(process_events_registers_over_udp);
    RUN(process_events_registers_over_tcp);
    RUN(process_events_returns_when_nothing_happens);
    RUN(process_events_does_no_harm_to_a_stack_with_a_thread);
    RUN(select_registers_and_fires_timers_over_udp);
    RUN(select_registers_and_fires_timers_over_tcp);
    RUN(the_main_loop_registers_until_a_timer_ends_it);
    RUN(timers_fire_on_the_thread_of_a_stack);
    return 0;
}
