//! Header names and methods.

use super::steps;

/// May stand in a message once at most (RFC 3261 section 7.3.1 and the grammar of each).
const SINGLE: u8 = 1;
/// Several values may stand on one line, and each is a header of its own for us.
const LIST: u8 = 2;
/// Kept apart from the sequential header list of the C interface.
const APART: u8 = 4;
/// The line splitter reads its value.
const NOTED: u8 = 8;
/// How many of it there may be is limited.
const COUNTED: u8 = 16;

/// The table of names: how it is called here, long and compact form, and what is special about it.
macro_rules! names {
    ($($name:ident $long:literal $short:literal $kind:expr;)*) => {
        /// A header name that this library has a meaning for; every other one is `Other` and lives as text.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum Name {
            Other,
            $($name,)*
        }

        const NAMES: &[Name] = &[Name::Other, $(Name::$name,)*];
        const LONG: &[&str] = &["", $($long,)*];
        const SHORT: &[&str] = &["", $($short,)*];
        const KIND: &[u8] = &[0, $($kind,)*];
        const COUNT: usize = NAMES.len();
    };
}

names! {
    Via "Via" "v" LIST | COUNTED;
    To "To" "t" SINGLE | APART;
    From "From" "f" SINGLE | APART;
    CallId "Call-ID" "i" SINGLE | APART;
    CSeq "CSeq" "" SINGLE | APART;
    Contact "Contact" "m" LIST | COUNTED;
    MaxForwards "Max-Forwards" "" SINGLE;
    Expires "Expires" "" SINGLE;
    MinExpires "Min-Expires" "" SINGLE;
    Route "Route" "" LIST | COUNTED;
    RecordRoute "Record-Route" "" LIST | COUNTED;
    Path "Path" "" LIST | COUNTED;
    ServiceRoute "Service-Route" "" LIST | COUNTED;
    WwwAuthenticate "WWW-Authenticate" "" COUNTED;
    ProxyAuthenticate "Proxy-Authenticate" "" COUNTED;
    Authorization "Authorization" "" 0;
    ProxyAuthorization "Proxy-Authorization" "" 0;
    AuthenticationInfo "Authentication-Info" "" 0;
    ProxyAuthenticationInfo "Proxy-Authentication-Info" "" 0;
    Date "Date" "" SINGLE;
    Allow "Allow" "" LIST;
    AllowEvents "Allow-Events" "u" LIST;
    Supported "Supported" "k" 0;
    Require "Require" "" 0;
    ProxyRequire "Proxy-Require" "" 0;
    Unsupported "Unsupported" "" 0;
    RetryAfter "Retry-After" "" SINGLE;
    ContentType "Content-Type" "c" SINGLE | APART;
    ContentLength "Content-Length" "l" SINGLE | APART | NOTED;
    ContentDisposition "Content-Disposition" "" SINGLE;
    ContentEncoding "Content-Encoding" "e" 0;
    Event "Event" "o" SINGLE;
    MinSE "Min-SE" "" SINGLE;
    RAck "RAck" "" SINGLE;
    RSeq "RSeq" "" SINGLE;
    ReferTo "Refer-To" "r" SINGLE;
    ReferredBy "Referred-By" "b" SINGLE;
    Replaces "Replaces" "" SINGLE;
    SessionExpires "Session-Expires" "x" SINGLE;
    SubscriptionState "Subscription-State" "" SINGLE;
    Subject "Subject" "s" SINGLE;
    UserAgent "User-Agent" "" SINGLE;
    Server "Server" "" SINGLE;
    AcceptContact "Accept-Contact" "a" 0;
    RejectContact "Reject-Contact" "j" 0;
    RequestDisposition "Request-Disposition" "d" 0;
    Identity "Identity" "y" 0;
    IdentityInfo "Identity-Info" "n" 0;
}

/// Slots of the tables in which long names are found.
const SLOTS: usize = 512;

/// What a name is found by when its letters may be of either case: the first, the last and the length.
#[inline(always)]
const fn loose_key(first: u8, last: u8, len: usize) -> u32 {
    (first as u32 | (last as u32) << 8 | 0x2020) | (len as u32) << 16
}

/// What a name in its usual spelling is found by: four octets of `Name: ` and the length.
#[inline(always)]
const fn usual_key(head: [u8; 4], len: usize) -> u32 {
    u32::from_le_bytes(head).wrapping_add((len as u32) << 26)
}

#[inline(always)]
const fn slot(key: u32, factor: u32) -> usize {
    (key.wrapping_mul(factor) >> 23) as usize
}

static BY_LETTER: [Name; 26] = by_letter();
/// The long form of a name and the colon and the blank behind it, as far as sixteen octets go, if the colon is among them.
static SPELLING: [[u8; 16]; COUNT] = SPELLINGS;
const SPELLINGS: [[u8; 16]; COUNT] = spelling();
const LOOSE_KEYS: [u32; COUNT] = keys(false);
const LOOSE_FACTOR: u32 = factor(&LOOSE_KEYS);
static LOOSE: [Name; SLOTS] = by_slot(&LOOSE_KEYS, LOOSE_FACTOR);
const USUAL_KEYS: [u32; COUNT] = keys(true);
const USUAL_FACTOR: u32 = factor(&USUAL_KEYS);
static USUAL: [Name; SLOTS] = by_slot(&USUAL_KEYS, USUAL_FACTOR);

/// The key of each name; 0 for those that are not to be found by it.
// these functions are evaluated by the compiler: an index out of bounds would not build
#[allow(clippy::indexing_slicing)]
const fn keys(usual: bool) -> [u32; COUNT] {
    let mut keys = [0; COUNT];
    let mut name = 1;
    while name < COUNT {
        let long = LONG[name].as_bytes();
        let [a, b, c, d, ..] = SPELLINGS[name];
        keys[name] = match usual {
            false => loose_key(long[0], long[long.len() - 1], long.len()),
            true if a != 0 => usual_key([a, b, c, d], long.len()),
            true => 0,
        };
        name += 1;
    }
    keys
}

/// A factor that gives each key a slot of its own.
#[allow(clippy::indexing_slicing)]
const fn factor(keys: &[u32; COUNT]) -> u32 {
    let mut factor = 0x9E37_79B1;
    loop {
        let mut taken = [false; SLOTS];
        let mut name = 1;
        while name < COUNT && (keys[name] == 0 || !taken[slot(keys[name], factor)]) {
            taken[slot(keys[name], factor)] |= keys[name] != 0;
            name += 1;
        }
        if name == COUNT {
            return factor;
        }
        factor += 2;
    }
}

#[allow(clippy::indexing_slicing)]
const fn by_slot(keys: &[u32; COUNT], factor: u32) -> [Name; SLOTS] {
    let mut slots = [Name::Other; SLOTS];
    let mut name = 1;
    while name < COUNT {
        if keys[name] != 0 {
            slots[slot(keys[name], factor)] = NAMES[name];
        }
        name += 1;
    }
    slots
}

#[allow(clippy::indexing_slicing)]
const fn by_letter() -> [Name; 26] {
    let mut letters = [Name::Other; 26];
    let mut name = 1;
    while name < COUNT {
        if let [letter] = SHORT[name].as_bytes() {
            letters[(*letter - b'a') as usize] = NAMES[name];
        }
        name += 1;
    }
    letters
}

#[allow(clippy::indexing_slicing)]
const fn spelling() -> [[u8; 16]; COUNT] {
    let mut all = [[0; 16]; COUNT];
    let mut name = 1;
    while name < COUNT {
        let long = LONG[name].as_bytes();
        if long.len() <= USUAL_LEN {
            let mut i = 0;
            while i < long.len() {
                all[name][i] = long[i];
                i += 1;
            }
            all[name][i] = b':';
            if i < USUAL_LEN {
                all[name][i + 1] = b' ';
            }
        }
        name += 1;
    }
    all
}

/// The longest name that [`Name::usual`] knows.
const USUAL_LEN: usize = 15;

fn entry<T: Copy + Default>(table: &[T], name: Name) -> T {
    table.get(name as usize).copied().unwrap_or_default()
}

impl Name {
    /// The name that begins at `at` and its length, if it is a long one in its usual spelling with a colon and a blank behind it, as
    /// nearly all are.
    #[inline(always)]
    pub(super) fn usual(text: &[u8], at: usize) -> Option<(Name, usize)> {
        let window = steps::window(text, at)?;
        let len = steps::equal(window, b':').trailing_zeros() as usize;
        let name = *USUAL.get(slot(usual_key(*window.first_chunk()?, len), USUAL_FACTOR))?;
        // the colon is among the octets that have to be the same, so the length is right too
        let same = (!steps::same(window, SPELLING.get(name as usize)?)).trailing_zeros() as usize;
        if same > len + 1 || len == USUAL_LEN && same > len && text.get(at + same) == Some(&b' ') {
            Some((name, len))
        } else {
            None
        }
    }
    /// By long or compact name, letters of either case. The flag tells whether the compact form was used.
    pub fn from_bytes(name: &[u8]) -> (Name, bool) {
        match name {
            [] => (Name::Other, false),
            [letter] => {
                let place = usize::from(letter.to_ascii_lowercase().wrapping_sub(b'a'));
                let found = BY_LETTER.get(place).copied().unwrap_or(Name::Other);
                (found, found != Name::Other)
            }
            [first, .., last] => {
                let place = slot(loose_key(*first, *last, name.len()), LOOSE_FACTOR);
                let found = LOOSE.get(place).copied().unwrap_or(Name::Other);
                let same = name.eq_ignore_ascii_case(found.as_str().as_bytes());
                (if same { found } else { Name::Other }, false)
            }
        }
    }
    /// As RFC 3261 spells it; empty for `Other`.
    pub fn as_str(self) -> &'static str {
        entry(LONG, self)
    }
    /// The compact form, if there is one.
    pub fn compact(self) -> Option<&'static str> {
        Some(entry(SHORT, self)).filter(|short| !short.is_empty())
    }
    /// Several values may stand on one line, and each is a header of its own for us.
    pub(super) fn is_list(self) -> bool {
        entry(KIND, self) & LIST != 0
    }
    /// The line splitter does more with it than to note where it is.
    #[inline(always)]
    pub(super) fn is_special(self) -> bool {
        entry(KIND, self) & (LIST | NOTED | COUNTED) != 0
    }
    /// How many values of it a message may have is limited.
    #[inline(always)]
    pub(super) fn is_counted(self) -> bool {
        entry(KIND, self) & COUNTED != 0
    }
    /// May stand in a message once at most.
    pub(super) fn is_single(self) -> bool {
        entry(KIND, self) & SINGLE != 0
    }
    /// Kept apart from the sequential header list of the C interface: To, From, CSeq, Call-ID, Content-Type, Content-Length.
    pub fn is_apart(self) -> bool {
        entry(KIND, self) & APART != 0
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default)]
pub enum Method {
    Invite,
    Ack,
    Bye,
    Cancel,
    Register,
    Options,
    Refer,
    Notify,
    Subscribe,
    Prack,
    #[default]
    Other,
}

impl Method {
    /// Methods are case-sensitive (RFC 3261 section 7.1).
    pub fn from_bytes(method: &[u8]) -> Method {
        match method {
            b"INVITE" => Method::Invite,
            b"ACK" => Method::Ack,
            b"BYE" => Method::Bye,
            b"CANCEL" => Method::Cancel,
            b"REGISTER" => Method::Register,
            b"OPTIONS" => Method::Options,
            b"REFER" => Method::Refer,
            b"NOTIFY" => Method::Notify,
            b"SUBSCRIBE" => Method::Subscribe,
            b"PRACK" => Method::Prack,
            _ => Method::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_by_its_long_and_compact_form_in_either_case() {
        for &name in NAMES.iter().skip(1) {
            let long = name.as_str();
            assert_eq!(Name::from_bytes(long.as_bytes()), (name, false));
            assert_eq!(Name::from_bytes(long.to_uppercase().as_bytes()), (name, false));
            assert_eq!(Name::from_bytes(long.to_lowercase().as_bytes()), (name, false));
            let text = format!("\r\n{long}: ----------------");
            let usual = Name::usual(text.as_bytes(), 2);
            assert_eq!(usual, Some((name, long.len())).filter(|_| long.len() <= USUAL_LEN));
            if let Some(c) = name.compact() {
                assert_eq!(Name::from_bytes(c.as_bytes()), (name, true));
                assert_eq!(Name::from_bytes(c.to_uppercase().as_bytes()), (name, true));
            }
        }
        for other in ["", "z", "Viaa", "Cal-ID", "X-Name", "C%6Fntact"] {
            assert_eq!(Name::from_bytes(other.as_bytes()), (Name::Other, false));
        }
        assert_eq!(Name::usual(b"Session-Expires:1800", 0), None);
        for none in [
            b"Vxa: SIP/2.0/UDP",
            b": Via: SIP/2.0/U",
            b"Via - - - - - - ",
            b"\0\0\0:\0\0\0\0\0\0\0\0\0\0\0\0",
            b"Via:SIP/2.0/UDP ",
            b"via: SIP/2.0/UDP",
        ] {
            assert_eq!(Name::usual(none, 0), None);
        }
    }

    #[test]
    fn methods_are_told_by_exact_spelling() {
        assert_eq!(Method::from_bytes(b"REGISTER"), Method::Register);
        assert_eq!(Method::from_bytes(b"register"), Method::Other);
        assert_eq!(Method::from_bytes(b"RE%47IST%45R"), Method::Other);
    }
}
