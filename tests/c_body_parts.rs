//! Bodies and their parts through the exported functions, as a C program calls them.

use rvsip::capi::abi::*;
use rvsip::capi::body::*;
use rvsip::capi::body_part::*;
use rvsip::capi::enums;
use rvsip::capi::handle::{ObjectHandle, Tag};
use rvsip::capi::headers::*;
use rvsip::capi::headers_by_hand::*;
use rvsip::capi::msg::*;
use rvsip::capi::msg_headers::*;
use rvsip::capi::{docs, rpool};
use rvsip::message::{Limits, Message};
use std::ffi::{CString, c_int, c_void};
use std::ptr::null_mut;

const FIRST: RvSipElementsLocation = enums::RvSipElementsLocation::RVSIP_FIRST_ELEMENT as c_int;
const NEXT: RvSipElementsLocation = enums::RvSipElementsLocation::RVSIP_NEXT_ELEMENT as c_int;
const LAST: RvSipElementsLocation = enums::RvSipElementsLocation::RVSIP_LAST_ELEMENT as c_int;
const PREV: RvSipElementsLocation = enums::RvSipElementsLocation::RVSIP_PREV_ELEMENT as c_int;
const FIRST_HEADER: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_FIRST_HEADER as c_int;
const NEXT_HEADER: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_NEXT_HEADER as c_int;
const LAST_HEADER: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_LAST_HEADER as c_int;

const TWO: &str = concat!(
    "--b\r\nContent-Type: application/SDP\r\nContent-Disposition: session;handling=required\r\nContent-Length: 5\r\n",
    "Subject: a\r\n b\r\nContact: <sip:a@b>, <sip:c@d>\r\n\r\nv=0\r\n\r\n",
    "--b\r\n\r\nplain\r\n--b--\r\n"
);

fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

fn manager() -> RvSipMsgMgrHandle {
    ObjectHandle { tag: Tag::MsgMgr, slot: 0, generation: 1, index: 0 }.pointer()
}

fn pool() -> HRPOOL {
    rpool::construct(1024, 1000).unwrap()
}

fn message() -> RvSipMsgHandle {
    let mut msg = null_mut();
    assert_eq!(unsafe { RvSipMsgConstruct(manager(), pool(), &mut msg) }, RV_OK);
    msg
}

fn invite(content_type: &str, body: &str) -> String {
    format!(
        "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nTo: <sip:a@b>\r\nFrom: <sip:c@d>;tag=1\r\nCall-ID: 1\r\n\
         CSeq: 1 INVITE\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn parsed(text: &str) -> RvSipMsgHandle {
    let msg = message();
    assert_eq!(unsafe { RvSipMsgParse(msg, text.as_ptr().cast_mut().cast(), text.len() as RvInt32) }, RV_OK);
    msg
}

fn octets(encode: impl Fn(HRPOOL, *mut HPAGE, *mut RvUint) -> RvStatus) -> Result<Vec<u8>, RvStatus> {
    let (pool, mut page, mut length) = (pool(), null_mut(), 77);
    let status = encode(pool, &mut page, &mut length);
    if status != RV_OK {
        assert!(page.is_null() && length == 77, "nothing is written on failure");
        assert_eq!(rpool::pages_used(pool), Ok(0));
        return Err(status);
    }
    let text = rpool::read(pool, page, 0, length as usize).unwrap();
    rpool::destruct(pool).unwrap();
    Ok(text)
}

fn body_text(body: RvSipBodyHandle) -> Result<String, RvStatus> {
    octets(|p, g, l| unsafe { RvSipBodyEncode(body, p, g, l) }).map(|t| String::from_utf8(t).unwrap())
}

fn part_text(part: RvSipBodyPartHandle) -> Result<String, RvStatus> {
    octets(|p, g, l| unsafe { RvSipBodyPartEncode(part, p, g, l) }).map(|t| String::from_utf8(t).unwrap())
}

fn whole(msg: RvSipMsgHandle) -> String {
    octets(|p, g, l| unsafe { RvSipMsgEncode(msg, p, g, l) }).map(|t| String::from_utf8(t).unwrap()).unwrap()
}

/// The text a body holds, by the length it tells.
fn string(body: RvSipBodyHandle) -> Option<Vec<u8>> {
    unsafe {
        let size = RvSipBodyGetBodyStrLength(body);
        let (mut buffer, mut length) = (vec![0u8; size as usize + 1], 77);
        match RvSipBodyGetBodyStr(body, buffer.as_mut_ptr().cast(), size, &mut length) {
            RV_OK => assert_eq!(length, size),
            RV_ERROR_NOT_FOUND => return None,
            other => panic!("{other}"),
        }
        buffer.truncate(size as usize);
        Some(buffer)
    }
}

fn split(body: RvSipBodyHandle, text: &str) -> RvStatus {
    unsafe { RvSipBodyMultipartParse(body, text.as_ptr().cast_mut().cast(), text.len() as RvUint) }
}

fn fill(part: RvSipBodyPartHandle, text: &str) -> RvStatus {
    unsafe { RvSipBodyPartParse(part, text.as_ptr().cast_mut().cast(), text.len() as RvUint) }
}

fn at(body: RvSipBodyHandle, location: RvSipElementsLocation, relative: RvSipBodyPartHandle) -> RvSipBodyPartHandle {
    let mut part = std::ptr::without_provenance_mut(77);
    assert_eq!(unsafe { RvSipBodyGetBodyPart(body, location, relative, &mut part) }, RV_OK);
    part
}

fn parts(body: RvSipBodyHandle) -> Vec<RvSipBodyPartHandle> {
    let mut all = Vec::new();
    let mut part = at(body, FIRST, null_mut());
    while !part.is_null() {
        all.push(part);
        part = at(body, NEXT, part);
    }
    let mut back = Vec::new();
    let mut part = at(body, LAST, null_mut());
    while !part.is_null() {
        back.insert(0, part);
        part = at(body, PREV, part);
    }
    assert_eq!(back, all);
    all
}

fn new_part(body: RvSipBodyHandle, head: RvBool) -> Result<RvSipBodyPartHandle, RvStatus> {
    let mut part = null_mut();
    match unsafe { RvSipBodyPartConstructInBody(body, head, &mut part) } {
        RV_OK => Ok(part),
        status => {
            assert!(part.is_null());
            Err(status)
        }
    }
}

fn body_of(part: RvSipBodyPartHandle) -> RvSipBodyHandle {
    unsafe { RvSipBodyPartGetBodyObject(part) }
}

fn alone() -> RvSipBodyHandle {
    let mut body = null_mut();
    assert_eq!(unsafe { RvSipBodyConstruct(manager(), pool(), &mut body) }, RV_OK);
    body
}

fn part_alone() -> RvSipBodyPartHandle {
    let mut part = null_mut();
    assert_eq!(unsafe { RvSipBodyPartConstruct(manager(), pool(), &mut part) }, RV_OK);
    part
}

fn set_type(body: RvSipBodyHandle, text: &str) {
    let mut kind = null_mut();
    unsafe {
        assert_eq!(RvSipContentTypeHeaderConstructInBody(body, &mut kind), RV_OK);
        assert_eq!(RvSipContentTypeHeaderParse(kind, c(text).as_ptr().cast_mut()), RV_OK);
    }
}

fn boundary(body: RvSipBodyHandle) -> String {
    let (mut buffer, mut length) = ([0 as RvChar; 100], 0);
    let kind = unsafe { RvSipBodyGetContentType(body) };
    assert_eq!(unsafe { RvSipContentTypeHeaderGetBoundary(kind, buffer.as_mut_ptr(), 100, &mut length) }, RV_OK);
    buffer[..length as usize - 1].iter().map(|b| *b as u8 as char).collect()
}

#[test]
fn the_parts_of_a_received_message_are_read() {
    let msg = parsed(&invite("multipart/mixed;boundary=b", TWO));
    unsafe {
        let body = RvSipMsgGetBodyObject(msg);
        let kind = RvSipBodyGetContentType(body);
        assert_eq!(RvSipContentTypeHeaderGetMediaType(kind), enums::RvSipMediaType::RVSIP_MEDIATYPE_MULTIPART as c_int);
        assert!(parts(body).is_empty(), "nothing is split before it is asked for");
        let text = string(body).unwrap();
        assert_eq!(text, TWO.as_bytes());
        assert_eq!(split(body, TWO), RV_OK);

        assert_eq!(RvSipBodyGetBodyStrLength(body), 0);
        assert_eq!(string(body), None);
        let mut length = 77;
        assert_eq!(RvSipMsgGetBody(msg, null_mut(), 0, &mut length), RV_ERROR_NOT_FOUND);
        assert_eq!(length, 77);
        assert_eq!(RvSipMsgGetStringLength(msg, enums::RvSipMessageStringName::RVSIP_MSG_BODY as c_int), 0);
        assert_eq!(RvSipMsgGetBodyObject(msg), body);

        let all = parts(body);
        assert_eq!(all.len(), 2);
        assert_eq!(part_text(all[1]).unwrap(), "\r\nplain");
        assert_eq!(
            part_text(all[0]).unwrap(),
            "Content-Type: application/SDP\r\nContent-Disposition: session;handling=required\r\nContent-Length: 5\r\n\
             Subject: a b\r\nContact: <sip:a@b>, <sip:c@d>\r\n\r\nv=0\r\n"
        );
        let inner = body_of(all[0]);
        assert_eq!(string(inner).unwrap(), b"v=0\r\n");
        let kind = RvSipBodyGetContentType(inner);
        assert_eq!(RvSipContentTypeHeaderGetMediaSubType(kind), enums::RvSipMediaSubType::RVSIP_MEDIASUBTYPE_SDP as c_int);
        let disposition = RvSipBodyPartGetContentDisposition(all[0]);
        assert_eq!(
            RvSipContentDispositionHeaderGetType(disposition),
            enums::RvSipDispositionType::RVSIP_DISPOSITIONTYPE_SESSION as c_int
        );
        assert!(RvSipBodyPartGetContentDisposition(all[1]).is_null());
        assert!(RvSipBodyGetContentType(body_of(all[1])).is_null());

        // text once more
        assert_eq!(RvSipMsgSetBody(msg, c("text").as_ptr().cast_mut()), RV_OK);
        assert_eq!(RvSipBodyPartEncode(all[0], pool(), &mut null_mut(), &mut 0), RV_ERROR_INVALID_HANDLE);
        assert!(parts(body).is_empty());
        RvSipMsgDestruct(msg);
        assert_eq!(RvSipBodyGetBodyPart(body, FIRST, null_mut(), &mut null_mut()), RV_ERROR_INVALID_HANDLE);
    }
}

#[test]
fn the_header_list_of_a_part_is_walked_and_changed() {
    let msg = parsed(&invite("multipart/mixed;boundary=b", TWO));
    unsafe {
        let body = RvSipMsgGetBodyObject(msg);
        assert_eq!(split(body, TWO), RV_OK);
        let [first, second] = parts(body)[..] else { panic!() };
        let walk = |part| {
            let (mut cursor, mut kind, mut kinds, mut all) = (null_mut(), -1, Vec::new(), Vec::<*mut c_void>::new());
            let mut header = RvSipBodyPartGetHeader(part, FIRST_HEADER, &mut cursor, &mut kind);
            while !header.is_null() {
                kinds.push(kind);
                all.push(header);
                header = RvSipBodyPartGetHeader(part, NEXT_HEADER, &mut cursor, &mut kind);
            }
            (kinds, all, cursor)
        };
        let (kinds, headers, last) = walk(first);
        use enums::RvSipHeaderType::*;
        let expected = [RVSIP_HEADERTYPE_OTHER, RVSIP_HEADERTYPE_OTHER, RVSIP_HEADERTYPE_CONTACT, RVSIP_HEADERTYPE_CONTACT];
        assert_eq!(kinds, expected.map(|k| k as c_int), "Content-Length, Subject, two Contacts");
        assert!(walk(second).0.is_empty());

        // headers of a part are headers: their setters and getters work
        let contact: RvSipContactHeaderHandle = headers[2].cast();
        assert_eq!(RvSipContactHeaderSetQVal(contact, c("0.5").as_ptr().cast_mut()), RV_OK);
        assert_eq!(RvSipContactHeaderSetCompactForm(contact, RV_TRUE), RV_OK);
        assert!(part_text(first).unwrap().contains("\r\nm: <sip:a@b>;q=0.5, <sip:c@d>\r\n"), "{:?}", part_text(first));
        let subject: RvSipOtherHeaderHandle = headers[1].cast();
        assert_eq!(RvSipOtherHeaderSetName(subject, c("X-Other").as_ptr().cast_mut()), RV_OK);
        assert!(part_text(first).unwrap().contains("\r\nX-Other: a b\r\n"));
        let kind = RvSipBodyGetContentType(body_of(first));
        assert_eq!(RvSipContentTypeHeaderParse(kind, c("c: text/plain").as_ptr().cast_mut()), RV_OK);
        assert!(part_text(first).unwrap().starts_with("c: text/plain\r\n"));

        // a position of one list is none in another
        let mut cursor = last;
        assert!(RvSipBodyPartGetHeader(second, NEXT_HEADER, &mut cursor, &mut -1).is_null());
        assert_eq!(RvSipBodyPartRemoveHeader(second, last), RV_ERROR_INVALID_HANDLE);
        assert_eq!(RvSipMsgRemoveHeaderAt(msg, last), RV_ERROR_INVALID_HANDLE);
        assert_eq!(RvSipBodyPartRemoveHeader(first, last), RV_OK);
        assert_eq!(RvSipBodyPartRemoveHeader(first, last), RV_ERROR_INVALID_HANDLE);
        assert_eq!(RvSipContactHeaderSetQVal(headers[3].cast(), null_mut()), RV_ERROR_INVALID_HANDLE);
        assert!(part_text(first).unwrap().contains("\r\nm: <sip:a@b>;q=0.5\r\n\r\n"));

        // copies are pushed
        let (mut cursor, mut new) = (null_mut(), null_mut());
        let kind = RVSIP_HEADERTYPE_CONTACT as c_int;
        assert_eq!(RvSipBodyPartPushHeader(second, LAST_HEADER, headers[2], kind, &mut cursor, &mut new), RV_OK);
        assert_eq!(RvSipContactHeaderSetQVal(new.cast(), c("0.1").as_ptr().cast_mut()), RV_OK);
        assert_eq!(RvSipBodyPartPushHeader(second, NEXT_HEADER, headers[1], 0, &mut cursor, &mut new), RV_ERROR_INVALID_HANDLE);
        let other = RVSIP_HEADERTYPE_OTHER as c_int;
        assert_eq!(RvSipBodyPartPushHeader(second, NEXT_HEADER, headers[1], other, &mut cursor, &mut new), RV_OK);
        assert_eq!(part_text(second).unwrap(), "m: <sip:a@b>;q=0.1\r\nX-Other: a b\r\n\r\nplain");
        assert!(part_text(first).unwrap().contains(";q=0.5"));
        let disposition: *mut c_void = RvSipBodyPartGetContentDisposition(first).cast();
        let kind = RVSIP_HEADERTYPE_CONTENT_DISPOSITION as c_int;
        let mut unwritten = null_mut();
        assert_eq!(RvSipBodyPartPushHeader(second, 0, disposition, kind, &mut cursor, &mut unwritten), RV_ERROR_BADPARAM);
        assert!(unwritten.is_null());
        assert_eq!(RvSipBodyPartSetContentDisposition(second, disposition.cast()), RV_OK);
        assert!(part_text(second).unwrap().contains("Content-Disposition: session;handling=required\r\n"));
        assert_eq!(RvSipBodyPartSetContentDisposition(second, null_mut()), RV_OK);
        assert!(!part_text(second).unwrap().contains("Disposition"));
        let mut kind = -1;
        assert!(!RvSipMsgGetHeader(msg, FIRST_HEADER, &mut cursor, &mut kind).is_null());
        assert_eq!(kind, RVSIP_HEADERTYPE_VIA as c_int, "the message's own list is what it was");
        RvSipMsgDestruct(msg);
    }
}

#[test]
fn a_multipart_body_is_built_and_sent_and_read_again() {
    let msg = parsed(&invite("text/plain", ""));
    unsafe {
        let mut body = null_mut();
        assert!(RvSipMsgGetBodyObject(msg).is_null());
        assert_eq!(RvSipBodyConstructInMsg(msg, &mut body), RV_OK);
        for text in ["Content-Type: application/sdp\r\n\r\nv=0\r\n", "\r\nplain"] {
            let part = new_part(body, RV_FALSE).unwrap();
            assert!(body_of(part).is_null());
            assert_eq!(part_text(part).unwrap(), "\r\n");
            assert_eq!(fill(part, text), RV_OK);
            assert_eq!(part_text(part).unwrap(), text);
        }
        assert_eq!(body_text(body), Err(RV_ERROR_ILLEGAL_ACTION), "text/plain has no parts");
        assert_eq!(RvSipMsgEncode(msg, pool(), &mut null_mut(), &mut 0), RV_ERROR_ILLEGAL_ACTION);
        assert_eq!(RvSipBodySetContentType(body, null_mut()), RV_OK);
        let text = body_text(body).unwrap();
        let b = boundary(body);
        assert_eq!(text, format!("--{b}\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--{b}\r\n\r\nplain\r\n--{b}--\r\n"));
        let sent = whole(msg);
        assert!(sent.contains(&format!("\r\nContent-Type: multipart/mixed;boundary={b}\r\n")), "{sent}");
        assert!(sent.contains(&format!("\r\nContent-Length: {}\r\n", text.len())), "{sent}");
        assert!(sent.ends_with(&text));
        // the other side
        let received = parsed(&sent);
        let other = RvSipMsgGetBodyObject(received);
        assert_eq!(split(other, &text), RV_OK);
        let texts: Vec<String> = parts(other).into_iter().map(|p| part_text(p).unwrap()).collect();
        assert_eq!(texts, ["Content-Type: application/sdp\r\n\r\nv=0\r\n", "\r\nplain"]);
        // a copy of the message has them too
        let copy = message();
        assert_eq!(RvSipMsgCopy(copy, msg), RV_OK);
        RvSipMsgDestruct(msg);
        assert_eq!(whole(copy), sent);
        assert_eq!(parts(RvSipMsgGetBodyObject(copy)).len(), 2);
        RvSipMsgDestruct(copy);
        RvSipMsgDestruct(received);
    }
}

#[test]
fn a_message_goes_to_the_stack_with_its_body_in_one_piece() {
    let text = "hello\r\n--b \r\nA:b\r\n\r\none\r\n--b--";
    let mut msg = Message::new();
    msg.parse(invite("multipart/mixed;boundary=b", text).as_bytes(), &Limits::default()).unwrap();
    let id = docs::put(Box::new(msg)).unwrap();
    let handle: RvSipMsgHandle = docs::msg_handle(id);
    let body = unsafe { RvSipMsgGetBodyObject(handle) };
    assert_eq!(split(body, text), RV_OK);
    assert_eq!(docs::clone_msg(handle).unwrap().body(), text.as_bytes(), "what did not change is what it was");
    assert_eq!(parts(body).len(), 1);
    assert_eq!(fill(new_part(body, RV_TRUE).unwrap(), "\r\nnew"), RV_OK);
    let msg = docs::take(id).unwrap();
    assert_eq!(msg.body(), b"--b\r\n\r\nnew\r\n--b\r\nA: b\r\n\r\none\r\n--b--\r\n");
}

#[test]
fn bodies_nest_and_are_split_level_by_level() {
    let inner = "--i\r\n\r\ndeep\r\n--i--";
    let outer = format!("--o\r\nContent-Type: multipart/alternative;boundary=i\r\n\r\n{inner}\r\n--o--\r\n");
    let msg = parsed(&invite("multipart/mixed;boundary=o", &outer));
    unsafe {
        let body = RvSipMsgGetBodyObject(msg);
        assert_eq!(split(body, &outer), RV_OK);
        let part = parts(body)[0];
        let nested = body_of(part);
        assert_eq!(string(nested).unwrap(), inner.as_bytes());
        assert_eq!(split(nested, inner), RV_OK);
        let deep = parts(nested)[0];
        assert_eq!(part_text(deep).unwrap(), "\r\ndeep");
        assert_eq!(body_text(nested).unwrap(), format!("{inner}\r\n"));
        // a part of the inner body is none of the outer one
        assert_eq!(RvSipBodyRemoveBodyPart(body, deep), RV_ERROR_INVALID_HANDLE);
        assert_eq!(RvSipBodyGetBodyPart(body, NEXT, deep, &mut null_mut()), RV_ERROR_INVALID_HANDLE);
        assert_eq!(RvSipBodyRemoveBodyPart(body, part), RV_OK);
        assert_eq!(RvSipBodyGetBodyPart(nested, FIRST, null_mut(), &mut null_mut()), RV_ERROR_INVALID_HANDLE);
        assert_eq!(part_text(deep), Err(RV_ERROR_INVALID_HANDLE));
        assert!(body_of(deep).is_null() && string_is_dead(nested));
        assert_eq!(body_text(body).unwrap(), "", "a body without parts is empty");
        RvSipMsgDestruct(msg);
    }
}

fn string_is_dead(body: RvSipBodyHandle) -> bool {
    unsafe { RvSipBodyGetBodyStr(body, null_mut(), 0, &mut 0) == RV_ERROR_INVALID_HANDLE }
}

#[test]
fn nesting_and_counting_end_at_the_limits() {
    let top = alone();
    let mut body = top;
    for _ in 0..8 {
        let part = new_part(body, RV_FALSE).unwrap();
        assert_eq!(unsafe { RvSipBodyConstructInBodyPart(part, &mut body) }, RV_OK);
    }
    assert_eq!(new_part(body, RV_FALSE), Err(RV_ERROR_OUTOFRESOURCES));
    set_type(body, "multipart/mixed;boundary=x");
    assert_eq!(split(body, "--x\r\n\r\n--x--"), RV_ERROR_OUTOFRESOURCES);
    assert!(body_text(top).is_ok());
    unsafe {
        // deeper by copying
        let other = alone();
        let part = new_part(other, RV_FALSE).unwrap();
        assert_eq!(RvSipBodyPartSetBodyObject(part, top), RV_ERROR_OUTOFRESOURCES);
        assert_eq!(RvSipBodyCopy(other, top), RV_OK);
        assert_eq!(
            RvSipBodyPushBodyPart(parts_body(other, 3), FIRST, parts(top)[0], null_mut(), &mut null_mut()),
            RV_ERROR_OUTOFRESOURCES
        );
        RvSipBodyDestruct(other);
    }
    for _ in 1..64 {
        new_part(top, RV_TRUE).unwrap();
    }
    assert_eq!(new_part(top, RV_TRUE), Err(RV_ERROR_OUTOFRESOURCES));
    assert_eq!(parts(top).len(), 64);
    let many = "--b\r\n\r\n".repeat(65);
    set_type(top, "multipart/mixed;boundary=b");
    assert_eq!(split(top, &many), RV_ERROR_OUTOFRESOURCES);
    assert_eq!(parts(top).len(), 64, "nothing has changed");
    assert_eq!(split(top, &many[7..]), RV_OK);
    unsafe { RvSipBodyDestruct(top) };
}

#[test]
fn messages_of_the_stack_have_its_limits() {
    let mut msg = Message::new();
    let limits = Limits { body_parts: 1, ..Limits::default() };
    msg.parse(invite("multipart/mixed;boundary=b", TWO).as_bytes(), &limits).unwrap();
    let id = docs::put(Box::new(msg)).unwrap();
    let body = unsafe { RvSipMsgGetBodyObject(docs::msg_handle(id)) };
    assert_eq!(split(body, TWO), RV_ERROR_OUTOFRESOURCES);
    assert_eq!(string(body).unwrap(), TWO.as_bytes());
    assert_eq!(split(body, "--b\r\n\r\none\r\n--b--"), RV_OK);
    assert_eq!(new_part(body, RV_FALSE), Err(RV_ERROR_OUTOFRESOURCES));
    docs::take(id).unwrap();
}

/// The body so many levels down, by first parts.
fn parts_body(body: RvSipBodyHandle, levels: usize) -> RvSipBodyHandle {
    (0..levels).fold(body, |b, _| body_of(parts(b)[0]))
}

#[test]
fn what_cannot_be_split_is_refused_and_changes_nothing() {
    for (kind, text, status) in [
        ("text/plain;boundary=b", TWO, RV_ERROR_ILLEGAL_ACTION),
        ("multipart/mixed", TWO, RV_ERROR_ILLEGAL_SYNTAX),
        ("multipart/mixed;boundary=c", TWO, RV_ERROR_ILLEGAL_SYNTAX),
        ("multipart/mixed;boundary=b", "", RV_ERROR_ILLEGAL_SYNTAX),
        ("multipart/mixed;boundary=b", "--b--", RV_ERROR_ILLEGAL_SYNTAX),
        ("MULTIPART/x ; boundary = \"b\"", TWO, RV_OK),
        ("multipart/mixed;boundary=b", "--b\r\n\r\nno end", RV_OK),
    ] {
        let body = alone();
        set_type(body, kind);
        unsafe {
            assert_eq!(RvSipBodySetBodyStr(body, TWO.as_ptr().cast_mut().cast(), TWO.len() as RvUint), RV_OK);
            assert_eq!(split(body, text), status, "{kind}: {text}");
            assert_eq!(string(body).is_some(), status != RV_OK);
            assert_eq!(RvSipBodyMultipartParse(body, null_mut(), 5), RV_ERROR_NULLPTR);
            RvSipBodyDestruct(body);
        }
    }
    let body = alone();
    assert_eq!(split(body, TWO), RV_ERROR_ILLEGAL_ACTION, "no Content-Type at all");
    let part = new_part(body, RV_FALSE).unwrap();
    assert_eq!(fill(part, "A: b\r\n\r\none"), RV_OK);
    for bad in ["v=0\r\no=x\r\n", "A: b\r\nno header\r\n\r\nx"] {
        assert_eq!(fill(part, bad), RV_ERROR_ILLEGAL_SYNTAX);
        assert_eq!(part_text(part).unwrap(), "A: b\r\n\r\none");
    }
    assert_eq!(fill(part, &"A: b\r\n".repeat(600)), RV_ERROR_OUTOFRESOURCES);
    assert_eq!(part_text(part).unwrap(), "A: b\r\n\r\none");
    for (text, written) in [("", "\r\n"), ("A: b", "A: b\r\n\r\n"), ("A: b\n\nx\n", "A: b\r\n\r\nx\n"), ("\r\nx", "\r\nx")] {
        assert_eq!(fill(part, text), RV_OK);
        assert_eq!(part_text(part).unwrap(), written);
    }
    unsafe { RvSipBodyDestruct(body) };
}

#[test]
fn binary_parts_survive_and_short_buffers_are_told() {
    let data: Vec<u8> = (0..=255).collect();
    let body = alone();
    unsafe {
        let part = new_part(body, RV_FALSE).unwrap();
        let mut inner = null_mut();
        assert_eq!(RvSipBodyConstructInBodyPart(part, &mut inner), RV_OK);
        assert_eq!(RvSipBodySetBodyStr(inner, data.as_ptr().cast_mut().cast(), 256), RV_OK);
        set_type(inner, "application/octet-stream");
        let (mut buffer, mut length) = ([0x55u8; 256], 0);
        assert_eq!(RvSipBodyGetBodyStr(inner, buffer.as_mut_ptr().cast(), 255, &mut length), RV_ERROR_INSUFFICIENT_BUFFER);
        assert_eq!((length, buffer), (256, [0x55; 256]));
        let text = octets(|p, g, l| RvSipBodyEncode(body, p, g, l)).unwrap();
        assert_eq!(RvSipBodyMultipartParse(body, text.as_ptr().cast_mut().cast(), text.len() as RvUint), RV_OK);
        let part = parts(body)[0];
        assert_eq!(string(body_of(part)).unwrap(), data);
        // a pool that is used up
        let small = rpool::construct(16, 2).unwrap();
        let (mut page, mut length) = (null_mut(), 77);
        assert_eq!(RvSipBodyPartEncode(part, small, &mut page, &mut length), RV_ERROR_OUTOFRESOURCES);
        assert!(page.is_null() && length == 77);
        RvSipBodyDestruct(body);
    }
}

#[test]
fn parts_are_taken_out_while_they_are_walked() {
    let body = alone();
    for n in 0..6 {
        assert_eq!(fill(new_part(body, RV_FALSE).unwrap(), &format!("\r\n{n}")), RV_OK);
    }
    let mut part = at(body, FIRST, null_mut());
    let mut gone = Vec::new();
    while !part.is_null() {
        let next = at(body, NEXT, part);
        if ["\r\n0", "\r\n3", "\r\n4", "\r\n5"].contains(&part_text(part).unwrap().as_str()) {
            assert_eq!(unsafe { RvSipBodyRemoveBodyPart(body, part) }, RV_OK);
            gone.push(part);
        }
        part = next;
    }
    let left: Vec<String> = parts(body).into_iter().map(|p| part_text(p).unwrap()).collect();
    assert_eq!(left, ["\r\n1", "\r\n2"]);
    for part in gone {
        assert_eq!(part_text(part), Err(RV_ERROR_INVALID_HANDLE));
        let mut next = std::ptr::without_provenance_mut(77);
        assert_eq!(unsafe { RvSipBodyGetBodyPart(body, NEXT, part, &mut next) }, RV_ERROR_INVALID_HANDLE);
        assert_eq!(next.addr(), 77);
        assert_eq!(unsafe { RvSipBodyRemoveBodyPart(body, part) }, RV_ERROR_INVALID_HANDLE);
    }
    assert_eq!(unsafe { RvSipBodyGetBodyPart(body, 9, null_mut(), &mut null_mut()) }, RV_ERROR_BADPARAM);
    assert_eq!(unsafe { RvSipBodyGetBodyPart(body, NEXT, null_mut(), &mut null_mut()) }, RV_ERROR_NULLPTR);
    unsafe { RvSipBodyDestruct(body) };
}

#[test]
fn parts_are_pushed_where_they_are_wanted() {
    let body = alone();
    let source = part_alone();
    let push = |location, relative, text: &str| {
        assert_eq!(fill(source, &format!("\r\n{text}")), RV_OK);
        let mut new = null_mut();
        assert_eq!(unsafe { RvSipBodyPushBodyPart(body, location, source, relative, &mut new) }, RV_OK);
        new
    };
    let c = push(FIRST, null_mut(), "c");
    let a = push(FIRST, null_mut(), "a");
    push(LAST, null_mut(), "e");
    push(NEXT, a, "b");
    let d = push(NEXT, c, "d");
    push(PREV, d, "x");
    let texts: String = parts(body).into_iter().map(|p| part_text(p).unwrap().trim().to_string()).collect();
    assert_eq!(texts, "abcxde");
    unsafe {
        let mut new = null_mut();
        assert_eq!(RvSipBodyPushBodyPart(body, NEXT, source, source, &mut new), RV_ERROR_INVALID_HANDLE);
        assert_eq!(RvSipBodyPushBodyPart(body, 7, source, a, &mut new), RV_ERROR_BADPARAM);
        assert!(new.is_null());
        // a body into a part of itself: the copy is what it was before
        assert_eq!(RvSipBodyPushBodyPart(body, LAST, a, null_mut(), &mut new), RV_OK);
        assert_eq!(RvSipBodyPartSetBodyObject(new, body), RV_OK);
        assert_eq!(parts(body_of(new)).len(), 7);
        assert_eq!(parts(body).len(), 7);
        RvSipBodyPartDestruct(a);
        assert_eq!(part_text(a).unwrap(), "\r\na", "a part of a body is not ended that way");
        RvSipBodyPartDestruct(source);
        assert_eq!(fill(source, "\r\n"), RV_ERROR_INVALID_HANDLE);
        RvSipBodyDestruct(body_of(new));
        assert_eq!(parts(body).len(), 7, "nor is the body of a part");
        RvSipBodyDestruct(body);
    }
}

#[test]
fn parts_and_bodies_are_copied_with_all_that_is_in_them() {
    let msg = parsed(&invite("multipart/mixed;boundary=b", TWO));
    unsafe {
        let body = RvSipMsgGetBodyObject(msg);
        assert_eq!(split(body, TWO), RV_OK);
        let first = parts(body)[0];
        // a header that is declared illegal stays so
        let (mut cursor, mut kind) = (null_mut(), 0);
        let contact = RvSipBodyPartGetHeader(first, LAST_HEADER, &mut cursor, &mut kind);
        assert_eq!(RvSipContactHeaderSetStrBadSyntax(contact.cast(), c("<sip:x@y>").as_ptr().cast_mut()), RV_OK);
        let copy = part_alone();
        assert_eq!(RvSipBodyPartCopy(copy, first), RV_OK);
        assert_eq!(part_text(copy), part_text(first));
        let contact = RvSipBodyPartGetHeader(copy, LAST_HEADER, &mut cursor, &mut kind);
        assert!(!RvSipContactHeaderGetAddrSpec(contact.cast()).is_null(), "the last legal one is another");
        let other = alone();
        assert_eq!(RvSipBodyCopy(other, body), RV_OK);
        assert_eq!(body_text(other), body_text(body));
        assert_eq!(boundary(other), "b");
        RvSipMsgDestruct(msg);
        assert_eq!(parts(other).len(), 2);
        let msg = message();
        assert_eq!(RvSipMsgSetBodyObject(msg, other), RV_OK);
        assert_eq!(parts(RvSipMsgGetBodyObject(msg)).len(), 2);
        assert_eq!(RvSipBodyCopy(other, body_of(copy)), RV_OK);
        assert_eq!(string(other).unwrap(), b"v=0\r\n");
        assert!(parts(other).is_empty());
        assert_eq!(RvSipBodyPartSetBodyObject(copy, RvSipMsgGetBodyObject(msg)), RV_OK);
        assert_eq!(parts(body_of(copy)).len(), 2);
        let text = part_text(copy).unwrap();
        let length = text.split_once("\r\n\r\n").unwrap().1.len();
        assert!(text.contains(&format!("\r\nContent-Length: {length}\r\n")), "{text}");
        assert_eq!(RvSipBodyPartSetBodyObject(copy, null_mut()), RV_OK);
        assert!(body_of(copy).is_null());
        assert!(!part_text(copy).unwrap().contains("Content-Type"));
        assert_eq!(RvSipMsgSetBodyObject(msg, null_mut()), RV_OK);
        assert!(RvSipMsgGetBodyObject(msg).is_null());
        RvSipMsgDestruct(msg);
        RvSipBodyPartDestruct(copy);
        RvSipBodyDestruct(other);
    }
}

#[test]
fn other_bodies_take_the_place_of_parts_and_their_handles_die() {
    let body = alone();
    set_type(body, "multipart/mixed;boundary=b");
    let part_of_it = || {
        assert_eq!(split(body, TWO), RV_OK);
        (parts(body)[0], body_of(parts(body)[0]))
    };
    let ends = |(part, inner): (RvSipBodyPartHandle, RvSipBodyHandle)| {
        assert_eq!(part_text(part), Err(RV_ERROR_INVALID_HANDLE));
        assert!(string_is_dead(inner));
    };
    let first = part_of_it();
    let second = part_of_it();
    ends(first);
    unsafe {
        assert_eq!(RvSipBodySetBodyStr(body, TWO.as_ptr().cast_mut().cast(), 3), RV_OK);
        ends(second);
        assert_eq!(string(body).unwrap(), b"--b");
        let third = part_of_it();
        assert_eq!(RvSipBodyCopy(body, third.1), RV_OK);
        ends(third);
        set_type(body, "multipart/mixed;boundary=b");
        let (part, inner) = part_of_it();
        assert_eq!(fill(part, "\r\nnew"), RV_OK);
        assert_eq!(string(inner).unwrap(), b"new", "the part is the same, so is its body");
        RvSipBodyDestruct(body);
        ends((part, inner));
    }
}

#[test]
fn a_body_that_is_split_again_and_again_does_not_fill_up() {
    let (body, part) = (alone(), part_alone());
    set_type(body, "multipart/mixed;boundary=b");
    let kind = unsafe { RvSipBodyGetContentType(body) };
    for round in 0..12_000 {
        assert_eq!(split(body, TWO), RV_OK, "round {round}");
        assert_eq!(fill(part, "A: b\r\nB: c\r\nC: d\r\n\r\nx"), RV_OK, "round {round}");
        if round % 3 == 0 {
            let (mut cursor, mut kind) = (null_mut(), 0);
            let first = parts(body)[0];
            assert!(!unsafe { RvSipBodyPartGetHeader(first, LAST_HEADER, &mut cursor, &mut kind) }.is_null());
        }
        if round % 100 == 0 {
            assert_eq!(split(body, "nothing"), RV_ERROR_ILLEGAL_SYNTAX);
            assert_eq!(parts(body).len(), 2);
        }
    }
    unsafe {
        assert_eq!(RvSipBodyGetContentType(body), kind, "what stays keeps its handle");
        assert_eq!(boundary(body), "b");
        RvSipBodyDestruct(body);
        RvSipBodyPartDestruct(part);
    }
}
