"""What mentoring gives: how long pairs last, hours of training, how mentors rate it, how their skills change.

Each definition says who is behind each cell, as `catalogue` does: a frame with `person` and `key` (`minutes` where hours are
summed, `answer` where answers are averaged).
"""

import pandas as pd

from portal.core.months import add_months
from portal.people.enums import StaffCategory

from .enums import NOWHERE, Band, Duration
from .facts import Facts

MONTHS = {Duration.MONTHS_3: 3, Duration.MONTHS_6: 6, Duration.MONTHS_12: 12}
DAYS = {Duration.MONTHS_3: 91, Duration.MONTHS_6: 183, Duration.MONTHS_12: 365}
COHORT_MONTHS = 24
BOUNDS = {Band.LOW: (1, 2), Band.MIDDLE: (3, 3), Band.HIGH: (4, 5)}


def cohort(facts: Facts) -> pd.DataFrame:
    """Return the pairs introduced in the two years before the last day, the first of each mentor: person, days seen, over."""
    end = pd.Timestamp(facts.quarter.end)
    begun = facts.pairs[facts.pairs["introduced"] > pd.Timestamp(add_months(facts.quarter.end, -COHORT_MONTHS))]
    first = begun.sort_values("introduced", kind="stable").drop_duplicates("person")
    days = (first["closed"].fillna(end) - first["introduced"]).dt.days
    return pd.DataFrame({"person": first["person"], "days": days, "over": first["closed"].notna()})


def lasted(facts: Facts) -> pd.DataFrame:
    """Mentors whose pair is known to have lasted to each point."""
    seen = cohort(facts)
    rows = [seen.loc[seen["days"] >= days, ["person"]].assign(key=str(point)) for point, days in DAYS.items()]
    return pd.concat(rows, ignore_index=True)


def decided(facts: Facts) -> pd.DataFrame:
    """Those of whom each point is known: their pair lasted to it, or ended before. Others still go on and are not there yet."""
    seen = cohort(facts)
    rows = [seen.loc[(seen["days"] >= days) | seen["over"], ["person"]].assign(key=str(point)) for point, days in DAYS.items()]
    return pd.concat(rows, ignore_index=True)


def training(facts: Facts) -> pd.DataFrame:
    """Minutes of training attended in the quarter, by staff category."""
    return facts.training.rename(columns={"category": "key"})[["person", "key", "minutes"]]


def staff_categories(_facts: Facts) -> list[tuple[str, str]]:
    """Return the categories in their order, and those the company gave none."""
    return [(str(one), "") for one in StaffCategory] + [(NOWHERE, "")]


def ratings(facts: Facts) -> pd.DataFrame:
    """Mentors who rated their pair in the quarter, with what they answered."""
    said = facts.reviews[facts.reviews["said"].notna()]
    return pd.DataFrame({"person": said["person"], "key": "", "answer": said["said"]})


def asked_to_rate(facts: Facts) -> pd.DataFrame:
    """Everyone whose pair ended, whether they answered or not."""
    return facts.reviews[["person"]].assign(key="")


def rating_bands(facts: Facts) -> pd.DataFrame:
    """The same by band of answers (R4)."""
    said = ratings(facts)
    rows = [said.loc[said["answer"].between(*bounds), ["person"]].assign(key=str(band)) for band, bounds in BOUNDS.items()]
    return pd.concat(rows, ignore_index=True)


def rated(facts: Facts) -> pd.DataFrame:
    """Everyone who answered, as the whole of each band."""
    said = ratings(facts)
    return pd.concat([said[["person"]].assign(key=str(band)) for band in Band], ignore_index=True)


def skills(facts: Facts) -> pd.DataFrame:
    """Mentors of whom every competence is known before and after, with how much each changed: one group behind all of them, since
    groups that differ by the few who did not observe one of them could not be shown together (R5).
    """
    whole = facts.skills.groupby("person")["change"].transform(lambda changes: changes.notna().all()).astype(bool)
    known = facts.skills[whole]
    return pd.DataFrame({"person": known["person"], "key": known["key"], "answer": known["change"]})


def asked_about_skills(facts: Facts) -> pd.DataFrame:
    """Everyone who answered before and whose last questions are over."""
    return facts.skills[["person", "key"]]


def competences(facts: Facts) -> list[tuple[str, str]]:
    """Return the competences; their names travel with the values."""
    return [(code, names["fr"]) for code, names in facts.competences.items()]
