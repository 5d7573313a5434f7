package limit

// Of one replica, in requests a second.
const Rate, Burst = 40, 80
