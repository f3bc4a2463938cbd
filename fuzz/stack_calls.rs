//! Call-legs under the drives of stack_checks.rs: what an application does with them, and what the other end of their dialogs says.

use super::{Input, LINES, REMEMBERED, URIS, World, mutated};
use rvsip::endpoint::callleg::{Action, ByeState, Direction, GeneralState, ModifyState, Preference, Reason, State, Wish};
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message};

pub const MAX_CALL_LEGS: usize = 5;

/// What both ends of a dialog are called in the requests of the other end, and how far that is.
#[derive(Clone)]
pub(super) struct Dialog {
    flow: Flow,
    call_id: String,
    theirs: String,
    ours: String,
    cseq: u32,
    /// Number and branch of its last INVITE.
    invite: (u32, String),
    /// A 2xx of ours waits for its ACK.
    accepted: bool,
    /// RSeq of ours that waits for its PRACK.
    reliable: Option<String>,
    /// The last RSeq of theirs.
    rseq: u32,
}

const STATUSES: [&str; 24] = [
    "180 Ringing",
    "180 Ringing",
    "183 Reliably",
    "183 Reliably",
    "183 Reliably",
    "100 Trying",
    "200 OK",
    "200 OK",
    "200 OK",
    "200 OK",
    "200 OK",
    "202 Accepted",
    "302 Moved Temporarily",
    "401 Unauthorized",
    "401 Unauthorized",
    "407 Proxy Authentication Required",
    "408 Request Timeout",
    "422 Session Interval Too Small",
    "481 Gone",
    "487 Request Terminated",
    "491 Request Pending",
    "500 Server Internal Error",
    "503 Service Unavailable",
    "603 Decline",
];

/// What stands in messages of calls.
const MORE: [&str; 20] = [
    "Contact: <sip:b@192.0.2.2:5070>\r\n",
    "Contact: <sip:b@192.0.2.2;transport=tcp>\r\n",
    "Contact: <sip:b@no.example>, <tel:+1>\r\n",
    "Record-Route: <sip:192.0.2.2:5071;lr>, <sip:192.0.2.3;lr>\r\n",
    "Record-Route: <sip:192.0.2.2:5072>\r\nRecord-Route: <sip:192.0.2.3;lr>\r\n",
    "Record-Route: <tel:+1>\r\n",
    "Supported: 100rel, timer\r\n",
    "Supported: timer\r\nSession-Expires: 120;refresher=uac\r\n",
    "Supported: timer\r\nSession-Expires: 1800;refresher=uas\r\nMin-SE: 100\r\n",
    "Session-Expires: 4294967295\r\n",
    "Supported: timer\r\nSession-Expires: 1\r\n",
    "Session-Expires: 0\r\nMin-SE: 99999999999\r\n",
    "Min-SE: 200\r\n",
    "Require: 100rel\r\n",
    "Require: timer, never-heard-of\r\n",
    "RSeq: 1\r\nRequire: 100rel\r\n",
    "RSeq: 4294967295\r\nRequire: 100rel\r\n",
    "WWW-Authenticate: Digest realm=\"a\", nonce=\"d\", stale=true\r\n",
    "Replaces: 1;from-tag=a;to-tag=b\r\n",
    "Replaces: nothing\r\n",
];

const INSIDE: [&str; 16] = [
    "BYE", "INVITE", "INVITE", "INVITE", "INVITE", "INFO", "INFO", "UPDATE", "UPDATE", "PRACK", "ACK", "CANCEL", "CANCEL",
    "REFER", "OPTIONS", "BREW",
];

fn field<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("")
}

/// The number of a CSeq.
fn number(text: &str) -> u32 {
    field(text, "CSeq").split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn outbound(input: &mut Input) -> Option<Box<Message>> {
    let head = match input.byte() % 8 {
        5 => "Contact: <sip:mine@192.0.2.1;x=y>\r\nX: y\r\n",
        6 => "Route: <sip:192.0.2.2:5073;lr>\r\nRequire: 100rel\r\n",
        7 => "Session-Expires: 90\r\nCSeq: 77 BYE\r\nTo: <sip:other>;tag=x\r\nRAck: 1 1 INVITE\r\nContact: *\r\n",
        _ => return None,
    };
    let mut m = Message::new();
    let _ = m.parse(format!("OPTIONS sip:a SIP/2.0\r\n{head}\r\nbody").as_bytes(), &Limits::default());
    Some(Box::new(m))
}

impl World {
    /// One thing that has to do with calls.
    pub(super) fn call_step(&mut self, input: &mut Input) {
        match input.byte() % 23 {
            0..=5 => self.use_leg(input),
            6..=11 => self.answer_ours(input),
            12..=16 => self.speak_inside(input),
            17 => self.call_comes(input),
            18 => self.repeat_invite(input),
            19 => self.answer_late(input),
            20 => self.pass_time(input),
            _ => self.use_transaction_of_leg(input),
        }
    }

    // ---- the application ----

    fn leg(&mut self, input: &mut Input) -> Option<CallLegId> {
        if self.legs.len() > 3 * MAX_CALL_LEGS {
            let gone = self.legs.iter().position(|id| self.core.leg_state(*id).is_err()).unwrap_or(0);
            self.legs.remove(gone);
        }
        // Mostly one of the latest: the older ones are gone.
        let back = input.byte();
        let count = self.legs.len();
        if count == 0 { None } else { self.legs.get(count - 1 - if back < 200 { back % 4 } else { back } % count).copied() }
    }

    pub(super) fn know_leg(&mut self, id: CallLegId) {
        if !self.legs.contains(&id) {
            self.legs.push(id);
        }
    }

    /// Does something with a call-leg: what fits its state, or anything.
    pub(super) fn use_leg(&mut self, input: &mut Input) {
        let choice = input.byte();
        let id = if choice < 40 { self.new_leg(input) } else { self.leg(input) };
        let Some(id) = id else { return };
        let Ok(state) = self.core.leg_state(id) else {
            // Its name is dead: nothing takes it.
            let outcome = self.core.command(self.time(), Command::CallLeg { id, action: Action::Terminate });
            return assert_eq!(outcome, Err(Error::InvalidHandle));
        };
        let action = match input.byte() % 8 {
            0 => self.any_action(id, input),
            1 => return self.set_leg(id, input),
            _ => self.fitting_action(id, state, input),
        };
        if let Some(action) = action {
            let _ = self.core.command(self.time(), Command::CallLeg { id, action });
        }
    }

    fn new_leg(&mut self, input: &mut Input) -> Option<CallLegId> {
        let id = self.core.create_call_leg(input.byte()).ok()?;
        self.reached.insert("call-leg Idle".into());
        self.know_leg(id);
        let choice = input.byte();
        if choice.is_multiple_of(16) {
            return Some(id);
        }
        if let Some(stored) = self.stored.take().filter(|_| choice.is_multiple_of(2)) {
            let bytes = if choice.is_multiple_of(4) { mutated(stored, input) } else { stored };
            if self.core.restore_leg(id, &bytes).is_ok() {
                self.reached.insert("restored".into());
                return Some(id);
            }
        }
        assert_eq!(self.core.leg_set_to(id, b"<sip:b@192.0.2.2>"), Ok(()));
        let from: &[u8] = if choice.is_multiple_of(5) { b"<sip:a@example.com>;tag=mine" } else { b"\"A\" <sip:a@example.com>" };
        assert_eq!(self.core.leg_set_from(id, from), Ok(()));
        if choice.is_multiple_of(7) {
            let _ = self.core.leg_set_remote_contact(id, input.pick(&URIS).unwrap_or("").as_bytes());
        }
        Some(id)
    }

    /// An action that is expected in this state.
    fn fitting_action(&mut self, id: CallLegId, state: State, input: &mut Input) -> Option<Action> {
        let choice = input.byte();
        let outbound = outbound(input);
        Some(match state {
            State::Idle | State::Redirected => Action::Connect { outbound },
            State::Unauthenticated => Action::Authenticate { outbound },
            State::Inviting | State::Proceeding => match choice % 8 {
                0 => Action::Disconnect { outbound },
                1 | 2 => Action::Cancel,
                3 | 4 => Action::Prack { outbound },
                _ => return None,
            },
            State::ProceedingTimeout => match choice % 4 {
                0 => Action::Disconnect { outbound },
                1 => Action::Cancel,
                _ => return None,
            },
            State::Offering | State::Cancelled => match choice % 10 {
                0 => Action::Reject { code: [302, 486, 487, 603][choice % 4], outbound },
                1 => Action::Disconnect { outbound },
                2 => Action::Provisional { code: [100, 180, 183][choice % 3], outbound },
                3..=5 => Action::ProvisionalReliable { code: [180, 183, 199][choice % 3], outbound },
                6 => Action::AnswerPrack { code: [200, 200, 404][choice % 3], outbound },
                _ => Action::Accept { outbound },
            },
            State::RemoteAccepted if choice.is_multiple_of(2) => Action::Ack { outbound },
            State::Accepted | State::Connected | State::RemoteAccepted => return self.inside_action(id, input),
            State::SendFailure => match choice % 4 {
                0 => Action::DnsGiveUp { transaction: None },
                _ => {
                    let _ = self.core.leg_dns_continue(self.time(), id, None);
                    Action::DnsResend { transaction: None, outbound }
                }
            },
            State::Cancelling | State::Disconnecting | State::Disconnected | State::Terminated => return None,
        })
    }

    /// An action inside of a call.
    fn inside_action(&mut self, id: CallLegId, input: &mut Input) -> Option<Action> {
        let choice = input.byte();
        let outbound = outbound(input);
        if let Ok(stored) = self.core.store_leg(id) {
            self.reached.insert("stored".into());
            self.stored = Some(stored);
        }
        if choice.is_multiple_of(4)
            && let Ok(reinvite) = self.core.create_reinvite(id, Some(choice))
        {
            assert_eq!(self.core.reinvite_state(id, reinvite), Ok(ModifyState::Idle));
            self.reached.insert("re-INVITE Idle".into());
            self.reinvites.push((id, reinvite));
            return Some(match choice % 3 {
                0 => Action::Refresh { reinvite: Some(reinvite), outbound },
                _ => Action::ReInvite { reinvite, outbound },
            });
        }
        let reinvite = self.reinvites.iter().rev().find(|(leg, _)| *leg == id).map(|(_, reinvite)| *reinvite);
        let state = reinvite.and_then(|reinvite| self.core.reinvite_state(id, reinvite).ok());
        match (state, reinvite) {
            (Some(ModifyState::Idle), Some(reinvite)) => return Some(Action::ReInvite { reinvite, outbound }),
            (Some(ModifyState::RemoteAccepted), Some(reinvite)) if choice.is_multiple_of(3) => {
                return Some(Action::AckReInvite { reinvite, outbound });
            }
            (Some(ModifyState::SendFailure), Some(_)) => {
                let transaction = self.core.leg_failed_transaction(id, None).ok();
                if choice.is_multiple_of(3) {
                    return Some(Action::DnsGiveUp { transaction });
                }
                let next = self.core.leg_dns_continue(self.time(), id, None).ok();
                return Some(Action::DnsResend { transaction: next.filter(|_| choice.is_multiple_of(2)), outbound });
            }
            (Some(ModifyState::Received | ModifyState::Cancelled), _) => {
                return Some(match choice % 5 {
                    0 => Action::Reject { code: 488, outbound },
                    1 => Action::Provisional { code: 180, outbound },
                    2 => Action::ProvisionalReliable { code: 183, outbound },
                    _ => Action::Accept { outbound },
                });
            }
            (Some(ModifyState::Proceeding | ModifyState::ProceedingTimeout), _) if choice.is_multiple_of(2) => {
                return Some(Action::Cancel);
            }
            _ => {}
        }
        if choice % 4 == 1
            && let Ok(transaction) = self.core.create_general(id, choice)
        {
            assert_eq!(self.core.general_transaction_state(transaction), Ok(GeneralState::Idle));
            self.reached.insert("general Idle".into());
            self.of_legs.push((id, transaction));
            let method = ["INFO", "UPDATE", "UPDATE", "REFER", "BYE", "no method"][choice / 4 % 6].as_bytes().to_vec();
            return Some(Action::Request { transaction, method, refresh: choice.is_multiple_of(3), outbound });
        }
        Some(match choice % 24 {
            2 | 3 => Action::Disconnect { outbound },
            6 => Action::Refresh { reinvite: None, outbound },
            7 => Action::WishSession { transaction: None, wish: wish(choice) },
            10 | 11 => Action::Prack { outbound },
            14 => Action::AnswerPrack { code: 200, outbound },
            _ => return self.transaction_action(id, input),
        })
    }

    /// Answers the last request of the other end, or does something with one of ours.
    fn use_transaction_of_leg(&mut self, input: &mut Input) {
        let back = input.byte();
        let Some(&(id, _)) = self.of_legs.iter().rev().nth(back % 3) else { return };
        if let Some(action) = self.transaction_action(id, input) {
            let _ = self.core.command(self.time(), Command::CallLeg { id, action });
        }
    }

    /// An action on a transaction of a call-leg.
    fn transaction_action(&mut self, id: CallLegId, input: &mut Input) -> Option<Action> {
        let choice = input.byte();
        if choice.is_multiple_of(5) {
            return None;
        }
        let outbound = outbound(input);
        let transaction = self.of_legs.iter().rev().find(|(leg, _)| *leg == id).map(|(_, transaction)| *transaction)?;
        let code = [200, 200, 200, 404, 100, 180, 0][choice % 7];
        Some(match self.core.general_transaction_state(transaction).ok()? {
            GeneralState::Received if self.byes.contains(&transaction.0) => Action::AnswerBye { transaction, code, outbound },
            GeneralState::Received => Action::Respond { transaction, code, outbound },
            GeneralState::SendFailure => {
                let next = self.core.leg_dns_continue(self.time(), id, Some(transaction)).ok();
                self.of_legs.extend(next.map(|next| (id, next)));
                match choice % 3 {
                    0 => Action::DnsGiveUp { transaction: next.or(Some(transaction)) },
                    _ => Action::DnsResend { transaction: next.or(Some(transaction)), outbound },
                }
            }
            _ => Action::TerminateTransaction { transaction },
        })
    }

    /// Any action, on whatever there is or was.
    fn any_action(&mut self, id: CallLegId, input: &mut Input) -> Option<Action> {
        let choice = input.byte();
        let outbound = outbound(input);
        let reinvite = input.pick(&self.reinvites).map(|(_, reinvite)| reinvite);
        let transaction = match choice.is_multiple_of(3) {
            true => input.pick(&self.transactions),
            false => input.pick(&self.of_legs).map(|(_, transaction)| transaction),
        };
        let code = [180, 200, 302, 487, 0, 65_535][choice % 6];
        Some(match input.byte() % 24 {
            0 => Action::Connect { outbound },
            1 => Action::Authenticate { outbound },
            2 => Action::Ack { outbound },
            3 => Action::Cancel,
            4 => Action::Accept { outbound },
            5 => Action::Reject { code, outbound },
            6 => Action::Provisional { code, outbound },
            7 => Action::ProvisionalReliable { code, outbound },
            8 => Action::Disconnect { outbound },
            9 => Action::Terminate,
            10 => Action::Prack { outbound },
            11 => Action::AnswerPrack { code, outbound },
            12 => Action::AnswerBye { transaction: transaction?, code, outbound },
            13 => Action::ReInvite { reinvite: reinvite?, outbound },
            14 => Action::AckReInvite { reinvite: reinvite?, outbound },
            15 => Action::TerminateReInvite { reinvite: reinvite? },
            16 => Action::Refresh { reinvite: reinvite.filter(|_| choice.is_multiple_of(2)), outbound },
            17 => Action::Request { transaction: transaction?, method: b"INFO".to_vec(), refresh: true, outbound },
            18 => Action::Respond { transaction: transaction?, code, outbound },
            19 => Action::TerminateTransaction { transaction: transaction? },
            20 => Action::DnsResend { transaction, outbound },
            21 => Action::DnsGiveUp { transaction },
            22 => {
                let next = self.core.leg_dns_continue(self.time(), id, transaction).ok();
                self.of_legs.extend(next.map(|next| (id, next)));
                return None;
            }
            _ => Action::WishSession { transaction, wish: wish(choice) },
        })
    }

    /// Sets and reads what a call-leg has.
    fn set_leg(&mut self, id: CallLegId, input: &mut Input) {
        let choice = input.byte();
        let time = self.time();
        let conn = input.pick(&self.connections);
        let core = &mut self.core;
        let _ = match choice % 22 {
            0 => core.leg_set_to(id, &input.bytes(60)),
            1 => core.leg_set_from(id, b"<sip:a@b>;tag=a;tag=b"),
            2 => core.leg_set_call_id(id, &input.bytes(20)),
            3 => core.leg_set_cseq(id, u32::MAX >> (input.byte() % 32)),
            4 => core.leg_set_remote_contact(id, &input.bytes(60)),
            5 => core.leg_set_local_contact(id, &input.bytes(60)),
            6 => core.leg_set_outbound(id, ["", "192.0.2.2", "proxy.example"][choice % 3], choice as u16),
            7 => core.leg_set_force_outbound(id, choice.is_multiple_of(4)),
            8 => core.leg_use_first_route(id),
            9 => core.leg_set_local(id, input.byte() as u16 % 4),
            10 => core.leg_set_timers(id, Some(Timers { provisional: input.byte() as u32 * 100, ..Timers::default() })),
            11 | 12 => core.leg_set_persistent(id, choice.is_multiple_of(4)),
            13..=15 => core.leg_set_connection(id, conn),
            16 => core.leg_set_replaces(id, &input.bytes(40)),
            17 => core.leg_expects_ack(id),
            18 => core.leg_set_forking(id, input.byte().is_multiple_of(2)),
            19 => core.leg_set_forked_timeout(time, id, input.byte() as u32 * 20),
            20 => core.leg_set_alert_time(id, u32::MAX >> (input.byte() % 32)),
            _ => core.leg_set_app(id, choice),
        };
        let core = &self.core;
        let _ = (core.leg_to(id), core.leg_from(id), core.leg_call_id(id), core.leg_cseq(id), core.leg_app(id));
        let _ = (core.leg_remote_contact(id), core.leg_local_contact(id), core.leg_outbound(id), core.leg_replaces(id));
        let _ = (core.leg_local(id, Transport::Udp, true), core.leg_persistent(id), core.leg_connection(id));
        let _ = (core.leg_prack_state(id), core.leg_original(id), core.leg_forking(id), core.leg_alert_time(id));
        let _ = (core.leg_negotiation(id), core.leg_session(id), core.leg_least_interval(id));
    }

    /// The application calls while it is called, now and then.
    pub(super) fn call_back(&mut self, input: &mut Input) {
        if self.calls && input.byte() % 8 == 7 {
            self.use_leg(input);
        }
    }

    // ---- the other end ----

    /// The other end learns from what was sent.
    pub(super) fn listen(&mut self, flow: Flow, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let ours_asked = !text.starts_with("SIP/2.0 ");
        let (to, from) = (field(&text, "To"), field(&text, "From"));
        if !to.contains(";tag=") || text.starts_with("CANCEL") {
            return;
        }
        let (theirs, ours) = if ours_asked { (to, from) } else { (from, to) };
        let invite = !ours_asked && field(&text, "CSeq").ends_with(" INVITE");
        if text.starts_with("SIP/2.0 100") || !ours_asked && !invite {
            return;
        }
        let known = self.dialog(flow, field(&text, "Call-ID"), theirs, ours);
        if invite {
            let number = number(&text);
            known.cseq = known.cseq.max(number);
            known.invite.0 = number;
            known.accepted |= text.starts_with("SIP/2.0 2");
            if !field(&text, "RSeq").is_empty() {
                known.reliable = Some(field(&text, "RSeq").to_string());
            }
        }
    }

    /// What is known of a dialog.
    fn dialog(&mut self, flow: Flow, call_id: &str, theirs: &str, ours: &str) -> &mut Dialog {
        let same = |d: &Dialog| d.call_id == call_id && d.theirs == theirs && d.ours == ours;
        let new = match self.dialogs.iter().position(same) {
            Some(at) => self.dialogs.remove(at),
            None => {
                if self.dialogs.len() == REMEMBERED {
                    self.dialogs.remove(0);
                }
                let (call_id, theirs, ours) = (call_id.to_string(), theirs.to_string(), ours.to_string());
                let invite = (100, "z9hG4bKnone".to_string());
                Dialog { flow, call_id, theirs, ours, cseq: 100, invite, accepted: false, reliable: None, rseq: 0 }
            }
        };
        let at = self.dialogs.len();
        self.dialogs.push(new);
        &mut self.dialogs[at]
    }

    fn hear(&mut self, flow: Flow, mut text: String, input: &mut Input) {
        text.push_str("Content-Length: 0\r\n\r\n");
        // Fewer than elsewhere are damaged: what comes after has to get somewhere.
        let bytes = if input.byte().is_multiple_of(6) { mutated(text.into_bytes(), input) } else { text.into_bytes() };
        self.core.receive(self.time(), flow, &bytes);
    }

    /// Answers a request of ours, and an INVITE as calls are answered.
    fn answer_ours(&mut self, input: &mut Input) {
        let back = input.byte();
        let invite = |r: &&(Flow, Vec<u8>)| back.is_multiple_of(2) && r.1.starts_with(b"INVITE");
        let found = self.requests.iter().rev().find(invite).or_else(|| self.requests.iter().rev().nth(back % 3));
        let Some((flow, request)) = found.cloned() else { return };
        let request = String::from_utf8_lossy(&request).into_owned();
        let invite = request.starts_with("INVITE");
        let choice = input.byte();
        let status = match (invite, choice % 4) {
            (false, 0..=1) => "200 OK",
            (false, 2) if choice.is_multiple_of(3) => "100 Trying",
            _ => STATUSES[choice % STATUSES.len()],
        };
        let (reliable, final_) = (status.starts_with("183"), status.starts_with('2'));
        let mut to = field(&request, "To").to_string();
        if !to.contains(";tag=") {
            to.push_str([";tag=t1", ";tag=t1", ";tag=t1", ";tag=t2", ";tag=t3", ""][input.byte() % 6]);
        }
        let mut text = format!("SIP/2.0 {status}\r\nTo: {to}\r\n");
        for line in request.lines().skip(1).take_while(|l| !l.is_empty()) {
            if matches!(line.split(':').next(), Some("Via" | "From" | "Call-ID" | "CSeq")) {
                text += &format!("{line}\r\n");
            }
        }
        if invite && (reliable || final_) && !choice.is_multiple_of(9) {
            let (from, call_id) = (field(&request, "From").to_string(), field(&request, "Call-ID").to_string());
            let dialog = self.dialog(flow, &call_id, &to, &from);
            if reliable {
                dialog.rseq = dialog.rseq.wrapping_add(1);
                text += &format!("Require: 100rel\r\nRSeq: {}\r\n", dialog.rseq);
            }
        }
        if status.starts_with("40") {
            text.push_str(LINES[1 + input.byte() % 6]);
        }
        if status.starts_with("422") {
            text.push_str("Min-SE: 300\r\n");
        }
        if status.starts_with('1') || final_ || status.starts_with('3') {
            text.push_str(MORE[0]);
        }
        let more = input.byte();
        if more.is_multiple_of(2) {
            text.push_str(MORE[more / 2 % MORE.len()]);
        }
        self.hear(flow, text, input);
    }

    /// A request of the other end inside of a dialog, in order or not.
    fn speak_inside(&mut self, input: &mut Input) {
        let back = input.byte();
        let count = self.dialogs.len();
        let Some(at) = count.checked_sub(1 + if back < 200 { back % 3 } else { back } % count.max(1)) else { return };
        let choice = input.byte();
        self.branch += 1;
        let fresh = format!("z9hG4bKp{}", self.branch);
        let mut d = self.dialogs[at].clone();
        let method = match choice % 4 {
            0 | 1 if d.accepted => "ACK",
            2 if d.reliable.is_some() => "PRACK",
            _ => INSIDE[choice / 4 % INSIDE.len()],
        };
        let wrong = input.byte();
        let mut more = String::new();
        let (cseq, branch) = match method {
            "ACK" => {
                d.accepted &= wrong.is_multiple_of(4);
                (d.invite.0, if wrong.is_multiple_of(8) { d.invite.1.clone() } else { fresh })
            }
            "CANCEL" => d.invite.clone(),
            _ => {
                d.cseq = match wrong {
                    0..8 => d.cseq.wrapping_sub(1),
                    8..16 => d.cseq,
                    16..20 => u32::MAX >> (wrong % 2),
                    _ => d.cseq.wrapping_add(1 + u32::from(wrong.is_multiple_of(16))),
                };
                if method == "INVITE" {
                    d.invite = (d.cseq, fresh.clone());
                }
                if method == "PRACK" {
                    let rseq = if wrong.is_multiple_of(5) { d.reliable.clone() } else { d.reliable.take() };
                    more += &format!("RAck: {} {} INVITE\r\n", rseq.unwrap_or("7".into()), d.invite.0);
                }
                (d.cseq, fresh)
            }
        };
        self.dialogs[at] = d.clone();
        match wrong {
            250.. => d.theirs.push('x'),
            245.. => d.ours.push('x'),
            240.. => d.call_id.push('x'),
            _ => {}
        }
        if method == "INVITE" && !wrong.is_multiple_of(3) {
            more += MORE[6];
        }
        if choice.is_multiple_of(5) {
            more += MORE[wrong % MORE.len()];
        }
        let text = format!(
            "{method} sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch={branch}\r\nMax-Forwards: 70\r\nFrom: {}\r\n\
             To: {}\r\nCall-ID: {}\r\nCSeq: {cseq} {method}\r\n{more}",
            d.theirs, d.ours, d.call_id
        );
        if method == "INVITE" {
            self.last_invite = Some((d.flow, text.clone()));
        }
        self.hear(d.flow, text, input);
    }

    /// Somebody calls.
    fn call_comes(&mut self, input: &mut Input) {
        let choice = input.byte();
        let flow = self.flow(input);
        self.branch += 1;
        let (branch, call) = (self.branch, if choice.is_multiple_of(8) { self.branch.saturating_sub(5) } else { self.branch });
        let mut text = format!(
            "INVITE sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKp{branch}\r\nMax-Forwards: 70\r\n\
             From: <sip:b@example.com>;tag=b\r\nTo: <sip:a@example.com>\r\nCall-ID: c{call}\r\nCSeq: 9 INVITE\r\n"
        );
        if !choice.is_multiple_of(7) {
            text += MORE[0];
        }
        if !choice.is_multiple_of(3) {
            text += MORE[6];
        }
        if choice.is_multiple_of(5) {
            text += MORE[input.byte() % MORE.len()];
        }
        if choice.is_multiple_of(9)
            && let Some(d) = self.dialogs.last()
        {
            let tag = |party: &str| party.split_once(";tag=").map(|(_, tag)| tag.to_string()).unwrap_or_default();
            text += &format!("Replaces: {};to-tag={};from-tag={}\r\n", d.call_id, tag(&d.ours), tag(&d.theirs));
        }
        self.last_invite = Some((flow, text.clone()));
        self.hear(flow, text, input);
    }

    /// The last INVITE of the other end comes again, over another way, or is cancelled or acknowledged as it was.
    fn repeat_invite(&mut self, input: &mut Input) {
        let Some((flow, text)) = self.last_invite.clone() else { return };
        let text = match input.byte() % 7 {
            0 => text,
            1..=3 => text.replacen("branch=z9hG4bKp", "branch=z9hG4bKq", 1),
            4 => text.replace("INVITE", "ACK"),
            _ => text.replace("INVITE", "CANCEL"),
        };
        self.hear(flow, text, input);
    }

    // ---- what is told ----

    /// Nothing is told of a call-leg after its end, nor of a transaction or a re-INVITE of it after theirs.
    pub(super) fn told_of_call(&mut self, event: &Event) {
        let (leg, what, transaction) = match event {
            Event::CallLeg { id, state, .. } => (*id, format!("call-leg {state:?}"), None),
            Event::CallLegProvisional { id, .. } => (*id, "call-leg provisional".into(), None),
            Event::ReInvite { id, state, .. } => (*id, format!("re-INVITE {state:?}"), None),
            Event::Prack { id, state, .. } => (*id, format!("prack {state:?}"), None),
            Event::Bye { id, transaction, state, .. } => (*id, format!("bye {state:?}"), Some(*transaction)),
            Event::CallLegTransaction { id, transaction, state, .. } => (*id, format!("general {state:?}"), Some(*transaction)),
            Event::SessionAlert { id, .. } => (*id, "session alert".into(), None),
            Event::SessionNotice { id, notice, .. } => (*id, format!("session {notice:?}"), None),
            _ => return,
        };
        let over = match event {
            Event::Bye { state, .. } => matches!(state, ByeState::Terminated | ByeState::Detached),
            Event::CallLegTransaction { state, .. } => *state == GeneralState::Terminated,
            _ => false,
        };
        let known = transaction.is_none_or(|transaction| self.told_transactions.contains(&transaction.0));
        if !over || known {
            // Whom a transaction belongs to may be asked until after the end of its call-leg: that it is over is told then.
            self.heard_of_leg(leg, &what);
        }
        self.know_leg(leg);
        self.reached.insert(what);
        if let Some(transaction) = transaction {
            assert!(!self.ended_transactions.contains(&transaction.0), "{transaction:?} is heard of after its end");
            if over {
                self.ended_transactions.insert(transaction.0);
            }
            self.told_transactions.insert(transaction.0);
            if matches!(event, Event::Bye { .. }) {
                self.byes.insert(transaction.0);
            }
            if !self.of_legs.contains(&(leg, transaction)) {
                self.of_legs.push((leg, transaction));
            }
        }
        match event {
            Event::CallLeg { id, reason: Reason::RemoteInvitingReplaces, .. } => {
                if let Ok(replaced) = self.core.leg_replaced(*id) {
                    assert!(self.core.leg_state(replaced).is_ok());
                    self.reached.insert("replaced".into());
                }
            }
            Event::CallLeg { id, state: State::Terminated, .. } => {
                assert_eq!(self.core.leg_state(*id), Ok(State::Terminated));
                self.ended_legs.insert(id.0);
            }
            Event::ReInvite { id, reinvite: Some((reinvite, _)), state, .. } => {
                assert!(!self.ended_reinvites.contains(&reinvite.0), "a re-INVITE is heard of after its end");
                if *state == ModifyState::Terminated {
                    self.ended_reinvites.insert(reinvite.0);
                } else if !self.reinvites.contains(&(*id, *reinvite)) {
                    self.reinvites.push((*id, *reinvite));
                }
            }
            _ => {}
        }
        self.of_legs.drain(..self.of_legs.len().saturating_sub(REMEMBERED));
        self.reinvites.drain(..self.reinvites.len().saturating_sub(REMEMBERED));
    }

    pub(super) fn heard_of_leg(&self, id: CallLegId, what: &str) {
        assert!(!self.ended_legs.contains(&id.0), "{what}: a call-leg is heard of after its end");
    }

    /// Nobody does anything any more: a call-leg stays where only the application can go on.
    pub(super) fn check_rest(&self) {
        for id in &self.legs {
            let Ok(state) = self.core.leg_state(*id) else { continue };
            let passing = match state {
                State::Inviting | State::Cancelling | State::Accepted => true,
                State::Disconnecting | State::Disconnected | State::Terminated => true,
                State::Offering => self.core.leg_direction(*id) == Ok(Direction::Outgoing),
                _ => false,
            };
            assert!(!passing, "{id:?} stays in {state:?} for ever");
        }
    }
}

fn wish(choice: usize) -> Wish {
    Wish {
        seconds: [0, 90, 1800, u32::MAX][choice % 4],
        least: [None, Some(90), Some(200), Some(u32::MAX)][choice / 4 % 4],
        refresher: [Preference::None, Preference::Local, Preference::Remote][choice % 3],
    }
}
