import ControlServer
import Testing

@Suite("Prometheus text")
struct PrometheusTextTests {
  @Test("families have HELP, TYPE and samples; only counters end in _total")
  func golden() {
    let families = [
      MetricFamily(
        "bgp_session_updates_received", .counter, help: "UPDATE messages received.",
        samples: [.init(12, labels: [.init("peer", "tor-1"), .init("family", "ipv4")]), .init(0, labels: [.init("peer", "tor-2")])]),
      MetricFamily("bgp_convergence_seconds", .gauge, help: "Seconds.", value: 0.25),
      MetricFamily("nothing", .gauge, help: "No samples.", samples: []),
    ]
    #expect(
      PrometheusText.render(families) == """
        # HELP apus_bgp_session_updates_received_total UPDATE messages received.
        # TYPE apus_bgp_session_updates_received_total counter
        apus_bgp_session_updates_received_total{peer="tor-1",family="ipv4"} 12
        apus_bgp_session_updates_received_total{peer="tor-2"} 0
        # HELP apus_bgp_convergence_seconds Seconds.
        # TYPE apus_bgp_convergence_seconds gauge
        apus_bgp_convergence_seconds 0.25

        """)
  }

  @Test("quotes, backslashes and line feeds cannot break out of a label or a help text")
  func escaping() {
    let family = MetricFamily("x", .gauge, help: "a\\b\n\"c\"", samples: [.init(1, labels: [.init("why", "a\\b\n\"c\"")])])
    #expect(
      PrometheusText.render([family]) == """
        # HELP apus_x a\\\\b\\n"c"
        # TYPE apus_x gauge
        apus_x{why="a\\\\b\\n\\"c\\""} 1

        """)
  }

  @Test(
    "numbers are written as Prometheus reads them",
    arguments: [
      (0, "0"), (-3, "-3"), (9_007_199_254_740_991, "9007199254740991"), (0.001, "0.001"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
      (1e300, "1e+300"),
    ] as [(Double, String)])
  func numbers(value: Double, text: String) {
    #expect(PrometheusText.render([MetricFamily("x", .gauge, help: "", value: value)]).hasSuffix("apus_x \(text)\n"))
  }
}
