//! Objects whose members have the same names each time: JavaScript asks for the names once, and then gets the values alone.
//! To read them takes it a third of the time, most of all where many are moments in milliseconds, which are written as what
//! they are after the first.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uploadtask_core::dialect::Value as Data;

/// The names of the members of such objects, in their order. JavaScript knows them by their place in here.
static SHAPES: Mutex<Vec<Vec<&'static str>>> = Mutex::new(Vec::new());

/// From so many members on, it pays to leave the names away.
const MIN_MEMBERS: usize = 8;
/// How many members there may be: there is one bit for each.
const MAX_MEMBERS: usize = 30;

/// The first number from which on others may be told by their distance, and the least that is too far. Smaller ones
/// JavaScript reads as fast as their distance.
const MIN_BASE: f64 = 2_147_483_648.0;
const MAX_DISTANCE: f64 = 1_073_741_824.0;

/// The names of the members of an object of this shape.
pub(crate) fn names(shape: usize) -> Option<Vec<&'static str>> {
    shapes().get(shape).cloned()
}

/// Writes an object as `[shape, relative, ...values]`, if it is of the kind that has a shape; whether it is. `relative` is
/// the set of the members that are to be added to the first: bit n stands for the member with this number.
pub(crate) fn write(members: &[(Cow<'static, str>, Data)], json: &mut Vec<u8>) -> bool {
    if !(MIN_MEMBERS..=MAX_MEMBERS).contains(&members.len())
        || !members.iter().all(|(_, value)| is_plain(value))
    {
        return false;
    }
    let Some(shape) = shape_of(members) else { return false };
    let base = match members.first() {
        Some((_, Data::Number(first))) if *first >= MIN_BASE => Some(*first),
        _ => None,
    };
    let distance = |value: &Data| match (base, value) {
        (Some(base), Data::Number(number)) if (0.0..MAX_DISTANCE).contains(&(number - base)) => {
            Some(number - base)
        }
        _ => None,
    };
    let relative = (1..).zip(members.iter().skip(1)).filter(|(_, (_, value))| distance(value).is_some());
    let relative = relative.fold(0_u32, |set, (index, _)| set | 1 << index);
    json.extend_from_slice(format!("[{shape},{relative}").as_bytes());
    for (index, (_, value)) in members.iter().enumerate() {
        json.push(b',');
        let distance = distance(value).filter(|_| index > 0).map(Data::Number);
        // Into a Vec it does not fail.
        drop(serde_json::to_writer(&mut *json, distance.as_ref().unwrap_or(value)));
    }
    json.push(b']');
    true
}

/// What stands in JSON as it is, and is short.
fn is_plain(value: &Data) -> bool {
    match value {
        Data::Null | Data::Boolean(_) => true,
        Data::Number(number) => number.is_finite(),
        Data::String(text) => text.len() <= 64,
        _ => false,
    }
}

/// The shape with these names. Only names that are part of the program make one: there are no more than a few.
fn shape_of(members: &[(Cow<'static, str>, Data)]) -> Option<usize> {
    let mut shapes = shapes();
    let is_same = |names: &Vec<&str>| {
        names.len() == members.len() && names.iter().zip(members).all(|(one, (other, _))| one == other)
    };
    if let Some(known) = shapes.iter().position(is_same) {
        return Some(known);
    }
    let own = members.iter().map(|(name, _)| match name {
        Cow::Borrowed(name) => Some(*name),
        Cow::Owned(_) => None,
    });
    shapes.push(own.collect::<Option<Vec<_>>>()?);
    Some(shapes.len() - 1)
}

fn shapes() -> MutexGuard<'static, Vec<Vec<&'static str>>> {
    SHAPES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(names: [&'static str; 8], values: [Data; 8]) -> Vec<(Cow<'static, str>, Data)> {
        names.into_iter().map(Cow::Borrowed).zip(values).collect()
    }

    fn written(members: &[(Cow<'static, str>, Data)]) -> Option<String> {
        let mut json = Vec::new();
        write(members, &mut json).then(|| String::from_utf8(json).unwrap())
    }

    #[test]
    fn moments_are_told_by_their_distance() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let number = Data::Number;
        let first = 1_764_505_000_123.0;
        let values = || {
            let far = number(first + MAX_DISTANCE);
            let before = number(first - 1.0);
            [
                number(first),
                number(first),
                number(first + 7.0),
                far,
                before,
                number(3.0),
                "x".into(),
                Data::Null,
            ]
        };
        let json = written(&object(names, values())).unwrap();
        let (shape, rest) = json[1..].split_once(',').unwrap();
        assert_eq!(rest, r#"6,1764505000123,0,7,1765578741947,1764505000122,3,"x",null]"#);
        let shape = shape.parse().unwrap();
        assert_eq!(super::names(shape).unwrap(), names);
        assert_eq!(written(&object(names, values())).unwrap(), json, "the same shape");
    }

    #[test]
    fn what_has_no_shape_is_written_with_its_names() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let flat = || [0; 8].map(|_| Data::Null);
        for odd in [Data::Undefined, Data::Array(Vec::new()), "x".repeat(65).into()] {
            let mut values = flat();
            values[3] = odd;
            assert_eq!(written(&object(names, values)), None);
        }
        assert_eq!(written(&object(names, flat())[1..]), None);
        let mut owned = object(names, flat());
        owned[0].0 = Cow::Owned("not of the program".to_owned());
        assert_eq!(written(&owned), None);
    }
}
