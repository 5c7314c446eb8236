import ArgumentParser

/// `--cpu`.
enum ProcessorChoice: Hashable, ExpressibleByArgument {
    case all
    case one(Int32)

    init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let number = Int32(argument), number >= 0 {
            self = .one(number)
        } else {
            return nil
        }
    }

    var number: Int32? { if case .one(let number) = self { number } else { nil } }
}
