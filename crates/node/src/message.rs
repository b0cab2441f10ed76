//! From data to JavaScript: an event as JSON text.
//!
//! The engine's threads write it, and the JavaScript thread parses it: that takes it a fraction of the time in which it
//! is handed an object member by member. What JSON cannot say stands beside it, by its place in the event.

use napi::bindgen_prelude::*;
use uploadtask_core::Value as Data;
use uploadtask_core::dialect::Completion;

/// Strings above this many bytes go beside the JSON: to escape and to parse them would cost more than to hand them over.
const LONG: usize = 1024;

/// Events for `readEvents` in `lib/events.js`: arrays, since each name of a member would be parsed anew.
#[derive(Debug)]
pub(crate) struct Messages {
    /// `[type, upload, content, texts, headers]` with commas between them; the last two are the places in the content
    /// of the long strings and of the headers of a response.
    json: Vec<u8>,
    /// The long strings, in the order in which the events name their places.
    texts: Vec<String>,
}

impl Messages {
    /// `progress` or `headers`: the argument of the listeners.
    pub(crate) fn event(upload: u32, kind: &'static str, argument: Data) -> Self {
        Message::write_event(kind, upload, argument)
    }

    /// `warning`: its text.
    pub(crate) fn warning(upload: u32, text: String) -> Self {
        Message::write_event("warning", upload, text.into())
    }

    /// `settled`: `[aborted, callback, arguments, completeGetsResult]`, or `[aborted]` where the platform is silent.
    pub(crate) fn settled(upload: u32, completion: Option<Completion>, aborted: bool) -> Self {
        let mut content = vec![aborted.into()];
        if let Some(Completion { callback, arguments, complete_gets_result }) = completion {
            content.extend([callback.name().into(), Data::Array(arguments), complete_gets_result.into()]);
        }
        Message::write_event("settled", upload, Data::Array(content))
    }

    /// The length of their JSON, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.json.len()
    }

    /// Puts others behind these.
    pub(crate) fn append(&mut self, others: Self) {
        self.json.push(b',');
        self.json.extend(others.json);
        self.texts.extend(others.texts);
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

/// One event that is being written.
#[derive(Default)]
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
    fn write_event(kind: &'static str, upload: u32, content: Data) -> Messages {
        let mut message = Self { json: Vec::with_capacity(1024), ..Self::default() };
        message.json.push(b'[');
        write_text(&mut message.json, kind);
        message.json.extend_from_slice(format!(",{upload},").as_bytes());
        message.write(content);
        for places in [message.text_places, message.header_places] {
            message.json.extend_from_slice(b",[");
            message.json.extend_from_slice(&places);
            message.json.push(b']');
        }
        message.json.push(b']');
        Messages { json: message.json, texts: message.texts }
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
        let comma = if outer > 0 { "," } else { "" };
        self.path.extend_from_slice(format!("{comma}{index}").as_bytes());
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
    use uploadtask_core::dialect::Callback;

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
            r#"[["headers",7,{"data":null,"list":[1.5,{"ETag":"\"a\""}]},[["data"]],[["list",1]]]]"#
        );
        assert_eq!(texts, [text]);
    }

    #[test]
    fn events_stand_side_by_side() {
        let mut messages = Messages::warning(1, "a\nb".to_owned());
        messages.append(Messages::settled(2, None, true));
        let completion = Completion {
            callback: Callback::Fail,
            arguments: vec!["no".into()],
            complete_gets_result: false,
        };
        messages.append(Messages::settled(3, Some(completion), false));
        let (json, _) = messages.into_arguments().unwrap();
        assert_eq!(
            json,
            r#"[["warning",1,"a\nb",[],[]],["settled",2,[true],[],[]],["settled",3,[false,"fail",["no"],false],[],[]]]"#
        );
    }
}
