//! The HTTP of the WebSocket handshake, both sides (RFC 6455 section 4, RFC 7118 section 4).

use super::Http;
use sha1::{Digest, Sha1};

/// Octets of a request or answer that are read at the most.
pub(super) const MOST_HEAD: usize = 8_192;
const MOST_HEADERS: usize = 64;
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// What became of the head of a request or answer.
pub(super) enum Head<T> {
    /// It is not whole yet.
    Part,
    /// It is good, and so many octets long.
    Whole(usize, T),
    /// It is none we can use. A server says it with this answer.
    Bad { answer: &'static str, why: &'static str },
}

macro_rules! refusal {
    ($status:literal, $more:literal) => {
        concat!("HTTP/1.1 ", $status, "\r\nContent-Length: 0\r\nConnection: close\r\n", $more, "\r\n")
    };
}
const BAD_REQUEST: &str = refusal!("400 Bad Request", "");
const FORBIDDEN: &str = refusal!("403 Forbidden", "");
const NOT_FOUND: &str = refusal!("404 Not Found", "");
const UPGRADE: &str = concat!(
    "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n",
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
);

pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let octet = |n: usize| u32::from(group.get(n).copied().unwrap_or(0));
        let bits = octet(0) << 16 | octet(1) << 8 | octet(2);
        for n in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * n) & 63) as usize).copied().unwrap_or(b'=');
            text.push(if n <= group.len() { digit as char } else { '=' });
        }
    }
    text
}

/// What a server makes of the client's key.
pub(super) fn accept_of(key: &str) -> String {
    base64(&Sha1::new().chain_update(key).chain_update(GUID).finalize())
}

/// Does a header with values between commas have this one?
fn lists(headers: &[httparse::Header], name: &str, value: &str) -> bool {
    headers
        .iter()
        .filter(|h| h.name.eq_ignore_ascii_case(name))
        .any(|h| h.value.split(|b| *b == b',').any(|v| v.trim_ascii().eq_ignore_ascii_case(value.as_bytes())))
}

fn only<'a>(headers: &'a [httparse::Header], name: &str) -> Option<&'a str> {
    let mut found = headers.iter().filter(|h| h.name.eq_ignore_ascii_case(name));
    let first = found.next().filter(|_| found.next().is_none())?;
    std::str::from_utf8(first.value).ok()
}

pub(super) fn request(host: &str, path: &str, key: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
    )
}

/// Reads the request of a client; what comes out is the answer that takes it.
pub(super) fn read_request(head: &[u8], http: &Http) -> Head<String> {
    let bad = |why| Head::Bad { answer: BAD_REQUEST, why };
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(head) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if head.len() < MOST_HEAD => return Head::Part,
        Ok(httparse::Status::Partial) => return bad("the HTTP request of the peer is too long"),
        Err(httparse::Error::Version) => return bad("what came is no HTTP: does the peer speak plain SIP on this port?"),
        Err(_) => return bad("what came is no HTTP request"),
    };
    if request.method != Some("GET") || request.version != Some(1) {
        return bad("the request of the peer is no GET of HTTP/1.1");
    }
    let asked = request.path.unwrap_or("").split('?').next();
    if http.path.as_deref().is_some_and(|ours| Some(ours) != asked) {
        return Head::Bad { answer: NOT_FOUND, why: "the peer asked for another path than strWsPath" };
    }
    let headers = &*request.headers;
    if !lists(headers, "Upgrade", "websocket") || !lists(headers, "Connection", "upgrade") {
        return Head::Bad { answer: UPGRADE, why: "the peer speaks HTTP and no WebSocket" };
    }
    if only(headers, "Sec-WebSocket-Version").map(str::trim) != Some("13") {
        return Head::Bad { answer: UPGRADE, why: "the peer speaks another version of WebSocket" };
    }
    if only(headers, "Host").is_none() {
        return bad("the HTTP request of the peer has no Host");
    }
    let is_key = |key: &&str| {
        key.len() == 24 && key.ends_with("==") && key.bytes().take(22).all(|b| b.is_ascii_alphanumeric() || b"+/".contains(&b))
    };
    let Some(key) = only(headers, "Sec-WebSocket-Key").map(str::trim).filter(is_key) else {
        return bad("the WebSocket key of the peer is none");
    };
    if let Some(origins) = &http.origins {
        // Who is no browser need not send one, and could send any.
        let mut theirs = headers.iter().filter(|h| h.name.eq_ignore_ascii_case("Origin")).map(|h| h.value.trim_ascii());
        if !theirs.all(|theirs| origins.iter().any(|ours| ours.as_bytes().eq_ignore_ascii_case(theirs))) {
            return Head::Bad { answer: FORBIDDEN, why: "the peer is a page of a web site that is not in strWsOrigins" };
        }
    }
    if !lists(headers, "Sec-WebSocket-Protocol", "sip") {
        return bad("the peer does not offer the WebSocket subprotocol sip");
    }
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\
         Sec-WebSocket-Protocol: sip\r\n\r\n",
        accept_of(key)
    );
    Head::Whole(length, answer)
}

/// Reads the answer of a server.
pub(super) fn read_answer(head: &[u8], key: &str) -> Head<()> {
    let bad = |why| Head::Bad { answer: "", why };
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let length = match answer.parse(head) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if head.len() < MOST_HEAD => return Head::Part,
        Ok(httparse::Status::Partial) => return bad("the HTTP answer of the peer is too long"),
        Err(httparse::Error::Version) => return bad("what came is no HTTP: does the peer speak plain SIP on this port?"),
        Err(_) => return bad("what came is no HTTP answer"),
    };
    match answer.code {
        Some(101) => {}
        Some(404) => return bad("the peer has no WebSocket at this path (404): set strWsPath in RvSipStackCfg"),
        Some(300..=399) => return bad("the peer sends us elsewhere, which is not followed"),
        Some(401 | 403 | 407) => return bad("the peer wants HTTP credentials, or does not let us in"),
        _ => return bad("the peer refuses the WebSocket handshake"),
    }
    let headers = &*answer.headers;
    if !lists(headers, "Upgrade", "websocket") || !lists(headers, "Connection", "upgrade") {
        return bad("the peer did not upgrade to WebSocket");
    }
    if only(headers, "Sec-WebSocket-Accept").map(str::trim) != Some(&accept_of(key)) {
        return bad("the WebSocket answer of the peer does not fit our key");
    }
    if only(headers, "Sec-WebSocket-Protocol").map(str::trim) != Some("sip") {
        return bad("the peer does not take the WebSocket subprotocol sip");
    }
    if only(headers, "Sec-WebSocket-Extensions").is_some() {
        return bad("the peer wants WebSocket extensions that we did not offer");
    }
    Head::Whole(length, ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_key_of_rfc_6455_gives_the_accept_of_rfc_6455() {
        assert_eq!(accept_of("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }

    fn answer_to(head: &str, path: Option<&str>) -> String {
        answer_of(head, &Http { path: path.map(Into::into), ..Http::default() })
    }

    fn answer_of(head: &str, http: &Http) -> String {
        match read_request(head.as_bytes(), http) {
            Head::Part => "part".into(),
            Head::Whole(n, text) => {
                assert_eq!(n, head.len());
                text
            }
            Head::Bad { answer, .. } => answer.into(),
        }
    }

    #[test]
    fn a_request_gets_the_answer_that_fits_what_is_wrong_with_it() {
        let good = request("h", "/ws", "dGhlIHNhbXBsZSBub25jZQ==");
        assert!(answer_to(&good, None).starts_with("HTTP/1.1 101 "));
        assert!(answer_to(&good, Some("/ws")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        assert!(answer_to(&good, Some("/")).starts_with("HTTP/1.1 404 "));
        assert!(answer_to(&good.replace("/ws", "/ws?a=b"), Some("/ws")).starts_with("HTTP/1.1 101 "));
        let lists = good.replace("Connection: Upgrade", "Connection: keep-alive, Upgrade").replace("sip\r\n", "x, SIP\r\n");
        assert!(answer_to(&lists, None).starts_with("HTTP/1.1 101 "));
        assert_eq!(answer_to(&good[..good.len() - 1], None), "part");
        for (from, to, code) in [
            ("Upgrade: websocket", "X: y", "426"),
            ("Connection: Upgrade", "Connection: close", "426"),
            ("Version: 13", "Version: 8", "426"),
            ("Protocol: sip", "Protocol: xmpp", "400"),
            ("Sec-WebSocket-Protocol: sip\r\n", "", "400"),
            ("dGhlIHNhbXBsZSBub25jZQ==", "short", "400"),
            ("Host: h\r\n", "", "400"),
            ("GET ", "POST ", "400"),
            ("HTTP/1.1", "HTTP/1.0", "400"),
            ("HTTP/1.1", "SIP/2.0", "400"),
            ("Host: h", "Host h", "400"),
        ] {
            let bad = good.replacen(from, to, 1);
            assert!(answer_to(&bad, None).starts_with(&format!("HTTP/1.1 {code} ")), "{to}");
        }
        assert!(answer_to(&format!("GET / HTTP/1.1\r\nX: {}", "y".repeat(MOST_HEAD)), None).starts_with("HTTP/1.1 400 "));
    }

    #[test]
    fn a_page_of_a_web_site_that_is_not_listed_is_refused() {
        let good = request("h", "/", "dGhlIHNhbXBsZSBub25jZQ==");
        let with = |origin: &str| good.replace("\r\n\r\n", &format!("\r\n{origin}\r\n\r\n"));
        let origins = ["https://phone.example.com".to_string(), "http://localhost:8080".to_string()];
        let listed = Http { origins: Some(Arc::new(origins)), ..Http::default() };
        for (origin, code) in [
            ("Origin: https://phone.example.com", "101"),
            ("origin:  HTTPS://Phone.Example.COM ", "101"),
            ("Origin: http://localhost:8080", "101"),
            ("X: y", "101"),
            ("Origin: http://phone.example.com", "403"),
            ("Origin: https://phone.example.com.evil.example", "403"),
            ("Origin: https://phone.example.com:8443", "403"),
            ("Origin: null", "403"),
            ("Origin:", "403"),
            ("Origin: https://phone.example.com, https://evil.example", "403"),
            ("Origin: https://phone.example.com\r\nOrigin: https://evil.example", "403"),
        ] {
            assert!(answer_of(&with(origin), &listed).starts_with(&format!("HTTP/1.1 {code} ")), "{origin}");
            assert!(answer_to(&with(origin), None).starts_with("HTTP/1.1 101 "), "{origin}, without a list");
        }
    }

    #[test]
    fn an_answer_has_to_fit_the_key_and_take_sip() {
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        let good = answer_to(&request("h", "/", key), None);
        assert!(matches!(read_answer(good.as_bytes(), key), Head::Whole(n, ()) if n == good.len()));
        assert!(matches!(read_answer(&good.as_bytes()[..20], key), Head::Part));
        for (from, to) in [
            ("101 Switching", "200 Fine"),
            ("101 Switching", "404 Not"),
            ("s3pPLMB", "xxxxxxx"),
            ("Protocol: sip", "Protocol: mqtt"),
            ("Upgrade: websocket", "Upgrade: h2c"),
            ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
            ("HTTP/1.1", "SIP/2.0"),
        ] {
            assert!(matches!(read_answer(good.replacen(from, to, 1).as_bytes(), key), Head::Bad { .. }), "{to}");
        }
    }
}
