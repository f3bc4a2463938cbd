//! Where a request goes next (RFC 3261 sections 8.1.2 and 16.6, RFC 3263 section 4 as far as addresses are concerned).

use super::Transport;
use super::output::{Error, Target};
use crate::message::{Elem, Elements, Item, Message, Name, Scheme, Span, StartLine, Value, encode_uri, parse_uri};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// A next hop before its name is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub host: Host,
    /// As the URI says, if it does.
    pub port: Option<u16>,
    /// As the URI says, if it does.
    pub transport: Option<Transport>,
    /// A sips URI: TLS and nothing else.
    pub secure: bool,
    /// What a secure peer has to prove: the host of the URI, whatever maddr says.
    pub name: Arc<str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    Ip(IpAddr),
    Name(String),
}

pub const SIP_PORT: u16 = 5060;

impl Hop {
    /// An address given as text (outbound proxy, outbound address): IP or host name, IPv6 with or without brackets.
    pub fn from_text(text: &str, port: Option<u16>) -> Option<Hop> {
        let host = Host::parse(text.as_bytes())?;
        Some(Hop { host, port: port.filter(|p| *p != 0), transport: None, secure: false, name: text.into() })
    }

    /// The hop a URI leads to: maddr, host, port, transport parameters (RFC 3261 section 19.1.1).
    pub fn from_uri(els: &Elements, uri: Elem) -> Result<Hop, Error> {
        let u = els.uri(uri).ok_or(Error::BadParam)?;
        let secure = match u.scheme {
            Scheme::Sip => false,
            Scheme::Sips => true,
            _ => return Err(Error::BadParam),
        };
        let name = els.text.get(u.host);
        let host = Host::parse(els.text.opt(u.maddr).unwrap_or(name)).ok_or(Error::BadParam)?;
        let transport = match els.text.opt(u.transport) {
            None => None,
            Some(t) => Some(Transport::named(t, secure).ok_or(Error::NotSupported)?),
        };
        let port = u16::try_from(u.port).ok().filter(|p| *p != 0);
        Ok(Hop { host, port, transport, secure, name: String::from_utf8_lossy(name).into() })
    }

    /// The hop with TLS below whatever it names, where that is wanted.
    pub fn secured(self, wanted: bool) -> Hop {
        if !wanted {
            return self;
        }
        let transport = self.transport.map(|t| match t {
            Transport::Udp | Transport::Tcp | Transport::Tls => Transport::Tls,
            Transport::Ws | Transport::Wss => Transport::Wss,
        });
        Hop { transport, secure: true, ..self }
    }

    /// The transport where nothing but the URI decides (RFC 3263 section 4.1).
    pub fn transport(&self) -> Transport {
        self.transport.unwrap_or(if self.secure { Transport::Tls } else { Transport::Udp })
    }

    /// An address of the hop, reached over a transport.
    pub fn target(&self, transport: Transport, ip: IpAddr) -> Target {
        let addr = SocketAddr::new(ip, self.port.unwrap_or(transport.default_port()));
        Target { transport, addr, name: transport.is_named().then(|| self.name.clone()) }
    }
}

impl Host {
    pub fn parse(text: &[u8]) -> Option<Host> {
        let text = std::str::from_utf8(text).ok()?;
        let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
        if let Some(v6) = bare {
            return v6.parse::<Ipv6Addr>().ok().map(|ip| Host::Ip(ip.into()));
        }
        if let Ok(ip) = text.parse::<Ipv4Addr>() {
            return Some(Host::Ip(ip.into()));
        }
        if let Ok(ip) = text.parse::<Ipv6Addr>() {
            return Some(Host::Ip(ip.into()));
        }
        (!text.is_empty()).then(|| Host::Name(text.to_string()))
    }
}

/// The next hop of a request as it stands: the first Route, or the Request-URI.
/// `Ok(None)` from the first part means there is no Route. Unless it counts in `any` case, one without lr is passed over: the
/// Request-URI is where such a hop stands (RFC 3261 section 8.1.2).
pub fn route(msg: &mut Message, any: bool) -> Option<Result<Hop, Error>> {
    let at = msg.find(Name::Route, 0)?;
    let hop = msg.route_hop(at);
    if let (false, Some(hop)) = (any, &hop)
        && msg.els.uri(hop.uri).is_some_and(|u| !u.lr)
    {
        return None;
    }
    Some(match hop {
        Some(hop) => Hop::from_uri(&msg.els, hop.uri),
        None => Err(Error::Syntax),
    })
}

pub fn request_uri(msg: &Message) -> Result<Hop, Error> {
    match msg.start {
        StartLine::Request { uri, .. } => Hop::from_uri(&msg.els, uri),
        _ => Err(Error::BadParam),
    }
}

/// The URI of a Contact as a Request-URI: without what may not stand there (RFC 3261 section 19.1.1).
pub fn as_request_uri(els: &Elements, uri: Elem) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    encode_uri(els, uri, &mut text);
    let mut copy = Elements::default();
    let span = copy.text.push(&text);
    let e = parse_uri(&mut copy, span, Elem::NONE).ok()?;
    if let Some(Item { value: Value::Uri(u), .. }) = copy.item_mut(e) {
        if !matches!(u.scheme, Scheme::Sip | Scheme::Sips) {
            return None;
        }
        u.headers = Span::NONE;
        u.method = Span::NONE;
        u.whole = Span::NONE;
    }
    copy.touch(e);
    let mut out = Vec::new();
    encode_uri(&copy, e, &mut out);
    Some(out)
}

/// Writes an address the way Via and URIs do.
pub fn push_host(ip: IpAddr, out: &mut Vec<u8>) {
    use std::io::Write;
    match ip {
        // By hand, for every Via has one.
        IpAddr::V4(v4) => {
            for (n, octet) in v4.octets().into_iter().enumerate() {
                if n > 0 {
                    out.push(b'.');
                }
                super::random::push_decimal(octet.into(), out);
            }
        }
        IpAddr::V6(v6) => {
            // Writing to a Vec cannot fail.
            let _ = write!(out, "[{v6}]");
        }
    }
}

/// Fields of a typed value that belongs to a Via.
pub fn via_mut(msg: &mut Message, index: usize) -> Option<(&mut crate::message::Via, &mut crate::message::Text)> {
    let e = msg.typed(index);
    msg.els.touch(e);
    let Elements { text, items, .. } = &mut msg.els;
    match items.get_mut(e.0 as usize) {
        Some(crate::message::Item { value: Value::Via(v), dead: false, .. }) => Some((v, text)),
        _ => None,
    }
}
