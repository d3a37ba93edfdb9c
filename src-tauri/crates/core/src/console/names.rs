//! What people are called, where a provider's lists of sessions don't say it.
//!
//! 1. Names are asked for beside the sessions. One that can't be told keeps nobody from anything.
//! 2. People are learned page by page, [`MOST`] of them; beyond that those who are searched for.

use std::collections::HashSet;

use lanyard_console::Capability;

use super::access::Opened;
use crate::engine::{Inner, lock};

/// Most people that are learned without being searched for.
const MOST: u32 = 10_000;
/// Most searches that are remembered.
const SEARCHES: usize = 1_000;

/// Who is known.
pub(super) struct Names {
    /// Where the next page of people begins; none once there is no other.
    next: Option<u32>,
    /// What was searched for already.
    searched: HashSet<String>,
}

impl Default for Names {
    fn default() -> Self {
        Self { next: Some(0), searched: HashSet::new() }
    }
}

impl Names {
    /// Whether this has to be searched for at the provider.
    fn begins_search(&mut self, text: &str) -> bool {
        if self.searched.len() >= SEARCHES {
            self.searched.clear();
        }
        self.next.is_some() && !text.is_empty() && self.searched.insert(text.to_owned())
    }
}

impl Opened {
    fn lists_names_apart(&self) -> bool {
        !self.admin.names_people() && self.admin.can().has(Capability::ListUsers)
    }
}

impl Inner {
    /// Learns the next people, if there are any and they have to be asked for; whether there may be more.
    pub(super) async fn learn_more(&self, opened: &Opened) -> bool {
        let next = lock(&opened.loaded).names.next;
        let Some(first) = next.filter(|_| opened.lists_names_apart()) else { return false };
        let page = match opened.admin.users("", first).await {
            Ok(page) => page,
            Err(error) => {
                tracing::info!(%error, "people are shown without their names");
                return false;
            }
        };
        let mut loaded = lock(&opened.loaded);
        loaded.names.next = page.next.filter(|next| *next > first && *next < MOST);
        loaded.learn(page.users);
        loaded.names.next.is_some()
    }

    /// Learns whom a search means, unless everybody is known.
    pub(super) async fn learn_searched(&self, opened: &Opened, text: &str) {
        let text = text.trim();
        if !opened.lists_names_apart() || !lock(&opened.loaded).names.begins_search(text) {
            return;
        }
        match opened.admin.users(text, 0).await {
            Ok(page) => lock(&opened.loaded).learn(page.users),
            Err(error) => tracing::info!(%error, "a search is among what is loaded alone"),
        }
    }
}
