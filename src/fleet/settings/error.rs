//! Settings that a program does not understand.

use crate::domain::lang::{Bilingual, Text};

use super::SETTINGS_VERSION;

/// Settings that a program does not understand: it must not guess.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// They are of another version.
    #[error(
        "its settings are of version {found}, this program understands version {SETTINGS_VERSION}"
    )]
    Version {
        /// Their version.
        found: u32,
    },
    /// They have a key or a value that this program does not know.
    #[error("its settings are not understood: {0}")]
    Form(String),
    /// They name a rule that this program does not have.
    #[error("its settings name the rule {0:?}, which this program does not have")]
    Rule(String),
    /// Pages are to be opened in a browser, and there is none.
    #[error("its pages are to be opened in a browser, and none was found here")]
    NoBrowser,
}

impl Bilingual for SettingsError {
    fn zh(&self) -> String {
        match self {
            Self::Version { found } => {
                format!("它的设置是第 {found} 版，本程序只认识第 {SETTINGS_VERSION} 版")
            }
            Self::Form(why) => format!("看不懂它的设置：{why}"),
            Self::Rule(rule) => format!("它的设置提到规则“{rule}”，本程序没有这条规则"),
            Self::NoBrowser => "它要求用浏览器打开网页，而这里没有浏览器".to_owned(),
        }
    }
}

impl SettingsError {
    /// What to do.
    pub const fn fix(&self) -> Text {
        match self {
            Self::Version { .. } | Self::Form(_) | Self::Rule(_) => Text::fixed(
                "请让所有 worker 使用与提交者相同版本的 beian",
                "run the same version of beian on all workers as submitted the run",
            ),
            Self::NoBrowser => Text::fixed(
                "请安装 Chromium，或用 --browser 指定",
                "install Chromium, or name it with --browser",
            ),
        }
    }
}
