package shipment

import "math"

func chargeable(actual, volumetric float64) float64 {
	return math.Ceil(2*math.Max(actual, volumetric)) / 2
}
