package search

const pageSize = 50

func (s *Search) Query(q string) ([]Hit, error) {
	return s.highlight(s.index.Find(q, pageSize))
}
