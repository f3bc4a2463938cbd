//! Every exported function gets handles that are NULL, garbage, of another type and stale, and NULL for each place it writes
//! to. None may crash, none may do anything but refuse. The C program is made from the prototypes of include/rvsip.h.

mod library;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Handles of the program: the library hands them back and never looks at them.
const OPAQUE: [&str; 11] = [
    "RvSipAppCallLegHandle",
    "RvSipAppCallLegInviteHandle",
    "RvSipAppNotifyHandle",
    "RvSipAppSubsHandle",
    "RvSipAppRegClientHandle",
    "RvSipAppResolverHandle",
    "RvSipTranscOwnerHandle",
    "RvSipAppTranscHandle",
    "RvSipAppTransmitterHandle",
    "RvSipTransportConnectionOwnerHandle",
    "RvSipAppTransportMgrHandle",
];

/// Pointers that may be NULL as their documentation says, by argument name.
const MAY_BE_NULL: [&str; 10] = [
    // How long a text is: for programs that do not want to know.
    "actualLen",
    "pActualLen",
    "pActualSize",
    "nonceActualLen",
    "realmActualLen",
    "usernameActualLen",
    // select() sets that a program has no use for.
    "pWriteSet",
    "pExceptSet",
    // NULL restores the configured timers.
    "pTimers",
    // The transaction that goes on, for programs that do not want to know.
    "phClonedTransc",
];

/// Handles that are not required, as their documentation says: function, argument, which bad ones are allowed. Beside these
/// stand the setters whose comment says that NULL clears the value.
const EXCEPTIONS: [(&str, &str, &str); 39] = [
    ("RPOOL_Construct", "hLog", "NULL: a pool without a log"),
    ("RvSipMidSelectEventsHandling", "pReadSet", "NULL: the descriptors are looked at anyway"),
    ("RvSipRegClientSetExpiresHeader", "hExpires", "NULL: takes the header out"),
    ("RvSipRegClientSetConnection", "hConn", "NULL: lets go of the connection"),
    ("RvSipTransactionSetConnection", "hConn", "NULL: lets go of the connection"),
    ("RvSipTransportConnectionTlsHandshake", "hTlsEngine", "NULL: the newest engine"),
    ("RvSipResolverResolve", "hDnsList", "NULL: the list of the resolver itself"),
    ("RvSipTransactionAuthProceed", "hAuthorization", "any: the library remembers which header it is about"),
    ("RvSipCallLegSetConnection", "hConn", "NULL: lets go of the connection"),
    ("RvSipCallLegAuthProceed", "hAuthorization", "any: the library remembers which header it is about"),
    ("RvSipCallLegAuthBegin", "hTransc", "NULL: the INVITE or re-INVITE that waits"),
    ("RvSipCallLegAuthProceed", "hTransc", "NULL: likewise"),
    ("RvSipCallLegRespondUnauthenticated", "hTransc", "NULL: likewise"),
    ("RvSipCallLegRespondUnauthenticatedDigest", "hTransc", "NULL: likewise"),
    ("RvSipCallLegDNSGetList", "hTransc", "NULL: the request of the call-leg itself"),
    ("RvSipCallLegDNSContinue", "hTransc", "NULL: likewise"),
    ("RvSipCallLegDNSReSendRequest", "hTransc", "NULL: likewise"),
    ("RvSipCallLegDNSGiveUp", "hTransc", "NULL: likewise"),
    ("RvSipSubsMgrCreateSubscription", "hCallLeg", "NULL: a dialog of its own"),
    ("RvSipSubsMgrCreateOutOfBandSubscription", "hCallLeg", "NULL: a dialog of its own"),
    ("RvSipSubsInit", "hFrom", "NULL: stays as it is"),
    ("RvSipSubsInit", "hTo", "NULL: stays as it is"),
    ("RvSipSubsInit", "hEvent", "NULL: stays as it is"),
    ("RvSipSubsDialogInit", "hLocalContact", "NULL: the address of From"),
    ("RvSipSubsDialogInit", "hRemoteContact", "NULL: the address of To"),
    ("RvSipSubsReferInit", "hReferredBy", "NULL: none"),
    ("RvSipSubsGetCurrentLocalAddress", "hNotify", "NULL: the request of the subscription itself"),
    ("RvSipSubsDNSGetList", "hNotify", "NULL: likewise"),
    ("RvSipSubsDNSContinue", "hNotify", "NULL: likewise"),
    ("RvSipSubsDNSReSendRequest", "hNotify", "NULL: likewise"),
    ("RvSipSubsDNSGiveUp", "hNotify", "NULL: likewise"),
    ("RvSipSubsAuthProceed", "hAuthorization", "any: the library remembers which header it is about"),
    ("RvSipSubsAuthBegin", "hTransc", "NULL: the SUBSCRIBE or REFER that waits"),
    ("RvSipSubsAuthProceed", "hTransc", "NULL: likewise"),
    ("RvSipSubsRespondUnauthenticated", "hTransc", "NULL: likewise"),
    ("RvSipSubsRespondUnauthenticatedDigest", "hTransc", "NULL: likewise"),
    ("RvSipRegClientAuthObjGet", "hRelative", "any: not looked at for the first and the last"),
    ("RvSipBodyGetBodyPart", "hRelativeBodyPart", "any: not looked at for the first and the last"),
    ("RvSipBodyPushBodyPart", "hRelativeBodyPart", "any: not looked at for the first and the last"),
];

struct Argument {
    kind: String,
    name: String,
}

struct Prototype {
    returns: String,
    name: String,
    /// Its comment says that NULL takes the value away.
    clears: bool,
    arguments: Vec<Argument>,
}

fn header() -> String {
    fs::read_to_string(Path::new(ROOT).join("include/rvsip.h")).expect("the header is there")
}

/// The header without comments, type definitions and preprocessor lines.
fn declarations(header: &str) -> String {
    let mut code = String::new();
    let mut rest = header;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").expect("comments end").1;
    }
    code.push_str(rest);
    code.lines()
        .filter(|l| !l.starts_with(['#', ' ', '}']) || l.starts_with("    "))
        .fold(String::new(), |all, l| all + l + "\n")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn prototypes() -> Vec<Prototype> {
    let argument = |text: &str| {
        let text = squeezed(text);
        if text.contains("(*cb)") {
            return Argument { kind: "callback".into(), name: "cb".into() };
        }
        let start = text.rfind([' ', '*']).map_or(0, |n| n + 1);
        Argument { kind: text[..start].trim().to_string(), name: text[start..].to_string() }
    };
    let mut found = Vec::new();
    let header = header();
    let clears = |name: &str| {
        let at = [" ", "*"].iter().find_map(|before| header.find(&format!("{before}{name}("))).expect("the prototype is there");
        let comment = header[..at].rsplit_once("/**").map_or("", |(_, comment)| comment);
        ["NULL clears it", "NULL takes it out", "NULL takes both out"].iter().any(|w| comment.contains(w))
    };
    for statement in declarations(&header).split(';') {
        let statement = squeezed(statement);
        let Some((head, arguments)) = statement.split_once('(') else { continue };
        let start = head.rfind([' ', '*']).map_or(0, |n| n + 1);
        let name = &head[start..];
        if !name.starts_with("RvSip") && !name.starts_with("RPOOL_") || head.contains("typedef") || head.contains('{') {
            continue;
        }
        let arguments = arguments.strip_suffix(')').expect("a prototype ends");
        let arguments = if arguments == "void" { Vec::new() } else { arguments.split(',').map(argument).collect() };
        let returns = head[..start].trim().to_string();
        found.push(Prototype { returns, name: name.to_string(), clears: clears(name), arguments });
    }
    found
}

fn is_handle(a: &Argument) -> bool {
    let plain = (a.kind.ends_with("Handle") || a.kind == "HRPOOL" || a.kind == "HPAGE") && !OPAQUE.contains(&a.kind.as_str());
    plain || is_any_header(a)
}

/// A header of any type, passed as `void *`.
fn is_any_header(a: &Argument) -> bool {
    a.kind == "void *" && (a.name == "hHeader" || a.name == "pHeader")
}

/// Texts that are read; other character pointers are room for a text.
fn is_text(f: &Prototype, a: &Argument) -> bool {
    let room = f.name.contains("Get") && !f.name.contains("ByName");
    a.kind == "const RvChar *" || (a.kind == "RvChar *" && !room)
}

/// What the C program passes for an argument that is not the one under test.
fn role(f: &Prototype, a: &Argument) -> String {
    if is_any_header(a) {
        return "ANY_HEADER, 0".into();
    }
    if is_handle(a) {
        return format!("HANDLE, T_{}", a.kind);
    }
    if is_text(f, a) {
        let form = match a.name.as_str() {
            "strContentType" => 1,
            "strViaBranch" => 3,
            // No name is looked up: a thread in the system's resolver at exit looks like a leak.
            "strIP" | "strOutboundAddr" | "strHost" => 4,
            "strName" | "strMethod" | "strMethodType" | "strRequestMethod" => 2,
            _ => 0,
        };
        return format!("TEXT, {form}");
    }
    if a.kind == "callback" {
        return "CALLBACK, 0".into();
    }
    if a.kind == "const void *" || a.name == "context" || a.name == "pContext" {
        return "BYTES, 0".into();
    }
    if a.kind == "struct RvSipTimers *" {
        return "TIMERS, 0".into();
    }
    if a.kind.starts_with("struct") && !f.name.contains("Init") {
        return "BYTES, 0".into();
    }
    if a.kind.ends_with('*') {
        return "PLACE, 0".into();
    }
    let number = match a.name.as_str() {
        "responseCode" => "401",
        "eHeaderType" if f.name.contains("RespondUnauthenticated") => "RVSIP_HEADERTYPE_AUTHENTICATION",
        "eHeaderType" if a.kind == "enum RvSipHeaderType" => "RVSIP_HEADERTYPE_CONTACT",
        "eHeaderType" if f.name.starts_with("RvSipAuthorization") => "RVSIP_AUTH_HEADERTYPE_AUTHORIZATION",
        "code" => "200",
        "cfgStructSize" => "(long long)sizeof(RvSipStackCfg)",
        "midCfgSize" => "(long long)sizeof(RvSipMidCfg)",
        "sizeOfTimersStruct" | "sizeofTimers" => "(long long)sizeof(RvSipTimers)",
        "structSize" => "(long long)sizeof(RvSipRegClientEvHandlers)",
        "numFds" | "numEvents" | "offset" | "pfnDataResolved" => "0",
        name if name.to_ascii_lowercase().contains("len") || name.to_ascii_lowercase().contains("size") => "64",
        _ if OPAQUE.contains(&a.kind.as_str()) => return "BYTES, 0".into(),
        _ => "1",
    };
    let number = if a.kind == "enum RvSipHeadersLocation" || a.kind == "enum RvSipElementsLocation" { "0" } else { number };
    format!("NUMBER, {number}")
}

/// The table the C program walks: one caller and one row a function.
fn table(prototypes: &[Prototype]) -> String {
    let types: BTreeSet<&str> = prototypes
        .iter()
        .flat_map(|f| &f.arguments)
        .filter(|a| is_handle(a) && !is_any_header(a))
        .map(|a| a.kind.as_str())
        .collect();
    let mut text = "enum type {\n".to_string();
    types.iter().for_each(|t| writeln!(text, "    T_{t},").unwrap());
    text.push_str("    TYPES\n};\nstatic const char *const type_names[] = {\n");
    types.iter().for_each(|t| writeln!(text, "    \"{t}\",").unwrap());
    text.push_str("};\n");
    let mut rows = String::new();
    for f in prototypes.iter().filter(|f| !f.arguments.is_empty()) {
        let passed: Vec<String> = f
            .arguments
            .iter()
            .enumerate()
            .map(|(n, a)| match a.kind.as_str() {
                "callback" => format!("a[{n}].callback"),
                k if k.ends_with('*') || k.ends_with("Handle") || k == "HRPOOL" || k == "HPAGE" => {
                    format!("({k})a[{n}].pointer")
                }
                k => format!("({k})a[{n}].number"),
            })
            .collect();
        let call = format!("{}({})", f.name, passed.join(", "));
        let (body, returns) = match f.returns.as_str() {
            "void" => (format!("{call}; return 0;"), "VOID"),
            "RvStatus" => (format!("return {call};"), "STATUS"),
            "RvBool" => (format!("return {call};"), "ZERO"),
            "RvUint" | "RvUint32" => (format!("return (long long){call};"), "ZERO"),
            r if r.ends_with('*') || r.ends_with("Handle") || r == "HRPOOL" => {
                (format!("return (long long)(intptr_t){call};"), "ZERO")
            }
            _ => (format!("return (long long){call};"), "UNSET"),
        };
        writeln!(text, "static long long call_{}(const union value *a) {{ {body} }}", f.name).unwrap();
        let arguments: Vec<String> = f
            .arguments
            .iter()
            .enumerate()
            .map(|(n, a)| {
                let exception = EXCEPTIONS.iter().find(|(function, argument, _)| *function == f.name && *argument == a.name);
                let allowed = match exception {
                    Some((_, _, why)) if why.starts_with("any") => "ANY_ALLOWED",
                    Some(_) => "NULL_ALLOWED",
                    None if f.clears && n > 0 => "NULL_ALLOWED",
                    None if MAY_BE_NULL.contains(&a.name.as_str()) => "NULL_ALLOWED",
                    None => "REQUIRED",
                };
                format!("{{{}, {allowed}, \"{}\"}}", role(f, a), a.name)
            })
            .collect();
        writeln!(rows, "    {{\"{0}\", call_{0}, {returns}, {1}, {{{2}}}}},", f.name, arguments.len(), arguments.join(", "))
            .unwrap();
    }
    text + "static const struct function functions[] = {\n" + &rows + "};\n"
}

fn assert_ran(output: Output, what: &str) {
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{what}: {}\n{}", output.status, String::from_utf8_lossy(&text));
    print!("{}", String::from_utf8_lossy(&text));
}

#[test]
fn every_function_refuses_handles_that_name_nothing() {
    let scratch = library::scratch("handles");
    let prototypes = prototypes();

    // The list of released functions says that none was missed.
    let frozen = fs::read_to_string(Path::new(ROOT).join("tests/frozen/symbols.txt")).expect("the table is there");
    let names: BTreeMap<&str, usize> = prototypes.iter().map(|f| (f.name.as_str(), f.arguments.len())).collect();
    let missed: Vec<&str> = frozen.lines().filter(|n| !names.contains_key(n)).collect();
    assert!(missed.is_empty() && names.len() == prototypes.len(), "{missed:?}");
    for (function, argument, _) in EXCEPTIONS {
        let known = prototypes.iter().any(|f| f.name == function && f.arguments.iter().any(|a| a.name == argument));
        assert!(known, "{function} has no {argument}: take the exception out");
    }

    fs::write(scratch.join("handles_table.h"), table(&prototypes)).unwrap();
    let soname = scratch.join("librvsip.so.0");
    let program = scratch.join("handles");
    let mut cc = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
    cc.args(["-std=gnu11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g", "-I"]).arg(Path::new(ROOT).join("include"));
    cc.arg("-I").arg(&scratch).arg(Path::new(ROOT).join("tests/c/handles.c")).arg(&soname);
    cc.arg(format!("-Wl,-rpath,{}", scratch.display())).args(["-lpthread", "-o"]).arg(&program);
    assert_ran(cc.output().expect("a C compiler is installed"), "compiling");

    assert_ran(Command::new(&program).current_dir(&scratch).output().expect("the program runs"), "handles");
    let valgrind =
        ["--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite", "--show-leak-kinds=definite", "-q"];
    match Command::new("valgrind").args(valgrind).arg(&program).current_dir(&scratch).output() {
        Ok(output) => assert_ran(output, "handles under valgrind"),
        Err(_) => println!("skipped: valgrind is not installed"),
    }
}
