// apus-bench: nanoseconds per item of the parts of the hot path, on one thread, without sockets.
//
//   apus-bench decode            split, stage 2, prefixes
//   apus-bench rib [PREFIXES]    all of the RIB: insert, decide, encode, intern hit, feeds
//   apus-bench selectors         the label index: what one change costs
//   apus-bench insert|feed|hit [PREFIXES]   one part of it, for a profiler
let arguments = Array(CommandLine.arguments.dropFirst())
let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
switch arguments.first {
case "decode": DecodeBench.run()
case "rib": RIBBench.run(count: count)
case "selectors": SelectorBench.run()
case "policy": PolicyBench.run()
case "feed": RIBBench.many(count: count, perMessage: 4)
case "hit": RIBBench.internHit()
case "insert": RIBBench.packed(count: count, isIPv6: false)
default: print("usage: apus-bench decode | rib | selectors | policy | insert | feed | hit [PREFIXES]")
}
