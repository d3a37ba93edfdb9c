//! The few colours. Invariant: colour never speaks alone; each toned text says the same without it.

use std::ffi::OsString;

use clap::builder::styling::{AnsiColor, Style};

/// What a text wants to be noticed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it is.
    Plain,
    /// Beside the point: headings, units.
    Quiet,
    /// In order.
    Good,
    /// Held up.
    Warn,
    /// Needs the person.
    Bad,
}

/// Whether standard output shows colours.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Colours {
    pub(super) out: bool,
}

impl Colours {
    /// Only on a terminal that knows colours, and not if the person wants none (no-color.org).
    pub(crate) fn of(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let unwanted = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = variable("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        Self { out: is_terminal && !unwanted && !dumb }
    }
}

impl Tone {
    pub(super) fn paint(self, text: &str, colours: bool) -> String {
        let style = self.style();
        if !colours || style.is_plain() { text.to_owned() } else { format!("{style}{text}{style:#}") }
    }

    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Quiet => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warn => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_whose_person_wants_them() {
        let of = |terminal, pairs: &'static [(&str, &str)]| {
            Colours::of(terminal, |name| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
            })
            .out
        };
        assert!(of(true, &[("TERM", "xterm")]));
        assert!(!of(false, &[("TERM", "xterm")]));
        assert!(!of(true, &[("TERM", "xterm"), ("NO_COLOR", "1")]));
        assert!(of(true, &[("TERM", "xterm"), ("NO_COLOR", "")]));
        assert!(!of(true, &[("TERM", "dumb")]));
        assert!(!of(true, &[]));
    }

    #[test]
    fn without_colours_the_text_is_as_it_is() {
        assert_eq!(Tone::Bad.paint("x", false), "x");
        assert_eq!(Tone::Plain.paint("x", true), "x");
        assert_eq!(Tone::Bad.paint("x", true), "\u{1b}[31mx\u{1b}[0m");
    }
}
