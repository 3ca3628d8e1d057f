//! The life of a site.

use super::ran;

/// The life of one site: each event, and what runs on its day.
const LIFE: &[(&str, &[&str])] = &[
    // Mon. Working days: 30, 31 Dec; 1-3 Jan off; Sun 4 worked, Mon 5, Tue 6
    ("domain-verified 2025-12-29", &["domain-real-name 2026-01-06 domain-verified"]),
    // 21 days to the end of January, 24 more
    (
        "order-created 2026-01-10",
        &["domain-real-name 2026-01-06 domain-verified", "order-idle 2026-02-24 order-created"],
    ),
    // again 45 days: 16 to the end of February, 29 more
    (
        "order-updated 2026-02-12",
        &["domain-real-name 2026-01-06 domain-verified", "order-idle 2026-03-29 order-updated"],
    ),
    // Fri. Sat 14 worked (1), 15-23 off (Spring Festival), Tue 24 (2), 25, 26, 27, Sat 28 worked (6),
    // 2-6 March (11), 9-13 (16), 16-19 (20)
    (
        "order-submitted 2026-02-13",
        &[
            "provider-review 2026-02-24 order-submitted",
            "authority-review 2026-03-19 order-submitted",
        ],
    ),
    (
        "sms-received 2026-02-24 16:30",
        &["sms-check 2026-02-25 16:30 sms-received", "authority-review 2026-03-19 order-submitted"],
    ),
    // the papers are complete: 26, 27, 28 Feb (3), 2-6 (8), 9-13 (13), 16-20 (18), 23, 24 March (20)
    ("sms-checked 2026-02-25 09:10", &["authority-review 2026-03-24 sms-checked"]),
    // a Friday: the console follows on Monday; 11 days to the end of March, 19 more
    (
        "icp-approved 2026-03-20",
        &["console-update 2026-03-23 icp-approved", "police-filing 2026-04-19 icp-approved"],
    ),
    // the number is on the page at once; April has 30 days
    (
        "opened 2026-03-31",
        &[
            "icp-number 2026-03-31 opened",
            "police-filing 2026-04-30 opened | 2026-04-19 icp-approved",
        ],
    ),
    // Fri. 13-17 (5), 20, 21
    ("police-submitted 2026-04-10", &["police-review 2026-04-21 police-submitted"]),
    // 10 days to the end of April, 20 more
    ("police-approved 2026-04-20", &["police-badge 2026-05-20 police-approved"]),
    ("badge-shown 2026-05-06", &[]),
    // a new provider: 2 days to the end of September, 31 of October, 12 more
    ("order-created 2026-09-28", &["order-idle 2026-11-12 order-created"]),
    (
        "provider-changed 2026-09-29",
        &["order-idle 2026-11-12 order-created", "provider-filing 2026-09-29 provider-changed"],
    ),
    // Wed. 1-7 off (National Day); Thu 8, Fri 9, Sat 10 worked (3), 12-16 (8), 19-23 (13), 26-30 (18), 2, 3 Nov
    (
        "order-submitted 2026-09-30",
        &[
            "provider-review 2026-10-09 order-submitted",
            "authority-review 2026-11-03 order-submitted",
        ],
    ),
    // the police filing is done, a second approval does not ask for another
    ("icp-approved 2026-10-28", &[]),
    ("notice 2026-12-18 due 2027-01-04", &["notice-2026-12-18 2027-01-04 notice"]),
    // Mon. 22, 23, 24 (3); no paper covers the days from the 25th on: at the earliest 17 days later
    (
        "order-submitted 2026-12-21",
        &[
            "provider-review 2026-12-23 order-submitted",
            "authority-review ~2027-01-10 order-submitted",
            "notice-2026-12-18 2027-01-04 notice",
        ],
    ),
    ("closed 2026-12-31", &[]),
];

#[test]
fn a_site_from_its_first_day_to_its_last() {
    for (count, (event, expected)) in LIFE.iter().enumerate() {
        let so_far: Vec<&str> = LIFE[..=count].iter().map(|(event, _)| *event).collect();
        let today = event.split(' ').nth(1).expect(event);
        assert_eq!(ran(&so_far, today), *expected, "{event}");
    }
}
