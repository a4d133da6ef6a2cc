"""Inbound conversation-days and topic reports of one customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .parameters import Parameters
from .portfolio import Interaction

GRIEVANCE, COMMENDATION = -1, 1


@dataclass(frozen=True)
class ConversationDay:
    """The inbound interactions of one customer that share a conversation and a portfolio day."""

    day: date
    has_grievance: bool
    has_commendation: bool
    grievance_severity: int  # tenths
    commendation_severity: int  # tenths
    tone_positive: int  # thousandths
    tone_negative: int  # thousandths
    has_sentiment: bool
    topic_severities: dict[str, int]  # topic of a grievance -> largest severity on it, tenths

    @property
    def is_engagement(self) -> bool:
        return not self.has_grievance

    @property
    def is_burden(self) -> bool:
        return self.has_grievance or not self.has_commendation


@dataclass(frozen=True)
class TopicReport:
    """One conversation-day seen from one of the topics it complains about."""

    day: date
    topic: str
    severity: int  # tenths


def conversation_days(
    interactions: Iterable[Interaction], parameters: Parameters
) -> list[ConversationDay]:
    """Group one customer's interactions, earliest day first; outbound ones are no evidence."""
    groups: dict[tuple[object, ...], list[Interaction]] = {}
    for interaction in interactions:
        if interaction.is_inbound:
            # The flag keeps a lone interaction apart from a conversation with the same name.
            is_alone = interaction.conversation_id is None
            name = interaction.interaction_id if is_alone else interaction.conversation_id
            groups.setdefault((is_alone, name, interaction.day), []).append(interaction)
    days = [_conversation_day(group, parameters) for group in groups.values()]
    return sorted(days, key=lambda conversation: conversation.day)


def _conversation_day(group: list[Interaction], parameters: Parameters) -> ConversationDay:
    severities: dict[int, int] = {}
    topic_severities: dict[str, int] = {}
    tone_positive = tone_negative = 0
    for interaction in group:
        polarity = parameters.polarities[interaction.interaction_type]
        severity = parameters.severities[interaction.importance, interaction.is_escalated]
        severities[polarity] = max(severity, severities.get(polarity, 0))
        if polarity == GRIEVANCE:
            topic = interaction.topic
            topic_severities[topic] = max(severity, topic_severities.get(topic, 0))
        if interaction.sentiment_thousandths is not None:
            surplus = interaction.sentiment_thousandths - parameters.baselines[interaction.interaction_type]
            if polarity != GRIEVANCE:
                tone_positive = max(tone_positive, surplus)
            if polarity != COMMENDATION:
                tone_negative = max(tone_negative, -surplus)
    return ConversationDay(
        day=group[0].day,
        has_grievance=GRIEVANCE in severities,
        has_commendation=COMMENDATION in severities,
        grievance_severity=severities.get(GRIEVANCE, 0),
        commendation_severity=severities.get(COMMENDATION, 0),
        tone_positive=tone_positive,
        tone_negative=tone_negative,
        has_sentiment=any(interaction.sentiment_thousandths is not None for interaction in group),
        topic_severities=topic_severities,
    )


def topic_reports(conversations: Iterable[ConversationDay]) -> list[TopicReport]:
    """One report per conversation-day and topic of its grievances, in the given order."""
    return [
        TopicReport(conversation.day, topic, severity)
        for conversation in conversations
        for topic, severity in conversation.topic_severities.items()
    ]
