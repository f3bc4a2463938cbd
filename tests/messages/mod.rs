//! What the tests of the Message API share: messages and texts as a C program makes and reads them.
#![allow(dead_code)] // no test uses all of it

use rvsip::capi::abi::*;
use rvsip::capi::enums;
use rvsip::capi::handle::{ObjectHandle, Tag};
use rvsip::capi::msg::*;
use rvsip::capi::msg_headers::*;
use rvsip::capi::rpool;
use std::ffi::{CString, c_int};
use std::ptr::null_mut;

pub const FIRST: RvSipHeadersLocation = enums::RvSipHeadersLocation::RVSIP_FIRST_HEADER as c_int;

pub fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

macro_rules! text {
    ($text:expr) => {
        messages::c($text).as_ptr().cast_mut()
    };
}

/// What a string getter says, with the buffer it asks for.
pub fn string(get: impl Fn(*mut RvChar, RvUint, *mut RvUint) -> RvStatus) -> Result<String, RvStatus> {
    let mut needed: RvUint = 0;
    match get(null_mut(), 0, &mut needed) {
        RV_ERROR_INSUFFICIENT_BUFFER => {}
        other => return Err(other),
    }
    let mut buffer = vec![0x55 as RvChar; needed as usize];
    let mut again: RvUint = 0;
    if needed > 1 {
        assert_eq!(get(buffer.as_mut_ptr(), needed - 1, &mut again), RV_ERROR_INSUFFICIENT_BUFFER);
        assert_eq!((again, buffer[0]), (needed, 0x55));
    }
    assert_eq!(get(buffer.as_mut_ptr(), needed, &mut again), RV_OK);
    assert_eq!(again, needed);
    let bytes: Vec<u8> = buffer.iter().map(|b| *b as u8).collect();
    assert_eq!(bytes.last(), Some(&0));
    Ok(String::from_utf8(bytes[..bytes.len() - 1].to_vec()).unwrap())
}

macro_rules! get {
    ($get:ident, $handle:expr) => {
        messages::string(|b, n, a| unsafe { $get($handle, b, n, a) })
    };
}

pub fn manager() -> RvSipMsgMgrHandle {
    ObjectHandle { tag: Tag::MsgMgr, slot: 0, generation: 1, index: 0 }.pointer()
}

pub fn pool() -> HRPOOL {
    rpool::construct(1024, 1000).unwrap()
}

pub fn message() -> RvSipMsgHandle {
    let mut msg = null_mut();
    assert_eq!(unsafe { RvSipMsgConstruct(manager(), pool(), &mut msg) }, RV_OK);
    msg
}

pub fn parsed(text: &str) -> RvSipMsgHandle {
    let msg = message();
    assert_eq!(unsafe { RvSipMsgParse(msg, text.as_ptr().cast_mut().cast(), text.len() as RvInt32) }, RV_OK);
    msg
}

pub fn encoded(encode: impl Fn(HRPOOL, *mut HPAGE, *mut RvUint32) -> RvStatus) -> String {
    let (pool, mut page, mut length) = (pool(), null_mut(), 0);
    assert_eq!(encode(pool, &mut page, &mut length), RV_OK);
    let text = rpool::read(pool, page, 0, length as usize).unwrap();
    rpool::destruct(pool).unwrap();
    String::from_utf8(text).unwrap()
}

pub fn whole(msg: RvSipMsgHandle) -> String {
    encoded(|p, g, l| unsafe { RvSipMsgEncode(msg, p, g, l) })
}

pub fn by_type<H>(
    msg: RvSipMsgHandle,
    kind: enums::RvSipHeaderType,
    at: RvSipHeadersLocation,
    cursor: &mut RvSipHeaderListElemHandle,
) -> *mut H {
    unsafe { RvSipMsgGetHeaderByType(msg, kind as c_int, at, cursor) }.cast()
}

pub fn first<H>(msg: RvSipMsgHandle, kind: enums::RvSipHeaderType) -> *mut H {
    by_type(msg, kind, FIRST, &mut null_mut())
}
