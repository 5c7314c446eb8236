/// All that is wrong in a file, in the order of its lines; never empty.
package struct ConfigurationProblems: Error, Hashable, Sendable {
    package var problems: [ConfigurationProblem]
}
