//! A certificate authority of our own, and a certificate for Discord's names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// The host of the interface.
pub const API: &str = "discord.com";
/// The hosts that attachments are fetched from.
pub const FILES: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// Makes both, and writes the authority's certificate to `dir`.
pub fn acceptor(dir: &Path) -> (TlsAcceptor, PathBuf) {
    make(dir).unwrap_or_else(|e| panic!("no certificate for {API}: {e}"))
}

fn make(dir: &Path) -> Result<(TlsAcceptor, PathBuf), Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(DnType::CommonName, "The test's Discord");
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let names = [API.to_owned(), FILES[0].to_owned(), FILES[1].to_owned()];
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(names)?.signed_by(&key, &issuer)?;

    let ca_file = dir.join("ca.pem");
    std::fs::write(&ca_file, authority_certificate.pem())?;

    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), ca_file))
}
