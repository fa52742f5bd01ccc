package mailbox

import "sync/atomic"

// OpenHung gives a channel for which one folder hangs until answer is called;
// held counts the attempts that it holds up.
func OpenHung(hung string) (c *Channel, held func() int64, answer func()) {
	var n atomic.Int64
	wait := make(chan struct{})
	c = Open()
	c.put = func(folder, name string, content []byte) error {
		if folder == hung {
			n.Add(1)
			<-wait
		}
		return put(folder, name, content)
	}
	return c, n.Load, func() { close(wait) }
}

// Folders counts the folders at which attempts are under way.
func (c *Channel) Folders() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.at)
}

// Known counts the boxes and networks that a drop remembers.
func (d *Drop) Known() (n int) {
	for _, l := range []*limiter{d.limits.box, d.limits.remote, d.limits.answer} {
		l.mu.Lock()
		n += len(l.young) + len(l.old)
		l.mu.Unlock()
	}
	return n
}
