"""Metrics of service and surveys in plain Python, written from docs/service.md; exact, and slow."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from zoneinfo import ZoneInfo

FOLLOW_UP = timedelta(days=7)
Z = Decimal("1.96")


def rounded(value, places):
    """A fraction as a decimal of so many places, halves away from zero; none stays none."""
    return None if value is None else Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ratio(part, whole, places=6):
    """part / whole, none without a whole."""
    return rounded(Decimal(part) / whole, places) if whole else None


def local_day(moment, zone):
    """The date of a UTC time in a time zone."""
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


# Intervals


def share_interval(successes, cases):
    """Wilson's interval of a share, in percent."""
    with localcontext(prec=40):
        k, n = Decimal(successes), Decimal(cases)
        centre, width = 2 * k + Z * Z, Z * (Z * Z + 4 * k * (n - k) / n).sqrt()
        return tuple(rounded(rounded(edge / (2 * (n + Z * Z)), 6) * 100, 4) for edge in (centre - width, centre + width))


def net_interval(promoters, detractors, answers):
    """The adjusted Wald interval of Rocks, in points, from the score or beyond it on both sides."""
    with localcontext(prec=40):
        n = Decimal(answers) + 3
        p, q = (promoters + Decimal("0.75")) / n, (detractors + Decimal("0.75")) / n
        margin = Z * ((p + q - (p - q) ** 2) / n).sqrt()
        score = Decimal(promoters - detractors) / answers
        return (
            rounded(100 * min(score, max(p - q - margin, Decimal(-1))), 4),
            rounded(100 * max(score, min(p - q + margin, Decimal(1))), 4),
        )


def mean_interval(ratings, scale, quantiles):
    """Student's interval of a mean, within the scale; none of a single answer."""
    if len(ratings) < 2:
        return None, None
    with localcontext(prec=40):
        n = len(ratings)
        mean = Decimal(sum(ratings)) / n
        t = Decimal(quantiles[max(degrees for degrees in quantiles if degrees < n)]) / 1000
        margin = t * (sum((rating - mean) ** 2 for rating in ratings) / (n - 1) / n).sqrt()
        return rounded(max(mean - margin, Decimal(0)), 4), rounded(min(mean + margin, Decimal(scale)), 4)


def survey_score(survey_type, scale, ratings, quantiles):
    """(answers, favourable, unfavourable, score, lower, upper) of the answers to one type on one scale."""
    floors = {"nps": (90, 60), "csat": (80, 40), "ces": (70, 45), "review": (80, 40)}
    high, low = floors[survey_type]
    favourable = sum(100 * rating >= high * scale for rating in ratings)
    unfavourable = sum(100 * rating <= low * scale for rating in ratings)
    counts = (len(ratings), favourable, unfavourable)
    if survey_type == "nps":
        if scale != 10:
            return (*counts, None, None, None)
        score = rounded(Decimal(100 * (favourable - unfavourable)) / len(ratings), 4)
        return (*counts, score, *net_interval(favourable, unfavourable, len(ratings)))
    if survey_type == "review":
        return (*counts, ratio(sum(ratings), len(ratings), 4), *mean_interval(ratings, scale, quantiles))
    return (*counts, ratio(100 * favourable, len(ratings), 4), *share_interval(favourable, len(ratings)))


# Contacts


def contacts_of(interactions, as_of):
    """Contacts with channel, group, first response and outcome. Interactions are dicts with `day`, `group`, `polarity`."""
    threads, by_day, by_topic = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in interactions:
        if row["day"] <= as_of:
            thread = (row["customer_id"], row["property_id"], row["conversation_key"])
            threads[thread].append(row)
            if row["direction"] == "inbound":
                by_day[(*thread, row["day"])].append(row)
    contacts = []
    for (customer, home, conversation, day), messages in by_day.items():
        first = min(messages, key=lambda row: (row["occurred_at"], row["interaction_id"]))
        later = [
            row
            for row in threads[(customer, home, conversation)]
            if row["direction"] == "outbound" and row["occurred_at"] > first["occurred_at"]
        ]
        answer = min(later, key=lambda row: (row["occurred_at"], row["interaction_id"]), default=None)
        if answer and answer["day"] > day + FOLLOW_UP:
            answer = None
        groups = sorted({row["group"] for row in messages} - {"unassigned"})
        contact = {
            "key": (home, first["channel"], (groups or [answer["group"] if answer else "unassigned"])[0], day),
            "day": day,
            "order": (first["occurred_at"], conversation),
            "gave_up": all(row["is_abandoned"] for row in messages),
            "asks": min(row["polarity"] for row in messages) <= 0,
            "response": int((answer["occurred_at"] - first["occurred_at"]).total_seconds()) if answer else None,
            "outcome": None,
        }
        contacts.append(contact)
        if contact["asks"]:
            by_topic[(customer, home, first["topic"])].append(contact)
    for spell in by_topic.values():
        spell.sort(key=lambda contact: contact["order"])
        for place, contact in enumerate(spell):
            if not contact["gave_up"]:
                contact["outcome"] = outcome_of(contact["day"], spell[:place], spell[place + 1 :], as_of)
    return contacts


def outcome_of(day, before, after, as_of):
    """What became of a contact on a topic, given those before and after it."""
    if any(not contact["gave_up"] and contact["day"] >= day - FOLLOW_UP for contact in before):
        return "follow_up"
    if day + FOLLOW_UP > as_of:
        return "pending"
    return "repeated" if any(contact["day"] <= day + FOLLOW_UP for contact in after) else "resolved"


def quantile(values, percent):
    """The value of rank ceil(percent / 100 * n)."""
    return sorted(values)[-(-percent * len(values) // 100) - 1] if values else None


def service_metrics(interactions, as_of):
    """Rows of fct_service_metrics_daily by (property, channel, group, day), without the fingerprint."""
    cells = defaultdict(lambda: defaultdict(list))
    for row in interactions:
        if row["day"] > as_of:
            continue
        cell = cells[(row["property_id"], row["channel"], row["group"], row["day"])]
        inbound = row["direction"] == "inbound"
        cell["inbound" if inbound else "outbound"].append(1)
        if inbound and (row["is_abandoned"] or row["wait_seconds"] is not None):
            cell["offered"].append(1)
        if inbound and row["is_abandoned"]:
            cell["abandoned"].append(1)
        elif inbound and row["wait_seconds"] is not None:
            cell["wait"].append(row["wait_seconds"])
        if row["handle_seconds"] is not None:
            cell["handle"].append(row["handle_seconds"])
    for contact in contacts_of(interactions, as_of):
        cell = cells[contact["key"]]
        cell["contact"].append(1)
        cell[contact["outcome"]].append(1)
        if contact["response"] is not None:
            cell["response"].append(contact["response"])
    return {key: metrics_of(cell) for key, cell in cells.items()}


def metrics_of(cell):
    """The columns of one row."""
    judged = len(cell["resolved"]) + len(cell["repeated"])
    row = {f"{name}_count": len(cell[name]) for name in ("inbound", "outbound", "offered", "abandoned", "contact")}
    row |= {
        "first_contact_count": judged,
        "first_contact_resolved_count": len(cell["resolved"]),
        "first_contact_pending_count": len(cell["pending"]),
        "abandonment_rate": ratio(len(cell["abandoned"]), len(cell["offered"])),
        "first_contact_resolution_rate": ratio(len(cell["resolved"]), judged),
    }
    for name, column, unit, places in (
        ("wait", "wait_seconds", 1, 0),
        ("handle", "handle_seconds", 1, 0),
        ("response", "first_response_minutes", 60, 4),
    ):
        values = cell[name]
        prefix = "first_response" if name == "response" else name
        row |= {
            f"{prefix}_count": len(values),
            f"{prefix}_seconds_sum": sum(values),
            f"{column}_mean": ratio(sum(values), unit * len(values), 4),
            f"{column}_median": ratio(quantile(values, 50), unit, places) if values else None,
            f"{column}_p90": ratio(quantile(values, 90), unit, places) if values else None,
        }
    return row


# Tickets


def ticket_spans(versions, zones):
    """Of each ticket {issue_id, property, opening, spans of (version, from day, to day, day of resolution)}."""
    tickets = defaultdict(list)
    for version in sorted(versions, key=lambda row: row["loaded_at"]):
        tickets[version["issue_id"]].append(version)
    spans = {}
    for issue, history in tickets.items():
        newest = history[-1]
        if newest["is_deleted"]:
            continue
        history = [version for version in history if not version["is_deleted"]]
        zone = zones[newest["property_id"]]
        opened = local_day(newest["opened_at"], zone)
        starts = [opened] + [local_day(version["loaded_at"], zone) for version in history[1:]]
        spans[issue] = {"property_id": newest["property_id"], "opened_at": newest["opened_at"], "opened": opened}
        spans[issue]["versions"] = []
        for place, version in enumerate(history):
            episode = [other for other in history if other["reopened_count"] == version["reopened_count"]]
            resolved_at = episode[-1]["resolved_at"]
            resolved = max(local_day(resolved_at, zone), opened) if resolved_at else None
            end = starts[place + 1] if place + 1 < len(history) else date.max
            spans[issue]["versions"].append((version, max(starts[place], opened), end, resolved_at, resolved))
    return spans


def issue_metrics(versions, zones, targets, as_of):
    """(opened, resolved, seconds, reopened, judged, breached) by (property, topic, importance, day)."""
    cells = defaultdict(lambda: [0] * 6)
    for ticket in ticket_spans(versions, zones).values():
        for version, start, end, resolved_at, resolved in ticket["versions"]:
            if not start <= as_of < end:
                continue
            kind = (ticket["property_id"], version["topic"], version["importance"])
            cells[(*kind, ticket["opened"])][0] += 1
            if resolved and resolved <= as_of:
                seconds = max(int((resolved_at - ticket["opened_at"]).total_seconds()), 0)
                target = targets.get(version["importance"])
                cell = cells[(*kind, resolved)]
                late = target is not None and seconds > 3600 * target
                added = (0, 1, seconds, version["reopened_count"] > 0, target is not None, late)
                cell[:] = [one + more for one, more in zip(cell, added, strict=True)]
    return {key: tuple(cell) for key, cell in cells.items()}


def backlog(versions, zones, bands, day):
    """Open tickets at the end of a day by (property, band); bands are (name, youngest, oldest or none)."""
    counts = defaultdict(int)
    for ticket in ticket_spans(versions, zones).values():
        for _, start, end, _, resolved in ticket["versions"]:
            if start <= day < end and not (resolved and resolved <= day):
                age = (day - ticket["opened"]).days
                names = [name for name, low, high in bands if low <= age and (high is None or age <= high)]
                counts[(ticket["property_id"], names[0])] += 1
    return dict(counts)
