import Resources
import Selectors

/// Why a model cannot be planned. Compiling it with the evaluator finds the same, with all faults at once.
public enum PlanFault: Error, Hashable, Sendable {
  /// A selector cannot be read.
  case selector(SelectorFault)
  /// A policy names a tier that does not exist.
  case unknownTier(PolicyID, String)
}
