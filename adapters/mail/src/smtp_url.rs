//! A mail server's URL: `smtps://user@host:port`, `smtp://…?tls=required`, `smtp://…`.

use std::net::IpAddr;

use url::{Host, Url};

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// Not at all.
    None,
    /// From the STARTTLS command on, which the server must offer.
    StartTls,
    /// From the first byte.
    Tls,
}

/// Where the server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) user: Option<String>,
}

impl Server {
    /// Reads a URL.
    ///
    /// # Errors
    /// A sentence that says what to write instead and repeats nothing that could be a password.
    pub(crate) fn parse(url: &Url) -> Result<Self, String> {
        if url.password().is_some() {
            return Err("it holds a password; give that as `password = { env = … }` instead".to_owned());
        }
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err("it has a path; it ends with the host or port, or `?tls=required`".to_owned());
        }
        let security = match (url.scheme(), tls_wish(url)?) {
            ("smtps", _) => Security::Tls,
            ("smtp", true) => Security::StartTls,
            ("smtp", false) => Security::None,
            (other, _) => return Err(format!("`{other}` is no way to mail; use smtps or smtp")),
        };
        let default = match security {
            Security::Tls => lettre::transport::smtp::SUBMISSIONS_PORT,
            Security::StartTls => lettre::transport::smtp::SUBMISSION_PORT,
            Security::None => lettre::transport::smtp::SMTP_PORT,
        };
        Ok(Self {
            host: host(url)?,
            port: url.port().unwrap_or(default),
            security,
            user: user(url.username())?,
        })
    }

    /// Whether the server is this machine, so that nobody can listen on the way.
    pub(crate) fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Whether `?tls=required` is asked for.
fn tls_wish(url: &Url) -> Result<bool, String> {
    let mut wish = false;
    for (key, value) in url.query_pairs() {
        match (key.as_ref(), value.as_ref()) {
            ("tls", "required") => wish = true,
            ("tls", _) => return Err("`tls` can only be `required`".to_owned()),
            _ => return Err("it has a key other than `tls`".to_owned()),
        }
    }
    Ok(wish)
}

fn host(url: &Url) -> Result<String, String> {
    let host = url.host_str().filter(|h| !h.is_empty()).ok_or("it names no host")?;
    match Host::parse(host) {
        Ok(Host::Domain(name)) => Ok(name),
        Ok(Host::Ipv4(ip)) => Ok(ip.to_string()),
        Ok(Host::Ipv6(ip)) => Ok(ip.to_string()),
        Err(e) => Err(format!("its host is not valid: {e}")),
    }
}

/// The user, percent-decoded: users are often whole addresses, written `help%40example.org`.
fn user(encoded: &str) -> Result<Option<String>, String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        let hex =
            |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        bytes.push(match byte {
            b'%' => match (hex(rest.next()), hex(rest.next())) {
                (Some(high), Some(low)) => high * 16 + low,
                _ => {
                    return Err(
                        "its user has a `%` that is not followed by two digits; write `%25`".to_owned()
                    );
                }
            },
            other => other,
        });
    }
    let user = String::from_utf8(bytes).map_err(|_| "its user is not UTF-8".to_owned())?;
    if user.chars().any(char::is_control) {
        return Err("its user has a control character".to_owned());
    }
    Ok(Some(user).filter(|u| !u.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Server, String> {
        Server::parse(&url.parse().expect("a URL"))
    }

    #[test]
    fn each_scheme_has_its_port_and_protection() {
        let read = |url| parse(url).map(|s| (s.host, s.port, s.security));
        assert_eq!(read("smtps://mail.example.org"), Ok(("mail.example.org".into(), 465, Security::Tls)));
        assert_eq!(
            read("smtp://mail.example.org?tls=required"),
            Ok(("mail.example.org".into(), 587, Security::StartTls))
        );
        assert_eq!(read("smtp://127.0.0.1:2525/"), Ok(("127.0.0.1".into(), 2525, Security::None)));
        assert_eq!(read("smtp://[::1]:2525"), Ok(("::1".into(), 2525, Security::None)));
    }

    #[test]
    fn a_user_can_be_an_address() {
        assert_eq!(
            parse("smtps://help%40example.org@mail.example.org").map(|s| s.user),
            Ok(Some("help@example.org".into()))
        );
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let cause = parse("smtps://help:geheim@mail.example.org").expect_err("refused");
        assert!(cause.contains("env") && !cause.contains("geheim"), "{cause}");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for url in [
            "https://mail.example.org",
            "smtp://mail.example.org?tls=maybe",
            "smtp://h?x=1",
            "smtp://h/x",
            "smtp:h",
        ] {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
