#!/bin/bash
# The examples talk to each other: a registrar on a free port, and a phone that registers with it over UDP and then over TCP.
# Usage: demo.sh [DIRECTORY WITH THE PROGRAMS]; without one they are built here.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
    bin=$1
else
    bin=$here/bin
    make -s -C "$here" || { echo "demo: the examples cannot be built"; exit 1; }
fi
log=$(mktemp)
registrar=

finish() {
    if [ -n "$registrar" ]; then
        kill "$registrar" 2>/dev/null
        wait "$registrar" 2>/dev/null
    fi
    rm -f "$log"
}
trap finish EXIT

die() {
    echo "demo: $1"
    exit 1
}

[ -x "$bin/registrar" ] && [ -x "$bin/register" ] || die "$bin has no registrar and register; run make first"

"$bin/registrar" --port 0 --realm example.com --user alice:wonderland --min-expires 30 >"$log" 2>&1 &
registrar=$!
port=
for _ in $(seq 100); do
    port=$(sed -n 's/^registrar ready on [^ ]*:\([0-9]*\) .*/\1/p' "$log")
    [ -n "$port" ] && break
    kill -0 "$registrar" 2>/dev/null || die "the registrar did not start: $(cat "$log")"
    sleep 0.1
done
[ -n "$port" ] || die "the registrar did not say its port: $(cat "$log")"

exchange() { # transport, registrar URI
    printf '\n%s\n\n' "=== $1: alice's phone and the registrar at $2"
    printf '%-90s %s\n' "phone" "registrar"
    timeout 60 "$bin/register" --ladder --registrar "$2" --user alice --password wonderland \
        --contact "sip:alice@192.0.2.10" --add "sip:alice@192.0.2.20" --expires 10 --refresh 1 --fetch --remove-all \
        sip:alice@example.com
    result=$?
    [ $result -eq 0 ] || die "register over $1 ended with exit code $result"
}

exchange UDP "sip:127.0.0.1:$port"
exchange TCP "sip:127.0.0.1:$port;transport=tcp"

printf '\n=== what the registrar noted\n\n'
sed '1d' "$log"
printf '\nRegistered, refreshed, fetched and removed over UDP and TCP.\n'
