"""Figures flow in, the table of how good the extractor is flows out, in Markdown.

The aims are the project's own. The figures of peers were measured by who made the corpora and
came with them; they hold for those very files only; so do the speeds, which came with the task.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from outsourced_care.evaluation.calibration import BINS
from outsourced_care.evaluation.counting import Share
from outsourced_care.evaluation.entries import Against

TEXTACY, BASELINE, SPACY = "textacy 0.13", "regular-expression baseline", "spaCy small"
PEERS = (TEXTACY, BASELINE, SPACY)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a task.

    Attributes:
        task: Name of the task (`outsourced_care.evaluation.scorers`).
        figure: Name of the figure.
        title: What the table calls it.
        aim: What it should reach.
        given: What peers reach on the corpus that it was named for, as given with it.
        on: Name of that corpus's file, without its ending.
    """

    task: str
    figure: str
    title: str
    aim: float
    given: Mapping[str, str]
    on: str


MEASURES = (
    Measure(
        "quotes", "quoted", "US: quotations in marks, 3 words or more: F1", 0.985,
        {TEXTACY: "0.878", BASELINE: "0.976"}, "polnear_dev",
    ),
    Measure(
        "quotes", "end to end", "US: found, and the speaker right and resolved: F1", 0.85,
        {TEXTACY: "0.553", BASELINE: "0.738"}, "polnear_dev",
    ),
    Measure(
        "quotes", "content", "US: content with indirect speech, IoU 0.8: F1", 0.58,
        {TEXTACY: "0.313", BASELINE: "0.454"}, "polnear_dev",
    ),
    Measure(
        "items", "quoted", "British: quotations in marks, 3 words or more: F1", 0.95,
        {TEXTACY: "0.592", BASELINE: "0.623"}, "uk_quotes",
    ),
    Measure(
        "items", "end to end", "British: found, and the speaker right and resolved: F1", 0.80,
        {TEXTACY: "0.282", BASELINE: "0.437"}, "uk_quotes",
    ),
    Measure(
        "entities", "strict", "British: organisations, the very span: F1", 0.78,
        {SPACY: "0.578"}, "uk_orgs",
    ),
    Measure(
        "timexes", "relaxed", "British: dates, any overlap: F1", 0.90, {SPACY: "0.710"}, "uk_dates",
    ),
    Measure("timexes", "values", "British: dates: values right", 0.80, {}, "uk_dates"),
    Measure("events", "sentences", "British: dated events: F1", 0.70, {}, "uk_events"),
    Measure(
        "proposals", "sentences", "British: proposals: F1", 0.68,
        {BASELINE: "0.577 (cue words)"}, "uk_proposals",
    ),
    Measure(
        "proposals", "proposer", "British: proposals: proposer right", 0.80, {}, "uk_proposals",
    ),
)  # fmt: skip
WORDS_A_SECOND = 150_000
GIVEN_SPEED = {TEXTACY: "about 3,000", BASELINE: "223,000 (quotes only)"}
DRAFT_CELLS = 0.70
DRAFT_POSITIONS = 0.50


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table; `ours` None when it could not be measured, `why` then tells why."""

    title: str
    ours: float | None
    aim: float | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    whole: bool = False  # a number, no share

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None when there is none or nothing was measured."""
        if self.ours is None or self.aim is None:
            return None
        return round(self.ours, 0 if self.whole else 3) >= self.aim

    def cells(self) -> list[str]:
        """The cells of the line."""
        form = "{:,.0f}" if self.whole else "{:.3f}"
        ours = f"– ({self.why})" if self.ours is None else form.format(self.ours)
        aim = (
            "–" if self.aim is None else "≥ " + (form if self.whole else "{:.3g}").format(self.aim)
        )
        met = {True: "yes", False: "no", None: "–"}[self.met]
        return [self.title, ours, aim, met, *(self.given.get(peer, "–") for peer in PEERS)]


def corpus_lines(stem: str, task: str, figures: Mapping[str, float], why: str = "") -> list[Line]:
    """The lines of a corpus.

    Args:
        stem: Name of its file, without the ending.
        task: Name of its task.
        figures: What its scorer says.
        why: Why it says nothing.
    """
    lines = []
    for measure in (m for m in MEASURES if m.task == task):
        title = measure.title if stem == measure.on else f"{measure.title} ({stem})"
        given = measure.given if stem == measure.on else {}
        told = why or "the scorer does not tell"
        lines.append(Line(title, figures.get(measure.figure), measure.aim, given, told))
    return lines


def entry_lines(result: Against) -> list[Line]:
    """The lines of the articles that have entries."""
    count = result.articles
    of = f"{count} article{'s' * (count != 1)} with entries"
    both = result.speakers + result.indirect_speakers
    told = [
        ("quotations in marks: F1", result.quotations, 0.97),
        ("speaker right, of passages in marks", result.speakers.share, 0.92),
        ("speaker right, of all passages found", both.share, None),
        ("statements without marks: recall", result.indirect_told.share, None),
        ("organisations: F1", result.organisations, 0.92),
        ("dated events: recall", result.events_told.share, 0.85),
        ("dated events: precision", result.events_found.share, 0.80),
        ("dated events: date right", result.event_dates.share, None),
        ("proposals: recall", result.proposals_told.share, 0.75),
        ("proposals: precision", result.proposals_found.share, 0.60),
    ]
    why = "" if count else "no article texts at hand"
    return [
        Line(f"{of}: {what}" if count else f"articles with entries: {what}", ours, aim, {}, why)
        for what, ours, aim in told
    ]


def speed_lines(found: float, rows: float) -> list[Line]:
    """The lines of the speed: everything found, and made into the rows of tables too."""
    title = "words a second, all records, one core"
    return [
        Line(title, found, WORDS_A_SECOND, GIVEN_SPEED, whole=True),
        Line(f"{title}, made into rows", rows, WORDS_A_SECOND, whole=True),
    ]


def draft_lines(
    all_cells: Share, in_drafts: Share, proposed: Mapping[str, Share], why: str = ""
) -> list[Line]:
    """The lines of the drafts.

    Args:
        all_cells: Of the final entries' cells, how many the drafts had right.
        in_drafts: The same of the sections that a draft fills in.
        proposed: Of the rows that drafts only propose, how many match one of the entry, by table.
        why: Why nothing was measured.
    """
    filled = "drafts: cells right, positions, terms and accounts apart"
    return [
        Line(
            "drafts: all cells right, apart from our own words",
            all_cells.share,
            DRAFT_CELLS,
            {},
            why,
        ),
        Line(filled, in_drafts.share, DRAFT_CELLS, {}, why),
        *(
            Line(
                f"drafts: proposed rows of {table} that match one of the entry: precision",
                rows.share,
                DRAFT_POSITIONS if table == "positions" else None,
                {},
                why,
            )
            for table, rows in proposed.items()
        ),
    ]


def table(lines: Sequence[Line]) -> str:
    """The lines as a Markdown table."""
    heads = ["measure", "ours, measured here", "aim", "reached"]
    heads += [f"{peer}, given with the corpus" for peer in PEERS]
    return _markdown(heads, "l" + "r" * (len(heads) - 1), (line.cells() for line in lines))


def calibration_table(counts: Mapping[str, Sequence[Share]]) -> str:
    """The share that is right in each bin of confidence, as a Markdown table."""
    ends = [*BINS[1:], 1.0]
    heads = ["confidence", *counts]
    rows = []
    for n in reversed(range(len(BINS))):
        if any(bins[n].of for bins in counts.values()):
            cells = [
                f"{share.right / share.of:.2f} of {share.of}" if (share := bins[n]).of else "–"
                for bins in counts.values()
            ]
            rows.append([f"{BINS[n]:.1f}–{ends[n]:.1f}", *cells])
    return _markdown(heads, "l" + "r" * len(counts), rows)


def _markdown(heads: Sequence[str], sides: str, rows: Iterable[Sequence[str]]) -> str:
    rule = "|".join({"l": "---", "r": "--:"}[side] for side in sides)
    lines = [f"| {' | '.join(heads)} |", f"|{rule}|"]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines)
