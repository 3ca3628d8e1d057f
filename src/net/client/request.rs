//! What is sent to a server: the same headers with every request, cookies to the site's own hosts, and the user's
//! headers to the scheme, host and port of the target alone.

use std::collections::BTreeSet;

use http_body_util::Empty;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request};
use parking_lot::Mutex;
use url::{Position, Url};

use crate::domain::secret;
use crate::net::error::{FetchError, SetupError};
use crate::net::exchange::headers;
use crate::net::options::ClientOptions;
use crate::net::origin::Origin;
use crate::net::session::Session;
use crate::net::transport::connection::HttpRequest;
use crate::net::transport::dial::proxy_login;
use crate::net::validators::Validators;

/// Origins that are remembered for the note about withheld headers.
const MAX_WITHHELD: usize = 8;

/// A request for a page as its caller describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestSpec<'a> {
    pub(super) url: &'a Url,
    /// Ask only for what has changed since these.
    pub(super) conditions: Option<&'a Validators>,
}

/// Builds the requests of a run.
#[derive(Debug)]
pub(super) struct Requests {
    /// The headers of every request.
    common: HeaderMap,
    /// The user's headers (`--header`), for the target only.
    own: HeaderMap,
    proxy: Option<Url>,
    /// Origins of the audited sites that did not get the user's headers.
    withheld: Mutex<BTreeSet<String>>,
}

impl Requests {
    pub(super) fn new(options: &ClientOptions) -> Result<Self, SetupError> {
        Ok(Self {
            common: common_headers(&options.user_agent)?,
            own: own_headers(&options.headers)?,
            proxy: options.proxy.clone(),
            withheld: Mutex::default(),
        })
    }

    /// The request in the form that the connection needs: HTTP/2 and plain proxies want the address in full.
    pub(super) fn build(
        &self,
        spec: RequestSpec<'_>,
        origin: &Origin,
        session: &Session,
        http2: bool,
    ) -> Result<HttpRequest, FetchError> {
        let url = spec.url;
        let proxy = self.proxy.as_ref().filter(|_| !origin.https);
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let mut request = Request::builder().method(Method::GET);
        request = if http2 || proxy.is_some() {
            request.uri(format!("{}://{host}{path}", url.scheme()))
        } else {
            request.uri(path)
        };
        if !http2 {
            request = request.header(header::HOST, host);
        }
        if let Some(login) = proxy.and_then(proxy_login) {
            request = request.header(header::PROXY_AUTHORIZATION, login);
        }
        let mut request = request.body(Empty::new()).map_err(|error| {
            FetchError::Protocol(format!("no request can be made for the address: {error}"))
        })?;
        let headers = request.headers_mut();
        headers.extend(self.common.clone());
        let mut cookies = None;
        if session.owns(&origin.host) {
            cookies = session.jar.header(url);
            headers.extend(cookies.iter().map(|cookies| (header::COOKIE, cookies.clone())));
        }
        if session.trusts(origin) {
            headers.extend(self.own.clone());
        } else if session.owns(&origin.host) && !self.own.is_empty() {
            self.note_withheld(url);
        }
        if let Some(known) = spec.conditions.filter(|known| known.hold(cookies.is_some())) {
            known.put(headers);
        }
        Ok(request)
    }

    fn note_withheld(&self, url: &Url) {
        let mut withheld = self.withheld.lock();
        if withheld.len() < MAX_WITHHELD {
            withheld.insert(url[..Position::BeforePath].to_owned());
        }
    }

    pub(super) fn withheld(&self) -> Vec<String> {
        self.withheld.lock().iter().cloned().collect()
    }

    /// The headers of every request to an origin, cookies aside.
    pub(super) fn headers_for(
        &self,
        origin: &Origin,
        session: &Session,
    ) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        let own = session.trusts(origin).then_some(&self.own);
        self.common.iter().chain(own.into_iter().flatten())
    }

    /// The headers that a snapshot records: the common ones, without secrets.
    pub(super) fn recorded_headers(&self) -> Vec<(String, String)> {
        headers::to_text(&self.common)
    }
}

fn common_headers(user_agent: &str) -> Result<HeaderMap, SetupError> {
    let user_agent = HeaderValue::from_str(user_agent)
        .map_err(|_| SetupError::Header("User-Agent".to_owned()))?;
    let fixed = |text| HeaderValue::from_static(text);
    Ok(HeaderMap::from_iter([
        (header::USER_AGENT, user_agent),
        (header::ACCEPT, fixed("text/html,application/xhtml+xml,*/*;q=0.5")),
        (header::ACCEPT_LANGUAGE, fixed("zh-CN,zh;q=0.9,en;q=0.5")),
        (header::ACCEPT_ENCODING, fixed("gzip, deflate, br, zstd")),
    ]))
}

fn own_headers(list: &[(String, String)]) -> Result<HeaderMap, SetupError> {
    let mut headers = HeaderMap::new();
    for (name, value) in list {
        let wrong = || SetupError::Header(secret::header(&format!("{name}:")));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Ok(headers)
}
