//! Windows as a window manager sees them: which are shown, which lie above the others, and the ✕ in their frame.
//!
//! A desk has no window manager, so that nothing stands between a program and the display; what one would do
//! for the person is done here (Extended Window Manager Hints; ICCCM, section 4.2.8.1).

use anyhow::Context;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, CLIENT_MESSAGE_EVENT, ClientMessageEvent, ConnectionExt, EventMask, MapState,
};
use x11rb::rust_connection::RustConnection;

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::desk::Desk;

/// A desk's windows.
pub struct Frames {
    connection: RustConnection,
    root: u32,
}

/// A window that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    window: u32,
    /// It asks to lie above all others.
    pub above: bool,
}

impl Frames {
    /// Looks at the desk's display.
    pub fn of(desk: &Desk) -> Result<Self> {
        let display = desk.env().into_iter().find(|(name, _)| name == "DISPLAY").context("a display")?.1;
        let (connection, screen) = x11rb::connect(Some(&display))?;
        let root = connection.setup().roots.get(screen).context("its screen")?.root;
        Ok(Self { connection, root })
    }

    /// What a program shows, by the process number that its windows name.
    pub fn shown_by(&self, pid: u32) -> Result<Vec<Frame>> {
        let mut frames = Vec::new();
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // A window that goes away meanwhile is not shown.
            let Ok(found) = self.connection.get_window_attributes(window)?.reply() else { continue };
            let closable = !self.property(window, "WM_PROTOCOLS")?.is_empty();
            if found.map_state == MapState::VIEWABLE
                && closable
                && self.property(window, "_NET_WM_PID")? == [pid]
            {
                let above = self.atom("_NET_WM_STATE_ABOVE")?;
                frames
                    .push(Frame { window, above: self.property(window, "_NET_WM_STATE")?.contains(&above) });
            }
        }
        Ok(frames)
    }

    /// Waits until a program shows so many windows.
    pub async fn wait_for(&self, pid: u32, count: usize) -> Result<Vec<Frame>> {
        eventually(&format!("{count} windows are shown"), SOON, async || {
            let frames = self.shown_by(pid)?;
            Ok((frames.len() == count).then_some(frames))
        })
        .await
    }

    /// A click on the ✕.
    pub fn close(&self, frame: Frame) -> Result {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS")?, self.atom("WM_DELETE_WINDOW")?);
        let message = ClientMessageEvent {
            response_type: CLIENT_MESSAGE_EVENT,
            format: 32,
            sequence: 0,
            window: frame.window,
            type_: protocols,
            data: [delete, x11rb::CURRENT_TIME, 0, 0, 0].into(),
        };
        self.connection.send_event(false, frame.window, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    fn atom(&self, name: &str) -> Result<u32> {
        Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }

    /// A property's numbers; none for a window that has gone.
    fn property(&self, window: u32, name: &str) -> Result<Vec<u32>> {
        let asked = self.connection.get_property(false, window, self.atom(name)?, AtomEnum::ANY, 0, 64)?;
        Ok(asked.reply().ok().and_then(|found| Some(found.value32()?.collect())).unwrap_or_default())
    }
}
