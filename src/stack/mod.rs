//! One running stack: it joins the core and the world outside, owns the loop, and calls the application.
//!
//! The core sits behind one lock. Nobody holds it while the application runs: outputs are taken one at a time, and the lock
//! is let go around every callback. Only one thread at a time turns the loop, so callbacks never overlap.

mod inbound;
mod locals;
mod log;
mod registry;
mod settings;

pub use crate::net::tls::Shown;
pub use log::{Filters, Log, Sink as LogSink};
pub use registry::{driven, lives, process_events, stack_in};
pub use settings::{Listen, Settings, source_ip};

use crate::endpoint::{
    Answer, Ask, ConnId, Endpoint, Event, Flow, Id, Level, Output, Source, Time, Token, Transmit, Transport,
};
use crate::net::{self, LocalId, Net};
use inbound::{Inbound, traffic_line};
use locals::take_over;
use parking_lot::{Mutex, MutexGuard, RwLock};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The application as the loop sees it. Called without any lock of ours, from one thread at a time.
pub trait Application: Send + Sync {
    /// The application itself, for the interface that made it.
    fn as_any(&self) -> &dyn std::any::Any;
    /// Something happened; a message that came with it is given back.
    fn event(&self, stack: &Arc<Stack>, event: Event) -> Option<Box<crate::message::Message>>;
    /// When the application wants the loop to call [`Application::tick`], for timers of its own.
    fn next_tick(&self) -> Option<Instant>;
    /// Runs what is due.
    fn tick(&self);
    /// A message is about to leave; false keeps it. Only called when somebody wants to know, as the next two.
    fn buffer_to_send(&self, _stack: &Arc<Stack>, _way: &Way, _bytes: &[u8]) -> bool {
        true
    }
    /// A whole message arrived and was not parsed yet; false throws it away.
    fn buffer_received(&self, _stack: &Arc<Stack>, _way: &Way, _bytes: &[u8]) -> bool {
        true
    }
    /// Octets arrived on a connection, perhaps a part of a message; false throws them away.
    fn data_received(&self, _stack: &Arc<Stack>, _conn: ConnId, _bytes: &[u8]) -> bool {
        true
    }
    /// A TLS peer has shown certificates, and the application wants the last word on them: by the function behind `hook`, or for the
    /// name. The error tells the log why the peer is refused.
    fn judge(
        &self,
        _stack: &Arc<Stack>,
        _conn: ConnId,
        _hook: Option<u32>,
        _owner: usize,
        shown: &Shown,
    ) -> Result<(), &'static str> {
        shown.verdict()
    }
    /// The application decides.
    fn ask(&self, stack: &Arc<Stack>, ask: Ask) -> Answer;
}

/// Which way a message travels.
#[derive(Clone, Debug)]
pub struct Way {
    pub transport: Transport,
    pub local: SocketAddr,
    pub peer: SocketAddr,
    pub conn: Option<ConnId>,
}

/// Which raw octets the application wants to see.
#[derive(Clone, Copy, Default, Debug)]
pub struct RawInterest {
    pub to_send: bool,
    pub received: bool,
    pub data: bool,
    /// No octets: a peer whose certificate does not have the name of the destination.
    pub names: bool,
}

/// Outputs carried out between two looks at the sockets.
const OUTPUTS_PER_TURN: usize = 4096;
/// Octets of a message that a log line shows.
const MOST_LOGGED: usize = 4096;
const AFTER_A_DEFECT: Duration = Duration::from_millis(10);

/// The core and the names its outputs use for what the net has.
struct Core {
    endpoint: Endpoint,
    /// Net's name of each local address of the endpoint, with the generation it has there; none before its socket is taken over
    /// and after it is closed.
    locals: Vec<Option<(u32, LocalId)>>,
    /// Sockets of local addresses that were added while the stack runs.
    bound: Vec<(Id, net::Bound)>,
    raw: RawInterest,
}

pub struct Stack {
    core: Mutex<Core>,
    /// Taken by whoever turns the loop; gone once the stack is shut down.
    net: Mutex<Option<Net>>,
    waker: Arc<mio::Waker>,
    /// The TLS engines; the net takes them from here.
    pub engines: Arc<RwLock<net::tls::Engines>>,
    raw_fd: std::os::fd::RawFd,
    /// The loop waits for sockets and has to be woken for new outputs.
    asleep: AtomicBool,
    /// The timer it will wake up for by itself, in milliseconds.
    asleep_until: AtomicU64,
    stopping: AtomicBool,
    started: Instant,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Name servers and domains that the net does not know of yet.
    dns: Mutex<Option<net::DnsConfig>>,
    /// Those in use.
    dns_config: Mutex<net::DnsConfig>,
    /// The thread that turns the loop now, for calls that are not allowed in a callback.
    turning: Mutex<Option<usize>>,
    app: Box<dyn Application>,
    pub log: Log,
    /// Place in the registry of this process.
    slot: u16,
    /// Tells this stack from others that were in its slot.
    generation: u32,
    own_thread: bool,
    /// Most name servers and domains that may be set while it runs.
    pub most_dns_servers: usize,
    pub most_dns_domains: usize,
    buffer_size: Option<usize>,
}

/// A number that no other living thread has. Unlike std's it leaves nothing behind on threads of the program.
fn this_thread() -> usize {
    thread_local!(static PLACE: u8 = const { 0 });
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}

impl Stack {
    /// Opens the sockets and starts the loop. On failure nothing stays open; the text says what to do.
    pub fn start(mut settings: Settings, log: Log, app: Box<dyn Application>) -> Result<Arc<Stack>, Box<(StartError, Log)>> {
        let Some(slot) = registry::reserve() else { return Err(Box::new((StartError::TooMany, log))) };
        let (net, core) = match Self::open(&mut settings) {
            Ok(opened) => opened,
            Err(e) => {
                registry::release(slot);
                return Err(Box::new((e, log)));
            }
        };
        let (waker, engines) = (net.waker(), net.engines());
        let raw_fd = net.raw_fd();
        let own_thread = settings.own_thread;
        let stack = Arc::new(Stack {
            core: Mutex::new(core),
            net: Mutex::new(Some(net)),
            waker,
            engines,
            raw_fd,
            asleep: AtomicBool::new(false),
            asleep_until: AtomicU64::new(u64::MAX),
            stopping: AtomicBool::new(false),
            started: Instant::now(),
            thread: Mutex::new(None),
            dns: Mutex::new(Some(settings.dns.clone())),
            dns_config: Mutex::new(settings.dns),
            turning: Mutex::new(None),
            app,
            log,
            slot,
            generation: settings.generation,
            own_thread,
            most_dns_servers: settings.most_dns_servers,
            most_dns_domains: settings.most_dns_domains,
            buffer_size: settings.buffer_size,
        });
        stack.apply_log_filters();
        if own_thread {
            let runner = stack.clone();
            match std::thread::Builder::new().name("rvsip".into()).spawn(move || runner.run()) {
                Ok(handle) => *stack.thread.lock() = Some(handle),
                Err(e) => {
                    registry::release(slot);
                    return match Arc::try_unwrap(stack) {
                        Ok(s) => Err(Box::new((StartError::Thread(e.to_string()), s.log))),
                        Err(s) => Ok(s),
                    };
                }
            }
        }
        registry::enter(slot, &stack);
        Ok(stack)
    }

    fn open(settings: &mut Settings) -> Result<(Net, Core), StartError> {
        let mut net = Net::new().map_err(|e| StartError::Loop(e.to_string()))?;
        net.set_limits(settings.net);
        net.set_http(std::mem::take(&mut settings.http));
        let mut endpoint = Endpoint::new(std::mem::take(&mut settings.config));
        let mut locals = Vec::new();
        for listen in &settings.listen {
            let bound = match listen.transport {
                Transport::Udp => net.bind_udp(listen.addr, settings.buffer_size, settings.buffer_size),
                transport => net.listen(listen.addr, kind_of(transport)),
            };
            let (id, addr) = bound.map_err(|e| StartError::Bind {
                transport: listen.transport.token(),
                text: listen.text.clone(),
                port: listen.addr.port(),
                why: e.to_string(),
            })?;
            let number = endpoint.add_local(crate::endpoint::Local {
                transport: listen.transport,
                addr,
                text: listen.text.clone(),
                configured_port: listen.addr.port(),
                enabled: true,
            });
            locals.push(endpoint.local_id(number).map(|name| (name.generation, id)));
        }
        Ok((net, Core { endpoint, locals, bound: Vec::new(), raw: RawInterest::default() }))
    }

    /// Runs the loop until the stack is shut down.
    fn run(self: Arc<Self>) {
        while !self.stopping.load(Ordering::Acquire) {
            let turned = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.turn(None)));
            if turned.is_err() {
                // A defect of ours: the turn is lost, the loop is not.
                self.log.write(Source::Stack, Level::Excep, "a defect of the library was caught in its loop; please report it");
                // One that comes back with every turn must not take the whole processor.
                std::thread::sleep(AFTER_A_DEFECT);
            }
        }
    }

    /// Milliseconds since the stack started.
    pub fn now(&self) -> Time {
        Time(self.started.elapsed().as_millis() as u64)
    }
    pub fn slot(&self) -> u16 {
        self.slot
    }
    pub fn generation(&self) -> u32 {
        self.generation
    }
    pub fn application(&self) -> &dyn Application {
        self.app.as_ref()
    }
    /// Has the stack been shut down?
    pub fn is_stopped(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
    /// Makes the loop look again at what is due.
    pub fn wake(&self) {
        let _ = self.waker.wake();
    }
    pub fn has_own_thread(&self) -> bool {
        self.own_thread
    }
    /// The descriptor that becomes readable when there is something to do.
    pub fn raw_fd(&self) -> std::os::fd::RawFd {
        self.raw_fd
    }

    /// Changes whom the DNS is asked of; questions asked from now on go there.
    pub fn change_dns(&self, change: impl FnOnce(&mut net::DnsConfig)) {
        let mut config = self.dns_config.lock();
        change(&mut config);
        *self.dns.lock() = Some(config.clone());
    }

    /// Lets `f` work on the core; what comes out of it is carried out by the loop.
    pub fn with<R>(&self, f: impl FnOnce(&mut Endpoint, Time) -> R) -> R {
        let mut core = self.core.lock();
        let now = self.now();
        let result = f(&mut core.endpoint, now);
        let asleep = self.asleep.load(Ordering::Acquire);
        let earlier = || core.endpoint.next_timeout().is_some_and(|at| at.0 < self.asleep_until.load(Ordering::Relaxed));
        let wake = asleep && (core.endpoint.has_output() || earlier());
        drop(core);
        if wake && self.asleep.swap(false, Ordering::AcqRel) {
            let _ = self.waker.wake();
        }
        result
    }

    /// Has lines of everyday work made only while some filter wants them.
    pub fn apply_log_filters(&self) {
        let detail = self.log.filters.wants_detail();
        let warnings = self.log.filters.any();
        self.with(|core, _| {
            core.set_log_debug(detail);
            core.set_log_warnings(warnings);
        });
    }

    /// Is the caller inside a callback of this stack?
    pub fn in_callback(&self) -> bool {
        *self.turning.lock() == Some(this_thread())
    }

    /// How long a program that drives the stack may wait for [`Stack::raw_fd`], in milliseconds; none: for ever. Whoever makes
    /// work from now on makes the descriptor readable.
    pub fn wait_hint(&self) -> Option<u64> {
        let core = self.core.lock();
        if core.endpoint.has_output() {
            return Some(0);
        }
        let next = core.endpoint.next_timeout();
        let due = next.map(|at| at.since(self.now()));
        self.asleep_until.store(next.map_or(u64::MAX, |at| at.0), Ordering::Relaxed);
        self.asleep.store(true, Ordering::Release);
        drop(core);
        let net = self.net.try_lock().and_then(|net| {
            net.as_ref()
                .and_then(|n| if n.has_work() { Some(0) } else { n.next_deadline().map(|at| at.saturating_sub(self.now().0)) })
        });
        [due, net].into_iter().flatten().min()
    }

    /// One turn of the loop: waits at most `most` (or until there is something to do), serves what is due, returns.
    /// When another thread is already turning it, or a callback calls, it does nothing. Tells whether it turned.
    pub fn turn(self: &Arc<Self>, most: Option<Duration>) -> bool {
        if self.is_stopped() {
            return false;
        }
        let Some(mut guard) = self.net.try_lock() else { return false };
        let Some(net) = guard.as_mut() else { return false };
        let _turning = Turning::begin(&self.turning);
        let wait = self.fall_asleep(most);
        let polled = net.poll(wait);
        self.asleep.store(false, Ordering::Release);
        if let Err(e) = polled {
            self.log.write(Source::Transport, Level::Error, &format!("waiting for sockets failed: {e}"));
        }
        if self.stopping.load(Ordering::Acquire) {
            return true;
        }
        {
            let mut core = self.core.lock();
            take_over(&mut core, net);
            let now = self.now();
            core.endpoint.handle_timeout(now);
            // Raw octets are shown as they come: what is to be told before them must have been told.
            if !(core.raw.data && core.endpoint.has_output()) {
                net.dispatch(now.0, &mut Inbound { stack: self, core: &mut core, now, traffic: self.traffic_level() });
            }
        }
        self.drain(net);
        self.app.tick();
        // Failures of these sends are told at the next dispatch.
        net.write_out();
        true
    }

    /// Works out how long to wait. While nothing is due the loop counts as asleep, and whoever makes work wakes it.
    fn fall_asleep(&self, most: Option<Duration>) -> Option<Duration> {
        let core = self.core.lock();
        if core.endpoint.has_output() {
            return Some(Duration::ZERO);
        }
        let next = core.endpoint.next_timeout();
        let due = next.map(|at| Duration::from_millis(at.since(self.now())));
        self.asleep_until.store(next.map_or(u64::MAX, |at| at.0), Ordering::Relaxed);
        self.asleep.store(true, Ordering::Release);
        let tick = self.app.next_tick().map(|at| at.saturating_duration_since(Instant::now()));
        [due, tick, most].into_iter().flatten().min()
    }

    /// Carries out what the core asks for.
    fn drain(self: &Arc<Self>, net: &mut Net) {
        let mut core = self.core.lock();
        for _ in 0..OUTPUTS_PER_TURN {
            let Some(output) = core.endpoint.poll() else { break };
            match output {
                Output::Transmit(t) => {
                    if core.raw.to_send && !self.may_leave(&mut core, &t) {
                        continue;
                    }
                    let line = self.sent_line(&core, &t);
                    self.send(&mut core, net, &t);
                    if let Some((level, text)) = line {
                        MutexGuard::unlocked(&mut core, || self.log.write(Source::Transport, level, &text));
                    }
                }
                Output::Connect { conn, from, to } => {
                    let kind = kind_of(to.transport);
                    let tls = if kind.tls { core.choice(conn, core.raw.names) } else { net::tls::Choice::default() };
                    let ip = (kind.tls && to.name.is_none()).then(|| to.addr.ip().to_string());
                    let name = to.name.as_deref().or(ip.as_deref()).unwrap_or("");
                    net.connect(net_conn(conn), from, net::Peer { addr: to.addr, kind, name, tls });
                }
                Output::Handshake(conn) => net.choose_tls(net_conn(conn), core.choice(conn, false)),
                Output::Close(conn) => net.close(net_conn(conn)),
                Output::Lookup { query, question } => {
                    if let Some(config) = self.dns.lock().take() {
                        net.set_dns(config);
                    }
                    net.ask(pack(query.0), question);
                }
                Output::Ping(conn) => net.ping(net_conn(conn)),
                Output::ConnTos { conn, tos } => net.set_conn_tos(net_conn(conn), tos),
                Output::LocalTos { local, tos } => {
                    take_over(&mut core, net);
                    if let Some(id) = core.named(local) {
                        net.set_local_tos(id, tos);
                    }
                }
                Output::Unbind(local) => {
                    take_over(&mut core, net);
                    if let Some(id) = core.named(local) {
                        core.forget(local);
                        net.unbind(id);
                    }
                }
                Output::Log(source, level, text) => {
                    MutexGuard::unlocked(&mut core, || self.log.write(source, level, &text));
                }
                Output::Event(event) => {
                    let msg = MutexGuard::unlocked(&mut core, || self.app.event(self, event));
                    if let Some(msg) = msg {
                        core.endpoint.recycle(msg);
                    }
                }
                Output::Ask(token, ask) => self.put_question(&mut core, token, ask),
            }
        }
    }

    /// The line that tells of a message that leaves, for whoever wants it.
    fn sent_line(&self, core: &Core, t: &Transmit) -> Option<(Level, String)> {
        let level = self.traffic_level()?;
        let peer = match t.flow {
            Flow::Udp { peer, .. } => crate::endpoint::Target::plain(Transport::Udp, peer),
            Flow::Conn(c) => core.endpoint.connection(c)?.peer,
        };
        let (peer, transport) = (peer.addr.to_string(), peer.transport);
        Some((level, traffic_line("sent to", &peer, transport, level, core.endpoint.bytes(t))))
    }

    /// Does the log want messages whole, by their first line, or not at all?
    fn traffic_level(&self) -> Option<Level> {
        [Level::Debug, Level::Info].into_iter().find(|l| self.log.filters.wants(Source::Transport, *l))
    }

    fn put_question(self: &Arc<Self>, core: &mut MutexGuard<'_, Core>, token: Token, ask: Ask) {
        let answer = MutexGuard::unlocked(core, || self.app.ask(self, ask));
        let now = self.now();
        core.endpoint.answer(now, token, answer);
    }

    /// Asks the application whether a message may leave.
    fn may_leave(self: &Arc<Self>, core: &mut MutexGuard<'_, Core>, t: &Transmit) -> bool {
        let Some(way) = core.way(t.flow) else { return true };
        let bytes = core.endpoint.bytes(t).to_vec();
        MutexGuard::unlocked(core, || self.app.buffer_to_send(self, &way, &bytes))
    }

    /// Which raw octets the application wants to see.
    pub fn set_raw_interest(&self, raw: impl FnOnce() -> RawInterest) {
        // Asked under the lock, so that of two calls at once the later word holds.
        let mut core = self.core.lock();
        core.raw = raw();
    }

    fn send(&self, core: &mut Core, net: &mut Net, t: &Transmit) {
        let bytes = core.endpoint.bytes(t);
        match t.flow {
            Flow::Udp { local, peer } => {
                let token = t.transaction.map_or(u64::MAX, |t| pack(t.0));
                net.send_udp(core.local(local).unwrap_or(LocalId(u32::MAX)), peer, bytes, token);
            }
            Flow::Conn(conn) => net.send_stream(net_conn(conn), bytes),
        }
    }

    /// Stops the loop, closes the sockets, joins the thread. Not from a callback. False when somebody else did it or is at it.
    pub fn shut_down(self: &Arc<Self>) -> bool {
        if self.stopping.swap(true, Ordering::AcqRel) {
            return false;
        }
        let _ = self.waker.wake();
        if let Some(handle) = self.thread.lock().take() {
            let _ = handle.join();
        }
        drop(self.net.lock().take());
        registry::release(self.slot);
        true
    }
}

/// Says who turns the loop, until it is dropped, be it by a panic.
struct Turning<'a>(&'a Mutex<Option<usize>>);

impl Turning<'_> {
    fn begin(who: &Mutex<Option<usize>>) -> Turning<'_> {
        *who.lock() = Some(this_thread());
        Turning(who)
    }
}

impl Drop for Turning<'_> {
    fn drop(&mut self) {
        *self.0.lock() = None;
    }
}

/// What lies on TCP for a transport.
fn kind_of(transport: Transport) -> net::Kind {
    net::Kind { tls: transport.is_secure(), ws: transport.is_websocket() }
}

/// Why a stack did not start.
#[derive(Debug)]
pub enum StartError {
    TooMany,
    Loop(String),
    Thread(String),
    Bind { transport: &'static str, text: String, port: u16, why: String },
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StartError::TooMany => write!(f, "too many stacks in this process"),
            StartError::Loop(e) => write!(f, "the event loop could not be set up: {e}"),
            StartError::Thread(e) => write!(f, "the loop thread could not be started: {e}"),
            StartError::Bind { transport, text, port, why } => {
                write!(
                    f,
                    "{transport} address {text} port {port} cannot be bound: {why}; choose another address or port, or RVSIP_TRANSPORT_ANY_PORT"
                )
            }
        }
    }
}

fn pack(id: Id) -> u64 {
    (id.generation as u64) << 32 | id.index as u64
}

fn unpack(n: u64) -> Id {
    Id { index: n as u32, generation: (n >> 32) as u32 }
}

fn net_conn(conn: ConnId) -> net::ConnId {
    net::ConnId(pack(conn.0))
}
