"""Shares of evidence, parts of a change and the attention list, computed from docs/explanations.md."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from .arithmetic import MILLION
from .evidence import ConversationDay
from .factors import DayEvidence, burden, latest_report_days
from .parameters import FACTORS, Parameters
from .portfolio import Portfolio
from .scoring import CustomerScore, exposure_start_of, gather_histories

# (factor, what it is, the day it began)
Evidence = tuple[str, str, date]


def evidence_shares(
    portfolio: Portfolio, parameters: Parameters, scores: Sequence[CustomerScore]
) -> dict[str, dict[Evidence, Fraction]]:
    """Exact shares of the score in micropoints by customer, summed over evidence of a kind that began on one day."""
    histories = gather_histories(portfolio, parameters)
    customers = {customer.customer_id: customer for customer in portfolio.customers}
    shares = {}
    for row in scores:
        exposure_start = exposure_start_of(customers[row.customer_id], parameters)
        evidence = histories[row.customer_id].on(
            row.score_date, exposure_start, parameters.vars["scoring_window_days"]
        )
        shares[row.customer_id] = _shares(row, evidence, parameters)
    return shares


def _shares(row: CustomerScore, evidence: DayEvidence, parameters: Parameters) -> dict[Evidence, Fraction]:
    weight_sum = sum(row.factors[factor].weight for factor in FACTORS)
    shares: dict[Evidence, Fraction] = {}
    for factor in FACTORS:
        scored = row.factors[factor]
        moved = scored.factor_score - scored.neutral_score
        amounts = _AMOUNTS[factor](evidence, moved, parameters)
        # praise and blame of one piece of evidence are two sizes
        sizes = sum(abs(part) for _, _, parts in amounts for part in parts)
        if factor == "frequency":
            points, whole = moved, sizes
        elif factor == "recency":
            points, whole = _POINTS[factor], MILLION
        else:
            points, whole = _POINTS[factor], sizes + parameters.priors[factor]
        for kind, day, parts in amounts:
            share = Fraction(points * sum(parts) * scored.weight, whole * weight_sum)
            key = (factor, kind, day)
            shares[key] = shares.get(key, Fraction(0)) + share
    return shares


def _frequency(evidence: DayEvidence, moved: int, parameters: Parameters):
    half_life = parameters.half_lives["frequency"]
    on_side = [
        conversation
        for conversation in evidence.conversations
        if (conversation.is_engagement if moved >= 0 else conversation.is_burden)
    ]
    return [
        ("contact", conversation.day, (parameters.weight(half_life, evidence.age(conversation.day)),))
        for conversation in on_side or evidence.conversations
    ]


def _balance(factor: str, good: str, bad: str):
    def amounts(evidence: DayEvidence, moved: int, parameters: Parameters):
        multiplier = parameters.vars["grievance_multiplier"] if factor == "nature" else 1
        return [
            ("contact", conversation.day, (weight * getattr(conversation, good), -multiplier * weight * getattr(conversation, bad)))
            for conversation in evidence.conversations
            for weight in [parameters.weight(parameters.half_lives[factor], evidence.age(conversation.day))]
        ]  # fmt: skip

    return amounts


def _variety(evidence: DayEvidence, moved: int, parameters: Parameters):
    half_life = parameters.half_lives["variety"]
    return [
        ("contact", day, (-parameters.weight(half_life, evidence.age(day)),))
        for day in latest_report_days(evidence).values()
    ]


def _persistence(evidence: DayEvidence, moved: int, parameters: Parameters):
    return [("issue", issue.opened_day, (-burden(issue, parameters),)) for issue in evidence.issues]


def _recency(evidence: DayEvidence, moved: int, parameters: Parameters):
    def latest(counts: str) -> list[ConversationDay]:
        return sorted((one for one in evidence.conversations if getattr(one, counts)), key=lambda one: one.day)[-1:]

    def weight(conversation: ConversationDay) -> int:
        return parameters.weight(parameters.half_lives["recency"], evidence.age(conversation.day))

    return [
        *(("contact", one.day, (weight(one),)) for one in latest("has_commendation")),
        *(("contact", one.day, (-weight(one),)) for one in latest("has_grievance")),
    ]


# Points of the scale of a factor; that of frequency is what the factor moved.
_POINTS = {
    "nature": 50 * MILLION,
    "tone": 50 * MILLION,
    "variety": 100 * MILLION,
    "persistence": 100 * MILLION,
    "recency": 50 * MILLION,
}

# (what it is, the day it began, the parts of its amount) of each piece of evidence
_AMOUNTS = {
    "frequency": _frequency,
    "nature": _balance("nature", "commendation_severity", "grievance_severity"),
    "tone": _balance("tone", "tone_positive", "tone_negative"),
    "variety": _variety,
    "persistence": _persistence,
    "recency": _recency,
}


def percentile_parts(
    customer_id: str, before: Mapping[str, int], now: Mapping[str, int]
) -> tuple[Fraction, Fraction, Fraction]:
    """(by the own score, by those of the others, by comings and goings) in percent, from scores of a cohort by customer."""
    own_move = {**before, customer_id: now[customer_id]}
    all_moves = {name: now.get(name, score) for name, score in before.items()}
    steps = [_percentile(customer_id, scores) for scores in (before, own_move, all_moves, now)]
    return tuple(after - earlier for earlier, after in zip(steps, steps[1:], strict=False))


def _percentile(customer_id: str, scores: Mapping[str, int]) -> Fraction:
    in_order = sorted(scores.values())
    below = bisect_left(in_order, scores[customer_id])
    ties = bisect_right(in_order, scores[customer_id]) - below
    return Fraction(100 * (2 * below + ties), 2 * len(in_order))


def low_since(percentiles: Mapping[date, Fraction], newest: date, variables: Mapping[str, int]) -> date | None:
    """First day on the list as one of the lowest, None off it: each day of the memory in turn."""
    since = None
    for distance in reversed(range(variables["attention_memory_days"])):
        day = newest - timedelta(days=distance)
        if day not in percentiles:
            continue
        if percentiles[day] >= variables["attention_exit_percentile"]:
            since = None
        elif percentiles[day] < variables["priority_high_below_percentile"]:
            since = since or day
    return since


def falling_since(scores: Mapping[date, Fraction], newest: date, variables: Mapping[str, int]) -> date | None:
    """First day of the falls up to one that is not half made good, None without one: each day of the memory in turn."""
    since = last = None
    counts = False
    for distance in reversed(range(variables["attention_memory_days"])):
        day = newest - timedelta(days=distance)
        before = scores.get(day - timedelta(days=7))
        if day not in scores or before is None or before - scores[day] < variables["attention_fall_points"]:
            continue
        if last is None or (day - last).days > variables["attention_hold_days"]:
            since = day
        last = day
        if distance < variables["attention_hold_days"]:
            counts = counts or 2 * (before - scores[newest]) >= before - scores[day]
    return since if counts else None
