"""Coming in without a company account: by a letter the first time, by one's own telephone or passkey after that."""
