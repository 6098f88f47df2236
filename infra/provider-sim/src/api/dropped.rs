//! A response that never comes: the connection is closed instead.
//!
//! The body fails when it is first asked for, which makes the server give the connection up.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use http_body::Frame;

struct Broken;

#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
struct Dropped;

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        Poll::Ready(Some(Err(Dropped)))
    }
}

/// A response that closes the connection.
pub(crate) fn response() -> Response {
    Response::new(Body::new(Broken))
}
