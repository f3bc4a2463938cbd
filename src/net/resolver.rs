//! Questions to the DNS, on one thread of its own that starts with the first of them. hickory-resolver does the asking: a
//! port and an id drawn for each query, answers taken from the server that was asked, TCP where an answer is cut off, at
//! most eight CNAMEs in a row, a cache that minds the time to live of answers and of refusals. Here is what is around it: the
//! servers, the domains behind short names, the hosts file, and the bounds.

use crate::dns::{Answer, Family, LookupError, Naptr, Question, Records, Srv};
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts, ServerOrderingStrategy};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Hosts, Resolver as Hickory, TokioResolver, system_conf};
use mio::Waker;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{Semaphore, mpsc};

/// Whom to ask.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DnsConfig {
    /// Unset: those of the system.
    pub servers: Option<Vec<SocketAddr>>,
    /// Domains that are tried behind a short name, in this order. Unset: those of the system.
    pub domains: Option<Vec<String>>,
    /// Milliseconds that a server has for one answer.
    pub timeout_ms: u64,
}

impl Default for DnsConfig {
    fn default() -> Self {
        DnsConfig { servers: None, domains: None, timeout_ms: 2_000 }
    }
}

/// Different questions that may be under way.
const WAITING: usize = 1_024;
/// Of these so many are with the servers, each with a socket of its own.
const AT_ONCE: usize = 64;
/// Records of one answer that are looked at.
const MOST_RECORDS: usize = 256;
/// Times a server is asked again.
const RETRIES: usize = 1;
/// Servers that are asked one by one when one of them refuses.
const MOST_SERVERS: usize = 8;
/// Answers kept.
const CACHED: u64 = 4_096;
/// Longest time that an answer or a refusal is kept.
const LONGEST: Duration = Duration::from_secs(86_400);
/// How often the system's files are looked at for changes.
const STALE: Duration = Duration::from_secs(5);
const FILES: [&str; 2] = ["/etc/resolv.conf", "/etc/hosts"];

enum Order {
    Ask(Question),
    Configure(DnsConfig),
}

/// What the loop and the thread share.
struct Shared {
    /// Who waits for what. A question that is under way is not asked twice.
    waiting: Mutex<HashMap<Question, Vec<u64>>>,
    answers: Mutex<Vec<(u64, Answer)>>,
    waker: Arc<Waker>,
}

impl Shared {
    fn answer(&self, question: &Question, answer: Answer) {
        let Some(queries) = self.waiting.lock().remove(question) else { return };
        self.answers.lock().extend(queries.into_iter().map(|query| (query, answer.clone())));
        let _ = self.waker.wake();
    }
}

/// Answers even when the one who works on it is cut short.
struct Task {
    shared: Arc<Shared>,
    question: Question,
    answer: Option<Answer>,
}

impl Drop for Task {
    fn drop(&mut self) {
        let answer = self.answer.take().unwrap_or_else(|| Err(LookupError::Failed("the look-up was cut short".into())));
        self.shared.answer(&self.question, answer);
    }
}

pub(super) struct Resolver {
    shared: Arc<Shared>,
    config: DnsConfig,
    running: Option<(mpsc::UnboundedSender<Order>, JoinHandle<()>)>,
}

impl Resolver {
    pub fn new(waker: Arc<Waker>) -> Resolver {
        let shared = Shared { waiting: Mutex::default(), answers: Mutex::default(), waker };
        Resolver { shared: Arc::new(shared), config: DnsConfig::default(), running: None }
    }

    /// Whom to ask from now on. Questions under way are answered by those that were asked.
    pub fn configure(&mut self, config: DnsConfig) {
        self.config = config;
        if let Some((orders, _)) = &self.running {
            let _ = orders.send(Order::Configure(self.config.clone()));
        }
    }

    /// Asks. An address as text is its own answer, in brackets or not.
    pub fn ask(&mut self, query: u64, question: Question) {
        if let Question::Addresses(host, want) = &question {
            let plain = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
            if let Ok(ip) = plain.parse::<IpAddr>() {
                return self.answer_now(query, addresses(*want, [ip]));
            }
        }
        let mut waiting = self.shared.waiting.lock();
        if let Some(others) = waiting.get_mut(&question) {
            others.push(query);
            return;
        }
        if waiting.len() >= WAITING {
            drop(waiting);
            return self.answer_now(query, Err(LookupError::Busy));
        }
        waiting.insert(question.clone(), vec![query]);
        drop(waiting);
        if self.running.is_none() {
            match self.start() {
                Ok(running) => self.running = Some(running),
                Err(e) => {
                    return self.shared.answer(&question, Err(LookupError::Failed(format!("no thread for look-ups: {e}"))));
                }
            }
        }
        if let Some((orders, _)) = &self.running
            && orders.send(Order::Ask(question.clone())).is_err()
        {
            self.shared.answer(&question, Err(LookupError::Failed("the thread for look-ups has ended".into())));
        }
    }

    fn start(&self) -> std::io::Result<(mpsc::UnboundedSender<Order>, JoinHandle<()>)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let (shared, config) = (self.shared.clone(), self.config.clone());
        let thread = std::thread::Builder::new().name("rvsip-dns".into()).stack_size(1 << 20);
        let handle = thread.spawn(move || {
            runtime.block_on(serve(inbox, config, shared));
            // Whatever is still being asked is dropped with the runtime; nothing in it blocks.
        })?;
        Ok((orders, handle))
    }

    fn answer_now(&self, query: u64, answer: Answer) {
        self.shared.answers.lock().push((query, answer));
        let _ = self.shared.waker.wake();
    }

    /// Answers that have come since last asked.
    pub fn answers(&self) -> Vec<(u64, Answer)> {
        std::mem::take(&mut *self.shared.answers.lock())
    }
}

impl Drop for Resolver {
    /// Ends the thread at once, whatever the servers do.
    fn drop(&mut self) {
        if let Some((orders, thread)) = self.running.take() {
            drop(orders);
            let _ = thread.join();
        }
    }
}

async fn serve(mut inbox: mpsc::UnboundedReceiver<Order>, config: DnsConfig, shared: Arc<Shared>) {
    let mut servers = Servers::of(config);
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(order) = inbox.recv().await {
        match order {
            Order::Configure(config) => servers = Servers::of(config),
            Order::Ask(question) => {
                servers.renew();
                match &servers.asked {
                    Err(why) => shared.answer(&question, Err(LookupError::Failed(why.clone()))),
                    Ok(asked) => {
                        let (asked, slots) = (asked.clone(), slots.clone());
                        let task = Task { shared: shared.clone(), question, answer: None };
                        tokio::spawn(async move {
                            let mut task = task;
                            let _slot = slots.acquire_owned().await;
                            let answer = asked.answer(&task.question).await;
                            task.answer = Some(answer);
                            // Told as it is dropped.
                            drop(task);
                        });
                    }
                }
            }
        }
    }
}

/// The servers as configured, and what of it comes from files that may change.
struct Servers {
    config: DnsConfig,
    asked: Result<Arc<Asked>, String>,
    looked: Instant,
    files: [Option<SystemTime>; 2],
}

fn changed() -> [Option<SystemTime>; 2] {
    FILES.map(|file| std::fs::metadata(file).and_then(|m| m.modified()).ok())
}

impl Servers {
    fn of(config: DnsConfig) -> Servers {
        let files = changed();
        Servers { asked: Asked::new(&config).map(Arc::new), config, looked: Instant::now(), files }
    }
    fn renew(&mut self) {
        if self.looked.elapsed() >= STALE {
            self.looked = Instant::now();
            if changed() != self.files {
                *self = Servers::of(self.config.clone());
            }
        }
    }
}

struct Asked {
    resolver: TokioResolver,
    /// Each server by itself, for when one of several refuses: another may know better.
    each: Vec<TokioResolver>,
    hosts: Arc<Hosts>,
    domains: Vec<String>,
    /// A name with fewer dots is short.
    dots: usize,
    /// For all tries together.
    patience: Duration,
}

impl Asked {
    fn new(config: &DnsConfig) -> Result<Asked, String> {
        let system = system_conf::read_system_conf();
        let (mut servers, mut domains, mut dots) = (Vec::new(), Vec::new(), 1);
        if let Ok((system, options)) = &system {
            servers = system.name_servers().to_vec();
            domains.extend(system.domain().into_iter().chain(system.search()).map(Name::to_utf8));
            dots = options.ndots;
        }
        if let Some(own) = &config.servers {
            servers = own.iter().map(server).collect();
        }
        if let Some(own) = &config.domains {
            domains = own.clone();
        }
        let mut options = ResolverOpts::default();
        options.timeout = Duration::from_millis(config.timeout_ms);
        options.attempts = RETRIES;
        options.cache_size = CACHED;
        options.positive_max_ttl = Some(LONGEST);
        options.negative_max_ttl = Some(LONGEST);
        // The quickest two are asked side by side, and for the next try those that kept silent come last.
        options.server_ordering_strategy = ServerOrderingStrategy::QueryStatistics;
        options.num_concurrent_reqs = 2;
        let patience = options.timeout * (1 + RETRIES as u32) + Duration::from_millis(500);
        let hosts = Arc::new(Hosts::from_system().unwrap_or_default());
        let build = |servers: Vec<NameServerConfig>, options: ResolverOpts| {
            let config = ResolverConfig::from_parts(None, Vec::new(), servers);
            let built = Hickory::builder_with_config(config, TokioRuntimeProvider::default()).with_options(options).build();
            let mut resolver = built.map_err(|e| format!("the resolver cannot be set up: {e}"))?;
            resolver.set_hosts(hosts.clone());
            Ok::<_, String>(resolver)
        };
        let mut each = Vec::new();
        if servers.len() > 1 {
            let mut options = options.clone();
            options.cache_size = CACHED / 64;
            options.attempts = 0;
            for server in servers.iter().take(MOST_SERVERS) {
                each.push(build(vec![server.clone()], options.clone())?);
            }
        }
        let resolver = build(servers, options)?;
        Ok(Asked { resolver, each, hosts, domains, dots, patience })
    }

    async fn answer(&self, question: &Question) -> Answer {
        let (prefix, host) = match question {
            Question::Naptr(host) | Question::Addresses(host, _) => ("", host.as_str()),
            // The host of an SRV name begins after service and protocol.
            Question::Srv(name) => match name.splitn(3, '.').nth(2).filter(|_| name.starts_with('_')) {
                Some(host) => (name.get(..name.len() - host.len()).unwrap_or(""), host),
                None => ("", name.as_str()),
            },
        };
        if host.trim_matches('.').is_empty() {
            return Err(LookupError::Failed("not a name of the DNS".into()));
        }
        // What the hosts file has is all there is of that name.
        if !matches!(question, Question::Addresses(..)) && self.is_local(host) {
            return Err(LookupError::NoRecords);
        }
        let short = !host.ends_with('.') && host.matches('.').count() < self.dots;
        let mut last = Err(LookupError::NoRecords);
        for domain in self.domains.iter().filter(|_| short).map(|d| d.trim_matches('.')) {
            last = self.ask(question, &format!("{prefix}{host}.{domain}.")).await;
            match &last {
                Err(LookupError::NoRecords | LookupError::Failed(_)) => {}
                _ => return last,
            }
        }
        match self.ask(question, &format!("{}.", format!("{prefix}{host}").trim_end_matches('.'))).await {
            // What was wrong before matters more than that the short name alone does not exist.
            Err(LookupError::NoRecords) if last.is_err() => last,
            answer => answer,
        }
    }

    /// Is it a name of this machine (RFC 6761 section 6.3), or one that its hosts file has?
    fn is_local(&self, host: &str) -> bool {
        let bare = host.trim_end_matches('.').to_ascii_lowercase();
        let Ok(name) = Name::from_utf8(&bare) else { return false };
        let has = |kind| self.hosts.lookup_static_host(&Query::query(name.clone(), kind)).is_some();
        bare == "localhost" || bare.ends_with(".localhost") || has(RecordType::A) || has(RecordType::AAAA)
    }

    async fn ask(&self, question: &Question, name: &str) -> Answer {
        let name = Name::from_utf8(name).map_err(|_| LookupError::Failed("not a name of the DNS".into()))?;
        let mut answer = self.ask_of(&self.resolver, question, &name).await;
        for resolver in &self.each {
            if !matches!(answer, Err(LookupError::Failed(_))) {
                break;
            }
            answer = match self.ask_of(resolver, question, &name).await {
                // The refusal says more than silence.
                Err(LookupError::Silent) => answer,
                other => other,
            };
        }
        answer
    }

    async fn ask_of(&self, resolver: &TokioResolver, question: &Question, name: &Name) -> Answer {
        match tokio::time::timeout(self.patience, records(resolver, question, name.clone())).await {
            Ok(answer) => answer,
            Err(_) => Err(LookupError::Silent),
        }
    }
}

async fn records(resolver: &TokioResolver, question: &Question, name: Name) -> Answer {
    match question {
        Question::Naptr(_) => {
            let found = data(resolver, name, RecordType::NAPTR).await?;
            let records = found.into_iter().filter_map(|data| match data {
                RData::NAPTR(n) => Some(Naptr {
                    order: n.order,
                    preference: n.preference,
                    flags: n.flags.to_vec(),
                    services: n.services.to_vec(),
                    regexp: n.regexp.to_vec(),
                    replacement: n.replacement.to_utf8(),
                }),
                _ => None,
            });
            some(records.collect(), Records::Naptr)
        }
        Question::Srv(_) => {
            let found = data(resolver, name, RecordType::SRV).await?;
            let records = found.into_iter().filter_map(|data| match data {
                RData::SRV(s) => {
                    let target = s.target.to_utf8();
                    Some(Srv { priority: s.priority, weight: s.weight, port: s.port, target })
                }
                _ => None,
            });
            some(records.collect(), Records::Srv)
        }
        Question::Addresses(_, want) => {
            let (four, six) = match want {
                Family::V4 => (Some(data(resolver, name, RecordType::A).await), None),
                Family::V6 => (None, Some(data(resolver, name, RecordType::AAAA).await)),
                Family::Any => {
                    let both =
                        tokio::join!(data(resolver, name.clone(), RecordType::A), data(resolver, name, RecordType::AAAA));
                    (Some(both.0), Some(both.1))
                }
            };
            let mut failed = LookupError::NoRecords;
            let mut ips = Vec::new();
            for answer in [four, six].into_iter().flatten() {
                match answer {
                    Ok(found) => ips.extend(found.iter().filter_map(RData::ip_addr)),
                    Err(LookupError::NoRecords) => {}
                    Err(e) => failed = e,
                }
            }
            if ips.is_empty() { Err(failed) } else { addresses(*want, ips) }
        }
    }
}

/// The records of one kind, without the CNAMEs that led to them.
async fn data(resolver: &TokioResolver, name: Name, kind: RecordType) -> Result<Vec<RData>, LookupError> {
    match resolver.lookup(name, kind).await {
        Ok(lookup) => {
            let fitting = lookup.answers().iter().filter(|r| r.record_type() == kind);
            Ok(fitting.take(MOST_RECORDS).map(|r| r.data.clone()).collect())
        }
        Err(e) => Err(failure(e)),
    }
}

fn server(addr: &SocketAddr) -> NameServerConfig {
    let port = if addr.port() == 0 { 53 } else { addr.port() };
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = port;
        connection
    });
    NameServerConfig::new(addr.ip(), true, connections.to_vec())
}

fn failure(error: NetError) -> LookupError {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError | ResponseCode::NXDomain => LookupError::NoRecords,
            code => LookupError::Failed(format!("the name server says: {code}")),
        },
        NetError::Timeout => LookupError::Silent,
        NetError::NoConnections => LookupError::Failed("there is no name server to ask".into()),
        other => LookupError::Failed(format!("{other}")),
    }
}

fn some<T>(records: Vec<T>, make: fn(Vec<T>) -> Records) -> Answer {
    if records.is_empty() { Err(LookupError::NoRecords) } else { Ok(make(records)) }
}

/// The wanted ones, each once, in order.
fn addresses(want: Family, all: impl IntoIterator<Item = IpAddr>) -> Answer {
    let mut kept: Vec<IpAddr> = Vec::new();
    for ip in all {
        let wanted = match want {
            Family::V4 => ip.is_ipv4(),
            Family::V6 => ip.is_ipv6(),
            Family::Any => true,
        };
        if wanted && !kept.contains(&ip) {
            kept.push(ip);
        }
    }
    some(kept, Records::Addresses)
}
