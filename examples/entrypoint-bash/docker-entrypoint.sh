#!/bin/bash
set -euo pipefail

declare -A greetings=([en]=Hello [es]=Hola [fr]=Bonjour)
export GREETING="${greetings[${LANGUAGE_CODE:-en}]:-Hello}"
sed "s/@NAME@/${NAME:-world}/" /app/page.tmpl > /app/page.html

exec "$@"
