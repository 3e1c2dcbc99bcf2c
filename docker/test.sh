#!/usr/bin/env bash
# Builds the images of this folder, runs them, and checks what docker/README.md says of them.
#   docker/test.sh                with the daemon that answers; the base images are pulled
#   docker/test.sh --own-daemon   with a daemon of its own, as root on Debian: installs docker, pulls nothing, undoes all but the packages
# The exit code is 0 when everything is as it should be, and 77 when there is no daemon to test with; then the last line says why.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/troupe-docker-test.XXXXXX")
project=troupe-test-$$
export TOOL_IMAGE=$project-tool CHECKSUMS_IMAGE=$project-checksums
test_image=$project-jobs
hardened=(--read-only --cap-drop ALL --security-opt no-new-privileges:true)
daemon=

say() { echo "-- $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
skip() { echo "skipped: $*"; exit 77; }

# Tries a command five times a second until it succeeds: seconds, command.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.2
    done
}

# Whatever a failure leaves hanging, no command of docker's holds the test up for ever.
docker() { timeout --kill-after=5 120 docker "$@"; }
compose() { timeout --kill-after=5 120 $compose_program -f docker/local.compose.yml -p "$project" "$@"; }

. docker/test/own-daemon.sh
. docker/test/checks.sh

undo() {
    local code=$?
    trap '' INT TERM HUP
    if docker version >/dev/null 2>&1; then
        docker ps -aq --filter "name=$project" | xargs -r docker rm -f >/dev/null 2>&1
        [ -z "${compose_program:-}" ] || compose down -v --remove-orphans >/dev/null 2>&1
        docker volume rm "$project-data" "$project-results" >/dev/null 2>&1
        docker image rm -f "$test_image" "$TOOL_IMAGE" "$CHECKSUMS_IMAGE" >/dev/null 2>&1
    fi
    stop_daemon
    rm -rf "$work"
    exit "$code"
}
trap undo EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

case "${1:-}" in
    --own-daemon)
        why=$(why_no_daemon)
        [ -z "$why" ] || skip "$why"
        start_daemon
        make_base_images
        ;;
    "")
        docker version >/dev/null 2>&1 || skip "no docker daemon answers; --own-daemon starts one"
        ;;
    *)
        echo "Usage: docker/test.sh [--own-daemon]" >&2
        exit 2
        ;;
esac
# The second one's program comes with docker and may be missing, the first one's is a program of its own.
compose_program=docker-compose
timeout 10 docker compose version >/dev/null 2>&1 && compose_program="docker compose"
command -v ${compose_program%% *} >/dev/null || skip "there is neither docker compose nor docker-compose"

build_images
fill_volumes
for check in "${checks[@]}"; do
    begin=$SECONDS
    "$check"
    say "$check: passed ($((SECONDS - begin)) s)"
done
