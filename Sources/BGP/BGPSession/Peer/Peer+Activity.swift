extension Peer {
  /// Whether the session is not wanted: disabled by the configuration or an administrator.
  public var isDisabled: Bool {
    if case .disabled = activity { return true }
    return false
  }
}
