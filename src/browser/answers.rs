//! What the browser answers to the commands for a tab, as far as it is read.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Navigated {
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
}

#[derive(Deserialize)]
pub(super) struct WorldId {
    #[serde(rename = "executionContextId")]
    pub(super) context: i64,
}

#[derive(Deserialize)]
pub(super) struct Evaluated {
    pub(super) result: Evaluation,
}

#[derive(Deserialize)]
pub(super) struct Evaluation {
    #[serde(default)]
    pub(super) value: Value,
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
}

#[derive(Deserialize)]
pub(super) struct Hit {
    #[serde(rename = "backendNodeId")]
    pub(super) backend: i64,
}
