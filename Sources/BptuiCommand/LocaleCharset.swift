import Glibc

/// The character set of the user's locale.
enum LocaleCharset {
    static let isUnicode: Bool = {
        setlocale(LC_CTYPE, "")
        return String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
    }()
}
