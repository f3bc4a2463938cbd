//! The generator of the C functions that differ only by header and field, from the table in `header_table.rs`.

#[path = "header_table.rs"]
pub mod table;

use std::fmt::Write;
use table::Kind::*;
use table::{Field, OBJECTS, Object, Place};

/// The source text of all functions of the table: for rustc by `include!`, for cbindgen as a source.
pub fn generate() -> String {
    let mut maker = Maker { out: String::from("// Generated from build/header_table.rs.\n\n") };
    for object in OBJECTS {
        if object.place != Place::Address {
            maker.family(object);
        }
        for field in object.fields {
            maker.accessors(object, field);
        }
    }
    maker.out
}

impl Object {
    fn prefix(&self) -> String {
        if self.place == Place::Address { format!("RvSip{}", self.c) } else { format!("RvSip{}Header", self.c) }
    }
    fn handle(&self) -> String {
        if self.place == Place::Address { "RvSipAddressHandle".into() } else { format!("{}Handle", self.prefix()) }
    }
    fn arg(&self) -> &'static str {
        if self.place == Place::Address { "hSipAddr" } else { "hHeader" }
    }
    /// `a Via header`, for the comments.
    fn noun(&self) -> String {
        let kind = if self.place == Place::Address { "address" } else { "header" };
        let article = if self.wire.starts_with(['A', 'E', 'O', 'a']) { "an" } else { "a" };
        format!("{article} {} {kind}", self.wire)
    }
    fn selector(&self, name: &str) -> String {
        format!("crate::capi::enums::{}StringName::RVSIP_{}_{name} as RvInt", self.prefix(), self.selector)
    }
    /// The match that picks the text a selector of GetStringLength names.
    fn strings(&self) -> String {
        let mut arms = String::new();
        for (name, field, kind) in self.fields {
            if let Text | Quoted | Token(..) = kind {
                let _ = write!(arms, "n if n == {} => Some(v.{field}), ", self.selector(&screaming(name)));
            }
        }
        if arms.is_empty() { "|_| None".into() } else { format!("|v| match eStringName {{ {arms}_ => None }}") }
    }
}

/// `BranchParam` to `BRANCH_PARAM`, `CNonce` to `C_NONCE`.
fn screaming(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let begins = i > 0 && (letters[i - 1].is_lowercase() || letters.get(i + 1).is_some_and(|n| n.is_lowercase()));
        if begins && letter.is_uppercase() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}

/// `PortNum` to `portNum`.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// `BranchParam` to `branch param`, for the comments.
fn words(name: &str) -> String {
    screaming(name).to_lowercase().replace('_', " ")
}

const HANDLES: [&str; 2] = ["RV_ERROR_NULLPTR", "RV_ERROR_INVALID_HANDLE"];
const UNSET: &str = "RV_ERROR_NOT_FOUND when it is not set";
const SHORT: &str = "RV_ERROR_INSUFFICIENT_BUFFER with the needed size in *actualLen";
const LINE_END: &str = "RV_ERROR_BADPARAM for a text with a line end in it";
const MEMORY: &str = "RV_ERROR_OUTOFRESOURCES";
const POOL: &str = "RV_ERROR_OUTOFRESOURCES when the pool is used up";
const SYNTAX: &str = "RV_ERROR_ILLEGAL_SYNTAX when the text is not a good value, and then nothing changed";

const BUFFER: &str = "strBuffer: *mut RvChar, bufferLen: RvUint, actualLen: *mut RvUint";

/// Comment lines: what, a blank one, and what is returned.
fn statuses(what: String, special: &[&str]) -> Vec<String> {
    let mut lines = vec![what, String::new()];
    let mut line = String::from("Returns RV_OK");
    for status in special.iter().chain(&HANDLES) {
        line.push(';');
        if line.len() + status.len() > 110 {
            lines.push(std::mem::take(&mut line));
        } else {
            line.push(' ');
        }
        line.push_str(status);
    }
    lines.push(line + ".");
    lines
}

fn answer(what: String, otherwise: &str) -> Vec<String> {
    vec![what, String::new(), format!("Returns {otherwise} when it is not set or the handle does not fit.")]
}

struct Maker {
    out: String,
}

impl Maker {
    /// Writes one function. `edge` is the wall of `src/capi/boundary.rs` that the body runs behind.
    fn function(&mut self, doc: Vec<String>, name: &str, args: &str, result: &str, edge: &str, body: String) {
        for line in doc {
            let _ = writeln!(self.out, "/// {line}");
        }
        let _ = writeln!(self.out, "#[unsafe(no_mangle)]");
        let _ = writeln!(self.out, "pub unsafe extern \"C\" fn {name}({args}) -> {result} {{");
        let _ = writeln!(self.out, "    {edge}(\"{name}\", || unsafe {{ {body} }})\n}}\n");
    }

    /// What every header object can do.
    fn family(&mut self, o: &Object) {
        let (v, p, h, noun) = (o.value, o.prefix(), o.handle(), o.noun());
        let mut status = |verb: &str, doc: Vec<String>, args: String, body: String| {
            self.function(doc, &format!("{p}{verb}"), &args, "RvStatus", "status", body);
        };
        status(
            "Construct",
            statuses(
                format!("Makes {noun} of its own on a page of the program; it lives until the page is freed."),
                &["RV_ERROR_OUTOFRESOURCES when there are too many objects"],
            ),
            format!("hMsgMgr: RvSipMsgMgrHandle, hPool: HRPOOL, hPage: HPAGE, hHeader: *mut {h}"),
            format!("construct::<{v}, _>(hMsgMgr, hPool, hPage, hHeader)"),
        );
        match o.place {
            Place::List => status(
                "ConstructInMsg",
                statuses(format!("Makes {noun} in a message, at the head (RV_TRUE) or the tail of its list."), &[MEMORY]),
                format!("hSipMsg: RvSipMsgHandle, pushHeaderAtHead: RvBool, hHeader: *mut {h}"),
                format!("construct_in_msg::<{v}, _>(hSipMsg, pushHeaderAtHead, hHeader)"),
            ),
            Place::Apart => status(
                "ConstructInMsg",
                statuses(format!("Makes {noun} in a message, in place of the one it may have."), &[MEMORY]),
                format!("hSipMsg: RvSipMsgHandle, hHeader: *mut {h}"),
                format!("construct_apart::<{v}, _>(hSipMsg, hHeader)"),
            ),
            Place::Party | Place::Address => {}
        }
        status(
            "Copy",
            statuses(format!("Copies all fields of {noun} to another one."), &[MEMORY]),
            format!("hDestination: {h}, hSource: {h}"),
            format!("copy::<{v}, _>(hDestination, hSource)"),
        );
        if o.place != Place::Party {
            status(
                "Encode",
                statuses(
                    "Writes the header, name and value, on a new page of the pool, which the caller frees.".into(),
                    &[POOL],
                ),
                format!("hHeader: {h}, hPool: HRPOOL, hPage: *mut HPAGE, length: *mut RvUint32"),
                format!("encode::<{v}, _>(hHeader, hPool, hPage, length)"),
            );
            status(
                "Parse",
                statuses("Takes over a text, with or without the header's name before it.".into(), &[SYNTAX]),
                format!("hHeader: {h}, strBuffer: *mut RvChar"),
                format!("parse_named::<{v}, _>(hHeader, strBuffer)"),
            );
            status(
                "ParseValue",
                statuses("Takes over a text that holds the value without the header's name.".into(), &[SYNTAX]),
                format!("hHeader: {h}, strBuffer: *mut RvChar"),
                format!("parse_bare::<{v}, _>(hHeader, strBuffer)"),
            );
            status(
                "Fix",
                statuses("Puts a good text in place of a bad one; a bad one again leaves it as it was.".into(), &[SYNTAX]),
                format!("hHeader: {h}, strFixedBuffer: *mut RvChar"),
                format!("parse_named::<{v}, _>(hHeader, strFixedBuffer)"),
            );
        }
        status(
            "GetStrBadSyntax",
            statuses(
                "Copies the value text of a header that does not follow the grammar.".into(),
                &["RV_ERROR_NOT_FOUND when the header is legal", SHORT],
            ),
            format!("hHeader: {h}, {BUFFER}"),
            format!("get_bad::<{v}, _>(hHeader, strBuffer, bufferLen, actualLen)"),
        );
        status(
            "SetStrBadSyntax",
            statuses(
                "Declares the header illegal, with this value text; its fields are unset. NULL makes it an empty legal one."
                    .into(),
                &[LINE_END, MEMORY],
            ),
            format!("hHeader: {h}, strBadSyntax: *mut RvChar"),
            format!("set_bad::<{v}, _>(hHeader, strBadSyntax)"),
        );
        if o.compact {
            status(
                "SetCompactForm",
                statuses("Chooses between the short (RV_TRUE) and the long form of the header's name.".into(), &[]),
                format!("hHeader: {h}, bIsCompact: RvBool"),
                format!("set_compact::<{v}, _>(hHeader, bIsCompact)"),
            );
            status(
                "GetCompactForm",
                statuses("Tells whether the header came, or will be written, with the short form of its name.".into(), &[]),
                format!("hHeader: {h}, pbIsCompact: *mut RvBool"),
                format!("get_compact::<{v}, _>(hHeader, pbIsCompact)"),
            );
        }
        let measure = match o.c {
            "Other" => "other_string_length(hHeader, eStringName)".into(),
            _ => format!("string_length::<{v}, _>(hHeader, eStringName == {}, {})", o.selector("BAD_SYNTAX"), o.strings()),
        };
        self.function(
            answer("Tells the bytes needed for a string of the header, its NUL included.".into(), "0"),
            &format!("{p}GetStringLength"),
            &format!("hHeader: {h}, eStringName: {p}StringName"),
            "RvUint",
            "value",
            measure,
        );
    }

    /// What there is for one field.
    fn accessors(&mut self, o: &Object, (name, field, kind): &Field) {
        let (v, p, h, a) = (o.value, o.prefix(), o.handle(), o.arg());
        let of = format!("the {} of {}", words(name), o.noun());
        let me = format!("{a}: {h}");
        let is_address = o.place == Place::Address;
        let get = format!("{p}Get{name}");
        let set = format!("{p}Set{name}");
        let plain = if is_address && *name != "PortNum" && *name != "LrParam" { "value".into() } else { lower_first(name) };
        let settable = |what: &str, special: &[&str]| {
            let wrong: &[&str] = if is_address { &["RV_ERROR_ILLEGAL_ACTION for an address of another kind"] } else { &[] };
            statuses(format!("Sets {of}{what}"), &[special, wrong].concat())
        };
        let copies = statuses(format!("Copies {of}."), &[UNSET, SHORT]);
        let copy = format!("get_str::<{v}, _>({a}, strBuffer, bufferLen, actualLen, |v| v.{field})");
        match kind {
            Text | Quoted => {
                let (how, helper) = match kind {
                    Quoted => ("; quotes are added where there are none. NULL clears it.", "set_quoted"),
                    _ => (". NULL or an empty text clears it.", "set_str"),
                };
                self.function(copies, &get, &format!("{me}, {BUFFER}"), "RvStatus", "status", copy);
                self.function(
                    settable(how, &[LINE_END, MEMORY]),
                    &set,
                    &format!("{me}, str{name}: *mut RvChar"),
                    "RvStatus",
                    "status",
                    format!("{helper}::<{v}, _>({a}, str{name}, |v| &mut v.{field})"),
                );
            }
            Token(e, list) => {
                self.function(
                    answer(format!("Tells {of}; the OTHER member stands for a text without a member."), "the UNDEFINED member"),
                    &get,
                    &me,
                    e,
                    "value",
                    format!("get_token::<{v}, _>({a}, &headers_enums::{list}, |v| v.{field})"),
                );
                self.function(copies, &format!("{p}GetStr{name}"), &format!("{me}, {BUFFER}"), "RvStatus", "status", copy);
                self.function(
                    settable(
                        ". The text counts with the OTHER member only; UNDEFINED clears it.",
                        &["RV_ERROR_BADPARAM for another number or for OTHER without a text", MEMORY],
                    ),
                    &set,
                    &format!("{me}, e{name}: {e}, str{name}: *mut RvChar"),
                    "RvStatus",
                    "status",
                    format!("set_token::<{v}, _>({a}, &headers_enums::{list}, e{name}, str{name}, |v| &mut v.{field})"),
                );
            }
            Choice(e, list) => {
                self.function(
                    answer(format!("Tells {of}."), "the UNDEFINED member"),
                    &get,
                    &me,
                    e,
                    "value",
                    format!("get_choice::<{v}, _, _>({a}, &headers_enums::{list}, |v| v.{field})"),
                );
                self.function(
                    settable("; UNDEFINED clears it.", &["RV_ERROR_BADPARAM for a member that does not fit"]),
                    &set,
                    &format!("{me}, e{name}: {e}"),
                    "RvStatus",
                    "status",
                    format!("set_choice::<{v}, _, _>({a}, &headers_enums::{list}, e{name}, |v| &mut v.{field})"),
                );
            }
            Number(max) | Short(max) => {
                let c = if matches!(kind, Short(_)) { "RvInt16" } else { "RvInt32" };
                self.function(
                    answer(format!("Tells {of}."), "-1 (UNDEFINED)"),
                    &get,
                    &me,
                    c,
                    "value",
                    format!("get_number::<{v}, _, _, _>({a}, |v| v.{field})"),
                );
                self.function(
                    settable("; -1 clears it.", &["RV_ERROR_BADPARAM for a number out of range"]),
                    &set,
                    &format!("{me}, {plain}: {c}"),
                    "RvStatus",
                    "status",
                    format!("set_number::<{v}, _, _>({a}, {plain}.into(), {max}, |v| &mut v.{field})"),
                );
            }
            Seconds => {
                self.function(
                    statuses(format!("Tells {of}."), &[UNSET]),
                    &get,
                    &format!("{me}, p{name}: *mut RvUint32"),
                    "RvStatus",
                    "status",
                    format!("get_seconds::<{v}, _>({a}, p{name}, |v| v.{field})"),
                );
                self.function(
                    settable("; 0 is a value like any other.", &[]),
                    &set,
                    &format!("{me}, {plain}: RvUint32"),
                    "RvStatus",
                    "status",
                    format!("set_plain::<{v}, _, _>({a}, Some({plain}), |v| &mut v.{field})"),
                );
            }
            Flag => {
                let flag = if is_address { plain } else { format!("b{name}") };
                self.function(
                    answer(format!("Tells {of}."), "RV_FALSE"),
                    &get,
                    &me,
                    "RvBool",
                    "truth",
                    format!("get_flag::<{v}, _>({a}, |v| v.{field})"),
                );
                self.function(
                    settable(".", &[]),
                    &set,
                    &format!("{me}, {flag}: RvBool"),
                    "RvStatus",
                    "status",
                    format!("set_plain::<{v}, _, _>({a}, {flag} != RV_FALSE, |v| &mut v.{field})"),
                );
            }
            Address | Part(_) => {
                let (c, part) = match kind {
                    Part(inner) => (format!("RvSip{inner}HeaderHandle"), *inner),
                    _ => ("RvSipAddressHandle".to_string(), "AnyAddress"),
                };
                self.function(
                    answer(format!("Gives {of}: the object in the header, no copy."), "NULL"),
                    &get,
                    &me,
                    &c,
                    "value",
                    format!("get_part::<{v}, {part}, _, _>({a}, |v| v.{field})"),
                );
                self.function(
                    settable(" to a copy of an object. NULL clears it.", &[MEMORY]),
                    &set,
                    &format!("{me}, h{name}: {c}"),
                    "RvStatus",
                    "status",
                    format!("set_part::<{v}, {part}, _, _>({a}, h{name}, |v| &mut v.{field})"),
                );
            }
            ByHand => {}
        }
    }
}
