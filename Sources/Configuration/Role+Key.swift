package import Screen

extension Role {
    /// Its name in a file: `borderFocused` is `border-focused`.
    package var key: String {
        var key = ""
        for character in String(describing: self) {
            if character.isUppercase { key += "-" }
            key += character.lowercased()
        }
        return key
    }
}
