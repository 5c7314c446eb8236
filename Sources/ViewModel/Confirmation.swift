/// What is asked before a living program dies.
package enum Confirmation: Hashable, Sendable {
    case quit, kill
}
