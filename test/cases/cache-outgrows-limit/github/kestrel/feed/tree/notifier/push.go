package notifier

const batch = 400

func (n *Notifier) Flush() error {
	return n.send(n.take(batch))
}
