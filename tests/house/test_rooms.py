"""A feature's files have seven names, a room's vocabulary is one page, a fact carries ids."""

import ast

import pytest

from tests.house import tree

ROOMS = ("cockpit", "review", "supervise", "decide", "services", "sense", "catalog", "places", "people")
SEVEN = {"__init__.py", "rules.py", "tables.py", "queries.py", "actions.py", "schemas.py", "routes.py"}
OF_A_ROOM = {"__init__.py", "facts.py"}
EXCEPTIONS = {  # file: why it has a name of its own
    "sense/folds.py": "how a fold is stepped over the log; detectors and indicators both stand on it",
    "sense/readings/door.py": "a raw ASGI app in place of routes: the one address that hears millions of readings a second",
    "sense/readings/decode.py": "the wire formats of the door, pure: bytes in, columns out",
    "sense/readings/decoded.py": "what the wire formats give",
    "sense/readings/arrows.py": "one of the wire formats",
    "sense/readings/intake.py": "the one thread that writes the reading log",
    "sense/alerts/storms.py": "when many alerts are one, pure, and long enough for a page beside the other rules",
    **dict.fromkeys(
        (f"sense/alerts/{name}.py" for name in ("packing", "grouping", "crowds", "masses")),
        "storms of thousands on columns: as bytes, by what they share, who is in which, and how they are written",
    ),
    "decide/cases/counting.py": "open cases counted by their lamps, beside the queries, which fill their page",
    "decide/cases/effects.py": "what the moves of a cycle do, one function a word that cycles use",
    "decide/cases/moving.py": "how a case comes from one state to another",
    "decide/cases/routed.py": "how a case looks to routing, and how it goes where routing says",
    "decide/routing/shadows.py": "which lines take nothing, pure: the algebra of boxes beside the rules",
    "decide/tours/lasting.py": "how long a task lasts, of what was measured and what was agreed; pure, and no matter of ways",
    "decide/tours/solving.py": "the one page that knows OR-tools: tours asked of its solver, and nothing of the city",
    "decide/routing/views.py": "routes, findings and books put together for one page",
    "decide/cases/joining.py": "several at one matter: assisting, splitting, merging",
    "decide/cases/timing.py": "which clocks the states of a cycle run and hold",
    "supervise/verifications/nearest.py": "who is nearest of those who may look on the spot",
    "sense/warnings/cap.py": "the Common Alerting Protocol, pure: a document read, a document written",
    "sense/readings/telling.py": "how those who wait in a loop are told, by doors and connectors alike",
    "sense/devices/grounds.py": "where each subject stands, as a column for folds: 22 million of them do not fit a query",
    "sense/devices/listening.py": "what the fold of silence knows of each device, out of its state and not out of tables",
    "sense/devices/sheets.py": "sheets of devices as people bring them, pure: bytes in, entries out",
    "sense/vitals/sheets.py": "the catalogue as TOML and Excel, pure: bytes in, bodies out, and back",
    "sense/vitals/layout.py": "the vital signs of a day laid out as rows and columns for the fold",
    "sense/vitals/pulse.py": "the fold of all vital signs at once: its state and its step",
    "sense/vitals/working.py": "the columns of the fold: from sums in cells to a value in every area, pure",
    "sense/vitals/views.py": "numbers explained: definitions, state and places put together for one page",
    **dict.fromkeys(
        (f"sense/things/{name}.py" for name in ("expressions", "options", "model")),
        "what SensorThings can be asked, pure: its language, its options, its kinds and addresses",
    ),
    **dict.fromkeys(
        (f"sense/things/{name}.py" for name in ("conditions", "words", "places", "geometry", "columns")),
        "that language on two grounds: SQL for what is described, columns for what was read",
    ),
    **dict.fromkeys(
        (f"sense/things/{name}.py" for name in ("asking", "streams", "observations", "listing", "declaring", "counting")),
        "who asks; and how datastreams and observations stand in the reading log",
    ),
    **dict.fromkeys(
        (f"sense/things/{name}.py" for name in ("taking", "keeping", "door", "service", "batch")),
        "one service behind three ways in: the routes, the quick way of observations (raw ASGI), batches",
    ),
    **dict.fromkeys(
        (f"sense/mqtt/{name}.py" for name in ("packets", "cutting", "payloads", "scanning", "topics", "sockets", "joining")),
        "the wire of MQTT, pure but for the sockets: bytes in, columns out, and what is answered",
    ),
    **dict.fromkeys(
        (f"sense/mqtt/{name}.py" for name in ("door", "turn", "lines", "ears", "mouth", "talk", "inbox", "heard", "bodies")),
        "MQTT's routes: the thread that listens, one turn of it, its connections, hearing, talking, and what is brought",
    ),
    **dict.fromkeys(
        (f"sense/connectors/{name}.py" for name in ("mqtt", "files", "sql", "webhook", "terminals")),
        "a kind of connector each, one file a kind; `connector.py` is what they keep to, `kinds.py` the list of them",
    ),
    **dict.fromkeys(
        (f"sense/connectors/{name}.py" for name in ("connector", "kinds", "running", "bringing")),
        "what runs by itself, in a thread and a loop of its own, beside the seven that are asked",
    ),
    **dict.fromkeys(
        (f"sense/connectors/{name}.py" for name in ("mapping", "translating", "sheet", "values", "units", "datum", "trying")),
        "mappings as data and the pure pages that turn them over columns: parcels in, readings out",
    ),
    **dict.fromkeys(
        (f"sense/connectors/{name}.py" for name in ("originals", "again")),
        "what a connector brought as it came, kept where it was refused, and read again by a mended mapping",
    ),
    **dict.fromkeys(
        (f"sense/connectors/{name}.py" for name in ("pages", "jt808", "parts", "registering")),
        "formats of others: files as pages of columns, the frames of vehicle terminals and who they speak for",
    ),
    "supervise/races/sheets.py": "a race as Excel, pure: a run in, a book out",
    "supervise/yardsticks/frames.py": "cases as columns that conditions read and labels to group by, pure",
    "supervise/yardsticks/counting.py": "everything counted over all groups in one go, pure",
    "decide/calendars/years.py": "what is published of each year, as a library and the law say it",
    "decide/clocks/stretches.py": "a clock told stretch by stretch, pure: the page beside the algebra",
    "decide/clocks/shifts.py": "deadlines that moved together and the digest over them, pure",
    "decide/clocks/limiting.py": "the same where clocks are given other limits",
    "decide/clocks/reckoning.py": "clocks by the hundred thousand, as columns: beside the actions on one",
    "sense/readings/sorting.py": "what comes in by any door is sorted here into taken and refused, before it waits for the disk",
    "sense/readings/replaying.py": "rows of the quarantine brought again by the same sorting",
    "decide/evidence/pictures.py": "what a picture says of itself, pure: bytes in; time, place and fingerprint out",
    "decide/standards/sheets.py": "the city's book as people bring and take it, pure: bytes in, lines out, and back",
    "decide/standards/suggesting.py": "which category a text is about, pure, and long enough for a page beside the rules",
    "people/providers/asking.py": "what is asked of an identity provider over the network; the rules beside it are pure",
    "decide/gatherings/views.py": "a gathering put together for one page and for its minutes",
    "decide/gatherings/calling.py": "the call of browsers, apart from what people do in a gathering",
    "decide/gatherings/minutes.py": "a gathering as a document, pure but for what it is told of",
    "decide/plans/views.py": "plans and what is followed, put together for one page",
    "decide/matrix/solving.py": "a whole matrix laid out as columns for the kernel, and its findings as sentences, pure",
    "decide/matrix/sheets.py": "the matrix as Excel, pure: bytes in, lines out, and back",
    "decide/matrix/views.py": "lines, faults and the table of an area put together for one page",
    "people/books/sheets.py": "the workbook of people, pure: bytes in, rows out, and back",
    "people/rosters/calendar.py": "turns as an iCalendar stream, pure: the wire format of RFC 5545",
    "people/rosters/feeding.py": "what a calendar program is told, which nobody logs in for: a secret in, a stream out",
    **dict.fromkeys(
        (f"review/briefs/{name}.py" for name in ("content", "speaking", "charts")),
        "a brief as values, its words and its charts, pure: what every kind of document is made of",
    ),
    **dict.fromkeys(
        (f"review/briefs/{name}.py" for name in ("counting", "gathering", "rostering", "bulletins")),
        "what the kinds of brief say, gathered from all rooms below: a page a step",
    ),
    **dict.fromkeys((f"review/briefs/{name}.py" for name in ("pdf", "docx", "xlsx")), "a kind of document each, one file a kind"),
    "review/reviews/opening.py": "how reviews open by themselves, long enough for a page beside what people do in them",
    **dict.fromkeys(
        (f"people/channels/{name}.py" for name in ("push", "mail", "webhook", "relays")),
        "a kind of channel each; `channel.py` is what they keep to, `kinds.py` the list of them",
    ),
    **dict.fromkeys(
        (f"people/channels/{name}.py" for name in ("channel", "kinds", "answers", "sealing")),
        "the protocol of channels and what several of them need: answers of servers, and web push sealed, pure",
    ),
    **dict.fromkeys(
        (f"people/notices/{name}.py" for name in ("posting", "outbox", "letters")),
        "the way of a notice, a page a step: who is told, how workers take it, in which words",
    ),
    "cockpit/situation/views.py": "records of several rooms put together for one page",
    "cockpit/live/walls.py": "one screen of the wall: what it was told, and what it does not know yet",
    "cockpit/panes/sharing.py": "what screens of one scope share, so that nothing is worked out because somebody looks",
    **dict.fromkeys((f"cockpit/panes/{name}.py" for name in ("sensing", "working")), "the kinds of pane, a page for each half"),
    **dict.fromkeys(
        (f"places/areas/{name}.py" for name in ("levels", "maps", "store", "known")),
        "the map is files and not tables: its shape, its store, what is known before it is drawn",
    ),
    **dict.fromkeys(
        (f"places/areas/{name}.py" for name in ("cells", "drawing", "sowing", "parting", "mending", "flat", "measures")),
        "drawing a map is long and pure: one page a step",
    ),
    **dict.fromkeys(
        (f"places/areas/{name}.py" for name in ("importing", "checking", "replacing", "redrawing", "fitting", "stitching")),
        "a map that is brought: read, judged, and fitted in between its neighbours, a page a step",
    ),
    **dict.fromkeys(
        (f"places/areas/{name}.py" for name in ("changing", "recasting", "numbering", "sheets")),
        "a map that is changed: what is asked, what becomes of what, and codes nobody had, pure",
    ),
}
MAY_IMPORT_LATE = {  # file: why
    "scenarios/pipes/kept.py": "the engine of the extra `twin` is needed only where the kept network is made anew",
}
PLAIN = {"int", "str", "bool"}


def in_rooms() -> list[str]:
    rooms = tree.under(*(f"cityloop/{room}" for room in ROOMS))
    return [file.removeprefix("cityloop/") for file in rooms]


def usual(file: str) -> bool:
    _, *features, name = file.split("/")
    return name in (SEVEN if features else OF_A_ROOM)


def test_a_feature_has_the_seven_files_or_says_why_not() -> None:
    assert [file for file in in_rooms() if not usual(file) and file not in EXCEPTIONS] == []


def test_an_exception_that_is_gone_is_struck_off() -> None:
    assert [file for file in EXCEPTIONS if file not in in_rooms()] == []


def test_every_room_is_known() -> None:
    beside = {"app", "kit", "rulebook", "kernels"}
    found = {file.split("/")[1] for file in tree.under("cityloop") if file.count("/") > 1}
    assert found <= {*ROOMS, *beside}


def test_every_package_says_in_a_sentence_what_it_is() -> None:
    packages = [file for file in tree.under("cityloop", "scenarios") if file.endswith("/__init__.py")]
    silent = [file for file in packages if not (ast.get_docstring(tree.parsed(file)) or "").endswith(".")]
    assert silent == []


@pytest.mark.parametrize("file", [file for file in in_rooms() if file.endswith("/rules.py")])
def test_rules_are_pure(file: str) -> None:
    """No session, no work, no web; only the algebra of scopes speaks SQL, as conditions and not as questions."""
    barred = ["sqlalchemy", "fastapi", "cityloop.kit.work", "cityloop.kit.frames", "cityloop.kit.facts"]
    if file == "people/access/rules.py":
        barred.remove("sqlalchemy")
    told = [node.module or "" for node in ast.walk(tree.parsed(f"cityloop/{file}")) if isinstance(node, ast.ImportFrom)]
    assert [name for name in told if name.startswith(tuple(barred)) or name.endswith((".tables", ".actions", ".queries"))] == []


def test_a_fact_carries_ids_and_little_else() -> None:
    heavy = []
    for file in in_rooms():
        if file.endswith("/facts.py"):
            for fact in tree.classes(f"cityloop/{file}"):
                kinds = {ast.unparse(line.annotation) for line in fact.body if isinstance(line, ast.AnnAssign)}
                heavy += [f"{file} {fact.name}: {kinds - PLAIN}"] if kinds - PLAIN else []
    assert heavy == []


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{file}:{node.lineno}"
        for file in tree.under("cityloop", "scenarios")
        for function in tree.functions(file)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and file not in MAY_IMPORT_LATE
    ]
    assert inside == []
