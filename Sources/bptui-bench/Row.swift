/// One line of the table: a figure and its ratio to the bare loop's, pair by pair.
final class Row {
    let name: String
    private let run: () throws -> Double
    private var figures: [Double] = []
    private var ratios: [Double] = []
    /// Why it could not be measured.
    private(set) var problem: String?

    init(_ name: String, run: @escaping () throws -> Double) {
        self.name = name
        self.run = run
    }

    func measure(besides bare: Double) {
        do {
            let figure = try run()
            figures.append(figure)
            ratios.append(figure / bare)
        } catch let failure as BenchFailure {
            problem = failure.message
        } catch {
            problem = "\(error)"
        }
    }

    /// A line of a Markdown table.
    var line: String {
        if let problem { return "| " + pad(name, 34) + "| not measured: \(problem) | |" }
        let r = spread(ratios)
        return bptui_bench.line(name, spread(figures))
            + "\(fixed(r.median, 3)) (\(fixed(r.low, 3))–\(fixed(r.high, 3))) |"
    }
}
