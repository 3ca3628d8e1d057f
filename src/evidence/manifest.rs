//! The manifest: what each file of the evidence is, and its hash. Keys are only ever added.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the manifest: it changes only where a reader of the old one would go wrong.
pub const EVIDENCE_SCHEMA_VERSION: u32 = 1;

/// `manifest.json` of a folder of evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceManifest {
    /// 1. It changes only where a reader of the old version would go wrong; keys may be added at any time.
    pub schema_version: u32,
    /// The program that took the evidence, and its version.
    pub tool: String,
    /// When the run started, by the clock of the machine, RFC 3339, +08:00.
    pub started_at: String,
    /// False where the run was interrupted before all sites were done, or a picture is missing: `fault` of its site or
    /// screen says why.
    pub complete: bool,
    /// The key that `manifest.sig` was made with; absent where the evidence is not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_with: Option<SigningKey>,
    /// The sites.
    pub sites: Vec<EvidenceSite>,
    /// All files of the folder except this one, its hash and its signature, by their paths.
    pub files: Vec<EvidenceFile>,
}

/// A key that signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SigningKey {
    /// `ed25519`.
    pub algorithm: String,
    /// The public key: its 32 bytes in base64.
    pub public_key: String,
}

/// A file of the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceFile {
    /// Its path in the folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The evidence of one site: of its home page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceSite {
    /// The target as typed, without a login.
    pub target: String,
    /// The address of the home page: a URL, or a path in the folder that was audited.
    pub page: String,
    /// The folder of its files.
    pub folder: String,
    /// What it was expected to show.
    pub declared: DeclaredFilings,
    /// The answers that led to the home page, in order; of a folder, the file.
    pub received: Vec<ReceivedAnswer>,
    /// What a browser showed of it, one a screen.
    pub screens: Vec<EvidenceScreen>,
    /// Why a screen is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

impl EvidenceSite {
    /// Whether no picture is missing.
    pub fn is_whole(&self) -> bool {
        self.fault.is_none() && self.screens.iter().all(|screen| screen.window_picture.is_some())
    }

    /// Why pictures are missing, if any are.
    pub fn faults(&self) -> impl Iterator<Item = &str> {
        let lacking = self.screens.iter().filter(|screen| screen.window_picture.is_none());
        let of_screens = lacking.map(|screen| screen.fault.as_deref().unwrap_or("no picture"));
        self.fault.as_deref().into_iter().chain(of_screens)
    }
}

/// The filings that a site was expected to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeclaredFilings {
    /// The ICP number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icp: Option<String>,
    /// The police number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub police: Option<String>,
    /// The owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// An answer as the audit itself received it, before any script ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceivedAnswer {
    /// The address that was asked.
    pub url: String,
    /// When it was noted, by the clock of the machine, RFC 3339, +08:00.
    pub received_at: String,
    /// Milliseconds from the request to the end of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
    /// The address and port that was connected to; absent through a proxy and for files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The HTTP status; absent for files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The answer's headers, cookies left out. What was sent is not kept: it may hold secrets.
    pub headers: Vec<(String, String)>,
    /// A TLS fault that was accepted (`--insecure`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_fault: Option<String>,
    /// The server said that nothing had changed since an earlier run (304): the body is the one of that run.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unchanged: bool,
    /// The file with its body, decompressed and otherwise byte for byte; absent where the body was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Why there was no usable answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What a browser showed on one screen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceScreen {
    /// `desktop` or `phone`.
    pub screen: String,
    /// Its width in CSS pixels.
    pub width: u32,
    /// Its height in CSS pixels.
    pub height: u32,
    /// When the pictures were taken, by the clock of the machine, RFC 3339, +08:00.
    pub taken_at: String,
    /// The answer that the browser made the page from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<BrowserAnswer>,
    /// The filings that were found, and whether a person sees them.
    pub filings: Vec<EvidenceFiling>,
    /// The picture of the window with the filing in it, as the browser painted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_picture: Option<String>,
    /// The part of that picture around the filings, with a box around each: red where a person sees it, orange where not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer_picture: Option<String>,
    /// The picture of the page from its top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_picture: Option<String>,
    /// Height of the page in CSS pixels.
    pub page_height: u32,
    /// The page is higher than its picture.
    #[serde(default, skip_serializing_if = "is_false")]
    pub page_picture_cut: bool,
    /// The file with the DOM as it was when the pictures were taken, as HTML (without shadow roots).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dom: Option<String>,
    /// The file with the page as it was judged: shadow roots and frames are in it, and what nobody sees is marked `hidden`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<String>,
    /// What could not be taken, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// The answer that a browser made a page from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BrowserAnswer {
    /// Its address.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// `http/1.1`, `h2` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The answer's headers, cookies left out.
    pub headers: Vec<(String, String)>,
    /// The TLS connection and the certificate, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsNames>,
}

/// A TLS connection, and the names in its certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TlsNames {
    /// `TLS 1.3` …
    pub protocol: String,
    /// The certificate's subject.
    pub subject: String,
    /// The names that it is for.
    pub names: Vec<String>,
    /// Who issued it.
    pub issuer: String,
    /// The first second of its validity, RFC 3339, +08:00.
    pub valid_from: String,
    /// The last one.
    pub valid_to: String,
}

/// A filing that the rendered page has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceFiling {
    /// The number.
    pub number: String,
    /// `icp`, `police` or `licence`.
    pub kind: String,
    /// Whether a person sees it on this screen.
    pub seen: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<String>,
    /// Its boxes in the picture of the window, in pixels of that picture: left, top, width, height.
    pub boxes: Vec<[u32; 4]>,
}

/// The JSON Schema of the manifest.
pub fn schema() -> String {
    let schema = schemars::schema_for!(EvidenceManifest);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
