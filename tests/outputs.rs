//! What waits to be fetched from the core, in a program that never gets to its end.

mod support;

use rvsip::endpoint::*;
use support::*;

#[test]
fn messages_keep_their_bytes_though_there_is_always_another_one_waiting() {
    let mut core = Endpoint::new(config());
    core.add_local(Local {
        transport: Transport::Udp,
        addr: addr(CLIENT),
        text: "192.0.2.1".into(),
        configured_port: 5060,
        enabled: true,
    });
    let flow = Flow::Udp { local: 0, peer: addr("192.0.2.2:5060") };
    let padding = "x".repeat(900);
    let ask = |core: &mut Endpoint, n: usize| {
        let text = format!(
            "OPTIONS sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK{n};x={padding}\r\nTo: <sip:a@b>\r\n\
             From: <sip:c@b>;tag=1\r\nCall-ID: {n}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
        );
        core.receive(Time(0), flow, text.as_bytes());
    };
    // More than is kept of what was sent, several times.
    ask(&mut core, 0);
    for n in 1..8_000 {
        ask(&mut core, n);
        let Some(Output::Transmit(sent)) = core.poll() else { panic!("no answer to {n}") };
        let answer = String::from_utf8_lossy(core.bytes(&sent)).into_owned();
        assert!(answer.starts_with("SIP/2.0 405 ") && answer.contains(&format!("branch=z9hG4bK{};", n - 1)), "{n}: {answer}");
        assert!(core.has_output());
    }
}
