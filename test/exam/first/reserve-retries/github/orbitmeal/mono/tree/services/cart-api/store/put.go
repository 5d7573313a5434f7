package store

import (
	"context"
	"time"
)

func (s *Store) Put(ctx context.Context, item Item, hold string) error {
	if err := s.redis.HSet(ctx, key(item.Cart), item.SKU, hold).Err(); err != nil {
		return err
	}
	return s.redis.Expire(ctx, key(item.Cart), 2*time.Hour).Err()
}
