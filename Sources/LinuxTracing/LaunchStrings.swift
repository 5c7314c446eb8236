import Tracing

/// A launch's strings as C wants them, for as long as this lives.
final class LaunchStrings {
    typealias Text = UnsafeMutablePointer<CChar>
    private var texts: [UnsafeMutableBufferPointer<CChar>] = []
    private var lists: [UnsafeMutableBufferPointer<Text?>] = []

    private(set) var path: UnsafePointer<CChar>?
    private(set) var arguments: UnsafePointer<Text?>?
    private(set) var environment: UnsafePointer<Text?>?
    private(set) var directory: UnsafePointer<CChar>?
    private(set) var input: UnsafePointer<CChar>?
    private(set) var output: UnsafePointer<CChar>?
    private(set) var error: UnsafePointer<CChar>?
    private(set) var terminal: UnsafePointer<CChar>?

    init(_ configuration: LaunchConfiguration) {
        path = UnsafePointer(text(configuration.path))
        arguments = list(configuration.arguments)
        environment = list(configuration.environment)
        directory = optional(configuration.directory)
        switch configuration.terminal {
        case .inherited: break
        case .path(let path, let files):
            terminal = optional(path)
            input = optional(files.input)
            output = optional(files.output)
            error = optional(files.error)
        case .files(let input, let output, let error):
            self.input = optional(input)
            self.output = optional(output)
            self.error = optional(error)
        }
    }

    deinit {
        for text in texts { text.deallocate() }
        for list in lists { list.deallocate() }
    }

    private func optional(_ string: String?) -> UnsafePointer<CChar>? { string.map { UnsafePointer(text($0)) } }

    private func text(_ string: String) -> Text {
        let bytes = string.utf8CString
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
        _ = buffer.initialize(from: bytes)
        texts.append(buffer)
        return buffer.baseAddress!
    }

    private func list(_ strings: [String]) -> UnsafePointer<Text?>? {
        let buffer = UnsafeMutableBufferPointer<Text?>.allocate(capacity: strings.count + 1)
        _ = buffer.initialize(from: strings.map(text) + [nil])
        lists.append(buffer)
        return UnsafePointer(buffer.baseAddress)
    }
}
