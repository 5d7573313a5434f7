package main

func main() {
	q := queue.MustConnect(os.Getenv("QUEUE_URL"))
	run(q, 3)
}
