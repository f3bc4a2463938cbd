//! Parts of multipart bodies, as a flat list in their message.
//!
//! A body is named by a number: 0 is the message's own, any other that of the part it belongs to. Text and typed values of parts
//! lie with those of the message, so a header in a part is found and changed like any other. Numbers of parts and of headers
//! come from one counter and are not used again.

use super::headers::Headers;
use super::message::{Body, Header, Limits, Message};
use super::name::Name;
use super::text::{Span, Text};
use super::typed::{copy_item, each_span};
use super::value::{ContentType, Elem, Elements, Value};
use std::collections::HashSet;

/// Why parts are not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The body has no Content-Type, or one that is not multipart.
    NotMultipart,
    /// Text that is no such body or part.
    Syntax,
    /// Beyond a limit.
    Limit,
    /// No such body or part.
    Gone,
}

/// Levels of nesting that no limit goes beyond: writing goes down them by recursion.
const DEEPEST: usize = 64;
/// Where numbers begin to run out.
const LAST: u16 = 65_000;
/// Half of the numbers: beyond it an object that is filled again and again begins anew.
const HALF: usize = 32_768;

/// One part of a multipart body.
#[derive(Clone, Debug, Default)]
pub struct BodyPart {
    /// Its number, and that of its body.
    pub number: u16,
    /// Number of the body it is in.
    pub parent: u16,
    pub headers: Headers,
    /// A body object was made, although it may be empty.
    pub has_body: bool,
    /// The body as text; unset once it has parts.
    pub(super) text: Span,
    /// The body is not the one that came with the headers, so that a Content-Length among them is wrong.
    pub(super) resized: bool,
}

/// What is to be put into a body: parts in all, levels of bodies with parts below that body, numbers of parts and headers.
#[derive(Clone, Copy, Default)]
pub(super) struct Load {
    pub parts: usize,
    pub height: usize,
    pub numbers: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// A part stands behind the one it is in, and before later ones of the same body.
    pub list: Vec<BodyPart>,
    /// What the message's own body was split from, while the parts are still what it says.
    pub source: Span,
}

impl Message {
    // ---- reading ----

    pub fn part(&self, number: u16) -> Option<&BodyPart> {
        self.part_list().iter().find(|p| p.number == number)
    }
    pub(super) fn part_mut(&mut self, number: u16) -> Option<&mut BodyPart> {
        self.parts.as_mut()?.list.iter_mut().find(|p| p.number == number)
    }
    pub(super) fn part_list(&self) -> &[BodyPart] {
        self.parts.as_ref().map_or(&[], |p| p.list.as_slice())
    }
    /// The parts of a body in their order.
    pub fn parts_of(&self, body: u16) -> impl DoubleEndedIterator<Item = &BodyPart> {
        self.part_list().iter().filter(move |p| p.parent == body)
    }
    pub fn has_parts(&self, body: u16) -> bool {
        self.parts_of(body).next().is_some()
    }
    /// The text of a body; empty once it has parts.
    pub fn body_text(&self, body: u16) -> &[u8] {
        if body == 0 { self.body() } else { self.part(body).map_or(&[], |p| self.text(p.text)) }
    }
    /// Which level a body is on: 1 is the message's own.
    fn level(&self, body: u16) -> usize {
        let (mut level, mut at) = (1, body);
        while let Some(part) = self.part(at) {
            (level, at) = (level + 1, part.parent);
        }
        level
    }
    /// Whether `number` is a body, or in one, that is `body` or below it.
    pub(super) fn is_below(&self, mut number: u16, body: u16) -> bool {
        while number != body {
            match self.part(number) {
                Some(part) => number = part.parent,
                None => return false,
            }
        }
        true
    }
    /// The Content-Type of a body with its number, unless it is missing or bad syntax.
    pub(super) fn content_type(&mut self, body: u16) -> Option<(Elem, ContentType)> {
        self.swap_headers(body);
        let elem = self.find(Name::ContentType, 0).map_or(Elem::NONE, |i| self.typed(i));
        self.swap_headers(body);
        match self.els.item(elem)? {
            item if item.bad.is_some() => None,
            item => {
                if let Value::ContentType(c) = item.value {
                    Some((elem, c))
                } else {
                    None
                }
            }
        }
    }

    // ---- header lists ----

    /// Puts the header list of a part in the place of the message's, so that what works on that works on the part's; the same
    /// call undoes it. Nothing happens for the message's own body. Between the two calls nothing must be written or split.
    pub fn swap_headers(&mut self, body: u16) {
        let Message { headers, parts, .. } = self;
        if body != 0
            && let Some(part) = parts.as_mut().and_then(|p| p.list.iter_mut().find(|p| p.number == body))
        {
            std::mem::swap(headers, &mut part.headers);
        }
    }
    /// The header that has a typed value, in the message or in a part.
    pub fn header_of(&self, elem: Elem) -> Option<&Header> {
        let mut all = self.headers.iter().chain(self.part_list().iter().flat_map(|p| p.headers.iter()));
        all.find(|h| h.elem == elem)
    }
    /// The same to change it, as the list it is in and its place there.
    pub fn header_place(&mut self, elem: Elem) -> Option<(&mut Vec<Header>, usize)> {
        if let Some(at) = self.headers.iter().position(|h| h.elem == elem) {
            return Some((self.headers.change(), at));
        }
        let parts = self.parts.as_mut()?;
        let (n, at) =
            parts.list.iter().enumerate().find_map(|(n, p)| Some((n, p.headers.iter().position(|h| h.elem == elem)?)))?;
        parts.source = Span::NONE;
        parts.list.get_mut(n).map(|p| (p.headers.change(), at))
    }
    /// To be told when the headers of a part are changed through [`Message::swap_headers`].
    pub fn parts_changed(&mut self) {
        if let Some(parts) = &mut self.parts {
            parts.source = Span::NONE;
        }
    }

    // ---- changing ----

    pub(super) fn new_part_number(&mut self) -> Result<u16, Refusal> {
        if self.next_id < LAST { Ok(self.new_id() + 1) } else { Err(Refusal::Limit) }
    }
    fn new_part(&mut self, parent: u16) -> Result<BodyPart, Refusal> {
        Ok(BodyPart { number: self.new_part_number()?, parent, ..BodyPart::default() })
    }
    /// Refuses what is beyond a limit: `siblings` parts in a body, with what else comes with them.
    pub(super) fn room_for_parts(&self, body: u16, siblings: usize, more: Load, limits: &Limits) -> Result<(), Refusal> {
        if body != 0 && self.part(body).is_none() {
            return Err(Refusal::Gone);
        }
        let depth = limits.body_depth.min(DEEPEST);
        let fits = siblings <= limits.body_parts
            && self.level(body) + more.height <= depth
            && self.part_list().len() + more.parts <= limits.body_parts.saturating_mul(depth)
            && usize::from(self.next_id) + more.numbers < LAST.into();
        if fits { Ok(()) } else { Err(Refusal::Limit) }
    }
    /// What a body holds.
    fn load(&self, body: u16) -> Load {
        let below = || self.part_list().iter().filter(|p| self.is_below(p.parent, body));
        let numbers = below().map(|p| 1 + p.headers.len()).sum();
        let base = self.level(body);
        let height = below().map(|p| self.level(p.parent) + 1 - base).max().unwrap_or(0);
        Load { parts: below().count(), height, numbers }
    }
    /// Makes an empty part, the `at`-th of its body, whose text is dropped. Returns its number.
    pub fn add_part(&mut self, body: u16, at: usize, limits: &Limits) -> Result<u16, Refusal> {
        self.room_for_parts(body, self.parts_of(body).count() + 1, Load { parts: 1, height: 0, numbers: 1 }, limits)?;
        let part = self.new_part(body)?;
        let number = part.number;
        self.set_text(body, Span::NONE);
        self.place_part(at, part);
        Ok(number)
    }
    fn place_part(&mut self, at: usize, part: BodyPart) {
        let parts = self.parts.get_or_insert_default();
        parts.source = Span::NONE;
        let place = parts.list.iter().enumerate().filter(|(_, p)| p.parent == part.parent).nth(at);
        let place = place.map_or(parts.list.len(), |(i, _)| i);
        parts.list.insert(place, part);
    }
    /// Puts new parts in place of those a body has.
    pub(super) fn replace_parts(&mut self, body: u16, new: Vec<BodyPart>) {
        self.remove_parts(body);
        self.set_text(body, Span::NONE);
        self.parts.get_or_insert_default().list.extend(new);
    }
    /// Takes a part out; it and all that is in it are dead from then on.
    pub fn remove_part(&mut self, number: u16) {
        let body = self.part(number).map(|p| p.parent);
        self.remove_where(|p, gone| p.number == number || gone.contains(&p.parent));
        if let Some(part) = body.and_then(|b| self.part_mut(b)) {
            part.resized = true;
        }
    }
    /// Takes all parts of a body out.
    pub fn remove_parts(&mut self, body: u16) {
        if self.parts.is_some() {
            self.remove_where(|p, gone| p.parent == body || gone.contains(&p.parent));
        }
    }
    fn remove_where(&mut self, wanted: impl Fn(&BodyPart, &HashSet<u16>) -> bool) {
        let Message { parts: Some(parts), els, .. } = self else { return };
        let mut gone = HashSet::new();
        let mut dead = Vec::new();
        parts.list.retain(|p| {
            let goes = wanted(p, &gone);
            if goes {
                gone.insert(p.number);
                dead.extend(p.headers.iter().map(|h| h.elem));
            }
            !goes
        });
        els.kill_all(dead.into_iter());
        if !gone.is_empty() {
            parts.source = Span::NONE;
        }
        if parts.list.is_empty() {
            self.parts = None;
        }
    }
    /// Sets the text of a body, in place of text or parts it has.
    pub fn set_body_text(&mut self, body: u16, bytes: &[u8]) {
        self.remove_parts(body);
        let text = self.els.text.push(bytes);
        self.set_text(body, text);
    }
    /// Empties a body. Its Content-Type stays.
    pub fn clear_body(&mut self, body: u16) {
        self.remove_parts(body);
        self.set_text(body, Span::NONE);
    }
    pub(super) fn set_text(&mut self, body: u16, text: Span) {
        self.parts_changed();
        if body == 0 {
            self.body = Body { bytes: text };
        } else if let Some(part) = self.part_mut(body) {
            (part.text, part.has_body, part.resized) = (text, true, true);
        }
    }
    /// Takes the body object of a part away, Content-Type included.
    pub fn remove_body(&mut self, body: u16) {
        self.clear_body(body);
        self.swap_headers(body);
        self.remove_all(Name::ContentType);
        self.swap_headers(body);
        if let Some(part) = self.part_mut(body) {
            part.has_body = false;
        }
    }

    // ---- copying ----

    /// Copies text or parts of a body of another message into a body of this one. Its Content-Type stays as it is.
    pub fn copy_body(&mut self, body: u16, from: &Message, source: u16, limits: &Limits) -> Result<(), Refusal> {
        let count = from.parts_of(source).count();
        if count > 0 {
            let load = from.load(source);
            self.room_for_parts(body, count, Load { height: load.height - 1, ..load }, limits)?;
        }
        self.clear_body(body);
        if !from.body_text(source).is_empty() {
            self.set_body_text(body, from.body_text(source));
        }
        self.copy_below(body, from, source)
    }
    /// Copies a part of another message, as the `at`-th of a body. Returns its number.
    pub fn copy_part(&mut self, body: u16, at: usize, from: &Message, source: u16, limits: &Limits) -> Result<u16, Refusal> {
        let headers = from.part(source).ok_or(Refusal::Gone)?.headers.len();
        let load = from.load(source);
        let load = Load { parts: load.parts + 1, numbers: load.numbers + headers + 1, ..load };
        self.room_for_parts(body, self.parts_of(body).count() + 1, load, limits)?;
        let part = self.new_part(body)?;
        let number = part.number;
        self.set_text(body, Span::NONE);
        self.place_part(at, part);
        self.fill_part(number, from, source)?;
        Ok(number)
    }
    /// Makes a part that is there a copy of a part of another message.
    pub fn copy_part_into(&mut self, number: u16, from: &Message, source: u16, limits: &Limits) -> Result<(), Refusal> {
        let headers = from.part(source).ok_or(Refusal::Gone)?.headers.len();
        let count = from.parts_of(source).count();
        if count > 0 {
            let load = from.load(source);
            let load = Load { height: load.height - 1, numbers: load.numbers + headers, ..load };
            self.room_for_parts(number, count, load, limits)?;
        }
        self.empty_part(number);
        self.fill_part(number, from, source)
    }
    /// Takes headers and body out of a part.
    pub fn empty_part(&mut self, number: u16) {
        self.clear_body(number);
        let Some(part) = self.part_mut(number) else { return };
        let headers = std::mem::take(&mut part.headers);
        (part.has_body, part.resized) = (false, false);
        self.els.kill_all(headers.iter().map(|h| h.elem));
    }
    fn fill_part(&mut self, number: u16, from: &Message, source: u16) -> Result<(), Refusal> {
        let part = from.part(source).ok_or(Refusal::Gone)?;
        let headers = self.copy_headers(from, &part.headers);
        let text = part.text;
        let text = if text.is_some() { self.els.text.push(from.text(text)) } else { text };
        let (has_body, resized) = (part.has_body, part.resized);
        if let Some(part) = self.part_mut(number) {
            (part.headers, part.text, part.has_body, part.resized) = (headers.into(), text, has_body, resized);
        }
        self.copy_below(number, from, source)
    }
    /// The limits were looked at before.
    fn copy_below(&mut self, body: u16, from: &Message, source: u16) -> Result<(), Refusal> {
        for part in from.parts_of(source) {
            let new = self.new_part(body)?;
            let number = new.number;
            self.place_part(usize::MAX, new);
            self.fill_part(number, from, part.number)?;
        }
        Ok(())
    }
    fn copy_headers(&mut self, from: &Message, headers: &[Header]) -> Vec<Header> {
        let mut copies = Vec::with_capacity(headers.len());
        for h in headers {
            let mut copy = |s: Span| if s.is_some() { self.els.text.push(from.text(s)) } else { s };
            let (name_text, raw) = (copy(h.name_text), copy(h.raw));
            let elem = copy_item(&mut self.els, &from.els, h.elem, Elem::NONE);
            copies.push(Header { id: self.new_id(), neat: false, name_text, raw, elem, ..*h });
        }
        copies
    }

    // ---- objects that are filled again and again ----

    /// Leaves text behind that nothing uses any more, and numbers too once half of them were given out. Not for messages: what their
    /// start line says is not kept.
    pub fn tidy(&mut self) {
        self.els.forget_swaps();
        let Message { els: Elements { text, items, .. }, headers, body, parts, next_id, .. } = self;
        let mut kept = Text::new();
        let mut keep = |s: &mut Span| {
            if s.is_some() {
                *s = kept.push(text.get(*s));
            }
        };
        for item in items.iter_mut().filter(|i| !i.dead) {
            each_span(&mut item.value, &mut keep);
            keep(&mut item.bad);
        }
        keep(&mut body.bytes);
        let mut last = 0;
        let mut list = |headers: &mut Headers| {
            for h in headers.change() {
                last = last.max(h.id);
                h.neat = false;
                keep(&mut h.name_text);
                keep(&mut h.raw);
            }
        };
        list(headers);
        for part in parts.iter_mut().flat_map(|p| p.list.iter_mut()) {
            list(&mut part.headers);
        }
        for part in parts.iter_mut().flat_map(|p| p.list.iter_mut()) {
            keep(&mut part.text);
            last = last.max(part.number);
        }
        if let Some(parts) = parts {
            parts.source = Span::NONE;
        }
        *text = kept;
        if usize::from(*next_id) > HALF {
            *next_id = last + 1;
        }
        if items.len() > HALF {
            let alive = items.iter().rposition(|i| !i.dead).map_or(0, |n| n + 1);
            items.truncate(alive);
        }
    }
    /// Whether [`Message::tidy`] would get numbers back.
    pub fn is_worn(&self) -> bool {
        usize::from(self.next_id) > HALF || self.els.items.len() > HALF
    }
}
