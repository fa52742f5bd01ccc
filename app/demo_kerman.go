package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"example.org/tocsin/examples"
	"example.org/tocsin/report"
)

// day gives a time of the demo: a day of December 2023, counted on into
// January, in UTC.
func day(d, hour, minute int) time.Time {
	return time.Date(2023, time.December, d, hour, minute, 0, 0, time.UTC)
}

// play plays the whole case, scene by scene.
func (p *player) play() {
	p.overture()
	p.founding()
	id := p.intake()
	p.knowledge(id)
	p.duty(id)
	p.harm(id)
	p.tearline(id)
	p.approvals(id)
	p.journey(id)
	p.silentDays(id)
	p.answer(id)
	p.ending(id)
}

func (p *player) overture() {
	p.print("TOCSIN: one warning, from the report to the record\n")
	p.say("In January 2024 it became known that the United States had secretly warned Iran before ISIS-K bombed a " +
		"commemoration in Kerman and killed more than 80 people. Nobody outside can tell through which channel the warning " +
		"went, what it said, or whether anybody who could act ever held it. Here is how it could have gone, step by step, " +
		"so that it could be proved.")
	p.say("PUBLIC are the facts in the bundle that is filed first (examples/kerman-2024). INVENTED are the officers, the " +
		"wording, the route, the enrolment of the key, the second report, which is labeled synthetic, and that anybody " +
		"answered. All people and their keys lie in one folder here, which only a demo may do:")
	p.print("\n  %s\n    holder/        those who know, and owe a warning\n    officers/      keys of officers who sign on machines of their own\n"+
		"    intermediary/  a protecting power that carries messages\n    recipient/     the government that can protect the people in danger\n", p.dir)
}

func (p *player) founding() {
	p.scene("The holder", day(20, 9, 0))
	p.say("A service makes its keys and its record. Its profile says who must agree: to warn, the drafter and two others, one " +
		"of them senior; to leave a warning unsaid, as many, one of them the head.")
	p.run("head", "init", "--profile", "service", "--name", "head")
	p.say("Officers are added with their public keys. Mira works on the holder's machine; Oskar and Senna sign on their own.")
	p.officerKey("oskar")
	p.officerKey("senna")
	p.run("head", "officer", "add", "mira", "--level", "analyst", "--generate", "--as", "head")
	p.run("head", "officer", "add", "oskar", "--level", "officer", "--public-key", "officers/oskar/id_ed25519.pub", "--as", "head")
	p.run("head", "officer", "add", "senna", "--level", "senior", "--public-key", "officers/senna/id_ed25519.pub", "--as", "head")
	p.say("There are no relations with the government that could protect the people in danger. A protecting power carries " +
		"messages. The government's key was handed over on paper, long before anybody needed it (INVENTED).")
	carrier, government := p.ageKey("intermediary"), p.ageKey("recipient")
	p.run("protecting power", "receipt-key", "intermediary/receipt.key", "--name", "carrier-4f1c")
	p.run("head", "recipient", "add", "protecting power", "--class", "intermediary", "--key", carrier, "--mailbox", "intermediary/inbox",
		"--verifier", "intermediary/receipt.key.pub", "--enrolled", "in person, at the embassy (invented)", "--as", "head")
	p.run("head", "recipient", "add", "government of Iran", "--class", "government", "--key", government, "--through", "protecting power",
		"--relations", "none since 1980", "--protects", "people in Iran",
		"--enrolled", "on paper, through the protecting power (invented)", "--as", "head")
}

// intake files the two reports and gives the dossier.
func (p *player) intake() string {
	p.scene("A report comes in", day(26, 8, 40))
	p.say("The clock starts when anyone of the holder first has it, 08:10, not when it is read. Whoever filed it keeps a signed " +
		"receipt: a report that vanishes can be proved to have existed.")
	p.write("bundle.json", examples.KermanBundle)
	p.write("synthetic-report.json", examples.KermanSynthetic)
	p.run("mira", "file", "bundle.json", "--possessed", "2023-12-26T08:10Z", "--receipt", "receipt-bundle.txt", "--as", "mira")
	id := p.dossier()
	p.say("An hour later a source is heard. Six questions, two minutes. This report is INVENTED; it holds exactly what would burn " +
		"a source: an address, a coordinate, a time, a number, a name.")
	p.now = day(26, 9, 30)
	p.run("mira", "file", "--text", "--answers", "synthetic-report.json", "--into", id, "--reason", "the same gathering",
		"--possessed", "2023-12-26T09:25Z", "--receipt", "receipt-spoken.txt", "--as", "mira")
	return id
}

// dossier gives the beginning of the id of the one dossier there is.
func (p *player) dossier() string {
	shown := p.said
	if p.silently("list", "--json") != 0 && p.err == nil {
		p.err = fmt.Errorf("playing the demo: list did not answer")
	}
	var list struct {
		Dossiers []struct {
			ID string `json:"id"`
		} `json:"dossiers"`
	}
	if p.err == nil {
		p.err = json.Unmarshal([]byte(p.said), &list)
	}
	p.said = shown
	if p.err == nil && len(list.Dossiers) != 1 {
		p.err = fmt.Errorf("playing the demo: %d dossiers are listed, not one", len(list.Dossiers))
	}
	if p.err != nil {
		return ""
	}
	return list.Dossiers[0].ID[:8]
}

func (p *player) duty(id string) {
	p.scene("Is there a duty to warn?", day(26, 10, 20))
	p.say("The rules are those of ICD 191. Each answers yes, no or unknown; unknown counts as duty. That the recipient is an " +
		"adversary is no rule, and no ground for a waiver: grounds are tested on the intended victim.")
	p.run("mira", "determine", id, "--as", "mira")
	p.refused("mira", "DTW-W-c", "waive", id, "--ground", "DTW-W-c", "--tested", "recipient",
		"--because", "the government that would be warned supports terrorists itself and is hostile to us", "--as", "mira")
}

// sheet is what Mira writes of the facts: INVENTED, like the second report.
const sheet = `confidence: moderate
codewords: [PEWTER WREN]
sources:
  - {report: %[1]s, source: the public record}
  - {report: %[2]s, source: S-17, reliability: B}
circles:
  - {name: the network, size: 40}
  - {name: the car, size: 3, within: the network}
facts:
  - {fact: what, knows: {full: the network}}
  - {fact: victim, knows: {full: the network}}
  - fact: where
    report: %[2]s
    value: country=Iran,region=Kerman Province,city=Kerman,site=the square behind the Lantern Hall
    knows: {city: the network, site: the car}
  - {fact: when, knows: {day: the network}}
  - fact: how
    report: %[2]s
    value: 17 explosive vests of lot 88-KF-3312, ready to be worn
    likelihood: likely
    wordings: {kind: an attack with explosives, outline: attackers on foot who carry explosives}
    knows: {outline: the network, full: the car}
  - fact: by
    wordings: {outline: Islamic State – Khorasan Province (ISIS-K)}
    knows: {full: the network}
`

// knowledge has the officer grade the reports and say who could have known.
func (p *player) knowledge(id string) {
	p.scene("What is known, and who could have known?", day(26, 10, 0))
	first, second := p.reports(id)
	said := fmt.Sprintf(sheet, first, second)
	p.write("sheet.yaml", []byte(said))
	p.say("Mira grades source and information apart, and says until when a warning helps. What the bundle says is proposed to her, " +
		"fact by fact; what nobody knows stays unknown.")
	p.say("A warning tells what its source knew. So she writes down who on the other side knows each fact, and how finely: forty people " +
		"of the network know the city and the days, three who were in the car know the square (INVENTED).")
	for line := range strings.Lines(said) {
		p.print("  │ %s", line)
	}
	p.print("\n")
	p.run("mira", "assess", id, "--harm", "intentional-killing", "--target-kind", "event", "--reliability", "B", "--credibility", "2",
		"--latest-useful", "2024-01-03T06:00Z", "--latest-useful-because", "the crowd gathers in the morning and the roads are full by then",
		"--sheet", "sheet.yaml", "--as", "mira")
	p.say("All that the reports say stands side by side; what differs is not settled by itself.")
	p.run("mira", "threat", id)
}

// reports gives the beginnings of the ids of the two reports.
func (p *player) reports(id string) (first, second string) {
	if p.silently("show", id, "--json") != 0 && p.err == nil {
		p.err = fmt.Errorf("playing the demo: show did not answer")
	}
	var shown struct {
		Reports []struct {
			ID string `json:"id"`
		} `json:"reports"`
	}
	if p.err == nil {
		p.err = json.Unmarshal([]byte(p.said), &shown)
	}
	if p.err == nil && len(shown.Reports) != 2 {
		p.err = fmt.Errorf("playing the demo: %d reports are shown, not two", len(shown.Reports))
	}
	if p.err != nil {
		return "", ""
	}
	return shown.Reports[0].ID[:8], shown.Reports[1].ID[:8]
}

// harm has an officer answer whom the warning itself could harm.
func (p *player) harm(id string) {
	p.scene("Whom could the warning harm?", day(26, 10, 50))
	p.say("Before anything is approved an officer answers for each recipient. Yes or unknown never ends the duty: it chooses another " +
		"protector, withholds fields, or somebody signs the balance. Here it keeps the name of no suspect from being told to the full.")
	p.run("oskar", "harm", id, "--to", "government of Iran", "--answer", "actor=no:the group is at war with it and has attacked it before",
		"--answer", "watched=no:it comes sealed, on paper and by hand", "--answer", "torture=yes", "--answer", "death-penalty=yes",
		"--answer", "victim=no:nobody is named, only a crowd", "--answer", "suspect=yes", "--answer", "place=no:the gathering is announced in public",
		"--answer", "minor=no:nobody is told apart", "--answer", "private=no:nobody is named",
		"--request", "officers/oskar/harm", "--as", "oskar")
	p.signElsewhere("oskar", "officers/oskar/harm")
	p.run("mira", "submit", "officers/oskar/harm", "officers/oskar/harm.sig")
	p.run("mira", "harm", id, "--to", "government of Iran")
}

func (p *player) tearline(id string) {
	p.scene("The tearline", day(26, 11, 0))
	p.say("A draft that says too much is held against every word that must not leave:")
	p.refused("mira", "warning/leak", "draft", id, "--to", "government of Iran", "--release", "what", "--release", "victim",
		"--release", "where=city", "--release", "when=day", "--release", "how=outline", "--say", "how=17 explosive vests of lot 88-KF-3312, ready to be worn",
		"--why", "it would show who was in the room", "--as", "mira")
	p.say("What is left to the search is what is of most use to this recipient and still leaves the source one of at least ten. It says " +
		"what one rung more of each fact would cost.")
	p.run("mira", "draft", id, "--to", "government of Iran", "--offer")
	p.run("mira", "draft", id, "--to", "government of Iran",
		"--advice", "Search everybody and everything that comes near the gathering, and keep the crowd apart from the roads",
		"--advice", "Look for explosives on the ways to the place, before the first visitors come and again during the day",
		"--onward", "Those who guard the commemoration, down to the last post; they may be told all of this.",
		"--until", "2024-01-05", "--as", "mira")
	p.say("Each fact beside what is told of it, for those who may read the reports:")
	p.run("mira", "withheld", id)
	p.sides(id)
}

// sides shows what the source said beside what is to leave.
func (p *player) sides(id string) {
	if p.silently("show", id, "--json") != 0 && p.err == nil {
		p.err = fmt.Errorf("playing the demo: show did not answer")
	}
	var shown struct {
		Draft struct {
			Text string `json:"text"`
		} `json:"draft"`
	}
	var source struct {
		Answers map[string]string `json:"answers"`
	}
	if p.err == nil {
		p.err = json.Unmarshal([]byte(p.said), &shown)
	}
	if p.err == nil {
		p.err = json.Unmarshal(examples.KermanSynthetic, &source)
	}
	var left strings.Builder
	for _, q := range report.Questions() {
		fmt.Fprintf(&left, "%s\n%s\n\n", q.Ask, source.Answers[string(q.Field)])
	}
	p.say("What the source said, beside what is to leave the building:")
	p.beside("SAID IN CONFIDENCE (synthetic)", left.String(), "TO LEAVE THE BUILDING", shown.Draft.Text)
}

func (p *player) approvals(id string) {
	p.scene("Others agree, or it does not leave", day(26, 12, 0))
	p.refused("mira", "approval/two-person", "approve", id, "--as", "mira")
	p.say("Oskar and Senna get the exact bytes, with the whole text in them, read them, and sign on their own machines.")
	p.run("oskar", "approve", id, "--request", "officers/oskar/request", "--as", "oskar")
	p.excerpt("officers/oskar/request")
	p.signElsewhere("oskar", "officers/oskar/request")
	p.run("mira", "approve", "--request", "officers/oskar/request", "--signature", "officers/oskar/request.sig")
	p.now = day(26, 13, 0)
	p.run("senna", "approve", id, "--request", "officers/senna/request", "--as", "senna")
	p.signElsewhere("senna", "officers/senna/request")
	p.run("mira", "approve", "--request", "officers/senna/request", "--signature", "officers/senna/request.sig")
}

func (p *player) journey(id string) {
	p.scene("It leaves", day(26, 13, 30))
	p.say("It is sealed for the government and sealed again for the protecting power: 24,576 bytes, whatever it says. First it is " +
		"kept, then it is handed over.")
	p.say("Before it goes the plan is shown: by which way, at which minute, and who is called where nobody answers. It ends in a person, always.")
	p.run("mira", "plan", id)
	p.run("mira", "send", id, "--as", "mira")
	parcel := p.only("intermediary/inbox")
	p.scene("The protecting power carries it", day(27, 9, 0))
	p.say("The diplomat opens the outer seal. He learns to whom it goes and by when, and no more; his key does not open what is inside.")
	p.sender()
	p.run("protecting power", "open", parcel, "--identity", "intermediary/key.txt", "--sender", "sender.pub",
		"--out", "intermediary/outbox/for-the-government.age")
	p.refused("protecting power", "seal/wrong-key", "open", "intermediary/outbox/for-the-government.age", "--identity", "intermediary/key.txt")
	p.now = day(27, 11, 0)
	p.move("intermediary/outbox/for-the-government.age", "recipient/inbox/warning.age")
	p.say("He has handed it over and signs a receipt. The receipt says that a file arrived, not that anybody read it.")
	p.run("protecting power", "open", parcel, "--identity", "intermediary/key.txt", "--sender", "sender.pub", "--status", "handed",
		"--receipt", "intermediary/outbox/receipt.txt", "--receipt-key", "intermediary/receipt.key")
	p.now = day(27, 12, 0)
	p.run("mira", "receive", "intermediary/outbox/receipt.txt", "--as", "mira")
}

// sender writes the holder's verifier key where the others have it from.
func (p *player) sender() {
	p.write("sender.pub", p.read("holder/keys/sender.pub"))
}

func (p *player) silentDays(id string) {
	p.scene("Nobody answers", day(28, 9, 0))
	p.say("Received is not acknowledged. The deadline was a day at most, so that there is time for another way. It has passed:")
	p.run("watch", "step")
	p.run("mira", "list")
	p.say("How far it has come is told rung by rung, and only by what is proved. Everybody whom the plan calls has been called.")
	p.run("mira", "status", id)
}

func (p *player) answer(id string) {
	p.scene("The recipient opens it (INVENTED: nobody knows whether anybody did)", day(28, 15, 0))
	p.say("The recipient needs the age command and nothing of ours: age -d -i recipient/key.txt recipient/inbox/warning.age")
	p.run("recipient", "open", "recipient/inbox/warning.age", "--identity", "recipient/key.txt", "--sender", "sender.pub")
	p.say("The answer quotes the hash of the very file and a token that stands only inside it. It is sealed to the sender, so that " +
		"whoever carries it back learns nothing.")
	p.run("recipient", "acknowledge", "recipient/inbox/warning.age", "--identity", "recipient/key.txt", "--sender", "sender.pub",
		"--rung", "read-with-authority", "--by", "duty officer, security of public gatherings (invented)", "--out", "intermediary/outbox/answer.age")
	p.now = day(29, 10, 0)
	p.run("mira", "receive", "intermediary/outbox/answer.age", "--as", "mira")
	p.run("mira", "status", id)
}

func (p *player) ending(id string) {
	p.scene("What happened", day(31+4, 9, 0))
	p.say("On 3 January the bombs went off all the same. The dossier is closed with what is publicly known of it.")
	p.run("mira", "close", id, "--outcome", "occurred", "--killed", "84-95, by the counts of different days",
		"--summary", "Two bombs at the commemoration on 3 January 2024, claimed by Islamic State. Whether the warning was used is not known.",
		"--as", "mira")
	p.run("mira", "show", id)
	p.scene("What can be shown", day(31+5, 9, 0))
	p.say("The originator's receipt proves that the report was taken in, and the warning's signature whose word it is:")
	p.run("originator", "verify", "receipt-bundle.txt", "--sender", "sender.pub", "--original", "bundle.json")
	p.run("anybody", "verify", "recipient/inbox/warning.age", "--identity", "recipient/key.txt", "--sender", "sender.pub")
	p.say("And the record checks itself: every event, chain, signature, leaf and timer, and the signed checkpoint over all of it.")
	p.run("anybody", "fsck")
	p.say("The folder stays. Go on with it:")
	p.print("\n  export TOCSIN_DATA=%s TOCSIN_KEYS=%s\n  tocsin list\n  tocsin show %s --explain\n  age -d -i %s %s\n",
		p.path("holder/data"), p.path("holder/keys"), id, p.path("recipient/key.txt"), p.path("recipient/inbox/warning.age"))
}
