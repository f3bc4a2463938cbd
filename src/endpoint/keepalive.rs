//! Keepalives on connections that register-clients keep (RFC 5626 sections 3.5.1 and 4.4.1).
//!
//! A ping goes out at random times of the last fifth of the interval. A peer that does not know the technique says nothing
//! (RFC 3261 section 7.5), and only where a pong may be expected (section 4.4) does its absence end the connection: the
//! registrar said so, the configuration says so, or the peer has answered before.

use super::output::{ClientId, ConnId, ConnState, Output};
use super::timer::{Time, TimerId};
use super::{Endpoint, TimerKey};
use crate::message::{Message, Name};

/// How long a pong may take.
const PONG: u64 = 10_000;
/// No registrar makes us ping more often.
const SHORTEST: u64 = 5_000;
/// Or lets us forget it: a day.
const LONGEST: u64 = 86_400_000;

#[derive(Default)]
pub(crate) struct KeepAlive {
    timer: Option<TimerId>,
    /// A ping is out, and its pong is to come by this time.
    waiting: Option<Time>,
    /// Its pong may be expected.
    expected: bool,
    /// Milliseconds the registrar allows between two pings.
    allowed: Option<u64>,
    /// When the next ping is due.
    next: Time,
}

impl Endpoint {
    /// Begins to keep a connection alive, once it is open and somebody keeps it.
    pub(crate) fn start_keepalive(&mut self, id: ConnId) {
        if self.cfg.keepalive == 0 {
            return;
        }
        let Some(c) = self.conns.get(id.0) else { return };
        if c.client && c.is_kept() && c.state == ConnState::Connected && c.keepalive.timer.is_none() {
            self.plan_ping(id);
        }
    }

    pub(crate) fn stop_keepalive(&mut self, id: ConnId) {
        if let Some(c) = self.conns.get_mut(id.0) {
            c.keepalive.waiting = None;
            if let Some(t) = c.keepalive.timer.take() {
                self.wheel.cancel(t);
            }
        }
    }

    /// Chooses the time of the next ping: from four fifths of the interval to the whole.
    fn plan_ping(&mut self, id: ConnId) {
        let dice = self.random.u64();
        let longest = u64::from(self.cfg.keepalive);
        let now = self.now;
        let Some(c) = self.conns.get_mut(id.0) else { return };
        let interval = c.keepalive.allowed.map_or(longest, |allowed| allowed.clamp(SHORTEST, LONGEST));
        let shortest = interval / 5 * 4;
        c.keepalive.next = now.plus(shortest + dice % (interval - shortest + 1));
        let at = c.keepalive.next;
        self.set_keepalive_timer(id, at);
    }

    fn set_keepalive_timer(&mut self, id: ConnId, at: Time) {
        let timer = self.wheel.set(at, TimerKey::ConnKeepalive(id));
        let Some(c) = self.conns.get_mut(id.0) else {
            self.wheel.cancel(timer);
            return;
        };
        if let Some(old) = c.keepalive.timer.replace(timer) {
            self.wheel.cancel(old);
        }
    }

    pub(crate) fn keepalive_timer(&mut self, id: ConnId) {
        let now = self.now;
        let must_answer = self.cfg.pong_expected;
        let Some(c) = self.conns.get_mut(id.0) else { return };
        c.keepalive.timer = None;
        if c.keepalive.waiting.is_some_and(|until| until <= now) {
            c.keepalive.waiting = None;
            if c.keepalive.expected || must_answer {
                self.lose_connection(id, "no pong within 10 s of a ping (RFC 5626 section 4.4.1)", true, true);
                return;
            }
        }
        if c.keepalive.next <= now {
            // The first of several without a pong is the one that counts.
            c.keepalive.waiting.get_or_insert(now.plus(PONG));
            self.out.push_back(Output::Ping(id));
            self.plan_ping(id);
        }
        if let Some(k) = self.conns.get(id.0).map(|c| &c.keepalive) {
            let at = k.waiting.map_or(k.next, |until| until.min(k.next));
            self.set_keepalive_timer(id, at);
        }
    }

    /// The answer to a ping came.
    pub fn pong(&mut self, now: Time, id: ConnId) {
        self.now = now.max(self.now);
        let Some(c) = self.conns.get_mut(id.0) else { return };
        if c.keepalive.waiting.take().is_some() {
            c.keepalive.expected = true;
            let at = c.keepalive.next;
            self.set_keepalive_timer(id, at);
        }
    }

    /// What the answer to a REGISTER says of keepalives: Flow-Timer and the outbound extension (RFC 5626 sections 4.4 and 5.4).
    pub(crate) fn keepalive_allowed(&mut self, id: ClientId, msg: &Message) {
        let Some(conn) = self.clients.get(id.0).and_then(|c| c.conn) else { return };
        let outbound = (0..msg.headers.len()).any(|at| {
            let tags = || msg.raw(at).split(|b| *b == b',').any(|tag| tag.trim_ascii().eq_ignore_ascii_case(b"outbound"));
            msg.headers.get(at).is_some_and(|h| h.name == Name::Require) && tags()
        });
        let seconds = msg
            .find_named(b"Flow-Timer", 0)
            .and_then(|at| std::str::from_utf8(msg.raw(at)).ok())
            .and_then(|text| text.trim().parse::<u32>().ok())
            .filter(|n| *n > 0);
        let Some(c) = self.conns.get_mut(conn.0) else { return };
        c.keepalive.expected |= outbound || seconds.is_some();
        let allowed = seconds.map(|n| u64::from(n) * 1000);
        if c.keepalive.allowed != allowed {
            c.keepalive.allowed = allowed;
            if c.keepalive.timer.is_some() && c.keepalive.waiting.is_none() {
                self.plan_ping(conn);
            }
        }
    }
}
