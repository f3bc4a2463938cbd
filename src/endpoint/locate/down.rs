//! Targets that did not answer lately.

use super::super::config::Transport;
use super::super::output::Target;
use super::super::timer::Time;
use std::collections::HashMap;
use std::net::SocketAddr;

/// Targets remembered at the most; the one due back first makes room.
const MOST: usize = 1024;

/// Later requests go to others first, until the time is over.
#[derive(Default)]
pub struct Down {
    until: HashMap<(Transport, SocketAddr), Time>,
}

impl Down {
    pub fn mark(&mut self, target: &Target, now: Time, until: Time) {
        let key = (target.transport, target.addr);
        if self.until.len() >= MOST && !self.until.contains_key(&key) {
            self.until.retain(|_, until| *until > now);
            if self.until.len() >= MOST
                && let Some(first) = self.until.iter().min_by_key(|(_, until)| **until).map(|(key, _)| *key)
            {
                self.until.remove(&first);
            }
        }
        let place = self.until.entry(key).or_insert(until);
        *place = until.max(*place);
    }

    /// It answered.
    pub fn clear(&mut self, target: &Target) {
        if !self.until.is_empty() {
            self.until.remove(&(target.transport, target.addr));
        }
    }

    pub fn is_down(&self, target: &Target, now: Time) -> bool {
        self.until.get(&(target.transport, target.addr)).is_some_and(|until| *until > now)
    }

    pub fn len(&self) -> usize {
        self.until.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(n: u16) -> Target {
        Target::plain(Transport::Udp, ([192, 0, 2, 1], n).into())
    }

    #[test]
    fn a_target_is_down_until_its_time_is_over_or_it_answers() {
        let mut down = Down::default();
        down.mark(&target(1), Time(0), Time(10));
        down.mark(&target(1), Time(0), Time(5));
        assert!(down.is_down(&target(1), Time(9)));
        assert!(!down.is_down(&target(1), Time(10)));
        assert!(!down.is_down(&target(2), Time(0)));
        down.clear(&target(1));
        assert!(!down.is_down(&target(1), Time(0)));
    }

    #[test]
    fn the_table_is_bounded_and_the_one_due_first_makes_room() {
        let mut down = Down::default();
        for n in 0..5_000u16 {
            down.mark(&target(n), Time(0), Time(10 + u64::from(n)));
        }
        assert_eq!(down.len(), MOST);
        assert!(!down.is_down(&target(0), Time(0)));
        assert!(down.is_down(&target(4_999), Time(0)));
    }
}
