"""Score stability: the SQL equals the reference, the chance of a PSI is what it says, and rows of a day heal."""

import csv
import random
import shutil
from collections import defaultdict
from datetime import date, timedelta

import duckdb
import pytest
import yaml
from conftest import PROJECT, rows_of
from model_sql import model_sql
from reference.stability import chi_square_tail, kendall_tau_b, psi_millionths, stability

VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
BINS = VARS["stability_bins"]
LAGS = (7, 30)
DAY = date(2026, 3, 31)
MEASURES = list(stability({}, DAY, "residents", 7, BINS))
SEEDS = ("stability_lags", "chi_square_critical_values")
CHAIN = [
    "int_stability_days",
    "int_score_histograms",
    "int_score_transitions",
    "int_rank_agreements",
    "int_score_movements",
    "int_score_shifts",
    "int_cohort_days",
    "fct_score_stability",
    "int_stability_warnings",
]


def critical_values():
    with (PROJECT / "seeds/chi_square_critical_values.csv").open(encoding="utf-8") as file:
        return [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]


def agrees(found, expected):
    """Whether a decimal of the mart is a number rounded to its places."""
    return found is expected is None or abs(float(found) - float(expected)) <= 0.5000001e-6


def compare(rows, days):
    """Holds rows of the mart as dicts against the reference."""
    for row in rows:
        expected = stability(days, row["score_date"], row["cohort"], row["lag_days"], BINS)
        different = {name: (row[name], expected[name]) for name in MEASURES if not agrees(row[name], expected[name])}
        assert different == {}, (row["score_date"], row["cohort"], row["lag_days"])


def test_the_sql_equals_the_reference_on_the_example(connection):
    first, last = connection.execute("select min(score_date), max(score_date) from fct_score_stability").fetchone()
    sampled = [first, first + timedelta(days=8), first + timedelta(days=65), last]
    days = defaultdict(dict)
    for customer, day, *row in connection.execute(
        "select customer_id, score_date, cohort, cast(score * 1000000 as bigint), score_band, priority "
        "from fct_customer_scores_daily"
    ).fetchall():
        days[day][customer] = tuple(row)
    rows = rows_of(connection, "from fct_score_stability where list_contains(?, score_date)", [sampled])
    assert len(rows) == 4 * len(sampled)
    compare(rows, days)


# Planted scores, through the models without dbt


def planted(engine, days):
    """Fills the daily table and the list of writes with `days`, in the shape of the reference."""
    engine.execute(
        "create or replace table fct_customer_scores_daily (customer_id varchar, score_date date, cohort varchar, "
        "score decimal(9, 6), score_band varchar, priority varchar)"
    )
    engine.execute(
        "create or replace table int_day_writes (score_date date, write_number integer, customer_count bigint)"
    )
    for day, customers in days.items():
        engine.execute("insert into int_day_writes values (?, 1, ?)", [day, len(customers)])
        engine.execute(
            "insert into fct_customer_scores_daily "
            "select row[1], ?, row[2], row[3]::bigint / 1000000, row[4], row[5] from (select unnest(?) as row)",
            [day, [[customer, *map(str, row)] for customer, row in customers.items()]],
        )


def run_chain(engine, held=None, **inputs):
    """Makes each model of the chain; `held` are the tables that an earlier run left, none for a whole read.

    `inputs` names the tables that it reads where they are called otherwise than the models.
    """
    names = [*CHAIN, *SEEDS, "fct_customer_scores_daily", "int_day_writes", "stg_raw__reads"]
    relations = {name: name for name in names} | inputs

    def rows_held_by(model_name, columns):
        return f"select {', '.join(columns)} from {held[model_name] if model_name else 'nothing_held'}"

    for name in CHAIN:
        sql = model_sql(name, relations, rows_held_by=rows_held_by, reads_changes_only=lambda: held is not None)
        engine.execute(f"create or replace table {name} as {sql}")


@pytest.fixture
def engine():
    connection = duckdb.connect()
    for seed in SEEDS:
        connection.execute(
            f"create table {seed} as select columns(*)::integer from read_csv('{PROJECT / 'seeds' / seed}.csv')"
        )
    connection.execute("create table nothing_held (score_date date, write_mark varchar)")
    return connection


def drawn_days(seed):
    """Scores of two cohorts with ties, moves, absences and cohort changers on days 60, 30, 14, 7 and 0 before DAY."""
    draw = random.Random(seed)
    days = {}
    score = {f"customer {number}": draw.randrange(20_000_000, 80_000_000) for number in range(80)}
    for distance in (60, 30, 14, 7, 0):
        days[DAY - timedelta(days=distance)] = day = {}
        for number, name in enumerate(score):
            score[name] = min(max(score[name] + draw.randrange(-9_000_000, 9_000_000), 0), 100_000_000)
            if number % 5 == 0:
                score[name] = 55_000_000
            if draw.random() < 0.9:
                cohort = "prospects" if number % 7 == 0 or (number % 9 == 0 and distance > 7) else "residents"
                band = ("critical", "poor", "fair", "good")[score[name] // 25_000_001]
                day[name] = (cohort, score[name], band, draw.choice(["high", "mid", "low"]))
    return days


@pytest.mark.parametrize("seed", range(3))
def test_the_sql_equals_the_reference_on_drawn_scores(engine, seed):
    days = drawn_days(seed)
    planted(engine, days)
    run_chain(engine)
    rows = rows_of(engine, "from fct_score_stability")
    assert len(rows) == len(days) * 2 * len(LAGS)
    compare(rows, days)


def test_nothing_gives_nothing_and_one_day_has_nothing_to_compare_with(engine):
    planted(engine, {})
    run_chain(engine)
    assert engine.execute("select count(*) from fct_score_stability").fetchone() == (0,)
    days = {DAY: {"ann": ("residents", 60_000_000, "good", "mid")}}
    planted(engine, days)
    run_chain(engine)
    rows = rows_of(engine, "from fct_score_stability")
    assert [row["lag_days"] for row in sorted(rows, key=lambda row: row["lag_days"])] == list(LAGS)
    compare(rows, days)
    assert {(row["customers_scored"], row["psi"], row["has_psi_drift"], row["has_mean_drift"]) for row in rows} == {
        (1, None, None, None)
    }
    assert engine.execute("select count(*) from int_stability_warnings").fetchone() == (0,)


def test_a_slide_of_everybody_is_a_drift_and_is_said(engine):
    days = {}
    for distance in range(0, 64, 7):
        slide = 15_000_000 if distance == 0 else 0
        days[DAY - timedelta(days=distance)] = {
            f"customer {number}": ("residents", 80_000_000 - 200_000 * number - slide, "good", "mid") for number in range(100)
        }
    planted(engine, days)
    run_chain(engine)
    found = rows_of(engine, "from fct_score_stability where lag_days = 7 order by score_date desc")
    assert [(row["has_psi_drift"], row["has_mean_drift"], row["kendall_tau_b"]) for row in found[:2]] == [
        (True, True, 1),
        (False, False, 1),
    ]
    warnings = [row[0] for row in engine.execute("from int_stability_warnings order by warning").fetchall()]
    assert [" ".join(warning.split()[3:7]) for warning in warnings] == ["the mean score is", "the scores of 100"]


# Which days a run looks at


def due_days(engine):
    """Runs the chain over what an earlier run left; the days it takes in hand, counted from DAY backwards."""
    for name in ("int_score_histograms", "int_score_movements"):
        engine.execute(f"create or replace table held_{name} as from {name}")
    held = {name: f"held_{name}" for name in ("int_score_histograms", "int_score_movements")}
    run_chain(engine, held)
    return sorted((DAY - day).days for (day,) in engine.execute("select score_date from int_stability_days").fetchall())


@pytest.fixture
def settled(engine):
    """Twenty days that a run has made its rows of."""
    customers = {"ann": ("residents", 60_000_000, "good", "mid")}
    planted(engine, {DAY - timedelta(days=distance): customers for distance in range(20)})
    run_chain(engine)
    return engine


def test_nothing_is_due_when_nothing_was_written(settled):
    assert due_days(settled) == []


def test_a_write_makes_the_day_and_the_days_compared_with_it_due(settled):
    settled.execute("insert into int_day_writes values (?, 2, 1)", [DAY - timedelta(days=15)])
    # 7 days later it is the day before, 14 days later the one before that
    assert due_days(settled) == [1, 8, 15]


def test_a_day_heals_when_only_one_of_its_tables_was_written(settled):
    for name in ("int_score_histograms", "int_score_movements"):
        settled.execute(f"create table whole as from {name}")
        settled.execute(f"delete from {name} where score_date = ?", [DAY - timedelta(days=3)])
        assert due_days(settled) == [3], name
        settled.execute(f"create or replace table {name} as from whole")
        settled.execute("drop table whole")
        # what run_chain made holds the due day only
        run_chain(settled)


def test_a_withdrawn_day_is_due_until_its_rows_are_gone(settled):
    settled.execute("insert into int_day_writes values (?, 2, 0)", [DAY])
    settled.execute("delete from fct_customer_scores_daily where score_date = ?", [DAY])
    assert due_days(settled) == [0]
    assert settled.execute("select count(*) from int_score_movements").fetchone() == (0,)


def test_another_lag_makes_all_days_due_that_it_compares(settled):
    settled.execute("insert into stability_lags values (1)")
    assert due_days(settled) == list(range(19))


def test_a_run_of_the_changed_days_leaves_what_a_whole_run_makes(example_database, workspace, engine):
    shutil.copy(example_database, workspace.database)
    workspace.write_raw({})
    with duckdb.connect(str(workspace.database)) as connection:
        (last,) = connection.execute("select max(score_date) from fct_customer_scores_daily").fetchone()
        changed = last - timedelta(days=10)
        # the next read is of changes only
        connection.execute(
            "insert into main_staging.stg_raw__reads (read_number) "
            "select max(read_number) + 1 from main_staging.stg_raw__reads"
        )
        connection.execute(
            "update fct_customer_scores_daily set score = score - 5 where score_date = ? and score > 50", [changed]
        )
        connection.execute(
            "insert into main_intermediate.int_day_writes "
            "select score_date, write_number + 1, 'data', customer_count, newest_loaded_at "
            "from main_intermediate.int_day_writes where score_date = ?",
            [changed],
        )
    workspace.run("--select", "int_stability_days+", answers=True)
    engine.execute(f"attach '{workspace.database}' as built (read_only)")
    in_hand = engine.execute("select score_date from built.main_intermediate.int_stability_days order by all").fetchall()
    assert in_hand == [(changed,), (last - timedelta(days=3),)]
    run_chain(
        engine,
        fct_customer_scores_daily="built.fct_customer_scores_daily",
        int_day_writes="built.main_intermediate.int_day_writes",
    )
    for name in CHAIN[-2:] + ["int_score_histograms", "int_score_movements"]:
        built = f"built.{'main' if name.startswith('fct') else 'main_intermediate'}.{name}"
        assert engine.execute(f"(from {name} except all from {built}) union all (from {built} except all from {name})"
                              ).fetchall() == [], name  # fmt: skip
    engine.execute("detach built")


# The statistics


def test_critical_values_have_the_chance_they_name():
    rows = critical_values()
    assert {row["degrees_of_freedom"] for row in rows} == set(range(1, 20))
    for row in rows:
        chance = chi_square_tail(row["critical_value_thousandths"] / 1000, row["degrees_of_freedom"])
        assert chance == pytest.approx(row["significance_thousandths"] / 1000, rel=0.001), row


def test_there_is_a_critical_value_for_each_possible_number_of_bins():
    values = [row for row in critical_values() if row["significance_thousandths"] == VARS["psi_significance_thousandths"]]
    assert {row["degrees_of_freedom"] for row in values} >= set(range(1, BINS))


@pytest.mark.parametrize(("size", "size_before"), [(50, 50), (500, 500), (60, 600)])
def test_two_samples_of_one_spread_are_significant_as_often_as_the_chance_says(size, size_before):
    draw = random.Random(size)
    critical = {row["degrees_of_freedom"]: row["critical_value_thousandths"] / 1000 for row in critical_values()
                if row["significance_thousandths"] == 10}  # fmt: skip
    significant = by_custom = 0
    trials = 300
    for _ in range(trials):
        points, before = ([int(draw.gauss(60, 15)) for _ in range(count)] for count in (size, size_before))
        index, bins = psi_millionths(points, before, BINS)
        significant += index / 1e6 / (1 / size + 1 / size_before) > critical[bins - 1]
        by_custom += index / 1e6 > 0.1
    # 1 percent, plus three standard errors of 300 trials
    assert significant / trials <= 0.025
    if size == 50:
        # what the customary limit calls a change is the rule among small cohorts
        assert by_custom / trials > 0.9


def test_tau_b_of_a_table_worked_out_by_hand():
    assert kendall_tau_b([(1, 1), (1, 1), (2, 1), (3, 2), (2, 3)]) == pytest.approx(4 / 56**0.5)
    assert kendall_tau_b([(1, 5), (1, 6)]) is None
