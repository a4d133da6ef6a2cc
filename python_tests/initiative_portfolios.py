"""Generated portfolios with initiatives of a known effect, in the shape of the tables that the models read."""

import random
from datetime import date, timedelta

FIRST_DAY = date(2025, 1, 1)
START = FIRST_DAY + timedelta(weeks=27)
WEEKS = 38
SCORE_EFFECT = 5  # points
CONTACT_EFFECT = -0.35  # share of the usual contacts
# Properties of each initiative.
INITIATIVES = {"alone": 1, "without effect": 1, "of three": 3}
PROPERTY_COUNT = 16


def generated_portfolio(seed: int) -> dict[str, list[tuple]]:
    """The tables, as rows by name, of 16 properties over 38 weeks, three initiatives in week 27.

    Properties differ in size (24 to 96 customers), level and busyness. A shock of each week hits all alike; each
    property wanders about its level, where 0.8 of a week's distance is left in the next; customers differ, and some
    come or go. Newcomers are happier, and more of them come to a property whose initiative works: its plain mean
    rises by more than anybody's score. Scores and contacts are given on one day a week.
    """
    draw = random.Random(seed)
    homes = [f"home {number:02}" for number in range(PROPERTY_COUNT)]
    chosen = draw.sample(homes, sum(INITIATIVES.values()))
    members = {name: [chosen.pop() for _ in range(count)] for name, count in INITIATIVES.items()}
    improved = {*members["alone"], *members["of three"]}
    common = [draw.gauss(0, 1.5) for _ in range(WEEKS)]
    scores, contacts = [], []
    for home in homes:
        size = round(24 * 4 ** draw.random())
        level, busyness, wander = draw.gauss(60, 6), draw.uniform(0.3, 0.8), draw.gauss(0, 1.5)
        path = []
        for _ in range(WEEKS):
            path.append(wander)
            wander = 0.8 * wander + draw.gauss(0, 0.9)
        people = [[0, WEEKS, draw.gauss(0, 9)] for _ in range(size)]
        for person in people[: size // 5]:
            person[1] = draw.randrange(10, WEEKS)
        for _ in range(size // 5 + (size // 3 if home in improved else 0)):
            people.append([draw.randrange(22, 36), WEEKS, draw.gauss(8, 9)])
        counts = [0] * WEEKS
        for number, (comes, goes, distance) in enumerate(people):
            for week in range(comes, goes):
                counts[week] += 1
                is_after = week >= 29 and home in improved
                score = level + common[week] + path[week] + distance + draw.gauss(0, 4) + is_after * SCORE_EFFECT
                scores.append((f"{home} {number}", day_of(week), home, "residents", f"{min(max(score, 0), 100):.6f}"))
        for week, count in enumerate(counts):
            chance = busyness * (1 - 0.02 * path[week] + 0.03 * common[week])
            if week >= 27 and home in improved:
                chance *= 1 + CONTACT_EFFECT
            contacts.append((home, day_of(week), sum(draw.random() < chance for _ in range(count))))
    return {
        "fct_customer_scores_daily": scores,
        "fct_service_metrics_daily": contacts,
        "stg_raw__properties": [(home,) for home in homes],
        "stg_raw__initiatives": [
            (f"{name} {home}", home, name, START, None) for name, homes_of in members.items() for home in homes_of
        ],
        "int_data_coverage": [(FIRST_DAY, FIRST_DAY + timedelta(days=7 * WEEKS - 1))],
    }


def day_of(week: int) -> date:
    """The day of a week on which it is observed."""
    return FIRST_DAY + timedelta(days=7 * week + 3)
