package main

import "github.com/prometheus/client_golang/prometheus"

var holds = prometheus.NewCounterVec(prometheus.CounterOpts{
	Name: "inventory_holds_total",
	Help: "Holds by outcome.",
}, []string{"outcome", "warehouse"})
