//! Bad input to a running stack and to the protocol core: seeded, bounded. RVSIP_FUZZ_FACTOR=100 runs a hundred times as long.

mod fuzzing;
mod running;
#[path = "../fuzz/stack_checks.rs"]
mod stack_checks;

use fuzzing::{Random, rounds};
use running::*;
use rvsip::capi::abi::*;
use rvsip::capi::transaction::*;
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::ptr::null_mut;
use std::time::{Duration, Instant};

#[test]
fn the_core_keeps_its_promises_whatever_comes_in_which_order() {
    let mut reached = std::collections::HashSet::new();
    for seed in 1..=rounds(3_000) as u64 {
        let mut r = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let length = 200 + r.below(3000);
        let bytes = r.bytes(length);
        match std::panic::catch_unwind(|| stack_checks::drive(&bytes)) {
            Ok(states) => reached.extend(states),
            Err(panic) => {
                eprintln!("with seed {seed}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    // It is no test of the first line of defence alone.
    let deep = [
        "client Registered",
        "client Redirected",
        "client Unauthenticated",
        "client Failed",
        "client SendFailure",
        "transaction ClientProceeding",
        "transaction ClientFinalReceived",
        "transaction ClientSendFailure",
        "transaction ServerFinalSent",
        "transaction ClientCancelling",
        "transaction ClientInviteCalling",
        "transaction ClientInviteProceeding",
        "transaction ClientInviteProceedingTimeout",
        "transaction ClientInviteCancelling",
        "transaction ClientInviteFinalReceived",
        "transaction ClientInviteAckSent",
        "transaction ClientInviteProxy2xxReceived",
        "transaction ClientCancelSent",
        "transaction ClientCancelFinalReceived",
        "transaction ServerInviteRequestReceived",
        "transaction ServerInviteReliableSent",
        "transaction ServerInvitePrackCompleted",
        "transaction ServerInviteFinalSent",
        "transaction ServerInviteAckReceived",
        "transaction ServerCancelRequestReceived",
        "transaction ServerCancelFinalSent",
        "subscription Sent",
        "subscription Received2xx",
        "subscription Active",
        "subscription Pending",
        "subscription NotifyBefore2xx",
        "subscription Unauthenticated",
        "subscription SendFailure",
        "subscription Unsubscribing",
        "subscription Received",
        "subscription Terminating",
        "subscription alert",
        "subscription expired",
        "notify Received",
        "notify ResponseSent",
        "notify Sent",
        "notify SendFailure",
        "notify Terminated",
        "refer Accepted",
        "refresh Inactive Undefined",
        "refresh Active Accepted",
        "refresh Terminated Rejected",
        "refresh Terminated LocalTerminate",
        "refresh Terminated TimeOut",
        "refresh Terminated NetworkError",
        "refresh Terminated OwnerTerminated",
        "refresh Terminated Accepted",
        "refresh response",
        "refresh changed",
        "SubscriptionCreated",
        "NotifyCreated",
        "InternalCreated",
        "transaction from a message",
        "credentials true",
        "check completed",
        "cancelled",
        "MsgToSend",
        "MsgReceived",
        "FinalDest",
        "Secret",
        "NonceCount",
        "UnsupportedChallenge",
        "AuthorizationReady",
        "Created",
        "NewRequest",
        "connection Ready Undefined",
        "connection Connecting Undefined",
        "connection Connected Undefined",
        "connection Closing Undefined",
        "connection Closed Error",
        "connection Terminated Undefined",
        "connection error",
        "connection offered",
        "new connection true",
        "new connection false",
        "ConnectionCreated",
        "Look",
        "transmitter Resolving",
        "transmitter DestResolved",
        "transmitter OnHold",
        "transmitter Ready",
        "transmitter NewConnection",
        "transmitter Sent",
        "transmitter SendFailure",
        "transmitter Terminated",
        "OtherUri",
        "out of context",
        "OpenCallLeg",
        "CallLegCreated",
        "CallLegForked",
        "CallLegTransaction",
        "ReInviteCreated",
        "NestedInvite",
        "SessionFault",
        "call-leg Idle",
        "call-leg Inviting",
        "call-leg Proceeding",
        "call-leg Cancelling",
        "call-leg Cancelled",
        "call-leg Redirected",
        "call-leg Unauthenticated",
        "call-leg Offering",
        "call-leg Accepted",
        "call-leg Connected",
        "call-leg Disconnecting",
        "call-leg Disconnected",
        "call-leg Terminated",
        "call-leg ProceedingTimeout",
        "call-leg RemoteAccepted",
        "call-leg SendFailure",
        "call-leg provisional",
        "re-INVITE Idle",
        "re-INVITE Received",
        "re-INVITE ResponseSent",
        "re-INVITE Sent",
        "re-INVITE ResponseReceived",
        "re-INVITE RemoteAccepted",
        "re-INVITE Cancelling",
        "re-INVITE Proceeding",
        "re-INVITE Cancelled",
        "re-INVITE SendFailure",
        "re-INVITE AckReceived",
        "re-INVITE AckSent",
        "re-INVITE Terminated",
        "prack ReliableReceived",
        "prack PrackSent",
        "prack FinalReceived",
        "prack PrackReceived",
        "prack FinalSent",
        "bye Received",
        "bye ResponseSent",
        "bye Terminated",
        "bye Detached",
        "general Idle",
        "general Received",
        "general ResponseSent",
        "general Sent",
        "general Proceeding",
        "general FinalReceived",
        "general SendFailure",
        "general Terminated",
        "session alert",
        "session Expires",
        "session TooSmall",
        "stored",
        "restored",
        "replaced",
    ];
    let missed: Vec<_> = deep.into_iter().filter(|d| !reached.contains(*d)).collect();
    assert!(missed.is_empty(), "never reached: {missed:?}");
}

const METHODS: [&str; 10] =
    ["OPTIONS", "REGISTER", "MESSAGE", "CANCEL", "ACK", "INVITE", "SUBSCRIBE", "NOTIFY", "BREW", "options"];

/// Messages like those of RFC 4475: legal and strange, or broken in one place.
const STRANGE: [&str; 12] = [
    "OPTIONS sip:x SIP/2.0\r\nTO :\r\n sip:v@example.com ;   tag    = 1918181833n\r\nfrom   : \"J \\\\\\\"\" <sip:j@example.com>\r\n  ;\r\n  tag = 98\r\n\
     Max-Forwards: 0068\r\nCall-ID: long{n}\r\nCSeq: 0009 OPTIONS\r\nVia  : SIP / 2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw{n}\r\ns :\r\nv:  SIP  / 2.0  / TCP     s.example.com ;\r\n  branch=z9hG4bK9ikj8\r\n\r\n",
    "OPTIONS sip:a SIP/2.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 3 INVITE\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK{n}\r\n\r\n",
    "OPTIONS sip:a SIP/2.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 36893488147419103232 OPTIONS\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK{n}\r\n\r\n",
    "OPTIONS <sip:a> SIP/2.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 OPTIONS\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK{n}\r\n\r\n",
    "OPTIONS sip:a;lr SIP/7.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 OPTIONS\r\nVia: SIP/7.0/UDP h;branch=z9hG4bK{n}\r\n\r\n",
    "OPTIONS sip:a SIP/2.0\r\nTo: sip:a\r\nTo: sip:c\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 OPTIONS\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{n}\r\n\r\n",
    "OPTIONS sip:a SIP/2.0\r\nTo: \"unended <sip:a>\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 OPTIONS\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{n}\r\n\r\n",
    "REGISTER sip:a SIP/2.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 REGISTER\r\nContact: sip:u@a?Route=%3Csip:s%3E\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{n}\r\nContent-Length: -999\r\n\r\n",
    "MESSAGE sip:a SIP/2.0\r\nTo: sip:a\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 MESSAGE\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{n}\r\nContent-Length: 9999\r\n\r\nshort",
    "SIP/2.0 200 \u{43e}\u{43a}\r\nTo: sip:a;tag=2\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 REGISTER\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKr00000000000000000000\r\n\r\n",
    "SIP/2.0 4294967301 better not break\r\nTo: sip:a;tag=2\r\nFrom: sip:b;tag=1\r\nCall-ID: n{n}\r\nCSeq: 1 REGISTER\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKr\r\n\r\n",
    "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0\r\n\
     Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK-.!%66*_+`'~{n}\r\nTo: \"BEL:\\\u{7} NUL:\\\u{0}\" <sip:a@b>\r\nFrom: t~1 <sip:b>;tag=_t~\r\nCall-ID: int%Ze`~)(><:\\/\"][?}{n}\r\nCSeq: 1 !interesting-Method0123456789_*+`.%indeed'~\r\nl: 0\r\n\r\n",
];

/// One input: random octets, a strange message, or a legal one that was damaged.
fn bad_input(r: &mut Random, number: usize, largest: usize) -> Vec<u8> {
    let mut text = match r.below(10) {
        0 => {
            let length = r.below(200);
            return r.bytes(length);
        }
        1 if number.is_multiple_of(8) => {
            let length = r.below(largest + 1);
            return r.bytes(length);
        }
        2 if number.is_multiple_of(8) => {
            // Large and nearly legal.
            let line = ["X-Long: abc\r\n", "Contact: <sip:a@b>;q=1,", "Via: SIP/2.0/UDP a,b,c\r\n", "a:b\r\n"][r.below(4)];
            let more = line.repeat(r.below(largest - 1000) / line.len());
            return request("REGISTER", ([127, 0, 0, 1], 9).into(), number, &more).into_bytes();
        }
        3 | 4 => STRANGE[r.below(STRANGE.len())].replace("{n}", &number.to_string()).into_bytes(),
        _ => {
            let more = [
                "",
                "Authorization: Digest username=\"a\", realm=\"b\", nonce=\"c\", uri=\"sip:a\", response=\"d\"\r\n",
                "Contact: *\r\n",
            ][r.below(3)];
            request(METHODS[r.below(METHODS.len())], ([127, 0, 0, 1], 9).into(), number, more).into_bytes()
        }
    };
    for _ in 0..r.below(4) {
        let at = r.below(text.len() + 1);
        match r.below(5) {
            0 => text.truncate(at),
            1 if at < text.len() => text[at] = r.next() as u8,
            2 => drop(text.splice(at..at, b"\r\n\"<,;: \0%"[r.below(9)..].iter().copied())),
            3 => {
                let end = (at + r.below(30)).min(text.len());
                text.drain(at..end);
            }
            _ => {
                let end = (at + r.below(80)).min(text.len());
                let copy = text[at..end].to_vec();
                let to = r.below(text.len() + 1);
                text.splice(to..to, copy);
            }
        }
    }
    text
}

/// Pages of memory this process holds, in octets.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// Sends a legal request until it is answered: then what was sent before has been looked at.
fn answered(peer: &UdpSocket, to: std::net::SocketAddr, number: usize) {
    let text = request("OPTIONS", peer.local_addr().unwrap(), number, "");
    let expected = format!("{number} OPTIONS");
    let mut buffer = vec![0; 65_535];
    let end = Instant::now() + PATIENCE;
    peer.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    loop {
        assert!(Instant::now() < end, "a legal request is not answered any more");
        peer.send_to(text.as_bytes(), to).unwrap();
        while let Ok((length, _)) = peer.recv_from(&mut buffer) {
            let answer = String::from_utf8_lossy(&buffer[..length]);
            // 403 where the application asked for credentials.
            let is_final = answer.starts_with("SIP/2.0 200") || answer.starts_with("SIP/2.0 403");
            if is_final && header(&answer, "CSeq") == expected {
                return;
            }
        }
    }
}

#[test]
fn a_running_stack_outlives_bad_input() {
    let cfg = RvSipStackCfg {
        generalLingerTimer: 50,
        inviteLingerTimer: 50,
        maxTransactions: 50_000,
        maxConnections: 500,
        ..configuration()
    };
    let running = Running::with(cfg, ALL_CALLBACKS, |told| {
        if let Told::State(h, s, _) = told
            && (s == transc::REQUEST_RCVD || s == transc::INVITE_RCVD)
        {
            let transaction = h as RvSipTranscHandle;
            let outcome = match h % 3 {
                0 if s == transc::REQUEST_RCVD => RvSipTransactionAuthBegin(transaction),
                _ => unsafe { RvSipTransactionRespond(transaction, 200, null_mut()) },
            };
            assert_eq!(outcome, RV_OK);
        }
        if let Told::Credentials(h, header) = told {
            let password = c"secret".as_ptr().cast_mut();
            let outcome = unsafe { RvSipTransactionAuthProceed(h as _, (h % 4) as i32, header as _, password) };
            assert_eq!(outcome, RV_OK);
        }
        if let Told::AuthCompleted(h, success) = told {
            let outcome = unsafe { RvSipTransactionRespond(h as _, if success { 200 } else { 403 }, null_mut()) };
            assert_eq!(outcome, RV_OK);
        }
        RV_OK
    });
    let mut r = Random(0x5eed_0042);
    let (peer, stranger) = (UdpSocket::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let begun = Instant::now();
    let mut sizes = Vec::new();
    let mut number = 0;
    for half in 0..2 {
        for batch in 0..rounds(150) {
            for _ in 0..50 {
                number += 1;
                let _ = stranger.send_to(&bad_input(&mut r, number, 65_507), running.udp);
            }
            answered(&peer, running.udp, 1_000_000 + half * 100_000 + batch);
        }
        for _ in 0..rounds(80) {
            let mut stream = TcpStream::connect(running.tcp).unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
            let mut text: Vec<u8> = Vec::new();
            for _ in 0..1 + r.below(8) {
                number += 1;
                text.extend(bad_input(&mut r, number, 70_000));
            }
            let mut rest = text.as_slice();
            while !rest.is_empty() {
                let (now, later) = rest.split_at(1 + r.below(rest.len().min(3000)));
                if stream.write_all(now).is_err() {
                    break;
                }
                rest = later;
            }
            if r.below(2) == 0 {
                let _ = stream.read(&mut [0; 4096]);
            }
        }
        answered(&peer, running.udp, 2_000_000 + half);
        until("all transactions end", || running.transactions_in_use() == 0);
        until("all connections end", || running.connections_in_use() == 0);
        while running.told.lock().unwrap().try_recv().is_ok() {}
        sizes.push(resident());
    }
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10) * rounds(1) as u32, "{took:?}");
    let growth = sizes[1].saturating_sub(sizes[0]);
    println!("{number} inputs in {took:?}; resident {} KiB, then {} KiB", sizes[0] / 1024, sizes[1] / 1024);
    assert!(growth < 4 << 20, "memory grew by {growth} octets in the second half");

    // It serves and registers as before.
    let mut stream = TcpStream::connect(running.tcp).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let text = request("OPTIONS", stream.local_addr().unwrap(), 3_000_000, "").replace("/UDP", "/TCP");
    stream.write_all(text.as_bytes()).unwrap();
    let mut buffer = [0; 4096];
    let length = stream.read(&mut buffer).unwrap();
    assert!(buffer[..length].starts_with(b"SIP/2.0 200") || buffer[..length].starts_with(b"SIP/2.0 403"));
    let somebody = Responder::start(accept);
    for uri in [somebody.uri(), somebody.tcp_uri()] {
        let client = running.client();
        assert_eq!(register(client, &uri), RV_OK);
        running.wait_client(client, client::REGISTERED);
    }
    // No defect was caught on the way.
    running.end();
}
