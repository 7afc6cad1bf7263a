import Glibc

/// Where the program starts. Exit codes are those of CONTRACT, not those of ArgumentParser.
@main
enum Program {
  static func main() async {
    exit(await Apusctl.run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }
}
