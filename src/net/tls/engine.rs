//! What a stack shows to TLS peers, and whom it trusts.

use super::verify::{ClientVerifier, Left, SipVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, Error, RootCertStore, ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;

/// Whether those who connect have to show a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ClientAuth {
    #[default]
    None,
    /// It is asked for, and looked at when it comes.
    Optional,
    Required,
}

/// Which versions of TLS are spoken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Versions {
    #[default]
    Both,
    Only12,
    Only13,
}

/// What an engine is made of: texts in PEM or DER.
#[derive(Default)]
pub struct Material<'a> {
    /// Our certificate, then those that lead to a trusted one.
    pub chain: Option<&'a [u8]>,
    pub key: Option<&'a [u8]>,
    /// Whom to trust; without any, those whom the system trusts.
    pub trusted: Option<&'a [u8]>,
    /// Revocation lists.
    pub revoked: Option<&'a [u8]>,
    pub client_auth: ClientAuth,
    pub versions: Versions,
    /// Certificates that a peer may show beside its own.
    pub depth: Option<usize>,
}

/// Configuration of both sides, made once and shared by connections.
#[derive(Clone, Debug)]
pub struct Engine {
    client: Arc<ClientConfig>,
    /// There is one when there is a certificate.
    server: Option<Arc<ServerConfig>>,
    /// How certificates of either side are checked.
    servers: Arc<SipVerifier>,
    clients: Option<Arc<ClientVerifier>>,
    provider: Arc<CryptoProvider>,
    versions: Versions,
}

/// The engines of a stack; the newest is the one that connections take, so that a new one replaces certificates at run time.
#[derive(Default)]
pub struct Engines {
    engines: Vec<(u32, Engine)>,
    next: u32,
    /// For clients of a stack without an engine: trusts whom the system trusts and shows nothing.
    system: Option<Engine>,
}

impl Engines {
    /// Adds an engine and gives it a number.
    pub fn add(&mut self, engine: Engine) -> u32 {
        self.next += 1;
        self.engines.push((self.next, engine));
        self.next
    }
    /// Takes an engine out; connections that have it keep it. False when there is none of that number.
    pub fn remove(&mut self, number: u32) -> bool {
        let before = self.engines.len();
        self.engines.retain(|(n, _)| *n != number);
        self.engines.len() < before
    }
    pub fn get(&self, number: u32) -> Option<&Engine> {
        self.engines.iter().find(|(n, _)| *n == number).map(|(_, e)| e)
    }
    /// For a connection that we open.
    pub(in crate::net) fn for_client(&mut self) -> Result<Engine, String> {
        if let Some((_, engine)) = self.engines.last() {
            return Ok(engine.clone());
        }
        if self.system.is_none() {
            self.system = Some(Engine::new(&Material::default())?);
        }
        self.system.clone().ok_or_else(String::new)
    }
    /// For a connection that comes in: the newest engine with a certificate.
    pub(in crate::net) fn for_server(&self) -> Option<Engine> {
        self.engines.iter().rev().find(|(_, e)| e.server.is_some()).map(|(_, e)| e.clone())
    }
}

impl Engine {
    /// The text of the error says which part cannot be used.
    pub fn new(material: &Material) -> Result<Engine, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = Arc::new(match material.trusted {
            Some(text) => given_roots(text)?,
            None => system_roots()?,
        });
        let revoked = match material.revoked {
            Some(text) => lists(text)?,
            None => Vec::new(),
        };
        let versions = material.versions.listed();
        let identity = match (material.chain, material.key) {
            (Some(chain), Some(key)) => Some((certificates(chain, "certificate")?, private_key(key)?)),
            (None, None) => None,
            _ => return Err("a certificate and its private key belong together: one of them is missing".into()),
        };
        let chain = WebPkiServerVerifier::builder_with_provider(roots.clone(), provider.clone())
            .with_crls(revoked.iter().cloned())
            .build()
            .map_err(|e| format!("trusted certificates or revocation lists cannot be used: {e}"))?;
        let servers = Arc::new(SipVerifier { chain, depth: material.depth, left: None });
        let client = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(versions)
            .map_err(|e| e.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(servers.clone());
        let wrong = |e: Error| format!("certificate and private key cannot be used: {e}");
        let client = match &identity {
            Some((chain, key)) => client.with_client_auth_cert(chain.clone(), key.clone_key()).map_err(wrong)?,
            None => client.with_no_client_auth(),
        };
        let clients = match material.client_auth {
            ClientAuth::None => None,
            asked => {
                let clients = WebPkiClientVerifier::builder_with_provider(roots, provider.clone()).with_crls(revoked);
                let clients = if asked == ClientAuth::Optional { clients.allow_unauthenticated() } else { clients };
                let chain = clients.build().map_err(|e| e.to_string())?;
                Some(Arc::new(ClientVerifier { chain, depth: material.depth, left: None }))
            }
        };
        let server = match identity {
            None => None,
            Some((chain, key)) => {
                let server = ServerConfig::builder_with_provider(provider.clone())
                    .with_protocol_versions(versions)
                    .map_err(|e| e.to_string())?;
                let server = match &clients {
                    None => server.with_no_client_auth(),
                    Some(clients) => server.with_client_cert_verifier(clients.clone()),
                };
                let mut server = server.with_single_cert(chain, key).map_err(wrong)?;
                server.ticketer = rustls::crypto::ring::Ticketer::new().map_err(|e| e.to_string())?;
                // one ticket is enough for one connection to come back
                server.send_tls13_tickets = 1;
                Some(Arc::new(server))
            }
        };
        Ok(Engine { client: Arc::new(client), server, servers, clients, provider, versions: material.versions })
    }

    /// For one connection that we open. What is left to others is not resumed later: they are asked each time.
    pub(super) fn client_config(&self, left: Option<Left>) -> Arc<ClientConfig> {
        if left.is_none() {
            return self.client.clone();
        }
        let mut config = (*self.client).clone();
        let servers = SipVerifier { left, ..(*self.servers).clone() };
        config.dangerous().set_certificate_verifier(Arc::new(servers));
        config.resumption = Resumption::disabled();
        Arc::new(config)
    }

    /// For one connection that comes in.
    pub(super) fn server_config(&self, left: Option<Left>) -> Result<Arc<ServerConfig>, Error> {
        let none = || Error::General("the engine has no certificate".into());
        let config = self.server.clone().ok_or_else(none)?;
        let (Some(left), Some(clients)) = (left, &self.clients) else { return Ok(config) };
        let clients = ClientVerifier { left: Some(left), ..(**clients).clone() };
        let judged = ServerConfig::builder_with_provider(self.provider.clone())
            .with_protocol_versions(self.versions.listed())?
            .with_client_cert_verifier(Arc::new(clients))
            .with_cert_resolver(config.cert_resolver.clone());
        let mut judged = judged;
        judged.send_tls13_tickets = 0;
        judged.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
        Ok(Arc::new(judged))
    }
}

impl Versions {
    fn listed(self) -> &'static [&'static SupportedProtocolVersion] {
        static TLS12: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS12];
        static TLS13: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];
        match self {
            Versions::Both => rustls::ALL_VERSIONS,
            Versions::Only12 => &TLS12,
            Versions::Only13 => &TLS13,
        }
    }
}

fn is_pem(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"-----BEGIN ").is_some()
}

fn certificates(text: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    if !is_pem(text) {
        return Ok(vec![CertificateDer::from(text.to_vec())]);
    }
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) => Err(format!("no {what} is in the PEM text")),
        Err(e) => Err(format!("the {what} cannot be read: {e}")),
    }
}

fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, String> {
    if is_pem(text) {
        return PrivateKeyDer::from_pem_slice(text).map_err(|e| format!("the private key cannot be read: {e}"));
    }
    PrivateKeyDer::try_from(text.to_vec()).map_err(|e| format!("the private key cannot be read: {e}"))
}

fn lists(text: &[u8]) -> Result<Vec<CertificateRevocationListDer<'static>>, String> {
    if !is_pem(text) {
        return Ok(vec![CertificateRevocationListDer::from(text.to_vec())]);
    }
    let all: Result<Vec<_>, _> = CertificateRevocationListDer::pem_slice_iter(text).collect();
    all.map_err(|e| format!("the revocation list cannot be read: {e}"))
}

fn given_roots(text: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(text, "trusted certificate")? {
        roots.add(certificate).map_err(|e| format!("a trusted certificate cannot be used: {e}"))?;
    }
    Ok(roots)
}

fn system_roots() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("the system has no trusted certificates: give some to a TLS engine".into());
    }
    Ok(roots)
}
