extension WrongConfiguration {
  /// Read by eye, then kept.
  static let filterRows: [WrongConfiguration] = [
    WrongConfiguration(
      "a filter with the name of a built-in one",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - { name: accept-all, exportV4: [ { action: Accept } ] }
        """,
      report: """
        apus.yaml:5:15: error: name: "accept-all" is a built-in filter; choose another name
            5 |     - { name: accept-all, exportV4: [ { action: Accept } ] }
              |               ^~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a rule without an action",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              importV4:
                - { cidr: 10.0.0.0/8, matchOperator: In }
        """,
      report: """
        apus.yaml:7:11: error: missing field "action" in importV4; add action: Accept or action: Reject
            7 |         - { cidr: 10.0.0.0/8, matchOperator: In }
              |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a prefix of the wrong family in a rule",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              importV4:
                - { action: Reject, cidr: "fd00::/8", matchOperator: In }
        """,
      report: """
        apus.yaml:7:35: error: cidr: expected an IPv4 prefix (address/length), found "fd00::/8"
            7 |         - { action: Reject, cidr: "fd00::/8", matchOperator: In }
              |                                   ^~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a prefix without an operator",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              exportV6:
                - { action: Reject, cidr: "fd00::/8" }
        """,
      report: """
        apus.yaml:7:35: error: cidr: needs a matchOperator; add matchOperator: In, Equal, NotIn or NotEqual
            7 |         - { action: Reject, cidr: "fd00::/8" }
              |                                   ^~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "lengths without a prefix",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              exportV4:
                - { action: Reject, prefixLength: { min: 24 } }
        """,
      report: """
        apus.yaml:7:43: error: prefixLength: needs a cidr; add cidr: PREFIX, or remove prefixLength
            7 |         - { action: Reject, prefixLength: { min: 24 } }
              |                                           ^~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "lengths that no prefix has",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              exportV4:
                - { action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 28, max: 24 } }
                - { action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { max: 64 } }
        """,
      report: """
        apus.yaml:7:80: error: prefixLength: no prefix is at least /28 and at most /24 long; give min <= max
            7 |         - { action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 28, max: 24 } }
              |                                                                                ^~~~~~~~~~~~~~~~~~~~~~
        apus.yaml:8:87: error: max: expected 0...32, found 64
            8 |         - { action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { max: 64 } }
              |                                                                                       ^~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "operations on a rejected route",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              exportV4:
                - action: Reject
                  operations: [ { setPriority: { value: 1 } } ]
        """,
      report: """
        apus.yaml:8:23: error: operations: a rejected route is not changed; remove operations, or use action: Accept
            8 |           operations: [ { setPriority: { value: 1 } } ]
              |                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an operation does one thing",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              exportV4:
                - action: Accept
                  operations:
                    - { setPriority: { value: 1 }, addCommunity: { value: "1:2" } }
                    - {}
        """,
      report: """
        apus.yaml:9:15: error: operations: expected exactly one of addCommunity, prependASPath and setPriority, found 2
            9 |             - { setPriority: { value: 1 }, addCommunity: { value: "1:2" } }
              |               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        apus.yaml:10:15: error: operations: expected exactly one of addCommunity, prependASPath and setPriority, found 0
           10 |             - {}
              |               ^~
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a community out of range",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - name: f
              exportV4:
                - { action: Accept, communities: { values: [ "70000:1" ] } }
        """,
      report: """
        apus.yaml:7:54: error: values: expected a community as aa:nn (16 bits each) or aa:nn:mm (32 bits each), found "70000:1"
            7 |         - { action: Accept, communities: { values: [ "70000:1" ] } }
              |                                                      ^~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a filter defined twice",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          filters:
            - { name: f }
            - { name: f }
        """,
      report: """
        apus.yaml:6:15: error: name: filter "f" is defined twice, first at apus.yaml:5:15; rename one of them
            6 |     - { name: f }
              |               ^
        1 error in 1 file; nothing was applied
        """),
  ]
}
