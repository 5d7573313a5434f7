pub fn window(rating: i32, waited: u64) -> (i32, i32) {
    let spread = (50 + (waited as i32) * 5).min(600);
    (rating - spread, rating + spread)
}
