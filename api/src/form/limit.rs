//! How often one address may come: a person never notices, a script that tries links does.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::{page, reply::html};

/// So many requests at once, for an office where many share one address.
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(239);
/// And so many a second from then on.
const A_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);
/// What a refused client is told to wait, in seconds.
const WAIT: &str = "60";
/// Addresses that are remembered before those at rest are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts the requests of each address, in real time.
#[derive(Clone)]
pub(super) struct Limit(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Limit {
    /// A limit that nobody has used yet.
    pub(super) fn new() -> Self {
        let quota = Quota::per_second(A_SECOND).allow_burst(AT_ONCE);
        Self(Arc::new(DefaultKeyedRateLimiter::keyed(quota)))
    }

    fn allows(&self, address: IpAddr) -> bool {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        self.0.check_key(&household(address)).is_ok()
    }
}

/// One household has a whole /64 of IPv6.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// Let a request through, or answer 429.
pub(super) async fn limited(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if address.is_none_or(|ConnectInfo(address)| limit.allows(address.ip())) {
        return next.run(request).await;
    }
    let page = page::plain(Default::default(), "form-too-many-title", "form-too-many");
    let mut response = html(StatusCode::TOO_MANY_REQUESTS, page);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static(WAIT));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_refused_after_its_share_and_others_are_not() {
        let limit = Limit::new();
        let [one, other]: [IpAddr; 2] = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse().unwrap());
        let taken = (0..1_000).filter(|_| limit.allows(one)).count();
        assert!((240..300).contains(&taken), "{taken}");
        assert!(!limit.allows("::ffff:192.0.2.1".parse().unwrap()));
        assert!(limit.allows(other));
    }

    #[test]
    fn a_household_shares_its_network() {
        let [one, neighbour, other] = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"]
            .map(|ip| household(ip.parse().unwrap()));
        assert_eq!(one, neighbour);
        assert_ne!(one, other);
    }
}
