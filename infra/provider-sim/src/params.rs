//! A strict reader of the provider's parameters: form-encoded, nested with brackets.
//!
//! Every parameter is taken out by name and type; what is left at the end was unknown and is refused.
//! It never guesses: a value of another type is an error that names the parameter.

use std::collections::BTreeMap;

use crate::error::ApiError;

/// Deepest nesting of brackets that is read.
const DEPTH_MAX: usize = 8;
/// Longest text of a parameter that has no limit of its own, in characters.
const TEXT_LENGTH_MAX: usize = 5_000;
/// Most entries of a metadata object.
const METADATA_KEYS_MAX: usize = 50;
/// Longest key of a metadata entry, in characters.
const METADATA_KEY_LENGTH_MAX: usize = 40;
/// Longest value of a metadata entry, in characters.
const METADATA_VALUE_LENGTH_MAX: usize = 500;

/// Metadata as the provider keeps it: text by key.
pub(crate) type Metadata = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Text(String),
    Map(Vec<(String, Node)>),
}

/// Parameters that are still to be read, at one level of nesting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Params {
    path: String,
    entries: Vec<(String, Node)>,
    known: Vec<String>,
}

/// The form as sorted pairs: equal for requests with the same parameters in another order.
pub(crate) fn canonical(form: &[u8]) -> String {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(form).into_owned().collect();
    pairs.sort();
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Reads a form-encoded body or query.
///
/// # Errors
/// [`ApiError`] where brackets do not match or a name is used as a text and as an object.
pub(crate) fn parse(form: &[u8]) -> Result<Params, ApiError> {
    let mut entries = Vec::new();
    for (key, value) in form_urlencoded::parse(form) {
        let segments = segments(&key)?;
        insert(&mut entries, &segments, &value).map_err(|()| conflict(&key))?;
    }
    Ok(Params { path: String::new(), entries, known: Vec::new() })
}

fn segments(key: &str) -> Result<Vec<&str>, ApiError> {
    let malformed = || ApiError::invalid(format!("Invalid parameter name: {key}")).param(key);
    let (head, mut rest) = key.split_once('[').map_or((key, None), |(head, rest)| (head, Some(rest)));
    if head.is_empty() || head.contains(']') {
        return Err(malformed());
    }
    let mut segments = vec![head];
    while let Some(text) = rest {
        let (segment, after) = text.split_once(']').ok_or_else(malformed)?;
        segments.push(segment);
        rest = match after.strip_prefix('[') {
            Some(more) => Some(more),
            None if after.is_empty() => None,
            None => return Err(malformed()),
        };
    }
    if segments.len() > DEPTH_MAX { Err(malformed()) } else { Ok(segments) }
}

fn insert(entries: &mut Vec<(String, Node)>, segments: &[&str], value: &str) -> Result<(), ()> {
    let Some((first, rest)) = segments.split_first() else { return Err(()) };
    let name = if first.is_empty() { entries.len().to_string() } else { (*first).to_owned() };
    let found = entries.iter_mut().find(|(key, _)| *key == name);
    match (rest.is_empty(), found) {
        (true, Some(_)) | (false, Some((_, Node::Text(_)))) => Err(()),
        (true, None) => {
            entries.push((name, Node::Text(value.to_owned())));
            Ok(())
        }
        (false, Some((_, Node::Map(inner)))) => insert(inner, rest, value),
        (false, None) => {
            let mut inner = Vec::new();
            insert(&mut inner, rest, value)?;
            entries.push((name, Node::Map(inner)));
            Ok(())
        }
    }
}

fn conflict(key: &str) -> ApiError {
    ApiError::invalid(format!("Invalid request: the parameter {key} was sent twice or with two types."))
        .param(key)
}

impl Params {
    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}[{key}]", self.path) }
    }

    fn take(&mut self, key: &str) -> Option<Node> {
        self.known.push(key.to_owned());
        let place = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(place).1)
    }

    /// Whether a parameter was sent as an object or list.
    pub(crate) fn is_object(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, node)| name == key && matches!(node, Node::Map(_)))
    }

    /// A text that may be empty; `None` where it was not sent.
    fn any_text(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        match self.take(key) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(Node::Map(_)) => {
                let name = self.name(key);
                Err(ApiError::invalid(format!("Invalid string: the parameter {name} was sent as an object."))
                    .param(&name))
            }
        }
    }

    /// A text of at least one character, within the general limit.
    pub(crate) fn text(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        self.text_up_to(key, TEXT_LENGTH_MAX)
    }

    /// A text of at least one and at most `length_max` characters.
    pub(crate) fn text_up_to(&mut self, key: &str, length_max: usize) -> Result<Option<String>, ApiError> {
        let Some(text) = self.any_text(key)? else { return Ok(None) };
        let name = self.name(key);
        if text.is_empty() {
            return Err(empty(&name));
        }
        let length = text.chars().count();
        if length > length_max {
            let message =
                format!("Invalid string: {name} must be at most {length_max} characters, and has {length}.");
            return Err(ApiError::invalid(message).param(&name));
        }
        Ok(Some(text))
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, key: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let plain = text.strip_prefix('-').unwrap_or(&text).bytes().all(|b| b.is_ascii_digit());
        let number = if plain { text.parse().ok() } else { None };
        let name = self.name(key);
        number.map(Some).ok_or_else(|| {
            ApiError::invalid(format!("Invalid integer: {text}"))
                .code("parameter_invalid_integer")
                .param(&name)
        })
    }

    /// A whole number between `least` and `most`.
    pub(crate) fn integer_within(
        &mut self,
        key: &str,
        least: i64,
        most: i64,
    ) -> Result<Option<i64>, ApiError> {
        let Some(number) = self.integer(key)? else { return Ok(None) };
        let bound = if number < least {
            format!("greater than or equal to {least}")
        } else if number > most {
            format!("less than or equal to {most}")
        } else {
            return Ok(Some(number));
        };
        let message = format!("This value must be {bound} (it currently is '{number}').");
        Err(ApiError::invalid(message).code("parameter_invalid_integer").param(&self.name(key)))
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, key: &str) -> Result<Option<bool>, ApiError> {
        match self.text(key)?.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(ApiError::invalid(format!("Invalid boolean: {other}")).param(&self.name(key))),
        }
    }

    /// One of the given words.
    pub(crate) fn one_of(&mut self, key: &str, words: &[&str]) -> Result<Option<String>, ApiError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        if words.contains(&text.as_str()) {
            return Ok(Some(text));
        }
        let name = self.name(key);
        Err(ApiError::invalid(format!("Invalid {name}: must be one of {}", listed(words))).param(&name))
    }

    /// A nested object.
    pub(crate) fn object(&mut self, key: &str) -> Result<Option<Params>, ApiError> {
        let path = self.name(key);
        match self.take(key) {
            None => Ok(None),
            Some(Node::Map(entries)) => Ok(Some(Params { path, entries, known: Vec::new() })),
            Some(Node::Text(_)) => Err(ApiError::invalid("Invalid object").param(&path)),
        }
    }

    /// A list of objects, in order.
    pub(crate) fn objects(&mut self, key: &str) -> Result<Vec<Params>, ApiError> {
        let path = self.name(key);
        let mut objects = Vec::new();
        for (place, node) in self.list(key)? {
            let path = format!("{path}[{place}]");
            let Node::Map(entries) = node else {
                return Err(ApiError::invalid("Invalid object").param(&path));
            };
            objects.push(Params { path, entries, known: Vec::new() });
        }
        Ok(objects)
    }

    /// A list of texts, in order.
    pub(crate) fn texts(&mut self, key: &str) -> Result<Vec<String>, ApiError> {
        let path = self.name(key);
        let mut texts = Vec::new();
        for (place, node) in self.list(key)? {
            let path = format!("{path}[{place}]");
            let Node::Text(text) = node else { return Err(ApiError::invalid("Invalid string").param(&path)) };
            if text.is_empty() {
                return Err(empty(&path));
            }
            texts.push(text);
        }
        Ok(texts)
    }

    fn list(&mut self, key: &str) -> Result<Vec<(usize, Node)>, ApiError> {
        let name = self.name(key);
        let invalid = || ApiError::invalid("Invalid array").param(&name);
        let entries = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Node::Map(entries)) => entries,
            Some(Node::Text(_)) => return Err(invalid()),
        };
        let mut list = Vec::new();
        for (place, node) in entries {
            list.push((place.parse().map_err(|_| invalid())?, node));
        }
        list.sort_by_key(|(place, _): &(usize, Node)| *place);
        Ok(list)
    }

    /// A metadata object; empty where it was not sent or was sent empty to unset it.
    pub(crate) fn metadata(&mut self, key: &str) -> Result<Metadata, ApiError> {
        let path = self.name(key);
        let entries = match self.take(key) {
            None => return Ok(Metadata::new()),
            Some(Node::Text(text)) if text.is_empty() => return Ok(Metadata::new()),
            Some(Node::Text(_)) => return Err(ApiError::invalid("Invalid object").param(&path)),
            Some(Node::Map(entries)) => entries,
        };
        if entries.len() > METADATA_KEYS_MAX {
            let message =
                format!("You can only have {METADATA_KEYS_MAX} metadata keys, and sent {}.", entries.len());
            return Err(ApiError::invalid(message).param(&path));
        }
        let mut metadata = Metadata::new();
        for (name, node) in entries {
            let path = format!("{path}[{name}]");
            let Node::Text(value) = node else {
                return Err(ApiError::invalid("Invalid metadata: values must be strings.").param(&path));
            };
            if name.chars().count() > METADATA_KEY_LENGTH_MAX
                || value.chars().count() > METADATA_VALUE_LENGTH_MAX
            {
                let message = format!(
                    "Invalid metadata: keys must be at most {METADATA_KEY_LENGTH_MAX} and values at most \
                     {METADATA_VALUE_LENGTH_MAX} characters."
                );
                return Err(ApiError::invalid(message).param(&path));
            }
            if !value.is_empty() {
                metadata.insert(name, value);
            }
        }
        Ok(metadata)
    }

    /// Refuses parameters that the provider has and the simulator does not simulate.
    ///
    /// # Errors
    /// [`ApiError`] naming the first of them that was sent.
    pub(crate) fn refuse(&mut self, keys: &[&str]) -> Result<(), ApiError> {
        for key in keys {
            if self.take(key).is_some() {
                let name = self.name(key);
                let message =
                    format!("The simulator does not offer the parameter {name}; the provider does.");
                return Err(ApiError::invalid(message).param(&name));
            }
        }
        Ok(())
    }

    /// Refuses whatever was not taken.
    ///
    /// # Errors
    /// [`ApiError`] with the code `parameter_unknown`, naming every parameter that is left.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        let names: Vec<String> = self.entries.iter().map(|(key, _)| self.name(key)).collect();
        let Some(first) = names.first() else { return Ok(()) };
        let message = if names.len() == 1 {
            format!("Received unknown parameter: {first}{}", self.suggestion())
        } else {
            format!("Received unknown parameters: {}", names.join(", "))
        };
        Err(ApiError::invalid(message).code("parameter_unknown").param(first))
    }

    fn suggestion(&self) -> String {
        let Some((sent, _)) = self.entries.first() else { return String::new() };
        let similar = |known: &&String| known.starts_with(sent.as_str()) || sent.starts_with(known.as_str());
        self.known.iter().find(similar).map_or_else(String::new, |known| format!(". Did you mean {known}?"))
    }
}

fn empty(name: &str) -> ApiError {
    let message = format!(
        "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; however \
         '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value."
    );
    ApiError::invalid(message).code("parameter_invalid_empty").param(name)
}

fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} or {other}"),
        [most @ .., last] => format!("{}, or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Params {
        parse(form.as_bytes()).expect("the form is well formed")
    }

    #[test]
    fn nested_objects_and_lists_are_read_by_name() {
        let mut params = read("a[b][0][c]=1&a[b][1][c]=2&expand[]=x&expand[]=y");
        let mut a = params.object("a").expect("an object").expect("sent");
        let numbers: Vec<_> = a
            .objects("b")
            .expect("a list")
            .iter_mut()
            .map(|entry| entry.integer("c").expect("a number"))
            .collect();
        assert_eq!(numbers, [Some(1), Some(2)]);
        assert_eq!(params.texts("expand").expect("a list"), ["x", "y"]);
        assert_eq!(params.finish(), Ok(()));
    }

    #[test]
    fn what_is_left_is_refused_by_its_full_name() {
        let mut params = read("data[amount]=1&data[amuont]=2");
        let mut data = params.object("data").expect("an object").expect("sent");
        assert_eq!(data.integer("amount"), Ok(Some(1)));
        let error = data.finish().expect_err("a parameter is left");
        assert_eq!(error.message(), "Received unknown parameter: data[amuont]");
    }

    #[test]
    fn a_number_with_a_fraction_is_no_integer() {
        for text in ["10.0", "1e3", "+5", " 5", "NaN", "99999999999999999999"] {
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("amount", text).finish();
            let error = read(&form).integer("amount").expect_err("refused");
            assert_eq!(error.message(), format!("Invalid integer: {text}"));
        }
    }

    #[test]
    fn a_parameter_sent_twice_is_refused() {
        assert!(parse(b"a=1&a=2").is_err());
        assert!(parse(b"a=1&a[b]=2").is_err());
        assert!(parse(b"a[b=1").is_err());
    }

    #[test]
    fn the_order_of_parameters_does_not_matter_to_the_canonical_form() {
        assert_eq!(canonical(b"a=1&b%5Bc%5D=2"), canonical(b"b[c]=2&a=1"));
        assert_ne!(canonical(b"a=1"), canonical(b"a=2"));
    }

    #[test]
    fn metadata_is_limited() {
        let long = format!("metadata[k]={}", "x".repeat(501));
        assert!(read(&long).metadata("metadata").is_err());
        let many: Vec<String> = (0..51).map(|n| format!("metadata[k{n}]=v")).collect();
        assert!(read(&many.join("&")).metadata("metadata").is_err());
        assert_eq!(read("metadata=").metadata("metadata"), Ok(Metadata::new()));
    }
}
