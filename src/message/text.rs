//! Text of a message and the spans that name parts of it.

/// A part of a [`Text`]: offset and length. Cheap to copy, meaningless without its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    off: u32,
    len: u32,
}

impl Span {
    /// No text at all, as opposed to an empty one.
    pub const NONE: Span = Span { off: u32::MAX, len: 0 };

    /// The span from `from` up to but not including `to`.
    pub fn new(from: usize, to: usize) -> Span {
        Span { off: from as u32, len: to.saturating_sub(from) as u32 }
    }
    /// `len` octets from `off` on.
    #[inline]
    pub(super) fn at(off: usize, len: usize) -> Span {
        Span { off: off as u32, len: len as u32 }
    }
    pub fn is_some(self) -> bool {
        self.off != u32::MAX
    }
    pub fn is_none(self) -> bool {
        !self.is_some()
    }
    pub fn len(self) -> usize {
        self.len as usize
    }
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
    pub fn start(self) -> usize {
        self.off as usize
    }
    pub fn end(self) -> usize {
        self.off as usize + self.len as usize
    }
    /// The same place, `by` bytes further on. `NONE` stays `NONE`.
    pub fn shifted(self, by: usize) -> Span {
        if self.is_none() { self } else { Span { off: self.off + by as u32, len: self.len } }
    }
}

impl Default for Span {
    fn default() -> Self {
        Span::NONE
    }
}

/// The bytes behind a message or a stand-alone header: what arrived, unchanged, followed by whatever setters appended.
/// Spans stay valid because bytes are only ever added.
#[derive(Clone, Default, Debug)]
pub struct Text(Vec<u8>);

impl Text {
    pub fn new() -> Text {
        Text(Vec::new())
    }
    /// Appends `bytes` and names them.
    pub fn push(&mut self, bytes: &[u8]) -> Span {
        let from = self.0.len();
        self.0.extend_from_slice(bytes);
        Span::new(from, self.0.len())
    }
    /// The bytes of `span`; empty for [`Span::NONE`].
    pub fn get(&self, span: Span) -> &[u8] {
        if span.is_none() {
            return &[];
        }
        self.0.get(span.start()..span.end()).unwrap_or(&[])
    }
    /// The bytes of `span`, or nothing when it is unset.
    pub fn opt(&self, span: Span) -> Option<&[u8]> {
        if span.is_none() { None } else { self.0.get(span.start()..span.end()) }
    }
    pub fn all(&self) -> &[u8] {
        &self.0
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn clear(&mut self) {
        self.0.clear();
    }
    pub fn capacity(&self) -> usize {
        self.0.capacity()
    }
    /// Direct access for writers that append piecemeal; they must only ever append.
    pub fn tail(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}
