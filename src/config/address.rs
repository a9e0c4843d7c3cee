//! What a mail address looks like, as far as can be said without asking a mail server. Whoever is told one,
//! bot.toml or a command, asks here, and what is taken here can be mailed.

use url::Host;

/// Bytes of a domain and of an address (RFC 5321 §4.5.3.1, less the angle brackets).
const MOST_OF_DOMAIN: usize = 253;
const MOST: usize = 254;

/// Whether `text` is an address alone: `ada@example.org`.
pub fn is_address(text: &str) -> bool {
    in_ascii(text).is_some()
}

/// The address `text` with its domain as mail programs write it (IDNA); none if it is no address alone.
fn in_ascii(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if !local_fits || !domain.split('.').all(label) {
        return None;
    }
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return None };
    let address = format!("{local}@{domain}");
    let fits = domain.len() <= MOST_OF_DOMAIN && domain.split('.').all(label) && address.len() <= MOST;
    fits.then_some(address)
}

/// The address `text`, alone or with a name before it (`Service Desk <help@example.org>`), its domain as mail
/// programs write it; none if it is neither.
pub(super) fn mailbox(text: &str) -> Option<String> {
    let Some((name, rest)) = text.split_once('<') else { return in_ascii(text) };
    let shown = name.trim();
    let quoted = shown.len() > 2 && shown.starts_with('"') && shown.ends_with('"');
    let name_fits = quoted || !shown.chars().any(|c| "\",;:@()[]\\".contains(c));
    let address = rest.strip_suffix('>').and_then(in_ascii).filter(|_| name_fits)?;
    Some(format!("{name}<{address}>"))
}

#[cfg(test)]
mod tests {
    use super::{is_address, mailbox};

    #[test]
    fn an_address_has_two_parts() {
        for right in ["ada@example.org", "a.b+c@localhost", "dörte@bücher.example"] {
            assert!(is_address(right), "{right}");
        }
        for wrong in [
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "ada@exa mple.org",
            "<ada@example.org>",
            "a@b@c,d",
            "mia..b@example.org",
            "mia@@example.org",
            "ada@10.0.0.1",
            "ada@example.org.",
            "ada@-example.org",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_sender_may_have_a_name() {
        for right in
            ["help@example.org", "Service Desk <help@example.org>", "\"Desk, Service\" <help@example.org>"]
        {
            assert_eq!(mailbox(right).as_deref(), Some(right));
        }
        for wrong in
            ["Service Desk", "Service Desk <help@example.org", "Desk, Service <help@example.org>", "Desk <>"]
        {
            assert_eq!(mailbox(wrong), None, "{wrong}");
        }
    }

    #[cfg(feature = "mail")]
    #[test]
    fn what_is_taken_can_be_mailed() {
        use sportello_mail::{MailOutlet, MailSettings, Transport};
        for address in
            ["ada@example.org", "a.b+c@localhost", "dörte@bücher.example", "!#$%&'*+-/=?^_`{|}~@x.org"]
        {
            let from = mailbox(address).expect("an address");
            let transport = Transport::Folder { path: "mail".into() };
            let outlet = MailOutlet::new(MailSettings { from, transport, desk: String::new() });
            assert!(outlet.is_ok(), "{address}: {:?}", outlet.err());
        }
    }

    #[test]
    fn a_sender_s_domain_is_written_in_ascii() {
        assert_eq!(mailbox("Help <help@città.example>").as_deref(), Some("Help <help@xn--citt-3na.example>"));
        assert_eq!(mailbox("help@Città.example").as_deref(), Some("help@xn--citt-3na.example"));
        let long = format!("help@{}.example", "città".repeat(20));
        assert_eq!(mailbox(&long), None);
    }
}
