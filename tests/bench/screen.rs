//! The picture on the screen, as Xvfb's `-fbdir` keeps it: an X window dump that is always up to date.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use anyhow::Context;
use harness::Result;

/// Offsets into the dump's header, of 32-bit big-endian numbers (`X11/XWDFile.h`).
const HEADER_SIZE: usize = 0;
const BYTES_PER_LINE: usize = 12 * 4;
const COLORS: usize = 19 * 4;
/// Bytes of one colour of the map that follows the header.
const COLOR: u32 = 12;
/// Bytes of a pixel at a depth of 24.
const PIXEL: u32 = 4;
/// Letters are farther than this from their background, on any channel; no two backgrounds are.
const APART: u8 = 96;

/// The screen.
#[derive(Debug)]
pub(crate) struct Screen {
    file: File,
    start: u32,
    line: u32,
}

/// A part of the screen, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// What was in an area at one moment.
#[derive(Debug)]
pub(crate) struct Picture(Vec<u8>);

impl Screen {
    /// Reads where the pixels begin.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).context("Xvfb keeps its screen in a file")?;
        let mut header = [0; 100];
        file.read_exact_at(&mut header, 0)?;
        let number = |at: usize| -> Result<u32> { Ok(u32::from_be_bytes(header[at..at + 4].try_into()?)) };
        let start = number(HEADER_SIZE)? + number(COLORS)? * COLOR;
        Ok(Self { start, line: number(BYTES_PER_LINE)?, file })
    }

    /// Looks at an area.
    pub(crate) fn look(&self, area: Area) -> Result<Picture> {
        let width = usize::try_from(area.width * PIXEL)?;
        let mut pixels = vec![0; width * usize::try_from(area.height)?];
        for (row, line) in (area.y..).zip(pixels.chunks_exact_mut(width)) {
            let at = self.start + row * self.line + area.x * PIXEL;
            self.file.read_exact_at(line, u64::from(at))?;
        }
        Ok(Picture(pixels))
    }
}

impl Picture {
    /// Whether there is nothing but this colour: blue, green, red.
    pub(crate) fn is_all(&self, color: [u8; 3]) -> bool {
        self.0.chunks_exact(4).all(|pixel| pixel[..3] == color)
    }

    /// Whether there is nothing to read in it: no pixel stands out from the first one.
    pub(crate) fn is_flat(&self) -> bool {
        self.0.chunks_exact(4).all(|pixel| is_like(pixel, &self.0[..4]))
    }
}

fn is_like(one: &[u8], other: &[u8]) -> bool {
    one[..3].iter().zip(&other[..3]).all(|(one, other)| one.abs_diff(*other) < APART)
}
