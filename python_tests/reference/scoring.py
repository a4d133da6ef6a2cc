"""Daily scores of a portfolio, computed from the formulas of docs/scoring.md."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from .arithmetic import MILLION, int_div, round_div
from .evidence import ConversationDay, conversation_days, topic_reports
from .factors import FACTOR_FUNCTIONS, DayEvidence, confidence
from .issues import Issue, find_issues
from .parameters import FACTORS, Parameters
from .portfolio import Customer, Portfolio, Role


@dataclass(frozen=True)
class FactorScore:
    """One factor of one customer: raw value in millionths, scores in micropoints."""

    raw_value: int
    factor_score: int
    neutral_score: int
    weight: int
    contribution: int
    evidence_count: int

    @property
    def has_evidence(self) -> bool:
        return self.evidence_count > 0


@dataclass(frozen=True)
class CustomerScore:
    """One row of the daily snapshot.

    `score`, `neutral` and `score_change_7d` are micropoints, `confidence` is in millionths and
    `cohort_percentile` in millionths of a percent. The trend columns are None until
    `with_trends` fills them.
    """

    customer_id: str
    property_id: str
    cohort: str
    score_date: date
    score: int
    neutral: int
    factors: dict[str, FactorScore]
    confidence: int
    evidence_count: int
    score_band: str
    cohort_rank: int
    cohort_size: int
    cohort_percentile: int
    priority: str
    score_change_7d: int | None = None
    rank_change_7d: int | None = None
    trend: str | None = None
    rank_trend: str | None = None


@dataclass(frozen=True)
class CustomerHistory:
    """The evidence of one customer over all days, which a scored day then cuts."""

    conversations: list[ConversationDay]
    issues: list[Issue]

    def on(self, day: date, exposure_start_date: date, window_days: int) -> DayEvidence:
        """Conversation-days and issues inside the window that ends on `day`."""
        states = (issue.state_on(day) for issue in self.issues)
        return DayEvidence(
            day=day,
            exposure_start_date=exposure_start_date,
            conversations=[
                conversation
                for conversation in self.conversations
                if 0 <= (day - conversation.day).days <= window_days
            ],
            issues=[state for state in states if state and state.idle <= window_days],
        )


@lru_cache(maxsize=4)
def gather_histories(portfolio: Portfolio, parameters: Parameters) -> dict[str, CustomerHistory]:
    """Evidence per customer_id; it does not depend on the scored day, so days share it."""
    histories = {}
    for customer in portfolio.customers:
        conversations = conversation_days(customer.interactions, parameters)
        issues = find_issues(customer.tickets, topic_reports(conversations), parameters)
        histories[customer.customer_id] = CustomerHistory(conversations, issues)
    return histories


def role_on(customer: Customer, day: date, parameters: Parameters) -> Role | None:
    """The scored role that counts on `day`, or None if none is in force."""
    in_force = [
        role
        for role in customer.roles
        if role.role in parameters.scored_roles
        and role.started_on <= day
        and (role.ended_on is None or role.ended_on >= day)
    ]
    return min(
        in_force,
        key=lambda role: (
            parameters.scored_roles[role.role].precedence,
            -role.started_on.toordinal(),
            role.role_id,
        ),
        default=None,
    )


def exposure_start_of(customer: Customer, parameters: Parameters) -> date:
    """First day of the first scored role of somebody who has one."""
    return min(role.started_on for role in customer.roles if role.role in parameters.scored_roles)


def is_active(customer: Customer, role: Role, day: date, parameters: Parameters) -> bool:
    """Whether the holder of a role in force on `day` is scored."""
    if parameters.scored_roles[role.role].cohort != "prospects":
        return True
    contact_days = [interaction.day for interaction in customer.interactions if interaction.day <= day]
    last_sign = max([role.started_on, *contact_days])
    return (day - last_sign).days <= parameters.vars["prospect_active_days"]


def score_day(portfolio: Portfolio, parameters: Parameters, day: date) -> list[CustomerScore]:
    """Scores of all customers active on `day`, in order of customer_id, without trends."""
    histories = gather_histories(portfolio, parameters)
    scores = []
    for customer in portfolio.customers:
        role = role_on(customer, day, parameters)
        if role and is_active(customer, role, day, parameters):
            history = histories[customer.customer_id]
            scores.append(_score_customer(customer, role, history, parameters, day))
    return _ranked(scores, parameters)


def _score_customer(
    customer: Customer, role: Role, history: CustomerHistory, parameters: Parameters, day: date
) -> CustomerScore:
    exposure_start_date = exposure_start_of(customer, parameters)
    evidence = history.on(day, exposure_start_date, parameters.vars["scoring_window_days"])
    nothing = DayEvidence(day, exposure_start_date, (), ())
    cohort = parameters.scored_roles[role.role].cohort
    weights = parameters.weights_on(cohort, day)
    total_weight = sum(weights.values())
    factors: dict[str, FactorScore] = {}
    score = neutral = 0
    for factor in FACTORS:
        value = FACTOR_FUNCTIONS[factor](evidence, cohort, parameters)
        neutral_score = FACTOR_FUNCTIONS[factor](nothing, cohort, parameters).factor_score
        part = int_div(weights[factor] * value.factor_score, total_weight)
        neutral_part = int_div(weights[factor] * neutral_score, total_weight)
        score += part
        neutral += neutral_part
        factors[factor] = FactorScore(
            raw_value=value.raw_value,
            factor_score=value.factor_score,
            neutral_score=neutral_score,
            weight=weights[factor],
            contribution=part - neutral_part,
            evidence_count=value.evidence_count,
        )
    return CustomerScore(
        customer_id=customer.customer_id,
        property_id=role.property_id,
        cohort=cohort,
        score_date=day,
        score=score,
        neutral=neutral,
        factors=factors,
        confidence=confidence(evidence, parameters),
        evidence_count=len(evidence.conversations) + len(evidence.issues),
        score_band=parameters.band(score),
        cohort_rank=0,
        cohort_size=0,
        cohort_percentile=0,
        priority="",
    )


def cohort_percentile(below: int, ties: int, cohort_size: int) -> int:
    """Share of the cohort below plus half of those level, in millionths of a percent."""
    return round_div(MILLION * 100 * (2 * below + ties), 2 * cohort_size)


def _ranked(scores: list[CustomerScore], parameters: Parameters) -> list[CustomerScore]:
    standings: dict[tuple[str, int], tuple[int, int, int]] = {}
    for cohort in {row.cohort for row in scores}:
        counts = Counter(row.score for row in scores if row.cohort == cohort)
        size, below = sum(counts.values()), 0
        for score in sorted(counts):
            rank = size - below - counts[score] + 1
            standings[cohort, score] = (rank, size, cohort_percentile(below, counts[score], size))
            below += counts[score]
    ranked = []
    for row in scores:
        rank, size, percentile = standings[row.cohort, row.score]
        ranked.append(
            replace(
                row,
                cohort_rank=rank,
                cohort_size=size,
                cohort_percentile=percentile,
                priority=_priority(percentile, parameters),
            )
        )
    return ranked


def _priority(percentile: int, parameters: Parameters) -> str:
    if percentile < MILLION * parameters.vars["priority_high_below_percentile"]:
        return "high"
    if percentile > MILLION * parameters.vars["priority_low_above_percentile"]:
        return "low"
    return "mid"


def with_trends(
    days: Mapping[date, list[CustomerScore]], parameters: Parameters
) -> dict[date, list[CustomerScore]]:
    """Fill the four trend columns from the rows 7 days before, where `days` holds that day."""
    dead_band = MILLION * Fraction(str(parameters.vars["trend_dead_band_points"]))
    filled = {}
    for day, rows in days.items():
        week_before = {
            (row.customer_id, row.cohort): row for row in days.get(day - timedelta(days=7), [])
        }
        filled[day] = [
            _with_trend(row, week_before.get((row.customer_id, row.cohort)), dead_band) for row in rows
        ]
    return filled


def _with_trend(row: CustomerScore, before: CustomerScore | None, dead_band: Fraction) -> CustomerScore:
    if before is None:
        return replace(row, trend="new", rank_trend="new")
    score_change = row.score - before.score
    rank_change = before.cohort_rank - row.cohort_rank
    return replace(
        row,
        score_change_7d=score_change,
        rank_change_7d=rank_change,
        trend=_direction(score_change, dead_band),
        rank_trend=_direction(rank_change, Fraction(0)),
    )


def _direction(change: int, dead_band: Fraction) -> str:
    if change > dead_band:
        return "up"
    return "down" if change < -dead_band else "flat"
