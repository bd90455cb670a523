//! What a conversation runs over: a socket, plain or secured with certificates made for the test.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Anything that bytes go over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A certificate for `localhost`, and the authority that vouches for it.
#[derive(Clone)]
pub(crate) struct Certificates {
    server: Arc<ServerConfig>,
    authority: String,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Certificates")
    }
}

impl Certificates {
    /// Good from 2020 until the end of the year `until`.
    pub(crate) fn until(until: i32) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().expect("a key");
        let authority = params.self_signed(&authority_key).expect("an authority");
        let pem = authority.pem();
        let issuer = Issuer::new(params, authority_key);
        let mut params =
            CertificateParams::new(vec!["localhost".to_owned()]).expect("a name for it");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 12, 31);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &issuer).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the protocol's versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate that fits its key");
        Self {
            server: Arc::new(server),
            authority: pem,
        }
    }

    /// The authority's certificate in PEM, for `SSL_CERT_FILE`.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }
}

/// Secure `stream` as a server.
pub(super) async fn secure(
    stream: Box<dyn Stream>,
    certificates: &Certificates,
) -> io::Result<Box<dyn Stream>> {
    let acceptor = TlsAcceptor::from(Arc::clone(&certificates.server));
    Ok(Box::new(acceptor.accept(stream).await?))
}
