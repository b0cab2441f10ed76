//! From JavaScript to data: each option is read once, by the table of its dialect.

use std::borrow::Cow;

use napi::bindgen_prelude::*;
use napi::{JsValue, KeyCollectionMode, KeyConversion, KeyFilter, ValueType};
use uploadtask_core::dialect::{Description, Reading, UNREADABLE, Value as Data};

use crate::content::FileContent;

/// JavaScript's `tag(value)`: the type of a value as `Object.prototype.toString` names it, `Date`, `Map`, `Object`;
/// [`UNREADABLE`] for what does not say.
pub(crate) type Tag<'env> = Function<'env, Unknown<'env>, String>;

/// JavaScript's `unboxed(value)`: what is in a boxed String, Number or Boolean; `undefined` where that cannot be had.
pub(crate) type Unboxed<'env> = Function<'env, Unknown<'env>, Unknown<'env>>;

/// Looks into values without running into what they throw.
pub(crate) struct Inspection<'env> {
    pub(crate) tag: Tag<'env>,
    pub(crate) unboxed: Unboxed<'env>,
}

/// In the set of options that are there: they could be read. Above those of any option.
const READABLE: u32 = 1 << 30;

/// Reads a caller's options. `values` are those that are there of the dialect's options, in its order, which JavaScript has
/// read already, and `present` is the set of them: bit n stands for the option with this number.
pub(crate) fn options<'env>(
    inspection: &Inspection<'env>,
    options: Unknown<'env>,
    present: u32,
    values: &Array<'env>,
    description: &Description,
) -> Result<Data> {
    // A function has members too, but nobody means it as options.
    if options.get_type()? != ValueType::Object || options.is_array()? || present & READABLE == 0 {
        return plain(inspection, options);
    }
    let mut members = Vec::with_capacity(values.len() as usize);
    let there = description.options.iter().enumerate().filter(|(index, _)| present & (1 << index) != 0);
    for (index, (_, option)) in (0..).zip(there) {
        let value = match values.get::<Unknown>(index)? {
            None => Data::Undefined,
            Some(value) => match option.reading {
                Reading::Plain | Reading::Callback => plain(inspection, value)?,
                Reading::File => file(inspection, value)?,
                Reading::Nested => deep(inspection, value, 2)?,
                Reading::Files => deep_with(inspection, value, 2, file)?,
                // JavaScript has made text of the members that are to be text.
                Reading::Members | Reading::TextMembers => {
                    record(inspection, value, |value| plain(inspection, value))?
                }
            },
        };
        members.push((Cow::Borrowed(option.name), value));
    }
    Ok(Data::Object(members))
}

/// The longest array that is read: a sparse one of four thousand million would keep the thread for minutes.
const MAX_ITEMS: f64 = 100_000.0;

/// Reads a value with what is in it, down to so many levels below it: no object is endless, not one that holds itself.
pub(crate) fn deep<'env>(inspection: &Inspection<'env>, value: Unknown<'env>, levels: u32) -> Result<Data> {
    deep_with(inspection, value, levels, plain)
}

/// Reads what has nothing in it.
type Leaf<'env> = fn(&Inspection<'env>, Unknown<'env>) -> Result<Data>;

fn deep_with<'env>(
    inspection: &Inspection<'env>,
    value: Unknown<'env>,
    levels: u32,
    leaf: Leaf<'env>,
) -> Result<Data> {
    if value.get_type()? != ValueType::Object || levels == 0 {
        return leaf(inspection, value);
    }
    if value.is_typedarray()? {
        return Ok(Uint8Array::from_unknown(value)
            .map_or_else(|_| Data::Other("TypedArray".into()), |bytes| Data::Bytes(bytes.to_vec())));
    }
    let tag = if value.is_array()? { "Array".to_owned() } else { inspection.tag.call(value)? };
    if tag == UNREADABLE {
        return Ok(Data::Other(UNREADABLE.into()));
    }
    // Node-API does not take a Proxy of an array for one; reactive lists are such.
    if tag == "Array" {
        let array = Object::from_unknown(value)?;
        let length: Unknown = array.get_named_property_unchecked("length")?;
        let Data::Number(length) = plain(inspection, length)? else { return Ok(Data::Other("Array".into())) };
        if length > MAX_ITEMS {
            return Ok(Data::Other(format!("an array of {length} items; {MAX_ITEMS} are the most").into()));
        }
        let items = (0..length as u32)
            .map(|index| deep_with(inspection, array.get_element(index)?, levels - 1, leaf));
        return items.collect::<Result<_>>().map(Data::Array);
    }
    record(inspection, value, |value| deep_with(inspection, value, levels - 1, leaf))
}

/// A path, or the content that JavaScript has made of what was given in its place: it lets no other External pass.
fn file<'env>(inspection: &Inspection<'env>, value: Unknown<'env>) -> Result<Data> {
    if value.get_type()? != ValueType::External {
        return plain(inspection, value);
    }
    Ok(<&External<FileContent>>::from_unknown(value)?.take())
}

/// An object's own enumerable members with string keys, in the order of `Object.keys`; other values as they are.
fn record<'env>(
    inspection: &Inspection<'env>,
    value: Unknown<'env>,
    read: impl Fn(Unknown<'env>) -> Result<Data>,
) -> Result<Data> {
    if value.get_type()? != ValueType::Object || value.is_array()? {
        return plain(inspection, value);
    }
    let object = Object::from_unknown(value)?;
    // A Map or FormData has its entries elsewhere: as an object it would be empty, and nobody means that.
    if !is_simple(&object)? && inspection.tag.call(value)? != "Object" {
        return plain(inspection, value);
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

/// A value without what is in it. A boxed string, number or boolean counts as what is in the box, as in JSON, by which
/// options reach the native side of a phone.
fn plain<'env>(inspection: &Inspection<'env>, value: Unknown<'env>) -> Result<Data> {
    Ok(match value.get_type()? {
        ValueType::Undefined => Data::Undefined,
        ValueType::Null => Data::Null,
        ValueType::Boolean => Data::Boolean(bool::from_unknown(value)?),
        ValueType::Number => Data::Number(f64::from_unknown(value)?),
        ValueType::String => Data::String(String::from_unknown(value)?),
        ValueType::Object if value.is_array()? => Data::Array(Vec::new()),
        ValueType::Object => match inspection.tag.call(value)?.as_str() {
            "Object" => Data::Object(Vec::new()),
            "String" | "Number" | "Boolean" => {
                let unboxed = inspection.unboxed.call(value)?;
                match unboxed.get_type()? {
                    ValueType::Boolean | ValueType::Number | ValueType::String => plain(inspection, unboxed)?,
                    _ => Data::Other(UNREADABLE.into()),
                }
            }
            other => Data::Other(other.to_owned().into()),
        },
        ValueType::Function => Data::Other("Function".into()),
        ValueType::Symbol => Data::Other("Symbol".into()),
        ValueType::BigInt => Data::Other("BigInt".into()),
        _ => Data::Other("Unknown".into()),
    })
}
