/* secrets.hpp — the secret behind a reference, from the server's environment or a file below automation.secrets_dir.
 *
 * Read when it is needed, kept no longer, and never part of an error: what goes wrong is told by name.
 */
#pragma once
#include <string>

namespace automation::pg {

/** The secret that a row's JSON names (see core/secret_reference.hpp). Throws UserError when there is none: not set,
 *  empty, no such variable or file, or a file that may not be used. Blocks for no longer than a small file takes. */
[[nodiscard]] std::string resolve_secret(std::string const &reference_json);

}  // namespace automation::pg
