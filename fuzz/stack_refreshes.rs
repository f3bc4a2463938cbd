//! Automatic refresh under the drives of stack_checks.rs.

use super::{Input, World};
use rvsip::endpoint::refresh::{State, Times};
use rvsip::endpoint::*;
use std::collections::HashSet;

#[derive(Default)]
pub(super) struct Refreshed {
    refreshes: Vec<RefreshId>,
    ended: HashSet<Id>,
}

impl World {
    /// The registration of a client is kept, or it is no longer.
    pub(super) fn use_refresh(&mut self, client: ClientId, input: &mut Input) {
        match input.byte() % 8 {
            0 => {}
            1 => {
                if let Some(id) = input.pick(&self.refreshed.refreshes) {
                    let _ = self.core.destroy_refresh(id);
                }
            }
            2 => {
                let times = Times { lead: input.byte() as u32, half_below: input.byte() as u32 };
                self.core.set_refresh_times(times);
                if let Some(id) = input.pick(&self.refreshed.refreshes) {
                    let _ = self.core.refresh_set_interval(self.time(), id, u32::MAX >> (input.byte() % 32));
                }
            }
            _ => {
                let Ok(id) = self.core.create_refresh(input.byte()) else { return };
                self.refreshed.refreshes.push(id);
                let attached = self.core.attach_refresh(id, client);
                assert_eq!(attached.is_ok(), self.core.refresh_of(client) == Ok(id));
            }
        }
    }

    pub(super) fn told_of_refresh(&mut self, event: &Event) {
        match event {
            Event::Refresh { id, state, reason, .. } => {
                self.reached.insert(format!("refresh {state:?} {reason:?}"));
                assert!(!self.refreshed.ended.contains(&id.0), "a refresh is heard of after its end");
                if *state == State::Terminated {
                    self.refreshed.ended.insert(id.0);
                    self.refreshed.refreshes.retain(|known| known != id);
                }
            }
            Event::RefreshResponse { id, .. } => {
                assert!(!self.refreshed.ended.contains(&id.0), "a refresh hears of a response after its end");
                self.reached.insert("refresh response".into());
            }
            _ => {}
        }
    }

    pub(super) fn end_refreshes(&mut self) {
        for id in self.refreshed.refreshes.clone() {
            let _ = self.core.destroy_refresh(id);
        }
    }
}
