"""Values of vars, environment variables, files and seeds are data: none of them becomes a statement.

Every hostile value would create a table whose name begins with `planted_` if it were run.
"""

import yaml
from builders import LAST_LOAD, execute, only, problems, small_portfolio
from conftest import PROJECT, Workspace, raw_columns

COLUMNS = raw_columns()
VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def statement(name: str) -> str:
    """A statement that would be seen."""
    return f"create table main.planted_{name} as select 1 as one; --"


def planted_tables(workspace: Workspace) -> list[dict]:
    """The tables that hostile values have made."""
    return workspace.query("select table_name from information_schema.tables where table_name like 'planted%'")


def test_the_check_finds_a_statement_that_ran(workspace):
    execute(workspace.database, statement("on_purpose"))
    assert planted_tables(workspace) == [{"table_name": "planted_on_purpose"}]


def sql_text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def quoted_line(values: list[str]) -> str:
    """A CSV line with a quoted value for each text."""
    return ",".join('"' + value.replace('"', '""') + '"' for value in values) + "\n"


def test_names_of_files_and_columns_and_values_of_rows_and_seeds_are_taken_as_they_are(workspace):
    texts = {
        name: f"{name}'); {statement(name)}" for name in ("topic", "role", "channel", "band", "token", "stage")
    } | {"jinja": "{{ 1 / 0 }}{% raise %}"}
    for seed, row in {
        "topics": [texts["topic"], texts["topic"]],
        "roles": [texts["role"], "residents", 3],
        "channels": [texts["channel"], texts["jinja"]],
        "tone_lexicon": [texts["token"], -100, "general"],
        "journey_stages": [texts["stage"], 99, texts["stage"]],
    }.items():
        values = ", ".join(sql_text(str(value)) for value in row)
        execute(workspace.database, f"insert into main_seeds.{seed} values ({values})")
    execute(workspace.database, f"update main_seeds.score_bands set score_band = {sql_text(texts['band'])}")

    portfolio = small_portfolio()
    hostile_id = f"eve'); {statement('id')}"
    portfolio["customers"].append({"customer_id": hostile_id, "loaded_at": LAST_LOAD})
    portfolio["customer_roles"].append(
        portfolio["customer_roles"][0]
        | {"role_id": texts["jinja"], "customer_id": hostile_id, "role": texts["role"].upper()}
    )
    workspace.write_raw(portfolio)
    (workspace.raw / "interactions.parquet").unlink()

    hostile_values = {
        "customer_id": hostile_id,
        "topic": texts["topic"],
        "channel": texts["channel"],
        "journey_stage": texts["stage"],
        "message_text": texts["token"],
        "agent_id": texts["jinja"],
    }
    # Each file has one interaction of the hostile customer, a column with a hostile name, and a line that can
    # not be read, whose place becomes an id.
    files = [f"a'); {statement('file')}.csv", "b[1].csv", "b1.csv", 'c"{d},e?.csv', "f;g=h*.csv"]
    folder = workspace.raw / "interactions/it's [1]; x*=y"
    folder.mkdir(parents=True)
    names = list(COLUMNS["interactions"])
    for number, file in enumerate(files):
        row = portfolio["interactions"][0] | hostile_values | {"interaction_id": f"{hostile_id} {number}"}
        columns = [*names, f"h' varchar); {statement('column')}", texts["jinja"], 'q"uote']
        values = ["" if row.get(name) is None else str(row[name]) for name in columns]
        (folder / file).write_text(quoted_line(columns) + quoted_line(values) + "1,2\n", encoding="utf-8")

    hostile_folder = workspace.root / "feed'; [1] *?"
    workspace.raw.rename(hostile_folder)
    workspace.raw.mkdir()
    workspace.run(environment={"CX_RAW_PATH": str(hostile_folder)})

    assert planted_tables(workspace) == []
    staged = workspace.query("select * from main_staging.stg_raw__interactions order by interaction_id")
    assert [row["interaction_id"] for row in staged] == [f"{hostile_id} {number}" for number in range(len(files))]
    for name, text in hostile_values.items():
        assert {row[name] for row in staged} == {text}
    refused = workspace.query("select source_record_id from fct_quarantined_records")
    assert {row["source_record_id"] for row in refused} == {f"line 3 of {file}" for file in files}
    (scored,) = workspace.query(
        "select distinct customer_id, cohort, score_band from fct_customer_scores_daily where customer_id like 'eve%'"
    )
    assert scored == {"customer_id": hostile_id, "cohort": "residents", "score_band": texts["band"]}


def test_every_var_and_name_of_the_environment_is_refused_by_name_before_anything_is_read(workspace):
    variables = {
        name: ("'" if isinstance(default, str) else "1") + f"); {statement(name)}" for name, default in VARS.items()
    }
    environment = {
        "CX_RAW_SCHEMA": f'raw"."customers"; {statement("schema")}',
        "CX_RAW_DATABASE": f"scores'; {statement('database')}",
    }
    result = workspace.dbt("run", "--select", "base_raw__properties", variables=variables, environment=environment)
    lines = problems(result)
    for name, value in (variables | environment).items():
        only(lines, f"{name} is '{value}': write ")
    assert len(lines) == len(variables | environment)
    assert planted_tables(workspace) == []


def test_a_salt_that_is_missing_or_holds_a_quote_is_refused_and_not_shown(workspace):
    salt = f"0123456789abcdef'; {statement('salt')}"
    result = workspace.dbt(
        "run", "--select", "dim_customers",
        variables={"customer_identities": "hashed"}, environment={"CX_IDENTITY_SALT": salt},
    )  # fmt: skip
    (line,) = problems(result)
    assert line.startswith("customer_identities is hashed: export CX_IDENTITY_SALT with at least 16 letters")
    assert "0123456789abcdef" not in result.output
    assert planted_tables(workspace) == []


def test_freshness_takes_names_as_names(workspace):
    execute(workspace.database, "create schema raw; create table raw.customers as select now() as loaded_at")
    environment = {"CX_RAW_DATABASE": 'sco"res', "CX_RAW_SCHEMA": f'raw"."customers"; {statement("schema")}'}
    result = workspace.dbt("source", "freshness", environment=environment)
    assert "CX_RAW_SCHEMA is" in " ".join(problems(result))
    assert planted_tables(workspace) == []
