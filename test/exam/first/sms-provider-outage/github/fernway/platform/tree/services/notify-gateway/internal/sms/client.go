package sms

import (
	"context"
	"net/http"
	"time"

	"fernway.io/platform/services/notify-gateway/internal/transport"
)

type Client struct {
	http  *http.Client
	sid   string
	token string
}

func New(sid, token string) *Client {
	return &Client{
		http:  &http.Client{Timeout: 10 * time.Second, Transport: transport.Shared()},
		sid:   sid,
		token: token,
	}
}

func (c *Client) Send(ctx context.Context, to, body string) (string, error) {
	req, err := c.newMessage(ctx, to, body)
	if err != nil {
		return "", err
	}
	return c.do(req)
}
