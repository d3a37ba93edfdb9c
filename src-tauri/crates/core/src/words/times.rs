//! Times and lengths of time. Clock times are on 24 hours in the reader's zone, as the window writes them
//! (`ui/src/lib/words/time.ts`, locale en-GB).

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, civil};

use crate::view::Unix;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Names as the Unicode CLDR has them for en-GB, which the window shows.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];

/// The moment at which something is read, and the reader's time zone.
#[derive(Debug, Clone)]
pub struct Now {
    at: Unix,
    here: Zoned,
}

impl Now {
    /// This moment, in this zone.
    pub fn new(at: Unix, zone: TimeZone) -> Self {
        Self { at, here: timestamp(at).to_zoned(zone) }
    }

    /// This moment, in the computer's own zone.
    pub fn here(at: Unix) -> Self {
        Self::new(at, TimeZone::system())
    }

    /// The moment, in Unix seconds.
    pub fn unix(&self) -> Unix {
        self.at
    }

    /// `14:02` today, `Mon 14:02` within six days, else `3 May 14:02`: after *until*, *since*, *issued*.
    pub fn moment(&self, at: Unix) -> String {
        let (at, days) = self.seen(at);
        let time = clock(&at);
        match days {
            0 => time,
            -6..=6 => format!("{} {time}", weekday(&at)),
            _ => format!("{} {time}", self.calendar_day(&at)),
        }
    }

    /// `at 14:02`, `yesterday at 14:02`, `on Mon at 14:02`, `on 3 May at 14:02`.
    pub fn at_moment(&self, at: Unix) -> String {
        let (at, days) = self.seen(at);
        let time = clock(&at);
        match days {
            0 => format!("at {time}"),
            -1 => format!("yesterday at {time}"),
            1 => format!("tomorrow at {time}"),
            -6..=6 => format!("on {} at {time}", weekday(&at)),
            _ => format!("on {} at {time}", self.calendar_day(&at)),
        }
    }

    /// `today`, `yesterday`, `on 3 May`.
    pub fn on_day(&self, at: Unix) -> String {
        let (at, days) = self.seen(at);
        match days {
            0 => "today".to_owned(),
            -1 => "yesterday".to_owned(),
            _ => format!("on {}", self.calendar_day(&at)),
        }
    }

    /// `in 4 min`, `3 min ago`, `now`.
    pub fn relative(&self, at: Unix) -> String {
        let away = at - self.at;
        if away.abs() < 1.0 {
            "now".to_owned()
        } else if away > 0.0 {
            format!("in {}", length(away))
        } else {
            format!("{} ago", length(-away))
        }
    }

    /// The moment on the reader's clock, and whole days from the reader's day to its day.
    fn seen(&self, at: Unix) -> (Zoned, i32) {
        let at = timestamp(at).to_zoned(self.here.time_zone().clone());
        let days = at.date().since(self.here.date()).map_or(0, |span| span.get_days());
        (at, days)
    }

    fn calendar_day(&self, at: &Zoned) -> String {
        let month = MONTHS[usize::from(at.month().unsigned_abs()) - 1];
        if at.year() == self.here.year() {
            format!("{} {month}", at.day())
        } else {
            format!("{} {month} {}", at.day(), at.year())
        }
    }
}

/// A length in its largest fitting units, rounded down: `4 h 53`, `12 min`, `48 s`, `3 days`.
pub fn length(seconds: Unix) -> String {
    match whole(seconds) {
        left @ ..MINUTE => format!("{left} s"),
        left @ MINUTE..HOUR => format!("{} min", left / MINUTE),
        left @ HOUR..DAY => match left % HOUR / MINUTE {
            0 => format!("{} h", left / HOUR),
            minutes => format!("{} h {minutes:02}", left / HOUR),
        },
        left => match left / DAY {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        },
    }
}

/// For lists: whole minutes, seconds only in the last one: `4 min`, `48 s`, `2 h`.
pub fn short_length(seconds: Unix) -> String {
    match whole(seconds) {
        left @ HOUR..DAY => format!("{} h", left / HOUR),
        _ => length(seconds),
    }
}

/// A countdown in figures: `4:12`, `0:48`; from an hour on as a length.
pub fn countdown(seconds: Unix) -> String {
    match whole(seconds) {
        left @ ..HOUR => format!("{}:{:02}", left / MINUTE, left % MINUTE),
        _ => length(seconds),
    }
}

/// A difference in words, whichever its sign: `7 minutes`, `1 hour`, `20 seconds`.
pub fn length_in_words(seconds: Unix) -> String {
    let rounded = seconds.abs().round();
    let (count, unit) = if rounded < 90.0 {
        (rounded, "second")
    } else if rounded < 5_400.0 {
        (rounded / 60.0, "minute")
    } else if rounded < 36.0 * 3_600.0 {
        (rounded / 3_600.0, "hour")
    } else {
        (rounded / 86_400.0, "day")
    };
    let count = whole(count.round());
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn clock(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn weekday(at: &Zoned) -> &'static str {
    match at.weekday() {
        civil::Weekday::Monday => "Mon",
        civil::Weekday::Tuesday => "Tue",
        civil::Weekday::Wednesday => "Wed",
        civil::Weekday::Thursday => "Thu",
        civil::Weekday::Friday => "Fri",
        civil::Weekday::Saturday => "Sat",
        civil::Weekday::Sunday => "Sun",
    }
}

/// The moment, moved to the nearest one a calendar has (a provider may send any number).
#[expect(clippy::cast_possible_truncation, reason = "a float is cut to the range of the integer")]
fn timestamp(at: Unix) -> Timestamp {
    let seconds = (at.floor() as i64).clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Whole seconds left, never below zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to the integer's range")]
fn whole(seconds: Unix) -> u64 {
    seconds.floor() as u64
}
