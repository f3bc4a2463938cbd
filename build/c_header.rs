//! The C header: what cbindgen says of the sources of `src/capi`, sorted into one section for each mirrored header.
//!
//! A source file names its header in its first line, `//! RvSipStack.h - What is in it.`; functions of other files go by their
//! name. Within a section the order is that of the sources.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Every header that programs may include by its own name, in the order of the sections.
const HEADERS: [&str; 54] = [
    "RvSipCommonTypes.h",
    "RV_SIP_DEF.h",
    "rvuserconfig.h",
    "RvSipTransportTypes.h",
    "rpool_API.h",
    "RvSipMsgTypes.h",
    "RvSipResolverTypes.h",
    "RvSipTransmitterTypes.h",
    "RvSipTransactionTypes.h",
    "RvSipAuthenticatorTypes.h",
    "RvSipStackTypes.h",
    "RvSipRegClientTypes.h",
    "RvSipRefreshTypes.h",
    "RvSipCallLegTypes.h",
    "RvSipSubscriptionTypes.h",
    "RvSipMidTypes.h",
    "RvSipStack.h",
    "RvSipMid.h",
    "RvSipRegClient.h",
    "RvSipRefresh.h",
    "RvSipAuthenticator.h",
    "RvSipTransaction.h",
    "RvSipTransport.h",
    "RvSipTransmitter.h",
    "RvSipResolver.h",
    "RvSipCallLeg.h",
    "RvSipSubscription.h",
    "RvSipMsg.h",
    "RvSipBody.h",
    "RvSipBodyPart.h",
    "RvSipAddress.h",
    "RvSipPartyHeader.h",
    "RvSipContactHeader.h",
    "RvSipExpiresHeader.h",
    "RvSipDateHeader.h",
    "RvSipViaHeader.h",
    "RvSipCSeqHeader.h",
    "RvSipRouteHopHeader.h",
    "RvSipAuthenticationHeader.h",
    "RvSipAuthorizationHeader.h",
    "RvSipContentTypeHeader.h",
    "RvSipContentDispositionHeader.h",
    "RvSipAllowHeader.h",
    "RvSipAllowEventsHeader.h",
    "RvSipEventHeader.h",
    "RvSipSubscriptionStateHeader.h",
    "RvSipReferToHeader.h",
    "RvSipReferredByHeader.h",
    "RvSipReplacesHeader.h",
    "RvSipRetryAfterHeader.h",
    "RvSipSessionExpiresHeader.h",
    "RvSipMinSEHeader.h",
    "RvSipRAckHeader.h",
    "RvSipRSeqHeader.h",
];
const OTHER_HEADER: &str = "RvSipOtherHeader.h";

/// Where the file of opaque handles lies; cbindgen does not see it, for C gets them by RV_DECLARE_HANDLE.
const HANDLES: &str = "src/capi/types/handles.rs";

struct Source {
    path: PathBuf,
    text: String,
    /// Whether its constants are part of the interface.
    types: bool,
    header: Option<String>,
    title: String,
}

impl Source {
    fn read(path: PathBuf, types: bool) -> Source {
        println!("cargo:rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let first = text.lines().next().unwrap_or_default().strip_prefix("//! ").unwrap_or_default();
        let (header, title) = match first.split_once(" - ") {
            Some((header, title)) if header.ends_with(".h") => {
                (Some(header.to_string()), title.trim_end_matches('.').to_string())
            }
            _ => (None, String::new()),
        };
        Source { path, text, types, header, title }
    }

    /// Items in source order: name, and whether it is a function.
    fn items(&self) -> Vec<(String, bool)> {
        let mut items = Vec::new();
        let mut exported = false;
        for line in self.text.lines() {
            exported |= line.starts_with("#[unsafe(no_mangle)]") || line.starts_with("#[no_mangle]");
            if let Some((_, rest)) = line.split_once("extern \"C\" fn ").filter(|_| exported && line.starts_with("pub ")) {
                items.push((word(rest), true));
                exported = false;
            } else if self.types {
                let rest = ["pub const ", "pub type ", "pub enum ", "pub struct "].iter().find_map(|k| line.strip_prefix(k));
                items.extend(rest.map(|rest| (word(rest), false)));
            }
        }
        items
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let mut files: Vec<PathBuf> =
        entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.extension().is_some_and(|e| e == "rs")).collect();
    files.sort();
    files
}

/// The files of `include/` and their text.
pub fn files(root: &Path, generated: &Path) -> Vec<(String, String)> {
    let mut files = vec![("rvsip.h".to_string(), rvsip_h(root, generated))];
    for name in HEADERS.into_iter().chain([OTHER_HEADER]) {
        let text =
            format!("/* {name}: part of rvsip.h, kept under this name for existing programs. */\n#include \"rvsip.h\"\n");
        files.push((name.to_string(), text));
    }
    files
}

fn rvsip_h(root: &Path, generated: &Path) -> String {
    let capi = root.join("src/capi");
    let mut sources = Vec::new();
    for dir in ["enums", "types"] {
        let wanted = rust_files(&capi.join(dir)).into_iter().filter(|p| !p.ends_with("mod.rs") && !p.ends_with("handles.rs"));
        sources.extend(wanted.map(|p| Source::read(p, true)));
    }
    // Basic types open the header.
    if let Some(basic) = sources.iter().position(|s| s.path.ends_with("types/common.rs")) {
        sources[..=basic].rotate_right(1);
    }
    let aside = ["abi.rs", "mod.rs"];
    let files = rust_files(&capi).into_iter().filter(|p| !aside.iter().any(|a| p.ends_with(a)));
    sources.extend(files.map(|p| Source::read(p, false)).filter(|s| s.items().iter().any(|(_, function)| *function)));
    sources.push(Source::read(generated.to_path_buf(), false));

    let blocks = blocks(&cbindgen_text(root, &sources));
    let mut sections: Vec<(String, String, String)> = Vec::new();
    let mut seen = HashMap::new();
    for source in &sources {
        for (name, is_function) in source.items() {
            let Some(block) = blocks.get(&name) else {
                panic!("{}: {name} did not reach the C header", source.path.display());
            };
            if seen.insert(name.clone(), ()).is_some() {
                panic!("{}: {name} is there twice", source.path.display());
            }
            let header = source.header.clone().unwrap_or_else(|| header_of(&name));
            let title = if source.header.is_some() { source.title.clone() } else { String::new() };
            let section = match sections.iter_mut().find(|(h, t, _)| *h == header && (is_function || *t == title)) {
                Some(section) => section,
                None => {
                    sections.push((header, title.clone(), String::new()));
                    sections.last_mut().expect("just pushed")
                }
            };
            if section.1.is_empty() {
                section.1 = title;
            }
            let _ = write!(section.2, "\n{block}\n");
        }
    }
    if let Some(stray) = blocks.keys().find(|name| !seen.contains_key(*name)) {
        panic!("{stray} is in the C header but in no section");
    }
    let place = |header: &str| HEADERS.iter().position(|h| *h == header).unwrap_or(HEADERS.len());
    sections.sort_by_key(|(header, _, _)| place(header));

    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let mut text = PREAMBLE.replace("@VERSION@", &version);
    for (i, (header, title, body)) in sections.iter().enumerate() {
        text.push_str(&banner(header, title));
        text.push_str(body);
        if i == 0 {
            text.push_str(&banner("RvSip*Types.h", "Handles"));
            text.push_str(&handles(root));
        }
    }
    text.push_str(CLOSING);
    text
}

fn banner(header: &str, title: &str) -> String {
    let line = "-".repeat(108);
    let title = if title.is_empty() { header.to_string() } else { format!("{header} - {title}") };
    format!("\n\n/* {line}\n * {title}\n * {line} */\n")
}

/// The mirrored header of a function, by its name.
fn header_of(function: &str) -> String {
    if let Some(rest) = function.strip_prefix("RvSip") {
        if let Some((kind, _)) =
            rest.split_once("Header").filter(|(kind, _)| !kind.starts_with("Msg") && !kind.starts_with("Body"))
        {
            let header = format!("RvSip{kind}Header.h");
            if HEADERS.contains(&header.as_str()) || header == OTHER_HEADER {
                return header;
            }
        }
        if rest.starts_with("Addr") {
            return "RvSipAddress.h".to_string();
        }
    }
    let fits = |h: &&&str| function.starts_with(h.trim_end_matches("_API.h").trim_end_matches(".h"));
    HEADERS.iter().filter(fits).max_by_key(|h| h.len()).map_or("RvSipMsg.h".to_string(), |h| h.to_string())
}

fn cbindgen_text(root: &Path, sources: &[Source]) -> String {
    let mut config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml can be read");
    for source in sources {
        if source.types {
            config.export.include.extend(source.items().into_iter().map(|(name, _)| name));
        } else {
            let consts = source.text.lines().filter_map(|l| l.trim_start().strip_prefix("pub const "));
            config.export.exclude.extend(consts.map(word));
        }
    }
    let builder = sources.iter().fold(cbindgen::Builder::new().with_config(config), |b, s| b.with_src(&s.path));
    let mut text = Vec::new();
    builder.generate().expect("the sources of src/capi make a C header").write(&mut text);
    String::from_utf8(text).expect("sources are UTF-8")
}

/// cbindgen's output cut into declarations, comment included, by name.
fn blocks(text: &str) -> HashMap<String, String> {
    text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).map(|block| (declared(block), tidy(block))).collect()
}

/// The name that a declaration declares.
fn declared(block: &str) -> String {
    let code: String = {
        let mut rest = block;
        while let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, rest)| rest.trim_start());
        }
        rest.to_string()
    };
    if let Some(rest) = code.strip_prefix("#define ") {
        return word(rest);
    }
    if let Some((_, rest)) = code.split_once("(*").filter(|_| code.starts_with("typedef") && !code.contains('{')) {
        return word(rest);
    }
    let head =
        if code.starts_with("typedef") { code.trim_end_matches(';') } else { code.split('(').next().unwrap_or_default() };
    let start = head.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |i| i + 1);
    head.get(start..).unwrap_or_default().to_string()
}

/// Comments of one line in one line, negative numbers in parentheses.
fn tidy(block: &str) -> String {
    let lines: Vec<&str> = block.lines().collect();
    let mut text = String::new();
    let mut i = 0;
    while let Some(line) = lines.get(i) {
        if let (true, Some(middle), Some(end)) = (line.trim() == "/**", lines.get(i + 1), lines.get(i + 2))
            && end.trim() == "*/"
        {
            let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
            let _ = writeln!(text, "{indent}/** {} */", middle.trim().trim_start_matches('*').trim());
            i += 3;
        } else {
            let define = line.strip_prefix("#define ").and_then(|rest| rest.split_once(" -"));
            let _ = match define {
                Some((name, number)) => writeln!(text, "#define {name} (-{number})"),
                None => writeln!(text, "{}", line.trim_end()),
            };
            i += 1;
        }
    }
    text.trim_end().to_string()
}

/// The handles, declared so that C tells their types apart.
fn handles(root: &Path) -> String {
    let text = fs::read_to_string(root.join(HANDLES)).expect("the handles can be read");
    let body = text.split_once("\nhandles! {").map_or("", |(_, body)| body);
    let mut out = String::new();
    for line in body.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("/// ") {
            let _ = writeln!(out, "\n/** {doc} */");
        } else if let Some((name, opaque)) = line.strip_suffix(';').and_then(|l| l.split_once(": ")) {
            let _ = writeln!(out, "RV_DECLARE_HANDLE({name});");
            debug_assert!(!opaque.is_empty());
        }
    }
    out
}

const PREAMBLE: &str = include_str!("preamble.h");
const CLOSING: &str = "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* RVSIP_H */\n";
