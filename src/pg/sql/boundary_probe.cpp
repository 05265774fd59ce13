/* boundary_probe.cpp — functions that break on purpose, so that a test can see what the two guards make of it.
 *
 * Nothing of it exists in a build without AUTOMATION_DEBUG_HOOKS.
 */
#ifdef AUTOMATION_DEBUG_HOOKS

#include <array>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "pg/boundary/args.hpp"
#include "pg/sql/spi.hpp"

namespace automation::pg {
namespace {

constinit std::int64_t made = 0;
constinit std::int64_t destroyed = 0;

/* What must not be skipped. */
class Witness {
 public:
    Witness() noexcept { ++made; }
    Witness(Witness const &) = delete;
    Witness &operator=(Witness const &) = delete;
    ~Witness() { ++destroyed; }
};

core::ErrorCode mistake_named(std::string const &name)
{
    constexpr std::array<std::pair<char const *, core::ErrorCode>, 7> known{
        {{"invalid_value", core::ErrorCode::invalid_value},
         {"check_violation", core::ErrorCode::check_violation},
         {"not_found", core::ErrorCode::not_found},
         {"not_permitted", core::ErrorCode::not_permitted},
         {"wrong_state", core::ErrorCode::wrong_state},
         {"wrong_transaction", core::ErrorCode::wrong_transaction},
         {"wrong_shape", core::ErrorCode::wrong_shape}}};
    for (auto const &[word, mistake] : known) {
        if (name == word) {
            return mistake;
        }
    }
    throw std::out_of_range("no mistake is called " + name);
}

[[noreturn]] void throw_named(std::string const &what)
{
    Witness const witness;
    if (what == "int") {
        throw 42;
    }
    if (what == "bad_alloc") {
        throw std::bad_alloc();
    }
    if (what == "invalid_argument") {
        throw std::invalid_argument("an argument that is invalid");
    }
    if (what == "length_error") {
        std::vector<char> const too_long(static_cast<std::size_t>(-1) - what.size());
        throw std::logic_error("so long a vector was made: " + std::to_string(too_long.size()));
    }
    throw std::runtime_error(what);
}

/* Runs SQL with objects alive between both guards. */
std::int64_t rows_of(std::string const &sql)
{
    Witness const outer;
    std::string const copy = sql + " ";  // has memory of its own
    Spi const session;
    Witness const inner;
    return static_cast<std::int64_t>(execute_plain(copy).affected());
}

}  // namespace
}  // namespace automation::pg

using namespace automation;      // NOLINT(google-build-using-namespace): the bodies below stand outside
using namespace automation::pg;  // NOLINT(google-build-using-namespace)

/* (what text): throws that. */
PG_CPP_FUNCTION(automation_probe_throw)
{
    throw_named(args.text(0, "what"));
}

/* (mistake, message, detail, hint text): a user's mistake of that kind. */
PG_CPP_FUNCTION(automation_probe_mistake)
{
    Witness const witness;
    throw core::UserError(mistake_named(args.text(0, "mistake")), args.text(1, "message"), args.text(2, "detail"),
                          args.text(3, "hint"));
}

/* (sql text) → bigint: how many rows that gives. */
PG_CPP_FUNCTION(automation_probe_sql)
{
    return Int64GetDatum(rows_of(args.text(0, "sql")));
}

/* (sql text): what C++ sees of the error that it raises, told as another error. */
PG_CPP_FUNCTION(automation_probe_seen)
{
    std::string seen = "no error";
    try {
        (void)rows_of(args.text(0, "sql"));
    } catch (Error const &error) {
        seen = std::string(unpack_sql_state(error.sqlstate())) + " " + error.what();
    }
    throw std::runtime_error("seen: " + seen);
}

/* () → text: what is left of all that in this process. */
PG_CPP_FUNCTION(automation_probe_state)
{
    std::string const state = std::to_string(made - destroyed) + " not destroyed, " + std::to_string(Error::alive) +
                              " errors alive, " + (std::current_exception() ? "an" : "no") + " exception being handled";
    return text_datum(state);
}

/* () → bigint: how many objects were destroyed so far. */
PG_CPP_FUNCTION(automation_probe_destroyed)
{
    return Int64GetDatum(destroyed);
}

#endif
