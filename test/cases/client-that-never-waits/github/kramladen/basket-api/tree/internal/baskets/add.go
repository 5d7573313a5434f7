package baskets

func (s *Service) Add(ctx context.Context, id ID, item Item) error {
	if err := s.stock.Reserve(ctx, item); err != nil {
		return err
	}
	return s.store.Append(ctx, id, item)
}
