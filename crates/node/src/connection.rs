//! What belongs to one caller of `connect`: its pending uploads and the way back.
//!
//! A thread has more than one where test runners load the package anew for each test file. While nothing is pending, a
//! connection holds on to no JavaScript: such an instance of the package goes with its test file.

use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use napi::Env;
use napi::bindgen_prelude::*;
use tokio_util::sync::CancellationToken;
use uploadtask_core::dialect::{Completion, Dialect, Event as TaskEvent};
use uploadtask_core::{Client, ConnectTo, Error as UploadError, ErrorKind, Upload};

use crate::event_queue::{Delivery, Event, EventQueue};
use crate::executor::{Executor, Place, Transfer};
use crate::message::Messages;
use crate::reporter::Reporter;

/// What `readEvents` of `lib/events.js` takes: JSON, and the strings that are too long for it.
pub(crate) type Arguments = FnArgs<(String, Vec<String>)>;

/// The function that is called with events.
pub(crate) type Dispatch<'env> = Function<'env, Arguments, ()>;

/// The pending uploads of one connection, used on its thread. Only short borrows: a caller's getters may start uploads.
pub struct Connection(Rc<RefCell<State>>);

pub(crate) struct State {
    /// Cancelled when the thread's environment ends: no transfer outlives its worker.
    token: CancellationToken,
    queue: Arc<EventQueue>,
    /// Held while uploads are pending, and only then.
    dispatch: Option<FunctionRef<Arguments, ()>>,
    /// The uploads that were called for since the last [`State::launch`].
    called: Vec<(&'static Executor, Transfer)>,
    pending: HashMap<u32, Pending>,
    /// The uploads whose end JavaScript is being told of.
    settling: Vec<u32>,
    /// The number of the next upload.
    number: u32,
}

struct Pending {
    token: CancellationToken,
    reporter: Arc<Reporter>,
    /// How many bytes JavaScript was told of.
    told: u64,
    end: End,
}

/// From this size on, a message gets no further events.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

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
        let queue = Arc::new(EventQueue::default());
        let token = environment_token(env)?.child_token();
        let state = State {
            token,
            queue: Arc::clone(&queue),
            dispatch: None,
            called: Vec::new(),
            pending: HashMap::new(),
            settling: Vec::new(),
            number: 0,
        };
        let state = Rc::new(RefCell::new(state));
        let weak = Rc::downgrade(&state);
        let deliver: Function<'_, (), ()> =
            env.create_function_from_closure("deliver", move |context| match weak.upgrade() {
                Some(state) => State::deliver(&state, context.env),
                None => Ok(()),
            })?;
        let delivery: Delivery =
            deliver.build_threadsafe_function::<()>().callee_handled::<false>().weak::<true>().build()?;
        queue.set_delivery(delivery);
        Ok(Self(state))
    }

    /// Its state, for one short call.
    pub(crate) fn state(&self) -> RefMut<'_, State> {
        self.0.borrow_mut()
    }
}

impl State {
    /// Where its events collect.
    pub(crate) fn queue(&self) -> Arc<EventQueue> {
        Arc::clone(&self.queue)
    }

    /// Tells the caller's function what has collected, and only that: a flood of events must not keep the event loop from
    /// its other work.
    fn deliver(state: &RefCell<Self>, env: &Env) -> Result<()> {
        let round = state.borrow_mut().take_round();
        let dispatch =
            state.borrow().dispatch.as_ref().map(|dispatch| dispatch.borrow_back(env)).transpose()?;
        let mut told = Ok(());
        // What comes after the end of the last upload is for nobody.
        if let Some(dispatch) = dispatch {
            for messages in round {
                let one = messages.into_arguments().and_then(|arguments| dispatch.call(arguments.into()));
                // What is wrong with one message keeps no upload from its end.
                told = told.and(one);
            }
        }
        state.borrow_mut().end_round(env)?;
        told
    }

    /// What has collected, without what came too late: as one message, unless that became larger than a string may be.
    fn take_round(&mut self) -> Vec<Messages> {
        let mut round: Vec<Messages> = Vec::new();
        for (id, event) in self.queue.take() {
            let Some(pending) = self.pending.get_mut(&id) else { continue };
            if pending.end == End::Aborted && !matches!(event, Event::Settled { aborted: true, .. }) {
                continue;
            }
            let messages = match event {
                Event::Progress => {
                    let (sent, total) = pending.reporter.latest.take();
                    if sent <= pending.told {
                        continue;
                    }
                    pending.told = sent;
                    pending.reporter.progressed(sent, total)
                }
                Event::Told(messages) => messages,
                Event::Settled { messages, aborted } => {
                    if aborted {
                        self.pending.remove(&id);
                    } else {
                        self.settling.push(id);
                    }
                    messages
                }
            };
            match round.last_mut() {
                Some(last) if last.length() < MAX_MESSAGE_BYTES => last.append(messages),
                _ => round.push(messages),
            }
        }
        round
    }

    /// Forgets the uploads that have ended, unless a listener aborted one before it was told of the end: then the abort
    /// is the end, and still to come.
    fn end_round(&mut self, env: &Env) -> Result<()> {
        for id in self.settling.drain(..) {
            if self.pending.get(&id).is_some_and(|pending| pending.end != End::Aborted) {
                self.pending.remove(&id);
            }
        }
        if self.pending.is_empty() && self.dispatch.take().is_some() {
            self.queue.keep_alive(env, false)?;
        }
        Ok(())
    }

    /// Takes up an upload, which starts with the next [`State::launch`]; gives its number.
    pub(crate) fn start(
        &mut self,
        env: &Env,
        dispatch: &Dispatch<'_>,
        client: &Client,
        dialect: &'static dyn Dialect,
        mut upload: Upload,
        asks: bool,
    ) -> Result<u32> {
        let (token, reporter) = self.admit(env, dispatch, client, dialect, End::Open)?;
        let id = reporter.upload;
        if asks {
            upload = upload.interceptor(Arc::clone(&reporter) as _);
        }
        let transfer = client.upload(upload.observer(Arc::clone(&reporter) as _));
        let place = match Place::take() {
            Ok(place) => place,
            Err(message) => {
                self.fail(id, &message);
                return Ok(id);
            }
        };
        let executor = place.executor();
        let transfer = Box::pin(async move {
            let queue = &reporter.queue;
            let running = queue.enter();
            // The abort comes first: an upload whose turn in the queue comes at the same time must not connect.
            let outcome = tokio::select! {
                biased;
                () = token.cancelled() => None,
                outcome = transfer => Some(outcome),
            };
            // What JavaScript calls for when it is told goes to this thread again, where the connections are.
            drop(place);
            // An aborted upload has been settled already, and a dead environment has nobody to tell.
            if let Some(outcome) = outcome {
                queue.push_end(id, reporter.settled(&outcome, false), running).await;
            }
        });
        self.called.push((executor, transfer));
        Ok(id)
    }

    /// Starts the uploads that were called for. It comes when the caller's code has returned: an upload that the
    /// same code aborts never opens a connection.
    pub(crate) fn launch(&mut self) {
        let mut shares: Vec<(&'static Executor, Vec<Transfer>)> = Vec::new();
        for (executor, transfer) in std::mem::take(&mut self.called) {
            match shares.iter_mut().find(|(other, _)| std::ptr::eq(*other, executor)) {
                Some((_, share)) => share.push(transfer),
                None => shares.push((executor, vec![transfer])),
            }
        }
        for (executor, share) in shares {
            executor.spawn(share);
        }
    }

    /// Ends an upload that cannot be started.
    fn fail(&mut self, id: u32, message: &str) {
        let Some(pending) = self.pending.get(&id).filter(|pending| pending.end == End::Open) else { return };
        let outcome = Err(UploadError::new(ErrorKind::Connect, message));
        self.queue.push(id, pending.reporter.settled(&outcome, false));
    }

    /// Has a refusal delivered like the end of an upload: after `uploadFile` has returned.
    pub(crate) fn refuse(
        &mut self,
        env: &Env,
        dispatch: &Dispatch<'_>,
        client: &Client,
        dialect: &'static dyn Dialect,
        completion: Completion,
    ) -> Result<u32> {
        let (_, reporter) = self.admit(env, dispatch, client, dialect, End::Refused)?;
        self.queue.push(reporter.upload, reporter.refused(completion));
        Ok(reporter.upload)
    }

    fn admit(
        &mut self,
        env: &Env,
        dispatch: &Dispatch<'_>,
        client: &Client,
        dialect: &'static dyn Dialect,
        end: End,
    ) -> Result<(CancellationToken, Arc<Reporter>)> {
        if self.pending.is_empty() {
            self.dispatch = Some(dispatch.create_ref()?);
            self.queue.keep_alive(env, true)?;
        }
        while self.pending.contains_key(&self.number) {
            self.number = self.number.wrapping_add(1);
        }
        let id = self.number;
        self.number = id.wrapping_add(1);
        let token = self.token.child_token();
        let reporter = Reporter::new(id, dialect, client.clone(), Arc::clone(&self.queue));
        let pending = Pending { token: token.clone(), reporter: Arc::clone(&reporter), told: 0, end };
        self.pending.insert(id, pending);
        Ok((token, reporter))
    }

    /// Has the events of this kind sent for an upload, from now on; gives the newest progress, if there was some.
    pub(crate) fn listen(&mut self, id: u32, event: TaskEvent) -> Option<Messages> {
        let pending = self.pending.get_mut(&id)?;
        match event {
            TaskEvent::Headers => pending.reporter.listened.headers.store(true, Ordering::Release),
            TaskEvent::Progress => {
                // Before the newest is read: what comes after that is told by an event.
                pending.reporter.listened.progress.store(true, Ordering::SeqCst);
                let (sent, total) = pending.reporter.latest.newest();
                if sent > pending.told {
                    pending.told = sent;
                    return Some(pending.reporter.progressed(sent, total));
                }
            }
        }
        None
    }

    /// Says where the request goes that an upload has asked about.
    pub(crate) fn answer(&self, id: u32, answer: std::result::Result<Option<ConnectTo>, UploadError>) {
        if let Some(pending) = self.pending.get(&id) {
            pending.reporter.question.answer(answer);
        }
    }

    /// Ends an upload, unless it has ended; whether that is so. Its callbacks are called soon, not now.
    pub(crate) fn abort(&mut self, id: u32) -> bool {
        let Some(pending) = self.pending.get_mut(&id).filter(|pending| pending.end == End::Open) else {
            return false;
        };
        pending.end = End::Aborted;
        pending.token.cancel();
        let aborted = Err(UploadError::new(ErrorKind::Aborted, "abort"));
        self.queue.push(id, pending.reporter.settled(&aborted, true));
        true
    }
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
