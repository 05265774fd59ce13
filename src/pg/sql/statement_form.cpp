#include "pg/sql/statement_form.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "pg/boundary/boundary.hpp"

extern "C" {
#include "access/table.h"
#include "nodes/plannodes.h"
#include "tcop/cmdtag.h"
#include "tcop/pquery.h"
#include "utils/portal.h"
}

namespace automation::pg {
namespace {

bool is_space(char c) noexcept
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Without white space and comments before it. */
std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty()) {
        if (is_space(text.front())) {
            text.remove_prefix(1);
        } else if (text.starts_with("--")) {
            text.remove_prefix(std::min(text.find('\n'), text.size()));
        } else {
            break;
        }
    }
    return text;
}

/* The text behind a name, quoted or not; none where there is no name. */
std::optional<std::string_view> behind_name(std::string_view text) noexcept
{
    std::size_t end = 0;
    if (text.starts_with('"')) {
        // A doubled quote is one of the name.
        for (end = 1; end < text.size() && (text[end] != '"' || text.substr(end).starts_with("\"\"")); ++end) {
            end += text[end] == '"' ? 1 : 0;
        }
        ++end;
    } else {
        while (end < text.size() && !is_space(text[end]) && text[end] != '.' && text[end] != ',' && text[end] != ')' &&
               text[end] != '(') {
            ++end;
        }
    }
    return end == 0 || end > text.size() ? std::nullopt : std::optional(text.substr(end));
}

/* How many names stand in the list that begins the text; none where it is no list of names. `text` is left behind it.
 */
std::optional<int> names_in_list(std::string_view &text) noexcept
{
    int names = 0;
    do {
        auto const rest = behind_name(trimmed(text.substr(1)));
        if (!rest) {
            return std::nullopt;
        }
        text = trimmed(*rest);
        ++names;
    } while (text.starts_with(','));
    if (!text.starts_with(')')) {
        return std::nullopt;
    }
    text = trimmed(text.substr(1));
    return names;
}

/* INSERT INTO schema.name [(every column)] [OVERRIDING …] VALUES … */
bool written_by_dump(std::string_view text, int columns) noexcept
{
    text = trimmed(text);
    constexpr std::string_view begin = "INSERT INTO ";
    if (!text.starts_with(begin)) {
        return false;
    }
    auto const schema = behind_name(text.substr(begin.size()));
    auto const table = schema && schema->starts_with('.') ? behind_name(schema->substr(1)) : std::nullopt;
    if (!table) {
        return false;
    }
    text = trimmed(*table);
    if (text.starts_with('(') && names_in_list(text) != columns) {
        return false;
    }
    return text.starts_with("VALUES") || text.starts_with("OVERRIDING ");
}

/* The table that a plan writes, if it reads no other. */
Oid only_table(PlannedStmt const *plan) noexcept
{
    Oid table = InvalidOid;
    ListCell *cell = nullptr;
    foreach (cell, plan->rtable) {
        auto const *const entry = static_cast<RangeTblEntry const *>(lfirst(cell));
        if (entry->rtekind == RTE_RELATION) {
            if (OidIsValid(table)) {
                return InvalidOid;
            }
            table = entry->relid;
        }
    }
    return table;
}

/* Columns that an INSERT may give a value. */
int columns_of(Oid table)
{
    return call([&] {
        Relation const relation = table_open(table, NoLock);  // it is being written
        int columns = 0;
        for (int i = 0; i < RelationGetDescr(relation)->natts; ++i) {
            Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), i);
            columns += column->attisdropped || column->attgenerated != '\0' ? 0 : 1;
        }
        table_close(relation, NoLock);
        return columns;
    });
}

}  // namespace

bool is_form_of_dump()
{
    Portal const portal = ActivePortal;
    if (portal == nullptr || portal->commandTag == CMDTAG_COPY) {
        return portal != nullptr;
    }
    if (portal->commandTag != CMDTAG_INSERT || portal->portalParams != nullptr || list_length(portal->stmts) != 1) {
        return false;
    }
    auto const *const plan = static_cast<PlannedStmt const *>(linitial(portal->stmts));
    Oid const table = plan->commandType == CMD_INSERT && !plan->hasReturning ? only_table(plan) : InvalidOid;
    if (!OidIsValid(table)) {
        return false;
    }
    std::string_view text(portal->sourceText);
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(std::max(plan->stmt_location, 0))));
    if (plan->stmt_len > 0) {
        text = text.substr(0, static_cast<std::size_t>(plan->stmt_len));
    }
    return written_by_dump(text, columns_of(table));
}

}  // namespace automation::pg
