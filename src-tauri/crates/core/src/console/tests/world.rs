//! A provider with sessions, in memory, behind the demo provider's admin API.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{Method, Request, Response};
use lanyard_console::{AdminHttp, AdminHttpError};
use serde_json::{Value, json};

use crate::engine::lock;

/// What goes wrong with a request that ends something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// 429; nothing is done.
    Busy,
    /// 403; nothing is done.
    Refused,
    /// 404.
    NotThere,
    /// 401; nothing is done, now or later.
    Unauthorized,
    /// 500; nothing is done.
    Failed,
    /// It is done, and the answer is lost.
    Lost,
    /// Nobody is reached; nothing is done.
    Offline,
    /// The process that asks dies before it is done.
    DiesBefore,
    /// The process that asks dies after it is done.
    DiesAfter,
}

type Faults = Box<dyn FnMut(usize, &str) -> Fault + Send>;

/// Everything that the provider knows.
pub(super) struct World {
    state: Mutex<State>,
    /// A page of its list has at most so many.
    page: usize,
}

struct State {
    /// By id and kind.
    sessions: BTreeMap<(String, String), Value>,
    /// How many it says it has, where it doesn't say the truth.
    claimed: Option<usize>,
    disabled: HashSet<String>,
    /// Requests that end one session, in order: id and kind.
    asked: Vec<(String, String)>,
    /// Sessions that a request ended, in order.
    ended: Vec<(String, String)>,
    /// Requests for sessions that were ended by a request before.
    again: usize,
    /// Requests of every kind.
    requests: Vec<String>,
    faults: Faults,
    unauthorized: bool,
    /// Processes of this number and before are dead.
    dead: u32,
    not_before: Option<i64>,
}

impl World {
    /// With `sessions` online sessions `s0`, `s1`, … of `people` people `u0`, `u1`, ….
    pub(super) fn with(sessions: usize, people: usize) -> Arc<Self> {
        let sessions = (0..sessions).map(|number| {
            let user = number % people;
            let session = json!({
                "id": format!("s{number}"), "kind": "online", "user": format!("u{user}"),
                "username": format!("user{user}"), "name": format!("Person {user}"),
                "email": format!("person{user}@acme.example"), "clients": ["web"],
                "started_at": 1_749_000_000 + number, "used_at": 1_749_900_000, "from": format!("10.0.0.{}", user % 250),
            });
            ((format!("s{number}"), "online".to_owned()), session)
        });
        Arc::new(Self {
            state: Mutex::new(State {
                sessions: sessions.collect(),
                claimed: None,
                disabled: HashSet::new(),
                asked: Vec::new(),
                ended: Vec::new(),
                again: 0,
                requests: Vec::new(),
                faults: Box::new(|_, _| Fault::None),
                unauthorized: false,
                dead: 0,
                not_before: None,
            }),
            page: 500,
        })
    }

    /// What goes wrong from now on: by the number of the request that ends something, and the session.
    pub(super) fn fails(&self, faults: impl FnMut(usize, &str) -> Fault + Send + 'static) {
        lock(&self.state).faults = Box::new(faults);
    }

    /// A session begins.
    pub(super) fn begins(&self, id: &str, kind: &str, user: &str, name: &str) {
        let session = json!({
            "id": id, "kind": kind, "user": user, "username": user, "name": name, "clients": ["mail"],
            "started_at": 1_749_999_000, "from": "10.9.9.9",
        });
        lock(&self.state).sessions.insert((id.to_owned(), kind.to_owned()), session);
    }

    /// It says from now on that it has so many sessions; none: as many as it has.
    pub(super) fn claims(&self, sessions: Option<usize>) {
        lock(&self.state).claimed = sessions;
    }

    /// A session ends by somebody else's hand.
    pub(super) fn ends(&self, id: &str) {
        lock(&self.state).sessions.retain(|(other, _), _| other != id);
    }

    /// The administrator's token is taken again: they signed in anew.
    pub(super) fn forgives(&self) {
        lock(&self.state).unauthorized = false;
    }

    /// Ids that are there.
    pub(super) fn ids(&self) -> Vec<String> {
        lock(&self.state).sessions.keys().map(|(id, _)| id.clone()).collect()
    }

    /// Ids that requests ended, in order.
    pub(super) fn ended(&self) -> Vec<String> {
        lock(&self.state).ended.iter().map(|(id, _)| id.clone()).collect()
    }

    /// How many requests asked for something to be ended.
    pub(super) fn asked(&self) -> usize {
        lock(&self.state).asked.len()
    }

    /// How many of them were for what a request had ended before.
    pub(super) fn asked_again(&self) -> usize {
        lock(&self.state).again
    }

    /// Every request, as `DELETE /sessions/s1`, in order.
    pub(super) fn requests(&self) -> Vec<String> {
        lock(&self.state).requests.clone()
    }

    /// Whether somebody may sign in.
    pub(super) fn is_enabled(&self, user: &str) -> bool {
        !lock(&self.state).disabled.contains(user)
    }

    /// Tokens issued before this are refused.
    pub(super) fn not_before(&self) -> Option<i64> {
        lock(&self.state).not_before
    }

    /// The number of the process that died last; 0: none.
    pub(super) fn dead(&self) -> u32 {
        lock(&self.state).dead
    }

    /// The way to it for process number `process`.
    pub(super) fn door(self: &Arc<Self>, process: u32) -> Arc<dyn AdminHttp> {
        Arc::new(WorldDoor { world: self.clone(), process })
    }

    fn answer(
        &self,
        process: u32,
        request: &Request<Vec<u8>>,
    ) -> Option<Result<Response<Vec<u8>>, AdminHttpError>> {
        let mut state = lock(&self.state);
        if state.dead >= process {
            return None;
        }
        let url = url::Url::parse(&request.uri().to_string()).unwrap();
        let path: Vec<&str> = url.path_segments().unwrap().skip(1).collect();
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        state.requests.push(format!("{} /{}", request.method(), path.join("/")));
        if state.unauthorized {
            return Some(Ok(plain(401, &json!({}))));
        }
        Some(match (request.method(), path.as_slice()) {
            (&Method::GET, ["sessions"]) => Ok(state.list(&query, self.page)),
            (&Method::DELETE, ["sessions", id]) => {
                return state.end(process, ((*id).to_owned(), query["kind"].clone()));
            }
            (&Method::GET, ["users", id]) => Ok(state.user(id)),
            (&Method::PUT, ["users", id]) => {
                let body: Value = serde_json::from_slice(request.body()).unwrap();
                match (state.faults)(usize::MAX, id) {
                    Fault::Refused => {
                        return Some(Ok(plain(403, &json!({"detail": "you may not change people"}))));
                    }
                    Fault::Busy => return Some(Ok(plain(429, &json!({"detail": "slow down"})))),
                    Fault::Unauthorized => return Some(Ok(plain(401, &json!({})))),
                    Fault::NotThere => return Some(Ok(plain(404, &json!({})))),
                    Fault::None
                    | Fault::Failed
                    | Fault::Lost
                    | Fault::Offline
                    | Fault::DiesBefore
                    | Fault::DiesAfter => {}
                }
                if body["enabled"] == false {
                    state.disabled.insert((*id).to_owned());
                } else {
                    state.disabled.remove(*id);
                }
                Ok(plain(204, &Value::Null))
            }
            (&Method::DELETE, ["users", id, "sessions"]) => {
                let id = (*id).to_owned();
                state.sessions.retain(|_, session| session["user"] != id.as_str());
                Ok(plain(204, &Value::Null))
            }
            (&Method::POST, ["not-before"]) => {
                let body: Value = serde_json::from_slice(request.body()).unwrap();
                state.not_before = body["at"].as_i64();
                Ok(plain(204, &Value::Null))
            }
            other => panic!("nobody asks for {other:?}"),
        })
    }
}

impl State {
    fn list(&self, query: &HashMap<String, String>, page: usize) -> Response<Vec<u8>> {
        let number = |name: &str| query[name].parse::<usize>().unwrap();
        let of = |session: &&Value| query.get("user").is_none_or(|user| session["user"] == user.as_str());
        let all: Vec<&Value> = self.sessions.values().filter(of).collect();
        let some: Vec<_> = all.iter().skip(number("first")).take(number("max").min(page)).collect();
        let total = self.claimed.unwrap_or(all.len());
        plain(200, &json!({"total": total, "token_life": 300, "sessions": some}))
    }

    fn user(&self, id: &str) -> Response<Vec<u8>> {
        let Some(session) = self.sessions.values().find(|session| session["user"] == id) else {
            return plain(404, &json!({}));
        };
        let enabled = !self.disabled.contains(id);
        plain(
            200,
            &json!({"id": id, "username": session["username"], "name": session["name"], "enabled": enabled}),
        )
    }

    fn end(
        &mut self,
        process: u32,
        key: (String, String),
    ) -> Option<Result<Response<Vec<u8>>, AdminHttpError>> {
        let fault = (self.faults)(self.asked.len(), &key.0);
        self.asked.push(key.clone());
        match fault {
            Fault::None | Fault::Lost | Fault::DiesAfter => {}
            Fault::Busy => return Some(Ok(plain(429, &json!({})))),
            Fault::Refused => return Some(Ok(plain(403, &json!({"detail": "not this one"})))),
            Fault::Failed => return Some(Ok(plain(500, &json!({})))),
            Fault::NotThere => return Some(Ok(plain(404, &json!({})))),
            Fault::Offline => return Some(Err(AdminHttpError::NotSent("no route".to_owned()))),
            Fault::Unauthorized => {
                self.unauthorized = true;
                return Some(Ok(plain(401, &json!({}))));
            }
            Fault::DiesBefore => {
                self.dead = process;
                return None;
            }
        }
        self.again += usize::from(self.ended.contains(&key));
        let there = self.sessions.remove(&key).is_some();
        if there {
            self.ended.push(key);
        }
        if fault == Fault::DiesAfter {
            self.dead = process;
            return None;
        }
        if fault == Fault::Lost {
            return Some(Err(AdminHttpError::NoAnswer("cut".to_owned())));
        }
        Some(Ok(if there { plain(204, &Value::Null) } else { plain(404, &json!({})) }))
    }
}

fn plain(status: u16, body: &Value) -> Response<Vec<u8>> {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    Response::builder().status(status).header("content-type", "application/json").body(body).unwrap()
}

struct WorldDoor {
    world: Arc<World>,
    process: u32,
}

#[async_trait]
impl AdminHttp for WorldDoor {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, AdminHttpError> {
        // Others come in between, as on a network.
        tokio::task::yield_now().await;
        match self.world.answer(self.process, &request) {
            Some(answer) => answer,
            // Who is dead hears nothing.
            None => std::future::pending().await,
        }
    }
}
