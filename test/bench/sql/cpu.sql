-- CPU seconds of this backend; the kernel counts nanoseconds. For each database in which something is timed.
create function bench_cpu() returns numeric language sql as $body$
    select split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::numeric / 1e9
$body$;
