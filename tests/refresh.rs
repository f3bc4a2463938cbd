//! Registrations that are refreshed by themselves.

mod support;

use rvsip::auth::Algorithm;
use rvsip::endpoint::refresh::{State, Times};
use rvsip::endpoint::regclient::{Reason, State as ClientState};
use rvsip::endpoint::*;
use support::registrar::{Guard, PASSWORD, Registrar};
use support::*;

const CONTACT: &str = "<sip:alice@192.0.2.1>";
const HOUR: u64 = 3_600_000;

fn kept_with(contact: &str, expires: Option<u32>) -> (Net, ClientId, RefreshId) {
    let mut net = Net::new(config(), 1);
    let client = net.add_client("alice", Some(contact), expires);
    let refresh = net.client.create_refresh(9).unwrap();
    net.client.attach_refresh(refresh, client).unwrap();
    (net, client, refresh)
}

/// A client whose registration is to be kept, and that has sent its first REGISTER.
fn kept(expires: u32) -> (Net, ClientId, RefreshId) {
    let (mut net, client, refresh) = kept_with(CONTACT, Some(expires));
    net.register(client);
    (net, client, refresh)
}

/// Lets time pass; the registrar serves.
fn pass(net: &mut Net, registrar: &mut Registrar, ms: u64) {
    net.run_for(ms, &mut |n, me, from, b| registrar.serve(n, me, from, b));
}

/// Lets time pass; each REGISTER is answered with the next of these, the last one again and again.
fn answered(net: &mut Net, ms: u64, answers: &[(&str, &str)]) {
    let mut next = 0;
    net.run_for(ms, &mut |n, me, from, b| {
        let (status, more) = answers[next.min(answers.len() - 1)];
        next += 1;
        let text = response(b, status, more);
        n.post(me, from, &text);
    });
}

fn seconds(net: &Net) -> Vec<u64> {
    net.sent.iter().filter(|(_, from, _)| *from == addr(CLIENT)).map(|(at, ..)| at / 1000).collect()
}

fn last_request(net: &Net) -> String {
    net.requests_sent().pop().unwrap()
}

#[test]
fn a_registration_is_refreshed_ten_minutes_before_its_end_for_as_long_as_it_is_wanted() {
    let (mut net, client, refresh) = kept(3600);
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 24 * HOUR);
    assert_eq!(seconds(&net)[..4], [0, 3000, 6000, 9000]);
    assert_eq!(net.requests_sent().len(), 29);
    let (first, last) = (net.requests_sent()[0].clone(), last_request(&net));
    assert_eq!(header(&first, "Call-ID"), header(&last, "Call-ID"));
    assert_eq!((header(&first, "CSeq"), header(&last, "CSeq")), (Some("1 REGISTER"), Some("29 REGISTER")));
    assert_eq!(header(&first, "Contact"), header(&last, "Contact"));
    assert_eq!(net.refresh_heard(refresh), ["Inactive Undefined", "Active Accepted"]);
    // a program without a word of refreshes sees all of it
    let told: Vec<ClientState> = net.seen.states.iter().map(|(_, state, _)| *state).collect();
    assert_eq!(told.len(), 58);
    assert_eq!(told[54..], [ClientState::Registering, ClientState::Registered].repeat(2));
    assert_eq!(net.client.refresh_interval(refresh), Ok(3600));
    assert_eq!(net.state(client), ClientState::Registered);
}

#[test]
fn a_short_registration_is_refreshed_when_half_of_it_has_passed() {
    let (mut net, _, _) = kept(1200);
    pass(&mut net, &mut Registrar::default(), 1_500_000);
    assert_eq!(seconds(&net), [0, 600, 1200]);
    let (mut net, _, _) = kept(3600);
    let mut registrar = Registrar::default();
    registrar.most = 60;
    pass(&mut net, &mut registrar, 100_000);
    assert_eq!(seconds(&net), [0, 30, 60, 90], "what is granted counts, not what was asked for");
}

#[test]
fn when_it_is_due_may_be_set() {
    let (mut net, _, _) = kept(3600);
    net.client.set_refresh_times(Times { lead: 60, half_below: 100 });
    pass(&mut net, &mut Registrar::default(), 2 * HOUR);
    assert_eq!(seconds(&net), [0, 3540, 7080]);
    let (mut net, _, _) = kept(300);
    net.client.set_refresh_times(Times { lead: 300, half_below: 0 });
    pass(&mut net, &mut Registrar::default(), 200_000);
    assert_eq!(seconds(&net), [0, 150], "never later than half where there is no such time before the end");
}

#[test]
fn the_interval_is_that_of_the_own_contact_then_of_all_then_what_was_asked_for() {
    let other = "Contact: <sip:alice@192.0.2.77>;expires=30\r\n";
    let own = "Contact: \"A\" <sip:alice@192.0.2.1>;q=0.5;expires=";
    for (asked, more, granted) in [
        (Some(3600), format!("{other}{own}500\r\nExpires: 700\r\n"), 500),
        (Some(3600), format!("{other}Expires: 700\r\n"), 700),
        (Some(3600), other.to_string(), 3600),
        (Some(900), String::new(), 900),
        (None, String::new(), 3600),
        (None, "Contact: <sip:alice@192.0.2.1>\r\nExpires: 40\r\n".to_string(), 40),
    ] {
        let (mut net, client, refresh) = kept_with(CONTACT, asked);
        net.register(client);
        answered(&mut net, 1_000, &[("200 OK", &more)]);
        assert_eq!(net.client.refresh_interval(refresh), Ok(granted), "{asked:?} {more}");
    }
}

#[test]
fn of_several_contacts_the_shortest_counts_and_removed_ones_do_not() {
    let (mut net, client, refresh) = kept_with("<sip:alice@192.0.2.1>;expires=400", Some(3600));
    net.client.client_add_contact(client, b"<sip:alice@192.0.2.50>;expires=120").unwrap();
    net.client.client_add_contact(client, b"<sip:alice@192.0.2.51>;expires=0").unwrap();
    net.register(client);
    pass(&mut net, &mut Registrar::default(), 1_000);
    assert_eq!(net.client.refresh_interval(refresh), Ok(120));
}

#[test]
fn a_challenge_to_a_refresh_is_answered_by_itself() {
    let (mut net, client, refresh) = kept(3600);
    net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
    pass(&mut net, &mut registrar, HOUR);
    let told: Vec<ClientState> = net.seen.states.iter().map(|(_, state, _)| *state).collect();
    assert_eq!(told, [ClientState::Registering, ClientState::Registered].repeat(2), "UNAUTHENTICATED is not told");
    assert_eq!(net.requests_sent().len(), 3);
    assert_eq!(net.client.refresh_state(refresh), Ok(State::Active));
    assert_eq!(net.state(client), ClientState::Registered);
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(registrar.guards[0].accepted.len(), 2, "later ones carry the credentials at once");
}

#[test]
fn a_second_challenge_ends_it_and_the_program_decides() {
    let (mut net, client, refresh) = kept(600);
    net.secret = Some((b"alice".to_vec(), b"wrong".to_vec()));
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
    pass(&mut net, &mut registrar, 400_000);
    assert_eq!(net.requests_sent().len(), 3, "once with credentials");
    assert_eq!(net.state(client), ClientState::Unauthenticated);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated Rejected"));
    assert_eq!(net.client.refresh_state(refresh), Err(Error::InvalidHandle));
}

#[test]
fn without_credentials_a_challenged_refresh_is_rejected() {
    let (mut net, client, refresh) = kept(600);
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
    pass(&mut net, &mut registrar, 400_000);
    assert_eq!((net.state(client), net.seen.states.last().unwrap().2), (ClientState::Failed, Reason::Unauthenticated));
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated Rejected"));
}

#[test]
fn the_first_challenge_is_the_programs_as_ever() {
    let (mut net, client, refresh) = kept(3600);
    net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
    let mut registrar = Registrar::default();
    registrar.guards.push(Guard::new("r", &[Algorithm::Md5]));
    pass(&mut net, &mut registrar, 1_000);
    assert_eq!(net.state(client), ClientState::Unauthenticated);
    assert_eq!(net.client.refresh_state(refresh), Ok(State::Inactive));
    net.command(Command::Authenticate { id: client, outbound: None }).unwrap();
    pass(&mut net, &mut registrar, 2 * HOUR);
    assert_eq!(net.refresh_heard(refresh), ["Inactive Undefined", "Active Accepted"]);
    assert_eq!(net.requests_sent().len(), 4);
}

#[test]
fn what_a_registrar_wants_at_the_least_is_asked_for_from_then_on() {
    let (mut net, client, refresh) = kept_with("<sip:alice@192.0.2.1>;q=0.3;expires=100", Some(200));
    net.register(client);
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    registrar.least = 1800;
    pass(&mut net, &mut registrar, 60_000);
    assert_eq!(net.requests_sent().len(), 3);
    let raised = last_request(&net);
    assert_eq!(
        (header(&raised, "Expires"), header(&raised, "Contact")),
        (Some("1800"), Some("<sip:alice@192.0.2.1>;q=0.3;expires=1800"))
    );
    assert_eq!(net.client.refresh_interval(refresh), Ok(1800));
    pass(&mut net, &mut registrar, 1_250_000);
    assert_eq!(net.requests_sent().len(), 4, "the next one asks for it at once");
    assert_eq!(net.state(client), ClientState::Registered);
}

#[test]
fn a_423_is_answered_once() {
    let (mut net, client, refresh) = kept(600);
    answered(&mut net, 1_000, &[("200 OK", "")]);
    answered(&mut net, 400_000, &[("423 Interval Too Brief", "Min-Expires: 700\r\n")]);
    assert_eq!(net.requests_sent().len(), 3);
    assert_eq!(net.state(client), ClientState::Failed);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated Rejected"));
    let (mut net, client, _) = kept(600);
    answered(&mut net, 1_000, &[("423 Interval Too Brief", "Min-Expires: 700\r\n")]);
    assert_eq!((net.state(client), net.requests_sent().len()), (ClientState::Failed, 1), "the first one is the program's");
    let (mut net, client, _) = kept(600);
    answered(&mut net, 400_000, &[("200 OK", ""), ("423 Interval Too Brief", "")]);
    assert_eq!((net.state(client), net.requests_sent().len()), (ClientState::Failed, 2), "without Min-Expires");
}

#[test]
fn a_refresh_that_fails_for_good_ends() {
    for (status, state) in
        [("403 Forbidden", ClientState::Failed), ("500 Oops", ClientState::Failed), ("302 Moved", ClientState::Redirected)]
    {
        let (mut net, client, refresh) = kept(600);
        answered(&mut net, 400_000, &[("200 OK", ""), (status, "")]);
        assert_eq!((net.state(client), net.requests_sent().len()), (state, 2), "{status}");
        assert_eq!(net.refresh_heard(refresh), ["Inactive Undefined", "Active Accepted", "Terminated Rejected"]);
    }
    let (mut net, client, refresh) = kept(600);
    answered(&mut net, 1_000, &[("200 OK", "")]);
    net.run_for(400_000, &mut |_, _, _, _| {});
    assert_eq!(net.state(client), ClientState::Failed);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated TimeOut"));
    let (mut net, _, refresh) = kept(600);
    answered(&mut net, 1_000, &[("403 Forbidden", "")]);
    assert_eq!(net.refresh_heard(refresh), ["Inactive Undefined", "Terminated Rejected"], "the first one too");
}

#[test]
fn a_refresh_without_a_way_ends_with_a_network_error() {
    let (mut net, _, refresh) = kept(600);
    answered(&mut net, 1_000, &[("200 OK", "")]);
    support::subscriptions::remove_all_locals(&mut net);
    net.run_for(400_000, &mut |_, _, _, _| {});
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated NetworkError"));
}

#[test]
fn giving_up_where_to_send_it_ends_it_and_the_client_is_registered() {
    let mut net = Net::new(Config { failover: Failover::Manual, ..config() }, 1);
    let client = net.add_client("alice", Some(CONTACT), Some(600));
    let refresh = net.client.create_refresh(9).unwrap();
    net.client.attach_refresh(refresh, client).unwrap();
    net.register(client);
    answered(&mut net, 400_000, &[("200 OK", ""), ("503 Busy", "")]);
    assert_eq!(net.state(client), ClientState::SendFailure);
    assert_eq!(net.client.refresh_state(refresh), Ok(State::Active));
    net.command(Command::DnsGiveUp { id: client }).unwrap();
    net.settle();
    assert_eq!(net.state(client), ClientState::Registered);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated NetworkError"));
}

#[test]
fn it_ends_with_the_registration_and_with_the_client() {
    let mut registrar = Registrar::default();
    let (mut net, client, refresh) = kept(600);
    pass(&mut net, &mut registrar, 1_000);
    net.client.client_set_expires(client, Some(0)).unwrap();
    net.register(client);
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated LocalTerminate"));
    assert_eq!((net.requests_sent().len(), net.state(client)), (2, ClientState::Registered));
    let (mut net, client, refresh) = kept(600);
    pass(&mut net, &mut registrar, 1_000);
    net.command(Command::TerminateClient { id: client }).unwrap();
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated OwnerTerminated"));
    assert_eq!(net.requests_sent().len(), 1);
    assert_eq!(net.client.tables(), Tables::default());
}

#[test]
fn it_may_be_destroyed_and_the_client_goes_on_without() {
    let mut registrar = Registrar::default();
    let (mut net, client, refresh) = kept(600);
    pass(&mut net, &mut registrar, 1_000);
    net.client.destroy_refresh(refresh).unwrap();
    assert_eq!(net.client.destroy_refresh(refresh), Err(Error::IllegalAction));
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated LocalTerminate"));
    assert_eq!(net.client.destroy_refresh(refresh), Err(Error::InvalidHandle));
    assert_eq!((net.requests_sent().len(), net.state(client)), (1, ClientState::Registered));
    assert_eq!(net.client.refresh_of(client), Err(Error::NotFound));
    // while its REGISTER is out, too
    let (mut net, client, refresh) = kept(600);
    net.client.destroy_refresh(refresh).unwrap();
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!((net.requests_sent().len(), net.state(client)), (1, ClientState::Registered));
}

#[test]
fn a_register_of_the_programs_own_counts_and_a_fetch_does_not() {
    let mut registrar = Registrar::default();
    let (mut net, client, _) = kept(600);
    pass(&mut net, &mut registrar, 200_000);
    net.register(client);
    pass(&mut net, &mut registrar, 200_000);
    assert_eq!(seconds(&net), [0, 200], "five minutes after the second");
    net.client.client_remove_contact(client, CONTACT.as_bytes()).unwrap();
    net.register(client);
    pass(&mut net, &mut registrar, 1_000);
    net.client.client_add_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, 110_000);
    assert_eq!(seconds(&net), [0, 200, 400, 500]);
}

#[test]
fn how_long_it_lasts_may_be_learnt_in_another_way() {
    let (mut net, _, refresh) = kept(3600);
    let set = |net: &mut Net, seconds| {
        let now = net.time();
        net.client.refresh_set_interval(now, refresh, seconds)
    };
    assert_eq!(set(&mut net, 100), Err(Error::IllegalAction));
    assert_eq!(net.client.refresh_interval(refresh), Err(Error::IllegalAction));
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    assert_eq!(set(&mut net, 0), Err(Error::BadParam));
    set(&mut net, 100).unwrap();
    assert_eq!(net.client.refresh_interval(refresh), Ok(100));
    pass(&mut net, &mut registrar, 60_000);
    assert_eq!(seconds(&net), [0, 51]);
    assert_eq!(net.client.refresh_interval(refresh), Ok(3600), "until the next 2xx");
}

#[test]
fn a_refresh_is_attached_once_to_a_client_before_it_registers() {
    let (mut net, client, refresh) = kept_with(CONTACT, Some(600));
    let (other, second) = (net.add_client("bob", Some(CONTACT), None), net.client.create_refresh(0).unwrap());
    assert_eq!(net.client.attach_refresh(refresh, other), Err(Error::IllegalAction));
    assert_eq!(net.client.attach_refresh(second, client), Err(Error::IllegalAction));
    net.register(other);
    assert_eq!(net.client.attach_refresh(second, other), Err(Error::IllegalAction));
    pass(&mut net, &mut Registrar::default(), 1_000);
    assert_eq!(net.client.attach_refresh(second, other), Err(Error::IllegalAction));
    assert_eq!(net.client.refresh_of(client), Ok(refresh));
    assert_eq!(net.client.refresh_state(second), Ok(State::Constructing));
    net.client.destroy_refresh(second).unwrap();
    let mut few = Net::new(Config { max_clients: 1, ..config() }, 1);
    few.client.create_refresh(0).unwrap();
    assert_eq!(few.client.create_refresh(0), Err(Error::OutOfResources));
}

#[test]
fn responses_are_told_and_registers_are_shown_where_the_program_wants_it() {
    let (mut net, client, refresh) = kept_with(CONTACT, Some(600));
    net.client.set_interest(Interest {
        secret: true,
        refresh_response: true,
        refresh_msg_to_send: true,
        ..Interest::default()
    });
    let other = net.add_client("bob", Some(CONTACT), Some(600));
    net.register(client);
    net.register(other);
    pass(&mut net, &mut Registrar::default(), 301_000);
    let told = ["Inactive Undefined", "response 200", "Active Accepted", "response 200"];
    assert_eq!(net.refresh_heard(refresh), told);
    assert_eq!(net.seen.asked, ["MsgToSend", "MsgToSend"], "not those of the other client");
}

#[test]
fn a_registrar_that_grants_next_to_nothing_is_not_asked_without_a_pause() {
    let (mut net, _, refresh) = kept(3600);
    answered(&mut net, 10_000, &[("200 OK", "Expires: 1\r\n")]);
    assert_eq!(net.client.refresh_interval(refresh), Ok(1));
    assert!(net.requests_sent().len() <= 21, "{}", net.requests_sent().len());
    let (mut net, _, refresh) = kept(3600);
    answered(&mut net, 10_000, &[("200 OK", "Expires: 0\r\n")]);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated Rejected"), "nothing at all");
}

#[test]
fn a_contact_that_is_not_granted_ends_nothing_where_another_one_is() {
    let (mut net, client, refresh) = kept_with(CONTACT, Some(600));
    net.client.client_add_contact(client, b"<sip:alice@192.0.2.50>").unwrap();
    net.register(client);
    let contacts = "Contact: <sip:alice@192.0.2.1>;expires=0, <sip:alice@192.0.2.50>;expires=100\r\n";
    answered(&mut net, 1_000, &[("200 OK", contacts)]);
    assert_eq!(net.client.refresh_interval(refresh), Ok(100));
}

#[test]
fn a_program_that_takes_its_time_after_a_challenge_has_it_until_the_registration_ends() {
    for challenge_at in [200_000, 299_990] {
        let (mut net, client, refresh) = kept(600);
        net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
        let mut registrar = Registrar::default();
        pass(&mut net, &mut registrar, challenge_at);
        registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
        net.register(client);
        // its answer comes before or after the time at which a refresh was due
        net.run_for(20, &mut |_, _, _, _| {});
        pass(&mut net, &mut registrar, 200_000);
        assert_eq!(net.state(client), ClientState::Unauthenticated);
        assert_eq!(net.client.refresh_state(refresh), Ok(State::Active), "{challenge_at}");
        net.command(Command::Authenticate { id: client, outbound: None }).unwrap();
        pass(&mut net, &mut registrar, HOUR);
        assert_eq!((net.state(client), net.client.refresh_state(refresh)), (ClientState::Registered, Ok(State::Active)));
        registrar.guards[0].accepted.clear();
        pass(&mut net, &mut registrar, HOUR);
        assert!(registrar.guards[0].accepted.len() > 5, "it goes on");
    }
    let (mut net, client, refresh) = kept(600);
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
    net.register(client);
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated Rejected"));
}

#[test]
fn what_a_423_has_taught_is_not_put_into_registers_of_the_programs_own() {
    let (mut net, client, _) = kept(600);
    answered(&mut net, 310_000, &[("200 OK", ""), ("423 Interval Too Brief", "Min-Expires: 900\r\n"), ("200 OK", "")]);
    assert_eq!(header(&last_request(&net), "Expires"), Some("900"));
    net.register(client);
    answered(&mut net, 1_000, &[("200 OK", "")]);
    assert_eq!(header(&last_request(&net), "Expires"), Some("600"));
}

#[test]
fn a_refresh_that_came_due_while_the_bindings_were_asked_for_is_made_up_for() {
    let (mut net, client, refresh) = kept(600);
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 299_000);
    net.client.client_remove_contact(client, CONTACT.as_bytes()).unwrap();
    net.register(client);
    net.run_for(3_000, &mut |_, _, _, _| {});
    pass(&mut net, &mut registrar, 2_000);
    assert_eq!(net.state(client), ClientState::Registered);
    net.client.client_add_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, 290_000);
    assert_eq!(registrar.alive("sip:alice@example.com", net.now + 60_000), 1);
    assert_eq!(net.client.refresh_state(refresh), Ok(State::Active));
}

#[test]
fn while_a_client_has_no_contacts_there_is_nothing_to_refresh_but_until_the_end_there_may_be() {
    let (mut net, client, refresh) = kept(600);
    let mut registrar = Registrar::default();
    pass(&mut net, &mut registrar, 1_000);
    net.client.client_remove_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, 400_000);
    assert_eq!(net.requests_sent().len(), 2, "one that only asks");
    net.client.client_add_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, 190_000);
    assert_eq!(registrar.alive("sip:alice@example.com", net.now + 60_000), 1);
    net.client.client_remove_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated LocalTerminate"));
    assert!(net.requests_sent().len() < 20, "{}", net.requests_sent().len());
    assert_eq!(net.state(client), ClientState::Registered);
}

#[test]
fn one_that_the_program_sent_to_another_server_is_answered_for_by_itself_as_well() {
    for failure in ["401", "423"] {
        let mut net = Net::new(Config { failover: Failover::Manual, ..config() }, 1);
        net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
        let client = net.add_client("alice", Some(CONTACT), Some(600));
        let refresh = net.client.create_refresh(9).unwrap();
        net.client.attach_refresh(refresh, client).unwrap();
        net.names.insert("r.example".into(), vec!["192.0.2.2".parse().unwrap(), "192.0.2.3".parse().unwrap()]);
        net.client.client_set_registrar(client, b"sip:r.example:5060").unwrap();
        net.register(client);
        let mut registrar = Registrar::default();
        registrar.lenient = true;
        pass(&mut net, &mut registrar, 1_000);
        answered(&mut net, 400_000, &[("503 Busy", "")]);
        assert_eq!(net.state(client), ClientState::SendFailure);
        if failure == "401" {
            registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
        } else {
            registrar.least = 900;
        }
        net.command(Command::DnsContinue { id: client }).unwrap();
        net.command(Command::DnsResend { id: client, outbound: None }).unwrap();
        pass(&mut net, &mut registrar, 1_000);
        assert_eq!(net.state(client), ClientState::Registered, "{failure}");
        assert_eq!(net.requests_sent().len(), 4);
        assert_eq!(net.refresh_heard(refresh), ["Inactive Undefined", "Active Accepted"]);
    }
}

#[test]
fn a_503_is_told_as_every_final_response_is() {
    for failover in [Failover::Automatic, Failover::Manual] {
        let mut net = Net::new(Config { failover, ..config() }, 1);
        net.client.set_interest(Interest { refresh_response: true, ..Interest::default() });
        let client = net.add_client("alice", Some(CONTACT), Some(600));
        let refresh = net.client.create_refresh(9).unwrap();
        net.client.attach_refresh(refresh, client).unwrap();
        net.register(client);
        answered(&mut net, 400_000, &[("200 OK", ""), ("503 Busy", "")]);
        let told = ["Inactive Undefined", "response 200", "Active Accepted", "response 503", "Terminated Rejected"];
        let end = if failover == Failover::Manual { 4 } else { 5 };
        assert_eq!(net.refresh_heard(refresh), told[..end]);
    }
}

#[test]
fn what_the_program_adds_to_a_refresh_is_there_once_when_it_goes_again() {
    for way in ["401", "stale", "423"] {
        let (mut net, client, refresh) = kept(600);
        net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
        net.client.set_interest(Interest { secret: true, refresh_msg_to_send: true, ..Interest::default() });
        net.on_ask = Some(Box::new(|_, token, mut ask| {
            if let Ask::MsgToSend { msg, .. } = &mut ask {
                msg.push_other(b"X-Mark", b"1");
            }
            Some((token, ask))
        }));
        let mut registrar = Registrar::default();
        if way == "stale" {
            registrar.guards.push(Guard { nonce_life: Some(100_000), ..Guard::new("r", &[Algorithm::Sha256]) });
            pass(&mut net, &mut registrar, 1_000);
            net.command(Command::Authenticate { id: client, outbound: None }).unwrap();
        }
        pass(&mut net, &mut registrar, 1_000);
        match way {
            "401" => registrar.guards.push(Guard::new("r", &[Algorithm::Sha256])),
            "423" => registrar.least = 900,
            _ => {}
        }
        let before = net.requests_sent().len();
        pass(&mut net, &mut registrar, 310_000);
        assert_eq!(net.requests_sent().len(), before + 2, "{way}");
        assert_eq!(net.client.refresh_state(refresh), Ok(State::Active));
        let last = last_request(&net);
        assert_eq!((last.matches("X-Mark").count(), last.matches("Contact").count()), (1, 1), "{way}: {last}");
    }
}

#[test]
fn a_423_to_one_that_names_no_time_is_answered_with_the_time_wanted() {
    let (mut net, client, refresh) = kept_with(CONTACT, None);
    net.client.client_add_contact(client, b"<sip:alice@192.0.2.50>;expires=4000").unwrap();
    net.register(client);
    let answers = [("200 OK", "Expires: 600\r\n"), ("423 Interval Too Brief", "Min-Expires: 3700\r\n"), ("200 OK", "")];
    answered(&mut net, 310_000, &answers);
    assert_eq!(net.requests_sent().len(), 3);
    assert_eq!(header(&last_request(&net), "Expires"), Some("3700"));
    assert_eq!(net.client.refresh_interval(refresh), Ok(3700));
}

#[test]
fn what_the_program_may_not_send_is_not_sent_by_itself() {
    let mut registrar = Registrar::default();
    let (mut net, client, refresh) = kept(600);
    pass(&mut net, &mut registrar, 1_000);
    net.client.client_add_contact(client, b"*").unwrap();
    net.client.client_remove_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, 400_000);
    assert_eq!(net.requests_sent().len(), 1, "\"*\" without Expires 0");
    assert_eq!((net.state(client), net.client.refresh_state(refresh)), (ClientState::Registered, Ok(State::Active)));
    net.client.client_remove_contact(client, b"*").unwrap();
    net.client.client_add_contact(client, CONTACT.as_bytes()).unwrap();
    pass(&mut net, &mut registrar, 190_000);
    assert_eq!(registrar.alive("sip:alice@example.com", net.now + 60_000), 1);
    net.client.client_add_contact(client, b"*").unwrap();
    pass(&mut net, &mut registrar, HOUR);
    assert_eq!(net.refresh_heard(refresh).last(), Some(&"Terminated NetworkError"), "it could not be sent to the end");
    assert_eq!(net.state(client), ClientState::Registered);
}

#[test]
fn after_one_that_could_not_be_sent_the_programs_own_challenge_is_its_own() {
    let mut registrar = Registrar::default();
    let (mut net, client, _) = kept(600);
    net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
    pass(&mut net, &mut registrar, 1_000);
    net.client.client_add_contact(client, b"*").unwrap();
    pass(&mut net, &mut registrar, 310_000);
    net.client.client_remove_contact(client, b"*").unwrap();
    registrar.guards.push(Guard::new("r", &[Algorithm::Sha256]));
    net.register(client);
    pass(&mut net, &mut registrar, 1_000);
    assert_eq!((net.state(client), net.requests_sent().len()), (ClientState::Unauthenticated, 2));
}

#[test]
fn where_a_refresh_ends_there_is_room_for_the_next_one_at_once() {
    let mut net = Net::new(Config { max_clients: 1, ..config() }, 1);
    let client = net.add_client("alice", Some(CONTACT), Some(600));
    let refresh = net.client.create_refresh(0).unwrap();
    net.client.attach_refresh(refresh, client).unwrap();
    net.on_state = Some(Box::new(|net, client, state, _| {
        if state == ClientState::Failed {
            let next = net.client.create_refresh(1).unwrap();
            assert_eq!(net.client.create_refresh(2), Err(Error::OutOfResources));
            net.client.attach_refresh(next, client).unwrap();
            net.client.client_set_expires(client, Some(900)).unwrap();
            net.register(client);
        }
    }));
    net.register(client);
    answered(&mut net, 1_000, &[("423 Interval Too Brief", "Min-Expires: 900\r\n"), ("200 OK", "")]);
    assert_eq!(net.client.refresh_of(client).and_then(|id| net.client.refresh_interval(id)), Ok(900));
    // but not for any number that waits to be told
    net.on_state = None;
    let mut made = 0;
    net.client.destroy_refresh(net.client.refresh_of(client).unwrap()).unwrap();
    while let Ok(id) = net.client.create_refresh(3) {
        net.client.destroy_refresh(id).unwrap();
        made += 1;
    }
    assert_eq!(made, 1);
    net.settle();
    net.client.create_refresh(3).unwrap();
}

#[test]
fn a_registration_that_is_kept_does_not_lapse_whatever_the_network_loses() {
    for seed in 1..=6 {
        let mut net = Net::new(config(), seed);
        net.keep_sent = false;
        net.link = Link { loss: 15, double: 20, latency: (1, 700) };
        net.secret = Some((b"alice".to_vec(), PASSWORD.as_bytes().to_vec()));
        let mut registrar = Registrar::default();
        registrar.most = [60, 300, 3600][seed as usize % 3];
        registrar.guards.push(Guard { nonce_life: Some(100_000), ..Guard::new("r", &[Algorithm::Sha256]) });
        let client = net.add_client("alice", Some(CONTACT), Some(3600));
        let refresh = net.client.create_refresh(9).unwrap();
        net.client.attach_refresh(refresh, client).unwrap();
        net.register(client);
        while net.client.refresh_state(refresh) != Ok(State::Active) {
            pass(&mut net, &mut registrar, 100);
            let _ = net.command(Command::Authenticate { id: client, outbound: None });
            assert!(net.now < 60_000, "seed {seed}");
        }
        let served = registrar.served;
        for step in 0..2_000 {
            pass(&mut net, &mut registrar, 5_000);
            assert_eq!(registrar.alive("sip:alice@example.com", net.now), 1, "seed {seed}, step {step}");
        }
        // one each time, or two where the nonce has grown old
        let due = 10_000 / if registrar.most > 1200 { u64::from(registrar.most) - 600 } else { u64::from(registrar.most) / 2 };
        let sent = (registrar.served - served) as u64;
        assert!((due..=2 * due + 2).contains(&sent), "seed {seed}: {sent} for {due}");
    }
}
