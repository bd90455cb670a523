# The sign-in page, from the address to signing out again.

sign-in-title = Sign in
sign-in-text = For managers, trainers and partners of the programme. Please type your mail address; we send you a link to sign in. You need no password.
sign-in-email-label = Mail address
sign-in-email-hint = The address that the programme office knows, like name@example.org
sign-in-email-wrong = Please type a whole mail address, like name@example.org.
sign-in-button = Send the link
sign-in-sent-title = Please look into your mail
sign-in-sent = If that address is registered, a link to sign in arrives within a few minutes. It works for 15 minutes, and once. Nothing there? Please look into the spam folder, or ask the programme office.
sign-in-again = Type the address again
sign-in-confirm-title = Sign in to SCORE Indonesia
sign-in-confirm = Press this button to sign in with this browser.
sign-in-confirm-button = Sign in
sign-in-used-title = This link no longer works
sign-in-used = A link to sign in works for 15 minutes, and once. Please ask for a new one.
sign-in-inside-title = You are signed in
sign-in-inside = Signed in as { $name }. Sign out if others use this browser too.
sign-in-out-button = Sign out
sign-in-foreign-title = This request came from another page
sign-in-foreign = To be safe, it goes no further. Please open the sign-in page and try again from there.
sign-in-unreadable-title = This could not be read
sign-in-unreadable = What was sent is not what the sign-in page sends. Please open the sign-in page and type your mail address there.
