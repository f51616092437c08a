module example.com/go-multi-stage

go 1.24
