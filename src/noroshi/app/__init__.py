"""People → everything else: the command line, the build, the server, the words of problems."""
