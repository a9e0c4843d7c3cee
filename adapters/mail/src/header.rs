//! Values that are safe in a mail's header.

use lettre::Address;
use lettre::message::Mailbox;
use url::Host;

/// Characters of a subject; more is cut. Lists of mails show some 80, and one word without a space
/// can't be folded: a line of a mail holds 998 bytes (RFC 5322 §2.1.1).
const SUBJECT_LIMIT: usize = 250;
/// Characters of a person's name; more is cut.
const NAME_LIMIT: usize = 100;
/// Bytes of an address (RFC 5321 §4.5.3.1.3, less the angle brackets).
const ADDRESS_LIMIT: usize = 254;
/// Bytes of a Message-ID: it must stand on one line, which holds 998.
const ID_LIMIT: usize = 250;
/// Message-IDs in References: the thread's first and the newest. Clients need no more to build the
/// thread, and some relays refuse headers of many kilobytes.
const REFERENCES_LIMIT: usize = 20;

/// `text` on one line, without what could begin a header, turn the reading direction or be decoded
/// as something else.
fn clean(text: &str, limit: usize) -> String {
    let spaced = text.chars().map(|c| if c.is_control() || is_separator(c) { ' ' } else { c });
    let kept: String = spaced.filter(|c| !turns_direction(*c)).collect();
    let mut line = String::new();
    for word in kept.split(' ').filter(|w| !w.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.chars().count() > limit {
        line = line.chars().take(limit - 1).collect();
        line.push('…');
    }
    // An invisible word joiner makes the word non-ASCII, so that it is encoded and shown as written
    // instead of being taken for an encoded word (RFC 2047) itself.
    line.replace("=?", "=\u{2060}?")
}

fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether `c` overrides the direction in which the text around it is read: a name could so show
/// another address than it has.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A subject as it may stand in a header.
pub(crate) fn subject(text: &str) -> String {
    clean(text, SUBJECT_LIMIT)
}

/// A person's name as it may stand in a header; `None` when nothing of it is left.
pub(crate) fn name(text: &str) -> Option<String> {
    Some(clean(text, NAME_LIMIT)).filter(|n| !n.is_empty())
}

/// A file's name as it may stand in a header: no path, and nothing that hides.
pub(crate) fn file(text: &str) -> String {
    let name = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = clean(name, NAME_LIMIT);
    let name = name.trim_start_matches('.').replace('"', "'");
    if name.is_empty() { "file".to_owned() } else { name }
}

/// A mail address, its domain in ASCII (IDNA).
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(crate) fn address(text: &str) -> Result<Address, String> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';')) {
        return Err("it has characters that no address has".to_owned());
    }
    if text.len() > ADDRESS_LIMIT {
        return Err(format!("it is longer than {ADDRESS_LIMIT} bytes"));
    }
    let (user, domain) = text.rsplit_once('@').ok_or("it has no @")?;
    let domain = match domain.starts_with('[') {
        true => domain.to_owned(),
        false => match Host::parse(domain) {
            Ok(Host::Domain(ascii)) => ascii,
            Ok(_) => return Err(format!("`{domain}` is an IP address, which stands in brackets")),
            Err(e) => return Err(format!("its domain `{domain}` is not valid: {e}")),
        },
    };
    Address::new(user, domain).map_err(|e| format!("it is not valid: {e}"))
}

/// A sender as it stands in bot.toml; `fallback` is its name where it has none.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(crate) fn sender(text: &str, fallback: &str) -> Result<Mailbox, String> {
    let text = text.trim();
    let (shown, bare) = match text.strip_suffix('>') {
        Some(rest) => rest.rsplit_once('<').ok_or("it has a `>` without a `<`")?,
        None => ("", text),
    };
    let shown = shown.trim();
    let shown = shown.strip_prefix('"').and_then(|s| s.strip_suffix('"')).unwrap_or(shown);
    Ok(Mailbox::new(name(shown).or_else(|| name(fallback)), address(bare)?))
}

/// Whether `id` can stand between the angle brackets of a Message-ID (RFC 5322 §3.6.4).
pub(crate) fn is_message_id(id: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'@'))
    };
    id.len() <= ID_LIMIT && id.split_once('@').is_some_and(|(left, right)| plain(left) && plain(right))
}

/// The value of References: the valid ids among `ids`, oldest first, the middle left out where they
/// are many; `None` when there are none.
pub(crate) fn references(ids: &[String]) -> Option<String> {
    let valid: Vec<&str> = ids.iter().map(String::as_str).filter(|id| is_message_id(id)).collect();
    let newest = valid.len().saturating_sub(REFERENCES_LIMIT - 1).max(1);
    let kept = valid.iter().take(1).chain(valid.iter().skip(newest));
    let value = kept.map(|id| format!("<{id}>")).collect::<Vec<_>>().join(" ");
    Some(value).filter(|v| !v.is_empty())
}

/// A language tag as it may stand in Content-Language; `None` when it is none.
pub(crate) fn language(tag: &str) -> Option<String> {
    let tag = tag.replace('_', "-");
    let fits = !tag.is_empty() && tag.len() <= 35;
    let parts =
        tag.split('-').all(|p| !p.is_empty() && p.len() <= 8 && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    (fits && parts).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_can_begin_no_header() {
        assert_eq!(subject("VPN down\r\nBcc: all@example.org"), "VPN down Bcc: all@example.org");
    }

    #[test]
    fn a_long_subject_is_cut_visibly() {
        let cut = subject(&"x".repeat(5000));
        assert_eq!(cut.chars().count(), SUBJECT_LIMIT);
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn a_name_can_not_turn_the_reading_direction() {
        assert_eq!(name("mia \u{202e}gro.elpmaxe"), Some("mia gro.elpmaxe".to_owned()));
    }

    #[test]
    fn a_name_of_nothing_is_none() {
        assert_eq!(name(" \r\n\u{202e}"), None);
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        for bad in [
            "",
            "mia",
            "@example.org",
            "mia@",
            "mia@exa mple.org",
            "mia@example.org\r\nRCPT TO:<all@example.org>",
            "mia@example.org,otto@example.org",
            "<mia@example.org>",
            "mia@@example.org",
            "mia@-.",
            "mia@192.0.2.1",
        ] {
            assert!(address(bad).is_err(), "{bad:?}");
        }
        assert!(address(&format!("{}@example.org", "m".repeat(300))).is_err());
    }

    #[test]
    fn unusual_addresses_are_taken() {
        for good in
            ["o'neill+help@example.org", "a_b-c.d@sub.example.org", "mia@[192.0.2.1]", "zoë@example.org"]
        {
            assert!(address(good).is_ok(), "{good:?}: {:?}", address(good));
        }
    }

    #[test]
    fn a_domain_beyond_ascii_is_written_in_ascii() {
        assert_eq!(
            address("mia@città.example").map(|a| a.to_string()),
            Ok("mia@xn--citt-3na.example".to_owned())
        );
    }

    #[test]
    fn a_sender_without_a_name_has_the_desks() {
        let from = sender("help@example.org", "Service Desk").map(|m| m.to_string());
        assert_eq!(from, Ok("Service Desk <help@example.org>".to_owned()));
    }

    #[test]
    fn a_senders_own_name_is_kept() {
        let from = sender("\"Help, please\" <help@example.org>", "Desk").map(|m| m.to_string());
        assert_eq!(from, Ok("\"Help, please\" <help@example.org>".to_owned()));
    }

    #[test]
    fn of_many_references_the_first_and_the_newest_stay() {
        let ids: Vec<String> = (0..100).map(|i| format!("{i}@desk")).collect();
        let value = references(&ids).unwrap_or_default();
        assert!(value.starts_with("<0@desk> <81@desk> "), "{value}");
        assert!(value.ends_with(" <99@desk>"), "{value}");
        assert_eq!(value.split(' ').count(), REFERENCES_LIMIT);
    }

    #[test]
    fn references_take_no_foreign_text() {
        let ids = ["a@desk>\r\nBcc: <all@example.org".to_owned(), "no-at".to_owned(), "b@desk".to_owned()];
        assert_eq!(references(&ids), Some("<b@desk>".to_owned()));
        assert_eq!(references(&[]), None);
    }

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        assert_eq!(language("it_IT"), Some("it-IT".to_owned()));
        assert_eq!(language("it\r\nBcc: x"), None);
        assert_eq!(language(""), None);
    }
}
