//! Deadlines as places on a line. All that lies across is a share of the width: an SVG whose text keeps its size.

use std::collections::BTreeMap;
use std::io;

use minijinja::context;
use minijinja::value::Value;

use crate::deadlines::DueState;
use crate::domain::date::{Date, days_from};
use crate::domain::lang::Lang;

use super::frame::render;

/// Days before and after today that the line shows at most; what lies beyond stands at its ends.
const BEFORE: i32 = 90;
const AFTER: i32 = 366;
/// Days after today that it shows at least.
const AT_LEAST: i32 = 14;
/// Deadlines so near to each other are one mark, in hundredths of the width.
const MARK: f64 = 4.0;
/// At most this many days are written below the line.
const TICKS: i32 = 3;

/// The states, the gravest first.
const STATES: [DueState; 5] =
    [DueState::Overdue, DueState::Soon, DueState::Late, DueState::Running, DueState::Waiting];

/// Deadlines by the days that are left, counted by state.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct TimelineDrawing {
    days: BTreeMap<i32, [usize; STATES.len()]>,
}

/// From the first to the last day of the line, counted from today.
#[derive(Clone, Copy)]
struct Range {
    first: i32,
    last: i32,
}

impl Range {
    /// The place of a day, in hundredths of the width.
    fn place(self, days: i32) -> f64 {
        let days = f64::from(days.clamp(self.first, self.last) - self.first);
        let place = 4.0 + 92.0 * days / f64::from(self.last - self.first);
        (place * 100.0).round() / 100.0
    }
}

impl TimelineDrawing {
    /// Adds a deadline.
    pub(in crate::report) fn add(&mut self, days_left: i32, state: DueState) {
        let states = self.days.entry(days_left).or_default();
        let place = STATES.iter().position(|known| *known == state);
        if let Some(count) = place.and_then(|place| states.get_mut(place)) {
            *count += 1;
        }
    }

    /// How many deadlines are in this state.
    pub(in crate::report) fn count(&self, state: DueState) -> usize {
        let place = STATES.iter().position(|known| *known == state).unwrap_or_default();
        self.days.values().filter_map(|states| states.get(place)).sum()
    }

    /// How many deadlines there are.
    pub(in crate::report) fn len(&self) -> usize {
        self.days.values().flatten().sum()
    }

    /// The line as SVG.
    pub(in crate::report) fn draw(&self, today: Date, lang: Lang) -> io::Result<String> {
        let first = self.days.keys().next().copied().unwrap_or_default();
        let last = self.days.keys().next_back().copied().unwrap_or_default();
        let range = Range { first: first.clamp(-BEFORE, 0), last: last.clamp(AT_LEAST, AFTER) };
        let label = match lang {
            Lang::Zh => format!("今天 {today}"),
            Lang::En => format!("today, {today}"),
        };
        let now = range.place(0);
        render(
            "timeline",
            lang,
            context! {
                label => self.label(lang),
                past => range.first < 0,
                ticks => ticks(range, today),
                dots => self.dots(range, today, lang),
                today => context! { x => now, label, anchor => anchor(now) },
            },
        )
    }

    /// What the picture says, in words.
    fn label(&self, lang: Lang) -> String {
        let all = self.len();
        let [overdue, soon] = [DueState::Overdue, DueState::Soon].map(|state| self.count(state));
        match lang {
            Lang::Zh => format!("期限时间线：共 {all} 项，逾期 {overdue} 项，7 天内到期 {soon} 项"),
            Lang::En => {
                format!("Time line of {all} deadlines: {overdue} overdue, {soon} due within 7 days")
            }
        }
    }

    fn dots(&self, range: Range, today: Date, lang: Lang) -> Vec<Value> {
        let mut marks: Vec<TimelineMark> = Vec::new();
        for (days, states) in &self.days {
            let place = range.place(*days);
            match marks.last_mut() {
                Some(mark) if place - mark.place < MARK => mark.add(*days, states),
                _ => {
                    let mut mark =
                        TimelineMark { place, first: *days, last: *days, states: [0; 5] };
                    mark.add(*days, states);
                    marks.push(mark);
                }
            }
        }
        marks.iter().map(|mark| mark.value(today, lang)).collect()
    }
}

/// Deadlines that are drawn as one.
struct TimelineMark {
    place: f64,
    first: i32,
    last: i32,
    states: [usize; STATES.len()],
}

impl TimelineMark {
    fn add(&mut self, days: i32, states: &[usize; STATES.len()]) {
        self.last = days;
        for (sum, count) in self.states.iter_mut().zip(states) {
            *sum += count;
        }
    }

    fn value(&self, today: Date, lang: Lang) -> Value {
        let count: usize = self.states.iter().sum();
        let gravest = self.states.iter().position(|count| *count > 0).unwrap_or_default();
        let (first, last) = (days_from(today, self.first), days_from(today, self.last));
        let days = if first == last { first.to_string() } else { format!("{first} – {last}") };
        let title = match lang {
            Lang::Zh => format!("{days}：{count} 项"),
            Lang::En => format!("{days}: {count}"),
        };
        let radius = match count {
            1 => 7,
            2..=9 => 10,
            10..=99 => 12,
            _ => 16,
        };
        let class = STATES.get(gravest).map_or("", |state| state.name());
        context! { x => self.place, r => radius, count, class, title }
    }
}

/// Days that are written below the line: whole weeks or months from today.
fn ticks(range: Range, today: Date) -> Vec<Value> {
    const STEPS: [i32; 7] = [7, 14, 30, 61, 92, 122, 183];
    let fits = |step: &i32| (range.last - range.first) / step <= TICKS;
    let step = STEPS.into_iter().find(fits).unwrap_or(366);
    let (from, to) = (range.first / step, range.last / step);
    (from..=to)
        .filter(|at| *at != 0)
        .map(|at| {
            let x = range.place(at * step);
            context! { x, anchor => anchor(x), label => short(days_from(today, at * step), today) }
        })
        .collect()
}

/// On which side of its place a text stands, so that it does not leave the picture.
pub(super) fn anchor(place: f64) -> &'static str {
    match place {
        ..15.0 => "start",
        85.0.. => "end",
        _ => "middle",
    }
}

/// A day, without the year where that is this year's.
fn short(day: Date, today: Date) -> String {
    if day.year() == today.year() { day.strftime("%m-%d").to_string() } else { day.to_string() }
}
