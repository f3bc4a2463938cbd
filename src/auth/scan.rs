//! A tolerant scanner for `scheme name=value, name="value", ...` and the writing of quoted strings.

use std::borrow::Cow;

/// A part of a text of at most 65,535 octets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Part {
    from: u16,
    len: u16,
}

impl Part {
    /// No such part; an empty part is `Some` of length 0.
    pub const NONE: Part = Part { from: u16::MAX, len: 0 };

    pub fn new(from: usize, to: usize) -> Part {
        match (u16::try_from(from), u16::try_from(to.saturating_sub(from))) {
            (Ok(from), Ok(len)) => Part { from, len },
            _ => Part::NONE,
        }
    }
    pub fn is_some(self) -> bool {
        self != Part::NONE
    }
    pub fn range(self) -> std::ops::Range<usize> {
        self.from as usize..self.from as usize + self.len as usize
    }
    pub fn of(self, text: &[u8]) -> &[u8] {
        if self.is_some() { text.get(self.range()).unwrap_or(&[]) } else { &[] }
    }
    /// The same part after the text at `at` grew from `old` to `new` octets.
    pub fn moved(self, at: usize, old: usize, new: usize) -> Part {
        if self.is_some() && self.range().start > at {
            let from = self.range().start - old + new;
            Part::new(from, from + self.len as usize)
        } else {
            self
        }
    }
}

/// One `name=value`. A quoted value is the text between the quotes, escapes as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Param {
    pub name: Part,
    /// None for a name alone.
    pub value: Part,
}

/// Reads the scheme and then one parameter a call. Never fails: what makes no sense is passed over.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a [u8]) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, unwanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&unwanted) {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> Part {
        let from = self.at;
        self.skip(wanted);
        Part::new(from, self.at)
    }

    /// The scheme: the first word.
    pub fn scheme(&mut self) -> Part {
        self.skip(is_blank);
        self.take(|byte| !is_blank(byte) && byte != b',' && byte != b'=' && byte != b'"')
    }

    fn quoted(&mut self) -> Part {
        self.at += 1;
        let from = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return Part::new(from, self.at - 1);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at = self.text.len();
        Part::new(from, self.at)
    }
}

impl Iterator for Scanner<'_> {
    type Item = Param;

    fn next(&mut self) -> Option<Param> {
        loop {
            self.skip(|byte| is_blank(byte) || byte == b',');
            match self.peek()? {
                b'"' => {
                    self.quoted();
                }
                b'=' => self.at += 1,
                _ => break,
            }
        }
        let name = self.take(|byte| !is_blank(byte) && !matches!(byte, b',' | b'=' | b'"'));
        self.skip(is_blank);
        if self.peek() != Some(b'=') {
            return Some(Param { name, value: Part::NONE });
        }
        self.at += 1;
        self.skip(is_blank);
        let value = match self.peek() {
            Some(b'"') => self.quoted(),
            _ => self.take(|byte| !is_blank(byte) && byte != b','),
        };
        Some(Param { name, value })
    }
}

/// The text between surrounding quotes, or all of it.
pub(super) fn unquoted(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(text)
}

/// The meaning of the text between quotes: `\x` is `x`.
pub(super) fn unescaped(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'\\') {
        return Cow::Borrowed(raw);
    }
    let mut plain = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\\' => plain.extend(bytes.next()),
            _ => plain.push(byte),
        }
    }
    Cow::Owned(plain)
}

/// Appends `name="raw"`, with `, ` before it unless it is the first after the scheme. Text that could break the line or the
/// quotes is left out: it is not what any peer sent inside quotes.
pub(super) fn put_raw(out: &mut Vec<u8>, name: &str, raw: &[u8]) {
    put_name(out, name);
    out.push(b'"');
    let mut escaped = false;
    for &byte in raw {
        match byte {
            b'\r' | b'\n' => continue,
            b'"' if !escaped => continue,
            _ => out.push(byte),
        }
        escaped = byte == b'\\' && !escaped;
    }
    if escaped {
        out.pop();
    }
    out.push(b'"');
}

/// Appends `name="text"`, text escaped as a quoted string needs it (RFC 3261 section 25.1); line ends cannot be in one.
pub(super) fn put_text(out: &mut Vec<u8>, name: &str, text: &[u8]) {
    put_name(out, name);
    out.push(b'"');
    for &byte in text {
        match byte {
            b'\r' | b'\n' => continue,
            b'"' | b'\\' => out.extend([b'\\', byte]),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// Appends `name=token`; octets that no token has are left out.
pub(super) fn put_token(out: &mut Vec<u8>, name: &str, token: &[u8]) {
    put_name(out, name);
    out.extend(token.iter().filter(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b'\\')));
}

fn put_name(out: &mut Vec<u8>, name: &str) {
    if !out.ends_with(b" ") && !out.is_empty() {
        out.extend(b", ");
    }
    out.extend(name.as_bytes());
    out.push(b'=');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(String, Option<String>)> {
        let text = text.as_bytes();
        let show = |part: Part| String::from_utf8_lossy(part.of(text)).into_owned();
        let mut scanner = Scanner::new(text);
        scanner.scheme();
        scanner.map(|param| (show(param.name), param.value.is_some().then(|| show(param.value)))).collect()
    }

    fn pairs(list: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
        list.iter().map(|(name, value)| (name.to_string(), value.map(str::to_string))).collect()
    }

    #[test]
    fn strange_spacing_and_quoting_is_read() {
        assert_eq!(
            all("Digest  realm = \"a, b\" ,nonce=\"x\\\"y\"opaque=, ,,stale=TRUE qop"),
            pairs(&[
                ("realm", Some("a, b")),
                ("nonce", Some("x\\\"y")),
                ("opaque", Some("")),
                ("stale", Some("TRUE")),
                ("qop", None)
            ])
        );
        assert_eq!(all("Digest realm=\"never ends\\"), pairs(&[("realm", Some("never ends\\"))]));
        assert_eq!(all("Digest\r\n\trealm=\"x\",\r\n nonce=y"), pairs(&[("realm", Some("x")), ("nonce", Some("y"))]));
        assert_eq!(all("Digest = \"stray\" a=b"), pairs(&[("a", Some("b"))]));
        assert_eq!(all(""), pairs(&[]));
    }

    proptest! {
        #[test]
        fn any_octets_are_scanned_to_the_end(text in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut scanner = Scanner::new(&text);
            scanner.scheme();
            for param in scanner {
                prop_assert!(param.name.is_some());
            }
        }

        #[test]
        fn what_is_written_quoted_reads_back(text in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut out = b"Digest ".to_vec();
            put_text(&mut out, "realm", &text);
            put_token(&mut out, "x", b"y");
            let mut scanner = Scanner::new(&out);
            scanner.scheme();
            let kept: Vec<u8> = text.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
            let realm = scanner.next().map(|p| unescaped(p.value.of(&out)).into_owned());
            prop_assert_eq!(realm, Some(kept));
            prop_assert_eq!(scanner.next().map(|p| p.value.of(&out).to_vec()), Some(b"y".to_vec()));
        }

        #[test]
        fn raw_text_cannot_break_out_of_its_quotes(text in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut out = b"Digest ".to_vec();
            put_raw(&mut out, "realm", &text);
            put_token(&mut out, "x", b"y");
            let mut scanner = Scanner::new(&out);
            scanner.scheme();
            scanner.next();
            prop_assert_eq!(scanner.next().map(|p| p.name.of(&out).to_vec()), Some(b"x".to_vec()));
            prop_assert!(!out.contains(&b'\n'));
        }
    }
}
