package leak

import (
	"slices"
	"strings"
)

// A thesaurus gives which stems may mean the same: those of one line of synonyms.
// A stem may stand in several.
type thesaurus struct {
	// groups are the lines of a stem, and members the stems of each line.
	groups  map[string][]int
	members [][]string
	// common are stems that half of all sentences hold, idle those that say
	// nothing at all.
	common, idle map[string]bool
}

// english is the thesaurus, made by hand for what reports of threats speak of.
// It is small on purpose: each line can be explained to the drafter.
var english = readThesaurus(synonyms+generalSynonyms, commonWords, idleWords)

// readThesaurus reads it.
func readThesaurus(lines, common, idle string) thesaurus {
	t := thesaurus{groups: map[string][]int{}, common: map[string]bool{}, idle: map[string]bool{}}
	for line := range strings.Lines(lines) {
		var members []string
		for _, word := range strings.Fields(line) {
			if s := string(stem([]byte(word))); !slices.Contains(members, s) {
				t.groups[s] = append(t.groups[s], len(t.members))
				members = append(members, s)
			}
		}
		if len(members) > 0 {
			t.members = append(t.members, members)
		}
	}
	for _, word := range strings.Fields(common) {
		t.common[string(stem([]byte(word)))] = true
	}
	for _, word := range strings.Fields(idle) {
		t.idle[word] = true
	}
	return t
}

// meanings gives the stems that may mean the same, the stem itself first.
func (t thesaurus) meanings(s string) []string {
	all := []string{s}
	for _, g := range t.groups[s] {
		all = append(all, t.members[g]...)
	}
	return all
}

// idleWords are the words of grammar. They are as they stand in a text, not
// stems.
const idleWords = `
a an the this that these those some any all both each every no none not nor either neither other another such same own
i me my mine we us our ours you your yours he him his she her hers it its they them their theirs one ones who whom whose which what
myself himself herself itself themselves ourselves yourself yourselves
and or but if then else so as than because since while until till unless although though whether when where why how
of in on at by for with without to from into onto out up down off over under above below between among through across along against
about around near behind before after during within upon toward towards beside besides beyond inside outside per via
am is are was were be been being do does did doing done have has had having will would shall should can could may might must ought
s t d ll re ve m o let lets
there here now just only also too very much many more most less least few several quite rather even still yet again once ever never always
often sometimes perhaps maybe however therefore thus hence
got get gets getting go goes going gone went come comes coming came
yes per etc eg ie vs
`

// commonWords say little: they stand in reports and warnings of every kind.
const commonWords = `
say tell know think believe see look find show make take give use want need ask try keep put call work seem feel leave become
report source information message warning threat risk danger
people person man woman men women group member one others someone somebody anyone everyone nobody child family
time day week month year hour minute morning afternoon evening night today tomorrow yesterday date moment
place area city town country region part side way thing kind case point number line
new old good bad big small large little long short high low early late first last next early later recent recently soon
likely possible possibly probably certain sure able expect expected intend plan planned mean
stay remain wait move bring send turn hold start begin end stop open close
attack police authority public safe safety security
please help advise advice follow watch check
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
north south east west northern southern eastern western
`

// synonyms are words that reports and their paraphrases use for each other, one
// meaning a line.
const synonyms = `
attack assault strike raid ambush onslaught offensive
bomb explosive explosion detonate detonation blast explode ied charge device bombing
gun rifle firearm weapon pistol handgun shotgun carbine arms weaponry
bullet ammunition round cartridge ammo magazine
knife blade dagger machete stab
grenade rocket mortar projectile missile
drone uav quadcopter unmanned
shoot fire gunfire shooting gunman shooter
kill murder slay assassinate assassination eliminate execute slaughter homicide
hurt harm injure injury wound casualty
kidnap abduct abduction seize snatch hostage capture
arrest detain detention apprehend custody imprison jail
steal theft rob robbery burglary loot stolen
burn arson incendiary ignite torch flame blaze petrol
poison toxic toxin contaminate
car vehicle van automobile sedan saloon pickup jeep suv hatchback
truck lorry
motorcycle motorbike scooter moped bike
bus coach minibus
boat vessel ship skiff dinghy
plane aircraft aeroplane airplane jet flight
train rail railway
driver chauffeur motorist
drive ride travel journey trip
road street lane avenue highway motorway route boulevard
junction crossroads intersection crossing roundabout
bridge overpass flyover viaduct
house home residence dwelling villa apartment flat lodging
building structure block premises
room chamber
cellar basement underground
roof rooftop attic
garage workshop depot warehouse storehouse storage lockup shed barn
shop store market bazaar supermarket
restaurant cafe bakery teahouse diner eatery
hotel hostel guesthouse inn
office bureau headquarters
school college university academy campus
hospital clinic infirmary
church chapel cathedral parish
mosque prayer worship
synagogue temple
embassy consulate mission diplomatic
airport airfield terminal
station stop
harbor harbour port dock quay pier wharf
stadium arena
park garden square plaza
gate entrance entry door doorway
exit
fence wall barrier perimeter
window
border frontier
checkpoint roadblock
camp compound base barracks
village hamlet
farm ranch farmhouse orchard field
forest wood woodland
mountain hill ridge
river stream canal
desert
crowd gathering assembly rally demonstration protest march congregation
ceremony commemoration memorial anniversary celebration festival
meeting meet met conference appointment rendezvous talks
concert show performance
wedding marriage
funeral burial
visitor guest attendee spectator audience
worker employee staff personnel
boss chief leader head commander superior ringleader
soldier troop military army serviceman fighter combatant militant
police policeman officer constable gendarme
guard sentry watchman bodyguard escort
agent operative handler
spy espionage surveillance surveil
informant informer source
courier messenger
relative cousin kin
brother sibling
sister
father dad
mother mum
son
daughter
uncle nephew
wife spouse husband
friend companion associate acquaintance comrade colleague
accomplice partner conspirator
neighbor neighbour
foreigner alien
student pupil
teacher instructor lecturer professor
doctor physician medic surgeon
nurse
journalist reporter correspondent press media
lawyer attorney solicitor
judge magistrate
priest pastor cleric imam preacher
minister politician official
ambassador diplomat envoy consul
engineer technician mechanic
merchant trader dealer seller vendor shopkeeper
buyer customer purchaser client
farmer peasant
cook chef
cleaner janitor caretaker
gang cell ring network crew squad team unit
organization organisation
money cash fund payment sum
pay paid finance bankroll
buy purchase acquire procure obtain bought acquisition
sell sold
rent hire lease rented
transfer wire remit
bank
price cost
passport visa document papers identity
forge forged fake counterfeit bogus
phone telephone call mobile cellphone handset
message text letter note sms
email mail
internet online website
chat channel forum telegram
computer laptop
password credential
hack breach intrusion compromise intrude
malware virus ransomware
photo photograph picture image snapshot
video film footage recording record
camera cctv
map plan sketch diagram drawing blueprint layout
scout reconnoitre reconnaissance recce casing survey reconnoiter
watch observe monitor
follow tail shadow trail track
hide conceal cache stash hidden concealed hid secrete bury
smuggle smuggler trafficking traffic
deliver bring carry transport convey brought bear haul delivery ferry
assemble build construct manufacture built
prepare ready preparation arrange organize organise set
plan intend plot scheme conspire aim intention mean
order instruct command direct instruction
train practise practice rehearse drill exercise
teach
recruit enlist
promise pledge vow swear
threaten menace intimidate
boast brag
warn alert caution
argue quarrel dispute
agree consent
refuse decline reject
decide choose decision chose
speak talk discuss discussion conversation spoke mention
tell inform told
hear overhear heard listen
say claim state assert said declare announce
ask request
answer reply respond
believe think suspect thought
know aware known
see saw notice spot seen witness
hate resent grudge resentment revenge avenge vengeance retaliate retaliation
angry anger furious rage
afraid fear scared frighten
arrive arrival reach
leave depart departure left
return back
enter get access
escape flee getaway
wait linger
sleep slept overnight
eat meal dine dinner lunch breakfast supper
drink tea coffee
sit seat
stand stood
walk foot
run ran
begin start commence
end finish conclude
dawn sunrise daybreak
dusk sunset nightfall
midnight
noon midday
evening tonight
weekend saturday sunday
shortly soon imminent
early
late
large big huge sizeable massive
small little tiny
heavy
gray grey
dark black
white pale
red
blue
green
empty vacant unoccupied abandoned derelict disused deserted
bag rucksack backpack suitcase luggage holdall satchel
box crate case carton container parcel package
barrel drum canister
sack
fertilizer fertiliser nitrate
battery
detonator fuse trigger
timer clock
belt vest
uniform
clothes clothing garment dress
mask balaclava
key
engine motor
fuel gasoline diesel
license licence plate registration
religious faith
sermon
holiday vacation
election vote ballot poll
parliament assembly
government regime state
party faction
leader
war conflict
peace
hospitalized ill sick
dead die death died fatal
pregnant
young youth teenage
old elderly aged
foreign abroad overseas
local resident inhabitant
secret covert clandestine
quiet silent
private
near close nearby adjacent
opposite facing
behind rear
left
far distant
two couple pair
three trio
dozen twelve
twice
daily
weekly
monthly
often frequently regularly
water
electricity power grid
pipe pipeline
dam reservoir
factory plant mill
refinery
mine quarry
laboratory lab
chemical acid
medicine drug
prison jail
court tribunal
tower mast
tunnel
square
statue monument
museum gallery
library
theater theatre cinema
cemetery graveyard
shrine tomb
pilgrim pilgrimage
convoy motorcade procession
patrol
shift
roster schedule timetable
list
target victim
weak vulnerable
unarmed unguarded unprotected
empty
money
debt owe loan
salary wage
gift
bribe corrupt
signal sign code
radio
volunteer
martyr suicide
flag banner
slogan
leaflet pamphlet flyer
oath
lone alone solo
together jointly
separate apart
second secondary
rescuer responder ambulance
explode
crash collide ram
block obstruct
cut sever
break broke smash
climb
dig dug
lock bolt
paint
wash clean
repair fix mend
test trial try
fail failure
`
