"""Pictures to a file through FFmpeg's encoders, in this process; no picture is kept once it is encoded.

FFmpeg works on one picture, in a thread and without Python's lock, while the next is drawn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trajviz.errors import TrajvizError

if TYPE_CHECKING:
    from av import VideoFrame

MOST_WAITING = 4
"""How many pictures may wait to be encoded."""


def encode(
    pictures: Iterable[tuple[int, VideoFrame]],
    path: Path,
    *,
    size: tuple[int, int],
    rate: Fraction,
    pixel_format: str,
    container: str,
    codec: str,
    container_options: Mapping[str, str],
    codec_options: Mapping[str, str],
) -> None:
    """Encode pictures, each with its moment in units of 1/`rate` seconds, and write them to `path`.

    Raises
    ------
    TrajvizError
        If the encoder refuses pictures of this size.
    OSError
        If the file cannot be written.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    import av
    import av.error

    width, height = size
    try:
        # "file:" because FFmpeg takes what stands before a colon in a plain name for a protocol.
        with av.open(f"file:{path}", "w", format=container, options=dict(container_options)) as output:
            # PyAV knows the type of a stream by the literal name of its codec alone.
            stream: Any = output.add_stream(codec, rate=rate, options=dict(codec_options))
            stream.width, stream.height, stream.pix_fmt = width, height, pixel_format

            def add(moment: int, picture: VideoFrame) -> None:
                picture.pts, picture.time_base = moment, 1 / rate
                output.mux(stream.encode(picture))

            with ThreadPoolExecutor(1) as encoder:
                under_way: deque[Future[None]] = deque()
                for moment, picture in pictures:
                    under_way.append(encoder.submit(add, moment, picture))
                    if len(under_way) > MOST_WAITING:
                        under_way.popleft().result()
                for last in under_way:
                    last.result()
            output.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        raise TrajvizError(f"{codec} cannot encode pictures of {width}×{height} pixels: {error.strerror}") from error
