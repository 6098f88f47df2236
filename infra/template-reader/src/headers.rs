//! The headers that the CDN adds to every answer.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Context, Template, error::TemplateError, of_type};

const POLICY: &str = "AWS::CloudFront::ResponseHeadersPolicy";

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

/// The headers by name in small letters, values unresolved; none without a policy.
pub(crate) fn headers(resources: &BTreeMap<String, Value>) -> Result<BTreeMap<String, Value>, TemplateError> {
    let mut headers = BTreeMap::new();
    for (logical_id, shape) in of_type::<PolicyShape>(resources, POLICY)? {
        let ConfigShape { security_headers_config: security, custom_headers_config: custom, .. } =
            shape.response_headers_policy_config;
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
    }
    Ok(headers)
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
    /// The headers that the CDN adds to every answer, by name in small letters.
    ///
    /// # Errors
    /// [`TemplateError::Wrong`] when a value refers to something the context does not know.
    pub fn response_headers(&self, context: &Context) -> Result<BTreeMap<String, String>, TemplateError> {
        self.headers
            .iter()
            .map(|(name, value)| {
                Ok((name.clone(), self.resolve(value, context, &format!("the header {name}"))?))
            })
            .collect()
    }
}
