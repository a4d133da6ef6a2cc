"""The semantic layer, the exposures and the diagram of entities say what the marts are."""

import sys

import yaml
from conftest import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

from draw_entities import draw

METRICS = {
    "average_score",
    "customers_scored",
    "high_priority_rate",
    "critical_rate",
    "average_confidence",
    "restated_scores",
    "score_psi",
    "rank_agreement",
    "band_change_rate",
    "nps",
    "csat_rate",
    "resolution_hours",
    "reopen_rate",
    "first_contact_resolution_rate",
    "abandonment_rate",
    "average_score_by_exposure",
    "low_property_rate",
    "conversion_rate",
}


def test_the_semantic_manifest_has_each_metric_that_people_ask_for_and_all_that_are_written(manifests):
    found = {metric["name"] for metric in manifests["semantic_manifest"]["metrics"]}
    written = {
        metric["name"]
        for path in (PROJECT / "models/marts").rglob("*__semantic_models.yml")
        for metric in yaml.safe_load(path.read_text(encoding="utf-8"))["metrics"]
    }
    assert METRICS <= found == written


def test_each_semantic_model_reads_columns_that_its_mart_has(manifests):
    manifest, semantic = manifests["manifest"], manifests["semantic_manifest"]
    marts = {node["name"]: set(node["columns"]) for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    assert semantic["semantic_models"]
    for model in semantic["semantic_models"]:
        columns = marts[model["node_relation"]["alias"]]
        for part in [*model["entities"], *model["dimensions"], *model["measures"]]:
            expression = part["expr"] or part["name"]
            # an expression over columns is checked by `make semantic-layer`, on the database
            assert not expression.isidentifier() or expression in columns, (model["name"], expression)


def test_each_ratio_and_measure_is_there(manifests):
    semantic = manifests["semantic_manifest"]
    measures = {measure["name"] for model in semantic["semantic_models"] for measure in model["measures"]}
    names = {metric["name"] for metric in semantic["metrics"]}
    used = set()
    for metric in semantic["metrics"]:
        assert metric["description"], metric["name"]
        parameters = metric["type_params"]
        if metric["type"] == "ratio":
            assert {parameters["numerator"]["name"], parameters["denominator"]["name"]} <= names, metric["name"]
        elif metric["type"] == "simple":
            used.add(parameters["measure"]["name"])
    assert used == measures


def test_days_are_the_time_spine(manifests):
    (spine,) = manifests["semantic_manifest"]["project_configuration"]["time_spines"]
    assert (spine["node_relation"]["alias"], spine["primary_column"]["name"]) == ("dim_days", "date_day")


def test_exposures_read_public_marts_and_name_a_role(manifests):
    manifest = manifests["manifest"]
    assert len(manifest["exposures"]) >= 3
    for exposure in manifest["exposures"].values():
        assert exposure["owner"]["email"].endswith("@example.org")
        for node in exposure["depends_on"]["nodes"]:
            assert manifest["nodes"][node]["access"] == "public", (exposure["name"], node)


def test_the_diagram_of_entities_is_up_to_date(manifests):
    written = (PROJECT / "docs/entities.md").read_text(encoding="utf-8")
    assert written == draw(manifests["manifest"]), "run `make entities`"
