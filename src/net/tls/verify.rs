//! How certificates are checked: the chain as the web does it, the name as SIP does (RFC 5922). The last word may be left to others.

use super::identity::has_name;
use super::{NAME, why};
use parking_lot::Mutex;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use std::sync::Arc;

/// What [`why`] makes a sentence of.
pub(super) const TOO_DEEP: &str = "too many certificates";

/// What a peer has shown, and what we think of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its own certificate first; DER.
    pub chain: Vec<Vec<u8>>,
    /// Why the chain is not good.
    pub fault: Option<&'static str>,
    /// What it had to prove; clients have nothing to prove.
    pub name: Option<String>,
    /// It has proved that.
    pub named: bool,
}

impl Shown {
    /// What we make of it.
    pub fn verdict(&self) -> Result<(), &'static str> {
        match self.fault {
            Some(fault) => Err(fault),
            None if !self.named => Err(NAME),
            None => Ok(()),
        }
    }
}

/// What is left to others, and where it is put for them.
#[derive(Clone, Debug, Default)]
pub struct Left {
    pub chain: bool,
    pub name: bool,
    pub(super) found: Arc<Mutex<Option<Shown>>>,
}

fn depth_fault(intermediates: &[CertificateDer], depth: Option<usize>) -> Result<(), Error> {
    match depth {
        Some(most) if intermediates.len() > most => Err(Error::General(TOO_DEEP.into())),
        _ => Ok(()),
    }
}

fn whole(end_entity: &CertificateDer, intermediates: &[CertificateDer]) -> Vec<Vec<u8>> {
    std::iter::once(end_entity).chain(intermediates).map(|c| c.to_vec()).collect()
}

/// Of servers, for us as a client.
#[derive(Clone, Debug)]
pub(super) struct SipVerifier {
    pub chain: Arc<WebPkiServerVerifier>,
    pub depth: Option<usize>,
    pub left: Option<Left>,
}

impl ServerCertVerifier for SipVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = match self.chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // the name comes last there, and is judged by other rules here
            Ok(_)
            | Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(()),
            Err(e) => Err(e),
        };
        let chain = depth_fault(intermediates, self.depth).and(chain);
        let named = has_name(end_entity, server_name);
        let (left_chain, left_name) = self.left.as_ref().map_or((false, false), |left| (left.chain, left.name));
        let fault = match chain {
            Err(e) if !left_chain => return Err(e),
            chain => chain.err(),
        };
        // Others who judge the chain are shown it all the same; the name is held against it after them.
        if !named && !left_name && !left_chain {
            return Err(CertificateError::NotValidForName.into());
        }
        if let Some(left) = &self.left {
            let (chain, fault) = (whole(end_entity, intermediates), fault.map(|e| why(&e)));
            *left.found.lock() = Some(Shown { chain, fault, name: Some(server_name.to_str().into_owned()), named });
        }
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}

/// Of clients, for us as a server. They have no name to prove.
#[derive(Clone, Debug)]
pub(super) struct ClientVerifier {
    pub chain: Arc<dyn ClientCertVerifier>,
    pub depth: Option<usize>,
    pub left: Option<Left>,
}

impl ClientCertVerifier for ClientVerifier {
    fn offer_client_auth(&self) -> bool {
        self.chain.offer_client_auth()
    }
    fn client_auth_mandatory(&self) -> bool {
        self.chain.client_auth_mandatory()
    }
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.chain.root_hint_subjects()
    }
    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let chain = self.chain.verify_client_cert(end_entity, intermediates, now);
        let chain = depth_fault(intermediates, self.depth).and(chain);
        let Some(left) = &self.left else { return chain };
        let (chain, fault) = (whole(end_entity, intermediates), chain.err().map(|e| why(&e)));
        *left.found.lock() = Some(Shown { chain, fault, name: None, named: true });
        Ok(ClientCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}
