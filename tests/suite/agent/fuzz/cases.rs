//! Requests, from good ones to hopeless ones, each made by throwing dice.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};
use url::form_urlencoded::byte_serialize;

use super::document::{Document, Operation};

/// A request.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) method: String,
    pub(super) target: String,
    /// Its media type, and itself.
    pub(super) body: Option<(&'static str, Vec<u8>)>,
}

/// Where chance comes from.
pub(super) struct Dice {
    chance: StdRng,
    /// Names that something has.
    known: Vec<String>,
}

/// Texts in which something may go wrong; the first ones are good, each somewhere.
const TEXTS: [&str; 27] = [
    "evil",
    "openid",
    "profile",
    "https://127.0.0.1:9/orders",
    "jwt",
    "none",
    "active",
    "done",
    "browser",
    "",
    " ",
    ".",
    "..",
    "../../etc/passwd",
    "%00",
    "\0",
    "\r\nX: y",
    "\u{202e}gnp",
    "🦀🦀🦀",
    "İ",
    "\u{1b}[2J",
    "'; DROP TABLE grant; --",
    "{{7*7}}",
    "-1",
    "NaN",
    "https://user:pw@127.0.0.1:9/#f",
    "file:///etc/passwd",
];
/// An address at which nobody listens.
const ISSUER: &str = "http://127.0.0.1:9";
/// Levels of a value that no parser should follow to its end.
const DEEP: usize = 200;
/// More than any body may have.
const TOO_LARGE: usize = 70_000;

impl Case {
    pub(super) fn get(path: &str) -> Self {
        Self { method: "GET".to_owned(), target: path.to_owned(), body: None }
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.body.as_ref().is_some_and(|(_, body)| body.len() >= TOO_LARGE)
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = self.body.as_ref().map(|(_, body)| String::from_utf8_lossy(&body[..body.len().min(400)]));
        write!(f, "{} {} {body:?}", self.method, &self.target[..self.target.len().min(400)])
    }
}

impl Dice {
    pub(super) fn seeded(seed: u64) -> Self {
        Self { chance: StdRng::seed_from_u64(seed), known: vec!["evil".to_owned()] }
    }

    /// Something has this name from now on.
    pub(super) fn learn(&mut self, name: &str) {
        self.known.insert(1, name.to_owned());
        self.known.truncate(4);
    }

    /// A name in a path, as often as not of something that is there.
    fn name(&mut self, spared: bool) -> String {
        if spared || self.once_in(3) {
            self.text().replace("evil", "good")
        } else {
            self.of(&self.known.clone()).clone()
        }
    }

    /// One of so many times.
    fn once_in(&mut self, times: u32) -> bool {
        self.chance.gen_ratio(1, times)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        all.choose(&mut self.chance).unwrap_or(&all[0])
    }

    fn text(&mut self) -> String {
        match self.chance.gen_range(0..20) {
            0 => "x".repeat(self.chance.gen_range(1..5_000)),
            1 => (0..self.chance.gen_range(1..40)).map(|_| self.chance.r#gen::<char>()).collect(),
            _ => (*self.of(&TEXTS)).to_owned(),
        }
    }

    /// Anything at all.
    fn anything(&mut self) -> Value {
        match self.chance.gen_range(0..11) {
            0 => Value::Null,
            1 => json!(self.chance.r#gen::<bool>()),
            2 => json!(self.chance.r#gen::<i64>()),
            3 => json!(self.chance.r#gen::<u64>()),
            4 => json!(self.chance.r#gen::<f64>() * 1e300),
            5 => json!([self.text(), null]),
            6 => json!({ self.text(): self.text() }),
            7 => (0..DEEP / 2).fold(Value::Null, |inner, _| json!([inner])),
            8 => json!(vec![self.text(); 300]),
            _ => json!(self.text()),
        }
    }

    /// A value as the schema says.
    fn good(&mut self, schema: &Value, document: &Document) -> Value {
        let Ok(schema) = document.resolved(schema) else { return Value::Null };
        if let Some(known) = schema["enum"].as_array() {
            return self.of(known).clone();
        }
        if let Some(one) = schema["oneOf"].as_array().and_then(|all| all.choose(&mut self.chance)) {
            return self.good(one, document);
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
        match kind {
            "string" => json!(self.text()),
            "boolean" => json!(self.chance.r#gen::<bool>()),
            "integer" => json!(self.chance.gen_range(0..100_000)),
            "number" => json!(self.chance.r#gen::<f64>()),
            "array" => {
                (0..self.chance.gen_range(0..4)).map(|_| self.good(&schema["items"], document)).collect()
            }
            "object" => Value::Object(self.fields(schema, document)),
            _ => Value::Null,
        }
    }

    fn fields(&mut self, schema: &Value, document: &Document) -> Map<String, Value> {
        let sparing = self.once_in(2);
        let required =
            |name: &String| schema["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
        let fields = schema["properties"].as_object().into_iter().flatten();
        let mut chosen = Map::new();
        for (name, schema) in fields {
            if required(name) || !sparing && self.once_in(3) {
                chosen.insert(name.clone(), self.field(name, schema, document));
            }
        }
        chosen
    }

    /// A value as its schema and its name say: an address is more than a text.
    fn field(&mut self, name: &str, schema: &Value, document: &Document) -> Value {
        match name {
            _ if self.once_in(4) => self.good(schema, document),
            "issuer" | "url" => json!(ISSUER),
            "provider" => json!("evil"),
            _ => self.good(schema, document),
        }
    }

    /// A good value, and then one thing about it that is not.
    fn bent(&mut self, schema: &Value, document: &Document) -> Value {
        let mut value = self.good(schema, document);
        let Some(fields) = value.as_object_mut() else { return self.anything() };
        let name =
            fields.keys().nth(self.chance.gen_range(0..fields.len().max(1))).cloned().unwrap_or_default();
        match self.chance.gen_range(0..4) {
            0 => drop(fields.remove(&name)),
            1 => drop(fields.insert(self.text(), self.anything())),
            2 => return self.anything(),
            _ => drop(fields.insert(name, self.anything())),
        }
        value
    }
}

/// A request for this operation.
pub(super) fn case(operation: &Operation, document: &Document, dice: &mut Dice) -> Case {
    Case {
        method: operation.method.clone(),
        target: target(operation, document, dice),
        body: body(operation, document, dice),
    }
}

fn target(operation: &Operation, document: &Document, dice: &mut Dice) -> String {
    let mut target = operation.path.clone();
    for parameter in operation.parameters("path") {
        let value = dice.name(operation.ends().is_some());
        let value: String = byte_serialize(value.as_bytes()).collect();
        target = target.replace(&format!("{{{}}}", parameter.name), &value.replace('+', "%20"));
    }
    let mut pairs = Vec::new();
    for parameter in operation.parameters("query").filter(|parameter| parameter.name != "in_browser") {
        match dice.chance.gen_range(0..4) {
            0 => {}
            1 => pairs.push((parameter.name.to_owned(), dice.text())),
            _ => {
                let good = dice.good(parameter.schema, document);
                pairs.push((
                    parameter.name.to_owned(),
                    good.as_str().map_or_else(|| good.to_string(), str::to_owned),
                ));
            }
        }
    }
    if dice.once_in(10) {
        pairs.push((dice.text(), dice.text()));
    }
    if !pairs.is_empty() {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        target.extend(["?", &query]);
    }
    target
}

fn body(operation: &Operation, document: &Document, dice: &mut Dice) -> Option<(&'static str, Vec<u8>)> {
    const JSON: &str = "application/json";
    let Some(schema) = operation.body() else {
        return dice.once_in(10).then(|| (JSON, dice.anything().to_string().into_bytes()));
    };
    Some(match dice.chance.gen_range(0..12) {
        0 => return None,
        1 => (JSON, b"{\"a\":".repeat(DEEP)),
        2 => (JSON, vec![b' '; TOO_LARGE]),
        3 => (JSON, (0..dice.chance.gen_range(1..200)).map(|_| dice.chance.r#gen::<u8>()).collect()),
        4 => (
            *dice.of(&["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]),
            b"{}".to_vec(),
        ),
        5..9 => (JSON, dice.bent(schema, document).to_string().into_bytes()),
        _ => ("application/json; charset=utf-8", dice.good(schema, document).to_string().into_bytes()),
    })
}
