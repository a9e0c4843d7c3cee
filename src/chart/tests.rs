//! Pictures and tables of usual figures, and of unusual ones.

use super::{Ages, Caption, Class, Day, Flow, HEIGHT, Measure, ROWS, Row, Span, Times, WIDTH};

fn caption(title: &str) -> Caption {
    Caption {
        title: title.into(),
        subtitle: "IT help desk · 27 Oct – 23 Nov 2026".into(),
        nothing: "No tickets in this time.".into(),
    }
}

pub(super) fn flow(days: usize) -> Flow {
    let mut backlog: u64 = 14;
    let day = |n: usize| {
        let weekend = n % 7 > 4;
        let opened = if weekend { n % 2 } else { 5 + n * 7 % 6 } as u64;
        let closed = if weekend { 0 } else { 4 + n * 5 % 7 } as u64;
        backlog = (backlog + opened).saturating_sub(closed);
        Day { label: format!("{} Nov", n % 30 + 1), opened, closed, backlog }
    };
    Flow {
        caption: caption("Opened and closed"),
        opened: "opened".into(),
        closed: "closed".into(),
        backlog: "backlog".into(),
        days: (0..days).map(day).collect(),
    }
}

fn span(minutes: u64) -> Span {
    let label = match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, m) => format!("{m} min"),
        (0, h, m) => format!("{h} h {m} min"),
        (d, h, _) => format!("{d} d {h} h"),
    };
    Span { seconds: minutes as f64 * 60.0, label }
}

pub(super) fn times(rows: usize) -> Times {
    let names = [
        "IT help desk",
        "Accounts and passwords",
        "Printing",
        "ada",
        "otto",
        "Network",
        "Rooms",
        "Telephones and conferences of the whole house",
        "Purchases",
        "Web",
        "More",
        "Most",
    ];
    let measure = |name: &str, factor: u64| Measure {
        name: name.into(),
        rows: (0..rows)
            .map(|n| {
                let median = (n as u64 * 37 % 50 + 4) * factor;
                Row {
                    name: names[n % names.len()].into(),
                    median: span(median),
                    ninetieth: span(median * (3 + n as u64 % 3)),
                    tickets: 12 + n as u64,
                }
            })
            .collect(),
    };
    Times {
        caption: caption("How long it took"),
        median: "median".into(),
        ninetieth: "nine of ten".into(),
        tickets: "tickets".into(),
        measures: vec![measure("First response", 1), measure("Solution", 23)],
    }
}

pub(super) fn ages(classes: &[(&str, u64)]) -> Ages {
    Ages {
        caption: caption("Backlog by age"),
        age: "age".into(),
        tickets: "tickets".into(),
        classes: classes
            .iter()
            .map(|(label, tickets)| Class { label: (*label).into(), tickets: *tickets })
            .collect(),
    }
}

const USUAL: [(&str, u64); 6] = [
    ("less than a day", 12),
    ("1–3 days", 9),
    ("3–7 days", 4),
    ("1–2 weeks", 5),
    ("2–4 weeks", 1),
    ("older", 2),
];

/// Size and pixels of a PNG.
fn read(png: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("a picture");
    assert_eq!((info.width, info.height), (WIDTH, HEIGHT));
    assert_eq!(info.color_type, png::ColorType::Rgba);
    pixels
}

/// Keeps the pictures for looking at, if asked to.
fn keep(name: &str, png: &[u8]) {
    if let Some(folder) = std::env::var_os("CHARTS") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), png).expect("a folder");
    }
}

/// How many pixels have a colour of their own, about.
fn ink(pixels: &[u8]) -> usize {
    pixels.chunks_exact(4).filter(|p| p[3] == 255 && p[..3] != [251, 250, 248]).count()
}

#[test]
fn usual_figures_make_small_pictures() {
    let pictures =
        [("flow", flow(28).picture()), ("times", times(6).picture()), ("ages", ages(&USUAL).picture())];
    for (name, png) in pictures {
        let png = png.expect("a picture");
        keep(name, &png);
        assert!(png.len() < 60_000, "{name} has {} bytes", png.len());
        assert!(ink(&read(&png)) > 10_000, "{name} is empty");
    }
}

#[test]
fn the_paper_is_opaque_and_its_corners_are_round() {
    let pixels = read(&ages(&USUAL).picture().expect("a picture"));
    let alpha = |x: u32, y: u32| pixels[((y * WIDTH + x) * 4 + 3) as usize];
    for (x, y) in [(0, 0), (WIDTH - 1, 0), (0, HEIGHT - 1), (WIDTH - 1, HEIGHT - 1)] {
        assert_eq!(alpha(x, y), 0);
        assert_eq!(alpha(WIDTH - 1 - x, HEIGHT / 2), 255);
    }
}

#[test]
fn words_are_drawn_without_any_font_of_the_machine() {
    let blank = Caption::default();
    let without = Ages { caption: blank, ..Ages::default() };
    let with =
        Ages { caption: Caption { nothing: "Nothing".into(), ..Caption::default() }, ..Ages::default() };
    assert_eq!(ink(&read(&without.picture().expect("a picture"))), 0);
    assert!(ink(&read(&with.picture().expect("a picture"))) > 200);
}

#[test]
fn nothing_single_things_and_huge_things_are_drawn() {
    let long = "Ünïversità degli studi — 🖥️ \u{202e}gnol yrev\n".repeat(2_000);
    let mut long_times = times(40);
    for measure in &mut long_times.measures {
        measure.name.clone_from(&long);
        for row in &mut measure.rows {
            row.name.clone_from(&long);
            row.median.label.clone_from(&long);
            row.ninetieth.label.clone_from(&long);
        }
    }
    long_times.median.clone_from(&long);
    long_times.ninetieth.clone_from(&long);
    long_times.caption.title.clone_from(&long);
    long_times.caption.subtitle.clone_from(&long);
    let mut numberless = times(4);
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -5.0, f64::MAX, f64::MIN_POSITIVE, 0.0, -0.0];
    for (row, seconds) in numberless.measures.iter_mut().flat_map(|m| &mut m.rows).zip(odd) {
        row.median.seconds = seconds;
        row.ninetieth.seconds = seconds;
    }
    let mut huge = flow(3);
    huge.days[1] = Day { label: long.clone(), opened: u64::MAX, closed: u64::MAX, backlog: u64::MAX };
    let mut spiky = flow(5_000);
    spiky.days[2_000].opened = 90;
    let pictures = [
        ("flow-0", flow(0).picture()),
        ("flow-1", flow(1).picture()),
        ("flow-2", flow(2).picture()),
        ("flow-90", flow(90).picture()),
        ("flow-365", flow(365).picture()),
        ("flow-5000", spiky.picture()),
        ("flow-20000", flow(20_000).picture()),
        ("flow-huge", huge.picture()),
        ("times-0", times(0).picture()),
        ("times-1", times(1).picture()),
        ("times-rows", times(ROWS).picture()),
        ("times-long", long_times.picture()),
        ("times-odd", numberless.picture()),
        ("times-none", Times::default().picture()),
        ("ages-0", ages(&[]).picture()),
        ("ages-zero", ages(&[("young", 0), ("old", 0)]).picture()),
        ("ages-1", ages(&[("young", 1)]).picture()),
        ("ages-huge", ages(&[(long.as_str(), u64::MAX), ("b", 1), ("日本語 кириллица", 3)]).picture()),
        ("ages-many", ages(&[("class", 7); 50]).picture()),
    ];
    for (name, png) in pictures {
        let png = png.unwrap_or_else(|error| panic!("{name}: {error}"));
        keep(name, &png);
        assert!(png.len() < 120_000, "{name} has {} bytes", png.len());
        assert!(name == "times-none" || ink(&read(&png)) > 500, "{name} is empty");
    }
}

#[test]
fn tables_tell_the_same_figures() {
    assert_eq!(
        ages(&[("less than a day", 12), ("older", 2)]).table(2_000),
        "```\nage              tickets\nless than a day       12\nolder                  2\n```"
    );
    assert_eq!(
        flow(2).table(2_000),
        "```\n       opened  closed  backlog\n1 Nov       5       4       15\n2 Nov       6       9       12\n```"
    );
    assert_eq!(
        times(1).table(2_000),
        "```\n\
         First response      median  nine of ten  tickets\n\
         IT help desk         4 min       12 min       12\n\n\
         Solution            median  nine of ten  tickets\n\
         IT help desk    1 h 32 min   4 h 36 min       12\n```"
    );
    assert_eq!(ages(&[]).table(2_000), "No tickets in this time.");
}

#[test]
fn tables_keep_to_their_room_and_their_block() {
    let evil = "a```b\n`c \u{202e}日本語e\u{301}\u{301}\u{301} @everyone".repeat(50);
    let mut named = times(30);
    for row in named.measures.iter_mut().flat_map(|m| &mut m.rows) {
        row.name.clone_from(&evil);
    }
    for limit in [0, 1, 10, 50, 200, 1_000, 1_999, 2_000] {
        for table in [
            flow(400).table(limit),
            times(40).table(limit),
            named.table(limit),
            ages(&[(evil.as_str(), 1); 99]).table(limit),
        ] {
            assert!(table.chars().count() <= limit, "{limit}: {table}");
            assert!(table.is_empty() || table.matches("```").count() == 2, "{limit}: {table}");
        }
    }
    let table = flow(400).table(2_000);
    assert!(table.contains("\n…\n"), "{table}");
    let last = flow(400).days.pop().expect("a day");
    assert!(table.contains(&format!("\n{}", last.label)), "{table}");
    assert!(table.len() > 1_900, "{}: {table}", table.len());
}
