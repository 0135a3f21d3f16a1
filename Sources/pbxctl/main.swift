import Glibc
import PBXKit

exit(Program.run(arguments: Array(CommandLine.arguments.dropFirst()), environment: Program.environment()))
