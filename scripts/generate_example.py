"""Generate a synthetic rental portfolio in the shape of the input contract `raw`.

Everything here is invented: people, addresses, messages and outcomes. A hidden satisfaction
per customer drives what the feeds show (contacts, wording, issues, surveys, renewals). That truth
is written beside the feeds, to `_truth/satisfaction.parquet`, for judging scores against it: one
row per customer with satisfaction (0 to 1: mean over the window, first day, last day), outcome
(left, renewed, signed, lost or null) and outcome_on (up to 60 days after the window, because
leaving is decided 60 days ahead).

Every draw is a hash of (seed, purpose, entity), so the rows of a customer depend neither on the
threads nor on how customers are cut into chunks. DuckDB does the work, one chunk at a time.

    python scripts/generate_example.py --output data/example
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
import tempfile
from pathlib import Path

import duckdb

MARKER = "_generated.json"
GENERATOR = "generate_example.py"
# Each rule of dirt is certain to appear among these first customers, so a chunk holds them all.
CERTAIN_DIRT_CUSTOMERS = 500
# Chance, in thousandths, that any other row gets a dirty companion.
DIRT_PER_MILLE = 8
PHRASE_POSITIONS = 24

TABLES = {
    "properties": {
        "property_id": "varchar", "property_name": "varchar", "property_group": "varchar",
        "city": "varchar", "region": "varchar", "time_zone": "varchar", "unit_count": "integer",
        "loaded_at": "timestamp",
    },
    "customers": {
        "customer_id": "varchar", "full_name": "varchar", "email": "varchar", "phone": "varchar",
        "created_at": "timestamp", "loaded_at": "timestamp",
    },
    "customer_roles": {
        "role_id": "varchar", "customer_id": "varchar", "property_id": "varchar",
        "role": "varchar", "started_on": "date", "ended_on": "date", "loaded_at": "timestamp",
    },
    "interactions": {
        "interaction_id": "varchar", "conversation_id": "varchar", "customer_id": "varchar",
        "property_id": "varchar", "occurred_at": "timestamp", "channel": "varchar",
        "direction": "varchar", "interaction_type": "varchar", "topic": "varchar",
        "importance": "varchar", "is_escalated": "boolean", "sentiment": "double",
        "message_text": "varchar", "journey_stage": "varchar", "agent_id": "varchar",
        "wait_seconds": "integer", "handle_seconds": "integer", "is_abandoned": "boolean",
        "loaded_at": "timestamp",
    },
    "issues": {
        "issue_id": "varchar", "customer_id": "varchar", "property_id": "varchar",
        "topic": "varchar", "importance": "varchar", "opened_at": "timestamp",
        "resolved_at": "timestamp", "reopened_count": "integer", "is_escalated": "boolean",
        "loaded_at": "timestamp",
    },
    "surveys": {
        "survey_id": "varchar", "customer_id": "varchar", "property_id": "varchar",
        "survey_type": "varchar", "touchpoint": "varchar", "rating": "integer",
        "rating_max": "integer", "comment": "varchar", "responded_at": "timestamp",
        "loaded_at": "timestamp",
    },
    "initiatives": {
        "initiative_id": "varchar", "property_id": "varchar", "initiative_name": "varchar",
        "started_on": "date", "ended_on": "date", "loaded_at": "timestamp",
    },
}
PORTFOLIO_TABLES = ("properties", "initiatives")
CUSTOMER_TABLES = tuple(table for table in TABLES if table not in PORTFOLIO_TABLES)

# Dirt: rule -> the columns it spoils. A dirty row is an extra row with an id of its own, so the
# clean rows stay whole. `duplicate_key` writes two rows, the second with the change;
# `exact_duplicate` repeats a clean row as it is.
ANY_TABLE_DIRT = {"missing_key": {}, "missing_loaded_at": {"loaded_at": "null"},
                  "exact_duplicate": {}}
UNKNOWN_CUSTOMER = {"customer_id": "'cus-nobody'"}
UNKNOWN_PROPERTY = {"property_id": "'prop-nowhere'"}
DIRT = {
    "properties": {
        "duplicate_key": {"property_name": "property_name || ' (copy)'"},
        "unknown_time_zone": {"time_zone": "'Mars/Olympus_Mons'"},
        "negative_count": {"unit_count": "-unit_count"},
    },
    "customers": {
        "duplicate_key": {"full_name": "full_name || ' (copy)'"},
        "impossible_date": {"created_at": "timestamp '1899-12-31 00:00:00'"},
    },
    "customer_roles": {
        "duplicate_key": {"started_on": "started_on - 1"},
        "unknown_customer": UNKNOWN_CUSTOMER,
        "unknown_property": UNKNOWN_PROPERTY,
        "unknown_role": {"role": "'landlord'"},
        "missing_date": {"started_on": "null"},
        "ended_before_started": {"ended_on": "started_on - 10"},
    },
    "interactions": {
        "duplicate_key": {"topic": "if(topic = 'other', 'noise', 'other')"},
        "unknown_customer": UNKNOWN_CUSTOMER,
        "unknown_property": UNKNOWN_PROPERTY,
        "missing_date": {"occurred_at": "null"},
        "future_date": {"occurred_at": "loaded_at + interval 5 day"},
        "impossible_date": {"occurred_at": "timestamp '1970-01-01 00:00:00'"},
        "unknown_direction": {"direction": "'sideways'"},
        "unknown_channel": {"channel": "'fax'"},
        "unknown_interaction_type": {"interaction_type": "'rant'"},
        "unknown_topic": {"topic": "'roof'"},
        "unknown_importance": {"importance": "'urgent'"},
        "sentiment_out_of_range": {"sentiment": "if(draw(2, 'far', row_key) = 0, -1.5, 87)"},
        "negative_duration": {"wait_seconds": "-30", "handle_seconds": "-1"},
    },
    "issues": {
        "duplicate_key": {"is_escalated": "not is_escalated"},
        "unknown_customer": UNKNOWN_CUSTOMER,
        "unknown_property": UNKNOWN_PROPERTY,
        "missing_date": {"opened_at": "null"},
        "future_date": {"opened_at": "loaded_at + interval 5 day", "resolved_at": "null"},
        "impossible_date": {"opened_at": "timestamp '1970-01-01 00:00:00'"},
        "resolved_before_opened": {"resolved_at": "opened_at - interval 2 day"},
        "negative_count": {"reopened_count": "-1"},
        "unknown_topic": {"topic": "'roof'"},
        "unknown_importance": {"importance": "'urgent'"},
    },
    "surveys": {
        "duplicate_key": {"comment": "'Entered twice.'"},
        "unknown_customer": UNKNOWN_CUSTOMER,
        "unknown_property": UNKNOWN_PROPERTY,
        "unknown_survey_type": {"survey_type": "'quiz'"},
        "missing_date": {"responded_at": "null"},
        "future_date": {"responded_at": "loaded_at + interval 5 day"},
        "rating_out_of_range": {"rating": "if(draw(2, 'far', row_key) = 0, -1, rating_max + 3)"},
    },
    "initiatives": {
        "duplicate_key": {"initiative_name": "initiative_name || ' (copy)'"},
        "unknown_property": UNKNOWN_PROPERTY,
        "missing_date": {"started_on": "null"},
        "ended_before_started": {"ended_on": "started_on - 10"},
    },
}

PLACES = [
    ("New York", "US East", "America/New_York"), ("Chicago", "US Central", "America/Chicago"),
    ("London", "Europe West", "Europe/London"), ("Kolkata", "Asia South", "Asia/Kolkata"),
    ("Berlin", "Europe Central", "Europe/Berlin"), ("Seattle", "US West", "America/Los_Angeles"),
    ("Denver", "US Mountain", "America/Denver"), ("Madrid", "Europe South", "Europe/Madrid"),
    ("Phoenix", "US Mountain", "America/Phoenix"), ("Lisbon", "Europe South", "Europe/Lisbon"),
    ("Warsaw", "Europe Central", "Europe/Warsaw"), ("Boston", "US East", "America/New_York"),
]

# Remainder of property_no by 12, name, whether it works, start in % of the span, days or None.
INITIATIVES = [
    (1, "Lobby refresh", False, 30, 45), (3, "Rapid repair crew", True, 45, None),
    (5, "Resident app launch", False, 55, None), (9, "Courtyard planting", False, 35, 60),
]

NAMES = [
    ("en", ["Ada", "Marcus", "Priscilla", "Joel", "Naomi", "Trevor", "Imani", "Callum"],
     ["Holloway", "O'Rourke", "Beckett", "Sandoval", "Whitfield", "Okafor", "Lindqvist"]),
    ("es", ["Lucía", "Andrés", "Inés", "Ramón", "Begoña"], ["Núñez", "Ibáñez", "Peña", "Ruiz"]),
    ("de", ["Jörg", "Käthe", "Uwe", "Sören", "Änne"], ["Müller-Groß", "Schröder", "Weiß", "Köhn"]),
    ("hi", ["अनिल", "प्रिया", "सुनीता", "रोहन"], ["शर्मा", "वर्मा", "पटेल", "जोशी"]),
    ("zh", ["伟", "丽华", "建国", "小燕"], ["王", "陈", "欧阳", "林"]),
    ("ar", ["ليلى", "يوسف", "سلمى", "كريم"], ["حداد", "منصور", "الخطيب"]),
]

# What people write: (kind, key) -> texts. {place}, {when}, {unit} and {person} are filled in.
PHRASES = {
    ("opener", "angry"): ["To whoever is in charge,", "I am done waiting.", "This is unacceptable.",
                          "Why is nobody answering me?!"],
    ("opener", "upset"): ["Hi, I am writing again from {unit}.", "Hello, I am not happy.",
                          "Hi, there is a problem in {unit}.", "Good morning,"],
    ("opener", "polite"): ["Hello team,", "Hi {person}, hope you are well.", "Good afternoon,",
                           "Hi, when you have a minute:"],
    ("opener", "curt"): ["Hi.", "Hello,", "Quick one.", "{unit} here."],
    ("opener", "plain"): ["Hi,", "Hello,", "Good morning,", "Hi, this is {unit}."],
    ("opener", "friendly"): ["Hi {person}!", "Hello there,", "Good morning team,", "Hi all,"],
    ("opener", "warm"): ["Hi {person},", "Hello team,", "Good afternoon,", "Just a quick note."],
    ("opener", "delighted"): ["Hi {person}!!", "Wow.", "Dear team,", "I had to write this down."],
    ("grievance", "plumbing"): [
        "The {place} has been leaking since {when}.", "Water is dripping through the {place}.",
        "The drain in the {place} is blocked again and it smells.",
        "There is no hot water in {unit}.", "The toilet keeps running, day and night."],
    ("grievance", "heating_cooling"): [
        "The heating has been off since {when}.", "It is 14 degrees in the {place}.",
        "The air conditioning blows warm air only.", "The radiator in the {place} stays cold."],
    ("grievance", "electrical"): [
        "Half of the sockets in the {place} are dead.", "The lights flicker whenever it rains.",
        "The breaker trips every evening since {when}."],
    ("grievance", "appliances"): [
        "The dishwasher stopped working {when}.", "The fridge in {unit} does not cool.",
        "The oven door came off in my hand.", "The washing machine floods the {place}."],
    ("grievance", "pests"): [
        "I found cockroaches in the {place}.", "There are mice behind the {place} wall.",
        "Ants came back {when}, the treatment did nothing.", "Bed bugs. Again."],
    ("grievance", "locks_security"): [
        "The front door does not lock.", "My key fob has failed since {when}.",
        "Somebody propped the side entrance open all night.", "Everyone knows the gate code."],
    ("grievance", "noise"): [
        "The people above {unit} party until 3 am.", "Drilling started at 6:30 {when}.",
        "The dog next door barks all day long.", "The pump next to the {place} hums all night."],
    ("grievance", "cleanliness"): [
        "The bins have not been emptied since {when}.", "The stairwell is filthy.",
        "Somebody left rubbish by the {place}, it is disgusting."],
    ("grievance", "parking"): [
        "A stranger parks in my space every day.", "I was towed from my own space {when}.",
        "The garage door has been stuck since {when}."],
    ("grievance", "packages"): [
        "My parcel vanished from the mail room {when}.", "The package lockers are broken."],
    ("grievance", "internet"): [
        "The internet drops every few minutes.", "No connection in {unit} since {when}."],
    ("grievance", "amenities"): [
        "The gym has been closed since {when}.", "The laundry room is out of order again."],
    ("grievance", "fees_billing"): [
        "I was charged a late fee although I paid on time.", "My bill is wrong for the third time.",
        "You billed me twice {when}.", "Nobody can explain this \"community fee\" to me."],
    ("grievance", "payments"): [
        "The portal took my payment twice.", "My payment of {when} is still not booked."],
    ("grievance", "staff_conduct"): [
        "{person} was rude to me {when}.",
        "The man at the desk said, \"not my problem\", and left.",
        "I was promised a call back and nobody called.", "I feel ignored by your office."],
    ("grievance", "safety"): [
        "There is a smell of gas near the {place}.", "The smoke alarm in {unit} is dead.",
        "The railing by the {place} is loose, a child could fall."],
    ("grievance", "move_out"): [
        "My deposit has not come back since {when}.", "You kept my deposit for normal wear."],
    ("grievance", "other"): [
        "I asked {when} and still have no answer.", "What you advertised is not what I was shown.",
        "Nobody turned up for the appointment {when}."],
    ("feeling", "angry"): [
        "This is the worst place I have ever lived in!", "I am furious and I want a refund.",
        "Terrible service, absolutely terrible!!!", "Nobody cares here. It is a disgrace.",
        "I will call a lawyer and the city.", "You lied to me, and I am sick of it."],
    ("feeling", "upset"): [
        "It is really frustrating.", "I am disappointed, this is not good enough.",
        "The last repair was fine, but now it is worse than before.",
        "I do not feel heard.", "It makes daily life hard."],
    ("feeling", "polite"): [
        "It is not urgent, but it would be great to have it fixed.", "Otherwise all is well here.",
        "Thanks in advance for your help.", "I know you are busy, so no rush."],
    ("feeling", "curt"): ["Need this soon.", "Please answer this time.", "Still waiting."],
    ("feeling", "plain"): ["Please let me know.", "What are the next steps?", "Is that possible?"],
    ("feeling", "friendly"): ["Thanks so much!", "No rush at all.", "You are always a great help."],
    ("feeling", "warm"): ["Much appreciated.", "Good to see it sorted.", "That helped a lot."],
    ("feeling", "delighted"): [
        "Best building I have ever lived in!", "I love living here.", "Fantastic service, truly!",
        "I will recommend you to all my friends.", "Absolutely wonderful, thank you!!"],
    ("closer", "angry"): ["Fix it TODAY.", "I expect a call within the hour.", "Enough is enough."],
    ("closer", "upset"): ["When will somebody come?", "Please sort this out.", "Regards, {unit}"],
    ("closer", "polite"): ["Many thanks, {unit}", "Could someone take a look?", "Best wishes"],
    ("closer", "curt"): ["{unit}", "Waiting."],
    ("closer", "plain"): ["Thanks, {unit}", "Regards", "Thank you."],
    ("closer", "friendly"): ["Have a lovely day!", "Thanks, {unit}", "Best wishes"],
    ("closer", "warm"): ["Thank you.", "Thanks again, {unit}", "Kind regards"],
    ("closer", "delighted"): ["Thank you, thank you!", "You made my week.", "Yours, {unit}"],
    ("commendation", "staff_conduct"): [
        "{person} was so kind and patient with me.", "Your desk remembered my name {when}.",
        "{person} stayed late to help me. That is rare."],
    ("commendation", "tour"): ["The tour was friendly and honest.", "{person} gave a great tour."],
    ("commendation", "other"): [
        "The {place} was fixed within a day.", "The repair was quick, tidy and friendly.",
        "Everything works again, well done.", "The new {place} looks lovely.",
        "I told a colleague to rent with you.", "So fast! I wrote {when} and it was done."],
    ("neutral", "question"): [
        "Which day is the recycling collected?", "May I paint the {place}?",
        "Is the roof open on Sundays?", "Where do I send the insurance paper?"],
    ("neutral", "service_request"): [
        "Could you change the filter in the {place}?", "Please swap the bulb by the {place}.",
        "I would like a second key for {unit}."],
    ("neutral", "enquiry"): [
        "Do you have a two-bedroom home from next month?", "Are cats allowed?",
        "What does a one-bedroom cost, all included?", "Is {unit} still available?"],
    ("neutral", "tour_request"): [
        "Could I see the flat on Saturday?", "Is a video tour possible?", "Any slot after 5 pm?"],
    ("neutral", "application_update"): [
        "I have uploaded my pay slips.", "Any news about my application?", "Here is my reference."],
    ("neutral", "payment"): [
        "I have sent the rent for {unit}.", "Can I pay on the 5th this month?",
        "Please confirm my payment of {when}."],
    ("neutral", "renewal_talk"): [
        "My lease ends soon, what would a renewal cost?", "Could we talk about a new term?"],
    ("neutral", "notice_to_leave"): [
        "I am giving notice for {unit}.", "I will not renew my lease, please confirm the date."],
    ("neutral", "feedback"): [
        "The new portal needs a search box.", "It would be good to have a bench by the {place}."],
    ("neutral", "other"): ["My number has changed.", "I am away until Monday.", "See attached."],
    ("more", "angry"): [
        "Still nothing. Are you reading this?", "No. That is not what you promised!",
        "I have heard that before, and it was a lie."],
    ("more", "upset"): ["It is still broken.", "OK, but when exactly?", "Nobody came {when}."],
    ("more", "polite"): ["I am home after 4 pm.", "Photos attached.", "Thanks for the update."],
    ("more", "curt"): ["And?", "OK.", "Yes."],
    ("more", "plain"): ["Yes, that works.", "Tuesday is fine.", "Understood."],
    ("more", "friendly"): ["Perfect, thanks!", "Great, see you then."],
    ("more", "warm"): ["Thanks again.", "Glad to hear it."],
    ("more", "delighted"): ["You are the best!", "Amazing, thank you!"],
    ("reply", "grievance"): [
        "We are sorry about this. A technician will come to {unit}.", "Thanks for telling us.",
        "We have opened a work order and will keep you posted.", "Sorry for the wait."],
    ("reply", "neutral"): [
        "Thanks for your message, here is what we know.", "Sure, we have noted it.",
        "Please find the details attached.", "Your request has been passed on."],
    ("reply", "commendation"): ["Thank you for the kind words!", "We will tell the team."],
    ("foreign", "es-grievance"): [
        "El baño tiene una fuga desde hace días y nadie responde.", "¡Qué vergüenza de servicio!"],
    ("foreign", "es-neutral"): ["¿A qué hora abre la oficina?", "Ya pagué la renta."],
    ("foreign", "es-commendation"): ["¡Muchas gracias, todo quedó perfecto!", "Muy amables."],
    ("foreign", "de-grievance"): [
        "Die Heizung ist seit Tagen kaputt.", "Der Lärm ist unerträglich, bitte tun Sie etwas!"],
    ("foreign", "de-neutral"): ["Wann wird der Müll abgeholt?", "Die Miete ist überwiesen."],
    ("foreign", "de-commendation"): ["Vielen Dank, das ging wirklich schnell!", "Großartig!"],
    ("foreign", "hi-grievance"): ["नल से पानी टपक रहा है, कोई नहीं आया।", "यहाँ बहुत शोर है।"],
    ("foreign", "hi-neutral"): ["किराया भेज दिया है।", "कार्यालय कब खुलता है?"],
    ("foreign", "hi-commendation"): ["बहुत धन्यवाद, बढ़िया काम!", "सब ठीक हो गया।"],
    ("foreign", "zh-grievance"): ["厨房漏水好几天了，没人来修。", "邻居太吵了，非常失望。"],
    ("foreign", "zh-neutral"): ["请问办公室几点开门？", "房租已付。"],
    ("foreign", "zh-commendation"): ["维修很快，非常感谢！", "服务很好。"],
    ("foreign", "ar-grievance"): ["المياه تتسرب منذ أيام ولا أحد يجيب.", "الخدمة سيئة جدا."],
    ("foreign", "ar-neutral"): ["متى يفتح المكتب؟", "لقد دفعت الإيجار."],
    ("foreign", "ar-commendation"): ["شكرا جزيلا، خدمة رائعة!", "كل شيء ممتاز."],
    ("emoji", "angry"): [" 😡", " 🤬🤬", " 😤"],
    ("emoji", "upset"): [" 😞", " 🙁", " 😕"],
    ("emoji", "polite"): [" 🙏", " 🙂"],
    ("emoji", "curt"): [" 🙄", ""],
    ("emoji", "plain"): [" 👍", ""],
    ("emoji", "friendly"): [" 😊", " 👋🏽"],
    ("emoji", "warm"): [" 🙂", " 🌷"],
    ("emoji", "delighted"): [" 😍🎉", " ❤️", " 🥳"],
    ("comment", "low"): ["Nobody listens.", "Far too slow and \"sorry\" does not help.", "Awful."],
    ("comment", "middle"): ["It was OK.", "Fine, but slow.", "Average."],
    ("comment", "high"): ["Quick and kind, thank you!", "Great team.", "Love it here ❤️"],
}
TOPICS = [
    "plumbing", "heating_cooling", "electrical", "appliances", "pests", "locks_security", "noise",
    "cleanliness", "parking", "amenities", "internet", "packages", "fees_billing", "payments",
    "lease_terms", "staff_conduct", "safety", "move_in", "move_out", "tour", "application",
    "availability", "renewal", "other",
]

# Topics of a contact that does not stem from a tracked problem.
TYPE_TOPICS = {
    "complaint": ["staff_conduct", "noise", "cleanliness", "parking", "amenities", "internet"],
    "billing_dispute": ["fees_billing", "payments"],
    "question": ["amenities", "parking", "packages", "lease_terms", "internet", "other"],
    "service_request": ["appliances", "locks_security", "heating_cooling", "electrical"],
    "enquiry": ["availability", "lease_terms", "parking", "amenities"],
    "tour_request": ["tour"],
    "application_update": ["application"],
    "payment": ["payments"],
    "renewal_talk": ["renewal", "lease_terms"],
    "notice_to_leave": ["move_out"],
    "feedback": ["amenities", "cleanliness", "other"],
    "other": ["other", "move_in"],
    "compliment": ["staff_conduct", "cleanliness", "amenities"],
    "thanks": ["staff_conduct", "appliances", "plumbing", "tour"],
    "referral": ["other"],
    "positive_review": ["staff_conduct", "amenities", "other"],
}


def literal(value: object) -> str:
    """Return a Python string, number, boolean, None, list or tuple as a DuckDB literal."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(literal(item) for item in value) + ")"
    return str(value)


def create_macros(
    connection: duckdb.DuckDBPyConnection, seed: int, first_day: datetime.date,
    last_day: datetime.date, properties: int, contact_rate: int,
) -> None:
    """Create the SQL vocabulary: draws, calendar, load batches and codes."""
    for definition in (
        # 28 bits of an md5: stable over versions of DuckDB, unlike hash().
        f"draw(n, purpose, key) as "
        f"('0x' || left(md5('{seed}|' || purpose || '|' || key), 7))::integer % n",
        "chance(per_mille, purpose, key) as draw(1000, purpose, key) < per_mille",
        "pick(options, purpose, key) as "
        "list_extract(options, 1 + draw(len(options)::integer, purpose, key))",
        # Bell-shaped around 0, at most 1.5 * spread away.
        "bell(spread, purpose, key) as draw(spread, purpose || '-1', key)"
        " + draw(spread, purpose || '-2', key) + draw(spread, purpose || '-3', key)"
        " - 3 * spread // 2",
        # Heavy-tailed positive factor with median 1, between about 0.03 and 32.
        "tail(purpose, key) as "
        "sqrt((draw(999, purpose, key) + 0.5) / (998.5 - draw(999, purpose, key)))",
        f"first_day() as date '{first_day}'",
        f"last_day() as date '{last_day}'",
        f"day_count() as {(last_day - first_day).days + 1}",
        f"property_count() as {properties}",
        # The rate of a threshold in thousandths at which people get in touch.
        f"at_contact_rate(per_mille) as per_mille * {contact_rate} // 100",
        "batch_after(moment) as greatest(date_trunc('day', moment) + interval 27 hour,"
        " first_day() + interval 3 hour)",
        "last_batch() as last_day() + interval 27 hour",
        "to_utc(local_time, zone) as timezone('UTC', timezone(zone, local_time))",
        "waking_minute(purpose, key) as "
        "if(chance(930, purpose || '-hours', key), 420 + draw(900, purpose, key),"
        " draw(1440, purpose, key))",
        "customer_code(customer_no) as 'cus-' || lpad(customer_no::varchar, 7, '0')",
        "property_code(property_no) as 'prop-' || lpad(property_no::varchar, 5, '0')",
    ):
        connection.execute(f"create or replace macro {definition}")


def create_lookups(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the small tables of words: places, initiative_kinds, names, phrases, type_topics.

    Every list of phrases is stretched to the same number of positions, so that a text is found
    by an equality join.
    """
    phrases = dict(PHRASES)
    for kind in ("grievance", "commendation"):
        for topic in TOPICS:
            phrases.setdefault((kind, topic), phrases[(kind, "other")])
    rows = {
        "places(place_no, city, region, time_zone)":
            [(number, *place) for number, place in enumerate(PLACES)],
        "initiative_kinds(remainder, initiative_name, is_effective, start_pct, run_days)":
            INITIATIVES,
        "names(language, given_names, family_names)": NAMES,
        "type_topics(interaction_type, topics)": list(TYPE_TOPICS.items()),
        "phrases(kind, key, position, phrase)": [
            (kind, key, position, texts[position % len(texts)])
            for (kind, key), texts in phrases.items()
            for position in range(PHRASE_POSITIONS)
        ],
    }
    for signature, values in rows.items():
        name, columns = signature.rstrip(")").split("(")
        connection.execute(
            f"create or replace temp table {name} as select * from "
            f"(values {', '.join(literal(tuple(row)) for row in values)}) as listed({columns})"
        )


# Properties with a hidden quality (-150 to 150) and repair speed (percent of the usual time).
PORTFOLIO = """
create or replace temp table portfolio as
with numbered as (
    select range::integer as property_no, range::varchar as key from range(property_count())
),
judged as (
    select *, bell(100, 'quality', key) as quality from numbered
)
select
    property_no,
    property_code(property_no) as property_id,
    pick(['Maple', 'Harbour', 'O''Hara', 'Granite', 'Juniper', 'Königs', 'Lantern', 'Willow'],
        'name', key) || ' '
        || pick(['Court', 'Place', 'Lofts', 'Gardens', 'Row'], 'name-end', key)
        || ' ' || (property_no + 1) as property_name,
    pick(['Northline Homes', 'Civic Living', 'Harbour & Oak', 'Meridian Lettings'], 'group', key)
        as property_group,
    city,
    region,
    time_zone,
    40 + draw(260, 'units', key) as unit_count,
    quality,
    125 - quality // 2 + draw(40, 'speed', key) as repair_pct,
    initiative_name,
    first_day() + day_count() * start_pct // 100 as initiative_on,
    first_day() + day_count() * start_pct // 100 + run_days as initiative_ended_on,
    case when is_effective then initiative_on end as uplift_on
from judged
inner join places on place_no = property_no % (select count(*) from places)
left join initiative_kinds on remainder = property_no % 12;

create or replace temp table published_properties as
select
    property_no as customer_no, property_id, property_name, property_group, city, region,
    time_zone, unit_count + 4 * version as unit_count,
    batch_after((first_day() - 1 + version * day_count() // 2)::timestamp) as loaded_at,
    property_id || '/' || version as row_key
from portfolio
cross join (values (0), (1)) as versions(version)
where version = 0 or property_no % 12 = 2;

create or replace temp table published_initiatives as
select
    property_no as customer_no,
    'ini-' || lpad(property_no::varchar, 5, '0') as initiative_id,
    property_id,
    initiative_name,
    initiative_on as started_on,
    case when version = 1 then initiative_ended_on end as ended_on,
    batch_after(if(version = 1, initiative_ended_on, initiative_on)::timestamp) as loaded_at,
    initiative_id || '/' || version as row_key
from portfolio
cross join (values (0), (1)) as versions(version)
where initiative_name is not null
    and (version = 0 or initiative_ended_on is not null)
    and loaded_at <= last_batch();
"""

# One row per customer: who they are, their level of satisfaction, and the dates of their career.
# The first lease may have begun before the window; a prospect may sign or be lost inside it.
PEOPLE = """
create or replace temp table people as
with numbered as (
    select
        range::integer as customer_no,
        range::varchar as key,
        draw(property_count(), 'home', key) as home_no,
        draw(1000, 'segment', key) as segment_draw,
        draw(100, 'language', key) as language_draw
    from range(chunk_start(), chunk_end())
),
characterised as (
    select
        numbered.*,
        case
            when segment_draw < 520 then 'leaseholder'
            when segment_draw < 600 then 'occupant'
            when segment_draw < 630 then 'guarantor'
            when segment_draw < 660 then 'minor'
            when segment_draw < 700 then 'ex_tenant'
            else 'prospect'
        end as segment,
        case
            when language_draw < 60 then 'en' when language_draw < 72 then 'es'
            when language_draw < 80 then 'de' when language_draw < 88 then 'hi'
            when language_draw < 94 then 'zh' else 'ar'
        end as language,
        quality, repair_pct, time_zone, uplift_on, property_id,
        greatest(40, least(960, 560 + quality + bell(300, 'level', key))) as level,
        draw(241, 'drift', key) - 120 as drift
    from numbered
    inner join portfolio on property_no = home_no
),
arrived as (
    select
        *,
        first_day() - 1 - draw(900, 'since', key) as since,
        case
            when segment = 'prospect'
                then first_day() - 45 + draw(day_count() + 45, 'arrival', key)
            when segment = 'leaseholder' and chance(600, 'history', key)
                then since - 12 - draw(50, 'arrival', key)
        end as prospect_on
    from characterised
),
decided as (
    select
        *,
        case
            when segment = 'prospect' then prospect_on + 5 + draw(36, 'apply', key)
            when prospect_on is not null then prospect_on + 6
        end as next_step_on,
        segment = 'leaseholder' or chance(150 + level * 6 // 10, 'applies', key) as applies,
        segment = 'leaseholder' or chance(400 + level // 2, 'signs', key) as signs
    from arrived
),
dated as (
    select
        *,
        case when applies then next_step_on end as applicant_on,
        case
            when segment <> 'prospect' then since
            when applies and signs then next_step_on + 5 + draw(16, 'sign', key)
        end as tenancy_on,
        case
            when segment <> 'prospect' or (applies and signs) then null
            when chance(250, 'lingers', key) then null
            when applies then next_step_on + 5 + draw(16, 'sign', key)
            else next_step_on
        end as gave_up_on
    from decided
)
select
    *,
    if(segment = 'prospect', 'leaseholder', segment) as tenancy_role,
    least(prospect_on, tenancy_on) as first_role_on,
    if(language <> 'en' and chance(250, 'writes', key), language, null) as writes_in,
    -- A second role at another property, for a few.
    case
        when segment not in ('leaseholder', 'occupant') then null
        when chance(40, 'second', key) then 'prospect'
        when chance(25, 'second-guarantor', key) then 'guarantor'
        when chance(15, 'second-home', key) then 'occupant'
    end as second_role,
    (home_no + 1 + draw(property_count() - 1, 'second-at', key)) % property_count() as second_no,
    first_day() + draw(day_count(), 'second-on', key) as second_on
from dated
"""

# One row per problem of a resident. Slow properties and low moods have more and longer ones.
# Satisfaction is in thousandths: integer sums do not depend on the number of threads.
PROBLEMS = """
create or replace temp table problems as
with months as (
    select people.*, month::integer as month, key || '-p' || month as problem_key
    from people
    cross join range((day_count() + 29) // 30) as calendar(month)
    where tenancy_role in ('leaseholder', 'occupant') and tenancy_on <= last_day()
),
opened as (
    select
        *,
        first_day() + month * 30 + draw(30, 'day', problem_key) as opened_on,
        pick(['plumbing', 'plumbing', 'plumbing', 'heating_cooling', 'heating_cooling',
            'electrical', 'appliances', 'appliances', 'pests', 'pests', 'locks_security', 'noise',
            'noise', 'noise', 'cleanliness', 'parking', 'packages', 'internet', 'fees_billing',
            'fees_billing', 'staff_conduct', 'safety'], 'topic', problem_key) as topic,
        if(topic in ('safety', 'heating_cooling'), 40, 0)
            + draw(100, 'importance', problem_key) as importance_draw
    from months
    where chance(20 + (150 - quality) // 3 + (1000 - level) // 4, 'problem', problem_key)
),
weighed as (
    select
        *,
        case
            when importance_draw < 15 then 'low' when importance_draw < 70 then 'normal'
            when importance_draw < 100 then 'high' else 'very_high'
        end as importance,
        to_utc(opened_on + to_minutes(waking_minute('minute', problem_key)), time_zone)
            + to_seconds(draw(60, 'second', problem_key)) as opened_at,
        repair_pct * if(opened_on >= uplift_on, 0.4, 1) / 100 as slowness
    from opened
    where opened_on between greatest(tenancy_on, first_day()) and last_day()
),
worked as (
    select
        *,
        case importance when 'low' then 70 when 'normal' then 120 when 'high' then 180
            else 240 end as depth,
        opened_at + to_minutes(least(60000, 45 + 60 * slowness * tail('repair', problem_key)
            * case when topic in ('heating_cooling', 'locks_security', 'plumbing') then 50
                else 110 end)::integer) as resolved_at
    from weighed
),
reopened as (
    select
        *,
        case when chance(60 + repair_pct // 2, 'reopen', problem_key) then resolved_at
            + to_minutes(1440 + draw(17280, 'reopen-at', problem_key)) end as reopened_at
    from worked
)
select
    customer_no, key, problem_key, home_no, opened_on, opened_at, topic, importance, depth,
    resolved_at, reopened_at,
    reopened_at + to_minutes(least(60000,
        120 + 4000 * slowness * tail('second-repair', problem_key))::integer)
        as resolved_again_at,
    coalesce(resolved_again_at, resolved_at)::date as settled_on,
    -- Some grievances never become a ticket.
    chance(850, 'ticket', problem_key) as has_issue
from reopened;

-- An open problem weighs more each day; once settled it is forgotten within a month.
create or replace temp macro problem_weight(depth, opened_on, settled_on, on_day) as case
    when on_day < settled_on then depth * least(on_day - opened_on + 3, 14) // 14
    else depth * greatest(30 - (on_day - settled_on), 0) // 30
end;

create or replace temp macro shock(who, on_day) as (
    select coalesce(sum(problem_weight(depth, opened_on, settled_on, on_day)), 0)::integer
    from problems
    where problems.customer_no = who and problems.opened_on <= on_day
);

create or replace temp macro uplift(uplift_on, on_day) as
    coalesce(110 * greatest(least(on_day - uplift_on, 30), 0) // 30, 0);

create or replace temp macro satisfaction_on(who, level, drift, uplift_on, on_day) as
    greatest(20, least(980, level + drift * (on_day - first_day()) // 180
        + uplift(uplift_on, on_day) - shock(who, on_day)));
"""

# One row per anniversary of a lease that is decided on within the window, 60 days before it.
DECISIONS = """
create or replace temp table decisions as
with anniversaries as (
    select *, (tenancy_on + to_years(year::integer))::date as anniversary
    from people
    cross join range(1, 4 + day_count() // 365) as years(year)
    where tenancy_role in ('leaseholder', 'occupant')
),
judged as (
    select
        *,
        key || '-y' || year as decision_key,
        satisfaction_on(customer_no, level, drift, uplift_on,
            greatest(anniversary - 60, first_day())) as satisfaction
    from anniversaries
    where anniversary > first_day() and anniversary - 60 <= last_day()
)
select
    customer_no, key, decision_key, home_no, time_zone, tenancy_role, anniversary, satisfaction,
    chance(greatest(30, 850 - satisfaction), 'leaves', decision_key) as is_leaving
from judged
"""

# People with the day they left, if they did; what would have come after it is removed.
CAREERS = """
create or replace temp table careers as
select people.*, left_on
from people
left join (
    select customer_no, min(anniversary) as left_on from decisions where is_leaving group by all
) as leavers using (customer_no);

delete from problems using careers
where problems.customer_no = careers.customer_no and opened_on >= left_on;

delete from decisions using careers
where decisions.customer_no = careers.customer_no and anniversary > left_on;
"""

# Everything that might become a conversation, before the mood decides. `luck` is in thousandths.
CANDIDATES = """
create or replace temp table candidates as
with slots as (
    select
        careers.*,
        key || '-s' || slot as contact_key,
        first_day() + 4 * slot::integer + draw(4, 'slot-day', contact_key) as on_day,
        draw(1000, 'slot', contact_key) as luck,
        case
            when left_on <= on_day then 'ex_tenant'
            when tenancy_on <= on_day then tenancy_role
            when gave_up_on <= on_day then null
            when applicant_on <= on_day then 'applicant'
            when prospect_on <= on_day then 'prospect'
        end as role
    from careers
    cross join range((day_count() + 3) // 4) as calendar(slot)
),
tracked as (
    select problems.* exclude (key), level, drift, uplift_on
    from problems inner join people using (customer_no)
),
gathered as (
    select
        'slot' as kind, customer_no, contact_key, home_no as property_no, role, on_day,
        to_utc(on_day + to_minutes(waking_minute('slot-minute', contact_key)), time_zone)
            as started_at,
        null::varchar as interaction_type, null::varchar as topic, null::varchar as importance,
        luck
    from slots
    where role is not null and on_day <= last_day()
        -- The mood lets through no more than this.
        and luck < at_contact_rate(if(role in ('prospect', 'applicant'), 700, 280))
    union all
    select
        'second', customer_no, second_key, second_no, second_role, on_day,
        to_utc(on_day + to_minutes(waking_minute('slot-minute', second_key)), time_zone),
        'enquiry', null, null, draw(1000, 'slot', second_key)
    from (select *, contact_key || '-b' as second_key from slots)
    where second_role is not null and on_day between second_on and last_day()
    union all
    select
        'problem', customer_no, problem_key, home_no, 'resident', opened_on, opened_at,
        case
            when topic in ('safety', 'locks_security') then 'safety_report'
            when topic = 'noise' then 'noise_report'
            when topic = 'fees_billing' then 'billing_dispute'
            when topic in ('cleanliness', 'parking', 'packages', 'staff_conduct') then 'complaint'
            else 'repair_report'
        end,
        topic, importance, 0
    from tracked
    union all
    select
        'repeat', customer_no, problem_key || '-r' || turn, home_no, 'resident', opened_on + wait,
        opened_at + to_days(wait) + to_minutes(draw(200, 'repeat-minute', problem_key || turn)),
        'follow_up_complaint', topic, importance, draw(1000, 'repeat', problem_key || turn)
    from (
        select *, turn, (turn * (2 + draw(4, 'pace', problem_key)))::integer as wait
        from tracked cross join range(1, 7) as turns(turn)
    )
    where opened_on + wait < settled_on
    union all
    select
        'problem', customer_no, problem_key || '-o', home_no, 'resident', reopened_at::date,
        reopened_at, 'follow_up_complaint', topic, importance, 0
    from tracked
    where reopened_at is not null
    union all
    select
        'thanks', customer_no, problem_key || '-t', home_no, 'resident', settled_on,
        coalesce(resolved_again_at, resolved_at)
            + to_minutes(60 + draw(2000, 'thanks-minute', problem_key)),
        'thanks', topic, 'normal', draw(1000, 'thanks', problem_key)
    from tracked
    union all
    select
        'lease', customer_no, decision_key, home_no, 'resident', talk_on,
        to_utc(talk_on + to_minutes(waking_minute('talk-minute', decision_key)), time_zone),
        if(is_leaving, 'notice_to_leave', 'renewal_talk'), null, 'normal', 0
    from (select *, anniversary - 30 - draw(30, 'talk', decision_key) as talk_on from decisions)
    where tenancy_role = 'leaseholder'
        and (is_leaving or chance(600, 'talks', decision_key))
)
select
    gathered.*,
    satisfaction_on(customer_no, level, drift, uplift_on, on_day) as satisfaction
from gathered
inner join people using (customer_no)
where started_at >= first_day() and started_at < last_day() + 1
"""

# One row per conversation: the candidates that the mood lets through, with type, tone and channel.
CONVERSATIONS = """
create or replace temp table conversations as
with accepted as (
    select
        candidates.*, careers.* exclude (customer_no),
        draw(1000, 'type', contact_key) as turn,
        on_day - prospect_on as lead_days
    from candidates
    inner join careers using (customer_no)
    where luck < case
        when kind = 'repeat' then 250 + (1000 - satisfaction) // 2
        when kind = 'thanks' then 80 + satisfaction * 4 // 10
        when kind not in ('slot', 'second') then 1000
        else at_contact_rate(case
            when kind = 'second' then 90
            when role in ('prospect', 'applicant') then (500 + satisfaction) // 2 * case
                when lead_days < 12 then 900 when lead_days < 25 then 450
                when lead_days < 60 then 150 else 40 end // 1000
            when role in ('leaseholder', 'occupant') then 110 + (1000 - satisfaction) // 6
            when role = 'minor' then 2
            else 25
        end)
    end
),
typed as (
    select
        accepted.* exclude (interaction_type),
        case
            when interaction_type is not null then interaction_type
            when turn < (870 - satisfaction) * if(lead_days < 90, 35, 60) // 100
                then pick(['complaint', 'complaint', 'billing_dispute'], 'grievance', contact_key)
            when turn >= 1000 - satisfaction * 24 // 100 then pick(
                ['compliment', 'compliment', 'thanks', 'thanks', 'referral', 'positive_review'],
                'commendation', contact_key)
            when role = 'prospect' then pick(
                ['enquiry', 'enquiry', 'tour_request', 'question'], 'neutral', contact_key)
            when role = 'applicant' then pick(
                ['application_update', 'application_update', 'question'], 'neutral', contact_key)
            else pick(['question', 'question', 'service_request', 'service_request', 'payment',
                'payment', 'feedback', 'other'], 'neutral', contact_key)
        end as interaction_type
    from accepted
),
tuned as (
    select
        *,
        case
            when interaction_type in ('complaint', 'repair_report', 'noise_report',
                'billing_dispute', 'safety_report', 'follow_up_complaint') then 'grievance'
            when interaction_type in ('compliment', 'thanks', 'referral', 'positive_review')
                then 'commendation'
            else 'neutral'
        end as polarity,
        satisfaction + bell(160, 'mood', contact_key) as mood,
        pick(['phone', 'phone', 'phone', 'phone', 'phone', 'phone', 'phone', 'email', 'email',
            'email', 'email', 'email', 'sms', 'sms', 'sms', 'chat', 'chat', 'portal', 'portal',
            'portal', 'app', 'app', 'in_person', 'letter', 'ivr'],
            'channel', contact_key) as usual_channel
    from typed
)
select
    tuned.* exclude (usual_channel, topic, importance),
    case
        when interaction_type = 'positive_review' then 'review_site'
        when interaction_type = 'complaint' and chance(60, 'review', contact_key)
            then 'review_site'
        when interaction_type in ('complaint', 'compliment', 'question')
            and chance(60, 'social', contact_key) then 'social'
        when chance(5, 'other-channel', contact_key) then 'other'
        else usual_channel
    end as channel,
    coalesce(tuned.topic, if(role = 'ex_tenant' and polarity = 'grievance', 'move_out',
        pick(topics, 'free-topic', contact_key))) as topic,
    coalesce(tuned.importance, pick(['low', 'low', 'normal', 'normal', 'normal', 'normal',
        'normal', 'high'], 'free-importance', contact_key)) as importance,
    case polarity
        when 'grievance' then if(mood < 380, 'angry', if(mood < 640, 'upset', 'polite'))
        when 'neutral' then if(mood < 350, 'curt', if(mood < 680, 'plain', 'friendly'))
        else if(mood < 640, 'warm', 'delighted')
    end as tone,
    polarity = 'grievance' and chance(
        (1000 - satisfaction) // if(interaction_type = 'follow_up_complaint', 3, 9),
        'escalated', contact_key) as is_escalated,
    case
        when interaction_type = 'notice_to_leave' or role = 'ex_tenant' or on_day >= left_on
            then 'move_out'
        when interaction_type = 'renewal_talk' then 'renewal'
        when interaction_type = 'tour_request' then 'tour'
        when role = 'prospect' then 'enquiry'
        when role = 'applicant' then 'application'
        when on_day < tenancy_on + 30 then 'move_in'
        else 'living'
    end as journey_stage,
    -- Reminders and offers start with us.
    interaction_type in ('payment', 'renewal_talk', 'other')
        and chance(300, 'we-start', contact_key) as is_ours,
    case
        when channel in ('phone', 'in_person', 'letter', 'ivr', 'review_site')
            then if(channel = 'phone' and chance(100, 'call-back', contact_key), 3, 1)
        else pick([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 7, 9], 'length', contact_key)
    end as message_count,
    case channel when 'chat' then 3 when 'sms' then 25 when 'app' then 40 when 'email' then 400
        when 'phone' then 700 else 200 end as gap_minutes
from tuned
left join type_topics using (interaction_type)
"""

# One row per message, in turns between the customer and the office.
MESSAGES = """
create or replace temp table messages as
with turns as (
    select
        conversations.*,
        turn_no::integer as turn_no,
        contact_key || '-' || turn_no as message_key,
        if((turn_no % 2 = 0) = is_ours, 'inbound', 'outbound') as direction,
        started_at
            + to_seconds(draw(60, 'second', message_key))
            + to_minutes(if(turn_no = 1, 0,
                (turn_no - 1) * gap_minutes + draw(gap_minutes, 'gap', message_key)))
            as occurred_at
    from conversations
    cross join range(1, 10) as positions(turn_no)
    where turn_no <= message_count
)
select
    *,
    channel not in ('phone', 'ivr', 'in_person') as has_text,
    channel in ('email', 'portal', 'letter', 'review_site') as is_long,
    -- Only later words of the customer change their nature.
    case
        when turn_no = 1 or direction = 'outbound' or polarity <> 'grievance'
            then interaction_type
        when chance(200, 'later-question', message_key) then 'question'
        when chance(satisfaction // 5, 'later-thanks', message_key) then 'thanks'
        else interaction_type
    end as message_type
from turns
where occurred_at < last_day() + 1
"""

# The words. Joined by equality of a drawn position; long channels get paragraphs with CRLF.
TEXTS = """
create or replace temp table texts as
with placed as (
    select
        message_key, direction, polarity, tone, is_long, channel, writes_in, turn_no,
        case
            when direction = 'outbound' then 'reply'
            when writes_in is not null then 'foreign'
            when turn_no > 1 then 'more'
            else polarity
        end as body_kind,
        case
            when direction = 'outbound' then polarity
            when writes_in is not null then writes_in || '-' || polarity
            when turn_no > 1 then tone
            when polarity = 'neutral' then interaction_type
            else topic
        end as body_key,
        body_kind in ('grievance', 'neutral', 'commendation') as is_full,
        draw({positions}, 'body', message_key) as body_at,
        draw({positions}, 'feeling', message_key) as feeling_at,
        draw({positions}, 'opener', message_key) as opener_at,
        draw({positions}, 'closer', message_key) as closer_at
    from messages
    where has_text
),
worded as (
    select
        placed.*,
        body.phrase as body,
        feeling.phrase as feeling,
        opener.phrase as opener,
        closer.phrase as closer,
        if(not is_long and direction = 'inbound' and chance(150, 'emoji', message_key),
            emoji.phrase, '') as emoji
    from placed
    inner join phrases as body
        on body.kind = body_kind and body.key = body_key and body.position = body_at
    left join phrases as feeling on is_full
        and feeling.kind = 'feeling' and feeling.key = tone and feeling.position = feeling_at
    left join phrases as opener on is_full and is_long
        and opener.kind = 'opener' and opener.key = tone and opener.position = opener_at
    left join phrases as closer on is_full and is_long
        and closer.kind = 'closer' and closer.key = tone and closer.position = closer_at
    left join phrases as emoji
        on emoji.kind = 'emoji' and emoji.key = tone and emoji.position = body_at
),
assembled as (
    select
        message_key, direction, tone,
        case
            when not is_full then body
            when is_long then opener || e'\\r\\n\\r\\n' || body || ' ' || feeling || e'\\r\\n'
                || closer
            when chance(650, 'feels', message_key) then body || ' ' || feeling
            else body
        end || emoji as template
    from worded
),
filled as (
    select
        message_key, direction, tone,
        replace(replace(replace(replace(template,
            '{{place}}', pick(['kitchen', 'bathroom', 'hallway', 'bedroom', 'balcony', 'stairs'],
                'place', message_key)),
            '{{when}}', pick(['yesterday', 'last week', 'Monday', 'the 3rd', 'this morning'],
                'when', message_key)),
            '{{unit}}', 'apt ' || (1 + draw(40, 'floor', message_key)) || pick(['A', 'B', 'C'],
                'door', message_key)),
            '{{person}}', pick(['Dana', 'Mr Ferro', 'Sam', 'Mrs Adeyemi', 'Kim'],
                'person', message_key)) as filled_text
    from assembled
)
select
    message_key,
    case
        when direction = 'outbound' then filled_text
        -- A few people paste the same words until the field is full.
        when draw(3000, 'flood', message_key) = 0
            then left(repeat(filled_text || ' ', 10000 // length(filled_text) + 1), 10000)
        when tone = 'angry' and chance(120, 'shouts', message_key) then upper(filled_text)
        else filled_text
    end as message_text
from filled
"""

# The feed of messages: 2 % late by up to a month, 1 % corrected by a later version.
INTERACTIONS = """
create or replace temp table published_interactions as
with recorded as (
    select
        messages.customer_no,
        'int-' || message_key as interaction_id,
        if(message_count = 1 and chance(300, 'loose', contact_key), null, 'con-' || contact_key)
            as conversation_id,
        customer_code(messages.customer_no) as customer_id,
        property_code(property_no) as property_id,
        occurred_at, channel, direction, message_type as interaction_type, topic, importance,
        is_escalated,
        -- Only transcripts of calls come with a sentiment.
        case when channel = 'phone' and direction = 'inbound' and chance(800, 'heard', message_key)
            then greatest(-1000, least(1000, case polarity when 'grievance' then -750
                when 'neutral' then -250 else 200 end + satisfaction * 6 // 10
                + bell(300, 'sentiment', message_key))) / 1000.0 end as sentiment,
        message_text,
        if(chance(100, 'no-stage', contact_key), null, journey_stage) as journey_stage,
        if(direction = 'outbound' or channel in ('phone', 'chat', 'in_person'),
            'agent-' || property_no || '-' || draw(6, 'agent', contact_key), null) as agent_id,
        case when channel in ('phone', 'chat', 'ivr') and direction = 'inbound' and turn_no = 1
            then least(3600, 90 * repair_pct // 100 * tail('wait', message_key))::integer end
            as wait_seconds,
        case when channel = 'phone' and direction = 'inbound'
            then chance(least(400, wait_seconds // 3), 'abandoned', message_key) end
            as is_abandoned,
        case when channel in ('phone', 'chat', 'in_person') and not coalesce(is_abandoned, false)
            then least(5400, 60 + 260 * tail('handle', message_key))::integer end
            as handle_seconds,
        batch_after(occurred_at) + to_days(if(chance(20, 'late', message_key),
            1 + draw(30, 'late-days', message_key), 0)) as loaded_at,
        message_key as row_key
    from messages
    left join texts using (message_key)
),
corrected as (
    select
        * replace (
            if(chance(400, 'corrects-topic', row_key), 'other', topic) as topic,
            if(importance = 'high', 'normal', 'high') as importance,
            -sentiment as sentiment,
            loaded_at + to_days(1 + draw(20, 'correction-days', row_key)) as loaded_at,
            row_key || '/corrected' as row_key
        )
    from recorded
    where chance(10, 'is-corrected', row_key)
)
select * from recorded where loaded_at <= last_batch()
union all
select * from corrected where loaded_at <= last_batch()
"""

# Versions of one row that fall into the same batch are known by the last of them only.
LAST_VERSION_PER_BATCH = """
qualify row_number() over (partition by row_id, loaded_at order by version desc) = 1
"""

ISSUES = f"""
create or replace temp table published_issues as
with versions as (
    select
        problems.*,
        version,
        case version when 0 then opened_at when 1 then resolved_at when 2 then reopened_at
            else resolved_again_at end as changed_at
    from problems
    cross join (values (0), (1), (2), (3)) as steps(version)
    where has_issue
)
select
    customer_no,
    'iss-' || problem_key as issue_id,
    customer_code(customer_no) as customer_id,
    property_code(home_no) as property_id,
    topic,
    importance,
    opened_at,
    case version when 1 then resolved_at when 3 then resolved_again_at end as resolved_at,
    version // 2 as reopened_count,
    version > 0 and settled_on - opened_on > 12 and chance(600, 'issue-escalated', problem_key)
        as is_escalated,
    batch_after(changed_at) as loaded_at,
    problem_key || '/' || version as row_key
from versions
where changed_at is not null and loaded_at <= last_batch()
{LAST_VERSION_PER_BATCH.replace("row_id", "problem_key")}
"""

CUSTOMERS = """
create or replace temp table published_customers as
with named as (
    select
        careers.*,
        pick(given_names, 'given', key) as given_name,
        pick(family_names, 'family', key) as family_name,
        first_role_on - to_minutes(20 + draw(700, 'created', key)) as created_at
    from careers
    inner join names using (language)
)
select
    customer_no,
    customer_code(customer_no) as customer_id,
    if(language = 'zh', family_name || given_name, given_name || ' ' || family_name) as full_name,
    'customer.' || key || if(version = 1, '.new', '') || '@example.com' as email,
    '+1-555-' || lpad(draw(1000, 'phone', key)::varchar, 3, '0') || '-'
        || lpad(draw(10000, 'phone-end', key)::varchar, 4, '0') as phone,
    created_at,
    batch_after(created_at) + to_days(version * (1 + draw(90, 'renamed', key))) as loaded_at,
    key || '/' || version as row_key
from named
cross join (values (0), (1)) as versions(version)
where (version = 0 or chance(40, 'new-address', key)) and loaded_at <= last_batch()
"""

# Open roles arrive open; a second version brings the last day in force.
ROLES = f"""
create or replace temp table published_customer_roles as
with steps as (
    select customer_no, key, home_no as property_no, 'a' as step, 'prospect' as role,
        prospect_on as started_on, coalesce(applicant_on, gave_up_on) - 1 as ended_on
    from careers
    union all
    select customer_no, key, home_no, 'b', 'applicant', applicant_on,
        coalesce(tenancy_on, gave_up_on) - 1
    from careers
    union all
    select customer_no, key, home_no, 'c', tenancy_role, tenancy_on, left_on - 1 from careers
    union all
    select customer_no, key, home_no, 'd', 'ex_tenant', left_on, null from careers
    union all
    select customer_no, key, second_no, 'e', second_role, second_on, null
    from careers
    where second_role is not null
)
select
    customer_no,
    'rol-' || key || step as role_id,
    customer_code(customer_no) as customer_id,
    property_code(property_no) as property_id,
    role,
    started_on,
    case when version = 1 then ended_on end as ended_on,
    batch_after(if(version = 1, ended_on, started_on)::timestamp) as loaded_at,
    key || step || version as row_key
from steps
cross join (values (0), (1)) as versions(version)
where started_on is not null
    and (version = 0 or ended_on is not null)
    and loaded_at <= last_batch()
{LAST_VERSION_PER_BATCH.replace("row_id", "key, step")}
"""

SURVEYS = """
create or replace temp table published_surveys as
with asked as (
    select customer_no, key || '-q' || quarter as survey_key, 'nps' as survey_type,
        'relationship' as touchpoint, 10 as rating_max,
        first_day() + quarter::integer * 90 + draw(90, 'quarter', survey_key) as on_day, 350 as odds
    from careers
    cross join range((day_count() + 89) // 90) as quarters(quarter)
    where tenancy_role in ('leaseholder', 'occupant') and on_day >= tenancy_on
        and on_day < coalesce(left_on, last_day() + 1)
    union all
    select customer_no, problem_key || '-v', 'csat', 'repair_completed', 5, settled_on + 1, 350
    from problems
    where has_issue
    union all
    select customer_no, contact_key || '-e', 'ces', 'support_contact', 7, on_day + 1, 40
    from conversations
    where channel in ('phone', 'chat', 'email', 'portal') and not is_ours
    union all
    select customer_no, key || '-tour', 'csat', 'tour', 5, prospect_on + 7, 300
    from careers
    where prospect_on is not null
    union all
    select customer_no, key || '-movein', 'csat', 'move_in', 5, tenancy_on + 10, 400
    from careers
    where tenancy_role = 'leaseholder' and tenancy_on is not null
    union all
    select customer_no, contact_key || '-w', 'review', 'public_review', 5, on_day, 1000
    from conversations
    where channel = 'review_site'
),
felt as (
    select
        asked.*,
        property_code(home_no) as property_id,
        to_utc(on_day + to_minutes(waking_minute('answer', survey_key)), time_zone)
            as responded_at,
        satisfaction_on(customer_no, level, drift, uplift_on, on_day)
            + bell(160, 'rates', survey_key) as mood
    from asked
    inner join people using (customer_no)
    where on_day between first_day() and last_day() and chance(odds, 'answers', survey_key)
)
select
    customer_no,
    'sur-' || survey_key as survey_id,
    customer_code(customer_no) as customer_id,
    property_id,
    survey_type,
    touchpoint,
    greatest(if(survey_type = 'nps', 0, 1), least(rating_max,
        (rating_max + 1) * mood // 900))::integer as rating,
    rating_max,
    case when chance(350, 'comments', survey_key) then phrase end as comment,
    responded_at,
    batch_after(responded_at) as loaded_at,
    survey_key as row_key
from felt
inner join phrases on kind = 'comment'
    and phrases.key = if(mood < 400, 'low', if(mood < 650, 'middle', 'high'))
    and position = draw({positions}, 'comment', survey_key)
where responded_at >= first_day() and loaded_at <= last_batch()
"""

# The hidden truth: mean over the window (every 15 days), first and last day, and what came of it.
# An outcome decided in the window may fall after its end: leaving is decided 60 days ahead.
TRUTH = """
insert into truth
with moments as (
    select
        customer_no, day_no,
        satisfaction_on(customer_no, level, drift, uplift_on, first_day() + day_no::integer)
            as satisfaction
    from people
    cross join (
        select range as day_no from range(0, day_count() - 1, 15)
        union all
        select day_count() - 1
    ) as days
),
averaged as (
    select
        customer_no,
        sum(satisfaction)::integer // count(*)::integer as mean_level,
        max_by(satisfaction, -day_no) as first_level,
        max_by(satisfaction, day_no) as last_level
    from moments
    group by all
),
renewals as (
    select customer_no, max(anniversary) as renewed_on
    from decisions
    where not is_leaving
    group by all
)
select
    customer_no,
    customer_code(customer_no) as customer_id,
    mean_level / 1000.0 as satisfaction,
    first_level / 1000.0 as satisfaction_first_day,
    last_level / 1000.0 as satisfaction_last_day,
    case
        when left_on is not null then 'left'
        when renewed_on is not null then 'renewed'
        when segment = 'prospect' and tenancy_on <= last_day() then 'signed'
        when gave_up_on <= last_day() then 'lost'
    end as outcome,
    case outcome
        when 'left' then left_on when 'renewed' then renewed_on
        when 'signed' then tenancy_on when 'lost' then gave_up_on
    end as outcome_on
from careers
inner join averaged using (customer_no)
left join renewals using (customer_no)
"""

CHUNK_STEPS = (
    PEOPLE, PROBLEMS, DECISIONS, CAREERS, CANDIDATES, CONVERSATIONS, MESSAGES,
    TEXTS.format(positions=PHRASE_POSITIONS), INTERACTIONS, ISSUES, CUSTOMERS, ROLES,
    SURVEYS.format(positions=PHRASE_POSITIONS), TRUTH,
)


def add_dirt(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Add dirty rows to `published_<table>`: each rule once for certain, and a few at random."""
    rules = ANY_TABLE_DIRT | DIRT[table]
    key_column = next(iter(TABLES[table]))
    changes: dict[str, list[str]] = {}
    for rule, columns in rules.items():
        only_second = " and copy_no = 1" if rule == "duplicate_key" else ""
        for column, expression in columns.items():
            changes.setdefault(column, []).append(
                f"when rule = '{rule}'{only_second} then {expression}"
            )
    replacements = ", ".join(
        f"case {' '.join(cases)} else {column} end as {column}"
        for column, cases in changes.items()
    )
    connection.execute(f"""
        create or replace temp table picked_for_dirt as
        with ranked as (
            select
                row_key,
                row_number() over (order by md5(row_key)) - 1 as place,
                count(*) over () as places
            from published_{table}
            where customer_no < {CERTAIN_DIRT_CUSTOMERS}
        ),
        rules as (
            select unnest({literal(list(rules))}) as rule, unnest(range({len(rules)})) as rule_no
        ),
        picked as (
            select row_key, rule_no from ranked inner join rules on place = rule_no % places
            union
            select row_key, draw({len(rules)}, 'dirt-rule', row_key)
            from published_{table}
            where chance({DIRT_PER_MILLE}, 'dirt', row_key)
        )
        select picked.*, rule from picked inner join rules using (rule_no);

        insert into published_{table}
        select * exclude (rule, rule_no, copy_no) replace (
            case rule when 'missing_key' then null when 'exact_duplicate' then {key_column}
                else {key_column} || '-x' || rule_no end as {key_column},
            row_key || '/' || rule || copy_no as row_key,
            {replacements}
        )
        from published_{table}
        inner join picked_for_dirt using (row_key)
        cross join (values (0), (1)) as copies(copy_no)
        where copy_no = 0 or rule = 'duplicate_key'
    """)


def write_table(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> int:
    """Write `published_<table>` with the contract's columns and types; return its row count."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f"{name}::{kind} as {name}" for name, kind in TABLES[table].items())
    file_format = "parquet, compression zstd" if path.suffix == ".parquet" else "csv, header"
    return connection.execute(f"""
        copy (
            select {columns} from published_{table}
            order by published_{table}.loaded_at nulls last, row_key
        ) to {literal(str(path))} (format {file_format})
    """).fetchone()[0]


def prepare_folder(folder: Path, arguments: dict[str, object]) -> None:
    """Clear what an earlier run wrote to `folder` and mark it as generated.

    Raises ValueError, before anything is deleted, if the folder holds files of others and no
    marker, or foreign files where tables will be written.
    """
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is not a folder.")
    marker = folder / MARKER
    if folder.is_dir() and any(folder.iterdir()) and not marker.is_file():
        raise ValueError(
            f"{folder} holds files and no {MARKER}, so this generator did not write them. "
            "Choose an empty folder."
        )
    names = "|".join(TABLES)
    own = re.compile(
        rf"({names})\.(parquet|csv)|({names})/part-\d{{4,}}\.(parquet|csv)"
        rf"|_truth/satisfaction\.parquet"
    )
    table_folders = [folder / name for name in (*TABLES, "_truth") if (folder / name).is_dir()]
    files = [path for path in folder.glob("*") if not path.is_dir()]
    inside = [path for table_folder in table_folders for path in table_folder.rglob("*")]
    foreign = [path for path in inside if not own.fullmatch(path.relative_to(folder).as_posix())]
    if foreign:
        raise ValueError(f"{foreign[0]} was not written by this generator. Move it away first.")
    for path in (*files, *inside):
        if own.fullmatch(path.relative_to(folder).as_posix()):
            path.unlink()
    for table_folder in table_folders:
        table_folder.rmdir()
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text(
        json.dumps({"generator": GENERATOR, "is_synthetic": True, **arguments}, indent=2) + "\n",
        encoding="utf-8",
    )


def generate(options: argparse.Namespace) -> dict[str, int]:
    """Write the whole portfolio to `options.output`; return the rows written per table."""
    last_day = options.end_date
    first_day = last_day - datetime.timedelta(days=options.days - 1)
    properties = max(6, round(12 * options.customers / 1000))
    chunk = max(options.chunk_customers, CERTAIN_DIRT_CUSTOMERS)
    starts = range(0, options.customers, chunk)
    counts = dict.fromkeys(TABLES, 0)
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as connection:
        # A wrong memory limit fails here, before the folder is touched.
        connection.execute(f"set memory_limit = {literal(options.memory_limit)}")
        connection.execute(f"set temp_directory = {literal(spill)}")
        if options.threads:
            connection.execute(f"set threads = {options.threads}")
        prepare_folder(options.output, {
            "customers": options.customers, "days": options.days, "seed": options.seed,
            "contact_rate": options.contact_rate, "end_date": str(last_day), "is_clean": options.clean,
        })
        create_macros(
            connection, options.seed, first_day, last_day, properties, options.contact_rate
        )
        create_lookups(connection)
        connection.execute("""
            create temp table truth (
                customer_no integer, customer_id varchar, satisfaction double,
                satisfaction_first_day double, satisfaction_last_day double,
                outcome varchar, outcome_on date
            )
        """)

        def publish(tables: tuple[str, ...], part: str) -> None:
            for table in tables:
                if not options.clean:
                    add_dirt(connection, table)
                path = options.output / f"{table}{part}.{options.format}"
                counts[table] += write_table(connection, table, path)

        connection.execute(PORTFOLIO)
        publish(PORTFOLIO_TABLES, "")
        for number, start in enumerate(starts, 1):
            end = min(start + chunk, options.customers)
            connection.execute(f"create or replace macro chunk_start() as {start}")
            connection.execute(f"create or replace macro chunk_end() as {end}")
            for step in CHUNK_STEPS:
                connection.execute(step)
            publish(CUSTOMER_TABLES, f"/part-{number:04}" if len(starts) > 1 else "")
            if len(starts) > 1:
                print(f"{end:,} of {options.customers:,} customers", file=sys.stderr)
        truth = options.output / "_truth" / "satisfaction.parquet"
        truth.parent.mkdir()
        connection.execute(
            "copy (select * exclude (customer_no) from truth order by customer_no) "
            f"to {literal(str(truth))} (format parquet, compression zstd)"
        )
    return counts


def positive(text: str) -> int:
    """Return the integer in `text`; raise ArgumentTypeError unless it is at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return 0, or 2 with a message if the output can not be written."""
    parser = argparse.ArgumentParser(
        description="Generate a synthetic rental portfolio: no row is about a real person.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--output", type=Path, required=True, help="folder to write to")
    parser.add_argument("--customers", type=positive, default=1000)
    parser.add_argument("--days", type=positive, default=180, help="days with interactions")
    parser.add_argument("--contact-rate", type=positive, default=100,
                        help="percent of the usual chance that somebody gets in touch")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--end-date", type=datetime.date.fromisoformat, default="2026-06-30",
                        help="last day with interactions (UTC)")
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--clean", action="store_true", help="write no dirty rows")
    parser.add_argument("--memory-limit", default="2GB", help="of DuckDB")
    parser.add_argument("--threads", type=positive, help="of DuckDB; all cores if not given")
    parser.add_argument("--chunk-customers", type=positive, default=20000,
                        help=f"customers held at once, at least {CERTAIN_DIRT_CUSTOMERS}")
    options = parser.parse_args(arguments)
    try:
        counts = generate(options)
    except (ValueError, duckdb.Error) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"Synthetic portfolio (invented, seed {options.seed}) in {options.output}")
    for table, count in counts.items():
        print(f"  {table:<16}{count:>12,} rows")
    print(f"  hidden truth, not part of the feeds: {options.output / '_truth'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
