//! What stands out, in both languages.

use entity::rules::summary::{Highlight, HighlightKind};

use super::*;

const ALL: [HighlightKind; 9] = [
    HighlightKind::NoReports,
    HighlightKind::BelowTarget,
    HighlightKind::ReportingRose,
    HighlightKind::ReportingFell,
    HighlightKind::MostImproved,
    HighlightKind::Worsened,
    HighlightKind::LowCoverage,
    HighlightKind::Alerts,
    HighlightKind::Silent,
];

/// Each says its numbers, names its indicator, and is read in the page and in the pages to print.
#[test]
fn each_sentence_is_whole_in_both_languages() {
    for (language, kind) in [Language::Id, Language::En]
        .into_iter()
        .flat_map(|language| ALL.map(|kind| (language, kind)))
    {
        let is_of_one = matches!(
            kind,
            HighlightKind::MostImproved | HighlightKind::Worsened | HighlightKind::LowCoverage
        );
        let one = Highlight {
            kind,
            indicator: is_of_one.then(|| "DEFECT_RATE".to_owned()),
            value: 37.0,
            of: 41.0,
        };
        let mut document = document(figures(), false, language);
        document.figures.highlights = vec![one.clone()];
        let said = sentence(language, &one, &document.indicators);
        assert!(!said.contains("summary-"), "{said}");
        assert!(said.contains("41"), "{said}");
        assert_eq!(
            said.contains("37"),
            kind != HighlightKind::NoReports,
            "{said}"
        );
        assert_eq!(said.contains("DEFECT_RATE "), is_of_one, "{said}");
        assert!(page(&document).contains(&said), "{said}");
        assert!(words(&xlsx(&document).unwrap()).contains(&said), "{said}");
        assert!(pdf::words(&document).contains(&said), "{said}");
    }
}
