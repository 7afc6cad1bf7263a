extension SelectorFault {
  /// What to write instead, where the place tells what was meant.
  public var mend: String? {
    switch found {
    case "\n", "\r", "\r\n": "write it on one line, with blanks or tabs"
    case "&": "write &&"
    case "|": "write ||"
    default: mendOfExpectation
    }
  }

  private var mendOfExpectation: String? {
    switch expected {
    case .operand: found == "{" ? "write a label before in { … }" : nil
    case .test(let name): Self.mendOfTest(name, found)
    case .name: "write has(role)"
    case .shorterName, .shallower: nil
    case .text: isName ? "write it in quotes: \"\(found ?? "")\"" : nil
    case .endOfText(let quote): "close it with \(quote); a text cannot hold both kinds of quotes"
    case .set: "write { \"a\", \"b\" }"
    case .itemOrEnd: found == "," ? "remove the comma" : isName ? "write it in quotes: \"\(found ?? "")\"" : nil
    case .separatorOrEnd: found == nil ? "close the set with }" : "write a comma between values"
    case .closing: "close it with )"
    case .connective(let inParentheses): mendOfConnective(inParentheses)
    }
  }

  private static func mendOfTest(_ name: String, _ found: String?) -> String? {
    switch (name, found) {
    case ("has", "("), ("all", "("), ("global", "("): "write \(name)( without a blank"
    case (_, "("): "the functions are has(), all() and global()"
    case ("not", _): "write ! to negate"
    case (_, "="): "write == to compare"
    case (_, nil): "write has(\(name)) if the label alone matters"
    default: nil
    }
  }

  private func mendOfConnective(_ inParentheses: Bool) -> String? {
    switch found {
    case "and", "AND": "write &&"
    case "or", "OR": "write ||"
    case ",": "write && between conditions"
    case ")": "remove it, or open it before"
    case nil: inParentheses ? "close it with )" : nil
    default: nil
    }
  }

  private var isName: Bool { found?.utf8.allSatisfy(SelectorScanner.isNameByte) ?? false }
}
