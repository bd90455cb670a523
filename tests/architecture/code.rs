//! Reads a source as far as the checker needs: its words, without comments, strings and unit tests.

/// What is left of a source for the checker.
pub(super) struct Code {
    /// Words and marks, without strings and comments.
    pub(super) words: Vec<String>,
    /// With its strings, where SQL would be.
    pub(super) with_strings: String,
}

/// The code of a file up to its unit tests.
pub(super) fn code_of(text: &str) -> Code {
    let product = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let with_strings: String = product
        .lines()
        .map(without_comment)
        .map(|line| format!("{line}\n"))
        .collect();
    let plain = without_strings(&with_strings);
    Code {
        words: words_of(&plain),
        with_strings,
    }
}

/// A `//` that follows a colon is an address, not a comment.
fn without_comment(line: &str) -> &str {
    let comment = line
        .match_indices("//")
        .find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

fn without_strings(code: &str) -> String {
    let (mut out, mut inside, mut escaped, mut before) = (String::new(), false, false, ' ');
    for letter in code.chars() {
        let quote = letter == '"' && !escaped && (inside || before != '\'');
        escaped = inside && letter == '\\' && !escaped;
        if quote {
            inside = !inside;
        } else if !inside {
            out.push(letter);
        }
        before = letter;
    }
    out
}

fn words_of(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_word = false;
    for letter in code.chars() {
        let part = letter.is_alphanumeric() || letter == '_';
        match words.last_mut() {
            Some(last) if part && in_word => last.push(letter),
            Some(last) if letter == ':' && last == ":" => last.push(letter),
            _ if letter.is_whitespace() => {}
            _ => words.push(letter.to_string()),
        }
        in_word = part;
    }
    words
}
