package api

func (s *Server) seats(l Layout) Layout {
	for i := range l.Seats {
		l.Seats[i].Cabin = s.cabins.Name(l.Seats[i].Cabin)
	}
	return l
}
