//! Names to addresses through the system's resolver, so that /etc/hosts and nsswitch.conf hold, on threads of its own: the
//! system's call blocks for as long as it likes.

use mio::Waker;
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Arc;

/// Which addresses are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    V4,
    V6,
    /// Both, in the order the system prefers.
    Any,
}

impl Family {
    fn takes(self, ip: &IpAddr) -> bool {
        match self {
            Family::V4 => ip.is_ipv4(),
            Family::V6 => ip.is_ipv6(),
            Family::Any => true,
        }
    }
}

/// Why a name has no addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResolveError {
    /// Too many look-ups wait already.
    Busy,
    /// The name exists but has no address of the wanted family.
    NoAddress,
    /// What the system says.
    Failed(String),
}

/// What a look-up came to.
pub(super) type Answer = (u64, Result<Vec<IpAddr>, ResolveError>);
type LookUp = fn(&str) -> Result<Vec<IpAddr>, ResolveError>;

const THREADS: usize = 4;
/// Look-ups that may wait for a thread.
const WAITING: usize = 1_024;

struct State {
    questions: VecDeque<(u64, String, Family)>,
    answers: Vec<Answer>,
    idle: usize,
    threads: usize,
    over: bool,
}

struct Shared {
    state: Mutex<State>,
    asked: Condvar,
}

pub(super) struct Resolver {
    shared: Arc<Shared>,
    waker: Arc<Waker>,
    look_up: LookUp,
}

impl Resolver {
    pub fn new(waker: Arc<Waker>) -> Resolver {
        let state = State { questions: VecDeque::new(), answers: Vec::new(), idle: 0, threads: 0, over: false };
        Resolver { shared: Arc::new(Shared { state: Mutex::new(state), asked: Condvar::new() }), waker, look_up: system }
    }

    /// Asks for the addresses of a host. An address as text is its own answer, in brackets or not.
    pub fn ask(&self, query: u64, host: &str, want: Family) {
        let plain = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if let Ok(ip) = plain.parse::<IpAddr>() {
            return self.answer_now(query, only(want, vec![ip]));
        }
        let mut state = self.shared.state.lock();
        if state.questions.len() >= WAITING {
            drop(state);
            return self.answer_now(query, Err(ResolveError::Busy));
        }
        state.questions.push_back((query, host.to_string(), want));
        if state.idle < state.questions.len() && state.threads < THREADS {
            let (shared, waker, look_up) = (self.shared.clone(), self.waker.clone(), self.look_up);
            let thread = std::thread::Builder::new().name("rvsip-resolve".into()).stack_size(1 << 20);
            match thread.spawn(move || work(&shared, &waker, look_up)) {
                Ok(_) => state.threads += 1,
                Err(e) if state.threads == 0 => {
                    state.questions.pop_back();
                    drop(state);
                    return self.answer_now(query, Err(ResolveError::Failed(format!("no thread for look-ups: {e}"))));
                }
                Err(_) => {}
            }
        }
        drop(state);
        self.shared.asked.notify_one();
    }

    fn answer_now(&self, query: u64, result: Result<Vec<IpAddr>, ResolveError>) {
        self.shared.state.lock().answers.push((query, result));
        let _ = self.waker.wake();
    }

    /// Answers that have come since last asked.
    pub fn answers(&self) -> Vec<Answer> {
        std::mem::take(&mut self.shared.state.lock().answers)
    }
}

impl Drop for Resolver {
    /// Threads end by themselves: at once when idle, else when the system comes back to them.
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.over = true;
        state.questions.clear();
        drop(state);
        self.shared.asked.notify_all();
    }
}

fn work(shared: &Shared, waker: &Waker, look_up: LookUp) {
    let mut state = shared.state.lock();
    loop {
        if state.over {
            return;
        }
        let Some((query, host, want)) = state.questions.pop_front() else {
            state.idle += 1;
            shared.asked.wait(&mut state);
            state.idle -= 1;
            continue;
        };
        drop(state);
        let answer = look_up(&host).and_then(|all| only(want, all));
        state = shared.state.lock();
        state.answers.push((query, answer));
        let _ = waker.wake();
    }
}

fn system(host: &str) -> Result<Vec<IpAddr>, ResolveError> {
    match (host, 0).to_socket_addrs() {
        Ok(all) => Ok(all.map(|addr| addr.ip()).collect()),
        Err(e) => Err(ResolveError::Failed(e.to_string())),
    }
}

/// The wanted ones, each once, in order.
fn only(want: Family, all: Vec<IpAddr>) -> Result<Vec<IpAddr>, ResolveError> {
    let mut kept: Vec<IpAddr> = Vec::with_capacity(all.len());
    for ip in all {
        if want.takes(&ip) && !kept.contains(&ip) {
            kept.push(ip);
        }
    }
    if kept.is_empty() { Err(ResolveError::NoAddress) } else { Ok(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mio::{Events, Poll, Token};
    use std::time::{Duration, Instant};

    fn setup() -> (Poll, Resolver) {
        let poll = Poll::new().unwrap();
        let waker = Arc::new(Waker::new(poll.registry(), Token(0)).unwrap());
        (poll, Resolver::new(waker))
    }

    fn collect(poll: &mut Poll, resolver: &Resolver, count: usize) -> Vec<Answer> {
        let mut events = Events::with_capacity(4);
        let end = Instant::now() + Duration::from_secs(20);
        let mut all = resolver.answers();
        while all.len() < count && Instant::now() < end {
            poll.poll(&mut events, Some(Duration::from_millis(100))).unwrap();
            all.extend(resolver.answers());
        }
        all.sort_by_key(|(query, _)| *query);
        all
    }

    #[test]
    fn localhost_has_an_address_and_an_address_is_its_own() {
        let (mut poll, resolver) = setup();
        resolver.ask(1, "localhost", Family::V4);
        resolver.ask(2, "192.0.2.7", Family::Any);
        resolver.ask(3, "[2001:db8::1]", Family::V6);
        resolver.ask(4, "2001:db8::1", Family::V4);
        resolver.ask(5, "no such host.invalid", Family::Any);
        resolver.ask(6, "", Family::Any);
        let all = collect(&mut poll, &resolver, 6);
        assert_eq!(all[0].1, Ok(vec!["127.0.0.1".parse().unwrap()]));
        assert_eq!(all[1].1, Ok(vec!["192.0.2.7".parse().unwrap()]));
        assert_eq!(all[2].1, Ok(vec!["2001:db8::1".parse().unwrap()]));
        assert_eq!(all[3].1, Err(ResolveError::NoAddress));
        assert!(matches!(all[4].1, Err(ResolveError::Failed(_))));
        assert!(all[5].1.is_err());
    }

    #[test]
    fn addresses_come_once_and_in_order() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let all = vec![ip("10.0.0.2"), ip("::1"), ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(only(Family::V4, all), Ok(vec![ip("10.0.0.2"), ip("10.0.0.1")]));
    }

    static GATE: Mutex<()> = Mutex::new(());

    #[test]
    fn a_look_up_that_hangs_fills_the_queue_and_never_blocks_the_caller() {
        let (mut poll, mut resolver) = setup();
        let gate = GATE.lock();
        resolver.look_up = |_| {
            let _gate = GATE.lock();
            Ok(vec!["192.0.2.1".parse().unwrap()])
        };
        let asked = (WAITING + THREADS) as u64 + 10;
        for query in 0..asked {
            resolver.ask(query, "slow.example", Family::Any);
        }
        let busy = resolver.answers();
        assert!((10..=10 + THREADS).contains(&busy.len()), "{}", busy.len());
        assert!(busy.iter().all(|(_, result)| *result == Err(ResolveError::Busy)));
        assert!(resolver.shared.state.lock().threads <= THREADS);
        drop(gate);
        let rest = asked as usize - busy.len();
        assert_eq!(collect(&mut poll, &resolver, rest).len(), rest);
        // Dropping while look-ups hang returns at once: the gate is held by this very thread.
        let _gate = GATE.lock();
        resolver.ask(0, "slow.example", Family::Any);
        drop(resolver);
    }
}
