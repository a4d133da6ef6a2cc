"""The six factors of one customer on one day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from .arithmetic import MILLION, int_div, interpolate, round_div
from .evidence import ConversationDay
from .issues import IssueState
from .parameters import Parameters


@dataclass(frozen=True)
class DayEvidence:
    """What counts for one customer on `day`: conversation-days and issues inside the window."""

    day: date
    exposure_start_date: date
    conversations: Sequence[ConversationDay]
    issues: Sequence[IssueState]

    def age(self, day: date) -> int:
        """Days from `day` to the scored day."""
        return (self.day - day).days


@dataclass(frozen=True)
class FactorValue:
    """A factor before it is weighted: raw value in millionths, score in micropoints."""

    raw_value: int
    factor_score: int
    evidence_count: int


def frequency(evidence: DayEvidence, cohort: str, parameters: Parameters) -> FactorValue:
    """Conversations per 30 days of exposure, on the two curves of the cohort."""
    half_life = parameters.half_lives["frequency"]
    exposed_days = max(
        evidence.age(evidence.exposure_start_date) + 1, parameters.vars["minimum_exposure_days"]
    )
    oldest_age = min(exposed_days - 1, parameters.vars["scoring_window_days"])
    exposure = parameters.weight_sum(half_life, oldest_age)

    def rate(counts: Callable[[ConversationDay], bool]) -> int:
        count = sum(
            parameters.weight(half_life, evidence.age(conversation.day))
            for conversation in evidence.conversations
            if counts(conversation)
        )
        return round_div(30 * MILLION * count, exposure)

    engagement_rate = rate(lambda conversation: conversation.is_engagement)
    burden_rate = rate(lambda conversation: conversation.is_burden)
    return FactorValue(
        raw_value=rate(lambda conversation: True),
        factor_score=min(
            interpolate(parameters.frequency_curves[cohort, "engagement"], engagement_rate),
            interpolate(parameters.frequency_curves[cohort, "burden"], burden_rate),
        ),
        evidence_count=len(evidence.conversations),
    )


def nature(evidence: DayEvidence, cohort: str, parameters: Parameters) -> FactorValue:
    """Commendations against grievances, by severity; one grievance weighs several times."""
    half_life = parameters.half_lives["nature"]
    multiplier = parameters.vars["grievance_multiplier"]
    prior = parameters.priors["nature"]
    commendations = grievances = evidence_count = 0
    for conversation in evidence.conversations:
        weight = parameters.weight(half_life, evidence.age(conversation.day))
        commendations += weight * conversation.commendation_severity
        grievances += weight * conversation.grievance_severity
        evidence_count += conversation.has_commendation + conversation.has_grievance
    return FactorValue(
        raw_value=int_div(commendations, 10) - multiplier * int_div(grievances, 10),
        factor_score=round_div(
            50 * MILLION * (2 * commendations + prior),
            commendations + multiplier * grievances + prior,
        ),
        evidence_count=evidence_count,
    )


def tone(evidence: DayEvidence, cohort: str, parameters: Parameters) -> FactorValue:
    """Sentiment above against sentiment below what the type of interaction usually has."""
    half_life = parameters.half_lives["tone"]
    prior = parameters.priors["tone"]
    positive = negative = 0
    for conversation in evidence.conversations:
        weight = parameters.weight(half_life, evidence.age(conversation.day))
        positive += weight * conversation.tone_positive
        negative += weight * conversation.tone_negative
    return FactorValue(
        raw_value=int_div(positive, 1000) - int_div(negative, 1000),
        factor_score=round_div(50 * MILLION * (2 * positive + prior), positive + negative + prior),
        evidence_count=sum(conversation.has_sentiment for conversation in evidence.conversations),
    )


def variety(evidence: DayEvidence, cohort: str, parameters: Parameters) -> FactorValue:
    """Number of different grievance topics, each as fresh as its latest report."""
    latest = latest_report_days(evidence)
    half_life = parameters.half_lives["variety"]
    spread = sum(parameters.weight(half_life, evidence.age(day)) for day in latest.values())
    prior = parameters.priors["variety"]
    return FactorValue(
        raw_value=spread,
        factor_score=round_div(100 * MILLION * prior, prior + spread),
        evidence_count=len(latest),
    )


def latest_report_days(evidence: DayEvidence) -> dict[str, date]:
    """The day of the latest report of each topic."""
    latest: dict[str, date] = {}
    for conversation in evidence.conversations:
        for topic in conversation.topic_severities:
            latest[topic] = max(conversation.day, latest.get(topic, conversation.day))
    return latest


def persistence(evidence: DayEvidence, cohort: str, parameters: Parameters) -> FactorValue:
    """Severity of issues, growing while they are open and fading once they are resolved."""
    load = sum(burden(issue, parameters) for issue in evidence.issues)
    prior = parameters.priors["persistence"]
    return FactorValue(
        raw_value=int_div(load, 10),
        factor_score=round_div(100 * MILLION * prior, prior + load),
        evidence_count=len(evidence.issues),
    )


def burden(issue: IssueState, parameters: Parameters) -> int:
    """What an issue adds to the load, in weight (millionths) times severity (tenths)."""
    return round_div(
        parameters.weight(parameters.half_lives["persistence"], issue.idle)
        * issue.severity
        * issue.span
        * (100 + parameters.vars["persistence_repeat_pct"] * issue.recurrences),
        (issue.span + parameters.vars["persistence_half_growth_days"]) * 100,
    )


def recency(evidence: DayEvidence, cohort: str, parameters: Parameters) -> FactorValue:
    """The latest commendation against the latest grievance."""

    def latest_weight(counts: Callable[[ConversationDay], bool]) -> list[int]:
        days = [conversation.day for conversation in evidence.conversations if counts(conversation)]
        half_life = parameters.half_lives["recency"]
        return [parameters.weight(half_life, evidence.age(max(days)))] if days else []

    commendation = latest_weight(lambda conversation: conversation.has_commendation)
    grievance = latest_weight(lambda conversation: conversation.has_grievance)
    balance = sum(commendation) - sum(grievance)
    return FactorValue(
        raw_value=balance,
        factor_score=50 * (MILLION + balance),
        evidence_count=len(commendation) + len(grievance),
    )


FACTOR_FUNCTIONS: dict[str, Callable[[DayEvidence, str, Parameters], FactorValue]] = {
    "frequency": frequency,
    "nature": nature,
    "tone": tone,
    "variety": variety,
    "persistence": persistence,
    "recency": recency,
}


def confidence(evidence: DayEvidence, parameters: Parameters) -> int:
    """How much evidence there is, in millionths of full confidence."""
    half_life = parameters.vars["confidence_half_life_days"]
    ages = [evidence.age(conversation.day) for conversation in evidence.conversations]
    ages += [issue.idle for issue in evidence.issues]
    weights = [round_div(parameters.weight(half_life, age), 1000) for age in ages]
    squares = sum(weight * weight for weight in weights)
    effective_count = round_div(sum(weights) ** 2 * MILLION, squares) if squares else 0
    prior = MILLION * parameters.vars["confidence_prior"]
    return round_div(effective_count * MILLION, effective_count + prior)
