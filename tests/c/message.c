/* A program that works with messages: builds a request, reads one back, walks and removes headers, copies, chooses the compact
 * form, meets bad syntax, short buffers and dead handles. Exits with 0 when all is as it should be. */
#include <RvSipAddress.h>
#include <RvSipBody.h>
#include <RvSipContactHeader.h>
#include <RvSipMsg.h>
#include <RvSipOtherHeader.h>
#include <RvSipPartyHeader.h>
#include <RvSipStack.h>
#include <RvSipViaHeader.h>
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

/* The text of a message, to be freed. */
static char *text_of(RvSipMsgHandle msg)
{
    HPAGE page = NULL;
    RvUint32 length = 0;
    char *text;
    if (RvSipMsgEncode(msg, pool, &page, &length) != RV_OK)
        return NULL;
    text = malloc((size_t)length + 1);
    if (text != NULL && RPOOL_CopyToExternal(pool, page, 0, text, length) != RV_OK) {
        free(text);
        text = NULL;
    }
    if (text != NULL)
        text[length] = '\0';
    RPOOL_FreePage(pool, page);
    return text;
}

static int contains(RvSipMsgHandle msg, const char *part)
{
    char *text = text_of(msg);
    int found = text != NULL && strstr(text, part) != NULL;
    if (!found)
        fprintf(stderr, "not in the message: %s\n%s\n", part, text != NULL ? text : "(no text)");
    free(text);
    return found;
}

static void fill(RvSipMsgHandle msg)
{
    RvSipViaHeaderHandle via = NULL;
    RvSipPartyHeaderHandle party = NULL;
    RvSipCSeqHeaderHandle cseq = NULL;
    RvSipContactHeaderHandle contact = NULL;
    RvSipAddressHandle address = NULL;
    RvSipOtherHeaderHandle other = NULL;

    CHECK(RvSipMsgSetRequestMethod(msg, RVSIP_METHOD_REGISTER, NULL) == RV_OK);
    CHECK(RvSipAddrConstruct(mgr, pool, RVSIP_ADDRTYPE_URL, &address) == RV_OK);
    CHECK(RvSipAddrParse(address, "sip:example.com;transport=TCP") == RV_OK);
    CHECK(RvSipAddrUrlGetTransport(address) == RVSIP_TRANSPORT_TCP);
    CHECK(RvSipMsgSetRequestUri(msg, address) == RV_OK);
    RvSipAddrDestruct(address);

    CHECK(RvSipViaHeaderConstructInMsg(msg, RV_TRUE, &via) == RV_OK);
    CHECK(RvSipViaHeaderSetTransport(via, RVSIP_TRANSPORT_TCP, NULL) == RV_OK);
    CHECK(RvSipViaHeaderSetHost(via, "192.0.2.7") == RV_OK);
    CHECK(RvSipViaHeaderSetBranchParam(via, "z9hG4bK77") == RV_OK);
    CHECK(RvSipViaHeaderSetOtherParams(via, "keep") == RV_OK);
    CHECK(RvSipPartyHeaderConstructInMsg(msg, RV_TRUE, &party) == RV_OK);
    CHECK(RvSipPartyHeaderParse(party, RV_TRUE, "To: \"Alice\" <sip:alice@example.com>") == RV_OK);
    CHECK(RvSipPartyHeaderConstructInMsg(msg, RV_FALSE, &party) == RV_OK);
    CHECK(RvSipPartyHeaderParse(party, RV_FALSE, "<sip:alice@example.com>;tag=1") == RV_OK);
    CHECK(RvSipPartyHeaderParse(party, RV_FALSE, "Contact: <sip:alice@example.com>") == RV_ERROR_ILLEGAL_SYNTAX);
    CHECK(RvSipMsgSetCallIdHeader(msg, "call-1@192.0.2.7") == RV_OK);
    CHECK(RvSipCSeqHeaderConstructInMsg(msg, &cseq) == RV_OK);
    CHECK(RvSipCSeqHeaderSetStep(cseq, 4711) == RV_OK);
    CHECK(RvSipCSeqHeaderSetMethodType(cseq, RVSIP_METHOD_REGISTER, NULL) == RV_OK);
    CHECK(RvSipContactHeaderConstructInMsg(msg, RV_FALSE, &contact) == RV_OK);
    CHECK(RvSipAddrConstructInContactHeader(contact, RVSIP_ADDRTYPE_URL, &address) == RV_OK);
    CHECK(RvSipAddrUrlSetUser(address, "alice") == RV_OK);
    CHECK(RvSipAddrUrlSetHost(address, "192.0.2.7") == RV_OK);
    CHECK(RvSipAddrUrlSetPortNum(address, 5062) == RV_OK);
    CHECK(RvSipOtherHeaderConstructInMsg(msg, RV_FALSE, &other) == RV_OK);
    CHECK(RvSipOtherHeaderSetName(other, "Supported") == RV_OK);
    CHECK(RvSipOtherHeaderSetValue(other, "path") == RV_OK);
    CHECK(RvSipOtherHeaderSetValue(other, "path\r\nX-Evil: 1") == RV_ERROR_BADPARAM);
    CHECK(RvSipMsgSetBody(msg, "hello") == RV_OK);
    CHECK(RvSipMsgSetContentTypeHeader(msg, "text/plain") == RV_OK);
}

static void read_back(RvSipMsgHandle msg)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipHeaderType type = RVSIP_HEADERTYPE_UNDEFINED;
    RvSipViaHeaderHandle via;
    RvSipOtherHeaderHandle other;
    void *header;
    RvChar small[4] = "abc", text[64];
    RvUint needed = 0;
    int headers = 0;

    CHECK(RvSipMsgGetMsgType(msg) == RVSIP_MSG_REQUEST);
    CHECK(RvSipMsgGetRequestMethod(msg) == RVSIP_METHOD_REGISTER);
    CHECK(RvSipCSeqHeaderGetStep(RvSipMsgGetCSeqHeader(msg)) == 4711);
    via = (RvSipViaHeaderHandle)RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place);
    CHECK(RvSipViaHeaderGetBranchParam(via, small, (RvUint)sizeof small, &needed) == RV_ERROR_INSUFFICIENT_BUFFER);
    CHECK(needed == sizeof "z9hG4bK77" && strcmp(small, "abc") == 0);
    CHECK(RvSipViaHeaderGetBranchParam(via, text, needed, &needed) == RV_OK && strcmp(text, "z9hG4bK77") == 0);
    CHECK(RvSipViaHeaderGetReceivedParam(via, text, (RvUint)sizeof text, &needed) == RV_ERROR_NOT_FOUND);
    for (header = RvSipMsgGetHeader(msg, RVSIP_FIRST_HEADER, &place, &type); header != NULL;
         header = RvSipMsgGetHeader(msg, RVSIP_NEXT_HEADER, &place, &type))
        headers++;
    CHECK(headers == 3);
    other = RvSipMsgGetHeaderByName(msg, "supported", RVSIP_FIRST_HEADER, &place);
    CHECK(RvSipOtherHeaderGetStringLength(other, RVSIP_OTHER_HEADER_VALUE) == sizeof "path");
    CHECK(RvSipMsgGetBody(msg, text, (RvUint)sizeof text, &needed) == RV_OK && strcmp(text, "hello") == 0);
}

static void walk_and_remove(RvSipMsgHandle msg)
{
    RvSipHeaderListElemHandle place = NULL;
    RvSipViaHeaderHandle via =
        (RvSipViaHeaderHandle)RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place);
    CHECK(via != NULL);
    CHECK(RvSipMsgRemoveHeaderAt(msg, place) == RV_OK);
    CHECK(RvSipMsgRemoveHeaderAt(msg, place) == RV_ERROR_INVALID_HANDLE);
    CHECK(RvSipViaHeaderGetPortNum(via) == UNDEFINED);
    CHECK(RvSipViaHeaderSetPortNum(via, 5060) == RV_ERROR_INVALID_HANDLE);
    CHECK(RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place) == NULL);
}

static void bad_syntax(void)
{
    static char broken[] = "REGISTER  sip:example.com SIP/2.0\r\nTo: <sip:<alice>\r\nExpires: soon\r\n\r\n";
    RvSipMsgHandle msg = NULL;
    RvSipHeaderListElemHandle place = NULL;
    RvSipHeaderType type = RVSIP_HEADERTYPE_UNDEFINED;
    RvChar line[64];
    RvUint length = 0;
    void *header;

    CHECK(RvSipMsgConstruct(mgr, pool, &msg) == RV_OK);
    CHECK(RvSipMsgParse(msg, broken, (RvInt32)strlen(broken)) == RV_OK);
    CHECK(RvSipMsgGetMsgType(msg) == RVSIP_MSG_UNDEFINED);
    CHECK(RvSipMsgGetStrBadSyntaxStartLine(msg, line, (RvUint)sizeof line, &length) == RV_OK);
    CHECK(RvSipMsgStartLineFix(msg, "REGISTER sip:example.com SIP/2.0") == RV_OK);
    CHECK(RvSipMsgGetMsgType(msg) == RVSIP_MSG_REQUEST);
    header = RvSipMsgGetBadSyntaxHeader(msg, RVSIP_FIRST_HEADER, &place, &type);
    CHECK(type == RVSIP_HEADERTYPE_TO && RvSipHeaderIsBadSyntax(header, type));
    CHECK(RvSipPartyHeaderFix((RvSipPartyHeaderHandle)header, RV_TRUE, "<sip:alice@example.com>") == RV_OK);
    CHECK(!RvSipHeaderIsBadSyntax(header, type));
    header = RvSipMsgGetBadSyntaxHeader(msg, RVSIP_NEXT_HEADER, &place, &type);
    CHECK(header != NULL && type == RVSIP_HEADERTYPE_EXPIRES);
    CHECK(contains(msg, "\r\nTo: <sip:alice@example.com>\r\nExpires: soon\r\n"));
    RvSipMsgDestruct(msg);
}

int main(void)
{
    RvSipStackCfg cfg;
    RvSipStackHandle stack = NULL;
    RvSipMsgHandle msg = NULL, copy = NULL;
    RvSipPartyHeaderHandle from;
    char *text;

    RvSipStackInitCfg((RvInt32)sizeof cfg, &cfg);
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    cfg.tcpEnabled = RV_FALSE;
    if (RvSipStackConstruct((RvInt32)sizeof cfg, &cfg, &stack) != RV_OK || RvSipStackGetMsgMgrHandle(stack, &mgr) != RV_OK) {
        fprintf(stderr, "no stack\n");
        return 1;
    }
    pool = RPOOL_Construct(1024, 100, NULL, RV_FALSE, "message");
    CHECK(RvSipMsgConstruct(mgr, pool, &msg) == RV_OK);
    fill(msg);
    read_back(msg);

    text = text_of(msg);
    CHECK(text != NULL && RvSipMsgConstruct(mgr, pool, &copy) == RV_OK);
    if (text != NULL) {
        CHECK(RvSipMsgParse(copy, text, (RvInt32)strlen(text)) == RV_OK);
        read_back(copy);
        CHECK(contains(copy, text));
    }
    CHECK(RvSipMsgCopy(copy, msg) == RV_OK);
    read_back(copy);
    free(text);

    CHECK(RvSipPartyHeaderSetCompactForm(RvSipMsgGetToHeader(copy), RV_TRUE) == RV_OK);
    CHECK(contains(copy, "\r\nt: \"Alice\" <sip:alice@example.com>\r\nFrom: "));
    CHECK(RvSipMsgForceCompactForm(copy, RV_TRUE) == RV_OK);
    CHECK(contains(copy, "\r\nf: <sip:alice@example.com>;tag=1\r\n") && contains(copy, "\r\nl: 5\r\n\r\nhello"));

    walk_and_remove(copy);
    bad_syntax();

    from = RvSipMsgGetFromHeader(msg);
    RvSipMsgDestruct(msg);
    CHECK(RvSipPartyHeaderSetTag(from, "2") == RV_ERROR_INVALID_HANDLE);
    CHECK(RvSipMsgSetBody(msg, "x") == RV_ERROR_INVALID_HANDLE);
    RvSipMsgDestruct(copy);
    RPOOL_Destruct(pool);
    RvSipStackDestruct(stack);
    CHECK(RvSipMsgConstruct(mgr, pool, &msg) == RV_ERROR_INVALID_HANDLE);
    if (failures == 0)
        puts("message: ok");
    return failures != 0;
}
