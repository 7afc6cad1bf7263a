import Glibc

/// Where the program starts: 0 ok, 1 what was asked for cannot be had, 2 usage.
@main
enum Program {
  static func main() { exit(ApusProbe.run(Array(CommandLine.arguments.dropFirst()))) }
}
