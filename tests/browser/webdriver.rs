//! Chromium through chromedriver: a minimal `WebDriver` client over loopback.

use std::fs;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A running browser with one window.
pub(crate) struct Browser {
    driver: Driver,
    session: String,
    _profile: TempDir,
}

/// The size of a window and the theme that its user prefers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) phone: bool,
    pub(crate) dark: bool,
}

/// Desktop and phone, light and dark.
pub(crate) const SCREENS: [Screen; 4] = [
    Screen { width: 1280, height: 800, phone: false, dark: false },
    Screen { width: 1280, height: 800, phone: false, dark: true },
    Screen { width: 390, height: 844, phone: true, dark: false },
    Screen { width: 390, height: 844, phone: true, dark: true },
];

impl Browser {
    /// Starts a browser, or says loudly (past the test runner, which keeps what passing tests print) why the test is
    /// skipped.
    pub(crate) fn start(test: &str) -> Option<Self> {
        match Self::try_start() {
            Ok(browser) => Some(browser),
            Err(why) => {
                let _ = writeln!(
                    io::stderr(),
                    "\n*** {test} IS SKIPPED: {why}; install chromium and chromedriver\n"
                );
                None
            }
        }
    }

    fn try_start() -> Result<Self, String> {
        let driver = Driver::start().map_err(|error| format!("no chromedriver ({error})"))?;
        let profile = tempfile::tempdir().expect("a scratch folder");
        let profile_option = format!("--user-data-dir={}", profile.path().display());
        let options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            // a page that grows must not look as if its content had moved
            "--hide-scrollbars",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // no other host than this machine's
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            &profile_option,
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": options },
        }}});
        let session = driver.call("POST", "/session", &wanted)?;
        let id = session["sessionId"].as_str().ok_or("chromedriver names no session")?;
        Ok(Self { driver, session: format!("/session/{id}"), _profile: profile })
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let path = format!("{}/{path}", self.session);
        self.driver.call(method, &path, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.call("POST", "goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Takes a screen's size and theme.
    pub(crate) fn show_on(&self, screen: Screen) {
        let Screen { width, height, phone, dark } = screen;
        let theme = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone }),
        );
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] }),
        );
    }

    /// Opens an address and waits until the page is loaded.
    pub(crate) fn open(&self, url: &str) {
        self.call("POST", "url", &json!({ "url": url }));
    }

    /// Runs a function's body in the page.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.call("POST", "execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// The console's messages of warning level and above since the last call.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.call("POST", "se/log", &json!({ "type": "browser" }));
        let entries = log.as_array().cloned().unwrap_or_default();
        let loud = |entry: &Value| entry["level"] == "SEVERE" || entry["level"] == "WARNING";
        entries
            .iter()
            .filter(|entry| loud(entry))
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// The page as it is printed.
    pub(crate) fn print(&self) -> Vec<u8> {
        let pdf = self.call("POST", "print", &json!({ "background": true }));
        BASE64.decode(pdf.as_str().unwrap_or_default().as_bytes()).expect("base64")
    }

    /// Keeps a picture of the whole page among the build's scratch files, and names it.
    pub(crate) fn picture(&self, name: &str) -> PathBuf {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        let shot = json!({ "format": "png", "captureBeyondViewport": true });
        let shot = self.devtools("Page.captureScreenshot", &shot);
        let bytes = BASE64.decode(shot["data"].as_str().unwrap_or_default().as_bytes());
        fs::write(&path, bytes.unwrap_or_default()).expect("the scratch folder is writable");
        path
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // ends the browser's processes; the driver is ended by its own drop
        let _ = self.driver.call("DELETE", &self.session, &Value::Null);
    }
}

/// The process that speaks for the browser.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a port of its own choice.
    fn start() -> io::Result<Self> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = process.stdout.take().expect("piped above");
        let mut driver = Self { process, port: 0 };
        for line in BufReader::new(output).lines() {
            let line = line?;
            let port = line
                .strip_suffix('.')
                .and_then(|line| line.rsplit_once("started successfully on port "))
                .and_then(|(_, port)| port.parse().ok());
            if let Some(port) = port {
                driver.port = port;
                return Ok(driver);
            }
        }
        Err(io::Error::other("it names no port"))
    }

    /// One command; the error is the driver's own words.
    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let answer = self.exchange(method, path, body).map_err(|error| error.to_string())?;
        let mut answer: Value =
            serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["message"])),
            None => Ok(value),
        }
    }

    fn exchange(&self, method: &str, path: &str, body: &Value) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_mins(2)))?;
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}",
            self.port
        )?;
        let mut stream = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut answer = vec![0; length];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
