//! What kind of thing a claim tells, by its name: something that may be shared, something about a person, a trace
//! that leads to one, or a secret.
//!
//! Invariants: 1. what nobody has defined is [`Nature::Unknown`], never taken for harmless; 2. names are compared by
//! their words, so that `employeeEmail`, `X-User-EMail` and `https://acme.example/claims/email` are all e-mail.
//!
//! Sources: RFC 7519 §4.1, OpenID Connect Core §2 and §5.1, RFC 9068 §2.2, RFC 8693 §4, and the claims that Keycloak,
//! Entra ID, Okta, Auth0, Google and Cognito add.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a claim tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// About the token: who gave it, for what, until when.
    Plain,
    /// About the person: names, addresses, numbers.
    Personal,
    /// It leads to the person, the session or this one token, without saying anything by itself.
    Trace,
    /// It opens something.
    Secret,
    /// Nobody has defined it.
    Unknown,
}

/// About the token, in claims and headers. Members of objects are looked up one by one.
const PLAIN: &str = "iss aud azp client_id cid appid app_displayname scope scp exp nbf iat auth_time acr acrs amr typ cty alg \
    enc kid zip crit b64 x5t x5t#S256 jku x5u roles role groups hasgroups entitlements permissions \
    authorities wids realm_access resource_access allowed-origins act may_act events active token_type \
    token_use ver tid idp idtyp azpacr appidacr hd org_id org_name organization tenant tenant_id gty \
    xms_tcdt xms_cc _claim_names email_verified phone_number_verified";

/// About the person.
const PERSONAL: &str = "profile website gender zoneinfo locale updated_at upn unique_name ctry preferred clientHost \
    clientAddress";

/// What leads to a person, a session or this one token. Hashes and nonces let two tokens be matched with each other.
const TRACE: &str = "sub sub_id oid uid puid altsecid onprem_sid sid session_state jti origin_jti uti aio rh nonce at_hash \
    c_hash s_hash ath cnf event_id xms_st device_id deviceid txn pwd_exp";

/// What a word of a name tells, whoever made the name up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// Of a secret.
    Secret,
    /// Of a secret, unless another word says what kind of code it is.
    Code,
    /// Of a code that opens nothing.
    HarmlessCode,
    /// Of a secret, with a word that says to what the key is.
    Key,
    KeyTo,
    /// Of a person.
    Person,
    /// Of what one may do, which is what a report is for.
    Role,
}

const TELLING: [(Tells, &str); 7] = [
    (
        Tells::Secret,
        "token tokens jwt secret secrets password passwd passphrase passcode pwd pin otp credential credentials apikey \
         cookie assertion signature",
    ),
    (Tells::Code, "code codes"),
    (Tells::HarmlessCode, "country postal zip post language lang currency area cost department error status"),
    (Tells::Key, "key"),
    (Tells::KeyTo, "api private access client"),
    (
        Tells::Person,
        "name names firstname lastname surname username nickname displayname fullname email emails mail phone mobile \
         telephone tel fax address addresses addr street locality postcode zipcode birth birthdate birthday birthplace \
         dob age gender sex nationality nationalities user login logon employee person personal picture photo avatar \
         thumbnail ip ipaddr ipaddress location salutation passport ssn iban manager sip msn",
    ),
    (Tells::Role, "role roles group groups permission permissions scope scopes entitlements"),
];

static LISTED: LazyLock<HashMap<&str, Nature>> =
    LazyLock::new(|| by_word([(Nature::Plain, PLAIN), (Nature::Personal, PERSONAL), (Nature::Trace, TRACE)]));
static WORDS: LazyLock<HashMap<&str, Tells>> = LazyLock::new(|| by_word(TELLING));

fn by_word<T: Copy, const N: usize>(lists: [(T, &'static str); N]) -> HashMap<&'static str, T> {
    lists
        .into_iter()
        .flat_map(|(tells, list)| list.split_whitespace().map(move |word| (word, tells)))
        .collect()
}

/// The nature of a claim, or of a member of one, by its name alone.
pub(crate) fn nature(name: &str) -> Nature {
    if let Some(listed) = LISTED.get(name) {
        return *listed;
    }
    let told: Vec<Tells> = words(name).iter().filter_map(|word| WORDS.get(word.as_str()).copied()).collect();
    let tells = |what| told.contains(&what);
    let opens = tells(Tells::Secret)
        || tells(Tells::Code) && !tells(Tells::HarmlessCode)
        || tells(Tells::Key) && tells(Tells::KeyTo);
    if opens {
        Nature::Secret
    } else if tells(Tells::Person) {
        Nature::Personal
    } else if tells(Tells::Role) {
        Nature::Plain
    } else {
        Nature::Unknown
    }
}

/// The words of a name in small letters, without the address it stands under: `https://acme.example/claims/userEmail`
/// has `user` and `email`. At most the last few are looked at: a name is no document.
fn words(name: &str) -> Vec<String> {
    const MOST: usize = 128;
    let last = name.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or(name);
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in last.chars().take(MOST) {
        let begins = !c.is_alphanumeric() || c.is_uppercase() && was_small;
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        was_small = c.is_lowercase() || c.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    // `EMail` is one word that looks like two, and `e-mail` two that are one.
    let joined = words.windows(2).map(<[String]>::concat).collect::<Vec<_>>();
    words.extend(joined);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_personal_claims_are_known_in_every_spelling() {
        for name in [
            "access_token",
            "refreshToken",
            "client-secret",
            "https://acme.example/claims/apiKey",
            "password",
            "userPassword",
            "authorization_code",
            "code",
            "ID_TOKEN",
            "api_key",
            "otp",
            "x:pin",
            "_claim_sources.access_token",
        ] {
            assert_eq!(nature(name), Nature::Secret, "{name}");
        }
        for name in [
            "name",
            "given_name",
            "email",
            "EMail",
            "e-mail",
            "https://acme.example/email/",
            "urn:acme:userName",
            "phone_number",
            "address",
            "custom:employee_id",
            "cognito:username",
            "x-hasura-user-id",
            "picture",
            "ipaddr",
            "ip_address",
            "verified_primary_email",
            "upn",
            "zipCode",
            "clientAddress",
            "MOBILE",
        ] {
            assert_eq!(nature(name), Nature::Personal, "{name}");
        }
        for name in ["sub", "oid", "sid", "jti", "nonce", "at_hash", "cnf"] {
            assert_eq!(nature(name), Nature::Trace, "{name}");
        }
    }

    #[test]
    fn what_a_report_is_for_is_plain_and_what_nobody_defined_is_not() {
        for name in
            ["iss", "aud", "exp", "scope", "roles", "groups", "cognito:groups", "https://acme.example/roles"]
        {
            assert_eq!(nature(name), Nature::Plain, "{name}");
        }
        for name in ["", "department", "x", "country_code", "https://", "\u{202e}", "ſub", "Sub"] {
            assert_eq!(nature(name), Nature::Unknown, "{name}");
        }
    }
}
