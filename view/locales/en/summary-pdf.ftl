# The two pages of a quarterly summary, to print or to hand out.

summary-pdf-kind = Quarterly summary
summary-pdf-title = Quarterly summary: { $place }, { $quarter }
summary-pdf-internal = Internal: it names enterprises
summary-pdf-public = For the public
summary-pdf-edition = Edition { $edition } · what had been received by { $day }, { $time }
summary-pdf-more = { $count ->
    [one] and { $count } more; the files have them all
   *[other] and { $count } more; the files have them all
}
summary-pdf-hidden = hidden

summary-pdf-highlights = What stands out

summary-pdf-enterprises = Enterprises
summary-pdf-enrolled = enterprises enrolled by the end of the quarter
summary-pdf-planned = Target for { $year }: { $planned } enterprises
summary-pdf-unplanned = No target is set for { $year }.

summary-pdf-reporting = Reporting
summary-pdf-received = { $received } of { $expected } monthly reports received
summary-pdf-details = { $on_time } on time ({ $rate }); { $nothing } with nothing to report
summary-pdf-who = { $reporting } of { $expected } enterprises answered at least once

summary-pdf-indicators = Core indicators
summary-pdf-indicators-none = No report was received for this quarter, so there are no figures to show. They will be in the next edition once reports come in.
summary-pdf-indicator = Indicator
summary-pdf-n = Enterprises with a value
summary-pdf-level = Level
summary-pdf-change = Change since baseline
summary-pdf-quarter-before = On the quarter before
summary-pdf-year-before = On the same quarter of the year before
summary-pdf-improved = Share improved
summary-pdf-n-of = { $n } of { $expected }
summary-pdf-of = of { $count }
summary-pdf-output-unit = own unit
summary-pdf-unit-relative = { $unit }; changes in per cent
summary-pdf-unit-points = { $unit }; changes in percentage points
summary-pdf-note-hidden = Hidden: fewer than { $few } enterprises reported, two of them make more than { $share } of a sum, or the figure would give another hidden one away.
summary-pdf-note-of-two = ¹ Two enterprises make more than { $share } of this sum; please do not quote it outside the programme.

summary-pdf-training = Training delivered
summary-pdf-sessions = classroom sessions
summary-pdf-visits = training visits at workplaces
summary-pdf-trained = enterprises took part
summary-pdf-satisfaction = average satisfaction, of 100
summary-pdf-satisfaction-of = average satisfaction, of 100 ({ $n } of { $of } enterprises)
summary-pdf-attendances = Attendances
summary-pdf-women = Women
summary-pdf-men = Men
summary-pdf-not-stated = Not stated
summary-pdf-total = Total
summary-pdf-managers = Managers
summary-pdf-workers = Workers

summary-pdf-alerts = Alerts and advisory visits
summary-pdf-opened = alerts opened
summary-pdf-resolved = alerts resolved
summary-pdf-visited = advisory visits held

summary-pdf-silent = Who did not report
summary-pdf-silent-lead = { $count ->
    [0] Every report that was expected has been received.
    [one] Reports of { $count } enterprise are missing.
   *[other] Reports of { $count } enterprises are missing.
}

summary-pdf-differences = What is new in this edition
summary-pdf-differences-lead = Against edition { $edition }:
summary-pdf-differences-none = No figure shows differently.

summary-pdf-definitions = How to read the figures
summary-pdf-define-n = Enterprises with a value
summary-pdf-define-n-as = how many enterprises have a value in the quarter, of those that were asked.
summary-pdf-define-level = Level
summary-pdf-define-level-as = the sum of the enterprises' numerators over the sum of their denominators; not available where each enterprise has a unit of its own.
summary-pdf-define-change = Change since baseline
summary-pdf-define-change-as = the median of the enterprises' changes since their own value before the first module. It is a change, not an impact.
summary-pdf-define-matched = On the quarter before or the same quarter of the year before
summary-pdf-define-matched-as = only of the enterprises with a value in both.
summary-pdf-define-improved = Share improved
summary-pdf-define-improved-as = of the enterprises with a change, those that changed for the better by more than chance.
summary-pdf-define-reports = Reports received
summary-pdf-define-reports-as = include “nothing to report”, which stays out of every average. What is missing (–) is not zero.
