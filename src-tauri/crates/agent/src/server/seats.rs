//! How many connections there may be, and who makes way.
//!
//! Invariant 1: a connection in a request is never ended for another's sake. Invariant 2: a process that fills its
//! share ends its own idle connections, not another's. Invariant 3: what is idle longest goes first
//! (CHECKLIST B8).

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Of all processes: well below the usual limit of 1,024 files.
    pub(super) all: usize,
    /// Of one process.
    pub(super) each: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { all: 512, each: 64 }
    }
}

/// The table of connections.
#[derive(Debug, Default)]
pub(super) struct Seats {
    bounds: Bounds,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    /// Grows with every connection and every request that ends: who is idle longest has the smallest.
    turn: u64,
    taken: HashMap<u64, Taken>,
}

#[derive(Debug)]
struct Taken {
    process: u32,
    /// The turn at which it became idle; `None` while a request is in flight.
    idle_since: Option<u64>,
    /// Dropped with its row, which tells the connection to end.
    _stay: oneshot::Sender<Infallible>,
}

/// A connection's place at the table, for as long as it lives.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    number: u64,
}

impl Seats {
    /// A table of this size.
    pub(super) fn new(bounds: Bounds) -> Arc<Self> {
        Arc::new(Self { bounds, table: Mutex::default() })
    }

    /// A seat for a connection of this process; whoever is idle longest makes way if there is none. The receiver
    /// ends when this one has to make way itself. `None`: every connection is in a request.
    pub(super) fn take(self: &Arc<Self>, process: u32) -> Option<(Seat, oneshot::Receiver<Infallible>)> {
        let mut table = self.lock();
        if table.taken.values().filter(|taken| taken.process == process).count() >= self.bounds.each {
            table.make_way(|taken| taken.process == process)?;
        }
        if table.taken.len() >= self.bounds.all {
            table.make_way(|_| true)?;
        }
        let number = table.next_turn();
        let (stay, leave) = oneshot::channel();
        table.taken.insert(number, Taken { process, idle_since: Some(number), _stay: stay });
        Some((Seat { seats: self.clone(), number }, leave))
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn next_turn(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    fn make_way(&mut self, may: impl Fn(&Taken) -> bool) -> Option<()> {
        let idle = self.taken.iter().filter(|(_, taken)| may(taken));
        let (_, number) = idle.filter_map(|(number, taken)| Some((taken.idle_since?, *number))).min()?;
        self.taken.remove(&number).map(drop)
    }
}

impl Seat {
    /// A request begins; it ends when the guard is dropped.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        if let Some(taken) = self.seats.lock().taken.get_mut(&self.number) {
            taken.idle_since = None;
        }
        Busy(self.clone())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.lock().taken.remove(&self.number);
    }
}

/// A request is in flight.
#[derive(Debug)]
pub(super) struct Busy(Arc<Seat>);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut table = self.0.seats.lock();
        let turn = table.next_turn();
        if let Some(taken) = table.taken.get_mut(&self.0.number) {
            taken.idle_since = Some(turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Place = (Arc<Seat>, oneshot::Receiver<Infallible>);

    fn take(seats: &Arc<Seats>, process: u32) -> Option<Place> {
        seats.take(process).map(|(seat, leave)| (Arc::new(seat), leave))
    }

    fn has_to_go(place: &mut Place) -> bool {
        place.1.try_recv() == Err(oneshot::error::TryRecvError::Closed)
    }

    #[test]
    fn b08_the_longest_idle_makes_way() {
        let seats = Seats::new(Bounds { all: 3, each: 3 });
        let mut places: Vec<Place> = (0..3).map(|process| take(&seats, process).unwrap()).collect();
        // The first was idle longest, but has had a request since.
        drop(places[0].0.busy());
        let _new = take(&seats, 9).unwrap();
        assert_eq!(places.iter_mut().map(has_to_go).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn b08_a_process_that_fills_its_share_ends_its_own() {
        let seats = Seats::new(Bounds { all: 10, each: 2 });
        let mut other = take(&seats, 1).unwrap();
        let mut own: Vec<Place> = (0..2).map(|_| take(&seats, 2).unwrap()).collect();
        let _third = take(&seats, 2).unwrap();
        assert!(has_to_go(&mut own[0]));
        assert!(!has_to_go(&mut own[1]) && !has_to_go(&mut other));
    }

    #[test]
    fn a_request_in_flight_is_never_cut_for_another() {
        let seats = Seats::new(Bounds { all: 2, each: 2 });
        let mut places: Vec<Place> = (0..2).map(|_| take(&seats, 1).unwrap()).collect();
        let busy: Vec<Busy> = places.iter().map(|place| place.0.busy()).collect();
        assert!(take(&seats, 2).is_none());
        assert!(!places.iter_mut().any(has_to_go));
        drop(busy);
        assert!(take(&seats, 2).is_some());
    }

    #[test]
    fn a_seat_is_free_when_its_connection_ends() {
        let seats = Seats::new(Bounds { all: 1, each: 1 });
        for _ in 0..3 {
            let place = take(&seats, 1).unwrap();
            let _busy = place.0.busy();
        }
        assert!(take(&seats, 1).is_some());
        assert!(seats.lock().taken.is_empty());
    }
}
