#!/bin/bash
# c_examples/register and ring against two other SIP implementations: SIPp scenarios of ours and its own, and a Kamailio registrar with
# digest.
# Usage: run.sh DIRECTORY WITH register AND ring; needs the packages sip-tester, kamailio, kamailio-tls-modules, kamailio-websocket-modules
# and openssl.
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd)
work=$(mktemp -d)
passed=0 failed=0
declare -A owned

finish() {
    for pid in "${!owned[@]}"; do kill "$pid" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

in_use() { # protocol, port
    grep -qi ":$(printf %04X "$2") " "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null
}

free_port() {
    local p
    while :; do
        p=$((20000 + RANDOM % 12000))
        in_use udp $p || in_use tcp $p || { echo $p; return; }
    done
}

wait_until_open() { # protocol, port, pid
    for _ in $(seq 100); do
        in_use "$1" "$2" && return 0
        kill -0 "$3" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

result() { # name, 0 for passed, files to show otherwise
    local name=$1 ok=$2
    shift 2
    if [ "$ok" -eq 0 ]; then
        echo "ok $name"
        passed=$((passed + 1))
    else
        echo "FAILED $name"
        failed=$((failed + 1))
        for f in "$@"; do [ -s "$f" ] && sed "s/^/    /" "$f" | tail -60; done
    fi
}

sipp_start() { # scenario, port, calls, further options; sets sipp_pid
    local scenario=$1 port=$2 calls=$3 protocol=udp
    shift 3
    case " $* " in *" -t t1 "*) protocol=tcp ;; esac
    (cd "$work" && TERM=dumb exec sipp -sf "$here/$scenario.xml" -i 127.0.0.1 -p "$port" -m "$calls" -nostdin -timeout 60 -timeout_error \
        -trace_err -error_file "$work/$scenario-$port.err" "$@") >"$work/$scenario-$port.out" 2>&1 &
    sipp_pid=$!
    owned[$sipp_pid]=1
    wait_until_open $protocol "$port" "$sipp_pid" || echo "SIPp does not start: $(tail -3 "$work/$scenario-$port.out")"
}

register_with() { # output, registrar, further options
    local output=$1 registrar=$2
    shift 2
    timeout 90 "$bin/register" --registrar "$registrar" "$@" sip:alice@example.com >"$output" 2>&1
}

# One scenario with one client; the expected exit code of each.
scenario() { # name, scenario, transport, wanted exit code, options for SIPp (one word list), options for register
    local name=$1 scenario=$2 transport=$3 wanted=$4 sipp_options=$5 port code sipp_code
    shift 5
    port=$(free_port)
    # shellcheck disable=SC2086
    sipp_start "$scenario" "$port" 1 $sipp_options
    register_with "$work/register.out" "sip:127.0.0.1:$port$transport" "$@"
    code=$?
    wait "$sipp_pid"
    sipp_code=$?
    unset "owned[$sipp_pid]"
    ok=0
    [ "$code" -eq "$wanted" ] || { echo "register ended with $code, not $wanted" >>"$work/register.out"; ok=1; }
    [ "$sipp_code" -eq 0 ] || { echo "SIPp ended with $sipp_code" >>"$work/register.out"; ok=1; }
    result "$name" $ok "$work/register.out" "$work/$scenario-$port.err" "$work/$scenario-$port.out"
}

credentials="--user alice --password wonderland"

# Nobody answers: takes the 32 seconds of timer F, so it runs beside the rest.
silent_port=$(free_port)
register_with "$work/silent.out" "sip:127.0.0.1:$silent_port" &
silent_pid=$!
owned[$silent_pid]=1

# shellcheck disable=SC2086
{
    scenario "sipp: 401 is answered with credentials that SIPp accepts, UDP" challenge "" 0 "" $credentials
    scenario "sipp: 401 is answered with credentials that SIPp accepts, TCP" challenge ";transport=tcp" 0 "-t t1" $credentials
    scenario "sipp: a second challenge in a row ends it" wrong_password "" 1 "" --user alice --password wrong
    scenario "sipp: 423 raises the time asked for" too_brief "" 0 "" --expires 60
    scenario "sipp: 403 is a refusal" refuse "" 1 ""
}

port=$(free_port)
sipp_start accept "$port" 1
target=$sipp_pid
scenario "sipp: 302 leads to another registrar" redirect "" 0 "-key target 127.0.0.1:$port"
wait "$target"
result "sipp: the registrar named by the 302 got both requests" $? "$work/accept-$port.err" "$work/accept-$port.out"
unset "owned[$target]"

port=$(free_port)
sipp_start late "$port" 1 -trace_msg -message_file "$work/late.msg"
register_with "$work/register.out" "sip:127.0.0.1:$port"
ok=$?
wait "$sipp_pid" || ok=1
unset "owned[$sipp_pid]"
sent=$(grep -c '^REGISTER ' "$work/late.msg")
[ "$sent" -ge 3 ] || { echo "only $sent REGISTER requests arrived; at least 3 were due" >>"$work/register.out"; ok=1; }
result "sipp: a REGISTER without an answer is sent again" $ok "$work/register.out" "$work/late-$port.err"

port=$(free_port)
sipp_start loss "$port" 8
pids=() ok=0
for n in 1 2 3 4 5 6 7 8; do
    register_with "$work/loss-$n.out" "sip:127.0.0.1:$port" &
    pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || ok=1; done
kill "$sipp_pid" 2>/dev/null
wait "$sipp_pid" 2>/dev/null
unset "owned[$sipp_pid]"
result "sipp: eight clients register although one of five messages is lost" $ok "$work"/loss-[1-8].out "$work/loss-$port.err"

# A telephone of ours and one of SIPp call each other.
telephone() { # further options; sets telephone_pid and port
    port=
    "$bin/ring" --listen --after 1 "$@" >"$work/telephone.out" 2>&1 &
    telephone_pid=$!
    owned[$telephone_pid]=1
    for _ in $(seq 100); do
        port=$(sed -n 's/^telephone on 127.0.0.1:\([0-9]*\)$/\1/p' "$work/telephone.out")
        [ -n "$port" ] && return 0
        sleep 0.1
    done
}

hang_up() {
    kill "$telephone_pid"
    wait "$telephone_pid"
    unset "owned[$telephone_pid]"
}

sipp_calls() { # further options
    (cd "$work" && TERM=dumb timeout 60 sipp "127.0.0.1:$port" -i 127.0.0.1 -p "$(free_port)" -m 1 -nostdin -timeout 30 -timeout_error "$@") \
        >"$work/calls.out" 2>&1
}

call() { # name, line the telephone has to say, options for the telephone (one word list), options for SIPp...
    local name=$1 line=$2 ok
    # shellcheck disable=SC2086
    telephone $3
    sipp_calls "${@:4}"
    ok=$?
    hang_up || ok=1
    grep -q "^$line" "$work/telephone.out" || ok=1
    result "$name" $ok "$work/calls.out" "$work/telephone.out"
}

call "sipp: calls a telephone, which answers, and hangs up" "the other end hung up" "--answer 200" -sn uac
call "sipp: calls a telephone, which refuses, and acknowledges that" "the refusal was acknowledged" "--answer 486" \
    -sf "$here/refused_call.xml"
call "sipp: calls a telephone and gives up" "the caller gave up" "--after 30" -sf "$here/cancelled_call.xml"

sipp_is_called() { # name, scenario options for SIPp...
    local name=$1 ok
    shift
    port=$(free_port)
    (cd "$work" && TERM=dumb exec sipp "$@" -i 127.0.0.1 -p "$port" -m 1 -nostdin -timeout 60 -timeout_error) >"$work/uas.out" 2>&1 &
    sipp_pid=$!
    owned[$sipp_pid]=1
    wait_until_open udp "$port" "$sipp_pid"
    timeout 60 "$bin/ring" "sip:bob@127.0.0.1:$port" >"$work/ring.out" 2>&1
    ok=$?
    wait "$sipp_pid" || ok=1
    unset "owned[$sipp_pid]"
    result "$name" $ok "$work/ring.out" "$work/uas.out"
}

sipp_is_called "sipp: is called, answers, and hears that the caller hangs up" -sn uas
sipp_is_called "sipp: answers over a way that it records, which ACK and BYE take" -sf "$here/routed_call.xml"

kamailio_test() { # algorithm, further options
    local algorithm=$1 port pid transport ok
    shift
    port=$(free_port)
    mkdir "$work/kamailio-$algorithm"
    kamailio -DD -E -f "$here/kamailio.cfg" -A "PORT=$port" "$@" -Y "$work/kamailio-$algorithm" -m 32 -M 4 \
        >"$work/kamailio.out" 2>&1 &
    pid=$!
    owned[$pid]=1
    wait_until_open tcp "$port" "$pid"
    sleep 0.5
    for transport in "" ";transport=tcp"; do
        label="kamailio, $algorithm, ${transport:+TCP}${transport:-UDP}"
        label=${label%;transport=tcp}
        # shellcheck disable=SC2086
        register_with "$work/register.out" "sip:127.0.0.1:$port$transport" $credentials --contact sip:alice@192.0.2.10 \
            --add sip:alice@192.0.2.20 --refresh 2 --fetch --remove-all
        ok=$?
        # both contacts are listed by the answer to the second REGISTER with them and by the fetch; none is left
        [ "$(grep -c 'bound: .*192.0.2.20' "$work/register.out")" -eq 2 ] || { echo "the second contact was not listed twice"; ok=1; } >>"$work/register.out"
        grep -q 'no binding is left' "$work/register.out" || { echo "bindings were left"; ok=1; } >>"$work/register.out"
        result "$label: register, refresh, add, fetch, remove" $ok "$work/register.out" "$work/kamailio.out"
    done
    register_with "$work/register.out" "sip:127.0.0.1:$port" --user alice --password wrong
    [ $? -eq 1 ]
    result "kamailio, $algorithm: a wrong password is refused" $? "$work/register.out" "$work/kamailio.out"
    # the nonce lives for five seconds: the refresh after seven is challenged as stale and goes on by itself
    # shellcheck disable=SC2086
    register_with "$work/register.out" "sip:127.0.0.1:$port" $credentials --refresh 1 --pause 7
    result "kamailio, $algorithm: a nonce that has grown old is replaced" $? "$work/register.out" "$work/kamailio.out"
    kill "$pid"
    wait "$pid" 2>/dev/null
    unset "owned[$pid]"
}

certificates() { # in $work: a CA, a certificate for the SIP domain localhost, one for a phone, a CA of nobody
    cd "$work" || return 1
    ca() {
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem"
    }
    issue() { # name, subjectAltName
        printf 'subjectAltName=%s\n' "$2" >names
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.req" &&
            openssl x509 -req -in "$1.req" -CA ca.pem -CAkey ca.key -set_serial $RANDOM -days 2 -extfile names -out "$1.pem"
    }
    ca ca && ca nobody && issue server URI:sip:localhost,DNS:localhost && issue phone URI:sip:alice@example.com
}

# A registration in a way of its own; the expected exit code, a word that the output must have.
secure() { # name, wanted exit code, word, registrar, further options
    local name=$1 wanted=$2 word=$3 registrar=$4 ok=0 code
    shift 4
    # shellcheck disable=SC2086
    register_with "$work/register.out" "$registrar" $credentials --contact sip:alice@192.0.2.10 --refresh 1 --remove-all "$@"
    code=$?
    [ $code -eq "$wanted" ] || { echo "register ended with $code, not $wanted" >>"$work/register.out"; ok=1; }
    grep -q -- "$word" "$work/register.out" || { echo "nothing says: $word" >>"$work/register.out"; ok=1; }
    result "kamailio, $name" $ok "$work/register.out" "$work/kamailio.out"
}

kamailio_secure() { # any, further options for Kamailio
    local port tls_port pid
    port=$(free_port)
    tls_port=$(free_port)
    mkdir -p "$work/kamailio-tls"
    kamailio -DD -E -f "$here/kamailio.cfg" -A "PORT=$port" -A "TLSPORT=$tls_port" -A "CERT=\"$work/server.pem\"" \
        -A "KEY=\"$work/server.key\"" -A "CA=\"$work/ca.pem\"" "${@:2}" -Y "$work/kamailio-tls" -m 64 -M 8 >"$work/kamailio.out" 2>&1 &
    pid=$!
    owned[$pid]=1
    wait_until_open tcp "$tls_port" "$pid" || sed 's/^/    /' "$work/kamailio.out"
    sleep 0.5
    "$1" "$port" "$tls_port"
    kill "$pid"
    wait "$pid" 2>/dev/null
    unset "owned[$pid]"
}

over_tls() { # port, TLS port
    secure "TLS by sips" 0 "no binding is left" "sips:localhost:$2" --ca "$work/ca.pem"
    secure "TLS by transport=tls" 0 "no binding is left" "sip:localhost:$2" --tls --ca "$work/ca.pem"
    secure "TLS: a CA that we do not trust" 2 "nobody we trust has signed" "sips:localhost:$2" --ca "$work/nobody.pem"
    secure "TLS: an address the certificate does not have" 2 "does not have the name" "sips:127.0.0.1:$2" --ca "$work/ca.pem"
    secure "TLS to the port for TCP" 2 "does not go on with the handshake" "sips:localhost:$1" --ca "$work/ca.pem"
    secure "WebSocket" 0 "no binding is left" "sip:127.0.0.1:$1;transport=ws"
    secure "WebSocket over TLS" 0 "no binding is left" "sips:localhost:$2;transport=ws" --ca "$work/ca.pem"
}

over_mutual_tls() { # port, TLS port
    secure "mutual TLS with a certificate" 0 "no binding is left" "sips:localhost:$2" --ca "$work/ca.pem" \
        --cert "$work/phone.pem" --key "$work/phone.key"
    secure "mutual TLS without one" 2 "TLS" "sips:localhost:$2" --ca "$work/ca.pem"
}

if (certificates) >"$work/openssl.out" 2>&1; then
    kamailio_secure over_tls
    kamailio_secure over_mutual_tls -A MUTUAL=1
else
    result "certificates can be made with openssl" 1 "$work/openssl.out"
fi

kamailio_test MD5
kamailio_test SHA-256 -A SHA256=1

wait "$silent_pid"
[ $? -eq 2 ]
result "nobody answers: exit code 2 after timer F" $? "$work/silent.out"
unset "owned[$silent_pid]"

echo "interop: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
