"""The journey: equal to the reference, whole without the optional columns, and nobody is lost before the time is over."""

import csv
from datetime import datetime, timedelta

import pytest
from builders import small_portfolio
from conftest import PROJECT, rows_of
from reference.journey import Journey, with_days
from reference.service import ratio, share_interval

JOURNEY = ("--select", "+path:models/marts/journey", "+path:models/intermediate/history")


def seed(name):
    with (PROJECT / f"seeds/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TRANSITIONS = [(row["from_stage"], row["to_stage"], int(row["window_days"])) for row in seed("journey_transitions")]
WINDOWS = {row["journey_stage"]: int(row["window_days"]) for row in seed("journey_outcomes")}
RULES = {row["survey_type"]: row for row in seed("survey_score_rules")}


def tone_of(row, kind):
    """The tone of a message against what is usual for its type; a grievance is never friendly, praise never angry."""
    if row["sentiment_thousandths"] is None:
        return None
    tone = row["sentiment_thousandths"] - int(1000 * float(kind["baseline_sentiment"]))
    return {-1: min(tone, 0), 0: tone, 1: max(tone, 0)}[int(kind["polarity"])]


@pytest.fixture(scope="module")
def journey(connection):
    """The reference on the staged rows of the example."""

    def rows(sql):
        return rows_of(connection, sql)

    zones = {row["property_id"]: row["time_zone"] for row in rows("from main_staging.stg_raw__properties")}
    kinds = {row["interaction_type"]: row for row in seed("interaction_types")}
    interactions = rows(
        """
        select staged.*, interactions.sentiment_thousandths
        from main_staging.stg_raw__interactions as staged
        inner join main_intermediate.int_interactions as interactions using (interaction_id)
        where staged.direction = 'inbound'
        """
    )
    for row in interactions:
        kind = kinds[row["interaction_type"]]
        row |= {"polarity": int(kind["polarity"]), "tone": tone_of(row, kind)}
    answers = []
    for row in rows("from main_staging.stg_raw__surveys"):
        rule = RULES[row["survey_type"]]
        if rule["rating_max_required"] in ("", str(row["rating_max"])):
            share = 100 * row["rating"]
            answers.append(
                row
                | {
                    "is_favourable": share >= int(rule["favourable_from_pct"]) * row["rating_max"],
                    "is_unfavourable": share <= int(rule["unfavourable_to_pct"]) * row["rating_max"],
                }
            )
    roles = seed("roles")
    (coverage,) = rows("from main_intermediate.int_data_coverage")
    return Journey(
        as_of=coverage["as_of_date"],
        first_day=coverage["first_interaction_date"],
        zones=zones,
        evidence={
            (row["evidence_source"], row["evidence_value"]): (row["touchpoint"] or None, row["journey_stage"] or None)
            for row in seed("journey_evidence")
        },
        precedence={row["role"]: int(row["precedence"]) if row["precedence"] else None for row in roles},
        cohorts={row["role"]: row["cohort"] or None for row in roles},
        roles=rows("from main_staging.stg_raw__customer_roles"),
        interactions=with_days(interactions, "occurred_at", zones),
        answers=with_days(answers, "responded_at", zones),
        issue_versions=rows("from main_staging.stg_raw__issue_versions"),
    )


def test_every_touchpoint_is_that_of_the_reference(connection, journey):
    expected = journey.touchpoints(WINDOWS)
    found = {
        (row["property_id"], row["journey_stage"], row["touchpoint"], row["journey_month"]): row
        for row in rows_of(connection, "from fct_journey_touchpoints")
    }
    assert found.keys() == expected.keys()
    different = {
        (key, name): (found[key][name], value)
        for key, columns in expected.items()
        for name, value in columns.items()
        if found[key][name] != value
    }
    assert different == {}
    # the four of the key, the outcome's name and is_complete are not of the reference
    assert len(next(iter(expected.values()))) + 6 == len(next(iter(found.values())))
    assert {key[1] for key, row in expected.items() if row["outcome_count"]} == set(WINDOWS)


def test_every_conversion_is_that_of_the_reference(connection, journey):
    expected = {
        key: (*row, ratio(row[2], row[1]), *(share_interval(row[2], row[1]) if row[1] else (None, None)))
        for key, row in journey.conversions(TRANSITIONS).items()
    }
    found = {
        tuple(row.values())[:5]: tuple(row.values())[5:]
        for row in rows_of(
            connection,
            """
            select
                property_id, cohort, from_stage, to_stage, entry_month,
                entered_count, judged_count, converted_count, median_days, conversion_rate,
                100 * conversion_rate_lower, 100 * conversion_rate_upper
            from fct_journey_conversions
            """,
        )
    }
    assert found == expected
    assert sum(row[2] for row in expected.values()) > 100


def test_a_month_is_complete_when_its_last_window_is_over(connection, journey):
    for row in rows_of(connection, "from fct_journey_conversions"):
        next_month = (row["entry_month"] + timedelta(days=31)).replace(day=1)
        over = next_month - timedelta(days=1) + timedelta(days=row["window_days"]) <= journey.as_of
        assert row["is_complete"] == over
        assert not over or row["pending_count"] == 0


# Without the optional columns


def test_stages_come_from_types_and_roles_when_the_feed_names_none(workspace):
    portfolio = small_portfolio()
    role, first = portfolio["customer_roles"][2], portfolio["interactions"][-1]
    assert (first["customer_id"], role["role"]) == ("cleo", "prospect")
    loaded_at = datetime(2026, 6, 30, 3)
    portfolio["interactions"].append(
        first | {"interaction_id": "tour", "interaction_type": "tour_request", "topic": "tour", "loaded_at": loaded_at}
    )
    # somebody without a role, and a day much later, so that windows are over
    portfolio["customers"].append({"customer_id": "dan", "loaded_at": loaded_at})
    portfolio["interactions"].append(
        first
        | {
            "interaction_id": "dan",
            "customer_id": "dan",
            "occurred_at": datetime(2026, 6, 28, 12),
            "loaded_at": loaded_at,
            "message_text": None,
            "wait_seconds": None,
        }
    )
    workspace.write_raw(portfolio)
    workspace.run(*JOURNEY, answers=True)
    assert workspace.query(
        "select journey_stage, sum(contact_count) as contacts, sum(derived_stage_count) as derived,"
        " sum(outcome_count) as outcomes from fct_journey_touchpoints group by all order by all"
    ) == [
        {"journey_stage": "enquiry", "contacts": 7, "derived": 7, "outcomes": 2},
        # nothing is known about tickets
        {"journey_stage": "living", "contacts": 14, "derived": 14, "outcomes": 0},
        {"journey_stage": "tour", "contacts": 1, "derived": 1, "outcomes": 1},
        {"journey_stage": "unknown", "contacts": 1, "derived": 1, "outcomes": 0},
    ]
    assert workspace.query(
        "select from_stage, to_stage, entered_count, judged_count, converted_count, median_days"
        " from fct_journey_conversions where scope = 'portfolio' and cohort = 'all' order by all"
    ) == [
        {"from_stage": "tour", "to_stage": "application", "entered_count": 1, "judged_count": 1,
         "converted_count": 0, "median_days": None},
    ]  # fmt: skip


def test_contacts_of_a_guarantor_have_no_stage_and_no_step(workspace):
    portfolio = small_portfolio()
    portfolio["customer_roles"] = [role | {"role": "guarantor"} for role in portfolio["customer_roles"]]
    workspace.write_raw(portfolio)
    workspace.run(*JOURNEY, answers=True)
    assert workspace.query(
        "select journey_stage, sum(contact_count) as contacts, count(outcome) as outcomes"
        " from fct_journey_touchpoints group by all"
    ) == [{"journey_stage": "unknown", "contacts": 21, "outcomes": 0}]
    assert workspace.query("from fct_journey_conversions") == []
