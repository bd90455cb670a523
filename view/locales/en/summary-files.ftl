# The files of an edition: headings, words for what is not shown, and what each figure means.

summary-file-programme = SCORE Indonesia · Quarterly summary
summary-file-nation = Indonesia
summary-file-title = { $place }, { $quarter }
summary-file-edition = Edition { $edition }, with what had come by { $day }
summary-file-set-internal = Internal: all figures, for the programme office and its managers.
summary-file-set-public = Public: figures of few enterprises are hidden.
summary-file-hidden = hidden
summary-file-hidden-why = “hidden”: fewer than five enterprises reported, two of them make most of the sum, or another hidden figure would follow from it.
summary-file-no-level = each enterprise's own

summary-file-sheet-summary = Summary
summary-file-sheet-months = Months
summary-file-sheet-indicators = Indicators
summary-file-sheet-training = Training
summary-file-sheet-alerts = Alerts
summary-file-sheet-not-reported = Not reported
summary-file-sheet-differences = Differences
summary-file-sheet-definitions = Definitions

summary-file-figure = Figure
summary-file-value = Value
summary-file-unit = Unit
summary-file-n = n
summary-file-expected = of N
summary-file-enterprises = enterprises
summary-file-months = months
summary-file-percent-of-months = % of expected months
summary-file-reached = Enterprises enrolled so far
summary-file-planned = Planned for the year
summary-file-no-plan = without a plan for the year
summary-file-of-planned = of { $of } planned for the year
summary-file-of = of { $of }
summary-file-n-of = { $n } of { $expected }
summary-file-n-of-months = { $n } of { $expected } months
summary-file-below = Below each figure: of how many enterprises.
summary-file-in-both = { $count ->
    [one] { $n } enterprise
   *[other] { $n } enterprises
}
summary-file-enterprises-reporting = Enterprises that reported
summary-file-received-rate = Reports received
summary-file-on-time-rate = Reports on time
summary-file-nothing = Nothing to report

summary-file-months-line = A report covers one month of one enterprise; both rates are over what was expected.
summary-file-month = Month
summary-file-months-expected = Expected
summary-file-months-received = Received
summary-file-months-on-time = On time
summary-file-received-rate-unit = Received, %
summary-file-on-time-rate-unit = On time, %
summary-file-chart-rate = Reports received, % of expected

summary-file-indicators-line = Changes are since each enterprise's own baseline; growth is of the enterprises with a value in both quarters.
summary-file-indicator = Indicator
summary-file-level = Level
summary-file-median-change = Median change since baseline
summary-file-change-unit = Unit of changes
summary-file-compared = Enterprises with a change
summary-file-share-improved = Share improved
summary-file-share-improved-unit = Share improved, %
summary-file-with-value = Enterprises with a value
summary-file-asked = Enterprises expected
summary-file-growth-quarter = Growth on the quarter before
summary-file-growth-year = Growth on the same quarter of the year before
summary-file-panel = In both quarters
summary-file-chart-improved = Enterprises improved since baseline, %

summary-file-training-line = Attendances, not unique persons.
summary-file-attendances = Attendances
summary-file-women = Women
summary-file-men = Men
summary-file-not-stated = Not stated
summary-file-total = Total
summary-file-managers = Managers
summary-file-workers = Workers
summary-file-sessions = Classroom sessions
summary-file-visits = Training visits at workplaces
summary-file-trained = Enterprises that attended
summary-file-satisfaction = Satisfaction, of 100
summary-file-satisfied-by = Enterprises that said how satisfied they were
summary-file-satisfied = { $value } · { $n } of { $of }

summary-file-alerts-line = An alert is red where figures worsen or reports stay away; an advisory visit answers it.
summary-file-alerts-opened = Alerts opened
summary-file-alerts-resolved = Alerts resolved
summary-file-advisory-visits = Advisory visits held

summary-file-not-reported-line = Names stay inside the programme: hand this part to nobody outside.
summary-file-not-reported-none = Every expected month was answered.
summary-file-enterprise = Enterprise
summary-file-missing-months = Missing months

summary-file-difference = What differs from the edition before
summary-file-material = Material
summary-file-material-mark = material
summary-file-yes = yes
summary-file-no = no
summary-file-differences-first = This is the first edition; there is none before it.
summary-file-differences-none = No figure that is shown here differs from the edition before.

summary-file-definitions-line = What each figure means
summary-file-word = Word
summary-file-meaning = Meaning

# An indicator in one sentence.
summary-define = { $formula }; { $direction }; its change is { $change } and counts as improved beyond { $floor }; { $level }.
summary-define-plain = { $formula }; { $direction }; { $change }; { $level }.
summary-define-higher = more is better
summary-define-lower = less is better
summary-define-context = it helps to read the others and is never improved or worse
summary-define-relative = in per cent of the baseline
summary-define-points = the difference from the baseline
summary-define-pooled = the difference from the baseline of the sum of the numerators over the sum of the denominators, both of the last twelve reported months, at least three,
summary-define-no-change = no change is shown
summary-define-sum = a group's level is the sum of the numerators over the sum of the denominators
summary-define-median = each enterprise has its own unit, so a group has changes only

measure-workers = workers (women and men)
measure-grievances-open = grievances open at the start and received

summary-rule-expected-name = Expected
summary-rule-expected = A month is expected of an enterprise that was enrolled on each of its days, from the month after its first baseline on, and was not waived.
summary-rule-received-name = Received
summary-rule-received = A report or “nothing to report”, however late it came.
summary-rule-on-time-name = On time
summary-rule-on-time = First stored by 24:00 local time of the due date, extensions included.
summary-rule-nothing-name = Nothing to report
summary-rule-nothing = Counts as received and stays out of every average.
summary-rule-coverage-name = n of N
summary-rule-coverage = N are the enterprises or months expected in the quarter, n those with a value.
summary-rule-missing-name = –
summary-rule-missing = Nobody knows the figure; missing is never zero.
summary-rule-baseline-change-name = Change since baseline
summary-rule-baseline-change = The median of the enterprises' own changes since before their first module; it is no proof of an impact.
summary-rule-improved-name = Share improved
summary-rule-improved = The share, among enterprises with a change, of those that changed in the indicator's direction by more than its noise floor.
summary-rule-matched-name = Growth
summary-rule-matched = The change between two quarters of those enterprises that have a value in both.
summary-rule-hidden-name = hidden
summary-rule-hidden = Outsiders see no figure of fewer than five reporting enterprises, none where two make more than 85% of a sum, and none from which such a figure follows.
summary-rule-edition-name = Edition
summary-rule-edition = Figures frozen with what had come by its day; an edition never changes, later data makes the next one.
