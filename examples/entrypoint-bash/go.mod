module example.com/entrypoint-bash

go 1.24
