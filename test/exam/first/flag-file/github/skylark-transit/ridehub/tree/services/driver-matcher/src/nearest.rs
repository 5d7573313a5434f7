use crate::{cells, Assignment, Ride};

pub async fn pick(ride: Ride) -> anyhow::Result<Assignment> {
    let mut drivers = cells::around(&ride.pickup, 2).await?;
    if drivers.is_empty() {
        drivers = cells::around(&ride.pickup, 3).await?;
    }
    drivers.into_iter().min_by_key(|d| d.seconds_to(&ride.pickup)).map(Assignment::of).ok_or_else(|| anyhow::anyhow!("no driver"))
}
