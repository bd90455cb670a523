# What all mails share: head, greeting, closing, and what a subject calls things.

mail-letterhead = SCORE Indonesia
mail-salutation = Dear { $name },
mail-opening = { "" }
mail-closing = Yours sincerely,
mail-role = Programme office, SCORE Indonesia
mail-help = Any questions? Please reply to this mail; { $sender } reads it.
mail-link-hint = If the button does not open, please copy this address into your browser:
mail-enterprises = { $count ->
    [one] { $count } enterprise
   *[other] { $count } enterprises
}
mail-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
