"""Renders models of this project to plain SQL, so that tests can run them on their own tables."""

import re
from pathlib import Path

import jinja2
import yaml

ROOT = Path(__file__).parents[1]


class _Adapter:
    """Finds the engine's version of a macro, as dbt does: `<engine>__name`, else `default__name`."""

    def __init__(self, engine, macros):
        self.engine = engine
        self.macros = macros

    def dispatch(self, name):
        return self.macros.get(f"{self.engine}__{name}") or self.macros[f"default__{name}"]


def project_vars():
    """The vars of dbt_project.yml by name."""
    return yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def model_sql(name, relations, existing=None, engine="duckdb"):
    """SQL of the model `name`; `relations` says which relation stands for each ref.

    With `existing`, the relation that stands for the model itself, the incremental SQL is rendered.
    """
    (path,) = ROOT.glob(f"models/**/{name}.sql")
    variables = project_vars()
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
    environment.globals.update(
        ref=lambda model: relations[model],
        var=lambda variable: variables[variable],
        is_incremental=lambda: existing is not None,
        this=existing,
        config=lambda **settings: "",
    )
    macros = environment.globals
    macros["adapter"] = _Adapter(engine, macros)
    for macro_path in sorted(ROOT.glob("macros/**/*.sql")):
        source = macro_path.read_text(encoding="utf-8")
        if re.search(r"{%-? macro (\w+)", source):
            macros.update(vars(environment.from_string(source).module))
    return environment.from_string(path.read_text(encoding="utf-8")).render()
