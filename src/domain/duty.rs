//! Further duties of a site's footer, which only its owner can know of.

/// A duty that is declared in `duties`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// The site filed an algorithm (算法备案).
    Algorithm,
    /// It offers generative AI to the public.
    GenerativeAi,
    /// It sells: an e-commerce operator.
    Shop,
    /// It carries what users publish: a content platform.
    Platform,
    /// It is a government site.
    Government,
}

impl Duty {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 5] =
        [Self::Algorithm, Self::GenerativeAi, Self::Shop, Self::Platform, Self::Government];

    /// The name in `beian.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Algorithm => "algorithm",
            Self::GenerativeAi => "generative-ai",
            Self::Shop => "shop",
            Self::Platform => "platform",
            Self::Government => "government",
        }
    }

    /// The duty of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.name() == name)
    }
}
