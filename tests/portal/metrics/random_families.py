"""Random families of sets for the disclosure tests."""

import random

from portal.metrics.disclosure.families import PersonSet, people


def overlapping(seed: int) -> list[PersonSet]:
    """Two to six sets that overlap anyhow; some are known headcounts; persons may come in clumps."""
    draw = random.Random(seed)
    persons, clump = draw.randint(8, 60), draw.choice((1, 1, 3, 5))
    found = []
    for index in range(draw.randint(2, 6)):
        chance = draw.uniform(0.2, 0.95)
        chosen = [p for p in range(persons) if draw.random() < chance] or [0]
        members = people(10 * p + copy for p in chosen for copy in range(1 + p % clump))
        found.append(PersonSet(f"s{index}", members, known=index > 0 and draw.random() < 0.25))
    return found


def hierarchy(seed: int) -> list[PersonSet]:
    """A company cut into groups and the groups into teams, of uneven sizes; every group and team is a set."""
    draw = random.Random(seed)
    found, start = [], 0
    for group in range(draw.randint(2, 5)):
        first = start
        for team in range(draw.randint(1, 4)):
            size = draw.choice((draw.randint(1, 9), draw.randint(10, 40), draw.randint(10, 40)))
            found.append(PersonSet(f"t{group}.{team}", people(range(start, start + size))))
            start += size
        found.append(PersonSet(f"g{group}", people(range(first, start))))
    return [*found, PersonSet("all", people(range(start)))]


def crossed(seed: int) -> list[PersonSet]:
    """A table of sites by bands with its margins and its total."""
    draw = random.Random(seed)
    rows, columns, start = draw.randint(2, 4), draw.randint(2, 4), 0
    cells: dict[tuple[int, int], list[int]] = {}
    for row in range(rows):
        for column in range(columns):
            size = draw.choice((draw.randint(1, 9), draw.randint(10, 30)))
            cells[row, column] = list(range(start, start + size))
            start += size
    found = [PersonSet(f"c{row}.{column}", people(members)) for (row, column), members in cells.items()]
    found += [PersonSet(f"r{row}", people(p for key, some in cells.items() if key[0] == row for p in some)) for row in range(rows)]
    found += [
        PersonSet(f"k{one}", people(p for key, some in cells.items() if key[1] == one for p in some)) for one in range(columns)
    ]
    return [*found, PersonSet("all", people(range(start)))]
