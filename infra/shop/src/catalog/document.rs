//! A TOML document that is read field by field: every wrong, missing or unknown field is a problem with its
//! line, and reading goes on, so that one look at the answer is enough to put all of them right.

use super::problem::Problems;
use domain::language::Language;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At<T> {
    /// The value.
    pub value: T,
    /// Its line, counted from one.
    pub line: usize,
}

/// A file, or the front matter of one.
pub(crate) struct Document<'d> {
    /// The file's name in problems.
    pub file: &'d str,
    /// The TOML text.
    pub toml: &'d str,
    /// How many lines of the file stand before it.
    pub lines_before: usize,
    /// Where problems go.
    pub problems: &'d Problems,
}

impl Document<'_> {
    /// Reads the document; nothing when it is no TOML at all.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Fields) -> T) -> Option<T> {
        let (table, errors) = DeTable::parse_recoverable(self.toml);
        if errors.is_empty() {
            let fields = Fields::new(self, table.get_ref(), 0, String::new());
            let value = read(&fields);
            fields.refuse_unknown();
            return Some(value);
        }
        for error in errors {
            let place = error.span().map_or(0, |span| span.start);
            self.problems.say(self.file, self.line(place), one_line(error.message()));
        }
        None
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.toml.get(..offset).unwrap_or(self.toml);
        before.bytes().filter(|byte| *byte == b'\n').count() + self.lines_before + 1
    }
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}

/// The fields of one table; remembers which were asked for.
pub(crate) struct Fields<'f> {
    document: &'f Document<'f>,
    table: &'f DeTable<'f>,
    start: usize,
    path: String,
    asked: RefCell<BTreeSet<String>>,
}

impl<'f> Fields<'f> {
    fn new(document: &'f Document<'f>, table: &'f DeTable<'f>, start: usize, path: String) -> Self {
        Self { document, table, start, path, asked: RefCell::default() }
    }

    /// The line the table starts on.
    pub(crate) fn line(&self) -> usize {
        self.document.line(self.start)
    }

    /// Adds a problem of this file.
    pub(crate) fn say(&self, line: usize, what: impl Into<String>) {
        self.document.problems.say(self.document.file, line, what);
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn find(&self, key: &str) -> Option<&'f Spanned<DeValue<'f>>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn need(&self, key: &str) -> Option<&'f Spanned<DeValue<'f>>> {
        let found = self.find(key);
        if found.is_none() {
            self.say(self.line(), format!("`{}` is missing", self.name(key)));
        }
        found
    }

    fn refuse_unknown(&self) {
        for (key, _) in self.table {
            if !self.asked.borrow().contains(key.get_ref().as_ref()) {
                let line = self.document.line(key.span().start);
                self.say(line, format!("`{}` is not a known key", self.name(key.get_ref())));
            }
        }
    }

    fn place(&self, span: &Range<usize>) -> usize {
        self.document.line(span.start)
    }

    /// Refuses a value of another type.
    fn expect<T>(&self, key: &str, value: &Spanned<DeValue>, kind: &str, found: Option<T>) -> Option<At<T>> {
        let line = self.place(&value.span());
        if found.is_none() {
            let type_found = value.get_ref().type_str();
            self.say(line, format!("`{}` must be {kind}, not {type_found}", self.name(key)));
        }
        found.map(|value| At { value, line })
    }

    fn as_text(&self, key: &str, value: &'f Spanned<DeValue<'f>>) -> Option<At<&'f str>> {
        let text = self.expect(key, value, "a text", value.get_ref().as_str())?;
        if text.value.trim().is_empty() {
            self.say(text.line, format!("`{}` is empty", self.name(key)));
            return None;
        }
        Some(text)
    }

    /// Whether there is such a field.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// A text that must be there and not be empty.
    pub(crate) fn text(&self, key: &str) -> Option<At<String>> {
        let text = self.as_text(key, self.need(key)?)?;
        Some(At { value: text.value.to_owned(), line: text.line })
    }

    /// A text that may be missing.
    pub(crate) fn text_if(&self, key: &str) -> Option<At<String>> {
        let text = self.as_text(key, self.find(key)?)?;
        Some(At { value: text.value.to_owned(), line: text.line })
    }

    /// A text that is read as something.
    pub(crate) fn parsed<T, E: Display>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<At<T>> {
        let text = self.text(key)?;
        self.parse(&text, parse)
    }

    /// Reads a text of this table as something.
    pub(crate) fn parse<T, E: Display>(
        &self,
        text: &At<String>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<At<T>> {
        match parse(&text.value) {
            Ok(value) => Some(At { value, line: text.line }),
            Err(error) => {
                self.say(text.line, error.to_string());
                None
            }
        }
    }

    /// A whole number from zero to `most`.
    pub(crate) fn number(&self, key: &str, most: u32) -> Option<At<u32>> {
        let value = self.need(key)?;
        let number = |value: &DeValue| {
            value.as_integer().filter(|number| number.radix() == 10)?.as_str().parse::<u32>().ok()
        };
        let found = number(value.get_ref()).filter(|number| *number <= most);
        self.expect(key, value, &format!("a whole number from 0 to {most}"), found)
    }

    /// A calendar date, as `YYYY-MM-DD`.
    pub(crate) fn date(&self, key: &str) -> Option<At<toml::value::Datetime>> {
        let value = self.need(key)?;
        let only_date =
            value.get_ref().as_datetime().filter(|date| date.date.is_some() && date.time.is_none());
        self.expect(key, value, "a date such as 2026-03-02 (without quotes)", only_date.copied())
    }

    /// A list of texts that must be there.
    pub(crate) fn texts(&self, key: &str) -> Vec<At<String>> {
        self.need(key).map(|value| self.as_texts(key, value)).unwrap_or_default()
    }

    /// A list of texts that may be missing.
    pub(crate) fn texts_if(&self, key: &str) -> Vec<At<String>> {
        self.find(key).map(|value| self.as_texts(key, value)).unwrap_or_default()
    }

    fn as_texts(&self, key: &str, value: &'f Spanned<DeValue<'f>>) -> Vec<At<String>> {
        let Some(list) = self.expect(key, value, "a list of texts", value.get_ref().as_array()) else {
            return Vec::new();
        };
        let text =
            |value| self.as_text(key, value).map(|at| At { value: at.value.to_owned(), line: at.line });
        list.value.iter().filter_map(text).collect()
    }

    /// A list of texts that are each read as something.
    pub(crate) fn all_parsed<T, E: Display>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<At<T>> {
        self.texts(key).iter().filter_map(|text| self.parse(text, &parse)).collect()
    }

    /// A list of whole numbers that must be there.
    pub(crate) fn numbers(&self, key: &str) -> Option<At<Vec<u32>>> {
        let value = self.need(key)?;
        let read = |value: &Spanned<DeValue>| value.get_ref().as_integer()?.as_str().parse::<u32>().ok();
        let numbers = value.get_ref().as_array().and_then(|list| list.iter().map(read).collect());
        self.expect(key, value, "a list of whole numbers", numbers)
    }

    /// A table of texts under keys of its own: each key with its line, and its text.
    pub(crate) fn texts_by_key(&self, key: &str) -> Vec<(At<String>, At<String>)> {
        let Some(value) = self.need(key) else { return Vec::new() };
        let Some(table) = self.expect(key, value, "a table", value.get_ref().as_table()) else {
            return Vec::new();
        };
        let entry = |(name, value): (&'f Spanned<_>, &'f Spanned<DeValue<'f>>)| {
            let name: &Spanned<toml::de::DeString> = name;
            let text = self.as_text(&format!("{key}.{}", name.get_ref()), value)?;
            let name = At { value: name.get_ref().to_string(), line: self.place(&name.span()) };
            Some((name, At { value: text.value.to_owned(), line: text.line }))
        };
        table.value.iter().filter_map(entry).collect()
    }

    /// The names of a table of tables, with their lines.
    pub(crate) fn keys(&self) -> Vec<At<String>> {
        let key = |name: &Spanned<toml::de::DeString>| At {
            value: name.get_ref().to_string(),
            line: self.place(&name.span()),
        };
        self.table.keys().map(key).collect()
    }

    /// A table that may be missing and holds a table for each language.
    pub(crate) fn by_language<T>(
        &self,
        key: &str,
        mut read: impl FnMut(&Fields) -> Option<T>,
    ) -> BTreeMap<Language, T> {
        if self.find(key).is_none() {
            return BTreeMap::new();
        }
        let languages = self.table(key, |fields| {
            let entry = |name: At<String>| {
                let language = fields.parse(&name, language)?.value;
                Some((language, fields.table(&name.value, &mut read)??))
            };
            fields.keys().into_iter().filter_map(entry).collect()
        });
        languages.unwrap_or_default()
    }

    /// A text in each of these languages, in a table.
    pub(crate) fn names(&self, key: &str, languages: &BTreeSet<Language>) -> BTreeMap<Language, String> {
        if languages.is_empty() && self.find(key).is_none() {
            return BTreeMap::new();
        }
        let named = self.texts_by_key(key).into_iter();
        let names: BTreeMap<Language, String> =
            named.filter_map(|(name, text)| Some((self.parse(&name, language)?.value, text.value))).collect();
        for language in languages.iter().filter(|language| !names.contains_key(*language)) {
            self.say(self.line(), format!("`{}` has no `{}`", self.name(key), language.tag()));
        }
        names
    }

    /// A table that must be there.
    pub(crate) fn table<T>(&self, key: &str, read: impl FnOnce(&Fields) -> T) -> Option<T> {
        let value = self.need(key)?;
        let table = self.expect(key, value, "a table", value.get_ref().as_table())?;
        let fields = Fields::new(self.document, table.value, value.span().start, self.name(key));
        let read = read(&fields);
        fields.refuse_unknown();
        Some(read)
    }

    /// A table that may be missing.
    pub(crate) fn table_if<T>(&self, key: &str, read: impl FnOnce(&Fields) -> T) -> Option<T> {
        if self.has(key) { self.table(key, read) } else { None }
    }

    /// A list of tables that must be there.
    pub(crate) fn tables<T>(&self, key: &str, read: impl FnMut(&Fields) -> Option<T>) -> Vec<T> {
        self.need(key).map(|value| self.as_tables(key, value, read)).unwrap_or_default()
    }

    /// A list of tables that may be missing.
    pub(crate) fn tables_if<T>(&self, key: &str, read: impl FnMut(&Fields) -> Option<T>) -> Vec<T> {
        self.find(key).map(|value| self.as_tables(key, value, read)).unwrap_or_default()
    }

    fn as_tables<T>(
        &self,
        key: &str,
        value: &'f Spanned<DeValue<'f>>,
        mut read: impl FnMut(&Fields) -> Option<T>,
    ) -> Vec<T> {
        let Some(list) = self.expect(key, value, "a list of tables", value.get_ref().as_array()) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for value in list.value {
            let Some(table) = self.expect(key, value, "a list of tables", value.get_ref().as_table()) else {
                continue;
            };
            let fields = Fields::new(self.document, table.value, value.span().start, self.name(key));
            all.extend(read(&fields));
            fields.refuse_unknown();
        }
        all
    }
}

fn language(tag: &str) -> Result<Language, String> {
    Language::of_tag(tag).ok_or_else(|| format!("there are no texts in the language `{tag}`"))
}
