//! The top Via of what is sent, and where the top Via of a response leads.

use super::Endpoint;
use super::config::Transport;
use super::hop::{self, Hop, Host};
use super::output::{Error, Target, TransactionId};
use super::random::push_decimal;
use super::transaction::{branch_of, sent_by_hash};
use crate::message::{Message, Name};
use std::net::SocketAddr;

/// The parameters that a destination asks for: how to reach a multicast group, and that answers come to the port they left from
/// (RFC 3261 section 18.1.1, RFC 3581 section 3).
fn push_params(target: &Target, via: &mut Vec<u8>) {
    if target.transport != Transport::Udp {
        return;
    }
    if target.addr.ip().is_multicast() {
        via.extend_from_slice(b";maddr=");
        hop::push_host(target.addr.ip(), via);
        if target.addr.is_ipv4() {
            via.extend_from_slice(b";ttl=1");
        }
    }
    via.extend_from_slice(b";rport");
}

impl Endpoint {
    /// Writes the top Via of a transaction's request, with its branch. Written once more for another target it keeps a sent-by that
    /// the application has chosen meanwhile.
    pub(crate) fn write_via(
        &mut self,
        id: TransactionId,
        msg: &mut Message,
        target: &Target,
        sent_by: SocketAddr,
        again: bool,
    ) -> Result<(), Error> {
        let mut via = self.pool.buffer();
        let tx = self.tx(id)?;
        via.extend_from_slice(b"SIP/2.0/");
        via.extend_from_slice(target.transport.token().as_bytes());
        via.push(b' ');
        let host_from = via.len();
        let chosen = if again { msg.top_via() } else { None };
        let chosen = chosen.filter(|v| sent_by_hash(msg.text(v.host), v.port) != tx.sent_by);
        let sent_by = match chosen {
            Some(v) => {
                via.extend_from_slice(msg.text(v.host));
                let hash = sent_by_hash(msg.text(v.host), v.port);
                if let Ok(port) = u16::try_from(v.port) {
                    via.push(b':');
                    push_decimal(port.into(), &mut via);
                }
                hash
            }
            None => {
                hop::push_host(sent_by.ip(), &mut via);
                let hash = sent_by_hash(via.get(host_from..).unwrap_or(&[]), sent_by.port().into());
                via.push(b':');
                push_decimal(sent_by.port().into(), &mut via);
                hash
            }
        };
        via.extend_from_slice(b";branch=");
        match tx.detail.as_ref().and_then(|d| d.branch.as_deref()) {
            Some(b) => via.extend_from_slice(b),
            None => branch_of(id, tx.secret, &mut via),
        }
        push_params(target, &mut via);
        if again && let Some(at) = msg.find(Name::Via, 0) {
            msg.remove(at);
        }
        msg.insert(0, Name::Via, &via);
        self.pool.put_buffer(via);
        self.tx_mut(id)?.sent_by = sent_by;
        Ok(())
    }

    /// Makes the top Via of a request that a transmitter sends fit its way: the transport always, the sent-by where `fix` asks for
    /// it, the branch where the transmitter has one or the Via has none. A request without Via gets one.
    pub(crate) fn fit_via(
        &mut self,
        id: TransactionId,
        msg: &mut Message,
        target: &Target,
        sent_by: SocketAddr,
        fix: bool,
    ) -> Result<(), Error> {
        let Some(at) = msg.find(Name::Via, 0) else { return self.write_via(id, msg, target, sent_by, false) };
        let before = msg.top_via().ok_or(Error::Syntax)?;
        let mut text = self.pool.buffer();
        let tx = self.tx(id)?;
        match tx.detail.as_ref().and_then(|d| d.branch.as_deref()) {
            Some(b) => text.extend_from_slice(b),
            None if before.branch.is_some() => {}
            None => branch_of(id, tx.secret, &mut text),
        }
        let (via, texts) = hop::via_mut(msg, at).ok_or(Error::Syntax)?;
        via.transport = texts.push(target.transport.token().as_bytes());
        if !text.is_empty() {
            via.branch = texts.push(&text);
        }
        if fix {
            text.clear();
            hop::push_host(sent_by.ip(), &mut text);
            via.host = texts.push(&text);
            via.port = sent_by.port().into();
        }
        let group = target.addr.ip();
        if target.transport == Transport::Udp {
            via.use_rport = true;
            if group.is_multicast() {
                text.clear();
                hop::push_host(group, &mut text);
                via.maddr = texts.push(&text);
                via.ttl = if group.is_ipv4() { 1 } else { -1 };
            }
        }
        self.pool.put_buffer(text);
        Ok(())
    }

    /// Where a response goes that answers no transaction of ours (RFC 3261 section 18.2.2, RFC 3581 section 4): maddr, else the
    /// address and port its request came from as far as they are known, else the sent-by.
    pub(crate) fn response_hop(&self, msg: &mut Message) -> Result<Hop, Error> {
        let via = msg.top_via().ok_or(Error::Syntax)?;
        let token = msg.text(via.transport);
        let transport = Transport::ALL.into_iter().find(|t| token.eq_ignore_ascii_case(t.token().as_bytes()));
        let transport = transport.ok_or(Error::NotSupported)?;
        let sent_by = msg.text(via.host);
        let (host, port) = match (msg.els.text.opt(via.maddr), msg.els.text.opt(via.received)) {
            (Some(maddr), _) if !transport.is_reliable() => (maddr, via.port),
            (_, Some(received)) if via.rport > 0 => (received, via.rport),
            (_, Some(received)) => (received, via.port),
            _ => (sent_by, via.port),
        };
        Ok(Hop {
            host: Host::parse(host).ok_or(Error::Syntax)?,
            port: u16::try_from(port).ok().filter(|p| *p != 0),
            transport: Some(transport),
            secure: transport.is_secure(),
            name: String::from_utf8_lossy(sent_by).into(),
        })
    }

    /// The address peers at `target` see as ours.
    pub(crate) fn sent_by_for(&self, local: u16, target: &Target) -> Result<SocketAddr, Error> {
        let mut sent_by = self.advertised(local, target.addr).ok_or(Error::Network)?;
        if self.locals.get(local as usize).is_some_and(|l| l.transport != target.transport) {
            // nobody listens for it here; answers come back on the connection
            sent_by.set_port(target.transport.default_port());
        }
        Ok(sent_by)
    }

    /// The connection that the peer at `addr` opened.
    pub(crate) fn accepted_from(&self, transport: Transport, addr: SocketAddr) -> Option<super::ConnId> {
        let id = *self.accepted_conns.get(&addr)?;
        (self.connection(id)?.peer.transport == transport).then_some(id)
    }
}
