# The managers' weekly summary: counts and rates, no name of an enterprise or a person.

mail-manager-subject = SCORE summary of { $date }: { $percent } of the data received
mail-manager-matter = weekly summary, { $date }
mail-manager-lead = This is the state of the monthly data on { $date }.
mail-manager-month = Data for { $month }
mail-manager-total = { $received } of { $expected } enterprises ({ $percent }) have answered; { $on_time } ({ $on_time_percent }) were on time.
mail-manager-share = { $received } of { $expected } enterprises
mail-manager-share-nothing = { $received } of { $expected } enterprises, { $nothing } of them with nothing to report
mail-manager-on-time = { $count } on time
mail-manager-late = { $count } late
mail-manager-silent = { $count } still to answer
mail-manager-notes = “Answered” includes enterprises that told us that there was nothing to report. The counts are those of the moment at which this mail was sent.
mail-manager-why = You receive this mail because you are a manager in the SCORE programme. If you would rather not receive it, please reply to this mail.
