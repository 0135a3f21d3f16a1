import Testing

@testable import PBXKit

@Suite("Patterns of names")
struct NamePatternTests {
    @Test("* stands for any text, ? for one character", arguments: [
        ("10*", "1001", true), ("10*", "10", true), ("10*", "2010", false), ("*01", "1001", true), ("*0*1*", "2031", true), ("?001", "1001", true),
        ("?001", "001", false), ("*", "", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbXbX", false), ("1\\*", "1*", true), ("1\\*", "12", false),
        ("*ü?", "Müé", true), ("1001", "10011", false),
    ] as [(String, String, Bool)])
    func matches(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        #expect(try NamePattern(pattern).matches(text) == isMatch)
    }

    @Test("a filter without a database goes by the first text, and searches all")
    func filter() throws {
        var filter = ListingFilter()
        #expect(filter.admits(["1001", "Robot"]))
        filter.search = "ROB"
        #expect(filter.admits(["1001", "Robot"]) && !filter.admits(["1001", "Desk"]))
        filter.match = try NamePattern("2*")
        #expect(!filter.admits(["1001", "Robot"]) && filter.admits(["2001", "Robot"]))
    }
}
