//! `beian preflight init`: a commented dossier for what is asked.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use crate::console::DossierAnswers;
use crate::domain::province::{self, Province};
use crate::preflight::dossier::{FILE_NAME, NamedChoice as _, SubjectKind, template};
use crate::preflight::rules::domain_typed;
use crate::preflight::{check_free, create};

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
    #[arg(long, value_name = "NAME", value_parser = province::typed)]
    province: Option<&'static Province>,
    /// The provider's id, e.g. aliyun
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    /// The domain, e.g. example.cn
    #[arg(long, value_name = "DOMAIN", value_parser = domain_typed)]
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
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let path = world.cwd.join(&self.file);
        if !self.stdout {
            check_free(&path, &self.file)?;
        }
        let Self { subject, province, provider, domain, .. } = self;
        let mut known = DossierAnswers { subject, province, provider, domain };
        if !self.no_questions && world.err_is_terminal && world.input_is_terminal {
            known.ask(&mut world.dialogue())?;
        }
        let text = template(world.look.lang, &known.values());
        if self.stdout {
            world.out.write_all(text.as_bytes())?;
        } else {
            world.note(&create(&path, &self.file, &text)?)?;
        }
        Ok(Exit::Clean)
    }
}
