//! The steps from a next hop to its targets (RFC 3263 section 4), as far as they are needed: each question is asked when the
//! answers of the one before are used up.

use super::super::config::Transport;
use super::super::hop::{Hop, Host};
use super::super::output::Target;
use super::super::random::Random;
use super::list::{HostElement, IpElement, List, MOST_ENTRIES};
use super::order;
use super::telephone::{Rules, Step};
use crate::dns::{Answer, Family, LookupError, Naptr, Question, Records};
use std::net::IpAddr;

/// Targets of one request that are tried at the most.
const MOST_TARGETS: usize = 16;
/// Hosts of one request that are looked up at the most, so that a zone full of hosts without addresses comes to an end.
const MOST_QUESTIONS: usize = 64;

/// What the selection has to know of the endpoint.
pub trait Surroundings {
    /// Is there a local address for this transport?
    fn usable(&self, transport: Transport) -> bool;
    /// May the DNS choose it? WebSocket only where we listen for it too: it is for those who ask for it.
    fn chosen(&self, transport: Transport) -> bool {
        self.usable(transport)
    }
    /// The families of the local addresses for this transport.
    fn families(&self, transport: Transport) -> Option<Family>;
    /// Can a packet get from one of them to this address?
    fn reaches(&self, transport: Transport, ip: IpAddr) -> bool;
    /// Did it fail lately?
    fn is_down(&self, target: &Target) -> bool;
}

/// What comes next.
#[derive(PartialEq, Eq, Debug)]
pub enum Next {
    Target(Target),
    Ask(Question),
    /// The application applies this expression to the number: ENUM.
    Apply {
        expression: String,
    },
    End,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// Nothing was done yet.
    Begin,
    /// What was found is being used up.
    Use,
    /// Nothing but those set aside is left.
    Aside,
}

/// What the answer to the last question has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    Naptr,
    Srv,
    Addresses,
}

/// The DNS list of one request, and how it is filled.
pub struct Locator {
    pub list: List,
    hop: Hop,
    stage: Stage,
    wanted: Option<Wanted>,
    /// The server that answered the last request of this client, to be tried first.
    preferred: Option<IpElement>,
    /// Where the request is too large for a datagram: streams first (RFC 3261 section 18.1.1).
    streams_first: bool,
    /// Some SRV record was found: then addresses of the domain itself do not count.
    srv_found: bool,
    /// The SRV names are made from the domain, not told by NAPTR.
    built: bool,
    /// Transports for the addresses of the domain, where there is no SRV record.
    fallback: Vec<Transport>,
    /// Marked down: they come when all others are used up.
    aside: Vec<IpElement>,
    tried: Vec<IpElement>,
    /// Rules of ENUM not used yet.
    rules: Rules,
    /// Questions that the name servers kept silent to.
    silent: u8,
    asked: usize,
    /// The last thing that went wrong.
    pub problem: String,
}

impl Locator {
    pub fn new(hop: Hop) -> Locator {
        Locator {
            list: List::default(),
            hop,
            stage: Stage::Begin,
            wanted: None,
            preferred: None,
            streams_first: false,
            srv_found: false,
            built: false,
            fallback: Vec::new(),
            aside: Vec::new(),
            tried: Vec::new(),
            rules: Rules::default(),
            silent: 0,
            asked: 0,
            problem: String::new(),
        }
    }

    /// One that only ever has what the application puts into its list.
    pub fn empty(hop: Hop) -> Locator {
        Locator { stage: Stage::Use, ..Locator::new(hop) }
    }

    pub fn streams_first(&mut self) {
        self.streams_first = true;
    }
    pub fn prefer(&mut self, server: IpElement) {
        self.preferred = Some(server);
    }
    pub fn hop(&self) -> &Hop {
        &self.hop
    }

    /// Starts over towards another hop: what ENUM made of a number.
    pub fn redirect(&mut self, hop: Hop, uri: String) {
        let asked = self.asked;
        *self = Locator { asked, ..Locator::new(hop) };
        self.list.enum_result = Some(uri);
    }

    /// May there be another target? Whether there is one can take a look-up to tell.
    pub fn may_have_more(&self) -> bool {
        if self.tried.len() >= MOST_TARGETS {
            return false;
        }
        let fallback = !self.fallback.is_empty() && !self.srv_found;
        !self.list.is_empty() || !self.aside.is_empty() || self.stage == Stage::Begin || fallback
    }

    /// Is another target likely? SRV names of our own making may not exist.
    pub fn expects_more(&self) -> bool {
        let known = !self.list.ips.is_empty() || !self.list.hosts.is_empty() || !self.aside.is_empty();
        self.may_have_more() && (known || self.stage == Stage::Begin || !self.built && !self.list.srv.is_empty())
    }

    /// The targets known by address and not used yet.
    pub fn known(&self) -> Vec<Target> {
        self.list.ips.iter().chain(&self.aside).map(|e| e.target(&self.hop.name)).collect()
    }

    /// The application puts an address in: it is tried even if it was before.
    pub fn allow_again(&mut self, element: &IpElement) {
        self.tried.retain(|t| t != element);
    }

    /// A target refused, and is not to be tried again.
    pub fn refused(&mut self, target: &Target) {
        let element = IpElement { ip: target.addr.ip(), port: target.addr.port(), transport: target.transport };
        if !self.tried.contains(&element) {
            self.tried.push(element);
        }
    }

    pub fn next(&mut self, here: &dyn Surroundings) -> Next {
        loop {
            if self.tried.len() >= MOST_TARGETS {
                return Next::End;
            }
            if let Some(first) = self.preferred.take()
                && here.reaches(first.transport, first.ip)
                && !here.is_down(&first.target(&self.hop.name))
            {
                // Not among those tried yet: should the DNS know of nobody else, it has all the time of a request once more.
                return Next::Target(first.target(&self.hop.name));
            }
            if let Some(ip) = self.list.ips.pop_front() {
                if let Some(target) = self.take_ip(ip, here) {
                    return Next::Target(target);
                }
                continue;
            }
            if self.asked >= MOST_QUESTIONS {
                self.list.hosts.clear();
                self.list.srv.clear();
            }
            if let Some(host) = self.list.hosts.pop_front() {
                if let Some(question) = self.take_host(host, here) {
                    return Next::Ask(question);
                }
                continue;
            }
            if let Some(srv) = self.list.srv.pop_front() {
                if here.usable(srv.transport) {
                    self.asked += 1;
                    let name = srv.name.clone();
                    self.list.used_srv = Some(srv);
                    self.list.used_host = None;
                    self.wanted = Some(Wanted::Srv);
                    return Next::Ask(Question::Srv(name));
                }
                continue;
            }
            match self.stage {
                Stage::Begin => {
                    self.stage = Stage::Use;
                    if let Some(question) = self.begin(here) {
                        self.wanted = Some(Wanted::Naptr);
                        self.asked += 1;
                        return Next::Ask(question);
                    }
                }
                Stage::Use if !self.srv_found && !self.fallback.is_empty() => self.fall_back(),
                Stage::Use => {
                    self.stage = Stage::Aside;
                    self.list.ips = std::mem::take(&mut self.aside).into();
                }
                Stage::Aside => return Next::End,
            }
        }
    }

    fn take_ip(&mut self, ip: IpElement, here: &dyn Surroundings) -> Option<Target> {
        let target = ip.target(&self.hop.name);
        if self.tried.contains(&ip) || ip.port == 0 {
            return None;
        }
        if self.hop.secure && !ip.transport.is_secure() {
            self.problem = "a sips URI needs TLS".to_string();
            return None;
        }
        if !here.reaches(ip.transport, ip.ip) {
            self.problem = format!("no local {} address fits {}", ip.transport.token(), ip.ip);
            return None;
        }
        if self.stage != Stage::Aside && here.is_down(&target) {
            self.aside.push(ip);
            return None;
        }
        self.tried.push(ip);
        Some(target)
    }

    fn take_host(&mut self, host: HostElement, here: &dyn Surroundings) -> Option<Question> {
        let literal = match Host::parse(host.name.as_bytes()) {
            Some(Host::Ip(ip)) => Some(ip),
            _ => None,
        };
        let question = match (literal, here.families(host.transport)) {
            (Some(ip), _) => {
                self.list.ips.push_back(IpElement { ip, port: host.port, transport: host.transport });
                None
            }
            (None, Some(family)) => {
                self.asked += 1;
                self.wanted = Some(Wanted::Addresses);
                Some(Question::Addresses(host.name.clone(), family))
            }
            (None, None) => None,
        };
        self.list.used_host = Some(host);
        question
    }

    /// Transports for a URI that names none, in the order we want them.
    fn by_ourselves(&self, here: &dyn Surroundings) -> Vec<Transport> {
        use Transport::*;
        let all: &[Transport] = match (self.hop.secure, self.streams_first) {
            (true, _) => &[Tls],
            (false, true) => &[Tcp, Udp],
            (false, false) => &[Udp, Tcp],
        };
        all.iter().copied().filter(|t| here.usable(*t)).collect()
    }

    /// Section 4.1, as far as it goes without a question; the question otherwise.
    fn begin(&mut self, here: &dyn Surroundings) -> Option<Question> {
        let name = match &self.hop.host {
            Host::Ip(ip) => {
                let ip = *ip;
                for transport in self.fixed(here) {
                    let port = self.hop.port.unwrap_or(transport.default_port());
                    self.list.ips.push_back(IpElement { ip, port, transport });
                }
                return None;
            }
            Host::Name(name) => name.clone(),
        };
        if let Some(port) = self.hop.port {
            for transport in self.fixed(here) {
                self.list.hosts.push_back(HostElement { name: name.clone(), port, transport, priority: 0, weight: 0 });
            }
            return None;
        }
        if let Some(transport) = self.hop.transport {
            self.fallback = vec![transport];
            self.list.srv.push_back(order::srv_of(&name, transport));
            return None;
        }
        Some(Question::Naptr(name))
    }

    /// The transport of a target that is numeric or has a port; the other one of a large request comes first.
    fn fixed(&self, here: &dyn Surroundings) -> Vec<Transport> {
        if let Some(transport) = self.hop.transport {
            return vec![transport];
        }
        let mut all = self.by_ourselves(here);
        let multicast = matches!(self.hop.host, Host::Ip(ip) if ip.is_multicast());
        if multicast {
            all.retain(|t| !t.is_reliable());
        }
        if !self.streams_first {
            all.truncate(1);
        }
        all
    }

    /// No SRV record anywhere: the addresses of the domain at the default port (section 4.2).
    fn fall_back(&mut self) {
        let Host::Name(name) = &self.hop.host else { return self.fallback.clear() };
        for transport in self.fallback.drain(..) {
            let port = transport.default_port();
            self.list.hosts.push_back(HostElement { name: name.clone(), port, transport, priority: 0, weight: 0 });
        }
    }

    /// Takes in the answer to the last question.
    pub fn answered(&mut self, answer: Answer, here: &dyn Surroundings, random: &mut Random) {
        if let Err(e) = &answer {
            self.problem = e.to_string();
            self.silent += u8::from(*e == LookupError::Silent);
        }
        match (self.wanted.take(), answer) {
            (Some(Wanted::Naptr), answer) => {
                let records = match answer {
                    Ok(Records::Naptr(records)) => records,
                    _ => Vec::new(),
                };
                self.naptr_answered(&records, here);
            }
            (Some(Wanted::Srv), Ok(Records::Srv(records))) => {
                let Some(transport) = self.list.used_srv.as_ref().map(|s| s.transport) else { return };
                self.srv_found |= !records.is_empty();
                self.list.hosts = order::by_srv(records, transport, random).into();
            }
            (Some(Wanted::Addresses), Ok(Records::Addresses(ips))) => {
                let Some((port, transport)) = self.list.used_host.as_ref().map(|h| (h.port, h.transport)) else { return };
                if ips.is_empty() {
                    self.problem = LookupError::NoRecords.to_string();
                }
                let ips = order::by_precedence(&ips).into_iter().map(|ip| IpElement { ip, port, transport });
                self.list.ips.extend(ips.take(MOST_ENTRIES));
            }
            _ if self.silent >= 2 && !self.srv_found => {
                // Nobody answers: what is left of SRV would only take more time.
                self.list.srv.clear();
            }
            _ => {}
        }
    }

    fn naptr_answered(&mut self, records: &[Naptr], here: &dyn Surroundings) {
        let mut found = order::by_naptr(records, self.hop.secure, |t| here.chosen(t));
        if self.streams_first {
            found.sort_by_key(|e| !e.transport.is_reliable());
        }
        if let Some(first) = found.first() {
            self.fallback = vec![first.transport];
            self.list.srv = found.into();
            return;
        }
        let Host::Name(name) = &self.hop.host else { return };
        self.built = true;
        // No NAPTR: SRV of every transport that we have, ours before theirs.
        let mut all = self.by_ourselves(here);
        let last = if self.hop.secure { Transport::Wss } else { Transport::Ws };
        if here.chosen(last) {
            all.push(last);
        }
        self.list.srv = all.iter().map(|t| order::srv_of(name, *t)).collect();
        let kept = if self.streams_first { 2 } else { 1 };
        self.fallback = self.by_ourselves(here).into_iter().take(kept).collect();
    }

    // ---- ENUM ----

    /// The NAPTR records of this domain, which is that of a number, are asked for.
    pub fn look_up_number(&mut self, domain: &str) {
        self.stage = Stage::Use;
        self.rules = Rules::of(domain);
    }
    /// Rules found for the number; they are used one after the other.
    pub fn number_answered(&mut self, records: Vec<Naptr>) {
        self.rules.answered(records);
    }
    pub fn next_rule(&mut self) -> Next {
        match self.rules.next() {
            Step::Apply(expression) => Next::Apply { expression },
            Step::Ask(domain) => Next::Ask(Question::Naptr(domain)),
            Step::End => Next::End,
        }
    }
}
