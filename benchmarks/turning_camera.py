"""What a frame costs while the camera turns: `python benchmarks/turning_camera.py`.

The surface and the box around it are then drawn anew in each frame, here at several resolutions; beside it stands what
a frame of the same scene costs under a camera that rests.
"""

from __future__ import annotations

from time import process_time

import trajviz as tv

FRAMES = 24
RESOLUTIONS = (30, 60, 120)


def milliseconds_per_frame(resolution: int, angle: float) -> float:
    """Return the processor time of a frame of the camel, BFGS and GD, in 800×500 pixels."""
    animation = tv.animate("camel", "BFGS,GD", view="surface", resolution=resolution, orbit=angle, frames=FRAMES)
    frames = animation.frames()
    _ = frames[0]  # the background of the camera that rests
    began = process_time()
    for _ in frames:
        pass
    return (process_time() - began) / FRAMES * 1000


def main() -> None:
    """Print a line for each resolution."""
    print("surface   turning ms/frame   resting ms/frame")
    for resolution in RESOLUTIONS:
        turning, resting = (milliseconds_per_frame(resolution, angle) for angle in (360.0, 0.0))
        print(f"{resolution:3}×{resolution:<3} {turning:18.1f} {resting:18.1f}")


if __name__ == "__main__":
    main()
