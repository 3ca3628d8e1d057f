//! What a worker does with a site that the server hands to it, as a function of how often that happened.

/// What is to be done with a delivered site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliveryStep {
    /// Read it.
    Audit {
        /// Which delivery it is, from 1.
        delivery: u32,
    },
    /// Report that it is not judged: it was handed out as often as is allowed, and no worker reported.
    GiveUp {
        /// The deliveries before this one.
        deliveries: u32,
    },
}

/// What is to be done with a site on its n-th delivery (from 1), of which at most `most` are to be read. The server keeps
/// the count; no message of ours can be lost that would raise it.
pub(super) fn step(delivered: i64, most: u32) -> DeliveryStep {
    let delivery = u32::try_from(delivered.max(1)).unwrap_or(u32::MAX);
    if delivery <= most.max(1) {
        DeliveryStep::Audit { delivery }
    } else {
        DeliveryStep::GiveUp { deliveries: delivery - 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_site_is_read_at_most_so_often_and_then_given_up(most in 0_u32..10, total in 1_i64..30) {
            let steps: Vec<DeliveryStep> = (1..=total).map(|nth| step(nth, most)).collect();
            let read = steps.iter().filter(|step| matches!(step, DeliveryStep::Audit { .. })).count();
            let expected = i64::from(most.max(1)).min(total);
            prop_assert_eq!(i64::try_from(read).unwrap(), expected);
            // Once given up, it is never read again.
            let is_given_up = |step: &DeliveryStep| matches!(step, DeliveryStep::GiveUp { .. });
            prop_assert!(steps.is_sorted_by_key(is_given_up));
        }
    }

    #[test]
    fn counts_that_no_server_sends_are_harmless() {
        assert_eq!(step(0, 3), DeliveryStep::Audit { delivery: 1 });
        assert_eq!(step(-1, 0), DeliveryStep::Audit { delivery: 1 });
        assert_eq!(step(i64::MAX, 3), DeliveryStep::GiveUp { deliveries: u32::MAX - 1 });
    }
}
