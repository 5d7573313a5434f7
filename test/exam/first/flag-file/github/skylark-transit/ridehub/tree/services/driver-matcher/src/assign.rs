use crate::{batch, flags, nearest, Ride};

pub async fn assign(ride: Ride) -> anyhow::Result<Assignment> {
    if flags::on("matcher_batch_assign", &ride.rider) {
        return batch::submit(ride).await;
    }
    nearest::pick(ride).await
}
