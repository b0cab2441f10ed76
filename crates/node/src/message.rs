//! From data to JavaScript: an event as JSON text.
//!
//! The engine's threads write it, and the JavaScript thread parses it: that takes it a fraction of the time in which it
//! is handed an object member by member. What JSON cannot say stands beside it, by its place in the event.

use napi::bindgen_prelude::*;
use uploadtask_core::Value as Data;
use uploadtask_core::dialect::Completion;

/// Strings above this many bytes go beside the JSON: to escape and to parse them would cost more than to hand them over.
const LONG: usize = 1024;

/// Events for `readEvents` in `lib/events.js`.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    /// Objects with commas between them.
    json: Vec<u8>,
    /// The long strings, in the order in which the events name their places.
    texts: Vec<String>,
}

impl Messages {
    /// `{ upload, type: 'progress' | 'headers', argument }`
    pub(crate) fn event(upload: u32, kind: &'static str, argument: Data) -> Self {
        Message::new(kind).member("upload", upload.into()).member("argument", argument).end()
    }

    /// `{ upload, type: 'warning', message }`
    pub(crate) fn warning(upload: u32, text: String) -> Self {
        Message::new("warning").member("upload", upload.into()).member("message", text.into()).end()
    }

    /// `{ upload, type: 'settled', aborted, completion? }`
    pub(crate) fn settled(upload: u32, completion: Option<Completion>, aborted: bool) -> Self {
        let message =
            Message::new("settled").member("upload", upload.into()).member("aborted", aborted.into());
        match completion {
            Some(completion) => message.member("completion", members(completion)).end(),
            None => message.end(),
        }
    }

    /// `{ type: 'refused', completion }`: what a platform says before `uploadFile` returns.
    pub(crate) fn refused(completion: Completion) -> Self {
        Message::new("refused").member("completion", members(completion)).end()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    /// Puts others behind these.
    pub(crate) fn append(&mut self, others: Self) {
        if self.is_empty() {
            *self = others;
        } else {
            self.json.push(b',');
            self.json.extend(others.json);
            self.texts.extend(others.texts);
        }
    }

    /// The JSON text of an array of events, and the long strings.
    pub(crate) fn into_arguments(self) -> Result<(String, Vec<String>)> {
        let mut json = Vec::with_capacity(self.json.len() + 2);
        json.push(b'[');
        json.extend(self.json);
        json.push(b']');
        let json = String::from_utf8(json).map_err(|error| Error::from_reason(error.to_string()))?;
        Ok((json, self.texts))
    }
}

/// `{ callback, arguments, completeGetsResult }`
fn members(completion: Completion) -> Data {
    Data::object([
        ("callback", completion.callback.name().into()),
        ("arguments", Data::Array(completion.arguments)),
        ("completeGetsResult", completion.complete_gets_result.into()),
    ])
}

/// One event that is being written.
struct Message {
    json: Vec<u8>,
    texts: Vec<String>,
    /// Where the value that is being written is: names and indices as JSON, with commas between them.
    path: Vec<u8>,
    /// The places of the long strings, and of the headers of a response: arrays of paths.
    text_places: Vec<u8>,
    header_places: Vec<u8>,
}

impl Message {
    fn new(kind: &'static str) -> Self {
        let mut json = Vec::with_capacity(512);
        json.extend_from_slice(b"{\"type\":");
        write_text(&mut json, kind);
        Self { json, texts: Vec::new(), path: Vec::new(), text_places: Vec::new(), header_places: Vec::new() }
    }

    fn member(mut self, name: &str, value: Data) -> Self {
        self.json.push(b',');
        self.write_member(name, value);
        self
    }

    fn end(mut self) -> Messages {
        for (name, places) in [("texts", &self.text_places), ("headers", &self.header_places)] {
            if !places.is_empty() {
                self.json.push(b',');
                write_text(&mut self.json, name);
                self.json.extend_from_slice(b":[");
                self.json.extend_from_slice(places);
                self.json.push(b']');
            }
        }
        self.json.push(b'}');
        Messages { json: self.json, texts: self.texts }
    }

    fn write_member(&mut self, name: &str, value: Data) {
        let start = self.json.len();
        write_text(&mut self.json, name);
        let outer = self.path.len();
        if outer > 0 {
            self.path.push(b',');
        }
        self.path.extend_from_slice(&self.json[start..]);
        self.json.push(b':');
        self.write(value);
        self.path.truncate(outer);
    }

    fn write_item(&mut self, index: usize, value: Data) {
        let outer = self.path.len();
        self.path.extend_from_slice(format!(",{index}").as_bytes());
        self.write(value);
        self.path.truncate(outer);
    }

    fn write(&mut self, value: Data) {
        match value {
            Data::String(text) if text.len() > LONG => {
                add_place(&mut self.text_places, &self.path);
                self.texts.push(text);
                // It keeps the place among the members.
                self.json.extend_from_slice(b"null");
            }
            Data::String(text) => write_text(&mut self.json, &text),
            Data::Array(items) => {
                self.json.push(b'[');
                for (index, item) in items.into_iter().enumerate() {
                    if index > 0 {
                        self.json.push(b',');
                    }
                    self.write_item(index, item);
                }
                self.json.push(b']');
            }
            Data::Object(members) => {
                let members = members.into_iter().filter(|(_, member)| *member != Data::Undefined);
                self.write_members(members);
            }
            Data::Headers(members) => {
                add_place(&mut self.header_places, &self.path);
                self.write_members(members.into_iter());
            }
            // Numbers and the like; into a Vec it does not fail.
            simple => drop(serde_json::to_writer(&mut self.json, &simple)),
        }
    }

    fn write_members(&mut self, members: impl Iterator<Item = (impl AsRef<str>, Data)>) {
        self.json.push(b'{');
        for (index, (name, member)) in members.enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            self.write_member(name.as_ref(), member);
        }
        self.json.push(b'}');
    }
}

fn write_text(json: &mut Vec<u8>, text: &str) {
    // Into a Vec it does not fail.
    drop(serde_json::to_writer(json, text));
}

fn add_place(places: &mut Vec<u8>, path: &[u8]) {
    if !places.is_empty() {
        places.push(b',');
    }
    places.push(b'[');
    places.extend_from_slice(path);
    places.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_cannot_say_stands_beside_it() {
        let headers = Data::Headers(vec![("ETag".to_owned(), "\"a\"".into())]);
        let text = "x".repeat(LONG + 1);
        let argument = Data::object([
            ("none", Data::Undefined),
            ("data", text.as_str().into()),
            ("list", Data::Array(vec![1.5.into(), headers])),
        ]);
        let (json, texts) = Messages::event(7, "headers", argument).into_arguments().unwrap();
        assert_eq!(
            json,
            r#"[{"type":"headers","upload":7,"argument":{"data":null,"list":[1.5,{"ETag":"\"a\""}]},"#
                .to_owned()
                + r#""texts":[["argument","data"]],"headers":[["argument","list",1]]}]"#
        );
        assert_eq!(texts, [text]);
    }

    #[test]
    fn events_stand_side_by_side() {
        let mut messages = Messages::warning(1, "a\nb".to_owned());
        messages.append(Messages::settled(2, None, true));
        let (json, _) = messages.into_arguments().unwrap();
        assert_eq!(
            json,
            r#"[{"type":"warning","upload":1,"message":"a\nb"},{"type":"settled","upload":2,"aborted":true}]"#
        );
    }
}
