//! What a stack is started with.

use crate::endpoint::{Config, Transport};
use std::net::SocketAddr;

/// An address to listen on.
#[derive(Clone, Debug)]
pub struct Listen {
    pub transport: Transport,
    pub addr: SocketAddr,
    /// As it was configured; programs name the address by this text.
    pub text: String,
    /// The port that was configured.
    pub port: u16,
}

pub struct Settings {
    pub config: Config,
    pub listen: Vec<Listen>,
    /// The stack runs a loop thread; otherwise the program drives it.
    pub own_thread: bool,
    /// Socket buffers in bytes; none: as the library finds good.
    pub buffer_size: Option<usize>,
    pub net: crate::net::Limits,
    /// How WebSocket handshakes are made.
    pub http: crate::net::ws::Http,
    pub dns: crate::net::DnsConfig,
    /// Most name servers and domains that may be set later.
    pub most_dns_servers: usize,
    pub most_dns_domains: usize,
    /// Number of this stack among all of the process; 20 bits.
    pub generation: u32,
}

/// The IP a packet to `dest` would leave from. No packet is sent for this.
pub fn source_ip(dest: std::net::IpAddr) -> Option<std::net::IpAddr> {
    let any: SocketAddr = if dest.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { (std::net::Ipv6Addr::UNSPECIFIED, 0).into() };
    let probe = std::net::UdpSocket::bind(any).ok()?;
    probe.connect((dest, 9)).ok()?;
    probe.local_addr().ok().map(|a| a.ip())
}
