"""The conventions of CONTRIBUTING.md, held by code: descriptions, names, sizes, tests, portable SQL."""

import csv
import re
import statistics
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import PROJECT

PACKAGE = "customer_experience"
FOLDERS = ("models", "seeds", "macros", "tests")
PERSONAL_COLUMNS = {"full_name", "email", "phone", "message_text", "comment"}

# The rows of a raw table as they came: keys may be missing or repeated, which is what they record.
WITHOUT_KEY = ("base_", "stg_raw__changed_issues")
# Counts the rows of the sources, to account for each of them and to find what came since the last run.
READS_SOURCES = {"stg_raw__loads"}

MEDIAN_SQL_LINES = 30
# Models that answer questions join more and name more columns than those that make a score.
MEDIAN_SQL_LINES_OF_ANSWERS = 60
MAX_SQL_LINES = 120
MAX_JINJA_SHARE = 0.08
MAX_YAML_LINES = 400
MAX_README_WORDS = 900
MIN_TESTS_PER_MODEL = 3

# A Jinja block or expression; the texts inside it may hold braces.
JINJA = re.compile(r"""{{(?:"[^"]*"|'[^']*'|.)*?}}|{%.*?%}""", re.DOTALL)


# What is read


@pytest.fixture(scope="session")
def manifest(manifests) -> dict:
    """dbt's manifest of the project."""
    return manifests["manifest"]


@pytest.fixture(scope="session")
def nodes(manifest):
    """Nodes of the project by kind: `nodes("model")`."""

    def of_kind(kind):
        return [
            node
            for node in manifest["nodes"].values()
            if node["resource_type"] == kind and node["package_name"] == PACKAGE
        ]

    return of_kind


def project_files(ending):
    return sorted(path for folder in FOLDERS for path in (PROJECT / folder).rglob(f"*{ending}"))


def model_files():
    return sorted((PROJECT / "models").rglob("*.sql"))


def in_marts(model):
    return model["path"].startswith("marts/")


def without_comments(sql):
    """The text without comments of Jinja and of SQL."""
    return re.sub(r"--[^\n]*", "", re.sub(r"{#.*?#}", "", sql, flags=re.DOTALL))


def sql_lines(sql):
    """Lines that are neither empty nor a comment."""
    return [line for line in without_comments(sql).splitlines() if line.strip()]


def jinja_lines(sql):
    """Lines of SQL with a Jinja block or expression other than a ref or its changed rows, source, var or `this`."""
    ref = r"ref\([^{}()]*\)"
    changed = rf"(?:of_changed_\w+|changed_or_all)\(\s*{ref}(?:,\s*(?:{ref}|'\w+'))?\s*\)"
    simple = rf"{{{{-?\s*(?:{ref}|{changed}|(?:source|var)\([^{{}}()]*\)|not_materialized\(\)|this)\s*-?}}}}"
    marked = re.sub(simple, "simple", without_comments(sql))
    marked = JINJA.sub(lambda block: re.sub(r"[^\n]+", "\0", block[0]), marked)
    return [line for line in marked.splitlines() if "\0" in line]


def bare_sql(sql):
    """SQL without comments, Jinja and the contents of literals."""
    return re.sub(r"'[^'\n]*'", "''", JINJA.sub("jinja", without_comments(sql)))


# Descriptions


def test_everything_in_the_manifest_is_described(manifest, nodes):
    described = [*nodes("model"), *nodes("seed"), *manifest["sources"].values(), *manifest["exposures"].values()]
    missing = [node["name"] for node in described if not node["description"].strip()]
    missing += [
        f"{node['name']}.{column['name']}"
        for node in described
        for column in node.get("columns", {}).values()
        if not column["description"].strip()
    ]
    assert missing == []


def test_every_column_of_a_model_is_in_its_yaml_and_the_other_way_round(nodes, example_database):
    with duckdb.connect(str(example_database), read_only=True) as connection:
        found = connection.execute(
            "select table_name, list(column_name) from information_schema.columns "
            "where table_schema <> 'raw' group by table_name"
        ).fetchall()
    real = {table: set(columns) for table, columns in found}
    declared = {model["name"]: set(model["columns"]) for model in nodes("model")}
    differences = {
        name: columns ^ real[name] for name, columns in declared.items() if columns != real[name]
    }
    assert differences == {}


def test_every_column_of_a_seed_is_in_its_yaml_and_the_other_way_round(nodes):
    for seed in nodes("seed"):
        with (PROJECT / seed["original_file_path"]).open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == list(seed["columns"]), seed["name"]


def test_every_macro_is_described_with_its_arguments(manifest):
    macros = {
        macro["name"]: macro
        for macro in manifest["macros"].values()
        if macro["package_name"] == PACKAGE
    }
    missing = []
    for name, macro in macros.items():
        engine, _, wrapper = name.partition("__")
        if wrapper in macros and engine in ("default", "spark"):
            wanted = [argument["name"] for argument in macros[wrapper]["arguments"]]
            assert [argument["name"] for argument in macro["arguments"]] == wanted, name
            continue
        if not macro["description"].strip():
            missing.append(name)
        missing += [
            f"{name}({argument['name']})"
            for argument in macro["arguments"]
            if not (argument["type"] and argument["description"].strip())
        ]
        if name.startswith("test_"):
            # dbt reads no arguments of a generic test: its description names them.
            signature = re.search(r"{% test \w+\((.*?)\)", macro["macro_sql"])[1]
            inputs = set(re.findall(r"\w+", signature)) - {"model", "column_name"}
            missing += [f"{name}({word})" for word in inputs if word not in macro["description"]]
    assert missing == []


def test_every_var_says_on_its_line_what_it_does():
    text = (PROJECT / "dbt_project.yml").read_text(encoding="utf-8")
    names = yaml.safe_load(text)["vars"]
    assert names
    assert [name for name in names if not re.search(rf"^  {name}:.*  # .{{10,}}", text, re.MULTILINE)] == []


def test_a_description_that_three_models_share_is_a_docs_block():
    texts = Counter(
        column.get("description", "")
        for path in (PROJECT / "models").rglob("*__models.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        for column in model.get("columns", [])
    )
    assert [text for text, count in texts.items() if count >= 3 and "doc(" not in text] == []


# Data tests


def test_models_are_tested(nodes):
    counts = Counter(test.get("attached_node") for test in nodes("test"))
    models = nodes("model")
    assert sum(counts[model["unique_id"]] for model in models) >= MIN_TESTS_PER_MODEL * len(models)
    assert [model["name"] for model in models if counts[model["unique_id"]] == 0] == []


def test_every_model_has_a_key(nodes):
    with_key = {
        test["attached_node"]
        for test in nodes("test")
        if (test.get("test_metadata") or {}).get("name") in ("unique", "unique_combination")
    }
    assert [
        model["name"]
        for model in nodes("model")
        if model["unique_id"] not in with_key and not model["name"].startswith(WITHOUT_KEY)
    ] == []


# Names and layers


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("staging/raw/base", r"base_raw__\w+"),
        ("staging/raw(/loads)?", r"stg_raw__\w+"),
        (r"intermediate/\w+", r"int_\w+"),
        (r"marts/\w+", r"(fct|dim|rpt)_\w+"),
    ],
)
def test_models_are_named_after_their_layer(folder, names):
    inside = [
        path.stem
        for path in model_files()
        if re.fullmatch(folder, path.parent.relative_to(PROJECT / "models").as_posix())
    ]
    assert inside
    assert [name for name in inside if not re.fullmatch(names, name)] == []


def test_every_model_is_in_a_layer():
    layers = r"staging/raw(/base|/loads)?|intermediate/\w+|marts/\w+"
    folders = {path.parent.relative_to(PROJECT / "models").as_posix() for path in model_files()}
    assert [folder for folder in folders if not re.fullmatch(layers, folder)] == []


def test_yaml_files_are_named_after_their_folder():
    kinds = r"(models|sources|unit_tests|seeds|macros|data_tests|exposures|semantic_models)\.yml"
    assert [
        path.relative_to(PROJECT).as_posix()
        for path in project_files(".yml")
        if not re.fullmatch(rf"_{path.parent.name}(_[a-z_]+)?__{kinds}", path.name)
    ] == []


def test_only_base_models_read_a_source(nodes):
    readers = {model["name"] for model in nodes("model") if model["sources"]}
    assert {name for name in readers if not name.startswith("base_")} == READS_SOURCES


def test_marts_are_public_and_contracted_with_the_type_of_every_column(nodes):
    marts = [model for model in nodes("model") if in_marts(model)]
    assert marts
    for mart in marts:
        assert mart["access"] == "public", mart["name"]
        assert mart["config"]["contract"]["enforced"], mart["name"]
        assert [name for name, column in mart["columns"].items() if not column["data_type"]] == [], mart["name"]


def test_personal_columns_are_tagged_and_in_no_mart_but_customers_and_evidence(nodes):
    holders = [model for model in nodes("model") if PERSONAL_COLUMNS & set(model["columns"])]
    assert {model["name"] for model in holders if in_marts(model)} == {"dim_customers", "fct_score_evidence_current"}
    assert [
        f"{model['name']}.{name}"
        for model in holders
        for name in PERSONAL_COLUMNS & set(model["columns"])
        if "pii" not in model["columns"][name]["config"]["tags"]
    ] == []


# Sizes


def test_models_are_short(nodes):
    lines = {path.stem: len(sql_lines(path.read_text(encoding="utf-8"))) for path in model_files()}
    answers = {node["name"] for node in nodes("model") if "answers" in node["tags"]}
    assert statistics.median(lines[name] for name in answers) <= MEDIAN_SQL_LINES_OF_ANSWERS
    assert statistics.median(lines[name] for name in lines.keys() - answers) <= MEDIAN_SQL_LINES
    assert {name: count for name, count in lines.items() if count > MAX_SQL_LINES} == {}


def test_models_hold_little_jinja():
    texts = [path.read_text(encoding="utf-8") for path in model_files()]
    share = sum(len(jinja_lines(sql)) for sql in texts) / sum(len(sql_lines(sql)) for sql in texts)
    assert share <= MAX_JINJA_SHARE


def test_yaml_files_are_short():
    lines = {path.name: path.read_text(encoding="utf-8").count("\n") for path in project_files(".yml")}
    assert {name: count for name, count in lines.items() if count > MAX_YAML_LINES} == {}


def test_the_readme_is_short():
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").split()) <= MAX_README_WORDS


# SQL that every engine reads alike. Each pattern comes with SQL that breaks the rule.

FORBIDDEN = {
    "cast(x as type), not ::": (r"::", "select a::int"),
    "no quoted identifiers, a text on some engines": (r'"', 'select "a"'),
    "string: a varchar needs a length on some engines": (r"\bvarchar\b(?!\()", "select cast(a as varchar)"),
    "no qualify": (r"\bqualify\b", "select a qualify row_number() over () = 1"),
    "no function whose last digit depends on the engine": (
        r"\b(pow|power|exp|ln|log\d*|avg|stddev\w*|var_\w+|variance|first|any_value|approx_\w+)\s*\(",
        "select pow(a, 2)",
    ),
    "no decimal literal: engines differ in its type": (r"(?<![\w.])\d+\.\d+", "select a * 0.5"),
    "no asof join": (r"\basof\b", "from a asof join b"),
    "exists, not a semi join": (r"\bsemi\s+join\b", "from a semi join b"),
    "no list syntax": (r"\[|->", "select [a, b]"),
    "no day of the week, numbered differently": (r"\bdayofweek\b", "select dayofweek(a)"),
    "an alias of more than one letter": (r"\bas [a-z]\b(?!\()", "from customers as c"),
    "a name that says what the CTE does": (
        r"\b(final|base|cte|tmp|temp|result|results|data|cte_\d+)\s+as\s*\(",
        "with final as (select 1)",
    ),
}

ALLOWED = {
    # The one table of weights; rounding removes the digit in which engines differ.
    ("decay_weight.sql", "no function whose last digit depends on the engine"),
    # The one table of logarithms, a row per bin; rounded alike.
    ("int_score_shifts.sql", "no function whose last digit depends on the engine"),
    # Compares with a tolerance.
    ("assert_percentiles_average_50.sql", "no function whose last digit depends on the engine"),
    ("assert_percentiles_average_50.sql", "no decimal literal: engines differ in its type"),
}


def portable_files():
    """Models, singular tests and the macros that are the same on every engine."""
    macros = (PROJECT / "macros/scoring").glob("*.sql")
    return [*model_files(), *sorted((PROJECT / "tests").rglob("*.sql")), *sorted(macros)]


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_sql_is_portable(rule):
    pattern, example = FORBIDDEN[rule]
    assert re.search(pattern, bare_sql(example)), "the rule does not find its own example"
    assert [
        path.name
        for path in portable_files()
        if re.search(pattern, bare_sql(path.read_text(encoding="utf-8"))) and (path.name, rule) not in ALLOWED
    ] == []


def test_no_literal_holds_a_backslash_or_a_doubled_quote():
    pattern = r"\\|[^\s(,']''|''[^\s),']"
    assert all(re.search(pattern, sql) for sql in ("select 'it''s'", "select '\\d'"))
    assert not re.search(pattern, "coalesce(a, '')")
    assert [
        path.name
        for path in portable_files()
        if re.search(pattern, without_comments(path.read_text(encoding="utf-8")))
    ] == []


def windows(sql):
    """The contents of every `over (...)` and named window."""
    for opening in re.finditer(r"(?:\bover|\bwindow \w+ as)\s*\(", sql):
        depth, end = 1, opening.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield sql[opening.end() : end - 1]


def unplaced_nulls(sql):
    """Sort keys of windows that do not say where nulls go."""
    return [
        key.strip()
        for window in windows(sql)
        if "order by" in window
        for key in re.sub(r"\b(rows|range) .*", "", window.split("order by")[1], flags=re.DOTALL).split(",")
        if not key.strip().endswith(("nulls last", "nulls first"))
    ]


def test_windows_say_where_nulls_go():
    assert unplaced_nulls("sum(a) over (partition by b order by c desc, d nulls last rows 1 preceding)") == ["c desc"]
    assert {
        path.name: keys
        for path in portable_files()
        if (keys := unplaced_nulls(without_comments(path.read_text(encoding="utf-8"))))
    } == {}


def test_models_end_with_all_columns_of_their_last_cte():
    def ends_well(sql):
        names = re.findall(r"^(?:with )?(\w+) as \(", sql, re.MULTILINE)
        return bool(names) and sql.rstrip().endswith(f"\n\nselect * from {names[-1]}")

    assert not ends_well("with a as (\n    select 1\n),\n\nb as (\n    select 2\n)\n\nselect * from a\n")
    assert [path.name for path in model_files() if not ends_well(path.read_text(encoding="utf-8"))] == []


def test_no_file_switches_a_linter_off():
    words = re.compile(r"\bno" + r"qa\b|yamllint dis" + r"able")
    files = [*project_files(".sql"), *project_files(".yml"), *Path(PROJECT / "python_tests").rglob("*.py")]
    assert [path.name for path in files if words.search(path.read_text(encoding="utf-8"))] == []
