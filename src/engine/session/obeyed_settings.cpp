#include "engine/session/obeyed_settings.hpp"

#include <chrono>
#include <set>
#include <string_view>

#include "pg/boundary/boundary.hpp"
#include "pg/extension/extension_schema.hpp"
#include "pg/extension/settings.hpp"
#include "pg/extension/stored_settings.hpp"

namespace automation::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto read_interval = 5s;
// The launcher looks at this one.
constexpr std::string_view not_ours = "automation.enabled=";

/* All that is stored for the roles that the worker is or acts as. */
std::string stored_now()
{
    std::set<Oid> roles{InvalidOid, GetSessionUserId()};
    if (pg::ExtensionSchema const *const extension = pg::find_extension()) {
        roles.insert(extension->owner);
        roles.insert(
            pg::call([] { return get_role_oid(pg::settings::role == nullptr ? "" : pg::settings::role, true); }));
    }
    std::string all;
    for (Oid const database : {MyDatabaseId, InvalidOid}) {
        for (Oid const role : roles) {
            for (std::string const &setting : pg::stored_settings(database, role)) {
                if (!setting.starts_with(not_ours)) {
                    all += std::to_string(database) + "/" + std::to_string(role) + " " + setting + "\n";
                }
            }
        }
    }
    return all;
}

}  // namespace

void pin_own_settings()
{
    pg::call([] {
        for (auto const &[name, value] :
             {std::pair("automation.restoring", "off"), std::pair("session_replication_role", "origin"),
              std::pair("check_function_bodies", "on")}) {
            SetConfigOption(name, value, PGC_SUSET, PGC_S_OVERRIDE);
        }
    });
}

bool ObeyedSettings::changed(pg::Transactions &transactions, core::Instant now)
{
    if (now < next_read_) {
        return false;
    }
    next_read_ = now + read_interval;
    std::string stored;
    pg::in_transaction(transactions, [&] { stored = stored_now(); });
    if (!began_with_) {
        began_with_ = std::move(stored);
        return false;
    }
    return *began_with_ != stored;
}

}  // namespace automation::engine
