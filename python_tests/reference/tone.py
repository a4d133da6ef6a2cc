"""The tone of a text a second time, in plain Python with whole numbers and no SQL.

Written from the published method (Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for
Sentiment Analysis of Social Media Text") and from the description of `int_message_tones`. Strengths
are thousandths of a point of valence; the result is in thousandths, -1000 to 1000.
"""

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from pathlib import Path

CAPITALS = 733
EXCLAMATION = 292
QUESTION = 180
MANY_QUESTIONS = 960
SQUASH_ALPHA = 15
# A booster or dampener one, two or three tokens before a word.
REACH = {1: Fraction(100, 100), 2: Fraction(95, 100), 3: Fraction(90, 100)}

WORD = "[A-Za-z0-9_\u00c0-\u012f\u0131-\u1fff\u3040-\ud7ff]+"
TOKEN = re.compile(
    "|".join(
        [
            "(?:[KkBb]ind|[KkBb]est) regards",
            "(?:[KkSs]ind|[KkSs]ort) of[a-z]*",
            "https?://[\u0021-\u007e]*",
            f"{WORD}(?:['-]{WORD})*",
            "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]",
            "[:;=][-^']?(?:[)(/|*<>@]+|[DPOSXdposxcl3])[A-Za-z0-9_]*",
            "<3[A-Za-z0-9_]*",
        ]
    )
)


@dataclass(frozen=True)
class Lexicon:
    """Valences by token, and the amounts of the modifiers by token and kind, in thousandths."""

    valences: dict[str, int]
    modifiers: dict[str, tuple[str, int]]


def load_lexicon(seed_folder: Path, parts=("general", "domain")) -> Lexicon:
    """The seeds `tone_lexicon` and `tone_modifiers`; of two valences of a token the later part's."""
    with open(seed_folder / "tone_lexicon.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    valences = {}
    for part in parts:
        for row in rows:
            if row["lexicon"] == part:
                valences[row["token"]] = int(row["valence_thousandths"])
    with open(seed_folder / "tone_modifiers.csv", encoding="utf-8", newline="") as lines:
        modifiers = {
            row["token"]: (row["modifier"], int(row["amount_thousandths"]))
            for row in csv.DictReader(lines)
        }
    return Lexicon({token: value for token, value in valences.items() if value}, modifiers)


def tokenise(text: str) -> list[str]:
    """Links, words, emoji and emoticons in the order of the text, as they are written."""
    return TOKEN.findall(text.replace("\u2019", "'"))


def is_shouted(token: str) -> bool:
    return token == token.upper() and token != token.lower()


def rounded(number: Fraction) -> int:
    """The nearest whole number; halves go away from zero."""
    magnitude = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return magnitude if number >= 0 else -magnitude


def readings(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Position and reading, in thousandths, of every token of the text that carries a valence."""
    tokens = tokenise(text)
    words = [token.lower() for token in tokens]
    capitals_stand_out = re.search("[a-z]", text) is not None
    found = []
    for position, word in enumerate(words):
        if word not in lexicon.valences:
            continue
        if word in lexicon.modifiers:
            # "no" says something only where it does not turn the next word round.
            following = words[position + 1] if position + 1 < len(words) else None
            if following not in lexicon.valences or following in lexicon.modifiers:
                found.append((position, lexicon.valences[word]))
            continue
        strength = Fraction(abs(lexicon.valences[word]))
        if capitals_stand_out and is_shouted(tokens[position]):
            strength += CAPITALS
        negations = []
        for distance, share in REACH.items():
            if distance > position:
                break
            kind, amount = lexicon.modifiers.get(words[position - distance], (None, 0))
            if kind in ("booster", "dampener"):
                if capitals_stand_out and is_shouted(tokens[position - distance]):
                    amount += CAPITALS
                strength += share * amount
            elif kind == "negation":
                negations.append(Fraction(amount, 1000))
        reading = max(strength, Fraction(0)) * (1 if lexicon.valences[word] > 0 else -1)
        for factor in negations[:2]:
            reading *= factor
        found.append((position, rounded(reading)))
    return found


def strength_of_marks(text: str) -> int:
    """What exclamation and question marks add to the strength of a text, in thousandths."""
    questions = text.count("?")
    if questions > 3:
        asked = MANY_QUESTIONS
    elif questions > 1:
        asked = questions * QUESTION
    else:
        asked = 0
    return min(text.count("!"), 4) * EXCLAMATION + asked


def squash(total: int) -> int:
    """`s / sqrt(s^2 + 15)` in thousandths for a sum in thousandths, rounded exactly."""
    square = total * total + SQUASH_ALPHA * 1_000_000
    magnitude = isqrt((1000 * total) ** 2 // square)
    if (2 * magnitude + 1) ** 2 * square <= (2000 * total) ** 2:
        magnitude += 1
    return magnitude if total >= 0 else -magnitude


def sentiment(text: str | None, lexicon: Lexicon) -> tuple[int, int] | None:
    """Sentiment in thousandths and number of matched words; None for a text without content."""
    if not text:
        return None
    found = readings(text, lexicon)
    words = [token.lower() for token in tokenise(text)]
    contrasts = [
        (position, lexicon.modifiers[word][1])
        for position, word in enumerate(words)
        if lexicon.modifiers.get(word, (None,))[0] == "contrast"
    ]
    total = Fraction(0)
    for position, reading in found:
        weight = Fraction(1)
        if contrasts:
            share = Fraction(max(amount for _, amount in contrasts), 1000)
            weight += share if position > contrasts[0][0] else -share
        total += reading * weight
    total = rounded(total)
    if total:
        total += strength_of_marks(text) * (1 if total > 0 else -1)
    return squash(total), len(found)
