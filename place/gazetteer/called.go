package gazetteer

// alsoCalled leads from the key of another name of a city to the key under which
// GeoNames lists it: names of before, and those of other languages that English
// text still has.
var alsoCalled = map[string]string{
	"bombay": "mumbai", "calcutta": "kolkata", "madras": "chennai", "bangalore": "bengaluru", "benares": "varanasi", "poona": "pune",
	"baroda": "vadodara", "trivandrum": "thiruvananthapuram", "cochin": "kochi", "gurgaon": "gurugram", "mysore": "mysuru",
	"kiev": "kyiv", "kharkov": "kharkiv", "lvov": "lviv", "lemberg": "lviv", "odessa": "odesa", "dnepropetrovsk": "dnipro", "dnipropetrovsk": "dnipro",
	"nikolaev": "mykolayiv", "mykolaiv": "mykolayiv", "zaporozhye": "zaporizhzhya", "zaporizhzhia": "zaporizhzhya", "chernigov": "chernihiv",
	"lugansk": "luhansk", "artemivsk": "bakhmut", "leningrad": "saintpetersburg", "sanktpeterburg": "saintpetersburg", "petrograd": "saintpetersburg",
	"stpetersburg": "saintpetersburg", "moskva": "moscow", "stalingrad": "volgograd", "gorky": "nizhniynovgorod", "sverdlovsk": "yekaterinburg",
	"ekaterinburg": "yekaterinburg", "grozny": "groznyy",
	"nursultan": "astana", "akmola": "astana", "almaata": "almaty", "frunze": "bishkek", "tiflis": "tbilisi", "erevan": "yerevan",
	"peking": "beijing", "nanking": "nanjing", "canton": "guangzhou", "tientsin": "tianjin", "chungking": "chongqing", "urumchi": "urumqi",
	"rangoon": "yangon", "saigon": "hochiminhcity", "thanhphohochiminh": "hochiminhcity", "batavia": "jakarta", "phnumpenh": "phnompenh",
	"munchen": "munich", "koeln": "koln", "cologne": "koln", "wien": "vienna", "praha": "prague", "warszawa": "warsaw", "roma": "rome",
	"milano": "milan", "torino": "turin", "napoli": "naples", "venezia": "venice", "firenze": "florence", "genova": "genoa", "lisboa": "lisbon",
	"bruxelles": "brussels", "brussel": "brussels", "antwerp": "antwerpen", "ghent": "gent", "bruges": "brugge",
	"denhaag": "thehague", "kobenhavn": "copenhagen", "goteborg": "gothenburg", "geneve": "geneva", "genf": "geneva", "zuerich": "zurich",
	"bucuresti": "bucharest", "beograd": "belgrade", "athina": "athens", "lefkosia": "nicosia", "constantinople": "istanbul", "smyrna": "izmir",
	"teheran": "tehran", "mashad": "mashhad", "esfahan": "isfahan", "damas": "damascus", "dimashq": "damascus", "alquds": "jerusalem",
	"yerushalayim": "jerusalem", "haleb": "aleppo", "beyrouth": "beirut", "bayrut": "beirut", "alqahirah": "cairo", "aliskandariyah": "alexandria",
	"alger": "algiers", "tarabulus": "tripoli", "makkah": "mecca",
	"leopoldville": "kinshasa", "salisbury": "harare", "lourencomarques": "maputo", "dacca": "dhaka", "kabol": "kabul", "qandahar": "kandahar",
	"mossul": "mosul", "almawsil": "mosul", "bassora": "basra", "albasrah": "basra", "bagdad": "baghdad", "arbil": "erbil", "hewler": "erbil",
	"prishtina": "pristina", "prishtine": "pristina", "newyork": "newyorkcity", "nyc": "newyorkcity", "washingtondc": "washington",
}
