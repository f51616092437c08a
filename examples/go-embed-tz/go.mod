module example.com/go-embed-tz

go 1.24
