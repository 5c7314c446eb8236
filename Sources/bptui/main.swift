import BptuiCommand
import Glibc

exit(BptuiMain.run(CommandLine.arguments))
