//! The way of a request through the server.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::call::{self, Call};
use super::files;
use super::routes::{self, Reply, Route};
use crate::faults::Fate;
use crate::openapi;
use crate::rate::{Limited, Standing};
use crate::record::Requested;
use crate::refusal::{NO_ROUTE, Refusal, TOO_LARGE, UNAUTHORIZED};
use crate::shared::Shared;
use crate::tls;

/// What nobody sends by mistake: more than all files of a message together.
const MOST_BYTES: usize = 128 * 1024 * 1024;

/// Takes connections until the server is dropped.
pub(crate) async fn listen(listener: TcpListener, tls: TlsAcceptor, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(stream, tls.clone(), Arc::clone(&shared)));
    }
}

async fn connection(stream: TcpStream, tls: TlsAcceptor, shared: Arc<Shared>) {
    // Who doesn't trust the authority, or goes away, has no connection.
    let Ok(stream) = tls.accept(stream).await else { return };
    let service = service_fn(move |request| respond(request, Arc::clone(&shared)));
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An error closes the connection without an answer.
async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let host = head.headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let of_files = tls::FILES.contains(&host.split(':').next().unwrap_or_default());
    let Ok(bytes) = to_bytes(Body::new(body), MOST_BYTES).await else { return Ok(refused(&TOO_LARGE)) };
    if of_files { fetch(head, shared).await } else { answer(head, bytes, shared).await }
}

/// A request to one of the hosts of attachments.
async fn fetch(head: Parts, shared: Arc<Shared>) -> io::Result<Response<Body>> {
    let (path, query) = (head.uri.path(), head.uri.query().unwrap_or_default());
    let requested = Requested {
        method: head.method.to_string(),
        path: path.to_owned(),
        route: files::ROUTE.to_owned(),
        query: query.to_owned(),
        body: Value::Null,
        files: Vec::new(),
        status: None,
    };
    meet_fate(&shared, requested, || shared.read(|w| files::serve(w, path, query))).await
}

/// A request to the interface.
async fn answer(head: Parts, bytes: Bytes, shared: Arc<Shared>) -> io::Result<Response<Body>> {
    let method = head.method.as_str().to_owned();
    let path = head.uri.path();
    let path = path.strip_prefix("/api/v10").unwrap_or(path).to_owned();
    let query = head.uri.query().unwrap_or_default();
    let found = routes::find(&method, &path);
    let content = call::content(&head, bytes).await;
    let (body, parts) = content.clone().unwrap_or_default();
    let requested = Requested {
        method: method.clone(),
        path: path.clone(),
        route: found.as_ref().map_or_else(|| path.clone(), |(route, _)| route.path.to_owned()),
        query: query.to_owned(),
        body: body.clone(),
        files: parts.iter().map(|p| p.name.clone()).collect(),
        status: None,
    };
    let serve = || {
        let Some((route, params)) = found else {
            shared.with(|w| w.record.violation(format!("{method} {path}: there is no such route here")));
            return refused(&NO_ROUTE);
        };
        let authorization = head.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let call = Call {
            method,
            path,
            route: route.path,
            params,
            query: call::query(query),
            body,
            files: parts,
            authorization: authorization.map(str::to_owned),
        };
        match content {
            Ok(_) => carry_out(&shared, route, &call),
            Err(refusal) => mistake(&shared, &call, &refusal),
        }
    };
    meet_fate(&shared, requested, serve).await
}

/// Notes a request and has it served, unless the test wants otherwise.
async fn meet_fate(
    shared: &Shared,
    requested: Requested,
    serve: impl FnOnce() -> Response<Body>,
) -> io::Result<Response<Body>> {
    let (number, fate) = shared.with(|w| {
        w.record.requests.push(requested.clone());
        (w.record.requests.len() - 1, w.faults.fate(&requested))
    });
    let response = match fate {
        Fate::Refused(status) => plain(status, &json!({ "message": "as the test wants", "code": 0 })),
        Fate::Limited(limited) => limited_response(&limited),
        Fate::Hung => std::future::pending().await,
        Fate::Lost => {
            serve();
            return Err(io::Error::other("the answer is lost, as the test wants"));
        }
        Fate::Held => {
            shared.with(|w| w.faults.waits(&requested));
            shared.until(|w| (!w.faults.holds(&requested)).then_some(())).await;
            shared.with(|w| w.faults.goes_on(&requested));
            serve()
        }
        Fate::Served => serve(),
    };
    shared.with(|w| w.record.requests[number].status = Some(response.status().as_u16()));
    Ok(response)
}

fn carry_out(shared: &Shared, route: &Route, call: &Call) -> Response<Body> {
    let open = call.route.starts_with("/interactions")
        || call.route.starts_with("/webhooks")
        || call.route == "/gateway";
    if !open && !call.authorization.as_deref().is_some_and(|token| shared.knows(token)) {
        return refused(&UNAUTHORIZED);
    }
    let standing = match shared.with(|w| w.take_turn(call)) {
        Ok(standing) => standing,
        Err(limited) => return limited_response(&limited),
    };
    let url = shared.gateway_url();
    let with_document = shared.read(|w| w.settings.document);
    let checked = if with_document { openapi::check_request(call) } else { Ok(()) };
    let result = match checked {
        Err(refusal) => Err(refusal),
        Ok(()) => shared.with(|w| {
            w.gateway_url.clone_from(&url);
            (route.handler)(w, call)
        }),
    };
    let mut response = match result {
        Ok(Reply::Nothing) => bare(204),
        Ok(Reply::Json(value)) => plain(200, &value),
        Ok(Reply::Created(value)) => plain(201, &value),
        Err(refusal) if refusal.is_mistake() => mistake(shared, call, &refusal),
        Err(refusal) => refused(&refusal),
    };
    if let Some(standing) = standing {
        add_standing(&mut response, &standing);
    }
    response
}

/// Notes what was wrong with a request and says so.
fn mistake(shared: &Shared, call: &Call, refusal: &Refusal) -> Response<Body> {
    shared.with(|w| {
        w.record.violation(format!("{} {}: {refusal}; it sent {}", call.method, call.path, call.body))
    });
    refused(refusal)
}

fn refused(refusal: &Refusal) -> Response<Body> {
    plain(refusal.status, &refusal.body())
}

fn bare(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

fn plain(status: u16, body: &Value) -> Response<Body> {
    let mut response = bare(status);
    *response.body_mut() = Body::from(body.to_string());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn limited_response(limited: &Limited) -> Response<Body> {
    let body = json!({
        "message": if limited.global { "You are being rate limited." } else { "The resource is being rate limited." },
        "retry_after": limited.retry_after.as_secs_f64(),
        "global": limited.global,
        "code": 0,
    });
    let mut response = plain(429, &body);
    set(&mut response, "retry-after", &limited.retry_after.as_secs_f64().ceil().to_string());
    set(&mut response, "x-ratelimit-scope", if limited.global { "global" } else { limited.scope });
    if limited.global {
        set(&mut response, "x-ratelimit-global", "true");
    }
    if let Some(standing) = &limited.standing {
        add_standing(&mut response, standing);
    }
    response
}

fn add_standing(response: &mut Response<Body>, standing: &Standing) {
    set(response, "x-ratelimit-bucket", &standing.bucket);
    set(response, "x-ratelimit-limit", &standing.limit.to_string());
    set(response, "x-ratelimit-remaining", &standing.remaining.to_string());
    set(response, "x-ratelimit-reset", &format!("{:.3}", standing.reset));
    set(response, "x-ratelimit-reset-after", &format!("{:.3}", standing.reset_after));
}

fn set(response: &mut Response<Body>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
