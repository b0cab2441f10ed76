//! From data to JavaScript: an event as JSON text.
//!
//! The engine's threads write it, and the JavaScript thread parses it: that takes it a fraction of the time in which it
//! is handed an object member by member. What JSON cannot say stands beside it, by its place in the event.

use std::borrow::Cow;
use std::io::Write;

use napi::bindgen_prelude::*;
use uploadtask_core::dialect::{Callback, Completion, Value as Data};

use crate::shape;

/// Strings above this many bytes go beside the JSON: to escape and to parse them would cost more than to hand them over.
const MAX_INLINE_BYTES: usize = 1024;

/// Events for `readEvents` in `lib/events.js`: arrays, since each name of a member would be parsed anew.
#[derive(Debug)]
pub(crate) struct Messages {
    /// `[type, upload, content]` or `[type, upload, content, places]` behind a bracket and with commas between them. `places`
    /// is a text, since it is the same for most events of a platform, and is then not read again: the JSON of
    /// `[texts, headers, unnamed]`, the places in the content of the long strings, of the headers of a response, and of what
    /// `shape.rs` writes.
    json: Vec<u8>,
    /// The long strings, in the order in which the events name their places.
    texts: Vec<String>,
}

impl Messages {
    /// `progress` or `intercept`: the argument of the listeners.
    pub(crate) fn event(upload: u32, kind: &'static str, argument: Data) -> Self {
        let mut message = Message::start(kind, upload);
        message.write(argument);
        message.end("")
    }

    /// `headers`: the argument of the listeners, which is the headers or has them as the member of this name.
    pub(crate) fn headers(upload: u32, argument: Data, member: Option<&'static str>) -> Self {
        let place = member.map_or_else(|| "[]".to_owned(), |member| format!(r#"["{member}"]"#));
        let mut message = Message::start("headers", upload);
        message.write(argument);
        message.end(&place)
    }

    /// `warning`: its text.
    pub(crate) fn warning(upload: u32, text: String) -> Self {
        Self::event(upload, "warning", text.into())
    }

    /// `settled`: `[aborted, callback, arguments, completeGetsResult]`, or `[aborted]` where the platform is silent.
    /// The first argument of `success` has the headers of the response as the member of this name.
    pub(crate) fn settled(
        upload: u32,
        completion: Option<Completion>,
        headers: Option<&'static str>,
        aborted: bool,
    ) -> Self {
        let mut message = Message::start("settled", upload);
        let mut place = String::new();
        message.push(if aborted { "[true" } else { "[false" });
        if let Some(Completion { callback, arguments, complete_gets_result }) = completion {
            if let Some(member) = headers.filter(|_| callback == Callback::Success) {
                place = format!(r#"[2,0,"{member}"]"#);
            }
            message.push(",\"");
            message.push(callback.name());
            message.push("\",");
            message.write_item(2, Data::Array(arguments));
            message.push(if complete_gets_result { ",true" } else { ",false" });
        }
        message.push("]");
        message.end(&place)
    }

    /// The length of their JSON, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.json.len()
    }

    /// Puts others behind these.
    pub(crate) fn append(&mut self, others: Self) {
        self.json.push(b',');
        self.json.extend_from_slice(&others.json[1..]);
        self.texts.extend(others.texts);
    }

    /// The JSON text of an array of events, and the long strings.
    pub(crate) fn into_arguments(self) -> Result<(String, Vec<String>)> {
        let mut json = self.json;
        json.push(b']');
        let json = String::from_utf8(json).map_err(|error| Error::from_reason(error.to_string()))?;
        Ok((json, self.texts))
    }
}

/// One event that is being written.
struct Message {
    json: Vec<u8>,
    texts: Vec<String>,
    /// The way to the value that is being written.
    path: Vec<Step>,
    /// The places of the long strings: paths with commas between them.
    text_places: Vec<u8>,
    /// Those of the objects without names.
    unnamed_places: Vec<u8>,
}

/// A step on the way to a value.
enum Step {
    Member(Cow<'static, str>),
    Item(usize),
}

impl Message {
    /// An event without its content, which is to be written next.
    fn start(kind: &'static str, upload: u32) -> Self {
        let mut json = Vec::with_capacity(1024);
        // Into a Vec it does not fail.
        drop(write!(json, "[[\"{kind}\",{upload},"));
        let (texts, path, text_places, unnamed_places) = Default::default();
        Self { json, texts, path, text_places, unnamed_places }
    }

    /// The event, whose headers are at these places.
    fn end(mut self, header_places: &str) -> Messages {
        let places = [&self.text_places, header_places.as_bytes(), &self.unnamed_places];
        if places.iter().any(|places| !places.is_empty()) {
            let [texts, headers, unnamed] = places.map(String::from_utf8_lossy);
            let places = format!("[[{texts}],[{headers}],[{unnamed}]]");
            self.push(",");
            write_text(&mut self.json, &places);
        }
        self.push("]");
        Messages { json: self.json, texts: self.texts }
    }

    /// Writes a part of the JSON as it is.
    fn push(&mut self, json: &str) {
        self.json.extend_from_slice(json.as_bytes());
    }

    fn write_member(&mut self, name: Cow<'static, str>, value: Data) {
        write_text(&mut self.json, &name);
        self.push(":");
        self.path.push(Step::Member(name));
        self.write(value);
        self.path.pop();
    }

    fn write_item(&mut self, index: usize, value: Data) {
        self.path.push(Step::Item(index));
        self.write(value);
        self.path.pop();
    }

    fn write(&mut self, value: Data) {
        match value {
            Data::String(text) if text.len() > MAX_INLINE_BYTES => {
                add_place(&mut self.text_places, &self.path);
                self.texts.push(text);
                // It keeps the place among the members.
                self.push("null");
            }
            Data::String(text) => write_text(&mut self.json, &text),
            Data::Array(items) => {
                self.push("[");
                for (index, item) in items.into_iter().enumerate() {
                    if index > 0 {
                        self.push(",");
                    }
                    self.write_item(index, item);
                }
                self.push("]");
            }
            Data::Object(members) if shape::write(&members, &mut self.json) => {
                add_place(&mut self.unnamed_places, &self.path);
            }
            Data::Object(members) => {
                self.push("{");
                let members = members.into_iter().filter(|(_, member)| *member != Data::Undefined);
                for (index, (name, member)) in members.enumerate() {
                    if index > 0 {
                        self.push(",");
                    }
                    self.write_member(name, member);
                }
                self.push("}");
            }
            // Numbers and the like; into a Vec it does not fail.
            simple => drop(serde_json::to_writer(&mut self.json, &simple)),
        }
    }
}

fn write_text(json: &mut Vec<u8>, text: &str) {
    // Into a Vec it does not fail.
    drop(serde_json::to_writer(json, text));
}

/// Puts a path behind the others, as JSON.
fn add_place(places: &mut Vec<u8>, path: &[Step]) {
    if !places.is_empty() {
        places.push(b',');
    }
    places.push(b'[');
    for (index, step) in path.iter().enumerate() {
        if index > 0 {
            places.push(b',');
        }
        match step {
            Step::Member(name) => write_text(places, name),
            // Into a Vec it does not fail.
            Step::Item(index) => drop(write!(places, "{index}")),
        }
    }
    places.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_cannot_say_stands_beside_it() {
        let headers = || Data::object([("ETag", "\"a\"".into())]);
        let text = "x".repeat(MAX_INLINE_BYTES + 1);
        let completion = Completion {
            callback: Callback::Success,
            arguments: vec![Data::object([
                ("none", Data::Undefined),
                ("data", text.as_str().into()),
                ("list", Data::Array(vec![1.5.into()])),
                ("header", headers()),
            ])],
            complete_gets_result: true,
        };
        let mut messages = Messages::settled(7, Some(completion), Some("header"), false);
        messages.append(Messages::headers(8, headers(), None));
        messages.append(Messages::headers(9, Data::object([("header", headers())]), Some("header")));
        let (json, texts) = messages.into_arguments().unwrap();
        assert_eq!(
            json,
            concat!(
                r#"[["settled",7,[false,"success",[{"data":null,"list":[1.5],"header":{"ETag":"\"a\""}}],true],"#,
                r#""[[[2,0,\"data\"]],[[2,0,\"header\"]],[]]"],"#,
                r#"["headers",8,{"ETag":"\"a\""},"[[],[[]],[]]"],"#,
                r#"["headers",9,{"header":{"ETag":"\"a\""}},"[[],[[\"header\"]],[]]"]]"#
            )
        );
        assert_eq!(texts, [text]);
    }

    #[test]
    fn events_stand_side_by_side() {
        let mut messages = Messages::warning(1, "a\nb".to_owned());
        messages.append(Messages::settled(2, None, Some("header"), true));
        let completion = Completion {
            callback: Callback::Fail,
            arguments: vec!["no".into()],
            complete_gets_result: false,
        };
        messages.append(Messages::settled(3, Some(completion), Some("header"), false));
        let (json, _) = messages.into_arguments().unwrap();
        assert_eq!(
            json,
            r#"[["warning",1,"a\nb"],["settled",2,[true]],["settled",3,[false,"fail",["no"],false]]]"#
        );
    }
}
