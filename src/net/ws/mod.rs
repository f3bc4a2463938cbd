//! WebSocket between a stream of octets and SIP messages (RFC 7118): one message of the one is one of the other.
//!
//! A [`Channel`] opens no socket. What came goes in through [`Channel::take_in`]; what is to leave is put behind what waits in the
//! connection's queue.

mod http;

use http::Head;
use std::io::{self, Read, Write};
use std::sync::Arc;
use tungstenite::error::{CapacityError, Error, ProtocolError};
use tungstenite::protocol::frame::coding::{Data, OpCode};
use tungstenite::protocol::frame::{CloseFrame, Frame};
use tungstenite::protocol::{Message, Role, WebSocketConfig, WebSocketContext};

/// Octets that wait for a peer before its pings go unanswered.
const MOST_WAITING: usize = 16_384;
/// Of what is read at once. Connections keep it while they are open.
const READ_BUFFER: usize = 2_048;

/// How servers and clients of a stack speak HTTP.
#[derive(Clone, Debug, Default)]
pub struct Http {
    /// Where WebSockets are found: what clients ask for, and the only path that servers answer if there is one.
    pub path: Option<Arc<str>>,
    /// The web sites whose pages may connect to servers (RFC 6455 section 10.2); any if there are none here.
    pub origins: Option<Arc<[String]>>,
}

enum State {
    /// The head of the request or answer as far as it came.
    Greeting(Vec<u8>),
    Open(Box<WebSocketContext>),
    Over,
}

enum Side {
    Server(Http),
    Client { key: String, request: String },
}

/// What a peer said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard<'a> {
    /// The handshake is done.
    Open,
    /// A whole message.
    Message(&'a [u8]),
    /// Answered already.
    Ping,
    /// The answer to a ping.
    Pong,
}

/// Why it is over. What says so to the peer is in the queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The peer closed it.
    ByPeer,
    /// What the peer did wrong.
    Wrong(&'static str),
}

/// One side of a WebSocket connection.
pub struct Channel {
    side: Side,
    state: State,
    most: usize,
    /// Frames that wait for the end of the handshake.
    held: Vec<u8>,
}

impl Channel {
    /// The side of those who are connected to; messages may have `most` octets.
    pub fn server(http: &Http, most: usize) -> Channel {
        Channel { side: Side::Server(http.clone()), state: State::Greeting(Vec::new()), most, held: Vec::new() }
    }

    /// Our side of a connection to `host`.
    pub fn client(host: &str, http: &Http, most: usize) -> Channel {
        let mut nonce = [0; 16];
        // A nonce that is no secret: the peer's answer is held against it.
        let _ = getrandom::fill(&mut nonce);
        let key = http::base64(&nonce);
        let request = http::request(host, http.path.as_deref().unwrap_or("/"), &key);
        let side = Side::Client { key, request };
        Channel { side, state: State::Greeting(Vec::new()), most, held: Vec::new() }
    }

    /// What a client says first.
    pub fn greet(&mut self, out: &mut Vec<u8>) {
        if let Side::Client { request, .. } = &mut self.side {
            out.extend_from_slice(std::mem::take(request).as_bytes());
        }
    }

    /// Is the handshake done, and nobody has closed it?
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open(_))
    }

    /// Octets that wait for the end of the handshake.
    pub fn holds(&self) -> usize {
        self.held.len()
    }

    fn frame(&self, mut frame: Frame, out: &mut Vec<u8>) {
        if matches!(self.side, Side::Client { .. }) {
            let mut mask = [0; 4];
            let _ = getrandom::fill(&mut mask);
            frame.header_mut().mask = Some(mask);
        }
        // Writing to a Vec cannot fail.
        let _ = frame.format(out);
    }

    /// Queues a message: as text where it is text (RFC 7118 section 5.2), or holds it until the handshake is done.
    pub fn send(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let kind = if std::str::from_utf8(bytes).is_ok() { Data::Text } else { Data::Binary };
        self.put(Frame::message(bytes.to_vec(), OpCode::Data(kind), true), out);
    }

    /// Queues a ping.
    pub fn ping(&mut self, out: &mut Vec<u8>) {
        self.put(Frame::ping(Vec::new()), out);
    }

    fn put(&mut self, frame: Frame, out: &mut Vec<u8>) {
        match self.state {
            State::Greeting(_) => {
                let mut held = std::mem::take(&mut self.held);
                self.frame(frame, &mut held);
                self.held = held;
            }
            State::Open(_) => self.frame(frame, out),
            State::Over => {}
        }
    }

    /// Says that nothing more will come from us.
    pub fn close(&mut self, code: u16, out: &mut Vec<u8>) {
        if self.is_open() {
            self.frame(Frame::close(Some(CloseFrame { code: code.into(), reason: "".into() })), out);
        }
        self.state = State::Over;
    }

    /// Takes what came and tells what it is, message by message.
    pub fn take_in(&mut self, came: &[u8], out: &mut Vec<u8>, tell: &mut dyn FnMut(Heard)) -> Result<(), End> {
        let State::Greeting(head) = &mut self.state else { return self.frames(came, out, tell) };
        head.extend_from_slice(came);
        let done = match &self.side {
            Side::Server(http) => http::read_request(head, http),
            Side::Client { key, .. } => match http::read_answer(head, key) {
                Head::Part => Head::Part,
                Head::Whole(length, ()) => Head::Whole(length, String::new()),
                Head::Bad { answer, why } => Head::Bad { answer, why },
            },
        };
        let rest = match done {
            Head::Part => return Ok(()),
            Head::Bad { answer, why } => {
                out.extend_from_slice(answer.as_bytes());
                self.state = State::Over;
                return Err(End::Wrong(why));
            }
            Head::Whole(length, answer) => {
                out.extend_from_slice(answer.as_bytes());
                head.split_off(length.min(head.len()))
            }
        };
        self.state = State::Open(Box::new(self.context()));
        out.append(&mut self.held);
        self.held = Vec::new();
        tell(Heard::Open);
        self.frames(&rest, out, tell)
    }

    fn context(&self) -> WebSocketContext {
        let role = if matches!(self.side, Side::Server(_)) { Role::Server } else { Role::Client };
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_write_buffer_size(1_024)
            .max_message_size(Some(self.most))
            .max_frame_size(Some(self.most));
        WebSocketContext::new(role, Some(config))
    }

    fn frames(&mut self, input: &[u8], out: &mut Vec<u8>, tell: &mut dyn FnMut(Heard)) -> Result<(), End> {
        let mut pipe = Pipe { input, out };
        loop {
            let State::Open(context) = &mut self.state else { return Ok(()) };
            let (code, why) = match context.read(&mut pipe) {
                Ok(Message::Text(text)) => {
                    self.heard(text.as_bytes(), pipe.out, tell);
                    continue;
                }
                Ok(Message::Binary(bytes)) => {
                    self.heard(&bytes, pipe.out, tell);
                    continue;
                }
                Ok(Message::Ping(_)) => {
                    tell(Heard::Ping);
                    continue;
                }
                Ok(Message::Pong(_)) => {
                    tell(Heard::Pong);
                    continue;
                }
                Ok(Message::Frame(_)) => continue,
                Ok(Message::Close(_)) => {
                    // The answer to it leaves with the flush.
                    let _ = context.flush(&mut pipe);
                    self.state = State::Over;
                    return Err(End::ByPeer);
                }
                Err(Error::Io(e)) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(Error::ConnectionClosed | Error::AlreadyClosed) => {
                    self.state = State::Over;
                    return Err(End::ByPeer);
                }
                Err(Error::Capacity(CapacityError::MessageTooLong { .. })) => {
                    (1009, "a message of the peer is longer than maxMessageSize")
                }
                Err(Error::Utf8(_)) => (1007, "a text of the peer is no UTF-8"),
                Err(Error::Protocol(ProtocolError::UnmaskedFrameFromClient)) => (1002, "the peer does not mask its frames"),
                Err(Error::Protocol(ProtocolError::MaskedFrameFromServer)) => (1002, "the peer masks its frames"),
                Err(_) => (1002, "the peer breaks the rules of WebSocket"),
            };
            self.close(code, out);
            return Err(End::Wrong(why));
        }
    }

    /// A message, or a keepalive of RFC 5626, which is good here too (RFC 7118 section 6).
    fn heard(&self, bytes: &[u8], out: &mut Vec<u8>, tell: &mut dyn FnMut(Heard)) {
        match bytes {
            b"\r\n\r\n" => {
                if out.len() < MOST_WAITING {
                    self.frame(Frame::message(&b"\r\n"[..], OpCode::Data(Data::Text), true), out);
                }
                tell(Heard::Ping);
            }
            b"\r\n" => tell(Heard::Pong),
            _ => tell(Heard::Message(bytes)),
        }
    }
}

/// Octets that came, and the queue that pongs go to.
struct Pipe<'a> {
    input: &'a [u8],
    out: &'a mut Vec<u8>,
}

impl Read for Pipe<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.input.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.input.read(to)
    }
}

impl Write for Pipe<'_> {
    /// Takes all or nothing, so that frames of others may stand between two calls.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.out.len() >= MOST_WAITING {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
