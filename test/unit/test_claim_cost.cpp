/* test_claim_cost.cpp — what the claims of a long text cost: in proportion to its length, whatever it says. */
#include "core/claims/claims.hpp"

#include <gtest/gtest.h>

#include "cost.hpp"

namespace automation::core {
namespace {

using test::a_second;
using test::repeated;
using test::seconds_of;

constexpr std::size_t length = std::size_t{32} << 10U;  // what grows with its square takes seconds

TEST(ClaimCost, of_a_long_text_is_little)
{
    for (auto const *piece : {"a",
                              "a ",
                              "1",
                              "1 ",
                              "A ",
                              "Anna ",
                              "de89 ",
                              "DE89370400440532013000 ",
                              "4111 1111 ",
                              "0x12 ",
                              "bc1q",
                              "@a",
                              "@a ",
                              " @ ",
                              "a.com ",
                              ".com ",
                              "(at) ",
                              "at dot ",
                              "info at shop dot com ",
                              "www ",
                              "telegram ",
                              "telegram as as ",
                              "code ",
                              "code: ",
                              "SAVE20 ",
                              "five ",
                              "five euros ",
                              "zweihundert",
                              "twenty percent ",
                              "1 %",
                              "free ",
                              "free of ",
                              "tomorrow ",
                              "next ",
                              "next Tuesday ",
                              "in two ",
                              "in two weeks ",
                              "2 may ",
                              "appointment is ",
                              "appointment is confirmed ",
                              "money back ",
                              "Best, Sarah\n",
                              "I'm Tom ",
                              "Hi Bob, ",
                              "Dr. ",
                              "\n",
                              "\xC3\xA9",
                              "e\xCC\x81",
                              "\xF0\x9F\x98\x80",
                              "\xFF",
                              "[",
                              "um drei ",
                              "if "}) {
        auto const text = repeated(piece, length);
        EXPECT_LT(seconds_of([&] { static_cast<void>(without_contacts(text)); }), a_second) << piece;
    }
}

}  // namespace
}  // namespace automation::core
