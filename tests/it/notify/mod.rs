//! `beian notify`: what people are told, by servers that are as strict as the products.

mod failures;
mod guide;
mod hours;
mod interrupted;
mod kills;
mod mail;
mod mail_waits;
mod peers;
mod products;
mod quarter;
mod robots;
mod secrets;
mod watch;
