//! Timers: a hierarchical wheel of millisecond slots.
//!
//! Eleven levels of 64 slots cover every 64-bit time. A timer lies on the level of the highest group of six bits in which
//! its deadline differs from the cursor, so a slot of level 0 holds one deadline only, all slots of a level lie ahead of the
//! cursor, and everything on a lower level is due before anything on a higher one. Setting and cancelling take constant
//! time; a timer moves down at most once a level before it is due, however far the clock jumps.

/// Milliseconds since the endpoint was made.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time(pub u64);

impl Time {
    /// Later than any other.
    pub const NEVER: Time = Time(u64::MAX);

    /// The time `ms` milliseconds later; the end of time if that overflows.
    pub fn plus(self, ms: u64) -> Time {
        Time(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this time, 0 if it is not earlier.
    pub fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Names one set timer. Once the timer was popped or cancelled the name is dead, also when its place is used again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerId {
    index: u32,
    generation: u32,
}

const LEVELS: usize = 11;
const BITS: u32 = 6;
const SLOTS: usize = 64;
/// No entry: end of a list.
const NONE: u32 = u32::MAX;
/// The slot number of an entry that is not set.
const FREE: u16 = u16::MAX;
/// As many entries of a coarse slot are looked at to tell the exact next deadline.
const EXACT: usize = 16;

struct Entry<K> {
    at: u64,
    key: K,
    next: u32,
    prev: u32,
    generation: u32,
    slot: u16,
}

#[derive(Clone, Copy)]
struct List {
    head: u32,
    tail: u32,
}

const EMPTY: List = List { head: NONE, tail: NONE };

/// Timers with a key each; see the module text.
pub struct Wheel<K: Copy> {
    cursor: u64,
    entries: Vec<Entry<K>>,
    free: u32,
    len: usize,
    lists: Box<[List]>,
    occupied: [u64; LEVELS],
    levels: u16,
}

impl<K: Copy> Wheel<K> {
    /// An empty wheel; no deadline before `start` will be asked for.
    pub fn new(start: Time) -> Wheel<K> {
        Wheel {
            cursor: start.0,
            entries: Vec::new(),
            free: NONE,
            len: 0,
            lists: vec![EMPTY; LEVELS * SLOTS].into_boxed_slice(),
            occupied: [0; LEVELS],
            levels: 0,
        }
    }

    /// Timers that are set.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when no timer is set.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Sets a timer. A deadline before the time of the last `pop` counts as due at that time.
    pub fn set(&mut self, at: Time, key: K) -> TimerId {
        let at = at.0.max(self.cursor);
        let index = match self.entries.get_mut(self.free as usize) {
            Some(entry) => {
                let index = self.free;
                self.free = entry.next;
                entry.at = at;
                entry.key = key;
                index
            }
            None => {
                let index = self.entries.len() as u32;
                self.entries.push(Entry { at, key, next: NONE, prev: NONE, generation: 0, slot: FREE });
                index
            }
        };
        self.len += 1;
        self.link(index, at);
        let generation = self.entries.get(index as usize).map_or(0, |entry| entry.generation);
        TimerId { index, generation }
    }

    /// Takes a timer out; false if it is not set any more.
    pub fn cancel(&mut self, id: TimerId) -> bool {
        match self.entries.get(id.index as usize) {
            Some(entry) if entry.generation == id.generation && entry.slot != FREE => {
                self.unlink(id.index);
                self.release(id.index);
                true
            }
            _ => false,
        }
    }

    /// The earliest deadline, or a time before it at which `pop` gets closer to it; never later than the earliest deadline.
    pub fn next(&self) -> Option<Time> {
        let (level, slot) = self.first_slot()?;
        let start = self.slot_start(level, slot);
        if level == 0 {
            return Some(Time(start));
        }
        let mut index = self.lists.get(level * SLOTS + slot)?.head;
        let mut earliest = u64::MAX;
        for _ in 0..EXACT {
            match self.entries.get(index as usize) {
                Some(entry) => {
                    earliest = earliest.min(entry.at);
                    index = entry.next;
                }
                None => return Some(Time(earliest)),
            }
        }
        Some(Time(if index == NONE { earliest } else { start }))
    }

    /// The key of the earliest timer due at `now`, if any: in order of deadline, equal deadlines in the order they were set.
    pub fn pop(&mut self, now: Time) -> Option<K> {
        loop {
            let Some((level, slot)) = self.first_slot() else {
                self.cursor = self.cursor.max(now.0);
                return None;
            };
            let start = self.slot_start(level, slot);
            if start > now.0 {
                self.cursor = self.cursor.max(now.0);
                return None;
            }
            self.cursor = self.cursor.max(start);
            if level == 0 {
                let index = self.lists.get(slot)?.head;
                let key = self.entries.get(index as usize)?.key;
                self.unlink(index);
                self.release(index);
                return Some(key);
            }
            self.cascade(level, slot);
        }
    }

    /// The slot that is due first: the first one of the lowest level in use.
    fn first_slot(&self) -> Option<(usize, usize)> {
        let level = self.levels.trailing_zeros() as usize;
        let bits = *self.occupied.get(level)?;
        Some((level, bits.trailing_zeros() as usize))
    }

    fn slot_start(&self, level: usize, slot: usize) -> u64 {
        let shift = level as u32 * BITS;
        // The top level has four bits only: there is nothing above it to keep.
        let above = u64::MAX.checked_shl(shift + BITS).unwrap_or(0);
        (self.cursor & above) | ((slot as u64) << shift)
    }

    /// Moves every timer of a slot whose time has come down to the levels below it, in order.
    fn cascade(&mut self, level: usize, slot: usize) {
        let Some(list) = self.lists.get_mut(level * SLOTS + slot) else { return };
        let mut index = std::mem::replace(list, EMPTY).head;
        self.mark_empty(level, slot);
        while let Some(entry) = self.entries.get(index as usize) {
            let (at, next) = (entry.at, entry.next);
            self.link(index, at);
            index = next;
        }
    }

    fn link(&mut self, index: u32, at: u64) {
        let differing = at ^ self.cursor;
        let level = (63 - (differing | 1).leading_zeros()) / BITS;
        let slot = ((at >> (level * BITS)) as usize) % SLOTS;
        let level = level as usize;
        let Some(list) = self.lists.get_mut(level * SLOTS + slot) else { return };
        let tail = list.tail;
        list.tail = index;
        if tail == NONE {
            list.head = index;
        } else if let Some(last) = self.entries.get_mut(tail as usize) {
            last.next = index;
        }
        if let Some(entry) = self.entries.get_mut(index as usize) {
            entry.prev = tail;
            entry.next = NONE;
            entry.slot = (level * SLOTS + slot) as u16;
        }
        if let Some(bits) = self.occupied.get_mut(level) {
            *bits |= 1 << slot;
        }
        self.levels |= 1 << level;
    }

    fn unlink(&mut self, index: u32) {
        let Some(entry) = self.entries.get(index as usize) else { return };
        let (prev, next, place) = (entry.prev, entry.next, entry.slot as usize);
        if let Some(entry) = self.entries.get_mut(prev as usize) {
            entry.next = next;
        }
        if let Some(entry) = self.entries.get_mut(next as usize) {
            entry.prev = prev;
        }
        let Some(list) = self.lists.get_mut(place) else { return };
        if prev == NONE {
            list.head = next;
        }
        if next == NONE {
            list.tail = prev;
        }
        if list.head == NONE {
            self.mark_empty(place / SLOTS, place % SLOTS);
        }
    }

    fn mark_empty(&mut self, level: usize, slot: usize) {
        if let Some(bits) = self.occupied.get_mut(level) {
            *bits &= !(1 << slot);
            if *bits == 0 {
                self.levels &= !(1 << level);
            }
        }
    }

    fn release(&mut self, index: u32) {
        if let Some(entry) = self.entries.get_mut(index as usize) {
            entry.generation = entry.generation.wrapping_add(1);
            entry.slot = FREE;
            entry.next = self.free;
            self.free = index;
            self.len -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    #[derive(Clone, Debug)]
    enum Act {
        Set(u64),
        Cancel(usize),
        Advance(u64),
    }

    fn act() -> impl Strategy<Value = Act> {
        let span = prop_oneof![0u64..4, 0u64..200, 0u64..70_000, 0u64..100_000_000, 0u64..(1 << 50)];
        prop_oneof![
            4 => span.clone().prop_map(Act::Set),
            2 => any::<usize>().prop_map(Act::Cancel),
            2 => span.prop_map(Act::Advance),
        ]
    }

    proptest! {
        #[test]
        fn the_wheel_agrees_with_a_heap(start in prop_oneof![Just(0u64), any::<u32>().prop_map(u64::from)],
                                        acts in prop::collection::vec(act(), 1..200)) {
            let mut now = start;
            let mut wheel = Wheel::new(Time(start));
            let mut heap = BinaryHeap::new();
            let mut gone = std::collections::HashSet::new();
            let mut ids: Vec<(TimerId, u64)> = Vec::new();
            let mut count = 0u64;
            for act in acts {
                match act {
                    Act::Set(after) => {
                        ids.push((wheel.set(Time(now + after), count), count));
                        heap.push(Reverse((now + after, count)));
                        count += 1;
                    }
                    Act::Cancel(which) => {
                        if !ids.is_empty() {
                            let (id, number) = ids[which % ids.len()];
                            prop_assert_eq!(wheel.cancel(id), gone.insert(number));
                        }
                    }
                    Act::Advance(by) => {
                        now += by;
                        while let Some(&Reverse((at, number))) = heap.peek() {
                            if gone.contains(&number) {
                                heap.pop();
                                continue;
                            }
                            if at > now {
                                break;
                            }
                            prop_assert!(wheel.next().is_some_and(|next| next.0 <= at));
                            prop_assert_eq!(wheel.pop(Time(now)), Some(number));
                            gone.insert(number);
                            heap.pop();
                        }
                        prop_assert_eq!(wheel.pop(Time(now)), None);
                    }
                }
                let alive: Vec<u64> = heap.iter().filter(|r| !gone.contains(&r.0.1)).map(|r| r.0.0).collect();
                prop_assert_eq!(wheel.len(), alive.len());
                match alive.iter().min() {
                    None => prop_assert_eq!(wheel.next(), None),
                    Some(&at) => prop_assert!(wheel.next().is_some_and(|next| next.0 <= at)),
                }
            }
            // Following next() alone reaches every timer in few steps.
            let mut steps = 0;
            while let Some(next) = wheel.next() {
                prop_assert!(next.0 >= now);
                now = next.0;
                while wheel.pop(Time(now)).is_some() {}
                steps += 1;
                prop_assert!(steps <= LEVELS * 200);
            }
        }
    }

    #[test]
    fn equal_deadlines_come_in_the_order_they_were_set() {
        let mut wheel = Wheel::new(Time(0));
        wheel.set(Time(5_000), 1);
        assert_eq!(wheel.pop(Time(4_990)), None);
        wheel.set(Time(5_000), 2);
        assert_eq!(wheel.pop(Time(5_000)), Some(1));
        assert_eq!(wheel.pop(Time(5_000)), Some(2));
        assert_eq!(wheel.pop(Time(5_000)), None);
    }

    #[test]
    fn a_cancelled_place_is_used_again_and_its_old_name_is_dead() {
        let mut wheel = Wheel::new(Time(0));
        let first = wheel.set(Time(10), 1u64);
        assert!(wheel.cancel(first));
        let second = wheel.set(Time(20), 2);
        assert!(!wheel.cancel(first));
        assert_eq!(wheel.entries.len(), 1);
        assert_eq!(wheel.pop(Time(20)), Some(2));
        assert!(!wheel.cancel(second));
    }

    #[test]
    fn a_deadline_in_the_past_is_due_at_once_and_the_end_of_time_is_a_deadline() {
        let mut wheel = Wheel::new(Time(0));
        wheel.pop(Time(1_000));
        wheel.set(Time(1), 'p');
        wheel.set(Time(u64::MAX), 'e');
        assert_eq!(wheel.pop(Time(1_000)), Some('p'));
        assert_eq!(wheel.next(), Some(Time(u64::MAX)));
        assert_eq!(wheel.pop(Time(u64::MAX)), Some('e'));
    }

    #[test]
    fn a_timer_takes_at_most_forty_bytes() {
        assert!(std::mem::size_of::<Entry<(u64, u64)>>() <= 40);
        assert!(std::mem::size_of::<Entry<u64>>() <= 32);
    }

    #[test]
    fn a_jump_of_years_over_many_timers_is_cheap() {
        let mut wheel = Wheel::new(Time(0));
        for k in 0..10_000u64 {
            wheel.set(Time(k * 3_600_000), k);
        }
        let mut seen = 0;
        while wheel.pop(Time(u64::MAX / 2)).is_some() {
            seen += 1;
        }
        assert_eq!(seen, 10_000);
    }
}
