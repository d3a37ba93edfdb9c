//! `inspect`, `diff` and `keys`: what a token says, and with which keys it is verified.
//!
//! Invariant: no token, key or secret is an argument. All of them are read from files or standard input, since
//! arguments stand in the list of processes.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser};
use lanyard_core::view::CheckProfile;
use lanyard_jwt::Algorithm;
use lanyard_oauth::Issuer;

use super::JsonArgs;

const INSPECT_EXAMPLES: &str = "\
Nothing leaves this computer, except that --issuer fetches this issuer's metadata and keys. An address inside a token \
is never fetched. What stands around a token is taken off: Bearer, an Authorization line, a cookie, an address, JSON.

Exit codes: 0 valid, 7 not valid, 8 could not be verified (no key, no issuer, opaque, encrypted, no token at all).

Examples:
  lanyard token acme | lanyard inspect --issuer https://id.acme.example \\
      --audience https://orders.acme.example
  lanyard inspect id-token.txt --jwks keys.json --expect-issuer https://id.acme.example \\
      --audience lanyard --nonce n-0S6_WzA2Mj
  wl-paste | lanyard inspect --key acme.pem --expect-issuer https://id.acme.example --json
  lanyard inspect token.txt --now 1746532800";

/// Which token, with whose keys, and what is expected of it.
#[derive(Debug, Args)]
#[command(after_help = INSPECT_EXAMPLES)]
pub(crate) struct InspectArgs {
    /// File that holds the token; - or none: standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) keys: KeySourceArgs,
    /// Issuer that is expected (with --issuer it is that one)
    #[arg(long, value_name = "I", conflicts_with = "issuer")]
    pub(crate) expect_issuer: Option<String>,
    /// Audience that is expected: the client ID for an ID or logout token, the API for an access token
    #[arg(long, value_name = "A")]
    pub(crate) audience: Option<String>,
    /// Nonce of the authorization request
    #[arg(long, value_name = "N")]
    pub(crate) nonce: Option<String>,
    /// File that holds the access token whose hash at_hash should be; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) access_token_hash_of: Option<PathBuf>,
    /// What it is checked as [default: what it looks like]
    #[arg(long, value_name = "P", value_parser = profile())]
    pub(crate) profile: Option<CheckProfile>,
    /// Only this algorithm; may be repeated
    #[arg(long = "alg", value_name = "A", value_parser = algorithm())]
    pub(crate) algorithms: Vec<Algorithm>,
    /// Moment at which it should be valid, in Unix seconds [default: now]
    #[arg(long, value_name = "UNIX", value_parser = clap::value_parser!(i64).range(0..=LAST_MOMENT))]
    pub(crate) now: Option<i64>,
    /// Every rule, not only the broken ones
    #[arg(long, short = 'v')]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

impl InspectArgs {
    /// A line that needs no network, read without the grammar of all the other commands. `None`: the whole grammar says
    /// what it means, or what is wrong with it.
    pub(crate) fn offline(mut typed: impl Iterator<Item = OsString>) -> Option<Self> {
        #[derive(Parser)]
        #[command(no_binary_name = true)]
        struct Alone {
            #[command(flatten)]
            args: InspectArgs,
        }

        typed.next().filter(|command| command == "inspect")?;
        let Alone { args } = Alone::try_parse_from(typed).ok()?;
        args.keys.issuer.is_none().then_some(args)
    }
}

/// 31 December 9999, 23:59:59 UTC.
const LAST_MOMENT: i64 = 253_402_300_799;

/// Where the keys come from: one place, or none.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct KeySourceArgs {
    /// Fetch the keys of this issuer, which is also the one that is expected
    #[arg(long, value_name = "URL", value_parser = issuer)]
    pub(crate) issuer: Option<Issuer>,
    /// File that holds a JWK Set
    #[arg(long, value_name = "FILE")]
    pub(crate) jwks: Option<PathBuf>,
    /// File that holds one public key, as JWK or PEM; for HMAC, a JWK of kty oct
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

const DIFF_NOTE: &str = "\
Claims are compared by name, scopes, roles and other lists as sets. Nothing is verified here: either token may say \
anything; lanyard inspect tells whether it is valid.

Exit codes: 0 when both could be read, whether or not they differ; 8 when one holds no token that can be read.

Example:
  lanyard diff before.txt after.txt";

/// Which two tokens.
#[derive(Debug, Args)]
#[command(after_help = DIFF_NOTE)]
pub(crate) struct DiffArgs {
    /// File that holds the first token; - is standard input
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,
    /// File that holds the second token; - is standard input
    #[arg(value_name = "B")]
    pub(crate) after: PathBuf,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

const KEYS_EXAMPLES: &str = "\
With an address the keys are fetched from there, without the agent. What is wrong with a set or its keys is said \
below the table; a set that is refused as a whole ends with exit code 8.

Examples:
  lanyard keys \"Acme ID\"
  lanyard keys https://id.acme.example --json";

/// Whose keys.
#[derive(Debug, Args)]
#[command(after_help = KEYS_EXAMPLES)]
pub(crate) struct KeysArgs {
    /// The provider's name or id, or the address of any issuer
    #[arg(value_name = "PROVIDER")]
    pub(crate) provider: String,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// https, or http at a loopback address (RFC 8414, section 2). It stays as typed: issuers compare byte for byte.
fn issuer(text: &str) -> Result<Issuer, String> {
    Issuer::parse(text).map_err(|error| error.to_string())
}

fn profile() -> impl TypedValueParser<Value = CheckProfile> {
    PossibleValuesParser::new(PROFILES.map(|(name, _)| name)).try_map(|name| {
        PROFILES.into_iter().find(|(known, _)| *known == name).map(|(_, one)| one).ok_or(name)
    })
}

/// By the names that the view has.
const PROFILES: [(&str, CheckProfile); 4] = [
    ("id-token", CheckProfile::IdToken),
    ("at+jwt", CheckProfile::AccessToken),
    ("logout", CheckProfile::LogoutToken),
    ("jwt", CheckProfile::Jwt),
];

fn algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::ALL.map(Algorithm::name))
        .try_map(|name| Algorithm::from_name(&name).ok_or(name))
}
