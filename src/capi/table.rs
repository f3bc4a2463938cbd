//! A table of objects found by index and generation, open to all threads.
//!
//! Finding a slot takes no lock: slots live in chunks that are made once and never move. Each slot has its own lock, so work on
//! one object never waits for another. A freed slot goes to the end of a queue and comes back with the next generation, so that
//! an old key stays dead for a long time.

use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Place of an object in a [`Table`], and which of the objects that lived there it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub generation: u32,
    pub index: u32,
}

struct Slot<T> {
    /// The generation of the object that is or was in it, and `LIVES` while it is. Changes under the lock only.
    state: AtomicU32,
    value: Mutex<Option<T>>,
}

const LIVES: u32 = 1 << 31;

struct Free {
    queue: VecDeque<u32>,
    next: u32,
    /// How many slots are neither in the queue nor beyond `next`: those of objects.
    live: usize,
}

type Chunk<T> = OnceLock<Box<[Slot<T>]>>;

/// Slots of the first chunk; each later chunk doubles.
const FIRST_CHUNK: usize = 64;
const CHUNKS: usize = 23;
/// Freed slots kept back before the oldest is used again.
const RESERVE: usize = 32;

/// See the module's text. `generation_bits` and `limit` come from the handle layout the keys are packed into.
pub struct Table<T> {
    chunks: [Chunk<T>; CHUNKS],
    free: Mutex<Free>,
    generation_mask: u32,
    limit: u32,
}

fn place(index: u32) -> (usize, usize) {
    let block = index as usize / FIRST_CHUNK + 1;
    let chunk = block.ilog2() as usize;
    (chunk, index as usize - FIRST_CHUNK * ((1 << chunk) - 1))
}

impl<T> Table<T> {
    /// An empty table whose keys have `generation_bits` bits of generation and indexes below `limit`.
    pub const fn new(generation_bits: u32, limit: u32) -> Table<T> {
        Table {
            chunks: [const { OnceLock::new() }; CHUNKS],
            free: Mutex::new(Free { queue: VecDeque::new(), next: 0, live: 0 }),
            generation_mask: (1 << generation_bits) - 1,
            limit,
        }
    }

    fn slot(&self, index: u32) -> Option<&Slot<T>> {
        let (chunk, offset) = place(index);
        self.chunks.get(chunk)?.get()?.get(offset)
    }

    fn slot_made(&self, index: u32) -> Option<&Slot<T>> {
        let (chunk, offset) = place(index);
        let slots = self.chunks.get(chunk)?.get_or_init(|| {
            (0..FIRST_CHUNK << chunk).map(|_| Slot { state: AtomicU32::new(0), value: Mutex::new(None) }).collect()
        });
        slots.get(offset)
    }

    /// Puts an object in, `None` when the table is full. `make` is given the key the object will have.
    pub fn insert_with(&self, make: impl FnOnce(Key) -> T) -> Option<Key> {
        let index = {
            let mut free = self.free.lock();
            let grown = free.next < self.limit;
            let index = match if grown && free.queue.len() <= RESERVE { None } else { free.queue.pop_front() } {
                Some(index) => index,
                None if grown => {
                    free.next += 1;
                    free.next - 1
                }
                None => return None,
            };
            free.live += 1;
            index
        };
        let slot = self.slot_made(index)?;
        let mut value = slot.value.lock();
        let generation = ((slot.state.load(Ordering::Relaxed) + 1) & self.generation_mask).max(1);
        let key = Key { generation, index };
        *value = Some(make(key));
        slot.state.store(generation | LIVES, Ordering::Release);
        Some(key)
    }

    /// Puts an object in, `None` when the table is full.
    pub fn insert(&self, value: T) -> Option<Key> {
        self.insert_with(|_| value)
    }

    /// Runs `body` on the object while its slot is locked; `None` when the key is dead. `body` must not come back to the same slot.
    pub fn with<R>(&self, key: Key, body: impl FnOnce(&mut T) -> R) -> Option<R> {
        let slot = self.slot(key.index)?;
        let mut value = slot.value.lock();
        if slot.state.load(Ordering::Relaxed) != key.generation | LIVES {
            return None;
        }
        value.as_mut().map(body)
    }

    /// Whether the object is there, without a lock.
    pub fn lives(&self, key: Key) -> bool {
        self.slot(key.index).is_some_and(|slot| slot.state.load(Ordering::Acquire) == key.generation | LIVES)
    }

    /// A copy of what the key names, for tables of shared pointers.
    pub fn get(&self, key: Key) -> Option<T>
    where
        T: Clone,
    {
        self.with(key, |value| value.clone())
    }

    /// Takes the object out; its key and all copies of it are dead from now on.
    pub fn remove(&self, key: Key) -> Option<T> {
        self.remove_if(key, |_| true)
    }

    /// Takes the object out when `wanted` agrees.
    pub fn remove_if(&self, key: Key, wanted: impl FnOnce(&mut T) -> bool) -> Option<T> {
        let value = {
            let slot = self.slot(key.index)?;
            let mut value = slot.value.lock();
            if slot.state.load(Ordering::Relaxed) != key.generation | LIVES || !value.as_mut().is_some_and(wanted) {
                return None;
            }
            slot.state.store(key.generation, Ordering::Release);
            value.take()
        };
        let mut free = self.free.lock();
        free.live -= 1;
        free.queue.push_back(key.index);
        drop(free);
        value
    }

    /// Number of objects in the table.
    pub fn len(&self) -> usize {
        self.free.lock().live
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keys of all objects at this moment.
    pub fn keys(&self) -> Vec<Key> {
        let next = self.free.lock().next;
        (0..next)
            .filter_map(|index| {
                let state = self.slot(index)?.state.load(Ordering::Acquire);
                if state & LIVES != 0 { Some(Key { generation: state & !LIVES, index }) } else { None }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_follow_each_other_without_a_gap() {
        let mut expected = (0, 0);
        for index in 0..5000 {
            assert_eq!(place(index), expected, "index {index}");
            expected.1 += 1;
            if expected.1 == FIRST_CHUNK << expected.0 {
                expected = (expected.0 + 1, 0);
            }
        }
        assert!(place((1 << 28) - 1).0 < CHUNKS);
    }

    #[test]
    fn a_removed_key_never_finds_the_next_tenant() {
        let table = Table::new(20, 4);
        let old = table.insert("a").unwrap();
        assert_eq!(table.remove(old), Some("a"));
        let mut reused = false;
        for _ in 0..200 {
            let key = table.insert("b").unwrap();
            reused |= key.index == old.index;
            assert_eq!(table.get(old), None);
            assert_eq!(table.remove(old), None);
            table.remove(key);
        }
        assert!(reused);
        assert_eq!(table.len(), 0);
    }

    #[test]
    fn a_full_table_refuses_and_takes_again_after_a_removal() {
        let table = Table::new(18, 3);
        let keys: Vec<Key> = (0..3).map(|i| table.insert(i).unwrap()).collect();
        assert_eq!(table.insert(9), None);
        table.remove(keys[1]);
        assert!(table.insert(9).is_some());
        assert_eq!(table.len(), 3);
    }

    #[test]
    fn generations_wrap_around_zero() {
        let table = Table::new(2, 1);
        let mut seen = Vec::new();
        for i in 0..6 {
            let key = table.insert(i).unwrap();
            seen.push(key.generation);
            table.remove(key);
        }
        assert_eq!(seen, [1, 2, 3, 1, 2, 3]);
    }

    #[test]
    fn threads_share_one_table() {
        let table: Table<u64> = Table::new(20, 1 << 20);
        std::thread::scope(|scope| {
            for t in 0..4 {
                let table = &table;
                scope.spawn(move || {
                    for i in 0..2000u64 {
                        let key = table.insert(t << 32 | i).unwrap();
                        assert_eq!(table.with(key, |v| *v), Some(t << 32 | i));
                        if i % 3 == 0 {
                            assert_eq!(table.remove(key), Some(t << 32 | i));
                        }
                    }
                });
            }
        });
        assert_eq!(table.len(), 4 * (2000 - 667));
        assert_eq!(table.keys().len(), table.len());
    }
}
