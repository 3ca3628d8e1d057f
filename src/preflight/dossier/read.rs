//! The tables of the file → [`Dossier`].

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use crate::config::{Error, Source, Table};
use crate::domain::failure::Failure;
use crate::domain::personal;
use crate::folder::open_file;

use super::harmless::HARMLESS;
use super::keys;
use super::table::{LineStarts, TableReader};
use super::{
    DocumentFields, Domain, Dossier, DossierField, DossierSite, FiledSite, FilingSubject, Front,
    Lead, Order, Server,
};

/// The size up to which a file is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Reads a dossier. Only a regular file is read: anybody may write into a pipe.
pub fn load(path: &Path) -> Result<Dossier, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let file: File = open_file(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(unreadable(io::Error::from(io::ErrorKind::FileTooLarge)));
    }
    parse_bytes(path, &bytes)
}

/// Reads the dossier that a user names.
pub fn load_named(path: &Path) -> Result<Dossier, Failure> {
    load(path).map_err(|error| match error {
        Error::Unreadable { source, .. } => {
            let path = path.display();
            let failure = Failure::new(
                (format!("无法读取 {path}"), format!("{path} cannot be read")),
                (
                    "请给出备案材料文件，或用 `beian preflight init` 生成一份",
                    "name a dossier, or write one with `beian preflight init`",
                ),
            );
            failure.because(&source)
        }
        other => other.into(),
    })
}

/// Reads a dossier from its bytes; `path` is for errors.
pub fn parse_bytes(path: &Path, bytes: &[u8]) -> Result<Dossier, Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(path, text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(error) => {
            let text =
                String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default())
                    .into_owned();
            let end = text.len();
            let source = Source { path: path.to_owned(), text, personal: Some(HARMLESS) };
            Err(source.error(
                &(end..end),
                ("这里不是 UTF-8 文本", "not UTF-8 text from here on"),
                ("请在编辑器里把文件另存为 UTF-8", "save the file as UTF-8 in your editor"),
            ))
        }
    }
}

/// Reads a dossier from its text; `path` is for errors.
pub fn parse(path: &Path, text: String) -> Result<Dossier, Error> {
    let source = Arc::new(Source { path: path.to_owned(), text, personal: Some(HARMLESS) });
    dossier(&source).map_err(without_numbers)
}

/// No word of an error shows a whole number of a document or a phone.
fn without_numbers(error: Error) -> Error {
    match error {
        Error::Wrong { place, what, fix } => Error::Wrong {
            place,
            what: what.map(personal::mask_numbers),
            fix: fix.map(personal::mask_numbers),
        },
        other => other,
    }
}

fn dossier(source: &Arc<Source>) -> Result<Dossier, Error> {
    let document = DeTable::parse(&source.text).map_err(|error| {
        let what = (
            format!("不是有效的 TOML：{}", error.message()),
            format!("not valid TOML: {}", error.message()),
        );
        source.error(
            &error.span().unwrap_or(0..0),
            what,
            ("请改正标出的地方", "correct the marked place"),
        )
    })?;
    let table = Table {
        source,
        entries: document.get_ref(),
        name: "the top of the file",
        keys: keys::TOP,
        home_of: keys::home_of,
    };
    let lines = LineStarts::of(&source.text);
    let top = TableReader { table, lines: &lines };
    top.table.refuse_unknown_keys()?;
    Ok(Dossier {
        provider: top.text("provider")?,
        account_subject: top.text("account_subject")?,
        made_on: top.choice("made_on")?,
        request: top.choice("request")?,
        changes: top.choices("changes")?,
        open_order: top.flag("open_order")?,
        order: top.one("order", keys::ORDER, order)?.unwrap_or_default(),
        subject: top.one("subject", keys::SUBJECT, subject)?.unwrap_or_default(),
        leads: top.many("lead", keys::LEAD, lead)?,
        sites: top.many("site", keys::SITE, site)?,
        domains: top.many("domain", keys::DOMAIN, domain)?,
        servers: top.many("server", keys::SERVER, server)?,
        fronts: top.many("front", keys::FRONT, front)?,
        filed_sites: top.many("filed_site", keys::FILED_SITE, filed_site)?,
    })
}

fn order(table: &TableReader<'_>, _line: u32) -> Result<Order, Error> {
    Ok(Order {
        created: table.day("created")?,
        submitted: table.day("submitted")?,
        sms_received: table.day("sms_received")?,
        sms_checked: table.day("sms_checked")?,
        approved: table.day("approved")?,
        opened: table.day("opened")?,
        papers_arrived: table.day("papers_arrived")?,
        police_submitted: table.day("police_submitted")?,
        police_approved: table.day("police_approved")?,
        badge_shown: table.day("badge_shown")?,
        data_code_expires: table.day("data_code_expires")?,
    })
}

fn document(table: &TableReader<'_>) -> Result<DocumentFields, Error> {
    Ok(DocumentFields {
        kind: table.choice("document")?,
        number: table.text("document_number")?,
        address: table.text("document_address")?,
        valid_to: table.validity("document_valid_to")?,
    })
}

fn subject(table: &TableReader<'_>, line: u32) -> Result<FilingSubject, Error> {
    Ok(FilingSubject {
        line: Some(line),
        kind: table.choice("kind")?,
        name: table.text("name")?,
        document: document(table)?,
        province: table.province("province")?,
        city: table.text("city")?,
        address: table.text("address")?,
        investor: table.text("investor")?,
        icp: table.text("icp")?,
        filed_with: table.text("filed_with")?,
        remark: table.text("remark")?,
        scope: table.text("scope")?,
        lead: table.text("lead")?,
    })
}

fn lead(table: &TableReader<'_>, line: u32) -> Result<Lead, Error> {
    Ok(Lead {
        line: Some(line),
        name: table.text("name")?,
        document: document(table)?,
        mobile: table.text("mobile")?,
        second_contact: table.text("second_contact")?,
        emergency: table.text("emergency")?,
        mail: table.text("mail")?,
        mainland: table.flag("mainland")?,
        legal_representative: table.flag("legal_representative")?,
        residence_permit: table.flag("residence_permit")?,
        mobile_changed: table.flag("mobile_changed")?,
    })
}

fn site(table: &TableReader<'_>, line: u32) -> Result<DossierSite, Error> {
    let mut domains: Vec<DossierField<String>> = table.texts("domains")?;
    let one = table.text("domain")?;
    if one.is_said() {
        domains.insert(0, one);
    }
    Ok(DossierSite {
        line: Some(line),
        name: table.text("name")?,
        domains,
        service: table.choice("service")?,
        purpose: table.text("purpose")?,
        content: table.text("content")?,
        services: table.text("services")?,
        languages: table.text("languages")?,
        branches: table.choice_list("branches")?,
        approvals: table.choices("approvals")?,
        remark: table.text("remark")?,
        commercial: table.flag("commercial")?,
        lead: table.text("lead")?,
        icp: table.text("icp")?,
        open: table.flag("open")?,
        url: table.text("url")?,
    })
}

fn domain(table: &TableReader<'_>, line: u32) -> Result<Domain, Error> {
    Ok(Domain {
        line: Some(line),
        name: table.text("name")?,
        registrar: table.text("registrar")?,
        verified: table.day("verified")?,
        holder: table.text("holder")?,
        holder_document: table.choice("holder_document")?,
        holder_number: table.text("holder_number")?,
        expires: table.day("expires")?,
        certificate_expires: table.day("certificate_expires")?,
    })
}

fn server(table: &TableReader<'_>, line: u32) -> Result<Server, Error> {
    Ok(Server {
        line: Some(line),
        hosting: table.choice("hosting")?,
        product: table.text("product")?,
        mainland: table.flag("mainland")?,
        region: table.text("region")?,
        billing: table.choice("billing")?,
        months: table.count("months")?,
        price: table.count("price")?,
        bought: table.day("bought")?,
        expires: table.day("expires")?,
        public_bandwidth: table.flag("public_bandwidth")?,
        address: table.text("address")?,
        own_account: table.flag("own_account")?,
        number_applied: table.flag("number_applied")?,
        numbers_left: table.count("numbers_left")?,
    })
}

fn front(table: &TableReader<'_>, line: u32) -> Result<Front, Error> {
    Ok(Front {
        line: Some(line),
        kind: table.choice("kind")?,
        provider: table.text("provider")?,
        origin: table.choice("origin")?,
        carrier: table.choice("line")?,
    })
}

fn filed_site(table: &TableReader<'_>, line: u32) -> Result<FiledSite, Error> {
    Ok(FiledSite {
        line: Some(line),
        domain: table.text("domain")?,
        icp: table.text("icp")?,
        open: table.flag("open")?,
        shows_number: table.flag("shows_number")?,
        url: table.text("url")?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::SubjectKind;
    use super::*;
    use crate::domain::failure::Remedy as _;
    use crate::domain::lang::Bilingual as _;

    fn read(text: &str) -> Result<Dossier, Error> {
        parse(Path::new("filing.toml"), text.to_owned())
    }

    #[test]
    fn values_carry_their_lines_and_what_is_left_out_is_not_said() {
        let dossier = read(
            "provider = \"aliyun\"\n[subject]\nkind = \"个人\"\nprovince = \"江苏省\"\n[[site]]\nname = \"林间小筑\"\n\
             domain = \"example.cn\"\ndomains = [\n\"a.cn\"]\n",
        )
        .unwrap();
        assert_eq!((dossier.provider.text(), dossier.provider.line()), (Some("aliyun"), Some(1)));
        assert_eq!(dossier.subject.kind.copy(), Some(SubjectKind::Person));
        assert_eq!(dossier.subject.province.copy().map(|it| it.zh), Some("江苏"));
        let site = &dossier.sites[0];
        let domains: Vec<_> = site.domains.iter().map(|it| (it.text(), it.line())).collect();
        assert_eq!(domains, [(Some("example.cn"), Some(7)), (Some("a.cn"), Some(9))]);
        assert!(!site.open.is_said() && !dossier.open_order.is_said());
    }

    #[test]
    fn errors_point_at_the_line_and_name_what_was_meant() {
        for (text, place, what, fix) in [
            ("providr = \"x\"", ":1:1:", "unknown key \"providr\"", "did you mean `provider`"),
            (
                "[subject]\nkind = \"persn\"",
                ":2:8:",
                "\"persn\" is not known",
                "did you mean \"person\"",
            ),
            ("mobile = \"1\"", ":1:1:", "unknown key", "belongs into [[lead]]"),
            ("[site]\nname = \"x\"", ":1:1:", "`site` is not a table", "[[site]]"),
            ("[[server]]\nmonths = -1", ":2:10:", "-1 is no count", "whole number"),
            ("[[domain]]\nexpires = \"soon\"", ":2:11:", "is not a date", "YYYY-MM-DD"),
            ("x = ", ":1:", "not valid TOML", "correct"),
            ("[[site]]\npurpose = \"\u{200b}\"", ":2:11:", "`purpose` is empty", "fill in"),
            ("[[site]]\nname = \"青\u{200b}禾\"", ":2:8:", "nobody sees: U+200B", "type it anew"),
            ("[[site]]\ndomains = [\"a\u{202e}.cn\"]", ":2:12:", "U+202E", "type it anew"),
        ] {
            let error = read(text).expect_err(text);
            let message = error.to_string();
            assert!(message.contains(place) && message.contains(what), "{text}\n{message}");
            assert!(error.fix().en.contains(fix), "{text}\n{}", error.fix());
        }
    }

    #[test]
    fn no_error_shows_a_number_of_a_document_or_a_phone() {
        for text in [
            "[[lead]]\ndocument_number = \"11010519491231002X\" oops",
            "[[lead]]\nmobile = 13812345678",
            "[[lead]]\n13812345678 = \"x\"",
            "[subject]\nkind = \"13812345678\"",
            "[[lead]]\nmobil = \"13812345678\"",
            "[[lead]]\ndocument_number = \"E12345678",
            "[[lead]]\ndocument_numbr=\"E12345678\"",
            "[[lead]]\nmobile = 138_1234_5678",
            "[[lead]]\nmobil = \"138 1234 5678\"",
            "[[lead]]\nmobile = 138.1234.5678",
            "[[lead]]\n138.1234.5678 = 1",
            "[[lead]]\nmobil = \"１３８１２３４５６７８\"",
            "[[lead]]\nmobile = １３８１２３４５６７８",
            "[subject]\nkind = \"E12345678\"",
            "[subject]\nkind = \"138-1234-5678\"",
            "[[lead]]\nmobile = \"\"\"\n138 1234 5678\n",
        ] {
            let error = read(text).expect_err(text);
            let said = format!("{error} {} {error:?} {}", error.fix(), error.zh());
            for part in ["1234", "5678", "19491231", "１２３４"] {
                assert!(!said.contains(part), "{text}: {said}");
            }
        }
    }

    #[test]
    fn no_text_key_takes_what_nobody_sees() {
        for (table, keys) in keys::TABLES {
            let head = if table.starts_with('[') { table } else { "" };
            for key in keys.iter().filter(|key| key.value.starts_with(['"', '['])) {
                if key.value.starts_with("[[") || ["[order]", "[subject]"].contains(&key.value) {
                    continue;
                }
                let list = key.value.starts_with('[');
                for value in
                    ["\\u200b", " ", "\\u3164", "\\u0007", "\\u3000", "示例\\u200b", "\\u202e例"]
                {
                    let value =
                        if list { format!("[\"{value}\"]") } else { format!("\"{value}\"") };
                    let text = format!("{head}\n{} = {value}\n", key.name);
                    let error = read(&text).expect_err(&text).to_string();
                    assert!(error.starts_with("filing.toml:2:"), "{text}: {error}");
                }
            }
        }
        let several = read("[subject]\nremark = \"\"\"一行\n两行\"\"\"\n").unwrap();
        assert_eq!(several.subject.remark.text(), Some("一行 两行"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_dossier_or_an_error_with_a_line(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Err(error) = parse_bytes(Path::new("filing.toml"), &bytes) {
                prop_assert!(error.to_string().starts_with("filing.toml:"), "{}", error);
            }
        }

        #[test]
        fn any_text_is_a_dossier_or_an_error_with_a_line(text in "(\\[\\[?(subject|site|lead|order)\\]?\\]\n|[a-z_]{1,8} = [\"a-z0-9备\\[\\],-]{0,9}\n|\\PC){0,12}") {
            if let Err(error) = read(&text) {
                prop_assert!(error.to_string().starts_with("filing.toml:"), "{}", error);
            }
        }
    }
}
