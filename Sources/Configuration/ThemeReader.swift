import Screen

/// Makes a theme of a parsed file, and collects what is wrong with it.
struct ThemeReader {
    let table: TOMLTable
    var problems: [ConfigurationProblem] = []
    private var palette: [String: ColorValue] = [:]

    init(table: TOMLTable) { self.table = table }

    /// nil when there are problems.
    mutating func read() -> Theme? {
        for key in table.entries.keys where !["name", "palette", "roles"].contains(key) {
            complain("no such setting: \(key)", at: [key])
        }
        let name = table["name"]?.string
        if name == nil { complain("a theme has a name: name = \"…\"", at: ["name"]) }
        readPalette()
        let forms = readRoles()
        guard problems.isEmpty, let name else { return nil }
        return Theme(name: name, forms: forms)
    }

    private mutating func complain(_ message: String, at path: [String]) {
        problems.append(position(of: path).problem(message))
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
                palette[key] = color
            } else {
                complain("\(key) is no colour: write it as \"#1a2b3c\"", at: ["palette", key])
            }
        }
    }

    private mutating func readRoles() -> [Role: RoleForm] {
        var forms: [Role: RoleForm] = [:]
        guard let roles = table["roles"]?.table else {
            complain("a theme has a table of roles: [roles]", at: ["roles"])
            return forms
        }
        for key in roles.entries.keys {
            guard let role = Role.allCases.first(where: { $0.key == key }) else {
                complain("no such role: \(key)", at: ["roles", key])
                continue
            }
            guard let entry = roles[key]?.table else {
                complain("\(key) is a table: { color = \"…\", basic = \"…\", mono = […] }", at: ["roles", key])
                continue
            }
            forms[role] = readForm(entry, of: key)
        }
        for role in Role.allCases where roles[role.key] == nil {
            complain("the role \(role.key) is missing", at: ["roles"])
        }
        return forms
    }

    private mutating func readForm(_ entry: TOMLTable, of key: String) -> RoleForm {
        var form = RoleForm(color: nil, basic: nil, monochrome: [])
        for name in entry.entries.keys where !["color", "basic", "mono"].contains(name) {
            complain("\(key) has color, basic and mono; no \(name)", at: ["roles", key])
        }
        if let text = entry["color"]?.string {
            form.color = palette[text] ?? ColorValue(hexadecimal: text)
            if form.color == nil, text != "default" {
                complain("\(key): no such colour in the palette: \(text)", at: ["roles", key])
            }
        } else {
            complain("\(key) has no color", at: ["roles", key])
        }
        if let text = entry["basic"]?.string {
            if let index = Self.basicNames.firstIndex(of: text) {
                form.basic = UInt8(index)
            } else if text != "default" {
                complain("\(key): no such basic colour: \(text)", at: ["roles", key])
            }
        } else {
            complain("\(key) has no basic colour", at: ["roles", key])
        }
        guard let mono = entry["mono"]?.array else {
            complain("\(key) has no mono form: mono = [] is plain", at: ["roles", key])
            return form
        }
        for value in mono {
            if let name = value.string, let attribute = Self.attributes[name] {
                form.monochrome.insert(attribute)
            } else {
                complain("\(key): mono knows bold, dim, underline and reverse", at: ["roles", key])
            }
        }
        return form
    }

    private static let basicNames = {
        let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        return names + names.map { "bright-" + $0 }
    }()

    private static let attributes: [String: CellStyle.Attributes] = [
        "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
    ]
}
