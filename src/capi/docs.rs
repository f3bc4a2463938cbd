//! The messages and stand-alone headers that C handles point into.
//!
//! A document is a [`Message`]; a stand-alone header, address or body is a message that holds nothing else. Looking one up takes
//! no lock but its own. Work on two documents copies out of the first before it touches the second, so two locks are never held.
//! A document that ends leaves its buffers to the next one of its thread: after warm-up, making, parsing and ending a message
//! allocates nothing.

use super::handle::{DOC_GENERATION_BITS, DOC_INDEX_BITS, ElemHandle, Tag, element};
use super::status::Error;
use super::table::{Key, Table};
use crate::message::{Elem, Message};
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Name of a document: where it lives and which of those that lived there it is.
pub type DocId = Key;

/// What a document is, and so which calls end it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A message of the application: RvSipMsgDestruct ends it.
    Message,
    /// A message the stack lends to the application: only the stack ends it.
    Lent,
    /// One header, address or body, whose handles have this tag.
    Single(Tag),
}

/// One document.
#[derive(Debug)]
pub struct Doc {
    pub msg: Box<Message>,
    pub kind: Kind,
    /// The value of a stand-alone header or address.
    pub root: Elem,
    /// A body object was made although it may still be empty.
    pub has_body: bool,
}

static DOCS: Table<Doc> = Table::new(DOC_GENERATION_BITS, (1 << DOC_INDEX_BITS) - 1);
static LIMIT: AtomicUsize = AtomicUsize::new(4_000_000);

/// Spare messages kept a thread, and the buffer size beyond which one is not kept.
const SPARES: usize = 16;
const SPARE_BYTES: usize = 16 * 1024;

thread_local! {
    static SPARE: RefCell<Vec<Box<Message>>> = const { RefCell::new(Vec::new()) };
}

/// An empty message, with the buffers of an earlier one where there is one.
pub fn fresh() -> Box<Message> {
    SPARE.try_with(|s| s.try_borrow_mut().ok().and_then(|mut s| s.pop())).ok().flatten().unwrap_or_default()
}

/// Gives a message's buffers back for the next [`fresh`].
pub fn recycle(mut msg: Box<Message>) {
    if msg.els.text.capacity() > SPARE_BYTES || msg.els.items.capacity() > 512 || msg.headers.capacity() > 512 {
        return;
    }
    let _ = SPARE.try_with(|s| {
        if let Ok(mut s) = s.try_borrow_mut()
            && s.len() < SPARES
        {
            msg.clear();
            s.push(msg);
        }
    });
}

/// How many documents may live at once; a further one is refused with `OutOfResources`.
pub fn set_limit(documents: usize) {
    LIMIT.store(documents, Ordering::Relaxed);
}

/// How many documents may live at once.
pub fn limit() -> usize {
    LIMIT.load(Ordering::Relaxed)
}

/// Number of documents that live now.
pub fn live() -> usize {
    DOCS.len()
}

fn insert(msg: Box<Message>, kind: Kind) -> Result<DocId, (Error, Box<Message>)> {
    if DOCS.len() >= LIMIT.load(Ordering::Relaxed) {
        return Err((Error::OutOfResources, msg));
    }
    let mut doc = Some(Doc { msg, kind, root: Elem::NONE, has_body: false });
    let key = DOCS.insert_with(|_| doc.take().unwrap_or_else(|| Doc { msg: fresh(), kind, root: Elem::NONE, has_body: false }));
    match (key, doc) {
        (Some(key), _) => Ok(key),
        (None, Some(doc)) => Err((Error::OutOfResources, doc.msg)),
        (None, None) => Err((Error::OutOfResources, fresh())),
    }
}

/// A new empty document.
pub fn create(kind: Kind) -> Result<DocId, Error> {
    insert(fresh(), kind).map_err(|(error, msg)| {
        recycle(msg);
        error
    })
}

/// Shows a message of the stack to the application, as [`Kind::Lent`]. Comes back with [`take`]; on failure with the error.
pub fn put(msg: Box<Message>) -> Result<DocId, (Error, Box<Message>)> {
    insert(msg, Kind::Lent)
}

/// Takes a message back from the application; all handles into it are dead from now on. `None` when it is gone already.
pub fn take(id: DocId) -> Option<Box<Message>> {
    DOCS.remove(id).map(|d| d.msg)
}

/// Ends a document of any kind and keeps its buffers. False when it was gone already.
pub fn destroy(id: DocId) -> bool {
    destroy_if(id, |_| true)
}

/// Ends a document of which `wanted` agrees.
pub fn destroy_if(id: DocId, wanted: impl FnOnce(&Doc) -> bool) -> bool {
    match DOCS.remove_if(id, |d| wanted(d)) {
        Some(doc) => {
            recycle(doc.msg);
            true
        }
        None => false,
    }
}

/// Runs `body` on a document while its lock is held. `body` must not ask for this document again.
pub fn with<R>(id: DocId, body: impl FnOnce(&mut Doc) -> Result<R, Error>) -> Result<R, Error> {
    DOCS.with(id, body).unwrap_or(Err(Error::InvalidHandle))
}

/// The number of an element's handle.
pub fn name(id: DocId, tag: Tag, elem: u16) -> ElemHandle {
    ElemHandle { tag, generation: id.generation, doc: id.index, elem }
}

/// The handle of the message of a document (made by [`put`] or [`create`]).
pub fn msg_handle<T>(id: DocId) -> *mut T {
    name(id, Tag::Msg, 0).pointer()
}

/// Which document a message handle names. Whether it lives is told by [`with`].
pub fn msg_id<T>(handle: *mut T) -> Result<DocId, Error> {
    let h = element(handle, Tag::Msg)?;
    if h.elem == 0 { Ok(h.key()) } else { Err(Error::InvalidHandle) }
}

/// Runs `body` on the message of a handle.
pub fn with_msg<T, R>(handle: *mut T, body: impl FnOnce(&mut Doc) -> Result<R, Error>) -> Result<R, Error> {
    with(msg_id(handle)?, |doc| if matches!(doc.kind, Kind::Single(_)) { Err(Error::InvalidHandle) } else { body(doc) })
}

/// A copy of the message of a handle, for the stack.
pub fn clone_msg<T>(handle: *mut T) -> Result<Message, Error> {
    with_msg(handle, |doc| Ok((*doc.msg).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Name;

    #[test]
    fn a_message_of_the_stack_comes_back_and_its_handle_dies() {
        let mut msg = fresh();
        msg.push(Name::CallId, b"abc");
        let id = put(msg).unwrap();
        let handle = msg_handle::<u8>(id);
        assert_eq!(with_msg(handle, |d| Ok(d.msg.headers.len())), Ok(1));
        assert!(!destroy_if(id, |d| d.kind == Kind::Message));
        let back = take(id).unwrap();
        assert_eq!(back.call_id(), Some(&b"abc"[..]));
        assert_eq!(with_msg(handle, |_| Ok(())), Err(Error::InvalidHandle));
        assert!(take(id).is_none());
    }

    #[test]
    fn a_spare_message_is_empty() {
        let id = create(Kind::Message).unwrap();
        with(id, |d| Ok(d.msg.push(Name::CallId, b"abc"))).unwrap();
        assert!(destroy(id));
        assert!(fresh().headers.is_empty());
        assert!(!destroy(id));
    }
}
