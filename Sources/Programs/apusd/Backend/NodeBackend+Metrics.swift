import BGPSession
import BGPSpeaker
import ControlAPI
import ControlServer
import KernelRoutes
import NetTypes

extension NodeBackend {
  /// Families of metrics in base units. What grows with the peers is labelled by peer; nothing grows with the routes.
  func metrics() async throws -> [MetricFamily] {
    let clock = ClockPair()
    let peers = await reports(clock)
    let (rib, unknown) = await daemon.loop.call { speaker in
      (AddressFamily.allCases.map { speaker.ribReport($0) }, speaker.unknownPeers)
    }
    return daemonMetrics(clock) + Self.sessionMetrics(peers) + Self.outputMetrics(peers) + Self.messageMetrics(peers)
      + [
        MetricFamily(
          "rib_prefixes", .gauge, help: "Prefixes with at least one path.",
          samples: rib.map { .init(Double($0.prefixes), labels: [.init("family", "\($0.family)")]) }),
        MetricFamily(
          "rib_paths", .gauge, help: "Paths of all peers and of this node.",
          samples: rib.map { .init(Double($0.paths), labels: [.init("family", "\($0.family)")]) }),
        MetricFamily(
          "connections_refused", .counter, help: "Connections from addresses that no peer has.", value: Double(unknown)),
      ] + kernelMetrics()
  }

  private func daemonMetrics(_ clock: ClockPair) -> [MetricFamily] {
    [
      MetricFamily(
        "start_time_seconds", .gauge, help: "When the daemon started, since the epoch.",
        value: Double(daemon.startedAt.milliseconds) / 1000),
      MetricFamily(
        "configuration_applied_time_seconds", .gauge, help: "When the configuration in force was applied, since the epoch.",
        value: Double(daemon.state.withLock { $0.appliedAt }.milliseconds) / 1000),
    ]
  }

  private static func sessionMetrics(_ peers: [PeerReport]) -> [MetricFamily] {
    func perFamily(_ name: String, _ help: String, _ value: (PeerReport, AddressFamily) -> Int) -> MetricFamily {
      MetricFamily(
        name, .gauge, help: help,
        samples: peers.flatMap { peer in
          peer.configuration.session.families.families.map {
            .init(Double(value(peer, $0)), labels: [.init("peer", peer.name), .init("family", "\($0)")])
          }
        })
    }
    return [
      MetricFamily(
        "session_up", .gauge, help: "1 while the session is Established.",
        samples: peers.map { .init($0.state == .established ? 1 : 0, labels: [.init("peer", $0.name)]) }),
      MetricFamily(
        "session_established", .counter, help: "How often the session came up.",
        samples: peers.map { .init(Double($0.session.established), labels: [.init("peer", $0.name)]) }),
      MetricFamily(
        "session_flaps", .counter, help: "How often the session went down.",
        samples: peers.map { .init(Double($0.session.flaps), labels: [.init("peer", $0.name)]) }),
      MetricFamily(
        "session_faults", .counter, help: "Malformed UPDATE messages of the peer.",
        samples: peers.map { .init(Double($0.malformedUpdates), labels: [.init("peer", $0.name)]) }),
      perFamily("session_received_prefixes", "Paths in the Adj-RIB-In.") { $0.routes[$1].received },
      perFamily("session_accepted_prefixes", "Paths that the import rules take.") { $0.routes[$1].accepted },
      perFamily("session_filtered_prefixes", "Paths that the import rules or loop checks refuse.") { $0.routes[$1].filtered },
      perFamily("session_stale_prefixes", "Paths that are kept until the peer is back.") { $0.routes[$1].stale },
      perFamily("session_refused_prefixes", "Announcements that the prefix limit left out.") { $0.routes[$1].refusedByLimit },
      perFamily("session_sent_prefixes", "Prefixes in the Adj-RIB-Out.") { $0.routes[$1].sent },
    ]
  }

  private static func outputMetrics(_ peers: [PeerReport]) -> [MetricFamily] {
    func perPeer(_ name: String, _ kind: MetricFamily.Kind, _ help: String, _ value: (PeerReport) -> Double) -> MetricFamily {
      MetricFamily(name, kind, help: help, samples: peers.map { .init(value($0), labels: [.init("peer", $0.name)]) })
    }
    return [
      perPeer("session_slow", .gauge, "1 while the peer's socket takes no more.") { $0.isBlocked ? 1 : 0 },
      perPeer("session_queued_bytes", .gauge, "Octets that wait for the peer's socket.") { Double($0.routes.queuedBytes) },
      perPeer("session_resynchronising", .gauge, "1 while the peer is to get the latest state instead of each change.") {
        $0.routes.isResynchronising ? 1 : 0
      },
      perPeer("session_resynchronisations", .counter, "How often the peer fell so far behind.") { Double($0.routes.resyncs) },
    ]
  }

  private static func messageMetrics(_ peers: [PeerReport]) -> [MetricFamily] {
    func samples(_ counts: (PeerReport) -> MessageCounts) -> [MetricFamily.Sample] {
      peers.flatMap { peer -> [MetricFamily.Sample] in
        let counts = counts(peer)
        let types = [
          ("open", counts.open), ("update", counts.update), ("notification", counts.notification), ("keepalive", counts.keepalive),
          ("route-refresh", counts.routeRefresh),
        ]
        return types.map { .init(Double($0.1), labels: [.init("peer", peer.name), .init("type", $0.0)]) }
      }
    }
    return [
      MetricFamily("messages_received", .counter, help: "Messages from the peer.", samples: samples(\.session.received)),
      MetricFamily("messages_sent", .counter, help: "Messages to the peer.", samples: samples(\.session.sent)),
    ]
  }

  private func kernelMetrics() -> [MetricFamily] {
    let statistics = daemon.kernel.statistics
    return [
      MetricFamily("kernel_routes", .gauge, help: "Own routes in the kernel.", value: Double(statistics.installed)),
      MetricFamily(
        "kernel_routes_refused", .gauge, help: "Routes that the kernel refuses at the moment.", value: Double(statistics.refused)),
      MetricFamily(
        "kernel_routes_repaired", .counter, help: "Own routes that someone else changed or removed, and that were set again.",
        value: Double(statistics.drift)),
    ]
  }
}
