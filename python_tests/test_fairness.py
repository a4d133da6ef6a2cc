"""The coverage report: equal to the reference, small groups left out whole, and no language of a person in a mart."""

import csv
from collections import defaultdict
from datetime import timedelta

import pytest
from builders import small_portfolio
from conftest import PROJECT, rows_of
from reference import fairness

FAIRNESS = ("--select", "+path:models/marts/fairness", "+path:models/intermediate/history")
WINDOW = timedelta(days=365)


def seed(name):
    with (PROJECT / f"seeds/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


SCRIPTS = [tuple(row.values()) for row in seed("language_scripts")]
WORDS = defaultdict(set)
for cue in seed("language_words"):
    WORDS[cue["word"]].add(cue["language"])


def guess(*texts):
    return fairness.guess_language(texts, WORDS, SCRIPTS)


# The reference itself


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The tap in my kitchen is still dripping.", "en"),
        ("El baño tiene una fuga desde hace días y nadie responde.", "es"),
        ("Die Miete ist überwiesen, wann kommt jemand zu uns?", "de"),
        ("Le chauffage ne marche pas dans ma chambre.", "fr"),
        ("Non funziona il riscaldamento della mia camera.", "it"),
        ("O aquecimento não está a funcionar no meu quarto.", "pt"),
        ("Кран на кухне снова течёт.", "cyrillic"),
        ("暖气坏了，请尽快来修，谢谢。", "han"),
        ("Danke", "unknown"),
        ("Lorem ipsum dolor sit amet consectetur adipiscing elit sed do", "unknown"),
        ("555 :) 🙂", None),
    ],
)
def test_a_language_is_guessed_or_unknown(text, language):
    assert guess(text) == language


def test_each_language_has_words_that_no_other_one_has():
    own = defaultdict(int)
    for languages in WORDS.values():
        if len(languages) == 1:
            own[next(iter(languages))] += 1
    assert min(own.values()) >= 10
    assert own.keys() == set().union(*WORDS.values())


def test_a_single_small_group_takes_the_next_larger_one_with_it():
    groups = {("residents", "language", name): [0] * size for name, size in (("a", 5), ("b", 30), ("c", 90))}
    assert fairness.small_groups(groups) == {("residents", "language", "a"), ("residents", "language", "b")}
    groups[("residents", "language", "d")] = [0] * 15
    assert fairness.small_groups(groups) == {("residents", "language", "a"), ("residents", "language", "d")}


# The SQL


@pytest.fixture(scope="module")
def customers(connection):
    """The customers scored on the newest day of the example with their inbound messages of the window."""
    messages = defaultdict(list)
    for row in rows_of(
        connection,
        """
        select staged.customer_id, staged.channel, interaction_date, sentiment_source as source, message_text
        from main_staging.stg_raw__interactions as staged
        inner join main_intermediate.int_interactions using (interaction_id)
        where staged.direction = 'inbound'
        """,
    ):
        messages[row["customer_id"]].append(row | {"text": row["message_text"] or ""})
    found = []
    for row in rows_of(connection, "from fct_customer_scores_current"):
        last = row["score_date"]
        own = [
            message for message in messages[row["customer_id"]] if last - WINDOW <= message["interaction_date"] <= last
        ]
        found.append(
            row
            | {
                "home": row["property_id"],
                "evidence": row["evidence_count"],
                "messages": own,
                "language": guess(*(message["text"] for message in own)),
            }
        )
    return found


def test_every_guess_is_that_of_the_reference(connection, customers):
    found = {row["customer_id"]: row["guessed_language"] for row in rows_of(connection, "from main_intermediate.int_language_guesses")}
    assert found == {row["customer_id"]: row["language"] for row in customers if row["language"]}
    assert len(set(found.values())) > 5


def test_the_report_is_that_of_the_reference(connection, customers):
    expected = fairness.coverage(customers)
    found = {
        (row["cohort"], row["group_type"], row["group_value"]): row for row in rows_of(connection, "from rpt_score_coverage")
    }
    assert found.keys() == expected.keys()
    different = {
        (key, name): (value, expected[key].get(name))
        for key, row in found.items()
        for name, value in list(row.items())[4:]
        if value != expected[key].get(name)
    }
    assert different == {}
    assert {key[1] for key, row in expected.items() if not row["is_small_group"]} == {
        "portfolio", "property", "channel", "language",
    }  # fmt: skip


def test_no_mart_names_the_language_of_a_customer(manifests):
    nodes = manifests["manifest"]["nodes"].values()
    readers = {
        node["name"]
        for node in nodes
        if node["resource_type"] == "model" and any("int_language_guesses" in key for key in node["depends_on"]["nodes"])
    }
    assert readers == {"int_coverage_groups"}
    (guesses,) = [node for node in nodes if node["name"] == "int_language_guesses"]
    assert guesses["config"]["materialized"] == "view"
    holders = {node["name"] for node in nodes if node["resource_type"] == "model" and any("language" in column for column in node["columns"])}
    assert holders == {"int_language_guesses"}


def test_no_score_reads_the_coverage(manifests):
    nodes = manifests["manifest"]["nodes"]
    of_fairness = {key for key, node in nodes.items() if "/fairness/" in node["original_file_path"]}
    readers = {
        node["name"]
        for node in nodes.values()
        if node["resource_type"] == "model"
        and "/fairness/" not in node["original_file_path"]
        and of_fairness & set(node["depends_on"]["nodes"])
    }
    assert readers == set()


def test_a_cohort_of_two_shows_nothing_and_languages_can_be_left_out(workspace):
    workspace.write_raw(small_portfolio())
    workspace.run(*FAIRNESS, answers=True)
    rows = workspace.query("from rpt_score_coverage")
    assert {row["group_type"] for row in rows} == {"portfolio", "property", "channel", "language"}
    assert all(row["is_small_group"] for row in rows)
    assert {value for row in rows for value in list(row.values())[5:]} == {None}

    variables = {"guess_languages": False, "fairness_min_customers": 2}
    parts = ("path:models/intermediate/fairness", "path:models/marts/fairness")
    workspace.run("--select", *parts, answers=True, variables=variables)
    assert workspace.query(
        "select group_type, group_value, customer_count, with_text_rate, score_difference from rpt_score_coverage"
        " where cohort = 'residents' and not is_small_group order by all"
    ) == [
        {"group_type": "channel", "group_value": "phone", "customer_count": 2, "with_text_rate": 1, "score_difference": 0},
        {"group_type": "portfolio", "group_value": "all", "customer_count": 2, "with_text_rate": 1, "score_difference": None},
    ]  # fmt: skip


def test_nobody_scored_is_an_empty_report(workspace):
    portfolio = small_portfolio()
    portfolio["customer_roles"] = [role | {"role": "guarantor"} for role in portfolio["customer_roles"]]
    workspace.write_raw(portfolio)
    workspace.run(*FAIRNESS, answers=True)
    assert workspace.query("from rpt_score_coverage") == []
