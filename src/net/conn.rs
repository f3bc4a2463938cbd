//! What connections are called, where they lead, and why they end.

use super::tls;
use std::io;
use std::net::SocketAddr;

/// Names a connection; the number is the caller's choice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ConnId(pub u64);

/// What lies on TCP.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kind {
    pub tls: bool,
    pub ws: bool,
}

impl Kind {
    pub const TCP: Kind = Kind { tls: false, ws: false };
    pub const TLS: Kind = Kind { tls: true, ws: false };
    pub const WS: Kind = Kind { tls: false, ws: true };
    pub const WSS: Kind = Kind { tls: true, ws: true };
}

/// Where a connection leads.
#[derive(Clone, Copy, Debug)]
pub struct Peer<'a> {
    pub addr: SocketAddr,
    pub kind: Kind,
    /// What it has to prove with TLS, and is called over WebSocket; its address where it is empty.
    pub name: &'a str,
    pub tls: tls::Choice,
}

impl Peer<'_> {
    /// As HTTP calls it.
    pub(super) fn host(&self) -> String {
        let port = if self.kind.tls { 443 } else { 80 };
        match (self.name, self.addr.port()) {
            ("", _) => self.addr.to_string(),
            (name, p) if p == port => name.to_string(),
            (name, p) => format!("{name}:{p}"),
        }
    }
}

/// Why a connection is no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CloseReason {
    /// [`Net::close`] was called, and all that waited is out.
    Asked,
    ByPeer,
    ConnectFailed(io::ErrorKind),
    Failed(io::ErrorKind),
    /// TLS did not come about or broke; the text says why.
    Tls(&'static str),
    /// WebSocket did not come about or broke; the text says why.
    WebSocket(&'static str),
    /// An accepted one on which nothing moved for [`Limits::idle_ms`].
    Idle,
    /// An accepted one that sent no whole message in [`Limits::half_open_ms`], or had to make room for a newer one.
    NeverSpoke,
    /// What it sent was no message and the owner did not close it.
    Broken,
    /// The peer took nothing for [`Limits::stall_ms`].
    Stalled,
    /// More than [`Limits::write_queue`] octets would have waited.
    QueueFull,
}

impl std::fmt::Display for CloseReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CloseReason::Asked => f.write_str("closed"),
            CloseReason::ByPeer => f.write_str("closed by the peer"),
            CloseReason::ConnectFailed(kind) => write!(f, "cannot connect: {kind}"),
            CloseReason::Tls(why) => write!(f, "TLS: {why}"),
            CloseReason::WebSocket(why) => write!(f, "WebSocket: {why}"),
            CloseReason::Failed(kind) => write!(f, "connection failed: {kind}"),
            CloseReason::Idle => f.write_str("nothing moved for too long"),
            CloseReason::NeverSpoke => f.write_str("no message came after it was opened"),
            CloseReason::Broken => f.write_str("what came was no message"),
            CloseReason::Stalled => f.write_str("the peer takes nothing"),
            CloseReason::QueueFull => f.write_str("too much waits to be sent"),
        }
    }
}
