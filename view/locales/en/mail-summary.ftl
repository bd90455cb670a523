# The quarter's summary to a manager: all their provinces in one mail.

mail-summary-subject = SCORE summary of { $quarter }: { $places }
mail-summary-subject-news = New edition of the SCORE summary of { $quarter }: { $places }
mail-summary-provinces = { $count ->
    [one] { $count } province
   *[other] { $count } provinces
}
mail-summary-matter = summary of { $quarter }
mail-summary-lead = This is the summary of { $quarter } for { $places }, made of what had been received by { $day }.
mail-summary-lead-news = Data that came later have changed the figures of { $quarter } for { $places }. This is the new edition, made of what had been received by { $day }; it replaces the one before.
mail-summary-enclosed = The PDF that goes with this mail has all figures on two pages. The same figures are in the files behind the links; please sign in first, or they show the public edition only.
mail-summary-linked = All figures are in the files behind the links; please sign in first, or they show the public edition only.
mail-summary-news = What is new in edition { $edition }
mail-summary-news-of = { $place }: what is new in edition { $edition }
mail-summary-more = And { $count } more; the files have them all.
mail-summary-enterprises = Enterprises enrolled
mail-summary-target = Target for { $year }: { $planned }
mail-summary-reports = Monthly reports received
mail-summary-received = { $received } of { $expected }
mail-summary-received-nothing = { $received } of { $expected }, { $nothing } of them with nothing to report
mail-summary-on-time = { $count } on time
mail-summary-late = { $count } late
mail-summary-silent = { $count } without an answer
mail-summary-highlights = What stands out
mail-summary-changes = Change since baseline, median
mail-summary-of = { $count } of { $expected } enterprises
mail-summary-of-level = { $count } of { $expected } enterprises; level { $level }
mail-summary-pdf = { $place }, edition { $edition } (PDF)
mail-summary-xlsx = { $place }, edition { $edition } (XLSX)
mail-summary-private = This summary names enterprises. Please pass on the public edition only, which the programme office can give you.
mail-summary-why = You receive this mail because you are a manager in the SCORE programme. If you would rather not receive it, please reply to this mail.
