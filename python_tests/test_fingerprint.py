"""The fingerprint of the scores: the same for the same scores, another for any other value."""

import hashlib
import re
import shutil
from datetime import date

import duckdb
import pytest
from builders import execute
from conftest import duckdb_1_5
from simulation import simulate

TABLES = ["fct_customer_scores_daily", "fct_score_drivers_daily", "fct_customer_scores_current"]


@pytest.fixture
def scored(workspace, small_example):
    """The shared workspace with the example's last three days of scores."""
    shutil.copy(small_example, workspace.database)
    return workspace


def fingerprint(workspace, **options):
    """What the command prints: {table: hash}, with the last line under `all`."""
    result = workspace.dbt("--quiet", "run-operation", "print_fingerprint", **options)
    assert result.success, result.output
    *tables, combined = result.output.splitlines()
    return dict(line.split(" ") for line in tables) | {"all": combined}


def compiled(workspace, *expressions):
    """The SQL of macro calls as dbt sends it, on the table `checked` in place of the model."""
    inline = ";".join(f"{{{{ {expression} }}}}" for expression in expressions)
    result = workspace.dbt("--quiet", "compile", "--inline", inline)
    assert result.success, result.output
    return re.sub(r'"\w+"\."main"\."\w+"', "checked", result.output).split(";")


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def test_the_fingerprint_equals_one_computed_in_python(scored):
    expected = {}
    with duckdb.connect(str(scored.database), read_only=True) as connection:
        for table in TABLES:
            rows = connection.execute(f"from {table}")
            names = [column[0] for column in rows.description]
            days = {}
            for row in rows.fetchall():
                values = sorted(zip(names, row, strict=True))
                text = "\x1f".join("" if value is None else f"={value}" for _, value in values)
                days.setdefault(dict(values)["score_date"], []).append(md5(text))
            expected[table] = md5("\n".join(md5("\n".join(sorted(days[day]))) for day in sorted(days)))
    expected["all"] = md5("\n".join(expected[table] for table in TABLES))
    assert fingerprint(scored) == expected


def test_neither_the_order_of_rows_nor_threads_play_a_part(scored):
    before = fingerprint(scored)
    execute(
        scored.database,
        "create table shuffled as from fct_customer_scores_daily order by hash(customer_id, score_date); "
        "delete from fct_customer_scores_daily; insert into fct_customer_scores_daily from shuffled; drop table shuffled",
    )
    assert fingerprint(scored, environment={"CX_THREADS": "1"}) == before


def test_one_other_value_in_any_column_is_another_hash(scored):
    changes = {
        "VARCHAR": "concat({name}, '.')",
        "DATE": "{name} + 1",
        "INTEGER": "coalesce({name}, 0) + 1",
        "DECIMAL(9,6)": "coalesce({name}, 0) + 0.000001",
    }
    calls = [f"hashes_by_day(ref('{table}'), '1970-01-01', '2999-12-31')" for table in TABLES]
    for table, sql in zip(TABLES, compiled(scored, *calls), strict=True):
        with duckdb.connect(str(scored.database)) as connection:
            connection.execute(f"create temp table checked as from {table} order by all limit 100")
            columns = connection.execute(
                f"select column_name, data_type from duckdb_columns() where table_name = '{table}'"
            ).fetchall()
            assert len(columns) >= 10
            before = connection.execute(sql).fetchall()
            for name, data_type in columns:
                connection.execute("begin")
                other_value = changes[data_type].format(name=name)
                connection.execute(f"update checked set {name} = {other_value} where rowid = 5")
                assert connection.execute(sql).fetchall() != before, (table, name)
                connection.execute("rollback")
            assert connection.execute(sql).fetchall() == before

            found = set()
            for value in ("null", "''", "'='"):
                connection.execute(f"update checked set cohort = {value} where rowid = 5")
                found.add(str(connection.execute(sql).fetchall()))
            assert len(found) == 3


def test_duckdb_1_5_makes_the_same_scores(workspace):
    feed = simulate(seed=5, days=4)
    workspace.write_raw(feed.until(feed.load_days[-1]))
    workspace.run()
    expected = fingerprint(workspace)
    workspace.database.unlink()
    for arguments in (["build", "--exclude-resource-type", "test", "unit_test"], ["run-operation", "print_fingerprint"]):
        child = workspace.dbt_in_child("--quiet", *arguments, PYTHONPATH=duckdb_1_5())
        assert child.returncode == 0, child.stdout + child.stderr
    assert child.stdout.split()[-1] == expected["all"]


def test_days_are_hashed_in_spans_of_a_million_rows(scored):
    (sql,) = compiled(scored, "day_spans(ref('fct_customer_scores_daily'))")
    day = date(2026, 1, 1)
    with duckdb.connect() as connection:
        connection.execute(
            "create table checked as select date '2026-01-01' + cast(range // 400000 as integer) as score_date "
            "from range(2800000)"
        )
        spans = connection.execute(sql).fetchall()
    assert [((first - day).days, (last - day).days) for first, last in spans] == [(0, 1), (2, 3), (4, 6)]


def test_a_database_without_the_tables_is_told_so(workspace):
    result = workspace.dbt("run-operation", "print_fingerprint")
    assert not result.success
    assert re.search(r"There is no \S+fct_customer_scores_daily\S+: run `make build` first", result.output)
