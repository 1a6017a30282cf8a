//! SIGTERM under load, against the real program.

use crate::program::{Installation, get};
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

#[test]
fn accepted_requests_finish_and_the_process_ends_in_time() {
    let installation = Installation::new();
    let server = installation.serve();
    let (over, answered, cut) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let address = server.address();
    let load: Vec<_> = (0..12)
        .map(|_| {
            let (over, answered, cut) = (Arc::clone(&over), Arc::clone(&answered), Arc::clone(&cut));
            std::thread::spawn(move || {
                while !over.load(Ordering::SeqCst) {
                    match get(address, "/sign-in") {
                        // A page is whole when its end is there.
                        Some(page) if page.starts_with("HTTP/1.1 200") && page.contains("</html>") => {
                            answered.fetch_add(1, Ordering::SeqCst);
                        }
                        Some(_) => {
                            cut.fetch_add(1, Ordering::SeqCst);
                        }
                        // Not accepted any more.
                        None => std::thread::park_timeout(Duration::from_millis(5)),
                    }
                }
            })
        })
        .collect();
    let busy = Instant::now() + Duration::from_mins(1);
    while answered.load(Ordering::SeqCst) < 50 {
        assert!(Instant::now() < busy, "the server answers nothing");
        std::thread::park_timeout(Duration::from_millis(10));
    }
    // A request that has begun when the signal comes, and ends after it.
    let mut begun = TcpStream::connect(address).unwrap();
    begun.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    begun.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n").as_bytes()).unwrap();
    std::thread::park_timeout(Duration::from_millis(200));

    let asked = Instant::now();
    server.terminate();
    std::thread::park_timeout(Duration::from_millis(200));
    // It may have been told that nothing more is wanted on this connection; what it must not be is cut in half.
    let _ = begun.write_all(b"\r\n");
    let mut answer = String::new();
    let _ = begun.read_to_string(&mut answer);
    let (code, log) = server.ended(Duration::from_secs(30));
    let took = asked.elapsed();
    over.store(true, Ordering::SeqCst);
    for thread in load {
        thread.join().unwrap();
    }
    assert_eq!(code, Some(0), "{log:?}");
    assert!(took < Duration::from_secs(30), "{took:?}");
    assert_eq!(cut.load(Ordering::SeqCst), 0, "no answer was cut");
    assert!(answer.is_empty() || answer.ends_with("ok\n"), "{answer}");
    assert!(log.iter().any(|line| line.contains("every accepted request was answered")), "{log:?}");
}

#[test]
fn a_server_does_not_start_with_keys_of_another_database() {
    let installation = Installation::new();
    drop(installation.serve());
    let store = crate::backups::open(&installation.path("agent.db"));
    tokio::runtime::Runtime::new().unwrap().block_on(crate::backups::crowd(&store, 3));
    drop(store);
    let refused = installation.run(&["serve"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("not the one this database was encrypted with"), "{said}");
}
