//! How many connections one account, or one address, holds at a time.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// The seats that are taken, by who sits there.
#[derive(Clone, Debug)]
pub(super) struct Seats<K: Eq + Hash>(Arc<Mutex<HashMap<K, usize>>>);

/// A seat; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat<K: Eq + Hash> {
    seats: Seats<K>,
    of: K,
}

impl<K: Eq + Hash> Default for Seats<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash> Seats<K> {
    /// A seat for `of`, who may hold `most`; none where it holds as many.
    pub(super) fn take(&self, of: K, most: usize) -> Option<Seat<K>> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(of.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat {
            seats: Self(self.0.clone()),
            of,
        })
    }
}

impl<K: Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_given_up_to_the_most_and_come_free_again() {
        let seats = Seats::default();
        let one = seats.take("a", 2);
        let _two = seats.take("a", 2).unwrap();
        assert!(one.is_some() && seats.take("a", 2).is_none() && seats.take("b", 2).is_some());
        drop(one);
        assert!(seats.take("a", 2).is_some());
        assert_eq!(
            seats.0.lock().unwrap().len(),
            1,
            "who has left is forgotten"
        );
    }
}
