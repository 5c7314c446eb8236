import ArgumentParser
import Configuration
import Glibc
import ProgramModel
import ViewModel

/// The configuration of a start: the command line over the project's file, the user's file, what was chosen on the screen,
/// and what is built in.
struct StartConfiguration {
    /// As it counts.
    private(set) var configuration: Configuration
    /// What is wrong in the files: `config.toml:3:1: …`.
    private(set) var problems: [String] = []
    /// Why a file is not read.
    private(set) var notes: [String] = []

    private static let projectFile = ".bptui.toml"
    private static let mostBytes = 1 << 16

    /// - Parameters:
    ///   - said: by the command line.
    ///   - screen: where consent to the project's file can be asked for; nil in batch.
    init(said: Configuration, _ options: ConfigurationOptions, asking screen: ScreenOptions?) throws {
        configuration = said
        let library = ThemeShelf.library()
        var user = Configuration()
        if !options.ignoresFiles {
            user = readUsers(library)
            let project = try readProjects(library, user, screen)
            configuration = configuration.over(project).over(user)
        }
        var remembered = Configuration()
        if let name = RememberedTheme().name, library.contains(name) {
            remembered.settings[.theme] = Configuration.Said(.text(name), .remembered)
        }
        configuration = configuration.over(remembered).over(.builtIn)
    }

    /// The theme that a file names; nil where none does.
    var theme: String? {
        guard case .file? = configuration.settings[.theme]?.origin else { return nil }
        return configuration[.theme]?.text
    }

    /// The standard keys with the user's over them.
    var keys: KeyTable { KeyTable(configuration.keys.map(\.value)) }

    /// For the screen: the first problem, and how many more there are.
    var problemSummary: String? {
        guard let first = problems.first else { return nil }
        let rest = problems.count - 1
        return rest == 0 ? first : "\(first) — and \(rest) more; bptui --print-config lists them"
    }

    /// `--print-config`: the file on standard output, what is wrong on standard error.
    func print() {
        Swift.print(ConfigurationText.text(of: configuration, notes: notes), terminator: "")
        for line in problems { StandardError.say(DisplayText.sanitized(line)) }
    }

    /// On standard error, for who has no screen.
    func say() { for line in problems + notes { StandardError.say(DisplayText.sanitized(line)) } }

    // MARK: Files

    private mutating func readUsers(_ library: ThemeLibrary) -> Configuration {
        guard let path = UserFolder.configuration.map({ $0 + "/config.toml" }), let text = text(of: path) else {
            return Configuration()
        }
        return take(ConfigurationReader.read(text, file: path, themes: library), file: path)
    }

    private mutating func readProjects(
        _ library: ThemeLibrary, _ user: Configuration, _ screen: ScreenOptions?
    ) throws -> Configuration {
        guard let folder = Self.workingFolder else { return Configuration() }
        let path = folder + (folder.hasSuffix("/") ? "" : "/") + Self.projectFile
        guard let text = text(of: path) else { return Configuration() }
        let hash = SHA256.hexadecimal(of: Array(text.utf8))
        let found = ConfigurationReader.read(text, file: Self.projectFile, as: .project, themes: library)
        switch ConsentBook().answer(for: path, hash: hash) {
        case .always?: return take(found, file: Self.projectFile)
        case .never?:
            notes.append("\(path) is not read: never, was the answer")
            return Configuration()
        case nil: break
        }
        guard let screen else {
            notes.append("\(path) is not read without consent: start the screen here once and answer")
            return Configuration()
        }
        let question = ProjectQuestion(
            path: path, settings: ConfigurationText.lines(of: found.configuration),
            problems: found.problems.map { $0.description(file: Self.projectFile) },
            text: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        let theme = user[.theme]?.text
        let answer = try ProjectQuestionRun(question: question, screen: screen, theme: theme).run()
        if let kept = answer.kept {
            do throws(StateDirectory.Failure) {
                try ConsentBook().remember(kept, for: path, hash: hash)
            } catch {
                problems.append("the answer is not remembered: \(error.message)")
            }
        }
        return answer.isYes ? take(found, file: Self.projectFile) : Configuration()
    }

    private mutating func take(
        _ found: (configuration: Configuration, problems: [ConfigurationProblem]), file: String
    ) -> Configuration {
        problems += found.problems.map { $0.description(file: DisplayText.sanitized(file)) }
        return found.configuration
    }

    /// nil where there is no such file; one that cannot be read is a problem.
    private mutating func text(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno != ENOENT, errno != ENOTDIR { complain(path, String(cString: strerror(errno))) }
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            complain(path, "it is no regular file")
            return nil
        }
        guard status.st_size <= Self.mostBytes else {
            complain(path, "it is too large for a configuration")
            return nil
        }
        guard let bytes = FileBytes.read(path) else {
            complain(path, String(cString: strerror(errno)))
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func complain(_ path: String, _ reason: String) {
        problems.append("\(DisplayText.sanitized(path)) cannot be read: \(reason)")
    }

    private static var workingFolder: String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}

extension TraceOptions {
    /// Does what `--print-config` asks for.
    func printsConfiguration() throws -> Bool {
        guard screen.configuration.isPrinted else { return false }
        try StartConfiguration(said: said, screen.configuration, asking: nil).print()
        return true
    }
}

extension ScreenOptions {
    func printsConfiguration() throws -> Bool {
        guard configuration.isPrinted else { return false }
        try StartConfiguration(said: said, configuration, asking: nil).print()
        return true
    }
}
