"""Closed word lists for names of organisations, by what they do in a name."""

from __future__ import annotations

from outsourced_care.extraction.word_lists import words

# nouns that end a name, with the kind of body (schemas/organisations.json)
TAILS = {
    word: kind
    for kind, words in {
        "local_authority": "Council Corporation",
        "charity_social_enterprise": "Trust Foundation Charity Fund Appeal Campaign Alliance "
        "Coalition Network Federation Society Institute Forum Movement Action Initiative "
        "Consortium Confederation Union Mission Church Rebellion UK",
        "professional_association": "Association Associations College Guild Institution League",
        "central_government": "Department Ministry Office Treasury Agency Authority "
        "Government Administration Directorate Bureau Secretariat Cabinet Service Services",
        "regulator_inspectorate": "Commission Inspectorate Regulator Ombudsman Watchdog Tribunal "
        "Executive",
        "university": "University Polytechnic",
        "company": "Ltd Limited plc PLC Plc Inc LLP LLC Company Group Holdings Bank Airways "
        "Airlines Motors Industries Partners Insurance Energy Rail Railways Railway "
        "Pharmaceuticals Homes Hotels Foods Stores Supermarkets",
        "political_party": "Party",
        "council_partnership": "Partnership",
        "media": "Times Telegraph Guardian Gazette Herald Chronicle Journal Mirror Mail Express "
        "Echo Tribune Observer News Broadcasting Press Post",
        "statutory_board": "Board Committee Panel Parliament Assembly Congress Senate",
        "other": "School Academy Schools Academies Club Police Constabulary Army Forces Team "
        "Nursery Group Chambers Taskforce Unit Brigade Laboratory Laboratories Museum",
    }.items()
    for word in words.split()
}
# tails that name a body only with something particular before them
WEAK_TAILS = words(
    "Services Service Post News Press Action Energy Rail Team Unit Team Fund Appeal "
    "Initiative Times Mail Express Mirror Group Campaign Movement Authority Cabinet Board "
    "Committee Panel Office Union College Mission Church Army Guardian Administration "
    "Congress Senate Museum Homes Hotels Foods Stores Executive"
)
# modifiers that make no name of their own: "Governing Board", "Select Committee"
GENERIC = words(
    "Governing Executive Management Select Central Local Public Private National New Old "
    "First Last High Social Review Independent Special Joint Primary Secondary Grammar State "
    "Federal City County Borough District Town Parish Trade Prime General Big Main Sunday "
    "Monday Tuesday Wednesday Thursday Friday Saturday Our My His Her Their Its Children's "
    "Secret Civil Inner Oval Post Press Head Last Coalition Shadow"
)
WHOLE = frozenset(  # ... though these are names
    [
        "Civil Service",
        "Secret Service",
        "Foreign Office",
        "Home Office",
        "Post Office",
        "Local Government Association",
        "National Trust",
        "Press Association",
    ]
)
# nouns that begin a name, with what may follow
LEADS = {
    word: kind
    for kind, words in {
        "university": "University School",
        "central_government": "Department Ministry Office Bureau",
        "professional_association": "Association College Institute Society Union Federation "
        "Confederation Academy Guild Order Chartered",
        "charity_social_enterprise": "Campaign Centre Center Foundation Friends Fund Coalition "
        "Alliance Church Network",
        "regulator_inspectorate": "Commission Inspectorate",
        "statutory_board": "Committee Council Board House Chamber Chambers",
        "company": "Bank",
        "local_authority": "Borough Corporation",
    }.items()
    for word in words.split()
}
LINKS = words("of for against on and & the")
LEAD_LINKS = words("of for against on")
# of these, "on" and "against" tell what they are about: "Commission on …", "Campaign against …"
ABOUT = words("Commission Committee Council Campaign Centre Center Coalition Alliance Forum")

# words that stand before a name and are no part of it
OUTSIDE = words(
    "The A An This That These Those It He She They We I In On At As By For From With But And "
    "Or So If When While After Before Since Although Despite Meanwhile However Yet Now Then "
    "Here There What Why How Who Where Whether Under Over Between Both Either Each Every All "
    "Some Most Many Several Two Three Four Five Last Next Yesterday Today According Former Ex "
    "President Chairman Chairwoman Chair Secretary Minister Ministers Director Head Leader "
    "Leaders Professor Prof Dr Mr Mrs Ms Miss Lord Lady Dame Baroness Councillor Cllr MP MPs "
    "MSP Sheriff Alderman Governor Governors Mayor Deputy Chief General Judge Justice "
    "Sergeant Inspector Commissioner Superintendent Constable Captain Colonel Chancellor "
    "Shadow Spokesman Spokeswoman Bishop Rev Author Editor Founder Member Members Labour-run "
    "Tory-run Researchers Campaigners Officials Following During Like Unlike Among Only Even "
    "Also Not No Yes Our Their His Her Its My Your Speaking Writing Her Well One Latest "
    "Breaking Exclusive Interim"
)
# a name followed by one of these is a name: "Larkspur magazine", "Pellam bank"
TYPED = [
    "magazine",
    "newspaper",
    "charity",
    "bank",
    "supermarket",
    "website",
    "thinktank",
    "think-tank",
    "union",
    "airline",
    "retailer",
    "broadcaster",
    "trust",
    "group",
    "firm",
]
DEMONYM = (
    "ish",
    "ese",
    "ist",
    "ists",
    "ian",
    "ans",
    "ean",
    "can",
    "man",
    "ern",
    "mic",
    "ch",
    "raeli",
    "day",
)
ACTS = (
    "said|says|say|told|has|have|had|will|would|is|was|are|were|warned|warns|called|calls|wants|"
    "argued|argues|believes|claimed|claims|added|insisted|announced|published|found|launched|"
    "president|spokesman|spokeswoman|spokesperson|chief|chair|chairman|chairwoman|leader|leaders|"
    "boss|bosses|general secretary|director|member|members|official|officials|report|survey|"
    "conference|staff|workers|officers|funding|figures|guidance|research|inspectors|governor"
)
NO_BODIES = words(
    "UK US USA UAE MP MPs GP GPs TV PM CEO CFO DNA RNA HIV AIDS VAT GDP PE IT ID IQ DVD CD PC "
    "AI OK AM PM BST GMT FAQ PPE PCR MMR HPV IVF CCTV NHS111 GCSE GCSES A-level BTEC ISA APR "
    "ADHD LGBT BAME SEN SEND RIP VIP DIY SUV USB PDF HTML WWII WWI CV PIP DLA ESA JSA TUPE "
    "PFI QC KC OBE MBE CBE MSP MEP JP PHD MA BA SOS UFO EST PTSD COPD ICU HQ LED ATM PIN NEET "
    "ICS"
)
