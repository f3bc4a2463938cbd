//! Every function of messages, headers, addresses and bodies that the header declares, called with handles that name nothing.

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

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

struct Function {
    result: String,
    name: String,
    args: Vec<String>,
}

/// Type of a C declaration such as `RvChar *strBuffer`.
fn type_of(declaration: &str) -> String {
    let end = declaration.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |p| p + 1);
    declaration.get(..end).unwrap_or_default().trim().to_string()
}

fn functions(header: &str) -> Vec<Function> {
    let mut found = Vec::new();
    let mut code = String::new();
    for line in header.lines() {
        if line.starts_with([' ', '/', '#']) && !code.contains('(') {
            continue;
        }
        code.push_str(line.trim());
        code.push(' ');
        if !line.ends_with(';') {
            if line.ends_with(['{', '}']) || line.is_empty() {
                code.clear();
            }
            continue;
        }
        if let Some((head, args)) = code.trim().trim_end_matches(");").split_once('(')
            && let Some(start) = head.rfind([' ', '*'])
            && !head.starts_with("typedef")
        {
            let (result, name) = head.split_at(start + 1);
            let args = args.split(',').map(|a| type_of(a.trim())).collect();
            found.push(Function { result: result.trim().into(), name: name.into(), args });
        }
        code.clear();
    }
    found
}

fn is_ours(f: &Function) -> bool {
    const PREFIXES: [&str; 4] = ["RvSipMsg", "RvSipAddr", "RvSipBody", "RvSipHeaderIsBadSyntax"];
    f.args.first().is_some_and(|a| a.ends_with("Handle") || a == "void *")
        && (PREFIXES.iter().any(|p| f.name.starts_with(p)) || f.name.contains("Header"))
        && !["RvSipRegClient", "RvSipTransaction", "RvSipCallLeg", "RvSipSubs"].iter().any(|p| f.name.starts_with(p))
}

fn argument(kind: &str) -> &str {
    match kind {
        "RvChar *" => "text",
        k if k.ends_with('*') => "(void *)out",
        k if k.ends_with("Handle") || k == "HRPOOL" || k == "HPAGE" => "NULL",
        _ => "0",
    }
}

/// One block of the program: the call and what it must answer.
fn check(f: &Function) -> String {
    let rest: Vec<&str> = f.args.iter().skip(1).map(|a| argument(a)).collect();
    let call = format!("{}({})", f.name, [vec!["(void *)h"], rest].concat().join(", "));
    let good = match f.result.as_str() {
        "void" => return format!("    {call};\n    tell(\"{}\", 1);\n", f.name),
        "RvStatus" => return format!("    tell(\"{}\", refused({call}, h));\n", f.name),
        "RvBool" | "RvUint" => "== 0",
        r if r.ends_with('*') || r.ends_with("Handle") => "== NULL",
        _ => "== -1",
    };
    format!("    tell(\"{}\", {call} {good});\n", f.name)
}

#[test]
fn handles_that_name_nothing_are_refused_by_every_function_and_nothing_is_written() {
    let header = std::fs::read_to_string(Path::new(ROOT).join("include/rvsip.h")).expect("the header is there");
    let ours: Vec<Function> = functions(&header).into_iter().filter(is_ours).collect();
    assert!(ours.len() > 400, "only {} functions found", ours.len());
    let mut source = String::from(concat!(
        "#include <rvsip.h>\n#include <stdio.h>\n#include <string.h>\n",
        "static char text[64], out[512];\nstatic int bad;\n",
        "static void tell(const char *name, int good) {\n    size_t i;\n",
        "    for (i = 0; i < sizeof out; i++) if (out[i] != 0x55) good = 0;\n",
        "    if (strcmp(text, \"5\") != 0) good = 0;\n",
        "    if (!good) { bad++; printf(\"%s\\n\", name); }\n",
        "    memset(out, 0x55, sizeof out);\n    strcpy(text, \"5\");\n}\n",
        "static int forged;\nstatic int refused(RvStatus s, void *h) {\n",
        "    return forged ? s < 0 : s == (h == NULL ? RV_ERROR_NULLPTR : RV_ERROR_INVALID_HANDLE);\n}\n",
        "static void all(void *h) {\n    memset(out, 0x55, sizeof out);\n    strcpy(text, \"5\");\n",
    ));
    ours.iter().for_each(|f| source.push_str(&check(f)));
    let _ = write!(
        source,
        concat!(
            "}}\nint main(void) {{\n    HRPOOL pool = RPOOL_Construct(64, 4, NULL, RV_FALSE, \"x\");\n    unsigned long kind;\n{}",
            // One of the right kind names nothing that lives, and another argument may be the first to be refused.
            "    forged = 1;\n",
            "    for (kind = 1; kind < 64; kind++) {{ printf(\"with kind %lu:\\n\", kind); all((char *)NULL + (kind << 58)); }}\n",
            "    return bad != 0;\n}}\n"
        ),
        ["NULL", "(void *)0x1234", "(void *)~0UL", "(void *)out", "(void *)pool"]
            .map(|h| format!("    puts(\"with {h}:\");\n    all({h});\n"))
            .concat()
    );
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (file, program) = (dir.join("message_handles.c"), dir.join("message_handles"));
    std::fs::write(&file, source).expect("the scratch directory can be written");
    let mut cc = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(["-std=c99", "-w", "-I"]).arg(Path::new(ROOT).join("include")).arg(&file);
    cc.arg(built().join("librvsip.a")).args(["-lpthread", "-ldl", "-lm", "-o"]).arg(&program);
    let made = cc.output().expect("a C compiler is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let ran = Command::new(&program).output().expect("the program runs");
    assert!(ran.status.success(), "{}: these did not refuse:\n{}", ran.status, String::from_utf8_lossy(&ran.stdout));
}
