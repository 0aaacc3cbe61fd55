"""What was graded already: verdicts by the hash of all that they depend on."""

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from aicourse.atomic import write_atomically
from aicourse.grading.grade import Graded
from aicourse.grading.verdict import Verdict

# How a file begins and where its verdict ends: no string of JSON holds a bare quotation mark.
_BEFORE_VERDICT, _BEHIND_VERDICT = b'{"verdict": ', b', "notebooks": {'
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 16 << 10


@dataclass(frozen=True)
class VerdictCache:
    """Graded submissions by key, one compressed file each. A damaged file counts as absent."""

    folder: Path

    def get(self, key: str) -> Graded | None:
        try:
            content = json.loads(gzip.decompress(self._path(key).read_bytes()))
            verdict = Verdict.model_validate(content["verdict"])
            broke_off = bool(content.get("broke_off"))
            return Graded(verdict, content["notebooks"], broke_off=broke_off)
        except (OSError, EOFError, ValueError, KeyError, ValidationError):
            return None

    def verdict(self, key: str) -> Verdict | None:
        """Return a verdict without the notebooks, which stand behind it and are not unpacked."""
        unpacked = zlib.decompressobj(wbits=_GZIP)
        text = b""
        try:
            with self._path(key).open("rb") as file:
                while packed := file.read(_PIECE):
                    text += unpacked.decompress(packed)
                    if (end := text.find(_BEHIND_VERDICT)) >= 0:
                        return Verdict.model_validate_json(text[len(_BEFORE_VERDICT) : end])
        except (OSError, zlib.error, ValidationError):
            return None
        return None

    def put(self, graded: Graded) -> None:
        content = {
            "verdict": graded.verdict.model_dump(mode="json"),
            "notebooks": graded.notebooks,
            "broke_off": graded.broke_off,
        }
        text = json.dumps(content, ensure_ascii=False).encode()
        write_atomically(self._path(graded.verdict.key), gzip.compress(text, mtime=0))

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json.gz"
