"""The search of the Chinese site: by pairs of characters, so that no dictionary is needed.

A Sphinx extension. The index takes each character and each two neighbours of a run of Chinese;
a query is cut in the same way, so that a page is found that holds all its pairs.

References
----------
J.-Y. Nie, J. Gao, J. Zhang and M. Zhou, "On the use of words and n-grams for Chinese information
retrieval", IRAL 2000: pairs find as well as words do.
"""

import re
from itertools import pairwise

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-zA-Z0-9_]+")


class SearchInPairs(SearchEnglish):
    """Chinese in single characters and pairs, and what else there is as in English.

    Sphinx 9.0's own search of Chinese looks for a stemmer of Chinese, which there is none, and
    breaks off (sphinx-doc/sphinx#14229).
    """

    lang = "zh"
    js_splitter_code = r"""
function splitQuery(query) {
  return [...query.matchAll(/[\u3400-\u9fff]+|[a-zA-Z0-9_]+/g)].flatMap(([run]) => {
    if (run.length < 3 || run[0] < "\u3400") return [run];
    return Array.from({ length: run.length - 1 }, (_, place) => run.slice(place, place + 2));
  });
}
"""

    def split(self, input: str) -> list[str]:
        """Return the words that the index takes of a text."""
        words = _LATIN.findall(input)
        for run in _HAN.findall(input):
            words += [*run, *map("".join, pairwise(run))]
        return words

    def word_filter(self, word: str) -> bool:
        """Whether a word is worth an entry."""
        return bool(_HAN.match(word)) or super().word_filter(word)


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx use it (called by Sphinx)."""
    app.add_search_language(SearchInPairs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
