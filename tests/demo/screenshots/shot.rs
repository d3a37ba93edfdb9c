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

/// What can be told without eyes: an array of what scrolls sideways.
pub(crate) const REMARKS: &str = "
    const name = (e) => e.dataset?.testid ?? e.className?.baseVal ?? (e.className || e.tagName.toLowerCase());
    const wide = (e) => e.scrollWidth > e.clientWidth + 1
        && (e === document.documentElement || /auto|scroll/.test(getComputedStyle(e).overflowX));
    return [...document.querySelectorAll('*')].filter(wide).map((e) => `${name(e)} scrolls sideways`);";

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
    /// What is wrong with it, as far as a program sees.
    pub(crate) remarks: Vec<String>,
}

impl Shot {
    /// Its path under `.screenshots/`.
    pub(crate) fn file(&self) -> String {
        format!("{}/{}-{}-{}.png", self.album, self.scene, self.size.name, self.theme)
    }
}
