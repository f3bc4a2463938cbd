//! What a dead server costs: a domain with four servers behind SRV, the first of them dead in one way or another.
//!
//! The name server and the servers are threads of this process; the client is `c/rvsip_failover.c`, a stack of its own for every run.

use super::Effort;
use super::run::{Bench, Stack, field};
use super::servers::{Names, Secrets, Server};
use super::table::{Row, Table, Verdict};
use super::tls::certificates;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

/// What the run sets as dnsTargetTimeout and as connectTimeout.
const TARGET_MS: f64 = 1_000.0;
const CONNECT_MS: f64 = 500.0;
/// What the DNS, a handshake and the exchange itself may take beside a timeout; what counts as at once.
const EXCHANGE_MS: f64 = 100.0;

/// How the first server is dead.
#[derive(Clone, Copy)]
enum Dead {
    /// Nobody listens: the system says so.
    Refuses,
    /// It takes nothing: a socket that is never read, a listener whose queue is full.
    Silent,
    /// It takes the connection and never says a word.
    Mute,
}

/// Keeps the port of a dead server.
enum Grave {
    Udp(UdpSocket),
    Tcp { _listener: socket2::Socket, _knocking: Vec<TcpStream> },
    Nobody,
}

fn dig(transport: &str, dead: Dead) -> std::io::Result<(u16, Grave)> {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    match (transport, dead) {
        ("udp", Dead::Refuses) => Ok((UdpSocket::bind(any)?.local_addr()?.port(), Grave::Nobody)),
        ("udp", _) => {
            let socket = UdpSocket::bind(any)?;
            socket.set_nonblocking(true)?;
            Ok((socket.local_addr()?.port(), Grave::Udp(socket)))
        }
        (_, Dead::Refuses) => Ok((TcpListener::bind(any)?.local_addr()?.port(), Grave::Nobody)),
        (_, dead) => {
            let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
            listener.bind(&any.into())?;
            listener.listen(if matches!(dead, Dead::Mute) { 128 } else { 0 })?;
            let addr = listener.local_addr()?.as_socket().ok_or(std::io::ErrorKind::Unsupported)?;
            let mut knocking = Vec::new();
            while matches!(dead, Dead::Silent)
                && knocking.len() < 100
                && let Ok(stream) = TcpStream::connect_timeout(&addr, Duration::from_millis(300))
            {
                knocking.push(stream);
            }
            Ok((addr.port(), Grave::Tcp { _listener: listener, _knocking: knocking }))
        }
    }
}

impl Grave {
    /// REGISTERs that got here with this number in CSeq.
    fn registers(&self, number: u32) -> usize {
        let Grave::Udp(socket) = self else { return 0 };
        let wanted = format!("\r\nCSeq: {number} REGISTER\r\n");
        let (mut buffer, mut count) = (vec![0; 65_535], 0);
        while let Ok(length) = socket.recv(&mut buffer) {
            count += usize::from(String::from_utf8_lossy(&buffer[..length]).contains(&wanted));
        }
        count
    }
}

/// Milliseconds of one registration and of the refresh after it, and whether that went straight to the server that granted.
struct Took {
    first: f64,
    refresh: f64,
    straight: bool,
}

fn once(bench: &Bench, transport: &str, dead: Dead, secrets: &Secrets) -> Result<Took, String> {
    let wrong = |e: std::io::Error| format!("failover: {e}");
    let (port, grave) = dig(transport, dead).map_err(wrong)?;
    let alive = [(); 3].map(|()| Server::start(transport, secrets));
    let mut ports = vec![port];
    for server in &alive {
        ports.push(server.as_ref().map_err(|e| format!("failover: {e}"))?.port);
    }
    let names = Names::start(transport, &ports).map_err(wrong)?;
    let registrar = if transport == "tls" { "sips:example.test" } else { "sip:example.test" };
    let mut args = vec![names.port.to_string(), registrar.into(), TARGET_MS.to_string(), CONNECT_MS.to_string()];
    if transport == "tls" {
        args.push(secrets.ca.display().to_string());
    }
    let text = bench.line("rvsip_failover", &args, Duration::from_secs(30))?;
    let value = |key: &str| field(&text, key).ok_or_else(|| format!("failover: no {key} in `{}`", text.trim()));
    let counts: Vec<usize> = alive.iter().flatten().map(Server::requests).collect();
    Ok(Took {
        first: value("first_ms")?,
        refresh: value("refresh_ms")?,
        // a registration and a refresh at the second server, nothing at the others, no refresh at the dead one
        straight: counts == [2, 0, 0] && grave.registers(2) == 0,
    })
}

pub fn rows(bench: &Bench, effort: &Effort, table: &mut Table) -> Result<(), String> {
    let files = certificates(bench.dir(), "example.test")?;
    let secrets = Secrets::read(&files.cert, &files.key, files.ca)?;
    let target = format!("<= {TARGET_MS} ms (dnsTargetTimeout) + {EXCHANGE_MS} ms");
    let connect = format!("<= {CONNECT_MS} ms (connectTimeout) + {EXCHANGE_MS} ms");
    let at_once = format!("<= {EXCHANGE_MS} ms");
    let kinds = [
        ("udp", Dead::Silent, "UDP, the first is silent", TARGET_MS, &target),
        ("udp", Dead::Refuses, "UDP, nobody has the port of the first", 0.0, &at_once),
        ("tcp", Dead::Refuses, "TCP, the first refuses", 0.0, &at_once),
        ("tcp", Dead::Silent, "TCP, the first is silent", CONNECT_MS, &connect),
        ("tls", Dead::Refuses, "TLS, the first refuses", 0.0, &at_once),
        ("tls", Dead::Silent, "TLS, the first is silent", CONNECT_MS, &connect),
        ("tls", Dead::Mute, "TLS, the first takes the connection and is silent", CONNECT_MS, &connect),
    ];
    let cells = |ms: f64| Stack::ALL.map(|s| if s == Stack::Rvsip { format!("{ms:.1} ms") } else { "-".into() });
    let (mut refresh, mut runs, mut straight) = (0.0_f64, 0, 0);
    for (transport, dead, label, timeout, must) in kinds {
        eprintln!("failover: {label}");
        let mut slowest = 0.0_f64;
        for _ in 0..effort.rounds_large {
            let took = once(bench, transport, dead, &secrets)?;
            slowest = slowest.max(took.first);
            refresh = refresh.max(took.refresh);
            runs += 1;
            straight += usize::from(took.straight);
            // a dead server that answers is none, and the figure would say nothing
            if took.first < timeout {
                return Err(format!("failover: {label}: registered in {:.1} ms, before the timeout", took.first));
            }
        }
        let row = Row::new(&format!("registration, first of four servers dead: {label}"), cells(slowest));
        table.push(row.limited(slowest, timeout + EXCHANGE_MS, must));
    }
    let good = straight == runs && refresh <= EXCHANGE_MS;
    let row = Row::new("  refresh after each of these, at the server that granted", cells(refresh));
    table.push(row.stated(
        format!("{straight} of {runs} straight"),
        &format!("all, {at_once}"),
        if good { Verdict::Ok } else { Verdict::Missed },
    ));
    Ok(())
}
