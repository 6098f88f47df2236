//! YAML with the short tags of AWS templates, turned into JSON with the long forms: `!Ref X` into `{"Ref": "X"}`.

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

use crate::error::TemplateError;

/// Reads YAML text.
pub(crate) fn read(text: &str) -> Result<Value, TemplateError> {
    let mut yaml: Yaml = serde_yaml_ng::from_str(text)?;
    yaml.apply_merge()?;
    convert(yaml, "the whole file")
}

fn convert(yaml: Yaml, place: &str) -> Result<Value, TemplateError> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => value.into(),
        Yaml::String(value) => value.into(),
        Yaml::Number(number) => number_of(&number)
            .ok_or_else(|| TemplateError::wrong(place, format!("{number} is no whole number")))?,
        Yaml::Sequence(items) => {
            items.into_iter().map(|item| convert(item, place)).collect::<Result<Vec<_>, _>>()?.into()
        }
        Yaml::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                let key = key_of(&key).ok_or_else(|| TemplateError::wrong(place, "a key is no text"))?;
                let value = convert(value, &key)?;
                object.insert(key, value);
            }
            object.into()
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.trim_start_matches('!').to_owned();
            long_form(&name, convert(tagged.value, place)?)
        }
    })
}

fn number_of(number: &serde_yaml_ng::Number) -> Option<Value> {
    number.as_i64().map(Value::from).or_else(|| number.as_u64().map(Value::from))
}

fn key_of(key: &Yaml) -> Option<String> {
    match key {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn long_form(name: &str, value: Value) -> Value {
    match (name, value) {
        ("Ref" | "Condition", value) => json!({ name: value }),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((path.as_str(), ""));
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        (name, value) => json!({ format!("Fn::{name}"): value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tags_become_long_forms() {
        let read = read("a: !Ref X\nb: !GetAtt Y.Arn\nc: !Sub '${X}-z'\nd: [!Ref P]\n").unwrap();
        assert_eq!(
            read,
            json!({
                "a": { "Ref": "X" },
                "b": { "Fn::GetAtt": ["Y", "Arn"] },
                "c": { "Fn::Sub": "${X}-z" },
                "d": [{ "Ref": "P" }],
            })
        );
    }
}
