//! Cutting a stream into messages (RFC 3261 sections 7.5 and 18.3) and keepalives (RFC 5626 section 4.4.1).
//!
//! Every octet is looked at once, however the stream arrives: the search for line ends goes on where it stopped.

use super::message::{Limits, Problem};
use super::name::Name;
use super::scan::{self, bad};

/// What stands next in the stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Frame<'a> {
    /// Nothing whole yet.
    NeedMore,
    /// One message, from start line to the end of its body.
    Message(&'a [u8]),
    KeepAlive(KeepAlive),
    /// Where the next message begins cannot be told: the connection has to be closed. Said again whenever asked.
    /// [`Framer::rest`] has the octets in question.
    Broken(Problem),
}

/// The two keepalives of RFC 5626 section 4.4.1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeepAlive {
    /// Two line ends: asks for a `Pong`.
    Ping,
    /// One line end: the answer.
    Pong,
}

/// Takes a stream in pieces and gives it back in messages. Holds at most one incomplete message of the size limit besides
/// what one `push` brings; holds no memory while nothing is incomplete.
#[derive(Default, Debug)]
pub struct Framer {
    max: usize,
    expect_pings: bool,
    buf: Vec<u8>,
    /// Where what has not been given out begins.
    start: usize,
    /// Up to here the header section has been searched; the start of the line that is being read.
    scan: usize,
    line: usize,
    /// Value of the Content-Length under examination, which may go on in the next line.
    length_at: Option<usize>,
    length: Option<u64>,
    /// End of the message, once its header section is whole.
    end: Option<usize>,
    broken: Option<Problem>,
}

impl Framer {
    pub fn new(limits: &Limits) -> Framer {
        Framer { max: limits.message_size, ..Framer::default() }
    }

    /// For a connection that the peer opened: a line end alone is the first half of a ping and is waited on, where otherwise
    /// it is a pong at once.
    pub fn expect_pings(&mut self, yes: bool) {
        self.expect_pings = yes;
    }

    /// Adds what arrived. Call [`Framer::next`] until it says [`Frame::NeedMore`] after every push.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.broken.is_some() {
            return;
        }
        // moving the rest down costs no more than giving out what was before it did
        if self.start > 0 && self.start >= self.buf.len() - self.start {
            self.buf.drain(..self.start);
            self.scan -= self.start.min(self.scan);
            self.line -= self.start.min(self.line);
            self.length_at = self.length_at.map(|a| a - self.start.min(a));
            self.end = self.end.map(|e| e - self.start.min(e));
            self.start = 0;
        }
        self.buf.extend_from_slice(bytes);
    }

    /// Octets that arrived and were not given out.
    pub fn rest(&self) -> &[u8] {
        self.buf.get(self.start..).unwrap_or(&[])
    }

    /// Octets of memory held, used or not.
    pub fn held(&self) -> usize {
        self.buf.capacity()
    }

    /// The next message or keepalive, if it is whole.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Frame<'_> {
        if let Some(problem) = self.broken {
            return Frame::Broken(problem);
        }
        match self.step() {
            Ok(Step::More) => {
                if self.start == self.buf.len() {
                    self.buf = Vec::new();
                    self.restart(0);
                }
                Frame::NeedMore
            }
            Ok(Step::KeepAlive(k, to)) => {
                self.restart(to);
                Frame::KeepAlive(k)
            }
            Ok(Step::Message(to)) => {
                let from = self.start;
                self.restart(to);
                Frame::Message(self.buf.get(from..to).unwrap_or(&[]))
            }
            Err(problem) => {
                self.broken = Some(problem);
                Frame::Broken(problem)
            }
        }
    }

    fn restart(&mut self, at: usize) {
        self.start = at;
        self.scan = at;
        self.line = at;
        self.length_at = None;
        self.length = None;
        self.end = None;
    }

    fn step(&mut self) -> Result<Step, Problem> {
        if self.scan == self.start
            && let Some(step) = self.line_ends()
        {
            return Ok(step);
        }
        while self.end.is_none() {
            let Some(p) = self.buf.get(self.scan..).and_then(|r| memchr::memchr(b'\n', r)) else {
                self.scan = self.buf.len();
                self.within(self.buf.len() - self.start)?;
                return Ok(Step::More);
            };
            self.scan += p + 1;
            self.within(self.scan - self.start)?;
            self.one_line()?;
            self.line = self.scan;
        }
        match self.end {
            Some(end) if end <= self.buf.len() => Ok(Step::Message(end)),
            _ => Ok(Step::More),
        }
    }

    fn within(&self, size: usize) -> Result<(), Problem> {
        if size > self.max { Err(Problem { code: 413, text: "message too large" }) } else { Ok(()) }
    }

    /// Line ends before a message. None when a message begins.
    fn line_ends(&mut self) -> Option<Step> {
        loop {
            match self.rest() {
                [b'\r', b'\n', b'\r', b'\n', ..] => return Some(Step::KeepAlive(KeepAlive::Ping, self.start + 4)),
                [] | [b'\r'] => return Some(Step::More),
                [b'\r', b'\n'] | [b'\r', b'\n', b'\r'] if self.expect_pings => return Some(Step::More),
                [b'\r', b'\n', ..] => return Some(Step::KeepAlive(KeepAlive::Pong, self.start + 2)),
                [b'\r' | b'\n', ..] => self.restart(self.start + 1),
                _ => return None,
            }
        }
    }

    /// The line from `self.line` to `self.scan` is whole.
    fn one_line(&mut self) -> Result<(), Problem> {
        let line = self.buf.get(self.line..self.scan).unwrap_or(&[]);
        let continues = line.first().is_some_and(|&b| scan::is_ws(b));
        if let Some(at) = self.length_at
            && !continues
        {
            let text = self.buf.get(at..self.line).unwrap_or(&[]);
            let n = scan::number(text.trim_ascii()).ok_or(bad("bad Content-Length"))?;
            if self.length.is_some_and(|l| l != n) {
                return Err(bad("two different Content-Length"));
            }
            self.length = Some(n);
            self.length_at = None;
        }
        if matches!(line, b"\r\n" | b"\n") {
            let n = self.length.ok_or(bad("no Content-Length"))?;
            let body = usize::try_from(n).unwrap_or(usize::MAX);
            let size = (self.scan - self.start).saturating_add(body);
            self.within(size)?;
            self.end = Some(self.start + size);
        } else if !continues && let Some(colon) = memchr::memchr(b':', line) {
            let name = line.get(..colon).unwrap_or(&[]).trim_ascii_end();
            if Name::from_bytes(name).0 == Name::ContentLength {
                self.length_at = Some(self.line + colon + 1);
            }
        }
        Ok(())
    }
}

enum Step {
    More,
    KeepAlive(KeepAlive, usize),
    Message(usize),
}
