//! Sets of handlers that belong to single objects, such as those of a connection's owner or of a transmitter.
//!
//! Each different set is kept once and is known to the core by its place. Programs have few, so they stay until the stack ends.

use super::status::Error;
use parking_lot::Mutex;

/// Different sets of one kind that the objects of one stack may have.
const MOST_SETS: usize = 4096;

/// A structure of handlers, to be compared by the functions in it.
pub trait Handlers: Copy {
    fn functions(&self) -> [usize; 2];
}

pub struct HandlerSets<T>(Mutex<Vec<T>>);

impl<T> Default for HandlerSets<T> {
    fn default() -> Self {
        HandlerSets(Mutex::default())
    }
}

impl<T: Handlers> HandlerSets<T> {
    /// The number of a set.
    pub fn number(&self, handlers: T) -> Result<u32, Error> {
        let mut sets = self.0.lock();
        let at = match sets.iter().position(|known| known.functions() == handlers.functions()) {
            Some(at) => at,
            None if sets.len() >= MOST_SETS => return Err(Error::OutOfResources),
            None => {
                sets.push(handlers);
                sets.len() - 1
            }
        };
        Ok(at as u32)
    }

    pub fn get(&self, number: u32) -> Option<T> {
        self.0.lock().get(number as usize).copied()
    }
}
