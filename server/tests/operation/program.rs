//! The real program, in a folder of its own.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// An installation: database, keys and configuration in one folder.
pub(crate) struct Installation {
    folder: tempfile::TempDir,
    pub(crate) address: SocketAddr,
}

impl Installation {
    /// As a developer's machine has it, on a free port.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config");
        fs::create_dir(folder.path().join("config")).unwrap();
        for file in ["config.json", "header.json", "payload.json", "prompts.json"] {
            fs::copy(shipped.join(file), folder.path().join("config").join(file)).unwrap();
        }
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        Self { address: free.local_addr().unwrap(), folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jira-agent"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("APP_MODE", "development")
            .env("DATABASE_URL", format!("sqlite:{}", self.path("agent.db").display()))
            .env("LISTEN_ADDRESS", self.address.to_string())
            .env("LOG_LEVEL", "info")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts the server and waits until it is ready.
    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Starts the server with more in its environment, and waits until it is ready.
    pub(crate) fn serve_with(&self, environment: &[(&str, &str)]) -> Server {
        let mut command = self.command(&["serve"]);
        command.envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stdout.take().unwrap());
        // Read all the time, or a full pipe would stop the server.
        let reader = std::thread::spawn(move || log.lines().map_while(Result::ok).collect::<Vec<_>>());
        let server = Server { child, address: self.address, reader: Some(reader) };
        let patience = Instant::now() + Duration::from_mins(1);
        while !server.get("/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            assert!(Instant::now() < patience, "the server does not get ready");
            std::thread::park_timeout(Duration::from_millis(50));
        }
        server
    }

    /// Starts a process that only works on jobs.
    #[cfg(feature = "postgres")]
    pub(crate) fn work_with(&self, environment: &[(&str, &str)]) -> Worker {
        let mut command = self.command(&["worker"]);
        command.envs(environment.iter().copied());
        Worker(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }
}

/// A process that only works on jobs; killed when dropped.
#[cfg(feature = "postgres")]
pub(crate) struct Worker(Child);

#[cfg(feature = "postgres")]
impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    reader: Option<std::thread::JoinHandle<Vec<String>>>,
}

impl Server {
    /// A whole answer, or nothing when there was no connection or it broke.
    pub(crate) fn get(&self, path: &str) -> Option<String> {
        get(self.address, path)
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Its exit code and what it logged, once it has ended by itself.
    pub(crate) fn ended(mut self, within: Duration) -> (Option<i32>, Vec<String>) {
        let patience = Instant::now() + within;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None => assert!(Instant::now() < patience, "the server does not end"),
            }
            std::thread::park_timeout(Duration::from_millis(20));
        };
        (status.code(), self.reader.take().unwrap().join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A whole answer, or nothing when there was no connection or it broke.
pub(crate) fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(40))).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (!answer.is_empty()).then_some(answer)
}

/// A PostgreSQL database of one test.
#[cfg(feature = "postgres")]
pub(crate) struct Throwaway {
    server: String,
    name: String,
    pub(crate) address: url::Url,
}

#[cfg(feature = "postgres")]
impl Throwaway {
    /// `None` where no server was given; on CI that is a failure.
    pub(crate) fn new() -> Option<Self> {
        use secrets::{OsRandomness, Randomness};
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "on CI this has to run: set TEST_POSTGRES_URL"
            );
            return None;
        };
        let mut random = [0_u8; 6];
        OsRandomness.fill(&mut random);
        let name = random.iter().fold("throwaway_".to_owned(), |name, byte| format!("{name}{byte:02x}"));
        let mut address: url::Url = server.parse().unwrap();
        address.set_path(&name);
        let database = Self { server, name, address };
        database.psql(&format!("CREATE DATABASE {}", database.name));
        Some(database)
    }

    fn psql(&self, command: &str) {
        let done =
            Command::new("psql").args([&self.server, "--quiet", "--command", command]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[cfg(feature = "postgres")]
impl Drop for Throwaway {
    fn drop(&mut self) {
        self.psql(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
