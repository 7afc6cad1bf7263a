import ArgumentParser

/// `apusctl completion`
struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "A completion script for a shell.",
    discussion: "For example: apusctl completion bash > /etc/bash_completion.d/apusctl")

  /// The shells that there is a script for.
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    Console.current.write(Apusctl.completionScript(for: kind) + "\n")
  }
}
