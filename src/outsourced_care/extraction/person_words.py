"""Words that tell people from bodies: titles, given names, roles, and what no name holds."""

from outsourced_care.extraction.word_lists import words

TITLES = words(
    """mr mrs ms miss mx dr sir dame lord lady baroness baron prof professor rev reverend judge
    justice councillor cllr sgt capt captain col gen lt major pc rt hon sen sens rep reps
    gov president senator governor secretary minister mayor chairman chairwoman
    congressman congresswoman representative attorney general chancellor ambassador
    director detective inspector superintendent constable sergeant king queen prince
    princess pope bishop archbishop vice speaker leader commissioner sheriff democratic
    republican"""
)
MALE = words("""mr sir lord baron chairman congressman king prince pope father""")
FEMALE = words("""mrs ms miss dame lady baroness chairwoman congresswoman queen princess sister""")
# Common given names that tell a person, and mostly whether "he" or "she" is meant.
HE = words(
    """aaron adam alan albert alex alexander alfred ali andrew andy anthony antonio arthur austin
    barack barry ben benjamin bernard bernie bill billy bob bobby boris brad brandon
    brendan brian bruce bryan calvin carl carlos charles charlie chris christopher clive
    colin corey craig cory damian dan daniel darren dave david dean dennis derek dominic
    don donald doug douglas duncan ed eddie edward edwin elliot eric ernest evan francis
    frank fred gareth gary gavin geoff geoffrey george gerald gerard gordon graham greg
    gregory guy harold harry henry howard hugh hugo iain ian isaac ivan jack jacob jake
    james jamie jared jason jay jeff jeffrey jeremy jerry jim jimmy joe joel john johnny
    jon jonathan jordan jose joseph josh joshua juan julian justin karl keir keith ken
    kenneth kevin kyle larry lawrence lee leo leon leonard lewis liam louis luke malcolm
    marco marcus mario mark martin matt matthew max michael mick miguel mike mitch mitt
    mohamed mohammed nathan neil newt nicholas nick nigel noel norman oliver oscar owen
    pat patrick paul pedro pete peter phil philip phillip ralph ray raymond reince richard
    rick ricky rob robert robin rod roger ron ronald rory ross roy rudy russell ryan sam
    samuel scott sean sergio seth shaun sidney simon stan stanley stephen steve steven
    stewart stuart ted terence terry theodore thomas tim timothy toby todd tom tony trevor
    troy victor vincent vladimir walter warren wayne wes will william zac zach"""
)
SHE = words(
    """abigail alice alicia alison amanda amber amy ana andrea angela angie anita ann anna anne
    annette annie audrey barbara becky beth betty beverly bonnie brenda bridget carla
    carly carol caroline carolyn catherine cathy charlotte cheryl chelsea christina
    christine cindy claire clare claudia connie cynthia dawn deborah debbie debra denise
    diana diane donna dorothy ellen eleanor elizabeth emily emma erica erin esther eva
    evelyn fiona frances gail georgina geraldine gillian gina gloria grace hannah harriet
    hayley heather heidi helen hilary hillary holly irene isabel ivana ivanka jackie
    jacqueline jan jane janet janice jean jeanne jennifer jenny jess jessica jill jo joan
    joanna joanne josie joyce judith judy julia julie karen kate katherine kathleen
    kathryn kathy katie katy kay kelly kellyanne kerry kim kimberly kirsten kristen laura
    lauren leah leslie lesley linda lisa liz loretta lori lorraine louise lucy lynn lynne
    maggie margaret maria marian marie marilyn marion martha mary maureen megan melania
    melanie melissa mercedes michele michelle miriam moira monica nancy naomi natalie
    nicola nicole nikki olivia pam pamela patricia patty paula pauline penny phyllis polly
    priti rachel rebecca rhona robyn rosa rose rosie ruth sally samantha sandra sara sarah
    shannon sharon sheila shirley sonia sophie stacey stephanie sue susan suzanne sylvia
    tammy tanya tara teresa theresa tina tracey tracy valerie vanessa vera veronica vicky
    victoria virginia vivian wendy yvette yvonne zoe"""
)
NOT_NAMES = words(
    """the a an and but in on at as for by with from to of if when while after before since this
    that these those there it he she they we i you his her their its our my your what who
    why how where which not no yes so then now yet still also however meanwhile although
    though because both many some most all one two three four another last next today
    yesterday monday tuesday wednesday thursday friday saturday sunday january february
    march april june july august september october november december under over during
    despite even once or nor more other such each every any instead according speaking
    asked added here well just earlier later until unlike like about only"""
)
BODY_WORDS = words(
    """house street party council committee university college school department ministry agency
    commission board association union institute institution foundation trust service
    services court office bureau times post news journal press congress senate parliament
    group company inc ltd llc corp corporation bank fund center centre campaign team
    police force church society alliance federation network authority government
    administration states kingdom america york city county state island republic army navy
    forum magazine herald tribune telegraph guardian observer mail sun mirror independent
    radio tv television poll act bill war day week year street road avenue square hall
    hospital airport partnership health care security intelligence reserve east west north
    south democrats republicans conservatives nations organisation organization directors
    workers review report"""
)
ROLE_WORDS = (
    r"(?:mayor|president|leader|chair(?:man|woman|person)?|minister|secretary|director|manager|"
    r"chief|executive|professor|spokes(?:man|woman|person)|actor|actress|author|editor|officer|"
    r"commissioner|governor|senator|nominee|candidate|judge|lawyer|attorney|peer|economist|"
    r"researcher|founder|owner|coach|teacher|headteacher|doctor|chancellor|ambassador|principal|"
    r"councillor|academic|widow|strategist|adviser|advisor|activist|analyst|scholar|scientist|"
    r"resident|student|journalist)"
)
