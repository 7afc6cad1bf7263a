import ControlAPI
import NetTypes
import PolicyEvaluator
import Resources

extension NodeBackend {
  func policies() async throws -> [PolicyEntry] {
    let model = daemon.policyIntent().model
    let tiers = PolicyTier.builtIn + model.tiers
    func place(_ policy: Policy) -> (Double, String, Double, String) {
      let tier = tiers.first { $0.name == policy.tier }?.order ?? .infinity
      return (tier, policy.tier, policy.order ?? .infinity, policy.id.orderText)
    }
    return model.policies.map { (place($0), $0) }.sorted { $0.0 < $1.0 }.map { _, policy in
      PolicyEntry(
        kind: policy.id.kind.manifestKind, namespace: policy.id.namespace ?? "", name: policy.id.name, tier: policy.tier,
        order: policy.order, ingress: policy.ingress?.count, egress: policy.egress?.count, staged: policy.stagedAction != nil)
    }
  }

  func explainFlow(from source: String, to destination: String, port: String) async throws -> FlowReport {
    let (source, destination) = (try Self.party(source), try Self.party(destination))
    let flow = try Self.target(port).flow(from: source, to: destination)
    let policies = try compiled(daemon.policyIntent().model)
    do throws(FlowFault) {
      let verdict = try policies.verdict(of: flow, tracing: true)
      return FlowReport(verdict: verdict.verdict.rawValue, egress: Self.side(verdict.egress), ingress: Self.side(verdict.ingress))
    } catch {
      throw ControlError(.notFound, error.message, mend: error.mend)
    }
  }

  func matrix(port: String?, namespace: String?) async throws -> [MatrixEntry] {
    let model = daemon.policyIntent().model
    let policies = try compiled(model)
    let asked = try port.map(Self.target)
    let workloads = model.workloads.filter { !$0.addresses.isEmpty }.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    let inside = namespace.map { name in workloads.count { $0.namespace == name } } ?? workloads.count
    if inside * workloads.count > Self.largestMatrix {
      throw ControlError(
        .invalid, "\(inside * workloads.count) pairs are too many for one matrix", mend: "give a namespace, or ask for single flows")
    }
    var entries: [MatrixEntry] = []
    for source in workloads {
      for destination in workloads where source.qualifiedName != destination.qualifiedName {
        if let namespace, source.namespace != namespace, destination.namespace != namespace { continue }
        for target in asked.map({ [$0] }) ?? destination.targets {
          // Ends without a family in common are no pair.
          guard let verdict = try? policies.verdict(of: target.flow(from: source.party, to: destination.party)) else { continue }
          entries.append(MatrixEntry(source, destination, target, verdict))
        }
      }
    }
    return entries
  }

  private static let largestMatrix = 1_000_000

  /// The evaluator of a model; the last is kept, since questions come in series.
  private func compiled(_ model: PolicyModel) throws(ControlError) -> CompiledPolicies {
    if let kept = daemon.compiledPolicies.withLock({ $0 }), kept.model == model { return kept.policies }
    do throws(CompilationFaults) {
      let policies = try CompiledPolicies(model)
      daemon.compiledPolicies.withLock { $0 = (model, policies) }
      return policies
    } catch {
      throw ControlError(.unavailable, error.faults.map(\.description).joined(separator: "; "))
    }
  }

  private static func party(_ text: String) throws(ControlError) -> FlowParty {
    if let party = FlowParty(text) { return party }
    throw ControlError(.invalid, "expected ns/pod, hep:NAME, node:NAME or an address, found \"\(text)\"")
  }

  private static func target(_ text: String) throws(ControlError) -> FlowTarget {
    if let target = FlowTarget(text) { return target }
    throw ControlError(.invalid, "expected a protocol and port, found \"\(text)\"", mend: "write it like tcp/80, udp/53 or icmp")
  }

  private static func side(_ decision: Decision) -> FlowReport.Side {
    .init(verdict: decision.verdict.rawValue, by: decision.reason.description, trace: decision.trace.map(\.description))
  }
}

extension MatrixEntry {
  fileprivate init(_ source: WorkloadEndpoint, _ destination: WorkloadEndpoint, _ target: FlowTarget, _ verdict: FlowVerdict) {
    self.init(
      from: source.qualifiedName, to: destination.qualifiedName, port: target.description, predicted: verdict.verdict.rawValue,
      by: .init(egress: verdict.egress.reason.description, ingress: verdict.ingress.reason.description))
  }
}
