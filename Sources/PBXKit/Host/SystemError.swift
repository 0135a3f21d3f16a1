import Glibc

/// A system call that failed: which one, on what, and `errno` as it was right after the call.
public struct SystemError: PBXErrorConvertible, Equatable {
    /// The call's name: `open`.
    public var call: String
    /// The file, folder or program it was about.
    public var path: String
    /// The value of `errno`.
    public var code: Int32

    public init(_ call: String, _ path: String, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// The system's own words for the code: `Permission denied`.
    public var reason: String {
        var buffer = [CChar](repeating: 0, count: 256)
        // strerror_r, because strerror's text may change under another thread.
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    public var pbxError: PBXError {
        switch code {
        case EACCES, EPERM:
            PBXError(.notPermitted, path, reason, remedy: "run pbxctl as root or as the owner of \(path)")
        case ENOENT, ENOTDIR:
            PBXError(.notFound, path, reason)
        case EEXIST, ENOTEMPTY:
            PBXError(.conflict, path, reason)
        case EROFS:
            PBXError(.failed, path, reason, remedy: "mount the file system for writing")
        case ENOSPC, EDQUOT:
            PBXError(.failed, path, reason, remedy: "make room on the file system of \(path)")
        case EMFILE, ENFILE:
            PBXError(.failed, path, reason, remedy: "raise the limit of open files (ulimit -n)")
        default:
            PBXError(.failed, path, "\(reason) (\(call))")
        }
    }

    /// Makes a system call again while it is interrupted; the result, or the error where it is -1.
    @discardableResult
    static func check<Result: SignedInteger>(_ call: String, _ path: String, _ body: () -> Result) throws -> Result {
        while true {
            let result = body()
            let code = errno
            if result != -1 { return result }
            if code != EINTR { throw SystemError(call, path, code: code) }
        }
    }

    /// Refuses a path that C would cut short: names with NUL, and the empty one.
    static func checkPath(_ path: String) throws {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw SystemError("path", path, code: EINVAL) }
    }
}
