//! Where a request comes from, and whose word about that is believed.
//!
//! Behind a reverse proxy every connection is the proxy's. Only the proxies that the
//! operator names are believed about whom they stand for; anybody else could write
//! any address into a header and so escape every limit.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::{Arc, Once},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use thiserror::Error;

const FORWARDED: &str = "x-forwarded-for";
const REQUEST_ID: &str = "x-request-id";

/// The proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Arc<[IpNet]>);

/// A text that is neither an address nor a network.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is neither an address nor a network; write it like 10.0.0.7 or 10.0.0.0/8")]
pub struct NotANetwork(String);

/// What tells whom requests are from, and that it has told of a proxy that nobody named.
#[derive(Clone, Debug)]
pub(crate) struct Clients {
    proxies: Proxies,
    told: Arc<Once>,
}

/// Whom a request is from; none where no connection is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

impl Proxies {
    /// These `networks`, which a setting lists.
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    /// One network of the setting: an address, or a network in CIDR notation.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn network(text: &str) -> Result<IpNet, NotANetwork> {
        let text = text.trim();
        IpNet::from_str(text)
            .or_else(|_| IpAddr::from_str(text).map(IpNet::from))
            .map_err(|_| NotANetwork(text.to_owned()))
    }

    fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The right-most address that none of these proxies is. What stands left of it
    /// was written by the client itself, and an entry that is no address ends the search.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all(FORWARDED).iter().rev();
        let entries = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for entry in entries {
            if !self.has(client) {
                break;
            }
            let Some(address) = address(entry.trim()) else {
                break;
            };
            client = address.to_canonical();
        }
        client
    }
}

/// An address as proxies write it: alone, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    text.parse()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
}

impl Clients {
    /// Those whom these `proxies` stand for.
    pub(crate) fn behind(proxies: Proxies) -> Self {
        Self {
            proxies,
            told: Arc::new(Once::new()),
        }
    }

    /// Did the connection come from a proxy that is believed?
    fn trust(&self, peer: Option<IpAddr>) -> bool {
        peer.is_some_and(|peer| self.proxies.has(peer))
    }
}

/// Who is at the other end of the connection.
fn peer(request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(peer)| peer.ip())
}

/// Find out whom a request is from. A number for the log is taken over from a trusted proxy only.
pub(crate) async fn identify(
    State(clients): State<Clients>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer(&request);
    if !clients.trust(peer) {
        request.headers_mut().remove(REQUEST_ID);
    }
    let client = peer.map(|peer| clients.proxies.client(peer, request.headers()));
    request.extensions_mut().insert(ClientAddress(client));
    next.run(request).await
}

/// Tell the operator, once, of a proxy that is not believed: all who come through it share
/// one limit. Anybody may write the header, so the line says no more than that.
pub(crate) async fn tell_of_stranger(
    State(clients): State<Clients>,
    request: Request,
    next: Next,
) -> Response {
    if request.headers().contains_key(FORWARDED) && !clients.trust(peer(&request)) {
        clients.told.call_once(|| {
            tracing::warn!(
                "a request came with X-Forwarded-For from an address that SCORE_TRUSTED_PROXY does \
                 not name; if that is a proxy of yours, name it there, or all who come through it share one limit"
            );
        });
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(peer: &str, lines: &[&'static str]) -> String {
        let networks = ["10.0.0.0/8", "127.0.0.1", "2001:db8::/32"];
        let networks = networks.map(|text| Proxies::network(text).unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_static(line));
        }
        Proxies::new(&networks)
            .client(peer.parse().unwrap(), &headers)
            .to_string()
    }

    #[test]
    fn only_a_named_proxy_is_believed() {
        assert_eq!(client("203.0.113.9", &["192.0.2.1"]), "203.0.113.9");
        assert_eq!(client("10.1.2.3", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("::ffff:10.1.2.3", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("2001:db8::7", &["2001:470::1"]), "2001:470::1");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        let chain = "198.51.100.66, 192.0.2.1, 10.9.9.9";
        assert_eq!(client("127.0.0.1", &[chain]), "192.0.2.1");
        assert_eq!(
            client("127.0.0.1", &["198.51.100.66", "192.0.2.1"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn a_proxy_that_names_nobody_is_the_client() {
        assert_eq!(client("10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(client("10.1.2.3", &["192.0.2.1, unknown"]), "10.1.2.3");
        assert_eq!(client("10.1.2.3", &["10.4.4.4"]), "10.4.4.4");
    }

    #[test]
    fn ports_are_left_out() {
        assert_eq!(client("10.1.2.3", &["192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(client("10.1.2.3", &["[2001:470::1]:4711"]), "2001:470::1");
    }

    #[test]
    fn a_wrong_network_says_how_to_write_it() {
        let wrong = Proxies::network("10.0.0.0/33").unwrap_err();
        assert!(wrong.to_string().contains("10.0.0.0/33") && wrong.to_string().contains("/8"));
    }
}
