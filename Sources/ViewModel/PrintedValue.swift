package import ProgramModel

/// What an expression read as, when it was asked for.
package struct PrintedValue: Hashable, Sendable {
    package var expression: String
    package var value: ReadValue

    package init(_ expression: String, _ value: ReadValue) {
        self.expression = expression
        self.value = value
    }
}
