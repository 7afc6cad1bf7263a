import BGPFilters
import BGPWire

/// Applies verdicts that depend on the prefix, within one message; the last one's outcome is kept, since neighbours mostly share it.
struct PrefixPolice: ~Copyable {
  private let program: FilterProgram?
  private let base: ImportBase
  private var verdict: FilterVerdict?
  private var flags: UInt16 = 0
  private var policed: UInt32 = AttributeStore.none
  private var owned: [UInt32] = []

  /// `base` is what the import changes whatever the filter says.
  init(_ program: FilterProgram?, base: ImportBase) {
    self.program = program
    self.base = base
  }

  /// The flags and the set of a path with this verdict.
  mutating func apply(_ verdict: FilterVerdict, _ run: ImportRun, _ shared: inout SharedAttributes) -> (UInt16, UInt32) {
    if self.verdict == verdict { return (flags, policed) }
    self.verdict = verdict
    let outcome = ImportPolicy.outcome(of: verdict, program, base: base, run.attributes, &shared)
    flags = run.flags & ~(PathEntry.filtered | PathEntry.edited) | outcome.flags
    policed = outcome.set
    if policed != run.attributes { owned.append(policed) }
    return (flags, policed)
  }

  /// Gives the references back that the message's own paths do not hold.
  mutating func finish(_ shared: inout SharedAttributes) {
    for set in owned { shared.release(set) }
    owned.removeAll()
  }
}
