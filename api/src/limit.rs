//! How often one address, or one account, may come: a person never notices, a script that guesses does.
//!
//! Limits live by real time, in this process.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};

/// Keys that are remembered before those at rest are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts what each key does, in real time.
#[derive(Clone)]
pub(crate) struct Limit<K: Clone + Eq + Hash>(Arc<DefaultKeyedRateLimiter<K>>);

/// It was too often: come again after this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooOften(Duration);

impl TooOften {
    /// Whole seconds to wait, one at least.
    pub(crate) fn seconds(self) -> u64 {
        self.0.as_secs().saturating_add(1)
    }
}

impl<K: Clone + Eq + Hash> Limit<K> {
    /// So many `at_once`, and one more after each `pause` from then on.
    pub(crate) fn new(at_once: NonZeroU32, pause: Duration) -> Self {
        let quota = Quota::with_period(pause)
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(at_once);
        Self(Arc::new(DefaultKeyedRateLimiter::keyed(quota)))
    }

    /// Count one more of `key`.
    pub(crate) fn count(&self, key: &K) -> Result<(), TooOften> {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        self.0
            .check_key(key)
            .map_err(|until| TooOften(until.wait_time_from(DefaultClock::default().now())))
    }
}

impl Limit<IpAddr> {
    /// Count one more request of `address`. One household has a whole /64 of IPv6.
    pub(crate) fn count_address(&self, address: IpAddr) -> Result<(), TooOften> {
        self.count(&household(address))
    }
}

/// Whom `address` belongs to: itself, or the /64 of a household.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(39);

    #[test]
    fn an_address_is_refused_after_its_share_and_others_are_not() {
        let limit = Limit::new(AT_ONCE, Duration::from_secs(30));
        let [one, other]: [IpAddr; 2] = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse().unwrap());
        let taken = (0..100)
            .filter(|_| limit.count_address(one).is_ok())
            .count();
        assert_eq!(taken, 40);
        let again = limit.count_address("::ffff:192.0.2.1".parse().unwrap());
        assert!(again.is_err_and(|late| (29..=31).contains(&late.seconds())));
        assert!(limit.count_address(other).is_ok());
    }

    #[test]
    fn a_household_shares_its_network() {
        let [one, neighbour, other] = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"]
            .map(|ip| household(ip.parse().unwrap()));
        assert_eq!(one, neighbour);
        assert_ne!(one, other);
    }
}
