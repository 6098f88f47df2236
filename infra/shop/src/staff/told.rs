//! How answers are printed: lines for people, JSON for programs.

use serde::Serialize;

/// Something to tell.
pub trait Told: Serialize {
    /// As people read it, line by line.
    fn lines(&self) -> Vec<String>;
}

/// Prints it in the wanted form.
///
/// # Errors
/// Never in practice: everything told can be written as JSON.
pub fn print(told: &impl Told, json: bool) -> Result<(), serde_json::Error> {
    if json {
        println!("{}", serde_json::to_string_pretty(told)?);
        return Ok(());
    }
    for line in told.lines() {
        println!("{line}");
    }
    Ok(())
}

/// Rows with their columns below one another.
pub fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_one_another_whatever_is_in_them() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["V-1", "€9.00", "card"]), row(&["V-1234", "€1,009.00", ""])];
        assert_eq!(columns(&rows), ["V-1     €9.00      card", "V-1234  €1,009.00"]);
    }
}
