package holds

func (s *Service) Hold(ctx context.Context, event EventID, seats []Seat) (Hold, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	h, err := s.store.Take(ctx, event, seats)
	if err != nil {
		s.log.Error("hold failed", "event", event, "err", err)
		return Hold{}, err
	}
	return h, nil
}
