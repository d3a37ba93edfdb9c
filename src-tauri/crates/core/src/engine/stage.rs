//! A profile with accounts that are due, and a token endpoint that answers when it is let.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use lanyard_vault::testing::{FaultyVault, MemoryVault};
use lanyard_vault::{Entry, Generations, Vault as _, VaultKind};
use rusqlite::params;
use secrecy::{ExposeSecret, SecretString};

use crate::program::Consent;
use crate::store::{Store, vault};
use crate::view::ErrorView;
use crate::{Browser, BrowserError, Clock, Engine, EngineParts, Home};

/// How long a test waits for what has to come.
const SOON: Duration = Duration::from_secs(10);

/// Waits for something, with a deadline.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + SOON;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A profile's folder and keychain, and the provider of its accounts.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    pub(crate) vault: FaultyVault,
    memory: MemoryVault,
    pub(crate) provider: TokenEndpoint,
}

impl Stage {
    /// With accounts `a0`, `a1`, …, whose first refresh tokens are `a0-1`, `a1-1`, ….
    pub(crate) fn with(accounts: usize) -> Self {
        Self::with_vault(VaultKind::Keychain, accounts)
    }

    /// The same, with the refresh tokens in a vault that passes for one of this kind.
    pub(crate) fn with_vault(kind: VaultKind, accounts: usize) -> Self {
        let memory = MemoryVault::new().of_kind(kind);
        let vault = FaultyVault::around(Arc::new(memory.clone()));
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
            vault,
            memory,
            provider: TokenEndpoint::open("127.0.0.1:0".parse().unwrap()),
        };
        stage.seed(accounts);
        stage
    }

    pub(crate) fn home(&self) -> Home {
        Home::named(self.folder.path().join("profile"), "/nonexistent/policy.toml".into())
    }

    pub(crate) async fn open(&self, clock: Arc<dyn Clock>) -> Result<Engine, ErrorView> {
        self.open_with(clock, Consent::Window).await
    }

    pub(crate) async fn open_with(
        &self,
        clock: Arc<dyn Clock>,
        consent: Consent,
    ) -> Result<Engine, ErrorView> {
        Engine::open(self.parts(clock, consent)).await
    }

    pub(crate) fn parts(&self, clock: Arc<dyn Clock>, consent: Consent) -> EngineParts {
        EngineParts {
            home: self.home(),
            vault: Arc::new(self.vault.clone()),
            clock,
            browser: Arc::new(Blind),
            version: "0.0.0-test",
            consent,
        }
    }

    /// An account's refresh token as it is stored, with its generation; `None` while a journal row is open.
    pub(crate) fn stored(&self, account: &str) -> Option<(u64, String)> {
        let db = rusqlite::Connection::open(self.home().database()).unwrap();
        let open: i64 = db.query_row("SELECT count(*) FROM journal", [], |row| row.get(0)).unwrap();
        let generation: u64 = db
            .query_row("SELECT generation FROM account WHERE id = ?1", [account], |row| row.get(0))
            .unwrap();
        let vault = Generations::new(Arc::new(self.memory.clone()), self.home().profile());
        let token = vault.read(&Entry::refresh_token(account), generation).ok()?;
        (open == 0).then(|| (generation, token.expose_secret().to_owned()))
    }

    fn seed(&self, accounts: usize) {
        let home = self.home();
        home.prepare().unwrap();
        let address = self.provider.address;
        let endpoint =
            |name: &str| serde_json::json!({ "name": name, "url": format!("http://{address}/{name}") });
        let endpoints = ["authorization", "token", "jwks"].map(endpoint);
        let settings = serde_json::json!({
            "id": "acme", "name": "Acme ID", "issuer": format!("http://{address}"), "client_id": "lanyard",
            "authentication": "none", "scopes": ["openid"], "resources": [], "request": {}, "redirect": {},
            "endpoints": endpoints, "extra_ca_file": null,
            "origin": "person",
        });
        let store = Store::open(&home.database()).unwrap();
        let secrets = Generations::new(Arc::new(self.memory.clone()), home.profile());
        store
            .run_here(|db| {
                vault::keep_to(db, self.vault.kind())?;
                db.execute(
                    "INSERT INTO provider (id, settings) VALUES ('acme', ?1)",
                    [settings.to_string()],
                )?;
                for id in (0..accounts).map(|number| format!("a{number}")) {
                    let token = SecretString::from(format!("{id}-1"));
                    secrets.write(&Entry::refresh_token(&id), 1, &token).unwrap();
                    db.execute(
                        "INSERT INTO account (id, provider, sub, handle, generation, record)
                         VALUES (?1, 'acme', ?1, ?1, 1, '{}')",
                        params![id],
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
}

/// A browser that nobody looks at.
struct Blind;

impl Browser for Blind {
    fn open(&self, _url: &SecretString) -> Result<(), BrowserError> {
        Ok(())
    }
}

/// A token endpoint: `x-1` is spent for `x-2` and so on, each with the scopes that were asked for. It can hold its
/// answers, and be away. The scope `impossible` is none of its own; `broad` it gives together with `extra`.
pub(crate) struct TokenEndpoint {
    pub(crate) address: SocketAddr,
    desk: Arc<Desk>,
}

#[derive(Default)]
struct Desk {
    state: Mutex<DeskState>,
    changed: Condvar,
}

/// How a token endpoint answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Willing,
    Busy,
    Refusing,
}

struct DeskState {
    /// Seconds that its access tokens live.
    lifetime: u64,
    asked: Vec<(Option<String>, Option<String>)>,
    held: bool,
    away: bool,
    mood: Mood,
    /// Status and body of whatever its admin API is asked.
    admin: (u16, serde_json::Value),
    revoked: Vec<String>,
    /// Tokens that it is asked in vain to revoke.
    kept: Vec<String>,
    waiting: usize,
    most_waiting: usize,
    spent: Vec<String>,
}

impl Default for DeskState {
    fn default() -> Self {
        Self {
            lifetime: 300,
            asked: Vec::new(),
            held: false,
            away: false,
            mood: Mood::Willing,
            admin: (404, serde_json::json!({})),
            revoked: Vec::new(),
            kept: Vec::new(),
            waiting: 0,
            most_waiting: 0,
            spent: Vec::new(),
        }
    }
}

impl TokenEndpoint {
    fn open(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let endpoint = Self { address: listener.local_addr().unwrap(), desk: Arc::default() };
        endpoint.listen(listener);
        endpoint
    }

    /// Answers wait from now on, until [`release`](Self::release).
    pub(crate) fn hold(&self) {
        self.state().held = true;
    }

    pub(crate) fn release(&self) {
        self.state().held = false;
        self.desk.changed.notify_all();
    }

    /// Nobody listens at its address any more.
    pub(crate) fn leave(&self) {
        self.state().away = true;
        // The listener looks up when somebody comes.
        drop(TcpStream::connect(self.address));
        let deadline = Instant::now() + SOON;
        while TcpStream::connect(self.address).is_ok() {
            assert!(Instant::now() < deadline, "the endpoint does not leave");
        }
    }

    /// It listens again, where it was.
    pub(crate) fn come_back(&self) {
        self.state().away = false;
        self.listen(TcpListener::bind(self.address).unwrap());
    }

    /// It answers 429 from now on, and asks to be left alone for a minute.
    pub(crate) fn gets_busy(&self) {
        self.state().mood = Mood::Busy;
    }

    /// It ended every sign-in: no refresh token is taken any more.
    pub(crate) fn refuses(&self) {
        self.state().mood = Mood::Refusing;
    }

    /// Its admin API answers everything so from now on.
    pub(crate) fn administers(&self, status: u16, body: serde_json::Value) {
        self.state().admin = (status, body);
    }

    /// It does not revoke these any more.
    pub(crate) fn keeps(&self, tokens: &[&str]) {
        self.state().kept = tokens.iter().map(|token| (*token).to_owned()).collect();
    }

    /// The tokens that were revoked, in order.
    pub(crate) fn revoked(&self) -> Vec<String> {
        self.state().revoked.clone()
    }

    /// Requests that wait for their answer now.
    pub(crate) fn waiting(&self) -> usize {
        self.state().waiting
    }

    /// The most that ever waited at once.
    pub(crate) fn most_waiting(&self) -> usize {
        self.state().most_waiting
    }

    /// Access tokens live this many seconds from now on.
    pub(crate) fn lifetime(&self, seconds: u64) {
        self.state().lifetime = seconds;
    }

    /// Scope and resource of each request, in order.
    pub(crate) fn asked(&self) -> Vec<(Option<String>, Option<String>)> {
        self.state().asked.clone()
    }

    /// The refresh tokens that were spent, in order.
    pub(crate) fn spent(&self) -> Vec<String> {
        self.state().spent.clone()
    }

    fn state(&self) -> MutexGuard<'_, DeskState> {
        self.desk.state.lock().unwrap()
    }

    fn listen(&self, listener: TcpListener) {
        let desk = self.desk.clone();
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if desk.state.lock().unwrap().away {
                    return;
                }
                let desk = desk.clone();
                std::thread::spawn(move || desk.serve(stream));
            }
        });
    }
}

impl Desk {
    fn serve(&self, mut stream: TcpStream) {
        let Some((path, form)) = request(&mut stream) else { return };
        let field =
            |name: &str| form.iter().find_map(|(field, value)| (field == name).then(|| value.clone()));
        let (token, scope) = (field("refresh_token").unwrap_or_default(), field("scope"));
        let mut state = self.state.lock().unwrap();
        if path.starts_with("/admin") {
            let (status, body) = state.admin.clone();
            drop(state);
            return answer(&mut stream, &format!("{status} Told"), &body);
        }
        if path == "/revoke" {
            let token = field("token").unwrap_or_default();
            if state.kept.contains(&token) {
                drop(state);
                return answer(&mut stream, "503 Service Unavailable", &serde_json::json!({}));
            }
            state.revoked.push(token);
            drop(state);
            return answer(&mut stream, "200 OK", &serde_json::json!({}));
        }
        state.asked.push((scope.clone(), field("resource")));
        state.waiting += 1;
        state.most_waiting = state.most_waiting.max(state.waiting);
        let mut state = self.changed.wait_while(state, |state| state.held).unwrap();
        state.waiting -= 1;
        if state.mood == Mood::Busy {
            drop(state);
            let body = serde_json::json!({ "error": "slow_down" });
            return answer(&mut stream, "429 Too Many Requests\r\nretry-after: 60", &body);
        }
        if state.mood == Mood::Refusing {
            drop(state);
            return answer(&mut stream, "400 Bad Request", &serde_json::json!({ "error": "invalid_grant" }));
        }
        let lifetime = state.lifetime;
        if scope.as_deref().is_some_and(|scope| scope.contains("impossible")) {
            drop(state);
            return answer(&mut stream, "400 Bad Request", &serde_json::json!({ "error": "invalid_scope" }));
        }
        state.spent.push(token.clone());
        drop(state);
        let (account, generation) = token.rsplit_once('-').unwrap();
        let next = generation.parse::<u64>().unwrap() + 1;
        let scope = scope.map(|scope| scope.replace("broad", "broad extra"));
        let mut body = serde_json::json!({
            "access_token": format!("access-{account}-{next}"), "token_type": "Bearer", "expires_in": lifetime,
            "refresh_token": format!("{account}-{next}"),
        });
        if let Some(scope) = scope {
            body["scope"] = scope.into();
        }
        answer(&mut stream, "200 OK", &body);
    }
}

fn answer(stream: &mut TcpStream, status: &str, body: &serde_json::Value) {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncache-control: no-store\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // A client that is gone is the test's to notice.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

/// A request's path and form.
fn request(stream: &mut TcpStream) -> Option<(String, Vec<(String, String)>)> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        if head.starts_with("GET ") && text.contains("\r\n\r\n") {
            return Some((path, Vec::new()));
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if length.is_some_and(|length| body.len() >= length) {
            return Some((path, url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()));
        }
    }
}
