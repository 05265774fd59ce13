/* secret_reference.hpp — how a row names a secret without holding it: {"env": "AUTOMATION_..."} or {"file": "name"}.
 *
 * A secret as a plain JSON string works too, and then stands in every dump. No error quotes more than a name.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>

namespace automation::core {

struct SecretReference {
    enum class Kind {
        none,         ///< {} : not set yet
        environment,  ///< a variable of the server's environment; its name begins with AUTOMATION_
        file,         ///< a file below automation.secrets_dir
        plain         ///< the secret itself
    };
    Kind kind = Kind::none;
    std::string value;  ///< the name, or the secret
};

/** Reads the JSON text. Throws UserError (with a hint) when it has another form. */
[[nodiscard]] SecretReference read_secret_reference(std::string const &json);

}  // namespace automation::core
