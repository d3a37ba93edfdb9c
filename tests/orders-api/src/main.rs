//! `orders-api --issuer URL --audience URL [--port N]`: the resource server on this machine's loopback interface.
//!
//! It prints one line of JSON when it is ready: `{"ready":true,"url":"http://127.0.0.1:PORT"}`. Without `--port`
//! the system picks one. It ends on Ctrl+C.

use orders_api::{Config, app};
use std::error::Error;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;

const USAGE: &str = "usage: orders-api --issuer URL --audience URL [--port N]";

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody can be told that standard error is closed.
            drop(writeln!(std::io::stderr(), "orders-api: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let (config, port) = read(arguments)?;
    let routes = app(config, unix_now)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    writeln!(std::io::stdout(), "{}", serde_json::json!({"ready": true, "url": url}))?;
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, routes).with_graceful_shutdown(interrupted).await?;
    Ok(())
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<(Config, u16), Box<dyn Error>> {
    let (mut issuer, mut audience, mut port) = (None, None, 0);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match name.as_str() {
            "--issuer" => issuer = Some(value),
            "--audience" => audience = Some(value),
            "--port" => port = value.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    Ok((Config { issuer: issuer.ok_or(USAGE)?, audience: audience.ok_or(USAGE)? }, port))
}

/// The time in Unix seconds; 0 for a clock before 1970, at which no token is valid.
fn unix_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(0)
}
