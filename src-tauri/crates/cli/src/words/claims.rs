//! What claims are called, and their values in words (`ui/src/lib/words/claims-standard.ts`).

use lanyard_core::view::ClaimGroup;
use lanyard_core::words::Now;
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

/// A claim's name for people; empty for one that no standard defines, since its own name stands beside it.
pub(crate) fn label(name: &str) -> &'static str {
    LABELS.iter().find(|(known, _)| *known == name).map_or("", |(_, label)| label)
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

const LABELS: [(&str, &str); 46] = [
    ("sub", "Subject"),
    ("name", "Name"),
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("middle_name", "Middle name"),
    ("nickname", "Nickname"),
    ("preferred_username", "User name"),
    ("profile", "Profile page"),
    ("picture", "Picture"),
    ("website", "Website"),
    ("email", "E-mail"),
    ("email_verified", "E-mail verified"),
    ("gender", "Gender"),
    ("birthdate", "Birthday"),
    ("zoneinfo", "Time zone"),
    ("locale", "Language"),
    ("phone_number", "Phone"),
    ("phone_number_verified", "Phone verified"),
    ("address", "Address"),
    ("updated_at", "Profile updated"),
    ("roles", "Roles"),
    ("groups", "Groups"),
    ("entitlements", "Entitlements"),
    ("exp", "Expires"),
    ("nbf", "Not before"),
    ("iat", "Issued"),
    ("auth_time", "Signed in"),
    ("aud", "Audience"),
    ("azp", "Authorized party"),
    ("client_id", "Client ID"),
    ("scope", "Scope"),
    ("iss", "Issuer"),
    ("jti", "Token ID"),
    ("nonce", "Nonce"),
    ("at_hash", "Access token hash"),
    ("c_hash", "Code hash"),
    ("acr", "Sign-in strength"),
    ("amr", "Sign-in methods"),
    ("sid", "Session ID"),
    ("cnf", "Confirmation"),
    ("act", "Acting party"),
    ("active", "Active"),
    ("username", "User name"),
    ("token_type", "Token type"),
    ("realm_access", "Realm roles"),
    ("resource_access", "Client roles"),
];

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

    #[test]
    fn the_window_has_the_same_labels() {
        let window = concat!(
            include_str!("../../../../../ui/src/lib/words/claims-standard.ts"),
            include_str!("../../../../../ui/src/lib/words/claims-vendor.ts"),
        );
        for (name, label) in LABELS {
            let at = window
                .find(&format!("  {name}: claim("))
                .unwrap_or_else(|| panic!("{name} is not the window's"));
            let first = window[at..].split('"').nth(1);
            assert_eq!(first, Some(label), "{name}");
        }
    }
}
