//! What an XLSX file is packed in: a zip, looked through before anything is believed of it.

use std::io::{Cursor, Read, copy, sink};

use zip::ZipArchive;

use super::FileProblem;

/// What a workbook may unpack to, in bytes.
pub(super) const UNPACKED_AT_MOST: u64 = 256 << 20;
/// Parts that a workbook may have.
const PARTS_AT_MOST: usize = 2_000;

/// Is it a whole zip of a bearable size?
pub(super) fn check(bytes: &[u8]) -> Result<(), FileProblem> {
    within(bytes, UNPACKED_AT_MOST)
}

/// Unpack every part into nothing and count: what a zip says of its own sizes may be a lie.
fn within(bytes: &[u8], most: u64) -> Result<(), FileProblem> {
    let broken = |cause: &dyn std::fmt::Display| FileProblem::Broken(cause.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| broken(&cause))?;
    if archive.len() > PARTS_AT_MOST {
        return Err(FileProblem::Bomb);
    }
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|cause| broken(&cause))?;
        let unpacked =
            copy(&mut part.take(left + 1), &mut sink()).map_err(|cause| broken(&cause))?;
        left = left.checked_sub(unpacked).ok_or(FileProblem::Bomb)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_workbook_that_unpacks_to_far_more_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for name in ["one", "two"] {
            zip.start_file(name, options).unwrap();
            zip.write_all(&[0; 1000]).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        assert!(bytes.len() < 500);
        assert_eq!(within(&bytes, 2000), Ok(()));
        assert_eq!(within(&bytes, 1999), Err(FileProblem::Bomb));
    }
}
