//! The columns of a table of targets: which heading names what, and what a cell of it says of the site.

use crate::config::declared;
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::site::{DeclaredPolice, Site, Subject};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListColumn {
    Target,
    Client,
    Icp,
    Police,
    Owner,
    Subject,
    Since,
    Approved,
    Opened,
    PoliceSubmitted,
    PoliceApproved,
    Place,
}

/// The names that tables give to each column, without blanks and signs; a target has a dot, a slash or a folder's name of
/// its own. Those of exported tables name their target first.
const HEADINGS: [(ListColumn, &[&str]); 12] = [
    (
        ListColumn::Target,
        &[
            "domain",
            "domains",
            "domainname",
            "url",
            "site",
            "target",
            "host",
            "hostname",
            "website",
            "域名",
            "网址",
            "网站",
            "站点",
            "网站域名",
            "网站网址",
            "首页网址",
            "网站首页网址",
        ],
    ),
    (ListColumn::Client, &["client", "customer", "客户", "客户名称", "客户名"]),
    (
        ListColumn::Icp,
        &[
            "icp",
            "icpnumber",
            "icpfiling",
            "备案号",
            "icp备案号",
            "icp备案",
            "网站备案号",
            "网站备案",
            "备案许可证号",
            "icp备案许可证号",
            "网站备案许可证号",
        ],
    ),
    (
        ListColumn::Police,
        &[
            "police",
            "policenumber",
            "公安备案号",
            "公安备案",
            "公安联网备案号",
            "公安联网备案",
            "公安机关备案号",
            "联网备案号",
        ],
    ),
    (
        ListColumn::Owner,
        &[
            "owner",
            "company",
            "主办单位",
            "主办单位名称",
            "主办者",
            "主办者名称",
            "单位名称",
            "公司",
            "公司名称",
            "企业名称",
        ],
    ),
    (ListColumn::Subject, &["subject", "主体性质", "主体类型", "主办单位性质", "单位性质", "性质"]),
    (ListColumn::Since, &["since", "建站年份", "建站时间", "成立年份"]),
    (
        ListColumn::Approved,
        &[
            "approved",
            "备案通过日期",
            "备案日期",
            "icp备案日期",
            "icp备案通过日期",
            "审核通过日期",
            "审核日期",
            "审核时间",
        ],
    ),
    (ListColumn::Opened, &["opened", "开通日期", "上线日期", "开通时间", "上线时间"]),
    (ListColumn::PoliceSubmitted, &["policesubmitted", "公安备案提交日期", "公安备案申请日期"]),
    (ListColumn::PoliceApproved, &["policeapproved", "公安备案通过日期", "公安备案日期"]),
    (ListColumn::Place, &["place", "label", "审查地点", "节点标签"]),
];

impl ListColumn {
    /// The column that a heading names.
    pub(super) fn named(heading: &str) -> Option<Self> {
        let plain = heading.split(['(', '（']).next().unwrap_or_default();
        let plain: String = plain.chars().filter(|char| char.is_alphanumeric()).collect();
        let plain = plain.to_lowercase();
        let of = |(_, names): &&(Self, &[&str])| names.contains(&plain.as_str());
        HEADINGS.iter().find(of).map(|(column, _)| *column)
    }

    /// Puts what a cell says into the site. An empty one, and a stroke in its place, says nothing.
    pub(super) fn put(self, cell: &str, today: Date, site: &mut Site) -> Result<(), Failure> {
        let cell = cell.trim();
        if matches!(cell, "" | "-" | "--" | "—" | "——" | "/" | "无") {
            return Ok(());
        }
        match self {
            Self::Target => {}
            Self::Client => site.client = Some(cell.to_owned()),
            Self::Icp => site.icp = Some(declared::icp(cell, today)?),
            Self::Police if matches!(cell, "办理中" | "待办理" | "审核中") => {
                site.police = Some(DeclaredPolice::Pending);
            }
            Self::Police => site.police = Some(declared::police(cell)?),
            Self::Owner => site.owner = Some(cell.to_owned()),
            Self::Subject => site.subject = Some(subject(cell)?),
            Self::Since => {
                let year = cell.trim_end_matches('年').parse().unwrap_or_default();
                site.since = Some(declared::since(year, today)?);
            }
            Self::Approved => site.approved = Some(day(cell)?),
            Self::Opened => site.opened = Some(day(cell)?),
            Self::PoliceSubmitted => site.police_submitted = Some(day(cell)?),
            Self::PoliceApproved => site.police_approved = Some(day(cell)?),
            Self::Place => site.place = Some(cell.to_owned()),
        }
        Ok(())
    }
}

fn subject(cell: &str) -> Result<Subject, Failure> {
    match cell {
        "企业" | "单位" | "组织" | "公司" | "事业单位" | "社会团体" | "政府机关" => {
            Ok(Subject::Organisation)
        }
        "个人" => Ok(Subject::Person),
        other => declared::subject(&other.to_lowercase()),
    }
}

/// A day as spreadsheets show it: `2026-01-05`, `2026/1/5`, `2026.1.5`, `2026年1月5日`, whatever time follows.
fn day(cell: &str) -> Result<Date, Failure> {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> =
        day.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    match parts[..] {
        [year, month, day] if parts.iter().all(digits) && year.len() == 4 => {
            declared::day(&format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => declared::day(cell).map_err(|wrong| Failure {
            fix: Text::fixed("请写成 2026-01-05 或 2026/1/5", "write it as 2026-01-05 or 2026/1/5"),
            ..wrong
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_and_however_they_are_spelt() {
        for (heading, column) in [
            ("Domain Name", ListColumn::Target),
            ("网站域名（必填）", ListColumn::Target),
            ("ICP 备案号", ListColumn::Icp),
            ("ICP备案/许可证号", ListColumn::Icp),
            ("police_approved", ListColumn::PoliceApproved),
            ("客户*", ListColumn::Client),
            ("主办单位名称", ListColumn::Owner),
            ("开通日期", ListColumn::Opened),
        ] {
            assert_eq!(ListColumn::named(heading), Some(column), "{heading}");
        }
        for heading in ["", "备注", "a.cn", "public", "公安"] {
            assert_eq!(ListColumn::named(heading), None, "{heading}");
        }
    }

    #[test]
    fn cells_are_read_as_people_fill_them_in() {
        let today = Date::constant(2026, 11, 22);
        let read = |column: ListColumn, cell: &str| {
            let mut site = Site::default();
            column.put(cell, today, &mut site).map(|()| site)
        };
        for cell in ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "2026/1/5 0:00:00"] {
            let site = read(ListColumn::Opened, cell).unwrap();
            assert_eq!(site.opened, Some(Date::constant(2026, 1, 5)), "{cell}");
        }
        assert_eq!(read(ListColumn::Subject, "企业").unwrap().subject, Some(Subject::Organisation));
        assert_eq!(
            read(ListColumn::Police, "办理中").unwrap().police,
            Some(DeclaredPolice::Pending)
        );
        assert_eq!(read(ListColumn::Since, "2019年").unwrap().since, Some(2019));
        for cell in ["", " ", "-", "无", "/"] {
            assert_eq!(read(ListColumn::Icp, cell).unwrap(), Site::default(), "{cell:?}");
        }
        for (column, cell) in [
            (ListColumn::Icp, "x"),
            (ListColumn::Opened, "2026/13/1"),
            (ListColumn::Opened, "1/5/26"),
            (ListColumn::Subject, "x"),
            (ListColumn::Since, "x"),
        ] {
            assert!(read(column, cell).is_err(), "{cell}");
        }
    }
}
