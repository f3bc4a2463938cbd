//! Look-ups of the application's own, and what it does with DNS lists.

use super::config::Transport;
use super::locate::telephone::{self, Rules, Step};
use super::locate::{Asker, HostElement, IpElement, List, QueryId, order};
use super::output::{Answer, Ask, ClientId, Error, Event, Token, TransactionId};
use super::slab::Id;
use super::{Endpoint, Time};
use crate::dns::{Answer as DnsAnswer, Family, Question, Records};

/// A resolver of the application.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ResolverId(pub Id);

/// Resolvers at one time.
const MOST_RESOLVERS: usize = 1_024;
/// Longest text that is looked up: a domain has 253 octets at the most, a tel URI may have parameters.
const LONGEST_QUERY: usize = 512;

/// What a resolver looks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A telephone number leads to a URI.
    UriByNaptr,
    /// A domain leads to SRV names.
    TransportByNaptr,
    /// An SRV name leads to hosts.
    HostPortBySrv,
    /// A host leads to addresses.
    IpByHost,
}

/// Whose a DNS list is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListOwner {
    Client(ClientId),
    Transaction(TransactionId),
    Resolver(ResolverId),
}

pub(crate) struct Resolver {
    app: usize,
    list: List,
    run: Option<Run>,
}

/// A look-up under way.
struct Run {
    mode: Mode,
    text: String,
    /// Where the answers go.
    into: ListOwner,
    query: Option<QueryId>,
    number: String,
    /// Rules of ENUM not used yet.
    rules: Rules,
}

impl Endpoint {
    /// A new resolver; `app` is the application's own value for it.
    pub fn create_resolver(&mut self, app: usize) -> Result<ResolverId, Error> {
        if self.resolvers.len() >= MOST_RESOLVERS {
            return Err(Error::OutOfResources);
        }
        let resolver = Resolver { app, list: List::default(), run: None };
        self.resolvers.insert(resolver).map(ResolverId).ok_or(Error::OutOfResources)
    }

    fn resolver_mut(&mut self, id: ResolverId) -> Result<&mut Resolver, Error> {
        self.resolvers.get_mut(id.0).ok_or(Error::InvalidHandle)
    }

    /// Starts a look-up; [`Event::Resolved`] tells its end. The answers go into the list of `into`.
    pub fn resolve(&mut self, now: Time, id: ResolverId, mode: Mode, text: &str, into: ListOwner) -> Result<(), Error> {
        self.now = now.max(self.now);
        let resolver = self.resolver_mut(id)?;
        if resolver.run.is_some() {
            return Err(Error::IllegalAction);
        }
        self.dns_list(into)?;
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST_QUERY {
            return Err(Error::BadParam);
        }
        let (mut number, mut rules) = (String::new(), Rules::default());
        let question = match mode {
            Mode::UriByNaptr => {
                let suffix = self.cfg.enum_suffix.as_deref().unwrap_or("e164.arpa");
                let domain = match (telephone::domain(text, suffix), telephone::unique(text)) {
                    (Some(domain), Some(digits)) => {
                        number = digits;
                        domain
                    }
                    _ if text.contains([':', '+']) => return Err(Error::BadParam),
                    _ => text.to_string(),
                };
                rules = Rules::of(&domain);
                Question::Naptr(domain)
            }
            Mode::TransportByNaptr => Question::Naptr(text.to_string()),
            Mode::HostPortBySrv => Question::Srv(text.to_string()),
            Mode::IpByHost => Question::Addresses(text.to_string(), Family::Any),
        };
        let query = self.ask_dns(Asker::Resolver(id), question).ok_or(Error::OutOfResources)?;
        let run = Run { mode, text: text.to_string(), into, query: Some(query), number, rules };
        self.resolver_mut(id)?.run = Some(run);
        Ok(())
    }

    /// Ends a resolver; a look-up under way is forgotten.
    pub fn terminate_resolver(&mut self, id: ResolverId) -> Result<(), Error> {
        let gone = self.resolvers.remove(id.0).ok_or(Error::InvalidHandle)?;
        if let Some(query) = gone.run.and_then(|r| r.query) {
            self.forget_query(query);
        }
        Ok(())
    }

    pub(crate) fn resolver_answered(&mut self, id: ResolverId, answer: DnsAnswer) {
        let Some(mut run) = self.resolvers.get_mut(id.0).and_then(|r| r.run.take()) else { return };
        run.query = None;
        if run.mode == Mode::UriByNaptr {
            // A domain that a rule leads to and that has none is no end: the rule after it comes.
            if let Ok(Records::Naptr(records)) = answer {
                run.rules.answered(records);
            }
            return self.apply_for_resolver(id, run);
        }
        let filled = self.fill(&run, answer);
        self.tell_resolved(id, run.mode, filled.is_err());
    }

    /// Puts an answer where it was wanted.
    fn fill(&mut self, run: &Run, answer: DnsAnswer) -> Result<(), Error> {
        match (run.mode, answer) {
            (Mode::TransportByNaptr, Ok(Records::Naptr(records))) => {
                let found = order::by_naptr(&records, false, |_| true);
                let list = self.dns_list(run.into)?;
                list.srv = found.into();
                if list.srv.is_empty() { Err(Error::NotFound) } else { Ok(()) }
            }
            (Mode::HostPortBySrv, Ok(Records::Srv(records))) => {
                let used = order::named(&run.text);
                let hosts = order::by_srv(records, used.transport, &mut self.random);
                let list = self.dns_list(run.into)?;
                list.hosts = hosts.into();
                list.used_srv = Some(used);
                if list.hosts.is_empty() { Err(Error::NotFound) } else { Ok(()) }
            }
            (Mode::IpByHost, Ok(Records::Addresses(ips))) => {
                let list = self.dns_list(run.into)?;
                // Port and transport are known where the host comes from the list itself.
                let at = list.hosts.iter().position(|h| h.name.eq_ignore_ascii_case(&run.text));
                let host = at.and_then(|at| list.hosts.remove(at)).unwrap_or_else(|| HostElement {
                    name: run.text.clone(),
                    port: 0,
                    transport: Transport::Udp,
                    priority: 0,
                    weight: 0,
                });
                let (port, transport) = (host.port, host.transport);
                list.ips = order::by_precedence(&ips).into_iter().map(|ip| IpElement { ip, port, transport }).collect();
                list.used_host = Some(host);
                if list.ips.is_empty() { Err(Error::NotFound) } else { Ok(()) }
            }
            _ => Err(Error::NotFound),
        }
    }

    /// Has the application apply the next expression; where it does not want to, the expression itself is the answer. Asks on where a
    /// rule leads.
    fn apply_for_resolver(&mut self, id: ResolverId, mut run: Run) {
        let expression = match run.rules.next() {
            Step::Apply(expression) => expression,
            Step::Ask(domain) => {
                run.query = self.ask_dns(Asker::Resolver(id), Question::Naptr(domain));
                let asked = run.query.is_some();
                match self.resolvers.get_mut(id.0) {
                    Some(resolver) if asked => resolver.run = Some(run),
                    _ => self.tell_resolved(id, run.mode, true),
                }
                return;
            }
            Step::End => return self.tell_resolved(id, run.mode, true),
        };
        if !self.interest.enum_expression {
            let list = self.dns_list(run.into).map(|list| list.enum_result = Some(expression));
            return self.tell_resolved(id, run.mode, list.is_err());
        }
        let number = run.number.clone();
        if let Some(resolver) = self.resolvers.get_mut(id.0) {
            resolver.run = Some(run);
            self.ask(Token::Resolver(id), Ask::Expression { subject: None, resolver: Some(id), number, expression });
        }
    }

    /// The application applied an expression.
    pub(crate) fn resolver_answer(&mut self, id: ResolverId, answer: Answer) {
        let Some(run) = self.resolvers.get_mut(id.0).and_then(|r| r.run.take()) else { return };
        match answer {
            Answer::Value(text) if !text.is_empty() => {
                let uri = String::from_utf8_lossy(&text).into_owned();
                let list = self.dns_list(run.into).map(|list| list.enum_result = Some(uri));
                self.tell_resolved(id, run.mode, list.is_err());
            }
            _ => self.apply_for_resolver(id, run),
        }
    }

    fn tell_resolved(&mut self, id: ResolverId, mode: Mode, error: bool) {
        if let Some(app) = self.resolvers.get(id.0).map(|r| r.app) {
            self.event(Event::Resolved { id, app, mode, error });
        }
    }

    // ---- lists ----

    /// The DNS list of an object.
    pub fn dns_list(&mut self, owner: ListOwner) -> Result<&mut List, Error> {
        match owner {
            ListOwner::Client(id) => self.client_list(id),
            ListOwner::Transaction(id) => self.transaction_list(id),
            ListOwner::Resolver(id) => Ok(&mut self.resolver_mut(id)?.list),
        }
    }

    /// Puts an address in front; it is used even if it was before.
    pub fn dns_list_push_ip(&mut self, owner: ListOwner, mut element: IpElement) -> Result<(), Error> {
        if element.port == 0 {
            element.port = element.transport.default_port();
        }
        let list = self.dns_list(owner)?;
        if list.ips.len() >= super::locate::MOST_ENTRIES {
            return Err(Error::OutOfResources);
        }
        list.ips.push_front(element);
        let locator = match owner {
            ListOwner::Client(id) => self.client_locator(id),
            ListOwner::Transaction(id) => self.tx_mut(id).ok().and_then(|tx| tx.locator.as_deref_mut()),
            ListOwner::Resolver(_) => None,
        };
        if let Some(locator) = locator {
            locator.allow_again(&element);
        }
        Ok(())
    }
}
