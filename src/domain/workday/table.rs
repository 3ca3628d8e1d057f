//! Public holidays and make-up working days of mainland China, 2022 to 2026.
//!
//! Facts from the State Council's yearly papers, by way of the public data set holiday-cn (`NateScarlet`, MIT licence),
//! as of 2026-08; each paper's address is beside its year. The paper for 2027 was not out by then.

use std::borrow::Cow;

use jiff::civil::date;

use super::{Date, DaySpan, Paper};

const fn off(from: Date, to: Date) -> DaySpan {
    DaySpan { from, to, works: false }
}

const fn works(day: Date) -> DaySpan {
    DaySpan { from: day, to: day, works: true }
}

/// The papers, oldest first, one a year without gaps.
pub(super) const PAPERS: &[Paper] = &[
    Paper {
        year: 2022,
        // http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm
        spans: Cow::Borrowed(&[
            off(date(2022, 1, 1), date(2022, 1, 3)),
            works(date(2022, 1, 29)),
            works(date(2022, 1, 30)),
            off(date(2022, 1, 31), date(2022, 2, 6)),
            works(date(2022, 4, 2)),
            off(date(2022, 4, 3), date(2022, 4, 5)),
            works(date(2022, 4, 24)),
            off(date(2022, 4, 30), date(2022, 5, 4)),
            works(date(2022, 5, 7)),
            off(date(2022, 6, 3), date(2022, 6, 5)),
            off(date(2022, 9, 10), date(2022, 9, 12)),
            off(date(2022, 10, 1), date(2022, 10, 7)),
            works(date(2022, 10, 8)),
            works(date(2022, 10, 9)),
        ]),
    },
    Paper {
        year: 2023,
        // http://www.gov.cn/zhengce/zhengceku/2022-12/08/content_5730844.htm
        spans: Cow::Borrowed(&[
            off(date(2022, 12, 31), date(2023, 1, 2)),
            off(date(2023, 1, 21), date(2023, 1, 27)),
            works(date(2023, 1, 28)),
            works(date(2023, 1, 29)),
            off(date(2023, 4, 5), date(2023, 4, 5)),
            works(date(2023, 4, 23)),
            off(date(2023, 4, 29), date(2023, 5, 3)),
            works(date(2023, 5, 6)),
            off(date(2023, 6, 22), date(2023, 6, 24)),
            works(date(2023, 6, 25)),
            off(date(2023, 9, 29), date(2023, 10, 6)),
            works(date(2023, 10, 7)),
            works(date(2023, 10, 8)),
        ]),
    },
    Paper {
        year: 2024,
        // https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm
        spans: Cow::Borrowed(&[
            off(date(2024, 1, 1), date(2024, 1, 1)),
            works(date(2024, 2, 4)),
            off(date(2024, 2, 10), date(2024, 2, 17)),
            works(date(2024, 2, 18)),
            off(date(2024, 4, 4), date(2024, 4, 6)),
            works(date(2024, 4, 7)),
            works(date(2024, 4, 28)),
            off(date(2024, 5, 1), date(2024, 5, 5)),
            works(date(2024, 5, 11)),
            off(date(2024, 6, 10), date(2024, 6, 10)),
            works(date(2024, 9, 14)),
            off(date(2024, 9, 15), date(2024, 9, 17)),
            works(date(2024, 9, 29)),
            off(date(2024, 10, 1), date(2024, 10, 7)),
            works(date(2024, 10, 12)),
        ]),
    },
    Paper {
        year: 2025,
        // https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm
        spans: Cow::Borrowed(&[
            off(date(2025, 1, 1), date(2025, 1, 1)),
            works(date(2025, 1, 26)),
            off(date(2025, 1, 28), date(2025, 2, 4)),
            works(date(2025, 2, 8)),
            off(date(2025, 4, 4), date(2025, 4, 6)),
            works(date(2025, 4, 27)),
            off(date(2025, 5, 1), date(2025, 5, 5)),
            off(date(2025, 5, 31), date(2025, 6, 2)),
            works(date(2025, 9, 28)),
            off(date(2025, 10, 1), date(2025, 10, 8)),
            works(date(2025, 10, 11)),
        ]),
    },
    Paper {
        year: 2026,
        // https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm
        spans: Cow::Borrowed(&[
            off(date(2026, 1, 1), date(2026, 1, 3)),
            works(date(2026, 1, 4)),
            works(date(2026, 2, 14)),
            off(date(2026, 2, 15), date(2026, 2, 23)),
            works(date(2026, 2, 28)),
            off(date(2026, 4, 4), date(2026, 4, 6)),
            off(date(2026, 5, 1), date(2026, 5, 5)),
            works(date(2026, 5, 9)),
            off(date(2026, 6, 19), date(2026, 6, 21)),
            works(date(2026, 9, 20)),
            off(date(2026, 9, 25), date(2026, 9, 27)),
            off(date(2026, 10, 1), date(2026, 10, 7)),
            works(date(2026, 10, 10)),
        ]),
    },
];
