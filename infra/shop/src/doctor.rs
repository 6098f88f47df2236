//! `cargo shop doctor`: what this machine has, what it lacks, and the command that gets it.

use crate::tools::{self, Tool};

/// Looks at every tool and prints a line for each; answers whether nothing is missing.
pub fn run() -> bool {
    let needed = [("to run the shop", shop()), ("to test it", tests())];
    let mut complete = true;
    for (purpose, tools) in needed {
        println!("{purpose}");
        for tool in tools {
            println!("  {}", line(&tool));
            complete &= tool.good;
        }
    }
    let zola = tools::zola();
    let own = "the one that npm brings".to_owned();
    println!("  ok       Zola: {}", if zola.good { zola.found.unwrap_or_default() } else { own });
    println!("{}", if complete { "nothing is missing" } else { "something is missing" });
    complete
}

fn shop() -> Vec<Tool> {
    vec![tools::rust(), tools::c_compiler(), tools::node(), tools::npm()]
}

fn tests() -> Vec<Tool> {
    let [format, lint] = tools::rust_components();
    vec![format, lint, tools::chromium(), tools::java(), tools::python()]
}

fn line(tool: &Tool) -> String {
    match tool.missing_line() {
        Some(missing) => format!("MISSING  {missing}"),
        None => format!("ok       {}: {}", tool.name, tool.found.as_deref().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_is_one_line() {
        let good = Tool {
            name: "npm".to_owned(),
            found: Some("10.8.2".to_owned()),
            good: true,
            get: "brew install node".to_owned(),
        };
        assert_eq!(line(&good), "ok       npm: 10.8.2");
        let missing = Tool { good: false, found: None, ..good };
        assert_eq!(line(&missing), "MISSING  npm: missing; get it with: brew install node");
    }
}
