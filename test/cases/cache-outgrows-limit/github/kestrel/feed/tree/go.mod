module github.com/kestrel/feed

go 1.24

require (
	github.com/hashicorp/golang-lru/v2 v2.0.7
	github.com/segmentio/kafka-go v0.4.48
)
