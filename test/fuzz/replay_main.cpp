/* replay_main.cpp — runs a fuzzer's entry point on files, or on standard input, where libFuzzer is not at hand. */
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size);

namespace {

void run(std::istream &input)
{
    std::string const bytes{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const *>(bytes.data()), bytes.size());
}

}  // namespace

int main(int count, char **arguments)
{
    if (count < 2) run(std::cin);
    for (int i = 1; i < count; ++i) {
        std::ifstream file(arguments[i], std::ios::binary);
        if (!file) {
            std::cerr << arguments[i] << ": cannot be read\n";
            return 1;
        }
        run(file);
    }
    return 0;
}
