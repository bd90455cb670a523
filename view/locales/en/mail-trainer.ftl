# Mails to trainers: the notice, the weekly list, and the word that a contact stopped the mails.

mail-trainer-ready-words = Good morning, I am your SCORE trainer. We have not yet received the data for { $months }. Is there anything I can help with?
mail-trainer-months = Data for { $months }
mail-trainer-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
mail-trainer-since = { $late }, since { $date }
mail-trainer-prefers-call = Prefers a call
mail-trainer-no-phone = No phone number on record
mail-trainer-whatsapp = WhatsApp
mail-trainer-more = { $count ->
    [one] And { $count } more enterprise; please reply to this mail to ask for the whole list.
   *[other] And { $count } more enterprises; please reply to this mail to ask for the whole list.
}
mail-trainer-private = These names and numbers are for your work with the enterprises only; please do not pass them on.
mail-trainer-why = You receive this mail because you advise enterprises in the SCORE programme. If you would rather not receive it, please reply to this mail.

mail-notice-subject = Please get in touch: { $enterprises }, data still missing
mail-notice-matter = please get in touch
mail-notice-ask = We sent the second reminder today, and have not received the data below. Would you please get in touch with the contact? A word from the trainer often helps more than a mail.
mail-notice-link = The contact has the link to the form, in our request mails.

mail-digest-subject = { $count ->
    [0] SCORE weekly list, { $date }
    [one] SCORE weekly list, { $date }: { $count } enterprise still to answer
   *[other] SCORE weekly list, { $date }: { $count } enterprises still to answer
}
mail-digest-ask = { $count ->
    [one] As of { $date }, we have not received the data of { $count } enterprise that you advise. Would you please get in touch with its contact?
   *[other] As of { $date }, we have not received the data of { $count } enterprises that you advise. Would you please get in touch with their contacts?
}
mail-digest-ask-none = As of { $date }, none of your enterprises needs a reminder by phone. We do not reach the ones below by mail as usual; would you please help?
mail-digest-ask-alerts = As of { $date }, the figures of the enterprises below deserve a word. Would you please get in touch, and plan a visit where it helps?
mail-digest-alerts = Early warnings
mail-digest-alert-worse = { $indicator }: worse than the baseline in two of the last three months; noticed on { $date }
mail-digest-alert-accidents = { $indicator }: more lost-time accidents than in any month before; noticed on { $date }
mail-digest-alert-silence = Two months in a row without an answer; noticed on { $date }
mail-digest-matter = weekly list, { $date }
mail-digest-late = Still to answer
mail-digest-without-address = Without a usable mail address
mail-digest-stopped = Stopped the mails
mail-digest-prefer-call = Prefer a call

mail-stopped-subject = { $enterprises }: the contact stopped the data request mails
mail-stopped-matter = news of a contact
mail-stopped-said = { $contact } of { $enterprises } has chosen to stop the data request mails. Requests and reminders no longer go to that mail address.
mail-stopped-ask = Would you please agree on another way, such as the phone? The contact can receive the mails again at any time by the same page.
