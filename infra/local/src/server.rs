//! The shop's origin: functions where the template has a route, else the built site, with the headers that
//! the CDN gives in the cloud.

use crate::engine::Engine;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use template_reader::AddedHeaders;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::services::ServeFile;

/// What the origin answers from.
pub struct Origin {
    /// The functions.
    pub engine: Engine,
    /// The built site.
    pub site: PathBuf,
    /// What functions know the CDN by.
    pub secret: HeaderValue,
    /// What is added to the answers of some paths, and to all others last.
    pub headers: Vec<(AddedHeaders, HeaderMap)>,
}

/// The origin's routes; `console` are those under `/_local/`, which only the person at the keyboard uses.
pub fn router(origin: Arc<Origin>, console: Router) -> Router {
    let shop = Router::new().fallback(answer).with_state(origin);
    Router::new().route("/healthz", get(|| async { "ready\n" })).merge(console).fallback_service(shop)
}

/// Serves until the shop stops or is dropped; requests under way end first.
pub async fn listen(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let ended = async move {
        // An error means that the sender is gone, which is a stop as well.
        if stopped.wait_for(|stop| *stop).await.is_err() {
            tracing::debug!("the shop was dropped");
        }
    };
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(ended).await {
        tracing::error!(%error, "the server failed");
    }
}

async fn answer(
    State(origin): State<Arc<Origin>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request<Body>,
) -> Response {
    // Whatever a stranger puts there is replaced, as the CDN does.
    request.headers_mut().insert(HeaderName::from_static(edge::origin::HEADER), origin.secret.clone());
    let path = request.uri().path().to_owned();
    let mut response = match origin.engine.answer(request, peer.ip()).await {
        Ok(response) => response.map(Body::new),
        Err(request) => site(&origin.site, request).await,
    };
    if let Some((_, added)) = origin.headers.iter().find(|(added, _)| added.fits(&path)) {
        response.headers_mut().extend(added.clone());
    }
    response
}

/// A file of the site, as the CDN serves it: `/x/` is `/x/index.html`, `/x` goes to `/x/`, the rest is the
/// 404 page.
async fn site(folder: &std::path::Path, request: Request<Body>) -> Response {
    let path = percent_encoding::percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
    let safe = path.split('/').all(|part| part != "." && part != ".." && !part.contains(['\\', '\0']));
    let mut file = folder.join(path.trim_start_matches('/'));
    if !safe || !matches!(request.method().as_str(), "GET" | "HEAD") {
        return not_found(folder, request).await;
    }
    if file.is_dir() {
        if !path.ends_with('/') {
            return Redirect::permanent(&with_slash(request.uri())).into_response();
        }
        file = file.join("index.html");
    }
    if !file.is_file() {
        return not_found(folder, request).await;
    }
    let mut response = serve(file, request).await;
    let kept = if path.starts_with("/processed_images/") || path.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

fn with_slash(uri: &Uri) -> String {
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    format!("{}/{query}", uri.path())
}

async fn not_found(folder: &std::path::Path, request: Request<Body>) -> Response {
    let (parts, _) = request.into_parts();
    let mut get = Request::new(Body::empty());
    *get.headers_mut() = parts.headers;
    let mut response = serve(folder.join("404.html"), get).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

async fn serve(file: PathBuf, request: Request<Body>) -> Response {
    match ServeFile::new(file).try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            tracing::error!(%error, "a file of the site could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
