module example.com/go-cgo

go 1.24

require (
	github.com/go-chi/chi/v5 v5.2.2
	github.com/mattn/go-sqlite3 v1.14.32
)
