//! The C header: it is what the sources generate, every compiler takes it, and its numbers never move.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];
/// Language, standard, compiler.
const DIALECTS: [(&str, &str, &str); 3] = [("c", "c99", "cc"), ("c", "c11", "cc"), ("c++", "c++17", "c++")];

fn include_dir() -> PathBuf {
    Path::new(ROOT).join("include")
}

fn headers() -> Vec<PathBuf> {
    let entries = fs::read_dir(include_dir()).expect("include/ is there");
    let mut names: Vec<PathBuf> = entries.map(|e| e.expect("include/ can be read").path()).collect();
    names.sort();
    names
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn compiler(default: &str) -> String {
    let variable = if default == "cc" { "CC" } else { "CXX" };
    env::var(variable).unwrap_or_else(|_| default.to_string())
}

/// Compiles a source without output; the compiler's complaint on failure.
fn compile(source: &str, name: &str, (language, standard, default): (&str, &str, &str)) -> Result<(), String> {
    let path = scratch(&format!("{name}-{standard}.txt"));
    fs::write(&path, source).expect("the scratch directory can be written");
    let mut command = Command::new(compiler(default));
    command.args(["-x", language, &format!("-std={standard}"), "-fsyntax-only"]).args(STRICT);
    let output = command.arg("-I").arg(include_dir()).arg(&path).output().expect("a C and a C++ compiler are installed");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[test]
fn the_committed_headers_are_what_the_sources_generate() {
    let generated = Path::new(env!("OUT_DIR")).join("include");
    let mut names: Vec<_> = fs::read_dir(&generated).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    let committed: Vec<_> = headers().iter().map(|p| p.file_name().unwrap().to_owned()).collect();
    assert_eq!(committed, names, "files of include/");
    for name in names {
        let (made, there) = (fs::read_to_string(generated.join(&name)), fs::read_to_string(include_dir().join(&name)));
        assert!(made.unwrap() == there.unwrap(), "include/{} is not what the sources generate: run make", name.display());
    }
}

#[test]
fn every_header_compiles_alone_in_every_dialect_without_a_warning() {
    for header in headers() {
        let name = header.file_name().unwrap().to_str().unwrap();
        for dialect in DIALECTS {
            let source = format!("#include \"{name}\"\n#include \"{name}\"\nint main(void) {{ return RV_Success; }}\n");
            if let Err(complaint) = compile(&source, name, dialect) {
                panic!("{name} as {}: {complaint}", dialect.1);
            }
        }
    }
}

#[test]
fn names_of_the_build_and_of_older_programs_are_defined() {
    let mut source = "#include \"rvsip.h\"\n".to_string();
    let names = "IN OUT INOUT RVCALLCONV RVAPI UNDEFINED RV_DECLARE_HANDLE RV_UNUSED_ARG RV_THREADNESS_TYPE RV_THREADNESS_SINGLE \
                 RV_THREADNESS_MULTI RV_NET_TYPE RV_NET_IPV6 RV_CFLAG_IPV6 RV_SIP_OTHER_URI_SUPPORT RV_SIP_TEL_URI_SUPPORT";
    for name in names.split_whitespace() {
        let _ = writeln!(source, "#ifndef {name}\n#error {name}\n#endif");
    }
    source.push_str(
        "RV_DECLARE_HANDLE(MyHandle);\n\
         RV_Status use(IN RV_UINT a, IN RV_UINT32 b, IN RV_INT32 c, IN RV_CHAR d, IN RV_BOOL e, OUT MyHandle f);\n\
         RV_Status use(IN RV_UINT a, IN RV_UINT32 b, IN RV_INT32 c, IN RV_CHAR d, IN RV_BOOL e, OUT MyHandle f) {\n\
         RV_UNUSED_ARG(a); RV_UNUSED_ARG(b); RV_UNUSED_ARG(c); RV_UNUSED_ARG(d); RV_UNUSED_ARG(e); RV_UNUSED_ARG(f);\n\
         return RVSIP_AUTH_QOP_AUTH_ONLY == RVSIP_AUTH_QOP_OPTION_AUTH ? RV_OK : UNDEFINED; }\n",
    );
    for dialect in DIALECTS {
        compile(&source, "names", dialect).unwrap();
    }
}

/// The lines of a table in tests/frozen, cut at blanks.
fn frozen(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(Path::new(ROOT).join("tests/frozen").join(name)).expect("the table is there");
    text.lines().map(|l| l.split_whitespace().map(str::to_string).collect()).collect()
}

#[test]
fn enum_numbers_and_constants_have_not_moved() {
    let mut source = "#include \"rvsip.h\"\n".to_string();
    for row in frozen("enums.txt") {
        let [of, member, number] = row.as_slice() else { panic!("{row:?}") };
        let _ = writeln!(source, "_Static_assert({member} == {number}, \"{of} {member}\");");
    }
    for row in frozen("constants.txt") {
        let [name, number] = row.as_slice() else { panic!("{row:?}") };
        let _ = writeln!(source, "_Static_assert({name} == {number}, \"{name}\");");
    }
    compile(&source, "enums", ("c", "c11", "cc")).unwrap();
}

#[test]
fn every_enum_member_of_the_header_is_in_the_frozen_table() {
    let header = fs::read_to_string(include_dir().join("rvsip.h")).unwrap();
    let known: std::collections::HashSet<String> = frozen("enums.txt").into_iter().map(|mut row| row.remove(1)).collect();
    let member = |line: &str| {
        let (name, number) = line.trim().strip_suffix(',')?.split_once(" = ")?;
        number.parse::<i32>().ok()?;
        Some(name.to_string())
    };
    let missing: Vec<String> = header.lines().filter_map(member).filter(|name| !known.contains(name)).collect();
    assert!(missing.is_empty(), "add to the end of their enums in tests/frozen/enums.txt: {missing:?}");
}

#[test]
fn structures_have_their_frozen_layout() {
    if cfg!(not(all(target_pointer_width = "64", unix))) {
        return println!("skipped: the table is for 64-bit systems");
    }
    let mut source = "#include \"rvsip.h\"\n".to_string();
    for row in frozen("structs.txt") {
        let [of, field, number] = row.as_slice() else { panic!("{row:?}") };
        let place = if field == "-" { format!("sizeof({of})") } else { format!("offsetof({of}, {field})") };
        let _ = writeln!(source, "_Static_assert({place} == {number}, \"{of} {field}\");");
    }
    compile(&source, "structs", ("c", "c11", "cc")).unwrap();
}
