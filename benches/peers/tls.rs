//! What TLS costs: registrations over it, full handshakes beside OpenSSL, connections that do nothing.

use super::Effort;
use super::run::{Bench, Stack, field};
use super::table::{Row, Table, bytes, median, micros};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A CA, a certificate for a name and for 127.0.0.1, its key, and both of these in one file.
pub struct Files {
    pub ca: PathBuf,
    pub cert: PathBuf,
    pub key: PathBuf,
    both: PathBuf,
}

pub fn certificates(dir: &Path, host: &str) -> Result<Files, String> {
    let wrong = |e: rcgen::Error| format!("certificates: {e}");
    let mut params = CertificateParams::new([]).map_err(wrong)?;
    params.distinguished_name.push(DnType::CommonName, "CA of the benchmark");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(wrong)?).map_err(wrong)?;
    let key = KeyPair::generate().map_err(wrong)?;
    let mut params = CertificateParams::new([host.to_string()]).map_err(wrong)?;
    params.subject_alt_names.push(SanType::IpAddress([127, 0, 0, 1].into()));
    let cert = params.signed_by(&key, &*ca).map_err(wrong)?;
    let write = |name: &str, text: String| {
        let path = dir.join(format!("{host}-{name}"));
        std::fs::write(&path, text).map(|()| path).map_err(|e| format!("{name}: {e}"))
    };
    Ok(Files {
        ca: write("ca.pem", ca.pem())?,
        cert: write("cert.pem", cert.pem())?,
        key: write("key.pem", key.serialize_pem())?,
        both: write("both.pem", cert.pem() + &key.serialize_pem())?,
    })
}

pub fn rows(bench: &Bench, effort: &Effort, table: &mut Table) -> Result<(), String> {
    let files = certificates(bench.dir(), "localhost")?;
    let (rounds, scale) = (effort.rounds_large, effort.parse_scale);
    let ours = |what: &str, transport: &str, count: u64| {
        let args = [what, transport, &count.to_string()].map(String::from);
        let files = [&files.cert, &files.key, &files.ca].map(|p| p.display().to_string());
        bench.line("rvsip_tls", &[args, files].concat(), Duration::from_secs(120))
    };
    let value = |text: &str, key: &str| field(text, key).ok_or_else(|| format!("TLS: no {key} in `{}`", text.trim()));
    let [mut tcp, mut tls, mut shake, mut theirs] = [const { Vec::new() }; 4];
    for round in 0..rounds {
        eprintln!("TLS: round {} of {rounds}", round + 1);
        tcp.push(value(&ours("register", "tcp", 100_000 / scale)?, "cpu_each_us")?);
        tls.push(value(&ours("register", "tls", 100_000 / scale)?, "cpu_each_us")?);
        shake.push(value(&ours("handshakes", "tls", 2_000 / scale)?, "cpu_each_us")?);
        let args = [(2_000 / scale).to_string(), files.both.display().to_string(), files.ca.display().to_string()];
        theirs.push(value(&bench.line("re_tls", &args, Duration::from_secs(120))?, "cpu_each_us")?);
    }
    let cells = |rvsip: String, libre: String| {
        Stack::ALL.map(|s| match s {
            Stack::Rvsip => rvsip.clone(),
            Stack::Re => libre.clone(),
            _ => "-".into(),
        })
    };
    let none = || "-".to_string();
    let row = Row::new("CPU of one registration over one TLS connection", cells(micros(median(&tls)), none()));
    table.push(row.judged(Some(median(&tls) / median(&tcp)), "itself over TCP", "<=", 1.6));
    let row = Row::new(
        "CPU of one full TLS handshake, both sides, ECDSA P-256",
        cells(micros(median(&shake)), micros(median(&theirs))),
    );
    table.push(row.judged(Some(median(&shake) / median(&theirs)), "libre over OpenSSL", "<=", 1.0));
    eprintln!("TLS: idle connections");
    let count = 10_000 / scale;
    let text = ours("idle", "tls", count)?;
    let (client, server) = (value(&text, "client_each")?, value(&text, "server_each")?);
    let label = format!("resident memory of an idle TLS connection ({count}), client; server {}", bytes(server));
    table.push(Row::new(&label, cells(bytes(client), none())).limited(client.max(server), 24_576.0, "<= 24 KiB"));
    Ok(())
}
