//! What a run needs before it starts: packages, the release library, compiled programs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The peers: name for pkg-config and Debian package.
const PEERS: [(&str, &str); 3] =
    [("sofia-sip-ua", "libsofia-sip-ua-dev"), ("libre", "libre-dev"), ("libosip2", "libosip2-dev")];

/// What libre's own build sets and its headers need in order to describe the library as it was built.
const RE_FLAGS: [&str; 4] = ["-DHAVE_INTTYPES_H", "-DHAVE_STDBOOL_H", "-DHAVE_INET6", "-DRELEASE"];

fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|o| o.status.success())
}

/// Installs the packages that are missing.
pub fn packages() -> Result<(), String> {
    let mut missing: Vec<&str> =
        PEERS.iter().filter(|(pc, _)| !succeeds("pkg-config", &["--exists", pc])).map(|(_, deb)| *deb).collect();
    if !succeeds("pkg-config", &["--version"]) {
        missing.push("pkg-config");
    }
    if !succeeds("cc", &["--version"]) {
        missing.push("gcc");
    }
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("installing {}", missing.join(" "));
    let apt = |args: &[&str]| {
        let mut c = Command::new("apt-get");
        c.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y"]).args(args);
        c.output().map_err(|e| format!("apt-get: {e}"))
    };
    let install: Vec<&str> = ["install", "--no-install-recommends"].into_iter().chain(missing.iter().copied()).collect();
    let mut done = apt(&install)?;
    if !done.status.success() {
        apt(&["update"])?;
        done = apt(&install)?;
    }
    match done.status.success() {
        true => Ok(()),
        false => Err(format!(
            "apt-get could not install {} (root is needed): {}",
            missing.join(" "),
            String::from_utf8_lossy(&done.stderr)
        )),
    }
}

/// Directories of the run.
pub struct Places {
    /// The project.
    root: PathBuf,
    /// Where cargo puts the release build.
    release: PathBuf,
    /// Where the programs go.
    out: PathBuf,
}

impl Places {
    pub fn find() -> Result<Places, String> {
        let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_else(|| PathBuf::from("."));
        let exe = std::env::current_exe().map_err(|e| e.to_string())?;
        // target/release/deps/peers-HASH
        let release = exe.parent().and_then(Path::parent).ok_or("cannot tell the target directory")?.to_path_buf();
        let out = release.parent().ok_or("cannot tell the target directory")?.join("bench-peers");
        std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
        Ok(Places { root, release, out })
    }
}

/// What was built and where it lies.
pub struct Programs {
    pub dir: PathBuf,
    /// register.sip, ok.sip and invite.sip.
    pub messages: [PathBuf; 3],
}

/// Builds the release library and every program.
pub fn build(p: &Places, peers_only: bool) -> Result<Programs, String> {
    let source = p.root.join("benches/c");
    let cc_as = |program: &str, name: &str, flags: &[String]| -> Result<(), String> {
        let mut c = Command::new("cc");
        c.args(["-std=gnu11", "-O2", "-Wall", "-o"]).arg(p.out.join(program)).arg(source.join(format!("{name}.c"))).args(flags);
        let done = c.output().map_err(|e| format!("cc: {e}"))?;
        if done.status.success() { Ok(()) } else { Err(format!("{name}.c: {}", String::from_utf8_lossy(&done.stderr))) }
    };
    let cc = |name: &str, flags: &[String]| cc_as(name, name, flags);
    // reading the values of invite.sip
    let cc_invite = |name: &str, flags: &[String]| {
        let flags: Vec<String> = flags.iter().cloned().chain(["-DBENCH_INVITE".into()]).collect();
        cc_as(&format!("{name}_invite"), name, &flags)
    };
    eprintln!("compiling");
    let re_flags = || RE_FLAGS.iter().map(|f| f.to_string()).chain(pkg_config("libre")).collect::<Vec<_>>();
    cc("responder", &[])?;
    cc("bare", &[])?;
    cc("sofia_register", &pkg_config("sofia-sip-ua"))?;
    cc("sofia_call", &pkg_config("sofia-sip-ua"))?;
    cc("re_register", &re_flags())?;
    cc("re_call", &re_flags())?;
    cc("re_tls", &re_flags())?;
    cc("parse_sofia", &pkg_config("sofia-sip-ua"))?;
    cc_invite("parse_sofia", &pkg_config("sofia-sip-ua"))?;
    cc("encode_sofia", &pkg_config("sofia-sip-ua"))?;
    cc("parse_re", &re_flags())?;
    cc("parse_osip", &pkg_config("libosip2"))?;
    if !peers_only {
        let flags = library(p)?;
        cc("rvsip_register", &flags)?;
        cc("rvsip_call", &flags)?;
        cc("rvsip_tls", &flags)?;
        cc("rvsip_failover", &flags)?;
        cc("parse_rvsip", &flags)?;
        cc_invite("parse_rvsip", &flags)?;
        cc("encode_rvsip", &flags)?;
    }
    let messages = ["register.sip", "ok.sip", "invite.sip"].map(|name| {
        let shared = p.root.join("../shared/data/bench").join(name);
        if shared.is_file() { shared } else { p.root.join("benches/data").join(name) }
    });
    Ok(Programs { dir: p.out.clone(), messages })
}

fn pkg_config(name: &str) -> Vec<String> {
    let out = Command::new("pkg-config").args(["--cflags", "--libs", name]).output();
    out.map(|o| String::from_utf8_lossy(&o.stdout).split_whitespace().map(String::from).collect()).unwrap_or_default()
}

/// Builds the shared library as a release and says how to link with it.
fn library(p: &Places) -> Result<Vec<String>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = p.release.parent().ok_or("cannot tell the target directory")?;
    let done = Command::new(cargo)
        .args(["build", "--release", "--lib", "--quiet", "--target-dir"])
        .arg(target)
        .current_dir(&p.root)
        .output()
        .map_err(|e| format!("cargo build: {e}"))?;
    if !done.status.success() {
        return Err(format!("cargo build --release: {}", String::from_utf8_lossy(&done.stderr)));
    }
    let built = p.release.join("librvsip.so");
    for name in ["librvsip.so", "librvsip.so.0"] {
        let copy = p.out.join(name);
        // A new file, not new content in the old one: nothing that still has the old library mapped is disturbed.
        let _ = std::fs::remove_file(&copy);
        std::fs::copy(&built, &copy).map_err(|e| format!("{}: {e}", built.display()))?;
    }
    let out = p.out.display();
    Ok(vec![
        format!("-I{}", p.root.join("include").display()),
        format!("-L{out}"),
        "-lrvsip".into(),
        format!("-Wl,-rpath,{out}"),
        "-pthread".into(),
    ])
}

/// What was measured where.
pub fn machine() -> Vec<String> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .map_or("unknown CPU", |l| l.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, |n| n.get());
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let version = |(pc, _): &(&str, &str)| {
        let out = Command::new("pkg-config").args(["--modversion", pc]).output();
        format!("{pc} {}", out.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_string()).unwrap_or_default())
    };
    let peers: Vec<String> = PEERS.iter().map(version).collect();
    vec![
        format!("machine: {model}, {cores} cores, Linux {}", kernel.trim()),
        format!(
            "rvsip {}; {} (Debian packages); programs cc -O2, UDP on 127.0.0.1",
            env!("CARGO_PKG_VERSION"),
            peers.join(", ")
        ),
    ]
}
