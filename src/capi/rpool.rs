//! rpool_API.h - Memory pools: pages that programs and library hand text to each other on.
//!
//! A pool is a limit, a page a growing run of bytes that counts against it: every `pageSize` bytes begun are one of the pool's
//! pages. Handles name pools and pages; nothing points into them.

use super::abi::*;
use super::boundary::{self, status};
use super::handle::{GENERATION_BITS, ObjectHandle, Tag, process_object};
use super::stack::stack_of;
use super::status::Error;
use super::strings::{bytes, optional_text, out};
use super::table::{Key, Reserve, Table};
use once_cell::sync::Lazy;
use parking_lot::RwLock;
use std::ffi::c_void;

struct Pool {
    page_size: usize,
    limit: u32,
    used: u32,
    /// Where the next pages can be put.
    slots: Box<Reserve>,
    /// The memory of a page that was freed, for the next one.
    spare: Vec<u8>,
}

impl Pool {
    fn pages_for(&self, length: usize) -> u32 {
        if length <= self.page_size { 1 } else { length.div_ceil(self.page_size).min(u32::MAX as usize) as u32 }
    }

    /// Takes what is missing for `length` bytes where `charged` pages are paid for, and tells what then is.
    fn charge(&mut self, length: usize, charged: u32) -> Result<u32, Error> {
        let needed = self.pages_for(length).max(charged);
        let sum = self.used.checked_add(needed - charged).filter(|sum| *sum <= self.limit);
        self.used = sum.ok_or(Error::OutOfResources)?;
        Ok(needed)
    }
}

struct Page {
    pool: Key,
    charged: u32,
    data: Vec<u8>,
    docs: Vec<u64>,
}

static POOLS: Table<Pool, 64> = Table::new(GENERATION_BITS, u32::MAX);
static PAGES: Table<Page, { 1 << 14 }> = Table::new(GENERATION_BITS, u32::MAX);
static FREED: RwLock<Vec<fn(u64)>> = RwLock::new(Vec::new());

fn handle<T>(tag: Tag, key: Key) -> *mut T {
    ObjectHandle { tag, slot: 0, generation: key.generation, index: key.index }.pointer()
}

/// The name of a living pool.
fn key_of(h_pool: HRPOOL) -> Result<Key, Error> {
    let key = process_object(h_pool, Tag::Pool)?.key();
    if POOLS.lives(key) { Ok(key) } else { Err(Error::InvalidHandle) }
}

fn with_pool<R>(pool: Key, body: impl FnOnce(&mut Pool) -> Result<R, Error>) -> Result<R, Error> {
    POOLS.with(pool, body).unwrap_or(Err(Error::InvalidHandle))
}

/// Runs `body` on a page while it is locked. The lock of its pool may be taken in there, never the other way round.
fn with_page<R>(h_pool: HRPOOL, h_page: HPAGE, body: impl FnOnce(&mut Page) -> Result<R, Error>) -> Result<R, Error> {
    // a pool that is gone has no pages
    let pool = process_object(h_pool, Tag::Pool)?.key();
    let page = process_object(h_page, Tag::Page)?.key();
    PAGES
        .with(page, |page| if page.pool == pool { body(page) } else { Err(Error::InvalidHandle) })
        .ok_or(Error::InvalidHandle)?
}

/// Gives a pool what a page had, `memory` for the next one.
#[inline(always)]
fn take_back(pool: Key, charged: u32, slot: Option<u32>, memory: Vec<u8>) {
    let taken = POOLS.with(pool, |p| {
        p.used -= charged;
        if (p.spare.capacity()..=SPARE_BYTES).contains(&memory.capacity()) {
            p.spare = memory;
        }
        if let Some(slot) = slot {
            PAGES.keep(&mut p.slots, slot);
        }
    });
    if let (None, Some(slot)) = (taken, slot) {
        PAGES.give_back(slot);
    }
}

/// A pool whose pages hold at most `page_size * pages` bytes together.
pub fn construct(page_size: usize, pages: u32) -> Result<HRPOOL, Error> {
    if page_size == 0 {
        return Err(Error::BadParam);
    }
    let pool = Pool { page_size, limit: pages, used: 0, slots: Box::new(Reserve::empty()), spare: Vec::new() };
    POOLS.insert(pool).map(|key| handle(Tag::Pool, key)).ok_or(Error::OutOfResources)
}

/// Ends a pool and frees its pages with everything attached to them.
pub fn destruct(h_pool: HRPOOL) -> Result<(), Error> {
    let pool = process_object(h_pool, Tag::Pool)?.key();
    let mut ended = POOLS.remove(pool).ok_or(Error::InvalidHandle)?;
    PAGES.give_back_all(&mut ended.slots);
    for page in PAGES.keys() {
        release(pool, page);
    }
    Ok(())
}

/// Frees a page of a pool; false when it is none.
fn release(pool: Key, page: Key) -> bool {
    let Some(Page { charged, data, docs, .. }) = PAGES.take_if(page, |page| page.pool == pool) else { return false };
    take_back(pool, charged, Some(page.index), data);
    if !docs.is_empty() {
        for tell in FREED.read().clone() {
            docs.iter().copied().for_each(tell);
        }
    }
    true
}

/// The pool of the library itself, for text it hands to callbacks.
pub fn internal() -> HRPOOL {
    static POOL: Lazy<usize> = Lazy::new(|| construct(1024, u32::MAX).map(|pool| pool.addr()).unwrap_or(0));
    super::handle::pointer(*POOL as u64)
}

/// A page that holds `bytes`.
pub fn new_page_with(h_pool: HRPOOL, bytes: &[u8]) -> Result<HPAGE, Error> {
    let pool = process_object(h_pool, Tag::Pool)?.key();
    let (charged, slot) = with_pool(pool, |p| Ok((p.charge(bytes.len(), 0)?, p.slots.take())))?;
    place(pool, charged, slot, bytes.to_vec())
}

/// Puts a page that is paid for where it can be found.
#[inline(always)]
fn place(pool: Key, charged: u32, slot: Option<u32>, data: Vec<u8>) -> Result<HPAGE, Error> {
    match PAGES.place(slot) {
        Some(place) => Ok(handle(Tag::Page, place.fill(Page { pool, charged, data, docs: Vec::new() }))),
        None => {
            take_back(pool, charged, None, data);
            Err(Error::OutOfResources)
        }
    }
}

/// Memory beyond which it is not kept for the next page.
const SPARE_BYTES: usize = 64 * 1024;
/// What a page of little text may take up without having text for it.
const SLACK: usize = 256;

/// A page with the text that `write` makes, and its length. Where one page after the other is written and freed, all have the
/// same memory and no text is copied.
pub fn write_page(h_pool: HRPOOL, write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>) -> Result<(HPAGE, usize), Error> {
    let opened = process_object(h_pool, Tag::Pool).map(ObjectHandle::key).and_then(|pool| {
        // one page, as most texts need no more
        with_pool(pool, |p| Ok((pool, p.page_size, p.charge(0, 0)?, p.slots.take(), std::mem::take(&mut p.spare))))
    });
    let (pool, page_size, mut charged, slot, mut text) = match opened {
        Ok(opened) => opened,
        // what is wrong with the text is told before what is wrong with the pool
        Err(error) => return write(&mut Vec::new()).and(Err(error)),
    };
    text.clear();
    let mut done = write(&mut text);
    let length = text.len();
    if done.is_ok() && length > page_size {
        done = with_pool(pool, |p| p.charge(length, charged)).map(|now| charged = now);
    }
    if let Err(error) = done {
        take_back(pool, charged, slot, text);
        return Err(error);
    }
    if text.capacity() - length > SLACK.max(length) {
        let exact = text.to_vec();
        let memory = std::mem::replace(&mut text, exact);
        take_back(pool, 0, None, memory);
    }
    place(pool, charged, slot, text).map(|page| (page, length))
}

/// Appends to a page and tells at which offset.
pub fn append(h_pool: HRPOOL, h_page: HPAGE, bytes: &[u8]) -> Result<RvInt32, Error> {
    with_page(h_pool, h_page, |page| {
        let offset = page.data.len();
        let length = offset + bytes.len();
        if length > RvInt32::MAX as usize {
            return Err(Error::OutOfResources);
        }
        page.charged = with_pool(page.pool, |pool| pool.charge(length, page.charged))?;
        page.data.extend_from_slice(bytes);
        Ok(offset as RvInt32)
    })
}

/// `length` bytes of a page from `offset` on; `BadParam` when the page has less.
pub fn read(h_pool: HRPOOL, h_page: HPAGE, offset: RvInt32, length: usize) -> Result<Vec<u8>, Error> {
    with_bytes(h_pool, h_page, offset, |rest| rest.get(..length).map(<[u8]>::to_vec).ok_or(Error::BadParam))?
}

/// The text at a place of a page, up to its NUL or the end of the page.
pub fn read_text(place: &RPOOL_Ptr) -> Result<Vec<u8>, Error> {
    with_bytes(place.hPool, place.hPage, place.offset, |rest| rest.split(|b| *b == 0).next().unwrap_or(rest).to_vec())
}

/// Runs `body` on the bytes of a page from `offset` on. `body` must not use the same page.
pub fn with_bytes<R>(h_pool: HRPOOL, h_page: HPAGE, offset: RvInt32, body: impl FnOnce(&[u8]) -> R) -> Result<R, Error> {
    with_page(h_pool, h_page, |page| {
        let offset = usize::try_from(offset).map_err(|_| Error::BadParam)?;
        page.data.get(offset..).map(body).ok_or(Error::BadParam)
    })
}

/// Frees a page with everything attached to it.
pub fn free_page(h_pool: HRPOOL, h_page: HPAGE) -> Result<(), Error> {
    let pool = process_object(h_pool, Tag::Pool)?.key();
    if release(pool, process_object(h_page, Tag::Page)?.key()) { Ok(()) } else { Err(Error::InvalidHandle) }
}

/// Lets document `doc` die with the page: functions set with [`on_page_freed`] are told its number.
pub fn attach(h_pool: HRPOOL, h_page: HPAGE, doc: u64) -> Result<(), Error> {
    with_page(h_pool, h_page, |page| {
        page.docs.push(doc);
        Ok(())
    })
}

/// Undoes [`attach`].
pub fn detach(h_pool: HRPOOL, h_page: HPAGE, doc: u64) -> Result<(), Error> {
    with_page(h_pool, h_page, |page| {
        page.docs.retain(|d| *d != doc);
        Ok(())
    })
}

/// Adds one who is told of documents whose page was freed. No lock is held during the call.
pub fn on_page_freed(tell: fn(u64)) {
    FREED.write().push(tell);
}

/// Refuses what is not a living pool.
pub fn check(h_pool: HRPOOL) -> Result<(), Error> {
    key_of(h_pool).map(drop)
}

/// Bytes of all pages of a pool that are in use, counted in pages.
pub fn pages_used(h_pool: HRPOOL) -> Result<u32, Error> {
    with_pool(process_object(h_pool, Tag::Pool)?.key(), |pool| Ok(pool.used))
}

/// Makes a pool of memory pages for the program.
///
/// All pages together hold at most `pageSize * maxNumOfPages` bytes; memory is taken as pages are used.
/// - `pageSize`: bytes of a page, at least 1. A page grows beyond it by taking more of the pool's pages.
/// - `maxNumOfPages`: at least 1, or 0 with `allowEmpty`.
/// - `hLog`: log of a stack, or NULL.
/// - `name`: a name for the log, or NULL.
///
/// Returns NULL when an argument makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RPOOL_Construct(
    pageSize: RvInt32,
    maxNumOfPages: RvInt32,
    hLog: RV_LOG_Handle,
    allowEmpty: RvBool,
    name: *const RvChar,
) -> HRPOOL {
    boundary::value("RPOOL_Construct", || {
        if !hLog.is_null() {
            stack_of(hLog, Tag::Log)?;
        }
        // SAFETY: the program passes NULL or a terminated string.
        unsafe { optional_text(name) }?;
        let least = if allowEmpty != RV_FALSE { 0 } else { 1 };
        if pageSize < 1 || maxNumOfPages < least {
            return Err(Error::BadParam);
        }
        construct(pageSize as usize, maxNumOfPages as u32)
    })
}

/// Frees a pool and all its pages; what was made on the pages (headers, addresses) is gone too.
#[unsafe(no_mangle)]
pub extern "C" fn RPOOL_Destruct(pool: HRPOOL) {
    boundary::silent("RPOOL_Destruct", || destruct(pool))
}

/// Takes a page of a pool.
///
/// - `allocSize`: bytes, set to 0, that the page begins with; 0 for an empty page.
/// - `newPage`: the page.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_BADPARAM for a negative size;
/// RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RPOOL_GetPage(pool: HRPOOL, allocSize: RvInt32, newPage: *mut HPAGE) -> RvStatus {
    status("RPOOL_GetPage", || {
        // SAFETY: the program passes NULL or a place for a handle.
        let new_page = unsafe { out(newPage) }?;
        let key = key_of(pool)?;
        let size = usize::try_from(allocSize).map_err(|_| Error::BadParam)?;
        // before there is memory for it
        with_pool(key, |pool| if pool.pages_for(size) > pool.limit { Err(Error::OutOfResources) } else { Ok(()) })?;
        new_page.set(new_page_with(pool, &vec![0; size])?);
        Ok(())
    })
}

/// Appends bytes to a page.
///
/// - `src`, `size`: what to append; a text needs its NUL in `size` when readers shall find its end.
/// - `allocationOffset`: where in the page it begins.
///
/// Returns RV_OK; RV_ERROR_OUTOFRESOURCES when the pool is used up; RV_ERROR_BADPARAM for a negative size;
/// RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RPOOL_AppendFromExternalToPage(
    pool: HRPOOL,
    page: HPAGE,
    src: *const c_void,
    size: RvInt32,
    allocationOffset: *mut RvInt32,
) -> RvStatus {
    status("RPOOL_AppendFromExternalToPage", || {
        // SAFETY: the program passes NULL or a place for the number, and `size` readable bytes.
        let offset = unsafe { out(allocationOffset) }?;
        // SAFETY: as above.
        offset.set(append(pool, page, unsafe { bytes(src, size as i64) }?)?);
        Ok(())
    })
}

/// Copies bytes of a page into a buffer. No NUL is added.
///
/// - `offset`: where in the page to begin.
/// - `dest`, `size`: the buffer and how many bytes to copy.
///
/// Returns RV_OK; RV_ERROR_BADPARAM when the page has fewer bytes; RV_ERROR_INVALID_HANDLE; RV_ERROR_NULLPTR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RPOOL_CopyToExternal(
    pool: HRPOOL,
    page: HPAGE,
    offset: RvInt32,
    dest: *mut c_void,
    size: RvUint32,
) -> RvStatus {
    status("RPOOL_CopyToExternal", || {
        if dest.is_null() {
            return Err(Error::NullPtr);
        }
        with_bytes(pool, page, offset, |rest| {
            let from = rest.get(..size as usize).ok_or(Error::BadParam)?;
            // SAFETY: the program's buffer has `size` bytes, and it is no part of a page.
            unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), dest.cast(), from.len()) };
            Ok(())
        })?
    })
}

/// Gives a page back to its pool; what was made on it is gone too.
#[unsafe(no_mangle)]
pub extern "C" fn RPOOL_FreePage(pool: HRPOOL, page: HPAGE) {
    boundary::silent("RPOOL_FreePage", || free_page(pool, page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::null_mut;
    use std::sync::Mutex;

    #[test]
    fn a_page_grows_until_its_pool_is_used_up() {
        let pool = construct(10, 3).unwrap();
        let page = new_page_with(pool, b"").unwrap();
        assert_eq!(append(pool, page, b"0123456789"), Ok(0));
        assert_eq!(pages_used(pool), Ok(1));
        assert_eq!(append(pool, page, b"a"), Ok(10));
        assert_eq!(pages_used(pool), Ok(2));
        let other = new_page_with(pool, b"x").unwrap();
        assert_eq!(new_page_with(pool, b"y"), Err(Error::OutOfResources));
        assert_eq!(append(pool, page, &[b'b'; 10]), Err(Error::OutOfResources));
        free_page(pool, other).unwrap();
        assert_eq!(append(pool, page, &[b'b'; 10]), Ok(11));
        assert_eq!(read(pool, page, 9, 3), Ok(b"9ab".to_vec()));
        assert_eq!(read(pool, page, 9, 13), Err(Error::BadParam));
        assert_eq!(read(pool, page, -1, 1), Err(Error::BadParam));
        destruct(pool).unwrap();
    }

    #[test]
    fn handles_of_freed_and_foreign_pages_are_refused() {
        let (pool, foreign) = (construct(10, 3).unwrap(), construct(10, 3).unwrap());
        let page = new_page_with(pool, b"text").unwrap();
        assert_eq!(read(foreign, page, 0, 1), Err(Error::InvalidHandle));
        assert_eq!(free_page(foreign, page), Err(Error::InvalidHandle));
        assert_eq!(free_page(pool, page), Ok(()));
        assert_eq!(free_page(pool, page), Err(Error::InvalidHandle));
        let page = new_page_with(pool, b"text").unwrap();
        destruct(pool).unwrap();
        assert_eq!(append(pool, page, b"a"), Err(Error::InvalidHandle));
        assert_eq!(destruct(pool), Err(Error::InvalidHandle));
        assert_eq!(destruct(null_mut()), Err(Error::NullPtr));
        destruct(foreign).unwrap();
    }

    #[test]
    fn a_page_that_is_refused_takes_no_slot() {
        let pool = construct(10, 1).unwrap();
        let page = new_page_with(pool, b"all there is").unwrap_err();
        assert_eq!(page, Error::OutOfResources);
        let page = new_page_with(pool, b"text").unwrap();
        let others = construct(10, 1000).unwrap();
        let made = PAGES.made();
        for _ in 0..100 {
            // so many that the pool keeps some for itself
            let many: Vec<HPAGE> = (0..100).map(|_| new_page_with(others, b"").unwrap()).collect();
            many.into_iter().for_each(|page| free_page(others, page).unwrap());
            for refused in [null_mut(), page.cast(), pool] {
                for _ in 0..10 {
                    assert!(new_page_with(refused, b"x").is_err());
                    assert!(write_page(refused, |_| Ok(())).is_err());
                    assert!(write_page(others, |_| Err(Error::Unknown)).is_err());
                }
            }
        }
        // other tests may make some at the same time
        assert!(PAGES.made() < made + 500);
        destruct(others).unwrap();
        destruct(pool).unwrap();
    }

    #[test]
    fn the_c_calls_write_nothing_on_failure() {
        unsafe {
            assert!(RPOOL_Construct(0, 5, null_mut(), RV_FALSE, null_mut()).is_null());
            assert!(RPOOL_Construct(5, 0, null_mut(), RV_FALSE, null_mut()).is_null());
            let pool = RPOOL_Construct(16, 2, null_mut(), RV_FALSE, c"test".as_ptr());
            let mut page: HPAGE = null_mut();
            let mut offset = 77;
            assert_eq!(RPOOL_GetPage(pool, 64, &mut page), RV_ERROR_OUTOFRESOURCES);
            assert_eq!(RPOOL_GetPage(pool, i32::MAX, &mut page), RV_ERROR_OUTOFRESOURCES);
            assert_eq!(RPOOL_GetPage(pool, -1, &mut page), RV_ERROR_BADPARAM);
            assert!(page.is_null());
            assert_eq!(RPOOL_GetPage(pool, 0, &mut page), RV_OK);
            assert_eq!(RPOOL_AppendFromExternalToPage(pool, page, null_mut(), 3, &mut offset), RV_ERROR_NULLPTR);
            assert_eq!(RPOOL_AppendFromExternalToPage(pool, page, c"alice".as_ptr().cast(), 6, null_mut()), RV_ERROR_NULLPTR);
            assert_eq!(offset, 77);
            assert_eq!(RPOOL_AppendFromExternalToPage(pool, page, c"alice".as_ptr().cast(), 6, &mut offset), RV_OK);
            assert_eq!(offset, 0);
            assert_eq!(read_text(&RPOOL_Ptr { hPool: pool, hPage: page, offset: 1 }), Ok(b"lice".to_vec()));
            let mut buffer = [0u8; 8];
            assert_eq!(RPOOL_CopyToExternal(pool, page, 0, buffer.as_mut_ptr().cast(), 7), RV_ERROR_BADPARAM);
            assert_eq!(RPOOL_CopyToExternal(pool, page, 2, buffer.as_mut_ptr().cast(), 4), RV_OK);
            assert_eq!(&buffer[..4], b"ice\0");
            RPOOL_FreePage(pool, page);
            RPOOL_FreePage(pool, page);
            RPOOL_Destruct(pool);
            RPOOL_Destruct(null_mut());
        }
    }

    #[test]
    fn documents_on_a_page_are_told_when_it_is_freed() {
        static TOLD: Mutex<Vec<u64>> = Mutex::new(Vec::new());
        let pool = construct(10, 3).unwrap();
        let (one, two) = (new_page_with(pool, b"").unwrap(), new_page_with(pool, b"").unwrap());
        on_page_freed(|doc| TOLD.lock().unwrap().push(doc));
        attach(pool, one, u64::MAX - 1).unwrap();
        attach(pool, one, u64::MAX - 2).unwrap();
        attach(pool, two, u64::MAX - 3).unwrap();
        detach(pool, one, u64::MAX - 2).unwrap();
        free_page(pool, one).unwrap();
        assert_eq!(*TOLD.lock().unwrap(), [u64::MAX - 1]);
        destruct(pool).unwrap();
        assert_eq!(*TOLD.lock().unwrap(), [u64::MAX - 1, u64::MAX - 3]);
    }
}
