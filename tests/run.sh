#!/bin/bash
# Everything `make test` runs. One line a stage; the whole output of a stage that fails; at the end "N passed, N failed" (stages).
# Usage: run.sh [STAGE...] runs only the stages whose name contains one of the words.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
stage=$root/build/stage # the library as it is installed, made by make
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
wanted=("$@")
CC=${CC:-cc}
export CC CARGO_TERM_COLOR=never

stage() { # name, command...
    local name=$1 begin=$SECONDS word chosen=0
    shift
    if [ ${#wanted[@]} -gt 0 ]; then
        for word in "${wanted[@]}"; do case $name in *"$word"*) chosen=1 ;; esac; done
        [ $chosen -eq 1 ] || return 0
    fi
    if "$@" >"$work/log" 2>&1 </dev/null; then
        printf 'ok      %-58s %4d s\n' "$name" $((SECONDS - begin))
        passed=$((passed + 1))
        grep -h '^skipped: ' "$work/log"
    else
        printf 'FAILED  %-58s %4d s\n' "$name" $((SECONDS - begin))
        failed=$((failed + 1))
        sed 's/^/    /' "$work/log"
    fi
    return 0
}

# ------------------------------------------------------------------ what the tests need

packages() {
    local missing=()
    command -v valgrind >/dev/null || missing+=(valgrind)
    command -v sipp >/dev/null || missing+=(sip-tester)
    [ -x /usr/sbin/kamailio ] || command -v kamailio >/dev/null || missing+=(kamailio)
    find /usr/lib -path '*/kamailio/modules/tls.so' 2>/dev/null | grep -q . || missing+=(kamailio-tls-modules)
    find /usr/lib -path '*/kamailio/modules/websocket.so' 2>/dev/null | grep -q . || missing+=(kamailio-websocket-modules)
    find /usr/lib -path '*/kamailio/modules/presence.so' 2>/dev/null | grep -q . || missing+=(kamailio-presence-modules)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v c++ >/dev/null || missing+=(g++)
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    # tests/link_local.rs makes a network of its own
    command -v ip >/dev/null || missing+=(iproute2)
    command -v unshare >/dev/null || missing+=(util-linux)
    [ -x /usr/sbin/knotd ] || missing+=(knot)
    # valgrind needs the symbols of the dynamic loader
    [ -d /usr/lib/debug/.build-id ] || dpkg -s libc6-dbg >/dev/null 2>&1 || missing+=(libc6-dbg)
    [ ${#missing[@]} -eq 0 ] && return 0
    local sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    export DEBIAN_FRONTEND=noninteractive
    # The packages must not start servers of their own.
    $sudo apt-get update -q && $sudo env RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${missing[@]}"
}

components() {
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || rustup component add rustfmt clippy
}

# ------------------------------------------------------------------ Rust

rust_tests() {
    # the output of tests that pass is wanted for what they skip, and for nothing else
    if cargo test -q --no-fail-fast -- --show-output >"$work/rust" 2>&1; then
        sed -En 's/^skipped: [^ ]+\.(dat|tsv) is not at hand/skipped: the messages of RFC 4475 are not beside this clone/; /^skipped: /p' "$work/rust" | sort -u
        return 0
    fi
    awk '/^successes:$/ { passing = 1 }
        /^failures:$/ { passing = 0 }
        /^(test result: FAILED|error)/ { passing = 0; print; next }
        passing || /^$|^running [0-9]+ test|^\.+|^test result: ok/ { next }
        { print }' "$work/rust"
    return 1
}

# ------------------------------------------------------------------ C programs

# Compiles tests/c/NAME.c with these flags to DIRECTORY/NAME.
compile() { # directory, source, flags...
    local directory=$1 source=$2
    shift 2
    mkdir -p "$directory"
    # shellcheck disable=SC2086
    $CC -std=gnu11 -Wall -Wextra -Werror -g -O1 "$@" -I"$stage/include/rvsip" "$source" -o "$directory/$(basename "$source" .c)" \
        -L"$stage/lib" -Wl,-rpath,"$stage/lib" -lrvsip -lpthread
}

# What tests/c/tls.c wants to find: a throw-away CA, one that is a stranger, and two certificates of the first.
certificates() {
    export RVSIP_TEST_CERTS=$work/certs
    [ -d "$RVSIP_TEST_CERTS" ] && return 0
    mkdir "$RVSIP_TEST_CERTS" || return 1
    local key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes" name
    (
        cd "$RVSIP_TEST_CERTS" || exit 1
        # shellcheck disable=SC2086
        openssl req -x509 $key -days 2 -subj "/CN=CA" -keyout ca.key -out ca.pem &&
            openssl req -x509 $key -days 2 -subj "/CN=stranger" -keyout stranger.key -out stranger.pem || exit 1
        for name in good=localhost other=other.example; do
            echo "subjectAltName=DNS:${name#*=}" >names
            # shellcheck disable=SC2086
            openssl req $key -subj "/CN=${name%%=*}" -keyout "${name%%=*}.key" -out request.pem &&
                openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -set_serial 1 -days 2 -extfile names \
                    -out "${name%%=*}.pem" || exit 1
        done
    ) || { rm -rf "$RVSIP_TEST_CERTS"; return 1; }
}

each_program() { # how, command prefix...
    local how=$1 source name bad=0
    shift
    certificates || return 1
    for source in tests/c/*.c; do
        name=$(basename "$source" .c)
        # tests/handles.rs writes half of that one, and runs it
        [ "$name" = handles ] && continue
        echo "--- $name"
        if [ "$how" = address ]; then
            compile "$work/$how" "$source" -fsanitize=address -fno-omit-frame-pointer || { bad=1; continue; }
        else
            compile "$work/$how" "$source" || { bad=1; continue; }
        fi
        (cd "$work" && "$@" "$work/$how/$name") || { echo "$name ended with $?"; bad=1; }
    done
    return $bad
}

plain() { each_program plain; }

under_valgrind() {
    export RVSIP_TEST_SLOW=10
    each_program valgrind valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible \
        --errors-for-leak-kinds=definite,indirect,possible --fair-sched=yes --num-callers=40 --track-fds=no \
        --suppressions="$root/tests/c/ring.supp"
}

under_address_sanitizer() {
    export RVSIP_TEST_SLOW=3 ASAN_OPTIONS=detect_leaks=1:halt_on_error=1
    each_program address
}

under_helgrind() {
    export RVSIP_TEST_SLOW=10
    compile "$work/helgrind" tests/c/threads.c || return 1
    (cd "$work" && valgrind -q --tool=helgrind --error-exitcode=99 --fair-sched=yes --num-callers=30 \
        --suppressions="$root/tests/c/helgrind.supp" "$work/helgrind/threads")
}

installed_style() {
    make -s -C c_examples clean && make -s -C c_examples && make -s -C c_examples clean
}

calls_under_valgrind() { # example, its options as a telephone (one word list), its options as a caller; without TLS nothing is excused
    local check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible --fair-sched=yes"
    local example=$1 telephone address= bad=0 code
    : >"$work/telephone.out" # it may have the address of the one before
    # shellcheck disable=SC2086
    $check "$work/examples/$example" --listen $2 >"$work/telephone.out" 2>&1 &
    telephone=$!
    for _ in $(seq 300); do
        address=$(sed -n 's/^telephone on //p' "$work/telephone.out")
        [ -n "$address" ] && break
        sleep 0.1
    done
    timeout 120 $check "$work/examples/$example" "${@:3}" "sip:bob@$address" || bad=1
    timeout 120 $check "$work/examples/$example" --patience 1 "sip:bob@$address"
    code=$?
    [ $code -eq 1 ] || { echo "a call of $example that is given up gave exit code $code"; bad=1; }
    kill $telephone
    wait $telephone || { echo "the telephone of $example ended with $?"; bad=1; }
    cat "$work/telephone.out"
    return $bad
}

started() { # output, what comes before the address; sets address
    for _ in $(seq 300); do
        address=$(sed -n "s/^$2 on //p" "$1")
        [ -n "$address" ] && return 0
        sleep 0.1
    done
    return 1
}

transfer_under_valgrind() { # alice has bob call carol: once she answers, once she is busy
    local check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible --fair-sched=yes"
    local bob carol busy carol_address busy_address address= bad=0 code
    $check "$work/examples/phone" --listen --after 0 >"$work/carol.out" 2>&1 &
    carol=$!
    $check "$work/examples/phone" --listen --after 0 --reject 486 >"$work/busy.out" 2>&1 &
    busy=$!
    $check "$work/examples/phone" --listen --after 0 --talk 1 >"$work/bob.out" 2>&1 &
    bob=$!
    started "$work/carol.out" telephone && carol_address=$address
    started "$work/busy.out" telephone && busy_address=$address
    started "$work/bob.out" telephone
    timeout 120 $check "$work/examples/phone" --talk 0 --transfer "sip:busy@$busy_address" "sip:bob@$address"
    code=$?
    [ $code -eq 1 ] || { echo "a transfer to somebody who is busy gave exit code $code"; bad=1; }
    timeout 120 $check "$work/examples/phone" --transfer "sip:carol@$carol_address" "sip:bob@$address" || bad=1
    for _ in $(seq 100); do
        grep -q "^hung up: 200 OK" "$work/bob.out" && break
        sleep 0.1
    done
    kill $carol $busy $bob
    wait $carol || { echo "the telephone of carol ended with $?"; bad=1; }
    wait $busy || { echo "the telephone that is busy ended with $?"; bad=1; }
    wait $bob || { echo "the telephone of bob ended with $?"; bad=1; }
    grep -q "^hung up: 200 OK" "$work/bob.out" || { echo "bob did not talk to carol"; bad=1; }
    cat "$work/bob.out" "$work/carol.out" "$work/busy.out"
    return $bad
}

presence_under_valgrind() { # watchers come and go, one waits for permission, one is there when the agent ends
    local check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible --fair-sched=yes"
    local agent strict watcher address= strict_address bad=0 code
    $check "$work/examples/presence" --listen 0 --pending 1 >"$work/strict.out" 2>&1 &
    strict=$!
    $check "$work/examples/presence" --listen 0 --changes 3 >"$work/agent.out" 2>&1 &
    agent=$!
    started "$work/strict.out" "presence agent" && strict_address=$address
    started "$work/agent.out" "presence agent"
    timeout 120 $check "$work/examples/presence" --expires 4 --for 3 "sip:bob@$address" || bad=1
    timeout 120 $check "$work/examples/presence" --expires 0 "sip:bob@$address" || bad=1
    timeout 120 $check "$work/examples/presence" --for 2 "sip:bob@$strict_address" || bad=1
    timeout 120 $check "$work/examples/presence" --for 60 "sip:bob@$address" >"$work/watcher.out" 2>&1 &
    watcher=$!
    for _ in $(seq 300); do
        grep -q "^active" "$work/watcher.out" && break
        sleep 0.1
    done
    kill $agent $strict
    wait $agent || { echo "the agent ended with $?"; bad=1; }
    wait $strict || { echo "the agent that lets watchers wait ended with $?"; bad=1; }
    wait $watcher
    code=$?
    [ $code -eq 1 ] || { echo "a watcher whose agent ends gave exit code $code"; bad=1; }
    grep -q "^NOTIFY terminated, deactivated" "$work/watcher.out" || { echo "the watcher was not told of the end"; bad=1; }
    cat "$work/agent.out" "$work/strict.out" "$work/watcher.out"
    return $bad
}

examples_under_valgrind() {
    compile "$work/examples" c_examples/registrar.c -O2 && compile "$work/examples" c_examples/register.c -O2 &&
        compile "$work/examples" c_examples/classic_loop.c -O2 && compile "$work/examples" c_examples/ring.c -O2 &&
        compile "$work/examples" c_examples/stay.c -O2 && compile "$work/examples" c_examples/publish.c -O2 &&
        compile "$work/examples" c_examples/phone.c -O2 && compile "$work/examples" c_examples/presence.c -O2 || return 1
    local check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible --fair-sched=yes"
    check="$check --suppressions=$root/tests/c/ring.supp"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=localhost" -addext basicConstraints=CA:FALSE \
        -addext subjectAltName=DNS:localhost -keyout "$work/key.pem" -out "$work/cert.pem" || return 1
    $check "$work/examples/registrar" --port 0 --tls-port 0 --cert "$work/cert.pem" --key "$work/key.pem" --ws-port 0 \
        --user alice:wonderland >"$work/registrar.out" 2>&1 &
    local registrar=$! port= tls= ws= bad=0 code uri
    for _ in $(seq 300); do
        port=$(sed -n 's/^registrar ready on [^ ]*:\([0-9]*\) .*/\1/p' "$work/registrar.out")
        [ -n "$port" ] && break
        kill -0 $registrar 2>/dev/null || break
        sleep 0.1
    done
    tls=$(sed -n 's/^TLS on [^ ]*:\([0-9]*\)$/\1/p' "$work/registrar.out")
    ws=$(sed -n 's/^WebSocket on [^ ]*:\([0-9]*\)$/\1/p' "$work/registrar.out")
    for uri in "sip:127.0.0.1:$port" "sip:127.0.0.1:$port;transport=tcp" "sips:localhost:$tls" "sip:127.0.0.1:$ws;transport=ws"; do
        timeout 120 $check "$work/examples/register" --registrar "$uri" --ca "$work/cert.pem" --user alice --password wonderland \
            --add sip:alice@192.0.2.20 --refresh 2 --fetch --remove-all --expires 10 --trace sip:alice@example.com || bad=1
    done
    timeout 120 $check "$work/examples/register" --registrar "sip:127.0.0.1:$port" --user alice --password wrong sip:alice@example.com
    code=$?
    [ $code -eq 1 ] || { echo "a wrong password gave exit code $code"; bad=1; }
    timeout 120 $check "$work/examples/classic_loop" sip:alice@example.com "sip:127.0.0.1:$port" alice wonderland || bad=1
    timeout 120 $check "$work/examples/stay" "sip:127.0.0.1:$port" sip:alice@example.com sip:alice@192.0.2.10 alice wonderland 60 \
        >"$work/stay.out" 2>&1 &
    local stay=$!
    for _ in $(seq 300); do
        grep -q "kept from now on" "$work/stay.out" && break
        kill -0 $stay 2>/dev/null || break
        sleep 0.1
    done
    kill $stay
    wait $stay || { echo "stay ended with $?"; bad=1; }
    cat "$work/stay.out"
    timeout 120 $check "$work/examples/publish" "sip:alice@127.0.0.1:$port" open # a registrar is no presence server
    code=$?
    [ $code -eq 1 ] || { echo "a PUBLISH to a registrar gave exit code $code"; bad=1; }
    kill $registrar
    wait $registrar || { echo "the registrar ended with $?"; bad=1; }
    cat "$work/registrar.out"
    # an answered call, and one that is given up, with each of the two examples that call
    calls_under_valgrind ring "--after 4 --answer 200" || bad=1
    calls_under_valgrind phone "--after 4" --hold --info hello --talk 1 || bad=1
    transfer_under_valgrind || bad=1
    presence_under_valgrind || bad=1
    return $bad
}

message_tool_under_valgrind() {
    compile "$work/examples" c_examples/message_tool.c -O2 || return 1
    local check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible" file code bad=0
    local messages=("${RVSIP_SHARED:-../shared}"/data/rfc4475/*.dat)
    [ -e "${messages[0]}" ] || { echo "skipped: the messages of RFC 4475 are not beside this clone"; return 0; }
    for file in "${messages[@]}"; do
        $check "$work/examples/message_tool" "$file" >"$work/tree" 2>&1
        code=$?
        [ $code -le 1 ] || { echo "$file ended with $code"; cat "$work/tree"; bad=1; }
    done
    return $bad
}

demo() { c_examples/demo.sh build; }

interop() { PATH=$PATH:/usr/sbin tests/interop/run.sh build; }

# ------------------------------------------------------------------

stage "packages" packages
stage "rustfmt and clippy are there" components
stage "format" cargo fmt --check
stage "lints, panics in what peers reach included" cargo clippy --all-targets -q -- -D warnings
stage "library and examples, release build" make -s all
stage "Rust tests" rust_tests
stage "C programs" plain
stage "C programs under valgrind" under_valgrind
stage "C programs under AddressSanitizer" under_address_sanitizer
stage "four threads under helgrind" under_helgrind
stage "c_examples/Makefile" installed_style
stage "examples under valgrind" examples_under_valgrind
stage "message_tool under valgrind, all torture messages" message_tool_under_valgrind
stage "demo (make run)" demo
stage "interop with SIPp and Kamailio" interop

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
