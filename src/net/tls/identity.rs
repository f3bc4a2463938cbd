//! Whether a certificate has the name of a SIP domain (RFC 5922 section 7).

use rustls::pki_types::{CertificateDer, ServerName};

/// SIP URIs of subjectAltName count, and only where there are none its DNS names; no wildcard matches anything. A host given as
/// an address has to be an address of the certificate. The common name counts for a certificate without any subjectAltName
/// (section 7.1, step 3).
pub(super) fn has_name(certificate: &CertificateDer, name: &ServerName) -> bool {
    let Ok(cert) = webpki::EndEntityCert::try_from(certificate) else { return false };
    let ServerName::DnsName(domain) = name else { return cert.verify_is_valid_for_subject_name(name).is_ok() };
    let domain = domain.as_ref();
    let mut uris = cert.valid_uri_names().filter_map(domain_of_uri).peekable();
    if uris.peek().is_some() {
        return uris.any(|host| is_same(host, domain));
    }
    if has_alternatives(certificate) {
        return cert.valid_dns_names().any(|dns| is_same(dns, domain));
    }
    common_name(cert.subject()).is_some_and(|name| is_same(name, domain))
}

/// One element of DER: tag, content, what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (octets.iter().fold(0usize, |n, b| n << 8 | usize::from(*b)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn elements(mut der: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, content, rest) = element(der)?;
        der = rest;
        Some((tag, content))
    })
}

/// Is there a subjectAltName? Where that cannot be read, there might be one.
fn has_alternatives(certificate: &[u8]) -> bool {
    const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
    let read = || {
        let (_, certificate, _) = element(certificate)?;
        let (_, tbs, _) = element(certificate)?;
        let Some((_, extensions)) = elements(tbs).find(|(tag, _)| *tag == 0xa3) else { return Some(false) };
        let (_, list, _) = element(extensions)?;
        Some(elements(list).any(|(_, extension)| element(extension).is_some_and(|(_, oid, _)| oid == SUBJECT_ALT_NAME)))
    };
    read().unwrap_or(true)
}

/// The last, most specific common name of a subject.
fn common_name(subject: &[u8]) -> Option<&str> {
    const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
    let attributes = elements(subject).flat_map(|(_, set)| elements(set));
    let names = attributes.filter_map(|(_, attribute)| {
        let (_, oid, value) = element(attribute)?;
        let (tag, text, _) = element(value)?;
        // UTF8String, PrintableString, IA5String
        (oid == COMMON_NAME && [0x0c, 0x13, 0x16].contains(&tag)).then_some(text)
    });
    std::str::from_utf8(names.last()?).ok()
}

fn is_same(one: &str, other: &str) -> bool {
    let bare = |name: &str| name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    bare(one) == bare(other)
}

/// The host of a sip URI without a user.
fn domain_of_uri(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("sip") || rest.contains('@') {
        return None;
    }
    Some(rest.split([':', ';', '?']).next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sip_uri_without_a_user_names_a_domain() {
        assert_eq!(domain_of_uri("sip:example.com"), Some("example.com"));
        assert_eq!(domain_of_uri("SIP:example.com:5061;transport=tls"), Some("example.com"));
        assert_eq!(domain_of_uri("sip:alice@example.com"), None);
        assert_eq!(domain_of_uri("sips:example.com"), None);
        assert_eq!(domain_of_uri("http://example.com"), None);
        assert_eq!(domain_of_uri("example.com"), None);
    }

    #[test]
    fn names_are_compared_whole_and_without_case() {
        assert!(is_same("Example.COM", "example.com."));
        assert!(!is_same("*.example.com", "a.example.com"));
        assert!(!is_same("a.example.com", "example.com"));
    }
}
