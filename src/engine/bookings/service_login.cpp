#include "engine/bookings/service_login.hpp"

#include <cstddef>

namespace automation::engine {

std::string ServiceLogin::redact(std::string text) const
{
    constexpr std::size_t shortest = 4;
    for (std::string const *const secret : {&password_, &token_}) {
        if (secret->size() < shortest) {
            continue;
        }
        for (std::size_t at = text.find(*secret); at != std::string::npos; at = text.find(*secret, at)) {
            text.replace(at, secret->size(), "...");
        }
    }
    return text;
}

}  // namespace automation::engine
