//! Typed values of headers and addresses. All text is held as [`Span`]s into the [`Text`] the value lives with, so that
//! a value is plain data: cheap to make, to copy and to forget.
//!
//! Where the wire allows a token that we do not know (a transport, an algorithm, a method), the text is what is kept;
//! the enumerations of the C interface are worked out from it when asked for.

use super::name::Name;
use super::text::{Span, Text};

/// Number of a value inside its [`Elements`]. Never used again after removal, so a stale one finds nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Elem(pub u16);

impl Elem {
    pub const NONE: Elem = Elem(u16::MAX);
    pub fn is_some(self) -> bool {
        self != Elem::NONE
    }
}

impl Default for Elem {
    fn default() -> Self {
        Elem::NONE
    }
}

/// Which grammar a URI follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scheme {
    #[default]
    Sip,
    Sips,
    Tel,
    Im,
    Pres,
    /// Any other scheme, kept as text (RFC 3986).
    Other,
}

/// A URI of any scheme. Fields of other schemes stay unset.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uri {
    pub scheme: Scheme,
    /// The URI exactly as it was received or set as a whole; unset once a setter changed a part.
    pub whole: Span,
    /// Scheme as written (all schemes).
    pub scheme_text: Span,
    // sip, sips (im and pres: user and host)
    pub user: Span,
    pub password: Span,
    /// Host name, IPv4 address or IPv6 reference with its brackets.
    pub host: Span,
    /// Port, -1 when absent.
    pub port: i32,
    pub transport: Span,
    pub maddr: Span,
    /// ttl parameter, -1 when absent.
    pub ttl: i16,
    pub method: Span,
    /// The `user` parameter.
    pub user_param: Span,
    pub lr: bool,
    /// Parameters without a field of their own, joined by `;`, no leading `;`.
    pub other_params: Span,
    /// What follows `?`.
    pub headers: Span,
    // tel (RFC 3966); other_params is shared
    pub number: Span,
    pub global: bool,
    pub extension: Span,
    pub isub: Span,
    pub context: Span,
    /// Everything after the colon (Scheme::Other).
    pub identifier: Span,
}

/// To and From (RFC 3261 sections 20.39 and 20.20).
#[derive(Clone, Copy, Debug, Default)]
pub struct Party {
    /// As written, quotes included.
    pub display_name: Span,
    pub uri: Elem,
    pub tag: Span,
    pub other_params: Span,
}

/// Contact, one value (section 20.10).
#[derive(Clone, Copy, Debug, Default)]
pub struct Contact {
    pub display_name: Span,
    pub uri: Elem,
    /// `Contact: *`
    pub star: bool,
    pub q: Span,
    /// An [`Expires`] value of its own, unset when the parameter is absent.
    pub expires: Elem,
    pub other_params: Span,
}

/// Via, one value (section 20.42).
#[derive(Clone, Copy, Debug)]
pub struct Via {
    pub transport: Span,
    pub host: Span,
    /// -1 when absent.
    pub port: i32,
    pub branch: Span,
    pub received: Span,
    pub maddr: Span,
    /// -1 when absent.
    pub ttl: i32,
    /// The rport parameter is there (RFC 3581).
    pub use_rport: bool,
    /// Its number, -1 when it stands bare.
    pub rport: i32,
    pub other_params: Span,
}

/// CSeq (section 20.16). `step` is -1 while unset.
#[derive(Clone, Copy, Debug)]
pub struct CSeq {
    pub step: i64,
    pub method: Span,
}

/// Expires, Min-Expires as far as they are delta-seconds; also the expires parameter of a Contact.
/// Values beyond 2^32-1 count as 2^32-1 (section 20.19).
#[derive(Clone, Copy, Debug, Default)]
pub struct Expires {
    pub seconds: Option<u32>,
}

/// Which of a pair of authentication headers it is: WWW-Authenticate and Authorization, or their Proxy twins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AuthSide {
    #[default]
    Undefined,
    Www,
    Proxy,
}

/// WWW-Authenticate and Proxy-Authenticate (sections 20.44 and 20.27). Text as written, quotes included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Challenge {
    pub side: AuthSide,
    pub scheme: Span,
    pub realm: Span,
    pub domain: Span,
    pub nonce: Span,
    pub opaque: Span,
    pub stale: Option<bool>,
    pub algorithm: Span,
    /// The list between the quotes, without them.
    pub qop: Span,
    /// Joined by `,`.
    pub other_params: Span,
}

/// Authorization and Proxy-Authorization (sections 20.7 and 20.28). Text as written, quotes included.
#[derive(Clone, Copy, Debug)]
pub struct Credentials {
    pub side: AuthSide,
    pub scheme: Span,
    pub username: Span,
    pub realm: Span,
    pub nonce: Span,
    pub uri: Elem,
    pub response: Span,
    pub algorithm: Span,
    pub cnonce: Span,
    pub opaque: Span,
    pub qop: Span,
    /// -1 when absent.
    pub nonce_count: i64,
    pub other_params: Span,
}

/// Date (section 20.17), always GMT. Numbers are -1 and names undefined while unset.
#[derive(Clone, Copy, Debug)]
pub struct Date {
    /// 0 Monday .. 6 Sunday, -1 unset.
    pub week_day: i8,
    pub day: i32,
    /// 0 January .. 11 December, -1 unset.
    pub month: i8,
    pub year: i32,
    pub hour: i32,
    pub minute: i32,
    pub second: i32,
}

/// Which header a hop came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RouteKind {
    #[default]
    Undefined,
    Route,
    RecordRoute,
    ServiceRoute,
    Path,
}

/// One hop of Route, Record-Route, Service-Route (RFC 3608) or Path (RFC 3327).
#[derive(Clone, Copy, Debug, Default)]
pub struct RouteHop {
    pub kind: RouteKind,
    pub display_name: Span,
    pub uri: Elem,
    pub other_params: Span,
}

/// Retry-After (section 20.33).
#[derive(Clone, Copy, Debug)]
pub struct RetryAfter {
    pub seconds: Option<u32>,
    /// The text between the parentheses.
    pub comment: Span,
    /// -1 when absent.
    pub duration: i64,
    pub other_params: Span,
}

/// Content-Type (section 20.15).
#[derive(Clone, Copy, Debug, Default)]
pub struct ContentType {
    pub media: Span,
    pub subtype: Span,
    pub boundary: Span,
    pub version: Span,
    pub base: Span,
    pub other_params: Span,
}

/// Content-Disposition (section 20.11).
#[derive(Clone, Copy, Debug, Default)]
pub struct ContentDisposition {
    pub kind: Span,
    pub handling: Span,
    pub other_params: Span,
}

/// One method of Allow (section 20.5).
#[derive(Clone, Copy, Debug, Default)]
pub struct Allow {
    pub method: Span,
}

/// Event (RFC 6665 section 8.2.1): package and template, parted by the first dot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Event {
    pub package: Span,
    pub template: Span,
    pub id: Span,
    pub other_params: Span,
}

/// One event type of Allow-Events (RFC 6665 section 8.2.2).
#[derive(Clone, Copy, Debug, Default)]
pub struct AllowEvents {
    pub package: Span,
    pub template: Span,
}

/// Min-SE (RFC 4028 section 5).
#[derive(Clone, Copy, Debug, Default)]
pub struct MinSe {
    pub seconds: Option<u32>,
    pub other_params: Span,
}

/// Who refreshes a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Refresher {
    #[default]
    Undefined,
    Uac,
    Uas,
}

/// Session-Expires (RFC 4028 section 4).
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionExpires {
    pub seconds: Option<u32>,
    pub refresher: Refresher,
    pub other_params: Span,
}

/// RSeq (RFC 3262 section 7.1).
#[derive(Clone, Copy, Debug, Default)]
pub struct RSeq {
    pub response: Option<u32>,
}

/// RAck (RFC 3262 section 7.2): the number of an RSeq, and the [`CSeq`] of the response that had it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RAck {
    pub response: Option<u32>,
    pub cseq: Elem,
}

/// Refer-To (RFC 3515 section 2.1).
#[derive(Clone, Copy, Debug, Default)]
pub struct ReferTo {
    pub display_name: Span,
    pub uri: Elem,
    /// The Replaces among the headers of the URI, once somebody asked for it.
    pub replaces: Elem,
    pub other_params: Span,
}

/// Referred-By (RFC 3892 section 3).
#[derive(Clone, Copy, Debug, Default)]
pub struct ReferredBy {
    pub display_name: Span,
    pub uri: Elem,
    /// As written, quotes included.
    pub cid: Span,
    pub other_params: Span,
}

/// Replaces (RFC 3891 section 6.1).
#[derive(Clone, Copy, Debug, Default)]
pub struct Replaces {
    pub call_id: Span,
    pub to_tag: Span,
    pub from_tag: Span,
    pub early_only: bool,
    pub other_params: Span,
}

/// Subscription-State (RFC 6665 section 8.2.3). Numbers are -1 while unset.
#[derive(Clone, Copy, Debug)]
pub struct SubscriptionState {
    pub substate: Span,
    pub reason: Span,
    pub expires: i64,
    pub retry_after: i64,
    pub other_params: Span,
}

/// Any header without a type of its own: name and value as text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Other {
    pub name: Span,
    pub value: Span,
}

/// One typed value.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Uri(Uri),
    Party(Party),
    Contact(Contact),
    Via(Via),
    CSeq(CSeq),
    Expires(Expires),
    Challenge(Challenge),
    Credentials(Credentials),
    Date(Date),
    RouteHop(RouteHop),
    RetryAfter(RetryAfter),
    ContentType(ContentType),
    ContentDisposition(ContentDisposition),
    Allow(Allow),
    Event(Event),
    AllowEvents(AllowEvents),
    MinSe(MinSe),
    SessionExpires(SessionExpires),
    RSeq(RSeq),
    RAck(RAck),
    ReferTo(ReferTo),
    ReferredBy(ReferredBy),
    Replaces(Replaces),
    SubscriptionState(SubscriptionState),
    Other(Other),
}

/// A value and what is remembered of it besides its fields.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub value: Value,
    /// Header name it belongs to; `Name::Other` for addresses and unknown headers.
    pub name: Name,
    /// The value it is a part of (a URI inside a Contact), or none.
    pub parent: Elem,
    /// Changed since it was parsed: the text as received no longer tells the value.
    pub dirty: bool,
    /// Written in, or to be written in, the compact form.
    pub compact: bool,
    /// Text of a value that does not parse (or was declared illegal); the fields are then unset.
    pub bad: Span,
    /// Removed: its number must find nothing.
    pub dead: bool,
}

/// The only change that a value has seen: the text of one parameter was replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Swap {
    elem: Elem,
    /// Where it stood in the value as it was written.
    pub old: Span,
    pub new: Span,
}

/// Text together with the typed values that point into it. A message has one; so has a stand-alone header.
#[derive(Clone, Default, Debug)]
pub struct Elements {
    pub text: Text,
    pub items: Vec<Item>,
    /// Changed values of which all but one parameter can be written as it came.
    swaps: Vec<Swap>,
}

impl Elements {
    pub fn clear(&mut self) {
        self.text.clear();
        self.items.clear();
        self.swaps.clear();
    }
    /// Adds a value. [`Elem::NONE`] when 65,535 are there already.
    pub fn add(&mut self, name: Name, value: Value, parent: Elem) -> Elem {
        if self.items.len() >= u16::MAX as usize {
            return Elem::NONE;
        }
        let e = Elem(self.items.len() as u16);
        self.items.push(Item { value, name, parent, dirty: false, compact: false, bad: Span::NONE, dead: false });
        e
    }
    /// The living item of that number.
    pub fn item(&self, e: Elem) -> Option<&Item> {
        self.items.get(e.0 as usize).filter(|i| !i.dead)
    }
    pub fn item_mut(&mut self, e: Elem) -> Option<&mut Item> {
        self.items.get_mut(e.0 as usize).filter(|i| !i.dead)
    }
    /// Marks a value and those it is part of as changed.
    pub fn touch(&mut self, mut e: Elem) {
        while let Some(i) = self.item_mut(e) {
            i.dirty = true;
            let parent = i.parent;
            if !self.swaps.is_empty() {
                self.swaps.retain(|s| s.elem != e);
            }
            e = parent;
        }
    }
    /// Marks a value as changed by a new text of one of its fields.
    pub fn replaced(&mut self, e: Elem, old: Span, new: Span) {
        if new.is_some() && self.is_parameter(e, old) {
            self.touch(e);
            let swap = Swap { elem: e, old, new };
            match self.swaps.last() {
                Some(last) if last.old.start() > old.start() => {
                    let at = self.swaps.partition_point(|s| s.old.start() < old.start());
                    self.swaps.insert(at, swap);
                }
                _ => self.swaps.push(swap),
            }
        } else if let Some(swap) = self.swaps.iter_mut().find(|s| new.is_some() && s.elem == e && s.new == old) {
            swap.new = new;
        } else {
            self.touch(e);
        }
    }
    /// Lets every changed value be written from its fields.
    pub(super) fn forget_swaps(&mut self) {
        self.swaps.clear();
    }
    /// Is the field of that text a parameter whose text is written just as it is, in a value that was not changed yet?
    fn is_parameter(&self, e: Elem, text: Span) -> bool {
        let unchanged = self.item(e).is_some_and(|i| {
            !i.dirty && i.bad.is_none() && matches!(i.value, Value::Via(_) | Value::Party(_) | Value::Contact(_))
        });
        unchanged && !text.is_empty() && self.text.all().get(text.start().wrapping_sub(1)) == Some(&b'=')
    }
    /// What was replaced in values, in the order of the text; none when anything was changed besides.
    pub(super) fn all_swaps(&self) -> Option<&[Swap]> {
        let mut changed = 0;
        for item in &self.items {
            if item.compact {
                return None;
            }
            changed += usize::from(item.dirty);
        }
        if changed == self.swaps.len() { Some(&self.swaps) } else { None }
    }
    /// The one text that is to be written in place of another one of a value.
    pub(super) fn swap_of(&self, e: Elem) -> Option<&Swap> {
        self.swaps.iter().find(|s| s.elem == e)
    }
    /// Kills a value and those that are part of it.
    pub fn kill(&mut self, e: Elem) {
        if !e.is_some() {
            return;
        }
        if let Some(i) = self.item_mut(e) {
            i.dead = true;
        }
        for n in (e.0 as usize + 1)..self.items.len() {
            let parent = self.items.get(n).map_or(Elem::NONE, |i| i.parent);
            let part_of_dead = self.items.get(parent.0 as usize).is_some_and(|p| p.dead);
            if let Some(item) = self.items.get_mut(n) {
                item.dead |= part_of_dead;
            }
        }
    }
    /// Kills many values and those that are part of them, in one pass.
    pub(super) fn kill_all(&mut self, all: impl Iterator<Item = Elem>) {
        let mut first = self.items.len();
        for e in all {
            if let Some(i) = self.item_mut(e) {
                i.dead = true;
                first = first.min(e.0.into());
            }
        }
        for n in first..self.items.len() {
            let parent = self.items.get(n).map_or(Elem::NONE, |i| i.parent);
            let part_of_dead = self.items.get(usize::from(parent.0)).is_some_and(|p| p.dead);
            if let Some(item) = self.items.get_mut(n) {
                item.dead |= part_of_dead;
            }
        }
    }
    pub fn uri(&self, e: Elem) -> Option<&Uri> {
        match self.item(e) {
            Some(Item { value: Value::Uri(u), .. }) => Some(u),
            _ => None,
        }
    }
}

impl Default for Via {
    fn default() -> Self {
        Via {
            transport: Span::NONE,
            host: Span::NONE,
            port: -1,
            branch: Span::NONE,
            received: Span::NONE,
            maddr: Span::NONE,
            ttl: -1,
            use_rport: false,
            rport: -1,
            other_params: Span::NONE,
        }
    }
}

impl Default for CSeq {
    fn default() -> Self {
        CSeq { step: -1, method: Span::NONE }
    }
}

impl Default for Credentials {
    fn default() -> Self {
        Credentials {
            side: AuthSide::Undefined,
            scheme: Span::NONE,
            username: Span::NONE,
            realm: Span::NONE,
            nonce: Span::NONE,
            uri: Elem::NONE,
            response: Span::NONE,
            algorithm: Span::NONE,
            cnonce: Span::NONE,
            opaque: Span::NONE,
            qop: Span::NONE,
            nonce_count: -1,
            other_params: Span::NONE,
        }
    }
}

impl Default for SubscriptionState {
    fn default() -> Self {
        SubscriptionState { substate: Span::NONE, reason: Span::NONE, expires: -1, retry_after: -1, other_params: Span::NONE }
    }
}

impl Default for Date {
    fn default() -> Self {
        Date { week_day: -1, day: -1, month: -1, year: -1, hour: -1, minute: -1, second: -1 }
    }
}

impl Default for RetryAfter {
    fn default() -> Self {
        RetryAfter { seconds: None, comment: Span::NONE, duration: -1, other_params: Span::NONE }
    }
}
