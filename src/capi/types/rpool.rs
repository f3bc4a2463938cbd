//! rpool_API.h - Memory pools.

use crate::capi::abi::*;

/// A place in pool memory: byte `offset` of a page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RPOOL_Ptr {
    /// The pool.
    pub hPool: HRPOOL,
    /// A page of that pool.
    pub hPage: HPAGE,
    /// Distance from the start of the page in bytes.
    pub offset: RvInt32,
}
