extension WrongConfiguration {
  /// Read by eye, then kept.
  static let speakerRows: [WrongConfiguration] = [
    WrongConfiguration(
      "our own AS is a number",
      text: """
        bgp:
          asNumber: internal
          routerID: 10.0.0.1
        """,
      report: """
        apus.yaml:2:13: error: asNumber: expected 1...4294967295, found "internal"
            2 |   asNumber: internal
              |             ^~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "AS 0 is nobody's",
      text: """
        bgp:
          asNumber: 0
          routerID: 10.0.0.1
        """,
      report: """
        apus.yaml:2:13: error: asNumber: expected 1...4294967295, found 0
            2 |   asNumber: 0
              |             ^
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an AS number has at most 32 bits",
      text: """
        bgp:
          asNumber: 4294967296
          routerID: 10.0.0.1
        """,
      report: """
        apus.yaml:2:13: error: asNumber: expected 1...4294967295, found 4294967296
            2 |   asNumber: 4294967296
              |             ^~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "the AS and the router ID are required",
      text: """
        bgp:
          listenPort: 1790
        """,
      report: """
        apus.yaml:2:3: error: missing field "asNumber" in bgp; add asNumber: NUMBER, the AS of this node
            2 |   listenPort: 1790
              |   ^~~~~~~~~~~~~~~~
        apus.yaml:2:3: error: missing field "routerID" in bgp; add routerID: an IPv4 address of this node, which no other peer uses
            2 |   listenPort: 1790
              |   ^~~~~~~~~~~~~~~~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a router ID is not zero",
      text: """
        bgp: { asNumber: 64512, routerID: 0.0.0.0 }
        """,
      report: """
        apus.yaml:1:35: error: routerID: expected an identifier like 10.0.0.1, not 0.0.0.0, found "0.0.0.0"
            1 | bgp: { asNumber: 64512, routerID: 0.0.0.0 }
              |                                   ^~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a router ID is four octets",
      text: """
        bgp: { asNumber: 64512, routerID: fd00::1 }
        """,
      report: """
        apus.yaml:1:35: error: routerID: expected an identifier like 10.0.0.1, not 0.0.0.0, found "fd00::1"
            1 | bgp: { asNumber: 64512, routerID: fd00::1 }
              |                                   ^~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a hold time of two seconds is forbidden",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          holdTime: 2
        """,
      report: """
        apus.yaml:4:13: error: holdTime: expected 0 or 3...65535 seconds, found 2
            4 |   holdTime: 2
              |             ^
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a port is not quoted",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          listenPort: "179"
        """,
      report: """
        apus.yaml:4:15: error: listenPort: expected 1...65535, found "179"; write the number without quotes
            4 |   listenPort: "179"
              |               ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a port has 16 bits",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          listenPort: 70000
        """,
      report: """
        apus.yaml:4:15: error: listenPort: expected 1...65535, found 70000
            4 |   listenPort: 70000
              |               ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a listening address is no prefix",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          listen: [ 10.0.0.1, 10.0.0.0/24 ]
        """,
      report: """
        apus.yaml:4:23: error: listen: expected an IP address, found "10.0.0.0/24"; did you mean 10.0.0.0?
            4 |   listen: [ 10.0.0.1, 10.0.0.0/24 ]
              |                       ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a restart time has 12 bits",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          gracefulRestart: { restartTime: 4096 }
        """,
      report: """
        apus.yaml:4:35: error: restartTime: expected 0...4095 seconds, found 4096
            4 |   gracefulRestart: { restartTime: 4096 }
              |                                   ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a dotted AS number out of range",
      text: """
        bgp: { asNumber: 1.70000, routerID: 10.0.0.1 }
        """,
      report: """
        apus.yaml:1:18: error: asNumber: expected 1...4294967295, found "1.70000"
            1 | bgp: { asNumber: 1.70000, routerID: 10.0.0.1 }
              |                  ^~~~~~~
        1 error in 1 file; nothing was applied
        """),
  ]
}
