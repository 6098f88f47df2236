//! The CDN sends every route to its function and everything else to the site, and what it knows of the code is so.

use crate::{function_sources, nothing, source_of, template};
use contract::problem::ProblemCode;
use contract::routes::ROUTES;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use template_reader::Template;
use wiring::{files, top};

/// AWS's own policies, by their ids.
const CACHING_OPTIMIZED: &str = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_DISABLED: &str = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST_HEADER: &str = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

fn distribution(template: &Template) -> &Value {
    &template.resource("ShopDistribution").unwrap()["Properties"]["DistributionConfig"]
}

fn behaviors(template: &Template) -> &[Value] {
    distribution(template)["CacheBehaviors"].as_array().unwrap()
}

fn pattern(behavior: &Value) -> &str {
    behavior["PathPattern"].as_str().unwrap()
}

/// Whether a path is one of a pattern, of which only the last letter may be a star.
fn fits(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning),
        None => pattern == path,
    }
}

/// The behavior that answers a path: the first that fits.
fn behavior_of<'t>(template: &'t Template, path: &str) -> &'t Value {
    let found = behaviors(template).iter().find(|behavior| fits(pattern(behavior), path));
    found.unwrap_or(&distribution(template)["DefaultCacheBehavior"])
}

#[test]
fn every_route_goes_to_the_functions_with_its_method() {
    let template = template();
    let mut lost = Vec::new();
    for route in ROUTES {
        let behavior = behavior_of(&template, route.path);
        let methods = behavior["AllowedMethods"].as_array().unwrap();
        if behavior["TargetOriginId"] != "functions" || !methods.contains(&json!(route.method)) {
            lost.push(format!("{} {}", route.method, route.path));
        }
    }
    nothing(&lost, "routes that ShopDistribution does not send to the functions");
    let goes_nowhere = |behavior: &&Value| {
        behavior["TargetOriginId"] == "functions"
            && !ROUTES.iter().any(|route| fits(pattern(behavior), route.path))
    };
    let unused: Vec<String> = behaviors(&template)
        .iter()
        .filter(goes_nowhere)
        .map(|behavior| pattern(behavior).to_owned())
        .collect();
    nothing(&unused, "path patterns without a route");
}

#[test]
fn no_file_of_the_site_hides_behind_a_route() {
    let template = template();
    let mut hidden = Vec::new();
    for folder in ["site/content/pages", "site/static"] {
        for file in files(folder, "").unwrap_or_default() {
            let path = file.path.replacen(folder, "", 1).replace(".md", "/");
            if behavior_of(&template, &path)["TargetOriginId"] == "functions" {
                hidden.push(file.path);
            }
        }
    }
    nothing(&hidden, "files that the CDN would ask the functions for");
}

#[test]
fn what_functions_answer_is_never_kept_but_for_offers() {
    let template = template();
    for behavior in behaviors(&template).iter().filter(|behavior| behavior["TargetOriginId"] == "functions") {
        let policies = (&behavior["CachePolicyId"], &behavior["OriginRequestPolicyId"]);
        if pattern(behavior) == "/offers" {
            // No cookie reaches the function, so that no answer can depend on one.
            assert_eq!(policies, (&json!({"Ref": "OffersCache"}), &Value::Null));
        } else {
            let for_shoppers = json!({"Ref": "ShopperRequests"});
            let for_webhooks = json!(ALL_VIEWER_EXCEPT_HOST_HEADER);
            let is_webhook = pattern(behavior).starts_with("/webhooks/");
            let requests = if is_webhook { for_webhooks } else { for_shoppers };
            let wanted = (&json!(CACHING_DISABLED), &requests);
            assert_eq!(policies, wanted, "{}", pattern(behavior));
        }
    }
    let default = &distribution(&template)["DefaultCacheBehavior"];
    assert_eq!(default["CachePolicyId"], CACHING_OPTIMIZED);
    assert_eq!(default["TargetOriginId"], "site");
}

#[test]
fn offers_are_kept_as_long_as_their_function_says() {
    let template = template();
    let cache = &template.resource("OffersCache").unwrap()["Properties"]["CachePolicyConfig"];
    assert!(source_of("functions/offers").contains("const CACHE_SECONDS: u32 = 60;"));
    assert_eq!((&cache["MinTTL"], &cache["MaxTTL"]), (&json!(0), &json!(60)));
    let key = &cache["ParametersInCacheKeyAndForwardedToOrigin"];
    assert_eq!(key["CookiesConfig"], json!({"CookieBehavior": "none"}));
    assert_eq!(key["QueryStringsConfig"], json!({"QueryStringBehavior": "all"}));
    assert_eq!(key["HeadersConfig"], json!({"HeaderBehavior": "whitelist", "Headers": ["Accept"]}));
}

#[test]
fn every_answer_has_the_shops_headers_and_comes_over_tls() {
    let template = template();
    let default = std::iter::once(&distribution(&template)["DefaultCacheBehavior"]);
    for behavior in default.chain(behaviors(&template)) {
        let is_view = behavior["PathPattern"] == "/view/*";
        let policy = if is_view { "ViewHeaders" } else { "ShopHeaders" };
        assert_eq!(behavior["ResponseHeadersPolicyId"], json!({"Ref": policy}));
        assert_eq!(behavior["ViewerProtocolPolicy"], "redirect-to-https");
    }
    let source = std::fs::read_to_string(top().join("infra/local/src/server.rs")).unwrap();
    assert!(
        source.contains("origin.headers.iter().find(|(added, _)| added.fits(&path))"),
        "the local shop too"
    );
    assert!(!source.contains("content-security-policy"), "headers are written in the template only");
}

#[test]
fn the_3d_view_is_a_file_of_the_site_with_the_sites_paths() {
    let template = template();
    let mut view = behavior_of(&template, "/view/atelier-lamp/").clone();
    let default = &distribution(&template)["DefaultCacheBehavior"];
    let own = view.as_object_mut().unwrap();
    assert_eq!(own.remove("PathPattern"), Some(json!("/view/*")));
    assert_eq!(
        own.insert("ResponseHeadersPolicyId".to_owned(), json!({"Ref": "ShopHeaders"})),
        Some(json!({"Ref": "ViewHeaders"}))
    );
    assert_eq!(view, *default, "but for its headers it is served like every page");
}

#[test]
fn a_page_takes_the_place_of_the_buckets_403_and_of_no_answer_of_a_function() {
    let template = template();
    let responses = distribution(&template)["CustomErrorResponses"].as_array().unwrap();
    let replaced: Vec<&Value> =
        responses.iter().filter(|response| !response["ResponsePagePath"].is_null()).collect();
    let page = json!({"ErrorCode": 403, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 10});
    assert_eq!(replaced, [&page]);
    for code in [400, 404, 405, 500, 502, 503, 504] {
        let kept =
            responses.iter().find(|response| response["ErrorCode"] == code).expect("an error that stays");
        assert_eq!(kept["ErrorCachingMinTTL"], 0, "{code} of a function would be kept for ten seconds");
    }
    assert_eq!(ProblemCode::NotAllowed.status(), 403);
    assert_ne!(ProblemCode::ForeignOrigin.status(), 403);
    let mut hidden = Vec::new();
    for source in function_sources() {
        let at_the_gate = source.path == "functions/shared/edge/src/origin.rs";
        let lines = source.code_lines().filter(|(_, line)| line.contains("ProblemCode::NotAllowed"));
        hidden.extend(lines.filter(|_| !at_the_gate).map(|(number, line)| source.at(number, line)));
    }
    nothing(&hidden, "a problem that shoppers would be shown the 404 page for");
}

#[test]
fn functions_know_the_cdn_by_what_it_sends() {
    let template = template();
    let origins = distribution(&template)["Origins"].as_array().unwrap();
    let functions = origins.iter().find(|origin| origin["Id"] == "functions").unwrap();
    let [sent] = functions["OriginCustomHeaders"].as_array().unwrap().as_slice() else {
        unreachable!("the CDN adds one header")
    };
    let edge = std::fs::read_to_string(top().join("functions/shared/edge/src/origin.rs")).unwrap();
    let header = format!("pub const HEADER: &str = {};", sent["HeaderName"]);
    assert!(edge.contains(&header), "edge does not look for {}", sent["HeaderName"]);
    for function in &template.functions {
        if let Some(known) = function.environment.get(contract::config::ORIGIN_SECRETS) {
            assert_eq!(*known, sent["HeaderValue"], "{}", function.logical_id);
        }
    }
}

#[test]
fn only_the_cdn_reads_the_bucket() {
    let template = template();
    let bucket = &template.resource("SiteBucket").unwrap()["Properties"]["PublicAccessBlockConfiguration"];
    let closed = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];
    assert!(closed.iter().all(|name| bucket[name] == true));
    let policy = template.resource("SiteBucketPolicy").unwrap();
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    let allowed: Vec<&Value> = statements.iter().filter(|statement| statement["Effect"] == "Allow").collect();
    let [allowed] = allowed.as_slice() else { unreachable!("one may read") };
    // With s3:ListBucket a missing file would be a 404, which the CDN leaves as it is.
    assert_eq!(allowed["Action"], "s3:GetObject");
    assert_eq!(allowed["Principal"], json!({"Service": "cloudfront.amazonaws.com"}));
    assert!(allowed["Condition"]["StringEquals"]["AWS:SourceArn"].to_string().contains("ShopDistribution"));
}

#[test]
fn the_locales_that_a_visit_may_be_sent_to_are_the_merchants() {
    let template = template();
    let code = template.resource("SitePaths").unwrap()["Properties"]["FunctionCode"].as_str().unwrap();
    let listed =
        code.lines().find_map(|line| line.strip_prefix("const LOCALES = ")?.strip_suffix(';')).unwrap();
    let listed: BTreeSet<String> = serde_json::from_str(listed).unwrap();
    let markets = std::fs::read_to_string(top().join("site/data/markets.toml")).unwrap();
    let locales = markets.split("[[locale]]").skip(1);
    let codes = locales.filter_map(|locale| {
        let line = locale.lines().find_map(|line| line.trim().strip_prefix("code"))?;
        Some(line.split('"').nth(1)?.to_owned())
    });
    // The first is the default, which is at / itself.
    assert_eq!(listed, codes.skip(1).collect(), "SitePaths, and the locales of site/data/markets.toml");
}
