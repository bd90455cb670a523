# The submission page behind the link, from its opening to the thanks.

form-title = Data for { $month } – { $enterprise }
form-programme = SCORE Indonesia
form-language-switch = Baca halaman ini dalam Bahasa Indonesia
form-by-phone = Filled in for { $enterprise } by phone, and recorded as such. Please read each figure back before you send it.
form-due = Please send them by { $due }.
form-due-past = They were due by { $due }; we still accept them until { $lock }.
form-intro = Please enter the figures for { $month }. Write numbers as usual: 1,234 or 12.5 million.
form-privacy = These data are seen by the programme office and by the trainer who advises you. Others receive only figures that combine many enterprises.
form-help = Any questions? Please reply to our request mail.

form-unit = Unit: { $unit }
form-last-month = Last month: { $value }
form-group-production = Production and hours worked
form-group-people = Workers
form-group-money = Costs and wages
form-note-label = A note to the programme office
form-note-hint = For example why this month's figures differ. May be left empty.
form-submit = Send the data for { $month }
form-submit-correction = Send the corrected data for { $month }

form-promise-title = No time right now?
form-promise-intro = Please press the day by which you can send the figures; we send no reminder until then.
form-promise-made = Thank you. We wait for the { $month } data until { $day }, and send no reminder before that.

form-nothing-title = Nothing happened this month?
form-nothing-intro = Please choose the reason, then press one button; the fields above need not be filled in.
form-nothing-reason-label = Reason
form-nothing-reason-closed = The enterprise was closed all month
form-nothing-reason-no-orders = No orders or no production
form-nothing-reason-disaster = Disaster, fire or breakdown
form-nothing-reason-other = Another reason
form-nothing-button = Nothing to report for { $month }
form-nothing-done-title = Thank you, we have noted it
form-nothing-done = For { $month } we noted that { $enterprise } has nothing to report. Reason: { $reason }.
form-nothing-undo = Undo this and enter the data for { $month }

form-errors-title = { $count ->
    [one] { $count } field needs a second look. The others are kept on this page.
   *[other] { $count } fields need a second look. The others are kept on this page.
}
form-error-required = Please enter this figure; write 0 if there were none.
form-error-not-a-number = “{ $text }” is not a number. Please write digits only, for example 1,234.
form-error-ambiguous = “{ $text }” can be read in more than one way. Please write a comma for thousands and a point for decimals, for example 1,250 or 1.25.
form-error-choose = “{ $text }” can be read in more than one way. Please choose the one you mean.
form-choice-whole = { $value } (no decimals)
form-choice-decimal = { $value } (with decimals)
form-error-empty = There is no figure for this month yet. Please enter what you know, or press “Nothing to report” below.
form-error-unasked = This figure is not asked of this enterprise. Please load this page again.
form-error-negative = This figure cannot be below zero. Please check it.
form-error-whole = Please write a whole number, without decimals.
form-error-too-large = This figure is too large. Please check the figure and its unit ({ $unit }).
form-error-hard-max = { $indicator } would be { $value }, but it can be { $bound } at most. Please check “{ $numerator }” and “{ $denominator }”.
form-error-hard-min = { $indicator } would be { $value }, but it must be { $bound } at least. Please check “{ $numerator }” and “{ $denominator }”.
form-error-hard-max-single = { $indicator } can be { $bound } at most. Please check this figure.
form-error-hard-min-single = { $indicator } must be { $bound } at least. Please check this figure.

form-doubt-title = Are these figures right? If so, press the button below; if not, please correct them.
form-doubt-above-bound = { $value }, higher than what we usually meet ({ $compared }).
form-doubt-below-bound = { $value }, lower than what we usually meet ({ $compared }).
form-doubt-far-above-own = { $value }, far above what is usual at this enterprise ({ $compared }).
form-doubt-far-below-own = { $value }, far below what is usual at this enterprise ({ $compared }).
form-doubt-outside-spread = { $value }, outside what is usual at this enterprise (about { $compared }).
form-doubt-fields = Are “{ $numerator }” and “{ $denominator }” right?
form-doubt-field = Is it right?
form-doubt-yes = Yes, right – send

form-draft-button = Save and go on later
form-draft-saved = These figures were saved on { $saved } and are not sent yet.
form-late-kept = Your figures are not lost. We keep them, and they are here again if this month is reopened:
form-late-shown = Your figures cannot be saved by this link. Please copy them to the page of the newest link:

form-thanks-title = Thank you
form-thanks = We have received the { $month } data of { $enterprise }.
form-thanks-late = We have received the { $month } data of { $enterprise }. They came after the due date and we still use them.
form-thanks-correct-until = You can correct this by the same link until { $lock }.
form-thanks-correct = Correct the data for { $month }
form-thanks-close = You may close this page.

form-locked-title = Entry for { $month } is closed
form-locked = Entry closed on { $lock }. If data still have to be sent or corrected, please reply to our request mail; the programme office can reopen it.
form-waived-title = The data for { $month } are not needed
form-waived = The programme office has waived this month's report of { $enterprise }. Thank you.
form-expired-title = This link is no longer valid
form-expired = Please use the link in the newest mail, or reply to our request mail to ask for a new one.
form-invalid-title = We do not know this link
form-invalid = Part of the address may have been cut off. Please open the link from the mail itself, or copy the whole address.
form-server-error-title = Something went wrong on our side
form-server-error = Please go back to the page before and try again in a few minutes. If it fails again, please mention the number { $id } when you contact us.
form-too-large-title = This is too large to send
form-too-large = Please send figures and a short note only, without attachments.
form-unreadable-title = We cannot read what was sent
form-unreadable = Please open the link from the mail and send the figures from that page.
form-too-many-title = Too many attempts
form-too-many = Please wait a few minutes, then try again.

form-trend-title = How your enterprise is doing
form-trend-better = Better: { $change } since baseline ({ $baseline }).
form-trend-worse = Not better yet: { $change } since baseline ({ $baseline }).
form-trend-same = About the same as the baseline ({ $baseline }): { $change }.
form-trend-changed = Changed by { $change } since baseline ({ $baseline }).
form-trend-pooled = Taken over up to twelve of the latest months together.
form-trend-table = Show the table
form-trend-month = Month
form-trend-value = Value
form-peers-province = Median of { $others } other SMEs in { $province }: { $median }.
form-peers-province-change = Median change of { $others } other SMEs in { $province }: { $median } since baseline.
form-peers-programme = Median of { $others } other SMEs in the programme: { $median }.
form-peers-programme-change = Median change of { $others } other SMEs in the programme: { $median } since baseline.
