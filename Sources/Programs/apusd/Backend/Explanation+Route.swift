import BGPRIB
import ControlAPI
import NetTypes

extension Explanation {
  /// A prefix's story: its paths with their reasons, the kernel, what peers are sent.
  init(_ explanation: RouteExplanation, names: [PeerIndex: String], to peer: String?, exportsToKernel: Bool, _ clock: ClockPair) {
    func name(_ index: PeerIndex) -> String { names[index] ?? "local" }
    var steps = explanation.paths.map { Self.step($0, from: name($0.from)) }
    steps.append(Self.kernelStep(explanation, exportsToKernel: exportsToKernel))
    let exports = explanation.exports.sorted { name($0.key) < name($1.key) }
    steps += exports.map { Self.step($0.value, to: name($0.key)) }
    let best = explanation.paths.first(where: \.isBest)
    var isPositive = best != nil
    var summary = best.map { "best path from \(name($0.from)): \($0.why.text)" } ?? "no path can be used"
    if let peer, let outcome = exports.first?.value {
      isPositive = if case .sent = outcome { true } else { false }
      summary = isPositive ? "sent to \(peer)" : "not sent to \(peer): \(Self.text(outcome))"
    }
    self.init(
      subject: "route \(explanation.prefix)\(peer.map { " to \($0)" } ?? "")", positive: isPositive, summary: summary, steps: steps,
      routes: explanation.paths.map { RouteEntry($0, from: name($0.from), clock) })
  }

  private static func step(_ path: RouteView, from name: String) -> Step {
    let via = path.nextHop.map { " via \($0.address)" } ?? ""
    let (stage, mend) = place(of: path.why)
    let stale = path.isStale ? "; stale: its session is gone, it is kept until the peer is back or the wait is over (RFC 4724)" : ""
    let text = "path from \(name)\(via): \(path.why.text)\(stale)"
    return Step(stage, path.isBest ? .pass : stage == .decision ? .note : .fail, text, from: name, mend: mend)
  }

  private static func place(of reason: RouteReason) -> (Stage, String?) {
    switch reason {
    case .onlyPath, .best, .lost: return (.decision, nil)
    case .filtered(let rule):
      let isDefault = rule.contains("own-routes")
      return (.importFilter, isDefault ? "filters: [ accept-all ] on the peer opens it" : "change the filter, or the peer's filters")
    case .ownASInPath, .ownOriginator, .clusterLoop, .routeLeak: return (.check, nil)
    case .unresolvedNextHop(let address), .coversOwnNextHop(let address):
      return (.nextHop, "make \(address) reachable by a connected route, or set nextHopMode: Self on the peer that sent it")
    case .ownNextHop: return (.nextHop, nil)
    case .peerDown: return (.received, nil)
    }
  }

  private static func kernelStep(_ explanation: RouteExplanation, exportsToKernel: Bool) -> Step {
    if let refusal = explanation.kernelRefusal { return Step(.kernel, .fail, "the kernel refuses it: \(refusal)") }
    let isInstalled = explanation.paths.contains { $0.isBest && $0.isInstalled }
    let confirmation = isInstalled ? ", installed" : ", not confirmed yet"
    switch explanation.kernel {
    case .nothing:
      return Step(.kernel, .note, nothingToInstall(explanation, exportsToKernel))
    case .blackhole: return Step(.kernel, isInstalled ? .pass : .note, "blackhole for an own block\(confirmation)")
    case .unicast(let hops):
      let text = hops.map { "via \($0.gateway)" }.joined(separator: ", ")
      return Step(.kernel, isInstalled ? .pass : .note, text + confirmation)
    }
  }

  private static func nothingToInstall(_ explanation: RouteExplanation, _ exportsToKernel: Bool) -> String {
    switch explanation.paths.first(where: \.isBest)?.from {
    case nil: "nothing to install: no path can be used"
    case PeerIndex.local: "nothing to install: it is an own workload, whose route is made by what connects it"
    default:
      exportsToKernel ? "nothing to install: its next hop does not resolve" : "kernel.export is off: no learned route is installed"
    }
  }

  private static func step(_ outcome: ExportOutcome, to name: String) -> Step {
    switch outcome {
    case .sent(let route): Step(.sent, .pass, "sent to \(name) with next hop \(route.nextHop.address)", rule: route.rule)
    case .refused: Step(.exportFilter, .fail, "not sent to \(name): \(text(outcome))")
    case .noRoute, .noSession: Step(.propagation, .note, "not sent to \(name): \(text(outcome))")
    }
  }

  private static func text(_ outcome: ExportOutcome) -> String {
    switch outcome {
    case .sent(let route): route.rule
    case .refused(let refusal): refusal.text
    case .noRoute: "there is no best path"
    case .noSession: "its session is down or does not carry the family"
    }
  }
}
