//! Lists with cursors: newest first, at most 100 at a time.
//!
//! A cursor is the id of an object that must exist; objects made later do not shift a page that starts
//! after a cursor.

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::params::Params;

/// Objects of a page where no limit was sent (Stripe API).
const LIMIT_DEFAULT: i64 = 10;
/// Most objects of a page (Stripe API).
const LIMIT_MAX: i64 = 100;

/// Bounds on the time of creation, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Created {
    at_least_s: i64,
    at_most_s: i64,
}

/// Where a page starts and how long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    limit: usize,
    starting_after: Option<String>,
    ending_before: Option<String>,
}

impl Cursor {
    /// Reads `limit`, `starting_after` and `ending_before`.
    ///
    /// # Errors
    /// [`ApiError`] where the limit is out of bounds or both cursors were sent.
    pub(crate) fn read(params: &mut Params) -> Result<Self, ApiError> {
        let limit = params.integer_within("limit", 1, LIMIT_MAX)?.unwrap_or(LIMIT_DEFAULT);
        let starting_after = params.text("starting_after")?;
        let ending_before = params.text("ending_before")?;
        if starting_after.is_some() && ending_before.is_some() {
            let message = "You may only specify one of these parameters: ending_before, starting_after.";
            return Err(ApiError::invalid(message).code("parameters_exclusive").param("ending_before"));
        }
        Ok(Self { limit: usize::try_from(limit).unwrap_or(1), starting_after, ending_before })
    }

    /// The page this cursor points to; `newest_first` are the ids that pass the filters.
    ///
    /// # Errors
    /// [`ApiError`] where the cursor names an object that does not exist.
    pub(crate) fn page(
        &self,
        object: &str,
        url: &str,
        exists: impl Fn(&str) -> bool,
        newest_first: &[&str],
        show: impl Fn(&str) -> Option<Value>,
    ) -> Result<Value, ApiError> {
        for (param, id) in [("starting_after", &self.starting_after), ("ending_before", &self.ending_before)]
        {
            if let Some(id) = id.as_deref().filter(|id| !exists(id)) {
                return Err(ApiError::missing_reference(object, id, param));
            }
        }
        let (ids, more) = self.cut(newest_first);
        let data: Vec<Value> = ids.iter().filter_map(|id| show(id)).collect();
        Ok(json!({ "object": "list", "data": data, "has_more": more, "url": url }))
    }

    fn cut<'a>(&self, newest_first: &'a [&'a str]) -> (&'a [&'a str], bool) {
        if let Some(before) = self.ending_before.as_deref() {
            // Ids sort by creation, so everything newer than the cursor stands before this place.
            let end = newest_first.partition_point(|id| *id > before);
            let start = end.saturating_sub(self.limit);
            return (&newest_first[start..end], start > 0);
        }
        let start =
            self.starting_after.as_deref().map_or(0, |after| newest_first.partition_point(|id| *id >= after));
        let end = newest_first.len().min(start + self.limit);
        (&newest_first[start..end], end < newest_first.len())
    }
}

impl Created {
    /// Reads `created`, a time or an object of bounds.
    ///
    /// # Errors
    /// [`ApiError`] where a bound is no number.
    pub(crate) fn read(params: &mut Params) -> Result<Self, ApiError> {
        let mut bounds = Self { at_least_s: i64::MIN, at_most_s: i64::MAX };
        if !params.is_object("created") {
            if let Some(at_s) = params.integer("created")? {
                bounds = Self { at_least_s: at_s, at_most_s: at_s };
            }
            return Ok(bounds);
        }
        let Some(mut range) = params.object("created")? else { return Ok(bounds) };
        if let Some(at_s) = range.integer("gte")? {
            bounds.at_least_s = bounds.at_least_s.max(at_s);
        }
        if let Some(at_s) = range.integer("gt")? {
            bounds.at_least_s = bounds.at_least_s.max(at_s.saturating_add(1));
        }
        if let Some(at_s) = range.integer("lte")? {
            bounds.at_most_s = bounds.at_most_s.min(at_s);
        }
        if let Some(at_s) = range.integer("lt")? {
            bounds.at_most_s = bounds.at_most_s.min(at_s.saturating_sub(1));
        }
        range.finish()?;
        Ok(bounds)
    }

    /// Whether a time is within the bounds.
    pub(crate) fn includes(self, at_s: i64) -> bool {
        (self.at_least_s..=self.at_most_s).contains(&at_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST_FIRST: [&str; 5] = ["e5", "e4", "e3", "e2", "e1"];

    fn cursor(limit: usize, starting_after: Option<&str>, ending_before: Option<&str>) -> Cursor {
        Cursor {
            limit,
            starting_after: starting_after.map(str::to_owned),
            ending_before: ending_before.map(str::to_owned),
        }
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        assert_eq!(cursor(2, None, None).cut(&NEWEST_FIRST), (["e5", "e4"].as_slice(), true));
        assert_eq!(cursor(2, Some("e4"), None).cut(&NEWEST_FIRST), (["e3", "e2"].as_slice(), true));
        assert_eq!(cursor(2, Some("e2"), None).cut(&NEWEST_FIRST), (["e1"].as_slice(), false));
    }

    #[test]
    fn ending_before_gives_the_page_next_to_the_cursor() {
        assert_eq!(cursor(2, None, Some("e1")).cut(&NEWEST_FIRST), (["e3", "e2"].as_slice(), true));
        assert_eq!(cursor(2, None, Some("e3")).cut(&NEWEST_FIRST), (["e5", "e4"].as_slice(), false));
    }
}
