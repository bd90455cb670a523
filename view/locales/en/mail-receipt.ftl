# The receipt, after data came in.

mail-receipt-subject = Received: SCORE data for { $month } – { $enterprise }
mail-receipt-subject-nothing = Noted: nothing to report to SCORE for { $month } – { $enterprise }
mail-receipt-matter = receipt for { $month }

mail-receipt-thanks = Thank you. We have received the { $month } data of { $enterprise }.
mail-receipt-thanks-late = Thank you. We have received the { $month } data of { $enterprise }. Although they came after the due date, we use them all the same.
mail-receipt-thanks-nothing = Thank you. We have noted that { $enterprise } has nothing to report for { $month }.
mail-receipt-thanks-nothing-late = Thank you. We have noted, although after the due date, that { $enterprise } has nothing to report for { $month }.
mail-receipt-changes = Progress since baseline
mail-receipt-change = { $change } since baseline
mail-receipt-correct = If anything is wrong, please correct it by the same link until { $date }, { $time }.
mail-receipt-button = Open the { $month } form
mail-receipt-privacy = These data are seen by the programme office and by the enterprise's trainer; others receive only figures that combine many enterprises.
mail-receipt-why = This receipt is sent once, because we received an answer by your link.
