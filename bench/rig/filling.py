"""A full inbox, quickly: conversations made by the database from rules, under all its constraints and indexes.

Indexes and foreign keys are taken off, the rows are made, and both are put back, which checks every row as
surely as one by one. Of the conversations 15 in 100 are open; a fifth of those wait for the family, 3 in 100
are private, and 4 in 10 of the open ones have no owner.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

TABLES = (
    "conversations_contact",
    "conversations_conversation",
    "conversations_message",
    "conversations_delivery",
)
TABLES = (*TABLES, "district_event", "conversations_conversation_people")
COMMON, RARE = "lunch", "xylophone"
RARE_EVERY = 20_000
VOCABULARY = (
    "the a to and of is we it my for on in our be was that not have with this at she he they when can please thank "
    "you bus route stop late morning school class teacher grade form office schedule practice game ticket lunch menu "
    "account balance pick up early doctor note absent tomorrow field trip permission slip signed band concert summer "
    "library book lost coat gym shoes snow day delay calendar enrollment transcript counselor test score portal "
    "password tablet charger playground fence crossing guard parking line allergy nurse medicine forecast budget board"
)

CONTACTS = """
INSERT INTO conversations_contact (name, email, phone, relation, language, student, created_at)
SELECT 'Person ' || chr(65 + n %% 26) || ' Number' || n, 'person' || n || '@bench.example', '', 'parent',
       (ARRAY['en','en','en','es','vi'])[1 + n %% 5], '', now()
FROM generate_series(%(first)s, %(last)s) AS n
"""

# 7919777 has no factor in common with 22^6, so that no two of the references are the same.
CONVERSATIONS = """
WITH lists AS (
    SELECT (SELECT array_agg(id) FROM conversations_contact WHERE email LIKE 'person%%@bench.example') AS contacts,
           (SELECT array_agg(id) FROM district_school WHERE closed_at IS NULL) AS schools,
           (SELECT array_agg(id ORDER BY id) FROM district_topic WHERE team_id IS NOT NULL) AS topics,
           (SELECT array_agg(team_id ORDER BY id) FROM district_topic WHERE team_id IS NOT NULL) AS teams,
           (SELECT array_agg(id) FROM district_member WHERE is_active) AS members
), drawn AS (
    SELECT n, random() AS fate, random() AS state, random() AS whose, random() AS secret,
           1 + floor(random() * cardinality(topics))::int AS topic,
           date_trunc('second', now()) - random() * interval '400 days' AS began
    FROM generate_series(%(first)s, %(last)s) AS n, lists
), dated AS (
    SELECT *, fate < 0.85 AS closed, began + random() * interval '5 days' AS ended,
           date_trunc('hour', now()) + (random() * 15 - 5) * interval '1 day' AS due
    FROM drawn
)
INSERT INTO conversations_conversation (reference, token, subject, kind, urgency, channel, language, answer_by,
    private, anonymous, started_at, last_message_at, last_inbound_at, last_outbound_at, first_opened_at,
    first_answered_at, promised_at, due_at, pending_since, closed_at, has_attachments, contact_id, owner_id,
    school_id, team_id, topic_id)
SELECT 'QQ-' || (SELECT string_agg(substr('234679CDFGHJKMNPRTVWXY',
           1 + ((n::bigint * 7919777 %% 113379904) / (22 ^ digit)::bigint %% 22)::int, 1), '')
           FROM generate_series(0, 5) AS digit),
       md5('bench' || n)::varchar(24), 'About number ' || n || ', ' || %(words)s, 'question', 'p2', 'web', 'en', 'email',
       secret < 0.03, false, began, least(ended, now()), began,
       CASE WHEN closed OR state < 0.6 THEN least(ended, now()) END,
       CASE WHEN closed OR state < 0.8 THEN least(began + interval '1 hour', now()) END,
       CASE WHEN closed OR state < 0.6 THEN least(ended, now()) END,
       due, CASE WHEN closed OR state < 0.6 THEN timestamptz '9999-01-01 00:00Z' ELSE due END,
       CASE WHEN NOT closed AND state < 0.2 THEN least(ended, now()) END,
       CASE WHEN closed THEN least(ended, now()) END, false,
       contacts[1 + floor(whose * cardinality(contacts))::int],
       CASE WHEN closed OR whose > 0.4 THEN members[1 + floor(secret * cardinality(members))::int] END,
       schools[1 + n %% cardinality(schools)], coalesce(here.team_id, teams[topic]), topics[topic]
FROM dated CROSS JOIN lists LEFT JOIN district_schooltopic here
    ON here.topic_id = topics[topic] AND here.school_id = schools[1 + n %% cardinality(schools)]
"""

MESSAGES = """
INSERT INTO conversations_message (conversation_id, direction, channel, text, whole_text, language, at, mail_id,
    author_id, contact_id)
SELECT c.id, CASE WHEN turn %% 2 = 0 THEN 'in' ELSE 'out' END, 'web',
       (%(texts)s::text[])[1 + ((c.id * 31 + turn * 17) %% cardinality(%(texts)s::text[]))::int] || ' ' ||
       (%(texts)s::text[])[1 + ((c.id * 13 + turn * 7 + c.id / 1000) %% cardinality(%(texts)s::text[]))::int] || ' number ' || c.id
       || CASE WHEN (c.id * %(each)s + turn) %% %(rare_every)s = 0 THEN %(rare)s ELSE '' END,
       '', 'en', least(c.started_at + turn * interval '3 hours', now()), '',
       CASE WHEN turn %% 2 = 1 THEN coalesce(c.owner_id, %(someone)s) END,
       CASE WHEN turn %% 2 = 0 THEN c.contact_id END
FROM conversations_conversation c, generate_series(0, %(each)s - 1) AS turn
WHERE c.reference LIKE 'QQ-%%' AND c.id > %(after)s
"""

DELIVERIES = """
INSERT INTO conversations_delivery (conversation_id, message_id, purpose, to_address, mail_id, state, queued_at,
    try_at, sent_at, attempts, error)
SELECT m.conversation_id, m.id, 'reply', 'person@bench.example', '<bench-' || m.id || '@front.localhost>', 'sent',
       m.at, m.at, m.at, 0, ''
FROM conversations_message m WHERE m.direction = 'out' AND m.conversation_id > %(after)s
"""

EVENTS = """
INSERT INTO district_event (at, name, subject, subject_id, refs)
SELECT c.started_at, name, 'conversation', c.id, '{}'
FROM conversations_conversation c, unnest(ARRAY['conversation.received', 'conversation.opened']) AS name
WHERE c.id > %(after)s
"""

NAMED = """
INSERT INTO conversations_conversation_people (conversation_id, member_id)
SELECT c.id, %(someone)s FROM conversations_conversation c WHERE c.id > %(after)s AND c.id %% 100 = 0
"""


def fill(database: psycopg.Connection[Any], conversations: int, each: int = 4, first: int = 1) -> None:
    """`conversations` more, of `each` messages; `first` continues where an earlier call ended."""
    (after,) = database.execute("SELECT coalesce(max(id), 0) FROM conversations_conversation").fetchone() or (
        0,
    )
    (someone,) = database.execute("SELECT min(id) FROM district_member WHERE is_active").fetchone() or (0,)
    last = first + conversations - 1
    rows = {"first": first, "last": last, "after": after, "each": each, "someone": someone}
    rows |= {"texts": texts(), "rare": f" {RARE}", "rare_every": RARE_EVERY, "words": "and what it is about"}
    with bare(database):
        database.execute(CONTACTS, {"first": first // 3 + 1, "last": last // 3 + 1})
        for made in (CONVERSATIONS, MESSAGES, DELIVERIES, EVENTS, NAMED):
            database.execute(made, rows)
    database.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
    database.execute("CHECKPOINT")


def texts(many: int = 2000, words: int = 22) -> list[str]:
    """Sentences in which the first words of VOCABULARY come often and the last seldom; the same each time."""
    known, made, seed = VOCABULARY.split(), [], 7
    for _ in range(many):
        chosen = []
        for _ in range(words):
            seed = (seed * 1_103_515_245 + 12_345) % 2**31
            chosen.append(known[int(len(known) * (seed / 2**31) ** 2)])
        made.append(" ".join(chosen).capitalize() + ".")
    return made


@contextlib.contextmanager
def bare(database: psycopg.Connection[Any]) -> Iterator[None]:
    """TABLES without indexes, foreign keys and triggers while the block runs; with all of them afterwards."""
    database.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
    keys = _found(
        database,
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
    )
    indexes = _found(
        database,
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), '' FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[])"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))",
    )
    database.execute("ALTER TABLE conversations_message DISABLE TRIGGER USER")
    for table, name, _definition in keys:
        database.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    yield
    for _name, definition, _ in indexes:
        database.execute(definition)
    for table, name, definition in keys:
        database.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    database.execute("ALTER TABLE conversations_message ENABLE TRIGGER USER")


def _found(database: psycopg.Connection[Any], query: str) -> list[tuple[str, str, str]]:
    return list(database.execute(query, [list(TABLES)]).fetchall())
