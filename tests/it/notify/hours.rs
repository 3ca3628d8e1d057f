//! Hours, quiet hours and working days: what is held back is told later, once.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

use super::robots::{NOON, Product, Robot, due_in};

#[test]
fn what_is_held_back_on_a_day_off_is_told_on_the_next_working_day() {
    let hours = "hours = \"11:00-13:00\"\nworking_days = true\n";
    let file = format!("{}{}{hours}", due_in(&[5]), Product::Webhook.channel());
    let mut sandbox = Sandbox::new().file("beian.toml", file);
    let robot = Robot::start(Product::Webhook, Some(NOON));
    robot.tell(&mut sandbox);
    // 2026-11-22 is a Sunday; 2026-11-23 a Monday. The clock says noon.
    let sunday = sandbox.run(&["notify", "--today", "2026-11-22"]);
    assert_eq!(sunday.exit, Exit::Clean);
    assert_eq!(sunday.out, "webhook: nothing is sent now, today is no working day\n");
    assert!(robot.taken().is_empty());
    let monday = sandbox.run(&["notify", "--today", "2026-11-23"]);
    assert_eq!((monday.exit, monday.out.as_str()), (Exit::Clean, "webhook: 1 new, 1 sent\n"));
    let tuesday = sandbox.run(&["notify", "--today", "2026-11-24"]);
    // The filing is due on the 27th: the lead day 3 has come.
    assert_eq!(tuesday.out, "webhook: 1 new, 1 sent\n");
    assert_eq!(robot.taken().len(), 2);
}

#[test]
fn quiet_hours_hold_everything_back() {
    let file = format!("{}{}quiet = \"11:30-12:30\"\n", due_in(&[5]), Product::Webhook.channel());
    let mut sandbox = Sandbox::new().file("beian.toml", file);
    let robot = Robot::start(Product::Webhook, Some(NOON));
    robot.tell(&mut sandbox);
    let run = sandbox.run(&["notify", "--lang", "zh"]);
    assert_eq!(run.out, "webhook：现在不发送，在免打扰时段内\n");
    let dry = sandbox.run(&["notify", "--dry-run"]);
    assert_eq!(dry.out, "webhook (webhook): it is within its quiet hours\n");
    assert!(robot.taken().is_empty());
}

#[test]
fn hours_and_quiet_hours_go_past_midnight() {
    // The clock says noon.
    for (keys, said) in [
        ("hours = \"22:00-12:30\"\n", "webhook: 1 new, 1 sent\n"),
        ("hours = \"22:00-12:00\"\n", "webhook: nothing is sent now, it is outside of its hours\n"),
        (
            "quiet = \"23:30-12:30\"\n",
            "webhook: nothing is sent now, it is within its quiet hours\n",
        ),
        ("quiet = \"12:30-08:00\"\nhours = \"08:00-02:00\"\n", "webhook: 1 new, 1 sent\n"),
    ] {
        let file = format!("{}{}{keys}", due_in(&[5]), Product::Webhook.channel());
        let mut sandbox = Sandbox::new().file("beian.toml", file);
        let robot = Robot::start(Product::Webhook, Some(NOON));
        robot.tell(&mut sandbox);
        let run = sandbox.run(&["notify"]);
        assert_eq!((run.exit, run.out.as_str()), (Exit::Clean, said), "{keys}");
        assert_eq!(robot.taken().len(), usize::from(said.ends_with("sent\n")), "{keys}");
    }
}
