import ProgramModel
import Tracing

/// Where streams of the program's come from and go to that are not its terminal's.
struct StreamWords {
    private let files: StreamFiles

    init(_ files: StreamFiles) {
        self.files = StreamFiles(
            input: files.input.map { DisplayText.sanitized($0) },
            output: files.output.map { DisplayText.sanitized($0) },
            error: files.error.map { DisplayText.sanitized($0) })
    }

    /// One file for both outputs.
    private var isShared: Bool { files.output != nil && files.output == files.error }

    /// For a pane with nothing else in it, a sentence a stream.
    var sentences: [String] {
        let input = files.input.map { "its standard input comes from \($0)" }
        if isShared, let output = files.output {
            return [input, "its standard output and error go to \(output)"].compactMap(\.self)
        }
        let output = files.output.map { "its standard output goes to \($0)" }
        let error = files.error.map { "its standard error goes to \($0)" }
        return [input, output, error].compactMap(\.self)
    }

    /// For the pane's border, as a shell writes it: with paths, without folders, or without names, as there is room.
    func short(width: Int) -> String {
        let forms = [redirections { $0 }, redirections { String($0.drop(through: "/")) }, redirections { _ in "file" }]
        return forms.first { DisplayWidth.of($0) <= width } ?? ""
    }

    private func redirections(_ name: (String) -> String) -> String {
        let input = files.input.map { "<\(name($0))" }
        let output = files.output.map { ">\(name($0))" }
        let error = isShared ? "2>&1" : files.error.map { "2>\(name($0))" }
        return [input, output, error].compactMap(\.self).joined(separator: " ")
    }
}

extension String {
    /// What follows the last of a character; all where there is none.
    fileprivate func drop(through character: Character) -> Substring {
        lastIndex(of: character).map { self[index(after: $0)...] } ?? self[...]
    }
}
