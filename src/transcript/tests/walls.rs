//! What each reader may see.

use super::sample;
use crate::config::Signature;
use crate::text::{Language, Texts};
use crate::ticket::CustomerArticle;
use crate::transcript::{Format, Setting};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn customers(format: Format, setting: &Setting<'_>) -> String {
    text(&sample::for_customer().render(format, setting).get().bytes)
}

/// What people's words can stand in: "bottom" and "shadow" of a style sheet are nobody's names.
fn below_the_style(page: &str) -> &str {
    page.split_once("</style>").map_or(page, |(_, words)| words)
}

#[test]
fn a_customer_reads_no_note_no_deleted_word_and_nothing_internal() {
    let texts = Texts::default();
    for format in Format::ALL {
        for language in Language::ALL {
            let told = customers(format, &sample::setting(&texts, language));
            let told = below_the_style(&told);
            for never in [
                "otto",
                "certificate** of",
                "runbook",
                "hunter2",
                "carla",
                "larger than",
                "\"history\"",
                "\"number\": 1,",
            ] {
                assert!(!told.contains(never), "{never} in {format:?}: {told}");
            }
            assert!(told.contains("Same here, and it works again"), "{format:?}");
            assert!(told.contains("vpn-log.zip"), "{format:?}");
        }
    }
}

#[test]
fn operators_appear_to_customers_as_their_queue_signs() {
    let texts = Texts::default();
    let setting = sample::setting(&texts, Language::En);
    for (signature, as_whom) in [(Signature::Role, "an operator"), (Signature::Queue, "IT help desk")] {
        let mut transcript = sample::for_customer();
        transcript.signature = signature;
        for article in &mut transcript.articles {
            let mut shown = article.get().clone();
            shown.body = "words".into();
            *article = CustomerArticle::from(shown).expect("it was one before");
        }
        for format in Format::ALL {
            let told = text(&transcript.render(format, &setting).get().bytes);
            assert!(!below_the_style(&told).contains("ada"), "{format:?}: {told}");
            assert!(told.contains(as_whom) && told.contains("luca") && told.contains("mia"), "{format:?}");
        }
    }
}

#[test]
fn an_answer_to_a_note_doesnt_tell_customers_of_it() {
    let texts = Texts::default();
    let mut transcript = sample::for_customer();
    for article in &mut transcript.articles {
        let mut shown = article.get().clone();
        shown.reply_to = Some(102);
        *article = CustomerArticle::from(shown).expect("it was one before");
    }
    let told = text(&transcript.render(Format::Json, &sample::setting(&texts, Language::En)).get().bytes);
    assert_eq!(told.matches("\"answers\": null").count(), transcript.articles.len(), "{told}");
}

#[test]
fn operators_read_all_of_it_and_are_told_what_it_is() {
    let texts = Texts::default();
    let setting = sample::setting(&texts, Language::En);
    for format in Format::ALL {
        let file = sample::for_operators().render(format, &setting);
        assert!(file.get().name.starts_with("ticket-1042-internal."), "{}", file.get().name);
        let told = text(&file.get().bytes);
        for word in ["otto", "runbook", "hunter2", "carla", "larger than 25 MB", "rated 4 of 5"] {
            assert!(told.contains(word), "{word} not in {format:?}: {told}");
        }
    }
}

#[test]
fn a_ticket_of_which_nothing_is_known_is_a_page_too() {
    let texts = Texts::default();
    let mut transcript = sample::for_operators();
    (transcript.responsible, transcript.articles, transcript.history) = (None, vec![], vec![]);
    let facts = &mut transcript.facts;
    (facts.owner, facts.closed_at, facts.rating) = (None, None, None);
    (facts.title, facts.number) = (String::new(), "../../etc".into());
    for format in Format::ALL {
        let file = transcript.render(format, &sample::setting(&texts, Language::En)).into_file();
        assert_eq!(file.name, format!("ticket-etc-internal.{}", format.extension()));
        assert!(text(&file.bytes).contains("No subject"), "{format:?}");
    }
}

#[test]
fn the_json_is_what_is_promised() {
    let texts = Texts::default();
    let told = customers(Format::Json, &sample::setting(&texts, Language::En));
    let json: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(json["format"], "sportello-transcript");
    assert_eq!(json["version"], 1);
    assert_eq!(json["audience"], "customer");
    assert_eq!(json["ticket"]["state"], "closed successful");
    assert_eq!(json["ticket"]["opened_at"], "2026-11-23T09:02:00+01:00");
    assert_eq!(json["articles"][3]["answers"], 2);
    assert!(json["ticket"].get("responsible").is_none());
    assert!(json.get("history").is_none());
    for article in json["articles"].as_array().expect("a list") {
        for internal in ["number", "deleted", "versions"] {
            assert!(article.get(internal).is_none(), "{internal} in {article}");
        }
    }
}

#[test]
fn sizes_are_told_as_people_do() {
    let texts = Texts::default();
    let en = sample::setting(&texts, Language::En);
    let it = sample::setting(&texts, Language::It);
    for (bytes, told) in
        [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (248_312, "248.3 kB"), (999_999, "1 MB")]
    {
        assert_eq!(en.size(bytes).replace('\u{a0}', " "), told);
    }
    assert_eq!(it.size(1_440_000).replace('\u{a0}', " "), "1,4 MB");
    assert_eq!(en.size(u64::MAX).replace('\u{a0}', " "), "18446.7 PB");
}
