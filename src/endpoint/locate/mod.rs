//! Locating SIP servers (RFC 3263): which questions to ask the DNS, and what the answers come to.
//!
//! A [`Locator`] belongs to one request. It gives targets one at a time and asks a question only when it has none left; the
//! answer comes to [`Endpoint::answered`]. The net knows how to ask, this knows what.

mod down;
mod list;
pub(crate) mod order;
mod select;
pub(crate) mod telephone;

pub(crate) use down::Down;
pub(crate) use list::MOST_ENTRIES;
pub use list::{HostElement, IpElement, List, SrvElement};
pub(crate) use select::{Locator, Next, Surroundings};

use super::config::Transport;
use super::output::{Output, Target, TransactionId};
use super::resolver::ResolverId;
use super::slab::Id;
use super::{Endpoint, Time};
use crate::dns::{Answer, Family, Question};
use std::net::IpAddr;

/// A question to the DNS under way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct QueryId(pub Id);

/// Who asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asker {
    Transaction(TransactionId),
    Resolver(ResolverId),
}

/// The local addresses, and the targets that failed lately.
pub(crate) struct Here<'a> {
    locals: &'a [super::Local],
    source: &'a dyn Fn(IpAddr) -> Option<IpAddr>,
    down: &'a Down,
    now: Time,
    tcp: bool,
}

impl Here<'_> {
    fn all(&self, transport: Transport) -> impl Iterator<Item = IpAddr> {
        let on = self.tcp || transport == Transport::Udp;
        let have = |t: Transport| self.locals.iter().any(|l| l.enabled && l.transport == t);
        let transport = if have(transport) { transport } else { transport.stand_in() };
        self.locals.iter().filter(move |l| on && l.enabled && l.transport == transport).map(|l| l.addr.ip())
    }
}

impl Surroundings for Here<'_> {
    fn usable(&self, transport: Transport) -> bool {
        self.all(transport).next().is_some()
    }
    fn chosen(&self, transport: Transport) -> bool {
        let listens = || self.locals.iter().any(|l| l.enabled && l.transport == transport);
        self.usable(transport) && (!transport.is_websocket() || listens())
    }
    fn families(&self, transport: Transport) -> Option<Family> {
        match (self.all(transport).any(|ip| ip.is_ipv4()), self.all(transport).any(|ip| ip.is_ipv6())) {
            (true, true) => Some(Family::Any),
            (true, false) => Some(Family::V4),
            (false, true) => Some(Family::V6),
            (false, false) => None,
        }
    }
    fn reaches(&self, transport: Transport, to: IpAddr) -> bool {
        let mut fitting = self.all(transport).filter(|ip| ip.is_ipv4() == to.is_ipv4()).peekable();
        // Where a packet would leave from is only of interest for addresses that leave it open.
        fitting.peek().is_some() && (fitting.any(|ip| !ip.is_unspecified()) || (self.source)(to).is_some())
    }
    fn is_down(&self, target: &Target) -> bool {
        self.down.is_down(target, self.now)
    }
}

impl Endpoint {
    pub(crate) fn here(&self) -> Here<'_> {
        Here { locals: &self.locals, source: &*self.cfg.source, down: &self.down, now: self.now, tcp: self.cfg.tcp }
    }

    /// Takes an answer into a DNS list.
    pub(crate) fn take_answer(&mut self, locator: &mut Locator, answer: Answer) {
        let here = Here { locals: &self.locals, source: &*self.cfg.source, down: &self.down, now: self.now, tcp: self.cfg.tcp };
        locator.answered(answer, &here, &mut self.random);
    }

    /// Asks the DNS. None when no more questions can be kept, which takes a quarter of a thousand million of them.
    pub(crate) fn ask_dns(&mut self, asker: Asker, question: Question) -> Option<QueryId> {
        let query = QueryId(self.lookups.insert(asker)?);
        self.out.push_back(Output::Lookup { query, question });
        Some(query)
    }

    /// Nobody waits for the answer any more.
    pub(crate) fn forget_query(&mut self, query: QueryId) {
        self.lookups.remove(query.0);
    }

    /// The answer to an [`Output::Lookup`]. One that nobody waits for is dropped.
    pub fn answered(&mut self, now: Time, query: QueryId, answer: Answer) {
        self.now = now.max(self.now);
        match self.lookups.remove(query.0) {
            Some(Asker::Transaction(id)) => self.destination_answered(id, query, answer),
            Some(Asker::Resolver(id)) => self.resolver_answered(id, answer),
            None => {}
        }
    }
}
