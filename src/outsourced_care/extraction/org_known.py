"""Well-known bodies whose names show no pattern, by kind; our own short list."""

from __future__ import annotations

from outsourced_care.extraction.word_lists import words

_NAMES = {
    "political_party": (
        "Labour|Labour Party|Conservatives|Conservative|"
        "Conservative Party|Tories|Tory|Liberal Democrats|"
        "Liberal Democrat|Lib Dems|Lib Dem|SNP|Scottish National Party|Plaid Cymru|Ukip|UKIP|DUP|"
        "SDLP|Sinn Fein|Sinn Féin|Green Party|Greens|Reform UK|Brexit Party|BNP|GOP|"
        "Republican Party|Democratic Party|Republican National Committee|"
        "Democratic National Committee|RNC|DNC"
    ),
    "media": (
        "BBC|BBC News|BBC Radio|BBC Scotland|BBC Radio Scotland|BBC Wales|BBC Two|BBC One|Radio 4|"
        "ITV|ITV News|GMTV|Sky News|Channel 4|Channel 4 News|Channel 5|CNN|Reuters|MailOnline|"
        "Daily Mail|Mail on Sunday|Daily Telegraph|Sunday Telegraph|Daily Express|Daily Mirror|"
        "Sunday Times|Financial Times|Evening Standard|Guardian|Telegraph|Observer|Daily Record|"
        "Radio 5 Live|LBC|Press Association|Associated Press|CBS|NBC|ABC|MSNBC|Fox News|"
        "Twitter|Facebook|YouTube|Instagram|New York Times|Wall Street Journal|Washington Post|"
        "Daily Star|Sunday Mirror|Sunday Express|Sky Sports|BBC Three|BBC Four|"
        "BBC Northern Ireland|"
        "Radio 1|Radio 2|Radio 5|Radio Scotland|TalkTV|GB News|Al Jazeera|Bloomberg|AFP|"
        "TikTok|WhatsApp|LinkedIn|Times|Mirror|Independent|Mail|Express|Sun"
    ),
    "central_government": (
        "Home Office|Foreign Office|Cabinet Office|Treasury|Scotland Office|"
        "Northern Ireland Office|"
        "Ministry of Defence|Ministry of Justice|MoD|MoJ|DWP|DfE|DfES|Defra|DEFRA|HMRC|NHS|"
        "NHS England|NHS Scotland|NHS Wales|NHS Digital|Parliament|House of Commons|House of Lords|"
        "Commons|Lords|Senedd|Scottish Executive|Crown Prosecution Service|CPS|"
        "Civil Service|Public Health England|MI5|MI6|GCHQ|DVLA|Environment Agency|"
        "Natural England|Historic England|English Heritage|Sport England|Homes England|"
        "Highways England|National Highways|Arts Council England|Natural Resources Wales|"
        "Transport for London|Network Rail|Land Registry|Met Office|"
        "HM Treasury|HM Revenue and Customs|HM Revenue & Customs|Border Force|Companies House|"
        "Bank of England|European Central Bank|ONS|OBR|NAO|MHRA|Cafcass|CAFCASS|"
        "European Commission|European Union|EU|UN|United Nations|Nato|NATO|WHO|FBI|CIA|IMF"
    ),
    "regulator_inspectorate": (
        "Ofsted|Ofcom|Ofgem|Ofwat|Ofqual|Estyn|Care Quality Commission|CQC|HSE|FCA|FSA|NICE|"
        "Health and Safety Executive|Electoral Commission|Information Commissioner's Office|ICO"
    ),
    "professional_association": (
        "TUC|CBI|BMA|RCN|NUT|NASUWT|NAHT|NUS|Unison|UNISON|GMB|RMT|Aslef|Amicus|Unite|LGA|ADCS|"
        "NEU|UCU|PCS|FBU|CWU|Usdaw|TSSA|ATL|RCGP|RIBA|RICS|Balpa|BALPA|Acas|ACAS|UCAS|Ucas|FSB|"
        "BASW|ACPO|British Chambers of Commerce|Law Society"
    ),
    "charity_social_enterprise": (
        "Barnardo's|NSPCC|RSPCA|RSPB|Oxfam|Mencap|Childline|ChildLine|Greenpeace|Amnesty|"
        "Amnesty International|Age Concern|Age UK|Help the Aged|Mind|Scope|Nacro|Relate|"
        "Citizens Advice|Liberty|Save the Children|Friends of the Earth|Black Lives Matter|"
        "Samaritans|RNLI|RNIB|Unicef|UNICEF|Unesco|UNESCO|WWF|Stonewall|Sustrans|ActionAid|CND|"
        "Macmillan Cancer Support|Marie Curie|Islamic Relief|Policy Exchange|Demos|Civitas|IPPR|"
        "IFS|"
        "Extinction Rebellion|Just Stop Oil|Church of England|Red Cross"
    ),
    "other": "Metropolitan Police|Met Police|Scotland Yard|Supreme Court|High Court|"
    "Court of Appeal|European Court of Human Rights|European Court of Justice|OECD|Interpol|"
    "Europol|World Health Organisation|World Health Organization|Fifa|FIFA|Uefa|UEFA|RFU|IOC|"
    "RAC|Police Scotland|Hamas|Hezbollah|IRA",
    "company": (
        "Tesco|Sainsbury's|Asda|Morrisons|Waitrose|Barclays|HSBC|Lloyds|NatWest|Santander|"
        "Google|Aldi|Lidl|Marks & Spencer|Marks and Spencer|M&S|John Lewis|Co-op|Argos|Primark|"
        "Ikea|IKEA|Starbucks|McDonald's|KFC|Burger King|Unilever|Nestle|Nestlé|Coca-Cola|Nissan|"
        "Toyota|Honda|Vauxhall|BMW|Volkswagen|Jaguar Land Rover|Boeing|Airbus|BAE Systems|"
        "British Airways|FirstGroup|Stagecoach|Arriva|ScotRail|KPMG|PwC|Deloitte|Goldman Sachs|"
        "Standard Chartered|Aviva|Royal Mail|British Gas|EDF|BP|BT|RBS|TSB|eBay|PayPal|Airbnb|"
        "Deliveroo|Spotify|Huawei|OpenAI|Samsung|Carillion|Atos|Mitie|Interserve|"
        "Microsoft|Amazon|Apple|Uber|Netflix|Serco|G4S|Capita|Virgin Care|Ryanair|easyJet|"
        "YouGov|Ipsos Mori|Ipsos MORI|Greggs|Boots|Vodafone|AstraZeneca|Rolls-Royce"
    ),
}
KNOWN = {name: kind for kind, names in _NAMES.items() for name in names.split("|")}
# names that are common words as well: they count only where something more tells
COMMON = words(
    "Boots Lords Greens Mind Scope Liberty Unite Relate Amazon Apple Observer Guardian Telegraph "
    "WHO NICE Labour Tory EU UN US Commons Treasury Amnesty Santander Parliament"
)
# ... and these are newspapers behind "the"
NEWSPAPERS = words("Times Mirror Independent Mail Express Sun")
COMMON |= NEWSPAPERS
# ... and of these a sentence may begin with the word
ORDINARY = words("Mind Scope Relate Unite Liberty Greens Lords Boots")
