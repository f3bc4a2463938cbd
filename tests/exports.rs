//! The built library: its exported names, its SONAME, its installation, and how much of the interface manifest it covers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The directory cargo built the library into for this test.
fn built() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own path");
    let deps = test.parent().expect("it lies in a directory");
    let up = deps.parent().expect("which lies in another");
    // an older build may have left its library in the other of the two
    let age = |d: &Path| d.join("librvsip.so").metadata().and_then(|m| m.modified()).ok();
    let both = |d: &&Path| d.join("librvsip.so").exists() && d.join("librvsip.a").exists();
    let newest = [up, deps].into_iter().filter(both).max_by_key(|d| age(d));
    newest.expect("cargo builds the library before its tests").to_path_buf()
}

fn exported() -> BTreeSet<String> {
    let symbols = run(Command::new("nm").args(["-D", "--defined-only"]).arg(built().join("librvsip.so")));
    symbols.lines().filter_map(|l| l.split_whitespace().last()).map(|s| s.split('@').next().unwrap_or(s).to_string()).collect()
}

/// Functions the header declares.
fn declared() -> BTreeSet<String> {
    let header = fs::read_to_string(Path::new(ROOT).join("include/rvsip.h")).expect("the header is there");
    let name = |line: &str| {
        let head = line.split_once('(')?.0;
        let start = head.rfind([' ', '*'])? + 1;
        let code = !line.starts_with([' ', '/', '#', '}']) && !line.starts_with("typedef") && !head.starts_with("RV_DECLARE");
        code.then(|| head[start..].to_string())
    };
    header.lines().filter_map(name).collect()
}

#[test]
fn only_names_of_the_interface_are_exported_and_all_that_are_declared() {
    let (exported, declared) = (exported(), declared());
    let stray: Vec<_> = exported.iter().filter(|n| !n.starts_with("RvSip") && !n.starts_with("RPOOL_")).collect();
    assert!(stray.is_empty(), "{stray:?}");
    assert_eq!(exported, declared);
}

#[test]
fn no_released_function_has_gone() {
    let table = fs::read_to_string(Path::new(ROOT).join("tests/frozen/symbols.txt")).expect("the table is there");
    let exported = exported();
    let gone: Vec<&str> = table.lines().filter(|name| !exported.contains(*name)).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn the_library_says_its_soname() {
    let dynamic = run(Command::new("readelf").arg("-d").arg(built().join("librvsip.so")));
    assert!(dynamic.contains("SONAME") && dynamic.contains("[librvsip.so.0]"), "{dynamic}");
}

#[test]
fn an_installation_serves_a_program_and_goes_without_a_trace() {
    let stage = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stage");
    let _ = fs::remove_dir_all(&stage);
    fs::create_dir_all(&stage).unwrap();
    let built = built();
    let make = |target: &str| {
        let mut make = Command::new("make");
        make.current_dir(ROOT).arg("--no-print-directory").arg("-o").arg(built.join("librvsip.so")).arg(target);
        make.arg(format!("RELEASE={}", built.display())).arg(format!("DESTDIR={}", stage.display())).arg("PREFIX=/opt/rvsip");
        run(make.env_remove("MAKEFLAGS").env_remove("MAKELEVEL"))
    };
    make("install");
    let lib = stage.join("opt/rvsip/lib");
    assert_eq!(fs::read_link(lib.join("librvsip.so")).unwrap(), Path::new("librvsip.so.0"));
    assert_eq!(
        fs::read_link(lib.join("librvsip.so.0")).unwrap(),
        Path::new(concat!("librvsip.so.", env!("CARGO_PKG_VERSION")))
    );
    let cmake = fs::read_to_string(lib.join("cmake/rvsip/rvsipConfig.cmake")).unwrap();
    assert!(
        cmake.contains("${_rvsip_libdir}/../include/rvsip\"") && !cmake.contains("/opt/") && !cmake.contains('@'),
        "{cmake}"
    );

    let pc = fs::read_to_string(lib.join("pkgconfig/rvsip.pc")).unwrap();
    assert!(!pc.contains("/opt/") && !pc.contains('@') && !pc.contains("=/"), "{pc}");
    let mut pkg_config = Command::new("pkg-config");
    pkg_config.args(["--define-variable=prefix=/", "--cflags", "--libs", "rvsip"]).env("PKG_CONFIG_SYSROOT_DIR", &stage);
    let flags = run(pkg_config.env("PKG_CONFIG_PATH", lib.join("pkgconfig")));
    let program = stage.join("installed");
    let cc = env::var("CC").unwrap_or_else(|_| "cc".to_string());
    let mut compile = Command::new(cc);
    compile.args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]).arg(Path::new(ROOT).join("tests/c/installed.c"));
    run(compile.args(flags.split_whitespace()).arg("-o").arg(&program));
    assert_eq!(run(Command::new(&program).env("LD_LIBRARY_PATH", &lib)), "installed\n");

    fs::remove_file(&program).unwrap();
    make("uninstall");
    let left: Vec<_> = run(Command::new("find").arg(&stage).args(["!", "-type", "d"])).lines().map(str::to_string).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!stage.join("opt/rvsip").exists());
}

/// Modules of the manifest that must be whole.
const WHOLE: [&str; 11] = [
    "stack",
    "regclient",
    "authenticator",
    "headers",
    "message",
    "resolver",
    "transport",
    "transmitter",
    "transaction",
    "callleg",
    "subscription",
];

#[test]
fn the_interface_manifest_is_covered() {
    let shared = env::var_os("RVSIP_SHARED").map_or_else(|| Path::new(ROOT).join("../shared"), PathBuf::from);
    let tool = shared.join("tools/api-coverage");
    if !tool.exists() {
        return println!("skipped: no interface manifest beside this clone");
    }
    let coverage = |modules: &[&str], missing: bool| {
        let mut command = Command::new(&tool);
        command.current_dir(ROOT).arg("--lib").arg(built().join("librvsip.so")).args(modules);
        let output = command.args(missing.then_some("--missing")).output().expect("python3 is installed");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    println!("{}", coverage(&["stack", "regclient", "authenticator", "transaction", "message", "headers"], false).1);
    let (whole, report) = coverage(&WHOLE, true);
    assert!(whole, "{report}");
}
