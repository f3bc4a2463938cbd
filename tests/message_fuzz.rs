//! A bounded run of the fuzz checks: mutated samples, truncated samples, random octets. The seed is fixed;
//! RVSIP_FUZZ_FACTOR=100 runs a hundred times as long.

mod fuzzing;
#[path = "../fuzz/message_checks.rs"]
mod message_checks;

use fuzzing::{Random, mutated, rounds};
use message_checks::{datagram, stream, values};

const SAMPLES: [&[u8]; 5] = [
    b"REGISTER sip:example.net;transport=tcp SIP/2.0\r\nv: SIP / 2.0 / TCP [2001:db8::1]:5060 ;branch=z9hG4bKa;x=1;rport;y, SIP/2.0/UDP b;received=192.0.2.1\r\n\
      To: \"A \\\"B\\\"\" <sip:a:pw@b.example;lr;x=%41?Subject=z&p=q>;u=1;tag=t;w\r\nFrom: A. B <tel:+1-201;ext=5;z>;tag=f\r\ni: 1@b\r\n\
      CSeq: 42 REGISTER\r\nm: <sip:a@b>;q=0.5;expires=60;+sip.instance=\"<urn:uuid:1>\", sips:c@d;q=1\r\nMax-Forwards: 70\r\nExpires: 3600\r\n\
      Route: <sip:p;lr>,\r\n <sip:q;lr>;a=b\r\nAllow: INVITE, ACK\r\n\
      Authorization: Digest username=\"a\", realm=\"b\", nonce=\"c\", x=y, uri=\"sip:b\", response=\"d\", nc=00000001, qop=auth, cnonce=\"e\", z=\"1,2\"\r\n\
      Content-Type: multipart/mixed;boundary=\"xx\";q=1\r\nContent-Disposition: session;handling=optional\r\nDate: Sat, 13 Nov 2010 23:29:00 GMT\r\n\
      Content-Length: 4\r\n\r\nbody",
    b"SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb;received=192.0.2.9;rport=5061;ttl=1;maddr=224.0.1.75\r\n\
      t: <sip:a@b>;tag=1\r\nf: sip:a@b;tag=2\r\nCall-ID: x\r\nCSeq: 1 REGISTER\r\n\
      WWW-Authenticate: Digest realm=\"a \\\" b\", qop=\"auth,auth-int\", nonce=\"n\", stale=TRUE, algorithm=SHA-256, opaque=\"\", domain=\"sip:b\", k=v\r\n\
      Proxy-Authenticate: NTLM abcdef==\r\nRetry-After: 5 (busy (very) \\) now);duration=60;x\r\nMin-Expires: 60\r\nl: 0\r\n\r\n",
    b"OPTIONS urn:service:sos SIP/2.0\r\nVia: SIP/2.0/TLS h\r\nTo: <http://www.example.com/a?b#c>\r\nFrom: pres:a@b;tag=1\r\nCall-ID: y\r\nCSeq: 9 OPTIONS\r\n\
      Contact: *\r\nSubject: \r\nX-Other : a\r\n b\r\n\tc\r\nPath: \"p\" <sip:p;lr>\r\nRecord-Route: <sip:r>\r\nService-Route: <sips:s>\r\nContent-Length: 0\r\n\r\n",
    b"NOTIFY sip:a@b SIP/2.0\r\nVia: SIP/2.0/WSS h\r\nTo: <sip:a@b>\r\nFrom: sip:a@b;tag=1\r\nCall-ID: z\r\nCSeq: 2 NOTIFY\r\n\
      o: presence.winfo;id=7;a\r\nAllow-Events: reg, dialog.winfo\r\nSubscription-State: active;expires=9;reason=\"x\";retry-after=3;y\r\n\
      x: 90;refresher=uac;z\r\nMin-SE: 90;q\r\nRSeq: 5\r\nRAck: 5 2 INVITE\r\nReplaces: 1@b;to-tag=x;from-tag=y;early-only;w=\"v\"\r\n\
      r: \"R\" <sip:c@d;method=BYE?Replaces=1%40b%3Bto-tag%3Dx%3Bfrom-tag%3Dy&Subject=s>;p\r\nb: sip:e@f;cid=\"g@h\";o\r\nContent-Length: 0\r\n\r\n",
    b"\r\n\r\n\r\nACK sip:a@[::1] SIP/2.0\nVia: SIP/2.0/UDP a\nContent-Length: 0\n\n\r\nBYE sip:a SIP/2.0\r\nl: 0\r\n\r\n",
];

const PARTS: [&[u8]; 22] = [
    b"\r\n",
    b"\r\n ",
    b",",
    b";",
    b"\"",
    b"\\",
    b"<",
    b">",
    b"%",
    b"%00",
    b"=",
    b":",
    b" ",
    b"\0",
    b"@",
    b"?",
    b"[",
    b"]",
    b"\xff",
    b"-1",
    b"99999999999999999999",
    b"(",
];

#[test]
fn mutated_messages_keep_every_promise() {
    let mut r = Random(0x5eed_0001);
    for _ in 0..rounds(4000) {
        let text = mutated(&mut r, &SAMPLES, &PARTS, true);
        datagram(&text);
        stream(&text);
    }
}

#[test]
fn mutated_values_keep_every_promise() {
    let mut r = Random(0x5eed_0002);
    let lines: Vec<&[u8]> = SAMPLES.iter().flat_map(|s| s.split(|&b| b == b'\n')).filter(|l| !l.is_empty()).collect();
    for _ in 0..rounds(1000) {
        let line = lines[r.below(lines.len())];
        let mut value = line[line.iter().position(|&b| b == b':').map_or(0, |p| p + 1)..].to_vec();
        for _ in 0..r.below(4) {
            let at = r.below(value.len() + 1);
            match r.below(3) {
                0 => value.insert(at, b"\";,<>=:@%?/ *+[]()\\\0~"[r.below(21)]),
                1 if at < value.len() => drop(value.remove(at)),
                _ => value.extend_from_slice(&line[r.below(line.len())..]),
            }
        }
        values(&value);
    }
}

#[test]
fn a_message_cut_at_any_octet_does_no_harm() {
    for sample in SAMPLES {
        for end in 0..=sample.len() {
            datagram(&sample[..end]);
        }
    }
}

#[test]
fn random_octets_do_no_harm() {
    let mut r = Random(0x5eed_0003);
    for n in 0..rounds(1000) {
        let bytes: Vec<u8> = (0..r.below(200)).map(|_| r.next() as u8).collect();
        datagram(&bytes);
        stream(&bytes);
        if n % 8 == 0 {
            values(&bytes);
        }
        let printable: Vec<u8> = (0..r.below(200)).map(|_| b"\r\n:;,\"<> sip@INVITE%/2.0=\\*"[r.below(27)]).collect();
        datagram(&printable);
        stream(&printable);
        if n % 8 == 0 {
            values(&printable);
        }
    }
}
