//! What the browser answers to the commands for a tab, as far as it is read.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct NavigateAnswer {
    #[serde(rename = "errorText", default)]
    pub(super) error_text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FrameTree {
    pub(super) frame_tree: FrameNode,
}

#[derive(Deserialize)]
pub(super) struct FrameNode {
    pub(super) frame: FrameId,
}

#[derive(Deserialize)]
pub(super) struct FrameId {
    pub(super) id: String,
    /// Another one for each document that is loaded into it.
    #[serde(rename = "loaderId", default)]
    pub(super) loader: String,
}

#[derive(Deserialize)]
pub(super) struct WorldId {
    #[serde(rename = "executionContextId")]
    pub(super) context: i64,
}

#[derive(Deserialize)]
pub(super) struct EvaluateAnswer {
    pub(super) result: Evaluation,
}

#[derive(Deserialize)]
pub(super) struct Evaluation {
    #[serde(default)]
    pub(super) value: Value,
}

#[derive(Deserialize)]
pub(super) struct CallAnswer {
    #[serde(rename = "exceptionDetails", default)]
    pub(super) exception: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct Quads {
    pub(super) quads: Vec<[f64; 8]>,
}

#[derive(Deserialize)]
pub(super) struct Metrics {
    #[serde(rename = "cssVisualViewport")]
    pub(super) visual: Visual,
}

#[derive(Deserialize)]
pub(super) struct Visual {
    #[serde(rename = "pageX")]
    pub(super) x: f64,
    #[serde(rename = "pageY")]
    pub(super) y: f64,
    /// How far it is zoomed in: a phone zooms out of pages that are not made for it.
    pub(super) scale: f64,
}

#[derive(Deserialize)]
pub(super) struct Hit {
    #[serde(rename = "backendNodeId")]
    pub(super) backend: i64,
}

#[derive(Deserialize)]
pub(super) struct ObjectId {
    pub(super) object: RemoteObject,
}

#[derive(Deserialize)]
pub(super) struct RemoteObject {
    #[serde(rename = "objectId")]
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct TabTargets {
    #[serde(rename = "targetInfos")]
    pub(super) all: Vec<TargetInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TargetInfo {
    #[serde(rename = "targetId")]
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(rename = "browserContextId", default)]
    pub(super) context: Option<String>,
}
