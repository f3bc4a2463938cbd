//! A table of objects found by index and generation, open to all threads.
//!
//! Finding an object takes no lock but its own, and that one is taken together with the check that the key is not stale: slots
//! live in chunks that are made once and never move, and work on one object never waits for another. A slot that falls free
//! goes to the end of a queue and comes back with the next generation, so that an old key stays dead for a long time. Who makes and
//! ends many objects, a thread or a pool, may keep some free slots for itself, and then waits for nobody.

use parking_lot::Mutex;
use std::cell::{RefCell, UnsafeCell};
use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::LocalKey;

/// Place of an object in a [`Table`], and which of the objects that lived there it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub generation: u32,
    pub index: u32,
}

/// One place for an object. `state` is its generation and two bits; who has set LOCKED, or has taken a FREE slot out of the list
/// of free ones, owns the contents.
struct Slot<T> {
    state: AtomicU32,
    value: UnsafeCell<Option<T>>,
}

const LOCKED: u32 = 1;
const FREE: u32 = 2;

// SAFETY: the contents are touched by the owner of the slot only, see there; an object may go from thread to thread.
unsafe impl<T: Send> Sync for Slot<T> {}

/// Slots of a chunk. Chunks of one size make finding a slot a shift and a mask; those never reached cost no memory.
const CHUNK: usize = 1 << 10;
/// A free slot comes back after so many others at the earliest, so that a stale key is told for long.
const HELD_BACK: usize = 32;

/// Slots that nobody keeps for himself.
struct Free {
    queue: VecDeque<u32>,
    /// How many slots there are in all.
    made: u32,
}

/// See the module's text. `CHUNKS` times 1,024 is the most it can hold.
pub struct Table<T, const CHUNKS: usize> {
    chunks: [OnceLock<Box<[Slot<T>; CHUNK]>>; CHUNKS],
    free: Mutex<Free>,
    last_generation: u32,
    limit: AtomicU32,
}

/// Room of a [`Reserve`], a power of two.
const RING: usize = 4 * HELD_BACK;

/// Free slots that somebody keeps for himself, the one that fell free first in front.
pub struct Reserve {
    ring: [u32; RING],
    /// Where the first one stands. It counts on beyond the end.
    first: usize,
    count: usize,
}

impl Reserve {
    pub const fn empty() -> Reserve {
        Reserve { ring: [0; RING], first: 0, count: 0 }
    }
    /// A slot for [`Table::place`], where there are enough.
    #[inline(always)]
    pub fn take(&mut self) -> Option<u32> {
        if self.count > HELD_BACK { self.pop() } else { None }
    }
    #[inline(always)]
    fn pop(&mut self) -> Option<u32> {
        self.count = self.count.checked_sub(1)?;
        let slot = self.ring[self.first % RING];
        self.first = self.first.wrapping_add(1);
        Some(slot)
    }
    #[inline(always)]
    fn push(&mut self, slot: u32) {
        self.ring[self.first.wrapping_add(self.count) % RING] = slot;
        self.count += 1;
    }
}

/// Runs `body` on what a thread keeps; `None` while that is in use, and when the thread ends.
#[inline]
pub fn with_local<L, R>(local: &'static LocalKey<RefCell<L>>, body: impl FnOnce(&mut L) -> R) -> Option<R> {
    local.try_with(|l| l.try_borrow_mut().ok().map(|mut l| body(&mut l))).ok().flatten()
}

/// A chunk made where it stays: it may be larger than a stack.
fn made<T>(empty: impl FnMut(usize) -> Slot<T>) -> Box<[Slot<T>; CHUNK]> {
    let slots: Box<[Slot<T>]> = (0..CHUNK).map(empty).collect();
    slots.try_into().unwrap_or_else(|_| unreachable!("as many slots as a chunk has"))
}

#[inline(always)]
fn place(index: u32) -> (usize, usize) {
    (index as usize / CHUNK, index as usize % CHUNK)
}

impl<T: Send, const CHUNKS: usize> Table<T, CHUNKS> {
    /// An empty table whose keys have `generation_bits` bits of generation and which holds `limit` objects at most.
    pub const fn new(generation_bits: u32, limit: u32) -> Table<T, CHUNKS> {
        Table {
            chunks: [const { OnceLock::new() }; CHUNKS],
            free: Mutex::new(Free { queue: VecDeque::new(), made: 0 }),
            last_generation: (1 << generation_bits) - 1,
            limit: AtomicU32::new(limit),
        }
    }

    /// How many objects there may be at once.
    pub fn limit(&self) -> u32 {
        self.limit.load(Ordering::Relaxed)
    }
    pub fn set_limit(&self, objects: u32) {
        self.limit.store(objects, Ordering::Relaxed);
    }

    #[inline(always)]
    fn slot(&self, index: u32) -> Option<&Slot<T>> {
        let (chunk, offset) = place(index);
        self.chunks.get(chunk)?.get()?.get(offset)
    }

    fn slot_made(&self, index: u32) -> Option<&Slot<T>> {
        let (chunk, offset) = place(index);
        let empty = |_| Slot { state: AtomicU32::new(1 << 2 | FREE), value: UnsafeCell::new(None) };
        self.chunks.get(chunk)?.get_or_init(|| made(empty)).get(offset)
    }

    /// A slot that is nobody's, from those that nobody keeps.
    #[cold]
    fn shared_slot(&self) -> Option<u32> {
        let Free { queue, made } = &mut *self.free.lock();
        let grown = *made < self.limit().min((CHUNKS * CHUNK) as u32);
        if grown && queue.len() <= HELD_BACK {
            *made += 1;
            return Some(*made - 1);
        }
        queue.pop_front()
    }

    /// A place for an object, in a slot of a [`Reserve`] where there is one; `None` when the table is full.
    #[inline]
    pub fn place(&self, reserved: Option<u32>) -> Option<Place<'_, T>> {
        let index = reserved.or_else(|| self.shared_slot())?;
        Some(Place { slot: self.slot_made(index)?, index })
    }

    /// Puts an object in; `None` when the table is full.
    pub fn insert(&self, value: T) -> Option<Key> {
        self.place(None).map(|place| place.fill(value))
    }

    /// Runs `body` on the object while it is locked; `None` when the key is dead. `body` must not come back to the same object.
    #[inline(always)]
    pub fn with<R>(&self, key: Key, body: impl FnOnce(&mut T) -> R) -> Option<R> {
        let held = self.hold(key)?;
        // SAFETY: we hold the slot.
        unsafe { &mut *held.slot.value.get() }.as_mut().map(body)
    }

    /// Whether the object is there, without a lock.
    pub fn lives(&self, key: Key) -> bool {
        self.slot(key.index).is_some_and(|slot| slot.state.load(Ordering::Acquire) & !LOCKED == key.generation << 2)
    }

    /// Takes the object out when `wanted` agrees; its key and all copies of it are dead from now on. The slot is then free but in
    /// no list: [`Table::keep`] or [`Table::give_back`] is next.
    #[inline(always)]
    pub fn take_if(&self, key: Key, wanted: impl FnOnce(&mut T) -> bool) -> Option<T> {
        let mut held = self.hold(key)?;
        // SAFETY: we hold the slot.
        let contents = unsafe { &mut *held.slot.value.get() };
        if !contents.as_mut().is_some_and(wanted) {
            return None;
        }
        let value = contents.take();
        let next = if key.generation < self.last_generation { key.generation + 1 } else { 1 };
        held.state = next << 2 | FREE;
        value
    }

    /// Lets somebody keep a slot that fell free.
    #[inline(always)]
    pub fn keep(&self, reserve: &mut Reserve, index: u32) {
        if reserve.count == RING {
            self.give_back_some(reserve, HELD_BACK);
        }
        reserve.push(index);
    }

    #[cold]
    fn give_back_some(&self, reserve: &mut Reserve, count: usize) {
        self.free.lock().queue.extend((0..count).map_while(|_| reserve.pop()));
    }

    /// Lets all have a slot that fell free.
    pub fn give_back(&self, index: u32) {
        self.free.lock().queue.push_back(index);
    }

    /// Lets all have what one has kept.
    pub fn give_back_all(&self, reserve: &mut Reserve) {
        self.give_back_some(reserve, RING);
    }

    /// Takes the object out; its key and all copies of it are dead from now on.
    pub fn remove(&self, key: Key) -> Option<T> {
        let value = self.take_if(key, |_| true)?;
        self.give_back(key.index);
        Some(value)
    }

    /// Keys of all objects at this moment, found one by one.
    pub fn keys(&self) -> Vec<Key> {
        let made = self.free.lock().made;
        let states = (0..made).filter_map(|index| Some((index, self.slot(index)?.state.load(Ordering::Acquire))));
        states.filter(|(_, s)| s & FREE == 0).map(|(index, s)| Key { generation: s >> 2, index }).collect()
    }

    /// How many slots there are in all.
    #[cfg(test)]
    pub fn made(&self) -> u32 {
        self.free.lock().made
    }

    /// Takes the lock of an object, unless it is gone.
    #[inline(always)]
    fn hold(&self, key: Key) -> Option<Held<'_, T>> {
        let slot = self.slot(key.index)?;
        let state = key.generation << 2;
        if slot.state.compare_exchange(state, state | LOCKED, Ordering::Acquire, Ordering::Relaxed).is_ok() {
            return Some(Held { slot, state });
        }
        if wait(&slot.state, state) { Some(Held { slot, state }) } else { None }
    }
}

/// A slot that was taken out of the free ones for one object.
#[must_use = "a place that is not filled is lost"]
pub struct Place<'t, T> {
    slot: &'t Slot<T>,
    index: u32,
}

impl<T> Place<'_, T> {
    #[inline(always)]
    pub fn fill(self, value: T) -> Key {
        let generation = self.slot.state.load(Ordering::Relaxed) >> 2;
        // SAFETY: the slot is FREE, came out of the list of free ones to us alone, and has no contents that a write could lose.
        unsafe { self.slot.value.get().write(Some(value)) };
        self.slot.state.store(generation << 2, Ordering::Release);
        Key { generation, index: self.index }
    }
}

/// The right to the contents of one slot.
struct Held<'t, T> {
    slot: &'t Slot<T>,
    /// What the slot is to be when it is let go.
    state: u32,
}

impl<T> Drop for Held<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.slot.state.store(self.state, Ordering::Release);
    }
}

/// Takes the lock of a slot that somebody else has; false when its object is gone.
#[cold]
fn wait(slot: &AtomicU32, state: u32) -> bool {
    let mut tries = 0u32;
    while let Err(now) = slot.compare_exchange_weak(state, state | LOCKED, Ordering::Acquire, Ordering::Relaxed) {
        if now & !LOCKED != state {
            return false;
        }
        tries = tries.wrapping_add(1);
        if tries.is_multiple_of(64) { std::thread::yield_now() } else { std::hint::spin_loop() }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_key_never_finds_the_next_tenant() {
        let table: Table<&str, 1> = Table::new(18, 4);
        let old = table.insert("a").unwrap();
        assert_eq!(table.remove(old), Some("a"));
        let mut reused = false;
        for _ in 0..200 {
            let key = table.insert("b").unwrap();
            reused |= key.index == old.index;
            assert_eq!(table.with(old, |v| *v), None);
            assert!(!table.lives(old) && table.lives(key));
            assert_eq!(table.remove(old), None);
            table.remove(key);
        }
        assert!(reused);
        assert!(table.keys().is_empty());
    }

    #[test]
    fn a_full_table_refuses_and_takes_again_after_a_removal() {
        let table: Table<i32, 1> = Table::new(18, 3);
        let keys: Vec<Key> = (0..3).map(|i| table.insert(i).unwrap()).collect();
        assert_eq!(table.insert(9), None);
        table.remove(keys[1]);
        assert!(table.insert(9).is_some());
        assert_eq!(table.keys().len(), 3);
        let table: Table<u32, 1> = Table::new(18, u32::MAX);
        assert_eq!((0..2000).find(|i| table.insert(*i).is_none()), Some(1024));
    }

    #[test]
    fn generations_wrap_around_zero() {
        let table: Table<i32, 1> = Table::new(2, 1);
        let mut seen = Vec::new();
        for i in 0..6 {
            let key = table.insert(i).unwrap();
            seen.push(key.generation);
            table.remove(key);
        }
        assert_eq!(seen, [1, 2, 3, 1, 2, 3]);
    }

    #[test]
    fn a_kept_slot_comes_back_to_its_thread_and_what_is_too_much_to_all() {
        let table: Table<u32, 1> = Table::new(18, 1000);
        let mut reserve = Reserve::empty();
        assert_eq!(reserve.take(), None);
        let keys: Vec<Key> = (0..200).map(|i| table.insert(i).unwrap()).collect();
        for key in &keys {
            assert!(table.take_if(*key, |_| true).is_some());
            table.keep(&mut reserve, key.index);
        }
        assert!(reserve.count <= RING && reserve.count > HELD_BACK);
        let index = reserve.take();
        let key = table.place(index).unwrap().fill(7);
        assert_eq!(Some(key.index), index);
        assert!(keys.iter().any(|k| k.index == key.index && k.generation + 1 == key.generation));
        table.remove(key);
        table.give_back_all(&mut reserve);
        let mut free: Vec<u32> = table.free.lock().queue.iter().copied().collect();
        free.sort_unstable();
        assert_eq!(free, (0..200).collect::<Vec<u32>>(), "none is lost, and none is there twice");
    }

    #[test]
    fn threads_share_one_table() {
        let table: Table<u64, 16> = Table::new(20, 1 << 20);
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
        assert_eq!(table.keys().len(), 4 * (2000 - 667));
    }

    #[test]
    fn a_body_that_panics_leaves_the_object_usable() {
        let table: Table<i32, 1> = Table::new(18, 4);
        let key = table.insert(5).unwrap();
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| table.with(key, |_| panic!("a fault"))));
        assert!(caught.is_err());
        assert_eq!(table.with(key, |v| *v), Some(5));
    }
}
