//! The library's source as the checks see it: files, the modules in them, what each module defines and which paths it
//! names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemImpl, ItemMod, ItemUse, Type, UseTree, VisRestricted, Visibility};

/// The names of a path, outermost first; of a module those below the crate root.
pub(crate) type Names = Vec<String>;

/// A path that a module names: in a `use`, in code, or inside a macro's tokens.
#[derive(Debug)]
pub(crate) struct Mention {
    pub(crate) file: usize,
    pub(crate) module: Names,
    pub(crate) path: Names,
    pub(crate) line: usize,
    /// Whether it only passes a name on (`pub use`).
    pub(crate) reexport: bool,
    /// Whether it stands in code for tests.
    pub(crate) test: bool,
}

/// What a module holds.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) file: usize,
    /// Items that are defined here.
    items: BTreeSet<String>,
    /// Names that a `use` brings, with the path that it names.
    uses: Vec<(String, Names)>,
    /// The paths whose names all come in (`use x::*`).
    globs: Vec<Names>,
}

/// A type, and where it is defined.
#[derive(Debug)]
pub(crate) struct TypeName {
    pub(crate) name: String,
    pub(crate) file: usize,
    pub(crate) test: bool,
}

/// A function with its parameters, `self` among them. Methods of traits are left out: the trait decides.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) file: usize,
    pub(crate) line: usize,
    pub(crate) parameters: usize,
    pub(crate) test: bool,
}

/// A method of a type's own `impl` block, or a call of one on `self`.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) of: String,
    pub(crate) name: String,
    pub(crate) module: Names,
    pub(crate) file: usize,
    pub(crate) line: usize,
}

/// All files of a crate.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Their paths below `src`.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) modules: BTreeMap<Names, Module>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) types: Vec<TypeName>,
    pub(crate) functions: Vec<Function>,
    pub(crate) methods: Vec<Method>,
    pub(crate) self_calls: Vec<Method>,
    /// Modules that are declared for tests only.
    test_modules: BTreeSet<Names>,
}

impl Source {
    /// Reads all files below a folder.
    pub(crate) fn read(src: &Path) -> Self {
        let mut source = Self::default();
        for file in rust_files(src) {
            let text = fs::read_to_string(&file).expect("a source file is UTF-8");
            source.add(file.strip_prefix(src).expect("found below"), &text);
        }
        source
    }

    /// Adds a file; its path is that below `src`.
    pub(crate) fn add(&mut self, path: &Path, text: &str) {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| {
            panic!("{}:{}: {error}", path.display(), error.span().start().line)
        });
        let (module, file) = (module_path(path), self.files.len());
        self.files.push(path.to_owned());
        self.modules.entry(module.clone()).or_default().file = file;
        Reader { source: self, file, module, test: false, of: None, of_trait: false }
            .visit_file(&parsed);
    }

    /// The room that a file is in.
    pub(crate) fn room(&self, file: usize) -> String {
        let first = self.files[file].iter().next().expect("a path has names");
        Path::new(first).with_extension("").to_string_lossy().into_owned()
    }

    /// Whether a module is part of the tests.
    pub(crate) fn is_test(&self, module: &[String]) -> bool {
        (0..=module.len()).any(|end| self.test_modules.contains(&module[..end]))
    }

    /// The file in which the item that a path names is defined; `None` for a module, and for what is of other crates.
    pub(crate) fn defined_in(&self, module: &[String], path: &[String]) -> Option<usize> {
        self.resolve(module, path, 0)
    }

    fn resolve(&self, module: &[String], path: &[String], depth: usize) -> Option<usize> {
        match absolute(module, path) {
            Some(path) => self.walk(&[], &path, depth),
            None => self.walk(module, path, depth),
        }
    }

    /// Follows names from a module inwards, through what it brings in by `use`.
    fn walk(&self, module: &[String], path: &[String], depth: usize) -> Option<usize> {
        let (name, rest) = path.split_first()?;
        let here = self.modules.get(module).filter(|_| depth < 12)?;
        let child = [module, std::slice::from_ref(name)].concat();
        if here.items.contains(name) && (rest.is_empty() || !self.modules.contains_key(&child)) {
            return Some(here.file);
        }
        if self.modules.contains_key(&child) {
            return self.walk(&child, rest, depth);
        }
        let named = here.uses.iter().filter(|(as_name, _)| as_name == name);
        let globs = here.globs.iter().map(|glob| [glob, path].concat());
        named
            .map(|(_, target)| [target, rest].concat())
            .chain(globs)
            .filter(|target| target != path)
            .find_map(|target| self.resolve(module, &target, depth + 1))
    }
}

/// A path from the crate root, if it begins there or climbs (`crate`, `self`, `super`).
pub(crate) fn absolute(module: &[String], path: &[String]) -> Option<Names> {
    let climbs = path.iter().take_while(|name| *name == "super").count();
    let base = match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "self" => {
            return absolute(module, &path[1..]).or_else(|| Some([module, &path[1..]].concat()));
        }
        "super" => module.get(..module.len().saturating_sub(climbs))?,
        _ => return None,
    };
    Some([base, &path[climbs..]].concat())
}

/// Walks the tree of one file.
struct Reader<'a> {
    source: &'a mut Source,
    file: usize,
    module: Names,
    test: bool,
    /// The type whose own `impl` block this is.
    of: Option<String>,
    /// Whether this is the `impl` block of a trait.
    of_trait: bool,
}

impl Reader<'_> {
    fn mention(&mut self, path: Names, line: usize, reexport: bool) {
        let (file, module, test) = (self.file, self.module.clone(), self.test);
        self.source.mentions.push(Mention { file, module, path, line, reexport, test });
    }

    fn here(&mut self) -> &mut Module {
        let file = self.file;
        let module = self.source.modules.entry(self.module.clone()).or_default();
        module.file = file;
        module
    }

    fn use_tree(&mut self, tree: &UseTree, mut path: Names, reexport: bool) {
        let (ident, name) = match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.unraw().to_string());
                return self.use_tree(&inner.tree, path, reexport);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, path.clone(), reexport);
                }
                return;
            }
            UseTree::Glob(glob) => {
                self.here().globs.push(path.clone());
                path.push("*".to_owned());
                return self.mention(path, glob.star_token.spans[0].start().line, reexport);
            }
            UseTree::Name(name) => (&name.ident, &name.ident),
            UseTree::Rename(name) => (&name.ident, &name.rename),
        };
        let mut name = name.unraw().to_string();
        if ident == "self" {
            if name == "self" {
                name = path.last().cloned().unwrap_or_default();
            }
        } else {
            path.push(ident.unraw().to_string());
        }
        self.here().uses.push((name, path.clone()));
        self.mention(path, ident.span().start().line, reexport);
    }

    fn item_name(item: &Item) -> Option<(String, bool)> {
        let (ident, is_type) = match item {
            Item::Struct(item) => (&item.ident, true),
            Item::Enum(item) => (&item.ident, true),
            Item::Union(item) => (&item.ident, true),
            Item::Type(item) => (&item.ident, true),
            Item::Trait(item) => (&item.ident, true),
            Item::Fn(item) => (&item.sig.ident, false),
            Item::Const(item) => (&item.ident, false),
            Item::Static(item) => (&item.ident, false),
            Item::Macro(item) => (item.ident.as_ref()?, false),
            _ => return None,
        };
        Some((ident.unraw().to_string(), is_type))
    }

    /// Runs with the tests' flag set where attributes say so.
    fn within(&mut self, attributes: &[Attribute], work: impl FnOnce(&mut Self)) {
        let before = self.test;
        self.test |= attributes.iter().any(is_for_tests);
        work(self);
        self.test = before;
    }

    fn method(&self, of: &str, name: &syn::Ident) -> Method {
        let (module, file, line) = (self.module.clone(), self.file, name.span().start().line);
        Method { of: of.to_owned(), name: name.to_string(), module, file, line }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = attributes(item);
        self.within(attributes, |reader| {
            if let Some((name, is_type)) = Self::item_name(item) {
                reader.here().items.insert(name.clone());
                if is_type {
                    let (file, test) = (reader.file, reader.test);
                    reader.source.types.push(TypeName { name, file, test });
                }
            }
            visit::visit_item(reader, item);
        });
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.module.push(item.ident.unraw().to_string());
        if self.test {
            self.source.test_modules.insert(self.module.clone());
        }
        if item.content.is_some() {
            self.here();
            visit::visit_item_mod(self, item);
        }
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let reexport = !matches!(item.vis, Visibility::Inherited);
        self.use_tree(&item.tree, Vec::new(), reexport);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let before = (self.of.take(), self.of_trait);
        self.of_trait = item.trait_.is_some();
        if let Type::Path(path) = &*item.self_ty {
            self.of = path.path.segments.last().map(|segment| segment.ident.to_string());
        }
        if let (Some(of), None, false) = (&self.of, &item.trait_, self.test) {
            for inner in &item.items {
                if let syn::ImplItem::Fn(function) = inner {
                    let method = self.method(of, &function.sig.ident);
                    self.source.methods.push(method);
                }
            }
        }
        visit::visit_item_impl(self, item);
        (self.of, self.of_trait) = before;
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if !self.of_trait {
            self.source.functions.push(Function {
                name: signature.ident.to_string(),
                file: self.file,
                line: signature.ident.span().start().line,
                parameters: signature.inputs.len(),
                test: self.test,
            });
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let (Some(of), syn::Expr::Path(receiver), false) = (&self.of, &*call.receiver, self.test)
            && receiver.path.is_ident("self")
        {
            let call = self.method(of, &call.method);
            self.source.self_calls.push(call);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names = path.segments.iter().map(|segment| segment.ident.unraw().to_string());
            let line = path.segments[0].ident.span().start().line;
            self.mention(names.collect(), line, false);
        }
        visit::visit_path(self, path);
    }

    /// `pub(crate)` and `pub(super)` name no module that is used.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}

    /// The paths inside of macros and attributes.
    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        let mut path: Names = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens.clone() {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    if colons != 2 && !path.is_empty() {
                        self.mention(std::mem::take(&mut path), line, false);
                    }
                    line = ident.span().start().line;
                    path.push(ident.unraw().to_string());
                    colons = 0;
                }
                other => {
                    if !path.is_empty() {
                        self.mention(std::mem::take(&mut path), line, false);
                    }
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.visit_token_stream(&group.stream());
                    }
                }
            }
        }
        if !path.is_empty() {
            self.mention(path, line, false);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[test]` and `#[cfg(test)]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    let is_cfg = attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"));
    is_cfg || attribute.path().is_ident("test")
}

/// `rules/levels.rs` → `[rules, levels]`; `rules/mod.rs` → `[rules]`; `lib.rs` and `main.rs` → `[]`.
pub(crate) fn module_path(relative: &Path) -> Names {
    let path = relative.with_extension("");
    let mut parts: Names =
        path.iter().map(|part| part.to_str().expect("an ASCII name").to_owned()).collect();
    let root = parts.len() == 1 && ["lib", "main"].contains(&parts[0].as_str());
    if root || parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
