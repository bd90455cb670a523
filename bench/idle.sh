#!/bin/sh
# What a worker takes that has nothing to do: processor time and memory.
#
#   bench/idle.sh target/release/score [SECONDS]
#
# On a SQLite file of its own, or on the migrated database that DATABASE_URL names: with a full
# outbox that is not due yet, say, to see that memory does not grow with it.
# Wanted: under 1 % of one core, under 50 MiB.
set -eu
score=$1
seconds=${2:-60}
folder=$(mktemp -d)
worker=
trap 'test -z "$worker" || kill "$worker"; wait; rm -r "$folder"' EXIT
if [ -z "${DATABASE_URL:-}" ]; then
    export DATABASE_URL="sqlite://$folder/score.db"
    "$score" migrate
fi
mkdir "$folder/mail"
export SMTP_URL="file://$folder/mail" SCORE_LOG=warn
export SCORE_SECRET=00000000000000000000000000000000 SCORE_PUBLIC_URL=http://localhost:8080
export SCORE_MAIL_FROM="SCORE <score@example.org>"
"$score" worker &
worker=$!

# Clock ticks that it has used, of a process whose name has no spaces.
ticks() { awk '{ print $14 + $15 }' "/proc/$worker/stat"; }

# What it takes to start is not counted.
sleep 10
before=$(ticks)
sleep "$seconds"
after=$(ticks)
memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$worker/status")
peak=$(awk '/^VmHWM/ { print $2 }' "/proc/$worker/status")
awk -v ticks=$((after - before)) -v rate="$(getconf CLK_TCK)" -v seconds="$seconds" \
    -v memory="$memory" -v peak="$peak" 'BEGIN {
    printf "%.2f %% of a core, %.1f MiB (%.1f MiB at most)\n", 100 * ticks / rate / seconds, memory / 1024, peak / 1024
}'
