//! `beian preflight init`: a commented dossier for what is asked.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use crate::domain::lang::{Lang, Text};
use crate::domain::province::{self, Province};
use crate::preflight::dossier::{
    FILE_NAME, NamedChoice as _, SubjectKind, TemplateValues, template,
};
use crate::preflight::provider::Providers;

use super::super::context::note;
use super::super::look::Look;
use super::super::usage::ValueError;
use super::super::{Error, Exit, World};

/// Write a commented dossier; asks on a terminal for what is not given
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  beian preflight init\n  beian preflight init --subject enterprise --province 浙江 --provider aliyun --domain example.cn"
)]
pub(super) struct Init {
    /// Who files
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(SubjectKind::ALL.iter().map(|kind| kind.word())))]
    subject: Option<String>,
    /// Province of the filing, e.g. 江苏 or Jiangsu
    #[arg(long, value_name = "NAME", value_parser = province)]
    province: Option<&'static Province>,
    /// The provider's id, e.g. aliyun
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    /// The domain, e.g. example.cn
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = FILE_NAME, value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Print it instead of writing a file
    #[arg(long)]
    stdout: bool,
    /// Ask nothing, on a terminal too
    #[arg(long)]
    no_questions: bool,
}

impl Init {
    pub(super) fn run(mut self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let path = world.cwd.join(&self.file);
        if !self.stdout && path.symlink_metadata().is_ok() {
            let shown = self.file.display();
            return Err(Error::new(
                (format!("{shown} 已经存在"), format!("{shown} exists already")),
                ("请编辑它，或用 --file 换一个名字", "edit it, or name another file with --file"),
            ));
        }
        if !self.no_questions && world.err_is_terminal && world.input_is_terminal {
            self.ask(world, look.lang)?;
        }
        let wanted = TemplateValues {
            kind: self.subject.as_deref().and_then(SubjectKind::named),
            province: self.province,
            provider: self.provider.as_deref(),
            domain: self.domain.as_deref(),
        };
        let text = template(look.lang, &wanted);
        if self.stdout {
            world.out.write_all(text.as_bytes())?;
            return Ok(Exit::Clean);
        }
        create(&path, &text).map_err(|cause| Error::unwritable(&path, &cause))?;
        let ignored = ignore(&path)
            .map_err(|cause| Error::unwritable(&path.with_file_name(".gitignore"), &cause))?;
        let shown = self.file.display();
        let (zh, en) = if ignored {
            ("，并加入 .gitignore", ", and named in .gitignore")
        } else {
            ("", "")
        };
        let said = Text::made(
            format!("已写入 {shown}（仅本人可读）{zh}。填好后运行 beian preflight"),
            format!(
                "{shown} is written, readable by you alone{en}. Fill it in, then run beian preflight"
            ),
        );
        note(&said, look, world)?;
        Ok(Exit::Clean)
    }

    /// Asks for what is not given; an empty answer leaves it out.
    fn ask(&mut self, world: &mut World<'_>, lang: Lang) -> Result<(), Error> {
        if self.subject.is_none() {
            let kinds: Vec<(&str, String)> = SubjectKind::ALL
                .iter()
                .map(|kind| (kind.word(), kind.label().get(lang).to_owned()))
                .collect();
            self.subject = choose(&Text::fixed("谁来备案？", "Who files?"), &kinds, world, lang)?;
        }
        while self.province.is_none() {
            let typed = line(
                &Text::fixed("备案省份（例如 江苏）", "Province (e.g. Jiangsu)"),
                world,
                lang,
            )?;
            if typed.is_empty() {
                break;
            }
            self.province = province(&typed).ok();
        }
        if self.provider.is_none() {
            let known = Providers::default();
            let ids: Vec<(&str, String)> = known
                .ids()
                .into_iter()
                .map(|id| {
                    (
                        id,
                        known
                            .named(id)
                            .map(|it| it.label().get(lang).to_owned())
                            .unwrap_or_default(),
                    )
                })
                .collect();
            self.provider =
                choose(&Text::fixed("哪家接入商？", "Which provider?"), &ids, world, lang)?;
        }
        if self.domain.is_none() {
            let typed = line(
                &Text::fixed("域名（例如 example.cn）", "Domain (e.g. example.cn)"),
                world,
                lang,
            )?;
            self.domain = Some(typed).filter(|typed| !typed.is_empty());
        }
        Ok(())
    }
}

/// Asks for one of a numbered list: by its number, its word or its name.
fn choose(
    question: &Text,
    choices: &[(&str, String)],
    world: &mut World<'_>,
    lang: Lang,
) -> Result<Option<String>, Error> {
    for (at, (word, label)) in choices.iter().enumerate() {
        writeln!(world.err, "  {}. {label} ({word})", at + 1)?;
    }
    loop {
        let typed = line(question, world, lang)?;
        if typed.is_empty() {
            return Ok(None);
        }
        let by_number =
            typed.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
        let by_name = choices.iter().find(|(word, label)| *word == typed || *label == typed);
        if let Some((word, _)) = by_number.or(by_name) {
            return Ok(Some((*word).to_owned()));
        }
    }
}

/// Asks for a line; the end of the input is an empty one.
fn line(question: &Text, world: &mut World<'_>, lang: Lang) -> Result<String, Error> {
    const LONGEST: usize = 300;
    write!(world.err, "{}: ", question.get(lang))?;
    world.err.flush()?;
    let mut bytes = Vec::new();
    // byte by byte: what follows belongs to the next question
    let mut byte = [0];
    while world.input.read(&mut byte)? > 0 && byte != *b"\n" {
        if bytes.len() < LONGEST {
            bytes.extend(byte);
        }
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// Writes a new file that nobody else can read.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Names the file in the `.gitignore` beside it, where there is one; whether it is named there now.
fn ignore(path: &Path) -> io::Result<bool> {
    let list = path.with_file_name(".gitignore");
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(false) };
    if !list.is_file() {
        return Ok(false);
    }
    let mut text = fs::read_to_string(&list)?;
    let named = |line: &str| line.trim().trim_start_matches('/') == name;
    if text.lines().any(named) {
        return Ok(true);
    }
    let before = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    text = format!("{before}/{name}\n");
    OpenOptions::new().append(true).open(&list)?.write_all(text.as_bytes())?;
    Ok(true)
}

fn province(text: &str) -> Result<&'static Province, ValueError> {
    let is =
        |it: &&Province| text.trim().starts_with(it.zh) || it.en.eq_ignore_ascii_case(text.trim());
    province::ALL.iter().find(is).ok_or_else(|| {
        ValueError::form(("请写省份名称，例如 江苏", "write a province, e.g. 江苏 or Jiangsu"))
    })
}
