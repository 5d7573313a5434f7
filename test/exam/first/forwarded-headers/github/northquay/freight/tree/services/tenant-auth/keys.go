package tenantauth

import "time"

const (
	rotateEvery = 30 * 24 * time.Hour
	overlap     = 48 * time.Hour
)
