package leak

// generalSynonyms are words of everyday life that people use for each other,
// one meaning a line, the narrower beside the wider.
const generalSynonyms = `
carry haul lug drag hoist tow bear
lift raise hoist pick
put place lay set leave deposit position install
push shove press thrust
pull draw tug
throw toss hurl fling cast lob
drop fall tumble spill
hold keep grip grasp retain
give hand pass present provide supply offer hand-over
give return back restore
take seize grab collect remove
show display reveal demonstrate exhibit
point indicate signal gesture
touch handle feel
strike beat slap punch blow hit kick
smell odor odour scent stink reek aroma
taste flavor flavour
sound noise loud din racket
ring bell chime toll ringing
whisper murmur mutter hushed low
shout cry yell scream call
laugh joke mock jest
weep sob tears
sing song choir hymn singer tune
music musician melody band orchestra instrument piano organ organist violin
dance ball dancing
poem verse rhyme stanza poet
book volume tome
page sheet leaf
notebook diary journal logbook ledger register account books
read reading reader
write wrote written scribble note pen
type typed typewriter keyboard
copy duplicate transcribe replicate reproduce copied
print printed printer
sign signature
draw drawn sketch depict drawing portray picture
mark sign symbol token
label tag sticker marking name
number figure digit count numeral
count reckon tally enumerate calculate compute
list enumerate register roll inventory
name call label nickname identity alias
letter character
language speech tongue dialect accent
word term phrase
story tale account
joke prank
question inquire enquire ask query
explain account describe
promise word assurance undertaking vow
complain grumble moan protest object gripe complaint
quarrel argue argument debate dispute row fight fell fallout
scold rebuke reprimand reproach told-off
praise compliment applaud
thank grateful gratitude
apologize sorry regret
beg plead implore
demand insist require
allow permit let tolerate license
forbid ban prohibit disallow outlaw dissolve dissolved
persuade convince talk-into
pretend pose disguise masquerade impersonate
lie deceive mislead trick fool
suspect doubt distrust suspicious wary
guess assume suppose presume
remember recall recollect memory memorize
forget forgot
notice realize observe detect perceive spot remark
learn discover find found learnt learned stumble
discover detect uncover unearth
search seek hunt comb look
identify recognize recognise
compare match
choose select pick chosen
prefer favor favour
like love fond enjoy
hope wish want desire long
wish request want
need require necessary
refuse deny decline
try attempt endeavor effort
help assist aid support
protect defend shield safeguard
save rescue spare
care tend nurse look-after caretaker
trust confide rely faith
confide tell disclose reveal divulge
admit confess
betray denounce give-away
blame accuse
punish penalty
forgive pardon
reward prize payment
earn wage pay salary payroll
spend expense
cheap little inexpensive
dear expensive costly
coin change
note bill banknote
withdraw cash
pocket wallet purse
poor needy
rich wealthy
share cut portion part
half halves
whole entire complete total
piece bit fragment splinter scrap shard chip
slice cut
edge rim brink margin
side flank
top summit peak
bottom base foot
middle center centre
corner angle
inside interior within indoors
outside exterior outdoors
front forward
back rear
upper upstairs stairs staircase stair steps flight floor storey story above
lower downstairs below beneath
floor ground storey level
ceiling roof
wall partition
door doorway gate hatch shutter
doorkeeper porter concierge doorman
hinge latch bolt
hole gap opening cavity hollow
crack gap slit
hollow gouge empty scoop
mirror glass
glass pane window screen
curtain blind drape
light lamp bulb lantern
candle taper wax
shade shadow
bright shiny
shine glow gleam light lit
color colour paint dye tint
paint painted coat whitewash varnish lacquer
brush broom
white whitewash pale
wood timber plank board
metal iron steel brass
welder smith metalworker metal
stone rock pebble
brick tile
sand gravel
earth soil dirt mud mess
dirt filth grime mess dust
dust powder flour
glue paste tape adhesive
almond marzipan nut
string rope cord cable wire
chain link
nail screw pin
hammer tool equipment kit
needle thread sew sewing
cloth fabric linen napkin textile sheet towel
laundry washing wash clothes linen
apron coat jacket garment
coat jacket overcoat
shirt blouse
tie bow neckwear scarf
shoe boot sandal footwear
hat cap hood
glove mitten
button zip
ring jewel jewelry necklace
watch wristwatch clock timepiece clockwork hands
clock timer clockwork metronome
glasses spectacles goggles
umbrella
stick cane rod pole
wheel tire tyre
cart trolley wagon barrow
trailer box wagon
horse pony mare equine
donkey mule
dog hound puppy canine
cat kitten
bird canary pigeon parrot fowl goose
cage aviary coop
chicken hen poultry
cow cattle cheese dairy milk yogurt yoghurt
sheep lamb goat
pig swine
fish fishing fisherman angler
frog newt toad amphibian
snake reptile
bee wasp insect beekeeper honey hive
animal beast creature pet
flower blossom bloom rose
tree oak chestnut pine
moss bryophyte plant
plant vegetation herb shrub
grass lawn meadow
vegetable greens salad
fruit apple orange
bread loaf bakery baker
cake pastry sweet candy
sugar sweet
salt
meat
rice grain wheat flour
food meal dish cuisine provisions
meal dinner supper lunch breakfast banquet feast eat ate eaten
party celebration reception dinner farewell
table desk
chair seat bench stool sofa
bed mattress cot
cupboard cabinet wardrobe closet
shelf rack
drawer
basket hamper
bottle flask thermos jar vial
vial sample specimen
cup mug
pot pan kettle
knife cutlery
cooler icebox cool fridge refrigerator
heater heating boiler radiator stove
fire flame burn
smoke fumes fume
steam vapor vapour mist fog spray
spray sprayer mist nozzle atomizer atomiser spraying
water wet
rain wet weather shower rainy
snow ice frost
wind breeze
storm gale
cold chilly
heat hot warm
dry arid
sun sunshine
moon moonlight
star
sky air
sea ocean coast shore
beach shore
island isle
lake pond
swim diver
boatman sailor skipper mariner crew
plumber pipe fitter
fit fitted install
tap faucet valve
drain outlet sewer sink
bath bathroom toilet
kitchen cook restaurant
waiter waitress server steward
restaurant kitchen dining
barber hairdresser haircut hair
beauty salon parlor parlour cosmetic
salon parlor
tailor seamstress
carpenter joiner
gardener groundskeeper
mechanic repairman
repair mend fix maintain restore
electrician
builder mason bricklayer construction
surveyor measurer
inspector inspect inspection examiner
auditor compliance accountant bookkeeper
treasurer funds finance
clerk cashier teller counter
counter till checkout
cashier clerk till
secretary assistant aide
deputy assistant second vice
manager director head boss chief superior executive
director head
owner proprietor landlord landlady
tenant lodger
editor newspaper paper
newspaper paper press gazette
scientist researcher chemist postdoc academic scholar
professor rector dean
subject field topic
study research
exam test
class lesson course
student pupil undergraduate
conservatory academy school
librarian library
archive record file
record file
museum exhibit
artist painter
actor actress performer magician
magician conjurer
player game cards gamble
game play match
toy doll
team side
win won victory
lose lost loss defeat
prize award
race contest competition
sport football soccer
club association society
union guild association
member fellow
committee board panel council
company firm business enterprise vendor supplier corporation
vendor supplier seller
customer client
goods merchandise cargo freight load consignment
consignee recipient addressee
shipment consignment delivery
label tag
sample test
swap exchange switch replace substitute
exchange trade barter
replace substitute
borrow lend lent loan borrowed
lend lent borrow
donor supporter contributor benefactor donate
fund charity foundation
tax revenue fiscal
custom customs
visit visitor call
guest visitor
host
invite invitation
welcome greet
introduce
accompany escort
join participate
meet met encounter
gather assemble collect
crowd people public throng
queue line
wedding bride groom marriage
birthday
birth born baby infant
child kid boy girl youngster
boy lad son
girl daughter lass
young younger youth junior
old former ex onetime
former previous earlier past ex onetime
aunt uncle relative
cousin relative
brother relative
sister relative
grandmother grandfather grandparent
widow widower
orphan
friend friendship pal mate
enemy foe opponent
rival competitor
lover girlfriend boyfriend
stranger unknown
hero
criminal crook villain bad offender
thief burglar
killer murderer assassin gunman
gunman killer shooter assassin
intruder hacker burglar
ringleader leader
spokesman speaker representative
speaker talk address
informer informant contact source witness
witness source informant observer
contact source
captive prisoner hostage
deserter defector
refugee migrant asylum
donor giver
doctor physician medical clinician surgeon
surgeon doctor medic medical
patient sick ill
nurse medic
blind sight
deaf hear hearing
lame limp
headless head decapitated
head skull
face facial
beard bearded moustache mustache
hair
eye sight
ear hearing
nose
mouth lip
tooth teeth
neck throat
arm wrist hand
hand finger
finger thumb
leg knee
foot toe
heart
blood bleed
bone break
skin
scar burn
back spine
tremble shake shiver quiver unsteady
nervous anxious worry worried uneasy
worry fear afraid anxious concern
calm quiet
quiet silent silence hush noiseless
silent quiet noiseless mute
happy glad pleased
sad sorrow mourn grief mourning grave
grave tomb mourning cemetery
angry resentful aggrieved disgruntled unhappy
tired exhausted
drunk alcohol drink wine beer spirits
drink alcohol
smoke cigarette tobacco
drug sedative pill tablet medicine
sleep sedative asleep sleeping
faint collapse unconscious
accident mishap
wake awake
dream
pray prayer mass requiem
mass requiem service
chaplain priest pastor
sacristy vestry
church sacristy vestry
bishop
sermon
god
ghost
grave tomb
shot report bang gunshot
cover drown mask conceal
oil grease lubricate oiled
grease lubricate
silent silently
pedal bicycle bike cyclist cycling
bicycle cycle cycling bike
ferry boat
captain skipper
sail voyage
pilot aviator
wing
engine motor
lamp light
tail number marking registration
bus fare ticket
ticket fare coupon voucher
train fare
way route path
route path approach way
map chart
chart map
camp tent
rest relax hideout
hideout hiding shelter refuge
shelter refuge
lurk hide wait
stay remain dwell wait
sleep spend night
spend pass
night nightfall dark overnight
nightfall dusk evening
evening dusk
morning early
spring summer autumn winter season
first initial
last final
final last
once formerly
earlier before previously
later afterward afterwards after subsequently
now present current
already
soon
during while
still
always
sudden abrupt
slow gradual
fast quick rapid swift
little small tiny bit slight
big great
high tall
low small
long
short brief
wide broad
narrow thin
thick
deep
round circle
square
straight
sharp
soft
hard tough
heavy load
light
full
empty void
open
close shut
clean
dirty
new fresh novel
broken damaged
strange odd peculiar
different other another
same identical
similar alike
real genuine
false fake wrong
wrong mistaken incorrect
right correct
true truth
secret hidden confidential private
known familiar
famous
clear obvious
careless negligent sloppy
careful cautious
clever smart
stupid
brave
weak poor
strong
able can
ready
free loose
lone sole single only one
single one lone
nobody none
everyone everybody all
alone
together
pair couple two both
four quartet
three trio
six half-dozen
ten
hundred
many several numerous various
few some handful
enough sufficient
almost nearly
purpose deliberate intentional
reason cause because
result outcome
chance opportunity
use employ utilize
useful
waste
begin began
continue
stop halt cease
finish
happen occur
cause trigger set
change alter
grow shrink
shrink smaller diminish reduce less shrunk
increase rise
reduce cut
add
fill pack load stuff
pack load stuffed
pour empty decant
empty pour decant
mix blend stir
melt
boil
freeze
cut
tear rip
tie bind
fasten attach
hang
stick
dig
plant
pick
wipe
burn scald corrosive acid
corrosive acid caustic
scratch mark scrape
scratch scuff
screen glass display
device gadget apparatus machine instrument aid phone
machine device apparatus appliance
instrument device
tool device
phone device handset telephone mobile
radio device
sensor monitor visibility
password login protected
key lock
encrypt encryption lock cipher cryptography
cipher code cryptography
administrator admin sysadmin
hacker intruder attacker
server host
network
file document
data information
roster schedule rota duty
duty shift work
job work employment occupation profession
work job
dismiss fire sack laid-off
hire employ engage
probation kept
gossip talk chatter
rumor rumour gossip
news message report
message word news communication
letter message note
answer reply response
command order
command instruction
order
rule law
law legal
court case dispute
case dispute suit
evidence proof
proof evidence
statement testimony
testimony statement
crime offense
prison captive
guard watchman keeper picket
watchman guard
picket strike
strike walkout
horse
farm
barn shed
shed hut cabin
orchard
archive barn
document archive
boundary border
river dispute
diesel petrol fuel gas
unload drop offload delivered
drop unload
yard shipyard
crane hoist
tower platform
platform deck stage
stage platform
collapse fall topple
crush
float parade carnival
carnival parade festival
parade procession
costume
mask
fog mist
insider employee
employee insider staff worker hand
hand worker
foreman supervisor
supervisor foreman overseer
steward attendant
attendant steward
teammate colleague
colleague fellow coworker
partner ally service
service agency
agency service
ally partner
lawyer legal
tunnel
bury burial
funeral mourn
mother parent
father parent
parent
husband wife spouse
wife
married
divorce
household domestic
servant maid domestic cleaner staff
cleaner domestic
maid
gunpowder
flare signal
pistol gun
decommissioned disused
disused retired
retire retirement farewell
farewell goodbye leaving
leave quit
park parked car
park leave
vote
jury
flag
hint suggest
suggest propose
beg
bribe bought
bought bribe
scarecrow straw
straw hay
bag sack
flour powder
neighbor
jukebox music
floorboard floor board
`
