#include "api/checks/index_shape.hpp"

#include <algorithm>
#include <cctype>

namespace automation::api {

namespace {

bool in_word(char c) noexcept
{
    return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/* Behind a text in quotes that begins at `at`; else behind the character. */
std::size_t behind(std::string_view text, std::size_t at)
{
    if (text[at] != '\'') {
        return at + 1;
    }
    auto const end = text.find('\'', at + 1);
    return end == std::string_view::npos ? text.size() : end + 1;
}

/* The first `stop` from `at` on that is in no quotes and no brackets opened since; the end where there is none. */
std::size_t find_outside(std::string_view text, char stop, std::size_t at)
{
    int depth = 0;
    while (at < text.size() && (depth > 0 || text[at] != stop)) {
        depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        at = behind(text, at);
    }
    return at;
}

Words words_in(std::string_view text, Words const &columns, bool with_literals)
{
    Words found;
    for (std::size_t at = 0; at < text.size();) {
        if (!in_word(text[at])) {
            auto const end = behind(text, at);
            if (with_literals && text[at] == '\'') {
                found.emplace(text.substr(at, end - at));
            }
            at = end;
            continue;
        }
        auto const end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), in_word);
        std::string word(text.begin() + static_cast<std::ptrdiff_t>(at), end);
        at += word.size();
        if (columns.contains(word)) {
            found.insert(std::move(word));
        }
    }
    return found;
}

/* The keys between the first brackets, and what follows them. */
IndexShape shape_of(std::string_view statement, Words const &columns)
{
    auto const open = statement.find('(');
    if (open == std::string_view::npos) {
        return {};
    }
    auto const close = find_outside(statement, ')', open + 1);
    auto const list = statement.substr(open + 1, close - open - 1);
    IndexShape shape;
    for (std::size_t at = 0; at < list.size();) {
        auto const end = find_outside(list, ',', at);
        shape.keys.push_back(columns_in(list.substr(at, end - at), columns));
        at = end + 1;
    }
    shape.predicate = columns_and_literals_in(statement.substr(std::min(close, statement.size())), columns);
    return shape;
}

}  // namespace

Words columns_in(std::string_view key, Words const &columns)
{
    return words_in(key, columns, false);
}

Words columns_and_literals_in(std::string_view predicate, Words const &columns)
{
    return words_in(predicate, columns, true);
}

std::vector<IndexDefinition> index_definitions(std::string_view statements, Words const &columns)
{
    std::vector<IndexDefinition> found;
    for (std::size_t at = 0; at < statements.size();) {
        auto const end = find_outside(statements, ';', at);
        auto statement = statements.substr(at, end - at);
        statement.remove_prefix(std::min(statement.find_first_not_of(" \n"), statement.size()));
        if (statement.starts_with("create index ") || statement.starts_with("create unique index ")) {
            found.push_back({std::string(statement), shape_of(statement, columns)});
        }
        at = end + 1;
    }
    return found;
}

bool serves(IndexShape const &index, IndexShape const &wanted)
{
    return index.keys.size() >= wanted.keys.size() &&
           std::equal(wanted.keys.begin(), wanted.keys.end(), index.keys.begin()) &&
           index.predicate == wanted.predicate;
}

}  // namespace automation::api
