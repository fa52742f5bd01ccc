package policy

// Forget empties what a pack remembers of flips, so that they are sought anew.
func (p *Pack) Forget() {
	p.memo.Lock()
	defer p.memo.Unlock()
	p.memo.known = nil
}

// Read lists the facts that bear on a verdict, by name.
func (p *Pack) Read() []Name {
	var out []Name
	for _, i := range p.decisive {
		out = append(out, p.facts[i].Name)
	}
	return out
}

// Tried lists the values of a fact that are tried for flips, in words.
func (p *Pack) Tried(name Name) []string {
	var out []string
	for _, v := range p.variants[p.byName[name]] {
		out = append(out, v.told())
	}
	return out
}
