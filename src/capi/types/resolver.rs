//! RvSipResolverTypes.h - Look-ups of the program's own, and the regular expressions of ENUM.

use crate::capi::abi::*;

/// Size of the buffer for a URI that a regular expression makes, NUL included.
pub const RVSIP_RESOLVER_LEN_STRING_URI: usize = 1024;

/// A look-up has come to its end. `bError` RV_TRUE: nothing was found. Otherwise the DNS list holds the answers: they may be read,
/// and the resolver may be used again or ended, from inside this callback. The returned status is not looked at.
pub type RvSipResolverDataResolvedEv = Option<
    unsafe extern "C" fn(
        hResolver: RvSipResolverHandle,
        hAppResolver: RvSipAppResolverHandle,
        bError: RvBool,
        eMode: RvSipResolverMode,
    ) -> RvStatus,
>;

/// Applies a regular expression of ENUM to a telephone number (RFC 6116 section 3.2, RFC 3402 section 3.2); the library does not
/// evaluate them. `strNumber` is `+` and digits, `strRegExp` for instance `!^.*$!sip:info@example.com!`. The program writes the
/// URI into `strUri`, NUL-terminated, at most `uriSize` bytes. A return other than RV_OK, or an empty text, means that the
/// expression makes no URI; the next one is asked for then. `hResolver` is NULL when the library looks up the number of a request.
pub type RvSipResolverApplyRegExpEv = Option<
    unsafe extern "C" fn(
        hResolverMgr: RvSipResolverMgrHandle,
        hResolver: RvSipResolverHandle,
        strNumber: *mut RvChar,
        strRegExp: *mut RvChar,
        strUri: *mut RvChar,
        uriSize: RvInt32,
    ) -> RvStatus,
>;

/// Callbacks of the resolver manager. Zero the structure, set what is wanted, pass it to RvSipResolverMgrSetEvHandlers.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipResolverMgrEvHandlers {
    /// Applies a regular expression of ENUM. Without it tel URIs are not resolved.
    pub pfnApplyRegExpEvHandler: RvSipResolverApplyRegExpEv,
}
