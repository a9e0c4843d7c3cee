//! A server process that can't outlive the test process, nor leave its folder behind.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Runs the server and reads one line from its input, which the test process holds open: the end of
/// that process, by whatever cause, ends the input, then the server, then the folder. Only a line
/// with a signal's name ends the server by that signal and spares the folder.
///
/// A signal on the parent's death (`PR_SET_PDEATHSIG`) would not do: it comes when the *thread* that
/// started the server ends, and each test has its own.
const WATCH: &str = r#"
dir=$1 signal=$2; shift 2
"$@" </dev/null >>"$dir/output" 2>&1 &
server=$!
echo $server
exec >/dev/null
read -r word
kill -s "${word:-$signal}" $server
# A signal that comes before the server can take it is lost.
{ sleep 10; kill -s KILL $server; } &
wait $server
kill $!
[ -z "$word" ] || exit
# What the server itself has started may write to its last moment.
for _ in 1 2 3 4 5 6 7 8 9; do
    rm -rf "$dir" && exit
    sleep 0.2
done
"#;

/// A running server.
pub struct Guarded {
    watch: Child,
    server: u32,
    dir: PathBuf,
}

impl Guarded {
    /// Starts `command` with its output going to `output` in `dir`. When it is to end, it gets
    /// `signal` (a name that `kill -s` knows), and `dir` is removed.
    ///
    /// # Errors
    /// The shell could not be started.
    pub fn start(dir: &Path, signal: &str, command: &[&str]) -> std::io::Result<Self> {
        let mut watch = Command::new("sh")
            .args(["-c", WATCH, "sh"])
            .arg(dir)
            .arg(signal)
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A Ctrl-C at the terminal is for the tests; the watch ends the server by itself.
            .process_group(0)
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = watch.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let server = line.trim().parse().map_err(std::io::Error::other)?;
        Ok(Self { watch, server, dir: dir.to_owned() })
    }

    /// Whether the server still runs; a process that has ended is a zombie until the watch looks.
    pub fn is_running(&self) -> bool {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", self.server)) else { return false };
        // The state follows the program's name, which stands in parentheses and may contain some.
        !stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'))
    }

    /// What the server has printed.
    pub fn output(&self) -> String {
        std::fs::read_to_string(self.dir.join("output")).unwrap_or_default()
    }

    /// Ends the server by `signal` and leaves its folder, to be started there again.
    pub fn stop(mut self, signal: &str) {
        if let Some(input) = &mut self.watch.stdin {
            // A watch that is gone has nothing left to stop.
            let _ = writeln!(input, "{signal}");
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}
