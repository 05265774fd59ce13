/* keys.hpp — the keys of a batch, as parameters of a statement.
 *
 * A batch of one tenant asks `id = any($1) and tenant_id = $2`; one of several tenants looks each pair up by itself, in
 * the order of the keys. Both go by the primary key whatever the statistics say, and neither pairs an id with another
 * tenant.
 */
#pragma once
#include "core/base/tenant_key.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pg/sql/spi.hpp"

namespace automation::pg {

/** The text of a SELECT by keys, twice: for one tenant and for several. `columns` read from `alias`, which stands for
 *  the row, system columns included; `rest` may be more conditions, ` and …`; `lock` a locking clause, without its OF.
 *  Parameters of one's own begin with $3. */
#define PG_SELECT_BY_KEYS(columns, table, alias, rest, lock)                                                    \
    "select " columns " from @home@." table " " alias " where " alias ".id = any($1) and " alias                \
    ".tenant_id = $2" rest " order by " alias ".id " lock,                                                      \
        "select v.* from unnest($1, $2) as k (id, tenant_id) cross join lateral (select " columns               \
        " from @home@." table " " alias " where " alias ".id = k.id and " alias ".tenant_id = k.tenant_id" rest \
        " offset 0 " lock ") v"

/** Keys, each once, in their order. */
class Keys {
 public:
    Keys() = default;
    template <class Id>
    explicit Keys(std::vector<core::TenantKey<Id>> keys)
    {
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        for (auto &key : keys) {
            ids_.push_back(number(key.id));
            tenants_.push_back(std::move(key.tenant));
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return ids_.size(); }
    [[nodiscard]] bool empty() const noexcept { return ids_.empty(); }
    [[nodiscard]] bool of_one_tenant() const
    {
        return std::ranges::all_of(tenants_, [&](std::string const &tenant) { return tenant == tenants_.front(); });
    }
    [[nodiscard]] Param ids() const { return int8_array(ids_); }
    [[nodiscard]] Param tenants() const { return text_array(tenants_); }
    /** Of keys of one tenant. */
    [[nodiscard]] Param tenant() const { return Param::of(std::string_view(tenants_.front())); }

    /** The same keys, those of each tenant by themselves. */
    [[nodiscard]] std::vector<Keys> by_tenant() const;

 private:
    std::vector<std::int64_t> ids_;
    std::vector<std::string> tenants_;
};

/** A statement that names rows by their keys. */
class KeyedStatement {
 public:
    /** The texts for one tenant and for several, as PG_SELECT_BY_KEYS writes them; `types` are those of $3 and after.
     */
    template <class... Types>
    constexpr KeyedStatement(char const *of_one, char const *of_several, Types... types) noexcept
        : of_one_(of_one, INT8ARRAYOID, TEXTOID, types...),
          of_several_(of_several, INT8ARRAYOID, TEXTARRAYOID, types...)
    {}
    [[nodiscard]] Rows execute(Keys const &keys, std::initializer_list<Param> others = {});

 private:
    Statement of_one_, of_several_;
};

/** The key in a row: the id in a column, the tenant in the next one. */
template <class Id>
[[nodiscard]] core::TenantKey<Id> key_from(Row const &row, int column)
{
    return {Id{row.int8(column)}, row.text(column + 1)};
}

}  // namespace automation::pg
