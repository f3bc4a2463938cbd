//! What an endpoint is told once: timers, limits, local addresses.

use crate::message::Limits;
use std::net::{IpAddr, SocketAddr};

/// How a request or response travels.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transport {
    Udp,
    Tcp,
    /// TLS over TCP.
    Tls,
    /// WebSocket over TCP (RFC 7118).
    Ws,
    /// WebSocket over TLS.
    Wss,
}

impl Transport {
    pub const ALL: [Transport; 5] = [Transport::Udp, Transport::Tcp, Transport::Tls, Transport::Ws, Transport::Wss];

    /// As Via writes it.
    pub fn token(self) -> &'static str {
        match self {
            Transport::Udp => "UDP",
            Transport::Tcp => "TCP",
            Transport::Tls => "TLS",
            Transport::Ws => "WS",
            Transport::Wss => "WSS",
        }
    }
    /// What the transport parameter of a sip URI (`secure`: of a sips URI) asks for. With sips, TLS lies below whatever is named
    /// (RFC 3261 section 19.1.2, RFC 5630 section 3.1.1, RFC 7118 section 5.4). None for one we do not have, and for UDP with sips.
    pub fn named(parameter: &[u8], secure: bool) -> Option<Transport> {
        let is = |name: &[u8]| parameter.eq_ignore_ascii_case(name);
        match secure {
            false if is(b"udp") => Some(Transport::Udp),
            false if is(b"tcp") => Some(Transport::Tcp),
            false if is(b"ws") => Some(Transport::Ws),
            true if is(b"tcp") => Some(Transport::Tls),
            true if is(b"ws") => Some(Transport::Wss),
            _ if is(b"tls") => Some(Transport::Tls),
            _ if is(b"wss") => Some(Transport::Wss),
            _ => None,
        }
    }
    /// Whose local addresses a client of this transport connects from where there is none of its own: one that only opens TLS or
    /// WebSocket connections need not listen for them.
    pub fn stand_in(self) -> Transport {
        if self == Transport::Udp { self } else { Transport::Tcp }
    }
    /// Runs over a connection: nothing is sent twice on it.
    pub fn is_reliable(self) -> bool {
        self != Transport::Udp
    }
    /// Has TLS, so that the peer proves its name.
    pub fn is_secure(self) -> bool {
        matches!(self, Transport::Tls | Transport::Wss)
    }
    /// Runs over WebSocket.
    pub fn is_websocket(self) -> bool {
        matches!(self, Transport::Ws | Transport::Wss)
    }
    /// The name of the URI matters to the peer, which has to prove it or is called by it.
    pub fn is_named(self) -> bool {
        self.is_secure() || self.is_websocket()
    }
    /// The port where nothing names one (RFC 3261 section 19.1.2, RFC 7118 section 5.4).
    pub fn default_port(self) -> u16 {
        match self {
            Transport::Udp | Transport::Tcp => 5060,
            Transport::Tls => 5061,
            Transport::Ws => 80,
            Transport::Wss => 443,
        }
    }
}

/// How long connections are kept and who shares them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Persistency {
    /// Every request opens a connection of its own.
    #[default]
    None,
    /// Transactions to the same destination share one.
    Transaction,
    /// As before, and a register-client keeps its connection between requests.
    TransactionUser,
}

/// What happens when a server of several does not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Failover {
    /// The next address is tried by itself.
    #[default]
    Automatic,
    /// The application is told and decides.
    Manual,
}

/// Transaction timers in milliseconds (RFC 3261 section 17 and appendix A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    pub t1: u32,
    pub t2: u32,
    pub t4: u32,
    /// Timer F: how long a request waits for its final response.
    pub request_timeout: u32,
    /// Timer J: how long a final response is kept for repeated requests.
    pub linger: u32,
    /// Most retransmissions of one request other than INVITE, -1 for as many as the time allows.
    pub max_resends: i32,
    /// The same for INVITE.
    pub max_invite_resends: i32,
    /// Timer D: how long an ACK is repeated; also how long an INVITE answered with 2xx is kept.
    pub invite_linger: u32,
    /// How long an INVITE waits for its final response after a provisional one; 0 for ever.
    pub provisional: u32,
    /// How long a cancelled request waits for its final response: INVITE, and any other.
    pub cancel_invite: u32,
    pub cancel_general: u32,
}

impl Timers {
    /// How long an INVITE waits for any response, and a final one for its ACK (timers B and H).
    pub fn invite_timeout(&self) -> u64 {
        64 * u64::from(self.t1)
    }
}

impl Default for Timers {
    fn default() -> Self {
        Timers {
            t1: 500,
            t2: 4000,
            t4: 5000,
            request_timeout: 32_000,
            linger: 32_000,
            max_resends: -1,
            max_invite_resends: -1,
            invite_linger: 32_000,
            provisional: 180_000,
            cancel_invite: 32_000,
            cancel_general: 32_000,
        }
    }
}

/// A local address we listen on and send from.
#[derive(Clone, Debug)]
pub struct Local {
    pub transport: Transport,
    /// Bound address; the IP may be unspecified (0.0.0.0, ::).
    pub addr: SocketAddr,
    /// The text it was configured with; programs name it by exactly this text.
    pub text: String,
    pub configured_port: u16,
    pub enabled: bool,
}

pub struct Config {
    pub timers: Timers,
    pub limits: Limits,
    pub max_clients: usize,
    pub max_transactions: usize,
    pub max_call_legs: usize,
    pub max_subscriptions: usize,
    /// Milliseconds before its end at which a subscription alerts or is refreshed, and for which it waits for its first NOTIFY (0: for
    /// ever).
    pub subs_alert: u32,
    pub subs_no_notify: u32,
    /// Subscriptions are refreshed by themselves.
    pub subs_auto_refresh: bool,
    /// A NOTIFY of another notifier makes a subscription of its own.
    pub subs_forking: bool,
    /// Transmitters of the application.
    pub max_transmitters: usize,
    pub max_connections: usize,
    pub tcp: bool,
    pub persistency: Persistency,
    pub failover: Failover,
    /// Milliseconds a request waits for one of several targets before the next is tried; timer F where that is shorter.
    pub target_timeout: Option<u32>,
    /// Milliseconds for which later requests go to others after a target failed.
    pub down_time: u32,
    /// Domain that telephone numbers are looked up under (RFC 6116); unset: tel URIs are not resolved.
    pub enum_suffix: Option<String>,
    /// An accepted connection without owners is closed after so many milliseconds; `None`: never.
    pub server_connection_timeout: Option<u32>,
    /// Share of `max_connections`, in percent, that may be open before connections of ours that nobody uses are closed; 0 closes
    /// them at once.
    pub connection_capacity: u8,
    /// Longest time in milliseconds between two keepalives of a connection that a register-client keeps; 0 for none.
    pub keepalive: u32,
    /// Every peer is taken to answer keepalives.
    pub pong_expected: bool,
    /// Answer AuthBegin (RvSipStackCfg.enableServerAuth).
    pub server_auth: bool,
    pub disable_merging: bool,
    /// The application is a proxy: it hears of every message that belongs to no transaction, answers CANCEL itself, and may send and
    /// receive more than one 2xx to an INVITE.
    pub proxy: bool,
    /// Milliseconds for which a proxy's INVITE waits for further 2xx, on its client side and on its server side.
    pub proxy_2xx_received: u32,
    pub proxy_2xx_sent: u32,
    /// The ACK on a 2xx belongs to the INVITE transaction.
    pub old_invite: bool,
    /// The application answers an INVITE that was cancelled.
    pub manual_behavior: bool,
    /// An INVITE whose final response does not come in time waits for the application instead of ending.
    pub proceeding_timeout: bool,
    /// The application acknowledges 2xx to the INVITEs of call-legs, and provisional responses.
    pub manual_ack: bool,
    pub manual_prack: bool,
    /// Responses with other To tags make call-legs of their own, which end after so many milliseconds without a 2xx; 0: never.
    pub forking: bool,
    pub forked_timeout: u32,
    /// INVITEs that require what is not among the extensions are refused with 420.
    pub reject_unsupported: bool,
    /// Option tags the application supports, whether or not they are put into messages.
    pub extensions: Vec<u8>,
    /// Session-Expires of INVITEs in seconds, 0 for none; Min-SE where it is sent.
    pub session_expires: u32,
    pub min_se: Option<u32>,
    /// 100rel is among the extensions the application supports.
    pub reliable_provisional: bool,
    /// Option tags for Supported in every request and response, empty for none.
    pub supported: Vec<u8>,
    /// Where all requests go that have no Route and no outbound address of their own.
    pub outbound_proxy: Option<(String, Option<u16>)>,
    /// The transport to it; unset: as found.
    pub outbound_transport: Option<Transport>,
    /// The address a packet to that destination would leave from; asked only for locals bound to an unspecified address.
    pub source: Box<dyn Fn(IpAddr) -> Option<IpAddr> + Send>,
    /// Generation that object names start with.
    pub epoch: u32,
    /// Seed of all random numbers.
    pub seed: [u8; 32],
}

impl Default for Config {
    fn default() -> Self {
        Config {
            timers: Timers::default(),
            limits: Limits::default(),
            max_clients: 2,
            max_transactions: 10,
            max_call_legs: 10,
            max_subscriptions: 0,
            subs_alert: 5_000,
            subs_no_notify: 32_000,
            subs_auto_refresh: false,
            subs_forking: false,
            max_transmitters: 30,
            max_connections: 6,
            tcp: false,
            persistency: Persistency::None,
            failover: Failover::Automatic,
            target_timeout: None,
            down_time: 32_000,
            enum_suffix: None,
            server_connection_timeout: None,
            connection_capacity: 0,
            keepalive: 120_000,
            pong_expected: false,
            server_auth: false,
            disable_merging: false,
            proxy: false,
            proxy_2xx_received: 32_000,
            proxy_2xx_sent: 0,
            old_invite: false,
            manual_behavior: false,
            proceeding_timeout: false,
            manual_ack: false,
            manual_prack: false,
            forking: false,
            forked_timeout: 180_000,
            reject_unsupported: false,
            extensions: Vec::new(),
            session_expires: 0,
            min_se: None,
            reliable_provisional: false,
            supported: Vec::new(),
            outbound_proxy: None,
            outbound_transport: None,
            source: Box::new(|dest| {
                Some(if dest.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() })
            }),
            epoch: 0,
            seed: [0; 32],
        }
    }
}
