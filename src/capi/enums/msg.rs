//! RvSipMsgTypes.h - Messages, addresses and header values.

/// Whether a message is a request or a response.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipMsgType {
    /// The start line is not set or could not be parsed.
    RVSIP_MSG_UNDEFINED = -1,
    RVSIP_MSG_REQUEST = 0,
    RVSIP_MSG_RESPONSE = 1,
}

/// Method of a request. A method without a member of its own, OPTIONS or MESSAGE for instance, is RVSIP_METHOD_OTHER with
/// its text beside it.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipMethodType {
    RVSIP_METHOD_UNDEFINED = -1,
    RVSIP_METHOD_INVITE = 0,
    RVSIP_METHOD_ACK = 1,
    RVSIP_METHOD_BYE = 2,
    RVSIP_METHOD_REGISTER = 3,
    RVSIP_METHOD_REFER = 4,
    RVSIP_METHOD_NOTIFY = 5,
    RVSIP_METHOD_CANCEL = 6,
    RVSIP_METHOD_SUBSCRIBE = 7,
    RVSIP_METHOD_PRACK = 8,
    /// Named by a text.
    RVSIP_METHOD_OTHER = 9,
}

/// Kind of a header that is passed as `void *`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipHeaderType {
    /// No header.
    RVSIP_HEADERTYPE_UNDEFINED = -1,
    RVSIP_HEADERTYPE_CONTACT = 0,
    /// Authorization and Proxy-Authorization.
    RVSIP_HEADERTYPE_AUTHORIZATION = 1,
    RVSIP_HEADERTYPE_ALLOW_EVENTS = 2,
    RVSIP_HEADERTYPE_EVENT = 3,
    RVSIP_HEADERTYPE_CSEQ = 4,
    RVSIP_HEADERTYPE_FROM = 5,
    RVSIP_HEADERTYPE_CONTENT_TYPE = 6,
    RVSIP_HEADERTYPE_MINSE = 7,
    RVSIP_HEADERTYPE_RACK = 8,
    RVSIP_HEADERTYPE_REFER_TO = 9,
    RVSIP_HEADERTYPE_REFERRED_BY = 10,
    RVSIP_HEADERTYPE_REPLACES = 11,
    RVSIP_HEADERTYPE_RETRY_AFTER = 12,
    /// Route, Record-Route, Service-Route and Path.
    RVSIP_HEADERTYPE_ROUTE_HOP = 13,
    RVSIP_HEADERTYPE_RSEQ = 14,
    RVSIP_HEADERTYPE_SESSION_EXPIRES = 15,
    RVSIP_HEADERTYPE_SUBSCRIPTION_STATE = 16,
    RVSIP_HEADERTYPE_CONTENT_DISPOSITION = 17,
    /// Any header without a type of its own.
    RVSIP_HEADERTYPE_OTHER = 18,
    RVSIP_HEADERTYPE_ALLOW = 19,
    /// WWW-Authenticate and Proxy-Authenticate.
    RVSIP_HEADERTYPE_AUTHENTICATION = 20,
    RVSIP_HEADERTYPE_DATE = 21,
    RVSIP_HEADERTYPE_EXPIRES = 22,
    RVSIP_HEADERTYPE_VIA = 23,
    RVSIP_HEADERTYPE_TO = 24,
    RVSIP_HEADERTYPE_CONTENT_ID = 25,
}

/// Where in the header list of a message.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipHeadersLocation {
    RVSIP_FIRST_HEADER = 0,
    /// After the position that is passed along.
    RVSIP_NEXT_HEADER = 1,
    RVSIP_LAST_HEADER = 2,
    /// Before the position that is passed along.
    RVSIP_PREV_HEADER = 3,
}

/// Where in a list of elements that are no headers.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipElementsLocation {
    RVSIP_FIRST_ELEMENT = 0,
    /// After the element that is passed along.
    RVSIP_NEXT_ELEMENT = 1,
    RVSIP_LAST_ELEMENT = 2,
    /// Before the element that is passed along.
    RVSIP_PREV_ELEMENT = 3,
}

/// Which headers a walk shows.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipHeadersOption {
    /// Headers with syntax errors too.
    RVSIP_MSG_HEADERS_OPTION_ALL = 0,
    /// Only headers without syntax errors.
    RVSIP_MSG_HEADERS_OPTION_LEGAL = 1,
}

/// Kind of an address, by its scheme.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAddressType {
    RVSIP_ADDRTYPE_UNDEFINED = -1,
    /// sip and sips.
    RVSIP_ADDRTYPE_URL = 0,
    /// Any scheme without a kind of its own.
    RVSIP_ADDRTYPE_ABS = 1,
    /// im.
    RVSIP_ADDRTYPE_IM = 2,
    /// pres.
    RVSIP_ADDRTYPE_PRES = 3,
    /// tel.
    RVSIP_ADDRTYPE_TEL = 4,
}

/// The user parameter of a SIP URI.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipUserParam {
    /// Not there.
    RVSIP_USERPARAM_UNDEFINED = -1,
    RVSIP_USERPARAM_PHONE = 0,
    RVSIP_USERPARAM_IP = 1,
    /// Named by a text.
    RVSIP_USERPARAM_OTHER = 2,
}

/// Main type of Content-Type.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipMediaType {
    RVSIP_MEDIATYPE_UNDEFINED = -1,
    RVSIP_MEDIATYPE_MULTIPART = 0,
    RVSIP_MEDIATYPE_TEXT = 1,
    RVSIP_MEDIATYPE_IMAGE = 2,
    RVSIP_MEDIATYPE_AUDIO = 3,
    RVSIP_MEDIATYPE_VIDEO = 4,
    RVSIP_MEDIATYPE_APPLICATION = 5,
    RVSIP_MEDIATYPE_MESSAGE = 6,
    /// Named by a text.
    RVSIP_MEDIATYPE_OTHER = 7,
}

/// Subtype of Content-Type.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipMediaSubType {
    RVSIP_MEDIASUBTYPE_UNDEFINED = -1,
    RVSIP_MEDIASUBTYPE_MIXED = 0,
    RVSIP_MEDIASUBTYPE_SDP = 1,
    RVSIP_MEDIASUBTYPE_ISUP = 2,
    /// Named by a text.
    RVSIP_MEDIASUBTYPE_OTHER = 3,
    RVSIP_MEDIASUBTYPE_PLAIN = 4,
    RVSIP_MEDIASUBTYPE_QSIG = 5,
    RVSIP_MEDIASUBTYPE_ALTERNATIVE = 6,
}

/// Type of Content-Disposition.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipDispositionType {
    RVSIP_DISPOSITIONTYPE_UNDEFINED = -1,
    /// Named by a text.
    RVSIP_DISPOSITIONTYPE_OTHER = 0,
    RVSIP_DISPOSITIONTYPE_RENDER = 1,
    RVSIP_DISPOSITIONTYPE_SESSION = 2,
    RVSIP_DISPOSITIONTYPE_ICON = 3,
    RVSIP_DISPOSITIONTYPE_ALERT = 4,
    RVSIP_DISPOSITIONTYPE_SIGNAL = 5,
}

/// The handling parameter of Content-Disposition.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipDispositionHandling {
    RVSIP_DISPOSITIONHANDLING_UNDEFINED = -1,
    /// Named by a text.
    RVSIP_DISPOSITIONHANDLING_OTHER = 0,
    RVSIP_DISPOSITIONHANDLING_OPTIONAL = 1,
    RVSIP_DISPOSITIONHANDLING_REQUIRED = 2,
}

/// Which of the four headers a route hop is.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRouteHopHeaderType {
    RVSIP_ROUTE_HOP_TYPE_UNDEFINED = -1,
    RVSIP_ROUTE_HOP_TYPE_ROUTE = 0,
    RVSIP_ROUTE_HOP_TYPE_RECORD_ROUTE = 1,
    RVSIP_ROUTE_HOP_TYPE_SERVICE_ROUTE = 2,
    RVSIP_ROUTE_HOP_TYPE_PATH = 3,
}

/// Which header a challenge or credentials come in.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthHeaderType {
    RVSIP_AUTH_HEADERTYPE_UNDEFINED = -1,
    /// Challenge of a server or registrar.
    RVSIP_AUTH_HEADERTYPE_WWW_AUTHENTICATE = 0,
    /// Challenge of a proxy.
    RVSIP_AUTH_HEADERTYPE_PROXY_AUTHENTICATE = 1,
    /// Credentials for a server or registrar.
    RVSIP_AUTH_HEADERTYPE_AUTHORIZATION = 2,
    /// Credentials for a proxy.
    RVSIP_AUTH_HEADERTYPE_PROXY_AUTHORIZATION = 3,
    RVSIP_AUTH_HEADERTYPE_AUTHENTICATION_INFO = 4,
}

/// Authentication scheme.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthScheme {
    RVSIP_AUTH_SCHEME_UNDEFINED = -1,
    RVSIP_AUTH_SCHEME_DIGEST = 0,
    /// Named by a text.
    RVSIP_AUTH_SCHEME_OTHER = 1,
}

/// Digest algorithm (RFC 7616, RFC 8760).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthAlgorithm {
    /// Not there; MD5 is meant.
    RVSIP_AUTH_ALGORITHM_UNDEFINED = -1,
    RVSIP_AUTH_ALGORITHM_MD5 = 0,
    /// Named by a text.
    RVSIP_AUTH_ALGORITHM_OTHER = 1,
    RVSIP_AUTH_ALGORITHM_MD5_SESS = 2,
    RVSIP_AUTH_ALGORITHM_SHA_256 = 3,
    RVSIP_AUTH_ALGORITHM_SHA_256_SESS = 4,
    RVSIP_AUTH_ALGORITHM_SHA_512_256 = 5,
    RVSIP_AUTH_ALGORITHM_SHA_512_256_SESS = 6,
}

/// Quality of protection. RVSIP_AUTH_QOP_AUTH_ONLY is another name of RVSIP_AUTH_QOP_OPTION_AUTH.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthQopOption {
    /// Not there.
    RVSIP_AUTH_QOP_OPTION_UNDEFINED = -1,
    /// auth.
    RVSIP_AUTH_QOP_OPTION_AUTH = 0,
    /// auth-int; the body is protected too.
    RVSIP_AUTH_QOP_OPTION_AUTH_INT = 1,
    /// Both are offered.
    RVSIP_AUTH_QOP_OPTION_AUTH_AND_AUTH_INT = 2,
    /// Named by a text.
    RVSIP_AUTH_QOP_OPTION_OTHER = 3,
}

/// The stale parameter of a challenge.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthStale {
    /// Not there.
    RVSIP_AUTH_STALE_UNDEFINED = -1,
    /// Only the nonce was too old; user and password were right.
    RVSIP_AUTH_STALE_TRUE = 0,
    RVSIP_AUTH_STALE_FALSE = 1,
}

/// State in a Subscription-State header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubscriptionSubstate {
    RVSIP_SUBSCRIPTION_SUBSTATE_UNDEFINED = -1,
    RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE = 0,
    RVSIP_SUBSCRIPTION_SUBSTATE_PENDING = 1,
    RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED = 2,
    /// Named by a text.
    RVSIP_SUBSCRIPTION_SUBSTATE_OTHER = 3,
}

/// The reason parameter of a Subscription-State header (RFC 6665 section 4.1.3).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubscriptionReason {
    RVSIP_SUBSCRIPTION_REASON_UNDEFINED = -1,
    RVSIP_SUBSCRIPTION_REASON_DEACTIVATED = 0,
    RVSIP_SUBSCRIPTION_REASON_PROBATION = 1,
    RVSIP_SUBSCRIPTION_REASON_REJECTED = 2,
    RVSIP_SUBSCRIPTION_REASON_TIMEOUT = 3,
    RVSIP_SUBSCRIPTION_REASON_GIVEUP = 4,
    RVSIP_SUBSCRIPTION_REASON_NORESOURCE = 5,
    /// Named by a text.
    RVSIP_SUBSCRIPTION_REASON_OTHER = 6,
}

/// The refresher parameter of Session-Expires (RFC 4028).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSessionExpiresRefresherType {
    RVSIP_SESSION_EXPIRES_REFRESHER_UNDEFINED = -1,
    RVSIP_SESSION_EXPIRES_REFRESHER_UAC = 0,
    RVSIP_SESSION_EXPIRES_REFRESHER_UAS = 1,
}

/// Day of the week in a date.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipDateWeekDay {
    RVSIP_DATE_WEEKDAY_UNDEFINED = -1,
    RVSIP_DATE_WEEKDAY_MON = 0,
    RVSIP_DATE_WEEKDAY_TUE = 1,
    RVSIP_DATE_WEEKDAY_WED = 2,
    RVSIP_DATE_WEEKDAY_THU = 3,
    RVSIP_DATE_WEEKDAY_FRI = 4,
    RVSIP_DATE_WEEKDAY_SAT = 5,
    RVSIP_DATE_WEEKDAY_SUN = 6,
}

/// Month in a date.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipDateMonth {
    RVSIP_DATE_MONTH_UNDEFINED = -1,
    RVSIP_DATE_MONTH_JAN = 0,
    RVSIP_DATE_MONTH_FEB = 1,
    RVSIP_DATE_MONTH_MAR = 2,
    RVSIP_DATE_MONTH_APR = 3,
    RVSIP_DATE_MONTH_MAY = 4,
    RVSIP_DATE_MONTH_JUN = 5,
    RVSIP_DATE_MONTH_JUL = 6,
    RVSIP_DATE_MONTH_AUG = 7,
    RVSIP_DATE_MONTH_SEP = 8,
    RVSIP_DATE_MONTH_OCT = 9,
    RVSIP_DATE_MONTH_NOV = 10,
    RVSIP_DATE_MONTH_DEC = 11,
}
