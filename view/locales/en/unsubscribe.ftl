# The page to stop the mails, and to undo that.

unsubscribe-title = Stop receiving data request mails
unsubscribe-text = Once you press this button, data requests and reminders no longer go to this mail address, for all its enterprises. The trainer is told, and can reach you in another way.
unsubscribe-button = Stop the mails
unsubscribe-done-title = The data request mails are stopped
unsubscribe-done-text = Data requests and reminders no longer go to this address. Data can still be entered by the links that you already have. Changed your mind? This button starts the mails again.
unsubscribe-undo-button = Receive the mails again
unsubscribe-undone-title = The data request mails go out again
unsubscribe-undone-text = Thank you. The next data request comes to this address as before.
unsubscribe-invalid-title = We do not know this link
unsubscribe-invalid = Please open the link from the mail itself, or reply to our mail and we will stop sending.
