//! The stacks of this process, by the slot their handles carry.

use super::Stack;
use crate::net::wait_readable;
use once_cell::sync::Lazy;
use parking_lot::RwLock;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What ten bits of a handle can tell apart.
const SLOTS: usize = 1024;
/// How long one call of [`process_events`] waits at the most.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// How long to wait for another thread that turns the loop.
const SLICE: Duration = Duration::from_millis(10);

enum Slot {
    Free,
    Reserved,
    Used(Arc<Stack>),
}

struct Registry {
    slots: Vec<Slot>,
    /// Slots go round, so that handles of a dead stack stay dead for long.
    next: usize,
}

static REGISTRY: Lazy<RwLock<Registry>> =
    Lazy::new(|| RwLock::new(Registry { slots: (0..SLOTS).map(|_| Slot::Free).collect(), next: 0 }));

/// The generation of the stack in each slot, 0 where there is none: whether a stack lives is asked for each message made,
/// which should not make threads wait for each other.
static LIVING: [AtomicU32; SLOTS] = [const { AtomicU32::new(0) }; SLOTS];

/// Whether the stack of that slot and generation lives.
pub fn lives(slot: u16, generation: u32) -> bool {
    generation != 0 && LIVING.get(slot as usize).is_some_and(|g| g.load(Ordering::Acquire) == generation)
}

/// Takes a free slot.
pub(super) fn reserve() -> Option<u16> {
    let mut r = REGISTRY.write();
    let found = (0..SLOTS).map(|n| (r.next + n) % SLOTS).find(|n| matches!(r.slots.get(*n), Some(Slot::Free)))?;
    r.next = (found + 1) % SLOTS;
    *r.slots.get_mut(found)? = Slot::Reserved;
    Some(found as u16)
}

pub(super) fn enter(slot: u16, stack: &Arc<Stack>) {
    let mut registry = REGISTRY.write();
    if let (Some(s), Some(living)) = (registry.slots.get_mut(slot as usize), LIVING.get(slot as usize)) {
        *s = Slot::Used(stack.clone());
        living.store(stack.generation(), Ordering::Release);
    }
}

pub(super) fn release(slot: u16) {
    if let Some(living) = LIVING.get(slot as usize) {
        living.store(0, Ordering::Release);
    }
    let freed = REGISTRY.write().slots.get_mut(slot as usize).map(|s| std::mem::replace(s, Slot::Free));
    // Dropped without the lock: it may be the last reference.
    drop(freed);
}

/// The stack in a slot.
pub fn stack_in(slot: u16) -> Option<Arc<Stack>> {
    match REGISTRY.read().slots.get(slot as usize) {
        Some(Slot::Used(s)) => Some(s.clone()),
        _ => None,
    }
}

/// All stacks the program drives itself.
pub fn driven() -> Vec<Arc<Stack>> {
    let r = REGISTRY.read();
    r.slots
        .iter()
        .filter_map(|s| match s {
            Slot::Used(s) if !s.has_own_thread() => Some(s.clone()),
            _ => None,
        })
        .collect()
}

/// Is the caller inside a callback of any stack?
fn in_any_callback() -> bool {
    let turns = |slot: &Slot| matches!(slot, Slot::Used(stack) if stack.in_callback());
    REGISTRY.read().slots.iter().any(turns)
}

/// Drives every stack that has no thread of its own: waits until something is due, at most `most` (500 ms without), serves it.
/// Without such a stack it just waits; inside a callback of any stack it returns at once.
pub fn process_events(most: Option<Duration>) {
    if in_any_callback() {
        return;
    }
    let most = most.unwrap_or(LONGEST_WAIT);
    let stacks = driven();
    match stacks.as_slice() {
        [] => std::thread::sleep(most),
        [one] => {
            if !one.turn(Some(most)) {
                // Another thread is at it.
                std::thread::sleep(SLICE.min(most));
            }
        }
        several => {
            let wait = several.iter().filter_map(|s| s.wait_hint()).map(Duration::from_millis).fold(most, Duration::min);
            let descriptors: Vec<RawFd> = several.iter().map(|s| s.raw_fd()).collect();
            wait_readable(&descriptors, wait);
            let turned = several.iter().filter(|s| s.turn(Some(Duration::ZERO))).count();
            if turned == 0 {
                std::thread::sleep(SLICE.min(most));
            }
        }
    }
}
