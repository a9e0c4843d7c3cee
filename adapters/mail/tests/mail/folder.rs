//! Mail as files: whole or not there, once, for nobody else to read.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sportello_chat::{Found, Outlet as _, SendError, Sent, Verdict};

use crate::support::{into_folder, mail, operation};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    files.sort();
    files
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[tokio::test]
async fn a_mail_is_one_file_that_only_the_desk_reads() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("data/mail");
    let outlet = into_folder(&folder);
    let (operation, attempt) = operation(&outlet, mail());

    let sent = outlet.perform(&operation, &attempt).await.expect("written");

    assert_eq!(sent, Sent::message("ticket.1001.2@example.org"));
    let files = files(&folder);
    assert_eq!(files, [folder.join("20261123T091405.250Z-0000000007-ticket.1001.2.eml")]);
    assert_eq!((mode(&folder), mode(&files[0])), (0o700, 0o600));
}

#[tokio::test]
async fn the_same_mail_written_again_is_the_same_file() {
    let home = tempfile::tempdir().expect("a folder");
    let outlet = into_folder(home.path());
    let (operation, attempt) = operation(&outlet, mail());

    outlet.perform(&operation, &attempt).await.expect("written");
    let first = fs::read(&files(home.path())[0]).expect("a file");
    outlet.perform(&operation, &attempt).await.expect("written again");

    let files = files(home.path());
    assert_eq!(files.len(), 1);
    assert_eq!(fs::read(&files[0]).expect("a file"), first);
}

#[tokio::test]
async fn a_mail_of_unknown_outcome_is_found_by_its_file() {
    let home = tempfile::tempdir().expect("a folder");
    let outlet = into_folder(home.path());
    let (operation, attempt) = operation(&outlet, mail());

    assert_eq!(outlet.find(&operation, &attempt).await.expect("asked"), Found::Absent);
    let sent = outlet.perform(&operation, &attempt).await.expect("written");
    assert_eq!(outlet.find(&operation, &attempt).await.expect("asked"), Found::Found(sent));
}

#[tokio::test]
async fn a_folder_that_can_not_be_made_is_tried_again_later() {
    let home = tempfile::tempdir().expect("a folder");
    let blocked = home.path().join("file");
    fs::write(&blocked, "").expect("a file");
    let outlet = into_folder(&blocked.join("mail"));
    let (operation, attempt) = operation(&outlet, mail());

    let answer = outlet.perform(&operation, &attempt).await;

    assert!(matches!(answer, Err(SendError::Retry { .. })), "{answer:?}");
    assert_eq!(outlet.check().await[0].verdict, Verdict::Missing);
}

#[tokio::test]
async fn check_leaves_no_trace() {
    let home = tempfile::tempdir().expect("a folder");
    let there = into_folder(home.path()).check().await;
    let not_yet = into_folder(&home.path().join("a/b")).check().await;

    assert_eq!((there[0].verdict, not_yet[0].verdict), (Verdict::Fine, Verdict::Fine));
    assert_eq!(files(home.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_mail_that_can_not_be_addressed_is_refused_for_good() {
    let home = tempfile::tempdir().expect("a folder");
    let outlet = into_folder(home.path());
    for to in ["mia", "mia@example.org\r\nBcc: all@example.org", "mia@exa mple.org", ""] {
        let (operation, attempt) = operation(&outlet, sportello_chat::Mail { to: to.into(), ..mail() });
        let answer = outlet.perform(&operation, &attempt).await;
        assert!(
            matches!(&answer, Err(SendError::Permanent { cause }) if cause.contains("not a mail address")),
            "{to:?}: {answer:?}"
        );
    }
    assert_eq!(files(home.path()), Vec::<PathBuf>::new());
}
