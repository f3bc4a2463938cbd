//! What handles of bodies and body parts name: numbers of `src/message/parts.rs` in a document.

use super::docs::{self, Doc, DocId, Kind};
use super::enums::RvSipElementsLocation as At;
use super::handle::{Tag, element};
use super::headers_parts::{Clip, room, tidy};
use super::msg_apart::put_apart;
use super::status::Error;
use crate::message::{BodyPart, Limits, Message, Name, Refusal};
use std::ffi::c_int;
use std::ops::{Deref, DerefMut};

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        match refusal {
            Refusal::NotMultipart => Error::IllegalAction,
            Refusal::Syntax => Error::IllegalSyntax,
            Refusal::Limit => Error::OutOfResources,
            Refusal::Gone => Error::InvalidHandle,
        }
    }
}

/// Runs `work` on the document and number of a body.
pub(super) fn with_body<H, R>(body: *mut H, work: impl FnOnce(&mut Doc, DocId, u16) -> Result<R, Error>) -> Result<R, Error> {
    let h = element(body, Tag::Body)?;
    docs::with(h.key(), |doc| {
        let lives = match (h.elem, doc.kind) {
            (0, Kind::Message | Kind::Lent | Kind::Single(Tag::Body)) => has_body(doc, 0),
            (0, _) => false,
            (number, _) => has_body(doc, number),
        };
        if lives { work(doc, h.key(), h.elem) } else { Err(Error::InvalidHandle) }
    })
}

/// Runs `work` on the document and number of a part.
pub(super) fn with_body_part<H, R>(
    part: *mut H,
    work: impl FnOnce(&mut Doc, DocId, u16) -> Result<R, Error>,
) -> Result<R, Error> {
    let h = element(part, Tag::BodyPart)?;
    docs::with(
        h.key(),
        |doc| {
            if doc.msg.part(h.elem).is_some() { work(doc, h.key(), h.elem) } else { Err(Error::InvalidHandle) }
        },
    )
}

/// Whether there is a body object of that number.
pub(super) fn has_body(doc: &Doc, number: u16) -> bool {
    match number {
        0 => doc.has_body || !doc.msg.body().is_empty() || doc.msg.has_parts(0),
        number => doc.msg.part(number).is_some_and(|p| p.has_body),
    }
}

pub(super) fn body_handle<H>(id: DocId, number: u16) -> *mut H {
    docs::name(id, Tag::Body, number).pointer()
}

pub(super) fn part_handle<H>(id: DocId, number: u16) -> *mut H {
    docs::name(id, Tag::BodyPart, number).pointer()
}

/// What a document may hold: the stack's limits in its messages, the usual ones in those of the program.
pub(super) fn limits(doc: &Doc) -> Limits {
    if doc.kind == Kind::Lent { *doc.msg.limits() } else { Limits::default() }
}

/// A document whose header list is, for the time being, that of the part a body belongs to. Nothing for the body of a message.
pub(super) struct Within<'d> {
    doc: &'d mut Doc,
    body: u16,
}

impl<'d> Within<'d> {
    pub fn new(doc: &'d mut Doc, body: u16) -> Within<'d> {
        doc.msg.swap_headers(body);
        Within { doc, body }
    }
}

impl Drop for Within<'_> {
    fn drop(&mut self) {
        self.doc.msg.swap_headers(self.body);
    }
}

impl Deref for Within<'_> {
    type Target = Doc;
    fn deref(&self) -> &Doc {
        self.doc
    }
}

impl DerefMut for Within<'_> {
    fn deref_mut(&mut self) -> &mut Doc {
        self.doc
    }
}

/// Puts new contents into a body or part. A stand-alone object that was filled very often begins anew, so that a program may go on
/// with one for ever.
pub(super) fn fill(
    doc: &mut Doc,
    number: u16,
    work: impl FnOnce(&mut Message, &Limits) -> Result<(), Refusal>,
) -> Result<(), Error> {
    tidy(doc);
    let limits = limits(doc);
    if doc.msg.is_worn() && matches!(doc.kind, Kind::Single(_)) && number == doc.root.0 {
        let mut anew = doc.msg.clone();
        if number == 0 {
            anew.clear_body(0)
        } else {
            anew.empty_part(number)
        }
        anew.tidy();
        room(&anew.els)?;
        work(&mut anew, &limits)?;
        doc.msg = anew;
    } else {
        room(&doc.msg.els)?;
        work(&mut doc.msg, &limits)?;
    }
    if number == 0 {
        doc.has_body = true;
    }
    Ok(())
}

/// A body and its Content-Type, on the way to another document.
pub(super) struct Content {
    copy: Message,
    kind: Option<Clip>,
}

impl Content {
    pub fn take<H>(body: *mut H) -> Result<Content, Error> {
        with_body(body, |doc, _, number| {
            let mut copy = Message::new();
            copy.copy_body(0, &doc.msg, number, &ANY)?;
            let mut doc = Within::new(doc, number);
            let kind = match doc.msg.find(Name::ContentType, 0) {
                Some(index) => {
                    let elem = doc.msg.typed(index);
                    Some(Clip::take(&doc.msg.els, elem)?)
                }
                None => None,
            };
            Ok(Content { copy, kind })
        })
    }
    /// Makes body `number` a copy of it.
    pub fn put(&self, doc: &mut Doc, number: u16) -> Result<(), Error> {
        fill(doc, number, |msg, limits| msg.copy_body(number, &self.copy, 0, limits))?;
        put_apart(&mut Within::new(doc, number), Name::ContentType, self.kind.as_ref())
    }
}

/// A copy of a part in a message of its own, and its number there.
pub(super) fn part_copy<H>(part: *mut H) -> Result<(Message, u16), Error> {
    with_body_part(part, |doc, _, number| {
        let mut copy = Message::new();
        let number = copy.copy_part(0, 0, &doc.msg, number, &ANY)?;
        Ok((copy, number))
    })
}

/// For copies on the way, which hold what was within limits where it came from.
pub(super) const ANY: Limits = Limits {
    message_size: usize::MAX,
    headers: usize::MAX,
    vias: usize::MAX,
    routes: usize::MAX,
    contacts: usize::MAX,
    challenges: usize::MAX,
    params: usize::MAX,
    uri_length: usize::MAX,
    body_parts: usize::MAX,
    body_depth: usize::MAX,
};

/// Where a part is looked for or goes to, among those of a body.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    First,
    Last,
    After(u16),
    Before(u16),
}

impl Place {
    /// `relative` counts for next and previous; it has to be a part of that body.
    pub fn of<H>(doc: &Doc, id: DocId, body: u16, location: c_int, relative: *mut H) -> Result<Place, Error> {
        let neighbour = || {
            let h = element(relative, Tag::BodyPart)?;
            let there = h.key() == id && doc.msg.part(h.elem).is_some_and(|p| p.parent == body);
            if there { Ok(h.elem) } else { Err(Error::InvalidHandle) }
        };
        match location {
            l if l == At::RVSIP_FIRST_ELEMENT as c_int => Ok(Place::First),
            l if l == At::RVSIP_LAST_ELEMENT as c_int => Ok(Place::Last),
            l if l == At::RVSIP_NEXT_ELEMENT as c_int => neighbour().map(Place::After),
            l if l == At::RVSIP_PREV_ELEMENT as c_int => neighbour().map(Place::Before),
            _ => Err(Error::BadParam),
        }
    }
    /// The part that is there.
    pub fn part(self, doc: &Doc, body: u16) -> Option<&BodyPart> {
        let mut parts = doc.msg.parts_of(body);
        match self {
            Place::First => parts.next(),
            Place::Last => parts.next_back(),
            Place::After(n) => {
                parts.find(|p| p.number == n)?;
                parts.next()
            }
            Place::Before(n) => parts.take_while(|p| p.number != n).last(),
        }
    }
    /// How many parts stand before a new one.
    pub fn index(self, doc: &Doc, body: u16) -> usize {
        let at = |n: u16| doc.msg.parts_of(body).position(|p| p.number == n).unwrap_or(0);
        match self {
            Place::First => 0,
            Place::Last => usize::MAX,
            Place::After(n) => at(n) + 1,
            Place::Before(n) => at(n),
        }
    }
}
