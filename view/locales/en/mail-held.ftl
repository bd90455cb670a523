# The word that a run is held before a single mail is queued.

mail-held-subject = SCORE run held: { $count } mails of { $job }
mail-held-matter = run held
mail-held-said = A run is held because it would send far more mails than usual. No mail has been queued.
mail-held-job = Job
mail-held-step = Step
mail-held-zone = Time zone
mail-held-count = Mails it would send
mail-held-usual = Most in the last six months
mail-held-no-history = No history yet
mail-held-ask = Please look for the cause, such as an import or a change of holidays. If the number is right, please release the run by GraphQL:
mail-held-after = While it is held, steps that expire are skipped with their reason; the others wait.
mail-held-why = This mail is sent once for each run that is held, because you are an administrator.
