//! A turn of the loop: the wait, what came, what leaves.

use super::batch::{self, BATCH};
use super::udp::Flushed;
use super::{Late, Level, Local, LocalId, Net, Sink, local_token, streams};
use mio::Interest;
use std::io;
use std::time::{Duration, Instant};

/// Batches taken from one UDP socket in one dispatch; then others get their turn.
const BATCHES: usize = 4;
/// Octets of a refused datagram that are looked at.
const REFUSED: usize = 1024;
/// Milliseconds until something that the system was short of is tried again.
const RETRY: u64 = 100;

impl Net {
    /// When, on the clock of [`Net::dispatch`], something is due that no socket tells. [`Net::poll`] minds it by itself.
    pub fn next_deadline(&self) -> Option<u64> {
        [self.retry_at, self.streams.next_deadline()].into_iter().flatten().min()
    }

    /// True when [`Net::poll`] would not block.
    pub fn has_work(&self) -> bool {
        !self.ready.is_empty() || !self.late.is_empty() || self.woken
    }

    /// Waits until there is something to dispatch, somebody wakes, or the time is over. One batch of datagrams is received on
    /// the way, so that the system call runs while the caller holds no lock.
    pub fn poll(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = if self.has_work() {
            Some(Duration::ZERO)
        } else {
            let due = self.next_deadline().map(|at| {
                let left = Duration::from_millis(at.saturating_sub(self.now));
                // A whole millisecond later, so that the caller's clock has passed the deadline.
                (left + Duration::from_millis(1)).saturating_sub(self.now_at.elapsed())
            });
            [timeout, due].into_iter().flatten().min()
        };
        match self.poll.poll(&mut self.events, timeout) {
            Err(e) if e.kind() != io::ErrorKind::Interrupted => return Err(e),
            Err(_) => return Ok(()),
            Ok(()) => {}
        }
        for event in &self.events {
            let token = event.token();
            let readable = event.is_readable() || event.is_read_closed() || event.is_error();
            let writable = event.is_writable() || event.is_write_closed() || event.is_error();
            match token.0 {
                0 => self.woken = true,
                odd if odd % 2 == 1 => match self.locals.get_mut(odd / 2) {
                    Some(Some(Local::Udp(udp))) => {
                        udp.refused |= event.is_error();
                        udp.writable |= writable && udp.wants_write;
                        if std::mem::replace(&mut udp.readable, true) {
                            udp.more = true;
                        } else {
                            self.ready.push_back(token);
                        }
                    }
                    Some(Some(Local::Tcp(listener))) => {
                        let waits_already = std::mem::replace(&mut listener.readable, true);
                        if !waits_already {
                            self.ready.push_back(token);
                        }
                    }
                    _ => {}
                },
                even => {
                    if self.streams.mark(even / 2 - 1, readable, writable) {
                        self.ready.push_back(token);
                    }
                }
            }
        }
        self.receive_ahead();
        Ok(())
    }

    /// Receives the batch of the first UDP socket in turn.
    fn receive_ahead(&mut self) {
        if self.arrived.is_some() {
            return;
        }
        let first = self.ready.iter().find_map(|token| match self.locals.get(token.0 / 2) {
            Some(Some(Local::Udp(udp))) if token.0 % 2 == 1 => Some((token.0 / 2, udp.fd())),
            _ => None,
        });
        if let Some((index, fd)) = first
            && self.arrivals.receive(fd).is_ok()
        {
            self.arrived = Some(index);
        }
    }

    /// Tells the sink what came. `now_ms` is the caller's clock; it must not go back.
    pub fn dispatch(&mut self, now_ms: u64, sink: &mut dyn Sink) {
        self.now = now_ms;
        self.now_at = Instant::now();
        self.tell_late(sink);
        for _ in 0..self.ready.len() {
            if sink.is_full() {
                break;
            }
            let Some(token) = self.ready.pop_front() else { break };
            let again = match token.0 {
                odd if odd % 2 == 1 => match self.locals.get_mut(odd / 2) {
                    Some(Some(Local::Udp(_))) => self.serve_udp(odd / 2, sink),
                    Some(Some(Local::Tcp(listener))) => {
                        let local = LocalId((odd / 2) as u32);
                        let registry = self.poll.registry();
                        let served =
                            self.streams.accept(registry, local, listener, now_ms, &self.limits, sink, &mut self.ready);
                        if served == streams::Accepted::NoDescriptors {
                            self.retry_at = Some(now_ms + RETRY);
                        }
                        served == streams::Accepted::More
                    }
                    _ => false,
                },
                even => self.streams.serve((even / 2).wrapping_sub(1), now_ms, sink),
            };
            if again {
                self.ready.push_back(token);
            }
        }
        if std::mem::take(&mut self.woken) {
            for (query, answer) in self.resolver.answers() {
                sink.answered(query, answer);
            }
        }
        if self.retry_at.is_some_and(|at| at <= now_ms) {
            self.retry();
        }
        self.streams.sweep(now_ms, &self.limits, sink);
        self.tell_late(sink);
    }

    fn tell_late(&mut self, sink: &mut dyn Sink) {
        for late in self.late.drain(..) {
            match late {
                Late::SendFailed(token, error) => sink.send_failed(token, error),
                Late::Closed(conn, reason) => sink.closed(conn, reason),
                Late::Log(level, text) => sink.log(level, &text),
            }
        }
    }

    /// Reads a few batches; true when there may be more.
    fn serve_udp(&mut self, index: usize, sink: &mut dyn Sink) -> bool {
        if let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index)
            && std::mem::take(&mut udp.writable)
        {
            self.flush_udp(index);
        }
        self.tell_refusals(index, sink);
        for _ in 0..BATCHES {
            let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else { return false };
            let count = if self.arrived.take_if(|arrived| *arrived == index).is_some() {
                Ok(self.arrivals.len())
            } else if self.arrived.is_some() {
                // The batch of another socket lies there until its turn, which is in this dispatch or the next.
                return true;
            } else {
                self.arrivals.receive(udp.fd())
            };
            let drained = match count {
                Ok(count) => count < BATCH && !std::mem::take(&mut udp.more),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => true,
                // A refusal that an earlier datagram met: it says nothing about those that wait.
                Err(e) => {
                    udp.refused = true;
                    let addr = udp.addr;
                    if self.tell_refusals(index, sink) > 0 || e.kind() == io::ErrorKind::ConnectionRefused {
                        continue;
                    }
                    self.retry_at = Some(self.now + RETRY);
                    self.late.push_back(Late::Log(Level::Warning, format!("cannot receive on {addr}: {e}")));
                    true
                }
            };
            if let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) {
                udp.readable = !drained;
            }
            for (from, bytes) in self.arrivals.iter() {
                sink.datagram(LocalId(index as u32), from, bytes);
            }
            if drained {
                return false;
            }
        }
        true
    }

    /// Tells which datagrams of a socket were refused; how many errors there were.
    fn tell_refusals(&mut self, index: usize, sink: &mut dyn Sink) -> usize {
        let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else { return 0 };
        if !std::mem::take(&mut udp.refused) {
            return 0;
        }
        let mut room = [0; REFUSED];
        for count in 0..BATCH {
            match batch::next_refusal(udp.fd(), &mut room) {
                None => return count,
                Some(Some(r)) => sink.refused(LocalId(index as u32), r.to, room.get(..r.len).unwrap_or(&[]), r.error),
                Some(None) => {}
            }
        }
        // There may be more: at the next dispatch.
        udp.refused = true;
        self.retry_at = Some(self.now);
        BATCH
    }

    pub(super) fn flush_udp(&mut self, index: usize) {
        let Some(Some(Local::Udp(udp))) = self.locals.get_mut(index) else { return };
        let late = &mut self.late;
        let flushed = udp.flush(|token, error| late.push_back(Late::SendFailed(token, error)));
        if flushed == Flushed::NoBuffers {
            self.retry_at = Some(self.now + RETRY);
        }
        let wants_write = flushed == Flushed::Full;
        if wants_write != udp.wants_write {
            let interest = if wants_write { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
            match self.poll.registry().reregister(&mut udp.socket, local_token(index), interest) {
                Ok(()) => udp.wants_write = wants_write,
                Err(_) => self.retry_at = Some(self.now + RETRY),
            }
        }
    }

    /// Gives everything that the system was short of another try.
    fn retry(&mut self) {
        self.retry_at = None;
        for index in 0..self.locals.len() {
            let readable = match self.locals.get_mut(index) {
                Some(Some(Local::Udp(udp))) => &mut udp.readable,
                Some(Some(Local::Tcp(listener))) => &mut listener.readable,
                _ => continue,
            };
            if !std::mem::replace(readable, true) {
                self.ready.push_back(local_token(index));
            }
            self.flush_udp(index);
        }
    }

    /// Sends what waits. What fails is told at the next dispatch or flush, so that this needs no lock of the caller's.
    pub fn write_out(&mut self) {
        for index in 0..self.locals.len() {
            if let Some(Some(Local::Udp(udp))) = self.locals.get(index)
                && udp.waiting() > 0
                && !udp.wants_write
            {
                self.flush_udp(index);
            }
        }
        self.streams.write_out(&mut self.late);
    }

    /// Sends what waits and tells what failed.
    pub fn flush(&mut self, sink: &mut dyn Sink) {
        self.write_out();
        self.tell_late(sink);
    }
}
