/* split_arm.hpp — the arm of a split that a lead is assigned to: the same on every copy of the database. */
#pragma once
#include "core/base/tenant_key.hpp"
#include "core/sequences/sequence.hpp"

namespace automation::core {

/** The arm's index in `split.branches`. `salt` belongs to the sequence, so that two sequences divide people anew. */
[[nodiscard]] std::size_t split_arm(SequenceStep const &split, LeadKey const &lead, std::string_view salt);

}  // namespace automation::core
