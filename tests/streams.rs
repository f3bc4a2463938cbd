//! Streams: connections opened, shared, kept, lost; requests over TCP.

mod support;

use rvsip::endpoint::*;
use rvsip::message::Problem;
use support::*;

#[test]
fn a_stream_that_cannot_be_framed_is_refused_with_the_code_of_the_problem_and_closed() {
    let mut net = Net::new(config(), 1);
    let conn = net.client.accepted(1, addr("192.0.2.7:4444"), addr(CLIENT)).unwrap();
    let head = b"REGISTER sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\n\
        To: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\nContent-Length: 2000000000\r\n\r\nfirst octets";
    net.client.stream_broken(Time(0), conn, Problem { code: 413, text: "message too large" }, head);
    let mut answer = Vec::new();
    let mut closed = false;
    while let Some(o) = net.client.poll() {
        match o {
            Output::Transmit(t) => {
                assert!(!closed && t.flow == Flow::Conn(conn));
                answer = net.client.bytes(&t).to_vec();
            }
            Output::Close(c) => closed = c == conn,
            _ => {}
        }
    }
    assert!(closed);
    assert!(answer.starts_with(b"SIP/2.0 413 "), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(net.client.connection_usage().used, 0);
    assert_eq!(net.client.counters().malformed, 1);
}
