//! The DNS list of a request: what was found and not yet used.

use super::super::config::Transport;
use super::super::output::Target;
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;

/// Entries of one sublist at the most; what goes beyond is left out.
pub const MOST_ENTRIES: usize = 64;

/// A name to ask SRV records for (RFC 3263 section 4.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SrvElement {
    pub name: String,
    pub transport: Transport,
    /// Of the NAPTR record; both 0 where the name was built from the domain.
    pub order: u16,
    pub preference: u16,
}

/// A host to ask addresses for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostElement {
    pub name: String,
    pub port: u16,
    pub transport: Transport,
    /// Of the SRV record; both 0 where there was none.
    pub priority: u16,
    pub weight: u16,
}

/// An address to send to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IpElement {
    pub ip: IpAddr,
    pub port: u16,
    pub transport: Transport,
}

impl IpElement {
    /// As a target; `name` is what a secure peer has to prove.
    pub fn target(&self, name: &Arc<str>) -> Target {
        Target {
            transport: self.transport,
            addr: (self.ip, self.port).into(),
            name: self.transport.is_named().then(|| name.clone()),
        }
    }
}

/// Each sublist is in order of use and holds what is not used yet. Taking the first of one sublist fills the next.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct List {
    pub srv: VecDeque<SrvElement>,
    pub hosts: VecDeque<HostElement>,
    pub ips: VecDeque<IpElement>,
    /// What `hosts` came from.
    pub used_srv: Option<SrvElement>,
    /// What `ips` came from.
    pub used_host: Option<HostElement>,
    /// The URI that ENUM made of a tel URI.
    pub enum_result: Option<String>,
}

impl List {
    pub fn is_empty(&self) -> bool {
        self.srv.is_empty() && self.hosts.is_empty() && self.ips.is_empty()
    }
}
