//! Quoted strings (RFC 3261 section 25.1).

use super::scan;
use std::borrow::Cow;

/// The text between the quotes with `\x` undone; unquoted text as it is.
pub fn unquote(text: &[u8]) -> Cow<'_, [u8]> {
    let inner = match text {
        [b'"', inner @ .., b'"'] => inner,
        _ => return Cow::Borrowed(text),
    };
    if memchr::memchr(b'\\', inner).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter();
    while let Some(&b) = bytes.next() {
        let plain = if b == b'\\' { bytes.next().copied().unwrap_or(b) } else { b };
        out.push(plain);
    }
    Cow::Owned(out)
}

/// Writes `text` in quotes, `"` and `\` escaped.
pub fn quote(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for &b in text {
        if b == b'"' || b == b'\\' {
            out.push(b'\\');
        }
        out.push(b);
    }
    out.push(b'"');
}

/// One quoted string and nothing else.
pub(super) fn is_quoted(text: &[u8]) -> bool {
    text.first() == Some(&b'"') && scan::quoted_end(text, 0) == Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_and_unquoting_are_inverse() {
        for text in ["", "plain", "a \"b\" \\ c", "\\", "\"", "ünïcode"] {
            let mut quoted = Vec::new();
            quote(text.as_bytes(), &mut quoted);
            assert!(is_quoted(&quoted));
            assert_eq!(unquote(&quoted).as_ref(), text.as_bytes());
        }
        assert_eq!(unquote(b"token").as_ref(), b"token");
        assert_eq!(unquote(b"\"").as_ref(), b"\"");
        assert!(!is_quoted(b"\"a\" b\""));
        assert!(!is_quoted(b"\"a\\\""));
    }
}
