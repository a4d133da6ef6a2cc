"""Tickets, the reports they cover, and the spells that the other reports form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .evidence import TopicReport
from .parameters import Parameters
from .portfolio import Ticket


@dataclass(frozen=True)
class IssueState:
    """An issue as it stands on one day; `resolved_day` is None while it is open."""

    day: date
    opened_day: date
    resolved_day: date | None
    severity: int  # tenths
    recurrences: int  # reopens and repeats together

    @property
    def span(self) -> int:
        """Days from opening to resolution, or to the day itself while open."""
        return ((self.resolved_day or self.day) - self.opened_day).days

    @property
    def idle(self) -> int:
        """Days since the resolution, 0 while open."""
        return (self.day - (self.resolved_day or self.day)).days


@dataclass(frozen=True)
class TicketIssue:
    """A ticket with the reports that it covers."""

    ticket: Ticket
    covered: tuple[TopicReport, ...]
    parameters: Parameters

    def state_on(self, day: date) -> IssueState | None:
        """State on `day`, or None before the ticket was opened."""
        if day < self.ticket.opened_day:
            return None
        version = self.ticket.version_on(day)
        repeats = [report for report in self.covered if self.ticket.opened_day < report.day <= day]
        own_severity = self.parameters.severities[version.importance, version.is_escalated]
        return IssueState(
            day=day,
            opened_day=self.ticket.opened_day,
            resolved_day=self.ticket.resolved_day_on(day),
            severity=max([own_severity, *(report.severity for report in repeats)]),
            recurrences=version.reopened_count + len(repeats),
        )


@dataclass(frozen=True)
class SpellIssue:
    """Uncovered reports of one customer on one topic, earliest first."""

    reports: tuple[TopicReport, ...]
    ticket_days: tuple[date, ...]  # opening days of the customer's tickets on the topic
    gap_days: int

    def state_on(self, day: date) -> IssueState | None:
        """State on `day` from the reports up to it, or None before the first one."""
        reports = [report for report in self.reports if report.day <= day]
        if not reports:
            return None
        last = reports[-1].day
        closes = min(
            [last + timedelta(self.gap_days), *(opened for opened in self.ticket_days if opened > last)]
        )
        return IssueState(
            day=day,
            opened_day=reports[0].day,
            resolved_day=closes if closes <= day else None,
            severity=max(report.severity for report in reports),
            recurrences=len(reports) - 1,
        )


Issue = TicketIssue | SpellIssue


def covers(ticket: Ticket, report: TopicReport, reopen_window_days: int) -> bool:
    """Whether a report belongs to a ticket of the same customer."""
    if ticket.opened_day > report.day or ticket.version_on(report.day).topic != report.topic:
        return False
    resolved_day = ticket.resolved_day_on(report.day)
    return resolved_day is None or (report.day - resolved_day).days <= reopen_window_days


def past_tickets(tickets: Sequence[Ticket], report: TopicReport) -> frozenset[tuple[str, int]]:
    """Tickets opened by the day of a report and on its topic then, each with its reopened_count."""
    versions = {
        ticket.issue_id: ticket.version_on(report.day)
        for ticket in tickets
        if ticket.opened_day <= report.day
    }
    return frozenset(
        (issue_id, version.reopened_count)
        for issue_id, version in versions.items()
        if version.topic == report.topic
    )


def find_issues(
    tickets: Sequence[Ticket], reports: Sequence[TopicReport], parameters: Parameters
) -> list[Issue]:
    """All issues of one customer; `reports` are in order of day."""
    window = parameters.vars["reopen_window_days"]
    issues: list[Issue] = [
        TicketIssue(
            ticket, tuple(report for report in reports if covers(ticket, report, window)), parameters
        )
        for ticket in tickets
    ]
    chains: dict[tuple[str, frozenset[tuple[str, int]]], list[list[TopicReport]]] = {}
    for report in reports:
        if any(covers(ticket, report, window) for ticket in tickets):
            continue
        spells = chains.setdefault((report.topic, past_tickets(tickets, report)), [])
        if spells and not _starts_new_spell(spells[-1][-1], report, parameters):
            spells[-1].append(report)
        else:
            spells.append([report])
    for (topic, _), spells in chains.items():
        ticket_days = tuple(
            ticket.opened_day
            for ticket in tickets
            if ticket.version_on(ticket.opened_day).topic == topic
        )
        gap = parameters.vars["spell_gap_days"]
        issues.extend(SpellIssue(tuple(spell), ticket_days, gap) for spell in spells)
    return issues


def _starts_new_spell(previous: TopicReport, report: TopicReport, parameters: Parameters) -> bool:
    longest_pause = parameters.vars["spell_gap_days"] + parameters.vars["reopen_window_days"]
    return (report.day - previous.day).days > longest_pause
