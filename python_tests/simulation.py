"""A simulated feed of a small portfolio, with everything a real feed does to those who read it daily.

The feed only grows: each row carries the time of the load that brings it, so that the feed as it was on any day
is the rows loaded until then. The draws depend on the seed alone.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

GRIEVANCES = ["complaint", "repair_report", "noise_report", "billing_dispute"]
OTHERS = ["question", "payment", "compliment", "thanks", "enquiry", "feedback"]
TOPICS = ["plumbing", "noise", "parking", "fees_billing", "pests"]
TEXTS = [
    "The leak is back and nobody came, this is awful!",
    "Thank you so much, the new boiler works great",
    "When is the office open on Friday?",
    "STILL no hot water. Not good, not acceptable",
    "The repair was quick, but the kitchen is dirty now",
]
ZONES = ["America/Chicago", "Europe/Berlin", "Pacific/Auckland", "UTC"]
FIRST_LOAD_HOUR = 14


@dataclass
class Feed:
    """Rows of all raw tables in order of their loads, and how often each kind of fault was planted."""

    first_day: date
    days: int
    tables: dict[str, list[dict]] = field(default_factory=dict)
    faults: Counter = field(default_factory=Counter)

    def until(self, day: date) -> dict[str, list[dict]]:
        """The rows of all loads up to the end of a day, as {table: [row]}."""
        end = datetime.combine(day, time.max)
        return {
            table: [row for row in rows if row["loaded_at"] <= end] for table, rows in self.tables.items()
        }

    @property
    def load_days(self) -> list[date]:
        """The days on which something is loaded, oldest first."""
        return [self.first_day + timedelta(days=number) for number in range(1, self.days + 1)]


def simulate(seed: int = 1, days: int = 60, customers: int = 24, latest: int = 150) -> Feed:
    """A feed of `days` daily loads after a history of 40 days that the first load brings whole.

    Rows come late by 1 to `latest` days, are corrected, withdrawn, repeated and broken; parents come after
    their children; roles end, move and change; a property moves its clock.
    """
    return _Simulation(random.Random(seed), days, customers, latest).run()


class _Simulation:
    def __init__(self, draw: random.Random, days: int, customers: int, latest: int):
        self.draw = draw
        self.days = days
        self.latest = latest
        self.customers = [f"c{number:03}" for number in range(customers)]
        self.properties = [f"p{number}" for number in range(4)]
        self.home = {customer: draw.choice(self.properties) for customer in self.customers}
        self.start = date(2026, 1, 5)
        self.feed = Feed(self.start, days)
        self.feed.tables = {
            table: []
            for table in ("properties", "customers", "customer_roles", "interactions", "issues", "surveys")
        }
        self.numbers = Counter()

    def run(self) -> Feed:
        first_load = self.at(self.start + timedelta(days=1))
        self.portfolio(first_load)
        for day in range(-40, 1):
            self.day_of_contacts(self.start + timedelta(days=day), first_load)
        for day in range(1, self.days):
            happened = self.start + timedelta(days=day)
            self.day_of_contacts(happened, self.at(happened + timedelta(days=1)))
            self.changes(happened, self.at(happened + timedelta(days=1)))
        return self.feed

    def at(self, day: date, hour: int = FIRST_LOAD_HOUR) -> datetime:
        return datetime.combine(day, time(hour))

    def add(self, table: str, row: dict) -> dict:
        self.feed.tables[table].append(row)
        return row

    def key(self, kind: str) -> str:
        self.numbers[kind] += 1
        return f"{kind}{self.numbers[kind]:05}"

    def portfolio(self, loaded_at: datetime) -> None:
        for name, zone in zip(self.properties, ZONES, strict=True):
            self.add("properties", {"property_id": name, "time_zone": zone, "unit_count": 50, "loaded_at": loaded_at})
        for number, customer in enumerate(self.customers):
            # some customers become known only after their first contacts were loaded
            late = number % 8 == 7
            self.feed.faults["customer known after the contacts"] += late
            known_at = loaded_at + timedelta(days=self.draw.randrange(5, 25) if late else 0)
            self.add("customers", {"customer_id": customer, "full_name": customer, "loaded_at": known_at})
            self.add("customer_roles", {
                "role_id": f"role {customer}",
                "customer_id": customer,
                "property_id": self.home[customer],
                "role": "prospect" if number % 4 == 3 else "leaseholder",
                "started_on": self.start - timedelta(days=self.draw.randrange(1, 300)),
                "ended_on": None,
                "loaded_at": loaded_at,
            })  # fmt: skip

    def day_of_contacts(self, day: date, loaded_at: datetime) -> None:
        for customer in self.customers:
            if self.draw.random() < 0.25:
                self.contact(customer, day, loaded_at)

    def contact(self, customer: str, day: date, loaded_at: datetime) -> None:
        is_grievance = self.draw.random() < 0.5
        sentiment, text = None, None
        if self.draw.random() < 0.5:
            text = self.draw.choice(TEXTS)
        else:
            sentiment = round(self.draw.uniform(-1, 1), 2)
        row = {
            "interaction_id": self.key("i"),
            "conversation_id": f"conversation {customer} {day}" if self.draw.random() < 0.3 else None,
            "customer_id": customer,
            "property_id": self.home[customer],
            "occurred_at": datetime.combine(day, time(self.draw.randrange(24), self.draw.randrange(60))),
            "channel": "phone",
            "direction": "inbound" if self.draw.random() < 0.9 else "outbound",
            "interaction_type": self.draw.choice(GRIEVANCES if is_grievance else OTHERS),
            "topic": self.draw.choice(TOPICS),
            "importance": self.draw.choice(["low", "normal", "high", "very_high"]),
            "is_escalated": self.draw.random() < 0.1,
            "sentiment": sentiment,
            "message_text": text,
            "loaded_at": loaded_at,
        }
        if self.draw.random() < 0.06:
            self.feed.faults["late row"] += 1
            row["loaded_at"] = loaded_at + timedelta(days=self.draw.randrange(1, self.latest))
        self.add("interactions", row)
        if self.draw.random() < 0.03:
            self.feed.faults["row delivered twice"] += 1
            self.add("interactions", dict(row))
        if self.draw.random() < 0.03:
            self.feed.faults["refused row"] += 1
            self.add("interactions", {**row, "interaction_id": self.key("i"), "direction": "sideways"})
        if is_grievance and self.draw.random() < 0.4:
            self.add("issues", {
                "issue_id": self.key("t"),
                "customer_id": customer,
                "property_id": row["property_id"],
                "topic": row["topic"],
                "importance": row["importance"],
                "opened_at": row["occurred_at"],
                "resolved_at": None,
                "reopened_count": 0,
                "is_escalated": False,
                "loaded_at": row["loaded_at"] + timedelta(days=self.draw.choice([0, 0, 0, 4])),
            })  # fmt: skip

    def newest(self, table: str, key: str, before: datetime) -> list[dict]:
        """The newest version of each id that is loaded and not withdrawn."""
        versions: dict[str, dict] = {}
        for row in sorted(self.feed.tables[table], key=lambda row: row["loaded_at"]):
            if row["loaded_at"] < before:
                versions[row[key]] = row
        return [row for row in versions.values() if not row.get("is_deleted")]

    def changes(self, day: date, loaded_at: datetime) -> None:
        """What later loads say about earlier rows."""
        interactions = self.newest("interactions", "interaction_id", loaded_at)
        for row in self.some(interactions, 2):
            self.feed.faults["corrected interaction"] += 1
            change = self.draw.choice([
                {"importance": "very_high"},
                {"interaction_type": "compliment"},
                {"occurred_at": row["occurred_at"] - timedelta(days=self.draw.randrange(1, 9))},
                {"customer_id": self.draw.choice(self.customers)},
                {"topic": self.draw.choice(TOPICS)},
                {"agent_id": "a later agent"},
            ])  # fmt: skip
            self.add("interactions", {**row, **change, "loaded_at": loaded_at})
        for row in self.some(interactions, 1):
            self.feed.faults["withdrawn interaction"] += 1
            self.add(
                "interactions", {"interaction_id": row["interaction_id"], "is_deleted": True, "loaded_at": loaded_at}
            )
        for row in self.some(interactions, 3):
            self.feed.faults["unchanged new version"] += 1
            self.add("interactions", {**row, "loaded_at": loaded_at + timedelta(minutes=1)})
        issues = self.newest("issues", "issue_id", loaded_at)
        for row in self.some([row for row in issues if row["resolved_at"] is None], 3):
            self.feed.faults["resolved issue"] += 1
            resolved = max(loaded_at - timedelta(days=self.draw.randrange(0, 12)), row["opened_at"])
            self.add("issues", {**row, "resolved_at": resolved, "loaded_at": loaded_at})
        for row in self.some([row for row in issues if row["resolved_at"] is not None], 1):
            self.feed.faults["reopened or corrected issue"] += 1
            change = self.draw.choice([
                {"resolved_at": None, "reopened_count": row["reopened_count"] + 1},
                {"topic": self.draw.choice(TOPICS), "importance": "high"},
                {"opened_at": row["opened_at"] - timedelta(days=3)},
            ])  # fmt: skip
            self.add("issues", {**row, **change, "loaded_at": loaded_at})
        if self.draw.random() < 0.15 and issues:
            self.feed.faults["withdrawn issue"] += 1
            row = self.draw.choice(issues)
            self.add("issues", {"issue_id": row["issue_id"], "is_deleted": True, "loaded_at": loaded_at})
        if self.draw.random() < 0.3:
            self.change_of_role(day, loaded_at)
        if day == self.start + timedelta(days=self.days // 2):
            self.feed.faults["time zone of a property corrected"] += 1
            self.add(
                "properties",
                {"property_id": "p3", "time_zone": "Asia/Tokyo", "unit_count": 50, "loaded_at": loaded_at},
            )

    def change_of_role(self, day: date, loaded_at: datetime) -> None:
        row = self.draw.choice(self.newest("customer_roles", "role_id", loaded_at))
        kind = self.draw.choice(["ended", "corrected", "withdrawn", "renewed", "moved"])
        self.feed.faults[f"role {kind}"] += 1
        if kind == "withdrawn":
            change = {"role_id": row["role_id"], "is_deleted": True}
        elif kind == "ended":
            change = {**row, "ended_on": max(day - timedelta(days=self.draw.randrange(10)), row["started_on"])}
        elif kind == "corrected":
            change = {**row, "started_on": row["started_on"] - timedelta(days=5)}
        elif kind == "renewed":
            change = {**row, "ended_on": None}
        else:
            change = {**row, "property_id": self.draw.choice(self.properties)}
        self.add("customer_roles", {**change, "loaded_at": loaded_at})

    def some(self, rows: list[dict], at_most: int) -> list[dict]:
        return self.draw.sample(rows, min(len(rows), self.draw.randrange(at_most + 1)))
