import json
import sys

import tomlkit

print(json.dumps(tomlkit.parse(sys.argv[1]).unwrap()))
