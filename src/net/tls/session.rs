//! One TLS session over a socket that does not block.

use super::verify::{Left, Shown};
use super::{Choice, Engine, NAME, why};
use mio::net::TcpStream;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Connection, ServerConnection};
use std::io::{self, Read, Write};

pub(in crate::net) struct Session {
    tls: Connection,
    /// Why it cannot go on.
    failure: Option<&'static str>,
    /// Where it is put what the peer has shown, when others have the last word on it.
    left: Option<Left>,
    /// Nothing was said yet.
    pub fresh: bool,
}

/// Something is left to others.
fn left(choice: Choice) -> Option<Left> {
    (choice.left_chain || choice.left_name).then(|| Left {
        chain: choice.left_chain,
        name: choice.left_name,
        ..Left::default()
    })
}

impl Session {
    /// Our side of a connection to somebody who has to prove `name`.
    pub fn client(engine: &Engine, name: &str, choice: Choice) -> Result<Session, &'static str> {
        let bare = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
        let name =
            ServerName::try_from(bare.to_string()).map_err(|_| "the host of the URI is no name a certificate could have")?;
        let left = left(choice);
        let tls = ClientConnection::new(engine.client_config(left.clone()), name).map_err(|e| why(&e))?;
        Ok(Session { tls: tls.into(), failure: None, left, fresh: true })
    }

    pub fn server(engine: &Engine, choice: Choice) -> Result<Session, &'static str> {
        let left = left(choice);
        let config = engine.server_config(left.clone()).map_err(|e| why(&e))?;
        let tls = ServerConnection::new(config).map_err(|e| why(&e))?;
        Ok(Session { tls: tls.into(), failure: None, left, fresh: true })
    }

    /// What the peer has shown, for those who have the last word on it, and what stands whatever they say: a name is missing on which
    /// they have none.
    pub fn take_shown(&mut self) -> Option<(Shown, Result<(), &'static str>)> {
        let left = self.left.take()?;
        let shown = left.found.lock().take()?;
        let stands = if shown.named || left.name { Ok(()) } else { Err(NAME) };
        Some((shown, stands))
    }

    /// What went wrong, once it did.
    pub fn failure(&self) -> Option<&'static str> {
        self.failure
    }

    #[cfg(test)]
    pub fn is_resumed(&self) -> bool {
        self.tls.handshake_kind() == Some(rustls::HandshakeKind::Resumed)
    }

    /// Goes on with the handshake as far as the socket allows. True when it is done.
    pub fn shake(&mut self, stream: &mut TcpStream) -> io::Result<bool> {
        self.fresh = false;
        loop {
            match self.flush(stream) {
                Err(e) if e.kind() != io::ErrorKind::WouldBlock => return Err(e),
                _ => {}
            }
            if !self.tls.is_handshaking() {
                return Ok(true);
            }
            match self.take_in(stream) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(e) => return Err(e),
            }
        }
    }

    /// Reads records from the socket; the number of octets, 0 at its end.
    fn take_in(&mut self, stream: &mut TcpStream) -> io::Result<usize> {
        let count = self.tls.read_tls(stream)?;
        if count > 0
            && let Err(e) = self.tls.process_new_packets()
        {
            self.failure = Some(why(&e));
            // the alert that tells the peer why
            let _ = self.flush(stream);
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(count)
    }

    /// Reads what the peer said, as `Read::read` would.
    pub fn read(&mut self, stream: &mut TcpStream, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.tls.reader().read(out) {
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                done => return done,
            }
            if self.take_in(stream)? == 0 {
                return Ok(0);
            }
        }
    }

    /// Takes some of `plain` for the peer, as `Write::write` would.
    pub fn write(&mut self, stream: &mut TcpStream, plain: &[u8]) -> io::Result<usize> {
        self.flush(stream)?;
        let count = self.tls.writer().write(plain)?;
        match self.flush(stream) {
            Err(e) if e.kind() != io::ErrorKind::WouldBlock => Err(e),
            _ => Ok(count),
        }
    }

    /// Has records that wait for the socket.
    pub fn wants_write(&self) -> bool {
        self.tls.wants_write()
    }

    pub fn flush(&mut self, stream: &mut TcpStream) -> io::Result<()> {
        while self.tls.wants_write() {
            self.tls.write_tls(stream)?;
        }
        Ok(())
    }

    /// Says that nothing more will come from us.
    pub fn close(&mut self, stream: &mut TcpStream) {
        self.tls.send_close_notify();
        let _ = self.flush(stream);
    }
}
