//! The groups of claims, and their values in words.

use lanyard_core::view::ClaimGroup;
use lanyard_core::words::{Now, claim_label};
use serde_json::Value;

/// The heading of a group.
pub(crate) fn group(group: ClaimGroup) -> &'static str {
    match group {
        ClaimGroup::Who => "WHO",
        ClaimGroup::Roles => "ROLES AND GROUPS",
        ClaimGroup::When => "WHEN",
        ClaimGroup::ForWhom => "FOR WHOM",
        ClaimGroup::Technical => "TECHNICAL",
    }
}

/// A claim's name for people; empty for one that nobody has defined, since its own name stands beside it.
pub(crate) fn label(name: &str) -> &'static str {
    claim_label(name).unwrap_or_default()
}

/// A claim's value: text without quotes, lists with commas, times by the clock, anything else as JSON.
pub(crate) fn value(name: &str, json: &str, now: &Now) -> String {
    match serde_json::from_str(json) {
        Ok(Value::Number(number)) if TIMES.contains(&name) => number
            .as_f64()
            .map_or_else(|| json.to_owned(), |at| format!("{} ({})", now.moment(at), now.relative(at))),
        Ok(Value::String(text)) => text,
        Ok(Value::Array(items)) if !items.is_empty() && items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Ok(Value::Bool(true)) => "yes".to_owned(),
        Ok(Value::Bool(false)) => "no".to_owned(),
        Ok(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) | Err(_) => json.to_owned(),
    }
}

const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn values_read_as_words() {
        let now = Now::new(1_746_532_800.0, TimeZone::UTC);
        assert_eq!(value("exp", "1746533040", &now), "12:04 (in 4 min)");
        assert_eq!(value("roles", r#"["buyer","approver"]"#, &now), "buyer, approver");
        assert_eq!(value("roles", "[]", &now), "[]");
        assert_eq!(value("roles", r#"["buyer",1]"#, &now), r#"["buyer",1]"#);
        assert_eq!(value("email_verified", "true", &now), "yes");
        assert_eq!(value("level", "1746533040", &now), "1746533040");
        assert_eq!(value("exp", r#""soon""#, &now), "soon");
        assert_eq!(value("odd", "not json", &now), "not json");
    }
}
