# cluster.sh — throw-away servers for shell scripts; source env.sh and call use_tree first.
#
#   cluster_start NAME [setting=value…]   a fresh cluster on a private socket, no TCP; exports PGHOST PGPORT PGUSER
#   cluster_stop                          ends the last one, deletes it; runs by itself when the script ends
#
# The data is in build/run, the server's log in build/test-logs/server-NAME.log.

source "$top/test/lib/wait.sh"
cluster_data=''

cluster_start() {
    local name=$1 setting
    shift
    make_run_dir
    mkdir -p "$build/test-logs"
    # A socket's path may have 107 bytes: build/ may be too deep for one.
    cluster_socket=$("$as_user" mktemp -d /tmp/pg.XXXXXX)
    cluster_data=$run/$name.$$
    cluster_log=$build/test-logs/server-$name.log
    "$as_user" "$pg_bin/initdb" -D "$cluster_data" -U postgres -E UTF8 --locale=C.UTF-8 -A trust -N \
        >"$cluster_log" 2>&1 || { cat "$cluster_log"; return 1; }
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$cluster_socket'"
        echo "fsync = off"
        echo "log_line_prefix = '%m [%p] %b %q%d '"
        for setting; do echo "${setting%%=*} = '${setting#*=}'"; done
    } | "$as_user" tee -a "$cluster_data/postgresql.conf" >/dev/null
    export PGHOST=$cluster_socket PGPORT=5432 PGUSER=postgres PGDATABASE=postgres PGAPPNAME=test
    cluster_again
}

# cluster_again — starts the last cluster, which was stopped or killed.
cluster_again() {
    "$as_user" "$pg_bin/pg_ctl" -D "$cluster_data" -l "$cluster_data/server.log" -w -t 60 start >/dev/null ||
        { cat "$cluster_data/server.log"; return 1; }
}

cluster_stop() {
    [ -n "$cluster_data" ] || return 0
    if [ -f "$cluster_data/postmaster.pid" ]; then
        "$as_user" "$pg_bin/pg_ctl" -D "$cluster_data" -m fast -w -t 20 stop >/dev/null 2>&1 ||
            "$as_user" "$pg_bin/pg_ctl" -D "$cluster_data" -m immediate -w -t 20 stop >/dev/null 2>&1 || true
    fi
    cat "$cluster_data/server.log" >>"$cluster_log" 2>/dev/null || true
    rm -rf "$cluster_data" "$cluster_socket"
    cluster_data=''
}

trap cluster_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
