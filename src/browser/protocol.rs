//! The Chrome `DevTools` Protocol over two pipes: JSON messages, each ended by one NUL byte.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::error::BrowserError;

/// A longer message ends the browser: a snapshot of the largest page that is opened is far below.
const MAX_MESSAGE: u64 = 256 << 20;

/// Events that wait for a page to look at them; a page that floods us loses the rest.
const MAX_EVENTS: usize = 4096;

/// Something that the browser tells of a session.
#[derive(Debug)]
pub(super) struct BrowserEvent {
    pub(super) method: String,
    /// `null` where it has no parameters.
    pub(super) params: Value,
}

/// A message from the browser.
#[derive(Deserialize)]
struct Message<'a> {
    id: Option<u64>,
    method: Option<String>,
    #[serde(rename = "sessionId")]
    session: Option<String>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<Refusal>,
}

#[derive(Debug, Deserialize)]
struct Refusal {
    #[serde(default)]
    message: String,
}

type Answer = Result<Box<RawValue>, Refusal>;

/// Who waits for what.
#[derive(Default)]
struct Receivers {
    answers: HashMap<u64, oneshot::Sender<Answer>>,
    sessions: HashMap<String, mpsc::Sender<BrowserEvent>>,
    /// Nothing comes any more.
    ended: bool,
}

/// The pipe to a browser. Cheap to clone.
#[derive(Clone)]
pub(super) struct DevtoolsPipe {
    shared: Arc<PipeState>,
}

struct PipeState {
    writer: AsyncMutex<Box<dyn AsyncWrite + Send + Unpin>>,
    waiting: Arc<Mutex<Receivers>>,
    next: AtomicU64,
    reader: JoinHandle<()>,
}

impl Drop for PipeState {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl DevtoolsPipe {
    /// Speaks over these pipes. Must be called within a tokio runtime.
    pub(super) fn new(
        writer: impl AsyncWrite + Send + Unpin + 'static,
        reader: impl AsyncRead + Send + Unpin + 'static,
    ) -> Self {
        let waiting = Arc::new(Mutex::new(Receivers::default()));
        let reader = tokio::spawn(read(reader, Arc::clone(&waiting)));
        let writer = AsyncMutex::new(Box::new(writer) as Box<dyn AsyncWrite + Send + Unpin>);
        Self { shared: Arc::new(PipeState { writer, waiting, next: AtomicU64::new(1), reader }) }
    }

    /// Whether the browser still answers, as far as is known.
    pub(super) fn is_open(&self) -> bool {
        !self.shared.waiting.lock().ended
    }

    /// Sends a command, to a session or to the browser as a whole, and waits `within` for its answer.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
        within: Duration,
    ) -> Result<T, BrowserError> {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        {
            let mut waiting = self.shared.waiting.lock();
            if waiting.ended {
                return Err(BrowserError::Ended);
            }
            waiting.answers.insert(id, sender);
        }
        let answer = timeout(within, async {
            self.send(id, session, method, params).await.map_err(|_| BrowserError::Ended)?;
            receiver.await.map_err(|_| BrowserError::Ended)
        });
        let answer = answer.await;
        self.shared.waiting.lock().answers.remove(&id);
        let answer = answer.map_err(|_| BrowserError::Timeout(within))??;
        let result =
            answer.map_err(|refusal| BrowserError::Refused { method, message: refusal.message })?;
        serde_json::from_str(result.get())
            .map_err(|cause| BrowserError::Answer { method, cause: cause.to_string() })
    }

    async fn send(
        &self,
        id: u64,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> io::Result<()> {
        let mut message = serde_json::json!({"id": id, "method": method, "params": params});
        if let (Some(session), Value::Object(fields)) = (session, &mut message) {
            fields.insert("sessionId".to_owned(), Value::from(session));
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        let mut writer = self.shared.writer.lock().await;
        writer.write_all(&bytes).await?;
        writer.flush().await
    }

    /// The events of a session from now on. Those that nobody asks for are dropped.
    pub(super) fn events(&self, session: &str) -> mpsc::Receiver<BrowserEvent> {
        let (sender, receiver) = mpsc::channel(MAX_EVENTS);
        self.shared.waiting.lock().sessions.insert(session.to_owned(), sender);
        receiver
    }

    /// Forgets a session.
    pub(super) fn forget(&self, session: &str) {
        self.shared.waiting.lock().sessions.remove(session);
    }
}

/// Reads messages until the pipe ends, and hands each to who waits for it.
async fn read(reader: impl AsyncRead + Send + Unpin, waiting: Arc<Mutex<Receivers>>) {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = (&mut reader).take(MAX_MESSAGE).read_until(0, &mut bytes).await;
        let whole = matches!(read, Ok(length) if length > 0) && bytes.pop() == Some(0);
        if !whole {
            break;
        }
        deliver(&bytes, &waiting);
        bytes.shrink_to(1 << 20);
    }
    let mut waiting = waiting.lock();
    waiting.ended = true;
    // who still waits learns that the other half is gone
    waiting.answers.clear();
    waiting.sessions.clear();
}

fn deliver(bytes: &[u8], waiting: &Mutex<Receivers>) {
    // A lone surrogate inside a string is no JSON for serde_json: then it is not for us. Its caller runs into its timeout.
    let Ok(message) = serde_json::from_slice::<Message<'_>>(bytes) else { return };
    let mut waiting = waiting.lock();
    if let Some(id) = message.id {
        if let Some(waiter) = waiting.answers.remove(&id) {
            let answer = match (message.error, message.result) {
                (Some(refusal), _) => Err(refusal),
                (None, Some(result)) => Ok(result.to_owned()),
                (None, None) => Err(Refusal { message: "no result".to_owned() }),
            };
            let _ = waiter.send(answer);
        }
    } else if let (Some(method), Some(session)) = (message.method, message.session)
        && let Some(sender) = waiting.sessions.get(&session)
    {
        let params = message.params.and_then(|params| serde_json::from_str(params.get()).ok());
        let _ = sender.try_send(BrowserEvent { method, params: params.unwrap_or(Value::Null) });
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    const SOON: Duration = Duration::from_mins(1);

    /// A browser that answers with these bytes to the first message, whatever it is.
    fn answering(bytes: &'static [u8]) -> DevtoolsPipe {
        let (ours, mut theirs) = duplex(1 << 16);
        let (read, write) = tokio::io::split(ours);
        tokio::spawn(async move {
            let mut seen = Vec::new();
            let mut byte = [0];
            while theirs.read_exact(&mut byte).await.is_ok() && byte != [0] {
                seen.push(byte[0]);
            }
            let _ = theirs.write_all(bytes).await;
        });
        DevtoolsPipe::new(write, read)
    }

    #[tokio::test]
    async fn an_answer_reaches_who_asked() {
        let connection =
            answering(b"{\"method\":\"X.other\",\"params\":{}}\0{\"id\":1,\"result\":{\"a\":3}}\0");
        let answer: Value = connection.call(None, "A.b", Value::Null, SOON).await.unwrap();
        assert_eq!(answer["a"], 3);
    }

    #[tokio::test]
    async fn a_refusal_says_what_was_refused() {
        let connection = answering(b"{\"id\":1,\"error\":{\"code\":-1,\"message\":\"no\"}}\0");
        let error = connection.call::<Value>(None, "A.b", Value::Null, SOON).await.unwrap_err();
        assert_eq!(error.to_string(), "the browser refuses A.b: no");
    }

    #[tokio::test]
    async fn the_end_of_the_pipe_ends_every_wait() {
        let connection = answering(b"{\"id\":1,\"res");
        let error = connection.call::<Value>(None, "A.b", Value::Null, SOON).await.unwrap_err();
        assert!(matches!(error, BrowserError::Ended), "{error}");
        assert!(!connection.is_open());
        let error = connection.call::<Value>(None, "A.b", Value::Null, SOON).await.unwrap_err();
        assert!(matches!(error, BrowserError::Ended), "{error}");
    }

    #[tokio::test]
    async fn silence_ends_with_the_time() {
        let connection = answering(b"garbage\0{\"id\":7,\"result\":{}}\0");
        // the other half of the pipe stays open until here
        let error = connection
            .call::<Value>(None, "A.b", Value::Null, Duration::from_millis(5))
            .await
            .unwrap_err();
        assert!(matches!(error, BrowserError::Timeout(_) | BrowserError::Ended), "{error}");
    }

    #[tokio::test]
    async fn events_go_to_their_session_only() {
        let connection = answering(
            b"{\"method\":\"P.x\",\"sessionId\":\"two\"}\0{\"method\":\"P.y\",\"sessionId\":\"one\",\"params\":{\"k\":1}}\0{\"id\":1,\"result\":{}}\0",
        );
        let mut events = connection.events("one");
        let _: Value = connection.call(None, "A.b", Value::Null, SOON).await.unwrap();
        let event = events.recv().await.unwrap();
        assert_eq!((event.method.as_str(), &event.params["k"]), ("P.y", &Value::from(1)));
    }
}
