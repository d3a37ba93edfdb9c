//! A real Keycloak with the realm of `tests/keycloak`, which a test has to itself.
//!
//! `make test` fetches and prepares it (`tests/setup/keycloak.sh`); it starts from a copy of the prepared database,
//! which is why this takes seconds. Invariant 1: nothing of a start is left behind but what is in the desk's folder; its log
//! is `keycloak.out` there (kept with `LANYARD_KEEP`). Invariant 2: where it was not prepared, every test that wants it
//! says that it tested nothing; but with `LANYARD_KEYCLOAK` set, as `make test` sets it, that is a failure.
//! Invariant 3: passwords and secrets are made anew or come from the prepared folder, never from the repository.

mod admin;
mod sign_in;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::Result;
use crate::desk::Desk;
use crate::idp::client;
use crate::process::Process;
use crate::profile::Provider;
use crate::skip::not_tested;
use crate::surfer::Visitor;

pub use admin::{Kind, Session};
pub use sign_in::Tokens;

/// What the orders API is called: an audience of every access token of the client `lanyard`.
pub const ORDERS: &str = "https://orders.acme.example";

/// It takes about five seconds, and several times that beside a build.
const START: Duration = Duration::from_mins(3);

/// One that lives for a minute is best served by the quick compiler and the plain collector.
const JAVA_OPTS: &str = "-Xms64m -Xmx512m -XX:MaxMetaspaceSize=256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
                         -Dfile.encoding=UTF-8";

/// A running server.
#[derive(Debug)]
pub struct Keycloak {
    origin: String,
    admin_secret: String,
    password: String,
    http: reqwest::Client,
    _server: Process,
}

impl Keycloak {
    /// Starts it at a desk, on a port of its own choice; `None` where there is none, which has been said.
    pub async fn start(desk: &Desk) -> Result<Option<Self>> {
        let Some(home) = prepared()? else {
            not_tested("Keycloak is not prepared here (make test does that)");
            return Ok(None);
        };
        let prepared = home.join("data");
        let database = desk.folder().join("enterprise");
        std::fs::copy(prepared.join("enterprise.mv.db"), database.with_extension("mv.db"))?;

        let mut env = desk.env();
        let java = Path::new(env!("CARGO_MANIFEST_DIR")).join("keycloak/java.sh");
        env.push(("JAVA".to_owned(), java.display().to_string()));
        env.push(("JAVA_OPTS".to_owned(), JAVA_OPTS.to_owned()));
        let database = format!("--db-url=jdbc:h2:file:{};NON_KEYWORDS=VALUE", database.display());
        let args = [
            "start",
            "--optimized",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=0",
            "--hostname-strict=false",
            "--cache=local",
            &database,
        ];
        let mut server = Process::start("keycloak", home.join("bin/kc.sh"), args, &env, &desk.logs())?;
        let origin = server
            .line_within(START, "it listens", |line| Some(line.split_once("Listening on: ")?.1.to_owned()))
            .await?;

        let admin_secret = std::fs::read_to_string(prepared.join("admin-secret"))?.trim().to_owned();
        let password = format!("{:032x}", rand::random::<u128>());
        let keycloak = Self { origin, admin_secret, password, http: client()?, _server: server };
        for person in ["ada", "grace", "sam"] {
            keycloak.set_password(person).await?;
        }
        Ok(Some(keycloak))
    }

    /// The realm's issuer identifier.
    pub fn issuer(&self) -> String {
        format!("{}/realms/enterprise", self.origin)
    }

    /// The realm as a provider of Lanyard, by the id `keycloak`.
    pub fn provider(&self) -> Provider {
        let mut provider = Provider::new("keycloak", "Example Enterprise", &self.issuer());
        provider.prompt = None;
        provider
    }

    /// Somebody who sits at a browser and knows their password.
    pub fn visitor(&self, login: &str) -> Visitor {
        Visitor { login: login.to_owned(), password: self.password.clone(), declines: false }
    }

    /// An endpoint of the realm, such as `token` or `userinfo`.
    fn endpoint(&self, name: &str) -> String {
        format!("{}/protocol/openid-connect/{name}", self.issuer())
    }
}

/// Where the prepared server is, if there is one.
fn prepared() -> Result<Option<PathBuf>> {
    let realm = include_bytes!("../../keycloak/enterprise.json");
    let is_there = |home: &Path| {
        std::fs::read(home.join("data/enterprise.json")).is_ok_and(|imported| imported == realm)
    };
    if let Some(home) = std::env::var_os("LANYARD_KEYCLOAK").map(PathBuf::from) {
        ensure!(is_there(&home), "{} is no Keycloak with the realm of tests/keycloak", home.display());
        return Ok(Some(home));
    }
    let version = include_str!("../../keycloak/distribution").split(' ').next().context("a version")?;
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let home = cache.map(|cache| cache.join("lanyard").join(format!("keycloak-{version}")));
    Ok(home.filter(|home| is_there(home)))
}
