//! Octets of a WebSocket peer (RFC 6455, RFC 7118): nothing panics, messages keep to their bound, what is queued for a peer that
//! reads nothing stays small, and where the stream is cut into pieces makes no difference. Shared by the fuzz target and the bounded
//! run in the tests.

use rvsip::net::ws::{Channel, End, Heard, Http};

/// What a client says to open a WebSocket.
pub const HELLO: &str = "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
/// Longer inputs are cut: a head may have so many octets.
pub const LONGEST: usize = 8_000;
/// Octets before the stream, which say how it is taken.
pub const CHOICES: usize = 3;
/// The handshake is good; the stream begins after it.
pub const GREETED: u8 = 1;
/// We are the client.
pub const CLIENT: u8 = 2;
/// Only one path is served.
pub const WITH_PATH: u8 = 4;
/// Only pages of one web site are served.
pub const WITH_ORIGINS: u8 = 8;
/// What may wait for a peer that reads nothing: the bound of the channel, the frame that crosses it, and a close.
const MOST_QUEUED: usize = 16_384 + 512;

/// What was heard of one stream.
#[derive(PartialEq, Eq, Debug, Default)]
pub struct Story {
    pub messages: Vec<Vec<u8>>,
    pub opened: bool,
    pub pings: usize,
    pub pongs: usize,
    pub end: Option<End>,
    /// Octets queued for the peer.
    pub queued: Vec<u8>,
}

/// A channel as the choices say, and what a good peer says first.
fn begin(kind: u8, most: usize, out: &mut Vec<u8>) -> (Channel, Vec<u8>) {
    let path = (kind & WITH_PATH != 0).then(|| "/ws".into());
    let origins = (kind & WITH_ORIGINS != 0).then(|| ["https://phone.example".to_string()].into());
    let http = Http { path, origins };
    if kind & CLIENT == 0 {
        return (Channel::server(&http, most), HELLO.as_bytes().to_vec());
    }
    let mut channel = Channel::client("h", &http, most);
    channel.greet(out);
    // a server of ours knows the answer
    let mut answer = Vec::new();
    let answered = Channel::server(&http, most).take_in(out, &mut answer, &mut |_| {});
    assert_eq!(answered, Ok(()), "a server refuses our own client");
    (channel, answer)
}

/// Takes in a stream, in pieces of as many octets as `next` says.
fn take(kind: u8, most: usize, stream: &[u8], mut next: impl FnMut() -> usize) -> Story {
    let (mut story, mut out) = (Story::default(), Vec::new());
    let (mut channel, good) = begin(kind, most, &mut out);
    let whole = if kind & GREETED != 0 { [&good, stream].concat() } else { stream.to_vec() };
    out.clear();
    channel.send(b"held", &mut out);
    assert!(out.is_empty() && channel.holds() > 4 && !channel.is_open(), "a message leaves before the handshake");
    let mut rest = &whole[..];
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(next().clamp(1, rest.len()));
        rest = more;
        let took = channel.take_in(piece, &mut out, &mut |heard| match heard {
            Heard::Open => {
                assert!(!story.opened, "opened twice");
                story.opened = true;
            }
            Heard::Message(bytes) => {
                assert!(story.opened && bytes.len() <= most, "a message of {} octets where {most} are allowed", bytes.len());
                story.messages.push(bytes.to_vec());
            }
            Heard::Ping => story.pings += 1,
            Heard::Pong => story.pongs += 1,
        });
        assert!(out.len() < MOST_QUEUED, "{} octets wait for the peer", out.len());
        if let Err(end) = took {
            assert!(!channel.is_open());
            story.end = Some(end);
            break;
        }
        assert_eq!(channel.is_open(), story.opened);
    }
    let before = out.len();
    channel.send(b"late", &mut out);
    channel.close(1000, &mut out);
    assert_eq!(
        out.len() > before,
        story.opened && story.end.is_none(),
        "something leaves when nothing may, or the other way round"
    );
    // what a client masks is different each time
    if kind & CLIENT == 0 {
        story.queued = out;
    }
    story
}

/// Drives one side with a peer's octets: the first few choose, the others are what comes.
pub fn drive(input: &[u8]) -> Story {
    let input = &input[..input.len().min(LONGEST)];
    let Some((&[kind, most, cut], stream)) = input.split_first_chunk::<CHOICES>() else { return Story::default() };
    let most = 1 + usize::from(most) * 4;
    let whole = take(kind, most, stream, || usize::MAX);
    let mut state = u64::from(cut) << 1 | 1;
    let pieces = take(kind, most, stream, || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // mostly a few octets, now and then many
        1 + (state >> 40) as usize % if cut.is_multiple_of(2) { 9 } else { 300 }
    });
    assert_eq!(whole, pieces, "the place where the stream is cut makes a difference");
    whole
}
