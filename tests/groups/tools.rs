//! Kafka's own tools, many runs in one JVM, and the words that they print.

use crate::support::{java, peers_dir};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A JVM that runs tools.
pub struct Tools {
    child: Child,
    stdin: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    bootstrap: String,
}

impl Tools {
    pub fn start(bootstrap: &str) -> Self {
        let home = peers_dir().join("kafka-4.3.1");
        let mut command = java::java("256m");
        // The tools' own classes come before the driver's, which is compiled against them.
        let path = format!("{}/*:{}", home.join("libs").display(), home.join("classes").display());
        let mut child = command
            .env("CLASSPATH", &path)
            .args(["-cp", &path, "Tools"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java runs");
        let stdin = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, stdin, answers, bootstrap: bootstrap.to_owned() }
    }

    /// Runs a tool; its exit status, and all that it printed.
    pub fn run(&mut self, tool: &str, args: &[&str]) -> (i64, String) {
        let args: Vec<&str> = ["--bootstrap-server", &self.bootstrap].into_iter().chain(args.iter().copied()).collect();
        let line = json!({"class": java::class(tool), "args": args});
        writeln!(self.stdin, "{line}").and_then(|()| self.stdin.flush()).expect("the JVM reads");
        let answer = self.answers.next().expect("the JVM answers").expect("a line");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        (answer["exit"].as_i64().expect("a status"), answer["out"].as_str().expect("a text").to_owned())
    }

    /// Runs a tool that must succeed.
    #[track_caller]
    pub fn text(&mut self, tool: &str, args: &[&str]) -> String {
        let (status, text) = self.run(tool, args);
        assert!(status == 0 && !text.contains("Error: "), "{tool} {args:?}: {status}\n{text}");
        text
    }

    /// The rows of a table that a tool prints, each with its cells.
    #[track_caller]
    pub fn rows(&mut self, tool: &str, args: &[&str]) -> Vec<Vec<String>> {
        let text = self.text(tool, args);
        let is_row = |line: &&str| !["GROUP ", "Consumer group "].iter().any(|other| line.starts_with(other));
        let rows = text.lines().filter(|line| !line.trim().is_empty()).filter(is_row);
        rows.map(|row| row.split_whitespace().map(str::to_owned).collect()).collect()
    }
}

impl Drop for Tools {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
