//! The one table of headers and their fields; `headers.rs` makes the C functions of it that differ only by header and field.
//!
//! A row names the field in C, the field of the Rust value (`src/message/value.rs`) and its kind; the kind decides which
//! functions there are:
//!
//! | kind | functions |
//! |---|---|
//! | `Text`, `Quoted` | `Get(h, buffer, size, &actual)`, `Set(h, text)`; a `Quoted` text without quotes gets them |
//! | `Token` | `Get(h) -> enum`, `GetStr(h, buffer, size, &actual)`, `Set(h, enum, text)` |
//! | `Choice` | `Get(h) -> enum`, `Set(h, enum)` |
//! | `Number`, `Short` | `Get(h) -> number or -1`, `Set(h, number)` |
//! | `Seconds` | `Get(h, &number)`, `Set(h, number)` |
//! | `Flag` | `Get(h) -> RvBool`, `Set(h, RvBool)` |
//! | `Address`, `Part` | `Get(h) -> handle of the inner object`, `Set(h, handle)`, which copies |
//! | `ByHand` | written in `src/capi` |
//!
//! `Token` and `Choice` name the enum and the list in `src/capi/headers_enums.rs` that joins it to the text or the Rust value.

use Kind::*;

pub enum Kind {
    Text,
    Quoted,
    Token(&'static str, &'static str),
    Choice(&'static str, &'static str),
    /// With the largest value allowed.
    Number(i64),
    /// The same for RvInt16.
    Short(i64),
    Seconds,
    Flag,
    Address,
    /// With the header kind of the inner object.
    Part(&'static str),
    ByHand,
}

/// How a header gets into a message, and which of its family functions are written by hand.
#[derive(PartialEq)]
pub enum Place {
    /// In the header list.
    List,
    /// Kept apart, one at most.
    Apart,
    /// To and From: calls take a flag that tells which, see `src/capi/party.rs`.
    Party,
    /// No header at all but a part of an address.
    Address,
}

pub type Field = (&'static str, &'static str, Kind);

/// One object of the C interface: functions `RvSip<c>Header...`, or `RvSip<c>...` for addresses.
pub struct Object {
    pub c: &'static str,
    /// The type in `src/capi/headers_parts.rs` that finds the Rust value behind a handle.
    pub value: &'static str,
    /// Header names on the wire, for the comments.
    pub wire: &'static str,
    /// What its string selectors begin with, after `RVSIP_`.
    pub selector: &'static str,
    pub place: Place,
    /// Has a short name.
    pub compact: bool,
    pub fields: &'static [Field],
}

const HEADER: Object = Object { c: "", value: "", wire: "", selector: "", place: Place::List, compact: false, fields: &[] };

const ANY: i64 = i32::MAX as i64;

pub const OBJECTS: &[Object] = &[
    Object {
        c: "Allow",
        value: "Allow",
        wire: "Allow",
        selector: "ALLOW",
        fields: &[("MethodType", "method", Token("RvSipMethodType", "METHODS"))],
        ..HEADER
    },
    Object {
        c: "AllowEvents",
        value: "AllowEvents",
        wire: "Allow-Events",
        selector: "ALLOW_EVENTS",
        compact: true,
        fields: &[("EventPackage", "package", Text), ("EventTemplate", "template", Text)],
        ..HEADER
    },
    Object {
        c: "Authentication",
        value: "Challenge",
        wire: "WWW-Authenticate or Proxy-Authenticate",
        selector: "AUTHENTICATION",
        fields: &[
            ("HeaderType", "side", Choice("RvSipAuthHeaderType", "CHALLENGE_SIDES")),
            ("AuthScheme", "scheme", Token("RvSipAuthScheme", "AUTH_SCHEMES")),
            ("Realm", "realm", Quoted),
            ("Domain", "domain", Quoted),
            ("Nonce", "nonce", Quoted),
            ("Opaque", "opaque", Quoted),
            ("Stale", "stale", Choice("RvSipAuthStale", "STALES")),
            ("AuthAlgorithm", "algorithm", Token("RvSipAuthAlgorithm", "AUTH_ALGORITHMS")),
            ("QopOption", "qop", Token("RvSipAuthQopOption", "QOPS")),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "Authorization",
        value: "Credentials",
        wire: "Authorization or Proxy-Authorization",
        selector: "AUTHORIZATION",
        fields: &[
            ("HeaderType", "side", Choice("RvSipAuthHeaderType", "CREDENTIALS_SIDES")),
            ("AuthScheme", "scheme", Token("RvSipAuthScheme", "AUTH_SCHEMES")),
            ("UserName", "username", Quoted),
            ("Realm", "realm", Quoted),
            ("Nonce", "nonce", Quoted),
            ("DigestUri", "uri", Address),
            ("Response", "response", Quoted),
            ("AuthAlgorithm", "algorithm", Token("RvSipAuthAlgorithm", "AUTH_ALGORITHMS")),
            ("CNonce", "cnonce", Quoted),
            ("Opaque", "opaque", Quoted),
            ("QopOption", "qop", Token("RvSipAuthQopOption", "QOPS")),
            ("NonceCount", "nonce_count", Number(ANY)),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "Contact",
        value: "Contact",
        wire: "Contact",
        selector: "CONTACT",
        compact: true,
        fields: &[
            ("DisplayName", "display_name", Text),
            ("AddrSpec", "uri", Address),
            ("Star", "star", Flag),
            ("QVal", "q", Text),
            ("Expires", "expires", Part("Expires")),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "ContentDisposition",
        value: "ContentDisposition",
        wire: "Content-Disposition",
        selector: "CONTENT_DISPOSITION",
        fields: &[
            ("Type", "kind", Token("RvSipDispositionType", "DISPOSITIONS")),
            ("Handling", "handling", Token("RvSipDispositionHandling", "HANDLINGS")),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "ContentType",
        value: "ContentType",
        wire: "Content-Type",
        selector: "CONTENT_TYPE",
        place: Place::Apart,
        compact: true,
        fields: &[
            ("MediaType", "media", Token("RvSipMediaType", "MEDIA_TYPES")),
            ("MediaSubType", "subtype", Token("RvSipMediaSubType", "MEDIA_SUBTYPES")),
            ("Boundary", "boundary", Text),
            ("Version", "version", Text),
            ("Base", "base", Text),
            ("OtherParams", "other_params", Text),
        ],
    },
    Object {
        c: "CSeq",
        value: "CSeq",
        wire: "CSeq",
        selector: "CSEQ",
        place: Place::Apart,
        fields: &[("Step", "step", Number(ANY)), ("MethodType", "method", Token("RvSipMethodType", "METHODS"))],
        ..HEADER
    },
    Object {
        c: "Date",
        value: "Date",
        wire: "Date",
        selector: "DATE",
        fields: &[
            ("WeekDay", "week_day", Choice("RvSipDateWeekDay", "WEEK_DAYS")),
            ("Day", "day", Number(31)),
            ("Month", "month", Choice("RvSipDateMonth", "MONTHS")),
            ("Year", "year", Number(9999)),
            ("Hour", "hour", Number(23)),
            ("Minute", "minute", Number(59)),
            ("Second", "second", Number(60)),
        ],
        ..HEADER
    },
    Object {
        c: "Event",
        value: "Event",
        wire: "Event",
        selector: "EVENT",
        compact: true,
        fields: &[
            ("EventPackage", "package", Text),
            ("EventTemplate", "template", Text),
            ("EventId", "id", Text),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "Expires",
        value: "Expires",
        wire: "Expires",
        selector: "EXPIRES",
        fields: &[("DeltaSeconds", "seconds", Seconds)],
        ..HEADER
    },
    Object {
        c: "MinSE",
        value: "MinSe",
        wire: "Min-SE",
        selector: "MINSE",
        fields: &[("DeltaSeconds", "seconds", Seconds), ("OtherParams", "other_params", Text)],
        ..HEADER
    },
    Object {
        c: "Other",
        value: "Other",
        wire: "Other",
        selector: "OTHER_HEADER",
        fields: &[("Name", "name", ByHand), ("Value", "value", ByHand)],
        ..HEADER
    },
    Object {
        c: "Party",
        value: "Party",
        wire: "To or From",
        selector: "PARTY",
        place: Place::Party,
        compact: true,
        fields: &[
            ("DisplayName", "display_name", Text),
            ("AddrSpec", "uri", Address),
            ("Tag", "tag", Text),
            ("OtherParams", "other_params", Text),
        ],
    },
    Object {
        c: "RAck",
        value: "RAck",
        wire: "RAck",
        selector: "RACK",
        fields: &[("ResponseNum", "response", Seconds), ("CSeqHandle", "cseq", Part("CSeq"))],
        ..HEADER
    },
    Object {
        c: "ReferTo",
        value: "ReferTo",
        wire: "Refer-To",
        selector: "REFER_TO",
        compact: true,
        fields: &[
            ("DisplayName", "display_name", Text),
            ("AddrSpec", "uri", ByHand),
            ("Replaces", "replaces", ByHand),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "ReferredBy",
        value: "ReferredBy",
        wire: "Referred-By",
        selector: "REFERRED_BY",
        compact: true,
        fields: &[
            ("DisplayName", "display_name", Text),
            ("AddrSpec", "uri", Address),
            ("CidParam", "cid", Quoted),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "Replaces",
        value: "Replaces",
        wire: "Replaces",
        selector: "REPLACES",
        fields: &[
            ("CallID", "call_id", Text),
            ("ToTag", "to_tag", Text),
            ("FromTag", "from_tag", Text),
            ("EarlyOnly", "early_only", Flag),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "RetryAfter",
        value: "RetryAfter",
        wire: "Retry-After",
        selector: "RETRY_AFTER",
        fields: &[
            ("DeltaSeconds", "seconds", Seconds),
            ("Comment", "comment", Text),
            ("Duration", "duration", Number(ANY)),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "RouteHop",
        value: "RouteHop",
        wire: "Route, Record-Route, Service-Route or Path",
        selector: "ROUTE_HOP",
        fields: &[
            ("HeaderType", "kind", Choice("RvSipRouteHopHeaderType", "ROUTE_KINDS")),
            ("DisplayName", "display_name", Text),
            ("AddrSpec", "uri", Address),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "RSeq",
        value: "RSeq",
        wire: "RSeq",
        selector: "RSEQ",
        fields: &[("ResponseNum", "response", Seconds)],
        ..HEADER
    },
    Object {
        c: "SessionExpires",
        value: "SessionExpires",
        wire: "Session-Expires",
        selector: "SESSION_EXPIRES",
        compact: true,
        fields: &[
            ("DeltaSeconds", "seconds", Seconds),
            ("RefresherType", "refresher", Choice("RvSipSessionExpiresRefresherType", "REFRESHERS")),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "SubscriptionState",
        value: "SubscriptionState",
        wire: "Subscription-State",
        selector: "SUBSCRIPTION_STATE",
        fields: &[
            ("Substate", "substate", Token("RvSipSubscriptionSubstate", "SUBSTATES")),
            ("Reason", "reason", Token("RvSipSubscriptionReason", "SUBSCRIPTION_REASONS")),
            ("ExpiresParam", "expires", Number(ANY)),
            ("RetryAfter", "retry_after", Number(ANY)),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "Via",
        value: "Via",
        wire: "Via",
        selector: "VIA",
        compact: true,
        fields: &[
            ("Transport", "transport", Token("RvSipTransport", "TRANSPORTS")),
            ("Host", "host", Text),
            ("PortNum", "port", Number(65_535)),
            ("BranchParam", "branch", Text),
            ("ReceivedParam", "received", Text),
            ("MaddrParam", "maddr", Text),
            ("TtlNum", "ttl", Number(255)),
            ("RportParam", "rport", ByHand),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
    Object {
        c: "AddrUrl",
        value: "Url",
        wire: "sip or sips",
        place: Place::Address,
        fields: &[
            ("User", "user", Text),
            ("Host", "host", Text),
            ("PortNum", "port", Number(65_535)),
            ("LrParam", "lr", Flag),
            ("MaddrParam", "maddr", Text),
            ("TtlNum", "ttl", Short(255)),
            ("OtherParams", "other_params", Text),
            ("Headers", "headers", Text),
        ],
        ..HEADER
    },
    Object {
        c: "AddrAbs",
        value: "Abs",
        wire: "absolute",
        place: Place::Address,
        fields: &[("Scheme", "scheme_text", Text), ("Identifier", "identifier", Text)],
        ..HEADER
    },
    Object {
        c: "AddrTel",
        value: "Tel",
        wire: "tel",
        place: Place::Address,
        fields: &[
            ("PhoneNumber", "number", Text),
            ("Global", "global", Flag),
            ("Extension", "extension", Text),
            ("IsdnSubAddr", "isub", Text),
            ("Context", "context", Text),
            ("OtherParams", "other_params", Text),
        ],
        ..HEADER
    },
];
