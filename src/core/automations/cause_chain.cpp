#include "core/automations/cause_chain.hpp"

namespace automation::core {

json::Value chain_to_json(std::vector<AutomationKey> const &chain, std::string const &tenant)
{
    json::Value list = json::Value::array();
    for (AutomationKey const &link : chain) {
        if (link.tenant == tenant) {
            list.push_back(number(link.id));
        } else {
            list.push_back({{"automation_id", number(link.id)}, {"tenant_id", link.tenant}});
        }
    }
    return list;
}

std::vector<AutomationKey> chain_from_json(json::Value const &list, std::string const &tenant)
{
    std::vector<AutomationKey> chain;
    if (!list.is_array()) {
        return chain;
    }
    for (auto const &link : list) {
        if (link.is_number_integer()) {
            chain.push_back({AutomationId{link.get<std::int64_t>()}, tenant});
        } else if (link.is_object()) {
            auto const id = link.find("automation_id");
            auto const whose = link.find("tenant_id");
            if (id != link.end() && id->is_number_integer() && whose != link.end() && whose->is_string()) {
                chain.push_back({AutomationId{id->get<std::int64_t>()}, whose->get<std::string>()});
            }
        }
    }
    return chain;
}

}  // namespace automation::core
