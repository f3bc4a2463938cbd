//! A header line on its own, as programs hand it over.

use super::name::Name;
use super::scan;

/// `To: <sip:a@b>` into name and value. None when what stands before the first colon is no header name; note that a bare
/// value such as `sip:a@b` looks like a header named `sip`, so callers compare the name with the one they expect.
pub fn split_line(text: &[u8]) -> Option<(Name, &[u8], &[u8])> {
    let colon = memchr::memchr(b':', text)?;
    let name = scan::trim(text.get(..colon)?);
    if !scan::is_token(name) {
        return None;
    }
    let value = text.get(colon + 1..)?.trim_ascii();
    Some((Name::from_bytes(name).0, name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_its_first_colon() {
        assert_eq!(split_line(b"To: <sip:a@b>\r\n"), Some((Name::To, &b"To"[..], &b"<sip:a@b>"[..])));
        assert_eq!(split_line(b"t :sip:a@b"), Some((Name::To, &b"t"[..], &b"sip:a@b"[..])));
        assert_eq!(split_line(b"<sip:a@b>"), None);
        assert_eq!(split_line(b"no colon"), None);
        assert_eq!(split_line(b"sip:a@b"), Some((Name::Other, &b"sip"[..], &b"a@b"[..])));
    }
}
