//! Local addresses that are added while the stack runs, and what the core and the net call them.

use super::{Core, Listen, Stack, StartError, Way};
use crate::endpoint::{ConnId, Flow, Id, Level, Source, Transport};
use crate::net::{self, LocalId, Net};

impl Stack {
    /// Opens a further local address; the loop takes its socket over with its next turn.
    pub fn add_local(&self, listen: &Listen) -> Result<Id, StartError> {
        let refused = |why: String| StartError::Bind {
            transport: listen.transport.token(),
            text: listen.text.clone(),
            port: listen.port,
            why,
        };
        let bound = match listen.transport {
            Transport::Udp => net::Bound::udp(listen.addr, self.buffer_size, self.buffer_size),
            transport @ (Transport::Tcp | Transport::Tls) => net::Bound::tcp(listen.addr, super::kind_of(transport)),
            _ => Err(std::io::ErrorKind::Unsupported.into()),
        };
        let bound = bound.map_err(|e| refused(e.to_string()))?;
        let mut core = self.core.lock();
        if !core.endpoint.room_for_local() {
            return Err(StartError::TooMany);
        }
        let number = core.endpoint.add_local(crate::endpoint::Local {
            transport: listen.transport,
            addr: bound.addr(),
            text: listen.text.clone(),
            configured_port: listen.port,
            enabled: true,
        });
        let id = core.endpoint.local_id(number);
        core.bound.extend(id.map(|id| (id, bound)));
        drop(core);
        self.wake();
        id.ok_or_else(|| refused("it went at once".to_string()))
    }
}

/// Registers the sockets of new local addresses.
pub(super) fn take_over(core: &mut Core, net: &mut Net) {
    for (name, bound) in std::mem::take(&mut core.bound) {
        let number = name.index as usize;
        if core.locals.len() <= number {
            core.locals.resize(number + 1, None);
        }
        // The number of one that is gone may have been given away before its socket was closed.
        if let Some((_, old)) = core.locals.get_mut(number).and_then(Option::take) {
            net.unbind(old);
        }
        match net.adopt(bound) {
            Ok(id) => {
                if let Some(place) = core.locals.get_mut(number) {
                    *place = Some((name.generation, id));
                }
            }
            Err(e) => {
                let line = format!("a local address cannot be served: {e}");
                core.endpoint.note(Source::Transport, Level::Error, &line);
            }
        }
    }
}

impl Core {
    pub(super) fn local(&self, number: u16) -> Option<LocalId> {
        self.locals.get(number as usize).copied().flatten().map(|(_, id)| id)
    }

    /// The same, unless the number means another address by now.
    pub(super) fn named(&self, name: Id) -> Option<LocalId> {
        let (generation, id) = self.locals.get(name.index as usize).copied().flatten()?;
        (generation == name.generation).then_some(id)
    }

    /// The socket of an address is closed.
    pub(super) fn forget(&mut self, name: Id) {
        if let Some(place) = self.locals.get_mut(name.index as usize) {
            *place = None;
        }
    }

    /// How the TLS of a connection goes.
    pub(super) fn choice(&self, conn: ConnId, left_name: bool) -> net::tls::Choice {
        let (handshake, _) = self.endpoint.handshake_of(conn);
        net::tls::Choice { engine: handshake.engine, left_chain: handshake.hook.is_some(), left_name }
    }

    /// The two ends of a flow.
    pub(super) fn way(&self, flow: Flow) -> Option<Way> {
        match flow {
            Flow::Udp { local, peer } => {
                let local = self.endpoint.locals().get(local as usize)?.addr;
                Some(Way { transport: Transport::Udp, local, peer, conn: None })
            }
            Flow::Conn(conn) => {
                let info = self.endpoint.any_connection(conn)?;
                let nowhere = if info.peer.addr.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0u16; 8], 0).into() };
                let local = info.local.unwrap_or(nowhere);
                Some(Way { transport: info.peer.transport, local, peer: info.peer.addr, conn: Some(conn) })
            }
        }
    }
}
