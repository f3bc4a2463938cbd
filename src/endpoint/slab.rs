//! Objects named by index and generation.

/// Name of an object: a slot and how often that slot had been used when the object was made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Id {
    pub index: u32,
    pub generation: u32,
}

/// Generations wrap at 20 bits, what a handle of the C interface has room for.
pub const GENERATION_MASK: u32 = 0xF_FFFF;
/// Most slots of one slab: 28 bits of a handle.
const MOST: usize = 1 << 28;
const NOBODY: u32 = u32::MAX;

enum Slot<T> {
    Free { generation: u32, next: u32 },
    Used { generation: u32, value: T },
}

/// A table that grows, hands out [`Id`]s and finds nothing for an id whose object is gone.
/// Freed slots wait in line, so that a stale id meets a new object as late as possible.
pub struct Slab<T> {
    slots: Vec<Slot<T>>,
    first_free: u32,
    last_free: u32,
    len: usize,
    most_used: usize,
    /// Generation that new slots start with; differs from stack to stack, so that handles of a dead stack stay dead.
    epoch: u32,
}

impl<T> Slab<T> {
    pub fn new(epoch: u32) -> Slab<T> {
        Slab { slots: Vec::new(), first_free: NOBODY, last_free: NOBODY, len: 0, most_used: 0, epoch: epoch & GENERATION_MASK }
    }

    /// Number of living objects.
    pub fn len(&self) -> usize {
        self.len
    }
    /// Most objects that ever lived at once.
    pub fn most_used(&self) -> usize {
        self.most_used
    }
    /// Slots held, used or free.
    pub fn allocated(&self) -> usize {
        self.slots.len()
    }

    /// The names of all living objects.
    pub fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.slots.iter().enumerate().filter_map(|(index, slot)| match slot {
            Slot::Used { generation, .. } => Some(Id { index: index as u32, generation: *generation }),
            Slot::Free { .. } => None,
        })
    }

    /// Puts an object in; `None` when the table cannot grow further.
    pub fn insert(&mut self, value: T) -> Option<Id> {
        let at = self.first_free;
        let id = match self.slots.get_mut(at as usize) {
            Some(slot) => {
                let Slot::Free { generation, next } = *slot else { return None };
                *slot = Slot::Used { generation, value };
                self.first_free = next;
                if next == NOBODY {
                    self.last_free = NOBODY;
                }
                Id { index: at, generation }
            }
            None => {
                if self.slots.len() >= MOST {
                    return None;
                }
                self.slots.push(Slot::Used { generation: self.epoch, value });
                Id { index: (self.slots.len() - 1) as u32, generation: self.epoch }
            }
        };
        self.len += 1;
        self.most_used = self.most_used.max(self.len);
        Some(id)
    }

    pub fn get(&self, id: Id) -> Option<&T> {
        match self.slots.get(id.index as usize) {
            Some(Slot::Used { generation, value }) if *generation == id.generation => Some(value),
            _ => None,
        }
    }

    pub fn get_mut(&mut self, id: Id) -> Option<&mut T> {
        match self.slots.get_mut(id.index as usize) {
            Some(Slot::Used { generation, value }) if *generation == id.generation => Some(value),
            _ => None,
        }
    }

    pub fn remove(&mut self, id: Id) -> Option<T> {
        self.get(id)?;
        let slot = self.slots.get_mut(id.index as usize)?;
        let freed = Slot::Free { generation: (id.generation + 1) & GENERATION_MASK, next: NOBODY };
        let Slot::Used { value, .. } = std::mem::replace(slot, freed) else { return None };
        match self.slots.get_mut(self.last_free as usize) {
            Some(Slot::Free { next, .. }) => *next = id.index,
            _ => self.first_free = id.index,
        }
        self.last_free = id.index;
        self.len -= 1;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_finds_its_object_until_it_is_removed_and_nothing_afterwards() {
        let mut s = Slab::new(7);
        let a = s.insert("a").unwrap();
        let b = s.insert("b").unwrap();
        assert_eq!(s.get(a), Some(&"a"));
        assert_eq!(s.remove(a), Some("a"));
        assert_eq!(s.get(a), None);
        assert_eq!(s.remove(a), None);
        let c = s.insert("c").unwrap();
        assert_eq!(c.index, a.index);
        assert_ne!(c, a);
        assert_eq!((s.get(a), s.get(b), s.get(c)), (None, Some(&"b"), Some(&"c")));
        assert_eq!((s.len(), s.most_used(), s.allocated()), (2, 2, 2));
    }

    #[test]
    fn freed_slots_are_used_again_in_the_order_they_were_freed() {
        let mut s = Slab::new(0);
        let ids: Vec<Id> = (0..4).map(|n| s.insert(n).unwrap()).collect();
        for i in [2, 0, 3] {
            s.remove(ids[i]);
        }
        let again: Vec<u32> = (0..3).map(|n| s.insert(n).unwrap().index).collect();
        assert_eq!(again, [2, 0, 3]);
        assert_eq!(s.insert(9).unwrap().index, 4);
    }
}
