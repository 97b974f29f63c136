"""How often things happen in the demo, and how long they take: plausible, invented, and no claim about any company."""

SIGNS_IN = 0.56
"""Share of those with an account who come and look, sooner or later."""
IN_A_CAMPAIGN = 0.85
APPLIES = 0.54
PAGES_A_DAY = (12, 60)
"""How often a campaign's page is opened on a day of work, at least and at most."""
CALL_FOLLOWED = 0.3
SHARES_ALL = 0.8
WITHDRAWS_EARLY = 0.05
NOT_CONTINUED = 0.05
GOES_SILENT = 0.05
FALLS_OUT_BEFORE_READY = 0.14
SECOND_TRY = 0.5

WORK_TIME = 0.3
MISSED = 0.08
PAUSES = 0.06
ENDS_EARLY = 0.18
SECOND_CYCLE = 0.4
"""Share of the pairs that go on for a second cycle of their programme."""
COMPANY_EXIT_ENDS = 0.35
"""Share of the pairs of leavers that end with the contract; the others go on with the association."""
CONCERNS = 0.04
MENTOR_ANSWERS = 0.8
MENTEE_ANSWERS = 0.7
ASKS_FOR_A_HAND = 0.08
REFERENT_CALLS = 0.85
SATISFACTION = {5: 5, 4: 6, 3: 2, 2: 1}
ANSWERS_SKILLS = 0.35
"""Each week, of those whose questions are open."""
SHARES_SKILLS = 0.2
NEVER_MEETS = 0.03
NO_INTERVIEW = 0.1
RHYTHM = {7: 6, 10: 3, 14: 3, 21: 1}
"""Days between two sessions, by weight."""
MINUTES = {45: 2, 60: 5, 75: 2, 90: 3, 120: 1}
