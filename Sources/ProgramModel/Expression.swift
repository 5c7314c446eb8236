/// What a person names in a program, as a tree. Columns are characters of the text, from 0, for errors.
package indirect enum Expression: Hashable, Sendable {
    /// An address, or a number in an index.
    case number(UInt64, column: Int)
    case name(SymbolName, column: Int)
    /// Bytes after (or before) what `base` names: `symbol+8`.
    case offset(Expression, by: Int64, column: Int)
    /// `base.name`; the column is the name's.
    case member(Expression, name: String, column: Int)
    /// `base->name`; the column is the name's.
    case pointerMember(Expression, name: String, column: Int)
    /// `base[index]`; the column is the bracket's.
    case index(Expression, Expression, column: Int)
    /// `*base`; the column is the star's.
    case dereference(Expression, column: Int)
    /// `&base`; the column is the ampersand's.
    case addressOf(Expression, column: Int)

    package var column: Int {
        switch self {
        case .number(_, let column), .name(_, let column), .offset(_, _, let column), .member(_, _, let column),
            .pointerMember(_, _, let column), .index(_, _, let column), .dereference(_, let column),
            .addressOf(_, let column):
            column
        }
    }

    package init(parsing text: String) throws(ExpressionError) {
        var parser = ExpressionParser(text)
        self = try parser.parse()
    }
}

/// A symbol as it is written: `counter`, `ns::counter`, `function::local`, `file.c::counter`, `libx.so!counter`.
package struct SymbolName: Hashable, Sendable {
    /// The file mapped into the process in which to look, by its last component.
    package var module: String?
    /// The source file in which to look, as far as it was written.
    package var file: String?
    /// The parts between `::`, outermost first; never empty.
    package var components: [String]

    package init(module: String? = nil, file: String? = nil, components: [String]) {
        self.module = module
        self.file = file
        self.components = components
    }

    /// Without module and file: `ns::counter`.
    package var path: String { components.joined(separator: "::") }
}

extension SymbolName: CustomStringConvertible {
    package var description: String {
        (module.map { $0 + "!" } ?? "") + (file.map { $0 + "::" } ?? "") + path
    }
}
