//! Header names and methods.

/// A header name that this library has a meaning for; every other one is `Other` and lives as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Name {
    Other,
    Via,
    To,
    From,
    CallId,
    CSeq,
    Contact,
    MaxForwards,
    Expires,
    MinExpires,
    Route,
    RecordRoute,
    Path,
    ServiceRoute,
    WwwAuthenticate,
    ProxyAuthenticate,
    Authorization,
    ProxyAuthorization,
    AuthenticationInfo,
    ProxyAuthenticationInfo,
    Date,
    Allow,
    AllowEvents,
    Supported,
    Require,
    ProxyRequire,
    Unsupported,
    RetryAfter,
    ContentType,
    ContentLength,
    ContentDisposition,
    ContentEncoding,
    Event,
    MinSE,
    RAck,
    RSeq,
    ReferTo,
    ReferredBy,
    Replaces,
    SessionExpires,
    SubscriptionState,
    Subject,
    UserAgent,
    Server,
}

impl Name {
    /// By long or compact name, letters of either case. The flag tells whether the compact form was used.
    pub fn from_bytes(name: &[u8]) -> (Name, bool) {
        match name {
            [] => (Name::Other, false),
            [letter] => {
                let found = Name::from_letter(letter.to_ascii_lowercase());
                (found, found != Name::Other)
            }
            [first, ..] => (Name::from_long(name, first.to_ascii_lowercase()), false),
        }
    }
    fn from_letter(letter: u8) -> Name {
        match letter {
            b'v' => Name::Via,
            b't' => Name::To,
            b'f' => Name::From,
            b'i' => Name::CallId,
            b'm' => Name::Contact,
            b'u' => Name::AllowEvents,
            b'k' => Name::Supported,
            b'c' => Name::ContentType,
            b'l' => Name::ContentLength,
            b'e' => Name::ContentEncoding,
            b'o' => Name::Event,
            b'r' => Name::ReferTo,
            b'b' => Name::ReferredBy,
            b'x' => Name::SessionExpires,
            b's' => Name::Subject,
            _ => Name::Other,
        }
    }
    fn from_long(name: &[u8], first: u8) -> Name {
        let found = match (name.len(), first) {
            (2, b't') => is(name, b"To", Name::To),
            (3, b'v') => is(name, b"Via", Name::Via),
            (4, b'c') => is(name, b"CSeq", Name::CSeq),
            (4, b'd') => is(name, b"Date", Name::Date),
            (4, b'f') => is(name, b"From", Name::From),
            (4, b'p') => is(name, b"Path", Name::Path),
            (4, b'r') => is(name, b"RAck", Name::RAck).or(is(name, b"RSeq", Name::RSeq)),
            (5, b'a') => is(name, b"Allow", Name::Allow),
            (5, b'e') => is(name, b"Event", Name::Event),
            (5, b'r') => is(name, b"Route", Name::Route),
            (6, b'm') => is(name, b"Min-SE", Name::MinSE),
            (6, b's') => is(name, b"Server", Name::Server),
            (7, b'c') => is(name, b"Call-ID", Name::CallId).or(is(name, b"Contact", Name::Contact)),
            (7, b'e') => is(name, b"Expires", Name::Expires),
            (7, b'r') => is(name, b"Require", Name::Require),
            (7, b's') => is(name, b"Subject", Name::Subject),
            (8, b'r') => is(name, b"Refer-To", Name::ReferTo).or(is(name, b"Replaces", Name::Replaces)),
            (9, b's') => is(name, b"Supported", Name::Supported),
            (10, b'u') => is(name, b"User-Agent", Name::UserAgent),
            (11, b'm') => is(name, b"Min-Expires", Name::MinExpires),
            (11, b'r') => is(name, b"Retry-After", Name::RetryAfter).or(is(name, b"Referred-By", Name::ReferredBy)),
            (11, b'u') => is(name, b"Unsupported", Name::Unsupported),
            (12, b'a') => is(name, b"Allow-Events", Name::AllowEvents),
            (12, b'c') => is(name, b"Content-Type", Name::ContentType),
            (12, b'm') => is(name, b"Max-Forwards", Name::MaxForwards),
            (12, b'r') => is(name, b"Record-Route", Name::RecordRoute),
            (13, b'a') => is(name, b"Authorization", Name::Authorization),
            (13, b'p') => is(name, b"Proxy-Require", Name::ProxyRequire),
            (13, b's') => is(name, b"Service-Route", Name::ServiceRoute),
            (14, b'c') => is(name, b"Content-Length", Name::ContentLength),
            (15, b's') => is(name, b"Session-Expires", Name::SessionExpires),
            (16, b'c') => is(name, b"Content-Encoding", Name::ContentEncoding),
            (16, b'w') => is(name, b"WWW-Authenticate", Name::WwwAuthenticate),
            (18, b'p') => is(name, b"Proxy-Authenticate", Name::ProxyAuthenticate),
            (18, b's') => is(name, b"Subscription-State", Name::SubscriptionState),
            (19, b'a') => is(name, b"Authentication-Info", Name::AuthenticationInfo),
            (19, b'c') => is(name, b"Content-Disposition", Name::ContentDisposition),
            (19, b'p') => is(name, b"Proxy-Authorization", Name::ProxyAuthorization),
            (25, b'p') => is(name, b"Proxy-Authentication-Info", Name::ProxyAuthenticationInfo),
            _ => None,
        };
        found.unwrap_or(Name::Other)
    }
    /// As RFC 3261 spells it; empty for `Other`.
    pub fn as_str(self) -> &'static str {
        match self {
            Name::Other => "",
            Name::Via => "Via",
            Name::To => "To",
            Name::From => "From",
            Name::CallId => "Call-ID",
            Name::CSeq => "CSeq",
            Name::Contact => "Contact",
            Name::MaxForwards => "Max-Forwards",
            Name::Expires => "Expires",
            Name::MinExpires => "Min-Expires",
            Name::Route => "Route",
            Name::RecordRoute => "Record-Route",
            Name::Path => "Path",
            Name::ServiceRoute => "Service-Route",
            Name::WwwAuthenticate => "WWW-Authenticate",
            Name::ProxyAuthenticate => "Proxy-Authenticate",
            Name::Authorization => "Authorization",
            Name::ProxyAuthorization => "Proxy-Authorization",
            Name::AuthenticationInfo => "Authentication-Info",
            Name::ProxyAuthenticationInfo => "Proxy-Authentication-Info",
            Name::Date => "Date",
            Name::Allow => "Allow",
            Name::AllowEvents => "Allow-Events",
            Name::Supported => "Supported",
            Name::Require => "Require",
            Name::ProxyRequire => "Proxy-Require",
            Name::Unsupported => "Unsupported",
            Name::RetryAfter => "Retry-After",
            Name::ContentType => "Content-Type",
            Name::ContentLength => "Content-Length",
            Name::ContentDisposition => "Content-Disposition",
            Name::ContentEncoding => "Content-Encoding",
            Name::Event => "Event",
            Name::MinSE => "Min-SE",
            Name::RAck => "RAck",
            Name::RSeq => "RSeq",
            Name::ReferTo => "Refer-To",
            Name::ReferredBy => "Referred-By",
            Name::Replaces => "Replaces",
            Name::SessionExpires => "Session-Expires",
            Name::SubscriptionState => "Subscription-State",
            Name::Subject => "Subject",
            Name::UserAgent => "User-Agent",
            Name::Server => "Server",
        }
    }
    /// The compact form, if there is one.
    pub fn compact(self) -> Option<&'static str> {
        Some(match self {
            Name::Via => "v",
            Name::To => "t",
            Name::From => "f",
            Name::CallId => "i",
            Name::Contact => "m",
            Name::AllowEvents => "u",
            Name::Supported => "k",
            Name::ContentType => "c",
            Name::ContentLength => "l",
            Name::ContentEncoding => "e",
            Name::Event => "o",
            Name::ReferTo => "r",
            Name::ReferredBy => "b",
            Name::SessionExpires => "x",
            Name::Subject => "s",
            _ => return None,
        })
    }
    /// Several values may stand on one line, and each is a header of its own for us.
    pub(super) fn is_list(self) -> bool {
        matches!(
            self,
            Name::Via
                | Name::Contact
                | Name::Route
                | Name::RecordRoute
                | Name::Path
                | Name::ServiceRoute
                | Name::Allow
                | Name::AllowEvents
        )
    }
    /// The line splitter does more with it than to note where it is.
    #[inline(always)]
    pub(super) fn is_special(self) -> bool {
        const SPECIAL: u64 = 1 << Name::Via as u8
            | 1 << Name::Contact as u8
            | 1 << Name::Route as u8
            | 1 << Name::RecordRoute as u8
            | 1 << Name::Path as u8
            | 1 << Name::ServiceRoute as u8
            | 1 << Name::Allow as u8
            | 1 << Name::AllowEvents as u8
            | 1 << Name::WwwAuthenticate as u8
            | 1 << Name::ProxyAuthenticate as u8
            | 1 << Name::ContentLength as u8;
        SPECIAL & 1 << (self as u8) != 0
    }
    /// May stand in a message once at most (RFC 3261 section 7.3.1 and the grammar of each).
    pub(super) fn is_single(self) -> bool {
        matches!(
            self,
            Name::To
                | Name::From
                | Name::CallId
                | Name::CSeq
                | Name::MaxForwards
                | Name::Expires
                | Name::MinExpires
                | Name::ContentLength
                | Name::ContentType
                | Name::ContentDisposition
                | Name::Date
                | Name::RetryAfter
                | Name::Event
                | Name::MinSE
                | Name::RAck
                | Name::RSeq
                | Name::ReferTo
                | Name::ReferredBy
                | Name::Replaces
                | Name::SessionExpires
                | Name::SubscriptionState
                | Name::Subject
                | Name::UserAgent
                | Name::Server
        )
    }
    /// Kept apart from the sequential header list of the C interface: To, From, CSeq, Call-ID, Content-Type, Content-Length.
    pub fn is_apart(self) -> bool {
        matches!(self, Name::To | Name::From | Name::CSeq | Name::CallId | Name::ContentType | Name::ContentLength)
    }
}

/// The usual spelling is compared as a few words, any other letter by letter.
#[inline]
fn is<const N: usize>(name: &[u8], long: &[u8; N], n: Name) -> Option<Name> {
    let usual = name.first_chunk::<N>().is_some_and(|c| c == long) && name.len() == N;
    if usual || name.eq_ignore_ascii_case(long) { Some(n) } else { None }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default)]
pub enum Method {
    Invite,
    Ack,
    Bye,
    Cancel,
    Register,
    Options,
    Refer,
    Notify,
    Subscribe,
    Prack,
    #[default]
    Other,
}

impl Method {
    /// Methods are case-sensitive (RFC 3261 section 7.1).
    pub fn from_bytes(method: &[u8]) -> Method {
        match method {
            b"INVITE" => Method::Invite,
            b"ACK" => Method::Ack,
            b"BYE" => Method::Bye,
            b"CANCEL" => Method::Cancel,
            b"REGISTER" => Method::Register,
            b"OPTIONS" => Method::Options,
            b"REFER" => Method::Refer,
            b"NOTIFY" => Method::Notify,
            b"SUBSCRIBE" => Method::Subscribe,
            b"PRACK" => Method::Prack,
            _ => Method::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Name] = &[
        Name::Via,
        Name::To,
        Name::From,
        Name::CallId,
        Name::CSeq,
        Name::Contact,
        Name::MaxForwards,
        Name::Expires,
        Name::MinExpires,
        Name::Route,
        Name::RecordRoute,
        Name::Path,
        Name::ServiceRoute,
        Name::WwwAuthenticate,
        Name::ProxyAuthenticate,
        Name::Authorization,
        Name::ProxyAuthorization,
        Name::AuthenticationInfo,
        Name::ProxyAuthenticationInfo,
        Name::Date,
        Name::Allow,
        Name::AllowEvents,
        Name::Supported,
        Name::Require,
        Name::ProxyRequire,
        Name::Unsupported,
        Name::RetryAfter,
        Name::ContentType,
        Name::ContentLength,
        Name::ContentDisposition,
        Name::ContentEncoding,
        Name::Event,
        Name::MinSE,
        Name::RAck,
        Name::RSeq,
        Name::ReferTo,
        Name::ReferredBy,
        Name::Replaces,
        Name::SessionExpires,
        Name::SubscriptionState,
        Name::Subject,
        Name::UserAgent,
        Name::Server,
    ];

    #[test]
    fn every_name_is_found_by_its_long_and_compact_form_in_either_case() {
        for &name in ALL {
            let long = name.as_str();
            assert_eq!(Name::from_bytes(long.as_bytes()), (name, false));
            assert_eq!(Name::from_bytes(long.to_uppercase().as_bytes()), (name, false));
            assert_eq!(Name::from_bytes(long.to_lowercase().as_bytes()), (name, false));
            if let Some(c) = name.compact() {
                assert_eq!(Name::from_bytes(c.as_bytes()), (name, true));
                assert_eq!(Name::from_bytes(c.to_uppercase().as_bytes()), (name, true));
            }
        }
        for other in ["", "z", "Viaa", "Cal-ID", "X-Name", "C%6Fntact"] {
            assert_eq!(Name::from_bytes(other.as_bytes()), (Name::Other, false));
        }
    }

    #[test]
    fn methods_are_told_by_exact_spelling() {
        assert_eq!(Method::from_bytes(b"REGISTER"), Method::Register);
        assert_eq!(Method::from_bytes(b"register"), Method::Other);
        assert_eq!(Method::from_bytes(b"RE%47IST%45R"), Method::Other);
    }
}
