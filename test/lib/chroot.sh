# chroot.sh — Debian releases in chroots; source env.sh first. What a script runs there uses $root, the chroot's folder.
#
#   need_chroots                  skips where none can be made; sets $mirror
#   make_chroot RELEASE FOLDER    a minimal system whose packages start no servers and create no cluster
#   configure_network RELEASE     apt and the resolver there are told what this machine's are; security updates as well
#   inside command…               runs it there as root, in mount and process namespaces of its own: nothing stays mounted
#                                 or running. $limit is the most seconds
#   apt_inside …                  apt-get
#   step NAME command…            runs it with its output in $logs/$step_of-NAME.log, and prints a line; $failed counts
#   CHROOT_MIRROR                 Debian's mirror (the one that this machine's apt is configured with)

need_chroots() {
    [ "$(id -u)" = 0 ] || skip "a chroot needs root"
    command -v apt-get >/dev/null || skip "this is no Debian"
    command -v debootstrap >/dev/null || apt-get -qq install -y --no-install-recommends debootstrap >/dev/null 2>&1 ||
        skip "debootstrap is missing"
    unshare --mount --pid --fork true 2>/dev/null || skip "no namespaces may be made here"
    mirror=${CHROOT_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)}
    [ -n "$mirror" ] || skip "apt has no mirror of Debian configured: set CHROOT_MIRROR"
}

inside() {
    # In the foreground, a signal for our process group reaches it too; it then ends the namespace, and all that is in it.
    timeout --foreground --kill-after=30 "$limit" unshare --mount --pid --fork --kill-child sh -c '
        root=$1; shift
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 1
        exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
    ' sh "$root" "$@" </dev/null
}
apt_inside() { inside apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }

make_chroot() {
    local release=$1 folder=$2
    debootstrap --variant=minbase --include=ca-certificates "$release" "$folder.new" "$mirror" || return
    printf '#!/bin/sh\nexit 101\n' >"$folder.new/usr/sbin/policy-rc.d"
    chmod 755 "$folder.new/usr/sbin/policy-rc.d"
    mkdir -p "$folder.new/etc/postgresql-common/createcluster.d"
    echo 'create_main_cluster = false' >"$folder.new/etc/postgresql-common/createcluster.d/none.conf"
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$folder.new/etc/hosts"  # which an installer writes
    mv "$folder.new" "$folder"
}

# Security updates where the release has them, since pg_upgrade wants a new server that is no older than the old one.
configure_network() {
    local release=$1 security
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
    apt-config dump | grep -E '^Acquire::(Check-Valid-Until|Retries|https?::)' >"$root/etc/apt/apt.conf.d/90host"
    security=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian-Security' | head -n 1)
    if [ -n "$security" ]; then
        echo "deb $security $release-security main" >"$root/etc/apt/sources.list.d/security.list"
        ! apt_inside update || return 0
        rm -f "$root/etc/apt/sources.list.d/security.list"
    fi
    apt_inside update
}

step() {
    local name=$1 began=$SECONDS log=$logs/$step_of-${1// /-}.log status=0 last
    shift
    "$@" >"$log" 2>&1 || status=$?
    last=$(grep -E '[0-9]+ tests (passed|failed)|All [0-9]+ tests|^Result: |tests passed, ' "$log" | tail -n 1 | xargs)
    [ -n "$last" ] || last=$(grep '[[:alnum:]]' "$log" | tail -n 1)
    if [ $status = 0 ]; then
        printf '%-5s %-16s %-16s %5d s  %s\n' ok "$step_of" "$name" $((SECONDS - began)) "$last"
    else
        failed=$((failed + 1))
        [ $status != 124 ] || last="stopped after $limit s"
        printf '%-5s %-16s %-16s %5d s  %s\n' FAIL "$step_of" "$name" $((SECONDS - began)) "$last"
        tail -n "${TAIL:-40}" "$log" | sed 's/^/      | /'
        echo "      the whole log: ${log#"$top"/}"
    fi
    return $status
}
