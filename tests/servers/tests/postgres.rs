//! The database server gives each test a database of its own.

use std::process::Command;

use sportello_test_servers::postgres;

fn ask(url: &str, sql: &str) -> String {
    let output = Command::new("psql").args(["-X", "-A", "-t", "-c", sql, url]).output().expect("psql runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test]
async fn two_tests_do_not_see_each_other() {
    let server = postgres::shared().await;
    let (first, second) = tokio::join!(server.database(), server.database());

    ask(&first, "create table ticket (number int)");

    assert_eq!(ask(&first, "select count(*) from ticket"), "0");
    assert_eq!(ask(&second, "select to_regclass('ticket') is null"), "t");
}
