//! Requests outside of dialogs that are refreshed by themselves: PUBLISH (RFC 3903) above all.

mod support;

use rvsip::endpoint::refresh::State;
use rvsip::endpoint::*;
use rvsip::message::{Limits, Message};
use std::cell::RefCell;
use std::rc::Rc;
use support::*;

const CHALLENGE: &str = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
const HOUR: u64 = 3_600_000;

/// The headers and the body of a request, as an outbound message.
fn outbound(lines: &str, body: &str) -> Option<Box<Message>> {
    let mut msg = Box::new(Message::new());
    let text = format!("X sip:x SIP/2.0\r\n{lines}Content-Length: {}\r\n\r\n{body}", body.len());
    msg.parse(text.as_bytes(), &Limits::default()).unwrap();
    Some(msg)
}

struct World {
    net: Net,
    first: TransactionId,
    refresh: RefreshId,
    /// What the server answers next; the last one again and again.
    answers: Rc<RefCell<Vec<(&'static str, &'static str)>>>,
}

/// A transaction with a refresh, in Idle.
fn world() -> World {
    world_with(config())
}

fn world_with(cfg: Config) -> World {
    let mut net = Net::new(cfg, 1);
    let first = net.client.create_transaction(3).unwrap();
    net.client.transaction_set_to(first, b"<sip:bob@example.com>").unwrap();
    net.client.transaction_set_from(first, b"<sip:alice@example.com>").unwrap();
    let refresh = net.client.create_refresh(9).unwrap();
    net.client.attach_refresh_to_transaction(refresh, first).unwrap();
    World { net, first, refresh, answers: Rc::default() }
}

/// One whose first request is out: a PUBLISH for ten minutes.
fn published(answers: &[(&'static str, &'static str)]) -> World {
    let mut w = world();
    w.answers.borrow_mut().extend(answers);
    w.send("PUBLISH", "Expires: 600\r\nEvent: presence\r\nContent-Type: text/plain\r\n", "here").unwrap();
    w
}

impl World {
    fn send(&mut self, method: &str, lines: &str, body: &str) -> Result<(), Error> {
        let uri = b"sip:bob@192.0.2.2".to_vec();
        self.net.command(Command::Request { id: self.first, method: method.into(), uri, outbound: outbound(lines, body) })
    }
    fn pass(&mut self, ms: u64) {
        let answers = self.answers.clone();
        self.net.run_for(ms, &mut |net, me, from, bytes| {
            let mut all = answers.borrow_mut();
            let next = if all.len() > 1 { Some(all.remove(0)) } else { all.first().copied() };
            if let Some((status, more)) = next {
                let text = response(bytes, status, more);
                net.post(me, from, &text);
            }
        });
    }
    fn answer(&mut self, answers: &[(&'static str, &'static str)]) {
        *self.answers.borrow_mut() = answers.to_vec();
    }
    fn update(&mut self, extra: Option<Box<Message>>) -> Result<(), Error> {
        let now = self.net.time();
        let done = self.net.client.refresh_update(now, self.refresh, extra.as_deref());
        self.net.settle();
        done
    }
    fn terminate(&mut self, extra: Option<Box<Message>>) -> Result<(), Error> {
        let now = self.net.time();
        let done = self.net.client.refresh_terminate(now, self.refresh, extra.as_deref());
        self.net.settle();
        done
    }
    fn heard(&self) -> Vec<&str> {
        self.net.refresh_heard(self.refresh)
    }
    /// The requests, without retransmissions.
    fn requests(&self) -> Vec<String> {
        let mut sent = self.net.sent_by_us();
        sent.retain(|text| !text.starts_with("SIP/2.0"));
        sent.dedup();
        sent
    }
    fn last(&self) -> String {
        self.requests().pop().unwrap()
    }
}

fn body(text: &str) -> &str {
    text.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn a_publication_is_refreshed_by_its_etag_without_its_body() {
    let mut w = published(&[("200 OK", "SIP-ETag: one\r\nExpires: 600\r\n"), ("200 OK", "SIP-ETag: two\r\nExpires: 600\r\n")]);
    w.pass(299_000);
    assert_eq!(w.heard(), ["Inactive Undefined", "Active Accepted"]);
    assert_eq!(w.net.client.transaction_state(w.first), Err(Error::InvalidHandle), "the first transaction may end");
    w.pass(302_000);
    let sent = w.requests();
    assert_eq!(sent.len(), 3);
    let (first, second, third) = (&sent[0], &sent[1], &sent[2]);
    assert_eq!((body(first), header(first, "SIP-If-Match")), ("here", None));
    for (again, etag, cseq) in [(second, "one", "2 PUBLISH"), (third, "two", "3 PUBLISH")] {
        assert_eq!((header(again, "SIP-If-Match"), header(again, "CSeq")), (Some(etag), Some(cseq)));
        assert_eq!((body(again), header(again, "Content-Type"), header(again, "Content-Length")), ("", None, Some("0")));
        for same in ["Call-ID", "From", "To", "Expires", "Event"] {
            assert_eq!(header(again, same), header(first, same), "{same}");
        }
        assert_ne!(header(again, "Via"), header(first, "Via"));
    }
    assert_eq!(w.heard().len(), 2);
    w.net.client.destroy_refresh(w.refresh).unwrap();
    w.pass(HOUR);
    assert_eq!(w.requests().len(), 3);
    w.net.assert_empty();
}

#[test]
fn a_request_without_an_etag_goes_out_again_whole() {
    let mut w = published(&[("200 OK", "Expires: 100\r\n")]);
    w.pass(51_000);
    assert_eq!(w.requests().len(), 2);
    assert_eq!((body(&w.last()), header(&w.last(), "Content-Type")), ("here", Some("text/plain")));
}

#[test]
fn it_lasts_as_long_as_the_server_says_or_else_as_was_asked_for() {
    for (answer, seconds) in [("Expires: 100\r\n", 100), ("", 600)] {
        let mut w = published(&[]);
        w.answer(&[("200 OK", answer)]);
        w.pass(1_000);
        assert_eq!(w.net.client.refresh_interval(w.refresh), Ok(seconds));
    }
    let mut w = world();
    w.answer(&[("200 OK", "Contact: <sip:other@192.0.2.9>;expires=5, <sip:me@192.0.2.1>;expires=70\r\n")]);
    w.send("REGISTER", "Contact: <sip:me@192.0.2.1>\r\nExpires: 600\r\n", "").unwrap();
    w.pass(1_000);
    assert_eq!(w.net.client.refresh_interval(w.refresh), Ok(70), "the own contact of a REGISTER");
}

#[test]
fn what_is_granted_for_no_time_is_not_repeated() {
    let mut w = world();
    w.answer(&[("200 OK", "")]);
    w.send("OPTIONS", "", "").unwrap();
    w.pass(HOUR);
    assert_eq!(w.heard(), ["Inactive Undefined", "Terminated Accepted"]);
    let mut w = published(&[("200 OK", "Expires: 0\r\n")]);
    w.pass(HOUR);
    assert_eq!(w.heard(), ["Inactive Undefined", "Terminated Rejected"]);
    assert_eq!(w.requests().len(), 1);
    w.net.assert_empty();
    let mut w = published(&[("200 OK", "")]);
    w.pass(1_000);
    w.update(outbound("Expires: 0\r\n", "")).unwrap();
    w.pass(HOUR);
    assert_eq!(w.heard().last(), Some(&"Terminated LocalTerminate"), "the program asked for that");
}

#[test]
fn a_challenge_is_answered_by_itself_even_to_the_first_request() {
    let mut w = published(&[("401 Unauthorized", CHALLENGE), ("200 OK", "Expires: 600\r\n")]);
    w.net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    w.pass(1_000);
    assert_eq!(w.heard(), ["Inactive Undefined", "Active Accepted"]);
    let told: Vec<_> = w.net.seen.transactions.iter().filter(|(id, ..)| *id != w.first).collect();
    assert!(told.is_empty(), "nothing is told of the refresh's own transactions: {told:?}");
    let sent = w.requests();
    assert_eq!((header(&sent[1], "CSeq"), body(&sent[1])), (Some("2 PUBLISH"), "here"));
    assert!(header(&sent[1], "Authorization").unwrap().contains("username=\"alice\""));
    w.answer(&[("401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"m\", stale=true\r\n"), ("200 OK", "")]);
    w.pass(301_000);
    assert_eq!(w.requests().len(), 4);
    assert!(header(&w.last(), "Authorization").unwrap().contains("nonce=\"m\""));
    w.pass(290_000);
    assert_eq!(w.heard().len(), 2);
}

#[test]
fn credentials_that_are_refused_end_it() {
    let mut w = published(&[("401 Unauthorized", CHALLENGE)]);
    w.net.secret = Some((b"alice".to_vec(), b"wrong".to_vec()));
    w.pass(HOUR);
    assert_eq!(w.requests().len(), 2);
    assert_eq!(w.heard().last(), Some(&"Terminated Rejected"));
    let mut w = published(&[("401 Unauthorized", CHALLENGE)]);
    w.pass(HOUR);
    assert_eq!(w.requests().len(), 1, "nobody gave a user");
    assert_eq!(w.heard().last(), Some(&"Terminated Rejected"));
    w.net.assert_empty();
}

#[test]
fn a_publication_that_the_server_has_lost_is_published_anew() {
    let ok = ("200 OK", "SIP-ETag: one\r\n");
    let mut w = published(&[ok, ("412 Conditional Request Failed", ""), ("200 OK", "SIP-ETag: two\r\n")]);
    w.pass(301_000);
    let sent = w.requests();
    assert_eq!(sent.len(), 3);
    assert_eq!((header(&sent[2], "SIP-If-Match"), body(&sent[2])), (None, "here"));
    assert_eq!(w.net.client.refresh_state(w.refresh), Ok(State::Active));
    w.answer(&[("412 Conditional Request Failed", "")]);
    w.pass(HOUR);
    assert_eq!(w.requests().len(), 5, "once each time");
    assert_eq!(w.heard().last(), Some(&"Terminated Rejected"));
}

#[test]
fn more_time_is_asked_for_where_the_server_wants_that() {
    let mut w = published(&[("423 Interval Too Brief", "Min-Expires: 1000\r\n"), ("200 OK", "")]);
    w.pass(501_000);
    let expires: Vec<_> = w.requests().iter().map(|r| header(r, "Expires").unwrap().to_string()).collect();
    assert_eq!(expires, ["600", "1000", "1000"]);
    w.answer(&[("423 Interval Too Brief", "Min-Expires: 2000\r\n")]);
    w.pass(HOUR);
    assert_eq!(w.requests().len(), 5, "once each time");
    assert_eq!(w.heard().last(), Some(&"Terminated Rejected"));
}

#[test]
fn a_refresh_that_fails_for_good_ends() {
    for (status, reason) in [("403 Forbidden", "Rejected"), ("302 Moved", "Rejected"), ("500 Error", "Rejected")] {
        let mut w = published(&[("200 OK", ""), (status, "")]);
        w.pass(HOUR);
        assert_eq!(w.heard().last(), Some(&format!("Terminated {reason}").as_str()));
        assert_eq!(w.requests().len(), 2);
        w.net.assert_empty();
    }
    let mut w = published(&[("200 OK", "")]);
    w.pass(1_000);
    w.answer(&[]);
    w.pass(HOUR);
    assert_eq!(w.heard().last(), Some(&"Terminated TimeOut"));
    w.net.assert_empty();
}

#[test]
fn a_first_request_that_gets_no_answer_ends_it() {
    let mut w = published(&[]);
    w.pass(HOUR);
    assert_eq!(w.heard(), ["Inactive Undefined", "Terminated TimeOut"]);
    let mut w = world();
    let uri = b"sip:bob@nowhere.example".to_vec();
    w.net.names.insert("nowhere.example".into(), Vec::new());
    w.net.command(Command::Request { id: w.first, method: b"PUBLISH".to_vec(), uri, outbound: None }).unwrap();
    w.pass(HOUR);
    assert_eq!(w.heard(), ["Inactive Undefined", "Terminated NetworkError"]);
    let mut w = published(&[]);
    w.pass(1_000);
    w.net.command(Command::TerminateTransaction { id: w.first }).unwrap();
    w.net.settle();
    assert_eq!(w.heard(), ["Inactive Undefined", "Terminated OwnerTerminated"]);
    w.net.assert_empty();
}

#[test]
fn an_update_goes_out_at_once_and_changes_what_is_refreshed() {
    let mut w = published(&[("200 OK", "SIP-ETag: one\r\n")]);
    w.pass(100_000);
    w.update(outbound("Event: presence;x=y\r\nContent-Type: text/html\r\nX-New: 1\r\n", "gone")).unwrap();
    let sent = w.last();
    assert_eq!((body(&sent), header(&sent, "SIP-If-Match"), header(&sent, "CSeq")), ("gone", Some("one"), Some("2 PUBLISH")));
    assert_eq!(sent.matches("Event:").count(), 1);
    assert_eq!((header(&sent, "Event"), header(&sent, "Content-Type")), (Some("presence;x=y"), Some("text/html")));
    assert_eq!((header(&sent, "Expires"), header(&sent, "X-New")), (Some("600"), Some("1")));
    w.pass(299_000);
    assert_eq!(w.requests().len(), 2, "the time counts from its 2xx");
    w.pass(2_000);
    assert_eq!((body(&w.last()), header(&w.last(), "X-New")), ("", Some("1")));
    w.answer(&[("412 Conditional Request Failed", ""), ("200 OK", "")]);
    w.update(None).unwrap();
    w.pass(1_000);
    assert_eq!((body(&w.last()), header(&w.last(), "SIP-If-Match")), ("gone", None));
    assert_eq!(w.requests().len(), 5);
}

#[test]
fn an_update_that_makes_no_good_request_changes_nothing() {
    let mut w = published(&[("200 OK", "")]);
    w.pass(1_000);
    for bad in ["no header at all\r\n", "Max-Forwards: many\r\n"] {
        assert_eq!(w.update(outbound(bad, "")), Err(Error::Syntax), "{bad}");
        assert_eq!(w.terminate(outbound(bad, "")), Err(Error::Syntax), "{bad}");
    }
    w.update(None).unwrap();
    assert_eq!((header(&w.last(), "Max-Forwards"), w.requests().len()), (Some("70"), 2));
    assert_eq!(w.net.client.refresh_state(w.refresh), Ok(State::Active));
}

#[test]
fn an_update_that_is_challenged_keeps_its_body() {
    let mut w = published(&[("200 OK", "SIP-ETag: one\r\n")]);
    w.net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    w.pass(1_000);
    w.answer(&[("401 Unauthorized", CHALLENGE), ("200 OK", "SIP-ETag: two\r\n")]);
    w.update(outbound("", "gone")).unwrap();
    w.pass(1_000);
    assert_eq!((body(&w.last()), header(&w.last(), "SIP-If-Match"), w.requests().len()), ("gone", Some("one"), 3));
}

#[test]
fn the_last_request_asks_for_no_time() {
    let mut w = published(&[("200 OK", "SIP-ETag: one\r\n")]);
    w.pass(1_000);
    w.terminate(outbound("X-Last: 1\r\n", "")).unwrap();
    assert_eq!(w.terminate(None), Err(Error::IllegalAction));
    let sent = w.last();
    assert_eq!((header(&sent, "Expires"), header(&sent, "SIP-If-Match"), body(&sent)), (Some("0"), Some("one"), ""));
    assert_eq!(header(&sent, "X-Last"), Some("1"));
    w.pass(HOUR);
    assert_eq!((w.requests().len(), w.heard().last()), (2, Some(&"Terminated LocalTerminate")));
    w.net.assert_empty();

    let mut w = world();
    w.answer(&[("200 OK", "")]);
    w.send("REGISTER", "Contact: <sip:me@192.0.2.1>;expires=600\r\n", "").unwrap();
    w.pass(1_000);
    w.terminate(None).unwrap();
    assert_eq!(header(&w.last(), "Contact"), Some("<sip:me@192.0.2.1>;expires=0"));
    w.answer(&[]);
    w.pass(HOUR);
    assert_eq!(w.heard().last(), Some(&"Terminated LocalTerminate"), "without an answer too");

    let mut w = published(&[("200 OK", "")]);
    w.net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    w.pass(1_000);
    w.answer(&[("401 Unauthorized", CHALLENGE), ("200 OK", "")]);
    w.terminate(None).unwrap();
    w.pass(HOUR);
    assert_eq!((header(&w.last(), "Expires"), w.requests().len()), (Some("0"), 3), "challenged, it goes out again");
    assert!(w.last().contains("Authorization: "));
    w.net.assert_empty();
}

#[test]
fn the_last_request_follows_one_that_is_out() {
    let mut w = published(&[("200 OK", "")]);
    w.pass(1_000);
    w.answer(&[]);
    w.update(None).unwrap();
    assert_eq!(w.update(None), Err(Error::IllegalAction));
    w.terminate(outbound("X-Last: 1\r\n", "")).unwrap();
    assert_eq!(w.requests().len(), 2);
    assert_eq!(w.terminate(outbound("X-Last: 2\r\n", "")), Err(Error::IllegalAction));
    w.answer(&[("200 OK", "")]);
    w.pass(1_000);
    assert_eq!((header(&w.last(), "X-Last"), header(&w.last(), "Expires")), (Some("1"), Some("0")));
    assert_eq!(w.heard().last(), Some(&"Terminated LocalTerminate"));
    // where that fails there is nothing to be taken away
    let mut w = published(&[("200 OK", "")]);
    w.pass(1_000);
    w.answer(&[("500 Error", "")]);
    w.update(None).unwrap();
    w.terminate(outbound("X-Last: 1\r\n", "")).unwrap();
    w.pass(HOUR);
    assert_eq!((w.requests().len(), w.heard().last()), (2, Some(&"Terminated LocalTerminate")));
    w.net.assert_empty();
}

#[test]
fn it_is_updated_and_terminated_when_active_and_not_that_of_a_register_client() {
    let mut w = published(&[]);
    assert_eq!(w.update(None), Err(Error::IllegalAction));
    assert_eq!(w.terminate(None), Err(Error::IllegalAction));
    let fresh = w.net.client.create_refresh(1).unwrap();
    assert_eq!(w.net.client.refresh_update(Time(0), fresh, None), Err(Error::NotFound));
    assert_eq!(w.net.client.refresh_terminate(Time(0), fresh, outbound("", "").as_deref()), Err(Error::NotFound));
    assert_eq!(w.net.client.refresh_is_alone(fresh), Err(Error::NotFound));
    let client = w.net.add_client("alice", Some("<sip:alice@192.0.2.1>"), Some(600));
    w.net.client.attach_refresh(fresh, client).unwrap();
    w.answer(&[("200 OK", "")]);
    w.net.register(client);
    let out = w.net.client.refresh_transaction(fresh).unwrap();
    assert_eq!(w.net.client.transaction_method(out), Ok(b"REGISTER".to_vec()));
    w.pass(1_000);
    assert_eq!(w.net.client.refresh_state(fresh), Ok(State::Active));
    assert_eq!(w.net.client.refresh_update(Time(0), fresh, None), Err(Error::IllegalAction));
    assert_eq!(w.net.client.refresh_terminate(Time(0), fresh, None), Err(Error::IllegalAction));
    assert_eq!(w.net.client.refresh_is_alone(fresh), Ok(false));
    assert_eq!(w.net.client.refresh_is_alone(w.refresh), Ok(true));
}

#[test]
fn requests_that_make_dialogs_are_not_refreshed() {
    for method in ["INVITE", "SUBSCRIBE", "REFER"] {
        assert_eq!(world().send(method, "", ""), Err(Error::IllegalAction), "{method}");
    }
}

#[test]
fn a_refresh_is_attached_once_to_a_transaction_that_was_not_sent() {
    let mut w = published(&[]);
    let other = w.net.client.create_refresh(1).unwrap();
    assert_eq!(w.net.client.attach_refresh_to_transaction(other, w.first), Err(Error::IllegalAction));
    let fresh = w.net.client.create_transaction(1).unwrap();
    assert_eq!(w.net.client.attach_refresh_to_transaction(w.refresh, fresh), Err(Error::IllegalAction));
    w.net.client.attach_refresh_to_transaction(other, fresh).unwrap();
    let third = w.net.client.create_refresh(1).unwrap();
    assert_eq!(w.net.client.attach_refresh_to_transaction(third, fresh), Err(Error::IllegalAction));
    w.net.command(Command::TerminateTransaction { id: fresh }).unwrap();
    w.net.settle();
    assert_eq!(w.net.refresh_heard(other), ["Inactive Undefined", "Terminated OwnerTerminated"]);
}

#[test]
fn its_own_transaction_can_be_looked_at_and_not_be_ended() {
    let mut w = published(&[("200 OK", "")]);
    assert_eq!(w.net.client.refresh_transaction(w.refresh), Ok(w.first));
    w.pass(1_000);
    assert_eq!(w.net.client.refresh_transaction(w.refresh), Err(Error::NotFound));
    w.answer(&[]);
    w.update(None).unwrap();
    let own = w.net.client.refresh_transaction(w.refresh).unwrap();
    assert_eq!(w.net.client.transaction_method(own), Ok(b"PUBLISH".to_vec()));
    assert_eq!(w.net.command(Command::TerminateTransaction { id: own }), Err(Error::IllegalAction));
    w.net.client.destroy_refresh(w.refresh).unwrap();
    w.net.settle();
    assert_eq!(w.net.client.transaction_state(own), Err(Error::InvalidHandle), "it ends with its refresh");
    w.pass(HOUR);
    w.net.assert_empty();
}

#[test]
fn the_application_may_let_the_next_address_have_the_first_request() {
    let mut w = world_with(Config { failover: Failover::Manual, ..config() });
    let both = ["192.0.2.66", "192.0.2.2"].map(|ip| ip.parse().unwrap()).to_vec();
    w.net.dns.insert(Question::Addresses("two.example".into(), Family::V4), Ok(Records::Addresses(both)));
    let uri = b"sip:bob@two.example:5060".to_vec();
    let outbound = outbound("Expires: 600\r\n", "");
    w.net.command(Command::Request { id: w.first, method: b"PUBLISH".to_vec(), uri, outbound }).unwrap();
    w.pass(33_000);
    assert_eq!(w.heard(), ["Inactive Undefined"], "the application decides");
    let now = w.net.time();
    let next = w.net.client.transaction_dns_continue(now, w.first, 4).unwrap();
    w.answer(&[("200 OK", "")]);
    w.net.client.transaction_resend(now, next).unwrap();
    w.net.settle();
    w.pass(1_000);
    assert_eq!(w.heard(), ["Inactive Undefined", "Active Accepted"]);
}

#[test]
fn answers_are_told_and_requests_are_shown_where_the_program_wants_it() {
    let mut w = published(&[]);
    w.net.client.set_interest(Interest { refresh_msg_to_send: true, refresh_response: true, ..Interest::default() });
    w.answer(&[("200 OK", "")]);
    w.pass(601_000);
    assert_eq!(w.heard(), ["Inactive Undefined", "response 200", "Active Accepted", "response 200", "response 200"]);
    assert_eq!(w.net.seen.asked.iter().filter(|asked| asked.contains("MsgToSend")).count(), 2);
}

#[test]
fn what_the_program_adds_on_the_way_is_in_each_request_once() {
    let mut w = world();
    w.net.client.set_interest(Interest { secret: true, refresh_msg_to_send: true, ..Interest::default() });
    w.net.on_ask = Some(Box::new(|_, token, mut ask| {
        if let Ask::MsgToSend { msg, .. } = &mut ask {
            msg.push_other(b"X-Mark", b"1");
        }
        Some((token, ask))
    }));
    w.net.secret = Some((b"alice".to_vec(), b"secret".to_vec()));
    w.answer(&[("401 Unauthorized", CHALLENGE), ("423 Interval Too Brief", "Min-Expires: 900\r\n"), ("200 OK", "")]);
    w.send("PUBLISH", "Event: presence\r\n", "here").unwrap();
    w.pass(451_000);
    let sent = w.requests();
    assert_eq!(sent.len(), 4);
    for request in &sent {
        assert_eq!((request.matches("X-Mark").count(), request.matches("Via: ").count(), body(request)), (1, 1, "here"));
    }
    assert_eq!(header(&sent[2], "Expires"), Some("900"), "423 to one that names no time");
}
