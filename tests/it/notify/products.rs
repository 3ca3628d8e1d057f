//! Each product takes its message: signed, in its form, within its size, once.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

use super::robots::{NOON, Product, Robot, due_in};

/// A sandbox with robots of these products and a portfolio.
pub(super) fn sandbox(products: &[Product], portfolio: &str) -> (Sandbox, Vec<Robot>) {
    let channels: String = products.iter().map(|product| product.channel()).collect();
    let mut sandbox = Sandbox::new().file("beian.toml", format!("{portfolio}{channels}"));
    let robots: Vec<Robot> =
        products.iter().map(|product| Robot::start(*product, Some(NOON))).collect();
    for robot in &robots {
        robot.tell(&mut sandbox);
    }
    (sandbox, robots)
}

#[test]
fn each_product_takes_a_long_message_signed_and_within_its_size() {
    let days: Vec<i64> = (0..300).map(|site| site % 14).collect();
    let (sandbox, robots) = sandbox(&Product::ALL, &due_in(&days));
    let first = sandbox.run(&["notify"]);
    assert_eq!((first.exit, first.err.as_str()), (Exit::Clean, ""), "{}", first.out);
    for robot in &robots {
        let name = robot.product.name();
        assert!(first.out.contains(&format!("{name}: 300 new, 1 sent\n")), "{}", first.out);
        assert_eq!(robot.refused(), [""; 0], "{name}");
        let taken = robot.taken();
        assert_eq!(taken.len(), 1, "{name}");
        let text = &taken[0].text;
        assert!(text.contains("s0.example") && text.contains("今天到期"), "{name}: {text}");
        let cut = robot.product != Product::Webhook;
        let listed = text.matches(".example").count();
        assert_eq!(text.contains("项没有列出"), cut, "{name}: {listed}");
    }
    let again = sandbox.run(&["notify", "--lang", "zh"]);
    assert_eq!(again.exit, Exit::Clean);
    assert_eq!(again.out.matches("没有新消息").count(), robots.len(), "{}", again.out);
    assert!(robots.iter().all(|robot| robot.taken().len() == 1));
}

#[test]
fn a_dry_run_says_what_would_go_where_and_changes_nothing() {
    let (sandbox, robots) = sandbox(&[Product::Wecom, Product::Webhook], &due_in(&[3, 20]));
    for _ in 0..2 {
        let dry = sandbox.run(&["notify", "--dry-run"]);
        assert_eq!((dry.exit, dry.err.as_str()), (Exit::Clean, ""));
        assert!(
            dry.out.starts_with("wecom (wecom): 1 new\n  网站备案提醒 2026-11-22\n"),
            "{}",
            dry.out
        );
        assert!(dry.out.contains("s0.example") && !dry.out.contains("s1.example"), "{}", dry.out);
        assert!(
            dry.out.contains("beian deadlines record s0.example police-submitted"),
            "{}",
            dry.out
        );
    }
    assert!(!sandbox.folder.path().join("l.db").exists());
    assert!(robots.iter().all(|robot| robot.taken().is_empty()));
}

#[test]
fn a_test_goes_to_one_channel_and_is_not_recorded() {
    let (sandbox, robots) = sandbox(&Product::ALL, &due_in(&[3]));
    for robot in &robots {
        let name = robot.product.name();
        let test = sandbox.run(&["notify", "test", name, "--lang", "zh"]);
        assert_eq!((test.exit, test.err.as_str()), (Exit::Clean, ""), "{name}");
        assert!(
            test.out.starts_with(&format!("{name}：测试消息已送达 http://127.0.0.1:")),
            "{}",
            test.out
        );
        assert!(test.out.trim_end().ends_with("/***"), "{}", test.out);
        assert_eq!(robot.taken().len(), 1, "{name}");
    }
    assert!(!sandbox.folder.path().join("l.db").exists());
    let slip = sandbox.run(&["notify", "test", "weecom"]);
    assert_eq!(slip.exit, Exit::Usage);
    assert!(slip.err.contains("did you mean wecom?"), "{}", slip.err);
}

#[test]
fn who_is_responsible_for_a_client_is_mentioned() {
    let portfolio = "ledger = \"l.db\"\n[[site]]\ndomain = \"a.example\"\nclient = \"甲\"\nopened = 2026-10-25\n\
                     [[site]]\ndomain = \"b.example\"\nclient = \"乙\"\nopened = 2026-10-25\n";
    let mention = "clients = [\"甲\"]\nmention = { \"甲\" = [\"13800138000\"], \"乙\" = [\"13900139000\"] }\n";
    let channels =
        format!("{}{mention}{}{mention}", Product::Dingtalk.channel(), Product::Wecom.channel());
    let mut sandbox = Sandbox::new().file("beian.toml", format!("{portfolio}{channels}"));
    let robots =
        [Product::Dingtalk, Product::Wecom].map(|product| Robot::start(product, Some(NOON)));
    for robot in &robots {
        robot.tell(&mut sandbox);
    }
    let run = sandbox.run(&["notify"]);
    assert_eq!(run.exit, Exit::Clean, "{}{}", run.out, run.err);
    for robot in robots {
        let text = &robot.taken()[0].text;
        assert!(text.contains("a.example") && !text.contains("b.example"), "{text}");
        assert!(!text.contains("13900139000"), "{text}");
    }
}

#[test]
fn without_a_channel_there_is_a_hint() {
    let sandbox = Sandbox::new().file("beian.toml", "ledger = \"l.db\"\n");
    for args in [&["notify"][..], &["notify", "test", "ops"], &["notify", "--dry-run"]] {
        let run = sandbox.run(args);
        assert_eq!(run.exit, Exit::Usage);
        assert!(run.err.contains("beian.toml has no [[channel]]"), "{}", run.err);
    }
    assert_eq!(sandbox.run(&["notify", "log"]).exit, Exit::Clean);
}
