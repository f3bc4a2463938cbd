//! Handles are names, not addresses: a 64-bit number made of a type tag and the place and generation of the object in a table.
//!
//! Two layouts share the top six bits, the tag:
//!
//! | kind | bits 63..58 | 57.. | | |
//! |---|---|---|---|---|
//! | object | tag | stack slot (10) | generation (20) | index (28) |
//! | element of a message document | tag | document generation (18) | document index (24) | element (16) |
//!
//! A handle is looked up and compared, never dereferenced. No user-space address has a valid tag in its top bits, so a stray
//! pointer is refused like any other garbage.

use super::status::Error;

#[cfg(not(target_pointer_width = "64"))]
compile_error!("handles need pointers of 64 bits");

/// What a handle names. The numbers are private to one process and may change between releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tag {
    Stack = 1,
    RegClientMgr,
    MsgMgr,
    TranscMgr,
    TransportMgr,
    TransmitterMgr,
    SubsMgr,
    ResolverMgr,
    CallLegMgr,
    Authenticator,
    MidMgr,
    Log,
    RegClient,
    Transc,
    Connection,
    Transmitter,
    LocalAddress,
    AuthObj,
    CallLeg,
    Subs,
    MidTimer,
    Pool,
    Page,
    DnsList,
    TlsEngine,
    Notify,
    Resolver,
    Invite,
    TlsCert,
    RefreshMgr,
    Refresh,
    /// Tags from here on name elements of a message document, see [`ElemHandle`].
    Msg,
    HeaderElem,
    Address,
    Body,
    BodyPart,
    AllowHeader,
    AllowEventsHeader,
    AuthenticationHeader,
    AuthorizationHeader,
    ContactHeader,
    ContentDispositionHeader,
    ContentIdHeader,
    ContentTypeHeader,
    CSeqHeader,
    DateHeader,
    EventHeader,
    ExpiresHeader,
    MinSeHeader,
    OtherHeader,
    PartyHeader,
    RAckHeader,
    ReferToHeader,
    ReferredByHeader,
    ReplacesHeader,
    RetryAfterHeader,
    RouteHopHeader,
    RSeqHeader,
    SessionExpiresHeader,
    SubscriptionStateHeader,
    ViaHeader,
}

const TAGS: [Tag; 61] = [
    Tag::Stack,
    Tag::RegClientMgr,
    Tag::MsgMgr,
    Tag::TranscMgr,
    Tag::TransportMgr,
    Tag::TransmitterMgr,
    Tag::SubsMgr,
    Tag::ResolverMgr,
    Tag::CallLegMgr,
    Tag::Authenticator,
    Tag::MidMgr,
    Tag::Log,
    Tag::RegClient,
    Tag::Transc,
    Tag::Connection,
    Tag::Transmitter,
    Tag::LocalAddress,
    Tag::AuthObj,
    Tag::CallLeg,
    Tag::Subs,
    Tag::MidTimer,
    Tag::Pool,
    Tag::Page,
    Tag::DnsList,
    Tag::TlsEngine,
    Tag::Notify,
    Tag::Resolver,
    Tag::Invite,
    Tag::TlsCert,
    Tag::RefreshMgr,
    Tag::Refresh,
    Tag::Msg,
    Tag::HeaderElem,
    Tag::Address,
    Tag::Body,
    Tag::BodyPart,
    Tag::AllowHeader,
    Tag::AllowEventsHeader,
    Tag::AuthenticationHeader,
    Tag::AuthorizationHeader,
    Tag::ContactHeader,
    Tag::ContentDispositionHeader,
    Tag::ContentIdHeader,
    Tag::ContentTypeHeader,
    Tag::CSeqHeader,
    Tag::DateHeader,
    Tag::EventHeader,
    Tag::ExpiresHeader,
    Tag::MinSeHeader,
    Tag::OtherHeader,
    Tag::PartyHeader,
    Tag::RAckHeader,
    Tag::ReferToHeader,
    Tag::ReferredByHeader,
    Tag::ReplacesHeader,
    Tag::RetryAfterHeader,
    Tag::RouteHopHeader,
    Tag::RSeqHeader,
    Tag::SessionExpiresHeader,
    Tag::SubscriptionStateHeader,
    Tag::ViaHeader,
];

impl Tag {
    /// The tag in the top bits of a handle, if it is one of ours.
    #[inline]
    pub fn of(raw: u64) -> Option<Tag> {
        TAGS.get(((raw >> 58) as usize).wrapping_sub(1)).copied()
    }

    /// Whether handles of this tag have the element layout.
    pub fn is_element(self) -> bool {
        self as u8 >= Tag::Msg as u8
    }
}

/// The number behind a handle of any C type.
pub fn raw<T>(handle: *mut T) -> u64 {
    handle.addr() as u64
}

/// A C handle with this number.
pub fn pointer<T>(raw: u64) -> *mut T {
    std::ptr::without_provenance_mut(raw as usize)
}

/// Name of an object that lives in a table: a stack, a manager, a register-client, a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ObjectHandle {
    pub tag: Tag,
    /// Slot of the owning stack, 0..1024; 0 for objects of the process.
    pub slot: u16,
    /// 20 bits.
    pub generation: u32,
    /// 28 bits.
    pub index: u32,
}

pub const GENERATION_BITS: u32 = 20;
pub const INDEX_BITS: u32 = 28;
pub const SLOT_BITS: u32 = 10;

const fn mask(bits: u32) -> u64 {
    (1 << bits) - 1
}

impl ObjectHandle {
    pub fn pack(self) -> u64 {
        (self.tag as u64) << 58
            | (self.slot as u64 & mask(SLOT_BITS)) << 48
            | (self.generation as u64 & mask(GENERATION_BITS)) << 28
            | (self.index as u64 & mask(INDEX_BITS))
    }

    /// The parts of a number whose tag has the object layout.
    pub fn unpack(raw: u64) -> Option<ObjectHandle> {
        Tag::of(raw).filter(|t| !t.is_element()).map(|tag| ObjectHandle::of(tag, raw))
    }

    fn of(tag: Tag, raw: u64) -> ObjectHandle {
        ObjectHandle {
            tag,
            slot: (raw >> 48 & mask(SLOT_BITS)) as u16,
            generation: (raw >> 28 & mask(GENERATION_BITS)) as u32,
            index: (raw & mask(INDEX_BITS)) as u32,
        }
    }

    /// The C handle of this name.
    pub fn pointer<T>(self) -> *mut T {
        pointer(self.pack())
    }

    /// Where a process-wide [`super::table::Table`] keeps the object.
    pub fn key(self) -> super::table::Key {
        super::table::Key { generation: self.generation, index: self.index }
    }
}

/// Reads a handle that must name an object of kind `tag`: NULL is `NullPtr`, anything else that does not fit `InvalidHandle`.
#[inline]
pub fn object<T>(handle: *mut T, tag: Tag) -> Result<ObjectHandle, Error> {
    let raw = raw(handle);
    if raw >> 58 == tag as u64 && !tag.is_element() {
        return Ok(ObjectHandle::of(tag, raw));
    }
    Err(if handle.is_null() { Error::NullPtr } else { Error::InvalidHandle })
}

/// Reads the handle of an object of the process, such as a pool; these belong to no stack.
#[inline]
pub fn process_object<T>(handle: *mut T, tag: Tag) -> Result<ObjectHandle, Error> {
    object(handle, tag).and_then(|h| if h.slot == 0 { Ok(h) } else { Err(Error::InvalidHandle) })
}

/// Name of a part of a message document: the message itself, a header, an address, a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ElemHandle {
    pub tag: Tag,
    /// 18 bits.
    pub generation: u32,
    /// Index of the document, 24 bits.
    pub doc: u32,
    /// Number of the element within its document.
    pub elem: u16,
}

pub const DOC_GENERATION_BITS: u32 = 18;
pub const DOC_INDEX_BITS: u32 = 24;

impl ElemHandle {
    pub fn pack(self) -> u64 {
        (self.tag as u64) << 58
            | (self.generation as u64 & mask(DOC_GENERATION_BITS)) << 40
            | (self.doc as u64 & mask(DOC_INDEX_BITS)) << 16
            | self.elem as u64
    }

    /// The parts of a number whose tag has the element layout.
    #[inline]
    pub fn unpack(raw: u64) -> Option<ElemHandle> {
        Tag::of(raw).filter(|t| t.is_element()).map(|tag| ElemHandle::of(tag, raw))
    }

    #[inline]
    fn of(tag: Tag, raw: u64) -> ElemHandle {
        ElemHandle {
            tag,
            generation: (raw >> 40 & mask(DOC_GENERATION_BITS)) as u32,
            doc: (raw >> 16 & mask(DOC_INDEX_BITS)) as u32,
            elem: (raw & mask(16)) as u16,
        }
    }

    /// The C handle of this name.
    pub fn pointer<T>(self) -> *mut T {
        pointer(self.pack())
    }

    /// Where the table of documents keeps the document.
    pub fn key(self) -> super::table::Key {
        super::table::Key { generation: self.generation, index: self.doc }
    }
}

/// Reads a handle that must name an element of kind `tag`: NULL is `NullPtr`, anything else that does not fit `InvalidHandle`.
#[inline]
pub fn element<T>(handle: *mut T, tag: Tag) -> Result<ElemHandle, Error> {
    let raw = raw(handle);
    if raw >> 58 == tag as u64 && tag.is_element() {
        return Ok(ElemHandle::of(tag, raw));
    }
    Err(if handle.is_null() { Error::NullPtr } else { Error::InvalidHandle })
}

/// Reads a handle that may name any element, such as a header passed as `void *`.
#[inline]
pub fn any_element<T>(handle: *mut T) -> Result<ElemHandle, Error> {
    if handle.is_null() {
        return Err(Error::NullPtr);
    }
    ElemHandle::unpack(raw(handle)).ok_or(Error::InvalidHandle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_survives_packing_in_its_own_layout() {
        for (i, tag) in TAGS.into_iter().enumerate() {
            assert_eq!(tag as usize, i + 1);
            if tag.is_element() {
                let h = ElemHandle { tag, generation: 0x3ffff, doc: 0xabcdef, elem: 0xfedc };
                assert_eq!(ElemHandle::unpack(h.pack()), Some(h));
                assert_eq!(ObjectHandle::unpack(h.pack()), None);
            } else {
                let h = ObjectHandle { tag, slot: 1023, generation: 0xfffff, index: 0xfff_ffff };
                assert_eq!(ObjectHandle::unpack(h.pack()), Some(h));
                assert_eq!(ElemHandle::unpack(h.pack()), None);
            }
        }
    }

    #[test]
    fn null_garbage_and_foreign_handles_are_refused() {
        let mine = ObjectHandle { tag: Tag::Pool, slot: 0, generation: 1, index: 7 };
        assert_eq!(object::<u8>(std::ptr::null_mut(), Tag::Pool), Err(Error::NullPtr));
        assert_eq!(object::<u8>(pointer(0x7fff_1234_5678), Tag::Pool), Err(Error::InvalidHandle));
        assert_eq!(object::<u8>(pointer(u64::MAX), Tag::Pool), Err(Error::InvalidHandle));
        assert_eq!(object::<u8>(mine.pointer(), Tag::Page), Err(Error::InvalidHandle));
        assert_eq!(object::<u8>(mine.pointer(), Tag::Pool), Ok(mine));
        assert_eq!(element::<u8>(mine.pointer(), Tag::Msg), Err(Error::InvalidHandle));
    }
}
