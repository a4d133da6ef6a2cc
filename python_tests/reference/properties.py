"""Scores of properties, written from docs/properties.md: plain loops over customers, whole numbers only.

A customer of a day is a dict with customer_id, property_id, cohort, score and `<factor>_score` in micropoints, priority
and cohort_percentile; roles are dicts with customer_id, property_id, cohort, started_on and ended_on.
"""

from collections import defaultdict
from datetime import date, timedelta

from reference.arithmetic import MILLION, int_div, round_div

FACTORS = ("frequency", "nature", "tone", "variety", "persistence", "recency")


def first_day_of_stay(roles: list[dict], day: date) -> date | None:
    """First day of the stay in force, or last in force, on `day`; the roles are those of one customer and place."""
    first = last = None
    for role in sorted(roles, key=lambda role: role["started_on"]):
        if role["started_on"] > day:
            break
        if first is None or role["started_on"] > last + timedelta(days=1):
            first, last = role["started_on"], date.min
        last = max(last, role["ended_on"] or date(9999, 12, 30))
    return first


def exposures(customers: list[dict], roles: list[dict], day: date, full_days: int) -> dict[str, int]:
    """Days of each customer at the property in the cohort, 1 to `full_days`."""
    held = defaultdict(list)
    for role in roles:
        held[role["customer_id"], role["property_id"], role["cohort"]].append(role)
    found = {}
    for customer in customers:
        first = first_day_of_stay(held[customer["customer_id"], customer["property_id"], customer["cohort"]], day)
        days = (day - first).days + 1 if first else 1
        found[customer["customer_id"]] = max(1, min(full_days, days))
    return found


def level_rows(customers, weight_of, places, settings):
    """Rows by (place, cohort); `places` gives the places of a customer. The scores of one day."""
    members = defaultdict(list)
    for customer in customers:
        for place in places(customer):
            members[place, customer["cohort"]].append(customer)
            members[place, "all"].append(customer)
    rows = {}
    for key, inside in members.items():
        exposure = sum(weight_of[one["customer_id"]] for one in inside)
        total = sum(weight_of[one["customer_id"]] * one["score"] for one in inside)
        rows[key] = {
            "property_count": len({one["property_id"] for one in inside}),
            "customer_count": len(inside),
            "exposure_days": exposure,
            "score_sum": total,
            "mean_score": round_div(total, exposure),
            "high_priority_count": sum(one["priority"] == "high" for one in inside),
            "heard_high_priority_count": sum(one["priority"] == "high" and one["evidence_count"] > 0 for one in inside),
            "lowest_count": sum(one["cohort_percentile"] < settings["property_lowest_pct"] for one in inside),
        }
    return rows


def with_standing(rows, portfolio, grades, settings):
    """Adds score, grade and place to rows by (place, cohort) of a day; grades are (name, edge, is_low) from low up."""
    prior = settings["property_prior_customers"] * settings["property_full_exposure_days"]
    for (_, cohort), row in rows.items():
        whole = portfolio["portfolio", cohort]["mean_score"]
        row["portfolio_score"] = whole
        row["score"] = round_div(row["score_sum"] + prior * whole, row["exposure_days"] + prior)
        row["reliability"] = round_div(row["exposure_days"] * MILLION, row["exposure_days"] + prior)
        row["grade"], _, row["is_low"] = [grade for grade in grades if row["score"] >= grade[1] * MILLION][-1]
    for (_, cohort), row in rows.items():
        peers = [other["score"] for (_, other_cohort), other in rows.items() if other_cohort == cohort]
        above, below = (sum(score > row["score"] for score in peers), sum(score < row["score"] for score in peers))
        row["rank"] = above + 1
        row["rank_size"] = len(peers)
        ties = len(peers) - above - below
        row["percentile"] = round_div(100 * MILLION * (2 * below + ties), 2 * len(peers))
        row["is_low"] = row["is_low"] or row["percentile"] < settings["property_lowest_pct"] * MILLION
        row["low_reason"] = low_reason(row, settings)
    return rows


def low_reason(row, settings):
    """Why there is nobody to attend to at a low property; None where there is, or where it is not low."""
    if not row["is_low"] or row["heard_high_priority_count"]:
        return None
    if row["high_priority_count"]:
        return "nobody_heard"
    if 100 * row["reliability"] < settings["property_reliable_from_pct"] * MILLION:
        return "few_customers"
    return "not_below_portfolio" if row["score"] >= row["portfolio_score"] else "all_slightly_low"


def word_of(change):
    """The trend of a change of rank."""
    return "new" if change is None else "up" if change > 0 else "down" if change < 0 else "flat"


def property_day(customers, roles, properties, grades, day, settings):
    """All levels of one day: {level type: {(place, cohort): row}}; properties are {id: {property_group, region}}."""
    weight_of = exposures(customers, roles, day, settings["property_full_exposure_days"])

    def label(name):
        return lambda customer: [place] if (place := properties[customer["property_id"]][name]) else []

    portfolio = level_rows(customers, weight_of, lambda customer: ["portfolio"], settings)
    levels = {
        "property": level_rows(customers, weight_of, lambda customer: [customer["property_id"]], settings),
        "property_group": level_rows(customers, weight_of, label("property_group"), settings),
        "region": level_rows(customers, weight_of, label("region"), settings),
    }
    found = {level: with_standing(rows, portfolio, grades, settings) for level, rows in levels.items()}
    return found | {"portfolio": portfolio}


def contributions(customers, weight_of, weights, neutral):
    """Points of each factor for a set of customers, in micropoints: {factor: (neutral part, contribution)}.

    `weights` and `neutral` are {cohort: {factor: weight or neutral score}}.
    """
    exposure = sum(weight_of[one["customer_id"]] for one in customers)
    found = {}
    for factor in FACTORS:
        made = without = 0
        for one in customers:
            of_cohort = weights[one["cohort"]]
            whole = sum(of_cohort.values())
            weight = weight_of[one["customer_id"]]
            made += weight * int_div(one[f"{factor}_score"] * of_cohort[factor], whole)
            without += weight * int_div(neutral[one["cohort"]][factor] * of_cohort[factor], whole)
        neutral_part = round_div(without, exposure)
        found[factor] = (neutral_part, round_div(made, exposure) - neutral_part)
    return found
