#!/bin/sh
# rvsip beside sofia-sip, libre and osip2: one table (benches/README.md). Arguments: --quick, --peers-only, --only=GROUP,GROUP.
cd "$(dirname "$0")/.." && exec cargo bench --quiet --bench peers -- "$@"
