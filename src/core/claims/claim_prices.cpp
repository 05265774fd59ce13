/* Finds what is said of prices without a number: "free of charge", "half off", "Rabatt", "on the house". */
#include "core/claims/claim_scan.hpp"
#include "core/claims/giving_words.hpp"
#include "core/claims/money_words.hpp"
#include "core/claims/share_words.hpp"

namespace automation::core {

void find_price_words(Scan &scan)
{
    static Phrases const phrases{words::money, words::giving, words::shares};
    find_phrases(scan, phrases, ClaimKind::money);
}

}  // namespace automation::core
