module github.com/boxline/tax-rules

go 1.25.3
