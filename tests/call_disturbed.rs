//! Whatever happens at whatever moment of a call: it ends once, nothing comes after its end, and nothing is left of it.

mod support;

use rvsip::endpoint::callleg::Action;
use rvsip::endpoint::*;
use std::cell::RefCell;
use std::rc::Rc;
use support::calls::*;
use support::*;

/// Every setting of [`cfg`] on and off.
const CONFIGS: [u32; 4] = [0, 5, 10, 15];

fn all() -> Interest {
    Interest {
        callleg_provisional: true,
        callleg_msg_to_send: true,
        callleg_msg_received: true,
        callleg_final_dest: true,
        callleg_forked: true,
        callleg_bye_created: true,
        callleg_transaction_created: true,
        callleg_reinvite_created: true,
        callleg_session_fault: true,
        callleg_nested: true,
        open_callleg: true,
        ..calls_only()
    }
}

fn cfg(n: u32) -> Config {
    Config {
        forking: n & 1 == 1,
        manual_ack: n & 2 == 2,
        manual_prack: n & 4 == 4,
        manual_behavior: n & 4 == 4,
        failover: if n & 8 == 8 { Failover::Manual } else { Failover::Automatic },
        reliable_provisional: true,
        supported: b"100rel,timer".to_vec(),
        extensions: b"100rel,timer".to_vec(),
        session_expires: 1800,
        ..config()
    }
}

fn try_answer(net: &mut Net, method: &str, tag: &str, status: &str, more: &str) {
    let all = net.sent_by_us();
    let Some(request) = all.into_iter().rev().find(|s| s.starts_with(method)) else { return };
    let text = String::from_utf8(response(request.as_bytes(), status, more)).unwrap();
    receive(net, text.replace(";tag=srv", &format!(";tag={tag}")).as_bytes());
}

fn try_inside(net: &mut Net, call: CallLegId, method: &str, cseq: u32, more: &str) {
    let text = |t: Result<Vec<u8>, Error>| t.ok().map(|t| String::from_utf8(t).unwrap());
    let incoming = net.client.leg_direction(call) == Ok(callleg::Direction::Incoming);
    let (Some(to), Some(from), Some(id)) =
        (text(net.client.leg_to(call)), text(net.client.leg_from(call)), text(net.client.leg_call_id(call)))
    else {
        return;
    };
    let (from, to) = if incoming { (from, to) } else { (to, from) };
    let text = format!(
        "{method} sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK{method}{cseq}\r\n\
         Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {id}\r\nCSeq: {cseq} {method}\r\n{more}Content-Length: 0\r\n\r\n"
    );
    receive(net, text.as_bytes());
}

const GRANT: &str = "Contact: <sip:bob@192.0.2.2:5060>\r\nSession-Expires: 1800;refresher=uas\r\nRequire: timer\r\n";

/// All that may happen, one after the other; whatever does not fit is refused.
fn play(net: &mut Net, scenario: usize) {
    let out = |net: &mut Net| {
        let call = net.client.create_call_leg(9).unwrap();
        net.client.leg_set_from(call, b"Alice <sip:alice@192.0.2.1>").unwrap();
        net.client.leg_set_to(call, b"<sip:bob@192.0.2.2>").unwrap();
        if scenario == 7 {
            net.client.leg_set_remote_contact(call, b"sip:bob@192.0.2.2;transport=tcp").unwrap();
        }
        let _ = act(net, call, Action::Connect { outbound: None });
        call
    };
    match scenario {
        0 | 7 => {
            let call = out(net);
            try_answer(net, "INVITE", "111", "183 P", &format!("{CONTACT}Require: 100rel\r\nRSeq: 7\r\n"));
            let _ = act(net, call, Action::Prack { outbound: None });
            try_answer(net, "PRACK", "111", "200 OK", "");
            try_answer(net, "INVITE", "111", "200 OK", GRANT);
            let _ = act(net, call, Action::Ack { outbound: None });
            let _ = act(net, call, Action::Refresh { reinvite: None, outbound: None });
            try_answer(net, "INVITE", "111", "180 R", CONTACT);
            try_answer(net, "INVITE", "111", "200 OK", GRANT);
            if let Ok(reinvite) = net.client.create_reinvite(call, Some(1)) {
                let _ = act(net, call, Action::ReInvite { reinvite, outbound: None });
                try_answer(net, "INVITE", "111", "180 R", CONTACT);
                let _ = act(net, call, Action::Cancel);
                try_answer(net, "CANCEL", "111", "200 OK", CONTACT);
                try_answer(net, "INVITE", "111", "487 T", CONTACT);
            }
            try_inside(net, call, "INVITE", 20, "");
            let _ = act(net, call, Action::ProvisionalReliable { code: 183, outbound: None });
            let _ = act(net, call, Action::Accept { outbound: None });
            try_inside(net, call, "ACK", 20, "");
            try_inside(net, call, "INFO", 21, "");
            if let Some(transaction) = net.seen.of_legs.last().copied() {
                let _ = act(net, call, Action::Respond { transaction, code: 200, outbound: None });
            }
            if let Ok(transaction) = net.client.create_general(call, 4) {
                let _ =
                    act(net, call, Action::Request { transaction, method: b"UPDATE".to_vec(), refresh: true, outbound: None });
                try_answer(net, "UPDATE", "111", "200 OK", GRANT);
            }
            let _ = act(net, call, Action::Disconnect { outbound: None });
            try_answer(net, "BYE", "111", "401 U", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n");
            try_answer(net, "BYE", "111", "200 OK", "");
        }
        1 => {
            offer(net, "Supported: 100rel,timer\r\nSession-Expires: 600\r\n");
            let Some(call) = net.seen.legs.last().map(|l| l.0) else { return };
            let _ = act(net, call, Action::Provisional { code: 180, outbound: None });
            let _ = act(net, call, Action::ProvisionalReliable { code: 183, outbound: None });
            let rseq = net.sent_by_us().iter().rev().find_map(|s| header(s, "RSeq").map(str::to_string)).unwrap_or_default();
            try_inside(net, call, "PRACK", 11, &format!("RAck: {rseq} 10 INVITE\r\n"));
            let _ = act(net, call, Action::AnswerPrack { code: 200, outbound: None });
            let _ = act(net, call, Action::Accept { outbound: None });
            try_inside(net, call, "ACK", 10, "");
            try_inside(net, call, "BYE", 12, "");
            if let Some(transaction) = net.seen.of_legs.last().copied() {
                let _ = act(net, call, Action::AnswerBye { transaction, code: 200, outbound: None });
            }
        }
        2 => {
            let call = out(net);
            try_answer(net, "INVITE", "111", "180 R", CONTACT);
            try_answer(net, "INVITE", "222", "180 R", CONTACT);
            try_answer(net, "INVITE", "222", "200 OK", CONTACT);
            try_answer(net, "INVITE", "333", "200 OK", CONTACT);
            try_answer(net, "INVITE", "222", "200 OK", CONTACT);
            let _ = act(net, call, Action::Disconnect { outbound: None });
            try_answer(net, "INVITE", "111", "200 OK", CONTACT);
        }
        3 => {
            let call = out(net);
            let _ = act(net, call, Action::Disconnect { outbound: None });
            try_answer(net, "INVITE", "111", "180 R", CONTACT);
            try_answer(net, "CANCEL", "111", "200 OK", "");
            try_answer(net, "INVITE", "111", "200 OK", CONTACT);
        }
        4 => {
            let invite = offer(net, "");
            receive(net, invite.replace("INVITE", "CANCEL").as_bytes());
            let Some(call) = net.seen.legs.last().map(|l| l.0) else { return };
            let _ = act(net, call, Action::Reject { code: 487, outbound: None });
            try_inside(net, call, "ACK", 10, "");
        }
        5 => {
            let call = out(net);
            try_answer(net, "INVITE", "111", "503 S", "");
            let now = net.time();
            let _ = net.client.leg_dns_continue(now, call, None);
            let _ = act(net, call, Action::DnsResend { transaction: None, outbound: None });
            let _ = act(net, call, Action::DnsGiveUp { transaction: None });
        }
        _ => {
            let call = out(net);
            try_answer(net, "INVITE", "111", "401 U", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n");
            let _ = act(net, call, Action::Authenticate { outbound: None });
            try_answer(net, "INVITE", "111", "302 M", CONTACT);
            let _ = act(net, call, Action::Connect { outbound: None });
            try_answer(net, "INVITE", "111", "422 M", "Min-SE: 3000\r\n");
        }
    }
}

fn legs(net: &Net) -> Vec<CallLegId> {
    let mut ids: Vec<CallLegId> = Vec::new();
    for (id, _) in &net.seen.legs {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    ids
}

fn finish(net: &mut Net, what: &str) {
    wait(net, 40_000);
    // Those too that nobody was told of.
    for _ in 0..3 {
        for index in 0..8 {
            for generation in 0..3 {
                let id = CallLegId(Id { index, generation });
                let _ = act(net, id, Action::Terminate);
            }
        }
        wait(net, 200_000);
    }
    let left = net.client.tables();
    assert_eq!(left, Tables::default(), "{what}: {:?}", net.seen.legs);
    for id in legs(net) {
        let told = net.told(id);
        let ends = told.iter().filter(|t| t.starts_with("Terminated")).count();
        assert_eq!(ends, 1, "{what}: {told:?}");
        let at = told.iter().position(|t| t.starts_with("Terminated")).unwrap();
        assert!(
            told[at + 1..].iter().all(|t| t.starts_with("transaction Terminated") || t.starts_with("bye Terminated")),
            "{what}: {told:?}"
        );
        let off = told.iter().filter(|t| t.starts_with("Disconnected")).count();
        assert!(off < 2, "{what}: {told:?}");
        if let Some(at) = told.iter().position(|t| t.starts_with("Disconnected")) {
            let details = ["Terminated", "re-INVITE", "transaction", "bye", "prack", "session"];
            assert!(told[at + 1..].iter().all(|t| details.iter().any(|d| t.starts_with(d))), "{what}: {told:?}");
        }
        let modify = |s: &str| told.iter().filter(|t| t.starts_with(&format!("re-INVITE {s}"))).count();
        assert!(modify("Terminated") >= modify("Sent").max(modify("Received")), "{what}: {told:?}");
        let bye = |s: &str| told.iter().filter(|t| t.starts_with(&format!("bye {s}"))).count();
        assert!(bye("Received") <= bye("Terminated") + bye("Detached"), "{what}: {told:?}");
    }
}

fn make(n: u32) -> Net {
    let mut net = call_net(cfg(n));
    net.client.set_interest(all());
    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    net
}

#[test]
fn a_call_may_be_terminated_in_every_event() {
    for n in CONFIGS {
        for scenario in 0..8 {
            let mut at = 0;
            loop {
                let mut net = make(n);
                let counter = Rc::new(RefCell::new(0));
                let c = counter.clone();
                net.on_leg = Some(Box::new(move |net, id| {
                    *c.borrow_mut() += 1;
                    if *c.borrow() == at + 1 {
                        let now = net.time();
                        let _ = net.client.command(now, Command::CallLeg { id, action: Action::Terminate });
                    }
                }));
                play(&mut net, scenario);
                let what = format!("cfg {n} scenario {scenario} event {at}");
                finish(&mut net, &what);
                if *counter.borrow() <= at {
                    break;
                }
                at += 1;
            }
        }
    }
}

#[test]
fn every_question_may_be_answered_late() {
    for n in CONFIGS {
        for scenario in 0..8 {
            for terminate in [true, false] {
                let mut at = 0;
                loop {
                    let mut net = make(n);
                    let counter = Rc::new(RefCell::new(0));
                    let c = counter.clone();
                    let held: Held = Held::default();
                    let keep = held.clone();
                    net.on_ask = Some(Box::new(move |_, token, ask| {
                        *c.borrow_mut() += 1;
                        if *c.borrow() == at + 1 {
                            keep.borrow_mut().push((token, ask));
                            return None;
                        }
                        Some((token, ask))
                    }));
                    play(&mut net, scenario);
                    let what = format!("held cfg {n} scenario {scenario} question {at} terminate {terminate}");
                    if terminate {
                        for id in legs(&net) {
                            let _ = act(&mut net, id, Action::Terminate);
                        }
                    } else {
                        wait(&mut net, 1000);
                    }
                    if !held.borrow().is_empty() {
                        net.let_go(&held);
                    }
                    finish(&mut net, &what);
                    if *counter.borrow() <= at {
                        break;
                    }
                    at += 1;
                }
            }
        }
    }
}

#[test]
fn every_question_may_be_answered_with_no() {
    for n in CONFIGS {
        for scenario in 0..8 {
            let mut at = 0;
            loop {
                let mut net = make(n);
                let counter = Rc::new(RefCell::new(0));
                let c = counter.clone();
                net.on_ask = Some(Box::new(move |net, token, ask| {
                    *c.borrow_mut() += 1;
                    if *c.borrow() != at + 1 {
                        return Some((token, ask));
                    }
                    let now = net.time();
                    let answer = match ask {
                        Ask::MsgToSend { msg, .. } | Ask::MsgReceived { msg, .. } | Ask::FinalDest { msg, .. } => {
                            Answer::Refuse(msg)
                        }
                        Ask::CallLegCreated { .. } | Ask::CallLegForked { .. } | Ask::CallLegTransaction { .. } => {
                            Answer::Created { owner: 0, take: false }
                        }
                        Ask::ReInviteCreated { .. } => Answer::ReInvite { owner: 0, code: 400 },
                        Ask::SessionFault { .. } | Ask::OpenCallLeg { .. } => Answer::Keep(false),
                        Ask::Secret { .. } => Answer::Secret(None),
                        other => return Some((token, other)),
                    };
                    net.client.answer(now, token, answer);
                    None
                }));
                play(&mut net, scenario);
                let what = format!("refused cfg {n} scenario {scenario} question {at}");
                finish(&mut net, &what);
                if *counter.borrow() <= at {
                    break;
                }
                at += 1;
            }
        }
    }
}

#[test]
fn there_may_be_no_room_at_every_step() {
    for n in CONFIGS {
        for scenario in 0..8 {
            for most in 0..10 {
                for (t, l) in [(most, 1000), (1000, most.max(1))] {
                    let mut net = call_net(Config { max_transactions: t, max_call_legs: l, ..cfg(n) });
                    net.client.set_interest(all());
                    net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
                    play(&mut net, scenario);
                    finish(&mut net, &format!("few cfg {n} scenario {scenario} most {most}"));
                }
            }
        }
    }
}

#[test]
fn the_local_address_may_go_in_every_event() {
    for n in CONFIGS {
        for scenario in 0..8 {
            let mut at = 0;
            loop {
                let mut net = make(n);
                let counter = Rc::new(RefCell::new(0));
                let c = counter.clone();
                net.on_leg = Some(Box::new(move |net, _| {
                    *c.borrow_mut() += 1;
                    if *c.borrow() == at + 1 {
                        let now = net.time();
                        let id = net.client.next_local(0, None).unwrap();
                        net.client.remove_local(now, id).unwrap();
                    }
                }));
                play(&mut net, scenario);
                finish(&mut net, &format!("local cfg {n} scenario {scenario} event {at}"));
                if *counter.borrow() <= at {
                    break;
                }
                at += 1;
            }
        }
    }
}

#[test]
fn the_other_end_or_time_may_intervene_in_every_event() {
    for kind in 0..5 {
        for n in CONFIGS {
            for scenario in 0..8 {
                let mut at = 0;
                loop {
                    let mut net = make(n);
                    let counter = Rc::new(RefCell::new(0));
                    let c = counter.clone();
                    net.on_leg = Some(Box::new(move |net, id| {
                        *c.borrow_mut() += 1;
                        if *c.borrow() != at + 1 {
                            return;
                        }
                        match kind {
                            0 => try_inside(net, id, "BYE", 900, ""),
                            1 => {
                                let conns: Vec<ConnId> = net.conns.keys().copied().collect();
                                conns.into_iter().for_each(|c| net.hang_up(c));
                            }
                            2 => wait(net, 33_000),
                            3 => {
                                let _ = act(net, id, Action::Disconnect { outbound: None });
                            }
                            _ => wait(net, 400_000),
                        }
                    }));
                    play(&mut net, scenario);
                    finish(&mut net, &format!("kind {kind} cfg {n} scenario {scenario} event {at}"));
                    if *counter.borrow() <= at {
                        break;
                    }
                    at += 1;
                }
            }
        }
    }
}
