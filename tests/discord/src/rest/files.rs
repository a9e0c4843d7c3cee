//! The host that attachments are fetched from.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::call::query;
use crate::id::Id;
use crate::render::messages::sign;
use crate::world::World;

/// What a link to a file is called among the routes.
pub const ROUTE: &str = "/attachments/{channel_id}/{attachment_id}/{file_name}";

/// Answers a link to a file, while the link lives.
pub fn serve(world: &World, path: &str, text: &str) -> Response<Body> {
    let id: Option<Id> = path.split('/').nth(3).and_then(|id| id.parse().ok());
    let query = query(text);
    let number = |name: &str| query.get(name).and_then(|hex| u64::from_str_radix(hex, 16).ok());
    let file = id.and_then(|id| Some((id, world.files.get(&id)?)));
    let Some((id, bytes)) = file else { return with(StatusCode::NOT_FOUND, Body::empty()) };
    let expires = number("ex").unwrap_or_default().cast_signed();
    let good = number("hm") == Some(sign(id, expires)) && expires * 1000 > world.now();
    if !good {
        return with(StatusCode::NOT_FOUND, Body::from("This content is no longer available."));
    }
    let mut response = with(StatusCode::OK, Body::from(bytes.clone()));
    let owners = world.messages.values().flat_map(|m| &m.attachments);
    let mime = owners.into_iter().find(|a| a.id == id).and_then(|a| a.mime.clone());
    if let Some(Ok(mime)) = mime.map(|m| HeaderValue::from_str(&m)) {
        response.headers_mut().insert(header::CONTENT_TYPE, mime);
    }
    response
}

fn with(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}
