"""Shares of evidence, parts of a change and the attention list, computed from docs/explanations.md."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from .arithmetic import MILLION
from .evidence import ConversationDay
from .factors import DayEvidence
from .issues import IssueState
from .parameters import FACTORS, Parameters
from .portfolio import Portfolio
from .scoring import CustomerScore, gather_histories

# (factor, what it is, the day it began)
Evidence = tuple[str, str, date]


def evidence_shares(
    portfolio: Portfolio, parameters: Parameters, scores: Sequence[CustomerScore]
) -> dict[str, dict[Evidence, Fraction]]:
    """Exact shares of the score in micropoints by customer, summed over evidence of a kind that began on one day."""
    histories = gather_histories(portfolio, parameters)
    starts = {
        customer.customer_id: min(
            role.started_on for role in customer.roles if role.role in parameters.scored_roles
        )
        for customer in portfolio.customers
        if any(role.role in parameters.scored_roles for role in customer.roles)
    }
    window = parameters.vars["scoring_window_days"]
    return {
        row.customer_id: _shares(
            row, histories[row.customer_id].on(row.score_date, starts[row.customer_id], window), parameters
        )
        for row in scores
    }


def _shares(row: CustomerScore, evidence: DayEvidence, parameters: Parameters) -> dict[Evidence, Fraction]:
    weight_sum = sum(row.factors[factor].weight for factor in FACTORS)
    shares: dict[Evidence, Fraction] = {}
    for factor in FACTORS:
        scored = row.factors[factor]
        amounts = _AMOUNTS[factor](evidence, scored.factor_score - scored.neutral_score, parameters)
        points, prior = {
            "frequency": (scored.factor_score - scored.neutral_score, 0),
            "recency": (50 * MILLION, MILLION),
        }.get(factor, ((50 if factor in ("nature", "tone") else 100) * MILLION, parameters.priors.get(factor)))
        sizes = 0 if factor == "recency" else sum(abs(amount) for _, _, _, amount in _split(amounts))
        for kind, day, amount in amounts:
            share = Fraction(points * sum(amount) * scored.weight, (sizes + prior) * weight_sum)
            key = (factor, kind, day)
            shares[key] = shares.get(key, Fraction(0)) + share
    return shares


def _split(amounts):
    """Praise and blame of one piece of evidence are two sizes."""
    return [(kind, day, part, amount) for kind, day, parts in amounts for part, amount in enumerate(parts)]


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
    latest: dict[str, date] = {}
    for conversation in evidence.conversations:
        for topic in conversation.topic_severities:
            latest[topic] = max(conversation.day, latest.get(topic, conversation.day))
    half_life = parameters.half_lives["variety"]
    return [("contact", day, (-parameters.weight(half_life, evidence.age(day)),)) for day in latest.values()]


def _persistence(evidence: DayEvidence, moved: int, parameters: Parameters):
    return [("issue", issue.opened_day, (-_burden(issue, parameters),)) for issue in evidence.issues]


def _burden(issue: IssueState, parameters: Parameters) -> Fraction:
    """Rounded as the sum of the factor rounds it, so that shares add up."""
    weight = parameters.weight(parameters.half_lives["persistence"], issue.idle)
    exact = Fraction(
        weight * issue.severity * issue.span
        * (100 + parameters.vars["persistence_repeat_pct"] * issue.recurrences),
        (issue.span + parameters.vars["persistence_half_growth_days"]) * 100,
    )  # fmt: skip
    return Fraction(int(exact + Fraction(1, 2)))


def _recency(evidence: DayEvidence, moved: int, parameters: Parameters):
    def latest(counts: str) -> list[ConversationDay]:
        return sorted((one for one in evidence.conversations if getattr(one, counts)), key=lambda one: one.day)[-1:]

    def weight(conversation: ConversationDay) -> int:
        return parameters.weight(parameters.half_lives["recency"], evidence.age(conversation.day))

    return [
        *(("contact", one.day, (weight(one),)) for one in latest("has_commendation")),
        *(("contact", one.day, (-weight(one),)) for one in latest("has_grievance")),
    ]


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
    """First day of the days that count on which a fall ended that is not half made good, None without one."""
    fall = variables["attention_fall_points"]
    for distance in reversed(range(variables["attention_hold_days"])):
        day = newest - timedelta(days=distance)
        before = scores.get(day - timedelta(days=7))
        if day in scores and before is not None and before - scores[day] >= fall and 2 * (before - scores[newest]) >= fall:
            return day
    return None
