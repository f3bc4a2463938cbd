//! What a server tells after it let a client in: Authentication-Info (RFC 7616 section 3.5, RFC 7615).

use super::digest::{Body, Engine, Inputs, Secret};
use super::hash::{Algorithm, Hex, Qop};
use super::scan::{Scanner, unescaped};

/// The parameters of an Authentication-Info or Proxy-Authentication-Info value.
#[derive(Clone, Default, Debug)]
pub struct AuthInfo {
    nextnonce: Option<Box<[u8]>>,
    rspauth: Option<Box<[u8]>>,
    qop: Option<Box<[u8]>>,
    cnonce: Option<Box<[u8]>>,
    nc: Option<Box<[u8]>>,
}

impl AuthInfo {
    /// Reads a header value; unknown parameters are passed over, nothing at all is an empty `AuthInfo`.
    pub fn parse(value: &[u8]) -> AuthInfo {
        let mut info = AuthInfo::default();
        if value.len() >= usize::from(u16::MAX) {
            return info;
        }
        for param in Scanner::new(value) {
            let place = match param.name.of(value).to_ascii_lowercase().as_slice() {
                b"nextnonce" => &mut info.nextnonce,
                b"rspauth" => &mut info.rspauth,
                b"qop" => &mut info.qop,
                b"cnonce" => &mut info.cnonce,
                b"nc" => &mut info.nc,
                _ => continue,
            };
            if place.is_none() && param.value.is_some() {
                *place = Some(param.value.of(value).into());
            }
        }
        info
    }

    /// The nonce for the next request, escapes as they came: fit for [`super::Challenge::with_nonce`].
    pub fn nextnonce(&self) -> Option<&[u8]> {
        self.nextnonce.as_deref()
    }
    /// The server's proof, see [`AuthInfo::verify`].
    pub fn rspauth(&self) -> Option<&[u8]> {
        self.rspauth.as_deref()
    }
    pub fn qop(&self) -> Option<Qop> {
        self.qop.as_deref().and_then(Qop::from_token)
    }
    /// The cnonce that the server echoes, escapes undone.
    pub fn cnonce(&self) -> Option<Vec<u8>> {
        self.cnonce.as_deref().map(|raw| unescaped(raw).into_owned())
    }
    /// The count that the server echoes.
    pub fn nc(&self) -> Option<u32> {
        self.nc.as_deref().and_then(|nc| std::str::from_utf8(nc).ok()).and_then(|nc| u32::from_str_radix(nc, 16).ok())
    }

    /// Whether the server knows the secret. `key` is [`super::Computation::key`] of the request, `nonce` and `uri` what it used,
    /// `body` the body of the response. The proof covers the count and cnonce that the server echoes: compare
    /// [`AuthInfo::nc`] and [`AuthInfo::cnonce`] with the request's to rule out an older proof. None when there is no proof.
    pub fn verify(&self, algorithm: Algorithm, key: Hex, nonce: &[u8], uri: &[u8], body: Body<'_>) -> Option<bool> {
        let given = self.rspauth.as_deref()?;
        let cnonce = self.cnonce().unwrap_or_default();
        let protection = match (&self.qop, &self.nc) {
            (Some(qop), Some(nc)) => Some((&**nc, &*cnonce, &**qop)),
            _ => None,
        };
        let mut engine = Engine::new(Inputs {
            algorithm,
            secret: Secret::Session { user: b"", key },
            realm: b"",
            nonce,
            protection,
            cnonce: &cnonce,
            method: b"",
            uri,
            body: (self.qop() == Some(Qop::AuthInt)).then_some(body),
            userhash: false,
        });
        engine.run();
        Some(engine.response.matches(given))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_server_proves_that_it_knows_the_secret() {
        let info = AuthInfo::parse(
            b"nextnonce=\"47364c23432d2e131a5fb210812c\", qop=auth, \
              rspauth=\"376602cfd2f4e8e5e78b948a85263e85\", cnonce=\"0a4f113b\", nc=00000001",
        );
        let key = Algorithm::Md5.hash(&[b"Mufasa:testrealm@host.com:Circle Of Life"]);
        let verify =
            |uri: &[u8]| info.verify(Algorithm::Md5, key, b"dcd98b7102dd2f0e8b11d0f600bfb0c093", uri, Body::Bytes(b""));
        assert_eq!(verify(b"/dir/index.html"), Some(true));
        assert_eq!(verify(b"/other"), Some(false));
        assert_eq!(info.nextnonce(), Some(&b"47364c23432d2e131a5fb210812c"[..]));
        assert_eq!((info.nc(), info.qop(), info.cnonce()), (Some(1), Some(Qop::Auth), Some(b"0a4f113b".to_vec())));
    }

    #[test]
    fn no_proof_is_no_verdict() {
        let info = AuthInfo::parse(b"nextnonce=abc");
        assert_eq!(info.verify(Algorithm::Md5, Hex::EMPTY, b"", b"", Body::Bytes(b"")), None);
        assert_eq!(info.nextnonce(), Some(&b"abc"[..]));
        assert!(AuthInfo::parse(b"").nextnonce().is_none());
    }

    proptest! {
        #[test]
        fn any_octets_are_read_without_harm(text in prop::collection::vec(any::<u8>(), 0..200)) {
            let info = AuthInfo::parse(&text);
            let _ = (info.nc(), info.cnonce(), info.verify(Algorithm::Sha256, Hex::EMPTY, b"n", b"u", Body::Bytes(b"")));
        }
    }
}
