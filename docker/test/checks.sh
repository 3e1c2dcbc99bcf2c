# The checks of docker/test.sh, one function each: what the images promise, seen from outside. They use $project, $test_image and $hardened.

checks=(
    the_images_are_small_and_run_as_a_user
    compose_runs_the_sample_app
    the_tool_agrees_with_sha256sum
    a_killed_worker_costs_nothing
    a_stopped_run_is_resumed
    orphans_are_collected
    cpus_are_the_workers
    memory_that_runs_out_costs_its_item_alone
    little_or_no_shared_memory
    figures
)

jobs=/jobs/Troupe.ContainerTest.dll
function=Troupe.ContainerTest.Jobs

build_images() {
    say "Images"
    local begin=$SECONDS target
    for target in tool:$TOOL_IMAGE checksums:$CHECKSUMS_IMAGE; do
        timeout 300 docker build -q --force-rm -f docker/Dockerfile --target "${target%%:*}" -t "${target#*:}" . >"$work/build.log" 2>&1 \
            || { tail -n 40 "$work/build.log" >&2; fail "the image ${target%%:*} was not built"; }
    done
    timeout 200 docker build -q --force-rm -f docker/test/Dockerfile --build-arg "TOOL=$TOOL_IMAGE" -t "$test_image" . >"$work/build.log" 2>&1 \
        || { tail -n 40 "$work/build.log" >&2; fail "the image of the test's functions was not built"; }
    say "Images: built ($((SECONDS - begin)) s)"
}

# Sixty files of many sizes, and their list.
fill_volumes() {
    docker volume create "$project-data" >/dev/null && docker volume create "$project-results" >/dev/null || fail "no volumes"
    docker run --rm --user 0 --entrypoint sh -v "$project-data:/data" "$TOOL_IMAGE" -c '
        mkdir -p /data/files/deep
        for number in $(seq 60); do head -c $((number * 1777)) /dev/urandom >"/data/files/$number"; done
        mv /data/files/1? /data/files/deep
        find /data/files -type f >/data/list' || fail "the volume was not filled"
}

# What a shell in a container of the tool says, with both volumes: script.
inside() { docker run --rm --entrypoint sh -v "$project-data:/data" -v "$project-results:/results" "$TOOL_IMAGE" -c "$1"; }

# A run of the tool with the test's functions: options of docker, --, arguments of map.
map() {
    local options=()
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    docker run -i "${hardened[@]}" -v "$project-data:/data:ro" -v "$project-results:/results" "${options[@]}" "$test_image" map "$jobs" "$@"
}

# Whether a file of results has each file's hash, once: the output of the tool.
require_hashes() {
    inside "cut -d'\"' -f6 /results/$1 | sort >/tmp/tool; sort /data/list | xargs sha256sum | cut -d' ' -f1 | sort >/tmp/expected; cmp /tmp/tool /tmp/expected" \
        || fail "/results/$1 does not hold what sha256sum says"
}

has_lines() { [ "$(docker exec "$1" sh -c "cat /results/$2 2>/dev/null | wc -l")" -ge "$3" ] 2>/dev/null; }

the_images_are_small_and_run_as_a_user() {
    local base image size user
    base=$(docker image inspect -f '{{.Size}}' mcr.microsoft.com/dotnet/runtime:10.0)
    for image in "$TOOL_IMAGE" "$CHECKSUMS_IMAGE"; do
        user=$(docker image inspect -f '{{.Config.User}}' "$image")
        [ "$user" = 1654:1654 ] || fail "$image runs as '$user'"
        size=$(($(docker image inspect -f '{{.Size}}' "$image") - base))
        say "$image: $((size / 1000000)) MB on top of the runtime's $((base / 1000000))"
        [ "$size" -lt 20000000 ] || fail "$image has $size bytes more than the runtime"
    done
}

compose_runs_the_sample_app() {
    local code
    compose config >/dev/null || fail "compose refuses the file"
    compose run --rm --no-deps -T --user 0 --entrypoint sh checksums -c true </dev/null >"$work/compose.log" 2>&1 || { cat "$work/compose.log" >&2; fail "compose cannot run the app"; }
    inside 'tar -C /data -c files' | docker run --rm -i --user 0 --entrypoint tar -v "${project}_data:/data" "$TOOL_IMAGE" -C /data -x || fail "compose's volume was not filled"
    compose up --no-build --exit-code-from checksums checksums </dev/null >"$work/compose.log" 2>&1
    code=$?
    [ "$code" -eq 0 ] || { cat "$work/compose.log" >&2; fail "the sample app's exit code is $code"; }
    docker run --rm --entrypoint sh -v "${project}_data:/data:ro" -v "${project}_results:/results:ro" "$TOOL_IMAGE" -c '
        [ "$(wc -l </results/sha256sums)" -eq 60 ] && sha256sum --quiet -c /results/sha256sums' || fail "its results are not what sha256sum says"
}

the_tool_agrees_with_sha256sum() {
    map --rm -- "$function.Sha256" --input /data/list --output /results/plain 2>"$work/log" || { cat "$work/log" >&2; fail "the tool's exit code is $?"; }
    require_hashes plain
}

a_killed_worker_costs_nothing() {
    map -d --name "$project-kill" -- "$function.Sha256" --input /data/list --output /results/killed --retries 2 >/dev/null || fail "the run did not start"
    within 20 has_lines "$project-kill" killed 3 || fail "no results came"
    docker exec "$project-kill" healthy || fail "the run is not healthy"
    # The pattern is none of itself.
    docker exec "$project-kill" sh -c 'for process in /proc/[0-9]*; do if grep -qsa "Troupe.Worker[N]ode" $process/cmdline; then kill -KILL ${process#/proc/}; exit; fi; done; exit 1' \
        || fail "there was no worker to kill"
    require_exit "$project-kill" 0
    docker logs "$project-kill" 2>&1 | grep SIGKILL >/dev/null || fail "the log does not tell of the killed worker"
    docker rm "$project-kill" >/dev/null
    require_hashes killed
}

a_stopped_run_is_resumed() {
    map -d --name "$project-stop" -- "$function.Sha256" --input /data/list --output /results/stopped >/dev/null || fail "the run did not start"
    within 20 has_lines "$project-stop" stopped 3 || fail "no results came"
    docker stop -t 20 "$project-stop" >/dev/null
    require_exit "$project-stop" 143
    docker rm "$project-stop" >/dev/null
    local done_first
    done_first=$(inside 'wc -l </results/stopped')
    [ "$done_first" -lt 60 ] || fail "the run was not stopped in its middle"
    map --rm -- "$function.Sha256" --input /data/list --output /results/stopped --resume 2>"$work/log" || { cat "$work/log" >&2; fail "the run was not resumed"; }
    say "stopped after $done_first of 60 items"
    require_hashes stopped
}

# The end of a container: name, exit code.
require_exit() {
    local code
    code=$(timeout 60 docker wait "$1") || fail "$1 did not end"
    [ "$code" -eq "$2" ] || { docker logs "$1" >&2; fail "the exit code of $1 is $code, not $2"; }
}

# Each item leaves two processes behind, which end a moment later; the last item lasts. Process 1 has no init beside it.
orphans_are_collected() {
    inside '{ yes 1 | head -n 40; echo 0; } >/results/ones'
    map -d --name "$project-orphans" -- "$function.Abandon" --input /results/ones --output /results/orphans --chunk 1 >/dev/null || fail "the run did not start"
    within 30 has_lines "$project-orphans" orphans 40 || fail "the items were not done"
    within 10 no_zombies "$project-orphans" || fail "zombies are left: $(docker exec "$project-orphans" sh -c 'cat /proc/[0-9]*/stat' 2>/dev/null | grep ' Z ')"
    docker rm -f "$project-orphans" >/dev/null
}

no_zombies() { docker exec "$1" sh -c '! cat /proc/[0-9]*/stat 2>/dev/null | grep -q ") Z "'; }

cpus_are_the_workers() {
    local cpus
    for cpus in 0.5:1 1:1 1.5:2; do
        echo 1 | map --rm --cpus "${cpus%:*}" -- "$function.Processors" 2>"$work/log" | grep "\"result\":${cpus#*:}," >/dev/null \
            || { cat "$work/log" >&2; fail "${cpus%:*} cpus are not ${cpus#*:} processors to a worker"; }
    done
    { echo 1; sleep 3; } | map --rm --name "$project-cpus" --cpus 1 -- "$function.Processors" >/dev/null 2>&1 &
    within 20 docker exec "$project-cpus" healthy >/dev/null 2>&1 || fail "no workers came"
    [ "$(docker exec "$project-cpus" sh -c 'grep -la "Troupe.Worker[N]ode" /proc/[0-9]*/cmdline 2>/dev/null | wc -l')" -eq 1 ] || fail "one cpu has not one worker"
    wait $!
}

# One item takes more than the container has: the kernel's kill is told as such, a limit of the pool's comes before it, others go on.
memory_that_runs_out_costs_its_item_alone() {
    printf '5\n900\n6\n' | map --rm -m 300m --memory-swap 300m -- "$function.Take" -w 1 -k >"$work/out" 2>"$work/log"
    grep -q '"result":5,' "$work/out" && grep -q '"result":6,' "$work/out" || { cat "$work/out" "$work/log" >&2; fail "other items did not go on"; }
    grep -q 'MemoryLimitExceededException.*by the kernel, since the memory limit of its container (control group), 300 MiB, was reached' "$work/out" \
        || { cat "$work/out" "$work/log" >&2; fail "the error does not tell of the container's limit"; }
    echo 900 | map --rm -m 300m --memory-swap 300m -- "$function.Take" -w 1 --memory-limit 50% >"$work/out" 2>"$work/log"
    grep -q 'MemoryLimitExceededException.*more than the limit of 150 MiB' "$work/out" || { cat "$work/out" "$work/log" >&2; fail "the pool's limit is no share of the container's"; }
}

little_or_no_shared_memory() {
    echo 1 | map --rm --shm-size 64k --tmpfs /tmp -- "$function.Processors" >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "a full /dev/shm is not made up for by /tmp"; }
    echo 1 | map --rm --ipc none --tmpfs /tmp -- "$function.Processors" >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "no /dev/shm is not made up for by /tmp"; }
    echo 1 | map --rm --ipc none -- "$function.Processors" >"$work/out" 2>&1 && fail "without any folder there is a pool"
    grep -q "/dev/shm: " "$work/out" && grep -q TMPDIR "$work/out" || { cat "$work/out" >&2; fail "the error does not name the folders"; }
}

# The figures of docker/README.md. No check: they depend on the machine, and on what else runs there.
figures() {
    local begin first least=999999 held=0 size
    for _ in 1 2 3; do
        begin=$(date +%s%N)
        first=$({ echo 1; sleep 2; } | map --rm --cpus 2 -- "$function.Processors" 2>/dev/null | { read -r _ && date +%s%N; cat >/dev/null; })
        first=$(((first - begin) / 1000000))
        [ "$first" -lt "$least" ] && least=$first
    done
    inside 'rm -f /results/never; mkfifo /results/never'
    # Somebody has to hold the pipe open, and write nothing.
    docker run -d --name "$project-idle" --cpus 2 -v "$project-results:/results" --entrypoint sh "$test_image" -c '
        exec 3<>/results/never
        exec /app/Troupe.Cli map '"$jobs $function.Processors"' --input /results/never --output /results/idle' >/dev/null
    within 20 docker exec "$project-idle" healthy >/dev/null 2>&1 || fail "no workers came"
    sleep 3
    # What each process has for itself, and its share of what it has in common with others.
    for size in $(docker exec "$project-idle" sh -c 'cat /proc/[0-9]*/smaps_rollup 2>/dev/null | grep ^Pss:' | grep -o '[0-9]*'); do
        held=$((held + size))
    done
    docker rm -f "$project-idle" >/dev/null
    say "first result $least ms after 'docker run', the best of 3; two idle workers and the tool hold $((held / 1024)) MiB"
}
