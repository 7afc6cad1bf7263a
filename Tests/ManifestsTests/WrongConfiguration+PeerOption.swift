extension WrongConfiguration {
  /// Read by eye, then kept.
  static let peerOptionRows: [WrongConfiguration] = [
    WrongConfiguration(
      "two peers with one address",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513 }
            - { name: b, peerIP: 10.0.0.2, asNumber: 64514 }
        """,
      report: """
        apus.yaml:6:26: error: peerIP: peer "a" has the same peerIP; remove one of them, or give them different sourceAddress
            6 |     - { name: b, peerIP: 10.0.0.2, asNumber: 64514 }
              |                          ^~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a source address of another family",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, sourceAddress: "fd00::1" }
        """,
      report: """
        apus.yaml:5:68: error: sourceAddress: expected an address of the same family as peerIP 10.0.0.2, found "fd00::1"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, sourceAddress: "fd00::1" }
              |                                                                    ^~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a source address that is none",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, sourceAddress: eth0 }
        """,
      report: """
        apus.yaml:5:68: error: sourceAddress: expected an IP address, UseNodeIP or None, found "eth0"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, sourceAddress: eth0 }
              |                                                                    ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a gateway of another family",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, reachableBy: "fd00::1" }
        """,
      report: """
        apus.yaml:5:66: warning: reachableBy has no effect in this version
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, reachableBy: "fd00::1" }
              |                                                                  ^~~~~~~~~
        apus.yaml:5:66: error: reachableBy: expected an address of the same family as the peer's, found "fd00::1"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, reachableBy: "fd00::1" }
              |                                                                  ^~~~~~~~~
        1 error in 1 file, 1 warning in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a password in plain text is refused and not shown",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: sixty, password: hunter2 }
        """,
      report: """
        apus.yaml:5:46: error: asNumber: expected 1...4294967295 or internal/external, found "sixty"
        apus.yaml:5:63: error: password: expected { file: PATH } or { env: NAME }, found a plain text
        2 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a password as an unknown field is not shown",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              password: { hunter2 }
        """,
      report: """
        apus.yaml:8:17: error: password: expected { file: PATH } or { env: NAME }, found a plain text
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a password field with a slip of the finger",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              password: { flie: /etc/apus/a.key }
        """,
      report: """
        apus.yaml:8:19: error: unknown field "flie" in password; did you mean "file"?
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a password file that is not there",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              password: { file: missing.key }
        """,
      report: """
        apus.yaml:8:25: error: file: cannot read the password from missing.key: No such file or directory; write it there, readable by apusd alone (mode 0600)
            8 |       password: { file: missing.key }
              |                         ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a password variable that is not set",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              password: { env: APUS_TEST_NOT_SET }
        """,
      report: """
        apus.yaml:8:24: error: env: the environment variable APUS_TEST_NOT_SET is not set; set it for apusd, or use { file: PATH }
            8 |       password: { env: APUS_TEST_NOT_SET }
              |                        ^~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "two sources of a password",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              password: { env: SET, file: a.key }
        """,
      report: """
        apus.yaml:8:17: error: password: expected { file: PATH } or { env: NAME }, found file and env
            8 |       password: { env: SET, file: a.key }
              |                 ^~~~~~~~~~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a prefix limit without a maximum",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, prefixLimit: { action: restart } }
        """,
      report: """
        apus.yaml:5:66: error: missing field "maximum" in prefixLimit; add maximum: NUMBER
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, prefixLimit: { action: restart } }
              |                                                                  ^~~~~~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an unknown action of a prefix limit",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, prefixLimit: { maximum: 10, action: drop } }
        """,
      report: """
        apus.yaml:5:89: error: action: expected warn, discard or restart, found "drop"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, prefixLimit: { maximum: 10, action: drop } }
              |                                                                                         ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a time that has no effect",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, prefixLimit: { maximum: 10, restartAfter: 5 } }
        """,
      report: """
        apus.yaml:5:95: warning: restartAfter: has no effect with action warn; add action: restart
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, prefixLimit: { maximum: 10, restartAfter: 5 } }
              |                                                                                               ^
        1 warning in 1 file
        """),
    WrongConfiguration(
      "BFD is a truth or a mapping",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, bfd: fast }
        """,
      report: """
        apus.yaml:5:58: error: bfd: expected true, false or { transmitInterval, receiveInterval, multiplier }, found "fast"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, bfd: fast }
              |                                                          ^~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "an interval of BFD",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, bfd: { transmitInterval: 5 } }
        """,
      report: """
        apus.yaml:5:58: warning: bfd has no effect in this version
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, bfd: { transmitInterval: 5 } }
              |                                                          ^~~~~~~~~~~~~~~~~~~~~~~~~
        apus.yaml:5:78: error: transmitInterval: expected 10...60000 milliseconds, found 5
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, bfd: { transmitInterval: 5 } }
              |                                                                              ^
        1 error in 1 file, 1 warning in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a duration with an unknown unit",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, maxRestartTime: 2d }
        """,
      report: """
        apus.yaml:5:69: error: maxRestartTime: expected 0...4095 seconds as 120s or 2m, found "2d"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, maxRestartTime: 2d }
              |                                                                     ^~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a restart time given in two ways",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, maxRestartTime: 2m, gracefulRestart: false }
        """,
      report: """
        apus.yaml:5:69: error: maxRestartTime: gracefulRestart is given as well; set gracefulRestart.restartTime instead
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, maxRestartTime: 2m, gracefulRestart: false }
              |                                                                     ^~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a selector that is none",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, nodeSelector: "rack = 'r1'" }
        """,
      report: """
        apus.yaml:5:67: error: nodeSelector: invalid selector: expected ==, !=, in, not in, contains, starts with or ends with, found "=" at character 6; write == to compare
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, nodeSelector: "rack = 'r1'" }
              |                                                                   ^~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a peer chosen by label has to wait",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: mesh, peerSelector: all() }
        """,
      report: """
        apus.yaml:5:7: warning: peer "mesh" waits: peerSelector is not supported by this version; give peerIP or peerRange
            5 |     - { name: mesh, peerSelector: all() }
              |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 warning in 1 file
        """),
    WrongConfiguration(
      "a password over several lines is not shown",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - name: a
              peerIP: 10.0.0.2
              asNumber: 64513
              password:
                hunter2
        """,
      report: """
        apus.yaml:9:9: error: password: expected { file: PATH } or { env: NAME }, found a plain text
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "our AS towards an internal peer is our own",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: internal, localASNumber: 64999 }
        """,
      report: """
        apus.yaml:5:71: error: localASNumber: an internal peer sees our own AS 64512; remove localASNumber
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: internal, localASNumber: 64999 }
              |                                                                       ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a node and a selector of nodes",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, node: x, nodeSelector: all() }
        """,
      report: """
        apus.yaml:5:76: error: nodeSelector: node and nodeSelector are both given; remove one of them
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, node: x, nodeSelector: all() }
              |                                                                            ^~~~~
        1 error in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "a range and a selector of peers",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerRange: 10.0.0.0/24, asNumber: 64513, peerSelector: all() }
        """,
      report: """
        apus.yaml:5:7: warning: peer "a" waits: peerSelector is not supported by this version; give peerIP or peerRange
            5 |     - { name: a, peerRange: 10.0.0.0/24, asNumber: 64513, peerSelector: all() }
              |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        apus.yaml:5:73: error: peerSelector: peerSelector and peerRange are both given; remove one of them
            5 |     - { name: a, peerRange: 10.0.0.0/24, asNumber: 64513, peerSelector: all() }
              |                                                                         ^~~~~
        1 error in 1 file, 1 warning in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "paths that cannot be chosen",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, addPath: { send: best-1 } }
            - { name: b, peerIP: 10.0.0.3, asNumber: 64513, addPath: { send: best, recieve: true } }
            - { name: c, peerIP: 10.0.0.4, asNumber: 64513, addPath: recieve }
            - { name: d, peerIP: 10.0.0.5, asNumber: 64513, addPath: [ all ] }
        """,
      report: """
        apus.yaml:5:70: error: send: expected all, ecmp, none or best-N with N in 2...255, found "best-1"
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, addPath: { send: best-1 } }
              |                                                                      ^~~~~~
        apus.yaml:6:70: error: send: expected all, ecmp, none or best-N with N in 2...255, found "best"
            6 |     - { name: b, peerIP: 10.0.0.3, asNumber: 64513, addPath: { send: best, recieve: true } }
              |                                                                      ^~~~
        apus.yaml:6:76: error: unknown field "recieve" in addPath; did you mean "receive"?
        apus.yaml:7:62: error: addPath: expected none, receive, send, both or { send: all | ecmp | best-N, receive: true | false }, found "recieve"; did you mean receive?
            7 |     - { name: c, peerIP: 10.0.0.4, asNumber: 64513, addPath: recieve }
              |                                                              ^~~~~~~
        apus.yaml:8:62: error: addPath: expected none, receive, send, both or { send: all | ecmp | best-N, receive: true | false }, found a list
            8 |     - { name: d, peerIP: 10.0.0.5, asNumber: 64513, addPath: [ all ] }
              |                                                              ^~~~~~~~~
        5 errors in 1 file; nothing was applied
        """),
    WrongConfiguration(
      "the secret of a Kubernetes peer cannot be read",
      text: """
        bgp:
          asNumber: 64512
          routerID: 10.0.0.1
          peers:
            - { name: a, peerIP: 10.0.0.2, asNumber: 64513, password: { secretKeyRef: { name: bgp, key: tor } } }
        """,
      report: """
        apus.yaml:5:7: warning: peer "a" waits: the Kubernetes secret bgp/tor cannot be read by this version; give password: { file: PATH }
            5 |     - { name: a, peerIP: 10.0.0.2, asNumber: 64513, password: { secretKeyRef: { name: bgp, key: tor } } }
              |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 warning in 1 file
        """),
  ]
}
