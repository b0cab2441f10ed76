//! The translation of options, results and failures, by the very table that the JavaScript adapters are tested against:
//! `translation.json`.

#![allow(clippy::unwrap_used, reason = "it is a test")]

use serde::Deserialize;
use uploadtask_core::Value;
use uploadtask_core::dialect::translate::{self, Translate};
use uploadtask_core::dialect::{Callback, Completion};

#[derive(Deserialize)]
struct Table {
    options: Vec<Case<Value, Value>>,
    refusals: Vec<Case<Value, End>>,
    results: Vec<Case<End, End>>,
    failures: Vec<Case<End, Option<End>>>,
    #[serde(rename = "roundTrips")]
    round_trips: RoundTrips,
}

#[derive(Deserialize)]
struct RoundTrips {
    options: Vec<Trip<Value>>,
    completions: Vec<Trip<End>>,
}

#[derive(Deserialize)]
struct Trip<Given> {
    line: String,
    from: String,
    via: String,
    given: Given,
}

#[derive(Deserialize)]
struct Case<Given, Expected> {
    line: String,
    from: String,
    to: String,
    given: Given,
    expected: Expected,
}

/// The end of an upload: which callback is called, with what.
#[derive(Debug, Deserialize)]
struct End {
    callback: String,
    arguments: Vec<Value>,
}

fn table() -> Table {
    serde_json::from_str(include_str!("translation.json")).unwrap()
}

fn dialect(name: &str) -> &'static dyn Translate {
    *translate::ALL.iter().find(|dialect| dialect.description().name == name).unwrap()
}

/// A value as `JSON.parse` would give it, without regard to the order of members.
fn json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

fn ends_alike(completion: &Completion, expected: &End) -> bool {
    let arguments: Vec<_> = completion.arguments.iter().map(json).collect();
    let wanted: Vec<_> = expected.arguments.iter().map(json).collect();
    completion.callback.name() == expected.callback && arguments == wanted
}

impl End {
    fn completion(&self) -> Completion {
        let callback = if self.callback == "success" { Callback::Success } else { Callback::Fail };
        Completion { callback, arguments: self.arguments.clone(), complete_gets_result: false }
    }
}

#[test]
fn x1_options() {
    let mut wrong = Vec::new();
    for case in table().options {
        let got = translate::options(dialect(&case.from), dialect(&case.to), &case.given);
        let got = got.map(|value| json(&value)).map_err(|refusal| refusal.completion.arguments);
        if got != Ok(json(&case.expected)) {
            wrong.push(format!("{} ({} to {}): {got:?}", case.line, case.from, case.to));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn x1_arguments_that_are_refused() {
    let mut wrong = Vec::new();
    for case in table().refusals {
        let got = translate::options(dialect(&case.from), dialect(&case.to), &case.given);
        if !got.as_ref().is_err_and(|refusal| ends_alike(&refusal.completion, &case.expected)) {
            wrong.push(format!(
                "{} ({} to {}): {got:?}, wanted {:?}",
                case.line, case.from, case.to, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn x1_results() {
    let mut wrong = Vec::new();
    for case in table().results {
        let got = translate::completion(dialect(&case.from), dialect(&case.to), &case.given.completion());
        if !got.as_ref().is_some_and(|got| ends_alike(got, &case.expected)) {
            wrong.push(format!(
                "{} ({} to {}): {got:?}, wanted {:?}",
                case.line, case.from, case.to, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn x1_failures() {
    let mut wrong = Vec::new();
    for case in table().failures {
        let got = translate::completion(dialect(&case.from), dialect(&case.to), &case.given.completion());
        let alike = match (&got, &case.expected) {
            (Some(got), Some(expected)) => ends_alike(got, expected),
            (None, None) => true,
            _ => false,
        };
        if !alike {
            wrong.push(format!(
                "{} ({} to {}): {got:?}, wanted {:?}",
                case.line, case.from, case.to, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn x2_round_trips_of_options() {
    let mut wrong = Vec::new();
    for trip in table().round_trips.options {
        let (from, via) = (dialect(&trip.from), dialect(&trip.via));
        let got = translate::options(from, via, &trip.given)
            .and_then(|there| translate::options(via, from, &there))
            .map(|back| json(&back));
        if got.as_ref().ok() != Some(&json(&trip.given)) {
            wrong.push(format!("{} ({} via {}): {got:?}", trip.line, trip.from, trip.via));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn x2_round_trips_of_results_and_failures() {
    let mut wrong = Vec::new();
    for trip in table().round_trips.completions {
        let (from, via) = (dialect(&trip.from), dialect(&trip.via));
        let got = translate::completion(from, via, &trip.given.completion())
            .and_then(|there| translate::completion(via, from, &there));
        if !got.as_ref().is_some_and(|got| ends_alike(got, &trip.given)) {
            wrong.push(format!("{} ({} via {}): {got:?}", trip.line, trip.from, trip.via));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
