//! The C programs of tests/c, and the one in README.md, are compiled against this build of the library and run.

mod library;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A directory with librvsip.so of this build, and room for programs.
fn library_dir() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| library::scratch("programs"))
}

fn compile(source: &Path, name: &str) -> PathBuf {
    let library = library_dir();
    let program = library.join(name);
    let output = Command::new(env::var("CC").unwrap_or_else(|_| "cc".into()))
        .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-x", "c"])
        .arg(source)
        .args(["-x", "none", "-I"])
        .arg(Path::new(ROOT).join("include"))
        .arg("-o")
        .arg(&program)
        .arg("-L")
        .arg(library)
        .arg(format!("-Wl,-rpath,{}", library.display()))
        .args(["-lrvsip", "-lpthread"])
        .output()
        .expect("a C compiler is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

fn run(name: &str) {
    run_with(name, &[]);
}

fn run_with(name: &str, environment: &[(&str, &Path)]) {
    let program = compile(&Path::new(ROOT).join("tests/c").join(format!("{name}.c")), name);
    let mut command = Command::new(&program);
    command.current_dir(library_dir()).envs(environment.iter().copied());
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{name}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn stacks_come_and_go() {
    run("lifecycle");
}

#[test]
fn a_client_and_a_registrar_talk_in_one_process() {
    run("registration");
}

#[test]
fn objects_may_end_inside_every_callback() {
    run("callbacks");
}

#[test]
fn four_threads_use_one_stack() {
    run("threads");
}

#[test]
fn short_buffers_are_told_their_size() {
    run("buffers");
}

#[test]
fn transmitters_carry_single_messages_and_transactions_lend_theirs() {
    run("transmitter");
}

#[test]
fn an_invite_is_refused_cancelled_answered_and_acknowledged() {
    run("invite");
}

#[test]
fn calls_are_made_modified_stored_and_ended() {
    run("callleg");
}

#[test]
fn subscriptions_are_made_notified_and_ended() {
    run("subscription");
}

#[test]
fn registrations_are_refreshed_by_themselves() {
    run("refresh");
}

#[test]
fn connections_have_owners_and_addresses_come_and_go() {
    run("connections");
}

#[test]
fn a_program_may_drive_the_library_itself() {
    run("driven");
}

/// What tests/c/tls.c wants to find: a CA, one that is a stranger, and two certificates of the first.
fn certificates() -> PathBuf {
    let dir = library_dir().join("certs");
    fs::create_dir_all(&dir).expect("the scratch directory can be written");
    let write = |name: &str, text: String| fs::write(dir.join(name), text).expect("the scratch directory can be written");
    let authority = |name: &str| {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let ca = authority("CA");
    write("ca.pem", ca.pem());
    write("stranger.pem", authority("stranger").pem());
    for (name, host) in [("good", "localhost"), ("other", "other.example")] {
        let key = KeyPair::generate().unwrap();
        let cert = CertificateParams::new([host.to_string()]).unwrap().signed_by(&key, &*ca).unwrap();
        write(&format!("{name}.pem"), cert.pem());
        write(&format!("{name}.key"), key.serialize_pem());
    }
    dir
}

#[test]
fn a_client_registers_over_tls_and_checks_who_it_talks_to() {
    run_with("tls", &[("RVSIP_TEST_CERTS", &certificates())]);
}

/// The registrar of the examples on a free port; ended when dropped.
struct Registrar {
    process: Child,
    port: String,
}

impl Registrar {
    fn start(name: &str) -> Registrar {
        let program = compile(&Path::new(ROOT).join("c_examples/registrar.c"), name);
        let mut process = Command::new(program)
            .args(["--port", "0", "--quiet", "--min-expires", "1", "--user", "alice:wonderland"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the registrar starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output is ours")).read_line(&mut line).expect("it says its port");
        let port = line.split(':').nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default().to_string();
        assert!(port.parse::<u16>().is_ok(), "{line}");
        Registrar { process, port }
    }
}

impl Drop for Registrar {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_program_in_the_readme_registers() {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).expect("README.md is there");
    let source = readme.split("```c\n").nth(1).and_then(|rest| rest.split("```").next()).expect("README.md has a C program");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme.c");
    fs::write(&path, source).expect("the scratch directory can be written");
    let program = compile(&path, "readme");
    let registrar = Registrar::start("readme_registrar");
    let registers = |password: &str| {
        let args = [&format!("sip:127.0.0.1:{}", registrar.port), "sip:alice@example.com", "alice", password];
        Command::new(&program).args(args).output().expect("the program starts")
    };
    let right = registers("wonderland");
    assert_eq!(String::from_utf8_lossy(&right.stdout), "registered\n");
    assert!(right.status.success());
    assert_eq!(registers("wrong").status.code(), Some(1));
}

#[test]
fn the_classic_loop_registers_and_unregisters() {
    let program = compile(&Path::new(ROOT).join("c_examples/classic_loop.c"), "classic_loop");
    let registrar = Registrar::start("classic_registrar");
    let to = format!("sip:127.0.0.1:{}", registrar.port);
    let output =
        Command::new(&program).args(["sip:alice@example.com", &to, "alice", "wonderland"]).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "registering\nchallenged\nregistering\nregistered\nregistering\nunregistered\nterminated\n"
    );
}

#[test]
fn stay_is_registered_until_it_is_interrupted() {
    let program = compile(&Path::new(ROOT).join("c_examples/stay.c"), "stay");
    let registrar = Registrar::start("stay_registrar");
    let to = format!("sip:127.0.0.1:{}", registrar.port);
    let start = |password: &str| {
        Command::new(&program)
            .args([&to, "sip:alice@example.com", "sip:alice@192.0.2.10", "alice", password, "2"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts")
    };
    let mut process = start("wonderland");
    let mut lines = BufReader::new(process.stdout.take().expect("its output is ours")).lines().map_while(Result::ok);
    let mut said: Vec<String> = lines.by_ref().take(4).collect();
    assert_eq!(said, ["registered", "kept from now on; granted for 2 s", "refreshed", "refreshed"]);
    // SAFETY: a signal to the process this test has started and not yet waited for.
    assert_eq!(unsafe { libc::kill(process.id() as i32, libc::SIGTERM) }, 0);
    said.extend(lines);
    assert_eq!(said.last().map(String::as_str), Some("removed"));
    assert!(process.wait().expect("it ends").success());
    let output = start("wrong").wait_with_output().expect("it ends");
    assert_eq!(
        (String::from_utf8_lossy(&output.stdout).as_ref(), output.status.code()),
        ("refused: wrong user or password\n", Some(1))
    );
}

/// What message_tool says about a message: its exit code and what it prints.
fn tool(program: &Path, args: &[&str], message: &[u8]) -> (Option<i32>, String, Vec<u8>) {
    let mut process = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the tool starts");
    let mut input = process.stdin.take().expect("its input is ours");
    input.write_all(message).expect("the tool reads it");
    drop(input);
    let output = process.wait_with_output().expect("the tool ends");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), output.stdout)
}

#[test]
fn message_tool_marks_what_is_wrong_in_the_torture_messages() {
    let program = compile(&Path::new(ROOT).join("c_examples/message_tool.c"), "message_tool_torture");
    let shared = env::var_os("RVSIP_SHARED").map_or_else(|| Path::new(ROOT).join("../shared"), PathBuf::from);
    let folder = shared.join("data/rfc4475");
    let Ok(verdicts) = fs::read_to_string(folder.join("verdicts.tsv")) else {
        println!("skipped: verdicts.tsv is not at hand");
        return;
    };
    let mut seen = 0;
    for row in verdicts.lines().skip(1) {
        let row: Vec<&str> = row.split('\t').collect();
        let message = fs::read(folder.join(row[0])).expect("the message is beside its verdict");
        let (code, tree, _) = tool(&program, &[], &message);
        // Two that a parser lets pass, and a person who looks at them wants to be told of.
        let marked = row[3] == "reject" || matches!(row[0], "baddate.dat" | "insuf.dat");
        assert_eq!((code, tree.contains("!! ")), (Some(i32::from(marked)), marked), "{}:\n{tree}", row[0]);
        // Written again it says the same, whichever way; but the right Content-Length is put in where there was none.
        for how in ["--encode=long", "--encode=compact"] {
            let (code, _, text) = tool(&program, &[how], &message);
            assert_eq!(code, Some(0), "{}", row[0]);
            let (_, again, _) = tool(&program, &[], &text);
            if !matches!(row[0], "clerr.dat" | "ncl.dat") {
                assert_eq!(said(&again), said(&tree), "{}, {how}", row[0]);
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 49);
}

/// A tree without what writing may change: the text of headers, the numbers of lines, the length of the body.
fn said(tree: &str) -> Vec<&str> {
    let fields = tree.lines().filter(|line| !line.contains(": ") && !line.contains("body, "));
    fields.map(|line| line.split(" (line ").next().unwrap_or(line)).collect()
}

#[test]
fn message_tool_shows_fields_parts_and_the_places_of_problems() {
    let program = compile(&Path::new(ROOT).join("c_examples/message_tool.c"), "message_tool_own");
    let message = b"MESSAGE sip:bob@example.com;maddr=192.0.2.9 SIP/2.0\r\n\
        Via: SIP/2.0/TCP 192.0.2.1:5070;branch=z9hG4bKone\r\n\
        To: Bob <sip:bob@example.com>\r\n\
        From: sip:alice@example.com;tag=1\r\n\
        Call-ID: one@example.com\r\n\
        CSeq: 7 MESSAGE\r\n\
        Contact: <sip:alice\r\n\
        Content-Type: multipart/mixed;boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nhi\x07 there\xff\r\n--b--\r\n";
    let (code, tree, _) = tool(&program, &[], message);
    assert_eq!(code, Some(1), "{tree}");
    for line in [
        "request MESSAGE",
        "    maddr          192.0.2.9",
        "    display name   Bob",
        "    branch         z9hG4bKone",
        "    number         7",
        "  !! bad Contact (line 7): <sip:alice",
        "    part 1",
        "        | hi\\x07 there\\xff",
    ] {
        assert!(tree.lines().any(|l| l == line), "{line} is missing in\n{tree}");
    }
    let (code, _, text) = tool(&program, &["--encode=compact"], message);
    let text = String::from_utf8_lossy(&text);
    assert!(code == Some(0) && text.contains("\r\nm: <sip:alice\r\n") && text.contains("\r\nv: SIP"), "{text}");
    assert_eq!(tool(&program, &[], b"").0, Some(2));
    assert_eq!(tool(&program, &["--encode=short"], b"").0, Some(3));
}
