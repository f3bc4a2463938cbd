//! What the world tells its owner.

use super::{CloseReason, ConnId, LocalId, LookupError, Records, tls};
use crate::message::{KeepAlive, Problem};
use std::io;
use std::net::SocketAddr;

/// How much a log line matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

/// What the world tells.
pub trait Sink {
    /// A datagram arrived.
    fn datagram(&mut self, local: LocalId, from: SocketAddr, bytes: &[u8]);
    /// A whole message arrived on a connection.
    fn stream_message(&mut self, conn: ConnId, bytes: &[u8]);
    /// What arrived is no message; `head` is the beginning of it. Nothing more is read; the owner may send an answer and is to
    /// close the connection.
    fn stream_broken(&mut self, conn: ConnId, problem: Problem, head: &[u8]);
    /// Octets arrived on a connection; false throws them away.
    fn stream_data(&mut self, _conn: ConnId, _bytes: &[u8]) -> bool {
        true
    }
    /// A keepalive of RFC 5626 arrived; a ping is answered already.
    fn keepalive(&mut self, _conn: ConnId, _kind: KeepAlive) {}
    /// Somebody connected. None refuses.
    fn accepted(&mut self, local: LocalId, peer: SocketAddr, local_addr: SocketAddr) -> Option<ConnId>;
    /// A connection asked for is there.
    fn connected(&mut self, conn: ConnId, local_addr: SocketAddr);
    /// A peer has shown certificates, and the last word on them is not ours. The error tells the log why it is refused.
    fn judge(&mut self, _conn: ConnId, shown: tls::Shown) -> Result<(), &'static str> {
        shown.verdict()
    }
    /// A connection is no more; its name is free.
    fn closed(&mut self, conn: ConnId, reason: CloseReason);
    /// A datagram could not be sent; `token` as given to [`Net::send_udp`].
    fn send_failed(&mut self, token: u64, error: io::Error);
    /// A datagram did not get to its receiver, as somebody on its way or the receiver's system says; `head` is its beginning. Who sends
    /// such a message may be anybody who saw the datagram.
    fn refused(&mut self, _local: LocalId, _to: SocketAddr, _head: &[u8], _error: io::Error) {}
    /// A question to the DNS is answered.
    fn answered(&mut self, query: u64, answer: Result<Records, LookupError>);
    /// Enough was told for now: what else came is told in the next dispatch.
    fn is_full(&self) -> bool {
        false
    }
    /// Somebody who connected was turned away at a limit, or one who had connected before had to make room.
    fn turned_away(&mut self) {}
    /// Something worth a line in the log.
    fn log(&mut self, level: Level, text: &str);
}

/// What could not be told when it happened, because no sink was at hand.
pub(super) enum Late {
    SendFailed(u64, io::Error),
    Closed(ConnId, CloseReason),
    Log(Level, String),
}
