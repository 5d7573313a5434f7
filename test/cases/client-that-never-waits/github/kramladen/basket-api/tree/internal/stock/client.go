package stock

import (
	"time"

	"github.com/kramladen/rpc-go/v2/rpc"
)

func NewClient(url string) *Client {
	return &Client{rpc: rpc.New(url, rpc.Options{
		Timeout: 800 * time.Millisecond,
		Retry:   rpc.Retry{Max: 10, On: rpc.AnyFailure},
	})}
}
