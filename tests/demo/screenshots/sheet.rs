//! One page with every picture, scene by scene.

use std::fmt::Write as _;
use std::path::Path;

use harness::Result;

use crate::shot::Shot;

const HEAD: &str = "<!doctype html><meta charset=utf-8><title>Lanyard, every look</title><style>
body { font: 14px system-ui; margin: 24px; background: #888; }
h2 { margin: 24px 0 4px; }
div { display: flex; flex-wrap: wrap; gap: 8px; align-items: start; }
figure { margin: 0; }
figcaption { font-size: 12px; }
img { display: block; height: 220px; }
.remarks figcaption { font-weight: bold; }
</style>
";

/// Writes `index.html` into the folder of pictures.
pub(crate) fn write(folder: &Path, shots: &[Shot]) -> Result {
    let mut page = String::from(HEAD);
    let mut scene = None;
    for shot in shots {
        let this = format!("{} · {}", shot.album, shot.scene);
        if scene.as_ref() != Some(&this) {
            let end = if scene.is_some() { "</div>\n" } else { "" };
            writeln!(page, "{end}<h2>{this}</h2><div>")?;
            scene = Some(this);
        }
        let (file, size, theme) = (shot.file(), shot.size.name, shot.theme);
        let class = if shot.remarks.is_empty() { "" } else { " class=remarks" };
        let note = shot.remarks.join(", ");
        writeln!(
            page,
            "<figure{class}><a href=\"{file}\"><img loading=lazy src=\"{file}\" alt=\"\"></a>\
             <figcaption>{size} {theme} {note}</figcaption></figure>"
        )?;
    }
    Ok(std::fs::write(folder.join("index.html"), page)?)
}
