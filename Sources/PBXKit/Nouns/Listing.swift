/// A noun that is read: listed, and found by what identifies it.
public protocol Listing<Listed> {
    associatedtype Listed: Record

    /// Lends each to `body`, in the natural order of numbers or names.
    func forEach(_ options: ReadOptions, _ body: (Listed) throws -> Void) throws
    /// One by its number or id, by uuid on FusionPBX, else by its name. Throws `.notFound`, and `.conflict` with a list
    /// where a name is not unique.
    func find(_ identifier: String, _ options: ReadOptions) throws -> Listed
}

extension Listing {
    /// Itself as nothing but a listing: the compiler does not see that a noun which can do more is one.
    public var listing: any Listing<Listed> { self }
}
