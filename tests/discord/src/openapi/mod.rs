//! Every request against Discord's OpenAPI document, if the machine has it.
//!
//! The document is Discord's and not part of this repository: `DISCORD_OPENAPI` says where it lies.
//! Without it the server runs all the same and says once that this check was off.

mod closure;
mod document;
mod errors;
mod loosened;
mod names;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::refusal::{Outcome, Refusal};
use crate::rest::call::Call;
use document::Document;

/// Whether requests are checked against Discord's document.
pub fn is_on() -> bool {
    document::shared().is_some()
}

/// Refuses a request that Discord's document doesn't know or has otherwise.
pub(crate) fn check_request(call: &Call) -> Outcome<()> {
    document::shared().map_or(Ok(()), |document| check_with(document, call))
}

/// Why a response is not what Discord's document says of it; nothing if it is.
pub fn response_errors(method: &str, route: &str, status: u16, body: &Value) -> Vec<String> {
    let Some(document) = document::shared() else { return Vec::new() };
    match document.response(method, route, status) {
        Some(validator) => {
            errors::all(&validator, body).into_iter().map(|(path, _, why)| format!("{path}: {why}")).collect()
        }
        None => vec![format!("{method} {route} has no response {status}")],
    }
}

fn check_with(document: &Document, call: &Call) -> Outcome<()> {
    let Some(operation) = document.operation(&call.method, call.route) else {
        let sentence = format!("Discord's document has no {} {}", call.method, call.route);
        return Err(Refusal::form("", "UNKNOWN_OPERATION", sentence));
    };
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    for parameter in &operation.parameters {
        known.insert(parameter.name.as_str());
        let given = if parameter.in_path {
            call.params.get(parameter.name.as_str())
        } else {
            call.query.get(&parameter.name)
        };
        let Some(given) = given else {
            if parameter.required {
                wrong.push((
                    parameter.name.clone(),
                    "BASE_TYPE_REQUIRED".to_owned(),
                    "This field is required".to_owned(),
                ));
            }
            continue;
        };
        let value = parameter.read(given);
        wrong.extend(
            errors::all(&parameter.validator, &value)
                .into_iter()
                .map(|(_, code, why)| (parameter.name.clone(), code, why)),
        );
    }
    // A misspelt name would go unnoticed otherwise.
    for name in call.query.keys().filter(|name| !known.contains(name.as_str())) {
        wrong.push((name.clone(), "UNKNOWN_PARAMETER".to_owned(), format!("There is no parameter {name}")));
    }
    if let Some(body) = &operation.body {
        wrong.extend(errors::all(&body.validator, &call.body));
        wrong.extend(names::unknown(&body.schema, &call.body));
    } else if !call.body.is_null() {
        wrong.push((String::new(), "NO_BODY".to_owned(), "This request takes no body".to_owned()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::forms(wrong)) }
}
