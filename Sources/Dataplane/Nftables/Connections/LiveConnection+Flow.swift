import PolicyEvaluator

extension LiveConnection {
  /// The connection as the evaluator judges it.
  public var flow: Flow {
    var flow = Flow(.address(source), .address(destination))
    flow.ipProtocol = ipProtocol
    (flow.sourcePort, flow.destinationPort) = (sourcePort, destinationPort)
    (flow.icmpType, flow.icmpCode) = (icmpType, icmpCode)
    return flow
  }
}
