//! Connections in the hands of the application: made by it, owned by it, found under an alias (RFC 5923).

use super::Endpoint;
use super::config::Transport;
use super::connections::{Alias, Conn};
use super::hop::Host;
use super::output::{ConnId, ConnReason, ConnState, Error, Event, Handshake, Level, Output, Recipient, Source, Target};
use crate::message::{Message, Via};
use std::net::SocketAddr;

/// One entry in the list of a connection's owners; an owner may be there more than once.
pub(crate) struct Attached {
    /// No other entry has it.
    pub number: u64,
    /// The application's own value for the owner.
    pub owner: usize,
    /// The application's own value for the handlers the owner gave.
    pub hooks: u32,
}

impl Attached {
    pub fn recipient(&self) -> Recipient {
        Recipient::Owner { number: self.number, owner: self.owner, hooks: self.hooks }
    }
}

/// What a connection is initialised with.
#[derive(Clone, Debug)]
pub struct ConnSetup {
    pub peer: Target,
    /// A configured address to connect from; none for any that fits.
    pub from: Option<SocketAddr>,
}

impl Endpoint {
    fn attach(&mut self, id: ConnId, owner: usize, hooks: u32) {
        let number = self.next_attached;
        self.next_attached += 1;
        if let Some(c) = self.conns.get_mut(id.0) {
            c.attached.push(Attached { number, owner, hooks });
        }
        self.in_use(id);
    }

    /// A connection that leads nowhere yet, with its first owner.
    pub fn create_connection(&mut self, owner: usize, hooks: u32) -> Result<ConnId, Error> {
        if !self.cfg.tcp {
            self.log(Source::Transport, Level::Error, || {
                "no connection can be made: set tcpEnabled in RvSipStackCfg".to_string()
            });
            return Err(Error::NotSupported);
        }
        self.make_room();
        if self.conns.len() >= self.cfg.max_connections {
            self.counters.refused += 1;
            let most = self.cfg.max_connections;
            self.log(Source::Transport, Level::Error, || {
                format!("all {most} connections are in use: raise maxConnections in RvSipStackCfg")
            });
            return Err(Error::OutOfResources);
        }
        let nowhere = Target::plain(Transport::Tcp, SocketAddr::from(([0, 0, 0, 0], 0)));
        let id = self.conns.insert(Conn::new(nowhere, true, ConnState::Idle)).map(ConnId).ok_or(Error::OutOfResources)?;
        self.attach(id, owner, hooks);
        Ok(id)
    }

    fn conn_state(&self, id: ConnId) -> Result<ConnState, Error> {
        self.conns.get(id.0).map(|c| c.state).ok_or(Error::InvalidHandle)
    }

    pub(crate) fn init_connection(&mut self, id: ConnId, setup: ConnSetup) -> Result<(), Error> {
        if self.conn_state(id)? != ConnState::Idle || !self.conns.get(id.0).is_some_and(|c| c.client) {
            return Err(Error::IllegalAction);
        }
        if !setup.peer.transport.is_reliable() {
            return Err(Error::NotSupported);
        }
        if setup.peer.addr.port() == 0 || setup.peer.addr.ip().is_unspecified() {
            return Err(Error::BadParam);
        }
        let (transport, ipv4) = (setup.peer.transport, setup.peer.addr.is_ipv4());
        let own = self.local_like(transport, ipv4, setup.from);
        let local = own.or_else(|| self.local_like(transport.stand_in(), ipv4, setup.from)).ok_or(Error::Network)?;
        if let Some(c) = self.conns.get_mut(id.0) {
            c.peer = setup.peer;
            c.from = setup.from;
            c.local_index = local;
        }
        self.conn_enter(id, ConnState::Ready, ConnReason::Undefined);
        self.share(id);
        Ok(())
    }

    pub(crate) fn connect_connection(&mut self, id: ConnId) -> Result<(), Error> {
        if self.conn_state(id)? != ConnState::Ready {
            return Err(Error::IllegalAction);
        }
        self.connect(id);
        Ok(())
    }

    /// Says how the TLS handshake goes, and begins it: of one in READY by opening it, of an accepted one while the application is
    /// asked whether it may stay.
    pub(crate) fn shake_hands(&mut self, id: ConnId, handshake: Handshake) -> Result<(), Error> {
        let state = self.conn_state(id)?;
        let Some(c) = self.conns.get_mut(id.0).filter(|c| c.peer.transport.is_secure()) else {
            return Err(Error::IllegalAction);
        };
        match (c.client, state) {
            (true, ConnState::Ready) => {
                c.handshake = handshake;
                self.connect(id);
            }
            (false, ConnState::Idle) => {
                c.handshake = handshake;
                self.out.push_back(Output::Handshake(id));
            }
            _ => return Err(Error::IllegalAction),
        }
        Ok(())
    }

    /// How the application wants the TLS handshake of a connection, and its first owner.
    pub fn handshake_of(&self, id: ConnId) -> (Handshake, usize) {
        self.conns.get(id.0).map_or_else(Default::default, |c| (c.handshake, c.attached.first().map_or(0, |a| a.owner)))
    }

    pub(crate) fn terminate_connection(&mut self, id: ConnId) -> Result<(), Error> {
        self.conn_state(id)?;
        self.close_connection(id, ConnReason::Undefined);
        Ok(())
    }

    pub(crate) fn attach_owner(&mut self, id: ConnId, owner: usize, hooks: u32) -> Result<(), Error> {
        if !matches!(self.conn_state(id)?, ConnState::Connecting | ConnState::Connected) {
            return Err(Error::IllegalAction);
        }
        self.attach(id, owner, hooks);
        Ok(())
    }

    /// Takes the first entry of an owner out; with the last owner of all a connection that we opened is closed.
    pub(crate) fn detach_owner(&mut self, id: ConnId, owner: usize) -> Result<(), Error> {
        let c = self.conns.get_mut(id.0).ok_or(Error::InvalidHandle)?;
        let at = c.attached.iter().position(|a| a.owner == owner).ok_or(Error::NotFound)?;
        c.attached.remove(at);
        self.close_if_unused(id);
        Ok(())
    }

    /// Is this entry still in the list?
    pub(crate) fn is_attached(&self, id: ConnId, number: u64) -> bool {
        self.conns.get(id.0).is_some_and(|c| c.attached.iter().any(|a| a.number == number))
    }

    pub(crate) fn tell_status_error(&mut self, id: ConnId) {
        let Some(c) = self.conns.get(id.0) else { return };
        let told: Vec<Recipient> = c.attached.iter().map(Attached::recipient).collect();
        for to in told {
            self.event(Event::ConnectionError { id, to });
        }
    }

    pub(crate) fn enable_connection(&mut self, id: ConnId, on: bool) -> Result<(), Error> {
        let state = self.conn_state(id)?;
        let client = self.conns.get(id.0).is_some_and(|c| c.client);
        match (on, client) {
            (true, true) if matches!(state, ConnState::Ready | ConnState::Connecting | ConnState::Connected) => {
                self.share(id);
                Ok(())
            }
            // An accepted one is found by its alias only.
            (true, _) => Err(Error::IllegalAction),
            (false, _) => {
                self.unshare(id);
                self.leave_alias(id);
                Ok(())
            }
        }
    }

    pub(crate) fn set_connection_tos(&mut self, id: ConnId, tos: u8) -> Result<(), Error> {
        let c = self.conns.get_mut(id.0).ok_or(Error::InvalidHandle)?;
        c.tos = Some(tos);
        if c.state == ConnState::Connected {
            self.out.push_back(Output::ConnTos { conn: id, tos });
        }
        Ok(())
    }

    // ---- aliases (RFC 5923 section 4) ----

    /// A request came on an accepted connection: its Via may name an alias, and the application may take it.
    pub(crate) fn note_alias(&mut self, id: ConnId, msg: &Message, via: &Via) {
        if !self.interest.server_reuse || !has_alias(msg.text(via.other_params)) {
            return;
        }
        let Some(c) = self.conns.get_mut(id.0) else { return };
        let Some(host) = Host::parse(msg.text(via.host)).filter(|_| !c.client) else { return };
        let transport = c.peer.transport;
        let port = u16::try_from(via.port).unwrap_or(transport.default_port());
        let alias = Alias { transport, host: lower(host), port };
        // Asked about once for each name.
        if c.alias.as_ref().is_some_and(|known| known.0 == alias) {
            return;
        }
        self.leave_alias(id);
        if let Some(c) = self.conns.get_mut(id.0) {
            c.alias = Some(Box::new((alias, false)));
        }
        self.event(Event::ServerReuse { conn: id });
    }

    pub(crate) fn enable_by_alias(&mut self, id: ConnId) -> Result<(), Error> {
        let c = self.conns.get_mut(id.0).ok_or(Error::InvalidHandle)?;
        let open = c.state == ConnState::Connected;
        let Some((alias, entered)) = c.alias.as_deref_mut().filter(|_| open) else { return Err(Error::IllegalAction) };
        *entered = true;
        let alias = alias.clone();
        if let Some(before) = self.aliases.insert(alias, id)
            && before != id
            && let Some((_, entered)) = self.conns.get_mut(before.0).and_then(|c| c.alias.as_deref_mut())
        {
            // The newest connection of a peer is the one that works.
            *entered = false;
        }
        Ok(())
    }

    fn leave_alias(&mut self, id: ConnId) {
        if let Some((alias, entered)) = self.conns.get_mut(id.0).and_then(|c| c.alias.as_deref_mut())
            && std::mem::take(entered)
        {
            self.aliases.remove(alias);
        }
    }

    pub(crate) fn forget_alias(&mut self, id: ConnId) {
        self.leave_alias(id);
        if let Some(c) = self.conns.get_mut(id.0) {
            c.alias = None;
        }
    }

    /// The connection whose peer goes by this name.
    pub(crate) fn connection_by_alias(&self, transport: Transport, host: &Host, port: u16) -> Option<(ConnId, Target)> {
        if self.aliases.is_empty() {
            return None;
        }
        let id = *self.aliases.get(&Alias { transport, host: lower(host.clone()), port })?;
        self.conns.get(id.0).filter(|c| c.state == ConnState::Connected).map(|c| (id, c.peer.clone()))
    }
}

/// Names are the same in letters of either case.
fn lower(host: Host) -> Host {
    match host {
        Host::Name(name) => Host::Name(name.to_ascii_lowercase()),
        ip => ip,
    }
}

/// Is there an alias among the parameters of a Via?
fn has_alias(params: &[u8]) -> bool {
    params
        .split(|b| *b == b';')
        .any(|p| p.split(|b| *b == b'=').next().is_some_and(|n| n.trim_ascii().eq_ignore_ascii_case(b"alias")))
}
