"""How well predictors told who would have an outcome, computed from docs/validity.md.

A prediction is (customer, date, risk, whether the event followed); a larger risk foretells the event.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from reference.arithmetic import MILLION, decay_weight

SUNDAY = date(2000, 1, 2)


def auc_pair_by_pair(predictions) -> Fraction | None:
    """Share of the pairs of a customer with and one without the event on one date that the first wins, ties one half."""
    won = pairs = 0
    for _, day, risk, happened in predictions:
        if happened:
            for _, other_day, other_risk, other_happened in predictions:
                if other_day == day and not other_happened:
                    pairs += 1
                    won += Fraction(1, 2) if risk == other_risk else int(risk > other_risk)
    return Fraction(won) / pairs if pairs else None


def auc_with_surpluses(predictions) -> tuple[Fraction | None, dict]:
    """(AUC, what each customer adds to the pairs won beyond the AUC times the pairs he is part of)."""
    by_day = defaultdict(list)
    for row in predictions:
        by_day[row[1]].append(row)
    won, pairs, total_won, total_pairs = defaultdict(Fraction), defaultdict(int), Fraction(0), 0
    for rows in by_day.values():
        sides = {side: sorted(risk for _, _, risk, happened in rows if happened == side) for side in (True, False)}
        for customer, _, risk, happened in rows:
            others = sides[not happened]
            lower, upper = bisect_left(others, risk), bisect_right(others, risk)
            share = (lower if happened else len(others) - upper) + Fraction(upper - lower, 2)
            won[customer] += share
            pairs[customer] += len(others)
            if happened:
                total_won += share
                total_pairs += len(others)
    if not total_pairs:
        return None, {}
    auc = total_won / total_pairs
    return auc, {customer: (won[customer] - auc * pairs[customer]) / total_pairs for customer in pairs}


def spread(surpluses: dict, predictions, min_events: int) -> float | None:
    """Standard error from the surpluses of the customers, with k / (k - 1) for the k on the smaller side."""
    sides = [{customer for customer, _, _, happened in predictions if happened == side} for side in (True, False)]
    smaller = min(map(len, sides))
    if smaller < min_events:
        return None
    return math.sqrt(sum(surplus**2 for surplus in surpluses.values()) * Fraction(smaller, smaller - 1))


def worst_decile_lift(predictions) -> Fraction | None:
    """Rate of the event in the tenth of highest risk over the rate of all; who ties at its edge counts by a part."""
    by_day = defaultdict(list)
    for _, day, risk, happened in predictions:
        by_day[day].append((risk, happened))
    caught = Fraction(0)
    for rows in by_day.values():
        room = Fraction(len(rows), 10)
        for risk in sorted({risk for risk, _ in rows}, reverse=True):
            tied = [happened for other, happened in rows if other == risk]
            caught += sum(tied) * min(Fraction(1), room / len(tied))
            room -= min(room, len(tied))
    events = sum(happened for _, _, _, happened in predictions)
    return caught / (Fraction(events, 10)) if events else None


def wilson(rate: float, trials: int, z: float) -> tuple[float, float]:
    """Bounds of the Wilson interval."""
    middle, width = rate + z * z / (2 * trials), z * math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials**2))
    return (middle - width) / (1 + z * z / trials), (middle + width) / (1 + z * z / trials)


def prediction_dates(days, step_days: int) -> list[date]:
    """Those of the scored days that are a whole number of steps from the Sunday."""
    return sorted(day for day in days if (day - SUNDAY).days % step_days == 0)


def plain_counts(contact_dates, day: date, count_days: int, half_life: int, window: int) -> dict[str, int]:
    """The plain counts of a customer: the dates of inbound conversations that had happened by the day."""
    ages = [(day - contact).days for contact in contact_dates if 0 <= (day - contact).days <= window]
    return {
        "contact_count": sum(age < count_days for age in ages),
        "decayed_contacts": sum(decay_weight(half_life, age, window) for age in ages),
        "days_since_contact": min(ages, default=window + 1),
    }


def leave_dates(tenancies, gap_days: int) -> set[date]:
    """First days without a home, of (start, end or None): not if another home begins within the gap and lasts longer."""
    left = set()
    for _, end in tenancies:
        if end and not any(
            start <= end + timedelta(days=gap_days) and (later_end is None or later_end > end)
            for start, later_end in tenancies
        ):
            left.add(end + timedelta(days=1))
    return left


def versions_by_day(opened, versions, local_date) -> dict:
    """{first day: version} of a ticket; the first speaks for the days since the opening, of several of a day the last."""
    opened_date = local_date(opened)
    return {max(local_date(loaded), opened_date) if number else opened_date: (*version, loaded)
            for number, (*version, loaded) in enumerate(versions)}  # fmt: skip


def is_open(opened, versions, day: date, local_date) -> bool:
    """Whether a ticket is open at the end of a day, by the version in force and the newest word on its episode."""
    in_force = versions_by_day(opened, versions, local_date)
    if min(in_force) > day:
        return False
    count = in_force[max(first for first in in_force if first <= day)][0]
    resolved = [resolved for other, _, resolved, _ in versions if other == count][-1]
    return not (resolved and max(local_date(resolved), local_date(opened)) <= day)


def failure_dates(opened, due, versions, local_date) -> set[date]:
    """Days on which a ticket failed. `versions` are (reopened_count, is_escalated, resolved_at, loaded_at), oldest first."""
    first_count = min(count for count, _, _, _ in versions)
    resolved = [resolved for count, _, resolved, _ in versions if count == first_count][-1]
    failed = {local_date(due)} if due and not (resolved and resolved <= due) else set()
    in_force = versions_by_day(opened, versions, local_date)
    seen, was_escalated = set(), False
    for day, (count, is_escalated, _, _) in sorted(in_force.items()):
        if count and count not in seen:
            failed.add(day)
            seen.add(count)
        if is_escalated and not was_escalated:
            failed.add(day)
            was_escalated = True
    return failed


def micropoints(points) -> int:
    """Points, which have six places, as a whole number."""
    return int(points * MILLION)
