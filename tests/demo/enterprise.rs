//! The demo enterprise and its orders API, on addresses that are easy to remember where those are free.

use std::net::TcpListener;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use harness::Result;
use harness::process::Process;
use harness::profile::Provider;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// Ports of the control page, Acme ID, Contoso and the orders API.
const PORTS: [u16; 4] = [4410, 4411, 4412, 4413];

/// What runs of the enterprise.
#[derive(Debug)]
pub(crate) struct DemoEnterprise {
    ready: Ready,
    orders: String,
    api: JoinHandle<()>,
    _server: Process,
}

/// What it says when it listens.
#[derive(Debug, Deserialize)]
struct Ready {
    acme: Authority,
    contoso: Authority,
    control: String,
    people: Vec<Person>,
}

#[derive(Debug, Deserialize)]
struct Authority {
    name: String,
    issuer: String,
    client_id: String,
    #[serde(default)]
    resource: String,
}

/// Somebody who works there.
#[derive(Debug, Deserialize)]
pub(crate) struct Person {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) password: String,
    pub(crate) disabled: bool,
}

impl DemoEnterprise {
    /// Starts it.
    pub(crate) async fn start(env: &[(String, String)], logs: &Path) -> Result<Self> {
        let [control, acme, contoso, orders] = PORTS.map(free_or_any);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("idp/server.mjs").canonicalize()?;
        let ports = [("--control-port", control), ("--acme-port", acme), ("--contoso-port", contoso)];
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", orders)).await?;
        let orders = format!("http://{}/orders", listener.local_addr()?);
        // Tokens are made for where the API is: no other address has to be asked about.
        let resource = ["--orders-resource".to_owned(), orders.clone()];
        let mut args = vec![script.display().to_string()];
        args.extend(resource);
        args.extend(ports.iter().flat_map(|(name, port)| [(*name).to_owned(), port.to_string()]));
        let mut server = Process::start("enterprise", "node", args, env, logs)?;
        let ready: Ready = server.line("its ready line", |line| serde_json::from_str(line).ok()).await?;
        let config =
            orders_api::Config { issuer: ready.acme.issuer.clone(), audience: ready.acme.resource.clone() };
        let routes = orders_api::app(config, unix_now)?;
        let api = tokio::spawn(async move {
            // It ends with the demo.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { ready, orders, api, _server: server })
    }

    /// Acme ID, with the orders API.
    pub(crate) fn acme(&self) -> Provider {
        let api = ["orders:read", "orders:write"];
        provider("acme", &self.ready.acme).with_api(&self.ready.acme.resource, &api)
    }

    /// Contoso.
    pub(crate) fn contoso(&self) -> Provider {
        provider("contoso", &self.ready.contoso)
    }

    /// Who can sign in.
    pub(crate) fn people(&self) -> &[Person] {
        &self.ready.people
    }

    /// The page of faults.
    pub(crate) fn control_page(&self) -> &str {
        &self.ready.control
    }

    /// Where the caller's purchases are.
    pub(crate) fn orders(&self) -> &str {
        &self.orders
    }

    /// Presses *End all sessions* of a person on the control page.
    pub(crate) async fn end_sessions(&self, login: &str) -> Result {
        self.press("end-sessions", &json!({ "login": login })).await
    }

    /// Colleagues come to work, so that the console has somebody to show.
    pub(crate) async fn open_the_office(&self) -> Result {
        self.press("sign-in-crowd", &json!({ "count": 240 })).await
    }

    async fn press(&self, button: &str, input: &Value) -> Result {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let address = format!("{}control/{button}", self.ready.control);
        client.post(address).json(input).send().await?.error_for_status()?;
        Ok(())
    }
}

impl Drop for DemoEnterprise {
    fn drop(&mut self) {
        self.api.abort();
    }
}

fn provider(id: &str, authority: &Authority) -> Provider {
    let mut provider = Provider::new(id, &authority.name, &authority.issuer);
    provider.client_id.clone_from(&authority.client_id);
    provider
}

/// The port if nobody has it, else 0: then the system picks one.
fn free_or_any(port: u16) -> u16 {
    TcpListener::bind(("127.0.0.1", port)).map_or(0, |_| port)
}

fn unix_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(0)
}
