"""Properties that the formulas of docs/scoring.md must have, on generated portfolios.

The examples lean on the corners of the definitions: gaps around 7, 21, 30 and 51 days, ages around
60 and 365, several tickets, versions and spells on one topic, and several reports on one day.
"""

import string
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import FACTORS, load_parameters, load_portfolio, score_day
from reference.arithmetic import MILLION

PARAMETERS = load_parameters(Path(__file__).parents[1] / "seeds")
FIRST_DAY = date(2023, 1, 1)
LETTERS = string.digits + string.ascii_lowercase
GAPS = [0, 1, 2, 5, 7, 9, 14, 20, 21, 22, 29, 30, 31, 32, 40, 50, 51, 52, 60, 61, 120, 364, 365, 366]
TOPICS = ["plumbing", "noise"]
GRIEVANCES = ["complaint", "repair_report"]
COMMENDATIONS = ["compliment", "thanks"]
NEUTRAL_TYPES = ["question", "payment"]
ALL_TYPES = GRIEVANCES + NEUTRAL_TYPES + COMMENDATIONS
IMPORTANCE = ["low", "normal", "very_high"]

bounded = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Claims about a direction hang on rare constellations of days.
thorough = settings(bounded, max_examples=200)

gaps = st.sampled_from(GAPS)
short_gaps = st.sampled_from([gap for gap in GAPS if gap <= 61])
# Most days follow each other at corner distances; some are far out, at the edge of the window.
day_offsets = st.one_of(
    st.lists(short_gaps, min_size=1, max_size=4).map(sum), st.integers(0, 200), st.sampled_from(GAPS)
)


def moment(offset, hour=12):
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, hour) + timedelta(days=offset)


def interaction_rows(interaction_types):
    """One staged interaction without its id; its conversation may hold others."""
    return st.fixed_dictionaries(
        {
            "conversation_id": st.sampled_from([None, "talk 1", "talk 2"]),
            "customer_id": st.sampled_from(["anna", "anna", "anna", "ben", "cleo"]),
            "property_id": st.just("house"),
            "occurred_at": st.builds(moment, day_offsets, st.integers(0, 23)),
            "direction": st.sampled_from(["inbound", "inbound", "inbound", "outbound"]),
            "interaction_type": st.sampled_from(interaction_types),
            "topic": st.sampled_from(TOPICS),
            "importance": st.sampled_from(IMPORTANCE),
            "is_escalated": st.booleans(),
            "sentiment_thousandths": st.none() | st.integers(-1000, 1000),
        }
    )


@st.composite
def bursts(draw):
    """Several grievances of one customer on one topic, at corner distances."""
    first = draw(interaction_rows(GRIEVANCES))
    start = draw(day_offsets)
    offsets = accumulate(draw(st.lists(st.sampled_from([0, 0, 1, 20, 21, 22, 51, 52]), max_size=12)))
    return [
        {**first, "conversation_id": None, "direction": "inbound", "occurred_at": moment(start + offset)}
        for offset in [0, *offsets]
    ]


@st.composite
def talks(draw):
    """Several messages of one conversation on one day."""
    messages = draw(st.lists(interaction_rows(ALL_TYPES), min_size=2, max_size=4))
    shared = {column: messages[0][column] for column in ("customer_id", "occurred_at")}
    return [{**row, **shared, "conversation_id": "talk 1"} for row in messages]


@st.composite
def tickets(draw):
    """Versions of one ticket: loaded later and later, reopened, resolved, of changing topic."""
    opened = draw(day_offsets)
    topic, loaded, reopened_count = draw(st.sampled_from(TOPICS)), opened, 0
    rows = []
    for number in range(draw(st.integers(1, 3))):
        loaded += draw(short_gaps) + (number > 0)
        if number:
            reopened_count += draw(st.sampled_from([0, 1]))
            topic = draw(st.sampled_from([topic, topic, *TOPICS]))
        resolved = draw(st.none() | short_gaps)
        rows.append(
            {
                "customer_id": "anna",
                "property_id": "house",
                "topic": topic,
                "importance": draw(st.sampled_from(IMPORTANCE)),
                "is_escalated": draw(st.booleans()),
                "opened_at": moment(opened, 0),
                "resolved_at": None if resolved is None else moment(opened + resolved),
                "reopened_count": reopened_count,
                "loaded_at": moment(loaded, 3),
            }
        )
    return rows


role_rows = st.fixed_dictionaries(
    {
        "property_id": st.sampled_from(["house", "court"]),
        "role": st.sampled_from(["leaseholder", "leaseholder", "prospect", "applicant", "guarantor"]),
        "started_on": st.integers(-400, 60).map(lambda offset: FIRST_DAY + timedelta(days=offset)),
        "ended_on": st.none() | st.integers(61, 900).map(lambda offset: FIRST_DAY + timedelta(days=offset)),
    }
)


@st.composite
def staged_rows(draw):
    """A portfolio of at most three customers in two houses."""
    interactions = draw(st.lists(interaction_rows(ALL_TYPES), max_size=6))
    for several in draw(st.lists(bursts() | talks(), max_size=3)):
        interactions.extend(several)
    versions = [
        {"issue_id": f"ticket {number}", **row}
        for number, rows in enumerate(draw(st.lists(tickets(), max_size=3)))
        for row in rows
    ]
    roles = [{"customer_id": name, **draw(role_rows)} for name in ("anna", "ben", "cleo")]
    roles.append({"customer_id": "anna", **draw(role_rows)})
    return {
        "properties": [
            {"property_id": "house", "time_zone": "UTC"},
            {"property_id": "court", "time_zone": "UTC"},
        ],
        "roles": [{"role_id": f"role {number}", **row} for number, row in enumerate(roles)],
        "interactions": [
            {"interaction_id": f"message {number}", **row} for number, row in enumerate(interactions)
        ],
        "issue_versions": versions,
    }


def corner_days(staged):
    """At most 24 days: of events, and of what follows them at the corners."""
    events = {row["occurred_at"].date() for row in staged["interactions"]}
    for row in staged["issue_versions"]:
        events |= {row["opened_at"].date(), row["loaded_at"].date()}
        if row["resolved_at"]:
            events.add(row["resolved_at"].date())
    events.add(FIRST_DAY + timedelta(days=61))
    corners = {event + timedelta(days=gap) for event in events for gap in (0, 1, 21, 33, 66, 365)}
    return sorted(corners)[:: len(corners) // 24 + 1]


def scores_by_customer(staged, days):
    portfolio = load_portfolio(staged)
    return {
        (day, row.customer_id): row for day in days for row in score_day(portfolio, PARAMETERS, day)
    }


def assert_no_score_moves(before, after, is_allowed):
    for key in before.keys() & after.keys():
        assert is_allowed(before[key].score, after[key].score), (key, before[key], after[key])


def with_interaction(staged, row):
    changed = deepcopy(staged)
    changed["interactions"].append({"interaction_id": "added", **row, "direction": "inbound"})
    return changed


@thorough
@given(staged_rows(), interaction_rows(GRIEVANCES))
def test_adding_a_grievance_never_raises_a_score(staged, grievance):
    changed = with_interaction(staged, grievance)
    days = corner_days(changed)
    before, after = scores_by_customer(staged, days), scores_by_customer(changed, days)
    assert_no_score_moves(before, after, lambda old, new: new <= old)


@thorough
@given(staged_rows(), interaction_rows(COMMENDATIONS))
def test_adding_a_commendation_never_lowers_a_score(staged, commendation):
    changed = with_interaction(staged, commendation)
    days = corner_days(changed)
    before, after = scores_by_customer(staged, days), scores_by_customer(changed, days)
    assert_no_score_moves(before, after, lambda old, new: new >= old)


@thorough
@given(staged_rows(), tickets(), gaps)
def test_resolving_an_open_ticket_never_lowers_a_later_score(staged, ticket, days_to_resolution):
    open_ticket = [{"issue_id": "resolved ticket", **row} for row in ticket]
    open_ticket[-1]["resolved_at"] = None
    resolved_ticket = deepcopy(open_ticket)
    resolved_ticket[-1]["resolved_at"] = ticket[0]["opened_at"] + timedelta(days=days_to_resolution)
    before, after = deepcopy(staged), deepcopy(staged)
    before["issue_versions"] += open_ticket
    after["issue_versions"] += resolved_ticket
    days = corner_days(after)
    assert_no_score_moves(
        scores_by_customer(before, days), scores_by_customer(after, days), lambda old, new: new >= old
    )


def results(rows, rename=lambda name: name):
    """Rows as a comparable set, customer ids renamed and property ids left out."""
    return {
        (day, rename(name)): replace(row, customer_id=rename(name), property_id="", score_date=day)
        for (day, name), row in rows.items()
    }


@bounded
@given(staged_rows(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_rows_change_nothing(staged, random):
    changed = {}
    for table, rows in staged.items():
        repeated = rows + [row for row in rows if random.random() < 0.5]
        changed[table] = random.sample(repeated, len(repeated))
    days = corner_days(staged)
    assert scores_by_customer(staged, days) == scores_by_customer(changed, days)


def mirrored(name):
    """The id with its letters and digits reversed in order, so that it sorts the other way."""
    return name.translate(str.maketrans(LETTERS, LETTERS[::-1]))


@bounded
@given(staged_rows())
def test_relabelling_ids_changes_no_score(staged):
    changed = {
        table: [
            {
                column: mirrored(value) if column.endswith("_id") and value else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for table, rows in staged.items()
    }
    days = corner_days(staged)
    before, after = scores_by_customer(staged, days), scores_by_customer(changed, days)
    assert results(before, mirrored) == results(after)


@bounded
@given(staged_rows(), st.integers(-1000, 1000))
def test_shifting_all_dates_changes_no_score(staged, shift_days):
    shift = timedelta(days=shift_days)
    changed = {
        table: [
            {
                column: value + shift if isinstance(value, date) else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for table, rows in staged.items()
    }
    days = corner_days(staged)
    before = scores_by_customer(staged, days)
    after = scores_by_customer(changed, [day + shift for day in days])
    assert results(before) == {
        (day - shift, name): replace(row, property_id="", score_date=day - shift)
        for (day, name), row in after.items()
    }


@bounded
@given(staged_rows(), st.sets(st.sampled_from(["anna", "ben", "cleo"])))
def test_splitting_a_property_changes_no_percentile(staged, moved_customers):
    changed = deepcopy(staged)
    changed["properties"].append({"property_id": "house, east wing", "time_zone": "UTC"})
    for rows in (changed["roles"], changed["interactions"], changed["issue_versions"]):
        for row in rows:
            if row["customer_id"] in moved_customers and row["property_id"] == "house":
                row["property_id"] = "house, east wing"
    days = corner_days(staged)
    assert results(scores_by_customer(staged, days)) == results(scores_by_customer(changed, days))


@bounded
@given(staged_rows())
def test_scores_are_bounded_and_equal_neutral_plus_contributions(staged):
    for row in scores_by_customer(staged, corner_days(staged)).values():
        assert 0 <= row.score <= 100 * MILLION
        assert all(0 <= row.factors[factor].factor_score <= 100 * MILLION for factor in FACTORS)
        assert row.neutral + sum(value.contribution for value in row.factors.values()) == row.score
        assert 0 <= row.confidence < MILLION


@bounded
@given(staged_rows())
def test_a_factor_and_a_customer_without_evidence_are_neutral(staged):
    for row in scores_by_customer(staged, corner_days(staged)).values():
        for value in row.factors.values():
            assert value.has_evidence or value.factor_score == value.neutral_score
        assert row.evidence_count or (row.score == row.neutral and row.confidence == 0)


@bounded
@given(staged_rows())
def test_percentiles_average_50_in_each_cohort(staged):
    portfolio = load_portfolio(staged)
    for day in corner_days(staged):
        for cohort in ("residents", "prospects"):
            percentiles = [
                row.cohort_percentile
                for row in score_day(portfolio, PARAMETERS, day)
                if row.cohort == cohort
            ]
            # Each percentile is rounded by at most half a unit.
            assert abs(sum(percentiles) - 50 * MILLION * len(percentiles)) * 2 <= len(percentiles)
