use std::time::Duration;
use tokio::time::interval;

/// Rides are collected and assigned together, to shorten the way of all drivers.
pub async fn run(queue: Queue, solver: Solver) {
    let mut tick = interval(Duration::from_secs(45));
    loop {
        tick.tick().await;
        let rides = queue.take(64).await;
        if rides.is_empty() {
            continue;
        }
        match solver.solve(&rides).await {
            Ok(plan) => plan.commit().await,
            Err(e) => {
                tracing::warn!(error = %e, rides = rides.len(), "no plan, rides go back to the queue");
                queue.put_back(rides).await;
            }
        }
    }
}
