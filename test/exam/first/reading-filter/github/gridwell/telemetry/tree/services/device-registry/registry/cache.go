package registry

import "time"

const ttl = 30 * time.Minute
