/* failure.hpp — what an error says about its owner.
 *
 * An SQLSTATE alone does not tell whether the run or the deployment is at fault: a check may refuse one lead or all. It
 * tells how much evidence is needed before a run is given up (suspensions.hpp).
 */
#pragma once
#include <exception>
#include <string>

namespace automation::engine {

struct Failure {
    enum class Kind {
        data,        ///< what the row holds: out of range, refused by a constraint, raised by a user's trigger
        deployment,  ///< what the row does not hold: a missing table or function, a right, a state of the database
        lock,        ///< another session holds what one of the runs writes
        passing,     ///< a deadlock, no memory, no disk: retried at once, no attempt counted
    };
    std::string message;
    Kind kind = Kind::data;
};

/** The kind that an SQLSTATE is of, encoded as PostgreSQL does. Those of users' own are of the data. */
[[nodiscard]] Failure::Kind failure_kind(int sqlstate) noexcept;

[[nodiscard]] Failure failure_from(std::exception const &error);

}  // namespace automation::engine
