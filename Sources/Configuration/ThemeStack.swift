import Screen

/// A theme's file with all that it inherits, the child first: who says something first is right.
struct ThemeStack {
    struct Entry {
        var file: String
        var layer: ThemeLayer
    }

    private(set) var entries: [Entry] = []
    /// A part could not be had, so that what is missing says nothing.
    private var isCut = false

    mutating func append(_ layer: ThemeLayer, file: String) {
        entries.append(Entry(file: file, layer: layer))
        if !layer.isReadable { isCut = true }
    }

    /// Tells that the last file's parent cannot be had.
    mutating func cut(_ problem: ConfigurationProblem) {
        isCut = true
        guard !entries.isEmpty else { return }
        entries[entries.count - 1].layer.problems.append(problem)
    }

    /// - Parameter name: for a file that says none.
    mutating func theme(name: String) throws(ThemeFailure) -> Theme {
        // A child's palette also colours the roles that it inherits.
        var palette: [String: ColorValue] = [:]
        for entry in entries.reversed() { palette.merge(entry.layer.palette) { _, new in new } }
        let brokenNames = entries.reduce(into: Set<String>()) { $0.formUnion($1.layer.brokenNames) }
        var forms: [Role: RoleForm] = [:]
        for role in Role.allCases { forms[role] = form(of: role, palette, brokenNames) }
        for entry in entries where !entry.layer.problems.isEmpty {
            let problems = entry.layer.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            throw ThemeFailure(file: entry.file, problems: ConfigurationProblems(problems: problems))
        }
        let depth = entries.lazy.compactMap(\.layer.depth).first ?? .truecolor
        let name = entries.first?.layer.name ?? name
        // Every role has its form by now.
        return Theme(name: name, forms: forms, deepest: depth) ?? .plain
    }

    private mutating func form(
        of role: Role, _ palette: [String: ColorValue], _ brokenNames: Set<String>
    ) -> RoleForm {
        var form = RoleForm(color: nil, basic: nil, monochrome: [])
        guard let origin = entries.lastIndex(where: { $0.layer.roles[role] != nil }) else {
            complain("the role \(role.key) is missing", in: entries.count - 1)
            return form
        }
        if let index = entries.firstIndex(where: { $0.layer.roles[role]?.color != nil }),
            let text = entries[index].layer.roles[role]?.color
        {
            form.color = palette[text] ?? ColorValue(hexadecimal: text)
            if form.color == nil, text != "default", !brokenNames.contains(text) {
                complain("\(role.key): no such colour in the palette: \(text)", role, in: index)
            }
        } else {
            complain("\(role.key) has no color", role, in: origin)
        }
        switch entries.lazy.compactMap({ $0.layer.roles[role]?.basic }).first {
        case .indexed(let index)?: form.basic = index
        case .terminals?: break
        case nil: complain("\(role.key) has no basic colour", role, in: origin)
        }
        if let attributes = entries.lazy.compactMap({ $0.layer.roles[role]?.monochrome }).first {
            form.monochrome = attributes
        } else {
            complain("\(role.key) has no mono form: mono = [] is plain", role, in: origin)
        }
        return form
    }

    private mutating func complain(_ message: String, _ role: Role? = nil, in index: Int) {
        guard !isCut, entries.indices.contains(index) else { return }
        let layer = entries[index].layer
        let position = role.flatMap { layer.roles[$0]?.position } ?? layer.rolesPosition
        entries[index].layer.problems.append(position.problem(message))
    }
}
