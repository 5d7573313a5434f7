package points

func Balance(entries []Entry) int {
	sum := 0
	for _, e := range entries {
		sum += e.Points
	}
	return sum
}
