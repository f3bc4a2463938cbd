//! Strings, buffers and OUT pointers of the C interface.
//!
//! Every helper checks its pointer before anything happens, so a call with a NULL OUT argument changes nothing.

use super::status::Error;
use super::types::common::{RvChar, RvInt32, RvUint};
use std::ffi::c_void;

/// Longest string a program may hand in, in bytes.
pub const MAX_TEXT: usize = 64 * 1024;

/// The bytes of a C string. NULL is `NullPtr`, one longer than [`MAX_TEXT`] `BadParam`.
///
/// # Safety
/// `text` is NULL or points to a NUL-terminated string that stays as it is while the slice is used.
pub unsafe fn text<'a>(text: *const RvChar) -> Result<&'a [u8], Error> {
    if text.is_null() {
        return Err(Error::NullPtr);
    }
    // SAFETY: the caller promises a terminated string; strnlen reads no further than its NUL.
    let length = unsafe { libc::strnlen(text, MAX_TEXT + 1) };
    if length > MAX_TEXT {
        return Err(Error::BadParam);
    }
    // SAFETY: strnlen has just read these bytes.
    Ok(unsafe { std::slice::from_raw_parts(text.cast(), length) })
}

/// As [`text`], with `None` for NULL.
///
/// # Safety
/// As [`text`].
pub unsafe fn optional_text<'a>(pointer: *const RvChar) -> Result<Option<&'a [u8]>, Error> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: passed on from the caller.
    unsafe { text(pointer) }.map(Some)
}

/// As [`optional_text`], with `None` for the empty string too.
///
/// # Safety
/// As [`text`].
pub unsafe fn filled_text<'a>(pointer: *const RvChar) -> Result<Option<&'a [u8]>, Error> {
    // SAFETY: passed on from the caller.
    let text = unsafe { optional_text(pointer) }?.unwrap_or_default();
    Ok((!text.is_empty()).then_some(text))
}

/// `length` bytes at `data`. NULL is `NullPtr` unless the length is 0; a negative length is `BadParam`.
///
/// # Safety
/// `data` is NULL or points to `length` readable bytes that stay as they are while the slice is used.
pub unsafe fn bytes<'a>(data: *const c_void, length: i64) -> Result<&'a [u8], Error> {
    match length {
        ..0 => Err(Error::BadParam),
        0 => Ok(&[]),
        _ if data.is_null() => Err(Error::NullPtr),
        // SAFETY: the caller promises as many readable bytes.
        _ => Ok(unsafe { std::slice::from_raw_parts(data.cast(), length as usize) }),
    }
}

/// An OUT pointer that is known not to be NULL.
pub struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Writes the result.
    pub fn set(&self, value: T) {
        // SAFETY: `out` was promised a place to write to, and checked it for NULL.
        unsafe { self.0.write(value) }
    }
}

/// Checks an OUT pointer; call it before any work is done.
///
/// # Safety
/// `pointer` is NULL or points to memory where a `T` may be written.
pub unsafe fn out<T>(pointer: *mut T) -> Result<Out<T>, Error> {
    if pointer.is_null() { Err(Error::NullPtr) } else { Ok(Out(pointer)) }
}

/// As [`out`] for pointers that may be NULL when the program does not want the answer.
///
/// # Safety
/// As [`out`].
pub unsafe fn optional_out<T>(pointer: *mut T) -> Option<Out<T>> {
    (!pointer.is_null()).then_some(Out(pointer))
}

/// The value behind an IN or INOUT pointer to a plain value.
///
/// # Safety
/// `pointer` is NULL or points to a readable `T`.
pub unsafe fn read<T: Copy>(pointer: *const T) -> Result<T, Error> {
    // SAFETY: the caller promises a readable value.
    if pointer.is_null() { Err(Error::NullPtr) } else { Ok(unsafe { pointer.read() }) }
}

/// Reads a structure that a program filled and passed with its size. Fields beyond the size are zero; a larger structure than
/// ours comes from a newer header, and what we do not know is left alone.
///
/// # Safety
/// `pointer` is NULL or has `size` readable bytes, and a `T` of zeros is valid.
pub unsafe fn read_struct<T: Copy>(pointer: *const T, size: RvInt32) -> Result<T, Error> {
    // SAFETY: passed on; the caller vouches for zeros.
    unsafe { read_struct_over(std::mem::zeroed(), pointer, size) }
}

/// As [`read_struct`]; what the structure of the program lacks is as in `value`.
///
/// # Safety
/// `pointer` is NULL or has `size` readable bytes, and any octets make a `T`.
pub unsafe fn read_struct_over<T: Copy>(mut value: T, pointer: *const T, size: RvInt32) -> Result<T, Error> {
    if pointer.is_null() {
        return Err(Error::NullPtr);
    }
    let size = usize::try_from(size).ok().filter(|s| *s > 0).ok_or(Error::BadParam)?;
    // SAFETY: no more than `size` bytes are read and no more than a `T` written.
    unsafe { std::ptr::copy_nonoverlapping(pointer.cast::<u8>(), (&raw mut value).cast::<u8>(), size.min(size_of::<T>())) };
    Ok(value)
}

/// Writes a structure into memory of the program, as much of it as its size allows.
///
/// # Safety
/// `pointer` is NULL or has `size` writable bytes.
pub unsafe fn write_struct<T: Copy>(pointer: *mut T, size: RvInt32, value: &T) -> Result<(), Error> {
    if pointer.is_null() {
        return Err(Error::NullPtr);
    }
    let size = usize::try_from(size).ok().filter(|s| *s > 0).ok_or(Error::BadParam)?;
    // SAFETY: no more than `size` bytes are written and no more than a `T` read.
    unsafe {
        std::ptr::copy_nonoverlapping((value as *const T).cast::<u8>(), pointer.cast::<u8>(), size.min(size_of::<T>()));
    }
    Ok(())
}

/// Integer types that size arguments come in.
pub trait Size: Copy {
    fn get(self) -> i64;
    fn of(size: usize) -> Self;
}

impl Size for RvUint {
    fn get(self) -> i64 {
        self as i64
    }
    fn of(size: usize) -> RvUint {
        size as RvUint
    }
}

impl Size for RvInt32 {
    fn get(self) -> i64 {
        self as i64
    }
    fn of(size: usize) -> RvInt32 {
        size as RvInt32
    }
}

/// Answers a string getter: copies the text and a NUL, and writes the number of bytes, NUL included, to `actual`.
///
/// An unset value is `NotFound`. A short buffer is `InsufficientBuffer` with the needed size in `actual` and nothing else written;
/// a NULL buffer of size 0 asks for the size in that way. `actual` may be NULL.
///
/// # Safety
/// `buffer` is NULL or has `size` writable bytes; `actual` is NULL or writable.
pub unsafe fn put_text<S: Size>(buffer: *mut RvChar, size: S, actual: *mut S, value: Option<&[u8]>) -> Result<(), Error> {
    // SAFETY: passed on from the caller.
    unsafe { put(buffer, size, actual, value, true) }
}

/// As [`put_text`] without the NUL, for bodies that may be binary.
///
/// # Safety
/// As [`put_text`].
pub unsafe fn put_bytes<S: Size>(buffer: *mut RvChar, size: S, actual: *mut S, value: Option<&[u8]>) -> Result<(), Error> {
    // SAFETY: passed on from the caller.
    unsafe { put(buffer, size, actual, value, false) }
}

unsafe fn put<S: Size>(buffer: *mut RvChar, size: S, actual: *mut S, value: Option<&[u8]>, nul: bool) -> Result<(), Error> {
    if buffer.is_null() && size.get() != 0 {
        return Err(Error::NullPtr);
    }
    let value = value.ok_or(Error::NotFound)?;
    let needed = value.len() + usize::from(nul);
    // SAFETY: the caller promises that a non-NULL `actual` is writable.
    if let Some(actual) = unsafe { optional_out(actual) } {
        actual.set(S::of(needed));
    }
    if size.get() < needed as i64 || buffer.is_null() {
        return Err(Error::InsufficientBuffer);
    }
    // SAFETY: the buffer has `size` bytes, and `needed` are not more.
    unsafe {
        std::ptr::copy_nonoverlapping(value.as_ptr(), buffer.cast(), value.len());
        if nul {
            buffer.add(value.len()).write(0);
        }
    }
    Ok(())
}

/// Answers a getter whose buffer has a size fixed by its documentation, such as RVSIP_TRANSPORT_LEN_STRING_IP.
///
/// # Safety
/// `buffer` is NULL or has `size` writable bytes.
pub unsafe fn put_fixed(buffer: *mut RvChar, size: usize, value: &[u8]) -> Result<(), Error> {
    // SAFETY: passed on from the caller.
    unsafe { put_text(buffer, size as RvUint, std::ptr::null_mut(), Some(value)) }
}

/// The text in a character array inside a structure; without a NUL the whole array.
pub fn array_text(array: &[RvChar]) -> &[u8] {
    // SAFETY: RvChar and u8 have one size and alignment, and any bits are valid in both.
    let bytes: &[u8] = unsafe { std::slice::from_raw_parts(array.as_ptr().cast(), array.len()) };
    bytes.split(|b| *b == 0).next().unwrap_or(bytes)
}

/// Fills a character array inside a structure with text and NULs; `BadParam` when it does not fit.
pub fn set_array_text(array: &mut [RvChar], text: &[u8]) -> Result<(), Error> {
    if text.len() >= array.len() {
        return Err(Error::BadParam);
    }
    let padded = text.iter().copied().chain(std::iter::repeat(0));
    array.iter_mut().zip(padded).for_each(|(to, from)| *to = from as RvChar);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::null_mut;

    #[test]
    fn a_string_getter_follows_the_convention() {
        let mut buffer = [0x7f as RvChar; 8];
        let mut actual: RvUint = 77;
        unsafe {
            assert_eq!(put_text(null_mut(), 0, &mut actual, Some(b"alice")), Err(Error::InsufficientBuffer));
            assert_eq!(actual, 6);
            assert_eq!(put_text(buffer.as_mut_ptr(), 5, &mut actual, Some(b"alice")), Err(Error::InsufficientBuffer));
            assert_eq!((actual, buffer[0]), (6, 0x7f));
            assert_eq!(put_text(buffer.as_mut_ptr(), 6, null_mut(), Some(b"alice")), Ok(()));
            assert_eq!(array_text(&buffer), b"alice");
            actual = 77;
            assert_eq!(put_text(buffer.as_mut_ptr(), 8, &mut actual, None), Err(Error::NotFound));
            assert_eq!(actual, 77);
            assert_eq!(put_text(null_mut(), 8u32, null_mut(), Some(b"a")), Err(Error::NullPtr));
            assert_eq!(put_text(buffer.as_mut_ptr(), -1i32, null_mut(), Some(b"a")), Err(Error::InsufficientBuffer));
            assert_eq!(put_bytes(buffer.as_mut_ptr(), 8, &mut actual, Some(b"12345678")), Ok(()));
            assert_eq!(actual, 8);
        }
    }

    #[test]
    fn strings_from_c_are_bounded() {
        let long = vec![b'a'; MAX_TEXT + 2];
        unsafe {
            assert_eq!(text(std::ptr::null()), Err(Error::NullPtr));
            assert_eq!(optional_text(std::ptr::null()), Ok(None));
            assert_eq!(text(c"sip:a".as_ptr()), Ok(&b"sip:a"[..]));
            assert_eq!(filled_text(c"".as_ptr()), Ok(None));
            assert_eq!(text(long.as_ptr().cast()), Err(Error::BadParam));
            assert_eq!(bytes(std::ptr::null(), 3), Err(Error::NullPtr));
            assert_eq!(bytes(std::ptr::null(), 0), Ok(&b""[..]));
            assert_eq!(bytes(std::ptr::null(), -1), Err(Error::BadParam));
        }
    }

    #[test]
    fn structures_of_another_size_are_read_and_written_within_their_size() {
        #[repr(C)]
        #[derive(Clone, Copy, Debug, PartialEq)]
        struct Pair(u32, u32);
        let mut theirs = Pair(1, 2);
        unsafe {
            assert_eq!(read_struct(&theirs, 4), Ok(Pair(1, 0)));
            assert_eq!(read_struct(&theirs, 8), Ok(Pair(1, 2)));
            assert_eq!(read_struct(&theirs, 100), Ok(Pair(1, 2)));
            assert_eq!(read_struct(&theirs, 0), Err(Error::BadParam));
            assert_eq!(read_struct(&theirs, -8), Err(Error::BadParam));
            assert_eq!(read_struct(std::ptr::null::<Pair>(), 8), Err(Error::NullPtr));
            assert_eq!(write_struct(&mut theirs, 4, &Pair(7, 7)), Ok(()));
            assert_eq!(theirs, Pair(7, 2));
        }
    }

    #[test]
    fn arrays_in_structures_hold_terminated_text() {
        let mut array = [1 as RvChar; 6];
        assert_eq!(set_array_text(&mut array, b"123456"), Err(Error::BadParam));
        assert_eq!(set_array_text(&mut array, b"12345"), Ok(()));
        assert_eq!(array_text(&array), b"12345");
    }
}
