//! Claims of all sources, lined up by name.
//!
//! Invariant 1: values are shown exactly as they were sent (JSON text). Invariant 2: claims that differ
//! between tokens by their nature (times, audiences, ids of the token itself) never count as a difference.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::view::{ClaimChange, ClaimGroup, ClaimRow};

/// Claims that belong to one token and say nothing about the person.
const PER_TOKEN: &[&str] = &[
    "exp",
    "iat",
    "nbf",
    "jti",
    "aud",
    "azp",
    "client_id",
    "scope",
    "scp",
    "typ",
    "at_hash",
    "c_hash",
    "nonce",
    "auth_time",
    "sid",
    "uti",
    "rh",
    "aio",
    "ver",
    "active",
    "token_type",
    "iss",
];

/// Order of display; what isn't here follows by name among the technical ones, or among `Who` where it is
/// one of the profile's.
const ORDER: &[(ClaimGroup, &[&str])] = &[
    (
        ClaimGroup::Who,
        &[
            "sub",
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "upn",
            "unique_name",
            "email",
            "email_verified",
            "phone_number",
            "phone_number_verified",
            "address",
            "birthdate",
            "gender",
            "locale",
            "zoneinfo",
            "profile",
            "picture",
            "website",
            "oid",
            "tid",
            "tenant",
            "hd",
            "org_id",
            "updated_at",
        ],
    ),
    (
        ClaimGroup::Roles,
        &[
            "roles",
            "groups",
            "realm_access",
            "resource_access",
            "wids",
            "permissions",
            "entitlements",
            "scope",
            "scp",
        ],
    ),
    (ClaimGroup::When, &["exp", "iat", "nbf", "auth_time"]),
    (ClaimGroup::ForWhom, &["iss", "aud", "azp", "client_id", "appid", "resource"]),
];

/// The sources of an account's claims.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sources<'a> {
    pub(crate) id_token: Option<&'a Map<String, Value>>,
    pub(crate) access_token: Option<&'a Map<String, Value>>,
    pub(crate) userinfo: Option<&'a Map<String, Value>>,
    pub(crate) introspection: Option<&'a Map<String, Value>>,
}

/// One row per claim, in display order.
pub(crate) fn line_up(sources: &Sources<'_>) -> Vec<ClaimRow> {
    let all = [sources.id_token, sources.access_token, sources.userinfo, sources.introspection];
    let names: BTreeSet<&String> = all.iter().flatten().flat_map(|claims| claims.keys()).collect();
    let mut rows: Vec<((ClaimGroup, usize), ClaimRow)> = names
        .into_iter()
        .map(|name| {
            let text = |source: Option<&Map<String, Value>>| source?.get(name).map(Value::to_string);
            let place = place(name);
            let row = ClaimRow {
                name: name.clone(),
                group: place.0,
                id_token: text(sources.id_token),
                access_token: text(sources.access_token),
                userinfo: text(sources.userinfo),
                introspection: text(sources.introspection),
                differs: !PER_TOKEN.contains(&name.as_str()) && differs(name, &all),
            };
            (place, row)
        })
        .collect();
    rows.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.name.cmp(&y.name)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What changed about the person between two sets of claims, as far as both tell.
pub(crate) fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<ClaimChange> {
    lanyard_jwt::diff(before, after)
        .into_iter()
        .filter(|change| !PER_TOKEN.contains(&change.name.as_str()))
        .map(|change| ClaimChange {
            added: change.added.iter().map(Value::to_string).collect(),
            removed: change.removed.iter().map(Value::to_string).collect(),
            name: change.name,
        })
        .collect()
}

/// What tells accounts apart: e-mail, else preferred_username, else name, else sub.
pub(crate) fn title(id_token: &Map<String, Value>, userinfo: Option<&Map<String, Value>>) -> Option<String> {
    ["email", "preferred_username", "upn", "name", "sub"]
        .iter()
        .find_map(|claim| text(claim, id_token, userinfo))
}

/// A claim's text from the ID token, else from UserInfo.
pub(crate) fn text(
    claim: &str,
    id_token: &Map<String, Value>,
    userinfo: Option<&Map<String, Value>>,
) -> Option<String> {
    [Some(id_token), userinfo]
        .into_iter()
        .flatten()
        .find_map(|claims| claims.get(claim)?.as_str().map(str::trim).filter(|text| !text.is_empty()))
        .map(str::to_owned)
}

/// Where a claim stands in the order of display.
pub(crate) fn place(name: &str) -> (ClaimGroup, usize) {
    for (group, names) in ORDER {
        if let Some(index) = names.iter().position(|known| *known == name) {
            return (*group, index);
        }
    }
    (ClaimGroup::Technical, 0)
}

fn differs(name: &str, all: &[Option<&Map<String, Value>>]) -> bool {
    let mut values = all.iter().flatten().filter_map(|claims| claims.get(name)).map(comparable);
    values.next().is_some_and(|first| values.any(|value| value != first))
}

/// Lists compare as sets.
fn comparable(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().map(Value::to_string).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            BTreeSet::from([value.to_string()])
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { panic!("no object") };
        map
    }

    #[test]
    fn groups_stand_in_order_and_differences_are_told() {
        let id = map(json!({"zeta": 1, "sub": "1", "roles": ["a", "b"], "exp": 5, "email": "a@b"}));
        let access = map(json!({"sub": "1", "roles": ["b"], "exp": 9, "aud": "x"}));
        let rows =
            line_up(&Sources { id_token: Some(&id), access_token: Some(&access), ..Sources::default() });
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["sub", "email", "roles", "exp", "aud", "zeta"]);
        let differing: Vec<_> = rows.iter().filter(|row| row.differs).map(|row| row.name.as_str()).collect();
        assert_eq!(differing, ["roles"]);
    }

    #[test]
    fn order_inside_a_list_is_no_difference() {
        let id = map(json!({"groups": ["a", "b"]}));
        let info = map(json!({"groups": ["b", "a"]}));
        let rows = line_up(&Sources { id_token: Some(&id), userinfo: Some(&info), ..Sources::default() });
        assert!(!rows[0].differs);
    }

    #[test]
    fn a_role_added_is_a_change_and_a_new_expiry_is_none() {
        let before = map(json!({"roles": ["buyer"], "exp": 1}));
        let after = map(json!({"roles": ["buyer", "approver"], "exp": 2}));
        let changes = changes(&before, &after);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].added, ["\"approver\""]);
        assert!(changes[0].removed.is_empty());
    }

    #[test]
    fn title_falls_back_claim_by_claim() {
        let info = map(json!({"email": "ada@acme.example"}));
        assert_eq!(title(&map(json!({"sub": "1", "name": "Ada"})), Some(&info)).unwrap(), "ada@acme.example");
        assert_eq!(title(&map(json!({"sub": "1", "name": "Ada", "email": " "})), None).unwrap(), "Ada");
        assert_eq!(title(&map(json!({"sub": "1"})), None).unwrap(), "1");
    }
}
