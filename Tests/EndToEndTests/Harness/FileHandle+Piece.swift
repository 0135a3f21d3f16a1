import Foundation
import Glibc

extension FileHandle {
    /// What has come in, waiting for the first byte; empty at the end. Foundation's own way ends the process when a signal
    /// interrupts the wait.
    func nextPiece() -> Data {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(fileDescriptor, &bytes, bytes.count)
            if count >= 0 { return Data(bytes.prefix(count)) }
            if errno != EINTR { return Data() }
        }
    }
}
