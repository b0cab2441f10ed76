//! From JavaScript to data: each option is read once, by the table of its dialect.

use std::borrow::Cow;

use napi::bindgen_prelude::*;
use napi::{KeyCollectionMode, KeyConversion, KeyFilter, ValueType};
use uploadtask_core::Value as Data;
use uploadtask_core::dialect::{Description, Reading};

/// Reads a caller's options. `values` are those of the dialect's options, in its order, which JavaScript has read already.
pub(crate) fn options(
    env: Env,
    options: Unknown<'_>,
    values: &Array<'_>,
    description: &Description,
) -> Result<Data> {
    // A function has members too, but nobody means it as options.
    if options.get_type()? != ValueType::Object || options.is_array()? {
        return plain(env, options);
    }
    let mut members = Vec::with_capacity(description.options.len());
    for (index, option) in (0..).zip(description.options) {
        let value = match values.get::<Unknown>(index)? {
            None => Data::Undefined,
            Some(value) => match option.reading {
                Reading::Plain | Reading::Callback => plain(env, value)?,
                Reading::Nested => deep(env, value, 2)?,
                Reading::Members => record(env, value, |value| plain(env, value))?,
                Reading::TextMembers => record(env, value, |value| text(env, value))?,
            },
        };
        members.push((Cow::Borrowed(option.name), value));
    }
    Ok(Data::Object(members))
}

/// The longest array that is read: a sparse one of four thousand million would keep the thread for minutes.
const LONGEST: f64 = 100_000.0;

/// Reads a value with what is in it, down to so many levels below it: no object is endless, not one that holds itself.
pub(crate) fn deep(env: Env, value: Unknown<'_>, levels: u32) -> Result<Data> {
    if value.get_type()? != ValueType::Object || levels == 0 {
        return plain(env, value);
    }
    if value.is_typedarray()? {
        return Ok(Uint8Array::from_unknown(value)
            .map_or_else(|_| Data::Other("TypedArray".into()), |bytes| Data::Bytes(bytes.to_vec())));
    }
    // Node-API does not take a Proxy of an array for one; reactive lists are such.
    if value.is_array()? || tag(env, value)? == "Array" {
        let array = Object::from_unknown(value)?;
        let length: Unknown = array.get_named_property_unchecked("length")?;
        let Data::Number(length) = plain(env, length)? else { return Ok(Data::Other("Array".into())) };
        if length > LONGEST {
            return Ok(Data::Other(format!("an array of {length} items; {LONGEST} are the most").into()));
        }
        let items = (0..length as u32).map(|index| deep(env, array.get_element(index)?, levels - 1));
        return items.collect::<Result<_>>().map(Data::Array);
    }
    record(env, value, |value| deep(env, value, levels - 1))
}

/// An object's own enumerable members with string keys, in the order of `Object.keys`; other values as they are.
fn record<'env>(
    env: Env,
    value: Unknown<'env>,
    read: impl Fn(Unknown<'env>) -> Result<Data>,
) -> Result<Data> {
    if value.get_type()? != ValueType::Object || value.is_array()? {
        return plain(env, value);
    }
    let object = Object::from_unknown(value)?;
    // A Map or FormData has its entries elsewhere: as an object it would be empty, and nobody means that.
    if !is_simple(&object)? && tag(env, value)? != "Object" {
        return plain(env, value);
    }
    let keys = object.get_all_property_names(
        KeyCollectionMode::OwnOnly,
        KeyFilter::Enumerable,
        KeyConversion::NumbersToStrings,
    )?;
    let count = keys.get_array_length()?;
    let mut members = Vec::with_capacity(count as usize);
    for index in 0..count {
        let key: Unknown = keys.get_element(index)?;
        if key.get_type()? == ValueType::String {
            let value = read(object.get_property_unchecked(key)?)?;
            members.push((Cow::Owned(String::from_unknown(key)?), value));
        }
    }
    Ok(Data::Object(members))
}

/// Whether an object's prototype is the first of its chain, as that of a literal; cheaper to know than its tag.
fn is_simple(object: &Object<'_>) -> Result<bool> {
    let prototype = object.get_prototype()?;
    if prototype.get_type()? == ValueType::Null {
        return Ok(true);
    }
    let above = Object::from_unknown(prototype)?.get_prototype()?;
    Ok(above.get_type()? == ValueType::Null)
}

/// A value without what is in it.
fn plain(env: Env, value: Unknown<'_>) -> Result<Data> {
    Ok(match value.get_type()? {
        ValueType::Undefined => Data::Undefined,
        ValueType::Null => Data::Null,
        ValueType::Boolean => Data::Boolean(bool::from_unknown(value)?),
        ValueType::Number => Data::Number(f64::from_unknown(value)?),
        ValueType::String => Data::String(String::from_unknown(value)?),
        ValueType::Object if value.is_array()? => Data::Array(Vec::new()),
        ValueType::Object => match tag(env, value)?.as_str() {
            "Object" => Data::Object(Vec::new()),
            other => Data::Other(other.to_owned().into()),
        },
        ValueType::Function => Data::Other("Function".into()),
        ValueType::Symbol => Data::Other("Symbol".into()),
        ValueType::BigInt => Data::Other("BigInt".into()),
        _ => Data::Other("Unknown".into()),
    })
}

/// A value as `String(value)` makes it text, which may run the caller's code; `undefined` stays.
fn text(env: Env, value: Unknown<'_>) -> Result<Data> {
    match value.get_type()? {
        ValueType::Undefined
        | ValueType::Null
        | ValueType::Boolean
        | ValueType::Number
        | ValueType::String => plain(env, value),
        _ => {
            let convert: Function<Unknown, String> =
                env.get_global()?.get_named_property_unchecked("String")?;
            convert.call(value).map(Data::String)
        }
    }
}

/// The type of an object as `Object.prototype.toString` names it: `Date`, `Map`, `Object`.
fn tag(env: Env, value: Unknown<'_>) -> Result<String> {
    let constructor: Function<Unknown, Unknown> = env.get_global()?.get_named_property_unchecked("Object")?;
    let prototype: Object = constructor.get_named_property_unchecked("prototype")?;
    let to_string: Function<(), String> = prototype.get_named_property_unchecked("toString")?;
    let text = to_string.apply(value, ())?;
    Ok(text.trim_start_matches("[object ").trim_end_matches(']').to_owned())
}
