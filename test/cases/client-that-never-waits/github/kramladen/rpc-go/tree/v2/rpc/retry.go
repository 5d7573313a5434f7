package rpc

// Retry says how often a failed call is made again. Without Wait the next attempt follows at once.
type Retry struct {
	Max  int
	On   func(Result) bool
	Wait func(attempt int) time.Duration
}
