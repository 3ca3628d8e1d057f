//! Mail and signatures as software of others takes them: the mail server `aiosmtpd`, the receiver of `standardwebhooks`.
//! They run where Python has these packages.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::support::program::{command, text};
use crate::support::python::python;
use crate::support::server::{CA, Reply, Server};

use super::robots::{WEBHOOK_SECRET, due_in};

/// Prints its port, then a line of JSON for each mail that it has taken.
const SERVER: &str = r#"
import asyncio, email, email.policy, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("stranger@"):
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [part for part in mail.walk() if not part.is_multipart()]
        print(json.dumps({
            "login": bool(session.authenticated),
            "recipients": envelope.rcpt_tos,
            "to": str(mail["To"]),
            "id": mail["Message-ID"],
            "subject": mail["Subject"],
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "parts": [[part.get_content_type(), part.get_filename()] for part in parts],
            "text": parts[0].get_content(),
        }), flush=True)
        return "250 OK"

def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"beian", "密码 horse".encode())
    return AuthResult(success=good, handled=False)

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
starttls = sys.argv[3] == "starttls"
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
server = lambda: SMTP(Handler(), hostname="localhost", loop=loop, authenticator=authenticate, auth_required=True,
    tls_context=context if starttls else None, require_starttls=starttls, auth_require_tls=starttls)
listening = loop.run_until_complete(
    loop.create_server(server, "127.0.0.1", 0, ssl=None if starttls else context))
print(listening.sockets[0].getsockname()[1], flush=True)
loop.run_forever()
"#;

/// A mail server that ends with the test.
struct Peer {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl Peer {
    fn start(python: &str, tls: &str) -> Self {
        let file = |name: &str| CA.replace("ca.pem", name);
        let mut command = Command::new(python);
        command.args(["-W", "ignore", "-c", SERVER, &file("mail.pem"), &file("mail.key"), tls]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("python runs");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut port = String::new();
        lines.read_line(&mut port).expect("a line");
        Self { child, lines, port: port.trim().parse().expect("a port") }
    }

    fn mail(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("JSON")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_mail_server_of_others_takes_the_mail() {
    let Some(python) = python("aiosmtpd") else { return };
    for tls in ["starttls", "tls"] {
        let mut peer = Peer::start(&python, tls);
        let folder = tempfile::tempdir().expect("a folder");
        let file = format!(
            "{}[[channel]]\nname = \"mail\"\nkind = \"mail\"\nserver = \"localhost:{}\"\ntls = \"{tls}\"\nlang = \"zh\"\n\
             user = \"env:MAIL_USER\"\npassword = \"env:MAIL_PASSWORD\"\nfrom = \"备案提醒 <beian@example.cn>\"\n\
             to = [\"值班 <ops@example.cn>\", \"stranger@example.cn\"]\nattach = [\"ics\", \"报告.html\"]\nprivate = true\n",
            due_in(&[3, 25]),
            peer.port
        );
        std::fs::write(folder.path().join("beian.toml"), file).expect("a file");
        std::fs::write(folder.path().join("报告.html"), "<p>报告</p>").expect("a file");
        let notify = |password: &str| {
            command(folder.path(), &["notify", "--today", "2026-11-22"])
                .env("SSL_CERT_FILE", CA.replace("ca.pem", "mail-ca.pem"))
                .env("MAIL_USER", "beian")
                .env("MAIL_PASSWORD", password)
                .output()
                .expect("the program starts")
        };
        let refused = notify("密码 cow");
        assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
        assert!(text(&refused.stdout).contains("535"), "{}", text(&refused.stdout));
        let sent = notify("密码 horse");
        let said = text(&sent.stdout);
        assert!(said.starts_with("mail: 1 sent: not taken for stranger@example.cn: "), "{said}");
        assert!(said.contains("550"), "{said}");
        let mail = peer.mail();
        assert_eq!(mail["login"], true, "{mail}");
        assert_eq!(mail["recipients"], serde_json::json!(["ops@example.cn"]));
        assert_eq!(mail["to"], "值班 <ops@example.cn>, stranger@example.cn");
        assert_eq!(mail["subject"], "网站备案提醒 2026-11-22");
        assert_eq!(mail["defects"], serde_json::json!([]), "{mail}");
        assert!(mail["id"].as_str().is_some_and(|id| id.ends_with("@example.cn>")), "{mail}");
        let parts = serde_json::json!([
            ["text/plain", null],
            ["text/html", null],
            ["text/calendar", "deadlines.ics"],
            ["text/html", "报告.html"]
        ]);
        assert_eq!(mail["parts"], parts);
        assert!(mail["text"].as_str().is_some_and(|text| text.contains("s0.example")), "{mail}");
    }
}

/// Verifies a request that is on standard input as JSON: headers and body.
const RECEIVER: &str = r#"
import json, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
request = json.load(sys.stdin)
webhook = Webhook(sys.argv[1])
assert webhook.verify(request["body"], request["headers"])["type"] == "beian.digest"
try:
    webhook.verify(request["body"].replace("digest", "digests"), request["headers"])
except WebhookVerificationError:
    print("verified")
"#;

#[test]
fn a_receiver_of_others_verifies_the_signature() {
    let Some(python) = python("standardwebhooks") else { return };
    let receiver = Server::start(|_| Reply::typed("application/json", b"{}"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!(
        "{}[[channel]]\nname = \"hook\"\nkind = \"webhook\"\nurl = \"env:HOOK\"\nsecret = \"env:SECRET\"\n\
         private = true\nhttp = true\n",
        due_in(&[3])
    );
    std::fs::write(folder.path().join("beian.toml"), file).expect("a file");
    let mut notify = command(folder.path(), &["notify", "--today", "2026-11-22"]);
    notify.env("HOOK", receiver.url("/in")).env("SECRET", WEBHOOK_SECRET);
    let sent = notify.output().expect("the program starts");
    assert_eq!(text(&sent.stdout), "hook: 1 new, 1 sent\n", "{}", text(&sent.stderr));
    let request = receiver.requests().remove(0);
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), request.header(name).expect("a header").into()))
        .collect();
    let body = text(&request.body);
    let request = serde_json::json!({ "headers": headers, "body": body }).to_string();
    let mut verify = Command::new(python)
        .args(["-c", RECEIVER, WEBHOOK_SECRET])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    verify.stdin.take().expect("it is piped").write_all(request.as_bytes()).expect("it reads");
    let verified = verify.wait_with_output().expect("it ends");
    assert_eq!(text(&verified.stdout), "verified\n");
}
