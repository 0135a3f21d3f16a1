import Glibc
import Testing

@testable import PBXKit

@Suite struct HostFileTests {
    let folder: TemporaryFolder
    let host = LocalHost()

    init() throws { folder = try TemporaryFolder() }

    private func code(_ body: () throws -> some Any) -> Int32? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? SystemError)?.code }
    }

    @Test func readsWhatWasWritten() throws {
        let bytes: [UInt8] = [0, 255, 10, 13]
        try host.write(bytes, to: folder("a"), creating: NewFileAttributes(mode: 0o604))
        let read = try host.read(folder("a"))
        #expect(read.bytes == bytes)
        #expect(read.status.mode == 0o604)
        #expect(read.status.kind == .file)
        #expect(try host.list(folder.path).map(\.name) == ["a"])
    }

    @Test func refusesWhatIsNoRegularFile() throws {
        #expect(code { try host.read(folder.path) } == EISDIR)
        #expect(code { try host.read(folder("missing")) } == ENOENT)
        #expect(code { try host.read("\(folder.path)/a\0b") } == EINVAL)
        mkfifo(folder("pipe"), 0o600)
        #expect(throws: PBXError.self) { try host.read(folder("pipe")) }
        #expect(throws: PBXError.self) { try host.read("/dev/zero") }
        try folder.file("large", bytes: [UInt8](repeating: 65, count: 101))
        #expect(throws: PBXError.self) { try host.read(folder("large"), limit: 100) }
        #expect(try host.read(folder("large"), limit: 101).bytes.count == 101)
    }

    @Test func replacesAtomicallyAndKeepsOwnerAndMode() throws {
        let path = try folder.file("conf", "old", mode: 0o640)
        if geteuid() == 0 { chown(path, 12345, 54321) }
        chmod(path, 0o4750)
        let before = try #require(try host.status(of: path))
        symlink("conf", folder("link"))

        try host.write(Array("new".utf8), to: folder("link"), creating: NewFileAttributes(mode: 0o777))

        let after = try #require(try host.status(of: path))
        #expect(after.mode == before.mode && after.owner == before.owner && after.group == before.group)
        #expect(try host.linkTarget(of: folder("link")) == "conf")
        #expect(try host.read(path).text == "new")
        #expect(try host.list(folder.path).map(\.name) == ["conf", "link"])
    }

    @Test func aNewFileBelongsToTheFoldersOwner() throws {
        guard geteuid() == 0 else { return }
        chown(folder.path, 12345, 54321)
        try host.write([1], to: folder("new"))
        let status = try #require(try host.status(of: folder("new")))
        #expect(status.owner == 12345 && status.group == 54321 && status.mode == 0o640)
    }

    @Test func aFailedWriteLeavesNothingBehind() throws {
        mkdir(folder("directory"), 0o755)
        #expect(throws: PBXError.self) { try host.write([1], to: folder("directory")) }
        #expect(code { try host.write([1], to: folder("no/such/file")) } == ENOENT)
        symlink("nowhere", folder("dangling"))
        #expect(code { try host.write([1], to: folder("dangling")) } == ENOENT)
        #expect(try host.list(folder.path).map(\.name) == ["dangling", "directory"])
    }

    @Test func removesATreeWithoutFollowingLinks() throws {
        try folder.file("keep/precious", "1")
        try folder.file("tree/deep/er/file", "1")
        symlink(folder("keep"), folder("tree/deep/link"))
        try host.removeTree(folder("tree"))
        try host.removeTree(folder("tree"))
        #expect(try host.list(folder.path).map(\.name) == ["keep"])
        #expect(try host.read(folder("keep/precious")).text == "1")
        for path in ["/", "//", "relative", "/tmp/..", "/tmp/./x"] {
            #expect(throws: PBXError.self) { try host.removeTree(path) }
        }
    }

    @Test func saysWhatIsThere() throws {
        #expect(try host.status(of: folder("nothing")) == nil)
        #expect(try host.status(of: folder("nothing/below")) == nil)
        try folder.file("a", "12345")
        let status = try #require(try host.status(of: folder("a")))
        #expect(status.size == 5)
        #expect(abs(status.modified.seconds - Timestamp.now().seconds) < 60)
        try host.rename(folder("a"), to: folder("b"))
        #expect(try host.list(folder.path).map(\.name) == ["b"])
        #expect(try host.linkTarget(of: folder("b")) == nil)
    }

    @Test func errorsSayPathReasonAndRemedy() {
        let error = SystemError("open", "/etc/secret", code: EACCES).pbxError
        #expect(error.kind == .notPermitted)
        #expect(error.what == "/etc/secret" && error.why == "Permission denied")
        #expect(error.remedy == "run pbxctl as root or as the owner of /etc/secret")
    }

    @Test func aLockIsHeldByOneAtATime() throws {
        let path = folder("lock")
        _ = try FileLock.whileHeld(path, deadline: Deadline(after: .seconds(1))) {
            #expect(throws: PBXError.self) {
                try FileLock.whileHeld(path, deadline: Deadline(after: .milliseconds(30))) {}
            }
        }
        #expect(throws: CancellationError.self) {
            try FileLock.whileHeld(path, deadline: Deadline(after: .seconds(1))) { throw CancellationError() }
        }
        try FileLock.whileHeld(path, deadline: Deadline(after: .seconds(0))) {}
    }
}
