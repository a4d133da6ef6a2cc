"""Metrics of service and surveys: equal to the reference, written where something changed, and never in a score."""

import csv
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from builders import execute, small_portfolio
from conftest import PROJECT, rows_of
from reference import service

# The marts, and the notes on what has been read and scored, with all that both need.
SERVICE = ("--select", "+path:models/marts/service", "+path:models/intermediate/history")


def seed(name):
    with (PROJECT / f"seeds/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


QUANTILES = {int(row["degrees_of_freedom"]): int(row["quantile_thousandths"]) for row in seed("t_quantiles")}


# Equal to the reference, on the example


@pytest.fixture(scope="module")
def rows(connection):
    """Rows of a query on the example as dicts."""
    return partial(rows_of, connection)


@pytest.fixture(scope="module")
def as_of(rows):
    return rows("from main_intermediate.int_data_coverage")[0]["as_of_date"]


@pytest.fixture(scope="module")
def zones(rows):
    return {row["property_id"]: row["time_zone"] for row in rows("from main_staging.stg_raw__properties")}


def test_every_row_of_the_daily_metrics_is_that_of_the_reference(rows, as_of, zones):
    polarities = {row["interaction_type"]: int(row["polarity"]) for row in seed("interaction_types")}
    groups = {row["agent_id"]: row["agent_group"] for row in seed("agent_groups")}
    interactions = [
        row
        | {
            "day": service.local_day(row["occurred_at"], zones[row["property_id"]]),
            "group": groups.get(row["agent_id"], "unassigned"),
            "polarity": polarities[row["interaction_type"]],
            "is_abandoned": bool(row["is_abandoned"]),
        }
        for row in rows("from main_staging.stg_raw__interactions")
    ]
    expected = service.service_metrics(interactions, as_of)
    found = {
        (row["property_id"], row["channel"], row["agent_group"], row["service_date"]): row
        for row in rows("from fct_service_metrics_daily")
    }
    assert found.keys() == expected.keys()
    different = {
        key: (name, found[key][name], value)
        for key, columns in expected.items()
        for name, value in columns.items()
        if found[key][name] != value
    }
    assert different == {}
    assert len({name for columns in expected.values() for name in columns}) + 5 == len(next(iter(found.values())))


def test_every_survey_score_is_that_of_the_reference(rows, as_of, zones):
    answers = defaultdict(list)
    for row in rows("from main_staging.stg_raw__surveys"):
        day = service.local_day(row["responded_at"], zones[row["property_id"]])
        if day <= as_of:
            kind, month = (row["survey_type"], row["rating_max"]), day.replace(day=1)
            for place in ((row["property_id"], day), (row["property_id"], month, "month"), (None, month, "month")):
                answers[(*place, *kind)].append(row["rating"])
    expected = {key: service.survey_score(*key[-2:], ratings, QUANTILES) for key, ratings in answers.items()}
    columns = "response_count, favourable_count, unfavourable_count, score, score_lower, score_upper"
    found = {}
    for mart, day, mark in (("daily", "service_date", ()), ("monthly", "service_month", ("month",))):
        for row in rows(f"select property_id, {day}, survey_type, rating_max, {columns} from fct_survey_scores_{mart}"):
            home, moment, *kind = list(row.values())[:4]
            found[(home, moment, *mark, *kind)] = tuple(list(row.values())[4:])
    assert found == expected


def test_tickets_and_backlog_are_those_of_the_reference(rows, as_of, zones):
    versions = rows("from main_staging.stg_raw__issue_versions")
    targets = {row["importance"]: int(row["target_hours"]) for row in seed("resolution_targets")}
    columns = (
        "opened_count, resolved_count, resolution_seconds_sum, reopened_count, sla_judged_count, sla_breached_count"
    )
    keys = "property_id, topic, importance, service_date"
    found = {
        tuple(row.values())[:4]: tuple(row.values())[4:]
        for row in rows(f"select {keys}, {columns} from fct_issue_metrics_daily")
    }
    assert found == service.issue_metrics(versions, zones, targets, as_of)

    bands = [
        (row["age_band"], int(row["age_from_days"]), int(row["age_to_days"]) if row["age_to_days"] else None)
        for row in seed("backlog_age_bands")
    ]
    for day in (as_of, as_of - timedelta(days=40), as_of - timedelta(days=133)):
        counts = {
            (row["property_id"], row["age_band"]): row["backlog_count"]
            for row in rows(f"from fct_issue_backlog_daily where service_date = date '{day}' and backlog_count > 0")
        }
        assert counts == service.backlog(versions, zones, bands, day)
        assert counts


# What a run writes


def anna_until(last_day, loaded_at):
    """The small portfolio with a question of Anna on each day from 2026-03-02, about another topic than those of 7 days."""
    topics = [row["topic"] for row in seed("topics")]
    assert len(topics) > 8
    portfolio = small_portfolio()
    first = portfolio["interactions"][0]
    portfolio["interactions"] = [
        first
        | {
            "interaction_id": f"anna {day}",
            "occurred_at": first["occurred_at"] + timedelta(days=day),
            "topic": topics[day % len(topics)],
            "interaction_type": "question",
            "loaded_at": loaded_at,
        }
        for day in range((last_day - date(2026, 3, 2)).days + 1)
    ]
    return portfolio


def scores_until(workspace, day):
    return workspace.query(
        f"select customer_id, score_date, score from fct_customer_scores_daily where score_date <= '{day}' order by all"
    )


def test_a_run_writes_the_days_that_changed_and_surveys_and_waits_change_no_score(workspace):
    first_load, second_load = datetime(2026, 3, 27, 3), datetime(2026, 3, 28, 3)
    portfolio = anna_until(date(2026, 3, 25), first_load)
    workspace.write_raw(portfolio)
    workspace.run(*SERVICE, answers=True)

    # no answers, tickets, queues left and times of handling: empty, no error
    for mart in ("survey_scores_daily", "survey_scores_monthly", "issue_metrics_daily", "issue_backlog_daily"):
        assert workspace.query(f"from fct_{mart}") == []
    assert workspace.query(
        """
        select
            max(service_date) as last_day,
            max(service_date) filter (first_contact_resolution_rate is not null) as last_judged_day,
            max(handle_seconds_mean) as handled,
            max(abandonment_rate) as abandoned
        from fct_service_metrics_daily
        """
    ) == [{"last_day": date(2026, 3, 25), "last_judged_day": date(2026, 3, 18), "handled": None, "abandoned": 0}]
    scores_before = scores_until(workspace, date(2026, 3, 25))
    assert scores_before

    # a day more, and of one day that is long gone what concerns service only
    corrected = next(row for row in portfolio["interactions"] if row["interaction_id"] == "anna 8")
    new_day = anna_until(date(2026, 3, 26), second_load)["interactions"][-1]
    portfolio["interactions"] += [
        new_day,
        corrected | {"wait_seconds": 500, "is_abandoned": True, "handle_seconds": 9, "agent_id": "agent-0-0",
                     "loaded_at": second_load},
    ]  # fmt: skip
    portfolio["surveys"] = [
        {
            "survey_id": f"answer {number}",
            "customer_id": "anna",
            "property_id": "north",
            "survey_type": "nps",
            "rating": rating,
            "rating_max": 10,
            "responded_at": datetime(2026, 3, 5, 12),
            "loaded_at": second_load,
        }
        for number, rating in enumerate((0, 0, 9, 3))
    ]
    workspace.write_raw(portfolio)
    execute(workspace.database, "update fct_service_metrics_daily set outbound_count = 99")
    workspace.run(*SERVICE, answers=True)

    kept = workspace.query("select service_date from fct_service_metrics_daily where outbound_count = 99 order by all")
    assert [row["service_date"] for row in kept] == [date(2026, 3, 2), date(2026, 3, 18)]
    assert workspace.query(
        "select abandoned_count, agent_group, handle_seconds_sum from fct_service_metrics_daily"
        " where service_date = '2026-03-10'"
    ) == [{"abandoned_count": 1, "agent_group": "front_desk", "handle_seconds_sum": 9}]
    assert workspace.query("select response_count, score from fct_survey_scores_daily") == [
        {"response_count": 4, "score": -50}
    ]
    assert scores_until(workspace, date(2026, 3, 25)) == scores_before


# Beside the score


def above(nodes, names):
    """The nodes that the named models are made of, by name."""
    found, waiting = {}, [key for key, node in nodes.items() if node["name"] in names]
    assert len(waiting) == len(names)
    while waiting:
        node = nodes.get(waiting.pop())
        if node and node["name"] not in found:
            found[node["name"]] = node
            waiting += node["depends_on"].get("nodes", [])
    return found


def test_no_score_is_made_of_a_service_metric_or_the_rating_of_a_survey(manifests):
    nodes = manifests["manifest"]["nodes"]
    marts = ("fct_customer_scores_daily", "fct_customer_scores_current", "fct_score_drivers_daily")
    makers = above(nodes, {*marts, "fct_score_restatements"})
    assert {"int_factor_tone", "int_interactions", "base_raw__interactions"} <= set(makers)
    of_service = {node["name"] for node in nodes.values() if "/service/" in node["original_file_path"]}
    of_service |= {"agent_groups", "backlog_age_bands", "resolution_targets", "survey_score_rules"}
    assert of_service & set(makers) == set()

    # by name, not by reference: a model may look a table up
    code = {name: node["raw_code"] for name, node in makers.items() if node["resource_type"] == "model"}
    assert [name for name, sql in code.items() if re.search(rf"\b({'|'.join(sorted(of_service))})\b", sql)] == []

    # answers are counted, to account for each row and to refuse a bad feed; the columns pass through staging, which
    # keeps whole rows, and no further
    beyond = {name: sql for name, sql in code.items() if not makers[name]["path"].startswith("staging/")}
    readers = {name for name in beyond for key in makers[name]["depends_on"]["nodes"] if "raw__surveys" in key}
    assert readers == {"int_feed_problems", "int_row_accounts"}
    columns = r"\b(rating|rating_max|wait_seconds|handle_seconds|is_abandoned|agent_id)\b"
    assert [name for name, sql in beyond.items() if re.search(columns, sql)] == []
    assert re.search(columns, code["base_raw__interactions"])
