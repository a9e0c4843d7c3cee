//! Every row of the table of lines, and the lines that are none.

use super::*;

fn person(id: Option<&str>, name: &str, act: Act) -> Request {
    Request::Person { id: id.map(str::to_owned), name: name.to_owned(), act }
}

fn channel(name: &str, thread: Option<ThreadRef>) -> Where {
    Where::Channel { name: name.to_owned(), thread }
}

fn say(place: Where, text: &str) -> Act {
    Act::Say { place, text: text.to_owned(), reply_to: None, attach: Vec::new() }
}

#[test]
fn every_kind_of_line_is_understood() {
    let ticket = ThreadRef::Ticket("1001".to_owned());
    let root = ThreadRef::Id("m1".to_owned());
    let cases = [
        (
            r#"{"id":"m1","as":"mia","in":"help","say":"My VPN is down"}"#,
            person(Some("m1"), "mia", say(channel("help", None), "My VPN is down")),
        ),
        (r#"{"as":"mia","in":"help","say":""}"#, person(None, "mia", say(channel("help", None), ""))),
        (
            r#"{"as":"ada","in":"ops","thread":"\u00231001","say":"!take"}"#,
            person(None, "ada", say(channel("ops", Some(ticket)), "!take")),
        ),
        (
            r#"{"as":"mia","in":"help","thread":"m1","direct":false,"say":"hm"}"#,
            person(None, "mia", say(channel("help", Some(root)), "hm")),
        ),
        (
            r#"{"id":"m2","as":"mia","direct":true,"say":"psst"}"#,
            person(Some("m2"), "mia", say(Where::Direct, "psst")),
        ),
        (
            r#"{"as":"mia","in":"help","reply_to":"b2","attach":[{"name":"a.png","path":"x/y"},{"path":"z"}]}"#,
            person(
                None,
                "mia",
                Act::Say {
                    place: channel("help", None),
                    text: String::new(),
                    reply_to: Some("b2".to_owned()),
                    attach: vec![
                        Attach { name: Some("a.png".to_owned()), path: "x/y".to_owned() },
                        Attach { name: None, path: "z".to_owned() },
                    ],
                },
            ),
        ),
        (
            r#"{"id":"m3","as":"mia","edit":"m1","say":"My Wi-Fi"}"#,
            person(Some("m3"), "mia", Act::Edit { target: "m1".to_owned(), text: "My Wi-Fi".to_owned() }),
        ),
        (
            r#"{"id":"m4","as":"mia","delete":"m1"}"#,
            person(Some("m4"), "mia", Act::Delete { target: "m1".to_owned() }),
        ),
        (
            r#"{"id":"m5","as":"ada","react":"b2","with":"❤️"}"#,
            person(Some("m5"), "ada", Act::React { target: "b2".to_owned(), emoji: "❤".to_owned() }),
        ),
        (r#"{"sync":"s1"}"#, Request::Sync("s1".to_owned())),
        (r#" { "advance" : "2d" } "#, Request::Advance(Duration::from_secs(2 * 24 * 3600))),
    ];
    for (line, request) in cases {
        assert_eq!(parse(line).as_ref(), Ok(&request), "{line}");
    }
}

#[test]
fn a_line_that_is_none_is_answered_with_what_was_expected() {
    let cases = [
        ("hello", "expected one JSON object"),
        ("[1]", "expected one JSON object"),
        (r#"{"as":"mia""#, "expected one JSON object"),
        (r#"{"sync":"a"} {"sync":"b"}"#, "expected one JSON object"),
        ("{}", "nothing to do: expected one of `say`, `edit`"),
        (r#"{"as":"mia"}"#, "nothing to do"),
        (r#"{"as":"mia","in":"help","saay":"x"}"#, "unknown key `saay`; did you mean `say`?"),
        (r#"{"as":"mia","in":"help","say":"x","colour":1}"#, "unknown key `colour`; the keys are `sync`"),
        (r#"{"as":"mia","in":"help","say":"x","say":"y"}"#, "`say` is there twice"),
        (r#"{"as":"mia","in":"help"}"#, "`say` is missing"),
        (r#"{"in":"help","say":"x"}"#, "`as` is missing"),
        (r#"{"as":"","in":"help","say":"x"}"#, "`as` must not be empty"),
        (r#"{"as":"mia","say":"x"}"#, "where?"),
        (r#"{"as":"mia","direct":false,"say":"x"}"#, "where?"),
        (r#"{"as":"mia","direct":"yes","say":"x"}"#, "`direct` must be true or false, not a text"),
        (r#"{"as":"mia","in":"help","direct":true,"say":"x"}"#, "`in` and `direct` exclude each other"),
        (r#"{"as":"mia","direct":true,"thread":"m1","say":"x"}"#, "a direct chat has no threads"),
        (r##"{"as":"mia","in":"help","thread":"#","say":"x"}"##, "`thread` needs a ticket's number"),
        (r#"{"id":5,"as":"mia","in":"help","say":"x"}"#, "`id` must be a text in quotes, not a number"),
        (r#"{"id":"b7","as":"mia","in":"help","say":"x"}"#, "is one of the bot's"),
        (r#"{"as":"mia","in":"help","say":"a\u0000b"}"#, "U+0000"),
        (r#"{"as":"mia","edit":"m1"}"#, "`say` is missing"),
        (r#"{"as":"mia","edit":"m1","say":"x","in":"help"}"#, "`in` has no place in a line with `edit`"),
        (r#"{"as":"mia","delete":null}"#, "`delete` is missing: which message?"),
        (r#"{"as":"ada","react":"b2"}"#, "`with` is missing"),
        (r#"{"as":"ada","react":"b2","with":" "}"#, "`with` needs an emoji"),
        (r#"{"sync":"s1","as":"mia"}"#, "`as` has no place in a line with `sync`"),
        (r#"{"sync":1}"#, "`sync` must be a text"),
        (r#"{"advance":"soon"}"#, "`advance` takes a duration such as"),
        (r#"{"advance":"900y"}"#, "at most 100 years"),
        (r#"{"as":"mia","in":"help","say":"x","attach":"a.png"}"#, "`attach` takes a list"),
        (r#"{"as":"mia","in":"help","say":"x","attach":[{"name":"a"}]}"#, "`path` is missing"),
        (r#"{"as":"mia","in":"help","say":"x","attach":[{"pat":"a"}]}"#, "did you mean `path`?"),
    ];
    for (line, expected) in cases {
        let answer = parse(line).expect_err(line);
        assert!(answer.contains(expected), "{line}: {answer}");
    }
}

#[test]
fn a_name_has_its_limit() {
    let line = |n: usize| format!(r#"{{"as":"{}","in":"help","say":"x"}}"#, "é".repeat(n));
    assert!(parse(&line(255)).is_ok());
    assert!(parse(&line(256)).unwrap_err().contains("255 characters"));
}

#[test]
fn deep_nesting_is_an_error_like_any_other() {
    let line = format!(r#"{{"attach":{}"#, "[".repeat(100_000));
    assert!(parse(&line).is_err());
}
