package book

const retries = 3
