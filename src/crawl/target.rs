//! What the user wants audited: TARGET of the command line, parsed.

use std::path::{Path, PathBuf};

use url::Url;

use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::domain::secret;

/// A target, with the text as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As typed.
    pub text: String,
    /// What it is.
    pub kind: TargetKind,
}

/// Kinds of targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A live site by its http(s) address.
    Url(Url),
    /// A live site by its name: `https` first, `http` where that fails.
    Domain {
        /// The name as an https address.
        https: Url,
        /// The name as an http address.
        http: Url,
    },
    /// A folder of static output.
    Folder(PathBuf),
    /// A single HTML file.
    File(PathBuf),
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// Nothing, or something else.
    Nothing,
}

impl PathKind {
    /// Looks at the disk; links are followed, for the user typed them.
    pub fn of(path: &Path) -> Self {
        match path.metadata() {
            Ok(found) if found.is_dir() => Self::Folder,
            Ok(found) if found.is_file() => Self::File,
            Ok(_) | Err(_) => Self::Nothing,
        }
    }
}

/// A text that is no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Neither a path nor a name with a dot.
    #[error("{0:?} is no file or folder here, and no domain (which has a dot)")]
    NoSuchPath(String),
    /// An address that cannot be fetched.
    #[error("{0:?} is not an http(s) address")]
    NotHttp(String),
    /// An address with user name or password: it would be printed in reports.
    #[error("{0:?} carries credentials; send them with --header instead")]
    Credentials(String),
}

impl Bilingual for TargetError {
    fn zh(&self) -> String {
        match self {
            Self::NoSuchPath(text) => {
                format!("这里没有文件或目录“{text}”，它也不是域名（域名里有点）")
            }
            Self::NotHttp(text) => format!("“{text}”不是 http(s) 网址"),
            Self::Credentials(text) => format!("“{text}”带有用户名或密码；请改用 --header 发送"),
        }
    }
}

impl Remedy for TargetError {
    fn fix(&self) -> Text {
        match self {
            Self::NoSuchPath(_) => Text::fixed(
                "请写域名（example.cn）、网址，或存在的文件、目录的路径",
                "write a domain (example.cn), a URL, or the path of an existing file or folder",
            ),
            Self::NotHttp(_) => Text::fixed(
                "请写成 https://example.cn/ 的形式",
                "write it like https://example.cn/",
            ),
            Self::Credentials(_) => Text::fixed(
                "请去掉它们，改用 --header Authorization:…",
                "take them out, and use --header Authorization:…",
            ),
        }
    }
}

impl Target {
    /// Parses a text, asking `look` what stands at a path.
    pub fn parse(text: &str, look: impl FnOnce(&Path) -> PathKind) -> Result<Self, TargetError> {
        let text = text.trim();
        let made = |kind| Ok(Self { text: text.to_owned(), kind });
        // An address needs no look at the disk: lists of targets are long.
        let stands = if is_web(text) { PathKind::Nothing } else { look(Path::new(text)) };
        match stands {
            PathKind::Folder if !text.is_empty() => return made(TargetKind::Folder(text.into())),
            PathKind::File => return made(TargetKind::File(text.into())),
            PathKind::Folder | PathKind::Nothing => {}
        }
        made(live(text)?)
    }

    /// Parses the domain or address of a live site, whatever is on the disk under that name.
    pub fn live(text: &str) -> Result<Self, TargetError> {
        Self::parse(text, |_| PathKind::Nothing)
    }

    /// Whether a path was taken that would have been a domain as well: worth a note.
    pub fn path_wins_over_domain(&self) -> bool {
        matches!(self.kind, TargetKind::Folder(_) | TargetKind::File(_)) && live(&self.text).is_ok()
    }

    /// The first address asked for, of a live site.
    pub fn url(&self) -> Option<&Url> {
        match &self.kind {
            TargetKind::Url(url) | TargetKind::Domain { https: url, .. } => Some(url),
            TargetKind::Folder(_) | TargetKind::File(_) => None,
        }
    }
}

fn is_web(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        ["http", "https"].iter().any(|name| name.eq_ignore_ascii_case(scheme))
    })
}

fn live(text: &str) -> Result<TargetKind, TargetError> {
    if text.contains("://") {
        let url = Url::parse(text)
            .ok()
            .filter(|_| is_web(text))
            .ok_or_else(|| TargetError::NotHttp(secret::typed(text).into_owned()))?;
        return Ok(TargetKind::Url(checked(url, text)?));
    }
    let nothing = || TargetError::NoSuchPath(secret::typed(text).into_owned());
    if looks_like_a_path(text) {
        return Err(nothing());
    }
    let https = Url::parse(&format!("https://{text}")).map_err(|_| nothing())?;
    let http = Url::parse(&format!("http://{text}")).map_err(|_| nothing())?;
    let host = https.host_str().unwrap_or_default();
    // A number alone (`8080`) parses as an address, which nobody means.
    let typed_host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let named = typed_host.contains(['.', '。', '．', '｡', '[']) && host.contains(['.', '[']);
    if !named && host != "localhost" {
        return Err(nothing());
    }
    Ok(TargetKind::Domain { https: checked(https, text)?, http: checked(http, text)? })
}

fn checked(mut url: Url, text: &str) -> Result<Url, TargetError> {
    if !url.username().is_empty() || url.password().is_some() {
        // The text itself holds the secret.
        return Err(TargetError::Credentials(secret::typed(text).into_owned()));
    }
    url.set_fragment(None);
    Ok(url)
}

fn looks_like_a_path(text: &str) -> bool {
    let page = [".html", ".htm"].iter().any(|end| {
        let host = text.split(['/', '?', '#']).next().unwrap_or_default();
        host.to_ascii_lowercase().ends_with(end)
    });
    page || text.is_empty()
        || text.starts_with(['.', '/', '~', '\\'])
        || text.contains('\\')
        || text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<TargetKind, TargetError> {
        Target::parse(text, |_| PathKind::Nothing).map(|target| target.kind)
    }

    fn domain(text: &str) -> String {
        match parse(text) {
            Ok(TargetKind::Domain { https, http }) => {
                assert_eq!((https.scheme(), http.scheme()), ("https", "http"));
                https.to_string()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn bare_names_are_domains() {
        assert_eq!(domain("example.cn"), "https://example.cn/");
        assert_eq!(domain("Example.CN:8443/a?b#c"), "https://example.cn:8443/a?b");
        assert_eq!(domain("例子.cn"), "https://xn--fsqu00a.cn/");
        assert_eq!(domain("例子。cn"), "https://xn--fsqu00a.cn/");
        assert_eq!(domain("127.0.0.1:8080"), "https://127.0.0.1:8080/");
        assert_eq!(domain("[::1]:8080"), "https://[::1]:8080/");
        assert_eq!(domain("localhost:8080"), "https://localhost:8080/");
    }

    #[test]
    fn addresses_are_taken_as_they_are() {
        for (text, url) in [
            ("http://example.cn", "http://example.cn/"),
            ("HTTPS://例子.cn/首页#x", "https://xn--fsqu00a.cn/%E9%A6%96%E9%A1%B5"),
            ("http://localhost", "http://localhost/"),
        ] {
            assert_eq!(parse(text), Ok(TargetKind::Url(Url::parse(url).unwrap())), "{text}");
        }
    }

    #[test]
    fn an_existing_path_wins_and_says_so() {
        let target = Target::parse("example.cn", |_| PathKind::Folder).unwrap();
        assert_eq!(target.kind, TargetKind::Folder("example.cn".into()));
        assert!(target.path_wins_over_domain());
        let target = Target::parse("public", |_| PathKind::Folder).unwrap();
        assert!(!target.path_wins_over_domain());
        let target = Target::parse("dist/index.html", |_| PathKind::File).unwrap();
        assert_eq!(target.kind, TargetKind::File("dist/index.html".into()));
        assert!(!target.path_wins_over_domain());
    }

    #[test]
    fn what_is_neither_path_nor_name_is_refused() {
        let texts = [
            "public",
            "8080",
            "",
            "  ",
            "/no/such.dir",
            "./a.b",
            "../a.b",
            "missing.html",
            "a b.cn",
            "x:80",
            "dist\\a.b",
        ];
        for text in texts {
            assert!(matches!(parse(text), Err(TargetError::NoSuchPath(_))), "{text:?}");
        }
        for text in ["ftp://example.cn/", "file:///etc/passwd", "http://", "http://[::1"] {
            assert!(matches!(parse(text), Err(TargetError::NotHttp(_))), "{text:?}");
        }
    }

    #[test]
    fn credentials_are_refused_and_not_repeated() {
        let Err(error) = parse("http://user:secret@example.cn/") else { panic!("taken") };
        assert!(
            matches!(error, TargetError::Credentials(_)) && !error.to_string().contains("secret")
        );
        for text in [
            "ftp://user:secret@a.cn/",
            "user:secret x@a.cn",
            "http://user:secret/x@a.cn/",
            "user:secret@a",
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret") && error.contains("***@a"), "{error}");
        }
    }
}
