"""Draw the marts and what they refer to as a diagram, from dbt's manifest.

    python scripts/draw_entities.py --manifest target/manifest.json --output docs/entities.md

An arrow is a data test `relationships` of a mart; a key is a test of unique values. So the diagram says nothing that is not
tested.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

HEAD = """# Entities

The marts with their keys, and the tables that their columns refer to. Each line is a data test that every build runs;
`make entities` writes this page anew from the tests.

```mermaid
erDiagram
"""
TAIL = "```\n"


def tests_of(manifest: dict, *names: str) -> list[tuple[str, dict]]:
    """(node, arguments) of the generic tests of these names."""
    return [
        (node["attached_node"], node["test_metadata"]["kwargs"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") in names
    ]


def draw(manifest: dict) -> str:
    """The page as Markdown."""
    marts = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["path"].startswith("marts/")
    }
    keys = {}
    for node, arguments in tests_of(manifest, "unique", "unique_combination"):
        if node in marts:
            keys.setdefault(node, arguments.get("column_names") or [arguments["column_name"]])
    required = {(node, arguments["column_name"]) for node, arguments in tests_of(manifest, "not_null")}
    arrows, references, referred = [], {}, {}
    for node, arguments in tests_of(manifest, "relationships"):
        if node not in marts:
            continue
        other = re.search(r"ref\('(\w+)'\)", arguments["to"])[1]
        column = arguments["column_name"]
        references.setdefault(node, set()).add(column)
        referred.setdefault(other, arguments["field"])
        end = "||" if (node, column) in required or column in keys[node] else "o|"
        start = "|o" if keys[node] == [column] else "}o"
        arrows.append(f"    {marts[node]['name']} {start}--{end} {other} : {column}")
    entities = {marts[node]["name"]: entity(marts[node], keys[node], references.get(node, set())) for node in marts}
    for name, field in referred.items():
        entities.setdefault(name, [f"        string {field} PK"])
    boxes = [line for name, columns in sorted(entities.items()) for line in (f"    {name} {{", *columns, "    }")]
    return HEAD + "\n".join([*sorted(arrows), *boxes]) + "\n" + TAIL


def entity(model: dict, key: list[str], references: set[str]) -> list[str]:
    """The lines of a mart: its key columns and those that refer to another table."""
    lines = []
    for name, column in model["columns"].items():
        marks = ["PK"] * (name in key) + ["FK"] * (name in references)
        if marks:
            lines.append(f"        {column['data_type'].partition('(')[0]} {name} {', '.join(marks)}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the marts and what they refer to.")
    parser.add_argument("--manifest", type=Path, required=True, help="dbt's manifest.json")
    parser.add_argument("--output", type=Path, required=True, help="Markdown file to write")
    arguments = parser.parse_args()
    manifest = json.loads(arguments.manifest.read_text(encoding="utf-8"))
    arguments.output.write_text(draw(manifest), encoding="utf-8")


if __name__ == "__main__":
    main()
