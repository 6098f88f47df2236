//! The headers that the CDN adds to answers: those of the policy that its behavior for the path names.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Context, Template, error::TemplateError, of_type};

const POLICY: &str = "AWS::CloudFront::ResponseHeadersPolicy";
const DISTRIBUTION: &str = "AWS::CloudFront::Distribution";

/// The headers of the paths that a pattern fits, values unresolved.
pub(crate) type PatternHeaders = (String, BTreeMap<String, Value>);

/// What the CDN adds to the answers of some paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedHeaders {
    /// Which paths: one, those that begin like it where it ends in a star, or all of them (`*`).
    pub pattern: String,
    /// The headers by name in small letters.
    pub headers: BTreeMap<String, String>,
}

impl AddedHeaders {
    /// Whether a path is one of the pattern.
    pub fn fits(&self, path: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => self.pattern == path,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DistributionShape {
    distribution_config: BehaviorsShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BehaviorsShape {
    default_cache_behavior: BehaviorShape,
    #[serde(default)]
    cache_behaviors: Vec<BehaviorShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BehaviorShape {
    #[serde(default)]
    path_pattern: Option<String>,
    response_headers_policy_id: ReferenceShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReferenceShape {
    r#ref: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyShape {
    response_headers_policy_config: ConfigShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ConfigShape {
    #[serde(rename = "Name")]
    _name: Value,
    #[serde(rename = "Comment")]
    _comment: Value,
    security_headers_config: SecurityShape,
    custom_headers_config: CustomShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SecurityShape {
    content_security_policy: ContentSecurityPolicyShape,
    content_type_options: ContentTypeOptionsShape,
    frame_options: FrameOptionsShape,
    referrer_policy: ReferrerPolicyShape,
    strict_transport_security: StrictTransportSecurityShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ContentSecurityPolicyShape {
    content_security_policy: Value,
}

#[derive(Deserialize)]
struct ContentTypeOptionsShape {}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FrameOptionsShape {
    frame_option: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReferrerPolicyShape {
    referrer_policy: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StrictTransportSecurityShape {
    access_control_max_age_sec: u64,
    include_subdomains: bool,
    preload: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CustomShape {
    items: Vec<CustomHeaderShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CustomHeaderShape {
    header: String,
    value: Value,
}

/// The headers of each behavior in the CDN's order, the default (`*`) last; none without a distribution.
pub(crate) fn headers(resources: &BTreeMap<String, Value>) -> Result<Vec<PatternHeaders>, TemplateError> {
    let policies = policies(resources)?;
    let mut all = Vec::new();
    for (logical_id, shape) in of_type::<DistributionShape>(resources, DISTRIBUTION)? {
        let BehaviorsShape { cache_behaviors, default_cache_behavior } = shape.distribution_config;
        for behavior in cache_behaviors.into_iter().chain([default_cache_behavior]) {
            let name = behavior.response_headers_policy_id.r#ref;
            let headers = policies.get(&name).cloned().ok_or_else(|| {
                TemplateError::wrong(logical_id, format!("{name} is no response headers policy"))
            })?;
            all.push((behavior.path_pattern.unwrap_or_else(|| "*".to_owned()), headers));
        }
    }
    Ok(all)
}

/// The headers of each policy by name in small letters.
fn policies(
    resources: &BTreeMap<String, Value>,
) -> Result<BTreeMap<String, BTreeMap<String, Value>>, TemplateError> {
    let mut policies = BTreeMap::new();
    for (logical_id, shape) in of_type::<PolicyShape>(resources, POLICY)? {
        let ConfigShape { security_headers_config: security, custom_headers_config: custom, .. } =
            shape.response_headers_policy_config;
        let mut headers = BTreeMap::new();
        let mut add = |name: &str, value: Value| match headers.insert(name.to_ascii_lowercase(), value) {
            None => Ok(()),
            Some(_) => Err(TemplateError::wrong(logical_id, format!("the header {name} is there twice"))),
        };
        let ContentTypeOptionsShape {} = security.content_type_options;
        add("content-security-policy", security.content_security_policy.content_security_policy)?;
        add("x-content-type-options", json!("nosniff"))?;
        add("x-frame-options", security.frame_options.frame_option)?;
        add("referrer-policy", security.referrer_policy.referrer_policy)?;
        add("strict-transport-security", strict_transport(&security.strict_transport_security))?;
        for CustomHeaderShape { header, value } in custom.items {
            add(&header, value)?;
        }
        policies.insert(logical_id.to_owned(), headers);
    }
    Ok(policies)
}

fn strict_transport(shape: &StrictTransportSecurityShape) -> Value {
    let mut text = format!("max-age={}", shape.access_control_max_age_sec);
    if shape.include_subdomains {
        text.push_str("; includeSubDomains");
    }
    if shape.preload {
        text.push_str("; preload");
    }
    text.into()
}

impl Template {
    /// The headers that the CDN adds to its answers; of those that fit a path the first counts.
    ///
    /// # Errors
    /// [`TemplateError::Wrong`] when a value refers to something the context does not know.
    pub fn response_headers(&self, context: &Context) -> Result<Vec<AddedHeaders>, TemplateError> {
        let resolved = |(name, value): (&String, &Value)| {
            Ok((name.clone(), self.resolve(value, context, &format!("the header {name}"))?))
        };
        let added = |(pattern, headers): &PatternHeaders| {
            let headers = headers.iter().map(resolved).collect::<Result<_, TemplateError>>()?;
            Ok(AddedHeaders { pattern: pattern.clone(), headers })
        };
        self.headers.iter().map(added).collect()
    }
}
