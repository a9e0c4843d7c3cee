//! What a validator found, as Discord's nested errors.

use jsonschema::Validator;
use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde_json::Value;

/// Path, code and sentence of a mistake.
pub(super) type Wrong = (String, String, String);

/// Everything that is wrong with a value.
pub(super) fn all(validator: &Validator, value: &Value) -> Vec<Wrong> {
    if validator.is_valid(value) {
        return Vec::new();
    }
    validator.iter_errors(value).flat_map(|error| explain(&error)).collect()
}

/// Of a union that nothing fits, the alternative that fits best is explained.
fn explain(error: &ValidationError<'_>) -> Vec<Wrong> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        let path = error.instance_path().to_string();
        let path = path.trim_start_matches('/').replace('/', ".");
        let code = format!("SCHEMA_{}", error.kind().keyword().to_uppercase());
        return vec![(path, code, shortened(&error.to_string()))];
    };
    let alternatives = context.iter().map(|errors| errors.iter().flat_map(explain).collect::<Vec<_>>());
    // A mistake deep inside shows which alternative was meant.
    let best = alternatives.max_by_key(|wrong| {
        let kinds = wrong.iter().filter(|(path, code, _)| is_about_kind(path, code)).count();
        let depth = wrong.iter().map(|(path, ..)| path.len()).max();
        (std::cmp::Reverse(kinds), depth, std::cmp::Reverse(wrong.len()))
    });
    best.unwrap_or_default()
}

/// Whether the alternative was not even of the right kind.
fn is_about_kind(path: &str, code: &str) -> bool {
    code == "SCHEMA_TYPE" || path == "type" || path.ends_with(".type")
}

fn shortened(text: &str) -> String {
    text.chars().take(300).collect()
}
