//! `lanyard login`: a sign-in, from the provider's name to the account.
//!
//! The browser is opened from here, not by the engine: it is this terminal that the person sits at, and an agent
//! may have been started from another one. Invariant 1: whatever ends this command before the sign-in is over
//! cancels it at the engine. Invariant 2: the address is printed only with `--no-browser`, or where no browser can
//! be; what is pasted is never printed.

use lanyard_agent::client::CallError;
use lanyard_agent::wire::{CallbackBody, SignInBody};
use lanyard_core::Browser;
use lanyard_core::view::{ErrorCode, Overview, SignInPhase, SignInView};
use lanyard_core::words::plain;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;

use super::{provider, question};
use crate::args::LoginArgs;
use crate::compose::SystemBrowser;
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::output::inert;
use crate::signals;
use crate::terminal::{Terminal, variable};

pub(super) async fn run(args: &LoginArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let overview = terminal.ask(async |client| client.overview().await).await?;
    let by_hand = args.no_browser || nowhere_to_open();
    let body = chosen(args, &overview)?;
    // Heard before it begins, so that nothing begun is left behind.
    let request = signals::requests()?;
    let begun = terminal.ask(async |client| client.start_sign_in(&body).await).await?;
    let id = begun.id.clone();
    let way = Way { by_hand, paste: args.paste };
    let ended = tokio::select! {
        ended = followed(begun, way, terminal) => ended,
        request = request => {
            Err(Failure::told(request.exit(), "The sign-in was cancelled. Nothing was stored."))
        }
    };
    match ended {
        Ok(sign_in) => told(sign_in, args, terminal).await,
        Err(failure) => {
            // It may be over already; then there is nothing to cancel.
            let _ = terminal.client()?.cancel_sign_in(&id).await;
            Err(failure)
        }
    }
}

/// How the person gets to the provider and back.
#[derive(Clone, Copy)]
struct Way {
    /// They open the address themselves.
    by_hand: bool,
    /// They may paste the address at which the browser ended.
    paste: bool,
}

/// Which sign-in is meant: a provider by id or name, else an account that is there.
fn chosen(args: &LoginArgs, overview: &Overview) -> Result<SignInBody, Failure> {
    let mut handle = args.handle.clone();
    let provider = match provider::find(&overview.providers, &args.provider)? {
        Some(provider) => provider.id.clone(),
        None => match overview.accounts.iter().find(|account| account.handle == args.provider) {
            Some(account) => {
                handle = handle.or_else(|| Some(account.handle.clone()));
                account.provider.clone()
            }
            None => return Err(provider::unknown(&args.provider)),
        },
    };
    let mut at_provider = overview.accounts.iter().filter(|account| account.provider == provider);
    let known = |handle: &String| overview.accounts.iter().any(|account| account.handle == *handle);
    // A new handle beside an account names somebody else, whom the browser's session would hide.
    let another = handle.as_ref().is_some_and(|handle| !known(handle)) && at_provider.next().is_some();
    Ok(SignInBody { provider, handle, another, scopes: args.scopes.clone(), browser: false })
}

/// On a server no browser can be opened, so the address is printed as with `--no-browser`.
fn nowhere_to_open() -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "linux") && !["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"].into_iter().any(is_set)
}

/// Follows a sign-in until it is over.
async fn followed(
    mut sign_in: SignInView,
    way: Way,
    terminal: &mut Terminal<'_>,
) -> Result<SignInView, Failure> {
    let mut pasted = None;
    while !sign_in.phase.is_over() {
        let phase = sign_in.phase.name();
        if sign_in.phase == SignInPhase::Browser && pasted.is_none() {
            show_the_way(&sign_in, way, terminal).await?;
            pasted = Some(lines(way.paste));
        }
        let client = terminal.client()?;
        let next = async { client.sign_in_after(&sign_in.id, phase).await.map_err(Failure::from) };
        sign_in = match &mut pasted {
            None => next.await?,
            Some(lines) => tokio::select! {
                next = next => next?,
                Some(line) = lines.recv() => {
                    handed_in(&sign_in.id, line, terminal).await?;
                    terminal.client()?.sign_in(&sign_in.id).await?
                }
            },
        };
    }
    Ok(sign_in)
}

/// Opens the address, or prints it for the person.
async fn show_the_way(sign_in: &SignInView, way: Way, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let link = terminal.client()?.sign_in_link(&sign_in.id).await?;
    if !way.by_hand && SystemBrowser.open(&link.url).is_ok() {
        terminal.output.note("Finish signing in in your browser.")?;
        terminal.output.note("It doesn't open? Ctrl+C, then the same with --no-browser.")?;
    } else {
        terminal.output.line(inert(link.url.expose_secret()))?;
        terminal.output.flush()?;
        terminal.output.note("Open this address in your browser and finish signing in there.")?;
    }
    if way.paste {
        let redirect = inert(&sign_in.redirect_uri);
        terminal.output.note(format_args!(
            "If it ends at {redirect} and can't be opened, paste that whole address here:"
        ))?;
    }
    Ok(())
}

/// Lines of standard input, read on a thread of their own; none if nothing is to be pasted.
fn lines(paste: bool) -> mpsc::Receiver<SecretString> {
    let (sender, lines) = mpsc::channel(1);
    if paste {
        std::thread::spawn(move || {
            while let Ok(line) = question::line() {
                if line.is_empty() || sender.blocking_send(SecretString::from(line.trim())).is_err() {
                    return;
                }
            }
        });
    }
    lines
}

/// Hands in what was pasted; something that is no such address is said, and more is awaited.
async fn handed_in(id: &str, line: SecretString, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    if line.expose_secret().is_empty() {
        return Ok(());
    }
    match terminal.client()?.paste_callback(id, &CallbackBody { url: line }).await {
        Ok(()) => Ok(()),
        Err(CallError::Problem(problem)) if problem.error.code == ErrorCode::InputInvalid => {
            let why = Failure::from(problem.error);
            Ok(terminal.output.note(format_args!("{} Paste the whole address:", why.message()))?)
        }
        Err(error) => Err(error.into()),
    }
}

/// How it ended.
async fn told(sign_in: SignInView, args: &LoginArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    match sign_in.phase {
        SignInPhase::Done { account, title, was_here } => {
            let account = terminal.ask(async |client| client.account(&account).await).await?;
            if args.json.json {
                terminal.output.json(&account.summary)?;
                return Ok(Exit::Done);
            }
            let (title, handle) = (plain(&title), &account.summary.handle);
            terminal.output.line(if was_here {
                format!("{title} was already here as {}; its sign-in was renewed.", inert(handle))
            } else {
                format!("Signed in as {title} ({}).", inert(handle))
            })?;
            terminal.output.note("Lanyard keeps you signed in from here. Use the token from a terminal:")?;
            terminal.output.note(format_args!("  lanyard token {}", quoted(handle)))?;
            Ok(Exit::Done)
        }
        SignInPhase::OtherPerson { signed_in_as, expected } => {
            let (other, expected) = (plain(&signed_in_as), plain(&expected));
            let message =
                format!("You signed in as {other}; this account is {expected}. Nothing was changed.");
            Err(Failure::told(Exit::Failed, message)
                .next(format!("lanyard login {} --as NEW-HANDLE", quoted(&sign_in.provider_name))))
        }
        SignInPhase::Failed { error } => Err(error.into()),
        SignInPhase::Cancelled | SignInPhase::Preparing | SignInPhase::Browser | SignInPhase::Finishing => {
            Err(Failure::told(Exit::Failed, "The sign-in was cancelled. Nothing was stored."))
        }
    }
}
