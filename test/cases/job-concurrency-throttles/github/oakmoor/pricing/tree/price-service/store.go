package main

func (s *Store) Get(ctx context.Context, sku string) (Price, error) {
	out, err := s.db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table, Key: key(sku), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return Price{}, err
	}
	return decode(out.Item)
}
