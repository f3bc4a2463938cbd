//! Fields of headers and addresses: what the functions generated from `build/header_table.rs` have in common.
//!
//! Each exported function is one call of a helper here, with the closure that picks the field.

#![allow(unused_unsafe)] // the generated functions are all written alike

use super::abi::*;
use super::boundary::{status, truth, value};
use super::docs::Doc;
use super::handle::{ElemHandle, element};
use super::headers_by_hand::other_string_length;
use super::headers_enums::{self, Choices, Tokens, UNDEFINED};
use super::headers_family::*;
use super::headers_parts::*;
use super::status::Error;
use super::strings::{optional_text, out, put_text};
use crate::message::*;
use std::ffi::c_int;

include!(concat!(env!("OUT_DIR"), "/headers.rs"));

/// Text a program wants in a header. A line end would let it write headers of its own.
pub fn clean(text: &[u8]) -> Result<&[u8], Error> {
    let unclean = has_control(text) && text.iter().any(|b| matches!(b, b'\r' | b'\n' | 0));
    if unclean { Err(Error::BadParam) } else { Ok(text) }
}

/// Whether any octet is below 14, as line ends are. Looks at eight at a time.
fn has_control(text: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let low = |eight: &[u8; 8]| {
        let octets = u64::from_ne_bytes(*eight);
        octets.wrapping_sub(14 * ONES) & !octets & (128 * ONES) != 0
    };
    match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) if text.len() <= 16 => low(first) || low(last),
        (_, Some(last)) => text.as_chunks().0.iter().any(low) || low(last),
        (_, None) => text.iter().any(|b| *b < 14),
    }
}

/// An optional text of a program, checked by [`clean`].
///
/// # Safety
/// As [`optional_text`].
pub unsafe fn clean_text<'a>(text: *const RvChar) -> Result<Option<&'a [u8]>, Error> {
    // SAFETY: passed on from the caller.
    unsafe { optional_text(text) }?.map(clean).transpose()
}

/// Reads the fields of what a handle names; `NotFound` when it is of another scheme.
#[inline]
pub fn read<P: Part, H, R>(h: *mut H, pick: impl FnOnce(&Doc, &P::Fields) -> Result<R, Error>) -> Result<R, Error> {
    with_part::<P, H, R>(h, |doc, elem| {
        let item = doc.msg.els.item(elem).ok_or(Error::InvalidHandle)?;
        pick(doc, P::of(&item.value).ok_or(Error::NotFound)?)
    })
}

/// Changes the fields of what a handle names; `IllegalAction` when it is of another scheme.
pub fn change<P: Part, H>(h: *mut H, set: impl FnOnce(&mut Text, &mut P::Fields) -> Result<(), Error>) -> Result<(), Error> {
    change_and::<P, H, ()>(h, set, |els, elem, ()| els.touch(elem))
}

/// As [`change`]; what was changed is noted by `note`, from what `set` returned.
fn change_and<P: Part, H, R>(
    h: *mut H,
    set: impl FnOnce(&mut Text, &mut P::Fields) -> Result<R, Error>,
    note: impl FnOnce(&mut Elements, Elem, R),
) -> Result<(), Error> {
    with_part::<P, H, ()>(h, |doc, elem| {
        tidy(doc);
        room(&doc.msg.els)?;
        let els = &mut doc.msg.els;
        let item = els.items.get_mut(usize::from(elem.0)).ok_or(Error::InvalidHandle)?;
        let fields = P::of_mut(&mut item.value).ok_or(Error::IllegalAction)?;
        let done = set(&mut els.text, fields)?;
        P::changed(fields);
        note(els, elem, done);
        Ok(())
    })
}

#[inline]
pub(super) unsafe fn get_str<P: Part, H>(
    h: *mut H,
    buffer: *mut RvChar,
    size: RvUint,
    actual: *mut RvUint,
    pick: impl FnOnce(&P::Fields) -> Span,
) -> Result<(), Error> {
    read::<P, H, ()>(h, |doc, fields| {
        // SAFETY: buffer and length come from the caller, who promises them to be what they say.
        unsafe { put_text(buffer, size, actual, doc.msg.els.text.opt(pick(fields))) }
    })
}

pub(super) unsafe fn set_str<P: Part, H>(
    h: *mut H,
    text: *const RvChar,
    pick: impl FnOnce(&mut P::Fields) -> &mut Span,
) -> Result<(), Error> {
    // SAFETY: the caller promises a C string or NULL.
    let new = unsafe { clean_text(text) }?.filter(|t| !t.is_empty());
    change_and::<P, H, _>(
        h,
        |text, fields| {
            let new = new.map_or(Span::NONE, |t| text.push(t));
            Ok((std::mem::replace(pick(fields), new), new))
        },
        |els, elem, (old, new)| els.replaced(elem, old, new),
    )
}

/// For fields that stand in quotes on the wire and keep them in the value.
pub(super) unsafe fn set_quoted<P: Part, H>(
    h: *mut H,
    text: *const RvChar,
    pick: impl FnOnce(&mut P::Fields) -> &mut Span,
) -> Result<(), Error> {
    // SAFETY: the caller promises a C string or NULL.
    let new = unsafe { clean_text(text) }?;
    change::<P, H>(h, |text, fields| {
        *pick(fields) = match new {
            None => Span::NONE,
            Some(t) if t.len() > 1 && t.starts_with(b"\"") && t.ends_with(b"\"") => text.push(t),
            Some(t) => {
                let from = text.len();
                quote(t, text.tail());
                Span::new(from, text.len())
            }
        };
        Ok(())
    })
}

pub(super) fn get_token<P: Part, H>(h: *mut H, list: &Tokens, pick: impl FnOnce(&P::Fields) -> Span) -> Result<c_int, Error> {
    read::<P, H, _>(h, |doc, fields| Ok(list.member(doc.msg.els.text.get(pick(fields)))))
}

/// The text to write for a member and the text given beside it.
///
/// # Safety
/// `text` is NULL or a C string.
pub(super) unsafe fn token_text<'a>(list: &Tokens, member: c_int, text: *const RvChar) -> Result<Option<&'a [u8]>, Error> {
    if member == UNDEFINED {
        return Ok(None);
    }
    if list.is_other(member) {
        // SAFETY: passed on from the caller.
        let given = unsafe { clean_text(text) }?.filter(|t| !t.is_empty()).ok_or(Error::BadParam)?;
        return if is_token(given) { Ok(Some(given)) } else { Err(Error::BadParam) };
    }
    list.text(member).map(|t| Some(t.as_bytes())).ok_or(Error::BadParam)
}

pub(super) unsafe fn set_token<P: Part, H>(
    h: *mut H,
    list: &Tokens,
    member: c_int,
    text: *const RvChar,
    pick: impl FnOnce(&mut P::Fields) -> &mut Span,
) -> Result<(), Error> {
    element(h, P::TAG)?;
    // SAFETY: the caller promises a C string or NULL.
    let new = unsafe { token_text(list, member, text) };
    change::<P, H>(h, |text, fields| {
        // A handle that names nothing is told before a text that is no token.
        *pick(fields) = new?.map_or(Span::NONE, |t| text.push(t));
        Ok(())
    })
}

pub(super) fn get_choice<P: Part, H, T: Copy + PartialEq>(
    h: *mut H,
    list: &Choices<T>,
    pick: impl FnOnce(&P::Fields) -> T,
) -> Result<c_int, Error> {
    read::<P, H, _>(h, |_, fields| Ok(list.member(pick(fields))))
}

pub(super) fn set_choice<P: Part, H, T: Copy + PartialEq>(
    h: *mut H,
    list: &Choices<T>,
    member: c_int,
    pick: impl FnOnce(&mut P::Fields) -> &mut T,
) -> Result<(), Error> {
    element(h, P::TAG)?;
    let new = list.value(member).ok_or(Error::BadParam)?;
    change::<P, H>(h, |_, fields| {
        *pick(fields) = new;
        Ok(())
    })?;
    with_part::<P, H, ()>(h, |doc, elem| {
        if let Some(item) = doc.msg.els.item(elem) {
            let name = name_said(&item.value, item.name);
            retitle(doc, elem, name);
        }
        Ok(())
    })
}

/// Numbers as values keep them; -1 stands for "not set" in all of them.
pub(super) trait Number: Copy {
    fn wide(self) -> i64;
    fn of(number: i64) -> Self;
}

macro_rules! numbers {
    ($($t:ty),*) => {
        $(impl Number for $t {
            fn wide(self) -> i64 {
                self.into()
            }
            fn of(number: i64) -> $t {
                <$t>::try_from(number).unwrap_or(<$t>::MAX)
            }
        })*
    };
}

numbers!(i16, i32, i64);

#[inline]
pub(super) fn get_number<P: Part, H, N: Number, R: Number>(h: *mut H, pick: impl FnOnce(&P::Fields) -> N) -> Result<R, Error> {
    read::<P, H, _>(h, |_, fields| Ok(R::of(pick(fields).wide())))
}

pub(super) fn set_number<P: Part, H, N: Number>(
    h: *mut H,
    number: i64,
    max: i64,
    pick: impl FnOnce(&mut P::Fields) -> &mut N,
) -> Result<(), Error> {
    element(h, P::TAG)?;
    if !(-1..=max).contains(&number) {
        return Err(Error::BadParam);
    }
    change::<P, H>(h, |_, fields| {
        *pick(fields) = N::of(number);
        Ok(())
    })
}

pub(super) unsafe fn get_seconds<P: Part, H>(
    h: *mut H,
    seconds: *mut RvUint32,
    pick: impl FnOnce(&P::Fields) -> Option<u32>,
) -> Result<(), Error> {
    element(h, P::TAG)?;
    // SAFETY: the caller promises a place for the number, or NULL.
    let seconds = unsafe { out(seconds) }?;
    seconds.set(read::<P, H, _>(h, |_, fields| pick(fields).ok_or(Error::NotFound))?);
    Ok(())
}

pub(super) fn set_plain<P: Part, H, T>(h: *mut H, new: T, pick: impl FnOnce(&mut P::Fields) -> &mut T) -> Result<(), Error> {
    change::<P, H>(h, |_, fields| {
        *pick(fields) = new;
        Ok(())
    })
}

pub(super) fn get_flag<P: Part, H>(h: *mut H, pick: impl FnOnce(&P::Fields) -> bool) -> Result<bool, Error> {
    read::<P, H, _>(h, |_, fields| Ok(pick(fields)))
}

/// The handle of a part of what `h` names.
#[inline]
pub(super) fn get_part<P: Part, I: Part, H, J>(h: *mut H, pick: impl FnOnce(&P::Fields) -> Elem) -> Result<*mut J, Error> {
    let outer = element(h, P::TAG)?;
    read::<P, H, _>(h, |doc, fields| {
        let elem = pick(fields);
        doc.msg.els.item(elem).ok_or(Error::NotFound)?;
        Ok(ElemHandle { tag: I::TAG, elem: elem.0, ..outer }.pointer())
    })
}

pub(super) fn set_part<P: Part, I: Part, H, J>(
    h: *mut H,
    part: *mut J,
    pick: impl Fn(&mut P::Fields) -> &mut Elem,
) -> Result<(), Error> {
    element(h, P::TAG)?;
    let clip = if part.is_null() { None } else { Some(Clip::of::<I, J>(part)?) };
    with_part::<P, H, ()>(h, |doc, elem| {
        tidy(doc);
        let els = &mut doc.msg.els;
        let there = match P::of_mut(&mut els.items.get_mut(usize::from(elem.0)).ok_or(Error::InvalidHandle)?.value) {
            Some(fields) => *pick(fields),
            None => return Err(Error::IllegalAction),
        };
        let now = match &clip {
            Some(clip) if els.item(there).is_some() => {
                clip.assign(els, there)?;
                there
            }
            Some(clip) => clip.add(els, elem)?,
            None => {
                els.kill(there);
                Elem::NONE
            }
        };
        if let Some(fields) = els.item_mut(elem).and_then(|i| P::of_mut(&mut i.value)) {
            *pick(fields) = now;
        }
        els.touch(elem);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_anywhere_is_told() {
        for len in 0..40 {
            for octet in [0, b'\t', b'\n', 11, b'\r', 14, b' ', b'z', 0x7f, 0x80, 0x8d, 0xff] {
                for at in 0..len {
                    let mut text = vec![0xe4; len];
                    text[at] = octet;
                    let bad = [0, b'\n', b'\r'].contains(&octet);
                    assert_eq!(clean(&text).is_err(), bad, "{text:?}");
                    assert_eq!(has_control(&text), octet < 14, "{text:?}");
                }
                assert!(clean(&vec![b'a'; len]).is_ok());
            }
        }
    }
}
