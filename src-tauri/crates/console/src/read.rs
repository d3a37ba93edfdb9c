//! JSON of an admin API, read with care: wrong types are left out and counted, never guessed.

use serde_json::{Map, Value};

use crate::text::{inert, is_id};
use crate::{AdminError, Oddity, Unix};

/// What could be read of a list, and how many entries could not.
#[derive(Debug)]
pub(crate) struct Entries<T> {
    pub(crate) good: Vec<T>,
    pub(crate) unreadable: u32,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { good: Vec::new(), unreadable: 0 }
    }
}

/// A page, as far as it was asked for.
pub(crate) struct Taken<T> {
    pub(crate) good: Vec<T>,
    /// Entries that came, readable or not.
    pub(crate) came: u32,
    pub(crate) oddities: Vec<Oddity>,
}

impl<T> Entries<T> {
    /// All of them, or an error: one that can't be read could be the one that is looked for.
    pub(crate) fn whole(self) -> Result<Vec<T>, AdminError> {
        if self.unreadable > 0 { Err(unusable("not all of the list can be read")) } else { Ok(self.good) }
    }

    /// Takes no more than was `asked` for, and tells what was left out.
    pub(crate) fn take(self, asked: u32) -> Taken<T> {
        let Self { mut good, unreadable } = self;
        let came = count(good.len()).saturating_add(unreadable);
        let mut oddities = Vec::new();
        if unreadable > 0 {
            oddities.push(Oddity::Unreadable { entries: unreadable });
        }
        if came > asked {
            oddities.push(Oddity::Overfull { entries: came - asked });
            good.truncate(usize::try_from(asked).unwrap_or(usize::MAX));
        }
        Taken { good, came, oddities }
    }
}

pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Reads each entry of a list.
pub(crate) fn entries<T>(
    list: &Value,
    read: impl Fn(&Map<String, Value>) -> Option<T>,
) -> Result<Entries<T>, AdminError> {
    let Some(list) = list.as_array() else { return Err(unusable("it is no list")) };
    let good: Vec<T> = list.iter().filter_map(Value::as_object).filter_map(read).collect();
    Ok(Entries { unreadable: count(list.len() - good.len()), good })
}

pub(crate) fn unusable(why: &str) -> AdminError {
    AdminError::Unusable { why: why.to_owned() }
}

/// An id, byte for byte.
pub(crate) fn id(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().filter(|id| is_id(id)).map(str::to_owned)
}

/// An inert text that says something.
pub(crate) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(inert).filter(|text| !text.is_empty())
}

/// A count, which some providers write as text.
pub(crate) fn number(object: &Map<String, Value>, name: &str) -> Option<u32> {
    match object.get(name)? {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A moment in seconds. Zero and what is before is no moment: providers write it for *never*.
pub(crate) fn seconds(object: &Map<String, Value>, name: &str) -> Option<Unix> {
    object.get(name)?.as_i64().filter(|moment| *moment > 0)
}
