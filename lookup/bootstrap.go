package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/tocsin"
)

// listPage is where IANA publishes its lists of registers (RFC 9224).
const listPage = "https://data.iana.org/rdap/"

// listFresh is how long a list that was fetched is used.
const listFresh = 24 * time.Hour

// A list says which register is asked for what (RFC 9224): for each entry, what it
// is for and where its servers are.
type list struct {
	services []service
}

// A service is one entry of a list.
type service struct {
	entries []string
	servers []string
}

// parseList reads a list of registers.
func parseList(raw []byte) (list, error) {
	var file struct {
		Version  string       `json:"version"`
		Services [][][]string `json:"services"`
	}
	if len(raw) > maxList {
		return list{}, refuseForm("the list of registers", "it is too long")
	}
	if err := json.Unmarshal(raw, &file); err != nil || file.Version != "1.0" {
		return list{}, refuseForm("the list of registers", "it is no list of version 1.0")
	}
	var l list
	for _, s := range file.Services {
		if len(s) != 2 {
			return list{}, refuseForm("the list of registers", "an entry has not two parts")
		}
		var servers []string
		for _, server := range s[1] {
			u, err := url.Parse(server)
			if err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" && plain(server) != "" {
				servers = append(servers, strings.TrimSuffix(server, "/")+"/")
			}
		}
		l.services = append(l.services, service{entries: s[0], servers: servers})
	}
	return l, nil
}

// best gives the first server of the entry that fits best: fits gives how well, and
// less than 0 for not at all.
func (l list) best(fits func(entry string) int) (string, bool) {
	most, server := -1, ""
	for _, s := range l.services {
		for _, e := range s.entries {
			if n := fits(e); n > most && len(s.servers) > 0 {
				most, server = n, s.servers[0]
			}
		}
	}
	return server, most >= 0
}

// forDomain, forPrefix and forAS find the register of a domain, of addresses, and of
// a system.
func (l list) forDomain(domain string) (string, bool) {
	return l.best(func(entry string) int {
		entry = strings.ToLower(strings.TrimSuffix(entry, "."))
		switch {
		case entry == "":
			return 0 // the root, which fits all
		case domain == entry, strings.HasSuffix(domain, "."+entry):
			return strings.Count(entry, ".") + 1
		}
		return -1
	})
}

func (l list) forPrefix(p netip.Prefix) (string, bool) {
	return l.best(func(entry string) int {
		e, err := netip.ParsePrefix(entry)
		if err != nil || e.Bits() > p.Bits() || !e.Contains(p.Addr()) {
			return -1
		}
		return e.Bits()
	})
}

func (l list) forAS(number uint32) (string, bool) {
	return l.best(func(entry string) int {
		first, last, between := strings.Cut(entry, "-")
		if !between {
			last = first
		}
		from, err1 := strconv.ParseUint(first, 10, 32)
		to, err2 := strconv.ParseUint(last, 10, 32)
		if err1 != nil || err2 != nil || uint64(number) < from || uint64(number) > to {
			return -1
		}
		return 0
	})
}

// list gives a list of registers, fetched if it is not there or too old.
func (c *Client) list(ctx context.Context, name string) (list, error) {
	now := c.config.Now()
	c.mu.Lock()
	there, ok := c.lists[name]
	c.mu.Unlock()
	if ok && !now.Before(there.at) && now.Sub(there.at) < listFresh {
		return there.list, nil
	}
	raw, err := c.fetchList(ctx, name)
	if err != nil {
		return list{}, err
	}
	l, err := parseList(raw)
	if err != nil {
		return list{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lists[name] = fetched{l, now}
	return l, nil
}

// fetchList fetches a list from whoever keeps it.
func (c *Client) fetchList(ctx context.Context, name string) ([]byte, error) {
	if c.config.Lists != nil {
		raw, err := c.config.Lists(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("reading the list of registers %s: %w", name, err)
		}
		return raw, nil
	}
	got, err := c.get(ctx, listPage+name, "application/json", maxList)
	if err != nil {
		return nil, err
	}
	if got.missing {
		return nil, tocsin.Refuse("lookup/list", "keep a copy of the list, or look it up by another way", "there is no list of registers %s", name)
	}
	return got.body, nil
}

// validDomain gives a domain as it is asked for: labels of ASCII, in small letters,
// at least two.
func validDomain(domain string) (string, error) {
	d := strings.ToLower(strings.TrimSuffix(domain, "."))
	labels := strings.Split(d, ".")
	bad := slices.ContainsFunc(labels, func(l string) bool {
		return l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	})
	last := labels[len(labels)-1]
	if bad || len(d) > 253 || len(labels) < 2 || strings.Trim(last, "0123456789") == "" {
		return "", tocsin.Refuse("lookup/subject", "write it like recipient.example; names in other scripts in their form xn--...", "this is no domain")
	}
	return d, nil
}
