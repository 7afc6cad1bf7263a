import ArgumentParser
import NetTypes

extension IPPrefix: ExpressibleByArgument {
  /// Host bits may be set: people paste addresses.
  public init?(argument: String) { self.init(lenient: argument) }
}

extension IPAddress: ExpressibleByArgument {}
