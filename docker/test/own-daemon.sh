# A docker daemon of the test's own, for docker/test.sh --own-daemon: in a network namespace, so that it changes no interface, no
# table and no forwarding of this machine, and nothing in its containers can reach out. Its base images are made of files
# that this machine has. The namespace has no name and goes with the daemon; all else is below $work, but for the control groups and
# two folders in /run.

groups=troupe-docker-$$
run_folders=()
daemon_packages=(docker.io docker-compose iptables nftables iproute2)
# What is installed of these on every Debian machine, and makes the part of the base image that is not .NET.
image_packages=(base-files libc6 libc-bin libgcc-s1 libstdc++6 zlib1g libssl3 bash dash coreutils findutils diffutils grep sed tar util-linux
    libacl1 libattr1 libgmp10 libselinux1 libpcre2-8-0 libtinfo6 libsmartcols1)

# Says why this machine cannot have a daemon of the test's own; nothing when it can.
why_no_daemon() {
    [ "$(id -u)" -eq 0 ] || { echo "not root"; return; }
    grep -qs '^ID=debian' /etc/os-release || { echo "not Debian"; return; }
    [ "$(uname -m)" = x86_64 ] || { echo "not x86-64"; return; }
    local dotnet
    dotnet=$(command -v dotnet) && [ -d "$(dirname "$(readlink -f "$dotnet")")/sdk" ] || { echo "no .NET SDK in a folder of its own"; return; }
    unshare --net true 2>/dev/null || { echo "no network namespaces here"; return; }
    install_daemon || echo "docker cannot be installed; see above"
}

# Installs what is missing, and starts no service. The packages stay.
install_daemon() {
    local missing=() name policy=/usr/sbin/policy-rc.d code=0
    for name in "${daemon_packages[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    say "Installing ${missing[*]}" >&2
    if [ -e "$policy" ]; then policy=; else printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"; fi
    export DEBIAN_FRONTEND=noninteractive
    local apt=(apt-get -q -o Acquire::http::Timeout=20 -o Acquire::Retries=1 -o DPkg::Lock::Timeout=30)
    { timeout 60 "${apt[@]}" update && timeout 90 "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$work/apt.log" 2>&1 || code=1
    [ -z "$policy" ] || rm -f "$policy"
    [ "$code" -eq 0 ] || tail -n 5 "$work/apt.log" >&2
    return "$code"
}

start_daemon() {
    say "A daemon of its own, in a network namespace"
    local folder
    for folder in /run/docker /run/containerd; do [ -e "$folder" ] || run_folders+=("$folder"); done
    mkdir -p "$work/docker"
    setsid unshare --net sh -c 'ip link set lo up && exec dockerd "$@"' sh --data-root "$work/docker/var" --exec-root "$work/docker/run" \
        --pidfile "$work/docker/pid" --cgroup-parent "/$groups" -H "unix://$work/docker/socket" >"$work/docker/log" 2>&1 </dev/null &
    daemon=$!
    export DOCKER_HOST="unix://$work/docker/socket"
    unset DOCKER_CONTEXT
    # Debian's own, which fits the daemon; another one may come first.
    export PATH="/usr/bin:$PATH"
    if ! within 30 docker_answers; then
        tail -n 20 "$work/docker/log" >&2
        fail "the daemon did not start"
    fi
}

docker_answers() { docker version >/dev/null 2>&1; }

make_base_images() {
    say "Base images of this machine's files"
    local dotnet root=$work/base package
    dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
    mkdir -p "$root"/{etc,tmp,root,usr/bin,usr/share/dotnet/shared,opt/feed,root/.nuget/NuGet}
    chmod 1777 "$root/tmp"
    # The packages' lists name folders, too, and links to some, which would bring all that is in them.
    for package in "${image_packages[@]}"; do dpkg -L "$package" 2>/dev/null; done \
        | grep -v '^/usr/share/\(doc\|man\|locale\|info\|lintian\)/' | while read -r file; do [ -d "$file" ] || [ ! -e "$file" ] || echo "${file#/}"; done \
        | tar -C / -c -T - | tar -C "$root" -x
    printf 'root:x:0:0::/root:/bin/sh\napp:x:1654:1654::/home/app:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\napp:x:1654:\n' >"$root/etc/group"
    ln -sf dash "$root/bin/sh"
    cp -a "$dotnet"/{dotnet,host} "$root/usr/share/dotnet/"
    cp -a "$dotnet/shared/Microsoft.NETCore.App" "$root/usr/share/dotnet/shared/"
    ln -s ../share/dotnet/dotnet "$root/usr/bin/dotnet"
    import_image runtime "" --exclude=./opt --exclude=./root/.nuget

    cp -a "$dotnet"/{sdk,packs,sdk-manifests,templates} "$root/usr/share/dotnet/"
    cp -a "$dotnet/shared/Microsoft.AspNetCore.App" "$root/usr/share/dotnet/shared/" 2>/dev/null || true
    fill_feed "$root/opt/feed"
    echo '<configuration><packageSources><clear /><add key="feed" value="/opt/feed" /></packageSources></configuration>' >"$root/root/.nuget/NuGet/NuGet.Config"
    # Signatures cannot be checked without a network, and trying takes minutes.
    import_image sdk 'NUGET_CERT_REVOCATION_MODE=offline DOTNET_NUGET_SIGNATURE_VERIFICATION=false'
    rm -rf "$root"
}

# The packages that the images' programs were restored with on this machine: the daemon has no network.
fill_feed() {
    local project packages package
    for project in src/Cli samples/Checksums; do
        timeout 300 dotnet restore "$project" -v:quiet -p:ArtifactsPath="$work/restored" >&2
    done
    packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')
    # Libraries stand in the assets as "name/version", what is only downloaded, a compiler, with a range.
    grep -ho '"[^"]*/[0-9][^"/]*": {' "$work"/restored/obj/*/project.assets.json | sed 's/^"\(.*\)": {$/\1/' | sort -u >"$work/libraries"
    grep -h -A1 '"name": "Microsoft.NETCore.App.Crossgen2' "$work"/restored/obj/*/project.assets.json \
        | sed -n 's/.*"name": "\(.*\)".*/\1/p; s/.*"version": "\[\([^,]*\),.*/\1/p' | paste -d/ - - | sort -u >>"$work/libraries"
    while read -r package; do
        package=${package,,}
        [ -d "$packages/$package" ] && cp "$packages/$package"/*.nupkg "$1/"
    done <"$work/libraries"
    [ -n "$(ls "$1")" ] || fail "no packages were found in $packages"
}

# Makes an image of what is in the folder: name, variables, options of tar.
import_image() {
    local name=$1 variables=$2
    shift 2
    tar -C "$work/base" "$@" -c . | timeout 180 docker import --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
        --change 'ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 '"$variables" - "mcr.microsoft.com/dotnet/$name:10.0" >/dev/null
}

# Undoes all of it; may be called at any point, and twice.
stop_daemon() {
    local pid
    if [ -n "${daemon:-}" ] && kill -0 "$daemon" 2>/dev/null; then
        kill -TERM "$daemon" 2>/dev/null
        within 20 gone "$daemon" || kill -KILL "$daemon" 2>/dev/null
    fi
    # Only after a daemon that had to be killed: what it started, known by the folder in its command line.
    for pid in $(grep -lsa "$work/docker" /proc/[0-9]*/cmdline | cut -d/ -f3); do
        [ "$pid" = $$ ] || kill -KILL "$pid" 2>/dev/null
    done
    grep -o " $work/docker[^ ]*" /proc/self/mounts | sort -r | while read -r mount; do umount -l "$mount" 2>/dev/null; done
    find /sys/fs/cgroup -depth -type d -path "*/$groups*" -exec rmdir {} + 2>/dev/null
    [ "${#run_folders[@]}" -eq 0 ] || find "${run_folders[@]}" -depth -type d -empty -delete 2>/dev/null
    return 0
}

gone() { ! kill -0 "$1" 2>/dev/null; }
