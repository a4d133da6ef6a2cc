"""Renders models of this project to plain SQL, so that tests can run them on tables of their own."""

from functools import cache
from pathlib import Path

import jinja2
import yaml

ROOT = Path(__file__).resolve().parents[1]


class _Adapter:
    """Finds the engine's version of a macro as dbt does: `<engine>__name`, else `default__name`."""

    def __init__(self, engine, macros):
        self.engine = engine
        self.macros = macros

    def dispatch(self, name):
        return self.macros.get(f"{self.engine}__{name}") or self.macros[f"default__{name}"]


class _Returned(Exception):
    """Carries what a macro gives to `return`, which in dbt may be any object."""


def _return(value):
    raise _Returned(value)


def _returning(macro):
    """The macro as dbt calls it: its text, or what it returns."""

    def call(*arguments, **keywords):
        try:
            return macro(*arguments, **keywords)
        except _Returned as returned:
            return returned.args[0]

    return call


@cache
def _environment(engine):
    """Jinja with the project's macros and vars."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
    macros = environment.globals
    macros["var"] = project["vars"].__getitem__
    macros["adapter"] = _Adapter(engine, macros)
    macros["return"] = _return
    # a materialization is a tag of dbt
    paths = sorted(set(ROOT.glob("macros/**/*.sql")) - set(ROOT.glob("macros/materializations/*.sql")))
    # twice: a macro sees those that were loaded before it
    for path in [*paths, *paths]:
        module = environment.from_string(path.read_text(encoding="utf-8")).module
        macros.update({name: _returning(macro) for name, macro in vars(module).items() if callable(macro)})
    return environment


def rendered(sql, engine="duckdb", **context):
    """SQL with macros of the project, and what else stands in the context, as the engine gets it."""
    return _environment(engine).from_string(sql).render(**context)


def model_sql(name, relations, engine="duckdb", **macros):
    """SQL of the model `name`; `relations` says which relation stands for each ref.

    The model reads everything, not only changes. `macros` are functions that take the place of the macros of
    the same names.
    """
    (path,) = ROOT.glob(f"models/**/{name}.sql")
    replaced = {"changed_or_all": lambda all_rows, changed_rows: all_rows} | macros
    sql = path.read_text(encoding="utf-8")
    return rendered(sql, engine, ref=relations.__getitem__, config=lambda **settings: "", **replaced)
