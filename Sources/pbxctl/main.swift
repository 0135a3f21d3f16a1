import Glibc
import PBXKit

StandardStream.occupyClosed()
exit(Program.run(arguments: Program.arguments(), environment: Program.environment()))
