import BGPRIB
import NetTypes
import Testing

@Suite("Without learned routes in the kernel")
struct KernelExportTests {
  private static let learned = prefix("192.0.2.0/24")
  private static let block = LocalRoute(prefix: prefix("10.65.0.0/26"), kind: .block, name: "blocks[0]")

  private func lab(exports: Bool) -> Lab {
    let lab = Lab { $0.exportsToKernel = exports }
    lab.rib.originate(Self.block)
    lab.rib.originate(LocalRoute(prefix: prefix("10.65.0.2/32"), kind: .workload, name: "default/one"))
    lab.send(lab.peer(1, as: 64600), Wire.Attributes(path: [64600], nextHop: "10.0.0.1"), announce: [Self.learned.description])
    lab.settle()
    return lab
  }

  private func changes(_ lab: Lab) -> [IPPrefix: KernelChange.Wanted] {
    Dictionary(lab.rib.takeKernelChanges(limit: 100).map { ($0.prefix, $0.wanted) }) { $1 }
  }

  private func set(_ exports: Bool, _ lab: Lab) {
    var configuration = lab.rib.configuration
    configuration.exportsToKernel = exports
    lab.rib.update(to: configuration)
    lab.settle()
  }

  private var hops: KernelChange.Wanted { .unicast([.init(gateway: .v4(IPv4Address(0x0A00_0001)), interfaceIndex: 2)]) }

  @Test("a block has its blackhole, a learned route and a workload have nothing")
  func blackhole() {
    let lab = lab(exports: false)
    #expect(changes(lab) == [Self.block.prefix: .blackhole])
    #expect(lab.rib.allKernelRoutes().map(\.prefix) == [Self.block.prefix])
    #expect(lab.rib.explain(Self.learned)?.kernel == .nothing)
  }

  @Test("the blackhole goes with its block")
  func withdrawn() {
    let lab = lab(exports: false)
    _ = changes(lab)
    lab.rib.withdrawLocal(Self.block.prefix, kind: .block, name: Self.block.name)
    lab.settle()
    #expect(changes(lab) == [Self.block.prefix: .nothing])
  }

  @Test("switched off at run time, learned routes leave the kernel and blackholes stay")
  func switchedOff() {
    let lab = lab(exports: true)
    #expect(changes(lab) == [Self.block.prefix: .blackhole, Self.learned: hops])
    set(false, lab)
    let after = changes(lab)
    #expect(after[Self.learned] == .nothing)
    #expect(after[Self.block.prefix] == .blackhole)
    lab.send(lab.peer(2, as: 64601), Wire.Attributes(path: [64601], nextHop: "10.0.0.2"), announce: ["198.51.100.0/24"])
    lab.settle()
    #expect(changes(lab) == [:], "what comes afterwards stays out")
  }

  @Test("switched on at run time, learned routes enter the kernel")
  func switchedOn() {
    let lab = lab(exports: false)
    _ = changes(lab)
    set(true, lab)
    #expect(changes(lab)[Self.learned] == hops)
  }
}
