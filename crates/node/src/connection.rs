//! What belongs to one caller of `connect`: its pending uploads and the way back.
//!
//! A thread has more than one where test runners load the package anew for each test file. While nothing is pending, a
//! connection holds on to no JavaScript: such an instance of the package goes with its test file.

use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use napi::Env;
use napi::bindgen_prelude::*;
use tokio_util::sync::CancellationToken;
use uploadtask_core::dialect::{Completion, Dialect};
use uploadtask_core::{Error as UploadError, ErrorKind, Runtime, Upload};

use crate::outbox::{Delivery, Event, Latest, Outbox, Reporter};
use crate::write;

/// The function that is called whenever there are events.
pub(crate) type Dispatch<'env> = Function<'env, (), ()>;

/// The pending uploads of one connection, used on its thread. Only short borrows: a caller's getters may start uploads.
pub struct Connection(Rc<RefCell<State>>);

pub(crate) struct State {
    /// Cancelled when the thread's environment ends: no transfer outlives its worker.
    token: CancellationToken,
    outbox: Arc<Outbox>,
    /// Held while uploads are pending, and only then.
    dispatch: Option<FunctionRef<(), ()>>,
    /// The uploads that were called for since the last [`State::launch`].
    called: Vec<Pin<Box<dyn Future<Output = ()> + Send>>>,
    pending: HashMap<u32, Pending>,
    /// The number of the next upload.
    number: u32,
}

struct Pending {
    dialect: &'static dyn Dialect,
    runtime: Runtime,
    token: CancellationToken,
    end: End,
}

/// What is known of an upload's end before it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing: it is running.
    Open,
    /// Its arguments were refused: it was never running, and an abort changes nothing.
    Refused,
    /// The caller has aborted it: whatever the engine says now comes too late.
    Aborted,
}

impl Connection {
    pub(crate) fn new(env: &Env) -> Result<Self> {
        let outbox = Arc::new(Outbox::default());
        let token = environment_token(env)?.child_token();
        let state = State {
            token,
            outbox: Arc::clone(&outbox),
            dispatch: None,
            called: Vec::new(),
            pending: HashMap::new(),
            number: 0,
        };
        let state = Rc::new(RefCell::new(state));
        let weak = Rc::downgrade(&state);
        let deliver: Dispatch<'_> =
            env.create_function_from_closure("deliver", move |context| match weak.upgrade() {
                Some(state) => State::deliver(&state, context.env),
                None => Ok(()),
            })?;
        let delivery: Delivery =
            deliver.build_threadsafe_function::<()>().callee_handled::<false>().weak::<true>().build()?;
        outbox.set_delivery(delivery);
        Ok(Self(state))
    }

    /// Its state, for one short call.
    pub(crate) fn state(&self) -> RefMut<'_, State> {
        self.0.borrow_mut()
    }
}

impl State {
    /// Has what has collected taken by the caller's function, which asks for it event by event.
    fn deliver(state: &RefCell<Self>, env: &Env) -> Result<()> {
        let dispatch = {
            let state = state.borrow();
            state.outbox.begin_round();
            let Some(dispatch) = &state.dispatch else {
                // What comes after the end of the last upload is for nobody.
                while state.outbox.next().is_some() {}
                return Ok(());
            };
            dispatch.borrow_back(env)?
        };
        dispatch.call(())
    }

    /// Takes up an upload, which starts with the next [`State::launch`]; gives its number.
    pub(crate) fn start(
        &mut self,
        env: &Env,
        dispatch: &Dispatch<'_>,
        runtime: &Runtime,
        dialect: &'static dyn Dialect,
        upload: Upload,
    ) -> Result<u32> {
        let (id, token) = self.admit(env, dispatch, runtime, dialect, End::Open)?;
        let outbox = Arc::clone(&self.outbox);
        let observer =
            Reporter { upload: id, dialect, outbox: Arc::clone(&outbox), latest: Arc::<Latest>::default() };
        let transfer = runtime.upload(upload, Arc::new(observer));
        let runtime = runtime.clone();
        self.called.push(Box::pin(async move {
            // An aborted upload has been settled already, and a dead environment has nobody to tell.
            if let Some(outcome) = token.run_until_cancelled_owned(transfer).await {
                let completion = dialect.completion(&outcome, runtime.config());
                outbox.push(id, Event::Settled { completion, aborted: false });
            }
        }));
        Ok(id)
    }

    /// Starts the uploads that were called for. It comes when the caller's code has returned: an upload that the
    /// same code aborts never opens a connection.
    pub(crate) fn launch(&mut self) -> Result<()> {
        let executor = executor()?;
        for transfer in self.called.drain(..) {
            executor.spawn(transfer);
        }
        Ok(())
    }

    /// Has a refusal delivered like the end of an upload: after `uploadFile` has returned.
    pub(crate) fn refuse(
        &mut self,
        env: &Env,
        dispatch: &Dispatch<'_>,
        runtime: &Runtime,
        dialect: &'static dyn Dialect,
        completion: Completion,
    ) -> Result<u32> {
        let (id, _) = self.admit(env, dispatch, runtime, dialect, End::Refused)?;
        self.outbox.push(id, Event::Settled { completion: Some(completion), aborted: false });
        Ok(id)
    }

    fn admit(
        &mut self,
        env: &Env,
        dispatch: &Dispatch<'_>,
        runtime: &Runtime,
        dialect: &'static dyn Dialect,
        end: End,
    ) -> Result<(u32, CancellationToken)> {
        if self.pending.is_empty() {
            self.dispatch = Some(dispatch.create_ref()?);
            self.outbox.keep_alive(env, true)?;
        }
        while self.pending.contains_key(&self.number) {
            self.number = self.number.wrapping_add(1);
        }
        let id = self.number;
        self.number = id.wrapping_add(1);
        let token = self.token.child_token();
        let pending = Pending { dialect, runtime: runtime.clone(), token: token.clone(), end };
        self.pending.insert(id, pending);
        Ok((id, token))
    }

    /// Ends an upload, unless it has ended. Its callbacks are called soon, not now.
    pub(crate) fn abort(&mut self, id: u32) {
        if let Some(pending) = self.pending.get_mut(&id)
            && pending.end == End::Open
        {
            pending.end = End::Aborted;
            pending.token.cancel();
            let aborted = Err(UploadError::new(ErrorKind::Aborted, "abort"));
            let completion = pending.dialect.completion(&aborted, pending.runtime.config());
            self.outbox.push(id, Event::Settled { completion, aborted: true });
        }
    }

    /// The next event of this round in its JavaScript form.
    pub(crate) fn next<'env>(&mut self, env: &'env Env) -> Result<Option<Object<'env>>> {
        while let Some((id, event)) = self.outbox.next() {
            if let Some(object) = self.render(env, id, event)? {
                return Ok(Some(object));
            }
        }
        if self.pending.is_empty() {
            self.dispatch = None;
            self.outbox.keep_alive(env, false)?;
        }
        Ok(None)
    }

    /// The JavaScript form of an event; `None` for one that came too late.
    fn render<'env>(&mut self, env: &'env Env, id: u32, event: Event) -> Result<Option<Object<'env>>> {
        let Some(pending) = self.pending.get(&id) else { return Ok(None) };
        if pending.end == End::Aborted && !matches!(event, Event::Settled { aborted: true, .. }) {
            return Ok(None);
        }
        let mut object = Object::new(env)?;
        object.set_named_property("upload", id)?;
        match event {
            Event::Progress(latest) => {
                let (sent, total) = latest.take();
                object.set_named_property("type", "progress")?;
                object.set_named_property(
                    "argument",
                    write::value(env, &pending.dialect.progress(sent, total))?,
                )?;
            }
            Event::Headers(argument) => {
                object.set_named_property("type", "headers")?;
                object.set_named_property("argument", write::value(env, &argument)?)?;
            }
            Event::Warning(message) => {
                object.set_named_property("type", "warning")?;
                object.set_named_property("message", message)?;
            }
            Event::Settled { completion, .. } => {
                self.pending.remove(&id);
                object.set_named_property("type", "settled")?;
                if let Some(completion) = completion {
                    object.set_named_property("completion", completion_object(env, &completion)?)?;
                }
            }
        }
        Ok(Some(object))
    }
}

/// `{ callback, arguments, completeArguments }`
pub(crate) fn completion_object<'env>(env: &'env Env, completion: &Completion) -> Result<Object<'env>> {
    let mut object = Object::new(env)?;
    let arguments = write::array(env, &completion.arguments)?;
    object.set_named_property("callback", completion.callback.name())?;
    match completion.arguments.len() {
        // The very same object that the callback gets.
        1 if completion.complete_gets_result => object.set_named_property("completeArguments", arguments)?,
        _ => {
            let mut result = env.create_array(0)?;
            if completion.complete_gets_result
                && let Some(first) = arguments.get::<Unknown>(0)?
            {
                result.insert(first)?;
            }
            object.set_named_property("completeArguments", result)?;
        }
    }
    object.set_named_property("arguments", arguments)?;
    Ok(object)
}

/// Cancelled when the environment of this thread ends.
fn environment_token(env: &Env) -> Result<CancellationToken> {
    if let Some(token) = env.get_instance_data::<CancellationToken>()? {
        return Ok(token.clone());
    }
    let token = CancellationToken::new();
    env.set_instance_data(token.clone(), (), |_| {})?;
    env.add_env_cleanup_hook(token.clone(), |token| token.cancel())?;
    Ok(token)
}

/// The threads of the engine: one executor for the process, started with the first upload.
fn executor() -> Result<&'static tokio::runtime::Runtime> {
    static EXECUTOR: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    if let Some(executor) = EXECUTOR.get() {
        return Ok(executor);
    }
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(4);
    let executor = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("uploadtask")
        .enable_all()
        .build()
        .map_err(|error| Error::from_reason(format!("cannot start the threads of uploadtask: {error}")))?;
    Ok(EXECUTOR.get_or_init(|| executor))
}
