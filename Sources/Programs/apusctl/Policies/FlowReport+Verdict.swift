import ControlAPI
import PolicyEvaluator

extension FlowReport {
  /// The evaluator's answer for people and programs.
  init(_ verdict: FlowVerdict) {
    self.init(verdict: verdict.verdict.rawValue, egress: Side(verdict.egress), ingress: Side(verdict.ingress))
  }
}

extension FlowReport.Side {
  fileprivate init(_ decision: Decision) {
    self.init(verdict: decision.verdict.rawValue, by: decision.reason.description, trace: decision.trace.map(\.description))
  }
}
