"""Words that tell people from bodies: titles, given names, and what no name holds."""

from outsourced_care.extraction.office_words import OFFICE_TITLES
from outsourced_care.extraction.word_lists import words

TITLES = OFFICE_TITLES | words(
    """mr mrs ms miss mx dr sir dame lord lady baroness baron prof rev reverend justice cllr sgt
    capt captain col gen lt major pc rt hon sen sens rep reps gov congressman congresswoman
    representative general detective inspector superintendent constable sergeant king queen
    prince princess pope bishop archbishop vice speaker sheriff democratic republican mp mep msp
    mla"""
)
MALE = words("""mr sir lord baron chairman congressman king prince pope father""")
FEMALE = words("""mrs ms miss dame lady baroness chairwoman congresswoman queen princess sister""")
# Common given names that tell a person, and mostly whether "he" or "she" is meant.
HE = words(
    """aaron abdul abraham adam adebayo adrian ahmad ahmed aidan akash alan alastair albert alec
    aled alessandro alex alexander alexei alfie alfred ali alistair allan allen alonzo alun
    alvin amir amit amos anders andre andrei andres andrew andy aneurin angelo angus anil ansel
    anthony anton antonio arash archie arjun armando arnold arthur arturo arvid ashok asif
    austin axel babar barack barnaby barry bartholomew basil ben benedict benito benjamin
    bernard bernie bertie bertrand bill billy bob bobby bogdan bohdan boris brad bradley brandon
    brendan brent brett brian bruce bruno bryan bryn byron calvin carl carlos casper cassius
    cathal cecil cedric chad charles charlie chidi chinedu chris christopher chuck ciaran
    clarence clark claude claudio clayton cliff clifford clint clive colin colm conal conor
    conrad corey cormac cornelius cory craig crispin curtis cyril cyrus damian damien dan daniel
    danny darius darragh darrell darren darryl dave davey david dean declan deepak delroy
    demetrius denis dennis denzel denzil derek deshawn desmond dewi diego dieter dimitri dinesh
    dirk dmitri dominic don donal donald donnie donovan doug dougal douglas duncan dustin dwayne
    dwight dylan eamon eamonn ed eddie edgar edmond edmund eduardo edward edwin efrain eli elias
    elijah elliot elmer elton emeka emil emile emlyn emmanuel emrys enrique eoin eric ernest
    ernesto ernie esteban ethan euan eugene evan ewan ezra fabian fabio faisal farid federico
    felipe felix femi ferdinand fergus fernando finlay finn fintan francesco francis franco
    frank frankie fraser fred freddie freddy frederick friedrich gabriel gareth gary gaurav
    gavin gawain geoff geoffrey george geraint gerald gerard gerhard gerry gethin giacomo gideon
    gilbert giles gilles gino giovanni glen glenn glyn godfrey gopal gordon graham greg gregory
    grigori guillermo gunther gus gustav guy gwilym gwyn hal hamish hank hans harish harold
    haroon harry harvey hasan hassan hector heinrich henrik henry herbert herman hiroshi horace
    howard hubert hugh hugo humphrey humza hussein hywel iain ian ibrahim idris ieuan ifan
    ignacio ignatius igor ilya imran ioan irvin isaac isaiah ismail ivan ivo iwan jack jacob
    jaime jake jamal james jamie jared jaroslav jason javed javier jay jed jeff jeffrey jens
    jeremy jermaine jerome jerry jerzy jesse jethro jim jimmie jimmy joachim joao joaquin jock
    joe joel johan johann john johnny jon jonah jonas jonathan jonny jordan jorge jory jose
    josef joseph josh joshua josiah joss juan judd jude jules julian julio jurgen justin kamal
    kamran kareem karim karl karthik keir keiran keiron keith kelvin ken kenji kenneth kenny
    kevin khalid kieran kirk klaus kofi konrad kristian kurt kwame kwasi kyle lachlan lamar
    larry lars laurence lawrence lech lee leif leland len leo leon leonard leroy lester levi
    lewis liam lionel lloyd lorcan lorenzo louis luca lucas lucian ludwig luigi luis luka luke
    luther lyle lyndon mads magnus mahmoud malcolm manoj manuel marcel marco marcus marek mario
    mark martin mateo mathias matt matthew maurice mauricio maurizio max maxwell mehmet melvin
    mervin mervyn micah michael mick mickey miguel mikael mike mikhail miles milo mitch mitchell
    mitt mohamed mohammad mohammed mohan monty morris moses moshe muhammad muhammed murray
    mustafa myles nasser nathan nathaniel neal ned neil nelson neville newt niall nicholas nick
    nico nicolas nigel nikhil nikolai noah noel nolan norman olaf oleg oleksandr oliver omar
    orlando orville oscar osman oswald otis otto owain owen pablo paddy padraig paolo pascal pat
    patrick paul pavel pedro percy perry pete peter petr phil philip philippe phillip pierre
    piers piotr prakash pranav quentin rafael rafe rafi raj rajesh rajiv rakesh ralf ralph
    ramesh ramon randall randy ranjit rashid raul ravi ray raymond reece reggie reginald reince
    rene reuben rex rhodri rhys ricardo riccardo richard richie rick ricky rishi rob robert
    roberto robin rod roddy rodney rodrigo roger rohan roland rolando rolf romeo ron ronald
    ronan ronnie rory ross roy ruairi ruben rudolph rudy rufus rupert russ russell ryan sachin
    sadiq sajid salman salvador sam samuel sandeep sanjay sanjeev santiago satnam saul scott
    seamus sean sebastian selwyn sergei sergio seth seymour shahid shane shaun shawn sheldon sid
    sidney sigmund silas silvio simeon simon sion sonny soren spencer stan stanley stavros
    stefan stefano stephan stephen steve steven stewart stuart suleiman sunil suresh sven
    sylvester tadeusz tariq tarquin tayyip ted teddy terence terrance terrell terry thabo
    thaddeus theo theodore thomas tim timmy timothy tobias toby todd tom tomas tomasz tommy tony
    trevor tristan troy tunde tyler tyrone ulrich umberto usman vadim valentin vasily vaughn
    vernon victor vijay vikram viktor vinay vince vincent vinod vito vivek vlad vladimir
    volodymyr wade walt walter warren wayne wendell wes wilbur wilf wilfred wilhelm will william
    willie winston wojciech wolfgang wyatt xavier yannick yuri yusef yusuf zac zach zachariah
    zachary zafar zaheer zane zbigniew"""
)
SHE = words(
    """abigail ada adela adele adriana adwoa agatha agnes agnieszka aileen aine aisha aisling
    aislinn alana alejandra alessandra alexandra alexis alice alicia alina alison aliya allegra
    allison alma althea alyssa amal amanda amara amber amelia amelie amina amira amrita amy ana
    anastasia andrea angela angelina angharad angie anika anisa anita anjali ann anna annabel
    anne anneka anneliese annette annie annika annis anouk anthea antonia anya aoife arabella
    araminta ariana asha ashleigh asma astrid audrey ava ayesha ayla barbara beata beatrice
    beatrix becca becky belinda bella bernadette bernice bertha beryl bess beth bethany bettina
    betty bev beverly bianca birgit blanca blanche bonnie brenda bridget bridie brigid brigitte
    briony bronagh bronwen bryony caitlin camilla candace carla carly carmela carmen carol
    carole caroline carolyn carrie carys cassandra cassie catalina cath catherine cathleen cathy
    catrin catriona cecilia celeste celia ceri chantal chantelle charlene charlotte chelsea
    cherie cheryl chiara chioma chloe christa christina christine christy cicely cindy claire
    clara clare clarissa claudette claudia clementine colette connie constance consuelo cora
    coralie cordelia corinne courtney cristina cynthia dagmar dalia damaris dana daniela
    danielle danuta daphne daria davina dawn deanna debbie deborah debra deepika deidre deirdre
    delia della delores delphine denise dervla desiree diana diane dilys dina dolores donna dora
    doreen doris dorothy edith edna edwina effie eileen eilidh eirlys elaine eleanor eleanora
    elen elena eleri eliana elin elinor elisa elise eliza elizabeth ella ellen ellie elodie
    eloise elsa elsie elspeth elvira emilia emily emma emmeline enid erica erika erin ernestine
    esme esmeralda estelle esther ethel etta eugenia eugenie eunice eva evangeline eve evelyn
    evie farah fatima fatou faye felicity fenella fern ffion fiona fleur flora florence florrie
    fran frances francesca francine freda frederica freya frida funmi gabriela gabriella
    gabrielle gail gaynor gemma genevieve georgie georgina geraldine gerda germaine gertrude
    gillian gina ginny giselle giulia gladys glenda glenys gloria glynis grace greta gretchen
    guinevere gwen gwendolyn gwenllian gwyneth habiba halima hana hannah harriet hattie hayley
    hazel heather heidi heledd helen helena helga henrietta hermione hester hettie hilary hilda
    hillary holly ida ilse iman imogen ines inge ingrid irene iris isabel isabella isabelle
    isadora isla isobel isolde ivana ivanka ivy izzy jacinta jackie jacqueline jada jamila jan
    jana jane janelle janet janette janice janine jasmine jaspreet jayne jean jeanette jeanne
    jeannie jemima jenna jenni jennie jennifer jenny jeri jess jessica jessie jill jo joan joann
    joanna joanne jocelyn jodi jodie joely johanna jolene josefina josephine josie joyce juanita
    judi judith judy julia juliana julie juliet justine kamala karen karin karina katarzyna kate
    kath katharine katherine kathleen kathryn kathy katie katrina katy katya kay kaye kayla
    kayleigh keira keisha kelly kellyanne kendra kerry keziah khadija kim kimberly kirsten
    kirstie kirsty kristen kristin kristina kylie lakshmi lana lara latasha latoya laura laurel
    lauren lauri laverne lavinia leah leanne leila lena lenore leona leonora lesley leslie
    leticia letitia lexie lidia lila lilian lillian lily linda lisa livia liz lois lola lorena
    loretta lori lorna lorraine lottie louisa louise lourdes lowri lucia luciana lucille lucinda
    lucy ludmila luisa lulu lydia lynda lynette lynn lynne mabel maddie madeleine madeline madge
    maeve magda magdalena maggie mairead maisie malala mandy mara marcella marcia marcie mared
    margaret margarita margery margot marguerite maria mariam marian mariana marianne marie
    mariella marietta marilyn marina marion marisol marissa marjorie marla marlene marnie marsha
    marta martha mary maryam mathilda matilda maud maude maura maureen mavis maxine maya meera
    megan mehreen mei melania melanie melinda melissa mercedes meredith meryl mhairi mia
    michaela michele michelle mila mildred millicent millie milly mimi mina minnie miranda
    miriam moira mollie molly mona monica morag morwenna moya muriel myfanwy myra myrtle nabila
    nadia nadine nancy naomi nasreen natalia natalie natasha nell nellie nerys nessa nesta netta
    ngozi niamh nicola nicole nikki nina nisha noelle nora norah noreen norma nuala nusrat
    octavia odette olena olga olive olivia oluchi olwen oona oonagh ophelia oriana orla ottilie
    padma pam pamela paola parveen patrice patricia patti patty paula pauline peggy penelope
    penny petra petronella petula philippa philomena phoebe phyllida phyllis pilar pippa polina
    polly portia preeti priscilla priti priya prudence prue rabia rachael rachel ramona rani
    raquel rashida rebecca reena rena renata renee reshma rhian rhiannon rhoda rhona rhonda rita
    roberta robyn roisin rosa rosalie rosalind rosalyn rosamund rosanna rose rosemarie rosemary
    rosetta roshni rosie rowena roxana roxanne ruby rukhsana ruth sabrina sadie safiya sally
    salma salome samantha samina samira sandra saoirse sara sarah saskia seema selena selina
    selma serena shabana shakira shamima shanice shannon sharmila sharon shazia sheena sheila
    shelagh shelley sherry shirin shirley shona shreya sian sibyl sigrid silvia simone sinead
    siobhan sioned sofia sofie sonia sonya sophie soraya stacey stefania stella steph stephanie
    sue suki sunita susan susannah susie suzanna suzanne suzette svetlana swati sybil sylvia
    sylvie tabitha tahira talia tallulah tamar tamara tamika tammy tamsin tania tanisha tanya
    tara tasha tatiana tegan teresa terri tess tessa thea thelma theodora theresa thomasina
    tiffany tilda tilly tina toni tracey tracy trina trish trudy ulrike uma una ursula usha
    valentina valeria valerie vanda vanessa velma venetia vera verity verna veronica vesna vicki
    vicky victoria viola violet virginia vivian vivien vivienne wanda wendy whitney wilhelmina
    willa wilma winifred winnie xanthe yara yasmin yasmine yelena yoko yolanda ysabel yulia
    yvette yvonne zadie zahra zainab zara zeinab zelda zena zoe zofia zoya zuzanna"""
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
