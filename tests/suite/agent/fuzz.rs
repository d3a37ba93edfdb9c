//! The API, fuzzed from its own OpenAPI document.
//!
//! | module | what it owns |
//! |---|---|
//! | [`document`] | the operations, and what the document says of their replies |
//! | [`schema`] | whether a value is what a schema says |
//! | [`cases`] | requests, from good ones to hopeless ones |
//!
//! Invariant 1: the same seed makes the same requests. Invariant 2: what is not understood of the document is an
//! error of the test, so that nothing passes unseen.

mod cases;
mod document;
mod schema;

use anyhow::{Context, ensure};
use harness::Result;
use harness::evil::{Endpoint, Evil, Reply};
use harness::process::is_alive;
use serde_json::{Value, json};

use self::cases::{Case, Dice};
use self::document::{Document, Operation};
use super::{Scene, signed_in_by_us};

/// Requests, spread evenly over the operations.
const REQUESTS: usize = 4_000;
/// Makes the same requests in every run.
const SEED: u64 = 0x1a57;

#[tokio::test]
async fn no_request_made_from_the_openapi_document_makes_a_fault() -> Result {
    let evil = Evil::start().await?;
    let scene = signed_in_by_us(&evil).await?;
    let api = Api::of(&scene)?;
    let status = api.send(&Case::get("/v1/status")).await?;
    let agent = status.body["pid"].as_u64().context("the agent's pid")?;
    let document = Document::read(api.send(&Case::get("/v1/openapi.json")).await?.body)?;
    let operations: Vec<_> = document.operations().filter(|operation| operation.path != "/v1/stop").collect();
    ensure!(operations.len() > 20, "the document has its operations");

    let mut dice = Dice::seeded(SEED);
    let mut answers = Answers::default();
    for number in 0..REQUESTS {
        // Now and then the provider is out of order too.
        match number % 400 {
            200 => drop(evil.always(Endpoint::Token, Reply::html(502))),
            300 => drop(evil.always(Endpoint::Token, Reply::nothing())),
            0 => drop(evil.behave()),
            _ => {}
        }
        let operation = &operations[number % operations.len()];
        let case = cases::case(operation, &document, &mut dice);
        let reply = api.send(&case).await.with_context(|| format!("request {number}: {case:?}"))?;
        reply.fits(operation, &document).with_context(|| format!("request {number}: {case:?}\n{reply:?}"))?;
        answers.count(operation, &reply);
        if let (201, Some(made)) = (reply.status, reply.body["id"].as_str()) {
            dice.learn(made);
        }
    }
    answers.reached_every(&operations)?;
    ensure!(is_alive(u32::try_from(agent)?), "the agent is the one it was");
    let log = std::fs::read_to_string(scene.profile.folder().join("lanyard.log"))?;
    ensure!(!log.contains("panicked"), "{log}");
    ensure!(scene.terminal.done(["activity", "--verify"]).await?.starts_with("Unbroken"), "the log is whole");
    let mut last: Vec<_> = document.operations().filter(|operation| operation.ends().is_some()).collect();
    last.sort_by_key(Operation::ends);
    for operation in last {
        let case = Case {
            method: operation.method.clone(),
            ..Case::get(&operation.path.replace("{account}", "evil"))
        };
        let reply = api.send(&case).await?;
        reply.fits(&operation, &document).with_context(|| format!("{case:?}\n{reply:?}"))?;
        ensure!(reply.status < 300, "it does what it says: {case:?}\n{reply:?}");
    }
    Ok(())
}

/// The agent's socket, as a program of this process has it.
struct Api {
    client: reqwest::Client,
}

/// An answer.
#[derive(Debug)]
struct Answer {
    status: u16,
    media_type: String,
    /// Null for none.
    body: Value,
}

impl Api {
    fn of(scene: &Scene) -> Result<Self> {
        Ok(Self {
            // A connection of its own for each request: one that was refused early may be closed already.
            client: reqwest::Client::builder()
                .unix_socket(scene.terminal.socket())
                .pool_max_idle_per_host(0)
                .build()?,
        })
    }

    async fn send(&self, case: &Case) -> Result<Answer> {
        let url = format!("http://lanyard{}", case.target);
        let mut request = self.client.request(case.method.parse()?, url);
        if let Some((media_type, body)) = &case.body {
            request = request.header("content-type", *media_type).body(body.clone());
        }
        let reply = match request.send().await {
            // It may be refused by its announced length, and the connection closed, while it is still being sent.
            Err(error) if error.is_request() && case.is_too_large() => return Ok(Answer::too_large()),
            reply => reply?,
        };
        let status = reply.status().as_u16();
        let media_type =
            reply.headers().get("content-type").map_or(Ok(""), |value| value.to_str())?.to_owned();
        let text = match reply.bytes().await {
            // Or while the answer is on its way, where nobody reads a body.
            Err(_) if case.is_too_large() => return Ok(Answer::too_large()),
            text => text?,
        };
        let body = if text.is_empty() { Value::Null } else { serde_json::from_slice(&text)? };
        Ok(Answer { status, media_type, body })
    }
}

impl Answer {
    /// As it would have been, had it arrived.
    fn too_large() -> Self {
        let error = json!({ "code": "input_invalid", "message": "", "retry": false, "at": 0.0, "facts": {} });
        let problem = json!({ "type": "about:blank#input_invalid", "title": "", "status": 413, "detail": "", "error": error });
        Self { status: 413, media_type: "application/problem+json".to_owned(), body: problem }
    }

    /// Whether the document says that this operation answers so.
    fn fits(&self, operation: &Operation, document: &Document) -> Result {
        let Some(schema) = operation.reply(self.status) else {
            ensure!(self.status < 300 && self.body.is_null(), "the document says nothing of a body");
            ensure!(operation.knows(self.status), "the document doesn't know status {}", self.status);
            return Ok(());
        };
        schema::check(&self.body, schema, document)?;
        if self.status < 400 {
            return Ok(());
        }
        ensure!(self.media_type == "application/problem+json", "it is {}", self.media_type);
        ensure!(self.body["status"] == self.status, "the problem has another status");
        let code = self.body["error"]["code"].as_str().unwrap_or_default();
        ensure!(self.body["type"] == format!("about:blank#{code}"), "the problem has another type");
        match self.status {
            ..500 | 502 | 504 => Ok(()),
            503 if ["closing", "provider_busy"].contains(&code) => Ok(()),
            _ => anyhow::bail!("a fault of ours"),
        }
    }
}

/// What was answered, by operation.
#[derive(Default)]
struct Answers(std::collections::BTreeMap<(String, u16), usize>);

impl Answers {
    fn count(&mut self, operation: &Operation, reply: &Answer) {
        *self.0.entry((operation.name(), reply.status)).or_default() += 1;
    }

    /// A fuzzer that is turned away at the first check of everything finds nothing: each operation has to have
    /// answered well, and badly, where it can.
    fn reached_every(&self, operations: &[Operation]) -> Result {
        for operation in operations {
            let of = |ok: fn(u16) -> bool| {
                self.0.keys().any(|(name, status)| *name == operation.name() && ok(*status))
            };
            let may_fail = operation.needs_luck() || operation.ends().is_some();
            ensure!(
                of(|status| status < 300) || may_fail,
                "{} never answered well: {:?}",
                operation.name(),
                self.0
            );
            ensure!(
                of(|status| status >= 400) || !operation.takes_anything(),
                "{} never refused",
                operation.name()
            );
        }
        Ok(())
    }
}
