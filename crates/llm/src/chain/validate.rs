//! From JSON to a value the product works with.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Problem, Schema};

/// Checks JSON and turns it into a `T`. Closures of this shape are validators too.
pub trait Validator<T>: Send + Sync {
    /// The value, or everything that is wrong, in words a model can act on.
    fn validate(&self, value: &Value) -> Result<T, Vec<Problem>>;

    /// The value of an answer that is still not as wished after the model has been shown its mistakes as often as
    /// it may be; `None` when nothing can be done with it.
    fn settle_for(&self, value: &Value) -> Option<T> {
        let _ = value;
        None
    }
}

impl<T, F> Validator<T> for F
where
    F: Fn(&Value) -> Result<T, Vec<Problem>> + Send + Sync,
{
    fn validate(&self, value: &Value) -> Result<T, Vec<Problem>> {
        self(value)
    }
}

/// Checks a schema and then reads the value as a `T`.
#[derive(Debug, Clone)]
pub struct SchemaValidator<T> {
    schema: Schema,
    reads: PhantomData<fn() -> T>,
}

impl<T> SchemaValidator<T> {
    /// A validator of this schema.
    pub fn new(schema: Schema) -> Self {
        Self { schema, reads: PhantomData }
    }
}

impl<T: DeserializeOwned> Validator<T> for SchemaValidator<T> {
    fn validate(&self, value: &Value) -> Result<T, Vec<Problem>> {
        let problems = self.schema.check(value);
        if !problems.is_empty() {
            return Err(problems);
        }
        T::deserialize(value).map_err(|error| vec![Problem::new("", error.to_string())])
    }
}
