# The half-year table that donors ask for.

summary-half-title = { $place }, { $half_year }
summary-half-sheet = Half-year
summary-half-indicator = Indicator
summary-half-unit = Unit
summary-half-target = Target
summary-half-actual = Actual
summary-half-women = Share of women, %
summary-half-note = Note
summary-half-no-target = no target
summary-half-not-available = not available
summary-half-managers = Attendances of managers
summary-half-workers = Attendances of workers
summary-half-attendances = All attendances
summary-half-sessions-unit = sessions
summary-half-visits-unit = visits
summary-half-attendances-unit = attendances
summary-half-satisfaction-unit = of 100
summary-half-alerts-unit = alerts
summary-half-share-unit = % of enterprises
summary-half-why-ratio = A level is a ratio of sums; two quarters' ratios do not add up.
summary-half-why-median = A median does not follow from the medians of two quarters.
summary-half-why-mean = A mean does not follow from the means of two quarters.
summary-half-why-twice = Enterprises of both quarters would be counted twice.
summary-half-year-target = The target is the whole year's; the actual is the number at the half-year's end.
summary-half-women-of = Women in per cent of those whose sex was stated.
