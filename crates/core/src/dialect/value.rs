//! A JavaScript value as data: what a caller passes as options and what a callback gets.
//!
//! The dialects speak this type and nothing else, so that they know neither Node-API nor any other host.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::upload::Part;

/// The type name of a [`Value::Other`] that could not be read: its getter throws, or it is a Proxy that was revoked.
pub const UNREADABLE: &str = "Unreadable";

/// A JavaScript value. Object keys keep their order.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `undefined`, or an option that is absent.
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// Any number, NaN and the infinities included.
    Number(f64),
    /// A string; lone surrogates have become U+FFFD.
    String(String),
    /// The content of a `Uint8Array` or `Buffer`.
    Bytes(Vec<u8>),
    /// What a caller gives as a file, in place of its path.
    Content(Box<Content>),
    /// An array.
    Array(Vec<Value>),
    /// An object: its own enumerable string keys in `Object.keys` order.
    Object(Vec<(Cow<'static, str>, Value)>),
    /// A function, symbol, bigint or anything else that is not data, by its type's name.
    Other(Cow<'static, str>),
}

/// A file as a caller holds it: bytes, a [`Blob`](crate::Blob), or a URL that stands for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The type of the caller's value, as [`Value::type_name`] gives it; that of a URL is `String`.
    pub type_name: Cow<'static, str>,
    /// What is sent, with its own name and type where it has them, or the sentence that says why it cannot be read.
    pub part: Result<Part, String>,
}

impl Value {
    /// An object with these members.
    pub fn object<const N: usize>(members: [(&'static str, Value); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    /// The member of an object; [`Value::Undefined`] for absent members and for values without members.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        match self {
            Self::Object(members) => {
                members.iter().find(|(key, _)| key == name).map_or(&Self::Undefined, |(_, value)| value)
            }
            _ => &Self::Undefined,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is `undefined` or `null`.
    #[must_use]
    pub fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// The name of the type, capitalised: `Undefined`, `Null`, `Boolean`, `Number`, `String`, `Array`,
    /// `Function`, `Object` and so on, as `Object.prototype.toString` gives it.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match self {
            Self::Undefined => "Undefined",
            Self::Null => "Null",
            Self::Boolean(_) => "Boolean",
            Self::Number(_) => "Number",
            Self::String(_) => "String",
            Self::Bytes(_) => "Uint8Array",
            Self::Content(content) => &content.type_name,
            Self::Array(_) => "Array",
            Self::Object(_) => "Object",
            Self::Other(name) => name,
        }
    }

    /// What is wrong with a value that is of another type than `wanted`: the rest of a sentence that begins with its name.
    pub(crate) fn mismatch(&self, wanted: &str) -> String {
        match self.type_name() {
            UNREADABLE => "cannot be read".to_owned(),
            instead => format!("should be {wanted} instead of {instead}"),
        }
    }

    /// The text that JavaScript's `String(value)` gives (ECMAScript ToString).
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Undefined => "undefined".into(),
            Self::Null => "null".into(),
            Self::Boolean(value) => if *value { "true" } else { "false" }.into(),
            Self::Number(value) => number_text(*value).into(),
            Self::String(text) => text.as_str().into(),
            Self::Bytes(bytes) => bytes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",").into(),
            Self::Array(items) => items
                .iter()
                .map(|item| if item.is_nullish() { Cow::Borrowed("") } else { item.to_text() })
                .collect::<Vec<_>>()
                .join(",")
                .into(),
            Self::Content(content) => format!("[object {}]", content.type_name).into(),
            Self::Object(_) => "[object Object]".into(),
            Self::Other(name) => format!("[object {name}]").into(),
        }
    }
}

/// A number as JavaScript writes it: `1.9`, `1e+21`, `NaN` (ECMAScript Number::toString).
pub(crate) fn number_text(number: f64) -> String {
    ryu_js::Buffer::new().format(number).to_owned()
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

/// `None` is `undefined`.
impl From<Option<u32>> for Value {
    fn from(value: Option<u32>) -> Self {
        value.map_or(Self::Undefined, Self::from)
    }
}

impl From<u16> for Value {
    fn from(value: u16) -> Self {
        Self::Number(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

/// As `JSON.stringify` writes it: `undefined` and what is not data become `null`.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Undefined | Self::Null | Self::Content(_) | Self::Other(_) => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 => {
                serializer.serialize_i64(*value as i64)
            }
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::String(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => bytes.serialize(serializer),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in members {
                    if *value != Self::Undefined {
                        map.serialize_entry(name, value)?;
                    }
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Vec::new();
        while let Some((name, value)) = members.next_entry::<String, Value>()? {
            object.push((Cow::Owned(name), value));
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_that_of_javascript() {
        let cases: [(Value, &str); 8] = [
            (1.9.into(), "1.9"),
            (1e21.into(), "1e+21"),
            ((-0.0).into(), "0"),
            (0.1.into(), "0.1"),
            (true.into(), "true"),
            (Value::Null, "null"),
            (Value::Array(vec![1.0.into(), Value::Null, "a".into()]), "1,,a"),
            (Value::object([("a", 1.0.into())]), "[object Object]"),
        ];
        for (value, text) in cases {
            assert_eq!(value.to_text(), text);
        }
    }

    #[test]
    fn json_keeps_the_order_of_keys() {
        let text = r#"{"b":1,"a":[true,null,"x",1.5]}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value.get("a").type_name(), "Array");
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }
}
