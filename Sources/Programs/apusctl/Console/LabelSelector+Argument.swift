import ArgumentParser
import Resources

extension LabelSelector: ExpressibleByArgument {
  /// Reads Calico's selector language.
  public init?(argument: String) {
    guard let selector = try? LabelSelector(argument) else { return nil }
    self = selector
  }
}
