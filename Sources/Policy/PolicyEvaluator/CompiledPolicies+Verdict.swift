import NetTypes
import Resources

extension CompiledPolicies {
  /// What both ends say of a new connection; with `tracing` also what they looked at.
  ///
  /// Only the first packet is judged: replies follow connection tracking, and a connection the other way is a flow of its own.
  public func verdict(of flow: Flow, tracing: Bool = false) throws(FlowFault) -> FlowVerdict {
    let (source, destination) = try resolve(flow)
    let packet = packet(flow, source.address, destination.address)
    return FlowVerdict(
      egress: decision(.egress, at: source, peer: destination, packet, tracing),
      ingress: decision(.ingress, at: destination, peer: source, packet, tracing))
  }

  /// What a host endpoint says of a connection that its host forwards and that leaves (egress) or enters (ingress) by it.
  ///
  /// Only policies with `applyOnForward` are looked at; without any in the direction the packet goes on, and profiles do not count.
  public func forwarded(
    _ flow: Flow, through host: String, _ direction: TrafficDirection, tracing: Bool = false
  ) throws(FlowFault) -> Decision {
    guard let place = hosts[host] else { throw .unknownParty(.host(host)) }
    let (source, destination) = try resolve(flow)
    let packet = packet(flow, source.address, destination.address)
    var trace = TraceRecorder(isOn: tracing)
    var decision = early(holders[place], direction, packet, &trace) ?? forward(holders[place], direction, packet, &trace)
    decision.trace = trace.steps
    return decision
  }

  private func forward(
    _ holder: AddressHolder, _ direction: TrafficDirection, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    let stages = classes[holder.endpointClass].stages(.forward, direction)
    return evaluate(stages, direction, packet, armed: true, &trace) ?? Decision(.allow, .notManaged)
  }

  private func packet(_ flow: Flow, _ source: IPAddress, _ destination: IPAddress) -> Packet {
    Packet(
      source: Packet.End(address: source, port: flow.sourcePort, holders: addresses.holders(of: source)),
      destination: Packet.End(address: destination, port: flow.destinationPort, holders: addresses.holders(of: destination)),
      family: destination.family, ipProtocol: flow.ipProtocol,
      icmpType: flow.icmpType ?? (flow.ipProtocol == IPProtocol.icmpv6 ? 128 : 8), icmpCode: flow.icmpCode, http: flow.http)
  }

  private func decision(
    _ direction: TrafficDirection, at end: FlowEnd, peer: FlowEnd, _ packet: Packet, _ tracing: Bool
  ) -> Decision {
    var trace = TraceRecorder(isOn: tracing)
    var decision =
      switch end.role {
      case .outside: Decision(.allow, .notManaged)
      case .workload(let place): workload(place, direction, end, peer, packet, &trace)
      case .host(let named): host(named, direction, end, peer, packet, &trace)
      }
    decision.trace = trace.steps
    return decision
  }

  private func workload(
    _ place: Int, _ direction: TrafficDirection, _ end: FlowEnd, _ peer: FlowEnd, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    if peer.role == end.role { return Decision(.allow, .itself) }
    let holder = holders[place]
    if !holder.isPoliced { return Decision(.allow, .notManaged) }
    // The kubelet's probes come in whatever policy says; what the pod sends to its node is policed (as Calico does).
    if direction == .ingress, case .host = peer.role, let node = peer.node, node == end.node { return Decision(.allow, .localNode) }
    return normal(holder, direction, packet, &trace)
  }

  private func host(
    _ named: Int?, _ direction: TrafficDirection, _ end: FlowEnd, _ peer: FlowEnd, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    guard let holder = hostEndpoint(named, end, peer) else { return Decision(.allow, .notManaged) }
    if FailsafePorts.contains(packet.destination.port, ipProtocol: packet.ipProtocol, direction) { return Decision(.allow, .failsafe) }
    return early(holder, direction, packet, &trace) ?? normal(holder, direction, packet, &trace)
  }

  /// The host endpoint that the packet passes. A pod of the same node comes in by its own interface, which only one of all interfaces sees.
  private func hostEndpoint(_ named: Int?, _ end: FlowEnd, _ peer: FlowEnd) -> AddressHolder? {
    guard let node = end.node else { return nil }
    let isOwnPod = peer.isWorkload && peer.node == node
    if let named, !isOwnPod || holders[named].isAllInterfaces { return holders[named] }
    if !isOwnPod, let owner = addresses.holders(of: end.address).first(where: { isEndpoint($0, of: node, wide: false) }) {
      return holders[owner]
    }
    return hosts.values.sorted().first { isEndpoint($0, of: node, wide: true) }.map { holders[$0] }
  }

  private func isEndpoint(_ place: Int, of node: String, wide: Bool) -> Bool {
    holders[place].kind == .host && holders[place].node == node && holders[place].isAllInterfaces == wide
  }

  /// What comes before normal policy at a host endpoint: policies before connection tracking and address translation.
  /// There Allow and Deny are final, and the end of a tier decides nothing.
  private func early(
    _ holder: AddressHolder, _ direction: TrafficDirection, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> Decision? {
    let hooks: [(EndpointClass.Chain, PolicyHook)] = [(.untracked, .untracked), (.preDNAT, .preDNAT)]
    for (chain, hook) in hooks {
      let stages = classes[holder.endpointClass].stages(chain, direction)
      if stages.isEmpty { continue }
      trace.note(.hook(hook))
      if let decision = evaluate(stages, direction, packet, armed: false, &trace) { return decision }
    }
    return nil
  }

  /// Normal policy, then profiles.
  private func normal(
    _ holder: AddressHolder, _ direction: TrafficDirection, _ packet: Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    let stages = classes[holder.endpointClass].stages(.normal, direction)
    return evaluate(stages, direction, packet, armed: true, &trace) ?? evaluate(profiles: holder.profiles, direction, packet, &trace)
  }
}
