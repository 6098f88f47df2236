//! The routing table of the HTTP API: which function answers a method and a path.
//!
//! As in API Gateway, whole segments win over parameters, parameters over `{name+}`, and a method over `ANY`.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use percent_encoding::percent_decode_str;
use template_reader::{EventSource, Function, Template};

/// All routes, the most telling first.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    routes: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    method: String,
    path: String,
    segments: Vec<Segment>,
    function: Arc<Function>,
}

/// One part of a path; the order is the order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Rest(String),
    Parameter(String),
    Whole(String),
}

/// What answers a request.
#[derive(Clone, Debug)]
pub enum Found {
    /// This route.
    Route(Matched),
    /// The path is of the API, the method is not.
    OtherMethod,
    /// The path is not of the API.
    Nothing,
}

/// A route that fits a request.
#[derive(Clone, Debug)]
pub struct Matched {
    /// The function that answers.
    pub function: Arc<Function>,
    /// The route's name, such as `GET /order/{order_id}`.
    pub route_key: String,
    /// The values of the path's parameters, decoded.
    pub parameters: BTreeMap<String, String>,
}

impl Routes {
    /// The routes of all functions of a template.
    pub fn of(template: &Template) -> Self {
        let mut routes: Vec<Entry> = template.functions.iter().flat_map(entries).collect();
        routes.sort_by_cached_key(|route| Reverse((route.segments.clone(), route.method != "ANY")));
        Self { routes }
    }

    /// What answers this method and path; the path is percent-encoded as it came.
    pub fn find(&self, method: &str, path: &str) -> Found {
        let mut path_is_known = false;
        for route in &self.routes {
            let Some(parameters) = route.fits(path) else { continue };
            path_is_known = true;
            if route.method == method || route.method == "ANY" {
                return Found::Route(Matched {
                    function: Arc::clone(&route.function),
                    route_key: format!("{} {}", route.method, route.path),
                    parameters,
                });
            }
        }
        if path_is_known { Found::OtherMethod } else { Found::Nothing }
    }
}

fn entries(function: &Function) -> Vec<Entry> {
    let shared = Arc::new(function.clone());
    function
        .events
        .iter()
        .filter_map(|event| match &event.source {
            EventSource::Http(route) => Some(Entry {
                method: route.method.clone(),
                path: route.path.clone(),
                segments: route.path.split('/').skip(1).map(segment).collect(),
                function: Arc::clone(&shared),
            }),
            EventSource::Queue(_) | EventSource::Stream(_) | EventSource::Schedule { .. } => None,
        })
        .collect()
}

fn segment(text: &str) -> Segment {
    match text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(name) => match name.strip_suffix('+') {
            Some(name) => Segment::Rest(name.to_owned()),
            None => Segment::Parameter(name.to_owned()),
        },
        None => Segment::Whole(text.to_owned()),
    }
}

impl Entry {
    fn fits(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let mut rest = path.strip_prefix('/')?;
        let mut parameters = BTreeMap::new();
        for (index, segment) in self.segments.iter().enumerate() {
            let (part, following) = rest.split_once('/').unwrap_or((rest, ""));
            let is_last = index + 1 == self.segments.len();
            match segment {
                Segment::Rest(name) => {
                    return (!rest.is_empty()).then(|| {
                        parameters.insert(name.clone(), decoded(rest));
                        parameters
                    });
                }
                Segment::Whole(text) if text == part => {}
                Segment::Parameter(name) if !part.is_empty() => {
                    parameters.insert(name.clone(), decoded(part));
                }
                Segment::Whole(_) | Segment::Parameter(_) => return None,
            }
            if is_last != (part.len() == rest.len()) {
                return None;
            }
            rest = following;
        }
        Some(parameters)
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
