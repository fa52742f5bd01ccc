package warning

import (
	"encoding/json"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
)

// A Campaign is what is agreed to where one text with slots goes to many: which
// list, to how many at most, and until when. Outside of it nothing is sent.
type Campaign struct {
	// List is the hexadecimal SHA-256 of the list, File what it is kept as.
	List string        `json:"list"`
	File tocsin.FileID `json:"file"`
	// Rows is how many victims are on it, Unreached how many of them nobody could
	// open anything for when it was proposed.
	Rows      int `json:"rows"`
	Unreached int `json:"unreached,omitempty"`
	// Ceiling is how many may be told, Expires until when, UTC.
	Ceiling int       `json:"ceiling"`
	Expires time.Time `json:"expires"`
	// Slots are the names of the slots, sorted.
	Slots []string `json:"slots,omitempty"`
	// Groups are who reads it, by class and country: for each of them it is checked
	// whom the warning could harm.
	Groups []Group `json:"groups"`
}

// A Group is all readers of one class and country.
type Group struct {
	ID      tocsin.RecipientID `json:"id"`
	Class   string             `json:"class"`
	Country string             `json:"country,omitempty"`
	// Copies is how many copies go to them.
	Copies int `json:"copies"`
}

// hash is what approvals of a campaign are bound to: text and terms.
func (c Campaign) hash(text string) string {
	raw, err := json.Marshal(c)
	if err != nil {
		// A time that JSON cannot say: it agrees with nothing.
		return act.Hash([]byte("no terms"))
	}
	return act.Hash([]byte("tocsin-campaign/v1\n" + act.Hash([]byte(text)) + "\n" + act.Hash(raw) + "\n"))
}

// Terms gives what approvers sign beside the text, a line each; empty where the
// draft is no campaign.
func (d Draft) Terms() string {
	if d.Campaign == nil {
		return ""
	}
	c := d.Campaign
	return "\n" + "-- this text goes to many --\n" +
		"list " + c.List + "\n" + "ceiling " + strconv.Itoa(c.Ceiling) + " of " + strconv.Itoa(c.Rows) + "\n" +
		"expires " + c.Expires.UTC().Format(time.RFC3339) + "\n"
}
