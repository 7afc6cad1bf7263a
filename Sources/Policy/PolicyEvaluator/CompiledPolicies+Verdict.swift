import NetTypes
import Resources

extension CompiledPolicies {
  /// What both ends say of a new connection; with `tracing` also what they looked at.
  ///
  /// Only the first packet is judged: replies follow connection tracking, and a connection the other way is a flow of its own.
  /// Without tracing nothing is allocated.
  public func verdict(of flow: Flow, tracing: Bool = false) throws(FlowFault) -> FlowVerdict {
    let (source, destination) = try resolve(flow)
    let packet = packet(flow, source, destination)
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
    let packet = packet(flow, source, destination)
    var trace = TraceRecorder(isOn: tracing)
    var decision = early(holders[place], direction, packet, &trace) ?? forward(holders[place], direction, packet, &trace)
    decision.trace = trace.steps
    return decision
  }

  private func forward(
    _ holder: AddressHolder, _ direction: TrafficDirection, _ packet: borrowing Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    let program = program(holder.endpointClass, .forward, direction)
    return evaluate(program, direction, packet, armed: true, &trace) ?? Decision(.allow, .notManaged)
  }

  private func packet(_ flow: Flow, _ source: FlowEnd, _ destination: FlowEnd) -> Packet {
    Packet(
      source: Packet.End(address: source.address, key: source.address.key, port: flow.sourcePort, entry: source.entry),
      destination: Packet.End(
        address: destination.address, key: destination.address.key, port: flow.destinationPort, entry: destination.entry),
      family: destination.address.family, ipProtocol: flow.ipProtocol,
      icmpType: flow.icmpType ?? (flow.ipProtocol == IPProtocol.icmpv6 ? 128 : 8), icmpCode: flow.icmpCode, http: flow.http)
  }

  private func decision(
    _ direction: TrafficDirection, at end: FlowEnd, peer: FlowEnd, _ packet: borrowing Packet, _ tracing: Bool
  ) -> Decision {
    var trace = TraceRecorder(isOn: tracing)
    var decision =
      switch end.role {
      case .outside: Decision(.allow, .notManaged)
      case .workload(let place): workload(place, direction, end, peer, packet, &trace)
      case .host(let named): host(named, direction, end, peer, packet, &trace)
      }
    if tracing { decision.trace = trace.steps }
    return decision
  }

  private func workload(
    _ place: Int, _ direction: TrafficDirection, _ end: FlowEnd, _ peer: FlowEnd, _ packet: borrowing Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    if peer.role == end.role { return Decision(.allow, .itself) }
    let holder = holders[place]
    if !holder.isPoliced { return Decision(.allow, .notManaged) }
    // The kubelet's probes come in whatever policy says; what the pod sends to its node is policed (as Calico does).
    if direction == .ingress, case .host = peer.role, peer.node >= 0, peer.node == end.node { return Decision(.allow, .localNode) }
    return normal(holder, direction, packet, &trace)
  }

  private func host(
    _ named: Int?, _ direction: TrafficDirection, _ end: FlowEnd, _ peer: FlowEnd, _ packet: borrowing Packet,
    _ trace: inout TraceRecorder
  ) -> Decision {
    guard let place = hostEndpoint(named, end, peer) else { return Decision(.allow, .notManaged) }
    if FailsafePorts.contains(packet.destination.port, ipProtocol: packet.ipProtocol, direction) { return Decision(.allow, .failsafe) }
    return early(holders[place], direction, packet, &trace) ?? normal(holders[place], direction, packet, &trace)
  }

  /// The host endpoint that the packet passes. A pod of the same node comes in by its own interface, which only one of all interfaces sees.
  private func hostEndpoint(_ named: Int?, _ end: FlowEnd, _ peer: FlowEnd) -> Int? {
    if end.node < 0 { return nil }
    let isOwnPod = peer.isWorkload && peer.node == end.node
    if let named, !isOwnPod || holders[named].isAllInterfaces { return named }
    if !isOwnPod {
      let place = addresses.firstHolder(end.entry) { place in
        let holder = holders[Int(place)]
        return holder.kind == .host && holder.node == end.node && !holder.isAllInterfaces
      }
      if place >= 0 { return Int(place) }
    }
    return wideHosts[end.node]
  }

  /// What comes before normal policy at a host endpoint: policies before connection tracking and address translation.
  /// There Allow and Deny are final, and the end of a tier decides nothing.
  private func early(
    _ holder: AddressHolder, _ direction: TrafficDirection, _ packet: borrowing Packet, _ trace: inout TraceRecorder
  ) -> Decision? {
    let untracked = program(holder.endpointClass, .untracked, direction)
    if untracked != 0 {
      trace.note(.hook(.untracked))
      if let decision = evaluate(untracked, direction, packet, armed: false, &trace) { return decision }
    }
    let translated = program(holder.endpointClass, .preDNAT, direction)
    if translated == 0 { return nil }
    trace.note(.hook(.preDNAT))
    return evaluate(translated, direction, packet, armed: false, &trace)
  }

  /// Normal policy, then profiles.
  private func normal(
    _ holder: AddressHolder, _ direction: TrafficDirection, _ packet: borrowing Packet, _ trace: inout TraceRecorder
  ) -> Decision {
    let program = program(holder.endpointClass, .normal, direction)
    return evaluate(program, direction, packet, armed: true, &trace) ?? evaluate(profiles: holder.profiles, direction, packet, &trace)
  }
}
