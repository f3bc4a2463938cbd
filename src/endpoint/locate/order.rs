//! Which DNS records count, and in which order.

use super::super::config::Transport;
use super::super::random::Random;
use super::list::{HostElement, MOST_ENTRIES, SrvElement};
use crate::dns::{Naptr, Srv};
use std::net::IpAddr;

/// Transport and security of a NAPTR service (RFC 3263 section 4.1, RFC 7118 section 10.4). None for services of others and for
/// transports that are not ours, SCTP for instance.
fn service(text: &[u8]) -> Option<Transport> {
    let is = |name: &[u8]| text.eq_ignore_ascii_case(name);
    Some(match () {
        () if is(b"SIP+D2U") => Transport::Udp,
        () if is(b"SIP+D2T") => Transport::Tcp,
        () if is(b"SIPS+D2T") => Transport::Tls,
        () if is(b"SIP+D2W") => Transport::Ws,
        () if is(b"SIPS+D2W") => Transport::Wss,
        () => return None,
    })
}

/// Does it end the chain of NAPTR records with an SRV name?
fn leads_to_srv(record: &Naptr) -> bool {
    record.flags.eq_ignore_ascii_case(b"s") && record.regexp.is_empty() && !is_root(&record.replacement)
}

pub(crate) fn is_root(name: &str) -> bool {
    name.trim_end_matches('.').is_empty()
}

/// The SRV names of NAPTR records in order of use: those whose transport `takes` says yes to; with `secure` only SIPS.
pub(crate) fn by_naptr(records: &[Naptr], secure: bool, takes: impl Fn(Transport) -> bool) -> Vec<SrvElement> {
    let mut kept: Vec<SrvElement> = records
        .iter()
        .filter(|r| leads_to_srv(r))
        .filter_map(|r| {
            let transport = service(&r.services)?;
            let fits = (transport.is_secure() || !secure) && takes(transport);
            fits.then(|| SrvElement { name: r.replacement.clone(), transport, order: r.order, preference: r.preference })
        })
        .collect();
    kept.sort_by_key(|e| (e.order, e.preference));
    kept.truncate(MOST_ENTRIES);
    kept
}

/// The label in front of the domain in an SRV name.
pub(crate) fn srv_prefix(transport: Transport) -> &'static str {
    match transport {
        Transport::Udp => "_sip._udp.",
        Transport::Tcp => "_sip._tcp.",
        Transport::Tls => "_sips._tcp.",
        Transport::Ws => "_sip._ws.",
        Transport::Wss => "_sips._ws.",
    }
}

/// An SRV name given as text; its labels tell the transport.
pub(crate) fn named(name: &str) -> SrvElement {
    let fits = |t: &Transport| {
        let prefix = srv_prefix(*t);
        name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let transport = Transport::ALL.into_iter().find(fits).unwrap_or(Transport::Udp);
    SrvElement { name: name.to_string(), transport, order: 0, preference: 0 }
}

/// The SRV name of a domain.
pub(crate) fn srv_of(domain: &str, transport: Transport) -> SrvElement {
    SrvElement { name: format!("{}{domain}", srv_prefix(transport)), transport, order: 0, preference: 0 }
}

/// The hosts of SRV records in order of use: lower priority first, within one priority drawn by weight (RFC 2782, usage rules).
/// A target of "." says that the service is not there.
pub(crate) fn by_srv(mut records: Vec<Srv>, transport: Transport, random: &mut Random) -> Vec<HostElement> {
    records.retain(|r| !is_root(&r.target) && r.port != 0);
    records.truncate(MOST_ENTRIES);
    // Those of weight 0 first within their priority, so that they keep a small chance.
    records.sort_by_key(|r| (r.priority, r.weight != 0));
    let mut out = Vec::with_capacity(records.len());
    while let Some(first) = records.first() {
        let priority = first.priority;
        let group = records.iter().take_while(|r| r.priority == priority);
        let total: u64 = group.clone().map(|r| u64::from(r.weight)).sum();
        let drawn = random.u64() % (total + 1);
        let mut sum = 0;
        let at = group
            .map(|r| {
                sum += u64::from(r.weight);
                sum
            })
            .position(|sum| sum >= drawn)
            .unwrap_or(0);
        let Srv { priority, weight, port, target } = records.remove(at);
        out.push(HostElement { name: target, port, transport, priority, weight });
    }
    out
}

/// How much an address is preferred (RFC 6724 section 2.1, the default policy table).
fn precedence(ip: &IpAddr) -> u8 {
    let IpAddr::V6(v6) = ip else { return 35 };
    match v6.segments() {
        _ if v6.is_loopback() => 50,
        [0x2002, ..] => 30,
        [0x2001, 0, ..] => 5,
        [a, ..] if a & 0xfe00 == 0xfc00 => 3,
        [a, ..] if a & 0xffc0 == 0xfec0 => 1,
        _ => 40,
    }
}

/// Each address once, the preferred ones first, otherwise as they came.
pub(crate) fn by_precedence(ips: &[IpAddr]) -> Vec<IpAddr> {
    let mut kept: Vec<IpAddr> = Vec::new();
    for ip in ips {
        if kept.len() < MOST_ENTRIES && !kept.contains(ip) {
            kept.push(*ip);
        }
    }
    kept.sort_by_key(|ip| std::cmp::Reverse(precedence(ip)));
    kept
}
