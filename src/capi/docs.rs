//! The messages and stand-alone headers that C handles point into.
//!
//! A document is a [`Message`]; a stand-alone header, address or body is a message that holds nothing else. Each lives in a
//! slot of a [`Table`]. Work on two documents copies out of the first before it touches the second, so two locks are never held.
//! A document that ends leaves slot and buffers to its thread: after warm-up, making, parsing and ending a message allocates
//! nothing and waits for nobody.

use super::handle::{DOC_GENERATION_BITS, DOC_INDEX_BITS, ElemHandle, Tag, element};
use super::status::Error;
use super::table::{Key, Reserve, Table, with_local};
use crate::message::{Elem, Message};
use std::cell::RefCell;

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
pub struct Doc {
    pub msg: Box<Message>,
    pub kind: Kind,
    /// The value of a stand-alone header or address, the number of a stand-alone body or part.
    pub root: Elem,
    /// A body object was made although it may still be empty.
    pub has_body: bool,
    /// Text of a stand-alone object beyond which what setters left behind is cleared away.
    pub tidy_at: u32,
}

/// What a stand-alone object may gather before it is tidied, in bytes.
const TIDY_AT: u32 = 8192;

/// Chunks of the table: as many as the indexes of handles reach.
const CHUNKS: usize = 1 << (DOC_INDEX_BITS - 10);
static DOCS: Table<Doc, CHUNKS> = Table::new(DOC_GENERATION_BITS, 4_000_000);

/// Spare messages kept a thread, and the buffer size beyond which one is not kept.
const SPARES: usize = 16;
const SPARE_BYTES: usize = 16 * 1024;

/// What a thread keeps for its next documents.
struct Local {
    slots: Reserve,
    #[allow(clippy::vec_box)] // they go out and come back in their boxes
    spare: Vec<Box<Message>>,
}

impl Drop for Local {
    fn drop(&mut self) {
        DOCS.give_back_all(&mut self.slots);
    }
}

thread_local! {
    static LOCAL: RefCell<Local> = const { RefCell::new(Local { slots: Reserve::empty(), spare: Vec::new() }) };
}

impl Local {
    fn keep(&mut self, mut msg: Box<Message>) {
        if self.spare.len() < SPARES {
            msg.clear();
            self.spare.push(msg);
        }
    }
}

/// Whether a message is small enough to be kept for the next one.
fn is_spare(msg: &Message) -> bool {
    msg.els.text.capacity() <= SPARE_BYTES && msg.els.items.capacity() <= 512 && msg.headers.capacity() <= 512
}

/// An empty message, with the buffers of an earlier one where there is one.
pub fn fresh() -> Box<Message> {
    with_local(&LOCAL, |l| l.spare.pop()).flatten().unwrap_or_default()
}

/// Gives a message's buffers back for the next [`fresh`].
pub fn recycle(msg: Box<Message>) {
    if is_spare(&msg) {
        with_local(&LOCAL, |l| l.keep(msg));
    }
}

/// How many documents may live at once; a further one is refused with `OutOfResources`.
pub fn set_limit(documents: u32) {
    DOCS.set_limit(documents);
}

/// How many documents may live at once.
pub fn limit() -> usize {
    DOCS.limit() as usize
}

/// Number of documents that live now. Counts them one by one.
pub fn live() -> usize {
    DOCS.keys().len()
}

#[inline(always)]
fn insert(slot: Option<u32>, msg: Box<Message>, kind: Kind) -> Result<DocId, (Error, Box<Message>)> {
    match DOCS.place(slot) {
        Some(place) => Ok(place.fill(Doc { msg, kind, root: Elem::NONE, has_body: false, tidy_at: TIDY_AT })),
        None => Err((Error::OutOfResources, msg)),
    }
}

/// A new empty document.
#[inline]
pub fn create(kind: Kind) -> Result<DocId, Error> {
    let (index, msg) = with_local(&LOCAL, |l| (l.slots.take(), l.spare.pop())).unwrap_or_default();
    insert(index, msg.unwrap_or_default(), kind).map_err(|(error, msg)| {
        recycle(msg);
        error
    })
}

/// Shows a message of the stack to the application, as [`Kind::Lent`]. Comes back with [`take`]; on failure with the error.
pub fn put(msg: Box<Message>) -> Result<DocId, (Error, Box<Message>)> {
    insert(with_local(&LOCAL, |l| l.slots.take()).flatten(), msg, Kind::Lent)
}

/// Takes a message back from the application; all handles into it are dead from now on. `None` when it is gone already.
/// A body that was split comes back in one piece, for the stack knows no parts, and what was changed as the text it reads.
pub fn take(id: DocId) -> Option<Box<Message>> {
    let mut doc = DOCS.take_if(id, |_| true)?;
    if with_local(&LOCAL, |l| DOCS.keep(&mut l.slots, id.index)).is_none() {
        DOCS.give_back(id.index);
    }
    doc.msg.join_parts();
    doc.msg.settle_values();
    Some(doc.msg)
}

/// Ends a document of any kind and keeps its buffers. False when it was gone already.
pub fn destroy(id: DocId) -> bool {
    destroy_if(id, |_| true)
}

/// Ends a document of which `wanted` agrees.
pub fn destroy_if(id: DocId, wanted: impl FnOnce(&Doc) -> bool) -> bool {
    let Some(doc) = DOCS.take_if(id, |doc| wanted(doc)) else { return false };
    let kept = with_local(&LOCAL, |l| {
        DOCS.keep(&mut l.slots, id.index);
        if is_spare(&doc.msg) {
            l.keep(doc.msg);
        }
    });
    if kept.is_none() {
        DOCS.give_back(id.index);
    }
    true
}

/// Runs `body` on a document while its lock is held. `body` must not ask for this document again.
#[inline]
pub fn with<R>(id: DocId, body: impl FnOnce(&mut Doc) -> Result<R, Error>) -> Result<R, Error> {
    DOCS.with(id, body).unwrap_or(Err(Error::InvalidHandle))
}

/// The number of an element's handle.
#[inline]
pub fn name(id: DocId, tag: Tag, elem: u16) -> ElemHandle {
    ElemHandle { tag, generation: id.generation, doc: id.index, elem }
}

/// The handle of the message of a document (made by [`put`] or [`create`]).
pub fn msg_handle<T>(id: DocId) -> *mut T {
    name(id, Tag::Msg, 0).pointer()
}

/// Which document a message handle names. Whether it lives is told by [`with`].
#[inline]
pub fn msg_id<T>(handle: *mut T) -> Result<DocId, Error> {
    let h = element(handle, Tag::Msg)?;
    if h.elem == 0 { Ok(h.key()) } else { Err(Error::InvalidHandle) }
}

/// Runs `body` on the message of a handle.
#[inline]
pub fn with_msg<T, R>(handle: *mut T, body: impl FnOnce(&mut Doc) -> Result<R, Error>) -> Result<R, Error> {
    with(msg_id(handle)?, |doc| if matches!(doc.kind, Kind::Single(_)) { Err(Error::InvalidHandle) } else { body(doc) })
}

/// A copy of the message of a handle, for the stack, with its body in one piece.
pub fn clone_msg<T>(handle: *mut T) -> Result<Message, Error> {
    let mut copy = with_msg(handle, |doc| Ok((*doc.msg).clone()))?;
    copy.join_parts();
    copy.settle_values();
    Ok(copy)
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
    fn a_slot_is_not_used_again_at_once_and_never_under_its_old_name() {
        let first = create(Kind::Message).unwrap();
        destroy(first);
        for _ in 0..500 {
            let id = create(Kind::Message).unwrap();
            assert_ne!(id, first);
            assert!(with(first, |_| Ok(())).is_err());
            destroy(id);
        }
    }

    #[test]
    fn threads_work_on_one_document_in_turn_and_leave_their_slots_to_others() {
        let id = create(Kind::Message).unwrap();
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    for _ in 0..1000 {
                        with(id, |d| Ok(d.msg.push(Name::Supported, b"path"))).unwrap();
                        let mine = create(Kind::Message).unwrap();
                        assert!(destroy(mine));
                    }
                });
            }
        });
        assert_eq!(with(id, |d| Ok(d.msg.headers.len())), Ok(4000));
        assert!(live() >= 1);
        destroy(id);
    }

    #[test]
    fn a_body_that_panics_leaves_the_document_usable() {
        let id = create(Kind::Message).unwrap();
        let caught = std::panic::catch_unwind(|| with(id, |_| -> Result<(), Error> { panic!("a fault") }));
        assert!(caught.is_err());
        assert_eq!(with(id, |_| Ok(())), Ok(()));
        destroy(id);
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
