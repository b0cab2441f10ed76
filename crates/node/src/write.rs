//! From data to JavaScript.

use napi::bindgen_prelude::*;
use napi::{Property, PropertyAttributes};
use uploadtask_core::Value as Data;

/// The JavaScript value of this data.
pub(crate) fn value<'env>(env: &'env Env, data: &Data) -> Result<Unknown<'env>> {
    match data {
        Data::Undefined | Data::Other(_) => ().into_unknown(env),
        Data::Null => Null.into_unknown(env),
        Data::Boolean(value) => value.into_unknown(env),
        Data::Number(value) => value.into_unknown(env),
        Data::String(text) => text.as_str().into_unknown(env),
        Data::Bytes(bytes) => Buffer::from(bytes.as_slice()).into_unknown(env),
        Data::Array(items) => array(env, items)?.into_unknown(env),
        Data::Object(members) => {
            let mut object = Object::new(env)?;
            for (name, member) in members.iter().filter(|(_, member)| *member != Data::Undefined) {
                object.set_named_property(name, value(env, member)?)?;
            }
            object.into_unknown(env)
        }
        Data::Headers(members) => headers(env, members)?.into_unknown(env),
    }
}

/// The JavaScript array of these items.
pub(crate) fn array<'env>(env: &'env Env, items: &[Data]) -> Result<Array<'env>> {
    let mut array = env.create_array(items.len() as u32)?;
    for (index, item) in items.iter().enumerate() {
        array.set(index as u32, value(env, item)?)?;
    }
    Ok(array)
}

/// A plain object of strings, or arrays of them. Each name answers in lower case too, through a property that is not enumerable:
/// device code reads `header['Content-Type']` as well as `header['content-type']`.
fn headers<'env>(env: &'env Env, members: &[(String, Data)]) -> Result<Object<'env>> {
    let mut properties = Vec::with_capacity(2 * members.len());
    for (name, text) in members {
        let text = value(env, text)?;
        // Defined, not set: a server may send a header of the name `__proto__`.
        let property = Property::new().with_utf8_name(name)?.with_value(&text);
        properties.push(property.with_property_attributes(PropertyAttributes::default()));
        let lower = name.to_ascii_lowercase();
        if lower != *name {
            let alias = Property::new().with_utf8_name(&lower)?.with_value(&text);
            let hidden = PropertyAttributes::Writable | PropertyAttributes::Configurable;
            properties.push(alias.with_property_attributes(hidden));
        }
    }
    let mut object = Object::new(env)?;
    object.define_properties(&properties)?;
    Ok(object)
}
