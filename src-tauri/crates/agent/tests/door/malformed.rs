//! B6: a hundred thousand requests that are wrong in some way.

use crate::agent::Agent;
use crate::wire_client::{Client, request};

const REQUESTS: u32 = 100_000;
const CLIENTS: u32 = 4;

/// The same numbers at each run (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..=self.below(most)).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }

    /// A request that is wrong in one way or another.
    fn request(&mut self) -> Vec<u8> {
        match self.below(40) {
            0 => self.of(BROKEN).as_bytes().to_vec(),
            1 => [self.bytes(200), b"\r\n\r\n".to_vec()].concat(),
            2 => {
                let body = self.bytes(300);
                request("POST", self.of(TARGETS), "application/json", &body)
            }
            _ => {
                let (method, target) = (self.of(METHODS), self.of(TARGETS));
                let (media_type, body) = (self.of(MEDIA_TYPES), self.of(BODIES));
                request(method, target, media_type, body.as_bytes())
            }
        }
    }
}

const METHODS: &[&str] = &["GET", "POST", "DELETE", "PUT", "PATCH", "HEADER", "get", "QUERY"];
const TARGETS: &[&str] = &[
    "/v1/accounts/x/token",
    "/v1/accounts/x/refused",
    "/v1/accounts/x",
    "/v1/accounts/%00/renew",
    "/v1/providers/x",
    "/v1/sign-ins/x?after=y",
    "/v1/sign-ins/x/callback",
    "/v1/sign-ins",
    "/v1/grants/%2e%2e",
    "/v1/activity?limit=x",
    "/v1/activity?kind=%ff",
    "/v1/hand-over",
    "/v1/nothing",
    "/%",
    "/v1/accounts//token",
    "*",
    "/v1/accounts/x?in_browser=2",
];
const MEDIA_TYPES: &[&str] =
    &["application/json", "text/html", "", "application/json;", "multipart/form-data; boundary=x"];
const BODIES: &[&str] = &[
    "{",
    "null",
    "[]",
    "1e999",
    "\"\"",
    "{\"scopes\":1}",
    "{\"min_valid\":1.5}",
    "{\"wait\":null}",
    "{\"\\u0000\":1}",
    "{\"token_hash\":{}}",
    "{\"provider\":\"x\",\"handle\":[]}",
    "{\"name\":\"x\",\"name\":\"y\"}",
    "\u{feff}{}",
];
/// What is no HTTP at all, or two things at once.
const BROKEN: &[&str] = &[
    "\r\n\r\n\r\nX\r\n\r\n",
    "GET\r\n\r\n",
    "GET /v1/status\r\n\r\n",
    "GET /v1/status HTTP/9.9\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\nHost\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\n: x\r\n\r\n",
    "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
    "POST /v1/providers HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "POST /v1/providers HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "POST /v1/providers HTTP/1.1\r\nContent-Length: 1e3\r\n\r\n",
    "POST /v1/providers HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: identity\r\n\r\nabcde",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
    "GET http://[::1 HTTP/1.1\r\n\r\n",
    "GET /\u{7f} HTTP/1.1\r\n\r\n",
];

#[test]
fn b06_a_hundred_thousand_malformed_requests_are_client_errors() {
    let agent = &Agent::new();
    let answered: u32 = std::thread::scope(|scope| {
        let clients: Vec<_> =
            (1..=CLIENTS).map(|seed| scope.spawn(move || malformed(agent, Numbers(seed.into())))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    assert!(answered > REQUESTS * 95 / 100, "{answered} were answered");
    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200);
}

/// Sends a client's share, and counts the replies.
fn malformed(agent: &Agent, mut numbers: Numbers) -> u32 {
    let (mut client, mut answered) = (agent.connect(), 0);
    for _ in 0..REQUESTS / CLIENTS {
        let bytes = numbers.request();
        client.send(&bytes);
        match client.reply() {
            Some(reply) => {
                answered += 1;
                assert!((400..500).contains(&reply.status), "{}: {reply:?}", bytes.escape_ascii());
                if reply.header("connection") == Some("close") {
                    client = agent.connect();
                }
            }
            // What can't even be told from a broken connection gets no reply.
            None => client = agent.connect(),
        }
    }
    answered
}

#[test]
fn b06_a_request_cut_off_anywhere_harms_nobody() {
    let agent = Agent::new();
    let whole = request("POST", "/v1/accounts/x/token", "application/json", b"{\"scopes\":[\"a\"]}");
    for end in 0..whole.len() {
        let mut client: Client = agent.connect();
        client.send(&whole[..end]);
    }
    assert_eq!(agent.connect().ask("GET", "/v1/status").status, 200);
}
