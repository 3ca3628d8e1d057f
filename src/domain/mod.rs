//! Values and law, pure: no input or output, no HTML, no clock.
//!
//! Glossary: an *ICP number* (ICP备案号) is a body number 京ICP备12345678号 (主体备案号) or a site number
//! 京ICP备12345678号-1 (网站备案号). A *licence* is an ICP or telecom permit (京ICP证030173号, 浙B2-20080101).
//! A *police number* (公安联网备案号) is 京公网安备11010502030143号. A *clock* is a legal period that starts at
//! an *event*.

pub mod basis;
pub mod clock;
pub mod cn;
pub mod copyright;
pub mod credit_code;
pub mod date;
pub mod duty;
pub mod event;
pub mod failure;
pub mod finding_level;
pub mod icp_number;
pub mod identity_number;
pub mod lang;
pub mod law;
pub mod licence;
pub mod memo;
pub mod nearest;
pub mod personal;
pub mod phone;
pub mod police_number;
pub mod postal_address;
pub mod province;
pub mod record;
pub mod register;
pub mod registrable;
pub mod scan;
pub mod secret;
pub mod site;
pub mod spelling;
pub mod timeline;
pub mod unsafe_char;
pub mod workday;
