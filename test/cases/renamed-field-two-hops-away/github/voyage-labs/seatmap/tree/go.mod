module github.com/voyage-labs/seatmap

go 1.25.1
