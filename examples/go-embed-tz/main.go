package main

import (
	"crypto/x509"
	"embed"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"os/user"
	"time"
)

//go:embed static
var static embed.FS

func main() {
	files, err := fs.Sub(static, "static")
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/", http.FileServerFS(files))
	http.HandleFunc("/time", func(w http.ResponseWriter, r *http.Request) {
		zone, err := time.LoadLocation(r.URL.Query().Get("zone"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, time.Unix(1768478400, 0).In(zone).Format(time.RFC1123Z))
	})
	http.HandleFunc("/roots", func(w http.ResponseWriter, r *http.Request) {
		pool, err := x509.SystemCertPool()
		if err != nil || pool.Equal(x509.NewCertPool()) {
			http.Error(w, fmt.Sprint("no trusted roots ", err), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "has roots")
	})
	http.HandleFunc("/user", func(w http.ResponseWriter, r *http.Request) {
		current, err := user.Current()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, current.Username)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
