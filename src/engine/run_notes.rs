//! What a user should know of a run of an audit, besides its results.

use std::path::Path;

use crate::config::Config;
use crate::domain::lang::Text;

/// The configuration that is used.
pub fn configuration_note(config: &Config) -> Text {
    let path = config.path.display();
    Text::made(format!("配置文件 {path}"), format!("configuration: {path}"))
}

/// Sites whose results are those of an earlier run, with its options, declared values and day.
pub fn resumed_note(sites: usize, path: &Path) -> Text {
    let path = path.display();
    Text::made(
        format!(
            "{path} 里已有 {sites} 个网站的结果，照原样采用（按当时的日期、选项和声明判断，不是报告上的日期，也不再记入账本）；\
             要重新判断，请换一个文件"
        ),
        format!(
            "{path} holds the results of {sites} of the sites: they are taken as they are, by the day, options and \
             declared values of that run, whatever day the report has, and are not recorded again; to judge them again, \
             name another file"
        ),
    )
}

/// Origins that the user's headers were not sent to.
pub fn withheld_headers_note(origins: &[String]) -> Option<Text> {
    let text = Text::made(
        format!(
            "--header 只发给目标自己的协议、主机和端口；没有发给：{}。需要时请把这些地址作为目标写全",
            origins.join("、")
        ),
        format!(
            "--header goes to the target's own scheme, host and port only; it was not sent to: {}. Where it is meant \
             for them, write them as targets in full",
            origins.join(", ")
        ),
    );
    (!origins.is_empty()).then_some(text)
}
