//! Subscriptions under the drives of stack_checks.rs: what an application does with them, and what the other end says.

use super::{Input, World, mutated};
use rvsip::endpoint::subscription::{Kind, NotifyStatus, Referred, Side, State, SubscriptionAction as Action, Substate};
use rvsip::endpoint::*;

pub const MAX_SUBSCRIPTIONS: usize = 6;
const REMEMBERED: usize = 4;

const EVENTS: [&str; 4] = ["presence", "dialog;id=7", "refer", "x.winfo"];
/// Mostly the same, so that a later request finds the earlier one.
const USUAL: [&str; 4] = ["presence", "presence", "presence", "dialog;id=7"];
const STATES: [&str; 6] = ["active;expires=60", "active", "pending", "terminated;reason=timeout", "waiting", "terminated"];

#[derive(Default)]
pub(super) struct Subscribed {
    /// Those that are gone too.
    subscriptions: Vec<SubscriptionId>,
    notifies: Vec<(SubscriptionId, NotifyId)>,
    ended: std::collections::HashSet<Id>,
    ended_notifies: std::collections::HashSet<Id>,
    /// What the other end remembers: SUBSCRIBEs and REFERs it got, and 2xx to its own.
    asked: Vec<(Flow, String)>,
    granted: Vec<(Flow, String)>,
    /// Number of its next request.
    number: u32,
}

fn field<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("")
}

impl World {
    /// One thing that has to do with subscriptions.
    pub(super) fn subscription_step(&mut self, input: &mut Input) {
        match input.byte() % 12 {
            0 => self.new_subscription(input),
            1..=4 => self.use_subscription(input),
            5 | 6 => self.subscribes(input),
            7..=9 => self.speaks_of_subscription(input),
            _ => self.answer_a_request(input),
        }
        for id in &self.subscribed.subscriptions {
            if self.core.subscription_state(*id).is_ok_and(|state| state != State::Terminated) {
                let dialog = self.core.subscription_leg(*id).and_then(|leg| self.core.leg_state(leg));
                assert!(dialog.is_ok(), "a subscription that lives has no dialog");
            }
        }
    }

    pub(super) fn know_subscription(&mut self, id: SubscriptionId) {
        if !self.subscribed.subscriptions.contains(&id) {
            self.subscribed.subscriptions.push(id);
        }
    }

    pub(super) fn know_notify(&mut self, of: SubscriptionId, notify: NotifyId) {
        if !self.subscribed.notifies.contains(&(of, notify)) {
            self.subscribed.notifies.push((of, notify));
        }
    }

    fn new_subscription(&mut self, input: &mut Input) {
        let choice = input.byte();
        let leg = if choice.is_multiple_of(3) { self.legs.last().copied() } else { None };
        let made = match choice % 7 {
            6 => {
                let side = if choice & 8 == 0 { Side::Subscriber } else { Side::Notifier };
                self.core.create_out_of_band(leg, choice, side)
            }
            _ => self.core.create_subscription(leg, choice),
        };
        let Ok(id) = made else { return };
        self.know_subscription(id);
        if let Ok(leg) =
            self.core.subscription_leg(id).and_then(|leg| self.core.leg_set_call_id(leg, b"out-of-band").map(|()| leg))
        {
            assert!(self.core.leg_state(leg).is_ok());
        }
        let (from, to) = match (leg, choice % 7) {
            (Some(_), _) => ("", ""),
            (None, 6) => ("<sip:a@192.0.2.1>;tag=o", "<sip:b@192.0.2.2>;tag=p"),
            _ => ("<sip:a@192.0.2.1>", "<sip:b@192.0.2.2>"),
        };
        let event = EVENTS[choice / 8 % 4].as_bytes();
        let _ = self.core.subscription_init(id, from.as_bytes(), to.as_bytes(), Some(event), Some(choice as u32));
        if choice.is_multiple_of(4) {
            let _ = self.core.subscription_set_refer(id, b"<sip:c@192.0.2.3?Replaces=x>", b"");
            let _ = self.core.command(self.time(), Command::Subscription { id, action: Action::Refer { outbound: None } });
        }
        let _ = self.core.command(self.time(), Command::Subscription { id, action: Action::Subscribe { outbound: None } });
    }

    /// Mostly one that lives.
    fn some_subscription(&self, input: &mut Input) -> Option<SubscriptionId> {
        let known = &self.subscribed.subscriptions;
        if input.byte().is_multiple_of(8) {
            return input.pick(known);
        }
        let living: Vec<SubscriptionId> =
            known.iter().copied().filter(|id| self.core.subscription_state(*id).is_ok()).collect();
        input.pick(&living)
    }

    fn use_subscription(&mut self, input: &mut Input) {
        let Some(id) = self.some_subscription(input) else { return };
        let choice = input.byte();
        let notify = self.subscribed.notifies.iter().rev().find(|(of, _)| *of == id).map(|(_, n)| *n);
        if let Some(notify) = notify.filter(|_| choice.is_multiple_of(2))
            && self.core.notify_status(notify) == Ok(NotifyStatus::Received)
        {
            let code = [200, 200, 200, 500][choice / 2 % 4];
            return self.subscription_acts(id, Action::AnswerNotify { notify, code, outbound: None });
        }
        let state = self.core.subscription_state(id).unwrap_or(State::Terminated);
        let action = match (state, choice % 16) {
            (State::Received, 0..=3) if self.core.subscription_is_refer(id) == Ok(true) => {
                let kind = [Kind::CallLeg, Kind::Subscription, Kind::Transaction][choice / 16 % 3];
                match self.core.accept_refer(self.time(), id, kind, choice, None) {
                    Ok(Referred::CallLeg(leg)) => {
                        self.know_leg(leg);
                        let _ = self.core.command(
                            self.time(),
                            Command::CallLeg { id: leg, action: callleg::Action::Connect { outbound: None } },
                        );
                    }
                    Ok(Referred::Subscription(id)) => self.know_subscription(id),
                    Ok(Referred::Transaction(id)) => self.transactions.push(id),
                    Err(_) => {}
                }
                return;
            }
            (State::Received | State::RefreshReceived | State::UnsubscribeReceived, 0..=11) => {
                Action::Accept { pending: choice & 16 != 0, seconds: (choice & 32 != 0).then_some(30), outbound: None }
            }
            (State::Redirected | State::Unauthenticated, 0..=9) => Action::Subscribe { outbound: None },
            (State::SendFailure, 0..=4) => Action::DnsContinue { notify: None },
            (State::SendFailure, 5..=9) => Action::DnsResend { notify: None, outbound: None },
            (State::SendFailure, 10..=12) => Action::DnsGiveUp { notify: None },
            (_, 0..=3) => {
                if let Ok(notify) = self.core.create_notify(id, choice) {
                    let (substate, text) = [
                        (Substate::Active, STATES[0]),
                        (Substate::Active, STATES[1]),
                        (Substate::Pending, STATES[2]),
                        (Substate::Terminated, STATES[3]),
                    ][choice / 16 % 4];
                    self.know_notify(id, notify);
                    let _ = self.core.notify_set_state(notify, substate, text.as_bytes());
                    let _ = self.core.notify_set_refer_code(notify, 180);
                    return self.subscription_acts(id, Action::SendNotify { notify, outbound: None });
                }
                Action::Refresh { seconds: None, outbound: None }
            }
            (State::Active, 12 | 13) => Action::Refresh { seconds: None, outbound: None },
            (_, 4) => Action::Refresh { seconds: Some(choice as u32), outbound: None },
            (_, 5 | 6) => Action::Unsubscribe { outbound: None },
            (_, 7) => Action::Reject { code: 403, reason: Vec::new(), outbound: None },
            (_, 8) => Action::Terminate,
            (_, 9) => Action::Accept { pending: false, seconds: None, outbound: None },
            (_, 10..=13) => match notify {
                Some(notify) => match choice % 16 {
                    10 => Action::TerminateNotify { notify },
                    11 => Action::DnsContinue { notify: Some(notify) },
                    12 => Action::DnsResend { notify: Some(notify), outbound: None },
                    _ => Action::DnsGiveUp { notify: Some(notify) },
                },
                None => Action::Subscribe { outbound: None },
            },
            (_, 14) => {
                let _ = self.core.subscription_set_timer(self.time(), id, choice as u32);
                let _ = self.core.subscription_set_auto_refresh(id, choice & 16 != 0);
                let _ = self.core.subscription_set_alert(id, choice as u32 * 100);
                return;
            }
            _ => {
                if choice == 15 {
                    let _ = self.core.detach_subscription(id);
                }
                Action::Subscribe { outbound: None }
            }
        };
        self.subscription_acts(id, action);
    }

    fn subscription_acts(&mut self, id: SubscriptionId, action: Action) {
        let _ = self.core.command(self.time(), Command::Subscription { id, action });
    }

    /// A SUBSCRIBE or REFER of somebody, outside of dialogs.
    fn subscribes(&mut self, input: &mut Input) {
        let choice = input.byte();
        self.branch += 1;
        let (branch, method) = (self.branch, ["SUBSCRIBE", "SUBSCRIBE", "REFER"][choice % 3]);
        let more = match method {
            "REFER" => "Refer-To: <sip:c@192.0.2.3;method=INVITE?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n".to_string(),
            _ => format!("Event: {}\r\nExpires: {}\r\n", USUAL[choice / 4 % 4], [600, 0, 60, 5][choice / 16 % 4]),
        };
        let text = format!(
            "{method} sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKsub{branch}\r\nTo: <sip:a@example.com>\r\n\
             From: <sip:b@example.com>;tag=s{branch}\r\nCall-ID: sub{branch}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n\
             Contact: <sip:b@192.0.2.2>\r\n{more}Content-Length: 0\r\n\r\n"
        );
        let flow = self.flow(input);
        self.subscription_arrives(flow, text, input);
    }

    /// Fewer than elsewhere are damaged: what comes after has to get somewhere.
    fn subscription_arrives(&mut self, flow: Flow, text: String, input: &mut Input) {
        let bytes = if input.byte().is_multiple_of(6) { mutated(text.into_bytes(), input) } else { text.into_bytes() };
        self.core.receive(self.time(), flow, &bytes);
    }

    pub(super) fn listen_for_subscriptions(&mut self, flow: Flow, bytes: &[u8]) {
        let is = |starts: &[&[u8]]| starts.iter().any(|s| bytes.starts_with(s));
        let text = || String::from_utf8_lossy(bytes).into_owned();
        let heard = if is(&[b"SUBSCRIBE", b"REFER"]) {
            &mut self.subscribed.asked
        } else if is(&[b"SIP/2.0 200", b"SIP/2.0 202"]) && field(&text(), "CSeq").contains("SUBSCRIBE") {
            &mut self.subscribed.granted
        } else {
            return;
        };
        heard.insert(0, (flow, text()));
        heard.truncate(REMEMBERED);
    }

    /// A NOTIFY for a SUBSCRIBE or REFER that was sent, a refresh of one that was answered.
    fn speaks_of_subscription(&mut self, input: &mut Input) {
        let choice = input.byte();
        self.branch += 1;
        self.subscribed.number += 1;
        let (branch, number) = (self.branch, self.subscribed.number);
        let (flow, text) = if choice.is_multiple_of(3) {
            let Some((flow, ok)) = input.pick(&[0, 0, 1]).and_then(|n: usize| self.subscribed.granted.get(n)) else { return };
            let method = ["SUBSCRIBE", "SUBSCRIBE", "REFER", "BYE"][choice / 64];
            let text = format!(
                "{method} sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKref{branch}\r\nTo: {}\r\nFrom: {}\r\n\
                 Call-ID: {}\r\nCSeq: {} {method}\r\nRefer-To: <sip:c@192.0.2.3;method=SUBSCRIBE>\r\nMax-Forwards: 70\r\nContact: <sip:b@192.0.2.2>\r\nEvent: {}\r\nExpires: {}\r\n\
                 Content-Length: 0\r\n\r\n",
                field(ok, "To"),
                field(ok, "From"),
                field(ok, "Call-ID"),
                number + 1,
                USUAL[choice / 4 % 4],
                [600, 0, 60][choice / 16 % 3]
            );
            (*flow, text)
        } else {
            let Some((flow, subscribe)) = self.subscribed.asked.get(choice / 64) else { return };
            let mut from = field(subscribe, "To").to_string();
            if !from.contains("tag=") {
                from += [";tag=srv", ";tag=srv", ";tag=other"][choice / 4 % 3];
            }
            let event = if subscribe.starts_with("REFER") { "refer" } else { field(subscribe, "Event") };
            let text = format!(
                "NOTIFY sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKnot{branch}\r\nTo: {}\r\nFrom: {from}\r\n\
                 Call-ID: {}\r\nCSeq: {number} NOTIFY\r\nMax-Forwards: 70\r\nContact: <sip:b@192.0.2.2>\r\nEvent: {event}\r\n\
                 Subscription-State: {}\r\nContent-Length: 0\r\n\r\n",
                field(subscribe, "From"),
                field(subscribe, "Call-ID"),
                STATES[choice / 8 % 6]
            );
            (*flow, text)
        };
        self.subscription_arrives(flow, text, input);
    }

    pub(super) fn told_of_subscription(&mut self, event: &Event) {
        match event {
            Event::Subscription { id, state, .. } => {
                self.reached.insert(format!("subscription {state:?}"));
                assert!(!self.subscribed.ended.contains(&id.0), "a subscription is heard of after its end: {state:?}");
                self.know_subscription(*id);
                if *state == State::Terminated {
                    self.subscribed.ended.insert(id.0);
                }
            }
            Event::Notify { id, notify, status, .. } => {
                self.reached.insert(format!("notify {status:?}"));
                assert!(
                    !self.subscribed.ended_notifies.contains(&notify.0),
                    "a notification is heard of after its end: {status:?}"
                );
                assert!(
                    !self.subscribed.ended.contains(&id.0),
                    "a notification of an ended subscription is heard of: {status:?}"
                );
                if *status == NotifyStatus::Terminated {
                    self.subscribed.ended_notifies.insert(notify.0);
                } else {
                    self.know_notify(*id, *notify);
                    self.know_subscription(*id);
                }
            }
            Event::SubscriptionAlert { id, .. } => self.told_of_living(*id, "subscription alert".into()),
            Event::SubscriptionExpired { id, .. } => self.told_of_living(*id, "subscription expired".into()),
            Event::ReferNotify { id, progress, .. } => self.told_of_living(*id, format!("refer {progress:?}")),
            _ => {}
        }
    }

    pub(super) fn end_subscriptions(&mut self) {
        for id in self.subscribed.subscriptions.clone() {
            self.subscription_acts(id, Action::Terminate);
        }
    }

    fn told_of_living(&mut self, id: SubscriptionId, what: String) {
        assert!(!self.subscribed.ended.contains(&id.0), "a subscription is heard of after its end: {what}");
        self.reached.insert(what);
    }
}
