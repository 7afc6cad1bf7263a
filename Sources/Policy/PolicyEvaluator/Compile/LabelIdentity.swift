import Resources

/// The labels of somebody, by the numbers of their sets: who has the same is selected by the same.
struct LabelIdentity: Hashable, Sendable {
  var effective: Int32 = -1
  var pod: Int32 = -1
  var namespace: Int32 = -1
  var node: Int32 = -1

  subscript(source: LabelSource) -> Int32 {
    get {
      switch source {
      case .effective: effective
      case .pod: pod
      case .namespace: namespace
      case .node: node
      }
    }
    set {
      switch source {
      case .effective: effective = newValue
      case .pod: pod = newValue
      case .namespace: namespace = newValue
      case .node: node = newValue
      }
    }
  }
}
