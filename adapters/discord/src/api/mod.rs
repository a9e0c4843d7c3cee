//! Discord's HTTP API: serenity's routes and rate limiter, JSON both ways.
//!
//! Answers are read as plain JSON, so that one odd message does not spoil a page of good ones.
//! serenity writes requests into its log spans, bodies and interaction tokens included: everything
//! it does here is kept from the log, and what matters is said by the caller.

mod client;
mod error;
mod forgetting;
mod turns;
mod waiting;

use serde_json::Value;
use serenity::builder::CreateAttachment;
use serenity::http::{Http, LightMethod, Multipart, MultipartUpload, Request, Route};
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

pub(crate) use client::{http_client, serenity_http};
pub(crate) use error::{ApiError, code};
use forgetting::Forgetting;
use turns::Turns;

use crate::{Settings, SettingsError};

/// Query parameters; values are numbers, ids and flags, which need no escaping.
pub(crate) type Params = Vec<(&'static str, String)>;

/// A file to be uploaded.
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The API, as this bot.
#[derive(Debug)]
pub(crate) struct Api {
    http: Http,
    turns: Turns,
    forgetting: Forgetting,
    /// For files, which are asked for without the token.
    pub(crate) files: reqwest::Client,
}

impl Api {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let files = http_client(settings)?;
        let http = serenity_http(settings, files.clone(), |info| waiting::begins(&info));
        Ok(Self { http, turns: Turns::default(), forgetting: Forgetting::default(), files })
    }

    pub(crate) async fn get(&self, route: Route<'_>, params: Params) -> Result<Value, ApiError> {
        let params = (!params.is_empty()).then_some(params);
        self.request(Request::new(route, LightMethod::Get).params(params)).await
    }

    pub(crate) async fn send(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: &Value,
        params: Params,
    ) -> Result<Value, ApiError> {
        let params = (!params.is_empty()).then_some(params);
        self.request(Request::new(route, method).body(Some(bytes(body)?)).params(params)).await
    }

    pub(crate) async fn post(&self, route: Route<'_>, body: &Value) -> Result<Value, ApiError> {
        self.send(LightMethod::Post, route, body, Params::new()).await
    }

    pub(crate) async fn patch(&self, route: Route<'_>, body: &Value) -> Result<Value, ApiError> {
        self.send(LightMethod::Patch, route, body, Params::new()).await
    }

    /// A request of which everything stands in its address.
    pub(crate) async fn bare(&self, method: LightMethod, route: Route<'_>) -> Result<Value, ApiError> {
        self.request(Request::new(route, method)).await
    }

    /// A message with a file.
    pub(crate) async fn upload(
        &self,
        method: LightMethod,
        route: Route<'_>,
        payload: &Value,
        file: Upload,
        params: Params,
    ) -> Result<Value, ApiError> {
        let multipart = Multipart {
            upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(file.bytes, file.name)]),
            fields: Vec::new(),
            payload_json: Some(payload.to_string()),
        };
        let params = (!params.is_empty()).then_some(params);
        self.request(Request::new(route, method).multipart(Some(multipart)).params(params)).await
    }

    async fn request(&self, request: Request<'_>) -> Result<Value, ApiError> {
        self.forgetting.count(&self.http).await;
        let turn = self.turns.take(*request.route_ref(), *request.method_ref()).await;
        let mut turn = turn.map_err(ApiError::Limited)?;
        let call = async {
            let bucket = request.route_ref().ratelimiting_bucket();
            let response = match waiting::at_most(turns::LONG, self.http.request(request)).await {
                Ok(response) => response?,
                Err(wait) => {
                    let (wait, is_wrong) = turn.waits(wait);
                    if is_wrong {
                        forgetting::forget(&self.http, bucket).await;
                    }
                    return Err(ApiError::Limited(wait));
                }
            };
            turn.answered(response.headers());
            let bytes =
                response.bytes().await.map_err(|e| ApiError::NoAnswer(error::words(&e.without_url())))?;
            if bytes.is_empty() {
                return Ok(Value::Null);
            }
            serde_json::from_slice(&bytes).map_err(|e| ApiError::NoAnswer(format!("an odd answer: {e}")))
        };
        call.with_subscriber(NoSubscriber::default()).await
    }
}

fn bytes(body: &Value) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(body).map_err(|e| ApiError::NotSent(e.to_string()))
}
