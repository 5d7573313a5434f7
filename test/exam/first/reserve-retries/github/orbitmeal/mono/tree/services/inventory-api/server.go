package main

import (
	"net/http"
	"time"
)

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Addr:         ":8080",
		Handler:      limitInFlight(320, h),
		ReadTimeout:  5 * time.Second,
		WriteTimeout: 5 * time.Second,
	}
}
