//! RvSipMidTypes.h - The helper layer.

use super::common::*;
use std::ffi::c_void;

/// Configuration of RvSipMidConstruct. Zero it; no field has to be set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipMidCfg {
    /// Most timers set at one time; 0 or less for 1000.
    pub maxUserTimers: RvInt32,
    /// Kept for later; 0.
    pub reserved: RvInt32,
}

/// A timer set with RvSipMidTimerSet has expired. The timer is gone when this is called.
pub type RvSipMidTimerExpiredEv = Option<unsafe extern "C" fn(pContext: *mut c_void)>;
