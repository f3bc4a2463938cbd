//! RvSipTransportTypes.h - TLS engines.

use crate::capi::abi::*;

/// What a TLS engine is made of. Zero it, set eTlsMethod, fill in what there is. Each text is PEM (several certificates may follow
/// one another) or DER; it comes from a file (`str...`), or from memory (`p...` and its length) where no file is named.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RvSipTransportTlsEngineCfg {
    /// Versions of TLS; RVSIP_TRANSPORT_TLS_METHOD_UNDEFINED for 1.2 and 1.3.
    pub eTlsMethod: RvSipTransportTlsMethod,
    /// Kind of the private key; the key itself tells, so it may be left alone.
    pub ePrivateKeyType: RvSipTransportPrivateKeyType,
    /// File with our certificate, then those that lead from it to one that peers trust. Servers need it; clients where the server asks.
    pub strCertificate: *mut RvChar,
    pub pCertificate: *mut RvChar,
    pub certificateLen: RvInt32,
    /// Octets of pPrivateKey.
    pub privateKeyLen: RvInt32,
    /// File with the private key of the certificate, without a pass phrase.
    pub strPrivateKey: *mut RvChar,
    pub pPrivateKey: *mut RvChar,
    /// File with the certificates that are trusted. Without any, those that the system trusts are.
    pub strTrustedCa: *mut RvChar,
    pub pTrustedCa: *mut RvChar,
    pub trustedCaLen: RvInt32,
    /// Octets of pRevocationList.
    pub revocationListLen: RvInt32,
    /// File with revocation lists; a certificate they cover and name is refused.
    pub strRevocationList: *mut RvChar,
    pub pRevocationList: *mut RvChar,
    /// Whether those who connect to the stack have to show a certificate.
    pub eClientAuth: RvSipTransportTlsClientAuth,
    /// Most certificates that a peer may show beside its own. 0: no limit but that of the checks, a chain of six.
    pub certificateDepth: RvInt32,
}

/// A peer has shown a certificate. Called for each one of its chain, those above its own first, after the TLS handshake and before
/// anything else travels.
///
/// - `prevError`: 1 when the chain has passed the checks of the library, 0 when it has not; RvSipTransportTlsGetCertVerificationError
///   tells why.
/// - `hCert`: the certificate, until the callback returns.
///
/// Return a number above 0 to take the certificate, 0 or less to refuse the connection; returning prevError changes nothing.
pub type RvSipTransportVerifyCertificateEv =
    Option<unsafe extern "C" fn(prevError: RvInt32, hCert: RvSipTransportTlsCertHandle) -> RvInt32>;
