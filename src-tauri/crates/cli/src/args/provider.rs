//! `lanyard provider …`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use lanyard_agent::wire::EndpointBody;
use url::Url;

use super::JsonArgs;

/// The verbs of providers.
#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// Add a provider
    Add(Box<AddArgs>),
    /// Every provider
    List(JsonArgs),
    /// Everything about one provider
    Show(NamedArgs),
    /// Remove a provider without accounts
    Remove(NamedArgs),
}

impl ProviderCommand {
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Add(args) => args.json.json,
            Self::List(args) => args.json,
            Self::Show(args) | Self::Remove(args) => args.json.json,
        }
    }
}

const ADD_EXAMPLES: &str = "\
The redirect address to register at the provider is http://127.0.0.1/callback, any port (RFC 8252, section 7.3).

Examples:
  lanyard provider add \"Acme ID\" --issuer https://id.acme.example --client-id lanyard \\
      --scope profile --scope offline_access --resource https://orders.acme.example
  pass show acme/client | lanyard provider add Acme --issuer https://id.acme.example \\
      --client-id lanyard --client-secret-stdin

Next: lanyard login \"Acme ID\"";

/// A registration at an authorization server.
#[derive(Debug, Args)]
#[command(after_help = ADD_EXAMPLES)]
pub(crate) struct AddArgs {
    /// Name for people
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: String,
    /// Address by which the provider calls itself
    #[arg(long, value_name = "URL", value_parser = address)]
    pub(crate) issuer: String,
    /// What the provider calls Lanyard; your IT gives you this
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) client_id: String,
    /// Read the client secret from standard input (one line; typed unseen on a terminal)
    #[arg(long)]
    pub(crate) client_secret_stdin: bool,
    /// Client authentication at the token endpoint [default: client_secret_basic with a secret, else none]
    #[arg(long, value_name = "METHOD", value_parser = ["none", "client_secret_basic", "client_secret_post"])]
    pub(crate) auth: Option<String>,
    /// Scope to ask for; may be repeated (openid is always asked for)
    #[arg(long = "scope", value_name = "S", value_parser = super::token::scope)]
    pub(crate) scopes: Vec<String>,
    /// API that tokens are for (RFC 8707); may be repeated, the first is the main access token's
    #[arg(long = "resource", value_name = "R", value_parser = super::token::resource)]
    pub(crate) resources: Vec<String>,
    /// What the provider is told to ask the person (such as consent)
    #[arg(long, value_name = "PROMPT")]
    pub(crate) prompt: Option<String>,
    /// Fixed port of the redirect address, where the provider wants one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) redirect_port: Option<u16>,
    /// Path of the redirect address [default: /callback]
    #[arg(long, value_name = "P", value_parser = path)]
    pub(crate) redirect_path: Option<String>,
    /// Host of the redirect address
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub(crate) redirect_host: RedirectHost,
    /// Endpoint of a provider without discovery, such as token=https://id.acme.example/token; may be repeated
    #[arg(long = "endpoint", value_name = "NAME=URL", value_parser = endpoint)]
    pub(crate) endpoints: Vec<EndpointBody>,
    /// How access tokens of this provider are verified
    #[arg(long, value_name = "PROFILE", value_parser = ["id-token", "at+jwt", "jwt"])]
    pub(crate) token_profile: Option<String>,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// A provider by name.
#[derive(Debug, Args)]
pub(crate) struct NamedArgs {
    /// The provider's name or id
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// RFC 8252, sections 7.3 and 8.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RedirectHost {
    #[value(name = "127.0.0.1")]
    Literal,
    #[value(name = "localhost")]
    Localhost,
}

/// An address stays as it was typed: issuers are compared byte for byte (OpenID Connect Discovery, section 4.3).
fn address(text: &str) -> Result<String, String> {
    Url::parse(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

fn path(text: &str) -> Result<String, String> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err("a path begins with /".to_owned()) }
}

/// Names of endpoints, as metadata call them without `_endpoint`.
const ENDPOINTS: [&str; 7] =
    ["authorization", "token", "jwks", "userinfo", "introspection", "revocation", "end_session"];

fn endpoint(text: &str) -> Result<EndpointBody, String> {
    let (name, address) = text.split_once('=').ok_or("it has the form NAME=URL")?;
    if !ENDPOINTS.contains(&name) {
        return Err(format!("the endpoints are {}", ENDPOINTS.join(", ")));
    }
    Ok(EndpointBody { name: name.to_owned(), url: self::address(address)? })
}
