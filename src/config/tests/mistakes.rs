//! Files that are wrong, each in one way, and what the report says.

use super::{SMALL, refuse};

/// Refuses `text` for one mistake, at `key`, whose sentence and help have all of `parts`.
#[track_caller]
pub(super) fn one(text: &str, key: &str, parts: &[&str]) {
    let report = refuse(text);
    let shown = report.render(false);
    assert_eq!(report.mistakes().len(), 1, "{shown}");
    let mistake = &report.mistakes()[0];
    assert_eq!(mistake.key, key, "{shown}");
    let said = format!("{} {}", mistake.problem, mistake.help);
    for part in parts {
        assert!(said.contains(part), "“{part}” is not in: {said}");
    }
    assert!(report.position(mistake).is_some(), "{shown}");
}

/// `[desk]` with one line.
fn desk(line: &str) -> String {
    format!("[desk]\n{line}\n{SMALL}")
}

/// `[matrix]` that is on and right but for one line, which comes first.
pub(super) fn matrix(line: &str) -> String {
    let whole = [
        "homeserver = \"https://m.example.org\"",
        "user = \"@help:example.org\"",
        "password = { env = \"GOOD\" }",
    ];
    let key = line.split(' ').next().unwrap_or_default();
    let rest: Vec<&str> = whole.into_iter().filter(|l| !l.starts_with(key)).collect();
    format!("[matrix]\n{line}\n{}\n{SMALL}", rest.join("\n"))
}

/// `[discord]` that is on and right but for some lines, of which the first comes first.
pub(super) fn discord(lines: &str) -> String {
    let whole = ["token = { env = \"GOOD\" }", "guild = 100200300400500600"];
    let key = lines.split(' ').next().unwrap_or_default();
    let rest: Vec<&str> = whole.into_iter().filter(|l| !l.starts_with(key)).collect();
    format!("[discord]\n{lines}\n{}\n{SMALL}", rest.join("\n"))
}

/// `[mail]` with one transport.
fn mail(transport: &str) -> String {
    format!("[mail]\nfrom = \"a@b.c\"\ntransport = {transport}\n{SMALL}")
}

/// The one queue of a small file with one line more.
pub(super) fn queue(line: &str) -> String {
    format!("{SMALL}{line}\n")
}

/// A small file and another queue.
pub(super) fn second(lines: &str) -> String {
    format!("{SMALL}[[queue]]\n{lines}\n")
}

#[test]
fn a_misspelt_key_is_told_its_neighbour() {
    one(&queue("gahter = \"5m\""), "queue[0].gahter", &["did you mean “gather”?", "allowed: name, title"]);
    one(&desk("time-zone = \"UTC\""), "desk.time-zone", &["did you mean “time_zone”?"]);
}

#[test]
fn an_unknown_section_is_told_its_neighbour() {
    one(&format!("{SMALL}[[operators]]\nname = \"x\"\n"), "operators", &["did you mean “operator”?"]);
    one(&format!("{SMALL}[colours]\n"), "colours", &["bot.toml has no key “colours”", "allowed: desk"]);
}

#[test]
fn an_assignment_that_is_none_is_told_the_three_there_are() {
    one(
        &queue("assignment = \"round_robin\""),
        "queue[0].assignment",
        &["did you mean “round-robin”?", "\"manual\"", "\"least-loaded\""],
    );
}

#[test]
fn limits_are_numbers_lengths_and_kinds() {
    let limits = |line: &str| format!("[limits]\n{line}\n{SMALL}");
    one(&limits("open_tickets = 0"), "limits.open_tickets", &["found 0", "from 1 to"]);
    one(&limits("account_age = 7"), "limits.account_age", &["found a number", "\"2d\""]);
    one(&limits("open_ticket = 1"), "limits.open_ticket", &["did you mean “open_tickets”?"]);
    one(
        &limits("attachments = { forbidden = [\"*.exe\"] }"),
        "limits.attachments.forbidden[0]",
        &["\"pdf\"", "\"image/*\""],
    );
    one(
        &queue("limits = { messages_per_minute = 3 }"),
        "queue[0].limits.messages_per_minute",
        &["open_tickets"],
    );
}

#[test]
fn the_web_listens_at_an_address_and_a_port() {
    let listen = |value: &str| format!("{SMALL}[web]\nlisten = {value}\n");
    one(&listen("\"localhost\""), "web.listen", &["found \"localhost\"", "\"127.0.0.1:8808\""]);
    one(&listen("8808"), "web.listen", &["found a number"]);
    one(&format!("{SMALL}[web]\nlisten_at = \"\"\n"), "web.listen_at", &["allowed: listen"]);
}

#[test]
fn a_section_and_a_list_of_sections_are_two_things() {
    one(&format!("{SMALL}[[desk]]\nname = \"x\"\n"), "desk", &["found a list", "written as [desk]"]);
    one(
        &format!("{SMALL}[customer]\nname = \"mia\"\n"),
        "customer",
        &["found a table", "written as [[customer]]"],
    );
}

#[test]
fn a_value_of_another_type_is_named_with_what_is_allowed() {
    one(&desk("name = 5"), "desk.name", &["found a number, 5", "a text in quotes"]);
    one(&queue("private = \"yes\""), "queue[0].private", &["found a text, \"yes\"", "true or false"]);
    one(&queue("gather = 5"), "queue[0].gather", &["found a number, 5", "\"5m\""]);
    one(&queue("mails = true"), "queue[0].mails", &["found a boolean, true", "{ received = false"]);
    one(&desk("language = true"), "desk.language", &["\"en\" or \"it\""]);
}

#[test]
fn an_empty_text_is_no_value() {
    one(&desk("name = \"  \""), "desk.name", &["is empty"]);
}

#[test]
fn a_word_out_of_a_choice_is_told_the_choice() {
    one(
        &queue("follow_up = \"repoen\""),
        "queue[0].follow_up",
        &["\"repoen\"", "did you mean “reopen”?", "\"reject\""],
    );
    one(
        &desk("ticket_number = \"random\""),
        "desk.ticket_number",
        &["\"increment\", \"date\" or \"date-checksum\""],
    );
    one(&queue("signature = \"nmae\""), "queue[0].signature", &["did you mean “name”?"]);
    one(&queue("plain_messages = \"answer\""), "queue[0].plain_messages", &["\"note\" or \"reply\""]);
    one(&desk("on_delete = \"forget\""), "desk.on_delete", &["\"hide\" or \"remove\""]);
    one(&desk("language = \"de\""), "desk.language", &["\"en\" or \"it\""]);
    one(&matrix("trust = \"cross_signed\""), "matrix.trust", &["did you mean “cross-signed”?"]);
}

#[test]
fn a_length_of_time_has_a_unit_and_a_range() {
    one(
        &queue("gather = \"5 apples\""),
        "queue[0].gather",
        &["\"5 apples\", which is no length of time", "\"20s\""],
    );
    one(&queue("settle = \"1h\""), "queue[0].settle", &["from 0s to 10m"]);
    one(&queue("reopen_within = \"0s\""), "queue[0].reopen_within", &["from 1m to"]);
}

#[test]
fn a_number_has_a_range() {
    one(&desk("system_id = 100"), "desk.system_id", &["found 100", "from 10 to 99"]);
    one(&desk("system_id = -1"), "desk.system_id", &["found -1"]);
    one(&desk("max_file_size = \"20 MeB\""), "desk.max_file_size", &["\"20 MeB\"", "MiB"]);
    one(&desk("max_file_size = 3"), "desk.max_file_size", &["from 1024 to"]);
}

#[test]
fn a_time_zone_is_told_its_neighbour() {
    one(&desk("time_zone = \"Europe/Roma\""), "desk.time_zone", &["did you mean “Europe/Rome”?"]);
    one(&desk("time_zone = \"Rome\""), "desk.time_zone", &["did you mean “Europe/Rome”?"]);
    one(&desk("time_zone = \"Middle-earth\""), "desk.time_zone", &["no time zone", "\"UTC\""]);
}

#[test]
fn a_prefix_ends_in_a_mark() {
    one(&desk("command_prefix = \"bot\""), "desk.command_prefix", &["the last of them a mark"]);
    one(&desk("command_prefix = \"! \""), "desk.command_prefix", &["without spaces"]);
}

#[test]
fn a_database_is_a_file_or_a_server() {
    one(&desk("database = \"mysql://x/y\""), "desk.database", &["mysql", "postgres://user@host"]);
    one(&desk("database = \"postgers://x/y\""), "desk.database", &["did you mean “postgres://”?"]);
    one(&desk("database = \"sqlite::memory:\""), "desk.database", &["names no file"]);
    one(&desk("database = \"sqlite://x.db?mode=ro\""), "desk.database", &["options"]);
    one(&desk("database = \"postgres://user@host\""), "desk.database", &["names no database"]);
    one(&desk("database_password = { env = \"GOOD\" }"), "desk.database_password", &["has no password"]);
    one(
        &desk("database = \"postgres://host/x\"\ndatabase_password = { env = \"GOOD\" }"),
        "desk.database_password",
        &["names no user"],
    );
}

#[test]
fn matrix_that_is_on_needs_a_server_an_account_and_a_password() {
    let report = refuse(&format!("[matrix]\nenabled = true\n{SMALL}"));
    let keys: Vec<&str> = report.mistakes().iter().map(|m| m.key.as_str()).collect();
    assert_eq!(keys, ["matrix.homeserver", "matrix.user", "matrix.password"]);
    assert!(report.mistakes().iter().all(|m| m.problem == "is missing"));
}

#[test]
fn a_homeserver_is_on_the_web() {
    one(&matrix("homeserver = \"matrix.example.org\""), "matrix.homeserver", &["no address"]);
    one(&matrix("homeserver = \"ftp://example.org\""), "matrix.homeserver", &["https:// or http://"]);
    one(&matrix("homeserver = \"htps://example.org\""), "matrix.homeserver", &["did you mean “https”?"]);
}

#[test]
fn discord_that_is_on_needs_a_token_and_a_server() {
    let report = refuse(&format!("[discord]\nenabled = true\n{SMALL}"));
    let keys: Vec<&str> = report.mistakes().iter().map(|m| m.key.as_str()).collect();
    assert_eq!(keys, ["discord.token", "discord.guild"]);
    assert!(report.mistakes().iter().all(|m| m.problem == "is missing"));
}

#[test]
fn a_discord_id_is_a_number_that_discord_gave() {
    for wrong in ["0", "-5", "9223372036854775808", "\"12a\"", "\"+12\"", "\"\"", "\"00\"", "\"Uni\""] {
        one(&discord(&format!("guild = {wrong}")), "discord.guild", &[wrong, "no Discord id", "Copy ID"]);
    }
    one(&discord("guild = true"), "discord.guild", &["found a boolean", "a server's id as"]);
    one(&discord("guild = 1.5"), "discord.guild", &["found a number, 1.5", "a server's id as"]);
    one(&discord("guild = [1, 0]"), "discord.guild[1]", &["found 0"]);
    let with = |account: &str| discord("guild = 1").replace("console = \"ada\"", account);
    one(&with("discord = \"@ada\""), "operator[0].discord", &["found \"@ada\"", "a person's id as"]);
    one(&with("discord = [7, 0]"), "operator[0].discord[1]", &["found 0", "a person's id as"]);
    let with = |channel: &str| discord("guild = 1").replace("console = \"help\"", channel);
    one(
        &with("discord = \"#help\""),
        "queue[0].channels[0].discord",
        &["found \"#help\"", "a channel's id as"],
    );
    one(&with("discord = [1]"), "queue[0].channels[0].discord", &["found a list", "a channel's id as"]);
}

#[test]
fn a_desk_on_discord_names_each_server_once() {
    one(&discord("guild = []"), "discord.guild", &["names no server"]);
    one(&discord("guild = [1, 2, \"1\"]"), "discord.guild[2]", &["found \"1\" a second time"]);
}

#[test]
fn another_address_of_discords_is_a_host_and_a_port() {
    for wrong in ["https://gateway.example.org", "gateway.example.org", "127.0.0.1:0", "a b:1", ":8443"] {
        one(
            &discord(&format!("connect_to = \"{wrong}\"")),
            "discord.connect_to",
            &[wrong, "\"127.0.0.1:8443\""],
        );
    }
    one(&discord("ca_file = \"gone\""), "discord.ca_file", &["/etc/sportello/gone can't be read"]);
    one(&discord("ca_file = \"secret\""), "discord.ca_file", &["no certificate"]);
    one(&discord("share_guilds = \"yes\""), "discord.share_guilds", &["true or false"]);
    one(&discord("guilds = 1"), "discord.guilds", &["did you mean “guild”?"]);
}

#[test]
fn a_role_of_operators_is_one_that_not_everybody_has() {
    let with = |role: &str| discord("guild = [1, 2]").replace("[\"ada\"]", &format!("[{{ {role} }}]"));
    one(&with("discord_role = 2"), "queue[0].operators[0].discord_role", &["found 2", "@everyone"]);
    one(&with("discord_role = \"staff\""), "queue[0].operators[0].discord_role", &["a role's id as"]);
    one(&with("discord_rol = 3"), "queue[0].operators[0].discord_rol", &["did you mean “discord_role”?"]);
    one(
        &with("discord_role = 3, matrix_room = \"!a:b\""),
        "queue[0].operators[0]",
        &["a group has one name, and here are 2"],
    );
    one(
        &SMALL.replace("[\"ada\"]", "[\"ada\", { discord_role = 3 }]"),
        "queue[0].operators[1].discord_role",
        &["discord is not enabled", "[discord]"],
    );
}

#[test]
fn questions_are_few_and_short() {
    one(&queue("questions = \"Which?\""), "queue[0].questions", &["found a text", "\"Since when?\""]);
    one(&queue("questions = [\"Which?\", \" \"]"), "queue[0].questions[1]", &["is empty"]);
    one(&queue("questions = [7]"), "queue[0].questions[0]", &["found a number, 7"]);
    one(&queue("questions = [{ fr = \"Quand?\" }]"), "queue[0].questions[0].fr", &["fr"]);
    let long = "?".repeat(201);
    one(
        &queue(&format!("questions = [\"{long}\"]")),
        "queue[0].questions[0]",
        &["201 characters", "at most 200"],
    );
    let many = vec!["\"?\""; 21].join(", ");
    one(&queue(&format!("questions = [{many}]")), "queue[0].questions[20]", &["at most 20 questions"]);
}

#[test]
fn an_account_is_spelt_as_its_platform_spells_it() {
    one(&matrix("user = \"help\""), "matrix.user", &["found \"help\"", "\"@help:example.org\""]);
    one(&SMALL.replace("console = \"ada\"", "matrix = \"ada\""), "operator[0].matrix", &["a Matrix id as"]);
    one(&SMALL.replace("console = \"ada\"", "console = \"ada l\""), "operator[0].console", &["no spaces"]);
}

#[test]
fn a_channel_is_on_one_platform_that_is_there() {
    let with = |channel: &str| SMALL.replace("{ console = \"help\" }", channel);
    one(
        &with("{ slack = 1 }"),
        "queue[0].channels[0].slack",
        &["a channel has no key “slack”", "matrix, discord, console"],
    );
    one(&with("{ matrx = \"#x:y\" }"), "queue[0].channels[0].matrx", &["did you mean “matrix”?"]);
    one(
        &with("{ matrix = \"#x:y\" }"),
        "queue[0].channels[0].matrix",
        &["matrix is not enabled", "[matrix]"],
    );
    one(&with("{ console = \"a\", matrix = \"#x:y\" }"), "queue[0].channels[0]", &["here are 2"]);
    one(&with("{}"), "queue[0].channels[0]", &["here are 0"]);
    one(&with("\"help\""), "queue[0].channels[0]", &["found a text, \"help\"", "{ console = \"help\" }"]);
}

#[test]
fn a_room_is_an_alias_or_an_id() {
    let text =
        matrix("user = \"@help:example.org\"").replace("{ console = \"help\" }", "{ matrix = \"help\" }");
    one(&text, "queue[0].channels[0].matrix", &["found \"help\"", "\"#help:example.org\""]);
}

#[test]
fn a_group_of_operators_is_no_alias() {
    let text = |room: &str| {
        matrix("user = \"@help:example.org\"")
            .replace("[\"ada\"]", &format!("[{{ matrix_room = \"{room}\" }}]"))
    };
    one(&text("#ops:example.org"), "queue[0].operators[0].matrix_room", &["an alias", "invite-only"]);
    one(&text("ops"), "queue[0].operators[0].matrix_room", &["found \"ops\""]);
    one(
        &SMALL.replace("[\"ada\"]", "[\"ada\", { matrix_room = \"!a:b\" }]"),
        "queue[0].operators[1].matrix_room",
        &["matrix is not enabled"],
    );
}

#[test]
fn a_mail_address_is_one() {
    one(
        &SMALL.replace("console = \"ada\"", "console = \"ada\"\nmail = \"ada\""),
        "operator[0].mail",
        &["no mail address"],
    );
    one(
        &format!("[mail]\nfrom = \"Desk\"\ntransport = {{ folder = \"x\" }}\n{SMALL}"),
        "mail.from",
        &["no sender"],
    );
}

#[test]
fn mails_leave_in_one_way() {
    one(&mail("{ }"), "mail.transport", &["no way for mails to leave", "sendmail"]);
    one(&mail("{ folder = \"a\", sendmail = \"b\" }"), "mail.transport", &["2 ways"]);
    one(&mail("{ folder = \"a\", ca_file = \"ca.pem\" }"), "mail.transport.ca_file", &["only a mail server"]);
    one(&mail("{ smpt = \"smtps://x\", folder = \"x\" }"), "mail.transport.smpt", &["did you mean “smtp”?"]);
    one(&mail("\"smtps://x\""), "mail.transport", &["found a text", "{ smtp ="]);
}

#[test]
fn a_mail_server_is_spelt_in_full() {
    one(&mail("{ smtp = \"https://x\" }"), "mail.transport.smtp", &["smtps:// or smtp://"]);
    one(&mail("{ smtp = \"smtp://x?tls=maybe\" }"), "mail.transport.smtp", &["STARTTLS"]);
    one(&mail("{ smtp = \"smtp://u@x\" }"), "mail.transport.smtp", &["there is no password"]);
    one(
        &mail("{ smtp = \"smtp://x\", password = { env = \"GOOD\" } }"),
        "mail.transport.smtp",
        &["names no user"],
    );
    one(
        &mail("{ smtp = \"smtp://x\", ca_file = \"gone\" }"),
        "mail.transport.ca_file",
        &["/etc/sportello/gone"],
    );
    one(
        &mail("{ smtp = \"smtp://x\", ca_file = \"secret\" }"),
        "mail.transport.ca_file",
        &["no certificate"],
    );
}

#[test]
fn a_template_needs_a_place_and_a_server() {
    let with = |lines: &str| mail(&format!("{{ folder = \"x\" }}\n{lines}"));
    let server = "mail_template_server = \"uni.example\"";
    one(&with("mail_template = \"{localpart}@u.org\""), "mail.mail_template_server", &["is missing"]);
    one(&with(server), "mail.mail_template_server", &["there is none"]);
    one(
        &with(&format!("mail_template = \"{{local}}@u.org\"\n{server}")),
        "mail.mail_template",
        &["{localpart}"],
    );
    one(
        &with(&format!("mail_template = \"{{localprat}}@u.org\"\n{server}")),
        "mail.mail_template",
        &["did you mean"],
    );
}

#[test]
fn a_secret_has_one_place_and_is_there() {
    one(&matrix("password = { env = \"NOT_SET\" }"), "matrix.password.env", &["NOT_SET is not set"]);
    one(&matrix("password = { env = \"EMPTY\" }"), "matrix.password.env", &["EMPTY is empty"]);
    one(
        &matrix("password = { file = \"gone\" }"),
        "matrix.password.file",
        &["/etc/sportello/gone can't be read"],
    );
    one(
        &matrix("password = { file = \"blank\" }"),
        "matrix.password.file",
        &["/etc/sportello/blank is empty"],
    );
    one(&matrix("password = { env = \"GOOD\", file = \"secret\" }"), "matrix.password", &["one place"]);
    one(&matrix("password = { }"), "matrix.password", &["one place"]);
}

#[test]
fn what_is_no_toml_is_said_with_its_place() {
    for (broken, line) in [("[desk\n", 1), ("\nname = \"x\n", 2), ("a = 1\na = 2\n", 2), ("x = = 3\n", 1)] {
        let report = refuse(broken);
        assert!(report.mistakes()[0].problem.starts_with("this is no TOML"), "{report}");
        assert_eq!(report.position(&report.mistakes()[0]).map(|p| p.0), Some(line), "{report}");
    }
}

#[test]
fn an_empty_file_is_told_what_is_needed() {
    let said = refuse("").render(false);
    assert!(said.contains("no chat platform") && said.contains("there is no queue"), "{said}");
}

#[test]
fn all_mistakes_come_at_once_in_the_order_of_the_text() {
    let report = refuse(
        "[desk]\nlanguage = \"de\"\ntime_zone = \"Europe/Roma\"\n[console]\nenabled = \"yes\"\n\
         [[operator]]\nname = \"ada\"\nconsole = \"ada\"\nemail = \"a@b.c\"\n\
         [[queue]]\nname = \"helpdesk\"\noperators = [\"adda\"]\ngather = 5\n",
    );
    let keys: Vec<&str> = report.mistakes().iter().map(|m| m.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "desk.language",
            "desk.time_zone",
            "console.enabled",
            "operator[0].email",
            "queue[0].operators[0]",
            "queue[0].gather"
        ]
    );
}

#[test]
fn a_report_names_file_line_and_column_and_shows_the_line() {
    let report = refuse(&desk("system_id = 100"));
    let shown = report.render(false);
    assert!(shown.contains("[bot.toml:2:13]"), "{shown}");
    assert!(shown.contains("system_id = 100"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no colours: {shown}");
    assert!(report.to_string().starts_with("bot.toml:2:13: desk.system_id: found 100 (allowed:"), "{report}");
}

#[test]
fn a_file_of_another_encoding_is_told_where_it_begins() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bot.toml");
    std::fs::write(&path, b"[desk]\nname = \"Servizio \xe8\"\n").expect("a file");
    let report = crate::config::load(&path, &|_| None).expect_err("it is Latin-1");
    assert!(report.to_string().contains(":2:18: not UTF-8"), "{report}");
}

#[test]
fn a_file_that_is_not_there_is_said_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bot.toml");
    let report = crate::config::load(&path, &|_| None).expect_err("there is no file");
    assert!(report.to_string().contains("can't be read"), "{report}");
    assert!(report.render(false).contains("--config FILE"));
}

#[test]
fn how_long_words_are_kept_is_a_length_of_time_or_never() {
    let retention = |line: &str| format!("[retention]\n{line}\n{SMALL}");
    one(&retention("closed_after = \"for ever\""), "retention.closed_after", &["no length of time"]);
    one(&retention("closed_after = \"1h\""), "retention.closed_after", &["1day"]);
    one(&retention("closed = \"1h\""), "retention.closed", &["closed_after"]);
    one(&retention("privacy_notice = { fr = \"Bonjour\" }"), "retention.privacy_notice.fr", &["en, it"]);
    one(&retention("privacy_notice = 3"), "retention.privacy_notice", &["a text in quotes"]);
}

#[test]
fn a_ticket_that_can_be_opened_again_keeps_its_words() {
    let text = format!("{SMALL}closed_after = \"7d\"\n");
    one(&text, "queue[0].closed_after", &["opened again for 14days", "at least reopen_within"]);
    super::accept(&format!("{SMALL}closed_after = \"7d\"\nreopen_within = \"7d\"\n"));
    super::accept(&format!("{SMALL}closed_after = \"7d\"\nfollow_up = \"new-ticket\"\n"));
}
