package import DebugRegisters

/// Which hits the log and the writers show: terms that must all hold. A value; `HitMatcher` applies it.
package struct HitFilter: Hashable, Sendable {
    package struct Term: Hashable, Sendable {
        package var subject: Subject
        package var isInverted: Bool
        package init(_ subject: Subject, isInverted: Bool = false) {
            self.subject = subject
            self.isInverted = isInverted
        }
    }

    package enum Subject: Hashable, Sendable {
        /// In any name, the instruction's text, or a value.
        case text(TextPattern)
        case function(TextPattern)
        case file(TextPattern)
        case thread(Int32)
        case slot(SlotIndex)
        case access(Access)
        case value(Side, ValuePattern)
        /// The instruction's address, or that of the next one.
        case address(UInt64)
    }

    package enum Access: String, Hashable, Sendable, CaseIterable {
        case write, read, changed, same, silent, execute, unknown
    }

    /// Which of a hit's values.
    package enum Side: Hashable, Sendable { case old, new, either }

    package enum ValuePattern: Hashable, Sendable {
        /// The whole value, written as a number of base 10.
        case number(magnitude: UInt64, isNegative: Bool)
        /// The value's bytes, written in hexadecimal.
        case bits(UInt64)
        /// In the text of a value.
        case text(TextPattern)
    }

    package var terms: [Term]

    package init(_ terms: [Term]) { self.terms = terms }

    /// - Throws: what is wrong, with the character of the text.
    package init(parsing text: String) throws(FilterError) {
        var parser = HitFilterParser(text)
        terms = try parser.parse()
    }
}
