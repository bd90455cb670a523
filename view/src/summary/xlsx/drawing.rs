//! A native chart below a table, of shares in per cent.
//!
//! Excel draws a word as nought. So a chart does not read the table but a hidden column beyond
//! it, which has a number where there is a figure and nothing where there is a word.

use rust_xlsxwriter::{Chart, ChartEmptyCells, ChartSeries, XlsxError};

use super::book::Page;

/// The size of a chart, in pixels.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 340;
/// Pixels of a row that nobody set a height for.
const ROW_HEIGHT: u32 = 20;

impl Page<'_> {
    /// Draw the shares of the rows from `first` on below what is written, as a series that
    /// `style` sets; nothing where there is no share. The page is the workbook's sheet `name`.
    pub(super) fn draw(
        &mut self,
        (name, first): (&str, u32),
        shares: &[Option<f64>],
        mut chart: Chart,
        style: impl FnOnce(&mut ChartSeries),
    ) -> Result<(), XlsxError> {
        let beyond = self.beyond();
        let Some(last) = self.write_beyond(first, shares)? else {
            return Ok(());
        };
        let series = chart.add_series();
        series
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, beyond, last, beyond));
        style(series);
        chart.legend().set_hidden();
        chart.y_axis().set_min(0).set_max(100).set_major_unit(25);
        chart
            .show_hidden_data()
            .show_empty_cells_as(ChartEmptyCells::Gaps)
            .set_width(WIDTH)
            .set_height(HEIGHT);
        self.gap();
        self.sheet.insert_chart(self.row, 0, &chart)?;
        let bottom = self.row + HEIGHT.div_ceil(ROW_HEIGHT);
        let right = beyond.saturating_sub(1);
        self.sheet.set_print_area(0, 0, bottom, right)?;
        Ok(())
    }

    /// The first column beyond the table.
    fn beyond(&self) -> u16 {
        u16::try_from(self.columns.len()).unwrap_or(u16::MAX)
    }

    /// Write what a chart reads, and give its last row; none where nothing is to be drawn.
    fn write_beyond(
        &mut self,
        first: u32,
        shares: &[Option<f64>],
    ) -> Result<Option<u32>, XlsxError> {
        let finite = |share: &Option<f64>| share.filter(|share| share.is_finite());
        if !shares.iter().any(|share| finite(share).is_some()) {
            return Ok(None);
        }
        let beyond = self.beyond();
        let mut last = first;
        for (row, share) in (first..).zip(shares) {
            if let Some(share) = finite(share) {
                self.sheet.write_number(row, beyond, share)?;
            }
            last = row;
        }
        self.sheet.set_column_hidden(beyond)?;
        Ok(Some(last))
    }
}
