//! The C programs of tests/c, and the one in README.md, are compiled against this build of the library and run.

mod library;

use std::io::{BufRead, BufReader};
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
    let program = compile(&Path::new(ROOT).join("tests/c").join(format!("{name}.c")), name);
    let output = Command::new(&program).current_dir(library_dir()).output().expect("the program starts");
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
fn connections_have_owners_and_addresses_come_and_go() {
    run("connections");
}

#[test]
fn a_program_may_drive_the_library_itself() {
    run("driven");
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
            .args(["--port", "0", "--quiet", "--user", "alice:wonderland"])
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
