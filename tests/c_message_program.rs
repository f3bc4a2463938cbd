//! The C programs on messages and their bodies, compiled with warnings as errors and run on its own and, where it is installed, under valgrind.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The directory cargo built the library into for this test.
fn built() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own path");
    let deps = test.parent().expect("it lies in a directory");
    let up = deps.parent().expect("which lies in another");
    // an older build may have left its library in the other of the two
    let age = |d: &Path| d.join("librvsip.a").metadata().and_then(|m| m.modified()).ok();
    let newest = [up, deps].into_iter().filter(|d| age(d).is_some()).max_by_key(|d| age(d));
    newest.expect("cargo builds the library before its tests").to_path_buf()
}

fn compiled(name: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut cc = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g"]);
    cc.arg("-I").arg(Path::new(ROOT).join("include")).arg(Path::new(ROOT).join("tests/c").join(format!("{name}.c")));
    cc.arg(built().join("librvsip.a")).args(["-lpthread", "-ldl", "-lm", "-o"]).arg(&program);
    assert_ran(cc.output().expect("a C compiler is installed"), "compiling");
    program
}

fn assert_ran(output: Output, what: &str) {
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{what}: {}\n{}", output.status, String::from_utf8_lossy(&text));
}

fn runs_clean(name: &str) {
    let program = compiled(name);
    assert_ran(Command::new(&program).output().expect("the program runs"), name);
    let valgrind = ["--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite", "-q"];
    match Command::new("valgrind").args(valgrind).arg(&program).output() {
        Ok(output) => assert_ran(output, "under valgrind"),
        Err(_) => println!("skipped: valgrind is not installed"),
    }
}

#[test]
fn a_c_program_builds_reads_and_changes_messages() {
    runs_clean("message");
}

#[test]
fn a_c_program_reads_and_builds_multipart_bodies() {
    runs_clean("multipart");
}
