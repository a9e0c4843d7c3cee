//! The document, read once in a process; each operation's schemas are compiled when first needed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{closure, loosened};

static SHARED: LazyLock<Option<Document>> = LazyLock::new(|| match std::env::var_os("DISCORD_OPENAPI") {
    Some(path) => {
        let text = std::fs::read_to_string(&path);
        let text = text.unwrap_or_else(|e| panic!("DISCORD_OPENAPI ({}): {e}", path.display()));
        let document = serde_json::from_str(&text);
        Some(Document::new(document.unwrap_or_else(|e| panic!("DISCORD_OPENAPI ({}): {e}", path.display()))))
    }
    None => {
        eprintln!("DISCORD_OPENAPI is not set: requests are not checked against Discord's OpenAPI document");
        None
    }
});

/// The document of this process.
pub(super) fn shared() -> Option<&'static Document> {
    SHARED.as_ref()
}

/// A parameter in the path or the query.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) in_path: bool,
    pub(super) required: bool,
    pub(super) validator: Validator,
    kind: Option<String>,
}

impl Parameter {
    /// The text of a parameter as the value that its schema means.
    pub(super) fn read(&self, text: &str) -> Value {
        let read = match self.kind.as_deref() {
            Some("integer") => text.parse::<i64>().ok().map(Value::from),
            Some("boolean") => text.parse::<bool>().ok().map(Value::from),
            Some("array") => Some(text.split(',').map(Value::from).collect()),
            _ => None,
        };
        read.unwrap_or_else(|| text.into())
    }
}

/// What a request has to be.
pub(super) struct Operation {
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
}

/// What a request's body has to be.
pub(super) struct Body {
    pub(super) validator: Validator,
    /// The schema with all it speaks of.
    pub(super) schema: Value,
}

/// Discord's OpenAPI document.
pub(super) struct Document {
    json: Value,
    operations: Mutex<HashMap<String, Option<Arc<Operation>>>>,
}

impl Document {
    fn new(mut json: Value) -> Self {
        loosened::apply(&mut json);
        Self { json, operations: Mutex::default() }
    }

    /// What a request by this method to this route has to be; nothing if there is none.
    pub(super) fn operation(&self, method: &str, route: &str) -> Option<Arc<Operation>> {
        let mut operations = self.operations.lock().unwrap_or_else(PoisonError::into_inner);
        let key = format!("{method} {route}");
        operations.entry(key).or_insert_with(|| self.compile(method, route).map(Arc::new)).clone()
    }

    /// What the answer has to be.
    pub(super) fn response(&self, method: &str, route: &str, status: u16) -> Option<Validator> {
        let operation = &self.json["paths"][route][method.to_lowercase()];
        let schema = &operation["responses"][status.to_string()]["content"]["application/json"]["schema"];
        schema.is_object().then(|| self.validator(schema))
    }

    fn compile(&self, method: &str, route: &str) -> Option<Operation> {
        let path = self.json["paths"].get(route)?;
        let operation = path.get(method.to_lowercase())?;
        let both = [&path["parameters"], &operation["parameters"]];
        let parameters = both.into_iter().filter_map(Value::as_array).flatten();
        let parameters = parameters.map(|p| self.resolved(p)).map(|p| Parameter {
            name: p["name"].as_str().unwrap_or_default().to_owned(),
            in_path: p["in"] == "path",
            required: p["required"] == true,
            validator: self.validator(&p["schema"]),
            kind: self.resolved(&p["schema"])["type"].as_str().map(str::to_owned),
        });
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        Some(Operation {
            parameters: parameters.collect(),
            body: body.is_object().then(|| Body {
                validator: self.validator(body),
                schema: closure::of(body, &self.json["components"]["schemas"]),
            }),
        })
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value["$ref"].as_str().and_then(|r| r.strip_prefix('#'));
        pointer.and_then(|pointer| self.json.pointer(pointer)).unwrap_or(value)
    }

    fn validator(&self, schema: &Value) -> Validator {
        let whole = closure::of(schema, &self.json["components"]["schemas"]);
        let options = jsonschema::draft202012::options().should_validate_formats(false);
        options.build(&whole).unwrap_or_else(|e| panic!("Discord's OpenAPI document: {e}: {}", json!(schema)))
    }
}
