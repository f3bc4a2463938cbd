/*
 * message_tool.c - shows a SIP message as the library reads it.
 *
 *   message_tool register.sip                  prints the message as a tree; problems are marked with their line
 *   message_tool --encode=compact invite.sip   prints it again, with short header names where there are any
 *   message_tool < message                     the same from standard input
 *
 * The tree: the start line, each header with its typed fields, and the parts of the body. Nothing here needs a peer or a
 * network: the stack is only there to make messages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <RvSipStack.h>
#include <rvsip.h>

enum { LEGAL = 0, PROBLEMS = 1, NO_MESSAGE = 2, USAGE = 3, LARGEST = 65535, TEXT = 65536 };

static struct {
    HRPOOL pool;
    char input[LARGEST + 1], text[TEXT];
    size_t length;
    int depth, problems;
} tool;

/* ---- printing ---- */

static void indent(void) { printf("%*s", 2 * tool.depth, ""); }

/* How many octets the character at the start of a text has in UTF-8, 0 when it is none, or one that a terminal acts on. */
static size_t character(const unsigned char *c, size_t length) {
    size_t n = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : *c < 0xf5 ? 4 : 0, i;
    if (n == 0 || n > length || *c < ' ' || *c == 127) return 0;
    for (i = 1; i < n; i++)
        if ((c[i] & 0xc0) != 0x80) return 0;
    if ((*c == 0xe0 && c[1] < 0xa0) || (*c == 0xed && c[1] > 0x9f) || (*c == 0xf0 && c[1] < 0x90) || (*c == 0xf4 && c[1] > 0x8f))
        return 0; /* longer than it need be, a surrogate, or past the last one */
    return *c == 0xc2 && c[1] < 0xa0 ? 0 : n; /* 80 to 9f are control characters too */
}

/* Prints text of a message; what is no printable character becomes \xNN. */
static void safely(const char *text, size_t length) {
    size_t i, n;
    for (i = 0; i < length; i += n == 0 ? 1 : n) {
        n = character((const unsigned char *)text + i, length - i);
        if (n == 0) printf("\\x%02x", (unsigned)(unsigned char)text[i]);
        else fwrite(text + i, 1, n, stdout);
    }
}

static void field(const char *name, const char *text) {
    indent();
    printf("%-14s ", name);
    safely(text, strlen(text));
    putchar('\n');
}

static void number(const char *name, long n) {
    char text[32];
    if (n < 0) return; /* not set */
    sprintf(text, "%ld", n);
    field(name, text);
}

/* The string, number and seconds fields of a header; those that are not set print nothing. */
#define STRING(name, get, header) \
    do { \
        RvUint size; \
        if (get(header, tool.text, sizeof tool.text, &size) == RV_OK) field(name, tool.text); \
    } while (0)
#define SECONDS(name, get, header) \
    do { \
        RvUint32 seconds; \
        if (get(header, &seconds) == RV_OK) number(name, (long)seconds); \
    } while (0)
/* What headers with an address have in common. */
#define NAME_ADDR(Type, header) \
    do { \
        STRING("display name", RvSip##Type##HeaderGetDisplayName, header); \
        address("address", RvSip##Type##HeaderGetAddrSpec(header)); \
    } while (0)
#define FLAG(name, value) \
    do { \
        if (value) field(name, "yes"); \
    } while (0)

/* The line of the input in which a text stands, 0 when it does not stand there as it is (a folded header, say). */
static unsigned line_of(const char *text) {
    const char *at, *found = strstr(tool.input, text);
    unsigned line = 1;
    if (*text == '\0' || found == NULL) return 0;
    for (at = tool.input; at < found; at++)
        if (*at == '\n') line++;
    return line;
}

static void problem(const char *what, const char *text) {
    unsigned line = line_of(text);
    tool.problems++;
    indent();
    printf("!! %s", what);
    if (line > 0) printf(" (line %u)", line);
    printf(": ");
    safely(text, strlen(text));
    putchar('\n');
}

/* Takes what was written to a page into tool.text, and frees the page; false when it is too long. */
static RvBool from_page(HPAGE page, RvUint32 length) {
    RvBool fits = length < sizeof tool.text && RPOOL_CopyToExternal(tool.pool, page, 0, tool.text, length) == RV_OK;
    if (fits) tool.text[length] = '\0';
    RPOOL_FreePage(tool.pool, page);
    return fits;
}

/* ---- addresses ---- */

static void address(const char *name, RvSipAddressHandle addr) {
    HPAGE page;
    RvUint32 length;
    if (addr == NULL || RvSipAddrEncode(addr, tool.pool, &page, &length) != RV_OK) return;
    if (from_page(page, length)) field(name, tool.text);
    tool.depth++;
    switch (RvSipAddrGetAddrType(addr)) {
    case RVSIP_ADDRTYPE_TEL:
        STRING("number", RvSipAddrTelGetPhoneNumber, addr);
        STRING("extension", RvSipAddrTelGetExtension, addr);
        STRING("isdn subaddr", RvSipAddrTelGetIsdnSubAddr, addr);
        STRING("context", RvSipAddrTelGetContext, addr);
        STRING("parameters", RvSipAddrTelGetOtherParams, addr);
        break;
    case RVSIP_ADDRTYPE_ABS:
        STRING("scheme", RvSipAddrAbsGetScheme, addr);
        STRING("identifier", RvSipAddrAbsGetIdentifier, addr);
        break;
    default: /* sip, sips, im, pres */
        STRING("user", RvSipAddrUrlGetUser, addr);
        STRING("host", RvSipAddrUrlGetHost, addr);
        number("port", RvSipAddrUrlGetPortNum(addr));
        STRING("maddr", RvSipAddrUrlGetMaddrParam, addr);
        number("ttl", RvSipAddrUrlGetTtlNum(addr));
        FLAG("lr", RvSipAddrUrlGetLrParam(addr));
        STRING("parameters", RvSipAddrUrlGetOtherParams, addr);
        STRING("headers", RvSipAddrUrlGetHeaders, addr);
    }
    tool.depth--;
}

/* ---- headers ---- */

static void cseq_fields(RvSipCSeqHeaderHandle h) {
    number("number", RvSipCSeqHeaderGetStep(h));
    STRING("method", RvSipCSeqHeaderGetStrMethodType, h);
}

static void content_type_fields(RvSipContentTypeHeaderHandle h) {
    STRING("type", RvSipContentTypeHeaderGetStrMediaType, h);
    STRING("subtype", RvSipContentTypeHeaderGetStrMediaSubType, h);
    STRING("boundary", RvSipContentTypeHeaderGetBoundary, h);
    STRING("version", RvSipContentTypeHeaderGetVersion, h);
    STRING("base", RvSipContentTypeHeaderGetBase, h);
    STRING("parameters", RvSipContentTypeHeaderGetOtherParams, h);
}

static void party_fields(RvSipPartyHeaderHandle h) {
    NAME_ADDR(Party, h);
    STRING("tag", RvSipPartyHeaderGetTag, h);
    STRING("parameters", RvSipPartyHeaderGetOtherParams, h);
}

static void via_fields(RvSipViaHeaderHandle h) {
    RvInt32 rport;
    RvBool asked = RV_FALSE;
    STRING("transport", RvSipViaHeaderGetStrTransport, h);
    STRING("host", RvSipViaHeaderGetHost, h);
    number("port", RvSipViaHeaderGetPortNum(h));
    STRING("branch", RvSipViaHeaderGetBranchParam, h);
    STRING("received", RvSipViaHeaderGetReceivedParam, h);
    if (RvSipViaHeaderGetRportParam(h, &rport, &asked) == RV_OK && asked) {
        if (rport < 0) field("rport", "asked for");
        else number("rport", rport);
    }
    STRING("maddr", RvSipViaHeaderGetMaddrParam, h);
    number("ttl", RvSipViaHeaderGetTtlNum(h));
    STRING("parameters", RvSipViaHeaderGetOtherParams, h);
}

static void contact_fields(RvSipContactHeaderHandle h) {
    RvSipExpiresHeaderHandle expires = RvSipContactHeaderGetExpires(h);
    FLAG("all", RvSipContactHeaderGetStar(h));
    NAME_ADDR(Contact, h);
    STRING("q", RvSipContactHeaderGetQVal, h);
    if (expires != NULL) SECONDS("expires", RvSipExpiresHeaderGetDeltaSeconds, expires);
    STRING("parameters", RvSipContactHeaderGetOtherParams, h);
}

static void challenge_fields(RvSipAuthenticationHeaderHandle h) {
    STRING("scheme", RvSipAuthenticationHeaderGetStrAuthScheme, h);
    STRING("realm", RvSipAuthenticationHeaderGetRealm, h);
    STRING("domain", RvSipAuthenticationHeaderGetDomain, h);
    STRING("nonce", RvSipAuthenticationHeaderGetNonce, h);
    STRING("opaque", RvSipAuthenticationHeaderGetOpaque, h);
    FLAG("stale", RvSipAuthenticationHeaderGetStale(h) == RVSIP_AUTH_STALE_TRUE);
    STRING("algorithm", RvSipAuthenticationHeaderGetStrAuthAlgorithm, h);
    STRING("qop", RvSipAuthenticationHeaderGetStrQopOption, h);
    STRING("parameters", RvSipAuthenticationHeaderGetOtherParams, h);
}

static void credentials_fields(RvSipAuthorizationHeaderHandle h) {
    STRING("scheme", RvSipAuthorizationHeaderGetStrAuthScheme, h);
    STRING("user", RvSipAuthorizationHeaderGetUserName, h);
    STRING("realm", RvSipAuthorizationHeaderGetRealm, h);
    STRING("nonce", RvSipAuthorizationHeaderGetNonce, h);
    address("uri", RvSipAuthorizationHeaderGetDigestUri(h));
    STRING("response", RvSipAuthorizationHeaderGetResponse, h);
    STRING("algorithm", RvSipAuthorizationHeaderGetStrAuthAlgorithm, h);
    STRING("cnonce", RvSipAuthorizationHeaderGetCNonce, h);
    STRING("opaque", RvSipAuthorizationHeaderGetOpaque, h);
    STRING("qop", RvSipAuthorizationHeaderGetStrQopOption, h);
    number("nonce count", RvSipAuthorizationHeaderGetNonceCount(h));
    STRING("parameters", RvSipAuthorizationHeaderGetOtherParams, h);
}

static void date_fields(RvSipDateHeaderHandle h) {
    number("day", RvSipDateHeaderGetDay(h));
    number("month", (long)RvSipDateHeaderGetMonth(h) + 1);
    number("year", RvSipDateHeaderGetYear(h));
    number("hour", RvSipDateHeaderGetHour(h));
    number("minute", RvSipDateHeaderGetMinute(h));
    number("second", RvSipDateHeaderGetSecond(h));
}

static void replaces_fields(RvSipReplacesHeaderHandle h) {
    STRING("call-id", RvSipReplacesHeaderGetCallID, h);
    STRING("to tag", RvSipReplacesHeaderGetToTag, h);
    STRING("from tag", RvSipReplacesHeaderGetFromTag, h);
    FLAG("early only", RvSipReplacesHeaderGetEarlyOnly(h));
    STRING("parameters", RvSipReplacesHeaderGetOtherParams, h);
}

static void subscription_fields(RvSipSubscriptionStateHeaderHandle h) {
    STRING("state", RvSipSubscriptionStateHeaderGetStrSubstate, h);
    STRING("reason", RvSipSubscriptionStateHeaderGetStrReason, h);
    number("expires", RvSipSubscriptionStateHeaderGetExpiresParam(h));
    number("retry after", RvSipSubscriptionStateHeaderGetRetryAfter(h));
    STRING("parameters", RvSipSubscriptionStateHeaderGetOtherParams, h);
}

static void event_fields(RvSipEventHeaderHandle h) {
    STRING("package", RvSipEventHeaderGetEventPackage, h);
    STRING("template", RvSipEventHeaderGetEventTemplate, h);
    STRING("id", RvSipEventHeaderGetEventId, h);
    STRING("parameters", RvSipEventHeaderGetOtherParams, h);
}

static void allow_events_fields(RvSipAllowEventsHeaderHandle h) {
    STRING("package", RvSipAllowEventsHeaderGetEventPackage, h);
    STRING("template", RvSipAllowEventsHeaderGetEventTemplate, h);
}

static void disposition_fields(RvSipContentDispositionHeaderHandle h) {
    STRING("type", RvSipContentDispositionHeaderGetStrType, h);
    STRING("handling", RvSipContentDispositionHeaderGetStrHandling, h);
    STRING("parameters", RvSipContentDispositionHeaderGetOtherParams, h);
}

static void session_fields(RvSipSessionExpiresHeaderHandle h) {
    SECONDS("seconds", RvSipSessionExpiresHeaderGetDeltaSeconds, h);
    STRING("parameters", RvSipSessionExpiresHeaderGetOtherParams, h);
}

static void rack_fields(RvSipRAckHeaderHandle h) {
    SECONDS("response", RvSipRAckHeaderGetResponseNum, h);
    if (RvSipRAckHeaderGetCSeqHandle(h) != NULL) cseq_fields(RvSipRAckHeaderGetCSeqHandle(h));
}

static void refer_to_fields(RvSipReferToHeaderHandle h) {
    NAME_ADDR(ReferTo, h);
    if (RvSipReferToHeaderGetReplaces(h) != NULL) replaces_fields(RvSipReferToHeaderGetReplaces(h));
    STRING("parameters", RvSipReferToHeaderGetOtherParams, h);
}

static void referred_by_fields(RvSipReferredByHeaderHandle h) {
    NAME_ADDR(ReferredBy, h);
    STRING("cid", RvSipReferredByHeaderGetCidParam, h);
    STRING("parameters", RvSipReferredByHeaderGetOtherParams, h);
}

static void retry_after_fields(RvSipRetryAfterHeaderHandle h) {
    SECONDS("seconds", RvSipRetryAfterHeaderGetDeltaSeconds, h);
    STRING("comment", RvSipRetryAfterHeaderGetComment, h);
    number("duration", RvSipRetryAfterHeaderGetDuration(h));
    STRING("parameters", RvSipRetryAfterHeaderGetOtherParams, h);
}

static void route_fields(RvSipRouteHopHeaderHandle h) {
    NAME_ADDR(RouteHop, h);
    STRING("parameters", RvSipRouteHopHeaderGetOtherParams, h);
}

/* Prints a page with the text of something, and frees it. */
static void page_line(HPAGE page, RvUint32 length) {
    indent();
    if (from_page(page, length)) safely(tool.text, length);
    putchar('\n');
}

/* One header: its text, then what the library read in it. With bad syntax there is only the text. */
#define HEADER(Type, show_fields) \
    HEADER_AS(Type, "bad " #Type, RvSip##Type##HeaderEncode(h, tool.pool, &page, &length), show_fields)
/* The same with words for bad syntax and a call that encodes. */
#define HEADER_AS(Type, wrong, encode, show_fields) \
    do { \
        HPAGE page; \
        RvUint32 length; \
        if (bad && RvSip##Type##HeaderGetStrBadSyntax(h, tool.text, sizeof tool.text, &size) == RV_OK) \
            problem(wrong, tool.text); \
        else if (encode == RV_OK) page_line(page, length); \
        tool.depth++; \
        if (!bad) { \
            show_fields; \
        } \
        tool.depth--; \
    } while (0)

/* To and From have one type of handle; which of them it is is said when it is encoded. */
#define PARTY(wrong, to) \
    HEADER_AS(Party, wrong, RvSipPartyHeaderEncode(h, tool.pool, to, &page, &length), party_fields(h))

/* The handle is cast to what the type says. */
static void header(RvSipHeaderType type, void *h) {
    RvUint size;
    RvBool bad;
    if (h == NULL) return;
    bad = RvSipHeaderIsBadSyntax(h, type);
    switch (type) {
    case RVSIP_HEADERTYPE_TO: PARTY("bad To", RV_TRUE); break;
    case RVSIP_HEADERTYPE_FROM: PARTY("bad From", RV_FALSE); break;
    case RVSIP_HEADERTYPE_VIA: HEADER(Via, via_fields(h)); break;
    case RVSIP_HEADERTYPE_CSEQ: HEADER(CSeq, cseq_fields(h)); break;
    case RVSIP_HEADERTYPE_CONTACT: HEADER(Contact, contact_fields(h)); break;
    case RVSIP_HEADERTYPE_CONTENT_TYPE: HEADER(ContentType, content_type_fields(h)); break;
    case RVSIP_HEADERTYPE_AUTHENTICATION: HEADER(Authentication, challenge_fields(h)); break;
    case RVSIP_HEADERTYPE_AUTHORIZATION: HEADER(Authorization, credentials_fields(h)); break;
    case RVSIP_HEADERTYPE_DATE: HEADER(Date, date_fields(h)); break;
    case RVSIP_HEADERTYPE_REPLACES: HEADER(Replaces, replaces_fields(h)); break;
    case RVSIP_HEADERTYPE_SUBSCRIPTION_STATE: HEADER(SubscriptionState, subscription_fields(h)); break;
    case RVSIP_HEADERTYPE_EVENT: HEADER(Event, event_fields(h)); break;
    case RVSIP_HEADERTYPE_ALLOW_EVENTS: HEADER(AllowEvents, allow_events_fields(h)); break;
    case RVSIP_HEADERTYPE_CONTENT_DISPOSITION: HEADER(ContentDisposition, disposition_fields(h)); break;
    case RVSIP_HEADERTYPE_REFER_TO: HEADER(ReferTo, refer_to_fields(h)); break;
    case RVSIP_HEADERTYPE_REFERRED_BY: HEADER(ReferredBy, referred_by_fields(h)); break;
    case RVSIP_HEADERTYPE_RETRY_AFTER: HEADER(RetryAfter, retry_after_fields(h)); break;
    case RVSIP_HEADERTYPE_ROUTE_HOP: HEADER(RouteHop, route_fields(h)); break;
    case RVSIP_HEADERTYPE_SESSION_EXPIRES: HEADER(SessionExpires, session_fields(h)); break;
    case RVSIP_HEADERTYPE_MINSE: HEADER(MinSE, SECONDS("seconds", RvSipMinSEHeaderGetDeltaSeconds, h)); break;
    case RVSIP_HEADERTYPE_EXPIRES: HEADER(Expires, SECONDS("seconds", RvSipExpiresHeaderGetDeltaSeconds, h)); break;
    case RVSIP_HEADERTYPE_RSEQ: HEADER(RSeq, SECONDS("number", RvSipRSeqHeaderGetResponseNum, h)); break;
    case RVSIP_HEADERTYPE_RACK: HEADER(RAck, rack_fields(h)); break;
    case RVSIP_HEADERTYPE_ALLOW: HEADER(Allow, STRING("method", RvSipAllowHeaderGetStrMethodType, h)); break;
    default: HEADER(Other, (void)0); break;
    }
}

/* ---- bodies ---- */

static void body(RvSipBodyHandle handle);

static void part(RvSipBodyPartHandle handle, unsigned n) {
    RvSipHeaderListElemHandle place = NULL;
    RvSipHeaderType type;
    void *h;
    indent();
    printf("part %u\n", n);
    tool.depth++;
    for (h = RvSipBodyPartGetHeader(handle, RVSIP_FIRST_HEADER, &place, &type); h != NULL;
         h = RvSipBodyPartGetHeader(handle, RVSIP_NEXT_HEADER, &place, &type))
        header(type, h);
    header(RVSIP_HEADERTYPE_CONTENT_DISPOSITION, RvSipBodyPartGetContentDisposition(handle));
    body(RvSipBodyPartGetBodyObject(handle));
    tool.depth--;
}

/* A body with the type multipart is split into its parts; any other is shown by its lines. */
static void body(RvSipBodyHandle handle) {
    RvSipContentTypeHeaderHandle type;
    RvSipBodyPartHandle h = NULL;
    RvUint length, size;
    char *bytes;
    unsigned n = 0;
    if (handle == NULL || (length = RvSipBodyGetBodyStrLength(handle)) == 0) return;
    type = RvSipBodyGetContentType(handle);
    header(RVSIP_HEADERTYPE_CONTENT_TYPE, type);
    bytes = malloc(length);
    if (bytes == NULL || RvSipBodyGetBodyStr(handle, bytes, length, &size) != RV_OK) {
        free(bytes);
        return;
    }
    indent();
    printf("body, %u bytes\n", (unsigned)length);
    tool.depth++;
    if (type != NULL && RvSipContentTypeHeaderGetMediaType(type) == RVSIP_MEDIATYPE_MULTIPART) {
        if (RvSipBodyMultipartParse(handle, bytes, length) != RV_OK) problem("no multipart body as its type says", "");
        while (RvSipBodyGetBodyPart(handle, h == NULL ? RVSIP_FIRST_ELEMENT : RVSIP_NEXT_ELEMENT, h, &h) == RV_OK && h != NULL)
            part(h, ++n);
    } else {
        RvUint at, from = 0;
        for (at = 0; at <= length; at++)
            if ((at == length && at > from) || (at < length && bytes[at] == '\n')) {
                indent();
                fputs("| ", stdout);
                safely(bytes + from, at - from - (at > from && bytes[at - 1] == '\r'));
                putchar('\n');
                from = at + 1;
            }
    }
    tool.depth--;
    free(bytes);
}

/* ---- the message ---- */

static void start_line(RvSipMsgHandle msg) {
    RvUint size;
    switch (RvSipMsgGetMsgType(msg)) {
    case RVSIP_MSG_REQUEST:
        RvSipMsgGetStrRequestMethod(msg, tool.text, sizeof tool.text, &size);
        printf("request %s\n", tool.text);
        tool.depth++;
        address("to", RvSipMsgGetRequestUri(msg));
        tool.depth--;
        break;
    case RVSIP_MSG_RESPONSE:
        printf("response %d ", (int)RvSipMsgGetStatusCode(msg));
        if (RvSipMsgGetReasonPhrase(msg, tool.text, sizeof tool.text, &size) == RV_OK) safely(tool.text, strlen(tool.text));
        putchar('\n');
        break;
    default:
        if (RvSipMsgGetStrBadSyntaxStartLine(msg, tool.text, sizeof tool.text, &size) == RV_OK)
            problem("bad start line", tool.text);
    }
}

/* What each header by itself does not tell (RFC 3261 sections 8.1.1, 19.1.1 and 20.14); `is` octets came as the body. */
static void whole(RvSipMsgHandle msg, RvInt32 is) {
    RvSipHeaderListElemHandle place = NULL;
    RvSipCSeqHeaderHandle cseq = RvSipMsgGetCSeqHeader(msg);
    RvInt32 says = RvSipMsgGetContentLengthHeader(msg);
    RvSipAddressHandle uri;
    RvBool compact;
    char method[64];
    RvUint size;
    if (RvSipMsgGetHeaderByType(msg, RVSIP_HEADERTYPE_VIA, RVSIP_FIRST_HEADER, &place) == NULL) problem("missing header", "Via");
    if (RvSipMsgGetToHeader(msg) == NULL) problem("missing header", "To");
    if (RvSipMsgGetFromHeader(msg) == NULL) problem("missing header", "From");
    if (RvSipMsgGetCallIdHeader(msg, tool.text, sizeof tool.text, &size) != RV_OK) problem("missing header", "Call-ID");
    if (cseq == NULL) problem("missing header", "CSeq");
    if (says > is) {
        sprintf(tool.text, "%d", (int)says);
        problem("more octets than there are in Content-Length", tool.text);
    } else if (says < 0 && RvSipMsgGetContentLengthCompactForm(msg, &compact) == RV_OK) {
        problem("no number of octets in", compact ? "l" : "Content-Length"); /* it is there, and has no value that counts */
    }
    if (RvSipMsgGetMsgType(msg) != RVSIP_MSG_REQUEST) return;
    uri = RvSipMsgGetRequestUri(msg);
    if (uri != NULL && RvSipAddrGetAddrType(uri) == RVSIP_ADDRTYPE_URL
        && RvSipAddrUrlGetHeaders(uri, tool.text, sizeof tool.text, &size) == RV_OK)
        problem("headers in the Request-URI", tool.text);
    if (cseq != NULL && RvSipMsgGetStrRequestMethod(msg, tool.text, sizeof tool.text, &size) == RV_OK
        && RvSipCSeqHeaderGetStrMethodType(cseq, method, sizeof method, &size) == RV_OK && strcmp(method, tool.text) != 0)
        problem("another method than the request's in CSeq", method);
}

static void show(RvSipMsgHandle msg) {
    RvSipHeaderListElemHandle place = NULL;
    RvSipHeaderType type;
    RvSipBodyHandle content = RvSipMsgGetBodyObject(msg);
    RvInt32 octets = content == NULL ? 0 : (RvInt32)RvSipBodyGetBodyStrLength(content); /* before it is split */
    RvUint size;
    void *h;
    start_line(msg);
    tool.depth++;
    /* These are kept apart from the list, one at most of each. */
    header(RVSIP_HEADERTYPE_TO, RvSipMsgGetToHeader(msg));
    header(RVSIP_HEADERTYPE_FROM, RvSipMsgGetFromHeader(msg));
    if (RvSipMsgGetCallIdHeader(msg, tool.text, sizeof tool.text, &size) == RV_OK) {
        indent();
        fputs("Call-ID: ", stdout);
        safely(tool.text, strlen(tool.text));
        putchar('\n');
    }
    header(RVSIP_HEADERTYPE_CSEQ, RvSipMsgGetCSeqHeader(msg));
    for (h = RvSipMsgGetHeaderExt(msg, RVSIP_FIRST_HEADER, RVSIP_MSG_HEADERS_OPTION_ALL, &place, &type); h != NULL;
         h = RvSipMsgGetHeaderExt(msg, RVSIP_NEXT_HEADER, RVSIP_MSG_HEADERS_OPTION_ALL, &place, &type))
        header(type, h);
    if (RvSipMsgGetContentLengthHeader(msg) >= 0) {
        indent();
        printf("Content-Length: %d\n", (int)RvSipMsgGetContentLengthHeader(msg));
    }
    body(content);
    whole(msg, octets);
    tool.depth--;
}

static int write_again(RvSipMsgHandle msg, int compact) {
    HPAGE page;
    RvUint32 length;
    char *text;
    int ok;
    RvSipMsgForceCompactForm(msg, compact);
    if (RvSipMsgEncode(msg, tool.pool, &page, &length) != RV_OK) return 0;
    text = malloc(length + 1);
    ok = text != NULL && RPOOL_CopyToExternal(tool.pool, page, 0, text, length) == RV_OK
        && fwrite(text, 1, length, stdout) == length;
    RPOOL_FreePage(tool.pool, page);
    free(text);
    return ok;
}

static int usage(FILE *out, int code) {
    fputs("usage: message_tool [--encode=long|compact] [FILE]\n"
          "Reads a SIP message from FILE or standard input and prints it as a tree; lines with !! tell of problems.\n"
          "  --encode=long      prints the message again instead, header names as they came\n"
          "  --encode=compact   the same with short header names\n"
          "exit code: 0 legal, 1 problems found, 2 no message, 3 usage\n",
          out);
    return code;
}

int main(int argc, char **argv) {
    RvSipStackCfg cfg;
    RvSipStackHandle stack;
    RvSipMsgMgrHandle messages;
    RvSipMsgHandle msg = NULL;
    const char *file = NULL;
    FILE *in = stdin;
    int i, encode = 0, compact = 0, code;
    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) return usage(stdout, 0);
        if (strcmp(argv[i], "--encode=long") == 0) encode = 1;
        else if (strcmp(argv[i], "--encode=compact") == 0) encode = compact = 1;
        else if (argv[i][0] == '-' || file != NULL) return usage(stderr, USAGE);
        else file = argv[i];
    }
    if (file != NULL && (in = fopen(file, "rb")) == NULL) {
        perror(file);
        return USAGE;
    }
    tool.length = fread(tool.input, 1, LARGEST, in);
    if (in != stdin) fclose(in);

    RvSipStackInitCfg(sizeof cfg, &cfg);
    cfg.numberOfProcessingThreads = 0;
    cfg.localUdpPort = RVSIP_TRANSPORT_ANY_PORT;
    strcpy(cfg.localUdpAddress, "127.0.0.1");
    if (RvSipStackConstruct(sizeof cfg, &cfg, &stack) != RV_OK) {
        fputs("the stack cannot start\n", stderr);
        return NO_MESSAGE;
    }
    RvSipStackGetMsgMgrHandle(stack, &messages);
    tool.pool = RPOOL_Construct(4096, 64, NULL, RV_FALSE, "message_tool");

    if (RvSipMsgConstruct(messages, tool.pool, &msg) != RV_OK || RvSipMsgParse(msg, tool.input, (RvInt32)tool.length) != RV_OK) {
        fputs("this is no SIP message\n", stderr);
        code = NO_MESSAGE;
    } else if (encode) {
        code = write_again(msg, compact) ? LEGAL : NO_MESSAGE;
    } else {
        show(msg);
        code = tool.problems > 0 ? PROBLEMS : LEGAL;
    }
    RvSipMsgDestruct(msg);
    RPOOL_Destruct(tool.pool);
    RvSipStackDestruct(stack);
    return code;
}
