//! `lanyard provider …`.

use lanyard_agent::wire::ProviderBody;
use lanyard_core::view::{ErrorCode, ProviderOrigin, ProviderSupport, ProviderView};

use super::question;
use crate::args::{AddArgs, JsonArgs, NamedArgs, RedirectHost};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::output::{Cell, Table, inert};
use crate::terminal::Terminal;

pub(super) async fn add(args: &AddArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let body = body(args)?;
    let added = terminal.ask(async |client| client.add_provider(&body).await).await?;
    if args.json.json {
        terminal.output.json(&added)?;
        return Ok(Exit::Done);
    }
    terminal.output.line(format_args!("{} was added.", inert(&added.name)))?;
    let mut table = Table::default();
    table.fact("Redirect address", &added.redirect_uri);
    table.fact_if("Offers", added.support.as_ref().map(offers));
    terminal.output.table(&table)?;
    terminal.output.note("The provider has to know the redirect address.")?;
    terminal.output.note(format_args!("Next: lanyard login {}", quoted(&added.name)))?;
    Ok(Exit::Done)
}

pub(super) async fn list(args: JsonArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let providers = terminal.ask(async |client| client.providers().await).await?;
    if args.json {
        terminal.output.json(&providers)?;
    } else if providers.is_empty() {
        terminal.output.line("There is no provider yet.")?;
        terminal.output.note("Run: lanyard provider add NAME --issuer URL --client-id ID")?;
    } else {
        let mut table = Table::headed(["PROVIDER", "ISSUER", "CLIENT ID", "ORIGIN"]);
        for provider in &providers {
            table.row([
                Cell::from(&provider.name),
                Cell::from(&provider.issuer),
                Cell::from(&provider.client_id),
                Cell::from(origin(provider.origin)),
            ]);
        }
        terminal.output.table(&table)?;
    }
    Ok(Exit::Done)
}

pub(super) async fn show(args: &NamedArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let provider = named(&args.name, terminal).await?;
    if args.json.json {
        terminal.output.json(&provider)?;
    } else {
        terminal.output.table(&facts(&provider))?;
    }
    Ok(Exit::Done)
}

pub(super) async fn remove(args: &NamedArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let provider = named(&args.name, terminal).await?;
    terminal.ask(async |client| client.remove_provider(&provider.id).await).await?;
    if args.json.json {
        terminal.output.json(&provider)?;
    } else {
        terminal.output.line(format_args!("{} was removed.", inert(&provider.name)))?;
        terminal.output.note("At the provider nothing changed.")?;
    }
    Ok(Exit::Done)
}

/// The provider that the person means: by id, else by name.
///
/// # Errors
/// None has that name, or several have.
pub(super) async fn named(name: &str, terminal: &Terminal<'_>) -> Result<ProviderView, Failure> {
    let providers = terminal.ask(async |client| client.providers().await).await?;
    find(&providers, name)?.cloned().ok_or_else(|| unknown(name))
}

/// By id, by name, or by name without case; none of them is no error here.
///
/// # Errors
/// Several providers have that name.
pub(super) fn find<'a>(
    providers: &'a [ProviderView],
    name: &str,
) -> Result<Option<&'a ProviderView>, Failure> {
    if let Some(provider) = providers.iter().find(|provider| provider.id == name) {
        return Ok(Some(provider));
    }
    let lower = name.to_lowercase();
    let exact = |provider: &&ProviderView| provider.name == name;
    let alike = |provider: &&ProviderView| provider.name.to_lowercase() == lower;
    let mut found: Vec<_> = providers.iter().filter(exact).collect();
    if found.is_empty() {
        found = providers.iter().filter(alike).collect();
    }
    match found[..] {
        [] => Ok(None),
        [provider] => Ok(Some(provider)),
        [..] => {
            let ids: Vec<_> = found.iter().map(|provider| quoted(&provider.id)).collect();
            let message = format!(
                "Several providers are called {}. Name one by its id: {}.",
                quoted(name),
                ids.join(", ")
            );
            Err(Failure::usage(message).next("lanyard provider list --json"))
        }
    }
}

/// Nobody has that name.
pub(super) fn unknown(name: &str) -> Failure {
    Failure::told(Exit::of(ErrorCode::NotFound), format!("There is no provider {}.", quoted(name)))
        .next("lanyard provider list")
}

fn body(args: &AddArgs) -> Result<ProviderBody, Failure> {
    let client_secret = args.client_secret_stdin.then(|| question::secret("Client secret: ")).transpose()?;
    Ok(ProviderBody {
        name: args.name.clone(),
        issuer: args.issuer.clone(),
        client_id: args.client_id.clone(),
        client_secret,
        auth: args.auth.clone(),
        scopes: args.scopes.clone(),
        resources: args.resources.clone(),
        prompt: args.prompt.clone(),
        redirect_port: args.redirect_port,
        redirect_path: args.redirect_path.clone(),
        redirect_localhost: args.redirect_host == RedirectHost::Localhost,
        endpoints: args.endpoints.clone(),
        token_profile: args.token_profile.clone(),
    })
}

fn facts(provider: &ProviderView) -> Table {
    let mut table = Table::default();
    table.fact("Name", &provider.name);
    table.fact("Id", &provider.id);
    table.fact("Issuer", &provider.issuer);
    table.fact("Client ID", &provider.client_id);
    table.fact("Authentication", provider.authentication.name());
    table.fact("Client secret", if provider.has_client_secret { "in the keychain" } else { "none" });
    table.fact("Scopes", provider.scopes.join(" "));
    for resource in &provider.resources {
        table.fact("Resource", resource);
    }
    table.fact_if("Prompt", provider.prompt.as_ref());
    table.fact("Redirect address", &provider.redirect_uri);
    table.fact_if("Token profile", provider.token_profile.map(lanyard_core::view::TokenProfile::name));
    table.fact("Origin", origin(provider.origin));
    table.fact_if("Offers", provider.support.as_ref().map(offers));
    for endpoint in &provider.endpoints {
        table.fact(&format!("Endpoint {}", endpoint.name), &endpoint.url);
    }
    table
}

/// The window's words (`ui/src/lib/words/sign-in.ts`).
fn origin(origin: ProviderOrigin) -> &'static str {
    match origin {
        ProviderOrigin::Policy => "Set by your IT",
        ProviderOrigin::File => "From a provider file",
        ProviderOrigin::Person => "Added by you",
    }
}

fn offers(support: &ProviderSupport) -> String {
    let known = [
        ("PKCE", support.pkce),
        ("sign-out", support.sign_out),
        ("introspection", support.introspection),
        ("revocation", support.revocation),
        ("device code", support.device_code),
    ];
    let offered: Vec<_> = known.into_iter().filter(|(_, offered)| *offered).map(|(name, _)| name).collect();
    if offered.is_empty() { "nothing beyond signing in".to_owned() } else { offered.join(", ") }
}
