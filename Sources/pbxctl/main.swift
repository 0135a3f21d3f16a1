import Glibc
import PBXKit

StandardStream.occupyClosed()
ProcessMemory.keepToItself()
exit(Program.run(arguments: Program.arguments(), environment: Program.environment()))
