//! One report a client or site: paths with `{client}`, `{domain}` and `{date}`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use crate::config::without_www;
use crate::crawl::Target;
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::report::escape;
use crate::report::model::SiteReport;

use super::plan::Plan;

/// What takes the place of the client of a site that has none.
const NO_CLIENT: &str = "no-client";
/// The longest name that takes the place of a mark, in bytes: names of files have 255, with what stands around it.
const LONGEST: usize = 150;
/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A path that names a file for each client or site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    path: String,
    date: Date,
}

/// Two clients or sites whose reports would be the same file, or a mark that there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathTemplateError {
    /// There is no such mark.
    UnknownMark(String),
    /// Both would be written to this file.
    Collision {
        /// What has the file.
        first: String,
        /// What wants it, too.
        second: String,
        /// The file.
        path: PathBuf,
    },
}

impl PathTemplateError {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::UnknownMark(mark) => Text::made(
                format!("报告的文件名里没有 {mark} 这个占位符"),
                format!("names of reports have no mark {mark}"),
            ),
            Self::Collision { first, second, path } => {
                let (first, second) = (escape::line(first), escape::line(second));
                let path = path.display();
                Text::made(
                    format!("“{first}”和“{second}”的报告会是同一个文件 {path}"),
                    format!("the reports of {first:?} and {second:?} would both be {path}"),
                )
            }
        }
    }

    /// What to do.
    pub const fn fix(&self) -> Text {
        match self {
            Self::UnknownMark(_) => Text::fixed(
                "可用的有 {client}、{domain} 和 {date}",
                "there are {client}, {domain} and {date}",
            ),
            Self::Collision { .. } => Text::fixed(
                "请改其中一个的名称，或在文件名里同时用 {client} 和 {domain}",
                "rename one of them, or use both {client} and {domain} in the path",
            ),
        }
    }
}

impl From<PathTemplateError> for Failure {
    fn from(error: PathTemplateError) -> Self {
        Self::new(error.text(), error.fix())
    }
}

/// What a site's reports are named after.
struct SiteKey {
    client: Option<String>,
    domain: String,
}

impl PathTemplate {
    /// Reads a path. Without marks for client and domain it is one file, in which only the date is put in.
    pub fn parse(path: &Path, date: Date) -> Result<Result<Self, PathBuf>, PathTemplateError> {
        let text = path.to_string_lossy().into_owned();
        for rest in text.split('{').skip(1) {
            if let Some((mark, _)) = rest.split_once('}')
                && !matches!(mark, "client" | "domain" | "date")
                && mark.bytes().all(|byte| byte.is_ascii_lowercase())
            {
                return Err(PathTemplateError::UnknownMark(format!("{{{mark}}}")));
            }
        }
        if text.contains("{client}") || text.contains("{domain}") {
            return Ok(Ok(Self { path: text, date }));
        }
        if !text.contains("{date}") {
            return Ok(Err(path.to_owned()));
        }
        Ok(Err(PathBuf::from(text.replace("{date}", &date.to_string()))))
    }

    /// The files of a run, known before it begins, and how many targets each is of.
    pub fn planned(&self, plan: &Plan<'_>) -> Result<BTreeMap<PathBuf, u64>, PathTemplateError> {
        let (mut files, mut planned) = (ReportPaths::default(), BTreeMap::new());
        for (_, job) in plan.jobs() {
            let host = job.target.url().and_then(|url| url.host_str().map(without_www));
            let domain = job.site.domain.clone();
            let domain = domain.or_else(|| host.map(str::to_owned));
            let domain = domain.unwrap_or_else(|| job.target.text.clone());
            let key = SiteKey { client: job.site.client.clone(), domain };
            *planned.entry(files.add(self, &key)?).or_default() += 1;
        }
        Ok(planned)
    }

    fn file(&self, key: &SiteKey) -> PathBuf {
        // Both may stand in one name.
        let most = if self.path.contains("{client}") && self.path.contains("{domain}") {
            LONGEST / 2
        } else {
            LONGEST
        };
        let client = key.client.as_deref().map_or(NO_CLIENT.to_owned(), |it| file_name(it, most));
        // The marks are put in once: a client's name may look like another.
        let (mut path, mut rest) = (String::new(), self.path.as_str());
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            rest = match () {
                () if after.starts_with("client}") => {
                    path.push_str(&client);
                    &after["client}".len()..]
                }
                () if after.starts_with("domain}") => {
                    path.push_str(&file_name(&key.domain, most));
                    &after["domain}".len()..]
                }
                () if after.starts_with("date}") => {
                    path.push_str(&self.date.to_string());
                    &after["date}".len()..]
                }
                () => {
                    path.push('{');
                    after
                }
            };
        }
        path.push_str(rest);
        PathBuf::from(path)
    }

    /// What tells the reports of two sites apart.
    fn name(&self, key: &SiteKey) -> String {
        let client = self.path.contains("{client}").then(|| key.client.clone().unwrap_or_default());
        let domain = self.path.contains("{domain}").then(|| key.domain.clone());
        let parts: Vec<String> = client.into_iter().chain(domain).collect();
        parts.join(" ").trim().to_owned()
    }
}

/// The files of reports, by their names as a system sees them that knows no upper case, each with what it is named after.
#[derive(Debug, Default)]
pub(super) struct ReportPaths(BTreeMap<String, (String, PathBuf)>);

impl ReportPaths {
    /// The file of a finished site.
    pub(super) fn of_site(
        &mut self,
        template: &PathTemplate,
        site: &SiteReport,
    ) -> Result<PathBuf, PathTemplateError> {
        let address = site.home.as_deref().unwrap_or(&site.target);
        let live = Target::live(address).ok().or_else(|| Target::live(&site.target).ok());
        let web = address.starts_with("http://") || address.starts_with("https://");
        let host = live.as_ref().filter(|_| web).and_then(Target::url);
        let host = host.and_then(|url| url.host_str()).map(|host| without_www(host).to_owned());
        let domain = site.declared.domain.clone().or(host).unwrap_or_else(|| site.target.clone());
        self.add(template, &SiteKey { client: site.declared.client.clone(), domain })
    }

    fn add(
        &mut self,
        template: &PathTemplate,
        key: &SiteKey,
    ) -> Result<PathBuf, PathTemplateError> {
        let (path, name) = (template.file(key), template.name(key));
        match self.0.entry(path.to_string_lossy().to_lowercase()) {
            Entry::Vacant(new) => {
                new.insert((name, path.clone()));
                Ok(path)
            }
            Entry::Occupied(known) if known.get().0 == name => Ok(path),
            Entry::Occupied(known) => Err(PathTemplateError::Collision {
                first: known.get().0.clone(),
                second: name,
                path,
            }),
        }
    }
}

/// A name of at most so many bytes that every system takes for one file, and that leads out of no folder.
fn file_name(name: &str, most: usize) -> String {
    let shown = escape::hosts(name);
    let plain: String = shown
        .chars()
        .map(|char| match char {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            char if escape::is_unsafe(char) => '_',
            char => char,
        })
        .collect();
    let mut name = plain.trim_matches(|char: char| char == '.' || char.is_whitespace()).to_owned();
    while name.len() > most {
        name.pop();
    }
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|char: char| char.is_ascii_digit());
    if name.is_empty() || numbered || DEVICES.contains(&stem.as_str()) {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 22);

    fn template(path: &str) -> PathTemplate {
        PathTemplate::parse(Path::new(path), DAY).unwrap().unwrap()
    }

    fn key(client: &str, domain: &str) -> SiteKey {
        let client = (!client.is_empty()).then(|| client.to_owned());
        SiteKey { client, domain: domain.to_owned() }
    }

    #[test]
    fn marks_are_put_in_once() {
        for (path, client, domain, file) in [
            ("r/{client}.html", "甲公司", "a.cn", "r/甲公司.html"),
            ("r/{client}/{domain}-{date}.html", "甲", "a.cn", "r/甲/a.cn-2026-11-22.html"),
            ("{client}.html", "", "a.cn", "no-client.html"),
            ("{client}{x.html", "{domain}", "a.cn", "{domain}{x.html"),
            ("{domain}.csv", "", "xn--fsqu00a.cn", "例子.cn.csv"),
        ] {
            assert_eq!(template(path).file(&key(client, domain)), Path::new(file), "{path}");
        }
        let one = PathTemplate::parse(Path::new("r/{date}.html"), DAY).unwrap();
        assert_eq!(one, Err(PathBuf::from("r/2026-11-22.html")));
        let wrong = PathTemplate::parse(Path::new("{cleint}.html"), DAY).unwrap_err();
        assert_eq!(wrong, PathTemplateError::UnknownMark("{cleint}".to_owned()));
        assert!(PathTemplate::parse(Path::new("a{b c}.html"), DAY).is_ok());
    }

    #[test]
    fn names_are_files_of_their_folder() {
        for (name, file) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a/b\\c:d", "a_b_c_d"),
            ("..", "_"),
            (" . ", "_"),
            ("CON", "_CON"),
            ("com1.x", "_com1.x"),
            ("a\u{202e}b\n", "a_b_"),
            ("甲 乙", "甲 乙"),
        ] {
            assert_eq!(file_name(name, LONGEST), file, "{name:?}");
        }
        let long = "题".repeat(1000);
        for path in ["{client}.html", "{client}-{domain}-{date}.findings.csv"] {
            let file = template(path).file(&key(&long, &long));
            assert!(file.as_os_str().len() <= 255, "{file:?}");
        }
    }

    #[test]
    fn two_clients_do_not_share_a_file() {
        let (by_client, mut files) = (template("{client}.html"), ReportPaths::default());
        for (client, domain) in
            [("甲/乙", "a.cn"), ("甲/乙", "b.cn"), ("", "c.cn"), ("Acme", "d.cn")]
        {
            assert!(files.add(&by_client, &key(client, domain)).is_ok(), "{client}");
        }
        for client in ["甲:乙", "no-client", "ACME"] {
            let error = files.add(&by_client, &key(client, "x.cn")).unwrap_err();
            assert!(matches!(error, PathTemplateError::Collision { .. }), "{client}");
        }
    }
}
