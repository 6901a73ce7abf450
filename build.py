"""This site's own program: `python build.py [COMMAND …]`, by default `build`.

Add rules and outputs of your own here: rules=[*noroshi.RULES, mine], outputs=[*noroshi.OUTPUTS, mine].
"""

from pathlib import Path

import noroshi

if __name__ == "__main__":
    noroshi.main(Path(__file__).parent)
