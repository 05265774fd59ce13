# sanitized.sh — sanitized_build targets…: core/ and net/ with their tests, under the address and undefined-behaviour
# sanitizers; sets $sanitized, where the targets are.
#
# By clang where it has libFuzzer, so that tests and fuzzers share their objects; else by g++, which has no fuzzers.

sanitized_build() {
    local clang probe='extern "C" int LLVMFuzzerTestOneInput(const char *, unsigned long) { return 0; }'
    local options=(-DAUTOMATION_SANITIZE=ON)
    clang=$(command -v clang++-14 || command -v clang++) || true
    sanitized=$build/sanitized/g++
    libfuzzer=no
    if [ -n "$clang" ] && "$clang" -fsanitize=fuzzer,address,undefined -x c++ - -o /dev/null <<<"$probe" 2>/dev/null; then
        sanitized=$build/sanitized/clang++
        libfuzzer=yes
        options=(-DAUTOMATION_FUZZ=ON -DCMAKE_CXX_COMPILER="$clang")
    fi
    # Debug information for stack traces only, and as little optimising as tells most: it is built more often than run.
    cmake -S "$top" -B "$sanitized" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -g1' \
        "${options[@]}" >/dev/null
    cmake --build "$sanitized" --parallel "$cores" --target "$@" 2>&1 | sed "/^\[ *[0-9]*%\]/d"
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
}
