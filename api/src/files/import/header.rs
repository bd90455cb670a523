//! The header of a file: which column is where, in whatever order.

use std::collections::HashMap;

use view::sheet::{Cell, Line};

/// A name is meant as another where so much of it is alike.
const ALIKE: f64 = 0.6;

/// The columns that a file may have.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// What a row is about.
    pub(super) of: &'static str,
    /// Those that must be there.
    pub(super) needed: Vec<&'static str>,
    /// Those that may be.
    pub(super) free: Vec<String>,
    /// Those that an export has and an import leaves alone.
    pub(super) shown: Vec<&'static str>,
}

/// Where the columns of one file are.
#[derive(Clone, Debug)]
pub(super) struct Header {
    place: HashMap<String, usize>,
    /// How many columns it names.
    pub(super) width: usize,
}

impl Columns {
    /// The header of an empty file.
    pub(super) fn template(&self) -> String {
        let needed = self.needed.iter().map(|name| (*name).to_owned());
        let names: Vec<_> = needed.chain(self.free.iter().cloned()).collect();
        names.join(",")
    }

    /// What the first row says, or all that is wrong with it.
    pub(super) fn header(&self, line: &Line) -> Result<Header, Vec<String>> {
        let mut place = HashMap::new();
        let mut wrong = Vec::new();
        for (index, cell) in line.cells.iter().enumerate() {
            let Cell::Text(written) = cell else {
                wrong.push(format!(
                    "column {} has no name; name it or remove it",
                    letters(index)
                ));
                continue;
            };
            let name = plain(written);
            if !self.knows(&name) {
                wrong.push(self.unknown(written, &name));
            } else if let Some(earlier) = place.insert(name, index) {
                wrong.push(format!(
                    "the column `{written}` is there twice ({} and {}); remove one",
                    letters(earlier),
                    letters(index)
                ));
            }
        }
        let needed = self.needed.iter();
        let missing: Vec<_> = needed
            .filter(|name| !place.contains_key(**name))
            .map(|name| format!("`{name}`"))
            .collect();
        match missing.as_slice() {
            [] => {}
            [name] => wrong.push(format!("the column {name} is missing; add it")),
            names => wrong.push(format!(
                "the columns {} are missing; add them",
                names.join(", ")
            )),
        }
        if wrong.is_empty() {
            Ok(Header {
                place,
                width: line.cells.len(),
            })
        } else {
            Err(wrong)
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let fixed = self.needed.iter().chain(&self.shown).copied();
        fixed.chain(self.free.iter().map(String::as_str))
    }

    fn knows(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    fn unknown(&self, written: &str, name: &str) -> String {
        let alike = self
            .names()
            .map(|known| (strsim::jaro_winkler(known, name), known))
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .filter(|(alike, _)| *alike >= ALIKE);
        match alike {
            Some((_, known)) => format!("there is no column `{written}`; is it `{known}`?"),
            None => format!(
                "there is no column `{written}`; remove it, columns are {}",
                self.template()
            ),
        }
    }
}

impl Header {
    /// Where the column `name` is.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.place.get(name).copied()
    }

    /// The names that it has.
    pub(super) fn has(&self) -> impl Iterator<Item = &str> {
        self.place.keys().map(String::as_str)
    }
}

/// `Output Unit` as `output_unit`.
fn plain(written: &str) -> String {
    let written = written.trim().trim_start_matches('\u{feff}').to_lowercase();
    written.replace([' ', '-'], "_")
}

/// A column as Excel calls it: A, B, … AA.
pub(super) fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut name = String::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns {
        Columns {
            of: "enterprise",
            needed: vec!["key", "name"],
            free: vec!["output_unit".into()],
            shown: vec!["status"],
        }
    }

    fn line(names: &[&str]) -> Line {
        let cells = names.iter().map(|name| Cell::Text((*name).into()));
        Line {
            number: 1,
            cells: cells.collect(),
        }
    }

    #[test]
    fn names_come_in_any_order_and_as_people_write_them() {
        let header = columns()
            .header(&line(&["Status", "Output Unit", "NAME", "key"]))
            .unwrap();
        assert_eq!(header.place("output_unit"), Some(1));
        assert_eq!((header.place("key"), header.width), (Some(3), 4));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = columns()
            .header(&line(&["nama", "key", "Key", "zzz"]))
            .unwrap_err();
        let said = wrong.join("\n");
        for part in [
            "`nama`; is it `name`?",
            "`Key` is there twice (B and C)",
            "`zzz`; remove it",
            "`name` is missing",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    #[test]
    fn columns_are_named_as_excel_names_them() {
        assert_eq!(
            [0, 25, 26, 701, 702].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
    }
}
