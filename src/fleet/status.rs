//! How far the runs of a fleet are.

use serde::Serialize;

use crate::domain::date::Timestamp;
use crate::domain::lang::{Lang, Text};

use super::error::Error;
use super::names::{Label, RunName};
use super::records::{CollectProgress, RunDecision, SubmitProgress, WorkerRecord};
use super::server::{FleetStreams, NatsServer};
use super::settings::RunSettings;

/// The version of the JSON that `beian fleet status` prints.
const STATUS_VERSION: u32 = 1;

/// How far the runs of a fleet are.
#[derive(Clone, Debug, Serialize)]
pub struct FleetStatus {
    /// The version of this form.
    pub schema_version: u32,
    /// The fleet.
    pub fleet: String,
    /// The version of the NATS server.
    pub server: String,
    /// The runs, by name.
    pub runs: Vec<RunStatus>,
    /// The live workers.
    pub workers: Vec<WorkerRecord>,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunStatus {
    /// Its name.
    pub run: RunName,
    /// Where it is.
    pub state: RunPhase,
    /// When it was submitted first.
    pub submitted_at: Option<Timestamp>,
    /// The version of its settings; absent where this program does not understand them.
    pub settings_version: Option<u32>,
    /// Sites that were submitted.
    pub submitted: u64,
    /// Whether these are all.
    pub complete_list: bool,
    /// Sites that are not audited yet, those under way included.
    pub queued: u64,
    /// Sites that are audited.
    pub audited: u64,
    /// Results that are not collected yet.
    pub uncollected: u64,
    /// Sites whose result is recorded.
    pub collected: u64,
    /// Collected sites that were given up after their last delivery.
    pub not_judged: u64,
    /// Deliveries beyond the first, of the collected results.
    pub redelivered: u64,
    /// Results that came a second time, and were dropped.
    pub repeated: u64,
    /// Sites a second, over the last minute: of all workers that serve the run.
    pub rate_per_second: f64,
    /// Seconds until all sites are audited, at this rate.
    pub seconds_left: Option<u64>,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunPhase {
    /// Its list is not submitted to its end.
    Submitting,
    /// Sites are left, or results.
    Running,
    /// All results are collected.
    Complete,
    /// It was cancelled.
    Cancelled,
}

/// What is known of a run.
#[derive(Clone, Debug)]
struct RunFacts {
    settings: Option<RunSettings>,
    submit: SubmitProgress,
    collect: CollectProgress,
    is_cancelled: bool,
    queued: u64,
    uncollected: u64,
    rate: f64,
}

/// A rate to one decimal place; the sum of no rates is a negative zero.
fn tenths(rate: f64) -> f64 {
    (rate * 10.0).round() / 10.0 + 0.0
}

impl RunStatus {
    fn of(run: RunName, facts: &RunFacts) -> Self {
        let RunFacts { settings, submit, collect, is_cancelled, queued, uncollected, rate } = facts;
        // The progress of a submission is stored now and then: the server may have more.
        let submitted = submit.sites.max(collect.collected);
        // What is left of a run that was cancelled is removed, not audited.
        let audited = if *is_cancelled {
            (collect.collected + uncollected).min(submitted)
        } else {
            submitted.saturating_sub(*queued).max(collect.collected)
        };
        let state = match (is_cancelled, submit.complete) {
            (true, _) => RunPhase::Cancelled,
            (false, false) => RunPhase::Submitting,
            (false, true) if collect.collected >= submitted => RunPhase::Complete,
            (false, true) => RunPhase::Running,
        };
        Self {
            run,
            state,
            submitted_at: settings.as_ref().map(|settings| settings.submitted_at),
            settings_version: settings.as_ref().map(|settings| settings.version),
            submitted,
            complete_list: submit.complete,
            queued: *queued,
            audited,
            uncollected: *uncollected,
            collected: collect.collected,
            not_judged: collect.given_up,
            redelivered: collect.redelivered,
            repeated: collect.repeated,
            rate_per_second: tenths(*rate),
            seconds_left: seconds_left(*queued, *rate),
        }
    }
}

/// Seconds until so many sites are audited at this rate.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate, which is not negative; too large a number becomes the largest"
)]
fn seconds_left(queued: u64, rate: f64) -> Option<u64> {
    match queued {
        0 => Some(0),
        _ => (rate > 0.0).then(|| (queued as f64 / rate).ceil() as u64),
    }
}

impl FleetStatus {
    /// Asks the server how far a run is, or all runs.
    pub async fn gather(server: &NatsServer, run: Option<&RunName>) -> Result<Self, Error> {
        let Some(streams) = server.streams().await? else {
            return Err(Error::NoFleet(server.fleet.to_string()));
        };
        let names = streams.run_names(server).await?;
        let names: Vec<RunName> = match run {
            Some(run) if !names.contains(run) => return Err(Error::NoRun(run.clone())),
            Some(run) => vec![run.clone()],
            None => names,
        };
        let open = streams.open_sites(server).await?;
        let workers = streams.workers(server).await?;
        let mut runs = Vec::new();
        for run in names {
            let own = open.iter().filter(|(group, _)| group.run == run);
            let serving = |worker: &&WorkerRecord| {
                own.clone().any(|(group, _)| worker.serves(&group.run, &group.place))
            };
            let facts = RunFacts {
                settings: streams.settings(&run).await?.and_then(Result::ok),
                submit: streams.submitted(&run).await?,
                collect: streams.collected(&run).await?,
                is_cancelled: streams.is_cancelled(&run).await?,
                queued: own.clone().map(|(_, count)| count).sum(),
                uncollected: streams.open_results(server, &run).await?,
                rate: workers.iter().filter(serving).map(|worker| worker.rate_per_second).sum(),
            };
            runs.push(RunStatus::of(run, &facts));
        }
        Ok(Self {
            schema_version: STATUS_VERSION,
            fleet: server.fleet.to_string(),
            server: server.version(),
            runs,
            workers: workers
                .into_iter()
                .map(|worker| WorkerRecord {
                    rate_per_second: tenths(worker.rate_per_second),
                    ..worker
                })
                .collect(),
        })
    }

    /// The status for people.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let runs = self.runs.iter().flat_map(|run| run.lines(lang));
        let workers = self.workers.iter().map(|worker| worker_line(worker, lang));
        let none = match (self.runs.is_empty(), self.workers.is_empty()) {
            (true, _) => Some(Text::fixed("没有任务", "no runs")),
            (false, true) => Some(Text::fixed("没有在线的 worker", "no live workers")),
            (false, false) => None,
        };
        runs.chain(workers).chain(none.map(|text| text.get(lang).to_owned())).collect()
    }
}

impl RunStatus {
    fn lines(&self, lang: Lang) -> Vec<String> {
        let Self { run, submitted, audited, collected, queued, .. } = self;
        let state = match self.state {
            RunPhase::Submitting => Text::fixed("提交中", "submitting"),
            RunPhase::Running => Text::fixed("进行中", "running"),
            RunPhase::Complete => Text::fixed("已完成", "complete"),
            RunPhase::Cancelled => Text::fixed("已取消", "cancelled"),
        };
        let first = Text::made(
            format!(
                "{run}：{}，{submitted} 个网站，已审查 {audited}，已收集 {collected}",
                state.zh
            ),
            format!(
                "{run}: {}, {submitted} sites, {audited} audited, {collected} collected",
                state.en
            ),
        );
        let mut lines = vec![first];
        if *queued > 0 && self.state != RunPhase::Cancelled {
            let rate = self.rate_per_second;
            let (zh, en) = match self.seconds_left {
                Some(seconds) => {
                    (format!("约剩 {}", time(seconds)), format!("about {} left", time(seconds)))
                }
                None => ("没有 worker 在审查".to_owned(), "no worker audits it".to_owned()),
            };
            lines.push(Text::made(
                format!("  还有 {queued} 个待审查，每秒 {rate} 个，{zh}"),
                format!("  {queued} to audit, {rate} a second, {en}"),
            ));
        }
        let (redelivered, not_judged, repeated) =
            (self.redelivered, self.not_judged, self.repeated);
        if redelivered + not_judged + repeated > 0 {
            lines.push(Text::made(
                format!("  重新派发 {redelivered} 次，放弃 {not_judged} 个，重复结果 {repeated} 个"),
                format!("  {redelivered} redelivered, {not_judged} given up, {repeated} repeated results dropped"),
            ));
        }
        lines.iter().map(|line| line.get(lang).to_owned()).collect()
    }
}

fn worker_line(worker: &WorkerRecord, lang: Lang) -> String {
    let WorkerRecord { name, in_flight, places, audited, rate_per_second, .. } = worker;
    let labels = worker.labels.iter().map(Label::as_str).chain(worker.region.as_deref());
    let labels: Vec<&str> = labels.collect();
    let labels = if labels.is_empty() { String::new() } else { format!(" [{}]", labels.join(" ")) };
    let refused: Vec<&str> = worker.refused.iter().map(RunName::as_str).collect();
    let refused = refused.join(" ");
    let (zh, en) = if refused.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("，不认识任务 {refused}"), format!(", refuses {refused}"))
    };
    let text = Text::made(
        format!(
            "worker {name}{labels}：{in_flight}/{places} 个进行中，已审查 {audited}，每秒 {rate_per_second} 个{zh}"
        ),
        format!(
            "worker {name}{labels}: {in_flight}/{places} under way, {audited} audited, {rate_per_second} a second{en}"
        ),
    );
    text.get(lang).to_owned()
}

/// A length of time, as `1:02:03`.
fn time(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Cancels a run: no further site of it is begun, and those under way are given up. Says how many waited or were under way.
pub async fn cancel(server: &NatsServer, run: &RunName, now: Timestamp) -> Result<u64, Error> {
    let streams: FleetStreams = match server.streams().await? {
        Some(streams) => streams,
        None => return Err(Error::NoFleet(server.fleet.to_string())),
    };
    if streams.settings(run).await?.is_none() {
        return Err(Error::NoRun(run.clone()));
    }
    // First the decision: a submitter that goes on meets it.
    streams.put_decision(run, &RunDecision { cancelled_at: Some(now) }).await?;
    server.purge_sites(&streams, run).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> RunFacts {
        RunFacts {
            settings: None,
            submit: SubmitProgress { sites: 100, checksum: String::new(), complete: true },
            collect: CollectProgress { collected: 40, given_up: 1, redelivered: 2, repeated: 3 },
            is_cancelled: false,
            queued: 50,
            uncollected: 10,
            rate: 4.04,
        }
    }

    fn status(facts: &RunFacts) -> RunStatus {
        RunStatus::of("r".parse().unwrap(), facts)
    }

    #[test]
    fn a_run_is_where_its_sites_are() {
        let running = status(&facts());
        assert_eq!(
            (running.state, running.audited, running.seconds_left),
            (RunPhase::Running, 50, Some(13))
        );
        let mut other = facts();
        other.submit.complete = false;
        assert_eq!(status(&other).state, RunPhase::Submitting);
        other.is_cancelled = true;
        assert_eq!(status(&other).state, RunPhase::Cancelled);
        let mut done = facts();
        (done.queued, done.uncollected, done.collect.collected) = (0, 0, 100);
        assert_eq!(
            (status(&done).state, status(&done).seconds_left),
            (RunPhase::Complete, Some(0))
        );
        let mut idle = facts();
        idle.rate = 0.0;
        assert_eq!(status(&idle).seconds_left, None);
    }

    #[test]
    fn people_read_what_matters() {
        let lines = status(&facts()).lines(Lang::En);
        assert_eq!(
            lines,
            [
                "r: running, 100 sites, 50 audited, 40 collected",
                "  50 to audit, 4 a second, about 0:13 left",
                "  2 redelivered, 1 given up, 3 repeated results dropped",
            ]
        );
        assert!(status(&facts()).lines(Lang::Zh)[0].contains("进行中"));
        assert_eq!([time(5), time(65), time(3_725)], ["0:05", "1:05", "1:02:05"]);
    }

    proptest! {
        #[test]
        fn the_figures_fit_together(sites in 0_u64..1000, queued in 0_u64..1000, collected in 0_u64..1000, rate in 0.0..1e6) {
            let mut facts = facts();
            (facts.submit.sites, facts.queued, facts.collect.collected, facts.rate) = (sites, queued, collected, rate);
            let status = status(&facts);
            prop_assert!(status.audited <= status.submitted && status.collected <= status.audited);
            prop_assert_eq!(status.seconds_left.is_none(), queued > 0 && rate == 0.0);
        }
    }
}
