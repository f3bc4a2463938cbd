//! The names of the C interface as exported functions use them.
//!
//! Enums are plain integers here, for a number outside a Rust enum would be undefined behaviour. The header is made from
//! [`super::enums`], which has the same names, so programs see real enums; this file is not shown to the header generator.
//! Compare with `enums::RvSipTransport::RVSIP_TRANSPORT_UDP as RvSipTransport`.

use std::ffi::c_int;

pub use super::types::authenticator::*;
pub use super::types::callleg::*;
pub use super::types::common::*;
pub use super::types::handles::*;
pub use super::types::mid::*;
pub use super::types::regclient::*;
pub use super::types::resolver::*;
pub use super::types::rpool::*;
pub use super::types::stack::*;
pub use super::types::subscription::*;
pub use super::types::transaction::*;
pub use super::types::transport::*;

pub type RvSipAddressStringName = c_int;
pub type RvSipAddressType = c_int;
pub type RvSipAllowEventsHeaderStringName = c_int;
pub type RvSipAllowHeaderStringName = c_int;
pub type RvSipAuthAlgorithm = c_int;
pub type RvSipAuthHeaderType = c_int;
pub type RvSipAuthQopOption = c_int;
pub type RvSipAuthScheme = c_int;
pub type RvSipAuthStale = c_int;
pub type RvSipAuthenticationHeaderStringName = c_int;
pub type RvSipAuthorizationHeaderStringName = c_int;
pub type RvSipCSeqHeaderStringName = c_int;
pub type RvSipCommonStackObjectType = c_int;
pub type RvSipContactHeaderStringName = c_int;
pub type RvSipContentDispositionHeaderStringName = c_int;
pub type RvSipContentTypeHeaderStringName = c_int;
pub type RvSipDateHeaderStringName = c_int;
pub type RvSipDateMonth = c_int;
pub type RvSipDateWeekDay = c_int;
pub type RvSipDispositionHandling = c_int;
pub type RvSipDispositionType = c_int;
pub type RvSipDnsFailover = c_int;
pub type RvSipElementsLocation = c_int;
pub type RvSipEventHeaderStringName = c_int;
pub type RvSipExpiresHeaderStringName = c_int;
pub type RvSipHeaderType = c_int;
pub type RvSipHeadersLocation = c_int;
pub type RvSipHeadersOption = c_int;
pub type RvSipMediaSubType = c_int;
pub type RvSipMediaType = c_int;
pub type RvSipMessageStringName = c_int;
pub type RvSipMethodType = c_int;
pub type RvSipMinSEHeaderStringName = c_int;
pub type RvSipMsgType = c_int;
pub type RvSipOtherHeaderStringName = c_int;
pub type RvSipPartyHeaderStringName = c_int;
pub type RvSipRAckHeaderStringName = c_int;
pub type RvSipRSeqHeaderStringName = c_int;
pub type RvSipReferToHeaderStringName = c_int;
pub type RvSipReferredByHeaderStringName = c_int;
pub type RvSipRegClientState = c_int;
pub type RvSipRegClientStateChangeReason = c_int;
pub type RvSipReplacesHeaderStringName = c_int;
pub type RvSipResolverMode = c_int;
pub type RvSipRetryAfterHeaderStringName = c_int;
pub type RvSipRouteHopHeaderStringName = c_int;
pub type RvSipRouteHopHeaderType = c_int;
pub type RvSipSessionExpiresHeaderStringName = c_int;
pub type RvSipSessionExpiresRefresherType = c_int;
pub type RvSipStackModule = c_int;
pub type RvSipSubscriptionReason = c_int;
pub type RvSipSubscriptionStateHeaderStringName = c_int;
pub type RvSipSubscriptionSubstate = c_int;
pub type RvSipTransactionAuthAction = c_int;
pub type RvSipTransactionState = c_int;
pub type RvSipTransactionStateChangeReason = c_int;
pub type RvSipTransport = c_int;
pub type RvSipTransportAddressType = c_int;
pub type RvSipTransportBsAction = c_int;
pub type RvSipTransportConnectionState = c_int;
pub type RvSipTransportConnectionStateChangeReason = c_int;
pub type RvSipTransportConnectionStatus = c_int;
pub type RvSipTransportPersistencyLevel = c_int;
pub type RvSipUserParam = c_int;
pub type RvSipViaHeaderStringName = c_int;
