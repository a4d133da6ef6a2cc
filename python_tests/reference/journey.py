"""Touchpoints and conversions of the journey in plain Python, written from docs/journey.md; exact, and slow."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from .service import local_day, ratio, share_interval, ticket_spans

NEVER = date(9999, 12, 31)
FOLLOW_UP = timedelta(days=7)
MOVE_IN = timedelta(days=30)
GAP = timedelta(days=90)
HISTORY = timedelta(days=730)
GOALS = {"enquiry": {"tour", "application"}, "tour": {"application"}, "application": {"move_in"}}


@dataclass
class Journey:
    """What the journey is told from. Rows are dicts; interactions are inbound and have `day`, `polarity` and `tone`."""

    as_of: date
    first_day: date
    zones: dict
    evidence: dict  # (source, value): (touchpoint, stage)
    precedence: dict  # role: number, none without one
    cohorts: dict  # role: cohort, none without one
    roles: list
    interactions: list
    answers: list  # with day, is_favourable and is_unfavourable
    issue_versions: list

    def __post_init__(self):
        self.start = (self.as_of - HISTORY).replace(day=1)
        self.roles_of = defaultdict(list)
        for role in self.roles:
            self.roles_of[role["customer_id"]].append(role)
        self.tenancies = self._tenancies()
        self.contacts = self._contacts()
        self.events = self._events()

    def _tenancies(self):
        """[first day, last day or never] of each stay, by (customer, property)."""
        stays = defaultdict(list)
        for role in sorted(self.roles, key=lambda role: role["started_on"]):
            lives_there = self.evidence.get(("role", role["role"]), (None, None))[1] == "living"
            if not lives_there or role["started_on"] > self.as_of:
                continue
            own = stays[(role["customer_id"], role["property_id"])]
            end = role["ended_on"] or NEVER
            if own and role["started_on"] - GAP <= own[-1][1]:
                own[-1][1] = max(own[-1][1], end)
            else:
                own.append([role["started_on"], end])
        return {
            place: [(start, end if end <= self.as_of else NEVER) for start, end in own] for place, own in stays.items()
        }

    def stage_of_role(self, customer, home, day):
        """The stage of the role in force at a property, none without one."""
        in_force = [
            role
            for role in self.roles_of[customer]
            if role["property_id"] == home
            and role["started_on"] <= day <= (role["ended_on"] or NEVER)
            and self.evidence.get(("role", role["role"]))
        ]
        if not in_force:
            return None
        first = min(
            in_force,
            key=lambda role: (
                self.precedence[role["role"]] or 99,
                -role["started_on"].toordinal(),
                role["role_id"],
            ),
        )
        stage = self.evidence[("role", first["role"])][1]
        starts = [start for start, _ in self.tenancies.get((customer, home), [])]
        if stage == "living" and any(start <= day < start + MOVE_IN for start in starts):
            return "move_in"
        return stage

    def _contacts(self):
        grouped = defaultdict(list)
        for row in self.interactions:
            if self.start <= row["day"] <= self.as_of:
                grouped[(row["customer_id"], row["property_id"], row["conversation_key"], row["day"])].append(row)
        contacts, by_topic = [], defaultdict(list)
        for (customer, home, conversation, day), messages in grouped.items():
            first = min(messages, key=lambda row: (row["occurred_at"], row["interaction_id"]))
            touchpoint, stage = self.evidence.get(("interaction_type", first["interaction_type"]), (None, None))
            contact = {
                "customer": customer,
                "home": home,
                "day": day,
                "messages": messages,
                "from_feed": first["journey_stage"] is not None,
                "stage": first["journey_stage"] or stage or self.stage_of_role(customer, home, day) or "unknown",
                "touchpoint": touchpoint or self.evidence.get(("topic", first["topic"]), ("other",))[0],
                "asks": min(row["polarity"] for row in messages) <= 0,
                "complains": min(row["polarity"] for row in messages) == -1,
                "again": None,
            }
            contacts.append(contact)
            if contact["asks"]:
                by_topic[(customer, home, first["topic"])].append((day, conversation, contact))
        for requests in by_topic.values():
            requests.sort(key=lambda request: request[:2])
            for (_, _, contact), (next_day, _, _) in zip(requests, requests[1:], strict=False):
                contact["again"] = next_day
        return contacts

    def _events(self):
        """Sorted days of the signs of a stage, by (customer, property, stage)."""
        days = defaultdict(set)
        for contact in self.contacts:
            place = (contact["customer"], contact["home"])
            stays = self.tenancies.get(place, [])
            leaves = contact["stage"] == "move_out" and any(start <= contact["day"] <= end for start, end in stays)
            if leaves or contact["stage"] in ("enquiry", "tour", "application", "renewal"):
                days[(*place, contact["stage"])].add(contact["day"])
        for role in self.roles:
            stage = self.evidence.get(("role", role["role"]), (None, None))[1]
            if stage in ("enquiry", "application"):
                days[(role["customer_id"], role["property_id"], stage)].add(role["started_on"])
        for place, stays in self.tenancies.items():
            for start, end in stays:
                days[(*place, "move_in")].add(start)
                if end >= start + MOVE_IN:
                    days[(*place, "living")].add(start + MOVE_IN)
                if end < NEVER:
                    days[(*place, "move_out")].add(end + timedelta(days=1))
        return {key: sorted(day for day in found if day <= self.as_of) for key, found in days.items()}

    # Conversions

    def cohort_of(self, customer, day):
        """The cohort of the first role in force on a day, at any property."""
        in_force = [
            role["role"]
            for role in self.roles_of[customer]
            if role["started_on"] <= day <= (role["ended_on"] or NEVER) and self.cohorts[role["role"]]
        ]
        return self.cohorts[min(in_force, key=self.precedence.get)] if in_force else "none"

    def conversions(self, transitions):
        """(entered, judged, converted, median days) by (property or none, cohort or all, from, to, month)."""
        cells = defaultdict(list)
        for (customer, home, stage), days in self.events.items():
            for place, entry in enumerate(days):
                known = entry >= max(self.first_day, self.start)
                if not known or (place and days[place - 1] >= entry - GAP):
                    continue
                for from_stage, to_stage, window in transitions:
                    if from_stage != stage:
                        continue
                    due = entry + timedelta(days=window)
                    reached = [day for day in self.events.get((customer, home, to_stage), []) if entry <= day <= due]
                    outcome = None if due > self.as_of else (reached[0] - entry).days if reached else -1
                    for where in (home, None):
                        for cohort in (self.cohort_of(customer, entry), "all"):
                            cells[(where, cohort, from_stage, to_stage, entry.replace(day=1))].append(outcome)
        return {key: self._conversion(outcomes) for key, outcomes in cells.items()}

    @staticmethod
    def _conversion(outcomes):
        judged = [days for days in outcomes if days is not None]
        converted = sorted(days for days in judged if days >= 0)
        median = converted[-(-len(converted) // 2) - 1] if converted else None
        return len(outcomes), len(judged), len(converted), median

    # Touchpoints

    def outcome(self, contact, rule, answers, tickets):
        """True, false, none for what has no outcome, or `pending`."""
        stage, place = contact["stage"], (contact["customer"], contact["home"])
        day, due = contact["day"], contact["day"] + timedelta(days=rule)
        if due > self.as_of:
            return "pending"
        if stage in GOALS:
            days = [found for goal in GOALS[stage] for found in self.events.get((*place, goal), [])]
            return any(day <= found <= due for found in days)
        if stage == "move_in":
            return not any(day < found <= due for found in self.complaints.get(place, []))
        if stage == "living":
            if contact["home"] not in {home for _, home in tickets}:
                return None
            return not any(opened <= due < resolved for opened, resolved in tickets.get(place, []))
        if stage == "renewal":
            return any(start <= due <= end for start, end in self.tenancies.get(place, []))
        given = [good for found, good in answers.get(place, []) if day <= found <= due]
        return any(given) if given else None

    def open_tickets(self):
        """(day of opening, day of resolution or never) of the tickets as of the last day, by (customer, property)."""
        newest = {row["issue_id"]: row for row in sorted(self.issue_versions, key=lambda row: row["loaded_at"])}
        spans = defaultdict(list)
        for issue, ticket in ticket_spans(self.issue_versions, self.zones).items():
            for _, start, end, _, resolved in ticket["versions"]:
                if start <= self.as_of < end:
                    place = (newest[issue]["customer_id"], ticket["property_id"])
                    spans[place].append((ticket["opened"], resolved or NEVER))
        return spans

    def touchpoints(self, windows):
        """Rows of fct_journey_touchpoints by (property, stage, touchpoint, month)."""
        cells, answered = defaultdict(list), defaultdict(lambda: defaultdict(list))
        by_place, self.complaints = defaultdict(list), defaultdict(list)
        for contact in self.contacts:
            month = contact["day"].replace(day=1)
            cells[(contact["home"], contact["stage"], contact["touchpoint"], month)].append(contact)
            if contact["complains"]:
                self.complaints[(contact["customer"], contact["home"])].append(contact["day"])
        for answer in self.answers:
            if not self.start <= answer["day"] <= self.as_of:
                continue
            customer, home, day = answer["customer_id"], answer["property_id"], answer["day"]
            touchpoint, stage = self.evidence.get(("survey_touchpoint", answer["touchpoint"]), ("other", None))
            stage = stage or self.stage_of_role(customer, home, day) or "unknown"
            answered[(home, stage, touchpoint, day.replace(day=1))][answer["survey_type"]].append(answer)
            by_place[(customer, home)].append((day, answer["is_favourable"]))
        tickets = self.open_tickets()
        rows = {}
        for key in cells.keys() | answered.keys():
            rows[key] = self._felt(cells[key]) | self._answered(answered[key])
            first = {}
            for contact in sorted(cells[key], key=lambda contact: contact["day"]):
                first.setdefault(contact["customer"], contact)
            rule = windows.get(key[1])
            outcomes = [self.outcome(contact, rule, by_place, tickets) for contact in first.values()] if rule else []
            known = [outcome for outcome in outcomes if isinstance(outcome, bool)]
            lower, upper = share_interval(sum(known), len(known)) if known else (None, None)
            rows[key] |= {
                "outcome_count": len(known),
                "outcome_success_count": sum(known),
                "outcome_pending_count": outcomes.count("pending"),
                "outcome_rate": ratio(sum(known), len(known)),
                "outcome_rate_lower": lower / 100 if known else None,
                "outcome_rate_upper": upper / 100 if known else None,
            }
        return rows

    def _felt(self, contacts):
        messages = [message for contact in contacts for message in contact["messages"]]
        waits = [
            message["wait_seconds"]
            for message in messages
            if message["wait_seconds"] is not None and not message["is_abandoned"]
        ]
        tones = [message["tone"] for message in messages if message["tone"] is not None]
        judged = [contact for contact in contacts if contact["asks"] and contact["day"] + FOLLOW_UP <= self.as_of]
        repeated = [contact for contact in judged if contact["again"] and contact["again"] <= contact["day"] + FOLLOW_UP]
        grievances = sum(contact["complains"] for contact in contacts)
        return {
            "interaction_count": len(messages),
            "contact_count": len(contacts),
            "customer_count": len({contact["customer"] for contact in contacts}),
            "derived_stage_count": sum(not contact["from_feed"] for contact in contacts),
            "repeat_judged_count": len(judged),
            "repeated_count": len(repeated),
            "repeat_rate": ratio(len(repeated), len(judged)),
            "wait_count": len(waits),
            "wait_seconds_sum": sum(waits),
            "wait_seconds_mean": ratio(sum(waits), len(waits), 4),
            "tone_count": len(tones),
            "tone_sum_thousandths": sum(tones),
            "tone_mean": ratio(sum(tones), 1000 * len(tones)),
            "grievance_count": grievances,
            "grievance_rate": ratio(grievances, len(contacts)),
        }

    @staticmethod
    def _answered(answers):
        good = {kind: sum(answer["is_favourable"] for answer in found) for kind, found in answers.items()}
        bad = sum(answer["is_unfavourable"] for answer in answers.get("nps", []))
        count = {kind: len(answers.get(kind, [])) for kind in ("csat", "nps", "ces", "review")}
        reviews = answers.get("review", [])
        return {f"{kind}_response_count": number for kind, number in count.items()} | {
            "csat": ratio(100 * good.get("csat", 0), count["csat"], 4),
            "ces": ratio(100 * good.get("ces", 0), count["ces"], 4),
            "nps": ratio(100 * (good.get("nps", 0) - bad), count["nps"], 4),
            "review_rating_pct": ratio(
                100 * sum(answer["rating"] for answer in reviews), sum(answer["rating_max"] for answer in reviews), 4
            ),
        }


def with_days(rows, time, zones):
    """Rows with the portfolio day of a time."""
    return [row | {"day": local_day(row[time], zones[row["property_id"]])} for row in rows]
