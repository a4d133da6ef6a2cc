"""Compares the tone models of this project with the vaderSentiment package, on real texts.

    python benchmarks/tone/run_tone_benchmark.py --data FOLDER

FOLDER holds `sentiment_gold_tweets.parquet` (item_id, human_valence, text) and
`helpdesk_utterances.parquet` (comment_id, utr_seq, text; the sentences of help desk comments). The SQL is
rendered from the model files themselves and runs in DuckDB with two threads; vaderSentiment runs in this
process, one text after the other. The two take turns, the models several times a turn so that each gets
about the same share of the clock, and the best time of each counts: other work on the machine hits both.

Exit code 1 if the correlation with human judgement falls below 0.85, or a speed ratio below 4.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import duckdb
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python_tests"))
from model_sql import model_sql  # noqa: E402

TURNS = 8
RUNS_OF_MODELS_PER_TURN = 6
LOWEST_CORRELATION = 0.85
LOWEST_SPEED_RATIO = 4
MESSAGE_COLUMNS = """
    timestamp '2024-01-01' as loaded_at,
    cast(null as timestamp) as superseded_at,
    false as is_deleted,
    cast(null as integer) as feed_sentiment_thousandths
"""


def load(connection, data):
    """Tables `tweets` and `comments` in the shape of staged messages, and the two seeds."""
    connection.execute(f"""
        create table tweets as
        select cast(item_id as varchar) as interaction_id,
            text as message_text, human_valence, {MESSAGE_COLUMNS}
        from read_parquet('{data / "sentiment_gold_tweets.parquet"}')
    """)
    connection.execute(f"""
        create table comments as
        select cast(comment_id as varchar) as interaction_id,
            string_agg(text, ' ' order by utr_seq) as message_text, {MESSAGE_COLUMNS}
        from read_parquet('{data / "helpdesk_utterances.parquet"}')
        group by comment_id
    """)
    for seed in ("tone_lexicon", "tone_modifiers"):
        path = ROOT / "seeds" / f"{seed}.csv"
        connection.execute(f"create table {seed} as from read_csv('{path}', header = true)")
    connection.execute("create view general_lexicon as from tone_lexicon where lexicon = 'general'")
    for lexicon, effects in (("general_lexicon", "general"), ("tone_lexicon", "all_words")):
        relations = {"tone_lexicon": lexicon, "tone_modifiers": "tone_modifiers"}
        sql = model_sql("int_tone_effects", relations)
        connection.execute(f"create table effects_{effects} as {sql}")


def score(connection, texts, effects, result):
    """Scores the table `texts` into the table `result`; seconds it took."""
    relations = {
        "stg_raw__interaction_versions": texts,
        "stg_raw__changed_interactions": "no_changes",
        "stg_raw__changed_interaction_versions": "no_changes",
        "int_tone_effects": f"effects_{effects}",
        "int_message_valences": "message_valences",
    }
    valences = model_sql("int_message_valences", relations)
    tones = model_sql("int_message_tones", relations)
    start = time.perf_counter()
    connection.execute(f"create or replace temp table message_valences as {valences}")
    connection.execute(f"create or replace temp table {result} as {tones}")
    return time.perf_counter() - start


def speeds(connection, analyser, texts):
    """Best seconds of the models and of vaderSentiment over `texts`, and the latter's scores."""
    messages = [row[0] for row in connection.execute(f"select message_text from {texts}").fetchall()]
    own_times, vader_times = [], []
    for _ in range(TURNS):
        for _ in range(RUNS_OF_MODELS_PER_TURN):
            own_times.append(score(connection, texts, "all_words", f"{texts}_all_words"))
        start = time.perf_counter()
        scores = [analyser.polarity_scores(message)["compound"] for message in messages]
        vader_times.append(time.perf_counter() - start)
    score(connection, texts, "general", f"{texts}_general")
    return min(own_times), min(vader_times), scores, messages


def correlation(connection, result):
    return connection.execute(f"""
        select corr(lexicon_sentiment_thousandths, human_valence)
        from tweets inner join {result} using (interaction_id)
    """).fetchone()[0]


def print_domain_effect(connection):
    """What the domain words change on the help desk comments."""
    connection.execute("""
        create temp view shifts as
        select general.lexicon_sentiment_thousandths as without_domain,
            all_words.lexicon_sentiment_thousandths as with_domain,
            with_domain - without_domain as shift,
            general.matched_token_count > 0 as matched_without,
            all_words.matched_token_count > 0 as matched_with,
            comments.message_text
        from comments
        inner join comments_general as general using (interaction_id)
        inner join comments_all_words as all_words using (interaction_id)
    """)
    row = connection.execute("""
        select avg(cast(matched_without as int)), avg(cast(matched_with as int)),
            avg(without_domain), avg(with_domain), avg(cast(shift <> 0 as int)), avg(shift),
            quantile_disc(shift, [0.05, 0.25, 0.5, 0.75, 0.95])
        from shifts
    """).fetchone()
    print("\nHelp desk comments: what the domain words change (sentiments in thousandths)")
    print(f"  comments with a matched token   {row[0]:8.1%} general only {row[1]:8.1%} with domain words")
    print(f"  mean sentiment                  {row[2]:8.0f} general only {row[3]:8.0f} with domain words")
    print(f"  comments that change            {row[4]:8.1%}, mean shift {row[5]:.0f}")
    print(f"  shift at 5, 25, 50, 75, 95 %    {row[6]}")
    print("  ten largest changes (without, with):")
    examples = connection.execute("""
        select without_domain, with_domain, opening
        from (select distinct without_domain, with_domain, left(message_text, 150) as opening from shifts)
        order by abs(with_domain - without_domain) desc, opening
        limit 10
    """).fetchall()
    for without_domain, with_domain, opening in examples:
        print(f"  {without_domain:6} {with_domain:6}  {opening}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the parquet files")
    data = parser.parse_args().data

    connection = duckdb.connect()
    connection.execute("set threads = 2")
    load(connection, data)
    analyser = SentimentIntensityAnalyzer()

    print(f"{'texts':10}{'scorer':18}{'texts/s':>10}{'characters/s':>14}{'ratio':>7}{'r':>9}")
    failures = []
    for texts in ("tweets", "comments"):
        own_seconds, vader_seconds, vader_scores, messages = speeds(connection, analyser, texts)
        characters = sum(map(len, messages))
        ratio = vader_seconds / own_seconds
        correlations = {"models": "", "vaderSentiment": ""}
        if texts == "tweets":
            own = correlation(connection, "tweets_all_words")
            human = [row[0] for row in connection.execute("select human_valence from tweets").fetchall()]
            correlations = {
                "models": f"{own:.4f}",
                "vaderSentiment": f"{statistics.correlation(vader_scores, human):.4f}",
            }
            if own < LOWEST_CORRELATION:
                failures.append(f"correlation {own:.4f} is below {LOWEST_CORRELATION}")
        for scorer, seconds, shown in (
            ("models", own_seconds, f"{ratio:.1f}"),
            ("vaderSentiment", vader_seconds, "1.0"),
        ):
            print(
                f"{texts:10}{scorer:18}{len(messages) / seconds:10,.0f}{characters / seconds:14,.0f}"
                f"{shown:>7}{correlations[scorer]:>9}"
            )
        if ratio < LOWEST_SPEED_RATIO:
            failures.append(f"{texts}: {ratio:.1f} times vaderSentiment, less than {LOWEST_SPEED_RATIO}")
    print(f"general words only: r = {correlation(connection, 'tweets_general'):.4f}")
    print_domain_effect(connection)
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
