//! What machines ask over HTTP: whether the program lives, whether the desk can work, and its figures.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;

/// Answers until `stop`.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>, stop: CancellationToken) -> std::io::Result<()> {
    axum::serve(listener, routes(desk)).with_graceful_shutdown(stop.cancelled_owned()).await
}

/// `/healthz`, `/readyz`, `/metrics`.
pub fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(desk)
}

async fn ready(State(desk): State<Arc<Desk>>) -> Response {
    let readiness = desk.readiness().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

async fn metrics(State(desk): State<Arc<Desk>>) -> Response {
    ([(header::CONTENT_TYPE, crate::metrics::CONTENT_TYPE)], desk.exposed_metrics().await).into_response()
}
