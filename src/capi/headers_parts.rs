//! Which Rust value each kind of header and address handle stands for, and copying values between documents.

use super::docs::{self, Doc, Kind};
use super::enums::{RvSipAddressType, RvSipHeaderType};
use super::handle::{Tag, element};
use super::status::Error;
use crate::message::*;
use std::ffi::c_int;

/// Something a C handle can name: the fields its functions read and write.
pub trait Part {
    type Fields;
    const TAG: Tag;
    /// Header name of an object made on its own.
    const NAME: Name;
    fn blank() -> Value;
    /// The fields, unless the value is of another kind.
    fn of(value: &Value) -> Option<&Self::Fields>;
    fn of_mut(value: &mut Value) -> Option<&mut Self::Fields>;
    /// Whether a handle of this kind may name that value.
    fn fits(value: &Value) -> bool {
        Self::of(value).is_some()
    }
    /// After a field was set.
    fn changed(_: &mut Self::Fields) {}
}

macro_rules! header_part {
    ($($value:ident $tag:ident $name:ident;)*) => {
        $(impl Part for $value {
            type Fields = $value;
            const TAG: Tag = Tag::$tag;
            const NAME: Name = Name::$name;
            fn blank() -> Value {
                Value::$value($value::default())
            }
            fn of(value: &Value) -> Option<&$value> {
                if let Value::$value(v) = value { Some(v) } else { None }
            }
            fn of_mut(value: &mut Value) -> Option<&mut $value> {
                if let Value::$value(v) = value { Some(v) } else { None }
            }
        })*
    };
}

header_part! {
    Allow AllowHeader Allow;
    Challenge AuthenticationHeader WwwAuthenticate;
    Credentials AuthorizationHeader Authorization;
    Contact ContactHeader Contact;
    ContentDisposition ContentDispositionHeader ContentDisposition;
    ContentType ContentTypeHeader ContentType;
    CSeq CSeqHeader CSeq;
    Date DateHeader Date;
    Expires ExpiresHeader Expires;
    Party PartyHeader To;
    RetryAfter RetryAfterHeader RetryAfter;
    RouteHop RouteHopHeader Route;
    Via ViaHeader Via;
    Event EventHeader Event;
    AllowEvents AllowEventsHeader AllowEvents;
    MinSe MinSeHeader MinSE;
    SessionExpires SessionExpiresHeader SessionExpires;
    RSeq RSeqHeader RSeq;
    RAck RAckHeader RAck;
    ReferTo ReferToHeader ReferTo;
    ReferredBy ReferredByHeader ReferredBy;
    Replaces ReplacesHeader Replaces;
    SubscriptionState SubscriptionStateHeader SubscriptionState;
}

/// An Other handle may also name a header that has a type: looked up by name, it shows as name and value text.
impl Part for Other {
    type Fields = Other;
    const TAG: Tag = Tag::OtherHeader;
    const NAME: Name = Name::Other;
    fn blank() -> Value {
        Value::Other(Other::default())
    }
    fn of(value: &Value) -> Option<&Other> {
        if let Value::Other(v) = value { Some(v) } else { None }
    }
    fn of_mut(value: &mut Value) -> Option<&mut Other> {
        if let Value::Other(v) = value { Some(v) } else { None }
    }
    fn fits(value: &Value) -> bool {
        !matches!(value, Value::Uri(_))
    }
}

macro_rules! address_part {
    ($($(#[$doc:meta])* $part:ident $scheme:ident ($schemes:pat);)*) => {
        $($(#[$doc])*
        pub enum $part {}
        impl Part for $part {
            type Fields = Uri;
            const TAG: Tag = Tag::Address;
            const NAME: Name = Name::Other;
            fn blank() -> Value {
                Value::Uri(blank_uri(Scheme::$scheme))
            }
            fn of(value: &Value) -> Option<&Uri> {
                match value {
                    Value::Uri(u) if matches!(u.scheme, $schemes) => Some(u),
                    _ => None,
                }
            }
            fn of_mut(value: &mut Value) -> Option<&mut Uri> {
                match value {
                    Value::Uri(u) if matches!(u.scheme, $schemes) => Some(u),
                    _ => None,
                }
            }
            fn fits(value: &Value) -> bool {
                matches!(value, Value::Uri(_))
            }
            fn changed(uri: &mut Uri) {
                uri.whole = Span::NONE;
            }
        })*
    };
}

address_part! {
    /// Addresses with user and host.
    Url Sip (Scheme::Sip | Scheme::Sips | Scheme::Im | Scheme::Pres);
    /// Telephone numbers.
    Tel Tel (Scheme::Tel);
    /// Addresses known by their scheme alone.
    Abs Other (Scheme::Other);
    /// Addresses of any scheme.
    AnyAddress Sip (_);
}

/// An address with nothing in it.
pub fn blank_uri(scheme: Scheme) -> Uri {
    Uri { scheme, port: -1, ttl: -1, ..Uri::default() }
}

/// The grammar of an RvSipAddressType; none for UNDEFINED and unknown numbers.
pub fn scheme_of_type(address_type: c_int) -> Option<Scheme> {
    const TYPES: [(RvSipAddressType, Scheme); 5] = [
        (RvSipAddressType::RVSIP_ADDRTYPE_URL, Scheme::Sip),
        (RvSipAddressType::RVSIP_ADDRTYPE_ABS, Scheme::Other),
        (RvSipAddressType::RVSIP_ADDRTYPE_IM, Scheme::Im),
        (RvSipAddressType::RVSIP_ADDRTYPE_PRES, Scheme::Pres),
        (RvSipAddressType::RVSIP_ADDRTYPE_TEL, Scheme::Tel),
    ];
    TYPES.into_iter().find(|(t, _)| *t as c_int == address_type).map(|(_, s)| s)
}

/// The RvSipAddressType of a grammar.
pub fn type_of_scheme(scheme: Scheme) -> c_int {
    (match scheme {
        Scheme::Sip | Scheme::Sips => RvSipAddressType::RVSIP_ADDRTYPE_URL,
        Scheme::Tel => RvSipAddressType::RVSIP_ADDRTYPE_TEL,
        Scheme::Im => RvSipAddressType::RVSIP_ADDRTYPE_IM,
        Scheme::Pres => RvSipAddressType::RVSIP_ADDRTYPE_PRES,
        Scheme::Other => RvSipAddressType::RVSIP_ADDRTYPE_ABS,
    }) as c_int
}

/// The RvSipHeaderType under which a header of that name appears, and the tag of its handles.
pub fn kind_of(name: Name) -> (c_int, Tag) {
    use RvSipHeaderType::*;
    let (t, tag) = match name {
        Name::Via => (RVSIP_HEADERTYPE_VIA, Tag::ViaHeader),
        Name::Contact => (RVSIP_HEADERTYPE_CONTACT, Tag::ContactHeader),
        Name::To => (RVSIP_HEADERTYPE_TO, Tag::PartyHeader),
        Name::From => (RVSIP_HEADERTYPE_FROM, Tag::PartyHeader),
        Name::CSeq => (RVSIP_HEADERTYPE_CSEQ, Tag::CSeqHeader),
        Name::Expires => (RVSIP_HEADERTYPE_EXPIRES, Tag::ExpiresHeader),
        Name::Route | Name::RecordRoute | Name::Path | Name::ServiceRoute => (RVSIP_HEADERTYPE_ROUTE_HOP, Tag::RouteHopHeader),
        Name::WwwAuthenticate | Name::ProxyAuthenticate => (RVSIP_HEADERTYPE_AUTHENTICATION, Tag::AuthenticationHeader),
        Name::Authorization | Name::ProxyAuthorization => (RVSIP_HEADERTYPE_AUTHORIZATION, Tag::AuthorizationHeader),
        Name::Date => (RVSIP_HEADERTYPE_DATE, Tag::DateHeader),
        Name::Allow => (RVSIP_HEADERTYPE_ALLOW, Tag::AllowHeader),
        Name::RetryAfter => (RVSIP_HEADERTYPE_RETRY_AFTER, Tag::RetryAfterHeader),
        Name::ContentType => (RVSIP_HEADERTYPE_CONTENT_TYPE, Tag::ContentTypeHeader),
        Name::ContentDisposition => (RVSIP_HEADERTYPE_CONTENT_DISPOSITION, Tag::ContentDispositionHeader),
        Name::Event => (RVSIP_HEADERTYPE_EVENT, Tag::EventHeader),
        Name::AllowEvents => (RVSIP_HEADERTYPE_ALLOW_EVENTS, Tag::AllowEventsHeader),
        Name::MinSE => (RVSIP_HEADERTYPE_MINSE, Tag::MinSeHeader),
        Name::SessionExpires => (RVSIP_HEADERTYPE_SESSION_EXPIRES, Tag::SessionExpiresHeader),
        Name::RSeq => (RVSIP_HEADERTYPE_RSEQ, Tag::RSeqHeader),
        Name::RAck => (RVSIP_HEADERTYPE_RACK, Tag::RAckHeader),
        Name::ReferTo => (RVSIP_HEADERTYPE_REFER_TO, Tag::ReferToHeader),
        Name::ReferredBy => (RVSIP_HEADERTYPE_REFERRED_BY, Tag::ReferredByHeader),
        Name::Replaces => (RVSIP_HEADERTYPE_REPLACES, Tag::ReplacesHeader),
        Name::SubscriptionState => (RVSIP_HEADERTYPE_SUBSCRIPTION_STATE, Tag::SubscriptionStateHeader),
        _ => (RVSIP_HEADERTYPE_OTHER, Tag::OtherHeader),
    };
    (t as c_int, tag)
}

/// The name a new header of an RvSipHeaderType gets. For types that serve several names it is the commonest of them.
pub fn name_of_type(header_type: c_int) -> Option<Name> {
    const NAMES: [Name; 25] = [
        Name::Via,
        Name::Contact,
        Name::To,
        Name::From,
        Name::CSeq,
        Name::Expires,
        Name::Route,
        Name::WwwAuthenticate,
        Name::Authorization,
        Name::Date,
        Name::Allow,
        Name::RetryAfter,
        Name::ContentType,
        Name::ContentDisposition,
        Name::Event,
        Name::AllowEvents,
        Name::MinSE,
        Name::SessionExpires,
        Name::RSeq,
        Name::RAck,
        Name::ReferTo,
        Name::ReferredBy,
        Name::Replaces,
        Name::SubscriptionState,
        Name::Other,
    ];
    NAMES.into_iter().find(|n| kind_of(*n).0 == header_type)
}

/// The empty value of a header. Names that programs see as Other headers have text, whatever the library makes of them.
pub fn blank_of(name: Name) -> Value {
    match kind_of(name).1 {
        Tag::OtherHeader => Other::blank(),
        _ => blank_value(name),
    }
}

/// Writes down in a value that serves several header names which one it is.
pub fn set_side(value: &mut Value, name: Name) {
    match (value, name) {
        (Value::RouteHop(v), Name::Route) => v.kind = RouteKind::Route,
        (Value::RouteHop(v), Name::RecordRoute) => v.kind = RouteKind::RecordRoute,
        (Value::RouteHop(v), Name::ServiceRoute) => v.kind = RouteKind::ServiceRoute,
        (Value::RouteHop(v), Name::Path) => v.kind = RouteKind::Path,
        (Value::Challenge(v), Name::WwwAuthenticate) => v.side = AuthSide::Www,
        (Value::Challenge(v), Name::ProxyAuthenticate) => v.side = AuthSide::Proxy,
        (Value::Credentials(v), Name::Authorization) => v.side = AuthSide::Www,
        (Value::Credentials(v), Name::ProxyAuthorization) => v.side = AuthSide::Proxy,
        _ => {}
    }
}

/// The header name such a value says it has; `known` where it says nothing.
pub fn name_said(value: &Value, known: Name) -> Name {
    match value {
        Value::RouteHop(v) => match v.kind {
            RouteKind::Undefined => known,
            RouteKind::Route => Name::Route,
            RouteKind::RecordRoute => Name::RecordRoute,
            RouteKind::ServiceRoute => Name::ServiceRoute,
            RouteKind::Path => Name::Path,
        },
        Value::Challenge(v) => match v.side {
            AuthSide::Undefined => known,
            AuthSide::Www => Name::WwwAuthenticate,
            AuthSide::Proxy => Name::ProxyAuthenticate,
        },
        Value::Credentials(v) => match v.side {
            AuthSide::Undefined => known,
            AuthSide::Www => Name::Authorization,
            AuthSide::Proxy => Name::ProxyAuthorization,
        },
        _ => known,
    }
}

/// A value cut out of its document, to be put into another one without holding two locks.
pub struct Clip {
    els: Elements,
    root: Elem,
}

impl Clip {
    /// A value made from text; `IllegalSyntax` when it does not parse.
    pub fn parsed(name: Name, value: &[u8]) -> Result<Clip, Error> {
        let mut els = Elements::default();
        let span = els.text.push(value);
        let root = parse_value(&mut els, name, span, &Limits::default());
        match els.item(root) {
            Some(item) if item.bad.is_none() => Ok(Clip { els, root }),
            _ => Err(Error::IllegalSyntax),
        }
    }

    /// An address made from text.
    pub fn parsed_uri(uri: &[u8]) -> Result<Clip, Error> {
        let mut els = Elements::default();
        let span = els.text.push(uri);
        let root = parse_uri(&mut els, span, Elem::NONE).map_err(|_| Error::IllegalSyntax)?;
        Ok(Clip { els, root })
    }

    /// A copy of `elem` and what belongs to it.
    pub fn take(els: &Elements, elem: Elem) -> Result<Clip, Error> {
        let mut clip = Elements::default();
        let root = copy_item(&mut clip, els, elem, Elem::NONE);
        if root.is_some() { Ok(Clip { els: clip, root }) } else { Err(Error::InvalidHandle) }
    }

    /// A copy of what a handle of kind `P` names.
    pub fn of<P: Part, H>(handle: *mut H) -> Result<Clip, Error> {
        with_part::<P, H, _>(handle, |doc, elem| Clip::take(&doc.msg.els, elem))
    }

    pub fn item(&self) -> Result<&Item, Error> {
        self.els.item(self.root).ok_or(Error::Unknown)
    }

    /// Makes it a new value of `els`, as a part of `parent`.
    pub fn add(&self, els: &mut Elements, parent: Elem) -> Result<Elem, Error> {
        room(els)?;
        let elem = copy_item(els, &self.els, self.root, parent);
        if elem.is_some() { Ok(elem) } else { Err(Error::OutOfResources) }
    }

    /// Whether it is the same URI as another one (RFC 3261 section 19.1.4).
    pub fn is_same_uri(&self, els: &Elements, elem: Elem) -> bool {
        uri_equal(&self.els, self.root, els, elem)
    }

    /// Puts it in place of the value `elem`, whose number and header name stay. Parts that both have keep their numbers too.
    pub fn assign(&self, els: &mut Elements, elem: Elem) -> Result<(), Error> {
        room(els)?;
        assign(els, elem, &self.els, self.root)?;
        els.touch(elem);
        Ok(())
    }
}

/// Refuses when the numbers or the text of a document are nearly used up.
pub fn room(els: &Elements) -> Result<(), Error> {
    if els.items.len() > 65_000 || els.text.len() > 64 << 20 { Err(Error::OutOfResources) } else { Ok(()) }
}

/// Is there room for one more header in a message, and a number for it?
pub fn room_for_header(msg: &Message) -> Result<(), Error> {
    room(&msg.els)?;
    if msg.headers.len() < 65_000 && msg.has_numbers_left() { Ok(()) } else { Err(Error::OutOfResources) }
}

fn assign(dst: &mut Elements, to: Elem, src: &Elements, from: Elem) -> Result<(), Error> {
    let source = src.item(from).ok_or(Error::InvalidHandle)?;
    let mut value = source.value;
    let there = parts(Some(&dst.item(to).ok_or(Error::InvalidHandle)?.value));
    each_span(&mut value, &mut |s| {
        if s.is_some() {
            *s = dst.text.push(src.text.get(*s));
        }
    });
    let bad = if source.bad.is_some() { dst.text.push(src.text.get(source.bad)) } else { Span::NONE };
    let mut now = [Elem::NONE; 2];
    for ((part, new), old) in now.iter_mut().zip(parts(Some(&source.value))).zip(there) {
        *part = match (src.item(new).is_some(), dst.item(old).is_some()) {
            (true, true) => {
                assign(dst, old, src, new)?;
                old
            }
            (true, false) => copy_item(dst, src, new, to),
            (false, _) => {
                dst.kill(old);
                Elem::NONE
            }
        };
    }
    set_parts(&mut value, now);
    let item = dst.item_mut(to).ok_or(Error::InvalidHandle)?;
    item.value = value;
    item.bad = bad;
    item.compact = source.compact;
    item.dirty = true;
    Ok(())
}

/// Clears away text that setters of a stand-alone object left behind, so that one which is set again and again does not grow.
pub fn tidy(doc: &mut Doc) {
    if matches!(doc.kind, Kind::Single(_)) && doc.msg.els.text.len() >= doc.tidy_at as usize {
        doc.msg.tidy();
        doc.tidy_at = doc.tidy_at.max(2 * doc.msg.els.text.len() as u32);
    }
}

/// Runs `body` on the document and number a handle of kind `P` names.
#[inline]
pub fn with_part<P: Part, H, R>(handle: *mut H, body: impl FnOnce(&mut Doc, Elem) -> Result<R, Error>) -> Result<R, Error> {
    let h = element(handle, P::TAG)?;
    docs::with(h.key(), |doc| {
        let elem = Elem(h.elem);
        match doc.msg.els.item(elem) {
            Some(item) if P::fits(&item.value) => body(doc, elem),
            _ => Err(Error::InvalidHandle),
        }
    })
}

/// Tells header and message that the value `elem` has another header name now.
pub fn retitle(doc: &mut Doc, elem: Elem, name: Name) {
    let Some(item) = doc.msg.els.item_mut(elem) else { return };
    if item.name == name {
        return;
    }
    item.name = name;
    let Some((headers, at)) = doc.msg.header_place(elem) else { return };
    if let Some(h) = headers.get_mut(at) {
        (h.name, h.name_text, h.joined, h.neat) = (name, Span::NONE, false, false);
    }
    if let Some(next) = headers.get_mut(at + 1) {
        next.joined = false;
    }
}

/// Kills the values inside a value.
pub fn kill_inner(els: &mut Elements, elem: Elem) {
    for part in parts(els.item(elem).map(|i| &i.value)) {
        if part.is_some() {
            els.kill(part);
        }
    }
}
