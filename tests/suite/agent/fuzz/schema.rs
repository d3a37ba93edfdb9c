//! Whether a value is what a schema says (JSON Schema 2020-12, as much of it as OpenAPI documents made by utoipa use).
//!
//! Invariant 1: a keyword that is not known here is an error, so that no schema is taken for kept that was not read.

use anyhow::{Context, bail, ensure};
use harness::Result;
use serde_json::Value;

use super::document::Document;

/// Says nothing about the value.
const SILENT: [&str; 5] = ["description", "title", "format", "default", "example"];

/// Checks a value.
pub(super) fn check(value: &Value, schema: &Value, document: &Document) -> Result {
    let rules = schema.as_object().context("a schema")?;
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "$ref" => check(value, document.resolved(schema)?, document)?,
            "type" => ensure!(is_of(value, rule), "{value} is no {rule}"),
            "enum" => ensure!(
                rule.as_array().is_some_and(|known| known.contains(value)),
                "{value} is none of {rule}"
            ),
            "oneOf" => one_of(value, rule, document)?,
            "allOf" => {
                rule.as_array().into_iter().flatten().try_for_each(|one| check(value, one, document))?;
            }
            "items" => {
                value.as_array().into_iter().flatten().try_for_each(|item| check(item, rule, document))?;
            }
            "minimum" => {
                ensure!(value.as_f64() >= rule.as_f64() || !value.is_number(), "{value} is below {rule}");
            }
            "required" => {
                let missing = rule
                    .as_array()
                    .into_iter()
                    .flatten()
                    .find(|name| value.get(name.as_str().unwrap_or_default()).is_none());
                ensure!(missing.is_none() || !value.is_object(), "{missing:?} is missing");
            }
            "properties" => properties(value, rule, document)?,
            "additionalProperties" => additional(value, rule, rules.get("properties"), document)?,
            silent if SILENT.contains(&silent) => {}
            unknown => bail!("the keyword {unknown} is not known here"),
        }
    }
    Ok(())
}

fn is_of(value: &Value, kinds: &Value) -> bool {
    let is = |kind: &Value| match kind.as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("null") => value.is_null(),
        _ => false,
    };
    kinds.as_array().map_or_else(|| is(kinds), |kinds| kinds.iter().any(is))
}

fn one_of(value: &Value, schemas: &Value, document: &Document) -> Result {
    let schemas = schemas.as_array().context("oneOf")?;
    let fits: Vec<_> = schemas.iter().map(|schema| check(value, schema, document)).collect();
    let fitting = fits.iter().filter(|fit| fit.is_ok()).count();
    ensure!(fitting == 1, "{value} fits {fitting} of {}: {fits:?}", schemas.len());
    Ok(())
}

fn properties(value: &Value, schemas: &Value, document: &Document) -> Result {
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        if let Some(field) = value.get(name) {
            check(field, schema, document).with_context(|| format!("in {name}"))?;
        }
    }
    Ok(())
}

fn additional(value: &Value, rule: &Value, known: Option<&Value>, document: &Document) -> Result {
    for (name, field) in value.as_object().into_iter().flatten() {
        if known.is_some_and(|known| known.get(name).is_some()) {
            continue;
        }
        ensure!(rule != &Value::Bool(false), "{name} is unknown");
        if rule.is_object() {
            check(field, rule, document).with_context(|| format!("in {name}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(value: &Value, schema: &Value) -> bool {
        let document = json!({ "paths": {}, "components": { "schemas": { "Name": { "type": "string" } } } });
        check(value, schema, &Document::read(document).unwrap()).is_ok()
    }

    #[test]
    fn every_keyword_can_say_no() {
        let cases = [
            (json!({"type": "string"}), json!("x"), json!(1)),
            (json!({"type": ["string", "null"]}), json!(null), json!([])),
            (json!({"type": "integer", "minimum": 0}), json!(0), json!(-1)),
            (json!({"type": "integer"}), json!(3), json!(3.5)),
            (json!({"enum": ["a"]}), json!("a"), json!("b")),
            (json!({"$ref": "#/components/schemas/Name"}), json!("x"), json!(1)),
            (json!({"oneOf": [{"type": "null"}, {"type": "string"}]}), json!("x"), json!(1)),
            (json!({"oneOf": [{"type": "string"}, {"enum": ["a"]}]}), json!("b"), json!("a")),
            (json!({"allOf": [{"type": "string"}]}), json!("x"), json!(1)),
            (json!({"type": "array", "items": {"type": "string"}}), json!(["x"]), json!([1])),
            (json!({"required": ["a"]}), json!({"a": 1}), json!({"b": 1})),
            (json!({"properties": {"a": {"type": "string"}}}), json!({"b": 1}), json!({"a": 1})),
            (
                json!({"properties": {"a": {}}, "additionalProperties": false}),
                json!({"a": 1}),
                json!({"b": 1}),
            ),
        ];
        for (schema, good, bad) in cases {
            assert!(fits(&good, &schema), "{good} is {schema}");
            assert!(!fits(&bad, &schema), "{bad} is not {schema}");
        }
        assert!(!fits(&json!(1), &json!({"exclusiveMaximum": 5})), "what is not known is no yes");
    }
}
