extension WrongConfiguration {
  /// Read by eye, then kept.
  static let documentRows: [WrongConfiguration] = [
    WrongConfiguration(
      "a file without bgp says what is missing",
      text: """
        node: { name: a }
        """,
      report: """
        apus.yaml:1:1: error: missing field "asNumber" in bgp; add asNumber: NUMBER, the AS of this node
            1 | node: { name: a }
              | ^~~~~~~~~~~~~~~~~
        apus.yaml:1:1: error: missing field "routerID" in bgp; add routerID: an IPv4 address of this node, which no other peer uses
            1 | node: { name: a }
              | ^~~~~~~~~~~~~~~~~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an empty file",
      text: """
        # nothing here
        """,
      report: """
        apus.yaml:1:1: error: the file is empty; add at least bgp: { asNumber, routerID }
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a list is no configuration",
      text: """
        - bgp
        """,
      report: """
        apus.yaml:1:1: error: expected a mapping with the fields of the config file, found a list
            1 | - bgp
              | ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a manifest is no configuration",
      text: """
        apiVersion: projectcalico.org/v3
        kind: BGPPeer
        metadata: { name: x }
        """,
      report: """
        apus.yaml:2:7: error: kind: this is a manifest, not a config file; name it under manifests: in the config file
            2 | kind: BGPPeer
              |       ^~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "two documents",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        ---
        kind: x
        """,
      report: """
        apus.yaml:3:1: error: a config file is one YAML document, found 2; put manifests into files of their own and name them under manifests:
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown field at the top with a near name",
      text: """
        bpg: { asNumber: 64512 }
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        """,
      report: """
        apus.yaml:1:1: error: unknown field "bpg" in the config file; did you mean "bgp"?
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown field far from every name lists the known ones",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        store: { etcd: "http://x" }
        """,
      report: """
        apus.yaml:2:10: error: unknown field "etcd" in store; known fields: sqlite
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a field given twice in a block",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          holdTime: 90
          asNumber: 64513
        """,
      report: """
        apus.yaml:5:3: error: field "asNumber" is given twice, first in line 2; remove one of them
            5 |   asNumber: 64513
              |   ^~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a field given twice in a flow",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1, asNumber: 64513 }
        """,
      report: """
        apus.yaml:1:45: error: field "asNumber" is given twice, first in line 1; remove one of them
            1 | bgp: { asNumber: 64512, routerID: 10.0.0.1, asNumber: 64513 }
              |                                             ^~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a bracket that is not closed",
      text: """
        bgp: { asNumber: 64512
        routerID: 10.0.0.1
        """,
      report: """
        apus.yaml:2:9: error: invalid YAML: did not find expected ',' or '}'
            2 | routerID: 10.0.0.1
              |         ^
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a tab as indentation",
      text: """
        bgp:
        	asNumber: 64512
        """,
      report: """
        apus.yaml:2:1: error: invalid YAML: found character that cannot start any token; indent with spaces, not tabs
            2 | 	asNumber: 64512
              | ^
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an alias of nothing",
      text: """
        bgp: { asNumber: *as, routerID: 10.0.0.1 }
        """,
      report: """
        apus.yaml:1:18: error: invalid YAML: found undefined alias
            1 | bgp: { asNumber: *as, routerID: 10.0.0.1 }
              |                  ^
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "bgp is a mapping",
      text: """
        bgp: 64512
        """,
      report: """
        apus.yaml:1:6: error: bgp: expected a mapping with the fields of bgp, found 64512
            1 | bgp: 64512
              |      ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "peers is a list",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers: tor-1
        """,
      report: """
        apus.yaml:4:10: error: peers: expected a list, found "tor-1"
            4 |   peers: tor-1
              |          ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a syntax error beside a password does not show it",
      text: """
        bgp:
          peers:
            - { name: a, password: "hunter2", ]
        """,
      report: """
        apus.yaml:3:39: error: invalid YAML: did not find expected node content
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "labels are texts",
      text: """
        bgp: { asNumber: 64512, routerID: 10.0.0.1 }
        node: { name: "node a", labels: { rack: [ r1 ] } }
        """,
      report: """
        apus.yaml:2:15: error: name: expected a name of letters, digits, '-', '_' and '.', found "node a"
            2 | node: { name: "node a", labels: { rack: [ r1 ] } }
              |               ^~~~~~~~
        apus.yaml:2:41: error: rack: expected a text, found a list
            2 | node: { name: "node a", labels: { rack: [ r1 ] } }
              |                                         ^~~~~~~~~~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "two problems in one line are both told",
      text: """
        bgp: { asNumber: sixty, routerID: ten }
        """,
      report: """
        apus.yaml:1:18: error: asNumber: expected 1...4294967295, found "sixty"
            1 | bgp: { asNumber: sixty, routerID: ten }
              |                  ^~~~~
        apus.yaml:1:35: error: routerID: expected an identifier like 10.0.0.1, not 0.0.0.0, found "ten"
            1 | bgp: { asNumber: sixty, routerID: ten }
              |                                   ^~~
        2 errors in 1 file; nothing was applied
        """),
  ]
}
