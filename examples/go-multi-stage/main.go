package main

import (
	"crypto/sha256"
	"fmt"
	"os"
)

func main() {
	for _, text := range os.Args[1:] {
		fmt.Printf("%x\n", sha256.Sum256([]byte(text)))
	}
}
