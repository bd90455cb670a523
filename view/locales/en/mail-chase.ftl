# The data request and its reminders: one mail to one person, for one item or several.
# Each step is shorter than the one before.

mail-chase-subject-request = SCORE data for { $months }, please – { $enterprises }
mail-chase-subject-nudge = Due soon: SCORE data for { $months } – { $enterprises }
mail-chase-subject-reminder-1 = Reminder: SCORE data for { $months } – { $enterprises }
mail-chase-subject-reminder-2 = Second reminder: SCORE data for { $months } – { $enterprises }

mail-chase-matter-due = by { $date }
mail-chase-matter-overdue = still accepted until { $date }

mail-chase-ask-request = The SCORE Indonesia programme office kindly asks for the { $month } data of { $enterprise }. It usually takes only a few minutes.
mail-chase-ask-nudge = The SCORE Indonesia programme office looks forward to the { $month } data of { $enterprise }. If you have just sent them, please ignore this mail.
mail-chase-ask-reminder-1 = A reminder from the SCORE Indonesia programme office: we have not yet received the { $month } data of { $enterprise }, which were due on { $due }. If this mail has crossed your answer, please ignore it.
mail-chase-ask-reminder-2 = This is the last reminder from the SCORE Indonesia programme office for the { $month } data of { $enterprise }. If it has crossed your answer, please ignore it.

mail-chase-several-request = The SCORE Indonesia programme office kindly asks for the monthly data below. Each usually takes only a few minutes.
mail-chase-several-nudge = The SCORE Indonesia programme office looks forward to the monthly data below. If you have just sent them, please ignore this mail.
mail-chase-several-reminder-1 = A reminder from the SCORE Indonesia programme office about the monthly data below. If this mail has crossed your answer, please ignore it.
mail-chase-several-reminder-2 = A reminder from the SCORE Indonesia programme office for the data below. If it has crossed your answer, please ignore it.

mail-chase-until-due = Please send the data by { $date }, { $time }.
mail-chase-overdue = The data were due on { $due }. We still accept them until { $date }, { $time }.
mail-chase-until-lock = We still accept the data until { $date }, { $time }.
mail-chase-item = { $enterprise } – { $month }
mail-chase-button = Enter the data for { $month }

mail-chase-private = Each link is for one request only; please do not pass it on.
mail-chase-nothing = If there was no production in that month, the same page has one button to tell us so.
mail-chase-why = We use these data to see the enterprise's progress since the training, and to know when advice is needed.
mail-chase-privacy = The data are seen by the programme office and by the enterprise's trainer; others receive only figures that combine many enterprises.
mail-chase-trainer = We also tell the enterprise's trainer.
mail-chase-thanks = Thank you for your time and your cooperation.
mail-chase-thanks-short = Thank you.
mail-chase-stop = You receive this mail because you are an enterprise's contact in the SCORE programme.
mail-chase-stop-link = Stop receiving data request mails
