//! Moments and lengths of time in words: relative to the moment of the check, absolute in UTC.

use super::thousands;
use jiff::{Timestamp, tz};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

/// `12:13:05 UTC` on the day of `now`, else `3 May 2027 12:13:05 UTC`. All in Unix seconds.
pub(crate) fn clock(at: i64, now: i64) -> String {
    let Some((date, time)) = utc(at) else { return format!("{at} (Unix seconds)") };
    if utc(now).is_some_and(|(today, _)| today == date) { time } else { format!("{date} {time}") }
}

/// `at 12:13:05 UTC` on the day of `now`, else `on 3 May 2027 at 12:13:05 UTC`.
pub(crate) fn at(at: i64, now: i64) -> String {
    let Some((date, time)) = utc(at) else { return format!("at {at} (Unix seconds)") };
    if utc(now).is_some_and(|(today, _)| today == date) {
        format!("at {time}")
    } else {
        format!("on {date} at {time}")
    }
}

/// `3 minutes ago`, `in 3 minutes`, `just now`.
pub(crate) fn relative(at: i64, now: i64) -> String {
    match at.abs_diff(now) {
        0 => "just now".to_owned(),
        away if at < now => format!("{} ago", length(away)),
        away => format!("in {}", length(away)),
    }
}

/// A length in its largest unit, rounded down: `48 seconds`, `3 minutes`, `2 hours`, `1 day`, `4 years`.
pub(crate) fn length(seconds: u64) -> String {
    let (count, unit) = match seconds {
        ..MINUTE => (seconds, "second"),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        DAY..YEAR => (seconds / DAY, "day"),
        YEAR.. => (seconds / YEAR, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", usize::try_from(count).map_or_else(|_| count.to_string(), thousands))
}

/// Date and time in UTC; `None` beyond the year 9999.
fn utc(at: i64) -> Option<(String, String)> {
    let at = Timestamp::from_second(at).ok()?.to_zoned(tz::TimeZone::UTC);
    Some((at.strftime("%-d %b %Y").to_string(), at.strftime("%H:%M:%S UTC").to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_799_928_000;

    #[test]
    fn moments_of_the_same_day_need_no_date() {
        assert_eq!(at(NOON + 785, NOON), "at 12:13:05 UTC");
        assert_eq!(clock(NOON + 785, NOON), "12:13:05 UTC");
        assert_eq!(at(NOON - 86_400, NOON), "on 13 Jan 2027 at 12:00:00 UTC");
        assert_eq!(clock(0, NOON), "1 Jan 1970 00:00:00 UTC");
    }

    #[test]
    fn lengths_are_in_their_largest_unit() {
        for (seconds, words) in [
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (3599, "59 minutes"),
            (7200, "2 hours"),
            (86_400, "1 day"),
            (400 * 86_400, "1 year"),
            (9_007_199_254_740_991, "285,616,414 years"),
        ] {
            assert_eq!(length(seconds), words);
        }
        assert_eq!(relative(NOON - 180, NOON), "3 minutes ago");
        assert_eq!(relative(NOON + 61, NOON), "in 1 minute");
        assert_eq!(relative(NOON, NOON), "just now");
    }

    #[test]
    fn moments_beyond_every_calendar_are_said_as_numbers() {
        assert_eq!(at(9_007_199_254_740_991, 0), "at 9007199254740991 (Unix seconds)");
        assert_eq!(clock(i64::MIN, i64::MAX), "-9223372036854775808 (Unix seconds)");
        assert_eq!(relative(i64::MIN, i64::MAX), "584,942,417,355 years ago");
    }
}
