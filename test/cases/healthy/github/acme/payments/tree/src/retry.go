package payments

const attempts = 3
const backoff = 200 * time.Millisecond
