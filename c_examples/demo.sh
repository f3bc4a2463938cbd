#!/bin/bash
# The examples talk to each other: a registrar on a free port, and a phone that registers with it over UDP, TCP, TLS and WebSocket;
# then a telephone is called, and held, and called by somebody who gives up, and transferred to another; somebody is watched.
# The certificates of the TLS part are made on the spot with openssl.
# Usage: demo.sh [DIRECTORY WITH THE PROGRAMS]; without one they are built here.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
    bin=$1
else
    bin=$here/bin
    make -s -C "$here" || { echo "demo: the examples cannot be built"; exit 1; }
fi
work=$(mktemp -d)
log=$work/log
registrar=
telephone=
other=
agent=

finish() {
    for started in $registrar $telephone $other $agent; do
        kill "$started" 2>/dev/null
        wait "$started" 2>/dev/null
    done
    rm -rf "$work"
}
trap finish EXIT

die() {
    echo "demo: $1"
    exit 1
}

[ -x "$bin/registrar" ] && [ -x "$bin/register" ] || die "$bin has no registrar and register; run make first"

# A throw-away CA, and a certificate of it for the SIP domain "localhost" (RFC 5922: a sip URI in subjectAltName).
certificates() {
    cd "$work" || return 1
    printf 'subjectAltName=URI:sip:localhost,DNS:localhost,IP:127.0.0.1\n' >names
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=CA of the demo" \
        -keyout ca.key -out ca.pem &&
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=registrar of the demo" -keyout key.pem -out request.pem &&
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -set_serial 1 -days 2 -extfile names -out cert.pem
}
tls=()
if ! command -v openssl >/dev/null; then
    echo "demo: without the openssl command there are no certificates, so TLS is left out"
elif (certificates) >"$log" 2>&1; then
    tls=(--tls-port 0 --cert "$work/cert.pem" --key "$work/key.pem")
else
    die "openssl did not make the certificates: $(cat "$log")"
fi

"$bin/registrar" --port 0 "${tls[@]}" --ws-port 0 --realm example.com \
    --user alice:wonderland --min-expires 30 >"$log" 2>&1 &
registrar=$!
port=
for _ in $(seq 100); do
    port=$(sed -n 's/^registrar ready on [^ ]*:\([0-9]*\) .*/\1/p' "$log")
    [ -n "$port" ] && break
    kill -0 "$registrar" 2>/dev/null || die "the registrar did not start: $(cat "$log")"
    sleep 0.1
done
[ -n "$port" ] || die "the registrar did not say its port: $(cat "$log")"
tls_port=$(sed -n 's/^TLS on [^ ]*:\([0-9]*\)$/\1/p' "$log")
ws_port=$(sed -n 's/^WebSocket on [^ ]*:\([0-9]*\)$/\1/p' "$log")

exchange() { # transport, registrar URI, further options
    printf '\n%s\n\n' "=== $1: alice's phone and the registrar at $2"
    printf '%-90s %s\n' "phone" "registrar"
    timeout 60 "$bin/register" --ladder --registrar "$2" --user alice --password wonderland \
        --contact "sip:alice@192.0.2.10" --add "sip:alice@192.0.2.20" --expires 10 --refresh 1 --fetch --remove-all \
        "${@:3}" sip:alice@example.com
    result=$?
    [ $result -eq 0 ] || die "register over $1 ended with exit code $result"
}

exchange UDP "sip:127.0.0.1:$port"
exchange TCP "sip:127.0.0.1:$port;transport=tcp"
[ ${#tls[@]} -eq 0 ] || exchange TLS "sips:localhost:$tls_port" --ca "$work/ca.pem"
exchange WebSocket "sip:127.0.0.1:$ws_port;transport=ws"

printf '\n=== what the registrar noted\n\n'
sed '/^registrar ready on /d; /^TLS on /d; /^WebSocket on /d' "$log"

until_said() { # file, pattern of a line; sets said to what \(\) in the pattern stands for
    for _ in $(seq 100); do
        said=$(sed -n "s/^$2\$/\1/p" "$1" | head -1)
        [ -n "$said" ] && return 0
        sleep 0.1
    done
    die "nothing says '$2': $(cat "$1")"
}

"$bin/phone" --listen --after 2 --talk 1 >"$work/telephone" 2>&1 &
telephone=$!
until_said "$work/telephone" 'telephone on \(.*\)'
address=$said
printf '\n=== alice calls a telephone: a message to it in the call, hold and back\n\n'
timeout 60 "$bin/phone" --user alice --info "good evening" --hold --talk 1 "sip:bob@$address" || die "the call ended with exit code $?"
printf '\n=== carol calls it and gives up after a second\n\n'
timeout 60 "$bin/phone" --user carol --patience 1 "sip:bob@$address"
[ $? -eq 1 ] || die "a call that is given up is no success"
printf '\n=== what the telephone noted\n\n'
sed '/^telephone on /d' "$work/telephone"

"$bin/phone" --listen --after 1 >"$work/other" 2>&1 &
other=$!
until_said "$work/other" 'telephone on \(.*\)'
printf "\n=== alice calls bob's telephone again and has it call dave's instead\n\n"
before=$(wc -l <"$work/telephone")
timeout 60 "$bin/phone" --user alice --transfer "sip:dave@$said" "sip:bob@$address" || die "the transfer ended with exit code $?"
until_said "$work/telephone" '\(hung up\): 200 OK'
printf '\n=== what the telephone noted\n\n'
tail -n +$((before + 1)) "$work/telephone"
printf '\n=== what the telephone of dave noted\n\n'
sed '/^telephone on /d' "$work/other"

"$bin/presence" --listen 0 --changes 2 --pending 1 >"$work/agent" 2>&1 &
agent=$!
until_said "$work/agent" 'presence agent on \(.*\)'
printf '\n=== alice watches bob: she waits for permission, sees him go and come back, refreshes, unsubscribes\n\n'
timeout 60 "$bin/presence" --user alice --expires 6 --for 4 "sip:bob@$said" || die "the watcher ended with exit code $?"
printf '\n=== what the presence agent noted\n\n'
sed '/^presence agent on /d' "$work/agent"
printf '\nRegistered, refreshed, fetched and removed over UDP, TCP,%s WebSocket; called, held, gave up, transferred; watched.\n' "${tls:+ TLS,}"
