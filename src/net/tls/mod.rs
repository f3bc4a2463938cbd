//! TLS: engines (what is shown to peers, whom is trusted) and the sessions between a socket and the framer.

mod engine;
mod identity;
mod session;
mod verify;

pub use engine::{ClientAuth, Engine, Engines, Material, Versions};
pub(super) use session::Session;
pub use verify::Shown;

/// How one connection is secured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// The number of an engine; the newest where there is none.
    pub engine: Option<u32>,
    /// Somebody else has the last word on the certificates of the peer, and on its name.
    pub left_chain: bool,
    pub left_name: bool,
}

const NAME: &str = "the certificate of the peer does not have the name of the SIP domain";

/// Why a TLS connection did not come about or ended, in words that say what to do.
pub(super) fn why(error: &rustls::Error) -> &'static str {
    use rustls::{AlertDescription as Alert, CertificateError as Cert, Error, PeerIncompatible, PeerMisbehaved};
    match error {
        Error::InvalidCertificate(cert) => match cert {
            Cert::Expired | Cert::ExpiredContext { .. } => "the certificate of the peer has expired",
            Cert::NotValidYet | Cert::NotValidYetContext { .. } => {
                "the certificate of the peer is not valid yet: check the clocks"
            }
            Cert::Revoked => "the certificate of the peer is revoked",
            Cert::UnknownIssuer => "nobody we trust has signed the certificate of the peer: give its CA to the TLS engine",
            Cert::BadSignature => "the certificate of the peer is not signed by the one it says: is its CA the one we trust?",
            Cert::NotValidForName | Cert::NotValidForNameContext { .. } => NAME,
            Cert::InvalidPurpose | Cert::InvalidPurposeContext { .. } => "the certificate of the peer is for another purpose",
            Cert::UnknownRevocationStatus => "the revocation list does not cover the certificate of the peer",
            _ => "the certificate of the peer cannot be used",
        },
        Error::NoCertificatesPresented => "the peer has shown no certificate",
        Error::AlertReceived(alert) => match alert {
            Alert::UnknownCA => "the peer does not trust our certificate",
            Alert::CertificateRequired => "the peer wants a certificate of ours: give one to the TLS engine",
            Alert::CertificateExpired => "the peer says that our certificate has expired",
            Alert::BadCertificate | Alert::CertificateUnknown | Alert::CertificateRevoked => "the peer refuses our certificate",
            Alert::ProtocolVersion => "the peer speaks no TLS version of ours",
            Alert::HandshakeFailure => "the peer found no way of TLS in common with us",
            _ => "the peer gave TLS up",
        },
        Error::General(text) if text == verify::TOO_DEEP => {
            "the peer shows more certificates than certificateDepth of the TLS engine allows"
        }
        Error::InvalidMessage(_) => "what came is no TLS: does the peer speak plain SIP on this port?",
        Error::PeerIncompatible(why) => match why {
            PeerIncompatible::SupportedVersionsExtensionRequired
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled
            | PeerIncompatible::Tls13RequiredForQuic => "the peer speaks no TLS version of ours",
            _ => "the peer has no way of TLS in common with us",
        },
        Error::PeerMisbehaved(PeerMisbehaved::IllegalMiddleboxChangeCipherSpec) => "the peer breaks the rules of TLS",
        Error::PeerMisbehaved(_) | Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            "the peer breaks the rules of TLS"
        }
        Error::DecryptError | Error::PeerSentOversizedRecord => "what came was changed on the way, or is no TLS",
        _ => "TLS failed",
    }
}
