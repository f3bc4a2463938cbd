//! Received messages in the hands of the application before they belong to anything: what was parsed, what breaks the grammar,
//! what is about to be processed. Nobody who does not ask pays for it.

use super::Endpoint;
use super::output::{Action, Answer, Ask, ConnId, Flow, Level, Look, Output, Source, Token};
use super::slab::Id;
use super::transaction::Reason;
use crate::message::{Message, Problem, StartLine};

/// Where a message under examination goes on, once the application has answered.
pub(crate) struct Inspection {
    flow: Flow,
    stage: Stage,
}

enum Stage {
    /// The verdict of the parser was told.
    Parsed(Result<(), Problem>),
    StartLine,
    Headers,
    /// It is processed next; `lenient` when the application has let it pass with errors.
    Received {
        lenient: bool,
    },
}

impl Endpoint {
    pub(crate) fn arrived(&mut self, flow: Flow, bytes: &[u8]) {
        if bytes.iter().all(|b| matches!(b, b'\r' | b'\n' | 0)) {
            // A keepalive of a peer behind a NAT.
            return;
        }
        let limits = self.cfg.limits;
        let mut msg = self.pool.message();
        let outcome = msg.parse(bytes, &limits);
        if self.interest.parser_result && matches!(flow, Flow::Conn(_)) {
            let legal = outcome.is_ok() && !matches!(msg.start, StartLine::Bad { .. }) && !msg.has_bad_header();
            self.look(flow, Stage::Parsed(outcome), Look::Parsed { legal }, msg);
        } else {
            self.parsed(flow, msg, outcome);
        }
    }

    /// Shows a message. What follows on an answer comes before all that waits already, so that messages keep their order.
    fn look(&mut self, flow: Flow, stage: Stage, look: Look, msg: Box<Message>) {
        let follows = !matches!(stage, Stage::Parsed(_));
        let conn = match flow {
            Flow::Conn(c) => Some(c),
            Flow::Udp { .. } => None,
        };
        let Some(id) = self.inspections.insert(Inspection { flow, stage }) else {
            self.pool.put_message(msg);
            return;
        };
        if let Some(c) = conn.and_then(|c| self.conns.get_mut(c.0)) {
            c.looked_at += 1;
        }
        let output = Output::Ask(Token::Look(id), Ask::Look { look, conn, msg });
        if follows && self.answering { self.out.push_front(output) } else { self.out.push_back(output) }
    }

    fn parsed(&mut self, flow: Flow, mut msg: Box<Message>, outcome: Result<(), Problem>) {
        if let Err(problem) = outcome {
            let hopeless = if msg.is_response() { self.answered_beyond_limits(&mut msg) } else { None };
            self.malformed(flow, msg, problem);
            if let Some(id) = hopeless {
                self.client_failed(id, Reason::NetworkError, None);
            }
            return;
        }
        if self.interest.bad_start_line && matches!(msg.start, StartLine::Bad { .. }) {
            self.look(flow, Stage::StartLine, Look::BadStartLine, msg);
            return;
        }
        self.start_line_passed(flow, msg);
    }

    fn start_line_passed(&mut self, flow: Flow, mut msg: Box<Message>) {
        let start_line_bad = matches!(msg.start, StartLine::Bad { .. });
        if self.interest.bad_headers && !start_line_bad && msg.has_bad_header() {
            self.look(flow, Stage::Headers, Look::BadHeaders, msg);
            return;
        }
        match msg.check() {
            Ok(()) => self.syntax_passed(flow, msg, false),
            Err(problem) => self.malformed(flow, msg, problem),
        }
    }

    fn syntax_passed(&mut self, flow: Flow, msg: Box<Message>, lenient: bool) {
        if self.interest.msg_received {
            self.look(flow, Stage::Received { lenient }, Look::Received, msg);
        } else {
            self.process(flow, msg, lenient);
        }
    }

    fn process(&mut self, flow: Flow, mut msg: Box<Message>, lenient: bool) {
        if lenient {
            // Headers that a transaction can do without stay as bad as they are; the application sees them.
            match msg.check_needed() {
                Ok(()) if msg.is_response() => self.response_arrived(flow, msg),
                Ok(()) => self.request_arrived(flow, msg),
                Err(problem) => self.malformed(flow, msg, problem),
            }
            return;
        }
        if msg.is_response() {
            self.response_arrived(flow, msg);
            return;
        }
        match msg.check_transaction() {
            Ok(()) => self.request_arrived(flow, msg),
            Err(problem) => self.malformed(flow, msg, problem),
        }
    }

    pub(crate) fn look_answer(&mut self, id: Id, answer: Answer) {
        let (mut msg, action) = match answer {
            Answer::Looked { msg, action } => (msg, action),
            Answer::Message(msg) => (msg, Action::Continue),
            Answer::Refuse(msg) => (msg, Action::Discard),
            _ => return,
        };
        let Some(Inspection { flow, stage }) = self.inspections.remove(id) else {
            self.pool.put_message(msg);
            return;
        };
        if let Flow::Conn(c) = flow
            && let Some(c) = self.conns.get_mut(c.0)
        {
            c.looked_at = c.looked_at.saturating_sub(1);
        }
        let gone = |c: ConnId| !self.carries_messages(c);
        if matches!(flow, Flow::Conn(c) if gone(c)) {
            // The application has ended the connection meanwhile.
            self.pool.put_message(msg);
            return;
        }
        self.answering = true;
        match (stage, action) {
            (Stage::Parsed(outcome), _) => self.parsed(flow, msg, outcome),
            (Stage::Received { lenient }, Action::Continue) => self.process(flow, msg, lenient),
            (Stage::Received { .. }, _) => self.pool.put_message(msg),
            (_, Action::Discard) => self.drop_malformed(flow, msg),
            (_, Action::Reject) => match msg.first_problem() {
                Some(reason) => self.refuse_malformed(flow, msg, 400, reason.as_bytes()),
                None => self.refuse_malformed(flow, msg, 400, b""),
            },
            (Stage::StartLine, Action::Continue) if matches!(msg.start, StartLine::Bad { .. }) => {
                self.drop_malformed(flow, msg);
            }
            (Stage::StartLine, Action::Continue) => self.start_line_passed(flow, msg),
            (Stage::Headers, Action::Continue) => self.syntax_passed(flow, msg, true),
        }
        self.answering = false;
        if let Flow::Conn(c) = flow {
            self.close_if_unused(c);
        }
    }

    fn drop_malformed(&mut self, flow: Flow, msg: Box<Message>) {
        self.counters.malformed += 1;
        let from = self.peer_of(flow).map(|p| p.to_string()).unwrap_or_default();
        self.log(Source::Parser, Level::Info, || format!("message from {from} with bad syntax dropped"));
        self.pool.put_message(msg);
    }
}
