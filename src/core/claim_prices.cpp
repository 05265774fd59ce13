/* Finds what is said of prices without a number: "free of charge", "half off", "Rabatt", "on the house". */
#include "core/claim_scan.hpp"
#include "core/giving_words.hpp"
#include "core/money_words.hpp"
#include "core/share_words.hpp"

namespace automation::core {

void find_price_words(Scan &scan)
{
    static Phrases const phrases{words::money, words::giving, words::shares};
    find_phrases(scan, phrases, ClaimKind::money);
}

}  // namespace automation::core
