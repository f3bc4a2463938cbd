//! Multipart bodies on the wire (RFC 2046 section 5.1): split into parts, and written from them.
//!
//! A delimiter is a whole line: `--`, the boundary, `--` if it is the last, and blanks that are no part of it. So a boundary that is
//! the beginning of another one cuts nothing that is not its own. Lines may end with a bare line feed. What stands before the
//! first delimiter and behind the last is ignored; the last one may be missing, and the last part then goes on to the end.

use super::message::{Limits, Message};
use super::name::Name;
use super::parse::{self, line_at};
use super::parts::{BodyPart, Load, Refusal};
use super::quote::{is_quoted, quote, unquote};
use super::scan;
use super::steps::Places;
use super::text::Span;
use super::value::{ContentType, Elem, Value};
use super::write;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What boundaries of our own begin with; eight hexadecimal digits follow.
const OWN: &[u8] = b"rvsip-boundary-";

impl Message {
    /// Splits `text` by the boundary of the Content-Type that a body has. The parts take the place of the body's text, and of parts
    /// it had before; on error nothing changes.
    pub fn split_body(&mut self, body: u16, text: &[u8], limits: &Limits) -> Result<(), Refusal> {
        let boundary = self.boundary(body)?;
        let cuts = cut(text, &boundary, limits.body_parts)?;
        let gone = self.part_list().iter().filter(|p| self.is_below(p.parent, body)).count();
        let load = Load { parts: cuts.len().saturating_sub(gone), height: 0, numbers: cuts.len() };
        self.room_for_parts(body, cuts.len(), load, limits)?;
        let (length, next_id) = (self.els.text.len(), self.next_id);
        let there = if body == 0 { self.body.bytes } else { self.part(body).map_or(Span::NONE, |p| p.text) };
        let same = there.is_some() && self.text(there) == text;
        let from = if same { there } else { self.els.text.push(text) };
        let read = |&(a, b): &(usize, usize)| self.read_part(body, from.start() + a, from.start() + b, limits).map(|p| p.0);
        match cuts.iter().map(read).collect::<Result<Vec<BodyPart>, Refusal>>() {
            Ok(parts) => {
                let source = self.parts.as_ref().map_or(Span::NONE, |p| p.source);
                self.replace_parts(body, parts);
                if let Some(parts) = &mut self.parts
                    && same
                {
                    parts.source = if body == 0 { from } else { source };
                }
                Ok(())
            }
            Err(refusal) => {
                self.els.text.tail().truncate(length);
                self.next_id = next_id;
                Err(refusal)
            }
        }
    }

    /// Fills a part from its headers, a blank line and its body. Every line before the blank one has to be a header; on error
    /// nothing changes.
    pub fn parse_part(&mut self, number: u16, text: &[u8], limits: &Limits) -> Result<(), Refusal> {
        let parent = self.part(number).ok_or(Refusal::Gone)?.parent;
        let (length, next_id) = (self.els.text.len(), self.next_id);
        let span = self.els.text.push(text);
        match self.read_part(parent, span.start(), span.end(), limits) {
            Ok((new, false)) => {
                self.empty_part(number);
                if let Some(part) = self.part_mut(number) {
                    *part = BodyPart { number, ..new };
                }
                Ok(())
            }
            refused => {
                self.els.text.tail().truncate(length);
                self.next_id = next_id;
                Err(refused.err().unwrap_or(Refusal::Syntax))
            }
        }
    }

    /// A part from text that is there already, by the splitter of messages; and whether a line was no header.
    fn read_part(&mut self, parent: u16, from: usize, to: usize, limits: &Limits) -> Result<(BodyPart, bool), Refusal> {
        let number = self.new_part_number()?;
        let outer = (std::mem::take(&mut self.headers), self.body, self.found, self.limits, self.next_id);
        self.limits = *limits;
        let done = parse::section(self, from, to, Places::new(from));
        let mut headers = std::mem::replace(&mut self.headers, outer.0);
        let (body, found) = (self.body.bytes.start(), self.found);
        (self.body, self.found, self.limits, self.next_id) = (outer.1, outer.2, outer.3, outer.4);
        // all that a header section is refused for are limits
        if done.is_err() || headers.len() >= usize::from(u16::MAX - self.next_id) {
            return Err(Refusal::Limit);
        }
        // a line that goes on from none would be written as a part of the one before it
        let list = headers.change();
        list.retain(|h| h.raw.is_some() || !self.text(h.name_text).first().copied().is_some_and(scan::is_ws));
        for h in list {
            h.id = self.new_id();
        }
        // a Content-Length may say what it will
        let text = Span::new(body.min(to), to);
        Ok((BodyPart { number, parent, headers, has_body: true, text, resized: false }, found.bad_line))
    }

    /// The boundary that cuts the text of a body.
    fn boundary(&mut self, body: u16) -> Result<Vec<u8>, Refusal> {
        let (_, kind) = self.content_type(body).ok_or(Refusal::NotMultipart)?;
        if !self.is_multipart(&kind) {
            return Err(Refusal::NotMultipart);
        }
        let boundary = self.plain_boundary(&kind);
        if boundary.is_empty() { Err(Refusal::Syntax) } else { Ok(boundary) }
    }
    fn is_multipart(&self, kind: &ContentType) -> bool {
        self.text(kind.media).eq_ignore_ascii_case(b"multipart")
    }
    /// Without quotes, and without blanks at its end, which are not told from those of the line.
    fn plain_boundary(&self, kind: &ContentType) -> Vec<u8> {
        unquote(self.text(kind.boundary)).trim_ascii_end().to_vec()
    }

    // ---- writing ----

    /// Lets every body with parts, in and below `body`, be written: gives it a Content-Type that is multipart, with a boundary that
    /// begins no line of its parts. Refused where there is a Content-Type that is not multipart.
    #[inline]
    pub fn settle_parts(&mut self, body: u16) -> Result<(), Refusal> {
        if self.parts.is_none() { Ok(()) } else { self.settle(body, false) }
    }

    fn settle(&mut self, body: u16, force: bool) -> Result<(), Refusal> {
        // a body stands before those that are in it
        let mut bodies: Vec<u16> = Vec::new();
        for part in self.part_list() {
            if bodies.last() != Some(&part.parent) && self.is_below(part.parent, body) && !bodies.contains(&part.parent) {
                bodies.push(part.parent);
            }
        }
        bodies.sort_by_cached_key(|b| {
            std::cmp::Reverse(self.part_list().iter().position(|p| p.number == *b).map_or(0, |n| n + 1))
        });
        bodies.into_iter().try_for_each(|b| self.settle_one(b, force))
    }

    fn settle_one(&mut self, body: u16, force: bool) -> Result<(), Refusal> {
        let kind = self.content_type(body).filter(|(_, kind)| self.is_multipart(kind));
        self.swap_headers(body);
        let named = self.find(Name::ContentType, 0).is_some();
        if named && kind.is_none() && force {
            self.remove_all(Name::ContentType);
        }
        self.swap_headers(body);
        if named && kind.is_none() && !force {
            return Err(Refusal::NotMultipart);
        }
        // each part at the head of a line, as it will be
        let mut text = Vec::new();
        for part in self.parts_of(body) {
            text.push(b'\n');
            self.write_part(part, &mut text);
        }
        let Some((elem, kind)) = kind else {
            let value = [b"multipart/mixed;boundary=", own_boundary(&text).as_slice()].concat();
            self.swap_headers(body);
            self.push(Name::ContentType, &value);
            self.swap_headers(body);
            self.parts_changed();
            // the number of a value is what it is found by when it is written
            self.content_type(body);
            return Ok(());
        };
        let (written, mut boundary) = (self.text(kind.boundary), self.plain_boundary(&kind));
        let fits = !boundary.is_empty() && !begins_a_line(&text, &boundary);
        if fits && (scan::is_token(written) || is_quoted(written)) {
            return Ok(());
        }
        if fits && !scan::is_token(&boundary) {
            let mut quoted = Vec::new();
            quote(&boundary, &mut quoted);
            boundary = quoted;
        } else if !fits {
            boundary = own_boundary(&text);
        }
        let span = self.els.text.push(&boundary);
        if let Some(Value::ContentType(c)) = self.els.item_mut(elem).map(|i| &mut i.value) {
            c.boundary = span;
        }
        self.els.touch(elem);
        self.parts_changed();
        Ok(())
    }

    /// Writes a body; one with parts was settled before.
    pub fn encode_body(&self, body: u16, out: &mut Vec<u8>) {
        if !self.has_parts(body) {
            return out.extend_from_slice(self.body_text(body));
        }
        let headers = if body == 0 { &self.headers } else { self.part(body).map_or(&self.headers, |p| &p.headers) };
        let elem = headers.iter().find(|h| h.name == Name::ContentType).map_or(Elem::NONE, |h| h.elem);
        let boundary = match self.els.item(elem).map(|i| i.value) {
            Some(Value::ContentType(kind)) => self.plain_boundary(&kind),
            _ => Vec::new(),
        };
        for part in self.parts_of(body) {
            out.extend_from_slice(b"--");
            out.extend_from_slice(&boundary);
            out.extend_from_slice(b"\r\n");
            self.write_part(part, out);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"--");
        out.extend_from_slice(&boundary);
        out.extend_from_slice(b"--\r\n");
    }

    /// Writes a part: its headers, a blank line and its body, which was settled before.
    pub fn encode_part(&self, number: u16, out: &mut Vec<u8>) {
        if let Some(part) = self.part(number) {
            self.write_part(part, out);
        }
    }
    fn write_part(&self, part: &BodyPart, out: &mut Vec<u8>) {
        let resized = part.resized && part.headers.iter().any(|h| h.name == Name::ContentLength);
        let mut body = Vec::new();
        if resized {
            self.encode_body(part.number, &mut body);
        }
        write::lines(self, &part.headers, resized.then_some(body.len()), out);
        out.extend_from_slice(b"\r\n");
        if resized {
            out.extend_from_slice(&body);
        } else {
            self.encode_body(part.number, out);
        }
    }

    /// Makes the parts of the body text again: what they were split from if nothing in them changed, or what they are written as.
    /// A Content-Type that is not multipart then goes, for a message with its parts is better than one that cannot be read.
    pub fn join_parts(&mut self) {
        let Some(source) = self.parts.as_ref().map(|p| p.source) else { return };
        if source.is_some() && self.is_still(source) {
            self.parts = None;
            self.body.bytes = source;
            return;
        }
        let _ = self.settle(0, true);
        let mut text = Vec::new();
        self.encode_body(0, &mut text);
        self.set_body(&text);
    }
    /// Whether the parts and the boundary are still what they were when `source` was split.
    fn is_still(&mut self, source: Span) -> bool {
        let changed = |h: &super::message::Header| self.els.item(h.elem).is_some_and(|i| i.dirty);
        if self.part_list().iter().flat_map(|p| p.headers.iter()).any(changed) {
            return false;
        }
        let count = self.parts_of(0).count();
        let boundary = self.boundary(0);
        boundary.and_then(|b| cut(self.text(source), &b, count)).is_ok_and(|cuts| cuts.len() == count)
    }
    /// A copy with its body in one piece.
    pub(super) fn joined(&self) -> Message {
        let mut copy = self.clone();
        copy.join_parts();
        copy
    }
    /// The body as it will be written.
    pub fn body_as_written(&self) -> Cow<'_, [u8]> {
        if self.parts.is_some() { Cow::Owned(self.joined().body().to_vec()) } else { Cow::Borrowed(self.body()) }
    }
}

/// Where the parts are in `text`.
fn cut(text: &[u8], boundary: &[u8], most: usize) -> Result<Vec<(usize, usize)>, Refusal> {
    let mut cuts = Vec::new();
    let mut open: Option<usize> = None;
    let mut pos = 0;
    while pos < text.len() {
        let (line, next) = line_at(text, pos, text.len());
        if let Some(last) = delimiter(text.get(line.start()..line.end()).unwrap_or(&[]), boundary) {
            if let Some(from) = open.take() {
                cuts.push((from, before_line_end(text, from, pos)));
            }
            if last {
                break;
            }
            if cuts.len() >= most {
                return Err(Refusal::Limit);
            }
            open = Some(next);
        }
        pos = next;
    }
    if let Some(from) = open {
        cuts.push((from, text.len()));
    }
    if cuts.is_empty() { Err(Refusal::Syntax) } else { Ok(cuts) }
}

/// Whether a line is a delimiter, and then whether it is the last one.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    match rest.trim_ascii_end() {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

/// The line end before a delimiter belongs to it.
fn before_line_end(text: &[u8], from: usize, to: usize) -> usize {
    match text.get(from..to) {
        Some([.., b'\r', b'\n']) => to - 2,
        Some([.., b'\n']) => to - 1,
        _ => to,
    }
}

/// Whether a line of the text begins as a delimiter does. Each of the lines has a line feed before it.
fn begins_a_line(text: &[u8], boundary: &[u8]) -> bool {
    memchr::memmem::find(text, &[b"\n--", boundary].concat()).is_some()
}

/// A boundary that stands nowhere in the text: the smallest number that is not there.
fn own_boundary(text: &[u8]) -> Vec<u8> {
    let number = |at: usize| {
        let digits = text.get(at + OWN.len()..)?.first_chunk::<8>()?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let taken: BTreeSet<u32> = memchr::memmem::find_iter(text, OWN).filter_map(number).collect();
    let free = taken.iter().zip(0..).find(|(there, n)| **there != *n).map_or(taken.len() as u32, |(_, n)| n);
    [OWN, format!("{free:08x}").as_bytes()].concat()
}
