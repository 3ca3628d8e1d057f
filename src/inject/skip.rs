//! Why a page carries no block.

use crate::domain::lang::Text;

/// A reason to leave a page as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// A piece of a page: no doctype, html, head or body tag.
    Fragment,
    /// A frameset takes the place of the body.
    Frameset,
    /// Nothing in it, or nothing but white space.
    Empty,
    /// No markup: JSON, plain text, binary.
    NotHtml,
    /// XHTML that is served as XML: the rules of HTML do not hold there.
    Xhtml,
    /// A search engine's or platform's verification file.
    Verification,
    /// A report of this program that was written among the pages.
    Report,
    /// The page ends inside a tag, comment, script, textarea or the like: what follows is not seen.
    Unfinished,
    /// The page ends inside an element whose content is not shown or not HTML (template, select, svg, math …).
    Enclosed,
    /// An element that is left open would take in the block, or be opened again around it: the page would change.
    Entangled,
    /// An encoding that text cannot be added to (ISO-2022-JP, UTF-7 …).
    Encoding,
    /// Markup that cannot be read within the limits (too many or too deeply nested elements).
    TooComplex,
    /// Larger than what an audit judges.
    TooLarge,
    /// A `<beian-footer>` without an end: what it holds cannot be told from the page.
    BrokenBlock,
    /// A style sheet or an element of the page hides what is put there.
    Hidden,
    /// A `<beian-footer>` that this program did not write, or that was changed since.
    Foreign,
}

impl Skip {
    /// The name in machine-readable output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fragment => "fragment",
            Self::Frameset => "frameset",
            Self::Empty => "empty",
            Self::NotHtml => "not-html",
            Self::Xhtml => "xhtml",
            Self::Verification => "verification",
            Self::Report => "report",
            Self::Unfinished => "unfinished",
            Self::Enclosed => "enclosed",
            Self::Entangled => "entangled",
            Self::Encoding => "encoding",
            Self::TooComplex => "too-complex",
            Self::TooLarge => "too-large",
            Self::BrokenBlock => "broken-block",
            Self::Hidden => "hidden",
            Self::Foreign => "foreign",
        }
    }

    /// The reason in a word or two, for a list of counts.
    pub const fn label(self) -> Text {
        let zh = match self {
            Self::Fragment => "页面片段",
            Self::Frameset => "框架集",
            Self::Empty => "空文件",
            Self::NotHtml => "不是 HTML",
            Self::Xhtml => "XHTML",
            Self::Verification => "验证文件",
            Self::Report => "beian 的报告",
            Self::Unfinished => "文件不完整",
            Self::Enclosed => "末尾在不显示的元素内",
            Self::Entangled => "末尾有未闭合元素",
            Self::Encoding => "编码不支持",
            Self::TooComplex => "结构过于复杂",
            Self::TooLarge => "文件过大",
            Self::BrokenBlock => "页脚元素残缺",
            Self::Hidden => "写入后看不见",
            Self::Foreign => "他人写的页脚元素",
        };
        Text::fixed(zh, self.name())
    }

    /// Whether it is a page of its own, which visitors see without what was asked for.
    pub const fn is_page(self) -> bool {
        match self {
            Self::Fragment
            | Self::Frameset
            | Self::Empty
            | Self::NotHtml
            | Self::Xhtml
            | Self::Verification
            | Self::Report => false,
            Self::Unfinished
            | Self::Enclosed
            | Self::Entangled
            | Self::Encoding
            | Self::TooComplex
            | Self::TooLarge
            | Self::BrokenBlock
            | Self::Hidden
            | Self::Foreign => true,
        }
    }

    /// The reason in words, without a full stop.
    pub const fn reason(self) -> Text {
        match self {
            Self::Fragment => Text::fixed(
                "页面片段（没有 doctype、html、head 或 body 标签）；确要写入请加 --include-fragments",
                "a fragment (no doctype, html, head or body tag); --include-fragments puts footers into them too",
            ),
            Self::Frameset => Text::fixed(
                "框架集页面没有 body；请把页脚写进其中一个框架页",
                "a frameset has no body; put the footer into one of its frames",
            ),
            Self::Empty => Text::fixed("空文件", "an empty file"),
            Self::NotHtml => Text::fixed("内容不是 HTML", "not HTML"),
            Self::Xhtml => Text::fixed("按 XML 解析的 XHTML", "XHTML that is served as XML"),
            Self::Verification => Text::fixed(
                "搜索引擎或平台的验证文件，内容不能改动",
                "a verification file of a search engine or platform: it must stay as it is",
            ),
            Self::Report => Text::fixed("beian 写的报告", "a report of beian"),
            Self::Unfinished => Text::fixed(
                "文件在标签、注释、脚本或文本框中间结束，写在后面的内容不会显示；请补全它",
                "the file ends inside a tag, comment, script or text field: nothing behind it is shown; close it",
            ),
            Self::Enclosed => Text::fixed(
                "文件末尾仍在 template、select、svg、math 等元素之内，写在那里不会显示；请补上结束标签",
                "the file ends inside a template, select, svg, math or the like: text there is not shown; close it",
            ),
            Self::Entangled => Text::fixed(
                "末尾有未闭合的元素，写入页脚会改变页面原有结构；请补上结束标签",
                "an element that is left open would change with the footer behind it; close it",
            ),
            Self::Encoding => Text::fixed(
                "页面编码不支持追加文字；请改用 UTF-8",
                "text cannot be added in the page's encoding; use UTF-8",
            ),
            Self::TooComplex => Text::fixed(
                "元素过多或嵌套过深，无法确定页面结构",
                "too many or too deeply nested elements to be sure of the page's structure",
            ),
            Self::TooLarge => Text::fixed("文件超过 5 MiB", "larger than 5 MiB"),
            Self::BrokenBlock => Text::fixed(
                "<beian-footer> 没有结束标签，无法分清哪些内容属于它；请删掉残留部分",
                "a <beian-footer> without its end tag: take the remains out by hand",
            ),
            Self::Hidden => Text::fixed(
                "页面的样式或末尾的元素会把写在那里的页脚隐藏起来；请修改样式，或把 beian snippet 的输出放进看得见的地方",
                "a style or element of the page hides a footer put there; change it, or put the output of beian snippet \
                 where it is seen",
            ),
            Self::Foreign => Text::fixed(
                "这里的 <beian-footer> 不是本程序写的，或后来被改动过，因此保留；确要去掉请手工删除",
                "its <beian-footer> was not written by this program, or was changed since: it stays; take it out by hand",
            ),
        }
    }
}
