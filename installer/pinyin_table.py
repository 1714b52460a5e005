"""Builds assets/pinyin/table.txt.gz, what `kiosk.languages.pinyin` knows: words with readings and weights.

Words and frequencies come from jieba's dictionary (MIT), readings from pypinyin (MIT), the names and places of Xinjiang from
assets/pinyin/supplement.txt. The same inputs give the same bytes. jieba is a development dependency; the result is kept in the repository.

    python installer/pinyin_table.py

The table is one line for each sequence of first letters, in their order:

    wlmq<TAB>wu lu mu qi=乌鲁木齐:82,…;wu li mu qi=…

where the number is ten times the natural logarithm of the frequency.
"""

import gzip
import logging
import math
from collections import defaultdict
from pathlib import Path

import jieba
from pypinyin import Style, lazy_pinyin, load_single_dict, pinyin

ASSETS = Path(__file__).resolve().parents[1] / "assets" / "pinyin"
WORDS = 36_000
CHARACTERS = 8_100
LONGEST = 4  # characters of a word of the general dictionary; the supplement may go further
WEIGHT_OF_SUPPLEMENT = 2_000  # as a frequency: above rare words, below everyday ones
PERSONS = frozenset({"nr", "nrfg"})  # jieba's tags
VOWELS = frozenset("aeiouv")

# Surnames are read otherwise than the word; both are offered. Interjections without a vowel get the syllable people type.
SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "解": "xie",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
    "乐": "yue",
    "曾": "zeng",
}
# The hundred most frequent surnames and some of this region: forms ask for names more than anything else.
COMMON_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍肖马哈妥"
)
WEIGHT_OF_SURNAME = 20_000
TYPED_AS = {"嗯": "en", "哼": "heng", "呣": "mu", "噷": "hen"}

# In names and places these are nearly always read like this where no phrase says otherwise; pypinyin puts another reading first.
READINGS = {"勒": "lè,lēi", "什": "shí,shén", "卜": "bǔ,bo"}

Entry = dict[tuple[str, ...], dict[str, float]]  # syllables -> word -> frequency


def frequencies() -> dict[str, int]:
    """Word to frequency from jieba's dictionary file, `word frequency tag` a line, without the names of persons."""
    found = {}
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        if (len(word) == 1 or tag not in PERSONS) and all("\u4e00" <= letter <= "\u9fff" for letter in word):
            found[word] = int(frequency)
    return found


def gb2312() -> set[str]:
    """The 6,763 characters of GB 2312, levels one and two."""
    return {
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    }


def _read(word: str) -> list[tuple[str, str]]:
    return list(zip(word, lazy_pinyin(word), strict=True))


def supplement() -> dict[str, tuple[str, ...]]:
    """Word to reading, in the order of the file. Raises ValueError where a reading has not a syllable a character."""
    found = {}
    for line in (ASSETS / "supplement.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, *reading = line.split()
        # 都 is dū in every name and place; as a word of its own it is dōu
        syllables = tuple(reading) or tuple("du" if letter == "都" else part for letter, part in _read(word))
        if len(syllables) != len(word):
            raise ValueError(f"{word}: {' '.join(syllables)}")
        found[word] = syllables
    return found


def typeable(syllables: tuple[str, ...]) -> bool:
    return all(part.isascii() and part.isalpha() and VOWELS & set(part) for part in syllables)


def words(known: dict[str, int], characters: set[str]) -> Entry:
    found: Entry = defaultdict(dict)
    several = (word for word in known if 2 <= len(word) <= LONGEST and characters.issuperset(word))
    for word in sorted(several, key=lambda word: (-known[word], word))[:WORDS]:
        syllables = tuple(lazy_pinyin(word))
        if len(syllables) == len(word) and typeable(syllables):
            found[syllables][word] = known[word]
    for word, syllables in supplement().items():
        found[syllables][word] = max(known.get(word, 0), WEIGHT_OF_SUPPLEMENT)
    return found


def single(known: dict[str, int], characters: set[str], several: Entry) -> Entry:
    """Each character under each of its readings; its frequency is shared as its words share it."""
    seen: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for syllables, group in several.items():
        for word, frequency in group.items():
            for letter, syllable in zip(word, syllables, strict=True):
                seen[letter][syllable] += frequency
    found: Entry = defaultdict(dict)
    for letter in sorted(characters):
        readings = list(dict.fromkeys(pinyin(letter, style=Style.NORMAL, heteronym=True)[0]))
        if letter in TYPED_AS:
            readings = [TYPED_AS[letter]]
        readings += [extra for extra in (SURNAMES.get(letter),) if extra and extra not in readings]
        # Rare characters have strange frequencies of their own: no character counts for more than the words it stands in.
        frequency = min(known.get(letter, 0), sum(seen[letter].values())) + 3
        if letter in COMMON_SURNAMES:
            frequency = max(frequency, WEIGHT_OF_SURNAME)
        shares = {reading: seen[letter][reading] + (20 if place == 0 else 1) for place, reading in enumerate(readings)}
        total = sum(shares.values())
        for reading, share in shares.items():
            if typeable((reading,)):
                found[(reading,)][letter] = max(1.0, frequency * share / total)
    return found


def lines(table: Entry) -> list[str]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for syllables in sorted(table):
        group = table[syllables]
        ranked = sorted(group, key=lambda word: (-group[word], word))
        texts = ",".join(f"{word}:{round(10 * math.log(max(group[word], 1)))}" for word in ranked)
        grouped["".join(part[0] for part in syllables)].append(f"{' '.join(syllables)}={texts}")
    return [f"{key}\t{';'.join(grouped[key])}" for key in sorted(grouped)]


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    load_single_dict({ord(letter): readings for letter, readings in READINGS.items()})
    known = frequencies()
    level = gb2312()
    others = sorted(
        (word for word in known if len(word) == 1 and word not in level), key=lambda word: (-known[word], word)
    )
    characters = level | set(others[: CHARACTERS - len(level)])
    several = words(known, characters)
    one = single(known, characters, several)
    table: Entry = {**several, **one}
    text = "\n".join(lines(table)) + "\n"
    target = ASSETS / "table.txt.gz"
    target.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    logging.info(
        "%d words, %d characters, %d bytes", sum(map(len, several.values())), len(characters), target.stat().st_size
    )


if __name__ == "__main__":
    main()
