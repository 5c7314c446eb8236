import Configuration
import Glibc
import Screen
import Session
import ViewModel

/// The themes that can be shown: the built-in ones, those of the user's folder, and a file that was named. Looks once a
/// second whether a file changed.
struct ThemeShelf {
    /// What a look found.
    struct News {
        var entries: [ThemeEntry]
        /// What the user should know of it.
        var notices: [Notice]
    }

    /// `$XDG_CONFIG_HOME/bptui/themes`; nil where neither that nor `$HOME` is set.
    private let folder: String?
    /// A file that `--theme` named.
    private let file: (name: String, path: String)?
    private(set) var themes: [String: Theme] = [:]
    private(set) var entries: [ThemeEntry] = []
    /// The name of the theme to begin with.
    private(set) var firstName = ThemeFile.standardName
    /// The command line or the configuration says which one to begin with.
    let isChosen: Bool
    private var stamps: [FileStamp] = []
    private var nextLook: UInt64 = 0

    private static let interval: UInt64 = 1_000_000_000
    private static let mostFiles = 256

    /// - Parameters:
    ///   - option: what `--theme` says: a name, or a file.
    ///   - configured: what the configuration says: a name that there is.
    ///   - remembered: what was chosen last; it may be gone since.
    init(
        _ option: String?, configured: String? = nil, remembered: String? = RememberedTheme().name
    ) throws(CommandFailure) {
        folder = Self.userFolder
        isChosen = option != nil || configured != nil
        let name = option ?? configured ?? ThemeFile.standardName
        let isFile = option.map { $0.contains("/") || $0.hasSuffix(Self.suffix) } ?? false
        file = isFile ? (Self.name(ofFile: name), name) : nil
        stamps = readStamps()
        let library = readLibrary()
        _ = load(library)
        if let file {
            guard FileBytes.read(file.path) != nil else {
                throw CommandFailure(
                    ExitStatus.usage, "the theme '\(name)' cannot be read: \(String(cString: strerror(errno)))")
            }
            firstName = file.name
        } else {
            guard library.contains(name) else { throw CommandFailure(ExitStatus.usage, library.unknown(name)) }
            firstName = name
            if !isChosen, let remembered, library.contains(remembered) { firstName = remembered }
        }
    }

    /// What the screen starts in: the theme that was asked for, or the standard one with the reason.
    var first: (theme: Theme, name: String, problem: String?) {
        if let theme = themes[firstName] { return (theme, firstName, nil) }
        let problem = entries.first { $0.name == firstName }?.problem ?? "the theme \(firstName) is gone"
        return (
            themes[ThemeFile.standardName] ?? .plain, ThemeFile.standardName,
            "\(problem) — \(ThemeFile.standardName) is used"
        )
    }

    // MARK: Looking again

    /// - Parameters:
    ///   - now: nanoseconds.
    ///   - shown: the theme on the screen.
    /// - Returns: nil while nothing has changed.
    mutating func look(_ now: UInt64, shown: String) -> News? {
        guard now >= nextLook else { return nil }
        nextLook = now + Self.interval
        let found = readStamps()
        guard found != stamps else { return nil }
        stamps = found
        let (before, problemBefore) = (themes[shown], entries.first { $0.name == shown }?.problem)
        let problems = load(readLibrary())
        var notices: [Notice] = []
        if let problem = problems[shown] {
            // The screen keeps its last good form while a file is being written.
            themes[shown] = before
            if problem != problemBefore { notices.append(Notice(.error, problem)) }
        } else if themes[shown] == nil {
            themes[shown] = before
            notices.append(Notice(.warning, "the file of the theme \(shown) is gone; the screen keeps it"))
        } else if themes[shown] != before || problemBefore != nil {
            notices.append(Notice(.information, "theme \(shown), as its file is now"))
        }
        return News(entries: entries, notices: notices)
    }

    /// - Returns: problems by name.
    private mutating func load(_ library: ThemeLibrary) -> [String: String] {
        themes = [:]
        var problems: [String: String] = [:]
        var names = library.names
        if let file, !names.contains(file.name) { names.append(file.name) }
        for name in names {
            do throws(ThemeFailure) {
                if let file, name == file.name {
                    themes[name] = try library.theme(of: Self.source(file.path), named: name)
                } else {
                    themes[name] = try library.theme(named: name)
                }
            } catch {
                problems[name] = error.description
            }
        }
        entries = names.map { name in
            ThemeEntry(
                name, isUsers: library.users[name] != nil || name == file?.name, problem: problems[name])
        }
        return problems
    }

    // MARK: Files

    private static let suffix = ".toml"

    private static var userFolder: String? { UserFolder.configuration.map { $0 + "/themes" } }

    private static func name(ofFile path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.hasSuffix(suffix) ? String(last.dropLast(suffix.count)) : last
    }

    private static func source(_ path: String) -> ThemeLibrary.Source {
        ThemeLibrary.Source(file: path, text: String(decoding: FileBytes.read(path) ?? [], as: UTF8.self))
    }

    private func readLibrary() -> ThemeLibrary {
        var library = ThemeLibrary.builtIn
        for stamp in stamps where stamp.path != file?.path {
            library.users[Self.name(ofFile: stamp.path)] = Self.source(stamp.path)
        }
        return library
    }

    /// Of the regular files that hold themes, in the order of their names.
    private func readStamps() -> [FileStamp] {
        var paths: [String] = []
        if let folder, let directory = opendir(folder) {
            defer { closedir(directory) }
            while let entry = readdir(directory), paths.count < Self.mostFiles {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name.hasSuffix(Self.suffix), !name.hasPrefix(".") { paths.append("\(folder)/\(name)") }
            }
        }
        if let file { paths.append(file.path) }
        return paths.sorted().compactMap(FileStamp.init)
    }
}
