//! Single values: texts, numbers, switches, words of a choice, lengths of time, sizes, files, addresses.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;
use url::Url;

use super::document::Value;
use super::nearest::{did_you_mean, or_list};

/// The longest text any key takes, in characters; nothing sensible comes near.
const LONGEST_TEXT: usize = 1000;

impl<'a> Value<'a> {
    /// A text that isn't empty.
    pub fn text(&self) -> Option<&'a str> {
        let DeValue::String(text) = self.value else {
            self.wrong_kind("a text in quotes");
            return None;
        };
        let text = text.as_ref();
        if text.trim().is_empty() {
            self.mistake("is empty", "allowed: a text in quotes; leave the key out where it is optional");
            return None;
        }
        if text.chars().count() > LONGEST_TEXT {
            self.mistake("is too long", format!("allowed: at most {LONGEST_TEXT} characters"));
            return None;
        }
        Some(text)
    }

    /// A text of one line, without the spaces around it: a name or a title.
    pub fn line(&self) -> Option<&'a str> {
        let text = self.text()?;
        if text.chars().any(char::is_control) {
            self.mistake("has a line break or another control character", "allowed: a text of one line");
            return None;
        }
        Some(text.trim())
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Option<bool> {
        let boolean = self.value.as_bool();
        if boolean.is_none() {
            self.wrong_kind("true or false, without quotes");
        }
        boolean
    }

    /// A whole number within `range`.
    pub fn integer(&self, range: RangeInclusive<u64>) -> Option<u64> {
        let allowed = format!("a whole number from {} to {}", range.start(), range.end());
        let DeValue::Integer(integer) = self.value else {
            self.wrong_kind(&allowed);
            return None;
        };
        let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let number = number.filter(|n| range.contains(n));
        if number.is_none() {
            self.mistake(format!("found {}", self.found()), format!("allowed: {allowed}"));
        }
        number
    }

    /// One of a few words, each with what it stands for.
    pub fn choice<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let quoted: Vec<String> = names.iter().map(|n| format!("\"{n}\"")).collect();
        let DeValue::String(text) = self.value else {
            self.wrong_kind(&or_list(&quoted));
            return None;
        };
        let chosen = words.iter().find(|(word, _)| word == text).map(|(_, meaning)| *meaning);
        if chosen.is_none() {
            let near = did_you_mean(text, names.iter().copied());
            self.mistake(format!("found {}{near}", self.found()), format!("allowed: {}", or_list(&quoted)));
        }
        chosen
    }

    /// A length of time within `range`.
    pub fn duration(&self, range: RangeInclusive<Duration>) -> Option<Duration> {
        const FORM: &str = "a number and its unit in quotes, as \"20s\", \"5m\", \"4h\" or \"2d\"";
        let DeValue::String(text) = self.value else {
            self.wrong_kind(FORM);
            return None;
        };
        let Ok(duration) = humantime::parse_duration(text) else {
            self.mistake(
                format!("found {}, which is no length of time", self.found()),
                format!("allowed: {FORM}"),
            );
            return None;
        };
        if !range.contains(&duration) {
            let (least, most) = (range.start(), range.end());
            self.mistake(
                format!("found {}", self.found()),
                format!(
                    "allowed: from {} to {} (“m” is minutes, “M” months)",
                    humantime::format_duration(*least),
                    humantime::format_duration(*most)
                ),
            );
            return None;
        }
        Some(duration)
    }

    /// A number of bytes within `range`, written as a number or as `"20 MiB"`.
    pub fn size(&self, range: RangeInclusive<u64>) -> Option<u64> {
        const FORM: &str =
            "a number of bytes, or a size in quotes as \"20 MiB\" (B, KB, KiB, MB, MiB, GB, GiB)";
        let bytes = match self.value {
            DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            DeValue::String(text) => parse_size(text),
            _ => {
                self.wrong_kind(FORM);
                return None;
            }
        };
        let within = bytes.filter(|b| range.contains(b));
        if within.is_none() {
            let (least, most) = (range.start(), range.end());
            self.mistake(
                format!("found {}", self.found()),
                format!("allowed: {FORM}, from {least} to {most} bytes"),
            );
        }
        within
    }

    /// A path, taken from the file's folder when it is relative.
    pub fn path(&self) -> Option<PathBuf> {
        Some(self.cx.absolute(self.line()?))
    }

    /// The path of a file that holds certificates.
    pub fn certificates(&self) -> Option<PathBuf> {
        let path = self.path()?;
        let problem = match (self.cx.read)(&path) {
            Ok(text) if text.contains("-----BEGIN CERTIFICATE-----") => return Some(path),
            Ok(_) => format!("the file {} holds no certificate", path.display()),
            Err(error) => format!("the file {} can't be read: {error}", path.display()),
        };
        self.mistake(problem, "allowed: a file with certificates in PEM form (-----BEGIN CERTIFICATE-----)");
        None
    }

    /// An address with one of `schemes`, a host, and no password.
    pub fn url(&self, schemes: &[&str], example: &str) -> Option<Url> {
        let text = self.text()?;
        let allowed = format!("allowed: an address as \"{example}\"");
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => {
                self.mistake(format!("found {}, which is no address: {error}", self.found()), allowed);
                return None;
            }
        };
        if !schemes.contains(&url.scheme()) {
            let near = did_you_mean(url.scheme(), schemes.iter().copied());
            let starts: Vec<String> = schemes.iter().map(|s| format!("{s}://")).collect();
            self.mistake(
                format!("found {}, which begins with {}:{near}", self.found(), url.scheme()),
                format!("allowed: an address that begins with {}, as \"{example}\"", or_list(&starts)),
            );
            return None;
        }
        if url.host_str().is_none_or(str::is_empty) {
            self.mistake(format!("found {}, which names no server", self.found()), allowed);
            return None;
        }
        Some(url)
    }
}

fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[digits..].trim() {
        "B" | "" => 1,
        "KB" | "kB" => 1_000,
        "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1 << 30,
        _ => return None,
    };
    text[..digits].parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn a_size_has_a_unit_or_is_in_bytes() {
        assert_eq!(parse_size("20 MiB"), Some(20 * 1024 * 1024));
        assert_eq!(parse_size("7"), Some(7));
    }

    #[test]
    fn a_size_too_large_for_any_disk_is_none() {
        assert_eq!(parse_size("99999999999 GiB"), None);
    }
}
