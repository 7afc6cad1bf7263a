import BGPFilters
import BGPWire

/// Turns the operations of a filter rule into an edit of attributes.
enum FilterOperations {
  /// Adds the operations, in order.
  static func add(_ operations: [FilterRule.Operation], to edit: inout AttributeEdit) {
    for operation in operations {
      switch operation {
      case .addCommunity(.standard(let value)): edit.addCommunities.append(Community(rawValue: value))
      case .addCommunity(.large(let global, let first, let second)):
        edit.addLargeCommunities.append(LargeCommunity(global, first, second))
      case .prependASPath(let numbers): edit.prependAS = numbers + edit.prependAS
      case .setPriority(let priority): edit.localPref = .set(FilterPriority.localPref(of: priority))
      }
    }
  }
}
