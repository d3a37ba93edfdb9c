//! One picture: of what, at which size, in which theme, and where it lies.

/// The sizes of UI.md. At 200 % the layout has half the room.
pub(crate) const SIZES: [Size; 4] = [
    Size { name: "1280x800", width: 1280, height: 800, zoom: 1 },
    Size { name: "1080x720", width: 1080, height: 720, zoom: 1 },
    Size { name: "640x640", width: 640, height: 640, zoom: 1 },
    Size { name: "1080x720-200", width: 1080, height: 720, zoom: 2 },
];

/// Both themes.
pub(crate) const THEMES: [&str; 2] = ["light", "dark"];

/// What the page says about itself, as an array of what scrolls sideways in it.
pub(crate) const SIDEWAYS: &str = "
    const name = (e) => e.dataset?.testid ?? e.className?.baseVal ?? (e.className || e.tagName.toLowerCase());
    const wide = (e) => e.scrollWidth > e.clientWidth + 1
        && (e === document.documentElement || /auto|scroll/.test(getComputedStyle(e).overflowX));
    return [...document.querySelectorAll('*')].filter(wide).map(name);";

/// A window's size in pixels of the screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) name: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) zoom: u32,
}

/// A picture that was taken.
#[derive(Debug)]
pub(crate) struct Shot {
    /// `gallery` or `window`.
    pub(crate) album: &'static str,
    /// What is seen: `account/active`.
    pub(crate) scene: String,
    pub(crate) size: Size,
    pub(crate) theme: &'static str,
    /// What scrolls sideways, which nothing should.
    pub(crate) sideways: Vec<String>,
}

impl Shot {
    /// Its path under `.screenshots/`.
    pub(crate) fn file(&self) -> String {
        format!("{}/{}-{}-{}.png", self.album, self.scene, self.size.name, self.theme)
    }
}
