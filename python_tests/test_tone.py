"""The lexicon sentiment of message text: the SQL of the models against claims and a reference."""

import csv
import random

import duckdb
import pytest
from model_sql import ROOT, model_sql
from reference.tone import load_lexicon, sentiment, squash, tokenise

SEEDS = ROOT / "seeds"
LEXICON = load_lexicon(SEEDS)
RELATIONS = {
    "stg_raw__interaction_versions": "versions",
    "stg_raw__changed_interactions": "no_changes",
    "stg_raw__changed_interaction_versions": "no_changes",
    "int_tone_effects": "effects",
    "int_message_valences": "valences",
}

# Written for these tests, in the manner of messages to a landlord.
SENTENCES = [
    "The sink in the kitchen is leaking again and nobody answered my calls.",
    "Maintenance was prompt, courteous and very professional. Thank you!",
    "No heat since Friday, my kids are cold. This is UNACCEPTABLE!!!",
    "There is mold in the bathroom and I don't feel safe here.",
    "I am not happy with the new parking fees, but the office was kind about it.",
    "Great location, but the noise is terrible.",
    "What kind of notice do you need before the lease ends?",
    "Please send me the application form. Kind regards, Ana",
    "Is anybody there?? I wrote three times?? Hello????",
    "The technician fixed the dishwasher quickly and left the kitchen spotless.",
    "It isn't bad, it was hardly a problem.",
    "ALL OF THIS IS A NIGHTMARE",
    "My neighbours are VERY loud and REALLY rude :(",
    "love the gym, love the pool, love the team <3",
    "no problem at all, no rush",
    "Wi-Fi is down. https://status.example/bad?good=1 says all is good.",
    "The tour was so good that we'd apply tomorrow :)",
    "I’m disappointed. You didn’t call, you didn’t write.",
    "roaches/mice everywhere,filthy hallways,broken locks",
    "It was never so clean as it is now.",
    "Thanks 👍🏽👍🏽 everything works",
    "💔 I have to move out",
    "La calefacción está rota y nadie responde",
    "Отопление не работает уже неделю",
    "暖房が壊れています。とても寒いです。good",
    "İYİ DEĞİL ama good",
    "Sort of OK. Kinda slow. Somewhat dirty.",
    "absolutely no response, totally unresponsive",
    "Not good, not bad, just not what we were told",
    "It is good. But, but it is not great.",
    "First line good\r\nSecond line bad\r\n\r\nThird\tline nice",
    "zero\x00good\x00\x00bad",
    "😡😡😡 STILL waiting for a refund",
    "Nothing to say",
    ":-) :D =( ;) :/ ok",
    "don't!",
    "!!!!!",
    " ",
]


def random_texts(count):
    """Texts thrown together from the lexicon, the modifiers and separators of every sort."""
    draw = random.Random(20140601)
    pieces = sorted(LEXICON.valences) + 40 * sorted(LEXICON.modifiers) + 60 * ["a", "the", "it", "of"]
    separators = 12 * [" "] + [". ", ", ", "!", "? ", "\r\n", "\x00", " - ", "’", "'", "-", "😀", "🏽", "("]
    cases = [str.lower, str.lower, str.lower, str.upper, str.title]
    return [
        "".join(
            draw.choice(cases)(draw.choice(pieces)) + draw.choice(separators)
            for _ in range(draw.randint(1, 25))
        )
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def engine():
    """An in-memory DuckDB that holds the two seeds and the effects made of them."""
    connection = duckdb.connect()
    for seed in ("tone_lexicon", "tone_modifiers"):
        path = SEEDS / f"{seed}.csv"
        connection.execute(f"create table {seed} as from read_csv('{path}', header = true)")
    relations = {"tone_lexicon": "tone_lexicon", "tone_modifiers": "tone_modifiers"}
    connection.execute(f"create table effects as {model_sql('int_tone_effects', relations)}")
    return connection


def tones(engine, texts, feed_sentiments=None):
    """{index of the text: (sentiment in thousandths, matched tokens)} for the texts that get a row."""
    feed_sentiments = feed_sentiments or [None] * len(texts)
    engine.execute("""
        create or replace table versions (
            interaction_id varchar, message_text varchar, feed_sentiment_thousandths integer,
            loaded_at timestamp default '2024-01-01', superseded_at timestamp, is_deleted boolean default false
        )
    """)
    rows = [
        (str(index), text, feed)
        for index, (text, feed) in enumerate(zip(texts, feed_sentiments, strict=True))
    ]
    # One statement for all rows: DuckDB inserts row by row slowly.
    values = ", ".join(["(?, ?, ?)"] * len(rows))
    engine.execute(
        f"insert into versions (interaction_id, message_text, feed_sentiment_thousandths) values {values}",
        [field for row in rows for field in row],
    )
    engine.execute(f"create or replace table valences as {model_sql('int_message_valences', RELATIONS)}")
    rows = engine.execute(f"""
        select cast(interaction_id as integer), lexicon_sentiment_thousandths, matched_token_count
        from ({model_sql("int_message_tones", RELATIONS)})
        order by 1
    """).fetchall()
    assert len(rows) == len({key for key, _, _ in rows})
    return {key: (score, count) for key, score, count in rows}


def tone(engine, text):
    """The sentiment of one text in thousandths."""
    return tones(engine, [text])[0][0]


def test_a_valence_of_3_8_is_squashed_to_0_7003(engine):
    assert squash_in_sql(engine, [3800]) == [700]


def test_the_squash_in_doubles_is_the_exact_one_for_every_reachable_valence(engine):
    totals = range(-150_000, 150_001)
    assert squash_in_sql(engine, totals) == [squash(total) for total in totals]
    assert squash(150_000) == 1000


def squash_in_sql(engine, totals):
    """What int_message_tones makes of summed valences in thousandths."""
    engine.execute(f"""
        create or replace table valences as
        select cast(total as varchar) as interaction_id,
            timestamp '2024-01-01' as loaded_at, 1 as matched_token_count,
            cast(1000 * total as bigint) as valence_millionths,
            cast(0 as bigint) as exclamation_count, cast(0 as bigint) as question_count
        from range({min(totals)}, {max(totals) + 1}) as numbers (total)
    """)
    sql = model_sql("int_message_tones", RELATIONS)
    rows = engine.execute(
        f"select lexicon_sentiment_thousandths from ({sql}) order by cast(interaction_id as integer)"
    )
    return [score for (score,) in rows.fetchall()]


def test_a_negation_within_three_words_turns_a_word_round(engine):
    assert tone(engine, "not good") < 0 < tone(engine, "good")
    assert tone(engine, "not a very good") < 0
    assert tone(engine, "don't like it") < 0 < tone(engine, "like it")
    assert tone(engine, "don’t like it") == tone(engine, "don't like it")
    assert tone(engine, "not one two good") < 0
    assert tone(engine, "not one two three good") > 0


def test_a_negated_word_is_weaker_than_its_opposite(engine):
    # 1.9 * -0.74 = -1.406
    assert tone(engine, "not good") == squash(-1406)


def test_two_negations_cancel_and_weaken(engine):
    assert 0 < tone(engine, "never not good") < tone(engine, "good")


def test_no_says_something_unless_it_turns_the_next_word_round(engine):
    assert tone(engine, "no reply") == squash(LEXICON.valences["no"]) < 0
    assert tone(engine, "no problem") == squash(round(0.74 * -LEXICON.valences["problem"])) > 0


def test_boosters_strengthen_and_dampeners_weaken_less_with_distance(engine):
    plain = tone(engine, "good")
    boosted = [tone(engine, f"very {'one ' * words}good") for words in range(4)]
    dampened = [tone(engine, f"slightly {'one ' * words}good") for words in range(4)]
    assert boosted[0] > boosted[1] > boosted[2] > boosted[3] == plain
    assert dampened[0] < dampened[1] < dampened[2] < dampened[3] == plain
    assert tone(engine, "very bad") < tone(engine, "bad") < tone(engine, "slightly bad")


def test_a_dampener_never_turns_a_weak_word_round(engine):
    weak = next(token for token, valence in sorted(LEXICON.valences.items()) if 0 < valence < 293)
    assert tone(engine, f"slightly hardly {weak}") == 0


def test_what_follows_but_outweighs_what_precedes_it(engine):
    assert tone(engine, "good but bad") < tone(engine, "good and bad")
    assert tone(engine, "bad but good") > tone(engine, "bad and good")
    assert tone(engine, "good, but") == squash(950)


def test_capitals_emphasise_only_among_small_letters(engine):
    assert tone(engine, "this is GREAT") > tone(engine, "this is great")
    assert tone(engine, "THIS IS GREAT") == tone(engine, "this is great")
    assert tone(engine, "this is BAD") < tone(engine, "this is bad")
    assert tone(engine, "this is VERY good") > tone(engine, "this is very good")


def test_marks_emphasise_up_to_a_limit_and_never_speak_alone(engine):
    marked = [tone(engine, "good" + "!" * count) for count in range(6)]
    assert marked[0] < marked[1] < marked[2] < marked[3] < marked[4] == marked[5]
    assert tone(engine, "bad!") < tone(engine, "bad")
    assert tone(engine, "good?") == tone(engine, "good") < tone(engine, "good??")
    assert tone(engine, "good?????") == squash(1900 + 960)
    assert tone(engine, "what!!! when???") == 0


def test_emoji_count_wherever_they_stand(engine):
    assert tone(engine, "👍") == tone(engine, "arrived👍today") == tone(engine, "👍🏽") > 0
    assert tone(engine, "👍👍") > tone(engine, "👍")
    assert tone(engine, "❤️") == tone(engine, "❤") > 0
    assert tone(engine, "💔") < 0


def test_emoticons_count_but_not_inside_times_links_and_headings(engine):
    assert tone(engine, "hi :)") > 0 > tone(engine, "hi :(")
    assert tone(engine, "hi :D") > 0
    silent = ["at 8:30", "http://example.org", "https://good.example/bad", "Kitchen:(left)"]
    assert [tone(engine, text) for text in silent] == [0, 0, 0, 0]


def test_set_phrases_carry_no_tone(engine):
    assert tone(engine, "what kind of form") == 0 < tone(engine, "so kind")
    assert tone(engine, "Kind regards") == tone(engine, "best regards") == 0


def test_domain_words_override_the_general_ones(engine):
    with open(SEEDS / "tone_lexicon.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    general = {row["token"] for row in rows if row["lexicon"] == "general"}
    domain = {row["token"]: int(row["valence_thousandths"]) for row in rows if row["lexicon"] == "domain"}
    assert general & domain.keys()
    expected = [(squash(valence), 1 if valence else 0) for valence in domain.values()]
    assert list(tones(engine, list(domain)).values()) == expected


def test_complaints_without_sentiment_words_are_heard(engine):
    complaints = ["Roaches in unit 4", "The AC is leaking", "I was overcharged", "My call went unanswered"]
    assert all(tone(engine, complaint) < -250 for complaint in complaints)


def test_blanks_control_characters_and_line_ends_only_separate(engine):
    marks = [" ", "\r\n", "\x00", "\t", "\u00a0", " / ", "..."]
    texts = [f"good{mark}bad{mark}fine" for mark in marks]
    assert len(set(tones(engine, texts).values())) == 1


def test_text_of_10_000_characters_keeps_to_the_range(engine):
    single_signs = [sign * 10_000 for sign in ("a", "😀", "!")]
    texts = ["love " * 2000, "not good " * 1111, "very " * 1999 + "good", *single_signs]
    found = tones(engine, texts)
    assert found == {index: sentiment(text, LEXICON) for index, text in enumerate(texts)}
    assert found[0] == (1000, 2000)


def test_other_scripts_match_nothing_and_break_nothing(engine):
    texts = ["Отопление не работает", "暖房が壊れています", "التدفئة لا تعمل", "हीटर खराब है", "İIıi"]
    assert set(tones(engine, texts).values()) == {(0, 0)}


def test_letters_that_engines_lower_differently_match_nothing(engine):
    assert tone(engine, "n\u0130ce") == tone(engine, "\u212aind") == 0


def test_missing_and_empty_text_and_text_with_a_feed_sentiment_get_no_row(engine):
    found = tones(engine, [None, "", "good", "good"], feed_sentiments=[None, None, 0, None])
    assert found == {3: sentiment("good", LEXICON)}


def test_text_without_any_matched_token_is_neutral_and_says_so(engine):
    assert tones(engine, ["the blue door"]) == {0: (0, 0)}


def test_sql_equals_the_reference_on_every_text(engine):
    texts = SENTENCES + random_texts(2000)
    assert tones(engine, texts) == {index: sentiment(text, LEXICON) for index, text in enumerate(texts)}


def test_result_does_not_depend_on_threads_or_row_order(engine):
    tones(engine, SENTENCES)
    # Enough rows that DuckDB gives work to several threads.
    engine.execute("""
        create or replace table copies as
        select versions.* replace (interaction_id || ' ' || copy as interaction_id)
        from versions cross join range(4000) as numbers (copy)
    """)
    sql = model_sql("int_message_valences", RELATIONS)
    for threads, order in ((1, "interaction_id"), (2, "interaction_id desc"), (8, "md5(interaction_id)")):
        engine.execute(f"set threads = {threads}")
        engine.execute(f"create or replace table versions as from copies order by {order}")
        engine.execute(f"create or replace table valences_{threads} as {sql}")
    for threads in (2, 8):
        for left, right in (("1", threads), (threads, "1")):
            rows = f"(from valences_{left} except all from valences_{right})"
            assert engine.execute(f"select count(*) from {rows}").fetchone() == (0,)


def test_every_lexicon_entry_is_one_token_in_small_letters():
    entries = sorted(LEXICON.valences) + sorted(LEXICON.modifiers)
    assert [entry for entry in entries if tokenise(entry) != [entry] or entry != entry.lower()] == []
