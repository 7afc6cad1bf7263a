import CLinux
import Glibc

/// Runs nft(8), which turns the text of a transaction into the kernel's expressions.
enum NftProgram {
  private static let places = ["/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft", "/usr/local/sbin/nft"]

  /// Does a transaction as a whole; throws what the program says when the kernel refuses it.
  ///
  /// It runs in the network namespace of the calling thread. Returns the program's process number, by which its notifications are known.
  @discardableResult
  static func run(_ transaction: String) throws(NftablesFailure) -> UInt32 {
    guard let program = places.first(where: { access($0, X_OK) == 0 }) else {
      throw NftablesFailure(operation: "run nft", reason: "no nft program in \(places.joined(separator: ", "))")
    }
    let file = try memoryFile(transaction)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      close(file)
      throw NftablesFailure(operation: "run nft", reason: "pipe: \(Glibc.errno)")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process: pid_t
    do throws(NftablesFailure) { process = try spawn(program, input: file, output: ends[1]) } catch {
      close(ends[0])
      throw error
    }
    let said = answer(ends[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && Glibc.errno == EINTR {}
    if status != 0 { throw NftablesFailure(operation: "change the table", reason: said.isEmpty ? "nft ended with \(status)" : said) }
    return UInt32(bitPattern: process)
  }

  /// The program opens its input by name, which works for files and not for sockets.
  private static func memoryFile(_ text: String) throws(NftablesFailure) -> Int32 {
    let file = apus_memory_file("nft")
    var rest = Array(text.utf8)[...]
    while file >= 0 && !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count <= 0 {
        close(file)
        throw NftablesFailure(operation: "write a transaction", reason: String(cString: strerror(Glibc.errno)))
      }
      rest = rest.dropFirst(count)
    }
    if file < 0 { throw NftablesFailure(operation: "write a transaction", reason: String(cString: strerror(Glibc.errno))) }
    return file
  }

  private static func spawn(_ program: String, input: Int32, output: Int32) throws(NftablesFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      close(input)
      close(output)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    var process: pid_t = 0
    var arguments = [strdup(program), strdup("-j"), strdup("-f"), strdup("-"), nil]
    defer { for argument in arguments { free(argument) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    let outcome = posix_spawn(&process, program, &actions, nil, &arguments, &environment)
    guard outcome == 0 else {
      throw NftablesFailure(operation: "run \(program)", reason: String(cString: strerror(outcome)))
    }
    return process
  }

  private static func answer(_ end: Int32) -> String {
    defer { close(end) }
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(end, &buffer, buffer.count)
      if count < 0 && Glibc.errno == EINTR { continue }
      if count <= 0 { break }
      said += buffer[..<count]
    }
    return String(decoding: said, as: UTF8.self)
  }
}
