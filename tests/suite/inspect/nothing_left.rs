//! What is left of a token that was pasted: nothing, anywhere, and of its signature nothing even in what is shown.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use harness::Result;
use harness::canary::Canaries;
use lanyard_core::view::{ActivityFilter, CheckChoices, CompareWith, KeyChoice, ReportFormat};
use serde::Serialize;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use super::{Support, as_proposed};
use crate::rig::told;

/// What the engine logs while a test listens.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// All that was said, as the window gets it.
#[derive(Default)]
struct Said(Vec<String>);

impl Said {
    fn keep<T: Serialize>(&mut self, said: &T) -> Result {
        self.0.push(serde_json::to_string(said)?);
        Ok(())
    }
}

#[tokio::test]
async fn t2_nothing_of_a_pasted_token_is_stored_or_logged_and_no_signature_is_ever_said() -> Result {
    let log = Log::default();
    let everything = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(log.clone());
    let subscriber = tracing_subscriber::registry().with(everything).with(LevelFilter::TRACE);
    let _listening = tracing::subscriber::set_default(subscriber);

    let desk = Support::desk().await?;
    let engine = &desk.rig.engine;
    let mut events = engine.subscribe();
    let token = desk.expired().await?;
    let mut said = Said::default();

    let pasted = desk.pasted(&format!("https://app.acme.example/cb#access_token={token}&state=xyz")).await?;
    said.keep(&pasted)?;
    let id = pasted.id.as_str();
    let fresh = engine.inspect_account(&desk.account.id, None).await.map_err(|error| told(&error))?;
    said.keep(&fresh)?;
    for keys in [KeyChoice::Nothing, KeyChoice::Matching] {
        let choices =
            CheckChoices { profile: None, keys, issuer: None, audience: None, nonce: None, at: None };
        said.keep(&engine.check_again(id, choices).await.map_err(|error| told(&error))?)?;
    }
    let key_file = engine.use_key_file(id, "keys.txt".to_owned(), token.clone().into_bytes()).await;
    said.keep(&key_file.map_err(|error| told(&error))?)?;
    // A JWT is nothing that Acme ID introspects: an error is an answer too.
    said.keep(&engine.introspect_inspected(id, &desk.account.id).await)?;
    let [before, after] = [id, &fresh.id].map(|id| CompareWith::Inspection { id: id.to_owned() });
    said.keep(&engine.compare(before, after).await.map_err(|error| told(&error))?)?;
    for format in [ReportFormat::Text, ReportFormat::Markdown, ReportFormat::Json] {
        said.keep(&engine.report(id, as_proposed(format)).await.map_err(|error| told(&error))?)?;
    }
    let mut cut = token.clone();
    cut.truncate(token.len() - 5);
    said.keep(&desk.paste(&cut).await)?;
    said.keep(&desk.paste(&token.replace('.', "!")).await)?;
    engine.forget_inspections(Vec::new()).await.map_err(|error| told(&error))?;
    said.keep(&engine.check_again(id, as_it_was()).await.err())?;

    let stored_by_name = ActivityFilter { limit: 500, ..ActivityFilter::default() };
    let activity = engine.activity(stored_by_name).await.map_err(|error| told(&error))?;
    while let Ok(event) = events.try_recv() {
        said.keep(&event)?;
    }

    let mut whole = Canaries::default();
    whole.plant("the pasted token", &token);
    assert!(whole.search("the views", said.0.join("\n").as_bytes()).len() == 1, "its payload was shown");
    assert_eq!(whole.search("activity", serde_json::to_string(&activity)?.as_bytes()), []);
    assert_eq!(whole.search_folder(desk.rig.folder(), &[])?, []);
    let log = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(String::from_utf8_lossy(&log).contains("TRACE"), "the log tells all there is");
    assert_eq!(whole.search("the log", &log), []);
    assert_eq!(desk.enterprise.signatures()?.search("the views", said.0.join("\n").as_bytes()), []);
    Ok(())
}

fn as_it_was() -> CheckChoices {
    let keys = KeyChoice::Matching;
    CheckChoices { profile: None, keys, issuer: None, audience: None, nonce: None, at: None }
}
