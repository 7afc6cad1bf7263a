import ControlAPI
import Rendering
import Testing

@Suite("What people see")
struct ViewTests {
  private let plain = Palette(isColoured: false)
  private let now = Timestamp(milliseconds: Samples.start.milliseconds + 312_000)

  @Test("sessions")
  func sessions() {
    #expect(
      SessionView.render([Samples.session, Samples.waiting], at: now, options: .init()) == """
        PEER   ADDRESS      AS  STATE        SINCE  RECEIVED  ACCEPTED  SENT  WHY
        tor-1  10.0.0.1  64513  Established  5m12s        10         7     5  established
        tor-2  -             -  Active       5m12s         0         0     0  connection refused; retry in 41 s

        """)
  }

  @Test("wide sessions")
  func wideSessions() {
    #expect(
      SessionView.render([Samples.session], at: now, options: .init(isWide: true)) == """
        PEER   ADDRESS      AS  STATE        SINCE  RECEIVED  ACCEPTED  FILTERED  SENT  FAMILIES  HOLD  ROUTER-ID  LOCAL      UPS  QUEUED  WHY
        tor-1  10.0.0.1  64513  Established  5m12s        10         7         3     5  ipv4       90s  10.0.0.1   10.0.0.11    2     0 B  established

        """)
  }

  @Test("a session whose peer reads too slowly says so")
  func slowSession() {
    var session = Samples.session
    session.output = .init(slow: true, queuedBytes: 3 << 20)
    #expect(
      SessionView.render([session], at: now, options: .init()).hasSuffix("established; slow: 3.0 MiB wait, its socket takes no more\n"))
    session.output.resynchronising = true
    #expect(SessionView.render([session], at: now, options: .init()).hasSuffix("it gets the latest state when it reads again\n"))
  }

  @Test("routes keep the widths of their first page")
  func routes() {
    var view = RouteView(options: .init())
    let rejected = Samples.bare("10.9.0.0/16", why: "filter no-default importV4[0]", best: false, filtered: true)
    #expect(
      view.page([Samples.route, rejected]) == """
        -  PREFIX       NEXT-HOP  FROM   PREF  MED  PATH         WHY
        >  10.1.0.0/24  10.0.0.1  tor-1   100    0  64513 {1,2}  only path
        x  10.9.0.0/16  -         local     -    -  -            filter no-default importV4[0]

        """)
    #expect(view.page([Samples.bare("fd00:1234::/32")]) == ">  fd00:1234::/32  -         local     -    -  -            only path\n")
  }

  @Test("a route that is gone has its own mark in a table that goes on")
  func goneRoute() {
    var view = RouteView(options: .init())
    _ = view.page([Samples.route])
    var route = Samples.route
    route.why = "gone"
    #expect(view.gone(route) == "-  10.1.0.0/24  10.0.0.1  tor-1   100    0  64513 {1,2}  gone\n")
  }

  @Test("status when all is well, and when it is not")
  func status() {
    #expect(
      StatusView.render(Samples.status(), palette: plain) == """
        node-a  AS 64512, router ID 10.0.0.11  ok
          version     0.1.0
          up          2d3h
          config      /etc/apus/apus.yaml, applied 2026-11-23T01:52:04.125Z
          sessions    1 of 2 established
          ipv4        12 prefixes, 20 paths, 9 installed
          workloads   1 of 2 advertised
          kernel      9 routes, 1 refused, 0 repaired
          memory      34.5 MiB

        """)
    #expect(
      StatusView.render(Samples.status(.degraded), palette: plain).hasSuffix(
        "! session tor-2: connection refused\n    is its daemon running?\n"))
  }

  @Test("an explanation")
  func explanation() {
    #expect(
      ExplanationView.render(Samples.explanation, palette: plain) == """
        route 10.1.0.0/24 to tor-1: not sent: it came from that peer
          + decision     [tor-1] best of 2 paths (RFC 4271 §9.1.2.2 (a))
          x propagation  a route does not go back where it came from
                         nothing to mend

        """)
  }

  @Test("a flow, a matrix and rules of policy")
  func policy() {
    #expect(
      FlowView.render(Samples.flow, subject: "client/client to stars/backend tcp/6379", palette: plain) == """
        client/client to stars/backend tcp/6379: deny
          + egress  allow by profile:kns.client
              profile kns.client[0] matches: Allow
          x ingress  deny by tier:default
              tier default
              end of tier default: deny

        """)
    let matrix = MatrixView.render(Samples.matrix, options: .init()).split(separator: "\n")
    #expect(
      matrix.map { $0.split(separator: " ").joined(separator: " ") } == [
        "FROM TO PORT POLICY OBSERVED", "stars/frontend stars/backend tcp/6379 allow -",
        "client/client stars/backend tcp/6379 deny allow (!)",
      ])
    #expect(
      RulesView.render(Samples.rules, palette: plain) == """
        in force

        chain egress  hook forward priority 0
          ct mark & 0x1 set drop

        chain c1
          of ingress stars/backend
          th dport 6379 counter r1 accept  # ingress NetworkPolicy stars/backend-policy[0]  2 packets, 120 B

        """)
  }

  @Test("events, workloads and changes")
  func others() {
    let event = EventRecord(id: 1, time: Samples.start, kind: .sessionDown, peer: "tor-1", text: "hold timer\nexpired")
    #expect(EventView.line(event, palette: plain) == "2026-11-23T01:52:04.125Z  sessionDown    tor-1: hold timer·expired\n")
    let workload = WorkloadEntry(Samples.workload, source: .runtime, advertised: false, why: "cali123 is down")
    #expect(
      WorkloadView.render([workload], options: .init(isWide: true)) == """
        NAMESPACE  NAME        ADDRESSES          INTERFACE  ADVERTISED  SOURCE   LABELS         WHY
        stars      frontend-1  10.65.0.2,fd65::2  cali123    no          runtime  role=frontend  cali123 is down

        """)
    #expect(
      ReloadView.render(Samples.diff, palette: plain) == """
        ~ peer tor-1  resets the session (the hold time is negotiated in OPEN)
            holdTime: 90 -> 30
        + filter no-default  routes are evaluated again
        2 changes not applied yet, 1 session reset

        """)
    let resets = [
      ReloadDiff.Change(.change, "bgp.routerID", effect: .reset, why: "needs a new session"),
      ReloadDiff.Change(.change, "peer tor-1", effect: .reset, why: "a setting of the node changes"),
    ]
    #expect(
      ReloadView.render(ReloadDiff(file: "a.yaml", applied: true, changes: resets), palette: plain) == """
        ~ bgp.routerID  resets sessions (needs a new session)
        ~ peer tor-1  resets the session (a setting of the node changes)
        2 changes applied, 1 session reset

        """)
    #expect(ReloadView.render(ReloadDiff(file: "a.yaml", applied: true, changes: []), palette: plain) == "a.yaml: no changes\n")
  }
}
