"""Did an initiative work? In plain Python, written from docs/initiatives.md: day by day, exact, and slow."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from .arithmetic import round_div

MILLION = 1_000_000
NEVER = date(9999, 12, 31)
COHORTS = ("all", "residents", "prospects")


@dataclass
class Rules:
    """The vars and seeds: lengths in weeks, metrics by name as dicts, quantiles in thousandths by degrees of freedom."""

    window: int
    minimum: int
    untouched: int
    placebos: int
    placebo_step: int
    metrics: dict
    quantiles: dict


@dataclass
class Observations:
    """What was seen: scores in micropoints by (customer, property, cohort) and day; (sum, count) by (metric, property) and
    day, sums in millionths of the unit; the first and last scored day; initiatives as dicts; the properties."""

    first_day: date
    last_day: date
    properties: list
    initiatives: list
    scores: dict = field(default_factory=lambda: defaultdict(dict))
    values: dict = field(default_factory=lambda: defaultdict(dict))


def days_of(first, weeks):
    """The days of so many weeks from the first."""
    return [first + timedelta(days=number) for number in range(7 * weeks)]


def grouped(rows):
    """Initiatives: {id: (name, first day, {property: last day})}."""
    waves = defaultdict(list)
    for row in rows:
        waves[((row["initiative_name"] or "").strip() or row["initiative_id"], row["started_on"])].append(row)
    found = {}
    for (name, started_on), members in waves.items():
        homes = defaultdict(list)
        for row in members:
            homes[row["property_id"]].append(row["ended_on"] or NEVER)
        ends = {home: max(days) for home, days in homes.items()}
        found[min(row["initiative_id"] for row in members)] = (name, started_on, ends)
    return found


def window(rules, metric, started_on, number, seen):
    """(days before, days after) of a comparison: lists of whole weeks."""
    date_of = started_on - timedelta(weeks=rules.placebo_step * number)
    lag = timedelta(weeks=metric["follow_up_weeks"])
    end = seen.last_day + timedelta(days=1)
    known_to = (min(end, started_on) if number else end) - lag
    before_to, after_from = date_of - lag, date_of + timedelta(weeks=metric["settling_weeks"])
    before = min(max((before_to - seen.first_day).days, 0) // 7, rules.window)
    after = min(max((known_to - after_from).days, 0) // 7, rules.window)
    return days_of(before_to - timedelta(weeks=before), before), days_of(after_from, after)


def sides(waves, wave, properties, first, last):
    """({property: side}, properties with another initiative, whether the estimate is of several)."""
    running = defaultdict(list)
    for name, (_, started_on, homes) in waves.items():
        for home, ended_on in homes.items():
            if started_on <= last and ended_on >= first:
                running[home].append((name, started_on, ended_on))
    members = [home for home in properties if home in waves[wave][2]]
    disturbed = {
        home for home in members
        for name, started_on, ended_on in running[home]
        if name != wave and (started_on >= first or ended_on <= last)
    }  # fmt: skip
    chosen = [home for home in members if home not in disturbed] or members
    found = dict.fromkeys(chosen, "treated")
    found |= {home: "untouched" for home in properties if home not in members and not running[home]}
    return found, disturbed, bool(set(chosen) & disturbed)


def property_values(seen, metric, name, cohort, homes, before, after):
    """{property: (before, after, customers, observations, {week: value})} of those with enough data."""
    found = {}
    for home in homes:
        if name == "score":
            means, weeks, days_seen = [], defaultdict(list), 0
            for (_, place, group), scores in seen.scores.items():
                if place != home or cohort not in ("all", group):
                    continue
                old, new = ([scores[day] for day in days if day in scores] for days in (before, after))
                if old and new:
                    means.append((round_div(sum(old), len(old)), round_div(sum(new), len(new))))
                    days_seen += len(old) + len(new)
                    for number, day in enumerate(before):
                        if day in scores:
                            weeks[number // 7].append(scores[day])
            if len(means) < metric["minimum_count"]:
                continue
            old, new = (round_div(sum(side), len(means)) for side in zip(*means, strict=True))
            path = {week: round_div(sum(values), len(values)) for week, values in weeks.items()}
            found[home] = (old, new, len(means), days_seen, path)
            continue
        rows = seen.values[(name, home)]
        totals = [
            tuple(map(sum, zip(*(rows[day] for day in days if day in rows), strict=True))) or (0, 0)
            for days in (before, after)
        ]
        if min(count for _, count in totals) < metric["minimum_count"]:
            continue
        path = {}
        for week in range(len(before) // 7):
            in_week = [rows[day] for day in before[7 * week : 7 * week + 7] if day in rows]
            if count := sum(count for _, count in in_week):
                path[week] = round_div(sum(value for value, _ in in_week), count)
        found[home] = (*(round_div(*total) for total in totals), None, sum(count for _, count in totals), path)
    return found


def slope(path):
    """Least squares change per week, rounded to a whole number, halves away from zero; none of two weeks."""
    if len(path) < 3:
        return None
    weeks, values, n = list(path), list(path.values()), len(path)
    top = n * sum(w * v for w, v in path.items()) - sum(weeks) * sum(values)
    bottom = n * sum(w * w for w in weeks) - sum(weeks) ** 2
    return (-1 if top < 0 else 1) * round_div(abs(top), bottom)


def interval(rules, treated, untouched):
    """(estimate, lower, upper) in units, exact but for the root; none without the properties or without spread."""
    n, m = len(treated), len(untouched)
    if not n or m < rules.untouched or len(set(untouched)) == 1:
        return None
    middle = Fraction(sum(untouched), m)
    estimate = (Fraction(sum(treated), n) - middle) / MILLION
    variance = sum((value - middle) ** 2 for value in untouched) / (m - 1) * (Fraction(1, n) + Fraction(1, m))
    quantile = rules.quantiles[max(degrees for degrees in rules.quantiles if degrees <= m - 1)]
    with localcontext(prec=50):
        root = (Decimal(variance.numerator) / variance.denominator).sqrt()
        half = Fraction(Decimal(quantile) / 1000 * root / MILLION)
    return estimate, estimate - half, estimate + half


def significant(found):
    """Whether an interval does not hold zero, as rounded to six places; none without one."""
    return found and (round(found[1], 6) > 0 or round(found[2], 6) < 0)


def compare(rules, seen, waves, wave, name, cohort, number):
    """One comparison as a dict; none for a placebo without the time, or of another initiative."""
    metric = rules.metrics[name]
    before, after = window(rules, metric, waves[wave][1], number, seen)
    found = {"before_weeks": len(before) // 7, "after_weeks": len(after) // 7, "before": before, "after": after}
    if min(found["before_weeks"], found["after_weeks"]) < rules.minimum:
        empty = {"sides": {}, "values": {}, "interval": None, "others": 0, "several": False}
        return None if number else found | empty
    side_of, disturbed, several = sides(waves, wave, seen.properties, before[0], after[-1])
    if number and several:
        return None
    values = property_values(seen, metric, name, cohort, side_of, before, after)
    groups = {side: [home for home in values if side_of[home] == side] for side in ("treated", "untouched")}
    changes = {side: [values[home][1] - values[home][0] for home in homes] for side, homes in groups.items()}
    slopes = {side: [slope(values[home][4]) for home in homes] for side, homes in groups.items()}
    slopes = {side: [line for line in lines if line is not None] for side, lines in slopes.items()}
    return found | {
        "sides": groups,
        "values": values,
        "interval": interval(rules, changes["treated"], changes["untouched"]),
        "slope": interval(rules, slopes["treated"], slopes["untouched"]),
        "others": len(disturbed),
        "several": several,
    }


def verdict(rules, better, found, parallel, placebos):
    """The first rule of the seed initiative_verdicts that holds."""
    if found["before_weeks"] < rules.minimum:
        return "too little history"
    if found["after_weeks"] < rules.minimum:
        return "too early"
    if found["interval"] is None:
        return "too few properties"
    size = abs(round(found["interval"][0], 6))
    like = [line for line in placebos if significant(line) and abs(round(line[0], 6)) >= size]
    if found["several"] or parallel is False or like:
        return "not comparable"
    if not significant(found["interval"]):
        return "no clear effect"
    return "worked" if (found["interval"][0] > 0) == (better == "higher") else "backfired"


def impacts(rules, seen):
    """({(initiative, metric, cohort): row}, {(initiative, metric, cohort, number): row}) of the two marts."""
    waves, rows, placebo_rows = grouped(seen.initiatives), {}, {}
    for wave in waves:
        for name, metric in rules.metrics.items():
            for cohort in COHORTS if name == "score" else ("all",):
                found = compare(rules, seen, waves, wave, name, cohort, 0)
                earlier = {}
                for number in range(1, rules.placebos + 1):
                    placebo = compare(rules, seen, waves, wave, name, cohort, number)
                    if placebo:
                        earlier[number] = placebo["interval"]
                        placebo_rows[(wave, name, cohort, number)] = {
                            "after_to_date": placebo["after"][-1],
                            "before_from_date": placebo["before"][0],
                            **counts(placebo, only="property_count"),
                            **bounds(placebo["interval"], "estimate"),
                            "is_significant": significant(placebo["interval"]),
                        }
                lines = [line for line in earlier.values() if line]
                line = found.get("slope")
                parallel = None if line is None else not significant(line)
                rows[(wave, name, cohort)] = {
                    "before_weeks": found["before_weeks"],
                    "after_weeks": found["after_weeks"],
                    "property_count": len(waves[wave][2]),
                    "other_initiative_count": found["others"],
                    **counts(found),
                    **bounds(found["interval"], "estimate"),
                    "is_significant": significant(found["interval"]),
                    **bounds(line, "pre_trend"),
                    "is_pre_trend_parallel": parallel,
                    "placebo_count": len(lines),
                    "placebo_significant_count": sum(map(significant, lines)),
                    "placebo_largest": max((abs(line[0]) for line in lines), default=None),
                    "verdict": verdict(rules, metric["better"], found, parallel, lines),
                }
    return rows, placebo_rows


def bounds(found, name):
    """Columns of an interval."""
    names = (name, f"{name}_lower", f"{name}_upper")
    return dict(zip(names, found or (None, None, None), strict=True))


def counts(found, only=""):
    """Columns of the two sides."""
    columns = {}
    for side in ("treated", "untouched"):
        lines = [found["values"][home] for home in found["sides"].get(side, [])]
        columns[f"{side}_property_count"] = len(lines)
        for place, name in ((2, "customer_count"), (3, "observation_count")):
            known = [line[place] for line in lines if line[place] is not None]
            columns[f"{side}_{name}"] = sum(known) if known else None
        for place, name in ((0, "before"), (1, "after")):
            total = sum(line[place] for line in lines)
            columns[f"{side}_{name}"] = Fraction(total, len(lines) * MILLION) if lines else None
    return {name: value for name, value in columns.items() if only in name}
