//! The OpenAPI document: its operations, what they take, and what they reply.

use anyhow::Context;
use harness::Result;
use serde_json::Value;

/// The document.
pub(super) struct Document(Value);

/// A method of a path.
#[derive(Debug)]
pub(super) struct Operation {
    /// In upper case.
    pub(super) method: String,
    /// With its parameters in braces.
    pub(super) path: String,
    told: Value,
}

/// A parameter.
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Value,
}

impl Document {
    pub(super) fn read(document: Value) -> Result<Self> {
        document["paths"].as_object().context("the document has paths")?;
        Ok(Self(document))
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = Operation> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, methods)| {
            methods.as_object().into_iter().flatten().map(|(method, told)| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                told: told.clone(),
            })
        })
    }

    /// The schema itself, behind a reference.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Value) -> Result<&'a Value> {
        let Some(reference) = schema["$ref"].as_str() else { return Ok(schema) };
        let found = reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer));
        self.resolved(found.with_context(|| format!("{reference} leads nowhere"))?)
    }
}

impl Operation {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The order in which it ends what the others need; none: it ends nothing.
    pub(super) fn ends(&self) -> Option<usize> {
        let last = ["POST /v1/accounts/{account}/sign-out", "DELETE /v1/accounts/{account}", "POST /v1/stop"];
        last.iter().position(|name| *name == self.name())
    }

    /// It answers well only to somebody else, or where something happened before that is not made by requests.
    pub(super) fn needs_luck(&self) -> bool {
        ["POST /v1/hand-over", "POST /v1/sign-ins/{sign_in}/callback", "DELETE /v1/grants/{grant}"]
            .contains(&self.name().as_str())
    }

    /// Something can be said wrongly.
    pub(super) fn takes_anything(&self) -> bool {
        self.body().is_some() || self.told["parameters"].is_array() || self.needs_luck()
    }

    /// The schema of a reply with this status; none: it has no body.
    pub(super) fn reply(&self, status: u16) -> Option<&Value> {
        let responses = &self.told["responses"];
        let (told, media_type) = if status < 300 {
            (&responses[status.to_string()], "application/json")
        } else {
            (&responses["default"], "application/problem+json")
        };
        told["content"].get(media_type).map(|content| &content["schema"])
    }

    /// Whether the document names this status.
    pub(super) fn knows(&self, status: u16) -> bool {
        self.told["responses"].get(status.to_string()).is_some()
    }

    /// The schema of its body.
    pub(super) fn body(&self) -> Option<&Value> {
        self.told["requestBody"]["content"].get("application/json").map(|content| &content["schema"])
    }

    /// Its parameters in the `path` or in the `query`.
    pub(super) fn parameters<'a>(&'a self, place: &'a str) -> impl Iterator<Item = Parameter<'a>> {
        let all = self.told["parameters"].as_array().into_iter().flatten();
        all.filter(move |told| told["in"] == place).map(|told| Parameter {
            name: told["name"].as_str().unwrap_or_default(),
            schema: &told["schema"],
        })
    }
}
