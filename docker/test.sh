#!/usr/bin/env bash
# Builds the images of this folder, runs them, and checks what docker/README.md says of them.
#   docker/test.sh                with the daemon that answers; the base images are pulled
#   docker/test.sh --own-daemon   with a daemon of its own, as root on Debian: installs docker, pulls nothing, undoes all but the packages
# The exit code is 0 when everything is as it should be, or when there is no daemon to test with; then a line says why it was skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/troupe-docker-test.XXXXXX")
project=troupe-test-$$
daemon=
. docker/test/own-daemon.sh

say() { echo "-- $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# Tries a command five times a second until it succeeds: seconds, command.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.2
    done
}
