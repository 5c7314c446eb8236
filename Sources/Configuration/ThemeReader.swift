import Screen

/// Makes a layer of a theme's file, and collects what is wrong with it.
struct ThemeReader {
    private let table: TOMLTable
    private var layer = ThemeLayer()

    private init(_ table: TOMLTable) { self.table = table }

    static func layer(of text: String) -> ThemeLayer {
        do {
            var reader = ThemeReader(try TOMLReader.table(of: text))
            reader.read()
            return reader.layer
        } catch {
            var layer = ThemeLayer()
            layer.problems = [error]
            layer.isReadable = false
            return layer
        }
    }

    private mutating func read() {
        for key in table.entries.keys where !["name", "inherits", "depth", "palette", "roles"].contains(key) {
            complain("no such setting: \(key)", at: [key])
        }
        layer.name = string("name", "a theme's name is a string: name = \"…\"")
        if let name = string("inherits", "what is inherited is a theme's name: inherits = \"tokyo-night\"") {
            layer.parent = ThemeLayer.Parent(name: name, position: position(of: ["inherits"]))
        }
        let depths = "depth is \"mono\", \"8\", \"16\", \"256\" or \"truecolor\""
        if let text = string("depth", depths) {
            layer.depth = Self.depths[text]
            if layer.depth == nil { complain(depths, at: ["depth"]) }
        }
        readPalette()
        readRoles()
    }

    private mutating func string(_ key: String, _ complaint: String) -> String? {
        guard let value = table[key] else { return nil }
        if value.string == nil { complain(complaint, at: [key]) }
        return value.string
    }

    private mutating func complain(_ message: String, at path: [String]) {
        layer.problems.append(position(of: path).problem(message))
    }

    /// Of the key, or of the innermost table around it that is written down; else the file's start.
    private func position(of path: [String]) -> TOMLPosition {
        var position = TOMLPosition.start
        var around: TOMLTable? = table
        for key in path {
            guard let entry = around?.entries[key] else { break }
            position = entry.position
            around = entry.value.table
        }
        return position
    }

    private mutating func readPalette() {
        guard let colors = table["palette"] else { return }
        guard let colors = colors.table else { return complain("the palette is a table: [palette]", at: ["palette"]) }
        for key in colors.entries.keys {
            if let text = colors[key]?.string, let color = ColorValue(hexadecimal: text) {
                layer.palette[key] = color
            } else {
                layer.brokenNames.insert(key)
                complain("\(key) is no colour: write it as \"#1a2b3c\"", at: ["palette", key])
            }
        }
    }

    private mutating func readRoles() {
        layer.rolesPosition = position(of: ["roles"])
        guard let value = table["roles"] else {
            guard layer.parent == nil else { return }
            layer.isReadable = false
            if table["inherits"] == nil { complain("a theme has a table of roles: [roles]", at: ["roles"]) }
            return
        }
        guard let roles = value.table else {
            layer.isReadable = false
            return complain("the roles are a table: [roles]", at: ["roles"])
        }
        for key in roles.entries.keys {
            guard let role = Role.allCases.first(where: { $0.key == key }) else {
                complain("no such role: \(key)", at: ["roles", key])
                continue
            }
            var part = ThemeLayer.Part(position: position(of: ["roles", key]))
            switch roles[key] {
            case .string(let color)?: part.color = color
            case .table(let entry)?: read(entry, of: key, into: &part)
            default:
                part = ThemeLayer.Part(color: "default", basic: .terminals, monochrome: [], position: part.position)
                complain(
                    "\(key) is a colour or a table: { color = \"…\", basic = \"…\", mono = […] }",
                    at: ["roles", key])
            }
            layer.roles[role] = part
        }
    }

    private mutating func read(_ entry: TOMLTable, of key: String, into part: inout ThemeLayer.Part) {
        let path = ["roles", key]
        for name in entry.entries.keys where !["color", "basic", "mono"].contains(name) {
            complain("\(key) has color, basic and mono; no \(name)", at: path)
        }
        if let color = entry["color"] {
            part.color = color.string ?? "default"
            if color.string == nil { complain("\(key): color is a name or \"#1a2b3c\"", at: path) }
        }
        if let basic = entry["basic"] {
            let text = basic.string ?? ""
            if let index = Self.basicNames.firstIndex(of: text) {
                part.basic = .indexed(UInt8(index))
            } else {
                part.basic = .terminals
                if text != "default" { complain("\(key): no such basic colour: \(text)", at: path) }
            }
        }
        guard let mono = entry["mono"] else { return }
        part.monochrome = []
        guard let values = mono.array else { return complain("\(key): mono = [] is plain", at: path) }
        for value in values {
            if let name = value.string, let attribute = Self.attributes[name] {
                part.monochrome?.insert(attribute)
            } else {
                complain("\(key): mono knows bold, dim, underline and reverse", at: path)
            }
        }
    }

    private static let depths: [String: ColorDepth] = [
        "mono": .monochrome, "8": .eight, "16": .sixteen, "256": .indexed256, "truecolor": .truecolor,
    ]

    private static let basicNames = {
        let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        return names + names.map { "bright-" + $0 }
    }()

    private static let attributes: [String: CellStyle.Attributes] = [
        "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
    ]
}
