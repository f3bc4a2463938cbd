//! The wall between C and Rust: no panic leaves an exported function.
//!
//! Exported bodies run inside [`status`], [`value`], [`truth`], [`silent`] or [`boundary`]. A panic in there is a bug of ours; it
//! becomes the failure value of the return type, is told to the functions added with [`on_panic`], and, once there is one, prints
//! nothing.

use super::status::{Error, status_of};
use super::types::common::{RV_ERROR_UNKNOWN, RV_FALSE, RV_TRUE, RvBool, RvStatus};
use parking_lot::RwLock;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// What an exported function returns when it cannot do its work.
pub trait Failure {
    const FAILURE: Self;
}

/// Both RV_ERROR_UNKNOWN and UNDEFINED; functions that return RvBool use [`truth`].
impl Failure for i32 {
    const FAILURE: i32 = RV_ERROR_UNKNOWN;
}

impl Failure for u32 {
    const FAILURE: u32 = 0;
}

impl Failure for i16 {
    const FAILURE: i16 = -1;
}

impl Failure for u16 {
    const FAILURE: u16 = 0;
}

impl Failure for () {
    const FAILURE: () = ();
}

impl<T> Failure for *mut T {
    const FAILURE: *mut T = std::ptr::null_mut();
}

impl<T> Failure for *const T {
    const FAILURE: *const T = std::ptr::null();
}

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Told of a panic: the exported function's name, and what happened where.
pub type Tell = fn(&'static str, &str);

static PANICKED: RwLock<Vec<Tell>> = RwLock::new(Vec::new());

/// Adds one who is told of panics: the exported function's name and what happened where. Before the first (that is, before the
/// first stack) a panic is printed as in any Rust program.
pub fn on_panic(tell: Tell) {
    install_quiet_hook();
    PANICKED.write().push(tell);
}

/// How the compiler names the directory of this crate's sources where it tells the place of a panic.
fn sources() -> &'static str {
    file!().strip_suffix("capi/boundary.rs").unwrap_or_default()
}

/// A panic in code of ours is told by [`report`] and not printed: standard error belongs to the program. Any other panic of the
/// process goes to whoever listened before.
fn install_quiet_hook() {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let _ = LAST.try_with(|last| {
                if let Ok(mut last) = last.try_borrow_mut() {
                    *last = info.to_string();
                }
            });
            let ours = info.location().is_some_and(|place| place.file().starts_with(sources()));
            if cfg!(test) || !ours {
                before(info);
            }
        }));
    });
}

/// Runs `body`; a panic in it returns `failure`.
#[inline]
pub fn boundary_or<R>(name: &'static str, failure: R, body: impl FnOnce() -> R) -> R {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => result,
        Err(payload) => {
            report(name, payload);
            failure
        }
    }
}

#[cold]
fn report(name: &'static str, payload: Box<dyn std::any::Any + Send>) {
    std::mem::forget(payload);
    let text = LAST.try_with(|last| last.try_borrow_mut().map(|mut l| std::mem::take(&mut *l)).unwrap_or_default());
    let text = text.unwrap_or_default();
    for tell in PANICKED.read().clone() {
        let _ = catch_unwind(|| tell(name, &text));
    }
}

/// Runs `body`; a panic in it returns the failure value of the type.
#[inline]
pub fn boundary<R: Failure>(name: &'static str, body: impl FnOnce() -> R) -> R {
    boundary_or(name, R::FAILURE, body)
}

/// For functions that return RvStatus.
#[inline]
pub fn status(name: &'static str, body: impl FnOnce() -> Result<(), Error>) -> RvStatus {
    boundary(name, || status_of(body()))
}

/// For functions that return a handle, a number or an enum: an error is the failure value (NULL, 0, UNDEFINED).
#[inline]
pub fn value<R: Failure>(name: &'static str, body: impl FnOnce() -> Result<R, Error>) -> R {
    boundary(name, || body().unwrap_or(R::FAILURE))
}

/// For functions that return RvBool: an error is RV_FALSE.
#[inline]
pub fn truth(name: &'static str, body: impl FnOnce() -> Result<bool, Error>) -> RvBool {
    boundary_or(name, RV_FALSE, || if body().unwrap_or(false) { RV_TRUE } else { RV_FALSE })
}

/// For functions that return nothing.
#[inline]
pub fn silent(name: &'static str, body: impl FnOnce() -> Result<(), Error>) {
    boundary(name, || {
        let _ = body();
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    static TOLD: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

    #[test]
    fn a_panic_becomes_the_failure_value_and_is_told() {
        on_panic(|name, text| TOLD.lock().unwrap().push((name.into(), text.into())));
        assert_eq!(status("Test1", || panic!("first")), RV_ERROR_UNKNOWN);
        assert_eq!(truth("Test2", || panic!("second")), RV_FALSE);
        assert!(value::<*mut u8>("Test3", || panic!("third")).is_null());
        let told = TOLD.lock().unwrap();
        for (name, text) in [("Test1", "first"), ("Test2", "second"), ("Test3", "third")] {
            assert!(told.iter().any(|(n, t)| n == name && t.contains(text)), "{told:?}");
        }
    }

    #[test]
    fn errors_pass_as_their_status() {
        assert_eq!(status("Test", || Ok(())), 0);
        assert_eq!(status("Test", || Err(Error::NotFound)), Error::NotFound.status());
        assert_eq!(value::<u32>("Test", || Err(Error::NotFound)), 0);
        assert_eq!(value::<i32>("Test", || Ok(7)), 7);
        assert_eq!(truth("Test", || Ok(true)), 1);
    }
}
