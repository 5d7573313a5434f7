package features

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2/expirable"
)

const (
	maxEntries = 1_200_000
	ttl        = 6 * time.Hour
)

// Cache holds the feature vectors of users, so that /rank asks the store once.
type Cache struct {
	entries *lru.LRU[string, []float32]
}

func NewCache() *Cache {
	return &Cache{entries: lru.NewLRU[string, []float32](maxEntries, nil, ttl)}
}

func (c *Cache) Get(user string) ([]float32, bool) { return c.entries.Get(user) }
func (c *Cache) Put(user string, v []float32)      { c.entries.Add(user, v) }
func (c *Cache) Len() int                          { return c.entries.Len() }
