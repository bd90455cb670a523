# The data request mail: one mail to one person, for one enterprise or several.

mail-request-subject = SCORE data for { $month }, please – { $enterprise }
mail-request-subject-several = SCORE data for { $month }, please – { $count } enterprises
mail-request-preheader = Please send them by { $date }, { $time }. It usually takes only a few minutes.

mail-request-salutation = Dear { $name }
mail-request-opening = We hope that this finds you well.
mail-request-ask = The SCORE Indonesia programme office kindly asks for the { $month } data of { $enterprise }.
mail-request-ask-several = The SCORE Indonesia programme office kindly asks for the { $month } data of the following enterprises.
mail-request-due = Please send them by { $date }, { $time }.
mail-request-item = { $enterprise }: data for { $month }, by { $date }, { $time }
mail-request-button = Enter the data for { $month }
mail-request-button-several = Enter the { $month } data of { $enterprise }
mail-request-link-hint = If the button does not open, please copy this address into your browser:
mail-request-link-private = This link is for this request only; please do not pass it on.
mail-request-nothing = If there was no production in that month, the same page has one button to tell us so.
mail-request-why = We use these data to see the enterprise's progress since the training, and to know when advice is needed.
mail-request-privacy = The enterprise's data are seen by the programme office and by the trainer who advises it. Others receive only figures that combine many enterprises.
mail-request-help = Any questions? Please reply to this mail; { $sender } reads it.
mail-request-help-phone = Any questions? Please reply to this mail or call { $sender } on { $phone }.
mail-request-thanks = Thank you for your time and your cooperation.
mail-request-closing = Yours sincerely,
mail-request-role = Programme office
mail-request-sender-role = { $role }, SCORE Indonesia
mail-request-stop = You receive this mail because you are the enterprise's contact in the SCORE programme.
mail-request-stop-link = Stop receiving data request mails
