//! Whether two URIs are the same: RFC 3261 section 19.1.4 for sip and sips (and what else has user and host), RFC 3966
//! section 4 for tel, RFC 3986 section 6.2.2 for the rest.

use super::scan;
use super::text::Span;
use super::uri::is_separator;
use super::value::{Elem, Elements, Scheme, Uri};

/// Compares two URIs, each in its own text. A missing one equals nothing.
pub fn uri_equal(a: &Elements, ae: Elem, b: &Elements, be: Elem) -> bool {
    let (Some(ua), Some(ub)) = (a.uri(ae), b.uri(be)) else { return false };
    Pair { a, ua, b, ub }.equal()
}

/// A unit of compared text: an octet, or the escape of one that may not stand for itself.
type Unit = (bool, u8);

/// Octets with escapes undone where the octet is no reserved one, so that `%61` and `a` are the same and `%40` and `@` differ.
fn units(text: &[u8], fold: bool) -> impl Iterator<Item = Unit> {
    let mut i = 0;
    std::iter::from_fn(move || {
        let &b = text.get(i)?;
        let unit = match scan::escape_at(text, i) {
            Some(c) => {
                i += 3;
                (b";/?:@&=+$,".contains(&c), c)
            }
            None => {
                i += 1;
                (false, b)
            }
        };
        Some(if fold { (unit.0, unit.1.to_ascii_lowercase()) } else { unit })
    })
}

fn same(a: &[u8], b: &[u8]) -> bool {
    units(a, false).eq(units(b, false))
}

fn same_folded(a: &[u8], b: &[u8]) -> bool {
    units(a, true).eq(units(b, true))
}

fn same_host(a: &[u8], b: &[u8]) -> bool {
    // One that a program set may lack the brackets it is written with.
    let v6 = |host: &[u8]| match host {
        [b'[', ..] => scan::ipv6(host),
        _ if host.contains(&b':') => std::str::from_utf8(host).ok()?.parse().ok(),
        _ => None,
    };
    match (v6(a), v6(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.eq_ignore_ascii_case(b),
    }
}

fn pairs(list: &[u8], sep: u8) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> + Clone {
    list.split(move |&b| b == sep).filter(|p| !p.is_empty()).map(|p| match memchr::memchr(b'=', p) {
        Some(eq) => (p.get(..eq).unwrap_or(p), p.get(eq + 1..)),
        None => (p, None),
    })
}

fn same_pair(a: (&[u8], Option<&[u8]>), b: (&[u8], Option<&[u8]>)) -> bool {
    same_folded(a.0, b.0) && same_folded(a.1.unwrap_or(&[]), b.1.unwrap_or(&[])) && a.1.is_some() == b.1.is_some()
}

/// Every pair of `a` has one like it in `b`.
fn all_in(a: &[u8], b: &[u8], sep: u8) -> bool {
    pairs(a, sep).all(|p| pairs(b, sep).any(|o| same_pair(p, o)))
}

struct Pair<'a> {
    a: &'a Elements,
    ua: &'a Uri,
    b: &'a Elements,
    ub: &'a Uri,
}

impl<'a> Pair<'a> {
    fn texts(&self, part: fn(&Uri) -> Span) -> (Option<&'a [u8]>, Option<&'a [u8]>) {
        (self.a.text.opt(part(self.ua)), self.b.text.opt(part(self.ub)))
    }
    /// Both unset, or both set and the same by `eq`.
    fn part(&self, part: fn(&Uri) -> Span, eq: fn(&[u8], &[u8]) -> bool) -> bool {
        match self.texts(part) {
            (None, None) => true,
            (Some(a), Some(b)) => eq(a, b),
            _ => false,
        }
    }
    fn bytes(&self, part: fn(&Uri) -> Span) -> (&'a [u8], &'a [u8]) {
        let (a, b) = self.texts(part);
        (a.unwrap_or(&[]), b.unwrap_or(&[]))
    }

    fn equal(&self) -> bool {
        if self.ua.scheme != self.ub.scheme {
            return false;
        }
        match self.ua.scheme {
            Scheme::Tel => self.tel(),
            Scheme::Other => self.part(|u| u.scheme_text, |a, b| a.eq_ignore_ascii_case(b)) && self.generic(),
            Scheme::Im | Scheme::Pres if self.ua.host.is_none() || self.ub.host.is_none() => self.generic(),
            _ => self.sip(),
        }
    }

    fn sip(&self) -> bool {
        self.part(|u| u.user, same)
            && self.part(|u| u.password, same)
            && self.part(|u| u.host, same_host)
            && self.ua.port == self.ub.port
            && self.part(|u| u.transport, same_folded)
            && self.part(|u| u.user_param, same_folded)
            && self.part(|u| u.method, same)
            && self.part(|u| u.maddr, same_host)
            && self.ua.ttl == self.ub.ttl
            && self.shared_params()
            && self.headers()
    }

    /// Parameters that both have are the same; those of one only are ignored.
    fn shared_params(&self) -> bool {
        let (a, b) = self.bytes(|u| u.other_params);
        pairs(a, b';').all(|p| {
            let mut like = pairs(b, b';').filter(|o| same_folded(p.0, o.0)).peekable();
            like.peek().is_none() || like.any(|o| same_pair(p, o))
        })
    }

    fn headers(&self) -> bool {
        let (a, b) = self.bytes(|u| u.headers);
        all_in(a, b, b'&') && all_in(b, a, b'&')
    }

    fn tel(&self) -> bool {
        let (a, b) = self.bytes(|u| u.number);
        let (ca, cb) = self.texts(|u| u.context);
        let context = match (ca, cb) {
            (None, None) => true,
            (Some(a @ [b'+', ..]), Some(b @ [b'+', ..])) => same_number(a, b),
            (Some(a), Some(b)) => same_folded(a, b),
            _ => false,
        };
        let (oa, ob) = self.bytes(|u| u.other_params);
        self.ua.global == self.ub.global
            && same_number(a, b)
            && context
            && self.part(|u| u.extension, same_number)
            && self.part(|u| u.isub, same_folded)
            && all_in(oa, ob, b';')
            && all_in(ob, oa, b';')
    }

    /// Host of an authority in either case, the rest to the letter.
    fn generic(&self) -> bool {
        let (a, b) = self.bytes(|u| u.identifier);
        let ((ua, ha, ra), (ub, hb, rb)) = (authority(a), authority(b));
        same(ua, ub) && same_folded(ha, hb) && same(ra, rb)
    }
}

/// Digits in either case (local numbers have letters), visual separators and the plus sign aside.
fn same_number(a: &[u8], b: &[u8]) -> bool {
    let digits =
        |t: &'_ [u8]| -> Vec<u8> { t.iter().filter(|&&c| !is_separator(c) && c != b'+').map(u8::to_ascii_lowercase).collect() };
    digits(a) == digits(b)
}

/// `//userinfo@host...` cut into what is before the host, the host with port, and the rest.
fn authority(identifier: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let Some(rest) = identifier.strip_prefix(b"//") else { return (&[], &[], identifier) };
    let end = rest.iter().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    let host = memchr::memrchr(b'@', authority).map_or(0, |p| p + 1);
    let (info, host) = authority.split_at_checked(host).unwrap_or((&[], authority));
    (info, host, path)
}

#[cfg(test)]
mod tests {
    use super::super::typed::parse_uri;
    use super::*;

    fn equal(a: &str, b: &str) -> bool {
        let mut els = [Elements::default(), Elements::default()];
        let [ea, eb] = &mut els;
        let ta = ea.text.push(a.as_bytes());
        let tb = eb.text.push(b.as_bytes());
        let ua = parse_uri(ea, ta, Elem::NONE).unwrap();
        let ub = parse_uri(eb, tb, Elem::NONE).unwrap();
        let there = uri_equal(ea, ua, eb, ub);
        assert_eq!(there, uri_equal(eb, ub, ea, ua), "{a} and {b}: not the same both ways");
        there
    }

    #[test]
    fn uris_that_rfc_3261_calls_equivalent_are_equal() {
        for set in [
            &["sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"][..],
            &["sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"],
            &["sip:carol@chicago.com", "sip:carol@chicago.com;security=on"],
            &[
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
            ],
            &[
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
            ],
            &["sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"],
            &["sip:a@[2001:db8::1]", "SIP:a@[2001:DB8:0::0:1]"],
        ] {
            assert!(equal(set[0], set[1]), "{set:?}");
        }
    }

    #[test]
    fn uris_that_rfc_3261_calls_different_are_not_equal() {
        for (a, b) in [
            ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
            ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
            ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
            ("sip:a@b", "sips:a@b"),
            ("sip:b", "sip:a@b"),
            ("sip:a@b", "sip:a:secret@b"),
            ("sip:a%40c@b", "sip:a%41c@b"),
            ("sip:null-%00-null@example.com", "sip:null-%00%00-null@example.com"),
            ("sip:a@b;maddr=192.0.2.1", "sip:a@b"),
            ("sip:a@b;ttl=1", "sip:a@b"),
            ("sip:a@b;user=phone", "sip:a@b"),
        ] {
            assert!(!equal(a, b), "{a} {b}");
        }
    }

    #[test]
    fn tel_uris_are_compared_by_their_digits_and_all_their_parameters() {
        assert!(equal("tel:+1-201-555-0123", "tel:+1(201)5550123"));
        assert!(equal("tel:7042;phone-context=Example.com", "TEL:7042;phone-context=example.COM"));
        assert!(equal("tel:863-1234;phone-context=+1-914-555", "tel:8631234;phone-context=+1914555"));
        assert!(equal("tel:+1;a=b;c", "tel:+1;C;A=B"));
        assert!(!equal("tel:+12015550123", "tel:12015550123;phone-context=+1"));
        assert!(!equal("tel:+1;ext=22", "tel:+1"));
        assert!(!equal("tel:+1;a=b", "tel:+1"));
    }

    #[test]
    fn other_uris_are_compared_by_the_rules_of_rfc_3986() {
        assert!(equal("HTTP://Example.com/a%62c", "http://example.COM/abc"));
        assert!(!equal("http://example.com/A", "http://example.com/a"));
        assert!(!equal("urn:a:b", "urn:a:c"));
        assert!(!equal("urn:a", "isbn:a"));
        assert!(equal("im:alice@Example.com", "im:alice@example.com"));
        assert!(!equal("im:alice@example.com", "pres:alice@example.com"));
    }
}
