import Hummingbird
import NIOCore

/// What a request carries through the server.
struct ControlContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: Source) { coreContext = .init(source: source) }

  /// Documents of workloads are small.
  var maxUploadSize: Int { 1 << 20 }
}
