//! Messages in the hands of the application before they belong to anything: bad syntax, the parser's verdict, the last look.

mod support;

use rvsip::endpoint::*;
use rvsip::message::{Message, Name, StartLine};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use support::*;

fn quiet(_: &mut Net, _: SocketAddr, _: SocketAddr, _: &[u8]) {}

fn both() -> Interest {
    Interest { transaction_created: true, bad_start_line: true, bad_headers: true, ..Interest::default() }
}

type Judge = Box<dyn FnMut(Look, &mut Message) -> Action>;

/// A server whose application judges messages; what it was asked about comes back.
fn server(interest: Interest, mut judge: Judge) -> (Net, Rc<RefCell<Vec<Look>>>) {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(interest);
    let looks: Rc<RefCell<Vec<Look>>> = Rc::default();
    let seen = looks.clone();
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::Look { look, mut msg, .. } => {
            seen.borrow_mut().push(look);
            let action = judge(look, &mut msg);
            let now = net.time();
            net.client.answer(now, token, Answer::Looked { msg, action });
            None
        }
        ask => Some((token, ask)),
    }));
    (net, looks)
}

fn give(net: &mut Net, text: &str) {
    let now = net.time();
    net.client.receive(now, Flow::Udp { local: 0, peer: addr("192.0.2.2:5060") }, text.as_bytes());
    net.settle();
}

fn bad_start_line() -> String {
    request("OPTIONS", "a", 1, "").replace("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "OPTIONS  sip:bob@192.0.2.1 SIP/2.0")
}

fn bad_contact() -> String {
    request("OPTIONS", "b", 1, "Contact: <sip:a<b>\r\n")
}

fn bad_to() -> String {
    request("OPTIONS", "c", 1, "").replace("To: <sip:bob@example.com>", "To: <sip:bob@exa<mple.com>")
}

fn first_line(net: &Net) -> Option<String> {
    net.sent_by_us().last().and_then(|m| m.lines().next().map(str::to_string))
}

#[test]
fn while_nobody_listens_a_bad_request_is_refused_with_what_is_wrong_and_a_bad_response_dropped() {
    let (mut net, looks) =
        server(Interest { transaction_created: true, ..Interest::default() }, Box::new(|_, _| Action::Continue));
    give(&mut net, &bad_to());
    assert_eq!(first_line(&net).unwrap(), "SIP/2.0 400 bad To");
    give(&mut net, &bad_start_line());
    assert!(first_line(&net).unwrap().starts_with("SIP/2.0 400 "));
    assert_eq!(net.client.counters().malformed, 2);
    give(&mut net, &bad_to().replace("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 200 OK"));
    assert_eq!(net.sent_by_us().len(), 2);
    // A header that nobody needs does no harm.
    give(&mut net, &bad_contact());
    assert_eq!(net.seen.asked, ["Created"]);
    assert!(looks.borrow().is_empty());
}

#[test]
fn discarding_is_silent() {
    let (mut net, looks) = server(both(), Box::new(|_, _| Action::Discard));
    for text in [bad_start_line(), bad_to(), bad_contact()] {
        give(&mut net, &text);
    }
    assert_eq!(*looks.borrow(), [Look::BadStartLine, Look::BadHeaders, Look::BadHeaders]);
    assert!(net.sent_by_us().is_empty() && !net.seen.asked.contains(&"Created"));
    assert_eq!(net.client.counters().malformed, 3);
    net.assert_empty();
}

#[test]
fn rejecting_a_request_says_what_is_wrong_and_rejecting_a_response_drops_it() {
    let (mut net, _) = server(both(), Box::new(|_, _| Action::Reject));
    give(&mut net, &bad_contact());
    assert_eq!(first_line(&net).unwrap(), "SIP/2.0 400 bad Contact");
    give(&mut net, &bad_to());
    assert_eq!(first_line(&net).unwrap(), "SIP/2.0 400 bad To");
    give(&mut net, &bad_start_line());
    assert!(first_line(&net).unwrap().starts_with("SIP/2.0 400 "));
    let count = net.sent_by_us().len();
    give(&mut net, &bad_contact().replace("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 200 OK"));
    give(&mut net, &bad_start_line().replace("OPTIONS  sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 20 OK"));
    give(&mut net, &bad_contact().replace("OPTIONS", "ACK"));
    assert_eq!(net.sent_by_us().len(), count, "responses and ACK are never answered");
    net.run_for(100_000, &mut quiet);
    net.assert_empty();
}

#[test]
fn a_start_line_that_stays_bad_is_dropped_and_one_that_was_fixed_goes_on_to_the_headers() {
    let fixed = |_: Look, msg: &mut Message| {
        if matches!(msg.start, StartLine::Bad { .. }) {
            msg.set_start_line(b"OPTIONS sip:bob@192.0.2.1 SIP/2.0").unwrap();
        }
        Action::Continue
    };
    let (mut net, looks) = server(both(), Box::new(|_, _| Action::Continue));
    give(&mut net, &bad_start_line());
    assert_eq!(*looks.borrow(), [Look::BadStartLine]);
    assert!(net.sent_by_us().is_empty());
    let (mut net, looks) = server(both(), Box::new(fixed));
    give(&mut net, &bad_start_line());
    assert_eq!((looks.borrow().len(), net.seen.asked.last()), (1, Some(&"Created")));
    let worse = bad_start_line().replace("Content-Length", "Contact: <sip:a<b>\r\nContent-Length").replace("bKa", "bKd");
    give(&mut net, &worse.replace("call-1", "call-2"));
    assert_eq!(*looks.borrow(), [Look::BadStartLine, Look::BadStartLine, Look::BadHeaders]);
    let tx = net.seen.transactions.last().unwrap().0;
    let seen = &net.seen.last_of_transaction[&tx];
    assert_eq!(seen.method(), b"OPTIONS");
    assert_eq!(seen.raw_of(Name::Contact), Some(&b"<sip:a<b>"[..]), "it shows what is left bad");
}

#[test]
fn a_header_a_transaction_needs_has_to_be_right_after_all() {
    let (mut net, looks) = server(both(), Box::new(|_, _| Action::Continue));
    give(&mut net, &bad_to());
    assert_eq!(first_line(&net).unwrap(), "SIP/2.0 400 bad To");
    give(&mut net, &bad_to().replace("OPTIONS sip:bob@192.0.2.1 SIP/2.0", "SIP/2.0 200 OK"));
    assert_eq!((looks.borrow().len(), net.sent_by_us().len()), (2, 1));
    // Fixed in the callback it goes on.
    let fix = |_: Look, msg: &mut Message| {
        let at = msg.find(Name::To, 0).unwrap();
        msg.remove(at);
        msg.push(Name::To, b"<sip:bob@example.com>");
        Action::Continue
    };
    let (mut net, _) = server(both(), Box::new(fix));
    give(&mut net, &bad_to());
    assert_eq!(net.seen.asked.last(), Some(&"Created"));
}

#[test]
fn a_response_with_a_bad_header_may_be_let_pass() {
    for (action, registered) in [(Action::Continue, true), (Action::Discard, false)] {
        let (mut net, looks) = server(both(), Box::new(move |_, _| action));
        let id = net.add_client("alice", None, None);
        net.register(id);
        net.run_for(1_000, &mut always("200 OK", "Contact: <sip:a<b>\r\n"));
        assert_eq!(net.state(id) == regclient::State::Registered, registered);
        assert_eq!(looks.borrow()[0], Look::BadHeaders);
    }
}

#[test]
fn each_handler_works_without_the_other() {
    let (mut net, looks) = server(Interest { bad_headers: false, ..both() }, Box::new(|_, _| Action::Discard));
    give(&mut net, &bad_to());
    assert_eq!(first_line(&net).unwrap(), "SIP/2.0 400 bad To");
    let (mut net2, looks2) = server(Interest { bad_start_line: false, ..both() }, Box::new(|_, _| Action::Discard));
    give(&mut net2, &bad_start_line());
    assert!(first_line(&net2).unwrap().starts_with("SIP/2.0 400 "));
    assert!(looks.borrow().is_empty() && looks2.borrow().is_empty());
}

#[test]
fn the_last_look_sees_what_is_about_to_be_processed_and_may_stop_it() {
    let interest = Interest { msg_received: true, ..both() };
    let (mut net, looks) = server(
        interest,
        Box::new(|look, msg| match look {
            Look::Received if msg.find_named(b"X-Stop", 0).is_some() => Action::Discard,
            _ => Action::Continue,
        }),
    );
    give(&mut net, &request("OPTIONS", "a", 1, "X-Stop: yes\r\n"));
    assert!(!net.seen.asked.contains(&"Created"));
    give(&mut net, &request("OPTIONS", "b", 1, ""));
    assert!(net.seen.asked.contains(&"Created"));
    give(&mut net, &bad_contact().replace("bKb", "bKc").replace("call-1", "call-2"));
    assert_eq!(*looks.borrow(), [Look::Received, Look::Received, Look::BadHeaders, Look::Received]);
    // A message that is refused anyway is not shown.
    let (mut net, looks) = server(Interest { bad_headers: false, ..interest }, Box::new(|_, _| Action::Continue));
    give(&mut net, &bad_to());
    assert!(looks.borrow().is_empty() && net.sent_by_us().len() == 1);
}

#[test]
fn the_verdict_on_each_message_of_a_connection_is_told_and_the_connection_may_be_ended_for_it() {
    let mut net = Net::new(config(), 1);
    net.client.set_interest(Interest { transaction_created: true, parser_result: true, ..Interest::default() });
    let verdicts: Rc<RefCell<Vec<bool>>> = Rc::default();
    let seen = verdicts.clone();
    net.on_ask = Some(Box::new(move |net, token, ask| match ask {
        Ask::Look { look: Look::Parsed { legal }, conn: Some(id), msg } => {
            seen.borrow_mut().push(legal);
            if seen.borrow().iter().filter(|legal| !**legal).count() == 2 {
                net.command(Command::TerminateConnection { id }).unwrap();
            }
            let now = net.time();
            net.client.answer(now, token, Answer::Looked { msg, action: Action::Continue });
            None
        }
        ask => Some((token, ask)),
    }));
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let now = net.time();
    for text in [request("OPTIONS", "a", 1, ""), bad_contact(), bad_to(), request("OPTIONS", "e", 9, "")] {
        net.client.receive(now, Flow::Conn(conn), text.replace("/UDP", "/TCP").as_bytes());
    }
    // Datagrams are no part of it.
    give(&mut net, &request("OPTIONS", "f", 1, "").replace("call-1", "call-7"));
    assert_eq!(*verdicts.borrow(), [true, false, false], "what came after the end is not looked at");
    assert_eq!(net.closed, [conn]);
    assert!(!net.sent_by_us().iter().any(|m| m.starts_with("SIP/2.0 400")), "what came with the end is not processed");
    assert_eq!(net.client.tables().arrivals, 0);
}

#[test]
fn messages_keep_their_order_through_all_the_looks() {
    let interest = Interest { parser_result: true, msg_received: true, ..both() };
    let (mut net, looks) = server(interest, Box::new(|_, _| Action::Continue));
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let now = net.time();
    for n in 0..3 {
        let more = if n == 0 { "Contact: <sip:a<b>\r\n" } else { "" };
        let text = request("OPTIONS", &format!("m{n}"), 1, more).replace("call-1", &format!("call-{n}"));
        net.client.receive(now, Flow::Conn(conn), text.replace("/UDP", "/TCP").as_bytes());
    }
    net.settle();
    let parsed = |legal| Look::Parsed { legal };
    let (bad, last) = (Look::BadHeaders, Look::Received);
    assert_eq!(*looks.borrow(), [parsed(false), bad, last, parsed(true), last, parsed(true), last]);
    let calls: Vec<String> = net
        .seen
        .transactions
        .iter()
        .map(|t| String::from_utf8_lossy(&net.client.transaction_call_id(t.0).unwrap()).into_owned())
        .collect();
    assert_eq!(calls, ["call-0@192.0.2.2", "call-1@192.0.2.2", "call-2@192.0.2.2"]);
}

#[test]
fn an_accepted_connection_is_not_idle_while_its_message_is_looked_at() {
    let mut net = Net::new(Config { server_connection_timeout: Some(0), ..config() }, 1);
    net.client.set_interest(Interest { transaction_created: true, msg_received: true, ..Interest::default() });
    let parked: Rc<RefCell<Vec<(Token, Ask)>>> = Rc::default();
    let park = parked.clone();
    net.on_ask = Some(Box::new(move |_, token, ask| match ask {
        ask @ Ask::Look { .. } => {
            park.borrow_mut().push((token, ask));
            None
        }
        ask => Some((token, ask)),
    }));
    let conn = net.connect_in(addr("192.0.2.7:4444")).unwrap();
    let now = net.time();
    net.client.receive(now, Flow::Conn(conn), request("OPTIONS", "a", 1, "").replace("/UDP", "/TCP").as_bytes());
    net.run_for(5_000, &mut quiet);
    assert!(net.closed.is_empty());
    let (token, Ask::Look { msg, .. }) = parked.borrow_mut().pop().unwrap() else { panic!() };
    let now = net.time();
    net.client.answer(now, token, Answer::Looked { msg, action: Action::Discard });
    net.run_for(1, &mut quiet);
    assert_eq!(net.closed, [conn]);
}

#[test]
fn credentials_that_were_let_pass_with_errors_are_told_as_such_that_cannot_be_checked() {
    let mut net = Net::new(Config { server_auth: true, ..config() }, 1);
    net.client.set_interest(both());
    give(&mut net, &request("OPTIONS", "a", 1, "Authorization: Digest username=\r\n"));
    assert_eq!(net.seen.asked, ["BadHeaders", "Created"]);
    let id = net.seen.transactions.last().unwrap().0;
    net.command(Command::AuthBegin { id }).unwrap();
    net.settle();
    assert_eq!(net.seen.found.iter().map(|f| (f.0, f.3)).collect::<Vec<_>>(), [(id, false)]);
}
