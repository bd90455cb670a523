//! `score import` and `score export`: data in and out, as files.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use entity::rules::{half_year::HalfYear, period::Month};

use crate::settings::DatabaseSettings;

/// `score export`.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// The pseudonymous rows behind an edition of a summary, as CSV
    Summary(ExportSummary),
    /// Two quarters' newest editions as the table that donors ask for, as XLSX
    HalfYear(ExportHalfYear),
    /// Enterprises, in the columns that `score import enterprises` reads
    Enterprises(ExportTable),
    /// The reports that count: a row an enterprise and month, a column a measure
    Reports(ExportTable),
    /// The values that the reports give: a row an enterprise, month and indicator
    Readings(ExportTable),
    /// What was expected and what became of it: a row an enterprise and month
    DataRequests(ExportTable),
}

/// `score export enterprises` and the like.
#[derive(Debug, Args)]
pub(crate) struct ExportTable {
    /// Where it is written: a name that ends with .csv or .xlsx
    #[arg(value_name = "FILE", value_parser = table)]
    pub(crate) file: TableFile,
    /// Only this province, like ID-JK
    #[arg(long, value_name = "CODE")]
    pub(crate) province: Option<String>,
    /// Only months from this one on, like 2012-01
    #[arg(long, value_name = "MONTH")]
    pub(crate) from: Option<Month>,
    /// Only months up to this one
    #[arg(long, value_name = "MONTH")]
    pub(crate) to: Option<Month>,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// `score import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_COLUMNS)]
pub(crate) struct Import {
    /// enterprises, contacts or reports
    #[arg(value_name = "WHAT", value_enum)]
    pub(crate) what: Imports,
    /// The file: its name ends with .csv or .xlsx
    #[arg(value_name = "FILE", value_parser = table, required_unless_present = "template")]
    pub(crate) file: Option<TableFile>,
    /// Say what would be stored, and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the header of an empty file, and read none
    #[arg(long, conflicts_with_all = ["file", "dry_run"])]
    pub(crate) template: bool,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// What the columns of a file hold.
const IMPORT_COLUMNS: &str = "\
enterprises: key (the office's own number), name, legal_form (PT, CV, UD, KOPERASI, PERORANGAN), province (ID-JK), city,
  kbli_code, kbli_version (2020), size_class (MICRO, SMALL, MEDIUM), size_regulation (PP 7/2021), women, men,
  language (id, en), output_unit, apindo_member (yes, no), prefers_call (yes, no). New ones become prospects.
contacts: enterprise (its key), name, email, phone, role (OWNER, MANAGER, DATA_OFFICER, WORKER_REPRESENTATIVE),
  is_primary, language, basis (CONSENT, CONTRACT, LEGITIMATE_INTEREST), consent_version, consent_on, consent_how.
reports: enterprise (its key), month (2012-10), received_on (blank: today), and a column for each measure; a blank
  cell is no figure, never 0. Months before the programme went live bring their own data requests.
CSV is UTF-8, with commas, semicolons or tabs; of XLSX the first sheet is read. At most 100 000 rows a file.";

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Imports {
    /// Enterprises.
    Enterprises,
    /// Contacts of enterprises.
    Contacts,
    /// Past monthly reports.
    Reports,
}

/// A file whose name says how it is written.
#[derive(Clone, Debug)]
pub(crate) struct TableFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How it is written.
    pub(crate) format: api::files::Format,
}

fn table(text: &str) -> Result<TableFile, String> {
    let format = api::files::Format::of_name(text);
    Ok(TableFile {
        path: text.into(),
        format: format.ok_or("name a file that ends with .csv or .xlsx")?,
    })
}

fn workbook(text: &str) -> Result<PathBuf, &'static str> {
    match api::files::Format::of_name(text) {
        Some(api::files::Format::Xlsx) => Ok(text.into()),
        _ => Err("the table is a workbook: name a file that ends with .xlsx"),
    }
}

/// `score export summary`.
#[derive(Debug, Args)]
pub(crate) struct ExportSummary {
    /// The edition: its id, as the API gives it
    pub(crate) id: String,
    /// Where the rows are written
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) rows: PathBuf,
    /// Where the edition's frozen figures are written, as they were hashed
    #[arg(long, value_name = "FILE.json")]
    pub(crate) figures: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// `score export half-year`.
#[derive(Debug, Args)]
pub(crate) struct ExportHalfYear {
    /// Which, like 2012-H2
    #[arg(value_name = "HALF-YEAR")]
    pub(crate) half: HalfYear,
    /// Where it is written
    #[arg(value_name = "FILE.xlsx", value_parser = workbook)]
    pub(crate) file: PathBuf,
    /// This province, like ID-JT; the nation without
    #[arg(long, value_name = "CODE")]
    pub(crate) province: Option<String>,
    /// What outsiders may see: figures of few enterprises are hidden
    #[arg(long)]
    pub(crate) public: bool,
    /// In English instead of Indonesian
    #[arg(long)]
    pub(crate) english: bool,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}
