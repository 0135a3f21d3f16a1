/// An inbound number in the parts that FusionPBX stores it in, and in every spelling a carrier may dial it.
///
/// FusionPBX: `v_destinations.destination_prefix` (country code), `destination_trunk_prefix`, `destination_area_code`,
/// `destination_number`.
struct FusionPBXNumberSpelling: Equatable {
    var prefix: String?
    var trunkPrefix: String?
    var areaCode: String?
    var number: String

    init(prefix: String?, number: String) {
        self.prefix = prefix
        self.number = number
    }

    init(_ row: Row) {
        prefix = row.filled("destination_prefix")
        trunkPrefix = row.filled("destination_trunk_prefix")
        areaCode = row.filled("destination_area_code")
        number = row["destination_number"] ?? ""
    }

    /// Reads a number as given on the command line, with the country code split off where one is given.
    ///
    /// A number that begins with its country code and is long enough to hold both is taken to be complete: it is shown
    /// again as it was given, and the switch finds it however it is dialled.
    init(_ text: String, countryCode: String?) throws {
        let given = text.hasPrefix("+") ? String(text.dropFirst()) : text
        guard (1...32).contains(given.utf8.count), given.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw PBXError(
                .usage, "inbound number '\(FusionPBXValues.shown(text))'", "is not a telephone number of at most 32 digits",
                remedy: "write digits, with or without a leading +")
        }
        guard let countryCode else {
            self.init(prefix: nil, number: given)
            return
        }
        let code = countryCode.hasPrefix("+") ? String(countryCode.dropFirst()) : countryCode
        guard (1...4).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw PBXError(
                .usage, "country code '\(FusionPBXValues.shown(countryCode))'", "is not one of 1 to 4 digits",
                remedy: "write digits, as in 1 or 44")
        }
        let isComplete = given.hasPrefix(code) && (text.hasPrefix("+") || given.utf8.count >= 11)
        guard !(text.hasPrefix("+") && !isComplete), !isComplete || given.utf8.count > code.utf8.count else {
            throw PBXError(
                .usage, "inbound number '\(text)'", "does not begin with country code \(code)",
                remedy: "leave one of the two out")
        }
        self.init(prefix: code, number: isComplete ? String(given.dropFirst(code.count)) : given)
    }

    private var prefixDigits: String { String((prefix ?? "").filter { $0 != "+" }) }

    /// The number in full, as it is shown and has to be given: country code, area code, number.
    var displayed: String { prefixDigits + (areaCode ?? "") + number }

    /// The number as FusionPBX's own dialplan entry is named: area code and number.
    var national: String { (areaCode ?? "") + number }

    /// Every way to dial it that FusionPBX's look-up knows, each with and without a plus.
    var all: [String] {
        let area = areaCode ?? ""
        let bare = [
            number, prefixDigits + number, area + number, prefixDigits + area + number, (trunkPrefix ?? "") + area + number,
        ].map { $0.hasPrefix("+") ? String($0.dropFirst()) : $0 }
        return FusionPBXCacheKeys.distinct(bare).flatMap { [$0, "+\($0)"] }
    }

    /// The expression that a dialled number has to match.
    ///
    /// FusionPBX: `destinations::to_regex` where there is a country code. Without one FusionPBX writes an expression that
    /// refuses the plus which many carriers dial, although its look-up accepts it; this one does not. A ten-digit number
    /// of the North American plan is also accepted with its 1, as FusionPBX's REST application did.
    var expression: String {
        let digits = number.hasPrefix("+") ? String(number.dropFirst()) : number
        if !prefixDigits.isEmpty {
            let optional = prefixDigits.utf8.count == 1 ? "\(prefixDigits)?" : "(?:\(prefixDigits))?"
            return "^\\+?\(optional)(\(digits))$"
        }
        let isNorthAmerican =
            digits.utf8.count == 10 && (digits.utf8.first ?? 0) >= UInt8(ascii: "2")
        return isNorthAmerican ? "^\\+?1?(\(digits))$" : "^\\+?(\(digits))$"
    }
}
