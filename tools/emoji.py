"""Write the emoji that the picker offers, from the Unicode data that Debian packages.

`apt-get install unicode-data unicode-cldr-core`, then `tools/emoji.py`. A line of the result has
the group, the emoji, whether it takes a skin tone, and its names and words in English and Chinese.
"""

import re
import sys
from pathlib import Path
from xml.parsers import expat

UNICODE = Path("/usr/share/unicode")
TEST = UNICODE / "emoji/emoji-test.txt"
RESULT = Path(__file__).parents[1] / "src/magpie/desktop/ui/emoji.tsv"
TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
LINE = re.compile(r"^([0-9A-F ]+?)\s*; fully-qualified\s*# \S+ E([\d.]+) (.+)$")
NEWEST = 15.0  # what fonts of the last years have
GROUPS = {
    "Smileys & Emotion": "smileys",
    "People & Body": "people",
    "Animals & Nature": "animals",
    "Food & Drink": "food",
    "Travel & Places": "travel",
    "Activities": "activities",
    "Objects": "objects",
    "Symbols": "symbols",
    "Flags": "flags",
}


def words(language: str) -> dict[str, str]:
    """The words for each emoji, its name first."""
    found: dict[str, tuple[str, str]] = {}
    for folder in ("annotations", "annotationsDerived"):
        file = UNICODE / "cldr/common" / folder / f"{language}.xml"
        place: dict[str, str] = {}

        def begin(name: str, attributes: dict[str, str], place: dict[str, str] = place) -> None:
            place.clear()
            if name == "annotation":
                place.update(attributes, text="")

        def text(data: str, place: dict[str, str] = place) -> None:
            if place:
                place["text"] += data

        def end(_: str, place: dict[str, str] = place) -> None:
            if place:
                name, keywords = found.get(place["cp"], ("", ""))
                if place.get("type") == "tts":
                    name = place["text"]
                else:
                    keywords = place["text"].replace(" | ", " ")
                found[place["cp"]] = name, keywords
                place.clear()

        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = begin, end
        parser.CharacterDataHandler = text
        parser.Parse(file.read_bytes(), True)
    return {
        emoji: "|".join((name, keywords)).replace("\t", " ")
        for emoji, (name, keywords) in found.items()
    }


def rows() -> list[str]:
    english, chinese = words("en"), words("zh")
    found: dict[str, list[str]] = {}
    toned, group = set(), ""
    for line in TEST.read_text(encoding="utf-8").splitlines():
        if line.startswith("# group: "):
            group = GROUPS.get(line.removeprefix("# group: "), "")
        elif group and (hit := LINE.match(line)) and float(hit[2]) <= NEWEST:
            emoji = "".join(chr(int(code, 16)) for code in hit[1].split())
            bare = emoji.replace("\ufe0f", "")
            if TONES.search(emoji):
                toned.add(TONES.sub("", bare))
            else:
                names = [said.get(bare, hit[3]) for said in (english, chinese)]
                found[bare] = [group, emoji, *names]
    return [
        "\t".join((group, emoji, "t" if bare in toned else "", *names))
        for bare, (group, emoji, *names) in found.items()
    ]


if __name__ == "__main__":
    if not TEST.exists():
        sys.exit(f"{TEST} is missing: apt-get install unicode-data unicode-cldr-core")
    RESULT.write_text("\n".join(rows()) + "\n", encoding="utf-8")
