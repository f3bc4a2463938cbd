//! RvSipCommonTypes.h - Basic types, status codes and log filters.

use std::ffi::{c_char, c_int, c_uint};

/// Signed 8-bit integer.
pub type RvInt8 = i8;
/// Unsigned 8-bit integer.
pub type RvUint8 = u8;
/// Signed 16-bit integer.
pub type RvInt16 = i16;
/// Unsigned 16-bit integer; ports and response codes.
pub type RvUint16 = u16;
/// Signed 32-bit integer; -1 (UNDEFINED) stands for an unset number.
pub type RvInt32 = i32;
/// Unsigned 32-bit integer.
pub type RvUint32 = u32;
/// Signed 64-bit integer.
pub type RvInt64 = i64;
/// Unsigned 64-bit integer.
pub type RvUint64 = u64;
/// Signed integer of the platform.
pub type RvInt = c_int;
/// Unsigned integer of the platform; buffer lengths.
pub type RvUint = c_uint;
/// Size of an object in memory.
pub type RvSize_t = usize;
/// Character of an interface string; strings end with NUL and hold UTF-8.
pub type RvChar = c_char;
/// RV_TRUE or RV_FALSE; any value but 0 is taken as true.
pub type RvBool = c_int;
/// Result of nearly every call: RV_OK, or a negative RV_ERROR number.
pub type RvStatus = i32;
/// RVSIP_LOG filter bits, combined with `|`.
pub type RvSipLogFilters = i32;

/// Older name of RvStatus.
pub type RV_Status = RvStatus;
/// Older name of RvBool.
pub type RV_BOOL = RvBool;
/// Older name of RvChar.
pub type RV_CHAR = RvChar;
/// Older name of RvUint.
pub type RV_UINT = RvUint;
/// Older name of RvUint32.
pub type RV_UINT32 = RvUint32;
/// Older name of RvInt32.
pub type RV_INT32 = RvInt32;

/// True.
pub const RV_TRUE: RvBool = 1;
/// False.
pub const RV_FALSE: RvBool = 0;

/// The call did what it says.
pub const RV_OK: RvStatus = 0;
/// Something failed inside the library; the log tells what.
pub const RV_ERROR_UNKNOWN: RvStatus = -1;
/// A limit of RvSipStackCfg or of a pool is reached, or the system gave no memory or descriptor.
pub const RV_ERROR_OUTOFRESOURCES: RvStatus = -2;
/// An argument has a value that makes no sense here.
pub const RV_ERROR_BADPARAM: RvStatus = -3;
/// A pointer or handle that must be there is NULL.
pub const RV_ERROR_NULLPTR: RvStatus = -4;
/// The handle is not one of ours, is of another type, or its object is gone.
pub const RV_ERROR_INVALID_HANDLE: RvStatus = -5;
/// The call is not legal in the present state of the object.
pub const RV_ERROR_ILLEGAL_ACTION: RvStatus = -6;
/// The network refused: a socket could not be opened, bound or written.
pub const RV_ERROR_NETWORK_PROBLEM: RvStatus = -7;
/// The buffer is too small; the needed size was written to the length argument.
pub const RV_ERROR_INSUFFICIENT_BUFFER: RvStatus = -8;
/// What was asked for is not set or does not exist.
pub const RV_ERROR_NOT_FOUND: RvStatus = -9;
/// Not now; the same call may work later.
pub const RV_ERROR_TRY_AGAIN: RvStatus = -10;
/// This build or this object cannot do it.
pub const RV_ERROR_NOTSUPPORTED: RvStatus = -11;
/// The stack is being destructed.
pub const RV_ERROR_DESTRUCTED: RvStatus = -12;
/// A text does not follow the grammar of SIP.
pub const RV_ERROR_ILLEGAL_SYNTAX: RvStatus = -13;
/// There is one already, and only one is possible.
pub const RV_ERROR_OBJECT_ALREADY_EXISTS: RvStatus = -14;

/// Detail: each timer, each message with its bytes.
pub const RVSIP_LOG_DEBUG_FILTER: RvSipLogFilters = 0x01;
/// What the stack does: objects made and ended, states changed, messages sent and received.
pub const RVSIP_LOG_INFO_FILTER: RvSipLogFilters = 0x02;
/// Something odd that does no harm by itself.
pub const RVSIP_LOG_WARN_FILTER: RvSipLogFilters = 0x04;
/// A call, a message or a resource failed; the stack goes on.
pub const RVSIP_LOG_ERROR_FILTER: RvSipLogFilters = 0x08;
/// A fault inside the library.
pub const RVSIP_LOG_EXCEP_FILTER: RvSipLogFilters = 0x10;
/// Taking and leaving locks.
pub const RVSIP_LOG_LOCKDBG_FILTER: RvSipLogFilters = 0x20;
/// Entry of inner functions.
pub const RVSIP_LOG_ENTER_FILTER: RvSipLogFilters = 0x40;
/// Exit of inner functions.
pub const RVSIP_LOG_LEAVE_FILTER: RvSipLogFilters = 0x80;
