/* A program that reads SDP out of a received multipart body, and one that builds such a body. Exits with 0 when all is as it
 * should be. */
#include <RvSipBody.h>
#include <RvSipBodyPart.h>
#include <RvSipContentDispositionHeader.h>
#include <RvSipContentTypeHeader.h>
#include <RvSipMsg.h>
#include <RvSipOtherHeader.h>
#include <RvSipStack.h>
#include <rpool_API.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static RvSipMsgMgrHandle mgr;
static HRPOOL pool;

/* What is on a page, to be freed; the page is given back. */
static char *text_on(HPAGE page, RvUint length)
{
    char *text = malloc((size_t)length + 1);
    if (text != NULL && RPOOL_CopyToExternal(pool, page, 0, text, length) != RV_OK) {
        free(text);
        text = NULL;
    }
    if (text != NULL)
        text[length] = '\0';
    RPOOL_FreePage(pool, page);
    return text;
}

static char *part_text(RvSipBodyPartHandle part)
{
    HPAGE page;
    RvUint length;
    return RvSipBodyPartEncode(part, pool, &page, &length) == RV_OK ? text_on(page, length) : NULL;
}

static char *msg_text(RvSipMsgHandle msg)
{
    HPAGE page;
    RvUint32 length;
    return RvSipMsgEncode(msg, pool, &page, &length) == RV_OK ? text_on(page, length) : NULL;
}

/* Copies the SDP of a message into a buffer; 1 when there was some. */
static int sdp_of(RvSipMsgHandle msg, char *sdp, size_t size)
{
    RvSipBodyHandle body = RvSipMsgGetBodyObject(msg);
    RvSipContentTypeHeaderHandle type;
    RvSipBodyPartHandle part = NULL;
    RvUint length, actual;
    char *text;
    int found = 0;
    if (body == NULL)
        return 0;
    type = RvSipBodyGetContentType(body);
    if (type == NULL || RvSipContentTypeHeaderGetMediaType(type) != RVSIP_MEDIATYPE_MULTIPART ||
        RvSipContentTypeHeaderGetMediaSubType(type) != RVSIP_MEDIASUBTYPE_MIXED)
        return RvSipMsgGetBody(msg, sdp, (RvUint)size, &actual) == RV_OK;
    length = RvSipBodyGetBodyStrLength(body);
    text = malloc(length);
    CHECK(text != NULL && RvSipBodyGetBodyStr(body, text, length, &actual) == RV_OK && actual == length);
    CHECK(RvSipBodyMultipartParse(body, text, length) == RV_OK);
    free(text);
    CHECK(RvSipBodyGetBodyStrLength(body) == 0);
    CHECK(RvSipBodyGetBodyPart(body, RVSIP_FIRST_ELEMENT, NULL, &part) == RV_OK);
    while (part != NULL) {
        char *whole = part_text(part);
        char *start = whole != NULL ? strstr(whole, "\r\n\r\n") : NULL;
        type = RvSipBodyGetContentType(RvSipBodyPartGetBodyObject(part));
        if (start != NULL && type != NULL && RvSipContentTypeHeaderGetMediaSubType(type) == RVSIP_MEDIASUBTYPE_SDP) {
            snprintf(sdp, size, "%s", start + 4);
            found = 1;
        }
        free(whole);
        CHECK(RvSipBodyGetBodyPart(body, RVSIP_NEXT_ELEMENT, part, &part) == RV_OK);
    }
    return found;
}

static void received(void)
{
    static const char message[] =
        "INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nTo: <sip:bob@example.com>\r\n"
        "From: <sip:alice@example.com>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Type: multipart/mixed; boundary=\"=_a b\"\r\n"
        "Content-Length: 182\r\n\r\n"
        "--=_a b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--=_a b\r\nContent-Type: application/SDP\r\n"
        "Content-Disposition: session\r\nContent-Length: 20\r\n\r\nv=0\r\ns=-\r\nt=0 0\r\nm=a\r\n--=_a b--\r\n";
    RvSipMsgHandle msg;
    char sdp[100] = "";
    CHECK(RvSipMsgConstruct(mgr, pool, &msg) == RV_OK);
    CHECK(RvSipMsgParse(msg, (RvChar *)message, (RvInt32)strlen(message)) == RV_OK);
    CHECK(sdp_of(msg, sdp, sizeof sdp));
    CHECK(strcmp(sdp, "v=0\r\ns=-\r\nt=0 0\r\nm=a") == 0);
    RvSipMsgDestruct(msg);
}

static RvStatus add_part(RvSipBodyHandle body, const char *text)
{
    RvSipBodyPartHandle part;
    RvStatus status = RvSipBodyPartConstructInBody(body, RV_FALSE, &part);
    if (status != RV_OK)
        return status;
    return RvSipBodyPartParse(part, (RvChar *)text, (RvUint)strlen(text));
}

static void sent(void)
{
    RvSipMsgHandle msg, copy;
    RvSipBodyHandle body, inner;
    RvSipBodyPartHandle part;
    RvSipOtherHeaderHandle other;
    RvSipHeaderListElemHandle element = NULL;
    void *new_header;
    HPAGE page;
    RvUint length;
    char *text, *again, sdp[100] = "";
    CHECK(RvSipMsgConstruct(mgr, pool, &msg) == RV_OK);
    CHECK(RvSipMsgSetStatusCode(msg, 200, RV_TRUE) == RV_OK);
    CHECK(RvSipBodyConstructInMsg(msg, &body) == RV_OK);
    CHECK(add_part(body, "Content-Type: application/sdp\r\n\r\nv=0\r\n") == RV_OK);
    CHECK(add_part(body, "\r\nno headers") == RV_OK);
    CHECK(RvSipBodyPartConstructInBody(body, RV_FALSE, &part) == RV_OK);
    CHECK(RvSipBodyConstructInBodyPart(part, &inner) == RV_OK);
    CHECK(add_part(inner, "Content-Type: text/html\r\n\r\n<p>") == RV_OK);
    CHECK(RvSipOtherHeaderConstructInMsg(msg, RV_FALSE, &other) == RV_OK);
    CHECK(RvSipOtherHeaderParse(other, "Content-ID: <1@example.com>") == RV_OK);
    CHECK(RvSipBodyPartPushHeader(part, RVSIP_LAST_HEADER, other, RVSIP_HEADERTYPE_OTHER, &element, &new_header) == RV_OK);
    CHECK(RvSipBodyEncode(body, pool, &page, &length) == RV_OK);
    text = text_on(page, length);
    CHECK(text != NULL && strstr(text, "\r\nContent-ID: <1@example.com>\r\nContent-Type: multipart/mixed;boundary=") != NULL);
    CHECK(RvSipContentTypeHeaderGetMediaType(RvSipBodyGetContentType(body)) == RVSIP_MEDIATYPE_MULTIPART);
    again = msg_text(msg);
    CHECK(again != NULL && text != NULL && strstr(again, text) != NULL);
    free(text);
    CHECK(RvSipMsgConstruct(mgr, pool, &copy) == RV_OK);
    CHECK(again != NULL && RvSipMsgParse(copy, again, (RvInt32)strlen(again)) == RV_OK);
    CHECK(sdp_of(copy, sdp, sizeof sdp) && strcmp(sdp, "v=0\r\n") == 0);
    text = msg_text(copy);
    CHECK(text != NULL && again != NULL && strcmp(text, again) == 0);
    free(text);
    free(again);
    CHECK(RvSipBodyRemoveBodyPart(body, part) == RV_OK);
    CHECK(RvSipBodyPartGetBodyObject(part) == NULL);
    RvSipMsgDestruct(msg);
    RvSipMsgDestruct(copy);
}

int main(void)
{
    RvSipStackCfg cfg;
    RvSipStackHandle stack;
    CHECK(RvSipStackInitCfg(sizeof cfg, &cfg) == RV_OK);
    CHECK(cfg.maxBodyParts == 64 && cfg.maxBodyDepth == 8);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    CHECK(RvSipStackConstruct(sizeof cfg, &cfg, &stack) == RV_OK);
    CHECK(RvSipStackGetMsgMgrHandle(stack, &mgr) == RV_OK);
    pool = RPOOL_Construct(1024, 20, NULL, RV_FALSE, "parts");
    CHECK(pool != NULL);
    received();
    sent();
    RPOOL_Destruct(pool);
    CHECK(RvSipStackDestruct(stack) == RV_OK);
    return failures != 0;
}
