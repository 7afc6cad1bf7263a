import ArgumentParser
import Selectors

extension Selector: ExpressibleByArgument {
  /// Reads Calico's selector language.
  public init?(argument: String) { try? self.init(argument) }
}
