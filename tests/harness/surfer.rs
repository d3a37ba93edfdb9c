//! A browser without a window: it follows redirects, keeps cookies, and fills in the forms of the demo enterprise and of
//! Keycloak.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, bail};
use lanyard_core::{Browser, BrowserError};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::Result;

/// What the surfer does with an address it is asked to open.
#[derive(Debug, Clone)]
pub enum Habit {
    /// Keeps it, for the test to look at.
    Keep,
    /// Follows it to the end; forms are filled in as this person, where there are any.
    Follow(Visitor),
    /// Can't be started.
    Broken,
}

/// Who sits at the browser.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// What they type to sign in.
    pub login: String,
    /// Their password.
    pub password: String,
    /// They say no to what is asked for.
    pub declines: bool,
}

/// Where a visit ended.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The address, which was followed no further.
    pub address: Url,
    /// HTTP status code.
    pub status: u16,
    /// The page.
    pub body: String,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
}

/// The browser. Clones share what was opened and the cookies.
#[derive(Clone)]
pub struct Surfer {
    shared: Arc<Shared>,
}

struct Shared {
    habit: Mutex<Habit>,
    opened: Mutex<Vec<String>>,
    cookies: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
    arrivals: Mutex<Vec<Arrival>>,
    trouble: Mutex<Option<String>>,
    client: reqwest::Client,
}

impl Surfer {
    /// One that knows nobody yet.
    pub fn new(habit: Habit) -> Result<Self> {
        let client =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let shared = Shared {
            habit: Mutex::new(habit),
            opened: Mutex::default(),
            cookies: Mutex::default(),
            arrivals: Mutex::default(),
            trouble: Mutex::default(),
            client,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Does this with every address from here on.
    pub fn get_used_to(&self, habit: Habit) {
        *locked(&self.shared.habit) = habit;
    }

    /// Every address it was asked to open, oldest first.
    pub fn opened(&self) -> Vec<String> {
        locked(&self.shared.opened).clone()
    }

    /// Where its visits ended, oldest first.
    pub fn arrivals(&self) -> Vec<Arrival> {
        locked(&self.shared.arrivals).clone()
    }

    /// What went wrong with a visit of its own, if something did.
    pub fn trouble(&self) -> Option<String> {
        locked(&self.shared.trouble).clone()
    }

    /// Somebody else sits down: no provider knows this browser any more.
    pub fn forget_cookies(&self) {
        locked(&self.shared.cookies).clear();
    }

    /// Visits an address to the end.
    pub async fn visit(&self, address: &str, visitor: &Visitor) -> Result<Arrival> {
        let mut page = self.get(address.parse()?).await?;
        for _ in 0..20 {
            if let Some(location) = page.headers.get(LOCATION) {
                page = self.get(page.address.join(location.to_str()?)?).await?;
            } else if let Some(form) = Form::on(&page, visitor)? {
                page = self.post(page.address.join(&form.action)?, &form.fields).await?;
            } else {
                locked(&self.shared.arrivals).push(page.clone());
                return Ok(page);
            }
        }
        bail!("twenty steps and no end, at {}", page.address)
    }

    async fn get(&self, address: Url) -> Result<Arrival> {
        let request = self.shared.client.get(address.clone());
        self.send(address, request).await
    }

    async fn post(&self, address: Url, fields: &[(String, String)]) -> Result<Arrival> {
        let request = self.shared.client.post(address.clone()).form(fields);
        self.send(address, request).await
    }

    async fn send(&self, address: Url, request: reqwest::RequestBuilder) -> Result<Arrival> {
        let origin = address.origin().ascii_serialization();
        let cookies: Vec<String> = locked(&self.shared.cookies)
            .get(&origin)
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let reply = request.header(COOKIE, cookies.join("; ")).send().await?;
        for cookie in reply.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str()?;
            let (name, value) =
                cookie.split(';').next().and_then(|pair| pair.split_once('=')).context("a cookie")?;
            let mut jar = locked(&self.shared.cookies);
            let jar = jar.entry(origin.clone()).or_default();
            if cookie.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        Ok(Arrival { address, status, body: reply.text().await?, headers })
    }
}

impl Browser for Surfer {
    fn open(&self, url: &SecretString) -> std::result::Result<(), BrowserError> {
        let address = url.expose_secret().to_owned();
        let habit = locked(&self.shared.habit).clone();
        locked(&self.shared.opened).push(address.clone());
        match habit {
            Habit::Keep => Ok(()),
            Habit::Broken => Err(BrowserError("no browser is installed".to_owned())),
            Habit::Follow(visitor) => {
                let surfer = self.clone();
                tokio::spawn(async move {
                    if let Err(error) = surfer.visit(&address, &visitor).await {
                        *locked(&surfer.shared.trouble) = Some(format!("{error:#}"));
                    }
                });
                Ok(())
            }
        }
    }
}

/// A form of a provider, filled in, or one that submits itself.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    fn on(page: &Arrival, visitor: &Visitor) -> Result<Option<Self>> {
        if page.body.contains("id=\"problem\"") && page.body.contains("id=\"sign-in\"") {
            bail!("the provider did not take {}'s password", visitor.login);
        }
        let action = |last: &str| {
            let actions = page.body.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
            actions.map(str::to_owned).find(|action| action.ends_with(last))
        };
        if let Some(form) = Self::of_keycloak(page, visitor)? {
            return Ok(Some(form));
        }
        if page.body.contains("document.forms[0].submit()") {
            return Ok(action("").map(|action| Self { action, fields: hidden(&page.body) }));
        }
        let answer = if visitor.declines { "deny" } else { "allow" };
        Ok(if let Some(action) = action("/sign-in") {
            Some(Self {
                action,
                fields: vec![
                    ("login".to_owned(), visitor.login.clone()),
                    ("password".to_owned(), visitor.password.clone()),
                ],
            })
        } else if let Some(action) = action("/consent") {
            Some(Self { action, fields: vec![("answer".to_owned(), answer.to_owned())] })
        } else {
            action("/return").map(|action| Self { action, fields: Vec::new() })
        })
    }

    /// Keycloak's own sign-in page, which says what is wrong above the form that it shows again.
    fn of_keycloak(page: &Arrival, visitor: &Visitor) -> Result<Option<Self>> {
        let Some((_, form)) = page.body.split_once("id=\"kc-form-login\"") else { return Ok(None) };
        if ["aria-invalid=\"true\"", "pf-m-danger"].iter().any(|sign| page.body.contains(sign)) {
            bail!("the provider did not take {}'s password", visitor.login);
        }
        let action = form.split_once("action=\"").and_then(|(_, rest)| rest.split('"').next());
        let fields = [("username", &visitor.login), ("password", &visitor.password)];
        Ok(Some(Self {
            action: action.context("where Keycloak's form goes")?.replace("&amp;", "&"),
            fields: fields.map(|(name, value)| (name.to_owned(), value.clone())).to_vec(),
        }))
    }
}

/// Names and values of a page's hidden fields.
fn hidden(body: &str) -> Vec<(String, String)> {
    let attribute = |rest: &str, name: &str| {
        let (_, value) = rest.split_once(&format!("{name}=\""))?;
        Some(value.split('"').next()?.to_owned())
    };
    body.split("<input type=\"hidden\"")
        .skip(1)
        .filter_map(|rest| Some((attribute(rest, "name")?, attribute(rest, "value")?)))
        .collect()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
