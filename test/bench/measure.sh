# measure.sh — samples, medians, and the table that a run prints.
#
#   sample NAME VALUE                     keeps one round's figure, and writes it to the part's log
#   spread NAME                           median (least-most)
#   ratio A B, excess A B                 median of the rounds' own A / B, A - B
#   row WHAT OURS BASELINE RATIO BAR VERDICT

rounds=${BENCH_ROUNDS:-3}
samples=$(mktemp -d)

sample() {
    echo "$2" >>"$samples/$1"
    printf '%s load=%s %-22s %s\n' "$(date +%T)" "$(cut -d' ' -f1 /proc/loadavg)" "$1" "$2" \
        >>"$build/test-logs/bench-$part.log"
}

median() { sort -g | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
median_of() { median <"$samples/$1"; }
paired() { paste -d' ' "$samples/$1" "$samples/$2" | awk '$1 != "" && $2 != ""'; }
ratio() { paired "$1" "$2" | awk '{print $1 / $2}' | median; }
excess() { paired "$1" "$2" | awk '{print $1 - $2}' | median; }

# Three digits that mean something; more only where the number is larger.
spread() {
    sort -g "$samples/$1" | awk '
        function short(x) { return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
        {v[NR] = $1}
        END {
            middle = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
            if (v[1] == v[NR]) print short(middle); else print short(middle) " (" short(v[1]) "-" short(v[NR]) ")"
        }'
}

calculate() { awk "BEGIN {print $1}"; }
two_digits() { printf '%.2f' "$1"; }
verdict() { awk "BEGIN {print ($1) ? \"pass\" : \"short\"}"; }

columns='%-50s  %-21s  %-21s  %6s  %-9s  %s\n'
row() {
    # shellcheck disable=SC2059  # the format is the table's
    printf "$columns" "$@" | sed 's/ *$//'
}
table_head() {
    row what ours baseline ratio bar ''
    row '' '' '' '' '' '' | tr -d '\n'
    printf '%.0s-' {1..122}
    echo
}

# expect WHAT WANTED SQL — ends the run where a count is wrong: a figure for work not done is worth nothing.
expect() {
    local found
    found=$(sql -c "$3")
    [ "$found" = "$2" ] || die "$part: $1: expected $2, found $found"
}
