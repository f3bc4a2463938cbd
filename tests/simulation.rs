//! Ten thousand clients and hours of refreshes over bad links, in memory: what must hold is checked at every step.

mod support;

use rvsip::auth::Algorithm;
use rvsip::endpoint::regclient::State;
use rvsip::endpoint::*;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::net::SocketAddr;
use std::rc::Rc;
use support::registrar::{Guard, PASSWORD, Registrar};
use support::*;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

struct World {
    seed: u64,
    clients: usize,
    hours: u64,
    link: Link,
    /// Every client in so many has to authenticate.
    digest: Option<usize>,
    nonce_life: Option<u64>,
    nextnonce: bool,
    /// The registrar is off the net between these times.
    outage: Option<(u64, u64)>,
    persistency: Persistency,
    tcp: bool,
}

impl Default for World {
    fn default() -> Self {
        World {
            seed: 1,
            clients: 2_500,
            hours: 2,
            link: Link { loss: 0, double: 0, latency: (5, 5) },
            digest: None,
            nonce_life: None,
            nextnonce: false,
            outage: None,
            persistency: Persistency::None,
            tcp: false,
        }
    }
}

/// What is known of one client from outside.
struct Known {
    user: String,
    state: State,
    /// Branch of the request that is out.
    out: Option<String>,
    registered_at: u64,
    expires: u32,
    detached: bool,
    terminated: bool,
}

#[derive(Default)]
struct Model {
    known: HashMap<ClientId, Known>,
    by_user: HashMap<String, ClientId>,
    /// Highest CSeq seen with a Call-ID.
    cseq: HashMap<String, u32>,
    branches: HashSet<String>,
    /// Branches a final answer was sent to.
    answered: HashSet<String>,
    sent: u64,
    resent: u64,
    timeouts: u64,
    /// When which client wants to do something: register, or end.
    agenda: BinaryHeap<Reverse<(u64, ClientId)>>,
    registered: u64,
    refreshes: u64,
}

fn legal(from: State, to: State) -> bool {
    use State::*;
    match to {
        Registering => matches!(from, Idle | Redirected | Unauthenticated | Registered | Failed),
        Registered | Failed | Unauthenticated | Redirected => from == Registering,
        Terminated => from != Terminated,
        Idle | SendFailure => false,
    }
}

fn branch_of(text: &str) -> String {
    let via = header(text, "Via").unwrap();
    via.split("branch=").nth(1).unwrap().split(';').next().unwrap().to_string()
}

impl Model {
    /// A message leaves: one REGISTER out per client, CSeq rises by one per Call-ID, a branch means one request.
    fn wire(&mut self, from: SocketAddr, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if from.ip() != addr(CLIENT).ip() {
            self.answered.insert(branch_of(&text));
            return;
        }
        self.sent += 1;
        let branch = branch_of(&text);
        let user = header(&text, "From").unwrap().split([':', '@']).nth(1).unwrap().to_string();
        let id = self.by_user[&user];
        let known = self.known.get_mut(&id).unwrap();
        assert_eq!(known.state, State::Registering, "{user} sends in this state only");
        if known.out.as_ref() == Some(&branch) {
            self.resent += 1;
            return;
        }
        assert!(self.branches.insert(branch.clone()), "a branch is used once");
        if let Some(before) = known.out.replace(branch) {
            assert!(self.answered.contains(&before), "{user} has one REGISTER out at a time");
        }
        let cseq: u32 = header(&text, "CSeq").unwrap().split(' ').next().unwrap().parse().unwrap();
        let last = self.cseq.entry(header(&text, "Call-ID").unwrap().to_string()).or_default();
        assert_eq!(cseq, *last + 1, "CSeq rises by one");
        *last = cseq;
    }

    fn state(&mut self, now: u64, id: ClientId, state: State, reason: regclient::Reason) {
        let known = self.known.get_mut(&id).unwrap();
        assert!(legal(known.state, state), "{:?} -> {state:?}", known.state);
        if state != State::Registering {
            known.out = None;
        }
        if known.state == State::Registering && state == State::Failed && reason == regclient::Reason::TransactionTimeout {
            self.timeouts += 1;
        }
        if state == State::Registered {
            self.registered += 1;
            if known.registered_at > 0 {
                self.refreshes += 1;
            }
            known.registered_at = now;
            self.agenda.push(Reverse((now + known.expires as u64 * 500, id)));
        }
        if state == State::Failed {
            self.agenda.push(Reverse((now + 30_000, id)));
        }
        known.terminated |= state == State::Terminated;
        known.state = state;
    }
}

fn simulate(world: World) {
    let mut net = Net::new(Config { persistency: world.persistency, ..config() }, world.seed);
    net.keep_sent = false;
    net.link = world.link;
    net.secret = Some((b"user".to_vec(), PASSWORD.into()));
    let mut dice = Dice::new(world.seed + 77);
    let model: Rc<RefCell<Model>> = Rc::default();
    let mut ids = Vec::new();
    for n in 0..world.clients {
        let user = format!("u{n}");
        let expires = 1_200 + dice.below(4_000) as u32;
        let id = net.add_client(&user, Some(&format!("<sip:{user}@192.0.2.1>")), Some(expires));
        let detached = n % 3 == 0;
        if detached {
            net.client.client_detach(id).unwrap();
        }
        if world.tcp {
            net.client.client_set_registrar(id, b"sip:192.0.2.2;transport=tcp").unwrap();
        }
        let mut m = model.borrow_mut();
        m.by_user.insert(user.clone(), id);
        let state = State::Idle;
        m.known.insert(id, Known { user, state, out: None, registered_at: 0, expires, detached, terminated: false });
        m.agenda.push(Reverse((dice.below(5 * MINUTE), id)));
        ids.push(id);
    }
    let m = model.clone();
    net.on_wire = Some(Box::new(move |_, from, bytes| m.borrow_mut().wire(from, bytes)));
    let m = model.clone();
    net.on_state = Some(Box::new(move |net, id, state, reason| {
        m.borrow_mut().state(net.now, id, state, reason);
        if state == State::Unauthenticated {
            net.command(Command::Authenticate { id, outbound: None }).unwrap();
        }
    }));
    let guard = || {
        let mut g = Guard::new("example.com", &[Algorithm::Md5]);
        g.nonce_life = world.nonce_life;
        g.nextnonce = world.nextnonce;
        g
    };
    let mut open = Registrar::default();
    let mut guarded = Registrar::with(vec![guard()]);
    let guards = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let user = header(&text, "From").unwrap().split([':', '@']).nth(1).unwrap();
        world.digest.is_some_and(|every| user[1..].parse::<usize>().unwrap() % every == 0)
    };
    let end = world.hours * HOUR;
    let mut next_check = 0;
    let mut closing = false;
    loop {
        let due = model.borrow().agenda.peek().map(|d| d.0.0);
        let stop = due.unwrap_or(u64::MAX).min(next_check).min(if closing { u64::MAX } else { end });
        net.run(stop, &mut |net, me, from, bytes| match world.outage {
            Some((from, to)) if (from..to).contains(&net.now) => {}
            _ if guards(bytes) => guarded.serve(net, me, from, bytes),
            _ => open.serve(net, me, from, bytes),
        });
        while let Some(Reverse((_, id))) = {
            let mut m = model.borrow_mut();
            match m.agenda.peek() {
                Some(Reverse((at, _))) if *at <= net.now => m.agenda.pop(),
                _ => None,
            }
        } {
            if closing {
                let state = net.state(id);
                assert!(state != State::Registering && state != State::Terminated);
                net.command(Command::TerminateClient { id }).unwrap();
            } else {
                net.register(id);
            }
            net.settle();
        }
        if net.now >= next_check {
            next_check = net.now + 5 * MINUTE;
            check(&net, &model.borrow(), &open, &guarded);
            let old = net.now.saturating_sub(40_000);
            open.forget(old);
            guarded.forget(old);
        }
        if net.now >= end && !closing {
            closing = true;
        }
        if closing && model.borrow().known.values().all(|k| k.terminated) {
            break;
        }
        assert!(net.now < end + 3 * HOUR, "it comes to an end");
    }
    net.run_for(10 * MINUTE, &mut |_, _, _, _| {});
    let last = net.now;
    net.run_for(HOUR, &mut |_, _, _, _| {});
    assert_eq!(net.client.next_timeout(), None, "nothing is left to happen at {last}");
    net.assert_empty();
    let m = model.borrow();
    let c = net.client.counters();
    assert_eq!((c.messages_sent, c.retransmissions_sent), (m.sent, m.resent));
    let answered = m.branches.len() as u64 - m.timeouts;
    let received = c.datagrams_received + c.stream_messages_received;
    assert_eq!(received, answered + c.retransmissions_absorbed + c.stray_responses + c.malformed, "every message counts once");
    assert_eq!(c.malformed, 0);
    assert_eq!(net.client.client_usage().most, world.clients);
    assert!(m.registered >= world.clients as u64, "{} registered", m.registered);
    assert!(m.refreshes >= world.clients as u64 * world.hours, "{} refreshes", m.refreshes);
    assert!(m.known.values().all(|k| k.registered_at > 0), "every one registered");
    if world.link.loss > 0 {
        assert!(c.retransmissions_sent > 0);
    }
}

/// What must hold of every client at any time.
fn check(net: &Net, model: &Model, open: &Registrar, guarded: &Registrar) {
    let mut out = 0;
    for (id, k) in &model.known {
        let Ok(state) = net.client.client_state(*id) else {
            assert!(k.terminated, "{} is gone without a word", k.user);
            continue;
        };
        assert_eq!(state, k.state, "the last state told is the state");
        out += (state == State::Registering) as usize;
        let timely = net.now < k.registered_at + k.expires as u64 * 500;
        if state == State::Registered && timely {
            let aor = format!("sip:{}@example.com", k.user);
            let alive = open.alive(&aor, net.now) + guarded.alive(&aor, net.now);
            assert_eq!(alive, 1, "{} says it is registered", k.user);
        }
        if k.detached {
            let call_id = String::from_utf8(net.client.client_call_id(*id).unwrap()).unwrap();
            let cseq = net.client.client_cseq(*id).unwrap_or(0);
            assert_eq!(model.cseq.get(&call_id).copied().unwrap_or(0), cseq);
        }
    }
    let t = net.client.tables();
    let most = t.transactions + t.connections;
    assert!(
        t.transactions >= out && t.timers <= most,
        "one timer a transaction and one keepalive a connection at the most: {t:?}"
    );
    assert_eq!((t.arrivals, t.outputs, t.server_keys, t.branches), (0, 0, 0, 0));
}

#[test]
fn a_quiet_link_with_digest_nonces_that_age_and_one_boot_cycle_of_call_ids() {
    simulate(World { digest: Some(2), nonce_life: Some(40 * MINUTE), ..World::default() });
}

#[test]
fn a_link_that_loses_doubles_and_reorders() {
    let link = Link { loss: 15, double: 15, latency: (1, 900) };
    simulate(World { seed: 2, link, digest: Some(4), nextnonce: true, ..World::default() });
}

#[test]
fn a_link_so_bad_that_requests_time_out() {
    let link = Link { loss: 45, double: 5, latency: (10, 3_000) };
    simulate(World { seed: 3, link, digest: Some(5), nonce_life: Some(HOUR), ..World::default() });
}

#[test]
fn a_registrar_that_is_away_for_a_quarter_of_an_hour() {
    let link = Link { loss: 2, double: 2, latency: (1, 50) };
    simulate(World { seed: 4, link, outage: Some((HOUR, HOUR + 15 * MINUTE)), ..World::default() });
}

#[test]
fn streams_shared_and_kept() {
    for (seed, persistency) in [(5, Persistency::None), (6, Persistency::Transaction), (7, Persistency::TransactionUser)] {
        simulate(World { seed, clients: 300, hours: 2, tcp: true, persistency, digest: Some(3), ..World::default() });
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let run = || {
        let mut net = Net::new(config(), 99);
        net.link = Link { loss: 30, double: 30, latency: (1, 900) };
        let ids: Vec<ClientId> = (0..20).map(|n| net.add_client(&format!("u{n}"), None, None)).collect();
        for id in ids {
            net.register(id);
        }
        net.run(60_000, &mut always("200 OK", ""));
        net.sent
    };
    assert!(run() == run());
}
