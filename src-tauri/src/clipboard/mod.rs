//! The clipboard: the one way by which a token leaves for another program on the person's own click.
//!
//! | module | what it owns |
//! |---|---|
//! | [`hold`] | when what is ours is cleared, and when it is no longer ours |
//! | [`board`] | the desktop's real clipboard |
//! | this one | the thread both live on, since the clipboard blocks and on X11 is served by its owner |
//!
//! What it can't do: every program of the desktop can read what is there in those seconds, and nothing tells the
//! person's click from an order that a page gives by itself.

mod board;
mod hold;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use lanyard_core::view::{Copied, ErrorView};
use lanyard_core::{Clock, SystemClock};
use secrecy::{ExposeSecret, SecretString};
use tauri::AppHandle;
use tokio::sync::oneshot;

use self::board::DesktopBoard;
use self::hold::{BoardError, Hold, LIFETIME};
use crate::events::{self, ShellEvent};
use crate::shell::{fault, no_token, unix_now};

/// While something of ours is held, the clock is read this often: the thread's own timer stands still while
/// the machine sleeps.
const GLANCE: Duration = Duration::from_secs(1);

/// The clipboard's owner, as others see it.
pub(crate) struct Clipboard {
    orders: Sender<Order>,
}

type Answer = oneshot::Sender<Result<(), BoardError>>;

enum Order {
    Secret(SecretString, Answer),
    Text(String, Answer),
    Clear(Answer),
    Read { selection: bool, answer: oneshot::Sender<Option<SecretString>> },
    End(oneshot::Sender<()>),
}

impl Clipboard {
    /// Starts the thread; the desktop's clipboard is opened at the first copy.
    pub(crate) fn start(app: AppHandle) -> Self {
        let (orders, inbox) = mpsc::channel();
        let thread = std::thread::Builder::new().name("clipboard".to_owned()).spawn(move || {
            serve(&inbox, &mut Hold::new(DesktopBoard::default()), &SystemClock, || {
                events::tell(&app, &ShellEvent::ClipboardCleared);
            });
        });
        if let Err(error) = thread {
            tracing::warn!(%error, "the clipboard has no thread: every copy will say so");
        }
        Self { orders }
    }

    /// Copies a secret: marked as such, cleared after [`LIFETIME`] if it is still ours.
    ///
    /// # Errors
    /// The desktop has no clipboard, or it doesn't answer.
    pub(crate) async fn copy_secret(&self, secret: SecretString) -> Result<Copied, ErrorView> {
        self.order(|answer| Order::Secret(secret, answer)).await?;
        Ok(Copied { clears_at: Some(unix_now() + LIFETIME.as_secs_f64()) })
    }

    /// Copies something that is not secret; it stays.
    ///
    /// # Errors
    /// The desktop has no clipboard, or it doesn't answer.
    pub(crate) async fn copy_text(&self, text: String) -> Result<Copied, ErrorView> {
        self.order(|answer| Order::Text(text, answer)).await?;
        Ok(Copied { clears_at: None })
    }

    /// What is there as text, whoever put it there; `selection` is X11's primary one.
    ///
    /// # Errors
    /// `no_token`: nothing that is text, or the desktop's clipboard doesn't answer.
    pub(crate) async fn read(&self, selection: bool) -> Result<SecretString, ErrorView> {
        let (answer, outcome) = oneshot::channel();
        let sent = self.orders.send(Order::Read { selection, answer }).is_ok();
        let text = if sent { outcome.await.ok().flatten() } else { None };
        text.ok_or_else(|| no_token("no text is on the clipboard"))
    }

    /// Clears what is still ours and secret.
    ///
    /// # Errors
    /// The desktop's clipboard doesn't answer.
    pub(crate) async fn clear(&self) -> Result<(), ErrorView> {
        self.order(Order::Clear).await
    }

    /// Clears what is still ours and lets the clipboard go.
    pub(crate) async fn end(&self) {
        let (done, ended) = oneshot::channel();
        if self.orders.send(Order::End(done)).is_ok() {
            let _ = tokio::time::timeout(Duration::from_secs(2), ended).await;
        }
    }

    async fn order(&self, order: impl FnOnce(Answer) -> Order) -> Result<(), ErrorView> {
        let (answer, outcome) = oneshot::channel();
        let sent = self.orders.send(order(answer)).is_ok();
        let outcome = if sent { outcome.await.unwrap_or(Err(BoardError)) } else { Err(BoardError) };
        outcome.map_err(|error| fault(error.to_string()))
    }
}

/// Works through the orders until the last one; `cleared` is called whenever a secret has gone.
fn serve<B: hold::Board>(
    inbox: &Receiver<Order>,
    hold: &mut Hold<B>,
    clock: &dyn Clock,
    mut cleared: impl FnMut(),
) {
    loop {
        let order = match hold.due_in(clock.boot()) {
            Some(wait) => inbox.recv_timeout(wait.min(GLANCE)),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        // Nobody waits for an answer any more where sending one fails.
        match order {
            Ok(Order::Secret(secret, answer)) => {
                let _ = answer.send(hold.put_secret(secret.expose_secret(), clock.boot()));
            }
            Ok(Order::Text(text, answer)) => {
                let _ = answer.send(hold.put_text(&text));
            }
            Ok(Order::Clear(answer)) => {
                let outcome = hold.clear();
                if outcome.is_ok() {
                    cleared();
                }
                let _ = answer.send(outcome);
            }
            Ok(Order::Read { selection, answer }) => {
                let _ = answer.send(hold.read(selection));
            }
            Ok(Order::End(done)) => {
                let _ = hold.clear();
                hold.let_go();
                let _ = done.send(());
                return;
            }
            Err(RecvTimeoutError::Timeout) => {
                if hold.clear_if_due(clock.boot()) {
                    cleared();
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use lanyard_core::ManualClock;

    use super::hold::paper::Paper;
    use super::*;

    fn secret(text: &str) -> (Order, oneshot::Receiver<Result<(), BoardError>>) {
        let (answer, outcome) = oneshot::channel();
        (Order::Secret(text.to_owned().into(), answer), outcome)
    }

    #[test]
    fn p3_the_last_order_clears_before_it_is_answered() {
        let (orders, inbox) = mpsc::channel();
        let (copy, copied) = secret("canary");
        let (done, ended) = oneshot::channel();
        orders.send(copy).unwrap();
        orders.send(Order::End(done)).unwrap();
        let mut hold = Hold::new(Paper::default());
        serve(&inbox, &mut hold, &ManualClock::at(0), || {});
        assert_eq!(copied.blocking_recv().unwrap(), Ok(()));
        ended.blocking_recv().unwrap();
        assert_eq!(hold.into_board().text, None);
    }

    #[test]
    fn p1_the_page_is_told_when_the_time_is_up() {
        let (orders, inbox) = mpsc::channel();
        let clock = ManualClock::at(0);
        let mut hold = Hold::new(Paper::default());
        hold.put_secret("canary", clock.boot()).unwrap();
        clock.advance(30);
        let mut told = 0;
        // The order to end comes from the callback, so that the loop runs until the secret has gone.
        serve(&inbox, &mut hold, &clock, || {
            told += 1;
            orders.send(Order::End(oneshot::channel().0)).unwrap();
        });
        assert_eq!(told, 1);
        assert_eq!(hold.into_board().text, None);
    }
}
