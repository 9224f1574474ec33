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
    """aaron abdul abraham adam adrian ahmed aidan alan alastair albert alec aled alex
    alexander alfie alfred ali alistair allan allen alun alvin amir amit andre andres andrew
    andy angus anthony anton antonio archie arjun arnold arthur arturo asif austin barack
    barnaby barry basil ben benedict benjamin bernard bernie bertie bill billy bob bobby
    boris brad bradley brandon brendan brent brett brian bruce bruno bryan bryn byron calvin
    carl carlos cecil cedric chad charles charlie chris christopher chuck clarence clark
    clayton cliff clifford clint clive colin conor conrad corey cornelius cory craig curtis
    cyril damian damien dan daniel danny darrell darren darryl dave davey david dean deepak
    dennis denzel derek desmond dewi diego dieter dirk dominic don donald donnie doug
    douglas duncan dustin dwayne dwight dylan ed eddie edgar edmund eduardo edward edwin
    elias elijah elliot elton emile emmanuel enrique eric ernest ernesto euan eugene evan
    ewan farid felipe felix fergus fernando finlay francesco francis franco frank fred
    freddie frederick gabriel gareth gary gavin geoff geoffrey george gerald gerard gerry
    gideon gilbert giles gino giovanni glen glenn gordon graham greg gregory guillermo gus
    guy hamish hans harold harry harvey hassan hector henry herbert herman hiroshi horace
    howard hubert hugh hugo humphrey hussein iain ian ibrahim ignacio imran isaac isaiah
    ismail ivan jack jacob jaime jake jamal james jamie jared jason javier jay jeff jeffrey
    jeremy jerome jerry jesse jim jimmie jimmy joachim joaquin jock joe joel johan johann
    john johnny jon jonah jonathan jordan jorge jose josef joseph josh joshua juan jules
    julian julio jurgen justin kareem karl keir keiran keiron keith kelvin ken kenneth kevin
    kieran kirk klaus kurt kyle larry laurence lawrence lee leland leo leon leonard leroy
    lester levi lewis liam lionel lloyd lorenzo louis lucas ludwig luigi luke lyle malcolm
    marco marcus mario mark martin matt matthew maurice mauricio max maxwell melvin mervyn
    micah michael mick mickey miguel mike miles mitch mitchell mitt mohamed mohammad
    mohammed monty morris moses muhammad murray myles nathan ned neil nelson neville newt
    niall nicholas nick nicolas nigel noah noel nolan norman oliver orlando oscar osman otis
    otto owen pablo paolo pat patrick paul pedro percy perry pete peter phil philip phillip
    pierre piers piotr quentin rafael raj rajesh ralph ramon randall randy rashid raul ravi
    ray raymond reece reggie reginald reince reuben rhys ricardo riccardo richard richie
    rick ricky rob robert roberto robin rod rodney rodrigo roger roland rolf romeo ron
    ronald ronnie rory ross roy rudolph rudy rufus rupert russell ryan salvador sam samuel
    sanjay satnam scott seamus sean sebastian sergei sergio seth shane shaun shawn sid
    sidney silvio simon spencer stan stanley stefan stefano stephan stephen steve steven
    stewart stuart sunil sylvester tariq tayyip ted teddy terence terrance terry theo
    theodore thomas tim timmy timothy tobias toby todd tom tomas tommy tony trevor troy
    tyrone umberto usman vaughn vernon victor vikram viktor vince vincent vlad vladimir wade
    walt walter warren wayne wendell wes wilbur wilfred will william willie winston wolfgang
    wyatt xavier yusuf zac zach zachary zafar"""
)
SHE = words(
    """abigail ada adele adriana agatha agnes aisha alexandra alexis alice alicia alison
    alma althea alyssa amanda amber amelia amina amira amy ana anastasia andrea angela
    angelina angie anita ann anna annabel anne anneliese annette annie antonia ariana astrid
    audrey ava ayesha barbara beatrice beatrix becky belinda bernadette bernice bertha beryl
    beth bethany bettina betty beverly bianca bonnie brenda bridget briony bronwen camilla
    candace carla carly carol carole caroline carolyn carrie cassandra catherine cathy
    catriona cecilia celeste celia charlene charlotte chelsea cheryl chloe christa christina
    christine christy cindy claire clara clare clarissa claudette claudia connie constance
    consuelo cora cordelia corinne cynthia danielle daphne davina dawn deanna debbie deborah
    debra deidre deirdre delia della delores denise desiree diana diane dolores donna dora
    doreen doris dorothy edith edna eileen elaine eleanor eleanora elena elisa elise eliza
    elizabeth ella ellen ellie elsa elsie elspeth emily emma enid erica erin estelle esther
    ethel eugenia eunice eva evangeline eve evelyn evie farah fatima faye felicity fern
    fiona flora florence frances freda frederica freya gabriela gabriella gabrielle gail
    gemma genevieve georgie georgina geraldine germaine gertrude gillian gina ginny giulia
    gladys glenda glenys gloria grace greta guinevere gwen gwendolyn gwyneth hannah harriet
    hattie hayley hazel heather heidi helen henrietta hermione hilary hilda hillary holly
    ida imogen ines ingrid irene iris isabel isabella isabelle isla isobel ivana ivanka ivy
    jacinta jackie jacqueline jan jana jane janet janice janine jayne jean jeanne jemima
    jenna jennifer jenny jeri jess jessica jill jo joan joanna joanne jocelyn jodi jodie
    johanna josephine josie joyce juanita judi judith judy julia juliana julie juliet
    justine karen karin karina kate katharine katherine kathleen kathryn kathy katie katrina
    katy kay keira kelly kellyanne kerry kim kimberly kirsten kirsty kristen kristin
    kristina lara laura laurel lauren lauri laverne lavinia leah lena lenore leona leonora
    lesley leslie letitia lila lilian lillian lily linda lisa liz lola loretta lori lorna
    lorraine lottie louise lucia lucille lucinda lucy lydia lynn lynne mabel madeleine
    madeline magda maggie mairead maisie malala mandy marcella marcia margaret margarita
    margery margot maria marian marianne marie marilyn marina marion marissa marjorie marla
    marlene marsha martha mary maryam mathilda matilda maude maureen mavis maxine meera
    megan melania melanie melinda melissa mercedes meredith mia michele michelle mildred
    millicent millie mimi mina minnie miranda miriam moira mollie molly monica muriel myrtle
    nadia nadine nancy naomi natalie natasha nell nellie nesta nicola nicole nikki nina
    noelle nora noreen norma octavia odette olga olive olivia olwen ophelia pam pamela paola
    patrice patricia patti patty paula pauline peggy penny petra petronella philippa
    philomena phoebe phyllis pippa polly portia priti prudence rachael rachel ramona raquel
    rebecca renata renee rhian rhoda rhona rhonda rita roberta robyn rosa rosalie rosalind
    rosalyn rosamund rosanna rose rosemarie rosemary rosie rowena roxanne ruby ruth sabrina
    sadie sally salma samantha samira sandra saoirse sara sarah saskia selena selina serena
    shanice shannon sharon sheena sheila sherry shirin shirley sian silvia simone sinead
    siobhan sofia sonia sonya sophie stacey stella stephanie sue sunita susan susannah susie
    suzanne suzette sybil sylvia tabitha tamara tammy tamsin tanya tara tasha tatiana teresa
    tess tessa thelma theodora theresa tiffany tilda tina toni tracey tracy trina trish
    trudy una ursula valentina valerie vanda vanessa vera verity veronica vicki vicky
    victoria viola violet virginia vivian vivien vivienne wanda wendy whitney wilhelmina
    wilma winifred yasmin yolanda ysabel yvette yvonne zainab zara zelda zena zoe"""
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
    workers review report homes executive energy water rail airlines airways motors holdings limited
    plc llp rescue ambulance borough parish action watch aid concern charity appeal coalition
    initiative consortium confederation guild inspectorate regulator ombudsman watchdog tribunal
    polytechnic gazette chronicle express echo news broadcasting constabulary forces nursery
    schools academy academies brigade museum laboratory club directorate treasury secretariat
    cabinet housing buses trains fisheries farms foods hotels stores headquarters republican
    democrat"""
)
ROLE_WORDS = (
    r"(?:mayor|president|leader|chair(?:man|woman|person)?|minister|secretary|director|manager|"
    r"chief|executive|professor|spokes(?:man|woman|person)|actor|actress|author|editor|officer|"
    r"commissioner|governor|senator|nominee|candidate|judge|lawyer|attorney|peer|economist|"
    r"researcher|founder|owner|coach|teacher|headteacher|doctor|chancellor|ambassador|principal|"
    r"councillor|academic|widow|strategist|adviser|advisor|activist|analyst|scholar|scientist|"
    r"resident|student|journalist)"
)
