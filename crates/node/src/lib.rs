//! The Node-API binding: the only crate that knows JavaScript. It reads options into data, starts uploads on the
//! engine's threads, and carries what they report back to one function.
//!
//! `lib/native.js` is its only caller.

mod connection;
pub mod content;
mod event_queue;
mod executor;
mod latest_progress;
mod message;
mod question;
mod read;
mod reporter;
mod shape;
mod stored_file;

use napi::Env;
use napi::bindgen_prelude::*;
use napi_derive::napi;
use uploadtask_core::dialect::{self, Event, Files, FilesError};
use uploadtask_core::{Client, Config, ConnectTo, Error as UploadError, ErrorKind};

use connection::{Connection, Dispatch};
use message::Messages;
use read::{Inspection, Tag, Unboxed};
use stored_file::{Finding, Part, StoredFile};

/// A connection, which the uploads of one instance of the package belong to.
#[napi(catch_unwind)]
pub fn connect(env: Env) -> Result<External<Connection>> {
    Connection::new(&env).map(External::new)
}

/// What there is to know about each dialect:
/// `{ name, options: [{ name, reading }], events: [{ event, on, off, chained, repeats }] }`.
#[napi(catch_unwind)]
pub fn dialects(env: &Env) -> Result<Array<'_>> {
    let mut all = env.create_array(0)?;
    for dialect in dialect::ALL {
        let description = dialect.description();
        let mut object = Object::new(env)?;
        object.set_named_property("name", description.name)?;
        let mut options = env.create_array(0)?;
        for option in description.options {
            let mut entry = Object::new(env)?;
            entry.set_named_property("name", option.name)?;
            entry.set_named_property("reading", option.reading.name())?;
            options.insert(entry)?;
        }
        object.set_named_property("options", options)?;
        let mut events = env.create_array(0)?;
        for event in description.events {
            let mut entry = Object::new(env)?;
            entry.set_named_property("event", event.event.name())?;
            entry.set_named_property("on", event.on)?;
            entry.set_named_property("off", event.off)?;
            entry.set_named_property("chained", event.chained)?;
            entry.set_named_property("repeats", event.repeats)?;
            events.insert(entry)?;
        }
        object.set_named_property("events", events)?;
        all.insert(object)?;
    }
    Ok(all)
}

/// The names of the members of the objects that are written without them, by the number that stands in their place.
#[napi(catch_unwind)]
pub fn member_names(shape: u32) -> Result<Vec<&'static str>> {
    shape::names(shape as usize).ok_or_else(|| Error::from_reason("there is no shape of this number"))
}

/// The names of the environment variables that `createRuntime` wants to know.
#[napi(catch_unwind)]
pub fn environment_variables() -> Vec<&'static str> {
    Config::ENVIRONMENT.to_vec()
}

/// A runtime with these options: `{ runtime, warnings }`. Throws a `TypeError` that begins with `source` and names the
/// option that is wrong.
#[napi(catch_unwind)]
pub fn create_runtime<'env>(
    env: &'env Env,
    options: Unknown<'env>,
    variables: Object<'_>,
    source: String,
    tag: Tag<'env>,
    unboxed: Unboxed<'env>,
) -> Result<Object<'env>> {
    let options = read::deep(&Inspection { tag, unboxed }, options, CONFIGURATION_LEVELS)?;
    let variable = |name: &str| variables.get::<String>(name).ok().flatten();
    let mut config = Config::from_environment(variable);
    // A working directory that was removed has no manifest either.
    let unusable = std::env::current_dir().map(|project| config.read_manifest(&project)).unwrap_or_default();
    let config = config
        .with_options(&options)
        .or_else(|error| throw_type_error(*env, &format!("{source}: {error}")))?;
    let mut object = Object::new(env)?;
    object.set_named_property("runtime", External::new(Client::with_config(config)))?;
    let warnings: Vec<String> = unusable.iter().map(ToString::to_string).collect();
    object.set_named_property("warnings", warnings)?;
    Ok(object)
}

/// How deep the options of `createRuntime` go: `{ ca: [text] }`, `{ intercept: { origin: server } }`.
const CONFIGURATION_LEVELS: u32 = 3;

/// Writes a file into a storage area. Throws a `TypeError` for a path that is in none, else an `Error` with a `code`.
#[napi(catch_unwind)]
pub fn write_file(
    env: Env,
    client: &External<Client>,
    path: String,
    data: Either<String, Uint8Array>,
) -> Result<()> {
    let data = match &data {
        Either::A(text) => text.as_bytes(),
        Either::B(bytes) => bytes,
    };
    Files::new(client.config()).write(&path, data).or_else(|error| throw_files_error(env, &error))
}

/// Copies a file of this machine to a new path among the temporary files of a dialect, and gives that path. Throws as
/// [`write_file`] does.
#[napi(catch_unwind)]
pub fn store_temporary_file(
    env: Env,
    client: &External<Client>,
    dialect: u32,
    path: String,
) -> Result<String> {
    let dialect = *dialect::ALL
        .get(dialect as usize)
        .ok_or_else(|| Error::from_reason("there is no dialect of this number"))?;
    Files::new(client.config()).temp(dialect, &path).or_else(|error| throw_files_error(env, &error))
}

/// What an app of this dialect gets of a stored file, found out by another thread.
#[napi(catch_unwind)]
pub fn find_stored_file(
    client: &External<Client>,
    dialect: u32,
    path: String,
    part: Option<Part>,
) -> Result<AsyncTask<Finding>> {
    Finding::new(client, dialect, path, part).map(AsyncTask::new)
}

/// The same, while the caller waits.
#[napi(catch_unwind)]
pub fn find_stored_file_now(
    client: &External<Client>,
    dialect: u32,
    path: String,
    part: Option<Part>,
) -> Result<StoredFile> {
    Finding::new(client, dialect, path, part).map(|finding| finding.find())
}

fn throw_files_error<T>(env: Env, error: &FilesError) -> Result<T> {
    match error {
        FilesError::NoArea(message) => throw_type_error(env, message),
        FilesError::System { code, message, .. } => {
            env.throw_error(&without_nul(message), *code)?;
            Err(pending_exception())
        }
    }
}

fn throw_type_error<T>(env: Env, message: &str) -> Result<T> {
    env.throw_type_error(&without_nul(message), None)?;
    Err(pending_exception())
}

fn pending_exception() -> Error {
    Error::new(Status::PendingException, "thrown")
}

/// Node-API's texts of errors end at a NUL, which a caller's path may have.
fn without_nul(message: &str) -> String {
    message.replace('\0', "\\0")
}

/// Takes up an upload, for [`launch`] to start; gives its number, or what the platform says at once to arguments that it
/// does not take: `{ json, texts, typeError? }`. `values` are those that are there of the dialect's options, in its order, and
/// `present` says which those are: to read them takes JavaScript a fraction of the time. `tag(value)` is the type of a value as `Object.prototype.toString` names it, and
/// `unboxed(value)` what is in a boxed one.
/// `dispatch(json, texts)` is called whenever there are events, which `lib/events.js` reads; it is the same function for
/// all uploads of a connection. An upload that `asks` has events called `intercept`, to which [`intercept`] answers.
#[napi(catch_unwind)]
#[allow(
    clippy::too_many_arguments,
    reason = "an object of them would have to be made and read for each upload"
)]
pub fn start<'env>(
    env: &'env Env,
    connection: &External<Connection>,
    dispatch: Dispatch<'env>,
    client: &External<Client>,
    dialect: u32,
    options: Unknown<'env>,
    present: u32,
    values: Array<'env>,
    tag: Tag<'env>,
    unboxed: Unboxed<'env>,
    asks: bool,
) -> Result<Either<u32, Object<'env>>> {
    let dialect = *dialect::ALL
        .get(dialect as usize)
        .ok_or_else(|| Error::from_reason("there is no dialect of this number"))?;
    let options =
        read::options(&Inspection { tag, unboxed }, options, present, &values, dialect.description())?;
    match dialect.parse(&options, client.config()) {
        Ok(upload) => connection.state().start(env, &dispatch, client, dialect, upload, asks).map(Either::A),
        // Who gave no `fail` would never hear of a wrong type.
        Err(refusal)
            if dialect.description().refuses_at_once
                || refusal.type_error.is_some() && options.get("fail").type_name() != "Function" =>
        {
            let mut object = arguments(env, Messages::settled(0, Some(refusal.completion), None, false))?;
            object.set_named_property("typeError", refusal.type_error)?;
            Ok(Either::B(object))
        }
        Err(refusal) => {
            connection.state().refuse(env, &dispatch, client, dialect, refusal.completion).map(Either::A)
        }
    }
}

/// Starts the uploads that [`start`] has taken up.
#[napi(catch_unwind)]
pub fn launch(connection: &External<Connection>) {
    connection.state().launch();
}

/// Says where the request goes that an event called `intercept` asks about: to the server with this URL, or, without one,
/// to that of the request's own. With a `refusal` it goes nowhere, and that is what the upload fails with.
#[napi(catch_unwind)]
pub fn intercept(
    connection: &External<Connection>,
    upload: u32,
    server: Option<String>,
    refusal: Option<String>,
) {
    let answer = match (refusal, server) {
        (Some(refusal), _) => Err(UploadError::new(ErrorKind::Connect, refusal)),
        (None, Some(server)) => ConnectTo::parse(&server).map(Some).ok_or_else(|| {
            UploadError::new(ErrorKind::Connect, format!("{server} is not the URL of a server"))
        }),
        (None, None) => Ok(None),
    };
    connection.state().answer(upload, answer);
}

/// Has events sent for an upload, from now on: those called `progress`, or `headers`. Gives the newest progress, where
/// there was some that nobody listened to: `{ json, texts }`.
#[napi(catch_unwind)]
pub fn listen<'env>(
    env: &'env Env,
    connection: &External<Connection>,
    upload: u32,
    event: String,
) -> Result<Option<Object<'env>>> {
    let event = [Event::Progress, Event::Headers].into_iter().find(|known| known.name() == event);
    let newest = event.and_then(|event| connection.state().listen(upload, event));
    newest.map(|messages| arguments(env, messages)).transpose()
}

/// `{ json, texts }`, for `readEvents`.
fn arguments(env: &Env, messages: Messages) -> Result<Object<'_>> {
    let (json, texts) = messages.into_arguments()?;
    let mut object = Object::new(env)?;
    object.set_named_property("json", json)?;
    object.set_named_property("texts", texts)?;
    Ok(object)
}

/// Ends an upload, unless it has ended; whether that is so.
#[napi(catch_unwind)]
pub fn abort(connection: &External<Connection>, upload: u32) -> bool {
    connection.state().abort(upload)
}
