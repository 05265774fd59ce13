# env.sh — sourced by every script here: where things are, and a tree that the server's user can reach.
#
# PostgreSQL refuses to run as root. Where we are root, servers run as another user (see as_user), who must be able to
# read this tree; `move_to_reach` shows it to them under another path where that is not so (a clone below /root, for example).

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$top/build
as_user=$top/test/lib/as_user
cores=2

# These would steer a make, a psql or a server that we start.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES PGHOST PGPORT PGUSER PGDATABASE PGDATA PGPASSWORD PGSERVICE PGOPTIONS
export LC_ALL=C.UTF-8
export npm_config_cache=$build/npm npm_config_update_notifier=false
: "${PG_CONFIG:=$(ls /usr/lib/postgresql/15/bin/pg_config 2>/dev/null || echo pg_config)}"

die() { echo "$*" >&2; exit 1; }
skip() { echo "skipped: $*"; exit 77; }

# move_to_reach script args… — returns where the server's user can read the tree; else runs the script within reach and exits:
# below the first of these folders that is empty, where the tree is mounted in a namespace of the script's own. It is the
# same tree, so there is one build, its logs are where they always are, and nothing is written outside it. Where we may
# not mount (in a chroot, for example), the server's user gets the right to read every file; where that cannot be given,
# the script runs in a copy.
move_to_reach() {
    [ "$(id -u)" = 0 ] || return 0
    "$as_user" test -r "$top/Makefile" 2>/dev/null && return 0
    local script=$1 folder copy status=0
    shift
    for folder in /mnt /media /srv; do
        [ -d "$folder" ] && [ -z "$(ls -A "$folder")" ] || continue
        unshare --mount sh -c 'mount --bind "$1" "$2" && "$2/test/lib/as_user" test -r "$2/Makefile"' sh "$top" "$folder" 2>/dev/null || continue
        exec unshare --mount sh -c 'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"' sh \
            "$top" "$folder" "$folder/${script#"$top"/}" "$@"
    done
    ! AUTOMATION_REACH=1 "$as_user" test -r "$top/Makefile" 2>/dev/null || { export AUTOMATION_REACH=1; return 0; }
    copy=$(mktemp -d /tmp/automation.XXXXXX)
    echo "the server's user cannot read $top, and nothing may be mounted here: running in the copy $copy" >&2
    chmod 755 "$copy"
    tar -C "$top" --exclude=./build --exclude=./.git -cf - . | tar -C "$copy" -xf -
    "$copy/${script#"$top"/}" "$@" || status=$?
    mkdir -p "$build/test-logs"
    cp -a "$copy/build/test-logs/." "$build/test-logs/" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$copy"
    exit "$status"
}

# make_run_dir — sets $run, the folder for what servers write.
make_run_dir() {
    run=$build/run
    mkdir -p "$run"
    find "$run" -mindepth 1 -maxdepth 1 -mtime +1 -exec rm -rf {} +  # of runs that were killed
    [ "$(id -u)" != 0 ] || chown "$("$as_user" id -u):$("$as_user" id -g)" "$run"
}

# use_tree release|debug — builds the extension into its private PostgreSQL tree; sets $pg_bin, $pg_config and $pgxs_src.
# AUTOMATION_TREE=asan takes the sanitized one in the release's place, unoptimized and lto those builds.
use_tree() {
    local tree=$1
    [ "$tree" != release ] || tree=${AUTOMATION_TREE:-release}
    "$top/test/lib/build" "$tree" || die "the $tree build failed"
    pg_config=$("$top/test/lib/pgtree" "$tree")
    pg_bin=${pg_config%/*}
    pgxs_src=$("$pg_config" --pgxs)
    pgxs_src=${pgxs_src%/makefiles/pgxs.mk}
    export PATH=$pg_bin:$PATH
}
