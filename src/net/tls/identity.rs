//! Whether a certificate has the name of a SIP domain (RFC 5922 section 7).

use rustls::pki_types::{CertificateDer, ServerName};

/// SIP URIs of subjectAltName count, and only where there are none its DNS names; no wildcard matches anything. A host given as
/// an address has to be an address of the certificate. The common name is not looked at.
pub(super) fn has_name(certificate: &CertificateDer, name: &ServerName) -> bool {
    let Ok(cert) = webpki::EndEntityCert::try_from(certificate) else { return false };
    let ServerName::DnsName(domain) = name else { return cert.verify_is_valid_for_subject_name(name).is_ok() };
    let domain = domain.as_ref();
    let mut uris = cert.valid_uri_names().filter_map(domain_of_uri).peekable();
    if uris.peek().is_some() {
        return uris.any(|host| is_same(host, domain));
    }
    cert.valid_dns_names().any(|dns| is_same(dns, domain))
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
