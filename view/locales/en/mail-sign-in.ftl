# The one-time link to sign in.

mail-sign-in-subject = Your link to sign in to SCORE Indonesia
mail-sign-in-matter = signing in to SCORE Indonesia
mail-sign-in-said = Somebody asked to sign in to SCORE Indonesia with this mail address. The link below works for 15 minutes, and once.
mail-sign-in-button = Sign in
mail-sign-in-unasked = If it was not you, please ignore this mail: nobody can sign in without this link. Please do not pass this mail on to anyone.
mail-sign-in-why = This mail was sent because this address was typed on the sign-in page.
