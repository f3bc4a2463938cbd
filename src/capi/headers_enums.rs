//! Members of the C enums beside the text or the Rust value they stand for.

use super::enums::*;
use crate::message::{AuthSide, Refresher, RouteKind};
use std::ffi::c_int;

/// Number that stands for "not set" in every enum of headers.
pub const UNDEFINED: c_int = -1;

/// An enum whose members stand for tokens on the wire, with a member for any other token.
pub struct Tokens {
    known: &'static [(c_int, &'static str)],
    other: c_int,
    /// Letters of either case are different (methods, RFC 3261 section 7.1).
    exact: bool,
}

impl Tokens {
    /// The member of a text; UNDEFINED for an empty one.
    pub fn member(&self, text: &[u8]) -> c_int {
        let is = |known: &str| match self.exact {
            true => known.as_bytes() == text,
            false => same(known.as_bytes(), text),
        };
        match self.known.iter().find(|(_, known)| is(known)) {
            Some((member, _)) => *member,
            None if text.is_empty() => UNDEFINED,
            None => self.other,
        }
    }

    /// The text of a member that stands for one.
    pub fn text(&self, member: c_int) -> Option<&'static str> {
        self.known.iter().find(|(m, _)| *m == member).map(|(_, text)| *text)
    }

    pub fn is_other(&self, member: c_int) -> bool {
        member == self.other
    }
}

/// Equal but for case and blanks (blanks occur in the list of a qop parameter).
fn same(known: &[u8], text: &[u8]) -> bool {
    let mut known = known.iter();
    text.iter().filter(|b| **b != b' ').all(|b| known.next().is_some_and(|k| k.eq_ignore_ascii_case(b)))
        && known.next().is_none()
}

/// An enum whose members stand for values of the Rust type `T`.
pub struct Choices<T: 'static>(pub &'static [(c_int, T)]);

impl<T: Copy + PartialEq> Choices<T> {
    /// The member of a value, UNDEFINED where there is none.
    pub fn member(&self, value: T) -> c_int {
        self.0.iter().find(|(_, v)| *v == value).map_or(UNDEFINED, |(member, _)| *member)
    }
    /// The value of a member.
    pub fn value(&self, member: c_int) -> Option<T> {
        self.0.iter().find(|(m, _)| *m == member).map(|(_, value)| *value)
    }
}

macro_rules! tokens {
    ($($list:ident $enum:ident $other:ident $exact:literal { $($member:ident $text:literal,)* })*) => {
        $(pub static $list: Tokens = Tokens {
            known: &[$(($enum::$member as c_int, $text)),*],
            other: $enum::$other as c_int,
            exact: $exact,
        };)*
    };
}

tokens! {
    METHODS RvSipMethodType RVSIP_METHOD_OTHER true {
        RVSIP_METHOD_REGISTER "REGISTER",
        RVSIP_METHOD_INVITE "INVITE",
        RVSIP_METHOD_ACK "ACK",
        RVSIP_METHOD_BYE "BYE",
        RVSIP_METHOD_CANCEL "CANCEL",
        RVSIP_METHOD_REFER "REFER",
        RVSIP_METHOD_NOTIFY "NOTIFY",
        RVSIP_METHOD_SUBSCRIBE "SUBSCRIBE",
        RVSIP_METHOD_PRACK "PRACK",
    }
    TRANSPORTS RvSipTransport RVSIP_TRANSPORT_OTHER false {
        RVSIP_TRANSPORT_UDP "UDP",
        RVSIP_TRANSPORT_TCP "TCP",
        RVSIP_TRANSPORT_TLS "TLS",
        RVSIP_TRANSPORT_SCTP "SCTP",
    }
    URL_TRANSPORTS RvSipTransport RVSIP_TRANSPORT_OTHER false {
        RVSIP_TRANSPORT_UDP "udp",
        RVSIP_TRANSPORT_TCP "tcp",
        RVSIP_TRANSPORT_TLS "tls",
        RVSIP_TRANSPORT_SCTP "sctp",
    }
    USER_PARAMS RvSipUserParam RVSIP_USERPARAM_OTHER false {
        RVSIP_USERPARAM_PHONE "phone",
        RVSIP_USERPARAM_IP "ip",
    }
    AUTH_SCHEMES RvSipAuthScheme RVSIP_AUTH_SCHEME_OTHER false {
        RVSIP_AUTH_SCHEME_DIGEST "Digest",
    }
    AUTH_ALGORITHMS RvSipAuthAlgorithm RVSIP_AUTH_ALGORITHM_OTHER false {
        RVSIP_AUTH_ALGORITHM_MD5 "MD5",
        RVSIP_AUTH_ALGORITHM_MD5_SESS "MD5-sess",
        RVSIP_AUTH_ALGORITHM_SHA_256 "SHA-256",
        RVSIP_AUTH_ALGORITHM_SHA_256_SESS "SHA-256-sess",
        RVSIP_AUTH_ALGORITHM_SHA_512_256 "SHA-512-256",
        RVSIP_AUTH_ALGORITHM_SHA_512_256_SESS "SHA-512-256-sess",
    }
    QOPS RvSipAuthQopOption RVSIP_AUTH_QOP_OPTION_OTHER false {
        RVSIP_AUTH_QOP_OPTION_AUTH "auth",
        RVSIP_AUTH_QOP_OPTION_AUTH_INT "auth-int",
        RVSIP_AUTH_QOP_OPTION_AUTH_AND_AUTH_INT "auth,auth-int",
        RVSIP_AUTH_QOP_OPTION_AUTH_AND_AUTH_INT "auth-int,auth",
    }
    MEDIA_TYPES RvSipMediaType RVSIP_MEDIATYPE_OTHER false {
        RVSIP_MEDIATYPE_MULTIPART "multipart",
        RVSIP_MEDIATYPE_TEXT "text",
        RVSIP_MEDIATYPE_IMAGE "image",
        RVSIP_MEDIATYPE_AUDIO "audio",
        RVSIP_MEDIATYPE_VIDEO "video",
        RVSIP_MEDIATYPE_APPLICATION "application",
        RVSIP_MEDIATYPE_MESSAGE "message",
    }
    MEDIA_SUBTYPES RvSipMediaSubType RVSIP_MEDIASUBTYPE_OTHER false {
        RVSIP_MEDIASUBTYPE_MIXED "mixed",
        RVSIP_MEDIASUBTYPE_SDP "sdp",
        RVSIP_MEDIASUBTYPE_ISUP "ISUP",
        RVSIP_MEDIASUBTYPE_PLAIN "plain",
        RVSIP_MEDIASUBTYPE_QSIG "QSIG",
        RVSIP_MEDIASUBTYPE_ALTERNATIVE "alternative",
    }
    DISPOSITIONS RvSipDispositionType RVSIP_DISPOSITIONTYPE_OTHER false {
        RVSIP_DISPOSITIONTYPE_RENDER "render",
        RVSIP_DISPOSITIONTYPE_SESSION "session",
        RVSIP_DISPOSITIONTYPE_ICON "icon",
        RVSIP_DISPOSITIONTYPE_ALERT "alert",
        RVSIP_DISPOSITIONTYPE_SIGNAL "signal",
    }
    HANDLINGS RvSipDispositionHandling RVSIP_DISPOSITIONHANDLING_OTHER false {
        RVSIP_DISPOSITIONHANDLING_OPTIONAL "optional",
        RVSIP_DISPOSITIONHANDLING_REQUIRED "required",
    }
    SUBSTATES RvSipSubscriptionSubstate RVSIP_SUBSCRIPTION_SUBSTATE_OTHER false {
        RVSIP_SUBSCRIPTION_SUBSTATE_ACTIVE "active",
        RVSIP_SUBSCRIPTION_SUBSTATE_PENDING "pending",
        RVSIP_SUBSCRIPTION_SUBSTATE_TERMINATED "terminated",
    }
    SUBSCRIPTION_REASONS RvSipSubscriptionReason RVSIP_SUBSCRIPTION_REASON_OTHER false {
        RVSIP_SUBSCRIPTION_REASON_DEACTIVATED "deactivated",
        RVSIP_SUBSCRIPTION_REASON_PROBATION "probation",
        RVSIP_SUBSCRIPTION_REASON_REJECTED "rejected",
        RVSIP_SUBSCRIPTION_REASON_TIMEOUT "timeout",
        RVSIP_SUBSCRIPTION_REASON_GIVEUP "giveup",
        RVSIP_SUBSCRIPTION_REASON_NORESOURCE "noresource",
    }
}

macro_rules! choices {
    ($($list:ident: $type:ty, $enum:ident { $($member:ident $value:expr,)* })*) => {
        $(pub static $list: Choices<$type> = Choices(&[$(($enum::$member as c_int, $value)),*]);)*
    };
}

choices! {
    CHALLENGE_SIDES: AuthSide, RvSipAuthHeaderType {
        RVSIP_AUTH_HEADERTYPE_UNDEFINED AuthSide::Undefined,
        RVSIP_AUTH_HEADERTYPE_WWW_AUTHENTICATE AuthSide::Www,
        RVSIP_AUTH_HEADERTYPE_PROXY_AUTHENTICATE AuthSide::Proxy,
    }
    CREDENTIALS_SIDES: AuthSide, RvSipAuthHeaderType {
        RVSIP_AUTH_HEADERTYPE_UNDEFINED AuthSide::Undefined,
        RVSIP_AUTH_HEADERTYPE_AUTHORIZATION AuthSide::Www,
        RVSIP_AUTH_HEADERTYPE_PROXY_AUTHORIZATION AuthSide::Proxy,
    }
    STALES: Option<bool>, RvSipAuthStale {
        RVSIP_AUTH_STALE_UNDEFINED None,
        RVSIP_AUTH_STALE_TRUE Some(true),
        RVSIP_AUTH_STALE_FALSE Some(false),
    }
    ROUTE_KINDS: RouteKind, RvSipRouteHopHeaderType {
        RVSIP_ROUTE_HOP_TYPE_UNDEFINED RouteKind::Undefined,
        RVSIP_ROUTE_HOP_TYPE_ROUTE RouteKind::Route,
        RVSIP_ROUTE_HOP_TYPE_RECORD_ROUTE RouteKind::RecordRoute,
        RVSIP_ROUTE_HOP_TYPE_SERVICE_ROUTE RouteKind::ServiceRoute,
        RVSIP_ROUTE_HOP_TYPE_PATH RouteKind::Path,
    }
    REFRESHERS: Refresher, RvSipSessionExpiresRefresherType {
        RVSIP_SESSION_EXPIRES_REFRESHER_UNDEFINED Refresher::Undefined,
        RVSIP_SESSION_EXPIRES_REFRESHER_UAC Refresher::Uac,
        RVSIP_SESSION_EXPIRES_REFRESHER_UAS Refresher::Uas,
    }
    WEEK_DAYS: i8, RvSipDateWeekDay {
        RVSIP_DATE_WEEKDAY_UNDEFINED -1,
        RVSIP_DATE_WEEKDAY_MON 0,
        RVSIP_DATE_WEEKDAY_TUE 1,
        RVSIP_DATE_WEEKDAY_WED 2,
        RVSIP_DATE_WEEKDAY_THU 3,
        RVSIP_DATE_WEEKDAY_FRI 4,
        RVSIP_DATE_WEEKDAY_SAT 5,
        RVSIP_DATE_WEEKDAY_SUN 6,
    }
    MONTHS: i8, RvSipDateMonth {
        RVSIP_DATE_MONTH_UNDEFINED -1,
        RVSIP_DATE_MONTH_JAN 0,
        RVSIP_DATE_MONTH_FEB 1,
        RVSIP_DATE_MONTH_MAR 2,
        RVSIP_DATE_MONTH_APR 3,
        RVSIP_DATE_MONTH_MAY 4,
        RVSIP_DATE_MONTH_JUN 5,
        RVSIP_DATE_MONTH_JUL 6,
        RVSIP_DATE_MONTH_AUG 7,
        RVSIP_DATE_MONTH_SEP 8,
        RVSIP_DATE_MONTH_OCT 9,
        RVSIP_DATE_MONTH_NOV 10,
        RVSIP_DATE_MONTH_DEC 11,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_compare_without_case_but_methods_do_not() {
        assert_eq!(TRANSPORTS.member(b"tcp"), RvSipTransport::RVSIP_TRANSPORT_TCP as c_int);
        assert_eq!(TRANSPORTS.member(b"ws"), RvSipTransport::RVSIP_TRANSPORT_OTHER as c_int);
        assert_eq!(TRANSPORTS.member(b""), UNDEFINED);
        assert_eq!(METHODS.member(b"invite"), RvSipMethodType::RVSIP_METHOD_OTHER as c_int);
        assert_eq!(METHODS.member(b"INVITE"), RvSipMethodType::RVSIP_METHOD_INVITE as c_int);
        assert_eq!(QOPS.member(b"auth-int, auth"), RvSipAuthQopOption::RVSIP_AUTH_QOP_OPTION_AUTH_AND_AUTH_INT as c_int);
        assert_eq!(QOPS.member(b"auth-in"), RvSipAuthQopOption::RVSIP_AUTH_QOP_OPTION_OTHER as c_int);
    }
}
