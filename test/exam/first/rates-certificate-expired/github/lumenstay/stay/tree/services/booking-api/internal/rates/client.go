package rates

import (
	"net/http"
	"time"
)

func newHTTP() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 32
	t.IdleConnTimeout = 30 * time.Second
	return &http.Client{Transport: t, Timeout: 3 * time.Second}
}
