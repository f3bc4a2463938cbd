//! The texts of a register-client in one block of memory: a hundred thousand idle clients are mostly this.

/// Which text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Key {
    To = 1,
    From,
    /// Our From tag, where From has none of its own.
    FromTag,
    Registrar,
    Contact,
    /// Call-ID of a client that is detached from the manager.
    CallId,
    /// Authorization header for the first REGISTER.
    InitialAuthorization,
    /// The server that answered last, and for which next hop.
    Server,
}

/// Entries of key (1 octet), length (2 octets, little endian) and text, one after another.
#[derive(Default)]
pub struct Block(Box<[u8]>);

/// Longest text of one entry.
pub const LONGEST: usize = u16::MAX as usize;

impl Block {
    /// A block with these entries; texts must not be longer than [`LONGEST`].
    pub fn of(entries: &[(Key, &[u8])]) -> Option<Block> {
        if entries.iter().any(|(_, t)| t.len() > LONGEST) {
            return None;
        }
        let mut out = Vec::with_capacity(entries.iter().map(|(_, t)| t.len() + 3).sum());
        for (key, text) in entries {
            push(&mut out, *key as u8, text);
        }
        Some(Block(out.into_boxed_slice()))
    }

    fn entries(&self) -> Entries<'_> {
        Entries { rest: &self.0 }
    }

    pub fn get(&self, key: Key) -> Option<&[u8]> {
        self.all(key).next()
    }

    /// All entries of that key in order.
    pub fn all(&self, key: Key) -> impl Iterator<Item = &[u8]> {
        self.entries().filter(move |(k, _)| *k == key as u8).map(|(_, t)| t)
    }

    /// Replaces the entry of that key, or takes it out. False when the text is too long.
    pub fn set(&mut self, key: Key, text: Option<&[u8]>) -> bool {
        self.rebuild(|k| k != key as u8, text.map(|t| (key, t)))
    }

    /// Adds one more entry of that key.
    pub fn add(&mut self, key: Key, text: &[u8]) -> bool {
        self.rebuild(|_| true, Some((key, text)))
    }

    /// Takes out the entry number `nth` of that key.
    pub fn remove(&mut self, key: Key, nth: usize) {
        let mut seen = 0;
        self.rebuild(
            |k| {
                let this = k == key as u8 && seen == nth;
                seen += (k == key as u8) as usize;
                !this
            },
            None,
        );
    }

    /// Keeps the entries whose key `keep` says yes to, and adds one.
    fn rebuild(&mut self, mut keep: impl FnMut(u8) -> bool, more: Option<(Key, &[u8])>) -> bool {
        if more.is_some_and(|(_, t)| t.len() > LONGEST) {
            return false;
        }
        let mut out = Vec::with_capacity(self.0.len() + more.map_or(0, |(_, t)| t.len() + 3));
        for (key, text) in self.entries() {
            if keep(key) {
                push(&mut out, key, text);
            }
        }
        if let Some((key, text)) = more {
            push(&mut out, key as u8, text);
        }
        self.0 = out.into_boxed_slice();
        true
    }
}

fn push(out: &mut Vec<u8>, key: u8, text: &[u8]) {
    out.push(key);
    out.extend_from_slice(&(text.len() as u16).to_le_bytes());
    out.extend_from_slice(text);
}

struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = (u8, &'a [u8]);
    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.rest.split_at_checked(3)?;
        let &[key, low, high] = head else { return None };
        let (text, rest) = rest.split_at_checked(u16::from_le_bytes([low, high]) as usize)?;
        self.rest = rest;
        Some((key, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_replaced_and_removed_by_key() {
        let mut b = Block::default();
        assert!(b.set(Key::To, Some(b"<sip:a@b>")));
        assert!(b.add(Key::Contact, b"one"));
        assert!(b.add(Key::Contact, b"two"));
        assert!(b.add(Key::Contact, b"three"));
        assert!(b.set(Key::To, Some(b"x")));
        assert_eq!(b.get(Key::To), Some(&b"x"[..]));
        b.remove(Key::Contact, 1);
        assert_eq!(b.all(Key::Contact).collect::<Vec<_>>(), [&b"one"[..], b"three"]);
        assert!(b.set(Key::To, None));
        assert_eq!(b.get(Key::To), None);
        assert!(!b.add(Key::Contact, &vec![b'x'; LONGEST + 1]));
        assert_eq!(b.all(Key::Contact).count(), 2);
    }
}
