//! A display in memory: Xvfb on the first number that is free, chosen by the server itself.

use std::path::Path;

use crate::Result;
use crate::process::Process;

/// Width and height of the screen, in pixels: room for the largest window that is pictured.
pub const SCREEN: (u32, u32) = (1440, 960);

/// A running display.
#[derive(Debug)]
pub struct Display {
    number: u32,
    _server: Process,
}

impl Display {
    /// Starts it and waits until it takes connections.
    pub async fn start(logs: &Path) -> Result<Self> {
        let screen = format!("{}x{}x24", SCREEN.0, SCREEN.1);
        let args = ["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset"];
        let path = [("PATH".to_owned(), std::env::var("PATH").unwrap_or_default())];
        let mut server = Process::start("display", "Xvfb", args, &path, logs)?;
        let number = server.line("a display number", |line| line.trim().parse().ok()).await?;
        Ok(Self { number, _server: server })
    }

    /// What goes into `DISPLAY`.
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }
}
