//! The clipboard of a desk's display, read and written as another program would (`xclip`).

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::desk::Desk;

/// What is on it; `None` when nothing is.
pub fn read(desk: &Desk) -> Result<Option<String>> {
    let output = xclip(desk, "-o").stdin(Stdio::null()).output().context("running xclip")?;
    if !output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Puts a text on it; `xclip` serves it from the background until somebody else takes over.
pub async fn write(desk: &Desk, text: &str) -> Result {
    let mut child = xclip(desk, "-i").stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    child.stdin.take().context("standard input")?.write_all(text.as_bytes())?;
    if !child.wait()?.success() {
        bail!("xclip refused");
    }
    // xclip goes to the background before the server knows that it owns the clipboard.
    eventually("the clipboard holds the text", SOON, async || {
        Ok((read(desk)?.as_deref() == Some(text)).then_some(()))
    })
    .await
}

fn xclip(desk: &Desk, direction: &str) -> Command {
    // An owner that hangs would hold xclip, and with it the test, for ever.
    let mut command = Command::new("timeout");
    command
        .args(["5", "xclip", "-selection", "clipboard", direction])
        .env_clear()
        .envs(desk.env())
        .stderr(Stdio::null());
    command
}
