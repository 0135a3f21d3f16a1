import Foundation
import Testing

/// What can be said of the Debian package without installing it; `Tests/package` installs it in a clean Debian.
@Suite("The Debian package")
struct PackageTests {
    static let project = Program.project.path
    /// A debug build needs Swift's libraries where it runs, and must not be packed.
    static let isPackable = Program.path.contains("release")

    static func build(in folder: Folder, _ line: String = "") throws -> Program.Outcome {
        try Program.shell("\(line) \(project)/.debian/build --binary \(Program.path) \(folder.path)", deadline: 120)
    }

    @Test("holds the program, its pages and completions in Debian's places, and satisfies lintian")
    func contents() throws {
        let folder = try Folder()
        let built = try Self.build(in: folder)
        guard Self.isPackable else {
            #expect(built.status == 1 && built.errors.contains("needs Swift where it runs"), "\(built.errors)")
            return
        }
        let package = try #require(built.lines.last)
        #expect(built.status == 0 && package.hasPrefix(folder.path), "\(built.errors)")

        // Mode, owner and path of each file.
        let files = try Program.shell("dpkg-deb -c \(package)").lines.map { line in
            let words = line.split(separator: " ").map(String.init)
            return "\(words[0]) \(words[1]) \(words[5])"
        }
        let pages = ManualPageTests.pages.map { "-rw-r--r-- root/root ./usr/share/man/man\($0.suffix(1))/\($0).gz" }
        let wanted = [
            "-rwxr-xr-x root/root ./usr/bin/pbxctl", "-rw-r--r-- root/root ./etc/pbxctl.conf",
            "-rw-r--r-- root/root ./usr/share/bash-completion/completions/pbxctl",
            "-rw-r--r-- root/root ./usr/share/zsh/vendor-completions/_pbxctl",
            "-rw-r--r-- root/root ./usr/share/fish/vendor_completions.d/pbxctl.fish",
            "-rw-r--r-- root/root ./usr/share/doc/pbxctl/copyright", "-rw-r--r-- root/root ./usr/share/doc/pbxctl/changelog.gz",
        ]
        for file in pages + wanted { #expect(files.contains(file), "\(file)") }
        #expect(files.allSatisfy { $0.contains(" root/root ./") })

        let control = try Program.shell("dpkg-deb -f \(package)").lines
        #expect(control.contains("Recommends: libmariadb3, libpq5"))
        let needs = try #require(control.first { $0.hasPrefix("Depends: ") })
        #expect(needs.contains("libc6 (>= 2.3") && !needs.contains("swift") && !needs.contains("libpq") && !needs.contains("mariadb"))
        #expect(try Program.shell("dpkg-deb --ctrl-tarfile \(package) | tar -xOf - ./conffiles").output == "/etc/pbxctl.conf\n")

        let lintian = try Program.shell("lintian --fail-on error,warning \(package)", environment: ["HOME": folder.path], deadline: 120)
        #expect(lintian.status == 0, "\(lintian.output)\(lintian.errors)")
    }

    @Test("is the same, byte for byte, whoever packs it and when")
    func isReproducible() throws {
        guard Self.isPackable else { return }
        let (one, other) = (try Folder(), try Folder())
        let first = try #require(try Self.build(in: one).lines.last)
        let second = try #require(try Self.build(in: other, "umask 077; TZ=Asia/Tokyo LC_ALL=C.UTF-8").lines.last)
        #expect(try Data(contentsOf: URL(filePath: first)) == Data(contentsOf: URL(filePath: second)))
    }

    @Test("has an example of a configuration that configures nothing, and holds once its lines are taken in")
    func exampleConfiguration() throws {
        let example = try String(contentsOfFile: "\(Self.project)/.debian/pbxctl.conf", encoding: .utf8)
        let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.isEmpty || $0.hasPrefix("#") })
        let folder = try Folder()
        let taken = lines.map { $0.hasPrefix("# ") ? String($0) : String($0.drop { $0 == "#" }) }.joined(separator: "\n")
        // The files of its passwords are this test's.
        for name in ["office-database", "office-manager", "tenants-database", "tenants-manager"] {
            try folder.write("secret", to: "\(name).pass")
        }
        let path = try folder.write(taken.replacingOccurrences(of: "/etc/pbxctl/", with: folder.path + "/"), to: "pbxctl.conf")
        for (profile, shown) in [("office", "ami://admin@192.0.2.7:5038"), ("tenants", "esl://192.0.2.8:8021")] {
            let outcome = try Program.run("config", "show", "--config", path, "--profile", profile, "--connect-timeout", "1")
            #expect(outcome.status == 0 && outcome.output.contains(shown), "\(outcome.errors)")
        }
        #expect(try Program.run("config", "show", "--config", path, "--profile", "nobody").errors.contains("branch"))
    }

    @Test("is of the program's version")
    func version() throws {
        let changelog = try String(contentsOfFile: "\(Self.project)/.debian/changelog", encoding: .utf8)
        let version = try Program.run("--version").output.dropFirst("pbxctl ".count).dropLast()
        #expect(changelog.hasPrefix("pbxctl (\(version)) "))
    }
}
