"""A program of its own: the image on standard input, a small picture of it on standard output.

It trusts nothing: few formats, few pixels, little memory, little time. It knows nothing either:
whatever an image does to it, there is nothing here to be had. Exit code 1: no picture.
"""

import contextlib
import io
import os
import resource
import sys
import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

SIDE = 400  # pixels, at most
PIXELS = 100_000_000  # of the image: a camera's, not a bomb's
MEMORY = 600_000_000  # bytes of address space, of which the libraries take a third
SECONDS = 10  # of CPU
KNOWN = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    GifImagePlugin.GifImageFile,
    WebPImagePlugin.WebPImageFile,
    AvifImagePlugin.AvifImageFile,
)


def main() -> int:
    bound()
    try:
        sys.stdout.buffer.write(thumbnail(sys.stdin.buffer))
    except Exception:  # damaged, hostile, or no image: there is nobody to tell
        return 1
    return 0


def bound() -> None:
    """Give up what is not needed, and let others go first."""
    os.nice(10)
    with contextlib.suppress(OSError):  # a system without it
        Path("/proc/self/oom_score_adj").write_text("1000")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def thumbnail(source: BinaryIO) -> bytes:
    """A picture of at most SIDE × SIDE pixels, upright, with nothing in it but pixels.

    Raises Exception: whatever the decoders raise, and ValueError for too many pixels.
    """
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(source, formats=[one.format for one in KNOWN]) as image:
        if image.width * image.height > PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is decoded small at once
        image.thumbnail((SIDE, SIDE), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(image)
        has_alpha = "A" in upright.getbands() or "transparency" in upright.info
        pixels = upright.convert("RGBA" if has_alpha else "RGB")
    pixels.info = {}  # place, time and camera are not for everybody
    made = io.BytesIO()
    if has_alpha:
        pixels.save(made, "PNG")
    else:
        pixels.save(made, "JPEG", quality=80)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
