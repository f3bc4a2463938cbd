//! Automatic refresh under the drives of stack_checks.rs.

use super::{Input, World, mutated};
use rvsip::endpoint::refresh::{State, Times};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message};
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

    /// The request of a transaction is repeated; refreshes of that kind are changed and ended.
    pub(super) fn use_refresh_alone(&mut self, transaction: TransactionId, input: &mut Input) {
        let choice = input.byte() % 24;
        if choice > 6 {
            return;
        }
        let extra = choice.is_multiple_of(2).then(|| {
            let mut msg = Box::new(Message::new());
            let text = "X sip:a SIP/2.0\r\nExpires: 60\r\nSIP-If-Match: x\r\nContent-Length: 4\r\n\r\nbody";
            let _ = msg.parse(&mutated(text.into(), input), &Limits::default());
            msg
        });
        let (now, picked) = (self.time(), input.pick(&self.refreshed.refreshes));
        let done = match (choice, picked) {
            (0 | 1, Some(id)) => self.core.refresh_update(now, id, extra.as_deref()),
            (2 | 3, Some(id)) => self.core.refresh_terminate(now, id, extra.as_deref()),
            _ => {
                let Ok(id) = self.core.create_refresh(input.byte()) else { return };
                self.refreshed.refreshes.push(id);
                let attached = self.core.attach_refresh_to_transaction(id, transaction);
                assert_eq!(attached.is_ok(), self.core.refresh_of_transaction(transaction) == Some(id));
                return;
            }
        };
        if done.is_ok() {
            self.reached.insert("refresh changed".into());
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
