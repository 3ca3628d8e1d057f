//! What a worker has to do, as a function of what waits and of who works.

use std::collections::{BTreeMap, BTreeSet};

use crate::fleet::names::{RunName, SiteGroup, SitePlace};
use crate::fleet::records::WorkerRecord;
use crate::fleet::shard::{Shard, owners};

/// What a worker has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Board {
    /// For each of its shards, the groups of sites that wait, in the order in which they are served.
    own: BTreeMap<Shard, Vec<SiteGroup>>,
    /// Shards in which sites wait for another worker.
    others: BTreeSet<Shard>,
}

impl Board {
    /// What `me` has to do. `open` are the groups in which sites wait or are under way; `workers` are the live workers;
    /// `order` says which run goes first.
    pub(super) fn new(
        open: &[SiteGroup],
        workers: &[WorkerRecord],
        me: &WorkerRecord,
        order: impl Fn(&RunName) -> u64,
    ) -> Self {
        let mut board = Self::default();
        let mut known: BTreeMap<(&RunName, &SitePlace), BTreeMap<Shard, &str>> = BTreeMap::new();
        for group in open {
            let owners = known.entry((&group.run, &group.place)).or_insert_with(|| {
                let serving = |worker: &&WorkerRecord| worker.serves(&group.run, &group.place);
                let others = workers.iter().filter(|worker| worker.id != me.id);
                let serving = others.chain([me]).filter(serving);
                owners(&serving.map(|worker| (worker.id.as_str(), worker.places)).collect())
            });
            match owners.get(&group.shard) {
                Some(owner) if *owner == me.id => {
                    board.own.entry(group.shard).or_default().push(group.clone());
                }
                Some(_) => _ = board.others.insert(group.shard),
                None => {}
            }
        }
        for groups in board.own.values_mut() {
            groups.sort_by_key(|group| (order(&group.run), group.clone()));
        }
        board
    }

    /// The shards in which something is to be done.
    pub(super) fn shards(&self) -> impl Iterator<Item = Shard> {
        self.own.keys().copied()
    }

    /// What is to be done in a shard, first things first.
    pub(super) fn groups(&self, shard: Shard) -> &[SiteGroup] {
        self.own.get(&shard).map_or(&[], Vec::as_slice)
    }

    /// Forgets a shard until the next look.
    pub(super) fn forget(&mut self, shard: Shard) {
        self.own.remove(&shard);
    }

    /// Whether another worker waits for a shard.
    pub(super) fn is_wanted(&self, shard: Shard) -> bool {
        self.others.contains(&shard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn worker(id: &str, labels: &[&str]) -> WorkerRecord {
        WorkerRecord {
            name: id.to_owned(),
            id: id.to_owned(),
            labels: labels.iter().map(|label| label.parse().unwrap()).collect(),
            only_pinned: false,
            only_runs: Vec::new(),
            region: None,
            places: 64,
            version: String::new(),
            in_flight: 0,
            shards: 0,
            audited: 0,
            rate_per_second: 0.0,
            refused: Vec::new(),
        }
    }

    fn group(run: &str, label: Option<&str>, shard: u8) -> SiteGroup {
        let place = SitePlace(label.map(|label| label.parse().unwrap()));
        SiteGroup { run: run.parse().unwrap(), place, shard: Shard::new(shard) }
    }

    fn boards(open: &[SiteGroup], workers: &[WorkerRecord]) -> Vec<Board> {
        let board =
            |me: &WorkerRecord| Board::new(open, workers, me, |run| run.as_str().len() as u64);
        workers.iter().map(board).collect()
    }

    proptest! {
        #[test]
        fn each_group_is_one_worker_s(shards in proptest::collection::btree_set(any::<u8>(), 1..40), count in 1_usize..6) {
            let workers: Vec<WorkerRecord> = (0..count).map(|id| worker(&format!("w{id}"), &[])).collect();
            let open: Vec<SiteGroup> = shards.iter().map(|shard| group("r", None, *shard)).collect();
            let boards = boards(&open, &workers);
            for group in &open {
                let mine = boards.iter().filter(|board| board.groups(group.shard).contains(group));
                prop_assert_eq!(mine.count(), 1);
                let wanted = boards.iter().filter(|board| board.is_wanted(group.shard)).count();
                prop_assert_eq!(wanted, count - 1);
            }
        }
    }

    #[test]
    fn pinned_sites_go_only_to_workers_with_the_label() {
        let workers =
            [worker("w1", &["mainland"]), worker("w2", &["abroad", "vpn"]), worker("w3", &[])];
        let open: Vec<SiteGroup> =
            (0..=u8::MAX).map(|shard| group("r", Some("mainland"), shard)).collect();
        let found = boards(&open, &workers);
        assert_eq!(found[0].shards().count(), 256);
        assert_eq!(found[1].shards().count() + found[2].shards().count(), 0);
        assert!(found[2].is_wanted(Shard::new(7)));
        // Nobody has the label: the sites wait.
        let nowhere = boards(&[group("r", Some("moon"), 1)], &workers);
        assert!(nowhere.iter().all(|board| board.shards().count() == 0));
        assert!(nowhere.iter().all(|board| !board.is_wanted(Shard::new(1))));
    }

    #[test]
    fn workers_for_pinned_sites_or_other_runs_take_no_others() {
        let mut pinned = worker("w1", &["mainland"]);
        pinned.only_pinned = true;
        let mut other_run = worker("w2", &[]);
        other_run.only_runs = vec!["other".parse().unwrap()];
        let mut old = worker("w3", &[]);
        old.refused = vec!["r".parse().unwrap()];
        let workers = [pinned, other_run, old];
        let open: Vec<SiteGroup> = (0..=u8::MAX).map(|shard| group("r", None, shard)).collect();
        assert!(boards(&open, &workers).iter().all(|board| *board == Board::default()));
    }

    #[test]
    fn runs_are_served_in_their_order() {
        let me = [worker("w1", &[])];
        let open = [group("later", None, 3), group("r", None, 3)];
        let found = boards(&open, &me);
        let runs: Vec<&str> =
            found[0].groups(Shard::new(3)).iter().map(|it| it.run.as_str()).collect();
        assert_eq!(runs, ["r", "later"]);
    }

    #[test]
    fn a_worker_that_the_others_do_not_know_yet_counts_itself() {
        let open = [group("r", None, 3)];
        let board = Board::new(&open, &[], &worker("w1", &[]), |_| 0);
        assert_eq!(board.groups(Shard::new(3)), &open);
    }
}
