//! Memory pools: rpool_API.h.
