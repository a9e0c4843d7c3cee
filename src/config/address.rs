//! What a mail address looks like, as far as can be said without asking a mail server.

/// Whether `text` is an address alone: `ada@example.org`.
pub(super) fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
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
    local_fits && domain.len() <= 255 && domain.split('.').all(label)
}

/// Whether `text` is an address, alone or with a name before it: `Service Desk <help@example.org>`.
pub(super) fn is_mailbox(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('<') else { return is_address(text) };
    let name = name.trim();
    let quoted = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
    let name_fits = quoted || !name.chars().any(|c| "\",;:@()[]\\".contains(c));
    name_fits && rest.strip_suffix('>').is_some_and(is_address)
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_mailbox};

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
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_sender_may_have_a_name() {
        for right in
            ["help@example.org", "Service Desk <help@example.org>", "\"Desk, Service\" <help@example.org>"]
        {
            assert!(is_mailbox(right), "{right}");
        }
        for wrong in
            ["Service Desk", "Service Desk <help@example.org", "Desk, Service <help@example.org>", "Desk <>"]
        {
            assert!(!is_mailbox(wrong), "{wrong}");
        }
    }
}
