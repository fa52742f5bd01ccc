package report

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
)

// receiptHeader is the first line of a receipt.
const receiptHeader = "tocsin-intake-receipt/v1"

// A Receipt is what the originator keeps, so that a report which vanishes can
// be proved to have been taken in. It says nothing of what the report says.
type Receipt struct {
	Holder tocsin.HolderID
	Report tocsin.ReportID
	// SHA256 is the hexadecimal SHA-256 of the original bytes, which the
	// originator holds too.
	SHA256 string
	// Possessed and Filed are when it was first held and when it was filed, UTC.
	Possessed, Filed time.Time
}

// ReceiptOf gives the receipt of a filed report.
func ReceiptOf(r Report) Receipt {
	return Receipt{
		Holder: r.Filed.Holder, Report: r.ID, SHA256: r.Filed.SHA256,
		Possessed: r.Filed.Possessed, Filed: r.Stamp.At,
	}
}

// text is what is signed.
func (r Receipt) text() string {
	return fmt.Sprintf("%s\nholder %s\nreport %s\nsha256 %s\npossessed %s\nfiled %s\n",
		receiptHeader, r.Holder, r.Report, r.SHA256,
		r.Possessed.UTC().Format(time.RFC3339), r.Filed.UTC().Format(time.RFC3339))
}

// Sign gives the receipt as a C2SP signed note.
func (r Receipt) Sign(signer note.Signer) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: r.text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing the receipt of report %s: %w", r.Report, err)
	}
	return signed, nil
}

// OpenReceipt checks the holder's signature and reads the receipt.
func OpenReceipt(signed []byte, holder note.Verifier) (Receipt, error) {
	n, err := note.Open(signed, note.VerifierList(holder))
	if err != nil {
		return Receipt{}, fmt.Errorf("checking the receipt's signature: %v", err)
	}
	lines := strings.Split(n.Text, "\n")
	names := []string{"holder", "report", "sha256", "possessed", "filed"}
	if len(lines) != len(names)+2 || lines[0] != receiptHeader {
		return Receipt{}, errors.New("this is no " + receiptHeader)
	}
	values := make([]string, len(names))
	for i, name := range names {
		value, ok := strings.CutPrefix(lines[i+1], name+" ")
		if !ok {
			return Receipt{}, fmt.Errorf("line %d of the receipt is not %q", i+2, name)
		}
		values[i] = value
	}
	r := Receipt{Holder: tocsin.HolderID(values[0]), Report: tocsin.ReportID(values[1]), SHA256: values[2]}
	if r.Possessed, err = time.Parse(time.RFC3339, values[3]); err != nil {
		return Receipt{}, fmt.Errorf("reading the receipt: %w", err)
	}
	if r.Filed, err = time.Parse(time.RFC3339, values[4]); err != nil {
		return Receipt{}, fmt.Errorf("reading the receipt: %w", err)
	}
	if r.text() != n.Text {
		return Receipt{}, errors.New("the receipt is not in the one form a receipt has")
	}
	return r, nil
}
