"""The staged rows, bucketed by customer, with every time turned into a portfolio day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

Row = Mapping[str, object]


@dataclass(frozen=True)
class Role:
    """A role of a customer at a property; without `ended_on` it is still held."""

    role_id: str
    property_id: str
    role: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Interaction:
    """One message or call, on its portfolio day."""

    interaction_id: str
    conversation_id: str | None
    day: date
    is_inbound: bool
    interaction_type: str
    topic: str
    importance: str
    is_escalated: bool
    sentiment_thousandths: int | None


@dataclass(frozen=True)
class TicketVersion:
    """What one load said about a ticket, its times as portfolio days of the newest property."""

    loaded_day: date
    topic: str
    importance: str
    is_escalated: bool
    reopened_count: int
    resolved_day: date | None


@dataclass(frozen=True)
class Ticket:
    """A ticket of the feed with all its versions, oldest load first."""

    issue_id: str
    opened_day: date
    versions: tuple[TicketVersion, ...]

    def version_on(self, day: date) -> TicketVersion:
        """The version in force on `day`: the last one loaded by then, else the first."""
        loaded = [version for version in self.versions if version.loaded_day <= day]
        return loaded[-1] if loaded else self.versions[0]

    def resolved_day_on(self, day: date) -> date | None:
        """The day it was resolved as seen on `day`, or None while it is open."""
        reopened_count = self.version_on(day).reopened_count
        resolved_day = [v for v in self.versions if v.reopened_count == reopened_count][-1].resolved_day
        if resolved_day is None or resolved_day > day:
            return None
        # A newer version may have moved the opening beyond a resolution that an older one states.
        return max(resolved_day, self.opened_day)


@dataclass
class Customer:
    """All rows of one customer."""

    customer_id: str
    roles: list[Role] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)


# Compared by identity, so that prepared evidence can be cached per object.
@dataclass(frozen=True, eq=False)
class Portfolio:
    """Customers in order of their id."""

    customers: list[Customer]


def portfolio_day(moment: datetime, time_zone: str) -> date:
    """Date of a naive UTC time in a time zone."""
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(time_zone)).date()


def load_portfolio(staged: Mapping[str, Iterable[Row]]) -> Portfolio:
    """Bucket the staged rows of `properties`, `roles`, `interactions` and `issue_versions`.

    Times are naive UTC datetimes, `started_on` and `ended_on` dates. A repeated identical row
    counts once; different rows under one key raise ValueError.
    """
    zones = {
        row["property_id"]: row["time_zone"] for row in _unique(staged["properties"], "property_id")
    }
    customers: dict[str, Customer] = {}

    def customer_of(row: Row) -> Customer:
        return customers.setdefault(row["customer_id"], Customer(row["customer_id"]))

    for row in _unique(staged["roles"], "role_id"):
        customer_of(row).roles.append(
            Role(row["role_id"], row["property_id"], row["role"], row["started_on"], row["ended_on"])
        )
    for row in _unique(staged["interactions"], "interaction_id"):
        customer_of(row).interactions.append(
            Interaction(
                interaction_id=row["interaction_id"],
                conversation_id=row["conversation_id"],
                day=portfolio_day(row["occurred_at"], zones[row["property_id"]]),
                is_inbound=row["direction"] == "inbound",
                interaction_type=row["interaction_type"],
                topic=row["topic"],
                importance=row["importance"],
                is_escalated=bool(row["is_escalated"]),
                sentiment_thousandths=row["sentiment_thousandths"],
            )
        )
    versions_of: dict[str, list[Row]] = {}
    for row in _unique(staged["issue_versions"], "issue_id", "loaded_at"):
        versions_of.setdefault(row["issue_id"], []).append(row)
    for issue_id in sorted(versions_of):
        rows = sorted(versions_of[issue_id], key=lambda row: row["loaded_at"])
        customer_of(rows[-1]).tickets.append(_ticket(rows, zones[rows[-1]["property_id"]]))
    return Portfolio([customers[customer_id] for customer_id in sorted(customers)])


def _ticket(rows: list[Row], time_zone: str) -> Ticket:
    newest = rows[-1]
    return Ticket(
        issue_id=newest["issue_id"],
        opened_day=portfolio_day(newest["opened_at"], time_zone),
        versions=tuple(
            TicketVersion(
                loaded_day=portfolio_day(row["loaded_at"], time_zone),
                topic=row["topic"],
                importance=row["importance"],
                is_escalated=bool(row["is_escalated"]),
                reopened_count=row["reopened_count"],
                resolved_day=row["resolved_at"] and portfolio_day(row["resolved_at"], time_zone),
            )
            for row in rows
        ),
    )


def _unique(rows: Iterable[Row], *key: str) -> list[Row]:
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        identity = tuple(row[column] for column in key)
        if found.setdefault(identity, row) != row:
            raise ValueError(f"two different rows under {dict(zip(key, identity, strict=True))}")
    return list(found.values())
