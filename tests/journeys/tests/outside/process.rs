//! The shop in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Three ports in a row that nobody uses: the shop's and the two providers'.
pub fn free_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if port < u16::MAX - 2 && is_free(port + 1) && is_free(port + 2) {
            return port;
        }
    }
}

/// Where the shop and its first provider are.
pub fn addresses(port: u16) -> (String, String) {
    (format!("http://localhost:{port}"), format!("http://localhost:{}", port + 1))
}

/// A process, which ends with this value at the latest.
pub struct Process(Child);

impl Process {
    /// Starts the shop and waits until it sells.
    pub fn start(folder: &Path, port: u16) -> Self {
        let mut process = Self::starting(folder, port);
        process.until_ready();
        process
    }

    /// A shop that has begun to start.
    pub fn starting(folder: &Path, port: u16) -> Self {
        Self::of(Command::new(env!("CARGO_BIN_EXE_shop-under-test")), folder, port)
    }

    /// A shop that is started by this command.
    pub fn of(mut command: Command, folder: &Path, port: u16) -> Self {
        let command = command.arg(folder).arg(port.to_string()).stdout(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Waits until it sells.
    pub fn until_ready(&mut self) {
        let mut line = String::new();
        BufReader::new(self.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("ready"), "{line}");
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Kills it. On Unix this is SIGKILL: nothing is flushed and nobody says good-bye.
    pub fn kill(mut self) {
        assert!(self.0.try_wait().unwrap().is_none(), "the shop had ended by itself");
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // After `kill` there is nobody left: then this does nothing.
        if self.0.kill().is_ok() {
            self.0.wait().unwrap();
        }
    }
}
