import sys

import magic

data = b"%PDF-1.7\n" if len(sys.argv) < 2 else sys.argv[1].encode()
print(magic.from_buffer(data, mime=True))
