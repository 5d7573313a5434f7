module github.com/kramladen/basket-api

go 1.25.3

require (
	github.com/kramladen/rpc-go/v2 v2.0.1
	github.com/valkey-io/valkey-go v1.0.65
)
