//! The session timer (RFC 4028).

mod support;

use rvsip::endpoint::callleg::{Action, Fault, Preference, Refresher, State, Wish};
use rvsip::endpoint::*;
use support::calls::*;
use support::*;

fn cfg() -> Config {
    Config { extensions: b"timer".to_vec(), session_expires: 1800, ..config() }
}

fn wish(net: &mut Net, call: CallLegId, seconds: u32, least: Option<u32>, refresher: Preference) {
    let wish = Wish { seconds, least, refresher };
    act(net, call, Action::WishSession { transaction: None, wish }).unwrap();
}

fn granted(who: &str) -> String {
    format!("{CONTACT}Require: timer\r\nSession-Expires: 1800;refresher={who}\r\n")
}

fn connected_with(cfg: Config, answered: &str) -> (Net, CallLegId) {
    let (mut net, call) = inviting(cfg);
    answer(&mut net, "INVITE", "200 OK", answered);
    (net, call)
}

fn notes(net: &Net, call: CallLegId) -> Vec<String> {
    net.told(call).iter().filter_map(|t| t.strip_prefix("session ")).map(str::to_string).collect()
}

// ---- the end that calls ----

#[test]
fn an_invite_asks_for_the_configured_interval() {
    let (net, call) = inviting(cfg());
    let invite = sent(&net, "INVITE");
    assert_eq!(header(&invite, "Session-Expires"), Some("1800"));
    assert_eq!(header(&invite, "Min-SE"), None);
    assert_eq!(header(&invite, "Supported"), Some("timer"));
    assert_eq!(net.client.leg_negotiation(call).unwrap().seconds, 1800);
    assert_eq!(net.client.leg_session(call), Err(Error::NotFound));
}

#[test]
fn without_the_extension_there_is_no_session_timer() {
    let (mut net, call) = inviting(Config { session_expires: 1800, ..config() });
    assert_eq!(header(&sent(&net, "INVITE"), "Session-Expires"), None);
    let wish = Wish { seconds: 100, least: None, refresher: Preference::None };
    let refused = act(&mut net, call, Action::WishSession { transaction: None, wish });
    assert_eq!(refused, Err(Error::NotSupported));
}

#[test]
fn wishes_are_in_the_next_invite() {
    let mut net = call_net(cfg());
    let call = new_call(&mut net);
    wish(&mut net, call, 300, Some(120), Preference::Remote);
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    let invite = sent(&net, "INVITE");
    assert_eq!(header(&invite, "Session-Expires"), Some("300;refresher=uas"));
    assert_eq!(header(&invite, "Min-SE"), Some("120"));
}

#[test]
fn a_configured_least_interval_is_in_every_request_even_if_it_is_the_usual_one() {
    let (net, call) = inviting(Config { min_se: Some(90), ..cfg() });
    assert_eq!(header(&sent(&net, "INVITE"), "Min-SE"), Some("90"));
    assert_eq!(net.client.leg_least_interval(call), Ok(90));
}

#[test]
fn the_refresher_is_alerted_at_half_time_and_both_are_warned_before_the_end() {
    let (mut net, call) = connected_with(cfg(), &granted("uac"));
    let agreed = net.client.leg_session(call).unwrap();
    assert_eq!((agreed.seconds, agreed.refresher), (1800, Some(Refresher::Uac)));
    assert_eq!(net.client.leg_alert_time(call), Ok(900));
    wait(&mut net, 899_000);
    assert!(notes(&net, call).is_empty());
    wait(&mut net, 2_000);
    assert_eq!(notes(&net, call), ["alert"]);
    wait(&mut net, 866_000);
    assert_eq!(notes(&net, call), ["alert"]);
    wait(&mut net, 2_000);
    assert_eq!(notes(&net, call), ["alert", "Expires"]);
    assert_eq!(net.client.leg_state(call), Ok(State::Connected), "the application decides on BYE");
}

#[test]
fn the_other_end_that_refreshes_is_only_waited_for() {
    let (mut net, call) = connected_with(cfg(), &granted("uas"));
    wait(&mut net, 1_770_000);
    assert_eq!(notes(&net, call), ["Expires"]);
}

#[test]
fn the_time_of_the_alert_is_the_applications() {
    let mut net = call_net(cfg());
    let call = new_call(&mut net);
    net.client.leg_set_alert_time(call, 10).unwrap();
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    answer(&mut net, "INVITE", "200 OK", &granted("uac"));
    wait(&mut net, 10_500);
    assert_eq!(notes(&net, call), ["alert"]);
}

#[test]
fn a_refresh_by_reinvite_starts_the_timer_anew() {
    for with_object in [true, false] {
        let (mut net, call) = connected_with(cfg(), &granted("uac"));
        wait(&mut net, 901_000);
        let reinvite = with_object.then(|| net.client.create_reinvite(call, Some(1)).unwrap());
        act(&mut net, call, Action::Refresh { reinvite, outbound: None }).unwrap();
        let invite = sent(&net, "INVITE");
        assert_eq!(header(&invite, "Session-Expires"), Some("1800;refresher=uac"));
        answer(&mut net, "INVITE", "200 OK", &granted("uac"));
        assert_eq!(net.seen.reinvites.len(), usize::from(with_object));
        assert!(net.told(call).contains(&"re-INVITE Terminated RemoteAccepted"));
        wait(&mut net, 890_000);
        assert_eq!(notes(&net, call), ["alert"]);
        wait(&mut net, 20_000);
        assert_eq!(notes(&net, call), ["alert", "alert"]);
    }
}

#[test]
fn a_refresh_by_update_does_too() {
    let (mut net, call) = connected_with(cfg(), &granted("uac"));
    wait(&mut net, 901_000);
    let transaction = net.client.create_general(call, 0).unwrap();
    let action = Action::Request { transaction, method: b"UPDATE".to_vec(), refresh: true, outbound: None };
    act(&mut net, call, action).unwrap();
    assert_eq!(header(&sent(&net, "UPDATE"), "Session-Expires"), Some("1800;refresher=uac"));
    answer(&mut net, "UPDATE", "200 OK", &granted("uac"));
    wait(&mut net, 890_000);
    assert_eq!(notes(&net, call), ["alert"]);
}

#[test]
fn an_update_that_is_no_refresh_leaves_the_timer_to_who_refreshes() {
    let (mut net, call) = connected_with(cfg(), &granted("uas"));
    net.client.set_interest(Interest { callleg_session_fault: true, ..calls_only() });
    let before = net.client.leg_session(call);
    let transaction = net.client.create_general(call, 0).unwrap();
    let action = Action::Request { transaction, method: b"UPDATE".to_vec(), refresh: false, outbound: None };
    act(&mut net, call, action).unwrap();
    assert_eq!(header(&sent(&net, "UPDATE"), "Session-Expires"), None);
    answer(&mut net, "UPDATE", "200 OK", CONTACT);
    assert_eq!(net.client.leg_session(call), before);
    assert!(!net.seen.asked.contains(&"SessionFault"));
}

#[test]
fn a_reinvite_that_is_no_refresh_ends_the_timer() {
    let (mut net, call) = connected_with(cfg(), &granted("uac"));
    let reinvite = net.client.create_reinvite(call, Some(1)).unwrap();
    act(&mut net, call, Action::ReInvite { reinvite, outbound: None }).unwrap();
    assert_eq!(header(&sent(&net, "INVITE"), "Session-Expires"), None);
    answer(&mut net, "INVITE", "200 OK", CONTACT);
    wait(&mut net, 2_000_000);
    assert!(notes(&net, call).is_empty());
}

#[test]
fn a_wish_for_none_ends_it_at_once() {
    let (mut net, call) = connected_with(cfg(), &granted("uac"));
    wish(&mut net, call, 0, None, Preference::None);
    wait(&mut net, 2_000_000);
    assert!(notes(&net, call).is_empty());
    assert_eq!(net.client.leg_session(call), Err(Error::NotFound));
}

#[test]
fn a_422_is_told_with_the_interval_it_names_and_the_call_ends() {
    let (mut net, call) = inviting(cfg());
    let least = std::rc::Rc::new(std::cell::Cell::new(0));
    let seen = least.clone();
    net.on_leg = Some(Box::new(move |net, id| {
        if let Ok(seconds) = net.client.leg_least_interval(id) {
            seen.set(seconds);
        }
    }));
    answer(&mut net, "INVITE", "422 Session Interval Too Small", "Min-SE: 3600\r\n");
    assert_eq!(net.told(call)[1..], ["session TooSmall", "Disconnected RequestFailure", "Terminated RequestFailure"]);
    assert_eq!(least.get(), 3600);
}

#[test]
fn a_server_that_knows_no_session_timer_leaves_the_refreshing_to_us() {
    for run in [true, false] {
        let mut net = call_net(cfg());
        net.client.set_interest(Interest { callleg_session_fault: true, ..calls_only() });
        net.on_ask = Some(Box::new(move |net, token, ask| match ask {
            Ask::SessionFault { fault, .. } => {
                assert_eq!(fault, Fault::NotSupported);
                let now = net.time();
                net.client.answer(now, token, Answer::Keep(run));
                None
            }
            ask => Some((token, ask)),
        }));
        let call = new_call(&mut net);
        act(&mut net, call, Action::Connect { outbound: None }).unwrap();
        answer(&mut net, "INVITE", "200 OK", CONTACT);
        wait(&mut net, 901_000);
        assert_eq!(notes(&net, call).len(), usize::from(run));
    }
}

#[test]
fn an_interval_of_nothing_counts_as_none() {
    let (mut net, call) = connected_with(cfg(), &format!("{CONTACT}Session-Expires: 0;refresher=uas\r\n"));
    assert_eq!(net.client.leg_session(call).unwrap().seconds, 1800);
    wait(&mut net, 800_000);
    assert!(notes(&net, call).is_empty());
}

#[test]
fn another_refresher_than_was_preferred_is_told() {
    let mut net = call_net(cfg());
    net.client.set_interest(Interest { callleg_session_fault: true, ..calls_only() });
    let call = new_call(&mut net);
    wish(&mut net, call, 1800, None, Preference::Local);
    act(&mut net, call, Action::Connect { outbound: None }).unwrap();
    answer(&mut net, "INVITE", "200 OK", &granted("uas"));
    assert_eq!(net.seen.asked, ["SessionFault"]);
}

// ---- the end that is called ----

fn offered_with(cfg: Config, more: &str) -> (Net, CallLegId, String) {
    let mut net = call_net(cfg);
    offer(&mut net, more);
    let call = last_leg(&net);
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ok = net.sent_by_us().pop().unwrap();
    let ack = inside(&net, call, "ACK", 10, "");
    receive(&mut net, ack.as_bytes());
    (net, call, ok)
}

#[test]
fn a_2xx_grants_what_was_asked_for_and_the_caller_refreshes() {
    let (mut net, call, ok) = offered_with(cfg(), "Supported: timer\r\nSession-Expires: 600\r\n");
    assert_eq!(header(&ok, "Session-Expires"), Some("600;refresher=uac"));
    assert_eq!(header(&ok, "Require"), Some("timer"));
    wait(&mut net, 569_000);
    assert_eq!(notes(&net, call), ["Expires"]);
}

#[test]
fn ours_is_granted_where_that_is_less_but_never_below_what_the_caller_takes() {
    let (_, _, ok) = offered_with(Config { session_expires: 300, ..cfg() }, "Supported: timer\r\nSession-Expires: 600\r\n");
    assert_eq!(header(&ok, "Session-Expires"), Some("300;refresher=uac"));
    let more = "Supported: timer\r\nSession-Expires: 600\r\nMin-SE: 500\r\n";
    let (_, _, ok) = offered_with(Config { session_expires: 300, ..cfg() }, more);
    assert_eq!(header(&ok, "Session-Expires"), Some("500;refresher=uac"));
}

#[test]
fn a_caller_that_knows_no_session_timer_is_refreshed_by_us() {
    let (mut net, call, ok) = offered_with(cfg(), "");
    assert_eq!(header(&ok, "Session-Expires"), Some("1800;refresher=uas"));
    assert_eq!(header(&ok, "Require"), None);
    wait(&mut net, 901_000);
    assert_eq!(notes(&net, call), ["alert"]);
}

#[test]
fn the_refresher_that_the_caller_names_stays() {
    let (_, _, ok) = offered_with(cfg(), "Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
    assert_eq!(header(&ok, "Session-Expires"), Some("600;refresher=uas"));
}

#[test]
fn an_interval_below_the_least_is_refused_with_it() {
    let mut net = call_net(Config { min_se: Some(200), ..cfg() });
    offer(&mut net, "Supported: timer\r\nSession-Expires: 120\r\n");
    let refusal = net.sent_by_us().pop().unwrap();
    assert!(refusal.starts_with("SIP/2.0 422") && refusal.contains("Min-SE: 200\r\n"), "{refusal}");
    assert_eq!(net.seen.legs, []);
}

#[test]
fn a_refresh_below_the_least_is_refused_too() {
    let (mut net, call, _) = offered_with(cfg(), "Supported: timer\r\nSession-Expires: 600\r\n");
    net.client.set_interest(Interest { callleg_transaction_created: true, ..calls_only() });
    let agreed = net.client.leg_session(call);
    for (method, number) in [("INVITE", 20), ("UPDATE", 21)] {
        let text = inside(&net, call, method, number, &format!("{CONTACT}Supported: timer\r\nSession-Expires: 1\r\n"));
        receive(&mut net, text.as_bytes());
        let refusal = net.sent_by_us().pop().unwrap();
        assert!(refusal.starts_with("SIP/2.0 422"), "{refusal}");
        assert_eq!(header(&refusal, "Min-SE"), Some("90"));
    }
    assert_eq!(net.client.leg_session(call), agreed);
}

#[test]
fn a_refresh_of_the_caller_starts_the_timer_anew() {
    let (mut net, call, _) = offered_with(cfg(), "Supported: timer\r\nSession-Expires: 600\r\n");
    wait(&mut net, 500_000);
    let more = format!("{CONTACT}Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n");
    let invite = inside(&net, call, "INVITE", 20, &more);
    receive(&mut net, invite.as_bytes());
    act(&mut net, call, Action::Accept { outbound: None }).unwrap();
    let ack = inside(&net, call, "ACK", 20, "");
    receive(&mut net, ack.as_bytes());
    wait(&mut net, 500_000);
    assert!(notes(&net, call).is_empty());
    wait(&mut net, 100_000);
    assert_eq!(notes(&net, call), ["Expires"]);
}

#[test]
fn a_call_that_ends_ends_its_session_timer() {
    let (mut net, call) = connected_with(cfg(), &granted("uac"));
    act(&mut net, call, Action::Disconnect { outbound: None }).unwrap();
    answer(&mut net, "BYE", "200 OK", "");
    assert!(notes(&net, call).is_empty());
    nothing_left(&mut net);
    assert_eq!(net.client.next_timeout(), None);
}
