//! The stacks of this process, by the slot their handles carry.

use super::Stack;
use crate::net::wait_readable;
use once_cell::sync::Lazy;
use parking_lot::RwLock;
use std::os::fd::RawFd;
use std::sync::Arc;
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

/// Takes a free slot.
pub(super) fn reserve() -> Option<u16> {
    let mut r = REGISTRY.write();
    let found = (0..SLOTS).map(|n| (r.next + n) % SLOTS).find(|n| matches!(r.slots.get(*n), Some(Slot::Free)))?;
    r.next = (found + 1) % SLOTS;
    *r.slots.get_mut(found)? = Slot::Reserved;
    Some(found as u16)
}

pub(super) fn enter(slot: u16, stack: &Arc<Stack>) {
    if let Some(s) = REGISTRY.write().slots.get_mut(slot as usize) {
        *s = Slot::Used(stack.clone());
    }
}

pub(super) fn release(slot: u16) {
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

/// Drives every stack that has no thread of its own: waits until something is due, at most `most` (500 ms without), serves it.
/// Without such a stack it just waits.
pub fn process_events(most: Option<Duration>) {
    let most = most.unwrap_or(LONGEST_WAIT);
    let stacks = driven();
    match stacks.as_slice() {
        [] => std::thread::sleep(most),
        [one] => {
            if !one.turn(Some(most)) && !one.in_callback() {
                // Another thread is at it.
                std::thread::sleep(SLICE.min(most));
            }
        }
        several => {
            let wait = several.iter().filter_map(|s| s.wait_hint()).map(Duration::from_millis).fold(most, Duration::min);
            let descriptors: Vec<RawFd> = several.iter().map(|s| s.raw_fd()).collect();
            wait_readable(&descriptors, wait);
            let turned = several.iter().filter(|s| s.turn(Some(Duration::ZERO))).count();
            if turned == 0 && !several.iter().any(|s| s.in_callback()) {
                std::thread::sleep(SLICE.min(most));
            }
        }
    }
}
