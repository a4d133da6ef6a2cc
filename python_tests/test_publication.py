"""What readers of the published copy find, also while a publication runs, fails or is killed."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

import duckdb
import pytest
import yaml
from builders import execute
from conftest import PROJECT, duckdb_1_5

sys.path.insert(0, str(PROJECT / "scripts"))

from job_lock import job_lock
from publish import PublicationError, alone_in, dependencies, link, publish, stretches, without_database

MARTS = {
    "dim_customers",
    "dim_days",
    "dim_metric_definitions",
    "dim_properties",
    "fct_attention_list",
    "fct_customer_scores_current",
    "fct_customer_scores_daily",
    "fct_happy_list",
    "fct_initiative_impact",
    "fct_initiative_placebos",
    "fct_issue_backlog_daily",
    "fct_issue_metrics_daily",
    "fct_journey_conversions",
    "fct_journey_touchpoints",
    "fct_property_drivers_daily",
    "fct_property_group_scores_daily",
    "fct_property_lowest_customers",
    "fct_property_scores_daily",
    "fct_quarantined_records",
    "fct_score_calibration",
    "fct_score_changes_current",
    "fct_score_drivers_daily",
    "fct_score_evidence_current",
    "fct_score_restatements",
    "fct_score_stability",
    "fct_score_validation",
    "fct_service_metrics_daily",
    "fct_survey_scores_daily",
    "fct_survey_scores_monthly",
    "rpt_daily_run",
    "rpt_score_coverage",
}
MONTHLY_MARTS = {
    "fct_customer_scores_daily",
    "fct_property_drivers_daily",
    "fct_property_group_scores_daily",
    "fct_property_scores_daily",
    "fct_score_drivers_daily",
    "fct_score_restatements",
    "fct_score_stability",
}
NOBODY = 65534


@pytest.fixture(scope="module")
def manifest(shared_workspace) -> Path:
    """dbt's manifest of the project."""
    parsed = shared_workspace.dbt("parse")
    assert parsed.success, parsed.output
    return shared_workspace.target / "manifest.json"


class Publisher:
    """A database and the folder that it is published to."""

    def __init__(self, root: Path, example: Path, manifest: Path):
        self.database = root / "scores.duckdb"
        self.folder = root / "published"
        self.manifest = root / "manifest.json"
        shutil.copy(example, self.database)
        shutil.copy(manifest, self.manifest)

    def publish(self) -> dict:
        return publish(self.database, self.folder, self.manifest)

    def in_child(self, preparation: str = "") -> subprocess.CompletedProcess:
        """Publishes in a process of its own that runs some Python before."""
        code = (
            f"import os, signal, sys\nsys.path.insert(0, {str(PROJECT / 'scripts')!r})\nimport publish\n"
            f"{preparation}\nsys.exit(publish.main([]))"
        )
        environment = os.environ | {
            "CX_DUCKDB_PATH": str(self.database),
            "CX_PUBLISH_PATH": str(self.folder),
            "DBT_TARGET_PATH": str(self.manifest.parent),
        }
        return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)

    def fails(self, preparation: str = "") -> str:
        """The error of a publication in a child that leaves the folder as it was."""
        before = files_of(self.folder)
        child = self.in_child(preparation)
        assert child.returncode == 1, child.stderr
        assert "Traceback" not in child.stderr
        assert files_of(self.folder) == before
        return child.stderr

    def versions(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "versions").iterdir())

    def current(self) -> str:
        return (self.folder / "current").readlink().name

    def previous(self) -> str:
        return (self.folder / "previous").readlink().name


@pytest.fixture
def publisher(tmp_path, small_example, manifest) -> Publisher:
    return Publisher(tmp_path, small_example, manifest)


def files_of(folder: Path) -> dict[str, str]:
    """Every file and link below a folder with the hash of its content or its target."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else sha256(path)
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def assert_whole(version: Path) -> None:
    """Every file of the version is there as its manifest.json says."""
    described = json.loads((version / "manifest.json").read_text())["files"]
    files = {str(path.relative_to(version)) for path in version.rglob("*") if path.is_file()}
    assert files == {*described, "manifest.json"}
    assert {name: sha256(version / name) for name in described} == {
        name: entry["sha256"] for name, entry in described.items()
    }


def parquet_of(mart: str) -> str:
    """The Parquet files of a mart below its version: one, or one for each month."""
    return f"{mart}/*.parquet" if mart in MONTHLY_MARTS else f"{mart}.parquet"


def query(database: Path, sql: str, *values) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


# What is published


def test_every_public_mart_is_published_row_by_row_as_a_table_and_as_parquet(publisher):
    described = publisher.publish()
    assert described["models"] == sorted(MARTS)
    current = publisher.folder / "current"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{publisher.database}' as source (read_only)")
        connection.execute(f"attach '{current}/serving.duckdb' as serving (read_only)")
        for mart in MARTS:
            (rows,) = connection.execute(f"select count(*) from source.{mart}").fetchall()[0]
            files = [file for file in described["files"] if fnmatch(file, parquet_of(mart))]
            assert sum(described["files"][file]["rows"] for file in files) == rows
            for copy in (f"serving.{mart}", f"'{current}/{parquet_of(mart)}'"):
                for one, other in ((f"source.{mart}", copy), (copy, f"source.{mart}")):
                    assert connection.execute(f"from {one} except all from {other}").fetchall() == [], (one, other)
        (newest,) = connection.execute("select max(score_date) from source.fct_customer_scores_daily").fetchall()[0]
        assert described["score_date"] == newest.isoformat()


def test_a_version_describes_its_files_and_names_no_machine(publisher):
    described = publisher.publish()
    version = publisher.folder / "current"
    assert_whole(version)
    text = (version / "manifest.json").read_text()
    assert json.loads(text) == described
    assert described["project_version"] == yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["version"]
    assert {name: (version / name).stat().st_size for name in described["files"]} == {
        name: entry["bytes"] for name, entry in described["files"].items()
    }
    assert os.uname().nodename not in text
    assert str(publisher.folder.parent) not in text


def test_views_stay_views_and_only_what_they_read_is_copied_beside_the_marts(publisher):
    publisher.publish()
    serving = publisher.folder / "current/serving.duckdb"
    views = {name for (name,) in query(serving, "select view_name from duckdb_views() where not internal")}
    assert views == {"fct_customer_scores_current", "fct_quarantined_records", "fct_score_drivers_daily"}
    tables = {name for (name,) in query(serving, "select table_name from duckdb_tables()")}
    assert tables == MARTS - views | {"int_factor_weights", "int_quarantined_records"}


def test_the_name_of_the_database_is_taken_out_of_the_sql_of_a_view():
    read = [{"schema": "main", "alias": "scores"}, {"schema": "main_other", "alias": "weights"}]
    sql = 'select * from "my db".main.scores join db.main_other.weights on db.main.scores_too'
    assert without_database(sql, read) == (
        "select * from main.scores join main_other.weights on db.main.scores_too"
    )
    assert without_database("select * from main.scores", read) == "select * from main.scores"


def test_only_views_bring_what_they_read():
    node = {"depends_on": {"nodes": ["model.a"]}, "config": {"materialized": "view"}}
    assert dependencies(node) == ["model.a"]
    assert dependencies(node | {"config": {"materialized": "table"}}) == []


def test_descriptions_are_comments(publisher, manifest):
    publisher.publish()
    serving = publisher.folder / "current/serving.duckdb"
    tables = dict(
        query(
            serving,
            "select table_name, comment from duckdb_tables() union all "
            "select view_name, comment from duckdb_views() where not internal",
        )
    )
    columns = {
        (table, column): comment
        for table, column, comment in query(serving, "select table_name, column_name, comment from duckdb_columns()")
    }
    models = {node["name"]: node for node in json.loads(manifest.read_text())["nodes"].values()}
    for mart in MARTS:
        assert tables[mart] == models[mart]["description"].strip()
        for column in models[mart]["columns"].values():
            assert columns[mart, column["name"]] == column["description"].strip()

    # also of a table that the version before had
    changed = json.loads(publisher.manifest.read_text())
    node = next(node for node in changed["nodes"].values() if node["name"] == "fct_customer_scores_daily")
    node["description"] = node["columns"]["score"]["description"] = "Anew"
    publisher.manifest.write_text(json.dumps(changed))
    publisher.publish()
    named = "where table_name = 'fct_customer_scores_daily'"
    assert query(serving, f"select comment from duckdb_tables() {named}") == [("Anew",)]
    assert query(serving, f"select comment from duckdb_columns() {named} and column_name = 'score'") == [("Anew",)]


def test_parquet_has_the_same_bytes_each_time_and_rows_are_sorted_by_key_days_first(publisher):
    first = publisher.publish()["files"]
    with duckdb.connect(str(publisher.database)) as connection:
        connection.execute("create table shuffled as from fct_customer_scores_daily order by hash(customer_id)")
        connection.execute("delete from fct_customer_scores_daily")
        connection.execute("insert into fct_customer_scores_daily from shuffled")
    second = publisher.publish()["files"]
    parquet = [name for name in first if name.endswith(".parquet")]
    assert len(parquet) == len(MARTS)
    assert {name: first[name] for name in parquet} == {name: second[name] for name in parquet}
    keys = {
        "fct_customer_scores_daily": "score_date, customer_id",
        "fct_score_drivers_daily": "score_date, customer_id, factor",
        "dim_customers": "customer_id",
    }
    current = publisher.folder / "current"
    for mart, key in keys.items():
        found = duckdb.sql(f"select {key} from '{current}/{parquet_of(mart)}'").fetchall()
        assert found == sorted(found), mart
        if mart != "fct_score_drivers_daily":
            assert query(current / "serving.duckdb", f"select {key} from {mart}") == found


def test_duckdb_1_5_reads_the_serving_file(publisher):
    publisher.publish()
    serving = publisher.folder / "current/serving.duckdb"
    code = (
        "import duckdb\n"
        f"c = duckdb.connect({str(serving)!r}, read_only=True)\n"
        f"print([c.execute('select count(*) from ' + mart).fetchone()[0] for mart in {sorted(MARTS)!r}])"
    )
    environment = os.environ | {"PYTHONPATH": duckdb_1_5()}
    child = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
    assert json.loads(child.stdout) == [query(serving, f"select count(*) from {mart}")[0][0] for mart in sorted(MARTS)]


# Versions


def inodes(publisher: Publisher) -> dict[str, int]:
    """The files of the current version, told apart by what they are on the disk."""
    version = (publisher.folder / "current").resolve()
    return {str(path.relative_to(version)): path.stat().st_ino for path in version.rglob("*.parquet")}


def assert_serving_holds_the_marts(publisher: Publisher) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{publisher.database}' as source (read_only)")
        connection.execute(f"attach '{publisher.folder}/current/serving.duckdb' as serving (read_only)")
        for mart in MARTS:
            for one, other in (("source", "serving"), ("serving", "source")):
                assert connection.execute(f"from {one}.{mart} except all from {other}.{mart}").fetchall() == [], mart


def test_only_months_that_changed_are_written_again(publisher):
    daily, drivers = "fct_customer_scores_daily", "fct_score_drivers_daily"
    # a view without months, which is written where anything that it reads differs
    current = "fct_customer_scores_current.parquet"
    day = f"(select {{}}(score_date) from {daily})"
    execute(publisher.database, f"update {daily} set score_date = score_date - 31 where score_date = {day.format('min')}")
    publisher.publish()
    first = inodes(publisher)
    assert {file for file in first if file.startswith(daily)} == {f"{daily}/2026-05.parquet", f"{daily}/2026-06.parquet"}

    execute(publisher.database, f"update {daily} set confidence = 0 where score_date = {day.format('max')}")
    publisher.publish()
    second = inodes(publisher)
    changed = {file for file in second if second[file] != first[file]}
    assert changed == {f"{daily}/2026-06.parquet", f"{drivers}/2026-06.parquet", current}
    assert_serving_holds_the_marts(publisher)
    assert_whole(publisher.folder / "current")

    # a driver is compared with the day before, which may lie in the month before
    execute(publisher.database, f"update {daily} set tone_score = 1 where score_date = {day.format('min')}")
    publisher.publish()
    third = inodes(publisher)
    changed = {file for file in third if third[file] != second[file]}
    assert changed == {
        f"{daily}/2026-05.parquet", f"{drivers}/2026-05.parquet", f"{drivers}/2026-06.parquet", current,
    }  # fmt: skip
    assert_serving_holds_the_marts(publisher)

    execute(publisher.database, f"delete from {daily} where score_date = {day.format('min')}")
    publisher.publish()
    assert f"{daily}/2026-05.parquet" not in inodes(publisher)
    assert_serving_holds_the_marts(publisher)


def test_months_that_differ_are_copied_in_stretches_of_bounded_size(monkeypatch):
    monkeypatch.setattr("publish.ROWS_AT_ONCE", 100)
    wanted = {f"2026-{month:02}": "60 rows, a" for month in range(1, 9)}
    assert list(stretches({}, {"": "1000 rows, a"})) == [("", "")]
    assert list(stretches(wanted, wanted)) == []
    # the two that are there stay; two are enough for one sort; one month has no rows any more
    held = {"2025-12": "5 rows, b", "2026-01": "60 rows, a", "2026-06": "60 rows, a", "2026-07": "60 rows, b"}
    assert list(stretches(held, wanted)) == [
        ("2025-12", "2025-12"), ("2026-02", "2026-03"), ("2026-04", "2026-05"), ("2026-07", "2026-08"),
    ]  # fmt: skip


def test_what_a_mart_no_longer_is_leaves_the_copy(publisher):
    publisher.publish()
    nodes = json.loads(publisher.manifest.read_text())
    name = next(name for name in nodes["nodes"] if name.endswith(".dim_properties"))
    nodes["nodes"][name]["access"] = "private"
    publisher.manifest.write_text(json.dumps(nodes))
    execute(publisher.database, "alter table dim_customers add column note varchar default 'new'")
    assert "dim_properties" not in publisher.publish()["models"]
    serving = publisher.folder / "current/serving.duckdb"
    assert query(serving, "select count(*) from duckdb_tables() where table_name = 'dim_properties'") == [(0,)]
    assert query(serving, "select distinct note from dim_customers") == [("new",)]


def test_the_copy_is_written_anew_when_most_of_it_is_free_space(publisher):
    publisher.publish()
    serving = (publisher.folder / "current/serving.duckdb").resolve()
    serving.chmod(0o640)
    execute(serving, "create table much as select hash(range) as n from range(4000000)")
    execute(serving, "create table after_it as select hash(range) as n from range(400000)")
    execute(serving, "drop table much")
    grown = serving.stat().st_size
    publisher.publish()
    assert (publisher.folder / "current/serving.duckdb").stat().st_size < grown / 2


def test_the_version_before_is_kept_older_ones_are_removed_and_other_files_stay(publisher):
    names = [publisher.publish()["version"]]
    assert publisher.versions() == names
    assert not (publisher.folder / "previous").exists()
    (publisher.folder / "versions/notes").mkdir()
    for _ in range(2):
        names.append(publisher.publish()["version"])
        assert (publisher.current(), publisher.previous()) == (names[-1], names[-2])
        assert publisher.versions() == [*names[-2:], "notes"]
        for name in ("current", "previous"):
            assert not os.path.isabs(os.readlink(publisher.folder / name))
            assert_whole(publisher.folder / name)
    assert names == sorted(set(names))


def test_nobody_else_may_read_anything_at_any_moment_whatever_the_umask(publisher):
    watch = (
        "os.umask(0)\n"
        "def watched(original):\n"
        "    def watching(*arguments):\n"
        f"        for path in publish.Path({str(publisher.folder)!r}).rglob('*'):\n"
        "            assert path.is_symlink() or path.stat().st_mode & 0o007 == 0, path\n"
        "        return original(*arguments)\n"
        "    return watching\n"
        "for name in ('create', 'size_and_hash', 'sync', 'link'):\n"
        "    setattr(publish, name, watched(getattr(publish, name)))"
    )
    child = publisher.in_child(watch)
    assert child.returncode == 0, child.stderr
    modes = {
        path: oct(stat.S_IMODE(path.stat().st_mode))
        for path in [publisher.folder, *publisher.folder.rglob("*")]
        if not path.is_symlink()
    }
    assert modes == {
        path: "0o440" if path.name == "serving.duckdb" else "0o640" if path.is_file() else "0o750" for path in modes
    }
    assert len(modes) == len(MARTS) + len(MONTHLY_MARTS) + 5


def test_answers_that_are_not_built_are_left_out(publisher):
    publisher.publish()
    nodes = json.loads(publisher.manifest.read_text())["nodes"].values()
    with duckdb.connect(str(publisher.database)) as connection:
        answers = {node["alias"]: node["config"]["materialized"] for node in nodes if "answers" in node["tags"]}
        for name in answers.keys() & MARTS:
            connection.execute(f"drop {'view' if answers[name] == 'view' else 'table'} {name}")
    published = publisher.publish()["models"]
    assert set(published) == MARTS - answers.keys()
    assert {"fct_customer_scores_daily", "fct_score_drivers_daily", "rpt_daily_run"} <= set(published)
    with duckdb.connect(str(publisher.folder / "current/serving.duckdb"), read_only=True) as connection:
        served = connection.execute("select table_name from duckdb_tables() union select view_name from duckdb_views()")
        assert not {name for (name,) in served.fetchall()} & answers.keys()
    names = {path.name.removesuffix(".parquet") for path in (publisher.folder / "current").iterdir()}
    assert names == {*published, "serving.duckdb", "manifest.json"}


# Failures


def test_a_publication_says_what_is_missing_and_what_to_do(publisher, tmp_path):
    publisher.publish()
    with pytest.raises(PublicationError, match="no database at .*nowhere.duckdb: run `make build` first"):
        publish(tmp_path / "nowhere.duckdb", publisher.folder, publisher.manifest)
    publisher.database, database = tmp_path / "new/scores.duckdb", publisher.database
    assert "no database at" in publisher.fails()
    assert not (tmp_path / "new").exists()
    publisher.database = database
    with pytest.raises(PublicationError, match="no manifest of dbt at .*nowhere.json: run `make build` first"):
        publish(publisher.database, publisher.folder, tmp_path / "nowhere.json")
    with duckdb.connect(str(publisher.database)) as connection:
        connection.execute("drop table dim_properties")
        connection.execute("drop table main_intermediate.int_factor_weights")
    assert "has no dim_properties, int_factor_weights: run `make build` first" in publisher.fails()


def test_a_database_that_is_being_written_names_the_process(publisher):
    publisher.publish()
    with duckdb.connect(str(publisher.database)):
        assert f"is being written by process {os.getpid()}" in publisher.fails()


def test_a_publication_waits_neither_for_a_daily_job_nor_for_another_publication(publisher):
    publisher.publish()
    with job_lock(publisher.database):
        child = publisher.in_child()
    assert child.returncode == 75
    assert f"in use by process {os.getpid()} on" in child.stderr
    with alone_in(publisher.folder):
        assert "Another publication is writing to" in publisher.fails()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.95, 0.999])
def test_a_full_disk_leaves_the_version_before_and_nothing_else(publisher, share):
    """Also if only the last blocks of the database do not fit, which are written when it is closed."""
    size = publisher.publish()["files"]["serving.duckdb"]["bytes"]
    limit = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({int(size * share)},) * 2)"
    assert "make room and publish again" in publisher.fails(limit)


LOSE_A_ROW = {
    "serving.main.dim_properties": "contents._connection.execute('detach serving')\n"
    "        with publish.duckdb.connect(next(publisher.rglob('.*/serving.duckdb'))) as file:\n"
    "            file.execute('delete from dim_properties where property_id = (select min(property_id) from dim_properties)')\n"
    "            (path,) = file.execute('select path from duckdb_databases() where path is not null').fetchone()\n"
    "        contents._connection.execute(f\"attach '{path}' as serving (read_only)\")",
    "dim_properties.parquet": "path = copy.strip(\"'\")\n"
    "        publish.duckdb.read_parquet(path).limit(2).write_parquet(path + '.2')\n"
    "        os.replace(f'{path}.2', path)",
}


@pytest.mark.parametrize("copy", LOSE_A_ROW)
def test_a_copy_without_the_rows_of_the_database_is_not_published(publisher, copy):
    publisher.publish()
    execute(publisher.database, "update dim_properties set unit_count = unit_count + 1")
    lose_a_row = (
        f"publisher = publish.Path({str(publisher.folder)!r})\n"
        "original = publish.verify\n"
        "def verify_less(contents, copy, node, expected):\n"
        f"    if {copy!r} in copy:\n"
        f"        {LOSE_A_ROW[copy]}\n"
        "    original(contents, copy, node, expected)\n"
        "publish.verify = verify_less"
    )
    message = publisher.fails(lose_a_row)
    assert copy in message
    assert "does not have the rows of the database" in message


def test_a_folder_that_can_not_be_written_is_named(small_example, manifest):
    # pytest's own folders are closed to the unprivileged user that a test run as root becomes
    with tempfile.TemporaryDirectory() as root:
        publisher = Publisher(Path(root), small_example, manifest)
        publisher.publish()
        for path in (publisher.folder, publisher.folder / "versions"):
            path.chmod(0o555)
        become_nobody = ""
        if os.getuid() == 0:
            os.chown(root, NOBODY, NOBODY)
            publisher.database.chmod(0o644)
            publisher.manifest.chmod(0o644)
            # what Python would import later may lie where only root can read
            become_nobody = f"import _strptime\nos.setgroups([])\nos.setgid({NOBODY})\nos.setuid({NOBODY})"
        message = publisher.fails(become_nobody)
        assert "Permission denied" in message
        assert f"let this user write to {publisher.folder}" in message
        assert "set CX_PUBLISH_PATH to another folder" in message
        for path in (publisher.folder, publisher.folder / "versions"):
            path.chmod(0o755)


@pytest.mark.parametrize(
    ("step", "call"),
    [("create", 4), ("sync", 1), ("sync", len(MARTS) + len(MONTHLY_MARTS) + 3), ("link", 1), ("link", 2), ("remove_unlinked", 2)],
)
def test_a_killed_publication_leaves_a_whole_version_and_the_next_one_cleans_up(publisher, step, call):
    before = publisher.publish()["version"]
    kill = (
        f"original, calls = publish.{step}, []\n"
        "def killing(*arguments):\n"
        "    calls.append(arguments)\n"
        f"    if len(calls) == {call}:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return original(*arguments)\n"
        f"publish.{step} = killing"
    )
    child = publisher.in_child(kill)
    assert child.returncode == -9, child.stderr
    assert (publisher.current() == before) == (step != "remove_unlinked")
    assert_whole(publisher.folder / "current")
    after_kill = publisher.current()
    publisher.publish()
    assert publisher.previous() == after_kill
    assert publisher.versions() == sorted({publisher.current(), publisher.previous()})
    assert sorted(path.name for path in publisher.folder.iterdir()) == ["current", "previous", "versions"]


# Readers


def test_a_link_names_something_at_every_moment(tmp_path):
    link(tmp_path / "current", "0")
    code = (
        "import os, sys\nseen = set()\n"
        "while 'stop' not in seen:\n    seen.add(os.readlink(sys.argv[1]))\nprint(len(seen))"
    )
    reader = subprocess.Popen([sys.executable, "-c", code, tmp_path / "current"], stdout=subprocess.PIPE, text=True)
    for number in range(1000):
        link(tmp_path / "current", str(number))
    link(tmp_path / "current", "stop")
    printed, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0
    assert int(printed) > 1


READER = """
import json, pathlib, sys
import duckdb

folder = pathlib.Path(sys.argv[1])
seen = []
while not (folder.parent / "stop").exists():
    with duckdb.connect(f"{folder}/current/serving.duckdb", read_only=True) as connection:
        days = connection.execute(
            "select count(*), min(model_version), max(model_version) from fct_customer_scores_daily group by score_date"
        ).fetchall()
        customers, = connection.execute("select count(*) from fct_customer_scores_current").fetchall()[0]
        differing = connection.execute(
            "from fct_customer_scores_current except all from fct_customer_scores_daily where score_date = "
            "(select max(score_date) from fct_customer_scores_daily)"
        ).fetchall()
    version = (folder / "current").resolve()
    described = json.loads((version / "manifest.json").read_text())
    files = {
        duckdb.sql(f"select min(model_version) from '{version}/{file}'").fetchall()[0]
        for file in ("fct_customer_scores_daily/*.parquet", "fct_customer_scores_current.parquet")
    }
    rows, = duckdb.sql(f"select count(*) from '{version}/fct_customer_scores_daily/*.parquet'").fetchall()[0]
    assert len(days) == 3 and days[0][1] and {day[1:] for day in days} == {(days[0][1],) * 2}, days
    assert customers in [day[0] for day in days] and not differing, (customers, differing[:3])
    assert len(files) == 1 and rows == described["files"]["fct_customer_scores_daily/2026-06.parquet"]["rows"], files
    seen.append(days[0][1])
print(json.dumps(seen))
"""


def test_readers_see_one_whole_version_after_the_other_while_several_are_published(publisher):
    def publish_as(version):
        execute(publisher.database, f"update fct_customer_scores_daily set model_version = '{version}'")
        publisher.publish()

    publish_as("v0")
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(publisher.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for number in range(1, 5):
            publish_as(f"v{number}")
    finally:
        (publisher.folder.parent / "stop").touch()
        ended = [(*reader.communicate(timeout=60), reader.returncode) for reader in readers]
    for printed, errors, code in ended:
        assert code == 0, errors
        seen = json.loads(printed)
        assert seen == sorted(seen)
        assert len(set(seen)) >= 3
