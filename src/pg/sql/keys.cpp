#include "pg/sql/keys.hpp"

#include <map>

namespace automation::pg {

std::vector<Keys> Keys::by_tenant() const
{
    std::map<std::string, Keys> parts;
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        Keys &part = parts[tenants_[i]];
        part.ids_.push_back(ids_[i]);
        part.tenants_.push_back(tenants_[i]);
    }
    std::vector<Keys> all;
    for (auto &part : parts) {
        all.push_back(std::move(part.second));
    }
    return all;
}

Rows KeyedStatement::execute(Keys const &keys, std::initializer_list<Param> others)
{
    if (keys.empty()) {
        return {};
    }
    bool const one = keys.of_one_tenant();
    std::vector<Param> params{keys.ids(), one ? keys.tenant() : keys.tenants()};
    params.insert(params.end(), others.begin(), others.end());
    return pg::execute(one ? of_one_ : of_several_, std::span<Param const>(params));
}

}  // namespace automation::pg
