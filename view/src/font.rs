//! The one typeface that travels in the program, for PDF and for pictures in mails.
//!
//! Source Sans 3 in two weights, under the SIL Open Font License (`fonts/OFL.txt`). Pages
//! and the text of mails use the reader's own fonts.

/// The family's name, as the files say it.
pub const FAMILY: &str = "Source Sans 3";

/// Its faces: regular and semibold.
pub const FACES: [&[u8]; 2] = [
    include_bytes!("../fonts/SourceSans3-Regular.otf"),
    include_bytes!("../fonts/SourceSans3-Semibold.otf"),
];
