"""List malformed or unusual ``Accept-Language`` headers. A client may send such headers, although no browser does.

The module ``catalogues`` has the valid languages.

"""

from __future__ import annotations

HOSTILE = {
    "very long": "x" * 100_000,
    "very many": ",".join(f"aa-{number};q=0.{number}" for number in range(5_000)),
    "endless subtags": "en" + "-a" * 20_000,
    "nothing": "",
    "separators alone": ";;;,,,===",
    "no weight": "fr;q=",
    "a weight that is none": "fr;q=1e999,de;q=NaN,en;q=-1",
    "a NUL": "fr\0",
    "a line break": "fr\r\nSet-Cookie: a=b",
    "a path": "../../../../etc/passwd",
    "a path behind a language": "fr/../../../../etc",
    "a Windows path": "..\\..\\windows\\win.ini",
    "a template": "{{ settings.SECRET_KEY }}%(x)s{0}",
    "markup": "<script>alert(1)</script>",
    "bytes of no encoding": "\xff\xfe\xfd",
    "any": "*",
}
