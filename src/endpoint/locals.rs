//! Local addresses: configured ones, and those that come and go while the stack runs.
//!
//! An address is named by its number everywhere in the core. The number of one that is gone is given to another only when
//! nothing refers to it any more; its [`Id`] tells the two apart.

use super::config::{Local, Transport};
use super::output::{Error, Flow, Output, TransactionId};
use super::slab::{GENERATION_MASK, Id};
use super::transaction::{Reason, State};
use super::{Endpoint, Time};
use std::net::SocketAddr;

/// What the core keeps with a local address.
pub(crate) struct LocalState {
    generation: u32,
    removed: bool,
    tos: Option<u8>,
}

impl Endpoint {
    /// Adds an address that is listened on; the number names it in [`Flow::Udp`] and [`Endpoint::accepted`].
    pub fn add_local(&mut self, local: Local) -> u16 {
        if let Some(n) = self.free_local()
            && let (Some(l), Some(s)) = (self.locals.get_mut(n), self.local_states.get_mut(n))
        {
            *l = local;
            let generation = (s.generation + 1) & GENERATION_MASK;
            *s = LocalState { generation, removed: false, tos: None };
            return n as u16;
        }
        self.locals.push(local);
        self.local_states.push(LocalState { generation: self.cfg.epoch & GENERATION_MASK, removed: false, tos: None });
        (self.locals.len() - 1) as u16
    }

    pub fn locals(&self) -> &[Local] {
        &self.locals
    }
    /// Is there room for one more?
    pub fn room_for_local(&self) -> bool {
        self.locals.len() < usize::from(u16::MAX) || self.free_local().is_some()
    }
    /// The number of an address that is gone and that nothing refers to any more.
    fn free_local(&self) -> Option<usize> {
        if !self.local_states.iter().any(|s| s.removed) {
            return None;
        }
        let pinned: std::collections::HashSet<u16> =
            self.conns.ids().filter_map(|id| self.conns.get(id)).map(|c| c.local_index).collect();
        (0..self.local_states.len())
            .find(|n| self.local_states.get(*n).is_some_and(|s| s.removed) && !pinned.contains(&(*n as u16)))
    }

    /// The name of a local address that is there.
    pub fn local_id(&self, number: u16) -> Option<Id> {
        let s = self.local_states.get(number as usize).filter(|s| !s.removed)?;
        Some(Id { index: u32::from(number), generation: s.generation })
    }

    /// The number of a named address.
    pub fn local_number(&self, id: Id) -> Result<u16, Error> {
        let number = u16::try_from(id.index).map_err(|_| Error::InvalidHandle)?;
        if self.local_id(number) == Some(id) { Ok(number) } else { Err(Error::InvalidHandle) }
    }

    /// The first address of a transport (of any without one) at or after a number.
    pub fn next_local(&self, from: usize, transport: Option<Transport>) -> Option<Id> {
        (from..self.locals.len())
            .filter(|n| transport.is_none_or(|t| self.locals.get(*n).is_some_and(|l| l.transport == t)))
            .find_map(|n| self.local_id(n as u16))
    }

    /// Takes an address away: its socket is closed, what waits for answers there fails, connections stay.
    pub fn remove_local(&mut self, now: Time, id: Id) -> Result<(), Error> {
        self.now = now.max(self.now);
        let number = self.local_number(id)?;
        if let (Some(l), Some(s)) = (self.locals.get_mut(number as usize), self.local_states.get_mut(number as usize)) {
            l.enabled = false;
            s.removed = true;
        }
        self.out.push_back(Output::Unbind(id));
        // Nobody prefers it any longer; its number may come to mean another address.
        let clients: Vec<Id> = self.clients.ids().collect();
        for client in clients {
            if let Some(c) = self.clients.get_mut(client) {
                c.forget_local(number);
            }
        }
        let legs: Vec<Id> = self.legs.ids().collect();
        for leg in legs {
            if let Some(leg) = self.legs.get_mut(leg) {
                leg.forget_local(number);
            }
        }
        let transactions: Vec<TransactionId> = self.transactions.ids().map(TransactionId).collect();
        for id in transactions {
            let Ok(tx) = self.tx_mut(id) else { continue };
            if let Some(d) = tx.detail.as_mut() {
                d.locals.retain(|n| *n != number);
            }
            if !matches!(tx.flow, Some(Flow::Udp { local, .. }) if local == number) {
                continue;
            }
            let (server, waiting) = (tx.is_server, tx.state.awaits_final() && tx.sending.is_none());
            if server || !waiting {
                self.end_transaction_of_lost_local(id, server);
            } else {
                self.transaction_cut_off(id);
                // Its final response is with the application: an ACK finds out when it goes out.
                if let Some(tx) = self.transactions.get_mut(id.0).filter(|tx| tx.final_shown) {
                    tx.flow = None;
                }
            }
        }
        Ok(())
    }

    fn end_transaction_of_lost_local(&mut self, id: TransactionId, server: bool) {
        let Ok(tx) = self.tx(id) else { return };
        match tx.state {
            // It only absorbs copies that cannot come any more.
            state if state.is_over() => self.end_transaction(id, Reason::Undefined),
            State::Terminated => {}
            _ if server => self.end_transaction(id, Reason::NetworkError),
            // The message is with the application: it finds out when it goes out.
            _ => {
                if let Ok(tx) = self.tx_mut(id) {
                    tx.flow = None;
                }
            }
        }
    }

    /// A local address of a transport and IP version: the one bound to the IP of `like`, or the first.
    pub(crate) fn local_like(&self, transport: Transport, ipv4: bool, like: Option<SocketAddr>) -> Option<u16> {
        let fits = |l: &Local| {
            l.enabled
                && l.transport == transport
                && l.addr.is_ipv4() == ipv4
                && like.is_none_or(|a| a.ip() == l.addr.ip() || l.addr.ip().is_unspecified())
        };
        self.locals.iter().position(fits).map(|n| n as u16)
    }

    pub(crate) fn local_tos(&self, number: u16) -> Option<u8> {
        self.local_states.get(number as usize).and_then(|s| s.tos)
    }
    /// The type-of-service octet of what leaves from an address; none when it was not set.
    pub fn tos_of_local(&self, id: Id) -> Result<Option<u8>, Error> {
        Ok(self.local_tos(self.local_number(id)?))
    }
    pub fn set_tos_of_local(&mut self, id: Id, tos: u8) -> Result<(), Error> {
        let number = self.local_number(id)?;
        if let Some(s) = self.local_states.get_mut(number as usize) {
            s.tos = Some(tos);
        }
        self.out.push_back(Output::LocalTos { local: id, tos });
        Ok(())
    }
}
