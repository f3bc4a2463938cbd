//! A real name server with zones of the test.
#![allow(dead_code)]

use crate::running::{configuration, set_array};
use rvsip::capi::abi::*;
use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A knot of our own: its directory, its port, its process.
pub struct Knot {
    pub addr: SocketAddr,
    process: Child,
    dir: PathBuf,
}

impl Knot {
    /// Serves zones `(domain, records)`; none when knot is not installed.
    pub fn start(zones: &[(&str, String)]) -> Option<Knot> {
        let program =
            ["/usr/sbin/knotd", "/usr/local/sbin/knotd", "/sbin/knotd"].into_iter().find(|p| PathBuf::from(p).exists());
        let Some(program) = program else {
            println!("skipped: knot is not installed");
            return None;
        };
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("knot-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&dir).unwrap();
        let mut text = String::new();
        for (domain, records) in zones {
            let file = dir.join(format!("{domain}.zone"));
            let head = format!("$ORIGIN {domain}.\n$TTL 60\n@ SOA ns admin 1 3600 600 86400 5\n@ NS ns\nns A 127.0.0.1\n");
            std::fs::write(&file, head + records).unwrap();
            text += &format!(
                "  - domain: {domain}\n    file: {}\n    zonefile-sync: -1\n    journal-content: none\n",
                file.display()
            );
        }
        // A free port may be taken before knot has it: then another.
        for _ in 0..5 {
            let addr = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let d = dir.display();
            let config = format!(
                "server:\n    rundir: {d}\n    listen: 127.0.0.1@{}\nlog:\n  - target: stderr\n    any: error\n\
                 database:\n    storage: {d}\nzone:\n{text}",
                addr.port()
            );
            std::fs::write(dir.join("knot.conf"), config).unwrap();
            let mut process =
                Command::new(program).arg("-c").arg(dir.join("knot.conf")).stdin(Stdio::null()).spawn().expect("knot starts");
            let probe = UdpSocket::bind("127.0.0.1:0").unwrap();
            probe.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
            let question = b"\x12\x34\0\0\0\x01\0\0\0\0\0\0\x07example\x04test\0\0\x06\0\x01";
            let end = Instant::now() + Duration::from_secs(10);
            while Instant::now() < end && process.try_wait().unwrap().is_none() {
                let _ = probe.send_to(question, addr);
                let mut buffer = [0; 512];
                if probe.recv_from(&mut buffer).is_ok() {
                    return Some(Knot { addr, process, dir });
                }
            }
            let _ = process.kill();
            let _ = process.wait();
        }
        panic!("knot does not serve");
    }

    /// A configuration that asks this server only.
    pub fn configuration(&self) -> RvSipStackCfg {
        let mut cfg = configuration();
        // The stack copies it; the structure outlives the test.
        cfg.pDnsServers = Box::leak(Box::new([transport_addr(self.addr)])).as_mut_ptr();
        cfg.numOfDnsServers = 1;
        cfg.numOfDnsDomains = 0;
        cfg.dnsTargetTimeout = 1_000;
        cfg.connectTimeout = 1_000;
        cfg.dnsQueryTimeout = 500;
        cfg
    }
}

impl Drop for Knot {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub fn transport_addr(addr: SocketAddr) -> RvSipTransportAddr {
    let mut out: RvSipTransportAddr = unsafe { std::mem::zeroed() };
    set_array(&mut out.strIP, &addr.ip().to_string());
    out.port = addr.port();
    out
}
