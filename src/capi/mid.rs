//! The helper layer: RvSipMid.h.
