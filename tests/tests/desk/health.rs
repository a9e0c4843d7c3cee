//! How the desk is, as machines ask for it.

use std::sync::Arc;

use serde_json::Value;
use sportello_chat::{Host, Outlet};
use sportello_tests::{Fault, Harness, on_both_databases};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::scenes::{taken_by_ada, vpn_is_down};

/// Status and body of the answer to one GET.
async fn get(desk: &Harness, path: &str) -> (u16, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let stop = CancellationToken::new();
    let served = tokio::spawn(sportello::web::serve(listener, Arc::clone(desk.desk()), stop.clone()));
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    stop.cancel();
    served.await.expect("it ends").expect("it ends well");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
    (status, body.to_owned())
}

async fn readiness(desk: &Harness) -> (u16, Value) {
    let (status, body) = get(desk, "/readyz").await;
    (status, serde_json::from_str(&body).expect("JSON"))
}

fn all_connected(desk: &Harness) {
    for chat in [desk.alpha(), desk.beta()] {
        desk.desk().connected(&chat.platform(), true);
    }
}

on_both_databases! {
    async fn the_program_lives_as_long_as_it_answers(desk) {
        assert_eq!(get(desk, "/healthz").await, (200, "ok\n".to_owned()));
    }

    async fn the_desk_is_ready_once_every_platform_is_connected(desk) {
        let (status, told) = readiness(desk).await;
        assert_eq!((status, &told["ready"]), (503, &Value::Bool(false)), "{told}");
        all_connected(desk);
        let (status, told) = readiness(desk).await;
        assert_eq!((status, &told["ready"]), (200, &Value::Bool(true)), "{told}");
        desk.desk().connected(&desk.alpha().platform(), false);
        let (status, told) = readiness(desk).await;
        assert_eq!(status, 503);
        assert_eq!(told["platforms"]["alpha"]["connected"], false, "{told}");
        assert!(told["platforms"]["alpha"]["since"].is_string(), "{told}");
    }

    async fn a_mail_server_that_is_away_is_told_and_makes_no_desk_unready(desk) {
        desk.may_owe();
        all_connected(desk);
        desk.mail().faults.plan(100, Fault::Retry(None), |_| true);
        taken_by_ada(desk).await;
        desk.advance_seconds(300).await;
        let (status, told) = readiness(desk).await;
        assert_eq!(status, 200);
        assert_eq!(told["undelivered"][0]["platform"], "mail", "{told}");
    }

    async fn the_figures_count_what_happened(desk) {
        vpn_is_down(desk).await;
        let (status, text) = get(desk, "/metrics").await;
        assert_eq!(status, 200);
        for line in [
            "sportello_events_total{platform=\"alpha\",outcome=\"stored\"} 1",
            "sportello_tickets{queue=\"helpdesk\",state=\"new\"} 1",
            "sportello_deadlines_late 0",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("VPN"), "no word of anybody's");
    }
}
