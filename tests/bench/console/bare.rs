//! A loop that ends sessions and does nothing else: no list that outlives a crash, no evidence, no question whether a
//! session whose answer was lost is still there.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, bail};
use harness::Result;
use reqwest::StatusCode;
use tokio::task::JoinSet;

/// Ends these with so many requests at once; each is asked for until it is done.
pub(super) async fn end(base: &str, token: &str, ids: Vec<String>, at_once: usize) -> Result {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let waiting = Arc::new(Mutex::new(VecDeque::from(ids)));
    let mut workers = JoinSet::new();
    for _ in 0..at_once {
        workers.spawn(work(client.clone(), base.to_owned(), token.to_owned(), Arc::clone(&waiting)));
    }
    while let Some(worker) = workers.join_next().await {
        worker.context("a worker")??;
    }
    Ok(())
}

async fn work(
    client: reqwest::Client,
    base: String,
    token: String,
    waiting: Arc<Mutex<VecDeque<String>>>,
) -> Result {
    let queue = || waiting.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let Some(id) = queue().pop_front() else { return Ok(()) };
        let address = format!("{base}/admin/sessions/{id}?kind=online");
        let status = client.delete(address).bearer_auth(&token).send().await?.status();
        match status {
            StatusCode::NO_CONTENT => {}
            StatusCode::INTERNAL_SERVER_ERROR => queue().push_back(id),
            other => bail!("ending {id} is answered {other}"),
        }
    }
}
