/* Strings are never cut: a short buffer is told the size it needs, and is left alone. */
#include "check.h"

#define STATE(name) RVSIP_REG_CLIENT_STATE_##name
#define FILL 0x5a

static struct stack phone;
static struct counter looked = COUNTER;

static int untouched(const char *buffer, size_t from, size_t size)
{
    for (size_t i = from; i < size; i++)
        if (buffer[i] != FILL) return 0;
    return 1;
}

/* Tries a getter with every size from 0 to more than enough. */
#define EVERY_SIZE(type, length_type, call)                                      \
    do {                                                                         \
        char buffer[256];                                                        \
        length_type needed = 0;                                                  \
        for (type size = 0; size < (type)sizeof buffer; size++) {                \
            length_type length = 0;                                              \
            memset(buffer, FILL, sizeof buffer);                                 \
            RvStatus status = (call);                                            \
            if (status == RV_OK) {                                               \
                CHECK((size_t)length == strlen(buffer) + 1);                     \
                CHECK((size_t)length <= (size_t)size);                           \
                CHECK(needed == 0 || needed == length);                          \
                CHECK(untouched(buffer, (size_t)size, sizeof buffer));           \
                needed = length;                                                 \
            } else {                                                             \
                CHECK_STATUS(RV_ERROR_INSUFFICIENT_BUFFER, status);              \
                CHECK((size_t)length > (size_t)size);                            \
                CHECK(untouched(buffer, 0, sizeof buffer));                      \
            }                                                                    \
        }                                                                        \
        CHECK(needed > 0);                                                       \
    } while (0)

static RvStatus look(RvSipRegClientHandle client, RvSipAppRegClientHandle app, RvSipMsgHandle msg)
{
    RvSipHeaderListElemHandle place = NULL;
    (void)client;
    (void)app;
    void *contact = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_CONTACT, RVSIP_FIRST_HEADER, &place);
    void *via = RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place);
    CHECK(contact != NULL && via != NULL);
    EVERY_SIZE(RvUint, RvUint, RvSipMsgGetCallIdHeader(msg, buffer, size, &length));
    EVERY_SIZE(RvUint, RvUint, RvSipMsgGetReasonPhrase(msg, buffer, size, &length));
    EVERY_SIZE(RvUint, RvUint, RvSipPartyHeaderGetTag(RvSipMsgGetToHeader(msg), buffer, size, &length));
    EVERY_SIZE(RvUint, RvUint, RvSipViaHeaderGetBranchParam(via, buffer, size, &length));
    EVERY_SIZE(RvUint, RvUint, RvSipAddrUrlGetHost(RvSipContactHeaderGetAddrSpec(contact), buffer, size, &length));
    char buffer[8];
    RvUint length = 77;
    CHECK_STATUS(RV_ERROR_NOT_FOUND, RvSipContactHeaderGetQVal(contact, buffer, sizeof buffer, &length));
    CHECK(length == 77);
    CHECK_STATUS(RV_ERROR_NULLPTR, RvSipMsgGetCallIdHeader(msg, NULL, 100, &length));
    count_up(&looked);
    return RV_OK;
}

static void short_buffers_are_told_what_they_need(void)
{
    RvSipRegClientEvHandlers events;
    struct client c;
    registrar_start();
    start(&phone);
    memset(&events, 0, sizeof events);
    events.pfnStateChangedEvHandler = client_state;
    events.pfnMsgReceivedEvHandler = look;
    OK(RvSipRegClientMgrSetEvHandlers(phone.clients, &events, sizeof events));
    client_init(&c);
    client_register(&phone, &c, 0);
    CHECK(wait_for(&c.states[STATE(REGISTERED)], 1));
    CHECK(count_of(&looked) == 1);
    EVERY_SIZE(RvInt32, RvInt32, RvSipRegClientGetCallId(c.handle, size, buffer, &length));
    CHECK(RvSipRegClientGetCallId(c.handle, -1, NULL, NULL) != RV_OK);
    client_end(&c);
    OK(RvSipStackDestruct(phone.handle));
    registrar_stop();
}

int main(void)
{
    RUN(short_buffers_are_told_what_they_need);
    return 0;
}
