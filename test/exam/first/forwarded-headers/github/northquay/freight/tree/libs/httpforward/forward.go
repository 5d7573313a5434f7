package httpforward

import "net/http"

var forwarded = []string{
	"Accept", "Accept-Language", "Authorization", "Content-Type",
	"Idempotency-Key", "Traceparent", "Tracestate", "X-Request-Id",
}

// Copy takes over the headers of an incoming request for one to another service.
func Copy(out, in *http.Request) {
	for _, name := range forwarded {
		if values := in.Header.Values(name); len(values) > 0 {
			out.Header[name] = append([]string(nil), values...)
		}
	}
}
