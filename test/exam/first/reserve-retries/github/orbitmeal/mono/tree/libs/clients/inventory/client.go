package inventory

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

const maxAttempts = 8

type Client struct {
	base string
	http *http.Client
}

// Reserve holds quantity of sku for a cart.
func (c *Client) Reserve(ctx context.Context, r Reservation) (*Hold, error) {
	var err error
	for attempt := 0; attempt < maxAttempts; attempt++ {
		var hold *Hold
		if hold, err = c.reserve(ctx, r); err == nil {
			return hold, nil
		}
	}
	return nil, fmt.Errorf("after %d attempts: %w", maxAttempts, err)
}

func (c *Client) reserve(ctx context.Context, r Reservation) (*Hold, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v1/holds", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		return nil, fmt.Errorf("inventory: POST /v1/holds: %s", res.Status)
	}
	var hold Hold
	return &hold, json.NewDecoder(res.Body).Decode(&hold)
}
