//! Reading CSV as Excel and others write it: commas, semicolons or tabs, with a byte order mark or without.

use csv::{ByteRecord, ReaderBuilder};

use super::{About, Cell, FileProblem, Line, text, trimmed};

/// What UTF-8 files of Windows begin with.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Hand each row to `take`.
pub(super) fn read(
    bytes: &[u8],
    take: &mut dyn FnMut(Line) -> Result<(), FileProblem>,
) -> Result<About, FileProblem> {
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    sound(bytes)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(bytes))
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut lines = Lines {
        bytes,
        at: 0,
        line: 1,
    };
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(About::default()),
            Err(cause) => return Err(FileProblem::Broken(cause.to_string())),
        }
        let cells = record.iter().map(|cell| {
            // Whole records of sound UTF-8, cut at ASCII marks, are sound too.
            std::str::from_utf8(cell).map_or(Cell::Wrong("the cell is not UTF-8"), text)
        });
        let cells = trimmed(cells.collect());
        take(Line {
            number: lines.of_record(start),
            cells,
        })?;
    }
}

/// Is it text, to its end, with every quotation mark closed?
fn sound(bytes: &[u8]) -> Result<(), FileProblem> {
    let line = |at: usize| newlines(&bytes[..at]) + 1;
    if let Err(cause) = std::str::from_utf8(bytes) {
        return Err(FileProblem::NotUtf8(line(cause.valid_up_to())));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(FileProblem::Nul(line(at)));
    }
    match open_quote(bytes) {
        Some(at) => Err(FileProblem::OpenQuote(line(at))),
        None => Ok(()),
    }
}

/// Where a quoted cell begins that never ends.
fn open_quote(bytes: &[u8]) -> Option<usize> {
    let mark = delimiter(bytes);
    let (mut open, mut starts_cell) = (None, true);
    let mut rest = bytes.iter().copied().enumerate().peekable();
    while let Some((at, byte)) = rest.next() {
        match (open, byte) {
            (Some(_), b'"') => {
                if rest.peek().is_some_and(|(_, next)| *next == b'"') {
                    rest.next();
                } else {
                    open = None;
                }
            }
            (Some(_), _) => {}
            (None, b'"') if starts_cell => open = Some(at),
            (None, byte) => starts_cell = byte == mark || byte == b'\n' || byte == b'\r',
        }
    }
    open
}

/// What parts the cells: whichever mark the first row has most of, outside quotation marks.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in bytes.iter().copied() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (mark, count) in &mut counts {
                    *count += usize::from(*mark == byte);
                }
            }
        }
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(mark, _)| mark)
}

/// Counts lines while records pass by, so that each byte is looked at once.
struct Lines<'all> {
    bytes: &'all [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that is read from `start` on: blank lines before it are none of it.
    fn of_record(&mut self, start: usize) -> u64 {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        let begins = (start + blank.count()).min(self.bytes.len());
        self.line += newlines(self.bytes.get(self.at..begins).unwrap_or_default());
        self.at = self.at.max(begins);
        self.line
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}
