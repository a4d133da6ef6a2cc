"""Score validation: the SQL equals the reference on the example and on drawn predictions, and outcomes are what they say."""

import csv
import random
from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
import yaml
from builders import LAST_LOAD, small_portfolio
from conftest import PROJECT, rows_of
from model_sql import model_sql
from reference.validation import (
    auc_pair_by_pair,
    auc_with_surpluses,
    failure_dates,
    is_open,
    leave_dates,
    micropoints,
    plain_counts,
    prediction_dates,
    spread,
    wilson,
    worst_decile_lift,
)

VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
Z = VARS["interval_z_thousandths"] / 1000
FACTORS = ("frequency", "nature", "tone", "variety", "persistence", "recency")
UTC = ZoneInfo("UTC")


def seed_rows(name):
    with (PROJECT / f"seeds/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


OUTCOMES = seed_rows("score_outcomes")
DIRECTIONS = {row["predictor"]: row["direction"] for row in seed_rows("score_predictors")}


# The example, from the staged feed on


@pytest.fixture(scope="module")
def as_of_date(connection):
    return connection.execute("select as_of_date from main_intermediate.int_data_coverage").fetchone()[0]


@pytest.fixture(scope="module")
def inbound(connection):
    """Inbound conversations per customer and day: {customer: {(conversation, date): whether it is a grievance}}."""
    found = defaultdict(dict)
    for customer, key, day, polarity in connection.execute(
        "select customer_id, conversation_key, interaction_date, min(polarity) "
        "from main_intermediate.int_interactions where direction = 'inbound' group by all"
    ).fetchall():
        found[customer][key, day] = polarity == -1
    return found


@pytest.fixture(scope="module")
def tickets(connection):
    """[(customer, importance, opened_at, versions, function that gives the date of a UTC time)]"""

    def local_date_in(zone):
        return lambda at: at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()

    return [
        (*ticket, local_date_in(zone))
        for *ticket, zone in connection.execute(
            "select newest.customer_id, newest.importance, newest.opened_at, list((known.reopened_count, "
            "  coalesce(known.is_escalated, false), known.resolved_at, known.loaded_at) order by known.loaded_at), time_zone "
            "from main_staging.stg_raw__issues as newest "
            "inner join (select distinct on (issue_id, loaded_at) * from main_staging.base_raw__issues "
            "  where rejection_reason is null) as known using (issue_id) "
            "inner join main_staging.stg_raw__properties as properties on newest.property_id = properties.property_id "
            "group by newest.issue_id, newest.customer_id, time_zone, newest.importance, newest.opened_at"
        ).fetchall()
    ]


@pytest.fixture(scope="module")
def events(connection, inbound, tickets):
    """{(customer, kind): {date: day on which it was known, or the date}} by the reference."""
    found = defaultdict(dict)
    for customer, conversations in inbound.items():
        for (_, day), is_grievance in conversations.items():
            if is_grievance:
                found[customer, "grievance"][day] = day
    tenancies, known = defaultdict(list), {}
    for role, customer, start, end, loaded in connection.execute(
        "select role_id, customer_id, started_on, ended_on, list(loaded_on order by loaded_on) from ("
        "  select newest.*, known.loaded_at::date as loaded_on, known.ended_on as known_end"
        "  from main_staging.stg_raw__customer_roles as newest"
        "  inner join main_staging.base_raw__customer_roles as known using (role_id)"
        "  where known.rejection_reason is null and newest.role in ('leaseholder', 'occupant')"
        "  and known.ended_on is not distinct from newest.ended_on"
        ") group by all"
    ).fetchall():
        tenancies[customer].append((start, end))
        known[customer, end] = loaded[0] - timedelta(days=1)
    for customer, spans in tenancies.items():
        for day in leave_dates(spans, VARS["leave_gap_days"]):
            found[customer, "leave"][day] = known[customer, day - timedelta(days=1)]
    for customer, start, loaded in connection.execute(
        "select newest.customer_id, newest.started_on, min(known.loaded_at)::date - 1 "
        "from main_staging.stg_raw__customer_roles as newest "
        "inner join main_staging.base_raw__customer_roles as known using (role_id) "
        "where known.rejection_reason is null and newest.role in ('leaseholder', 'occupant') "
        "and known.started_on = newest.started_on group by all"
    ).fetchall():
        found[customer, "sign"][start] = min(loaded, found[customer, "sign"].get(start, loaded))
    targets = {row["importance"]: timedelta(hours=int(row["target_hours"])) for row in seed_rows("resolution_targets")}
    for customer, importance, opened, versions, local_date in tickets:
        for day in failure_dates(opened, opened + targets[importance], versions, local_date):
            found[customer, "issue_failure"][day] = day
    return found


@pytest.fixture(scope="module")
def judged(connection, inbound, tickets, events, as_of_date):
    """{(cohort, outcome): [(customer, date, values by predictor, whether the event followed)]} by the reference."""
    tickets_of = defaultdict(list)
    for customer, _, opened, versions, local_date in tickets:
        tickets_of[customer].append((opened, versions, local_date))
    scores = defaultdict(list)
    columns = ", ".join(f"{factor}_score" for factor in FACTORS)
    days = [day for (day,) in connection.execute("select distinct score_date from fct_customer_scores_daily").fetchall()]
    chosen = prediction_dates(days, VARS["validation_step_days"])
    for customer, day, cohort, score, *factors in connection.execute(
        f"select customer_id, score_date, cohort, score, {columns} from fct_customer_scores_daily "
        "where list_contains(?, score_date)", [chosen]
    ).fetchall():  # fmt: skip
        contacts = [day for _, day in inbound.get(customer, ())]
        values = plain_counts(contacts, day, VARS["validation_contact_days"], 30, VARS["scoring_window_days"])
        values["open_tickets"] = sum(is_open(opened, versions, day, zone) for opened, versions, zone in tickets_of[customer])
        values["score"] = micropoints(score)
        values |= {f"{factor}_score": micropoints(value) for factor, value in zip(FACTORS, factors, strict=True)}
        scores[cohort].append((customer, day, values))
    notices = defaultdict(list)
    for customer, day in connection.execute(
        "select customer_id, interaction_date from main_intermediate.int_interactions "
        "where interaction_type = 'notice_to_leave'"
    ).fetchall():
        notices[customer].append(day)
    found = {}
    for outcome in OUTCOMES:
        kind, first, last = outcome["event_kind"], int(outcome["from_days"]), int(outcome["to_days"])
        wait = VARS["leave_gap_days"] if kind == "leave" else 0
        rows = found[outcome["cohort"], outcome["outcome"]] = []
        for customer, day, values in scores[outcome["cohort"]]:
            if day + timedelta(days=last + wait) > as_of_date:
                continue
            if outcome["decided_by_type"] and any(0 <= (day - notice).days < last for notice in notices[customer]):
                continue
            known = [at for date_, at in events.get((customer, kind), {}).items() if first <= (date_ - day).days <= last]
            if min(known, default=date.max) > day:
                rows.append((customer, day, values, bool(known)))
    return found


def with_risk(rows, predictor, score_direction):
    """The predictions in the shape of the reference, for one predictor."""
    direction = int(DIRECTIONS[predictor] or score_direction)
    return [(customer, day, direction * values[predictor], happened) for customer, day, values, happened in rows]


def agrees(found, expected, places=6):
    """Whether a decimal of the mart is a number rounded to its places, give or take one unit of an inexact root."""
    return found is expected is None or abs(float(found) - float(expected)) <= 1.6 * 10**-places


def expected_row(predictions, score_predictions, pair_by_pair=False):
    """The measures of a row of fct_score_validation."""
    auc, surpluses = auc_with_surpluses(predictions)
    if pair_by_pair:
        assert auc == auc_pair_by_pair(predictions)
    score_auc, score_surpluses = auc_with_surpluses(score_predictions)
    error = spread(surpluses, predictions, VARS["validation_min_events"]) if surpluses else None
    differences = {customer: score_surpluses[customer] - surpluses[customer] for customer in surpluses}
    lead_error = spread(differences, predictions, VARS["validation_min_events"]) if surpluses else None
    is_score = predictions == score_predictions
    bounds = wilson(float(auc), float(auc * (1 - auc)) / error**2, Z) if error else (None, None)
    return {
        "prediction_count": len(predictions),
        "event_count": sum(happened for *_, happened in predictions),
        "auc": auc,
        "auc_lower": bounds[0],
        "auc_upper": bounds[1],
        "worst_decile_lift": worst_decile_lift(predictions),
        "score_lead": None if is_score or auc is None else score_auc - auc,
        "score_lead_lower": None if is_score or lead_error is None else score_auc - auc - Z * lead_error,
        "score_lead_upper": None if is_score or lead_error is None else score_auc - auc + Z * lead_error,
    }


def differences(row, expected):
    return {name: (row[name], value) for name, value in expected.items() if not agrees(row[name], value)}


def test_the_sql_equals_the_reference_on_the_example(connection, judged):
    rows = rows_of(connection, "from fct_score_validation")
    directions = {(row["cohort"], row["outcome"]): row["score_direction"] for row in OUTCOMES}
    months = {row["prediction_month"] for row in rows if row["prediction_month"]}
    brute_force = sorted(months)[1]
    expected_count = 0
    for key, predictions in judged.items():
        for month in [None, *months]:
            of_month = [row for row in predictions if month in (None, row[1].replace(day=1))]
            expected_count += len(DIRECTIONS) if of_month else 0
            score_predictions = with_risk(of_month, "score", directions[key])
            for row in rows:
                if (row["cohort"], row["outcome"]) == key and row["prediction_month"] == month:
                    expected = expected_row(
                        with_risk(of_month, row["predictor"], directions[key]), score_predictions,
                        pair_by_pair=month == brute_force and row["predictor"] in ("score", "contact_count"),
                    )  # fmt: skip
                    if row["predictor"] == "score":
                        expected |= {"score_lead": None, "score_lead_lower": None, "score_lead_upper": None}
                    assert differences(row, expected) == {}, (key, month, row["predictor"])
    assert len(rows) == expected_count


def test_every_outcome_has_events_on_the_example(connection):
    counts = connection.execute(
        "select cohort, outcome, event_customer_count from fct_score_validation where period = 'all' and predictor = 'score'"
    ).fetchall()
    assert {(cohort, outcome) for cohort, outcome, _ in counts} == {(row["cohort"], row["outcome"]) for row in OUTCOMES}
    assert min(count for *_, count in counts) >= VARS["validation_min_events"]


def test_calibration_equals_the_reference_on_the_example(connection, judged):
    edges = sorted((float(row["lower_edge"]), row["score_band"]) for row in seed_rows("score_bands"))
    rows = rows_of(connection, "from fct_score_calibration")
    found = {(row["cohort"], row["outcome"], row["prediction_month"], row["score_band"]): row for row in rows}
    groups = defaultdict(list)
    for (cohort, outcome), predictions in judged.items():
        for customer, day, values, happened in predictions:
            band = [name for edge, name in edges if edge * 1_000_000 <= values["score"]][-1]
            for month in (None, day.replace(day=1)):
                groups[cohort, outcome, month, band].append((customer, happened))
    assert found.keys() == groups.keys()
    for key, members in groups.items():
        rate, customers = sum(happened for _, happened in members) / len(members), len({name for name, _ in members})
        lower, upper = wilson(rate, customers, Z)
        expected = {"prediction_count": len(members), "customer_count": customers, "event_rate": rate,
                    "event_rate_lower": lower, "event_rate_upper": upper}  # fmt: skip
        assert differences(found[key], expected) == {}, key


# A score that late data restates


def test_late_data_changes_the_score_and_not_what_was_known_first(workspace):
    selection = ("--select", "+int_known_predictions")
    sunday = "date '2026-03-08'"
    portfolio = small_portfolio()
    workspace.write_raw(portfolio)
    workspace.run(*selection, answers=True)
    first = workspace.query(
        f"select customer_id, cast(score * 1000000 as bigint) as score from fct_customer_scores_daily "
        f"where score_date = {sunday} order by customer_id"
    )
    late = portfolio["interactions"][0] | {
        "interaction_id": "late", "interaction_type": "complaint", "loaded_at": LAST_LOAD + timedelta(hours=1)
    }  # fmt: skip
    portfolio["interactions"].append(late)
    workspace.write_raw(portfolio)
    workspace.run(*selection, answers=True)
    known = workspace.query(
        "select customer_id, score from main_intermediate.int_known_predictions "
        f"where prediction_date = {sunday} order by customer_id"
    )
    assert known == first
    assert workspace.query(
        "select known.customer_id from main_intermediate.int_known_predictions as known "
        "inner join fct_customer_scores_daily as daily on known.customer_id = daily.customer_id "
        "and prediction_date = score_date where known.score <> daily.score * 1000000"
    ) == [{"customer_id": late["customer_id"]}]


# Drawn predictions, with many ties and customers on several dates, through the models without dbt

CHAIN = ["int_risk_ranks", "int_validation_counts", "int_customer_wins", "int_validation_spreads", "fct_score_validation"]


@pytest.mark.parametrize("seed", range(6))
def test_the_sql_equals_pairs_counted_one_by_one(seed):
    draw = random.Random(seed)
    dates = [date(2026, 1, 4), date(2026, 1, 11), date(2026, 2, 1)]
    levels = draw.choice([2, 5, 1000])
    size = draw.choice([30, 60])
    rows = [
        (f"customer {number}", day, {"score": draw.randrange(levels), "contact_count": draw.randrange(3)}, draw.random() < 0.4)
        for day in dates
        for number in range(size)
        if draw.random() < 0.8
    ]
    with duckdb.connect() as engine:
        engine.execute("create table int_prediction_dates (prediction_date date, prediction_month date)")
        engine.executemany("insert into int_prediction_dates values (?, ?)", [(day, day.replace(day=1)) for day in dates])
        engine.execute("create table int_predicted_outcomes (customer_id varchar, prediction_date date, cohort varchar, "
                       "outcome varchar, event_count integer)")  # fmt: skip
        engine.execute("create table int_predictor_values (customer_id varchar, prediction_date date, cohort varchar, "
                       "predictor varchar, predictor_value bigint)")  # fmt: skip
        for customer, day, values, happened in rows:
            engine.execute("insert into int_predicted_outcomes values (?, ?, 'residents', 'next_grievance', ?)",
                           [customer, day, int(happened)])  # fmt: skip
            for predictor, value in values.items():
                engine.execute("insert into int_predictor_values values (?, ?, 'residents', ?, ?)",
                               [customer, day, predictor, value])  # fmt: skip
        for name in ("score_outcomes", "score_predictors"):
            engine.execute(f"create table {name} as from read_csv('{PROJECT}/seeds/{name}.csv', all_varchar=true)")
        for column in ("from_days", "to_days", "score_direction"):
            engine.execute(f"alter table score_outcomes alter {column} type integer")
        engine.execute("alter table score_predictors alter direction type integer")
        engine.execute("create table int_outcome_horizons as select *, date '2026-06-01' as last_judged_date from score_outcomes")
        relations = {name: name for name in [*CHAIN, "int_prediction_dates", "int_predicted_outcomes", "int_predictor_values",
                                             "score_outcomes", "score_predictors", "int_outcome_horizons"]}  # fmt: skip
        for name in CHAIN:
            engine.execute(f"create table {name} as {model_sql(name, relations)}")
        found = rows_of(engine, "from fct_score_validation")
    assert len(found) == 6
    for row in found:
        of_month = [entry for entry in rows if row["prediction_month"] in (None, entry[1].replace(day=1))]
        predictions = with_risk(of_month, row["predictor"], -1)
        expected = expected_row(predictions, with_risk(of_month, "score", -1), pair_by_pair=True)
        assert differences(row, expected) == {}, (row["prediction_month"], row["predictor"])


# The reference, by hand


def test_the_auc_of_four_customers_worked_out_by_hand():
    day = date(2026, 1, 4)
    predictions = [("ann", day, -10, True), ("bob", day, -20, True), ("cat", day, -20, False), ("dan", day, -30, False)]
    auc, surpluses = auc_with_surpluses(predictions)
    assert auc == auc_pair_by_pair(predictions) == 0.875
    assert spread(surpluses, predictions, 2) == pytest.approx(0.03125**0.5)
    # the decile is 0.4 of ann
    assert worst_decile_lift(predictions) == 2


def test_the_interval_covers_as_often_as_it_says():
    """Customers come back on three dates with much the same risk and outcome, which a formula of rows would not see."""
    draw = random.Random(1)
    covered = naive = 0
    trials = 300
    for _ in range(trials):
        rows = []
        for number in range(60):
            happened = draw.random() < 0.3
            risk = round(100 * draw.gauss(happened, 1))
            rows += [(number, date(2026, 1, 4) + timedelta(days=7 * week), risk + draw.randrange(5), happened) for week in range(3)]
        auc, surpluses = auc_with_surpluses(rows)
        size = float(auc * (1 - auc)) / spread(surpluses, rows, 2) ** 2
        # two normals one deviation apart: the normal distribution at 1 / sqrt(2)
        lower, upper = wilson(float(auc), size, 1.96)
        covered += lower <= 0.760250 <= upper
        # as if the three dates were three times as many customers
        lower, upper = wilson(float(auc), 3 * size, 1.96)
        naive += lower <= 0.760250 <= upper
    assert 0.92 <= covered / trials <= 0.98
    assert naive / trials < 0.85
