//! The purchases: made up from the caller's `sub`, the same ones every time, and those placed since the start.

use crate::Api;
use crate::authorize::authorize;
use crate::refusal::Refusal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Things that an enterprise buys: name and price in cents.
const CATALOGUE: [(&str, u32); 8] = [
    ("Standing desk", 54_900),
    ("Monitor, 27 inch", 32_900),
    ("Headset", 12_900),
    ("Security key", 5_500),
    ("Laptop sleeve", 2_900),
    ("Desk lamp", 6_400),
    ("Whiteboard", 18_900),
    ("Keyboard", 8_900),
];
/// 1 January 2025, in Unix seconds: when the first made-up purchase may have been.
const FIRST_DAY: i64 = 1_735_689_600;
const DAY: i64 = 86_400;
/// Most orders that are kept for one person.
const MOST: usize = 100;

/// One purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Order {
    id: String,
    /// Unix seconds.
    placed_at: i64,
    item: &'static str,
    quantity: u32,
    /// In euro cents.
    total_cents: u32,
}

/// What a person may order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOrder {
    item: String,
    quantity: u32,
}

/// Orders placed since the start, by subject.
#[derive(Default)]
pub(crate) struct Book(Mutex<HashMap<String, Vec<Order>>>);

/// `GET /orders`
pub(crate) async fn list(State(api): State<Arc<Api>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let caller = authorize(&api, &headers, "orders:read").await?;
    let mut orders = past_orders(&caller.subject);
    orders.extend(api.orders.of(&caller.subject));
    let body = serde_json::json!({"subject": caller.subject, "orders": orders});
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response())
}

/// `POST /orders` with `{"item": …, "quantity": …}`
pub(crate) async fn place(
    State(api): State<Arc<Api>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let caller = authorize(&api, &headers, "orders:write").await?;
    let wanted: NewOrder = serde_json::from_slice(&body)
        .map_err(|_| Refusal::NotAnOrder("The body must be JSON with item and quantity."))?;
    let order = api.orders.place(&caller.subject, &wanted, (api.clock)())?;
    Ok((StatusCode::CREATED, Json(order)).into_response())
}

impl Book {
    fn of(&self, subject: &str) -> Vec<Order> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(subject).cloned().unwrap_or_default()
    }

    fn place(&self, subject: &str, wanted: &NewOrder, now: i64) -> Result<Order, Refusal> {
        let (item, price) = CATALOGUE
            .into_iter()
            .find(|(name, _)| *name == wanted.item)
            .ok_or(Refusal::NotAnOrder("There is no such item."))?;
        if !(1..=99).contains(&wanted.quantity) {
            return Err(Refusal::NotAnOrder("The quantity must be 1 to 99."));
        }
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let orders = book.entry(subject.to_owned()).or_default();
        if orders.len() >= MOST {
            return Err(Refusal::TooMany);
        }
        let order = Order {
            id: format!("N-{:03}", orders.len() + 1),
            placed_at: now,
            item,
            quantity: wanted.quantity,
            total_cents: price * wanted.quantity,
        };
        orders.push(order.clone());
        Ok(order)
    }
}

/// Three to five made-up purchases, oldest first.
fn past_orders(subject: &str) -> Vec<Order> {
    let mut dice = Dice::of(subject);
    let mut day = FIRST_DAY;
    (0..3 + dice.below(3))
        .map(|_| {
            day += DAY * i64::from(1 + dice.below(60));
            let (item, price) = CATALOGUE[dice.below(8) as usize];
            let quantity = 1 + dice.below(3);
            let id = format!("P-{:04}", dice.below(10_000));
            Order { id, placed_at: day, item, quantity, total_cents: price * quantity }
        })
        .collect()
}

/// Numbers that depend on a text only (FNV-1a, then a linear congruential step each); no secret hangs on them.
struct Dice(u64);

impl Dice {
    fn of(text: &str) -> Self {
        let hash = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(text.bytes().fold(0xcbf2_9ce4_8422_2325, hash))
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The high half of a congruential generator is the better one; the cut keeps exactly its 32 bits.
        let high = u32::try_from(self.0 >> 32).unwrap_or_default();
        high % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_the_same_few_purchases_every_time() {
        for subject in ["ada", "bob", "", "00000000-0000-4000-8000-000000000000"] {
            let orders = past_orders(subject);
            assert_eq!(orders, past_orders(subject));
            assert!((3..=5).contains(&orders.len()), "{subject}");
            assert!(orders.is_sorted_by_key(|order| order.placed_at), "{subject}");
        }
        assert_ne!(past_orders("ada"), past_orders("bob"));
    }

    #[test]
    fn an_order_is_checked_before_it_is_kept() {
        let book = Book::default();
        let order = |item: &str, quantity| NewOrder { item: item.into(), quantity };
        for wanted in [order("Yacht", 1), order("Headset", 0), order("Headset", 100)] {
            assert!(matches!(book.place("ada", &wanted, 0), Err(Refusal::NotAnOrder(_))), "{wanted:?}");
        }
        assert_eq!(book.of("ada"), []);
        for _ in 0..MOST {
            book.place("ada", &order("Headset", 2), 7).unwrap();
        }
        assert!(matches!(book.place("ada", &order("Headset", 2), 7), Err(Refusal::TooMany)));
        assert_eq!(book.of("ada")[0].total_cents, 25_800);
        assert_eq!(book.of("bob"), []);
    }
}
