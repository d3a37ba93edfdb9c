//! The keys that tokens are checked with, as they are shown: what each one is, what is wrong with the set, and what
//! changed since it was looked at before.

use std::sync::Arc;

use lanyard_jwt::{DescribedKeySet, KeyChanges};

use super::check::name;
use super::claims::weight;
use super::key_file::KeyFile;
use crate::clock::within;
use crate::engine::Inner;
use crate::failure::Failure;
use crate::provider::{KeysToShow, PATIENCE, Provider};
use crate::sign_in;
use crate::store::keys::KeyLook;
use crate::view::{KeySetView, KeyView, ObservationView, Weight, unix};

/// No keys at all.
pub(super) fn none() -> KeySetView {
    KeySetView {
        provider: None,
        file: None,
        fetched_at: None,
        keys: Vec::new(),
        gone: Vec::new(),
        compared_with: None,
        findings: Vec::new(),
        problem: None,
    }
}

/// The keys of a file; `matched` is the place of the one that verified the token.
pub(super) fn of_file(inner: &Inner, file: &KeyFile, matched: Option<usize>) -> KeySetView {
    KeySetView {
        file: Some(file.name.clone()),
        problem: file.set.as_ref().err().map(|failure| inner.refuse(failure.clone())),
        ..described(&file.described, &KeyChanges::default(), matched)
    }
}

/// The keys of a document that nobody compares with an earlier one.
pub(super) fn of_document(document: &[u8]) -> KeySetView {
    described(&lanyard_jwt::describe_key_set(document), &KeyChanges::default(), None)
}

impl Inner {
    /// A provider's keys to check a token with; nobody waits long for them.
    pub(super) async fn keys_to_check_with(&self, provider: &Provider, again: bool) -> KeysToShow {
        match self.read_metadata(provider).await {
            Ok(()) => provider.keys_to_show(again).await,
            Err(trouble) => KeysToShow { set: None, trouble: Some(trouble) },
        }
    }

    /// Reads the metadata where nobody has yet. Its address is the provider's own, from the settings.
    async fn read_metadata(&self, provider: &Provider) -> Result<(), Failure> {
        if provider.known_metadata().is_some() {
            return Ok(());
        }
        if let Some(trouble) = provider.why_not_asked() {
            return Err(trouble);
        }
        let read = match within(self.clock.as_ref(), PATIENCE, provider.discover()).await {
            Some(Ok(metadata)) => sign_in::adopt(self, provider, &Arc::new(metadata)).await,
            Some(Err(failure)) => Err(failure),
            None => Err(provider.no_answer("discovery")),
        };
        read.map_err(|failure| provider.pause_asking(failure))
    }

    /// A provider's published keys; `ask` fetches them anew, at most once a minute (CHECKLIST R61).
    pub(crate) async fn published_keys(&self, provider: &Provider, ask: bool) -> KeySetView {
        let mut trouble = None;
        if ask {
            let asked = match provider.known_metadata() {
                Some(_) => Ok(()),
                None => self.read_metadata(provider).await,
            };
            trouble = match (asked, provider.known_metadata()) {
                (Ok(()), Some(metadata)) => provider.keys(&metadata, true).await.err(),
                (Err(failure), _) => Some(failure),
                (Ok(()), None) => None,
            };
        }
        self.key_set(provider, trouble, None).await
    }

    /// A provider's keys as they were fetched last; `matched` is the place of the one that verified a token.
    pub(super) async fn key_set(
        &self,
        provider: &Provider,
        trouble: Option<Failure>,
        matched: Option<usize>,
    ) -> KeySetView {
        let none = KeySetView {
            provider: Some(provider.settings.id.clone()),
            problem: trouble.map(|failure| self.refuse(failure)),
            ..none()
        };
        let Some(document) = provider.known_metadata().and_then(|metadata| provider.key_document(&metadata))
        else {
            return none;
        };
        let set = lanyard_jwt::describe_key_set(&document.bytes);
        // A set that was refused has verified nothing, and is nothing to compare the next one with.
        let (before, matched) = match set.refused {
            None => {
                let look = KeyLook { at: document.at, keys: set.keys.clone() };
                (self.look_before(provider, look).await, matched)
            }
            Some(_) => (None, None),
        };
        let changes = before.as_ref().map(|before| lanyard_jwt::key_changes(&before.keys, &set.keys));
        KeySetView {
            provider: none.provider,
            problem: none.problem,
            fetched_at: Some(unix(document.at)),
            compared_with: before.map(|before| unix(before.at)),
            ..described(&set, &changes.unwrap_or_default(), matched)
        }
    }

    async fn look_before(&self, provider: &Provider, look: KeyLook) -> Option<KeyLook> {
        let id = provider.settings.id.clone();
        match self.store.run(move |db| look.keep(db, &id)).await {
            Ok(before) => before,
            Err(error) => {
                tracing::warn!(%error, "what keys there were before is not known");
                None
            }
        }
    }
}

fn described(set: &DescribedKeySet, changes: &KeyChanges, matched: Option<usize>) -> KeySetView {
    let keys = set.keys.iter().enumerate().map(|(place, key)| KeyView {
        kid: key.kid.as_deref().map(name),
        kind: key.kind.clone(),
        alg: key.alg.as_deref().map(name),
        purpose: key.purpose.as_deref().map(name),
        bits: key.bits,
        thumbprint: key.thumbprint.clone(),
        defect: key.defect.clone(),
        matched: matched == Some(place),
        new: [&changes.added, &changes.replaced]
            .into_iter()
            .any(|names| names.iter().any(|new| new == key.name())),
    });
    let replaced = (!changes.replaced.is_empty()).then(|| ObservationView {
        kind: "replaced_key".to_owned(),
        weight: Weight::Warning,
        sentence: "A key has the name of another one that was there before: a name should stand for one key."
            .to_owned(),
        claims: changes.replaced.iter().map(|replaced| name(replaced)).collect(),
    });
    let findings = set.findings.iter().map(|finding| ObservationView {
        kind: finding.name().to_owned(),
        weight: weight(finding.weight()),
        sentence: finding.sentence().to_owned(),
        claims: finding.keys.iter().map(|key| name(key)).collect(),
    });
    KeySetView {
        keys: keys.collect(),
        gone: changes.gone.iter().map(|gone| name(gone)).collect(),
        findings: findings.chain(replaced).collect(),
        ..none()
    }
}
