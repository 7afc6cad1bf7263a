import BGPSession
import BGPSpeaker
import CLinux
import Glibc
import NetTypes

extension CoreLoop {
  // MARK: Reading

  func handle(_ link: LinkID, _ ready: Poller.Ready) {
    guard let socket = sockets[link] else { return }
    if socket.isConnecting {
      if ready.writable { finishConnect(link, socket) }
      return
    }
    if ready.writable && socket.isBlocked {
      socket.isBlocked = false
      watch(socket, writable: false)
      if let link = speaker.link(link) { enqueue(link) }
    }
    if ready.readable { receive(link, socket, atMost: readSize(among: ready.among)) }
  }

  /// How much is read of one socket in a turn: many that have something share what one may have, so that a turn stays short; and while
  /// prefixes wait for their decision, floods are held back (TCP tells them) and what is small gets through.
  private func readSize(among count: Int) -> Int {
    if speaker.undecidedPrefixes >= Self.sliceLimit { return Self.smallestReadSize }
    return min(Self.readSize, max(Self.sharedReadSize, 2 * Self.readSize / max(1, count)))
  }

  /// One read into the shared buffer, behind what was left of the last one; the speaker decodes in place.
  private func receive(_ link: LinkID, _ socket: PeerSocket, atMost size: Int) {
    guard let base = readBuffer.baseAddress else { return }
    let kept = socket.remainder.count
    let start = base + Self.remainderRoom - kept
    socket.remainder.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: start, count: kept).copyMemory(from: $0) }
    let count = recv(socket.descriptor, base + Self.remainderRoom, size, 0)
    let now = MonotonicClock.now
    if count > 0 {
      let bytes = UnsafeRawBufferPointer(start: start, count: kept + count)
      let consumed = speaker.received(link, bytes, at: now)
      if consumed == bytes.count && kept == 0 { return }
      socket.remainder = Array(bytes[consumed...])
    } else if count == 0 {
      ended(link, .closedByPeer, at: now)
    } else if errno != EAGAIN && errno != EINTR {
      ended(link, LinkEnd(SystemError("receive")), at: now)
    }
  }

  private func ended(_ link: LinkID, _ reason: LinkEnd, at now: MonotonicTime) {
    closeSocket(link)
    speaker.closed(link, reason, at: now)
  }

  // MARK: Connecting and accepting

  func connect(_ link: LinkID, _ endpoint: Endpoint, _ options: TransportOptions) {
    do throws(SystemError) {
      let descriptor = try TCPSocket.connect(to: endpoint, options: options)
      try adopt(PeerSocket(descriptor: descriptor, link: link, endpoint: endpoint, isConnecting: true))
    } catch {
      speaker.connectFailed(link, ConnectFailure(error), at: MonotonicClock.now)
    }
  }

  private func adopt(_ socket: PeerSocket) throws(SystemError) {
    do throws(SystemError) {
      try poller.add(socket.descriptor, token: socket.link.rawValue, readable: !socket.isConnecting, writable: socket.isConnecting)
    } catch {
      close(socket.descriptor)
      throw error
    }
    sockets[socket.link] = socket
    while socketsByDescriptor.count <= Int(socket.descriptor) { socketsByDescriptor.append(nil) }
    socketsByDescriptor[Int(socket.descriptor)] = socket
  }

  private func finishConnect(_ link: LinkID, _ socket: PeerSocket) {
    let now = MonotonicClock.now
    if let error = TCPSocket.pendingError(of: socket.descriptor) {
      closeSocket(link)
      speaker.connectFailed(link, ConnectFailure(error), at: now)
      return
    }
    socket.isConnecting = false
    watch(socket, writable: false)
    guard let local = TCPSocket.localEndpoint(of: socket.descriptor) else {
      ended(link, .failed("the socket has no local address"), at: now)
      return
    }
    speaker.connected(link, socket: socket.descriptor, local: local, at: now)
  }

  func acceptAll(_ number: UInt32) {
    guard let listener = listeners[number] else { return }
    // Bounded, so that a flood of connections leaves room for those that stand; epoll tells again.
    for _ in 0..<64 {
      do throws(SystemError) {
        guard let (descriptor, peer) = try TCPSocket.accept(listener.descriptor) else { return }
        take(descriptor, from: peer)
      } catch {
        sinks.events([SpeakerEvent(kind: .internalError, peer: nil, text: "\(error)")])
        return
      }
    }
  }

  private func take(_ descriptor: Int32, from peer: Endpoint) {
    let now = MonotonicClock.now
    guard let local = TCPSocket.localEndpoint(of: descriptor),
      let (link, options) = speaker.accepts(peer, socket: descriptor, local: local, at: now)
    else {
      close(descriptor)
      return
    }
    do throws(SystemError) {
      // The key is the listener's already; setting it on the accepted socket again would be refused by some kernels.
      var options = options
      options.password = nil
      try TCPSocket.prepare(descriptor, peer: peer, options: options)
      try adopt(PeerSocket(descriptor: descriptor, link: link, endpoint: peer, isConnecting: false))
    } catch {
      close(descriptor)
      sinks.events([SpeakerEvent(kind: .internalError, peer: nil, text: "connection of \(peer) refused: \(error)")])
      return
    }
    speaker.accepted(link, at: now)
  }

  // MARK: Listening

  func listen(_ endpoints: [Endpoint], _ passwords: [(IPPrefix, Password)]) {
    for (number, listener) in listeners where !endpoints.contains(listener.endpoint) {
      close(listener.descriptor)
      listeners[number] = nil
    }
    // A socket that stands already keeps the connections that wait in it.
    let open = Set(listeners.values.map(\.endpoint))
    for endpoint in endpoints where !open.contains(endpoint) { listen(endpoint) }
    for (prefix, password) in passwords { setPassword(prefix, password) }
  }

  private func listen(_ endpoint: Endpoint) {
    do throws(SystemError) {
      let descriptor = try TCPSocket.listen(on: endpoint)
      lastListener += 1
      listeners[lastListener] = Listener(descriptor: descriptor, endpoint: endpoint)
      try poller.add(descriptor, token: Self.listenerTokens + UInt64(lastListener))
      speaker.listens(on: endpoint)
    } catch {
      // "::" is listened on by default; a kernel without IPv6 has nobody who could connect to it.
      if error.code == EAFNOSUPPORT && endpoint.address == .v6(.any) { return }
      speaker.listenFailed(endpoint, reason: "\(error)", at: MonotonicClock.now)
    }
  }

  func setPassword(_ prefix: IPPrefix, _ password: Password?) {
    for listener in listeners.values where listener.endpoint.address.family == prefix.family {
      do throws(SystemError) {
        let peer = Endpoint(prefix.address, port: 0)
        try TCPSocket.setPassword(password, on: listener.descriptor, peer: peer, prefixLength: prefix.isHost ? nil : prefix.length)
      } catch {
        sinks.events([SpeakerEvent(kind: .internalError, peer: nil, text: "password for \(prefix): \(error)")])
      }
    }
  }

  // MARK: Writing

  func enqueue(_ link: Link) {
    guard Int(link.socket) < socketsByDescriptor.count, let socket = socketsByDescriptor[Int(link.socket)], socket.link == link.id,
      !socket.isQueued, !socket.isBlocked, !socket.isConnecting
    else { return }
    socket.isQueued = true
    writable.append((link, socket))
  }

  /// One write for each link that has something: a link with more comes again in the next turn, behind the others.
  func write(at now: MonotonicTime) {
    let turn = writable
    writable.removeAll(keepingCapacity: true)
    for (link, socket) in turn {
      socket.isQueued = false
      // Closed in this turn: its descriptor may be another's by now.
      if socketsByDescriptor[Int(socket.descriptor)] === socket { flush(link, socket, at: now) }
    }
  }

  private func flush(_ link: Link, _ socket: PeerSocket, at now: MonotonicTime) {
    var failure: SystemError?
    let result = speaker.flush(link, at: now) { vectors in
      let count = TCPSocket.send(vectors, on: socket.descriptor)
      if count >= 0 { return count }
      if errno != EAGAIN && errno != EINTR { failure = SystemError("send") }
      return 0
    }
    if let failure {
      ended(link.id, LinkEnd(failure), at: now)
      return
    }
    switch result {
    case .idle: break
    case .more: enqueue(link)
    case .blocked:
      socket.isBlocked = true
      watch(socket, writable: true)
    }
  }

  private func watch(_ socket: PeerSocket, writable: Bool) {
    do throws(SystemError) {
      try poller.modify(socket.descriptor, token: socket.link.rawValue, readable: true, writable: writable)
    } catch {
      ended(socket.link, .failed("\(error)"), at: MonotonicClock.now)
    }
  }

  /// Gives a live connection another key.
  func retune(_ link: LinkID, _ options: TransportOptions) {
    guard let socket = sockets[link] else { return }
    do throws(SystemError) {
      try TCPSocket.prepare(socket.descriptor, peer: socket.endpoint, options: options)
    } catch {
      ended(link, .failed("\(error)"), at: MonotonicClock.now)
    }
  }

  // MARK: Closing

  /// Writes what is queued (the NOTIFICATION) as far as the kernel takes it at once, then closes.
  func finish(_ link: LinkID) {
    guard let socket = sockets[link] else { return }
    if !socket.isConnecting {
      if let link = speaker.link(link) {
        _ = speaker.flush(link, at: MonotonicClock.now) { max(0, TCPSocket.send($0, on: socket.descriptor)) }
      }
      // An orderly end even when unread input waits: otherwise the reset may overtake the NOTIFICATION.
      shutdown(socket.descriptor, Int32(SHUT_WR))
    }
    closeSocket(link)
    speaker.forget(link)
  }

  func closeSocket(_ link: LinkID) {
    guard let socket = sockets.removeValue(forKey: link) else { return }
    socketsByDescriptor[Int(socket.descriptor)] = nil
    poller.remove(socket.descriptor)
    close(socket.descriptor)
  }
}
