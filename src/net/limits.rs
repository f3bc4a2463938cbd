//! What peers can make us hold, and no more.

/// Bounds on what peers can make us hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of a message; its size bounds what is kept of an unfinished one.
    pub message: crate::message::Limits,
    /// Accepted connections.
    pub accepted: usize,
    /// Connections with TLS, accepted and opened.
    pub tls_sessions: usize,
    /// Accepted connections without a whole message yet; the oldest makes room for a new one.
    pub half_open: usize,
    /// Milliseconds a connection may stay half-open.
    pub half_open_ms: u64,
    /// Milliseconds an accepted connection may be idle; -1 for ever.
    pub idle_ms: i64,
    /// Milliseconds a connection may take to come about.
    pub connect_ms: u64,
    /// Milliseconds a peer may take nothing while something waits for it.
    pub stall_ms: u64,
    /// Octets that may wait for one connection.
    pub write_queue: usize,
    /// Octets of datagrams that may wait for one socket.
    pub udp_queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            message: crate::message::Limits::default(),
            accepted: 10_000,
            tls_sessions: 10_000,
            half_open: 256,
            half_open_ms: 10_000,
            idle_ms: -1,
            connect_ms: 32_000,
            stall_ms: 32_000,
            write_queue: 1 << 20,
            udp_queue: 16 << 20,
        }
    }
}
