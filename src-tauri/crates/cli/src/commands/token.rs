//! `lanyard token`: nothing but parse, ask, print.

use lanyard_agent::wire::TokenReply;
use secrecy::ExposeSecret;

use super::given::{self, scheme, token};
use crate::args::{Format, TokenArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::terminal::Terminal;

pub(super) async fn run(args: &TokenArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let given = token(terminal, &args.handle, args.ask.body()).await?;
    print(&given, args.format(), &mut terminal.output)?;
    Ok(Exit::Done)
}

/// Prints a token that the engine has at hand; `None`: it has to be asked for. Who asks again also says why.
pub(super) fn at_hand(args: &TokenArgs, terminal: &mut Terminal<'_>) -> Option<Exit> {
    let given = given::at_hand(terminal, &args.handle, &args.ask.body())?;
    print(&given, args.format(), &mut terminal.output).and_then(|()| terminal.output.flush()).ok()?;
    Some(Exit::Done)
}

/// Printing the token is what was asked for: one of the five places that expose a secret.
fn print(given: &TokenReply, format: Format, output: &mut Output<'_>) -> std::io::Result<()> {
    let token = given.access_token.expose_secret();
    match format {
        Format::Plain => output.line(token),
        Format::Json => output.json(given),
        Format::Header => output.line(format_args!("Authorization: {} {token}", scheme(given))),
        Format::Env => output.line(format_args!("LANYARD_TOKEN='{}'", token.replace('\'', r"'\''"))),
    }
}
