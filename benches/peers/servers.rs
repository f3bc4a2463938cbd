//! The other side of the failover rows: a name server for one zone, and registrars over UDP, TCP and TLS that grant everything.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

/// How long a thread that waits for a peer goes without looking whether it is over.
const GLANCE: Duration = Duration::from_millis(20);

/// What the TLS servers show, and who signed it.
pub struct Secrets {
    config: Arc<ServerConfig>,
    pub ca: PathBuf,
}

impl Secrets {
    pub fn read(cert: &Path, key: &Path, ca: PathBuf) -> Result<Secrets, String> {
        let wrong = |e: &dyn std::fmt::Display| format!("certificates of the servers: {e}");
        let chain = CertificateDer::pem_file_iter(cert).map_err(|e| wrong(&e))?.collect::<Result<Vec<_>, _>>();
        let key = PrivateKeyDer::from_pem_file(key).map_err(|e| wrong(&e))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|e| wrong(&e))?.with_no_client_auth();
        let config = config.with_single_cert(chain.map_err(|e| wrong(&e))?, key).map_err(|e| wrong(&e))?;
        Ok(Secrets { config: Arc::new(config), ca })
    }
}

/// A registrar that grants everything.
pub struct Server {
    pub port: u16,
    requests: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Server {
    pub fn start(transport: &str, secrets: &Secrets) -> io::Result<Server> {
        let (requests, over) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let (count, end) = (requests.clone(), over.clone());
        let port = if transport == "udp" {
            let socket = UdpSocket::bind("127.0.0.1:0")?;
            socket.set_read_timeout(Some(GLANCE))?;
            let port = socket.local_addr()?.port();
            std::thread::spawn(move || {
                let mut buffer = vec![0; 65_535];
                while !end.load(SeqCst) {
                    let Ok((length, from)) = socket.recv_from(&mut buffer) else { continue };
                    count.fetch_add(1, SeqCst);
                    let _ = socket.send_to(granted(&String::from_utf8_lossy(&buffer[..length])).as_bytes(), from);
                }
            });
            port
        } else {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            listener.set_nonblocking(true)?;
            let port = listener.local_addr()?.port();
            let tls = (transport == "tls").then(|| secrets.config.clone());
            std::thread::spawn(move || {
                while !end.load(SeqCst) {
                    let Ok((stream, _)) = listener.accept() else {
                        std::thread::sleep(Duration::from_millis(1));
                        continue;
                    };
                    let (tls, count) = (tls.clone(), count.clone());
                    // ends with the connection, which ends with the client
                    std::thread::spawn(move || match tls.map(ServerConnection::new) {
                        // what TLS says after the handshake must not hold up the answer
                        _ if stream.set_nonblocking(false).is_err() || stream.set_nodelay(true).is_err() => {}
                        None => serve(stream, &count),
                        Some(Ok(tls)) => serve(StreamOwned::new(tls, stream), &count),
                        Some(Err(_)) => {}
                    });
                }
            });
            port
        };
        Ok(Server { port, requests, over })
    }

    /// How many came.
    pub fn requests(&self) -> usize {
        self.requests.load(SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, SeqCst);
    }
}

fn serve(mut stream: impl Read + Write, count: &AtomicUsize) {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        text.push_str(&String::from_utf8_lossy(&buffer[..length]));
        while let Some(end) = text.find("\r\n\r\n") {
            let request: String = text.drain(..end + 4).collect();
            count.fetch_add(1, SeqCst);
            if stream.write_all(granted(&request).as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// The 200 to a REGISTER without a body.
fn granted(request: &str) -> String {
    let lines = |name: &str| -> String {
        let of_name = |l: &&str| l.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
        request.lines().filter(of_name).map(|l| format!("{l}\r\n")).collect()
    };
    let to = lines("To:").trim_end().to_string();
    format!(
        "SIP/2.0 200 OK\r\n{}{to};tag=granted\r\n{}{}{}{}Expires: 3600\r\nContent-Length: 0\r\n\r\n",
        lines("Via:"),
        lines("From:"),
        lines("Call-ID:"),
        lines("CSeq:"),
        lines("Contact:")
    )
}

/// A name server for example.test: one NAPTR, an SRV for each server in order of priority, their addresses.
pub struct Names {
    pub port: u16,
    over: Arc<AtomicBool>,
}

const A: u16 = 1;
const SRV: u16 = 33;
const NAPTR: u16 = 35;

impl Names {
    pub fn start(transport: &str, ports: &[u16]) -> io::Result<Names> {
        let (flags, service) = match transport {
            "udp" => ("SIP+D2U", "_sip._udp"),
            "tcp" => ("SIP+D2T", "_sip._tcp"),
            _ => ("SIPS+D2T", "_sips._tcp"),
        };
        let text = |t: &str| [&[t.len() as u8], t.as_bytes()].concat();
        let name = |n: &str| [n.split('.').flat_map(text).collect(), vec![0]].concat();
        let service = format!("{service}.example.test");
        let naptr = [&[0, 10, 0, 50][..], &text("s"), &text(flags), &text(""), &name(&service)].concat();
        let mut zone = vec![("example.test".to_string(), NAPTR, naptr)];
        for (n, port) in ports.iter().enumerate() {
            let host = format!("server{n}.example.test");
            let fields = [n as u16, 10, *port].map(u16::to_be_bytes).concat();
            zone.push((service.clone(), SRV, [fields, name(&host)].concat()));
            zone.push((host, A, vec![127, 0, 0, 1]));
        }
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(GLANCE))?;
        let (port, over) = (socket.local_addr()?.port(), Arc::<AtomicBool>::default());
        let end = over.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 1500];
            while !end.load(SeqCst) {
                let Ok((length, from)) = socket.recv_from(&mut buffer) else { continue };
                if let Some(answer) = answer(&buffer[..length], &zone) {
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        Ok(Names { port, over })
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        self.over.store(true, SeqCst);
    }
}

/// The answer to a question: the records of that name and type, or none.
fn answer(asked: &[u8], zone: &[(String, u16, Vec<u8>)]) -> Option<Vec<u8>> {
    let (mut at, mut labels) = (12, Vec::new());
    loop {
        let length = usize::from(*asked.get(at)?);
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(asked.get(at + 1..=at + length)?).to_ascii_lowercase());
        at += 1 + length;
    }
    let kind = u16::from_be_bytes([*asked.get(at + 1)?, *asked.get(at + 2)?]);
    let question = asked.get(12..at + 5)?;
    let wanted = labels.join(".");
    let records: Vec<_> = zone.iter().filter(|(name, k, _)| *name == wanted && *k == kind).collect();
    let known = zone.iter().any(|(name, ..)| *name == wanted);
    // an authoritative answer; a name that does not exist is said not to
    let mut out =
        [asked.get(..2)?, &[0x84, if known { 0 } else { 3 }, 0, 1, 0, records.len() as u8, 0, 0, 0, 0], question].concat();
    for (_, kind, data) in records {
        // the name of the question, class IN, a minute
        out.extend([0xC0, 12]);
        out.extend(kind.to_be_bytes());
        out.extend([0, 1, 0, 0, 0, 60]);
        out.extend((data.len() as u16).to_be_bytes());
        out.extend(data);
    }
    Some(out)
}
