package main

import (
	"database/sql"
	"encoding/json"
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"
	_ "github.com/mattn/go-sqlite3"
)

func main() {
	db, err := sql.Open("sqlite3", "/data/words.db")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY)"); err != nil {
		log.Fatal(err)
	}
	router := chi.NewRouter()
	router.Put("/words/{word}", func(w http.ResponseWriter, r *http.Request) {
		if _, err := db.Exec("INSERT OR IGNORE INTO words VALUES (?)", chi.URLParam(r, "word")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	router.Get("/words", func(w http.ResponseWriter, r *http.Request) {
		words := []string{}
		rows, err := db.Query("SELECT word FROM words ORDER BY word")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var word string
			if err := rows.Scan(&word); err == nil {
				words = append(words, word)
			}
		}
		json.NewEncoder(w).Encode(words)
	})
	log.Fatal(http.ListenAndServe(":8080", router))
}
