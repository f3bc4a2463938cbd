//! Two ways to find the header lines of a message, side by side for `benches/splitter.rs`. The parser uses the first: it
//! is the faster one, and httparse takes no folded lines, no blank before the colon and no NUL in a value, all of which SIP has.

use super::parse::line_at;
use super::scan::{find, trim_span};
use super::text::Span;

/// Names and values of the header section at the head of `section`, by the line splitter of the parser.
pub fn lines_by_memchr(section: &[u8], out: &mut Vec<(Span, Span)>) -> bool {
    let mut pos = 0;
    while pos < section.len() {
        let (line, next) = line_at(section, pos, section.len());
        pos = next;
        if line.is_empty() {
            return true;
        }
        let Some(colon) = section.get(line.start()..line.end()).and_then(|l| find(b':', l)) else { return false };
        let name = trim_span(section, Span::new(line.start(), line.start() + colon));
        out.push((name, trim_span(section, Span::new(line.start() + colon + 1, line.end()))));
    }
    false
}

/// The same by httparse.
pub fn lines_by_httparse(section: &[u8], out: &mut Vec<(Span, Span)>) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let Ok(httparse::Status::Complete((_, headers))) = httparse::parse_headers(section, &mut headers) else {
        return false;
    };
    let base = section.as_ptr() as usize;
    out.extend(headers.iter().map(|h| {
        let (name, value) = (h.name.as_ptr() as usize - base, h.value.as_ptr() as usize - base);
        (Span::new(name, name + h.name.len()), Span::new(value, value + h.value.len()))
    }));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_splitters_find_the_same_lines() {
        let section = b"To: <sip:a@b>\r\nSubject:  x y \r\nEmpty:\r\nCSeq: 1 REGISTER\r\n\r\n";
        let (mut a, mut b) = (Vec::new(), Vec::new());
        assert!(lines_by_memchr(section, &mut a));
        assert!(lines_by_httparse(section, &mut b));
        let texts = |v: &[(Span, Span)]| -> Vec<(Vec<u8>, Vec<u8>)> {
            let get = |s: Span| section[s.start()..s.end()].to_vec();
            v.iter().map(|(n, v)| (get(*n), get(*v))).collect()
        };
        assert_eq!(texts(&a).len(), 4);
        assert_eq!(texts(&a), texts(&b));
    }
}
