#!/bin/bash
# c_examples/register, ring, phone, presence and publish against two other SIP implementations: SIPp scenarios of ours and its own, Kamailio as a
# registrar with digest, as a proxy and as a presence server.
# Usage: run.sh DIRECTORY WITH register, ring, phone, presence AND publish; needs the packages sip-tester, kamailio, kamailio-tls-modules,
# kamailio-websocket-modules, kamailio-presence-modules and openssl.
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd)
work=$(mktemp -d)
passed=0 failed=0
declare -A owned given

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
        [ -n "${given[$p]:-}" ] || in_use udp $p || in_use tcp $p || { echo $p; return; }
    done
}

take_port() { # sets port, to one that nobody else gets though it may be opened later
    port=$(free_port)
    given[$port]=1
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

# ------------------------------------------------------------------ calls of c_examples/phone; they run beside the rest

beside_names=() beside_pids=()
beside() { # name, function, arguments: runs in a process and a directory of its own; the function says whether it passed
    local name=$1 directory=$work/beside-${#beside_names[@]}
    shift
    mkdir "$directory"
    (
        cd "$directory" || exit 1
        trap 'exit 1' TERM
        trap 'kill $(jobs -p) 2>/dev/null' EXIT
        "$@"
    ) >"$directory.out" 2>&1 &
    beside_names+=("$name")
    beside_pids+=($!)
    owned[$!]=1
}

beside_results() {
    local n
    for n in "${!beside_pids[@]}"; do
        wait "${beside_pids[$n]}"
        result "${beside_names[$n]}" $? "$work/beside-$n.out" "$work/beside-$n"/*
        unset "owned[${beside_pids[$n]}]"
    done
}

# What follows runs in such a process.

ended_with() { # pid, wanted exit code, who
    local code
    wait "$1"
    code=$?
    [ $code -eq "$2" ] || { echo "$3 ended with $code, not $2"; false; }
}

says() { # file, lines it has to have...
    local file=$1 line bad=0
    for line in "${@:2}"; do tr -d '\r' <"$file" | grep -qx -- "$line" || { echo "nothing says: $line"; bad=1; }; done
    return $bad
}

answering() { # port, options for SIPp...; sets sipp
    TERM=dumb sipp "${@:2}" -i 127.0.0.1 -p "$1" -nostdin -timeout 60 -timeout_error -trace_err -error_file "sipp-$1.err" >"sipp-$1" 2>&1 &
    sipp=$!
    wait_until_open udp "$1" $sipp
}

calling() { # whom, wanted exit code, options for the phone...
    timeout 60 "$bin/phone" --talk 1 "${@:3}" "sip:$1" >caller 2>&1 &
    ended_with $! "$2" "the phone"
}

listening() { # name, options for the phone...; sets telephone and address
    "$bin/phone" --listen "${@:2}" >"$1" 2>&1 &
    telephone=$!
    for _ in $(seq 100); do
        address=$(sed -n 's/^telephone on //p' "$1")
        [ -n "$address" ] && return 0
        sleep 0.1
    done
    return 1
}

# A phone calls SIPp.
phone_calls() { # port, scenario options for SIPp (one word list), wanted exit code, a line the phone has to say, options for it...
    local bad=0
    # shellcheck disable=SC2086
    answering "$1" $2 -m 1
    calling "bob@127.0.0.1:$1" "$3" "${@:5}" || bad=1
    ended_with $sipp 0 SIPp || bad=1
    says caller "$4" || bad=1
    return $bad
}

# SIPp calls a phone.
phone_is_called() { # port, a line the phone has to say, options for the phone (one word list), options for SIPp...
    local bad=0
    # shellcheck disable=SC2086
    listening telephone $3 || return 1
    TERM=dumb sipp "$address" -i 127.0.0.1 -p "$1" -m 1 -nostdin -timeout 60 -timeout_error -trace_err -error_file sipp.err "${@:4}" \
        >sipp 2>&1 &
    ended_with $! 0 SIPp || bad=1
    kill $telephone
    ended_with $telephone 0 "the telephone" || bad=1
    says telephone "$2" || bad=1
    return $bad
}

redirected_call() { # two ports
    local bad=0 target
    answering "$2" -sn uas -m 1
    target=$sipp
    phone_calls "$1" "-sf $here/call_moved.xml -key target 127.0.0.1:$2" 0 "redirected: 302 Moved Temporarily" || bad=1
    ended_with $target 0 "the SIPp it leads to" || bad=1
    return $bad
}

calls_with_loss() { # port
    local bad=0 n pids=()
    answering "$1" -sf "$here/call_loss.xml" -lost 10 -m 8
    for n in 1 2 3 4 5 6 7 8; do
        timeout 60 "$bin/phone" --talk 1 "sip:bob@127.0.0.1:$1" >"caller-$n" 2>&1 &
        pids+=($!)
    done
    for n in "${pids[@]}"; do ended_with "$n" 0 "a phone" || bad=1; done
    [ "$(cat caller-* | grep -cx 'hung up: 200 OK')" -eq 8 ] || { echo "not every BYE was answered"; bad=1; }
    return $bad
}

# Both ends are ours, Kamailio is between them: bob answers after a second, and there is another telephone that only rings.
proxied() { # port, what to do
    local bob kamailio bob_address
    listening bob --after 1 || return 1
    bob=$telephone bob_address=$address
    listening other --after 30 || return 1
    kamailio -DD -E -f "$here/kamailio_calls.cfg" -A "PORT=$1" -A "OTHER=\"sip:both@$address\"" -Y "$PWD" -m 32 -M 4 >kamailio 2>&1 &
    kamailio=$!
    wait_until_open udp "$1" $kamailio || return 1
    sleep 0.5
    local proxy=(--proxy "127.0.0.1:$1")
    "$2"
}

passed_on() { # METHOD=TIMES...; where the machine is slow there may be copies
    local each count bad=0
    for each in "$@"; do
        count=$(grep -c "passed on: ${each%=*}\$" kamailio)
        [ "$count" -eq "${each#*=}" ] || { [ "$count" -gt "${each#*=}" ] && [ "${each#*=}" -gt 0 ]; } ||
            { echo "Kamailio passed on ${each%=*} $count times, not ${each#*=}"; bad=1; }
    done
    return $bad
}

whole_call() {
    local bad=0
    calling "bob@$bob_address" 0 "${proxy[@]}" --hold --info hello || bad=1
    says caller connected "told it: 200 OK" "the other end agrees" "hung up: 200 OK" || bad=1
    says bob "phone calls" connected "it says: hello" "put on hold" "taken back" "the other end hung up" || bad=1
    passed_on INVITE=3 ACK=3 INFO=1 BYE=1 || bad=1
    return $bad
}

challenged_call() {
    local bad=0
    calling "bob@$bob_address" 1 "${proxy[@]}" --user alice --password wrong || bad=1
    says caller "it wants a password: 407 Proxy Authentication Required" || bad=1
    passed_on INVITE=0 || bad=1
    calling "bob@$bob_address" 0 "${proxy[@]}" --user alice --password wonderland || bad=1
    says caller connected "hung up: 200 OK" || bad=1
    says bob "alice calls" connected "the other end hung up" || bad=1
    passed_on INVITE=1 ACK=1 BYE=1 || bad=1
    return $bad
}

call_given_up() {
    local bad=0
    calling "other@$address" 1 "${proxy[@]}" --patience 1 || bad=1
    says caller "given up" || bad=1
    says other "phone calls" "the caller gave up" || bad=1
    passed_on INVITE=1 CANCEL=1 ACK=0 || bad=1
    return $bad
}

forked_call() {
    local bad=0
    calling "both@$bob_address" 0 "${proxy[@]}" || bad=1
    says caller connected "hung up: 200 OK" || bad=1
    says bob connected "the other end hung up" || bad=1
    says other "phone calls" "the caller gave up" || bad=1
    passed_on INVITE=1 ACK=1 BYE=1 || bad=1
    return $bad
}

transferred_call() {
    local bad=0
    listening carol --after 1 || return 1
    calling "bob@$bob_address" 0 "${proxy[@]}" --transfer "sip:carol@$address" || bad=1
    says caller "it agrees to call" "its call: 100" "its call: 180" "its call: 200" transferred "hung up: 200 OK" || bad=1
    says bob "asked to call somebody else" "the other end hung up" || bad=1
    says carol "bob calls" connected || bad=1
    passed_on INVITE=1 ACK=1 REFER=1 NOTIFY=3 BYE=1 || bad=1
    return $bad
}

check() { # name, function, arguments after a port
    take_port
    beside "$1" "$2" "$port" "${@:3}"
}

ours() { echo "-sf $here/$1.xml"; } # a scenario
check "phone calls SIPp: rings, answers, hangs up" phone_calls "$(ours call_answered)" 0 "hung up: 200 OK"
check "phone calls SIPp's own uas" phone_calls "-sn uas" 0 "hung up: 200 OK"
check "phone calls SIPp, which is busy" phone_calls "$(ours call_refused)" 1 "refused: 486 Busy Here"
check "phone calls SIPp, which challenges with 401 and takes the credentials" phone_calls "$(ours call_challenged)" 0 \
    "hung up: 200 OK" --user alice --password wonderland
check "phone calls SIPp: INFO, hold, taken back" phone_calls "$(ours call_held)" 0 "the other end agrees" --hold --info "good evening"
check "phone calls SIPp over a way that it records, which ACK and BYE take" phone_calls "$(ours routed_call)" 0 "hung up: 200 OK"
check "phone calls SIPp and gives up" phone_calls "$(ours call_given_up)" 1 "given up" --patience 1
check "phone calls SIPp and gives up before the first response" phone_calls "$(ours call_given_up) -d 3000" 1 "given up" --patience 1
check "phone calls SIPp and gives up, and SIPp answers all the same" phone_calls "$(ours call_crossed)" 1 "given up" --patience 1
check "phone calls SIPp, whose 200 comes twice" phone_calls "$(ours call_answered_twice)" 0 "hung up: 200 OK" --info hello
check "SIPp's own uac calls a phone, and hangs up" phone_is_called "the other end hung up" "" -sn uac
check "SIPp calls a phone: hold, INFO, taken back" phone_is_called "it says: good morning" "" -sf "$here/call_holds.xml"
check "SIPp calls a phone, which is busy, and acknowledges that late" phone_is_called "not answered" "--reject 486" \
    -sf "$here/refused_call.xml"
check "SIPp calls a phone and gives up" phone_is_called "the caller gave up" "--after 30" -sf "$here/cancelled_call.xml"
check "SIPp calls a phone six times, and one of ten messages is lost" phone_is_called "the other end hung up" "--after 0" \
    -sf "$here/call_lossy.xml" -m 6 -l 1 -lost 10
check "eight phones call SIPp, and one of ten messages is lost" calls_with_loss
check "two phones and Kamailio on the way: call, INFO, hold, hang up" proxied whole_call
check "two phones and Kamailio on the way: it challenges the caller with 407" proxied challenged_call
check "two phones and Kamailio on the way: the caller gives up" proxied call_given_up
check "three phones and Kamailio on the way: one transfers another to the third" proxied transferred_call
check "three phones and Kamailio on the way: one answers, the other stops to ring" proxied forked_call
take_port
check "phone calls SIPp, which redirects it to another SIPp" redirected_call "$port"

# SIPp calls one phone of ours and has it call another.
sipp_transfers() { # port
    local bad=0 bob bob_address carol
    listening bob --after 0 --talk 1 || return 1
    bob=$telephone bob_address=$address
    listening carol --after 1 || return 1
    carol=$telephone
    TERM=dumb sipp "$bob_address" -i 127.0.0.1 -p "$1" -m 1 -nostdin -timeout 60 -timeout_error -trace_err -error_file sipp.err \
        -sf "$here/transfers.xml" -key target "$address" >sipp 2>&1 &
    ended_with $! 0 SIPp || bad=1
    until_says bob "hung up: 200 OK" || bad=1
    kill "$bob" "$carol"
    ended_with "$bob" 0 "the phone that is transferred" || bad=1
    ended_with "$carol" 0 "the other phone" || bad=1
    says bob "sipp calls" connected "asked to call somebody else" "the other end hung up" || bad=1
    says carol "phone calls" connected "the other end hung up" || bad=1
    return $bad
}

until_says() { # file, line
    for _ in $(seq 100); do
        says "$@" >/dev/null && return 0
        sleep 0.1
    done
    says "$@"
}

transfer=(--user alice --transfer sip:carol@192.0.2.9)
check "SIPp calls a phone and transfers it to another" sipp_transfers
check "SIPp sends a phone a REFER outside of calls" phone_is_called "asked to call somebody: no" "" -sf "$here/refers.xml"
check "phone calls SIPp and transfers it" phone_calls "$(ours transferred)" 0 transferred "${transfer[@]}"
check "phone calls SIPp and transfers it, and who is called then is busy" phone_calls "$(ours transferred_in_vain)" 1 "its call: 486" \
    "${transfer[@]}"
check "phone calls SIPp, which does not want to be transferred" phone_calls "$(ours transfer_refused)" 1 "not transferred" "${transfer[@]}"

# ------------------------------------------------------------------ c_examples/presence

watching() { # whom, wanted exit code, options for the watcher...
    timeout 60 "$bin/presence" "${@:3}" "sip:$1" >watcher 2>&1 &
    ended_with $! "$2" "the watcher"
}

# SIPp is the agent.
sipp_is_watched() { # port, scenario, calls, wanted exit code, a line the watcher has to say, options for it...
    local bad=0
    # shellcheck disable=SC2046
    answering "$1" $(ours "$2") -m "$3"
    watching "bob@127.0.0.1:$1" "$4" "${@:6}" || bad=1
    ended_with $sipp 0 SIPp || bad=1
    says watcher "$5" || bad=1
    return $bad
}

# SIPp is the watcher.
sipp_watches() { # port, scenario, a line of the agent after which that is ended (none: when SIPp is done), options for the agent...
    local bad=0 agent address sipp
    "$bin/presence" --listen 0 "${@:4}" >agent 2>&1 &
    agent=$!
    for _ in $(seq 100); do
        address=$(sed -n 's/^presence agent on //p' agent)
        [ -n "$address" ] && break
        sleep 0.1
    done
    TERM=dumb sipp "$address" -i 127.0.0.1 -p "$1" -m 1 -nostdin -timeout 60 -timeout_error -trace_err -error_file sipp.err \
        -sf "$here/$2.xml" >sipp 2>&1 &
    sipp=$!
    if [ -n "$3" ]; then
        until_says agent "$3" || bad=1
        kill $agent
    fi
    ended_with $sipp 0 SIPp || bad=1
    [ -n "$3" ] || kill $agent
    ended_with $agent 0 "the agent" || bad=1
    says agent "sipp is gone" || bad=1
    return $bad
}

presence_starts() { # port; sets kamailio
    local table database=$PWD/tables
    mkdir "$database"
    for table in version presentity active_watchers watchers xcap; do
        cp "/usr/share/kamailio/dbtext/kamailio/$table" "$database/" || return 1
    done
    kamailio -DD -E -f "$here/kamailio_presence.cfg" -A "PORT=$1" -A "DB=\"text://$database\"" -Y "$PWD" -m 32 -M 4 >kamailio 2>&1 &
    kamailio=$!
    wait_until_open udp "$1" $kamailio || return 1
    sleep 0.5
}

# Kamailio is the agent; what it tells comes from SIPp, by PUBLISH.
presence_server() { # two ports
    local bad=0 kamailio watcher
    presence_starts "$1" || return 1
    timeout 60 "$bin/presence" --user alice --password wonderland --expires 8 --for 6 "sip:bob@127.0.0.1:$1" >watcher 2>&1 &
    watcher=$!
    until_says watcher active || bad=1
    TERM=dumb sipp "127.0.0.1:$1" -i 127.0.0.1 -p "$2" -m 1 -nostdin -timeout 60 -timeout_error -trace_err -error_file sipp.err \
        -sf "$here/publishes.xml" >sipp 2>&1 &
    ended_with $! 0 SIPp || bad=1
    ended_with $watcher 0 "the watcher" || bad=1
    says watcher "it wants a password: 401 Unauthorized" "NOTIFY active: no status" "NOTIFY active: open" "NOTIFY active: closed" \
        refreshing "NOTIFY terminated, timeout: closed" unsubscribed || bad=1
    watching "bob@127.0.0.1:$1" 1 --user alice --password wrong || bad=1
    watching "bob@127.0.0.1:$1" 0 --user alice --password wonderland --expires 2 --for 1 || bad=1
    says watcher "too brief: 423 Interval Too Brief; now for 4 s" "NOTIFY active: closed" || bad=1
    watching "bob@127.0.0.1:$1" 0 --expires 0 || bad=1
    says watcher "NOTIFY terminated, timeout: closed" "that was all" || bad=1
    return $bad
}

# Kamailio is the agent; what it tells comes from publish, which refreshes it, changes it and takes it back.
published() { # port
    local bad=0 kamailio watcher
    presence_starts "$1" || return 1
    timeout 60 "$bin/presence" --user alice --password wonderland --expires 60 --for 12 "sip:carol@127.0.0.1:$1" >watcher 2>&1 &
    watcher=$!
    until_says watcher active || bad=1
    timeout 60 "$bin/publish" --expires 2 --for 7 --then closed --user carol --password wonderland "sip:carol@127.0.0.1:$1" open \
        >publisher 2>&1 &
    ended_with $! 0 publish || bad=1
    says publisher "PUBLISH 1: 401 Unauthorized" "PUBLISH 2: 200 OK" "published for 2 s" "taken back" || bad=1
    [ "$(grep -c "200 OK" publisher)" -ge 7 ] || { echo "too few PUBLISHs were taken"; bad=1; }
    ended_with $watcher 0 "the watcher" || bad=1
    [ "$(grep -c "NOTIFY active: no status" watcher)" -eq 1 ] || { echo "what was published was not kept"; bad=1; }
    says watcher "NOTIFY active: open" "NOTIFY active: closed" "NOTIFY terminated, timeout: no status" || bad=1
    timeout 60 "$bin/publish" --user carol --password wrong "sip:carol@127.0.0.1:$1" open >publisher 2>&1 &
    ended_with $! 1 publish || bad=1
    says publisher "the server does not want it" || bad=1
    return $bad
}

check "presence watches SIPp: told, refreshed, unsubscribed" sipp_is_watched watched 1 0 unsubscribed --expires 4 --for 3
check "presence watches SIPp, which challenges with 401 and takes the credentials" sipp_is_watched watched_challenged 1 0 unsubscribed \
    --user alice --password wonderland --for 1
check "presence watches SIPp, which challenges with 401 and refuses the credentials" sipp_is_watched watched_challenged 1 1 \
    "refused: 403 Forbidden" --user alice --password wrong
check "presence watches SIPp, which wants a longer time (423)" sipp_is_watched watched_too_brief 2 0 unsubscribed --expires 30 --for 1
check "presence watches SIPp, whose NOTIFY comes before its 202" sipp_is_watched watched_early 1 0 "told before the answer" --for 1
check "presence watches SIPp, which answers the refresh with 481" sipp_is_watched watched_lost 1 1 \
    "the other end does not know the subscription: 481 Call/Transaction Does Not Exist" --expires 2 --for 10
check "presence watches SIPp, which ends the subscription" sipp_is_watched watched_ended 1 1 "the other end has ended it"
check "SIPp watches presence: subscribes, refreshes, unsubscribes" sipp_watches watches ""
check "SIPp watches presence: waits for permission, sees changes and the end" sipp_watches watches_pending back --pending 1 --changes 2
check "SIPp asks presence for another package" sipp_watches watches_something_else ""
check "SIPp watches presence: a NOTIFY without answer comes again, a copy of the SUBSCRIBE does no harm" sipp_watches watches_slowly ""
take_port
check "presence watches Kamailio with digest, and SIPp publishes there" presence_server "$port"
check "publish publishes at Kamailio: challenged, refreshed by its SIP-ETag, changed, taken back" published

# ------------------------------------------------------------------

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
    : >"$work/telephone.out" # it may have the address of the one before
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

beside_results

wait "$silent_pid"
[ $? -eq 2 ]
result "nobody answers: exit code 2 after timer F" $? "$work/silent.out"
unset "owned[$silent_pid]"

echo "interop: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
