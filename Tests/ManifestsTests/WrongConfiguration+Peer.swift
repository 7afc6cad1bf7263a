extension WrongConfiguration {
  /// Read by eye, then kept.
  static let peerRows: [WrongConfiguration] = [
    WrongConfiguration(
      "sixty is no AS number",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.11
          peers:
            - name: tor-1
              peerIP: 10.0.0.1
              asNumber: sixty
        """,
      report: """
        apus.yaml:7:17: error: asNumber: expected 1...4294967295 or internal/external, found "sixty"
            7 |       asNumber: sixty
              |                 ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown field in a peer",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: tor-1
              peerIP: 10.0.0.2
              asNumber: 64513
              holdtime: 90
        """,
      report: """
        apus.yaml:8:7: error: unknown field "holdtime" in bgp.peers; did you mean "holdTime"?
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer is a mapping",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - tor-1
        """,
      report: """
        apus.yaml:5:7: error: peers: expected a mapping with the fields of bgp.peers, found "tor-1"
            5 |     - tor-1
              |       ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer needs a name, an AS and an address",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - passive: true   # and nothing else
        """,
      report: """
        apus.yaml:5:7: error: missing field "name" in bgp.peers; add name: NAME
            5 |     - passive: true   # and nothing else
              |       ^~~~~~~~~~~~~
        apus.yaml:5:7: error: missing field "peerIP" in bgp.peers; add peerIP: ADDRESS, or peerRange: PREFIX to accept every peer in it
            5 |     - passive: true   # and nothing else
              |       ^~~~~~~~~~~~~
        apus.yaml:5:7: error: missing field "asNumber" in bgp.peers; add asNumber: NUMBER, internal or external
            5 |     - passive: true   # and nothing else
              |       ^~~~~~~~~~~~~
        3 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer has an address or a range, not both",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, peerRange: 10.0.0.0/24, asNumber: internal }
        """,
      report: """
        apus.yaml:5:47: error: peerRange: peerIP and peerRange are both given; remove one of them
            5 |     - { name: a, peerIP: 10.0.0.2, peerRange: 10.0.0.0/24, asNumber: internal }
              |                                               ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer's address is no prefix",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.0/24, asNumber: internal }
        """,
      report: """
        apus.yaml:5:26: error: peerIP: expected an IP address, with a port as 10.0.0.1:1790 or [fd00::1]:1790, found "10.0.0.0/24"; peerRange takes a prefix
            5 |     - { name: a, peerIP: 10.0.0.0/24, asNumber: internal }
              |                          ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer's port is a number",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: "10.0.0.2:bgp", asNumber: internal }
        """,
      report: """
        apus.yaml:5:26: error: peerIP: expected an IP address, with a port as 10.0.0.1:1790 or [fd00::1]:1790, found "10.0.0.2:bgp"; the port is 1...65535
            5 |     - { name: a, peerIP: "10.0.0.2:bgp", asNumber: internal }
              |                          ^~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a link-local peer needs its interface",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: "fe80::1", asNumber: external }
        """,
      report: """
        apus.yaml:5:26: error: peerIP: the link-local address fe80::1 needs its interface; write fe80::1%eth0 with the interface's name
            5 |     - { name: a, peerIP: "fe80::1", asNumber: external }
              |                          ^~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a global peer takes no interface",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: "fd00::1%eth0", asNumber: external }
        """,
      report: """
        apus.yaml:5:26: error: peerIP: fd00::1 is not link-local and takes no interface; did you mean fd00::1?
            5 |     - { name: a, peerIP: "fd00::1%eth0", asNumber: external }
              |                          ^~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer is not multicast",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 224.0.0.5, asNumber: external }
        """,
      report: """
        apus.yaml:5:26: error: peerIP: expected the unicast address of a peer, found "224.0.0.5"
            5 |     - { name: a, peerIP: 224.0.0.5, asNumber: external }
              |                          ^~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a range has no host bits",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerRange: 10.0.0.7/24, asNumber: internal }
        """,
      report: """
        apus.yaml:5:29: error: peerRange: expected a prefix without host bits, found "10.0.0.7/24"; did you mean 10.0.0.0/24?
            5 |     - { name: a, peerRange: 10.0.0.7/24, asNumber: internal }
              |                             ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a range cannot be active",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerRange: 10.0.0.0/24, asNumber: internal, passive: false }
        """,
      report: """
        apus.yaml:5:71: error: passive: the peers of a range connect to us; remove passive, or give peerIP
            5 |     - { name: a, peerRange: 10.0.0.0/24, asNumber: internal, passive: false }
              |                                                                       ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "yes is not true",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: internal, passive: yes }
        """,
      report: """
        apus.yaml:5:65: error: passive: expected true or false, found "yes"; did you mean true?
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: internal, passive: yes }
              |                                                                 ^~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "hops of ttlSecurity",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, ttlSecurity: 256 }
        """,
      report: """
        apus.yaml:5:66: error: ttlSecurity: expected 1...255 hops, found 256
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, ttlSecurity: 256 }
              |                                                                  ^~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown family",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              families: [ ipv4, ip6 ]
        """,
      report: """
        apus.yaml:8:25: error: families: expected ipv4 or ipv6, found "ip6"; did you mean ipv6?
            8 |       families: [ ipv4, ip6 ]
              |                         ^~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "no family at all",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, families: [] }
        """,
      report: """
        apus.yaml:5:63: error: families: expected at least one item, found an empty list
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, families: [] }
              |                                                               ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a word in the wrong case",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, nextHopMode: self }
        """,
      report: """
        apus.yaml:5:66: error: nextHopMode: expected Auto, Self or Keep, found "self"; did you mean Self?
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, nextHopMode: self }
              |                                                                  ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "two fields that contradict each other",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, keepOriginalNextHop: true, nextHopMode: Self }
        """,
      report: """
        apus.yaml:5:93: error: nextHopMode: contradicts keepOriginalNextHop: true, which is nextHopMode: Keep; remove one of them
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, keepOriginalNextHop: true, nextHopMode: Self }
              |                                                                                             ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown role",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, role: upstream }
        """,
      report: """
        apus.yaml:5:59: error: role: expected provider, routeServer, routeServerClient, customer or peer, found "upstream"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, role: upstream }
              |                                                           ^~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a role on an internal session",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64512, role: peer }
        """,
      report: """
        apus.yaml:5:59: error: role: roles are for external peers (RFC 9234), and this one is internal; remove role
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64512, role: peer }
              |                                                           ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a client without a cluster ID",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: nodes
              peerRange: 10.0.0.0/24
              asNumber: internal
              routeReflectorClient: true
        """,
      report: """
        apus.yaml:8:29: error: routeReflectorClient: this node has no routeReflectorClusterID; add bgp.routeReflectorClusterID: 10.0.0.1
            8 |       routeReflectorClient: true
              |                             ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an external client",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          routeReflectorClusterID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, routeReflectorClient: true }
        """,
      report: """
        apus.yaml:6:75: error: routeReflectorClient: AS 64513 is not ours (64512), and only internal peers can be clients; remove it, or use asNumber: internal
            6 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, routeReflectorClient: true }
              |                                                                           ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown filter",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              filters: [ no-defualt, other ]
        """,
      report: """
        apus.yaml:8:18: error: filters: unknown filter "no-defualt"; did you mean "no-default"?
            8 |       filters: [ no-defualt, other ]
              |                  ^~~~~~~~~~
        apus.yaml:8:30: error: filters: unknown filter "other"; known filters: accept-all, own-routes, no-default
            8 |       filters: [ no-defualt, other ]
              |                              ^~~~~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "two peers with one name",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513 }
            - { name: a, peerIP: 10.0.0.3, asNumber: 64513 }
        """,
      report: """
        apus.yaml:6:15: error: name: peer "a" is defined twice, first at apus.yaml:5:15; rename one of them
            6 |     - { name: a, peerIP: 10.0.0.3, asNumber: 64513 }
              |               ^
        1 error in 1 file; nothing was applied
        """),
  ]
}
