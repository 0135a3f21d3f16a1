import Glibc

/// Extended attributes of files. Their header (sys/xattr.h) is not part of Swift's Glibc module, so that the two
/// functions are looked up by name in the C library.
enum ExtendedAttributes {
    private typealias Get =
        @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int) -> Int
    private typealias Set =
        @convention(c) (Int32, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32) -> Int32

    /// Gives an open file the attributes of another, as far as that one has them and the file system keeps them.
    static func copy(_ names: [String], from path: String, to file: borrowing OpenFile) throws {
        guard let getSymbol = dlsym(nil, "getxattr"), let setSymbol = dlsym(nil, "fsetxattr") else { return }
        let get = unsafeBitCast(getSymbol, to: Get.self)
        let set = unsafeBitCast(setSymbol, to: Set.self)
        for name in names {
            var value = [UInt8](repeating: 0, count: 4096)
            let count = get(path, name, &value, value.count)
            // No such attribute, or a file system without them: nothing to keep.
            guard count > 0 else { continue }
            do {
                try SystemError.check("fsetxattr", path) { set(file.descriptor, name, value, count, 0) }
            } catch let error as SystemError where error.code == ENOTSUP {
                continue
            }
        }
    }
}
