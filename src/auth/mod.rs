//! Digest authentication, client and server side: RFC 7616 (and the RFC 2617 and RFC 2069 forms it grew from) as RFC 3261
//! section 22 and RFC 8760 use it. Pure functions of their arguments: no clock, no socket, randomness is passed in.
//!
//! * [`Challenge`] - what a server asks; [`choose`] picks the challenges to answer.
//! * [`Computation`] - the credentials for one request. It can stop at every hash, so that an application may compute it.
//! * [`AuthInfo`] - what a server tells after success.
//! * [`Credentials`] and [`Check`] - what a client proved, and whether it is right.
//! * [`challenge_value`], [`nonce`], [`nonce_age`] - what a server needs to ask.

// Whatever a peer sends is answered or dropped; none of it may end the program.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod challenge;
mod credentials;
mod digest;
mod hash;
mod info;
mod nonce;
mod scan;

pub use challenge::{Challenge, Offered, choose};
pub use credentials::{Check, Credentials, challenge_value};
pub use digest::{Body, Computation, Secret, Step};
pub use hash::{Algorithm, Hex, Qop};
pub use info::AuthInfo;
pub use nonce::{nonce, nonce_age};
