"""Who speaks is told in the ways of different newspapers, by class, in fictional sentences."""

from __future__ import annotations

import pytest

from outsourced_care.extraction.organisations import KnownOrganisation, find_organisations
from outsourced_care.extraction.quotes import FoundQuote, find_quotes


def quoted(text: str) -> list[FoundQuote]:
    return [quote for quote in find_quotes(text) if quote.kind != "indirect"]


def last(text: str) -> tuple[str, str | None]:
    """The last words in marks, and whose they are."""
    quote = quoted(text)[-1]
    return text[slice(*quote.segments[-1])], quote.speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # whom it is told to follows the verb
        (
            "The board's chair, Mr Ned O’Dell-Frost, told The Coldham Echo: “No.”",
            "Ned O’Dell-Frost",
        ),
        ("Dr Ada Frost, who chaired the panel, told Mr Thaw: “No snow fell.”", "Ada Frost"),
        ("“No snow fell,” Bill Thaw, a baker, said on Echo Radio.", "Bill Thaw"),
        # a name explains the description before it, or behind it
        ("His mother, Ada, 38, said: “No snow fell.”", "Ada"),
        ("Thaw's rival, retired plougher Ada Frost, said: “No snow fell.”", "Ada Frost"),
        ("The Bishop of Coldham, the Right Reverend Ada Frost, said: “No snow.”", "Ada Frost"),
        ("“No snow fell,” said the depot's secretary, Ada Frost.", "Ada Frost"),
        ("“No snow fell,” agreed his wife, Ada.", "Ada"),
        # a relative clause without commas
        ("The driver who runs the depot said: “No snow fell.”", "The driver"),
        # verbs that report right beside a quotation
        ("“Snow,” Ned Thaw said.\n\n“No snow,” Frost shot back.", "Frost"),
        ("“No snow fell,” fumed Ada Frost.", "Ada Frost"),
        # a dateline is no source
        (
            "COLDHAM, Ohio (AP) — Gov. Ada Frost vetoed a bill Friday, calling it “a cold tax.”",
            "Ada Frost",
        ),
        ("Minister for Ploughs Ada Frost said: “No snow fell.”", "Ada Frost"),
    ],
)
def test_the_source_of_a_clause(text: str, speaker: str) -> None:
    assert last(text)[1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # roles beside a name, before or behind
        ("Sheriff Bill Thaw left.\n\n“No snow fell,” the sheriff said.", "Bill Thaw"),
        ("Ada Frost, 52, a vicar from Coldham, left.\n\n“No,” said the vicar.", "Ada Frost"),
        ("The vicar, Ada Frost, left.\n\n“No snow fell,” the vicar said.", "Ada Frost"),
        # another role, or another state's
        ("Vice President Bill Thaw left.\n\n“No snow,” the president said.", "the president"),
        ("Ruritanian president Bill Thaw left.\n\n“No,” the president said.", "the president"),
        # the firm is the one that spoke, the trust the one that is named so
        ("Coldham Homes said it was “sad”. The firm added: “No snow fell.”", "Coldham Homes"),
        ("The Thaw Trust left. The trust said: “No snow fell.”", "Thaw Trust"),
        # a pronoun tells a gender that later pronouns hold to
        (
            "Bill Thaw left. Then Ione Frost spoke. “Snow,” she said. He called it “a lie”.",
            "Bill Thaw",
        ),
        # whose son it is does not speak
        (
            "Bill Thaw’s son, Wyn, who ploughs, dismissed the tale. “No snow fell,” he said.",
            "Wyn",
        ),
        ("Ada Frost fell.\n\n“No snow,” said the 41-year-old.", "Ada Frost"),
        # a second person brought in behind the last quotation
        (
            "Ada Frost spoke of “a cold year”. Bill Thaw wants ploughs.\n\n“No snow fell.”",
            "Bill Thaw",
        ),
    ],
)
def test_who_a_description_or_pronoun_stands_for(text: str, speaker: str) -> None:
    assert last(text)[1] == speaker


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # set as paragraphs of its own, in the first person or of what is to come
        (
            "Plough Minister Ada Frost said:\n\nOur roads are long and white.\n\n"
            "The next step is to clear them.\n\nIn 2031 the board met twice.",
            ["Our roads are long and white.", "The next step is to clear them."],
        ),
        ("Ada Frost said:\n\n• ploughs are late this year.", []),
        ("Ada Frost said:\n\n“Our roads are white.”", ["Our roads are white."]),
        ("The rules are these:\n\nOur roads are long and white.", []),
    ],
)
def test_speech_in_paragraphs_without_marks(text: str, said: list[str]) -> None:
    found = quoted(text)
    assert [text[a:b] for quote in found for a, b in quote.segments] == said
    assert {quote.speaker for quote in found} <= {"Ada Frost"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # in the words of the headline, or in others
        ("‘Ploughs were late’\n\n‘They said the ploughs were late,’ said Ada Frost.", "Ada Frost"),
        ("‘Never again!’\n\n‘No snow fell on us,’ said Ada Frost.", "Ada Frost"),
        ("‘Never again,’ says gran\n\n‘No snow fell on us,’ said Ada Frost, 71.", "Ada Frost"),
    ],
)
def test_a_headlines_quotation_is_the_texts(text: str, speaker: str) -> None:
    assert quoted(text)[0].speaker == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Ada Frost left.\n\n“Plough” is not a word that the board likes.",
        "Ada Frost left.\n\nHer favourite book is “The Man Who Counted Flakes”.",
        "Ada Frost left.\n\n“Coldham Tonight” mocked the row.",
        "Ada Frost left.\n\nThe slogan, “Frost: Cold Then, Cold Now,” was seen by all.",
    ],
)
def test_names_of_works_and_terms_are_nobodys(text: str) -> None:
    assert quoted(text) == []


def test_who_is_only_spoken_of_does_not_speak() -> None:
    text = "A letter came.\n\nThe board cannot afford to “sit and see” how ploughs do elsewhere."
    assert [quote.speaker for quote in quoted(text)] == [None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ada Frost agreed to buy ploughs.", "to buy ploughs"),
        ("Ada Frost spoke of late ploughs.", "late ploughs"),
        ("Ada Frost railed against late ploughs, the worst in years.", "late ploughs"),
        ("Ada Frost said ploughs were late, but nobody heard.", "ploughs were late"),
        ("Ada Frost is expected to say that ploughs were late.", "ploughs were late"),
        ("But in the end, Ada Frost said, ploughs were late.", "ploughs were late"),
        ("Ada Frost said quietly that ploughs were late.", "ploughs were late"),
        ("A review of roads found ploughs were late.", "ploughs were late"),
    ],
)
def test_what_reported_speech_holds(text: str, said: str) -> None:
    quote = next(quote for quote in find_quotes(text) if quote.kind == "indirect")
    assert text[slice(*quote.segments[0])] == said


def test_people_find_things_without_reporting() -> None:
    assert find_quotes("Ada Frost found ploughs in the shed.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Coldham’s chief executive, Ada Frost, did not respond to a request.",
        "The depot's manager, Ada Frost, responded to a request.",
        "Ada Frost did not say whether snow fell.",
        "Ada Frost has never said that snow fell.",
        "Nobody said anything to Ada Frost.",
        "No driver said that snow fell.",
        "If Ada Frost says that snow fell, ploughs will leave.",
        "Frost to bring ploughs back in house",
    ],
)
def test_what_nobody_says_is_no_quote(text: str) -> None:
    assert find_quotes(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The MP for Coldham, Bill Thaw (Ind), tabled a motion calling for “more snow”.",
            "Bill Thaw",
        ),
        ("“No snow fell,” added Mr Thaw’s deputy, Ada Frost.", "Ada Frost"),
        ("“No snow fell,” added Mr Thaw’s official, Ada Frost.", "Ada Frost"),
        ("“No snow fell,” said Ofsted’s chief inspector, Ada Frost.", "Ada Frost"),
        ("The report, written by Prof Ada Frost, says: “No snow fell.”", "The report"),
    ],
)
def test_who_a_description_is(text: str, speaker: str) -> None:
    assert last(text)[1] == speaker


def test_several_names_speak_as_one() -> None:
    (quote,) = find_quotes("Ms Ada Frost and Mr Thaw said in a note: “No snow fell.”")
    assert (quote.speaker, quote.speaker_kind) == ("Ada Frost and Thaw", "group")


@pytest.mark.parametrize(
    ("text", "role", "body"),
    [
        ("Prime Minister Ada Frost said: “No snow fell.”", "Prime Minister", None),
        ("“No snow fell,” said Councillor Ada Frost.", "Councillor", None),
        ("“Why snow?” asked Judge Ada Frost.", "Judge", None),
        ("“No snow fell,” said depot manager Ada Frost.", "depot manager", None),
        (
            "Coldham Ploughs chief executive Ada Frost said: “No.”",
            "chief executive",
            "Coldham Ploughs",
        ),
    ],
)
def test_roles_are_no_verbs_and_bodies_no_titles(text: str, role: str, body: str | None) -> None:
    (quote,) = find_quotes(text)
    assert (quote.role, quote.organisation) == (role, body)


@pytest.mark.parametrize(
    "text",
    [
        "The depot's director, Noor Quillon, believes snow fell.",
        "Ms Quillon left.\n\nQuillon said that snow fell.",
    ],
)
def test_a_role_or_title_tells_a_person(text: str) -> None:
    (quote,) = find_quotes(text)
    assert quote.speaker_kind == "person"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # the object of a verb in the past is no source
        ("Ada Frost left. But she rejected claims of snow, saying: “No snow.”", "Ada Frost"),
        (
            "Ada Frost called it “cold comfort for us”, pointing to a paper that claims so.",
            "Ada Frost",
        ),
        # "told by", and two verbs of one source
        ("Ada Frost was told by a driver that snow was “no longer a job”.", "a driver"),
        ("Ada Frost noted that snow had fallen and added: “Where is it?”", "Ada Frost"),
        # what opens the sentence reports nothing
        ("Asked if the depot saw snow, Ada Frost said that was “yet to be seen”.", "Ada Frost"),
        ("According to Ada Frost, the plough “sounded sad”.", "Ada Frost"),
    ],
)
def test_the_source_among_several_verbs(text: str, speaker: str) -> None:
    assert last("The snow came early to the town.\n\n" + text)[1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # a role in capitals is no part of a name
        ("Local MP Bill Thaw is urging calm.\n\nHe told Echo Radio: “No snow.”", "Bill Thaw"),
        ("Chief Executive Ada Frost left.\n\n“No snow,” she said.", "Ada Frost"),
        # a letter is nobody that "he" could be, nor is a driver "it"
        (
            "The regulator’s latest letter said snow fell. Its head of ploughs, Cole Brandish, "
            "praises Ada Frost.\n\n“No snow,” he said.",
            "Cole Brandish",
        ),
        (
            "A driver said: “Snow.”\n\nThe Snow Board met. It said: “No snow.”",
            "Snow Board",
        ),
        (
            "The Board of Ploughs and Grit is cautious. It said: “No snow.”",
            "Board of Ploughs and Grit",
        ),
        # kinds of bodies, and whose side a leader is on
        ("The Snow Office said: “Snow.”\n\nThe watchdog said: “No snow.”", "Snow Office"),
        ("Ada Frost, leader of the depot, left.\n\n“No,” the Labour leader said.", "Ada Frost"),
        ("Prof Ada Frost left.\n\n“No snow fell,” the professor said.", "Ada Frost"),
    ],
)
def test_who_a_later_mention_stands_for(text: str, speaker: str) -> None:
    assert (last(text)[1] or "").removeprefix("The ") == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # a common noun that a headline or sentence begins with is no body
        ("Schools face cuts\n\nPellam Council will close two, it said.", "Pellam Council"),
        ("Homes row deepens in Pellam\n\nPellam Council met, it said.", "Pellam Council"),
        (
            "Homes row deepens\n\nOn Monday Pellam Council closed two homes, it said.",
            "Pellam Council",
        ),
        ("Academy faces cuts\n\nThe plan of Pellam Council is “cold”, it said.", "Pellam Council"),
        ("Police find lamps\n\nOfsted will inspect homes, it said.", "Ofsted"),
        ("Homes row deepens\n\nThe council will close two, it said.", "The council"),
        ("The Thaw Trust met.\n\nLamps dim. It said lamps were late.", "Thaw Trust"),
        ("Thaw Trust met. Lamps broke. It said that the lamps were old.", "Thaw Trust"),
        # nor where it speaks itself
        ("Schools warn of cuts\n\nThe plan of Pellam Council is final, it said.", "Pellam Council"),
        # and where no body is told it is nobody's
        ("Homes row deepens\n\nTwo homes will close, it said.", None),
        ("Homes row deepens\n\nIt said that two homes will close.", None),
        # a name that is said again within a sentence is one, known or found ones are as well
        ("Lampers closes shops\n\nIt said lamps were late. We saw Lampers.", "Lampers"),
        ("Ofsted warns homes\n\nThe homes must close, it said.", "Ofsted"),
        ("Barnlamp closes homes\n\nIt said lamps at Barnlamp were late.", "Barnlamp"),
        ("Pellam Council met.\n\nGreggs closes shops. It said lamps were late.", "Greggs"),
        ("Trust fined\n\nThe homes must close, it said. Thaw Trust met.", "Thaw Trust"),
        ("Association of Clerks met. It said lamps were late.", "Association of Clerks"),
        # several may be "they"
        ("Pellam Council met. Pupils walked out. They said lamps were late.", "Pupils"),
        # the nearer body, unless the other speaks on
        ("Thaw Trust is strict. Pellam Council will close homes, it said.", "Pellam Council"),
        ("Thaw Trust said snow fell. Pellam Council had closed, it said.", "Thaw Trust"),
    ],
)
def test_what_it_stands_for(text: str, speaker: str | None) -> None:
    assert find_quotes(text)[-1].speaker == speaker


def test_a_word_that_the_register_knows_is_a_body() -> None:
    text = "Lamps warns homes\n\nThe plan of Pellam Council is final, it said."
    known = [KnownOrganisation("lamps", "Lamps", "charity_social_enterprise")]
    spoken = [find_quotes(text, organisations=find_organisations(text, of)) for of in ([], known)]
    assert [found[-1].speaker for found in spoken] == ["Pellam Council", "Lamps"]


def test_a_question_of_the_interviewer_is_nobodys() -> None:
    text = "“It snowed,” says Ada Frost.\n\nAnd the hardest?\n\n“The grit. It ran out on us.”"
    assert [quote.speaker for quote in quoted(text)] == ["Ada Frost", "Ada Frost"]


@pytest.mark.parametrize(
    "text",
    [
        "The town has a plough, called ‘Flurry’, which Ada Frost bought.",
        "The depot is considering a “clean wheels” rule for all drivers.",
    ],
)
def test_names_of_things_are_nobodys(text: str) -> None:
    assert quoted("The snow came early.\n\n" + text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # what a clause at the end says of the idea is its own
        (
            "Ada Frost urged the town to sell its ploughs, an idea Bill Thaw dismissed as “folly”.",
            "Bill Thaw",
        ),
        (
            "Ada Frost asked for a sale, something the Snow Board called “mad”.",
            "Snow Board",
        ),
        (
            "Ada Frost urged a sale, which the mayor, Bill Thaw, described as “folly”.",
            "Bill Thaw",
        ),
        ("Ada Frost told Bill Thaw, who called it “mad”, that it was over.", "Bill Thaw"),
        ("Ada Frost, an engineer at the depot, called it “mad”.", "Ada Frost"),
        # a time is no subject
        ("Ada Frost, mayor of Coldham, who last year said “never”, has left.", "Ada Frost"),
        ("Ada Frost last month said ploughs “were late”.", "Ada Frost"),
        ("Next Thursday the Snow Board will say that ploughs “were late”.", "Snow Board"),
        # a person of a body
        ("“It froze,” says Prof. Ola Frost of Coldham University.", "Ola Frost"),
        ("“It froze,” said Dr. Ola Frost, of Coldham University.", "Ola Frost"),
        ("Cllr. Ola Frost of New Coldham said: “It froze.”", "Ola Frost"),
        ("Speaking for drivers, Ada Frost of Drivers First said: “Enough.”", "Ada Frost"),
        ("The guild’s Jean Day said: “Enough.”", "Jean Day"),
        ("Bill Hall left. “Enough,” said Bill Hall.\n\nHall added: “No more.”", "Bill Hall"),
        # who it is may stand between
        ("“We did nothing wrong,” its owner, Ada Frost, told the court.", "Ada Frost"),
        ("“No,” the firm’s chief executive, Ada Frost, said.", "Ada Frost"),
        # a cue between a name and the marks
        ("The union boss – Bill Thaw – hit back: “Rubbish.”", "Bill Thaw"),
        ("Ada Frost apologised “unreservedly”.", "Ada Frost"),
    ],
)
def test_who_among_several_says_it(text: str, speaker: str) -> None:
    assert last(text)[1] == speaker


@pytest.mark.parametrize(
    ("text", "role", "body"),
    [
        ("“It froze,” says Prof. Ola Frost of Coldham University.", None, "Coldham University"),
        ("“It froze,” says Ada Frost of Drivers First.", None, "Drivers First"),
        ("Ofsted’s Jean Day said: “Enough.”", None, "Ofsted"),
        ("“It froze,” says Ada Frost of Coldham.", None, None),
        ("“It froze,” says Ada Frost of Great Coldham.", None, None),
        ("The mayor of Coldham, Ada Frost, said: “Enough.”", "mayor", "Coldham"),
        ("“No,” its chief executive, Ada Frost, said.", "chief executive", None),
    ],
)
def test_the_body_of_a_person_beside_the_name(
    text: str, role: str | None, body: str | None
) -> None:
    quote = quoted(text)[-1]
    assert (quote.speaker_kind, quote.role, quote.organisation) == ("person", role, body)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Frost refused to say whether “the sale is dead”.",
        "Ada Frost would not say whether “the sale is dead”.",
        "Ada Frost declined to comment on “rumours”.",
    ],
)
def test_what_is_not_said_is_no_quotation(text: str) -> None:
    assert quoted(text) == []


def test_a_line_with_the_date_speaks_never() -> None:
    text = "Ploughs\nPublished 3 May 2019\n\nIt said that ploughs were “late”."
    assert all(quote.speaker != "Published" for quote in find_quotes(text))


def test_a_report_by_a_body_is_a_document() -> None:
    quote = quoted("According to a report by the Snow Board, “ploughs were late”.")[0]
    assert quote.speaker_kind == "document"
