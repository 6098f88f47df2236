//! Values with intrinsic functions and dynamic references turned into plain text.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Function, Template, error::TemplateError};

/// What the names in a template stand for in one place where the shop runs.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Parameters that are not to have their defaults.
    pub parameters: BTreeMap<String, String>,
    /// What `!Ref` of a resource gives, by logical id: a table's name, a queue's URL.
    pub resources: BTreeMap<String, String>,
    /// What `!GetAtt` gives, by `Resource.Attribute`.
    pub attributes: BTreeMap<String, String>,
    /// Values in secrets, by the secret's name and the key in it.
    pub secrets: BTreeMap<(String, String), String>,
    /// What `AWS::Region` and its like give, by their names.
    pub pseudo_parameters: BTreeMap<String, String>,
}

impl Template {
    /// The environment of a function as it finds it when it runs.
    ///
    /// # Errors
    /// [`TemplateError::Wrong`] when a value refers to something the context does not know.
    pub fn environment(
        &self,
        function: &Function,
        context: &Context,
    ) -> Result<BTreeMap<String, String>, TemplateError> {
        function
            .environment
            .iter()
            .map(|(name, value)| {
                let place = format!("{}.Environment.{name}", function.logical_id);
                Ok((name.clone(), self.resolve(value, context, &place)?))
            })
            .collect()
    }

    /// The text a value stands for; `place` is named in errors.
    ///
    /// # Errors
    /// [`TemplateError::Wrong`] when the value refers to something the context does not know, or uses a
    /// function that is not understood.
    pub fn resolve(&self, value: &Value, context: &Context, place: &str) -> Result<String, TemplateError> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            other => self.call(other, context, place)?,
        };
        dynamic_references(&text, context, place)
    }

    fn call(&self, value: &Value, context: &Context, place: &str) -> Result<String, TemplateError> {
        let wrong = || TemplateError::wrong(place, format!("{value} is not understood"));
        let object = value.as_object().filter(|object| object.len() == 1).ok_or_else(wrong)?;
        let (function, argument) = object.iter().next().ok_or_else(wrong)?;
        match (function.as_str(), argument) {
            ("Ref", Value::String(name)) => self.reference(name, context, place),
            ("Fn::GetAtt", Value::Array(path)) => {
                let parts: Option<Vec<&str>> = path.iter().map(Value::as_str).collect();
                attribute(&parts.ok_or_else(wrong)?.join("."), context, place)
            }
            ("Fn::Sub", Value::String(text)) => self.substitute(text, &BTreeMap::new(), context, place),
            ("Fn::Sub", Value::Array(parts)) => {
                let (Some(text), Some(given)) =
                    (parts.first().and_then(Value::as_str), parts.get(1).and_then(Value::as_object))
                else {
                    return Err(wrong());
                };
                let given = given
                    .iter()
                    .map(|(name, value)| Ok((name.as_str(), self.resolve(value, context, place)?)))
                    .collect::<Result<_, TemplateError>>()?;
                self.substitute(text, &given, context, place)
            }
            ("Fn::Join", Value::Array(parts)) => {
                let (Some(separator), Some(items)) =
                    (parts.first().and_then(Value::as_str), parts.get(1).and_then(Value::as_array))
                else {
                    return Err(wrong());
                };
                let items: Vec<String> =
                    items.iter().map(|item| self.resolve(item, context, place)).collect::<Result<_, _>>()?;
                Ok(items.join(separator))
            }
            _ => Err(wrong()),
        }
    }

    fn reference(&self, name: &str, context: &Context, place: &str) -> Result<String, TemplateError> {
        if let Some(parameter) = self.parameters.iter().find(|parameter| parameter.name == name) {
            let value = context.parameters.get(name).or(parameter.default.as_ref());
            let value = value.ok_or_else(|| {
                TemplateError::wrong(place, format!("the parameter {name} has no default and was not given"))
            })?;
            if !parameter.allowed_values.is_empty() && !parameter.allowed_values.contains(value) {
                let allowed = parameter.allowed_values.join(", ");
                let problem = format!("the parameter {name} is {value} and must be one of {allowed}");
                return Err(TemplateError::wrong(place, problem));
            }
            return Ok(value.clone());
        }
        let known = context.resources.get(name).or_else(|| context.pseudo_parameters.get(name));
        known.cloned().ok_or_else(|| TemplateError::wrong(place, format!("nothing is known of {name}")))
    }

    fn substitute(
        &self,
        text: &str,
        given: &BTreeMap<&str, String>,
        context: &Context,
        place: &str,
    ) -> Result<String, TemplateError> {
        let mut substituted = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            substituted.push_str(before);
            let (name, following) = after
                .split_once('}')
                .ok_or_else(|| TemplateError::wrong(place, format!("a ${{ without }} in {text}")))?;
            if let Some(literal) = name.strip_prefix('!') {
                substituted.extend(["${", literal, "}"]);
            } else if let Some(value) = given.get(name) {
                substituted.push_str(value);
            } else if name.contains('.') {
                substituted.push_str(&attribute(name, context, place)?);
            } else {
                substituted.push_str(&self.reference(name, context, place)?);
            }
            rest = following;
        }
        substituted.push_str(rest);
        Ok(substituted)
    }
}

fn attribute(path: &str, context: &Context, place: &str) -> Result<String, TemplateError> {
    let known = context.attributes.get(path);
    known.cloned().ok_or_else(|| TemplateError::wrong(place, format!("nothing is known of {path}")))
}

/// Replaces every `{{resolve:secretsmanager:name:SecretString:key}}`.
fn dynamic_references(text: &str, context: &Context, place: &str) -> Result<String, TemplateError> {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{resolve:") {
        resolved.push_str(before);
        let (reference, following) = after
            .split_once("}}")
            .ok_or_else(|| TemplateError::wrong(place, format!("a {{{{resolve: without }}}} in {text}")))?;
        resolved.push_str(secret(reference, context, place)?);
        rest = following;
    }
    resolved.push_str(rest);
    Ok(resolved)
}

fn secret<'a>(reference: &str, context: &'a Context, place: &str) -> Result<&'a str, TemplateError> {
    let parts: Vec<&str> = reference.split(':').collect();
    let ["secretsmanager", name, "SecretString", key, ..] = parts.as_slice() else {
        let problem = format!("{{{{resolve:{reference}}}}} is not understood");
        return Err(TemplateError::wrong(place, problem));
    };
    let known = context.secrets.get(&((*name).to_owned(), (*key).to_owned()));
    known
        .map(String::as_str)
        .ok_or_else(|| TemplateError::wrong(place, format!("the secret {name} has no key {key} here")))
}
