#!/bin/bash
# The examples talk to each other: a registrar on free ports, and a phone that registers with it over UDP, TCP and TLS. The certificates
# for TLS are made on the spot with openssl and thrown away.
# Usage: demo.sh [DIRECTORY WITH THE PROGRAMS]; without one they are built here.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
    bin=$1
else
    bin=$here/bin
    make -s -C "$here" || { echo "demo: the examples cannot be built"; exit 1; }
fi
scratch=$(mktemp -d)
log=$scratch/log
registrar=

finish() {
    if [ -n "$registrar" ]; then
        kill "$registrar" 2>/dev/null
        wait "$registrar" 2>/dev/null
    fi
    rm -rf "$scratch"
}
trap finish EXIT

die() {
    echo "demo: $1"
    exit 1
}

[ -x "$bin/registrar" ] && [ -x "$bin/register" ] || die "$bin has no registrar and register; run make first"

certificates() { # an authority, and a certificate of it for 127.0.0.1
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj "/CN=throw-away CA" \
        -keyout "$scratch/ca.key" -out "$scratch/ca.pem" &&
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=registrar" \
            -keyout "$scratch/registrar.key" -out "$scratch/registrar.csr" &&
        echo "subjectAltName=IP:127.0.0.1" >"$scratch/names" &&
        openssl x509 -req -in "$scratch/registrar.csr" -CA "$scratch/ca.pem" -CAkey "$scratch/ca.key" -CAcreateserial -days 1 \
            -extfile "$scratch/names" -out "$scratch/registrar.pem"
}

tls=()
if ! command -v openssl >/dev/null; then
    echo "demo: without the openssl command there are no certificates, so TLS is left out"
elif certificates >"$scratch/openssl" 2>&1; then
    tls=(--tls-port 0 --cert "$scratch/registrar.pem" --key "$scratch/registrar.key")
else
    die "openssl made no certificates: $(cat "$scratch/openssl")"
fi

"$bin/registrar" "${tls[@]}" --port 0 --realm example.com --user alice:wonderland --min-expires 30 >"$log" 2>&1 &
registrar=$!
port=
for _ in $(seq 100); do
    port=$(sed -n 's/^registrar ready on [^ ]*:\([0-9]*\) .*/\1/p' "$log")
    [ -n "$port" ] && break
    kill -0 "$registrar" 2>/dev/null || die "the registrar did not start: $(cat "$log")"
    sleep 0.1
done
[ -n "$port" ] || die "the registrar did not say its port: $(cat "$log")"

exchange() { # transport, registrar URI, options of the phone...
    local transport=$1 uri=$2
    shift 2
    printf '\n%s\n\n' "=== $transport: alice's phone and the registrar at $uri"
    printf '%-90s %s\n' "phone" "registrar"
    timeout 60 "$bin/register" --ladder --registrar "$uri" "$@" --user alice --password wonderland \
        --contact "sip:alice@192.0.2.10" --add "sip:alice@192.0.2.20" --expires 10 --refresh 1 --fetch --remove-all \
        sip:alice@example.com
    result=$?
    [ $result -eq 0 ] || die "register over $transport ended with exit code $result"
}

exchange UDP "sip:127.0.0.1:$port"
exchange TCP "sip:127.0.0.1:$port;transport=tcp"
over="UDP and TCP"
if [ ${#tls[@]} -gt 0 ]; then
    tls_port=$(sed -n 's/^registrar ready on .*TLS on port \([0-9]*\),.*/\1/p' "$log")
    exchange TLS "sip:127.0.0.1:$tls_port;transport=tls" --ca "$scratch/ca.pem"
    over="UDP, TCP and TLS"
fi

printf '\n=== what the registrar noted\n\n'
sed '1d' "$log"
printf '\nRegistered, refreshed, fetched and removed over %s.\n' "$over"
