//! The OpenAPI document: what it holds, and what it must not.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::agent::Agent;

const OPERATIONS: &[&str] = &[
    "delete /v1/accounts/{account}",
    "delete /v1/grants/{grant}",
    "delete /v1/providers/{provider}",
    "delete /v1/sign-ins/{sign_in}",
    "get /v1/accounts/{account}",
    "get /v1/activity",
    "get /v1/activity/chain",
    "get /v1/openapi.json",
    "get /v1/overview",
    "get /v1/programs",
    "get /v1/providers",
    "get /v1/providers/{provider}",
    "get /v1/providers/{provider}/keys",
    "get /v1/sign-ins/{sign_in}",
    "get /v1/sign-ins/{sign_in}/link",
    "get /v1/status",
    "post /v1/accounts/{account}/introspect",
    "post /v1/accounts/{account}/refused",
    "post /v1/accounts/{account}/renew",
    "post /v1/accounts/{account}/sign-out",
    "post /v1/accounts/{account}/token",
    "post /v1/accounts/{account}/userinfo",
    "post /v1/hand-over",
    "post /v1/providers",
    "post /v1/sign-ins",
    "post /v1/sign-ins/{sign_in}/callback",
    "post /v1/stop",
];

fn document() -> Value {
    let agent = Agent::new();
    let reply = agent.connect().ask("GET", "/v1/openapi.json");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    reply.json()
}

/// Every value in the document, with the name under which it stands.
fn walk<'a>(name: &'a str, value: &'a Value, see: &mut impl FnMut(&'a str, &'a Value)) {
    see(name, value);
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| walk(name, value, see)),
        Value::Array(items) => items.iter().for_each(|value| walk(name, value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, methods)| {
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn b11_nothing_speaks_of_refresh_tokens_administration_or_making_grants() {
    let document = document();
    let names: BTreeSet<String> = operations(&document).map(|(name, _)| name).collect();
    // A route that is added is looked at here: it must give no refresh token, administer nothing and make no grant.
    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), OPERATIONS);
    let mut fields = 0;
    walk("", &document["components"]["schemas"], &mut |name, _| {
        fields += 1;
        assert!(
            !name.contains("refresh_token") && !name.contains("id_token_hint") && !name.contains("password"),
            "{name}"
        );
    });
    assert!(fields > 500, "the schemas were looked at");
}

/// What waits for the person is shown to programs: their tokens, a call's, a provider's new address (R35).
#[test]
fn b11_r35_a_question_is_shown_and_no_program_can_put_or_answer_it() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("QuestionAbout") && !schemas.contains_key("Answer"));
    let agent = Agent::new();
    let mut client = agent.connect();
    for (method, target) in [
        ("POST", "/v1/accounts/nobody/new-address"),
        ("POST", "/v1/accounts/nobody/use_new_address"),
        ("POST", "/v1/questions/none"),
        ("POST", "/v1/questions/none/answer"),
        ("DELETE", "/v1/questions/none"),
        ("POST", "/v1/programs"),
    ] {
        let reply = client.ask(method, target);
        assert!([404, 405].contains(&reply.status), "{method} {target}: {reply:?}");
        assert!(reply.json()["detail"].as_str().unwrap().contains("openapi.json") || reply.status == 405);
    }
}

/// Names of all types that replies of this operation can hold.
fn replies<'a>(document: &'a Value, operation: &'a Value) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![&operation["responses"]]);
    while let Some(value) = open.pop() {
        walk("", value, &mut |_, value| {
            let schema = value.as_str().and_then(|text| text.strip_prefix("#/components/schemas/"));
            if let Some(schema) = schema.filter(|schema| seen.insert(*schema)) {
                open.push(&document["components"]["schemas"][schema]);
            }
        });
    }
    seen
}

#[test]
fn b11_secrets_are_in_the_replies_for_them_alone() {
    let document = document();
    let secret = ["TokenReply", "LinkReply", "ProviderBody", "CallbackBody", "ProviderForm"];
    let mut telling = Vec::new();
    for (name, operation) in operations(&document) {
        let replies = replies(&document, operation);
        assert!(replies.contains("Problem"), "{name} tells how it fails");
        telling.extend(
            secret.iter().filter(|secret| replies.contains(*secret)).map(|secret| (name.clone(), *secret)),
        );
    }
    telling.sort();
    let expected = [
        ("get /v1/sign-ins/{sign_in}/link", "LinkReply"),
        ("post /v1/accounts/{account}/token", "TokenReply"),
    ];
    assert_eq!(telling, expected.map(|(name, reply)| (name.to_owned(), reply)));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = 0;
    walk("", &document, &mut |name, value| {
        if name == "$ref" {
            references += 1;
            let pointer = value.as_str().unwrap().trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    });
    assert!(references > 50);
}

#[test]
fn every_operation_of_the_document_is_served() {
    let (agent, document) = (Agent::new(), document());
    let mut client = agent.connect();
    for (name, _) in operations(&document) {
        let (method, path) = name.split_once(' ').unwrap();
        let reply = client.ask(&method.to_uppercase(), &path.replace(['{', '}'], ""));
        let unserved = reply.status == 405
            || (reply.status == 404 && reply.json()["detail"].as_str().unwrap().contains("openapi.json"));
        assert!(!unserved && reply.status < 500, "{name}: {reply:?}");
    }
}
