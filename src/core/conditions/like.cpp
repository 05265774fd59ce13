#include "core/conditions/like.hpp"

#include "core/base/utf8.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace automation::core {

namespace {

/* A set of places in the pattern, one bit each. */
using Bits = std::vector<std::uint64_t>;

/* All ways to match are followed at once, so that none has to be gone back on: a place is how many characters of the
 * pattern the text read so far has matched. */
class Pattern {
 public:
    explicit Pattern(std::string_view written) : words_(written.size() / 64 + 1), stays_(words_), any_(words_)
    {
        while (!written.empty()) {
            char const first = written.front();
            if (first == '%' || first == '_') {
                written.remove_prefix(1);
                set(first == '%' ? stays_ : any_);
                places_ += first == '%' ? 0U : 1U;
                continue;
            }
            written.remove_prefix(first == '\\' && written.size() > 1 ? 1 : 0);
            set(exact_.try_emplace(next_code_point(written), words_).first->second);
            ++places_;
        }
    }

    [[nodiscard]] bool matches(std::string_view text) const
    {
        Bits here(words_);
        here[0] = 1;
        while (!text.empty()) {
            auto const exact = exact_.find(next_code_point(text));
            if (!advance(here, exact == exact_.end() ? any_ : exact->second)) {
                return false;
            }
        }
        return (here[places_ / 64] >> (places_ % 64) & 1U) != 0;
    }

 private:
    void set(Bits &bits) const { bits[places_ / 64] |= std::uint64_t{1} << (places_ % 64); }

    /* From each place where this character is asked for to the next; where a % stands it may also stay. False: nowhere
     * to go. */
    [[nodiscard]] bool advance(Bits &here, Bits const &exact) const noexcept
    {
        std::uint64_t carried = 0;
        std::uint64_t left = 0;
        for (std::size_t i = 0; i < words_; ++i) {
            std::uint64_t const moves = here[i] & (exact[i] | any_[i]);
            here[i] = (moves << 1U) | carried | (here[i] & stays_[i]);
            carried = moves >> 63U;
            left |= here[i];
        }
        return left != 0;
    }

    std::size_t words_;
    std::size_t places_ = 0;
    Bits stays_, any_;
    std::unordered_map<char32_t, Bits> exact_;
};

}  // namespace

bool is_like(std::string_view text, std::string_view pattern)
{
    return Pattern(pattern).matches(text);
}

}  // namespace automation::core
