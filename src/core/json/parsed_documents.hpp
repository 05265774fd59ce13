/* parsed_documents.hpp — documents of users (attributes, details), parsed; a large one only once during a call. */
#pragma once
#include "core/json/json_node.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace automation::core::json {

/** A function that reads the same documents for many automations holds one on its stack: until it ends, large documents
 *  are parsed once. They may take several times the memory of their texts. Scopes may be nested. */
class DocumentScope {
 public:
    DocumentScope() noexcept;
    DocumentScope(DocumentScope const &) = delete;
    DocumentScope &operator=(DocumentScope const &) = delete;
    ~DocumentScope();

 private:
    friend std::shared_ptr<Node const> parse_document(std::string_view text);
    struct Parsed {
        std::string text;
        std::shared_ptr<Node const> node;
    };
    DocumentScope *outer_;
    std::vector<Parsed> parsed_;
};

/** As parse_exact() with its default limits; null where that gives none. */
[[nodiscard]] std::shared_ptr<Node const> parse_document(std::string_view text);

}  // namespace automation::core::json
