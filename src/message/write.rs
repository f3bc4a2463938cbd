//! From message to octets.

use super::encode::{encode_uri, encode_value};
use super::message::{Header, Message, StartLine};
use super::name::Name;
use super::value::{Item, Other, Value};
use std::io::Write;

pub(super) fn message(m: &Message, out: &mut Vec<u8>) {
    if m.parts.is_some() {
        return in_one_piece(m, out);
    }
    out.reserve(m.els.text.len() + 64);
    start_line(m, out);
    if !lines::<false>(m, &m.headers, None, out) {
        let name: &[u8] = if m.force_compact { b"l" } else { b"Content-Length" };
        out.extend_from_slice(name);
        content_length(m.body().len(), out);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(m.body());
}

#[cold]
fn in_one_piece(m: &Message, out: &mut Vec<u8>) {
    message(&m.joined(), out);
}

/// Header lines of a message or of a `PART`; tells whether Content-Length was among them. In a message that says how long the body
/// is. In a part it stays what it was, unless a `length` is given.
#[inline(always)]
pub(super) fn lines<const PART: bool>(m: &Message, headers: &[Header], length: Option<usize>, out: &mut Vec<u8>) -> bool {
    let mut length_written = false;
    let mut previous: Option<&Header> = None;
    for h in headers {
        if h.name == Name::ContentLength && (!PART || length.is_some()) {
            if !length_written {
                end_line(previous, out);
                out.extend_from_slice(name_of(m, h, !PART && m.force_compact));
                content_length(length.unwrap_or(m.body().len()), out);
                length_written = true;
                previous = Some(h);
            }
            continue;
        }
        if h.joined && previous.is_some_and(|p| p.name == h.name) {
            out.extend_from_slice(b", ");
        } else {
            end_line(previous, out);
            out.extend_from_slice(name_of(m, h, !PART && m.force_compact));
            // a line that was no header is written as it came
            if h.raw.is_none() && !is_changed(m, h) {
                previous = Some(h);
                continue;
            }
            out.extend_from_slice(b": ");
        }
        value(m, h, out);
        previous = Some(h);
    }
    end_line(previous, out);
    length_written
}

fn end_line(previous: Option<&Header>, out: &mut Vec<u8>) {
    if previous.is_some() {
        out.extend_from_slice(b"\r\n");
    }
}

fn content_length(length: usize, out: &mut Vec<u8>) {
    // writing to a vector does not fail
    let _ = write!(out, ": {length}");
}

fn start_line(m: &Message, out: &mut Vec<u8>) {
    match m.start {
        StartLine::Empty => return,
        StartLine::Request { method, uri } => {
            out.extend_from_slice(m.text(method));
            out.push(b' ');
            encode_uri(&m.els, uri, out);
            out.extend_from_slice(b" SIP/2.0");
        }
        StartLine::Response { code, reason } => {
            let _ = write!(out, "SIP/2.0 {code:03} ");
            out.extend_from_slice(m.text(reason));
        }
        StartLine::Bad { line, .. } => out.extend_from_slice(m.text(line)),
    }
    out.extend_from_slice(b"\r\n");
}

fn item<'a>(m: &'a Message, h: &Header) -> Option<&'a Item> {
    m.els.item(h.elem)
}

fn is_changed(m: &Message, h: &Header) -> bool {
    item(m, h).is_some_and(|i| i.dirty)
}

pub(super) fn is_compact(m: &Message, h: &Header) -> bool {
    item(m, h).map_or(h.compact, |i| i.compact)
}

/// The name to write: as it was written, unless another form is asked for.
pub(super) fn name_of<'a>(m: &'a Message, h: &Header, force_compact: bool) -> &'a [u8] {
    if let Some(Item { value: Value::Other(Other { name, .. }), dirty: true, .. }) = item(m, h)
        && name.is_some()
        && h.name == Name::Other
    {
        return m.text(*name);
    }
    let Some(short) = h.name.compact() else {
        return if h.name_text.is_some() { m.text(h.name_text) } else { h.name.as_str().as_bytes() };
    };
    let compact = force_compact || is_compact(m, h);
    if h.name_text.is_some() && compact == (h.name_text.len() == 1) {
        return m.text(h.name_text);
    }
    if compact { short.as_bytes() } else { h.name.as_str().as_bytes() }
}

/// The value to write: as it came, or from the typed value once that was changed.
pub(super) fn value(m: &Message, h: &Header, out: &mut Vec<u8>) {
    if is_changed(m, h) {
        encode_value(&m.els, h.elem, out);
    } else {
        out.extend_from_slice(m.text(h.raw));
    }
}
