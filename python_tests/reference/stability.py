"""How far the scores of a cohort are those of an earlier day, computed from docs/stability.md.

`days` maps each date to its customers as {customer: (cohort, score in micropoints, band, priority)}.
"""

import math
from bisect import bisect
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from reference.arithmetic import MILLION, round_div

BILLION = 1_000_000_000


def bin_edges(points: list[int], bins: int) -> list[int]:
    """Lowest whole point of each bin but the first: the first point below which k of `bins` equal parts lie."""
    filled = {}
    lower = 0
    for point, count in sorted(Counter(points).items()):
        filled.setdefault(bins * lower // len(points), point)
        lower += count
    return list(filled.values())[1:]


def psi_millionths(points: list[int], points_before: list[int], bins: int) -> tuple[int, int]:
    """(population stability index in millionths, number of bins), with half a customer more in each bin."""
    edges = bin_edges(points_before, bins)
    count = len(edges) + 1

    def shares(values):
        held = [0] * count
        for value in values:
            held[bisect(edges, value)] += 1
        return [round_div((2 * number + 1) * BILLION, 2 * len(values) + count) for number in held]

    pairs = list(zip(shares(points), shares(points_before), strict=True))
    summed = sum((share - before) * round(MILLION * math.log(share / before)) for share, before in pairs)
    return round_div(summed, BILLION), count


def kendall_tau_b(pairs: list[tuple[int, int]]) -> float | None:
    """tau-b, pair by pair; None where all are tied on one of the days."""
    concordant = discordant = untied = untied_before = 0
    for (point, before), (other, other_before) in combinations(pairs, 2):
        product = (point - other) * (before - other_before)
        concordant += product > 0
        discordant += product < 0
        untied += point != other
        untied_before += before != other_before
    if not untied * untied_before:
        return None
    return (concordant - discordant) / math.sqrt(untied * untied_before)


def share(part: int, whole: int) -> Fraction | None:
    """part / whole, None of nothing."""
    return Fraction(part, whole) if whole else None


def stability(days: dict, day: date, cohort: str, lag_days: int, bins: int) -> dict:
    """The measures of one row of fct_score_stability that do not depend on thresholds."""

    def members(distance):
        rows = days.get(day - timedelta(days=distance), {})
        return {customer: row for customer, row in rows.items() if row[0] == cohort}

    now, before, earlier = members(0), members(lag_days), members(2 * lag_days)
    both = sorted(now.keys() & before.keys())
    changed_earlier = [name for name in both if name in earlier and before[name][2] != earlier[name][2]]
    index, bin_count = (
        psi_millionths([row[1] // MILLION for row in now.values()], [row[1] // MILLION for row in before.values()], bins)
        if before
        else (None, None)
    )
    return {
        "customers_scored": len(now),
        "customers_scored_before": len(before) or None,
        "customers_compared": len(both),
        "psi": index and Fraction(index, MILLION),
        "psi_bin_count": bin_count,
        "kendall_tau_b": kendall_tau_b([(now[name][1] // MILLION, before[name][1] // MILLION) for name in both]),
        "mean_absolute_change": share(sum(abs(now[name][1] - before[name][1]) for name in both), len(both) * MILLION),
        "band_change_rate": share(sum(now[name][2] != before[name][2] for name in both), len(both)),
        "band_reversal_rate": share(sum(now[name][2] == earlier[name][2] for name in changed_earlier), len(changed_earlier)),
        "priority_change_rate": share(sum(now[name][3] != before[name][3] for name in both), len(both)),
    }


def chi_square_tail(value: float, degrees_of_freedom: int) -> float:
    """Chance that a chi-square variable exceeds `value`, by the recursion over two degrees of freedom."""
    half = value / 2
    odd = degrees_of_freedom % 2
    tail = math.erfc(math.sqrt(half)) if odd else math.exp(-half)
    shape = Fraction(1, 2) if odd else Fraction(1)
    while 2 * shape < degrees_of_freedom:
        tail += math.exp(float(shape) * math.log(half) - half - math.lgamma(float(shape) + 1))
        shape += 1
    return tail
