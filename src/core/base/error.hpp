/* error.hpp — a mistake of the user, told so that the user can mend it.
 *
 * Thrown by core/ when something is saved that cannot be right; the door in pg/ turns it into an ereport with the same
 * parts. Nothing that runs inside a trigger on leads throws it: there a broken rule is a result.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace automation::core {

enum class ErrorCode {
    invalid_value,      ///< SQLSTATE 22023
    check_violation,    ///< SQLSTATE 23514
    not_found,          ///< SQLSTATE P0002
    not_permitted,      ///< SQLSTATE 42501
    wrong_state,        ///< SQLSTATE 55000
    wrong_transaction,  ///< SQLSTATE 25001
    not_unique,         ///< SQLSTATE 23505
    wrong_shape         ///< SQLSTATE 42804: a table is not as the code assumes
};

/** An error that does not belong to core/: whoever caught it would have to clean up after it, so it is passed on. */
class ForeignError : public std::exception {};

/** What was wrong (with the value), in detail, and what to write instead. Detail and hint may be empty. */
class UserError final : public std::runtime_error {
 public:
    UserError(ErrorCode mistake, std::string const &message, std::string detail, std::string hint)
        : std::runtime_error(message), mistake_(mistake), detail_(std::move(detail)), hint_(std::move(hint))
    {}
    UserError(std::string const &message, std::string detail, std::string hint)
        : UserError(ErrorCode::invalid_value, message, std::move(detail), std::move(hint))
    {}

    [[nodiscard]] ErrorCode mistake() const noexcept { return mistake_; }
    [[nodiscard]] std::string const &detail() const noexcept { return detail_; }
    [[nodiscard]] std::string const &hint() const noexcept { return hint_; }

 private:
    ErrorCode mistake_;
    std::string detail_;
    std::string hint_;
};

}  // namespace automation::core
