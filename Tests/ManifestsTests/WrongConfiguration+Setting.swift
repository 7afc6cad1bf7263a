extension WrongConfiguration {
  /// Read by eye, then kept.
  static let settingRows: [WrongConfiguration] = [
    WrongConfiguration(
      "a workload without an address",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - name: frontend-1
        """,
      report: """
        apus.yaml:3:5: error: missing field "addresses" in workloads; add addresses: [ ADDRESS ]
            3 |   - name: frontend-1
              |     ^~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a workload's address with a length",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: frontend-1, addresses: [ 10.65.0.2/32 ] }
        """,
      report: """
        apus.yaml:3:38: error: addresses: expected an IP address, found "10.65.0.2/32"; did you mean 10.65.0.2?
            3 |   - { name: frontend-1, addresses: [ 10.65.0.2/32 ] }
              |                                      ^~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "one address for two workloads",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: a, addresses: [ 10.65.0.2 ] }
          - { name: b, addresses: [ 10.65.0.3, 10.65.0.2 ] }
        """,
      report: """
        apus.yaml:4:40: error: addresses: 10.65.0.2 is already the address of workload default/a; give each its own
            4 |   - { name: b, addresses: [ 10.65.0.3, 10.65.0.2 ] }
              |                                        ^~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "one name for two workloads",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: a, addresses: [ 10.65.0.2 ] }
          - { name: a, addresses: [ 10.65.0.3 ] }
        """,
      report: """
        apus.yaml:4:13: error: name: workload default/a is defined twice, first at apus.yaml:3:13; rename one of them
            4 |   - { name: a, addresses: [ 10.65.0.3 ] }
              |             ^
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an interface name is short",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: a, addresses: [ 10.65.0.2 ], interface: cali0123456789ab }
        """,
      report: """
        apus.yaml:3:53: error: interface: expected an interface name of at most 15 characters, found "cali0123456789ab"
            3 |   - { name: a, addresses: [ 10.65.0.2 ], interface: cali0123456789ab }
              |                                                     ^~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a workload's name is one for Kubernetes",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: "UPPER_/;", namespace: -x, addresses: [ 10.65.0.2 ] }
        """,
      report: """
        apus.yaml:3:13: error: name: expected a name of lower-case letters, digits, '-' and '.', as in Kubernetes, found "UPPER_/;"
            3 |   - { name: "UPPER_/;", namespace: -x, addresses: [ 10.65.0.2 ] }
              |             ^~~~~~~~~~
        apus.yaml:3:36: error: namespace: expected a name of lower-case letters, digits, '-' and '.', as in Kubernetes, found "-x"
            3 |   - { name: "UPPER_/;", namespace: -x, addresses: [ 10.65.0.2 ] }
              |                                    ^~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a workload's address is that of a host",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: a, addresses: [ 127.0.0.1, 10.65.0.2, "ff02::1" ] }
        """,
      report: """
        apus.yaml:3:29: error: addresses: expected a unicast address, neither unspecified, loopback nor link-local, found "127.0.0.1"
            3 |   - { name: a, addresses: [ 127.0.0.1, 10.65.0.2, "ff02::1" ] }
              |                             ^~~~~~~~~
        apus.yaml:3:51: error: addresses: expected a unicast address, neither unspecified, loopback nor link-local, found "ff02::1"
            3 |   - { name: a, addresses: [ 127.0.0.1, 10.65.0.2, "ff02::1" ] }
              |                                                   ^~~~~~~~~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a port needs a name",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        workloads:
          - { name: a, addresses: [ 10.65.0.2 ], ports: [ { protocol: tcp, port: 0 } ] }
        """,
      report: """
        apus.yaml:3:51: error: missing field "name" in workloads.ports; add name: NAME
            3 |   - { name: a, addresses: [ 10.65.0.2 ], ports: [ { protocol: tcp, port: 0 } ] }
              |                                                   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        apus.yaml:3:63: error: protocol: expected TCP, UDP, SCTP or 1...255, found "tcp"; did you mean TCP?
            3 |   - { name: a, addresses: [ 10.65.0.2 ], ports: [ { protocol: tcp, port: 0 } ] }
              |                                                               ^~~
        apus.yaml:3:74: error: port: expected 1...65535, found 0
            3 |   - { name: a, addresses: [ 10.65.0.2 ], ports: [ { protocol: tcp, port: 0 } ] }
              |                                                                          ^
        3 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a block with host bits",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        blocks: [ 10.65.0.5/26 ]
        """,
      report: """
        apus.yaml:2:11: error: blocks: expected a prefix without host bits, found "10.65.0.5/26"; did you mean 10.65.0.0/26?
            2 | blocks: [ 10.65.0.5/26 ]
              |           ^~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a block that is one address",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        blocks: [ 10.65.0.5 ]
        """,
      report: """
        apus.yaml:2:11: error: blocks: expected an IP prefix (address/length), found "10.65.0.5"; did you mean 10.65.0.5/32?
            2 | blocks: [ 10.65.0.5 ]
              |           ^~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "blocks that overlap",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        blocks: [ 10.65.0.0/26, 10.65.0.0/24 ]
        """,
      report: """
        apus.yaml:2:25: error: blocks: 10.65.0.0/24 overlaps with 10.65.0.0/26; remove one of them
            2 | blocks: [ 10.65.0.0/26, 10.65.0.0/24 ]
              |                         ^~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown way to advertise",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        advertiseWorkloads: outside
        """,
      report: """
        apus.yaml:2:21: error: advertiseWorkloads: expected always or outsideBlocks, found "outside"; did you mean outsideBlocks?
            2 | advertiseWorkloads: outside
              |                     ^~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown table",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        kernel: { table: mian }
        """,
      report: """
        apus.yaml:2:18: error: table: expected main or a table number 1...4294967295, found "mian"
            2 | kernel: { table: mian }
              |                  ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a protocol number of the kernel",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        kernel: { protocol: 2, export: 1 }
        """,
      report: """
        apus.yaml:2:21: error: protocol: expected 5...255, found 2
            2 | kernel: { protocol: 2, export: 1 }
              |                     ^
        apus.yaml:2:32: error: export: expected true or false, found 1
            2 | kernel: { protocol: 2, export: 1 }
              |                                ^
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown enforcement and an attribute in use",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        policy: { enforcement: iptables, identity: { attribute: 8 } }
        """,
      report: """
        apus.yaml:2:24: error: enforcement: expected nftables or none, found "iptables"; did you mean nftables?
            2 | policy: { enforcement: iptables, identity: { attribute: 8 } }
              |                        ^~~~~~~~
        apus.yaml:2:57: error: attribute: expected 129...255, a type code that no standard uses, found 8
            2 | policy: { enforcement: iptables, identity: { attribute: 8 } }
              |                                                         ^
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "HTTP without a port",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        api: { http: "127.0.0.1" }
        """,
      report: """
        apus.yaml:2:14: error: http: expected ADDRESS:PORT, or "" for none, found "127.0.0.1"
            2 | api: { http: "127.0.0.1" }
              |              ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown level and format",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        log: { level: warn, format: yaml }
        """,
      report: """
        apus.yaml:2:15: error: level: expected trace, debug, info, notice, warning, error or critical, found "warn"; did you mean warning?
            2 | log: { level: warn, format: yaml }
              |               ^~~~
        apus.yaml:2:29: error: format: expected auto, text or json, found "yaml"
            2 | log: { level: warn, format: yaml }
              |                             ^~~~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a manifest file that is not there",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        manifests: [ policy.yaml, "none/*.yaml" ]
        """,
      report: """
        apus.yaml:2:14: error: manifests: cannot read policy.yaml: No such file or directory; correct the path, or remove it
            2 | manifests: [ policy.yaml, "none/*.yaml" ]
              |              ^~~~~~~~~~~
        apus.yaml:2:27: warning: manifests: no manifest matches none/*.yaml; a folder gives its *.yaml, *.yml and *.json files
            2 | manifests: [ policy.yaml, "none/*.yaml" ]
              |                           ^~~~~~~~~~~~~
        1 error in 1 file, 1 warning in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a socket's path is short",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        api: { socket: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }
        """,
      report: """
        apus.yaml:2:16: error: socket: expected a path of at most 107 bytes, found 113; use a shorter one, as /run/apus/apus.sock
            2 | api: { socket: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }
              |                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
  ]
}
