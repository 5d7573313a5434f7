pub const RIDE_TIMEOUT_SECONDS: u64 = 300;
pub const MAX_STOPS: usize = 4;
