//! The headers of a message in their order, and whether they are still those that came.

use super::message::Header;
use super::value::Elem;
use std::ops::Deref;

/// Read as a slice, changed through [`Headers::change`] only, so that a message that is passed on knows what it can copy.
#[derive(Clone, Default, Debug)]
pub struct Headers {
    list: Vec<Header>,
    changed: bool,
}

impl Headers {
    /// The list, which from then on counts as changed.
    pub fn change(&mut self) -> &mut Vec<Header> {
        self.changed = true;
        &mut self.list
    }
    /// Whether the list is another one than the parser made.
    pub(super) fn is_changed(&self) -> bool {
        self.changed
    }
    pub fn capacity(&self) -> usize {
        self.list.capacity()
    }
    /// Notes the typed value of a header.
    #[inline]
    pub(super) fn set_elem(&mut self, index: usize, elem: Elem) {
        if let Some(h) = self.list.get_mut(index) {
            h.elem = elem;
        }
    }
    /// Empties the list.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.changed = false;
    }
    /// The list for the parser to fill.
    #[inline]
    pub(super) fn fill(&mut self) -> &mut Vec<Header> {
        &mut self.list
    }
}

/// Headers that no parser found where they are now.
impl From<Vec<Header>> for Headers {
    fn from(list: Vec<Header>) -> Headers {
        Headers { list, changed: true }
    }
}

impl Deref for Headers {
    type Target = [Header];
    #[inline]
    fn deref(&self) -> &[Header] {
        &self.list
    }
}
