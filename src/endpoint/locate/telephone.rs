//! Telephone numbers in the DNS (RFC 6116).

use crate::dns::Naptr;

/// Expressions that are tried for one number at the most.
const MOST: usize = 8;

/// The digits of a global number: `tel:+1-201-555-0123;x=y` or the number alone (RFC 3966 section 5.1.4). None for others.
fn digits(uri: &str) -> Option<String> {
    let number = match uri.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => uri.get(4..)?,
        _ => uri,
    };
    let number = number.split(';').next()?.strip_prefix('+')?;
    let mut digits = String::with_capacity(number.len());
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '.' | '(' | ')' => {}
            _ => return None,
        }
    }
    // E.164: fifteen digits at the most.
    (1..=15).contains(&digits.len()).then_some(digits)
}

/// The domain of a number (RFC 6116 section 3.2): its digits backwards.
pub fn domain(uri: &str, suffix: &str) -> Option<String> {
    let mut out = String::new();
    for c in digits(uri)?.chars().rev() {
        out.push(c);
        out.push('.');
    }
    out.push_str(suffix.trim_matches('.'));
    Some(out)
}

/// The Application Unique String that expressions are applied to (RFC 6116 section 3.1): `+` and digits.
pub fn unique(uri: &str) -> Option<String> {
    digits(uri).map(|d| format!("+{d}"))
}

/// Is it E2U+sip or one of the older forms (RFC 6116 section 3.4.3, RFC 3764 section 5)? Several services may stand in one field.
fn is_sip(services: &[u8]) -> bool {
    let mut parts = services.split(|b| *b == b'+');
    let first = parts.next().is_some_and(|e2u| e2u.eq_ignore_ascii_case(b"E2U"));
    first && parts.any(|s| s.eq_ignore_ascii_case(b"sip"))
}

/// The expressions of NAPTR records that make a SIP URI, in order of use.
pub fn expressions(mut records: Vec<Naptr>) -> Vec<String> {
    records.retain(|r| r.flags.eq_ignore_ascii_case(b"u") && is_sip(&r.services) && !r.regexp.is_empty());
    records.sort_by_key(|r| (r.order, r.preference));
    records.truncate(MOST);
    records.into_iter().filter_map(|r| String::from_utf8(r.regexp).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_global_number_has_a_domain_of_its_digits_backwards() {
        assert_eq!(domain("tel:+44-116-496-0348", "e164.arpa").unwrap(), "8.4.3.0.6.9.4.6.1.1.4.4.e164.arpa");
        assert_eq!(domain("TEL:+1(201)555.0123;ext=4", "example.").unwrap(), "3.2.1.0.5.5.5.1.0.2.1.example");
        assert_eq!(unique("tel:+44-116-496-0348").unwrap(), "+441164960348");
        for bad in ["tel:7042;phone-context=example.com", "tel:+", "tel:+1a", "sip:+1@b", "", "tel:+1234567890123456", "té"] {
            assert_eq!(domain(bad, "e164.arpa"), None, "{bad}");
        }
    }

    #[test]
    fn only_sip_services_with_an_expression_count() {
        let record = |order, preference, flags: &[u8], services: &[u8], regexp: &[u8]| Naptr {
            order,
            preference,
            flags: flags.to_vec(),
            services: services.to_vec(),
            regexp: regexp.to_vec(),
            replacement: ".".into(),
        };
        let all = vec![
            record(100, 20, b"u", b"E2U+sip", b"third"),
            record(100, 10, b"U", b"e2u+SIP", b"second"),
            record(10, 50, b"u", b"E2U+mailto+sip", b"first"),
            record(1, 1, b"u", b"E2U+mailto", b"mail"),
            record(1, 1, b"s", b"E2U+sip", b"flag"),
            record(1, 1, b"u", b"E2U+sip", b""),
            record(1, 1, b"u", b"sip+E2U", b"reversed"),
        ];
        assert_eq!(expressions(all), ["first", "second", "third"]);
    }
}
