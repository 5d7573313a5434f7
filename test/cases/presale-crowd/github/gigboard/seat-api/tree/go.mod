module github.com/gigboard/seat-api

go 1.25.1
